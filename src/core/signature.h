/*-------------------------------------------------------------------------
 *
 * signature.h
 *		By what failures are told apart: the problem, not the occurrence.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_SIGNATURE_H
#define LEARN_CORE_SIGNATURE_H

#include "core/evidence.h"
#include "core/facts.h"

/*
 * Two failures with the same text are the same problem: the same line of a
 * runbook, the same action of the failed step, the same error, each as its
 * template (fingerprint.h).  All texts are malloc'ed and may be empty.
 */
typedef struct LearnSignature
{
	char *action;  /* template of the failed step's action */
	char *message; /* template of its error, or what stands in for it */
	char *text;    /* what is hashed: version, line, action and message, each
					* in a line of its own */
} LearnSignature;

/*
 * Fills *signature, which the caller frees with learn_signature_free();
 * LEARN_OK, or LEARN_OUT_OF_MEMORY with nothing to free.  The error is the
 * first of these that says anything:
 *
 *	- the message of the execution or the error of the failed step.  What a
 *	  runner puts in front ("step 3 failed: ...") is left out, and when one
 *	  holds the other, the latter counts, so that it makes no difference which
 *	  of the two is missing;
 *	- the last lines of the failed step's output, and its exit code;
 *	- its exit code;
 *	- without a failed step, how the verification was done, and what the state
 *	  shows: the signals of the evidence ("[disk-full]"), sorted.
 *
 * The evidence may be NULL; then the state shows nothing.
 */
extern LearnStatus learn_signature_of(const LearnFacts *facts,
									  const LearnEvidence *evidence,
									  LearnSignature *signature,
									  LearnProblem *problem);

/* Frees what the signature owns; safe when only zeroed. */
extern void learn_signature_free(LearnSignature *signature);

#endif /* LEARN_CORE_SIGNATURE_H */
