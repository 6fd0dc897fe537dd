/*-------------------------------------------------------------------------
 *
 * announce.h
 *		Tells the database which actions this executor knows.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_ANNOUNCE_H
#define LEARN_EXECUTOR_ANNOUNCE_H

#include "executor/actions.h"
#include "executor/database.h"

/*
 * Announces the actions of this host under a name.  The database does nothing
 * when it has heard the same before.
 */
extern LearnDatabaseStatus learn_announce(LearnDatabase *database,
										  const char *name,
										  const LearnActions *actions,
										  LearnProblem *problem);

#endif /* LEARN_EXECUTOR_ANNOUNCE_H */
