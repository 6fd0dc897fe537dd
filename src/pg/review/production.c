/*-------------------------------------------------------------------------
 *
 * production.c
 *		Versions in use, and out of use.
 *
 * An administrator takes a version out of use: for good, or for an earlier one
 * of the same line, whose approval still stands in the audit log.  Drafts that
 * were made from it, and branches beside it, stay as they are: a draft cannot
 * be approved any more until it was written for the version in use.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/arguments.h"
#include "pg/errors.h"
#include "pg/foreign.h"
#include "pg/json_text.h"
#include "pg/review/audit.h"
#include "pg/review/decision.h"
#include "pg/review/guard.h"
#include "pg/review/notify.h"
#include "pg/review/policies.h"
#include "pg/statement.h"

PG_FUNCTION_INFO_V1(learn_sql_retire);
PG_FUNCTION_INFO_V1(learn_sql_rollback);

/* A version of a runbook, locked until the transaction ends. */
typedef struct Version
{
	char *id;
	char *status;
	char *archive_reason; /* NULL: it is not archived */
	char *digest;
	char *content; /* JSON text */
	char *line;
	char *priority; /* of its review, or what that would be */
	bool approved;  /* exactly this content, as the audit log says */
} Version;

/* Who does it, and when. */
typedef struct Operation
{
	LearnIdentity identity;
	TimestampTz at;
} Operation;

/*
 * Begins an operation: a human operates, and everybody else waits.
 */
static void
begin_operation(Operation *operation, FunctionCallInfo fcinfo)
{
	SPI_connect();
	learn_identity_require_human();
	learn_identity_require_grant(fcinfo->flinfo->fn_oid);
	learn_identity_caller(&operation->identity);
	learn_audit_lock();
	operation->at = GetCurrentTimestamp();
}

/*
 * Locks a version, and reads it in a second statement, which sees what was
 * committed while we waited.
 */
static void
read_version(Version *version, const char *id)
{
	static LearnStatement lock = {
		"SELECT 1 FROM learn.runbooks WHERE id = $1 FOR NO KEY UPDATE",
		{TEXTOID, InvalidOid}};
	static LearnStatement read = {
		"SELECT r.id, r.status::text, r.archive_reason::text, r.digest,"
		" r.content::text, r.line, coalesce(q.priority,"
		" learn.review_priority(r.incident_types ->> 0, r.severity))::text,"
		" r.approved_digest = r.digest"
		" AND learn.approval_in_log(r.id, r.digest)"
		" FROM learn.runbooks r"
		" LEFT JOIN learn.reviews q ON q.runbook_id = r.id WHERE r.id = $1",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(id);
	bool isnull;

	if (learn_statement_run(&lock, &value, NULL) == 0 ||
		learn_statement_run(&read, &value, NULL) == 0)
		ereport(ERROR,
				(errcode(LEARN_ERRCODE_NOT_FOUND), errmsg("runbook not found"),
				 errdetail("There is no runbook \"%s\".", id),
				 errhint(
					 "learn_versions lists the versions of all runbooks.")));
	version->id = learn_statement_text(0, 1);
	version->status = learn_statement_text(0, 2);
	version->archive_reason = learn_statement_text(0, 3);
	version->digest = learn_statement_text(0, 4);
	version->content = learn_statement_text(0, 5);
	version->line = learn_statement_text(0, 6);
	version->priority = learn_statement_text(0, 7);
	version->approved =
		DatumGetBool(learn_statement_datum(0, 8, &isnull)) && !isnull;
}

/*
 * Reads the version that is to go out of use.
 */
static void
read_active_version(Version *version, const char *id)
{
	read_version(version, id);
	if (strcmp(version->status, "active") != 0)
		ereport(ERROR,
				(errcode(LEARN_ERRCODE_CONFLICT),
				 errmsg("runbook is not in use"),
				 errdetail("\"%s\" is %s.", version->id,
						   version->archive_reason != NULL
							   ? version->archive_reason
							   : version->status),
				 errhint("learn_versions shows which version is active.")));
}

/*
 * Takes an archived version into use again: its approval is of this digest.
 */
static void
reactivate(const Version *version)
{
	static LearnStatement statement = {
		"UPDATE learn.runbooks SET status = 'active', archived_at = NULL,"
		" archive_reason = NULL WHERE id = $1 AND approved_digest = $2",
		{TEXTOID, TEXTOID, InvalidOid}};
	LearnAnnouncement announcement = {LEARN_GUARD_RUNBOOKS, version->id,
									  "active", version->digest};
	Datum values[2];

	values[0] = CStringGetTextDatum(version->id);
	values[1] = CStringGetTextDatum(version->digest);
	learn_guard_run(&announcement, &statement, values, NULL);
}

/*
 * Writes the audit row of one version.  other, with its key, is the version
 * that came or went for it; NULL: none.
 */
static void
audit_operation(const Operation *operation, const LearnAuditEntry *entry,
				const char *reason, const char *key, const char *other)
{
	LearnAuditEntry row = *entry;
	StringInfoData details;

	learn_json_begin(&details);
	learn_json_add_string(&details, "reason", reason);
	if (other != NULL)
		learn_json_add_string(&details, key, other);
	row.details = learn_json_end(&details);
	learn_audit_write(&operation->identity, &row);
}

/*
 * learn_retire(id, reason)
 */
Datum
learn_sql_retire(PG_FUNCTION_ARGS)
{
	char *id = learn_argument_required_text(fcinfo, 0, "id");
	char *reason = learn_argument_required_text(fcinfo, 1, "reason");
	MemoryContext caller = CurrentMemoryContext;
	LearnAuditEntry entry = {.action = "retire", .object_id = id};
	Operation operation;
	Version version;
	StringInfoData receipt;

	begin_operation(&operation, fcinfo);
	read_active_version(&version, id);
	learn_decision_archive(id, version.digest, "retired", operation.at);
	entry.digest_before = version.digest;
	audit_operation(&operation, &entry, reason, NULL, NULL);
	learn_notify_review("retired", id, "archived", version.priority,
						operation.identity.actor);

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "id", id);
	learn_json_add_string(&receipt, "status", "archived");
	learn_json_add_string(&receipt, "archive_reason", "retired");
	learn_json_add_string(&receipt, "retired_by", operation.identity.actor);
	learn_json_add_time(&receipt, "retired_at", operation.at);
	return learn_json_return(caller, learn_json_end(&receipt));
}

/*
 * The latest version before this one that gave way to a later one only, and
 * whose approval stands.
 */
static char *
find_target(const Version *version)
{
	static LearnStatement statement = {
		"SELECT r.id FROM learn.runbooks r WHERE r.line = $2"
		" AND r.version < learn.runbook_version($1)"
		" AND r.archive_reason = 'superseded'"
		" AND r.approved_digest = r.digest"
		" AND learn.approval_in_log(r.id, r.digest)"
		" ORDER BY r.version DESC LIMIT 1",
		{TEXTOID, TEXTOID, InvalidOid}};
	Datum values[2];

	values[0] = CStringGetTextDatum(version->id);
	values[1] = CStringGetTextDatum(version->line);
	if (learn_statement_run(&statement, values, NULL) == 0)
		ereport(
			ERROR,
			(errcode(LEARN_ERRCODE_CONFLICT),
			 errmsg("there is no version to go back to"),
			 errdetail("No version before \"%s\" was approved and superseded.",
					   version->id),
			 errhint(
				 "Name another version that was approved as \"target\", or call learn_retire().")));
	return learn_statement_text(0, 1);
}

/*
 * What comes back must be a version of the same runbook that a human has
 * approved, as it is.
 */
static void
check_target(const Version *target, const Version *version)
{
	bool was_in_use = target->archive_reason != NULL &&
					  (strcmp(target->archive_reason, "superseded") == 0 ||
					   strcmp(target->archive_reason, "retired") == 0 ||
					   strcmp(target->archive_reason, "rolled_back") == 0);
	char *errors;

	if (strcmp(target->line, version->line) != 0 ||
		strcmp(target->id, version->id) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"target\" must be another version of the same "
						"runbook"),
				 errdetail("\"%s\" is not another version of \"%s\".",
						   target->id, version->line)));
	if (!was_in_use)
		ereport(ERROR, (errcode(LEARN_ERRCODE_CONFLICT),
						errmsg("target was never in use"),
						errdetail("\"%s\" is %s.", target->id,
								  target->archive_reason != NULL
									  ? target->archive_reason
									  : target->status),
						errhint("Name a version that was approved.")));
	if (!target->approved)
		ereport(
			ERROR,
			(errcode(LEARN_ERRCODE_CONFLICT),
			 errmsg("approval of the target does not stand in the audit log"),
			 errdetail("No human has approved \"%s\" as it is.", target->id),
			 errhint("Call learn_verify_audit().")));
	errors =
		learn_foreign_runbook_errors(target->content, strlen(target->content));
	if (errors != NULL)
		ereport(
			ERROR,
			(errcode(LEARN_ERRCODE_CONFLICT), errmsg("runbook is not valid"),
			 errdetail("%s", errors),
			 errhint(
				 "Rules have come since it was approved: submit it again, with what they ask for.")));
	learn_policy_require(target->content, LEARN_ERRCODE_CONFLICT);
}

/*
 * learn_rollback(id, reason, target)
 */
Datum
learn_sql_rollback(PG_FUNCTION_ARGS)
{
	char *id = learn_argument_required_text(fcinfo, 0, "id");
	char *reason = learn_argument_required_text(fcinfo, 1, "reason");
	char *target_id = learn_argument_text(fcinfo, 2);
	MemoryContext caller = CurrentMemoryContext;
	LearnAuditEntry entry = {.action = "rollback"};
	Operation operation;
	Version version;
	Version target;
	StringInfoData receipt;

	begin_operation(&operation, fcinfo);
	read_active_version(&version, id);
	read_version(&target,
				 target_id != NULL ? target_id : find_target(&version));
	check_target(&target, &version);
	learn_decision_archive(id, version.digest, "rolled_back", operation.at);
	reactivate(&target);

	entry.object_id = id;
	entry.digest_before = version.digest;
	audit_operation(&operation, &entry, reason, "active", target.id);
	entry.object_id = target.id;
	entry.digest_before = NULL;
	entry.digest_after = target.digest;
	audit_operation(&operation, &entry, reason, "rolled_back", id);
	learn_notify_review("rolled_back", id, "archived", version.priority,
						operation.identity.actor);

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "id", id);
	learn_json_add_string(&receipt, "status", "archived");
	learn_json_add_string(&receipt, "archive_reason", "rolled_back");
	learn_json_add_string(&receipt, "active", target.id);
	learn_json_add_string(&receipt, "active_digest", target.digest);
	learn_json_add_string(&receipt, "rolled_back_by",
						  operation.identity.actor);
	learn_json_add_time(&receipt, "rolled_back_at", operation.at);
	return learn_json_return(caller, learn_json_end(&receipt));
}
