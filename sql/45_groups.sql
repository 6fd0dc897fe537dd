-- What the system remembers: failures that are the same, hosts, what humans said.

CREATE TABLE learn.failure_groups (
    signature text PRIMARY KEY,
    line text NOT NULL,
    platform text NOT NULL,
    incident_type text NOT NULL,
    action text NOT NULL,
    message text NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    occurrences bigint NOT NULL CHECK (occurrences >= 1),
    executions text[] NOT NULL,
    failure_type learn.failure_type,
    reasoning text,
    confidence double precision CHECK (confidence BETWEEN 0 AND 1),
    source learn.answer_source,
    model text,
    answered_at timestamptz,
    answered_occurrences bigint,
    contradicted_at timestamptz,
    no_draft_until timestamptz,
    no_draft_for text,
    no_draft_reason text
);
CREATE INDEX failure_groups_line_idx ON learn.failure_groups (line);
COMMENT ON TABLE learn.failure_groups IS 'Failures that are the same problem: one row for each signature. Written by the engine, and by learn_feedback().';
COMMENT ON COLUMN learn.failure_groups.signature IS 'Of the runbook''s line, the failed action and the error''s template; begins with the version of these rules';
COMMENT ON COLUMN learn.failure_groups.line IS 'The runbook, whichever version of it';
COMMENT ON COLUMN learn.failure_groups.platform IS 'Where it was seen first';
COMMENT ON COLUMN learn.failure_groups.incident_type IS 'What the runbook was started for when it was seen first';
COMMENT ON COLUMN learn.failure_groups.action IS 'The step that failed; empty: none did';
COMMENT ON COLUMN learn.failure_groups.message IS 'The error with what varies left out; see learn_template()';
COMMENT ON COLUMN learn.failure_groups.first_seen IS 'When the first of them began';
COMMENT ON COLUMN learn.failure_groups.last_seen IS 'When the latest of them began';
COMMENT ON COLUMN learn.failure_groups.occurrences IS 'How many there were';
COMMENT ON COLUMN learn.failure_groups.executions IS 'The latest of them, ten at most, newest first';
COMMENT ON COLUMN learn.failure_groups.failure_type IS 'Why they failed, as a human or a model answered for all of them';
COMMENT ON COLUMN learn.failure_groups.reasoning IS 'The evidence for that';
COMMENT ON COLUMN learn.failure_groups.confidence IS '0 to 1';
COMMENT ON COLUMN learn.failure_groups.source IS 'Who answered: rules, model or human; null: nobody yet';
COMMENT ON COLUMN learn.failure_groups.model IS 'The model, when it was one';
COMMENT ON COLUMN learn.failure_groups.answered_at IS 'When; asked again after learn.recheck_after';
COMMENT ON COLUMN learn.failure_groups.answered_occurrences IS 'How many there were then; an unsure answer is asked for again when they have doubled';
COMMENT ON COLUMN learn.failure_groups.contradicted_at IS 'When a human contradicted the answer that stood; null: nobody has';
COMMENT ON COLUMN learn.failure_groups.no_draft_until IS 'No draft is written for it before this time';
COMMENT ON COLUMN learn.failure_groups.no_draft_for IS 'From this version';
COMMENT ON COLUMN learn.failure_groups.no_draft_reason IS 'Because of this';

CREATE TABLE learn.failure_group_hosts (
    signature text NOT NULL,
    client_id text NOT NULL,
    hostname text NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    occurrences bigint NOT NULL CHECK (occurrences >= 1),
    PRIMARY KEY (signature, client_id, hostname)
);
COMMENT ON TABLE learn.failure_group_hosts IS 'Where the failures of a group were seen.';
COMMENT ON COLUMN learn.failure_group_hosts.signature IS 'The group';
COMMENT ON COLUMN learn.failure_group_hosts.client_id IS 'Whose machine; empty: not told';
COMMENT ON COLUMN learn.failure_group_hosts.hostname IS 'The machine; empty: not told';
COMMENT ON COLUMN learn.failure_group_hosts.first_seen IS 'When first';
COMMENT ON COLUMN learn.failure_group_hosts.last_seen IS 'When last';
COMMENT ON COLUMN learn.failure_group_hosts.occurrences IS 'How often';

CREATE TABLE learn.last_runs (
    client_id text NOT NULL,
    hostname text NOT NULL,
    incident_type text NOT NULL,
    succeeded_as text,
    succeeded_with text,
    succeeded_at timestamptz,
    failed_as text,
    failed_with text,
    failed_at timestamptz,
    failed_signature text,
    PRIMARY KEY (client_id, hostname, incident_type)
);
COMMENT ON TABLE learn.last_runs IS
    'The latest success and the latest failure for each host and incident type: tells what recurred, and which version mended what.';
COMMENT ON COLUMN learn.last_runs.client_id IS 'Whose machine; empty: not told';
COMMENT ON COLUMN learn.last_runs.hostname IS 'The machine';
COMMENT ON COLUMN learn.last_runs.incident_type IS 'The incident';
COMMENT ON COLUMN learn.last_runs.succeeded_as IS 'The execution that succeeded last';
COMMENT ON COLUMN learn.last_runs.succeeded_with IS 'The runbook it ran';
COMMENT ON COLUMN learn.last_runs.succeeded_at IS 'When it was over';
COMMENT ON COLUMN learn.last_runs.failed_as IS 'The execution that failed last';
COMMENT ON COLUMN learn.last_runs.failed_with IS 'The runbook it ran';
COMMENT ON COLUMN learn.last_runs.failed_at IS 'When it began';
COMMENT ON COLUMN learn.last_runs.failed_signature IS 'The group of that failure';

CREATE TABLE learn.patterns (
    runbook_id text PRIMARY KEY,
    extracted_at timestamptz NOT NULL,
    executions integer NOT NULL,
    content jsonb NOT NULL
);
COMMENT ON TABLE learn.patterns IS 'What the latest executions of a version have in common; extracted by the worker.';
COMMENT ON COLUMN learn.patterns.runbook_id IS 'The version';
COMMENT ON COLUMN learn.patterns.extracted_at IS 'When';
COMMENT ON COLUMN learn.patterns.executions IS 'From how many of its latest executions';
COMMENT ON COLUMN learn.patterns.content IS 'steps: how long each takes, how often it succeeds, how runs end with and without it; distinguishing_state: what was different before runs that failed';

CREATE TABLE learn.feedback (
    execution_id text PRIMARY KEY,
    given_by text NOT NULL,
    given_at timestamptz NOT NULL,
    was_correct_runbook boolean,
    was_correct_diagnosis boolean,
    failure_type learn.failure_type,
    manual_intervention_needed boolean,
    human_feedback text,
    engine_failure_type learn.failure_type,
    engine_source learn.answer_source
);
COMMENT ON TABLE learn.feedback IS 'What humans said of executions; the latest word on each. See learn_feedback().';
COMMENT ON COLUMN learn.feedback.execution_id IS 'The execution';
COMMENT ON COLUMN learn.feedback.given_by IS 'Who';
COMMENT ON COLUMN learn.feedback.given_at IS 'When';
COMMENT ON COLUMN learn.feedback.was_correct_runbook IS 'Was it the right runbook';
COMMENT ON COLUMN learn.feedback.was_correct_diagnosis IS 'Was it the right incident type';
COMMENT ON COLUMN learn.feedback.failure_type IS 'Why it failed, said or following from the two before';
COMMENT ON COLUMN learn.feedback.manual_intervention_needed IS 'Did a human have to step in';
COMMENT ON COLUMN learn.feedback.human_feedback IS 'In words';
COMMENT ON COLUMN learn.feedback.engine_failure_type IS 'What the engine had found';
COMMENT ON COLUMN learn.feedback.engine_source IS 'How it had found that; null: it had not looked yet';

CREATE TYPE learn.remedy_origin AS ENUM ('curated', 'mined');
COMMENT ON TYPE learn.remedy_origin IS 'curated: comes with the extension; mined: learned from a version that succeeded where an earlier one failed.';

CREATE TABLE learn.remedies (
    id text PRIMARY KEY,
    origin learn.remedy_origin NOT NULL,
    platform text NOT NULL,
    action text,
    message text,
    definition jsonb,
    learned_from text,
    learned_at timestamptz,
    successes bigint NOT NULL DEFAULT 0,
    failures bigint NOT NULL DEFAULT 0,
    last_success timestamptz,
    last_failure timestamptz,
    success_weight double precision NOT NULL DEFAULT 0,
    failure_weight double precision NOT NULL DEFAULT 0,
    weighed_at timestamptz NOT NULL,
    executions text[] NOT NULL DEFAULT '{}',
    CHECK ((origin = 'mined') = (definition IS NOT NULL AND message IS NOT NULL AND learned_from IS NOT NULL))
);
CREATE INDEX remedies_message_idx ON learn.remedies (hashtext(message)) WHERE origin = 'mined';
COMMENT ON TABLE learn.remedies IS 'Remedies that were learned, and how well each remedy has done; curated ones are here once they were used. See learn_remedies.';
COMMENT ON COLUMN learn.remedies.id IS 'Its name';
COMMENT ON COLUMN learn.remedies.origin IS 'curated or mined';
COMMENT ON COLUMN learn.remedies.platform IS 'Where it helps; empty: a curated one, for several';
COMMENT ON COLUMN learn.remedies.action IS 'mined: the action of the step that failed';
COMMENT ON COLUMN learn.remedies.message IS 'mined: the template of the error it helps against';
COMMENT ON COLUMN learn.remedies.definition IS 'mined: {placement, steps, parameters, rollback, what, why}';
COMMENT ON COLUMN learn.remedies.learned_from IS 'mined: the version that showed it first';
COMMENT ON COLUMN learn.remedies.learned_at IS 'mined: when';
COMMENT ON COLUMN learn.remedies.successes IS 'Runs that succeeded with it';
COMMENT ON COLUMN learn.remedies.failures IS 'Runs with it that failed as before, and successes that did not last';
COMMENT ON COLUMN learn.remedies.last_success IS 'When it last succeeded';
COMMENT ON COLUMN learn.remedies.last_failure IS 'When it last failed';
COMMENT ON COLUMN learn.remedies.success_weight IS 'Its successes, halved every learn.remedy_half_life, as of weighed_at';
COMMENT ON COLUMN learn.remedies.failure_weight IS 'Its failures, likewise';
COMMENT ON COLUMN learn.remedies.weighed_at IS 'See success_weight';
COMMENT ON COLUMN learn.remedies.executions IS 'The latest executions that support it, ten at most, newest first';

CREATE TABLE learn.remedy_uses (
    runbook_id text NOT NULL,
    remedy_id text NOT NULL,
    signature text NOT NULL,
    PRIMARY KEY (runbook_id, remedy_id, signature)
);
COMMENT ON TABLE learn.remedy_uses IS 'Which version holds which remedy against which failure; its runs count for the remedy.';
COMMENT ON COLUMN learn.remedy_uses.runbook_id IS 'The version';
COMMENT ON COLUMN learn.remedy_uses.remedy_id IS 'The remedy';
COMMENT ON COLUMN learn.remedy_uses.signature IS 'The group of failures it is to mend';

CREATE FUNCTION learn.decayed(weight double precision, weighed_at timestamptz, at timestamptz) RETURNS double precision
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT decayed.weight * power(0.5, greatest(extract(epoch FROM decayed.at - decayed.weighed_at), 0)
            / extract(epoch FROM coalesce(current_setting('learn.remedy_half_life', true), '90d')::interval));
    END;
COMMENT ON FUNCTION learn.decayed(double precision, timestamptz, timestamptz) IS
    'What is left of a weight: half of it after learn.remedy_half_life.';

CREATE FUNCTION learn.remedy_strength(remedy learn.remedies) RETURNS double precision
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT (w.trust + w.success) / (1 + w.trust + w.success + w.failure)
        FROM (
            SELECT CASE WHEN remedy.origin = 'curated' THEN 1 ELSE 0 END AS trust,
                learn.decayed(remedy.success_weight, remedy.weighed_at, now()) AS success,
                learn.decayed(remedy.failure_weight, remedy.weighed_at, now()) AS failure) w;
    END;
COMMENT ON FUNCTION learn.remedy_strength(learn.remedies) IS
    '0 to 1: rises with successes, falls with failures and, for what was mined, with time. Below 0.3 a remedy is not proposed.';
