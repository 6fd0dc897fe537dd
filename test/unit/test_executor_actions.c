/*-------------------------------------------------------------------------
 *
 * test_executor_actions.c
 *		Unit tests of which actions there are, and of how they are told what
 *		to do.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "action_case.h"

#define SHOW                                                                  \
	"#!/bin/sh\n"                                                             \
	"printf '[%s]' \"$PARAM_A\" \"$PARAM_B_C\" \"$PARAM_N\" \"$VALUE\"\n"     \
	"printf '\\n'\n"                                                          \
	"cat\n"                                                                   \
	"echo .\n"

static const char came_along[] =
	"reload_service remove_old_files restart_service start_service "
	"stop_process stop_service wait wait_for_port";

/* The names of all actions, in one text. */
static char *
names_of(const char *directory, LearnStatus expected, LearnProblem *problem)
{
	LearnActions actions = {directory};
	json_object *names;
	LearnBuffer buffer;

	assert_int_equal(learn_actions_list(&actions, &names, problem), expected);
	learn_buffer_init(&buffer, 0);
	for (size_t i = 0; i < json_object_array_length(names); i++)
		learn_buffer_append_format(&buffer, "%s%s", i > 0 ? " " : "",
								   json_object_get_string(
									   json_object_array_get_idx(names, i)));
	json_object_put(names);
	return learn_buffer_detach(&buffer, NULL);
}

/* What is said when an action is looked for; "" when it is there. */
static const char *
refusal_of(const char *directory, const char *name)
{
	static LearnProblem problem;
	LearnActions actions = {directory};

	if (learn_actions_find(&actions, name, &problem) == LEARN_OK)
		problem.message[0] = '\0';
	else
		assert_true(problem.message[0] != '\0');
	return problem.message;
}

static void
assert_mentions(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("\"%s\" does not mention \"%s\"", text, part);
}

static void
test_those_that_came_along(void **state)
{
	LearnProblem problem;
	char *names = names_of(NULL, LEARN_OK, &problem);

	(void) state;
	assert_string_equal(names, came_along);
	free(names);
	assert_string_equal(refusal_of(NULL, "wait"), "");
	assert_string_equal(refusal_of(NULL, "make_coffee"),
						"there is no action \"make_coffee\" among those of "
						"the executor, and it has no directory of actions");
}

static void
test_names(void **state)
{
	static const char *const bad[] = {"",        ".",          "..",
									  ".hidden", "-rf",        "_params",
									  "a/b",     "../wait",    "wait\n",
									  "wait ",   "wait~",      "a b",
									  "$(id)",   "caf\303\251"};
	char name[LEARN_ACTION_NAME_MAX + 2];

	(void) state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
	{
		assert_mentions(refusal_of(NULL, bad[i]),
						"cannot be the name of an action");
		assert_mentions(refusal_of(action_folder, bad[i]),
						"cannot be the name of an action");
	}

	memset(name, 'a', sizeof(name));
	name[LEARN_ACTION_NAME_MAX] = '\0';
	write_file(name, SHOW, 0755);
	assert_string_equal(refusal_of(action_folder, name), "");
	name[LEARN_ACTION_NAME_MAX] = 'a';
	name[LEARN_ACTION_NAME_MAX + 1] = '\0';
	write_file(name, SHOW, 0755);
	assert_mentions(refusal_of(action_folder, name),
					"cannot be the name of an action");
}

static void
test_directory(void **state)
{
	LearnProblem problem;
	char *names;

	(void) state;
	write_file("z-last", SHOW, 0755);
	write_file("Brew.2", SHOW, 0700);
	write_file("4ever", SHOW, 0555);
	write_file("wait", SHOW, 0755); /* takes the place of the other */
	write_file("not_executable", SHOW, 0644);
	write_file("group_can_write", SHOW, 0775);
	write_file("all_can_write", SHOW, 0757);
	write_file(".hidden", SHOW, 0755);
	write_file("backup~", SHOW, 0755);
	make_directory("a_directory", 0755);
	assert_int_equal(symlink("z-last", path_of("a_link")), 0);
	assert_int_equal(symlink("nowhere", path_of("a_dead_link")), 0);
	assert_int_equal(mkfifo(path_of("a_pipe"), 0700), 0);
	names = names_of(action_folder, LEARN_OK, &problem);
	assert_string_equal(names, "4ever Brew.2 reload_service remove_old_files "
							   "restart_service start_service stop_process "
							   "stop_service wait wait_for_port z-last");
	free(names);

	assert_string_equal(refusal_of(action_folder, "z-last"), "");
	assert_string_equal(refusal_of(action_folder, "start_service"), "");
	assert_mentions(refusal_of(action_folder, "not_executable"),
					"this user may not run it");
	assert_mentions(refusal_of(action_folder, "group_can_write"),
					"it can be written by others than root and this user");
	assert_mentions(refusal_of(action_folder, "all_can_write"),
					"it can be written by others than root and this user");
	assert_mentions(refusal_of(action_folder, "a_directory"),
					"it is not a regular file");
	assert_mentions(refusal_of(action_folder, "a_pipe"),
					"it is not a regular file");
	assert_mentions(refusal_of(action_folder, "a_link"),
					"it is a symbolic link");
	assert_mentions(refusal_of(action_folder, "a_dead_link"),
					"it is a symbolic link");
	assert_mentions(refusal_of(action_folder, "make_coffee"), action_folder);
}

/* One that must not be run does not make way for the one that came along. */
static void
test_bad_replacement(void **state)
{
	LearnProblem problem;
	char *names;

	(void) state;
	write_file("wait", SHOW, 0777);
	write_file("start_service", SHOW, 0644);
	names = names_of(action_folder, LEARN_OK, &problem);
	assert_string_equal(names, "reload_service remove_old_files "
							   "restart_service stop_process stop_service "
							   "wait_for_port");
	free(names);
	assert_mentions(refusal_of(action_folder, "wait"), "is not run");
	assert_mentions(refusal_of(action_folder, "start_service"), "is not run");
}

/* No action is found while it is not known which one is meant. */
static void
assert_unusable(const char *directory, const char *why)
{
	LearnProblem problem = {{0}, {0}};
	char *names = names_of(directory, LEARN_INVALID, &problem);

	assert_string_equal(names, came_along);
	free(names);
	assert_mentions(problem.message, why);
	assert_mentions(problem.message, directory);
	assert_mentions(refusal_of(directory, "wait"), why);
	assert_mentions(refusal_of(directory, "mine"), why);
}

static void
test_bad_directories(void **state)
{
	char path[ACTION_PATH_SIZE + 16];

	(void) state;
	make_directory("good", 0755);
	write_file("good/mine", SHOW, 0755);
	assert_string_equal(refusal_of(path_of("good"), "mine"), "");

	write_file("file", SHOW, 0755);
	assert_unusable(path_of("file"), "could not open");
	assert_unusable(path_of("absent"), "could not find");
	assert_unusable("", "could not find");

	make_directory("for_all", 0777);
	assert_unusable(path_of("for_all"), "can be written by others");
	make_directory("for_group", 0775);
	assert_unusable(path_of("for_group"), "can be written by others");
	/* The sticky bit protects what is there; it does not keep files out. */
	make_directory("sticky", 01777);
	assert_unusable(path_of("sticky"), "can be written by others");

	make_directory("for_all/inner", 0755);
	assert_unusable(path_of("for_all/inner"), "which others than root and "
											  "this user can change");
	make_directory("sticky/inner", 0755);
	assert_string_equal(refusal_of(path_of("sticky/inner"), "wait"), "");

	assert_int_equal(symlink("good", path_of("link")), 0);
	assert_unusable(path_of("link"), "must be written as");
	assert_unusable(path_of("good/../good"), "must be written as");
	assert_unusable(path_of("good/"), "must be written as");
	assert_int_equal(chdir(action_folder), 0);
	assert_unusable("good", "must be written as");
	snprintf(path, sizeof(path), "%s/good\"", action_folder);
	assert_mentions(refusal_of("good", "wait"), path);
}

/* What belongs to somebody else can be changed by them at any time. */
static void
test_other_owners(void **state)
{
	(void) state;
	if (geteuid() != 0)
		skip();
	make_directory("theirs", 0755);
	write_file("theirs/mine", SHOW, 0755);
	make_directory("theirs/inner", 0755);
	make_directory("theirs_sticky", 01777);
	make_directory("theirs_sticky/inner", 0755);
	write_file("theirs_too", SHOW, 0755);
	assert_string_equal(refusal_of(path_of("theirs"), "mine"), "");
	assert_int_equal(chown(path_of("theirs"), 65534, 65534), 0);
	assert_int_equal(chown(path_of("theirs_too"), 65534, 65534), 0);
	assert_unusable(path_of("theirs"), "can be written by others");
	assert_unusable(path_of("theirs/inner"), "which others than root");
	/* Its owner renames what is in it, sticky or not. */
	assert_int_equal(chown(path_of("theirs_sticky"), 65534, 65534), 0);
	assert_unusable(path_of("theirs_sticky/inner"), "which others than root");
	assert_mentions(refusal_of(action_folder, "theirs_too"),
					"can be written by others");
}

static void
test_what_an_action_is_told(void **state)
{
	static const char hostile[] =
		"-rf $(touch x) `touch x` '\" ; touch x\n* ${VALUE} \\ \303\251";
	LearnActions actions = {action_folder};
	LearnValues values = {0};
	json_object *params = json_object_new_object();
	LearnOutcome outcome;
	LearnProblem problem;

	(void) state;
	write_file("show", SHOW, 0755);
	assert_true(learn_values_set(&values, "VALUE", 5, "${VALUE} $(id)"));
	learn_json_add(params, "a", json_object_new_string(hostile));
	learn_json_add(params, "b-c", json_object_new_boolean(true));
	learn_json_add(params, "n", json_of("1.50"));
	assert_int_equal(learn_actions_run(&actions, "show", params, &values, 60,
									   false, &outcome, &problem),
					 LEARN_OK);
	assert_int_equal(outcome.ending, LEARN_ENDED_NORMALLY);
	assert_int_equal(outcome.exit_code, 0);
	assert_string_equal(outcome.error, "");
	assert_string_equal(
		outcome.output,
		"[-rf $(touch x) `touch x` '\" ; touch x\n* ${VALUE} $(id) \\ "
		"\303\251][true][1.50][${VALUE} $(id)]\n"
		"{\"a\":\"-rf $(touch x) `touch x` '\\\" ; touch x\\n* ${VALUE} $(id) "
		"\\\\ \303\251\",\"b-c\":true,\"n\":1.50}\n.");
	/* What the step says itself stays as it is. */
	assert_string_equal(
		json_object_get_string(json_object_object_get(params, "a")), hostile);
	learn_outcome_free(&outcome);
	learn_values_free(&values);
	json_object_put(params);
}

static void
test_params(void **state)
{
	static const struct
	{
		const char *params;
		const char *output;
	} cases[] = {
		{"{}", "[][][][x]\n{}\n."},
		{"{'a':null}", "[][][][x]\n{\"a\":null}\n."},
		{"{'a':['${VALUE}',1,null,{'${VALUE}':['${VALUE}']}]}",
		 "[][][][x]\n{\"a\":[\"x\",1,null,{\"${VALUE}\":[\"x\"]}]}\n."},
		{"{'A':'','b.c':'${NONE}','n':false}",
		 "[][${NONE}][false][x]\n"
		 "{\"A\":\"\",\"b.c\":\"${NONE}\",\"n\":false}\n."},
		{"{'a':-12,'B=C':'=','N':18446744073709551615}",
		 "[-12][=][18446744073709551615][x]\n"
		 "{\"a\":-12,\"B=C\":\"=\",\"N\":18446744073709551615}\n."},
	};
	LearnActions actions = {action_folder};
	LearnValues values = {0};
	LearnOutcome outcome;

	(void) state;
	write_file("show", SHOW, 0755);
	assert_true(learn_values_set(&values, "VALUE", 5, "x"));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		json_object *params = json_of(cases[i].params);

		assert_int_equal(learn_actions_run(&actions, "show", params, &values,
										   60, false, &outcome, NULL),
						 LEARN_OK);
		assert_string_equal(outcome.output, cases[i].output);
		learn_outcome_free(&outcome);
		json_object_put(params);
	}
	assert_int_equal(learn_actions_run(&actions, "show", NULL, &values, 60,
									   false, &outcome, NULL),
					 LEARN_OK);
	assert_string_equal(outcome.output, "[][][][x]\n{}\n.");
	learn_outcome_free(&outcome);
	learn_values_free(&values);
}

/* Nothing is run, and that does not look like success. */
static void
assert_not_run(const char *name, json_object *params,
			   const LearnValues *values, const char *why)
{
	LearnActions actions = {action_folder};
	LearnOutcome outcome;
	LearnProblem problem;

	assert_int_equal(learn_actions_run(&actions, name, params, values, 60,
									   false, &outcome, &problem),
					 LEARN_INVALID);
	assert_mentions(problem.message, why);
	assert_int_equal(outcome.ending, LEARN_NEVER_STARTED);
	assert_int_equal(outcome.exit_code, -1);
	learn_outcome_free(&outcome);
	assert_false(file_exists("ran"));
	json_object_put(params);
}

static void
test_not_run(void **state)
{
	LearnValues values = {0};
	json_object *params;
	LearnBuffer text;

	(void) state;
	assert_int_equal(chdir(action_folder), 0);
	write_file("mark", "#!/bin/sh\ntouch ran\n", 0755);
	write_file("open", "#!/bin/sh\ntouch ran\n", 0777);
	assert_not_run("make_coffee", NULL, &values, "there is no action");
	assert_not_run("../mark", NULL, &values, "cannot be the name");
	assert_not_run("open", NULL, &values, "can be written by others");
	assert_not_run("mark", json_of("{'a-b':1,'a_b':2}"), &values,
				   "two of the params would be the variable PARAM_A_B");
	assert_not_run("mark", json_of("{'a':1,'A':2}"), &values, "PARAM_A");

	/* A short document must not become one that fills the memory. */
	learn_buffer_init(&text, 0);
	for (int i = 0; i < 1000; i++)
		learn_buffer_append_string(&text, "${LONG}");
	assert_true(learn_values_set(&values, "LONG", 4, text.data));
	params = json_object_new_object();
	learn_json_add(params, "a", json_object_new_string(text.data));
	assert_not_run("mark", params, &values, "at most 65536 bytes");
	params = json_object_new_object();
	learn_json_add(params, "a",
				   json_of("['${LONG}','${LONG}','${LONG}',"
						   "'${LONG}','${LONG}','${LONG}',"
						   "'${LONG}','${LONG}','${LONG}',"
						   "'${LONG}']"));
	assert_not_run("mark", params, &values, "at most 65536 bytes");
	learn_buffer_free(&text);
	learn_values_free(&values);
}

/* A program that is no script, and one that the kernel does not start. */
static void
test_programs(void **state)
{
	LearnActions actions = {action_folder};
	LearnValues values = {0};
	LearnOutcome outcome;

	(void) state;
	write_file("fails", "#!/bin/sh\necho no >&2\nexit 7\n", 0755);
	outcome = run_action(action_folder, "fails", NULL);
	assert_int_equal(outcome.exit_code, 7);
	assert_string_equal(outcome.error, "no");
	learn_outcome_free(&outcome);

	write_file("broken", "#!/no/such/shell\n", 0755);
	assert_int_equal(learn_actions_run(&actions, "broken", NULL, &values, 60,
									   false, &outcome, NULL),
					 LEARN_OK);
	assert_int_equal(outcome.ending, LEARN_NEVER_STARTED);
	assert_true(outcome.problem.message[0] != '\0');
	learn_outcome_free(&outcome);
}

/* The one of the directory is run, not the one that came along. */
static void
test_replacement(void **state)
{
	LearnOutcome outcome;

	(void) state;
	write_file("wait", "#!/bin/sh\necho \"mine, as $0\"\n", 0755);
	outcome = run_action(action_folder, "wait", json_of("{'seconds':3600}"));
	assert_int_equal(outcome.exit_code, 0);
	assert_mentions(outcome.output, "mine, as ");
	assert_mentions(outcome.output, path_of("wait"));
	learn_outcome_free(&outcome);
}

#define IN_FOLDER(test)                                                       \
	cmocka_unit_test_setup_teardown(test, make_action_folder,                 \
									remove_action_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_those_that_came_along),
		IN_FOLDER(test_names),
		IN_FOLDER(test_directory),
		IN_FOLDER(test_bad_replacement),
		IN_FOLDER(test_bad_directories),
		IN_FOLDER(test_other_owners),
		IN_FOLDER(test_what_an_action_is_told),
		IN_FOLDER(test_params),
		IN_FOLDER(test_not_run),
		IN_FOLDER(test_programs),
		IN_FOLDER(test_replacement),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
