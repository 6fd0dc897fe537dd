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
