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
