/*-------------------------------------------------------------------------
 *
 * database_wait.c
 *		Waits for a server, but not for ever.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/database/database_wait.h"

#include "executor/process/interrupt.h"
#include "executor/process/signals.h"

LearnPatience
learn_patience(double seconds)
{
	LearnPatience patience = {learn_monotonic_seconds() + seconds,
							  learn_interrupt_count()};

	return patience;
}

/*
 * Waits for the socket.  The time counts also when there always is something
 * to read: a server can go on talking for ever.
 */
static LearnWaited
wait_for(PGconn *connection, short events, const LearnPatience *patience)
{
	struct pollfd polled = {PQsocket(connection), events, 0};
	LearnWaited waited = LEARN_WAITED_DONE;
	LearnSignals signals;

	learn_signals_hold(&signals);
	/* Whoever uses a broken connection next finds out that it is, and why. */
	while (polled.fd >= 0 && polled.revents == 0 &&
		   waited == LEARN_WAITED_DONE)
	{
		double left = patience->deadline - learn_monotonic_seconds();

		if (learn_interrupt_count() != patience->stops)
			waited = LEARN_WAITED_STOPPED;
		else if (left <= 0)
			waited = LEARN_WAITED_LATE;
		else
			learn_signals_poll(&signals, &polled, 1, left);
	}
	learn_signals_release(&signals);
	return waited;
}

LearnWaited
learn_wait_connected(PGconn *connection, const LearnPatience *patience)
{
	PostgresPollingStatusType status = PGRES_POLLING_WRITING;

	while (status == PGRES_POLLING_WRITING || status == PGRES_POLLING_READING)
	{
		LearnWaited waited =
			wait_for(connection,
					 status == PGRES_POLLING_READING ? POLLIN : POLLOUT,
					 patience);

		if (waited != LEARN_WAITED_DONE)
			return waited;
		status = PQconnectPoll(connection);
	}
	return LEARN_WAITED_DONE;
}

/*
 * The server may have to get rid of something before it takes more.
 */
static LearnWaited
send_all(PGconn *connection, const LearnPatience *patience)
{
	LearnWaited waited = LEARN_WAITED_DONE;

	while (waited == LEARN_WAITED_DONE && PQflush(connection) > 0)
	{
		waited = wait_for(connection, POLLIN | POLLOUT, patience);
		if (waited == LEARN_WAITED_DONE && !PQconsumeInput(connection))
			break;
	}
	return waited;
}

LearnWaited
learn_wait_answered(PGconn *connection, const LearnPatience *patience,
					PGresult **result)
{
	LearnWaited waited = send_all(connection, patience);
	PGresult *next = NULL;

	*result = NULL;
	while (waited == LEARN_WAITED_DONE)
	{
		while (waited == LEARN_WAITED_DONE && PQisBusy(connection))
		{
			waited = wait_for(connection, POLLIN, patience);
			if (waited == LEARN_WAITED_DONE && !PQconsumeInput(connection))
				break;
		}
		if (waited != LEARN_WAITED_DONE)
			break;
		next = PQgetResult(connection);
		if (next == NULL)
			return LEARN_WAITED_DONE;
		PQclear(*result);
		*result = next;
	}
	PQclear(*result);
	*result = NULL;
	return waited;
}
