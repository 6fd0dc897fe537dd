-- The state machine of reviews.
\set SHOW_CONTEXT never
SET SESSION AUTHORIZATION regress_root;
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
CREATE FUNCTION pg_temp.draft(id text) RETURNS text LANGUAGE sql AS $$
    SELECT learn_submit(format('{"id": "%s", "name": "n", "platform": "linux", "incident_types": ["x"],
        "steps": [{"action": "a", "command": "true"}]}', id)::jsonb) ->> 'id';
$$;
CREATE ROLE regress_amy IN ROLE learn_reviewer;
CREATE ROLE regress_bob IN ROLE learn_reviewer;

SELECT pg_temp.draft('RB-R-001');
SELECT pg_temp.call($$SELECT learn_submit('{"id": "RB-R-001", "name": "n", "platform": "linux", "incident_types": ["x"],
    "steps": [{"action": "a", "command": "true"}]}')$$) AS one_draft_per_line;
SELECT pg_temp.call($$SELECT learn_submit('{"id": "RB-R-002"}')$$) AS invalid;
SELECT pg_temp.call($$SELECT learn_submit(NULL)$$) AS absent;
SELECT pg_temp.call($$SELECT learn_submit('{"id": "RB-R-002", "name": "n", "platform": "linux", "incident_types": ["x"],
    "steps": [{"action": "a", "command": "true"}]}', priority => 'urgent')$$) AS bad_priority;
SELECT pg_temp.call($$SELECT count(*) FROM learn_pending('urgent')$$) AS bad_priority;
SELECT pg_temp.call($$SELECT count(*) FROM learn_history('done')$$) AS bad_status;

-- Unknown, or nothing to review.
SELECT pg_temp.call($$SELECT learn_approve('RB-NONE-001')$$);
SELECT pg_temp.call($$SELECT learn_runbook('RB-NONE-001')$$);
SELECT pg_temp.call($$SELECT learn_comparison('RB-NONE-001')$$);
SELECT pg_temp.call($$SELECT learn_runbook(NULL)$$);
SELECT pg_temp.call($$SELECT learn_approve(NULL)$$);
SELECT pg_temp.call($$SELECT learn_approve('RB-WEB-001')$$);

-- Claim: others keep off until it expires.
SET ROLE regress_amy;
SELECT pg_temp.call($$SELECT learn_claim('RB-R-001')$$);
SELECT pg_temp.call($$SELECT learn_claim('RB-R-001')$$);
SET ROLE regress_bob;
SELECT pg_temp.call($$SELECT learn_claim('RB-R-001')$$);
SELECT pg_temp.call($$SELECT learn_approve('RB-R-001')$$);
SELECT pg_temp.call($$SELECT learn_reject('RB-R-001', reason => 'no')$$);
SELECT pg_temp.call($$SELECT learn_request_changes('RB-R-001', requested_changes => 'more')$$);

-- Anybody may test.
SELECT pg_temp.call($$SELECT learn_add_test('RB-R-001', 'dry run', true, 'on staging')$$);
SELECT pg_temp.call($$SELECT learn_add_test('RB-R-001', ' ', true)$$);
SELECT pg_temp.call($$SELECT learn_add_test('RB-R-001', 'dry run', NULL)$$);
SELECT tests_passed, tests_failed FROM learn_pending() WHERE runbook_id = 'RB-R-001';

-- Changes are asked for; a human wrote it, so a human writes it again.
SET ROLE regress_amy;
SELECT pg_temp.call($$SELECT learn_request_changes('RB-R-001', requested_changes => '')$$);
SELECT pg_temp.call($$SELECT learn_request_changes('RB-R-001', requested_changes => 'wait for the port')$$);
SELECT pg_temp.call($$SELECT learn_approve('RB-R-001')$$);
SELECT pg_temp.call($$SELECT learn_request_changes('RB-R-001', requested_changes => 'again')$$);
-- Written again by a human: the next revision, under the same id.
SELECT pg_temp.call($$SELECT learn_submit('{"id": "RB-R-001", "name": "waits", "platform": "linux", "incident_types": ["x"],
    "steps": [{"action": "a", "command": "true"}]}', priority => 'urgent')$$) AS bad_priority;
SELECT pg_temp.call($$SELECT learn_submit('{"id": "RB-R-001-v9", "name": "waits", "platform": "linux", "incident_types": ["x"],
    "steps": [{"action": "a", "command": "true"}]}')$$);
SELECT id, revision, name, status FROM learn.runbooks WHERE line = 'RB-R-001';
SELECT revision, requested_by, requested_changes, content ->> 'name' AS name FROM learn.runbook_revisions;
SELECT status, tests_passed, tests_failed, claimed_by FROM learn_pending() WHERE runbook_id = 'RB-R-001';
SELECT pg_temp.call($$SELECT learn_approve('RB-R-001')$$) AS own;
SET ROLE regress_bob;
SELECT pg_temp.call($$SELECT learn_approve('RB-R-001')$$) AS digest_needed;
SET ROLE regress_amy;
SELECT pg_temp.call($$SELECT learn_reject('RB-R-001')$$);
SELECT pg_temp.call($$SELECT learn_reject('RB-R-001', reason => 'too risky')$$);
SELECT pg_temp.call($$SELECT learn_reject('RB-R-001', reason => 'too risky')$$);
SELECT pg_temp.call($$SELECT learn_approve('RB-R-001')$$);
SELECT pg_temp.call($$SELECT learn_claim('RB-R-001')$$);
SELECT pg_temp.call($$SELECT learn_add_test('RB-R-001', 'late', true)$$);

-- Approve: exactly what was read.
RESET ROLE;
SELECT pg_temp.draft('RB-R-001');
SET ROLE regress_amy;
SELECT pg_temp.call($$SELECT learn_approve('RB-R-001-v2', digest => repeat('0', 64))$$);
SELECT pg_temp.call($$SELECT learn_approve('RB-R-001-v2', notes => 'good',
    digest => learn_comparison('RB-R-001-v2') ->> 'digest')$$);
SELECT pg_temp.call($$SELECT learn_approve('RB-R-001-v2')$$);
SELECT pg_temp.call($$SELECT learn_reject('RB-R-001-v2', reason => 'too late')$$);

-- The version a draft was made from must still be in use.
RESET ROLE;
SELECT pg_temp.draft('RB-R-001');
SELECT id, parent_runbook, status FROM learn.runbooks WHERE line = 'RB-R-001' ORDER BY version;
BEGIN;
ALTER TABLE learn.runbooks DISABLE TRIGGER learn_guard;
UPDATE learn.runbooks SET status = 'archived', archived_at = now(), archive_reason = 'superseded' WHERE id = 'RB-R-001-v2';
ALTER TABLE learn.runbooks ENABLE ALWAYS TRIGGER learn_guard;
SET LOCAL ROLE regress_amy;
SELECT pg_temp.call($$SELECT learn_approve('RB-R-001-v3')$$);
ROLLBACK;
SET ROLE regress_amy;
SELECT pg_temp.call($$SELECT learn_approve('RB-R-001-v3')$$);
RESET ROLE;
SELECT id, status, archive_reason, approved_digest = digest AS approved_as_is
FROM learn.runbooks WHERE line = 'RB-R-001' ORDER BY version;

-- Imports do not get in the way, neither of drafts nor of what is in use.
SELECT pg_temp.draft('RB-R-003');
SELECT pg_temp.call($$SELECT learn_import('{"id": "RB-R-003-v5", "name": "n", "platform": "linux", "incident_types": ["x"],
    "steps": [{"action": "a", "command": "true"}]}')$$);
SELECT pg_temp.call($$SELECT learn_reject('RB-R-003', reason => 'no')$$);
SELECT pg_temp.call($$SELECT learn_import('{"id": "RB-R-003-v999999999", "name": "n", "platform": "linux", "incident_types": ["x"],
    "steps": [{"action": "a", "command": "true"}]}')$$);
SELECT pg_temp.call($$SELECT pg_temp.draft('RB-R-003')$$) AS no_further_version;

-- What is meant for one client or host goes to nobody else, and before the rest.
SELECT pg_temp.call(format($f$SELECT learn_import('{"id": "RB-R-%s", "name": "n", "platform": "linux", "incident_types": ["narrow"],
    "steps": [{"action": "a", "command": "true"}] %s}')$f$, id, condition))
FROM (VALUES ('010', ''), ('011', ', "applies_to": {"clients": ["acme"]}'), ('012', ', "applies_to": {"hosts": "web_?.*"}')) v(id, condition);
SELECT c.client, c.host, n.runbook_id
FROM (VALUES (NULL, NULL), ('acme', 'db'), ('other', 'db'), ('other', 'web_1.x'), ('other', 'webx1.x')) c(client, host)
LEFT JOIN LATERAL learn_next_runbook('narrow', 'linux', client_id => c.client, hostname => c.host) n ON true;

SELECT runbook_id, status, reviewed_by, approval_notes, rejection_reason FROM learn_history() ORDER BY 1;
SELECT runbook_id FROM learn_history('rejected');
SELECT learn_stats();
SELECT jsonb_object_keys(learn_runbook('RB-R-001-v3'));
SELECT learn_runbook('RB-R-001-v3') #>> '{parent,id}' AS parent, learn_runbook('RB-R-001') -> 'test_results' #>> '{0,test_name}' AS test;
SELECT actor, action, object_id, digest_after IS NOT NULL AS digest FROM learn.audit_log
WHERE object_id LIKE 'RB-R-%' ORDER BY seq;
SELECT * FROM learn_verify_audit();
