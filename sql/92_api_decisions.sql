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
