-- Nothing for PUBLIC; each role what its work needs.
\set SHOW_CONTEXT never
SET SESSION AUTHORIZATION regress_root;
SELECT pg_describe_object(d.classid, d.objid, 0) AS open_to_public
FROM pg_depend d
LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
LEFT JOIN pg_namespace n ON d.classid = 'pg_namespace'::regclass AND n.oid = d.objid
CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, c.relacl, n.nspacl,
    acldefault(CASE WHEN p.oid IS NOT NULL THEN 'f' WHEN n.oid IS NOT NULL THEN 'n' WHEN c.relkind = 'S' THEN 's' ELSE 'r' END::"char", 10))) a
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
  AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'learn')
  AND coalesce(p.oid, c.oid, n.oid) IS NOT NULL AND a.grantee = 0
ORDER BY 1;

-- What each role may do, from the catalogue.
SELECT r.rolname, string_agg(p.proname, ' ' ORDER BY p.proname) AS may_call
FROM pg_roles r, pg_proc p
WHERE r.rolname IN ('learn_executor', 'learn_tester', 'learn_reviewer', 'learn_admin')
  AND p.proname LIKE 'learn\_%' AND has_function_privilege(r.oid, p.oid, 'EXECUTE')
GROUP BY 1 ORDER BY 1;
SELECT r.rolname, c.oid::regclass AS relation,
    concat_ws(' ', CASE WHEN has_table_privilege(r.oid, c.oid, 'SELECT') THEN 'select' END,
        CASE WHEN has_any_column_privilege(r.oid, c.oid, 'SELECT') AND NOT has_table_privilege(r.oid, c.oid, 'SELECT') THEN 'select-some' END,
        CASE WHEN has_table_privilege(r.oid, c.oid, 'INSERT') THEN 'insert' END,
        CASE WHEN has_any_column_privilege(r.oid, c.oid, 'INSERT') AND NOT has_table_privilege(r.oid, c.oid, 'INSERT') THEN 'insert-some' END,
        CASE WHEN has_any_column_privilege(r.oid, c.oid, 'UPDATE') THEN 'update' END,
        CASE WHEN has_table_privilege(r.oid, c.oid, 'DELETE') THEN 'delete' END,
        CASE WHEN has_table_privilege(r.oid, c.oid, 'TRUNCATE') THEN 'truncate' END,
        CASE WHEN has_table_privilege(r.oid, c.oid, 'TRIGGER') THEN 'trigger' END,
        CASE WHEN has_any_column_privilege(r.oid, c.oid, 'REFERENCES') THEN 'references' END) AS may
FROM pg_roles r, pg_class c
WHERE r.rolname IN ('learn_executor', 'learn_tester', 'learn_reviewer', 'learn_admin')
  AND (c.relnamespace = 'learn'::regnamespace OR c.relname LIKE 'learn\_%') AND c.relkind IN ('r', 'v')
  AND (has_any_column_privilege(r.oid, c.oid, 'SELECT,INSERT,UPDATE,REFERENCES')
       OR has_table_privilege(r.oid, c.oid, 'DELETE,TRUNCATE,TRIGGER'))
ORDER BY 1, c.relname;

-- Of what is internal, the tester may call and use nothing; and it is a member of nothing.
SELECT p.oid::regprocedure AS may_call FROM pg_proc p
WHERE p.pronamespace = 'learn'::regnamespace AND has_function_privilege('learn_tester', p.oid, 'EXECUTE');
SELECT t.oid::regtype AS may_use FROM pg_type t
WHERE t.typnamespace = 'learn'::regnamespace AND t.typtype = 'e' AND has_type_privilege('learn_tester', t.oid, 'USAGE');
SELECT r.rolname AS member_of FROM pg_roles r
WHERE r.rolname <> 'learn_tester' AND pg_has_role('learn_tester', r.oid, 'MEMBER');

-- Tried for real.
SET ROLE learn_executor;
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status, recorded_at)
VALUES ('exec-p', 'RB-P', 'x', 'linux', 'failure', now());
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status)
VALUES ('exec-p', 'RB-P', 'x', 'linux', 'failure');
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status)
VALUES ('exec-p', 'RB-P', 'x', 'linux', 'failure') ON CONFLICT (execution_id) DO NOTHING;
INSERT INTO learn.execution_results (execution_id, runbook_id, incident_type, platform, status)
VALUES ('exec-p2', 'RB-P', 'x', 'linux', 'failure');
SELECT error_message FROM learn_executions;
SELECT * FROM learn.jobs;
SELECT learn_approve('RB-P');
SELECT * FROM learn.runbooks;
SET ROLE learn_tester;
SELECT count(*) FROM learn_executions;
INSERT INTO learn_executions (runbook_id, incident_type, platform, status) VALUES ('RB-P', 'x', 'linux', 'failure');
SELECT learn_next_runbook('x', 'linux');
SELECT learn_register_executor('staging1', '{a}', 'linux');
SELECT * FROM learn.runbooks;
SELECT learn_approve('RB-P');
SET ROLE learn_reviewer;
SELECT count(*) > 0 AS reads FROM learn_executions;
INSERT INTO learn_executions (runbook_id, incident_type, platform, status) VALUES ('RB-P', 'x', 'linux', 'failure');
UPDATE learn.runbooks SET status = 'active';
INSERT INTO learn.audit_log SELECT * FROM learn.audit_log;
SELECT learn_import('{}');
SELECT learn_run_jobs();
CREATE TRIGGER t BEFORE INSERT ON learn.runbooks FOR EACH ROW EXECUTE FUNCTION learn.guard_runbooks();
SET ROLE learn_admin;
SELECT learn_run_jobs() >= 2 AS ran;
SELECT count(*) AS jobs FROM learn.jobs;
UPDATE learn.runbooks SET status = 'active';
RESET ROLE;

-- Settings that say where data goes are the server's, not a session's.
SET learn.endpoint = 'https://example.org';
SET learn.api_key_file = '/etc/passwd';
CREATE ROLE regress_nobody LOGIN;
SET SESSION AUTHORIZATION regress_nobody;
\set VERBOSITY sqlstate
SHOW learn.endpoint;
SHOW learn.api_key_file;
\set VERBOSITY default
SELECT * FROM learn_executions;
SELECT learn_stats();
SET SESSION AUTHORIZATION regress_root;
ALTER SYSTEM SET learn.endpoint = 'http://example.org/v1';
ALTER SYSTEM SET learn.endpoint = 'file:///etc/passwd';
ALTER SYSTEM SET learn.endpoint = 'https://user:password@example.org/v1';
ALTER SYSTEM SET learn.api_key_file = 'relative/path';
