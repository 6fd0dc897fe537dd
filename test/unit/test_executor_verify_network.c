/*-------------------------------------------------------------------------
 *
 * test_executor_verify_network.c
 *		Unit tests of connecting in networks where things go wrong.
 *
 * Each is in a child that has a network of its own, with 127.0.0.0/8 and
 * nothing else, and files of its own that tell about names.  Users who may not
 * have that skip these.
 *
 *-------------------------------------------------------------------------
 */
#define _GNU_SOURCE /* unshare() */

#include "verify_case.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>

/* How a child says that this user may not do what its test takes. */
#define MAY_NOT 77

static void
write_file(const char *path, const char *text)
{
	int descriptor = open(path, O_WRONLY | O_CREAT, 0600);

	if (descriptor < 0 ||
		write(descriptor, text, strlen(text)) != (ssize_t) strlen(text))
		_exit(MAY_NOT);
	close(descriptor);
}

/*
 * Puts a file with this text into the place of another one.
 */
static void
cover_file(const char *covered, const char *text)
{
	char path[] = "/tmp/verify.XXXXXX";
	int failed;

	close(mkstemp(path));
	write_file(path, text);
	failed = mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
			 chmod(path, 0644) != 0 ||
			 mount(path, covered, NULL, MS_BIND, NULL) != 0;
	unlink(path);
	if (failed)
		_exit(MAY_NOT);
}

static void
leave_network(void)
{
	struct ifreq loopback = {.ifr_name = "lo",
							 .ifr_flags = IFF_UP | IFF_RUNNING};
	int control;

	if (unshare(CLONE_NEWNET | CLONE_NEWNS) != 0)
		_exit(MAY_NOT);
	control = socket(AF_INET, SOCK_DGRAM, 0);
	if (control < 0 || ioctl(control, SIOCSIFFLAGS, &loopback) != 0)
		_exit(MAY_NOT);
	close(control);
}

/*
 * Does what takes a process of its own.
 */
static void
check_in_child(void (*task)(void))
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0)
	{
		leave_network();
		task();
		_exit(1); /* it does that itself when all is well */
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == MAY_NOT)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

/*
 * Verifies, and ends with 0 if that is what comes of it, in so many seconds
 * at most, and no child is left.
 */
static void
end_with(const char *verification, LearnVerdict verdict, const char *method,
		 double seconds)
{
	VerifyCase asked = {.verification = verification};
	double started = learn_monotonic_seconds();
	LearnVerification seen = verify_case(&asked);

	if (seen.verdict != verdict || strcmp(seen.method, method) != 0 ||
		learn_monotonic_seconds() - started > seconds ||
		waitpid(-1, NULL, WNOHANG) != -1)
	{
		fprintf(stderr, "%s\n", seen.method);
		_exit(1);
	}
	_exit(0);
}

/*
 * Every socket gets the one port to which it wants to connect: it would be
 * connected to itself.
 */
static void
connect_to_itself(void)
{
	write_file("/proc/sys/net/ipv4/ip_local_port_range", "40001 40001");
	end_with("{\"method\": \"port\", \"port\": 40001}", LEARN_VERDICT_FAILED,
			 "port: 40001 at 127.0.0.1: could not connect: Connection refused",
			 60);
}

static void
test_is_not_its_own_peer(void **state)
{
	(void) state;
	check_in_child(connect_to_itself);
}

/* The name server takes questions and never answers. */
static void
look_up_in_vain(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
								  .sin_port = htons(53)};
	int silent = socket(AF_INET, SOCK_DGRAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(silent, (struct sockaddr *) &address, sizeof(address)) != 0)
		_exit(MAY_NOT);
	cover_file("/etc/resolv.conf", "nameserver 127.0.0.1\n");
	end_with("{\"method\": \"port\", \"port\": 7, \"timeout\": 0.3, "
			 "\"host\": \"web.invalid\"}",
			 LEARN_VERDICT_FAILED, "port: 7 at web.invalid: no answer in time",
			 3);
}

static void
test_looking_up_ends_in_time(void **state)
{
	(void) state;
	check_in_child(look_up_in_vain);
}

/*
 * Of two addresses of a name one does not answer; the other has time left.
 */
static void
connect_to_other(in_addr_t hanging, in_addr_t answering)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
								  .sin_port = htons(40001)};

	cover_file("/etc/hosts", "127.0.0.1 two.invalid\n127.0.0.2 two.invalid\n");
	address.sin_addr.s_addr = htonl(hanging);
	stop_answering(
		bind_port((struct sockaddr *) &address, sizeof(address), false));
	address.sin_addr.s_addr = htonl(answering);
	bind_port((struct sockaddr *) &address, sizeof(address), true);
	end_with("{\"method\": \"port\", \"port\": 40001, \"timeout\": 4, "
			 "\"host\": \"two.invalid\"}",
			 LEARN_VERDICT_PASSED, "port: 40001 at two.invalid: open", 3.5);
}

static void
connect_to_second(void)
{
	connect_to_other(0x7F000001, 0x7F000002);
}

static void
connect_to_first(void)
{
	connect_to_other(0x7F000002, 0x7F000001);
}

/* Whichever comes first. */
static void
test_each_address_has_its_time(void **state)
{
	(void) state;
	check_in_child(connect_to_second);
	check_in_child(connect_to_first);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_is_not_its_own_peer),
		cmocka_unit_test(test_looking_up_ends_in_time),
		cmocka_unit_test(test_each_address_has_its_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
