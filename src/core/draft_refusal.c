/*-------------------------------------------------------------------------
 *
 * draft_refusal.c
 *		Drafts that no reviewer should have to read.
 *
 *-------------------------------------------------------------------------
 */
#include "core/draft_refusal.h"

#include "core/essence.h"
#include "core/private_names.h"

static LearnStatus
out_of_memory(LearnProblem *problem)
{
	return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
							 "out of memory");
}

/*
 * Would an executor do the same?  essence is that of one of the two runbooks.
 * False in *compared: out of memory.
 */
static bool
does_the_same(json_object *essence, json_object *runbook, bool *compared)
{
	json_object *other = learn_essence_of_runbook(runbook);
	bool same = other != NULL && learn_json_equal(essence, other);

	*compared = other != NULL;
	json_object_put(other);
	return same;
}

/*
 * Is it a draft that differs from its parent in texts at most?
 */
static LearnStatus
check_effect(json_object *essence, json_object *parent, LearnProblem *problem)
{
	bool compared;

	if (does_the_same(essence, parent, &compared))
		return learn_problem_set(problem, LEARN_REFUSED, NULL,
								 "does the same as its parent: only texts "
								 "differ, if anything");
	return compared ? LEARN_OK : out_of_memory(problem);
}

/*
 * Is it the draft that was rejected?
 */
static LearnStatus
check_repeat(json_object *content, json_object *essence,
			 const LearnValue *rejected, LearnProblem *problem)
{
	const LearnValue *old =
		learn_value_get_typed(rejected, "content", LEARN_VALUE_OBJECT);
	json_object *draft = NULL;
	bool compared;
	bool same;

	if (old == NULL)
		return LEARN_OK;
	if (!learn_json_build(old, &draft))
		return out_of_memory(problem);
	same = does_the_same(essence, draft, &compared) &&
		   learn_json_equal(learn_json_get(content, "applies_to"),
							learn_json_get(draft, "applies_to"));
	json_object_put(draft);
	if (!compared)
		return out_of_memory(problem);
	if (!same)
		return LEARN_OK;
	return learn_problem_set(problem, LEARN_REFUSED, NULL,
							 "does the same as the rejected draft \"%s\"",
							 learn_value_get_string(rejected, "runbook_id",
													"of this line"));
}

static LearnStatus
check_repeats(json_object *content, json_object *essence,
			  const LearnFacts *facts, LearnProblem *problem)
{
	LearnStatus status = LEARN_OK;

	for (const LearnValue *rejected =
			 facts->rejected != NULL ? facts->rejected->first : NULL;
		 rejected != NULL && status == LEARN_OK; rejected = rejected->next)
		status = check_repeat(content, essence, rejected, problem);
	return status;
}

LearnStatus
learn_draft_check_privacy(json_object *content, json_object *parent,
						  const LearnFacts *facts, LearnProblem *problem)
{
	LearnPrivateNames names;
	LearnStatus status;

	if (learn_private_names_read(&names, learn_value_get(facts->root,
														 "private_names")))
		status = learn_private_names_check(&names, content, parent, problem);
	else
		status = out_of_memory(problem);
	learn_private_names_free(&names);
	return status;
}

LearnStatus
learn_draft_check_refusal(json_object *content, json_object *parent,
						  const LearnFacts *facts, LearnProblem *problem)
{
	json_object *essence = learn_essence_of_runbook(content);
	LearnStatus status = essence != NULL
							 ? check_effect(essence, parent, problem)
							 : out_of_memory(problem);

	if (status == LEARN_OK)
		status = learn_draft_check_privacy(content, parent, facts, problem);
	if (status == LEARN_OK)
		status = check_repeats(content, essence, facts, problem);
	json_object_put(essence);
	return status;
}
