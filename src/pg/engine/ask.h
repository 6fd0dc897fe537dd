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

/*
 * Sends work->prompt.  Raises when it cannot be sent; nothing is in flight
 * then.  On return exactly one reply will come.
 */
extern void learn_ask_send(LearnEngine *engine, LearnWork *work);

/*
 * Writes the row in learn.llm_calls.  unusable: why an answer that came could
 * not be used, else NULL.
 */
extern void learn_ask_record(const LearnWork *work, const char *unusable);

/*
 * Puts a job back whose question was not answered: rate limits, and an
 * endpoint that is away or does not accept the key, delay it without using up
 * an attempt; all else counts.
 */
extern void learn_ask_put_back(const LearnWork *work);

#endif /* LEARN_PG_ENGINE_ASK_H */
