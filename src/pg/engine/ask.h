/*-------------------------------------------------------------------------
 *
 * ask.h
 *		One question to the configured model: sending it, and the record of it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_ASK_H
#define LEARN_PG_ENGINE_ASK_H

#include "pg/engine/engine.h"

/* A text that telemetry cannot know, to mark it off with; palloc'ed. */
extern char *learn_ask_nonce(void);

/* Chooses which model a work asks, and how long its answer may be. */
extern void learn_ask_choose_model(LearnWork *work);

/*
 * Sends work->prompt, an exchange that was begun (exchanges.h), to the model
 * chosen.  Raises when it cannot be sent; nothing is in flight then.  On
 * return exactly one reply will come.
 */
extern void learn_ask_send(LearnEngine *engine, LearnWork *work);

/*
 * Writes the rows in learn.llm_calls for a batch of replies.  The error of a
 * work whose model answered says why that answer could not be used.
 */
extern void learn_ask_record(const LearnBatch *batch);

/*
 * Puts a job back whose question was not answered: rate limits, and an
 * endpoint that is away or does not accept the key, delay it without using up
 * an attempt; all else counts.
 */
extern void learn_ask_put_back(const LearnEngine *engine,
							   const LearnWork *work);

#endif /* LEARN_PG_ENGINE_ASK_H */
