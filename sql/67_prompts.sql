-- What models are asked: the wording, which administrators may replace.

CREATE TABLE learn.prompts (
    purpose text NOT NULL CHECK (purpose IN ('categorize', 'improve', 'revise')),
    version integer NOT NULL CHECK (version >= 1),
    system text NOT NULL,
    instructions text NOT NULL,
    active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text,
    notes text,
    PRIMARY KEY (purpose, version)
);
CREATE UNIQUE INDEX prompts_active_idx ON learn.prompts (purpose) WHERE active;
COMMENT ON TABLE learn.prompts IS
    'The wording of the questions to models; see learn_set_prompt(). What marks off the data, that nothing in it is an instruction, and the schema of the answer are no part of it and always added.';
COMMENT ON COLUMN learn.prompts.purpose IS
    'categorize: why did an execution fail; improve: write a better runbook; revise: write a draft again, as a reviewer asked';
COMMENT ON COLUMN learn.prompts.version IS 'Counts from 1 for each purpose';
COMMENT ON COLUMN learn.prompts.system IS 'Who the model is to be';
COMMENT ON COLUMN learn.prompts.instructions IS
    'What it is asked, and by which rules; {{failure_types}} stands for the types of failure with their meanings, {{schema}} for the schema of the answer';
COMMENT ON COLUMN learn.prompts.active IS 'Is it used? One version of each purpose is';
COMMENT ON COLUMN learn.prompts.created_at IS 'When it was written';
COMMENT ON COLUMN learn.prompts.created_by IS 'By whom; null: it came with the extension, and with each CREATE EXTENSION does again';
COMMENT ON COLUMN learn.prompts.notes IS 'Why';

-- A dump and a publisher bring rows into a table that has those which CREATE
-- EXTENSION made: a version that is there already yields to theirs, and so does
-- the one that was active here.
CREATE FUNCTION learn.make_way_for_prompt() RETURNS trigger
    LANGUAGE c SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_make_way_for_prompt';
COMMENT ON FUNCTION learn.make_way_for_prompt() IS
    'Sees to it that one wording of a purpose is active: the last one made so.';
CREATE TRIGGER learn_make_way BEFORE INSERT OR UPDATE ON learn.prompts
    FOR EACH ROW EXECUTE FUNCTION learn.make_way_for_prompt();
ALTER TABLE learn.prompts ENABLE ALWAYS TRIGGER learn_make_way;

CREATE FUNCTION @extschema@.learn_set_prompt(purpose text, system text, instructions text, notes text DEFAULT NULL) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_set_prompt';
COMMENT ON FUNCTION @extschema@.learn_set_prompt(text, text, text, text) IS
    'Stores the next version of the wording of a question to models, and uses it from now on. purpose: categorize, improve or revise.

In the instructions {{failure_types}} stands for the types of failure with their meanings, {{schema}} for the schema of the answer. What marks off the data, that nothing in it is an instruction, and the schema are always added.';

CREATE FUNCTION @extschema@.learn_activate_prompt(purpose text, version integer) RETURNS jsonb
    LANGUAGE c VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_activate_prompt';
COMMENT ON FUNCTION @extschema@.learn_activate_prompt(text, integer) IS
    'Uses another version of a wording from now on, such as the one before.';

INSERT INTO learn.prompts (purpose, version, active, created_at, system, instructions)
VALUES ('categorize', 1, true, '2026-11-22 00:00+00',
$system$You are an experienced site reliability engineer.  You find out why an automated runbook did not resolve an incident.  You rely on the recorded data alone and do not guess.$system$,
$instructions$Task: categorize a failed execution.

An executor ran a runbook for an incident, and it did not end well.  Say why, by one of these types:
{{failure_types}}

How to tell them apart:
- Begin with what failed: the error, the failed step, its exit code.  What came after it is often only a consequence.
- If every step succeeded and verification did not, the state tells: something else than the incident type says is wrong: wrong_diagnosis; the cause is as it says, but no step touches it: wrong_runbook; the steps touch it, but too little or too early: runbook_insufficient.
- "group" and "versions" tell how far it reaches.  A runbook that fails in the same way wherever it runs is insufficient; one that works elsewhere met an environment_difference, and "differences" may say which.
- What was only away for a while, a network, a mirror, another service, is an external_dependency, also where another attempt would have succeeded.
- Answer unknown, or with a confidence below 0.5, where the data leave two types as likely as each other: a human will look at it, and nothing is changed on a guess.

Give as "reasoning" one or two sentences that name the evidence, and as "confidence" how often, from 0 to 1, you would be right with evidence like this.$instructions$),
('improve', 1, true, '2026-11-22 00:00+00',
$system$You are an experienced site reliability engineer.  You improve automated runbooks after they failed.  What you write is reviewed by a human before it runs anywhere; you cannot approve or activate anything.$system$,
$instructions$Task: improve a runbook.

An executor ran the runbook for an incident, and it failed.  Write its next version, so that it would have succeeded.  Ask yourself:
- Missing steps: is there a prerequisite, a check or a wait that the runbook lacks?
- Wrong order: does a step run before what it needs is in place?
- Error handling: should a step be retried, be optional, have another timeout, or be rolled back?
- Environment: which assumptions about versions, tools and paths did not hold?
- Verification: does it prove that the incident is over, and does it wait long enough?
- Parameters: is a value wrong, or fixed where it should be a parameter?

What is known beside this failure, where there is anything:
- "group": how often, since when, and on how many hosts of how many clients the same has happened, with some of the other times.
- "remedies": steps that have helped against failures like this one, strongest first, with how often they succeeded and failed since.  Prefer a strong one that fits to something of your own, and adapt it to the parameters of this runbook.
- "versions": how earlier versions of this runbook did; "recurred" counts successes after which the incident came back.  Do not bring back what one of them already failed with.
- "patterns": how long steps usually take, for timeouts and waits, and what in the state tells success from failure, for checks.
- "differences": what is different here from hosts where this version works.
- "rejected": drafts that a reviewer turned down for the reason given there.  Do not propose the same again.

Rules:
- Make the smallest change that mends this failure and those like it.  Keep everything else, the id included, exactly as it is; keep the ids of steps that stay.
- Give every step that you add or change a "because" whose text says what in the data made it necessary, and an entry in "changes".
- Keep platform, incident_types and applies_to.  What is right for some hosts only must find out on the spot where it runs; if there is a "scope", the runbook will run there only, and may rely on it.
- A step that you add can run twice without harm, and it changes nothing when there is nothing to mend.
- No passwords, keys or other secrets.  No host names, addresses or names of one client, and nothing that stands for them in the data, such as "[name 1]": use parameters, which steps see as environment variables.
- No commands that destroy data, widen permissions or download and run code; nothing that hides a failure instead of mending it.
- Respect every rule in "policy".

Required in a runbook: id, name, platform, incident_types (not empty) and steps (not empty; each with action, and command or params).  Times are in seconds.  Members that the schema does not know are refused.

Answer with {"runbook": the whole new version, "changes": [{"step": id or action of the step, "what": what was changed, "why": why}]}.$instructions$),
('revise', 1, true, '2026-11-22 00:00+00',
$system$You are an experienced site reliability engineer.  You revise drafts of automated runbooks as their reviewers ask.  What you write is reviewed again by a human before it runs anywhere; you cannot approve or activate anything.$system$,
$instructions$Task: improve a runbook, as its reviewer asked.

"draft" is to become the next version of "runbook", because of the failure in the data.  A human reviewer has read it and says in "requested_changes" what is to be different.  Write the draft again:
- Do everything the reviewer asks for, as far as the rules below allow; where they do not, come as close as they do, and say so in the "because" of that step.
- Leave the rest of the draft as it is.  Start from "draft", not from "runbook".
- See to it that the runbook would still have succeeded where it failed.

What is known beside this failure, where there is anything: "group" (the same failure elsewhere), "remedies" (steps that have helped, strongest first), "versions" (how earlier versions did), "patterns" (how long steps usually take, and what in the state tells success from failure), "differences" (what is different on hosts where it works) and "rejected" (drafts that were turned down, and why).

Rules:
- Keep the id, and the ids of steps that stay.
- Give every step that differs from "runbook" a "because" whose text says what in the data, or which request of the reviewer, made it necessary, and an entry in "changes", which tells how the result differs from "runbook".
- Keep platform, incident_types and applies_to.  What is right for some hosts only must find out on the spot where it runs; if there is a "scope", the runbook will run there only, and may rely on it.
- A step that you add can run twice without harm, and it changes nothing when there is nothing to mend.
- No passwords, keys or other secrets.  No host names, addresses or names of one client, and nothing that stands for them in the data, such as "[name 1]": use parameters, which steps see as environment variables.
- No commands that destroy data, widen permissions or download and run code; nothing that hides a failure instead of mending it.
- Respect every rule in "policy".

Required in a runbook: id, name, platform, incident_types (not empty) and steps (not empty; each with action, and command or params).  Times are in seconds.  Members that the schema does not know are refused.

Answer with {"runbook": the whole draft as it is to be now, "changes": [{"step": id or action of the step, "what": what was changed, "why": why}]}.$instructions$);
