/*-------------------------------------------------------------------------
 *
 * redaction.c
 *		Texts that leave the database, or are told to whoever reads the log.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "core/redact.h"
#include "pg/foreign.h"
#include "pg/redaction.h"

PG_FUNCTION_INFO_V1(learn_sql_redact);

char *
learn_without_secrets(const char *text)
{
	const LearnRedactRules rules = {.personal = true};
	LearnProblem problem;
	LearnBuffer buffer;
	char *redacted = NULL;

	if (text == NULL)
		return NULL;
	learn_buffer_init(&buffer, 0);
	if (learn_redact_append(&buffer, text, strlen(text), &rules, NULL))
		redacted = learn_buffer_detach(&buffer, NULL);
	learn_buffer_free(&buffer);
	if (redacted == NULL)
		learn_foreign_check(LEARN_OUT_OF_MEMORY, &problem, "text");
	return learn_foreign_take(redacted);
}

/*
 * learn_redact(text)
 */
Datum
learn_sql_redact(PG_FUNCTION_ARGS)
{
	/* The install script sees to it that the encoding is UTF-8. */
	PG_RETURN_TEXT_P(cstring_to_text(
		learn_without_secrets(text_to_cstring(PG_GETARG_TEXT_PP(0)))));
}
