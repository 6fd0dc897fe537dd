/*-------------------------------------------------------------------------
 *
 * fingerprints.c
 *		Short names for texts that are the same but for what varies.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "core/fingerprint.h"
#include "pg/digest.h"
#include "pg/fingerprints.h"
#include "pg/foreign.h"

PG_FUNCTION_INFO_V1(learn_sql_template);
PG_FUNCTION_INFO_V1(learn_sql_fingerprint);

/* So many digits of the digest tell names apart. */
#define NAME_DIGITS 32

char *
learn_fingerprint_name(const char *template, size_t length)
{
	char *digest = learn_digest(template, length, NULL, 0);

	return psprintf("%d-%.*s", LEARN_FINGERPRINT_VERSION, NAME_DIGITS, digest);
}

/*
 * The template of a text, palloc'ed.
 */
static char *
template_of(const text *message)
{
	LearnBuffer buffer;
	char *template;

	learn_buffer_init(&buffer, 0);
	(void) learn_fingerprint_template(&buffer, VARDATA_ANY(message),
									  VARSIZE_ANY_EXHDR(message));

	/* NULL when there was no memory for it. */
	template = learn_foreign_take(learn_buffer_detach(&buffer, NULL));
	if (template == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	return template;
}

Datum
learn_sql_template(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(template_of(PG_GETARG_TEXT_PP(0))));
}

Datum
learn_sql_fingerprint(PG_FUNCTION_ARGS)
{
	char *template = template_of(PG_GETARG_TEXT_PP(0));

	PG_RETURN_TEXT_P(
		cstring_to_text(learn_fingerprint_name(template, strlen(template))));
}
