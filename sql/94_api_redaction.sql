CREATE FUNCTION @extschema@.learn_redact(text text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'learn_sql_redact';
COMMENT ON FUNCTION @extschema@.learn_redact(text) IS
    'A text without secrets and personal data, as it is shown to models and webhooks: in the place of each stands a mark such as [redacted: password]. To redact a text again changes nothing.';
