-- What the engine is told: one document for each job; see src/core/facts.h.

CREATE FUNCTION learn.facts(execution_id text, draft_id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT jsonb_build_object(
            'execution', to_jsonb(e) - 'recorded_at',
            'analysis', (
                SELECT jsonb_build_object('failure_type', a.failure_type,
                    'reasoning', a.reasoning, 'confidence', a.confidence)
                FROM learn.analyses a WHERE a.execution_id = e.execution_id),
            'runbook', r.content,
            -- Counted when a draft is to be written, not for each analysis.
            'statistics', CASE WHEN EXISTS (SELECT FROM learn.analyses a WHERE a.execution_id = e.execution_id) THEN (
                SELECT jsonb_build_object('executions', count(*), 'successes', count(*) FILTER (WHERE s.succeeded))
                FROM learn.analyses s WHERE s.runbook_id = r.id) END,
            'rejected', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('runbook_id', x.id,
                    'reason', x.rejection_reason, 'changes', x.changes) ORDER BY x.version DESC), '[]')
                FROM (
                    SELECT b.id, b.version, b.changes, q.rejection_reason
                    FROM learn.runbooks b JOIN learn.reviews q ON q.runbook_id = b.id
                    WHERE b.line = r.line AND b.status = 'archived' AND q.status = 'rejected'
                    ORDER BY b.version DESC LIMIT 5) x),
            'draft', d.content,
            'requested_changes', q.requested_changes,
            'next_id', coalesce(d.id, (
                SELECT learn.runbook_version_id(r.line, max(v.version) + 1)
                FROM learn.runbooks v WHERE v.line = r.line)))
        FROM learn.execution_results e
        LEFT JOIN learn.runbooks d ON d.id = facts.draft_id
        LEFT JOIN learn.review_queue q ON q.runbook_id = d.id
        LEFT JOIN learn.runbooks r ON r.id = coalesce(d.parent_runbook, e.runbook_id)
        WHERE e.execution_id = facts.execution_id;
    END;
COMMENT ON FUNCTION learn.facts(text, text) IS
    'Everything the engine is told about an execution, and about a draft that a reviewer wants changed; null when there is no such execution.';

CREATE FUNCTION learn.review_priority(incident_type text, severity text) RETURNS learn.priority
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT CASE
            WHEN review_priority.severity = 'critical'
                OR review_priority.incident_type = ANY (string_to_array(
                    replace(current_setting('learn.critical_incident_types'), ' ', ''), ','))
                THEN 'high'
            WHEN review_priority.severity = 'low' THEN 'low'
            ELSE 'medium'
        END::learn.priority;
    END;
COMMENT ON FUNCTION learn.review_priority(text, text) IS
    'high for a critical runbook or an incident type in learn.critical_incident_types, low for a runbook of low severity, else medium.';
