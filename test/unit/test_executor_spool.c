/*-------------------------------------------------------------------------
 *
 * test_executor_spool.c
 *		Results that wait for the database.
 *
 *-------------------------------------------------------------------------
 */
#include "spool_case.h"

#define MOMENT "2026-11-22T20:41:07.123456+00:00"
#define LIMIT (1024 * 1024)

static LearnStatus
put(const char *id, const char *completed_at, size_t output,
	LearnProblem *problem)
{
	json_object *result = a_result(id, completed_at, output);
	LearnStatus status = learn_spool_put(&spool, result, problem);

	json_object_put(result);
	return status;
}

static void
put_well(const char *id, const char *completed_at, size_t output)
{
	LearnProblem problem = {"", ""};

	assert_status(put(id, completed_at, output, &problem), LEARN_OK, problem);
}

static json_object *
list(void)
{
	LearnProblem problem = {"", ""};
	json_object *names = learn_spool_list(&spool, &problem);

	if (names == NULL)
		fail_msg("%s", problem.message);
	return names;
}

static mode_t
mode_of(const char *name)
{
	char path[200];
	struct stat status;

	snprintf(path, sizeof(path), "%s/%s", spool_path, name);
	assert_int_equal(lstat(path, &status), 0);
	return status.st_mode & 07777;
}

static void
test_opens(void **state)
{
	char deeper[200];

	(void) state;
	open_spool(LIMIT);
	assert_int_equal(mode_of("."), 0700);
	assert_int_equal(mode_of("running"), 0700);
	assert_int_equal(mode_of("ready"), 0700);
	assert_int_equal(mode_of("refused"), 0700);
	assert_int_equal(fcntl(spool.ready, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	learn_spool_close(&spool);
	learn_spool_close(&spool);
	open_spool(LIMIT);
	learn_spool_close(&spool);

	/* Those above it are made as well. */
	snprintf(deeper, sizeof(deeper), "%s/a/b//", spool_path);
	assert_int_equal(learn_spool_open(deeper, LIMIT, &spool, NULL), LEARN_OK);
	assert_int_equal(mode_of("a"), 0700);
}

/* Nothing is done with what may be somebody else's. */
static void
test_refuses_what_is_not_ours(void **state)
{
	char other[200];
	LearnProblem problem;
	LearnSpool zeroed = {0};

	(void) state;
	open_spool(LIMIT);
	learn_spool_close(&spool);

	assert_int_equal(chmod(spool_path, 0750), 0);
	assert_int_equal(learn_spool_open(spool_path, LIMIT, &spool, &problem),
					 LEARN_INVALID);
	assert_non_null(strstr(problem.message, "must be 0700, not 0750"));
	assert_int_equal(learn_spool_take_dropped(&spool), 0);
	learn_spool_close(&spool);
	assert_int_equal(chmod(spool_path, 0700), 0);

	snprintf(other, sizeof(other), "%s/ready", spool_path);
	assert_int_equal(chmod(other, 0701), 0);
	assert_int_equal(learn_spool_open(spool_path, LIMIT, &spool, &problem),
					 LEARN_INVALID);
	assert_non_null(strstr(problem.message, "\"ready\""));
	learn_spool_close(&spool);
	assert_int_equal(chmod(other, 0700), 0);

	snprintf(other, sizeof(other), "%s-link", spool_path);
	assert_int_equal(symlink(spool_path, other), 0);
	assert_int_equal(learn_spool_open(other, LIMIT, &spool, &problem),
					 LEARN_INVALID);
	learn_spool_close(&spool);
	strcat(other, "//");
	assert_int_equal(learn_spool_open(other, LIMIT, &spool, &problem),
					 LEARN_INVALID);
	learn_spool_close(&spool);

	if (geteuid() == 0)
	{
		assert_int_equal(chown(spool_path, 65534, (gid_t) -1), 0);
		assert_int_equal(learn_spool_open(spool_path, LIMIT, &spool, &problem),
						 LEARN_INVALID);
		assert_non_null(strstr(problem.message, "belongs to somebody else"));
		learn_spool_close(&spool);
	}
	assert_int_equal(learn_spool_open("/dev/null/x", LIMIT, &spool, &problem),
					 LEARN_INVALID);
	learn_spool_close(&spool);
	assert_int_equal(learn_spool_open("", LIMIT, &spool, &problem),
					 LEARN_INVALID);
	learn_spool_close(&spool);
	assert_int_equal(learn_spool_open(NULL, LIMIT, &spool, &problem),
					 LEARN_INVALID);
	learn_spool_close(&spool);
	/* Descriptor 0 is not ours either. */
	learn_spool_close(&zeroed);
	assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0);
}

static void
test_keeps_order(void **state)
{
	json_object *names;
	json_object *result;
	LearnProblem problem;

	(void) state;
	open_spool(LIMIT);
	put_well("exec-c", "2026-11-22T20:41:07.123457+00:00", 1);
	put_well("exec-a", "2026-11-22T20:41:08.000000+00:00", 1);
	put_well("exec-b", MOMENT, 1);
	/* Of the same moment, and of none. */
	put_well("exec-B", MOMENT, 1);
	put_well("exec-now", "yesterday", 1);
	names = list();
	assert_int_equal(json_object_array_length(names), 5);
	assert_int_equal(learn_spool_count(&spool), 5);
	assert_string_equal(json_object_get_string(
							json_object_array_get_idx(names, 0)),
						"00001795380067123456-exec-B.json");
	assert_string_equal(json_object_get_string(
							json_object_array_get_idx(names, 1)),
						"00001795380067123456-exec-b.json");
	assert_string_equal(json_object_get_string(
							json_object_array_get_idx(names, 2)),
						"00001795380067123457-exec-c.json");
	assert_string_equal(json_object_get_string(
							json_object_array_get_idx(names, 3)),
						"00001795380068000000-exec-a.json");
	assert_int_equal(mode_of("ready/00001795380067123456-exec-b.json"), 0600);

	assert_status(learn_spool_read(&spool, "00001795380068000000-exec-a.json",
								   &result, &problem),
				  LEARN_OK, problem);
	assert_string_equal(learn_json_get_string(result, "execution_id", ""),
						"exec-a");
	json_object_put(result);
	assert_status(learn_spool_remove(&spool,
									 "00001795380068000000-exec-a.json",
									 &problem),
				  LEARN_OK, problem);
	assert_int_equal(learn_spool_read(&spool,
									  "00001795380068000000-exec-a.json",
									  &result, &problem),
					 LEARN_NOTHING);
	assert_null(result);
	/* Somebody else was faster. */
	assert_int_equal(learn_spool_remove(&spool,
										"00001795380068000000-exec-a.json",
										&problem),
					 LEARN_OK);
	assert_int_equal(learn_spool_count(&spool), 4);
	json_object_put(names);
	assert_int_equal(count_names(spool.running, ""), 0);
}

static void
test_the_first_one_stays(void **state)
{
	json_object *result;

	(void) state;
	open_spool(LIMIT);
	put_well("exec-1", MOMENT, 10);
	put_well("exec-1", MOMENT, 20);
	put_well("exec-1", "2027-01-01T00:00:00.000000+00:00", 20);
	/* Another one, whose id ends alike. */
	put_well("my-exec-1", MOMENT, 30);
	assert_int_equal(learn_spool_count(&spool), 2);
	result = ready_result("exec-1");
	assert_int_equal(strlen(learn_json_get_string(
						 json_object_array_get_idx(
							 learn_json_get(result, "executed_steps"), 0),
						 "output", "")),
					 10);
	json_object_put(result);
}

static void
test_ids_that_are_no_names(void **state)
{
	static const char *const ids[] = {"",   "../exec-1", "a/b",   ".x",
									  "-x", "a b",       "a\\nb", "\xC3\xBC"};
	char long_id[LEARN_EXECUTION_ID_MAX + 2];
	LearnProblem problem;

	(void) state;
	open_spool(LIMIT);
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		assert_int_equal(put(ids[i], MOMENT, 1, &problem), LEARN_INVALID);
	memset(long_id, 'a', sizeof(long_id));
	long_id[LEARN_EXECUTION_ID_MAX + 1] = '\0';
	assert_int_equal(put(long_id, MOMENT, 1, &problem), LEARN_INVALID);
	assert_int_equal(learn_spool_count(&spool), 0);
	long_id[LEARN_EXECUTION_ID_MAX] = '\0';
	put_well(long_id, MOMENT, 1);
	assert_int_equal(learn_spool_count(&spool), 1);
	learn_spool_close(&spool);
	assert_int_equal(put("exec-1", MOMENT, 1, &problem), LEARN_INVALID);
}

static void
test_full(void **state)
{
	json_object *result;
	json_object *step;
	LearnProblem problem;

	(void) state;
	open_spool(3000);
	put_well("exec-1", MOMENT, 2000);
	/* As much as there is room for. */
	put_well("exec-2", MOMENT, 2000);
	result = ready_result("exec-2");
	assert_non_null(
		strstr(learn_json_get_string(result, "notes", ""), "were left out"));
	assert_null(learn_json_get(result, "state_before"));
	step =
		json_object_array_get_idx(learn_json_get(result, "executed_steps"), 0);
	assert_null(learn_json_get(step, "output"));
	assert_string_equal(learn_json_get_string(step, "error", ""), "why");
	json_object_put(result);

	put_well("exec-3", MOMENT, 2000);
	put_well("exec-4", MOMENT, 2000);
	assert_int_equal(put("exec-5", MOMENT, 2000, &problem), LEARN_REFUSED);
	assert_non_null(strstr(problem.message, "the spool is full"));
	assert_non_null(strstr(problem.message, "of 3000 allowed"));
	assert_int_equal(learn_spool_count(&spool), 4);
	/* What waited before is as it was. */
	result = ready_result("exec-1");
	assert_null(learn_json_get(result, "notes"));
	json_object_put(result);
}

/* Nothing that was half written stays, and nothing is lost. */
static void
test_full_disk(void **state)
{
	LearnProblem problem;
	json_object *result;
	json_object *step;

	(void) state;
	open_spool(LIMIT);
	put_well("exec-1", MOMENT, 10);
	limit_files(100);
	assert_int_equal(put("exec-2", MOMENT, 2000, &problem), LEARN_INVALID);
	assert_non_null(strstr(problem.message, "File too large"));
	assert_int_equal(learn_spool_count(&spool), 1);
	assert_int_equal(count_names(spool.running, ""), 0);
	/* Less may still find room. */
	limit_files(1000);
	put_well("exec-2", MOMENT, 2000);
	limit_files(-1);
	result = ready_result("exec-2");
	step =
		json_object_array_get_idx(learn_json_get(result, "executed_steps"), 0);
	assert_null(learn_json_get(step, "output"));
	json_object_put(result);
	put_well("exec-3", MOMENT, 2000);
	assert_int_equal(learn_spool_count(&spool), 3);
}

static int
put_unsynced(void)
{
	LearnProblem problem = {"", ""};
	LearnStatus status;

	fail_syncs();
	status = put("exec-2", MOMENT, 10, &problem);
	if (strstr(problem.message, strerror(EIO)) == NULL)
		return 98;
	return (int) status;
}

/* What may not be on disk is not taken for kept. */
static void
test_failing_disk(void **state)
{
	(void) state;
	open_spool(LIMIT);
	put_well("exec-1", MOMENT, 10);
	assert_int_equal(tell_from_child(put_unsynced), LEARN_INVALID);
	assert_int_equal(learn_spool_count(&spool), 1);
	assert_int_equal(count_names(spool.running, ""), 0);
}

static void
write_file(int directory, const char *name, const char *text)
{
	int file = openat(directory, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), strlen(text));
	close(file);
}

static void
test_what_is_no_result(void **state)
{
	LearnProblem problem;
	json_object *result;

	(void) state;
	open_spool(LIMIT);
	write_file(spool.ready, "1-a.json", "{\"execution_id\": ");
	write_file(spool.ready, "2-b.json", "[1]");
	write_file(spool.ready, "3-c.json", "");
	assert_int_equal(mkfifoat(spool.ready, "4-d.json", 0600), 0);
	assert_int_equal(symlinkat("1-a.json", spool.ready, "5-e.json"), 0);
	assert_int_equal(learn_spool_read(&spool, "1-a.json", &result, &problem),
					 LEARN_INVALID);
	assert_non_null(strstr(problem.message, "\"1-a.json\" is no result"));
	assert_int_equal(learn_spool_read(&spool, "2-b.json", &result, &problem),
					 LEARN_INVALID);
	assert_null(result);
	assert_int_equal(learn_spool_read(&spool, "3-c.json", &result, &problem),
					 LEARN_INVALID);
	assert_int_equal(learn_spool_read(&spool, "4-d.json", &result, &problem),
					 LEARN_INVALID);
	assert_int_equal(learn_spool_read(&spool, "5-e.json", &result, &problem),
					 LEARN_INVALID);
	/* Others' files are not looked at. */
	write_file(spool.ready, "README", "x");
	assert_int_equal(learn_spool_count(&spool), 5);
}

/* What is the matter with the system is not the matter with a result. */
static void
test_system_that_does_not_read(void **state)
{
	struct rlimit before;
	struct rlimit none;
	LearnProblem problem;
	json_object *result;
	LearnStatus read;
	LearnStatus refused;

	(void) state;
	open_spool(LIMIT);
	put_well("exec-1", MOMENT, 100);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	read = learn_spool_read(&spool, "00001795380067123456-exec-1.json",
							&result, &problem);
	refused = learn_spool_refuse(&spool, "00001795380067123456-exec-1.json",
								 "bad value", &problem);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(read, LEARN_REFUSED);
	assert_null(result);
	assert_int_equal(refused, LEARN_INVALID);
	assert_int_equal(learn_spool_count(&spool), 1);
	assert_int_equal(learn_spool_take_dropped(&spool), 0);
}

static void
test_refused_ones(void **state)
{
	LearnProblem problem;
	json_object *names;
	const char *name;

	(void) state;
	open_spool(700);
	put_well("exec-1", MOMENT, 100);
	put_well("exec-2", MOMENT, 100);
	assert_false(learn_spool_was_refused(&spool, "exec-1", &problem));
	names = list();
	name = json_object_get_string(json_object_array_get_idx(names, 0));
	assert_status(learn_spool_refuse(&spool, name, "bad value", &problem),
				  LEARN_OK, problem);
	assert_int_equal(learn_spool_count(&spool), 1);
	assert_true(learn_spool_was_refused(&spool, "exec-1", &problem));
	assert_string_equal(problem.message, "bad value");
	assert_false(learn_spool_was_refused(&spool, "exec-2", &problem));
	assert_int_equal(learn_spool_take_dropped(&spool), 0);

	/* There, too, is an end. */
	write_file(spool.refused, "other", "0123456789");
	spool.limit = 300;
	name = json_object_get_string(json_object_array_get_idx(names, 1));
	assert_status(learn_spool_refuse(&spool, name, "bad value", &problem),
				  LEARN_REFUSED, problem);
	assert_int_equal(learn_spool_count(&spool), 0);
	assert_false(learn_spool_was_refused(&spool, "exec-2", &problem));
	/* Somebody else was faster: nothing was dropped. */
	assert_int_equal(learn_spool_refuse(&spool, name, "bad value", &problem),
					 LEARN_NOTHING);
	assert_int_equal(learn_spool_take_dropped(&spool), 1);
	assert_int_equal(learn_spool_take_dropped(&spool), 0);
	json_object_put(names);

	/* The reason did not get written. */
	assert_int_equal(unlinkat(spool.refused,
							  "00001795380067123456-exec-1.json.reason", 0),
					 0);
	assert_true(learn_spool_was_refused(&spool, "exec-1", &problem));
	assert_non_null(strstr(problem.message, "is not known"));
}

/* What dead writers have left goes, what living ones write stays. */
static void
test_leftovers(void **state)
{
	LearnProblem problem = {"", ""};
	LearnSpool other;
	int file;

	(void) state;
	open_spool(LIMIT);
	write_file(spool.running, "0123456789abcdef.new", "{");
	write_file(spool.running, "fedcba9876543210.new", "{");
	file = -1;
	assert_status(learn_spool_file_lock(&spool, "fedcba9876543210.new", &file,
										&problem),
				  LEARN_OK, problem);
	assert_status(learn_spool_open(spool_path, LIMIT, &other, &problem),
				  LEARN_OK, problem);
	assert_int_equal(count_names(spool.running, ".new"), 1);
	close(file);
	learn_spool_file_clean(&other);
	assert_int_equal(count_names(spool.running, ".new"), 0);
	learn_spool_close(&other);
}

static void
work_put(void)
{
	json_object *result = a_result("exec-1", MOMENT, 10);

	learn_spool_put(&spool, result, NULL);
}

static void
work_refuse(void)
{
	learn_spool_refuse(&spool, "00001795380067123456-exec-1.json", "no", NULL);
}

/*
 * Killed at every system call, a writer leaves a complete result or none, and
 * nothing else that stays.
 */
static void
test_killed_while_putting(void **state)
{
	LearnProblem problem = {"", ""};
	json_object *result;
	bool killed = true;
	int without = 0;
	int with = 0;

	(void) state;
	for (int i = 0; killed; i++)
	{
		open_spool(LIMIT);
		killed = die_at(i, work_put);
		learn_spool_close(&spool);
		open_spool(LIMIT);
		assert_int_equal(count_names(spool.running, ".new"), 0);
		result = ready_result("exec-1");
		result == NULL ? without++ : with++;
		json_object_put(result);
		assert_true(learn_spool_count(&spool) <= 1);
		learn_spool_remove(&spool, "00001795380067123456-exec-1.json",
						   &problem);
		learn_spool_unlink(&spool, spool.running, "exec-1.journal", &problem);
		learn_spool_close(&spool);
	}
	/* The last one was not killed. */
	assert_true(without > 10 && with > 2);
}

static void
test_killed_while_refusing(void **state)
{
	LearnProblem problem = {"", ""};
	bool killed = true;
	int refused = 0;
	int boundaries = 0;

	(void) state;
	open_spool(LIMIT);
	for (; killed; boundaries++)
	{
		put_well("exec-1", MOMENT, 10);
		killed = die_at(boundaries, work_refuse);
		assert_int_equal(learn_spool_count(&spool) +
							 count_names(spool.refused, ".json"),
						 1);
		if (learn_spool_was_refused(&spool, "exec-1", &problem))
		{
			assert_string_equal(problem.message, "no");
			refused++;
		}
		learn_spool_remove(&spool, "00001795380067123456-exec-1.json",
						   &problem);
		unlinkat(spool.refused, "00001795380067123456-exec-1.json", 0);
		unlinkat(spool.refused, "00001795380067123456-exec-1.json.reason", 0);
	}
	assert_true(refused > 0 && refused < boundaries);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_opens, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_refuses_what_is_not_ours, set_up,
										tear_down),
		cmocka_unit_test_setup_teardown(test_keeps_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_first_one_stays, set_up,
										tear_down),
		cmocka_unit_test_setup_teardown(test_ids_that_are_no_names, set_up,
										tear_down),
		cmocka_unit_test_setup_teardown(test_full, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_full_disk, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_failing_disk, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_is_no_result, set_up,
										tear_down),
		cmocka_unit_test_setup_teardown(test_system_that_does_not_read, set_up,
										tear_down),
		cmocka_unit_test_setup_teardown(test_refused_ones, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_leftovers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_killed_while_putting, set_up,
										tear_down),
		cmocka_unit_test_setup_teardown(test_killed_while_refusing, set_up,
										tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
