-- For reviewers: write drafts again.

CREATE FUNCTION @extschema@.learn_edit(id text, content jsonb, reviewer text DEFAULT NULL, notes text DEFAULT NULL,
        digest text DEFAULT NULL) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_edit';
COMMENT ON FUNCTION @extschema@.learn_edit(text, jsonb, text, text, text) IS
    'Writes a draft again by hand: the content becomes its next revision, under the same id, and waits for a review.

digest: of the content that was edited (learn_comparison shows it). It may be left out while the draft was written only once, or is claimed by you. The id in content may be left out. Approvals, claims and tests of the revision before are void, and who writes a draft does not approve it. The draft becomes the next version of the runbook in use, also where that is another one than it was made from; so the platform stays that of the runbook in use, and other incident types or places are a risk that has to be acknowledged. A rewriting by the engine that is under way is cancelled.';

CREATE FUNCTION @extschema@.learn_regenerate(id text, reviewer text DEFAULT NULL, reason text DEFAULT NULL) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_regenerate';
COMMENT ON FUNCTION @extschema@.learn_regenerate(text, text, text) IS
    'Has the engine write a draft again, as the next version of the runbook that is in use now.

For a draft that cannot be approved any more because the version it was made from is not in use as it was. It becomes the next revision under the same id, of the same failure. What the engine cannot write again stays in needs_changes, with the reason among the requested changes: a human edits or rejects it. A draft that a human wrote is edited by a human: learn_edit().';
