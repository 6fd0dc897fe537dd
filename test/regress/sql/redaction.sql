-- Texts without secrets and personal data, and who may see what was sent.
\set SHOW_CONTEXT never
SET SESSION AUTHORIZATION regress_root;

SELECT learn_redact(text) FROM (VALUES
    ('mysql -u app -phunter2-is-long db'),
    ('curl -H "Authorization: Bearer abcdefghijklmnopqrstuvwxyz012345" https://api.example.net/'),
    ('postgres://app:s3cr3t-Pa55@db.example.net:5432/app'),
    ('mail to jane.doe@corp.example bounced'),
    ('card 4111 1111 1111 1111 was refused'),
    ('disk /dev/sda1 is 97% full, pid 4711, 10.1.2.3:5432'),
    ('')) v(text);
SELECT learn_redact(NULL) IS NULL AS strict;
-- Again changes nothing.
SELECT bool_and(learn_redact(learn_redact(t)) = learn_redact(t)) AS same
FROM unnest(ARRAY['password=hunter2 token: [redacted: token] jane.doe@corp.example', '[redacted: password 2]',
    'DB_PASSWORD=[redacted: password]']) t;
-- The ids that learn makes are not taken for anything else.
SELECT count(*) AS changed FROM generate_series(0, 9999) n,
    unnest(ARRAY['exec-', 'inc-', 'EB-']) prefix,
    LATERAL (SELECT format('%s20261123-%s', prefix, lpad(n::text, 4, '0')) AS id) i
WHERE learn_redact(id) <> id OR learn_redact(format('attempt of "%s" failed', id)) <> format('attempt of "%s" failed', id);

-- Off unless somebody wants it, and for the administrator to decide.
SELECT name, setting, context FROM pg_settings WHERE name IN ('learn.disguise_hosts', 'learn.redact_on_insert') ORDER BY 1;
SET learn.redact_on_insert = on;

-- Reviewers read what was sent, and nobody but the worker writes it.
SET ROLE learn_reviewer;
SELECT count(*) FROM learn.llm_exchanges;
INSERT INTO learn.llm_exchanges DEFAULT VALUES;
DELETE FROM learn.llm_exchanges;
SET ROLE learn_executor;
SELECT learn_redact('password=hunter2');
SELECT count(*) FROM learn.llm_exchanges;
SET ROLE learn_tester;
SELECT learn_redact('password=hunter2');
RESET ROLE;
