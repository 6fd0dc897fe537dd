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
        (SELECT a.analysed_at FROM learn.analyses a WHERE a.execution_id = e.execution_id) AS analysed_at,
        (SELECT a.signature FROM learn.analyses a WHERE a.execution_id = e.execution_id) AS failure_group,
        (SELECT a.recurred_as FROM learn.analyses a WHERE a.execution_id = e.execution_id) AS recurred_as,
        (SELECT to_jsonb(f) - 'execution_id' FROM learn.feedback f WHERE f.execution_id = e.execution_id) AS feedback
    FROM learn.execution_results e;
COMMENT ON VIEW @extschema@.learn_executions IS
    'Every reported execution and what the engine found out about it. Executors INSERT here; columns they leave out are generated or computed.';
COMMENT ON COLUMN @extschema@.learn_executions.failure_type IS 'Why it failed, as the engine sees it';
COMMENT ON COLUMN @extschema@.learn_executions.failure_reasoning IS 'The evidence for that, in a sentence';
COMMENT ON COLUMN @extschema@.learn_executions.failure_confidence IS 'How sure the engine is, 0 to 1';
COMMENT ON COLUMN @extschema@.learn_executions.failure_source IS 'rules, group, model, human or default';
COMMENT ON COLUMN @extschema@.learn_executions.follow_up IS 'What the analysis led to, or why it led to nothing';
COMMENT ON COLUMN @extschema@.learn_executions.analysed_at IS 'When it was analysed; null: not yet';
COMMENT ON COLUMN @extschema@.learn_executions.failure_group IS 'The failures that are the same, see learn_failure_groups';
COMMENT ON COLUMN @extschema@.learn_executions.recurred_as IS 'Of a success: the execution that shows that it did not last';
COMMENT ON COLUMN @extschema@.learn_executions.feedback IS 'What a human said of it afterwards, see learn_feedback()';
-- The other columns say what the table's say.
DO $$
DECLARE
    col record;
BEGIN
    FOR col IN
        SELECT v.objid::pg_catalog.regclass AS view, a.attname, d.description
        FROM pg_catalog.pg_depend v
        JOIN pg_catalog.pg_class c
            ON c.oid OPERATOR(pg_catalog.=) v.objid AND c.relname OPERATOR(pg_catalog.=) 'learn_executions'
        JOIN pg_catalog.pg_extension e
            ON e.oid OPERATOR(pg_catalog.=) v.refobjid AND e.extname OPERATOR(pg_catalog.=) 'learn'
        CROSS JOIN pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_description d
            ON d.objoid OPERATOR(pg_catalog.=) a.attrelid
            AND d.objsubid OPERATOR(pg_catalog.=) a.attnum
            AND d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
        WHERE v.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
            AND v.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass
            AND a.attrelid OPERATOR(pg_catalog.=) 'learn.execution_results'::pg_catalog.regclass
            AND a.attnum OPERATOR(pg_catalog.>) 0
    LOOP
        EXECUTE pg_catalog.format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.description);
    END LOOP;
END
$$;

CREATE FUNCTION learn.may_run(runbook_id text, digest text) RETURNS boolean
    LANGUAGE c STABLE STRICT COST 1000 SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_may_run';
COMMENT ON FUNCTION learn.may_run(text, text) IS
    'True when the approval of this content stands in the audit log, and the policies in force do not forbid it; else false, with a warning.';

CREATE FUNCTION learn.applies_to(content jsonb, client_id text, hostname text, platform_version text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT (coalesce(jsonb_array_length(content #> '{applies_to,clients}'), 0) = 0
                OR coalesce(content #> '{applies_to,clients}' ? applies_to.client_id, false))
            AND (content #>> '{applies_to,hosts}' IS NULL
                OR coalesce(applies_to.hostname LIKE replace(replace(replace(replace(replace(
                    content #>> '{applies_to,hosts}', '\', '\\'), '%', '\%'), '_', '\_'), '*', '%'), '?', '_'), false))
            AND (content #>> '{applies_to,platform_version}' IS NULL
                OR coalesce(content #>> '{applies_to,platform_version}' = applies_to.platform_version, false));
    END;
COMMENT ON FUNCTION learn.applies_to(jsonb, text, text, text) IS
    'Is a runbook meant for this client, host and platform version? What is not told does not match.';

CREATE FUNCTION @extschema@.learn_next_runbook(incident_type text, platform text, incident_id text DEFAULT NULL,
        client_id text DEFAULT NULL, hostname text DEFAULT NULL, platform_version text DEFAULT NULL)
    RETURNS TABLE (runbook_id text, digest text, content jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    BEGIN ATOMIC
        SELECT c.id, c.digest, c.content
        FROM (
            SELECT r.id, r.digest, r.content
            FROM learn.runbooks r
            WHERE r.status = 'active'
              AND r.platform = learn_next_runbook.platform
              AND r.incident_types ? learn_next_runbook.incident_type
              -- Most have no such conditions, and then their content is not looked into.
              AND (r.applies_to IS NULL
                  OR learn.applies_to(r.content, learn_next_runbook.client_id, learn_next_runbook.hostname,
                      learn_next_runbook.platform_version))
            ORDER BY r.applies_to IS NULL, r.approved_at DESC, r.id
            -- So that the audit log and the policies are asked about the first, and not about all.
            OFFSET 0) c
        WHERE learn.may_run(c.id, c.digest)
        LIMIT 1;
    END;
COMMENT ON FUNCTION @extschema@.learn_next_runbook(text, text, text, text, text, text) IS
    'The approved runbook to run for an incident.

No row when there is none. Of several, one that is meant for this client or host comes first, then the one approved last. A runbook with applies_to is returned only when what it asks for is told and matches. Only a runbook whose approval stands in the audit log, and that the policies in force do not forbid, is ever returned. Check that the SHA-256 of the content as text is the digest before running it.';

CREATE FUNCTION @extschema@.learn_active_runbook(id text, OUT runbook_id text, OUT digest text, OUT content jsonb)
    LANGUAGE c STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_active_runbook';
COMMENT ON FUNCTION @extschema@.learn_active_runbook(text) IS
    'The approved runbook of this id, for who chooses it by name.

As learn_next_runbook() does, it hands out only what is in use, whose approval stands in the audit log, and what the policies in force do not forbid. Where a runbook with applies_to is meant to run is for the executor to check.';

CREATE FUNCTION @extschema@.learn_register_executor(name text, actions text[], platform text) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_register_executor';
COMMENT ON FUNCTION @extschema@.learn_register_executor(text, text[], text) IS
    'Announces an executor, and the actions that it can do without a command of the runbook.

Call it as often as you like, such as before every run: when there is nothing new, nothing is written. A name belongs to who registered it, until it was not seen for 90 days. Who writes a runbook is warned of actions that no executor for its platform knows.

Members: name, platform, actions (how many), registered_by, first_seen, last_seen; status: registered, changed, seen (again, after an hour or more) or unchanged.';

CREATE VIEW @extschema@.learn_executors AS
    SELECT e.name, e.platform, e.actions, e.registered_by, e.first_seen, e.last_seen,
        e.last_seen >= learn.executors_since() AS counts
    FROM learn.executors e;
COMMENT ON VIEW @extschema@.learn_executors IS 'The executors that have announced themselves, and what they can do.';
COMMENT ON COLUMN @extschema@.learn_executors.name IS 'What it calls itself';
COMMENT ON COLUMN @extschema@.learn_executors.platform IS 'linux, windows or darwin';
COMMENT ON COLUMN @extschema@.learn_executors.actions IS 'The actions it can do without a command of the runbook';
COMMENT ON COLUMN @extschema@.learn_executors.registered_by IS 'Whose name it is: a role, or behind a trusted gateway the e-mail or subject of a token';
COMMENT ON COLUMN @extschema@.learn_executors.first_seen IS 'When it was registered';
COMMENT ON COLUMN @extschema@.learn_executors.last_seen IS 'When it was last there, to within an hour';
COMMENT ON COLUMN @extschema@.learn_executors.counts IS 'Whether it counts as one that can run something: it was seen in the last 90 days';
