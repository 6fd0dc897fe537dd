-- What executions of a version have in common, and what sets those that fail apart.

CREATE FUNCTION learn.object_or_empty(value jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT CASE WHEN jsonb_typeof(value) = 'object' THEN value ELSE '{}' END;
    END;
COMMENT ON FUNCTION learn.object_or_empty(jsonb) IS 'The value when it is an object, else an empty one: what executors report has any shape.';

-- What is beyond double precision, which JSON allows, is none.
CREATE FUNCTION learn.finite_number(value jsonb) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT CASE WHEN jsonb_typeof(value) = 'number'
            AND (value = '0' OR abs(value::numeric) BETWEEN 1e-100 AND 1e100) THEN value::double precision END;
    END;
COMMENT ON FUNCTION learn.finite_number(jsonb) IS 'The value when it is a number that can be computed with, else null.';

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
            -- Huge ones are left out; this is their size as stored, so that even
            -- looking at it costs nothing.
            WHERE pg_column_size(run.state_before) <= 65536
            UNION ALL
            SELECT leaf.path || '.' || m.key, m.value, leaf.depth + 1, leaf.succeeded, leaf.hostname, leaf.client_id
            FROM leaf, jsonb_each(learn.object_or_empty(leaf.value)) m
            WHERE leaf.depth < 5 AND jsonb_typeof(leaf.value) = 'object'),
        -- Whose machine it is says nothing about machines.
        value AS (
            SELECT leaf.path, leaf.value #>> '{}' AS value, learn.finite_number(leaf.value) AS number,
                count(*) FILTER (WHERE NOT leaf.succeeded) AS failures,
                count(*) FILTER (WHERE leaf.succeeded) AS successes
            FROM leaf
            WHERE jsonb_typeof(leaf.value) IN ('string', 'boolean', 'number')
                AND length(leaf.value #>> '{}') <= 100 AND length(leaf.path) <= 200
                AND lower(leaf.value #>> '{}') NOT IN (coalesce(lower(leaf.hostname), ''), coalesce(lower(leaf.client_id), ''))
            GROUP BY 1, 2, 3),
        -- Of each path the usual value on both sides, and how often the failures'
        -- is found on the other.
        pair AS (
            SELECT v.path, sum(v.failures)::bigint AS failures, sum(v.successes)::bigint AS successes,
                (array_agg(v.value ORDER BY v.failures DESC, v.value))[1] AS when_failed,
                (array_agg(v.value ORDER BY v.successes DESC, v.value))[1] AS when_succeeded,
                max(v.failures) AS here,
                (array_agg(v.successes ORDER BY v.failures DESC, v.value))[1] AS elsewhere,
                bool_and(v.number IS NOT NULL) AS is_number,
                min(v.number) FILTER (WHERE v.failures > 0) AS low,
                max(v.number) FILTER (WHERE v.failures > 0) AS high,
                min(v.number) FILTER (WHERE v.successes > 0) AS good_low,
                max(v.number) FILTER (WHERE v.successes > 0) AS good_high
            FROM value v GROUP BY v.path
            HAVING sum(v.failures) > 0 AND sum(v.successes) > 0)
        SELECT p.path,
            CASE WHEN p.is_number AND p.low <> p.high THEN p.low || ' to ' || p.high ELSE p.when_failed END,
            CASE WHEN p.is_number AND p.good_low <> p.good_high THEN p.good_low || ' to ' || p.good_high ELSE p.when_succeeded END,
            p.failures, p.successes
        FROM pair p
        WHERE CASE
            -- Numbers that vary by themselves must not overlap, in several runs.
            WHEN p.is_number THEN (p.high < p.good_low OR p.low > p.good_high) AND p.failures + p.successes >= 5
            ELSE p.when_failed <> p.when_succeeded AND p.here >= 0.8 * p.failures AND p.elsewhere <= 0.2 * p.successes
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
            SELECT e.execution_id, a.succeeded AND a.recurred_as IS NULL AS ended_well,
                CASE WHEN pg_column_size(e.executed_steps) <= 65536 THEN e.executed_steps END AS executed_steps
            FROM learn.execution_results e JOIN learn.analyses a USING (execution_id)
            WHERE e.runbook_id = step_patterns.runbook_id
            ORDER BY e.started_at DESC LIMIT 100),
        step AS (
            SELECT run.execution_id, run.ended_well, left(coalesce(s.step ->> 'action', ''), 200) AS action,
                min(s.number) AS number, bool_and(coalesce(s.step -> 'success' = 'true', false)) AS success,
                sum(learn.finite_number(s.step -> 'duration_seconds')) AS seconds
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
