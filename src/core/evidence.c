/*-------------------------------------------------------------------------
 *
 * evidence.c
 *		What a failed execution shows, in the form that rules read.
 *
 *-------------------------------------------------------------------------
 */
#include "core/evidence.h"

#include <string.h>

#include "core/evidence_state.h"
#include "core/evidence_words.h"

/* Bounds, in bytes: of one message, of one step. */
#define MESSAGE_LIMIT 16384
#define STEP_LIMIT 1024

/* Steps looked at, from the end: what failed is there. */
#define STEPS_LIMIT 64

static const char *const text_names[LEARN_EVIDENCE_TEXTS] = {
	[LEARN_TEXT_ERROR] = "the error text",
	[LEARN_TEXT_OUTPUT] = "the output of the steps",
	[LEARN_TEXT_STEP] = "the step",
	[LEARN_TEXT_STEPS] = "the steps",
	[LEARN_TEXT_EARLIER] = "the steps before it",
	[LEARN_TEXT_STATE] = "the state after the run",
	[LEARN_TEXT_NEWS] = "what is new in the state",
	[LEARN_TEXT_INCIDENT] = "the incident type",
	[LEARN_TEXT_VERIFICATION] = "the verification",
};

const char *
learn_evidence_text_name(LearnEvidenceText text)
{
	return text_names[text];
}

bool
learn_evidence_shows(const LearnEvidence *evidence, LearnEvidenceText text,
					 const char *pattern, LearnSpan *found)
{
	const LearnBuffer *buffer = &evidence->texts[text];

	return buffer->data != NULL &&
		   learn_pattern_find(pattern, buffer->data, buffer->length, found);
}

void
learn_evidence_free(LearnEvidence *evidence)
{
	for (int i = 0; i < LEARN_EVIDENCE_TEXTS; i++)
		learn_buffer_free(&evidence->texts[i]);
}

static void
append_step(LearnEvidence *evidence, LearnEvidenceText text,
			const LearnFactsStep *step)
{
	learn_pattern_normalize(&evidence->texts[text], step->action, STEP_LIMIT);
	learn_pattern_normalize(&evidence->texts[text], step->command, STEP_LIMIT);
}

static void
gather_steps(LearnPatternScan *scan, const LearnFacts *facts,
			 LearnEvidence *evidence)
{
	const LearnFactsStep *chosen = facts->failed;
	bool only_restarts = facts->step_count > 0;
	int first = facts->step_count - STEPS_LIMIT;

	if (chosen == NULL && facts->step_count > 0)
		chosen = &facts->steps[facts->step_count - 1];
	if (chosen != NULL)
		append_step(evidence, LEARN_TEXT_STEP, chosen);
	if (facts->failed != NULL && facts->exit_code_known)
		learn_buffer_append_format(&evidence->texts[LEARN_TEXT_STEP],
								   "[exit %d]\n", facts->exit_code);

	for (int i = first > 0 ? first : 0; i < facts->step_count; i++)
	{
		const LearnFactsStep *step = &facts->steps[i];
		LearnBuffer *steps = &evidence->texts[LEARN_TEXT_STEPS];
		size_t start = steps->length;

		append_step(evidence, LEARN_TEXT_STEPS, step);
		if (step < chosen)
			append_step(evidence, LEARN_TEXT_EARLIER, step);
		if (only_restarts && !steps->failed)
		{
			learn_pattern_scan(scan, steps->data + start,
							   steps->length - start);
			only_restarts =
				learn_pattern_scan_shows(scan, STEP_RESTARTS, NULL);
		}
		if (step == facts->failed)
			continue;
		learn_pattern_normalize(&evidence->texts[LEARN_TEXT_OUTPUT],
								step->output, STEP_LIMIT);
		if (facts->failed == NULL)
			learn_pattern_normalize(&evidence->texts[LEARN_TEXT_ERROR],
									step->error, STEP_LIMIT);
	}
	if (only_restarts)
		evidence->circumstances |= LEARN_ONLY_RESTARTS;
}

/*
 * The messages.  Runners repeat the failed step's error as the message of the
 * execution: it is read once.
 */
static void
gather_messages(const LearnFacts *facts, LearnEvidence *evidence)
{
	LearnBuffer *error = &evidence->texts[LEARN_TEXT_ERROR];
	const char *message = facts->error_message;

	learn_pattern_normalize(error, message, MESSAGE_LIMIT);
	if (facts->failed == NULL)
		return;
	if (strcmp(facts->failed->error, message) != 0)
		learn_pattern_normalize(error, facts->failed->error, MESSAGE_LIMIT);
	if (strcmp(facts->failed->output, message) != 0)
		learn_pattern_normalize(error, facts->failed->output, MESSAGE_LIMIT);
}

/*
 * How many seconds a step may take: as it was reported, or else as the
 * runbook says.  Negative when neither tells.
 */
static double
step_timeout(const LearnFacts *facts, const LearnFactsStep *step)
{
	double timeout = learn_value_get_number(step->object, "timeout", -1);
	const LearnValue *steps =
		learn_value_get_typed(facts->runbook, "steps", LEARN_VALUE_ARRAY);
	const LearnValue *planned = steps != NULL ? steps->first : NULL;

	if (timeout < 0)
		timeout = learn_value_get_number(step->object, "timeout_seconds", -1);
	for (int i = 1; i < step->number && planned != NULL; i++)
		planned = planned->next;
	return timeout < 0 ? learn_value_get_number(planned, "timeout", -1)
					   : timeout;
}

/*
 * What humans said of this execution, and how long it tried.
 */
static unsigned
told_circumstances(const LearnFacts *facts)
{
	const LearnValue *execution = facts->execution;
	const LearnValue *diagnosis =
		learn_value_get_typed(execution, "was_correct_diagnosis",
							  LEARN_VALUE_BOOLEAN);
	const LearnValue *runbook =
		learn_value_get_typed(execution, "was_correct_runbook",
							  LEARN_VALUE_BOOLEAN);
	const LearnFactsStep *failed = facts->failed;
	double timeout = failed != NULL ? step_timeout(facts, failed) : -1;
	unsigned told = 0;

	if (diagnosis != NULL && !learn_value_is_true(diagnosis))
		told |= LEARN_SAID_WRONG_DIAGNOSIS;
	if (runbook != NULL && !learn_value_is_true(runbook))
		told |= LEARN_SAID_WRONG_RUNBOOK;
	if (learn_value_get_number(execution, "retry_count", 0) >= 1)
		told |= LEARN_RETRIED;
	if (timeout > 0 && failed->duration >= timeout)
		told |= LEARN_STEP_TIMED_OUT;
	return told;
}

/* Does the message or the step name a socket of this host? */
static bool
names_loopback(LearnPatternScan *scan, const LearnEvidence *evidence)
{
	static const LearnEvidenceText texts[] = {LEARN_TEXT_ERROR,
											  LEARN_TEXT_STEP};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
	{
		const LearnBuffer *buffer = &evidence->texts[texts[i]];

		if (buffer->data == NULL)
			continue;
		learn_pattern_scan(scan, buffer->data, buffer->length);
		if (learn_pattern_scan_shows(scan, TEXT_LOOPBACK, NULL))
			return true;
	}
	return false;
}

/*
 * Is there an "&" that a shell of Unix takes for "in the background"?  Those
 * of "&&", "2>&1", "&>file", "|&" and of a URL are none.  On Windows it calls
 * or separates commands.
 */
static bool
has_background_sign(const LearnBuffer *steps)
{
	const char *end = steps->data + steps->length;

	for (const char *c = steps->data; c < end; c++)
	{
		if (*c == '&' && (c == steps->data || !strchr("&<>|\\", c[-1])) &&
			(c + 1 == end || strchr(" \n);", c[1]) != NULL))
			return true;
	}
	return false;
}

/* Does a step leave something running that it does not wait for? */
static bool
leaves_running(LearnPatternScan *scan, const LearnFacts *facts,
			   const LearnEvidence *evidence)
{
	const LearnBuffer *steps = &evidence->texts[LEARN_TEXT_STEPS];

	if (steps->data == NULL)
		return false;
	learn_pattern_scan(scan, steps->data, steps->length);
	return learn_pattern_scan_shows(scan, STEP_DETACHES, NULL) ||
		   (strcmp(facts->platform, "windows") != 0 &&
			has_background_sign(steps));
}

static void
note_circumstances(LearnPatternScan *scan, const LearnFacts *facts,
				   LearnEvidence *evidence)
{
	const LearnBuffer *error = &evidence->texts[LEARN_TEXT_ERROR];
	size_t blank = error->data != NULL ? strspn(error->data, " \n") : 0;
	static const struct
	{
		const char *name;
		unsigned bit;
	} platforms[] = {{"linux", LEARN_ON_LINUX},
					 {"windows", LEARN_ON_WINDOWS},
					 {"darwin", LEARN_ON_DARWIN}};

	for (size_t i = 0; i < sizeof(platforms) / sizeof(*platforms); i++)
	{
		if (strcmp(facts->platform, platforms[i].name) == 0)
			evidence->circumstances |= platforms[i].bit;
	}
	evidence->circumstances |= told_circumstances(facts);
	evidence->circumstances |=
		names_loopback(scan, evidence) ? LEARN_LOOPBACK : LEARN_NO_LOOPBACK;
	if (leaves_running(scan, facts, evidence))
		evidence->circumstances |= LEARN_IN_BACKGROUND;
	if (facts->failed != NULL)
		evidence->circumstances |= LEARN_STEP_FAILED;
	else if (facts->step_count > 0)
		evidence->circumstances |= LEARN_ALL_GREEN;
	if (facts->verification == LEARN_VERIFIED_FAILED)
		evidence->circumstances |= LEARN_NOT_VERIFIED;
	if (blank == error->length)
		evidence->circumstances |= LEARN_NO_MESSAGE;
}

LearnStatus
learn_evidence_gather(const LearnPatternSet *words, const LearnFacts *facts,
					  LearnEvidence *evidence, LearnProblem *problem)
{
	LearnPatternScan scan;
	bool failed = !learn_pattern_scan_init(&scan, words);

	memset(evidence, 0, sizeof(*evidence));
	for (int i = 0; i < LEARN_EVIDENCE_TEXTS; i++)
		learn_buffer_init(&evidence->texts[i], 0);
	if (!failed)
	{
		gather_messages(facts, evidence);
		gather_steps(&scan, facts, evidence);
		learn_pattern_normalize(&evidence->texts[LEARN_TEXT_INCIDENT],
								facts->incident_type, STEP_LIMIT);
		learn_evidence_gather_state(&scan, facts, evidence);
		learn_pattern_normalize(&evidence->texts[LEARN_TEXT_VERIFICATION],
								facts->verification_method, STEP_LIMIT);
		note_circumstances(&scan, facts, evidence);
	}
	learn_pattern_scan_free(&scan);

	for (int i = 0; i < LEARN_EVIDENCE_TEXTS; i++)
		failed |= evidence->texts[i].failed;
	if (!failed)
		return LEARN_OK;
	learn_evidence_free(evidence);
	return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
							 "out of memory");
}
