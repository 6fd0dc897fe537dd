-- What executors report.
\set SHOW_CONTEXT never
SET SESSION AUTHORIZATION regress_root;
\pset format unaligned
SET ROLE learn_executor;

-- What is absent is generated or computed.
INSERT INTO learn_executions (runbook_id, incident_type, platform, success, verification_passed,
    started_at, completed_at, state_before, state_after)
VALUES ('RB-REG-001', 'disk_full', 'linux', true, true, '2026-01-01 10:00:00Z', '2026-01-01 10:00:02.5Z',
    '{"disk": 97}', '{"disk": 41}');
RESET ROLE;
SELECT execution_id ~ '^exec-\d{8}-\d{4,}$' AS execution_id, incident_id ~ '^inc-\d{8}-\d{4,}$' AS incident_id,
    evidence_bundle_id ~ '^EB-\d{8}-\d{4,}$' AS evidence_bundle_id, duration_seconds, status, success,
    state_diff, executed_steps, retry_count, recorded_at = started_at AS started_is_recorded
FROM learn_executions;
INSERT INTO learn.execution_results (execution_id, runbook_id, incident_type, platform, status, duration_seconds)
VALUES ('exec-20260101-0001', 'RB-REG-001', 'disk_full', 'linux', 'partial', 7);
SELECT status, success, verification_passed, duration_seconds, state_diff, started_at = recorded_at AS now
FROM learn_executions WHERE execution_id = 'exec-20260101-0001';

-- One narrow job each, nothing else.
SELECT j.kind, count(*), bool_and(j.attempts = 0) AS fresh FROM learn.jobs j GROUP BY 1;
SELECT count(*) FROM learn.analyses;

-- The same again is accepted once, silently.
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status)
VALUES ('exec-20260101-0001', 'RB-REG-001', 'disk_full', 'linux', 'partial') ON CONFLICT DO NOTHING;
SELECT count(*) FROM learn.jobs;

-- Bad rows: one precise message, and nothing changes.
CREATE FUNCTION pg_temp.report(fields jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    row learn.execution_results;
    detail text;
BEGIN
    row := jsonb_populate_record(NULL::learn.execution_results,
        '{"execution_id": "exec-bad", "runbook_id": "RB-REG-001", "incident_type": "disk_full", "platform": "linux",
          "status": "failure", "started_at": "2026-01-01Z"}' || fields);
    INSERT INTO learn.execution_results SELECT row.*;
    RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN format('%s %s [%s]', SQLSTATE, SQLERRM, detail);
END
$$;
SELECT fields, pg_temp.report(fields) FROM unnest(ARRAY[
    '{"execution_id": ""}', '{"execution_id": "a b"}', '{"execution_id": "-x"}',
    '{"runbook_id": null}', '{"runbook_id": "RB X"}', '{"incident_id": "?"}',
    '{"incident_type": null}', '{"incident_type": "disk full"}',
    '{"platform": null}', '{"platform": "beos"}', '{"platform": "linux, windows"}', '{"platform": ""}',
    '{"started_at": "infinity"}', '{"completed_at": "-infinity"}', '{"completed_at": "2025-12-31Z"}',
    '{"duration_seconds": -1}', '{"duration_seconds": "NaN"}', '{"duration_seconds": "Infinity"}',
    '{"status": null}', '{"status": "failed"}', '{"status": "failure", "success": true}',
    '{"status": "partial", "success": true}',
    '{"confidence": 1.5}', '{"confidence": "NaN"}', '{"retry_count": -1}',
    '{"executed_steps": {}}', '{"executed_steps": "x"}', '{"executed_steps": [1]}', '{"executed_steps": [{}, []]}',
    '{"executed_steps": [{"step_number": "1"}]}', '{"executed_steps": [{"success": "yes"}]}',
    '{"executed_steps": [{"output": {"a": 1}}]}', '{"executed_steps": [{"exit_code": true}]}']::jsonb[]) fields;
SELECT count(*) FROM learn.execution_results;

-- One bad row of many refuses them all and says which it was.
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status)
SELECT 'exec-many-' || i, 'RB-REG-001', 'disk_full', CASE WHEN i = 7 THEN 'os2' ELSE 'linux' END, 'failure'
FROM generate_series(1, 9) i;

-- Ten thousand at once.
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status)
SELECT 'exec-many-' || i, 'RB-REG-001', 'disk_full', 'linux', 'failure' FROM generate_series(1, 10000) i;
SELECT count(*) FROM learn.jobs;

-- A row that carries an older time of recording is a restored one.
INSERT INTO learn.execution_results (execution_id, runbook_id, incident_type, platform, status, recorded_at)
VALUES ('exec-restored', 'RB-REG-001', 'disk_full', 'linux', 'failure', '2026-01-01Z');
SELECT count(*) FROM learn.jobs WHERE subject = 'exec-restored';

-- What a state is too deep for stays without a difference.
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status, state_before, state_after)
SELECT 'exec-deep', 'RB-REG-001', 'disk_full', 'linux', 'failure', d, d
FROM (SELECT (repeat('[', 200) || repeat(']', 200))::jsonb AS d) x;
SELECT state_before IS NOT NULL AS kept, state_diff FROM learn_executions WHERE execution_id = 'exec-deep';
SELECT a - '{analysed_at,reasoning}'::text[] AS analysis, a ->> 'reasoning' LIKE 'The execution could not be read: %nesting too deep.' AS why
FROM learn_analyze('exec-deep') a;

-- Evidence is never changed.
UPDATE learn.execution_results SET success = true, status = 'success';
UPDATE learn_executions SET notes = 'x' WHERE execution_id = 'exec-deep';
DELETE FROM learn.jobs;
DELETE FROM learn.execution_results;
