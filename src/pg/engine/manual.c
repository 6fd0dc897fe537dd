/*-------------------------------------------------------------------------
 *
 * manual.c
 *		The worker's work, done by hand: learn_run_jobs() and learn_analyze().
 *
 * The same steps as the worker's and with its rights, inside the caller's
 * transaction, and cancellable while a model is being waited for.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "pg/compat.h"
#include "pg/engine/engine.h"
#include "pg/engine/patterns.h"
#include "pg/engine/rights.h"
#include "pg/engine/statistics.h"
#include "pg/errors.h"
#include "pg/json_text.h"
#include "pg/statement.h"

PG_FUNCTION_INFO_V1(learn_sql_run_jobs);
PG_FUNCTION_INFO_V1(learn_sql_analyze);

/* Versions whose patterns are extracted in one go. */
#define PATTERNS_MAX 20

/* How often some of the statistics are added up; the rest is left. */
#define FOLDS_MAX 20

/*
 * Waits for a reply, for the time when the endpoint may be asked again, or for
 * an interrupt.
 */
static void
wait_for_reply(const LearnEngine *engine)
{
	(void) WaitLatchOrSocket(
		MyLatch,
		WL_LATCH_SET | WL_SOCKET_READABLE | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
		learn_engine_descriptor(engine),
		Min(learn_engine_next_room(engine), (long) INT_MAX),
		PG_WAIT_EXTENSION);
	ResetLatch(MyLatch);
	CHECK_FOR_INTERRUPTS();
}

/*
 * Brings what is claimed one step further.
 */
static void
advance(LearnEngine *engine)
{
	learn_engine_prepare(engine);
	learn_engine_receive(engine);
	if ((learn_engine_in_flight(engine) > 0 || engine->again != NIL) &&
		engine->answered == NIL)
		wait_for_reply(engine);
	learn_engine_apply(engine);
}

/*
 * Extracts the patterns of what has run, and adds up its statistics; by hand
 * there is no later.
 */
static void
finish(LearnEngine *engine)
{
	for (int i = 0; i < PATTERNS_MAX && engine->touched != NIL; i++)
		learn_patterns_extract(engine);
	for (int i = 0; i < FOLDS_MAX && learn_statistics_fold(engine); i++)
		CHECK_FOR_INTERRUPTS();
}

static LearnEngine *
create_engine(void)
{
	LearnEngine *engine = learn_engine_create(CurrentMemoryContext);

	engine->cancellable = true;
	return engine;
}

Datum
learn_sql_run_jobs(PG_FUNCTION_ARGS)
{
	LearnRights rights;
	LearnEngine *engine;
	int left;
	int done;

	if (PG_ARGISNULL(0) || PG_GETARG_INT32(0) < 1)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"max\" must be a number of at least 1")));
	left = PG_GETARG_INT32(0);

	PreventCommandIfReadOnly("learn_run_jobs()");
	learn_rights_lower(&rights);
	engine = create_engine();
	SPI_connect();
	learn_jobs_admit_held();
	SPI_finish();
	for (;;)
	{
		int claimed = learn_engine_claim(engine, left, true);

		if (claimed == 0 && learn_engine_in_flight(engine) == 0 &&
			engine->claimed == NIL && engine->again == NIL)
			break;
		left -= claimed;
		advance(engine);

		/* What was only put back was not done. */
		left += engine->deferred;
		engine->deferred = 0;
		CHECK_FOR_INTERRUPTS();
	}
	finish(engine);
	done = engine->done;
	MemoryContextDelete(engine->context);
	learn_rights_restore(&rights);
	PG_RETURN_INT32(done);
}

/*
 * Does one job to its end.  Returns false when somebody else has it, or when
 * there is none.
 */
static bool
run_one(LearnEngine *engine, const char *kind, const char *subject)
{
	if (!learn_engine_claim_one(engine, kind, subject))
		return false;
	do
		advance(engine);
	while (learn_engine_in_flight(engine) > 0 || engine->claimed != NIL ||
		   engine->again != NIL || engine->answered != NIL);
	return true;
}

/*
 * The analysis as a document, or NULL when there is none; *exists says whether
 * there is such an execution at all.
 */
static char *
read_analysis(const char *execution_id, bool *exists)
{
	static LearnStatement statement = {
		"SELECT (to_jsonb(a) || jsonb_build_object('draft', (SELECT r.id"
		" FROM learn.runbooks r WHERE r.generated_from_failure = e.execution_id"
		" ORDER BY r.version DESC LIMIT 1)))::text"
		" FROM learn.execution_results e"
		" LEFT JOIN learn.analyses a USING (execution_id)"
		" WHERE e.execution_id = $1",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(execution_id);

	*exists = learn_statement_run(&statement, &value, NULL) == 1;
	return *exists ? learn_statement_text(0, 1) : NULL;
}

/*
 * The runbook that is to be improved because of this execution, or NULL.
 */
static char *
read_improvement(const char *execution_id, MemoryContext context)
{
	static LearnStatement statement = {
		"SELECT subject FROM learn.jobs WHERE kind = 'improve'"
		" AND execution_id = $1 AND dead_at IS NULL",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(execution_id);
	char *subject = NULL;

	SPI_connect();
	if (learn_statement_run(&statement, &value, NULL) > 0)
		subject = MemoryContextStrdup(context, learn_statement_text(0, 1));
	SPI_finish();
	return subject;
}

/*
 * What to return when the analysis failed: the job waits for another attempt.
 */
static char *
describe_failure(const LearnEngine *engine, const char *execution_id)
{
	StringInfoData text;

	learn_json_begin(&text);
	learn_json_add_string(&text, "execution_id", execution_id);
	learn_json_add_string(&text, "error", engine->last_error);
	return learn_json_end(&text);
}

static void
analyze(LearnEngine *engine, const char *execution_id)
{
	char *runbook_id;

	SPI_connect();
	learn_job_add("analyze", execution_id, NULL);
	SPI_finish();
	if (!run_one(engine, "analyze", execution_id))
		ereport(ERROR,
				(errcode(LEARN_ERRCODE_CONFLICT),
				 errmsg("execution is being analysed"),
				 errdetail("Somebody else is analysing \"%s\".", execution_id),
				 errhint("learn_executions will show the result.")));

	runbook_id = read_improvement(execution_id, engine->context);
	if (runbook_id != NULL)
		run_one(engine, "improve", runbook_id);
	finish(engine);
}

Datum
learn_sql_analyze(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	LearnRights rights;
	LearnEngine *engine;
	char *execution_id;
	char *analysis;
	Datum result;
	bool exists;

	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"execution_id\" must not be null")));
	execution_id = text_to_cstring(PG_GETARG_TEXT_PP(0));
	learn_rights_lower(&rights);
	engine = create_engine();

	SPI_connect();
	analysis = read_analysis(execution_id, &exists);
	if (!exists)
		ereport(ERROR,
				(errcode(LEARN_ERRCODE_NOT_FOUND),
				 errmsg("execution not found"),
				 errdetail("There is no execution \"%s\".", execution_id)));
	if (analysis == NULL)
	{
		PreventCommandIfReadOnly("learn_analyze()");
		analyze(engine, execution_id);
		analysis = read_analysis(execution_id, &exists);
	}
	if (analysis == NULL)
		analysis = describe_failure(engine, execution_id);

	MemoryContextSwitchTo(caller);
	result = learn_jsonb_datum(analysis);
	SPI_finish();
	MemoryContextDelete(engine->context);
	learn_rights_restore(&rights);
	return result;
}
