/*-------------------------------------------------------------------------
 *
 * evidence_state.h
 *		What the state of a host shows about a failure.
 *
 * Private to evidence.c.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_EVIDENCE_STATE_H
#define LEARN_CORE_EVIDENCE_STATE_H

#include "core/evidence.h"

/*
 * Writes the texts of the state and of what is new in it, and notes whether it
 * progressed.  scan is one of learn_evidence_words().
 */
extern void learn_evidence_gather_state(LearnPatternScan *scan,
										const LearnFacts *facts,
										LearnEvidence *evidence);

#endif /* LEARN_CORE_EVIDENCE_STATE_H */
