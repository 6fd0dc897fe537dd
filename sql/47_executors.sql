-- Who runs runbooks, and what they can do; see learn_register_executor().

CREATE TABLE learn.executors (
    name text PRIMARY KEY,
    platform text NOT NULL CHECK (platform IN ('linux', 'windows', 'darwin')),
    actions text[] NOT NULL,
    registered_by text NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL
);
COMMENT ON TABLE learn.executors IS 'Executors, as they have announced themselves: read learn_executors.';
COMMENT ON COLUMN learn.executors.name IS 'What it calls itself';
COMMENT ON COLUMN learn.executors.platform IS 'linux, windows or darwin';
COMMENT ON COLUMN learn.executors.actions IS 'The actions it can do without a command of the runbook: sorted, each once';
COMMENT ON COLUMN learn.executors.registered_by IS 'Whose name it is: the role that registered it, or behind a trusted gateway the e-mail or subject of the token';
COMMENT ON COLUMN learn.executors.first_seen IS 'When it was registered';
COMMENT ON COLUMN learn.executors.last_seen IS 'When it last said that it is there, or up to learn.executor_silence() earlier';

CREATE FUNCTION learn.executors_since() RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT now() - interval '90 days';
    END;
COMMENT ON FUNCTION learn.executors_since() IS
    'An executor that was last seen before this time does not count as one that can run something, and its name is free.';

-- Executors say that they are there with every run: that they do is not worth a
-- write each.
CREATE FUNCTION learn.executor_silence() RETURNS interval
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT interval '1 hour';
    END;
COMMENT ON FUNCTION learn.executor_silence() IS
    'How long an executor that says nothing new is not written down again, and so how much later than last_seen it may have been there.';

-- Executors of a kind know the same: of them, one is looked at.
CREATE FUNCTION learn.known_actions(platform text) RETURNS text[]
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        WITH announced AS MATERIALIZED (
            SELECT DISTINCT e.actions FROM learn.executors e
            WHERE e.platform = known_actions.platform AND e.last_seen >= learn.executors_since())
        SELECT CASE WHEN EXISTS (SELECT FROM announced)
            THEN ARRAY(SELECT DISTINCT a.action COLLATE "C" FROM announced, unnest(announced.actions) a(action) ORDER BY 1)
        END;
    END;
COMMENT ON FUNCTION learn.known_actions(text) IS
    'The actions that any executor for a platform knows; null when none is registered, so that nothing is known.';

CREATE FUNCTION learn.unknown_actions(content jsonb, known text[]) RETURNS TABLE (path text, action text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT format('%s[%s].action', list.name, s.n - 1), s.step ->> 'action'
        FROM unnest('{steps,rollback}'::text[]) WITH ORDINALITY list(name, n)
        CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(content -> list.name)
            WHEN 'array' THEN content -> list.name ELSE '[]' END) WITH ORDINALITY s(step, n)
        WHERE jsonb_typeof(s.step -> 'action') = 'string' AND NOT s.step ? 'command'
          AND s.step ->> 'action' <> ALL (unknown_actions.known)
        ORDER BY list.n, s.n;
    END;
COMMENT ON FUNCTION learn.unknown_actions(jsonb, text[]) IS
    'The steps of a runbook that have no command, and an action that is not among those given, in order; none when these are null.';
