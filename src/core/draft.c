/*-------------------------------------------------------------------------
 *
 * draft.c
 *		An improved runbook on its way into the review queue.
 *
 * What a model wrote is read here as what a stranger wrote: everything that
 * the engine knows itself (id, platform, evidence, what has changed) is put
 * in by the engine and never taken from the proposal.
 *
 *-------------------------------------------------------------------------
 */
#include "core/draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/draft_changes.h"
#include "core/draft_refusal.h"
#include "core/draft_sources.h"
#include "core/facts.h"
#include "core/json.h"
#include "core/runbook.h"
#include "core/runbook_diff.h"

/* Most executions that a "because" may name, as in the schema. */
#define EXECUTIONS_MAX 100

static LearnStatus
out_of_memory(LearnProblem *problem)
{
	return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
							 "out of memory");
}

/*
 * The runbook within a proposal, borrowed: its member "runbook", or itself
 * when it looks like one.
 */
static json_object *
find_runbook(json_object *proposal)
{
	if (json_object_object_get_ex(proposal, "runbook", NULL))
		return learn_json_get_typed(proposal, "runbook", json_type_object);
	return learn_json_get(proposal, "steps") != NULL ? proposal : NULL;
}

/*
 * Is it a valid runbook?  *problem gets the first reason why not.
 */
static LearnStatus
check_content(json_object *content, LearnProblem *problem)
{
	LearnFindings findings = {0};
	LearnStatus status = learn_runbook_check(content, &findings);

	if (status == LEARN_OUT_OF_MEMORY)
		out_of_memory(problem);
	for (int i = 0; status == LEARN_INVALID && i < findings.count; i++)
	{
		const LearnFinding *finding = &findings.items[i];

		if (finding->severity != LEARN_SEVERITY_ERROR)
			continue;
		learn_problem_set(problem, status, finding->problem.where, "%s",
						  finding->problem.message);
		break;
	}
	learn_findings_free(&findings);
	return status;
}

/* Puts a copy of the parent's member into content. */
static bool
inherit(json_object *content, json_object *parent, const char *member)
{
	return learn_json_add(content, member,
						  learn_json_copy(learn_json_get(parent, member)));
}

/*
 * A draft is for the incidents of its parent.  Incident types are a set: the
 * order of the parent is kept, so that another one is no difference.
 */
static LearnStatus
check_lineage(json_object *content, json_object *parent, LearnProblem *problem)
{
	json_object *types =
		learn_json_get_typed(content, "incident_types", json_type_array);
	json_object *parent_types =
		learn_json_get_typed(parent, "incident_types", json_type_array);

	if (!learn_json_equal(learn_json_get(content, "platform"),
						  learn_json_get(parent, "platform")))
		return learn_problem_set(problem, LEARN_INVALID, "platform",
								 "must be that of the parent");
	if (parent_types == NULL || !learn_json_is_subset(types, parent_types) ||
		!learn_json_is_subset(parent_types, types))
		return learn_problem_set(problem, LEARN_INVALID, "incident_types",
								 "must be those of the parent");
	if (!inherit(content, parent, "incident_types"))
		return out_of_memory(problem);
	return LEARN_OK;
}

/*
 * Where the draft may run: where its parent does.  More places would be more
 * than was approved; fewer would leave hosts without any version, since the
 * parent is archived.  Only a branch, which leaves its parent in place, runs
 * in the scope it was made for; of what the scope leaves open, where the
 * parent does.
 */
static LearnStatus
settle_scope(json_object *content, json_object *parent,
			 const LearnValue *scope, LearnProblem *problem)
{
	json_object *place = learn_json_copy(
		learn_json_get_typed(parent, "applies_to", json_type_object));
	bool settled = true;

	json_object_object_del(content, "applies_to");
	for (const LearnValue *member = scope != NULL ? scope->first : NULL;
		 member != NULL && settled; member = member->next)
	{
		json_object *value;

		if (member->type == LEARN_VALUE_NULL)
			continue;
		if (place == NULL)
			place = json_object_new_object();
		settled = place != NULL && learn_json_build(member, &value) &&
				  learn_json_add(place, member->name, value);
	}
	if (settled && place != NULL)
		settled = learn_json_add(content, "applies_to", place);
	else
		json_object_put(place);
	return settled ? LEARN_OK : out_of_memory(problem);
}

/* Is the execution one that supports a remedy which the facts tell of? */
static bool
supports_remedy(const LearnFacts *facts, const char *execution)
{
	const LearnValue *remedies =
		learn_value_get_typed(facts->root, "remedies", LEARN_VALUE_ARRAY);

	for (const LearnValue *remedy = remedies != NULL ? remedies->first : NULL;
		 remedy != NULL; remedy = remedy->next)
	{
		const LearnValue *executions =
			learn_value_get_typed(remedy, "executions", LEARN_VALUE_ARRAY);

		for (const LearnValue *known = executions != NULL ? executions->first
														  : NULL;
			 known != NULL; known = known->next)
		{
			if (known->type == LEARN_VALUE_STRING &&
				strcmp(known->text, execution) == 0)
				return true;
		}
	}
	return false;
}

static bool
holds_text(json_object *array, const char *text)
{
	for (size_t i = 0; i < json_object_array_length(array); i++)
	{
		if (strcmp(json_object_get_string(json_object_array_get_idx(array, i)),
				   text) == 0)
			return true;
	}
	return false;
}

/*
 * The executions that a "because" may name: this failure, and those of cited
 * that support a remedy.  A new array, or NULL when out of memory.
 */
static json_object *
settle_executions(json_object *cited, const LearnFacts *facts)
{
	json_object *executions = json_object_new_array();
	size_t count = cited != NULL ? json_object_array_length(cited) : 0;
	bool built = executions != NULL;

	if (built && facts->execution_id[0] != '\0')
		built = learn_json_append(executions,
								  json_object_new_string(facts->execution_id));
	for (size_t i = 0; built && i < count &&
					   json_object_array_length(executions) < EXECUTIONS_MAX;
		 i++)
	{
		json_object *item = json_object_array_get_idx(cited, i);
		const char *id = json_object_get_string(item);

		if (supports_remedy(facts, id) && !holds_text(executions, id))
			built = learn_json_append(executions, json_object_get(item));
	}
	if (built)
		return executions;
	json_object_put(executions);
	return NULL;
}

/*
 * Gives a step that was added or changed its "because".  previous is the step
 * it was made of, or NULL.  Returns false when out of memory.
 */
static bool
explain_step(json_object *step, json_object *previous, int position,
			 json_object *claims, const LearnFacts *facts)
{
	const char *reason = learn_draft_new_reason(step, previous);
	json_object *because = json_object_new_object();
	json_object *executions =
		settle_executions(learn_json_get_typed(learn_json_get(step, "because"),
											   "executions", json_type_array),
						  facts);
	char *text = NULL;
	bool built;

	if (reason == NULL)
		reason = learn_draft_find_why(claims, step, position);
	text = learn_draft_clean(reason);

	built = because != NULL && executions != NULL && text != NULL &&
			learn_json_add(because, "text", json_object_new_string(text));
	if (built && json_object_array_length(executions) > 0)
		built = learn_json_share(because, "executions", executions);
	free(text);
	json_object_put(executions);
	if (built)
		return learn_json_add(step, "because", because);
	json_object_put(because);
	return false;
}

/*
 * Settles the reasons in one list of steps, "steps" or "rollback": what did
 * not change is the parent's, to the letter; the rest is explained.
 */
static LearnStatus
settle_steps(json_object *content, json_object *parent, const char *list,
			 json_object *claims, const LearnFacts *facts,
			 LearnProblem *problem)
{
	json_object *before = learn_json_get_typed(parent, list, json_type_array);
	json_object *after = learn_json_get_typed(content, list, json_type_array);
	size_t count = after != NULL ? json_object_array_length(after) : 0;
	LearnStepPair *pairs = learn_runbook_pair_steps(before, after);
	bool settled = pairs != NULL;

	for (size_t i = 0; settled && i < count; i++)
	{
		json_object *step = json_object_array_get_idx(after, i);
		json_object *previous = NULL;

		if (pairs[i].previous >= 0)
			previous =
				json_object_array_get_idx(before, (size_t) pairs[i].previous);
		if (previous != NULL && !pairs[i].modified)
		{
			json_object *copy = learn_json_copy(previous);

			settled =
				copy != NULL && json_object_array_put_idx(after, i, copy) == 0;
			if (!settled)
				json_object_put(copy);
		}
		else
			settled = explain_step(step, previous, (int) i + 1, claims, facts);
	}
	free(pairs);
	return settled ? LEARN_OK : out_of_memory(problem);
}

/*
 * Makes the content of the draft out of a copy of the proposed runbook.
 */
static LearnStatus
settle_content(json_object *content, json_object *parent, json_object *claims,
			   const LearnFacts *facts, LearnProblem *problem)
{
	LearnStatus status;

	if (!learn_json_add(content, "id", json_object_new_string(facts->next_id)))
		return out_of_memory(problem);

	/* The steps below rely on the types that the schema promises. */
	status = check_content(content, problem);
	if (status == LEARN_OK)
		status = check_lineage(content, parent, problem);
	if (status == LEARN_OK)
		status = settle_scope(content, parent,
							  learn_value_get_typed(facts->root, "scope",
													LEARN_VALUE_OBJECT),
							  problem);
	if (status == LEARN_OK)
		status =
			settle_steps(content, parent, "steps", claims, facts, problem);
	if (status == LEARN_OK)
		status =
			settle_steps(content, parent, "rollback", claims, facts, problem);

	/* What is queued is what was checked last. */
	if (status == LEARN_OK)
		status = check_content(content, problem);
	return status;
}

/*
 * The list of changes, a new array; NULL when out of memory.
 */
static json_object *
list_changes(json_object *content, json_object *parent, json_object *claims,
			 const LearnFacts *facts)
{
	json_object *difference = learn_runbook_compare(parent, content);
	json_object *changes = NULL;
	LearnDraftSources sources;

	if (learn_draft_sources_gather(&sources, facts, parent, facts->next_id) &&
		difference != NULL)
		changes =
			learn_draft_changes(difference, parent, content, claims, &sources);
	learn_draft_sources_free(&sources);
	json_object_put(difference);
	return changes;
}

/*
 * Writes both texts of the draft.
 */
static LearnStatus
write_draft(json_object *content, json_object *parent, json_object *claims,
			const LearnFacts *facts, LearnDraft *draft, LearnProblem *problem)
{
	json_object *changes = list_changes(content, parent, claims, facts);
	size_t length;

	if (changes == NULL)
		return out_of_memory(problem);
	draft->changes = learn_json_text(changes, NULL);
	draft->content = learn_json_text(content, &length);
	json_object_put(changes);
	if (draft->changes == NULL || draft->content == NULL)
		return out_of_memory(problem);
	if (length > LEARN_RUNBOOK_SIZE_MAX)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "the runbook has more than %d bytes",
								 LEARN_RUNBOOK_SIZE_MAX);
	return LEARN_OK;
}

LearnStatus
learn_draft_finish(json_object *proposal, const LearnFacts *facts,
				   LearnDraft *draft, LearnProblem *problem)
{
	json_object *runbook = find_runbook(proposal);
	json_object *claims = NULL;
	json_object *parent = NULL;
	json_object *content;
	LearnStatus status;

	memset(draft, 0, sizeof(*draft));
	if (runbook == NULL)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "the proposal holds no runbook");
	if (!learn_value_is(facts->runbook, LEARN_VALUE_OBJECT))
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "the runbook that ran is not known");
	if (runbook != proposal)
		claims = learn_json_get_typed(proposal, "changes", json_type_array);

	content = learn_json_copy(runbook);
	if (content != NULL && learn_json_build(facts->runbook, &parent))
		status = settle_content(content, parent, claims, facts, problem);
	else
		status = out_of_memory(problem);
	if (status == LEARN_OK)
		status = learn_draft_check_refusal(content, parent, facts, problem);
	if (status == LEARN_OK)
		status = write_draft(content, parent, claims, facts, draft, problem);
	json_object_put(parent);
	json_object_put(content);
	if (status != LEARN_OK)
		learn_draft_free(draft);
	return status;
}

void
learn_draft_free(LearnDraft *draft)
{
	free(draft->content);
	free(draft->changes);
	memset(draft, 0, sizeof(*draft));
}
