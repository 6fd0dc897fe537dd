/*-------------------------------------------------------------------------
 *
 * patterns.c
 *		Keeps learn.patterns up to date with what runs.
 *
 * Patterns are extracted from the latest executions of a version anew, a
 * while after it has run, since many runs come together.  Which versions wait
 * for that is only in memory: after a crash their next run brings it up again.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "pg/engine/patterns.h"
#include "pg/statement.h"

/* How long after its first run the patterns of a version are extracted. */
#define TOUCHED_DELAY 5000

/* Between two extractions, each of which reads hundreds of executions. */
#define EXTRACTION_INTERVAL 1000

/* One that took long is followed by so many times as long without one. */
#define EXTRACTION_REST 20

/* Versions that may wait; the runs of others will come again. */
#define TOUCHED_MAX 1000

/* A version that has run. */
typedef struct Touched
{
	TimestampTz due;
	char runbook_id[FLEXIBLE_ARRAY_MEMBER];
} Touched;

static bool
is_touched(const LearnEngine *engine, const char *runbook_id)
{
	ListCell *cell;

	foreach (cell, engine->touched)
	{
		const Touched *touched = lfirst(cell);

		if (strcmp(touched->runbook_id, runbook_id) == 0)
			return true;
	}
	return false;
}

void
learn_patterns_touch(LearnEngine *engine, const LearnRun *const *runs,
					 int count)
{
	TimestampTz due =
		TimestampTzPlusMilliseconds(GetCurrentTimestamp(), TOUCHED_DELAY);
	MemoryContext previous = MemoryContextSwitchTo(engine->context);

	for (int i = 0; i < count && list_length(engine->touched) < TOUCHED_MAX;
		 i++)
	{
		const char *runbook_id = runs[i]->runbook_id;
		Touched *touched;

		if (is_touched(engine, runbook_id))
			continue;
		touched =
			palloc(offsetof(Touched, runbook_id) + strlen(runbook_id) + 1);
		touched->due = due;
		strcpy(touched->runbook_id, runbook_id);
		engine->touched = lappend(engine->touched, touched);
	}
	MemoryContextSwitchTo(previous);
}

TimestampTz
learn_patterns_due(const LearnEngine *engine)
{
	const Touched *touched;

	if (engine->touched == NIL)
		return DT_NOEND;
	touched = linitial(engine->touched);
	return Max(touched->due, engine->patterns_at);
}

/*
 * Extracts the patterns of one version, as a guarded step.  What is not known
 * here has none: executors may report runbooks of any name.
 */
static void
extract_step(void *argument)
{
	static LearnStatement statement = {
		"INSERT INTO learn.patterns (runbook_id, extracted_at, executions,"
		" content) SELECT $1, $2, (SELECT count(*) FROM (SELECT"
		" FROM learn.execution_results e WHERE e.runbook_id = $1"
		" LIMIT 100) e), learn.extract_patterns($1)"
		" WHERE EXISTS (SELECT FROM learn.runbooks WHERE id = $1)"
		" ON CONFLICT (runbook_id) DO UPDATE SET"
		" extracted_at = excluded.extracted_at,"
		" executions = excluded.executions, content = excluded.content",
		{TEXTOID, TIMESTAMPTZOID, InvalidOid}};
	const Touched *touched = argument;
	Datum values[2];

	values[0] = CStringGetTextDatum(touched->runbook_id);
	values[1] = TimestampTzGetDatum(GetCurrentTimestamp());
	learn_statement_run(&statement, values, NULL);
}

void
learn_patterns_extract(LearnEngine *engine)
{
	LearnFailure failure;
	Touched *touched;
	TimestampTz start = GetCurrentTimestamp();
	TimestampTz end;

	if (engine->touched == NIL)
		return;

	/* Taken off first: one that cannot be read must not be tried for ever. */
	touched = linitial(engine->touched);
	engine->touched = list_delete_first(engine->touched);
	if (!learn_run_guarded(engine->batch_context, extract_step, touched,
						   engine->cancellable, &failure))
		ereport(LOG, (errmsg("could not extract the patterns of \"%s\": %s",
							 touched->runbook_id, failure.message)));
	end = GetCurrentTimestamp();
	engine->patterns_at =
		Max(TimestampTzPlusMilliseconds(end, EXTRACTION_INTERVAL),
			end + (end - start) * EXTRACTION_REST);
	MemoryContextReset(engine->batch_context);
	pfree(touched);
}
