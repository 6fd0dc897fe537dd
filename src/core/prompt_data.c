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

#include "core/disguise_memory.h"
#include "core/excerpt.h"
#include "core/json.h"
#include "core/redact_document.h"

/* Where a section's value comes from. */
typedef enum Source
{
	SOURCE_FACTS,     /* the member of the facts of the section's name */
	SOURCE_REVISION,  /* the same, when a draft is written again */
	SOURCE_EXECUTION, /* the member of the execution of that name */
	SOURCE_INCIDENT,
	SOURCE_ERROR,
	SOURCE_VERIFICATION,
	SOURCE_FAILED_STEP,
	SOURCE_STEPS,
	SOURCE_REMEDIES,
	SOURCE_SCOPE
} Source;

typedef struct Section
{
	const char *name;
	Source source;
	size_t string_max; /* longest string; WHOLE: nothing is cut */
	size_t limit;      /* bytes of JSON; unused when WHOLE */
	const char *const *hidden;
} Section;

#define WHOLE 0

/* Who and where teaches nothing that may go into a runbook. */
static const char *const hide_place[] = {"client_id", "hostname", NULL};

/* Why a draft was rejected matters; shown again, it would be an example. */
static const char *const hide_content[] = {"client_id", "hostname", "content",
										   NULL};

/* Which executions support a remedy is for the reviewer; here, a count. */
static const char *const hide_citations[] = {"client_id", "hostname",
											 "executions", NULL};

static const Section categorize_sections[] = {
	{"error", SOURCE_ERROR, 4000, 12 * 1024, NULL},
	{"incident", SOURCE_INCIDENT, 1000, 6 * 1024, NULL},
	{"failed_step", SOURCE_FAILED_STEP, 6000, 16 * 1024, NULL},
	{"verification", SOURCE_VERIFICATION, 1000, 2 * 1024, NULL},
	{"group", SOURCE_FACTS, 500, 4 * 1024, hide_place},
	{"runbook", SOURCE_FACTS, 240, 12 * 1024, NULL},
	{"executed_steps", SOURCE_STEPS, 2000, 24 * 1024, NULL},
	{"state_diff", SOURCE_EXECUTION, 1000, 12 * 1024, NULL},
	{"differences", SOURCE_FACTS, 300, 6 * 1024, hide_place},
	{"versions", SOURCE_FACTS, 200, 2 * 1024, hide_place},
	{"patterns", SOURCE_FACTS, 300, 6 * 1024, hide_place},
	{"state_after", SOURCE_EXECUTION, 500, 12 * 1024, NULL},
	{"state_before", SOURCE_EXECUTION, 500, 8 * 1024, NULL},
};

/* For improve and revise. */
static const Section improve_sections[] = {
	{"runbook", SOURCE_FACTS, WHOLE, 0, NULL},
	{"draft", SOURCE_REVISION, WHOLE, 0, NULL},
	{"requested_changes", SOURCE_REVISION, 8000, 9 * 1024, NULL},
	{"policy", SOURCE_FACTS, 1000, 6 * 1024, NULL},
	{"scope", SOURCE_SCOPE, 300, 1024, NULL},
	{"incident", SOURCE_INCIDENT, 1000, 6 * 1024, NULL},
	{"analysis", SOURCE_FACTS, 2000, 4 * 1024, hide_place},
	{"error", SOURCE_ERROR, 4000, 12 * 1024, NULL},
	{"failed_step", SOURCE_FAILED_STEP, 6000, 12 * 1024, NULL},
	{"verification", SOURCE_VERIFICATION, 1000, 2 * 1024, NULL},
	{"rejected", SOURCE_FACTS, 1000, 10 * 1024, hide_content},
	{"remedies", SOURCE_REMEDIES, 1000, 12 * 1024, hide_citations},
	{"group", SOURCE_FACTS, 500, 4 * 1024, hide_place},
	{"statistics", SOURCE_FACTS, 200, 1024, hide_place},
	{"versions", SOURCE_FACTS, 200, 2 * 1024, hide_place},
	{"executed_steps", SOURCE_STEPS, 2000, 20 * 1024, NULL},
	{"differences", SOURCE_FACTS, 300, 6 * 1024, hide_place},
	{"state_diff", SOURCE_EXECUTION, 1000, 12 * 1024, NULL},
	{"patterns", SOURCE_FACTS, 300, 6 * 1024, hide_place},
	{"state_after", SOURCE_EXECUTION, 500, 12 * 1024, NULL},
	{"state_before", SOURCE_EXECUTION, 500, 8 * 1024, NULL},
};

/* The sections of a purpose. */
typedef struct Outline
{
	const Section *sections;
	size_t count;
} Outline;

#define OUTLINE(sections)                                                     \
	{                                                                         \
		sections, sizeof(sections) / sizeof(Section)                          \
	}

static const Outline outlines[LEARN_PROMPT_PURPOSES] = {
	[LEARN_PROMPT_CATEGORIZE] = OUTLINE(categorize_sections),
	[LEARN_PROMPT_IMPROVE] = OUTLINE(improve_sections),
	[LEARN_PROMPT_REVISE] = OUTLINE(improve_sections),
};

static const char left_out_member[] = "left_out";

/* Columns of the execution. */
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

/* The most members that are selected for one section. */
#define SELECTION_MAX (sizeof(incident_members) / sizeof(*incident_members))

/* An object or array made of members of another, and perhaps an exit code. */
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
 * The strongest remedies of which there is more to show than how they did.
 */
static const LearnValue *
select_remedies(Selection *selection, const LearnValue *remedies)
{
	memset(&selection->object, 0, sizeof(selection->object));
	selection->object.type = LEARN_VALUE_ARRAY;
	if (remedies == NULL)
		return NULL;
	for (const LearnValue *remedy = remedies->first;
		 remedy != NULL && selection->object.length < SELECTION_MAX;
		 remedy = remedy->next)
	{
		if (learn_value_get(remedy, "steps") != NULL)
			select_member(selection, remedy);
	}
	return selection->object.length > 0 ? &selection->object : NULL;
}

/*
 * Where the draft will apply, in words that name nobody.
 */
static const LearnValue *
select_scope(Selection *selection, const LearnValue *scope)
{
	static const char *const platform_version[] = {"platform_version", NULL};
	static const struct
	{
		const char *name;
		const char *text;
	} places[] = {
		{"clients", "some clients only, the one of this failure among them"},
		{"hosts", "hosts only whose names are like that of this failure's"},
	};

	if (scope == NULL)
		return NULL;
	select_members(selection, scope, platform_version);
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
	{
		LearnValue place = {.type = LEARN_VALUE_STRING,
							.text = places[i].text,
							.length = (uint32_t) strlen(places[i].text),
							.name = places[i].name,
							.name_length = (uint32_t) strlen(places[i].name)};

		if (learn_value_get(scope, places[i].name) != NULL)
			select_member(selection, &place);
	}
	return &selection->object;
}

/*
 * What a section shows, NULL when there is nothing.  It lives as long as the
 * facts and the selection.
 */
static const LearnValue *
section_value(const LearnFacts *facts, LearnPromptPurpose purpose,
			  const Section *section, Selection *selection)
{
	/* An execution alone has no facts around it. */
	const LearnValue *surroundings =
		facts->root != facts->execution ? facts->root : NULL;

	switch (section->source)
	{
		case SOURCE_FACTS:
			return learn_value_get(surroundings, section->name);
		case SOURCE_REVISION:
			return purpose == LEARN_PROMPT_REVISE
					   ? learn_value_get(surroundings, section->name)
					   : NULL;
		case SOURCE_EXECUTION:
			return learn_value_get(facts->execution, section->name);
		case SOURCE_FAILED_STEP:
			return facts->failed != NULL ? facts->failed->object : NULL;
		case SOURCE_STEPS:
			return learn_facts_steps(facts);
		case SOURCE_REMEDIES:
			return select_remedies(selection, facts->remedies);
		case SOURCE_SCOPE:
			return select_scope(selection, facts->scope);
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
 * Appends a value whole, in disguise; false when it is longer than limit, or
 * without memory.  *length is set to its length.
 */
static bool
append_whole(LearnBuffer *data, const LearnValue *value,
			 const LearnDocumentRules *rules, size_t limit, size_t *length)
{
	json_object *object = NULL;
	json_object *shown = learn_json_build(value, &object) && object != NULL
							 ? learn_redact_document(object, rules)
							 : NULL;
	char *text = shown != NULL ? learn_json_text(shown, length) : NULL;
	bool fits = false;

	if (text == NULL)
		data->failed = true;
	else if (*length <= limit)
		fits = learn_buffer_append(data, text, *length);
	free(text);
	json_object_put(shown);
	json_object_put(object);
	return fits;
}

/* Data being written. */
typedef struct Writer
{
	LearnBuffer *buffer;
	const LearnFacts *facts;
	LearnPromptPurpose purpose;
	LearnDocumentRules redact; /* everything goes in disguise */
	LearnPseudonyms names;
	size_t start;      /* where the data begin in the buffer */
	size_t end;        /* where they must end, but for what closes them */
	uint32_t left_out; /* a bit for each section, by its number */
} Writer;

/*
 * Begins a member; the value follows.
 */
static void
begin_member(Writer *writer, const char *name)
{
	bool first = writer->buffer->length == writer->start + strlen("{\n");

	learn_buffer_append_format(writer->buffer,
							   "%s\"%s\": ", first ? "" : ",\n", name);
}

/*
 * Appends a section that must be there whole.
 */
static LearnStatus
append_whole_section(Writer *writer, const Section *section,
					 const LearnValue *value, size_t room,
					 LearnProblem *problem)
{
	size_t length = 0;

	if (append_whole(writer->buffer, value, &writer->redact, room, &length) ||
		writer->buffer->failed)
		return LEARN_OK;
	return learn_problem_set(problem, LEARN_INVALID, section->name,
							 "it has %zu bytes, and there is room for %zu in "
							 "the question",
							 length, room);
}

/*
 * Appends one section, unless there is no room for it or for one before it.
 */
static LearnStatus
append_section(Writer *writer, const Section *section, uint32_t bit,
			   LearnProblem *problem)
{
	LearnBuffer *buffer = writer->buffer;
	size_t before = buffer->length;
	LearnExcerptRules rules = {.string_max = section->string_max,
							   .hidden = section->hidden,
							   .names = &writer->names,
							   .redact = &writer->redact};
	Selection selection;
	const LearnValue *value =
		section_value(writer->facts, writer->purpose, section, &selection);

	if (value == NULL)
		return LEARN_OK;
	begin_member(writer, section->name);
	if (buffer->length < writer->end)
		rules.limit = writer->end - buffer->length;
	if (section->string_max == WHOLE)
		return append_whole_section(writer, section, value, rules.limit,
									problem);
	if (rules.limit > section->limit)
		rules.limit = section->limit;
	if (writer->left_out != 0 || !learn_excerpt_append(buffer, value, &rules))
	{
		learn_buffer_truncate(buffer, before);
		writer->left_out |= bit;
	}
	return LEARN_OK;
}

/*
 * Names the sections that were left out.
 */
static void
append_left_out(Writer *writer, const Outline *outline)
{
	const char *before = "";

	if (writer->left_out == 0)
		return;
	begin_member(writer, left_out_member);
	learn_buffer_append(writer->buffer, "[", 1);
	for (size_t i = 0; i < outline->count; i++)
	{
		if ((writer->left_out & UINT32_C(1) << i) == 0)
			continue;
		learn_buffer_append_format(writer->buffer, "%s\"%s\"", before,
								   outline->sections[i].name);
		before = ",";
	}
	learn_buffer_append(writer->buffer, "]", 1);
}

/*
 * What closes the data at most, in bytes: every section being left out.
 */
static size_t
closing_max(const Outline *outline)
{
	size_t size = strlen(",\n\"\": []\n}") + strlen(left_out_member);

	for (size_t i = 0; i < outline->count; i++)
		size += strlen(",\"\"") + strlen(outline->sections[i].name);
	return size;
}

/*
 * Appends the sections to the data, which are begun.
 */
static LearnStatus
append_sections(Writer *writer, const Outline *outline, LearnProblem *problem)
{
	LearnStatus status = LEARN_OK;

	for (size_t i = 0; i < outline->count && status == LEARN_OK; i++)
		status = append_section(writer, &outline->sections[i],
								UINT32_C(1) << i, problem);
	append_left_out(writer, outline);
	learn_buffer_append_string(writer->buffer, "\n}");
	if (status == LEARN_OK && writer->buffer->failed)
		status = out_of_memory(problem);
	return status;
}

/*
 * Finds out which names must not be told; false without memory.
 */
static bool
collect_names(Writer *writer, LearnDisguise *disguise)
{
	const char *hostname =
		learn_value_get_string(writer->facts->execution, "hostname", NULL);

	return learn_pseudonyms_collect(&writer->names, writer->facts) &&
		   (hostname == NULL || learn_disguise_add_host(disguise, hostname));
}

LearnStatus
learn_prompt_data_append(LearnBuffer *buffer, const LearnFacts *facts,
						 LearnPromptPurpose purpose, LearnDisguise *disguise,
						 size_t limit, LearnProblem *problem)
{
	const Outline *outline = &outlines[purpose];
	size_t closing = closing_max(outline);
	LearnDisguiseMemory memory;
	Writer writer = {.buffer = buffer,
					 .facts = facts,
					 .purpose = purpose,
					 .redact = {.texts.personal = true,
								.redact = learn_disguise_memory_append,
								.context = &memory},
					 .start = buffer->length,
					 .end = buffer->length + limit - closing};
	LearnStatus status;

	if (limit < strlen("{\n") + closing)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "there is no room for data in the question");
	learn_disguise_memory_init(&memory, disguise);
	learn_buffer_append_string(buffer, "{\n");
	status = collect_names(&writer, disguise)
				 ? append_sections(&writer, outline, problem)
				 : out_of_memory(problem);
	learn_pseudonyms_free(&writer.names);
	learn_disguise_memory_free(&memory);
	return status;
}
