/*-------------------------------------------------------------------------
 *
 * statistics.h
 *		How versions of runbooks have done: counted without anybody waiting.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_STATISTICS_H
#define LEARN_PG_ENGINE_STATISTICS_H

#include "pg/engine/engine.h"
#include "pg/engine/lessons.h"

/*
 * Counts runs whose analyses are stored in this transaction.  Needs a
 * connection to SPI, as do the next two.
 */
extern void learn_statistics_count(const LearnRun *const *runs, int count);

/* Counts successes that did not last. */
extern void learn_statistics_recurred(const LearnRecurrence *recurrences,
									  int count);

/*
 * Counts what a human is about to say of an execution that is analysed: did a
 * human have to step in?  NULL: says nothing of it.  Called before
 * learn.feedback says so, by who holds the lock of the audit log, so that no
 * two compare with the same earlier word.
 */
extern void learn_statistics_intervention(const char *execution_id,
										  const bool *needed);

/*
 * In how many milliseconds what was counted is to be added up in this process;
 * 0 when it is due.
 */
extern long learn_statistics_wait(void);

/*
 * Adds up some of what was counted, by whomever, unless somebody else is at
 * it; what goes wrong is logged, and costs nothing else.  Returns true when
 * there may be more.  Needs a transaction.
 */
extern bool learn_statistics_fold(const LearnEngine *engine);

#endif /* LEARN_PG_ENGINE_STATISTICS_H */
