/*-------------------------------------------------------------------------
 *
 * prompt_case.h
 *		Questions for the unit tests: a failure, wordings, and how to render.
 *
 * Included after cmocka.h.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_PROMPT_CASE_H
#define LEARN_TEST_PROMPT_CASE_H

#include "core/json.h"
#include "core/prompt.h"

#define NONCE "0123456789abcdef"

#define RUNBOOK                                                               \
	"{\"id\": \"RB-LNX-SVC-001\", \"name\": \"Restart nginx\", "              \
	"\"description\": \"RUNBOOK-DESCRIPTION\", \"platform\": \"linux\", "     \
	"\"incident_types\": [\"service_crash\"], \"steps\": ["                   \
	"{\"id\": \"restart\", \"action\": \"restart_service\", "                 \
	"\"command\": \"systemctl restart nginx\"}], "                            \
	"\"verification\": {\"method\": \"command\", \"command\": "               \
	"\"VERIFY-COMMAND\"}}"

#define EXECUTION                                                             \
	"{\"execution_id\": \"exec-20260101-0001\", \"incident_id\": "            \
	"\"inc-20260101-0001\", \"incident_type\": \"service_crash\", "           \
	"\"platform\": \"linux\", \"runbook_id\": \"RB-LNX-SVC-001\", "           \
	"\"client_id\": \"client-CONFIDENTIAL\", "                                \
	"\"hostname\": \"web-CONFIDENTIAL\", "                                    \
	"\"status\": \"failure\", \"success\": false, "                           \
	"\"verification_passed\": false, "                                        \
	"\"verification_method\": \"VERIFICATION-METHOD\", "                      \
	"\"state_before\": {\"disk\": \"STATE-BEFORE\"}, "                        \
	"\"state_after\": {\"disk\": \"STATE-AFTER\"}, "                          \
	"\"state_diff\": {\"changed\": {\"disk\": \"STATE-DIFF\"}}, "             \
	"\"executed_steps\": ["                                                   \
	"{\"step_number\": 1, \"action\": \"FIRST-ACTION\", "                     \
	"\"duration_seconds\": 1.25, \"success\": true, "                         \
	"\"output\": \"FIRST-OUTPUT\"}, "                                         \
	"{\"step_number\": 2, \"action\": \"restart_service\", "                  \
	"\"duration_seconds\": 3.5, \"success\": false, \"exit_code\": 97, "      \
	"\"output\": \"SECOND-OUTPUT\", \"error\": \"SECOND-ERROR\"}], "          \
	"\"error_message\": \"ERROR-MESSAGE\", \"error_step\": 2, "               \
	"\"error_traceback\": \"ERROR-TRACEBACK\", \"retry_count\": 4, "          \
	"\"human_feedback\": \"HUMAN-FEEDBACK\"}"

/* What is known beyond the failure itself. */
#define SURROUNDINGS                                                          \
	"\"group\": {\"occurrences\": 4711, \"hosts\": 12, \"clients\": 5, "      \
	"\"first_seen\": \"GROUP-FIRST\", \"last_seen\": \"GROUP-LAST\", "        \
	"\"others\": [{\"started_at\": \"OTHER-TIME\", \"error_message\": "       \
	"\"OTHER-ERROR\", \"client_id\": \"OTHER-CONFIDENTIAL\", "                \
	"\"hostname\": \"OTHER-CONFIDENTIAL\"}]}, "                               \
	"\"versions\": [{\"id\": \"VERSION-ID\", \"executions\": 17, "            \
	"\"successes\": 13, \"recurred\": 2}], "                                  \
	"\"remedies\": [{\"id\": \"REMEDY-ID\", \"origin\": \"mined\", "          \
	"\"strength\": 0.75, \"successes\": 9, \"failures\": 3, "                 \
	"\"steps\": [{\"command\": \"REMEDY-COMMAND\"}], "                        \
	"\"executions\": [\"REMEDY-CITATION\"]}, {\"id\": \"REMEDY-IN-C\"}], "    \
	"\"patterns\": {\"steps\": [{\"action\": \"PATTERN-ACTION\", "            \
	"\"p95_seconds\": 55.5}]}, "                                              \
	"\"differences\": [{\"path\": \"DIFFERENCE-PATH\", \"here\": 1, "         \
	"\"elsewhere\": 2}], "                                                    \
	"\"policy\": [\"POLICY-RULE\"], "                                         \
	"\"private_names\": [\"somebody-CONFIDENTIAL\"], "                        \
	"\"scope\": {\"clients\": [\"client-CONFIDENTIAL\"], "                    \
	"\"hosts\": \"web-CONFIDENTIAL*\", \"platform_version\": "                \
	"\"SCOPE-VERSION\"}, "

#define FACTS                                                                 \
	"{\"execution\": " EXECUTION ", \"runbook\": " RUNBOOK ", "               \
	"\"analysis\": {\"failure_type\": \"runbook_insufficient\", "             \
	"\"reasoning\": \"ANALYSIS-REASONING\", \"confidence\": 0.8}, "           \
	"\"statistics\": {\"executions\": 31, \"successes\": 29}, "               \
	"\"rejected\": [{\"runbook_id\": \"RB-LNX-SVC-001-v2\", "                 \
	"\"reason\": \"REJECTED-REASON\", \"changes\": [{\"what\": "              \
	"\"REJECTED-CHANGE\"}], \"content\": {\"x\": \"REJECTED-CONTENT\"}}], "   \
	"\"draft\": {\"id\": \"DRAFT-ID\"}, " SURROUNDINGS                        \
	"\"requested_changes\": \"REQUESTED-CHANGES\", "                          \
	"\"next_id\": \"RB-LNX-SVC-001-v3\"}"

/* More than anything here needs. */
#define MANY_TOKENS 40000

static const LearnPromptWords wordings[LEARN_PROMPT_PURPOSES] = {
	[LEARN_PROMPT_CATEGORIZE] = {LEARN_PROMPT_CATEGORIZE, "You categorize.",
								 "Say why.\n{{failure_types}}\nThat is all."},
	[LEARN_PROMPT_IMPROVE] = {LEARN_PROMPT_IMPROVE, "You improve.",
							  "Improve this."},
	[LEARN_PROMPT_REVISE] = {LEARN_PROMPT_REVISE, "You revise.",
							 "Revise this.\n{{schema}}\nThat is all."},
};

/*
 * Renders a question about the facts in a text.
 */
static inline LearnStatus
render_words(const LearnPromptWords *words, const char *text,
			 const char *nonce, int max_tokens, LearnPrompt *prompt,
			 LearnProblem *problem)
{
	LearnDisguise *disguise = learn_disguise_create(false);
	LearnFacts facts;
	LearnStatus status;

	assert_non_null(disguise);
	assert_int_equal(learn_facts_read(text, strlen(text), &facts, problem),
					 LEARN_OK);
	status = learn_prompt_render(&facts, words, nonce, disguise, max_tokens,
								 prompt, problem);
	learn_facts_free(&facts);
	learn_disguise_free(disguise);
	return status;
}

static inline LearnPrompt
render(LearnPromptPurpose purpose, const char *facts)
{
	LearnPrompt prompt;
	LearnProblem problem = {"", ""};

	if (render_words(&wordings[purpose], facts, NONCE, MANY_TOKENS, &prompt,
					 &problem) != LEARN_OK)
		fail_msg("%s: %s", problem.where, problem.message);
	return prompt;
}

/*
 * Asserts that a question is refused, for a reason found there.
 */
static inline void
assert_refused(LearnPromptPurpose purpose, const char *facts, int max_tokens,
			   const char *where)
{
	LearnPrompt prompt;
	LearnProblem problem = {"", ""};

	assert_int_equal(render_words(&wordings[purpose], facts, NONCE, max_tokens,
								  &prompt, &problem),
					 LEARN_INVALID);
	assert_string_equal(problem.where, where);
	assert_string_not_equal(problem.message, "");
	assert_null(prompt.user);
}

/*
 * The data of a prompt, parsed: what stands between the markers.
 */
static inline json_object *
data_of(const LearnPrompt *prompt)
{
	const char *begin = strstr(prompt->user, "\nBEGIN DATA " NONCE "\n");
	const char *end = strstr(prompt->user, "\nEND DATA " NONCE "\n");
	json_object *data;
	LearnProblem problem;

	assert_non_null(begin);
	assert_non_null(end);
	begin += strlen("\nBEGIN DATA " NONCE "\n");
	if (learn_json_parse(begin, (size_t) (end - begin), &data, &problem) !=
		LEARN_OK)
		fail_msg("%s", problem.message);
	return data;
}

#endif /* LEARN_TEST_PROMPT_CASE_H */
