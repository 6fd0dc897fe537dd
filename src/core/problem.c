/*-------------------------------------------------------------------------
 *
 * problem.c
 *		How code below pg/ reports that something went wrong.
 *
 *-------------------------------------------------------------------------
 */
#include "core/problem.h"

#include <stdio.h>
#include <string.h>

/*
 * Removes a UTF-8 sequence that snprintf cut in the middle.
 */
static void
drop_partial_character(char *text)
{
	size_t length = strlen(text);
	size_t start = length;
	size_t expected;
	unsigned char lead;

	while (start > 0 && ((unsigned char) text[start - 1] & 0xC0) == 0x80)
		start--;
	if (start == 0)
		return;
	lead = (unsigned char) text[start - 1];
	expected = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
	if (length - (start - 1) < expected)
		text[start - 1] = '\0';
}

LearnStatus
learn_problem_set_arguments(LearnProblem *problem, LearnStatus status,
							const char *where, const char *format,
							va_list arguments)
{
	if (problem == NULL)
		return status;

	snprintf(problem->where, sizeof(problem->where), "%s",
			 where != NULL ? where : "");
	drop_partial_character(problem->where);
	vsnprintf(problem->message, sizeof(problem->message), format, arguments);
	drop_partial_character(problem->message);
	return status;
}

LearnStatus
learn_problem_set(LearnProblem *problem, LearnStatus status, const char *where,
				  const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	learn_problem_set_arguments(problem, status, where, format, arguments);
	va_end(arguments);
	return status;
}
