/*-------------------------------------------------------------------------
 *
 * database.h
 *		libpq for programs that end when anything fails.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BENCH_DATABASE_H
#define BENCH_DATABASE_H

#include <libpq-fe.h>

/* Connects to what PGHOST and so on say. */
extern PGconn *database_connect(void);

/* Prepares the unnamed statement of a connection; types are inferred. */
extern void database_prepare(PGconn *connection, const char *statement);

/*
 * Runs it.  The caller clears the result.
 */
extern PGresult *database_run(PGconn *connection, int count,
							  const char *const *values);

#endif /* BENCH_DATABASE_H */
