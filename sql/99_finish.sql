-- Data that pg_dump must carry: all of it, but the prompts and policies that
-- CREATE EXTENSION makes.
SELECT pg_extension_config_dump('learn.execution_number', '');
SELECT pg_extension_config_dump('learn.execution_results', '');
SELECT pg_extension_config_dump('learn.analyses', '');
SELECT pg_extension_config_dump('learn.failure_groups', '');
SELECT pg_extension_config_dump('learn.failure_group_hosts', '');
SELECT pg_extension_config_dump('learn.failure_group_days', '');
SELECT pg_extension_config_dump('learn.executors', '');
SELECT pg_extension_config_dump('learn.runbook_stats', '');
SELECT pg_extension_config_dump('learn.runbook_stats_deltas', '');
SELECT pg_extension_config_dump('learn.last_runs', '');
SELECT pg_extension_config_dump('learn.patterns', '');
SELECT pg_extension_config_dump('learn.feedback', '');
SELECT pg_extension_config_dump('learn.remedies', '');
SELECT pg_extension_config_dump('learn.remedy_uses', '');
SELECT pg_extension_config_dump('learn.runbooks', '');
SELECT pg_extension_config_dump('learn.runbook_revisions', '');
SELECT pg_extension_config_dump('learn.review_queue', '');
SELECT pg_extension_config_dump('learn.review_archive', '');
SELECT pg_extension_config_dump('learn.notifications', '');
SELECT pg_extension_config_dump('learn.test_results', '');
SELECT pg_extension_config_dump('learn.job_number', '');
SELECT pg_extension_config_dump('learn.jobs', '');
SELECT pg_extension_config_dump('learn.llm_exchanges', '');
SELECT pg_extension_config_dump('learn.llm_calls', '');
SELECT pg_extension_config_dump('learn.models', '');
SELECT pg_extension_config_dump('learn.budget_days', '');
SELECT pg_extension_config_dump('learn.prompts', 'WHERE created_by IS NOT NULL');
SELECT pg_extension_config_dump('learn.policies', 'WHERE created_by IS NOT NULL');
SELECT pg_extension_config_dump('learn.pauses', '');
SELECT pg_extension_config_dump('learn.audit_log', '');
SELECT pg_extension_config_dump('learn.told_audit_head', '');

SET LOCAL client_min_messages = notice;
SELECT learn.announce();

-- PostgREST, if there is one, shall see the new functions.
NOTIFY pgrst, 'reload schema';
