/*-------------------------------------------------------------------------
 *
 * audit.c
 *		The audit log: who did what to which content.
 *
 * One chain for the database.  A writer locks the table against other writers
 * until its transaction ends, and reads the last row with a snapshot taken
 * under that lock, also in a transaction whose own snapshot is older.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "pg/review/audit.h"
#include "pg/review/guard.h"

#define FIRST_HASH                                                            \
	"0000000000000000000000000000000000000000000000000000000000000000"

/*
 * The last row's number and hash, as committed now.
 */
static void
read_head(int64 *seq, char **hash)
{
	static LearnStatement head = {
		"SELECT seq, hash FROM learn.audit_log ORDER BY seq DESC LIMIT 1",
		{InvalidOid}};
	bool isnull;

	if (learn_statement_read_now(&head, NULL, NULL) == 0)
	{
		*seq = 0;
		*hash = pstrdup(FIRST_HASH);
	}
	else
	{
		*seq = DatumGetInt64(learn_statement_datum(0, 1, &isnull));
		*hash = learn_statement_text(0, 2);
	}
}

static Oid
log_relation(void)
{
	return get_relname_relid("audit_log", get_namespace_oid("learn", false));
}

void
learn_audit_lock(void)
{
	LockRelationOid(log_relation(), ShareRowExclusiveLock);
}

bool
learn_audit_try_lock(void)
{
	return ConditionalLockRelationOid(log_relation(), ShareRowExclusiveLock);
}

void
learn_audit_write(const LearnIdentity *identity, const LearnAuditEntry *entry)
{
	static LearnStatement insert = {
		"INSERT INTO learn.audit_log (seq, at, actor, role, login_role,"
		" claims_subject, action, object_id, digest_before, digest_after,"
		" details, previous_hash, hash, written_here)"
		" SELECT (x.entry).seq, (x.entry).at, (x.entry).actor, (x.entry).role,"
		" (x.entry).login_role, (x.entry).claims_subject, (x.entry).action,"
		" (x.entry).object_id, (x.entry).digest_before, (x.entry).digest_after,"
		" (x.entry).details, (x.entry).previous_hash, learn.audit_hash(x.entry), true"
		" FROM (SELECT ROW($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb,"
		" $12, '', true)::learn.audit_log AS entry) x",
		{INT8OID, TIMESTAMPTZOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
		 TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, InvalidOid}};
	LearnAnnouncement announcement = {.table = LEARN_GUARD_AUDIT_LOG};
	Datum values[12];
	bool nulls[12] = {false};
	int64 seq;
	char *hash;

	learn_audit_lock();
	read_head(&seq, &hash);
	seq++;

	values[0] = Int64GetDatum(seq);
	values[1] = TimestampTzGetDatum(GetCurrentTimestamp());
	values[2] = CStringGetTextDatum(identity->actor);
	values[3] = CStringGetTextDatum(identity->role);
	values[4] = CStringGetTextDatum(identity->login_role);
	values[5] = learn_text_datum(identity->subject, &nulls[5]);
	values[6] = CStringGetTextDatum(entry->action);
	values[7] = CStringGetTextDatum(entry->object_id);
	values[8] = learn_text_datum(entry->digest_before, &nulls[8]);
	values[9] = learn_text_datum(entry->digest_after, &nulls[9]);
	values[10] = CStringGetTextDatum(entry->details ? entry->details : "{}");
	values[11] = CStringGetTextDatum(hash);

	announcement.id = psprintf(INT64_FORMAT, seq);
	learn_guard_run(&announcement, &insert, values, nulls);
}
