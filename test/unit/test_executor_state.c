/*-------------------------------------------------------------------------
 *
 * test_executor_state.c
 *		Unit tests of the state of a host: what is looked at, on this host.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>

#include "executor/process/interrupt.h"
#include "state_case.h"

/* Seconds for which something is looked for that needs a moment. */
#define PATIENCE 120

/* Largest state, in bytes of JSON. */
#define STATE_SIZE_MAX 65536

static void
test_get(void **state)
{
	static const struct
	{
		const char *path;
		const char *value;
	} cases[] = {
		{"disk./.used_percent", "41"},
		{"disk./var/lib.used_percent", "7"},
		{"disk./var/lib", "{'used_percent':7}"},
		{"certificates./etc/x.pem.days_left", "12"},
		{"certificates./etc/x.pem", "{'days_left':12}"},
		{"services.nginx", "'active'"},
		{"services.nginx.service", "'failed'"},
		{"services.nginx.service.sub", NULL},
		{"services.ngin", NULL},
		{"services.nginx.", NULL},
		{"services.", NULL},
		{"listeners.80", "['nginx (1)']"},
		{"listeners.80.0", NULL},
		{"nothing", NULL},
		{"nothing.at.all", NULL},
		{".", NULL},
		{"", NULL},
	};
	json_object *host = json_of(
		"{'disk':{'/':{'used_percent':41},'/var/lib':{'used_percent':7}},"
		"'services':{'nginx':'active','nginx.service':'failed'},"
		"'certificates':{'/etc/x.pem':{'days_left':12},'/etc/x':{}},"
		"'listeners':{'80':['nginx (1)']}}");

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		state_expect(host, cases[i].path, cases[i].value);
	assert_null(learn_state_get(NULL, "disk"));
	json_object_put(host);
}

/*
 * Without anything asked for there are the same members everywhere, and the
 * sizes of the root's file system are those that df tells.
 */
static void
test_always(void **state)
{
	json_object *host = state_capture("", "service_crash", "{}", NULL);
	struct statvfs disk;
	double used;
	double told;

	(void) state;
	assert_non_null(learn_state_get(host, "memory.total_mb"));
	assert_non_null(learn_state_get(host, "cpu.load_1m"));
	assert_non_null(learn_state_get(host, "cpu.processors"));
	state_expect(host, "cpu.used_percent", NULL);
	state_expect(host, "memory.swap_total_mb", NULL);
	state_expect(host, "services", NULL);
	state_expect(host, "ports", NULL);
	state_expect(host, "listeners", NULL);
	state_expect(host, "processes", NULL);
	state_expect(host, "certificates", NULL);
	state_expect(host, "files", NULL);

	assert_int_equal(statvfs("/", &disk), 0);
	used = (double) (disk.f_blocks - disk.f_bfree);
	used = 100 * used / (used + (double) disk.f_bavail);
	told =
		json_object_get_double(learn_state_get(host, "disk./.used_percent"));
	assert_true(told >= used - 1 && told <= used + 2);
	json_object_put(host);
}

/* The reader of a literal, and JSON of what is told of a port. */
static json_object *
capture_port(const char *type, const char *runbook, int port)
{
	char value[64];
	const char *values[] = {value, NULL};

	snprintf(value, sizeof(value), "HTTP_PORT=%d", port);
	return state_capture("", type, runbook, values);
}

static int
listen_on_loopback(int family, int *port)
{
	struct sockaddr_in6 six = {.sin6_family = AF_INET6,
							   .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	struct sockaddr_in four = {.sin_family = AF_INET,
							   .sin_addr = {htonl(INADDR_LOOPBACK)}};
	struct sockaddr *address = family == AF_INET ? (struct sockaddr *) &four
												 : (struct sockaddr *) &six;
	socklen_t length = family == AF_INET ? sizeof(four) : sizeof(six);
	int listener = socket(family, SOCK_STREAM, 0);

	if (listener < 0 || bind(listener, address, length) != 0 ||
		listen(listener, 1) != 0)
		return -1;
	assert_int_equal(getsockname(listener, address, &length), 0);
	*port = ntohs(family == AF_INET ? four.sin_port : six.sin6_port);
	return listener;
}

static void
check_port(int family)
{
	int port = 0;
	int listener = listen_on_loopback(family, &port);
	json_object *host;
	char path[64];
	char expected[64];

	if (listener < 0 && family == AF_INET6)
		return; /* a host without IPv6 */
	assert_true(listener >= 0);
	host = capture_port("service_crash", "{}", port);
	snprintf(path, sizeof(path), "ports.%d", port);
	state_expect(host, path, "'listening'");
	snprintf(path, sizeof(path), "listeners.%d", port);
	snprintf(expected, sizeof(expected), "['test_executor_s (%d)']",
			 (int) getpid());
	state_expect(host, path, expected);
	json_object_put(host);

	close(listener);
	host = capture_port("service_crash", "{}", port);
	snprintf(path, sizeof(path), "ports.%d", port);
	state_expect(host, path, "'closed'");
	state_expect(host, "listeners", NULL);
	json_object_put(host);
}

static void
test_own_port(void **state)
{
	(void) state;
	check_port(AF_INET);
	check_port(AF_INET6);
}

/* A process of ours that does nothing but use a processor. */
static pid_t
start_spinning(void)
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
	{
		alarm(2 * PATIENCE);
		for (volatile unsigned i = 0;; i++)
			continue;
	}
	return child;
}

static bool
has_pid(json_object *top, pid_t pid)
{
	size_t count = top != NULL ? json_object_array_length(top) : 0;

	for (size_t i = 0; i < count; i++)
	{
		json_object *one = json_object_array_get_idx(top, i);

		if (learn_json_get_number(one, "pid", 0) == pid &&
			learn_json_get_number(one, "cpu_percent", 0) > 0)
			return true;
	}
	return false;
}

static void
test_busy_process(void **state)
{
	pid_t child = start_spinning();
	double deadline = learn_monotonic_seconds() + PATIENCE;
	bool seen = false;
	int used;
	json_object *host = NULL;

	(void) state;
	while (!seen && learn_monotonic_seconds() < deadline)
	{
		json_object_put(host);
		host = state_capture("", "high_cpu", "{}", NULL);
		seen = has_pid(learn_state_get(host, "processes.top_cpu"), child);
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	assert_true(seen);
	used = json_object_get_int(learn_state_get(host, "cpu.used_percent"));
	assert_true(used > 0 && used <= 100);
	state_expect(host, "processes.top_memory", NULL);
	json_object_put(host);
}

/*
 * A process is found by the name of its program, also when that is longer than
 * what the kernel keeps of it.
 */
static void
test_own_process(void **state)
{
	static const char *const values[] = {"SERVICE=test_executor_state",
										 "OTHER_PROCESS=no-such-service",
										 NULL};
	json_object *host = state_capture("", "memory_leak", "{}", values);

	(void) state;
	state_expect(host, "services",
				 "{'test_executor_state':'running',"
				 "'no-such-service':'not running'}");
	assert_true(json_object_get_double(learn_state_get(
					host, "memory.resident_mb.test_executor_state")) > 1);
	state_expect(host, "memory.resident_mb.no-such-service", NULL);
	assert_non_null(learn_state_get(host, "memory.swap_total_mb"));
	assert_non_null(learn_state_get(host, "processes.top_memory"));
	state_expect(host, "processes.top_cpu", NULL);
	json_object_put(host);
}

/* What is wanted, as one text: a word for each part, and its names. */
static void
describe(LearnBuffer *text, const char *part, const LearnNames *names)
{
	for (int i = 0; i < names->count; i++)
		learn_buffer_append_format(text, "%s%s %s",
								   text->length > 0 ? "; " : "", part,
								   names->items[i]);
}

static void
expect_wanted(const char *type, const char *runbook, const char *value,
			  unsigned about, const char *expected)
{
	LearnValues values = {.count = 0};
	LearnProblem problem;
	LearnStateRequest request = {type, json_of(runbook), &values};
	LearnWanted wanted;
	LearnBuffer text;

	if (value != NULL)
		assert_int_equal(learn_values_add(&values, value, &problem), LEARN_OK);
	assert_true(learn_wanted_gather(&wanted, &request));
	learn_buffer_init(&text, 0);
	learn_buffer_append_string(&text, "");
	describe(&text, "service", &wanted.services);
	describe(&text, "port", &wanted.ports);
	describe(&text, "path", &wanted.paths);
	describe(&text, "disk", &wanted.disks);
	describe(&text, "certificate", &wanted.certificates);
	describe(&text, "file", &wanted.files);
	if (strcmp(text.data != NULL ? text.data : "", expected) != 0)
		fail_msg("%s %s %s: \"%s\", not \"%s\"", type, runbook,
				 value != NULL ? value : "", text.data, expected);
	assert_int_equal(wanted.about, about);
	learn_buffer_free(&text);
	learn_wanted_free(&wanted);
	learn_values_free(&values);
	json_object_put(request.runbook);
}

static void
test_wanted_values(void **state)
{
	static const struct
	{
		const char *value;
		const char *expected;
	} cases[] = {
		{"SERVICE=nginx", "service nginx"},
		{"WEB_SERVICE=nginx", "service nginx"},
		{"SERVICE_NAME=nginx", "service nginx"},
		{"PROCESS=java", "service java"},
		{"MICROSERVICE=nginx", ""},
		{"SERVICE_USER=www", ""},
		{"PORT=8080", "port 8080"},
		{"HTTP_PORT=0443", "port 443"},
		{"PORT=0", ""},
		{"PORT=65535", "port 65535"},
		{"PORT=65536", ""},
		{"PORT=99999999999999999999", ""},
		{"PORT=80;reboot", ""},
		{"PORT=-80", ""},
		{"EXPORT=80", ""},
		{"APP=/srv/app", "path /srv/app"},
		{"APP=srv/app", ""},
		{"LOG_FILE=/var/log/app", "path /var/log/app; file /var/log/app"},
		{"CERT=/x.pem", "path /x.pem; certificate /x.pem"},
		{"CERT_FILE=/x.pem", "path /x.pem; certificate /x.pem"},
		{"TLS_CERTIFICATE=/x.pem", "path /x.pem; certificate /x.pem"},
		{"CERT_KEY_FILE=/x.key", "path /x.key; file /x.key"},
		{"CERT_DIR=/etc/tls", "path /etc/tls"},
		{"CONCERT=/x", "path /x"},
		{"API_TOKEN=/x", ""},
		{"DB_PASSWORD=/x", ""},
		{"DB_PASSWORD_FILE=/x", "path /x; file /x"},
		{"LOG_FILE=/a\nb", ""},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		expect_wanted("service_crash", "{}", cases[i].value, 0,
					  cases[i].expected);
}

static const struct
{
	const char *runbook;
	const char *expected;
	unsigned about;
} runbooks[] = {
	{"{'steps':[{'action':'a','command':'systemctl restart nginx; "
	 "curl http://127.0.0.1:80/; cat /etc/x.pem'}]}",
	 "", 0},
	{"{'steps':[{'action':'a','params':{'service':'nginx','port':80,"
	 "'cert_file':'/x.pem','force':true,'hosts':['a']}}]}",
	 "service nginx; port 80; path /x.pem; certificate /x.pem", 0},
	{"{'steps':[{'action':'a','params':{'service':'${NAME}d'}}]}",
	 "service redisd", 0},
	{"{'verification':{'method':'port','port':8080}}", "port 8080", 0},
	{"{'verification':{'method':'port','port':80,'host':'::1'}}", "port 80",
	 0},
	{"{'verification':{'method':'port','port':80,'host':'10.0.0.1'}}", "", 0},
	{"{'verification':{'method':'http','url':'http://localhost/x:1'}}",
	 "port 80", 0},
	{"{'verification':{'method':'http','url':'https://127.0.0.1'}}",
	 "port 443", 0},
	{"{'verification':{'method':'http','url':'http://[::1]:81/'}}", "port 81",
	 0},
	{"{'verification':{'method':'http','url':'http://[::1]/'}}", "port 80", 0},
	{"{'verification':{'method':'http','url':'http://[::1'}}", "", 0},
	{"{'verification':{'method':'http','url':'http://a@localhost:82'}}", "",
	 0},
	{"{'verification':{'method':'http','url':'http://127.0.0.1:x'}}", "", 0},
	{"{'verification':{'method':'http','url':'http://example.org:80/'}}", "",
	 0},
	{"{'verification':{'method':'http',"
	 "'url':'http://127.evil.example:80/'}}",
	 "", 0},
	{"{'verification':{'method':'file_age','path':'/b/${NAME}',"
	 "'max_age':60}}",
	 "path /b/redis; file /b/redis", 0},
	{"{'verification':{'method':'command','command':'x','path':'/x'}}", "", 0},
	{"{'verification':{'method':'state','path':'services.a.service'}}",
	 "service a.service", 0},
	{"{'verification':{'method':'state','path':'ports.81'}}", "port 81", 0},
	{"{'verification':{'method':'state','path':'listeners.81'}}", "port 81",
	 0},
	{"{'verification':{'method':'state',"
	 "'path':'certificates./e/x.pem.days_left'}}",
	 "certificate /e/x.pem", 0},
	{"{'verification':{'method':'state','path':'certificates./e/x.pem'}}",
	 "certificate /e/x.pem", 0},
	{"{'verification':{'method':'state',"
	 "'path':'files./b/a.tar.age_seconds'}}",
	 "file /b/a.tar", 0},
	{"{'verification':{'method':'state','path':'disk./var.used_percent'}}",
	 "disk /var", 0},
	{"{'verification':{'method':'state','path':'cpu.load_1m'}}", "", 0},
	{"{'verification':{'method':'state','path':'cpu.used_percent'}}", "",
	 LEARN_ABOUT_CPU},
	{"{'verification':{'method':'state','path':'memory.used_percent'}}", "",
	 LEARN_ABOUT_MEMORY},
	{"{'verification':{'method':'state',"
	 "'path':'memory.resident_mb.java'}}",
	 "service java", LEARN_ABOUT_MEMORY},
	{"{'verification':{'method':'state','path':'processes.count'}}", "",
	 LEARN_ABOUT_PROCESSES},
	{"{'verification':{'method':'state','path':'services'}}", "", 0},
	{"{'steps':[],'verification':{}}", "", 0},
};

static void
test_wanted_by_runbook(void **state)
{
	(void) state;
	for (size_t i = 0; i < sizeof(runbooks) / sizeof(*runbooks); i++)
		expect_wanted("service_crash", runbooks[i].runbook, "NAME=redis",
					  runbooks[i].about, runbooks[i].expected);
}

static void
test_wanted_by_incident(void **state)
{
	(void) state;
	expect_wanted("high_cpu", "{}", NULL,
				  LEARN_ABOUT_CPU | LEARN_ABOUT_PROCESSES, "");
	expect_wanted("memory_leak", "{}", NULL, LEARN_ABOUT_MEMORY, "");
	expect_wanted("disk_full", "{}", "APP=/x", LEARN_ABOUT_DISKS, "path /x");
	expect_wanted("backup_failure", "{}", "BACKUP_PATH=/x",
				  LEARN_ABOUT_DISKS | LEARN_ABOUT_BACKUP, "path /x; file /x");
	expect_wanted("cert_expiry", "{}", NULL, 0, "");
}

/*
 * However much is asked for, and however long its names are, the state stays
 * small.
 */
static void
test_bounds(void **state)
{
	static char texts[400][320];
	const char *values[401] = {NULL};
	json_object *host;
	char *text;
	size_t length;

	(void) state;
	for (int i = 0; i < 400; i++)
	{
		static const char *const names[] = {"SERVICE", "PORT", "CERT", "FILE"};
		int used =
			snprintf(texts[i], sizeof(texts[i]), "A%d_%s=", i, names[i % 4]);

		if (i % 4 == 1)
			snprintf(texts[i] + used, sizeof(texts[i]) - (size_t) used, "%d",
					 i + 1000);
		else
			snprintf(texts[i] + used, sizeof(texts[i]) - (size_t) used,
					 "/%04d%0*d", i, i < 200 ? 190 : 290, 0);
		for (char *at = texts[i] + used + 5; i % 4 != 1 && *at != '\0'; at++)
			*at = '"'; /* which JSON makes longer */
		values[i] = texts[i];
	}
	host = state_capture("", "memory_leak_high_cpu_backup", "{}", values);
	text = learn_json_text(host, &length);
	assert_non_null(text);
	assert_true(length < STATE_SIZE_MAX);
	assert_int_equal(json_object_object_length(
						 learn_state_get(host, "services")),
					 LEARN_NAMES_MAX);
	assert_int_equal(json_object_object_length(learn_state_get(host, "ports")),
					 LEARN_NAMES_MAX);
	assert_int_equal(json_object_object_length(learn_state_get(host, "files")),
					 LEARN_NAMES_MAX);
	free(text);
	json_object_put(host);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_get),
		cmocka_unit_test(test_always),
		cmocka_unit_test(test_own_port),
		cmocka_unit_test(test_busy_process),
		cmocka_unit_test(test_own_process),
		cmocka_unit_test(test_wanted_values),
		cmocka_unit_test(test_wanted_by_runbook),
		cmocka_unit_test(test_wanted_by_incident),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
