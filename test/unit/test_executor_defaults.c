/*-------------------------------------------------------------------------
 *
 * test_executor_defaults.c
 *		Unit tests of what holds where nothing is said.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "executor/setup/defaults.h"

static LearnOptions options;
static LearnConfiguration configuration;
static LearnDefaults defaults;
static LearnProblem problem;

/* Fills in the defaults, for a user with that environment (NULL: not set). */
static LearnStatus
fill(LearnTask task, const char *state_home, const char *home)
{
	options = (LearnOptions){.task = task};
	configuration = (LearnConfiguration){0};
	unsetenv("XDG_STATE_HOME");
	unsetenv("HOME");
	if (state_home != NULL)
		setenv("XDG_STATE_HOME", state_home, 1);
	if (home != NULL)
		setenv("HOME", home, 1);
	return learn_defaults_fill(&options, &configuration, &defaults, &problem);
}

static void
clean(void)
{
	learn_configuration_free(&configuration);
	learn_defaults_free(&defaults);
}

static void
test_names(void **state)
{
	char name[LEARN_HOST_NAME_SIZE];

	(void) state;
	assert_true(learn_host_name(name));
	assert_int_equal(fill(LEARN_TASK_REGISTER, NULL, NULL), LEARN_OK);
	assert_string_equal(options.hostname, name);
	assert_string_equal(configuration.executor_name, name);
	/* Who keeps nothing needs no place for it. */
	assert_null(options.spool);
	clean();
}

/* Root's spool is one for the machine, whatever the environment. */
static void
expect_spool(const char *state_home, const char *home, const char *expected)
{
	assert_int_equal(fill(LEARN_TASK_FLUSH, state_home, home), LEARN_OK);
	assert_string_equal(options.spool,
						geteuid() == 0 ? LEARN_ROOT_SPOOL : expected);
	clean();
}

static void
test_spool(void **state)
{
	char home[] = "/tmp/learn-defaults-XXXXXX";
	char path[sizeof(home) + sizeof("/.local/state/learn")];
	struct stat status;

	(void) state;
	assert_non_null(mkdtemp(home));
	snprintf(path, sizeof(path), "%s/.local/state/learn", home);
	expect_spool(NULL, home, path);
	/* A relative one is none. */
	expect_spool("state", home, path);
	if (geteuid() != 0)
	{
		/* What is above it is there, and nobody else's. */
		*strrchr(path, '/') = '\0';
		assert_int_equal(stat(path, &status), 0);
		assert_int_equal(status.st_mode & 0777, 0700);
		assert_int_equal(rmdir(path), 0);
		*strrchr(path, '/') = '\0';
		assert_int_equal(rmdir(path), 0);
	}
	snprintf(path, sizeof(path), "%s/learn", home);
	expect_spool(home, "/nowhere", path);
	assert_int_equal(rmdir(home), 0);
}

static void
test_no_home(void **state)
{
	(void) state;
	if (geteuid() == 0)
		skip();
	assert_int_equal(fill(LEARN_TASK_RUN, NULL, NULL), LEARN_INVALID);
	assert_string_equal(problem.message, "there is no HOME to keep results "
										 "in: name a directory");
	clean();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_spool),
		cmocka_unit_test(test_no_home),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
