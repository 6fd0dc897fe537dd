-- Functions that store nothing.
\set SHOW_CONTEXT never
SET SESSION AUTHORIZATION regress_root;
SELECT learn.runbook_line(id), learn.runbook_version(id)
FROM unnest(ARRAY['RB-X', 'RB-X-v2', 'RB-X-v03', 'RB-X-v1', 'RB-X-v12', 'RB-X-vee']) id;
SELECT learn.runbook_line('');

-- The digest is that of the text a client gets.
SELECT learn.runbook_digest(d) = encode(sha256(convert_to(d::text, 'UTF8')), 'hex') AS same
FROM (VALUES ('{"b": 1, "a": "Übung"}'::jsonb)) v(d);

SELECT learn_state_diff('{"disk": {"used": 97}, "a.b": 1, "list": [1, 2], "gone": null}',
    '{"disk": {"used": 41.0}, "a.b": 2, "list": [1, 3], "new": {}}');
SELECT learn_state_diff('{"n": 1}', '{"n": 1.0}');

SELECT jsonb_typeof(learn_runbook_schema()), learn_runbook_schema() -> 'required';
SELECT * FROM learn_validate_runbook('{"id": "RB-OK-001", "name": "ok", "platform": "linux",
    "incident_types": ["disk_full"], "steps": [{"action": "a", "command": "true"}],
    "verification": {"method": "command", "command": "true"}}');
SELECT * FROM learn_validate_runbook('{"id": "x", "name": "", "platform": "beos", "incident_types": [],
    "steps": [{"action": "a"}, {"action": "b", "command": "true", "timeout": -1, "sudo": true}], "extra": 1}');
SELECT * FROM learn_validate_runbook('[]');
SELECT learn_runbook_diff('{"steps": [{"id": "a", "action": "x", "command": "1"}, {"id": "b", "action": "y", "command": "2"}]}',
    '{"name": "n", "steps": [{"id": "b", "action": "y", "command": "2"}, {"id": "a", "action": "x", "command": "3"}, {"id": "c", "action": "z", "command": "4"}]}');

SELECT failure_type, confidence > 0.5 AS sure, reasoning <> '' AS reasoned
FROM learn_classify('{"platform": "linux", "incident_type": "service_crash", "error_step": 1,
    "error_message": "mkdir: cannot create directory: Permission denied",
    "steps": [{"step_number": 1, "action": "make folder", "command": "mkdir /srv/x", "success": false,
        "exit_code": 1, "error": "mkdir: cannot create directory: Permission denied"}]}');
SELECT failure_type, confidence, reasoning <> '' AS reasoned FROM learn_classify('{}');
SELECT * FROM learn_classify('[]');

-- What varies is left out of messages, and what tells problems apart is not.
SELECT learn_template('2024-03-01 10:00:00 ERROR: cannot reach db-7.corp.internal (10.0.0.12) as user "alice": errno 111');
SELECT learn_fingerprint('cannot reach db-7.corp.internal (10.0.0.12) as user "alice": errno 111');
SELECT learn_fingerprint('CANNOT reach 10.9.9.9 as  user bob, errno 111')
    = learn_fingerprint('cannot reach db-7.corp.internal (10.0.0.12) as user "alice": errno 111') AS same,
    learn_fingerprint('cannot reach web01 as user bob: errno 13')
    = learn_fingerprint('cannot reach web01 as user bob: errno 111') AS other,
    learn_template('') = '' AS empty, learn_fingerprint(NULL) IS NULL AS strict;
