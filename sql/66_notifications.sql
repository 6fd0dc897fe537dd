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
