/*-------------------------------------------------------------------------
 *
 * database_message.h
 *		What a server or libpq says, and what it means.
 *
 * Private to database.c.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_DATABASE_DATABASE_MESSAGE_H
#define LEARN_EXECUTOR_DATABASE_DATABASE_MESSAGE_H

#include "executor/database/database.h"

/* What an SQLSTATE (NULL: there is none) means. */
extern LearnDatabaseStatus learn_database_meaning(const char *state);

/*
 * Makes a problem of a text from the server or from libpq: one line without
 * control characters, valid UTF-8, and without the password of the connection
 * (which may be NULL).
 */
extern void learn_database_say(PGconn *connection, const char *text,
							   LearnProblem *problem);

/* The same of an error or a warning, with its detail and hint. */
extern void learn_database_say_result(PGconn *connection,
									  const PGresult *result,
									  LearnProblem *problem);

#endif /* LEARN_EXECUTOR_DATABASE_DATABASE_MESSAGE_H */
