-- Who decides: the role, or behind a trusted gateway the token's subject.
\set SHOW_CONTEXT never
SET SESSION AUTHORIZATION regress_root;
CREATE ROLE regress_gateway LOGIN NOINHERIT;
CREATE ROLE regress_stranger LOGIN;
GRANT regress_amy, learn_reviewer TO regress_gateway;
CREATE FUNCTION pg_temp.draft(id text) RETURNS text LANGUAGE sql AS $$
    SELECT learn_submit(format('{"id": "%s", "name": "n", "platform": "linux", "incident_types": ["x"],
        "steps": [{"action": "a", "command": "true"}]}', id)::jsonb) ->> 'id';
$$;
SELECT pg_temp.draft('RB-I-' || i) FROM generate_series(1, 6) i;

-- Not granted.
SET SESSION AUTHORIZATION regress_stranger;
SELECT learn_approve('RB-I-1');
SET SESSION AUTHORIZATION regress_root;

-- A reviewer argument cannot say somebody else.
SET ROLE regress_amy;
SELECT learn_approve('RB-I-1', reviewer => 'regress_bob');
SELECT learn_approve('RB-I-1', reviewer => 'regress_amy') ->> 'approved_by' AS approved_by;

-- Claims are an ordinary setting: not believed from a session of one's own, and
-- refused from what looks like a gateway but is not named as one.
SET request.jwt.claims = '{"email": "ceo@example.org"}';
SELECT learn_approve('RB-I-2') ->> 'approved_by' AS approved_by;
SET SESSION AUTHORIZATION regress_bob;
SELECT learn_approve('RB-I-2') ->> 'approved_by' AS approved_by;
SET SESSION AUTHORIZATION regress_root;
RESET request.jwt.claims;

-- Behind a gateway they say who is signed in.
SET SESSION AUTHORIZATION regress_gateway;
SET ROLE regress_amy;
SELECT learn_approve('RB-I-3');
SET request.jwt.claims = '';
SELECT learn_approve('RB-I-3');
SET request.jwt.claims = '{"role": "learn_reviewer"}';
SELECT learn_approve('RB-I-3');
SET request.jwt.claims = '{"sub": "u-17", "email": "amy@example.org", "role": "learn_reviewer"}';
SELECT learn_approve('RB-I-3', reviewer => 'regress_amy');
SELECT learn_approve('RB-I-3', reviewer => 'amy@example.org') ->> 'approved_by' AS approved_by;
SET request.jwt.claims = '{"sub": "u-18"}';
SELECT learn_reject('RB-I-4', reason => 'no') ->> 'rejected_by' AS rejected_by;
RESET ROLE;
SET SESSION AUTHORIZATION regress_root;
RESET request.jwt.claims;
SELECT actor, role, login_role = session_user AS own_session, login_role = 'regress_gateway' AS gateway, claims_subject, action, object_id
FROM learn.audit_log WHERE object_id LIKE 'RB-I-%' AND action <> 'submit' ORDER BY seq;

-- Neither a trigger nor what runs below one decides.
CREATE TABLE bait (id int);
CREATE FUNCTION pg_temp.bite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM learn_approve('RB-I-5'); RETURN NEW; END $$;
CREATE TRIGGER bite BEFORE INSERT ON bait FOR EACH ROW EXECUTE FUNCTION pg_temp.bite();
INSERT INTO bait VALUES (1);
DROP TABLE bait;
SELECT status FROM learn.runbooks WHERE id = 'RB-I-5';

-- Reading by GET is read-only: deciding there fails, reading works.
BEGIN READ ONLY;
SELECT count(*) > 0 AS some FROM learn_pending();
SELECT learn_approve('RB-I-5');
ROLLBACK;
