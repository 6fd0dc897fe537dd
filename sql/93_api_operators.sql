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
