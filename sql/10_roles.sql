-- Roles belong to the cluster, not to the extension: they are created once,
-- stay when the extension goes, and are adopted only if they are harmless.
DO $$
DECLARE
    role_name text;
    existing pg_catalog.pg_roles;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['learn_executor', 'learn_tester', 'learn_reviewer', 'learn_admin'] LOOP
        SELECT * INTO existing FROM pg_catalog.pg_roles
            WHERE rolname OPERATOR(pg_catalog.=) role_name;
        IF NOT FOUND THEN
            EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN', role_name);
        ELSIF existing.rolcanlogin OR existing.rolsuper OR existing.rolcreaterole
            OR existing.rolbypassrls OR existing.rolreplication THEN
            RAISE EXCEPTION 'role "%" exists and may do more than learn would give it', role_name
                USING ERRCODE = 'duplicate_object',
                      DETAIL = 'It has LOGIN, SUPERUSER, CREATEROLE, BYPASSRLS or REPLICATION.',
                      HINT = 'Rename that role, or take these attributes from it, and try again.';
        END IF;
    END LOOP;
    GRANT learn_executor, learn_tester, learn_reviewer TO learn_admin;
END
$$;

CREATE SCHEMA learn;
COMMENT ON SCHEMA learn IS 'Storage of the extension learn. Its API is the functions and views named learn_*.';
REVOKE ALL ON SCHEMA learn FROM PUBLIC;
GRANT USAGE ON SCHEMA learn TO learn_executor, learn_tester, learn_reviewer, learn_admin;
