/*-------------------------------------------------------------------------
 *
 * arguments.c
 *		The text arguments of SQL functions.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "pg/arguments.h"

char *
learn_argument_text(FunctionCallInfo fcinfo, int number)
{
	return PG_ARGISNULL(number) ? NULL
								: text_to_cstring(PG_GETARG_TEXT_PP(number));
}

char *
learn_argument_required_text(FunctionCallInfo fcinfo, int number,
							 const char *name)
{
	char *value = learn_argument_text(fcinfo, number);

	if (value == NULL || strspn(value, " \t\r\n") == strlen(value))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"%s\" must not be empty", name)));
	return value;
}

void
learn_argument_check_length(const char *text, const char *name, int characters)
{
	if (text != NULL && pg_mbstrlen(text) > characters)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"%s\" is longer than %d characters", name,
							   characters)));
}
