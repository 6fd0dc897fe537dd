-- Does it get better?  Measures that read counts and reviews, and no execution.

-- For learn_reviewers.
CREATE INDEX audit_log_endorsements_idx ON learn.audit_log (object_id) WHERE action = 'endorse';
CREATE INDEX runbooks_rolled_back_idx ON learn.runbooks (id) WHERE archive_reason = 'rolled_back';

-- Joins, where learn.version_counts() would be called for each row: lists can be
-- sorted by what is counted.
CREATE VIEW @extschema@.learn_versions AS
    SELECT r.id AS runbook_id, r.line, r.version, r.name, r.status, r.origin, r.parent_runbook,
        c.executions, c.successes, c.verified, c.recurred,
        round(c.lasting::numeric / nullif(c.executions, 0), 4) AS success_rate,
        round((i.success_interval).low * 10000) / 10000 AS success_rate_low,
        round((i.success_interval).high * 10000) / 10000 AS success_rate_high,
        round(c.repair_seconds / nullif(c.repairs, 0), 3) AS time_to_repair,
        c.manual_interventions, c.last_started_at,
        round(p.lasting::numeric / nullif(p.executions, 0), 4) AS parent_success_rate,
        round(b.probability * 10000) / 10000 AS probability_better,
        CASE
            WHEN r.parent_runbook IS NULL THEN NULL
            WHEN b.probability >= s.regression_probability THEN 'better'
            WHEN 1 - b.probability >= s.regression_probability THEN 'worse'
            ELSE 'not enough data'
        END AS verdict,
        r.approved_by, r.approved_at, r.archive_reason
    FROM learn.runbooks r
    LEFT JOIN learn.runbook_stats f ON f.runbook_id = r.id
    LEFT JOIN learn.runbook_stats_unfolded u ON u.runbook_id = r.id
    LEFT JOIN learn.runbook_stats pf ON pf.runbook_id = r.parent_runbook
    LEFT JOIN learn.runbook_stats_unfolded pu ON pu.runbook_id = r.parent_runbook
    CROSS JOIN LATERAL (
        SELECT coalesce(f.executions, 0) + coalesce(u.executions, 0) AS executions,
            coalesce(f.successes, 0) + coalesce(u.successes, 0) AS successes,
            coalesce(f.verified, 0) + coalesce(u.verified, 0) AS verified,
            coalesce(f.recurred, 0) + coalesce(u.recurred, 0) AS recurred,
            coalesce(f.successes - f.recurred, 0) + coalesce(u.successes - u.recurred, 0) AS lasting,
            coalesce(f.repairs, 0) + coalesce(u.repairs, 0) AS repairs,
            coalesce(f.repair_seconds, 0) + coalesce(u.repair_seconds, 0) AS repair_seconds,
            coalesce(f.manual_interventions, 0) + coalesce(u.manual_interventions, 0) AS manual_interventions,
            greatest(f.last_started_at, u.last_started_at) AS last_started_at) c
    CROSS JOIN LATERAL (
        SELECT coalesce(pf.executions, 0) + coalesce(pu.executions, 0) AS executions,
            coalesce(pf.successes - pf.recurred, 0) + coalesce(pu.successes - pu.recurred, 0) AS lasting) p
    CROSS JOIN LATERAL (SELECT learn.success_interval(c.lasting, nullif(c.executions, 0)) AS success_interval) i
    -- What never ran is neither better nor worse, however others have done.
    CROSS JOIN LATERAL (
        SELECT learn.probability_better(c.lasting, nullif(c.executions, 0), p.lasting, nullif(p.executions, 0))
            AS probability) b
    CROSS JOIN (SELECT coalesce(current_setting('learn.regression_probability', true), '0.95')::double precision
        AS regression_probability) s;
COMMENT ON VIEW @extschema@.learn_versions IS
    'How each version of each runbook has done so far, and whether it is better than the one it was made from.

The numbers are exact at any moment, and cost the same however many executions there are.';
COMMENT ON COLUMN @extschema@.learn_versions.runbook_id IS 'The version';
COMMENT ON COLUMN @extschema@.learn_versions.line IS 'The runbook it is a version of';
COMMENT ON COLUMN @extschema@.learn_versions.version IS '1, 2, 3 …';
COMMENT ON COLUMN @extschema@.learn_versions.name IS 'Its name';
COMMENT ON COLUMN @extschema@.learn_versions.status IS 'pending, active or archived';
COMMENT ON COLUMN @extschema@.learn_versions.origin IS 'generated, submitted or imported';
COMMENT ON COLUMN @extschema@.learn_versions.parent_runbook IS 'The version it was made from';
COMMENT ON COLUMN @extschema@.learn_versions.executions IS 'Executions analysed';
COMMENT ON COLUMN @extschema@.learn_versions.successes IS 'Those with success and verification passed';
COMMENT ON COLUMN @extschema@.learn_versions.verified IS 'Those that were verified, with either result';
COMMENT ON COLUMN @extschema@.learn_versions.recurred IS 'Successes after which the same incident came back on the same host within learn.recurrence_window';
COMMENT ON COLUMN @extschema@.learn_versions.success_rate IS '(successes - recurred) / executions; null when it never ran';
COMMENT ON COLUMN @extschema@.learn_versions.success_rate_low IS 'The lower end of its 95 % interval (Wilson)';
COMMENT ON COLUMN @extschema@.learn_versions.success_rate_high IS 'The upper end of that';
COMMENT ON COLUMN @extschema@.learn_versions.time_to_repair IS 'Seconds, on average, of those successes of which a duration is known';
COMMENT ON COLUMN @extschema@.learn_versions.manual_interventions IS 'Executions in which a human had to step in: by learn_feedback(), or else as the executor reported';
COMMENT ON COLUMN @extschema@.learn_versions.last_started_at IS 'When the latest run began; null when it never ran';
COMMENT ON COLUMN @extschema@.learn_versions.parent_success_rate IS 'The success rate of the version it was made from';
COMMENT ON COLUMN @extschema@.learn_versions.probability_better IS 'How probable it is, by what both have done, that it succeeds more often than that; null when either never ran';
COMMENT ON COLUMN @extschema@.learn_versions.verdict IS
    'better or worse than that, when this is at least as probable as learn.regression_probability, else not enough data; null when it was made from none';
COMMENT ON COLUMN @extschema@.learn_versions.approved_by IS 'Who approved it';
COMMENT ON COLUMN @extschema@.learn_versions.approved_at IS 'When';
COMMENT ON COLUMN @extschema@.learn_versions.archive_reason IS 'Of an archived one: superseded, rejected, withdrawn, retired or rolled_back';

CREATE VIEW @extschema@.learn_learning_rate AS
    SELECT e.week,
        count(*) FILTER (WHERE e.event = 'generated') AS generated,
        count(*) FILTER (WHERE e.event = 'submitted') AS submitted,
        count(*) FILTER (WHERE e.event = 'approved') AS approved,
        count(*) FILTER (WHERE e.event = 'rejected') AS rejected,
        count(*) FILTER (WHERE e.event = 'withdrawn') AS withdrawn,
        round(count(*) FILTER (WHERE e.event = 'approved')::numeric
            / nullif(count(*) FILTER (WHERE e.event IN ('approved', 'rejected')), 0), 4) AS approval_rate,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY e.waited) AS time_to_review_median,
        percentile_cont(0.95) WITHIN GROUP (ORDER BY e.waited) AS time_to_review_p95
    FROM (
        -- What the engine queued came from a failure, whoever has edited it since.
        SELECT date_trunc('week', q.created_at AT TIME ZONE 'UTC')::date AS week,
            CASE WHEN q.failure_execution_id IS NULL THEN 'submitted' ELSE 'generated' END AS event, NULL::interval AS waited
        FROM learn.reviews q
        UNION ALL
        SELECT date_trunc('week', q.reviewed_at AT TIME ZONE 'UTC')::date, q.status::text,
            CASE WHEN q.status <> 'withdrawn' THEN q.reviewed_at - q.created_at END
        FROM learn.reviews q WHERE q.status IN ('approved', 'rejected', 'withdrawn')) e
    GROUP BY e.week
    ORDER BY e.week DESC;
COMMENT ON VIEW @extschema@.learn_learning_rate IS
    'How fast the system learns: one row for each week in which a draft was queued or decided about, the latest first.';
COMMENT ON COLUMN @extschema@.learn_learning_rate.week IS 'Its Monday, in UTC';
COMMENT ON COLUMN @extschema@.learn_learning_rate.generated IS 'Drafts that the engine queued that week';
COMMENT ON COLUMN @extschema@.learn_learning_rate.submitted IS 'Drafts that humans submitted that week';
COMMENT ON COLUMN @extschema@.learn_learning_rate.approved IS 'Drafts that were approved that week, whenever they were queued';
COMMENT ON COLUMN @extschema@.learn_learning_rate.rejected IS 'Drafts that were rejected that week';
COMMENT ON COLUMN @extschema@.learn_learning_rate.withdrawn IS 'Drafts that gave way to another that week, so that nobody decided about them';
COMMENT ON COLUMN @extschema@.learn_learning_rate.approval_rate IS 'approved / (approved + rejected); null when neither';
COMMENT ON COLUMN @extschema@.learn_learning_rate.time_to_review_median IS 'From queueing to decision, of what was approved or rejected that week: the median';
COMMENT ON COLUMN @extschema@.learn_learning_rate.time_to_review_p95 IS 'The same: 95 % took no longer';

CREATE VIEW @extschema@.learn_backlog AS
    SELECT p.priority, count(q.runbook_id) AS open,
        count(*) FILTER (WHERE q.status = 'pending_review') AS pending_review,
        count(*) FILTER (WHERE q.status = 'in_review') AS in_review,
        count(*) FILTER (WHERE q.status = 'needs_changes') AS needs_changes,
        min(q.created_at) AS oldest,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY now() - q.created_at) AS median_age,
        count(*) FILTER (WHERE q.created_at < now()
            - coalesce(current_setting('learn.review_sla', true), '1d')::interval) AS overdue
    FROM unnest(enum_range(NULL::learn.priority)) AS p (priority)
    LEFT JOIN learn.review_queue q ON q.priority = p.priority
        AND q.status IN ('pending_review', 'in_review', 'needs_changes')
    GROUP BY p.priority
    ORDER BY p.priority;
COMMENT ON VIEW @extschema@.learn_backlog IS 'What waits for reviewers: one row for each priority, high first, also where there is nothing.';
COMMENT ON COLUMN @extschema@.learn_backlog.priority IS 'high, medium or low';
COMMENT ON COLUMN @extschema@.learn_backlog.open IS 'Reviews that are not decided';
COMMENT ON COLUMN @extschema@.learn_backlog.pending_review IS 'Those that nobody has taken';
COMMENT ON COLUMN @extschema@.learn_backlog.in_review IS 'Those that somebody has taken';
COMMENT ON COLUMN @extschema@.learn_backlog.needs_changes IS 'Those that are to be written again';
COMMENT ON COLUMN @extschema@.learn_backlog.oldest IS 'When the oldest of them was queued';
COMMENT ON COLUMN @extschema@.learn_backlog.median_age IS 'For how long half of them have waited at least';
COMMENT ON COLUMN @extschema@.learn_backlog.overdue IS 'Those that have waited longer than learn.review_sla';

CREATE VIEW @extschema@.learn_reviewers AS
    SELECT d.reviewer, count(*) AS decisions,
        count(*) FILTER (WHERE d.approved) AS approved,
        count(*) FILTER (WHERE NOT d.approved) AS rejected,
        round(count(*) FILTER (WHERE d.approved)::numeric / count(*), 4) AS share_approved,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY d.at - d.claimed_at) AS median_time_looked_at,
        count(DISTINCT r.id) FILTER (WHERE d.approved) AS rolled_back,
        max(d.at) AS last_decision_at
    FROM (
        SELECT q.reviewed_by AS reviewer, q.runbook_id, NULL AS digest, q.status = 'approved' AS approved,
            q.reviewed_at AS at, CASE WHEN q.claimed_by = q.reviewed_by THEN q.claimed_at END AS claimed_at
        FROM learn.reviews q WHERE q.status IN ('approved', 'rejected')
        UNION ALL
        -- An approval that others had to follow is in the audit log only.
        SELECT a.actor, a.object_id, a.digest_after, true, a.at, (
            SELECT max(c.at) FROM learn.audit_log c
            WHERE c.object_id = a.object_id AND c.action = 'claim' AND c.actor = a.actor AND c.seq < a.seq)
        FROM learn.audit_log a WHERE a.action = 'endorse') d
    LEFT JOIN learn.runbooks r ON r.id = d.runbook_id AND r.archive_reason = 'rolled_back'
        AND (d.digest IS NULL OR d.digest = r.approved_digest)
    GROUP BY d.reviewer;
COMMENT ON VIEW @extschema@.learn_reviewers IS
    'Who decides how: one row for each person who has approved or rejected a draft. Where several must approve, each of them has.';
COMMENT ON COLUMN @extschema@.learn_reviewers.reviewer IS 'Who';
COMMENT ON COLUMN @extschema@.learn_reviewers.decisions IS 'How often';
COMMENT ON COLUMN @extschema@.learn_reviewers.approved IS 'Approvals among these';
COMMENT ON COLUMN @extschema@.learn_reviewers.rejected IS 'The others';
COMMENT ON COLUMN @extschema@.learn_reviewers.share_approved IS 'approved / decisions';
COMMENT ON COLUMN @extschema@.learn_reviewers.median_time_looked_at IS 'From claim to decision, of those that were claimed before: the median; null when none was';
COMMENT ON COLUMN @extschema@.learn_reviewers.rolled_back IS 'Versions approved that were taken out of use again by learn_rollback()';
COMMENT ON COLUMN @extschema@.learn_reviewers.last_decision_at IS 'When the last decision was made';

-- A function of its own, and a dear one: a list that is sorted and cut is cut
-- before.  It calls few others, since each would be planned for every row.
CREATE FUNCTION learn.why_never_ran(runbook_id text, known_actions text[], last_seen timestamptz) RETURNS text
    LANGUAGE sql STABLE COST 10000
    BEGIN ATOMIC
        SELECT coalesce(
            CASE WHEN NOT learn.approval_in_log(r.id, r.digest)
                THEN 'its approval does not stand in the audit log, so nobody is handed it' END,
            CASE WHEN why_never_ran.known_actions IS NULL
                THEN format('no executor is registered for %s', r.platform) END,
            (SELECT format('no registered executor for %s knows the action "%s"', r.platform, u.action)
                FROM learn.unknown_actions(r.content, why_never_ran.known_actions) u LIMIT 1),
            CASE WHEN why_never_ran.last_seen + learn.executor_silence() < r.approved_at
                THEN format('no executor for %s has been seen since it was approved', r.platform) END,
            -- What learn_next_runbook() returns whenever it could return this one.
            (SELECT format('"%s" is always handed out in its place', c.id)
                FROM (
                    SELECT o.id, o.digest FROM learn.runbooks o
                    WHERE o.status = 'active' AND o.platform = r.platform AND o.id <> r.id
                      AND o.incident_types @> r.incident_types
                      AND (r.applies_to IS NULL AND o.applies_to IS NOT NULL
                          OR (r.applies_to IS NULL) = (o.applies_to IS NULL)
                          AND (o.approved_at > r.approved_at OR o.approved_at = r.approved_at AND o.id < r.id))
                      -- It is for all that this one is for; a glob of hosts is not
                      -- looked into, and holds what another does when it is the same.
                      AND (coalesce(jsonb_array_length(o.applies_to -> 'clients'), 0) = 0
                          OR jsonb_array_length(r.applies_to -> 'clients') > 0
                          AND o.applies_to -> 'clients' @> (r.applies_to -> 'clients'))
                      AND (o.applies_to ->> 'hosts' IS NULL OR o.applies_to -> 'hosts' = r.applies_to -> 'hosts')
                      AND (o.applies_to ->> 'platform_version' IS NULL
                          OR o.applies_to -> 'platform_version' = r.applies_to -> 'platform_version')
                    ORDER BY o.applies_to IS NULL, o.approved_at DESC, o.id
                    -- So that the audit log is asked for the first, and not for all.
                    OFFSET 0) c
                WHERE learn.approval_in_log(c.id, c.digest) LIMIT 1),
            -- For which incidents, only executions tell.
            CASE WHEN EXISTS (
                SELECT FROM (
                    SELECT s.runbook_id, s.last_started_at FROM learn.runbook_stats s
                    UNION ALL
                    SELECT d.runbook_id, d.last_started_at FROM learn.runbook_stats_deltas d) c
                JOIN learn.runbooks o ON o.id = c.runbook_id
                WHERE c.last_started_at > r.approved_at AND o.id <> r.id AND o.platform = r.platform
                  AND o.incident_types ?| ARRAY(SELECT jsonb_array_elements_text(r.incident_types)))
                THEN 'others have run since, maybe for such an incident' END,
            'no such incident was reported since')
        FROM learn.runbooks r WHERE r.id = why_never_ran.runbook_id;
    END;
COMMENT ON FUNCTION learn.why_never_ran(text, text[], timestamptz) IS
    'Why a version that is in use was never executed, given the actions that executors for its platform know, and when one was last seen.';

CREATE VIEW @extschema@.learn_never_ran AS
    SELECT r.id AS runbook_id, r.line, r.name, r.platform, r.incident_types, r.approved_by, r.approved_at,
        now() - r.approved_at AS waiting, learn.why_never_ran(r.id, x.actions, x.last_seen) AS reason
    FROM learn.runbooks r
    LEFT JOIN (
        SELECT p.platform, learn.known_actions(p.platform) AS actions,
            (SELECT max(e.last_seen) FROM learn.executors e WHERE e.platform = p.platform) AS last_seen
        FROM unnest('{linux,windows,darwin}'::text[]) p(platform)
        -- Once for each, and not for each runbook.
        OFFSET 0) x ON x.platform = r.platform
    WHERE r.status = 'active'
      AND NOT EXISTS (SELECT FROM learn.runbook_stats s WHERE s.runbook_id = r.id AND s.executions > 0)
      AND NOT EXISTS (SELECT FROM learn.runbook_stats_deltas d WHERE d.runbook_id = r.id AND d.executions > 0);
COMMENT ON VIEW @extschema@.learn_never_ran IS 'What was approved, is in use, and was never executed.';
COMMENT ON COLUMN @extschema@.learn_never_ran.runbook_id IS 'The version';
COMMENT ON COLUMN @extschema@.learn_never_ran.line IS 'The runbook it is a version of';
COMMENT ON COLUMN @extschema@.learn_never_ran.name IS 'Its name';
COMMENT ON COLUMN @extschema@.learn_never_ran.platform IS 'What it is for';
COMMENT ON COLUMN @extschema@.learn_never_ran.incident_types IS 'What it is to mend';
COMMENT ON COLUMN @extschema@.learn_never_ran.approved_by IS 'Who approved it';
COMMENT ON COLUMN @extschema@.learn_never_ran.approved_at IS 'When';
COMMENT ON COLUMN @extschema@.learn_never_ran.waiting IS 'How long ago that was';
COMMENT ON COLUMN @extschema@.learn_never_ran.reason IS
    'Why, as far as can be told: nobody is there to run it, or can, or is handed it, or no such incident was reported';
