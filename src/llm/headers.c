/*-------------------------------------------------------------------------
 *
 * headers.c
 *		The headers of one request, some of which are secret.
 *
 *-------------------------------------------------------------------------
 */
#include "llm/headers.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
learn_headers_add(LearnHeaders *headers, const char *format, ...)
{
	va_list arguments;
	int length;
	char *line;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0 || headers->count == LEARN_HEADERS_MAX)
		return false;

	/* Of the right size at once: growing would leave copies of a secret. */
	line = malloc((size_t) length + 1);
	if (line == NULL)
		return false;
	va_start(arguments, format);
	vsnprintf(line, (size_t) length + 1, format, arguments);
	va_end(arguments);
	headers->lines[headers->count++] = line;
	return true;
}

void
learn_headers_free(LearnHeaders *headers)
{
	for (int i = 0; i < headers->count; i++)
	{
		explicit_bzero(headers->lines[i], strlen(headers->lines[i]));
		free(headers->lines[i]);
	}
	memset(headers, 0, sizeof(*headers));
}
