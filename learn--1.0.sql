-- learn 1.0: install script.  Assembled from sql/*.sql by make; edit those.

-- complain if the script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION learn" to load this file. \quit

-- Everything below is written with its schema; nothing is looked up in a
-- schema that somebody else may write to.
SET LOCAL search_path = pg_catalog, pg_temp;

DO $$
BEGIN
    IF pg_catalog.current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION 'learn needs a database whose encoding is UTF8'
            USING ERRCODE = 'feature_not_supported',
                  DETAIL = pg_catalog.format('The encoding of this database is %s.',
                      pg_catalog.current_setting('server_encoding')),
                  HINT = 'CREATE DATABASE … ENCODING ''UTF8'' TEMPLATE template0.';
    END IF;
    IF EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname OPERATOR(pg_catalog.=) 'learn') THEN
        RAISE EXCEPTION 'schema "learn" already exists'
            USING ERRCODE = 'duplicate_schema',
                  DETAIL = 'The extension keeps its tables in a schema of that name, which it creates itself.',
                  HINT = 'Rename or drop that schema first.';
    END IF;
END
$$;
-- Roles belong to the cluster, not to the extension: they are created once,
-- stay when the extension goes, and are adopted only if they are harmless.
DO $$
DECLARE
    role_name text;
    existing pg_catalog.pg_roles;
    odd text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['learn_executor', 'learn_tester', 'learn_reviewer', 'learn_admin', 'learn_worker',
        'learn_owner'] LOOP
        SELECT * INTO existing FROM pg_catalog.pg_roles
            WHERE rolname OPERATOR(pg_catalog.=) role_name;
        IF NOT FOUND THEN
            EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN', role_name);
        ELSIF existing.rolcanlogin OR existing.rolsuper OR existing.rolcreaterole
            OR existing.rolbypassrls OR existing.rolreplication THEN
            RAISE EXCEPTION 'role "%" exists and may do more than learn would give it', role_name
                USING ERRCODE = 'duplicate_object',
                      DETAIL = 'It has LOGIN, SUPERUSER, CREATEROLE, BYPASSRLS or REPLICATION.',
                      HINT = 'Rename that role, or take these attributes from it, and try again.';
        END IF;
    END LOOP;

    -- Each of them does one thing; only an administrator may do several.  And
    -- what the engine and the owner may do, nobody may do in their name.
    SELECT pg_catalog.format('"%s" is a member of "%s".', m.rolname, g.rolname) INTO odd
        FROM pg_catalog.pg_auth_members am
        JOIN pg_catalog.pg_roles m ON m.oid OPERATOR(pg_catalog.=) am.member
        JOIN pg_catalog.pg_roles g ON g.oid OPERATOR(pg_catalog.=) am.roleid
        WHERE m.rolname OPERATOR(pg_catalog.=) ANY (ARRAY['learn_worker', 'learn_owner'])
            OR g.rolname OPERATOR(pg_catalog.=) ANY (ARRAY['learn_worker', 'learn_owner'])
            OR (m.rolname OPERATOR(pg_catalog.=) ANY (ARRAY['learn_executor', 'learn_tester', 'learn_reviewer'])
                AND g.rolname OPERATOR(pg_catalog.=) ANY (ARRAY['learn_executor', 'learn_tester', 'learn_reviewer', 'learn_admin']))
        ORDER BY 1 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'roles of learn exist and may do more than learn would give them'
            USING ERRCODE = 'duplicate_object',
                  DETAIL = odd,
                  HINT = 'Revoke that membership, and try again.';
    END IF;
    GRANT learn_executor, learn_tester, learn_reviewer TO learn_admin;
END
$$;

CREATE SCHEMA learn;
COMMENT ON SCHEMA learn IS 'Storage of the extension learn. Its API is the functions and views named learn_*.';
CREATE TYPE learn.failure_type AS ENUM (
    'wrong_diagnosis', 'wrong_runbook', 'runbook_insufficient',
    'environment_difference', 'external_dependency', 'permission_denied');
COMMENT ON TYPE learn.failure_type IS
    'Why an execution failed. Only runbook_insufficient and environment_difference can be mended by a better runbook.';

CREATE TYPE learn.answer_source AS ENUM ('rules', 'group', 'model', 'human', 'default');
COMMENT ON TYPE learn.answer_source IS
    'Who categorised a failure: the built-in rules, what is known of failures like it (group), a model, a human, or nobody (default: the model''s answer could not be read).';

CREATE TYPE learn.runbook_status AS ENUM ('pending', 'active', 'archived');
COMMENT ON TYPE learn.runbook_status IS
    'pending: waits for a human; active: handed to executors; archived: kept, with the reason.';

CREATE TYPE learn.runbook_origin AS ENUM ('generated', 'submitted', 'imported');
COMMENT ON TYPE learn.runbook_origin IS
    'generated: by the engine, from a failure; submitted: by a human, for review; imported: by an administrator, as already trusted.';

CREATE TYPE learn.archive_reason AS ENUM ('superseded', 'rejected', 'withdrawn', 'retired', 'rolled_back');
COMMENT ON TYPE learn.archive_reason IS
    'Why a runbook is archived. superseded: a later version was approved; rejected: by a reviewer; withdrawn: the version it was made from gave way to another; retired, rolled_back: an administrator took it out of use.';

CREATE TYPE learn.review_status AS ENUM (
    'pending_review', 'in_review', 'approved', 'rejected', 'needs_changes', 'withdrawn');
COMMENT ON TYPE learn.review_status IS
    'Where a review stands; approved, rejected and withdrawn are final. withdrawn: another draft of the same parent was approved, so nobody decided about this one.';

-- In the order in which reviewers should take them.
CREATE TYPE learn.priority AS ENUM ('high', 'medium', 'low');
COMMENT ON TYPE learn.priority IS 'How urgent a review is; sorts high first.';

CREATE TYPE learn.job_kind AS ENUM ('analyze', 'improve', 'revise', 'notify');
COMMENT ON TYPE learn.job_kind IS
    'analyze: categorise an execution; improve: write the next version of a runbook; revise: write a draft again as a reviewer asked; notify: tell learn.webhook_url of something.';

CREATE TYPE learn.job_need AS ENUM ('nothing', 'model', 'webhook');
COMMENT ON TYPE learn.job_need IS 'What a job must wait for: a request to a model, one to the webhook, or nothing as far as is known.';
-- Pure functions that tables and views need; thin wrappers of src/core.

CREATE FUNCTION learn.runbook_digest(content jsonb) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_runbook_digest';
COMMENT ON FUNCTION learn.runbook_digest(jsonb) IS
    'SHA-256, in hexadecimal, of the canonical text of a runbook: its jsonb as PostgreSQL prints it, in UTF-8.';

CREATE FUNCTION learn.runbook_line(id text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_runbook_line';
COMMENT ON FUNCTION learn.runbook_line(text) IS 'What all versions of a runbook share: RB-X for RB-X, RB-X-v2, RB-X-v3.';

CREATE FUNCTION learn.runbook_version(id text) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_runbook_version';
COMMENT ON FUNCTION learn.runbook_version(text) IS 'The version number in a runbook id: 1 for RB-X, 3 for RB-X-v3.';

CREATE FUNCTION learn.runbook_version_id(line text, version integer) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_runbook_version_id';
COMMENT ON FUNCTION learn.runbook_version_id(text, integer) IS 'The id of a version of a line: RB-X for 1, RB-X-v3 for 3.';

CREATE FUNCTION learn.succeeded(success boolean, verification_passed boolean) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT (success AND verification_passed) IS TRUE;
    END;
COMMENT ON FUNCTION learn.succeeded(boolean, boolean) IS
    'Success is never assumed: it needs success and verification_passed, both true.';

CREATE FUNCTION learn.check_priority(priority text) RETURNS learn.priority
    LANGUAGE c STABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_check_priority';
COMMENT ON FUNCTION learn.check_priority(text) IS 'The priority of that name, or an error that lists the allowed ones.';

CREATE FUNCTION learn.check_decision(status text) RETURNS learn.review_status
    LANGUAGE c STABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_check_decision';
COMMENT ON FUNCTION learn.check_decision(text) IS 'approved, rejected or withdrawn, or an error that lists these.';
-- Evidence: what executors report.  Append-only; the engine never writes here.

CREATE SEQUENCE learn.execution_number START 100000;
COMMENT ON SEQUENCE learn.execution_number IS
    'Numbers the ids that are generated when an executor gives none; starts where executors'' own four digits do not reach.';

CREATE TABLE learn.execution_results (
    execution_id text PRIMARY KEY,
    runbook_id text NOT NULL,
    incident_id text NOT NULL,
    incident_type text NOT NULL,
    client_id text,
    hostname text,
    platform text NOT NULL CHECK (platform IN ('linux', 'windows', 'darwin')),
    started_at timestamptz NOT NULL,
    completed_at timestamptz,
    duration_seconds double precision CHECK (duration_seconds >= 0),
    status text NOT NULL CHECK (status IN ('success', 'failure', 'partial')),
    success boolean NOT NULL CHECK (NOT success OR status = 'success'),
    verification_passed boolean,
    verification_method text,
    confidence double precision CHECK (confidence BETWEEN 0 AND 1),
    state_before jsonb,
    state_after jsonb,
    state_diff jsonb,
    executed_steps jsonb NOT NULL CHECK (jsonb_typeof(executed_steps) = 'array'),
    error_message text,
    error_step integer,
    error_traceback text,
    retry_count integer NOT NULL CHECK (retry_count >= 0),
    was_correct_runbook boolean,
    was_correct_diagnosis boolean,
    manual_intervention_needed boolean,
    human_feedback text,
    evidence_bundle_id text NOT NULL,
    log_artifacts text[],
    tags text[],
    notes text,
    recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX execution_results_runbook_id_started_at_idx
    ON learn.execution_results (runbook_id, started_at DESC);
CREATE INDEX execution_results_incident_id_idx ON learn.execution_results (incident_id);

COMMENT ON TABLE learn.execution_results IS 'One row for each run of a runbook, as the executor reported it. Never changed afterwards.';
COMMENT ON COLUMN learn.execution_results.execution_id IS 'exec-YYYYMMDD-NNNN; generated when absent';
COMMENT ON COLUMN learn.execution_results.runbook_id IS 'The runbook that ran, RB-XXX-YYY-NNN; may be unknown here';
COMMENT ON COLUMN learn.execution_results.incident_id IS 'inc-YYYYMMDD-NNNN; generated when absent';
COMMENT ON COLUMN learn.execution_results.incident_type IS 'What the runbook was started for, such as service_crash or disk_full';
COMMENT ON COLUMN learn.execution_results.client_id IS 'Whose machine it was';
COMMENT ON COLUMN learn.execution_results.hostname IS 'The machine';
COMMENT ON COLUMN learn.execution_results.platform IS 'linux, windows or darwin';
COMMENT ON COLUMN learn.execution_results.started_at IS 'When the run began; the time of the INSERT when absent';
COMMENT ON COLUMN learn.execution_results.completed_at IS 'When the run ended';
COMMENT ON COLUMN learn.execution_results.duration_seconds IS 'Seconds; computed from the two times when absent';
COMMENT ON COLUMN learn.execution_results.status IS 'success, failure or partial; derived from success when absent';
COMMENT ON COLUMN learn.execution_results.success IS 'Did the run end as it should; derived from status when absent';
COMMENT ON COLUMN learn.execution_results.verification_passed IS 'Was the incident found to be over; null: not verified';
COMMENT ON COLUMN learn.execution_results.verification_method IS 'How it was verified';
COMMENT ON COLUMN learn.execution_results.confidence IS 'How sure the executor is of the verification, 0 to 1';
COMMENT ON COLUMN learn.execution_results.state_before IS 'The host before the run: services, disk, cpu, memory, processes, any JSON';
COMMENT ON COLUMN learn.execution_results.state_after IS 'The host after the run';
COMMENT ON COLUMN learn.execution_results.state_diff IS 'What changed between the two; computed when absent and both are given';
COMMENT ON COLUMN learn.execution_results.executed_steps IS
    'Array of {step_number, action, command, started_at, completed_at, duration_seconds, success, exit_code, output, error, state_changes}';
COMMENT ON COLUMN learn.execution_results.error_message IS 'What the executor says went wrong';
COMMENT ON COLUMN learn.execution_results.error_step IS 'The number of the step that failed';
COMMENT ON COLUMN learn.execution_results.error_traceback IS 'A traceback, where there is one';
COMMENT ON COLUMN learn.execution_results.retry_count IS 'How often the executor tried again';
COMMENT ON COLUMN learn.execution_results.was_correct_runbook IS 'A human''s view: was it the right runbook';
COMMENT ON COLUMN learn.execution_results.was_correct_diagnosis IS 'A human''s view: was it the right incident type';
COMMENT ON COLUMN learn.execution_results.manual_intervention_needed IS 'Did a human have to step in';
COMMENT ON COLUMN learn.execution_results.human_feedback IS 'What a human said about the run';
COMMENT ON COLUMN learn.execution_results.evidence_bundle_id IS 'EB-YYYYMMDD-NNNN; generated when absent';
COMMENT ON COLUMN learn.execution_results.log_artifacts IS 'Where logs of the run are kept';
COMMENT ON COLUMN learn.execution_results.tags IS 'Free labels';
COMMENT ON COLUMN learn.execution_results.notes IS 'Free text';
COMMENT ON COLUMN learn.execution_results.recorded_at IS
    'When the row was inserted; only a row that is inserted now is analysed, a restored or replicated one is not';

-- No foreign keys in here: pg_dump does not tell pg_restore --jobs in which order
-- the data of an extension's tables must come, so they would lose rows.
CREATE TABLE learn.analyses (
    execution_id text PRIMARY KEY,
    runbook_id text NOT NULL,
    analysed_at timestamptz NOT NULL,
    succeeded boolean NOT NULL,
    failure_type learn.failure_type,
    reasoning text,
    confidence double precision CHECK (confidence BETWEEN 0 AND 1),
    source learn.answer_source,
    model text,
    follow_up text NOT NULL,
    signature text,
    recurred_as text,
    CHECK (NOT succeeded OR failure_type IS NULL),
    CHECK (succeeded OR (reasoning IS NOT NULL AND confidence IS NOT NULL AND source IS NOT NULL))
);
CREATE INDEX analyses_runbook_id_idx ON learn.analyses (runbook_id, succeeded);
CREATE INDEX analyses_waiting_idx ON learn.analyses (runbook_id, analysed_at)
    WHERE follow_up = 'waits for the draft that is being written from another failure';
CREATE INDEX analyses_recurred_idx ON learn.analyses (runbook_id) WHERE recurred_as IS NOT NULL;
COMMENT ON TABLE learn.analyses IS 'What the engine found out about an execution: exactly one row each.';
COMMENT ON COLUMN learn.analyses.execution_id IS 'The execution';
COMMENT ON COLUMN learn.analyses.runbook_id IS 'The runbook that ran; success rates are counted here';
COMMENT ON COLUMN learn.analyses.analysed_at IS 'When it was analysed';
COMMENT ON COLUMN learn.analyses.succeeded IS 'success and verification_passed, both true';
COMMENT ON COLUMN learn.analyses.failure_type IS 'Why it failed; null: succeeded, or nobody could tell (see reasoning)';
COMMENT ON COLUMN learn.analyses.reasoning IS 'The evidence, in a sentence';
COMMENT ON COLUMN learn.analyses.confidence IS '0 to 1; 0 when the classifier abstained';
COMMENT ON COLUMN learn.analyses.source IS 'Who answered: rules, group (what is known of failures like it), model, human, or default when no answer could be read';
COMMENT ON COLUMN learn.analyses.model IS 'The model, when it was one';
COMMENT ON COLUMN learn.analyses.follow_up IS 'What the analysis led to, or why it led to nothing';
COMMENT ON COLUMN learn.analyses.signature IS 'The group of failures it belongs to, see learn_failure_groups';
COMMENT ON COLUMN learn.analyses.recurred_as IS 'Of a success: the execution for the same incident on the same host that came within learn.recurrence_window, so it did not last';

-- Runs no SQL and looks up nothing by a bare name, so it needs no search_path,
-- which would cost every row.
CREATE FUNCTION learn.execution_before_insert() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'learn_sql_execution_before_insert';
COMMENT ON FUNCTION learn.execution_before_insert() IS
    'Checks a reported execution, field by field, and fills in what can be computed.';

CREATE FUNCTION learn.execution_after_insert() RETURNS trigger
    LANGUAGE c SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_execution_after_insert';
COMMENT ON FUNCTION learn.execution_after_insert() IS
    'Writes one job for each execution inserted now and wakes the worker at commit; nothing else.';

CREATE FUNCTION learn.execution_is_evidence() RETURNS trigger
    LANGUAGE c SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_guard_evidence';
COMMENT ON FUNCTION learn.execution_is_evidence() IS 'Refuses any change to a reported execution.';

CREATE TRIGGER learn_check BEFORE INSERT ON learn.execution_results
    FOR EACH ROW EXECUTE FUNCTION learn.execution_before_insert();
CREATE TRIGGER learn_enqueue AFTER INSERT ON learn.execution_results
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION learn.execution_after_insert();
CREATE TRIGGER learn_guard AFTER UPDATE ON learn.execution_results
    FOR EACH ROW EXECUTE FUNCTION learn.execution_is_evidence();
ALTER TABLE learn.execution_results ENABLE ALWAYS TRIGGER learn_guard;
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
-- Who runs runbooks, and what they can do; see learn_register_executor().

CREATE TABLE learn.executors (
    name text PRIMARY KEY,
    platform text NOT NULL CHECK (platform IN ('linux', 'windows', 'darwin')),
    actions text[] NOT NULL,
    registered_by text NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL
);
COMMENT ON TABLE learn.executors IS 'Executors, as they have announced themselves: read learn_executors.';
COMMENT ON COLUMN learn.executors.name IS 'What it calls itself';
COMMENT ON COLUMN learn.executors.platform IS 'linux, windows or darwin';
COMMENT ON COLUMN learn.executors.actions IS 'The actions it can do without a command of the runbook: sorted, each once';
COMMENT ON COLUMN learn.executors.registered_by IS 'Whose name it is: the role that registered it, or behind a trusted gateway the e-mail or subject of the token';
COMMENT ON COLUMN learn.executors.first_seen IS 'When it was registered';
COMMENT ON COLUMN learn.executors.last_seen IS 'When it last said that it is there, or up to learn.executor_silence() earlier';

CREATE FUNCTION learn.executors_since() RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT now() - interval '90 days';
    END;
COMMENT ON FUNCTION learn.executors_since() IS
    'An executor that was last seen before this time does not count as one that can run something, and its name is free.';

-- Executors say that they are there with every run: that they do is not worth a
-- write each.
CREATE FUNCTION learn.executor_silence() RETURNS interval
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT interval '1 hour';
    END;
COMMENT ON FUNCTION learn.executor_silence() IS
    'How long an executor that says nothing new is not written down again, and so how much later than last_seen it may have been there.';

-- Executors of a kind know the same: of them, one is looked at.
CREATE FUNCTION learn.known_actions(platform text) RETURNS text[]
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        WITH announced AS MATERIALIZED (
            SELECT DISTINCT e.actions FROM learn.executors e
            WHERE e.platform = known_actions.platform AND e.last_seen >= learn.executors_since())
        SELECT CASE WHEN EXISTS (SELECT FROM announced)
            THEN ARRAY(SELECT DISTINCT a.action COLLATE "C" FROM announced, unnest(announced.actions) a(action) ORDER BY 1)
        END;
    END;
COMMENT ON FUNCTION learn.known_actions(text) IS
    'The actions that any executor for a platform knows; null when none is registered, so that nothing is known.';

CREATE FUNCTION learn.unknown_actions(content jsonb, known text[]) RETURNS TABLE (path text, action text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT format('%s[%s].action', list.name, s.n - 1), s.step ->> 'action'
        FROM unnest('{steps,rollback}'::text[]) WITH ORDINALITY list(name, n)
        CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(content -> list.name)
            WHEN 'array' THEN content -> list.name ELSE '[]' END) WITH ORDINALITY s(step, n)
        WHERE jsonb_typeof(s.step -> 'action') = 'string' AND NOT s.step ? 'command'
          AND s.step ->> 'action' <> ALL (unknown_actions.known)
        ORDER BY list.n, s.n;
    END;
COMMENT ON FUNCTION learn.unknown_actions(jsonb, text[]) IS
    'The steps of a runbook that have no command, and an action that is not among those given, in order; none when these are null.';
-- What no runbook may do, or not without a second look: rules, as data.

CREATE TABLE learn.policies (
    name text NOT NULL CHECK (name ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND octet_length(name) <= 63),
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    severity text NOT NULL CHECK (severity IN ('warning', 'danger', 'error')),
    category text NOT NULL,
    message text NOT NULL,
    rule jsonb NOT NULL CHECK (jsonb_typeof(rule) = 'object'),
    enabled boolean NOT NULL DEFAULT true,
    -- The same wherever what is shipped is installed.
    created_at timestamptz NOT NULL DEFAULT '2026-11-23 00:00+00',
    created_by text,
    PRIMARY KEY (name, version)
);
COMMENT ON TABLE learn.policies IS
    'The rules that runbooks are checked by, in every version. It only grows; see learn_set_policy(), and learn_policies for those in force.';
COMMENT ON COLUMN learn.policies.name IS 'Lower-case words with hyphens between them; by it a danger is acknowledged';
COMMENT ON COLUMN learn.policies.version IS 'Counts from 1 for each name';
COMMENT ON COLUMN learn.policies.severity IS
    'error: such a runbook is never queued, approved or handed out; danger: who approves it must acknowledge it by name; warning: the reviewer is shown it';
COMMENT ON COLUMN learn.policies.category IS 'What it is about; site for rules that came up here';
COMMENT ON COLUMN learn.policies.message IS 'What the reviewer is told';
COMMENT ON COLUMN learn.policies.rule IS
    'What it finds: a condition on one command, as a shell would read it, of which all members must hold; of a list one
element is enough. shell: sh, powershell, cmd. program: names in lower case, with * and ?; "@shells", "@interpreters",
"@downloaders" and "@netcats" are lists. written: the program as it is written. option: "-r" (also in -rf), "--force" (also
shortened), "-delete", "-Recurse" (PowerShell), "/s" (Windows). value: {option: what it is given}. argument: a word that is
no option; word: any word; arguments: {"at_least": n, "at_most": n}. assigns: NAME=value. redirects: "> file". text: words
in lower case anywhere in it, as a|b, a&b, a*b, ~whole~. path, writes, removes, runs: paths that it mentions, writes,
removes or runs, in which ** is also a slash; "~" is any home, "@root", "@system", "@data", "@device" and "@variable" are
kinds, "@secrets" and "@startup" lists. nesting, parent, inside, holds: how it stands in another command, and conditions on
that one. feeds, fed_by: conditions on others of its pipeline. detector: hidden-characters, clear-text-credential,
unparsable, unknown-program, disguised-program, encoded-payload, downloaded-file, written-file, fork-bomb, code-file, alternate-stream.
foreign_host: {"allowed": hosts}. about: words that the runbook''s id, name, description, incident types or parameters
have. any and all: lists of conditions; not: one that must not hold. The rules that are shipped are examples.';
COMMENT ON COLUMN learn.policies.enabled IS 'Is it looked for?';
COMMENT ON COLUMN learn.policies.created_at IS 'When it was written';
COMMENT ON COLUMN learn.policies.created_by IS 'By whom; null: it came with the extension';
--------------------------------------------------------------------------------
-- The rules that are shipped: what destroys, blinds, leaks, and hides.  The
-- comment of learn.policies.rule says what a rule is made of.
--
-- They state what is dangerous, not what somebody once did.  error: the host
-- or all of its data would be gone, or what is approved is not what is read.
-- danger: hardly ever part of a repair, or cannot be undone.  warning: worth a
-- look.  What is between the marks is a JSON array, which the unit tests read.
--------------------------------------------------------------------------------

INSERT INTO learn.policies (name, version, severity, category, message, rule)
SELECT shipped.name, 1, shipped.severity, shipped.category, shipped.message, shipped.rule
FROM pg_catalog.jsonb_to_recordset($rules$
[
{"name": "removes-root", "severity": "error", "category": "destruction",
 "message": "removes a file system, or a directory without which the host does not work",
 "rule": {
   "any": [
    {"removes": ["@root", "@system"], "not": {"program": ["rmdir", "unlink"], "shell": "sh"}},
    {"program": ["find"], "option": "-delete", "path": ["@root", "@system"], "not": {"option": "@find-tests"}},
    {"program": ["rm", "shred"], "any": [{"inside": {"program": ["find"], "path": ["@root", "@system"],
      "not": {"option": "@find-tests"}}}, {"fed_by": {"program": ["find"], "path": ["@root", "@system"],
      "not": {"option": ["@find-tests", "-exec", "-ok"]}}, "not": {"fed_by": {"program": ["grep", "egrep", "fgrep",
      "head", "tail", "awk", "sed", "cut", "uniq", "tr"]}}}]},
    {"program": ["remove-item"], "arguments": {"at_most": 0}, "fed_by": {"program": ["get-childitem", "get-item"],
      "path": ["@root", "@system"], "not": {"option": ["-Filter", "-Include"]}}},
    {"program": ["rsync"], "option": ["--delete", "--delete-before", "--delete-after", "--delete-during",
      "--delete-excluded", "--del"], "writes": ["@root", "@system"]},
    {"program": ["robocopy"], "option": ["/mir", "/purge"], "writes": ["@root", "@system"]},
    {"program": ["rm", "shred"], "holds": {"program": ["echo", "printf"], "path": ["@root", "@system"]}},
    {"program": ["rm", "shred"], "parent": {"program": ["xargs", "parallel"]}, "any": [{"path": ["@root", "@system"]},
      {"fed_by": {"program": ["echo", "printf"], "path": ["@root", "@system"]}}]},
    {"program": ["reg"], "argument": "delete", "path": ["@root", "@system"]},
    {"text": ["rmtree", "rm_rf", "unlink", "directory::delete", "directory]::delete", "rmsync", "rmdirsync"],
      "path": ["@root", "@system"]}]}},

{"name": "removes-data", "severity": "danger", "category": "destruction",
 "message": "removes all that users or a service have in a directory",
 "rule": {
   "any": [
    {"removes": "@data", "not": {"program": ["rmdir", "unlink"], "shell": "sh"}},
    {"program": ["rsync"], "option": ["--delete", "--delete-before", "--delete-after", "--delete-during",
      "--delete-excluded"], "writes": "@data"}]}},

{"name": "removes-what-is-not-known", "severity": "warning", "category": "destruction",
 "message": "removes everything if the variable is empty: write ${NAME:?}",
 "rule": {"removes": "@variable"}},

{"name": "overwrites-disk", "severity": "error", "category": "destruction",
 "message": "overwrites a disk",
 "rule": {
   "any": [
    {"writes": "@device", "not": {"program": ["ln", "mount"]}},
    {"removes": "@device"},
    {"program": ["blkdiscard"]},
    {"program": ["hdparm"], "option": ["--security-erase", "--security-erase-enhanced", "--trim-sector-ranges"]},
    {"program": ["nvme"], "argument": ["format", "sanitize"]},
    {"program": ["badblocks"], "option": "-w"},
    {"program": ["fsutil"], "argument": "setzerodata"}]}},

{"name": "encrypts-or-wipes-files", "severity": "danger", "category": "destruction",
 "message": "makes files unreadable",
 "rule": {
   "any": [
    {"program": ["cipher"], "option": ["/e", "/w"]},
    {"program": ["sdelete", "sdelete64", "sfill", "wipe", "srm", "shred", "scrub"], "not": {"option": ["--version",
      "--help"]}},
    {"program": ["openssl", "gpg", "gpg2", "7z", "zip", "age"], "option": ["-e", "-aes-256-cbc", "--symmetric",
      "--encrypt", "-P", "-pbkdf2"], "inside": {"program": ["find", "xargs", "for", "while", "foreach-object",
      "get-childitem"]}},
    {"program": ["manage-bde", "enable-bitlocker"], "word": ["-on", "-lock", "-mountpoint*"]}]}},

{"name": "formats-disk", "severity": "danger", "category": "destruction",
 "message": "makes a new file system or partition where others may be",
 "rule": {
   "any": [
    {"program": ["mkfs", "mkfs.*", "mke2fs", "mkswap", "newfs", "wipefs", "format-volume", "clear-disk",
      "initialize-disk", "remove-partition", "remove-physicaldisk", "diskpart", "luksformat"],
      "not": {"option": ["-n", "-V", "--version", "--help"]}},
    {"program": ["format"], "shell": ["cmd", "powershell"], "argument": ["?:", "?:\\"]},
    {"program": ["cryptsetup"], "argument": ["luksFormat", "erase", "luksErase", "luksKillSlot", "reencrypt"]},
    {"program": ["parted", "sgdisk", "sfdisk", "gdisk", "fdisk"], "any": [{"argument": ["mklabel", "mktable", "rm",
      "mkpart"]}, {"option": ["--zap-all", "-Z", "--zap", "-o", "--clear", "--delete", "--wipe"]},
      {"fed_by": {"program": ["echo", "printf", "cat"]}}, {"redirects": "<*"}]},
    {"program": ["mdadm"], "option": ["--zero-superblock"]},
    {"program": ["pvremove", "vgremove", "lvremove", "dmsetup"], "not": {"argument": ["ls", "info", "status", "table",
      "deps"]}},
    {"program": ["zpool"], "argument": ["destroy", "labelclear"]},
    {"program": ["zfs"], "argument": "destroy"},
    {"program": ["diskutil"], "argument": ["erase*", "partitionDisk", "zeroDisk", "randomDisk", "secureErase",
      "reformat"]}]}},

{"name": "fork-bomb", "severity": "error", "category": "destruction",
 "message": "starts itself without end",
 "rule": {"any": [{"detector": "fork-bomb"}, {"shell": "cmd", "text": "%0", "feeds": {"text": "%0"}}]}},

{"name": "rights-of-system-changed", "severity": "danger", "category": "destruction",
 "message": "changes the rights or owners of all files of the system",
 "rule": {
   "any": [
    {"program": ["chmod", "chown", "chgrp", "setfacl"], "option": ["-R", "--recursive"], "path": ["@root", "@system"]},
    {"program": ["icacls", "cacls", "takeown"], "option": ["/t", "/r"], "path": ["@root", "@system"]}]}},

{"name": "drops-database", "severity": "danger", "category": "destruction",
 "message": "removes data from a database",
 "rule": {
   "any": [
    {"program": ["dropdb", "mysqladmin"], "not": {"program": "mysqladmin", "not": {"argument": "drop"}}},
    {"program": ["psql", "mysql", "mariadb", "sqlcmd", "osql", "mongo", "mongosh", "redis-cli", "sqlite3",
      "clickhouse-client", "cqlsh", "invoke-sqlcmd", "sqlplus", "influx", "cockroach"], "text": ["drop database",
      "drop table", "drop schema", "drop keyspace", "drop user", "truncate table", "delete from", "flushall",
      "flushdb", "dropdatabase", "~drop()", "deletemany({})"]},
    {"text": ["drop database", "drop table", "drop schema", "drop keyspace", "truncate table", "delete from",
      "flushall", "dropdatabase"], "feeds": {"program": ["psql", "mysql", "mariadb", "sqlcmd", "mongo", "mongosh",
      "redis-cli", "sqlite3", "clickhouse-client", "cqlsh"]}}]}},

{"name": "removes-cluster-or-cloud", "severity": "danger", "category": "destruction",
 "message": "removes machines, volumes or whole environments",
 "rule": {
   "any": [
    {"program": ["terraform", "tofu", "pulumi", "cdk"], "argument": "destroy"},
    {"program": ["terraform", "tofu"], "option": ["-destroy", "-auto-approve"]},
    {"program": ["kubectl", "oc", "k3s"], "argument": "delete", "any": [{"argument": ["namespace*", "ns", "ns/*",
      "node*", "no", "pv", "pv/*", "pvc", "pvc/*", "persistentvolume*", "crd*", "customresourcedefinition*",
      "clusterrole*"]}, {"option": ["--all", "-A", "--all-namespaces"]}]},
    {"program": ["aws"], "argument": ["delete-*", "terminate-instances", "deregister-*", "rb",
      "schedule-key-deletion"]},
    {"program": ["aws"], "argument": "rm", "option": "--recursive"},
    {"program": ["gcloud", "az", "doctl", "hcloud", "openstack", "ibmcloud", "linode-cli", "gsutil", "s3cmd", "mc"],
      "argument": ["delete", "rb", "rm", "purge"]},
    {"program": ["docker", "podman", "nerdctl"], "argument": "prune", "option": ["--volumes", "-a", "--all"]},
    {"program": ["docker", "podman", "nerdctl"], "argument": "volume", "word": ["rm", "remove", "prune"]},
    {"program": ["docker-compose", "docker"], "argument": "down", "option": ["-v", "--volumes"]},
    {"program": ["etcdctl"], "argument": "del"},
    {"program": ["virsh"], "argument": ["undefine", "vol-delete", "pool-delete"]},
    {"program": ["remove-vm", "remove-azvm", "remove-azresourcegroup", "stop-vm"]}]}},

{"name": "stops-host", "severity": "warning", "category": "destruction",
 "message": "stops or restarts the host",
 "rule": {
   "not": {"about": ["reboot", "restart_host", "restart host", "shutdown", "shut down", "patching"]},
   "any": [
    {"program": ["shutdown", "reboot", "halt", "poweroff", "telinit", "restart-computer", "stop-computer",
      "pm-suspend", "kexec"], "not": {"option": ["-c", "/a", "--help", "--version"]}},
    {"program": ["init"], "argument": ["0", "1", "6", "s", "S"]},
    {"program": ["systemctl"], "argument": ["reboot", "poweroff", "halt", "kexec", "rescue", "emergency", "suspend",
      "hibernate", "soft-reboot", "isolate"]},
    {"writes": "/proc/sysrq-trigger"}]}},

{"name": "kills-everything", "severity": "danger", "category": "destruction",
 "message": "ends processes without which the host does not work",
 "rule": {
   "any": [
    {"program": ["killall5"]},
    {"program": ["kill"], "word": ["-1"], "arguments": {"at_most": 0}, "not": {"word": ["-l", "-L"]}},
    {"program": ["kill"], "argument": "1", "not": {"any": [{"option": ["-HUP", "-0", "-USR1", "-l"]}, {"word": "-1"},
      {"inside": {"program": ["docker", "podman", "kubectl", "oc", "nerdctl", "crictl"]}}]}},
    {"program": ["pkill", "skill", "slay"], "value": {"-u": ["root", "0"]}},
    {"program": ["pkill"], "argument": [".", ".*"]},
    {"program": ["killall", "pkill"], "argument": ["systemd", "init", "sshd", "dbus-daemon"]},
    {"program": ["taskkill"], "text": ["csrss", "wininit", "winlogon", "lsass", "smss"]},
    {"program": ["stop-process"], "text": ["csrss", "wininit", "winlogon", "lsass", "smss"]}]}},

{"name": "cuts-off-host", "severity": "warning", "category": "destruction",
 "message": "cuts the host off from its network, or from those who manage it",
 "rule": {
   "any": [
    {"program": ["ifdown"]},
    {"program": ["ifconfig", "ip"], "argument": "down"},
    {"program": ["ip"], "argument": "flush"},
    {"program": ["nmcli"], "argument": "off"},
    {"program": ["disable-netadapter", "remove-netipaddress", "remove-netroute"]},
    {"program": ["systemctl"], "argument": ["stop", "disable", "mask"], "word": ["ssh", "ssh.service", "sshd",
      "sshd.service", "network", "network.service", "networking", "NetworkManager", "NetworkManager.service",
      "systemd-networkd*", "systemd-resolved*"]},
    {"program": ["service"], "argument": "stop", "word": ["ssh", "sshd", "network", "networking", "NetworkManager"]},
    {"program": ["stop-service", "set-service"], "argument": ["winrm", "termservice", "dhcp", "dnscache",
      "lanmanserver", "netlogon"], "not": {"program": "set-service", "not": {"word": "disabled"}}}]}},

{"name": "disables-access-control", "severity": "danger", "category": "security",
 "message": "turns off access control that the system enforces",
 "rule": {
   "any": [
    {"program": ["setenforce"], "argument": ["0", "permissive", "Permissive"]},
    {"program": ["semanage"], "argument": "permissive", "option": ["-a", "--add"]},
    {"text": ["selinux=disabled", "selinux=permissive", "enforcing=0", "selinux=0", "apparmor=0"],
      "not": {"program": ["grep", "egrep", "awk", "echo"], "not": {"redirects": ">*"}}},
    {"program": ["aa-teardown", "aa-disable", "aa-complain"]},
    {"program": ["spctl"], "option": ["--master-disable", "--global-disable"]},
    {"program": ["csrutil"], "argument": "disable"},
    {"path": "hklm/software/microsoft/windows/currentversion/policies/system", "text": ["enablelua",
      "consentpromptbehavioradmin", "localaccounttokenfilterpolicy"], "not": {"word": "query", "program": "reg"}},
    {"program": ["set-executionpolicy"], "word": ["bypass", "unrestricted"], "not": {"word": ["process",
      "currentuser"]}},
    {"program": ["bcdedit"], "argument": ["testsigning", "nointegritychecks", "loadoptions", "disableelamdrivers"],
      "word": ["on", "yes", "ddisable_integrity_checks", "disable_integrity_checks"]}]}},

{"name": "disables-firewall", "severity": "danger", "category": "security",
 "message": "turns off the firewall",
 "rule": {
   "any": [
    {"program": ["iptables", "ip6tables", "iptables-legacy", "iptables-nft", "ebtables", "arptables"],
      "option": ["-F", "--flush", "-X", "--delete-chain"]},
    {"program": ["iptables", "ip6tables"], "option": ["-P", "--policy"], "argument": "ACCEPT"},
    {"program": ["iptables", "ip6tables"], "option": ["-A", "-I", "--append", "--insert"], "value": {"-j": "ACCEPT"},
      "not": {"option": ["-s", "-d", "-p", "-m", "-i", "-o", "--source", "--destination", "--protocol",
      "--in-interface", "--match"]}},
    {"program": ["nft"], "argument": "flush"},
    {"program": ["ufw"], "argument": ["disable", "reset"]},
    {"program": ["ufw"], "argument": "default", "word": "allow"},
    {"program": ["firewall-cmd"], "value": {"--set-default-zone": "trusted"}},
    {"program": ["pfctl"], "option": ["-d", "-F"]},
    {"program": ["systemctl", "service", "rc-service", "chkconfig"], "argument": ["stop", "disable", "mask", "kill",
      "off"], "word": ["firewalld*", "ufw*", "iptables*", "ip6tables*", "nftables*", "fail2ban*", "csf", "lfd"]},
    {"program": ["netsh"], "word": ["advfirewall", "firewall"], "text": ["~off~", "disable"]},
    {"program": ["set-netfirewallprofile"], "text": ["false"]},
    {"program": ["disable-netfirewallrule", "remove-netfirewallrule"], "not": {"option": ["-Name", "-DisplayName",
      "-InputObject"]}},
    {"program": ["stop-service", "set-service", "sc", "net"], "argument": ["mpssvc", "bfe"], "not": {"word": ["start",
      "query", "running", "automatic"]}}]}},

{"name": "disables-protection", "severity": "danger", "category": "security",
 "message": "turns off or blinds what looks for malware or intruders",
 "rule": {
   "any": [
    {"program": ["set-mppreference"], "text": ["-disable", "-exclusion", "-submitsamplesconsent", "-mapsreporting",
      "threatdefaultaction", "-enablecontrolledfolderaccess", "-attacksurfacereduction"]},
    {"program": ["add-mppreference"], "text": ["-exclusion", "-controlledfolderaccessallowed"]},
    {"program": ["mpcmdrun"], "option": ["/removedefinitions", "/restore"]},
    {"program": ["uninstall-windowsfeature", "remove-windowsfeature", "disable-windowsoptionalfeature", "dism"],
      "text": ["windows-defender"]},
    {"text": ["disableantispyware", "disableantivirus", "disablerealtimemonitoring", "disablebehaviormonitoring",
      "tamperprotection"], "not": {"program": ["get-mppreference", "get-itemproperty", "select-object"]}},
    {"program": ["systemctl", "service", "rc-service", "chkconfig", "update-rc.d"], "argument": ["stop", "disable",
      "mask", "kill", "off", "remove"], "word": ["clamav*", "clamd*", "falcon-sensor*", "ossec*", "wazuh*",
      "osquery*", "aide*", "samhain*", "rkhunter*", "snort*", "suricata*", "falco*", "mdatp*", "cbagentd*",
      "sentinelone*", "ds_agent*", "sysmon*", "crowdstrike*", "apparmor*", "usbguard*", "tripwire*"]},
    {"program": ["stop-service", "set-service", "remove-service", "sc", "net", "taskkill", "stop-process", "wmic"],
      "text": ["windefend", "msmpeng", "wdnissvc", "securityhealth", "~sense~", "mssense", "wscsvc", "csfalcon",
      "sentinelagent", "cbdefense", "sysmon", "mbamservice", "savservice", "mcafee", "symantec", "sophos",
      "carbonblack"], "not": {"word": ["query", "start", "get"]}},
    {"program": ["fltmc"], "argument": "unload"},
    {"program": ["rm", "rpm", "apt-get", "apt", "yum", "dnf", "dpkg"], "argument": ["*clamav*", "*falcon-sensor*",
      "*ossec*", "*wazuh*", "*auditd*", "*osquery*", "*aide*"], "word": ["remove", "purge", "erase", "-e", "-r", "-P",
      "--purge", "autoremove"]},
    {"text": ["amsiutils", "amsiinitfailed", "amsiscanbuffer", "amsicontext", "etweventwrite"]}]}},

{"name": "disables-audit", "severity": "danger", "category": "logging",
 "message": "turns off what records what happens on the host",
 "rule": {
   "any": [
    {"program": ["auditctl"], "option": ["-D"]},
    {"program": ["auditctl"], "value": {"-e": "0"}},
    {"program": ["systemctl", "service", "rc-service", "chkconfig", "initctl"], "argument": ["stop", "disable",
      "mask", "kill", "off"], "word": ["auditd*", "rsyslog*", "syslog*", "systemd-journald*", "journald*",
      "auditbeat*", "filebeat*", "fluentd*", "fluent-bit*", "td-agent*", "vector", "vector.service", "splunk*",
      "promtail*"]},
    {"program": ["kill", "killall", "pkill"], "argument": ["auditd", "rsyslogd", "syslogd", "systemd-journald",
      "rsyslog", "syslog*"], "not": {"option": ["-HUP", "-1", "-USR1"], "not": {"program": "false"}}},
    {"program": ["auditpol"], "text": ["disable", "/clear", "/remove"]},
    {"program": ["wevtutil"], "option": ["/e", "/enabled"], "text": ["/e:false", "/enabled:false"]},
    {"program": ["stop-service", "set-service", "sc", "net"], "argument": ["eventlog", "wecsvc"],
      "not": {"word": ["query", "start", "running", "automatic"]}},
    {"program": ["fsutil"], "argument": "deletejournal"},
    {"program": ["set-psreadlineoption"], "text": ["savenothing"]},
    {"program": ["set"], "word": "+o", "argument": "history"},
    {"program": ["unset"], "argument": ["HISTFILE", "HISTSIZE", "PROMPT_COMMAND"]},
    {"assigns": ["HISTFILE=/dev/null", "HISTFILE=", "HISTSIZE=0", "HISTFILESIZE=0"]},
    {"program": ["export", "declare", "typeset"], "word": ["HISTFILE=/dev/null", "HISTFILE=", "HISTSIZE=0",
      "HISTFILESIZE=0"]},
    {"text": ["enablescriptblocklogging", "enablemodulelogging", "enabletranscripting"],
      "not": {"program": ["get-itemproperty"]}}]}},

{"name": "erases-evidence", "severity": "danger", "category": "logging",
 "message": "removes what tells who did what on the host",
 "rule": {
   "any": [
    {"removes": ["/var/log/audit/**", "/var/log/auth.log*", "/var/log/secure*", "/var/log/wtmp*", "/var/log/btmp*",
      "/var/log/lastlog", "/var/log/faillog", "/var/run/utmp", "/run/utmp", "/var/log/journal/**", "/var/log/journal",
      "/run/log/journal/**", "/var/log/audit", "~/.*_history", "**/.*_history", "**/consolehost_history.txt",
      "**.evtx", "c:/windows/system32/winevt/**", "/var/account/**", "/var/log/sudo*"]},
    {"program": ["wevtutil"], "argument": ["cl", "clear-log"]},
    {"program": ["clear-eventlog", "remove-eventlog", "clear-history"]},
    {"program": ["history"], "option": ["-c", "-d"]},
    {"program": ["clear-winevent"]},
    {"text": ["cleareventlog", "eventlogsession*clearlog"]},
    {"program": ["utmpdump"], "option": ["-r", "--reverse"]},
    {"program": ["ausearch", "aureport"], "option": "--delete"}]}},

{"name": "empties-logs", "severity": "warning", "category": "logging",
 "message": "removes messages of the system",
 "rule": {
   "removes": ["/var/log/**", "/private/var/log/**"],
   "not": {"removes": ["/var/log/**.gz", "/var/log/**.[0-9]", "/var/log/**.old", "/var/log/**.1", "/var/log/**.xz",
     "/var/log/**.bz2"]}}},

{"name": "removes-backups", "severity": "danger", "category": "backups",
 "message": "removes backups, or the ways back to an earlier state",
 "rule": {
   "any": [
    {"program": ["vssadmin"], "argument": ["delete", "resize"]},
    {"program": ["wmic"], "argument": "shadowcopy", "word": "delete"},
    {"text": "win32_shadowcopy", "any": [{"feeds": {"program": ["remove-wmiobject", "remove-ciminstance",
      "foreach-object"]}}, {"text": "delete"}]},
    {"program": ["diskshadow"]},
    {"program": ["wbadmin"], "argument": ["delete", "disable"]},
    {"program": ["bcdedit"], "text": ["recoveryenabled&no", "ignoreallfailures"]},
    {"program": ["reagentc"], "option": "/disable"},
    {"program": ["disable-computerrestore", "remove-wbpolicy", "remove-wbbackuptarget"]},
    {"program": ["tmutil"], "argument": ["disable", "delete", "deletelocalsnapshots", "thinlocalsnapshots"]},
    {"program": ["btrfs"], "argument": "delete"},
    {"program": ["restic", "borg", "duplicity", "kopia", "duplicacy", "bacula", "rdiff-backup", "velero",
      "pgbackrest", "barman", "wal-g", "rclone"], "argument": ["forget", "delete", "prune", "remove-all-but-n-full",
      "remove-older-than", "purge", "expire", "stanza-delete"]},
    {"program": ["systemctl"], "argument": ["stop", "disable", "mask"], "word": ["*backup*", "*bacula*", "*borg*",
      "*restic*", "*snapper*", "*timeshift*"]},
    {"program": ["stop-service", "set-service", "sc", "net"], "argument": ["vss", "wbengine", "sdrsvc", "swprv",
      "*veeam*", "*backupexec*"], "not": {"word": ["start", "query", "running", "automatic"]}},
    {"program": ["snapper", "timeshift"], "word": ["delete", "--delete", "--delete-all"]},
    {"removes": ["/backup", "/backups", "/var/backups", "/var/backup", "**/backups/**", "**/backup/**", "**.vbk",
      "**.bak"], "option": ["-r", "-R", "--recursive", "-Recurse", "/s"]}]}},

{"name": "disables-updates", "severity": "warning", "category": "security",
 "message": "keeps the host from getting security updates",
 "rule": {
   "any": [
    {"program": ["systemctl"], "argument": ["disable", "mask"], "word": ["unattended-upgrades*", "apt-daily*",
      "dnf-automatic*", "yum-cron*", "packagekit*"]},
    {"program": ["sc", "set-service"], "argument": ["wuauserv", "usosvc", "waasmedicsvc"], "text": "disabled"},
    {"text": "noautoupdate", "not": {"program": ["get-itemproperty"]}}]}},

{"name": "skips-script-policy", "severity": "warning", "category": "security",
 "message": "runs scripts that the policy of the host would not run",
 "rule": {
   "any": [
    {"program": ["powershell", "pwsh"], "value": {"-ExecutionPolicy": ["bypass", "unrestricted", "remotesigned"]}},
    {"program": ["powershell", "pwsh"], "value": {"-ep": ["bypass", "unrestricted", "remotesigned"]}},
    {"program": "set-executionpolicy", "word": ["bypass", "unrestricted"]}]}},

{"name": "loads-driver", "severity": "warning", "category": "security",
 "message": "adds a driver, or a provider that the system itself will run",
 "rule": {
   "any": [
    {"program": ["pnputil"], "option": ["/add-driver", "/i", "/a"]},
    {"program": ["mofcomp", "ldifde", "csvde", "drvload", "register-cimprovider"]},
    {"program": ["dism"], "option": ["/add-driver", "/add-package"]},
    {"program": ["fltmc"], "argument": "load"}]}},

{"name": "watches-users", "severity": "warning", "category": "exfiltration",
 "message": "records what users do or send",
 "rule": {
   "any": [
    {"program": ["psr", "nmcap", "pktmon", "script", "scrot", "import", "screencapture", "arecord", "logkeys",
      "xinput", "xspy", "dsniff", "ettercap", "snoop"], "not": {"program": ["script", "import"]}},
    {"program": ["netsh"], "argument": "trace", "word": "start"},
    {"program": ["strace", "ltrace", "gdb", "dtrace", "bpftrace"], "option": "-p", "text": ["sshd", "~su~", "login"]},
    {"text": ["getasynckeystate", "copyfromscreen", "setwindowshookex"]}]}},

{"name": "weakens-login", "severity": "danger", "category": "security",
 "message": "lets more users log in, or with less proof",
 "rule": {
   "any": [
    {"text": ["permitrootlogin yes", "permitrootlogin*yes", "permitemptypasswords*yes", "passwordauthentication*yes",
      "pam_permit.so", "hosts.equiv", "nullok"], "not": {"program": ["grep", "egrep", "cat", "sshd"]}},
    {"writes": ["/etc/pam.d/**", "/etc/security/**", "/etc/hosts.equiv", "**/.rhosts", "/etc/login.defs"]},
    {"program": ["passwd"], "option": ["-d", "--delete", "-u", "--unlock"]},
    {"text": ["uselogoncredential", "runasppl", "disablerestrictedadmin", "restrictanonymous", "fdenytsconnections",
      "lmcompatibilitylevel", "allowinsecureguestauth", "nolmhash"], "not": {"program": ["get-itemproperty"],
      "not": {"word": "never"}}},
    {"program": ["net"], "argument": "accounts", "option": ["/lockoutthreshold", "/minpwlen", "/maxpwage"]},
    {"program": ["xhost"], "word": "+"}]}},

{"name": "skips-verification", "severity": "warning", "category": "security",
 "message": "does not verify whom it talks to, or what it installs",
 "rule": {
   "any": [
    {"program": ["curl"], "option": ["-k", "--insecure", "--proxy-insecure"]},
    {"program": ["wget"], "option": ["--no-check-certificate"]},
    {"program": ["ssh", "scp", "sftp", "rsync", "ssh-copy-id", "sshpass", "git", "export"],
      "text": ["stricthostkeychecking=no", "stricthostkeychecking no", "userknownhostsfile=/dev/null"]},
    {"text": ["http.sslverify=false", "http.sslverify false", "strict-ssl=false", "strict-ssl false",
      "node_tls_reject_unauthorized=0", "pythonhttpsverify=0", "git_ssl_no_verify",
      "servercertificatevalidationcallback", "trustallcertspolicy"]},
    {"option": ["-SkipCertificateCheck", "-SkipCACheck", "-SkipCNCheck", "-SkipPublisherCheck"],
      "shell": "powershell"},
    {"program": ["pip", "pip3", "python*"], "option": "--trusted-host"},
    {"program": ["apt-get", "apt", "aptitude"], "any": [{"option": ["--allow-unauthenticated",
      "--allow-insecure-repositories"]}, {"text": ["allowunauthenticated"]}]},
    {"program": ["yum", "dnf", "zypper", "microdnf"], "option": ["--nogpgcheck", "--no-gpg-checks"]},
    {"program": ["rpm"], "option": ["--nosignature", "--nodigest", "--nodeps"]},
    {"program": ["dpkg", "apk"], "option": ["--force-all", "--force-bad-verify", "--allow-untrusted"]},
    {"program": ["helm", "skopeo", "podman", "docker", "crane"], "option": ["--insecure-skip-tls-verify",
      "--tls-verify=false", "--insecure"]}]}},

{"name": "weakens-kernel", "severity": "danger", "category": "security",
 "message": "turns off protection that the kernel gives, or loads code into it",
 "rule": {
   "any": [
    {"text": ["kernel.randomize_va_space*0", "kernel.yama.ptrace_scope*0", "kernel.kptr_restrict*0",
      "fs.suid_dumpable*2", "fs.protected_symlinks*0", "fs.protected_hardlinks*0",
      "kernel.unprivileged_bpf_disabled*0", "kernel.modules_disabled", "kernel.modprobe", "kernel.core_pattern"],
      "program": ["sysctl", "echo", "tee", "printf"], "not": {"option": "-n"}},
    {"writes": ["/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/kernel/randomize_va_space",
      "/proc/sys/fs/binfmt_misc/**", "/sys/kernel/uevent_helper", "/proc/sys/kernel/yama/**", "/sys/kernel/debug/**"]},
    {"program": ["insmod", "kmodload"]},
    {"program": ["modprobe"], "path": ["/tmp/**", "/var/tmp/**", "/dev/shm/**"]}]}},

{"name": "reads-secrets", "severity": "danger", "category": "exfiltration",
 "message": "uses a file in which secrets are",
 "rule": {
   "path": "@secrets",
   "not": {"any": [{"program": ["ls", "stat", "chmod", "chown", "chgrp", "test", "[", "[[", "touch", "mkdir",
     "restorecon", "visudo", "ssh-keygen", "ssh-add", "get-acl", "test-path", "echo", "printf", "kinit", "klist",
     "rm", "getfacl", "realpath", "readlink", "dirname"]}, {"program": ["ssh", "scp", "sftp", "sshfs"],
     "option": "-i"}, {"program": ["kubectl", "helm", "oc"], "option": "--kubeconfig"}, {"program": ["export"],
     "word": ["KUBECONFIG=*", "PGPASSFILE=*", "AWS_SHARED_CREDENTIALS_FILE=*"]}, {"program": "",
     "assigns": "KUBECONFIG=*"}]}}},

{"name": "dumps-credentials", "severity": "danger", "category": "exfiltration",
 "message": "takes passwords or keys out of the system",
 "rule": {
   "any": [
    {"text": ["sekurlsa", "lsadump", "mimikatz", "comsvcs&minidump", "minidumpwritedump", "kerberos::", "~dcsync~",
      "sam::", "invoke-kerberoast"]},
    {"text": ["~lsass~", "lsass.exe"], "not": {"program": ["get-process", "tasklist", "taskkill", "stop-process"]}},
    {"program": ["reg"], "argument": ["save", "export"], "path": ["hklm/sam*", "hklm/security*", "hklm/system"]},
    {"program": ["ntdsutil", "dsdbutil"]},
    {"program": ["getent"], "argument": ["shadow", "gshadow"]},
    {"program": ["unshadow", "pwdump", "secretsdump.py", "hashdump", "gsecdump", "lazagne", "john", "hashcat"]},
    {"program": ["procdump", "procdump64", "gcore", "createdump", "sqldumper", "rdrleakdiag", "dotnet-dump"]},
    {"program": ["security"], "argument": ["dump-keychain", "find-generic-password", "find-internet-password",
      "export"]},
    {"program": ["vaultcmd", "cmdkey"], "word": ["/listcreds*", "/list*"]},
    {"program": ["netsh"], "argument": "wlan", "word": "key=clear"},
    {"program": ["vssadmin"], "argument": "create"},
    {"program": ["esentutl"], "option": ["/vss", "/y"]},
    {"program": ["wmic"], "argument": "shadowcopy", "word": "create"},
    {"program": ["gpg"], "option": ["--export-secret-keys", "--export-secret-subkeys"]},
    {"program": ["kubectl", "oc"], "argument": ["secret", "secrets"], "option": ["-o", "--output"]},
    {"program": ["aws"], "argument": ["get-secret-value", "get-session-token", "create-access-key",
      "export-credentials"]},
    {"program": ["gcloud"], "argument": ["print-access-token", "print-identity-token"]},
    {"text": ["security-credentials", "computemetadata*token", "metadata/identity/oauth2/token", "/latest/user-data"]}]}},

{"name": "sends-files-away", "severity": "danger", "category": "exfiltration",
 "message": "sends data to a host that is not one of ours",
 "rule": {
   "foreign_host": {},
   "any": [
    {"program": ["curl"], "option": ["-T", "-F", "-d", "--data", "--data-binary", "--data-raw", "--data-urlencode",
      "--data-ascii", "--upload-file", "--form", "--json"]},
    {"program": ["curl", "http", "https", "xh"], "argument": ["PUT", "POST", "PATCH"]},
    {"program": ["wget"], "option": ["--post-file", "--post-data", "--body-file", "--body-data", "--method"]},
    {"program": ["invoke-webrequest", "invoke-restmethod"], "option": ["-InFile", "-Body", "-Form"]},
    {"program": ["scp", "rsync", "sftp", "ftp", "tftp", "lftp", "ncftpput", "smbclient", "rclone", "mail", "mailx",
      "mutt", "sendmail", "send-mailmessage", "swaks"]},
    {"program": ["ssh", "nc", "ncat", "netcat", "socat", "telnet", "openssl", "curl"],
      "any": [{"fed_by": {"program": ["cat", "tar", "gzip", "base64", "dd", "zcat", "mysqldump", "pg_dump",
      "pg_dumpall", "get-content", "zip", "xz", "cpio", "xxd", "journalctl"]}}, {"redirects": "<*"}]},
    {"text": ["/dev/tcp/", "/dev/udp/"], "redirects": ["*> /dev/tcp/*", "*> /dev/udp/*"]},
    {"text": ["uploadfile(", "uploadstring(", "uploaddata(", "uploadvalues(", "postasync("]},
    {"program": ["bitsadmin"], "option": "/upload"},
    {"program": ["copy", "xcopy", "robocopy", "move", "copy-item", "type"]}]}},

{"name": "sends-data-by-name-lookup", "severity": "danger", "category": "exfiltration",
 "message": "hides data in what looks like the name of a host",
 "rule": {
   "program": ["dig", "nslookup", "host", "ping", "ping6", "resolve-dnsname", "drill", "kdig", "getent"],
   "holds": {"program": ["cat", "base64", "xxd", "od", "hexdump", "type", "get-content", "whoami", "id", "hostname",
     "uname", "head", "tail", "gzip"]}}},

{"name": "runs-what-it-downloads", "severity": "danger", "category": "download",
 "message": "runs what another host sends, whatever that will be",
 "rule": {
   "any": [
    {"program": ["@shells"], "not": {"option": ["-c", "-Command", "-File", "/c", "/k"]},
      "any": [{"arguments": {"at_most": 0}}, {"option": "-s"}, {"word": ["-", "/dev/stdin"]}],
      "fed_by": {"any": [{"program": ["@downloaders", "@netcats"]}, {"program": "openssl", "argument": "s_client"},
      {"program": ["dig", "nslookup", "host", "ssh", "aws", "gsutil"]}]}},
    {"program": ["python*", "perl*", "ruby*", "node", "nodejs", "php*", "lua*", "tclsh*", "osascript", "deno", "bun"],
      "any": [{"arguments": {"at_most": 0}, "not": {"option": ["-c", "-e", "-n", "-p", "-m", "-r", "-l"]}},
      {"word": ["-", "/dev/stdin"]}], "fed_by": {"any": [{"program": ["@downloaders", "@netcats"]},
      {"program": "openssl", "argument": "s_client"}]}},
    {"program": ["@shells", "eval"], "option": "-c", "fed_by": {"program": ["@downloaders", "@netcats"]},
      "any": [{"holds": {"nesting": "substitution", "program": ["cat", "tee", "dd"]}},
      {"inside": {"program": ["xargs", "parallel"]}}]},
    {"program": ["invoke-expression", "eval", "source", ".", "iex", "add-type"],
      "fed_by": {"program": ["@downloaders", "@netcats", "new-object"]}},
    {"program": ["invoke-expression", "foreach-object", "invoke-command"], "text": ["downloadstring", "downloaddata",
      "openread", "getstringasync"]},
    {"program": ["@downloaders"], "nesting": ["substitution", "block", "script"],
      "parent": {"any": [{"program": ["@shells", "eval", "invoke-expression", "source", ".", "exec", "python*",
      "perl*", "ruby*", "node", "php*"], "nesting": ["none", "wrapper", "substitution", "block", "remote"]},
      {"detector": "unknown-program"}]}, "not": {"nesting": "script", "parent": {"program": ["@shells", "eval",
      "source", "."]}}},
    {"text": ["downloadstring", "downloaddata"], "any": [{"text": ["~iex~", "invoke-expression", ".invoke(",
      "reflection.assembly", "[scriptblock]"]}, {"feeds": {"program": "invoke-expression"}},
      {"inside": {"program": "invoke-expression"}}]},
    {"detector": "downloaded-file"}]}},

{"name": "downloads-by-other-means", "severity": "warning", "category": "download",
 "message": "downloads with a program that is not made for it",
 "rule": {
   "any": [
    {"text": ["downloadstring", "downloaddata", "downloadfile(", "webclient", "xmlhttp", "winhttp.winhttprequest",
      "httpwebrequest"]},
    {"program": ["certutil"], "option": ["/urlcache", "/verifyctl", "/url"]},
    {"program": ["bitsadmin"], "option": ["/transfer", "/addfile", "/create", "/setnotifycmdline"]},
    {"program": ["tftp", "finger", "whois"], "not": {"program": "whois", "not": {"option": ["-p", "--port"]}}},
    {"program": ["python*", "perl*", "ruby*", "php*", "node", "lua*", "jrunscript", "jjs"], "text": ["urllib",
      "urlretrieve", "net::http", "open-uri", "lwp::", "http.get(", "file_get_contents*http", "requests.get",
      "socket.http"], "option": ["-c", "-e", "-r", "-M"]},
    {"program": ["bash", "cat", "exec"], "text": ["/dev/tcp/"], "foreign_host": {}}]}},

{"name": "installs-from-elsewhere", "severity": "warning", "category": "download",
 "message": "installs from an address, not from a source of packages that the host trusts",
 "rule": {
   "any": [
    {"program": ["msiexec"], "option": ["/i", "/package", "/update", "/p"],
      "not": {"path": ["c:/windows/installer/**"]}},
    {"program": ["winget"], "option": ["--manifest", "-m", "--ignore-security-hash"]},
    {"program": ["rpm", "dpkg", "yum", "dnf", "zypper", "apt", "apt-get", "pip", "pip3", "npm", "gem", "msiexec",
      "snap", "add-appxpackage", "winget", "install-package", "go", "cargo", "brew", "apk", "pkg", "kubectl", "helm",
      "docker"], "text": ["http://", "https://", "ftp://", "git+"], "foreign_host": {"allowed": ["*.debian.org",
      "*.ubuntu.com", "*.fedoraproject.org", "*.centos.org", "*.redhat.com", "*.almalinux.org", "*.rockylinux.org",
      "*.opensuse.org", "*.suse.com", "*.archlinux.org", "*.alpinelinux.org", "pypi.org", "*.pythonhosted.org",
      "*.npmjs.org", "*.rubygems.org", "rubygems.org", "*.postgresql.org", "*.docker.com", "*.microsoft.com",
      "*.k8s.io", "*.kubernetes.io", "*.mysql.com", "*.nginx.org"]}, "not": {"argument": ["get", "logs", "describe",
      "push"]}}]}},

{"name": "encoded-command", "severity": "danger", "category": "encoded",
 "message": "what it runs is encoded, so that nobody reads it",
 "rule": {
   "any": [
    {"nesting": "encoded"},
    {"program": ["powershell", "pwsh"], "option": ["-EncodedCommand", "-EncodedArguments", "-ec"]},
    {"program": ["@interpreters"], "fed_by": {"any": [{"program": ["base64", "base32", "basenc", "gbase64"],
      "option": ["-d", "-D", "--decode", "-di"]}, {"program": "openssl", "option": "-d"}, {"program": "xxd",
      "option": "-r"}, {"program": ["uudecode", "rev", "unxz", "gunzip", "zcat", "bzcat", "xzcat", "rot13",
      "mimencode"]}, {"program": ["tr"], "fed_by": {"program": ["echo", "printf"]}}, {"program": "gzip",
      "option": "-d"}]}, "any": [{"arguments": {"at_most": 0}}, {"option": "-s"}, {"word": ["-", "/dev/stdin"]}]},
    {"any": [{"program": ["base64", "base32", "basenc"], "option": ["-d", "-D", "--decode"]}, {"program": "xxd",
      "option": "-r"}, {"program": "openssl", "option": "-d"}], "nesting": "substitution",
      "parent": {"any": [{"program": ["@shells", "eval", "source", ".", "exec", "invoke-expression"]},
      {"detector": "unknown-program"}]}},
    {"any": [{"program": ["base64", "xxd", "openssl", "printf", "echo"]}], "nesting": "substitution",
      "parent": {"detector": "unknown-program"}},
    {"program": ["certutil"], "option": ["/decode", "/decodehex"]},
    {"text": ["frombase64string", "b64decode", "base64_decode", "decode_base64", "base64.decode64",
      "[char]*[char]*[char]", "-bxor", "string.fromcharcode", "fromcharcode", "convertto-securestring -key",
      "gzipstream", "deflatestream"], "any": [{"text": ["~iex~", "invoke-expression", "exec(", "eval(", "system(",
      ".invoke(", "[scriptblock]", "reflection.assembly", "os.system"]}, {"feeds": {"program": "invoke-expression"}},
      {"inside": {"program": ["invoke-expression"]}}]}]}},

{"name": "long-encoded-text", "severity": "warning", "category": "encoded",
 "message": "holds a long text that is encoded: nobody can read what it is",
 "rule": {"detector": "encoded-payload"}},

{"name": "decodes-text", "severity": "warning", "category": "encoded",
 "message": "decodes what nobody can read, or makes such a text",
 "rule": {
   "any": [
    {"text": ["frombase64string", "b64decode", "decode_base64", "base64.decode64"]},
    {"program": ["certutil"], "option": ["/encode", "/encodehex"]},
    {"program": ["base64", "base32", "basenc"], "option": ["-d", "-D", "--decode"], "fed_by": {"program": ["echo",
      "printf"], "not": {"word": ["$*", "*$*"]}}}]}},

{"name": "disguised-program", "severity": "danger", "category": "encoded",
 "message": "the name of the program is spelled so that it is hard to read",
 "rule": {"detector": "disguised-program"}},

{"name": "unknown-program", "severity": "warning", "category": "encoded",
 "message": "what runs is only known when it runs",
 "rule": {
   "any": [
    {"detector": "unknown-program", "not": {"holds": {"program": ["ssh-agent", "dircolors", "brew", "direnv",
      "resize", "docker-machine", "minikube", "pyenv", "rbenv"]}}},
    {"program": ["eval", "invoke-expression"], "text": ["$"], "not": {"holds": {"program": ["ssh-agent", "dircolors",
      "brew", "direnv", "resize", "docker-machine", "minikube", "pyenv", "rbenv", "getopt", "id", "echo"]}}},
    {"program": ["@shells"], "option": "-c", "word": ["$*"], "not": {"holds": {"nesting": "script",
      "not": {"program": ""}}}}]}},

{"name": "not-readable-to-its-end", "severity": "danger", "category": "encoded",
 "message": "cannot be read to its end, so that not all of it was looked at",
 "rule": {"detector": "unparsable"}},

{"name": "hidden-characters", "severity": "error", "category": "encoded",
 "message": "has characters that cannot be seen, or turn the direction of writing",
 "rule": {"detector": "hidden-characters"}}
]
$rules$) AS shipped (name text, severity text, category text, message text, rule jsonb);
--------------------------------------------------------------------------------
-- The rules that are shipped: who may do what, what stays, and shells where
-- none is expected.
--------------------------------------------------------------------------------

INSERT INTO learn.policies (name, version, severity, category, message, rule)
SELECT shipped.name, 1, shipped.severity, shipped.category, shipped.message, shipped.rule
FROM pg_catalog.jsonb_to_recordset($rules$
[
{"name": "sets-privileged-bits", "severity": "danger", "category": "privilege",
 "message": "lets everybody run a program with the rights of its owner",
 "rule": {
   "any": [
    {"program": ["chmod"], "word": ["+s", "+*s*", "u+*s*", "u*+s", "ug+s", "a+s", "=*s*", "u=*s*", "-R+s", "*,u+s*",
      "[4-7]???", "4???", "6???", "5???", "7???", "04???", "06???"], "not": {"argument": ["g+s", "+x", "+X"]}},
    {"program": ["install"], "option": ["-m", "--mode"], "text": ["~4755~", "~6755~", "~4711~", "~4777~", "u+s",
      "~04755~", "~4750~"]},
    {"program": ["setcap"], "not": {"option": ["-r", "-v"]}},
    {"text": ["os.setuid(", "setuid(0)", "posix_setuid", "process::sys.setuid", "posix::setuid"]},
    {"program": ["find"], "text": ["-perm*4000", "-perm*u=s", "-perm*+s"], "holds": {"program": ["chmod"]}}]}},

{"name": "grants-privileges", "severity": "danger", "category": "privilege",
 "message": "gives a user the rights of an administrator",
 "rule": {
   "any": [
    {"writes": ["/etc/sudoers", "/etc/sudoers.d/*", "/etc/doas.conf", "/etc/polkit-1/**", "/usr/share/polkit-1/**",
      "/usr/local/etc/sudoers*"]},
    {"text": ["nopasswd:", "nopasswd :", "~all=(all", "permit nopass"], "not": {"program": ["grep", "egrep", "cat"]}},
    {"program": ["useradd", "usermod", "adduser"], "text": ["~sudo~", "~wheel~", "~root~", "~admin~", "~docker~",
      "~adm~", "~lxd~", "~disk~", "~shadow~"], "option": ["-G", "-aG", "-a", "--groups", "-g", "--gid", "--append"]},
    {"program": ["useradd", "usermod"], "value": {"-u": "0"}},
    {"program": ["useradd", "usermod"], "option": ["-o", "--non-unique"]},
    {"program": ["adduser", "addgroup", "gpasswd", "groupmems", "pw", "dseditgroup"], "word": ["sudo", "wheel",
      "root", "admin", "docker", "lxd", "adm", "disk", "shadow"]},
    {"program": ["net"], "word": ["localgroup", "group"], "text": ["/add"]},
    {"program": ["add-localgroupmember", "add-adgroupmember", "add-adprincipalgroupmembership"]},
    {"program": ["dsmod", "dsadd"]},
    {"program": ["kubectl", "oc"], "text": ["cluster-admin"]},
    {"program": ["aws"], "argument": ["attach-user-policy", "attach-role-policy", "put-user-policy",
      "put-role-policy", "add-user-to-group", "create-login-profile", "update-assume-role-policy"]},
    {"program": ["ntrights", "grant-userright"]},
    {"text": ["sedebugprivilege", "grant all privileges on *", "~superuser~"], "not": {"program": ["whoami", "echo"]}}]}},

{"name": "adds-user", "severity": "warning", "category": "privilege",
 "message": "adds or removes a user, or changes a password",
 "rule": {
   "not": {"about": ["user", "account", "password", "login"]},
   "any": [
    {"program": ["useradd", "adduser", "new-localuser", "new-aduser", "userdel", "deluser", "remove-localuser",
      "remove-aduser", "chpasswd", "newusers", "set-adaccountpassword", "enable-localuser", "vipw", "vigr"]},
    {"program": "set-localuser", "option": "-Password"},
    {"program": ["net", "net1"], "argument": "user", "arguments": {"at_least": 2}},
    {"program": ["passwd"], "not": {"option": ["-S", "--status", "-l", "--lock"]}},
    {"program": ["dscl"], "word": ["-create", "create", "-passwd", "passwd"]},
    {"program": ["sysadminctl"]}]}},

{"name": "changes-accounts-file", "severity": "danger", "category": "privilege",
 "message": "changes a file that says who may log in",
 "rule": {
   "any": [
    {"writes": ["/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow", "/etc/master.passwd",
      "/etc/nsswitch.conf", "/etc/krb5.conf"]},
    {"removes": ["/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow"]}]}},

{"name": "open-to-everybody", "severity": "warning", "category": "privilege",
 "message": "lets everybody change files",
 "rule": {
   "any": [
    {"program": ["chmod"], "argument": ["777", "0777", "666", "0666", "a+w", "o+w", "a+rw", "a+rwx", "o+rwx",
      "ugo+rwx", "ugo+w", "a=rwx", "+w*", "o=*w*", "1777", "776", "757", "737", "722", "767", "007", "ugo+rw*",
      "a+*w*", "o+*w*"]},
    {"program": ["chown", "chgrp"], "text": ["$(id -un)", "$(whoami)", "$user", "nobody"], "path": ["/etc/**",
      "/usr/**", "/bin/**", "/sbin/**", "/boot/**", "/root/**", "@system", "@secrets"]},
    {"program": ["setfacl"], "option": ["-m", "--modify", "-s", "--set"], "path": ["@secrets", "@startup",
      "/etc/passwd"]},
    {"program": ["chmod"], "argument": ["*o+r*", "*a+r*", "+r*", "644", "0644", "664", "0664", "666", "0666", "755",
      "0755", "777", "0777"], "path": "@secrets"},
    {"program": ["icacls", "cacls", "set-acl"], "text": ["everyone:", "*s-1-1-0", "users:f", "users:(oi)(ci)f",
      "authenticated users:f"]},
    {"program": ["net"], "argument": "share", "text": ["everyone"]},
    {"program": ["new-smbshare", "grant-smbshareaccess"], "text": ["everyone"]}]}},

{"name": "preloads-code", "severity": "danger", "category": "privilege",
 "message": "makes programs run code that is not theirs",
 "rule": {
   "any": [
    {"assigns": ["LD_PRELOAD=?*", "LD_AUDIT=?*", "DYLD_INSERT_LIBRARIES=?*", "BASH_ENV=?*", "ENV=?*", "PERL5OPT=?*",
      "PERL5DB=?*", "PYTHONSTARTUP=?*", "PYTHONINSPECT=?*", "RUBYOPT=?*", "NODE_OPTIONS=*require*", "LESSOPEN=?*",
      "LESSCLOSE=?*", "PROMPT_COMMAND=?*", "PAGER=?*", "MANPAGER=?*", "GIT_PAGER=?*", "GIT_SSH_COMMAND=?*",
      "GIT_EDITOR=?*", "EDITOR=?*", "VISUAL=?*", "BROWSER=?*", "SHELL=?*", "TERMCAP=?*", "GCONV_PATH=?*",
      "JAVA_TOOL_OPTIONS=*agent*", "COR_PROFILER*", "COMPLUS_*"], "not": {"any": [{"assigns": ["*=cat", "*=",
      "PAGER=less", "*=true", "EDITOR=vi*", "EDITOR=nano", "SHELL=/bin/sh", "SHELL=/bin/bash", "SHELL=bash",
      "BASH_ENV=/dev/null"]}]}},
    {"program": ["export", "env", "declare", "set", "setx", "sudo", "doas"], "word": ["LD_PRELOAD=?*", "LD_AUDIT=?*",
      "DYLD_INSERT_LIBRARIES=?*", "BASH_ENV=?*", "PROMPT_COMMAND=?*", "PERL5OPT=?*", "PYTHONSTARTUP=?*",
      "LESSOPEN=?*"]},
    {"writes": ["/etc/ld.so.preload", "/etc/ld.so.conf", "/etc/ld.so.conf.d/**", "/etc/environment"]},
    {"program": ["ld.so", "ld-linux*"]},
    {"text": ["appinit_dlls", "image file execution options", "silentprocessexit", "cor_enable_profiling",
      "~inprocserver32~"], "not": {"program": ["get-itemproperty", "get-childitem"], "not": {"word": "query"}}}]}},

{"name": "leaves-container", "severity": "danger", "category": "privilege",
 "message": "gives a container, or takes from it, the rights of the host",
 "rule": {
   "any": [
    {"program": ["docker", "podman", "nerdctl", "ctr", "crictl"], "option": ["--privileged", "--cap-add",
      "--pid=host", "--userns=host", "--security-opt"]},
    {"program": ["docker", "podman", "nerdctl"], "option": ["--privileged", "--cap-add", "--security-opt"]},
    {"program": ["docker", "podman", "nerdctl"], "text": ["docker.sock", "~/:/", "-v /:/", "=/:/"]},
    {"program": ["docker", "podman", "nerdctl"], "value": {"-v": ["/:/*", "/etc:*", "/root:*", "/proc:*"]}},
    {"program": ["docker", "podman"], "value": {"--volume": ["/:/*", "/etc:*", "/root:*"]}},
    {"program": ["docker", "podman"], "text": ["pid=host", "type=bind,source=/,", "src=/,"]},
    {"program": ["nsenter"]},
    {"program": ["kubectl", "oc"], "text": ["\"privileged\":true", "privileged: true", "hostpid", "hostpath"]},
    {"program": ["chroot", "unshare", "pivot_root", "capsh", "setpriv", "switch_root"], "path": ["@root"]},
    {"program": ["unshare"], "option": ["-r", "--map-root-user"]},
    {"program": ["lxc", "incus"], "text": ["security.privileged", "source=/ "]}]}},

{"name": "starts-itself-again", "severity": "danger", "category": "persistence",
 "message": "makes something run again later, by itself",
 "rule": {
   "any": [
    {"writes": "@startup"},
    {"program": ["reg"], "argument": ["add", "import", "copy", "restore"], "text": ["currentversion'run",
      "currentversion\\run", "\\winlogon",
      "\\services\\", "\\shell\\open\\command", "\\userinitmprlogonscript", "\\environment", "\\active setup", "\\lsa", "\\windows nt\\currentversion\\windows", "\\session manager", "\\classes\\",
      "\\netsh", "\\print\\monitors", "\\command processor"]},
    {"program": ["set-itemproperty", "new-itemproperty", "new-item", "set-item"],
      "path": ["hk*/software/microsoft/windows/currentversion/run*",
      "hk*/software/microsoft/windows/currentversion/run*/**",
      "hk*/software/microsoft/windows nt/currentversion/winlogon*", "hk*/software/classes/**", "hk*/environment",
      "hklm/system/currentcontrolset/control/lsa*", "hklm/system/currentcontrolset/control/session manager*"]},
    {"program": ["regedit", "regini", "reg"], "option": ["/s"], "argument": "*.reg"},
    {"program": ["crontab"], "not": {"option": ["-l"]}},
    {"program": ["at", "batch"], "shell": "sh", "not": {"option": ["-l", "-q", "-V"]}},
    {"program": ["at"], "shell": ["cmd", "powershell"], "arguments": {"at_least": 2}},
    {"program": ["systemd-run"], "option": ["--on-calendar", "--on-boot", "--on-active", "--on-unit-active",
      "--timer-property"]},
    {"program": ["systemctl"], "argument": ["link", "edit", "set-environment", "import-environment"]},
    {"program": ["systemctl"], "argument": ["enable", "start", "link"], "path": ["/tmp/**", "/var/tmp/**",
      "/dev/shm/**", "~/**"]},
    {"program": ["update-rc.d", "chkconfig", "rc-update"], "word": ["--add", "add", "defaults"]},
    {"program": ["schtasks"], "option": ["/create", "/change"]},
    {"program": ["register-scheduledtask", "new-scheduledtask", "new-scheduledtaskaction", "register-scheduledjob",
      "set-scheduledtask", "new-service", "set-wmiinstance"]},
    {"program": ["sc"], "argument": ["create", "sdset"]},
    {"program": ["sc"], "argument": ["config", "failure"], "text": ["binpath", "command=", "obj="]},
    {"program": ["wmic"], "word": ["create", "call"]},
    {"program": ["bitsadmin"], "option": "/setnotifycmdline"},
    {"program": ["launchctl"], "argument": "submit"},
    {"program": ["launchctl"], "argument": ["load", "bootstrap"], "path": ["/tmp/**", "/var/tmp/**", "~/**",
      "/Users/Shared/**"]},
    {"program": ["defaults"], "text": ["loginhook", "loginwindow"]},
    {"text": ["__eventfilter", "commandlineeventconsumer", "activescripteventconsumer", "__filtertoconsumerbinding"]},
    {"program": ["git"], "argument": "config", "text": ["core.pager", "core.editor", "core.sshcommand",
      "core.hookspath", "core.fsmonitor", "alias."]},
    {"program": ["netsh"], "argument": "helper", "word": "add"},
    {"program": ["assoc", "ftype"], "text": ["="]}]}},

{"name": "touches-what-is-run-or-trusted", "severity": "warning", "category": "persistence",
 "message": "has to do with a file that is run by itself, or says who may log in",
 "rule": {
   "path": ["@startup", "/etc/passwd", "/etc/group", "/etc/shadow", "/etc/sudoers", "/etc/sudoers.d/*",
     "**/authorized_keys", "/etc/ld.so.preload", "/etc/pam.d/**"],
   "not": {"program": ["cat", "ls", "ll", "grep", "egrep", "fgrep", "zgrep", "stat", "test", "[", "[[", "head",
     "tail", "wc", "awk", "gawk", "mawk", "cut", "sort", "uniq", "diff", "cmp", "sha256sum", "md5sum", "sha1sum",
     "file", "find", "getent", "systemctl", "systemd-analyze", "journalctl", "du", "tree", "cd", "realpath",
     "readlink", "dirname", "basename", "echo", "printf", "source", ".", "run-parts", "visudo", "sudo", "restorecon",
     "rpm", "dpkg", "mkdir", "for", "case", "while", "service", "sh", "bash", "nginx", "sshd", "jq", "test-path",
     "get-item", "get-childitem", "get-content", "get-itemproperty", "get-acl", "join-path", "split-path",
     "resolve-path", "export-clixml", "write-output", "select-object", "select-string", "dir", "type", "findstr",
     "chmod", "chown", "chgrp", "getfacl", "lsattr", "ps", "column", "tr", "sed", "read", "id", "ssh", "rsync", "tar",
     "crontab", "logrotate", "newaliases", "", "cp", "mv", "rm", "initctl"], "not": {"program": ["sed"],
     "text": ["/w /", "w /etc/", "w /root"]}}}},

{"name": "lets-somebody-in", "severity": "danger", "category": "persistence",
 "message": "lets another key or host log in",
 "rule": {
   "any": [
    {"writes": ["**/authorized_keys", "**/authorized_keys2", "**/.ssh/rc", "**/.ssh/config", "**/.ssh/environment",
      "/etc/ssh/sshd_config", "/etc/ssh/sshd_config.d/**", "/etc/ssh/ssh_config", "**/.shosts", "**/.rhosts",
      "**/.k5login", "**/administrators_authorized_keys"]},
    {"program": ["ssh-copy-id"]},
    {"program": ["ssh"], "option": ["-R", "-D"]},
    {"program": ["chisel", "frpc", "ngrok", "cloudflared", "rathole", "bore", "tmate", "teleconsole", "gsocket",
      "gs-netcat", "anydesk", "teamviewer", "ligolo", "revsocks", "pagekite", "localtunnel", "lt"],
      "not": {"option": ["--help", "--version", "-h"]}},
    {"program": ["code", "code-insiders"], "argument": "tunnel"},
    {"program": ["netsh"], "argument": "portproxy", "word": "add"},
    {"program": ["enable-psremoting", "winrm"], "not": {"program": "winrm", "not": {"argument": ["quickconfig", "qc",
      "set", "invoke", "create"]}}},
    {"text": ["addtrustedhosts", "wsman:*trustedhosts"], "program": ["set-item", "winrm"]}]}},

{"name": "shell-for-somebody-else", "severity": "danger", "category": "shells",
 "message": "gives somebody on another host a shell here",
 "rule": {
   "any": [
    {"program": ["nc", "ncat", "netcat", "nc.traditional", "nc.openbsd", "cryptcat", "pwncat"], "option": ["-e", "-c",
      "--exec", "--sh-exec", "--lua-exec"]},
    {"program": ["socat"], "text": ["exec:", "system:", "~pty~"]},
    {"program": ["@shells"], "fed_by": {"program": ["@netcats"]}},
    {"program": ["@shells"], "feeds": {"program": ["@netcats"]}, "not": {"option": "-c"}},
    {"program": ["@shells", "exec"], "text": ["/dev/tcp/", "/dev/udp/"], "redirects": ["*>*/dev/tcp/*",
      "*>*/dev/udp/*", "<*/dev/tcp/*"], "any": [{"option": "-i"}, {"redirects": ["*0>&1*", "*0<&*", "*>&*"]},
      {"foreign_host": {}}]},
    {"text": ["pty.spawn", "socket.socket*connect", "sock_stream&exec", "io::socket::inet&exec", "fsockopen&exec",
      "tcpsocket.open", "tcpsocket.new", "/inet/tcp/", "net.socket()", "net.sockets.tcpclient", "sockets.tcplistener",
      "child_process&net.", "require('net')", "socket.tcp()", "use socket"]},
    {"program": ["openssl"], "argument": "s_client", "any": [{"feeds": {"program": ["@shells"]}},
      {"fed_by": {"program": ["@shells"]}}]},
    {"program": ["telnet", "ncat", "nc"], "any": [{"feeds": {"program": ["@shells"]}},
      {"fed_by": {"program": ["@shells"]}}]},
    {"program": ["ttyd", "gotty", "shellinabox", "wetty", "xterm"], "text": ["~sh~", "~bash~", "-display"]}]}},

{"name": "listens", "severity": "warning", "category": "shells",
 "message": "opens a port to whoever connects",
 "rule": {
   "any": [
    {"program": ["nc", "ncat", "netcat", "nc.openbsd", "nc.traditional"], "option": ["-l", "-L", "--listen"]},
    {"program": ["socat"], "text": ["-listen:", "-l:"]},
    {"program": ["python*"], "text": ["http.server", "simplehttpserver", "pyftpdlib"]},
    {"program": ["php*"], "option": "-S"},
    {"program": ["ruby"], "text": ["-run", "webrick"], "word": "-e*"},
    {"program": ["busybox"], "argument": "httpd"},
    {"program": ["kubectl", "oc"], "argument": "proxy"},
    {"program": ["openssl"], "argument": "s_server"},
    {"text": ["httplistener", "tcpserver.new", "socket.listen"]}]}},

{"name": "shell-out-of-a-tool", "severity": "danger", "category": "shells",
 "message": "starts a shell out of a program that is made for something else",
 "rule": {
   "any": [
    {"text": ["~/bin/sh~", "~/bin/bash~", "~/bin/dash~", "~/bin/zsh~", "~/bin/ksh~", "~/bin/csh~", "~/bin/ash~",
      "~/usr/bin/bash~", "~/usr/bin/zsh~", "~/system/bin/sh~", "exec sh~", "exec bash~", "!sh~", "!bash~", "exec:sh~",
      "exec=sh~", "spawn sh~", "spawn bash~", "'sh~'*system", "system('sh", "system(\"sh", "os.system('",
      "~cmd.exe /c~"], "not": {"any": [{"program": ["@shells", "", "sudo", "su", "doas", "runuser", "env", "exec",
      "nohup", "timeout", "time", "nice", "ionice", "setsid", "flock", "xargs", "find", "ssh", "docker", "podman",
      "kubectl", "oc", "nerdctl", "crictl", "lxc", "chsh", "useradd", "usermod", "adduser", "ls", "ll", "cat", "echo",
      "printf", "grep", "egrep", "fgrep", "test", "[", "[[", "which", "command", "type", "file", "stat", "sha256sum",
      "md5sum", "cp", "ln", "readlink", "tee", "head", "tail", "wc", "for", "case", "function", "getent", "dscl",
      "rpm", "dpkg", "set", "export", "ps", "pgrep", "pkill", "rsync", "lsof", "fuser", "crontab", "at", "schtasks",
      "sc", "start", "start-process", "powershell", "pwsh", "wsl"]}]}},
    {"program": ["cp", "ln", "install", "mv"], "argument": ["/bin/sh", "/bin/bash", "/bin/dash", "/usr/bin/bash",
      "*\\cmd.exe", "*\\powershell.exe"]},
    {"written": ["!*", ":!*", "\\!*"]},
    {"shell": ["cmd", "powershell"], "argument": ["cmd", "calc", "powershell", "pwsh", "mshta", "wscript", "rundll32",
      "*cmd /c*", "*cmd.exe /c*", "*powershell -*", "*powershell.exe -*", "*calc*"], "not": {"program": ["@shells",
      "", "start", "where", "taskkill", "tasklist", "assoc", "ftype", "for", "if", "echo", "findstr", "find", "help",
      "doskey", "schtasks", "sc", "forfiles", "get-*", "stop-*", "start-*", "write-*", "select-*", "where-*",
      "foreach-*", "new-*", "set-*", "show-*", "runas", "wt", "psexec", "tldr"]}},
    {"program": ["@shells"], "nesting": "wrapper", "arguments": {"at_most": 0}, "not": {"any": [{"option": ["-c",
      "-s"]}, {"fed_by": {"shell": ["sh", "powershell", "cmd"]}, "not": {"parent": {"program": "xargs"}}},
      {"redirects": ["<*", "0<*"], "not": {"redirects": ["< /dev/tty*", "0< /dev/tty*", "<&*", "0<&*"]}}]}},
    {"program": ["awk", "gawk", "mawk", "nawk"], "text": "system("},
    {"program": ["vi", "vim", "nvim", "view", "rvim", "ex", "ed", "emacs", "less", "more", "man"], "text": [":!",
      ":shell", ":py", ":lua", "!sh", "term-mode", "(shell)", "shell-command"]}]}},

{"name": "opens-shell", "severity": "warning", "category": "shells",
 "message": "opens a shell and gives it nothing to do: it waits for a person",
 "rule": {
   "any": [
    {"program": ["@shells"], "arguments": {"at_most": 0}, "nesting": ["none", "substitution", "script", "remote",
      "block", "encoded"], "not": {"any": [{"option": ["-c", "-s", "--version", "--help", "-Command", "-File",
      "-EncodedCommand", "/c", "-V"]}, {"fed_by": {"shell": ["sh", "powershell", "cmd"]},
      "not": {"parent": {"program": "xargs"}}}, {"redirects": ["<*", "0<*"], "not": {"redirects": ["< /dev/tty*",
      "0< /dev/tty*", "<&*", "0<&*"]}}]}},
    {"program": ["su", "sg", "newgrp", "login", "capsh"], "arguments": {"at_most": 1}, "not": {"option": ["-c",
      "--command", "--print", "--help", "--version"]}}]}},

{"name": "opens-console", "severity": "warning", "category": "shells",
 "message": "opens a console for code: it waits for a person, and runs what it is told",
 "rule": {
   "any": [
    {"argument": ["console", "repl", "tinker", "dbshell", "irb", "pry"], "arguments": {"at_most": 2},
      "not": {"fed_by": {"shell": "sh"}}},
    {"argument": "shell", "arguments": {"at_most": 1}, "not": {"program": ["adb", "nix", "hg"]}},
    {"program": ["@interpreters", "@netcats"], "option": ["-i", "-a", "--interactive"], "arguments": {"at_most": 0},
      "not": {"fed_by": {"shell": "sh"}}}]}},

{"name": "evaluates-code", "severity": "warning", "category": "shells",
 "message": "an option makes the program run code that is written in it",
 "rule": {
   "any": [
    {"option": ["--eval", "-eval", "--evaluate", "--batch-interpreter", "--shell-escape", "--run-script"],
      "not": {"program": ["@interpreters", "mongo", "mongosh", "mysql", "redis-cli", "make", "rpm"]}},
    {"text": ["%{lua", ":lua ", ":py ", ":python", ":ruby ", "python-fu", "\\directlua", "\\write18", "{lua:"]},
    {"word": ["--*command*", "--*-cmd*", "--*exec*", "--*script*", "--*hook*", "--*shell*", "--*prog*", "--*pager*",
      "--*editor*", "--*helper*", "--*plugin*", "-*exec*", "*_command=*", "*_cmd=*"], "path": ["/tmp/**",
      "/var/tmp/**", "/dev/shm/**", "~/.cache/**"], "not": {"program": "find"}}]}},

{"name": "command-in-an-option", "severity": "danger", "category": "shells",
 "message": "an option makes the program run a command",
 "rule": {
   "any": [
    {"text": ["checkpoint-action=exec", "--to-command", "--rsh-command", "proxycommand", "localcommand", "pre-invoke",
      "post-invoke", "core.pager=", "core.sshcommand", "core.editor=", "ssh_command=", "unzip-command",
      "--use-compress-program", "--eval=", "post-file-command", "--filter-command", "ext::", "--upload-pack=",
      "--receive-pack=", "--gpu-launcher", "--renderer-cmd-prefix", "--browser-subprocess-path", "-shell-escape",
      "--startup-command", "--script-security", "--exec-path", "sh -c", "sh$ifs", "exec /", "exec=/",
      "--interactive-command", "--pager=", "--shell=", "--command=", "--rsh=", "--diff-program=", "--to-program",
      "--info-script", "--index-filter", "--tree-filter", "--pinentry-program"], "not": {"program": ["@shells", "",
      "echo", "printf", "grep", "egrep", "sudo", "su", "runuser", "doas", "docker", "podman", "kubectl", "oc", "ssh",
      "xargs", "find", "env", "timeout", "nohup", "flock", "setsid", "nice", "time", "watch", "cat", "export", "for",
      "case", "systemd-run", "nsenter", "chroot", "lxc", "trap", "python*", "at", "psql", "parallel", "exec", "wsl",
      "crontab", "dpkg-query", "ionice", "script", "git-shell"]}},
    {"program": ["tar", "bsdtar", "gtar"], "option": ["-I", "--use-compress-program", "--to-command", "--rsh-command",
      "--info-script", "--new-volume-script"], "not": {"value": {"-I": ["zstd*", "pigz*", "pbzip2", "xz*", "lz4*",
      "gzip*", "bzip2*", "lzma*", "pixz", "zstdmt*", "7z*"]}}},
    {"program": ["ssh", "scp", "sftp", "sshfs", "autossh", "mosh"], "text": ["proxycommand", "localcommand",
      "~-s /*sh"]},
    {"program": ["git"], "option": "-c", "text": ["pager", "editor", "sshcommand", "alias.", "fsmonitor", "ext."]},
    {"program": ["zip"], "option": ["-TT", "--unzip-command"]},
    {"program": ["rsync"], "value": {"-e": ["sh*", "bash*", "*/sh*", "*;*"]}},
    {"program": ["tcpdump", "dumpcap"], "option": "-z"},
    {"program": ["man"], "option": ["-P", "-H", "--pager", "--html"]},
    {"program": ["nmap"], "option": ["--script", "--interactive"], "path": ["/tmp/**", "/dev/shm/**", "/dev/stdin"]},
    {"program": ["mysql", "mariadb", "psql", "sqlite3", "redis-cli", "mongo"], "text": ["\\!", "~system ", ".shell",
      "copy*from program", "copy*to program", "xp_cmdshell", "sys_exec", "lo_import", "pg_read_file", "load_file(",
      "into outfile", "into dumpfile", "load_extension"]},
    {"text": ["xp_cmdshell", "sp_oacreate", "from program '", "to program '"]},
    {"program": ["sed"], "word": ["1e*", "*;e", "e", "*/e", "1e"]},
    {"program": ["make", "gmake"], "option": ["--eval"]},
    {"program": ["perl", "ruby", "python*", "php*", "node", "nodejs", "lua*", "tclsh", "jrunscript", "jjs", "irb",
      "gdb", "lldb"], "text": ["exec(", "exec '", "exec \"", "system(", "system '", "system \"", "os.exec",
      "os.system", "subprocess", "shell_exec", "passthru(", "popen", "proc_open", "pcntl_exec", "child_process",
      "os.execute", "runtime.getruntime", "kernel.exec", "spawn(", "%x("], "option": ["-c", "-e", "-r", "-ex",
      "-eval", "--eval", "-n", "-E"]}]}},

{"name": "waits-for-a-person", "severity": "warning", "category": "shells",
 "message": "waits for a person at a terminal; there is none, and it can open a shell",
 "rule": {
   "any": [
    {"program": ["vi", "vim", "nvim", "view", "rview", "rvim", "nano", "pico", "emacs", "joe", "mcedit", "jed",
      "gvim", "hx", "kak", "less", "most", "more", "pg", "visudo", "vipw", "crontab-e", "vimdiff", "micro", "ed",
      "ex", "nedit", "mutt", "alpine", "pine", "links", "lynx", "w3m", "elinks", "screen", "tmux", "byobu", "mc",
      "ranger", "top", "htop", "atop", "iotop", "nethogs", "minicom", "picocom", "script", "rlwrap", "aptitude",
      "dialog", "whiptail", "cfdisk"], "not": {"any": [{"option": ["-b", "-c", "--version", "--help", "-dump", "-n",
      "-d", "-V", "-es", "-S", "-s", "-batch", "-O", "-X"]}, {"argument": ["install", "update", "upgrade",
      "new-session", "kill-session", "ls", "list-sessions", "send-keys", "has-session", "new"]}]}},
    {"program": ["mmc", "regedit", "taskmgr", "eventvwr", "msconfig", "write", "wordpad", "sigverif", "mspaint",
      "compmgmt", "perfmon", "resmon", "dxdiag", "msinfo32", "charmap", "calc", "osk", "utilman"],
      "arguments": {"at_most": 1}, "shell": ["cmd", "powershell"], "not": {"option": ["/s", "/report", "/nfo", "/a"]}},
    {"program": ["python", "python2", "python3", "perl", "ruby", "irb", "node", "nodejs", "lua", "ghci", "ghc",
      "scala", "r", "julia", "octave", "ipython", "gdb", "lldb", "sqlite3", "ftp", "sftp", "telnet", "mail", "expect",
      "jjs", "jrunscript", "jshell", "bc", "dc", "iex", "erl", "mysql", "psql", "redis-cli", "mongo", "mongosh",
      "fsi", "csi", "nslookup", "wmic", "diskpart", "netsh", "clisp", "guile", "racket", "sbcl", "pry", "rake"],
      "arguments": {"at_most": 0}, "not": {"any": [{"option": ["-c", "-e", "-m", "-f", "-b", "--version", "-V", "-v",
      "--help", "-h", "--batch", "-batch", "-l", "-L", "-q", "--list", "-s", "-i"]}, {"fed_by": {"shell": ["sh",
      "powershell", "cmd"]}}, {"redirects": "<*"}]}}]}},

{"name": "loads-code-from-file", "severity": "warning", "category": "shells",
 "message": "makes a program load code from a file that is not its own",
 "rule": {
   "any": [
    {"word": ["*.so", "*.so.[0-9]*", "*.dylib", "*=*.so"], "shell": "sh", "not": {"program": ["ls", "file", "ldd",
      "nm", "objdump", "readelf", "cp", "mv", "rm", "ln", "ldconfig", "strip", "chmod", "chown", "find", "locate",
      "gcc", "g++", "cc", "c++", "clang", "ld", "install", "patchelf", "otool", "install_name_tool", "codesign",
      "md5sum", "sha256sum", "stat", "test", "[", "[[", "dpkg", "rpm", "apt-file", "yum", "dnf", "grep", "echo",
      "printf", "cat", "strings", "rsync", "tar", "awk", "sed", "sort", "basename", "dirname", "readlink",
      "realpath"]}},
    {"text": ["dlopen(", "ctypes", "load_extension", "--load-plugin", "--plugin=/", "--load=", "loadmodule",
      "--engine", "--library-path", "-engine", "dso_path"], "not": {"program": ["grep", "echo"]}}]}},

{"name": "runs-from-temporary-directory", "severity": "warning", "category": "shells",
 "message": "runs a file from a directory in which everybody may write",
 "rule": {
   "runs": ["/tmp/**", "/var/tmp/**", "/dev/shm/**", "/run/user/**", "c:/windows/temp/**", "c:/temp/**",
     "c:/users/public/**", "c:/perflogs/**", "c:/programdata/*.*", "~/appdata/local/temp/**", "~/downloads/**",
     "c:/$recycle.bin/**"]}},

{"name": "code-in-temporary-directory", "severity": "warning", "category": "shells",
 "message": "makes a program of a file in a directory in which everybody may write",
 "rule": {
   "any": [
    {"program": ["chmod"], "argument": ["+x", "a+x", "u+x", "ugo+x", "755", "0755", "700", "0700", "750", "777",
      "744"], "path": ["/tmp/**", "/var/tmp/**", "/dev/shm/**"]},
    {"path": ["c:/users/public/**", "c:/windows/temp/**", "c:/temp/**", "c:/programdata/*.*",
      "~/appdata/local/temp/**", "c:/perflogs/**", "c:/windows/tasks/**", "c:/windows/tracing/**"], "shell": ["cmd",
      "powershell"], "not": {"program": ["@shells", "", "dir", "del", "erase", "copy", "move", "ren", "type", "find",
      "findstr", "where", "if", "for", "echo", "md", "mkdir", "rd", "rmdir", "cd", "attrib", "fc", "icacls",
      "robocopy", "xcopy", "tree", "7z", "tar", "get-*", "set-*", "new-*", "remove-*", "copy-*", "move-*", "test-*",
      "out-*", "export-*", "import-*", "compress-*", "expand-*", "add-*", "clear-*", "write-*", "select-*", "join-*",
      "split-*", "invoke-webrequest", "set", "compact", "start", "notepad", "dism", "sfc", "fsutil", "forfiles",
      "curl"]}},
    {"path": ["/tmp/**.sh", "/tmp/**.py", "/tmp/**.pl", "/tmp/**.rb", "/tmp/**.js", "/tmp/**.lua", "/tmp/**.so",
      "/tmp/**.ko", "/tmp/**.jar", "/tmp/**.php", "/dev/shm/**", "/var/tmp/**.sh", "/var/tmp/**.py"],
      "not": {"program": ["rm", "cp", "mv", "ls", "cat", "chmod", "chown", "test", "[", "[[", "stat", "touch", "tee",
      "head", "tail", "less", "grep", "wc", "df", "du", "mount", "umount", "mkdir", "rmdir", "find", "rsync", "scp",
      "curl", "wget", "echo", "printf", "sha256sum", "md5sum", "diff", ""]}}]}},

{"name": "runs-what-it-wrote", "severity": "warning", "category": "shells",
 "message": "runs a file that the runbook has written itself: what is in it was not looked at",
 "rule": {"detector": "written-file"}},

{"name": "configured-from-temporary-directory", "severity": "warning", "category": "shells",
 "message": "a file or variable that anybody could have set decides what the program does",
 "rule": {
   "any": [
    {"assigns": ["*=/tmp/*", "*=/var/tmp/*", "*=/dev/shm/*", "*PATH=.", "*PATH=.:*", "*_DIR=.", "*DIR=."],
      "not": {"any": [{"program": ""}, {"assigns": ["TMP*=*", "TEMP*=*", "*TMPDIR=*", "*TEMPDIR=*", "HOME=*",
      "*_CACHE*=*", "*LOG*=*", "*OUT*=*"]}]}},
    {"any": [{"value": {"--config": ["/tmp/*", "/var/tmp/*", "/dev/shm/*"]}}, {"value": {"--config-file": ["/tmp/*",
      "/var/tmp/*", "/dev/shm/*"]}}, {"value": {"--rcfile": ["/tmp/*", "/var/tmp/*", "/dev/shm/*"]}},
      {"value": {"--init-file": ["/tmp/*"]}}, {"value": {"--socket": "/tmp/*"}}, {"value": {"-c": ["/tmp/*",
      "/var/tmp/*", "/dev/shm/*"]}}, {"value": {"-S": ["/tmp/*", "/var/tmp/*", "/dev/shm/*"]}},
      {"value": {"-F": ["/tmp/*", "/var/tmp/*", "/dev/shm/*"]}}, {"value": {"-f": ["/tmp/*", "/dev/shm/*"]}}],
      "not": {"program": ["@shells", "", "tar", "rm", "grep", "egrep", "fgrep", "awk", "sed", "kubectl", "oc", "psql",
      "mv", "cp", "ln", "wc", "stat", "test", "[", "head", "tail", "cut", "du", "tee", "touch", "sort", "md5sum",
      "sha256sum", "sha1sum", "sqlite3", "mysql", "find", "ls", "gzip", "gunzip", "zcat", "curl", "mkfifo", "chmod",
      "chown", "fuser", "docker", "crontab", "split", "diff", "cksum", "bzip2", "rmdir", "mkdir", "cat", "xargs",
      "python*", "perl*"]}}]}},

{"name": "writes-shell-script", "severity": "warning", "category": "shells",
 "message": "writes a file that starts a shell when something reads it",
 "rule": {
   "program": ["echo", "printf", "cat", "tee"],
   "text": ["/bin/sh", "/bin/bash", "/bin/dash", "/bin/zsh", "/usr/bin/env bash", "exec sh", "system("],
   "redirects": [">*", "1>*", "&>*", ">>*"],
   "not": {"redirects": [">&* ", ">& *", "> /dev/null", "> /dev/stderr", ">&2*"]}}},

{"name": "code-by-way-of-system-tool", "severity": "danger", "category": "shells",
 "message": "runs code by way of a program of the system, which hides what is run",
 "rule": {
   "any": [
    {"program": ["mshta", "regsvr32", "cmstp", "installutil", "regasm", "regsvcs", "ieexec", "msxsl",
      "presentationhost", "mavinject", "odbcconf", "pcalua", "syncappvpublishingserver", "scriptrunner",
      "infdefaultinstall", "xwizard", "dfsvc", "dnscmd", "wsreset", "fodhelper", "computerdefaults", "eventvwr",
      "sdclt", "hh", "msdt", "control"], "not": {"program": ["dnscmd", "control", "eventvwr", "hh", "msdt"],
      "not": {"text": ["dll", ".cpl", "http", ".chm", "browseforfile", ":", "plugin"]}}},
    {"program": ["rundll32"], "not": {"text": ["printui.dll", "powrprof.dll", "user32.dll,lockworkstation",
      "keymgr.dll,krshowkeymgr", "sysdm.cpl", "iernonce"], "not": {"text": ["http", "\\\\"]}}},
    {"program": ["msbuild", "csc", "vbc", "jsc", "ilasm", "aspnet_compiler", "microsoft.workflow.compiler", "fsi",
      "fsianycpu", "csi", "rcsi", "dnx", "te", "tracker", "bginfo", "cdb", "windbg", "kd", "ntsd", "ttdinject",
      "tttracer", "devinit"]},
    {"program": ["wmic"], "text": ["~call~", "/format:", "~create~", "os get"], "not": {"text": ["/format:list",
      "/format:csv", "/format:table", "/format:value"]}},
    {"program": ["cscript", "wscript"], "text": ["http",
      "\\\\", ".sct", "winrm.vbs", "pubprn", "//e:"], "not": {"text": ["slmgr", "ospp"]}},
    {"program": ["forfiles"], "option": "/c"},
    {"program": ["conhost", "runonce", "stordiag", "gpscript", "wsl", "bash"], "shell": ["cmd", "powershell"]},
    {"program": ["msiexec"], "option": ["/y", "/z"]},
    {"program": ["ftp"], "shell": ["cmd", "powershell"], "word": ["-s:*", "/s:*"]},
    {"program": ["powershell", "pwsh"], "value": {"-WindowStyle": ["hidden", "h*", "1"]}},
    {"program": ["explorer"], "word": ["/root*", "*.exe*", "/root,*"]},
    {"text": ["reflection.assembly]::load", "assembly]::load", "loadfrompath", "loadassemblyfrompath",
      "invoke-shellcode", "virtualalloc", "createthread", "marshal]::copy", "getdelegateforfunctionpointer",
      "activator]::createinstance", "shellexecute", "mmc20.application", "wscript.shell"]},
    {"program": ["add-type"], "text": ["dllimport", "http"]},
    {"program": ["psexec", "psexec64", "paexec", "wmiexec.py", "smbexec.py"]},
    {"text": ["../../..", "..\\..\\.."], "shell": ["cmd", "powershell"], "word": ["*.exe*", "*.dll*", "*.ps1*"]}]}},

{"name": "carries-another-program", "severity": "warning", "category": "shells",
 "message": "is given a program, script or library: it may run it, or carry it elsewhere",
 "rule": {
   "shell": ["cmd", "powershell"],
   "detector": "code-file",
   "not": {"any": [{"program": ["", "@shells", "dir", "del", "erase", "copy", "move", "ren", "rename", "type", "find",
     "findstr", "where", "if", "for", "echo", "start", "call", "taskkill", "tasklist", "attrib", "fc", "comp",
     "icacls", "signtool", "sigcheck", "certutil", "sc", "net", "schtasks", "msiexec", "winget", "choco", "scoop",
     "python*", "node", "java", "perl*", "ruby*", "php*", "git", "7z", "tar", "curl", "robocopy", "xcopy", "fsutil",
     "mklink", "netsh", "cmake", "cl", "link", "lib", "dumpbin", "dotnet", "nuget", "npm", "setx", "set",
     "import-module", "test-path", "get-*", "remove-item", "copy-item", "move-item", "rename-item", "select-*",
     "where-object", "foreach-object", "sort-object", "measure-*", "out-*", "write-*", "set-content", "add-content",
     "join-path", "split-path", "resolve-path", "stop-process", "start-process", "unblock-file",
     "set-authenticodesignature", "invoke-webrequest", "invoke-restmethod", "start-bitstransfer", "new-item",
     "new-netfirewallrule", "set-netfirewallrule", "expand-archive", "compress-archive", "iisreset", "sqlcmd",
     "slmgr", "dism", "sfc", "reg", "notepad", "code", "cacls", "takeown", "pnputil", "gpupdate", "query", "tree",
     "md5sum", "convert-path", "update-*", "install-*", "export-*", "enable-*", "set-executionpolicy", "ospp.vbs",
     "slmgr.vbs", "vswhere", "wmic"]}, {"shell": "powershell", "program": "*-*"}, {"shell": "powershell",
     "word": ["*.ps1*", "*.psm1", "*.bat", "*.cmd", "*.py", "*.js"], "not": {"word": ["*.dll*", "*.exe*", "*.hta*",
     "*.inf*", "*.sct*", "*.msi*", "*\\\\*"]}}, {"program": ["cscript", "wscript"], "text": ["ospp.vbs",
     "slmgr.vbs"]}, {"arguments": {"at_most": 0}, "not": {"word": ["*:*", "*=*"]}}]}}},

{"name": "alternate-data-stream", "severity": "danger", "category": "shells",
 "message": "hides a file within another one",
 "rule": {
   "shell": ["cmd", "powershell"],
   "any": [
    {"detector": "alternate-stream", "not": {"program": ["scp", "sftp", "rsync", "ssh", "docker", "git", "podman",
      "kubectl", "pscp", "curl"]}},
    {"option": "-Stream", "program": ["set-content", "add-content", "out-file"]}]}},

{"name": "clear-text-credential", "severity": "danger", "category": "credentials",
 "message": "has a secret in clear text: whoever sees the runbook has it",
 "rule": {"detector": "clear-text-credential"}},

{"name": "foreign-host", "severity": "warning", "category": "hosts",
 "message": "talks to a host that is written out, and is not one of ours",
 "rule": {
   "foreign_host": {"allowed": ["*.debian.org", "*.ubuntu.com", "*.fedoraproject.org", "*.centos.org", "*.redhat.com",
     "*.almalinux.org", "*.rockylinux.org", "*.opensuse.org", "*.suse.com", "*.archlinux.org", "*.alpinelinux.org",
     "pypi.org", "*.pythonhosted.org", "registry.npmjs.org", "rubygems.org", "*.postgresql.org",
     "download.docker.com", "*.k8s.io", "*.windowsupdate.com", "*.update.microsoft.com", "*.ntp.org",
     "schemas.microsoft.com", "contoso.com", "*.contoso.com", "fabrikam.com", "*.fabrikam.com", "www.w3.org"]},
   "not": {"program": ["ping", "ping6", "dig", "nslookup", "host", "traceroute", "traceroute6", "tracert", "mtr",
     "resolve-dnsname", "test-connection", "test-netconnection", "resolvectl", "getent", "drill", "pathping", "echo",
     "printf", "grep", "egrep", "awk", "sed", "whois", "write-output", "write-host", "", "git", "man", "docker"],
     "not": {"program": "whois", "option": ["-h", "-p"]}}}},

{"name": "touches-firewall", "severity": "warning", "category": "scope",
 "message": "changes the firewall, which the runbook does not say it is about",
 "rule": {
   "not": {"about": ["firewall", "network", "port", "connect", "blocked", "iptables", "nftables"]},
   "any": [
    {"program": ["iptables", "ip6tables"], "option": ["-A", "-I", "-D", "-R", "-P", "-N", "-E", "--append",
      "--insert", "--delete", "--replace", "--policy"]},
    {"program": ["iptables-restore", "ip6tables-restore"]},
    {"program": ["nft"], "argument": ["add", "insert", "delete", "create", "replace"]},
    {"program": ["ufw"], "argument": ["allow", "deny", "delete", "insert", "reject", "limit"]},
    {"program": ["firewall-cmd"], "text": ["--add-", "--remove-", "--set-"]},
    {"program": ["new-netfirewallrule", "set-netfirewallrule", "remove-netfirewallrule", "disable-netfirewallrule",
      "enable-netfirewallrule"]},
    {"program": ["netsh"], "word": ["advfirewall", "firewall"], "argument": ["add", "delete", "set"]}]}},

{"name": "touches-name-resolution", "severity": "warning", "category": "scope",
 "message": "changes how names are resolved, which the runbook does not say it is about",
 "rule": {
   "not": {"about": ["dns", "resolv", "name", "hosts", "network"]},
   "any": [
    {"writes": ["/etc/hosts", "/etc/resolv.conf", "/etc/systemd/resolved.conf*",
      "c:/windows/system32/drivers/etc/hosts"]},
    {"program": ["set-dnsclientserveraddress"]}]}},

{"name": "touches-trust", "severity": "warning", "category": "scope",
 "message": "changes whom the host trusts, which the runbook does not say it is about",
 "rule": {
   "not": {"about": ["certificate", "tls", "ssl", "trust", "~ca~"]},
   "any": [
    {"writes": ["/usr/local/share/ca-certificates/**", "/etc/pki/ca-trust/**", "/etc/ssl/certs/**",
      "/etc/apt/trusted.gpg*", "/etc/apt/trusted.gpg.d/**", "/usr/share/keyrings/**", "/etc/apt/sources.list",
      "/etc/apt/sources.list.d/**", "/etc/yum.repos.d/**"]},
    {"program": ["import-certificate", "import-pfxcertificate", "add-apt-repository", "apt-key"]},
    {"program": ["certutil"], "option": ["/addstore", "/importpfx"]},
    {"program": ["security"], "argument": "add-trusted-cert"},
    {"program": ["keytool"], "option": ["-import", "-importcert"]}]}},

{"name": "masks-unit", "severity": "warning", "category": "scope",
 "message": "keeps a service from being started by anybody",
 "rule": {
   "any": [
    {"program": ["systemctl"], "argument": "mask"},
    {"program": ["sc"], "argument": "delete"},
    {"program": ["remove-service"]}]}}
]
$rules$) AS shipped (name text, severity text, category text, message text, rule jsonb);
CREATE TABLE learn.runbooks (
    id text PRIMARY KEY,
    line text NOT NULL GENERATED ALWAYS AS (learn.runbook_line(id)) STORED,
    version integer NOT NULL GENERATED ALWAYS AS (learn.runbook_version(id)) STORED,
    revision integer NOT NULL DEFAULT 1 CHECK (revision >= 1),
    status learn.runbook_status NOT NULL,
    origin learn.runbook_origin NOT NULL,
    content jsonb NOT NULL,
    digest text NOT NULL GENERATED ALWAYS AS (learn.runbook_digest(content)) STORED,
    name text GENERATED ALWAYS AS (content ->> 'name') STORED,
    platform text GENERATED ALWAYS AS (content ->> 'platform') STORED,
    incident_types jsonb GENERATED ALWAYS AS (content -> 'incident_types') STORED,
    severity text GENERATED ALWAYS AS (content ->> 'severity') STORED,
    applies_to jsonb GENERATED ALWAYS AS (content -> 'applies_to') STORED,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    parent_runbook text,
    parent_digest text,
    generated_from_failure text,
    generated_at timestamptz,
    generated_by text,
    generation_model text,
    failure_type learn.failure_type,
    original_error text,
    requires_human_review boolean NOT NULL DEFAULT true,
    changes jsonb NOT NULL DEFAULT '[]',
    approved_by text,
    approved_at timestamptz,
    approved_digest text,
    archived_at timestamptz,
    archive_reason learn.archive_reason,
    CONSTRAINT runbooks_id_is_in_content CHECK ((content ->> 'id') = id),
    CONSTRAINT runbooks_active_is_approved CHECK (
        status <> 'active'
        OR (approved_by IS NOT NULL AND approved_at IS NOT NULL
            AND approved_digest IS NOT NULL AND approved_digest = digest)),
    CONSTRAINT runbooks_pending_is_not_approved CHECK (
        status <> 'pending'
        OR (approved_by IS NULL AND approved_at IS NULL AND approved_digest IS NULL)),
    CONSTRAINT runbooks_archived_has_reason CHECK (
        (status = 'archived') = (archived_at IS NOT NULL AND archive_reason IS NOT NULL)),
    CONSTRAINT runbooks_generated_needs_review CHECK (
        origin <> 'generated'
        OR (requires_human_review AND parent_runbook IS NOT NULL AND parent_digest IS NOT NULL
            AND generated_from_failure IS NOT NULL AND generated_at IS NOT NULL
            AND generated_by IS NOT NULL))
);
CREATE UNIQUE INDEX runbooks_one_draft_per_line ON learn.runbooks (line) WHERE status = 'pending';
CREATE UNIQUE INDEX runbooks_one_active_per_line ON learn.runbooks (line) WHERE status = 'active';
CREATE INDEX runbooks_line_version_idx ON learn.runbooks (line, version);
CREATE INDEX runbooks_parent_runbook_idx ON learn.runbooks (parent_runbook) WHERE parent_runbook IS NOT NULL;

COMMENT ON TABLE learn.runbooks IS 'Every version of every runbook. Changed by the review functions only, for every role.';
COMMENT ON COLUMN learn.runbooks.id IS 'RB-XXX-YYY-NNN, and -v2, -v3 … for later versions';
COMMENT ON COLUMN learn.runbooks.line IS 'What all versions share';
COMMENT ON COLUMN learn.runbooks.version IS 'The version number in the id';
COMMENT ON COLUMN learn.runbooks.revision IS 'How often this draft was written, starting at 1';
COMMENT ON COLUMN learn.runbooks.status IS 'pending, active or archived';
COMMENT ON COLUMN learn.runbooks.origin IS 'generated, submitted or imported';
COMMENT ON COLUMN learn.runbooks.content IS 'The whole document; see learn_runbook_schema()';
COMMENT ON COLUMN learn.runbooks.digest IS 'SHA-256 of the canonical text of content';
COMMENT ON COLUMN learn.runbooks.name IS 'From content';
COMMENT ON COLUMN learn.runbooks.platform IS 'From content';
COMMENT ON COLUMN learn.runbooks.incident_types IS 'From content';
COMMENT ON COLUMN learn.runbooks.severity IS 'From content';
COMMENT ON COLUMN learn.runbooks.applies_to IS 'From content';
COMMENT ON COLUMN learn.runbooks.created_at IS 'When this row was made';
COMMENT ON COLUMN learn.runbooks.created_by IS 'Who wrote the content it has: a person, or learn';
COMMENT ON COLUMN learn.runbooks.parent_runbook IS 'The version it was made from';
COMMENT ON COLUMN learn.runbooks.parent_digest IS 'The digest of that version then';
COMMENT ON COLUMN learn.runbooks.generated_from_failure IS 'The execution that taught it';
COMMENT ON COLUMN learn.runbooks.generated_at IS 'When the engine wrote it';
COMMENT ON COLUMN learn.runbooks.generated_by IS 'The engine: learn (builtin) or learn (model)';
COMMENT ON COLUMN learn.runbooks.generation_model IS 'The model, or builtin';
COMMENT ON COLUMN learn.runbooks.failure_type IS 'Why the parent failed';
COMMENT ON COLUMN learn.runbooks.original_error IS 'The error message of that failure';
COMMENT ON COLUMN learn.runbooks.requires_human_review IS 'Always true for what the engine wrote';
COMMENT ON COLUMN learn.runbooks.changes IS 'What was changed against the parent and why: [{step, what, why, warnings}]; warnings, where there are any, are [{name, text}]: what a reviewer should look at twice, and by which name it is acknowledged';
COMMENT ON COLUMN learn.runbooks.approved_by IS 'The human who approved exactly this content';
COMMENT ON COLUMN learn.runbooks.approved_at IS 'When';
COMMENT ON COLUMN learn.runbooks.approved_digest IS 'The digest that was approved';
COMMENT ON COLUMN learn.runbooks.archived_at IS 'When it was archived';
COMMENT ON COLUMN learn.runbooks.archive_reason IS 'Why: superseded, rejected, withdrawn, retired or rolled_back';

CREATE TABLE learn.runbook_revisions (
    runbook_id text NOT NULL,
    revision integer NOT NULL,
    content jsonb NOT NULL,
    digest text NOT NULL,
    changes jsonb NOT NULL,
    author text NOT NULL,
    replaced_at timestamptz NOT NULL,
    requested_by text,
    requested_changes text,
    PRIMARY KEY (runbook_id, revision)
);
COMMENT ON TABLE learn.runbook_revisions IS 'Earlier contents of drafts that were written again.';
COMMENT ON COLUMN learn.runbook_revisions.runbook_id IS 'The draft';
COMMENT ON COLUMN learn.runbook_revisions.revision IS 'Which writing of it this was';
COMMENT ON COLUMN learn.runbook_revisions.content IS 'The document then';
COMMENT ON COLUMN learn.runbook_revisions.digest IS 'Its digest';
COMMENT ON COLUMN learn.runbook_revisions.changes IS 'Its explanations';
COMMENT ON COLUMN learn.runbook_revisions.author IS 'Who wrote it: a person, or learn';
COMMENT ON COLUMN learn.runbook_revisions.replaced_at IS 'When the next revision took its place';
COMMENT ON COLUMN learn.runbook_revisions.requested_by IS 'Who asked for changes; null: nobody did';
COMMENT ON COLUMN learn.runbook_revisions.requested_changes IS 'What was asked for';

CREATE TABLE learn.review_queue (
    runbook_id text PRIMARY KEY,
    status learn.review_status NOT NULL,
    priority learn.priority NOT NULL,
    reason text NOT NULL,
    failure_execution_id text,
    created_at timestamptz NOT NULL,
    claimed_by text,
    claimed_at timestamptz,
    reviewed_by text,
    reviewed_at timestamptz,
    approval_notes text,
    rejection_reason text,
    requested_changes text,
    withdrawal_reason text,
    CONSTRAINT review_queue_decision_has_author CHECK (
        status NOT IN ('approved', 'rejected', 'withdrawn')
        OR (reviewed_by IS NOT NULL AND reviewed_at IS NOT NULL)),
    CONSTRAINT review_queue_rejection_has_reason CHECK (
        status <> 'rejected' OR rejection_reason IS NOT NULL),
    CONSTRAINT review_queue_withdrawal_has_reason CHECK (
        (status = 'withdrawn') = (withdrawal_reason IS NOT NULL)),
    CONSTRAINT review_queue_claim_has_author CHECK (
        status <> 'in_review' OR (claimed_by IS NOT NULL AND claimed_at IS NOT NULL))
);
CREATE INDEX review_queue_open_idx ON learn.review_queue (priority, created_at, runbook_id)
    WHERE status IN ('pending_review', 'in_review', 'needs_changes');
CREATE INDEX review_queue_decided_idx ON learn.review_queue (reviewed_at DESC, runbook_id)
    WHERE status IN ('approved', 'rejected', 'withdrawn');
CREATE INDEX review_queue_decided_status_idx ON learn.review_queue (status, reviewed_at DESC, runbook_id)
    WHERE status IN ('approved', 'rejected', 'withdrawn');
COMMENT ON TABLE learn.review_queue IS 'One review for each runbook that needs a human. Changed by the review functions only, for every role.';
COMMENT ON COLUMN learn.review_queue.runbook_id IS 'The runbook under review';
COMMENT ON COLUMN learn.review_queue.status IS 'pending_review, in_review, approved, rejected, needs_changes or withdrawn';
COMMENT ON COLUMN learn.review_queue.priority IS 'high, medium or low';
COMMENT ON COLUMN learn.review_queue.reason IS 'Why it is in the queue';
COMMENT ON COLUMN learn.review_queue.failure_execution_id IS 'The execution that caused it';
COMMENT ON COLUMN learn.review_queue.created_at IS 'When it was queued';
COMMENT ON COLUMN learn.review_queue.claimed_by IS 'Who took it';
COMMENT ON COLUMN learn.review_queue.claimed_at IS 'When; a claim expires after learn.claim_ttl';
COMMENT ON COLUMN learn.review_queue.reviewed_by IS 'Who decided, or asked for changes; of a withdrawn one, who approved its sibling';
COMMENT ON COLUMN learn.review_queue.reviewed_at IS 'When';
COMMENT ON COLUMN learn.review_queue.approval_notes IS 'What the approver noted';
COMMENT ON COLUMN learn.review_queue.rejection_reason IS 'Why it was rejected; later drafts of this line are shown it';
COMMENT ON COLUMN learn.review_queue.requested_changes IS 'What the reviewer wants changed; and why the engine has not written it again, when it should have';
COMMENT ON COLUMN learn.review_queue.withdrawal_reason IS 'Why it was withdrawn';

CREATE TABLE learn.test_results (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    runbook_id text NOT NULL,
    revision integer NOT NULL,
    digest text NOT NULL,
    test_name text NOT NULL,
    passed boolean NOT NULL,
    details text,
    tested_at timestamptz NOT NULL,
    tested_by text NOT NULL
);
CREATE INDEX test_results_runbook_id_idx ON learn.test_results (runbook_id, tested_at);
COMMENT ON TABLE learn.test_results IS 'Tests of drafts, each of exactly one content.';
COMMENT ON COLUMN learn.test_results.id IS 'The test result';
COMMENT ON COLUMN learn.test_results.runbook_id IS 'The runbook tested';
COMMENT ON COLUMN learn.test_results.revision IS 'Which writing of it was tested; a result for another one no longer counts';
COMMENT ON COLUMN learn.test_results.digest IS 'The content tested';
COMMENT ON COLUMN learn.test_results.test_name IS 'What was tested';
COMMENT ON COLUMN learn.test_results.passed IS 'How it went';
COMMENT ON COLUMN learn.test_results.details IS 'What was seen';
COMMENT ON COLUMN learn.test_results.tested_at IS 'When';
COMMENT ON COLUMN learn.test_results.tested_by IS 'By whom';

CREATE FUNCTION learn.guard_runbooks() RETURNS trigger
    LANGUAGE c SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_guard_runbooks';
COMMENT ON FUNCTION learn.guard_runbooks() IS
    'Refuses every change of a runbook or a review that the review functions did not announce, for every role.';

CREATE TRIGGER learn_guard AFTER INSERT OR UPDATE OR DELETE ON learn.runbooks
    FOR EACH ROW EXECUTE FUNCTION learn.guard_runbooks();
CREATE TRIGGER learn_guard_truncate BEFORE TRUNCATE ON learn.runbooks
    FOR EACH STATEMENT EXECUTE FUNCTION learn.guard_runbooks();
CREATE TRIGGER learn_guard AFTER UPDATE OR DELETE ON learn.review_queue
    FOR EACH ROW EXECUTE FUNCTION learn.guard_runbooks();
CREATE TRIGGER learn_guard_truncate BEFORE TRUNCATE ON learn.review_queue
    FOR EACH STATEMENT EXECUTE FUNCTION learn.guard_runbooks();
-- session_replication_role must not open the door.
ALTER TABLE learn.runbooks ENABLE ALWAYS TRIGGER learn_guard;
ALTER TABLE learn.runbooks ENABLE ALWAYS TRIGGER learn_guard_truncate;
ALTER TABLE learn.review_queue ENABLE ALWAYS TRIGGER learn_guard;
ALTER TABLE learn.review_queue ENABLE ALWAYS TRIGGER learn_guard_truncate;
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
CREATE SEQUENCE learn.job_number;
COMMENT ON SEQUENCE learn.job_number IS 'Numbers the jobs; a number means nothing on another node.';

CREATE TABLE learn.jobs (
    id bigint NOT NULL DEFAULT nextval('learn.job_number'),
    kind learn.job_kind NOT NULL,
    subject text NOT NULL,
    execution_id text,
    created_at timestamptz NOT NULL DEFAULT now(),
    run_after timestamptz NOT NULL DEFAULT now(),
    attempts integer NOT NULL DEFAULT 0,
    lease_token uuid,
    leased_by integer,
    leased_in timestamptz,
    last_error text,
    dead_at timestamptz,
    needs learn.job_need NOT NULL DEFAULT 'nothing',
    held boolean NOT NULL DEFAULT false,
    waits_for text,
    PRIMARY KEY (kind, subject)
) WITH (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000);
CREATE INDEX jobs_due_idx ON learn.jobs (needs, run_after, id) WHERE dead_at IS NULL AND NOT held;
CREATE INDEX jobs_dead_idx ON learn.jobs (id) WHERE dead_at IS NOT NULL;
CREATE INDEX jobs_held_idx ON learn.jobs (id) WHERE held;
CREATE INDEX jobs_waits_for_idx ON learn.jobs (waits_for) WHERE waits_for IS NOT NULL;
COMMENT ON TABLE learn.jobs IS 'Work that waits for the worker. A finished job is deleted.';
COMMENT ON COLUMN learn.jobs.id IS 'For learn_retry_job()';
COMMENT ON COLUMN learn.jobs.kind IS 'analyze, improve, revise or notify';
COMMENT ON COLUMN learn.jobs.subject IS 'analyze: the execution; improve: the runbook to improve; revise: the draft; notify: the notification';
COMMENT ON COLUMN learn.jobs.execution_id IS 'improve: the failure to learn from';
COMMENT ON COLUMN learn.jobs.created_at IS 'When the work came up';
COMMENT ON COLUMN learn.jobs.run_after IS 'Not before this time; while leased: when the lease expires';
COMMENT ON COLUMN learn.jobs.attempts IS 'How often it was taken';
COMMENT ON COLUMN learn.jobs.lease_token IS 'Set while somebody works on it; results with another token are dropped';
COMMENT ON COLUMN learn.jobs.leased_by IS 'The process that holds the lease';
COMMENT ON COLUMN learn.jobs.leased_in IS 'The server it runs in, by the time it was started: process ids mean nothing elsewhere';
COMMENT ON COLUMN learn.jobs.last_error IS 'Why the last attempt failed';
COMMENT ON COLUMN learn.jobs.dead_at IS 'Set when no attempt is left';
COMMENT ON COLUMN learn.jobs.needs IS 'Taken only when a request of this kind may be sent; nothing: not known to need one';
COMMENT ON COLUMN learn.jobs.held IS 'Restored from a dump, or replicated: waits until work comes up here, or learn_run_jobs() is called';
COMMENT ON COLUMN learn.jobs.waits_for IS 'analyze: a model is being asked about a failure of this group; its answer makes the job due';

-- Runs no SQL, so it needs no search_path; and it looks at created_at itself,
-- since a WHEN clause would be parsed for every INSERT of an executor.
CREATE FUNCTION learn.hold_restored_job() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'learn_sql_hold_restored_job';
COMMENT ON FUNCTION learn.hold_restored_job() IS
    'Holds a job that comes from a dump, so that nothing is done while the rest is still being restored.';
CREATE TRIGGER learn_restored BEFORE INSERT ON learn.jobs
    FOR EACH ROW EXECUTE FUNCTION learn.hold_restored_job();

CREATE FUNCTION learn.hold_replicated_job() RETURNS trigger
    LANGUAGE c SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_hold_replicated_job';
COMMENT ON FUNCTION learn.hold_replicated_job() IS
    'Holds a job that a publisher has, and works on, until this database takes over.';
CREATE TRIGGER learn_replicated BEFORE INSERT OR UPDATE ON learn.jobs
    FOR EACH ROW EXECUTE FUNCTION learn.hold_replicated_job();
ALTER TABLE learn.jobs ENABLE REPLICA TRIGGER learn_replicated;

CREATE TABLE learn.llm_calls (
    id uuid PRIMARY KEY,
    called_at timestamptz NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('categorize', 'improve', 'revise')),
    subject text NOT NULL,
    model text NOT NULL,
    answered_by text,
    prompt_version text NOT NULL,
    prompt_digest text NOT NULL,
    reply_digest text,
    http_status integer,
    outcome text NOT NULL,
    error text,
    tokens_in integer,
    tokens_out integer,
    latency_seconds double precision NOT NULL,
    cost numeric,
    runbook_id text,
    client_id text,
    reserved numeric,
    charged numeric,
    budget_day date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date,
    reply text
);
CREATE INDEX llm_calls_called_at_idx ON learn.llm_calls (called_at);
COMMENT ON TABLE learn.llm_calls IS 'Every request that was sent to a model, and what came of it.';
COMMENT ON COLUMN learn.llm_calls.id IS 'The call; what was sent is in learn.llm_exchanges under this id';
COMMENT ON COLUMN learn.llm_calls.called_at IS 'When the reply was there, or the attempt given up';
COMMENT ON COLUMN learn.llm_calls.purpose IS 'categorize, improve or revise';
COMMENT ON COLUMN learn.llm_calls.subject IS 'The execution (categorize), the runbook to improve, or the draft to revise';
COMMENT ON COLUMN learn.llm_calls.model IS 'The model asked for';
COMMENT ON COLUMN learn.llm_calls.answered_by IS 'The model that answered, as the endpoint says';
COMMENT ON COLUMN learn.llm_calls.prompt_version IS 'The wording used: the purpose, a hyphen, its version in learn.prompts';
COMMENT ON COLUMN learn.llm_calls.prompt_digest IS 'SHA-256 of the two prompts that were sent';
COMMENT ON COLUMN learn.llm_calls.reply_digest IS 'SHA-256 of the answer''s text';
COMMENT ON COLUMN learn.llm_calls.http_status IS 'The HTTP status, when there was one';
COMMENT ON COLUMN learn.llm_calls.outcome IS
    'answered, unusable (answered, but not what was asked for), cut_off, refused, rate_limited, unavailable, misconfigured or malformed';
COMMENT ON COLUMN learn.llm_calls.error IS 'Why the outcome is not answered';
COMMENT ON COLUMN learn.llm_calls.tokens_in IS 'Tokens of the request, as the endpoint counts them';
COMMENT ON COLUMN learn.llm_calls.tokens_out IS 'Tokens of the answer';
COMMENT ON COLUMN learn.llm_calls.latency_seconds IS 'From sending the request to the end of the reply';
COMMENT ON COLUMN learn.llm_calls.cost IS 'What it cost, by the prices in learn.models then; null: no price or no token count is known';
COMMENT ON COLUMN learn.llm_calls.runbook_id IS 'The runbook it was about';
COMMENT ON COLUMN learn.llm_calls.client_id IS 'Whose failure led to it';
COMMENT ON COLUMN learn.llm_calls.reserved IS 'What was reserved of learn.daily_budget before it was sent; null: no budget was set';
COMMENT ON COLUMN learn.llm_calls.charged IS 'What counts against the budget: the cost, or what was reserved where the cost is not known and there may have been one';
COMMENT ON COLUMN learn.llm_calls.budget_day IS 'The day, in UTC, it counts for';
COMMENT ON COLUMN learn.llm_calls.reply IS 'The answer''s text as it was received, whole or cut off; null: none came';

CREATE TABLE learn.models (
    model text PRIMARY KEY,
    input_price numeric NOT NULL CHECK (input_price >= 0),
    output_price numeric NOT NULL CHECK (output_price >= 0)
);
COMMENT ON TABLE learn.models IS 'What models cost; see learn_set_price().';
COMMENT ON COLUMN learn.models.model IS 'As in learn.model_categorize and learn.model_improve';
COMMENT ON COLUMN learn.models.input_price IS 'Of a million tokens sent, in your currency';
COMMENT ON COLUMN learn.models.output_price IS 'Of a million tokens received';

CREATE TABLE learn.budget_days (
    day date PRIMARY KEY,
    committed numeric NOT NULL CHECK (committed >= 0)
);
COMMENT ON TABLE learn.budget_days IS 'How much of learn.daily_budget is gone, one row for each day on which one was set.';
COMMENT ON COLUMN learn.budget_days.day IS 'The day, in UTC';
COMMENT ON COLUMN learn.budget_days.committed IS 'What the calls of that day cost, and what is reserved for those under way';

CREATE TABLE learn.pauses (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    paused_at timestamptz NOT NULL,
    paused_by text NOT NULL,
    reason text
);
COMMENT ON TABLE learn.pauses IS 'One row while learning is paused; see learn_pause().';
COMMENT ON COLUMN learn.pauses.singleton IS 'There is one at most';
COMMENT ON COLUMN learn.pauses.paused_at IS 'Since when';
COMMENT ON COLUMN learn.pauses.paused_by IS 'By whom';
COMMENT ON COLUMN learn.pauses.reason IS 'Why';
-- What is sent to models, letter for letter.

CREATE TABLE learn.llm_exchanges (
    id uuid PRIMARY KEY,
    started_at timestamptz NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('categorize', 'improve', 'revise')),
    subject text NOT NULL,
    model text NOT NULL,
    prompt_version text NOT NULL,
    system_prompt text NOT NULL,
    user_prompt text NOT NULL,
    answer_schema text NOT NULL,
    prompt_digest text NOT NULL,
    request_settings jsonb NOT NULL
);
CREATE INDEX llm_exchanges_started_at_idx ON learn.llm_exchanges (started_at);
CREATE INDEX llm_exchanges_subject_idx ON learn.llm_exchanges (subject);
COMMENT ON TABLE learn.llm_exchanges IS
    'What is sent to models, written by the worker before it is sent. What came of it stands in learn.llm_calls under the same id; one without a call was sent, or about to be, when the worker ended, and an answer, if there was one, is not known.';
COMMENT ON COLUMN learn.llm_exchanges.id IS 'The exchange, and the call in learn.llm_calls';
COMMENT ON COLUMN learn.llm_exchanges.started_at IS 'When it was about to be sent';
COMMENT ON COLUMN learn.llm_exchanges.purpose IS 'categorize, improve or revise';
COMMENT ON COLUMN learn.llm_exchanges.subject IS 'The execution (categorize), the runbook to improve, or the draft to revise';
COMMENT ON COLUMN learn.llm_exchanges.model IS 'The model asked';
COMMENT ON COLUMN learn.llm_exchanges.prompt_version IS 'The wording used: the purpose, a hyphen, its version in learn.prompts';
COMMENT ON COLUMN learn.llm_exchanges.system_prompt IS 'The system''s part of the question, exactly as sent';
COMMENT ON COLUMN learn.llm_exchanges.user_prompt IS
    'The user''s part of the question, exactly as sent: secrets and personal data had been taken out';
COMMENT ON COLUMN learn.llm_exchanges.answer_schema IS 'The JSON Schema of the answer, as it was sent where the endpoint takes one';
COMMENT ON COLUMN learn.llm_exchanges.prompt_digest IS 'SHA-256 of system_prompt and user_prompt, one behind the other';
COMMENT ON COLUMN learn.llm_exchanges.request_settings IS
    'endpoint (without what may hold a key), dialect, structured_output, max_tokens, temperature';
-- What is kept for how long: where decided reviews go, and what tells which
-- executions may go.  See src/pg/engine/housekeeping.c.

CREATE TABLE learn.review_archive (
    LIKE learn.review_queue INCLUDING CONSTRAINTS INCLUDING COMMENTS,
    archived_at timestamptz NOT NULL,
    PRIMARY KEY (runbook_id),
    CONSTRAINT review_archive_is_decided CHECK (status IN ('approved', 'rejected', 'withdrawn'))
);
CREATE INDEX review_archive_reviewed_at_idx ON learn.review_archive (reviewed_at DESC, runbook_id);
CREATE INDEX review_archive_status_idx ON learn.review_archive (status, reviewed_at DESC, runbook_id);
COMMENT ON TABLE learn.review_archive IS
    'Reviews that were decided longer than learn.review_retention ago. Filled by the worker and learn_housekeeping() only, for every role.';
COMMENT ON COLUMN learn.review_archive.archived_at IS 'When it was moved here';

CREATE TRIGGER learn_guard AFTER INSERT OR UPDATE OR DELETE ON learn.review_archive
    FOR EACH ROW EXECUTE FUNCTION learn.guard_runbooks();
CREATE TRIGGER learn_guard_truncate BEFORE TRUNCATE ON learn.review_archive
    FOR EACH STATEMENT EXECUTE FUNCTION learn.guard_runbooks();
ALTER TABLE learn.review_archive ENABLE ALWAYS TRIGGER learn_guard;
ALTER TABLE learn.review_archive ENABLE ALWAYS TRIGGER learn_guard_truncate;

CREATE VIEW learn.reviews AS
    SELECT runbook_id, status, priority, reason, failure_execution_id, created_at, claimed_by, claimed_at,
        reviewed_by, reviewed_at, approval_notes, rejection_reason, requested_changes,
        withdrawal_reason
    FROM learn.review_queue
    UNION ALL
    SELECT runbook_id, status, priority, reason, failure_execution_id, created_at, claimed_by, claimed_at,
        reviewed_by, reviewed_at, approval_notes, rejection_reason, requested_changes,
        withdrawal_reason
    FROM learn.review_archive;
COMMENT ON VIEW learn.reviews IS 'Every review, wherever it is kept.';
DO $$
DECLARE
    col record;
BEGIN
    FOR col IN
        SELECT a.attname, d.description
        FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_description d
            ON d.objoid OPERATOR(pg_catalog.=) a.attrelid
            AND d.objsubid OPERATOR(pg_catalog.=) a.attnum
            AND d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
        WHERE a.attrelid OPERATOR(pg_catalog.=) 'learn.review_queue'::pg_catalog.regclass
            AND a.attnum OPERATOR(pg_catalog.>) 0
    LOOP
        EXECUTE pg_catalog.format('COMMENT ON COLUMN learn.reviews.%I IS %L', col.attname, col.description);
    END LOOP;
END
$$;

-- For learn.retention: the order in which executions grow old.  Rows come in at
-- its right end, which costs an INSERT of 1.5 kB of telemetry 90 bytes of WAL.
-- BRIN would be free, but its ranges remember the oldest row they ever held:
-- once the space of deleted rows is used again, every range seems to hold
-- something old, and each look would read the whole table.
CREATE INDEX execution_results_recorded_at_idx ON learn.execution_results (recorded_at, execution_id);

-- Of what is an execution the evidence?
CREATE INDEX runbooks_generated_from_failure_idx ON learn.runbooks (generated_from_failure)
    WHERE generated_from_failure IS NOT NULL;
CREATE INDEX runbooks_cited_executions_idx ON learn.runbooks
    USING gin (jsonb_path_query_array(content, '$.**.because.executions[*]'));
CREATE INDEX review_queue_failure_execution_id_idx ON learn.review_queue (failure_execution_id)
    WHERE failure_execution_id IS NOT NULL;
CREATE INDEX review_archive_failure_execution_id_idx ON learn.review_archive (failure_execution_id)
    WHERE failure_execution_id IS NOT NULL;
CREATE INDEX jobs_execution_id_idx ON learn.jobs (execution_id) WHERE execution_id IS NOT NULL;
-- What is told to others, and whether it has been.

CREATE TYPE learn.notification_event AS ENUM (
    'queued', 'revised', 'changes_requested', 'endorsed', 'approved', 'rejected', 'withdrawn',
    'retired', 'rolled_back',
    'job_dead', 'stalled', 'breaker_opened', 'breaker_closed', 'audit_head');
COMMENT ON TYPE learn.notification_event IS
    'What learn.webhook_url is told of. queued to withdrawn: a review; retired, rolled_back: a version was taken out of use; job_dead: a job is given up; stalled: work waits and nothing gets done; breaker_opened, breaker_closed: the model''s endpoint is away, or back; audit_head: what the last row of the audit log is, to be kept elsewhere.';

CREATE TABLE learn.notifications (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    event learn.notification_event NOT NULL,
    subject text NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    http_status integer
);
CREATE INDEX notifications_sent_at_idx ON learn.notifications (sent_at) WHERE sent_at IS NOT NULL;
COMMENT ON TABLE learn.notifications IS
    'What learn.webhook_url is told: written in the transaction that made it true, sent by a job of kind notify.';
COMMENT ON COLUMN learn.notifications.id IS 'The notification; X-Learn-Delivery, by which a receiver knows one that it has had already';
COMMENT ON COLUMN learn.notifications.event IS 'What happened; X-Learn-Event';
COMMENT ON COLUMN learn.notifications.subject IS 'What it happened to: the runbook, the job''s subject, or the database';
COMMENT ON COLUMN learn.notifications.payload IS 'The body of the request; as text, exactly what is signed';
COMMENT ON COLUMN learn.notifications.created_at IS 'When it happened';
COMMENT ON COLUMN learn.notifications.sent_at IS 'When the receiver had confirmed it; null: not yet';
COMMENT ON COLUMN learn.notifications.http_status IS 'How the receiver confirmed it';
-- What models are asked: the wording, which administrators may replace.

CREATE TABLE learn.prompts (
    purpose text NOT NULL CHECK (purpose IN ('categorize', 'improve', 'revise')),
    version integer NOT NULL CHECK (version >= 1),
    system text NOT NULL,
    instructions text NOT NULL,
    active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text,
    notes text,
    PRIMARY KEY (purpose, version)
);
CREATE UNIQUE INDEX prompts_active_idx ON learn.prompts (purpose) WHERE active;
COMMENT ON TABLE learn.prompts IS
    'The wording of the questions to models; see learn_set_prompt(). What marks off the data, that nothing in it is an instruction, and the schema of the answer are no part of it and always added.';
COMMENT ON COLUMN learn.prompts.purpose IS
    'categorize: why did an execution fail; improve: write a better runbook; revise: write a draft again, as a reviewer asked';
COMMENT ON COLUMN learn.prompts.version IS 'Counts from 1 for each purpose';
COMMENT ON COLUMN learn.prompts.system IS 'Who the model is to be';
COMMENT ON COLUMN learn.prompts.instructions IS
    'What it is asked, and by which rules; {{failure_types}} stands for the types of failure with their meanings, {{schema}} for the schema of the answer';
COMMENT ON COLUMN learn.prompts.active IS 'Is it used? One version of each purpose is';
COMMENT ON COLUMN learn.prompts.created_at IS 'When it was written';
COMMENT ON COLUMN learn.prompts.created_by IS 'By whom; null: it came with the extension, and with each CREATE EXTENSION does again';
COMMENT ON COLUMN learn.prompts.notes IS 'Why';

-- A dump and a publisher bring rows into a table that has those which CREATE
-- EXTENSION made: a version that is there already yields to theirs, and so does
-- the one that was active here.
CREATE FUNCTION learn.make_way_for_prompt() RETURNS trigger
    LANGUAGE c SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_make_way_for_prompt';
COMMENT ON FUNCTION learn.make_way_for_prompt() IS
    'Sees to it that one wording of a purpose is active: the last one made so.';
CREATE TRIGGER learn_make_way BEFORE INSERT OR UPDATE ON learn.prompts
    FOR EACH ROW EXECUTE FUNCTION learn.make_way_for_prompt();
ALTER TABLE learn.prompts ENABLE ALWAYS TRIGGER learn_make_way;

CREATE FUNCTION @extschema@.learn_set_prompt(purpose text, system text, instructions text, notes text DEFAULT NULL) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_set_prompt';
COMMENT ON FUNCTION @extschema@.learn_set_prompt(text, text, text, text) IS
    'Stores the next version of the wording of a question to models, and uses it from now on. purpose: categorize, improve or revise.

In the instructions {{failure_types}} stands for the types of failure with their meanings, {{schema}} for the schema of the answer. What marks off the data, that nothing in it is an instruction, and the schema are always added.';

CREATE FUNCTION @extschema@.learn_activate_prompt(purpose text, version integer) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_activate_prompt';
COMMENT ON FUNCTION @extschema@.learn_activate_prompt(text, integer) IS
    'Uses another version of a wording from now on, such as the one before.';

INSERT INTO learn.prompts (purpose, version, active, created_at, system, instructions)
VALUES ('categorize', 1, true, '2026-11-22 00:00+00',
$system$You are an experienced site reliability engineer.  You find out why an automated runbook did not resolve an incident.  You rely on the recorded data alone and do not guess.$system$,
$instructions$Task: categorize a failed execution.

An executor ran a runbook for an incident, and it did not end well.  Say why, by one of these types:
{{failure_types}}

How to tell them apart:
- Begin with what failed: the error, the failed step, its exit code.  What came after it is often only a consequence.
- If every step succeeded and verification did not, the state tells: something else than the incident type says is wrong: wrong_diagnosis; the cause is as it says, but no step touches it: wrong_runbook; the steps touch it, but too little or too early: runbook_insufficient.
- "group" and "versions" tell how far it reaches.  A runbook that fails in the same way wherever it runs is insufficient; one that works elsewhere met an environment_difference, and "differences" may say which.
- What was only away for a while, a network, a mirror, another service, is an external_dependency, also where another attempt would have succeeded.
- Answer unknown, or with a confidence below 0.5, where the data leave two types as likely as each other: a human will look at it, and nothing is changed on a guess.

Give as "reasoning" one or two sentences that name the evidence, and as "confidence" how often, from 0 to 1, you would be right with evidence like this.$instructions$),
('improve', 1, true, '2026-11-22 00:00+00',
$system$You are an experienced site reliability engineer.  You improve automated runbooks after they failed.  What you write is reviewed by a human before it runs anywhere; you cannot approve or activate anything.$system$,
$instructions$Task: improve a runbook.

An executor ran the runbook for an incident, and it failed.  Write its next version, so that it would have succeeded.  Ask yourself:
- Missing steps: is there a prerequisite, a check or a wait that the runbook lacks?
- Wrong order: does a step run before what it needs is in place?
- Error handling: should a step be retried, be optional, have another timeout, or be rolled back?
- Environment: which assumptions about versions, tools and paths did not hold?
- Verification: does it prove that the incident is over, and does it wait long enough?
- Parameters: is a value wrong, or fixed where it should be a parameter?

What is known beside this failure, where there is anything:
- "group": how often, since when, and on how many hosts of how many clients the same has happened, with some of the other times.
- "remedies": steps that have helped against failures like this one, strongest first, with how often they succeeded and failed since.  Prefer a strong one that fits to something of your own, and adapt it to the parameters of this runbook.
- "versions": how earlier versions of this runbook did; "recurred" counts successes after which the incident came back.  Do not bring back what one of them already failed with.
- "patterns": how long steps usually take, for timeouts and waits, and what in the state tells success from failure, for checks.
- "differences": what is different here from hosts where this version works.
- "rejected": drafts that a reviewer turned down for the reason given there.  Do not propose the same again.

Rules:
- Make the smallest change that mends this failure and those like it.  Keep everything else, the id included, exactly as it is; keep the ids of steps that stay.
- Give every step that you add or change a "because" whose text says what in the data made it necessary, and an entry in "changes".
- Keep platform, incident_types and applies_to.  What is right for some hosts only must find out on the spot where it runs; if there is a "scope", the runbook will run there only, and may rely on it.
- A step that you add can run twice without harm, and it changes nothing when there is nothing to mend.
- No passwords, keys or other secrets.  No host names, addresses or names of one client, and nothing that stands for them in the data, such as "[name 1]": use parameters, which steps see as environment variables.
- No commands that destroy data, widen permissions or download and run code; nothing that hides a failure instead of mending it.
- Respect every rule in "policy".

Required in a runbook: id, name, platform, incident_types (not empty) and steps (not empty; each with action, and command or params).  Times are in seconds.  Members that the schema does not know are refused.

Answer with {"runbook": the whole new version, "changes": [{"step": id or action of the step, "what": what was changed, "why": why}]}.$instructions$),
('revise', 1, true, '2026-11-22 00:00+00',
$system$You are an experienced site reliability engineer.  You revise drafts of automated runbooks as their reviewers ask.  What you write is reviewed again by a human before it runs anywhere; you cannot approve or activate anything.$system$,
$instructions$Task: improve a runbook, as its reviewer asked.

"draft" is to become the next version of "runbook", because of the failure in the data.  A human reviewer has read it and says in "requested_changes" what is to be different.  Write the draft again:
- Do everything the reviewer asks for, as far as the rules below allow; where they do not, come as close as they do, and say so in the "because" of that step.
- Leave the rest of the draft as it is.  Start from "draft", not from "runbook".
- See to it that the runbook would still have succeeded where it failed.

What is known beside this failure, where there is anything: "group" (the same failure elsewhere), "remedies" (steps that have helped, strongest first), "versions" (how earlier versions did), "patterns" (how long steps usually take, and what in the state tells success from failure), "differences" (what is different on hosts where it works) and "rejected" (drafts that were turned down, and why).

Rules:
- Keep the id, and the ids of steps that stay.
- Give every step that differs from "runbook" a "because" whose text says what in the data, or which request of the reviewer, made it necessary, and an entry in "changes", which tells how the result differs from "runbook".
- Keep platform, incident_types and applies_to.  What is right for some hosts only must find out on the spot where it runs; if there is a "scope", the runbook will run there only, and may rely on it.
- A step that you add can run twice without harm, and it changes nothing when there is nothing to mend.
- No passwords, keys or other secrets.  No host names, addresses or names of one client, and nothing that stands for them in the data, such as "[name 1]": use parameters, which steps see as environment variables.
- No commands that destroy data, widen permissions or download and run code; nothing that hides a failure instead of mending it.
- Respect every rule in "policy".

Required in a runbook: id, name, platform, incident_types (not empty) and steps (not empty; each with action, and command or params).  Times are in seconds.  Members that the schema does not know are refused.

Answer with {"runbook": the whole draft as it is to be now, "changes": [{"step": id or action of the step, "what": what was changed, "why": why}]}.$instructions$);
CREATE TABLE learn.audit_log (
    seq bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    role text NOT NULL,
    login_role text NOT NULL,
    claims_subject text,
    action text NOT NULL,
    object_id text NOT NULL,
    digest_before text,
    digest_after text,
    details jsonb NOT NULL,
    previous_hash text NOT NULL,
    hash text NOT NULL,
    written_here boolean NOT NULL
);
CREATE INDEX audit_log_written_here_idx ON learn.audit_log (seq) WHERE written_here;
CREATE INDEX audit_log_object_id_idx ON learn.audit_log (object_id, action);
COMMENT ON TABLE learn.audit_log IS
    'Every generation and every decision, in the transaction that made it. Each row seals the one before it; see learn_verify_audit().';
COMMENT ON COLUMN learn.audit_log.seq IS 'Counts without gaps from 1';
COMMENT ON COLUMN learn.audit_log.at IS 'When';
COMMENT ON COLUMN learn.audit_log.actor IS 'Who: the person, as authenticated, or learn for the engine';
COMMENT ON COLUMN learn.audit_log.role IS 'The role the actor had';
COMMENT ON COLUMN learn.audit_log.login_role IS 'The role that logged in';
COMMENT ON COLUMN learn.audit_log.claims_subject IS 'The subject of the JWT, behind a trusted gateway';
COMMENT ON COLUMN learn.audit_log.action IS 'generate, revise, submit, edit, import, claim, endorse (an approval that more must follow), approve, reject, withdraw, request_changes, regenerate, add_test, retire, rollback, retry_job, pause, resume, set_price, set_prompt, activate_prompt, set_policy, feedback, refuse, housekeeping, configure (settings learn.* are not what they were; by whom, the server does not know)';
COMMENT ON COLUMN learn.audit_log.object_id IS 'The runbook, the job''s subject, the execution, the model, prompt, policy, worker, storage or settings';
COMMENT ON COLUMN learn.audit_log.digest_before IS 'The content it was about, before';
COMMENT ON COLUMN learn.audit_log.digest_after IS 'The content it was about, after; for an approval, exactly what was approved';
COMMENT ON COLUMN learn.audit_log.details IS 'What else was said. generate, revise: execution_digest and calls say what the draft was made from; configure: settings has each with before and after, those that only superusers see as SHA-256';
COMMENT ON COLUMN learn.audit_log.previous_hash IS 'The hash of the row before; 64 zeros for the first';
COMMENT ON COLUMN learn.audit_log.hash IS 'SHA-256 over this row and previous_hash; see learn.audit_hash()';
COMMENT ON COLUMN learn.audit_log.written_here IS 'False: carried here by a dump. Not part of the hash; after a row that was written here there is none that was not';

-- Neither is strict, so that both are inlined: a log is verified row by row.
CREATE FUNCTION learn.audit_text(entry learn.audit_log) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT jsonb_build_array(
            entry.seq, to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            entry.actor, entry.role, entry.login_role, entry.claims_subject,
            entry.action, entry.object_id, entry.digest_before, entry.digest_after,
            entry.details, entry.previous_hash)::text;
    END;
COMMENT ON FUNCTION learn.audit_text(learn.audit_log) IS
    'What the hash of a row of the audit log seals: the JSON array of its other columns, as jsonb prints it.';

CREATE FUNCTION learn.audit_hash(entry learn.audit_log) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT encode(sha256(convert_to(learn.audit_text(entry), 'UTF8')), 'hex');
    END;
COMMENT ON FUNCTION learn.audit_hash(learn.audit_log) IS
    'The hash a row of the audit log must have: SHA-256 of learn.audit_text(), in UTF-8.';

-- It asks for rows written here for every statement of a restore, when the table
-- has no statistics yet.
CREATE FUNCTION learn.guard_audit_log() RETURNS trigger
    LANGUAGE c SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
    AS 'MODULE_PATHNAME', 'learn_sql_guard_audit_log';
COMMENT ON FUNCTION learn.guard_audit_log() IS
    'Lets the log only grow: refuses UPDATE, DELETE and TRUNCATE for every role, and rows from elsewhere whose hash is wrong or that come when the log has begun here.';

CREATE FUNCTION learn.mark_audit_log() RETURNS trigger
    LANGUAGE c SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_mark_audit_log';
COMMENT ON FUNCTION learn.mark_audit_log() IS 'Tells rows written here from rows that a dump carried here.';

CREATE TRIGGER learn_mark BEFORE INSERT ON learn.audit_log
    FOR EACH ROW EXECUTE FUNCTION learn.mark_audit_log();
CREATE TRIGGER learn_guard_insert BEFORE INSERT ON learn.audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION learn.guard_audit_log();
CREATE TRIGGER learn_guard AFTER INSERT OR UPDATE OR DELETE ON learn.audit_log
    FOR EACH ROW EXECUTE FUNCTION learn.guard_audit_log();
CREATE TRIGGER learn_guard_truncate BEFORE TRUNCATE ON learn.audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION learn.guard_audit_log();
ALTER TABLE learn.audit_log ENABLE ALWAYS TRIGGER learn_mark;
ALTER TABLE learn.audit_log ENABLE ALWAYS TRIGGER learn_guard_insert;
ALTER TABLE learn.audit_log ENABLE ALWAYS TRIGGER learn_guard;
ALTER TABLE learn.audit_log ENABLE ALWAYS TRIGGER learn_guard_truncate;

CREATE FUNCTION learn.approval_in_log(runbook_id text, digest text) RETURNS boolean
    LANGUAGE sql STABLE STRICT
    BEGIN ATOMIC
        SELECT EXISTS (
            SELECT FROM learn.audit_log a
            WHERE a.object_id = approval_in_log.runbook_id
              AND a.action IN ('approve', 'import')
              AND a.digest_after = approval_in_log.digest
              AND a.hash = learn.audit_hash(a)
              AND a.previous_hash = CASE WHEN a.seq = 1 THEN repeat('0', 64)
                  ELSE (SELECT b.hash FROM learn.audit_log b WHERE b.seq = a.seq - 1) END);
    END;
COMMENT ON FUNCTION learn.approval_in_log(text, text) IS
    'Does a human''s approval of exactly this content stand in the audit log, sealing the row before it?';

CREATE TABLE learn.told_audit_head (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    seq bigint NOT NULL,
    hash text NOT NULL,
    told_at timestamptz NOT NULL
);
COMMENT ON TABLE learn.told_audit_head IS
    'The last row of the audit log that the server''s log and the webhook were told of (learn.audit_head_interval): what was told is not told again after a restart. learn_verify_audit() compares the log with it.';
COMMENT ON COLUMN learn.told_audit_head.singleton IS 'There is one at most';
COMMENT ON COLUMN learn.told_audit_head.seq IS 'The number of that row';
COMMENT ON COLUMN learn.told_audit_head.hash IS 'Its hash';
COMMENT ON COLUMN learn.told_audit_head.told_at IS 'When it was told';

CREATE FUNCTION learn.check_witness(seq bigint, hash text) RETURNS boolean
    LANGUAGE c IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_check_witness';
COMMENT ON FUNCTION learn.check_witness(bigint, text) IS
    'True, or an error unless both are null or a row''s number and its hash.';

CREATE FUNCTION learn.chain_problems() RETURNS TABLE (seq bigint, object_id text, problem text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT chain.seq, chain.object_id, chain.problem
        FROM (
            SELECT a.seq, a.object_id, nullif(concat_ws('; ',
                CASE WHEN a.hash IS DISTINCT FROM learn.audit_hash(a)
                    THEN 'the row was altered: its hash is not that of its content' END,
                CASE WHEN a.seq < 1 THEN 'no row has such a number'
                    WHEN a.seq = lag(a.seq) OVER w THEN 'the number occurs twice'
                    WHEN a.seq = lag(a.seq, 1, 0::bigint) OVER w + 2
                    THEN format('row %s, before this one, is missing', a.seq - 1)
                    WHEN a.seq IS DISTINCT FROM lag(a.seq, 1, 0::bigint) OVER w + 1
                    THEN format('rows %s to %s, before this one, are missing', lag(a.seq, 1, 0::bigint) OVER w + 1, a.seq - 1)
                    WHEN a.previous_hash IS DISTINCT FROM lag(a.hash, 1, repeat('0', 64)) OVER w
                    THEN 'the row does not seal the row before it' END,
                CASE WHEN a.written_here IS NOT TRUE AND lag(a.written_here) OVER w
                    THEN 'the row is marked as carried here by a dump, but the row before it was written here' END),
                '') AS problem
            FROM learn.audit_log a WINDOW w AS (ORDER BY a.seq)) chain
        WHERE chain.problem IS NOT NULL;
    END;
COMMENT ON FUNCTION learn.chain_problems() IS
    'Rows of the audit log that do not fit together. The last row, and a log that was written anew from some row on, only a witness can judge.';

CREATE FUNCTION learn.witness_problem(seq bigint, hash text) RETURNS text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT CASE
            WHEN a.hash = lower(witness_problem.hash) THEN NULL
            WHEN a.seq IS NOT NULL THEN 'the log was written anew: this row had another hash when it was seen'
            WHEN head.seq < witness_problem.seq
                THEN format('the end is missing: the log was seen with this row, and ends with row %s', head.seq)
            ELSE 'the row is missing: the log was seen with it' END
        FROM (SELECT coalesce(max(l.seq), 0) AS seq FROM learn.audit_log l) head
        LEFT JOIN (
            SELECT l.seq, l.hash FROM learn.audit_log l
            UNION ALL SELECT 0, repeat('0', 64)) a ON a.seq = witness_problem.seq
        ORDER BY a.hash = lower(witness_problem.hash) DESC NULLS LAST LIMIT 1;
    END;
COMMENT ON FUNCTION learn.witness_problem(bigint, text) IS
    'What is wrong with the audit log when it had a row with this number and this hash; null: nothing.';
-- Who wrote a draft, who has approved it, which tests it has passed, and what is
-- risky about it.  What an approval asks for is read from the audit log, in which
-- nothing can be put, taken out or altered unseen.

CREATE FUNCTION learn.same_person(entry learn.audit_log, actor text, other_name text, subject text) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(
            entry.actor IN (same_person.actor, same_person.other_name)
            OR entry.claims_subject = same_person.subject
            -- Without a gateway the actor is a role.
            OR (entry.actor = entry.role
                AND entry.login_role IN (same_person.actor, same_person.other_name)
                AND NOT EXISTS (SELECT FROM pg_roles WHERE rolname = entry.login_role AND rolsuper)),
            false);
    END;
COMMENT ON FUNCTION learn.same_person(learn.audit_log, text, text, text) IS
    'Did this person write the row of the audit log? By the actor''s name, by the login role when that is another name of the same person, or by the subject of the JWT. A superuser who takes on a role counts as that role.';

CREATE FUNCTION learn.wrote(runbook_id text, actor text, other_name text, subject text) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT EXISTS (
            SELECT FROM (
                SELECT r.created_by AS author FROM learn.runbooks r WHERE r.id = wrote.runbook_id
                UNION ALL
                SELECT v.author FROM learn.runbook_revisions v WHERE v.runbook_id = wrote.runbook_id) w
            WHERE w.author <> 'learn' AND w.author IN (wrote.actor, wrote.other_name))
        OR EXISTS (
            SELECT FROM learn.audit_log a
            WHERE a.object_id = wrote.runbook_id AND a.action IN ('submit', 'edit')
              AND learn.same_person(a, wrote.actor, wrote.other_name, wrote.subject));
    END;
COMMENT ON FUNCTION learn.wrote(text, text, text, text) IS
    'Did this person write the runbook, or a revision of it?';

-- learn.approval_in_log() has the same written out: it is asked about every runbook
-- that is handed out, and a call from there would make it half as fast.
CREATE FUNCTION learn.stands_in_log(entry learn.audit_log) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT entry.hash = learn.audit_hash(entry)
            AND entry.previous_hash = CASE WHEN entry.seq = 1 THEN repeat('0', 64)
                ELSE (SELECT b.hash FROM learn.audit_log b WHERE b.seq = entry.seq - 1) END;
    END;
COMMENT ON FUNCTION learn.stands_in_log(learn.audit_log) IS
    'Is the hash of this row right, and does it seal the row before it?';

CREATE FUNCTION learn.current_entries(runbook_id text, actions text[]) RETURNS SETOF learn.audit_log
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT a.*
        FROM learn.runbooks r
        JOIN learn.audit_log a ON a.object_id = r.id AND a.action = ANY (current_entries.actions)
            AND a.digest_after = r.digest AND a.details ->> 'revision' = r.revision::text
        WHERE r.id = current_entries.runbook_id AND learn.stands_in_log(a);
    END;
COMMENT ON FUNCTION learn.current_entries(text, text[]) IS
    'What the audit log says was done about the revision and the content that a runbook has now.';

CREATE FUNCTION learn.had_other_parent(runbook_id text) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT EXISTS (
            SELECT FROM learn.runbooks r
            JOIN learn.audit_log a ON a.object_id = r.id AND a.action IN ('edit', 'submit', 'regenerate')
                AND a.digest_before = r.digest AND a.details ? 'previous_parent'
            WHERE r.id = had_other_parent.runbook_id);
    END;
COMMENT ON FUNCTION learn.had_other_parent(text) IS
    'Was the content that a draft has now in review before, made from another version?';

CREATE FUNCTION learn.approvals(runbook_id text)
    RETURNS TABLE (approved_by text, approved_at timestamptz, notes text, acknowledged_risks text[])
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT a.actor, a.at, a.details ->> 'notes',
            ARRAY(SELECT x.name FROM jsonb_array_elements_text(a.details -> 'acknowledged_risks')
                WITH ORDINALITY x(name, n) ORDER BY x.n)
        FROM (SELECT DISTINCT ON (e.actor) e.*
            FROM learn.current_entries(approvals.runbook_id, '{endorse,approve}') e
            ORDER BY e.actor, e.seq DESC) a
        ORDER BY a.seq;
    END;
COMMENT ON FUNCTION learn.approvals(text) IS
    'Who has approved the revision and the content that a runbook has now, each person once, oldest first. Those of a draft wait for more (learn.required_approvals).';

CREATE FUNCTION learn.latest_tests(runbook_id text)
    RETURNS TABLE (test_name text, passed boolean, tested_by text, tested_at timestamptz)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT DISTINCT ON (t.test_name) t.test_name, t.passed, t.actor, t.at
        FROM (SELECT coalesce(e.details ->> 'passed', e.details ->> 'failed') AS test_name,
                e.details ? 'passed' AS passed, e.actor, e.at, e.seq
            FROM learn.current_entries(latest_tests.runbook_id, '{add_test}') e) t
        ORDER BY t.test_name, t.seq DESC;
    END;
COMMENT ON FUNCTION learn.latest_tests(text) IS
    'How each test of the revision and the content that a runbook has now went last.';

CREATE FUNCTION learn.risks(runbook_id text) RETURNS TABLE (name text, step text, text text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT x.name, min(x.step), string_agg(DISTINCT x.text, '; ' ORDER BY x.text)
        FROM (
            SELECT concat(c.change ->> 'step', '/', coalesce(w.warning ->> 'name', 'unnamed')) AS name,
                c.change ->> 'step' AS step, coalesce(w.warning ->> 'text', w.warning #>> '{}') AS text
            FROM learn.runbooks r
            -- Whatever shape they have; jsonb_path_query() alone would be expected
            -- to give so many rows that the statement would be compiled for it.
            CROSS JOIN LATERAL jsonb_array_elements(jsonb_path_query_array(r.changes, '$[*]')) c(change)
            CROSS JOIN LATERAL jsonb_array_elements(jsonb_path_query_array(c.change, '$.warnings[*]')) w(warning)
            WHERE r.id = risks.runbook_id
            UNION ALL
            SELECT concat(p.place, '/', p.name), p.place, p.told
            FROM learn.runbooks r
            CROSS JOIN LATERAL (
                SELECT f.name, learn.policy_place(r.content, f.path) AS place, format('%s: %s', f.path, f.message) AS told
                FROM learn.policy_findings(r.content) f WHERE f.severity = 'danger') p
            WHERE r.id = risks.runbook_id) x
        GROUP BY x.name
        ORDER BY x.name;
    END;
COMMENT ON FUNCTION learn.risks(text) IS
    'What a reviewer must acknowledge by name, to approve a runbook: step/warning for what is strange in its changes, step/policy for what the policies in force call a danger in any of it.';
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
-- What the documents for reviewers are made of; see 91_api_reviewers.sql.
-- Whatever happened there, they read a bounded number of rows, by index.

CREATE FUNCTION learn.known_runbook(id text) RETURNS text
    LANGUAGE c STABLE SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_known_runbook';
COMMENT ON FUNCTION learn.known_runbook(text) IS 'The id given, or an error (HTTP 404) when there is no runbook of that id.';

CREATE FUNCTION learn.known_revision(id text, revision integer) RETURNS boolean
    LANGUAGE c STABLE SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_known_revision';
COMMENT ON FUNCTION learn.known_revision(text, integer) IS
    'True, or an error (HTTP 404) when a runbook has no such earlier revision; null asks for none.';

CREATE FUNCTION learn.unified_diff(a jsonb, b jsonb, name_a text, name_b text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_unified_diff';
COMMENT ON FUNCTION learn.unified_diff(jsonb, jsonb, text, text) IS
    'The difference of two runbooks as text, as diff -u writes it, with a line for each field; empty when there is none.

Characters that cannot be seen, or that turn the direction of writing, are shown as \u202e.';

CREATE FUNCTION learn.runbook_summary(id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT jsonb_build_object('id', r.id, 'status', r.status, 'version', r.version,
            'revision', r.revision, 'origin', r.origin, 'digest', r.digest, 'created_by', r.created_by,
            'content', r.content, 'executions', c.executions, 'successes', c.successes, 'recurred', c.recurred,
            'success_rate', round((c.successes - c.recurred)::numeric / nullif(c.executions, 0), 4))
        FROM learn.runbooks r CROSS JOIN LATERAL learn.version_counts(r.id) c
        WHERE r.id = runbook_summary.id;
    END;
COMMENT ON FUNCTION learn.runbook_summary(text) IS 'A runbook version, its content, digest and how it has done.';

CREATE FUNCTION learn.failure_context(execution_id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT to_jsonb(e) || jsonb_build_object('analysis',
            (SELECT to_jsonb(a) - 'execution_id' FROM learn.analyses a WHERE a.execution_id = e.execution_id))
        FROM learn.execution_results e WHERE e.execution_id = failure_context.execution_id;
    END;
COMMENT ON FUNCTION learn.failure_context(text) IS 'An execution and its analysis.';

CREATE FUNCTION learn.generation_context(id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT jsonb_build_object('origin', r.origin, 'created_at', r.created_at, 'created_by', r.created_by,
            'parent_runbook', r.parent_runbook, 'parent_digest', r.parent_digest,
            'generated_from_failure', r.generated_from_failure, 'generated_at', r.generated_at,
            'generated_by', r.generated_by, 'generation_model', r.generation_model,
            'failure_type', r.failure_type, 'original_error', r.original_error,
            'requires_human_review', r.requires_human_review, 'revision', r.revision, 'changes', r.changes)
        FROM learn.runbooks r WHERE r.id = generation_context.id;
    END;
COMMENT ON FUNCTION learn.generation_context(text) IS 'Where a runbook version comes from.';

CREATE FUNCTION learn.parent_executions(parent text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(jsonb_agg(to_jsonb(x) ORDER BY x.started_at DESC), '[]')
        FROM (
            SELECT e.execution_id, e.incident_type, e.client_id, e.hostname, e.started_at,
                e.duration_seconds, e.status, e.success, e.verification_passed, e.error_message,
                (SELECT a.failure_type FROM learn.analyses a
                    WHERE a.execution_id = e.execution_id) AS failure_type
            FROM learn.execution_results e WHERE e.runbook_id = parent_executions.parent
            ORDER BY e.started_at DESC LIMIT 10) x;
    END;
COMMENT ON FUNCTION learn.parent_executions(text) IS 'The last ten executions of a runbook, newest first.';

CREATE FUNCTION learn.test_summary(id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(jsonb_agg(jsonb_build_object('test_name', t.test_name, 'passed', t.passed,
            'details', t.details, 'tested_at', t.tested_at, 'tested_by', t.tested_by, 'revision', t.revision,
            'current', t.revision = r.revision AND t.digest = r.digest) ORDER BY t.tested_at, t.id), '[]')
        FROM learn.runbooks r JOIN learn.test_results t ON t.runbook_id = r.id
        WHERE r.id = test_summary.id;
    END;
COMMENT ON FUNCTION learn.test_summary(text) IS
    'The tests of a runbook, oldest first; current: of the content it has now.';

-- A function of its own, since the planner, which cannot know how few there
-- are, would compile a list's plan for what it thinks of them.
CREATE FUNCTION learn.risk_count(runbook_id text) RETURNS bigint
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT count(*) FROM learn.risks(risk_count.runbook_id);
    END;
COMMENT ON FUNCTION learn.risk_count(text) IS 'How many risks of a runbook a reviewer must acknowledge.';

CREATE FUNCTION learn.expected_effect(execution_id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT jsonb_build_object('signature', g.signature, 'occurrences', g.occurrences,
            'first_seen', g.first_seen, 'last_seen', g.last_seen, 'recent_days', 30,
            'recent_failures', (
                SELECT coalesce(sum(d.failures), 0) FROM learn.failure_group_days d
                WHERE d.signature = g.signature AND d.day >= recent.since),
            'recent_hosts', seen.hosts, 'recent_clients', seen.clients,
            'by_day', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('day', d.day, 'failures', d.failures) ORDER BY d.day), '[]')
                FROM (
                    SELECT d.day, d.failures FROM learn.failure_group_days d
                    WHERE d.signature = g.signature ORDER BY d.day DESC LIMIT 30) d))
        FROM learn.analyses a JOIN learn.failure_groups g ON g.signature = a.signature
        CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE 'UTC')::date - 29 AS since) recent
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE h.hostname <> '') AS hosts,
                count(DISTINCT h.client_id) FILTER (WHERE h.client_id <> '') AS clients
            FROM learn.failure_group_hosts h
            WHERE h.signature = g.signature AND (h.last_seen AT TIME ZONE 'UTC')::date >= recent.since) seen
        WHERE a.execution_id = expected_effect.execution_id;
    END;
COMMENT ON FUNCTION learn.expected_effect(text) IS
    'How often failures like an execution happen, of late and where: what mending them is worth. Null when it belongs to no group.';

CREATE FUNCTION learn.cited_evidence(content jsonb) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(jsonb_agg(jsonb_build_object('execution_id', e.execution_id, 'runbook_id', e.runbook_id,
            'client_id', e.client_id, 'hostname', e.hostname, 'started_at', e.started_at,
            'duration_seconds', e.duration_seconds, 'status', e.status, 'success', e.success,
            'verification_passed', e.verification_passed, 'error_message', e.error_message,
            'analysis', (SELECT a.failure_type FROM learn.analyses a WHERE a.execution_id = e.execution_id))
            ORDER BY e.started_at DESC, e.execution_id), '[]')
        FROM (
            SELECT x.execution_id
            FROM jsonb_array_elements_text(
                jsonb_path_query_array(cited_evidence.content, '$.**.because.executions[*]'))
                WITH ORDINALITY AS x (execution_id, place)
            GROUP BY x.execution_id ORDER BY min(x.place) LIMIT 20) c
        JOIN learn.execution_results e ON e.execution_id = c.execution_id;
    END;
COMMENT ON FUNCTION learn.cited_evidence(jsonb) IS
    'The executions that a runbook cites for its steps, the first 20 of them, newest first.';

CREATE FUNCTION learn.earlier_decisions(id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(jsonb_agg(jsonb_build_object('runbook_id', x.runbook_id, 'status', x.status,
            'reviewed_by', x.reviewed_by, 'reviewed_at', x.reviewed_at,
            'reason', coalesce(x.rejection_reason, x.withdrawal_reason), 'notes', x.approval_notes,
            'requested_changes', x.requested_changes, 'changes', x.changes)
            ORDER BY x.reviewed_at DESC, x.runbook_id), '[]')
        FROM (
            SELECT q.*, b.changes
            FROM learn.runbooks r
            LEFT JOIN learn.runbooks p ON p.id = r.parent_runbook
            LEFT JOIN learn.reviews mine ON mine.runbook_id = r.id
            CROSS JOIN LATERAL (
                SELECT v.id FROM learn.runbooks v WHERE v.line IN (r.line, p.line)
                UNION
                SELECT v.id FROM learn.runbooks o JOIN learn.runbooks v ON v.parent_runbook = o.id
                WHERE o.line IN (r.line, p.line)) near
            JOIN learn.runbooks b ON b.id = near.id
            JOIN learn.reviews q ON q.runbook_id = b.id
            WHERE r.id = earlier_decisions.id AND b.id <> r.id
              AND q.status IN ('approved', 'rejected', 'withdrawn')
              AND (mine.reviewed_at IS NULL OR mine.status NOT IN ('approved', 'rejected', 'withdrawn')
                   OR q.reviewed_at < mine.reviewed_at)
            ORDER BY q.reviewed_at DESC, q.runbook_id LIMIT 20) x;
    END;
COMMENT ON FUNCTION learn.earlier_decisions(text) IS
    'What was decided before about versions of the same runbook and its branches, newest first, 20 at most.';
-- For executors: report what ran, ask what to run.

CREATE VIEW @extschema@.learn_executions AS
    SELECT e.execution_id, e.runbook_id, e.incident_id, e.incident_type, e.client_id, e.hostname,
        e.platform, e.started_at, e.completed_at, e.duration_seconds, e.status, e.success,
        e.verification_passed, e.verification_method, e.confidence, e.state_before, e.state_after,
        e.state_diff, e.executed_steps, e.error_message, e.error_step, e.error_traceback,
        e.retry_count, e.was_correct_runbook, e.was_correct_diagnosis,
        (SELECT a.failure_type FROM learn.analyses a WHERE a.execution_id = e.execution_id) AS failure_type,
        e.manual_intervention_needed, e.human_feedback, e.evidence_bundle_id, e.log_artifacts,
        e.tags, e.notes, e.recorded_at,
        (SELECT a.reasoning FROM learn.analyses a WHERE a.execution_id = e.execution_id) AS failure_reasoning,
        (SELECT a.confidence FROM learn.analyses a WHERE a.execution_id = e.execution_id) AS failure_confidence,
        (SELECT a.source FROM learn.analyses a WHERE a.execution_id = e.execution_id) AS failure_source,
        (SELECT a.follow_up FROM learn.analyses a WHERE a.execution_id = e.execution_id) AS follow_up,
        (SELECT a.analysed_at FROM learn.analyses a WHERE a.execution_id = e.execution_id) AS analysed_at,
        (SELECT a.signature FROM learn.analyses a WHERE a.execution_id = e.execution_id) AS failure_group,
        (SELECT a.recurred_as FROM learn.analyses a WHERE a.execution_id = e.execution_id) AS recurred_as,
        (SELECT to_jsonb(f) - 'execution_id' FROM learn.feedback f WHERE f.execution_id = e.execution_id) AS feedback
    FROM learn.execution_results e;
COMMENT ON VIEW @extschema@.learn_executions IS
    'Every reported execution and what the engine found out about it. Executors INSERT here; columns they leave out are generated or computed.';
COMMENT ON COLUMN @extschema@.learn_executions.failure_type IS 'Why it failed, as the engine sees it';
COMMENT ON COLUMN @extschema@.learn_executions.failure_reasoning IS 'The evidence for that, in a sentence';
COMMENT ON COLUMN @extschema@.learn_executions.failure_confidence IS 'How sure the engine is, 0 to 1';
COMMENT ON COLUMN @extschema@.learn_executions.failure_source IS 'rules, group, model, human or default';
COMMENT ON COLUMN @extschema@.learn_executions.follow_up IS 'What the analysis led to, or why it led to nothing';
COMMENT ON COLUMN @extschema@.learn_executions.analysed_at IS 'When it was analysed; null: not yet';
COMMENT ON COLUMN @extschema@.learn_executions.failure_group IS 'The failures that are the same, see learn_failure_groups';
COMMENT ON COLUMN @extschema@.learn_executions.recurred_as IS 'Of a success: the execution that shows that it did not last';
COMMENT ON COLUMN @extschema@.learn_executions.feedback IS 'What a human said of it afterwards, see learn_feedback()';
-- The other columns say what the table's say.
DO $$
DECLARE
    col record;
BEGIN
    FOR col IN
        SELECT v.objid::pg_catalog.regclass AS view, a.attname, d.description
        FROM pg_catalog.pg_depend v
        JOIN pg_catalog.pg_class c
            ON c.oid OPERATOR(pg_catalog.=) v.objid AND c.relname OPERATOR(pg_catalog.=) 'learn_executions'
        JOIN pg_catalog.pg_extension e
            ON e.oid OPERATOR(pg_catalog.=) v.refobjid AND e.extname OPERATOR(pg_catalog.=) 'learn'
        CROSS JOIN pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_description d
            ON d.objoid OPERATOR(pg_catalog.=) a.attrelid
            AND d.objsubid OPERATOR(pg_catalog.=) a.attnum
            AND d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
        WHERE v.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
            AND v.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass
            AND a.attrelid OPERATOR(pg_catalog.=) 'learn.execution_results'::pg_catalog.regclass
            AND a.attnum OPERATOR(pg_catalog.>) 0
    LOOP
        EXECUTE pg_catalog.format('COMMENT ON COLUMN %s.%I IS %L', col.view, col.attname, col.description);
    END LOOP;
END
$$;

CREATE FUNCTION learn.may_run(runbook_id text, digest text) RETURNS boolean
    LANGUAGE c STABLE STRICT COST 1000 SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_may_run';
COMMENT ON FUNCTION learn.may_run(text, text) IS
    'True when the approval of this content stands in the audit log, and the policies in force do not forbid it; else false, with a warning.';

CREATE FUNCTION learn.applies_to(content jsonb, client_id text, hostname text, platform_version text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT (coalesce(jsonb_array_length(content #> '{applies_to,clients}'), 0) = 0
                OR coalesce(content #> '{applies_to,clients}' ? applies_to.client_id, false))
            AND (content #>> '{applies_to,hosts}' IS NULL
                OR coalesce(applies_to.hostname LIKE replace(replace(replace(replace(replace(
                    content #>> '{applies_to,hosts}', '\', '\\'), '%', '\%'), '_', '\_'), '*', '%'), '?', '_'), false))
            AND (content #>> '{applies_to,platform_version}' IS NULL
                OR coalesce(content #>> '{applies_to,platform_version}' = applies_to.platform_version, false));
    END;
COMMENT ON FUNCTION learn.applies_to(jsonb, text, text, text) IS
    'Is a runbook meant for this client, host and platform version? What is not told does not match.';

CREATE FUNCTION @extschema@.learn_next_runbook(incident_type text, platform text, incident_id text DEFAULT NULL,
        client_id text DEFAULT NULL, hostname text DEFAULT NULL, platform_version text DEFAULT NULL)
    RETURNS TABLE (runbook_id text, digest text, content jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    BEGIN ATOMIC
        SELECT c.id, c.digest, c.content
        FROM (
            SELECT r.id, r.digest, r.content
            FROM learn.runbooks r
            WHERE r.status = 'active'
              AND r.platform = learn_next_runbook.platform
              AND r.incident_types ? learn_next_runbook.incident_type
              -- Most have no such conditions, and then their content is not looked into.
              AND (r.applies_to IS NULL
                  OR learn.applies_to(r.content, learn_next_runbook.client_id, learn_next_runbook.hostname,
                      learn_next_runbook.platform_version))
            ORDER BY r.applies_to IS NULL, r.approved_at DESC, r.id
            -- So that the audit log and the policies are asked about the first, and not about all.
            OFFSET 0) c
        WHERE learn.may_run(c.id, c.digest)
        LIMIT 1;
    END;
COMMENT ON FUNCTION @extschema@.learn_next_runbook(text, text, text, text, text, text) IS
    'The approved runbook to run for an incident.

No row when there is none. Of several, one that is meant for this client or host comes first, then the one approved last. A runbook with applies_to is returned only when what it asks for is told and matches. Only a runbook whose approval stands in the audit log, and that the policies in force do not forbid, is ever returned. Check that the SHA-256 of the content as text is the digest before running it.';

CREATE FUNCTION @extschema@.learn_active_runbook(id text, OUT runbook_id text, OUT digest text, OUT content jsonb)
    LANGUAGE c STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_active_runbook';
COMMENT ON FUNCTION @extschema@.learn_active_runbook(text) IS
    'The approved runbook of this id, for who chooses it by name.

As learn_next_runbook() does, it hands out only what is in use, whose approval stands in the audit log, and what the policies in force do not forbid. Where a runbook with applies_to is meant to run is for the executor to check.';

CREATE FUNCTION @extschema@.learn_register_executor(name text, actions text[], platform text) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_register_executor';
COMMENT ON FUNCTION @extschema@.learn_register_executor(text, text[], text) IS
    'Announces an executor, and the actions that it can do without a command of the runbook.

Call it as often as you like, such as before every run: when there is nothing new, nothing is written. A name belongs to who registered it, until it was not seen for 90 days. Who writes a runbook is warned of actions that no executor for its platform knows.

Members: name, platform, actions (how many), registered_by, first_seen, last_seen; status: registered, changed, seen (again, after an hour or more) or unchanged.';

CREATE VIEW @extschema@.learn_executors AS
    SELECT e.name, e.platform, e.actions, e.registered_by, e.first_seen, e.last_seen,
        e.last_seen >= learn.executors_since() AS counts
    FROM learn.executors e;
COMMENT ON VIEW @extschema@.learn_executors IS 'The executors that have announced themselves, and what they can do.';
COMMENT ON COLUMN @extschema@.learn_executors.name IS 'What it calls itself';
COMMENT ON COLUMN @extschema@.learn_executors.platform IS 'linux, windows or darwin';
COMMENT ON COLUMN @extschema@.learn_executors.actions IS 'The actions it can do without a command of the runbook';
COMMENT ON COLUMN @extschema@.learn_executors.registered_by IS 'Whose name it is: a role, or behind a trusted gateway the e-mail or subject of a token';
COMMENT ON COLUMN @extschema@.learn_executors.first_seen IS 'When it was registered';
COMMENT ON COLUMN @extschema@.learn_executors.last_seen IS 'When it was last there, to within an hour';
COMMENT ON COLUMN @extschema@.learn_executors.counts IS 'Whether it counts as one that can run something: it was seen in the last 90 days';
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
-- For reviewers: read.  The functions that decide are in the next piece.

CREATE FUNCTION @extschema@.learn_runbook_diff(a jsonb, b jsonb) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_runbook_diff';
COMMENT ON FUNCTION @extschema@.learn_runbook_diff(jsonb, jsonb) IS
    'What changed from runbook a to runbook b: steps added, removed, modified, moved; verification, rollback and all else.';

-- What is looked up for each row is a subselect, so that it is looked up for
-- the rows that are returned, and by index whatever the planner thinks.
CREATE FUNCTION @extschema@.learn_pending(priority text DEFAULT NULL)
    RETURNS TABLE (runbook_id text, parent_runbook text, name text, status learn.review_status,
        priority learn.priority, reason text, origin learn.runbook_origin, failure_type learn.failure_type,
        incident_type text, failure_execution_id text, created_at timestamptz, claimed_by text,
        claimed_at timestamptz, revision integer, digest text, tests_passed bigint, tests_failed bigint,
        platform text, created_by text, approvals bigint, required_approvals integer, risks bigint,
        occurrences bigint, overdue boolean)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT q.runbook_id, r.parent_runbook, r.name, q.status, q.priority, q.reason, r.origin,
            r.failure_type,
            (SELECT e.incident_type FROM learn.execution_results e
                WHERE e.execution_id = q.failure_execution_id),
            q.failure_execution_id, q.created_at, q.claimed_by, q.claimed_at, r.revision, r.digest,
            (SELECT count(*) FROM learn.test_results t
                WHERE t.runbook_id = r.id AND t.revision = r.revision AND t.digest = r.digest AND t.passed),
            (SELECT count(*) FROM learn.test_results t
                WHERE t.runbook_id = r.id AND t.revision = r.revision AND t.digest = r.digest AND NOT t.passed),
            r.platform, r.created_by,
            (SELECT count(*) FROM learn.approvals(r.id)),
            coalesce(current_setting('learn.required_approvals', true), '1')::integer,
            learn.risk_count(r.id),
            (SELECT g.occurrences FROM learn.analyses a JOIN learn.failure_groups g ON g.signature = a.signature
                WHERE a.execution_id = q.failure_execution_id),
            q.created_at < now() - coalesce(current_setting('learn.review_sla', true), '1d')::interval
        FROM learn.review_queue q
        JOIN learn.runbooks r ON r.id = q.runbook_id
        WHERE q.status IN ('pending_review', 'in_review', 'needs_changes')
          AND (learn_pending.priority IS NULL
               OR q.priority = learn.check_priority(learn_pending.priority))
          -- Speaks of no row, so it is asked also when there is none.
          AND (learn_pending.priority IS NULL
               OR learn.check_priority(learn_pending.priority) IS NOT NULL)
        ORDER BY q.priority, q.created_at, q.runbook_id;
    END;
COMMENT ON FUNCTION @extschema@.learn_pending(text) IS
    'What waits for a reviewer: high priority first, oldest first.

priority: high, medium or low; all when left out.

Columns: runbook_id, parent_runbook, name, status (pending_review, in_review or needs_changes), priority, reason, origin (generated or submitted), failure_type, incident_type and failure_execution_id of the failure that caused it, created_at, claimed_by, claimed_at, revision, digest, tests_passed and tests_failed of the content it has now, platform, created_by (who wrote it), approvals (of the content it has now), required_approvals (learn.required_approvals), risks (how many must be acknowledged; learn_comparison lists them), occurrences (of failures like that one), overdue (older than learn.review_sla).';

CREATE FUNCTION @extschema@.learn_history(status text DEFAULT NULL)
    RETURNS TABLE (runbook_id text, parent_runbook text, name text, status learn.review_status,
        priority learn.priority, reason text, failure_type learn.failure_type, failure_execution_id text,
        created_at timestamptz, reviewed_by text, reviewed_at timestamptz, approval_notes text,
        rejection_reason text, runbook_status learn.runbook_status, withdrawal_reason text, revision integer,
        archive_reason learn.archive_reason)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT q.runbook_id, r.parent_runbook, r.name, q.status, q.priority, q.reason, r.failure_type,
            q.failure_execution_id, q.created_at, q.reviewed_by, q.reviewed_at, q.approval_notes,
            q.rejection_reason, r.status, q.withdrawal_reason, r.revision, r.archive_reason
        FROM learn.reviews q JOIN learn.runbooks r ON r.id = q.runbook_id
        WHERE q.status IN ('approved', 'rejected', 'withdrawn')
          AND (learn_history.status IS NULL OR q.status = learn.check_decision(learn_history.status))
          AND (learn_history.status IS NULL OR learn.check_decision(learn_history.status) IS NOT NULL)
        ORDER BY q.reviewed_at DESC, q.runbook_id;
    END;
COMMENT ON FUNCTION @extschema@.learn_history(text) IS
    'Decided reviews, newest first.

status: approved, rejected or withdrawn; all when left out.

Columns: runbook_id, parent_runbook, name, status (the decision), priority, reason (why it was queued), failure_type, failure_execution_id, created_at, reviewed_by, reviewed_at, approval_notes, rejection_reason, runbook_status (pending, active or archived) and archive_reason: what has become of it since, withdrawal_reason, revision (which writing of it was decided about).';

CREATE FUNCTION @extschema@.learn_runbook(id text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT CASE WHEN learn.known_runbook(learn_runbook.id) IS NOT NULL THEN (
        SELECT jsonb_build_object(
            'runbook', learn.runbook_summary(r.id),
            'parent', learn.runbook_summary(p.id),
            'failure_context', learn.failure_context(coalesce(q.failure_execution_id, r.generated_from_failure)),
            'parent_executions', learn.parent_executions(r.parent_runbook),
            'test_results', learn.test_summary(r.id),
            'review', (SELECT to_jsonb(q) - 'runbook_id'),
            'revisions', (
                SELECT coalesce(jsonb_agg(to_jsonb(v) - 'runbook_id' ORDER BY v.revision), '[]')
                FROM learn.runbook_revisions v WHERE v.runbook_id = r.id),
            'versions', (
                SELECT coalesce(jsonb_agg(to_jsonb(v) ORDER BY v.line, v.version), '[]')
                FROM @extschema@.learn_versions v WHERE v.line IN (r.line, p.line)),
            'audit', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('seq', a.seq, 'at', a.at, 'actor', a.actor,
                    'role', a.role, 'action', a.action, 'digest_before', a.digest_before,
                    'digest_after', a.digest_after, 'details', a.details) ORDER BY a.seq), '[]')
                FROM learn.audit_log a WHERE a.object_id = r.id),
            'metadata', learn.generation_context(r.id) || jsonb_build_object(
                'approved_by', r.approved_by, 'approved_at', r.approved_at, 'approved_digest', r.approved_digest,
                'archived_at', r.archived_at, 'archive_reason', r.archive_reason))
        FROM learn.runbooks r
        LEFT JOIN learn.runbooks p ON p.id = r.parent_runbook
        LEFT JOIN learn.reviews q ON q.runbook_id = r.id
        WHERE r.id = learn_runbook.id) END;
    END;
COMMENT ON FUNCTION @extschema@.learn_runbook(text) IS
    'A runbook with its parent, the failure that caused it, the parent''s last ten executions, tests, review, history and metadata.

Members: runbook and parent {id, status, version, revision, origin, digest, created_by, content, executions, successes, recurred, success_rate}; failure_context: the execution and its analysis; parent_executions: newest first; test_results [{test_name, passed, details, tested_at, tested_by, revision, current}], current: of the content it has now; review: status, priority, reason, claim and decision; revisions: earlier contents of this draft, with their author, changes, and what was requested by whom; versions: the rows of learn_versions of its line and its parent''s; audit [{seq, at, actor, role, action, digest_before, digest_after, details}], oldest first; metadata: where it comes from, who approved it, why it was archived.';

CREATE FUNCTION @extschema@.learn_comparison(id text, revision integer DEFAULT NULL) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT CASE WHEN learn.known_revision(learn.known_runbook(learn_comparison.id), learn_comparison.revision) THEN (
        SELECT jsonb_build_object(
            'id', r.id,
            'revision', r.revision,
            'status', q.status,
            'digest', r.digest,
            'parent_digest', r.parent_digest,
            'parent_is_current', (
                (r.parent_runbook IS NULL OR (p.status = 'active' AND p.digest = r.parent_digest))
                -- What begins a line must still begin it.
                AND (p.line = r.line OR NOT EXISTS (
                    SELECT FROM learn.runbooks n
                    WHERE n.line = r.line AND n.status = 'active' AND n.id <> r.id))) IS TRUE,
            'compared_with', CASE WHEN base.runbook_id IS NOT NULL THEN jsonb_build_object(
                'runbook_id', base.runbook_id, 'revision', base.revision, 'digest', base.digest) END,
            'parent', learn.runbook_summary(p.id),
            'improved', learn.runbook_summary(r.id),
            'differences', @extschema@.learn_runbook_diff(base.content, r.content),
            'unified', learn.unified_diff(base.content, r.content,
                format('%s revision %s', base.runbook_id, base.revision), format('%s revision %s', r.id, r.revision)),
            'generation_context', learn.generation_context(r.id),
            'failure_context', learn.failure_context(r.generated_from_failure),
            'expected_effect', learn.expected_effect(coalesce(q.failure_execution_id, r.generated_from_failure)),
            'evidence', learn.cited_evidence(r.content),
            'earlier_decisions', learn.earlier_decisions(r.id),
            'revisions', (
                SELECT coalesce(jsonb_agg(to_jsonb(v) - '{runbook_id,content}'::text[] ORDER BY v.revision), '[]')
                FROM learn.runbook_revisions v WHERE v.runbook_id = r.id),
            'test_results', learn.test_summary(r.id),
            'risks', (
                SELECT coalesce(jsonb_agg(to_jsonb(k) ORDER BY k.name), '[]') FROM learn.risks(r.id) k),
            'policy', (
                SELECT coalesce(jsonb_agg(to_jsonb(f) || jsonb_build_object('place', learn.policy_place(r.content, f.path))), '[]')
                FROM learn.policy_findings(r.content) f),
            'approvals', (
                SELECT coalesce(jsonb_agg(to_jsonb(a) ORDER BY a.approved_at, a.approved_by), '[]') FROM learn.approvals(r.id) a),
            'required_approvals', coalesce(current_setting('learn.required_approvals', true), '1')::integer)
        FROM learn.runbooks r
        LEFT JOIN learn.runbooks p ON p.id = r.parent_runbook
        LEFT JOIN learn.reviews q ON q.runbook_id = r.id
        LEFT JOIN LATERAL (
            SELECT v.runbook_id, v.revision, v.digest, v.content FROM learn.runbook_revisions v
            WHERE v.runbook_id = r.id AND v.revision = learn_comparison.revision
            UNION ALL
            SELECT p.id, p.revision, p.digest, p.content WHERE p.id IS NOT NULL AND learn_comparison.revision IS NULL
            ) base ON true
        WHERE r.id = learn_comparison.id) END;
    END;
COMMENT ON FUNCTION @extschema@.learn_comparison(text, integer) IS
    'A runbook beside its parent, the differences step by step, why each was made, and all that a decision about it needs.

revision: an earlier one of this runbook, to compare with instead of the parent. Pass the digest shown here to learn_approve(), so that what is approved is what was read.

Members: id, revision, status (of the review), digest, parent_digest; parent_is_current: is the parent in use as it was then, without which nobody can approve this; compared_with {runbook_id, revision, digest}, null without a parent; parent and improved as in learn_runbook(); differences: as learn_runbook_diff() tells them; unified: the same as text, a line for each field; generation_context: where it comes from, with changes [{step, what, why, warnings}]; failure_context: the execution that caused it and its analysis; expected_effect {signature, occurrences, first_seen, last_seen, recent_days, recent_failures, recent_hosts, recent_clients, by_day [{day, failures}]}: how often failures like that one happen, null when unknown; evidence [{execution_id, runbook_id, client_id, hostname, started_at, duration_seconds, status, success, verification_passed, error_message, analysis}]: the executions cited by the steps, analysis being the failure type; earlier_decisions [{runbook_id, status, reviewed_by, reviewed_at, reason, notes, requested_changes, changes}] about this runbook''s versions and branches, newest first; revisions [{revision, digest, changes, author, replaced_at, requested_by, requested_changes}]; test_results as in learn_runbook(); risks [{name, step, text}]: learn_approve() needs their names; policy [{name, severity, path, message, place}]: what the policies in force find in it, of which an error stands against any approval, a danger is among the risks, and a warning is for the reviewer to judge; approvals [{approved_by, approved_at, notes, acknowledged_risks}] of the content it has now; required_approvals.';

CREATE FUNCTION @extschema@.learn_stats() RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT jsonb_build_object(
            'pending_review', coalesce(sum(n.reviews) FILTER (WHERE n.status = 'pending_review'), 0),
            'in_review', coalesce(sum(n.reviews) FILTER (WHERE n.status = 'in_review'), 0),
            'needs_changes', coalesce(sum(n.reviews) FILTER (WHERE n.status = 'needs_changes'), 0),
            'approved', coalesce(sum(n.reviews) FILTER (WHERE n.status = 'approved'), 0),
            'rejected', coalesce(sum(n.reviews) FILTER (WHERE n.status = 'rejected'), 0),
            'withdrawn', coalesce(sum(n.reviews) FILTER (WHERE n.status = 'withdrawn'), 0),
            'high_priority_pending', coalesce(sum(n.high), 0),
            'overdue', coalesce(sum(n.overdue), 0),
            'total', coalesce(sum(n.reviews), 0))
        FROM (
            SELECT q.status, count(*) AS reviews, count(*) FILTER (WHERE q.priority = 'high') AS high,
                count(*) FILTER (WHERE q.created_at < now() - coalesce(current_setting('learn.review_sla', true), '1d')::interval) AS overdue
            FROM learn.review_queue q WHERE q.status IN ('pending_review', 'in_review', 'needs_changes')
            GROUP BY q.status
            UNION ALL
            SELECT q.status, count(*), 0, 0 FROM learn.review_queue q
            WHERE q.status IN ('approved', 'rejected', 'withdrawn') GROUP BY q.status
            UNION ALL
            SELECT v.status, count(*), 0, 0 FROM learn.review_archive v GROUP BY v.status) n;
    END;
COMMENT ON FUNCTION @extschema@.learn_stats() IS
    'Reviews counted by status, those that are urgent, and all.

Members: pending_review, in_review, needs_changes, approved, rejected, withdrawn; high_priority_pending and overdue (older than learn.review_sla): of those that are undecided; total.';
-- For reviewers: decide.  One state machine in C, src/pg/review/.

CREATE FUNCTION @extschema@.learn_whoami() RETURNS jsonb
    LANGUAGE c STABLE SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_whoami';
COMMENT ON FUNCTION @extschema@.learn_whoami() IS
    'Who is signed in, what that person may do, and what an approval asks for here.

reviewer is the name under which decisions are recorded: the role, or behind a trusted gateway the e-mail or subject of the token.';

CREATE FUNCTION @extschema@.learn_claim(id text, reviewer text DEFAULT NULL, take_over boolean DEFAULT false) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_claim';
COMMENT ON FUNCTION @extschema@.learn_claim(text, text, boolean) IS
    'Takes a review, so that others see that somebody is at it, and keep off.

A claim ends with the decision, with an approval that others must follow, when the content changes, or after learn.claim_ttl. take_over: take it from who has claimed it; the audit log says so.';

CREATE FUNCTION @extschema@.learn_approve(id text, reviewer text DEFAULT NULL, notes text DEFAULT NULL, digest text DEFAULT NULL,
        acknowledged_risks text[] DEFAULT NULL)
    RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_approve';
COMMENT ON FUNCTION @extschema@.learn_approve(text, text, text, text, text[]) IS
    'Approves exactly the content of a draft. With the last approval needed it becomes active, its parent is archived, and other drafts of that parent are withdrawn.

digest: of the content that was read (learn_comparison shows it). It may be left out while the draft was written only once. Where the same content was in review before, made from another version, it does not say what was read: the review has to be claimed. acknowledged_risks: the names of all risks that learn_comparison shows. reviewer: must be who is signed in, when given. Who wrote the draft, or a revision of it, cannot approve it. learn.required_approvals people must (status is pending_review until then), and tests must have passed where learn.require_passing_test says so.';

CREATE FUNCTION @extschema@.learn_reject(id text, reviewer text DEFAULT NULL, reason text DEFAULT NULL) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_reject';
COMMENT ON FUNCTION @extschema@.learn_reject(text, text, text) IS
    'Rejects a draft: it is archived with the reason, which later drafts of the same runbook are shown.';

CREATE FUNCTION @extschema@.learn_request_changes(id text, reviewer text DEFAULT NULL, requested_changes text DEFAULT NULL)
    RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_request_changes';
COMMENT ON FUNCTION @extschema@.learn_request_changes(text, text, text) IS
    'Sends a draft back with the reviewer''s words, to be written again under the same id, as the next revision.

The worker does that for what it generated when a model is configured (will_be_rewritten); else a human does, with learn_edit().';

CREATE FUNCTION @extschema@.learn_draft_to_test(id text, OUT runbook_id text, OUT digest text, OUT content jsonb)
    LANGUAGE c STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_draft_to_test';
COMMENT ON FUNCTION @extschema@.learn_draft_to_test(text) IS
    'A draft that is in review, to be tried where nothing can break.

Nobody has approved it: it must not be run in production. Check that the SHA-256 of the content as text is the digest, and pass the digest to learn_add_test(), so that the result is recorded of what was tried.';

CREATE FUNCTION @extschema@.learn_add_test(id text, test_name text, passed boolean, details text DEFAULT NULL, digest text DEFAULT NULL)
    RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_add_test';
COMMENT ON FUNCTION @extschema@.learn_add_test(text, text, boolean, text, text) IS
    'Records a test of a draft, of the content it has now.

digest: of the content that was tested (learn_draft_to_test and learn_comparison show it); refused when that is another one by now.';

CREATE FUNCTION @extschema@.learn_submit(content jsonb, reason text DEFAULT NULL, priority text DEFAULT NULL) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_submit';
COMMENT ON FUNCTION @extschema@.learn_submit(jsonb, text, text) IS
    'Puts a hand-written runbook into the review queue.

Where its line exists already it becomes that line''s next version, whatever version its id says. Where a draft of the line needs changes it becomes that draft''s next revision, and the review keeps its reason and priority. The platform must be that of the version in use; other incident types or places than its are a risk that has to be acknowledged.';

CREATE FUNCTION @extschema@.learn_import(content jsonb) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_import';
COMMENT ON FUNCTION @extschema@.learn_import(jsonb) IS
    'Takes over a runbook that is in use already, as active; who calls this approves its content.';
-- For reviewers: write drafts again.

CREATE FUNCTION @extschema@.learn_edit(id text, content jsonb, reviewer text DEFAULT NULL, notes text DEFAULT NULL,
        digest text DEFAULT NULL) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_edit';
COMMENT ON FUNCTION @extschema@.learn_edit(text, jsonb, text, text, text) IS
    'Writes a draft again by hand: the content becomes its next revision, under the same id, and waits for a review.

digest: of the content that was edited (learn_comparison shows it). It may be left out while the draft was written only once, or is claimed by you. The id in content may be left out. Approvals, claims and tests of the revision before are void, and who writes a draft does not approve it. The draft becomes the next version of the runbook in use, also where that is another one than it was made from; so the platform stays that of the runbook in use, and other incident types or places are a risk that has to be acknowledged. A rewriting by the engine that is under way is cancelled.';

CREATE FUNCTION @extschema@.learn_regenerate(id text, reviewer text DEFAULT NULL, reason text DEFAULT NULL) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_regenerate';
COMMENT ON FUNCTION @extschema@.learn_regenerate(text, text, text) IS
    'Has the engine write a draft again, as the next version of the runbook that is in use now.

For a draft that cannot be approved any more because the version it was made from is not in use as it was. It becomes the next revision under the same id, of the same failure. What the engine cannot write again stays in needs_changes, with the reason among the requested changes: a human edits or rejects it. A draft that a human wrote is edited by a human: learn_edit().';
-- For operators: the worker, jobs, and doing its work by hand.

CREATE FUNCTION @extschema@.learn_analyze(execution_id text) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET jit = off
    AS 'MODULE_PATHNAME', 'learn_sql_analyze';
COMMENT ON FUNCTION @extschema@.learn_analyze(text) IS
    'Analyses one execution here and now, writes a draft if it leads to one, and returns the analysis.

For installations without the worker. An execution that is analysed already is not analysed again. A model is asked inside your transaction.';

CREATE FUNCTION @extschema@.learn_run_jobs(max integer DEFAULT 100) RETURNS integer
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off SET jit = off
    AS 'MODULE_PATHNAME', 'learn_sql_run_jobs';
COMMENT ON FUNCTION @extschema@.learn_run_jobs(integer) IS
    'Does up to max jobs that are due, here and now, and returns how many were done.

For installations without the worker. Models are asked inside your transaction.';

CREATE FUNCTION @extschema@.learn_retry_job(id bigint) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_retry_job';
COMMENT ON FUNCTION @extschema@.learn_retry_job(bigint) IS 'Gives a dead job its attempts back.';

CREATE VIEW @extschema@.learn_dead_jobs AS
    SELECT j.id, j.kind, j.subject, j.execution_id, j.created_at, j.dead_at, j.attempts, j.last_error
    FROM learn.jobs j WHERE j.dead_at IS NOT NULL;
COMMENT ON VIEW @extschema@.learn_dead_jobs IS 'Jobs that failed learn.max_attempts times; learn_retry_job(id) revives one.';
COMMENT ON COLUMN @extschema@.learn_dead_jobs.id IS 'For learn_retry_job()';
COMMENT ON COLUMN @extschema@.learn_dead_jobs.kind IS 'analyze, improve, revise or notify';
COMMENT ON COLUMN @extschema@.learn_dead_jobs.subject IS 'The execution, the runbook to improve, the draft, or the notification';
COMMENT ON COLUMN @extschema@.learn_dead_jobs.execution_id IS 'improve: the failure to learn from';
COMMENT ON COLUMN @extschema@.learn_dead_jobs.created_at IS 'When the work came up';
COMMENT ON COLUMN @extschema@.learn_dead_jobs.dead_at IS 'When the last attempt failed';
COMMENT ON COLUMN @extschema@.learn_dead_jobs.attempts IS 'How many attempts were made';
COMMENT ON COLUMN @extschema@.learn_dead_jobs.last_error IS 'Why the last one failed';

CREATE FUNCTION @extschema@.learn_pause(reason text DEFAULT NULL) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_pause';
COMMENT ON FUNCTION @extschema@.learn_pause(text) IS
    'Pauses the worker of this database, until learn_resume().

Executions are stored and wait; requests under way are finished. A pause outlasts a restart.';

CREATE FUNCTION @extschema@.learn_resume() RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_resume';
COMMENT ON FUNCTION @extschema@.learn_resume() IS 'Ends a pause.';

CREATE FUNCTION @extschema@.learn_set_price(model text, input_price numeric, output_price numeric) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_set_price';
COMMENT ON FUNCTION @extschema@.learn_set_price(text, numeric, numeric) IS
    'Says what a million tokens cost, sent and received, for calls made from now on.';

CREATE FUNCTION learn.worker_states(OUT database_id oid, OUT database name, OUT pid integer, OUT state text,
        OUT since timestamptz, OUT in_flight integer, OUT done bigint, OUT failed bigint, OUT last_done_at timestamptz,
        OUT breaker text, OUT webhook_breaker text, OUT last_error text, OUT last_error_at timestamptz)
    RETURNS SETOF record
    LANGUAGE c VOLATILE PARALLEL RESTRICTED
    AS 'MODULE_PATHNAME', 'learn_sql_worker_states';
COMMENT ON FUNCTION learn.worker_states() IS
    'What the workers say of themselves in shared memory: of this database, and of others for members of pg_read_all_stats.';

CREATE FUNCTION learn.stalled(oldest_job timestamptz, last_done_at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT stalled.oldest_job IS NOT NULL AND greatest(stalled.oldest_job, stalled.last_done_at)
            < clock_timestamp() - current_setting('learn.stall_after')::interval;
    END;
COMMENT ON FUNCTION learn.stalled(timestamptz, timestamptz) IS
    'Has work been waiting for learn.stall_after, with nothing getting done?';

CREATE VIEW @extschema@.learn_worker_status AS
    SELECT w.database, w.pid, CASE WHEN p.singleton AND w.state = 'idle' THEN 'paused' ELSE w.state END AS state,
        w.since, w.in_flight, w.done, w.failed, j.dead, j.backlog, j.held, j.oldest_job, w.last_done_at,
        j.stalled, w.breaker, w.webhook_breaker, c.spend_today, b.budget_left, p.paused_at, p.paused_by, p.reason AS pause_reason,
        w.last_error, w.last_error_at
    FROM learn.worker_states() w
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE dead_at IS NOT NULL) AS dead,
            count(*) FILTER (WHERE dead_at IS NULL) AS backlog,
            count(*) FILTER (WHERE held) AS held,
            min(created_at) FILTER (WHERE dead_at IS NULL) AS oldest_job,
            NOT EXISTS (SELECT FROM learn.pauses) AND learn.stalled(
                min(created_at) FILTER (WHERE dead_at IS NULL AND NOT held), w.last_done_at) AS stalled
        FROM learn.jobs) j ON w.database = current_database()
    LEFT JOIN LATERAL (
        SELECT trim_scale(coalesce(sum(cost), 0)) AS spend_today FROM learn.llm_calls
        WHERE called_at >= date_trunc('day', now(), 'UTC')) c ON w.database = current_database()
    LEFT JOIN LATERAL (
        SELECT trim_scale(s.budget::numeric - coalesce((SELECT d.committed FROM learn.budget_days d
            WHERE d.day = (now() AT TIME ZONE 'UTC')::date), 0)) AS budget_left
        FROM (SELECT current_setting('learn.daily_budget', true)::double precision AS budget) s
        WHERE s.budget >= 0) b ON w.database = current_database()
    LEFT JOIN learn.pauses p ON w.database = current_database();
COMMENT ON VIEW @extschema@.learn_worker_status IS
    'Is learning going on? One row for this database; members of pg_read_all_stats see the other workers as well, without what only their own databases know.';
COMMENT ON COLUMN @extschema@.learn_worker_status.database IS 'The database the worker serves';
COMMENT ON COLUMN @extschema@.learn_worker_status.pid IS 'Its process; null when it does not run';
COMMENT ON COLUMN @extschema@.learn_worker_status.state IS
    'not loaded (not in shared_preload_libraries), excluded (by learn.databases), not running, starting, idle, working, paused, other version (of the extension than of the library)';
COMMENT ON COLUMN @extschema@.learn_worker_status.since IS 'When it was started';
COMMENT ON COLUMN @extschema@.learn_worker_status.in_flight IS 'Requests it has sent and not had back';
COMMENT ON COLUMN @extschema@.learn_worker_status.done IS 'Jobs done since then';
COMMENT ON COLUMN @extschema@.learn_worker_status.failed IS 'Attempts that failed since then';
COMMENT ON COLUMN @extschema@.learn_worker_status.dead IS 'Jobs without attempts left, see learn_dead_jobs';
COMMENT ON COLUMN @extschema@.learn_worker_status.backlog IS 'Jobs that wait or are being done';
COMMENT ON COLUMN @extschema@.learn_worker_status.held IS
    'Those that come from a dump and wait until work comes up here, or learn_run_jobs() is called';
COMMENT ON COLUMN @extschema@.learn_worker_status.oldest_job IS 'When the oldest of them came up';
COMMENT ON COLUMN @extschema@.learn_worker_status.last_done_at IS 'When a job was done last';
COMMENT ON COLUMN @extschema@.learn_worker_status.stalled IS
    'Work has been waiting for learn.stall_after, and nothing was done in that time';
COMMENT ON COLUMN @extschema@.learn_worker_status.breaker IS
    'closed (requests are sent), paused (the model''s endpoint asked for patience), open (it is away), probing (one request is to find out)';
COMMENT ON COLUMN @extschema@.learn_worker_status.webhook_breaker IS 'The same for the webhook';
COMMENT ON COLUMN @extschema@.learn_worker_status.spend_today IS 'Cost of the calls since midnight, in UTC, for which a price is known';
COMMENT ON COLUMN @extschema@.learn_worker_status.budget_left IS 'What learn.daily_budget leaves for today, in UTC; null: no budget is set';
COMMENT ON COLUMN @extschema@.learn_worker_status.paused_at IS 'Since when learning is paused, see learn_pause()';
COMMENT ON COLUMN @extschema@.learn_worker_status.paused_by IS 'By whom';
COMMENT ON COLUMN @extschema@.learn_worker_status.pause_reason IS 'Why';
COMMENT ON COLUMN @extschema@.learn_worker_status.last_error IS 'The latest error';
COMMENT ON COLUMN @extschema@.learn_worker_status.last_error_at IS 'When that was';

CREATE FUNCTION @extschema@.learn_audit_head() RETURNS TABLE (seq bigint, hash text, at timestamptz)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(head.seq, 0), coalesce(head.hash, repeat('0', 64)), head.at
        FROM (SELECT) one
        LEFT JOIN (SELECT a.seq, a.hash, a.at FROM learn.audit_log a ORDER BY a.seq DESC LIMIT 1) head ON true;
    END;
COMMENT ON FUNCTION @extschema@.learn_audit_head() IS
    'The last row of the audit log: its number and its hash, which seals all rows before it, and when it was written; 0 and 64 zeros when there is none.

Kept where nobody of this database can reach it, it lets learn_verify_audit(witness_seq, witness_hash) find what the log alone cannot show. learn.audit_head_interval has it told to the server''s log and the webhook.';

CREATE FUNCTION @extschema@.learn_verify_audit(witness_seq bigint DEFAULT NULL, witness_hash text DEFAULT NULL)
    RETURNS TABLE (seq bigint, object_id text, problem text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT p.seq, p.object_id, p.problem
        FROM learn.chain_problems() p
        UNION
        SELECT w.seq, NULL, learn.witness_problem(w.seq, w.hash)
        FROM (
            SELECT learn_verify_audit.witness_seq AS seq, learn_verify_audit.witness_hash AS hash
            WHERE learn.check_witness(learn_verify_audit.witness_seq, learn_verify_audit.witness_hash)
              AND learn_verify_audit.witness_seq IS NOT NULL
            UNION ALL
            SELECT t.seq, t.hash FROM learn.told_audit_head t) w
        WHERE learn.witness_problem(w.seq, w.hash) IS NOT NULL
        UNION ALL
        SELECT NULL, r.id, 'active, but its approval does not stand in the audit log; it is not handed to executors'
        FROM learn.runbooks r
        WHERE r.status = 'active' AND NOT learn.approval_in_log(r.id, r.digest)
        UNION ALL
        SELECT NULL, p.object_id, p.problem
        FROM learn.policy_problems() p
        ORDER BY 1 NULLS LAST, 2, 3;
    END;
COMMENT ON FUNCTION @extschema@.learn_verify_audit(bigint, text) IS
    'What is wrong with the audit log, and with active runbooks and policies that it does not vouch for. No row: all is well.

witness_seq, witness_hash: a row''s number and hash as learn_audit_head() gave them before, from somewhere outside of this database. Rows that were altered, removed, inserted or swapped are found without; that the end was removed, or all of it written anew, only with. The head that was told last is always compared.';
-- For administrators: take versions out of use.

CREATE FUNCTION @extschema@.learn_retire(id text, reason text DEFAULT NULL) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_retire';
COMMENT ON FUNCTION @extschema@.learn_retire(text, text) IS
    'Takes a runbook out of use: executors are not handed it any more, and no other version in its place.

Its branches stay in use. A draft of it cannot be approved as its successor any more: learn_edit() makes a first version of it.';

CREATE FUNCTION @extschema@.learn_rollback(id text, reason text DEFAULT NULL, target text DEFAULT NULL) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_rollback';
COMMENT ON FUNCTION @extschema@.learn_rollback(text, text, text) IS
    'Takes a version out of use and an approved one of the same runbook into use again, in its place.

id: the version in use. target: a version that was in use before; the latest one that gave way to a later version when left out. Its approval still holds: it is of exactly this content, and must stand in the audit log. A draft that was made from the version that goes out of use stays, and learn_regenerate() has it written for the one in use.';
-- Evidence for outsiders: what was found, generated, decided and run, as a
-- document that test/evidence/verify_evidence.py verifies without the database.
--
-- Canonical texts are in it as text, each with its SHA-256, so that who verifies
-- needs to know nothing of jsonb.  The text of a time depends on the time zone
-- and that of a number on extra_float_digits, so these are fixed.

CREATE FUNCTION learn.text_digest(content text) RETURNS text
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    BEGIN ATOMIC
        SELECT encode(sha256(convert_to(text_digest.content, 'UTF8')), 'hex');
    END;
COMMENT ON FUNCTION learn.text_digest(text) IS 'SHA-256 of a text in UTF-8, in hexadecimal.';

-- Names its columns: what is added to the table one day must not change the
-- digests that stand in the audit log.
CREATE FUNCTION learn.execution_text(execution_id text) RETURNS text
    LANGUAGE sql STABLE SET timezone = 'UTC' SET extra_float_digits = 1
    BEGIN ATOMIC
        SELECT jsonb_build_object('execution_id', e.execution_id, 'runbook_id', e.runbook_id,
            'incident_id', e.incident_id, 'incident_type', e.incident_type, 'client_id', e.client_id,
            'hostname', e.hostname, 'platform', e.platform, 'started_at', e.started_at,
            'completed_at', e.completed_at, 'duration_seconds', e.duration_seconds, 'status', e.status,
            'success', e.success, 'verification_passed', e.verification_passed,
            'verification_method', e.verification_method, 'confidence', e.confidence,
            'state_before', e.state_before, 'state_after', e.state_after, 'state_diff', e.state_diff,
            'executed_steps', e.executed_steps, 'error_message', e.error_message, 'error_step', e.error_step,
            'error_traceback', e.error_traceback, 'retry_count', e.retry_count,
            'was_correct_runbook', e.was_correct_runbook, 'was_correct_diagnosis', e.was_correct_diagnosis,
            'manual_intervention_needed', e.manual_intervention_needed, 'human_feedback', e.human_feedback,
            'evidence_bundle_id', e.evidence_bundle_id, 'log_artifacts', e.log_artifacts, 'tags', e.tags,
            'notes', e.notes, 'recorded_at', e.recorded_at)::text
        FROM learn.execution_results e WHERE e.execution_id = execution_text.execution_id;
    END;
COMMENT ON FUNCTION learn.execution_text(text) IS
    'The canonical text of an execution as it was reported: its row as jsonb prints it, times in UTC. The audit row of a draft that was made from it has its SHA-256 (details, execution_digest).';

CREATE FUNCTION learn.calls_about(subject text, call_purpose text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'prompt_digest', c.prompt_digest,
            'reply_digest', c.reply_digest) ORDER BY c.called_at, c.id), '[]')
        FROM learn.llm_exchanges x JOIN learn.llm_calls c ON c.id = x.id
        WHERE x.subject = calls_about.subject AND x.purpose = calls_about.call_purpose;
    END;
COMMENT ON FUNCTION learn.calls_about(text, text) IS
    'The questions that a model was asked about something and has answered, each with the digests of what was sent and received.';

CREATE FUNCTION learn.evidence_record(id text, body jsonb) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT jsonb_build_object('id', evidence_record.id, 'text', evidence_record.body::text,
            'digest', learn.text_digest(evidence_record.body::text));
    END;
COMMENT ON FUNCTION learn.evidence_record(text, jsonb) IS
    'A row for learn_evidence(): its canonical text, and the SHA-256 of that.';

CREATE FUNCTION learn.known_evidence(id text) RETURNS text
    LANGUAGE c STABLE SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_known_evidence';
COMMENT ON FUNCTION learn.known_evidence(text) IS
    'The id given, or an error (HTTP 404) when neither a runbook nor an execution has it.';

CREATE FUNCTION learn.evidence_runbooks(about text) RETURNS SETOF text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        WITH mine AS (
            SELECT r.id, r.parent_runbook
            FROM learn.runbooks r
            WHERE r.id = evidence_runbooks.about OR r.generated_from_failure = evidence_runbooks.about
               OR r.id = (SELECT e.runbook_id FROM learn.execution_results e
                   WHERE e.execution_id = evidence_runbooks.about))
        SELECT m.id FROM mine m
        UNION
        SELECT p.id FROM mine m JOIN learn.runbooks p ON p.id = m.parent_runbook;
    END;
COMMENT ON FUNCTION learn.evidence_runbooks(text) IS
    'The runbooks that the evidence about a runbook or an execution holds: that runbook, or the one that ran and the drafts made from the execution; and the parent of each.';

CREATE FUNCTION learn.evidence_executions(about text) RETURNS SETOF text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT e.execution_id
        FROM learn.execution_results e WHERE e.execution_id = evidence_executions.about
        UNION
        SELECT e.execution_id
        FROM learn.runbooks r JOIN learn.execution_results e ON e.execution_id = r.generated_from_failure
        WHERE r.id IN (SELECT learn.evidence_runbooks(evidence_executions.about))
        UNION
        (SELECT e.execution_id
        FROM learn.runbooks r
        CROSS JOIN LATERAL jsonb_array_elements_text(
            jsonb_path_query_array(r.content, '$.**.because.executions[*]')) c(execution_id)
        JOIN learn.execution_results e ON e.execution_id = c.execution_id
        WHERE r.id IN (SELECT learn.evidence_runbooks(evidence_executions.about))
        ORDER BY e.execution_id LIMIT 20);
    END;
COMMENT ON FUNCTION learn.evidence_executions(text) IS
    'The executions that such evidence holds: that execution, those from which the runbooks were made, and the first 20 that they cite.';

CREATE FUNCTION learn.evidence_runbook_records(about text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(jsonb_agg(learn.evidence_record(r.id,
                to_jsonb(r) - 'content' - 'digest' || jsonb_build_object('content_digest', r.digest))
            || jsonb_build_object('content', r.content::text) ORDER BY r.id), '[]')
        FROM learn.runbooks r WHERE r.id IN (SELECT learn.evidence_runbooks(evidence_runbook_records.about));
    END;
COMMENT ON FUNCTION learn.evidence_runbook_records(text) IS 'The runbooks, each with the canonical text of its content.';

CREATE FUNCTION learn.evidence_revision_records(about text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(jsonb_agg(learn.evidence_record(v.runbook_id,
                to_jsonb(v) - 'content' - 'digest' || jsonb_build_object('content_digest', v.digest))
            || jsonb_build_object('content', v.content::text) ORDER BY v.runbook_id, v.revision), '[]')
        FROM learn.runbook_revisions v
        WHERE v.runbook_id IN (SELECT learn.evidence_runbooks(evidence_revision_records.about));
    END;
COMMENT ON FUNCTION learn.evidence_revision_records(text) IS
    'What these runbooks said before they were written again, each with the canonical text of its content.';

CREATE FUNCTION learn.evidence_exchange_records(about text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        WITH wanted AS (
            SELECT x.id FROM learn.llm_exchanges x
            WHERE x.purpose = 'categorize'
              AND x.subject IN (SELECT learn.evidence_executions(evidence_exchange_records.about))
            UNION
            SELECT x.id FROM learn.llm_exchanges x
            WHERE x.purpose = 'revise'
              AND x.subject IN (SELECT learn.evidence_runbooks(evidence_exchange_records.about))
            UNION
            SELECT (jsonb_path_query(a.details, '$.calls[*].id') #>> '{}')::uuid
            FROM learn.audit_log a
            WHERE a.action IN ('generate', 'revise')
              AND a.object_id IN (SELECT learn.evidence_runbooks(evidence_exchange_records.about)))
        SELECT coalesce(jsonb_agg(learn.evidence_record(x.id::text,
                to_jsonb(x) - 'system_prompt' - 'user_prompt' || jsonb_build_object('call', to_jsonb(c) - 'reply'))
            || jsonb_build_object('system_prompt', x.system_prompt, 'user_prompt', x.user_prompt, 'reply', c.reply)
            ORDER BY x.started_at, x.id), '[]')
        FROM wanted w JOIN learn.llm_exchanges x ON x.id = w.id
        LEFT JOIN learn.llm_calls c ON c.id = x.id;
    END;
COMMENT ON FUNCTION learn.evidence_exchange_records(text) IS
    'What was sent to models about these executions and runbooks, and what they answered, as far as learn.log_retention has kept it.';

CREATE FUNCTION learn.evidence_audit_records(about text, chain boolean) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        WITH mine AS (
            SELECT a.seq FROM learn.audit_log a
            WHERE a.object_id IN (SELECT learn.evidence_runbooks(evidence_audit_records.about)
                UNION SELECT learn.evidence_executions(evidence_audit_records.about)))
        SELECT coalesce(jsonb_agg(jsonb_build_object('seq', a.seq, 'sealed', learn.audit_text(a), 'hash', a.hash)
            ORDER BY a.seq), '[]')
        FROM learn.audit_log a
        WHERE a.seq IN (SELECT m.seq FROM mine m)
           OR (evidence_audit_records.chain AND a.seq >= (SELECT min(m.seq) FROM mine m));
    END;
COMMENT ON FUNCTION learn.evidence_audit_records(text, boolean) IS
    'The rows of the audit log about these runbooks and executions, each with the text that its hash seals; with chain also all others from the first of them to the head.';

CREATE FUNCTION learn.evidence_digest(bundle jsonb) RETURNS text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT learn.text_digest(concat_ws(E'\n', evidence_digest.bundle ->> 'format',
            'export ' || (evidence_digest.bundle -> 'export' ->> 'digest'),
            string_agg(concat_ws(' ', s.name, coalesce(x.record ->> 'digest', x.record ->> 'hash')),
                E'\n' ORDER BY s.place, x.place)))
        FROM unnest(ARRAY['executions', 'analyses', 'runbooks', 'revisions', 'exchanges', 'reviews', 'tests',
            'audit']) WITH ORDINALITY s(name, place)
        CROSS JOIN LATERAL jsonb_array_elements(evidence_digest.bundle -> s.name) WITH ORDINALITY x(record, place);
    END;
COMMENT ON FUNCTION learn.evidence_digest(jsonb) IS
    'The digest of all that learn_evidence() returns: SHA-256 of lines, of which the first is the format, the second the export and its digest, and each further one the name of a list and the digest, or hash, of what is in it.';

CREATE FUNCTION @extschema@.learn_evidence(id text, chain boolean DEFAULT false) RETURNS jsonb
    LANGUAGE sql STABLE SET timezone = 'UTC' SET extra_float_digits = 1
    BEGIN ATOMIC
        SELECT bundle.document || jsonb_build_object('digest', learn.evidence_digest(bundle.document))
        FROM (SELECT jsonb_build_object('format', 'learn-evidence/1',
            'export', (
                SELECT learn.evidence_record(learn.known_evidence(learn_evidence.id), jsonb_build_object(
                    'about', learn_evidence.id, 'database', current_database(), 'exported_at', now(),
                    'exported_by', current_user, 'chain', coalesce(learn_evidence.chain, false), 'head', to_jsonb(h)))
                FROM @extschema@.learn_audit_head() h),
            'executions', (
                SELECT coalesce(jsonb_agg(learn.evidence_record(x.id, learn.execution_text(x.id)::jsonb)
                    ORDER BY x.id), '[]')
                FROM learn.evidence_executions(learn_evidence.id) x(id)),
            'analyses', (
                SELECT coalesce(jsonb_agg(learn.evidence_record(a.execution_id, to_jsonb(a))
                    ORDER BY a.execution_id), '[]')
                FROM learn.analyses a
                WHERE a.execution_id IN (SELECT learn.evidence_executions(learn_evidence.id))),
            'runbooks', learn.evidence_runbook_records(learn_evidence.id),
            'revisions', learn.evidence_revision_records(learn_evidence.id),
            'exchanges', learn.evidence_exchange_records(learn_evidence.id),
            'reviews', (
                SELECT coalesce(jsonb_agg(learn.evidence_record(q.runbook_id, to_jsonb(q)) ORDER BY q.runbook_id), '[]')
                FROM learn.reviews q
                WHERE q.runbook_id IN (SELECT learn.evidence_runbooks(learn_evidence.id))),
            'tests', (
                SELECT coalesce(jsonb_agg(learn.evidence_record(t.id::text, to_jsonb(t)) ORDER BY t.tested_at, t.id), '[]')
                FROM learn.test_results t
                WHERE t.runbook_id IN (SELECT learn.evidence_runbooks(learn_evidence.id))),
            'audit', learn.evidence_audit_records(learn_evidence.id, coalesce(learn_evidence.chain, false)))
            AS document) bundle;
    END;
COMMENT ON FUNCTION @extschema@.learn_evidence(text, boolean) IS
    'All there is about a runbook, or about an execution, as one document that can be verified without this database: executions, their analyses, runbooks and their earlier revisions, what models were sent and answered, reviews, tests, and the rows of the audit log, each with the exact text that its hash seals.

id: a runbook''s, or an execution''s (404 when there is neither). chain: with all rows of the audit log from the first that matters to the last there is.

It is the evidence as stored, with the names, addresses and outputs of clients'' machines that executors reported; nothing is redacted that was not redacted before it was stored (learn.redact_on_insert). Treat it as you treat the database.

A document proves that its parts fit each other and the audit rows in it: what was generated from which execution and which answer, and who decided about exactly which content. That these rows are the log''s, only the hash of a later row can prove that was kept elsewhere (learn_audit_head()), and only with chain. What the log does not seal - analyses, reports that led to no draft, words in reviews beside the decision - it shows, and does not prove. See test/evidence/verify_evidence.py.';
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
-- Functions that store nothing.

CREATE FUNCTION @extschema@.learn_classify(execution jsonb, OUT failure_type learn.failure_type,
        OUT confidence double precision, OUT reasoning text)
    LANGUAGE c STABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_classify';
COMMENT ON FUNCTION @extschema@.learn_classify(jsonb) IS
    'Why did this execution fail, as the built-in rules see it?

execution: an object with the columns of learn_executions. failure_type is null when the rules abstain.';

CREATE FUNCTION @extschema@.learn_state_diff(before jsonb, after jsonb) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_state_diff';
COMMENT ON FUNCTION @extschema@.learn_state_diff(jsonb, jsonb) IS
    'What was added, removed and changed between two captured states, by path.';

CREATE FUNCTION learn.check_document(content jsonb)
    RETURNS TABLE (severity text, path text, message text)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_check_document';
COMMENT ON FUNCTION learn.check_document(jsonb) IS
    'What is wrong with a runbook document by itself, whoever is there to run it; see learn_validate_runbook().';

CREATE FUNCTION @extschema@.learn_validate_runbook(content jsonb)
    RETURNS TABLE (severity text, path text, message text)
    LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    BEGIN ATOMIC
        SELECT d.severity, d.path, d.message FROM learn.check_document(content) d
        UNION ALL
        SELECT 'warning', u.path, format('no registered executor for %s knows the action "%s"',
            content ->> 'platform', left(u.action, 100))
        FROM learn.unknown_actions(content, learn.known_actions(content ->> 'platform')) u
        UNION ALL
        -- What cannot be read has been told already.
        SELECT p.severity, p.path, format('%s (%s)', p.message, p.name)
        FROM learn.policy_findings(content) p WHERE p.name <> 'unreadable';
    END;
COMMENT ON FUNCTION @extschema@.learn_validate_runbook(jsonb) IS
    'What is wrong with a runbook document. error: it is never queued, approved or handed out; danger: who approves it must acknowledge it; warning: the reviewer is shown it. No row: nothing.

What a policy has found ends with the name of the policy in parentheses, see learn_policies.

Of actions without a command it warns when executors for the platform are registered, and none of them knows the action.';

CREATE FUNCTION @extschema@.learn_runbook_schema() RETURNS jsonb
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_runbook_schema';
COMMENT ON FUNCTION @extschema@.learn_runbook_schema() IS 'The JSON Schema of a runbook document.';

CREATE FUNCTION @extschema@.learn_template(message text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_template';
COMMENT ON FUNCTION @extschema@.learn_template(text) IS
    'A message with what varies left out: hosts, addresses, paths, numbers that count, times, ids, quoted values. Codes that tell problems apart stay.';

CREATE FUNCTION @extschema@.learn_fingerprint(message text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_fingerprint';
COMMENT ON FUNCTION @extschema@.learn_fingerprint(text) IS
    'A short name for all messages that are the same but for what varies: that of their learn_template(), begun with the version of its rules.';

CREATE FUNCTION learn.curated_remedies()
    RETURNS TABLE ("position" integer, id text, kind text, platforms text[], action text, what text, why text,
        commands jsonb, wait_for text, rollback text, timeout double precision)
    LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 120
    AS 'MODULE_PATHNAME', 'learn_sql_curated_remedies';
COMMENT ON FUNCTION learn.curated_remedies() IS
    'The remedies that learn comes with, in the order in which they are tried.

kind: before and after add a step before the one that failed or at the end; the others change that step (tool, option, prefix, wrap, script, alias, quote) or how long and how often it is tried (retry, time, wait). commands: by platform, what the step runs, or what is added to the command of the step; @NAME@ stands for what the failure tells, as a parameter of the runbook or in quotes. wait_for and rollback are for linux; timeout is in seconds.';
CREATE FUNCTION @extschema@.learn_redact(text text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_redact';
COMMENT ON FUNCTION @extschema@.learn_redact(text) IS
    'A text without secrets and personal data, as it is shown to models and webhooks: in the place of each stands a mark such as [redacted: password]. To redact a text again changes nothing.';
-- For operators: what the worker does by itself, once a minute.

CREATE FUNCTION @extschema@.learn_housekeeping() RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_housekeeping';
COMMENT ON FUNCTION @extschema@.learn_housekeeping() IS
    'Deletes executions, calls and notifications older than learn.retention and learn.log_retention, archives reviews older than learn.review_retention, and returns how many there were.

The worker does this by itself, in small batches. In a database that was restored from a dump it begins when the restore is over for certain: with the first row that is written to the audit log here, such as that of this function.';
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
-- Says what is missing, if anything, and wakes the worker at commit.
CREATE FUNCTION learn.announce() RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'learn_sql_announce';
COMMENT ON FUNCTION learn.announce() IS 'Called by the install script: says in a notice what is missing, and wakes the worker.';
-- The page where reviews happen: GET /rpc/learn_dashboard of PostgREST.

-- PostgREST sends what a function of this type returns as it is, to whoever
-- accepts text/html; the role that asks needs USAGE on schema learn for that.
CREATE DOMAIN learn."text/html" AS text;
COMMENT ON DOMAIN learn."text/html" IS 'An HTML document; PostgREST takes the media type from the name.';

CREATE FUNCTION @extschema@.learn_dashboard() RETURNS learn."text/html"
    LANGUAGE c STABLE SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_dashboard';
COMMENT ON FUNCTION @extschema@.learn_dashboard() IS
    'The page where reviewers see what waits, compare, test and decide.

It holds no data: whoever opens it signs in with a token of their own. Sets response.headers, with a Content-Security-Policy, for the transaction.';
-- Nothing for PUBLIC; each role gets what its work needs, by name.

-- Of two functions of one name the one that fits better is called: whoever
-- approves something must get ours.
DO $$
DECLARE
    taken text;
BEGIN
    WITH member AS MATERIALIZED (
        SELECT p.oid, p.proname, p.pronamespace
        FROM pg_catalog.pg_depend d
        JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) d.refobjid
        JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) d.objid
        WHERE d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass
            AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
            AND d.deptype OPERATOR(pg_catalog.=) 'e'
            AND e.extname OPERATOR(pg_catalog.=) 'learn')
    SELECT p.oid::pg_catalog.regprocedure::text INTO taken
        FROM member m JOIN pg_catalog.pg_proc p
            ON p.proname OPERATOR(pg_catalog.=) m.proname AND p.pronamespace OPERATOR(pg_catalog.=) m.pronamespace
        WHERE NOT EXISTS (SELECT FROM member o WHERE o.oid OPERATOR(pg_catalog.=) p.oid)
        ORDER BY 1 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'function % would be called instead of one of the extension', taken
            USING ERRCODE = 'duplicate_function',
                  HINT = 'Rename or drop it, or create the extension in another schema.';
    END IF;
END
$$;

-- What the script has made belongs to a role that is no superuser and nobody's:
-- what runs with its owner's rights has those of the tables' owner, and no more.
-- And whatever PostgreSQL gives to PUBLIC, and ALTER DEFAULT PRIVILEGES to
-- others, is taken from it.
DO $$
DECLARE
    made record;
BEGIN
    FOR made IN
        WITH member AS MATERIALIZED (
            SELECT d.classid, d.objid
            FROM pg_catalog.pg_depend d
            JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) d.refobjid
            WHERE d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass
                AND d.deptype OPERATOR(pg_catalog.=) 'e'
                AND e.extname OPERATOR(pg_catalog.=) 'learn'),
        object AS (
            SELECT 'SCHEMA' AS kind, n.oid::pg_catalog.regnamespace::text AS name, n.nspowner AS owner,
                coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner)) AS acl
            FROM member m JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) m.objid
            WHERE m.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_namespace'::pg_catalog.regclass
            UNION ALL
            SELECT 'ROUTINE', p.oid::pg_catalog.regprocedure::text, p.proowner,
                coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))
            FROM member m JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) m.objid
            WHERE m.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
            UNION ALL
            SELECT CASE WHEN c.relkind OPERATOR(pg_catalog.=) 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
                c.oid::pg_catalog.regclass::text, c.relowner,
                coalesce(c.relacl, pg_catalog.acldefault(
                    CASE WHEN c.relkind OPERATOR(pg_catalog.=) 'S' THEN 's' ELSE 'r' END::"char", c.relowner))
            FROM member m JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) m.objid
            WHERE m.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
                AND c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'v', 'S']::"char"[])
            UNION ALL
            SELECT 'TYPE', t.oid::pg_catalog.regtype::text, t.typowner,
                coalesce(t.typacl, pg_catalog.acldefault('T', t.typowner))
            FROM member m JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) m.objid
            WHERE m.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass
                AND t.typtype OPERATOR(pg_catalog.=) ANY (ARRAY['d', 'e']::"char"[]))
        SELECT o.kind, o.name, pg_catalog.string_agg(DISTINCT CASE WHEN a.grantee OPERATOR(pg_catalog.=) 0 THEN 'PUBLIC'
            ELSE a.grantee::pg_catalog.regrole::text END, ', ') FILTER (WHERE a.grantee OPERATOR(pg_catalog.<>) o.owner) AS others
        FROM object o CROSS JOIN LATERAL pg_catalog.aclexplode(o.acl) a
        GROUP BY 1, 2
    LOOP
        EXECUTE pg_catalog.format('ALTER %s %s OWNER TO learn_owner', made.kind, made.name);
        IF made.others IS NOT NULL THEN
            EXECUTE pg_catalog.format('REVOKE ALL ON %s %s FROM %s', made.kind, made.name, made.others);
        END IF;
    END LOOP;
END
$$;

GRANT USAGE ON SCHEMA learn TO learn_executor, learn_tester, learn_reviewer, learn_admin, learn_worker;
DO $$
DECLARE
    enumeration pg_catalog.oid;
BEGIN
    FOR enumeration IN
        SELECT t.oid FROM pg_catalog.pg_type t
        WHERE t.typnamespace OPERATOR(pg_catalog.=) 'learn'::pg_catalog.regnamespace
            AND t.typtype OPERATOR(pg_catalog.=) 'e'
    LOOP
        EXECUTE pg_catalog.format('GRANT USAGE ON TYPE %s TO learn_executor, learn_reviewer',
            enumeration::pg_catalog.regtype);
    END LOOP;
END
$$;

-- Executors report, and ask for what is approved.  What they may not give is
-- when it was recorded and what the engine thinks of it.
GRANT INSERT (execution_id, runbook_id, incident_id, incident_type, client_id, hostname, platform,
    started_at, completed_at, duration_seconds, status, success, verification_passed,
    verification_method, confidence, state_before, state_after, state_diff, executed_steps,
    error_message, error_step, error_traceback, retry_count, was_correct_runbook,
    was_correct_diagnosis, manual_intervention_needed, human_feedback, evidence_bundle_id,
    log_artifacts, tags, notes), SELECT (execution_id)
    ON learn.execution_results, @extschema@.learn_executions TO learn_executor;
GRANT EXECUTE ON FUNCTION @extschema@.learn_next_runbook(text, text, text, text, text, text),
    @extschema@.learn_active_runbook(text), @extschema@.learn_register_executor(text, text[], text),
    @extschema@.learn_runbook_schema(), @extschema@.learn_validate_runbook(jsonb),
    @extschema@.learn_state_diff(jsonb, jsonb), @extschema@.learn_redact(text), @extschema@.learn_whoami(),
    @extschema@.learn_dashboard() TO learn_executor;

-- What tries drafts on a staging host sees nothing else of them, and no telemetry.
-- Nor does it announce what it can do: what only a staging host can, nobody can.
GRANT EXECUTE ON FUNCTION @extschema@.learn_draft_to_test(text),
    @extschema@.learn_add_test(text, text, boolean, text, text), @extschema@.learn_whoami(),
    @extschema@.learn_runbook_schema(), @extschema@.learn_validate_runbook(jsonb) TO learn_tester;

-- Reviewers read all but the job queue's internals, and decide.
GRANT SELECT ON learn.execution_results, learn.analyses, learn.runbooks, learn.runbook_revisions,
    learn.review_queue, learn.review_archive, learn.reviews, learn.test_results, learn.llm_calls, learn.llm_exchanges,
    learn.models, learn.prompts, learn.notifications, learn.audit_log,
    @extschema@.learn_executions, @extschema@.learn_versions, @extschema@.learn_worker_status,
    @extschema@.learn_dead_jobs, learn.failure_groups, learn.failure_group_hosts, learn.failure_group_days,
    learn.last_runs, learn.runbook_stats, learn.runbook_stats_deltas, learn.runbook_stats_unfolded,
    @extschema@.learn_learning_rate, @extschema@.learn_backlog, @extschema@.learn_reviewers, @extschema@.learn_never_ran,
    learn.patterns, learn.feedback, learn.remedies, learn.remedy_uses, learn.budget_days,
    @extschema@.learn_failure_groups, @extschema@.learn_remedies, @extschema@.learn_patterns,
    @extschema@.learn_costs, @extschema@.learn_accuracy, @extschema@.learn_triage,
    learn.executors, @extschema@.learn_executors,
    learn.policies, learn.current_policies, @extschema@.learn_policies TO learn_reviewer;
GRANT EXECUTE ON FUNCTION learn.succeeded(boolean, boolean), learn.check_priority(text),
    learn.check_decision(text), learn.known_runbook(text), learn.runbook_summary(text),
    learn.failure_context(text), learn.generation_context(text), learn.audit_hash(learn.audit_log),
    learn.approval_in_log(text, text), learn.version_counts(text), learn.success_interval(bigint, bigint),
    learn.probability_better(bigint, bigint, bigint, bigint), learn.worker_states(), learn.stalled(timestamptz, timestamptz),
    learn.known_revision(text, integer), learn.parent_executions(text), learn.test_summary(text),
    learn.expected_effect(text), learn.cited_evidence(jsonb), learn.earlier_decisions(text),
    learn.unified_diff(jsonb, jsonb, text, text), learn.stands_in_log(learn.audit_log), learn.current_entries(text, text[]), learn.latest_tests(text),
    learn.approvals(text), learn.risks(text), learn.risk_count(text),
    learn.executors_since(), learn.executor_silence(), learn.known_actions(text), learn.unknown_actions(jsonb, text[]),
    learn.why_never_ran(text, text[], timestamptz),
    learn.policy_findings(jsonb), learn.policy_obstacle(), learn.policy_place(jsonb, text), learn.policy_digest(learn.policies),
    learn.forbidden_runbooks(), learn.policy_problems(), learn.shipped_policies(),
    learn.runbook_digest(jsonb),
    @extschema@.learn_runbook_diff(jsonb, jsonb), @extschema@.learn_pending(text),
    @extschema@.learn_runbook(text), @extschema@.learn_comparison(text, integer), @extschema@.learn_stats(),
    @extschema@.learn_history(text), @extschema@.learn_whoami(), @extschema@.learn_dashboard(),
    @extschema@.learn_claim(text, text, boolean), @extschema@.learn_approve(text, text, text, text, text[]),
    @extschema@.learn_reject(text, text, text), @extschema@.learn_edit(text, jsonb, text, text, text),
    @extschema@.learn_regenerate(text, text, text),
    @extschema@.learn_request_changes(text, text, text),
    @extschema@.learn_add_test(text, text, boolean, text, text), @extschema@.learn_submit(jsonb, text, text),
    learn.remedy_strength(learn.remedies), learn.decayed(double precision, timestamptz, timestamptz),
    learn.curated_remedies(), @extschema@.learn_fingerprint(text), @extschema@.learn_template(text),
    @extschema@.learn_feedback(text, boolean, boolean, text, boolean, text),
    @extschema@.learn_classify(jsonb), @extschema@.learn_redact(text),
    @extschema@.learn_state_diff(jsonb, jsonb), @extschema@.learn_validate_runbook(jsonb),
    @extschema@.learn_runbook_schema(), @extschema@.learn_next_runbook(text, text, text, text, text, text),
    @extschema@.learn_active_runbook(text), @extschema@.learn_draft_to_test(text)
    TO learn_reviewer;

-- They verify the audit log, and take evidence out.
GRANT SELECT ON learn.told_audit_head TO learn_reviewer;
GRANT EXECUTE ON FUNCTION @extschema@.learn_verify_audit(bigint, text), @extschema@.learn_audit_head(),
    @extschema@.learn_evidence(text, boolean), learn.check_witness(bigint, text), learn.chain_problems(),
    learn.witness_problem(bigint, text), learn.audit_text(learn.audit_log), learn.text_digest(text),
    learn.execution_text(text), learn.known_evidence(text), learn.evidence_record(text, jsonb),
    learn.evidence_runbooks(text), learn.evidence_executions(text), learn.evidence_runbook_records(text),
    learn.evidence_revision_records(text), learn.evidence_exchange_records(text),
    learn.evidence_audit_records(text, boolean), learn.evidence_digest(jsonb)
    TO learn_reviewer;

-- Administrators have both, and operate.
GRANT SELECT ON learn.jobs TO learn_admin;
GRANT EXECUTE ON FUNCTION @extschema@.learn_import(jsonb), @extschema@.learn_retire(text, text),
    @extschema@.learn_rollback(text, text, text), @extschema@.learn_analyze(text),
    @extschema@.learn_run_jobs(integer), @extschema@.learn_retry_job(bigint),
    @extschema@.learn_pause(text), @extschema@.learn_resume(), @extschema@.learn_housekeeping(),
    @extschema@.learn_set_price(text, numeric, numeric),
    @extschema@.learn_set_prompt(text, text, text, text), @extschema@.learn_activate_prompt(text, integer),
    @extschema@.learn_set_policy(text, text, text, jsonb, boolean) TO learn_admin;

-- The engine, in the background and for who calls learn_run_jobs(): what its
-- own statements do, and no more.  It writes drafts and tells of them; it can
-- neither approve one, nor say that a human has, nor change by which rules and
-- words it works.  Of what it must change in runbooks and reviews, the guards
-- let pass what the code has announced.
GRANT SELECT ON learn.execution_results, learn.analyses, learn.runbooks, learn.review_queue,
    learn.review_archive, learn.reviews, learn.llm_calls, learn.models, learn.prompts, learn.notifications,
    learn.audit_log, learn.failure_groups, learn.failure_group_hosts, learn.failure_group_days, learn.last_runs, learn.runbook_stats,
    learn.runbook_stats_deltas, learn.patterns, learn.remedies, learn.remedy_uses, learn.budget_days,
    learn.executors, learn.jobs, learn.pauses TO learn_worker;
GRANT USAGE ON SEQUENCE learn.job_number TO learn_worker;
GRANT INSERT ON learn.analyses, learn.failure_groups, learn.failure_group_hosts, learn.failure_group_days,
    learn.last_runs, learn.runbook_stats, learn.runbook_stats_deltas, learn.patterns, learn.remedies,
    learn.remedy_uses, learn.budget_days, learn.llm_calls, learn.runbook_revisions, learn.review_archive,
    learn.audit_log TO learn_worker;
GRANT INSERT (kind, subject, execution_id, run_after, needs) ON learn.jobs TO learn_worker;
GRANT INSERT (event, subject, payload, created_at) ON learn.notifications TO learn_worker;
GRANT INSERT (id, status, origin, content, created_at, created_by, parent_runbook, parent_digest,
    generated_from_failure, generated_at, generated_by, generation_model, failure_type, original_error, changes)
    ON learn.runbooks TO learn_worker;
GRANT INSERT (runbook_id, status, priority, reason, failure_execution_id, created_at)
    ON learn.review_queue TO learn_worker;
GRANT UPDATE ON learn.failure_groups, learn.failure_group_hosts, learn.failure_group_days, learn.last_runs,
    learn.runbook_stats, learn.patterns, learn.remedies, learn.budget_days TO learn_worker;
GRANT UPDATE (execution_id, run_after, attempts, lease_token, leased_by, leased_in, last_error, dead_at,
    needs, held, waits_for) ON learn.jobs TO learn_worker;
GRANT UPDATE (follow_up, recurred_as) ON learn.analyses TO learn_worker;
GRANT UPDATE (sent_at, http_status) ON learn.notifications TO learn_worker;
GRANT UPDATE (content, revision, changes, origin, created_by, generated_at, generated_by, generation_model,
    parent_runbook, parent_digest) ON learn.runbooks TO learn_worker;
GRANT UPDATE (status, claimed_by, claimed_at, requested_changes) ON learn.review_queue TO learn_worker;
GRANT DELETE ON learn.jobs, learn.execution_results, learn.llm_calls, learn.notifications,
    learn.runbook_stats_deltas, learn.review_queue TO learn_worker;
GRANT EXECUTE ON FUNCTION learn.runbook_line(text), learn.runbook_version(text),
    learn.runbook_version_id(text, integer), learn.runbook_digest(jsonb), learn.branch_id(text),
    learn.succeeded(boolean, boolean), learn.facts(text, text), learn.group_facts(text, text),
    learn.remedy_facts(text, text), learn.private_names(text, text, text), learn.draft_scope(text, text),
    learn.common_prefix(text, text), learn.extract_patterns(text), learn.step_patterns(text),
    learn.state_differences(text, text), learn.object_or_empty(jsonb), learn.finite_number(jsonb),
    learn.version_counts(text), learn.remedy_strength(learn.remedies),
    learn.decayed(double precision, timestamptz, timestamptz), learn.known_actions(text), learn.executors_since(),
    learn.review_priority(text, text), learn.stalled(timestamptz, timestamptz),
    learn.audit_text(learn.audit_log), learn.audit_hash(learn.audit_log), learn.text_digest(text),
    learn.execution_text(text), learn.calls_about(text, text), learn.policy_facts(text, text),
    learn.policy_findings(jsonb), learn.policy_obstacle(), learn.policy_place(jsonb, text) TO learn_worker;
GRANT SELECT ON learn.policies, learn.current_policies TO learn_worker;
GRANT SELECT, INSERT, UPDATE ON learn.told_audit_head TO learn_worker;
GRANT SELECT, INSERT, DELETE ON learn.llm_exchanges TO learn_worker;
-- Data that pg_dump must carry: all of it, but the prompts and policies that
-- CREATE EXTENSION makes.
SELECT pg_extension_config_dump('learn.execution_number', '');
SELECT pg_extension_config_dump('learn.execution_results', '');
SELECT pg_extension_config_dump('learn.analyses', '');
SELECT pg_extension_config_dump('learn.failure_groups', '');
SELECT pg_extension_config_dump('learn.failure_group_hosts', '');
SELECT pg_extension_config_dump('learn.failure_group_days', '');
SELECT pg_extension_config_dump('learn.executors', '');
SELECT pg_extension_config_dump('learn.runbook_stats', '');
SELECT pg_extension_config_dump('learn.runbook_stats_deltas', '');
SELECT pg_extension_config_dump('learn.last_runs', '');
SELECT pg_extension_config_dump('learn.patterns', '');
SELECT pg_extension_config_dump('learn.feedback', '');
SELECT pg_extension_config_dump('learn.remedies', '');
SELECT pg_extension_config_dump('learn.remedy_uses', '');
SELECT pg_extension_config_dump('learn.runbooks', '');
SELECT pg_extension_config_dump('learn.runbook_revisions', '');
SELECT pg_extension_config_dump('learn.review_queue', '');
SELECT pg_extension_config_dump('learn.review_archive', '');
SELECT pg_extension_config_dump('learn.notifications', '');
SELECT pg_extension_config_dump('learn.test_results', '');
SELECT pg_extension_config_dump('learn.job_number', '');
SELECT pg_extension_config_dump('learn.jobs', '');
SELECT pg_extension_config_dump('learn.llm_exchanges', '');
SELECT pg_extension_config_dump('learn.llm_calls', '');
SELECT pg_extension_config_dump('learn.models', '');
SELECT pg_extension_config_dump('learn.budget_days', '');
SELECT pg_extension_config_dump('learn.prompts', 'WHERE created_by IS NOT NULL');
SELECT pg_extension_config_dump('learn.policies', 'WHERE created_by IS NOT NULL');
SELECT pg_extension_config_dump('learn.pauses', '');
SELECT pg_extension_config_dump('learn.audit_log', '');
SELECT pg_extension_config_dump('learn.told_audit_head', '');

SET LOCAL client_min_messages = notice;
SELECT learn.announce();

-- PostgREST, if there is one, shall see the new functions.
NOTIFY pgrst, 'reload schema';
