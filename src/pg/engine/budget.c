/*-------------------------------------------------------------------------
 *
 * budget.c
 *		learn.daily_budget: reserved before a call, settled after it.
 *
 * What a call can cost at most is not known before it is made: how many tokens
 * a text has is up to the model.  The estimate is on the safe side for English
 * and JSON.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "core/prompt.h"
#include "pg/engine/ask.h"
#include "pg/engine/budget.h"
#include "pg/rows.h"
#include "pg/settings.h"
#include "pg/statement.h"

/* What endpoints add to a request, in tokens. */
#define REQUEST_OVERHEAD 100

DateADT
learn_budget_today(void)
{
	/* Timestamps count from midnight of a day, in UTC. */
	TimestampTz now = GetCurrentTimestamp();

	return (DateADT) ((now >= 0 ? now : now - (USECS_PER_DAY - 1)) /
					  USECS_PER_DAY);
}

/*
 * Makes the row of a day, with what its calls have cost so far: the budget
 * may have been set in the middle of it.
 */
static void
open_day(DateADT day)
{
	static LearnStatement statement = {
		"INSERT INTO learn.budget_days (day, committed)"
		" SELECT $1, coalesce((SELECT sum(c.charged) FROM learn.llm_calls c"
		" WHERE c.called_at >= ($1 - 1)::timestamp AT TIME ZONE 'UTC'"
		" AND c.budget_day = $1), 0)"
		" WHERE NOT EXISTS (SELECT FROM learn.budget_days WHERE day = $1)"
		" ON CONFLICT (day) DO NOTHING",
		{DATEOID, InvalidOid}};
	Datum value = DateADTGetDatum(day);

	learn_statement_run(&statement, &value, NULL);
}

static int32
estimate_tokens(const LearnPrompt *prompt)
{
	size_t bytes =
		strlen(prompt->system) + strlen(prompt->user) + strlen(prompt->schema);

	return (int32) Min(bytes / LEARN_PROMPT_TOKEN_BYTES, PG_INT32_MAX / 2) +
		   REQUEST_OVERHEAD;
}

/*
 * Says, once until there is room again, why no request is sent.
 */
static void
tell_refusal(LearnEngine *engine, const LearnWork *work, bool priced)
{
	const char *reason =
		priced ? "the daily budget has no room for another request"
			   : psprintf("a daily budget is set, and no price is known for "
						  "the model \"%s\"",
						  work->model);

	learn_engine_close_budget(engine);
	if (engine->over_budget)
		return;
	engine->over_budget = true;
	ereport(LOG, (errmsg("requests to the model wait: %s", reason)));
	if (engine->last_error != NULL)
		pfree(engine->last_error);
	engine->last_error = MemoryContextStrdup(engine->context, reason);
}

/*
 * Takes what was granted from a row of the last result; defers a work that got
 * nothing.
 */
static void
take_grant(LearnBatch *batch, LearnWork *work, uint64 row, DateADT day)
{
	char *amount = learn_statement_text(row, 2);
	bool isnull;

	if (DatumGetBool(learn_statement_datum(row, 3, &isnull)))
	{
		work->reserved = MemoryContextStrdup(work->context, amount);
		work->reserved_on = day;
		batch->engine->over_budget = false;
		return;
	}
	work->next = LEARN_NEXT_DEFER;
	learn_prompt_free(&work->prompt);
	tell_refusal(batch->engine, work, amount != NULL);
}

/*
 * Asks the row of the day for what the works may cost, as many as it has room
 * for.
 */
static void
reserve(LearnBatch *batch, LearnWork **works, int count)
{
	static LearnStatement statement = {
		"WITH asked AS (SELECT a.number, (a.tokens_in * m.input_price"
		" + a.tokens_out * m.output_price) / 1000000 AS amount"
		" FROM unnest($1, $2, $3) WITH ORDINALITY"
		" AS a (model, tokens_in, tokens_out, number)"
		" LEFT JOIN learn.models m ON m.model = a.model),"
		" running AS (SELECT number, amount,"
		" sum(amount) OVER (ORDER BY number) AS total FROM asked),"
		" d AS MATERIALIZED (SELECT committed FROM learn.budget_days"
		" WHERE day = $4 FOR UPDATE),"
		" granted AS (SELECT r.number, r.amount FROM running r, d"
		" WHERE r.amount IS NOT NULL AND d.committed + r.total <= $5::numeric),"
		" taken AS (UPDATE learn.budget_days SET committed = committed"
		" + (SELECT sum(amount) FROM granted)"
		" WHERE day = $4 AND EXISTS (SELECT FROM granted))"
		" SELECT r.number, r.amount::text, g.number IS NOT NULL"
		" FROM running r LEFT JOIN granted g USING (number)",
		{TEXTARRAYOID, INT4ARRAYOID, INT4ARRAYOID, DATEOID, FLOAT8OID,
		 InvalidOid}};
	static const Oid types[] = {TEXTOID, INT4OID, INT4OID};
	LearnRows *rows = learn_rows_create(types, lengthof(types), count);
	DateADT today = learn_budget_today();
	Datum values[5];
	uint64 answers;
	bool isnull;

	open_day(today);
	for (int i = 0; i < count; i++)
	{
		learn_rows_set_text(rows, i, 0, works[i]->model);
		learn_rows_set(rows, i, 1,
					   Int32GetDatum(estimate_tokens(&works[i]->prompt)));
		learn_rows_set(rows, i, 2, Int32GetDatum(works[i]->max_tokens));
	}
	learn_rows_arrays(rows, values);
	values[3] = DateADTGetDatum(today);
	values[4] = Float8GetDatum(learn_setting_daily_budget);
	answers = learn_statement_run(&statement, values, NULL);
	for (uint64 row = 0; row < answers; row++)
	{
		int64 number =
			DatumGetInt64(learn_statement_datum(row, 1, &isnull)) - 1;

		take_grant(batch, works[number], row, today);
	}
}

void
learn_budget_reserve(LearnBatch *batch)
{
	LearnWork **works = palloc(sizeof(LearnWork *) * Max(batch->count, 1));
	int count = 0;

	for (int i = 0; i < batch->count; i++)
	{
		LearnWork *work = batch->works[i];

		work->reserved = NULL;
		if (work->next != LEARN_NEXT_SEND ||
			work->kind->remote != LEARN_REMOTE_MODEL)
			continue;
		learn_ask_choose_model(work);
		works[count++] = work;
	}
	if (count > 0 && learn_setting_daily_budget >= 0)
		reserve(batch, works, count);
}

bool
learn_budget_return(LearnWork *work)
{
	static LearnStatement statement = {
		"UPDATE learn.budget_days SET committed ="
		" greatest(committed - $2::numeric, 0) WHERE day = $1",
		{DATEOID, TEXTOID, InvalidOid}};
	Datum values[2];

	if (work->reserved == NULL || work->reply.owner != NULL)
		return false;
	values[0] = DateADTGetDatum(work->reserved_on);
	values[1] = CStringGetTextDatum(work->reserved);
	learn_statement_run(&statement, values, NULL);
	work->reserved = NULL;
	return true;
}
