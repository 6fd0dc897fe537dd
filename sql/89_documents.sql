-- What the documents for reviewers are made of; see 91_api_reviewers.sql.
-- Whatever happened there, they read a bounded number of rows, by index.

CREATE FUNCTION learn.known_runbook(id text) RETURNS text
    LANGUAGE c STABLE SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_known_runbook';
COMMENT ON FUNCTION learn.known_runbook(text) IS 'The id given, or an error (HTTP 404) when there is no runbook of that id.';

CREATE FUNCTION learn.known_revision(id text, revision integer) RETURNS boolean
    LANGUAGE c STABLE SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_known_revision';
COMMENT ON FUNCTION learn.known_revision(text, integer) IS
    'True, or an error (HTTP 404) when a runbook has no such earlier revision; null asks for none.';

CREATE FUNCTION learn.unified_diff(a jsonb, b jsonb, name_a text, name_b text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_unified_diff';
COMMENT ON FUNCTION learn.unified_diff(jsonb, jsonb, text, text) IS
    'The difference of two runbooks as text, as diff -u writes it, with a line for each field; empty when there is none.

Characters that cannot be seen, or that turn the direction of writing, are shown as \u202e.';

CREATE FUNCTION learn.runbook_summary(id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT jsonb_build_object('id', r.id, 'status', r.status, 'version', r.version,
            'revision', r.revision, 'origin', r.origin, 'digest', r.digest, 'created_by', r.created_by,
            'content', r.content, 'executions', c.executions, 'successes', c.successes, 'recurred', c.recurred,
            'success_rate', round((c.successes - c.recurred)::numeric / nullif(c.executions, 0), 4))
        FROM learn.runbooks r CROSS JOIN LATERAL learn.version_counts(r.id) c
        WHERE r.id = runbook_summary.id;
    END;
COMMENT ON FUNCTION learn.runbook_summary(text) IS 'A runbook version, its content, digest and how it has done.';

CREATE FUNCTION learn.failure_context(execution_id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT to_jsonb(e) || jsonb_build_object('analysis',
            (SELECT to_jsonb(a) - 'execution_id' FROM learn.analyses a WHERE a.execution_id = e.execution_id))
        FROM learn.execution_results e WHERE e.execution_id = failure_context.execution_id;
    END;
COMMENT ON FUNCTION learn.failure_context(text) IS 'An execution and its analysis.';

CREATE FUNCTION learn.generation_context(id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT jsonb_build_object('origin', r.origin, 'created_at', r.created_at, 'created_by', r.created_by,
            'parent_runbook', r.parent_runbook, 'parent_digest', r.parent_digest,
            'generated_from_failure', r.generated_from_failure, 'generated_at', r.generated_at,
            'generated_by', r.generated_by, 'generation_model', r.generation_model,
            'failure_type', r.failure_type, 'original_error', r.original_error,
            'requires_human_review', r.requires_human_review, 'revision', r.revision, 'changes', r.changes)
        FROM learn.runbooks r WHERE r.id = generation_context.id;
    END;
COMMENT ON FUNCTION learn.generation_context(text) IS 'Where a runbook version comes from.';

CREATE FUNCTION learn.parent_executions(parent text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(jsonb_agg(to_jsonb(x) ORDER BY x.started_at DESC), '[]')
        FROM (
            SELECT e.execution_id, e.incident_type, e.client_id, e.hostname, e.started_at,
                e.duration_seconds, e.status, e.success, e.verification_passed, e.error_message,
                (SELECT a.failure_type FROM learn.analyses a
                    WHERE a.execution_id = e.execution_id) AS failure_type
            FROM learn.execution_results e WHERE e.runbook_id = parent_executions.parent
            ORDER BY e.started_at DESC LIMIT 10) x;
    END;
COMMENT ON FUNCTION learn.parent_executions(text) IS 'The last ten executions of a runbook, newest first.';

CREATE FUNCTION learn.test_summary(id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(jsonb_agg(jsonb_build_object('test_name', t.test_name, 'passed', t.passed,
            'details', t.details, 'tested_at', t.tested_at, 'tested_by', t.tested_by, 'revision', t.revision,
            'current', t.revision = r.revision AND t.digest = r.digest) ORDER BY t.tested_at, t.id), '[]')
        FROM learn.runbooks r JOIN learn.test_results t ON t.runbook_id = r.id
        WHERE r.id = test_summary.id;
    END;
COMMENT ON FUNCTION learn.test_summary(text) IS
    'The tests of a runbook, oldest first; current: of the content it has now.';

-- A function of its own, since the planner, which cannot know how few there
-- are, would compile a list's plan for what it thinks of them.
CREATE FUNCTION learn.risk_count(runbook_id text) RETURNS bigint
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT count(*) FROM learn.risks(risk_count.runbook_id);
    END;
COMMENT ON FUNCTION learn.risk_count(text) IS 'How many risks of a runbook a reviewer must acknowledge.';

CREATE FUNCTION learn.expected_effect(execution_id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT jsonb_build_object('signature', g.signature, 'occurrences', g.occurrences,
            'first_seen', g.first_seen, 'last_seen', g.last_seen, 'recent_days', 30,
            'recent_failures', (
                SELECT coalesce(sum(d.failures), 0) FROM learn.failure_group_days d
                WHERE d.signature = g.signature AND d.day >= recent.since),
            'recent_hosts', seen.hosts, 'recent_clients', seen.clients,
            'by_day', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('day', d.day, 'failures', d.failures) ORDER BY d.day), '[]')
                FROM (
                    SELECT d.day, d.failures FROM learn.failure_group_days d
                    WHERE d.signature = g.signature ORDER BY d.day DESC LIMIT 30) d))
        FROM learn.analyses a JOIN learn.failure_groups g ON g.signature = a.signature
        CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE 'UTC')::date - 29 AS since) recent
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE h.hostname <> '') AS hosts,
                count(DISTINCT h.client_id) FILTER (WHERE h.client_id <> '') AS clients
            FROM learn.failure_group_hosts h
            WHERE h.signature = g.signature AND (h.last_seen AT TIME ZONE 'UTC')::date >= recent.since) seen
        WHERE a.execution_id = expected_effect.execution_id;
    END;
COMMENT ON FUNCTION learn.expected_effect(text) IS
    'How often failures like an execution happen, of late and where: what mending them is worth. Null when it belongs to no group.';

CREATE FUNCTION learn.cited_evidence(content jsonb) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(jsonb_agg(jsonb_build_object('execution_id', e.execution_id, 'runbook_id', e.runbook_id,
            'client_id', e.client_id, 'hostname', e.hostname, 'started_at', e.started_at,
            'duration_seconds', e.duration_seconds, 'status', e.status, 'success', e.success,
            'verification_passed', e.verification_passed, 'error_message', e.error_message,
            'analysis', (SELECT a.failure_type FROM learn.analyses a WHERE a.execution_id = e.execution_id))
            ORDER BY e.started_at DESC, e.execution_id), '[]')
        FROM (
            SELECT x.execution_id
            FROM jsonb_array_elements_text(
                jsonb_path_query_array(cited_evidence.content, '$.**.because.executions[*]'))
                WITH ORDINALITY AS x (execution_id, place)
            GROUP BY x.execution_id ORDER BY min(x.place) LIMIT 20) c
        JOIN learn.execution_results e ON e.execution_id = c.execution_id;
    END;
COMMENT ON FUNCTION learn.cited_evidence(jsonb) IS
    'The executions that a runbook cites for its steps, the first 20 of them, newest first.';

CREATE FUNCTION learn.earlier_decisions(id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(jsonb_agg(jsonb_build_object('runbook_id', x.runbook_id, 'status', x.status,
            'reviewed_by', x.reviewed_by, 'reviewed_at', x.reviewed_at,
            'reason', coalesce(x.rejection_reason, x.withdrawal_reason), 'notes', x.approval_notes,
            'requested_changes', x.requested_changes, 'changes', x.changes)
            ORDER BY x.reviewed_at DESC, x.runbook_id), '[]')
        FROM (
            SELECT q.*, b.changes
            FROM learn.runbooks r
            LEFT JOIN learn.runbooks p ON p.id = r.parent_runbook
            LEFT JOIN learn.reviews mine ON mine.runbook_id = r.id
            CROSS JOIN LATERAL (
                SELECT v.id FROM learn.runbooks v WHERE v.line IN (r.line, p.line)
                UNION
                SELECT v.id FROM learn.runbooks o JOIN learn.runbooks v ON v.parent_runbook = o.id
                WHERE o.line IN (r.line, p.line)) near
            JOIN learn.runbooks b ON b.id = near.id
            JOIN learn.reviews q ON q.runbook_id = b.id
            WHERE r.id = earlier_decisions.id AND b.id <> r.id
              AND q.status IN ('approved', 'rejected', 'withdrawn')
              AND (mine.reviewed_at IS NULL OR mine.status NOT IN ('approved', 'rejected', 'withdrawn')
                   OR q.reviewed_at < mine.reviewed_at)
            ORDER BY q.reviewed_at DESC, q.runbook_id LIMIT 20) x;
    END;
COMMENT ON FUNCTION learn.earlier_decisions(text) IS
    'What was decided before about versions of the same runbook and its branches, newest first, 20 at most.';
