/*-------------------------------------------------------------------------
 *
 * handwriting.c
 *		Runbooks that humans write, on their way into the review queue.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "core/draft_description.h"
#include "pg/engine/analyze.h"
#include "pg/engine/jobs.h"
#include "pg/foreign.h"
#include "pg/json_text.h"
#include "pg/review/drafts.h"
#include "pg/review/handwriting.h"
#include "pg/statement.h"

void
learn_parent_find(LearnParent *parent, const char *id)
{
	static LearnStatement statement = {
		"SELECT id, digest, content::text, platform,"
		" (content -> 'applies_to')::text FROM learn.runbooks"
		" WHERE line = learn.runbook_line($1) AND status = 'active'",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(id);

	memset(parent, 0, sizeof(*parent));
	if (learn_statement_run(&statement, &value, NULL) == 0)
		return;
	parent->id = learn_statement_text(0, 1);
	parent->digest = learn_statement_text(0, 2);
	parent->content = learn_statement_text(0, 3);
	parent->platform = learn_statement_text(0, 4);
	parent->applies_to = learn_statement_text(0, 5);
}

/*
 * Takes the content, with the id it is to have.
 */
static void
read_content(LearnHandwritten *written, Datum content, const char *id)
{
	static LearnStatement statement = {
		"SELECT c.content::text, learn.runbook_digest(c.content),"
		" learn.runbook_line($1 ->> 'id') <> learn.runbook_line($2)"
		" FROM (SELECT CASE WHEN jsonb_typeof($1) = 'object'"
		" THEN $1 || jsonb_build_object('id', $2) ELSE $1 END AS content) c",
		{JSONBOID, TEXTOID, InvalidOid}};
	Datum values[2];
	bool isnull;

	values[0] = content;
	values[1] = CStringGetTextDatum(id);
	learn_statement_run(&statement, values, NULL);
	written->content = learn_statement_text(0, 1);
	written->digest = learn_statement_text(0, 2);
	if (DatumGetBool(learn_statement_datum(0, 3, &isnull)) && !isnull)
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("content is that of another runbook"),
			 errdetail("Its \"id\" is that of no version of \"%s\".", id),
			 errhint(
				 "Leave \"id\" out, or submit it as another runbook with learn_submit().")));
	learn_draft_require_valid(written->content);
}

/*
 * What takes the place of another version must run where that did.  Of the
 * rest of its scope the reviewer is warned.
 */
static void
check_platform(const LearnHandwritten *written, const char *id)
{
	static LearnStatement statement = {"SELECT $1::jsonb ->> 'platform'",
									   {TEXTOID, InvalidOid}};
	const LearnParent *parent = &written->parent;
	Datum value = CStringGetTextDatum(written->content);
	char *platform;

	if (parent->id == NULL)
		return;
	learn_statement_run(&statement, &value, NULL);
	platform = learn_statement_text(0, 1);
	if (strcmp(platform, parent->platform) != 0)
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("platform is not that of the parent runbook"),
			 errdetail("\"%s\" is for %s; \"%s\", which is in use, is for %s.",
					   id, platform, parent->id, parent->platform),
			 errhint(
				 "Submit it with learn_submit() as a new runbook, under an id of its own.")));
}

/*
 * What executors for its platform can do, as JSON text; NULL: nothing is known
 * of them.
 */
static char *
known_actions(const LearnHandwritten *written)
{
	static LearnStatement statement = {
		"SELECT to_jsonb(learn.known_actions($1::jsonb ->> 'platform'))::text",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(written->content);

	learn_statement_run(&statement, &value, NULL);
	return learn_statement_text(0, 1);
}

/*
 * Lists what it changes.  scope is the "applies_to" it should have; facts are
 * about the failure it is to mend, or NULL.
 */
static void
describe(LearnHandwritten *written, const char *scope, const char *facts)
{
	LearnDraftTexts draft = {
		.content = written->content,
		.parent = written->parent.content,
		.scope = scope,
		.facts = facts,
		.known_actions = known_actions(written),
	};
	LearnProblem problem;
	char *changes;
	LearnStatus status = learn_draft_describe(&draft, &changes, &problem);

	written->changes = learn_foreign_take(changes);
	learn_foreign_check(status, &problem, "runbook");
}

void
learn_handwriting_read(LearnHandwritten *written, Datum content,
					   const char *id)
{
	read_content(written, content, id);
	learn_parent_find(&written->parent, id);
	check_platform(written, id);
	describe(written, written->parent.applies_to, NULL);
}

/*
 * Where the draft should apply: where the version does that it replaces.  A
 * branch replaces none; it should apply where the engine has found out that it
 * has to.  One that applies where its parent does would replace it unseen.
 */
static char *
scope_of(const LearnHandwritten *written, const char *id)
{
	static LearnStatement statement = {
		"SELECT (CASE WHEN b.branch THEN coalesce(v.content, r.content)"
		" -> 'applies_to' ELSE $4::jsonb END)::text, b.branch"
		" AND $2::jsonb -> 'applies_to' IS NOT DISTINCT FROM $4::jsonb"
		" FROM learn.runbooks r LEFT JOIN LATERAL (SELECT x.content"
		" FROM learn.runbook_revisions x WHERE x.runbook_id = r.id"
		" AND x.author = 'learn' AND r.origin <> 'generated'"
		" ORDER BY x.revision DESC LIMIT 1) v ON true, LATERAL"
		" (SELECT r.line <> learn.runbook_line($3) AS branch) b"
		" WHERE r.id = $1",
		{TEXTOID, TEXTOID, TEXTOID, TEXTOID, InvalidOid}};
	const LearnParent *parent = &written->parent;
	Datum values[4];
	bool nulls[4] = {false};
	char *scope;
	bool isnull;

	if (parent->id == NULL)
		return NULL;
	values[0] = CStringGetTextDatum(id);
	values[1] = CStringGetTextDatum(written->content);
	values[2] = CStringGetTextDatum(parent->id);
	values[3] = learn_text_datum(parent->applies_to, &nulls[3]);
	learn_statement_run(&statement, values, nulls);
	scope = learn_statement_text(0, 1);
	if (DatumGetBool(learn_statement_datum(0, 2, &isnull)))
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("\"applies_to\" is that of the parent runbook"),
			 errdetail(
				 "\"%s\" is a branch of \"%s\", for a part of its hosts only.",
				 id, parent->id),
			 errhint(
				 "Say in \"applies_to\" for which, or submit it with learn_submit() as the next version of \"%s\".",
				 parent->id)));
	return scope;
}

void
learn_handwriting_read_revision(LearnHandwritten *written, Datum content,
								const LearnReview *review)
{
	char *scope;
	char *facts = NULL;

	read_content(written, content, review->id);
	learn_parent_find(&written->parent, review->parent_runbook != NULL
											? review->parent_runbook
											: review->id);
	check_platform(written, review->id);
	scope = scope_of(written, review->id);
	if (review->failure_execution_id != NULL)
		facts = learn_facts(review->failure_execution_id, review->id);
	describe(written, scope, facts);
}

void
learn_handwriting_store(const LearnHandwritten *written,
						const LearnReview *review, const char *author)
{
	LearnRewriting rewriting = {
		.content = written->content,
		.changes = written->changes,
		.parent = written->parent.id,
		.parent_digest = written->parent.digest,
		.origin = "submitted",
		.author = author,
	};

	learn_draft_rewrite(review, &rewriting);
	learn_job_drop("revise", review->id);
}

static bool
is_same(const char *one, const char *other)
{
	return one == NULL || other == NULL ? one == other
										: strcmp(one, other) == 0;
}

bool
learn_handwriting_has_new_parent(const LearnHandwritten *written,
								 const LearnReview *review)
{
	return !is_same(written->parent.id, review->parent_runbook) ||
		   !is_same(written->parent.digest, review->parent_digest);
}

void
learn_handwriting_audit(const LearnHandwritten *written,
						const LearnReview *review,
						const LearnIdentity *identity, const char *action,
						const char *id, const char *notes)
{
	const char *before =
		review != NULL ? review->digest : written->parent.digest;
	StringInfoData details;

	learn_json_begin(&details);
	if (written->parent.id != NULL)
		learn_json_add_string(&details, "parent_runbook", written->parent.id);
	if (review != NULL && learn_handwriting_has_new_parent(written, review))
		learn_json_add_string(&details, "previous_parent",
							  review->parent_runbook);
	learn_json_add_integer(&details, "revision",
						   review != NULL ? review->revision + 1 : 1);
	if (notes != NULL)
		learn_json_add_string(&details, "notes", notes);
	learn_draft_audit(identity, action, id, before, written->digest,
					  learn_json_end(&details));
}
