/*-------------------------------------------------------------------------
 *
 * message.h
 *		What the executor says to whoever started it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_REPORT_MESSAGE_H
#define LEARN_EXECUTOR_REPORT_MESSAGE_H

#include <stdio.h>

#include "core/json.h"
#include "core/problem.h"

/* Writes a problem to standard error, as "learn-executor: where: what". */
extern void learn_message_error(const LearnProblem *problem);

/* The same for what does not stop anything. */
extern void learn_message_warning(const LearnProblem *problem);

/*
 * Writes text from elsewhere so that it can do nothing to a terminal: what
 * cannot be seen becomes an escape (core/visible_text.h).
 */
extern void learn_message_write(FILE *stream, const char *text);

/* Writes to standard output a member that is a text, if there is one. */
extern void learn_message_write_member(const char *before,
									   json_object *document,
									   const char *name);

/* Writes to standard output lines of text, each with blanks before it. */
extern void learn_message_write_lines(const char *text, int indent);

/* Writes JSON as a line to standard output; false: out of memory. */
extern bool learn_message_write_json(json_object *document);

#endif /* LEARN_EXECUTOR_REPORT_MESSAGE_H */
