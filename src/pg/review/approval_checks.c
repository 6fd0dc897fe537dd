/*-------------------------------------------------------------------------
 *
 * approval_checks.c
 *		All that an approval asks for.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "pg/errors.h"
#include "pg/foreign.h"
#include "pg/review/approval_checks.h"
#include "pg/review/policies.h"
#include "pg/review/succession.h"
#include "pg/settings.h"
#include "pg/statement.h"

/*
 * The arguments that name a runbook and a person, as learn.wrote() and
 * learn.same_person() take them.
 */
static void
describe_person(const LearnApproval *approval, Datum *values, bool *nulls)
{
	const LearnIdentity *identity = approval->identity;

	values[0] = CStringGetTextDatum(approval->review->id);
	values[1] = CStringGetTextDatum(identity->actor);
	values[2] = learn_text_datum(identity->other_name, &nulls[2]);
	values[3] = learn_text_datum(identity->subject, &nulls[3]);
}

/*
 * Four eyes: who wrote it, or any revision before it, does not approve it.
 */
static void
check_author(const LearnApproval *approval)
{
	static LearnStatement statement = {
		"SELECT 1 WHERE learn.wrote($1, $2, $3, $4)",
		{TEXTOID, TEXTOID, TEXTOID, TEXTOID, InvalidOid}};
	Datum values[4];
	bool nulls[4] = {false};

	describe_person(approval, values, nulls);
	if (learn_statement_read_now(&statement, values, nulls) > 0)
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("authors do not approve their own runbook"),
						errdetail("You wrote \"%s\", or a revision of it.",
								  approval->review->id),
						errhint("Ask somebody else to approve it.")));
}

/*
 * Counts the people who have approved, the caller among them.  Somebody who
 * has before may do so again only to complete it, when fewer approvals are
 * asked for than were.
 */
static void
count_approvals(LearnApproval *approval)
{
	static LearnStatement statement = {
		"SELECT count(DISTINCT a.actor) FILTER (WHERE NOT s.same),"
		" coalesce(bool_or(s.same), false)"
		" FROM learn.current_entries($1, '{endorse,approve}') a, LATERAL"
		" (SELECT learn.same_person(a, $2, $3, $4) AS same) s",
		{TEXTOID, TEXTOID, TEXTOID, TEXTOID, InvalidOid}};
	Datum values[4];
	bool nulls[4] = {false};
	bool isnull;

	describe_person(approval, values, nulls);
	learn_statement_read_now(&statement, values, nulls);
	approval->given =
		1 + (int) DatumGetInt64(learn_statement_datum(0, 1, &isnull));
	if (DatumGetBool(learn_statement_datum(0, 2, &isnull)) &&
		approval->given < approval->required)
		ereport(ERROR, (errcode(LEARN_ERRCODE_CONFLICT),
						errmsg("already approved by you"),
						errdetail("\"%s\" has %d of %d approvals.",
								  approval->review->id, approval->given,
								  approval->required),
						errhint("Somebody else must approve it as well.")));
}

/*
 * A digest says which content was read, not what it was compared with: when
 * the same content was made from another version before, only a claim, which
 * ends when that changes, shows that the approver has seen it as it is now.
 */
static void
check_comparison(const LearnApproval *approval)
{
	static LearnStatement statement = {
		"SELECT 1 WHERE learn.had_other_parent($1)", {TEXTOID, InvalidOid}};
	const LearnReview *review = approval->review;
	Datum value = CStringGetTextDatum(review->id);

	if (review->claimed_by != NULL &&
		strcmp(review->claimed_by, approval->identity->actor) == 0)
		return;
	if (learn_statement_read_now(&statement, &value, NULL) > 0)
		ereport(
			ERROR,
			(errcode(LEARN_ERRCODE_CONFLICT),
			 errmsg("parent runbook has changed"),
			 errdetail("\"%s\" had the same content before, when it was made "
					   "from another version.",
					   review->id),
			 errhint(
				 "Claim the review with learn_claim(), read learn_comparison() again, and approve it then.")));
}

/*
 * Checked when it was queued; checked again, since rules may have come since.
 */
static void
check_still_valid(const LearnApproval *approval)
{
	static LearnStatement statement = {
		"SELECT content::text FROM learn.runbooks WHERE id = $1",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(approval->review->id);
	char *content;
	char *errors;

	learn_statement_read_now(&statement, &value, NULL);
	content = learn_statement_text(0, 1);
	errors = learn_foreign_runbook_errors(content, strlen(content));
	if (errors != NULL)
		ereport(ERROR,
				(errcode(LEARN_ERRCODE_CONFLICT),
				 errmsg("runbook is not valid"), errdetail("%s", errors),
				 errhint("Write it again with learn_edit(), or reject it.")));
	learn_policy_require(content, LEARN_ERRCODE_CONFLICT);
}

/*
 * Some test of this revision, and the latest of each name, must have passed.
 */
static void
check_tests(const LearnApproval *approval)
{
	static LearnStatement statement = {
		"SELECT count(*), string_agg(format('\"%s\"', left(t.test_name, 200)),"
		" ', ' ORDER BY t.test_name) FILTER (WHERE NOT t.passed)"
		" FROM learn.latest_tests($1) t",
		{TEXTOID, InvalidOid}};
	const LearnReview *review = approval->review;
	Datum value = CStringGetTextDatum(review->id);
	char *failed;
	bool isnull;

	if (!learn_setting_require_passing_test)
		return;
	learn_statement_read_now(&statement, &value, NULL);
	failed = learn_statement_text(0, 2);
	if (failed == NULL &&
		DatumGetInt64(learn_statement_datum(0, 1, &isnull)) > 0)
		return;
	if (failed != NULL)
		ereport(
			ERROR,
			(errcode(LEARN_ERRCODE_CONFLICT),
			 errmsg("a passing test is needed"),
			 errdetail("Failed last: %s.", failed),
			 errhint(
				 "Test it again, and record that with learn_add_test() under the same name.")));
	ereport(ERROR, (errcode(LEARN_ERRCODE_CONFLICT),
					errmsg("a passing test is needed"),
					errdetail("No test of revision %d of \"%s\" is recorded.",
							  review->revision, review->id),
					errhint("Record one with learn_add_test().")));
}

/*
 * Risks are acknowledged by name, so that nobody accepts what they have not
 * read.
 */
static void
check_risks(LearnApproval *approval)
{
	static LearnStatement statement = {
		"SELECT to_jsonb(array_agg(DISTINCT g.name))::text,"
		" string_agg(DISTINCT format('\"%s\"', g.name), ', ')"
		" FILTER (WHERE g.name IS NULL OR r.name IS NULL),"
		" (SELECT string_agg(format('\"%s\"', m.name), ', ' ORDER BY m.name)"
		" FROM learn.risks($1) m WHERE m.name <> ALL ($2))"
		" FROM unnest($2) g(name)"
		" LEFT JOIN learn.risks($1) r ON r.name = g.name",
		{TEXTOID, TEXTARRAYOID, InvalidOid}};
	const char *id = approval->review->id;
	Datum values[2];
	char *unknown;
	char *missing;

	values[0] = CStringGetTextDatum(id);
	values[1] = approval->risks;
	learn_statement_read_now(&statement, values, NULL);
	approval->acknowledged_risks = learn_statement_text(0, 1);
	unknown = learn_statement_text(0, 2);
	missing = learn_statement_text(0, 3);
	if (approval->acknowledged_risks == NULL)
		approval->acknowledged_risks = pstrdup("[]");
	if (unknown != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown name in \"acknowledged_risks\""),
				 errdetail("\"%s\" has no such risk: %s.", id, unknown),
				 errhint("learn_comparison() shows the risks of a draft.")));
	if (missing != NULL)
		ereport(
			ERROR,
			(errcode(LEARN_ERRCODE_CONFLICT),
			 errmsg("risks are not acknowledged"),
			 errdetail("\"%s\" has these: %s.", id, missing),
			 errhint(
				 "Read about them with learn_comparison(), and name them in \"acknowledged_risks\" if they can be taken.")));
}

void
learn_approval_check(LearnApproval *approval)
{
	check_author(approval);
	count_approvals(approval);
	learn_review_check_digest(approval->review, approval->digest,
							  approval->identity->actor);
	check_comparison(approval);
	check_still_valid(approval);
	learn_succession_check(approval->review);
	check_tests(approval);
	check_risks(approval);
}
