-- Who wrote a draft, who has approved it, which tests it has passed, and what is
-- risky about it.  What an approval asks for is read from the audit log, in which
-- nothing can be put, taken out or altered unseen.

CREATE FUNCTION learn.same_person(entry learn.audit_log, actor text, other_name text, subject text) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(
            entry.actor IN (same_person.actor, same_person.other_name)
            OR entry.claims_subject = same_person.subject
            -- Without a gateway the actor is a role.
            OR (entry.actor = entry.role
                AND entry.login_role IN (same_person.actor, same_person.other_name)
                AND NOT EXISTS (SELECT FROM pg_roles WHERE rolname = entry.login_role AND rolsuper)),
            false);
    END;
COMMENT ON FUNCTION learn.same_person(learn.audit_log, text, text, text) IS
    'Did this person write the row of the audit log? By the actor''s name, by the login role when that is another name of the same person, or by the subject of the JWT. A superuser who takes on a role counts as that role.';

CREATE FUNCTION learn.wrote(runbook_id text, actor text, other_name text, subject text) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT EXISTS (
            SELECT FROM (
                SELECT r.created_by AS author FROM learn.runbooks r WHERE r.id = wrote.runbook_id
                UNION ALL
                SELECT v.author FROM learn.runbook_revisions v WHERE v.runbook_id = wrote.runbook_id) w
            WHERE w.author <> 'learn' AND w.author IN (wrote.actor, wrote.other_name))
        OR EXISTS (
            SELECT FROM learn.audit_log a
            WHERE a.object_id = wrote.runbook_id AND a.action IN ('submit', 'edit')
              AND learn.same_person(a, wrote.actor, wrote.other_name, wrote.subject));
    END;
COMMENT ON FUNCTION learn.wrote(text, text, text, text) IS
    'Did this person write the runbook, or a revision of it?';

-- learn.approval_in_log() has the same written out: it is asked about every runbook
-- that is handed out, and a call from there would make it half as fast.
CREATE FUNCTION learn.stands_in_log(entry learn.audit_log) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT entry.hash = learn.audit_hash(entry)
            AND entry.previous_hash = CASE WHEN entry.seq = 1 THEN repeat('0', 64)
                ELSE (SELECT b.hash FROM learn.audit_log b WHERE b.seq = entry.seq - 1) END;
    END;
COMMENT ON FUNCTION learn.stands_in_log(learn.audit_log) IS
    'Is the hash of this row right, and does it seal the row before it?';

CREATE FUNCTION learn.current_entries(runbook_id text, actions text[]) RETURNS SETOF learn.audit_log
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT a.*
        FROM learn.runbooks r
        JOIN learn.audit_log a ON a.object_id = r.id AND a.action = ANY (current_entries.actions)
            AND a.digest_after = r.digest AND a.details ->> 'revision' = r.revision::text
        WHERE r.id = current_entries.runbook_id AND learn.stands_in_log(a);
    END;
COMMENT ON FUNCTION learn.current_entries(text, text[]) IS
    'What the audit log says was done about the revision and the content that a runbook has now.';

CREATE FUNCTION learn.had_other_parent(runbook_id text) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT EXISTS (
            SELECT FROM learn.runbooks r
            JOIN learn.audit_log a ON a.object_id = r.id AND a.action IN ('edit', 'submit', 'regenerate')
                AND a.digest_before = r.digest AND a.details ? 'previous_parent'
            WHERE r.id = had_other_parent.runbook_id);
    END;
COMMENT ON FUNCTION learn.had_other_parent(text) IS
    'Was the content that a draft has now in review before, made from another version?';

CREATE FUNCTION learn.approvals(runbook_id text)
    RETURNS TABLE (approved_by text, approved_at timestamptz, notes text, acknowledged_risks text[])
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT a.actor, a.at, a.details ->> 'notes',
            ARRAY(SELECT x.name FROM jsonb_array_elements_text(a.details -> 'acknowledged_risks')
                WITH ORDINALITY x(name, n) ORDER BY x.n)
        FROM (SELECT DISTINCT ON (e.actor) e.*
            FROM learn.current_entries(approvals.runbook_id, '{endorse,approve}') e
            ORDER BY e.actor, e.seq DESC) a
        ORDER BY a.seq;
    END;
COMMENT ON FUNCTION learn.approvals(text) IS
    'Who has approved the revision and the content that a runbook has now, each person once, oldest first. Those of a draft wait for more (learn.required_approvals).';

CREATE FUNCTION learn.latest_tests(runbook_id text)
    RETURNS TABLE (test_name text, passed boolean, tested_by text, tested_at timestamptz)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT DISTINCT ON (t.test_name) t.test_name, t.passed, t.actor, t.at
        FROM (SELECT coalesce(e.details ->> 'passed', e.details ->> 'failed') AS test_name,
                e.details ? 'passed' AS passed, e.actor, e.at, e.seq
            FROM learn.current_entries(latest_tests.runbook_id, '{add_test}') e) t
        ORDER BY t.test_name, t.seq DESC;
    END;
COMMENT ON FUNCTION learn.latest_tests(text) IS
    'How each test of the revision and the content that a runbook has now went last.';

CREATE FUNCTION learn.risks(runbook_id text) RETURNS TABLE (name text, step text, text text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT x.name, min(x.step), string_agg(DISTINCT x.text, '; ' ORDER BY x.text)
        FROM (
            SELECT concat(c.change ->> 'step', '/', coalesce(w.warning ->> 'name', 'unnamed')) AS name,
                c.change ->> 'step' AS step, coalesce(w.warning ->> 'text', w.warning #>> '{}') AS text
            FROM learn.runbooks r
            -- Whatever shape they have; jsonb_path_query() alone would be expected
            -- to give so many rows that the statement would be compiled for it.
            CROSS JOIN LATERAL jsonb_array_elements(jsonb_path_query_array(r.changes, '$[*]')) c(change)
            CROSS JOIN LATERAL jsonb_array_elements(jsonb_path_query_array(c.change, '$.warnings[*]')) w(warning)
            WHERE r.id = risks.runbook_id
            UNION ALL
            SELECT concat(p.place, '/', p.name), p.place, p.told
            FROM learn.runbooks r
            CROSS JOIN LATERAL (
                SELECT f.name, learn.policy_place(r.content, f.path) AS place, format('%s: %s', f.path, f.message) AS told
                FROM learn.policy_findings(r.content) f WHERE f.severity = 'danger') p
            WHERE r.id = risks.runbook_id) x
        GROUP BY x.name
        ORDER BY x.name;
    END;
COMMENT ON FUNCTION learn.risks(text) IS
    'What a reviewer must acknowledge by name, to approve a runbook: step/warning for what is strange in its changes, step/policy for what the policies in force call a danger in any of it.';
