-- Nothing that others have planted runs with more rights than their own, and
-- nobody but the owner can plant anything on the extension's tables.
\set SHOW_CONTEXT never
\pset format unaligned
\pset footer off
SET SESSION AUTHORIZATION regress_root;
CREATE ROLE regress_mallory LOGIN;
CREATE SCHEMA hostile AUTHORIZATION regress_mallory;
GRANT CREATE, TEMPORARY ON DATABASE regression TO regress_mallory;
SET SESSION AUTHORIZATION regress_mallory;
\getenv directory PG_ABS_SRCDIR
\set file :directory '/hostile.sql'
\set ECHO none
\i :file
\set ECHO all
CALL hostile.plant('hostile');
CALL hostile.plant_names('hostile');
SELECT count(*) > 2000 AS many_functions FROM pg_proc WHERE pronamespace = 'hostile'::regnamespace;
SELECT count(*) > 500 AS many_operators FROM pg_operator WHERE oprnamespace = 'hostile'::regnamespace;

-- The traps are sharp: who looks names up where they are steps on them, and so
-- does a function with more rights that does not say where to look.
SET SESSION AUTHORIZATION regress_root;
CREATE FUNCTION hostile.careless() RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN RETURN lower('X'); END $$;
CREATE FUNCTION hostile.careless_with_types() RETURNS text LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog AS $$ BEGIN RETURN 'x'::text; END $$;
SET SESSION AUTHORIZATION regress_mallory;
SET search_path = hostile, public, pg_catalog;
SELECT concat_ws(',', 'a', 'b') IS NULL AS trapped;
SELECT hostile.careless() IS NULL AS trapped;
SET search_path = pg_catalog;
SELECT hostile.sprung();
SELECT hostile.reset();
BEGIN;
SET LOCAL search_path = hostile, public, pg_catalog;
CALL hostile.plant_names('pg_temp');
SELECT hostile.careless_with_types();
ROLLBACK;
SELECT hostile.sprung();
SELECT hostile.reset();

-- Something to do it to.
SET SESSION AUTHORIZATION regress_root;
SET search_path = public;
CREATE SCHEMA attacks;
CREATE ROLE regress_t_executor LOGIN IN ROLE learn_executor;
CREATE ROLE regress_t_tester LOGIN IN ROLE learn_tester;
CREATE ROLE regress_t_reviewer LOGIN IN ROLE learn_reviewer;
CREATE ROLE regress_t_admin LOGIN IN ROLE learn_admin;
CREATE FUNCTION attacks.document(id text, name text DEFAULT 'n') RETURNS jsonb LANGUAGE sql SET search_path = pg_catalog AS $$
    SELECT jsonb_build_object('id', id, 'name', name, 'platform', 'linux', 'incident_types', '["attacks"]'::jsonb,
        'steps', '[{"action": "a", "command": "true"}]'::jsonb);
$$;
SELECT learn_import(attacks.document('RB-ATT-001')) ->> 'status' AS status;
SELECT learn_import(attacks.document('RB-ATT-002')) ->> 'status' AS status;
SELECT learn_submit(attacks.document('RB-ATT-001', 'next')) ->> 'id' AS id;
SELECT learn_submit(attacks.document('RB-ATT-002', 'next')) ->> 'id' AS id;
SELECT learn_submit(attacks.document('RB-ATT-003')) ->> 'id' AS id;
SET SESSION AUTHORIZATION regress_t_reviewer;
SELECT learn_approve('RB-ATT-002-v2') ->> 'status' AS status;
SET SESSION AUTHORIZATION regress_root;
INSERT INTO learn.execution_results (execution_id, runbook_id, incident_type, platform, status, error_message)
SELECT 'exec-attacked-' || n, 'RB-ATT-001', 'attacks', 'linux', 'failure', 'cat: /etc/shadow: Permission denied'
FROM generate_series(1, 2) n;
SELECT learn_run_jobs() > 0 AS ran;
INSERT INTO learn.execution_results (execution_id, runbook_id, incident_type, platform, status, error_message)
SELECT 'exec-attacked-' || n, 'RB-ATT-001', 'attacks', 'linux', 'failure', 'bind() to 0.0.0.0:80 failed (98: Address already in use)'
FROM generate_series(3, 6) n;

-- Every function and view of the API.
CREATE TABLE attacks.calls (n int GENERATED ALWAYS AS IDENTITY, call text);
INSERT INTO attacks.calls (call) SELECT 'SELECT * FROM ' || call FROM unnest(ARRAY[
    'learn_whoami()',
    'learn_pending(''high'')',
    'learn_runbook(''RB-ATT-001-v2'')',
    'learn_comparison(''RB-ATT-001-v2'')',
    'learn_stats()',
    'learn_history(''approved'')',
    'learn_claim(''RB-ATT-001-v2'')',
    'learn_approve(''RB-ATT-001-v2'')',
    'learn_reject(''RB-ATT-001-v2'', reason => ''no'')',
    'learn_request_changes(''RB-ATT-001-v2'', requested_changes => ''more'')',
    'learn_add_test(''RB-ATT-001-v2'', ''dry run'', true)',
    'learn_draft_to_test(''RB-ATT-001-v2'')',
    'learn_edit(''RB-ATT-001-v2'', {document})',
    'learn_regenerate(''RB-ATT-001-v2'')',
    'learn_submit({document})',
    'learn_import({document})',
    'learn_retire(''RB-ATT-002-v2'', ''old'')',
    'learn_rollback(''RB-ATT-002-v2'', ''worse'')',
    'learn_next_runbook(''attacks'', ''linux'')',
    'learn_active_runbook(''RB-ATT-002-v2'')',
    'learn_register_executor(''web1'', ''{a}'', ''linux'')',
    'learn_feedback(''exec-attacked-1'', was_correct_runbook => true)',
    'learn_analyze(''exec-attacked-1'')',
    'learn_analyze(''exec-attacked-3'')',
    'learn_run_jobs(100)',
    'learn_retry_job(0)',
    'learn_pause()',
    'learn_resume()',
    'learn_housekeeping()',
    'learn_set_price(''m'', 1, 1)',
    'learn_set_prompt(''revise'', ''s'', ''i'')',
    'learn_activate_prompt(''improve'', 1)',
    'learn_verify_audit()',
    'learn_audit_head()',
    'learn_evidence(''RB-ATT-001-v2'', true)',
    'learn_redact(''password=secret'')',
    'learn_set_policy(''a-site-rule'', ''warning'', ''a site''''s own'', ''{"program": ["frob"]}'')',
    'learn_runbook_schema()',
    'learn_validate_runbook({document})',
    'learn_state_diff(''{"a": 1}'', ''{"a": 2}'')',
    'learn_runbook_diff({document}, {document})',
    'learn_classify(''{"error_message": "Permission denied"}'')',
    'learn_fingerprint(''x'')',
    'learn_template(''x'')',
    'learn_dashboard()']) call;
SELECT DISTINCT p.proname AS not_called
FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'learn'
WHERE p.proname LIKE 'learn\_%' AND NOT EXISTS (SELECT FROM attacks.calls WHERE call LIKE '% ' || p.proname || '(%');
INSERT INTO attacks.calls (call)
SELECT format('SELECT * FROM %s', c.oid::regclass)
FROM pg_class c WHERE c.relname LIKE 'learn\_%' AND c.relkind = 'v' ORDER BY c.relname;
INSERT INTO attacks.calls (call) VALUES
    ('INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status) VALUES (''exec-attacking'', ''RB-ATT-001'', ''attacks'', ''linux'', ''failure'')');
UPDATE attacks.calls SET call = replace(call, '{document}', quote_literal(attacks.document('RB-ATT-004')) || '::pg_catalog.jsonb');

-- How a call goes for a role; whatever it did is undone.
CREATE FUNCTION attacks.attempt(call text, role text, path text) RETURNS text LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', role);
    PERFORM set_config('search_path', path, true);
    EXECUTE call;
    RAISE SQLSTATE 'UNDO0';
EXCEPTION
    WHEN SQLSTATE 'UNDO0' THEN
        RETURN 'ok';
    WHEN OTHERS THEN
        RETURN SQLSTATE;
END
$$;
CREATE FUNCTION attacks.against(path text) RETURNS TABLE (n int, role text, call text, how text)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.n, r.role, c.call, attacks.attempt(c.call, r.role, against.path) FROM attacks.calls c CROSS JOIN unnest(
        '{regress_t_executor,regress_t_tester,regress_t_reviewer,regress_t_admin,regress_root,regress_mallory}'::text[]) r(role)
$$;

-- All goes as it does without traps, whether these come before what is meant, or
-- after it, where one that fits better is taken.
CREATE TABLE attacks.usual AS SELECT * FROM attacks.against('public');
SELECT role, bool_or(how = 'ok') AS some_is_allowed, bool_or(how = '42501') AS some_is_refused
FROM attacks.usual GROUP BY role ORDER BY role;
SET search_path = public, pg_catalog, pg_temp;
SET SESSION AUTHORIZATION regress_mallory;
CALL hostile.plant_names('pg_temp');
SET SESSION AUTHORIZATION regress_root;
SELECT * FROM (SELECT * FROM attacks.against('hostile, public, pg_catalog') EXCEPT SELECT * FROM attacks.usual) x ORDER BY n, role;
SELECT * FROM (SELECT * FROM attacks.against('public, pg_catalog, hostile') EXCEPT SELECT * FROM attacks.usual) x ORDER BY n, role;
SELECT hostile.sprung();
DISCARD TEMPORARY;

-- A cast of one's own runs where it is called: before the function, as oneself.
SET SESSION AUTHORIZATION regress_mallory;
SELECT hostile.reset();
CREATE TYPE hostile.document AS (content pg_catalog.text);
CREATE FUNCTION hostile.to_jsonb(hostile.document) RETURNS pg_catalog.jsonb LANGUAGE plpgsql
    AS $$ BEGIN PERFORM hostile.trap(); RETURN '{}'; END $$;
CREATE CAST (hostile.document AS pg_catalog.jsonb) WITH FUNCTION hostile.to_jsonb(hostile.document) AS IMPLICIT;
GRANT USAGE ON TYPE hostile.document TO PUBLIC;
SET SESSION AUTHORIZATION regress_t_reviewer;
SELECT count(*) > 0 AS findings FROM public.learn_validate_runbook(ROW('x')::hostile.document);
SELECT hostile.sprung();

-- What nobody but the owner can do to the tables and functions.
SET SESSION AUTHORIZATION regress_root;
SET search_path = "$user", public;
CREATE TABLE attacks.statements (n int GENERATED ALWAYS AS IDENTITY, statement text);
INSERT INTO attacks.statements (statement) VALUES
    ('CREATE TRIGGER t BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION hostile.change()'),
    ('CREATE CONSTRAINT TRIGGER t AFTER INSERT ON %s DEFERRABLE FOR EACH ROW EXECUTE FUNCTION hostile.change()'),
    ('CREATE RULE r AS ON INSERT TO %s DO ALSO SELECT hostile.trap()'),
    ('CREATE POLICY p ON %s USING (hostile.fits(1))'),
    ('ALTER TABLE %s ENABLE ROW LEVEL SECURITY'),
    ('ALTER TABLE %s DISABLE TRIGGER ALL'),
    ('ALTER TABLE %s ADD COLUMN x int DEFAULT hostile.abs(1)::int'),
    ('ALTER TABLE %s ADD CHECK (hostile.fits(1))'),
    ('ALTER TABLE %s OWNER TO regress_mallory'),
    ('ALTER TABLE %s RENAME TO x'),
    ('ALTER TABLE %s SET SCHEMA hostile'),
    ('CREATE INDEX ON %s ((hostile.fits(1)))'),
    ('CREATE STATISTICS hostile.s ON (hostile.fits(1)), (hostile.fits(2)) FROM %s'),
    ('CREATE TABLE hostile.child () INHERITS (%s)'),
    ('CREATE TABLE hostile.referring (id text REFERENCES %s)'),
    ('CREATE PUBLICATION p FOR TABLE %s'),
    ('COMMENT ON TABLE %s IS ''x'''),
    ('TRUNCATE %s CASCADE'),
    ('DROP TABLE %s CASCADE');
GRANT CREATE ON SCHEMA hostile TO learn_executor, learn_tester, learn_reviewer, learn_admin, learn_worker;
GRANT CREATE ON DATABASE regression TO learn_executor, learn_tester, learn_reviewer, learn_admin, learn_worker;
CREATE FUNCTION hostile.change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM hostile.trap(); RETURN NEW; END $$;
CREATE FUNCTION attacks.tried(statement text, role text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SET LOCAL ROLE %I', role);
    EXECUTE statement;
    RAISE SQLSTATE 'UNDO0';
EXCEPTION WHEN OTHERS THEN
    RETURN CASE SQLSTATE WHEN 'UNDO0' THEN 'ok' ELSE SQLSTATE END;
END
$$;
SELECT s.statement, t.how, count(*) > 100 AS roles_and_tables
FROM attacks.statements s, unnest('{learn_executor,learn_tester,learn_reviewer,learn_admin,learn_worker}'::text[]) r(role), pg_class c,
    LATERAL (SELECT attacks.tried(format(s.statement, c.oid::regclass), r.role) AS how) t
WHERE c.relnamespace = 'learn'::regnamespace AND c.relkind = 'r'
GROUP BY s.n, s.statement, t.how ORDER BY s.n, t.how;
SELECT statement, attacks.tried(statement, role) AS how, string_agg(role, ' ' ORDER BY role) AS roles
FROM unnest(ARRAY[
    'CREATE OR REPLACE FUNCTION learn_approve(id text, reviewer text, notes text, digest text, acknowledged_risks text[]) RETURNS jsonb LANGUAGE sql AS ''SELECT NULL::jsonb''',
    'ALTER FUNCTION learn_approve(text, text, text, text, text[]) SET search_path = hostile',
    'ALTER FUNCTION learn_approve(text, text, text, text, text[]) OWNER TO regress_mallory',
    'CREATE FUNCTION learn.extra() RETURNS int LANGUAGE sql AS ''SELECT 1''',
    'CREATE VIEW public.learn_extra AS SELECT 1',
    'ALTER EXTENSION learn ADD FUNCTION hostile.trap()',
    'ALTER EXTENSION learn DROP TABLE learn.audit_log',
    'DROP EXTENSION learn CASCADE',
    'GRANT learn_admin TO regress_mallory',
    'SELECT setval(''learn.job_number'', 1)',
    'LOCK TABLE learn.audit_log IN ACCESS EXCLUSIVE MODE']) WITH ORDINALITY s(statement, n),
    unnest('{learn_executor,learn_tester,learn_reviewer,learn_admin,learn_worker}'::text[]) r(role)
GROUP BY n, 1, 2 ORDER BY n, 2;

-- Whoever had control of the engine's statements could still not decide anything,
-- nor put words into anybody's mouth, nor change what it works by.
SELECT call AS open_to_the_engine, attacks.tried(call, 'learn_worker') AS how
FROM attacks.calls WHERE attacks.tried(call, 'learn_worker') <> '42501' ORDER BY n;
GRANT USAGE ON SCHEMA attacks TO learn_worker;
SELECT statement, attacks.tried(statement, 'learn_worker') AS how
FROM unnest(ARRAY[
    'INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by) SELECT ''RB-ATT-009'', ''pending'', ''submitted'', attacks.document(''RB-ATT-009''), now(), ''regress_t_admin''',
    'INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by) SELECT ''RB-ATT-009'', ''pending'', ''imported'', attacks.document(''RB-ATT-009''), now(), ''learn''',
    'INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by) SELECT ''RB-ATT-009'', ''active'', ''imported'', attacks.document(''RB-ATT-009''), now(), ''learn''',
    'INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by, approved_by, approved_at, approved_digest) SELECT ''RB-ATT-009'', ''active'', ''imported'', content, now(), ''x'', ''x'', now(), digest FROM learn.runbooks LIMIT 1',
    'INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by, parent_runbook, parent_digest, generated_from_failure, generated_at, generated_by) SELECT ''RB-ATT-009'', ''pending'', ''generated'', attacks.document(''RB-ATT-009''), now(), ''learn'', ''RB-ATT-001'', repeat(''0'', 64), ''exec-attacked-1'', now(), ''learn (builtin)''',
    'UPDATE learn.runbooks SET status = ''active'' WHERE id = ''RB-ATT-001-v2''',
    'UPDATE learn.runbooks SET approved_by = ''x'', approved_at = now(), approved_digest = digest WHERE id = ''RB-ATT-001-v2''',
    'UPDATE learn.runbooks SET content = content || ''{"name": "bent"}'' WHERE id = ''RB-ATT-001-v2''',
    'UPDATE learn.runbooks SET created_by = ''somebody else'' WHERE id = ''RB-ATT-001-v2''',
    'DELETE FROM learn.runbooks',
    'INSERT INTO learn.review_queue (runbook_id, status, priority, reason, created_at, reviewed_by, reviewed_at) VALUES (''RB-ATT-009'', ''approved'', ''low'', ''x'', now(), ''x'', now())',
    'UPDATE learn.review_queue SET status = ''in_review'', claimed_by = ''x'', claimed_at = now() WHERE runbook_id = ''RB-ATT-001-v2''',
    'UPDATE learn.review_queue SET reviewed_by = ''x''',
    'DELETE FROM learn.review_queue',
    'INSERT INTO learn.review_archive SELECT q.*, now() FROM learn.review_queue q WHERE status = ''approved''',
    'UPDATE learn.review_archive SET reviewed_by = ''x''',
    'DELETE FROM learn.review_archive',
    'INSERT INTO learn.audit_log SELECT (r).seq, (r).at, (r).actor, (r).role, (r).login_role, (r).claims_subject, (r).action, (r).object_id, (r).digest_before, (r).digest_after, (r).details, (r).previous_hash, learn.audit_hash(r), true FROM (SELECT ROW(a.seq + 1, a.at, ''regress_t_reviewer'', a.role, a.login_role, NULL, ''approve'', b.id, NULL, b.digest, ''{}''::jsonb, a.hash, '''', true)::learn.audit_log AS r FROM learn.audit_log a, learn.runbooks b WHERE b.id = ''RB-ATT-001-v2'' ORDER BY a.seq DESC LIMIT 1) x',
    'UPDATE learn.audit_log SET actor = ''x''',
    'DELETE FROM learn.audit_log',
    'UPDATE learn.runbook_revisions SET author = ''x''',
    'INSERT INTO learn.test_results (runbook_id, revision, digest, test_name, passed, tested_at, tested_by) VALUES (''RB-ATT-001-v2'', 1, '''', ''x'', true, now(), ''x'')',
    'INSERT INTO learn.feedback (execution_id, given_by, given_at) VALUES (''exec-attacked-1'', ''x'', now())',
    'UPDATE learn.prompts SET system = ''x''',
    'INSERT INTO learn.prompts VALUES (''revise'', 99, ''x'', ''x'', true, now())',
    'UPDATE learn.models SET input_price = 0',
    'DELETE FROM learn.pauses',
    'INSERT INTO learn.pauses (paused_at, paused_by) VALUES (now(), ''x'')',
    'DELETE FROM learn.executors',
    'UPDATE learn.execution_results SET status = ''success''',
    'INSERT INTO learn.execution_results (runbook_id, incident_type, platform, status) VALUES (''RB-ATT-001'', ''x'', ''linux'', ''success'')',
    'UPDATE learn.llm_calls SET cost = 0',
    'SET learn.endpoint = ''https://example.org/v1''',
    'SET session_replication_role = replica',
    'COPY (SELECT) TO PROGRAM ''true''',
    'SELECT pg_read_file(''postgresql.conf'')',
    'CREATE TABLE learn.x (x int)',
    'CREATE FUNCTION public.x() RETURNS int LANGUAGE sql AS ''SELECT 1''',
    'CREATE ROLE regress_x',
    'GRANT learn_reviewer TO learn_worker']) WITH ORDINALITY s(statement, n)
ORDER BY n;

SET client_min_messages = warning;
DROP SCHEMA attacks CASCADE;
DROP SCHEMA hostile CASCADE;
REVOKE CREATE ON DATABASE regression FROM learn_executor, learn_tester, learn_reviewer, learn_admin, learn_worker;
REVOKE CREATE, TEMPORARY ON DATABASE regression FROM regress_mallory;
DROP ROLE regress_mallory, regress_t_executor, regress_t_tester, regress_t_reviewer, regress_t_admin;
