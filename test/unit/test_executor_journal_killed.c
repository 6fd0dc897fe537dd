/*-------------------------------------------------------------------------
 *
 * test_executor_journal_killed.c
 *		Runs that are killed at any moment, and so are those that recover them.
 *
 *-------------------------------------------------------------------------
 */
#include "journal_case.h"

#include <sys/mman.h>
#include <time.h>

#include "random.h"

/* Empties the spool, and opens it anew. */
static void
empty_spool(void)
{
	const int directories[] = {spool.running, spool.ready, spool.refused};

	for (size_t i = 0; i < 3; i++)
	{
		json_object *names =
			learn_spool_names(&spool, directories[i], "", NULL);

		for (size_t at = 0; at < json_object_array_length(names); at++)
			assert_int_equal(unlinkat(directories[i],
									  json_object_get_string(
										  json_object_array_get_idx(names,
																	at)),
									  0),
							 0);
		json_object_put(names);
	}
	learn_spool_close(&spool);
	open_spool(LIMIT);
}

#define RUNS_MAX 100

/* How far runs have come, in memory that is shared with those that die. */
typedef struct Progress
{
	volatile int runs;            /* begun */
	volatile int steps[RUNS_MAX]; /* of which it was written that they begin */
	volatile bool over[RUNS_MAX]; /* its result was put */
} Progress;

/* One run after the other. */
static void
run_often(Progress *progress, int batch, int runs)
{
	for (int i = 0; i < runs; i++)
	{
		LearnJournal journal;
		LearnProblem problem;
		char id[40];

		snprintf(id, sizeof(id), "exec-%d-%d", batch, i);
		progress->runs = i + 1;
		begin(&journal, id);
		for (int number = 1; number <= 3; number++)
		{
			step_begins(&journal, number);
			progress->steps[i] = number;
			step_ended(&journal, number, true);
		}
		progress->over[i] = finish(&journal, id, &problem) == LEARN_OK;
	}
}

/* What the spool tells about the runs of a process that died. */
static void
check_batch(const Progress *progress, int batch)
{
	for (int i = 0; i < progress->runs; i++)
	{
		char id[40];
		json_object *result;
		bool success;
		size_t count;

		snprintf(id, sizeof(id), "exec-%d-%d", batch, i);
		result = ready_result(id);
		success = learn_json_get_boolean(result, "success", false);
		count = result == NULL ? 0
							   : json_object_array_length(
									 learn_json_get(result, "executed_steps"));
		assert_true(result != NULL || progress->steps[i] == 0);
		assert_true(success || !progress->over[i]);
		if (!success)
			assert_in_range(count, progress->steps[i], progress->steps[i] + 1);
		json_object_put(result);
	}
}

/* Of the one that dies in the test. */
static Progress *one;

static void
work_whole_run(void)
{
	run_often(one, 0, 1);
}

static void
work_recover(void)
{
	LearnProblem problem;
	int count;

	learn_journal_recover(&spool, LEARN_NO_ROOM_DROP, &count, &problem);
}

/*
 * Killed at every system call of a run, which leaves nothing but its result.
 */
static void
test_killed_while_running(void **state)
{
	bool killed = true;
	int told[2][4] = {{0}};

	(void) state;
	one = mmap(NULL, sizeof(Progress), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(one != MAP_FAILED);
	open_spool(LIMIT);
	/* What is done but once in a process is done before. */
	work_whole_run();
	empty_spool();
	for (int i = 0; killed; i++)
	{
		memset(one, 0, sizeof(Progress));
		killed = die_at(i, work_whole_run);
		learn_spool_close(&spool);
		open_spool(LIMIT);
		recover();
		assert_int_equal(count_names(spool.running, ""), 0);
		assert_int_equal(count_names(spool.refused, ""), 0);
		check_batch(one, 0);
		told[learn_spool_count(&spool)][one->steps[0]]++;
		empty_spool();
	}
	/* All of it was seen. */
	assert_true(told[0][0] > 0 && told[1][0] > 0 && told[1][1] > 0);
	assert_true(told[1][2] > 0 && told[1][3] > 0);
	munmap(one, sizeof(Progress));
}

/* Killed at every system call of a recovery, by the next one. */
static void
test_killed_while_recovering(void **state)
{
	bool killed = true;

	(void) state;
	open_spool(LIMIT);
	for (int i = 0; killed; i++)
	{
		die_after(work_third_step);
		killed = die_at(i, work_recover);
		learn_spool_close(&spool);
		open_spool(LIMIT);
		recover();
		assert_int_equal(count_names(spool.running, ""), 0);
		assert_int_equal(learn_spool_count(&spool), 1);
		json_object_put(ready_result("exec-1"));
		empty_spool();
	}
}

/* Takes all results out of ready/, as if they were delivered. */
static int
take_results(void)
{
	LearnProblem problem = {"", ""};
	json_object *names = learn_spool_list(&spool, &problem);
	int count;

	assert_non_null(names);
	count = (int) json_object_array_length(names);
	for (int i = 0; i < count; i++)
		assert_status(learn_spool_remove(
						  &spool,
						  json_object_get_string(
							  json_object_array_get_idx(names, (size_t) i)),
						  &problem),
					  LEARN_OK, problem);
	json_object_put(names);
	return count;
}

/*
 * Somebody else recovers and delivers while a recovery, or the end of a run,
 * is at any system call: the result is there once, and does not come back.
 */
static void
test_overtaken(void **state)
{
	void (*const works[])(void) = {work_recover, work_whole_run};

	(void) state;
	one = mmap(NULL, sizeof(Progress), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(one != MAP_FAILED);
	open_spool(LIMIT);
	for (size_t w = 0; w < sizeof(works) / sizeof(works[0]); w++)
	{
		pid_t child = 0;

		for (int i = 0; child >= 0; i++)
		{
			int taken;

			if (works[w] == work_recover)
				die_after(work_third_step);
			child = pause_at(i, works[w]);
			recover();
			taken = take_results();
			if (child >= 0)
				go_on(child);
			recover();
			taken += take_results();
			assert_int_equal(taken, 1);
			assert_int_equal(count_names(spool.running, ""), 0);
			assert_int_equal(count_names(spool.refused, ""), 0);
		}
	}
	munmap(one, sizeof(Progress));
}

/* Killed at any moment, two at a time, with two that recover meanwhile. */
static void
test_killed_at_random(void **state)
{
	uint64_t random = 20261122;
	Progress *progress =
		mmap(NULL, 2 * sizeof(Progress), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int killed = 0;

	(void) state;
	assert_true(progress != MAP_FAILED);
	open_spool(LIMIT);
	for (int batch = 0; batch < 200; batch += 2)
	{
		pid_t children[2];

		memset(progress, 0, 2 * sizeof(Progress));
		for (int i = 0; i < 2; i++)
		{
			children[i] = fork();
			if (children[i] == 0)
			{
				run_often(&progress[i], batch + i, RUNS_MAX);
				_exit(0);
			}
		}
		for (int i = 0; i < 2; i++)
		{
			struct timespec pause = {0, random_below(&random, 4000000)};
			int status;

			nanosleep(&pause, NULL);
			recover();
			kill(children[i], SIGKILL);
			waitpid(children[i], &status, 0);
			killed += WIFSIGNALED(status) ? 1 : 0;
		}
		learn_spool_close(&spool);
		open_spool(LIMIT);
		recover();
		check_batch(&progress[0], batch);
		check_batch(&progress[1], batch + 1);
		assert_int_equal(count_names(spool.running, ""), 0);
		assert_int_equal(count_names(spool.refused, ""), 0);
		empty_spool();
	}
	assert_true(killed > 150);
	munmap(progress, 2 * sizeof(Progress));
}

/* Several find the same dead runs at the same time. */
static void
test_recovered_by_many(void **state)
{
	pid_t children[4];
	int count = 0;

	(void) state;
	open_spool(LIMIT);
	for (int i = 0; i < 30; i++)
	{
		LearnJournal journal;
		char id[40];

		snprintf(id, sizeof(id), "exec-%d", i);
		assert_int_equal(begin(&journal, id), LEARN_OK);
		step_begins(&journal, 1);
		learn_journal_close(&journal);
	}
	for (int i = 0; i < 4; i++)
	{
		children[i] = fork();
		if (children[i] == 0)
		{
			LearnProblem problem;
			int mine = 0;

			/* A lock must not be shared. */
			learn_spool_close(&spool);
			learn_spool_open(spool_path, LIMIT, &spool, &problem);
			if (learn_journal_recover(&spool, LEARN_NO_ROOM_DROP, &mine,
									  &problem) != LEARN_OK)
				_exit(99);
			_exit(mine);
		}
	}
	for (int i = 0; i < 4; i++)
	{
		int status;

		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_true(WIFEXITED(status));
		assert_int_not_equal(WEXITSTATUS(status), 99);
		count += WEXITSTATUS(status);
	}
	assert_int_equal(count, 30);
	assert_int_equal(count_names(spool.running, ""), 0);
	assert_int_equal(learn_spool_count(&spool), 30);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_killed_while_running, set_up,
										tear_down),
		cmocka_unit_test_setup_teardown(test_killed_while_recovering, set_up,
										tear_down),
		cmocka_unit_test_setup_teardown(test_overtaken, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_killed_at_random, set_up,
										tear_down),
		cmocka_unit_test_setup_teardown(test_recovered_by_many, set_up,
										tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
