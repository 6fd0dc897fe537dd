/*-------------------------------------------------------------------------
 *
 * test_executor_verify_incidents.c
 *		Unit tests of what is known of types of incidents.
 *
 *-------------------------------------------------------------------------
 */
#include "verify_look.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "executor/verify/incident.h"
#include "executor/verify/lasting.h"

/* A name that no other process has, not even of the same test. */
static char process_name[16];

static void
test_types(void **state)
{
	(void) state;
	assert_ptr_equal(learn_verify_find_incident("service_crash"),
					 learn_incident_service_crash);
	assert_ptr_equal(learn_verify_find_incident("backup_failure"),
					 learn_incident_backup_failure);
	assert_null(learn_verify_find_incident("service"));
	assert_null(learn_verify_find_incident("service_crash2"));
	assert_null(learn_verify_find_incident(""));
}

static const Case service_cases[] = {
	{{NULL},
	 NULL,
	 "{\"services\": {\"nginx\": \"active\"}}",
	 LEARN_VERDICT_UNKNOWN,
	 "not known: no SERVICE or PROCESS parameter says what to look at"},
	{{"SERVICE="},
	 NULL,
	 "{}",
	 LEARN_VERDICT_UNKNOWN,
	 "not known: no SERVICE or PROCESS parameter says what to look at"},
	{{"SERVICE=no-such-one"},
	 NULL,
	 "{\"services\": {\"no-such-one\": \"active\"}}",
	 LEARN_VERDICT_PASSED,
	 "no-such-one is active, and has been for 0.01 s"},
	{{"PROCESS=no-such-one"},
	 NULL,
	 "{\"services\": {\"no-such-one\": \"running\"}}",
	 LEARN_VERDICT_PASSED,
	 "no-such-one is running, and has been for 0.01 s"},
	{{"SERVICE=nginx"},
	 NULL,
	 "{\"services\": {\"nginx\": \"failed\"}}",
	 LEARN_VERDICT_FAILED,
	 "nginx is failed"},
	{{"SERVICE=nginx"},
	 NULL,
	 "{\"services\": {\"nginx\": \"activating\"}}",
	 LEARN_VERDICT_FAILED,
	 "nginx is activating"},
	{{"SERVICE=nginx"},
	 NULL,
	 "{\"services\": {\"nginx\": \"active (exited)\"}}",
	 LEARN_VERDICT_UNKNOWN,
	 "nginx is active (exited)"},
	{{"WEB_SERVICE=no-such-one", "MICROSERVICE=nginx", "DB_PROCESS=other"},
	 NULL,
	 "{\"services\": {\"no-such-one\": \"active\", \"nginx\": "
	 "\"failed\", \"other\": \"not running\"}}",
	 LEARN_VERDICT_FAILED,
	 "no-such-one is active, and has been for 0.01 s; other is not "
	 "running"},
	{{"SERVICE=nginx"},
	 NULL,
	 "{\"services\": {\"sshd\": \"active\"}}",
	 LEARN_VERDICT_UNKNOWN,
	 "not known: the state of this host does not tell of nginx"},
	{{"SERVICE=nginx"},
	 NULL,
	 "{}",
	 LEARN_VERDICT_UNKNOWN,
	 "not known: the state of this host does not tell of nginx"},
};

static void
test_service_is_up(void **state)
{
	(void) state;
	CHECK_CASES(learn_incident_service_crash, service_cases);
}

/* Up at first, and a moment later it has ended. */
static void
test_service_does_not_stay_up(void **state)
{
	Look given = {.look = learn_incident_service_crash,
				  .given = {"SERVICE=no-such-one"},
				  .states = {"{\"services\": {\"no-such-one\": \"active\"}}",
							 "{\"services\": {\"no-such-one\": "
							 "\"inactive\"}}"}};

	(void) state;
	check_look(&given, LEARN_VERDICT_FAILED, "no-such-one is inactive");
}

/*
 * Starts a process of that name, which lives until its end of a pipe, *alive,
 * is closed, and is there when this returns.
 */
static pid_t
start_process(int *alive)
{
	int ends[2];
	int ready[2];
	char byte = 0;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(pipe(ready), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
	{
		close(ends[1]);
		prctl(PR_SET_NAME, process_name);
		if (write(ready[1], &byte, 1) == 1)
			_exit(read(ends[0], &byte, 1) == 0 ? 0 : 1);
		_exit(2);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	close(ends[0]);
	*alive = ends[1];
	return child;
}

static void
end_process(pid_t child, int alive)
{
	int status;

	close(alive);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static bool
lives_on(const LearnProcesses *found)
{
	bool live;

	assert_true(learn_lasting_check("", found, &live));
	return live;
}

static void
test_processes(void **state)
{
	int alive;
	pid_t child = start_process(&alive);
	LearnProcesses found;
	siginfo_t info;

	(void) state;
	assert_true(learn_lasting_find("", "no-such-one", &found));
	assert_int_equal(found.count, 0);
	assert_true(lives_on(&found));
	learn_processes_free(&found);

	assert_true(learn_lasting_find("", process_name, &found));
	assert_int_equal(found.count, 1);
	assert_int_equal(found.items[0].pid, child);
	assert_int_equal(found.items[0].parent, getpid());
	assert_true(lives_on(&found));

	/* The same number, but started at another time: another process. */
	found.items[0].started++;
	assert_false(lives_on(&found));
	found.items[0].started--;
	assert_true(lives_on(&found));

	/* It has ended, and nobody has taken note of it so far. */
	close(alive);
	assert_int_equal(waitid(P_PID, (id_t) child, &info, WEXITED | WNOWAIT), 0);
	assert_false(lives_on(&found));
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_false(lives_on(&found));
	learn_processes_free(&found);
}

/* When a state is captured for the second time, it is another process. */
static struct
{
	pid_t child;
	int alive;
	int captures;
} restarted;

static json_object *
capture_and_restart(const LearnStateRequest *request)
{
	char state[64];

	(void) request;
	if (restarted.captures++ == 1)
	{
		end_process(restarted.child, restarted.alive);
		restarted.child = start_process(&restarted.alive);
	}
	snprintf(state, sizeof(state), "{\"services\": {\"%s\": \"running\"}}",
			 process_name);
	return look_parse(state);
}

static void
test_service_restarts(void **state)
{
	LearnValues values = {0};
	LearnStateRequest about = {"service_crash", NULL, &values};
	LearnVerifyRequest request = {.about = &about};
	LearnQuestion question = {.request = &request,
							  .deadline = learn_monotonic_seconds() + 10,
							  .capture = capture_and_restart,
							  .interval = 0.01};
	LearnBuffer seen;
	char given[32];

	(void) state;
	snprintf(given, sizeof(given), "PROCESS=%s", process_name);
	learn_values_add(&values, given, NULL);
	restarted.child = start_process(&restarted.alive);
	learn_buffer_init(&seen, 0);
	assert_int_equal(learn_incident_service_crash(&question, &seen),
					 LEARN_VERDICT_FAILED);
	assert_non_null(
		strstr(seen.data, " is running, but has restarted within 0.01 s"));

	/* And of one that lives on, it is seen that it does. */
	learn_buffer_truncate(&seen, 0);
	assert_int_equal(learn_incident_service_crash(&question, &seen),
					 LEARN_VERDICT_PASSED);
	end_process(restarted.child, restarted.alive);
	learn_buffer_free(&seen);
	learn_values_free(&values);
}

static const Case disk_cases[] = {
	{{NULL},
	 NULL,
	 "{\"disk\": {\"/\": {\"used_percent\": 41}, \"/cd\": {\"read_only\": "
	 "true}, \"/var\": {\"used_percent\": 89.9, \"inodes_used_percent\": "
	 "3}}}",
	 LEARN_VERDICT_PASSED,
	 "less than 90 % of each disk used"},
	{{NULL},
	 NULL,
	 "{\"disk\": {\"/\": {\"used_percent\": 41}, \"/var\": "
	 "{\"used_percent\": 90}, \"/x\": {\"used_percent\": 1}}}",
	 LEARN_VERDICT_FAILED,
	 "90 % of /var used, expected below 90 %"},
	{{NULL},
	 NULL,
	 "{\"disk\": {\"/\": {\"used_percent\": 41, \"inodes_used_percent\": "
	 "100}}}",
	 LEARN_VERDICT_FAILED,
	 "41 % of / used, 100 % of the inodes of / used, expected below "
	 "90 %"},
	{{"MOUNT=/var"},
	 NULL,
	 "{\"disk\": {\"/\": {\"used_percent\": 99}, \"/var\": "
	 "{\"used_percent\": 50, \"inodes_used_percent\": 3}}}",
	 LEARN_VERDICT_PASSED,
	 "50 % of /var used, 3 % of the inodes of /var used"},
	{{"LOG_DIR=/a", "DATA_DIRECTORY=/b"},
	 NULL,
	 "{\"disk\": {\"/\": {\"used_percent\": 99}, \"/a\": {\"used_percent\": "
	 "2}, \"/b\": {\"used_percent\": 95}}}",
	 LEARN_VERDICT_FAILED,
	 "2 % of /a used; 95 % of /b used, expected below 90 %"},
	{{"MOUNT=/srv"},
	 NULL,
	 "{\"disk\": {\"/\": {\"used_percent\": 9}, \"/srv\": {\"error\": \"it "
	 "is far away\"}}}",
	 LEARN_VERDICT_UNKNOWN,
	 "not known: the state of this host does not tell how full /srv is: "
	 "it is far away"},
	{{"MOUNT=home"},
	 NULL,
	 "{\"disk\": {\"/\": {\"used_percent\": 50}}}",
	 LEARN_VERDICT_UNKNOWN,
	 "not known: the state of this host does not tell how full home is"},
	{{"THRESHOLD=40.5"},
	 NULL,
	 "{\"disk\": {\"/\": {\"used_percent\": 41}}}",
	 LEARN_VERDICT_FAILED,
	 "41 % of / used, expected below 40.5 %"},
	{{"DISK_THRESHOLD=95"},
	 NULL,
	 "{\"disk\": {\"/\": {\"used_percent\": 94}}}",
	 LEARN_VERDICT_PASSED,
	 "less than 95 % of each disk used"},
	{{"THRESHOLD=95 GB"},
	 NULL,
	 "{\"disk\": {\"/\": {\"used_percent\": 41}}}",
	 LEARN_VERDICT_UNKNOWN,
	 "not known: the value of THRESHOLD is not a number from 0 to 100: "
	 "\"95 GB\""},
	{{"THRESHOLD=nan"},
	 NULL,
	 "{\"disk\": {\"/\": {\"used_percent\": 41}}}",
	 LEARN_VERDICT_UNKNOWN,
	 "not known: the value of THRESHOLD is not a number from 0 to 100: "
	 "\"nan\""},
	{{NULL},
	 NULL,
	 "{\"disk\": {\"/\": {}}}",
	 LEARN_VERDICT_UNKNOWN,
	 "not known: the state of this host does not tell how full / is"},
	{{NULL},
	 NULL,
	 "{\"disk\": {}}",
	 LEARN_VERDICT_UNKNOWN,
	 "not known: the state of this host has no disk"},
	{{NULL},
	 NULL,
	 "{}",
	 LEARN_VERDICT_UNKNOWN,
	 "not known: the state of this host has no disk"},
};

static void
test_disk_full(void **state)
{
	(void) state;
	CHECK_CASES(learn_incident_disk_full, disk_cases);
}

/* The disk of a path is found though nothing is mounted there. */
static void
test_disk_of_this_host(void **state)
{
	Look given = {.look = learn_incident_disk_full,
				  .given = {"DIRECTORY=/usr/bin", "THRESHOLD=100"}};

	(void) state;
	check_look(&given, LEARN_VERDICT_PASSED, "# % of /usr/bin used*");
}

static void
test_high_cpu(void **state)
{
	static const Case cases[] = {
		{{NULL},
		 NULL,
		 "{\"cpu\": {\"used_percent\": 79.5}}",
		 LEARN_VERDICT_PASSED,
		 "the processors are used by 79.5 %; 0.01 s later, the processors are "
		 "used by 79.5 %"},
		{{NULL},
		 NULL,
		 "{\"cpu\": {\"used_percent\": 80}}",
		 LEARN_VERDICT_FAILED,
		 "the processors are used by 80 %, expected below 80 %"},
		{{"THRESHOLD=50"},
		 NULL,
		 "{\"cpu\": {\"used_percent\": 60}}",
		 LEARN_VERDICT_FAILED,
		 "the processors are used by 60 %, expected below 50 %"},
		{{NULL},
		 NULL,
		 "{\"cpu\": {\"load_1m\": 0.1}}",
		 LEARN_VERDICT_UNKNOWN,
		 "not known: the state of this host does not tell how busy its "
		 "processors are"},
		{{NULL},
		 NULL,
		 "{}",
		 LEARN_VERDICT_UNKNOWN,
		 "not known: the state of this host does not tell how busy its "
		 "processors are"},
	};

	(void) state;
	CHECK_CASES(learn_incident_high_cpu, cases);
}

/* Who is busy may happen to wait. */
static void
test_high_cpu_at_times(void **state)
{
	Look given = {.look = learn_incident_high_cpu,
				  .states = {"{\"cpu\": {\"used_percent\": 7}}",
							 "{\"cpu\": {\"used_percent\": 97}}"}};

	(void) state;
	check_look(&given, LEARN_VERDICT_FAILED,
			   "the processors are used by 7 %; 0.01 s later, the processors "
			   "are used by 97 %, expected below 80 %");
}

#define MEMORY(available, condition, held)                                    \
	"{\"memory\": {\"total_mb\": 1000, \"available_mb\": " available          \
	", \"resident_mb\": {\"leaky\": " held                                    \
	"}}, \"services\": {\"leaky\": \"" condition "\"}}"
#define ENDED(condition)                                                      \
	"{\"memory\": {\"total_mb\": 1000, \"available_mb\": 500}, "              \
	"\"services\": {\"leaky\": \"" condition "\"}}"

static const Case memory_cases[] = {
	{{NULL},
	 NULL,
	 MEMORY("101", "running", "1"),
	 LEARN_VERDICT_PASSED,
	 "10.1 % of the memory available"},
	{{NULL},
	 NULL,
	 MEMORY("100", "running", "1"),
	 LEARN_VERDICT_FAILED,
	 "10.0 % of the memory available, expected more than 10 %"},
	{{"THRESHOLD=70"},
	 NULL,
	 MEMORY("200", "running", "1"),
	 LEARN_VERDICT_FAILED,
	 "20.0 % of the memory available, expected more than 30 %"},
	{{NULL},
	 NULL,
	 "{\"memory\": {\"total_mb\": 1000}}",
	 LEARN_VERDICT_UNKNOWN,
	 "not known: the state of this host does not tell how much memory is "
	 "available"},
	{{"PROCESS=leaky"},
	 MEMORY("50", "running", "700"),
	 MEMORY("500", "running", "200.5"),
	 LEARN_VERDICT_PASSED,
	 "50.0 % of the memory available, leaky is running, holds 200.5 MB "
	 "and held 700"},
	{{"SERVICE=leaky"},
	 MEMORY("500", "active", "700"),
	 MEMORY("500", "active", "701"),
	 LEARN_VERDICT_FAILED,
	 "50.0 % of the memory available, leaky is active, holds 701 MB and "
	 "held 700"},
	{{"PROCESS=leaky"},
	 NULL,
	 MEMORY("500", "running", "1"),
	 LEARN_VERDICT_UNKNOWN,
	 "50.0 % of the memory available, leaky is running, not known: the "
	 "states do not tell how much memory it held"},
	{{"PROCESS=leaky"},
	 MEMORY("50", "running", "700"),
	 ENDED("running"),
	 LEARN_VERDICT_UNKNOWN,
	 "50.0 % of the memory available, leaky is running, not known: the "
	 "states do not tell how much memory it held"},
	{{"PROCESS=leaky"},
	 MEMORY("50", "running", "700"),
	 ENDED("not running"),
	 LEARN_VERDICT_PASSED,
	 "50.0 % of the memory available, leaky is not running"},
	{{"SERVICE=leaky"},
	 MEMORY("50", "active", "700"),
	 ENDED("inactive"),
	 LEARN_VERDICT_FAILED,
	 "50.0 % of the memory available, leaky is inactive"},
	{{"PROCESS=other"},
	 MEMORY("50", "active", "700"),
	 ENDED("inactive"),
	 LEARN_VERDICT_UNKNOWN,
	 "50.0 % of the memory available, not known: the state of this host "
	 "does not tell of other"},
};

static void
test_memory_leak(void **state)
{
	(void) state;
	CHECK_CASES(learn_incident_memory_leak, memory_cases);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_service_is_up),
		cmocka_unit_test(test_service_does_not_stay_up),
		cmocka_unit_test(test_processes),
		cmocka_unit_test(test_service_restarts),
		cmocka_unit_test(test_disk_full),
		cmocka_unit_test(test_disk_of_this_host),
		cmocka_unit_test(test_high_cpu),
		cmocka_unit_test(test_high_cpu_at_times),
		cmocka_unit_test(test_memory_leak),
	};

	snprintf(process_name, sizeof(process_name), "verify-%d", (int) getpid());
	return cmocka_run_group_tests(tests, NULL, NULL);
}
