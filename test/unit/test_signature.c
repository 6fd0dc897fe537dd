/*-------------------------------------------------------------------------
 *
 * test_signature.c
 *		Unit tests of signatures: which failures are the same problem.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/signature.h"

#include "json_text.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/*
 * The signature of an execution, in which ' stands for "; the caller frees it.
 */
static LearnSignature
signature_of(const char *literal)
{
	LearnPatternSet *words = learn_evidence_words();
	char *text = strdup(literal);
	LearnProblem problem = {{0}, {0}};
	LearnSignature signature = {NULL};
	LearnEvidence evidence;
	LearnFacts facts;

	assert_non_null(words);
	assert_non_null(text);
	for (char *at = text; *at != '\0'; at++)
		*at = *at == '\'' ? '"' : *at;
	if (learn_facts_read(text, strlen(text), &facts, &problem) != LEARN_OK)
		fail_msg("%s: %s", literal, problem.message);
	assert_int_equal(learn_evidence_gather(words, &facts, &evidence, &problem),
					 LEARN_OK);
	assert_int_equal(learn_signature_of(&facts, &evidence, &signature,
										&problem),
					 LEARN_OK);
	learn_evidence_free(&evidence);
	learn_facts_free(&facts);
	learn_pattern_set_free(words);
	free(text);
	return signature;
}

static void
assert_signature(const char *execution, const char *expected)
{
	LearnSignature signature = signature_of(execution);

	assert_string_equal(signature.text, expected);
	learn_signature_free(&signature);
}

/*
 * Are the failures the same problem?  Each is an execution without its braces.
 */
static bool
same_problem(const char *left, const char *right)
{
	char execution[2][2000];
	LearnSignature of_left;
	LearnSignature of_right;
	bool same;

	snprintf(execution[0], sizeof(execution[0]), "{%s}", left);
	snprintf(execution[1], sizeof(execution[1]), "{%s}", right);
	of_left = signature_of(execution[0]);
	of_right = signature_of(execution[1]);
	same = strcmp(of_left.text, of_right.text) == 0;
	learn_signature_free(&of_left);
	learn_signature_free(&of_right);
	return same;
}

static void
test_parts(void **state)
{
	LearnSignature signature = signature_of(
		"{'runbook_id': 'RB-WEB-v3', 'error_message': "
		"'Step 2 failed: bind to 10.0.0.1:80 failed: errno 98', 'steps': ["
		"{'action': 'Check disk', 'success': true},"
		"{'action': 'Restart web01', 'success': false, 'exit_code': 1}]}");

	(void) state;
	assert_string_equal(signature.action, "restart");
	assert_string_equal(signature.message, "bind to <*> failed errno 98");
	assert_string_equal(signature.text,
						"1\nRB-WEB\nrestart\nbind to <*> failed errno 98");
	learn_signature_free(&signature);
	assert_null(signature.text);
	learn_signature_free(&signature);
}

/* Which error counts. */
static void
test_sources(void **state)
{
	(void) state;
	assert_signature("{'runbook_id': 'R', 'error_message': 'disk full',"
					 " 'steps': [{'action': 'a', 'success': false,"
					 " 'error': 'other', 'output': 'x', 'exit_code': 1}]}",
					 "1\nR\na\ndisk full");
	assert_signature("{'runbook_id': 'R', 'steps': [{'action': 'a',"
					 " 'success': false, 'error': 'disk full', 'output': 'x',"
					 " 'exit_code': 1}]}",
					 "1\nR\na\ndisk full");
	assert_signature("{'runbook_id': 'R', 'steps': [{'action': 'a',"
					 " 'success': false, 'output': 'one\\n\\ntwo\\nthree\\n"
					 "\\nfour 5\\n\\n', 'exit_code': 7}]}",
					 "1\nR\na\ntwo three four exit code 7");
	assert_signature("{'runbook_id': 'R', 'steps': [{'action': 'a',"
					 " 'success': false, 'exit_code': 7}]}",
					 "1\nR\na\nexit code 7");
	assert_signature("{'runbook_id': 'R', 'steps': [{'command': 'rm x y',"
					 " 'success': false}]}",
					 "1\nR\nrm x y\n");
	assert_signature("{}", "1\n\n\n");
}

/* What says the same must not make a difference, wherever it is. */
static void
test_same_message(void **state)
{
#define STEP(members)                                                         \
	"'steps': [{'step_number': 3, 'action': 'a', 'success': false" members "}]"
#define ERROR ", 'error': 'cannot open db-1: Connection refused'"
	static const char *const variants[] = {
		STEP(ERROR),
		STEP(ERROR ", 'exit_code': 4"),
		"'error_message': 'cannot open db-1: Connection refused', " STEP(""),
		"'error_message': 'cannot open db-7: Connection refused', " STEP(
			ERROR),
		"'error_message': 'Step 3 failed: cannot open db-1: Connection "
		"refused', " STEP(ERROR),
		"'error_message': 'Step 3 failed: cannot open db-1: Connection "
		"refused', " STEP(""),
		"'error_message': 'ERROR: step 3 (open db) failed with exit code 4: "
		"cannot open db-1: Connection refused', " STEP(""),
		"'error_message': 'Step 3 failed\\ncannot open db-2: Connection "
		"refused', " STEP(""),
		"'error_message': 'Runbook R failed at step 3 - cannot open db-2: "
		"Connection refused', " STEP(""),
		"'error_message': 'Step 3 failed', " STEP(ERROR),
		"'error_message': 'Step 3 failed with exit code 4', " STEP(
			ERROR ", 'exit_code': 4"),
		"'error_message': 'Execution failed at step 3.', " STEP(ERROR),
		"'error_message': '[worker] said: cannot open db-3: Connection "
		"refused', " STEP(ERROR),
	};

	(void) state;
	for (size_t i = 1; i < COUNT(variants); i++)
	{
		if (!same_problem(variants[0], variants[i]))
			fail_msg("is another problem: %s", variants[i]);
	}
}

static void
test_different_problems(void **state)
{
	static const char *const failures[] = {
		STEP(ERROR),
		"'runbook_id': 'R', " STEP(ERROR),
		"'runbook_id': 'S-v2', " STEP(ERROR),
		"'steps': [{'action': 'b', 'success': false" ERROR "}]",
		STEP(", 'error': 'cannot open db-1: Connection timed out'"),
		STEP(", 'error': 'error 1053'"),
		STEP(", 'error': 'error 1067'"),
		STEP(", 'exit_code': 1"),
		STEP(", 'exit_code': 127"),
		"'error_message': 'exit code 5', " STEP(""),
		STEP(", 'output': 'no', 'exit_code': 1"),
		"'error_message': 'Step 3 failed: command not found', " STEP(""),
		"'error_message': 'command not allowed', " STEP(""),
	};

	(void) state;
	for (size_t i = 0; i < COUNT(failures); i++)
	{
		for (size_t j = 0; j < i; j++)
		{
			if (same_problem(failures[i], failures[j]))
				fail_msg("are one: %s and %s", failures[i], failures[j]);
		}
	}
	assert_true(same_problem("'runbook_id': 'R', " STEP(ERROR),
							 "'runbook_id': 'R-v2', " STEP(ERROR)));
}

/* Every step succeeded, and still it did not help. */
static void
test_not_verified(void **state)
{
#define GREEN                                                                 \
	"'runbook_id': 'R', 'steps': [{'action': 'a', 'success': true}],"         \
	" 'verification_passed': false, 'verification_method': "
	(void) state;
	assert_signature("{" GREEN "'HTTP check of port 80'}",
					 "1\nR\n\nhttp check of port");
	assert_signature("{" GREEN "'HTTP check of port 8080', 'state_after': "
					 "{'disk': {'used_percent': 99}, 'memory_percent': 97}}",
					 "1\nR\n\nhttp check of port [disk-full] [memory-full]");
	assert_signature("{" GREEN "'check', 'error_message': "
					 "'Verification failed', 'state_after': "
					 "{'memory_percent': 97}}",
					 "1\nR\n\ncheck [memory-full]");
	assert_signature("{" GREEN "'check', 'error_message': "
					 "'Verification failed: page 3 is empty'}",
					 "1\nR\n\npage <*> is empty");
	assert_signature("{'runbook_id': 'R', 'exit_code': 3}",
					 "1\nR\n\nexit code 3");
	assert_signature("{'runbook_id': 'R', 'exit_code': 0, "
					 "'state_after': {'note': '[disk-full]'}}",
					 "1\nR\n\n");
}

/* Without evidence, the state shows nothing. */
static void
test_without_evidence(void **state)
{
	static const char text[] =
		"{\"verification_method\": \"check\", \"state_after\": "
		"{\"memory_percent\": 97}}";
	LearnProblem problem;
	LearnSignature signature;
	LearnFacts facts;

	(void) state;
	assert_int_equal(learn_facts_read(text, sizeof(text) - 1, &facts,
									  &problem),
					 LEARN_OK);
	assert_int_equal(learn_signature_of(&facts, NULL, &signature, &problem),
					 LEARN_OK);
	assert_string_equal(signature.text, "1\n\n\ncheck");
	learn_signature_free(&signature);
	learn_facts_free(&facts);
}

/* The id of a runbook and the texts may be as long as they like. */
static void
test_long(void **state)
{
	enum
	{
		LENGTH = 100000
	};
	char *execution = malloc(3 * LENGTH + 200);
	LearnSignature signature;
	size_t length;

	(void) state;
	assert_non_null(execution);
	length = (size_t) sprintf(execution, "{'runbook_id': '");
	memset(execution + length, 'R', LENGTH);
	length += LENGTH;
	length += (size_t) sprintf(execution + length, "', 'error_message': '");
	for (int i = 0; i < LENGTH; i++)
		execution[length++] = "some words "[i % 11];
	length += (size_t) sprintf(execution + length, "', 'steps': [{"
												   "'success': false,"
												   " 'output': '");
	memset(execution + length, '\t' + 'x' - '\t', LENGTH);
	length += LENGTH;
	sprintf(execution + length, "'}]}");
	signature = signature_of(execution);
	assert_memory_equal(signature.text, "1\n\n\nsome words some", 18);
	assert_true(strlen(signature.text) < 17000);
	learn_signature_free(&signature);
	free(execution);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_sources),
		cmocka_unit_test(test_same_message),
		cmocka_unit_test(test_different_problems),
		cmocka_unit_test(test_not_verified),
		cmocka_unit_test(test_without_evidence),
		cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
