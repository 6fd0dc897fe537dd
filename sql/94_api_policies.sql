-- What runbooks must not do: seen by reviewers, set by administrators.

CREATE VIEW @extschema@.learn_policies AS
    SELECT p.name, p.version, p.severity, p.category, p.message, p.rule, p.enabled, p.created_by IS NULL AS shipped,
        p.created_at, p.created_by
    FROM learn.current_policies p;
COMMENT ON VIEW @extschema@.learn_policies IS
    'The policies that runbooks are checked by, each in the version that counts. learn_set_policy() changes one or adds another; learn.policies has all versions.';
COMMENT ON COLUMN @extschema@.learn_policies.name IS 'By it a danger is acknowledged';
COMMENT ON COLUMN @extschema@.learn_policies.version IS 'Which version of it counts';
COMMENT ON COLUMN @extschema@.learn_policies.severity IS
    'error: such a runbook is never queued, approved or handed out; danger: who approves it must acknowledge it by name; warning: the reviewer is shown it';
COMMENT ON COLUMN @extschema@.learn_policies.category IS 'What it is about; site for policies that came up here';
COMMENT ON COLUMN @extschema@.learn_policies.message IS 'What the reviewer is told';
COMMENT ON COLUMN @extschema@.learn_policies.rule IS 'What it finds, see learn.policies';
COMMENT ON COLUMN @extschema@.learn_policies.enabled IS 'Is it looked for?';
COMMENT ON COLUMN @extschema@.learn_policies.shipped IS 'Is it as the extension ships it?';
COMMENT ON COLUMN @extschema@.learn_policies.created_at IS 'When this version was written';
COMMENT ON COLUMN @extschema@.learn_policies.created_by IS 'By whom; null: it came with the extension';

CREATE FUNCTION @extschema@.learn_set_policy(name text, severity text DEFAULT NULL, message text DEFAULT NULL,
        rule jsonb DEFAULT NULL, enabled boolean DEFAULT true) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_set_policy';
COMMENT ON FUNCTION @extschema@.learn_set_policy(text, text, text, jsonb, boolean) IS
    'Changes a policy, or adds another; enabled => false has it no longer looked for. Of the others, what is left out stays as it is.

severity: warning, danger or error; rule: see learn.policies. It counts for all sessions once the transaction commits. Setting what is set already changes nothing.

Members: name, version, severity, enabled, changed, by; forbidden: the active runbooks that are not handed out while the policies are as they are now, so that a transaction that is rolled back shows what a policy would do. In its place, when another policy cannot be used, obstacle: which one, and why; until that is mended nothing is approved or handed out.';
