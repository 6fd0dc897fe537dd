/*-------------------------------------------------------------------------
 *
 * budget.h
 *		learn.daily_budget: reserved before a call, settled after it.
 *
 * A row in learn.budget_days holds what the calls of a day have cost and what
 * is reserved for those under way.  It is locked from the reservation to the
 * end of the transaction, so that two cannot take the same money.  What was
 * reserved by a process that ended before it could settle stays reserved:
 * nobody knows whether it was spent.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_BUDGET_H
#define LEARN_PG_ENGINE_BUDGET_H

#include "pg/engine/engine.h"

/*
 * The day whose budget is spent now.  Days are in UTC: sessions have time
 * zones of their own, and they must all count alike.
 */
extern DateADT learn_budget_today(void);

/*
 * Reserves for those works of a batch whose request is about to be sent, as
 * far as the budget goes; the others are to be deferred.  Does nothing when no
 * budget is set.  Needs a transaction and a connection to SPI.
 */
extern void learn_budget_reserve(LearnBatch *batch);

/*
 * Gives back what was reserved for a request that was not sent after all, and
 * says whether there was anything.
 * Needs a transaction and a connection to SPI.
 */
extern bool learn_budget_return(LearnWork *work);

#endif /* LEARN_PG_ENGINE_BUDGET_H */
