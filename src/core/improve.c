/*-------------------------------------------------------------------------
 *
 * improve.c
 *		The built-in improver: composes a draft from known remedies.
 *
 * The runbook is copied, and what the remedies say is done to the copy; all
 * else stays as it was.  Whether the result is a valid draft, and what truly
 * changed, is for draft.c to find out.
 *
 *-------------------------------------------------------------------------
 */
#include "core/improve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/evidence.h"
#include "core/improve_step.h"
#include "core/remedy.h"

/* More changes at a time than this are hard to review and to learn from. */
#define REMEDIES_MAX 3

/* Does one of the changes of a draft come from the remedy? */
static bool
changed_by(const LearnValue *changes, const LearnRemedy *remedy)
{
	for (const LearnValue *change = changes != NULL ? changes->first : NULL;
		 change != NULL; change = change->next)
	{
		if (strcmp(learn_value_get_string(change, "step", ""), remedy->id) ==
				0 ||
			strstr(learn_value_get_string(change, "why", ""), remedy->why) !=
				NULL)
			return true;
	}
	return false;
}

/* Has a reviewer rejected a draft of this line that used the remedy? */
static bool
was_rejected(const LearnFacts *facts, const LearnRemedy *remedy)
{
	for (const LearnValue *draft =
			 facts->rejected != NULL ? facts->rejected->first : NULL;
		 draft != NULL; draft = draft->next)
	{
		if (changed_by(learn_value_get_typed(draft, "changes",
											 LEARN_VALUE_ARRAY),
					   remedy))
			return true;
	}
	return false;
}

/*
 * Does the runbook hold the remedy already: a step of its id, or a command
 * that does the same?
 */
static bool
is_present(json_object *steps, const LearnRemedy *remedy)
{
	size_t count = steps != NULL ? json_object_array_length(steps) : 0;

	for (size_t i = 0; i < count; i++)
	{
		json_object *step = json_object_array_get_idx(steps, i);
		const char *id = learn_json_get_string(step, "id", "");
		LearnBuffer command;
		bool done;

		if (strcmp(id, remedy->id) == 0)
			return true;
		if (remedy->done == NULL)
			continue;
		learn_buffer_init(&command, 0);
		learn_pattern_normalize(&command,
								learn_json_get_string(step, "command", ""),
								16384);
		done = command.failed || learn_pattern_find(remedy->done, command.data,
													command.length, NULL);
		learn_buffer_free(&command);
		if (done)
			return true;
	}
	return false;
}

/* The shell a step is written for. */
static const char *
step_shell(json_object *step, const char *platform)
{
	return learn_json_get_string(
		step, "shell", strcmp(platform, "windows") == 0 ? "powershell" : "sh");
}

/* The remedy's template for the platform; NULL: it is not for it. */
static const char *
platform_template(const LearnRemedy *remedy, const char *platform)
{
	if (strcmp(platform, "linux") == 0)
		return remedy->linux_sh;
	if (strcmp(platform, "darwin") == 0)
		return remedy->darwin_sh;
	return strcmp(platform, "windows") == 0 ? remedy->powershell : NULL;
}

/*
 * Tries one remedy.  LEARN_OK when it changed something; LEARN_NOTHING when
 * it does not fit.
 */
static LearnStatus
try_remedy(LearnComposition *composition, const LearnRemedy *remedy,
		   const LearnEvidence *evidence)
{
	const LearnFacts *facts = composition->facts;
	json_object *steps = learn_json_get(composition->runbook, "steps");
	const char *template = platform_template(remedy, composition->platform);

	if (template == NULL ||
		!learn_remedy_applies(remedy, evidence, composition->clues) ||
		is_present(steps, remedy) ||
		is_present(learn_json_get_typed(composition->runbook, "rollback",
										json_type_array),
				   remedy) ||
		was_rejected(facts, remedy))
		return LEARN_NOTHING;

	switch (remedy->kind)
	{
		case LEARN_REMEDY_BEFORE:
		case LEARN_REMEDY_AFTER:
			return learn_improve_add(composition, remedy, template);
		case LEARN_REMEDY_WAIT:
			return learn_improve_wait(composition, remedy, evidence);
		default:
			break;
	}
	if (strcmp(step_shell(learn_improve_step(composition),
						  composition->platform),
			   "cmd") == 0)
		return LEARN_NOTHING;
	return learn_improve_change(composition, remedy);
}

/*
 * Tries the remedies in the order of the table.  Waiting is the answer when
 * nothing more precise is.
 */
static LearnStatus
compose(LearnComposition *composition, const LearnEvidence *evidence)
{
	LearnStatus status = LEARN_NOTHING;
	int used = 0;

	for (int i = 0; i < learn_remedy_count && used < REMEDIES_MAX; i++)
	{
		const LearnRemedy *remedy = &learn_remedies[i];

		if (remedy->kind == LEARN_REMEDY_WAIT && used > 0)
			continue;
		status = try_remedy(composition, remedy, evidence);
		if (status == LEARN_OUT_OF_MEMORY)
			return status;
		used += status == LEARN_OK ? 1 : 0;
	}
	return used > 0 ? LEARN_OK : LEARN_NOTHING;
}

/*
 * Is there something that this engine can improve?
 */
static LearnStatus
check_task(const LearnFacts *facts, LearnProblem *problem)
{
	if (facts->requested_changes[0] != '\0' || facts->draft != NULL)
		return learn_problem_set(problem, LEARN_NOTHING, NULL,
								 "a reviewer asked for changes in words, "
								 "which only a model or a human can follow");
	if (facts->runbook == NULL)
		return learn_problem_set(problem, LEARN_NOTHING, "runbook",
								 "the runbook that ran is not known");
	if (learn_value_get_typed(facts->runbook, "steps", LEARN_VALUE_ARRAY) ==
		NULL)
		return learn_problem_set(problem, LEARN_INVALID, "runbook.steps",
								 "must be an array");
	return LEARN_OK;
}

/*
 * Composes the proposal and finishes it.
 */
static LearnStatus
propose(const LearnFacts *facts, const LearnEvidence *evidence,
		const LearnClues *clues, LearnDraft *draft, LearnProblem *problem)
{
	LearnComposition composition;
	LearnStatus status = learn_improve_begin(&composition, facts, clues);

	if (status == LEARN_OK)
		status = compose(&composition, evidence);
	if (status == LEARN_OK)
		status = learn_improve_verification(&composition);
	if (status == LEARN_OK)
		status =
			learn_draft_finish(composition.proposal, facts, draft, problem);
	else if (status == LEARN_NOTHING)
		learn_problem_set(problem, status, NULL,
						  clues->step < 0
							  ? "the step that failed is not in the runbook"
							  : "no known remedy fits this failure");
	else
		learn_problem_set(problem, status, NULL, "out of memory");
	learn_improve_end(&composition);
	return status;
}

/*
 * Gathers the evidence, for this one failure.
 */
static LearnStatus
gather(const LearnFacts *facts, LearnEvidence *evidence, LearnProblem *problem)
{
	LearnPatternSet *words = learn_evidence_words();
	LearnStatus status;

	if (words == NULL)
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	status = learn_evidence_gather(words, facts, evidence, problem);
	learn_pattern_set_free(words);
	return status;
}

LearnStatus
learn_improve(const char *text, size_t length, LearnDraft *draft,
			  LearnProblem *problem)
{
	LearnFacts facts;
	LearnEvidence evidence = {0};
	LearnClues clues;
	LearnStatus status;

	memset(draft, 0, sizeof(*draft));
	status = learn_facts_read(text, length, &facts, problem);
	if (status != LEARN_OK)
		return status;
	status = check_task(&facts, problem);
	if (status == LEARN_OK)
		status = gather(&facts, &evidence, problem);
	if (status == LEARN_OK)
		status = learn_clues_find(&facts, &evidence, &clues, problem);
	if (status == LEARN_OK)
		status = propose(&facts, &evidence, &clues, draft, problem);
	learn_evidence_free(&evidence);
	learn_facts_free(&facts);
	return status;
}
