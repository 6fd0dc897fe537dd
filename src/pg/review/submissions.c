/*-------------------------------------------------------------------------
 *
 * submissions.c
 *		How runbooks come in from humans: submitted for review, or imported.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/timestamp.h"

#include "pg/errors.h"
#include "pg/foreign.h"
#include "pg/json_text.h"
#include "pg/review/audit.h"
#include "pg/review/drafts.h"
#include "pg/review/handwriting.h"
#include "pg/review/notify.h"
#include "pg/statement.h"

PG_FUNCTION_INFO_V1(learn_sql_submit);
PG_FUNCTION_INFO_V1(learn_sql_import);

/*
 * What is known about the line a hand-written runbook belongs to.
 */
typedef struct Line
{
	char *next_id;        /* the id that its next version would get */
	char *active;         /* its version in use, or NULL */
	char *draft;          /* its draft under review, or NULL */
	char *draft_status;   /* of the draft's review */
	char *same_id_digest; /* of the runbook with this very id, or NULL */
	char *same_id_status;
} Line;

/*
 * Reads the line under the lock that all changes of runbooks take first.
 */
static void
read_line(Line *line, Datum content)
{
	static LearnStatement statement = {
		"SELECT coalesce(learn.runbook_version_id(max(line), max(version) + 1),"
		" $1 ->> 'id'),"
		" max(id) FILTER (WHERE r.status = 'active'),"
		" max(id) FILTER (WHERE r.status = 'pending'),"
		" max(q.status::text) FILTER (WHERE r.status = 'pending'),"
		" max(digest) FILTER (WHERE id = $1 ->> 'id'),"
		" max(r.status::text) FILTER (WHERE id = $1 ->> 'id')"
		" FROM learn.runbooks r"
		" LEFT JOIN learn.review_queue q ON q.runbook_id = r.id"
		" WHERE line = learn.runbook_line($1 ->> 'id')",
		{JSONBOID, InvalidOid}};

	learn_audit_lock();
	learn_statement_run(&statement, &content, NULL);
	line->next_id = learn_statement_text(0, 1);
	line->active = learn_statement_text(0, 2);
	line->draft = learn_statement_text(0, 3);
	line->draft_status = learn_statement_text(0, 4);
	line->same_id_digest = learn_statement_text(0, 5);
	line->same_id_status = learn_statement_text(0, 6);
}

/*
 * Somebody else committed a version of the same runbook since it was read.
 */
static void
changed_meanwhile(void)
{
	ereport(ERROR, (errcode(LEARN_ERRCODE_CONFLICT),
					errmsg("runbook was changed at the same time"),
					errhint("Try again.")));
}

static Datum
required_content(FunctionCallInfo fcinfo)
{
	size_t length;

	if (PG_ARGISNULL(0))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"content\" must not be null")));
	learn_draft_require_valid(
		learn_foreign_json(PG_GETARG_JSONB_P(0), &length));
	return PG_GETARG_DATUM(0);
}

/* What a submission came to. */
typedef struct Submitted
{
	char *id;
	char *digest;
	char *priority;
	const char *parent; /* NULL: the first of its line */
} Submitted;

/*
 * Stores a submitted runbook as the next version of its line.
 */
static void
insert_submitted(Submitted *submitted, Datum content, const Line *line,
				 const LearnIdentity *identity)
{
	static LearnStatement statement = {
		"INSERT INTO learn.runbooks (id, status, origin, content, created_at,"
		" created_by, parent_runbook, parent_digest, changes)"
		" VALUES ($1, 'pending', 'submitted', $2::jsonb, $3, $4, $5, $6,"
		" $7::jsonb) ON CONFLICT DO NOTHING",
		{TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
		 InvalidOid}};
	LearnHandwritten written;
	Datum values[7];
	bool nulls[7] = {false};

	learn_handwriting_read(&written, content, line->next_id);
	values[0] = CStringGetTextDatum(line->next_id);
	values[1] = CStringGetTextDatum(written.content);
	values[2] = TimestampTzGetDatum(GetCurrentTimestamp());
	values[3] = CStringGetTextDatum(identity->actor);
	values[4] = learn_text_datum(written.parent.id, &nulls[4]);
	values[5] = learn_text_datum(written.parent.digest, &nulls[5]);
	values[6] = CStringGetTextDatum(written.changes);
	if (learn_statement_run(&statement, values, nulls) == 0)
		changed_meanwhile();
	submitted->id = line->next_id;
	submitted->digest = written.digest;
	submitted->parent = written.parent.id;
	learn_handwriting_audit(&written, NULL, identity, "submit", submitted->id,
							NULL);
}

/*
 * Queues it; reason and priority may be left out.
 */
static void
queue_submitted(Submitted *submitted, FunctionCallInfo fcinfo,
				const char *actor)
{
	static LearnStatement statement = {
		"INSERT INTO learn.review_queue (runbook_id, status, priority, reason,"
		" created_at) SELECT r.id, 'pending_review', coalesce("
		" learn.check_priority($2),"
		" learn.review_priority(r.incident_types ->> 0, r.severity)),"
		" coalesce($3, 'submitted for review'), $4"
		" FROM learn.runbooks r WHERE r.id = $1 RETURNING priority::text",
		{TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, InvalidOid}};
	Datum values[4];
	bool nulls[4] = {false};

	values[0] = CStringGetTextDatum(submitted->id);
	nulls[1] = PG_ARGISNULL(2);
	values[1] = nulls[1] ? (Datum) 0 : PG_GETARG_DATUM(2);
	nulls[2] = PG_ARGISNULL(1);
	values[2] = nulls[2] ? (Datum) 0 : PG_GETARG_DATUM(1);
	values[3] = TimestampTzGetDatum(GetCurrentTimestamp());
	learn_statement_run(&statement, values, nulls);
	submitted->priority = learn_statement_text(0, 1);
	learn_notify_review("queued", submitted->id, "pending_review",
						submitted->priority, actor);
}

/*
 * Takes it as the next revision of a draft whose reviewer asked for changes.
 * The review keeps its reason and priority; a priority given must be one.
 */
static void
rewrite_submitted(Submitted *submitted, Datum content, const Line *line,
				  const LearnIdentity *identity, FunctionCallInfo fcinfo)
{
	static LearnStatement check = {"SELECT learn.check_priority($1)",
								   {TEXTOID, InvalidOid}};
	LearnHandwritten written;
	LearnReview review;
	Datum value;

	learn_review_open(&review, line->draft, LEARN_REVIEW_REVISE,
					  identity->actor);
	if (!PG_ARGISNULL(2))
	{
		value = PG_GETARG_DATUM(2);
		learn_statement_run(&check, &value, NULL);
	}
	learn_handwriting_read_revision(&written, content, &review);
	learn_handwriting_store(&written, &review, identity->actor);

	submitted->id = line->draft;
	submitted->priority = review.priority;
	submitted->parent = written.parent.id;
	submitted->digest = written.digest;
	learn_handwriting_audit(&written, &review, identity, "submit",
							submitted->id, NULL);
}

Datum
learn_sql_submit(PG_FUNCTION_ARGS)
{
	Datum content = required_content(fcinfo);
	MemoryContext caller = CurrentMemoryContext;
	LearnIdentity identity;
	Line line;
	Submitted submitted;
	StringInfoData receipt;

	SPI_connect();
	learn_identity_caller(&identity);
	read_line(&line, content);
	if (line.draft == NULL)
	{
		insert_submitted(&submitted, content, &line, &identity);
		queue_submitted(&submitted, fcinfo, identity.actor);
	}
	else if (line.draft_status != NULL &&
			 strcmp(line.draft_status, "needs_changes") == 0)
		rewrite_submitted(&submitted, content, &line, &identity, fcinfo);
	else
		ereport(ERROR, (errcode(LEARN_ERRCODE_CONFLICT),
						errmsg("runbook has a draft under review"),
						errdetail("\"%s\" is not decided yet.", line.draft),
						errhint("Decide it, or request changes, first.")));

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "id", submitted.id);
	learn_json_add_string(&receipt, "status", "pending_review");
	learn_json_add_string(&receipt, "priority", submitted.priority);
	learn_json_add_string(&receipt, "parent_runbook", submitted.parent);
	learn_json_add_string(&receipt, "digest", submitted.digest);
	return learn_json_return(caller, learn_json_end(&receipt));
}

/*
 * What a reviewer would have to acknowledge in a runbook, as a JSON array of
 * names; NULL: nothing.
 */
static char *
risks_of(const char *id)
{
	static LearnStatement statement = {
		"SELECT jsonb_agg(r.name ORDER BY r.name)::text FROM learn.risks($1) r",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(id);

	learn_statement_run(&statement, &value, NULL);
	return learn_statement_text(0, 1);
}

/*
 * Stores an imported runbook.  The caller vouches for it, and for its risks,
 * which are recorded and returned.
 */
static char *
insert_imported(Datum content, const char *id, const char *digest,
				const LearnIdentity *identity)
{
	static LearnStatement insert = {
		"INSERT INTO learn.runbooks (id, status, origin, content, created_at,"
		" created_by, approved_by, approved_at, approved_digest)"
		" VALUES ($1, 'active', 'imported', $2, $3, $4, $4, $3, $5)"
		" ON CONFLICT DO NOTHING",
		{TEXTOID, JSONBOID, TIMESTAMPTZOID, TEXTOID, TEXTOID, InvalidOid}};
	StringInfoData details;
	Datum values[5];
	char *risks;

	values[0] = CStringGetTextDatum(id);
	values[1] = content;
	values[2] = TimestampTzGetDatum(GetCurrentTimestamp());
	values[3] = CStringGetTextDatum(identity->actor);
	values[4] = CStringGetTextDatum(digest);
	if (learn_statement_run(&insert, values, NULL) == 0)
		changed_meanwhile();
	risks = risks_of(id);
	learn_json_begin(&details);
	if (risks != NULL)
		learn_json_add_json(&details, "risks", risks);
	learn_draft_audit(identity, "import", id, NULL, digest,
					  learn_json_end(&details));
	return risks;
}

/*
 * An import must not get in the way of a version in use, or of a draft.
 */
static void
refuse_known_line(const Line *line, const char *id)
{
	const char *there = line->same_id_digest != NULL ? id
						: line->active != NULL       ? line->active
													 : line->draft;

	if (there == NULL)
		return;
	ereport(ERROR,
			(errcode(LEARN_ERRCODE_CONFLICT),
			 errmsg("runbook is there already"),
			 errdetail("Runbook \"%s\" is %s.", there,
					   line->same_id_digest != NULL ? line->same_id_status
					   : line->active != NULL       ? "active"
													: "pending"),
			 errhint("Use learn_submit() to propose its next version.")));
}

Datum
learn_sql_import(PG_FUNCTION_ARGS)
{
	static LearnStatement describe = {
		"SELECT $1 ->> 'id', learn.runbook_digest($1)",
		{JSONBOID, InvalidOid}};
	Datum content = required_content(fcinfo);
	MemoryContext caller = CurrentMemoryContext;
	LearnIdentity identity;
	Line line;
	StringInfoData receipt;
	char *id;
	char *digest;
	char *risks = NULL;
	bool known;

	SPI_connect();
	learn_identity_require_human();
	learn_identity_require_grant(fcinfo->flinfo->fn_oid);
	learn_identity_caller(&identity);
	learn_statement_run(&describe, &content, NULL);
	id = learn_statement_text(0, 1);
	digest = learn_statement_text(0, 2);
	read_line(&line, content);

	/* Importing the same catalogue again changes nothing. */
	known = line.same_id_digest != NULL &&
			strcmp(line.same_id_digest, digest) == 0 &&
			strcmp(line.same_id_status, "active") == 0;
	if (!known)
	{
		refuse_known_line(&line, id);
		risks = insert_imported(content, id, digest, &identity);
	}

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "id", id);
	learn_json_add_string(&receipt, "status", "active");
	learn_json_add_boolean(&receipt, "imported", !known);
	learn_json_add_string(&receipt, "digest", digest);
	if (risks != NULL)
		learn_json_add_json(&receipt, "risks", risks);
	return learn_json_return(caller, learn_json_end(&receipt));
}
