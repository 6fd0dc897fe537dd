-- Pure functions: nothing is stored.

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

CREATE FUNCTION @extschema@.learn_validate_runbook(content jsonb)
    RETURNS TABLE (severity text, path text, message text)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_validate_runbook';
COMMENT ON FUNCTION @extschema@.learn_validate_runbook(jsonb) IS
    'What is wrong with a runbook document. error: it is never queued; warning: the reviewer is shown it. No row: nothing.';

CREATE FUNCTION @extschema@.learn_runbook_schema() RETURNS jsonb
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_runbook_schema';
COMMENT ON FUNCTION @extschema@.learn_runbook_schema() IS 'The JSON Schema of a runbook document.';
