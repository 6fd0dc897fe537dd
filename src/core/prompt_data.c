/*-------------------------------------------------------------------------
 *
 * prompt_data.c
 *		The data part of a question to a model.
 *
 *-------------------------------------------------------------------------
 */
#include "core/prompt_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/excerpt.h"
#include "core/json.h"

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

/* The most members that are selected from an execution for one section. */
#define SELECTION_MAX (sizeof(incident_members) / sizeof(*incident_members))

/* An object made of members of another, and perhaps an exit code. */
typedef struct Selection
{
	LearnValue object;
	LearnValue members[SELECTION_MAX]; /* their content is borrowed */
	char exit_code[16];
} Selection;

static LearnStatus
out_of_memory(LearnProblem *problem)
{
	return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
							 "out of memory");
}

/* Adds a copy of a member. */
static void
select_member(Selection *selection, const LearnValue *member)
{
	LearnValue *copy = &selection->members[selection->object.length];

	*copy = *member;
	copy->next = NULL;
	if (selection->object.length > 0)
		copy[-1].next = copy;
	else
		selection->object.first = copy;
	selection->object.length++;
}

/*
 * Selects those members of an object that are there.
 */
static const LearnValue *
select_members(Selection *selection, const LearnValue *object,
			   const char *const *names)
{
	memset(&selection->object, 0, sizeof(selection->object));
	selection->object.type = LEARN_VALUE_OBJECT;
	for (; *names != NULL; names++)
	{
		const LearnValue *member = learn_value_get(object, *names);

		if (member != NULL)
			select_member(selection, member);
	}
	return &selection->object;
}

/*
 * What is known about the error, and the exit code, wherever it came from.
 */
static const LearnValue *
select_error(Selection *selection, const LearnFacts *facts)
{
	LearnValue exit_code = {.type = LEARN_VALUE_INTEGER,
							.text = selection->exit_code,
							.name = "exit_code",
							.name_length = strlen("exit_code")};

	select_members(selection, facts->execution, error_members);
	if (facts->exit_code_known)
	{
		exit_code.length = (uint32_t) snprintf(selection->exit_code,
											   sizeof(selection->exit_code),
											   "%d", facts->exit_code);
		select_member(selection, &exit_code);
	}
	return &selection->object;
}

/*
 * What a section shows, NULL when there is nothing.  It lives as long as the
 * facts and the selection.
 */
static const LearnValue *
section_value(const LearnFacts *facts, const Section *section,
			  Selection *selection)
{
	switch (section->source)
	{
		case SOURCE_FACTS:
			/* An execution alone has no facts around it. */
			return facts->root != facts->execution
					   ? learn_value_get(facts->root, section->name)
					   : NULL;
		case SOURCE_EXECUTION:
			return learn_value_get(facts->execution, section->name);
		case SOURCE_FAILED_STEP:
			return facts->failed != NULL ? facts->failed->object : NULL;
		case SOURCE_STEPS:
			return learn_facts_steps(facts);
		case SOURCE_INCIDENT:
			return select_members(selection, facts->execution,
								  incident_members);
		case SOURCE_ERROR:
			return select_error(selection, facts);
		case SOURCE_VERIFICATION:
			break;
	}
	return select_members(selection, facts->execution, verification_members);
}

/*
 * Appends a value whole; false when it is longer than limit, or without
 * memory.
 */
static bool
append_whole(LearnBuffer *data, const LearnValue *value, size_t limit)
{
	json_object *object = NULL;
	size_t length = 0;
	char *text = learn_json_build(value, &object)
					 ? learn_json_text(object, &length)
					 : NULL;
	bool fits = text != NULL && length <= limit &&
				learn_buffer_append(data, text, length);

	free(text);
	json_object_put(object);
	return fits;
}

/*
 * Appends one section to the data, which start at an offset of the buffer.
 * What has no room is replaced by a note, unless it must be whole.
 */
static LearnStatus
append_section(LearnBuffer *buffer, size_t start, const LearnFacts *facts,
			   const Section *section, LearnProblem *problem)
{
	size_t length = buffer->length - start;
	size_t left = DATA_MAX > length ? DATA_MAX - length : 0;
	size_t limit = section->limit < left ? section->limit : left;
	Selection selection;
	const LearnValue *value = section_value(facts, section, &selection);
	bool fits;

	if (value == NULL)
		return LEARN_OK;
	learn_buffer_append_string(buffer, length > 2 ? ",\n\"" : "\"");
	learn_buffer_append_string(buffer, section->name);
	learn_buffer_append_string(buffer, "\": ");
	if (section->string_max == WHOLE)
		fits = append_whole(buffer, value, limit);
	else
		fits = learn_excerpt_append(buffer, value, section->string_max, limit);

	if (!fits && section->string_max == WHOLE && !buffer->failed)
		return learn_problem_set(problem, LEARN_INVALID, section->name,
								 "it is larger than the %zu bytes a model is "
								 "shown",
								 limit);
	if (!fits)
		learn_buffer_append_string(buffer, "\"[left out: there is no room]\"");
	return buffer->failed ? out_of_memory(problem) : LEARN_OK;
}

LearnStatus
learn_prompt_data_append(LearnBuffer *buffer, const LearnFacts *facts,
						 LearnPromptPurpose purpose, LearnProblem *problem)
{
	const Section *sections = categorize_sections;
	size_t count = sizeof(categorize_sections) / sizeof(Section);
	size_t start = buffer->length;
	LearnStatus status = LEARN_OK;

	if (purpose == LEARN_PROMPT_IMPROVE)
	{
		sections = improve_sections;
		count = sizeof(improve_sections) / sizeof(Section);
	}
	learn_buffer_append_string(buffer, "{\n");
	for (size_t i = 0; i < count && status == LEARN_OK; i++)
		status = append_section(buffer, start, facts, &sections[i], problem);
	learn_buffer_append_string(buffer, "\n}");
	if (status == LEARN_OK && buffer->failed)
		status = out_of_memory(problem);
	return status;
}
