-- Roles belong to the cluster, not to the extension: they are created once,
-- stay when the extension goes, and are adopted only if they are harmless.
DO $$
DECLARE
    role_name text;
    existing pg_catalog.pg_roles;
    odd text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['learn_executor', 'learn_tester', 'learn_reviewer', 'learn_admin', 'learn_worker',
        'learn_owner'] LOOP
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

    -- Each of them does one thing; only an administrator may do several.  And
    -- what the engine and the owner may do, nobody may do in their name.
    SELECT pg_catalog.format('"%s" is a member of "%s".', m.rolname, g.rolname) INTO odd
        FROM pg_catalog.pg_auth_members am
        JOIN pg_catalog.pg_roles m ON m.oid OPERATOR(pg_catalog.=) am.member
        JOIN pg_catalog.pg_roles g ON g.oid OPERATOR(pg_catalog.=) am.roleid
        WHERE m.rolname OPERATOR(pg_catalog.=) ANY (ARRAY['learn_worker', 'learn_owner'])
            OR g.rolname OPERATOR(pg_catalog.=) ANY (ARRAY['learn_worker', 'learn_owner'])
            OR (m.rolname OPERATOR(pg_catalog.=) ANY (ARRAY['learn_executor', 'learn_tester', 'learn_reviewer'])
                AND g.rolname OPERATOR(pg_catalog.=) ANY (ARRAY['learn_executor', 'learn_tester', 'learn_reviewer', 'learn_admin']))
        ORDER BY 1 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'roles of learn exist and may do more than learn would give them'
            USING ERRCODE = 'duplicate_object',
                  DETAIL = odd,
                  HINT = 'Revoke that membership, and try again.';
    END IF;
    GRANT learn_executor, learn_tester, learn_reviewer TO learn_admin;
END
$$;

CREATE SCHEMA learn;
COMMENT ON SCHEMA learn IS 'Storage of the extension learn. Its API is the functions and views named learn_*.';
