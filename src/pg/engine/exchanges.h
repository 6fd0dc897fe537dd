/*-------------------------------------------------------------------------
 *
 * exchanges.h
 *		What is sent to models, written down before it is.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_EXCHANGES_H
#define LEARN_PG_ENGINE_EXCHANGES_H

#include "pg/engine/engine.h"

/*
 * Writes the rows in learn.llm_exchanges for the questions of a batch that are
 * about to be sent, and gives each its id and digest, in work->exchange and
 * work->prompt_digest.  The worker sends them when this is committed.
 */
extern void learn_exchanges_begin(const LearnBatch *batch);

/* The question could not be sent: there was no exchange. */
extern void learn_exchange_withdraw(const LearnWork *work);

#endif /* LEARN_PG_ENGINE_EXCHANGES_H */
