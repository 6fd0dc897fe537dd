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
