-- For reviewers: read.  The functions that decide are in the next piece.

CREATE FUNCTION @extschema@.learn_runbook_diff(a jsonb, b jsonb) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_runbook_diff';
COMMENT ON FUNCTION @extschema@.learn_runbook_diff(jsonb, jsonb) IS
    'What changed from runbook a to runbook b: steps added, removed, modified, moved; verification, rollback and all else.';

-- What is looked up for each row is a subselect, so that it is looked up for
-- the rows that are returned, and by index whatever the planner thinks.
CREATE FUNCTION @extschema@.learn_pending(priority text DEFAULT NULL)
    RETURNS TABLE (runbook_id text, parent_runbook text, name text, status learn.review_status,
        priority learn.priority, reason text, origin learn.runbook_origin, failure_type learn.failure_type,
        incident_type text, failure_execution_id text, created_at timestamptz, claimed_by text,
        claimed_at timestamptz, revision integer, digest text, tests_passed bigint, tests_failed bigint,
        platform text, created_by text, approvals bigint, required_approvals integer, risks bigint,
        occurrences bigint, overdue boolean)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT q.runbook_id, r.parent_runbook, r.name, q.status, q.priority, q.reason, r.origin,
            r.failure_type,
            (SELECT e.incident_type FROM learn.execution_results e
                WHERE e.execution_id = q.failure_execution_id),
            q.failure_execution_id, q.created_at, q.claimed_by, q.claimed_at, r.revision, r.digest,
            (SELECT count(*) FROM learn.test_results t
                WHERE t.runbook_id = r.id AND t.revision = r.revision AND t.digest = r.digest AND t.passed),
            (SELECT count(*) FROM learn.test_results t
                WHERE t.runbook_id = r.id AND t.revision = r.revision AND t.digest = r.digest AND NOT t.passed),
            r.platform, r.created_by,
            (SELECT count(*) FROM learn.approvals(r.id)),
            coalesce(current_setting('learn.required_approvals', true), '1')::integer,
            learn.risk_count(r.id),
            (SELECT g.occurrences FROM learn.analyses a JOIN learn.failure_groups g ON g.signature = a.signature
                WHERE a.execution_id = q.failure_execution_id),
            q.created_at < now() - coalesce(current_setting('learn.review_sla', true), '1d')::interval
        FROM learn.review_queue q
        JOIN learn.runbooks r ON r.id = q.runbook_id
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

priority: high, medium or low; all when left out.

Columns: runbook_id, parent_runbook, name, status (pending_review, in_review or needs_changes), priority, reason, origin (generated or submitted), failure_type, incident_type and failure_execution_id of the failure that caused it, created_at, claimed_by, claimed_at, revision, digest, tests_passed and tests_failed of the content it has now, platform, created_by (who wrote it), approvals (of the content it has now), required_approvals (learn.required_approvals), risks (how many must be acknowledged; learn_comparison lists them), occurrences (of failures like that one), overdue (older than learn.review_sla).';

CREATE FUNCTION @extschema@.learn_history(status text DEFAULT NULL)
    RETURNS TABLE (runbook_id text, parent_runbook text, name text, status learn.review_status,
        priority learn.priority, reason text, failure_type learn.failure_type, failure_execution_id text,
        created_at timestamptz, reviewed_by text, reviewed_at timestamptz, approval_notes text,
        rejection_reason text, runbook_status learn.runbook_status, withdrawal_reason text, revision integer,
        archive_reason learn.archive_reason)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT q.runbook_id, r.parent_runbook, r.name, q.status, q.priority, q.reason, r.failure_type,
            q.failure_execution_id, q.created_at, q.reviewed_by, q.reviewed_at, q.approval_notes,
            q.rejection_reason, r.status, q.withdrawal_reason, r.revision, r.archive_reason
        FROM learn.reviews q JOIN learn.runbooks r ON r.id = q.runbook_id
        WHERE q.status IN ('approved', 'rejected', 'withdrawn')
          AND (learn_history.status IS NULL OR q.status = learn.check_decision(learn_history.status))
          AND (learn_history.status IS NULL OR learn.check_decision(learn_history.status) IS NOT NULL)
        ORDER BY q.reviewed_at DESC, q.runbook_id;
    END;
COMMENT ON FUNCTION @extschema@.learn_history(text) IS
    'Decided reviews, newest first.

status: approved, rejected or withdrawn; all when left out.

Columns: runbook_id, parent_runbook, name, status (the decision), priority, reason (why it was queued), failure_type, failure_execution_id, created_at, reviewed_by, reviewed_at, approval_notes, rejection_reason, runbook_status (pending, active or archived) and archive_reason: what has become of it since, withdrawal_reason, revision (which writing of it was decided about).';

CREATE FUNCTION @extschema@.learn_runbook(id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT CASE WHEN learn.known_runbook(learn_runbook.id) IS NOT NULL THEN (
        SELECT jsonb_build_object(
            'runbook', learn.runbook_summary(r.id),
            'parent', learn.runbook_summary(p.id),
            'failure_context', learn.failure_context(coalesce(q.failure_execution_id, r.generated_from_failure)),
            'parent_executions', learn.parent_executions(r.parent_runbook),
            'test_results', learn.test_summary(r.id),
            'review', (SELECT to_jsonb(q) - 'runbook_id'),
            'revisions', (
                SELECT coalesce(jsonb_agg(to_jsonb(v) - 'runbook_id' ORDER BY v.revision), '[]')
                FROM learn.runbook_revisions v WHERE v.runbook_id = r.id),
            'versions', (
                SELECT coalesce(jsonb_agg(to_jsonb(v) ORDER BY v.line, v.version), '[]')
                FROM @extschema@.learn_versions v WHERE v.line IN (r.line, p.line)),
            'audit', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('seq', a.seq, 'at', a.at, 'actor', a.actor,
                    'role', a.role, 'action', a.action, 'digest_before', a.digest_before,
                    'digest_after', a.digest_after, 'details', a.details) ORDER BY a.seq), '[]')
                FROM learn.audit_log a WHERE a.object_id = r.id),
            'metadata', learn.generation_context(r.id) || jsonb_build_object(
                'approved_by', r.approved_by, 'approved_at', r.approved_at, 'approved_digest', r.approved_digest,
                'archived_at', r.archived_at, 'archive_reason', r.archive_reason))
        FROM learn.runbooks r
        LEFT JOIN learn.runbooks p ON p.id = r.parent_runbook
        LEFT JOIN learn.reviews q ON q.runbook_id = r.id
        WHERE r.id = learn_runbook.id) END;
    END;
COMMENT ON FUNCTION @extschema@.learn_runbook(text) IS
    'A runbook with its parent, the failure that caused it, the parent''s last ten executions, tests, review, history and metadata.

Members: runbook and parent {id, status, version, revision, origin, digest, created_by, content, executions, successes, recurred, success_rate}; failure_context: the execution and its analysis; parent_executions: newest first; test_results [{test_name, passed, details, tested_at, tested_by, revision, current}], current: of the content it has now; review: status, priority, reason, claim and decision; revisions: earlier contents of this draft, with their author, changes, and what was requested by whom; versions: the rows of learn_versions of its line and its parent''s; audit [{seq, at, actor, role, action, digest_before, digest_after, details}], oldest first; metadata: where it comes from, who approved it, why it was archived.';

CREATE FUNCTION @extschema@.learn_comparison(id text, revision integer DEFAULT NULL) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT CASE WHEN learn.known_revision(learn.known_runbook(learn_comparison.id), learn_comparison.revision) THEN (
        SELECT jsonb_build_object(
            'id', r.id,
            'revision', r.revision,
            'status', q.status,
            'digest', r.digest,
            'parent_digest', r.parent_digest,
            'parent_is_current', (
                (r.parent_runbook IS NULL OR (p.status = 'active' AND p.digest = r.parent_digest))
                -- What begins a line must still begin it.
                AND (p.line = r.line OR NOT EXISTS (
                    SELECT FROM learn.runbooks n
                    WHERE n.line = r.line AND n.status = 'active' AND n.id <> r.id))) IS TRUE,
            'compared_with', CASE WHEN base.runbook_id IS NOT NULL THEN jsonb_build_object(
                'runbook_id', base.runbook_id, 'revision', base.revision, 'digest', base.digest) END,
            'parent', learn.runbook_summary(p.id),
            'improved', learn.runbook_summary(r.id),
            'differences', @extschema@.learn_runbook_diff(base.content, r.content),
            'unified', learn.unified_diff(base.content, r.content,
                format('%s revision %s', base.runbook_id, base.revision), format('%s revision %s', r.id, r.revision)),
            'generation_context', learn.generation_context(r.id),
            'failure_context', learn.failure_context(r.generated_from_failure),
            'expected_effect', learn.expected_effect(coalesce(q.failure_execution_id, r.generated_from_failure)),
            'evidence', learn.cited_evidence(r.content),
            'earlier_decisions', learn.earlier_decisions(r.id),
            'revisions', (
                SELECT coalesce(jsonb_agg(to_jsonb(v) - '{runbook_id,content}'::text[] ORDER BY v.revision), '[]')
                FROM learn.runbook_revisions v WHERE v.runbook_id = r.id),
            'test_results', learn.test_summary(r.id),
            'risks', (
                SELECT coalesce(jsonb_agg(to_jsonb(k) ORDER BY k.name), '[]') FROM learn.risks(r.id) k),
            'policy', (
                SELECT coalesce(jsonb_agg(to_jsonb(f) || jsonb_build_object('place', learn.policy_place(r.content, f.path))), '[]')
                FROM learn.policy_findings(r.content) f),
            'approvals', (
                SELECT coalesce(jsonb_agg(to_jsonb(a) ORDER BY a.approved_at, a.approved_by), '[]') FROM learn.approvals(r.id) a),
            'required_approvals', coalesce(current_setting('learn.required_approvals', true), '1')::integer)
        FROM learn.runbooks r
        LEFT JOIN learn.runbooks p ON p.id = r.parent_runbook
        LEFT JOIN learn.reviews q ON q.runbook_id = r.id
        LEFT JOIN LATERAL (
            SELECT v.runbook_id, v.revision, v.digest, v.content FROM learn.runbook_revisions v
            WHERE v.runbook_id = r.id AND v.revision = learn_comparison.revision
            UNION ALL
            SELECT p.id, p.revision, p.digest, p.content WHERE p.id IS NOT NULL AND learn_comparison.revision IS NULL
            ) base ON true
        WHERE r.id = learn_comparison.id) END;
    END;
COMMENT ON FUNCTION @extschema@.learn_comparison(text, integer) IS
    'A runbook beside its parent, the differences step by step, why each was made, and all that a decision about it needs.

revision: an earlier one of this runbook, to compare with instead of the parent. Pass the digest shown here to learn_approve(), so that what is approved is what was read.

Members: id, revision, status (of the review), digest, parent_digest; parent_is_current: is the parent in use as it was then, without which nobody can approve this; compared_with {runbook_id, revision, digest}, null without a parent; parent and improved as in learn_runbook(); differences: as learn_runbook_diff() tells them; unified: the same as text, a line for each field; generation_context: where it comes from, with changes [{step, what, why, warnings}]; failure_context: the execution that caused it and its analysis; expected_effect {signature, occurrences, first_seen, last_seen, recent_days, recent_failures, recent_hosts, recent_clients, by_day [{day, failures}]}: how often failures like that one happen, null when unknown; evidence [{execution_id, runbook_id, client_id, hostname, started_at, duration_seconds, status, success, verification_passed, error_message, analysis}]: the executions cited by the steps, analysis being the failure type; earlier_decisions [{runbook_id, status, reviewed_by, reviewed_at, reason, notes, requested_changes, changes}] about this runbook''s versions and branches, newest first; revisions [{revision, digest, changes, author, replaced_at, requested_by, requested_changes}]; test_results as in learn_runbook(); risks [{name, step, text}]: learn_approve() needs their names; policy [{name, severity, path, message, place}]: what the policies in force find in it, of which an error stands against any approval, a danger is among the risks, and a warning is for the reviewer to judge; approvals [{approved_by, approved_at, notes, acknowledged_risks}] of the content it has now; required_approvals.';

CREATE FUNCTION @extschema@.learn_stats() RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT jsonb_build_object(
            'pending_review', coalesce(sum(n.reviews) FILTER (WHERE n.status = 'pending_review'), 0),
            'in_review', coalesce(sum(n.reviews) FILTER (WHERE n.status = 'in_review'), 0),
            'needs_changes', coalesce(sum(n.reviews) FILTER (WHERE n.status = 'needs_changes'), 0),
            'approved', coalesce(sum(n.reviews) FILTER (WHERE n.status = 'approved'), 0),
            'rejected', coalesce(sum(n.reviews) FILTER (WHERE n.status = 'rejected'), 0),
            'withdrawn', coalesce(sum(n.reviews) FILTER (WHERE n.status = 'withdrawn'), 0),
            'high_priority_pending', coalesce(sum(n.high), 0),
            'overdue', coalesce(sum(n.overdue), 0),
            'total', coalesce(sum(n.reviews), 0))
        FROM (
            SELECT q.status, count(*) AS reviews, count(*) FILTER (WHERE q.priority = 'high') AS high,
                count(*) FILTER (WHERE q.created_at < now() - coalesce(current_setting('learn.review_sla', true), '1d')::interval) AS overdue
            FROM learn.review_queue q WHERE q.status IN ('pending_review', 'in_review', 'needs_changes')
            GROUP BY q.status
            UNION ALL
            SELECT q.status, count(*), 0, 0 FROM learn.review_queue q
            WHERE q.status IN ('approved', 'rejected', 'withdrawn') GROUP BY q.status
            UNION ALL
            SELECT v.status, count(*), 0, 0 FROM learn.review_archive v GROUP BY v.status) n;
    END;
COMMENT ON FUNCTION @extschema@.learn_stats() IS
    'Reviews counted by status, those that are urgent, and all.

Members: pending_review, in_review, needs_changes, approved, rejected, withdrawn; high_priority_pending and overdue (older than learn.review_sla): of those that are undecided; total.';
