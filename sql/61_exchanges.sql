-- What is sent to models, letter for letter.

CREATE TABLE learn.llm_exchanges (
    id uuid PRIMARY KEY,
    started_at timestamptz NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('categorize', 'improve', 'revise')),
    subject text NOT NULL,
    model text NOT NULL,
    prompt_version text NOT NULL,
    system_prompt text NOT NULL,
    user_prompt text NOT NULL,
    answer_schema text NOT NULL,
    prompt_digest text NOT NULL,
    request_settings jsonb NOT NULL
);
CREATE INDEX llm_exchanges_started_at_idx ON learn.llm_exchanges (started_at);
CREATE INDEX llm_exchanges_subject_idx ON learn.llm_exchanges (subject);
COMMENT ON TABLE learn.llm_exchanges IS
    'What is sent to models, written by the worker before it is sent. What came of it stands in learn.llm_calls under the same id; one without a call was sent, or about to be, when the worker ended, and an answer, if there was one, is not known.';
COMMENT ON COLUMN learn.llm_exchanges.id IS 'The exchange, and the call in learn.llm_calls';
COMMENT ON COLUMN learn.llm_exchanges.started_at IS 'When it was about to be sent';
COMMENT ON COLUMN learn.llm_exchanges.purpose IS 'categorize, improve or revise';
COMMENT ON COLUMN learn.llm_exchanges.subject IS 'The execution (categorize), the runbook to improve, or the draft to revise';
COMMENT ON COLUMN learn.llm_exchanges.model IS 'The model asked';
COMMENT ON COLUMN learn.llm_exchanges.prompt_version IS 'The wording used: the purpose, a hyphen, its version in learn.prompts';
COMMENT ON COLUMN learn.llm_exchanges.system_prompt IS 'The system''s part of the question, exactly as sent';
COMMENT ON COLUMN learn.llm_exchanges.user_prompt IS
    'The user''s part of the question, exactly as sent: secrets and personal data had been taken out';
COMMENT ON COLUMN learn.llm_exchanges.answer_schema IS 'The JSON Schema of the answer, as it was sent where the endpoint takes one';
COMMENT ON COLUMN learn.llm_exchanges.prompt_digest IS 'SHA-256 of system_prompt and user_prompt, one behind the other';
COMMENT ON COLUMN learn.llm_exchanges.request_settings IS
    'endpoint (without what may hold a key), dialect, structured_output, max_tokens, temperature';
