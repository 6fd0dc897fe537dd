-- The audit log against those who can do anything in this database: what they
-- do to it is found, and where.  What only a witness can find, a witness finds.
\set SHOW_CONTEXT never
\pset format unaligned
\pset footer off
SET SESSION AUTHORIZATION regress_root;

-- No role, and no setting, changes it as long as its triggers are there.
CREATE FUNCTION pg_temp.attempt(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    RETURN 'DONE';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
SET session_replication_role = replica;
SELECT attempt, pg_temp.attempt(attempt) FROM unnest(ARRAY[
    $$UPDATE learn.audit_log SET actor = 'x' WHERE seq = 1$$,
    $$DELETE FROM learn.audit_log WHERE seq = 1$$,
    $$TRUNCATE learn.audit_log$$,
    $$INSERT INTO learn.audit_log SELECT * FROM learn.audit_log ON CONFLICT DO NOTHING$$,
    $$INSERT INTO learn.audit_log (seq, at, actor, role, login_role, action, object_id, details, previous_hash, hash, written_here) VALUES (0, now(), 'x', 'x', 'x', 'x', 'x', '{}', 'x', 'x', true)$$,
    $$MERGE INTO learn.audit_log a USING (SELECT 1) x ON a.seq = 1 WHEN MATCHED THEN DELETE$$]) attempt;
RESET session_replication_role;

-- A log of six rows; everything from here on is undone.
BEGIN;
DELETE FROM learn.told_audit_head;
ALTER TABLE learn.audit_log DISABLE TRIGGER ALL;
TRUNCATE learn.audit_log;

-- Makes the hashes right from a row on, as the extension would.
CREATE FUNCTION pg_temp.seal(first bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    entry learn.audit_log;
    previous text := coalesce((SELECT hash FROM learn.audit_log WHERE seq = first - 1), repeat('0', 64));
BEGIN
    FOR entry IN SELECT * FROM learn.audit_log WHERE seq >= first ORDER BY seq LOOP
        entry.previous_hash := previous;
        previous := learn.audit_hash(entry);
        UPDATE learn.audit_log SET previous_hash = entry.previous_hash, hash = previous WHERE seq = entry.seq;
    END LOOP;
END
$$;
INSERT INTO learn.audit_log
SELECT i, '2026-01-01 00:00:00+00'::timestamptz + make_interval(secs => i), 'amy', 'learn_reviewer', 'gateway', 'sub-1',
    'approve', 'RB-LOG-00' || i, repeat('a', 64), repeat('b', 64), jsonb_build_object('revision', i), '', '', true
FROM generate_series(1, 6) i;
SELECT pg_temp.seal(1);
SELECT seq AS head_seq, hash AS head_hash FROM learn_audit_head() \gset

-- Does something to the log, says what is found, with a witness and without,
-- and undoes it.
CREATE FUNCTION pg_temp.attack(name text, statement text, witness_seq bigint, witness_hash text)
    RETURNS TABLE (attack text, alone text, with_witness text) LANGUAGE plpgsql AS $$
BEGIN
    attack := name;
    BEGIN
        EXECUTE statement;
        SELECT coalesce(string_agg(format('%s: %s', v.seq, v.problem), E'\n' ORDER BY v.seq, v.problem), 'NOTHING')
            INTO alone FROM learn_verify_audit() v WHERE v.seq IS NOT NULL;
        SELECT coalesce(string_agg(format('%s: %s', v.seq, v.problem), E'\n' ORDER BY v.seq, v.problem), 'NOTHING')
            INTO with_witness FROM learn_verify_audit(witness_seq, witness_hash) v WHERE v.seq IS NOT NULL;
        with_witness := CASE WHEN with_witness = alone THEN 'the same' ELSE with_witness END;
        RAISE EXCEPTION 'undo';
    EXCEPTION WHEN raise_exception THEN
        RETURN NEXT;
    END;
END
$$;
SELECT * FROM pg_temp.attack('none', 'SELECT', :head_seq, :'head_hash');

-- Each column altered, and the hash made right again.
CREATE TEMPORARY TABLE columns AS
SELECT attname AS name, attnum AS place,
    CASE format_type(atttypid, atttypmod)
        WHEN 'bigint' THEN '100' WHEN 'boolean' THEN 'false' WHEN 'jsonb' THEN quote_literal('{}')
        WHEN 'timestamp with time zone' THEN quote_literal('2026-01-01') ELSE quote_literal('x') END AS forged
FROM pg_attribute WHERE attrelid = 'learn.audit_log'::regclass AND attnum > 0 AND NOT attisdropped;
SELECT a.* FROM columns c, pg_temp.attack(c.name || ' altered',
    format('UPDATE learn.audit_log SET %I = %s WHERE seq = 3', c.name, c.forged), :head_seq, :'head_hash') a
ORDER BY c.place;
SELECT a.* FROM columns c, pg_temp.attack(c.name || ' altered, and the hash',
    format('UPDATE learn.audit_log a SET %I = %s WHERE seq = 3; UPDATE learn.audit_log a SET hash = learn.audit_hash(a) WHERE seq IN (3, 100)',
        c.name, c.forged), :head_seq, :'head_hash') a
WHERE c.name <> 'hash' ORDER BY c.place;
SELECT a.* FROM columns c, pg_temp.attack(c.name || ' emptied',
    format('ALTER TABLE learn.audit_log DROP CONSTRAINT audit_log_pkey; ALTER TABLE learn.audit_log ALTER %I DROP NOT NULL; UPDATE learn.audit_log SET %1$I = NULL WHERE seq = 3', c.name),
    :head_seq, :'head_hash') a
WHERE c.name <> 'seq' ORDER BY c.place;

-- Rows removed, inserted, put in another order.
SELECT a.* FROM (VALUES
    (1, 'first removed', 'DELETE FROM learn.audit_log WHERE seq = 1'),
    (2, 'middle removed', 'DELETE FROM learn.audit_log WHERE seq = 3'),
    (3, 'several removed', 'DELETE FROM learn.audit_log WHERE seq IN (2, 3, 5)'),
    (4, 'last removed', 'DELETE FROM learn.audit_log WHERE seq = 6'),
    (5, 'end removed', 'DELETE FROM learn.audit_log WHERE seq > 2'),
    (6, 'all removed', 'DELETE FROM learn.audit_log'),
    (7, 'middle removed, the rest renumbered',
        'DELETE FROM learn.audit_log WHERE seq = 3; UPDATE learn.audit_log SET seq = seq + 100 WHERE seq > 3; UPDATE learn.audit_log SET seq = seq - 101 WHERE seq > 100'),
    (8, 'middle removed, the rest renumbered and sealed',
        'DELETE FROM learn.audit_log WHERE seq = 3; UPDATE learn.audit_log SET seq = seq + 100 WHERE seq > 3; UPDATE learn.audit_log SET seq = seq - 101 WHERE seq > 100; SELECT pg_temp.seal(3)'),
    (9, 'inserted at the end, not sealed',
        'INSERT INTO learn.audit_log SELECT 7, at, actor, role, login_role, claims_subject, action, object_id, digest_before, digest_after, details, previous_hash, hash, true FROM learn.audit_log WHERE seq = 6'),
    (10, 'inserted at the end, sealing nothing',
        'INSERT INTO learn.audit_log SELECT 7, at, actor, role, login_role, claims_subject, action, object_id, digest_before, digest_after, details, previous_hash, hash, true FROM learn.audit_log WHERE seq = 6; UPDATE learn.audit_log a SET hash = learn.audit_hash(a) WHERE seq = 7'),
    (11, 'inserted before the first',
        'INSERT INTO learn.audit_log SELECT 0, at, actor, role, login_role, claims_subject, action, object_id, digest_before, digest_after, details, previous_hash, hash, true FROM learn.audit_log WHERE seq = 1; UPDATE learn.audit_log a SET hash = learn.audit_hash(a) WHERE seq = 0'),
    (12, 'inserted under a number that is there',
        'ALTER TABLE learn.audit_log DROP CONSTRAINT audit_log_pkey; INSERT INTO learn.audit_log SELECT * FROM learn.audit_log WHERE seq = 4'),
    (13, 'inserted in the middle, the rest renumbered',
        'UPDATE learn.audit_log SET seq = seq + 100 WHERE seq > 3; UPDATE learn.audit_log SET seq = seq - 99 WHERE seq > 100; INSERT INTO learn.audit_log SELECT 4, at, actor, role, login_role, claims_subject, action, object_id, digest_before, digest_after, details, hash, hash, true FROM learn.audit_log WHERE seq = 3; UPDATE learn.audit_log a SET hash = learn.audit_hash(a) WHERE seq = 4'),
    (14, 'two swapped',
        'UPDATE learn.audit_log SET seq = 100 WHERE seq = 3; UPDATE learn.audit_log SET seq = 3 WHERE seq = 4; UPDATE learn.audit_log SET seq = 4 WHERE seq = 100'),
    (15, 'two swapped, their hashes made right',
        'UPDATE learn.audit_log SET seq = 100 WHERE seq = 3; UPDATE learn.audit_log SET seq = 3 WHERE seq = 4; UPDATE learn.audit_log SET seq = 4 WHERE seq = 100; UPDATE learn.audit_log a SET hash = learn.audit_hash(a) WHERE seq IN (3, 4)'),
    (16, 'two swapped, and sealed',
        'UPDATE learn.audit_log SET seq = 100 WHERE seq = 3; UPDATE learn.audit_log SET seq = 3 WHERE seq = 4; UPDATE learn.audit_log SET seq = 4 WHERE seq = 100; SELECT pg_temp.seal(3)'),
    (17, 'last altered, and sealed', 'UPDATE learn.audit_log SET actor = ''x'' WHERE seq = 6; SELECT pg_temp.seal(6)'),
    (18, 'first altered, all sealed', 'UPDATE learn.audit_log SET actor = ''x'' WHERE seq = 1; SELECT pg_temp.seal(1)'),
    (19, 'all written anew', 'UPDATE learn.audit_log SET actor = ''x''; SELECT pg_temp.seal(1)'),
    (20, 'no hash at all', 'ALTER TABLE learn.audit_log ALTER hash DROP NOT NULL, ALTER previous_hash DROP NOT NULL; UPDATE learn.audit_log SET hash = NULL, previous_hash = NULL'))
    x(n, name, statement), pg_temp.attack(x.name, x.statement, :head_seq, :'head_hash') a
ORDER BY x.n;

-- A witness of an earlier row finds what was changed up to it.
SELECT w.seq AS witness, a.with_witness
FROM learn.audit_log w, pg_temp.attack('fourth altered, and sealed',
    'UPDATE learn.audit_log SET actor = ''x'' WHERE seq = 4; SELECT pg_temp.seal(4)', w.seq, w.hash) a
ORDER BY w.seq;
SELECT count(*) FROM learn.audit_log w, learn_verify_audit(w.seq, upper(w.hash)) v WHERE v.seq IS NOT NULL;
SELECT count(*) FROM learn_verify_audit(0, repeat('0', 64)) v WHERE v.seq IS NOT NULL;

-- What was told is a witness too.
INSERT INTO learn.told_audit_head (seq, hash, told_at) SELECT seq, hash, now() FROM learn_audit_head();
SELECT * FROM pg_temp.attack('last removed, once it was told', 'DELETE FROM learn.audit_log WHERE seq = 6', NULL, NULL);
SELECT * FROM pg_temp.attack('last removed, seen by both', 'DELETE FROM learn.audit_log WHERE seq = 6', :head_seq, :'head_hash');
ROLLBACK;

-- An empty log has a head as well.
BEGIN;
ALTER TABLE learn.audit_log DISABLE TRIGGER ALL;
TRUNCATE learn.audit_log;
SELECT seq, hash = repeat('0', 64) AS zeros, at FROM learn_audit_head();
SELECT count(*) FROM learn_verify_audit() WHERE seq IS NOT NULL;
ROLLBACK;

-- No witness is half of one.
\set VERBOSITY verbose
SELECT pg_temp.attempt(format('SELECT * FROM learn_verify_audit(%s)', arguments)) FROM unnest(ARRAY[
    '1', $$witness_hash => repeat('a', 64)$$, $$1, 'abc'$$, $$1, repeat('g', 64)$$, $$-1, repeat('a', 64)$$]) arguments;
\set VERBOSITY default

-- Evidence.
SELECT pg_temp.attempt(format('SELECT learn_evidence(%L)', id)) FROM unnest(ARRAY['RB-NOBODY-001', '', NULL]) id;
SELECT r.id, jsonb_object_keys(learn_evidence(r.id)) FROM (SELECT min(id) AS id FROM learn.runbooks WHERE status = 'active') r
ORDER BY 2;

-- It is the same wherever the session is, and so is the digest of an execution.
CREATE FUNCTION pg_temp.digests() RETURNS text LANGUAGE sql AS $$
    SELECT md5(string_agg(learn.execution_text(e.execution_id), '' ORDER BY e.execution_id))
        || md5(string_agg((learn_evidence(e.execution_id, true) - 'export' - 'digest')::text, '' ORDER BY e.execution_id))
    FROM (SELECT execution_id FROM learn.execution_results ORDER BY execution_id LIMIT 20) e
$$;
SELECT pg_temp.digests() AS digests \gset
SET timezone = 'Asia/Kathmandu';
SET datestyle = 'SQL, DMY';
SET extra_float_digits = -10;
SET bytea_output = escape;
SELECT pg_temp.digests() = :'digests' AS same;
RESET ALL;

-- It has all columns that an execution has.
SELECT a.attname FROM pg_attribute a
WHERE a.attrelid = 'learn.execution_results'::regclass AND a.attnum > 0 AND NOT a.attisdropped
  AND NOT (SELECT learn.execution_text(min(execution_id)) FROM learn.execution_results)::jsonb ? a.attname;

-- Reviewers take it out, executors do not.
CREATE ROLE regress_audit_reviewer IN ROLE learn_reviewer;
CREATE ROLE regress_audit_executor IN ROLE learn_executor;
SET SESSION AUTHORIZATION regress_audit_reviewer;
SELECT learn_evidence(id) ->> 'format' FROM (SELECT min(id) AS id FROM learn.runbooks) r;
SELECT count(*) FROM learn_audit_head();
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION regress_audit_executor;
SELECT learn_evidence('RB-WEB-001');
SELECT * FROM learn_audit_head();
RESET SESSION AUTHORIZATION;
DROP ROLE regress_audit_reviewer, regress_audit_executor;
