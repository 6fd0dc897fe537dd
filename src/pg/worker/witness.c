/*-------------------------------------------------------------------------
 *
 * witness.c
 *		What the worker does for the audit log: has its head told to the world,
 *		and the settings it works by written down.
 *
 * When the oldest row that nobody has been told of is as old as
 * learn.audit_head_interval, the last one's number and hash, which seals all
 * before it, go to the server's log and the webhook.
 * What was told last is in learn.told_audit_head, so that a restart tells
 * nothing twice.  A crash may: the line in the server's log comes before the
 * commit, since a witness had rather hear something twice than not at all.
 *
 * Like housekeeping, all this begins when the audit log has begun in this
 * database: a row of ours would keep the rest of a dump out, and a subscriber
 * leaves its log to the publisher.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "commands/dbcommands.h"
#include "miscadmin.h"
#include "utils/timestamp.h"

#include "pg/engine/guarded.h"
#include "pg/review/guard.h"
#include "pg/review/notify.h"
#include "pg/settings.h"
#include "pg/statement.h"
#include "pg/worker/configuration.h"
#include "pg/worker/witness.h"

/* Milliseconds between two looks at most; fewer where rows are told sooner. */
#define LOOK_DELAY 60000L

/* Milliseconds until what another session holds is tried for again. */
#define HELD_DELAY 500

static long
look_delay(void)
{
	return learn_setting_audit_head_interval == 0
			   ? LOOK_DELAY
			   : Min(LOOK_DELAY, learn_setting_audit_head_interval * 1000L);
}

long
learn_witness_wait(const LearnWitness *witness)
{
	long wait =
		TimestampDifferenceMilliseconds(GetCurrentTimestamp(), witness->due);

	/* The clock may have been set back. */
	return wait > LOOK_DELAY ? 0 : wait;
}

void
learn_witness_reset(LearnWitness *witness)
{
	witness->due = 0;
	witness->recorded = false;
}

/* The end of the audit log, and what was told of it. */
typedef struct Head
{
	int64 seq;
	char *hash;
	bool continues;    /* what was told last is still there, as it was */
	TimestampTz since; /* when the first row came that was not told; DT_NOEND:
						* there is none */
} Head;

/*
 * Reads both; false when the log is empty.
 */
static bool
read_head(Head *head)
{
	static LearnStatement statement = {
		"SELECT h.seq, h.hash, t.seq IS NULL OR EXISTS ("
		"SELECT FROM learn.audit_log a WHERE a.seq = t.seq"
		" AND a.hash = t.hash), coalesce(f.at, 'infinity')"
		" FROM (SELECT seq, hash FROM learn.audit_log"
		" ORDER BY seq DESC LIMIT 1) h"
		" LEFT JOIN learn.told_audit_head t ON true LEFT JOIN LATERAL ("
		"SELECT a.at FROM learn.audit_log a WHERE a.seq > coalesce(t.seq, 0)"
		" ORDER BY a.seq LIMIT 1) f ON true",
		{InvalidOid}};
	bool isnull;

	if (learn_statement_run(&statement, NULL, NULL) == 0)
		return false;
	head->seq = DatumGetInt64(learn_statement_datum(0, 1, &isnull));
	head->hash = learn_statement_text(0, 2);
	head->continues = DatumGetBool(learn_statement_datum(0, 3, &isnull));
	head->since = DatumGetTimestampTz(learn_statement_datum(0, 4, &isnull));
	return true;
}

static void
tell(const Head *head)
{
	static LearnStatement statement = {
		"INSERT INTO learn.told_audit_head (seq, hash, told_at)"
		" VALUES ($1, $2, $3) ON CONFLICT (singleton) DO UPDATE"
		" SET seq = excluded.seq, hash = excluded.hash,"
		" told_at = excluded.told_at",
		{INT8OID, TEXTOID, TIMESTAMPTZOID, InvalidOid}};
	Datum values[3];
	bool isnull;

	values[0] = Int64GetDatum(head->seq);
	values[1] = learn_text_datum(head->hash, &isnull);
	values[2] = TimestampTzGetDatum(GetCurrentTimestamp());
	learn_statement_run(&statement, values, NULL);
	learn_notify_audit_head(head->seq, head->hash, head->continues);
	if (!head->continues)
		ereport(
			WARNING,
			(errmsg(
				 "the audit log of database \"%s\" has lost a row that was told before",
				 get_database_name(MyDatabaseId)),
			 errhint("Call learn_verify_audit().")));
	ereport(
		LOG,
		(errmsg("the audit log of database \"%s\" ends with row " INT64_FORMAT
				", whose hash is %s",
				get_database_name(MyDatabaseId), head->seq, head->hash)));
}

/*
 * Tells the head if that is due; otherwise finds out when it will be.
 */
static void
tell_when_due(LearnWitness *witness)
{
	TimestampTz now = GetCurrentTimestamp();
	Head head;
	TimestampTz due;

	if (learn_setting_audit_head_interval == 0 || !read_head(&head))
		return;
	due = head.since == DT_NOEND
			  ? DT_NOEND
			  : head.since + learn_setting_audit_head_interval * USECS_PER_SEC;
	if (due <= now || !head.continues)
		tell(&head);
	else
		witness->due = Min(witness->due, due);
}

static void
look_step(void *argument)
{
	LearnWitness *witness = argument;

	if (!learn_guard_log_has_begun())
	{
		witness->recorded = false;
		return;
	}
	if (!witness->recorded)
	{
		witness->recorded = learn_configuration_record();
		if (!witness->recorded)
			witness->due =
				TimestampTzPlusMilliseconds(GetCurrentTimestamp(), HELD_DELAY);
	}
	tell_when_due(witness);
}

void
learn_witness_look(LearnWitness *witness)
{
	LearnFailure failure;

	witness->due =
		TimestampTzPlusMilliseconds(GetCurrentTimestamp(), look_delay());
	if (!learn_run_guarded(CurrentMemoryContext, look_step, witness, false,
						   &failure))
	{
		witness->recorded = false;
		ereport(
			LOG,
			(errmsg(
				"could not look after the audit log of database \"%s\": %s",
				get_database_name(MyDatabaseId), failure.message)));
	}
}
