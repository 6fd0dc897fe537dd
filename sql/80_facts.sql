-- What the engine is told: one document for each job; see src/core/facts.h.

CREATE FUNCTION learn.common_prefix(low text, high text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    BEGIN ATOMIC
        SELECT left(low, coalesce(max(n), 0)) FROM generate_series(1, least(length(low), length(high))) n
        WHERE left(low, n) = left(high, n);
    END;
COMMENT ON FUNCTION learn.common_prefix(text, text) IS 'What the first and the last of sorted texts, and so all of them, begin with.';

CREATE FUNCTION learn.draft_scope(runbook_id text, signature text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        WITH good AS MATERIALIZED (
            SELECT l.client_id, l.hostname, e.state_before ->> 'platform_version' AS platform_version
            FROM learn.last_runs l LEFT JOIN learn.execution_results e ON e.execution_id = l.succeeded_as
            WHERE l.succeeded_with = draft_scope.runbook_id
            ORDER BY l.succeeded_at DESC LIMIT 1000),
        bad AS MATERIALIZED (
            SELECT h.client_id, h.hostname FROM learn.failure_group_hosts h
            WHERE h.signature = draft_scope.signature),
        version AS (
            SELECT min(v.version) AS only FROM (
                SELECT e.state_before ->> 'platform_version' AS version
                FROM learn.failure_groups g, unnest(g.executions) AS x (execution_id)
                JOIN learn.execution_results e USING (execution_id)
                WHERE g.signature = draft_scope.signature) v
            HAVING min(v.version) = max(v.version) AND count(v.version) = count(*)),
        host AS (
            -- The number at the end of a name tells hosts of a kind from each other.
            SELECT first = last AS single,
                CASE WHEN first = last THEN first
                    ELSE rtrim(learn.common_prefix(first, last), '0123456789') END AS fixed
            -- Sorted by bytes: only then have all of them what the first and
            -- the last have.  And what came as a name must not act as a pattern.
            FROM (SELECT min(bad.hostname COLLATE "C") AS first, max(bad.hostname COLLATE "C") AS last FROM bad
                HAVING bool_and(bad.hostname !~ '[*?]')) names)
        -- The first of these that all failures share and no success has.
        SELECT coalesce(
            (SELECT jsonb_build_object('platform_version', v.only) FROM version v
                WHERE NOT EXISTS (SELECT FROM good WHERE good.platform_version IS NOT DISTINCT FROM v.only)
                AND EXISTS (SELECT FROM good WHERE good.platform_version IS NOT NULL)),
            (SELECT jsonb_build_object('clients', jsonb_build_array(min(bad.client_id))) FROM bad
                HAVING min(bad.client_id) = max(bad.client_id) AND min(bad.client_id) <> ''
                AND NOT EXISTS (SELECT FROM good WHERE good.client_id = min(bad.client_id))),
            (SELECT jsonb_build_object('hosts', host.fixed || CASE WHEN host.single THEN '' ELSE '*' END) FROM host
                WHERE length(host.fixed) >= 3
                AND NOT EXISTS (SELECT FROM good WHERE CASE WHEN host.single THEN good.hostname = host.fixed
                    ELSE starts_with(good.hostname, host.fixed) END)))
        -- A few successes may have something in common by chance.
        WHERE (SELECT count(*) FROM good) >= 3;
    END;
COMMENT ON FUNCTION learn.draft_scope(text, text) IS
    'What the failures of a group share and the successes of the version have not: a platform version, client or host pattern, as in applies_to. Null: nothing, or the version has succeeded on fewer than three hosts.';

CREATE FUNCTION learn.branch_id(line text) RETURNS text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT branch_id.line || '-B' || min(n) FROM generate_series(1, 1000) n
        WHERE NOT EXISTS (SELECT FROM learn.runbooks r WHERE r.line = branch_id.line || '-B' || n);
    END;
COMMENT ON FUNCTION learn.branch_id(text) IS 'The id of the next branch of a runbook: RB-X-B1, RB-X-B2 … for RB-X.';

CREATE FUNCTION learn.group_facts(signature text, execution_id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT jsonb_build_object('occurrences', g.occurrences, 'first_seen', g.first_seen, 'last_seen', g.last_seen,
            'hosts', (SELECT count(*) FROM learn.failure_group_hosts h WHERE h.signature = g.signature AND h.hostname <> ''),
            'clients', (SELECT count(DISTINCT h.client_id) FROM learn.failure_group_hosts h
                WHERE h.signature = g.signature AND h.client_id <> ''),
            'message', g.message,
            'others', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('started_at', e.started_at, 'runbook_id', e.runbook_id,
                    'error_message', left(e.error_message, 1000)) ORDER BY e.started_at DESC), '[]')
                FROM (
                    SELECT e.* FROM unnest(g.executions) AS x (execution_id)
                    JOIN learn.execution_results e USING (execution_id)
                    WHERE e.execution_id <> group_facts.execution_id
                    ORDER BY e.started_at DESC LIMIT 5) e))
        FROM learn.failure_groups g WHERE g.signature = group_facts.signature;
    END;
COMMENT ON FUNCTION learn.group_facts(text, text) IS 'What is known of the failures that are the same as an execution.';

CREATE FUNCTION learn.remedy_facts(platform text, signature text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(jsonb_agg(x.remedy ORDER BY x.rank, x.strength DESC, x.id), '[]')
        FROM (
            (SELECT m.id, learn.remedy_strength(m) AS strength, CASE WHEN m.action = g.action THEN 0 ELSE 1 END AS rank,
                m.definition || jsonb_build_object('id', m.id, 'origin', m.origin, 'strength', learn.remedy_strength(m),
                    'successes', m.successes, 'failures', m.failures, 'since', m.learned_at,
                    'learned_from', m.learned_from, 'executions', to_jsonb(m.executions)) AS remedy
            FROM learn.failure_groups g JOIN learn.remedies m
                ON hashtext(m.message) = hashtext(g.message) AND m.message = g.message
            WHERE g.signature = remedy_facts.signature AND m.origin = 'mined'
                AND m.platform = remedy_facts.platform AND learn.remedy_strength(m) >= 0.3
                -- Without a word the step must be the same at least.
                AND (g.message <> '' OR m.action = g.action)
            ORDER BY 3, 2 DESC, 1 LIMIT 5)
            UNION ALL
            SELECT m.id, learn.remedy_strength(m), 2,
                jsonb_build_object('id', m.id, 'origin', m.origin, 'strength', learn.remedy_strength(m),
                    'successes', m.successes, 'failures', m.failures, 'executions', to_jsonb(m.executions))
            FROM learn.remedies m WHERE m.origin = 'curated') x;
    END;
COMMENT ON FUNCTION learn.remedy_facts(text, text) IS
    'The remedies that have helped against the error of a group, whichever runbook it came from, and how the curated ones have done.';

CREATE FUNCTION learn.private_names(execution_id text, signature text, runbook_id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(jsonb_agg(DISTINCT n.name), '[]')
        FROM (
            SELECT unnest(ARRAY[e.client_id, e.hostname]) AS name
            FROM learn.execution_results e WHERE e.execution_id = private_names.execution_id
            UNION ALL
            (SELECT unnest(ARRAY[h.client_id, h.hostname]) FROM learn.failure_group_hosts h
            WHERE h.signature = private_names.signature ORDER BY h.last_seen DESC LIMIT 1000)
            UNION ALL
            (SELECT unnest(ARRAY[e.client_id, e.hostname]) FROM learn.execution_results e
            WHERE e.runbook_id = private_names.runbook_id ORDER BY e.started_at DESC LIMIT 1000)) n
        WHERE n.name <> '';
    END;
COMMENT ON FUNCTION learn.private_names(text, text, text) IS 'Clients and hosts that a draft must not name.';

CREATE FUNCTION learn.facts(execution_id text, draft_id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT jsonb_build_object(
            'execution', to_jsonb(e) - 'recorded_at',
            'analysis', jsonb_build_object('failure_type', a.failure_type,
                'reasoning', a.reasoning, 'confidence', a.confidence),
            'runbook', r.content,
            'statistics', (
                SELECT jsonb_build_object('executions', n.executions, 'successes', n.successes)
                FROM learn.version_counts(r.id) n),
            'group', learn.group_facts(a.signature, e.execution_id),
            'versions', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'status', v.status, 'executions', n.executions,
                    'successes', n.successes, 'recurred', n.recurred) ORDER BY v.version DESC), '[]')
                FROM (
                    SELECT v.id, v.version, v.status FROM learn.runbooks v
                    WHERE v.line = r.line AND v.status <> 'pending' ORDER BY v.version DESC LIMIT 10) v,
                    LATERAL learn.version_counts(v.id) n),
            'remedies', learn.remedy_facts(e.platform, a.signature),
            'patterns', coalesce((SELECT p.content FROM learn.patterns p WHERE p.runbook_id = r.id),
                learn.extract_patterns(r.id)),
            'differences', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('path', x.path, 'here', x.when_failed,
                    'elsewhere', x.when_succeeded)), '[]')
                FROM learn.state_differences(r.id, a.signature) x),
            'private_names', learn.private_names(e.execution_id, a.signature, r.id),
            'known_actions', learn.known_actions(r.platform),
            'policy', learn.policy_facts(r.id, d.id),
            'scope', scope.applies_to,
            'rejected', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('runbook_id', x.id,
                    'reason', x.rejection_reason, 'changes', x.changes, 'content', x.content) ORDER BY x.version DESC), '[]')
                FROM (
                    SELECT b.id, b.version, b.changes, b.content, q.rejection_reason
                    FROM learn.runbooks b JOIN learn.reviews q ON q.runbook_id = b.id
                    WHERE (b.line = r.line OR b.parent_runbook = r.id)
                        AND b.status = 'archived' AND q.status = 'rejected'
                    ORDER BY b.created_at DESC LIMIT 5) x),
            'draft', d.content,
            'requested_changes', q.requested_changes,
            'next_id', coalesce(d.id, CASE
                WHEN scope.applies_to IS NOT NULL THEN learn.branch_id(r.line)
                ELSE (
                    SELECT learn.runbook_version_id(r.line, max(v.version) + 1)
                    FROM learn.runbooks v WHERE v.line = r.line) END))
        FROM learn.execution_results e
        LEFT JOIN learn.analyses a USING (execution_id)
        LEFT JOIN learn.runbooks d ON d.id = facts.draft_id
        LEFT JOIN learn.review_queue q ON q.runbook_id = d.id
        LEFT JOIN learn.runbooks r ON r.id = coalesce(d.parent_runbook, e.runbook_id)
        -- A draft that is written again keeps what it applies to; a runbook that
        -- is for some only already is not divided further.
        LEFT JOIN LATERAL (
            SELECT CASE
                WHEN d.id IS NOT NULL THEN CASE WHEN d.line <> r.line THEN d.content -> 'applies_to' END
                WHEN a.failure_type = 'environment_difference' AND NOT r.content ? 'applies_to'
                    AND length(learn.branch_id(r.line)) <= 128
                    THEN learn.draft_scope(r.id, a.signature)
                END AS applies_to) scope ON true
        WHERE e.execution_id = facts.execution_id;
    END;
COMMENT ON FUNCTION learn.facts(text, text) IS
    'Everything the engine is told about an execution of which a runbook is to be written, and about a draft that a reviewer wants changed; null when there is no such execution.';

CREATE FUNCTION learn.review_priority(incident_type text, severity text) RETURNS learn.priority
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT CASE
            WHEN review_priority.severity = 'critical'
                OR review_priority.incident_type = ANY (string_to_array(
                    replace(current_setting('learn.critical_incident_types'), ' ', ''), ','))
                THEN 'high'
            WHEN review_priority.severity = 'low' THEN 'low'
            ELSE 'medium'
        END::learn.priority;
    END;
COMMENT ON FUNCTION learn.review_priority(text, text) IS
    'high for a critical runbook or an incident type in learn.critical_incident_types, low for a runbook of low severity, else medium.';
