/*-------------------------------------------------------------------------
 *
 * announce.h
 *		Tells the database which actions this executor knows.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_DATABASE_ANNOUNCE_H
#define LEARN_EXECUTOR_DATABASE_ANNOUNCE_H

#include "executor/database/database.h"
#include "executor/steps/actions.h"

/*
 * Announces the actions of this host under a name.  The database does nothing
 * when it has heard the same before.
 */
extern LearnDatabaseStatus learn_announce(LearnDatabase *database,
										  const char *name,
										  const LearnActions *actions,
										  LearnProblem *problem);

#endif /* LEARN_EXECUTOR_DATABASE_ANNOUNCE_H */
