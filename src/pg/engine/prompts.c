/*-------------------------------------------------------------------------
 *
 * prompts.c
 *		The questions to models, in the words that are active.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "core/prompt.h"
#include "pg/engine/ask.h"
#include "pg/engine/prompts.h"
#include "pg/foreign.h"
#include "pg/settings.h"
#include "pg/statement.h"

/* The wording of a purpose that is active. */
typedef struct LearnWording
{
	LearnPromptWords words;
	const char *version; /* as in learn.llm_calls */
} LearnWording;

/*
 * Reads the active wording of a purpose into the memory of a batch.
 */
static const LearnWording *
read_wording(MemoryContext context, const char *purpose)
{
	static LearnStatement statement = {
		"SELECT system, instructions, purpose || '-' || version"
		" FROM learn.prompts WHERE purpose = $1 AND active",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(purpose);
	LearnWording *wording;
	MemoryContext previous;

	if (learn_statement_run(&statement, &value, NULL) != 1)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("there is no active prompt for \"%s\"", purpose),
				 errhint("Call learn_activate_prompt() or "
						 "learn_set_prompt().")));

	previous = MemoryContextSwitchTo(context);
	wording = palloc0(sizeof(*wording));
	if (!learn_prompt_purpose_parse(purpose, &wording->words.purpose))
		elog(ERROR, "unknown purpose \"%s\"", purpose);
	wording->words.system = learn_statement_text(0, 1);
	wording->words.instructions = learn_statement_text(0, 2);
	wording->version = learn_statement_text(0, 3);
	MemoryContextSwitchTo(previous);
	return wording;
}

void
learn_prompts_render(LearnBatch *batch, LearnWork *work,
					 const LearnFacts *facts)
{
	LearnProblem problem;
	LearnStatus status;

	if (batch->wording == NULL)
		batch->wording = read_wording(batch->context, work->kind->purpose);

	/* What an earlier try of this step has left. */
	learn_prompt_free(&work->prompt);
	learn_disguise_free(work->disguise);
	work->disguise = learn_disguise_create(learn_setting_disguise_hosts);
	if (work->disguise == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	work->prompt_version =
		MemoryContextStrdup(work->context, batch->wording->version);
	status =
		learn_prompt_render(facts, &batch->wording->words, learn_ask_nonce(),
							work->disguise, learn_setting_max_prompt_tokens,
							&work->prompt, &problem);
	if (status == LEARN_INVALID)
		ereport(
			ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("could not write the question to the model: %s",
					problem.message),
			 problem.where[0] != '\0'
				 ? errdetail(
					   "This is about \"%s\"; learn.max_prompt_tokens is %d.",
					   problem.where, learn_setting_max_prompt_tokens)
				 : errdetail("The setting learn.max_prompt_tokens is %d.",
							 learn_setting_max_prompt_tokens)));
	learn_foreign_check(status, &problem, "question");
}
