-- What reviewers see: the lists and the documents, along the story of a draft.
\set SHOW_CONTEXT never
SET SESSION AUTHORIZATION regress_root;
-- What differs from run to run is left out.
CREATE FUNCTION pg_temp.shown(document jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT replace(regexp_replace(regexp_replace(jsonb_pretty(document), '"\d{4}-\d\d-\d\dT[^"]*"', '"(time)"', 'g'),
        '[0-9a-f]{64}', '(digest)', 'g'), U&'\202E', '(U+202E)');
$$;
CREATE FUNCTION pg_temp.failure(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
    hint text;
BEGIN
    EXECUTE statement;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN format('%s %s [%s] [%s]', SQLSTATE, SQLERRM, detail, hint);
END
$$;
CREATE FUNCTION pg_temp.runbook(command text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('id', 'RB-DOC-001', 'name', 'Start the web server', 'platform', 'linux',
        'incident_types', jsonb_build_array('doc_crash'), 'steps', jsonb_build_array(jsonb_build_object(
            'id', 'start', 'action', 'start_service', 'command', command)),
        'verification', '{"method": "command", "command": "true"}'::jsonb);
$$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pg_temp TO learn_reviewer, learn_executor;
CREATE TABLE pg_temp.before AS SELECT learn_stats() AS stats;
GRANT SELECT ON pg_temp.before TO learn_reviewer;

-- A runbook fails: today on two hosts, three days ago on one, and long ago.
SELECT learn_import(pg_temp.runbook('web --port 8080')) ->> 'status' AS imported;
INSERT INTO learn_executions (execution_id, incident_id, runbook_id, incident_type, platform, client_id, hostname,
    started_at, status, verification_passed, error_step, error_message, executed_steps)
SELECT 'exec-doc-' || n, 'inc-doc-' || n, 'RB-DOC-001', 'doc_crash', 'linux', client, host,
    now() - days * interval '24 hours', 'failure', false, 1, 'bind: Address already in use (port 8080)',
    '[{"step_number": 1, "action": "start_service", "command": "web --port 8080", "success": false, "exit_code": 1,
       "output": "", "error": "bind: Address already in use (port 8080)"}]'
FROM (VALUES (1, 'acme', 'web1', 0), (2, 'bolt', 'web2', 0), (3, 'acme', 'web1', 3), (4, 'core', 'web4', 40)) v(n, client, host, days);
INSERT INTO learn_executions (execution_id, incident_id, runbook_id, incident_type, platform, client_id, hostname,
    started_at, status, verification_passed)
VALUES ('exec-doc-5', 'inc-doc-5', 'RB-DOC-001', 'doc_crash', 'linux', 'bolt', 'web2', now() - interval '50 days', 'success', true);
SELECT learn_run_jobs() > 0 AS learned;

-- The lists.
SET ROLE regress_amy;
SELECT runbook_id, parent_runbook, name, status, priority, origin, failure_type, incident_type, failure_execution_id,
    claimed_by, claimed_at, revision, tests_passed, tests_failed
FROM learn_pending() WHERE runbook_id ~ '^RB-DOC';
SELECT reason <> '' AS reason, created_at <= now() AS created_at, length(digest) AS digest, platform, created_by, approvals,
    required_approvals, risks, occurrences, overdue
FROM learn_pending('medium') WHERE runbook_id ~ '^RB-DOC';
SELECT count(*) FROM learn_pending('low') WHERE runbook_id ~ '^RB-DOC';

-- The documents.
SELECT jsonb_object_keys(learn_comparison('RB-DOC-001-v2')) AS comparison;
SELECT jsonb_object_keys(learn_comparison('RB-DOC-001-v2') -> 'improved') AS summary;
SELECT pg_temp.shown(learn_comparison('RB-DOC-001-v2') #- '{parent,content}' -> 'parent') AS parent;
SELECT c ->> 'id' AS id, c ->> 'revision' AS revision, c ->> 'status' AS status, c ->> 'parent_is_current' AS parent_is_current,
    c -> 'required_approvals' AS required_approvals, c -> 'approvals' AS approvals, c -> 'revisions' AS revisions,
    c -> 'test_results' AS test_results,
    c ->> 'digest' = (SELECT digest FROM learn.runbooks WHERE id = 'RB-DOC-001-v2') AS digest,
    c ->> 'parent_digest' = c #>> '{parent,digest}' AS parent_digest
FROM learn_comparison('RB-DOC-001-v2') c;
SELECT pg_temp.shown(c -> 'compared_with') AS compared_with, c #> '{compared_with,digest}' = c -> 'parent_digest' AS digest
FROM learn_comparison('RB-DOC-001-v2') c;
SELECT left(c ->> 'unified', 57) AS unified, c ->> 'unified' LIKE E'%\n+Step 1%' AS added,
    jsonb_array_length(c #> '{differences,steps_added}') > 0 AS differences
FROM learn_comparison('RB-DOC-001-v2') c;
SELECT pg_temp.shown((c -> 'expected_effect') - '{signature,by_day}'::text[]) AS expected_effect,
    c #>> '{expected_effect,signature}' = c #>> '{failure_context,analysis,signature}' AS signature,
    (SELECT jsonb_agg((now() AT TIME ZONE 'UTC')::date - (d.value ->> 'day')::date || ' days ago: ' || (d.value ->> 'failures'))
        FROM jsonb_array_elements(c #> '{expected_effect,by_day}') d) AS by_day
FROM learn_comparison('RB-DOC-001-v2') c;
SELECT pg_temp.shown(c -> 'evidence') AS evidence,
    c #>> '{evidence,0,execution_id}' = c #>> '{failure_context,execution_id}' AS of_the_failure,
    c #>> '{generation_context,generated_from_failure}' = c #>> '{failure_context,execution_id}' AS generated_from
FROM learn_comparison('RB-DOC-001-v2') c;

SELECT jsonb_object_keys(learn_runbook('RB-DOC-001-v2')) AS runbook;
SELECT r #>> '{runbook,id}' AS runbook, r #>> '{parent,id}' AS parent, r #>> '{failure_context,runbook_id}' AS failed,
    r #>> '{review,status}' AS review, r -> 'revisions' AS revisions, r -> 'test_results' AS test_results,
    r #>> '{metadata,origin}' AS origin
FROM learn_runbook('RB-DOC-001-v2') r;
SELECT jsonb_object_keys(learn_runbook('RB-DOC-001-v2') -> 'metadata') AS metadata;
SELECT e.value ->> 'execution_id' AS parent_execution, e.value ->> 'success' AS success, e.value ->> 'failure_type' AS failure_type
FROM jsonb_array_elements(learn_runbook('RB-DOC-001-v2') -> 'parent_executions') e ORDER BY 1;
SELECT v.value ->> 'runbook_id' AS version, v.value ->> 'executions' AS executions, v.value ->> 'successes' AS successes,
    v.value ->> 'success_rate' AS success_rate
FROM jsonb_array_elements(learn_runbook('RB-DOC-001-v2') -> 'versions') v;

-- Changes are asked for, and a human writes it again, twice.
SELECT learn_add_test('RB-DOC-001-v2', 'dry run', true, 'on staging') ->> 'id' AS tested;
SELECT learn_request_changes('RB-DOC-001-v2', requested_changes => 'wait for the port') ->> 'status' AS status;
SET ROLE regress_bob;
SELECT learn_submit(pg_temp.runbook(E'sleep 5\nweb --port 8080')) ->> 'id' AS id;
SET ROLE regress_amy;
SELECT learn_request_changes('RB-DOC-001-v2', requested_changes => 'no sleep') ->> 'status' AS status;
-- Shipped, it is an error, and such a draft would not get in.
RESET ROLE;
SELECT learn_set_policy('hidden-characters', 'danger') ->> 'severity' AS severity;
SET ROLE regress_bob;
SELECT learn_submit(jsonb_set(pg_temp.runbook(E'fuser -k 8080/tcp\nweb --port 8080'),
    '{steps,0,description}', to_jsonb(E'frees \u202Ethe port'::text))) ->> 'id' AS id;
SELECT learn_add_test('RB-DOC-001-v2', 'dry run', false, NULL) ->> 'id' AS tested;

-- What was tested before does not count; what changed since is told.
SELECT status, revision, tests_passed, tests_failed, created_by FROM learn_pending() WHERE runbook_id ~ '^RB-DOC';
SELECT pg_temp.shown(learn_comparison('RB-DOC-001-v2') -> 'test_results') AS test_results;
SELECT c ->> 'revision' AS revision, pg_temp.shown(c -> 'compared_with') AS compared_with, c ->> 'unified' AS unified
FROM learn_comparison('RB-DOC-001-v2', 2) c;
SELECT pg_temp.shown(learn_comparison('RB-DOC-001-v2', 2) -> 'differences') AS differences;
SELECT c #>> '{compared_with,revision}' AS revision, c #>> '{compared_with,runbook_id}' AS runbook_id,
    c #>> '{parent,id}' AS parent
FROM learn_comparison('RB-DOC-001-v2', revision => 1) c;
SELECT v.value - '{changes,digest,replaced_at}'::text[] AS revision, length(v.value ->> 'digest') AS digest,
    jsonb_typeof(v.value -> 'changes') AS changes, v.value ? 'replaced_at' AS replaced_at
FROM jsonb_array_elements(learn_comparison('RB-DOC-001-v2') -> 'revisions') v;
SELECT v.value ->> 'revision' AS revision, v.value ->> 'author' AS author, v.value #>> '{content,id}' AS content
FROM jsonb_array_elements(learn_runbook('RB-DOC-001-v2') -> 'revisions') v;

-- Risks, by name.
RESET ROLE;
BEGIN;
ALTER TABLE learn.runbooks DISABLE TRIGGER learn_guard;
UPDATE learn.runbooks SET changes = '[{"step": "start", "what": "changed", "why": "it hangs", "warnings":
    [{"name": "hidden-characters", "text": "holds characters that cannot be seen"}, {"name": "sql", "text": "speaks SQL"}]}]'
WHERE id = 'RB-DOC-001-v2';
ALTER TABLE learn.runbooks ENABLE ALWAYS TRIGGER learn_guard;
SET ROLE regress_amy;
SELECT risks FROM learn_pending() WHERE runbook_id ~ '^RB-DOC';
SELECT pg_temp.shown(learn_comparison('RB-DOC-001-v2') -> 'risks') AS risks;
ROLLBACK;

-- Decided: rejected, written again, and approved.
SET ROLE regress_amy;
SELECT learn_reject('RB-DOC-001-v2', reason => 'kills whatever listens there') ->> 'status' AS status;
SET ROLE regress_bob;
SELECT learn_submit(pg_temp.runbook(E'ss -ltnp\nweb --port 8081')) ->> 'id' AS id;
SET ROLE regress_amy;
SELECT pg_temp.shown(jsonb_path_query_array(learn_comparison('RB-DOC-001-v3'), '$.earlier_decisions[*]') #- '{0,changes}') AS earlier_decisions,
    jsonb_typeof(learn_comparison('RB-DOC-001-v3') #> '{earlier_decisions,0,changes}') AS changes;
-- It is of no failure.
SELECT c -> 'expected_effect' AS expected_effect, c -> 'failure_context' AS failure_context, c -> 'evidence' AS evidence,
    c ->> 'parent_is_current' AS parent_is_current
FROM learn_comparison('RB-DOC-001-v3') c;
SELECT learn_approve('RB-DOC-001-v3', notes => 'looks at who listens', digest => learn_comparison('RB-DOC-001-v3') ->> 'digest') ->> 'status' AS status;
SELECT pg_temp.shown(learn_comparison('RB-DOC-001-v3') -> 'approvals') AS approvals, learn_comparison('RB-DOC-001-v3') ->> 'parent_is_current' AS parent_is_current;
SELECT runbook_id, parent_runbook, name, status, priority, failure_type, failure_execution_id, reviewed_by, approval_notes,
    rejection_reason, runbook_status, withdrawal_reason, revision, archive_reason
FROM learn_history() WHERE runbook_id ~ '^RB-DOC';
SELECT reason <> '' AS reason, created_at <= reviewed_at AS in_order FROM learn_history('rejected') WHERE runbook_id ~ '^RB-DOC';
SELECT count(*) FROM learn_history('withdrawn') WHERE runbook_id ~ '^RB-DOC';
SELECT a.value ->> 'actor' AS actor, a.value ->> 'action' AS action, a.value -> 'details' ->> 'revision' AS revision,
    a.value ->> 'digest_before' IS NOT NULL AS before, a.value ->> 'digest_after' IS NOT NULL AS after,
    (SELECT string_agg(k, ' ' ORDER BY k) FROM jsonb_object_keys(a.value) k) AS members
FROM jsonb_array_elements(learn_runbook('RB-DOC-001-v2') -> 'audit') WITH ORDINALITY a(value, place) ORDER BY place;
SELECT key, value::integer - (stats ->> key)::integer AS more FROM pg_temp.before, jsonb_each_text(learn_stats()) ORDER BY key;

-- A branch is of the same story, and a runbook without a parent of none.
RESET ROLE;
BEGIN;
ALTER TABLE learn.runbooks DISABLE TRIGGER learn_guard;
INSERT INTO learn.runbooks (id, status, origin, content, created_at, created_by, parent_runbook, parent_digest)
SELECT 'RB-DOC-001-B1', 'pending', 'submitted', content || '{"id": "RB-DOC-001-B1", "applies_to": {"clients": ["acme"]}}', now(), 'regress_bob', id, digest
FROM learn.runbooks WHERE id = 'RB-DOC-001-v3';
INSERT INTO learn.review_queue (runbook_id, status, priority, reason, created_at) VALUES ('RB-DOC-001-B1', 'pending_review', 'low', 'narrow', now() - interval '2 days');
SET ROLE regress_amy;
SELECT jsonb_path_query_array(learn_comparison('RB-DOC-001-B1'), '$.earlier_decisions[*].runbook_id') AS earlier_decisions,
    jsonb_path_query_array(learn_runbook('RB-DOC-001-B1'), '$.versions[*].runbook_id') AS versions,
    learn_comparison('RB-DOC-001-B1') ->> 'parent_is_current' AS parent_is_current;
SELECT overdue FROM learn_pending() WHERE runbook_id = 'RB-DOC-001-B1';
SELECT jsonb_path_query_array(learn_comparison('RB-DOC-001-v3'), '$.earlier_decisions[*].runbook_id') AS earlier_decisions;
SELECT c ->> 'compared_with' AS compared_with, c ->> 'differences' AS differences, c ->> 'unified' AS unified,
    c ->> 'parent' AS parent, c ->> 'status' AS status
FROM learn_comparison('RB-DOC-001') c;
ROLLBACK;

-- Unknown ones.
SET ROLE regress_amy;
SELECT pg_temp.failure($$SELECT learn_runbook('RB-DOC-009')$$);
SELECT pg_temp.failure($$SELECT learn_comparison('RB-DOC-009', 7)$$);
SELECT pg_temp.failure($$SELECT learn_comparison('RB-DOC-001-v2', 3)$$) AS not_earlier;
SELECT pg_temp.failure($$SELECT learn_comparison('RB-DOC-001-v2', 0)$$);
SELECT pg_temp.failure($$SELECT learn_comparison('RB-DOC-001-v2', -1)$$);
SELECT pg_temp.failure($$SELECT learn_comparison(NULL, 1)$$);
-- Bad words, also where nothing is listed.
RESET ROLE;
BEGIN;
ALTER TABLE learn.review_queue DISABLE TRIGGER ALL;
ALTER TABLE learn.review_archive DISABLE TRIGGER ALL;
DELETE FROM learn.review_queue;
DELETE FROM learn.review_archive;
SET ROLE regress_amy;
SELECT learn_stats();
SELECT pg_temp.failure($$SELECT * FROM learn_pending('urgent')$$);
SELECT pg_temp.failure($$SELECT * FROM learn_pending('')$$);
SELECT pg_temp.failure($$SELECT * FROM learn_history('pending_review')$$);
SELECT pg_temp.failure($$SELECT * FROM learn_history('done')$$);
ROLLBACK;
SET ROLE learn_executor;
SELECT pg_temp.failure($$SELECT * FROM learn_pending()$$);
SELECT pg_temp.failure($$SELECT learn_comparison('RB-DOC-001')$$);
RESET ROLE;

-- Differences as text.
SELECT learn.unified_diff(pg_temp.runbook('a'), pg_temp.runbook(E'a\u200B\n\\u200b'), 'one', E'two\n+++ three');
SELECT learn.unified_diff('{"a": 1, "b": "1"}', '{"b": "1", "a": 1}', 'one', 'two') AS same,
    learn.unified_diff('{}', NULL, 'one', 'two') AS unknown;
SELECT pg_temp.failure(format('SELECT learn.unified_diff(%L, %L, %L, %L)', jsonb_build_array(repeat('x', 4194304)), '{}', 'a', 'b'));

-- Lists are read in the order of an index, as far as they are asked for.
CREATE FUNCTION pg_temp.plan(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    plan text := '';
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || statement LOOP
        plan := plan || line || ' ';
    END LOOP;
    RETURN plan;
END
$$;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SET enable_sort = off;
SET enable_incremental_sort = off;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SELECT i.statement, i.plan LIKE '%' || i.index || '%' AS by_index, i.plan LIKE '%Sort  %' AS sorted
FROM (
    -- What is looked up for each row comes behind.
    SELECT statement, index, split_part(pg_temp.plan(statement), 'SubPlan', 1) AS plan
    FROM (VALUES ('SELECT * FROM learn_pending() LIMIT 50', 'review_queue_open_idx'),
        ('SELECT * FROM learn_pending(''low'') LIMIT 50', 'review_queue_open_idx'),
        ('SELECT * FROM learn_history() LIMIT 50', 'review_queue_decided_idx'),
        ('SELECT * FROM learn_history() LIMIT 50', 'review_archive_reviewed_at_idx'),
        ('SELECT * FROM learn_history(''rejected'') LIMIT 50', 'review_queue_decided_status_idx'),
        ('SELECT * FROM learn_history(''rejected'') LIMIT 50', 'review_archive_status_idx')) v(statement, index)) i;
RESET enable_seqscan;
RESET enable_bitmapscan;
RESET enable_sort;
RESET enable_incremental_sort;
RESET enable_hashjoin;
RESET enable_mergejoin;

-- PostgREST finds functions by the names of their arguments.
SELECT p.oid::regprocedure AS misnamed
FROM pg_proc p WHERE p.proname LIKE 'learn\_%' AND p.pronamespace = 'public'::regnamespace
  AND p.proargnames && '{select,order,limit,offset,columns,on_conflict,and,or,not}';
SELECT p.proname AS overloaded
FROM pg_proc p WHERE p.proname LIKE 'learn\_%' AND p.pronamespace = 'public'::regnamespace
GROUP BY 1 HAVING count(*) > 1;

RESET ROLE;
SELECT learn_set_policy('hidden-characters', 'error') ->> 'severity' AS severity;
