-- What CREATE EXTENSION makes, and what it says.
\set SHOW_CONTEXT never
-- The same name whoever runs the tests.
CREATE ROLE regress_root SUPERUSER;
SET SESSION AUTHORIZATION regress_root;
CREATE SCHEMA learn;
CREATE EXTENSION learn;
DROP SCHEMA learn;
CREATE ROLE learn_reviewer LOGIN;
CREATE EXTENSION learn;
ALTER ROLE learn_reviewer NOLOGIN;
CREATE EXTENSION learn;

-- Everything a user can see is described.
SELECT pg_describe_object(d.classid, d.objid, 0) AS without_comment
FROM pg_depend d
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
  AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'learn')
  AND coalesce(obj_description(d.objid, (SELECT relname FROM pg_class WHERE oid = d.classid)), '') = ''
  AND NOT EXISTS (SELECT FROM pg_type t WHERE t.oid = d.objid AND (t.typrelid <> 0 OR t.typelem <> 0))
ORDER BY 1;
SELECT a.attrelid::regclass, a.attname AS without_comment
FROM pg_attribute a JOIN pg_depend d ON d.objid = a.attrelid AND d.classid = 'pg_class'::regclass
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND a.attnum > 0
  AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'learn')
  AND (SELECT relkind FROM pg_class WHERE oid = a.attrelid) IN ('r', 'v')
  AND col_description(a.attrelid, a.attnum) IS NULL
ORDER BY 1, 2;

-- Nothing looks names up where somebody else may write; these look nothing up.
SELECT p.oid::regprocedure AS without_path
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE (p.pronamespace = 'learn'::regnamespace OR p.proname LIKE 'learn\_%')
  AND p.prosqlbody IS NULL AND p.proconfig IS NULL
ORDER BY 1;

-- All data is dumped.
SELECT c.oid::regclass AS not_dumped
FROM pg_class c, pg_extension e
WHERE e.extname = 'learn' AND c.relnamespace = 'learn'::regnamespace AND c.relkind IN ('r', 'S')
  AND NOT c.oid = ANY (e.extconfig);

-- Bad arguments are told also when there is nothing to list.
SELECT * FROM learn_pending('urgent');
SELECT * FROM learn_history('in_review');
SELECT learn_runbook('RB-NONE-001');
SELECT learn_comparison('RB-NONE-001');
SELECT state, backlog, dead FROM learn_worker_status;
