-- What runbooks must not do: every severity at every gate, and who may say so.
\set SHOW_CONTEXT never
\pset format unaligned
SET SESSION AUTHORIZATION regress_root;
CREATE SCHEMA policies;
GRANT USAGE ON SCHEMA policies TO PUBLIC;
SET search_path = policies, public;
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
CREATE FUNCTION runs(program text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('program', program);
$$;
CREATE FUNCTION document(id text, command text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('id', id, 'name', 'n', 'platform', 'linux', 'incident_types', jsonb_build_array(lower(id)),
        'steps', jsonb_build_array(jsonb_build_object('id', 'first', 'action', 'a', 'command', command)),
        'verification', jsonb_build_object('method', 'command', 'command', 'true'));
$$;
CREATE ROLE regress_admin LOGIN IN ROLE learn_admin;
CREATE ROLE regress_carol IN ROLE learn_reviewer;

--
-- Setting them.
--
SET ROLE regress_admin;
SELECT call(statement) FROM unnest(ARRAY[
    $$SELECT learn_set_policy('detonates', 'error', 'blows up', policies.runs('detonate'))$$,
    $$SELECT learn_set_policy('unlocks', 'danger', 'opens all doors', policies.runs('unlock'))$$,
    $$SELECT learn_set_policy('murmurs', 'warning', 'is hard to understand', policies.runs('murmur'))$$,
    -- what is so already, a part of it, and another thing
    $$SELECT learn_set_policy('murmurs', 'warning', 'is hard to understand', policies.runs('murmur'))$$,
    $$SELECT learn_set_policy('murmurs', message => 'cannot be understood')$$,
    $$SELECT learn_set_policy('murmurs', enabled => false)$$,
    $$SELECT learn_set_policy('murmurs', enabled => false)$$,
    $$SELECT learn_set_policy('murmurs')$$,
    -- what is wrong
    $$SELECT learn_set_policy(NULL, 'error', 'm', policies.runs('x'))$$,
    $$SELECT learn_set_policy('', 'error', 'm', policies.runs('x'))$$,
    $$SELECT learn_set_policy('Upper', 'error', 'm', policies.runs('x'))$$,
    $$SELECT learn_set_policy('a--b', 'error', 'm', policies.runs('x'))$$,
    $$SELECT learn_set_policy('-a', 'error', 'm', policies.runs('x'))$$,
    $$SELECT learn_set_policy('a-', 'error', 'm', policies.runs('x'))$$,
    $$SELECT learn_set_policy('a/b', 'error', 'm', policies.runs('x'))$$,
    $$SELECT learn_set_policy(repeat('a', 64), 'error', 'm', policies.runs('x'))$$,
    $$SELECT learn_set_policy('new', NULL, 'm', policies.runs('x'))$$,
    $$SELECT learn_set_policy('new', 'error', NULL, policies.runs('x'))$$,
    $$SELECT learn_set_policy('new', 'error', 'm')$$,
    $$SELECT learn_set_policy('new', 'fatal', 'm', policies.runs('x'))$$,
    $$SELECT learn_set_policy('new', 'error', ' ', policies.runs('x'))$$,
    $$SELECT learn_set_policy('new', 'error', repeat('m', 301), policies.runs('x'))$$,
    $$SELECT learn_set_policy('new', 'error', 'm', '{"no_such_condition": true}')$$,
    $$SELECT learn_set_policy('new', 'error', 'm', '[]')$$,
    $$SELECT learn_set_policy('new', 'error', 'm', 'null')$$]) statement;
SELECT name, version, severity, category, message, enabled, shipped, created_by FROM learn_policies
WHERE created_by = 'regress_admin' ORDER BY name;
SELECT name, version, severity, message, enabled, created_by FROM learn.policies
WHERE name = 'murmurs' ORDER BY version;
SELECT actor, object_id, digest_before IS NULL AS is_new, digest_before = lag(digest_after) OVER w AS follows, details
FROM learn.audit_log WHERE action = 'set_policy' AND actor = 'regress_admin' WINDOW w AS (PARTITION BY object_id ORDER BY seq) ORDER BY seq;

-- A shipped one is changed in the same way, and not lost.
SELECT name AS shipped FROM learn_policies WHERE shipped AND severity = 'error' ORDER BY name LIMIT 1 \gset
BEGIN;
SELECT learn_set_policy(:'shipped', 'warning') - 'name';
SELECT version, severity, enabled, shipped FROM learn_policies WHERE name = :'shipped';
SELECT version, severity, created_by FROM learn.policies WHERE name = :'shipped' ORDER BY version;
ROLLBACK;
SELECT version, severity, enabled, shipped FROM learn_policies WHERE name = :'shipped';

-- Who may: administrators set them, reviewers read them.
RESET ROLE;
CREATE FUNCTION pg_temp.as_role(role text, statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SET LOCAL ROLE %I', role);
    EXECUTE statement;
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;
SELECT statement, pg_temp.as_role('regress_stranger', statement) AS stranger, pg_temp.as_role('learn_executor', statement) AS executor,
    pg_temp.as_role('learn_tester', statement) AS tester, pg_temp.as_role('regress_carol', statement) AS reviewer,
    pg_temp.as_role('regress_admin', statement) AS admin
FROM unnest(ARRAY[
    $$SELECT * FROM learn_policies$$,
    $$SELECT * FROM learn.policies$$,
    $$SELECT * FROM learn.policy_findings('{}')$$,
    $$SELECT * FROM learn_validate_runbook('{}')$$,
    $$SELECT * FROM learn.forbidden_runbooks()$$,
    $$SELECT * FROM learn.policy_problems()$$,
    $$SELECT learn.policy_facts('x', NULL)$$,
    $$SELECT learn_set_policy('unlocks')$$,
    $$INSERT INTO learn.policies SELECT * FROM learn.policies$$,
    $$UPDATE learn.policies SET enabled = false$$,
    $$DELETE FROM learn.policies$$,
    $$TRUNCATE learn.policies$$]) statement;
-- A function that lends its owner's rights does not lend the owner's judgement.
CREATE FUNCTION lent() RETURNS jsonb LANGUAGE sql SECURITY DEFINER AS
    $$SELECT public.learn_set_policy('detonates', enabled => false)$$;
SET ROLE regress_carol;
SELECT call('SELECT lent()');

--
-- What is found, and where.
--
SELECT severity, path, message FROM learn_validate_runbook(document('RB-Q-001', 'unlock && murmur') || '{
    "rollback": [{"action": "undo", "command": "detonate"}], "verification": {"method": "command", "command": "unlock"}}');
SELECT f.name, f.severity, f.path, learn.policy_place(d.content, f.path) AS place
FROM (SELECT document('RB-Q-001', 'unlock') || '{"rollback": [{"action": "undo", "command": "unlock"},
        {"id": "close", "action": "undo", "command": "unlock"}], "verification": {"method": "command", "command": "unlock"}}'
    AS content) d, learn.policy_findings(d.content) f;
SELECT path, learn.policy_place('{"steps": [{}, {"action": "a"}, {"id": "i", "action": "a"}]}', path) AS place
FROM unnest('{"","steps[0].command","steps[1].wait_for.command","steps[2]","steps[3].command",verification.command,parameters.X}'::text[]) path;
-- What cannot be read is an error, told once.
SELECT learn.policy_findings(jsonb_build_object('id', 'RB-Q-002', 'n', repeat('[', 70)::text || '1' || repeat(']', 70))
    || jsonb_build_object('deep', (repeat('[', 70) || '1' || repeat(']', 70))::jsonb)) AS finding;
SELECT count(*) FROM learn_validate_runbook(jsonb_build_object('deep', (repeat('[', 70) || '1' || repeat(']', 70))::jsonb));

--
-- On the way in: an error never gets there.
--
SET ROLE regress_amy;
SELECT call(statement) FROM unnest(ARRAY[
    $$SELECT learn_submit(policies.document('RB-Q-ERROR-001', 'detonate'))$$,
    $$SELECT learn_submit(policies.document('RB-Q-DANGER-001', 'unlock'))$$,
    $$SELECT learn_submit(policies.document('RB-Q-WARNING-001', 'murmur'))$$,
    $$SELECT learn_submit(policies.document('RB-Q-FINE-001', 'true'))$$,
    $$SELECT learn_edit('RB-Q-FINE-001', policies.document('RB-Q-FINE-001', 'true && detonate'))$$,
    $$SELECT learn_edit('RB-Q-FINE-001', policies.document('RB-Q-FINE-001', 'true && unlock')) - 'changes'$$]) statement;
SET ROLE regress_bob;
SELECT call($$SELECT learn_request_changes('RB-Q-WARNING-001', requested_changes => 'speak up') ->> 'status'$$);
SET ROLE regress_amy;
SELECT call($$SELECT learn_submit(policies.document('RB-Q-WARNING-001', 'detonate loudly'))$$);
SELECT call($$SELECT learn_submit(policies.document('RB-Q-WARNING-001', 'murmur loudly')) ->> 'status'$$);
SET ROLE regress_admin;
SELECT call(statement) FROM unnest(ARRAY[
    $$SELECT learn_import(policies.document('RB-Q-ERROR-002', 'detonate'))$$,
    $$SELECT learn_import(policies.document('RB-Q-DANGER-002', 'unlock'))$$,
    $$SELECT learn_import(policies.document('RB-Q-WARNING-002', 'murmur'))$$]) statement;
SELECT id, status FROM learn.runbooks WHERE id LIKE 'RB-Q-%' ORDER BY id;
SELECT object_id, details -> 'risks' AS risks FROM learn.audit_log WHERE action = 'import' AND object_id LIKE 'RB-Q-%' ORDER BY seq;

--
-- What reviewers are shown, and what they must say.
--
SET ROLE regress_bob;
SELECT runbook_id, risks FROM learn_pending() WHERE runbook_id LIKE 'RB-Q-%' ORDER BY runbook_id;
SELECT c ->> 'id' AS id, c -> 'risks' AS risks, c -> 'policy' AS policy
FROM unnest('{RB-Q-DANGER-001,RB-Q-WARNING-001,RB-Q-FINE-001}'::text[]) id, learn_comparison(id) c;
SELECT call(statement) FROM unnest(ARRAY[
    $$SELECT learn_approve('RB-Q-DANGER-001')$$,
    $$SELECT learn_approve('RB-Q-DANGER-001', acknowledged_risks => '{unlocks}')$$,
    $$SELECT learn_approve('RB-Q-DANGER-001', acknowledged_risks => '{first/unlocks,first/murmurs}')$$,
    $$SELECT learn_approve('RB-Q-DANGER-001', acknowledged_risks => '{first/unlocks}') ->> 'status'$$,
    -- a warning need not be acknowledged, and cannot be
    $$SELECT learn_approve('RB-Q-WARNING-001', digest => learn_comparison('RB-Q-WARNING-001') ->> 'digest', acknowledged_risks => '{first/murmurs}')$$,
    $$SELECT learn_approve('RB-Q-WARNING-001', digest => learn_comparison('RB-Q-WARNING-001') ->> 'digest') ->> 'status'$$]) statement;
SELECT a.object_id, a.details -> 'acknowledged_risks' AS risks FROM learn.audit_log a
WHERE a.action = 'approve' AND a.object_id LIKE 'RB-Q-%' ORDER BY a.seq;

--
-- Handed out: what is allowed today.
--
RESET ROLE;
CREATE FUNCTION pg_temp.handed_out() RETURNS TABLE (id text, next boolean, active text, draft text) LANGUAGE sql AS $$
    SELECT r.id, EXISTS (SELECT FROM public.learn_next_runbook(r.incident_types ->> 0, 'linux')),
        policies.call(format('SELECT runbook_id FROM learn_active_runbook(%L)', r.id)),
        policies.call(format('SELECT runbook_id FROM learn_draft_to_test(%L)', r.id))
    FROM learn.runbooks r WHERE r.id LIKE 'RB-Q-%' ORDER BY r.id;
$$;
SET ROLE regress_bob;
SELECT * FROM pg_temp.handed_out();
SET client_min_messages = error;
SET ROLE regress_admin;
SELECT learn_set_policy('unlocks', 'error') -> 'forbidden' AS forbidden;
SET ROLE regress_bob;
SELECT * FROM pg_temp.handed_out();
SELECT kind, runbook_line, incident_type, evidence FROM learn_triage WHERE kind = 'forbidden runbook' ORDER BY 2;
SELECT call($$SELECT learn_approve('RB-Q-FINE-001', digest => learn_comparison('RB-Q-FINE-001') ->> 'digest')$$);
SELECT c -> 'risks' AS risks, c -> 'policy' AS policy FROM learn_comparison('RB-Q-FINE-001') c;
RESET client_min_messages;
-- The executor is warned, and another runbook for the incident is handed out.
SET ROLE regress_admin;
SELECT call($$SELECT learn_import(policies.document('RB-Q-OTHER-001', 'true') || '{"incident_types": ["rb-q-danger-001"]}') ->> 'status'$$);
SELECT call($$SELECT learn_import(policies.document('RB-Q-WARNING-002', 'true'))$$);
SET ROLE learn_executor;
SELECT runbook_id FROM learn_next_runbook('rb-q-danger-002', 'linux');
SELECT runbook_id FROM learn_next_runbook('rb-q-danger-001', 'linux');
-- Nor does it come back: what it was replaced by can be rolled back only to what may run.
SET ROLE regress_amy;
SELECT learn_submit(document('RB-Q-DANGER-002', 'true')) ->> 'id' AS id;
SET ROLE regress_bob;
SELECT learn_approve('RB-Q-DANGER-002-v2') ->> 'status' AS status;
SET ROLE regress_admin;
SELECT call($$SELECT learn_rollback('RB-Q-DANGER-002-v2', reason => 'slow')$$);
SELECT learn_set_policy('unlocks', 'danger') -> 'forbidden' AS forbidden;
SELECT call($$SELECT learn_rollback('RB-Q-DANGER-002-v2', reason => 'slow') ->> 'active'$$);
SET ROLE learn_executor;
SELECT runbook_id FROM learn_next_runbook('rb-q-danger-002', 'linux');

-- A transaction that is taken back, in part or as a whole, shows what would be.
SET ROLE regress_admin;
BEGIN;
SELECT learn_set_policy('unlocks', enabled => false) ->> 'changed' AS changed;
SELECT count(*) FROM learn.policy_findings(document('RB-Q-001', 'unlock'));
SAVEPOINT s;
SELECT learn_set_policy('unlocks', 'error') ->> 'severity' AS severity;
SELECT severity FROM learn.policy_findings(document('RB-Q-001', 'unlock'));
ROLLBACK TO s;
SELECT count(*) FROM learn.policy_findings(document('RB-Q-001', 'unlock'));
ROLLBACK;
SELECT severity FROM learn.policy_findings(document('RB-Q-001', 'unlock'));

--
-- What the engine writes.
--
SELECT learn_import('{"id": "RB-Q-ENGINE-001", "name": "Start the web server", "platform": "linux",
    "incident_types": ["service_crash"], "steps": [{"id": "start", "action": "start_service", "command": "web --port 8090"}],
    "verification": {"method": "command", "command": "true"}}') ->> 'status' AS status;
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status, verification_passed, error_step,
    error_message, executed_steps)
VALUES ('exec-policy-1', 'RB-Q-ENGINE-001', 'service_crash', 'linux', 'failure', false, 1, 'bind: Address already in use (port 8090)',
    '[{"step_number": 1, "action": "start_service", "command": "web --port 8090", "success": false, "exit_code": 1,
       "error": "bind: Address already in use (port 8090)"}]');
SELECT learn_set_policy('no-more-webs', 'error', 'starts a web server', runs('web')) -> 'forbidden' ? 'RB-Q-ENGINE-001' AS forbids_it;
SELECT learn_run_jobs();
SELECT follow_up FROM learn_executions WHERE execution_id = 'exec-policy-1';
SELECT kind, evidence FROM learn_triage WHERE kind = 'refused draft' AND runbook_line = 'RB-Q-ENGINE-001';
SELECT actor, action, object_id, details FROM learn.audit_log WHERE action = 'refuse' AND object_id = 'RB-Q-ENGINE-001';
RESET ROLE;
SELECT fact FROM jsonb_array_elements_text(learn.facts('exec-policy-1', NULL) -> 'policy') fact WHERE fact ~ 'web|blows|doors';
SET ROLE regress_admin;
SELECT learn_set_policy('no-more-webs', enabled => false) ->> 'forbidden' AS forbidden;

--
-- Nobody changes the table beside that; a superuser who does is found out.
--
RESET ROLE;
SELECT attempt, call(attempt) FROM unnest(ARRAY[
    $$INSERT INTO learn.policies (name, severity, category, message, rule, created_by) VALUES ('planted', 'warning', 'x', 'x', '{}', 'x')$$,
    $$INSERT INTO learn.policies (name, severity, category, message, rule) VALUES ('planted', 'warning', 'x', 'x', '{}')$$,
    $$INSERT INTO learn.policies SELECT * FROM learn.policies ON CONFLICT (name, version) DO UPDATE SET enabled = false$$,
    $$UPDATE learn.policies SET enabled = false$$,
    $$UPDATE learn.policies SET name = 'other' WHERE name = 'unlocks'$$,
    $$DELETE FROM learn.policies WHERE name = 'unlocks'$$,
    $$TRUNCATE learn.policies$$]) attempt;
SET session_replication_role = replica;
SELECT call($$UPDATE learn.policies SET enabled = false$$);
RESET session_replication_role;
SELECT * FROM learn.policy_problems();
BEGIN;
ALTER TABLE learn.policies DISABLE TRIGGER ALL;
UPDATE learn.policies SET enabled = false WHERE name = 'unlocks' AND version = 1;
DELETE FROM learn.policies WHERE name = 'detonates';
UPDATE learn.policies SET severity = 'warning' WHERE name = :'shipped';
INSERT INTO learn.policies (name, severity, category, message, rule) VALUES ('planted-too', 'warning', 'x', 'x', '{}');
INSERT INTO learn.policies (name, severity, category, message, rule, created_by) VALUES ('planted', 'warning', 'x', 'x', '{}', 'x');
ALTER TABLE learn.policies ENABLE ALWAYS TRIGGER learn_note;
SELECT replace(object_id, :'shipped', '(shipped)') AS object_id, problem FROM learn.policy_problems() ORDER BY 2, 1;
DELETE FROM learn.policies;
SELECT count(*) = (SELECT count(*) FROM jsonb_each(learn.shipped_policies())) AS all_are_missed
FROM learn.policy_problems() WHERE problem LIKE '%which the extension ships, is missing';
SELECT count(*) FROM learn.policy_findings(document('RB-Q-001', 'detonate'));
ROLLBACK;
SELECT severity FROM learn.policy_findings(document('RB-Q-001', 'detonate'));

--
-- A rule that cannot be used, as after an upgrade of the extension: nothing is
-- approved or handed out, and executors report as ever.
--
SET ROLE regress_amy;
SELECT learn_submit(document('RB-Q-FINE-002', 'true')) ->> 'status' AS status;
RESET ROLE;
ALTER TABLE learn.policies DISABLE TRIGGER USER;
INSERT INTO learn.policies (name, severity, category, message, rule, created_by)
VALUES ('outdated', 'warning', 'site', 'm', '{"no_such_condition": true}', 'regress_root'),
    ('outdated-too', 'warning', 'site', 'm', '{"no_such_condition": true}', 'regress_root');
ALTER TABLE learn.policies ENABLE ALWAYS TRIGGER learn_note;
ALTER TABLE learn.policies ENABLE ALWAYS TRIGGER learn_guard;
ALTER TABLE learn.policies ENABLE ALWAYS TRIGGER learn_guard_truncate;
SET ROLE regress_admin;
SELECT call(statement) FROM unnest(ARRAY[
    $$SELECT learn_next_runbook('rb-q-danger-001', 'linux')$$,
    $$SELECT learn_active_runbook('RB-Q-OTHER-001')$$,
    $$SELECT learn_draft_to_test('RB-Q-FINE-002')$$,
    $$SELECT learn_approve('RB-Q-FINE-002')$$,
    $$SELECT learn_submit(policies.document('RB-Q-FINE-003', 'true'))$$,
    $$SELECT learn_import(policies.document('RB-Q-FINE-003', 'true'))$$,
    $$SELECT learn_validate_runbook(policies.document('RB-Q-FINE-003', 'true'))$$,
    $$SELECT learn_comparison('RB-Q-FINE-002')$$,
    $$SELECT learn_reject('RB-Q-FINE-002', reason => 'not now') ->> 'status'$$]) statement;
SELECT kind, evidence FROM learn_triage WHERE kind LIKE '%policy' OR kind LIKE 'forbidden%';
SET ROLE learn_executor;
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status, verification_passed)
VALUES ('exec-policy-2', 'RB-Q-ENGINE-001', 'service_crash', 'linux', 'success', true);
SET ROLE regress_admin;
SELECT learn_run_jobs();
-- It is mended one by one.
SELECT call(statement) FROM unnest(ARRAY[
    $$SELECT learn_set_policy('outdated', rule => policies.runs('x'))$$,
    $$SELECT learn_set_policy('outdated-too', enabled => false)$$]) statement;
SELECT runbook_id FROM learn_next_runbook('rb-q-danger-001', 'linux');

-- What was put there behind everybody's back is found, and taken away again.
RESET ROLE;
SELECT object_id, problem FROM learn_verify_audit();
ALTER TABLE learn.policies DISABLE TRIGGER USER;
DELETE FROM learn.policies WHERE name IN ('outdated', 'outdated-too') AND version = 1;
ALTER TABLE learn.policies ENABLE ALWAYS TRIGGER learn_note;
ALTER TABLE learn.policies ENABLE ALWAYS TRIGGER learn_guard;
ALTER TABLE learn.policies ENABLE ALWAYS TRIGGER learn_guard_truncate;
SELECT object_id, problem FROM learn_verify_audit();

SET client_min_messages = warning;
DROP SCHEMA policies CASCADE;
RESET client_min_messages;
DROP ROLE regress_admin, regress_carol;
