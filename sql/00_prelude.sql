-- learn 1.0: install script.  Assembled from sql/*.sql by make; edit those.

-- complain if the script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION learn" to load this file. \quit

-- Everything below is written with its schema; nothing is looked up in a
-- schema that somebody else may write to.
SET LOCAL search_path = pg_catalog, pg_temp;

DO $$
BEGIN
    IF pg_catalog.current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION 'learn needs a database whose encoding is UTF8'
            USING ERRCODE = 'feature_not_supported',
                  DETAIL = pg_catalog.format('The encoding of this database is %s.',
                      pg_catalog.current_setting('server_encoding')),
                  HINT = 'CREATE DATABASE … ENCODING ''UTF8'' TEMPLATE template0.';
    END IF;
    IF EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname OPERATOR(pg_catalog.=) 'learn') THEN
        RAISE EXCEPTION 'schema "learn" already exists'
            USING ERRCODE = 'duplicate_schema',
                  DETAIL = 'The extension keeps its tables in a schema of that name, which it creates itself.',
                  HINT = 'Rename or drop that schema first.';
    END IF;
END
$$;
