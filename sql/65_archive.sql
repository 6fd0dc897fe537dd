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
