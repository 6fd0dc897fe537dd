-- What operators can do: prices, pauses, dead jobs; and what they are told.
\set VERBOSITY default

-- Prices.
SELECT learn_set_price('gpt-4o', 2.5, 10);
SELECT learn_set_price('gpt-4o', 2.50, 20);
SELECT model, input_price, output_price FROM learn.models;
SELECT learn_set_price('', 1, 1);
SELECT learn_set_price(NULL, 1, 1);
SELECT learn_set_price('gpt-4o', -1, 1);
SELECT learn_set_price('gpt-4o', 1, 'NaN');
SELECT learn_set_price('gpt-4o', 'Infinity', 1);
SELECT learn_set_price('gpt-4o', NULL, 1);

-- A pause, which is for the worker only: by hand jobs are done all the same.
SELECT learn_resume();
SELECT learn_pause('maintenance') - 'by';
SELECT learn_pause();
SELECT state, paused_by = current_user AS by_me, paused_at <= now() AS since, pause_reason, stalled FROM learn_worker_status;
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status, error_message)
VALUES ('exec-20260901-0001', 'RB-NOBODY-KNOWS-001', 'service_crash', 'linux', 'failure', 'cat: /etc/shadow: Permission denied');
SELECT learn_run_jobs();
SELECT learn_resume() - 'by';
SELECT count(*) AS pauses FROM learn.pauses;

-- Silence is an alarm, also when there is no worker to raise it.
SELECT learn.stalled(NULL, NULL), learn.stalled(now(), NULL), learn.stalled(now() - interval '1 day', NULL),
    learn.stalled(now() - interval '1 day', now()), learn.stalled(NULL, now() - interval '1 day');

-- Only administrators.
SET ROLE learn_reviewer;
SELECT learn_pause();
SELECT learn_resume();
SELECT learn_set_price('gpt-4o', 1, 1);
SELECT learn_housekeeping();
SELECT count(*) FROM learn_worker_status;
RESET ROLE;

SELECT action, object_id, details - 'by' AS details FROM learn.audit_log
WHERE action IN ('set_price', 'pause', 'resume') ORDER BY seq;
SELECT * FROM learn_verify_audit();
DELETE FROM learn.models;
