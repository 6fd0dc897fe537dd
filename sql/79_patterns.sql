-- What executions of a version have in common, and what sets those that fail apart.

CREATE FUNCTION learn.object_or_empty(value jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT CASE WHEN jsonb_typeof(value) = 'object' THEN value ELSE '{}' END;
    END;
COMMENT ON FUNCTION learn.object_or_empty(jsonb) IS 'The value when it is an object, else an empty one: what executors report has any shape.';

CREATE FUNCTION learn.state_differences(runbook_id text, signature text)
    RETURNS TABLE (path text, when_failed text, when_succeeded text, failures bigint, successes bigint)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        -- A bounded look back, however many there are; a group knows its latest.
        WITH RECURSIVE latest AS MATERIALIZED (
            SELECT e.execution_id, e.started_at, a.succeeded, a.recurred_as
            FROM (
                SELECT x.execution_id, x.started_at FROM learn.execution_results x
                WHERE x.runbook_id = state_differences.runbook_id
                ORDER BY x.started_at DESC LIMIT 1000) e
            JOIN learn.analyses a USING (execution_id)),
        chosen AS (
            (SELECT l.execution_id, true AS succeeded FROM latest l
            WHERE l.succeeded AND l.recurred_as IS NULL ORDER BY l.started_at DESC LIMIT 50)
            UNION ALL
            (SELECT l.execution_id, false FROM latest l
            WHERE NOT l.succeeded AND state_differences.signature IS NULL ORDER BY l.started_at DESC LIMIT 50)
            UNION ALL
            SELECT x.execution_id, false FROM learn.failure_groups g, unnest(g.executions) AS x (execution_id)
            WHERE g.signature = state_differences.signature),
        run AS MATERIALIZED (
            SELECT e.state_before, e.hostname, e.client_id, chosen.succeeded
            FROM chosen JOIN learn.execution_results e USING (execution_id)
            WHERE e.runbook_id = state_differences.runbook_id),
        leaf AS (
            SELECT m.key AS path, m.value, 1 AS depth, run.succeeded, run.hostname, run.client_id
            FROM run, jsonb_each(learn.object_or_empty(run.state_before)) m
            UNION ALL
            SELECT leaf.path || '.' || m.key, m.value, leaf.depth + 1, leaf.succeeded, leaf.hostname, leaf.client_id
            FROM leaf, jsonb_each(learn.object_or_empty(leaf.value)) m
            WHERE leaf.depth < 5),
        -- Whose machine it is says nothing about machines.
        scalar AS (
            SELECT leaf.path, leaf.succeeded, leaf.value #>> '{}' AS value,
                CASE WHEN jsonb_typeof(leaf.value) = 'number' THEN (leaf.value #>> '{}')::double precision END AS number
            FROM leaf
            WHERE jsonb_typeof(leaf.value) IN ('string', 'boolean', 'number')
                AND length(leaf.value #>> '{}') <= 100 AND length(leaf.path) <= 200
                AND lower(leaf.value #>> '{}') NOT IN (coalesce(lower(leaf.hostname), ''), coalesce(lower(leaf.client_id), ''))),
        side AS (
            SELECT s.path, s.succeeded, count(*) AS runs, mode() WITHIN GROUP (ORDER BY s.value) AS usual,
                count(s.number) = count(*) AS is_number, min(s.number) AS low, max(s.number) AS high
            FROM scalar s GROUP BY s.path, s.succeeded),
        pair AS (
            SELECT f.path, f.usual AS when_failed, w.usual AS when_succeeded, f.runs AS failures, w.runs AS successes,
                f.is_number AND w.is_number AS is_number, f.low, f.high, w.low AS good_low, w.high AS good_high
            FROM side f JOIN side w ON w.path = f.path AND w.succeeded
            WHERE NOT f.succeeded)
        SELECT p.path,
            CASE WHEN p.is_number AND p.low <> p.high THEN p.low || ' to ' || p.high ELSE p.when_failed END,
            CASE WHEN p.is_number AND p.good_low <> p.good_high THEN p.good_low || ' to ' || p.good_high ELSE p.when_succeeded END,
            p.failures, p.successes
        FROM pair p, LATERAL (
            SELECT count(*) FILTER (WHERE NOT s.succeeded AND s.value = p.when_failed)::double precision / p.failures AS here,
                count(*) FILTER (WHERE s.succeeded AND s.value = p.when_failed)::double precision / p.successes AS elsewhere
            FROM scalar s WHERE s.path = p.path) share
        WHERE CASE
            -- Numbers that vary by themselves must not overlap, in several runs.
            WHEN p.is_number THEN (p.high < p.good_low OR p.low > p.good_high) AND p.failures + p.successes >= 5
            ELSE p.when_failed <> p.when_succeeded AND share.here >= 0.8 AND share.elsewhere <= 0.2
        END
        ORDER BY least(p.failures, p.successes) DESC, p.path
        LIMIT 20;
    END;
COMMENT ON FUNCTION learn.state_differences(text, text) IS
    'What was different in state_before between runs of a version that failed (with this signature, or in any way) and runs that succeeded.';

CREATE FUNCTION learn.step_patterns(runbook_id text)
    RETURNS TABLE (step_number bigint, action text, runs bigint, succeeded bigint, median_seconds double precision,
        p95_seconds double precision, ends_well_with double precision, ends_well_without double precision)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        WITH run AS (
            SELECT e.execution_id, e.executed_steps, a.succeeded AND a.recurred_as IS NULL AS ended_well
            FROM learn.execution_results e JOIN learn.analyses a USING (execution_id)
            WHERE e.runbook_id = step_patterns.runbook_id
            ORDER BY e.started_at DESC LIMIT 100),
        step AS (
            SELECT run.execution_id, run.ended_well, left(coalesce(s.step ->> 'action', ''), 200) AS action,
                min(s.number) AS number, bool_and(coalesce(s.step -> 'success' = 'true', false)) AS success,
                sum(CASE WHEN jsonb_typeof(s.step -> 'duration_seconds') = 'number'
                    THEN (s.step ->> 'duration_seconds')::double precision END) AS seconds
            FROM run, jsonb_array_elements(run.executed_steps) WITH ORDINALITY AS s (step, number)
            GROUP BY 1, 2, 3),
        total AS (
            SELECT count(*) AS runs, count(*) FILTER (WHERE run.ended_well) AS ended_well FROM run)
        SELECT min(step.number), step.action, count(*), count(*) FILTER (WHERE step.success),
            percentile_cont(0.5) WITHIN GROUP (ORDER BY step.seconds),
            percentile_cont(0.95) WITHIN GROUP (ORDER BY step.seconds),
            count(*) FILTER (WHERE step.success AND step.ended_well)::double precision
                / nullif(count(*) FILTER (WHERE step.success), 0),
            (min(total.ended_well) - count(*) FILTER (WHERE step.success AND step.ended_well))::double precision
                / nullif(min(total.runs) - count(*) FILTER (WHERE step.success), 0)
        FROM step, total
        GROUP BY step.action
        ORDER BY min(step.number), step.action
        LIMIT 100;
    END;
COMMENT ON FUNCTION learn.step_patterns(text) IS
    'How the steps of a version have gone in its latest 100 runs, and how runs ended in which a step succeeded, and in which it did not.';

CREATE FUNCTION learn.extract_patterns(runbook_id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT jsonb_build_object(
            'steps', (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(to_jsonb(s)) || jsonb_build_object('optional', coalesce((
                    SELECT bool_or(o.step -> 'optional' = 'true') FROM learn.runbooks r,
                        jsonb_array_elements(r.content -> 'steps') AS o (step)
                    WHERE r.id = extract_patterns.runbook_id AND o.step ->> 'action' = s.action), false))
                ORDER BY s.step_number, s.action), '[]')
                FROM learn.step_patterns(extract_patterns.runbook_id) s),
            'distinguishing_state', (SELECT coalesce(jsonb_agg(to_jsonb(d)), '[]')
                FROM learn.state_differences(extract_patterns.runbook_id, NULL) d));
    END;
COMMENT ON FUNCTION learn.extract_patterns(text) IS 'The patterns of a version, see learn.patterns.';
