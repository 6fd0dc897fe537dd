-- What an approval asks for, each rule with its way out, and who counts as whom.
\set SHOW_CONTEXT never
\pset format unaligned
SET SESSION AUTHORIZATION regress_root;
CREATE SCHEMA approvals;
GRANT USAGE ON SCHEMA approvals TO PUBLIC;
SET search_path = approvals, public;
CREATE FUNCTION call(statement text) RETURNS text LANGUAGE plpgsql AS $$
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
CREATE FUNCTION document(id text, name text DEFAULT 'n') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('id', id, 'name', name, 'platform', 'linux', 'incident_types', '["approvals"]'::jsonb,
        'steps', '[{"action": "a", "command": "true"}]'::jsonb);
$$;
CREATE FUNCTION draft(id text, name text DEFAULT 'n') RETURNS text LANGUAGE sql AS $$
    SELECT learn_submit(approvals.document(id, name)) ->> 'id';
$$;
-- Approves what is there now.
CREATE FUNCTION approve(id text, risks text[] DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT approvals.call(format('SELECT jsonb_build_object(''status'', a -> ''status'', ''approvals'', a -> ''approvals'',
        ''of'', a -> ''required_approvals'')
        FROM learn_approve(%L, digest => learn_comparison(%1$L) ->> ''digest'', acknowledged_risks => %L) a', id, risks));
$$;
-- As the engine would store it: a draft made from a version in use.
CREATE FUNCTION generated(id text, parent text, changes jsonb DEFAULT '[]') RETURNS void LANGUAGE sql AS $$
    INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by, parent_runbook, parent_digest,
        generated_from_failure, generated_at, generated_by, generation_model, changes)
    SELECT $1, 'pending', 'generated', content || jsonb_build_object('id', $1, 'name', 'better'), now(), 'learn', p.id, digest,
        'exec-a', now(), 'learn (builtin)', 'builtin', $3
    FROM learn.runbooks p WHERE p.id = $2;
    INSERT INTO learn.review_queue (runbook_id, status, priority, reason, created_at)
    VALUES ($1, 'pending_review', 'low', 'r', now());
$$;
CREATE ROLE regress_carol IN ROLE learn_reviewer;
CREATE ROLE regress_eve LOGIN IN ROLE learn_reviewer;
CREATE ROLE regress_admin LOGIN IN ROLE learn_admin;
CREATE ROLE learn LOGIN IN ROLE learn_reviewer;

-- Who am I?
SELECT learn_whoami() - 'role', learn_whoami() ->> 'role' = current_user AS role;
SET ROLE regress_amy;
SELECT learn_whoami();
SET ROLE regress_admin;
SELECT call('SELECT learn_whoami() - ''{required_approvals,require_passing_test,claim_ttl_seconds,review_sla_seconds}''::text[]');
SET ROLE learn_executor;
SELECT call('SELECT learn_whoami() - ''{required_approvals,require_passing_test,claim_ttl_seconds,review_sla_seconds}''::text[]');
SET ROLE regress_stranger;
SELECT call('SELECT learn_whoami()');
SET SESSION AUTHORIZATION regress_gateway;
SET ROLE regress_amy;
SELECT call('SELECT learn_whoami()');
SET request.jwt.claims = '{"sub": "u-1", "email": "amy@example.org"}';
SELECT call('SELECT learn_whoami()');
RESET request.jwt.claims;
SET SESSION AUTHORIZATION regress_root;

--
-- Four eyes.
--
SET ROLE regress_amy;
SELECT draft('RB-A-001');
SELECT call($$SELECT learn_approve('RB-A-001')$$) AS own;
SET ROLE regress_bob;
SELECT approve('RB-A-001');

-- For superusers, too.
RESET ROLE;
SELECT draft('RB-A-002');
SELECT call($$SELECT learn_approve('RB-A-002')$$) AS own;
SET ROLE regress_admin;
SELECT approve('RB-A-002');

-- Who wrote an earlier revision is an author as well.
SET ROLE regress_amy;
SELECT draft('RB-A-003');
SET ROLE regress_carol;
SELECT learn_request_changes('RB-A-003', requested_changes => 'more') ->> 'status' AS status;
SET ROLE regress_bob;
SELECT draft('RB-A-003', 'again');
SELECT approve('RB-A-003') AS own;
SET ROLE regress_amy;
SELECT approve('RB-A-003') AS own;
SET ROLE regress_carol;
SELECT approve('RB-A-003');

-- So is who edited it, what the engine wrote as well.
SELECT call($$SELECT learn_edit('RB-A-001', '{}')$$) AS decided;
SET ROLE regress_amy;
SELECT draft('RB-A-008');
SET ROLE regress_bob;
SELECT call($$SELECT learn_edit('RB-A-008', approvals.document('RB-A-008', 'edited')) - 'changes'$$);
SELECT approve('RB-A-008') AS own;
SET ROLE regress_amy;
SELECT approve('RB-A-008') AS own;
SET ROLE regress_carol;
SELECT approve('RB-A-008');
RESET ROLE;
SELECT call($$SELECT learn_import(approvals.document('RB-A-009')) ->> 'status'$$);
SELECT generated('RB-A-009-v2', 'RB-A-009');
SET ROLE regress_bob;
SELECT call($$SELECT learn_edit('RB-A-009-v2', approvals.document('RB-A-009-v2', 'edited')) - 'changes'$$);
SELECT approve('RB-A-009-v2') AS own;
SET ROLE regress_amy;
SELECT approve('RB-A-009-v2');

-- Taking on a role makes nobody another person ...
SET SESSION AUTHORIZATION regress_eve;
SELECT draft('RB-A-004');
SET ROLE learn_reviewer;
SELECT approve('RB-A-004') AS own;
SELECT draft('RB-A-005');
RESET ROLE;
SELECT approve('RB-A-005') AS own;
-- ... but a superuser can be anybody.
SET SESSION AUTHORIZATION regress_root;
SET ROLE regress_amy;
SELECT approve('RB-A-004');
SELECT approve('RB-A-005');

-- Behind a gateway: the same subject under another e-mail, a role's name as an
-- e-mail, and an e-mail that nobody has verified.
SET SESSION AUTHORIZATION regress_gateway;
SET ROLE regress_amy;
SET request.jwt.claims = '{"sub": "u-1", "email": "dan@example.org"}';
SELECT draft('RB-A-006');
SET request.jwt.claims = '{"sub": "u-1", "email": "dan@example.net"}';
SELECT approve('RB-A-006') AS own;
SET request.jwt.claims = '{"sub": "u-1"}';
SELECT approve('RB-A-006') AS own;
SET request.jwt.claims = '{"sub": "u-2", "email": "dan@example.org"}';
SELECT approve('RB-A-006') AS own;
SET request.jwt.claims = '{"sub": "u-3", "email": "ceo@example.org", "email_verified": false}';
SELECT call($$SELECT learn_claim('RB-A-006') ->> 'claimed_by'$$) AS claimed_by;
SET request.jwt.claims = '{"email": "ceo@example.org", "email_verified": false}';
SELECT call($$SELECT learn_claim('RB-A-006') ->> 'claimed_by'$$) AS claimed_by;
SET request.jwt.claims = '{"sub": "u-3"}';
SELECT approve('RB-A-006');
SET request.jwt.claims = '{"email": "regress_carol"}';
SELECT draft('RB-A-007');
RESET request.jwt.claims;
SET SESSION AUTHORIZATION regress_carol;
SELECT approve('RB-A-007') AS own;

-- Nobody is called as the engine is, neither as a role nor in a token.
SET SESSION AUTHORIZATION learn;
SELECT call($$SELECT learn_approve('RB-A-007')$$);
SELECT call($$SELECT draft('RB-A-011')$$);
SET SESSION AUTHORIZATION regress_gateway;
SET ROLE regress_amy;
SET request.jwt.claims = '{"sub": "learn"}';
SELECT call($$SELECT learn_approve('RB-A-007')$$);
RESET request.jwt.claims;
SET SESSION AUTHORIZATION regress_root;
-- So what the engine wrote is nobody's own.
SELECT call($$SELECT learn_import(approvals.document('RB-A-010')) ->> 'status'$$);
SELECT generated('RB-A-010-v2', 'RB-A-010');
GRANT regress_carol TO learn;
SET SESSION AUTHORIZATION learn;
SET ROLE regress_carol;
SELECT approve('RB-A-010-v2');
SET SESSION AUTHORIZATION regress_root;

--
-- Who lends rights lends no judgement.
--
CREATE FUNCTION wrapper(id text) RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT approvals.call(format(''SELECT learn_approve(%L)'', id))';
ALTER FUNCTION wrapper(text) OWNER TO regress_amy;
SET SESSION AUTHORIZATION regress_stranger;
SELECT wrapper('RB-A-007');
SET SESSION AUTHORIZATION regress_root;
-- Maintenance runs functions of whoever owns a table.
CREATE SCHEMA regress_amy AUTHORIZATION regress_amy;
SET ROLE regress_amy;
CREATE TABLE regress_amy.bait (id text);
INSERT INTO regress_amy.bait VALUES ('RB-A-007');
CREATE FUNCTION regress_amy.bite(id text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT id';
CREATE INDEX ON regress_amy.bait (regress_amy.bite(id));
CREATE OR REPLACE FUNCTION regress_amy.bite(id text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN public.learn_approve(id)::text;
END
$$;
RESET ROLE;
ANALYZE regress_amy.bait;
REINDEX TABLE regress_amy.bait;
DROP SCHEMA regress_amy CASCADE;
-- Rights are asked for when it happens, not when it was prepared.
SET SESSION AUTHORIZATION regress_eve;
BEGIN;
SET ROLE learn_reviewer;
DECLARE later CURSOR FOR SELECT learn_approve('RB-A-007') ->> 'status' AS status;
SET SESSION AUTHORIZATION regress_root;
SET SESSION AUTHORIZATION regress_stranger;
FETCH later;
ROLLBACK;
SET SESSION AUTHORIZATION regress_root;
SELECT status FROM learn.runbooks WHERE id = 'RB-A-007';
-- What somebody runs himself is his decision.
SET ROLE regress_bob;
DO $$ BEGIN PERFORM learn_approve('RB-A-007'); END $$;
RESET ROLE;
SELECT status, approved_by FROM learn.runbooks WHERE id = 'RB-A-007';

--
-- Claims.
--
SELECT draft('RB-A-020');
SET ROLE regress_amy;
SELECT call($$SELECT learn_claim('RB-A-020', take_over => true)$$) AS free;
SELECT call($$SELECT learn_claim('RB-A-020', take_over => NULL)$$) AS own;
SET ROLE regress_bob;
SELECT call($$SELECT learn_claim('RB-A-020')$$) AS taken;
SELECT call($$SELECT learn_claim('RB-A-020', 'regress_bob', true)$$) AS taken_over;
SET ROLE regress_amy;
SELECT approve('RB-A-020') AS taken;
SET ROLE regress_bob;
SELECT approve('RB-A-020');
SELECT call($$SELECT learn_claim('RB-A-020', take_over => true)$$) AS decided;
RESET ROLE;
SELECT actor, details FROM learn.audit_log WHERE object_id = 'RB-A-020' AND action = 'claim' ORDER BY seq;

--
-- Risks are acknowledged by name.
--
SELECT call($$SELECT learn_import(approvals.document('RB-A-030')) ->> 'status'$$);
SELECT generated('RB-A-030-v2', 'RB-A-030', '[
    {"step": "fetch", "what": "added as step 1", "why": "w", "warnings": [
        {"name": "runs-download", "text": "runs what it downloads"},
        {"name": "from-telemetry", "text": "stands in the telemetry of the failure: \"curl x\""},
        {"name": "from-telemetry", "text": "stands in the telemetry of the failure: \"sh y\""}]},
    {"step": "restart", "what": "moved", "why": "w"},
    {"step": "fetch", "what": "changed", "why": "w", "warnings": [
        {"name": "runs-download", "text": "runs what it downloads"}, "of no known shape"]}]');
SELECT * FROM learn.risks('RB-A-030-v2');
SELECT count(*) FROM learn.risks('RB-A-030');
SET ROLE regress_amy;
SELECT approve('RB-A-030-v2');
SELECT approve('RB-A-030-v2', '{fetch/runs-download}');
SELECT approve('RB-A-030-v2', '{fetch/runs-download,fetch/sql,sql}');
SELECT approve('RB-A-030-v2', '{fetch/runs-download,NULL}');
SELECT approve('RB-A-030-v2', '{{fetch/runs-download,fetch/runs-download},{fetch/unnamed,fetch/from-telemetry}}');
SELECT approved_by, notes, acknowledged_risks FROM learn.approvals('RB-A-030-v2');
RESET ROLE;
SELECT actor, action, details FROM learn.audit_log WHERE object_id = 'RB-A-030-v2' ORDER BY seq;
-- A draft without any has none to name.
SELECT draft('RB-A-031');
SET ROLE regress_amy;
SELECT approve('RB-A-031', '{fetch/sql}');
SELECT approve('RB-A-031', '{}');
RESET ROLE;

--
-- What was made from the version that gives way is withdrawn.
--
SELECT generated('RB-A-030-v3', 'RB-A-030-v2');
SELECT generated('RB-A-030-B1', 'RB-A-030-v2');
SELECT generated('RB-A-030-B2', 'RB-A-030-v2');
SELECT generated('RB-A-030-B3', 'RB-A-030-v2');
SELECT generated('RB-A-031-B1', 'RB-A-031');
SELECT generated('RB-A-031-v2', 'RB-A-030-v2');
-- Not a branch that is approved: its parent stays.
SET ROLE regress_amy;
SELECT call($$SELECT learn_approve('RB-A-030-B3')$$);
-- Whatever state they are in.
SELECT learn_claim('RB-A-030-B1') ->> 'status' AS status;
SELECT learn_request_changes('RB-A-030-B2', requested_changes => 'more') ->> 'status' AS status;
SET ROLE regress_bob;
SELECT call($$SELECT learn_approve('RB-A-030-v3')$$);
SELECT call($$SELECT learn_approve('RB-A-030-B1')$$) AS late;
SELECT call($$SELECT learn_reject('RB-A-030-B2', reason => 'no')$$) AS late;
RESET ROLE;
SELECT r.id, r.status, r.archive_reason, q.status AS review, q.reviewed_by, q.withdrawal_reason
FROM learn.runbooks r LEFT JOIN learn.review_queue q ON q.runbook_id = r.id
WHERE r.id ~ '^RB-A-03[01]' ORDER BY r.id;
SELECT actor, action, object_id, details FROM learn.audit_log
WHERE object_id LIKE 'RB-A-03%' AND action = 'withdraw' ORDER BY seq;

-- None of it is done by hand.
SELECT call($$UPDATE learn.review_queue SET status = 'withdrawn', withdrawal_reason = 'x', reviewed_by = 'x', reviewed_at = now()
    WHERE runbook_id = 'RB-A-031-B1'$$);
SELECT call($$UPDATE learn.runbooks SET status = 'archived', archived_at = now(), archive_reason = 'withdrawn' WHERE id = 'RB-A-031-B1'$$);
SELECT call($$UPDATE learn.runbooks SET created_by = 'learn' WHERE id = 'RB-A-031-B1'$$);

-- The parent changed: what to do depends on who wrote the draft.
SELECT generated('RB-A-032-v2', 'RB-A-030-v2');
SELECT draft('RB-A-033');
BEGIN;
ALTER TABLE learn.runbooks DISABLE TRIGGER learn_guard;
UPDATE learn.runbooks SET parent_runbook = 'RB-A-030-v2', parent_digest = 'x' WHERE id = 'RB-A-033';
ALTER TABLE learn.runbooks ENABLE ALWAYS TRIGGER learn_guard;
SET LOCAL ROLE regress_amy;
SELECT approve('RB-A-032-v2');
SELECT approve('RB-A-033');
ROLLBACK;

--
-- Tests, where they are asked for.
--
ALTER SYSTEM SET learn.require_passing_test = on;
SELECT pg_reload_conf();
\connect
SET search_path = approvals, public;
SHOW learn.require_passing_test;
SET SESSION AUTHORIZATION regress_root;
SELECT draft('RB-A-040');
SET ROLE regress_amy;
SELECT approve('RB-A-040') AS none;
-- One that nobody has recorded is none.
RESET ROLE;
INSERT INTO learn.test_results (runbook_id, revision, digest, test_name, passed, tested_at, tested_by)
SELECT id, revision, digest, 'forged', true, now(), 'regress_bob' FROM learn.runbooks WHERE id = 'RB-A-040';
SET ROLE regress_amy;
SELECT approve('RB-A-040') AS forged;
SELECT call($$SELECT learn_add_test('RB-A-040', 'dry run', false) ->> 'status'$$);
SELECT approve('RB-A-040') AS failed;
SELECT call($$SELECT learn_add_test('RB-A-040', 'for real', true) ->> 'status'$$);
SELECT approve('RB-A-040') AS one_failed;
SELECT call($$SELECT learn_add_test('RB-A-040', 'dry run', true) ->> 'status'$$);
SELECT call($$SELECT learn_add_test('RB-A-040', 'for real', false) ->> 'status'$$);
SELECT approve('RB-A-040') AS failed_last;
SELECT call($$SELECT learn_add_test('RB-A-040', 'for real', true) ->> 'status'$$);
-- Tests are of one revision, though the content comes back.
SELECT learn_request_changes('RB-A-040', requested_changes => 'more') ->> 'status' AS status;
SET ROLE regress_carol;
SELECT draft('RB-A-040', 'another');
SET ROLE regress_amy;
SELECT learn_request_changes('RB-A-040', requested_changes => 'less') ->> 'status' AS status;
SET ROLE regress_carol;
SELECT draft('RB-A-040');
SET ROLE regress_amy;
SELECT count(DISTINCT digest), count(*) FROM learn.test_results JOIN learn.runbooks r USING (digest) WHERE r.id = 'RB-A-040';
SELECT approve('RB-A-040') AS void;
SELECT call($$SELECT learn_add_test('RB-A-040', 'dry run', true) ->> 'status'$$);
SELECT approve('RB-A-040');
RESET ROLE;

--
-- Several people.
--
ALTER SYSTEM RESET learn.require_passing_test;
ALTER SYSTEM SET learn.required_approvals = 3;
SELECT pg_reload_conf();
\connect
SET search_path = approvals, public;
SHOW learn.required_approvals;
SET SESSION AUTHORIZATION regress_root;
SELECT draft('RB-A-050');
SET ROLE regress_amy;
SELECT call($$SELECT learn_claim('RB-A-050') ->> 'status'$$);
SELECT call($$SELECT learn_approve('RB-A-050', notes => 'good')$$) AS first;
SELECT status, claimed_by, claimed_at FROM learn.review_queue WHERE runbook_id = 'RB-A-050';
SELECT call($$SELECT learn_approve('RB-A-050')$$) AS again;
SELECT count(*) FROM learn_next_runbook('approvals', 'linux') WHERE runbook_id = 'RB-A-050';
SET ROLE regress_bob;
SELECT call($$SELECT learn_approve('RB-A-050', notes => 'very good')$$) AS second;
SELECT approved_by, approved_at IS NOT NULL AS approved_at, notes, acknowledged_risks FROM learn.approvals('RB-A-050');
-- Neither an old nor a new name makes one person two.
SET SESSION AUTHORIZATION regress_eve;
SET ROLE learn_reviewer;
SELECT draft('RB-A-051');
SET SESSION AUTHORIZATION regress_carol;
SELECT approve('RB-A-051');
SET SESSION AUTHORIZATION regress_gateway;
SET ROLE regress_amy;
SET request.jwt.claims = '{"sub": "u-1", "email": "dan@example.org"}';
SELECT approve('RB-A-051');
SET request.jwt.claims = '{"sub": "u-1", "email": "dan@example.net"}';
SELECT approve('RB-A-051');
SET request.jwt.claims = '{"email": "regress_carol"}';
SELECT approve('RB-A-051');
SET request.jwt.claims = '{"sub": "u-9"}';
SELECT approve('RB-A-051');
RESET request.jwt.claims;
SET SESSION AUTHORIZATION regress_root;
SELECT approved_by FROM learn.approvals('RB-A-051');
-- An endorsement is of one revision.
SELECT learn_request_changes('RB-A-050', requested_changes => 'more') ->> 'status' AS status;
SELECT draft('RB-A-050', 'another');
SELECT learn_request_changes('RB-A-050', requested_changes => 'less') ->> 'status' AS status;
SELECT draft('RB-A-050');
SELECT revision, count(*) AS endorsed FROM learn.runbooks r JOIN learn.audit_log a ON a.digest_after = r.digest AND a.action = 'endorse'
WHERE r.id = 'RB-A-050' GROUP BY 1;
SELECT * FROM learn.approvals('RB-A-050');
SET ROLE regress_carol;
SELECT approve('RB-A-050');
RESET ROLE;
-- And stands in the log, or nowhere.
SELECT call($$INSERT INTO learn.audit_log SELECT (r).seq, (r).at, (r).actor, (r).role, (r).login_role, NULL, (r).action, (r).object_id,
    (r).digest_before, (r).digest_after, (r).details, (r).previous_hash, learn.audit_hash(r), true
    FROM (SELECT ROW(seq + 1, at, 'regress_bob', 'regress_bob', login_role, NULL, action, object_id, digest_before, digest_after, details,
        hash, '', true)::learn.audit_log AS r FROM learn.audit_log ORDER BY seq DESC LIMIT 1) x$$) AS forged;
BEGIN;
ALTER TABLE learn.audit_log DISABLE TRIGGER learn_guard;
UPDATE learn.audit_log SET actor = 'regress_bob' WHERE object_id = 'RB-A-050' AND actor = 'regress_carol' AND action = 'endorse';
SELECT * FROM learn.approvals('RB-A-050');
ROLLBACK;
-- Fewer are asked for: those that stand count.
SET ROLE regress_bob;
SELECT approve('RB-A-050');
RESET ROLE;
ALTER SYSTEM SET learn.required_approvals = 2;
SELECT pg_reload_conf();
\connect
SET search_path = approvals, public;
SHOW learn.required_approvals;
SET SESSION AUTHORIZATION regress_root;
SET ROLE regress_bob;
SELECT approve('RB-A-050') AS again_to_complete;
RESET ROLE;
SELECT approved_by FROM learn.approvals('RB-A-050');
SELECT actor, action, details FROM learn.audit_log WHERE object_id = 'RB-A-050' AND action IN ('endorse', 'approve') ORDER BY seq;
-- More are asked for again.
SELECT draft('RB-A-052');
SET ROLE regress_amy;
SELECT approve('RB-A-052');
RESET ROLE;
ALTER SYSTEM SET learn.required_approvals = 3;
SELECT pg_reload_conf();
\connect
SET search_path = approvals, public;
SHOW learn.required_approvals;
SET SESSION AUTHORIZATION regress_root;
SET ROLE regress_bob;
SELECT approve('RB-A-052');
SET ROLE regress_carol;
SELECT approve('RB-A-052');
RESET ROLE;
ALTER SYSTEM RESET learn.required_approvals;
SELECT pg_reload_conf();
\connect
SHOW learn.required_approvals;
SET SESSION AUTHORIZATION regress_root;
SELECT * FROM learn_verify_audit();
SET client_min_messages = warning;
DROP SCHEMA approvals CASCADE;
REVOKE regress_carol FROM learn;
DROP ROLE learn, regress_eve, regress_admin, regress_carol;
