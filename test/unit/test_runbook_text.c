/*-------------------------------------------------------------------------
 *
 * test_runbook_text.c
 *		Unit tests of runbooks as people read them.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/character.h"
#include "core/runbook_text.h"
#include "json_text.h"
#include "random.h"

/* The text of a document; the caller's. */
static char *
text_of(json_object *document)
{
	LearnProblem problem;
	size_t length;
	char *content = learn_json_text(document, &length);
	char *text;

	assert_non_null(content);
	if (learn_runbook_text(content, length, &text, &problem) != LEARN_OK)
		fail_msg("%s: %s", content, problem.message);
	free(content);
	return text;
}

/* Takes the text of a literal, in which ' stands for ". */
static void
check(const char *literal, const char *expected)
{
	json_object *document = json_of(literal);
	char *text = text_of(document);

	assert_string_equal(text, expected);
	free(text);
	json_object_put(document);
}

static void
test_runbook(void **state)
{
	(void) state;
	check("{'verification':{'command':'curl -f localhost','method':'command'},"
		  "'rollback':[{'action':'stop','command':'stop web'}],"
		  "'steps':[{'command':'a\\n  b\\n\\nc ','action':'start_service',"
		  "'id':'start','timeout':30.5,'optional':false,"
		  "'because':{'executions':['exec-1','exec-2'],'text':'it crashed'}},"
		  "{'action':'x','params':{'n':null,'list':[1,[true,{}]]}}],"
		  "'incident_types':['service_crash'],'platform':'linux',"
		  "'evidence_required':[],'name':'Web','id':'RB-1',"
		  "'parameters':{'PORT':{'default':'8080','required':true},"
		  "'WAIT':{'default':8080}}}",
		  "id: RB-1\n"
		  "name: Web\n"
		  "platform: linux\n"
		  "incident_types:\n"
		  "  - service_crash\n"
		  "parameters:\n"
		  "  PORT:\n"
		  "    default: \"8080\"\n"
		  "    required: true\n"
		  "  WAIT:\n"
		  "    default: 8080\n"
		  "\n"
		  "Step 1: start\n"
		  "  action: start_service\n"
		  "  command:\n"
		  "    | a\n"
		  "    |   b\n"
		  "    |\n"
		  "    | c\\u0020\n"
		  "  timeout: 30.5\n"
		  "  optional: false\n"
		  "  because:\n"
		  "    text: it crashed\n"
		  "    executions:\n"
		  "      - exec-1\n"
		  "      - exec-2\n"
		  "\n"
		  "Step 2\n"
		  "  action: x\n"
		  "  params:\n"
		  "    n: null\n"
		  "    list:\n"
		  "      - 1\n"
		  "      -\n"
		  "        - true\n"
		  "        - {}\n"
		  "\n"
		  "verification:\n"
		  "  method: command\n"
		  "  command: curl -f localhost\n"
		  "\n"
		  "Rollback step 1\n"
		  "  action: stop\n"
		  "  command: stop web\n"
		  "\n"
		  "evidence_required: []\n");
}

/* What is no runbook, or not a valid one, is shown all the same. */
static void
test_anything(void **state)
{
	(void) state;
	check("'x'", "= x\n");
	check("{}", "= {}\n");
	check("[1]", "=\n  - 1\n");
	check("null", "= null\n");
	check("{'zz':1,'later':'b','steps':'none'}",
		  "steps: none\nzz: 1\nlater: b\n");
	check("{'steps':[]}", "steps: []\n");
	check("{'steps':[{},7,{'id':5},{'id':'a\\nb'},{'id':'7'},'x\\ny'],"
		  "'extra':{'a b':1}}",
		  "\nStep 1 = {}\n"
		  "\nStep 2 = 7\n"
		  "\nStep 3\n  id: 5\n"
		  "\nStep 4\n  id:\n    | a\n    | b\n"
		  "\nStep 5: \"7\"\n"
		  "\nStep 6 =\n  | x\n  | y\n"
		  "\nextra:\n  \"a b\": 1\n");
}

/* Strings are told from what they look like, and show their ends. */
static void
test_strings(void **state)
{
	(void) state;
	check("['','true','null','[]','{}','-1.5e3','2024-01-01','5.15-rc1']",
		  "=\n  - \"\"\n  - \"true\"\n  - \"null\"\n  - \"[]\"\n  - \"{}\"\n"
		  "  - \"-1.5e3\"\n  - \"2024-01-01\"\n  - 5.15-rc1\n");
	check("[' a ',' ','  ','a b','- x','| y','[ -f x ]','tab\\t']",
		  "=\n  - \\u0020a\\u0020\n  - \\u0020\n  - \\u0020\\u0020\n"
		  "  - a b\n  - - x\n  - | y\n  - [ -f x ]\n  - tab\\u0009\n");
	check(
		"{'command':'\\u0022C:\\\\x.exe\\u0022','path':'\\u0022C:\\\\a b\\u0022 /s'}",
		"command: \"\"C:\\x.exe\"\"\npath: \"C:\\a b\" /s\n");
	check("{'command':'if x\\n\\ty\\tz\\n\\t'}",
		  "command:\n  | if x\n  | \ty\\u0009z\n  | \\u0009\n");
	check("{'a\\u0022: b\\u202e':1,'':2,'a-b':3}",
		  "\"\": 2\n\"a-b\": 3\n\"a\\u0022: b\\u202e\": 1\n");
}

/* No text can pretend to be a heading or a field. */
static void
test_nothing_is_forged(void **state)
{
	(void) state;
	check("{'steps':[{'id':'a','command':"
		  "'true\\n\\nStep 2: b\\n  command: false\\r  \\u2028x'}]}",
		  "\nStep 1: a\n"
		  "  command:\n"
		  "    | true\n"
		  "    |\n"
		  "    | Step 2: b\n"
		  "    |   command: false\\u000d  \\u2028x\n");
	check("{'Step 1: a':{'action':'x'}}", "\"Step 1: a\":\n  action: x\n");
}

static void
test_refused(void **state)
{
	LearnProblem problem;
	char *text;
	char *large = malloc(LEARN_RUNBOOK_TEXT_SIZE_MAX + 1);

	(void) state;
	assert_non_null(large);
	assert_int_equal(learn_runbook_text("{", 1, &text, &problem),
					 LEARN_INVALID);
	assert_null(text);
	memset(large, ' ', LEARN_RUNBOOK_TEXT_SIZE_MAX + 1);
	large[0] = '1';
	assert_int_equal(learn_runbook_text(large, LEARN_RUNBOOK_TEXT_SIZE_MAX,
										&text, &problem),
					 LEARN_OK);
	assert_string_equal(text, "= 1\n");
	free(text);
	assert_int_equal(learn_runbook_text(large, LEARN_RUNBOOK_TEXT_SIZE_MAX + 1,
										&text, &problem),
					 LEARN_INVALID);
	assert_null(text);
	free(large);
}

/* Random documents, of words that invite confusion. */
static json_object *
random_value(uint64_t *random, int depth)
{
	static const char *const words[] = {
		"",       " ",    "a",       "a ",   "\n",   "a\n",    "a\n\nb",
		"true",   "null", "1",       "-",    "- a",  "[]",     "{}",
		"\"",     "\"\"", "\"a\"",   "= a",  "a: b", "Step 1", "id: a",
		"\u202e", "\\",   "\\u202e", "\\\\", "| a",  "\r",     "\\u005cu202e",
		"\t"};
	static const char *const names[] = {"id",  "steps", "rollback", "a",
										"a b", "",      "\n",       "\""};
	const int word_count = sizeof(words) / sizeof(words[0]);
	const int name_count = sizeof(names) / sizeof(names[0]);
	int choice = random_below(random, depth > 0 ? 9 : 6);
	int count = random_below(random, 4);
	json_object *value;

	if (choice == 0)
		return random_below(random, 2) == 0 ? NULL : json_object_new_int(1);
	if (choice == 1)
		return json_object_new_boolean(1);
	if (choice < 6)
		return json_object_new_string(words[random_below(random, word_count)]);
	value = choice == 6 ? json_object_new_array() : json_object_new_object();
	for (int i = 0; i < count; i++)
	{
		json_object *child = random_value(random, depth - 1);

		if (choice == 6)
			json_object_array_add(value, child);
		else
			json_object_object_add(value,
								   names[random_below(random, name_count)],
								   child);
	}
	return value;
}

/* Only line ends are unseen, and no line ends with a blank. */
static void
check_visible(const char *text)
{
	size_t length = strlen(text);

	assert_true(length > 0);
	assert_int_equal(text[length - 1], '\n');
	assert_null(strstr(text, " \n"));
	for (size_t at = 0; at < length;)
	{
		uint32_t character;

		at += learn_character_read(text + at, length - at, &character);
		assert_true(character == '\n' ||
					!learn_character_is_unseen(character));
	}
}

#define DOCUMENTS 600

/* Documents differ exactly if their texts do. */
static void
test_nothing_is_lost(void **state)
{
	uint64_t random = 1;
	char *texts[DOCUMENTS];
	char *sorted[DOCUMENTS];
	size_t same = 0;

	(void) state;
	for (size_t i = 0; i < DOCUMENTS; i++)
	{
		json_object *document = random_value(&random, 3);
		LearnBuffer buffer;

		learn_buffer_init(&buffer, 0);
		assert_true(learn_json_append_sorted(&buffer, document));
		sorted[i] = learn_buffer_detach(&buffer, NULL);
		texts[i] = text_of(document);
		check_visible(texts[i]);
		json_object_put(document);
	}
	for (size_t i = 0; i < DOCUMENTS; i++)
	{
		for (size_t j = 0; j < i; j++)
		{
			bool equal = strcmp(sorted[i], sorted[j]) == 0;

			if (equal != (strcmp(texts[i], texts[j]) == 0))
				fail_msg("%s and %s: %s", sorted[i], sorted[j], texts[i]);
			same += equal;
		}
	}
	assert_true(same > 100 && same < DOCUMENTS * DOCUMENTS / 4);
	for (size_t i = 0; i < DOCUMENTS; i++)
	{
		free(texts[i]);
		free(sorted[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_runbook),
		cmocka_unit_test(test_anything),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_nothing_is_forged),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_nothing_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
