/*-------------------------------------------------------------------------
 *
 * evidence.h
 *		What ties evidence to the audit log.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_REVIEW_EVIDENCE_H
#define LEARN_PG_REVIEW_EVIDENCE_H

#include "lib/stringinfo.h"

/* An exchange with a model that a draft comes from. */
typedef struct LearnAnswered
{
	const char *id; /* as in learn.llm_exchanges; NULL: no model was asked */
	const char *prompt_digest;
	const char *reply_digest;
} LearnAnswered;

/*
 * Adds to the details of an audit row what a draft was made from:
 * execution_digest, the SHA-256 of the execution's canonical text, and calls,
 * [{id, prompt_digest, reply_digest}] of what models were asked about it, the
 * one given last.  Needs a connection to SPI.
 */
extern void learn_evidence_add(StringInfo details, const char *execution_id,
							   const LearnAnswered *answered);

#endif /* LEARN_PG_REVIEW_EVIDENCE_H */
