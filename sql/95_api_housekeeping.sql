-- For operators: what the worker does by itself, once a minute.

CREATE FUNCTION @extschema@.learn_housekeeping() RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_housekeeping';
COMMENT ON FUNCTION @extschema@.learn_housekeeping() IS
    'Deletes executions, calls and notifications older than learn.retention and learn.log_retention, archives reviews older than learn.review_retention, and returns how many there were.

The worker does this by itself, in small batches. In a database that was restored from a dump it begins when the restore is over for certain: with the first row that is written to the audit log here, such as that of this function.';
