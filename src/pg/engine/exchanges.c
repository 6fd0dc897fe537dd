/*-------------------------------------------------------------------------
 *
 * exchanges.c
 *		What is sent to models, written down before it is.
 *
 * An exchange is committed by the transaction that prepares its request, and
 * requests go out after that.  So whatever has left this server stands here,
 * byte for byte, also when the server or the worker ends before there is an
 * answer.  What came of it stands in learn.llm_calls, under the same id.  By
 * hand the transaction is the caller's, and so is when it stands.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

#include "pg/digest.h"
#include "pg/engine/exchanges.h"
#include "pg/json_text.h"
#include "pg/redaction.h"
#include "pg/rows.h"
#include "pg/settings.h"
#include "pg/statement.h"

/* The columns of learn.llm_exchanges, as they are written here. */
static const Oid exchange_types[] = {UUIDOID, TEXTOID, TEXTOID, TEXTOID,
									 TEXTOID, TEXTOID, TEXTOID, TEXTOID,
									 TEXTOID, TEXTOID};

/*
 * A random id (RFC 9562, version 4).
 */
static void
choose_id(pg_uuid_t *id)
{
	if (!pg_strong_random(id->data, UUID_LEN))
		elog(ERROR, "could not generate a random id");
	id->data[6] = (id->data[6] & 0x0F) | 0x40;
	id->data[8] = (id->data[8] & 0x3F) | 0x80;
}

/*
 * By which settings it is sent.  Of the endpoint's address the query is left
 * out: some put a key there.
 */
static char *
request_settings(const LearnWork *work)
{
	size_t length = strcspn(learn_setting_endpoint, "?#");
	StringInfoData settings;

	learn_json_begin(&settings);
	learn_json_add_string(&settings, "endpoint",
						  learn_without_secrets(
							  pnstrdup(learn_setting_endpoint, length)));
	learn_json_add_string(&settings, "dialect", learn_setting_dialect);
	learn_json_add_string(&settings, "structured_output",
						  GetConfigOption("learn.structured_output", false,
										  false));
	learn_json_add_integer(&settings, "max_tokens", work->max_tokens);
	learn_json_add_json(&settings, "temperature",
						psprintf("%g", work->kind->temperature));
	return learn_json_end(&settings);
}

static void
set_exchange(LearnRows *rows, int row, LearnWork *work)
{
	const LearnPrompt *prompt = &work->prompt;
	MemoryContext previous = MemoryContextSwitchTo(work->context);

	choose_id(&work->exchange);
	work->prompt_digest = learn_digest(prompt->system, strlen(prompt->system),
									   prompt->user, strlen(prompt->user));
	MemoryContextSwitchTo(previous);

	learn_rows_set(rows, row, 0, UUIDPGetDatum(&work->exchange));
	learn_rows_set_text(rows, row, 1, work->kind->purpose);
	learn_rows_set_text(rows, row, 2, work->job.subject);
	learn_rows_set_text(rows, row, 3, work->model);
	learn_rows_set_text(rows, row, 4, work->prompt_version);
	learn_rows_set_text(rows, row, 5, prompt->system);
	learn_rows_set_text(rows, row, 6, prompt->user);
	learn_rows_set_text(rows, row, 7, prompt->schema);
	learn_rows_set_text(rows, row, 8, work->prompt_digest);
	learn_rows_set_text(rows, row, 9, request_settings(work));
}

void
learn_exchanges_begin(const LearnBatch *batch)
{
	static LearnStatement statement = {
		"INSERT INTO learn.llm_exchanges (id, started_at, purpose, subject,"
		" model, prompt_version, system_prompt, user_prompt, answer_schema,"
		" prompt_digest, request_settings)"
		" SELECT x.id, $11, x.purpose, x.subject, x.model, x.prompt_version,"
		" x.system_prompt, x.user_prompt, x.answer_schema, x.prompt_digest,"
		" x.request_settings::jsonb"
		" FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS x (id,"
		" purpose, subject, model, prompt_version, system_prompt, user_prompt,"
		" answer_schema, prompt_digest, request_settings)",
		{UUIDARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID,
		 TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID,
		 TIMESTAMPTZOID, InvalidOid}};
	LearnWork **works = palloc(sizeof(LearnWork *) * Max(batch->count, 1));
	Datum values[lengthof(exchange_types) + 1];
	LearnRows *rows;
	int count = 0;

	for (int i = 0; i < batch->count; i++)
	{
		LearnWork *work = batch->works[i];

		if (work->next == LEARN_NEXT_SEND && work->kind->purpose != NULL)
			works[count++] = work;
	}
	if (count == 0)
		return;
	rows = learn_rows_create(exchange_types, lengthof(exchange_types), count);
	for (int i = 0; i < count; i++)
		set_exchange(rows, i, works[i]);
	learn_rows_arrays(rows, values);
	values[lengthof(exchange_types)] =
		TimestampTzGetDatum(GetCurrentTimestamp());
	learn_statement_run(&statement, values, NULL);
}

void
learn_exchange_withdraw(const LearnWork *work)
{
	static LearnStatement statement = {
		"DELETE FROM learn.llm_exchanges WHERE id = $1",
		{UUIDOID, InvalidOid}};
	Datum value = UUIDPGetDatum(&work->exchange);

	if (work->kind->purpose != NULL && work->prompt_digest != NULL)
		learn_statement_run(&statement, &value, NULL);
}
