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
COMMENT ON COLUMN learn.audit_log.action IS 'generate, revise, submit, edit, import, claim, endorse (an approval that more must follow), approve, reject, withdraw, request_changes, regenerate, add_test, retire, rollback, retry_job, pause, resume, set_price, set_prompt, activate_prompt, feedback, refuse, housekeeping';
COMMENT ON COLUMN learn.audit_log.object_id IS 'The runbook, the job''s subject, the execution, the model, prompt, worker or storage';
COMMENT ON COLUMN learn.audit_log.digest_before IS 'The content it was about, before';
COMMENT ON COLUMN learn.audit_log.digest_after IS 'The content it was about, after; for an approval, exactly what was approved';
COMMENT ON COLUMN learn.audit_log.details IS 'What else was said';
COMMENT ON COLUMN learn.audit_log.previous_hash IS 'The hash of the row before; 64 zeros for the first';
COMMENT ON COLUMN learn.audit_log.hash IS 'SHA-256 over this row and previous_hash; see learn.audit_hash()';
COMMENT ON COLUMN learn.audit_log.written_here IS 'False: carried here by a dump; not part of the hash';

CREATE FUNCTION learn.audit_hash(entry learn.audit_log) RETURNS text
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    BEGIN ATOMIC
        SELECT encode(sha256(convert_to(
            jsonb_build_array(
                entry.seq, to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                entry.actor, entry.role, entry.login_role, entry.claims_subject,
                entry.action, entry.object_id, entry.digest_before, entry.digest_after,
                entry.details, entry.previous_hash)::text, 'UTF8')), 'hex');
    END;
COMMENT ON FUNCTION learn.audit_hash(learn.audit_log) IS
    'The hash a row of the audit log must have: SHA-256 of the JSON array of its other columns, as jsonb prints it.';

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
