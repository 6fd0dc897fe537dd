-- Nothing for PUBLIC; each role gets what its work needs, by name.

-- Of two functions of one name the one that fits better is called: whoever
-- approves something must get ours.
DO $$
DECLARE
    taken text;
BEGIN
    WITH member AS MATERIALIZED (
        SELECT p.oid, p.proname, p.pronamespace
        FROM pg_catalog.pg_depend d
        JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) d.refobjid
        JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) d.objid
        WHERE d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass
            AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
            AND d.deptype OPERATOR(pg_catalog.=) 'e'
            AND e.extname OPERATOR(pg_catalog.=) 'learn')
    SELECT p.oid::pg_catalog.regprocedure::text INTO taken
        FROM member m JOIN pg_catalog.pg_proc p
            ON p.proname OPERATOR(pg_catalog.=) m.proname AND p.pronamespace OPERATOR(pg_catalog.=) m.pronamespace
        WHERE NOT EXISTS (SELECT FROM member o WHERE o.oid OPERATOR(pg_catalog.=) p.oid)
        ORDER BY 1 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'function % would be called instead of one of the extension', taken
            USING ERRCODE = 'duplicate_function',
                  HINT = 'Rename or drop it, or create the extension in another schema.';
    END IF;
END
$$;

-- What the script has made belongs to a role that is no superuser and nobody's:
-- what runs with its owner's rights has those of the tables' owner, and no more.
-- And whatever PostgreSQL gives to PUBLIC, and ALTER DEFAULT PRIVILEGES to
-- others, is taken from it.
DO $$
DECLARE
    made record;
BEGIN
    FOR made IN
        WITH member AS MATERIALIZED (
            SELECT d.classid, d.objid
            FROM pg_catalog.pg_depend d
            JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) d.refobjid
            WHERE d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass
                AND d.deptype OPERATOR(pg_catalog.=) 'e'
                AND e.extname OPERATOR(pg_catalog.=) 'learn'),
        object AS (
            SELECT 'SCHEMA' AS kind, n.oid::pg_catalog.regnamespace::text AS name, n.nspowner AS owner,
                coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner)) AS acl
            FROM member m JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) m.objid
            WHERE m.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_namespace'::pg_catalog.regclass
            UNION ALL
            SELECT 'ROUTINE', p.oid::pg_catalog.regprocedure::text, p.proowner,
                coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))
            FROM member m JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) m.objid
            WHERE m.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
            UNION ALL
            SELECT CASE WHEN c.relkind OPERATOR(pg_catalog.=) 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
                c.oid::pg_catalog.regclass::text, c.relowner,
                coalesce(c.relacl, pg_catalog.acldefault(
                    CASE WHEN c.relkind OPERATOR(pg_catalog.=) 'S' THEN 's' ELSE 'r' END::"char", c.relowner))
            FROM member m JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) m.objid
            WHERE m.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
                AND c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'v', 'S']::"char"[])
            UNION ALL
            SELECT 'TYPE', t.oid::pg_catalog.regtype::text, t.typowner,
                coalesce(t.typacl, pg_catalog.acldefault('T', t.typowner))
            FROM member m JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) m.objid
            WHERE m.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass
                AND t.typtype OPERATOR(pg_catalog.=) ANY (ARRAY['d', 'e']::"char"[]))
        SELECT o.kind, o.name, pg_catalog.string_agg(DISTINCT CASE WHEN a.grantee OPERATOR(pg_catalog.=) 0 THEN 'PUBLIC'
            ELSE a.grantee::pg_catalog.regrole::text END, ', ') FILTER (WHERE a.grantee OPERATOR(pg_catalog.<>) o.owner) AS others
        FROM object o CROSS JOIN LATERAL pg_catalog.aclexplode(o.acl) a
        GROUP BY 1, 2
    LOOP
        EXECUTE pg_catalog.format('ALTER %s %s OWNER TO learn_owner', made.kind, made.name);
        IF made.others IS NOT NULL THEN
            EXECUTE pg_catalog.format('REVOKE ALL ON %s %s FROM %s', made.kind, made.name, made.others);
        END IF;
    END LOOP;
END
$$;

GRANT USAGE ON SCHEMA learn TO learn_executor, learn_tester, learn_reviewer, learn_admin, learn_worker;
DO $$
DECLARE
    enumeration pg_catalog.oid;
BEGIN
    FOR enumeration IN
        SELECT t.oid FROM pg_catalog.pg_type t
        WHERE t.typnamespace OPERATOR(pg_catalog.=) 'learn'::pg_catalog.regnamespace
            AND t.typtype OPERATOR(pg_catalog.=) 'e'
    LOOP
        EXECUTE pg_catalog.format('GRANT USAGE ON TYPE %s TO learn_executor, learn_reviewer',
            enumeration::pg_catalog.regtype);
    END LOOP;
END
$$;

-- Executors report, and ask for what is approved.  What they may not give is
-- when it was recorded and what the engine thinks of it.
GRANT INSERT (execution_id, runbook_id, incident_id, incident_type, client_id, hostname, platform,
    started_at, completed_at, duration_seconds, status, success, verification_passed,
    verification_method, confidence, state_before, state_after, state_diff, executed_steps,
    error_message, error_step, error_traceback, retry_count, was_correct_runbook,
    was_correct_diagnosis, manual_intervention_needed, human_feedback, evidence_bundle_id,
    log_artifacts, tags, notes), SELECT (execution_id)
    ON learn.execution_results, @extschema@.learn_executions TO learn_executor;
GRANT EXECUTE ON FUNCTION @extschema@.learn_next_runbook(text, text, text, text, text, text),
    @extschema@.learn_active_runbook(text), @extschema@.learn_register_executor(text, text[], text),
    @extschema@.learn_runbook_schema(), @extschema@.learn_validate_runbook(jsonb),
    @extschema@.learn_state_diff(jsonb, jsonb), @extschema@.learn_redact(text), @extschema@.learn_whoami(),
    @extschema@.learn_dashboard() TO learn_executor;

-- What tries drafts on a staging host sees nothing else of them, and no telemetry.
-- Nor does it announce what it can do: what only a staging host can, nobody can.
GRANT EXECUTE ON FUNCTION @extschema@.learn_draft_to_test(text),
    @extschema@.learn_add_test(text, text, boolean, text, text), @extschema@.learn_whoami(),
    @extschema@.learn_runbook_schema(), @extschema@.learn_validate_runbook(jsonb) TO learn_tester;

-- Reviewers read all but the job queue's internals, and decide.
GRANT SELECT ON learn.execution_results, learn.analyses, learn.runbooks, learn.runbook_revisions,
    learn.review_queue, learn.review_archive, learn.reviews, learn.test_results, learn.llm_calls, learn.llm_exchanges,
    learn.models, learn.prompts, learn.notifications, learn.audit_log,
    @extschema@.learn_executions, @extschema@.learn_versions, @extschema@.learn_worker_status,
    @extschema@.learn_dead_jobs, learn.failure_groups, learn.failure_group_hosts, learn.failure_group_days,
    learn.last_runs, learn.runbook_stats, learn.runbook_stats_deltas, learn.runbook_stats_unfolded,
    @extschema@.learn_learning_rate, @extschema@.learn_backlog, @extschema@.learn_reviewers, @extschema@.learn_never_ran,
    learn.patterns, learn.feedback, learn.remedies, learn.remedy_uses, learn.budget_days,
    @extschema@.learn_failure_groups, @extschema@.learn_remedies, @extschema@.learn_patterns,
    @extschema@.learn_costs, @extschema@.learn_accuracy, @extschema@.learn_triage,
    learn.executors, @extschema@.learn_executors,
    learn.policies, learn.current_policies, @extschema@.learn_policies TO learn_reviewer;
GRANT EXECUTE ON FUNCTION learn.succeeded(boolean, boolean), learn.check_priority(text),
    learn.check_decision(text), learn.known_runbook(text), learn.runbook_summary(text),
    learn.failure_context(text), learn.generation_context(text), learn.audit_hash(learn.audit_log),
    learn.approval_in_log(text, text), learn.version_counts(text), learn.success_interval(bigint, bigint),
    learn.probability_better(bigint, bigint, bigint, bigint), learn.worker_states(), learn.stalled(timestamptz, timestamptz),
    learn.known_revision(text, integer), learn.parent_executions(text), learn.test_summary(text),
    learn.expected_effect(text), learn.cited_evidence(jsonb), learn.earlier_decisions(text),
    learn.unified_diff(jsonb, jsonb, text, text), learn.stands_in_log(learn.audit_log), learn.current_entries(text, text[]), learn.latest_tests(text),
    learn.approvals(text), learn.risks(text), learn.risk_count(text),
    learn.executors_since(), learn.executor_silence(), learn.known_actions(text), learn.unknown_actions(jsonb, text[]),
    learn.why_never_ran(text, text[], timestamptz),
    learn.policy_findings(jsonb), learn.policy_obstacle(), learn.policy_place(jsonb, text), learn.policy_digest(learn.policies),
    learn.forbidden_runbooks(), learn.policy_problems(), learn.shipped_policies(),
    learn.runbook_digest(jsonb),
    @extschema@.learn_runbook_diff(jsonb, jsonb), @extschema@.learn_pending(text),
    @extschema@.learn_runbook(text), @extschema@.learn_comparison(text, integer), @extschema@.learn_stats(),
    @extschema@.learn_history(text), @extschema@.learn_whoami(), @extschema@.learn_dashboard(),
    @extschema@.learn_claim(text, text, boolean), @extschema@.learn_approve(text, text, text, text, text[]),
    @extschema@.learn_reject(text, text, text), @extschema@.learn_edit(text, jsonb, text, text, text),
    @extschema@.learn_regenerate(text, text, text),
    @extschema@.learn_request_changes(text, text, text),
    @extschema@.learn_add_test(text, text, boolean, text, text), @extschema@.learn_submit(jsonb, text, text),
    learn.remedy_strength(learn.remedies), learn.decayed(double precision, timestamptz, timestamptz),
    learn.curated_remedies(), @extschema@.learn_fingerprint(text), @extschema@.learn_template(text),
    @extschema@.learn_feedback(text, boolean, boolean, text, boolean, text),
    @extschema@.learn_classify(jsonb), @extschema@.learn_redact(text),
    @extschema@.learn_state_diff(jsonb, jsonb), @extschema@.learn_validate_runbook(jsonb),
    @extschema@.learn_runbook_schema(), @extschema@.learn_next_runbook(text, text, text, text, text, text),
    @extschema@.learn_active_runbook(text), @extschema@.learn_draft_to_test(text)
    TO learn_reviewer;

-- They verify the audit log, and take evidence out.
GRANT SELECT ON learn.told_audit_head TO learn_reviewer;
GRANT EXECUTE ON FUNCTION @extschema@.learn_verify_audit(bigint, text), @extschema@.learn_audit_head(),
    @extschema@.learn_evidence(text, boolean), learn.check_witness(bigint, text), learn.chain_problems(),
    learn.witness_problem(bigint, text), learn.audit_text(learn.audit_log), learn.text_digest(text),
    learn.execution_text(text), learn.known_evidence(text), learn.evidence_record(text, jsonb),
    learn.evidence_runbooks(text), learn.evidence_executions(text), learn.evidence_runbook_records(text),
    learn.evidence_revision_records(text), learn.evidence_exchange_records(text),
    learn.evidence_audit_records(text, boolean), learn.evidence_digest(jsonb)
    TO learn_reviewer;

-- Administrators have both, and operate.
GRANT SELECT ON learn.jobs TO learn_admin;
GRANT EXECUTE ON FUNCTION @extschema@.learn_import(jsonb), @extschema@.learn_retire(text, text),
    @extschema@.learn_rollback(text, text, text), @extschema@.learn_analyze(text),
    @extschema@.learn_run_jobs(integer), @extschema@.learn_retry_job(bigint),
    @extschema@.learn_pause(text), @extschema@.learn_resume(), @extschema@.learn_housekeeping(),
    @extschema@.learn_set_price(text, numeric, numeric),
    @extschema@.learn_set_prompt(text, text, text, text), @extschema@.learn_activate_prompt(text, integer),
    @extschema@.learn_set_policy(text, text, text, jsonb, boolean) TO learn_admin;

-- The engine, in the background and for who calls learn_run_jobs(): what its
-- own statements do, and no more.  It writes drafts and tells of them; it can
-- neither approve one, nor say that a human has, nor change by which rules and
-- words it works.  Of what it must change in runbooks and reviews, the guards
-- let pass what the code has announced.
GRANT SELECT ON learn.execution_results, learn.analyses, learn.runbooks, learn.review_queue,
    learn.review_archive, learn.reviews, learn.llm_calls, learn.models, learn.prompts, learn.notifications,
    learn.audit_log, learn.failure_groups, learn.failure_group_hosts, learn.failure_group_days, learn.last_runs, learn.runbook_stats,
    learn.runbook_stats_deltas, learn.patterns, learn.remedies, learn.remedy_uses, learn.budget_days,
    learn.executors, learn.jobs, learn.pauses TO learn_worker;
GRANT USAGE ON SEQUENCE learn.job_number TO learn_worker;
GRANT INSERT ON learn.analyses, learn.failure_groups, learn.failure_group_hosts, learn.failure_group_days,
    learn.last_runs, learn.runbook_stats, learn.runbook_stats_deltas, learn.patterns, learn.remedies,
    learn.remedy_uses, learn.budget_days, learn.llm_calls, learn.runbook_revisions, learn.review_archive,
    learn.audit_log TO learn_worker;
GRANT INSERT (kind, subject, execution_id, run_after, needs) ON learn.jobs TO learn_worker;
GRANT INSERT (event, subject, payload, created_at) ON learn.notifications TO learn_worker;
GRANT INSERT (id, status, origin, content, created_at, created_by, parent_runbook, parent_digest,
    generated_from_failure, generated_at, generated_by, generation_model, failure_type, original_error, changes)
    ON learn.runbooks TO learn_worker;
GRANT INSERT (runbook_id, status, priority, reason, failure_execution_id, created_at)
    ON learn.review_queue TO learn_worker;
GRANT UPDATE ON learn.failure_groups, learn.failure_group_hosts, learn.failure_group_days, learn.last_runs,
    learn.runbook_stats, learn.patterns, learn.remedies, learn.budget_days TO learn_worker;
GRANT UPDATE (execution_id, run_after, attempts, lease_token, leased_by, leased_in, last_error, dead_at,
    needs, held, waits_for) ON learn.jobs TO learn_worker;
GRANT UPDATE (follow_up, recurred_as) ON learn.analyses TO learn_worker;
GRANT UPDATE (sent_at, http_status) ON learn.notifications TO learn_worker;
GRANT UPDATE (content, revision, changes, origin, created_by, generated_at, generated_by, generation_model,
    parent_runbook, parent_digest) ON learn.runbooks TO learn_worker;
GRANT UPDATE (status, claimed_by, claimed_at, requested_changes) ON learn.review_queue TO learn_worker;
GRANT DELETE ON learn.jobs, learn.execution_results, learn.llm_calls, learn.notifications,
    learn.runbook_stats_deltas, learn.review_queue TO learn_worker;
GRANT EXECUTE ON FUNCTION learn.runbook_line(text), learn.runbook_version(text),
    learn.runbook_version_id(text, integer), learn.runbook_digest(jsonb), learn.branch_id(text),
    learn.succeeded(boolean, boolean), learn.facts(text, text), learn.group_facts(text, text),
    learn.remedy_facts(text, text), learn.private_names(text, text, text), learn.draft_scope(text, text),
    learn.common_prefix(text, text), learn.extract_patterns(text), learn.step_patterns(text),
    learn.state_differences(text, text), learn.object_or_empty(jsonb), learn.finite_number(jsonb),
    learn.version_counts(text), learn.remedy_strength(learn.remedies),
    learn.decayed(double precision, timestamptz, timestamptz), learn.known_actions(text), learn.executors_since(),
    learn.review_priority(text, text), learn.stalled(timestamptz, timestamptz),
    learn.audit_text(learn.audit_log), learn.audit_hash(learn.audit_log), learn.text_digest(text),
    learn.execution_text(text), learn.calls_about(text, text), learn.policy_facts(text, text),
    learn.policy_findings(jsonb), learn.policy_obstacle(), learn.policy_place(jsonb, text) TO learn_worker;
GRANT SELECT ON learn.policies, learn.current_policies TO learn_worker;
GRANT SELECT, INSERT, UPDATE ON learn.told_audit_head TO learn_worker;
GRANT SELECT, INSERT, DELETE ON learn.llm_exchanges TO learn_worker;
