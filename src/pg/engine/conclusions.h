/*-------------------------------------------------------------------------
 *
 * conclusions.h
 *		What was found out about executions, stored together and remembered.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_CONCLUSIONS_H
#define LEARN_PG_ENGINE_CONCLUSIONS_H

#include "pg/engine/engine.h"
#include "pg/engine/groups.h"

/* What was found out about an execution. */
typedef struct LearnConclusion
{
	LearnWork *work;
	LearnRun run;
	LearnGroup group;      /* of a failure, with this one counted */
	const char *follow_up; /* what it leads to, or why it leads to nothing */
} LearnConclusion;

typedef struct LearnConclusions
{
	LearnEngine *engine;
	LearnConclusion *items;
	int count;
} LearnConclusions;

/* None yet, with room for that many, in the current memory context. */
extern LearnConclusions learn_conclusions_create(LearnEngine *engine,
												 int capacity);

/* One more, about this run. */
extern LearnConclusion *learn_conclusions_add(LearnConclusions *conclusions,
											  LearnWork *work,
											  const LearnRun *run);

/*
 * Settles the jobs, stores the analyses, counts the failures into their
 * groups, starts what follows and remembers what there is to learn from, each
 * execution once.  Those whose lease was lost are dropped: somebody else has
 * them.  Needs a transaction and a connection to SPI.
 */
extern void learn_conclusions_store(LearnConclusions *conclusions);

/* Decides what each conclusion leads to, and starts it; for the above. */
extern void learn_follow_up(LearnConclusions *conclusions);

#endif /* LEARN_PG_ENGINE_CONCLUSIONS_H */
