/*-------------------------------------------------------------------------
 *
 * verify_look.h
 *		Single looks of verifications, at states that are made up.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_VERIFY_LOOK_H
#define LEARN_TEST_VERIFY_LOOK_H

#include "unit.h"

#include "executor/process/interrupt.h"
#include "executor/verify/method.h"

/* What is looked at; texts may be NULL. */
typedef struct Look
{
	LearnMethodLook *look;
	const char *verification;
	const char *given[3]; /* NAME=value */
	const char *before;
	double since_before;
	const char *states[2]; /* that of each capture, the last one going on;
							* none: that of this host */
} Look;

static const char *const *look_states;

static json_object *
look_parse(const char *text)
{
	json_object *value;
	LearnProblem problem = {"", ""};

	if (text == NULL)
		return NULL;
	assert_int_equal(learn_json_parse(text, strlen(text), &value, &problem),
					 LEARN_OK);
	return value;
}

static json_object *
look_capture(const LearnStateRequest *request)
{
	const char *state = look_states[0];

	(void) request;
	if (look_states[1] != NULL)
		look_states++;
	return look_parse(state);
}

/*
 * Is that what was expected?  A # stands for any digits, a * at the end for
 * anything.
 */
static bool
look_is_like(const char *seen, const char *expected)
{
	for (; *expected != '\0'; expected++)
	{
		size_t length = *expected == '#' ? strspn(seen, "0123456789")
										 : (size_t) (*seen == *expected);

		if (*expected == '*')
			return true;
		if (length == 0)
			return false;
		seen += length;
	}
	return *seen == '\0';
}

/*
 * Looks, and checks what is seen.
 */
static inline void
check_look(const Look *given, LearnVerdict verdict, const char *expected)
{
	const char *const states[] = {given->states[0], given->states[1], NULL};
	LearnValues values = {0};
	LearnStateRequest about = {"other", NULL, &values};
	LearnVerifyRequest request = {.about = &about,
								  .state_before = look_parse(given->before),
								  .since_before = given->since_before};
	LearnQuestion question = {.request = &request,
							  .verification = look_parse(given->verification),
							  .deadline = learn_monotonic_seconds() + 10,
							  .capture = given->states[0] != NULL
											 ? look_capture
											 : learn_state_capture,
							  .interval = 0.01};
	LearnVerdict seen_verdict;
	LearnBuffer seen;

	look_states = states;
	for (int i = 0; i < 3 && given->given[i] != NULL; i++)
		assert_int_equal(learn_values_add(&values, given->given[i], NULL),
						 LEARN_OK);
	learn_buffer_init(&seen, 0);
	seen_verdict = given->look(&question, &seen);
	assert_false(seen.failed);
	if (!look_is_like(seen.data, expected))
		fail_msg("\"%s\" is not like \"%s\"", seen.data, expected);
	assert_int_equal(seen_verdict, verdict);
	learn_buffer_free(&seen);
	learn_values_free(&values);
	json_object_put(request.state_before);
	json_object_put(question.verification);
}

/* A look of a table of them. */
typedef struct Case
{
	const char *given[3];
	const char *before;
	const char *state;
	LearnVerdict verdict;
	const char *seen;
} Case;

static inline void
check_cases(LearnMethodLook *look, const Case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		Look given = {.look = look,
					  .before = cases[i].before,
					  .states = {cases[i].state}};

		memcpy(given.given, cases[i].given, sizeof(given.given));
		check_look(&given, cases[i].verdict, cases[i].seen);
	}
}

#define CHECK_CASES(look, cases)                                              \
	check_cases(look, cases, sizeof(cases) / sizeof((cases)[0]))

#endif /* LEARN_TEST_VERIFY_LOOK_H */
