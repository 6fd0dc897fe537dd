/*-------------------------------------------------------------------------
 *
 * databases.h
 *		Which databases there are, and which of them are to be served.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_WORKER_DATABASES_H
#define LEARN_PG_WORKER_DATABASES_H

#include "nodes/pg_list.h"

typedef struct LearnDatabase
{
	Oid oid;
	char *name;
	bool wanted; /* may be connected to, and learn.databases allows it */
} LearnDatabase;

/*
 * All databases of the cluster, as LearnDatabase in the current memory
 * context.  Begins and ends a transaction.
 */
extern List *learn_databases_list(void);

/*
 * Does learn.databases allow this one?  Empty, it allows all but templates.
 */
extern bool learn_database_is_wanted(const char *name, bool is_template);

#endif /* LEARN_PG_WORKER_DATABASES_H */
