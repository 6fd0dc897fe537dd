-- The hard rule: nothing generated is active without a human's approval of
-- exactly that content.  Each line is an attempt, by a superuser.
\set SHOW_CONTEXT never
SET SESSION AUTHORIZATION regress_root;
\pset format unaligned
SELECT rolsuper FROM pg_roles WHERE rolname = current_user;
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status, verification_passed,
    error_step, error_message, executed_steps)
VALUES ('exec-guard', 'RB-WEB-001-v2', 'service_crash', 'linux', 'failure', false, 1, 'web: command not found',
    '[{"step_number": 1, "action": "start_service", "command": "web", "success": false, "exit_code": 127, "error": "sh: 1: web: not found"}]');
DELETE FROM learn.jobs;
-- A draft as the engine would store it, whatever its remedies are today.
INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by, parent_runbook, parent_digest,
    generated_from_failure, generated_at, generated_by, generation_model)
SELECT 'RB-WEB-001-v3', 'pending', 'generated', content || '{"id": "RB-WEB-001-v3", "name": "evil"}', now(), 'learn', id, digest,
    'exec-guard', now(), 'learn (builtin)', 'builtin'
FROM learn.runbooks WHERE id = 'RB-WEB-001-v2';
INSERT INTO learn.review_queue (runbook_id, status, priority, reason, failure_execution_id, created_at)
VALUES ('RB-WEB-001-v3', 'pending_review', 'high', 'r', 'exec-guard', now());

-- Another, whose line has no version in use: no constraint stands in the way.
INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by, parent_runbook, parent_digest,
    generated_from_failure, generated_at, generated_by, generation_model)
SELECT 'RB-LONE-001-v2', 'pending', 'generated', content || '{"id": "RB-LONE-001-v2"}', now(), 'learn', id, digest,
    'exec-guard', now(), 'learn (builtin)', 'builtin'
FROM learn.runbooks WHERE id = 'RB-WEB-001-v2';

CREATE FUNCTION pg_temp.attempt(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    RETURN 'DONE';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
SELECT attempt, pg_temp.attempt(attempt) FROM unnest(ARRAY[
    -- straight on
    $$UPDATE learn.runbooks SET status = 'active' WHERE id = 'RB-WEB-001-v3'$$,
    $$UPDATE learn.runbooks SET status = 'active', approved_by = 'x', approved_at = now(), approved_digest = digest WHERE id = 'RB-WEB-001-v3'$$,
    $$UPDATE learn.runbooks SET status = 'active', approved_by = 'x', approved_at = now(), approved_digest = digest WHERE id = 'RB-LONE-001-v2'$$,
    $$UPDATE ONLY learn.runbooks r SET (status, approved_by, approved_at, approved_digest) = (SELECT 'active'::learn.runbook_status, 'x', now(), r.digest) WHERE r.id = 'RB-LONE-001-v2'$$,
    $$INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by, approved_by, approved_at, approved_digest) SELECT id, 'active', 'imported', content, now(), 'x', 'x', now(), digest FROM learn.runbooks WHERE id = 'RB-LONE-001-v2' ON CONFLICT (id) DO UPDATE SET status = 'active', approved_by = 'x', approved_at = now(), approved_digest = excluded.approved_digest$$,
    $$MERGE INTO learn.runbooks r USING (SELECT 'RB-LONE-001-v2' AS id) x ON r.id = x.id WHEN MATCHED THEN UPDATE SET status = 'active', approved_by = 'x', approved_at = now(), approved_digest = digest$$,
    $$MERGE INTO learn.runbooks r USING (SELECT 'RB-LONE-001-v2' AS id) x ON r.id = x.id WHEN MATCHED THEN DELETE$$,
    $$UPDATE learn.runbooks SET id = 'RB-OTHER-001', content = content || '{"id": "RB-OTHER-001"}' WHERE id = 'RB-LONE-001-v2'$$,
    $$DELETE FROM learn.runbooks WHERE id = 'RB-LONE-001-v2'$$,
    $$UPDATE learn.runbooks SET requires_human_review = false, origin = 'submitted' WHERE id = 'RB-LONE-001-v2'$$,
    $$UPDATE learn.runbooks SET parent_runbook = 'RB-WEB-001-v2', parent_digest = 'x' WHERE id = 'RB-LONE-001-v2'$$,
    -- in two steps
    $$UPDATE learn.runbooks SET approved_by = 'x', approved_at = now(), approved_digest = digest WHERE id = 'RB-WEB-001-v3'$$,
    $$UPDATE learn.runbooks SET status = 'archived', archived_at = now(), archive_reason = 'superseded' WHERE id = 'RB-WEB-001-v2'$$,
    -- as something else
    $$UPDATE learn.runbooks SET origin = 'imported' WHERE id = 'RB-WEB-001-v3'$$,
    $$UPDATE learn.runbooks SET requires_human_review = false WHERE id = 'RB-WEB-001-v3'$$,
    -- under an approved row's name, or with another's content
    $$UPDATE learn.runbooks SET content = content || '{"name": "evil"}' WHERE id = 'RB-WEB-001-v2'$$,
    $$UPDATE learn.runbooks SET content = content || '{"name": "evil"}', approved_digest = learn.runbook_digest(content || '{"name": "evil"}') WHERE id = 'RB-WEB-001-v2'$$,
    $$UPDATE learn.runbooks SET id = 'RB-OTHER-001', content = content || '{"id": "RB-OTHER-001"}' WHERE id = 'RB-WEB-001-v3'$$,
    $$UPDATE learn.runbooks SET digest = 'x' WHERE id = 'RB-WEB-001-v3'$$,
    $$UPDATE learn.runbooks SET digest = DEFAULT WHERE id = 'RB-WEB-001-v3'$$,
    -- by other statements that update
    $$INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by) SELECT id, 'active', 'imported', content, now(), 'x' FROM learn.runbooks WHERE id = 'RB-WEB-001-v3' ON CONFLICT (id) DO UPDATE SET status = 'active', approved_by = 'x', approved_at = now(), approved_digest = excluded.digest$$,
    $$MERGE INTO learn.runbooks r USING (SELECT 'RB-WEB-001-v3' AS id) x ON r.id = x.id WHEN MATCHED THEN UPDATE SET status = 'active', approved_by = 'x', approved_at = now(), approved_digest = digest$$,
    $$WITH x AS (UPDATE learn.runbooks SET origin = 'submitted' WHERE id = 'RB-WEB-001-v3' RETURNING 1) SELECT * FROM x$$,
    -- by taking it out and putting it back
    $$DELETE FROM learn.runbooks WHERE id = 'RB-WEB-001-v3'$$,
    $$TRUNCATE learn.runbooks CASCADE$$,
    $$DELETE FROM learn.review_queue WHERE runbook_id = 'RB-WEB-001-v3'$$,
    $$TRUNCATE learn.review_queue$$,
    -- by the queue
    $$UPDATE learn.review_queue SET status = 'approved', reviewed_by = 'x', reviewed_at = now() WHERE runbook_id = 'RB-WEB-001-v3'$$,
    -- by the log
    $$UPDATE learn.audit_log SET action = 'approve' WHERE seq = 1$$,
    $$DELETE FROM learn.audit_log$$,
    $$TRUNCATE learn.audit_log$$,
    $$INSERT INTO learn.audit_log SELECT seq + 1000, at, actor, role, login_role, claims_subject, 'approve', 'RB-WEB-001-v3', NULL, repeat('a', 64), '{}', hash, repeat('b', 64), true FROM learn.audit_log WHERE seq = 1$$,
    $$INSERT INTO learn.audit_log SELECT (r).seq, (r).at, (r).actor, (r).role, (r).login_role, (r).claims_subject, (r).action, (r).object_id, (r).digest_before, (r).digest_after, (r).details, (r).previous_hash, learn.audit_hash(r), true FROM (SELECT ROW(seq + 1, at, 'regress_amy', role, login_role, NULL, 'approve', 'RB-LONE-001-v2', NULL, repeat('a', 64), '{}'::jsonb, hash, '', true)::learn.audit_log AS r FROM learn.audit_log ORDER BY seq DESC LIMIT 1) x$$,
    -- by a setting
    $$SELECT set_config('learn.guard', 'off', false)$$,
    -- with an active row that was never approved, or approved for another content
    $$INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by) SELECT 'RB-F-001', 'active', 'generated', content || '{"id": "RB-F-001"}', now(), 'x' FROM learn.runbooks WHERE id = 'RB-WEB-001-v3'$$,
    $$INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by, approved_by, approved_at, approved_digest) SELECT 'RB-F-001', 'active', 'imported', content || '{"id": "RB-F-001"}', now(), 'x', 'x', now(), digest FROM learn.runbooks WHERE id = 'RB-WEB-001-v3'$$
]) attempt;

-- Replication roles do not open the door.
SET session_replication_role = replica;
UPDATE learn.runbooks SET status = 'active', approved_by = 'x', approved_at = now(), approved_digest = digest WHERE id = 'RB-LONE-001-v2';
DELETE FROM learn.runbooks WHERE id = 'RB-LONE-001-v2';
TRUNCATE learn.audit_log;
RESET session_replication_role;

-- Nor does a trigger of the attacker's own, which bends what a review does.
CREATE FUNCTION pg_temp.bend() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.content := NEW.content || '{"name": "bent"}';
    NEW.approved_digest := learn.runbook_digest(NEW.content);
    RETURN NEW;
END $$;
CREATE TRIGGER zzz BEFORE UPDATE ON learn.runbooks FOR EACH ROW EXECUTE FUNCTION pg_temp.bend();
SELECT learn_approve('RB-WEB-001-v3');
DROP TRIGGER zzz ON learn.runbooks;
CREATE FUNCTION pg_temp.ride() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE learn.runbooks SET status = 'active', approved_by = 'x', approved_at = now(), approved_digest = digest
        WHERE id = 'RB-LONE-001-v2' AND status <> 'active';
    RETURN NULL;
END $$;
CREATE TRIGGER aaa AFTER UPDATE ON learn.review_queue FOR EACH ROW EXECUTE FUNCTION pg_temp.ride();
SELECT learn_claim('RB-WEB-001-v3');
DROP TRIGGER aaa ON learn.review_queue;
SELECT id, status, origin FROM learn.runbooks WHERE line IN ('RB-WEB-001', 'RB-LONE-001') ORDER BY line, version;

-- A row that imitates a restore goes in, and gets nobody to run it.
INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by, parent_runbook, parent_digest,
    generated_from_failure, generated_at, generated_by, approved_by, approved_at, approved_digest)
SELECT 'RB-FORGED-001', 'active', 'generated', c, now(), 'learn', 'RB-WEB-001', repeat('0', 64), 'exec-guard', now(),
    'learn (builtin)', 'regress_amy', now(), learn.runbook_digest(c)
FROM (SELECT '{"id": "RB-FORGED-001", "name": "n", "platform": "linux", "incident_types": ["forged"],
    "steps": [{"action": "a", "command": "true"}]}'::jsonb AS c) x;
SELECT * FROM learn_next_runbook('forged', 'linux');
SELECT * FROM learn_active_runbook('RB-FORGED-001');
SELECT * FROM learn_draft_to_test('RB-FORGED-001');
SELECT reason FROM learn_never_ran WHERE runbook_id = 'RB-FORGED-001';
SELECT * FROM learn_verify_audit();

-- Rows of the log that were altered, taken out or put in are found.
BEGIN;
ALTER TABLE learn.audit_log DISABLE TRIGGER learn_guard;
UPDATE learn.audit_log SET actor = 'somebody else' WHERE seq = 2;
DELETE FROM learn.audit_log WHERE seq = 4;
SELECT * FROM learn_verify_audit();
ROLLBACK;
BEGIN;
ALTER TABLE learn.runbooks DISABLE TRIGGER learn_guard;
DELETE FROM learn.runbooks WHERE id = 'RB-FORGED-001';
COMMIT;
ALTER TABLE learn.runbooks ENABLE ALWAYS TRIGGER learn_guard;
SELECT * FROM learn_verify_audit();
