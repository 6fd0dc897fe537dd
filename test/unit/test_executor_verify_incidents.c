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

/* A name that no other process has, as long as the kernel keeps. */
#define PROCESS_NAME "learn_verify_xy"

typedef struct Case
{
	const char *given[3];
	const char *before;
	const char *state;
	LearnVerdict verdict;
	const char *seen;
} Case;

static void
check_cases(LearnMethodLook *look, const Case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		Look given = {.look = look,
					  .before = cases[i].before,
					  .states = {cases[i].state}};

		memcpy(given.given, cases[i].given, sizeof(given.given));
		check_look(&given, cases[i].verdict, cases[i].seen);
	}
}

#define CHECK_CASES(look, cases)                                              \
	check_cases(look, cases, sizeof(cases) / sizeof((cases)[0]))

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

static void
test_service_is_up(void **state)
{
	static const Case cases[] = {
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

	(void) state;
	CHECK_CASES(learn_incident_service_crash, cases);
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
		prctl(PR_SET_NAME, PROCESS_NAME);
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

	assert_true(learn_lasting_find("", PROCESS_NAME, &found));
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
	(void) request;
	if (restarted.captures++ == 1)
	{
		end_process(restarted.child, restarted.alive);
		restarted.child = start_process(&restarted.alive);
	}
	return look_parse("{\"services\": {\"" PROCESS_NAME "\": \"running\"}}");
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

	(void) state;
	learn_values_add(&values, "PROCESS=" PROCESS_NAME, NULL);
	restarted.child = start_process(&restarted.alive);
	learn_buffer_init(&seen, 0);
	assert_int_equal(learn_incident_service_crash(&question, &seen),
					 LEARN_VERDICT_FAILED);
	assert_string_equal(seen.data, PROCESS_NAME
						" is running, but has restarted within 0.01 s");

	/* And of one that lives on, it is seen that it does. */
	learn_buffer_truncate(&seen, 0);
	assert_int_equal(learn_incident_service_crash(&question, &seen),
					 LEARN_VERDICT_PASSED);
	end_process(restarted.child, restarted.alive);
	learn_buffer_free(&seen);
	learn_values_free(&values);
}

static void
test_disk_full(void **state)
{
	static const Case cases[] = {
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

	(void) state;
	CHECK_CASES(learn_incident_disk_full, cases);
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

static void
test_memory_leak(void **state)
{
	static const Case cases[] = {
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

	(void) state;
	CHECK_CASES(learn_incident_memory_leak, cases);
}

static void
test_cert_expiry(void **state)
{
	static const Case cases[] = {
		{{NULL},
		 NULL,
		 "{\"certificates\": {\"/a.pem\": {\"days_left\": 90}, \"/b.pem\": "
		 "{\"days_left\": 15}}}",
		 LEARN_VERDICT_PASSED,
		 "/b.pem has 15 days left, no other less"},
		{{NULL},
		 NULL,
		 "{\"certificates\": {\"/a.pem\": {\"days_left\": 90}, \"/b.pem\": "
		 "{\"days_left\": 14}}}",
		 LEARN_VERDICT_FAILED,
		 "/b.pem has 14 days left, expected more than 14"},
		{{"MIN_DAYS=30"},
		 NULL,
		 "{\"certificates\": {\"/a.pem\": {\"days_left\": 30}}}",
		 LEARN_VERDICT_FAILED,
		 "/a.pem has 30 days left, expected more than 30"},
		{{"DAYS=2"},
		 NULL,
		 "{\"certificates\": {\"/a.pem\": {\"days_left\": 3}}}",
		 LEARN_VERDICT_PASSED,
		 "/a.pem has 3 days left, no other less"},
		{{NULL},
		 NULL,
		 "{\"certificates\": {\"/a.pem\": {\"days_left\": -3}, \"/b.pem\": "
		 "{\"error\": \"cannot be read\"}}}",
		 LEARN_VERDICT_FAILED,
		 "/a.pem has -3 days left, expected more than 14"},
		{{NULL},
		 NULL,
		 "{\"certificates\": {\"/a.pem\": {\"days_left\": 300}, \"/b.pem\": "
		 "{\"error\": \"cannot be read\"}}}",
		 LEARN_VERDICT_UNKNOWN,
		 "not known: /b.pem: cannot be read"},
		{{NULL},
		 NULL,
		 "{\"certificates\": {\"/a.pem\": {\"days_left\": 300, "
		 "\"not_yet_valid\": true}}}",
		 LEARN_VERDICT_FAILED,
		 "/a.pem is not valid yet"},
		{{NULL},
		 NULL,
		 "{\"certificates\": {}}",
		 LEARN_VERDICT_UNKNOWN,
		 "not known: no CERTIFICATE parameter says what to look at"},
		{{"DAYS=-1"},
		 NULL,
		 "{}",
		 LEARN_VERDICT_UNKNOWN,
		 "not known: the value of DAYS is not a number from 0 to 36500: "
		 "\"-1\""},
	};

	(void) state;
	CHECK_CASES(learn_incident_cert_expiry, cases);
}

#define BACKUP(members) "{\"files\": {\"/b\": {" members "}}}"
#define FRESH BACKUP("\"exists\": true, \"age_seconds\": 5, \"size\": 4")
#define STALE BACKUP("\"exists\": true, \"age_seconds\": 90000, \"size\": 4")

static void
test_backup_failure(void **state)
{
	static const Case cases[] = {
		{{"BACKUP_FILE=/b"},
		 STALE,
		 FRESH,
		 LEARN_VERDICT_PASSED,
		 "/b is 5 s old, newer than before"},
		{{"NIGHTLY_BACKUP_DIR=/b"},
		 BACKUP("\"exists\": false"),
		 FRESH,
		 LEARN_VERDICT_PASSED,
		 "/b is 5 s old, there was none before"},
		{{"BACKUP_DIRECTORY=/b"},
		 BACKUP("\"exists\": true, \"directory\": true"),
		 FRESH,
		 LEARN_VERDICT_PASSED,
		 "/b is 5 s old, there was none before"},
		{{"BACKUP=/b"},
		 FRESH,
		 FRESH,
		 LEARN_VERDICT_FAILED,
		 "/b is 5 s old, no newer than before"},
		{{"BACKUP_FILE=/b"},
		 NULL,
		 FRESH,
		 LEARN_VERDICT_UNKNOWN,
		 "/b is 5 s old, not known: the state before does not tell how old it "
		 "was"},
		{{"BACKUP_FILE=/b"},
		 BACKUP("\"error\": \"it is far away\""),
		 FRESH,
		 LEARN_VERDICT_UNKNOWN,
		 "/b is 5 s old, not known: the state before does not tell how old it "
		 "was"},
		{{"BACKUP_FILE=/b"},
		 BACKUP("\"exists\": false"),
		 STALE,
		 LEARN_VERDICT_FAILED,
		 "/b is 90000 s old, expected 86400 at most"},
		{{"BACKUP_FILE=/b", "MAX_AGE=90000"},
		 BACKUP("\"exists\": false"),
		 STALE,
		 LEARN_VERDICT_PASSED,
		 "/b is 90000 s old, there was none before"},
		{{"BACKUP_FILE=/b"},
		 STALE,
		 BACKUP("\"exists\": true, \"age_seconds\": 5, \"size\": 0"),
		 LEARN_VERDICT_FAILED,
		 "/b is empty"},
		{{"BACKUP_FILE=/b"},
		 STALE,
		 BACKUP("\"exists\": false"),
		 LEARN_VERDICT_FAILED,
		 "/b does not exist"},
		{{"BACKUP_DIR=/b"},
		 STALE,
		 BACKUP("\"exists\": true, \"directory\": true"),
		 LEARN_VERDICT_FAILED,
		 "there is no file in /b"},
		{{"BACKUP_FILE=/b"},
		 STALE,
		 BACKUP("\"error\": \"it is far away\""),
		 LEARN_VERDICT_UNKNOWN,
		 "not known: /b: it is far away"},
		{{"BACKUP_DIR=/b"},
		 STALE,
		 BACKUP(
			 "\"exists\": true, \"directory\": true, \"error\": \"no way\""),
		 LEARN_VERDICT_UNKNOWN,
		 "not known: /b: no way"},
		{{"BACKUP_FILE=/b"},
		 STALE,
		 BACKUP("\"exists\": true, \"age_seconds\": -61, \"size\": 4"),
		 LEARN_VERDICT_UNKNOWN,
		 "not known: /b was written 61 s in the future"},
		{{"BACKUP_FILE=/b"},
		 STALE,
		 BACKUP("\"exists\": true, \"age_seconds\": -60, \"size\": 4"),
		 LEARN_VERDICT_PASSED,
		 "/b is 0 s old, newer than before"},
		{{"BACKUP_FILE=/b", "BACKUP_PATH=/c"},
		 STALE,
		 FRESH,
		 LEARN_VERDICT_UNKNOWN,
		 "/b is 5 s old, newer than before; not known: /c: the state of this "
		 "host does not tell"},
		{{"BACKUP_COMMAND=/b"},
		 STALE,
		 FRESH,
		 LEARN_VERDICT_UNKNOWN,
		 "not known: no BACKUP_FILE or BACKUP_DIRECTORY parameter says what "
		 "to look at"},
		{{"BACKUP_FILE=/b", "MAX_AGE=1d"},
		 STALE,
		 FRESH,
		 LEARN_VERDICT_UNKNOWN,
		 "not known: the value of MAX_AGE is not a number from 0 to "
		 "3153600000: \"1d\""},
	};

	(void) state;
	CHECK_CASES(learn_incident_backup_failure, cases);
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
		cmocka_unit_test(test_cert_expiry),
		cmocka_unit_test(test_backup_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
