/*-------------------------------------------------------------------------
 *
 * evidence.h
 *		What a failed execution shows, in the form that rules read.
 *
 * Each text is normalised (pattern.h) and bounded, whatever the execution
 * holds.  Numbers that matter are turned into words such as "[disk-full]" at
 * the end of the state text, so that rules need no arithmetic.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_EVIDENCE_H
#define LEARN_CORE_EVIDENCE_H

#include "core/facts.h"
#include "core/pattern_set.h"

typedef enum LearnEvidenceText
{
	LEARN_TEXT_ERROR,    /* messages: of the execution and of its failed step;
						* of all steps when none failed */
	LEARN_TEXT_OUTPUT,   /* what the other steps printed */
	LEARN_TEXT_STEP,     /* action and command of the failed step, and
						  * "[exit 127]"; of the last when none failed */
	LEARN_TEXT_STEPS,    /* actions and commands of all steps */
	LEARN_TEXT_EARLIER,  /* the same of the steps before that one */
	LEARN_TEXT_STATE,    /* state_after as "path=value", signals in brackets */
	LEARN_TEXT_NEWS,     /* what is in state_after and was not before */
	LEARN_TEXT_INCIDENT, /* incident_type */
	LEARN_TEXT_VERIFICATION /* verification_method */
} LearnEvidenceText;

#define LEARN_EVIDENCE_TEXTS (LEARN_TEXT_VERIFICATION + 1)

/* Circumstances: bits of LearnEvidence.circumstances. */
enum
{
	LEARN_STEP_FAILED = 1 << 0,
	LEARN_ALL_GREEN = 1 << 1,    /* there are steps, and none failed */
	LEARN_NOT_VERIFIED = 1 << 2, /* verification ran and did not pass */
	LEARN_NO_MESSAGE = 1 << 3,   /* nothing in LEARN_TEXT_ERROR */
	LEARN_ON_LINUX = 1 << 4,
	LEARN_ON_WINDOWS = 1 << 5,
	LEARN_ON_DARWIN = 1 << 6,
	LEARN_ONLY_RESTARTS = 1 << 7, /* no step did more than restart or wait */
	LEARN_STATE_PROGRESSED = 1 << 8,     /* a value of the state changed */
	LEARN_SAID_WRONG_DIAGNOSIS = 1 << 9, /* a human said so */
	LEARN_SAID_WRONG_RUNBOOK = 1 << 10,  /* a human said so */
	LEARN_RETRIED = 1 << 11,        /* not the first attempt that failed */
	LEARN_STEP_TIMED_OUT = 1 << 12, /* the failed step took all its time */
	LEARN_LOOPBACK = 1 << 13,       /* the message or the step names a socket
									 * of this host */
	LEARN_NO_LOOPBACK = 1 << 14,    /* neither does */
	LEARN_IN_BACKGROUND = 1 << 15   /* a step left something running, and so
									 * succeeded before that was up */
};

typedef struct LearnEvidence
{
	LearnBuffer texts[LEARN_EVIDENCE_TEXTS];
	unsigned circumstances;
} LearnEvidence;

/*
 * The words that gathering looks for, made once for any number of failures;
 * the caller frees them with learn_pattern_set_free().  NULL: no memory.
 */
extern LearnPatternSet *learn_evidence_words(void);

/* Gathers the evidence; the caller frees it with learn_evidence_free(). */
extern LearnStatus learn_evidence_gather(const LearnPatternSet *words,
										 const LearnFacts *facts,
										 LearnEvidence *evidence,
										 LearnProblem *problem);

/* Is the pattern in one of the texts?  *found may be NULL. */
extern bool learn_evidence_shows(const LearnEvidence *evidence,
								 LearnEvidenceText text, const char *pattern,
								 LearnSpan *found);

/* "the error message", "the state after the run" ... */
extern const char *learn_evidence_text_name(LearnEvidenceText text);

/* Frees what the evidence owns; safe when only zeroed. */
extern void learn_evidence_free(LearnEvidence *evidence);

#endif /* LEARN_CORE_EVIDENCE_H */
