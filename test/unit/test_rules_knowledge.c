/*-------------------------------------------------------------------------
 *
 * test_rules_knowledge.c
 *		What the built-in classifier knows about tools of three platforms.
 *
 * The failures in knowledge_cases*.h are invented.  No single one of them must
 * be answered rightly, but most of each type, and nearly all of those that
 * are answered with confidence.  With "-v" every other answer is listed.
 *
 * Those of knowledge_cases_kinds.h are told apart from others that look alike:
 * each of them must be answered rightly and with confidence, or not with the
 * one answer that would be wrong.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/classify.h"
#include "core/json.h"

#define DIAGNOSIS LEARN_FAILURE_WRONG_DIAGNOSIS
#define RUNBOOK LEARN_FAILURE_WRONG_RUNBOOK
#define INCOMPLETE LEARN_FAILURE_RUNBOOK_INSUFFICIENT
#define ENVIRONMENT LEARN_FAILURE_ENVIRONMENT_DIFFERENCE
#define EXTERNAL LEARN_FAILURE_EXTERNAL_DEPENDENCY
#define PERMISSION LEARN_FAILURE_PERMISSION_DENIED

/* From this confidence on nobody else is asked: see learn.rules_confidence. */
#define SURE 0.8

/* What is expected: of all, of each type, and of the answers that are sure. */
#define LEAST_ACCURACY 0.94
#define LEAST_RECALL 0.88
#define LEAST_SHARE 0.80
#define LEAST_PRECISION 0.97

typedef struct KnowledgeCase
{
	LearnFailureType expected;
	const char *platform;
	const char *incident;
	const char *commands; /* one a line; the last one fails, if any does */
	int exit_code;
	const char *error; /* NULL: every step succeeded */
	const char *state_before;
	const char *state_after;
	const char *unverified; /* why the verification did not pass */
	bool never;             /* expected is the one answer that is wrong */
} KnowledgeCase;

/* The last command fails. */
#define FAILS(type, platform, incident, commands, exit_code, error)           \
	{                                                                         \
		type, platform, incident, commands, exit_code, error, NULL, NULL,     \
			NULL, false                                                       \
	}

/* The same, and this is not why. */
#define NEVER(type, platform, incident, commands, exit_code, error)           \
	{                                                                         \
		type, platform, incident, commands, exit_code, error, NULL, NULL,     \
			NULL, true                                                        \
	}

/* Every command succeeds, and the incident stays. */
#define STAYS(type, platform, incident, commands, before, after)              \
	{                                                                         \
		type, platform, incident, commands, 0, NULL, before, after, NULL,     \
			false                                                             \
	}

/* The same, and this is not why. */
#define STAYS_NEVER(type, platform, incident, commands, before, after)        \
	{                                                                         \
		type, platform, incident, commands, 0, NULL, before, after, NULL,     \
			true                                                              \
	}

/* Every command succeeds, and the verification says what is wrong. */
#define UNVERIFIED(type, platform, incident, commands, unverified)            \
	{                                                                         \
		type, platform, incident, commands, 0, NULL, NULL, NULL, unverified,  \
			false                                                             \
	}

/* The same, and this is not why. */
#define UNVERIFIED_NEVER(type, platform, incident, commands, unverified)      \
	{                                                                         \
		type, platform, incident, commands, 0, NULL, NULL, NULL, unverified,  \
			true                                                              \
	}

static const KnowledgeCase cases[] = {
#include "knowledge_cases.h"
#include "knowledge_cases_more.h"
#include "knowledge_cases_state.h"
#include "knowledge_cases_wrapped.h"
#include "knowledge_cases_last.h"
};

static const KnowledgeCase kinds[] = {
#include "knowledge_cases_kinds.h"
};

#define CASES ((int) (sizeof(cases) / sizeof(*cases)))
#define KINDS ((int) (sizeof(kinds) / sizeof(*kinds)))

static bool verbose;

static json_object *
make_step(const KnowledgeCase *example, const char *command, size_t length,
		  bool last)
{
	json_object *step = json_object_new_object();
	bool failed = last && example->error != NULL;

	learn_json_add(step, "command",
				   json_object_new_string_len(command, (int) length));
	learn_json_add(step, "success", json_object_new_boolean(!failed));
	if (failed)
	{
		learn_json_add(step, "exit_code",
					   json_object_new_int(example->exit_code));
		learn_json_add(step, "error", json_object_new_string(example->error));
	}
	return step;
}

static void
add_state(json_object *execution, const char *name, const char *text)
{
	json_object *state;
	LearnProblem problem;

	if (text == NULL)
		return;
	assert_int_equal(learn_json_parse(text, strlen(text), &state, &problem),
					 LEARN_OK);
	learn_json_add(execution, name, state);
}

static json_object *
make_execution(const KnowledgeCase *example)
{
	json_object *execution = json_object_new_object();
	json_object *steps = json_object_new_array();
	const char *command = example->commands;
	const char *end;

	for (; (end = strchr(command, '\n')) != NULL; command = end + 1)
		learn_json_append(steps, make_step(example, command,
										   (size_t) (end - command), false));
	learn_json_append(steps,
					  make_step(example, command, strlen(command), true));
	learn_json_add(execution, "steps", steps);
	learn_json_add(execution, "platform",
				   json_object_new_string(example->platform));
	learn_json_add(execution, "incident_type",
				   json_object_new_string(example->incident));
	if (example->error != NULL)
		learn_json_add(execution, "error_message",
					   json_object_new_string(example->error));
	else
		learn_json_add(execution, "verification_passed",
					   json_object_new_boolean(false));
	if (example->unverified != NULL)
		learn_json_add(execution, "error_message",
					   json_object_new_string(example->unverified));
	add_state(execution, "state_before", example->state_before);
	add_state(execution, "state_after", example->state_after);
	return execution;
}

static void
classify(const LearnClassifier *classifier, const KnowledgeCase *example,
		 LearnCategory *category)
{
	json_object *execution = make_execution(example);
	const char *text = json_object_to_json_string(execution);
	LearnFacts facts;
	LearnProblem problem;

	assert_int_equal(learn_facts_read(text, strlen(text), &facts, &problem),
					 LEARN_OK);
	assert_int_equal(learn_classify_facts(classifier, &facts, category, NULL,
										  &problem),
					 LEARN_OK);
	learn_facts_free(&facts);
	json_object_put(execution);
}

static void
print_answer(const KnowledgeCase *example, const LearnCategory *category)
{
	const char *given = learn_failure_type_name(category->type);
	const char *shown = example->error;

	if (shown == NULL)
		shown = example->unverified != NULL ? example->unverified
											: example->state_after;
	print_message("%s, not %s (%.2f): %s: %s\n",
				  given != NULL ? given : "abstained",
				  learn_failure_type_name(example->expected),
				  category->confidence, shown, category->reasoning);
}

static void
test_knowledge(void **state)
{
	int total[LEARN_FAILURE_TYPES] = {0};
	int right[LEARN_FAILURE_TYPES] = {0};
	int all_right = 0;
	int sure = 0;
	int sure_right = 0;
	LearnClassifier *classifier = learn_classifier_create();

	(void) state;
	assert_non_null(classifier);
	for (int i = 0; i < CASES; i++)
	{
		LearnCategory category;
		bool met;

		classify(classifier, &cases[i], &category);
		met = category.type == cases[i].expected;
		total[cases[i].expected]++;
		right[cases[i].expected] += met;
		all_right += met;
		sure += category.confidence >= SURE;
		sure_right += met && category.confidence >= SURE;
		if (verbose && !met)
			print_answer(&cases[i], &category);
		learn_category_free(&category);
	}
	learn_classifier_free(classifier);

	print_message("cases %d, right %.3f; confidence >= %.1f: share %.3f, "
				  "precision %.3f\n",
				  CASES, (double) all_right / CASES, SURE,
				  (double) sure / CASES, (double) sure_right / sure);
	for (int type = 1; type < LEARN_FAILURE_TYPES; type++)
	{
		double recall = (double) right[type] / total[type];

		print_message("%s: %.2f of %d\n",
					  learn_failure_type_name((LearnFailureType) type), recall,
					  total[type]);
		assert_true(recall >= LEAST_RECALL);
	}
	assert_true(all_right >= LEAST_ACCURACY * CASES);
	assert_true(sure >= LEAST_SHARE * CASES);
	assert_true(sure_right >= LEAST_PRECISION * sure);
}

static void
test_kinds(void **state)
{
	int unmet = 0;
	LearnClassifier *classifier = learn_classifier_create();

	(void) state;
	assert_non_null(classifier);
	for (int i = 0; i < KINDS; i++)
	{
		const KnowledgeCase *example = &kinds[i];
		LearnCategory category;
		bool given;

		classify(classifier, example, &category);
		given = category.type == example->expected;
		if (example->never ? given : !given || category.confidence < SURE)
		{
			print_answer(example, &category);
			unmet++;
		}
		learn_category_free(&category);
	}
	learn_classifier_free(classifier);
	assert_int_equal(unmet, 0);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_knowledge),
		cmocka_unit_test(test_kinds),
	};

	verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
