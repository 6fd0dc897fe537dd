-- How versions of runbooks have done, counted once and for all.  A counter for
-- each version would be a row that everybody who stores analyses waits for; so
-- they insert what is to be added, which waits for nobody, and it is added up
-- later, by one process at a time.  The sum of both is exact at any moment.
-- See src/pg/engine/statistics.c.

CREATE TABLE learn.runbook_stats (
    runbook_id text PRIMARY KEY,
    executions bigint NOT NULL,
    successes bigint NOT NULL,
    verified bigint NOT NULL,
    recurred bigint NOT NULL,
    repairs bigint NOT NULL,
    repair_seconds numeric NOT NULL,
    manual_interventions bigint NOT NULL,
    last_started_at timestamptz
);
COMMENT ON TABLE learn.runbook_stats IS
    'How each version of each runbook has done, but for what learn.runbook_stats_deltas adds: read learn.version_counts().';
COMMENT ON COLUMN learn.runbook_stats.runbook_id IS 'The version, as executors name it; may be unknown here';
COMMENT ON COLUMN learn.runbook_stats.executions IS 'Executions analysed';
COMMENT ON COLUMN learn.runbook_stats.successes IS 'Those with success and verification passed';
COMMENT ON COLUMN learn.runbook_stats.verified IS 'Those that were verified, with either result';
COMMENT ON COLUMN learn.runbook_stats.recurred IS 'Successes after which the same incident came back on the same host within learn.recurrence_window';
COMMENT ON COLUMN learn.runbook_stats.repairs IS 'Successes of which a duration is known';
COMMENT ON COLUMN learn.runbook_stats.repair_seconds IS 'How long these took together';
COMMENT ON COLUMN learn.runbook_stats.manual_interventions IS 'Executions in which a human had to step in: by learn_feedback(), or else as the executor reported';
COMMENT ON COLUMN learn.runbook_stats.last_started_at IS 'When the latest run began';

-- The key begins with the runbook, and its rest collides nowhere: so it can be
-- distributed, and replicated to where rows are inserted one day.
CREATE TABLE learn.runbook_stats_deltas (
    runbook_id text NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    executions bigint NOT NULL DEFAULT 0,
    successes bigint NOT NULL DEFAULT 0,
    verified bigint NOT NULL DEFAULT 0,
    recurred bigint NOT NULL DEFAULT 0,
    repairs bigint NOT NULL DEFAULT 0,
    repair_seconds numeric NOT NULL DEFAULT 0,
    manual_interventions bigint NOT NULL DEFAULT 0,
    last_started_at timestamptz,
    PRIMARY KEY (runbook_id, id)
) WITH (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000);
COMMENT ON TABLE learn.runbook_stats_deltas IS
    'What is to be added to learn.runbook_stats: one row for each version and transaction that stored analyses of it. Rows go when they were added.';
COMMENT ON COLUMN learn.runbook_stats_deltas.runbook_id IS 'The version';
COMMENT ON COLUMN learn.runbook_stats_deltas.id IS 'Tells it from others';
COMMENT ON COLUMN learn.runbook_stats_deltas.executions IS 'To be added, as all that follow';
COMMENT ON COLUMN learn.runbook_stats_deltas.successes IS 'See learn.runbook_stats';
COMMENT ON COLUMN learn.runbook_stats_deltas.verified IS 'See learn.runbook_stats';
COMMENT ON COLUMN learn.runbook_stats_deltas.recurred IS 'See learn.runbook_stats';
COMMENT ON COLUMN learn.runbook_stats_deltas.repairs IS 'See learn.runbook_stats';
COMMENT ON COLUMN learn.runbook_stats_deltas.repair_seconds IS 'See learn.runbook_stats';
COMMENT ON COLUMN learn.runbook_stats_deltas.manual_interventions IS 'See learn.runbook_stats; negative when a human says that it was not needed after all';
COMMENT ON COLUMN learn.runbook_stats_deltas.last_started_at IS 'See learn.runbook_stats; null: says nothing of it';

-- Whoever reads both tables in one statement, and so under one snapshot, sees
-- what is added up meanwhile in the one or in the other.
CREATE FUNCTION learn.version_counts(runbook_id text)
    RETURNS TABLE (executions bigint, successes bigint, verified bigint, recurred bigint, repairs bigint,
        repair_seconds numeric, manual_interventions bigint, last_started_at timestamptz)
    LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT coalesce(sum(c.executions), 0)::bigint, coalesce(sum(c.successes), 0)::bigint,
            coalesce(sum(c.verified), 0)::bigint, coalesce(sum(c.recurred), 0)::bigint,
            coalesce(sum(c.repairs), 0)::bigint, coalesce(sum(c.repair_seconds), 0),
            coalesce(sum(c.manual_interventions), 0)::bigint, max(c.last_started_at)
        FROM (
            SELECT s.executions, s.successes, s.verified, s.recurred, s.repairs, s.repair_seconds,
                s.manual_interventions, s.last_started_at
            FROM learn.runbook_stats s WHERE s.runbook_id = version_counts.runbook_id
            UNION ALL
            SELECT d.executions, d.successes, d.verified, d.recurred, d.repairs, d.repair_seconds,
                d.manual_interventions, d.last_started_at
            FROM learn.runbook_stats_deltas d WHERE d.runbook_id = version_counts.runbook_id) c;
    END;
COMMENT ON FUNCTION learn.version_counts(text) IS
    'How a version of a runbook has done: always one row, exact at any moment, without reading executions.';

CREATE VIEW learn.runbook_stats_unfolded AS
    SELECT d.runbook_id, sum(d.executions)::bigint AS executions, sum(d.successes)::bigint AS successes,
        sum(d.verified)::bigint AS verified, sum(d.recurred)::bigint AS recurred, sum(d.repairs)::bigint AS repairs,
        sum(d.repair_seconds) AS repair_seconds, sum(d.manual_interventions)::bigint AS manual_interventions,
        max(d.last_started_at) AS last_started_at
    FROM learn.runbook_stats_deltas d GROUP BY d.runbook_id;
COMMENT ON VIEW learn.runbook_stats_unfolded IS
    'What is to be added to learn.runbook_stats, one row for each version: for who reads many versions.';
COMMENT ON COLUMN learn.runbook_stats_unfolded.runbook_id IS 'The version';
COMMENT ON COLUMN learn.runbook_stats_unfolded.executions IS 'To be added, as all that follow';
COMMENT ON COLUMN learn.runbook_stats_unfolded.successes IS 'See learn.runbook_stats';
COMMENT ON COLUMN learn.runbook_stats_unfolded.verified IS 'See learn.runbook_stats';
COMMENT ON COLUMN learn.runbook_stats_unfolded.recurred IS 'See learn.runbook_stats';
COMMENT ON COLUMN learn.runbook_stats_unfolded.repairs IS 'See learn.runbook_stats';
COMMENT ON COLUMN learn.runbook_stats_unfolded.repair_seconds IS 'See learn.runbook_stats';
COMMENT ON COLUMN learn.runbook_stats_unfolded.manual_interventions IS 'See learn.runbook_stats';
COMMENT ON COLUMN learn.runbook_stats_unfolded.last_started_at IS 'See learn.runbook_stats';

-- They take a microsecond: a list that is sorted and cut is cut before.
CREATE FUNCTION learn.success_interval(successes bigint, executions bigint,
        OUT low double precision, OUT high double precision)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100
    AS 'MODULE_PATHNAME', 'learn_sql_success_interval';
COMMENT ON FUNCTION learn.success_interval(bigint, bigint) IS
    'The 95 % Wilson interval of how often something succeeds that did so that often; 0 to 1 when it never ran.';

CREATE FUNCTION learn.probability_better(successes bigint, executions bigint, other_successes bigint, other_executions bigint)
    RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100
    AS 'MODULE_PATHNAME', 'learn_sql_probability_better';
COMMENT ON FUNCTION learn.probability_better(bigint, bigint, bigint, bigint) IS
    'How probable it is that something succeeds more often than another, by what both have done: any rate was as likely as any other before.';

-- When a group of failures was seen: written with the group, whose row is
-- locked then.
CREATE TABLE learn.failure_group_days (
    signature text NOT NULL,
    day date NOT NULL,
    failures bigint NOT NULL CHECK (failures >= 1),
    PRIMARY KEY (signature, day)
);
COMMENT ON TABLE learn.failure_group_days IS 'On which days the failures of a group began.';
COMMENT ON COLUMN learn.failure_group_days.signature IS 'The group';
COMMENT ON COLUMN learn.failure_group_days.day IS 'The day, in UTC';
COMMENT ON COLUMN learn.failure_group_days.failures IS 'How many';
