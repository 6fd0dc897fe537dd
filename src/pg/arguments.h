/*-------------------------------------------------------------------------
 *
 * arguments.h
 *		The text arguments of SQL functions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ARGUMENTS_H
#define LEARN_PG_ARGUMENTS_H

#include "fmgr.h"

/* An argument as string in the current memory context; NULL for NULL. */
extern char *learn_argument_text(FunctionCallInfo fcinfo, int number);

/* The same; raises 22023 when it is NULL or blank. */
extern char *learn_argument_required_text(FunctionCallInfo fcinfo, int number,
										  const char *name);

/* Raises 22023 when text, which may be NULL, is longer than that. */
extern void learn_argument_check_length(const char *text, const char *name,
										int characters);

#endif /* LEARN_PG_ARGUMENTS_H */
