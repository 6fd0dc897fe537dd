-- What is kept for how long, and that archived reviews are reviews as before.
-- server.conf sets learn.retention to 30 days; the others are 90 by default.
\set SHOW_CONTEXT never
SET SESSION AUTHORIZATION regress_root;
SELECT name, setting, unit, boot_val FROM pg_settings WHERE name LIKE 'learn.%retention' ORDER BY 1;
ALTER SYSTEM SET learn.retention = 90;
ALTER SYSTEM SET learn.log_retention = '23h';
SELECT learn_housekeeping();

CREATE FUNCTION pg_temp.attempt(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
BEGIN
    EXECUTE statement;
    RETURN 'DONE';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN format('%s %s [%s]', SQLSTATE, SQLERRM, detail);
END
$$;

SELECT learn_import('{"id": "RB-KEEP-001", "name": "n", "platform": "linux", "incident_types": ["x"],
    "steps": [{"action": "a", "command": "true"}]}') ->> 'status' AS imported;

-- Executions as a restored dump would bring them: of last year, and analysed.
INSERT INTO learn.execution_results (execution_id, runbook_id, incident_type, platform, status, verification_passed,
    error_message, executed_steps, recorded_at)
SELECT 'keep-' || id, 'RB-KEEP-001', 'x', 'linux', 'failure', false, 'no such thing', '[]', '2025-01-01'
FROM unnest(ARRAY['old', 'sent-again', 'not-analysed', 'has-job', 'improves', 'generated', 'queued', 'archived', 'cited',
    'waits']) id;
INSERT INTO learn.execution_results (execution_id, runbook_id, incident_type, platform, status, verification_passed,
    error_message, executed_steps, recorded_at)
VALUES ('keep-29-days', 'RB-KEEP-001', 'x', 'linux', 'success', true, NULL, '[]', now() - interval '29 days'),
       ('keep-31-days', 'RB-KEEP-001', 'x', 'linux', 'success', true, NULL, '[]', now() - interval '31 days');
INSERT INTO learn.analyses (execution_id, runbook_id, analysed_at, succeeded, reasoning, confidence, source, follow_up)
SELECT execution_id, runbook_id, recorded_at, success, 'r', 0, 'rules',
    CASE WHEN execution_id = 'keep-waits' THEN 'waits for the draft that is being written from another failure'
        ELSE 'counted' END
FROM learn.execution_results WHERE execution_id LIKE 'keep-%' AND execution_id <> 'keep-not-analysed';
INSERT INTO learn.jobs (kind, subject, execution_id, run_after)
VALUES ('analyze', 'keep-has-job', NULL, '2100-01-01'), ('improve', 'RB-KEEP-001', 'keep-improves', '2100-01-01');

-- Reviews as a restored dump would bring them: decided last year, and one now.
INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by, parent_runbook, parent_digest,
    generated_from_failure, generated_at, generated_by, generation_model, archived_at, archive_reason)
SELECT id, 'archived', 'generated', c || jsonb_build_object('id', id), '2025-01-01', 'learn', 'RB-KEEP-001', repeat('0', 64),
    failure, '2025-01-01', 'learn (builtin)', 'builtin', '2025-01-02', 'rejected'
FROM (VALUES ('RB-KEEP-001-v2', 'keep-generated'), ('RB-KEEP-001-v3', 'keep-other')) v(id, failure),
    (SELECT '{"name": "n", "platform": "linux", "incident_types": ["x"], "steps": [{"action": "a", "command": "true"}],
        "rollback": [{"action": "a", "command": "true", "because": {"text": "t", "executions": ["keep-cited"]}}]}'::jsonb AS c) x;
INSERT INTO learn.review_queue (runbook_id, status, priority, reason, failure_execution_id, created_at, claimed_by, claimed_at,
    reviewed_by, reviewed_at, approval_notes, rejection_reason, requested_changes)
VALUES ('RB-KEEP-001-v2', 'rejected', 'low', 'the reason', 'keep-archived', '2025-01-01', 'amy', '2025-01-02',
        'amy', '2025-01-03', 'the notes', 'not so', 'the changes'),
       ('RB-KEEP-001-v3', 'rejected', 'high', 'r', 'keep-queued', now(), NULL, NULL, 'bob', now() - interval '89 days', NULL, 'nor so', NULL);
SELECT learn_submit('{"id": "RB-KEEP-002", "name": "n", "platform": "linux", "incident_types": ["x"],
    "steps": [{"action": "a", "command": "true"}]}') ->> 'status' AS submitted;

-- Calls, each with what was sent, and what was sent without an answer.
WITH call AS (
    INSERT INTO learn.llm_calls (id, called_at, purpose, subject, model, prompt_version, prompt_digest, outcome, latency_seconds)
    SELECT gen_random_uuid(), now() - make_interval(days => days), 'categorize', 'keep-old', 'm', '1', 'd', 'answered', 1
    FROM generate_series(80, 100, 4) days
    RETURNING id, called_at)
INSERT INTO learn.llm_exchanges (id, started_at, purpose, subject, model, prompt_version, system_prompt, user_prompt,
    answer_schema, prompt_digest, request_settings)
SELECT id, called_at - interval '3 days', 'categorize', 'keep-answered', 'm', '1', 's', 'u', '{}', 'd', '{}'::jsonb FROM call
UNION ALL
SELECT gen_random_uuid(), now() - make_interval(days => days), 'categorize', 'keep-unanswered', 'm', '1', 's', 'u', '{}', 'd', '{}'
FROM generate_series(80, 100, 4) days;
INSERT INTO learn.notifications (event, subject, payload, created_at, sent_at)
SELECT 'queued', 'keep-' || days, '{}', '2025-01-01', now() - make_interval(days => days) FROM generate_series(80, 100, 4) days;
INSERT INTO learn.notifications (event, subject, payload, created_at) VALUES ('queued', 'keep-not-sent', '{}', '2025-01-01');

-- What everybody reads, before and after.
CREATE TEMP TABLE seen (at text, stats jsonb, history text, runbook jsonb, comparison jsonb, rejected jsonb, versions jsonb);
CREATE FUNCTION pg_temp.look(at text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO seen SELECT at, learn_stats(), (SELECT string_agg(h::text, chr(10)) FROM learn_history() h),
        learn_runbook('RB-KEEP-001-v2') - 'parent_executions', learn_comparison('RB-KEEP-001-v2'), learn.facts('keep-29-days', 'RB-KEEP-001-v3') -> 'rejected',
        (SELECT jsonb_agg(to_jsonb(v)) FROM learn_versions v);
$$;
SELECT pg_temp.look('before');
SELECT learn_housekeeping();
SELECT pg_temp.look('after');
SELECT a.stats = b.stats AS stats, a.history = b.history AS history, a.runbook = b.runbook AS runbook,
    a.comparison = b.comparison AS comparison, a.rejected = b.rejected AS rejected, a.versions = b.versions AS versions,
    b.runbook #>> '{review,rejection_reason}' AS reason, jsonb_array_length(b.rejected) AS rejections
FROM seen a, seen b WHERE a.at = 'before' AND b.at = 'after';

-- What went, what stayed, and what was moved, whole.
SELECT execution_id FROM learn.execution_results WHERE execution_id LIKE 'keep-%' ORDER BY 1;
SELECT count(*) AS analyses FROM learn.analyses WHERE execution_id LIKE 'keep-%';
SELECT runbook_id, status FROM learn.review_queue WHERE runbook_id LIKE 'RB-KEEP-%' ORDER BY 1;
SELECT to_jsonb(a) - 'archived_at' AS archived, archived_at = now() AS now FROM learn.review_archive a;
SELECT count(*) AS llm_calls FROM learn.llm_calls WHERE subject = 'keep-old';
SELECT x.subject, count(*) AS llm_exchanges, count(c.id) AS with_call
FROM learn.llm_exchanges x LEFT JOIN learn.llm_calls c USING (id) GROUP BY 1 ORDER BY 1;
SELECT string_agg(subject, ' ' ORDER BY subject) AS notifications FROM learn.notifications;
SELECT actor, action, object_id, details FROM learn.audit_log ORDER BY seq DESC LIMIT 1;
SELECT learn_housekeeping();
SELECT action FROM learn.audit_log ORDER BY seq DESC LIMIT 1;

-- What has no other use any more goes the next time.
DELETE FROM learn.jobs WHERE run_after = '2100-01-01';
SELECT learn_housekeeping() ->> 'executions' AS executions;

-- An executor sends an old execution again: it is not analysed again.
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status, verification_passed, error_message)
VALUES ('keep-sent-again', 'RB-KEEP-001', 'x', 'linux', 'failure', false, 'no such thing');
SELECT learn_run_jobs() > 0 AS ran;
SELECT follow_up, analysed_at < '2026-01-01' AS as_before FROM learn_executions WHERE execution_id = 'keep-sent-again';

-- An archived review is decided, and not unknown.
SELECT pg_temp.attempt($$SELECT learn_approve('RB-KEEP-001-v2')$$);
SELECT pg_temp.attempt($$SELECT learn_claim('RB-KEEP-001-v2')$$);
SELECT pg_temp.attempt($$SELECT learn_add_test('RB-KEEP-001-v2', 'dry run', true)$$);

-- Nobody changes the archive by hand, or takes anything from the queue.
SELECT attempt, pg_temp.attempt(attempt) FROM unnest(ARRAY[
    $$UPDATE learn.review_archive SET rejection_reason = 'because'$$,
    $$UPDATE learn.review_archive SET reviewed_by = 'amy', status = 'approved'$$,
    $$DELETE FROM learn.review_archive$$,
    $$TRUNCATE learn.review_archive$$,
    $$INSERT INTO learn.review_archive SELECT 'RB-KEEP-009', status, priority, reason, failure_execution_id, created_at, claimed_by, claimed_at, reviewed_by, reviewed_at, approval_notes, rejection_reason, requested_changes, withdrawal_reason, archived_at FROM learn.review_archive$$,
    $$INSERT INTO learn.review_archive SELECT * FROM learn.review_archive ON CONFLICT (runbook_id) DO UPDATE SET reason = 'r'$$,
    $$MERGE INTO learn.review_archive USING (SELECT 1) x ON true WHEN MATCHED THEN DELETE$$,
    $$WITH x AS (DELETE FROM learn.review_queue WHERE runbook_id = 'RB-KEEP-001-v3' RETURNING *) INSERT INTO learn.review_archive SELECT x.*, now() FROM x$$,
    $$DELETE FROM learn.review_queue WHERE runbook_id = 'RB-KEEP-001-v3'$$,
    $$DELETE FROM learn.reviews$$
]) attempt;
SET session_replication_role = replica;
DELETE FROM learn.review_archive;
TRUNCATE learn.review_archive;
INSERT INTO learn.review_archive SELECT 'RB-KEEP-009', status, priority, reason, failure_execution_id, created_at, claimed_by,
    claimed_at, reviewed_by, reviewed_at, approval_notes, rejection_reason, requested_changes, withdrawal_reason, archived_at FROM learn.review_archive;
RESET session_replication_role;

-- Nor does a trigger of the attacker's own make use of a move.
INSERT INTO learn.review_queue (runbook_id, status, priority, reason, created_at, reviewed_by, reviewed_at, rejection_reason)
VALUES ('RB-KEEP-002-v2', 'rejected', 'low', 'r', '2025-01-01', 'amy', '2025-01-02', 'no');
CREATE FUNCTION pg_temp.bend() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.status := 'approved';
    RETURN NEW;
END $$;
CREATE TRIGGER zzz BEFORE INSERT ON learn.review_archive FOR EACH ROW EXECUTE FUNCTION pg_temp.bend();
SELECT pg_temp.attempt('SELECT learn_housekeeping()');
DROP TRIGGER zzz ON learn.review_archive;
CREATE FUNCTION pg_temp.swallow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN NULL;
END $$;
CREATE TRIGGER zzz BEFORE INSERT ON learn.review_archive FOR EACH ROW EXECUTE FUNCTION pg_temp.swallow();
SELECT pg_temp.attempt('SELECT learn_housekeeping()');
DROP TRIGGER zzz ON learn.review_archive;
CREATE FUNCTION pg_temp.ride() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM learn.review_queue WHERE runbook_id = 'RB-KEEP-001-v3';
    RETURN NULL;
END $$;
CREATE TRIGGER aaa AFTER DELETE ON learn.review_queue FOR EACH ROW EXECUTE FUNCTION pg_temp.ride();
SELECT pg_temp.attempt('SELECT learn_housekeeping()');
DROP TRIGGER aaa ON learn.review_queue;
SELECT runbook_id, status FROM learn.reviews WHERE runbook_id LIKE 'RB-KEEP-%' ORDER BY 1;

-- More than one batch of each.
INSERT INTO learn.execution_results (execution_id, runbook_id, incident_type, platform, status, verification_passed,
    executed_steps, recorded_at)
SELECT 'keep-many-' || i, 'RB-KEEP-001', 'x', 'linux', 'success', true, '[]', '2025-06-01' FROM generate_series(1, 1203) i;
INSERT INTO learn.analyses (execution_id, runbook_id, analysed_at, succeeded, follow_up)
SELECT execution_id, runbook_id, recorded_at, true, 'counted' FROM learn.execution_results
WHERE execution_id LIKE 'keep-many-%' AND execution_id NOT LIKE '%7';
INSERT INTO learn.llm_calls (id, called_at, purpose, subject, model, prompt_version, prompt_digest, outcome, latency_seconds)
SELECT gen_random_uuid(), '2025-01-01', 'categorize', 'keep-old', 'm', '1', 'd', 'answered', 1 FROM generate_series(1, 1000);
INSERT INTO learn.review_queue (runbook_id, status, priority, reason, created_at, reviewed_by, reviewed_at, rejection_reason)
SELECT 'RB-KEEP-003-v' || i, 'rejected', 'low', 'r', '2025-01-01', 'amy', '2025-01-02', 'no' FROM generate_series(2, 121) i;
SELECT learn_housekeeping();
SELECT count(*) AS executions, bool_and(execution_id LIKE '%7') AS not_analysed
FROM learn.execution_results WHERE execution_id LIKE 'keep-many-%';
SELECT count(*) AS archived FROM learn.review_archive WHERE runbook_id LIKE 'RB-KEEP-003-%';

-- Administrators do it; reviewers read what it did.
SET ROLE learn_reviewer;
SELECT count(*) AS archived FROM learn.review_archive;
SELECT count(*) FROM learn.reviews WHERE runbook_id LIKE 'RB-KEEP-003-%';
SELECT learn_housekeeping();
SET ROLE learn_admin;
SELECT learn_housekeeping();
DELETE FROM learn.review_archive;
RESET ROLE;
SELECT * FROM learn_verify_audit();
