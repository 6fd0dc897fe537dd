-- What models are asked is data: shipped, replaced by administrators, kept.
\set VERBOSITY default

SELECT purpose, version, active, created_by, notes, system <> '' AND instructions <> '' AS worded,
    instructions ~ '\{\{failure_types\}\}' AS has_types, instructions ~ '\{\{schema\}\}' AS has_schema
FROM learn.prompts ORDER BY purpose, version;

-- The next version is the active one, and one can go back.
SELECT learn_set_prompt('improve', 'You improve.', E'Task: improve.\n{{failure_types}}\n{{schema}}', 'shorter') - 'by' AS receipt;
SELECT learn_set_prompt('improve', 'You improve.', 'Task: improve.') - 'by' AS receipt;
SELECT purpose, version, active, created_by = current_user AS by_me, created_at <= now() AS dated, notes
FROM learn.prompts ORDER BY purpose, version;
SELECT learn_activate_prompt('improve', 2) - 'by' AS receipt;
SELECT learn_activate_prompt('improve', 2) ->> 'status' AS again;
SELECT purpose, version FROM learn.prompts WHERE active ORDER BY purpose;
SELECT learn_activate_prompt('improve', 1) ->> 'version' AS version;
SELECT purpose, version FROM learn.prompts WHERE active ORDER BY purpose;

-- What is wrong is refused.
SELECT learn_set_prompt('Improve', 's', 'i');
SELECT learn_set_prompt(repeat('ä', 100), 's', 'i');
SELECT learn_set_prompt(NULL, 's', 'i');
SELECT learn_set_prompt('improve', NULL, 'i');
SELECT learn_set_prompt('improve', 's', NULL);
SELECT learn_set_prompt('improve', E' \n', 'i');
SELECT learn_set_prompt('improve', 's', '');
SELECT learn_set_prompt('improve', 's', 'all about {{client}}');
SELECT learn_set_prompt('improve', 'schema: {{schema}}', 'i');
SELECT learn_set_prompt('improve', 's', repeat('i', 24000));
SELECT learn_set_prompt('improve', 's', 'i', repeat('n', 4001));
SELECT learn_activate_prompt('improve', 4);
SELECT learn_activate_prompt('improve', NULL);
SELECT learn_activate_prompt('all', 1);
SELECT count(*) AS versions FROM learn.prompts;

-- Who may do so, and how: by these functions, in a session of one's own.
SET ROLE learn_reviewer;
SELECT count(*) AS readable FROM learn.prompts;
SELECT learn_set_prompt('improve', 's', 'i');
SELECT learn_activate_prompt('improve', 2);
SET ROLE learn_executor;
SELECT count(*) FROM learn.prompts;
SET ROLE learn_admin;
INSERT INTO learn.prompts (purpose, version, system, instructions, active, created_at) VALUES ('improve', 9, 's', 'i', true, now());
UPDATE learn.prompts SET instructions = 'i';
DELETE FROM learn.prompts;
SELECT learn_activate_prompt('improve', 3) - 'by' AS receipt;
RESET ROLE;
CREATE TABLE prompts_trap (x integer);
CREATE FUNCTION prompts_trap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM learn_set_prompt('improve', 's', 'i');
    RETURN NEW;
END
$$;
CREATE TRIGGER t BEFORE INSERT ON prompts_trap FOR EACH ROW EXECUTE FUNCTION prompts_trap();
INSERT INTO prompts_trap VALUES (1);
DROP TABLE prompts_trap;
DROP FUNCTION prompts_trap();

-- As a dump brings them: what came with the extension yields to it, once.
BEGIN;
DELETE FROM learn.prompts WHERE created_by IS NOT NULL;
UPDATE learn.prompts SET active = true WHERE purpose = 'improve';
INSERT INTO learn.prompts (purpose, version, system, instructions, active, created_at, created_by) VALUES
    ('improve', 2, 's', 'second', true, '2026-01-02', 'amy'), ('improve', 3, 's', 'third', false, '2026-01-03', 'amy'),
    ('categorize', 1, 's', 'theirs', true, '2026-01-03', NULL);
SELECT purpose, version, active, created_by, left(instructions, 20) AS instructions FROM learn.prompts ORDER BY purpose, version;
INSERT INTO learn.prompts (purpose, version, system, instructions, active, created_at) VALUES ('improve', 2, 's', 'another', true, now());
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
INSERT INTO learn.prompts (purpose, version, system, instructions, active, created_at) VALUES ('revise', 1, 's', 'theirs', true, now());
SELECT version, active, instructions FROM learn.prompts WHERE purpose = 'revise';
ROLLBACK;

SELECT action, object_id, digest_after = encode(sha256(convert_to(p.system || p.instructions, 'UTF8')), 'hex') AS digest, details - 'by' AS details
FROM learn.audit_log a JOIN learn.prompts p ON a.object_id = p.purpose || '-' || p.version
WHERE action IN ('set_prompt', 'activate_prompt') ORDER BY seq;
SELECT * FROM learn_verify_audit();
SELECT learn_activate_prompt('improve', 1) ->> 'status' AS status;
DELETE FROM learn.prompts WHERE created_by IS NOT NULL;
