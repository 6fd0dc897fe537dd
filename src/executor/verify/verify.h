/*-------------------------------------------------------------------------
 *
 * verify.h
 *		Is the incident over?
 *
 * The runbook's own verification says; without one, what is known of the
 * incident type.  Where neither can tell, the answer is that it is not known:
 * that the steps went well proves nothing.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_VERIFY_VERIFY_H
#define LEARN_EXECUTOR_VERIFY_VERIFY_H

#include "core/json.h"
#include "core/problem.h"
#include "executor/state/state.h"

/* Seconds, of a verification that names none. */
#define LEARN_VERIFY_TIMEOUT 10.0

/* The longest method, in bytes. */
#define LEARN_VERIFY_METHOD_MAX 500

/*
 * How much a method is worth: the more of the service's own work an answer
 * takes, and the better it is known what was asked, the more.  What is not
 * known is worth nothing.
 */
/* The service itself answered a request as it answers its users. */
#define LEARN_CONFIDENCE_HTTP 0.95
/* Somebody wrote a test for this service; what it tests is not seen. */
#define LEARN_CONFIDENCE_COMMAND 0.9
/* A figure of the host is as it should be; the service may suffer still. */
#define LEARN_CONFIDENCE_STATE 0.85
/* A file was written lately; what is in it was not looked at. */
#define LEARN_CONFIDENCE_FILE_AGE 0.85
/* The kernel took a connection: the service may hang behind it. */
#define LEARN_CONFIDENCE_PORT 0.8
/* Nobody said what to look at: general knowledge of such incidents did. */
#define LEARN_CONFIDENCE_INCIDENT_TYPE 0.7

typedef enum LearnVerdict
{
	LEARN_VERDICT_UNKNOWN,
	LEARN_VERDICT_PASSED,
	LEARN_VERDICT_FAILED
} LearnVerdict;

typedef struct LearnVerifyRequest
{
	const LearnStateRequest *about;
	json_object *state_before; /* borrowed; NULL: not captured */
	double since_before; /* seconds that have passed since then, at least */

	/*
	 * What was just started may need a moment: ask again until the time is up.
	 * Not so when the steps failed: then one look is enough.
	 */
	bool patient;
} LearnVerifyRequest;

typedef struct LearnVerification
{
	LearnVerdict verdict;
	char *method;      /* malloc'ed: how, and what was seen, one line such as
						* "http: GET http://127.0.0.1/health: status 200", or
						* why it is not known; NULL when nothing was looked at */
	double confidence; /* 0 to 1: how much the method is worth */
} LearnVerification;

/*
 * Verifies.  Told to stop (interrupt.h), it gives the answer that it has.
 * LEARN_OK or LEARN_OUT_OF_MEMORY; the verification is the caller's to free in
 * any case.
 */
extern LearnStatus learn_verify(const LearnVerifyRequest *request,
								LearnVerification *verification);

/* Frees what a verification owns; safe when only zeroed, and twice. */
extern void learn_verification_free(LearnVerification *verification);

#endif /* LEARN_EXECUTOR_VERIFY_VERIFY_H */
