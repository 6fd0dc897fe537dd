/*-------------------------------------------------------------------------
 *
 * lessons.c
 *		What mended which failure: learned from versions, counted by runs.
 *
 * That a version mends a failure is seen in two ways: it succeeds on a host
 * where an earlier one failed so, or it was written from such a failure and
 * succeeds.  What it added then is compared with the version that failed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "core/facts.h"
#include "core/mined_remedy.h"
#include "core/remedies_used.h"
#include "core/runbook.h"
#include "pg/engine/lessons.h"
#include "pg/engine/runs.h"
#include "pg/foreign.h"
#include "pg/rows.h"
#include "pg/statement.h"

/* What is examined at a time; what is left over comes up with the next run. */
#define EXAMINED_MAX_TEXT "16"

/*
 * In the line of a branch, see learn.branch_id().  Others may have it as well,
 * such as RB-LNX-BACKUP-001: they are looked at in vain.
 */
#define BRANCH_MARK "-B"

/* Curated remedies that are told apart in one version. */
#define REMEDIES_USED_MAX 16

/*
 * Which of the runs show something about which failure: pairs "s" of a run and
 * a signature, with the version and the execution that had failed so.  A run
 * that failed again as its version was to prevent shows that it does not.
 */
#define SHOWN                                                                 \
	"r AS MATERIALIZED (SELECT * FROM " LEARN_RUNS "),"                       \
	" origin AS (SELECT b.id, b.parent_runbook, a.signature, a.execution_id"  \
	" FROM learn.runbooks b JOIN learn.analyses a"                            \
	" ON a.execution_id = b.generated_from_failure"                           \
	" WHERE b.id = ANY ($2) AND a.signature IS NOT NULL),"                    \
	" s AS (SELECT r.execution_id, r.runbook_id, r.succeeded, r.ended_at,"    \
	" l.failed_with AS parent, l.failed_signature AS signature,"              \
	" l.failed_as AS failure FROM r JOIN learn.last_runs l"                   \
	" ON l.client_id = r.client_id AND l.hostname = r.hostname"               \
	" AND l.incident_type = r.incident_type"                                  \
	" JOIN learn.runbooks c ON c.id = r.runbook_id"                           \
	" JOIN learn.runbooks p ON p.id = l.failed_with"                          \
	" WHERE r.succeeded AND r.hostname <> ''"                                 \
	" AND l.failed_signature IS NOT NULL AND l.failed_at <= r.started_at"     \
	" AND (c.parent_runbook = p.id"                                           \
	" OR c.line = p.line AND c.version > p.version)"                          \
	" UNION SELECT r.execution_id, r.runbook_id, r.succeeded, r.ended_at,"    \
	" o.parent_runbook, o.signature, o.execution_id FROM r JOIN origin o"     \
	" ON o.id = r.runbook_id WHERE r.succeeded OR r.signature = o.signature)"

/* A version that was seen to mend a failure, or not to, for the first time. */
typedef struct Lesson
{
	char *runbook_id;
	char *parent;
	char *signature;
	char *failure; /* the execution */
} Lesson;

/*
 * Reads the lessons that the runs give for the first time.
 */
static Lesson *
new_lessons(Datum *arrays, int *count)
{
	static LearnStatement statement = {
		"WITH " SHOWN " SELECT DISTINCT ON (s.runbook_id, s.signature)"
		" s.runbook_id, s.parent, s.signature, s.failure FROM s"
		" WHERE NOT EXISTS (SELECT FROM learn.remedy_uses u"
		" WHERE u.runbook_id = s.runbook_id AND u.signature = s.signature)"
		" ORDER BY s.runbook_id, s.signature, s.parent"
		" LIMIT " EXAMINED_MAX_TEXT,
		{LEARN_RUN_ARRAYS, InvalidOid}};
	Lesson *lessons;

	*count = (int) learn_statement_run(&statement, arrays, NULL);
	lessons = palloc(sizeof(Lesson) * Max(*count, 1));
	for (int row = 0; row < *count; row++)
	{
		lessons[row].runbook_id = learn_statement_text(row, 1);
		lessons[row].parent = learn_statement_text(row, 2);
		lessons[row].signature = learn_statement_text(row, 3);
		lessons[row].failure = learn_statement_text(row, 4);
	}
	return lessons;
}

/*
 * Notes which remedy a version holds against a failure; an empty one says that
 * what it changed is no remedy by itself, so that it is not examined again.
 */
static void
note_use(const Lesson *lesson, const char *remedy_id)
{
	static LearnStatement statement = {
		"INSERT INTO learn.remedy_uses (runbook_id, remedy_id, signature)"
		" VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
		{TEXTOID, TEXTOID, TEXTOID, InvalidOid}};
	Datum values[3];

	values[0] = CStringGetTextDatum(lesson->runbook_id);
	values[1] = CStringGetTextDatum(remedy_id);
	values[2] = CStringGetTextDatum(lesson->signature);
	learn_statement_run(&statement, values, NULL);
}

/*
 * A curated remedy that a version holds gets a row, to count for it.
 */
static void
keep_curated(const Lesson *lesson, const char *id)
{
	static LearnStatement statement = {
		"INSERT INTO learn.remedies (id, origin, platform, weighed_at)"
		" VALUES ($1, 'curated', '', $2) ON CONFLICT DO NOTHING",
		{TEXTOID, TIMESTAMPTZOID, InvalidOid}};
	Datum values[2];

	values[0] = CStringGetTextDatum(id);
	values[1] = TimestampTzGetDatum(GetCurrentTimestamp());
	learn_statement_run(&statement, values, NULL);
	note_use(lesson, id);
}

/*
 * A remedy that was learned.  The same one, learned elsewhere, is the same
 * row: its name is made of what it does, and against what.
 */
static void
keep_mined(const Lesson *lesson, const char *definition, const char *key)
{
	static LearnStatement statement = {
		"INSERT INTO learn.remedies (id, origin, platform, action, message,"
		" definition, learned_from, learned_at, weighed_at)"
		" SELECT 'mined-' || left(encode(sha256(convert_to(concat_ws(chr(10),"
		" g.platform, g.message, $4), 'UTF8')), 'hex'), 16), 'mined',"
		" g.platform, g.action, g.message, $3::jsonb, $2, $5, $5"
		" FROM learn.failure_groups g WHERE g.signature = $1"
		" ON CONFLICT (id) DO UPDATE SET id = excluded.id RETURNING id",
		{TEXTOID, TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, InvalidOid}};
	Datum values[5];

	values[0] = CStringGetTextDatum(lesson->signature);
	values[1] = CStringGetTextDatum(lesson->runbook_id);
	values[2] = CStringGetTextDatum(definition);
	values[3] = CStringGetTextDatum(key);
	values[4] = TimestampTzGetDatum(GetCurrentTimestamp());
	if (learn_statement_run(&statement, values, NULL) > 0)
		note_use(lesson, learn_statement_text(0, 1));
}

/*
 * The curated remedies among the changes of a version; returns how many.
 */
static int
examine_curated(const Lesson *lesson, const char *changes)
{
	const char *ids[REMEDIES_USED_MAX];
	LearnProblem problem;
	LearnStatus status;
	int count;

	status = learn_remedies_used(changes, strlen(changes), ids, lengthof(ids),
								 &count, &problem);
	if (status == LEARN_OUT_OF_MEMORY)
		learn_foreign_check(status, &problem, "list of changes");
	if (status != LEARN_OK)
		return 0;
	for (int i = 0; i < count; i++)
		keep_curated(lesson, ids[i]);
	return count;
}

/* What is compared, all of it JSON text. */
typedef struct Comparison
{
	char *facts;  /* of the failure */
	char *parent; /* the version that failed */
	char *child;  /* the one that did not */
	char *names;  /* what a remedy must not name */
} Comparison;

/*
 * Reads what is compared; false when part of it was deleted.
 */
static bool
read_comparison(const Lesson *lesson, Comparison *comparison)
{
	static LearnStatement statement = {
		"SELECT jsonb_build_object('execution', to_jsonb(e))::text,"
		" p.content::text, c.content::text,"
		" learn.private_names(e.execution_id, $4, c.id)::text"
		" FROM learn.execution_results e, learn.runbooks p, learn.runbooks c"
		" WHERE e.execution_id = $1 AND p.id = $2 AND c.id = $3",
		{TEXTOID, TEXTOID, TEXTOID, TEXTOID, InvalidOid}};
	Datum values[4];

	values[0] = CStringGetTextDatum(lesson->failure);
	values[1] = CStringGetTextDatum(lesson->parent);
	values[2] = CStringGetTextDatum(lesson->runbook_id);
	values[3] = CStringGetTextDatum(lesson->signature);
	if (learn_statement_run(&statement, values, NULL) == 0)
		return false;
	comparison->facts = learn_statement_text(0, 1);
	comparison->parent = learn_statement_text(0, 2);
	comparison->child = learn_statement_text(0, 3);
	comparison->names = learn_statement_text(0, 4);
	return true;
}

/*
 * Compares the two versions around the step that failed.
 */
static LearnStatus
mine(const Comparison *comparison, char **remedy, char **key,
	 LearnProblem *problem)
{
	LearnFacts facts;
	LearnMinedStep failed = {0};
	LearnStatus status =
		learn_facts_read(comparison->facts, strlen(comparison->facts), &facts,
						 problem);

	if (status != LEARN_OK)
		return status;
	if (facts.failed != NULL)
	{
		failed.action = facts.failed->action;
		failed.position = facts.failed->number;
	}
	status = learn_mined_remedy(comparison->parent, strlen(comparison->parent),
								comparison->child, strlen(comparison->child),
								&failed, remedy, problem);
	learn_facts_free(&facts);
	if (status == LEARN_OK)
		status = learn_mined_check(*remedy, strlen(*remedy), comparison->names,
								   strlen(comparison->names), problem);
	if (status == LEARN_OK)
		status = learn_mined_key(*remedy, strlen(*remedy), key, problem);
	return status;
}

/*
 * What a version added to the one that failed, as a remedy of its own.
 */
static void
examine_changes(const Lesson *lesson)
{
	Comparison comparison;
	LearnProblem problem;
	LearnStatus status;
	char *remedy = NULL;
	char *key = NULL;

	if (!read_comparison(lesson, &comparison))
		return;
	status = mine(&comparison, &remedy, &key, &problem);
	if (status != LEARN_OK)
	{
		free(remedy);
		if (status == LEARN_OUT_OF_MEMORY)
			learn_foreign_check(status, &problem, "remedy");
		return;
	}
	key = learn_foreign_take(key);
	remedy = learn_foreign_take(remedy);
	keep_mined(lesson, remedy, key);
}

/*
 * Finds out which remedies a version holds against a failure.
 */
static void
examine(const Lesson *lesson)
{
	static LearnStatement statement = {
		"SELECT changes::text FROM learn.runbooks WHERE id = $1",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(lesson->runbook_id);

	if (learn_statement_run(&statement, &value, NULL) == 0)
		return;
	if (examine_curated(lesson, learn_statement_text(0, 1)) == 0)
		examine_changes(lesson);
	note_use(lesson, "");
}

/*
 * Counts the runs for the remedies of their versions, each run once for each
 * remedy, however many failures it mends.
 */
static void
count_runs(Datum *arrays)
{
	static LearnStatement statement = {
		"WITH " SHOWN ", n AS (SELECT s.remedy_id,"
		" count(*) FILTER (WHERE s.succeeded) AS successes,"
		" count(*) FILTER (WHERE NOT s.succeeded) AS failures,"
		" max(s.ended_at) FILTER (WHERE s.succeeded) AS last_success,"
		" max(s.ended_at) FILTER (WHERE NOT s.succeeded) AS last_failure,"
		" (array_agg(s.execution_id ORDER BY s.ended_at DESC)"
		" FILTER (WHERE s.succeeded))[:10] AS executions"
		" FROM (SELECT DISTINCT u.remedy_id, s.execution_id, s.succeeded,"
		" s.ended_at FROM (SELECT execution_id, runbook_id, succeeded,"
		" ended_at, signature FROM s UNION ALL SELECT execution_id,"
		" runbook_id, succeeded, ended_at, signature FROM r"
		" WHERE NOT succeeded) s"
		" JOIN learn.remedy_uses u USING (runbook_id, signature)"
		" WHERE u.remedy_id <> '') s GROUP BY s.remedy_id)"
		" UPDATE learn.remedies m SET successes = m.successes + n.successes,"
		" failures = m.failures + n.failures,"
		" last_success = greatest(m.last_success, n.last_success),"
		" last_failure = greatest(m.last_failure, n.last_failure),"
		" success_weight = n.successes"
		" + learn.decayed(m.success_weight, m.weighed_at, $10),"
		" failure_weight = n.failures"
		" + learn.decayed(m.failure_weight, m.weighed_at, $10),"
		" weighed_at = $10,"
		" executions = (coalesce(n.executions, '{}') || m.executions)[:10]"
		" FROM n WHERE m.id = n.remedy_id",
		{LEARN_RUN_ARRAYS, TIMESTAMPTZOID, InvalidOid}};

	arrays[LEARN_RUN_COLUMNS] = TimestampTzGetDatum(GetCurrentTimestamp());
	learn_statement_run(&statement, arrays, NULL);
}

/*
 * Can a run teach anything?  Only a later version of a runbook, or a branch of
 * one, was made from what failed.
 */
static bool
may_teach(const LearnRun *run)
{
	char line[LEARN_RUNBOOK_ID_MAX + 1];
	int version = learn_runbook_split_id(run->runbook_id, line);

	return version > 1 || (version == 1 && strstr(line, BRANCH_MARK) != NULL);
}

void
learn_lessons_take(const LearnRun *const *all, int count)
{
	const LearnRun **runs = palloc(sizeof(LearnRun *) * count);
	Datum arrays[LEARN_RUN_COLUMNS + 1];
	Lesson *lessons;
	int teaching = 0;
	int found;

	for (int i = 0; i < count; i++)
	{
		if (may_teach(all[i]))
			runs[teaching++] = all[i];
	}
	if (teaching == 0)
		return;
	learn_runs_arrays(runs, teaching, arrays);
	lessons = new_lessons(arrays, &found);
	for (int i = 0; i < found; i++)
		examine(&lessons[i]);
	count_runs(arrays);
}

void
learn_lessons_recurred(const LearnRecurrence *recurrences, int count)
{
	static LearnStatement statement = {
		"UPDATE learn.remedies m SET failures = m.failures + n.failures,"
		" last_failure = $3, success_weight ="
		" learn.decayed(m.success_weight, m.weighed_at, $3),"
		" failure_weight = n.failures"
		" + learn.decayed(m.failure_weight, m.weighed_at, $3),"
		" weighed_at = $3 FROM (SELECT u.remedy_id,"
		" count(DISTINCT v.number) AS failures FROM unnest($1, $2)"
		" WITH ORDINALITY AS v (runbook_id, signature, number)"
		" JOIN learn.remedy_uses u ON u.runbook_id = v.runbook_id"
		" AND u.signature IS DISTINCT FROM v.signature"
		" GROUP BY u.remedy_id) n WHERE m.id = n.remedy_id",
		{TEXTARRAYOID, TEXTARRAYOID, TIMESTAMPTZOID, InvalidOid}};
	static const Oid types[] = {TEXTOID, TEXTOID};
	LearnRows *rows = learn_rows_create(types, lengthof(types), count);
	Datum values[lengthof(types) + 1];

	for (int i = 0; i < count; i++)
	{
		learn_rows_set_text(rows, i, 0, recurrences[i].runbook_id);
		learn_rows_set_text(rows, i, 1, recurrences[i].signature);
	}
	learn_rows_arrays(rows, values);
	values[lengthof(types)] = TimestampTzGetDatum(GetCurrentTimestamp());
	learn_statement_run(&statement, values, NULL);
}
