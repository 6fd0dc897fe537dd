-- What follows from the policies for what is there, and from the audit log for them.

CREATE FUNCTION learn.forbidden_runbooks() RETURNS TABLE (runbook_id text, line text, incident_type text, reason text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT r.id, r.line, r.incident_types ->> 0, f.reason
        FROM learn.runbooks r
        CROSS JOIN LATERAL (
            SELECT string_agg(format('%s: %s (%s)', p.path, p.message, p.name), '; ') AS reason
            FROM learn.policy_findings(r.content) p WHERE p.severity = 'error') f
        WHERE r.status = 'active' AND f.reason IS NOT NULL;
    END;
COMMENT ON FUNCTION learn.forbidden_runbooks() IS
    'Active runbooks that the policies in force forbid, and why. They are not handed to executors.';

-- A model takes what it is told here for rules.  So it is told what administrators
-- have written, and nothing of what a draft said, which telemetry may have led to.
CREATE FUNCTION learn.policy_facts(runbook_id text, draft_id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        WITH refusal AS MATERIALIZED (
            SELECT a.details ->> 'reason' AS reason
            FROM learn.audit_log a
            WHERE a.object_id IN (policy_facts.runbook_id, policy_facts.draft_id) AND a.action = 'refuse'
              AND starts_with(a.details ->> 'reason', 'forbidden by policy: ')
            ORDER BY a.seq DESC LIMIT 10)
        SELECT coalesce(jsonb_agg(concat(CASE WHEN x.refused THEN 'An earlier draft was refused for this: '
            ELSE 'A draft is refused for this: ' END, x.message) ORDER BY x.refused DESC, x.name), '[]')
        FROM (
            SELECT p.name, p.message,
                EXISTS (SELECT FROM refusal r WHERE position(format('(%s)', p.name) IN r.reason) > 0) AS refused
            FROM learn.current_policies p WHERE p.enabled AND p.severity = 'error') x;
    END;
COMMENT ON FUNCTION learn.policy_facts(text, text) IS
    'What a model is told that a draft must not do: what drafts of this runbook were refused for of late, and what is always refused.';

-- Whoever can disable triggers can change the table.  For the policies of a site
-- the audit log still tells, for those that are shipped this does, which is no
-- data and so is not carried by a dump.
DO $$
BEGIN
    EXECUTE pg_catalog.format('CREATE FUNCTION learn.shipped_policies() RETURNS jsonb
        LANGUAGE sql IMMUTABLE PARALLEL SAFE BEGIN ATOMIC SELECT %L::pg_catalog.jsonb; END', (
        SELECT pg_catalog.jsonb_object_agg(pg_catalog.format('%s %s', p.name, p.version), learn.policy_digest(p))
        FROM learn.policies p));
END
$$;
COMMENT ON FUNCTION learn.shipped_policies() IS
    'The policies that this version of the extension ships: for each name and version, the digest.';

CREATE FUNCTION learn.policy_problems() RETURNS TABLE (object_id text, problem text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT p.name, format('version %s of the policy is not what the audit log tells of', p.version)
        FROM learn.policies p
        WHERE p.created_by IS NOT NULL AND NOT EXISTS (
            SELECT FROM learn.audit_log a
            WHERE a.object_id = p.name AND a.action = 'set_policy' AND a.digest_after = learn.policy_digest(p))
        UNION ALL
        SELECT a.object_id, format('version %s of the policy, which the audit log tells of, is missing', a.details ->> 'version')
        FROM learn.audit_log a
        WHERE a.action = 'set_policy' AND NOT EXISTS (
            SELECT FROM learn.policies p
            WHERE p.name = a.object_id AND p.version::text = a.details ->> 'version' AND p.created_by IS NOT NULL)
        UNION ALL
        SELECT coalesce(p.name, split_part(s.key, ' ', 1)), CASE
            WHEN p.name IS NULL THEN format('version %s of the policy, which the extension ships, is missing', split_part(s.key, ' ', 2))
            ELSE format('version %s of the policy is not what the extension ships', p.version) END
        FROM jsonb_each_text(learn.shipped_policies()) s
        FULL JOIN learn.policies p ON format('%s %s', p.name, p.version) = s.key
        -- One of a site that a dump has brought may stand in the place of another.
        WHERE p.name IS NULL OR (p.created_by IS NULL AND learn.policy_digest(p) IS DISTINCT FROM s.value);
    END;
COMMENT ON FUNCTION learn.policy_problems() IS
    'Where learn.policies is not what the audit log tells of, or what the extension ships: somebody has changed the table with its triggers disabled.';
