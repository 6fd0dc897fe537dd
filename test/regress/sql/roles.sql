-- Who may do what: every function and view of the API, tried by everybody, in
-- every way to come in.  Each cell says how it went when the role logs in by
-- itself, when it is taken on with SET ROLE, behind a trusted gateway, and with
-- the claims of a token forged: once where all four are the same.  "ok" was
-- allowed, and undone; PT404 and PT409 were allowed, and had nothing to do;
-- 42501 was refused.
\set SHOW_CONTEXT never
\pset format unaligned
\pset footer off
SELECT session_user AS first_user \gset
SET SESSION AUTHORIZATION regress_root;
CREATE SCHEMA roles;
CREATE FUNCTION roles.document(id text, name text DEFAULT 'n') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('id', id, 'name', name, 'platform', 'linux', 'incident_types', '["roles"]'::jsonb,
        'steps', '[{"action": "a", "command": "true"}]'::jsonb);
$$;
CREATE ROLE regress_r_anonymous LOGIN;
CREATE ROLE regress_r_executor LOGIN IN ROLE learn_executor;
CREATE ROLE regress_r_tester LOGIN IN ROLE learn_tester;
CREATE ROLE regress_r_reviewer LOGIN IN ROLE learn_reviewer;
CREATE ROLE regress_r_second LOGIN IN ROLE learn_reviewer;
CREATE ROLE regress_r_author LOGIN IN ROLE learn_reviewer;
CREATE ROLE regress_r_admin LOGIN IN ROLE learn_admin;
CREATE ROLE regress_r_login LOGIN NOINHERIT;
GRANT regress_r_anonymous, regress_r_executor, regress_r_tester, regress_r_reviewer, regress_r_second, regress_r_author,
    regress_r_admin, regress_root TO regress_r_login, regress_gateway;

-- Something to do it to: a draft whose revisions have both names of its author,
-- one that nobody has written, a version in use that had one before it.
CREATE PROCEDURE roles.come_in(role text, way text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', CASE way WHEN 'login' THEN role
        WHEN 'gateway' THEN 'regress_gateway' ELSE 'regress_r_login' END);
    EXECUTE format('SET LOCAL ROLE %I', role);
    IF way IN ('gateway', 'forged') THEN
        PERFORM set_config('request.jwt.claims', jsonb_strip_nulls(jsonb_build_object('role', role,
            'email', CASE WHEN role <> 'regress_r_anonymous' THEN role || '@example.org' END))::text, true);
    END IF;
END
$$;
GRANT USAGE ON SCHEMA roles TO PUBLIC;
BEGIN;
CALL roles.come_in('regress_r_author', 'login');
SELECT learn_submit(roles.document('RB-ROLE-001')) ->> 'id' AS id;
COMMIT;
SELECT learn_request_changes('RB-ROLE-001', requested_changes => 'more') ->> 'status' AS status;
BEGIN;
CALL roles.come_in('regress_r_author', 'gateway');
SELECT learn_submit(roles.document('RB-ROLE-001', 'again')) ->> 'id' AS id;
COMMIT;
SELECT learn_import(roles.document('RB-ROLE-002')) ->> 'status' AS status;
SELECT learn_submit(roles.document('RB-ROLE-002', 'next')) ->> 'id' AS id;
SET ROLE regress_r_second;
SELECT learn_approve('RB-ROLE-002-v2') ->> 'status' AS status;
RESET ROLE;
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status, verification_passed, error_message)
VALUES ('exec-role', 'RB-ROLE-002-v2', 'roles', 'linux', 'failure', false, 'cat: /etc/shadow: Permission denied');
SELECT learn_run_jobs() > 0 AS ran;

CREATE TABLE roles.calls (n int GENERATED ALWAYS AS IDENTITY, call text);
INSERT INTO roles.calls (call) VALUES
    ('learn_whoami()'),
    ('learn_pending()'),
    ('learn_runbook(''RB-ROLE-001'')'),
    ('learn_comparison(''RB-ROLE-001'')'),
    ('learn_stats()'),
    ('learn_history()'),
    ('learn_claim(''RB-ROLE-001'')'),
    ('learn_claim(''RB-ROLE-001'', take_over => true)'),
    ('learn_approve(''RB-ROLE-001'', digest => {digest})'),
    ('learn_approve(''RB-ROLE-001'', ''ceo@example.org'', digest => {digest})'),
    ('learn_reject(''RB-ROLE-001'', reason => ''no'')'),
    ('learn_request_changes(''RB-ROLE-001'', requested_changes => ''more'')'),
    ('learn_add_test(''RB-ROLE-001'', ''dry run'', true)'),
    ('learn_add_test(''RB-ROLE-001'', ''dry run'', true, digest => {digest})'),
    ('learn_draft_to_test(''RB-ROLE-001'')'),
    ('learn_edit(''RB-ROLE-001'', {edited}, digest => {digest})'),
    ('learn_regenerate(''RB-ROLE-001'')'),
    ('learn_submit({document})'),
    ('learn_retire(''RB-ROLE-002-v2'', ''old'')'),
    ('learn_rollback(''RB-ROLE-002-v2'', ''worse'')'),
    ('learn_import({document})'),
    ('learn_next_runbook(''roles'', ''linux'')'),
    ('learn_active_runbook(''RB-ROLE-002-v2'')'),
    ('learn_register_executor(''web1'', ''{a}'', ''linux'')'),
    ('learn_feedback(''exec-role'', was_correct_runbook => true)'),
    ('learn_analyze(''exec-role'')'),
    ('learn_run_jobs(1)'),
    ('learn_retry_job(0)'),
    ('learn_pause()'),
    ('learn_resume()'),
    ('learn_housekeeping()'),
    ('learn_set_price(''m'', 1, 1)'),
    ('learn_set_prompt(''revise'', ''s'', ''i'')'),
    ('learn_activate_prompt(''improve'', 1)'),
    ('learn_verify_audit()'),
    ('learn_audit_head()'),
    ('learn_evidence(''RB-ROLE-001'')'),
    ('learn_runbook_schema()'),
    ('learn_validate_runbook(''{}'')'),
    ('learn_state_diff(''{}'', ''{}'')'),
    ('learn_runbook_diff({document}, {document})'),
    ('learn_classify(''{}'')'),
    ('learn_fingerprint(''x'')'),
    ('learn_template(''x'')'),
    ('learn_redact(''x'')'),
    ('learn_dashboard()');
-- What is not there is not called, and all that is there is.
DELETE FROM roles.calls c
WHERE NOT EXISTS (SELECT FROM pg_proc WHERE proname = split_part(c.call, '(', 1));
SELECT DISTINCT p.proname AS not_called
FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'learn'
WHERE p.proname LIKE 'learn\_%' AND p.proname NOT IN (SELECT split_part(call, '(', 1) FROM roles.calls);
UPDATE roles.calls SET call = 'SELECT * FROM ' || call;
INSERT INTO roles.calls (call)
SELECT format('SELECT * FROM %s', c.oid::regclass)
FROM pg_class c WHERE c.relname LIKE 'learn\_%' AND c.relkind = 'v' ORDER BY c.relname;
INSERT INTO roles.calls (call) VALUES
    ('INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status) VALUES (''exec-role-2'', ''RB-ROLE-002-v2'', ''roles'', ''linux'', ''failure'')'),
    ('UPDATE learn.runbooks SET status = ''active'', approved_by = ''x'', approved_at = now(), approved_digest = digest WHERE id = ''RB-ROLE-001'''),
    ('UPDATE learn.review_queue SET status = ''approved'', reviewed_by = ''x'', reviewed_at = now() WHERE runbook_id = ''RB-ROLE-001'''),
    ('UPDATE learn.audit_log SET action = ''approve'' WHERE object_id = ''RB-ROLE-001'''),
    ('DELETE FROM learn.audit_log'),
    ('INSERT INTO learn.audit_log SELECT (a).* FROM learn.audit_log a'),
    ('ALTER TABLE learn.runbooks DISABLE TRIGGER learn_guard');

-- How one call goes; whatever it did is undone.
CREATE FUNCTION roles.attempt(call text, role text, way text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    call := replace(call, '{digest}', quote_literal((SELECT digest FROM learn.runbooks WHERE id = 'RB-ROLE-001')));
    call := replace(call, '{document}', quote_literal(roles.document('RB-ROLE-003')) || '::jsonb');
    call := replace(call, '{edited}', quote_literal(roles.document('RB-ROLE-001', 'edited')) || '::jsonb');
    CALL roles.come_in(role, way);
    EXECUTE call;
    RAISE SQLSTATE 'UNDO0';
EXCEPTION WHEN OTHERS THEN
    RETURN CASE SQLSTATE WHEN 'UNDO0' THEN 'ok' ELSE SQLSTATE END;
END
$$;
CREATE FUNCTION roles.cell(call text, role text) RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN min(a.how) = max(a.how) THEN min(a.how) ELSE string_agg(a.how, ' ' ORDER BY a.n) END
    FROM (SELECT w.n, roles.attempt($1, $2, w.way) AS how
        FROM unnest(ARRAY['login', 'set role', 'gateway', 'forged']) WITH ORDINALITY w(way, n)) a;
$$;
SELECT call, roles.cell(call, 'regress_r_anonymous') AS anonymous, roles.cell(call, 'regress_r_executor') AS executor,
    roles.cell(call, 'regress_r_tester') AS tester,
    roles.cell(call, 'regress_r_reviewer') AS reviewer, roles.cell(call, 'regress_r_second') AS second_reviewer,
    roles.cell(call, 'regress_r_author') AS author, roles.cell(call, 'regress_r_admin') AS admin,
    roles.cell(call, 'regress_root') AS superuser
FROM roles.calls ORDER BY n;

-- Who one is, in each way; one who logs in for real is the same.
CREATE FUNCTION roles.who(role text, way text) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    CALL roles.come_in(role, way);
    RAISE SQLSTATE 'UNDO0' USING MESSAGE = (SELECT jsonb_object_agg(key, value) FROM jsonb_each(learn_whoami())
        WHERE key IN ('reviewer', 'role', 'may_test', 'may_decide', 'may_operate'));
EXCEPTION WHEN SQLSTATE 'UNDO0' THEN
    RETURN SQLERRM;
END
$$;
SELECT way, roles.who(role, way)
FROM unnest(ARRAY['regress_r_executor', 'regress_r_tester', 'regress_r_reviewer', 'regress_r_admin']) WITH ORDINALITY r(role, n),
    unnest(ARRAY['login', 'set role', 'gateway']) WITH ORDINALITY w(way, m)
ORDER BY n, m;
\connect - regress_r_reviewer
SELECT learn_whoami() ->> 'reviewer' AS reviewer;
\connect - regress_r_login
SELECT learn_whoami() ->> 'reviewer' AS reviewer;
SET ROLE regress_r_reviewer;
SELECT learn_whoami() ->> 'reviewer' AS reviewer;
\connect - :first_user

-- With three approvals needed and two given, by one who has a role and a token:
-- nobody can tell that they are the same.
ALTER SYSTEM SET learn.required_approvals = 3;
SELECT pg_reload_conf();
\connect
SHOW learn.required_approvals;
SET SESSION AUTHORIZATION regress_root;
BEGIN;
CALL roles.come_in('regress_r_reviewer', 'login');
SELECT learn_approve('RB-ROLE-001', digest => learn_comparison('RB-ROLE-001') ->> 'digest') ->> 'status' AS status;
COMMIT;
BEGIN;
CALL roles.come_in('regress_r_reviewer', 'gateway');
SELECT learn_approve('RB-ROLE-001', digest => learn_comparison('RB-ROLE-001') ->> 'digest') ->> 'status' AS status;
COMMIT;
SELECT call, roles.cell(call, 'regress_r_anonymous') AS anonymous, roles.cell(call, 'regress_r_executor') AS executor,
    roles.cell(call, 'regress_r_tester') AS tester,
    roles.cell(call, 'regress_r_reviewer') AS reviewer, roles.cell(call, 'regress_r_second') AS second_reviewer,
    roles.cell(call, 'regress_r_author') AS author, roles.cell(call, 'regress_r_admin') AS admin,
    roles.cell(call, 'regress_root') AS superuser
FROM roles.calls WHERE call LIKE '%learn_approve%' ORDER BY n;
ALTER SYSTEM RESET learn.required_approvals;
SELECT pg_reload_conf();
\connect
SHOW learn.required_approvals;
SET SESSION AUTHORIZATION regress_root;
SELECT * FROM learn_verify_audit();
SET client_min_messages = warning;
DROP SCHEMA roles CASCADE;
DROP ROLE regress_r_anonymous, regress_r_executor, regress_r_tester, regress_r_reviewer, regress_r_second, regress_r_author,
    regress_r_admin, regress_r_login;
