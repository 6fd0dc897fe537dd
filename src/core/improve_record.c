/*-------------------------------------------------------------------------
 *
 * improve_record.c
 *		How remedies have done so far.
 *
 *-------------------------------------------------------------------------
 */
#include "core/improve_record.h"

#include <string.h>

#include "core/mined_remedy.h"
#include "core/pattern.h"

/* What is thought of a remedy of which nothing is known. */
#define STRENGTH_UNKNOWN 0.5

/* Leaves room behind a reason, of the 2000 bytes that one may have. */
#define WHY_MAX 1800

/* As many executions as a "because" may name. */
#define EXECUTIONS_MAX 99

/* The longest id of an execution, in characters, as in the schema. */
#define EXECUTION_ID_MAX 128

const LearnValue *
learn_records(const LearnFacts *facts)
{
	return learn_value_get_typed(facts->root, "remedies", LEARN_VALUE_ARRAY);
}

bool
learn_record_is_mined(const LearnValue *record)
{
	return strcmp(learn_value_get_string(record, "origin", ""), "mined") == 0;
}

const LearnValue *
learn_record_find(const LearnFacts *facts, const char *id)
{
	const LearnValue *records = learn_records(facts);

	for (const LearnValue *record = records != NULL ? records->first : NULL;
		 record != NULL; record = record->next)
	{
		if (!learn_record_is_mined(record) &&
			strcmp(learn_value_get_string(record, "id", ""), id) == 0)
			return record;
	}
	return NULL;
}

double
learn_record_strength(const LearnValue *record)
{
	return learn_value_get_number(record, "strength", STRENGTH_UNKNOWN);
}

/*
 * The day that a time begins with, as 2026-11-22; "" when it does not.
 */
static void
read_day(const char *time, char *day)
{
	static const char form[] = "dddd-dd-dd";

	for (size_t i = 0; i < sizeof(form); i++)
	{
		bool fits = form[i] == 'd' ? time[i] >= '0' && time[i] <= '9'
								   : time[i] == form[i];

		if (form[i] == '\0')
			day[i] = '\0';
		else if (fits)
			day[i] = time[i];
		else
		{
			day[0] = '\0';
			return;
		}
	}
}

char *
learn_record_reason(const LearnValue *record, const char *why)
{
	double successes = learn_value_get_number(record, "successes", 0);
	double failures = learn_value_get_number(record, "failures", 0);
	size_t length = learn_pattern_clip(why, strlen(why), WHY_MAX);
	double attempts = successes + failures;
	char day[sizeof("dddd-dd-dd")];
	LearnBuffer reason;

	learn_buffer_init(&reason, 0);
	learn_buffer_append(&reason, why, length);
	if (attempts >= 1 && successes >= 0 && failures >= 0 && attempts < 1e15)
	{
		read_day(learn_value_get_string(record, "since", ""), day);
		learn_buffer_append_format(&reason,
								   LEARN_RECORD_MARK "%.0f of %.0f attempt%s",
								   successes, attempts,
								   attempts > 1 ? "s" : "");
		if (day[0] != '\0')
			learn_buffer_append_format(&reason, " since %s", day);
		learn_buffer_append_string(&reason, ")");
	}
	return learn_buffer_detach(&reason, NULL);
}

json_object *
learn_record_executions(const LearnValue *record)
{
	const LearnValue *executions =
		learn_value_get_typed(record, "executions", LEARN_VALUE_ARRAY);
	json_object *ids = json_object_new_array();
	bool built = ids != NULL;

	for (const LearnValue *id = executions != NULL ? executions->first : NULL;
		 id != NULL && built && json_object_array_length(ids) < EXECUTIONS_MAX;
		 id = id->next)
	{
		if (id->type == LEARN_VALUE_STRING && id->length > 0 &&
			id->length <= EXECUTION_ID_MAX)
			built = learn_json_append(ids, json_object_new_string(id->text));
	}
	if (built)
		return ids;
	json_object_put(ids);
	return NULL;
}
