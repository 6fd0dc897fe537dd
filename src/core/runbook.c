/*-------------------------------------------------------------------------
 *
 * runbook.c
 *		The runbook document: its schema, validation and version ids.
 *
 *-------------------------------------------------------------------------
 */
#include "core/runbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/json_schema.h"
#include "core/parameters.h"

/* Most digits of a version, so that the next one still is an int. */
#define VERSION_DIGITS_MAX 9

static const char schema_text[] =
#include "core/runbook.schema.inc"
	;

/*
 * Distinct names of parameters that are looked at: bounds the time for a
 * document made of nothing else.
 */
#define PARAMETERS_MAX 200

/* What is read alongside the schema. */
typedef struct RunbookReader
{
	json_object *parameters; /* those declared; borrowed, may be NULL */
	json_object *seen_ids;
	json_object *undeclared; /* parameters, each looked at where it is first */
	LearnFindings *findings;
} RunbookReader;

const char *
learn_runbook_schema(void)
{
	return schema_text;
}

/*
 * Remembers a name in a set; *known tells whether it was there.  Returns false
 * when out of memory.
 */
static bool
remember(RunbookReader *reader, json_object *set, const char *name,
		 bool *known)
{
	*known = json_object_object_get_ex(set, name, NULL);
	if (*known || learn_json_share(set, name, NULL))
		return true;
	reader->findings->failed = true;
	return false;
}

/*
 * Warns of parameters that a member of object uses and nobody declares: the
 * command would run with an empty text in their place.
 */
static void
check_parameters(RunbookReader *reader, json_object *object,
				 const char *member, const char *where)
{
	const char *command = learn_json_get_string(object, member, "");
	char name[LEARN_PARAMETER_MAX + 1];
	char place[64];

	for (const char *at = strstr(command, "${");
		 at != NULL &&
		 json_object_object_length(reader->undeclared) < PARAMETERS_MAX;
		 at = strstr(at + 2, "${"))
	{
		bool known;

		if (!learn_parameter_read(at, name) ||
			json_object_object_get_ex(reader->parameters, name, NULL) ||
			!remember(reader, reader->undeclared, name, &known) || known ||
			learn_parameter_is_set(command, name))
			continue;
		snprintf(place, sizeof(place), "%s.%s", where, member);
		learn_findings_add(reader->findings, LEARN_SEVERITY_WARNING, place,
						   "uses ${%s}, which \"parameters\" does not declare",
						   name);
	}
}

/*
 * Refuses parameters with a name that would do more than carry a value.
 */
static void
check_names(RunbookReader *reader)
{
	json_object *parameters = reader->parameters;
	const char *reason;

	if (parameters == NULL)
		return;
	json_object_object_foreach (parameters, name, parameter)
	{
		char place[16 + LEARN_PARAMETER_MAX];

		(void) parameter;
		if (!learn_parameter_is_name(name) ||
			!learn_parameter_is_reserved(name, &reason))
			continue;
		snprintf(place, sizeof(place), "parameters.%s", name);
		learn_findings_add(reader->findings, LEARN_SEVERITY_ERROR, place,
						   "its name is reserved: %s", reason);
	}
}

/*
 * The steps of one list: their ids, and the parameters that they use.
 */
static void
check_steps(RunbookReader *reader, json_object *runbook, const char *list)
{
	json_object *steps = learn_json_get_typed(runbook, list, json_type_array);
	size_t count = steps != NULL ? json_object_array_length(steps) : 0;

	for (size_t i = 0; i < count && !reader->findings->failed; i++)
	{
		json_object *step = json_object_array_get_idx(steps, i);
		const char *id = learn_json_get_string(step, "id", NULL);
		char where[48];
		bool known;

		snprintf(where, sizeof(where), "%s[%zu]", list, i);
		check_parameters(reader, step, "command", where);
		if (id != NULL && remember(reader, reader->seen_ids, id, &known) &&
			known)
		{
			char place[64];

			snprintf(place, sizeof(place), "%s.id", where);
			learn_findings_add(reader->findings, LEARN_SEVERITY_ERROR, place,
							   "is the id of an earlier step");
		}
		snprintf(where, sizeof(where), "%s[%zu].wait_for", list, i);
		check_parameters(reader, learn_json_get(step, "wait_for"), "command",
						 where);
	}
}

/*
 * What a schema cannot say.
 */
static void
check_beyond_schema(RunbookReader *reader, json_object *runbook)
{
	static const char *const templates[] = {"command", "url", "host", "port",
											"path"};
	json_object *verification = learn_json_get(runbook, "verification");

	check_names(reader);
	check_steps(reader, runbook, "steps");
	for (size_t i = 0; i < sizeof(templates) / sizeof(templates[0]); i++)
		check_parameters(reader, verification, templates[i], "verification");
	if (verification == NULL)
		learn_findings_add(reader->findings, LEARN_SEVERITY_WARNING,
						   "verification",
						   "is absent: no execution can count as a success");
	check_steps(reader, runbook, "rollback");
}

LearnStatus
learn_runbook_check(json_object *runbook, LearnFindings *findings)
{
	RunbookReader reader = {.findings = findings};
	json_object *schema;
	LearnStatus status;

	status =
		learn_json_parse(schema_text, sizeof(schema_text) - 1, &schema, NULL);
	if (status == LEARN_INVALID)
		learn_findings_add(findings, LEARN_SEVERITY_ERROR, "",
						   "cannot be checked: the schema is unreadable");
	if (status != LEARN_OK)
		return status;
	status = learn_json_schema_check(schema, runbook, findings);
	json_object_put(schema);
	if (status == LEARN_OUT_OF_MEMORY ||
		!json_object_is_type(runbook, json_type_object))
		return status;

	reader.parameters =
		learn_json_get_typed(runbook, "parameters", json_type_object);
	reader.seen_ids = json_object_new_object();
	reader.undeclared = json_object_new_object();
	if (reader.seen_ids == NULL || reader.undeclared == NULL)
		findings->failed = true;
	else
		check_beyond_schema(&reader, runbook);
	json_object_put(reader.seen_ids);
	json_object_put(reader.undeclared);

	if (findings->failed)
		return LEARN_OUT_OF_MEMORY;
	return learn_findings_has(findings, LEARN_SEVERITY_ERROR) ? LEARN_INVALID
															  : LEARN_OK;
}

LearnStatus
learn_runbook_validate(const char *content, size_t length,
					   LearnFindings *findings)
{
	json_object *runbook;
	LearnProblem problem;
	LearnStatus status;

	if (length > LEARN_RUNBOOK_SIZE_MAX)
	{
		learn_findings_add(findings, LEARN_SEVERITY_ERROR, "",
						   "must have at most %d bytes, not %zu",
						   LEARN_RUNBOOK_SIZE_MAX, length);
		return findings->failed ? LEARN_OUT_OF_MEMORY : LEARN_INVALID;
	}

	status = learn_json_parse(content, length, &runbook, &problem);
	if (status == LEARN_INVALID)
	{
		learn_findings_add(findings, LEARN_SEVERITY_ERROR, problem.where, "%s",
						   problem.message);
		return findings->failed ? LEARN_OUT_OF_MEMORY : LEARN_INVALID;
	}
	if (status != LEARN_OK)
		return status;
	status = learn_runbook_check(runbook, findings);
	json_object_put(runbook);
	return status;
}

int
learn_runbook_split_id(const char *id, char *line)
{
	size_t length = strlen(id);
	size_t digits = 0;

	if (length == 0 || length > LEARN_RUNBOOK_ID_MAX)
		return 0;
	memcpy(line, id, length + 1);

	while (digits < length && id[length - digits - 1] >= '0' &&
		   id[length - digits - 1] <= '9')
		digits++;
	if (digits == 0 || digits > VERSION_DIGITS_MAX || length < digits + 3 ||
		memcmp(id + length - digits - 2, "-v", 2) != 0 ||
		id[length - digits] == '0' || strcmp(id + length - digits, "1") == 0)
		return 1;
	line[length - digits - 2] = '\0';
	return atoi(id + length - digits);
}

bool
learn_runbook_version_id(const char *line, int version, char *id)
{
	size_t size = LEARN_RUNBOOK_ID_MAX + 1;
	char read_back[LEARN_RUNBOOK_ID_MAX + 1];
	int written;

	if (line[0] == '\0' || version < 1)
		return false;
	if (version == 1)
		written = snprintf(id, size, "%s", line);
	else
		written = snprintf(id, size, "%s-v%d", line, version);

	/* An id that would be read as another line's first version is none. */
	return written > 0 && (size_t) written < size &&
		   learn_runbook_split_id(id, read_back) == version;
}
