-- Says what is missing, if anything, and wakes the worker at commit.
CREATE FUNCTION learn.announce() RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'learn_sql_announce';
COMMENT ON FUNCTION learn.announce() IS 'Called by the install script: says in a notice what is missing, and wakes the worker.';
