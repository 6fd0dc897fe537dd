-- Measures: every number is the one that counting executions and reviews gives.
\set SHOW_CONTEXT never
SET SESSION AUTHORIZATION regress_root;
SET TimeZone = 'UTC';
DROP EXTENSION learn;
CREATE EXTENSION learn;

-- What successes say about a rate.
SELECT successes, executions, round(low::numeric, 6) AS low, round(high::numeric, 6) AS high
FROM (VALUES (0, 0), (0, 1), (1, 1), (5, 10), (0, 20), (999999999, 1000000000)) v(successes, executions),
    learn.success_interval(successes, executions);
SELECT learn.success_interval(NULL, 5) IS NULL AS unknown;
SELECT round(learn.probability_better(0, 0, 0, 0)::numeric, 6) AS nothing_known,
    round(learn.probability_better(1, 1, 0, 1)::numeric, 6) AS one_each,
    round(learn.probability_better(90, 100, 80, 100)::numeric, 6) AS ten_more,
    round(learn.probability_better(80, 100, 90, 100)::numeric, 6) AS ten_less,
    learn.probability_better(900000000, 1000000000, 800000000, 1000000000) AS certain,
    learn.probability_better(NULL, 1, 1, 1) AS unknown;
SELECT learn.success_interval(6, 5);
SELECT learn.probability_better(-1, 5, 0, 0);

-- Versions and reviews as a restored dump would bring them, with dates that do
-- not change.
CREATE FUNCTION pg_temp.runbook(id text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('id', id, 'name', 'About ' || id, 'platform', 'linux', 'incident_types', '["service_crash"]'::jsonb,
        'steps', '[{"action": "a", "command": "true"}]'::jsonb);
$$;
INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by, parent_runbook, parent_digest,
    generated_from_failure, generated_at, generated_by, generation_model, approved_by, approved_at, approved_digest,
    archived_at, archive_reason)
SELECT id, status::learn.runbook_status, origin::learn.runbook_origin, pg_temp.runbook(id), created, 'somebody', parent, 'digest',
    'exec-any', created, 'learn (builtin)', 'builtin', approver, approved,
    CASE WHEN approver IS NOT NULL THEN learn.runbook_digest(pg_temp.runbook(id)) END,
    CASE WHEN status = 'archived' THEN created END, reason::learn.archive_reason
FROM (VALUES
    -- line one: each version better than the one before, but the third
    ('RB-ONE', 'archived', 'imported', NULL, '2025-01-01'::timestamptz, 'root', '2025-01-01'::timestamptz, 'superseded'),
    ('RB-ONE-v2', 'archived', 'generated', 'RB-ONE', '2025-01-06 12:00', 'amy', '2025-01-07 12:00', 'superseded'),
    ('RB-ONE-v3', 'archived', 'generated', 'RB-ONE-v2', '2025-01-12 23:59', 'amy', '2025-01-13 00:59', 'rolled_back'),
    ('RB-ONE-v4', 'active', 'generated', 'RB-ONE-v2', '2025-01-13 00:00', 'bob', '2025-01-13 02:00', NULL),
    ('RB-ONE-v5', 'pending', 'generated', 'RB-ONE-v4', '2025-01-14 00:00', NULL, NULL, NULL),
    -- line two: in use, and never executed
    ('RB-TWO', 'active', 'submitted', NULL, '2025-01-08 00:00', 'cora', '2025-01-11 00:00', NULL),
    ('RB-TWO-B1', 'archived', 'generated', 'RB-TWO', '2025-01-15 00:00', NULL, NULL, 'rejected'),
    ('RB-TWO-B2', 'archived', 'generated', 'RB-TWO', '2025-01-16 00:00', NULL, NULL, 'withdrawn'))
    v(id, status, origin, parent, created, approver, approved, reason);
INSERT INTO learn.review_queue (runbook_id, status, priority, reason, failure_execution_id, created_at, claimed_by, claimed_at,
    reviewed_by, reviewed_at, rejection_reason, withdrawal_reason)
VALUES
    ('RB-ONE-v3', 'approved', 'high', 'r', 'exec-any', '2025-01-12 23:59', 'amy', '2025-01-13 00:39', 'amy', '2025-01-13 00:59', NULL, NULL),
    ('RB-ONE-v4', 'approved', 'high', 'r', 'exec-any', '2025-01-13 00:00', 'amy', '2025-01-13 00:30', 'bob', '2025-01-13 02:00', NULL, NULL),
    ('RB-TWO', 'approved', 'low', 'r', NULL, '2025-01-08 00:00', NULL, NULL, 'cora', '2025-01-11 00:00', NULL, NULL),
    ('RB-TWO-B1', 'rejected', 'medium', 'r', 'exec-any', '2025-01-15 00:00', 'amy', '2025-01-15 01:00', 'amy', '2025-01-15 01:10', 'no', NULL),
    ('RB-TWO-B2', 'withdrawn', 'medium', 'r', 'exec-any', '2025-01-16 00:00', NULL, NULL, 'amy', '2025-01-16 06:00', NULL, 'why'),
    ('RB-ONE-v5', 'in_review', 'high', 'r', 'exec-any', now() - interval '3 hours', 'amy', now(), NULL, NULL, NULL, NULL);
INSERT INTO learn.review_archive (runbook_id, status, priority, reason, failure_execution_id, created_at, claimed_by, claimed_at,
    reviewed_by, reviewed_at, archived_at)
VALUES ('RB-ONE-v2', 'approved', 'high', 'r', 'exec-any', '2025-01-06 12:00', NULL, NULL, 'amy', '2025-01-07 12:00', now());

-- Two had to approve the third version: dan and amy did.  Bob had approved an
-- earlier writing of it.
CREATE FUNCTION pg_temp.log(at timestamptz, actor text, action text, object_id text, digest text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO learn.audit_log SELECT (e.entry).seq, (e.entry).at, (e.entry).actor, (e.entry).role, (e.entry).login_role,
        (e.entry).claims_subject, (e.entry).action, (e.entry).object_id, (e.entry).digest_before, (e.entry).digest_after,
        (e.entry).details, (e.entry).previous_hash, learn.audit_hash(e.entry), false
    FROM (SELECT ROW(l.seq + 1, at, actor, 'learn_reviewer', actor, NULL, action, object_id, NULL, digest, '{}', l.hash, '',
            false)::learn.audit_log AS entry
        FROM (SELECT seq, hash FROM learn.audit_log UNION ALL SELECT 0, repeat('0', 64) ORDER BY seq DESC LIMIT 1) l) e;
$$;
SELECT pg_temp.log('2025-01-13 00:00', 'bob', 'endorse', 'RB-ONE-v3', 'of an earlier writing');
SELECT pg_temp.log('2025-01-13 00:01', 'dan', 'claim', 'RB-ONE-v3', NULL);
SELECT pg_temp.log('2025-01-13 00:31', 'dan', 'endorse', 'RB-ONE-v3', digest) FROM learn.runbooks WHERE id = 'RB-ONE-v3';
SELECT pg_temp.log('2025-01-13 00:39', 'amy', 'claim', 'RB-ONE-v3', NULL);
SELECT count(*) AS problems FROM learn_verify_audit() WHERE seq IS NOT NULL;

SELECT * FROM learn_learning_rate WHERE week < '2026-01-01';
SELECT * FROM learn_reviewers ORDER BY reviewer;
SELECT priority, open, pending_review, in_review, needs_changes, date_trunc('hour', now() - oldest) AS oldest,
    date_trunc('hour', median_age) AS median_age, overdue
FROM learn_backlog;

-- The same, counted otherwise.
SELECT l.week FROM learn_learning_rate l WHERE (generated, submitted, approved, rejected, withdrawn) IS DISTINCT FROM (
    (SELECT count(*) FROM learn.reviews q JOIN learn.runbooks r ON r.id = q.runbook_id
        WHERE r.origin = 'generated' AND q.created_at >= l.week AND q.created_at < l.week + 7),
    (SELECT count(*) FROM learn.reviews q JOIN learn.runbooks r ON r.id = q.runbook_id
        WHERE r.origin = 'submitted' AND q.created_at >= l.week AND q.created_at < l.week + 7),
    (SELECT count(*) FROM learn.reviews q WHERE q.status = 'approved' AND q.reviewed_at >= l.week AND q.reviewed_at < l.week + 7),
    (SELECT count(*) FROM learn.reviews q WHERE q.status = 'rejected' AND q.reviewed_at >= l.week AND q.reviewed_at < l.week + 7),
    (SELECT count(*) FROM learn.reviews q WHERE q.status = 'withdrawn' AND q.reviewed_at >= l.week AND q.reviewed_at < l.week + 7));
BEGIN;
SET LOCAL TimeZone = 'Pacific/Auckland';
SELECT count(*) AS weeks, min(week) AS first, extract(isodow FROM min(week)) AS monday FROM learn_learning_rate
WHERE week < '2026-01-01';
ROLLBACK;

-- A backlog of all kinds, which is gone again.
BEGIN;
INSERT INTO learn.review_queue (runbook_id, status, priority, reason, created_at)
SELECT 'RB-WAITS-' || n, (ARRAY['pending_review', 'needs_changes'])[1 + n % 2]::learn.review_status, 'low', 'r',
    now() - make_interval(hours => 10 * n)
FROM generate_series(1, 5) n;
SELECT priority, open, pending_review, in_review, needs_changes, date_trunc('hour', now() - oldest) AS oldest,
    date_trunc('hour', median_age) AS median_age, overdue
FROM learn_backlog;
ROLLBACK;

-- What the versions do: the later a run, the longer it takes, and of some no
-- duration is known; failures are verified or not, and some need a human.
CREATE FUNCTION pg_temp.runs(name text, runbook text, successes integer, failures integer, day date) RETURNS void LANGUAGE sql AS $$
    INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, hostname, started_at, duration_seconds,
        status, verification_passed, error_message, manual_intervention_needed, executed_steps)
    SELECT format('%s-%s', name, n), runbook, 'service_crash', 'linux', format('%s-%s', name, n),
        day + make_interval(mins => n), CASE WHEN n % 5 > 0 THEN n * 0.1 END,
        CASE WHEN n <= successes THEN 'success' ELSE 'failure' END,
        CASE WHEN n <= successes THEN true WHEN n % 2 = 0 THEN false END,
        CASE WHEN n > successes THEN 'mount: Permission denied' END,
        CASE WHEN n > successes + 1 THEN n % 3 = 0 END, '[]'
    FROM generate_series(1, successes + failures) n;
$$;
SELECT pg_temp.runs('one', 'RB-ONE', 2, 18, '2025-02-01');
SELECT pg_temp.runs('two', 'RB-ONE-v2', 18, 2, '2025-02-03');
SELECT pg_temp.runs('three', 'RB-ONE-v3', 1, 7, '2025-02-05');
SELECT pg_temp.runs('four', 'RB-ONE-v4', 2, 0, '2025-02-07');
SELECT pg_temp.runs('unknown', 'RB-NOBODY-KNOWS', 1, 1, '2025-02-09');
-- The same incident again, on the host of the second version's first success:
-- after 23 hours, and on that of its second after two days.
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, hostname, started_at, status,
    verification_passed, error_message)
VALUES ('two-again', 'RB-ONE-v2', 'service_crash', 'linux', 'two-1', '2025-02-03 23:00', 'failure', false, 'Permission denied'),
    ('two-later', 'RB-ONE-v2', 'service_crash', 'linux', 'two-2', '2025-02-05 23:00', 'failure', false, 'Permission denied'),
    ('one-not-verified', 'RB-ONE', 'service_crash', 'linux', NULL, now() + interval '1 year', 'success', NULL, NULL);
SELECT learn_run_jobs(1000);
SELECT count(*) AS analysed, count(*) FILTER (WHERE source = 'rules') AS by_rules, count(recurred_as) AS recurred FROM learn.analyses;

SELECT runbook_id, executions, successes, verified, recurred, success_rate, success_rate_low, success_rate_high
FROM learn_versions ORDER BY line, version;
SELECT runbook_id, time_to_repair, manual_interventions, last_started_at <= now() AS not_in_future,
    parent_runbook, parent_success_rate, probability_better, verdict
FROM learn_versions ORDER BY line, version;
SELECT runbook_id, approved_by, approved_at, archive_reason FROM learn_versions ORDER BY line, version;

-- As it can be counted in what was reported and found out.
CREATE TEMP VIEW recount AS
    SELECT a.runbook_id, count(*) AS executions, count(*) FILTER (WHERE a.succeeded) AS successes,
        count(e.verification_passed) AS verified, count(a.recurred_as) AS recurred,
        count(e.duration_seconds) FILTER (WHERE a.succeeded) AS repairs,
        coalesce(sum(e.duration_seconds::numeric) FILTER (WHERE a.succeeded), 0) AS repair_seconds,
        count(*) FILTER (WHERE coalesce(f.manual_intervention_needed, e.manual_intervention_needed)) AS manual_interventions,
        max(least(e.started_at, '2025-12-31')) AS last_started_at
    FROM learn.analyses a JOIN learn.execution_results e USING (execution_id) LEFT JOIN learn.feedback f USING (execution_id)
    GROUP BY a.runbook_id;
CREATE TEMP VIEW differences AS
    SELECT 'version_counts' AS counted_by, x.runbook_id FROM (
        TABLE recount
        EXCEPT
        SELECT n.runbook_id, c.executions, c.successes, c.verified, c.recurred, c.repairs, c.repair_seconds,
            c.manual_interventions, least(c.last_started_at, '2025-12-31')
        FROM recount n, learn.version_counts(n.runbook_id) c) x
    UNION ALL
    SELECT 'learn_versions', x.id FROM (
        SELECT r.id, coalesce(n.executions, 0), coalesce(n.successes, 0), coalesce(n.verified, 0), coalesce(n.recurred, 0),
            round((n.successes - n.recurred)::numeric / n.executions, 4), round(n.repair_seconds / nullif(n.repairs, 0), 3),
            coalesce(n.manual_interventions, 0), n.last_started_at, round((p.successes - p.recurred)::numeric / p.executions, 4)
        FROM learn.runbooks r LEFT JOIN recount n ON n.runbook_id = r.id LEFT JOIN recount p ON p.runbook_id = r.parent_runbook
        EXCEPT
        SELECT v.runbook_id, v.executions, v.successes, v.verified, v.recurred, v.success_rate, v.time_to_repair,
            v.manual_interventions, CASE WHEN v.last_started_at > '2025-12-31' THEN '2025-12-31' ELSE v.last_started_at END,
            v.parent_success_rate
        FROM learn_versions v) x;
SELECT count(*) AS versions, sum(executions) AS executions FROM recount;
TABLE differences;

-- As the log has not begun, a dump may still be on its way: nothing is added up.
SELECT count(*) AS totals FROM learn.runbook_stats;
SELECT count(*) > 0 AS waiting FROM learn.runbook_stats_deltas;

-- Was a human needed?  The latest word counts, and what it says by saying
-- nothing of it is what the executor reported.
SELECT manual_intervention_needed AS reported FROM learn_executions WHERE execution_id = 'two-20';
SELECT learn_feedback('two-20', manual_intervention_needed => true) IS NOT NULL AS said;
SELECT manual_interventions, (SELECT count(*) FROM differences) AS differences FROM learn_versions WHERE runbook_id = 'RB-ONE-v2';
SELECT learn_feedback('two-20', manual_intervention_needed => true) IS NOT NULL AS said_again;
SELECT manual_interventions, (SELECT count(*) FROM differences) AS differences FROM learn_versions WHERE runbook_id = 'RB-ONE-v2';
SELECT learn_feedback('two-20', manual_intervention_needed => false) IS NOT NULL AS taken_back;
SELECT manual_interventions, (SELECT count(*) FROM differences) AS differences FROM learn_versions WHERE runbook_id = 'RB-ONE-v2';
SELECT manual_intervention_needed AS reported FROM learn_executions WHERE execution_id = 'one-6';
SELECT learn_feedback('one-6', manual_intervention_needed => false) IS NOT NULL AS contradicted;
SELECT manual_interventions, (SELECT count(*) FROM differences) AS differences FROM learn_versions WHERE runbook_id = 'RB-ONE';
SELECT learn_feedback('one-6', human_feedback => 'well') IS NOT NULL AS said_nothing_of_it;
SELECT manual_interventions, (SELECT count(*) FROM differences) AS differences FROM learn_versions WHERE runbook_id = 'RB-ONE';

-- Added up, but not under a snapshot that may be older than the rows are.
CREATE TEMP TABLE seen AS SELECT * FROM learn_versions;
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT learn_run_jobs();
SELECT count(*) AS totals FROM learn.runbook_stats;
COMMIT;
SELECT learn_run_jobs();
SELECT count(*) AS totals, (SELECT count(*) FROM learn.runbook_stats_deltas) AS waiting FROM learn.runbook_stats;
TABLE differences;
TABLE seen EXCEPT TABLE learn_versions;

-- What is rolled back is not counted; what comes later is added to the totals,
-- also when it ran earlier.
BEGIN;
SELECT pg_temp.runs('five', 'RB-ONE-v5', 3, 1, '2025-03-01');
SELECT learn_run_jobs();
SELECT executions FROM learn_versions WHERE runbook_id = 'RB-ONE-v5';
ROLLBACK;
SELECT executions FROM learn_versions WHERE runbook_id = 'RB-ONE-v5';
SELECT pg_temp.runs('more', 'RB-ONE-v4', 0, 3, '2025-02-06');
SELECT learn_run_jobs();
SELECT executions, success_rate, last_started_at, probability_better, verdict FROM learn_versions WHERE runbook_id = 'RB-ONE-v4';
TABLE differences;

-- A share of the executions has no duration, and a very short and a very long
-- one are added up as well.
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, duration_seconds, status, verification_passed)
VALUES ('short', 'RB-TWO-B1', 'x', 'linux', 1e-300, 'success', true), ('long', 'RB-TWO-B1', 'x', 'linux', 1e300, 'success', true);
SELECT learn_run_jobs();
SELECT repairs, repair_seconds = 1e300 AS added, scale(repair_seconds) FROM learn.version_counts('RB-TWO-B1');

-- What was approved and never ran.
SELECT runbook_id, line, name, platform, incident_types, approved_by, approved_at, waiting > '0' AS waits FROM learn_never_ran;
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status) VALUES ('first', 'RB-TWO', 'x', 'linux', 'failure');
SELECT count(*) FROM learn_never_ran;
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT learn_run_jobs();
SELECT count(*) AS waiting FROM learn.runbook_stats_deltas;
SELECT count(*) FROM learn_never_ran;
COMMIT;

-- What the engine is told of versions.
SELECT f -> 'statistics' AS statistics, jsonb_path_query_array(f, '$.versions[*].id') AS ids,
    jsonb_path_query_array(f, '$.versions[*].executions') AS executions,
    jsonb_path_query_array(f, '$.versions[*].successes') AS successes, jsonb_path_query_array(f, '$.versions[*].recurred') AS recurred
FROM learn.facts('two-again', NULL) f;
SELECT learn.facts('unknown-2', NULL) -> 'statistics' AS of_an_unknown_runbook;

-- On which days the failures of each group began.
SELECT sum(failures) AS failures, count(*) AS days FROM learn.failure_group_days;
SELECT signature, (started_at AT TIME ZONE 'UTC')::date AS day, count(*) AS failures
FROM learn.analyses JOIN learn.execution_results USING (execution_id) WHERE NOT succeeded AND started_at < now() - interval '1 day' GROUP BY 1, 2
EXCEPT SELECT signature, day, failures FROM learn.failure_group_days;

-- What is read: no execution, and no analysis.
CREATE FUNCTION pg_temp.reads(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    plan jsonb;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT json) ' || statement INTO plan;
    RETURN (SELECT string_agg(DISTINCT name #>> '{}', ' ' ORDER BY name #>> '{}')
        FROM jsonb_path_query(plan, '$.**."Relation Name"') name);
END
$$;
SELECT v, pg_temp.reads('SELECT * FROM ' || v) AS reads
FROM unnest(ARRAY['learn_versions', 'learn_learning_rate', 'learn_backlog', 'learn_reviewers', 'learn_never_ran']) v;

-- Reviewers may look, executors not.
SET ROLE learn_reviewer;
SELECT (SELECT count(*) FROM learn_versions WHERE verdict IS NOT NULL) > 0 AS versions,
    (SELECT count(*) FROM learn_learning_rate) > 0 AS learning_rate, (SELECT count(*) FROM learn_backlog) > 0 AS backlog,
    (SELECT count(*) FROM learn_reviewers) > 0 AS reviewers, (SELECT count(*) FROM learn_never_ran) >= 0 AS never_ran,
    (SELECT executions FROM learn.version_counts('RB-ONE')) > 0 AS version_counts;
SET ROLE learn_executor;
SELECT count(*) FROM learn_versions;
SELECT count(*) FROM learn_reviewers;
SELECT * FROM learn.version_counts('RB-ONE');
RESET ROLE;

-- The version in use does worse than the one it was made from: a human is told,
-- and not before, nor of versions that are not in use any more.
SELECT count(*) FROM learn_triage WHERE kind = 'worse version';
SELECT pg_temp.runs('five', 'RB-ONE-v4', 0, 9, '2025-02-11');
SELECT learn_run_jobs(1000) >= 9 AS done;
SELECT runbook_line, incident_type, signature, occurrences, evidence, executions FROM learn_triage WHERE kind = 'worse version';
