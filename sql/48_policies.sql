-- What no runbook may do, or not without a second look: rules, as data.

CREATE TABLE learn.policies (
    name text NOT NULL CHECK (name ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND octet_length(name) <= 63),
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    severity text NOT NULL CHECK (severity IN ('warning', 'danger', 'error')),
    category text NOT NULL,
    message text NOT NULL,
    rule jsonb NOT NULL CHECK (jsonb_typeof(rule) = 'object'),
    enabled boolean NOT NULL DEFAULT true,
    -- The same wherever what is shipped is installed.
    created_at timestamptz NOT NULL DEFAULT '2026-11-23 00:00+00',
    created_by text,
    PRIMARY KEY (name, version)
);
COMMENT ON TABLE learn.policies IS
    'The rules that runbooks are checked by, in every version. It only grows; see learn_set_policy(), and learn_policies for those in force.';
COMMENT ON COLUMN learn.policies.name IS 'Lower-case words with hyphens between them; by it a danger is acknowledged';
COMMENT ON COLUMN learn.policies.version IS 'Counts from 1 for each name';
COMMENT ON COLUMN learn.policies.severity IS
    'error: such a runbook is never queued, approved or handed out; danger: who approves it must acknowledge it by name; warning: the reviewer is shown it';
COMMENT ON COLUMN learn.policies.category IS 'What it is about; site for rules that came up here';
COMMENT ON COLUMN learn.policies.message IS 'What the reviewer is told';
COMMENT ON COLUMN learn.policies.rule IS
    'What it finds: a condition on one command, as a shell would read it, of which all members must hold; of a list one
element is enough. shell: sh, powershell, cmd. program: names in lower case, with * and ?; "@shells", "@interpreters",
"@downloaders" and "@netcats" are lists. written: the program as it is written. option: "-r" (also in -rf), "--force" (also
shortened), "-delete", "-Recurse" (PowerShell), "/s" (Windows). value: {option: what it is given}. argument: a word that is
no option; word: any word; arguments: {"at_least": n, "at_most": n}. assigns: NAME=value. redirects: "> file". text: words
in lower case anywhere in it, as a|b, a&b, a*b, ~whole~. path, writes, removes, runs: paths that it mentions, writes,
removes or runs, in which ** is also a slash; "~" is any home, "@root", "@system", "@data", "@device" and "@variable" are
kinds, "@secrets" and "@startup" lists. nesting, parent, inside, holds: how it stands in another command, and conditions on
that one. feeds, fed_by: conditions on others of its pipeline. detector: hidden-characters, clear-text-credential,
unparsable, unknown-program, disguised-program, encoded-payload, downloaded-file, written-file, fork-bomb, code-file, alternate-stream.
foreign_host: {"allowed": hosts}. about: words that the runbook''s id, name, description, incident types or parameters
have. any and all: lists of conditions; not: one that must not hold. The rules that are shipped are examples.';
COMMENT ON COLUMN learn.policies.enabled IS 'Is it looked for?';
COMMENT ON COLUMN learn.policies.created_at IS 'When it was written';
COMMENT ON COLUMN learn.policies.created_by IS 'By whom; null: it came with the extension';
