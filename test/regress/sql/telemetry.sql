-- What executors report may be anything: it is counted, and keeps nothing from
-- being learned.
\set SHOW_CONTEXT never
SET SESSION AUTHORIZATION regress_root;
SELECT learn_import(jsonb_build_object('id', id, 'name', 'n', 'platform', 'linux', 'incident_types', '["odd"]'::jsonb,
    'steps', '[{"action": "start_service", "command": "odd --port 8080"}]'::jsonb)) ->> 'status' AS imported
FROM unnest(ARRAY['RB-ODD-001', 'RB-ODD-002', 'RB-ODD-003', 'RB-ODD-004']) id;

CREATE FUNCTION pg_temp.report(id text, runbook text, failed boolean, host text, began timestamptz DEFAULT now(),
        state jsonb DEFAULT NULL, step jsonb DEFAULT '{}') RETURNS void LANGUAGE sql AS $$
    INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, client_id, hostname, status,
        verification_passed, started_at, completed_at, state_before, error_step, error_message, executed_steps)
    VALUES ('odd-' || id, runbook, 'odd', 'linux', 'acme', host, CASE WHEN failed THEN 'failure' ELSE 'success' END,
        NOT failed, began, began, state, CASE WHEN failed THEN 1 END,
        CASE WHEN failed THEN 'bind: Address already in use (port 8080)' END,
        jsonb_build_array('{"step_number": 1, "action": "start_service"}' || jsonb_build_object('success', NOT failed) || step))
$$;

-- Numbers that JSON can hold and nobody can compute with, in the state of one
-- host: the runbook is improved all the same.
SELECT pg_temp.report('good-' || n, 'RB-ODD-001', false, 'host-' || n, now() - interval '2 days',
    '{"load": 1, "disk": {"free": 7e9, "mount": "/srv"}, "n": 1e-400}', '{"duration_seconds": 2}') FROM generate_series(1, 4) n;
SELECT pg_temp.report('huge', 'RB-ODD-001', true, 'host-5', now(),
    '{"load": 1e400, "disk": {"free": 5, "mount": "/var"}, "n": 1}', '{"duration_seconds": 1e400}');
SELECT pg_temp.report('scalar', 'RB-ODD-001', true, 'host-6', now(), '[1, {"load": 3}]');
SELECT learn_run_jobs();
SELECT id, status FROM learn.runbooks WHERE line = 'RB-ODD-001' ORDER BY 1;
SELECT steps, distinguishing_state FROM learn_patterns WHERE runbook_id = 'RB-ODD-001';

-- Names that fit into no index.
SELECT pg_temp.report('long', 'RB-ODD-002', true,
    (SELECT string_agg(sha256(n::text::bytea)::text, '') FROM generate_series(1, 100) n));
SELECT learn_run_jobs();
SELECT execution_id, failure_type FROM learn.analyses WHERE execution_id = 'odd-long';

-- A clock that is wrong by millennia: what it says is not the latest for ever.
SELECT pg_temp.report('future', 'RB-ODD-003', false, 'host-1', '294276-12-31 23:59:59+00');
SELECT pg_temp.report('futures', 'RB-ODD-003', false, 'host-1', '294276-12-31 23:59:59+00');
SELECT learn_run_jobs();
SELECT pg_temp.report('now', 'RB-ODD-003', false, 'host-1');
SELECT learn_run_jobs();
SELECT succeeded_as, succeeded_at <= now() AS in_the_past FROM learn.last_runs
WHERE incident_type = 'odd' AND succeeded_with = 'RB-ODD-003';

-- A success that is reported after the failure that followed it.
SELECT pg_temp.report('second', 'RB-ODD-004', true, 'late', now() - interval '1 hour');
SELECT learn_run_jobs() > 0 AS done;
SELECT pg_temp.report('first', 'RB-ODD-004', false, 'late', now() - interval '2 hours');
SELECT learn_run_jobs();
SELECT execution_id, recurred_as FROM learn.analyses WHERE execution_id IN ('odd-first', 'odd-second') ORDER BY 1;

-- What a host calls itself is a name and no pattern.
INSERT INTO learn.failure_group_hosts (signature, client_id, hostname, first_seen, last_seen, occurrences)
VALUES ('odd-prefix', 'one', 'db-1', now(), now(), 1), ('odd-prefix', 'two', 'db-2', now(), now(), 1),
    ('odd-pattern', 'one', '????-?', now(), now(), 1), ('odd-pattern', 'two', '????-?', now(), now(), 1);
SELECT learn.draft_scope('RB-ODD-001', 'odd-prefix') AS prefix, learn.draft_scope('RB-ODD-001', 'odd-pattern') AS pattern;

-- A run that mends two failures by one remedy is one success of that.
SELECT learn_approve('RB-ODD-004-v2') ->> 'status' AS status;
SELECT pg_temp.report('another', 'RB-ODD-004', true, 'late', now() - interval '30 minutes', NULL,
    '{"action": "restart_service"}');
SELECT learn_run_jobs();
SELECT pg_temp.report('mended', 'RB-ODD-004-v2', false, 'late');
SELECT learn_run_jobs();
SELECT count(DISTINCT signature) AS failures FROM learn.remedy_uses WHERE runbook_id = 'RB-ODD-004-v2';
SELECT successes, failures, executions FROM learn_remedies WHERE 'odd-mended' = ANY (executions);
