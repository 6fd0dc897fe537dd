/*-------------------------------------------------------------------------
 *
 * notify.c
 *		Tells those whom it may concern: NOTIFY, and learn.webhook_url.
 *
 * What the webhook is to be told is written to learn.notifications, with a job
 * that sends it, in the transaction that makes it true.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "commands/dbcommands.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"
#include "utils/varlena.h"

#include "pg/engine/wake.h"
#include "pg/json_text.h"
#include "pg/redaction.h"
#include "pg/review/notify.h"
#include "pg/settings.h"
#include "pg/statement.h"

/* Who listens to what. */
#define REVIEWS_CHANNEL "learn_review"
#define JOBS_CHANNEL "learn_jobs"
#define AUDIT_CHANNEL "learn_audit"

/* What is said of a review: somebody ... runbook RB-X-001 ... */
typedef struct ReviewEvent
{
	const char *name;
	const char *did;
	const char *what_for;
} ReviewEvent;

static const ReviewEvent review_events[] = {
	{"queued", "queued", " for review"},
	{"revised", "rewrote", " for review"},
	{"changes_requested", "requested changes to", ""},
	{"endorsed", "approved, with more approvals to follow,", ""},
	{"approved", "approved", ""},
	{"rejected", "rejected", ""},
	{"withdrawn", "withdrew", " from review"},
	{"retired", "retired", ""},
	{"rolled_back", "rolled back", ""},
};

static const char *const other_events[] = {"job_dead", "stalled",
										   "breaker_opened", "breaker_closed",
										   "audit_head"};

/*
 * NULL for an event that is none of a review, or that the webhook is not told
 * of.
 */
static const ReviewEvent *
find_review_event(const char *name)
{
	for (size_t i = 0; i < lengthof(review_events); i++)
	{
		if (strcmp(review_events[i].name, name) == 0)
			return &review_events[i];
	}
	return NULL;
}

bool
learn_notify_is_event(const char *name)
{
	for (size_t i = 0; i < lengthof(other_events); i++)
	{
		if (strcmp(other_events[i], name) == 0)
			return true;
	}
	return find_review_event(name) != NULL;
}

/*
 * Is there a webhook that wants to know of this?
 */
static bool
is_wanted(const char *event)
{
	char *list;
	List *names;
	ListCell *cell;
	bool wanted;

	if (!learn_settings_have_webhook())
		return false;
	list = pstrdup(learn_setting_webhook_events);
	wanted = SplitIdentifierString(list, ',', &names) && names == NIL;
	foreach (cell, names)
		wanted = wanted || strcmp(lfirst(cell), event) == 0;
	list_free(names);
	pfree(list);
	return wanted;
}

/*
 * A sentence as chat systems want it: these three would begin markup, and a
 * name must not call everybody.
 */
static char *
escape_markup(const char *sentence)
{
	StringInfoData text;

	initStringInfo(&text);
	for (; *sentence != '\0'; sentence++)
	{
		if (*sentence == '&')
			appendStringInfoString(&text, "&amp;");
		else if (*sentence == '<')
			appendStringInfoString(&text, "&lt;");
		else if (*sentence == '>')
			appendStringInfoString(&text, "&gt;");
		else
			appendStringInfoChar(&text, *sentence);
	}
	return text.data;
}

static void
send_notify(const char *channel, const char *message)
{
	static LearnStatement statement = {"SELECT pg_notify($1, $2::jsonb::text)",
									   {TEXTOID, TEXTOID, InvalidOid}};
	Datum values[2];

	values[0] = CStringGetTextDatum(channel);
	values[1] = CStringGetTextDatum(message);
	learn_statement_run(&statement, values, NULL);
}

/*
 * Queues a notification; message is a JSON object, actor may be NULL.
 */
static void
queue_notification(const char *event, const char *subject, const char *message,
				   const char *sentence, const char *actor)
{
	static LearnStatement statement = {
		"WITH n AS (INSERT INTO learn.notifications (event, subject, payload,"
		" created_at) VALUES ($1::learn.notification_event, $2,"
		" $3::jsonb || jsonb_strip_nulls(jsonb_build_object('text', $4,"
		" 'actor', $5, 'database', current_database(), 'at', $6)), $6)"
		" RETURNING id) INSERT INTO learn.jobs (kind, subject, run_after,"
		" needs) SELECT 'notify', id::text, $6, 'webhook' FROM n",
		{TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID,
		 InvalidOid}};
	Datum values[6];
	bool nulls[6] = {false};

	values[0] = CStringGetTextDatum(event);
	values[1] = CStringGetTextDatum(subject);
	values[2] = CStringGetTextDatum(message);
	values[3] = CStringGetTextDatum(escape_markup(sentence));
	values[4] = learn_text_datum(actor, &nulls[4]);
	values[5] = TimestampTzGetDatum(GetCurrentTimestamp());
	learn_statement_run(&statement, values, nulls);
	learn_wake_at_commit();
}

void
learn_notify_review(const char *event, const char *runbook_id,
					const char *status, const char *priority,
					const char *actor)
{
	const ReviewEvent *told = find_review_event(event);
	const char *shown = learn_without_secrets(runbook_id);
	StringInfoData message;

	learn_json_begin(&message);
	learn_json_add_string(&message, "event", event);
	learn_json_add_string(&message, "runbook_id", shown);
	learn_json_add_string(&message, "status", status);
	learn_json_add_string(&message, "priority", priority);
	learn_json_end(&message);
	send_notify(REVIEWS_CHANNEL, message.data);
	if (told != NULL && is_wanted(event))
		queue_notification(event, runbook_id, message.data,
						   psprintf("%s %s runbook %s%s (priority %s).", actor,
									told->did, shown, told->what_for,
									priority),
						   actor);
}

void
learn_notify_job_dead(int64 id, const char *kind, const char *subject,
					  int attempts)
{
	const char *shown = learn_without_secrets(subject);
	StringInfoData message;

	learn_json_begin(&message);
	learn_json_add_string(&message, "event", "job_dead");
	learn_json_add_integer(&message, "job", id);
	learn_json_add_string(&message, "kind", kind);
	learn_json_add_string(&message, "subject", shown);
	learn_json_add_integer(&message, "attempts", attempts);
	learn_json_end(&message);
	send_notify(JOBS_CHANNEL, message.data);
	if (strcmp(kind, "notify") != 0 && is_wanted("job_dead"))
		queue_notification(
			"job_dead", subject, message.data,
			psprintf("Job " INT64_FORMAT
					 " (%s %s) is given up; learn_dead_jobs says why.",
					 id, kind, shown),
			NULL);
}

void
learn_notify_stalled(int64 jobs, TimestampTz since)
{
	char *database = get_database_name(MyDatabaseId);
	StringInfoData message;

	learn_json_begin(&message);
	learn_json_add_string(&message, "event", "stalled");
	learn_json_add_integer(&message, "jobs", jobs);
	learn_json_add_time(&message, "since", since);
	learn_json_end(&message);
	send_notify(JOBS_CHANNEL, message.data);
	if (is_wanted("stalled"))
		queue_notification(
			"stalled", database, message.data,
			psprintf(
				"Learning has stalled in database %s: " INT64_FORMAT
				" jobs wait, and nothing gets done; see learn_worker_status.",
				database, jobs),
			NULL);
}

void
learn_notify_breaker(bool opened)
{
	const char *event = opened ? "breaker_opened" : "breaker_closed";
	char *database = get_database_name(MyDatabaseId);
	StringInfoData message;

	learn_json_begin(&message);
	learn_json_add_string(&message, "event", event);
	learn_json_end(&message);
	send_notify(JOBS_CHANNEL, message.data);
	if (is_wanted(event))
		queue_notification(
			event, database, message.data,
			opened
				? psprintf(
					  "The model does not answer; database %s stops asking it for now.",
					  database)
				: psprintf("Database %s asks the model again.", database),
			NULL);
}

void
learn_notify_audit_head(int64 seq, const char *hash, bool continues)
{
	char *database = get_database_name(MyDatabaseId);
	StringInfoData message;

	learn_json_begin(&message);
	learn_json_add_string(&message, "event", "audit_head");
	learn_json_add_integer(&message, "seq", seq);
	learn_json_add_string(&message, "hash", hash);
	learn_json_add_boolean(&message, "continues", continues);
	learn_json_end(&message);
	send_notify(AUDIT_CHANNEL, message.data);
	if (is_wanted("audit_head"))
		queue_notification(
			"audit_head", database, message.data,
			psprintf("The audit log of database %s ends with row " INT64_FORMAT
					 ", whose hash is %s%s.",
					 database, seq, hash,
					 continues
						 ? ""
						 : "; the row told before is not in it any more"),
			NULL);
}
