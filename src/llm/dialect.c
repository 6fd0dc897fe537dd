/*-------------------------------------------------------------------------
 *
 * dialect.c
 *		The kinds of model endpoints there are.
 *
 *-------------------------------------------------------------------------
 */
#include "llm/dialect.h"

#include <string.h>

static const LearnDialect *const dialects[] = {
	&learn_dialect_openai,
	&learn_dialect_azure,
	&learn_dialect_anthropic,
};

const LearnDialect *
learn_dialect_find(const char *name)
{
	for (size_t i = 0; i < sizeof(dialects) / sizeof(*dialects); i++)
	{
		if (name != NULL && strcmp(dialects[i]->name, name) == 0)
			return dialects[i];
	}
	return NULL;
}

void
learn_dialect_append_names(LearnBuffer *names)
{
	for (size_t i = 0; i < sizeof(dialects) / sizeof(*dialects); i++)
		learn_buffer_append_format(names, "%s%s", i > 0 ? ", " : "",
								   dialects[i]->name);
}
