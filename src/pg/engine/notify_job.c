/*-------------------------------------------------------------------------
 *
 * notify_job.c
 *		Jobs of kind notify: tell learn.webhook_url of something.
 *
 * A receiver may be told the same thing twice, when its confirmation was lost
 * or a crash came between: by X-Learn-Delivery, which is the notification's
 * id, it knows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <time.h>

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "llm/webhook.h"
#include "pg/digest.h"
#include "pg/engine/engine.h"
#include "pg/engine/secret.h"
#include "pg/rows.h"
#include "pg/settings.h"
#include "pg/statement.h"

/* Longest time a request may take, in milliseconds: less than any lease. */
#define WEBHOOK_TIMEOUT 30000

/* Bytes that are read of what a receiver has to say. */
#define WEBHOOK_REPLY_MAX 65536

/* What is to be sent. */
typedef struct LearnDelivery
{
	char *event;
	char *body;
} LearnDelivery;

/*
 * The subjects of works, as an argument of a statement: uuids as text.
 */
static Datum
subjects(const LearnBatch *batch)
{
	static const Oid type = TEXTOID;
	LearnRows *rows = learn_rows_create(&type, 1, batch->count);
	Datum array;

	for (int i = 0; i < batch->count; i++)
		learn_rows_set_text(rows, i, 0, batch->works[i]->job.subject);
	learn_rows_arrays(rows, &array);
	return array;
}

/*
 * Reads what is to be sent; a work whose notification is gone, or was sent
 * already, has none.
 */
static void
read_deliveries(LearnBatch *batch)
{
	static LearnStatement statement = {
		"SELECT s.number, n.event::text, n.payload::text"
		" FROM unnest($1) WITH ORDINALITY AS s (id, number)"
		" JOIN learn.notifications n ON n.id = s.id::uuid"
		" WHERE n.sent_at IS NULL",
		{TEXTARRAYOID, InvalidOid}};
	Datum ids = subjects(batch);
	uint64 count = learn_statement_run(&statement, &ids, NULL);
	bool isnull;

	for (int i = 0; i < batch->count; i++)
		batch->works[i]->delivery = NULL;
	for (uint64 row = 0; row < count; row++)
	{
		LearnWork *work =
			batch
				->works[DatumGetInt64(learn_statement_datum(row, 1, &isnull)) -
						1];
		MemoryContext previous = MemoryContextSwitchTo(work->context);

		work->delivery = palloc(sizeof(LearnDelivery));
		work->delivery->event = learn_statement_text(row, 2);
		work->delivery->body = learn_statement_text(row, 3);
		MemoryContextSwitchTo(previous);
	}
}

/*
 * Nobody is to be told any more: what waits is dropped.
 */
static void
drop(LearnBatch *batch)
{
	static LearnStatement statement = {
		"DELETE FROM learn.notifications WHERE id = ANY ($1::uuid[])"
		" AND sent_at IS NULL",
		{TEXTARRAYOID, InvalidOid}};
	Datum ids = subjects(batch);

	learn_statement_run(&statement, &ids, NULL);
}

/*
 * Settles jobs; *count of them, whose leases had not been lost, are moved to
 * the front.
 */
static void
settle(LearnWork **works, int *count)
{
	const LearnJob **jobs = palloc(sizeof(LearnJob *) * *count);
	bool *settled = palloc(sizeof(bool) * *count);
	int left = 0;

	for (int i = 0; i < *count; i++)
		jobs[i] = &works[i]->job;
	learn_jobs_settle(jobs, *count, settled);
	for (int i = 0; i < *count; i++)
	{
		if (settled[i])
			works[left++] = works[i];
	}
	*count = left;
}

static void
prepare(LearnBatch *batch)
{
	LearnWork **over = palloc(sizeof(LearnWork *) * batch->count);
	int count = 0;

	read_deliveries(batch);
	for (int i = 0; i < batch->count; i++)
	{
		LearnWork *work = batch->works[i];

		if (work->delivery == NULL || !learn_settings_have_webhook())
			over[count++] = work;
		else
			learn_batch_may_send(batch, work);
	}
	if (count > 0)
		settle(over, &count);
	if (!learn_settings_have_webhook())
		drop(batch);
}

/*
 * The header that proves who sends; NULL when no key is configured.
 */
static char *
sign(const char *timestamp, const char *body)
{
	LearnSecret key;
	char *signature = NULL;
	bool wanted;

	learn_secret_read_webhook_key(&key);
	wanted = key.text[0] != '\0';
	if (wanted)
		signature =
			learn_digest_sign(key.text, psprintf("%s.", timestamp), body);
	learn_secret_wipe(&key);
	if (!wanted)
		return NULL;
	if (signature == NULL)
		elog(ERROR, "could not sign a notification");
	return psprintf("X-Learn-Signature: sha256=%s", signature);
}

static void
send_request(LearnEngine *engine, LearnWork *work)
{
	const LearnDelivery *delivery = work->delivery;
	char *timestamp = psprintf(INT64_FORMAT, (int64) time(NULL));
	const char *headers[] = {
		psprintf("X-Learn-Event: %s", delivery->event),
		psprintf("X-Learn-Delivery: %s", work->job.subject),
		psprintf("X-Learn-Timestamp: %s", timestamp),
		sign(timestamp, delivery->body),
		NULL,
	};
	LearnSecret url;
	LearnWebhook webhook = {
		.url = url.text,
		.headers = headers,
		.body = delivery->body,
		.body_length = strlen(delivery->body),
		.connect_timeout_ms = learn_setting_connect_timeout,
		.timeout_ms = WEBHOOK_TIMEOUT,
		.reply_limit = WEBHOOK_REPLY_MAX,
	};
	LearnProblem problem;
	LearnStatus status;

	if (*learn_setting_webhook_ca_file != '\0')
		webhook.ca_file = learn_setting_webhook_ca_file;
	learn_secret_read_webhook_url(&url);
	status = learn_webhook_send(learn_engine_transport(engine), &webhook, work,
								&problem);
	learn_secret_wipe(&url);
	if (status != LEARN_OK)
		ereport(ERROR,
				(errcode(ERRCODE_CONFIG_FILE_ERROR),
				 errmsg("could not call the webhook: %s", problem.message)));
}

/*
 * The receiver has confirmed.
 */
static void
apply(LearnBatch *batch)
{
	static LearnStatement statement = {
		"UPDATE learn.notifications n SET sent_at = $3,"
		" http_status = sent.status FROM unnest($1, $2) AS sent (id, status)"
		" WHERE n.id = sent.id::uuid",
		{TEXTARRAYOID, INT4ARRAYOID, TIMESTAMPTZOID, InvalidOid}};
	static const Oid types[] = {TEXTOID, INT4OID};
	LearnWork **works = palloc(sizeof(LearnWork *) * batch->count);
	int count = batch->count;
	LearnRows *rows;
	Datum values[3];

	memcpy(works, batch->works, sizeof(LearnWork *) * count);
	settle(works, &count);
	if (count == 0)
		return;
	rows = learn_rows_create(types, lengthof(types), count);
	for (int i = 0; i < count; i++)
	{
		learn_rows_set_text(rows, i, 0, works[i]->job.subject);
		learn_rows_set(rows, i, 1,
					   Int32GetDatum((int32) works[i]->reply.http_status));
	}
	learn_rows_arrays(rows, values);
	values[2] = TimestampTzGetDatum(GetCurrentTimestamp());
	learn_statement_run(&statement, values, NULL);
}

const LearnKind learn_kind_notify = {
	.name = "notify",
	.remote = LEARN_REMOTE_WEBHOOK,
	.batch = 8,
	.prepare = prepare,
	.send = send_request,
	.apply = apply,
};
