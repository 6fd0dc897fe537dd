-- CREATE EXTENSION where others have been before, with whatever they could leave.
\set SHOW_CONTEXT never
\pset format unaligned
\pset footer off
SET SESSION AUTHORIZATION regress_root;
CREATE ROLE regress_mallory LOGIN;
CREATE DATABASE regress_hostile TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\connect regress_hostile
SET SESSION AUTHORIZATION regress_root;
-- As in a database that comes from an older version, or was too generous.
GRANT CREATE ON SCHEMA public TO PUBLIC;
GRANT CREATE ON DATABASE regress_hostile TO PUBLIC;
SET SESSION AUTHORIZATION regress_mallory;
SET search_path = pg_catalog;
CREATE SCHEMA hostile;
\getenv directory PG_ABS_SRCDIR
\set file :directory '/hostile.sql'
\set ECHO none
\i :file
\set ECHO all
CALL hostile.plant('public');
CALL hostile.plant_names('public');

-- A schema, or a function that would be called instead of one of ours.
CREATE SCHEMA learn;
SET SESSION AUTHORIZATION regress_root;
CREATE EXTENSION learn SCHEMA public;
DROP SCHEMA learn;
SET SESSION AUTHORIZATION regress_mallory;
CREATE FUNCTION public.learn_approve(id pg_catalog.text) RETURNS pg_catalog.jsonb LANGUAGE plpgsql
    AS $$ BEGIN PERFORM hostile.trap(); RETURN '{"status": "approved"}'; END $$;
SET SESSION AUTHORIZATION regress_root;
CREATE EXTENSION learn SCHEMA public;
DROP FUNCTION public.learn_approve(pg_catalog.text);

-- Roles that may do more than they should.
ALTER ROLE learn_worker LOGIN;
CREATE EXTENSION learn SCHEMA public;
ALTER ROLE learn_worker NOLOGIN SUPERUSER;
CREATE EXTENSION learn SCHEMA public;
ALTER ROLE learn_worker NOSUPERUSER;
GRANT pg_read_server_files TO learn_worker;
CREATE EXTENSION learn SCHEMA public;
REVOKE pg_read_server_files FROM learn_worker;
GRANT learn_worker TO regress_mallory;
CREATE EXTENSION learn SCHEMA public;
REVOKE learn_worker FROM regress_mallory;
GRANT learn_reviewer TO learn_executor;
CREATE EXTENSION learn SCHEMA public;
REVOKE learn_reviewer FROM learn_executor;

-- What whoever installs it gives away by default, is not given away of this.
ALTER DEFAULT PRIVILEGES FOR ROLE regress_root GRANT ALL ON SCHEMAS TO PUBLIC, regress_mallory;
ALTER DEFAULT PRIVILEGES FOR ROLE regress_root GRANT ALL ON TABLES TO PUBLIC, regress_mallory;
ALTER DEFAULT PRIVILEGES FOR ROLE regress_root GRANT ALL ON SEQUENCES TO PUBLIC, regress_mallory;
ALTER DEFAULT PRIVILEGES FOR ROLE regress_root GRANT ALL ON FUNCTIONS TO PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE regress_root GRANT ALL ON FUNCTIONS TO regress_mallory WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE regress_root GRANT ALL ON TYPES TO PUBLIC, regress_mallory;
ALTER DEFAULT PRIVILEGES FOR ROLE regress_root IN SCHEMA public GRANT ALL ON TABLES TO PUBLIC, regress_mallory;
SELECT hostile.reset();
SET search_path = public, pg_catalog;
CREATE EXTENSION learn SCHEMA public;
SET search_path = pg_catalog;
SELECT hostile.sprung() AS sprung_while_creating;
SELECT pg_describe_object(x.classid, x.objid, 0) AS object, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS grantee, a.privilege_type
FROM (
    SELECT d.classid, d.objid, coalesce(n.nspowner, p.proowner, c.relowner, t.typowner) AS owner,
        coalesce(n.nspacl, p.proacl, c.relacl, t.typacl) AS acl
    FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'learn'
    LEFT JOIN pg_namespace n ON d.classid = 'pg_namespace'::regclass AND n.oid = d.objid
    LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
    LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
    LEFT JOIN pg_type t ON d.classid = 'pg_type'::regclass AND t.oid = d.objid AND t.typtype IN ('d', 'e')
    WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e') x
CROSS JOIN LATERAL aclexplode(x.acl) a
WHERE a.grantee <> x.owner AND (a.grantee = 0 OR a.is_grantable OR a.grantee::regrole::text NOT LIKE 'learn\_%')
ORDER BY 1, 2, 3;

-- What was made of them refers to nothing that was planted.
SELECT DISTINCT pg_describe_object(d.classid, d.objid, d.objsubid) AS object, pg_describe_object(d.refclassid, d.refobjid, 0) AS refers_to
FROM pg_depend d
WHERE d.refobjid IN (
        SELECT oid FROM pg_proc WHERE proowner = 'regress_mallory'::regrole
        UNION ALL SELECT oid FROM pg_operator WHERE oprowner = 'regress_mallory'::regrole
        UNION ALL SELECT oid FROM pg_type WHERE typowner = 'regress_mallory'::regrole
        UNION ALL SELECT oid FROM pg_class WHERE relowner = 'regress_mallory'::regrole)
    AND pg_get_userbyid(coalesce(
        (SELECT proowner FROM pg_proc WHERE oid = d.objid AND d.classid = 'pg_proc'::regclass),
        (SELECT relowner FROM pg_class WHERE oid = d.objid AND d.classid = 'pg_class'::regclass),
        (SELECT r.relowner FROM pg_rewrite w JOIN pg_class r ON r.oid = w.ev_class WHERE w.oid = d.objid AND d.classid = 'pg_rewrite'::regclass),
        (SELECT r.relowner FROM pg_attrdef f JOIN pg_class r ON r.oid = f.adrelid WHERE f.oid = d.objid AND d.classid = 'pg_attrdef'::regclass),
        (SELECT r.relowner FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid WHERE c.oid = d.objid AND d.classid = 'pg_constraint'::regclass),
        'regress_mallory'::regrole)) <> 'regress_mallory'
ORDER BY 1, 2;

-- Before the audit log has a row of its own here, its owner may restore one: the
-- engine may not.
SET ROLE learn_worker;
INSERT INTO learn.audit_log SELECT (r).seq, (r).at, (r).actor, (r).role, (r).login_role, (r).claims_subject, (r).action, (r).object_id,
    (r).digest_before, (r).digest_after, (r).details, (r).previous_hash, learn.audit_hash(r), true
FROM (SELECT ROW(1, now(), 'amy', 'amy', 'amy', NULL, 'approve', 'RB-X', NULL, repeat('a', 64), '{}'::jsonb, repeat('0', 64), '', true)::learn.audit_log AS r) x;
INSERT INTO learn.review_archive (runbook_id, status, priority, reason, created_at, reviewed_by, reviewed_at, archived_at)
VALUES ('RB-X', 'approved', 'low', 'x', now(), 'amy', now(), now());
RESET ROLE;
BEGIN;
INSERT INTO learn.audit_log SELECT (r).seq, (r).at, (r).actor, (r).role, (r).login_role, (r).claims_subject, (r).action, (r).object_id,
    (r).digest_before, (r).digest_after, (r).details, (r).previous_hash, learn.audit_hash(r), true
FROM (SELECT ROW(1, now(), 'amy', 'amy', 'amy', NULL, 'approve', 'RB-X', NULL, repeat('a', 64), '{}'::jsonb, repeat('0', 64), '', true)::learn.audit_log AS r) x;
SELECT seq, written_here FROM learn.audit_log;
ROLLBACK;

-- Its work is done with the same traps all around, by hand and with rights of its own.
INSERT INTO learn.execution_results (execution_id, runbook_id, incident_type, platform, status, error_message)
VALUES ('exec-hostile', 'RB-HOSTILE-001', 'x', 'linux', 'failure', 'Permission denied');
SET search_path = public, pg_catalog;
CALL hostile.plant_names('pg_temp');
SELECT public.learn_run_jobs();
SET search_path = pg_catalog;
SELECT failure_type FROM learn.analyses;
SELECT hostile.sprung() AS sprung_while_working;

\connect regression
SET client_min_messages = warning;
DROP DATABASE regress_hostile;
DROP ROLE regress_mallory;
