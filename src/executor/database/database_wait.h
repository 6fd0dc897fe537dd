/*-------------------------------------------------------------------------
 *
 * database_wait.h
 *		Waits for a server, but not for ever.
 *
 * Private to database.c.  libpq's own functions that wait have no time limit
 * but that for connecting, so they are given nothing to wait for.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_DATABASE_DATABASE_WAIT_H
#define LEARN_EXECUTOR_DATABASE_DATABASE_WAIT_H

#include <libpq-fe.h>

/* How long, and what else ends the waiting. */
typedef struct LearnPatience
{
	double deadline; /* on the clock of learn_monotonic_seconds() */
	int stops;       /* how often the executor had been told to stop before */
} LearnPatience;

typedef enum LearnWaited
{
	LEARN_WAITED_DONE,   /* it has answered, or the connection is broken */
	LEARN_WAITED_LATE,   /* the time is up */
	LEARN_WAITED_STOPPED /* the executor was told to stop meanwhile */
} LearnWaited;

/* Patience for so many seconds from now. */
extern LearnPatience learn_patience(double seconds);

/* Goes on with a connection that was started. */
extern LearnWaited learn_wait_connected(PGconn *connection,
										const LearnPatience *patience);

/*
 * Sends what is still to be sent and takes the results of what was asked, the
 * connection being a nonblocking one.  *result is the last, the caller's to
 * clear; NULL when there is none, as always unless DONE.
 */
extern LearnWaited learn_wait_answered(PGconn *connection,
									   const LearnPatience *patience,
									   PGresult **result);

#endif /* LEARN_EXECUTOR_DATABASE_DATABASE_WAIT_H */
