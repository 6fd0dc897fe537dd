/*-------------------------------------------------------------------------
 *
 * https.c
 *		Requests that are encrypted, by the program curl.
 *
 * The executor links no library that speaks TLS to servers: where curl is
 * installed, it checks certificates by what that system trusts.  The URL goes
 * to its standard input, since a command line is read by everybody.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/https.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "executor/process/interrupt.h"
#include "executor/process/process.h"

/* A shell finds a program in PATH, and says with this that there is none. */
#define NOT_FOUND 127

/* Seconds that curl has to say so when its time is up. */
#define LAST_WORDS 1.0

/* Seconds that curl is given at least; to it, 0 is for ever. */
#define LEAST_TIME 0.01

/* Does an exit code of curl say something about the server? */
static bool
is_about_server(int exit_code)
{
	static const int codes[] = {
		6,  /* the name does not resolve */
		7,  /* could not connect */
		8,  /* an odd answer, as from a server of another protocol */
		16, /* HTTP/2 framing */
		18, /* the answer was cut off */
		28, /* no answer in time */
		35, /* TLS could not be started */
		51, /* the certificate is another's (old) */
		52, /* an empty answer */
		55, /* sending failed */
		56, /* receiving failed */
		60, /* the certificate is not to be trusted */
		83, /* its issuer is another one */
		90, /* its key is another one */
		91, /* it was revoked */
		92, /* HTTP/2 stream */
	};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
	{
		if (codes[i] == exit_code)
			return true;
	}
	return false;
}

/*
 * What curl is to do: to ask for this URL, by this protocol alone, through no
 * proxy, and to tell the status.  The body is not wanted: where its length is
 * known before, it is not read.
 */
static bool
write_configuration(const LearnUrl *url, double timeout,
					LearnBuffer *configuration)
{
	learn_buffer_append_string(configuration, "url = \"");
	for (const char *at = url->whole; *at != '\0'; at++)
	{
		if (*at == '"' || *at == '\\')
			learn_buffer_append(configuration, "\\", 1);
		learn_buffer_append(configuration, at, 1);
	}
	return learn_buffer_append_format(configuration,
									  "\"\n"
									  "globoff\n"
									  "proto = \"=https\"\n"
									  "noproxy = \"*\"\n"
									  "max-time = %.3f\n"
									  "max-filesize = 1\n"
									  "output = \"/dev/null\"\n"
									  "write-out = \"%%{http_code}\"\n"
									  "silent\n"
									  "show-error\n",
									  timeout);
}

/* Runs curl, without what the user has configured.  False: no memory. */
static bool
run_curl(const LearnUrl *url, double timeout, LearnOutcome *outcome)
{
	static const char *const arguments[] = {"sh", "-c",
											"exec curl -q --config -", NULL};
	LearnValues none = {0};
	char **environment = learn_values_environment(&none, NULL);
	LearnBuffer configuration;
	bool done = false;

	learn_buffer_init(&configuration, 0);
	if (environment != NULL &&
		write_configuration(url, timeout, &configuration))
	{
		LearnCommand command = {
			.path = "/bin/sh",
			.arguments = arguments,
			.environment = environment,
			.input = configuration.data,
			.input_length = configuration.length,
			.timeout = timeout + LAST_WORDS,
		};

		done = learn_process_run(&command, outcome);
	}
	learn_buffer_free(&configuration);
	learn_environment_free(environment);
	return done;
}

/* What it means that curl ended so. */
static LearnVerdict
judge(const LearnQuestion *question, const LearnOutcome *outcome, int *status,
	  LearnBuffer *seen)
{
	switch (outcome->ending)
	{
		case LEARN_NEVER_STARTED:
			return learn_verify_unknown(seen, "could not run curl: %s",
										outcome->problem.message);
		case LEARN_ENDED_INTERRUPTED:
			return learn_verify_unknown(seen, LEARN_VERIFY_STOPPED);
		case LEARN_ENDED_LATE:
			return learn_verify_failed(seen, LEARN_VERIFY_LATE);
		case LEARN_ENDED_NORMALLY:
			break;
	}
	if (outcome->exit_code == NOT_FOUND)
		return learn_verify_unknown(seen,
									"https takes the program curl, which is "
									"not installed");
	*status = atoi(outcome->output);
	if (*status > 0)
		return LEARN_VERDICT_PASSED;
	if (!is_about_server(outcome->exit_code))
	{
		learn_verify_unknown(seen, "curl ended with exit code %d",
							 outcome->exit_code);
		learn_question_quote(question, ": ", outcome->error, false, seen);
		return LEARN_VERDICT_UNKNOWN;
	}
	if (learn_question_quote(question, "", outcome->error, false, seen))
		return LEARN_VERDICT_FAILED;
	return learn_verify_failed(seen, "curl ended with exit code %d",
							   outcome->exit_code);
}

LearnVerdict
learn_verify_ask_curl(const LearnQuestion *question, const LearnUrl *url,
					  int *status, LearnBuffer *seen)
{
	double left = question->deadline - learn_monotonic_seconds();
	LearnOutcome outcome = {0};
	LearnVerdict verdict =
		run_curl(url, left > LEAST_TIME ? left : LEAST_TIME, &outcome)
			? judge(question, &outcome, status, seen)
			: learn_verify_out_of_memory(seen);

	learn_outcome_free(&outcome);
	return verdict;
}
