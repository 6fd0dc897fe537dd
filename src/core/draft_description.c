/*-------------------------------------------------------------------------
 *
 * draft_description.c
 *		What a runbook that a human wrote changes, in words for the reviewer.
 *
 *-------------------------------------------------------------------------
 */
#include "core/draft_description.h"

#include <stdlib.h>
#include <string.h>

#include "core/draft_changes.h"
#include "core/draft_sources.h"
#include "core/facts.h"
#include "core/json.h"
#include "core/runbook_diff.h"

/* The texts once they are read; owned. */
typedef struct Description
{
	json_object *content;
	json_object *parent;
	json_object *scope;
	LearnFacts facts;
	bool has_facts;
	LearnArena arena;
	const LearnValue *known_actions; /* in the arena; NULL: none are known */
} Description;

static LearnStatus
out_of_memory(LearnProblem *problem)
{
	return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
							 "out of memory");
}

/*
 * Reads an object; there may be no text.
 */
static LearnStatus
read_object(const char *text, json_object **object, LearnProblem *problem)
{
	LearnStatus status =
		text != NULL ? learn_json_parse(text, strlen(text), object, problem)
					 : LEARN_OK;

	if (status == LEARN_OK && text != NULL &&
		!json_object_is_type(*object, json_type_object))
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "is not a JSON object");
	return status;
}

/*
 * Reads the names of actions; there may be no text.
 */
static LearnStatus
read_known_actions(const char *text, Description *description,
				   LearnProblem *problem)
{
	const LearnValue *names;
	LearnStatus status;

	if (text == NULL)
		return LEARN_OK;
	status = learn_json_read(&description->arena, text, strlen(text), &names,
							 problem);
	if (status != LEARN_OK)
		return status;
	if (!learn_value_is(names, LEARN_VALUE_ARRAY))
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "is not a JSON array");
	description->known_actions = names;
	return LEARN_OK;
}

static LearnStatus
read_texts(const LearnDraftTexts *texts, Description *description,
		   LearnProblem *problem)
{
	LearnStatus status =
		read_object(texts->content, &description->content, problem);

	if (status == LEARN_OK)
		status = read_object(texts->parent, &description->parent, problem);
	if (status == LEARN_OK)
		status = read_object(texts->scope, &description->scope, problem);
	if (status == LEARN_OK && texts->facts != NULL)
	{
		status = learn_facts_read(texts->facts, strlen(texts->facts),
								  &description->facts, problem);
		description->has_facts = status == LEARN_OK;
	}
	if (status == LEARN_OK)
		status =
			read_known_actions(texts->known_actions, description, problem);
	return status;
}

/*
 * The list of changes, a new array; NULL when out of memory.
 */
static json_object *
list_changes(const Description *description)
{
	json_object *difference =
		learn_runbook_compare(description->parent, description->content);
	const char *id = learn_json_get_string(description->content, "id", "");
	json_object *changes = NULL;
	LearnDraftSources sources;

	if (learn_draft_sources_gather(&sources,
								   description->has_facts ? &description->facts
														  : NULL,
								   description->parent, id) &&
		difference != NULL)
	{
		sources.keeps_scope = description->parent != NULL;
		sources.scope = description->scope;
		sources.known_actions = description->known_actions;
		changes = learn_draft_changes(difference, description->parent,
									  description->content, NULL, &sources);
	}
	learn_draft_sources_free(&sources);
	json_object_put(difference);
	return changes;
}

LearnStatus
learn_draft_describe(const LearnDraftTexts *texts, char **changes,
					 LearnProblem *problem)
{
	Description description = {0};
	json_object *list = NULL;
	LearnStatus status = read_texts(texts, &description, problem);

	*changes = NULL;
	if (status == LEARN_OK)
	{
		list = list_changes(&description);
		*changes = list != NULL ? learn_json_text(list, NULL) : NULL;
		if (*changes == NULL)
			status = out_of_memory(problem);
	}
	json_object_put(list);
	json_object_put(description.content);
	json_object_put(description.parent);
	json_object_put(description.scope);
	learn_facts_free(&description.facts);
	learn_arena_free(&description.arena);
	return status;
}
