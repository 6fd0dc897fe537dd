-- Versions in use: retired, rolled back, and what executors are handed meanwhile.
\set SHOW_CONTEXT never
SET SESSION AUTHORIZATION regress_root;
\pset format unaligned
CREATE FUNCTION pg_temp.call(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
    detail text;
    hint text;
BEGIN
    EXECUTE statement INTO result;
    RETURN regexp_replace(regexp_replace(result, '"(\d{4}-\d\d-\d\dT[^"]*)"', '"(time)"', 'g'),
        '[0-9a-f]{64}', '(digest)', 'g');
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN regexp_replace(format('%s %s [%s] [%s]', SQLSTATE, SQLERRM, detail, hint), '[0-9a-f]{64}', '(digest)', 'g');
END
$$;
CREATE FUNCTION pg_temp.document(id text, command text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('id', id, 'name', 'Start it', 'platform', 'linux', 'incident_types', '["produced"]'::jsonb,
        'severity', 'low', 'steps', jsonb_build_array(jsonb_build_object('id', 'start', 'action', 'start_service',
            'command', command, 'timeout', 10)),
        'verification', '{"method": "command", "command": "true"}'::jsonb);
$$;
CREATE FUNCTION pg_temp.approve(id text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.call(format('SELECT learn_approve(%L, digest => %L) ->> ''status''', id,
        (SELECT r.digest FROM learn.runbooks r WHERE r.id = approve.id)));
$$;
-- Who is handed what, and whether that is exactly what was approved.
CREATE FUNCTION pg_temp.handed() RETURNS text LANGUAGE sql AS $$
    SELECT coalesce((SELECT concat_ws(' ', n.runbook_id, n.content #>> '{steps,0,command}',
        CASE WHEN n.digest = r.approved_digest AND n.content = r.content AND r.status = 'active' THEN 'as approved' END)
    FROM learn_next_runbook('produced', 'linux') n JOIN learn.runbooks r ON r.id = n.runbook_id), 'nothing');
$$;
CREATE ROLE regress_author IN ROLE learn_reviewer;
CREATE ROLE regress_judge IN ROLE learn_reviewer;
CREATE ROLE regress_keeper IN ROLE learn_admin;

SET ROLE regress_keeper;
SELECT learn_import(pg_temp.document('RB-P-001', 'one')) ->> 'status' AS status, pg_temp.handed();
SET ROLE regress_author;
SELECT learn_submit(pg_temp.document('RB-P-001', 'two')) ->> 'id' AS id;
SET ROLE regress_judge;
SELECT pg_temp.approve('RB-P-001-v2'), pg_temp.handed();
SET ROLE regress_author;
SELECT learn_submit(pg_temp.document('RB-P-001', 'three')) ->> 'id' AS id;

-- What cannot be rolled back, or to.
SET ROLE regress_judge;
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-001-v2', 'no admin')$$);
SELECT pg_temp.call($$SELECT learn_retire('RB-P-001-v2', 'no admin')$$);
SET ROLE regress_keeper;
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-001-v2', ' ')$$);
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-001-v2', NULL)$$);
SELECT pg_temp.call($$SELECT learn_rollback(NULL, 'worse')$$);
SELECT pg_temp.call($$SELECT learn_rollback('RB-NONE-001', 'worse')$$);
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-001-v3', 'worse')$$) AS pending;
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-001', 'worse')$$) AS archived;
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-001-v2', 'worse', 'RB-NONE-001')$$);
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-001-v2', 'worse', 'RB-P-001-v2')$$) AS itself;
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-001-v2', 'worse', 'RB-WEB-001')$$) AS another_line;
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-001-v2', 'worse', 'RB-P-001-v3')$$) AS pending;
SET ROLE regress_judge;
SELECT learn_reject('RB-P-001-v3', reason => 'no better') ->> 'status' AS status;
SET ROLE regress_keeper;
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-001-v2', 'worse', 'RB-P-001-v3')$$) AS rejected;
SELECT pg_temp.call($$SELECT learn_retire('RB-P-001-v2', '')$$);
SELECT pg_temp.call($$SELECT learn_retire('RB-NONE-001', 'old')$$);
SELECT pg_temp.call($$SELECT learn_retire('RB-P-001', 'old')$$) AS archived;
SELECT pg_temp.handed();

-- Rolled back: the version before is handed out again, by its own approval; a draft of the other one waits.
SET ROLE regress_author;
SELECT learn_submit(pg_temp.document('RB-P-001', 'four')) ->> 'parent_runbook' AS parent;
SET ROLE regress_keeper;
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-001-v2', 'it broke the cache')$$), pg_temp.handed();
SELECT id, status, archive_reason, archived_at IS NULL AS not_archived, approved_by, approved_digest = digest AS as_approved
FROM learn.runbooks WHERE line = 'RB-P-001' ORDER BY version;
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-001', 'and again')$$) AS nothing_before;
SET ROLE regress_judge;
SELECT left(pg_temp.approve('RB-P-001-v4'), 50) AS conflict;
SELECT pg_temp.call($$SELECT learn_regenerate('RB-P-001-v4')$$);

-- The way out for what a human wrote: written again, also word for word, it is for the version in use.
SET ROLE regress_author;
SELECT pg_temp.call($$SELECT learn_edit('RB-P-001-v4', content) FROM learn.runbooks WHERE id = 'RB-P-001-v4'$$);
-- Its digest is that of what was read as a change of the other version: that is not enough.
SET ROLE regress_judge;
SELECT pg_temp.approve('RB-P-001-v4'), pg_temp.handed();
SELECT learn_claim('RB-P-001-v4') ->> 'status' AS status;
SELECT pg_temp.approve('RB-P-001-v4'), pg_temp.handed();

-- Any version that was approved can come back: here the one that was rolled back before, by hand.
SET ROLE regress_keeper;
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-001-v4', 'it was not the cache', 'RB-P-001-v2') ->> 'active'$$), pg_temp.handed();
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-001-v2', 'it was') ->> 'active'$$), pg_temp.handed();

-- Retired: nothing is handed out; a draft of it can become a first version again.
SET ROLE regress_author;
SELECT learn_submit(pg_temp.document('RB-P-001', 'five')) ->> 'parent_runbook' AS parent;
SET ROLE regress_keeper;
SELECT pg_temp.call($$SELECT learn_retire('RB-P-001', 'the service is gone')$$), pg_temp.handed();
SELECT pg_temp.call($$SELECT learn_retire('RB-P-001', 'the service is gone')$$);
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-001', 'it is back')$$);
SET ROLE regress_judge;
SELECT left(pg_temp.approve('RB-P-001-v5'), 50) AS conflict;
SET ROLE regress_author;
SELECT pg_temp.call($$SELECT learn_edit('RB-P-001-v5', pg_temp.document('RB-P-001', 'five again')) - 'changes'$$);
SET ROLE regress_judge;
SELECT pg_temp.approve('RB-P-001-v5'), pg_temp.handed();
SET ROLE regress_keeper;
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-001-v5', 'the old one did', 'RB-P-001') ->> 'active'$$), pg_temp.handed();
RESET ROLE;
SELECT actor, action, object_id, digest_before IS NOT NULL AS before, digest_after IS NOT NULL AS after, details
FROM learn.audit_log WHERE object_id ~ '^RB-P-001' AND action IN ('rollback', 'retire', 'edit') ORDER BY seq;

-- An approval that nobody gave is none, whatever the row says; nor is that of what would not be approved today.
INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by, approved_by, approved_at, approved_digest,
    archived_at, archive_reason)
SELECT id, 'archived', 'imported', content, now(), 'nobody', 'nobody', now(), learn.runbook_digest(content), now(), 'superseded'
FROM (VALUES ('RB-P-002', pg_temp.document('RB-P-002', 'evil')),
    ('RB-P-002-v2', pg_temp.document('RB-P-002-v2', 'old') - 'platform')) v(id, content);
SET ROLE regress_keeper;
SELECT learn_import(pg_temp.document('RB-P-002-v3', 'good')) ->> 'status' AS status;
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-002-v3', 'forged')$$);
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-002-v3', 'forged', 'RB-P-002')$$);
RESET ROLE;
BEGIN;
ALTER TABLE learn.audit_log DISABLE TRIGGER USER;
WITH last AS (SELECT seq + 1 AS seq, hash FROM learn.audit_log ORDER BY seq DESC LIMIT 1),
entry AS (SELECT ROW(l.seq, now(), 'nobody', 'r', 'r', NULL, 'approve', r.id, NULL, r.digest, '{}', l.hash, '', true)::learn.audit_log AS e
    FROM last l, learn.runbooks r WHERE r.id = 'RB-P-002-v2')
INSERT INTO learn.audit_log SELECT (e).seq, (e).at, (e).actor, (e).role, (e).login_role, (e).claims_subject, (e).action,
    (e).object_id, (e).digest_before, (e).digest_after, (e).details, (e).previous_hash, learn.audit_hash(e), true FROM entry;
ALTER TABLE learn.audit_log ENABLE ALWAYS TRIGGER learn_mark;
ALTER TABLE learn.audit_log ENABLE ALWAYS TRIGGER learn_guard_insert;
ALTER TABLE learn.audit_log ENABLE ALWAYS TRIGGER learn_guard;
ALTER TABLE learn.audit_log ENABLE ALWAYS TRIGGER learn_guard_truncate;
SELECT pg_temp.call($$SELECT learn_rollback('RB-P-002-v3', 'older')$$);
ROLLBACK;
SELECT runbook_id FROM learn_next_runbook('produced', 'linux') WHERE runbook_id ~ '^RB-P-002';

-- A draft of the engine's is written again for the version in use, by hand here.
SET ROLE regress_keeper;
SELECT learn_retire('RB-P-002-v3', 'done') ->> 'status' AS retired, learn_retire('RB-P-001', 'done') ->> 'status' AS retired;
SELECT learn_import(pg_temp.document('RB-P-003', 'web --port 8080')) ->> 'status' AS status;
SET ROLE regress_author;
SELECT learn_submit(pg_temp.document('RB-P-003', 'web --port 8080 --fast')) ->> 'id' AS id;
SET ROLE regress_judge;
SELECT pg_temp.approve('RB-P-003-v2');
RESET ROLE;
CREATE FUNCTION pg_temp.fail(execution text, runbook text, error text, action text DEFAULT 'start_service', step integer DEFAULT 1)
    RETURNS text LANGUAGE sql AS $$
    INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, hostname, status, verification_passed,
        error_step, error_message, executed_steps)
    VALUES (execution, runbook, 'produced', 'linux', 'h', 'failure', false, step, error, jsonb_build_array(jsonb_build_object(
        'step_number', step, 'action', action, 'success', false, 'exit_code', 1, 'error', error)));
    SELECT learn_run_jobs()::text;
$$;
SELECT pg_temp.fail('exec-p-1', 'RB-P-003-v2', 'bind: Address already in use (port 8080)');
SELECT id, status, parent_runbook, revision FROM learn.runbooks WHERE generated_from_failure = 'exec-p-1';
-- A branch beside it, as the engine would make it for some hosts.
INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by, parent_runbook, parent_digest,
    generated_from_failure, generated_at, generated_by, generation_model)
SELECT 'RB-P-003-B1', 'pending', 'generated', content || '{"id": "RB-P-003-B1", "applies_to": {"hosts": "web-*"}}', now(), 'learn',
    id, digest, 'exec-p-1', now(), 'learn (builtin)', 'builtin' FROM learn.runbooks WHERE id = 'RB-P-003-v2';
INSERT INTO learn.review_queue (runbook_id, status, priority, reason, failure_execution_id, created_at)
VALUES ('RB-P-003-B1', 'pending_review', 'high', 'r', 'exec-p-1', now());
SET ROLE regress_judge;
SELECT pg_temp.call($$SELECT learn_regenerate('RB-P-003-v3')$$);
SET ROLE regress_keeper;
SELECT learn_rollback('RB-P-003-v2', 'too fast') ->> 'active' AS active, pg_temp.handed();
SET ROLE regress_author;
SELECT learn_claim('RB-P-003-v3') ->> 'claimed_by' AS claimed_by;
SET ROLE regress_judge;
SELECT pg_temp.call($$SELECT learn_regenerate('RB-P-003-v3')$$);
SET ROLE regress_author;
SELECT left(pg_temp.approve('RB-P-003-v3'), 50) AS conflict;
SELECT pg_temp.call($$SELECT learn_regenerate('RB-P-003-v3', 'regress_judge')$$);
SELECT pg_temp.call($$SELECT learn_regenerate('RB-P-003-v3', reason => 'v2 is gone')$$);
SELECT status, claimed_by FROM learn_pending() WHERE runbook_id = 'RB-P-003-v3';
SELECT pg_temp.call($$SELECT learn_regenerate('RB-P-003-v3')$$) AS again;
RESET ROLE;
SELECT learn_run_jobs();
SELECT id, status, parent_runbook, revision, created_by, content #>> '{steps,0,id}' AS first_step,
    content #>> '{steps,1,command}' AS command FROM learn.runbooks WHERE id = 'RB-P-003-v3';
SELECT c ->> 'step' AS step, c ->> 'what' AS what, c -> 'warnings' AS warnings
FROM learn.runbooks, jsonb_array_elements(changes) c WHERE id = 'RB-P-003-v3';
SELECT status, claimed_by FROM learn_pending() WHERE runbook_id = 'RB-P-003-v3';
SET ROLE regress_judge;
SELECT left(pg_temp.approve('RB-P-003-B1'), 50) AS conflict;
SELECT learn_regenerate('RB-P-003-B1') ->> 'parent_runbook' AS parent;
RESET ROLE;
SELECT learn_run_jobs();
SELECT id, status, parent_runbook, revision, content -> 'applies_to' AS applies_to, content #>> '{steps,0,id}' AS first_step
FROM learn.runbooks WHERE id = 'RB-P-003-B1';
SET ROLE regress_judge;
SELECT pg_temp.approve('RB-P-003-B1');
SELECT h.host, n.runbook_id FROM (VALUES ('web-1'), ('db-1')) h(host)
LEFT JOIN LATERAL learn_next_runbook('produced', 'linux', hostname => h.host) n ON true;
SELECT pg_temp.approve('RB-P-003-v3');
SELECT runbook_id, content #>> '{steps,1,command}' AS command FROM learn_next_runbook('produced', 'linux');

-- Where the engine has nothing to offer for the version in use, the review says so, and a human goes on.
SET ROLE regress_keeper;
SELECT learn_retire('RB-P-003-v3', 'done') ->> 'status' AS retired;
SELECT learn_import(pg_temp.document('RB-P-004', 'one')) ->> 'status' AS status;
SET ROLE regress_author;
SELECT learn_submit(content || jsonb_build_object('steps', content -> 'steps' || '[{"id": "second", "action": "start_second",
    "command": "second --port 9090", "timeout": 10}]')) ->> 'id' AS id FROM learn.runbooks WHERE id = 'RB-P-004';
SET ROLE regress_judge;
SELECT pg_temp.approve('RB-P-004-v2');
RESET ROLE;
SELECT pg_temp.fail('exec-p-2', 'RB-P-004-v2', 'bind: Address already in use (port 9090)', 'start_second', 2);
SELECT id, status, parent_runbook FROM learn.runbooks WHERE generated_from_failure = 'exec-p-2';
SET ROLE regress_keeper;
SELECT learn_rollback('RB-P-004-v2', 'no second one') ->> 'active' AS active;
SET ROLE regress_judge;
SELECT learn_regenerate('RB-P-004-v3') ->> 'status' AS status;
RESET ROLE;
SELECT learn_run_jobs();
SELECT q.status, q.reviewed_by, q.requested_changes, r.revision FROM learn.review_queue q JOIN learn.runbooks r ON r.id = q.runbook_id
WHERE q.runbook_id = 'RB-P-004-v3';
SELECT actor, action, digest_before = digest_after AS same, details FROM learn.audit_log
WHERE object_id = 'RB-P-004-v3' AND action IN ('regenerate', 'refuse') ORDER BY seq;
SELECT learn_run_jobs(), (SELECT count(*) FROM learn.jobs) AS jobs;
SET ROLE regress_author;
SELECT learn_edit('RB-P-004-v3', pg_temp.document('RB-P-004', 'start --port 8081')) ->> 'parent_runbook' AS parent;
SET ROLE regress_judge;
SELECT pg_temp.approve('RB-P-004-v3'), pg_temp.handed();

-- Without the failure there is nothing to write from; nor is there when nothing is in use.
RESET ROLE;
SELECT pg_temp.fail('exec-p-3', 'RB-P-004-v3', 'bind: Address already in use (port 8081)');
SELECT id, status, parent_runbook FROM learn.runbooks WHERE generated_from_failure = 'exec-p-3';
SET ROLE regress_keeper;
SELECT learn_rollback('RB-P-004-v3', 'back') ->> 'active' AS active;
RESET ROLE;
BEGIN;
DELETE FROM learn.execution_results WHERE execution_id = 'exec-p-3';
SET ROLE regress_judge;
SELECT pg_temp.call($$SELECT learn_regenerate('RB-P-004-v4')$$);
ROLLBACK;
BEGIN;
SET ROLE regress_judge;
SELECT learn_regenerate('RB-P-004-v4') ->> 'parent_runbook' AS parent;
RESET ROLE;
DELETE FROM learn.execution_results WHERE execution_id = 'exec-p-3';
SELECT learn_run_jobs();
SELECT status, requested_changes FROM learn.review_queue WHERE runbook_id = 'RB-P-004-v4';
ROLLBACK;
SET ROLE regress_keeper;
SELECT learn_retire('RB-P-004', 'done') ->> 'status' AS retired;
SET ROLE regress_judge;
SELECT pg_temp.call($$SELECT learn_regenerate('RB-P-004-v4')$$);
SELECT learn_reject('RB-P-004-v4', reason => 'nothing to run it for') ->> 'status' AS status;

-- Branches stay when the version beside them goes.
SET ROLE regress_keeper;
SELECT learn_retire('RB-E-001-v2', 'only the branch is needed') ->> 'status' AS retired;
SELECT h.host, n.runbook_id FROM (VALUES ('web-1'), ('db-1')) h(host)
LEFT JOIN LATERAL learn_next_runbook('edited', 'linux', hostname => h.host) n ON true;
SELECT * FROM learn_verify_audit();
