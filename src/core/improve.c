/*-------------------------------------------------------------------------
 *
 * improve.c
 *		The built-in improver: composes a draft from known remedies.
 *
 * The runbook is copied, and what the remedies say is done to the copy; all
 * else stays as it was.  What was learned from executions is tried before what
 * the engine came with, and what has worked before what has not been tried.  Whether the result is a valid draft, and what truly
 * changed, is for draft.c to find out.
 *
 *-------------------------------------------------------------------------
 */
#include "core/improve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/draft_refusal.h"
#include "core/evidence.h"
#include "core/improve_mined.h"
#include "core/improve_ready.h"
#include "core/improve_record.h"
#include "core/improve_step.h"
#include "core/remedies_used.h"

/* More changes at a time than this are hard to review and to learn from. */
#define REMEDIES_MAX 3

/* The remedies that were tried. */
typedef struct Attempts
{
	const char *ids[REMEDIES_MAX]; /* of those that were used; borrowed */
	int used;
	bool refused; /* one was not, for this reason */
	LearnProblem refusal;
} Attempts;

/* Has a reviewer rejected a draft of this line that used the remedy? */
static bool
was_rejected(const LearnFacts *facts, const LearnRemedy *remedy)
{
	for (const LearnValue *draft =
			 facts->rejected != NULL ? facts->rejected->first : NULL;
		 draft != NULL; draft = draft->next)
	{
		if (learn_remedy_is_used(learn_value_get_typed(draft, "changes",
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

/* Has one of the remedies that make this one needless changed the runbook? */
static bool
is_needless(const LearnRemedy *remedy, const Attempts *attempts)
{
	if (remedy->kind == LEARN_REMEDY_WAIT && attempts->used > 0)
		return true;
	for (int i = 0; i < attempts->used; i++)
	{
		if (learn_remedy_listed(remedy->unless, attempts->ids[i]))
			return true;
	}
	return false;
}

/*
 * Does what a curated remedy says; its record is in the composition.
 */
static LearnStatus
apply_curated(LearnComposition *composition, const LearnRemedy *remedy,
			  const LearnEvidence *evidence)
{
	switch (remedy->kind)
	{
		case LEARN_REMEDY_BEFORE:
		case LEARN_REMEDY_AFTER:
			return learn_improve_add(composition, remedy,
									 platform_template(remedy,
													   composition->platform));
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

/* Is the remedy one for this failure, and new to the runbook? */
static bool
fits(const LearnComposition *composition, const LearnRemedy *remedy,
	 const LearnEvidence *evidence, const Attempts *attempts)
{
	json_object *rollback = learn_json_get_typed(composition->runbook,
												 "rollback", json_type_array);

	return platform_template(remedy, composition->platform) != NULL &&
		   learn_remedy_applies(remedy, evidence, composition->clues) &&
		   !is_needless(remedy, attempts) &&
		   !is_present(learn_improve_steps(composition), remedy) &&
		   !is_present(rollback, remedy) &&
		   !was_rejected(composition->facts, remedy);
}

/*
 * Keeps what a remedy did if nothing private came with it, as what the failure
 * tells of a place may; else goes back, so that another remedy may be tried.
 */
static LearnStatus
judge(LearnComposition *composition, Attempts *attempts, const char *id,
	  LearnStatus status, LearnCheckpoint *checkpoint)
{
	LearnProblem problem;

	if (status == LEARN_OK)
		status = learn_draft_check_privacy(composition->runbook,
										   composition->parent,
										   composition->facts, &problem);
	if (status == LEARN_OK)
	{
		learn_improve_forget(checkpoint);
		if (id != NULL)
			attempts->ids[attempts->used++] = id;
		return LEARN_OK;
	}
	if (status == LEARN_REFUSED && !attempts->refused)
	{
		attempts->refused = true;
		attempts->refusal = problem;
	}
	if (learn_improve_restore(composition, checkpoint) != LEARN_OK)
		return LEARN_OUT_OF_MEMORY;
	return status == LEARN_OUT_OF_MEMORY ? status : LEARN_NOTHING;
}

/*
 * Tries a curated remedy, or, without one, the mined one of the record.
 * LEARN_OK also when it does not fit.
 */
static LearnStatus
try_remedy(LearnComposition *composition, const LearnRemedy *remedy,
		   const LearnValue *record, const LearnEvidence *evidence,
		   Attempts *attempts)
{
	LearnCheckpoint checkpoint;
	LearnStatus status;

	if (attempts->used == REMEDIES_MAX ||
		learn_record_strength(record) < LEARN_STRENGTH_MIN ||
		(remedy != NULL && !fits(composition, remedy, evidence, attempts)))
		return LEARN_OK;
	composition->record = record;
	status = learn_improve_save(composition, &checkpoint);
	if (status != LEARN_OK)
		return status;
	status = remedy != NULL ? apply_curated(composition, remedy, evidence)
							: learn_improve_mined(composition);
	status = judge(composition, attempts,
				   remedy != NULL ? remedy->id
								  : learn_value_get_string(record, "id", ""),
				   status, &checkpoint);
	composition->record = NULL;
	return status == LEARN_NOTHING ? LEARN_OK : status;
}

/*
 * Tries the mined remedies, in the order of the facts: the strongest first.
 */
static LearnStatus
try_mined(LearnComposition *composition, const LearnEvidence *evidence,
		  Attempts *attempts)
{
	const LearnValue *records = learn_records(composition->facts);
	LearnStatus status = LEARN_OK;

	for (const LearnValue *record = records != NULL ? records->first : NULL;
		 record != NULL && status == LEARN_OK; record = record->next)
	{
		if (learn_record_is_mined(record))
			status = try_remedy(composition, NULL, record, evidence, attempts);
	}
	return status;
}

/* A curated remedy and how it has done. */
typedef struct Candidate
{
	const LearnRemedy *remedy;
	const LearnValue *record;
	bool last; /* whatever its strength */
} Candidate;

/*
 * Waiting is the answer when nothing more precise is; else the strongest
 * first, and those of equal strength in the order of the table.
 */
static int
compare_candidates(const void *left, const void *right)
{
	const Candidate *one = left;
	const Candidate *other = right;
	double strength = learn_record_strength(one->record);
	double compared = learn_record_strength(other->record);

	if (one->last != other->last)
		return one->last ? 1 : -1;
	if (strength != compared)
		return strength > compared ? -1 : 1;
	return one->remedy < other->remedy ? -1 : one->remedy > other->remedy;
}

/*
 * Tries the curated remedies.
 */
static LearnStatus
try_curated(LearnComposition *composition, const LearnEvidence *evidence,
			Attempts *attempts)
{
	size_t count = (size_t) learn_remedy_count;
	Candidate *candidates = calloc(count, sizeof(*candidates));
	LearnStatus status = candidates != NULL ? LEARN_OK : LEARN_OUT_OF_MEMORY;

	for (size_t i = 0; i < count && candidates != NULL; i++)
	{
		candidates[i].remedy = &learn_remedies[i];
		candidates[i].record =
			learn_record_find(composition->facts, learn_remedies[i].id);
		candidates[i].last = learn_remedies[i].kind == LEARN_REMEDY_WAIT;
	}
	if (candidates != NULL)
		qsort(candidates, count, sizeof(*candidates), compare_candidates);
	for (size_t i = 0; i < count && status == LEARN_OK; i++)
		status = try_remedy(composition, candidates[i].remedy,
							candidates[i].record, evidence, attempts);
	free(candidates);
	return status;
}

/*
 * Adds a verification, if one follows; not one with something private in it.
 */
static LearnStatus
add_verification(LearnComposition *composition, Attempts *attempts)
{
	LearnCheckpoint checkpoint;
	LearnStatus status = learn_improve_save(composition, &checkpoint);

	if (status == LEARN_OK)
		status = judge(composition, attempts, NULL,
					   learn_improve_verification(composition), &checkpoint);
	return status == LEARN_NOTHING ? LEARN_OK : status;
}

/*
 * Makes the proposal of mined remedies and, where these leave room, of curated
 * ones.  LEARN_NOTHING: none fits; LEARN_REFUSED: one would, but for what
 * would come with it.
 */
static LearnStatus
compose(LearnComposition *composition, const LearnEvidence *evidence,
		LearnProblem *problem)
{
	Attempts attempts = {0};
	LearnStatus status = try_mined(composition, evidence, &attempts);

	if (status == LEARN_OK)
		status = try_curated(composition, evidence, &attempts);
	if (status != LEARN_OK)
		return learn_problem_set(problem, status, NULL, "out of memory");
	if (attempts.used > 0)
	{
		status = add_verification(composition, &attempts);
		return status == LEARN_OK
				   ? status
				   : learn_problem_set(problem, status, NULL, "out of memory");
	}
	if (attempts.refused)
	{
		if (problem != NULL)
			*problem = attempts.refusal;
		return LEARN_REFUSED;
	}
	return learn_problem_set(problem, LEARN_NOTHING, NULL,
							 composition->clues->step < 0
								 ? "the step that failed is not in the runbook"
								 : "no known remedy fits this failure");
}

/*
 * Is there something that this engine can improve?
 */
static LearnStatus
check_task(const LearnFacts *facts, LearnProblem *problem)
{
	if (facts->requested_changes[0] != '\0')
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

	if (status != LEARN_OK)
		return learn_problem_set(problem, status, NULL, "out of memory");
	status = compose(&composition, evidence, problem);
	if (status == LEARN_OK)
		status =
			learn_draft_finish(composition.proposal, facts, draft, problem);
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
