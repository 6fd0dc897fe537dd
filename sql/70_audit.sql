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
