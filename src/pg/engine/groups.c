/*-------------------------------------------------------------------------
 *
 * groups.c
 *		Failures that are the same problem, and the one answer to all of them.
 *
 * Rows are written in the order of their keys, so that two who write several
 * do not wait for each other crosswise.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/engine/groups.h"
#include "pg/rows.h"
#include "pg/settings.h"
#include "pg/statement.h"

/* An unsure answer is asked for again when there are so many times as many. */
#define UNSURE_GROWTH 2

/* The columns of a group, as read_group() reads them. */
#define GROUP_COLUMNS                                                         \
	"g.occurrences, g.failure_type::text, g.reasoning, g.confidence,"         \
	" g.source::text, g.answered_at, g.answered_occurrences,"                 \
	" CASE WHEN g.no_draft_until > now() THEN g.no_draft_reason END,"         \
	" g.no_draft_for"

/* Their places in a result. */
enum
{
	COLUMN_OCCURRENCES = 2,
	COLUMN_TYPE,
	COLUMN_REASONING,
	COLUMN_CONFIDENCE,
	COLUMN_SOURCE,
	COLUMN_ANSWERED_AT,
	COLUMN_ANSWERED_OCCURRENCES,
	COLUMN_NO_DRAFT_REASON,
	COLUMN_NO_DRAFT_FOR
};

/*
 * Does the answer of a group hold for the next failure?  A human's does, until
 * a human says otherwise.  A model's does for learn.recheck_after when it was
 * sure; when it was not, until there are twice as many, so that a hard case
 * costs a few calls and not one for each failure.  What the rules said is not
 * an answer for others: they read each failure themselves.
 */
static bool
answers_for(const LearnGroup *group, const char *source,
			TimestampTz answered_at, int64 answered_occurrences)
{
	if (source == NULL || strcmp(source, "rules") == 0)
		return false;
	if (group->by_human)
		return true;
	if (GetCurrentTimestamp() - answered_at >
		(int64) learn_setting_recheck_after * USECS_PER_MINUTE)
		return false;
	return (group->type != NULL &&
			group->confidence >= learn_setting_rules_confidence) ||
		   group->occurrences < UNSURE_GROWTH * answered_occurrences;
}

/*
 * Reads a row of the last result.
 */
static void
read_group(uint64 row, LearnGroup *group)
{
	char *source = learn_statement_text(row, COLUMN_SOURCE);
	TimestampTz answered_at;
	int64 answered_occurrences;
	bool isnull;

	group->occurrences =
		DatumGetInt64(learn_statement_datum(row, COLUMN_OCCURRENCES, &isnull));
	group->type = learn_statement_text(row, COLUMN_TYPE);
	group->reasoning = learn_statement_text(row, COLUMN_REASONING);
	group->confidence =
		DatumGetFloat8(learn_statement_datum(row, COLUMN_CONFIDENCE, &isnull));
	if (isnull)
		group->confidence = 0;
	group->no_draft_reason = learn_statement_text(row, COLUMN_NO_DRAFT_REASON);
	group->no_draft_for = learn_statement_text(row, COLUMN_NO_DRAFT_FOR);
	group->by_human = source != NULL && strcmp(source, "human") == 0;
	answered_at = DatumGetTimestampTz(
		learn_statement_datum(row, COLUMN_ANSWERED_AT, &isnull));
	if (isnull)
		return;
	answered_occurrences = DatumGetInt64(
		learn_statement_datum(row, COLUMN_ANSWERED_OCCURRENCES, &isnull));
	group->answered = answers_for(group, source, answered_at,
								  isnull ? 0 : answered_occurrences);
}

/*
 * The groups in the last result, whose first column is their signature, in the
 * order of runs.
 */
static LearnGroup *
groups_of(const LearnRun *const *runs, int count, uint64 found)
{
	LearnGroup *groups = palloc0(sizeof(LearnGroup) * Max(count, 1));

	for (uint64 row = 0; row < found; row++)
	{
		char *signature = learn_statement_text(row, 1);
		LearnGroup group = {0};

		read_group(row, &group);
		for (int i = 0; i < count; i++)
		{
			if (runs[i]->signature != NULL &&
				strcmp(runs[i]->signature, signature) == 0)
				groups[i] = group;
		}
	}
	return groups;
}

LearnGroup *
learn_groups_read(const LearnRun *const *runs, int count)
{
	static LearnStatement statement = {"SELECT g.signature, " GROUP_COLUMNS
									   " FROM learn.failure_groups g"
									   " WHERE g.signature = ANY ($1)",
									   {TEXTARRAYOID, InvalidOid}};
	static const Oid types[] = {TEXTOID};
	LearnRows *rows = learn_rows_create(types, 1, count);
	Datum value;

	for (int i = 0; i < count; i++)
		learn_rows_set_text(rows, i, 0, runs[i]->signature);
	learn_rows_arrays(rows, &value);
	return groups_of(runs, count,
					 learn_statement_run(&statement, &value, NULL));
}

/*
 * Is this an answer that is kept with the group?  One of its own is there
 * already; what could not be read counts as an unsure one.
 */
static bool
is_kept(const LearnRun *run)
{
	return run->source != NULL && strcmp(run->source, "group") != 0;
}

/*
 * Counts where and when failures were seen.
 */
static void
count_sightings(const LearnRun *const *runs, int count)
{
	static LearnStatement hosts = {
		"INSERT INTO learn.failure_group_hosts AS h (signature, client_id,"
		" hostname, first_seen, last_seen, occurrences)"
		" SELECT r.signature, r.client_id, r.hostname, min(r.started_at),"
		" max(r.started_at), count(*) FROM unnest($1, $2, $3, $4)"
		" AS r (signature, client_id, hostname, started_at)"
		" WHERE r.signature IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
		" ON CONFLICT (signature, client_id, hostname) DO UPDATE SET"
		" first_seen = least(h.first_seen, excluded.first_seen),"
		" last_seen = greatest(h.last_seen, excluded.last_seen),"
		" occurrences = h.occurrences + excluded.occurrences",
		{TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TIMESTAMPTZARRAYOID,
		 InvalidOid}};
	static LearnStatement days = {
		"INSERT INTO learn.failure_group_days AS d (signature, day, failures)"
		" SELECT r.signature, (r.started_at AT TIME ZONE 'UTC')::date,"
		" count(*) FROM unnest($1, $2) AS r (signature, started_at)"
		" WHERE r.signature IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"
		" ON CONFLICT (signature, day) DO UPDATE SET"
		" failures = d.failures + excluded.failures",
		{TEXTARRAYOID, TIMESTAMPTZARRAYOID, InvalidOid}};
	static const Oid types[] = {TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID};
	LearnRows *rows = learn_rows_create(types, lengthof(types), count);
	Datum values[lengthof(types)];

	for (int i = 0; i < count; i++)
	{
		learn_rows_set_text(rows, i, 0, runs[i]->signature);
		learn_rows_set_text(rows, i, 1, runs[i]->client_id);
		learn_rows_set_text(rows, i, 2, runs[i]->hostname);
		learn_rows_set(rows, i, 3, TimestampTzGetDatum(runs[i]->started_at));
	}
	learn_rows_arrays(rows, values);
	learn_statement_run(&hosts, values, NULL);
	values[1] = values[3];
	learn_statement_run(&days, values, NULL);
}

/* The columns of a failure, as learn_groups_count() reads them. */
static const Oid failure_types[] = {TEXTOID,       TEXTOID, TEXTOID, TEXTOID,
									TEXTOID,       TEXTOID, TEXTOID, TEXTOID,
									TEXTOID,       TEXTOID, TEXTOID, FLOAT8OID,
									TIMESTAMPTZOID};

/*
 * One failure as a row; the runbook's line is the database's to find.
 */
static void
set_failure(LearnRows *rows, int row, const LearnRun *run)
{
	const char *const texts[] = {
		run->signature,
		run->runbook_id,
		run->platform,
		run->incident_type,
		run->action,
		run->message,
		run->execution_id,
		is_kept(run) ? run->type : NULL,
		is_kept(run) ? run->reasoning : NULL,
		is_kept(run) ? run->source : NULL,
		is_kept(run) ? run->model : NULL,
	};

	for (size_t i = 0; i < lengthof(texts); i++)
		learn_rows_set_text(rows, row, (int) i, texts[i]);
	if (is_kept(run))
		learn_rows_set(rows, row, lengthof(texts),
					   Float8GetDatum(run->confidence));
	learn_rows_set(rows, row, lengthof(texts) + 1,
				   TimestampTzGetDatum(run->started_at));
}

/* Is there a new answer?  A human's stays, the rules do not undo a model's. */
#define NEW_ANSWER                                                            \
	"excluded.source IS NOT NULL AND (g.source IS NULL"                       \
	" OR g.source = 'rules' OR g.source <> 'human'"                           \
	" AND excluded.source <> 'rules')"

/* One that could not be read leaves what a model said before as it was. */
#define READABLE_ANSWER                                                       \
	NEW_ANSWER " AND (g.source IS DISTINCT FROM 'model'"                      \
			   " OR excluded.source <> 'default')"

#define SET_ANSWER                                                            \
	" (failure_type, reasoning, confidence, source, model) = ("               \
	" SELECT excluded.failure_type, excluded.reasoning,"                      \
	" excluded.confidence, excluded.source, excluded.model"                   \
	" WHERE " READABLE_ANSWER " UNION ALL SELECT g.failure_type,"             \
	" g.reasoning, g.confidence, g.source, g.model"                           \
	" WHERE NOT (" READABLE_ANSWER ")),"                                      \
	" (answered_at, answered_occurrences) = ("                                \
	" SELECT excluded.answered_at, g.occurrences + excluded.occurrences"      \
	" WHERE " NEW_ANSWER " UNION ALL"                                         \
	" SELECT g.answered_at, g.answered_occurrences"                           \
	" WHERE NOT (" NEW_ANSWER "))"

LearnGroup *
learn_groups_count(const LearnRun *const *runs, int count)
{
	static LearnStatement statement = {
		"WITH r AS (SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9,"
		" $10, $11, $12, $13) WITH ORDINALITY AS r (signature, runbook_id,"
		" platform, incident_type, action, message, execution_id, type,"
		" reasoning, source, model, confidence, started_at, number)"
		" WHERE r.signature IS NOT NULL),"
		" s AS (SELECT signature, count(*) AS occurrences,"
		" min(started_at) AS first_seen, max(started_at) AS last_seen,"
		" (array_agg(execution_id ORDER BY started_at DESC, number DESC))[:10]"
		" AS executions,"
		" (array_agg(number ORDER BY array_position("
		"ARRAY['model', 'rules', 'default'], source), number))[1]"
		" AS number FROM r GROUP BY signature)"
		" INSERT INTO learn.failure_groups AS g (signature, line, platform,"
		" incident_type, action, message, first_seen, last_seen, occurrences,"
		" executions, failure_type, reasoning, confidence, source, model,"
		" answered_at, answered_occurrences)"
		" SELECT s.signature, learn.runbook_line(r.runbook_id), r.platform,"
		" r.incident_type, r.action, r.message, s.first_seen, s.last_seen,"
		" s.occurrences, s.executions, r.type::learn.failure_type,"
		" r.reasoning, r.confidence, r.source::learn.answer_source, r.model,"
		" CASE WHEN r.source IS NOT NULL THEN $14 END,"
		" CASE WHEN r.source IS NOT NULL THEN s.occurrences END"
		" FROM s JOIN r ON r.number = s.number ORDER BY s.signature"
		" ON CONFLICT (signature) DO UPDATE SET"
		" first_seen = least(g.first_seen, excluded.first_seen),"
		" last_seen = greatest(g.last_seen, excluded.last_seen),"
		" occurrences = g.occurrences + excluded.occurrences,"
		" executions = (excluded.executions || g.executions)[:10]," SET_ANSWER
		" RETURNING g.signature, " GROUP_COLUMNS,
		{TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID,
		 TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID,
		 TEXTARRAYOID, FLOAT8ARRAYOID, TIMESTAMPTZARRAYOID, TIMESTAMPTZOID,
		 InvalidOid}};
	LearnRows *rows =
		learn_rows_create(failure_types, lengthof(failure_types), count);
	Datum values[lengthof(failure_types) + 1];
	LearnGroup *groups;

	for (int i = 0; i < count; i++)
		set_failure(rows, i, runs[i]);
	learn_rows_arrays(rows, values);
	values[lengthof(failure_types)] =
		TimestampTzGetDatum(GetCurrentTimestamp());
	groups =
		groups_of(runs, count, learn_statement_run(&statement, values, NULL));
	count_sightings(runs, count);
	return groups;
}

void
learn_group_lock(const char *execution_id)
{
	static LearnStatement statement = {
		"SELECT 1 FROM learn.analyses a"
		" JOIN learn.failure_groups g USING (signature)"
		" WHERE a.execution_id = $1 FOR UPDATE OF g",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(execution_id);

	learn_statement_run(&statement, &value, NULL);
}

void
learn_group_refuse_draft(const char *execution_id, const char *reason)
{
	static LearnStatement statement = {
		"UPDATE learn.failure_groups g SET no_draft_until = $3,"
		" no_draft_reason = left($2, 1000), no_draft_for = a.runbook_id"
		" FROM learn.analyses a"
		" WHERE a.execution_id = $1 AND g.signature = a.signature",
		{TEXTOID, TEXTOID, TIMESTAMPTZOID, InvalidOid}};
	Datum values[3];

	values[0] = CStringGetTextDatum(execution_id);
	values[1] = CStringGetTextDatum(reason);
	values[2] = TimestampTzGetDatum(GetCurrentTimestamp() +
									(int64) learn_setting_recheck_after *
										USECS_PER_MINUTE);
	learn_statement_run(&statement, values, NULL);
}
