/*-------------------------------------------------------------------------
 *
 * analyze.h
 *		What is recorded about an execution, and what follows from it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_ANALYZE_H
#define LEARN_PG_ENGINE_ANALYZE_H

/*
 * Of a failure that came while a draft was being written from another failure
 * of the same runbook.
 */
#define LEARN_FOLLOW_UP_WAITS                                                 \
	"waits for the draft that is being written from another failure"

/* Of the failure that a draft is being written from. */
#define LEARN_FOLLOW_UP_WRITING "a draft is being written"

/* Records what an analysis led to in the end.  SPI is connected. */
extern void learn_analysis_follow_up(const char *execution_id,
									 const char *follow_up);

/*
 * What an execution leads to now that it is known to have failed for this
 * reason, started if it is a better runbook; palloc'ed or constant.  SPI is
 * connected.
 */
extern const char *learn_follow_up_of(const char *execution_id,
									  const char *type);

/*
 * The facts document of an execution and, when not NULL, of a draft that a
 * reviewer wants changed; palloc'ed.  NULL: there is no such execution.  SPI
 * is connected.
 */
extern char *learn_facts(const char *execution_id, const char *draft_id);

#endif /* LEARN_PG_ENGINE_ANALYZE_H */
