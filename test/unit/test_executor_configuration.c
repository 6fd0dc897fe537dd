/*-------------------------------------------------------------------------
 *
 * test_executor_configuration.c
 *		Unit tests of the executor's configuration file.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "executor/setup/configuration.h"
#include "executor/spool/spool.h"

static char path[] = "/tmp/learn-configuration-XXXXXX";

/* Writes the file and reads it. */
static LearnStatus
read_text(const char *text, mode_t mode, LearnConfiguration *configuration,
		  LearnProblem *problem)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
	return learn_configuration_read(path, configuration, problem);
}

static void
expect_refusal(const char *text, const char *where, const char *message)
{
	LearnConfiguration configuration;
	LearnProblem problem;

	assert_int_equal(read_text(text, 0600, &configuration, &problem),
					 LEARN_INVALID);
	assert_int_equal(strncmp(problem.where, path, strlen(path)), 0);
	assert_string_equal(problem.where + strlen(path), where);
	assert_string_equal(problem.message, message);
	learn_configuration_free(&configuration);
}

static void
test_settings(void **state)
{
	LearnConfiguration configuration;
	LearnProblem problem;

	(void) state;
	assert_int_equal(read_text("# this host\n"
							   "\n"
							   "client = acme ltd \r\n"
							   "staging=yes\n"
							   "\tspool_limit = 10 MB\n"
							   "client = acme\n"
							   "run_as = root",
							   0644, &configuration, &problem),
					 LEARN_OK);
	assert_string_equal(configuration.client, "acme");
	assert_string_equal(configuration.run_as, "root");
	assert_true(configuration.staging);
	assert_int_equal(configuration.spool_limit, 10 * 1024 * 1024);
	assert_null(configuration.hostname);
	learn_configuration_free(&configuration);
}

static void
test_defaults(void **state)
{
	LearnConfiguration configuration;
	LearnProblem problem;

	(void) state;
	assert_int_equal(read_text("", 0600, &configuration, &problem), LEARN_OK);
	assert_false(configuration.staging);
	assert_int_equal(configuration.spool_limit, LEARN_SPOOL_LIMIT);
	learn_configuration_free(&configuration);
}

static void
test_refusals(void **state)
{
	char line[6000];

	(void) state;
	expect_refusal("# a\nclint = acme\n", ":2", "there is no such setting");
	expect_refusal("client\n", ":1", "it is not written as name = value");
	expect_refusal("client =\n", ":1", "it has no value");
	expect_refusal("staging = true\n", ":1", "it must be yes or no");
	expect_refusal("spool_limit = much\n", ":1",
				   "it must be a number of bytes, such as 64MB");
	expect_refusal("spool_limit = -1\n", ":1",
				   "it must be a number of bytes, such as 64MB");
	expect_refusal("spool_limit = 9223372036854775807 kB\n", ":1",
				   "it must be a number of bytes, such as 64MB");
	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\0';
	expect_refusal(line, ":1", "the line is too long");
}

static void
test_who_may_write_it(void **state)
{
	LearnConfiguration configuration;
	LearnProblem problem;
	mode_t modes[] = {0620, 0602, 0666};

	(void) state;
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
	{
		assert_int_equal(read_text("staging = yes\n", modes[i], &configuration,
								   &problem),
						 LEARN_INVALID);
		assert_string_equal(
			problem.message,
			"the configuration can be written by others than root and you");
		assert_false(configuration.staging);
	}
}

static void
test_what_is_no_file(void **state)
{
	LearnConfiguration configuration;
	LearnProblem problem;
	char fifo[sizeof(path) + 5];

	(void) state;
	assert_int_equal(learn_configuration_read("/nowhere/x", &configuration,
											  &problem),
					 LEARN_INVALID);
	assert_string_equal(problem.message, "could not open the configuration: "
										 "No such file or directory");
	assert_int_equal(learn_configuration_read("/tmp", &configuration,
											  &problem),
					 LEARN_INVALID);
	assert_string_equal(problem.message,
						"the configuration is not a regular file");

	/* Nobody writes into it: that must not wait. */
	snprintf(fifo, sizeof(fifo), "%s.fifo", path);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(learn_configuration_read(fifo, &configuration, &problem),
					 LEARN_INVALID);
	unlink(fifo);
	assert_string_equal(problem.message,
						"the configuration is not a regular file");
}

static int
setup(void **state)
{
	int file = mkstemp(path);

	(void) state;
	return file < 0 || close(file) != 0;
}

static int
teardown(void **state)
{
	(void) state;
	return unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_who_may_write_it),
		cmocka_unit_test(test_what_is_no_file),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
