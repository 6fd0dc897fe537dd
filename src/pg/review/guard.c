/*-------------------------------------------------------------------------
 *
 * guard.c
 *		Who may change runbooks, reviews and the audit log: this code only.
 *
 * What a dump restores comes in by INSERT or COPY of the owner and passes: a
 * runbook that is inserted as active still needs its approval in the audit
 * log before an executor is handed it, and a row of the audit log must carry
 * the hash of its own content and come into a log that has no row written
 * here.  Until then rows may come into the archive of reviews, too.  Nobody
 * else restores, the engine's role neither: what that inserts is a draft of
 * its own.  What logical replication applies was guarded where it was made.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "replication/logicalworker.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "pg/compat.h"
#include "pg/review/guard.h"
#include "pg/trigger_data.h"

PG_FUNCTION_INFO_V1(learn_sql_guard_runbooks);
PG_FUNCTION_INFO_V1(learn_sql_guard_audit_log);
PG_FUNCTION_INFO_V1(learn_sql_mark_audit_log);
PG_FUNCTION_INFO_V1(learn_sql_guard_evidence);

/* The change under way, or NULL.  It is consumed by the row it lets pass. */
static const LearnAnnouncement *announced = NULL;

void
learn_guard_run(const LearnAnnouncement *announcement,
				LearnStatement *statement, Datum *values, const bool *nulls)
{
	PG_TRY();
	{
		announced = announcement;
		if (learn_statement_run(statement, values, nulls) != 1 ||
			announced != NULL)
			elog(ERROR, "an announced change of \"%s\" did not take place",
				 announcement->id);
	}
	PG_FINALLY();
	{
		announced = NULL;
	}
	PG_END_TRY();
}

/*
 * Is the value of this column the one announced?
 */
static bool
column_is(TriggerData *trigger, HeapTuple row, const char *column,
		  const char *expected)
{
	TupleDesc descriptor = RelationGetDescr(trigger->tg_relation);
	int number = SPI_fnumber(descriptor, column);
	char *actual;

	if (expected == NULL)
		return true;
	if (number <= 0)
		return false;
	actual = SPI_getvalue(row, descriptor, number);
	return actual != NULL && strcmp(actual, expected) == 0;
}

/*
 * Consumes the announcement if it is for this row of this table.
 */
static bool
is_announced(TriggerData *trigger, LearnGuardedTable table, const char *key)
{
	HeapTuple row = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event)
						? trigger->tg_newtuple
						: trigger->tg_trigtuple;

	if (announced == NULL || announced->table != table ||
		announced->leaves != TRIGGER_FIRED_BY_DELETE(trigger->tg_event) ||
		!column_is(trigger, row, key, announced->id) ||
		!column_is(trigger, row, "status", announced->status) ||
		!column_is(trigger, row, "digest", announced->digest))
		return false;
	announced = announced->next;
	return true;
}

static void
refuse(TriggerData *trigger, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("table \"%s\" is not changed directly",
					RelationGetRelationName(trigger->tg_relation)),
			 errdetail("This holds for every role."), errhint("%s", hint)));
}

/*
 * May whoever inserts be restoring a dump?
 */
static bool
may_restore(TriggerData *trigger)
{
	return learn_compat_owns_relation(RelationGetRelid(trigger->tg_relation),
									  GetUserId()) &&
		   !learn_guard_log_has_begun();
}

/*
 * May this row come into the table, unannounced?
 */
static bool
may_insert(TriggerData *trigger, LearnGuardedTable table)
{
	HeapTuple row = trigger->tg_trigtuple;

	if (table != LEARN_GUARD_RUNBOOKS)
		return may_restore(trigger);
	return learn_compat_owns_relation(RelationGetRelid(trigger->tg_relation),
									  GetUserId()) ||
		   (column_is(trigger, row, "status", "pending") &&
			column_is(trigger, row, "origin", "generated") &&
			column_is(trigger, row, "created_by", "learn"));
}

/*
 * Which of the tables that learn_sql_guard_runbooks() guards is it?
 */
static LearnGuardedTable
guarded_table(TriggerData *trigger)
{
	const char *name = RelationGetRelationName(trigger->tg_relation);

	if (strcmp(name, "review_queue") == 0)
		return LEARN_GUARD_REVIEW_QUEUE;
	if (strcmp(name, "review_archive") == 0)
		return LEARN_GUARD_REVIEW_ARCHIVE;
	return LEARN_GUARD_RUNBOOKS;
}

/*
 * On learn.runbooks and learn.review_archive: every change.  On
 * learn.review_queue: UPDATE, DELETE, TRUNCATE.
 */
Datum
learn_sql_guard_runbooks(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = learn_trigger_data(fcinfo);
	LearnGuardedTable table = guarded_table(trigger);

	if (IsLogicalWorker())
		return PointerGetDatum(NULL);
	if (TRIGGER_FIRED_FOR_ROW(trigger->tg_event) &&
		is_announced(trigger, table,
					 table == LEARN_GUARD_RUNBOOKS ? "id" : "runbook_id"))
		return PointerGetDatum(NULL);
	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event) &&
		may_insert(trigger, table))
		return PointerGetDatum(NULL);

	refuse(
		trigger,
		table == LEARN_GUARD_REVIEW_ARCHIVE
			? "Reviews are moved there by learn_housekeeping(), or by a dump when the audit log has no row of its own yet."
			: "Use learn_approve(), learn_reject(), learn_request_changes() or learn_submit().");
	return PointerGetDatum(NULL);
}

/*
 * Does a row carry the hash of its own content?
 */
static bool
seals_itself(TriggerData *trigger)
{
	static LearnStatement statement = {
		"SELECT learn.audit_hash($1) = ($1).hash", {InvalidOid}};
	Datum value =
		heap_copy_tuple_as_datum(trigger->tg_trigtuple,
								 RelationGetDescr(trigger->tg_relation));
	Oid row_type = trigger->tg_relation->rd_rel->reltype;
	bool isnull;
	bool right;

	/* The row type's OID is another after DROP and CREATE EXTENSION. */
	if (statement.types[0] != row_type && statement.plan != NULL)
	{
		SPI_freeplan(statement.plan);
		statement.plan = NULL;
	}
	statement.types[0] = row_type;

	SPI_connect();
	learn_statement_read(&statement, &value, NULL);
	right = DatumGetBool(learn_statement_datum(0, 1, &isnull)) && !isnull;
	SPI_finish();
	return right;
}

bool
learn_guard_log_has_begun(void)
{
	/* In this order an index is the plan, without statistics as well. */
	static LearnStatement statement = {
		"SELECT 1 FROM learn.audit_log WHERE written_here"
		" ORDER BY seq LIMIT 1",
		{InvalidOid}};
	bool begun;

	SPI_connect();
	begun = learn_statement_run(&statement, NULL, NULL) > 0;
	SPI_finish();
	return begun;
}

/*
 * On learn.audit_log, before INSERT: tells our rows from those of a dump,
 * whatever the row itself says.
 */
Datum
learn_sql_mark_audit_log(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = learn_trigger_data(fcinfo);
	bool here = announced != NULL && announced->table == LEARN_GUARD_AUDIT_LOG;

	return PointerGetDatum(
		learn_trigger_set_boolean(trigger, "written_here", here));
}

/*
 * On learn.audit_log: it only grows.
 */
Datum
learn_sql_guard_audit_log(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = learn_trigger_data(fcinfo);
	bool ours;

	if (IsLogicalWorker())
		return PointerGetDatum(NULL);
	if (!TRIGGER_FIRED_BY_INSERT(trigger->tg_event))
		refuse(trigger, "The audit log only grows.");

	if (TRIGGER_FIRED_FOR_STATEMENT(trigger->tg_event))
		ours =
			(announced != NULL && announced->table == LEARN_GUARD_AUDIT_LOG) ||
			may_restore(trigger);
	else
		ours = is_announced(trigger, LEARN_GUARD_AUDIT_LOG, "seq") ||
			   seals_itself(trigger);
	if (!ours)
		refuse(trigger, "Only a dump can bring rows, into a log that has none "
						"of its own yet.");
	return PointerGetDatum(NULL);
}

/*
 * On learn.execution_results: UPDATE.
 */
Datum
learn_sql_guard_evidence(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = learn_trigger_data(fcinfo);

	if (!IsLogicalWorker())
		refuse(
			trigger,
			"Reported executions are evidence; what is found out later is kept elsewhere.");
	return PointerGetDatum(NULL);
}
