/*-------------------------------------------------------------------------
 *
 * problem.h
 *		How code below pg/ reports that something went wrong.
 *
 * core/ and llm/ never raise: a function that can fail returns a LearnStatus
 * and describes the reason in a LearnProblem that its caller provides.  The
 * text is complete and of bounded size, so that reporting cannot fail itself.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_PROBLEM_H
#define LEARN_CORE_PROBLEM_H

#include <stdarg.h>
#include <stddef.h>

typedef enum LearnStatus
{
	LEARN_OK = 0,
	LEARN_INVALID, /* the input is at fault; see the problem */
	LEARN_NOTHING, /* the input is fine, there is nothing to give */
	LEARN_REFUSED, /* the input can be read, but must not be used */
	LEARN_OUT_OF_MEMORY
} LearnStatus;

/*
 * One reason, in PostgreSQL's message style: lower case, no final period.
 * "where" is a path into the input ("steps[2].timeout"), or empty.
 */
typedef struct LearnProblem
{
	char where[160];
	char message[480];
} LearnProblem;

/*
 * Sets *problem (which may be NULL) and returns status, so that a failing
 * function can end with "return learn_problem_set(...)".  Text that does not
 * fit is cut at a UTF-8 character boundary.
 */
extern LearnStatus learn_problem_set(LearnProblem *problem, LearnStatus status,
									 const char *where, const char *format,
									 ...)
	__attribute__((format(printf, 4, 5)));

/* The same for a function that has a variable argument list itself. */
extern LearnStatus learn_problem_set_arguments(LearnProblem *problem,
											   LearnStatus status,
											   const char *where,
											   const char *format,
											   va_list arguments)
	__attribute__((format(printf, 4, 0)));

#endif /* LEARN_CORE_PROBLEM_H */
