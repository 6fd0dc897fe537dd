-- Evidence for outsiders: what was found, generated, decided and run, as a
-- document that test/evidence/verify_evidence.py verifies without the database.
--
-- Canonical texts are in it as text, each with its SHA-256, so that who verifies
-- needs to know nothing of jsonb.  The text of a time depends on the time zone
-- and that of a number on extra_float_digits, so these are fixed.

CREATE FUNCTION learn.text_digest(content text) RETURNS text
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    BEGIN ATOMIC
        SELECT encode(sha256(convert_to(text_digest.content, 'UTF8')), 'hex');
    END;
COMMENT ON FUNCTION learn.text_digest(text) IS 'SHA-256 of a text in UTF-8, in hexadecimal.';

-- Names its columns: what is added to the table one day must not change the
-- digests that stand in the audit log.
CREATE FUNCTION learn.execution_text(execution_id text) RETURNS text
    LANGUAGE sql STABLE SET timezone = 'UTC' SET extra_float_digits = 1
    BEGIN ATOMIC
        SELECT jsonb_build_object('execution_id', e.execution_id, 'runbook_id', e.runbook_id,
            'incident_id', e.incident_id, 'incident_type', e.incident_type, 'client_id', e.client_id,
            'hostname', e.hostname, 'platform', e.platform, 'started_at', e.started_at,
            'completed_at', e.completed_at, 'duration_seconds', e.duration_seconds, 'status', e.status,
            'success', e.success, 'verification_passed', e.verification_passed,
            'verification_method', e.verification_method, 'confidence', e.confidence,
            'state_before', e.state_before, 'state_after', e.state_after, 'state_diff', e.state_diff,
            'executed_steps', e.executed_steps, 'error_message', e.error_message, 'error_step', e.error_step,
            'error_traceback', e.error_traceback, 'retry_count', e.retry_count,
            'was_correct_runbook', e.was_correct_runbook, 'was_correct_diagnosis', e.was_correct_diagnosis,
            'manual_intervention_needed', e.manual_intervention_needed, 'human_feedback', e.human_feedback,
            'evidence_bundle_id', e.evidence_bundle_id, 'log_artifacts', e.log_artifacts, 'tags', e.tags,
            'notes', e.notes, 'recorded_at', e.recorded_at)::text
        FROM learn.execution_results e WHERE e.execution_id = execution_text.execution_id;
    END;
COMMENT ON FUNCTION learn.execution_text(text) IS
    'The canonical text of an execution as it was reported: its row as jsonb prints it, times in UTC. The audit row of a draft that was made from it has its SHA-256 (details, execution_digest).';

CREATE FUNCTION learn.calls_about(subject text, call_purpose text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'prompt_digest', c.prompt_digest,
            'reply_digest', c.reply_digest) ORDER BY c.called_at, c.id), '[]')
        FROM learn.llm_exchanges x JOIN learn.llm_calls c ON c.id = x.id
        WHERE x.subject = calls_about.subject AND x.purpose = calls_about.call_purpose;
    END;
COMMENT ON FUNCTION learn.calls_about(text, text) IS
    'The questions that a model was asked about something and has answered, each with the digests of what was sent and received.';

CREATE FUNCTION learn.evidence_record(id text, body jsonb) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT jsonb_build_object('id', evidence_record.id, 'text', evidence_record.body::text,
            'digest', learn.text_digest(evidence_record.body::text));
    END;
COMMENT ON FUNCTION learn.evidence_record(text, jsonb) IS
    'A row for learn_evidence(): its canonical text, and the SHA-256 of that.';

CREATE FUNCTION learn.known_evidence(id text) RETURNS text
    LANGUAGE c STABLE SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'learn_sql_known_evidence';
COMMENT ON FUNCTION learn.known_evidence(text) IS
    'The id given, or an error (HTTP 404) when neither a runbook nor an execution has it.';

CREATE FUNCTION learn.evidence_runbooks(about text) RETURNS SETOF text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        WITH mine AS (
            SELECT r.id, r.parent_runbook
            FROM learn.runbooks r
            WHERE r.id = evidence_runbooks.about OR r.generated_from_failure = evidence_runbooks.about
               OR r.id = (SELECT e.runbook_id FROM learn.execution_results e
                   WHERE e.execution_id = evidence_runbooks.about))
        SELECT m.id FROM mine m
        UNION
        SELECT p.id FROM mine m JOIN learn.runbooks p ON p.id = m.parent_runbook;
    END;
COMMENT ON FUNCTION learn.evidence_runbooks(text) IS
    'The runbooks that the evidence about a runbook or an execution holds: that runbook, or the one that ran and the drafts made from the execution; and the parent of each.';

CREATE FUNCTION learn.evidence_executions(about text) RETURNS SETOF text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT e.execution_id
        FROM learn.execution_results e WHERE e.execution_id = evidence_executions.about
        UNION
        SELECT e.execution_id
        FROM learn.runbooks r JOIN learn.execution_results e ON e.execution_id = r.generated_from_failure
        WHERE r.id IN (SELECT learn.evidence_runbooks(evidence_executions.about))
        UNION
        (SELECT e.execution_id
        FROM learn.runbooks r
        CROSS JOIN LATERAL jsonb_array_elements_text(
            jsonb_path_query_array(r.content, '$.**.because.executions[*]')) c(execution_id)
        JOIN learn.execution_results e ON e.execution_id = c.execution_id
        WHERE r.id IN (SELECT learn.evidence_runbooks(evidence_executions.about))
        ORDER BY e.execution_id LIMIT 20);
    END;
COMMENT ON FUNCTION learn.evidence_executions(text) IS
    'The executions that such evidence holds: that execution, those from which the runbooks were made, and the first 20 that they cite.';

CREATE FUNCTION learn.evidence_runbook_records(about text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(jsonb_agg(learn.evidence_record(r.id,
                to_jsonb(r) - 'content' - 'digest' || jsonb_build_object('content_digest', r.digest))
            || jsonb_build_object('content', r.content::text) ORDER BY r.id), '[]')
        FROM learn.runbooks r WHERE r.id IN (SELECT learn.evidence_runbooks(evidence_runbook_records.about));
    END;
COMMENT ON FUNCTION learn.evidence_runbook_records(text) IS 'The runbooks, each with the canonical text of its content.';

CREATE FUNCTION learn.evidence_revision_records(about text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT coalesce(jsonb_agg(learn.evidence_record(v.runbook_id,
                to_jsonb(v) - 'content' - 'digest' || jsonb_build_object('content_digest', v.digest))
            || jsonb_build_object('content', v.content::text) ORDER BY v.runbook_id, v.revision), '[]')
        FROM learn.runbook_revisions v
        WHERE v.runbook_id IN (SELECT learn.evidence_runbooks(evidence_revision_records.about));
    END;
COMMENT ON FUNCTION learn.evidence_revision_records(text) IS
    'What these runbooks said before they were written again, each with the canonical text of its content.';

CREATE FUNCTION learn.evidence_exchange_records(about text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        WITH wanted AS (
            SELECT x.id FROM learn.llm_exchanges x
            WHERE x.purpose = 'categorize'
              AND x.subject IN (SELECT learn.evidence_executions(evidence_exchange_records.about))
            UNION
            SELECT x.id FROM learn.llm_exchanges x
            WHERE x.purpose = 'revise'
              AND x.subject IN (SELECT learn.evidence_runbooks(evidence_exchange_records.about))
            UNION
            SELECT (jsonb_path_query(a.details, '$.calls[*].id') #>> '{}')::uuid
            FROM learn.audit_log a
            WHERE a.action IN ('generate', 'revise')
              AND a.object_id IN (SELECT learn.evidence_runbooks(evidence_exchange_records.about)))
        SELECT coalesce(jsonb_agg(learn.evidence_record(x.id::text,
                to_jsonb(x) - 'system_prompt' - 'user_prompt' || jsonb_build_object('call', to_jsonb(c) - 'reply'))
            || jsonb_build_object('system_prompt', x.system_prompt, 'user_prompt', x.user_prompt, 'reply', c.reply)
            ORDER BY x.started_at, x.id), '[]')
        FROM wanted w JOIN learn.llm_exchanges x ON x.id = w.id
        LEFT JOIN learn.llm_calls c ON c.id = x.id;
    END;
COMMENT ON FUNCTION learn.evidence_exchange_records(text) IS
    'What was sent to models about these executions and runbooks, and what they answered, as far as learn.log_retention has kept it.';

CREATE FUNCTION learn.evidence_audit_records(about text, chain boolean) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        WITH mine AS (
            SELECT a.seq FROM learn.audit_log a
            WHERE a.object_id IN (SELECT learn.evidence_runbooks(evidence_audit_records.about)
                UNION SELECT learn.evidence_executions(evidence_audit_records.about)))
        SELECT coalesce(jsonb_agg(jsonb_build_object('seq', a.seq, 'sealed', learn.audit_text(a), 'hash', a.hash)
            ORDER BY a.seq), '[]')
        FROM learn.audit_log a
        WHERE a.seq IN (SELECT m.seq FROM mine m)
           OR (evidence_audit_records.chain AND a.seq >= (SELECT min(m.seq) FROM mine m));
    END;
COMMENT ON FUNCTION learn.evidence_audit_records(text, boolean) IS
    'The rows of the audit log about these runbooks and executions, each with the text that its hash seals; with chain also all others from the first of them to the head.';

CREATE FUNCTION learn.evidence_digest(bundle jsonb) RETURNS text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT learn.text_digest(concat_ws(E'\n', evidence_digest.bundle ->> 'format',
            'export ' || (evidence_digest.bundle -> 'export' ->> 'digest'),
            string_agg(concat_ws(' ', s.name, coalesce(x.record ->> 'digest', x.record ->> 'hash')),
                E'\n' ORDER BY s.place, x.place)))
        FROM unnest(ARRAY['executions', 'analyses', 'runbooks', 'revisions', 'exchanges', 'reviews', 'tests',
            'audit']) WITH ORDINALITY s(name, place)
        CROSS JOIN LATERAL jsonb_array_elements(evidence_digest.bundle -> s.name) WITH ORDINALITY x(record, place);
    END;
COMMENT ON FUNCTION learn.evidence_digest(jsonb) IS
    'The digest of all that learn_evidence() returns: SHA-256 of lines, of which the first is the format, the second the export and its digest, and each further one the name of a list and the digest, or hash, of what is in it.';

CREATE FUNCTION @extschema@.learn_evidence(id text, chain boolean DEFAULT false) RETURNS jsonb
    LANGUAGE sql STABLE SET timezone = 'UTC' SET extra_float_digits = 1
    BEGIN ATOMIC
        SELECT bundle.document || jsonb_build_object('digest', learn.evidence_digest(bundle.document))
        FROM (SELECT jsonb_build_object('format', 'learn-evidence/1',
            'export', (
                SELECT learn.evidence_record(learn.known_evidence(learn_evidence.id), jsonb_build_object(
                    'about', learn_evidence.id, 'database', current_database(), 'exported_at', now(),
                    'exported_by', current_user, 'chain', coalesce(learn_evidence.chain, false), 'head', to_jsonb(h)))
                FROM @extschema@.learn_audit_head() h),
            'executions', (
                SELECT coalesce(jsonb_agg(learn.evidence_record(x.id, learn.execution_text(x.id)::jsonb)
                    ORDER BY x.id), '[]')
                FROM learn.evidence_executions(learn_evidence.id) x(id)),
            'analyses', (
                SELECT coalesce(jsonb_agg(learn.evidence_record(a.execution_id, to_jsonb(a))
                    ORDER BY a.execution_id), '[]')
                FROM learn.analyses a
                WHERE a.execution_id IN (SELECT learn.evidence_executions(learn_evidence.id))),
            'runbooks', learn.evidence_runbook_records(learn_evidence.id),
            'revisions', learn.evidence_revision_records(learn_evidence.id),
            'exchanges', learn.evidence_exchange_records(learn_evidence.id),
            'reviews', (
                SELECT coalesce(jsonb_agg(learn.evidence_record(q.runbook_id, to_jsonb(q)) ORDER BY q.runbook_id), '[]')
                FROM learn.reviews q
                WHERE q.runbook_id IN (SELECT learn.evidence_runbooks(learn_evidence.id))),
            'tests', (
                SELECT coalesce(jsonb_agg(learn.evidence_record(t.id::text, to_jsonb(t)) ORDER BY t.tested_at, t.id), '[]')
                FROM learn.test_results t
                WHERE t.runbook_id IN (SELECT learn.evidence_runbooks(learn_evidence.id))),
            'audit', learn.evidence_audit_records(learn_evidence.id, coalesce(learn_evidence.chain, false)))
            AS document) bundle;
    END;
COMMENT ON FUNCTION @extschema@.learn_evidence(text, boolean) IS
    'All there is about a runbook, or about an execution, as one document that can be verified without this database: executions, their analyses, runbooks and their earlier revisions, what models were sent and answered, reviews, tests, and the rows of the audit log, each with the exact text that its hash seals.

id: a runbook''s, or an execution''s (404 when there is neither). chain: with all rows of the audit log from the first that matters to the last there is.

It is the evidence as stored, with the names, addresses and outputs of clients'' machines that executors reported; nothing is redacted that was not redacted before it was stored (learn.redact_on_insert). Treat it as you treat the database.

A document proves that its parts fit each other and the audit rows in it: what was generated from which execution and which answer, and who decided about exactly which content. That these rows are the log''s, only the hash of a later row can prove that was kept elsewhere (learn_audit_head()), and only with chain. What the log does not seal - analyses, reports that led to no draft, words in reviews beside the decision - it shows, and does not prove. See test/evidence/verify_evidence.py.';
