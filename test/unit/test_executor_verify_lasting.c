/*-------------------------------------------------------------------------
 *
 * test_executor_verify_lasting.c
 *		Unit tests of finding the processes by which a service runs.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "state_case.h"

#include "executor/verify/lasting.h"

/*
 * A process, which has a control group unless that is NULL.
 */
static void
write_process(int pid, const char *name, char condition, int parent,
			  int started, const char *group)
{
	char path[64];
	char text[512];

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	snprintf(text, sizeof(text),
			 "%d (%s) %c %d 1 1 0 -1 0 0 0 0 0 5 6 0 0 20 0 1 0 %d 4096 9 0\n",
			 pid, name, condition, parent, started);
	state_write(path, text);
	snprintf(path, sizeof(path), "/proc/%d/cgroup", pid);
	if (group != NULL)
		state_write(path, group);
}

/*
 * Checks by which processes a service runs, in order; none is 0.
 */
static void
check(const char *name, int first, int second)
{
	LearnProcesses found;

	assert_true(learn_lasting_find(state_root, name, &found));
	assert_int_equal(found.count, (first > 0) + (second > 0));
	if (first > 0)
		assert_int_equal(found.items[0].pid, first);
	if (second > 0)
		assert_int_equal(found.items[1].pid, second);
	learn_processes_free(&found);
}

static void
test_first_ones_of_a_name(void **state)
{
	(void) state;
	write_process(1, "init", 'S', 0, 1, "0::/init.scope\n");
	write_process(10, "web", 'S', 1, 50, NULL);
	write_process(11, "web", 'S', 10, 51, NULL);
	write_process(12, "web", 'S', 11, 52, NULL);
	write_process(20, "web", 'R', 1, 60, NULL);
	write_process(21, "worker", 'S', 20, 61, NULL);
	write_process(30, "web", 'Z', 1, 70, NULL);
	check("web", 10, 20);
	check("worker", 21, 0);
	check("we", 0, 0);
	check("no-such-one", 0, 0);
}

/* A unit is known by its control group, whatever its processes are called. */
static void
test_unit(void **state)
{
	(void) state;
	write_process(10, "python3", 'S', 1, 50, "0::/system.slice/web.service\n");
	write_process(11, "worker", 'S', 10, 51,
				  "0::/system.slice/web.service/worker\n");
	write_process(12, "web", 'S', 1, 52, "0::/system.slice/web2.service\n");
	write_process(13, "web", 'S', 1, 53, "0::/system.slice/web.slice\n");
	write_process(14, "python3", 'Z', 1, 54, "0::/system.slice/web.service\n");
	write_process(15, "mail", 'S', 1, 55,
				  "12:pids:/other\n1:name=systemd:/system.slice/"
				  "system-mail.slice/mail@one.service\n0::/\n");
	check("web", 10, 0);
	check("web.service", 10, 0);
	check("web2", 12, 0);
	check("mail@one", 15, 0);
	check("mail@two", 0, 0);
	check("mail", 15, 0);

	/* A slice is no service, and a file no unit. */
	check("web.slice", 0, 0);
	check("systemd:", 0, 0);
}

static bool
lives_on(const LearnProcesses *found)
{
	bool live;

	assert_true(learn_lasting_check(state_root, found, &live));
	return live;
}

static void
test_lives_on(void **state)
{
	LearnProcesses found;

	(void) state;
	write_process(10, "web", 'S', 1, 50, NULL);
	write_process(20, "web", 'S', 1, 60, NULL);
	assert_true(learn_lasting_find(state_root, "web", &found));
	assert_int_equal(found.count, 2);
	write_process(30, "web", 'S', 1, 70, NULL);
	assert_true(lives_on(&found));

	/* It has ended, or another one has its number now. */
	write_process(20, "web", 'Z', 1, 60, NULL);
	assert_false(lives_on(&found));
	write_process(20, "web", 'S', 1, 61, NULL);
	assert_false(lives_on(&found));
	write_process(20, "web", 'S', 1, 60, NULL);
	assert_true(lives_on(&found));
	assert_int_equal(unlink(state_path("/proc/20/stat")), 0);
	assert_false(lives_on(&found));
	learn_processes_free(&found);
}

/* Where the system shows no processes, it is not known that one ended. */
static void
test_no_processes(void **state)
{
	LearnProcesses found;

	(void) state;
	assert_true(learn_lasting_find(state_root, "web", &found));
	assert_int_equal(found.count, 0);
	assert_true(lives_on(&found));
	learn_processes_free(&found);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_first_ones_of_a_name,
										state_make_root, state_remove_root),
		cmocka_unit_test_setup_teardown(test_unit, state_make_root,
										state_remove_root),
		cmocka_unit_test_setup_teardown(test_lives_on, state_make_root,
										state_remove_root),
		cmocka_unit_test_setup_teardown(test_no_processes, state_make_root,
										state_remove_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
