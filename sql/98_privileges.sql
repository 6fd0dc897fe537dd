-- Nothing for PUBLIC; each role gets what its work needs, by name.

DO $$
DECLARE
    member record;
BEGIN
    FOR member IN
        SELECT d.classid, d.objid
        FROM pg_catalog.pg_depend d
        JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) d.refobjid
        WHERE d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass
            AND d.deptype OPERATOR(pg_catalog.=) 'e'
            AND e.extname OPERATOR(pg_catalog.=) 'learn'
    LOOP
        IF member.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass THEN
            EXECUTE pg_catalog.format('REVOKE ALL ON ROUTINE %s FROM PUBLIC',
                member.objid::pg_catalog.regprocedure);
        ELSIF member.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass THEN
            EXECUTE pg_catalog.format('REVOKE ALL ON %s %s FROM PUBLIC',
                CASE WHEN (SELECT c.relkind OPERATOR(pg_catalog.=) 'S' FROM pg_catalog.pg_class c
                    WHERE c.oid OPERATOR(pg_catalog.=) member.objid) THEN 'SEQUENCE' ELSE 'TABLE' END,
                member.objid::pg_catalog.regclass);
        ELSIF member.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass
            AND EXISTS (SELECT FROM pg_catalog.pg_type t
                WHERE t.oid OPERATOR(pg_catalog.=) member.objid AND t.typtype OPERATOR(pg_catalog.=) 'e') THEN
            EXECUTE pg_catalog.format('REVOKE ALL ON TYPE %s FROM PUBLIC',
                member.objid::pg_catalog.regtype);
            EXECUTE pg_catalog.format('GRANT USAGE ON TYPE %s TO learn_executor, learn_reviewer',
                member.objid::pg_catalog.regtype);
        END IF;
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
    @extschema@.learn_state_diff(jsonb, jsonb), @extschema@.learn_whoami(), @extschema@.learn_dashboard()
    TO learn_executor;

-- What tries drafts on a staging host sees nothing else of them, and no telemetry.
-- Nor does it announce what it can do: what only a staging host can, nobody can.
GRANT EXECUTE ON FUNCTION @extschema@.learn_draft_to_test(text),
    @extschema@.learn_add_test(text, text, boolean, text, text), @extschema@.learn_whoami(),
    @extschema@.learn_runbook_schema(), @extschema@.learn_validate_runbook(jsonb) TO learn_tester;

-- Reviewers read all but the job queue's internals, and decide.
GRANT SELECT ON learn.execution_results, learn.analyses, learn.runbooks, learn.runbook_revisions,
    learn.review_queue, learn.review_archive, learn.reviews, learn.test_results, learn.llm_calls,
    learn.models, learn.prompts, learn.notifications, learn.audit_log,
    @extschema@.learn_executions, @extschema@.learn_versions, @extschema@.learn_worker_status,
    @extschema@.learn_dead_jobs, learn.failure_groups, learn.failure_group_hosts, learn.failure_group_days,
    learn.last_runs, learn.runbook_stats, learn.runbook_stats_deltas, learn.runbook_stats_unfolded,
    @extschema@.learn_learning_rate, @extschema@.learn_backlog, @extschema@.learn_reviewers, @extschema@.learn_never_ran,
    learn.patterns, learn.feedback, learn.remedies, learn.remedy_uses, learn.budget_days,
    @extschema@.learn_failure_groups, @extschema@.learn_remedies, @extschema@.learn_patterns,
    @extschema@.learn_costs, @extschema@.learn_accuracy, @extschema@.learn_triage,
    learn.executors, @extschema@.learn_executors TO learn_reviewer;
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
    @extschema@.learn_verify_audit(), @extschema@.learn_classify(jsonb),
    @extschema@.learn_state_diff(jsonb, jsonb), @extschema@.learn_validate_runbook(jsonb),
    @extschema@.learn_runbook_schema(), @extschema@.learn_next_runbook(text, text, text, text, text, text),
    @extschema@.learn_active_runbook(text), @extschema@.learn_draft_to_test(text)
    TO learn_reviewer;

-- Administrators have both, and operate.
GRANT SELECT ON learn.jobs TO learn_admin;
GRANT EXECUTE ON FUNCTION @extschema@.learn_import(jsonb), @extschema@.learn_retire(text, text),
    @extschema@.learn_rollback(text, text, text), @extschema@.learn_analyze(text),
    @extschema@.learn_run_jobs(integer), @extschema@.learn_retry_job(bigint),
    @extschema@.learn_pause(text), @extschema@.learn_resume(), @extschema@.learn_housekeeping(),
    @extschema@.learn_set_price(text, numeric, numeric),
    @extschema@.learn_set_prompt(text, text, text, text), @extschema@.learn_activate_prompt(text, integer) TO learn_admin;
