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
