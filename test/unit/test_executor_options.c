/*-------------------------------------------------------------------------
 *
 * test_executor_options.c
 *		Unit tests of the executor's command line.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <getopt.h>

#include "executor/setup/options.h"

#define MAX_ARGUMENTS 24

/* Reads a command line whose words are separated by single blanks. */
static LearnStatus
read_line(const char *line, LearnOptions *options, LearnProblem *problem)
{
	static char words[1000];
	static char *arguments[MAX_ARGUMENTS + 1];
	int count = 0;

	snprintf(words, sizeof(words), "learn-executor %s", line);
	for (char *word = strtok(words, " "); word != NULL;
		 word = strtok(NULL, " "))
	{
		assert_true(count < MAX_ARGUMENTS);
		arguments[count++] = word;
	}
	arguments[count] = NULL;
	optind = 0; /* getopt_long() begins anew */
	return learn_options_read(count, arguments, options, problem);
}

static void
expect_refusal(const char *line, const char *message)
{
	LearnOptions options;
	LearnProblem problem;

	assert_int_equal(read_line(line, &options, &problem), LEARN_INVALID);
	assert_string_equal(problem.message, message);
	learn_options_free(&options);
}

static void
test_run(void **state)
{
	LearnOptions options;
	LearnProblem problem;

	(void) state;
	assert_int_equal(
		read_line("run --incident-type disk_full --incident-id inc-1 "
				  "--client acme --param MOUNT=/var --param LIMIT=a=b "
				  "-h db -p 5433 -U robot --dbname ops --json --dry-run",
				  &options, &problem),
		LEARN_OK);
	assert_int_equal(options.task, LEARN_TASK_RUN);
	assert_string_equal(options.incident_type, "disk_full");
	assert_string_equal(options.incident_id, "inc-1");
	assert_string_equal(options.client, "acme");
	assert_string_equal(learn_values_get(&options.given, "MOUNT"), "/var");
	assert_string_equal(learn_values_get(&options.given, "LIMIT"), "a=b");
	assert_string_equal(options.connection.host, "db");
	assert_string_equal(options.connection.port, "5433");
	assert_string_equal(options.connection.user, "robot");
	assert_string_equal(options.connection.database, "ops");
	assert_true(options.json && options.dry_run && !options.staging);
	assert_null(options.runbook_id);
	learn_options_free(&options);
}

static void
test_order_does_not_matter(void **state)
{
	LearnOptions options;
	LearnProblem problem;

	(void) state;
	assert_int_equal(
		read_line("--incident-type=x --staging run --runbook RB-A", &options,
				  &problem),
		LEARN_OK);
	assert_true(options.staging);
	assert_string_equal(options.runbook_id, "RB-A");
	learn_options_free(&options);
}

static void
test_other_tasks(void **state)
{
	LearnOptions options;
	LearnProblem problem;

	(void) state;
	assert_int_equal(read_line("flush --spool /x --json", &options, &problem),
					 LEARN_OK);
	assert_int_equal(options.task, LEARN_TASK_FLUSH);
	assert_string_equal(options.spool, "/x");
	assert_int_equal(read_line("register --actions /a", &options, &problem),
					 LEARN_OK);
	assert_int_equal(options.task, LEARN_TASK_REGISTER);
	assert_int_equal(read_line("actions", &options, &problem), LEARN_OK);
	assert_int_equal(options.task, LEARN_TASK_ACTIONS);
	assert_int_equal(read_line("--help", &options, &problem), LEARN_OK);
	assert_int_equal(options.task, LEARN_TASK_HELP);
	assert_int_equal(read_line("run --version", &options, &problem), LEARN_OK);
	assert_int_equal(options.task, LEARN_TASK_VERSION);
	learn_options_free(&options);
}

static void
test_refusals(void **state)
{
	(void) state;
	expect_refusal("",
				   "a command is missing: run, flush, register or actions");
	expect_refusal("fix",
				   "there is no command \"fix\", only run, flush, register "
				   "and actions");
	expect_refusal("run", "run needs --incident-type");
	expect_refusal("run --incident-type", "--incident-type needs a value");
	expect_refusal("run --incident-type=",
				   "the option --incident-type is empty");
	expect_refusal("run --incident-type x -x", "there is no option -x");
	expect_refusal("run --incident-type x -xyz", "there is no option -x");
	expect_refusal("run --incident-type x --json -xyz",
				   "there is no option -x");
	expect_refusal("run --incident-type x -p", "-p needs a value");
	expect_refusal("run --incident-type x --speed",
				   "there is no option --speed");
	expect_refusal("run --incident-type x now",
				   "\"now\" is too much; a parameter is given with --param "
				   "NAME=VALUE");
	expect_refusal("run --incident-type x --staging",
				   "--staging needs --runbook: a draft is never chosen by "
				   "itself");
	expect_refusal("flush --client acme", "--client is an option of run");
	expect_refusal("flush --dry-run",
				   "--param, --staging and --dry-run are options of run");
	expect_refusal("actions --param A=1",
				   "--param, --staging and --dry-run are options of run");
}

static void
test_completion(void **state)
{
	LearnConfiguration configuration = {.client = (char *) "acme",
										.hostname = (char *) "web1",
										.host = (char *) "db",
										.port = (char *) "5433",
										.dbname = (char *) "ops"};
	LearnOptions options;
	LearnProblem problem;

	(void) state;
	assert_int_equal(read_line("run --incident-type x --client other -p 1",
							   &options, &problem),
					 LEARN_OK);
	learn_options_complete(&options, &configuration);
	assert_string_equal(options.client, "other");
	assert_string_equal(options.hostname, "web1");
	assert_string_equal(options.connection.host, "db");
	assert_string_equal(options.connection.port, "1");
	assert_string_equal(options.connection.database, "ops");
	learn_options_free(&options);

	/* A connection string is not mixed with the configuration's host. */
	assert_int_equal(read_line("flush -d service=learn", &options, &problem),
					 LEARN_OK);
	learn_options_complete(&options, &configuration);
	assert_null(options.connection.host);
	assert_string_equal(options.connection.database, "service=learn");
	learn_options_free(&options);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_run),
		cmocka_unit_test(test_order_does_not_matter),
		cmocka_unit_test(test_other_tasks),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_completion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
