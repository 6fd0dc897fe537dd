/*-------------------------------------------------------------------------
 *
 * test_executor_journal.c
 *		Runs that do not live to tell.
 *
 *-------------------------------------------------------------------------
 */
#include "journal_case.h"

static void
test_a_run_that_lives(void **state)
{
	LearnJournal journal;
	LearnProblem problem;
	json_object *result;

	(void) state;
	open_spool(LIMIT);
	assert_int_equal(begin(&journal, "exec-1"), LEARN_OK);
	assert_false(journal.broken);
	step_begins(&journal, 1);
	assert_int_equal(count_names(spool.running, ".journal"), 1);
	step_ended(&journal, 1, true);
	assert_status(finish(&journal, "exec-1", &problem), LEARN_OK, problem);
	assert_null(journal.name);
	assert_int_equal(count_names(spool.running, ""), 0);
	assert_int_equal(recover(), 0);
	result = ready_result("exec-1");
	assert_string_equal(learn_json_get_string(result, "status", ""),
						"success");
	json_object_put(result);
	learn_journal_discard(&journal);
	learn_journal_close(&journal);

	assert_int_equal(begin(&journal, "exec-2"), LEARN_OK);
	step_begins(&journal, 1);
	learn_journal_discard(&journal);
	assert_int_equal(count_names(spool.running, ""), 0);
	assert_int_equal(recover(), 0);
	assert_int_equal(learn_spool_count(&spool), 1);
}

/* Without a spool a run goes on. */
static void
test_no_spool(void **state)
{
	LearnJournal journal = {0};
	LearnProblem problem;
	int count;

	(void) state;
	step_begins(&journal, 1);
	learn_journal_discard(&journal);
	learn_journal_close(&journal);
	assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0);
	assert_int_equal(begin(&journal, "exec-1"), LEARN_INVALID);
	assert_true(journal.broken);
	step_begins(&journal, 1);
	step_ended(&journal, 1, true);
	assert_int_equal(finish(&journal, "exec-1", &problem), LEARN_INVALID);
	assert_string_equal(problem.message, "there is no spool");
	assert_int_equal(learn_journal_recover(&spool, LEARN_NO_ROOM_DROP, &count,
										   &problem),
					 LEARN_OK);
	learn_journal_close(&journal);

	open_spool(LIMIT);
	assert_int_equal(begin(&journal, "../exec-1"), LEARN_INVALID);
	learn_journal_close(&journal);
	assert_int_equal(count_names(spool.running, ""), 0);
}

static void
work_begin(void)
{
	LearnJournal journal;

	begin(&journal, "exec-1");
}

static void
work_first_step(void)
{
	LearnJournal journal;

	begin(&journal, "exec-1");
	step_begins(&journal, 1);
}

static void
work_between(void)
{
	LearnJournal journal;

	begin(&journal, "exec-1");
	step_begins(&journal, 1);
	step_ended(&journal, 1, true);
	step_begins(&journal, 2);
	step_ended(&journal, 2, false);
}

static void
test_died_before_the_first_step(void **state)
{
	(void) state;
	open_spool(LIMIT);
	die_after(work_begin);
	assert_int_equal(count_names(spool.running, ".journal"), 1);
	assert_int_equal(recover(), 0);
	assert_int_equal(count_names(spool.running, ""), 0);
	assert_int_equal(learn_spool_count(&spool), 0);
}

static void
test_died_during_a_step(void **state)
{
	json_object *result;
	json_object *steps;
	json_object *step;

	(void) state;
	open_spool(LIMIT);
	die_after(work_third_step);
	assert_int_equal(recover(), 1);
	assert_int_equal(count_names(spool.running, ""), 0);
	result = ready_result("exec-1");
	assert_string_equal(learn_json_get_string(result, "status", ""),
						"failure");
	assert_false(learn_json_get_boolean(result, "success", true));
	assert_null(learn_json_get(result, "verification_passed"));
	assert_string_equal(learn_json_get_string(result, "error_message", ""),
						"the executor ended during step 3 (act_3)");
	assert_int_equal(learn_json_get_number(result, "error_step", 0), 3);
	assert_int_equal(learn_json_get_number(result, "retry_count", 0), 2);
	assert_true(
		learn_json_get_boolean(result, "manual_intervention_needed", false));
	assert_string_equal(json_object_get_string(json_object_array_get_idx(
							learn_json_get(result, "tags"), 0)),
						"interrupted");
	assert_string_equal(learn_json_get_string(result, "runbook_id", ""),
						"RB-X");
	assert_string_equal(learn_json_get_string(result, "started_at", ""),
						STARTED);
	assert_non_null(learn_json_get(result, "state_before"));
	assert_int_equal(strlen(learn_json_get_string(result, "completed_at", "")),
					 strlen(STARTED));
	assert_string_not_equal(learn_json_get_string(result, "completed_at", ""),
							STARTED);
	steps = learn_json_get(result, "executed_steps");
	assert_int_equal(json_object_array_length(steps), 3);
	step = json_object_array_get_idx(steps, 1);
	assert_true(learn_json_get_boolean(step, "success", false));
	assert_string_equal(learn_json_get_string(step, "output", ""),
						"line\nline");
	step = json_object_array_get_idx(steps, 2);
	assert_false(learn_json_get_boolean(step, "success", true));
	assert_null(learn_json_get(step, "completed_at"));
	assert_string_equal(learn_json_get_string(step, "error", ""),
						"the executor ended while this step ran");
	json_object_put(result);
}

static void
test_died_between_steps(void **state)
{
	json_object *result;

	(void) state;
	open_spool(LIMIT);
	die_after(work_between);
	assert_int_equal(recover(), 1);
	result = ready_result("exec-1");
	assert_string_equal(
		learn_json_get_string(result, "error_message", ""),
		"the executor ended after step 2 (act_2), before another one was "
		"started");
	assert_null(learn_json_get(result, "error_step"));
	assert_int_equal(
		json_object_array_length(learn_json_get(result, "executed_steps")), 2);
	json_object_put(result);
}

/* Not by another process, and not by another part of the same. */
static void
test_living_runs_are_left_alone(void **state)
{
	LearnJournal journal;
	LearnProblem problem;
	pid_t child;
	int status;

	(void) state;
	open_spool(LIMIT);
	assert_int_equal(begin(&journal, "exec-1"), LEARN_OK);
	step_begins(&journal, 1);
	assert_int_equal(recover(), 0);
	child = fork();
	if (child == 0)
	{
		LearnSpool other;
		int count = -1;

		learn_spool_open(spool_path, LIMIT, &other, &problem);
		learn_journal_recover(&other, LEARN_NO_ROOM_DROP, &count, &problem);
		_exit(count);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(count_names(spool.running, ".journal"), 1);
	step_ended(&journal, 1, true);
	assert_status(finish(&journal, "exec-1", &problem), LEARN_OK, problem);
	assert_int_equal(learn_spool_count(&spool), 1);
}

/* What was delivered never comes back. */
static void
test_delivered(void **state)
{
	LearnJournal journal;
	LearnProblem problem;
	json_object *names;

	(void) state;
	open_spool(LIMIT);
	assert_int_equal(begin(&journal, "exec-1"), LEARN_OK);
	step_begins(&journal, 1);
	assert_status(finish(&journal, "exec-1", &problem), LEARN_OK, problem);
	names = learn_spool_list(&spool, &problem);
	assert_status(learn_spool_remove(&spool,
									 json_object_get_string(
										 json_object_array_get_idx(names, 0)),
									 &problem),
				  LEARN_OK, problem);
	json_object_put(names);
	assert_int_equal(recover(), 0);
	assert_int_equal(learn_spool_count(&spool), 0);
}

/* A journal of a run whose result is in ready/ already. */
static void
test_result_is_there(void **state)
{
	json_object *result = a_result("exec-1", STARTED, 10);
	LearnProblem problem;

	(void) state;
	open_spool(LIMIT);
	assert_status(learn_spool_put(&spool, result, &problem), LEARN_OK,
				  problem);
	json_object_put(result);
	die_after(work_first_step);
	assert_int_equal(recover(), 1);
	assert_int_equal(count_names(spool.running, ""), 0);
	assert_int_equal(learn_spool_count(&spool), 1);
	result = ready_result("exec-1");
	assert_string_equal(learn_json_get_string(result, "status", ""),
						"success");
	json_object_put(result);
}

/* Whatever of the end of a journal is missing, the rest is told. */
static void
test_torn_journal(void **state)
{
	char text[8192];
	ssize_t length;
	int file;
	int told = 0;

	(void) state;
	open_spool(LIMIT);
	die_after(work_third_step);
	file = openat(spool.running, "exec-1.journal", O_RDONLY);
	assert_true(file >= 0);
	length = read(file, text, sizeof(text));
	close(file);
	assert_true(length > 500 && text[length - 1] == '\n');
	for (ssize_t i = 0; i <= length; i++)
	{
		LearnProblem problem;
		json_object *result;
		bool readable = memchr(text, '\n', (size_t) i) != NULL;
		int count;

		file = openat(spool.running, "exec-1.journal",
					  O_WRONLY | O_CREAT | O_TRUNC, 0600);
		assert_int_equal(write(file, text, (size_t) i), i);
		close(file);
		assert_int_equal(learn_journal_recover(&spool, LEARN_NO_ROOM_DROP,
											   &count, &problem),
						 readable ? LEARN_OK : LEARN_INVALID);
		assert_int_equal(count_names(spool.running, ""), 0);
		result = ready_result("exec-1");
		assert_int_equal(result != NULL, count);
		told += count;
		if (result != NULL)
		{
			char name[LEARN_SPOOL_NAME_SIZE];

			learn_spool_find(&spool, spool.ready, "exec-1", name, &problem);
			learn_spool_remove(&spool, name, &problem);
		}
		json_object_put(result);
	}
	assert_true(told > length / 2);
	/* What nobody can read was put aside. */
	assert_int_equal(count_names(spool.refused, ".journal"), 1);
}

static void
test_what_is_no_journal(void **state)
{
	LearnProblem problem;
	char folder[200];
	int file;
	int count;

	(void) state;
	open_spool(LIMIT);
	die_after(work_first_step);
	file = openat(spool.running, "a.journal", O_WRONLY | O_CREAT, 0600);
	assert_int_equal(write(file, "{}\n", 3), 3);
	close(file);
	assert_int_equal(mkfifoat(spool.running, "b.journal", 0600), 0);
	snprintf(folder, sizeof(folder), "%s/running/c.journal", spool_path);
	assert_int_equal(symlink("a.journal", folder), 0);
	/* Its own name is in it, and is no name of a file. */
	file = openat(spool.running, "z.journal", O_WRONLY | O_CREAT, 0600);
	assert_true(dprintf(file, "{\"execution\": {\"execution_id\": \"../x\"}}\n"
							  "{\"begins\": {\"step_number\": 1}}\n") > 0);
	close(file);
	assert_int_equal(learn_journal_recover(&spool, LEARN_NO_ROOM_DROP, &count,
										   &problem),
					 LEARN_INVALID);
	assert_int_equal(count, 1);
	assert_int_equal(count_names(spool.refused, "a.journal"), 1);
	assert_int_equal(learn_spool_count(&spool), 1);
}

/* For what has no room now there may be some after a delivery. */
static void
test_no_room_yet(void **state)
{
	LearnProblem problem;
	int count;

	(void) state;
	open_spool(LIMIT);
	die_after(work_third_step);
	spool.limit = 10;
	assert_int_equal(learn_journal_recover(&spool, LEARN_NO_ROOM_WAIT, &count,
										   &problem),
					 LEARN_OK);
	assert_int_equal(count, 0);
	assert_int_equal(count_names(spool.running, ".journal"), 1);
	assert_int_equal(learn_spool_take_dropped(&spool), 0);

	spool.limit = LIMIT;
	assert_int_equal(learn_journal_recover(&spool, LEARN_NO_ROOM_WAIT, &count,
										   &problem),
					 LEARN_OK);
	assert_int_equal(count, 1);
	assert_int_equal(count_names(spool.running, ".journal"), 0);
}

/* A disk that is full at the start is what many runs are about. */
static void
test_full_disk_at_the_start(void **state)
{
	LearnJournal journal;
	LearnProblem problem;
	json_object *result;

	(void) state;
	open_spool(LIMIT);
	limit_files(10);
	assert_int_equal(begin(&journal, "exec-1"), LEARN_INVALID);
	assert_true(journal.broken);
	assert_non_null(strstr(journal.problem.message, "File too large"));
	step_begins(&journal, 1);
	step_ended(&journal, 1, true);
	assert_true(journal.broken);
	assert_int_equal(count_names(spool.running, ""), 0);
	/* The first step has made room: all of it is there. */
	limit_files(-1);
	step_begins(&journal, 2);
	assert_false(journal.broken);
	assert_int_equal(count_names(spool.running, ".journal"), 1);
	assert_int_equal(recover(), 0);
	learn_journal_close(&journal);
	assert_int_equal(recover(), 1);
	result = ready_result("exec-1");
	assert_int_equal(
		json_object_array_length(learn_json_get(result, "executed_steps")), 2);
	json_object_put(result);

	/* Also when there never was a journal. */
	limit_files(10);
	assert_int_equal(begin(&journal, "exec-2"), LEARN_INVALID);
	limit_files(-1);
	assert_status(finish(&journal, "exec-2", &problem), LEARN_OK, problem);
	assert_int_equal(learn_spool_count(&spool), 2);
}

static LearnJournal dying;

static void
work_die_with_journal(void)
{
	begin(&dying, "exec-1");
	step_begins(&dying, 1);
	limit_files(250);
	step_ended(&dying, 1, true);
	step_begins(&dying, 2);
	assert_true(dying.broken);
	/* Nobody takes the run for dead meanwhile. */
	if (recover() != 0)
		_exit(1);
	limit_files(-1);
	step_ended(&dying, 2, true);
	if (dying.broken)
		_exit(2);
}

/* A line was cut off by a full disk, and all is there when there is room. */
static void
test_full_disk_meanwhile(void **state)
{
	json_object *result;

	(void) state;
	open_spool(LIMIT);
	die_after(work_die_with_journal);
	assert_int_equal(recover(), 1);
	result = ready_result("exec-1");
	assert_int_equal(
		json_object_array_length(learn_json_get(result, "executed_steps")), 2);
	assert_non_null(strstr(learn_json_get_string(result, "error_message", ""),
						   "after step 2"));
	json_object_put(result);
}

static int
write_unsynced(void)
{
	LearnJournal journal;
	ino_t before;
	struct stat status;

	if (begin(&journal, "exec-1") != LEARN_OK)
		return 1;
	fstatat(spool.running, "exec-1.journal", &status, 0);
	before = status.st_ino;
	fail_syncs();
	step_begins(&journal, 1);
	if (!journal.broken ||
		strstr(journal.problem.message, strerror(EIO)) == NULL)
		return 2;
	/* Nobody takes the run for dead, nor is there another file of it. */
	fstatat(spool.running, "exec-1.journal", &status, 0);
	return recover() == 0 && status.st_ino == before &&
				   count_names(spool.running, "") == 1
			   ? 0
			   : 3;
}

/* A disk that cannot write is no reason to end a run. */
static void
test_failing_disk(void **state)
{
	(void) state;
	open_spool(LIMIT);
	assert_int_equal(tell_from_child(write_unsynced), 0);
}

/* Of a disk that stays full the journal is kept, for later. */
static void
test_full_disk_at_the_end(void **state)
{
	LearnJournal journal;
	LearnProblem problem;

	(void) state;
	open_spool(LIMIT);
	assert_int_equal(begin(&journal, "exec-1"), LEARN_OK);
	step_begins(&journal, 1);
	limit_files(10);
	assert_int_equal(finish(&journal, "exec-1", &problem), LEARN_INVALID);
	limit_files(-1);
	assert_int_equal(count_names(spool.running, ".journal"), 1);
	assert_int_equal(count_names(spool.running, ""), 1);
	assert_int_equal(recover(), 0);
	learn_journal_close(&journal);
	assert_int_equal(recover(), 1);

	/* Unless it was delivered otherwise. */
	assert_int_equal(begin(&journal, "exec-2"), LEARN_OK);
	step_begins(&journal, 1);
	limit_files(10);
	assert_int_equal(finish(&journal, "exec-2", &problem), LEARN_INVALID);
	limit_files(-1);
	learn_journal_discard(&journal);
	assert_int_equal(recover(), 0);
	assert_int_equal(count_names(spool.running, ""), 0);
}

/* What does not fit has another chance, as what it is. */
static void
test_full_spool(void **state)
{
	LearnJournal journal;
	LearnProblem problem;
	json_object *result;

	(void) state;
	open_spool(10);
	for (int i = 0; i < 2; i++)
	{
		assert_int_equal(begin(&journal, "exec-1"), LEARN_OK);
		step_begins(&journal, 1);
		assert_int_equal(finish(&journal, "exec-1", &problem), LEARN_REFUSED);
		assert_int_equal(count_names(spool.running, ".journal"), 1);
		learn_journal_close(&journal);
		spool.limit = i == 0 ? LIMIT : 10;
		assert_int_equal(recover(), i == 0 ? 1 : 0);
		assert_int_equal(count_names(spool.running, ""), 0);
		assert_int_equal(learn_spool_count(&spool), i == 0 ? 1 : 0);
		assert_int_equal(learn_spool_take_dropped(&spool), i == 0 ? 0 : 1);
		if (i == 0)
		{
			char name[LEARN_SPOOL_NAME_SIZE];

			result = ready_result("exec-1");
			assert_string_equal(learn_json_get_string(result, "status", ""),
								"success");
			json_object_put(result);
			learn_spool_find(&spool, spool.ready, "exec-1", name, &problem);
			learn_spool_remove(&spool, name, &problem);
			spool.limit = 10;
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_run_that_lives, set_up,
										tear_down),
		cmocka_unit_test_setup_teardown(test_no_spool, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_died_before_the_first_step,
										set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_died_during_a_step, set_up,
										tear_down),
		cmocka_unit_test_setup_teardown(test_died_between_steps, set_up,
										tear_down),
		cmocka_unit_test_setup_teardown(test_living_runs_are_left_alone,
										set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_delivered, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_result_is_there, set_up,
										tear_down),
		cmocka_unit_test_setup_teardown(test_torn_journal, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_is_no_journal, set_up,
										tear_down),
		cmocka_unit_test_setup_teardown(test_no_room_yet, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_full_disk_at_the_start, set_up,
										tear_down),
		cmocka_unit_test_setup_teardown(test_full_disk_meanwhile, set_up,
										tear_down),
		cmocka_unit_test_setup_teardown(test_failing_disk, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_full_disk_at_the_end, set_up,
										tear_down),
		cmocka_unit_test_setup_teardown(test_full_spool, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
