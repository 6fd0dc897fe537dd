-- For executors: report what ran, ask what to run.

CREATE VIEW @extschema@.learn_executions AS
    SELECT e.execution_id, e.runbook_id, e.incident_id, e.incident_type, e.client_id, e.hostname,
        e.platform, e.started_at, e.completed_at, e.duration_seconds, e.status, e.success,
        e.verification_passed, e.verification_method, e.confidence, e.state_before, e.state_after,
        e.state_diff, e.executed_steps, e.error_message, e.error_step, e.error_traceback,
        e.retry_count, e.was_correct_runbook, e.was_correct_diagnosis,
        (SELECT a.failure_type FROM learn.analyses a WHERE a.execution_id = e.execution_id) AS failure_type,
        e.manual_intervention_needed, e.human_feedback, e.evidence_bundle_id, e.log_artifacts,
        e.tags, e.notes, e.recorded_at,
        (SELECT a.reasoning FROM learn.analyses a WHERE a.execution_id = e.execution_id) AS failure_reasoning,
        (SELECT a.confidence FROM learn.analyses a WHERE a.execution_id = e.execution_id) AS failure_confidence,
        (SELECT a.source FROM learn.analyses a WHERE a.execution_id = e.execution_id) AS failure_source,
        (SELECT a.follow_up FROM learn.analyses a WHERE a.execution_id = e.execution_id) AS follow_up,
        (SELECT a.analysed_at FROM learn.analyses a WHERE a.execution_id = e.execution_id) AS analysed_at
    FROM learn.execution_results e;
COMMENT ON VIEW @extschema@.learn_executions IS
    'Every reported execution and what the engine found out about it. Executors INSERT here; columns they leave out are generated or computed.';
COMMENT ON COLUMN @extschema@.learn_executions.failure_type IS 'Why it failed, as the engine sees it';
COMMENT ON COLUMN @extschema@.learn_executions.failure_reasoning IS 'The evidence for that, in a sentence';
COMMENT ON COLUMN @extschema@.learn_executions.failure_confidence IS 'How sure the engine is, 0 to 1';
COMMENT ON COLUMN @extschema@.learn_executions.failure_source IS 'rules, model or default';
COMMENT ON COLUMN @extschema@.learn_executions.follow_up IS 'What the analysis led to, or why it led to nothing';
COMMENT ON COLUMN @extschema@.learn_executions.analysed_at IS 'When it was analysed; null: not yet';
-- The other columns say what the table's say.
DO $$
DECLARE
    col record;
BEGIN
    FOR col IN
        SELECT a.attname, d.description
        FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_description d
            ON d.objoid OPERATOR(pg_catalog.=) a.attrelid
            AND d.objsubid OPERATOR(pg_catalog.=) a.attnum
            AND d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
        WHERE a.attrelid OPERATOR(pg_catalog.=) 'learn.execution_results'::pg_catalog.regclass
            AND a.attnum OPERATOR(pg_catalog.>) 0
    LOOP
        EXECUTE pg_catalog.format('COMMENT ON COLUMN @extschema@.learn_executions.%I IS %L',
            col.attname, col.description);
    END LOOP;
END
$$;

CREATE FUNCTION learn.only_approved(runbook_id text, digest text) RETURNS boolean
    LANGUAGE c STABLE STRICT COST 1000 SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_only_approved';
COMMENT ON FUNCTION learn.only_approved(text, text) IS
    'True when the approval of this content stands in the audit log; else false, with a warning.';

CREATE FUNCTION @extschema@.learn_next_runbook(incident_type text, platform text, incident_id text DEFAULT NULL)
    RETURNS TABLE (runbook_id text, digest text, content jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    BEGIN ATOMIC
        SELECT r.id, r.digest, r.content
        FROM learn.runbooks r LEFT JOIN learn.runbook_stats s ON s.runbook_id = r.id
        WHERE r.status = 'active'
          AND r.platform = learn_next_runbook.platform
          AND r.incident_types ? learn_next_runbook.incident_type
          AND learn.only_approved(r.id, r.digest)
        ORDER BY (coalesce(s.successes, 0) + 1.0) / (coalesce(s.executions, 0) + 2.0) DESC, r.id
        LIMIT 1;
    END;
COMMENT ON FUNCTION @extschema@.learn_next_runbook(text, text, text) IS
    'The approved runbook to run for an incident.

No row when there is none. Of several the one that succeeded most often comes first. Only a runbook whose approval stands in the audit log is ever returned. Check that the SHA-256 of the content as text is the digest before running it.';
