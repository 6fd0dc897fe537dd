/*-------------------------------------------------------------------------
 *
 * ask.c
 *		One question to the configured model: sending it, and the record of it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/pg_prng.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "core/prompt.h"
#include "pg/digest.h"
#include "pg/engine/ask.h"
#include "pg/engine/budget.h"
#include "pg/engine/secret.h"
#include "pg/redaction.h"
#include "pg/rows.h"
#include "pg/settings.h"
#include "pg/statement.h"

char *
learn_ask_nonce(void)
{
	uint8 bytes[16];
	char *text = palloc(2 * sizeof(bytes) + 1);

	if (!pg_strong_random(bytes, sizeof(bytes)))
		elog(ERROR, "could not generate a random nonce");
	hex_encode((const char *) bytes, sizeof(bytes), text);
	text[2 * sizeof(bytes)] = '\0';
	return text;
}

/*
 * An empty setting is an absent one.
 */
static const char *
unless_empty(const char *value)
{
	return value != NULL && *value != '\0' ? value : NULL;
}

void
learn_ask_choose_model(LearnWork *work)
{
	bool categorize = work->kind == &learn_kind_analyze;

	work->model =
		MemoryContextStrdup(work->context, categorize
											   ? learn_setting_model_categorize
											   : learn_setting_model_improve);
	work->max_tokens = categorize ? learn_setting_max_tokens_categorize
								  : learn_setting_max_tokens_improve;
	if (work->cap_raised)
		work->max_tokens *= 2;
}

void
learn_ask_send(LearnEngine *engine, LearnWork *work)
{
	LearnEndpoint endpoint = {0};
	LearnModelCall call = {0};
	LearnSecret key;
	LearnProblem problem;
	LearnStatus status;

	endpoint.dialect = learn_setting_dialect;
	endpoint.url = learn_setting_endpoint;
	endpoint.ca_file = unless_empty(learn_setting_ca_file);
	endpoint.structured_output = learn_setting_structured_output;
	endpoint.connect_timeout_ms = learn_setting_connect_timeout;
	endpoint.timeout_ms = learn_setting_request_timeout;
	endpoint.reply_limit = (size_t) learn_setting_max_reply_size * 1024;

	call.model = work->model;
	call.system = work->prompt.system;
	call.user = work->prompt.user;
	call.schema_name = work->prompt.schema_name;
	call.schema = work->prompt.schema;
	call.strict = work->prompt.strict;
	call.max_tokens = work->max_tokens;
	call.temperature = work->kind->temperature;

	learn_secret_read_api_key(&key);
	endpoint.key = unless_empty(key.text);
	status = learn_client_ask(learn_engine_transport(engine), &endpoint, &call,
							  work, &problem);
	learn_secret_wipe(&key);
	if (status != LEARN_OK)
		ereport(ERROR,
				(errcode(ERRCODE_CONFIG_FILE_ERROR),
				 errmsg("could not ask the model: %s", problem.message)));

	/* Sent, and stored: a hundred kilobytes that need not wait with us. */
	learn_prompt_free(&work->prompt);
}

/* The columns of learn.llm_calls, as learn_ask_record() writes them. */
static const Oid call_types[] = {TEXTOID, TEXTOID, TEXTOID, TEXTOID,
								 TEXTOID, TEXTOID, INT4OID, TEXTOID,
								 TEXTOID, INT4OID, INT4OID, FLOAT8OID,
								 TEXTOID, TEXTOID, TEXTOID, TEXTOID,
								 BOOLOID, DATEOID, UUIDOID, TEXTOID};

static void
set_tokens(LearnRows *rows, int row, int column, long tokens)
{
	if (tokens >= 0)
		learn_rows_set(rows, row, column,
					   Int32GetDatum((int32) Min(tokens, PG_INT32_MAX)));
}

/*
 * May there be costs that nobody has told us?  Endpoints do not charge for
 * what they refuse, nor for what did not reach them.
 */
static bool
may_have_cost(const LearnModelReply *reply)
{
	return !reply->unreachable && reply->http_status < 400;
}

/*
 * One call as a row.
 */
static void
set_call(LearnRows *rows, int row, const LearnWork *work)
{
	const LearnModelReply *reply = &work->reply;
	bool answered = reply->outcome == LEARN_MODEL_ANSWERED;

	learn_rows_set_text(rows, row, 0, work->kind->purpose);
	learn_rows_set_text(rows, row, 1, work->job.subject);
	learn_rows_set_text(rows, row, 2, work->model);
	learn_rows_set_text(rows, row, 3, unless_empty(reply->model));
	learn_rows_set_text(rows, row, 4, work->prompt_digest);
	if (reply->text != NULL)
		learn_rows_set_text(rows, row, 5,
							learn_digest(reply->text, reply->text_length, NULL,
										 0));
	learn_rows_set_text(rows, row, 19, reply->text);
	if (reply->http_status != 0)
		learn_rows_set(rows, row, 6,
					   Int32GetDatum((int32) reply->http_status));
	learn_rows_set_text(rows, row, 7,
						work->error != NULL && answered
							? "unusable"
							: learn_model_outcome_name(reply->outcome));
	learn_rows_set_text(rows, row, 8,
						learn_without_secrets(answered ? work->error
													   : reply->error));
	set_tokens(rows, row, 9, reply->tokens_in);
	set_tokens(rows, row, 10, reply->tokens_out);
	learn_rows_set(rows, row, 11, Float8GetDatum(reply->seconds));
	learn_rows_set_text(rows, row, 12, work->prompt_version);
	learn_rows_set_text(rows, row, 13, work->runbook_id);
	learn_rows_set_text(rows, row, 14, unless_empty(work->client_id));
	learn_rows_set_text(rows, row, 15, work->reserved);
	learn_rows_set(rows, row, 16, BoolGetDatum(may_have_cost(reply)));
	learn_rows_set(rows, row, 17,
				   DateADTGetDatum(work->reserved != NULL
									   ? work->reserved_on
									   : learn_budget_today()));
	learn_rows_set(rows, row, 18, UUIDPGetDatum(&work->exchange));
}

void
learn_ask_record(const LearnBatch *batch)
{
	static LearnStatement statement = {
		"WITH calls AS (INSERT INTO learn.llm_calls (id, called_at,"
		" purpose, subject, model, answered_by, prompt_digest, reply_digest,"
		" http_status, outcome, error, tokens_in, tokens_out, latency_seconds,"
		" prompt_version, runbook_id, client_id, reserved, cost, charged,"
		" budget_day, reply)"
		" SELECT c.id, $21, c.purpose, c.subject, c.model, c.answered_by,"
		" c.prompt_digest, c.reply_digest, c.http_status, c.outcome, c.error,"
		" c.tokens_in, c.tokens_out, c.latency_seconds, c.prompt_version,"
		" c.runbook_id, c.client_id, c.reserved::numeric, p.cost,"
		" coalesce(p.cost, CASE WHEN c.may_have_cost THEN c.reserved::numeric"
		" ELSE 0 END), c.budget_day, c.reply"
		" FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
		" $14, $15, $16, $17, $18, $19, $20) AS c (purpose, subject, model, answered_by,"
		" prompt_digest, reply_digest, http_status, outcome, error, tokens_in,"
		" tokens_out, latency_seconds, prompt_version, runbook_id, client_id,"
		" reserved, may_have_cost, budget_day, id, reply)"
		" LEFT JOIN learn.models m ON m.model = c.model,"
		" LATERAL (SELECT (c.tokens_in * m.input_price"
		" + c.tokens_out * m.output_price) / 1000000 AS cost) p"
		" RETURNING charged, reserved, budget_day)"
		" UPDATE learn.budget_days d"
		" SET committed = greatest(d.committed + s.change, 0)"
		" FROM (SELECT budget_day, sum(coalesce(charged, 0)"
		" - coalesce(reserved, 0)) AS change FROM calls GROUP BY budget_day) s"
		" WHERE d.day = s.budget_day AND s.change <> 0",
		{TEXTARRAYOID,   TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID,
		 TEXTARRAYOID,   TEXTARRAYOID, INT4ARRAYOID, TEXTARRAYOID,
		 TEXTARRAYOID,   INT4ARRAYOID, INT4ARRAYOID, FLOAT8ARRAYOID,
		 TEXTARRAYOID,   TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID,
		 BOOLARRAYOID,   DATEARRAYOID, UUIDARRAYOID, TEXTARRAYOID,
		 TIMESTAMPTZOID, InvalidOid}};
	Datum values[lengthof(call_types) + 1];
	LearnRows *rows;

	if (batch->works[0]->kind->purpose == NULL)
		return;
	rows = learn_rows_create(call_types, lengthof(call_types), batch->count);
	for (int i = 0; i < batch->count; i++)
		set_call(rows, i, batch->works[i]);
	learn_rows_arrays(rows, values);
	values[lengthof(call_types)] = TimestampTzGetDatum(GetCurrentTimestamp());
	if (learn_statement_run(&statement, values, NULL) > 0)
		learn_engine_reopen_budget(batch->engine);
}

/*
 * Is the endpoint away, does it not know us, or is it ailing, as its breaker
 * has found?  Then no job is to blame, and all of them wait.
 */
static bool
is_outage(const LearnEngine *engine, const LearnWork *work)
{
	const LearnModelReply *reply = &work->reply;

	return reply->unreachable || reply->http_status == 401 ||
		   reply->http_status == 403 ||
		   (reply->outcome == LEARN_MODEL_UNAVAILABLE &&
			learn_engine_breaker_state(engine, work->kind->remote) !=
				LEARN_BREAKER_CLOSED);
}

void
learn_ask_put_back(const LearnEngine *engine, const LearnWork *work)
{
	const LearnModelReply *reply = &work->reply;
	bool unavailable = reply->outcome == LEARN_MODEL_RATE_LIMITED ||
					   reply->outcome == LEARN_MODEL_UNAVAILABLE;

	if (unavailable && reply->retry_after >= 0)
		learn_job_delay(&work->job, Max((int64) reply->retry_after * 1000, 1),
						reply->error);
	else if (reply->outcome == LEARN_MODEL_RATE_LIMITED)
		learn_job_delay(&work->job, learn_setting_retry_delay, reply->error);
	else if (is_outage(engine, work))

		/* How long is up to the breaker; this only lets others go first. */
		learn_job_delay(&work->job,
						(int64) (learn_setting_retry_delay *
								 pg_prng_double(&pg_global_prng_state)),
						reply->error);
	else
		learn_job_fail(&work->job, reply->error);
}
