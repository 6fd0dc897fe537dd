-- For reviewers: read.  The functions that decide are in the next piece.

CREATE FUNCTION learn.known_runbook(id text) RETURNS text
    LANGUAGE c STABLE SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_known_runbook';
COMMENT ON FUNCTION learn.known_runbook(text) IS 'The id given, or an error (HTTP 404) when there is no runbook of that id.';

CREATE FUNCTION @extschema@.learn_runbook_diff(a jsonb, b jsonb) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_runbook_diff';
COMMENT ON FUNCTION @extschema@.learn_runbook_diff(jsonb, jsonb) IS
    'What changed from runbook a to runbook b: steps added, removed, modified, moved; verification, rollback and all else.';

CREATE FUNCTION @extschema@.learn_pending(priority text DEFAULT NULL)
    RETURNS TABLE (runbook_id text, parent_runbook text, name text, status learn.review_status,
        priority learn.priority, reason text, origin learn.runbook_origin, failure_type learn.failure_type,
        incident_type text, failure_execution_id text, created_at timestamptz, claimed_by text,
        claimed_at timestamptz, revision integer, digest text, tests_passed bigint, tests_failed bigint)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT q.runbook_id, r.parent_runbook, r.name, q.status, q.priority, q.reason, r.origin,
            r.failure_type, e.incident_type, q.failure_execution_id, q.created_at, q.claimed_by,
            q.claimed_at, r.revision, r.digest,
            (SELECT count(*) FROM learn.test_results t
                WHERE t.runbook_id = r.id AND t.digest = r.digest AND t.passed),
            (SELECT count(*) FROM learn.test_results t
                WHERE t.runbook_id = r.id AND t.digest = r.digest AND NOT t.passed)
        FROM learn.review_queue q
        JOIN learn.runbooks r ON r.id = q.runbook_id
        LEFT JOIN learn.execution_results e ON e.execution_id = q.failure_execution_id
        WHERE q.status IN ('pending_review', 'in_review', 'needs_changes')
          AND (learn_pending.priority IS NULL
               OR q.priority = learn.check_priority(learn_pending.priority))
          -- Speaks of no row, so it is asked also when there is none.
          AND (learn_pending.priority IS NULL
               OR learn.check_priority(learn_pending.priority) IS NOT NULL)
        ORDER BY q.priority, q.created_at, q.runbook_id;
    END;
COMMENT ON FUNCTION @extschema@.learn_pending(text) IS
    'What waits for a reviewer: high priority first, oldest first.

priority: high, medium or low; all when left out.';

CREATE FUNCTION learn.runbook_summary(id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT jsonb_build_object('id', r.id, 'status', r.status, 'version', r.version,
            'revision', r.revision, 'origin', r.origin, 'digest', r.digest, 'content', r.content,
            'executions', (SELECT count(*) FROM learn.analyses a WHERE a.runbook_id = r.id),
            'successes', (SELECT count(*) FROM learn.analyses a WHERE a.runbook_id = r.id AND a.succeeded))
        FROM learn.runbooks r
        WHERE r.id = runbook_summary.id;
    END;
COMMENT ON FUNCTION learn.runbook_summary(text) IS 'A runbook version, its content, digest and executions counted.';

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

CREATE FUNCTION @extschema@.learn_runbook(id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT CASE WHEN learn.known_runbook(learn_runbook.id) IS NOT NULL THEN (
        SELECT jsonb_build_object(
            'runbook', learn.runbook_summary(r.id),
            'parent', learn.runbook_summary(r.parent_runbook),
            'failure_context', learn.failure_context(coalesce(q.failure_execution_id, r.generated_from_failure)),
            'parent_executions', (
                SELECT coalesce(jsonb_agg(to_jsonb(x) ORDER BY x.started_at DESC), '[]')
                FROM (
                    SELECT e.execution_id, e.incident_type, e.client_id, e.hostname, e.started_at,
                        e.duration_seconds, e.status, e.success, e.verification_passed, e.error_message,
                        (SELECT a.failure_type FROM learn.analyses a
                            WHERE a.execution_id = e.execution_id) AS failure_type
                    FROM learn.execution_results e WHERE e.runbook_id = r.parent_runbook
                    ORDER BY e.started_at DESC LIMIT 10) x),
            'test_results', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('test_name', t.test_name, 'passed', t.passed,
                    'details', t.details, 'tested_at', t.tested_at, 'tested_by', t.tested_by,
                    'current', t.digest = r.digest) ORDER BY t.tested_at, t.id), '[]')
                FROM learn.test_results t WHERE t.runbook_id = r.id),
            'review', (SELECT to_jsonb(q) - 'runbook_id'),
            'revisions', (
                SELECT coalesce(jsonb_agg(to_jsonb(v) - 'runbook_id' ORDER BY v.revision), '[]')
                FROM learn.runbook_revisions v WHERE v.runbook_id = r.id),
            'metadata', learn.generation_context(r.id) || jsonb_build_object(
                'approved_by', r.approved_by, 'approved_at', r.approved_at, 'approved_digest', r.approved_digest,
                'archived_at', r.archived_at, 'archive_reason', r.archive_reason))
        FROM learn.runbooks r LEFT JOIN learn.reviews q ON q.runbook_id = r.id
        WHERE r.id = learn_runbook.id) END;
    END;
COMMENT ON FUNCTION @extschema@.learn_runbook(text) IS
    'A runbook with its parent, the failure that caused it, the parent''s last ten executions, tests, review and metadata.';

CREATE FUNCTION @extschema@.learn_comparison(id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT CASE WHEN learn.known_runbook(learn_comparison.id) IS NOT NULL THEN (
        SELECT jsonb_build_object(
            'id', r.id,
            'digest', r.digest,
            'parent_digest', r.parent_digest,
            'parent', learn.runbook_summary(p.id),
            'improved', learn.runbook_summary(r.id),
            'differences', CASE WHEN p.id IS NOT NULL
                THEN @extschema@.learn_runbook_diff(p.content, r.content) END,
            'generation_context', learn.generation_context(r.id),
            'failure_context', learn.failure_context(r.generated_from_failure))
        FROM learn.runbooks r LEFT JOIN learn.runbooks p ON p.id = r.parent_runbook
        WHERE r.id = learn_comparison.id) END;
    END;
COMMENT ON FUNCTION @extschema@.learn_comparison(text) IS
    'A runbook beside its parent, the differences step by step, why each was made, and the failure that caused it.

Pass the digest shown here to learn_approve(), so that what is approved is what was read.';

CREATE FUNCTION @extschema@.learn_stats() RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT jsonb_build_object(
            'pending_review', count(*) FILTER (WHERE q.status = 'pending_review'),
            'in_review', count(*) FILTER (WHERE q.status = 'in_review'),
            'needs_changes', count(*) FILTER (WHERE q.status = 'needs_changes'),
            'approved', count(*) FILTER (WHERE q.status = 'approved'),
            'rejected', count(*) FILTER (WHERE q.status = 'rejected'),
            'high_priority_pending', count(*) FILTER (WHERE q.priority = 'high'
                AND q.status IN ('pending_review', 'in_review', 'needs_changes')),
            'total', count(*))
        FROM learn.reviews q;
    END;
COMMENT ON FUNCTION @extschema@.learn_stats() IS 'Reviews counted by status, those of high priority that are undecided, and all.';

CREATE FUNCTION @extschema@.learn_history(status text DEFAULT NULL)
    RETURNS TABLE (runbook_id text, parent_runbook text, name text, status learn.review_status,
        priority learn.priority, reason text, failure_type learn.failure_type, failure_execution_id text,
        created_at timestamptz, reviewed_by text, reviewed_at timestamptz, approval_notes text,
        rejection_reason text, runbook_status learn.runbook_status)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT q.runbook_id, r.parent_runbook, r.name, q.status, q.priority, q.reason, r.failure_type,
            q.failure_execution_id, q.created_at, q.reviewed_by, q.reviewed_at, q.approval_notes,
            q.rejection_reason, r.status
        FROM learn.reviews q JOIN learn.runbooks r ON r.id = q.runbook_id
        WHERE q.status IN ('approved', 'rejected')
          AND (learn_history.status IS NULL OR q.status = learn.check_decision(learn_history.status))
          AND (learn_history.status IS NULL OR learn.check_decision(learn_history.status) IS NOT NULL)
        ORDER BY q.reviewed_at DESC, q.runbook_id;
    END;
COMMENT ON FUNCTION @extschema@.learn_history(text) IS
    'Decided reviews, newest first.

status: approved or rejected; both when left out.';

CREATE VIEW @extschema@.learn_versions AS
    SELECT r.id AS runbook_id, r.line, r.version, r.name, r.status, r.origin, r.parent_runbook,
        s.executions, s.successes, c.recurred,
        round((s.successes - c.recurred)::numeric / nullif(s.executions, 0), 4) AS success_rate,
        (SELECT max(e.started_at) FROM learn.execution_results e WHERE e.runbook_id = r.id) AS last_started_at,
        r.approved_by, r.approved_at
    FROM learn.runbooks r CROSS JOIN LATERAL (
        SELECT count(*) AS executions, count(*) FILTER (WHERE a.succeeded) AS successes
        FROM learn.analyses a WHERE a.runbook_id = r.id) s
    CROSS JOIN LATERAL (
        SELECT count(*) AS recurred FROM learn.analyses a
        WHERE a.runbook_id = r.id AND a.recurred_as IS NOT NULL) c;
COMMENT ON VIEW @extschema@.learn_versions IS 'How each version of each runbook has done so far.';
COMMENT ON COLUMN @extschema@.learn_versions.runbook_id IS 'The version';
COMMENT ON COLUMN @extschema@.learn_versions.line IS 'The runbook it is a version of';
COMMENT ON COLUMN @extschema@.learn_versions.version IS '1, 2, 3 …';
COMMENT ON COLUMN @extschema@.learn_versions.name IS 'Its name';
COMMENT ON COLUMN @extschema@.learn_versions.status IS 'pending, active or archived';
COMMENT ON COLUMN @extschema@.learn_versions.origin IS 'generated, submitted or imported';
COMMENT ON COLUMN @extschema@.learn_versions.parent_runbook IS 'The version it was made from';
COMMENT ON COLUMN @extschema@.learn_versions.executions IS 'Executions analysed';
COMMENT ON COLUMN @extschema@.learn_versions.successes IS 'Those with success and verification passed';
COMMENT ON COLUMN @extschema@.learn_versions.recurred IS 'Those after which the same incident came back on the same host within learn.recurrence_window';
COMMENT ON COLUMN @extschema@.learn_versions.success_rate IS '(successes - recurred) / executions; null when it never ran';
COMMENT ON COLUMN @extschema@.learn_versions.last_started_at IS 'The latest run; null when it never ran, or longer ago than learn.retention keeps';
COMMENT ON COLUMN @extschema@.learn_versions.approved_by IS 'Who approved it';
COMMENT ON COLUMN @extschema@.learn_versions.approved_at IS 'When';
