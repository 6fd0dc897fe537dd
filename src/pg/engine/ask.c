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
#include "pg/engine/api_key.h"
#include "pg/engine/ask.h"
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

/*
 * Which model is asked, and how long its answer may be.
 */
static void
choose_model(LearnWork *work)
{
	bool categorize = work->kind == &learn_kind_analyze;

	work->model = pstrdup(categorize ? learn_setting_model_categorize
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
	LearnApiKey key;
	LearnProblem problem;
	LearnStatus status;

	if (engine->transport == NULL)
		engine->transport = learn_transport_create(&problem);
	if (engine->transport == NULL)
		elog(ERROR, "could not start the HTTP transport: %s", problem.message);

	/* Statements leave us in SPI's memory, which is gone when we return. */
	MemoryContextSwitchTo(work->context);
	choose_model(work);
	work->prompt_digest =
		learn_digest(work->prompt.system, strlen(work->prompt.system),
					 work->prompt.user, strlen(work->prompt.user));

	endpoint.dialect = "openai";
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

	learn_api_key_read(&key);
	endpoint.key = unless_empty(key.text);
	status =
		learn_client_ask(engine->transport, &endpoint, &call, work, &problem);
	learn_api_key_wipe(&key);
	if (status != LEARN_OK)
		ereport(ERROR,
				(errcode(ERRCODE_CONFIG_FILE_ERROR),
				 errmsg("could not ask the model: %s", problem.message)));

	/* Sent and copied: a hundred kilobytes that need not wait with us. */
	learn_prompt_free(&work->prompt);
}

void
learn_ask_record(const LearnWork *work, const char *unusable)
{
	static LearnStatement statement = {
		"INSERT INTO learn.llm_calls (called_at, purpose, subject, model,"
		" answered_by, prompt_version, prompt_digest, reply_digest,"
		" http_status, outcome, error, tokens_in, tokens_out, latency_seconds)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
		{TIMESTAMPTZOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
		 TEXTOID, INT4OID, TEXTOID, TEXTOID, INT4OID, INT4OID, FLOAT8OID,
		 InvalidOid}};
	const LearnModelReply *reply = &work->reply;
	const char *error = unusable;
	Datum values[14];
	bool nulls[14] = {false};

	if (reply->outcome != LEARN_MODEL_ANSWERED)
		error = reply->error;
	values[0] = TimestampTzGetDatum(GetCurrentTimestamp());
	values[1] = CStringGetTextDatum(work->kind->purpose);
	values[2] = CStringGetTextDatum(work->job.subject);
	values[3] = CStringGetTextDatum(work->model);
	values[4] = learn_text_datum(unless_empty(reply->model), &nulls[4]);
	values[5] = CStringGetTextDatum(LEARN_PROMPT_VERSION);
	values[6] = CStringGetTextDatum(work->prompt_digest);
	values[7] =
		learn_text_datum(reply->text == NULL
							 ? NULL
							 : learn_digest(reply->text, reply->text_length,
											NULL, 0),
						 &nulls[7]);
	values[8] = Int32GetDatum((int32) reply->http_status);
	nulls[8] = reply->http_status == 0;
	values[9] = CStringGetTextDatum(
		unusable != NULL && reply->outcome == LEARN_MODEL_ANSWERED
			? "unusable"
			: learn_model_outcome_name(reply->outcome));
	values[10] = learn_text_datum(error, &nulls[10]);
	values[11] = Int32GetDatum((int32) Min(reply->tokens_in, PG_INT32_MAX));
	nulls[11] = reply->tokens_in < 0;
	values[12] = Int32GetDatum((int32) Min(reply->tokens_out, PG_INT32_MAX));
	nulls[12] = reply->tokens_out < 0;
	values[13] = Float8GetDatum(reply->seconds);
	learn_statement_run(&statement, values, nulls);
}

/*
 * Is the endpoint away, or does it not know us?  Then no job is to blame, and
 * all of them wait.
 */
static bool
is_outage(const LearnModelReply *reply)
{
	return reply->unreachable || reply->http_status == 401 ||
		   reply->http_status == 403;
}

/*
 * The longer a job waits for an endpoint to come back, the less often it asks.
 */
static int64
outage_delay(const LearnJob *job)
{
	int64 age = TimestampDifferenceMilliseconds(job->created_at,
												GetCurrentTimestamp());

	age = Min(Max(age, learn_setting_retry_delay),
			  learn_setting_max_retry_delay);
	return (int64) (age * pg_prng_double(&pg_global_prng_state));
}

void
learn_ask_put_back(const LearnWork *work)
{
	const LearnModelReply *reply = &work->reply;
	bool unavailable = reply->outcome == LEARN_MODEL_RATE_LIMITED ||
					   reply->outcome == LEARN_MODEL_UNAVAILABLE;

	if (unavailable && reply->retry_after >= 0)
		learn_job_delay(&work->job, Max((int64) reply->retry_after * 1000, 1),
						reply->error);
	else if (reply->outcome == LEARN_MODEL_RATE_LIMITED)
		learn_job_delay(&work->job, learn_setting_retry_delay, reply->error);
	else if (is_outage(reply))
		learn_job_delay(&work->job, outage_delay(&work->job), reply->error);
	else
		learn_job_fail(&work->job, reply->error);
}
