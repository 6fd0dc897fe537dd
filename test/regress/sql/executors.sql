-- Executors: what they announce, what they are handed by name, and what is
-- known because of them.
\set SHOW_CONTEXT never
SET SESSION AUTHORIZATION regress_root;
\pset format unaligned
-- What differs from run to run is left out.
CREATE FUNCTION pg_temp.call(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
    detail text;
    hint text;
BEGIN
    EXECUTE statement INTO result;
    RETURN regexp_replace(regexp_replace(result, '"(\d{4}-\d\d-\d\dT[^"]*)"', '"(time)"', 'g'),
        '[0-9a-f]{64}', '(digest)', 'g');
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN regexp_replace(format('%s %s [%s] [%s]', SQLSTATE, SQLERRM, detail, hint), '[0-9a-f]{64}', '(digest)', 'g');
END
$$;
CREATE FUNCTION pg_temp.runbook(id text, incident_types text[], steps text, more text DEFAULT '{}') RETURNS jsonb
    LANGUAGE sql AS $$
    SELECT jsonb_build_object('id', id, 'name', 'n', 'platform', 'darwin', 'incident_types', to_jsonb(incident_types),
        'steps', steps::jsonb, 'verification', '{"method": "port", "port": 80}'::jsonb) || more::jsonb;
$$;
CREATE FUNCTION pg_temp.written() RETURNS text LANGUAGE sql SECURITY DEFINER AS $$
    SELECT format('%s %s', ctid, xmin) FROM learn.executors WHERE name = 'web1';
$$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pg_temp TO PUBLIC;
CREATE ROLE regress_ex_agents IN ROLE learn_executor;
CREATE ROLE regress_ex_agent IN ROLE regress_ex_agents;
CREATE ROLE regress_ex_other IN ROLE learn_executor;
GRANT regress_ex_other TO regress_gateway;
CREATE ROLE regress_ex_tester IN ROLE learn_tester;
CREATE ROLE regress_ex_writer IN ROLE learn_reviewer;
CREATE ROLE regress_ex_reader IN ROLE learn_reviewer;
CREATE ROLE regress_ex_operator IN ROLE learn_admin;
SELECT count(*) AS executors FROM learn_executors;

-- What is announced is checked.
SET ROLE regress_ex_agent;
SELECT pg_temp.call(format('SELECT learn_register_executor(%s)', arguments)) FROM unnest(ARRAY[
    $$NULL, '{}', 'linux'$$,
    $$' ', '{}', 'linux'$$,
    $$repeat('ü', 201), '{}', 'linux'$$,
    $$'web1', NULL, 'linux'$$,
    $$'web1', array_fill('a'::text, ARRAY[1001]), 'linux'$$,
    $$'web1', '{a,NULL}', 'linux'$$,
    $$'web1', '{a,""}', 'linux'$$,
    $$'web1', ARRAY['a', repeat('ü', 101)], 'linux'$$,
    $$'web1', '{}', NULL$$,
    $$'web1', '{}', 'beos'$$,
    $$'web1', '{}', 'Linux'$$]) arguments;
SELECT pg_temp.call($$SELECT learn_register_executor(repeat('ü', 200), ARRAY[repeat('ü', 100)], 'windows') - 'name'$$);

-- Nothing is written when there is nothing new.
SELECT pg_temp.call($$SELECT learn_register_executor('web1', '{restart,purge,Zap,restart,"a b"}', 'linux')$$);
SELECT pg_temp.written() AS written \gset
SELECT pg_temp.call($$SELECT learn_register_executor('web1', '{{Zap,purge},{"a b",restart}}', 'linux')$$);
SELECT pg_temp.written() = :'written' AS same_row;
SELECT pg_temp.call($$SELECT learn_register_executor('web1', '{restart,purge,Zap}', 'linux')$$);
SELECT pg_temp.call($$SELECT learn_register_executor('web1', '{restart,purge,Zap}', 'darwin')$$);
SELECT pg_temp.call($$SELECT learn_register_executor('web1', '{}', 'darwin')$$);
SELECT pg_temp.call($$SELECT learn_register_executor('web1', '{restart,purge,Zap}', 'linux')$$);
BEGIN READ ONLY;
SELECT pg_temp.call($$SELECT learn_register_executor('web1', '{restart,purge,Zap}', 'linux')$$);
SELECT pg_temp.call($$SELECT learn_register_executor('web1', '{restart}', 'linux')$$);
COMMIT;
RESET ROLE;
SELECT name, platform, actions, registered_by, first_seen < last_seen AS seen_again, counts FROM learn_executors WHERE name = 'web1';
-- But that it is there, after an hour.
UPDATE learn.executors SET first_seen = now() - interval '2 days', last_seen = now() - interval '59 minutes' WHERE name = 'web1';
SET ROLE regress_ex_agent;
SELECT learn_register_executor('web1', '{restart,purge,Zap}', 'linux') ->> 'status' AS status;
RESET ROLE;
UPDATE learn.executors SET last_seen = now() - interval '61 minutes' WHERE name = 'web1';
SET ROLE regress_ex_agent;
SELECT learn_register_executor('web1', '{restart,purge,Zap}', 'linux') ->> 'status' AS status;
SELECT learn_register_executor('web1', '{restart,purge,Zap}', 'linux') ->> 'status' AS status;
RESET ROLE;
SELECT last_seen > now() - interval '1 minute' AS seen, first_seen < now() - interval '1 day' AS known FROM learn_executors WHERE name = 'web1';

-- A name is its owner's, also for the same words; members of the owner and
-- administrators may speak for it, and it stays the owner's.
SET ROLE regress_ex_other;
SELECT pg_temp.call($$SELECT learn_register_executor('web1', '{restart,purge,Zap}', 'linux')$$);
SELECT pg_temp.call($$SELECT learn_register_executor('web1', '{}', 'linux')$$);
SET ROLE regress_ex_agents;
SELECT pg_temp.call($$SELECT learn_register_executor('web1', '{}', 'linux')$$) AS not_a_member;
SELECT pg_temp.call($$SELECT learn_register_executor('web2', '{restart}', 'linux')$$);
SET ROLE regress_ex_agent;
SELECT pg_temp.call($$SELECT learn_register_executor('web2', '{restart,start}', 'linux')$$) AS member;
SET ROLE regress_ex_operator;
SELECT pg_temp.call($$SELECT learn_register_executor('web2', '{restart,stop}', 'linux')$$) AS administrator;
SET ROLE regress_ex_agents;
SELECT pg_temp.call($$SELECT learn_register_executor('web2', '{restart}', 'linux')$$) AS owner;
-- Behind a gateway it is the person's.
SET SESSION AUTHORIZATION regress_gateway;
SET ROLE regress_ex_other;
SET request.jwt.claims = '{"sub": "agent-7"}';
SELECT pg_temp.call($$SELECT learn_register_executor('web3', '{restart}', 'linux')$$);
SET request.jwt.claims = '{"sub": "agent-8"}';
SELECT pg_temp.call($$SELECT learn_register_executor('web3', '{restart}', 'linux')$$);
RESET request.jwt.claims;
SELECT pg_temp.call($$SELECT learn_register_executor('web3', '{restart}', 'linux')$$);
SET SESSION AUTHORIZATION regress_root;
-- What was not seen for long counts no more, and its name is free.
UPDATE learn.executors SET last_seen = now() - interval '89 days' WHERE name = 'web3';
SELECT name, counts FROM learn_executors WHERE name = 'web3';
SET ROLE regress_ex_other;
SELECT pg_temp.call($$SELECT learn_register_executor('web3', '{restart}', 'linux')$$);
RESET ROLE;
UPDATE learn.executors SET last_seen = now() - interval '91 days', first_seen = now() - interval '1 year' WHERE name = 'web3';
SELECT name, counts FROM learn_executors WHERE name = 'web3';
SET ROLE regress_ex_other;
SELECT pg_temp.call($$SELECT learn_register_executor('web3', '{restart}', 'linux')$$);
RESET ROLE;
SELECT registered_by, counts, first_seen = last_seen AS anew FROM learn_executors WHERE name = 'web3';

-- Executors do not see each other; reviewers see all.
SET ROLE regress_ex_agent;
SELECT * FROM learn_executors;
SELECT * FROM learn.executors;
SELECT learn.known_actions('linux');
SET ROLE regress_ex_reader;
SELECT name, actions FROM learn_executors ORDER BY name COLLATE "C" LIMIT 3;
SELECT learn.known_actions('linux'), learn.known_actions('darwin'), learn.known_actions('beos'), learn.known_actions(NULL);
RESET ROLE;
DELETE FROM learn.executors;

-- A runbook that is handed out by its name.
SELECT learn_import(pg_temp.runbook('RB-EX-001', '{ex}', '[{"id": "p", "action": "purge", "params": {}}]',
    '{"applies_to": {"clients": ["acme"]}}')) ->> 'status' AS status;
SET ROLE regress_ex_agent;
SELECT runbook_id, digest = encode(sha256(convert_to(content::text, 'UTF8')), 'hex') AS digest, content ->> 'platform' AS platform
FROM learn_active_runbook('RB-EX-001');
SELECT pg_temp.call($$SELECT learn_active_runbook('RB-NONE-001')$$);
SELECT pg_temp.call($$SELECT learn_active_runbook(NULL)$$);
SELECT pg_temp.call($$SELECT learn_draft_to_test('RB-EX-001')$$);
RESET ROLE;
SELECT pg_temp.call($$SELECT learn_draft_to_test('RB-EX-001')$$) AS in_use;
SELECT pg_temp.call($$SELECT learn_draft_to_test('RB-NONE-001')$$) AS unknown;
SELECT pg_temp.call($$SELECT learn_draft_to_test('')$$) AS empty;

-- Its next version: a draft is handed out for tests, and for nothing else.
SET ROLE regress_ex_writer;
SELECT learn_submit(pg_temp.runbook('RB-EX-001', '{ex}', '[{"id": "p", "action": "purge", "params": {}, "timeout": 9}]',
    '{"applies_to": {"clients": ["acme"]}}')) ->> 'id' AS id;
SET ROLE regress_ex_agent;
SELECT pg_temp.call($$SELECT learn_active_runbook('RB-EX-001-v2')$$);
SET ROLE regress_ex_tester;
SELECT runbook_id, digest = encode(sha256(convert_to(content::text, 'UTF8')), 'hex') AS digest, content -> 'steps' AS steps
FROM learn_draft_to_test('RB-EX-001-v2');
BEGIN READ ONLY;
SELECT runbook_id FROM learn_draft_to_test('RB-EX-001-v2');
COMMIT;
SELECT digest FROM learn_draft_to_test('RB-EX-001-v2') \gset
SELECT pg_temp.call(format('SELECT learn_add_test(%L, %L, true, %L, %L)', 'RB-EX-001-v2', 'staging run on web1', 'all 1 steps ran', :'digest'));
SELECT pg_temp.call(format('SELECT learn_add_test(%L, %L, true, NULL, %L)', 'RB-EX-001-v2', 'staging run on web1', repeat('0', 64)));
SELECT pg_temp.call($$SELECT learn_add_test('RB-EX-001-v2', 'staging run on web1', true, NULL, '')$$);
SELECT pg_temp.call($$SELECT learn_add_test('RB-EX-001-v2', repeat('x', 501), true)$$);
SELECT pg_temp.call($$SELECT learn_add_test('RB-EX-001-v2', 'long', true, repeat('x', 10001))$$);
SELECT pg_temp.call($$SELECT learn_add_test('RB-EX-001-v2', 'staging run on web1', false)$$) AS without;
-- A draft that somebody has claimed may be tried, and so may one that is to be
-- written again; what was tried before that is not tested.
SET ROLE regress_ex_reader;
SELECT learn_claim('RB-EX-001-v2') ->> 'status' AS status;
SET ROLE regress_ex_tester;
SELECT runbook_id FROM learn_draft_to_test('RB-EX-001-v2');
SET ROLE regress_ex_reader;
SELECT learn_request_changes('RB-EX-001-v2', requested_changes => 'faster') ->> 'status' AS status;
SET ROLE regress_ex_tester;
SELECT runbook_id FROM learn_draft_to_test('RB-EX-001-v2');
SET ROLE regress_ex_writer;
SELECT learn_submit(pg_temp.runbook('RB-EX-001', '{ex}', '[{"id": "p", "action": "purge", "params": {}, "timeout": 5}]',
    '{"applies_to": {"clients": ["acme"]}}')) ->> 'status' AS status;
SET ROLE regress_ex_tester;
SELECT pg_temp.call(format('SELECT learn_add_test(%L, %L, true, NULL, %L)', 'RB-EX-001-v2', 'staging run on web1', :'digest'));
SELECT digest = :'digest' AS same FROM learn_draft_to_test('RB-EX-001-v2');
SET ROLE regress_ex_reader;
SELECT learn_reject('RB-EX-001-v2', reason => 'too fast') ->> 'status' AS status;
SET ROLE regress_ex_tester;
SELECT pg_temp.call($$SELECT learn_draft_to_test('RB-EX-001-v2')$$) AS rejected;
RESET ROLE;
SELECT pg_temp.call($$SELECT learn_active_runbook('RB-EX-001-v2')$$) AS rejected;
SELECT test_name, passed, tested_by, revision FROM learn.test_results WHERE runbook_id = 'RB-EX-001-v2' ORDER BY tested_at;

-- What nobody can do is warned of, once somebody has said what he can.
SELECT pg_temp.runbook('RB-EX-002', '{ex}', '[{"action": "purge", "params": {}}, {"action": "purge", "command": "p"},
    {"action": "start", "params": {}}]', '{"rollback": [{"action": "%s", "params": {}}]}') AS doubtful \gset
SELECT * FROM learn_validate_runbook(:'doubtful');
SELECT learn_register_executor('mac1', '{start,stop}', 'darwin') ->> 'status' AS status;
SELECT learn_register_executor('linux1', '{purge}', 'linux') ->> 'status' AS status;
SET ROLE regress_ex_tester;
SELECT * FROM learn_validate_runbook(:'doubtful');
SET ROLE regress_ex_agent;
SELECT * FROM learn_validate_runbook(jsonb_set(:'doubtful', '{platform}', '"linux"'));
SELECT * FROM learn_validate_runbook(jsonb_set(:'doubtful', '{platform}', '"windows"'));
RESET ROLE;
SELECT learn_register_executor('mac2', '{purge,"%s"}', 'darwin') ->> 'status' AS status;
SELECT * FROM learn_validate_runbook(:'doubtful');
UPDATE learn.executors SET last_seen = now() - interval '91 days' WHERE name = 'mac2';
SELECT count(*) AS warnings FROM learn_validate_runbook(:'doubtful');
-- Whatever else is wrong with it is told as before.
SELECT d AS document, severity, path, message
FROM unnest('{"\"x\"","[]","{}","{\"platform\": \"darwin\", \"steps\": {\"action\": \"a\"}}"}'::jsonb[]) d,
    learn_validate_runbook(d) v WHERE v.severity <> 'error' OR d = '"x"';
SELECT path, message FROM learn_validate_runbook('{"platform": "darwin", "steps": [1, null, [], "s", {}, {"action": 1},
    {"action": null}, {"action": "x"}], "rollback": "r"}') WHERE severity = 'warning';

-- The reviewer of a draft acknowledges it, by its name.
SET ROLE regress_ex_writer;
SELECT learn_submit(:'doubtful') ->> 'id' AS id;
SET ROLE regress_ex_reader;
SELECT name, step, text FROM jsonb_to_recordset(learn_comparison('RB-EX-002') -> 'risks') r(name text, step text, text text);
SELECT pg_temp.call($$SELECT learn_approve('RB-EX-002')$$);
SET ROLE regress_ex_writer;
SELECT learn_edit('RB-EX-002', jsonb_set(:'doubtful', '{rollback}', '[]')) -> 'changes' AS changes;
SET ROLE regress_ex_reader;
SELECT learn_approve('RB-EX-002', digest => learn_comparison('RB-EX-002') ->> 'digest', acknowledged_risks => '{purge/unknown-action}')
    ->> 'status' AS status;
RESET ROLE;
-- The engine is told, too.
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status, error_message)
VALUES ('exec-ex-1', 'RB-EX-002', 'ex', 'darwin', 'failure', 'there is no action "purge"');
SELECT learn.facts('exec-ex-1', NULL) -> 'known_actions' AS known;
DELETE FROM learn.executors;
SELECT learn.facts('exec-ex-1', NULL) -> 'known_actions' AS known;

-- Why the ones in use never ran: nobody is there, or can, or was seen since.
SELECT learn_import(pg_temp.runbook('RB-NR-001', '{nr,nr2}', '[{"action": "start", "params": {}},
    {"action": "purge", "params": {}}, {"action": "zap", "params": {}}]')) ->> 'status' AS status;
CREATE VIEW pg_temp.reasons AS SELECT runbook_id, reason FROM learn_never_ran WHERE runbook_id ~ '^RB-NR' ORDER BY runbook_id;
GRANT SELECT ON pg_temp.reasons TO learn_reviewer;
TABLE pg_temp.reasons;
SELECT learn_register_executor('mac1', '{start}', 'darwin') ->> 'status' AS status;
TABLE pg_temp.reasons;
SELECT learn_register_executor('mac2', '{zap,purge}', 'darwin') ->> 'status' AS status;
TABLE pg_temp.reasons;
UPDATE learn.executors SET last_seen = (SELECT approved_at FROM learn.runbooks WHERE id = 'RB-NR-001') - interval '61 minutes';
TABLE pg_temp.reasons;
-- One that was there within the hour before may have been there after.
UPDATE learn.executors SET last_seen = last_seen + interval '2 minutes' WHERE name = 'mac1';
TABLE pg_temp.reasons;
UPDATE learn.executors SET last_seen = now() - interval '91 days';
TABLE pg_temp.reasons;
UPDATE learn.executors SET last_seen = now();
-- Or another always comes first.
CREATE FUNCTION pg_temp.another(id text, incident_types text[], more text DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
    SELECT learn_import(pg_temp.runbook(id, incident_types, '[{"action": "start", "command": "true"}]', more)) ->> 'status';
$$;
SELECT pg_temp.another('RB-NR-002', '{nr2,nr3}') AS status;
TABLE pg_temp.reasons;
SELECT pg_temp.another('RB-NR-003', '{nr3,nr2,nr}') AS status;
TABLE pg_temp.reasons;
SELECT runbook_id FROM unnest('{nr,nr2,nr3}'::text[]) t, learn_next_runbook(t, 'darwin');
-- That depends on whom they are for.
SELECT learn_retire('RB-NR-003', 'as a test') ->> 'status' AS status;
SELECT pg_temp.another('RB-NR-004', '{nr,nr2}', '{"applies_to": {"hosts": "web*"}}') AS status;
SELECT pg_temp.another('RB-NR-005', '{nr,nr2}', '{"applies_to": {"hosts": "web*", "clients": ["acme"]}}') AS status;
TABLE pg_temp.reasons;
SELECT pg_temp.another('RB-NR-006', '{nr,nr2}', '{"applies_to": {"hosts": "web*"}}') AS status;
TABLE pg_temp.reasons;
SELECT pg_temp.another('RB-NR-007', '{nr,nr2}', '{"applies_to": {"clients": ["bolt", "acme"]}}') AS status;
TABLE pg_temp.reasons;
SELECT pg_temp.another('RB-NR-008', '{nr,nr2}', '{"applies_to": {"clients": []}}') AS status;
TABLE pg_temp.reasons;
SELECT client, host, runbook_id FROM (VALUES ('acme', 'web1'), (NULL, 'web1'), ('bolt', 'db1'), (NULL, NULL)) v(client, host),
    learn_next_runbook('nr', 'darwin', NULL, client, host);
SELECT learn_retire('RB-NR-008', 'as a test') ->> 'status' AS status;
-- Or was run instead, for what may have been such an incident.
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status, verification_passed, started_at)
VALUES ('exec-nr-1', 'RB-NR-002', 'nr3', 'darwin', 'success', true, now() - interval '1 day');
SELECT learn_run_jobs() > 0 AS ran;
TABLE pg_temp.reasons;
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status, verification_passed)
VALUES ('exec-nr-2', 'RB-NR-002', 'nr3', 'darwin', 'success', true);
SELECT learn_run_jobs() > 0 AS ran;
SET ROLE regress_ex_reader;
TABLE pg_temp.reasons;
RESET ROLE;

-- An executor that was ended says nothing of the runbook; nor is an action that
-- one does not know a lesson for all.
SELECT d ->> 'error_message' AS message, c.failure_type, c.confidence, c.reasoning
FROM unnest(ARRAY[
    '{"error_message": "the executor ended during step 2 (restart_service)", "error_step": 2, "tags": ["interrupted"], "executed_steps":
        [{"step_number": 1, "action": "stop_service", "success": true}, {"step_number": 2, "action": "restart_service", "success": false,
        "output": "Permission denied", "error": "the executor ended while this step ran"}]}',
    '{"error_message": "the executor ended after step 1 (stop_service), before another one was started", "executed_steps":
        [{"step_number": 1, "action": "stop_service", "success": true}]}',
    '{"error_message": "the executor was told to stop (signal 15) during step 1 (stop_service)", "error_step": 1, "executed_steps":
        [{"step_number": 1, "action": "stop_service", "success": false, "output": "Killed"}]}',
    '{"error_message": "there is no action \"purge\", neither in \"/etc/learn/actions\" nor among those of the executor", "error_step": 1,
        "executed_steps": [{"step_number": 1, "action": "purge", "success": false, "error": "there is no action \"purge\", neither in ..."}]}'
    ]::jsonb[]) d, learn_classify(d) c;
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status, error_message, error_step, executed_steps, tags)
SELECT 'exec-cut-' || n, 'RB-NR-001', 'nr', 'darwin', 'failure', 'the executor ended during step 1 (start)', 1,
    '[{"step_number": 1, "action": "start", "success": false, "error": "the executor ended while this step ran"}]', '{interrupted}'
FROM generate_series(1, 3) n;
SELECT learn_run_jobs() >= 3 AS ran;
SELECT DISTINCT failure_type, failure_source, follow_up FROM learn_executions WHERE execution_id ~ '^exec-cut';
SELECT count(*) AS drafts FROM learn.runbooks WHERE line = 'RB-NR-001' AND status = 'pending';

DELETE FROM learn.executors;
SET client_min_messages = warning;
DROP VIEW pg_temp.reasons;
DROP ROLE regress_ex_agent, regress_ex_agents, regress_ex_other, regress_ex_tester, regress_ex_writer, regress_ex_reader, regress_ex_operator;
