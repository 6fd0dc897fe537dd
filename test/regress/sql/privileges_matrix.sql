-- Every role against every object of the extension, from the catalogue: what is
-- not listed here, nobody but the owner may do, who is nobody.
\set SHOW_CONTEXT never
\pset format unaligned
\pset footer off
SET SESSION AUTHORIZATION regress_root;

CREATE TEMP VIEW member AS
SELECT d.classid, d.objid
FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'learn'
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e';
CREATE TEMP VIEW object AS
SELECT 1 AS rank, 'schema' AS kind, n.nspname::text AS name, n.nspowner AS owner, n.nspacl AS acl
FROM member m JOIN pg_namespace n ON m.classid = 'pg_namespace'::regclass AND n.oid = m.objid
UNION ALL
SELECT 2, CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END, t.oid::regtype::text, t.typowner, t.typacl
FROM member m JOIN pg_type t ON m.classid = 'pg_type'::regclass AND t.oid = m.objid
WHERE t.typtype IN ('d', 'e')
UNION ALL
SELECT CASE c.relkind WHEN 'r' THEN 3 WHEN 'v' THEN 4 ELSE 5 END,
    CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' ELSE c.relkind::text END,
    c.oid::regclass::text, c.relowner, c.relacl
FROM member m JOIN pg_class c ON m.classid = 'pg_class'::regclass AND c.oid = m.objid
WHERE c.relkind NOT IN ('c', 'i')
UNION ALL
SELECT 6, CASE p.prokind WHEN 'f' THEN 'function' ELSE p.prokind::text END, p.oid::regprocedure::text, p.proowner, p.proacl
FROM member m JOIN pg_proc p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid;
CREATE TEMP VIEW given AS
SELECT o.rank, o.kind, o.name, a.grantee, a.privilege_type AS privilege, NULL::text AS columns, a.is_grantable
FROM object o CROSS JOIN LATERAL aclexplode(o.acl) a WHERE a.grantee <> o.owner
UNION ALL
SELECT o.rank, o.kind, o.name, a.grantee, a.privilege_type,
    format(' (%s)', string_agg(t.attname, ', ' ORDER BY t.attnum)), a.is_grantable
FROM object o JOIN pg_attribute t ON o.kind IN ('table', 'view') AND t.attrelid = o.name::regclass AND t.attnum > 0
CROSS JOIN LATERAL aclexplode(t.attacl) a
GROUP BY 1, 2, 3, 4, 5, 7;

SELECT x.kind, x.name, x.role, string_agg(x.privilege, ', ' ORDER BY x.privilege) AS may
FROM (SELECT o.rank, o.kind, o.name, g.privilege || coalesce(g.columns, '') AS privilege,
        CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE coalesce(g.grantee::regrole::text, '-') END AS role
    FROM object o LEFT JOIN given g USING (kind, name)) x
GROUP BY x.rank, x.kind, x.name, x.role
ORDER BY x.rank, x.name COLLATE "C", x.role COLLATE "C";

SELECT owner::regrole, kind, count(*) > 0 AS some FROM object GROUP BY 1, 2, rank ORDER BY 1, rank, 2;

-- What else is a member of the extension has no privileges of its own.
SELECT DISTINCT m.classid::regclass AS of_another_kind FROM member m
WHERE m.classid NOT IN ('pg_namespace'::regclass, 'pg_type'::regclass, 'pg_class'::regclass, 'pg_proc'::regclass);

-- Nothing is PUBLIC's, not by default either, and nothing can be passed on.
SELECT kind, name FROM object WHERE acl IS NULL AND kind IN ('domain', 'type', 'function');
SELECT kind, name FROM given WHERE grantee = 0 OR is_grantable;
-- Only the owner can hang triggers and rules on tables, or have them refer to others.
SELECT r.rolname, c.oid::regclass, p.privilege
FROM pg_roles r, pg_class c, unnest('{TRIGGER,REFERENCES,TRUNCATE}'::text[]) AS p (privilege)
WHERE r.rolname LIKE 'learn\_%' AND c.relnamespace = 'learn'::regnamespace AND c.relkind IN ('r', 'v') AND r.oid <> c.relowner
  AND has_table_privilege(r.oid, c.oid, p.privilege);
SELECT r.rolname, n.nspname FROM pg_roles r, pg_namespace n
WHERE r.rolname LIKE 'learn\_%' AND n.nspname IN ('learn', 'public') AND r.oid <> n.nspowner AND has_schema_privilege(r.oid, n.oid, 'CREATE');

-- The roles, and which of them is another as well.
SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls
FROM pg_roles WHERE rolname LIKE 'learn\_%' ORDER BY 1;
SELECT m.rolname, g.rolname AS is_member_of
FROM pg_roles m, pg_roles g
WHERE m.rolname LIKE 'learn\_%' AND m.oid <> g.oid AND pg_has_role(m.oid, g.oid, 'MEMBER') ORDER BY 1, 2;
SELECT m.rolname AS may_be, g.rolname AS what_nobody_is
FROM pg_roles m, pg_roles g
WHERE NOT m.rolsuper AND m.oid <> g.oid AND g.rolname IN ('learn_owner', 'learn_worker') AND pg_has_role(m.oid, g.oid, 'MEMBER');

-- What runs with its owner's rights, and where it looks names up.
SELECT p.oid::regprocedure AS security_definer, array_to_string(p.proconfig, '; ') AS settings
FROM member m JOIN pg_proc p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid
WHERE p.prosecdef ORDER BY p.oid::regprocedure::text COLLATE "C";
SELECT p.oid::regprocedure AS not_pinned
FROM member m JOIN pg_proc p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid
WHERE p.prosecdef AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false);
