/*-------------------------------------------------------------------------
 *
 * foreign.h
 *		The border between PostgreSQL's memory and that of core/ and llm/.
 *
 * What core/ gives is malloc'ed, and a raised error would leak it: it is
 * copied, freed, and only then may anything raise.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_FOREIGN_H
#define LEARN_PG_FOREIGN_H

#include "core/findings.h"
#include "core/problem.h"
#include "utils/jsonb.h"

/*
 * Copies a malloc'ed string into the current memory context and frees it.
 * Returns NULL for NULL; raises, with the string freed, when out of memory.
 */
extern char *learn_foreign_take(char *string);

/* Raises for LEARN_OUT_OF_MEMORY and LEARN_INVALID; what: "runbook" ... */
extern void learn_foreign_check(LearnStatus status,
								const LearnProblem *problem, const char *what);

/* A jsonb as text in the current memory context. */
extern char *learn_foreign_json(Jsonb *value, size_t *length);

/*
 * Copies the items of a list into the current memory context and frees it;
 * raises, with the list freed, when it is incomplete.
 */
extern LearnFinding *learn_foreign_findings(LearnFindings *findings,
											int *count);

/*
 * Validates a runbook given as text.  Returns NULL when it has no error, else
 * its errors, one a line, palloc'ed.
 */
extern char *learn_foreign_runbook_errors(const char *content, size_t length);

#endif /* LEARN_PG_FOREIGN_H */
