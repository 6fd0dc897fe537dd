-- Dropped and created again, here and in a schema of the user's choice.
\set SHOW_CONTEXT never
SET SESSION AUTHORIZATION regress_root;
DROP EXTENSION learn;
SELECT count(*) FROM pg_proc WHERE proname LIKE 'learn\_%';
SELECT count(*) FROM pg_namespace WHERE nspname = 'learn';
CREATE SCHEMA api;
CREATE EXTENSION learn SCHEMA api;
SELECT n.nspname, count(*) > 20 AS all_there FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.proname LIKE 'learn\_%' GROUP BY 1;
INSERT INTO api.learn_executions (execution_id, runbook_id, incident_type, platform, status, verification_passed)
VALUES ('exec-api', 'RB-API-001', 'x', 'linux', 'success', true);
SELECT api.learn_run_jobs();
SELECT api.learn_analyze('exec-api') ->> 'follow_up';
ALTER EXTENSION learn SET SCHEMA public;
DROP EXTENSION learn;
CREATE EXTENSION learn;
SELECT learn_stats() ->> 'total';
