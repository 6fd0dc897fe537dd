-- Pure functions that tables and views need; thin wrappers of src/core.

CREATE FUNCTION learn.runbook_digest(content jsonb) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_runbook_digest';
COMMENT ON FUNCTION learn.runbook_digest(jsonb) IS
    'SHA-256, in hexadecimal, of the canonical text of a runbook: its jsonb as PostgreSQL prints it, in UTF-8.';

CREATE FUNCTION learn.runbook_line(id text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_runbook_line';
COMMENT ON FUNCTION learn.runbook_line(text) IS 'What all versions of a runbook share: RB-X for RB-X, RB-X-v2, RB-X-v3.';

CREATE FUNCTION learn.runbook_version(id text) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_runbook_version';
COMMENT ON FUNCTION learn.runbook_version(text) IS 'The version number in a runbook id: 1 for RB-X, 3 for RB-X-v3.';

CREATE FUNCTION learn.runbook_version_id(line text, version integer) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_runbook_version_id';
COMMENT ON FUNCTION learn.runbook_version_id(text, integer) IS 'The id of a version of a line: RB-X for 1, RB-X-v3 for 3.';

CREATE FUNCTION learn.succeeded(success boolean, verification_passed boolean) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT (success AND verification_passed) IS TRUE;
    END;
COMMENT ON FUNCTION learn.succeeded(boolean, boolean) IS
    'Success is never assumed: it needs success and verification_passed, both true.';

CREATE FUNCTION learn.check_priority(priority text) RETURNS learn.priority
    LANGUAGE c STABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_check_priority';
COMMENT ON FUNCTION learn.check_priority(text) IS 'The priority of that name, or an error that lists the allowed ones.';

CREATE FUNCTION learn.check_decision(status text) RETURNS learn.review_status
    LANGUAGE c STABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_check_decision';
COMMENT ON FUNCTION learn.check_decision(text) IS 'approved, rejected or withdrawn, or an error that lists these.';
