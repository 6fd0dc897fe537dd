-- The rules that runbooks are checked by: protected, and asked.

CREATE FUNCTION learn.policy_digest(entry learn.policies) RETURNS text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT learn.runbook_digest(jsonb_build_array(entry.name, entry.version, entry.severity, entry.category,
            entry.message, entry.rule, entry.enabled));
    END;
COMMENT ON FUNCTION learn.policy_digest(learn.policies) IS
    'SHA-256 of what a policy says, as the JSON array of it that jsonb prints; the audit log tells of the policy by it.';

-- What a site has decided stands, whatever later versions of the extension ship.
CREATE VIEW learn.current_policies AS
    SELECT DISTINCT ON (p.name) p.name, p.version, p.severity, p.category, p.message, p.rule, p.enabled,
        p.created_at, p.created_by
    FROM learn.policies p
    ORDER BY p.name, p.created_by IS NULL, p.version DESC;
COMMENT ON VIEW learn.current_policies IS 'Of each policy the version that counts: the latest of the site''s, else the latest shipped.';
COMMENT ON COLUMN learn.current_policies.name IS 'As in learn.policies';
COMMENT ON COLUMN learn.current_policies.version IS 'As in learn.policies';
COMMENT ON COLUMN learn.current_policies.severity IS 'As in learn.policies';
COMMENT ON COLUMN learn.current_policies.category IS 'As in learn.policies';
COMMENT ON COLUMN learn.current_policies.message IS 'As in learn.policies';
COMMENT ON COLUMN learn.current_policies.rule IS 'As in learn.policies';
COMMENT ON COLUMN learn.current_policies.enabled IS 'As in learn.policies';
COMMENT ON COLUMN learn.current_policies.created_at IS 'As in learn.policies';
COMMENT ON COLUMN learn.current_policies.created_by IS 'As in learn.policies';

CREATE FUNCTION learn.note_policy() RETURNS trigger
    LANGUAGE c SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_note_policy';
COMMENT ON FUNCTION learn.note_policy() IS
    'Has every session read the policies again that are changed. A policy that came with the extension yields to one of a dump that has its name and version.';

CREATE FUNCTION learn.guard_policies() RETURNS trigger
    LANGUAGE c SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_guard_policies';
COMMENT ON FUNCTION learn.guard_policies() IS
    'Refuses every change of a policy, for every role, but new versions from learn_set_policy(), from scripts of the extension, and from a dump into a database whose audit log has not begun.';

CREATE TRIGGER learn_note BEFORE INSERT OR UPDATE OR DELETE ON learn.policies
    FOR EACH ROW EXECUTE FUNCTION learn.note_policy();
CREATE TRIGGER learn_guard AFTER INSERT OR UPDATE OR DELETE ON learn.policies
    FOR EACH ROW EXECUTE FUNCTION learn.guard_policies();
CREATE TRIGGER learn_guard_truncate BEFORE TRUNCATE ON learn.policies
    FOR EACH STATEMENT EXECUTE FUNCTION learn.guard_policies();
ALTER TABLE learn.policies ENABLE ALWAYS TRIGGER learn_note;
ALTER TABLE learn.policies ENABLE ALWAYS TRIGGER learn_guard;
ALTER TABLE learn.policies ENABLE ALWAYS TRIGGER learn_guard_truncate;

CREATE FUNCTION learn.policy_findings(content jsonb)
    RETURNS TABLE (name text, severity text, path text, message text)
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED COST 1000 ROWS 1 SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_policy_findings';
COMMENT ON FUNCTION learn.policy_findings(jsonb) IS
    'What the policies in force find in a runbook. A content that nobody can read is an error of the name unreadable.';

CREATE FUNCTION learn.policy_obstacle() RETURNS text
    LANGUAGE c STABLE PARALLEL RESTRICTED COST 1000 SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_policy_obstacle';
COMMENT ON FUNCTION learn.policy_obstacle() IS
    'Why the policies in force cannot be used, so that nothing is approved or handed out; null: they can.';

CREATE FUNCTION learn.policy_place(content jsonb, path text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT CASE WHEN p.place IS NULL THEN coalesce(substring(policy_place.path FROM '^[^.[]+'), 'runbook')
            ELSE coalesce(policy_place.content #> p.place ->> 'id', policy_place.content #> p.place ->> 'action', 'step') END
        FROM (SELECT regexp_match(policy_place.path, '^(steps|rollback)\[([0-9]+)\]') AS place) p;
    END;
COMMENT ON FUNCTION learn.policy_place(jsonb, text) IS
    'What the step or the member of a runbook that a path leads to is called in risks: the step''s id, else its action.';
