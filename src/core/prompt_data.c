/*-------------------------------------------------------------------------
 *
 * prompt_data.c
 *		The data part of a question to a model.
 *
 *-------------------------------------------------------------------------
 */
#include "core/prompt_data.h"

#include <stdlib.h>
#include <string.h>

#include "core/excerpt.h"

/* All sections together, in bytes; words and schema come on top. */
#define DATA_MAX (84 * 1024)

/* Where a section's value comes from. */
typedef enum Source
{
	SOURCE_FACTS,     /* the member of the facts of the section's name */
	SOURCE_EXECUTION, /* the member of the execution of that name */
	SOURCE_INCIDENT,
	SOURCE_ERROR,
	SOURCE_VERIFICATION,
	SOURCE_FAILED_STEP,
	SOURCE_STEPS
} Source;

typedef struct Section
{
	const char *name;
	Source source;
	size_t string_max; /* longest string; WHOLE: nothing is cut */
	size_t limit;      /* bytes of JSON */
} Section;

#define WHOLE 0

static const Section categorize_sections[] = {
	{"incident", SOURCE_INCIDENT, 1000, 6 * 1024},
	{"error", SOURCE_ERROR, 4000, 12 * 1024},
	{"failed_step", SOURCE_FAILED_STEP, 6000, 16 * 1024},
	{"verification", SOURCE_VERIFICATION, 1000, 2 * 1024},
	{"runbook", SOURCE_FACTS, 240, 12 * 1024},
	{"executed_steps", SOURCE_STEPS, 2000, 24 * 1024},
	{"state_diff", SOURCE_EXECUTION, 1000, 12 * 1024},
	{"state_after", SOURCE_EXECUTION, 500, 12 * 1024},
	{"state_before", SOURCE_EXECUTION, 500, 8 * 1024},
};

static const Section improve_sections[] = {
	{"runbook", SOURCE_FACTS, WHOLE, 36 * 1024},
	{"draft", SOURCE_FACTS, WHOLE, 36 * 1024},
	{"requested_changes", SOURCE_FACTS, 8000, 9 * 1024},
	{"incident", SOURCE_INCIDENT, 1000, 6 * 1024},
	{"analysis", SOURCE_FACTS, 2000, 4 * 1024},
	{"error", SOURCE_ERROR, 4000, 12 * 1024},
	{"failed_step", SOURCE_FAILED_STEP, 6000, 12 * 1024},
	{"verification", SOURCE_VERIFICATION, 1000, 2 * 1024},
	{"rejected", SOURCE_FACTS, 1000, 10 * 1024},
	{"executed_steps", SOURCE_STEPS, 2000, 20 * 1024},
	{"state_diff", SOURCE_EXECUTION, 1000, 12 * 1024},
	{"state_after", SOURCE_EXECUTION, 500, 12 * 1024},
	{"state_before", SOURCE_EXECUTION, 500, 8 * 1024},
	{"statistics", SOURCE_FACTS, 200, 1024},
};

/*
 * Columns of the execution.  Who the client is and what the host is called
 * teach nothing that may go into a runbook, so they are not told.
 */
static const char *const incident_members[] = {
	"execution_id",
	"incident_id",
	"incident_type",
	"platform",
	"runbook_id",
	"status",
	"success",
	"started_at",
	"completed_at",
	"duration_seconds",
	"confidence",
	"was_correct_runbook",
	"was_correct_diagnosis",
	"manual_intervention_needed",
	"human_feedback",
	"tags",
	"notes",
	NULL,
};

static const char *const error_members[] = {
	"error_message", "error_step", "retry_count", "error_traceback", NULL,
};

static const char *const verification_members[] = {
	"verification_method",
	"verification_passed",
	NULL,
};

static LearnStatus
out_of_memory(LearnProblem *problem)
{
	return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
							 "out of memory");
}

/*
 * A new object that shares those members of another that are there.
 */
static json_object *
pick_members(json_object *object, const char *const *names)
{
	json_object *picked = json_object_new_object();

	for (; picked != NULL && *names != NULL; names++)
	{
		json_object *member = learn_json_get(object, *names);

		if (member != NULL && !learn_json_share(picked, *names, member))
		{
			json_object_put(picked);
			return NULL;
		}
	}
	return picked;
}

static json_object *
error_value(const LearnFacts *facts)
{
	json_object *error = pick_members(facts->execution, error_members);

	if (error != NULL && facts->exit_code_known &&
		!learn_json_add(error, "exit_code",
						json_object_new_int(facts->exit_code)))
	{
		json_object_put(error);
		return NULL;
	}
	return error;
}

/*
 * The steps as reported, under whichever name they came.
 */
static json_object *
steps_value(const LearnFacts *facts)
{
	json_object *steps =
		learn_json_get_typed(facts->execution, "executed_steps",
							 json_type_array);

	if (steps == NULL)
		steps =
			learn_json_get_typed(facts->execution, "steps", json_type_array);
	return json_object_get(steps);
}

/*
 * What a section shows: a reference for the caller, NULL when there is
 * nothing.  *failed tells the lack of memory from that.
 */
static json_object *
section_value(const LearnFacts *facts, const Section *section, bool *failed)
{
	json_object *value = NULL;
	json_object *borrowed = NULL;

	*failed = false;
	switch (section->source)
	{
		case SOURCE_FACTS:
			/* An execution alone has no facts around it. */
			if (facts->root != facts->execution)
				borrowed = learn_json_get(facts->root, section->name);
			return json_object_get(borrowed);
		case SOURCE_EXECUTION:
			return json_object_get(
				learn_json_get(facts->execution, section->name));
		case SOURCE_FAILED_STEP:
			if (facts->failed != NULL)
				borrowed = facts->failed->object;
			return json_object_get(borrowed);
		case SOURCE_STEPS:
			return steps_value(facts);
		case SOURCE_INCIDENT:
			value = pick_members(facts->execution, incident_members);
			break;
		case SOURCE_ERROR:
			value = error_value(facts);
			break;
		case SOURCE_VERIFICATION:
			value = pick_members(facts->execution, verification_members);
			break;
	}
	*failed = value == NULL;
	return value;
}

/*
 * Appends a value whole; false when it is longer than limit, or without
 * memory.
 */
static bool
append_whole(LearnBuffer *data, json_object *value, size_t limit)
{
	size_t length;
	char *text = learn_json_text(value, &length);
	bool fits = text != NULL && length <= limit &&
				learn_buffer_append(data, text, length);

	free(text);
	return fits;
}

/*
 * Appends one section to the data.  What has no room is replaced by a note,
 * unless it must be whole.
 */
static LearnStatus
append_section(LearnBuffer *data, const LearnFacts *facts,
			   const Section *section, LearnProblem *problem)
{
	size_t left = DATA_MAX > data->length ? DATA_MAX - data->length : 0;
	size_t limit = section->limit < left ? section->limit : left;
	bool failed;
	bool fits;
	json_object *value = section_value(facts, section, &failed);

	if (failed)
		return out_of_memory(problem);
	if (value == NULL)
		return LEARN_OK;
	learn_buffer_append_format(data,
							   "%s\"%s\": ", data->length > 2 ? ",\n" : "",
							   section->name);
	if (section->string_max == WHOLE)
		fits = append_whole(data, value, limit);
	else
		fits = learn_excerpt_append(data, value, section->string_max, limit);
	json_object_put(value);

	if (!fits && section->string_max == WHOLE && !data->failed)
		return learn_problem_set(problem, LEARN_INVALID, section->name,
								 "it is larger than the %zu bytes a model is "
								 "shown",
								 limit);
	if (!fits)
		learn_buffer_append_string(data, "\"[left out: there is no room]\"");
	return data->failed ? out_of_memory(problem) : LEARN_OK;
}

LearnStatus
learn_prompt_data_append(LearnBuffer *buffer, const LearnFacts *facts,
						 LearnPromptPurpose purpose, LearnProblem *problem)
{
	const Section *sections = categorize_sections;
	size_t count = sizeof(categorize_sections) / sizeof(Section);
	LearnBuffer data;
	LearnStatus status = LEARN_OK;

	if (purpose == LEARN_PROMPT_IMPROVE)
	{
		sections = improve_sections;
		count = sizeof(improve_sections) / sizeof(Section);
	}
	learn_buffer_init(&data, 0);
	learn_buffer_append_string(&data, "{\n");
	for (size_t i = 0; i < count && status == LEARN_OK; i++)
		status = append_section(&data, facts, &sections[i], problem);
	learn_buffer_append_string(&data, "\n}");
	if (status == LEARN_OK &&
		(data.failed || !learn_buffer_append(buffer, data.data, data.length)))
		status = out_of_memory(problem);
	learn_buffer_free(&data);
	return status;
}
