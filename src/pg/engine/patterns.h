/*-------------------------------------------------------------------------
 *
 * patterns.h
 *		Keeps learn.patterns up to date with what runs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_PATTERNS_H
#define LEARN_PG_ENGINE_PATTERNS_H

#include "pg/engine/engine.h"

/* Notes that versions have run; their patterns will be extracted again. */
extern void learn_patterns_touch(LearnEngine *engine,
								 const LearnRun *const *runs, int count);

/*
 * When the next patterns are to be extracted; DT_NOEND when none are.
 */
extern TimestampTz learn_patterns_due(const LearnEngine *engine);

/*
 * Extracts the patterns of the version that has waited longest, due or not;
 * one that cannot be is logged, and costs nothing else.  Needs a transaction.
 */
extern void learn_patterns_extract(LearnEngine *engine);

#endif /* LEARN_PG_ENGINE_PATTERNS_H */
