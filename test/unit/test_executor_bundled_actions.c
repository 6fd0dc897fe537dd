/*-------------------------------------------------------------------------
 *
 * test_executor_bundled_actions.c
 *		Unit tests of the actions that come along, on real files, ports and
 *		processes.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#include "action_case.h"
#include "executor/process/interrupt.h"

#define DAY 86400

/* Params of which one, or two, are texts. */
static json_object *
texts(const char *name, const char *text, const char *other_name,
	  const char *other_text)
{
	json_object *params = json_object_new_object();

	learn_json_add(params, name, json_object_new_string(text));
	if (other_name != NULL)
		learn_json_add(params, other_name, json_object_new_string(other_text));
	return params;
}

/* The text of a file in the folder. */
static const char *
text_of(const char *name)
{
	static char text[4096];
	FILE *stream = fopen(path_of(name), "r");
	size_t length;

	assert_non_null(stream);
	length = fread(text, 1, sizeof(text) - 1, stream);
	text[length] = '\0';
	fclose(stream);
	return text;
}

/* ---- services */

/* Programs of the folder are found first, or alone. */
static void
use_programs(bool alone)
{
	char path[2 * ACTION_PATH_SIZE];

	snprintf(path, sizeof(path), "%s%s", action_folder,
			 alone ? "" : ":/usr/sbin:/usr/bin:/sbin:/bin");
	setenv("PATH", path, 1);
	setenv("FOLDER", action_folder, 1);
}

static int
leave_folder(void **state)
{
	setenv("PATH", "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
	return remove_action_folder(state);
}

/*
 * A systemctl that says it runs this host, notes what it is told, a word a
 * line, and starts and stops a real process.
 */
static const char systemctl[] =
	"#!/bin/sh\n"
	"[ \"$1\" != is-system-running ] || { cat \"$FOLDER/system\"; exit; }\n"
	"printf '<%s>' \"$@\" >> \"$FOLDER/told\"\n"
	"case $2 in\n"
	"start) sleep 4750 >/dev/null 2>&1 & echo $! > \"$FOLDER/pid\" ;;\n"
	"stop) kill \"$(cat \"$FOLDER/pid\")\" ;;\n"
	"reload) exit 5 ;;\n"
	"esac\n"
	"[ \"$4\" != status ] || echo 'the log says why'\n";

static void
test_systemd(void **state)
{
	pid_t pid;

	(void) state;
	use_programs(false);
	write_file("systemctl", systemctl, 0755);
	write_file("system", "degraded\n", 0644);
	check("start_service", "{'service':'web@1.service'}", 0, "");
	assert_string_equal(text_of("told"),
						"<--no-ask-password><start><--><web@1.service>");
	pid = atoi(text_of("pid"));
	assert_int_equal(kill(pid, 0), 0);
	write_file("told", "", 0644);
	check("stop_service", "{'service':'x\\\\x2dy_z:1'}", 0, "");
	assert_string_equal(text_of("told"),
						"<--no-ask-password><stop><--><x\\x2dy_z:1>");
	for (int i = 0; i < 3000 && kill(pid, 0) == 0; i++)
		learn_interrupt_sleep(0.01, false);
	assert_int_not_equal(kill(pid, 0), 0);
	write_file("told", "", 0644);
	check("restart_service", "{'service':'web'}", 0, "");
	assert_string_equal(text_of("told"),
						"<--no-ask-password><restart><--><web>");

	/* A failure has the last lines of the service's log with it. */
	write_file("told", "", 0644);
	check("reload_service", "{'service':'web'}", 5, "the log says why");
	check("reload_service", "{'service':'web'}", 5,
		  "reload_service: systemctl could not reload web");
}

/* systemd is installed, and something else runs this host. */
static void
test_init_scripts(void **state)
{
	static const char *const systems[] = {"offline\n", "unknown\n", ""};

	(void) state;
	use_programs(false);
	write_file("systemctl", systemctl, 0755);
	write_file(
		"service",
		"#!/bin/sh\n"
		"printf '<%s>' \"$@\" >> \"$FOLDER/told\"\n"
		"[ \"$1\" != gone ] || { echo 'gone: unrecognized' >&2; exit 3; }\n",
		0755);
	for (size_t i = 0; i < sizeof(systems) / sizeof(systems[0]); i++)
	{
		write_file("system", systems[i], 0644);
		write_file("told", "", 0644);
		check("restart_service", "{'service':'web'}", 0, "");
		assert_string_equal(text_of("told"), "<web><restart>");
	}
	check("stop_service", "{'service':'gone'}", 3, "gone: unrecognized");
}

static void
test_nobody_manages_services(void **state)
{
	(void) state;
	use_programs(true);
	check("restart_service", "{'service':'web'}", 69,
		  "restart_service: neither systemd nor service(8) manages services "
		  "here");
}

static void
test_services_refuse(void **state)
{
	static const char *const actions[] = {"restart_service", "start_service",
										  "stop_service", "reload_service"};
	static const char *const names[] = {
		"-H",          "--status-all", "../../tmp/x", "/etc/init.d/x",
		"a b",         "a;b",          "$(touch x)",  "a\nb",
		"*",           "a*",           ".a",          "@",
		"caf\303\251", "a'b",          "a\"b"};

	(void) state;
	assert_int_equal(chdir(action_folder), 0);
	use_programs(false);
	write_file("system", "running\n", 0644);
	write_file("systemctl", systemctl, 0755);
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
	{
		check(actions[i], "{}", 64, "the param \"service\" is missing");
		check(actions[i], "{'service':''}", 64,
			  "the param \"service\" is missing");
		check(actions[i], "{'service':null,'Service ':'web'}", 64,
			  "the param \"service\" is missing");
		for (size_t j = 0; j < sizeof(names) / sizeof(names[0]); j++)
			check_action(actions[i], texts("service", names[j], NULL, NULL),
						 64, "is no name of a service");
	}
	assert_false(file_exists("told"));
	assert_false(file_exists("x"));
}

/* ---- waiting */

static void
test_wait(void **state)
{
	double start = learn_monotonic_seconds();

	(void) state;
	check("wait", "{'seconds':0}", 0, "");
	check("wait", "{'seconds':1}", 0, "");
	assert_true(learn_monotonic_seconds() - start >= 0.99);
	check("wait", "{}", 64, "the param \"seconds\" is missing");
	check("wait", "{'seconds':-1}", 64, "a whole number from 0 to 86400");
	check("wait", "{'seconds':86401}", 64, "a whole number from 0 to 86400");
	check("wait", "{'seconds':1000000000000000000}", 64, "a whole number");
	check("wait", "{'seconds':'1d'}", 64, "a whole number");
	check("wait", "{'seconds':'--help'}", 64, "a whole number");
	check("wait", "{'seconds':'0;id'}", 64, "a whole number");
	check("wait", "{'seconds':'010'}", 64, "a whole number");
	check("wait", "{'seconds':true}", 64, "a whole number");
}

/* A socket with a port of its own, on which nobody listens yet. */
static int
bind_port(int *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
								  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(listener, (struct sockaddr *) &address, length), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *) &address,
								 &length),
					 0);
	*port = ntohs(address.sin_port);
	return listener;
}

static void
check_port(int port, const char *host, int seconds, int exit_code,
		   const char *says)
{
	json_object *params = json_object_new_object();

	learn_json_add(params, "port", json_object_new_int(port));
	learn_json_add(params, "seconds", json_object_new_int(seconds));
	if (host != NULL)
		learn_json_add(params, "host", json_object_new_string(host));
	check_action("wait_for_port", params, exit_code, says);
}

static void
test_wait_for_port(void **state)
{
	int port;
	int listener = bind_port(&port);
	pid_t child;

	(void) state;
	check_port(port, NULL, 0, 1, "nobody accepts connections on port");
	check_port(port, "localhost", 1, 1, "after 1 seconds");
	/* Later is not too late. */
	child = fork();
	if (child == 0)
	{
		learn_interrupt_sleep(0.3, false);
		_exit(listen(listener, 5));
	}
	check_port(port, NULL, 30, 0, "accepts connections");
	assert_int_equal(waitpid(child, NULL, 0), child);
	check_port(port, "127.0.0.1", 0, 0, "accepts connections");
	check_port(port, "localhost", 0, 0, "accepts connections");
	close(listener);
	check_port(port, "no-such-host.invalid", 0, 1, "nobody accepts");
}

static void
test_wait_for_port_refuses(void **state)
{
	static const char *const hosts[] = {"-w",  "a b",  "$(touch x)", "a/b",
										"a;b", "a\nb", "../x",       "'"};

	(void) state;
	assert_int_equal(chdir(action_folder), 0);
	check("wait_for_port", "{}", 64, "the param \"port\" is missing");
	check("wait_for_port", "{'port':0}", 64, "from 1 to 65535");
	check("wait_for_port", "{'port':65536}", 64, "from 1 to 65535");
	check("wait_for_port", "{'port':'http'}", 64, "from 1 to 65535");
	check("wait_for_port", "{'port':'1;id'}", 64, "from 1 to 65535");
	check("wait_for_port", "{'port':'${PORT}'}", 64, "from 1 to 65535");
	check("wait_for_port", "{'port':1,'seconds':'-1'}", 64, "\"seconds\"");
	check("wait_for_port", "{'port':1,'host':''}", 64,
		  "the param \"host\" is missing");
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		check_action("wait_for_port", texts("port", "1", "host", hosts[i]), 64,
					 "is no name of a host");
	assert_false(file_exists("x"));
}

/* What connects is what this host has. */
static void
test_wait_for_port_without_bash(void **state)
{
	(void) state;
	use_programs(true);
	check("wait_for_port", "{'port':1,'seconds':0}", 69,
		  "there is neither bash with timeout nor nc to connect with");
	assert_int_equal(symlink("/bin/date", path_of("date")), 0);
	write_file("nc",
			   "#!/bin/sh\n"
			   "printf '<%s>' \"$@\" > \"$FOLDER/told\"\n"
			   "[ \"$5\" -eq 25 ]\n",
			   0755);
	check("wait_for_port", "{'port':25,'seconds':0,'host':'::1'}", 0,
		  "port 25 of ::1 accepts connections");
	assert_string_equal(text_of("told"), "<-z><-w><2><::1><25>");
	check("wait_for_port", "{'port':26,'seconds':0}", 1, "nobody accepts");
}

/* ---- old files */

/* Sets back when a file was changed last. */
static void
make_old(const char *name, int seconds)
{
	struct timespec times[2] = {{time(NULL) - seconds, 0},
								{time(NULL) - seconds, 0}};

	assert_int_equal(utimensat(AT_FDCWD, path_of(name), times,
							   AT_SYMLINK_NOFOLLOW),
					 0);
}

static void
make_old_file(const char *name, int days)
{
	write_file(name, "x", 0644);
	make_old(name, days * DAY + 120);
}

static void
check_removal(const char *directory, const char *pattern, int days,
			  int exit_code, const char *says)
{
	json_object *params = texts("directory", directory, "pattern", pattern);

	learn_json_add(params, "older_than_days", json_object_new_int(days));
	check_action("remove_old_files", params, exit_code, says);
}

static void
test_remove_old_files(void **state)
{
	static const char *const removed[] = {
		"here/old.log",       "here/in/old.log", "here/-rf.log",
		"here/a b\n$(x).log", "here/.old.log",   "here/over_a_week.log"};
	static const char *const kept[] = {"here/new.log",    "here/in/new.log",
									   "here/old.txt",    "here/directory.log",
									   "outside/old.log", "here/link.log",
									   "here/in_link",    "here/pipe.log",
									   "here/in",         "here/week.log"};

	(void) state;
	make_directory("here", 0755);
	make_directory("here/in", 0755);
	make_directory("here/directory.log", 0755);
	make_directory("outside", 0755);
	for (size_t i = 0; i < sizeof(removed) / sizeof(removed[0]); i++)
		make_old_file(removed[i], 10);
	make_old_file("here/over_a_week.log", 7);
	make_old_file("outside/old.log", 10);
	make_old_file("here/old.txt", 10);
	write_file("here/week.log", "x", 0644);
	make_old("here/week.log", 7 * DAY - 120);
	write_file("here/new.log", "x", 0644);
	write_file("here/in/new.log", "x", 0644);
	assert_int_equal(symlink("../outside/old.log", path_of("here/link.log")),
					 0);
	assert_int_equal(symlink("../outside", path_of("here/in_link")), 0);
	assert_int_equal(mkfifo(path_of("here/pipe.log"), 0600), 0);
	make_old("here/link.log", 10 * DAY);
	make_old("here/in_link", 10 * DAY);
	make_old("here/pipe.log", 10 * DAY);
	make_old("here/directory.log", 10 * DAY);
	make_old_file("here/in/last.log", 10);
	check_removal(path_of("here"), "nothing.*", 7, 0, "nothing was removed");
	check_removal(path_of("here"), "last.log", 7, 0, "removed ./in/last.log");
	check_removal(path_of("here"), "*.log", 7, 0, "removed ./old.log");
	for (size_t i = 0; i < sizeof(removed) / sizeof(removed[0]); i++)
	{
		if (file_exists(removed[i]))
			fail_msg("%s is still there", removed[i]);
	}
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
	{
		if (!file_exists(kept[i]))
			fail_msg("%s is gone", kept[i]);
	}

	/* A link to the directory is followed to where it leads, which counts. */
	make_old_file("here/old.log", 10);
	assert_int_equal(symlink("here", path_of("link")), 0);
	check_removal(path_of("link"), "old.log", 7, 0, "removed ./old.log");
	assert_false(file_exists("here/old.log"));
}

static void
test_remove_many_files(void **state)
{
	char name[32];

	(void) state;
	for (int i = 0; i < 30; i++)
	{
		snprintf(name, sizeof(name), "%d.tmp", i);
		make_old_file(name, 2);
	}
	check_removal(action_folder, "*.tmp", 1, 0, "and 10 more");
	assert_false(file_exists("29.tmp"));
}

/* What cannot be removed is said, and the rest is removed. */
static void
test_remove_old_files_fails(void **state)
{
	(void) state;
	if (geteuid() == 0)
		skip(); /* root can */
	make_directory("locked", 0755);
	make_old_file("locked/old.log", 10);
	make_old_file("old.log", 10);
	assert_int_equal(chmod(path_of("locked"), 0555), 0);
	check_removal(action_folder, "*.log", 7, 1, "locked/old.log");
	assert_int_equal(chmod(path_of("locked"), 0755), 0);
	assert_false(file_exists("old.log"));
	assert_true(file_exists("locked/old.log"));
}

static void
test_remove_old_files_refuses(void **state)
{
	/* With a pattern that fits nothing, should one of them not be refused. */
	static const char nothing[] = "learn-test-of-nothing.*";
	static const char *const systems[] = {
		"/",    "/.",    "/..",   "/etc",     "/etc/",         "/usr/lib",
		"/bin", "/sbin", "/proc", "/sys",     "/dev",          "/home",
		"/var", "/run",  "/boot", "/var/lib", "/var/lib/dpkg", "/tmp/../etc"};
	static const char *const others[] = {"etc", "//",      "//etc",      "///",
										 ".",   "-delete", "$(touch x)", "~"};
	const char *params = "{'directory':'/tmp/none','pattern':'x',"
						 "'older_than_days':1}";

	(void) state;
	assert_int_equal(chdir(action_folder), 0);
	for (size_t i = 0; i < sizeof(systems) / sizeof(systems[0]); i++)
	{
		if (access(systems[i], X_OK) == 0)
			check_removal(systems[i], nothing, 36500, 64,
						  "is a directory of the system's");
	}
	assert_int_equal(symlink("/etc", path_of("link")), 0);
	check_removal(path_of("link"), nothing, 36500, 64,
				  "\"/etc\" is a directory of the system's");
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		check_removal(others[i], nothing, 36500, 64, "is no absolute path");
	check("remove_old_files", params, 1, "is no directory");

	check("remove_old_files", "{}", 64, "the param \"directory\" is missing");
	check("remove_old_files", "{'directory':'/tmp'}", 64,
		  "the param \"pattern\" is missing");
	check("remove_old_files", "{'directory':'/tmp','pattern':'x'}", 64,
		  "the param \"older_than_days\" is missing");
	check_removal(action_folder, "a/b", 1, 64, "and they have no");
	check_removal(action_folder, "*", 0, 64, "from 1 to 36500");
	check_removal(action_folder, "*", -1, 64, "from 1 to 36500");
	check_removal(action_folder, "*", 36501, 64, "from 1 to 36500");
	check("remove_old_files",
		  "{'directory':'/tmp','pattern':'x','older_than_days':1.5}", 64,
		  "from 1 to 36500");
	check_removal(action_folder, "$(touch x)", 1, 0, "nothing was removed");
	check_removal(action_folder, "-delete", 1, 0, "nothing was removed");
	assert_false(file_exists("x"));
	assert_true(file_exists("link"));
}

int
main(void)
{
#define IN_FOLDER(test)                                                       \
	cmocka_unit_test_setup_teardown(test, make_action_folder, leave_folder)
	const struct CMUnitTest tests[] = {
		IN_FOLDER(test_systemd),
		IN_FOLDER(test_init_scripts),
		IN_FOLDER(test_nobody_manages_services),
		IN_FOLDER(test_services_refuse),
		cmocka_unit_test(test_wait),
		cmocka_unit_test(test_wait_for_port),
		IN_FOLDER(test_wait_for_port_refuses),
		IN_FOLDER(test_wait_for_port_without_bash),
		IN_FOLDER(test_remove_old_files),
		IN_FOLDER(test_remove_many_files),
		IN_FOLDER(test_remove_old_files_fails),
		IN_FOLDER(test_remove_old_files_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
