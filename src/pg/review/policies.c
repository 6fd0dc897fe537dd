/*-------------------------------------------------------------------------
 *
 * policies.c
 *		The rules of learn.policies: set by administrators, and asked.
 *
 * The table only grows.  Rows that the extension ships have no author; a site
 * changes or disables a rule by adding a version, which is in force from the
 * end of the transaction on, and the audit log tells of it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "fmgr.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "replication/logicalworker.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/jsonb.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "pg/arguments.h"
#include "pg/errors.h"
#include "pg/foreign.h"
#include "pg/json_text.h"
#include "pg/review/audit.h"
#include "pg/review/guard.h"
#include "pg/review/policies.h"
#include "pg/review/verdicts.h"
#include "pg/trigger_data.h"

PG_FUNCTION_INFO_V1(learn_sql_policy_findings);
PG_FUNCTION_INFO_V1(learn_sql_policy_obstacle);
PG_FUNCTION_INFO_V1(learn_sql_note_policy);
PG_FUNCTION_INFO_V1(learn_sql_guard_policies);
PG_FUNCTION_INFO_V1(learn_sql_set_policy);

/* The longest name, in bytes, as in LearnFinding. */
#define NAME_MAX_BYTES 63

/* The longest message, in characters, so that it is told whole. */
#define MESSAGE_CHARACTERS 300

/*
 * The policy of which this code is about to store or remove a row, or NULL.
 * It lives in this process's memory, so that no role can say so from SQL.
 */
static const char *announced = NULL;

char *
learn_policy_refusal(const char *content)
{
	return learn_verdict_refusal(
		learn_verdict(content, strlen(content), NULL));
}

void
learn_policy_require(const char *content, int sqlstate)
{
	char *errors =
		learn_verdict_errors(learn_verdict(content, strlen(content), NULL));

	if (errors != NULL)
		ereport(
			ERROR,
			(errcode(sqlstate), errmsg("policy forbids the runbook"),
			 errdetail("%s", errors),
			 errhint(
				 "learn_validate_runbook() shows all that is found, learn_policies by which rule.")));
}

char *
learn_policy_errors_of_stored(const char *id, const char *digest)
{
	static LearnStatement statement = {
		"SELECT content::text FROM learn.runbooks"
		" WHERE id = $1 AND digest = $2",
		{TEXTOID, TEXTOID, InvalidOid}};
	const LearnVerdict *verdict = learn_verdict_known(digest);
	MemoryContext caller = CurrentMemoryContext;
	Datum values[2];
	char *content;

	if (verdict == NULL)
	{
		values[0] = CStringGetTextDatum(id);
		values[1] = CStringGetTextDatum(digest);
		SPI_connect();
		if (learn_statement_read(&statement, values, NULL) != 1)
			elog(ERROR, "runbook \"%s\" is not there any more", id);
		content = MemoryContextStrdup(caller, learn_statement_text(0, 1));
		SPI_finish();
		verdict = learn_verdict(content, strlen(content), digest);
		pfree(content);
	}
	return learn_verdict_errors(verdict);
}

/*
 * learn.policy_findings(content)
 */
Datum
learn_sql_policy_findings(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	size_t length;
	char *content = learn_foreign_json(PG_GETARG_JSONB_P(0), &length);
	const LearnVerdict *verdict;

	InitMaterializedSRF(fcinfo, 0);
	verdict = learn_verdict(content, length, NULL);
	for (int i = 0; i < verdict->count; i++)
	{
		const LearnVerdictFinding *finding = &verdict->findings[i];
		Datum values[4];
		bool nulls[4] = {false};

		values[0] = CStringGetTextDatum(finding->name);
		values[1] =
			CStringGetTextDatum(learn_severity_name(finding->severity));
		values[2] = CStringGetTextDatum(finding->where);
		values[3] = CStringGetTextDatum(finding->message);
		tuplestore_putvalues(result->setResult, result->setDesc, values,
							 nulls);
	}
	return (Datum) 0;
}

/*
 * learn.policy_obstacle()
 */
Datum
learn_sql_policy_obstacle(PG_FUNCTION_ARGS)
{
	char *obstacle = learn_verdict_obstacle();

	if (obstacle == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(obstacle));
}

/*
 * Runs a statement that stores or removes exactly one row of a policy.
 */
static void
change(const char *name, LearnStatement *statement, Datum *values)
{
	const char *outer = announced;

	PG_TRY();
	{
		announced = name;
		if (learn_statement_run(statement, values, NULL) != 1 ||
			announced != NULL)
			elog(ERROR,
				 "an announced change of policy \"%s\" did not take "
				 "place",
				 name);
	}
	PG_FINALLY();
	{
		announced = outer;
	}
	PG_END_TRY();
}

/*
 * Is this the row that is announced?  It is one only.
 */
static bool
is_announced(const TriggerData *trigger)
{
	if (announced == NULL || !TRIGGER_FIRED_FOR_ROW(trigger->tg_event) ||
		strcmp(announced, TextDatumGetCString(
							  learn_trigger_column(trigger, "name"))) != 0)
		return false;
	announced = NULL;
	return true;
}

/*
 * On learn.policies, after INSERT, UPDATE and DELETE and before TRUNCATE: it
 * only grows, and only here.  Scripts of the extension bring what is shipped;
 * a dump comes while the audit log has no row of its own yet.
 */
Datum
learn_sql_guard_policies(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = learn_trigger_data(fcinfo);
	bool inserted = TRIGGER_FIRED_BY_INSERT(trigger->tg_event);

	if (!is_announced(trigger) && !IsLogicalWorker() &&
		!(inserted && (creating_extension || !learn_guard_log_has_begun())))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("table \"policies\" is not changed directly"),
				 errdetail("This holds for every role."),
				 errhint("Use learn_set_policy(), which adds a version.")));
	return PointerGetDatum(NULL);
}

/*
 * What the extension ships yields to a row of a dump or a publisher of the
 * same name and version: theirs was decided by somebody.
 */
static void
make_way(const TriggerData *trigger)
{
	static LearnStatement find = {
		"SELECT 1 FROM learn.policies"
		" WHERE name = $1 AND version = $2 AND created_by IS NULL",
		{TEXTOID, INT4OID, InvalidOid}};
	static LearnStatement remove = {
		"DELETE FROM learn.policies WHERE name = $1 AND version = $2",
		{TEXTOID, INT4OID, InvalidOid}};
	Datum values[2];

	values[0] = learn_trigger_column(trigger, "name");
	values[1] = learn_trigger_column(trigger, "version");
	SPI_connect();
	if (learn_statement_run(&find, values, NULL) > 0)
		change(TextDatumGetCString(values[0]), &remove, values);
	SPI_finish();
}

/*
 * On learn.policies, before INSERT, UPDATE and DELETE: has every process read
 * the rules again, whoever changes them.  Without an author there are only
 * those that the extension brings, here or where they were published.
 */
Datum
learn_sql_note_policy(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = learn_trigger_data(fcinfo);

	CacheInvalidateRelcache(trigger->tg_relation);
	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
		return PointerGetDatum(trigger->tg_newtuple);
	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event) && !creating_extension)
	{
		if (!IsLogicalWorker())
			learn_trigger_column(trigger, "created_by");
		make_way(trigger);
	}
	return PointerGetDatum(trigger->tg_trigtuple);
}

/* A rule as it is to be from now on. */
typedef struct Policy
{
	char *name;
	char *severity;
	char *category;
	char *message;
	char *rule; /* JSON text */
	bool enabled;
	char *compilable; /* an array of it alone, as policy.h wants it */
	int32 version;    /* of the row that has it */
	bool changed;     /* that row is new */
	char *digest_before;
	char *digest;
} Policy;

/*
 * Lower-case words with hyphens between them.
 */
static void
check_name(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	const char *at = name;
	size_t length;

	while ((length = strspn(at, letters)) > 0 && at[length] == '-')
		at += length + 1;
	if (length == 0 || at[length] != '\0' || strlen(name) > NAME_MAX_BYTES)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid value for \"name\""),
				 errdetail("The name of a policy is made of lower-case "
						   "letters, digits and single hyphens, at most %d.",
						   NAME_MAX_BYTES)));
}

static void
check_severity(const char *severity)
{
	for (int i = LEARN_SEVERITY_WARNING; i <= LEARN_SEVERITY_ERROR; i++)
	{
		if (severity == NULL ||
			strcmp(severity, learn_severity_name((LearnSeverity) i)) == 0)
			return;
	}
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("invalid value for \"severity\": \"%.*s\"",
						   pg_mbcliplen(severity, (int) strlen(severity),
										NAMEDATALEN - 1),
						   severity),
					errdetail("Allowed are 'warning', 'danger', 'error'.")));
}

/*
 * The message is one that tells something, and the rule an object, where they
 * are given.
 */
static void
check_content(FunctionCallInfo fcinfo)
{
	if (!PG_ARGISNULL(2))
		learn_argument_check_length(learn_argument_required_text(fcinfo, 2,
																 "message"),
									"message", MESSAGE_CHARACTERS);
	if (!PG_ARGISNULL(3) && !JB_ROOT_IS_OBJECT(PG_GETARG_JSONB_P(3)))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"rule\" must be a JSON object")));
}

/*
 * Fills in what is left out from the rule in force, if there is one.
 */
static void
complete(Policy *policy, FunctionCallInfo fcinfo)
{
	static LearnStatement statement = {
		"SELECT m.severity, coalesce(m.category, 'site'), m.message,"
		" m.rule::text, jsonb_build_array(jsonb_build_object('name', $1,"
		" 'severity', m.severity, 'message', m.message, 'rule', m.rule))::text,"
		" m.version, m.unchanged, (SELECT learn.policy_digest(o)"
		" FROM learn.policies o WHERE o.name = $1 AND o.version = m.version)"
		" FROM (SELECT p.version, p.category,"
		" coalesce($2, p.severity) AS severity,"
		" coalesce($3, p.message) AS message, coalesce($4, p.rule) AS rule,"
		" coalesce(p.severity = coalesce($2, p.severity)"
		" AND p.message = coalesce($3, p.message)"
		" AND p.rule = coalesce($4, p.rule) AND p.enabled = $5, false)"
		" AS unchanged FROM (VALUES ($1)) n(name)"
		" LEFT JOIN learn.current_policies p ON p.name = n.name) m",
		{TEXTOID, TEXTOID, TEXTOID, JSONBOID, BOOLOID, InvalidOid}};
	Datum values[5];
	bool nulls[5] = {false};
	bool isnull;

	values[0] = CStringGetTextDatum(policy->name);
	values[1] = learn_text_datum(policy->severity, &nulls[1]);
	values[2] = learn_text_datum(policy->message, &nulls[2]);
	nulls[3] = PG_ARGISNULL(3);
	values[3] = nulls[3] ? (Datum) 0 : PG_GETARG_DATUM(3);
	values[4] = BoolGetDatum(policy->enabled);
	learn_statement_read_now(&statement, values, nulls);
	policy->severity = learn_statement_text(0, 1);
	policy->category = learn_statement_text(0, 2);
	policy->message = learn_statement_text(0, 3);
	policy->rule = learn_statement_text(0, 4);
	policy->compilable = learn_statement_text(0, 5);
	policy->version = DatumGetInt32(learn_statement_datum(0, 6, &isnull));
	policy->changed = !DatumGetBool(learn_statement_datum(0, 7, &isnull));
	policy->digest_before = learn_statement_text(0, 8);
	if (policy->severity == NULL || policy->message == NULL ||
		policy->rule == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" must not be null",
						policy->severity == NULL  ? "severity"
						: policy->message == NULL ? "message"
												  : "rule"),
				 errdetail("There is no policy \"%s\" yet.", policy->name)));
}

static void
store(Policy *policy, const LearnIdentity *identity)
{
	static LearnStatement statement = {
		"INSERT INTO learn.policies AS p (name, version, severity, category,"
		" message, rule, enabled, created_at, created_by)"
		" SELECT $1, coalesce(max(o.version), 0) + 1, $2, $3, $4, $5::jsonb,"
		" $6, $7, $8 FROM learn.policies o WHERE o.name = $1"
		" RETURNING p.version, learn.policy_digest(p)",
		{TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, BOOLOID, TIMESTAMPTZOID,
		 TEXTOID, InvalidOid}};
	Datum values[8];
	bool isnull;

	values[0] = CStringGetTextDatum(policy->name);
	values[1] = CStringGetTextDatum(policy->severity);
	values[2] = CStringGetTextDatum(policy->category);
	values[3] = CStringGetTextDatum(policy->message);
	values[4] = CStringGetTextDatum(policy->rule);
	values[5] = BoolGetDatum(policy->enabled);
	values[6] = TimestampTzGetDatum(GetCurrentTimestamp());
	values[7] = CStringGetTextDatum(identity->actor);
	change(policy->name, &statement, values);
	policy->version = DatumGetInt32(learn_statement_datum(0, 1, &isnull));
	policy->digest = learn_statement_text(0, 2);
}

static void
audit(const Policy *policy, const LearnIdentity *identity)
{
	LearnAuditEntry entry = {.action = "set_policy",
							 .object_id = policy->name,
							 .digest_before = policy->digest_before,
							 .digest_after = policy->digest};
	StringInfoData details;

	learn_json_begin(&details);
	learn_json_add_integer(&details, "version", policy->version);
	learn_json_add_string(&details, "severity", policy->severity);
	learn_json_add_boolean(&details, "enabled", policy->enabled);
	learn_json_add_string(&details, "message", policy->message);
	learn_json_add_json(&details, "rule", policy->rule);
	entry.details = learn_json_end(&details);
	learn_audit_write(identity, &entry);
}

/*
 * What was set, and which active runbooks are not handed out any more; or,
 * where another rule stands in the way, why nobody can tell.
 */
static char *
receipt_of(const Policy *policy, const LearnIdentity *identity)
{
	static LearnStatement forbidden = {
		"SELECT coalesce(jsonb_agg(f.runbook_id ORDER BY f.runbook_id),"
		" '[]')::text FROM learn.forbidden_runbooks() f",
		{InvalidOid}};
	char *obstacle = learn_verdict_obstacle();
	StringInfoData receipt;

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "name", policy->name);
	learn_json_add_integer(&receipt, "version", policy->version);
	learn_json_add_string(&receipt, "severity", policy->severity);
	learn_json_add_boolean(&receipt, "enabled", policy->enabled);
	learn_json_add_boolean(&receipt, "changed", policy->changed);
	learn_json_add_string(&receipt, "by", identity->actor);
	if (obstacle != NULL)
		learn_json_add_string(&receipt, "obstacle", obstacle);
	else
	{
		learn_statement_read_now(&forbidden, NULL, NULL);
		learn_json_add_json(&receipt, "forbidden", learn_statement_text(0, 1));
	}
	return learn_json_end(&receipt);
}

/*
 * learn_set_policy(name, severity, message, rule, enabled)
 */
Datum
learn_sql_set_policy(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	LearnIdentity identity;
	LearnProblem problem;
	Policy policy = {
		.name = learn_argument_required_text(fcinfo, 0, "name"),
		.severity = learn_argument_text(fcinfo, 1),
		.message = learn_argument_text(fcinfo, 2),
		.enabled = PG_ARGISNULL(4) || PG_GETARG_BOOL(4),
	};

	check_name(policy.name);
	check_severity(policy.severity);
	check_content(fcinfo);

	SPI_connect();
	learn_identity_require_human();
	learn_identity_require_grant(fcinfo->flinfo->fn_oid);
	learn_audit_lock();
	learn_identity_caller(&identity);
	complete(&policy, fcinfo);
	/* What cannot be used any more can still be disabled. */
	if (policy.enabled || !PG_ARGISNULL(3))
		learn_foreign_check(learn_verdict_try(policy.compilable, &problem),
							&problem, "policy");
	if (policy.changed)
	{
		store(&policy, &identity);
		audit(&policy, &identity);
	}
	return learn_json_return(caller, receipt_of(&policy, &identity));
}
