/*-------------------------------------------------------------------------
 *
 * test_prompt_redaction.c
 *		Unit tests of what a model is not told, and of what comes back.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/draft.h"
#include "core/reply.h"
#include "prompt_case.h"

/* Of a secret this many bytes may be anywhere. */
#define PIECE 6

static const char secret[] = "Kranich-4711-Feder-Boot";

/* Every place of the facts where somebody could have left one. */
#define P "\"password=Kranich-4711-Feder-Boot\""
#define LEAKY_EXECUTION                                                       \
	"{\"execution_id\": \"exec-1\", \"incident_type\": \"service_crash\", "   \
	"\"platform\": \"linux\", \"runbook_id\": \"RB-X\", "                     \
	"\"status\": \"failure\", \"client_id\": " P ", \"hostname\": " P ", "    \
	"\"incident_id\": " P ", \"verification_method\": " P ", "                \
	"\"error_message\": " P ", \"error_traceback\": " P ", "                  \
	"\"human_feedback\": " P ", \"notes\": " P ", \"tags\": [" P "], "        \
	"\"state_before\": {" P                                                   \
	": 1, \"password\": \"Kranich-4711-Feder-Boot\"},"                        \
	" \"state_after\": {\"db_password\": [{\"x\": "                           \
	"\"Kranich-4711-Feder-Boot\"}]}, \"state_diff\": [" P "], "               \
	"\"error_step\": 1, \"executed_steps\": [{\"action\": " P ", "            \
	"\"command\": \"mysql -pKranich-4711-Feder-Boot\", \"success\": false, "  \
	"\"output\": " P ", \"error\": " P ", \"state_changes\": {\"a\": " P      \
	"}}]}"

#define LEAKY_RUNBOOK                                                         \
	"{\"id\": \"RB-X\", \"name\": " P ", \"description\": " P ", "            \
	"\"platform\": \"linux\", \"incident_types\": [\"service_crash\"], "      \
	"\"steps\": [{\"id\": \"a\", \"action\": \"sign_in\", \"params\": "       \
	"{\"password\": \"Kranich-4711-Feder-Boot\", \"root_password\": "         \
	"47114711, \"mail\": \"night.shift@corp.example\"}}], "                   \
	"\"verification\": {\"method\": \"command\", \"command\": "               \
	"\"mysql -pKranich-4711-Feder-Boot\"}}"

#define LEAKY                                                                 \
	"{\"execution\": " LEAKY_EXECUTION ", \"runbook\": " LEAKY_RUNBOOK ", "   \
	"\"draft\": " LEAKY_RUNBOOK ", \"analysis\": {\"reasoning\": " P "}, "    \
	"\"rejected\": [{\"reason\": " P ", \"changes\": [" P "]}], "             \
	"\"requested_changes\": " P ", \"policy\": [" P "], \"group\": "          \
	"{\"others\": [{\"error_message\": " P "}]}, \"versions\": "              \
	"[{\"id\": " P "}], \"remedies\": [{\"id\": \"r\", \"steps\": "           \
	"[{\"command\": " P "}]}], \"patterns\": {\"steps\": [{\"action\": " P    \
	"}]}, \"differences\": [{\"path\": " P ", \"here\": " P "}], "            \
	"\"scope\": {\"platform_version\": " P "}, \"statistics\": {\"x\": " P    \
	"}, \"next_id\": \"RB-X-v2\"}"

/* Expects that no piece of the secret is in a text. */
static void
expect_no_piece(const char *text, const char *what)
{
	for (size_t i = 0; i + PIECE <= strlen(secret); i++)
	{
		char piece[PIECE + 1];
		const char *found;

		memcpy(piece, secret + i, PIECE);
		piece[PIECE] = '\0';
		found = strstr(text, piece);
		if (found != NULL)
			fail_msg("%s: ...%.60s", what, found);
	}
}

/* Renders with a disguise; the caller frees the prompt. */
static LearnPrompt
render_disguised(LearnDisguise *disguise, LearnPromptPurpose purpose,
				 const char *text, int max_tokens)
{
	LearnFacts facts;
	LearnPrompt prompt;
	LearnProblem problem = {"", ""};

	assert_int_equal(learn_facts_read(text, strlen(text), &facts, &problem),
					 LEARN_OK);
	if (learn_prompt_render(&facts, &wordings[purpose], NONCE, disguise,
							max_tokens, &prompt, &problem) != LEARN_OK)
		fail_msg("%s: %s", problem.where, problem.message);
	learn_facts_free(&facts);
	return prompt;
}

static void
test_no_place_leaks(void **state)
{
	(void) state;
	for (int i = 0; i < LEARN_PROMPT_PURPOSES; i++)
	{
		LearnDisguise *disguise = learn_disguise_create(false);
		LearnPrompt prompt = render_disguised(disguise, (LearnPromptPurpose) i,
											  LEAKY, MANY_TOKENS);

		expect_no_piece(prompt.user, wordings[i].system);
		expect_no_piece(prompt.system, wordings[i].system);
		assert_null(strstr(prompt.user, "47114711"));
		assert_null(strstr(prompt.user, "night.shift"));
		assert_non_null(strstr(prompt.user, "password=[redacted: password "));

		/* The same one is the same everywhere. */
		if (i != LEARN_PROMPT_CATEGORIZE)
			assert_non_null(strstr(prompt.user,
								   "\"password\":\"[redacted: password 1]\""));
		learn_prompt_free(&prompt);
		learn_disguise_free(disguise);
	}
}

/* Wherever a long text is cut, no part of a secret is left. */
static void
test_cuts(void **state)
{
	enum
	{
		LENGTH = 9000
	};
	char *text = malloc(LENGTH + 200);

	(void) state;
	assert_non_null(text);
	for (size_t at = 1900; at < LENGTH - 100; at += 7)
	{
		const char *start = "{\"error_message\": \"";
		size_t length = strlen(start);
		LearnDisguise *disguise;
		LearnPrompt prompt;

		/* Of the middle, where nothing is shown anyway, some places will do. */
		if (at == 2202)
			at = 6600;
		strcpy(text, start);
		for (size_t i = 0; i < LENGTH; i++)
			text[length + i] = i % 11 == 10 ? ' ' : 'x';
		memcpy(text + length + at, " password=", 10);
		memcpy(text + length + at + 10, secret, strlen(secret));
		text[length + at + 10 + strlen(secret)] = ' ';
		strcpy(text + length + LENGTH, "\"}");
		disguise = learn_disguise_create(false);
		prompt = render_disguised(disguise, LEARN_PROMPT_CATEGORIZE, text,
								  MANY_TOKENS);
		expect_no_piece(prompt.user, "cut");
		assert_non_null(strstr(prompt.user, "bytes left out"));
		learn_prompt_free(&prompt);
		learn_disguise_free(disguise);
	}
	free(text);
}

/* Makes the answer that gives back the runbook, with one more step. */
static char *
answer_to(const LearnPrompt *prompt, const char *command)
{
	json_object *data = data_of(prompt);
	json_object *runbook = learn_json_get(data, "runbook");
	json_object *step = json_object_new_object();
	json_object *answer = json_object_new_object();
	char *text;

	learn_json_add(step, "id", json_object_new_string("b"));
	learn_json_add(step, "action", json_object_new_string("b"));
	learn_json_add(step, "command", json_object_new_string(command));
	json_object_array_add(learn_json_get(runbook, "steps"), step);
	learn_json_share(answer, "runbook", runbook);
	learn_json_add(answer, "changes", json_object_new_array());
	text = learn_json_text(answer, NULL);
	json_object_put(answer);
	json_object_put(data);
	return text;
}

static LearnStatus
read_answer(LearnDisguise *disguise, const char *command, LearnDraft *draft,
			LearnProblem *problem)
{
	LearnPrompt prompt =
		render_disguised(disguise, LEARN_PROMPT_IMPROVE, LEAKY, MANY_TOKENS);
	char *answer = answer_to(&prompt, command);
	LearnStatus status =
		learn_reply_draft(answer, strlen(answer), disguise, LEAKY,
						  strlen(LEAKY), draft, problem);

	learn_prompt_free(&prompt);
	free(answer);
	return status;
}

static void
test_round_trip(void **state)
{
	static const char *const members[] = {"name", "description",
										  "verification"};
	LearnDisguise *disguise = learn_disguise_create(false);
	json_object *parent;
	json_object *content;
	LearnDraft draft;
	LearnProblem problem = {"", ""};

	(void) state;
	if (read_answer(disguise, "true", &draft, &problem) != LEARN_OK)
		fail_msg("%s: %s", problem.where, problem.message);
	assert_null(strstr(draft.content, "redacted"));
	assert_int_equal(learn_json_parse(LEAKY_RUNBOOK, strlen(LEAKY_RUNBOOK),
									  &parent, NULL),
					 LEARN_OK);
	assert_int_equal(learn_json_parse(draft.content, strlen(draft.content),
									  &content, NULL),
					 LEARN_OK);
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		assert_true(learn_json_equal(learn_json_get(parent, members[i]),
									 learn_json_get(content, members[i])));
	assert_true(learn_json_equal(
		json_object_array_get_idx(learn_json_get(parent, "steps"), 0),
		json_object_array_get_idx(learn_json_get(content, "steps"), 0)));
	json_object_put(parent);
	json_object_put(content);
	learn_draft_free(&draft);
	learn_disguise_free(disguise);
}

/* What nobody can put back makes a draft unfit. */
static void
test_marks_that_stand_for_nothing(void **state)
{
	static const char *const cases[][2] = {
		{"mysql -p[redacted: password 99]",
		 "steps[1].command contains what stands for a secret, "
		 "\"[redacted: password 99]\""},
		{"mysql -p[redacted: password]",
		 "steps[1].command contains what stands for a secret, "
		 "\"[redacted: password]\""},
		{"curl https://host-9.invalid:80/",
		 "steps[1].command contains what stands for a host, "
		 "\"host-9.invalid\""},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
	{
		LearnDisguise *disguise = learn_disguise_create(false);
		LearnDraft draft;
		LearnProblem problem = {"", ""};

		assert_int_equal(read_answer(disguise, cases[i][0], &draft, &problem),
						 LEARN_REFUSED);
		assert_string_equal(problem.message, cases[i][1]);
		learn_draft_free(&draft);
		learn_disguise_free(disguise);
	}
}

/* A reasoning gets hosts back, and nothing secret. */
static void
test_reasoning(void **state)
{
	static const char execution[] =
		"{\"error_message\": \"https://db-7.acme-prod.net/ "
		"password=Kranich-4711-Feder-Boot\"}";
	static const char answer[] =
		"{\"failure_type\": \"wrong_runbook\", \"confidence\": 1, "
		"\"reasoning\": \"[redacted: password 1] host-1.invalid "
		"[redacted: password 2] host-2.invalid\"}";
	LearnDisguise *disguise = learn_disguise_create(true);
	LearnPrompt prompt = render_disguised(disguise, LEARN_PROMPT_CATEGORIZE,
										  execution, MANY_TOKENS);
	LearnCategory category;

	(void) state;
	assert_null(strstr(prompt.user, "acme-prod"));
	assert_int_equal(learn_reply_category(answer, strlen(answer), disguise,
										  &category, NULL),
					 LEARN_OK);
	assert_non_null(strstr(category.reasoning, "db-7.acme-prod.net"));
	assert_non_null(strstr(category.reasoning, "[redacted: password 1]"));
	assert_non_null(strstr(category.reasoning, "[redacted: password 2]"));
	expect_no_piece(category.reasoning, "reasoning");
	learn_category_free(&category);
	learn_prompt_free(&prompt);
	learn_disguise_free(disguise);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_place_leaks),
		cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_marks_that_stand_for_nothing),
		cmocka_unit_test(test_reasoning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
