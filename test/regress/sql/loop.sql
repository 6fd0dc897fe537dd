-- From a failed execution to an active, better runbook, by hand.
\set SHOW_CONTEXT never
SET SESSION AUTHORIZATION regress_root;
SELECT learn_import('{"id": "RB-WEB-001", "name": "Start the web server", "platform": "linux",
    "incident_types": ["service_crash"], "severity": "high",
    "steps": [{"id": "start", "action": "start_service", "command": "web --port 8080", "timeout": 10}],
    "verification": {"method": "command", "command": "true"}}') - 'digest';

-- Importing it again changes nothing; importing another one by its name is refused.
SELECT learn_import(content) - 'digest' FROM learn.runbooks;
SELECT learn_import(content || '{"name": "another"}') FROM learn.runbooks;
SELECT learn_import('{"id": "RB-WEB-002"}');

INSERT INTO learn_executions (execution_id, incident_id, runbook_id, incident_type, platform, client_id, hostname,
    status, verification_passed, error_step, error_message, executed_steps)
SELECT id, 'inc-1', 'RB-WEB-001', 'service_crash', 'linux', 'acme', 'web1', 'failure', false, 1,
    'bind: Address already in use (port 8080)',
    '[{"step_number": 1, "action": "start_service", "command": "web --port 8080", "success": false, "exit_code": 1,
       "output": "", "error": "bind: Address already in use (port 8080)"}]'
FROM unnest(ARRAY['exec-1', 'exec-2']) id;
INSERT INTO learn_executions (execution_id, incident_id, runbook_id, incident_type, platform, status,
    verification_passed, verification_method)
VALUES ('exec-3', 'inc-2', 'RB-WEB-001', 'service_crash', 'linux', 'success', true, 'http'),
       ('exec-4', 'inc-3', 'RB-WEB-001', 'service_crash', 'linux', 'success', NULL, NULL),
       ('exec-5', 'inc-4', 'RB-UNKNOWN-001', 'service_crash', 'linux', 'failure', false, NULL);
INSERT INTO learn_executions (execution_id, incident_id, runbook_id, incident_type, platform, status,
    verification_passed, error_message)
VALUES ('exec-6', 'inc-5', 'RB-WEB-001', 'service_crash', 'linux', 'failure', false, 'sudo: a password is required'),
       ('exec-7', 'inc-6', 'RB-UNKNOWN-001', 'service_crash', 'linux', 'failure', false, 'bind: Address already in use');

SELECT learn_run_jobs();
SELECT execution_id, failure_type, failure_source, follow_up FROM learn_executions
WHERE execution_id ~ '^exec-\d$' ORDER BY 1;
SELECT count(*) AS jobs_left FROM learn.jobs;

-- One draft for both failures.
SELECT runbook_id, parent_runbook, status, priority, origin, failure_type, incident_type, failure_execution_id
FROM learn_pending();
SELECT id, line, version, revision, status, origin, created_by, parent_runbook,
    parent_digest = (SELECT digest FROM learn.runbooks WHERE id = 'RB-WEB-001') AS parent_digest,
    generated_from_failure, generated_by, generation_model, failure_type, original_error, requires_human_review
FROM learn.runbooks WHERE status = 'pending';
SELECT jsonb_path_query_array(learn_comparison('RB-WEB-001-v2'), '$.differences.steps_added[*].step.because.executions')
    AS cited, learn_comparison('RB-WEB-001-v2') #>> '{generation_context,generated_from_failure}' AS failure;

-- Until a human approves it, executors get the old one.
SELECT runbook_id FROM learn_next_runbook('service_crash', 'linux', 'inc-9');
SELECT learn_approve('RB-WEB-001-v2', digest => learn_comparison('RB-WEB-001-v2') ->> 'digest') - 'approved_at' - 'digest';
SELECT runbook_id, content ->> 'id' AS id,
    digest = encode(sha256(convert_to(content::text, 'UTF8')), 'hex') AS digest_is_right
FROM learn_next_runbook('service_crash', 'linux', 'inc-9');
SELECT count(*) FROM learn_next_runbook('service_crash', 'windows');
SELECT count(*) FROM learn_next_runbook('no_such_incident', 'linux');
SELECT runbook_id, status, executions, successes, success_rate FROM learn_versions ORDER BY 1;

-- A failure of a version that is not in use any more, and an analysis asked for again.
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status, verification_passed, error_message)
VALUES ('exec-8', 'RB-WEB-001', 'service_crash', 'linux', 'failure', false, 'bind: Address already in use');
SELECT learn_analyze('exec-8') ->> 'follow_up';
SELECT learn_analyze('exec-8') ->> 'follow_up';
SELECT learn_analyze('exec-none');
SELECT learn_analyze(NULL);
SELECT learn_run_jobs(0);

SELECT seq, actor, action, object_id, details - 'execution_digest' AS details FROM learn.audit_log ORDER BY seq;
SELECT * FROM learn_verify_audit();
