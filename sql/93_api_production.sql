-- For administrators: take versions out of use.

CREATE FUNCTION @extschema@.learn_retire(id text, reason text DEFAULT NULL) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_retire';
COMMENT ON FUNCTION @extschema@.learn_retire(text, text) IS
    'Takes a runbook out of use: executors are not handed it any more, and no other version in its place.

Its branches stay in use. A draft of it cannot be approved as its successor any more: learn_edit() makes a first version of it.';

CREATE FUNCTION @extschema@.learn_rollback(id text, reason text DEFAULT NULL, target text DEFAULT NULL) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_rollback';
COMMENT ON FUNCTION @extschema@.learn_rollback(text, text, text) IS
    'Takes a version out of use and an approved one of the same runbook into use again, in its place.

id: the version in use. target: a version that was in use before; the latest one that gave way to a later version when left out. Its approval still holds: it is of exactly this content, and must stand in the audit log. A draft that was made from the version that goes out of use stays, and learn_regenerate() has it written for the one in use.';
