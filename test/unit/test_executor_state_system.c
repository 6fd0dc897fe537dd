/*-------------------------------------------------------------------------
 *
 * test_executor_state_system.c
 *		Unit tests of the state of a host: what the system tells, also when it
 *		is made up by somebody who means harm.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <sys/stat.h>
#include <time.h>

#include "executor/state/source.h"
#include "state_case.h"

/* The columns of /proc/PID/stat between its parent and its time of CPU. */
#define COLUMNS " 1 1 0 -1 4194560 1 2 3 4"

static void
test_platform_version(void **state)
{
	static const struct
	{
		const char *release;
		const char *version;
	} cases[] = {
		{"NAME=Debian\nVERSION_ID=\"12\"\n", "'12'"},
		{"VERSION_ID=40\n", "'40'"},
		{"VERSION_ID='3.20.3'", "'3.20.3'"},
		{"VERSION_ID=\"12", "'12'"},
		{"VERSION_ID=\"\"\n", NULL},
		{"VERSION_ID=", NULL},
		{"MY_VERSION_ID=12\nVERSION=\"12 (bookworm)\"\n", NULL},
		{"#VERSION_ID=12\n", NULL},
		{"", NULL},
		{"VERSION_ID=a\xFF\x01z\n", "'a\xEF\xBF\xBD\xEF\xBF\xBDz'"},
	};
	json_object *host;

	(void) state;
	state_write("/usr/lib/os-release", "VERSION_ID=\"11\"\n");
	host = state_capture(state_root, "", "{}", NULL);
	state_expect(host, "platform_version", "'11'");
	json_object_put(host);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
	{
		state_write("/etc/os-release", cases[i].release);
		host = state_capture(state_root, "", "{}", NULL);
		state_expect(host, "platform_version", cases[i].version);
		json_object_put(host);
	}
}

/*
 * Where nothing is told, nothing is said.
 */
static void
test_nothing(void **state)
{
	static const char *const values[] = {"SERVICE=nginx", "PORT=80", NULL};
	json_object *host =
		state_capture(state_root, "high_cpu_memory", "{}", values);

	(void) state;
	state_expect(host, "platform_version", NULL);
	state_expect(host, "services", NULL);
	state_expect(host, "ports", NULL);
	state_expect(host, "memory", NULL);
	state_expect(host, "processes", NULL);
	state_expect(host, "cpu.used_percent", NULL);
	assert_non_null(learn_state_get(host, "disk./"));
	json_object_put(host);
}

static void
test_memory(void **state)
{
	static const struct
	{
		const char *meminfo;
		const char *memory;
	} cases[] = {
		{"MemTotal:        4096000 kB\nMemFree:  1 kB\n"
		 "MemAvailable:    1024000 kB\nSwapTotal: 2048 kB\nSwapFree: 1024 kB",
		 "{'total_mb':4000,'available_mb':1000,'used_percent':75,"
		 "'swap_total_mb':2,'swap_used_mb':1}"},
		{"MemTotal: 2048 kB\n", "{'total_mb':2}"},
		{"MemTotal: 2048 kB\nMemAvailable: 4096 kB\n",
		 "{'total_mb':2,'available_mb':4}"},
		{"MemTotal: 99999999999999999999999999 kB\n", NULL},
		{"MemTotal: -5 kB\n", NULL},
		{"MemTotal: 0 kB\nMemAvailable: 0 kB\n", NULL},
		{"MemTotal:", NULL},
		{"MemTotal: lots\n", NULL},
		{"\n\n:\xFF\n", NULL},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
	{
		json_object *host;

		state_write("/proc/meminfo", cases[i].meminfo);
		host = state_capture(state_root, "memory_leak", "{}", NULL);
		state_expect(host, "memory", cases[i].memory);
		json_object_put(host);
	}
}

/*
 * A share of time is told only when time went on: here it stands still, goes
 * back, or is no time.
 */
static void
test_processor_time(void **state)
{
	static const char *const cases[] = {
		"cpu  100 0 100 800 0 0 0 0 0 0\n",
		"cpu  18446744073709551616 0 0 0 0\n",
		"cpu  1 2\n",
		"cpu",
		"cpu0 1 2 3 4 5 6 7 8\n",
		"",
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
	{
		json_object *host;

		state_write("/proc/stat", cases[i]);
		host = state_capture(state_root, "high_cpu", "{}", NULL);
		state_expect(host, "cpu.used_percent", NULL);
		json_object_put(host);
	}
}

/* The process's line, with a parent and so many pages of memory. */
static void
write_process(int pid, const char *name, char process_state, int parent,
			  int pages)
{
	char path[64];
	char text[512];

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	snprintf(text, sizeof(text),
			 "%d (%s) %c %d" COLUMNS " 5 6 0 0 20 0 1 0 77 4096 %d 0\n", pid,
			 name, process_state, parent, pages);
	state_write(path, text);
}

/*
 * Names of processes are any bytes, and meant to be taken for columns.
 */
static void
test_process_names(void **state)
{
	json_object *host;
	json_object *top;

	(void) state;
	write_process(1, "init", 'S', 0, 10);
	write_process(7, "a) R 1 (b", 'S', 1, 7000);
	write_process(8, "\xFF\x1B[2J\n", 'S', 1, 6000);
	write_process(9, "", 'S', 1, 5000);
	write_process(10, "kthread", 'S', 2, 0);
	state_write("/proc/11/stat", "11 (cut off) S 1 2");
	state_write("/proc/12/stat", "12 no name");
	state_write("/proc/13/stat", ") S (");
	state_write("/proc/14/stat", "");
	state_write("/proc/15/stat",
				"15 (far) S 1" COLUMNS
				" 5 6 0 0 20 0 1 0 77 4096 99999999999999999999999 0\n");
	state_write("/proc/99999999999/stat", "1 (big) S 1");
	state_write("/proc/self/stat", "1 (self) S 1");
	host = state_capture(state_root, "memory_leak_process", "{}", NULL);
	state_expect(host, "processes.count", "5");
	top = learn_state_get(host, "processes.top_memory");
	assert_int_equal(json_object_array_length(top), 3);
	assert_string_equal(
		learn_json_get_string(json_object_array_get_idx(top, 0), "name", ""),
		"a) R 1 (b");
	assert_string_equal(
		learn_json_get_string(json_object_array_get_idx(top, 1), "name", ""),
		"\xEF\xBF\xBD\xEF\xBF\xBD[2J\xEF\xBF\xBD");
	state_expect(host, "processes.top_cpu", "[]");
	json_object_put(host);
}

static void
test_huge_stat(void **state)
{
	size_t size = 5 * 1024 * 1024;
	char *data = malloc(size);
	json_object *host;

	(void) state;
	assert_non_null(data);
	memset(data, '(', size);
	state_write_bytes("/proc/20/stat", data, size);
	state_write_bytes("/proc/meminfo", data, size);
	state_write_bytes("/proc/net/tcp", data, size);
	state_write_bytes("/proc/self/mountinfo", data, size);
	state_write_bytes("/etc/os-release", data, size);
	free(data);
	host = state_capture(state_root, "memory",
						 "{'verification':{"
						 "'method':'port','port':80}}",
						 NULL);
	state_expect(host, "ports", "{'80':'closed'}");
	state_expect(host, "processes", NULL);
	state_expect(host, "memory", NULL);
	state_expect(host, "platform_version", NULL);
	json_object_put(host);
}

/*
 * What a service and those whom it started have; of what they share only
 * once.
 */
static void
test_resident(void **state)
{
	static const char *const values[] = {"SERVICE=server", "A_SERVICE=gone",
										 "B_SERVICE=zombie", NULL};
	char expected[64];
	json_object *host;

	(void) state;
	write_process(1, "init", 'S', 0, 1);
	write_process(30, "server", 'S', 1, 1);
	write_process(31, "worker", 'S', 30, 1);
	write_process(32, "other", 'S', 1, 1);
	write_process(33, "late", 'S', 31, 1);
	write_process(34, "zombie", 'Z', 1, 0);
	state_write("/proc/30/statm", "99999 5120 2560 1 0 1 0\n");
	state_write("/proc/31/statm", "99999 7680 2560 1 0 1 0\n");
	state_write("/proc/32/statm", "99999 99999 0 1 0 1 0\n");
	state_write("/proc/33/statm", "1 2 3\n");
	host = state_capture(state_root, "memory_leak", "{}", values);
	state_expect(host, "memory", NULL);
	json_object_put(host);

	state_write("/proc/meminfo", "MemTotal: 1024 kB\n");
	host = state_capture(state_root, "memory_leak", "{}", values);
	snprintf(expected, sizeof(expected), "{'server':%ld}",
			 (2560 + 5120 + 2560) * sysconf(_SC_PAGESIZE) / 1048576);
	state_expect(host, "memory.resident_mb", expected);
	state_expect(host, "services",
				 "{'server':'running','gone':'not running',"
				 "'zombie':'not running'}");
	json_object_put(host);
}

/*
 * Where the processes of others are hidden, nothing is said of those that are
 * not found.
 */
static void
test_hidden_processes(void **state)
{
	static const char *const values[] = {"SERVICE=mine", "A_SERVICE=other",
										 NULL};
	json_object *host;

	(void) state;
	write_process(30, "mine", 'S', 1, 1);
	host = state_capture(state_root, "memory_leak", "{}", values);
	state_expect(host, "services", "{'mine':'running'}");
	state_expect(host, "processes.count", NULL);
	json_object_put(host);
}

/* The head of a table of sockets, and lines of it. */
#define TABLE_HEAD                                                            \
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when "     \
	"retrnsmt   uid  timeout inode\n"
#define TABLE_LINE(local, status, inode)                                      \
	"   0: " local " 00000000:0000 " status                                   \
	" 00000000:00000000 00:00000000 00000000     0        0 " inode " 1 0\n"

static void
test_ports(void **state)
{
	static const char *const values[] = {"A_PORT=80", "B_PORT=443",
										 "C_PORT=8080", "D_PORT=22", NULL};
	json_object *host;

	(void) state;
	state_write(
		"/proc/net/tcp",
		TABLE_HEAD TABLE_LINE("0100007F:0050", "0A", "501")
			TABLE_LINE("0100007F:01BB", "01", "502")
				TABLE_LINE("0100007F:10050", "0A", "503") TABLE_LINE(
					"0100007F", "0A",
					"504") "garbage\n\n"
						   "   0: 0100007F:0016 00000000:0000 0A 00000000");
	state_write("/proc/net/tcp6",
				TABLE_HEAD TABLE_LINE("00000000000000000000000000000000:1F90",
									  "0A", "601")
					TABLE_LINE("00000000000000000000000000000000:1F90", "0A",
							   "602"));
	write_process(40, "nginx\xFF", 'S', 1, 1);
	write_process(41, "worker", 'S', 40, 1);
	write_process(42, "java", 'S', 1, 1);
	state_write("/proc/40/fd/keep", "");
	state_write("/proc/41/fd/keep", "");
	state_write("/proc/42/fd/keep", "");
	assert_int_equal(symlink("socket:[501]", state_path("/proc/40/fd/3")), 0);
	assert_int_equal(symlink("socket:[501]", state_path("/proc/41/fd/3")), 0);
	assert_int_equal(symlink("socket:[601]", state_path("/proc/42/fd/3")), 0);
	assert_int_equal(symlink("socket:[", state_path("/proc/42/fd/4")), 0);
	assert_int_equal(symlink("socket:[602]", state_path("/proc/42/fd/5")), 0);
	host = state_capture(state_root, "service_crash", "{}", values);
	state_expect(host, "ports",
				 "{'80':'listening','443':'closed','8080':'listening',"
				 "'22':'closed'}");
	state_expect(host, "listeners",
				 "{'80':['nginx\xEF\xBF\xBD (40)'],'8080':['java (42)']}");
	json_object_put(host);
}

/*
 * A socket of somebody else's is seen, but not who holds it.
 */
static void
test_hidden_listener(void **state)
{
	json_object *host;

	(void) state;
	state_write("/proc/net/tcp",
				TABLE_HEAD TABLE_LINE("0100007F:0050", "0A", "501"));
	host = state_capture(state_root, "service_crash",
						 "{'verification':{'method':'port','port':80}}", NULL);
	state_expect(host, "ports", "{'80':'listening'}");
	state_expect(host, "listeners", "{'80':[]}");
	json_object_put(host);
}

/* A program in systemctl's place, on a host that systemd has started. */
static void
write_systemctl(const char *script)
{
	state_write("/run/systemd/system/keep", "");
	state_write("/usr/bin/systemctl", script);
	assert_int_equal(chmod(state_path("/usr/bin/systemctl"), 0755), 0);
}

static json_object *
capture_services(const char *const *values)
{
	json_object *host;

	write_process(1, "init", 'S', 0, 1);
	write_process(50, "plain", 'S', 1, 1);
	host = state_capture(state_root, "service_crash", "{}", values);
	return host;
}

static void
test_systemd(void **state)
{
	static const char *const values[] = {"A_SERVICE=nginx",
										 "B_SERVICE=plain",
										 "C_SERVICE=crashed@1.service",
										 "D_SERVICE=*",
										 "E_SERVICE=once",
										 "F_SERVICE=again",
										 "G_SERVICE=-H",
										 NULL};
	json_object *host;

	(void) state;
	write_systemctl("#!/bin/sh\n"
					"while [ \"$1\" != -- ]; do shift; done; shift\n"
					"for unit; do\n"
					"case $unit in\n"
					"nginx) set active running ;;\n"
					"crashed@1.service) set failed failed ;;\n"
					"once) set active exited ;;\n"
					"again) set activating auto-restart ;;\n"
					"*[*]*) exit 1 ;;\n"
					"*) set none ;;\n"
					"esac\n"
					"if [ \"$1\" = none ]; then\n"
					"  echo LoadState=not-found; set inactive dead\n"
					"else echo LoadState=loaded; fi\n"
					"echo \"ActiveState=$1\"; echo \"SubState=$2\"; echo\n"
					"done\n");
	host = capture_services(values);
	state_expect(host, "services",
				 "{'nginx':'active','plain':'running',"
				 "'crashed@1.service':'failed','*':'not running',"
				 "'once':'active (exited)',"
				 "'again':'activating (auto-restart)','-H':'not running'}");
	json_object_put(host);
}

/*
 * An answer that is not one to the question is not used.
 */
static void
test_systemd_answers(void **state)
{
	static const char *const scripts[] = {
		"#!/bin/sh\nexit 1\n",
		"#!/bin/sh\necho Failed to connect to bus\nexit 1\n",
		"#!/bin/sh\n",
		"#!/bin/sh\nprintf 'ActiveState=active\\n\\nActiveState=failed\\n'\n",
		"#!/bin/sh\nyes ActiveState=active | head -c 300000\nexit 1\n",
		"#!/no/such/interpreter\n",
		"#!/bin/sh\nexec sleep 60\n",
	};
	static const char *const values[] = {"SERVICE=plain", NULL};

	(void) state;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(*scripts); i++)
	{
		json_object *host;

		write_systemctl(scripts[i]);
		host = capture_services(values);
		state_expect(host, "services", "{'plain':'running'}");
		json_object_put(host);
	}
}

static void
test_clean(void **state)
{
	static const struct
	{
		const char *bytes;
		const char *text;
	} cases[] = {
		{"", ""},
		{"plain (x) 1", "plain (x) 1"},
		{"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80",
		 "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"},
		{"a\xC3", "a?"},
		{"\xC0\xAF", "??"},
		{"\xE0\x80\x80", "???"},
		{"\xED\xA0\x80", "???"},
		{"\xF4\x90\x80\x80", "????"},
		{"\xFF\xFE", "??"},
		{"\x01\x1B\x7F\n", "????"},
		{"\xC2\x80", "??"},
		{"\x80\xC3\xA4", "?\xC3\xA4"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
	{
		size_t length = strlen(cases[i].bytes);
		char *exact = malloc(length + 1); /* so that reading beyond is seen */
		char clean[64];
		char expected[64];
		char *to = expected;

		assert_non_null(exact);
		memcpy(exact, cases[i].bytes, length);
		for (const char *from = cases[i].text; *from != '\0'; from++)
		{
			if (*from == '?')
				to = stpcpy(to, "\xEF\xBF\xBD");
			else
				*to++ = *from;
		}
		*to = '\0';
		learn_source_clean(exact, length, clean);
		assert_string_equal(clean, expected);
		free(exact);
	}
}

static void
test_lines(void **state)
{
	static LearnLines lines;
	static char text[3 * LEARN_LINE_MAX];
	size_t length = 0;

	(void) state;
	assert_false(learn_lines_open(&lines, state_root, "/none", 100));
	assert_false(learn_lines_open(&lines, state_root, "", 100));

	memset(text, 'x', sizeof(text));
	text[0] = '\n';
	text[2 * LEARN_LINE_MAX] = '\n';
	length = 2 * LEARN_LINE_MAX + 4;
	state_write_bytes("/lines", text, length);
	assert_true(learn_lines_open(&lines, state_root, "/lines", length + 1));
	assert_string_equal(learn_lines_next(&lines), "");
	assert_false(lines.cut);
	assert_int_equal(strlen(learn_lines_next(&lines)), LEARN_LINE_MAX);
	assert_true(lines.cut);
	assert_string_equal(learn_lines_next(&lines), "xxx");
	assert_false(lines.cut);
	assert_null(learn_lines_next(&lines));
	assert_null(learn_lines_next(&lines));
	learn_lines_close(&lines);

	/* The limit ends it in the middle of a line. */
	assert_true(learn_lines_open(&lines, state_root, "/lines", 5));
	assert_string_equal(learn_lines_next(&lines), "");
	assert_string_equal(learn_lines_next(&lines), "xxxx");
	assert_true(lines.cut);
	assert_null(learn_lines_next(&lines));
	learn_lines_close(&lines);
}

#define HOST_TEST(test)                                                       \
	cmocka_unit_test_setup_teardown(test, state_make_root, state_remove_root)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOST_TEST(test_platform_version),
		HOST_TEST(test_nothing),
		HOST_TEST(test_memory),
		HOST_TEST(test_processor_time),
		HOST_TEST(test_process_names),
		HOST_TEST(test_huge_stat),
		HOST_TEST(test_resident),
		HOST_TEST(test_hidden_processes),
		HOST_TEST(test_ports),
		HOST_TEST(test_hidden_listener),
		HOST_TEST(test_systemd),
		HOST_TEST(test_systemd_answers),
		cmocka_unit_test(test_clean),
		HOST_TEST(test_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
