-- The page where reviews happen: GET /rpc/learn_dashboard of PostgREST.

-- PostgREST sends what a function of this type returns as it is, to whoever
-- accepts text/html; the role that asks needs USAGE on schema learn for that.
CREATE DOMAIN learn."text/html" AS text;
COMMENT ON DOMAIN learn."text/html" IS 'An HTML document; PostgREST takes the media type from the name.';

CREATE FUNCTION @extschema@.learn_dashboard() RETURNS learn."text/html"
    LANGUAGE c STABLE SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_dashboard';
COMMENT ON FUNCTION @extschema@.learn_dashboard() IS
    'The page where reviewers see what waits, compare, test and decide.

It holds no data: whoever opens it signs in with a token of their own. Sets response.headers, with a Content-Security-Policy, for the transaction.';
