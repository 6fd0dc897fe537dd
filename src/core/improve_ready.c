/*-------------------------------------------------------------------------
 *
 * improve_ready.c
 *		How a runbook can tell that what it starts is ready.
 *
 *-------------------------------------------------------------------------
 */
#include "core/improve_ready.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Does something listen on a port?  By platform. */
static const char linux_listens[] =
	"cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |\n"
	"\tawk -v port=\"$(printf ':%04X' @PORT@)\" '\n"
	"\t\t$4 == \"0A\" && substr($2, length($2) - 4) == port { found = 1 }\n"
	"\t\tEND { exit !found }'\n";
static const char darwin_listens[] =
	"lsof -nP -iTCP:@PORT@ -sTCP:LISTEN >/dev/null 2>&1\n";
static const char windows_listens[] =
	"if (-not (Get-NetTCPConnection -State Listen -LocalPort @PORT@ "
	"-ErrorAction SilentlyContinue)) { exit 1 }\n";

/* Is a service up?  By platform. */
static const char linux_active[] = "systemctl is-active --quiet @SERVICE@\n";
static const char windows_active[] =
	"if ((Get-Service -Name @SERVICE@).Status -ne 'Running') { exit 1 }\n";

static bool
on_platform(const LearnComposition *composition, const char *platform)
{
	return strcmp(composition->platform, platform) == 0;
}

/*
 * Renders a template; *command is NULL when out of memory.
 */
static LearnStatus
render(const LearnComposition *composition, const char *template,
	   const LearnClues *clues, char **command)
{
	*command = learn_remedy_render(template,
								   on_platform(composition, "windows")
									   ? LEARN_SHELL_POWERSHELL
									   : LEARN_SHELL_SH,
								   clues);
	return *command != NULL ? LEARN_OK : LEARN_OUT_OF_MEMORY;
}

static LearnStatus
port_command(const LearnComposition *composition, const LearnClues *clues,
			 char **command)
{
	if (on_platform(composition, "windows"))
		return render(composition, windows_listens, clues, command);
	return render(composition,
				  on_platform(composition, "darwin") ? darwin_listens
													 : linux_listens,
				  clues, command);
}

static LearnStatus
service_command(const LearnComposition *composition, const LearnClues *clues,
				char **command)
{
	if (on_platform(composition, "linux"))
		return render(composition, linux_active, clues, command);
	if (on_platform(composition, "windows"))
		return render(composition, windows_active, clues, command);
	return LEARN_NOTHING;
}

/*
 * The port of a verification, as a clue: a number, or ${NAME} for a parameter
 * (the schema allows nothing else).
 */
static bool
verified_port(json_object *verification, LearnClues *clues)
{
	json_object *port = learn_json_get(verification, "port");
	LearnClue *clue = &clues->items[LEARN_CLUE_PORT];
	const char *text = port != NULL ? json_object_get_string(port) : NULL;
	size_t length = text != NULL ? strlen(text) : 0;

	memset(clues, 0, sizeof(*clues));
	if (length > 3 && length - 3 <= LEARN_PARAMETER_MAX && text[0] == '$' &&
		text[1] == '{')
		memcpy(clue->parameter, text + 2, length - 3);
	else if (text != NULL && learn_clue_safe(LEARN_CLUE_PORT, text, length))
		memcpy(clue->value, text, length);
	else
		return false;
	clues->known = LEARN_CLUE_BIT(LEARN_CLUE_PORT);
	return true;
}

/*
 * Asks a URL; only one of plain characters, and parameters in braces, since
 * it will stand between double quotes.
 */
static LearnStatus
url_command(const LearnComposition *composition, const char *url,
			char **command)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
								"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
								":/._?=&%~+,@#$-{}[]";
	LearnBuffer buffer;

	if (url[strspn(url, plain)] != '\0' || on_platform(composition, "windows"))
		return LEARN_NOTHING;
	learn_buffer_init(&buffer, 0);
	learn_buffer_append_format(
		&buffer,
		"if command -v curl >/dev/null 2>&1\n"
		"then curl -fsS -o /dev/null --max-time 10 \"%s\"\n"
		"else wget -q -T 10 -O /dev/null \"%s\"\n"
		"fi\n",
		url, url);
	*command = learn_buffer_detach(&buffer, NULL);
	return *command != NULL ? LEARN_OK : LEARN_OUT_OF_MEMORY;
}

/*
 * What the verification of the runbook asks, as a command.
 */
static LearnStatus
verification_command(const LearnComposition *composition, char **command)
{
	json_object *verification =
		learn_json_get(composition->runbook, "verification");
	const char *method = learn_json_get_string(verification, "method", "");
	const char *text = learn_json_get_string(verification, "command", NULL);
	json_object *condition = learn_json_get(verification, "success_condition");
	LearnClues clues;

	if (strcmp(method, "command") == 0 && text != NULL)
	{
		/* wait_for knows no conditions but the exit code 0. */
		if (condition != NULL)
			return LEARN_NOTHING;
		*command = strdup(text);
		return *command != NULL ? LEARN_OK : LEARN_OUT_OF_MEMORY;
	}
	if (strcmp(method, "http") == 0 &&
		learn_json_get_number(verification, "status", 200) == 200)
		return url_command(composition,
						   learn_json_get_string(verification, "url", ""),
						   command);
	if (strcmp(method, "port") == 0 && verified_port(verification, &clues))
		return port_command(composition, &clues, command);
	return LEARN_NOTHING;
}

LearnStatus
learn_improve_ready_command(const LearnComposition *composition,
							char **command)
{
	const LearnClues *clues = composition->clues;
	bool port = (clues->known & LEARN_CLUE_BIT(LEARN_CLUE_PORT)) != 0;
	bool service = (clues->known & LEARN_CLUE_BIT(LEARN_CLUE_SERVICE)) != 0;
	LearnStatus status;

	/* In the middle of a runbook its verification would come too early. */
	if (composition->port_awaited)
		return port ? port_command(composition, clues, command)
					: LEARN_NOTHING;

	status = verification_command(composition, command);
	if (status != LEARN_NOTHING)
		return status;
	if (port && clues->items[LEARN_CLUE_PORT].parameter[0] != '\0')
		return port_command(composition, clues, command);
	return service ? service_command(composition, clues, command)
				   : LEARN_NOTHING;
}

/*
 * The port as a member of a verification: a number or "${NAME}".
 */
static json_object *
port_member(const LearnClue *clue)
{
	char reference[LEARN_PARAMETER_MAX + 4];

	if (clue->parameter[0] == '\0')
		return json_object_new_int(atoi(clue->value));
	snprintf(reference, sizeof(reference), "${%s}", clue->parameter);
	return json_object_new_string(reference);
}

/*
 * Adds a verification of one method, with one more member; takes value over.
 */
static LearnStatus
add_verification(LearnComposition *composition, const char *method,
				 const char *member, json_object *value)
{
	json_object *verification = json_object_new_object();
	bool built =
		verification != NULL &&
		learn_json_add(verification, "method", json_object_new_string(method));

	if (!built)
		json_object_put(value);
	if (!built || !learn_json_add(verification, member, value))
	{
		json_object_put(verification);
		return LEARN_OUT_OF_MEMORY;
	}
	if (!learn_json_add(composition->runbook, "verification", verification))
		return LEARN_OUT_OF_MEMORY;
	return learn_improve_claim(composition, "verification",
							   "without one no execution would count as a "
							   "success");
}

/*
 * The same for a command, which is freed.
 */
static LearnStatus
verify_by_command(LearnComposition *composition, char *command)
{
	LearnStatus status = add_verification(composition, "command", "command",
										  json_object_new_string(command));

	free(command);
	return status;
}

LearnStatus
learn_improve_verification(LearnComposition *composition)
{
	const LearnClues *clues = composition->clues;
	json_object *step = learn_improve_step(composition);
	const char *command = learn_json_get_string(step, "command", "");
	const char *awaited =
		learn_json_get_string(learn_json_get(step, "wait_for"), "command",
							  NULL);
	char *rendered = NULL;
	LearnStatus status = LEARN_NOTHING;

	if (learn_json_get(composition->runbook, "verification") != NULL)
		return LEARN_OK;
	if (composition->port_freed &&
		(clues->known & LEARN_CLUE_BIT(LEARN_CLUE_PORT)) != 0)
		return add_verification(composition, "port", "port",
								port_member(&clues->items[LEARN_CLUE_PORT]));
	if (!learn_clues_starts(learn_json_get_string(step, "action", ""),
							command))
		return LEARN_OK;
	if (awaited != NULL)
	{
		rendered = strdup(awaited);
		status = rendered != NULL ? LEARN_OK : LEARN_OUT_OF_MEMORY;
	}
	else if ((clues->known & LEARN_CLUE_BIT(LEARN_CLUE_SERVICE)) != 0)
		status = service_command(composition, clues, &rendered);
	if (status == LEARN_OK)
		return verify_by_command(composition, rendered);
	return status == LEARN_NOTHING ? LEARN_OK : status;
}
