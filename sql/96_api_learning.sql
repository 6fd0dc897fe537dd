-- What was learned, what it cost, how right it was, and what needs a human.

CREATE VIEW @extschema@.learn_failure_groups AS
    SELECT g.signature, g.line, g.platform, g.incident_type, g.action, g.message, g.first_seen, g.last_seen,
        g.occurrences, h.hosts, h.clients, g.failure_type, g.reasoning, g.confidence, g.source, g.model,
        g.answered_at, g.contradicted_at, g.executions,
        CASE WHEN g.no_draft_until > now() THEN g.no_draft_reason END AS no_draft_reason
    FROM learn.failure_groups g CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE h.hostname <> '') AS hosts,
            coalesce(array_agg(DISTINCT h.client_id ORDER BY h.client_id) FILTER (WHERE h.client_id <> ''), '{}') AS clients
        FROM learn.failure_group_hosts h WHERE h.signature = g.signature) h;
COMMENT ON VIEW @extschema@.learn_failure_groups IS 'The problems that were met: one row for all failures that are the same.';
COMMENT ON COLUMN @extschema@.learn_failure_groups.signature IS 'Names the group';
COMMENT ON COLUMN @extschema@.learn_failure_groups.line IS 'The runbook, whichever version of it';
COMMENT ON COLUMN @extschema@.learn_failure_groups.platform IS 'Where it was seen first';
COMMENT ON COLUMN @extschema@.learn_failure_groups.incident_type IS 'What the runbook was started for when it was seen first';
COMMENT ON COLUMN @extschema@.learn_failure_groups.action IS 'The step that failed; empty: none did';
COMMENT ON COLUMN @extschema@.learn_failure_groups.message IS 'The error with what varies left out';
COMMENT ON COLUMN @extschema@.learn_failure_groups.first_seen IS 'When the first of them began';
COMMENT ON COLUMN @extschema@.learn_failure_groups.last_seen IS 'When the latest of them began';
COMMENT ON COLUMN @extschema@.learn_failure_groups.occurrences IS 'How many there were';
COMMENT ON COLUMN @extschema@.learn_failure_groups.hosts IS 'On how many hosts';
COMMENT ON COLUMN @extschema@.learn_failure_groups.clients IS 'Of which clients';
COMMENT ON COLUMN @extschema@.learn_failure_groups.failure_type IS 'Why they failed; null: nobody could tell yet';
COMMENT ON COLUMN @extschema@.learn_failure_groups.reasoning IS 'The evidence for that';
COMMENT ON COLUMN @extschema@.learn_failure_groups.confidence IS '0 to 1';
COMMENT ON COLUMN @extschema@.learn_failure_groups.source IS 'Who answered: rules, model, human, or default when the model''s answer could not be read';
COMMENT ON COLUMN @extschema@.learn_failure_groups.model IS 'The model, when it was one';
COMMENT ON COLUMN @extschema@.learn_failure_groups.answered_at IS 'When; a model is asked again after learn.recheck_after';
COMMENT ON COLUMN @extschema@.learn_failure_groups.contradicted_at IS 'When a human last contradicted the answer that stood';
COMMENT ON COLUMN @extschema@.learn_failure_groups.executions IS 'The latest of them, newest first';
COMMENT ON COLUMN @extschema@.learn_failure_groups.no_draft_reason IS 'Why no draft is written for them at present; null: nothing speaks against it';

CREATE VIEW @extschema@.learn_remedies AS
    SELECT coalesce(m.id, c.id) AS id, coalesce(m.origin, 'curated') AS origin,
        coalesce(c.platforms, ARRAY[m.platform]) AS platforms, coalesce(c.action, m.action) AS action,
        coalesce(c.what, m.definition ->> 'what') AS what, coalesce(c.why, m.definition ->> 'why') AS why,
        m.message, coalesce(c.commands, m.definition) AS definition, m.learned_from, m.learned_at,
        coalesce(m.successes, 0) AS successes, coalesce(m.failures, 0) AS failures, m.last_success, m.last_failure,
        round(coalesce(learn.remedy_strength(m), 0.5)::numeric, 3) AS strength,
        coalesce(learn.remedy_strength(m), 0.5) >= 0.3 AS proposed, coalesce(m.executions, '{}') AS executions
    FROM learn.remedies m FULL JOIN learn.curated_remedies() c ON c.id = m.id;
COMMENT ON VIEW @extschema@.learn_remedies IS 'What helps against what: remedies that come with the extension, and remedies learned from versions that succeeded where an earlier one failed.';
COMMENT ON COLUMN @extschema@.learn_remedies.id IS 'Its name';
COMMENT ON COLUMN @extschema@.learn_remedies.origin IS 'curated or mined';
COMMENT ON COLUMN @extschema@.learn_remedies.platforms IS 'Where it can be used';
COMMENT ON COLUMN @extschema@.learn_remedies.action IS 'curated: of the step it adds; mined: of the step that failed';
COMMENT ON COLUMN @extschema@.learn_remedies.what IS 'What it changes';
COMMENT ON COLUMN @extschema@.learn_remedies.why IS 'Why that helps';
COMMENT ON COLUMN @extschema@.learn_remedies.message IS 'mined: the error it helps against, with what varies left out';
COMMENT ON COLUMN @extschema@.learn_remedies.definition IS 'curated: its commands by platform; mined: {placement, steps, parameters, rollback, what, why}';
COMMENT ON COLUMN @extschema@.learn_remedies.learned_from IS 'mined: the version that showed it first';
COMMENT ON COLUMN @extschema@.learn_remedies.learned_at IS 'mined: when';
COMMENT ON COLUMN @extschema@.learn_remedies.successes IS 'Runs that succeeded with it where the failure had been';
COMMENT ON COLUMN @extschema@.learn_remedies.failures IS 'Runs with it that failed as before, and successes that did not last';
COMMENT ON COLUMN @extschema@.learn_remedies.last_success IS 'When it last succeeded';
COMMENT ON COLUMN @extschema@.learn_remedies.last_failure IS 'When it last failed';
COMMENT ON COLUMN @extschema@.learn_remedies.strength IS '0 to 1; see learn.remedy_strength()';
COMMENT ON COLUMN @extschema@.learn_remedies.proposed IS 'Is it strong enough to be proposed';
COMMENT ON COLUMN @extschema@.learn_remedies.executions IS 'The latest executions that support it, newest first';

CREATE VIEW @extschema@.learn_patterns AS
    SELECT p.runbook_id, p.extracted_at, p.executions, p.content -> 'steps' AS steps,
        p.content -> 'distinguishing_state' AS distinguishing_state
    FROM learn.patterns p;
COMMENT ON VIEW @extschema@.learn_patterns IS 'What the latest executions of each version have in common.';
COMMENT ON COLUMN @extschema@.learn_patterns.runbook_id IS 'The version';
COMMENT ON COLUMN @extschema@.learn_patterns.extracted_at IS 'When that was found';
COMMENT ON COLUMN @extschema@.learn_patterns.executions IS 'From how many of its latest executions';
COMMENT ON COLUMN @extschema@.learn_patterns.steps IS
    'Array of {step_number, action, optional, runs, succeeded, median_seconds, p95_seconds, ends_well_with, ends_well_without}: the last two are the shares of runs that succeeded among those in which the step did, and did not';
COMMENT ON COLUMN @extschema@.learn_patterns.distinguishing_state IS
    'Array of {path, when_failed, when_succeeded, failures, successes}: what was different in state_before when the version failed';

CREATE VIEW @extschema@.learn_costs AS
    SELECT c.budget_day AS day, c.purpose, c.model, c.runbook_id, c.client_id, count(*) AS calls,
        sum(c.tokens_in) AS tokens_in, sum(c.tokens_out) AS tokens_out, sum(c.cost) AS cost,
        sum(c.cost) / nullif(count(c.cost), 0) AS cost_per_call,
        count(*) FILTER (WHERE c.cost IS NULL AND c.outcome NOT IN ('unavailable', 'rate_limited')) AS calls_without_cost
    FROM learn.llm_calls c
    GROUP BY c.budget_day, c.purpose, c.model, c.runbook_id, c.client_id;
COMMENT ON VIEW @extschema@.learn_costs IS 'What requests to models have cost: by day, purpose, model, runbook and client, as long as learn.log_retention keeps them.';
COMMENT ON COLUMN @extschema@.learn_costs.day IS 'The day, in UTC';
COMMENT ON COLUMN @extschema@.learn_costs.purpose IS 'categorize, improve or revise';
COMMENT ON COLUMN @extschema@.learn_costs.model IS 'The model asked for';
COMMENT ON COLUMN @extschema@.learn_costs.runbook_id IS 'The runbook it was about';
COMMENT ON COLUMN @extschema@.learn_costs.client_id IS 'Whose failure led to it; null: not told';
COMMENT ON COLUMN @extschema@.learn_costs.calls IS 'How many requests';
COMMENT ON COLUMN @extschema@.learn_costs.tokens_in IS 'Tokens sent';
COMMENT ON COLUMN @extschema@.learn_costs.tokens_out IS 'Tokens received';
COMMENT ON COLUMN @extschema@.learn_costs.cost IS 'What those cost of which it is known';
COMMENT ON COLUMN @extschema@.learn_costs.cost_per_call IS 'On average';
COMMENT ON COLUMN @extschema@.learn_costs.calls_without_cost IS 'Requests of which no price or no token count is known';

CREATE FUNCTION @extschema@.learn_feedback(execution_id text, was_correct_runbook boolean DEFAULT NULL,
        was_correct_diagnosis boolean DEFAULT NULL, failure_type text DEFAULT NULL,
        manual_intervention_needed boolean DEFAULT NULL, human_feedback text DEFAULT NULL) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_feedback';
COMMENT ON FUNCTION @extschema@.learn_feedback(text, boolean, boolean, text, boolean, text) IS
    'Says how it really was: corrects what the engine found out about an execution, and about all failures like it.

Without failure_type, was_correct_diagnosis = false means wrong_diagnosis, and was_correct_runbook = false wrong_runbook. The latest word on an execution counts.';

CREATE VIEW @extschema@.learn_accuracy AS
    SELECT f.failure_type,
        count(*) FILTER (WHERE f.engine_failure_type = 'wrong_diagnosis') AS wrong_diagnosis,
        count(*) FILTER (WHERE f.engine_failure_type = 'wrong_runbook') AS wrong_runbook,
        count(*) FILTER (WHERE f.engine_failure_type = 'runbook_insufficient') AS runbook_insufficient,
        count(*) FILTER (WHERE f.engine_failure_type = 'environment_difference') AS environment_difference,
        count(*) FILTER (WHERE f.engine_failure_type = 'external_dependency') AS external_dependency,
        count(*) FILTER (WHERE f.engine_failure_type = 'permission_denied') AS permission_denied,
        count(*) FILTER (WHERE f.engine_failure_type IS NULL) AS abstained,
        count(*) AS labelled,
        count(*) FILTER (WHERE f.engine_failure_type = f.failure_type) AS correct,
        round(avg((f.engine_failure_type IS NOT DISTINCT FROM f.failure_type)::integer), 3) AS accuracy,
        round(avg((f.engine_failure_type IS NOT DISTINCT FROM f.failure_type)::integer)
            FILTER (WHERE f.engine_source = 'rules'), 3) AS accuracy_of_rules,
        round(avg((f.engine_failure_type IS NOT DISTINCT FROM f.failure_type)::integer)
            FILTER (WHERE f.engine_source = 'group'), 3) AS accuracy_of_groups,
        round(avg((f.engine_failure_type IS NOT DISTINCT FROM f.failure_type)::integer)
            FILTER (WHERE f.engine_source = 'model'), 3) AS accuracy_of_models
    FROM learn.feedback f
    WHERE f.failure_type IS NOT NULL AND f.engine_source IS NOT NULL
    GROUP BY GROUPING SETS ((f.failure_type), ());
COMMENT ON VIEW @extschema@.learn_accuracy IS
    'How right the engine was, by what humans said in learn_feedback(): a row for each type that humans named, with a column for each answer of the engine, and a row for all (failure_type is null).';
COMMENT ON COLUMN @extschema@.learn_accuracy.failure_type IS 'Why it failed, as a human says; null: all';
COMMENT ON COLUMN @extschema@.learn_accuracy.wrong_diagnosis IS 'How often the engine had answered this';
COMMENT ON COLUMN @extschema@.learn_accuracy.wrong_runbook IS 'How often the engine had answered this';
COMMENT ON COLUMN @extschema@.learn_accuracy.runbook_insufficient IS 'How often the engine had answered this';
COMMENT ON COLUMN @extschema@.learn_accuracy.environment_difference IS 'How often the engine had answered this';
COMMENT ON COLUMN @extschema@.learn_accuracy.external_dependency IS 'How often the engine had answered this';
COMMENT ON COLUMN @extschema@.learn_accuracy.permission_denied IS 'How often the engine had answered this';
COMMENT ON COLUMN @extschema@.learn_accuracy.abstained IS 'How often the engine could not tell';
COMMENT ON COLUMN @extschema@.learn_accuracy.labelled IS 'How many of these humans named';
COMMENT ON COLUMN @extschema@.learn_accuracy.correct IS 'Where the engine had said the same';
COMMENT ON COLUMN @extschema@.learn_accuracy.accuracy IS 'Their share';
COMMENT ON COLUMN @extschema@.learn_accuracy.accuracy_of_rules IS 'The share among those that the rules answered';
COMMENT ON COLUMN @extschema@.learn_accuracy.accuracy_of_groups IS 'The share among those that were answered like failures before';
COMMENT ON COLUMN @extschema@.learn_accuracy.accuracy_of_models IS 'The share among those that a model answered';

CREATE VIEW @extschema@.learn_triage AS
    SELECT 'abstention' AS kind, g.line AS runbook_line, g.incident_type, g.signature, g.occurrences, g.last_seen,
        concat_ws(': ', 'nobody could tell why it fails', nullif(g.action, ''), g.message, g.reasoning) AS evidence,
        g.executions
    FROM learn.failure_groups g
    WHERE g.failure_type IS NULL AND g.contradicted_at IS NULL
    UNION ALL
    SELECT 'contradiction', g.line, g.incident_type, g.signature, g.occurrences, g.last_seen,
        format('humans named %s; %s', (
            SELECT string_agg(DISTINCT f.failure_type::text, ', ')
            FROM learn.feedback f JOIN learn.analyses a USING (execution_id)
            WHERE a.signature = g.signature AND f.failure_type IS NOT NULL),
            CASE WHEN g.source = 'human' THEN 'failures like these are taken as ' || g.failure_type
                WHEN g.failure_type IS NOT NULL THEN format('the %s: %s', g.source, g.failure_type)
                ELSE 'no answer stands' END),
        g.executions
    FROM learn.failure_groups g
    WHERE g.contradicted_at IS NOT NULL AND g.source IS DISTINCT FROM 'human'
    UNION ALL
    SELECT 'chronic ' || g.failure_type, g.line, g.incident_type, NULL, sum(g.occurrences)::bigint, max(g.last_seen),
        CASE g.failure_type
            WHEN 'wrong_runbook' THEN format('another runbook is needed for %s: this one was chosen %s times and cannot mend it',
                g.incident_type, sum(g.occurrences))
            ELSE format('%s was detected %s times where it was something else', g.incident_type, sum(g.occurrences)) END,
        (array_agg(g.executions[1] ORDER BY g.last_seen DESC))[:10]
    FROM learn.failure_groups g
    WHERE g.failure_type IN ('wrong_runbook', 'wrong_diagnosis')
    GROUP BY g.failure_type, g.line, g.incident_type
    HAVING sum(g.occurrences) >= 3
    UNION ALL
    SELECT 'refused draft', g.line, g.incident_type, g.signature, g.occurrences, g.last_seen,
        'the draft for these was ' || g.no_draft_reason, g.executions
    FROM learn.failure_groups g
    WHERE g.no_draft_until > now()
    UNION ALL
    SELECT 'worse version', v.line, r.incident_types ->> 0, NULL, v.executions, v.last_started_at,
        format('%s succeeds less often than %s did: %s of %s, against %s; learn_rollback() brings an earlier version back',
            v.runbook_id, v.parent_runbook, v.successes - v.recurred, v.executions, v.parent_success_rate),
        '{}'
    FROM @extschema@.learn_versions v JOIN learn.runbooks r ON r.id = v.runbook_id
    WHERE v.status = 'active' AND v.parent_runbook IS NOT NULL AND v.verdict = 'worse'
    UNION ALL
    SELECT 'forbidden runbook', f.line, f.incident_type, NULL, NULL, NULL,
        format('%s is active, but policy forbids it, and it is not handed to executors: %s', f.runbook_id, f.reason), '{}'
    FROM learn.forbidden_runbooks() f
    WHERE learn.policy_obstacle() IS NULL
    UNION ALL
    SELECT 'unusable policy', NULL, NULL, NULL, NULL, NULL,
        'nothing is approved or handed to executors until learn_set_policy() mends or disables it: ' || o.obstacle, '{}'
    FROM (SELECT learn.policy_obstacle() AS obstacle) o WHERE o.obstacle IS NOT NULL;
COMMENT ON VIEW @extschema@.learn_triage IS
    'What needs a human: failures that nobody can explain, answers that humans contradict, runbooks that are chosen wrongly again and again, drafts that were refused, versions that do worse than the one before, active versions that policy forbids, policies that cannot be used. learn_feedback() answers the first two.';
COMMENT ON COLUMN @extschema@.learn_triage.kind IS 'abstention, contradiction, chronic wrong_runbook, chronic wrong_diagnosis, refused draft, worse version, forbidden runbook or unusable policy';
COMMENT ON COLUMN @extschema@.learn_triage.runbook_line IS 'The runbook, whichever version of it';
COMMENT ON COLUMN @extschema@.learn_triage.incident_type IS 'What it was started for';
COMMENT ON COLUMN @extschema@.learn_triage.signature IS 'The group of failures, see learn_failure_groups; null: several';
COMMENT ON COLUMN @extschema@.learn_triage.occurrences IS 'How often it was seen';
COMMENT ON COLUMN @extschema@.learn_triage.last_seen IS 'When last';
COMMENT ON COLUMN @extschema@.learn_triage.evidence IS 'What is known';
COMMENT ON COLUMN @extschema@.learn_triage.executions IS 'The latest of them, newest first';
