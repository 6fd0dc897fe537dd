-- A large installation for the case "documents": a million executions, half of
-- them of one runbook, ten thousand drafts that wait for a reviewer and as
-- many decided reviews.  The rows go into the tables as if a dump brought
-- them, since no worker could analyse that many while somebody waits.

SET session_replication_role = replica;
SET synchronous_commit = off;

CREATE FUNCTION pg_temp.document(id text, improved boolean) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    RETURN jsonb_build_object('id', id, 'name', 'Restart a service', 'platform', 'linux',
        'incident_types', jsonb_build_array('service_crash'), 'severity', 'high',
        'steps', (SELECT jsonb_agg(jsonb_build_object('id', 'step-' || n, 'action', 'restart_service',
                'command', format('systemctl restart "$SERVICE" && sleep %s # %s', n, id), 'timeout', 60)
                || CASE WHEN improved AND n = 3 THEN jsonb_build_object('because',
                    jsonb_build_object('text', 'it was not ready', 'executions',
                        (SELECT jsonb_agg('exec-' || to_char(x, 'FM00000000')) FROM generate_series(1, 20) x)))
                    ELSE '{}' END)
            FROM generate_series(1, CASE WHEN improved THEN 13 ELSE 12 END) n),
        'verification', jsonb_build_object('method', 'command', 'command', 'systemctl is-active "$SERVICE"'));

-- Line 0 is the one that everybody runs.
INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by, approved_by, approved_at,
    approved_digest)
SELECT d.id, 'active', 'imported', d.content, now() - interval '200 days', 'bob', 'bob',
    now() - interval '200 days', learn.runbook_digest(d.content)
FROM generate_series(0, 9999) n,
    LATERAL (SELECT 'RB-LOAD-' || n AS id, pg_temp.document('RB-LOAD-' || n, false) AS content OFFSET 0) d;

INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by, parent_runbook, parent_digest,
    generated_from_failure, generated_at, generated_by, generation_model, failure_type, original_error, changes)
SELECT p.id || '-v2', 'pending', 'generated', pg_temp.document(p.id || '-v2', true), q.created_at, 'learn', p.id,
    p.digest, 'exec-' || to_char(q.execution, 'FM00000000'), q.created_at, 'learn (builtin)', 'builtin',
    'runbook_insufficient', 'it was not ready',
    '[{"step": "step-13", "what": "added as step 13", "why": "it was not ready"}]'
FROM learn.runbooks p, LATERAL (
    SELECT greatest(n, 10) AS execution, now() - n * interval '1 minute' AS created_at
    FROM (SELECT substr(p.id, 9)::integer AS n OFFSET 0) x) q
WHERE p.id ^@ 'RB-LOAD-';

INSERT INTO learn.review_queue (runbook_id, status, priority, reason, failure_execution_id, created_at)
SELECT r.id, 'pending_review', (ARRAY['high', 'medium', 'low'])[1 + abs(hashtext(r.id) % 3)]::learn.priority,
    'runbook_insufficient: it was not ready', r.generated_from_failure, r.created_at
FROM learn.runbooks r WHERE r.status = 'pending' AND r.id ^@ 'RB-LOAD-';

-- A draft of each line was rejected before, on a day of the last three months.
INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by, parent_runbook, parent_digest,
    generated_from_failure, generated_at, generated_by, generation_model, failure_type, archived_at, archive_reason)
SELECT p.id || '-v3', 'archived', 'generated', pg_temp.document(p.id || '-v3', true), d.at, 'learn', p.id, p.digest,
    'exec-00000001', d.at, 'learn (builtin)', 'builtin', 'runbook_insufficient', d.at + interval '5 hours', 'rejected'
FROM learn.runbooks p, LATERAL (SELECT now() - abs(hashtext(p.id) % 90 + 1) * interval '1 day' AS at) d
WHERE p.status = 'active' AND p.id ^@ 'RB-LOAD-';

INSERT INTO learn.review_queue (runbook_id, status, priority, reason, failure_execution_id, created_at, claimed_by,
    claimed_at, reviewed_by, reviewed_at, rejection_reason)
SELECT r.id, 'rejected', 'medium', 'runbook_insufficient', r.generated_from_failure, r.created_at, d.person,
    r.archived_at - interval '10 minutes', d.person, r.archived_at, 'not so'
FROM learn.runbooks r, LATERAL (SELECT 'person ' || abs(hashtext(r.id) % 20) AS person) d
WHERE r.status = 'archived' AND r.id ^@ 'RB-LOAD-';

INSERT INTO learn.execution_results (execution_id, runbook_id, incident_id, incident_type, client_id, hostname,
    platform, started_at, completed_at, duration_seconds, status, success, verification_passed, state_before,
    executed_steps, error_message, error_step, retry_count, evidence_bundle_id, recorded_at)
SELECT 'exec-' || to_char(n, 'FM00000000'), 'RB-LOAD-' || CASE WHEN n % 2 = 0 THEN 0 ELSE n % 10000 END,
    'inc-' || n, 'service_crash', 'client ' || n % 50, 'host-' || n % 5000, 'linux', s.at, s.at + interval '7 seconds',
    7, CASE WHEN n % 5 = 0 THEN 'failure' ELSE 'success' END, n % 5 <> 0, n % 5 <> 0, '{"services": {"app": "failed"}}',
    '[{"step_number": 1, "action": "restart_service", "success": true}]',
    CASE WHEN n % 5 = 0 THEN 'it was not ready' END, CASE WHEN n % 5 = 0 THEN 3 END, 0, 'EB-' || n, s.at
FROM generate_series(1, 1000000) n, LATERAL (SELECT now() - n * interval '10 seconds' AS at) s;

INSERT INTO learn.analyses (execution_id, runbook_id, analysed_at, succeeded, failure_type, reasoning, confidence,
    source, follow_up, signature)
SELECT e.execution_id, e.runbook_id, e.recorded_at, e.success,
    CASE WHEN NOT e.success THEN 'runbook_insufficient'::learn.failure_type END,
    CASE WHEN NOT e.success THEN 'it was not ready' END, CASE WHEN NOT e.success THEN 0.9 END,
    CASE WHEN NOT e.success THEN 'rules'::learn.answer_source END, 'counted',
    CASE WHEN NOT e.success THEN 'load:' || e.runbook_id END
FROM learn.execution_results e WHERE e.incident_id ^@ 'inc-';

INSERT INTO learn.failure_groups (signature, line, platform, incident_type, action, message, first_seen, last_seen,
    occurrences, executions)
SELECT a.signature, a.runbook_id, 'linux', 'service_crash', 'restart_service', 'it was not ready', min(a.analysed_at),
    max(a.analysed_at), count(*), (array_agg(a.execution_id ORDER BY a.analysed_at DESC))[:10]
FROM learn.analyses a WHERE a.signature ^@ 'load:' GROUP BY a.signature, a.runbook_id;

INSERT INTO learn.failure_group_hosts (signature, client_id, hostname, first_seen, last_seen, occurrences)
SELECT a.signature, e.client_id, e.hostname, min(a.analysed_at), max(a.analysed_at), count(*)
FROM learn.analyses a JOIN learn.execution_results e USING (execution_id)
WHERE a.signature ^@ 'load:' GROUP BY 1, 2, 3;

INSERT INTO learn.failure_group_days (signature, day, failures)
SELECT a.signature, (a.analysed_at AT TIME ZONE 'UTC')::date, count(*)
FROM learn.analyses a WHERE a.signature ^@ 'load:' GROUP BY 1, 2;

INSERT INTO learn.runbook_stats (runbook_id, executions, successes, verified, recurred, repairs, repair_seconds,
    manual_interventions, last_started_at)
SELECT e.runbook_id, count(*), count(*) FILTER (WHERE e.success), count(*), 0, count(*) FILTER (WHERE e.success),
    7 * count(*) FILTER (WHERE e.success), 0, max(e.started_at)
FROM learn.execution_results e WHERE e.incident_id ^@ 'inc-' GROUP BY e.runbook_id;
