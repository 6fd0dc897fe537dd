/*-------------------------------------------------------------------------
 *
 * insert.c
 *		Clients that insert rows as fast as they can.
 *
 *	insert TABLE SAMPLE CLIENTS ROWS_PER_INSERT seconds SECONDS
 *	insert TABLE SAMPLE CLIENTS ROWS_PER_INSERT rows ROWS
 *
 * Each INSERT is a transaction, a prepared statement with the values as
 * parameters.  Prints a JSON object: how many rows were committed, in how many
 * seconds.
 *
 *-------------------------------------------------------------------------
 */
#include <err.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "database.h"
#include "monotonic.h"
#include "rows.h"

typedef struct Job
{
	const char *table;
	const char *sample;
	int rows_per_insert;
	int64_t duration;  /* nanoseconds; 0: by rows */
	uint64_t first;    /* number of the first row */
	uint64_t limit;    /* of the last row, plus one */
	uint64_t next;     /* number of the next row, shared by all clients */
	uint64_t inserted; /* likewise */
	pthread_barrier_t ready;
} Job;

static void *
run_client(void *argument)
{
	Job *job = argument;
	PGconn *connection = database_connect();
	Rows rows = rows_prepare(connection, job->table, job->sample,
							 job->rows_per_insert);
	uint64_t count = (uint64_t) job->rows_per_insert;
	int64_t end;

	pthread_barrier_wait(&job->ready);
	end = job->duration > 0 ? monotonic() + job->duration : INT64_MAX;
	while (monotonic() < end)
	{
		uint64_t number =
			__atomic_fetch_add(&job->next, count, __ATOMIC_RELAXED);

		if (number + count > job->limit)
			break;
		rows_insert(connection, &rows, number);
		__atomic_fetch_add(&job->inserted, count, __ATOMIC_RELAXED);
	}
	PQfinish(connection);
	return NULL;
}

int
main(int argc, char **argv)
{
	Job job = {.limit = UINT64_MAX};
	pthread_t threads[64];
	int clients;
	int64_t start;

	if (argc != 7)
		errx(2, "usage: insert TABLE SAMPLE CLIENTS ROWS_PER_INSERT "
				"seconds|rows NUMBER");
	job.table = argv[1];
	job.sample = argv[2];
	clients = atoi(argv[3]);
	job.rows_per_insert = atoi(argv[4]);
	if (clients < 1 || clients > 64 || job.rows_per_insert < 1)
		errx(2, "at least one row, and 1 to 64 clients");
	job.first = job.next = rows_first_number();
	if (strcmp(argv[5], "rows") == 0)
		job.limit = job.first + strtoull(argv[6], NULL, 10);
	else
		job.duration = (int64_t) (atof(argv[6]) * NANOSECONDS_PER_SECOND);

	pthread_barrier_init(&job.ready, NULL, (unsigned) clients + 1);
	for (int i = 0; i < clients; i++)
	{
		if (pthread_create(&threads[i], NULL, run_client, &job) != 0)
			errx(1, "could not start a thread");
	}
	pthread_barrier_wait(&job.ready);
	start = monotonic();
	for (int i = 0; i < clients; i++)
		pthread_join(threads[i], NULL);
	printf("{\"rows\": %llu, \"seconds\": %.6f}\n",
		   (unsigned long long) job.inserted,
		   (double) (monotonic() - start) / NANOSECONDS_PER_SECOND);
	return 0;
}
