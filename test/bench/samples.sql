-- What executors report in the benchmark, and a table without learn to compare
-- with.  The sixteen @ in a sample stand for a word that is different in every
-- row.
--
-- Large rows have 3 KB as JSON, small ones take 0.3 KB of a page.  Of "unknown"
-- failures the rules know nothing, so that a model is asked; of "permission"
-- they are sure.  Rows are complete: what the trigger would compute is given,
-- so that both tables store the same.

CREATE TABLE bench.plain (LIKE learn.execution_results INCLUDING ALL);

CREATE TABLE bench.samples AS
WITH failures (failure, error) AS (VALUES
    ('unknown', 'coilctl: the flux of the third coil is out of phase near @@@@@@@@@@@@@@@@'),
    ('permission', 'coilctl: /etc/coil/@@@@@@@@@@@@@@@@.conf: Permission denied')),
documents (size, state_before, state_after, executed_steps) AS (VALUES
    ('large',
     $json${
        "services": {
            "coil": {"active": "failed", "sub": "dead", "restarts": 4, "since": "2026-11-22T11:41:07Z"},
            "coil-exporter": {"active": "active", "sub": "running", "restarts": 0, "since": "2026-11-02T04:10:55Z"},
            "nginx": {"active": "active", "sub": "running", "restarts": 0, "since": "2026-11-02T04:10:51Z"},
            "chrony": {"active": "active", "sub": "running", "restarts": 0, "since": "2026-11-02T04:10:47Z"}},
        "disk": {"/": {"size_gb": 120, "used_percent": 41}, "/var/lib/coil": {"size_gb": 400, "used_percent": 63}},
        "memory": {"total_mb": 16032, "used_mb": 5120, "swap_used_mb": 0},
        "cpu": {"cores": 8, "load": [0.42, 0.39, 0.35]},
        "ports": {"80": "nginx", "443": "nginx", "9100": "coil-exporter"}}$json$,
     $json${
        "services": {
            "coil": {"active": "failed", "sub": "dead", "restarts": 5, "since": "2026-11-22T11:58:31Z"},
            "coil-exporter": {"active": "active", "sub": "running", "restarts": 0, "since": "2026-11-02T04:10:55Z"},
            "nginx": {"active": "active", "sub": "running", "restarts": 0, "since": "2026-11-02T04:10:51Z"},
            "chrony": {"active": "active", "sub": "running", "restarts": 0, "since": "2026-11-02T04:10:47Z"}},
        "disk": {"/": {"size_gb": 120, "used_percent": 41}, "/var/lib/coil": {"size_gb": 400, "used_percent": 63}},
        "memory": {"total_mb": 16032, "used_mb": 5133, "swap_used_mb": 0},
        "cpu": {"cores": 8, "load": [0.51, 0.41, 0.36]},
        "ports": {"80": "nginx", "443": "nginx", "9100": "coil-exporter"}}$json$,
     $json$[
        {"step_number": 1, "action": "check_status", "command": "systemctl status \"$SERVICE\" || true",
         "duration_seconds": 0.08, "success": true, "exit_code": 0, "error": "",
         "output": "coil.service - Coil controller\n     Loaded: loaded (/lib/systemd/system/coil.service; enabled)\n     Active: failed since Sun 2026-11-22 11:41:07 UTC; 17min ago\n    Process: 2841 ExecStart=/usr/sbin/coilctl run --stage=3\n   Main PID: 2841\n        CPU: 1.204s"},
        {"step_number": 2, "action": "collect_diagnostics", "command": "coilctl report --stages --brief",
         "duration_seconds": 0.71, "success": true, "exit_code": 0, "error": "",
         "output": "stage 1: flux 0.981 phase 0.002\nstage 2: flux 0.978 phase 0.004\nstage 3: flux 0.412 phase 1.571\nstage 4: idle\nreference: @@@@@@@@@@@@@@@@"},
        {"step_number": 3, "action": "restart_service", "command": "systemctl restart \"$SERVICE\" && sleep 5",
         "duration_seconds": 6.1, "success": false, "exit_code": 1, "output": "", "error": "ERROR_TEXT"}]$json$),
    ('small', NULL, NULL,
     $json$[{"step_number": 1, "action": "restart_service", "success": false}]$json$))
SELECT failure || '_' || size AS sample,
    'exec-@@@@@@@@@@@@@@@@' AS execution_id,
    'RB-LNX-SVC-001' AS runbook_id,
    'inc-@@@@@@@@@@@@@@@@' AS incident_id,
    'service_crash' AS incident_type,
    'acme' AS client_id,
    'web-1' AS hostname,
    'linux' AS platform,
    6.9 AS duration_seconds,
    'failure' AS status,
    false AS success,
    false AS verification_passed,
    'command' AS verification_method,
    0.95 AS confidence,
    state_before::jsonb AS state_before,
    state_after::jsonb AS state_after,
    learn_state_diff(state_before::jsonb, state_after::jsonb) AS state_diff,
    replace(executed_steps, 'ERROR_TEXT', error)::jsonb AS executed_steps,
    error AS error_message,
    CASE size WHEN 'large' THEN 3 ELSE 1 END AS error_step,
    0 AS retry_count,
    'EB-@@@@@@@@@@@@@@@@' AS evidence_bundle_id
FROM failures, documents;
