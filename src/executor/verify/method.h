/*-------------------------------------------------------------------------
 *
 * method.h
 *		The ways to verify, each in a file of its own.
 *
 * A method looks once and says what it saw; that it is asked again, and for
 * how long, is verify.c's business.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_VERIFY_METHOD_H
#define LEARN_EXECUTOR_VERIFY_METHOD_H

#include "core/buffer.h"
#include "core/json.h"
#include "executor/state/state.h"
#include "executor/verify/verify.h"

/* What a method is asked; everything is borrowed. */
typedef struct LearnQuestion
{
	const LearnVerifyRequest *request;
	json_object *verification; /* the runbook's own; NULL: it has none */
	double deadline;           /* when the look must have ended, on the clock
								* of learn_monotonic_seconds() */

	/* How the state is captured: learn_state_capture(), but in tests. */
	json_object *(*capture)(const LearnStateRequest *request);

	/* Seconds between two looks at what must be so, and stay so. */
	double interval;
} LearnQuestion;

/*
 * Looks once, and appends to seen what was seen, for somebody to read: part of
 * a sentence.  Not known is what could not be looked at; then seen says why.
 * Told to stop, a method says that it does not know.  Out of memory, it fails
 * the buffer.
 */
typedef LearnVerdict LearnMethodLook(const LearnQuestion *question,
									 LearnBuffer *seen);

/* Why a look came to nothing, in words. */
#define LEARN_VERIFY_STOPPED "the executor was told to stop"
#define LEARN_VERIFY_LATE "no answer in time"

/* The methods of a runbook's own verification. */
extern LearnMethodLook learn_verify_command;
extern LearnMethodLook learn_verify_http;
extern LearnMethodLook learn_verify_port;
extern LearnMethodLook learn_verify_state;
extern LearnMethodLook learn_verify_file_age;

/* What is known of a type of incident; NULL: nothing. */
extern LearnMethodLook *learn_verify_find_incident(const char *incident_type);

/* Ends a look of which nothing came: appends the reason, in words of ours. */
extern LearnVerdict learn_verify_unknown(LearnBuffer *seen, const char *format,
										 ...)
	__attribute__((format(printf, 2, 3)));

/* Likewise, of a look that did not see what was to be seen. */
extern LearnVerdict learn_verify_failed(LearnBuffer *seen, const char *format,
										...)
	__attribute__((format(printf, 2, 3)));

/* Ends a look for which there was no memory. */
extern LearnVerdict learn_verify_out_of_memory(LearnBuffer *seen);

/*
 * Text without its secrets, as a new string of json-c; NULL when out of
 * memory.  To be asked for before anything is cut out of the text, since half
 * a secret is not known for one any more.
 */
extern json_object *learn_question_redact(const LearnQuestion *question,
										  const char *text);

/*
 * Appends text; of a longer one than so many bytes only the beginning, and
 * three dots.
 */
extern bool learn_verify_append_cut(LearnBuffer *seen, const char *text,
									size_t length, size_t limit);

/*
 * Appends before and one line of what a program wrote, without secrets and not
 * longer than a few words: the first, or the last, that is not empty.  False,
 * with nothing appended, when there is none.
 */
extern bool learn_question_quote(const LearnQuestion *question,
								 const char *before, const char *output,
								 bool last, LearnBuffer *seen);

/*
 * Writes the text of a verification with the values of its ${NAME}, the
 * caller's to free.  False, with nothing to free: one has no value, which seen
 * then says, or memory ran out.
 */
extern bool learn_question_fill(const LearnQuestion *question,
								const char *text, LearnBuffer *filled,
								LearnBuffer *seen);

#endif /* LEARN_EXECUTOR_VERIFY_METHOD_H */
