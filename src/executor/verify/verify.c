/*-------------------------------------------------------------------------
 *
 * verify.c
 *		Is the incident over?
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/verify.h"

#include <stdlib.h>
#include <string.h>

#include "core/visible_text.h"
#include "executor/process/interrupt.h"
#include "executor/state/source.h"
#include "executor/verify/method.h"

/* Seconds between two looks: at first, and at most. */
#define FIRST_PAUSE 0.2
#define LONGEST_PAUSE 1.0
#define PAUSE_GROWTH 1.5

/*
 * Seconds without which no further look is begun: one that has no time sees
 * less than the one before it.
 */
#define LEAST_LOOK 0.1

/* Seconds in which what was started must not end again, and the like. */
#define INTERVAL 1.0

/* Of a method that is too long, the bytes that are kept of its end. */
#define TAIL_MAX 150

/* How it is verified. */
typedef struct Method
{
	const char *name;
	LearnMethodLook *look;
	double confidence;
} Method;

/* Takes the method that the runbook's verification names. */
static bool
find_own(json_object *verification, Method *method)
{
	static const Method methods[] = {
		{"command", learn_verify_command, LEARN_CONFIDENCE_COMMAND},
		{"http", learn_verify_http, LEARN_CONFIDENCE_HTTP},
		{"port", learn_verify_port, LEARN_CONFIDENCE_PORT},
		{"state", learn_verify_state, LEARN_CONFIDENCE_STATE},
		{"file_age", learn_verify_file_age, LEARN_CONFIDENCE_FILE_AGE},
	};
	const char *name = learn_json_get_string(verification, "method", "");

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
	{
		if (strcmp(methods[i].name, name) != 0)
			continue;
		*method = methods[i];
		return true;
	}
	return false;
}

/* Takes what is known of the incident type. */
static bool
find_by_incident(const char *incident_type, Method *method)
{
	method->name = incident_type;
	method->look = learn_verify_find_incident(incident_type);
	method->confidence = LEARN_CONFIDENCE_INCIDENT_TYPE;
	return method->look != NULL;
}

/* The next place where a character begins. */
static const char *
next_character(const char *at)
{
	while (((unsigned char) *at & 0xC0) == 0x80)
		at++;
	return at;
}

/*
 * Both ends of a line that is too long: at the beginning stands what was
 * looked at, at the end what came of it.  NULL when out of memory.
 */
static char *
shorten(const LearnBuffer *line)
{
	LearnBuffer cut;

	learn_buffer_init(&cut, 0);
	learn_verify_append_cut(&cut, line->data, line->length,
							LEARN_VERIFY_METHOD_MAX - TAIL_MAX -
								strlen("..."));
	learn_buffer_append_string(&cut, next_character(line->data + line->length -
													TAIL_MAX));
	return learn_buffer_detach(&cut, NULL);
}

/*
 * What was seen, as one line of bounded length without secrets; NULL when out
 * of memory.
 */
static char *
tell(const LearnQuestion *question, const Method *method,
	 const LearnBuffer *seen)
{
	char *clean = seen->failed ? NULL : malloc(LEARN_CLEAN_SIZE(seen->length));
	json_object *redacted = NULL;
	LearnBuffer line;
	char *told;

	if (clean != NULL)
	{
		/* The value of a parameter may be any bytes. */
		learn_source_clean(seen->data, seen->length, clean);
		redacted = learn_question_redact(question, clean);
	}
	free(clean);
	if (redacted == NULL)
		return NULL;
	learn_buffer_init(&line, 0);
	learn_buffer_append_format(&line, "%s: ", method->name);
	learn_visible_append(&line, json_object_get_string(redacted),
						 json_object_get_string_len(redacted));
	json_object_put(redacted);
	if (line.failed || line.length <= LEARN_VERIFY_METHOD_MAX)
		return learn_buffer_detach(&line, NULL);
	told = shorten(&line);
	learn_buffer_free(&line);
	return told;
}

/* Looks once; false when memory ran out. */
static bool
look(const LearnQuestion *question, const Method *method,
	 LearnVerification *verification)
{
	bool stopped_before = learn_interrupt_count() > 0;
	LearnBuffer seen;
	LearnVerdict verdict;
	char *told;

	learn_buffer_init(&seen, 0);
	verdict = stopped_before
				  ? learn_verify_unknown(&seen, LEARN_VERIFY_STOPPED)
				  : method->look(question, &seen);
	told = tell(question, method, &seen);
	learn_buffer_free(&seen);
	if (told == NULL)
		return false;

	/* A look that was broken off does not replace one that was not. */
	if (verdict == LEARN_VERDICT_UNKNOWN && learn_interrupt_count() > 0 &&
		verification->method != NULL)
	{
		free(told);
		return true;
	}
	free(verification->method);
	verification->method = told;
	verification->verdict = verdict;
	verification->confidence =
		verdict == LEARN_VERDICT_UNKNOWN ? 0 : method->confidence;
	return true;
}

/*
 * Looks until it is over or time is up.  When the executor is told to stop
 * before that, it is not known, and what was seen last is told.  What is not
 * known now, as there is no way to look, will not be in a second either.
 */
static bool
keep_looking(const LearnQuestion *question, const Method *method,
			 LearnVerification *verification)
{
	double pause = FIRST_PAUSE;

	for (;;)
	{
		if (!look(question, method, verification))
			return false;
		if (verification->verdict != LEARN_VERDICT_FAILED ||
			!question->request->patient ||
			learn_monotonic_seconds() + pause + LEAST_LOOK >
				question->deadline)
			return true;
		if (!learn_interrupt_sleep(pause, false))
		{
			/* It still had time: nobody knows what would have been seen. */
			verification->verdict = LEARN_VERDICT_UNKNOWN;
			verification->confidence = 0;
			return true;
		}
		pause *= PAUSE_GROWTH;
		if (pause > LONGEST_PAUSE)
			pause = LONGEST_PAUSE;
	}
}

LearnStatus
learn_verify(const LearnVerifyRequest *request,
			 LearnVerification *verification)
{
	json_object *own = learn_json_get(request->about->runbook, "verification");
	LearnQuestion question = {
		.request = request,
		.verification = own,
		.deadline =
			learn_monotonic_seconds() +
			learn_json_get_number(own, "timeout", LEARN_VERIFY_TIMEOUT),
		.capture = learn_state_capture,
		.interval = INTERVAL,
	};
	Method method;

	*verification = (LearnVerification){0};
	if (own != NULL
			? !find_own(own, &method)
			: !find_by_incident(request->about->incident_type, &method))
		return LEARN_OK;
	return keep_looking(&question, &method, verification)
			   ? LEARN_OK
			   : LEARN_OUT_OF_MEMORY;
}

void
learn_verification_free(LearnVerification *verification)
{
	free(verification->method);
	verification->method = NULL;
}
