-- Functions that store nothing.

CREATE FUNCTION @extschema@.learn_classify(execution jsonb, OUT failure_type learn.failure_type,
        OUT confidence double precision, OUT reasoning text)
    LANGUAGE c STABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_classify';
COMMENT ON FUNCTION @extschema@.learn_classify(jsonb) IS
    'Why did this execution fail, as the built-in rules see it?

execution: an object with the columns of learn_executions. failure_type is null when the rules abstain.';

CREATE FUNCTION @extschema@.learn_state_diff(before jsonb, after jsonb) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_state_diff';
COMMENT ON FUNCTION @extschema@.learn_state_diff(jsonb, jsonb) IS
    'What was added, removed and changed between two captured states, by path.';

CREATE FUNCTION learn.check_document(content jsonb)
    RETURNS TABLE (severity text, path text, message text)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_check_document';
COMMENT ON FUNCTION learn.check_document(jsonb) IS
    'What is wrong with a runbook document by itself, whoever is there to run it; see learn_validate_runbook().';

CREATE FUNCTION @extschema@.learn_validate_runbook(content jsonb)
    RETURNS TABLE (severity text, path text, message text)
    LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    BEGIN ATOMIC
        SELECT d.severity, d.path, d.message FROM learn.check_document(content) d
        UNION ALL
        SELECT 'warning', u.path, format('no registered executor for %s knows the action "%s"',
            content ->> 'platform', left(u.action, 100))
        FROM learn.unknown_actions(content, learn.known_actions(content ->> 'platform')) u
        UNION ALL
        -- What cannot be read has been told already.
        SELECT p.severity, p.path, format('%s (%s)', p.message, p.name)
        FROM learn.policy_findings(content) p WHERE p.name <> 'unreadable';
    END;
COMMENT ON FUNCTION @extschema@.learn_validate_runbook(jsonb) IS
    'What is wrong with a runbook document. error: it is never queued, approved or handed out; danger: who approves it must acknowledge it; warning: the reviewer is shown it. No row: nothing.

What a policy has found ends with the name of the policy in parentheses, see learn_policies.

Of actions without a command it warns when executors for the platform are registered, and none of them knows the action.';

CREATE FUNCTION @extschema@.learn_runbook_schema() RETURNS jsonb
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_runbook_schema';
COMMENT ON FUNCTION @extschema@.learn_runbook_schema() IS 'The JSON Schema of a runbook document.';

CREATE FUNCTION @extschema@.learn_template(message text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_template';
COMMENT ON FUNCTION @extschema@.learn_template(text) IS
    'A message with what varies left out: hosts, addresses, paths, numbers that count, times, ids, quoted values. Codes that tell problems apart stay.';

CREATE FUNCTION @extschema@.learn_fingerprint(message text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_fingerprint';
COMMENT ON FUNCTION @extschema@.learn_fingerprint(text) IS
    'A short name for all messages that are the same but for what varies: that of their learn_template(), begun with the version of its rules.';

CREATE FUNCTION learn.curated_remedies()
    RETURNS TABLE ("position" integer, id text, kind text, platforms text[], action text, what text, why text,
        commands jsonb, wait_for text, rollback text, timeout double precision)
    LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 120
    AS 'MODULE_PATHNAME', 'learn_sql_curated_remedies';
COMMENT ON FUNCTION learn.curated_remedies() IS
    'The remedies that learn comes with, in the order in which they are tried.

kind: before and after add a step before the one that failed or at the end; the others change that step (tool, option, prefix, wrap, script, alias, quote) or how long and how often it is tried (retry, time, wait). commands: by platform, what the step runs, or what is added to the command of the step; @NAME@ stands for what the failure tells, as a parameter of the runbook or in quotes. wait_for and rollback are for linux; timeout is in seconds.';
