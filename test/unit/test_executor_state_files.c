/*-------------------------------------------------------------------------
 *
 * test_executor_state_files.c
 *		Unit tests of the state of a host: file systems, files, certificates.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <errno.h>
#include <sys/stat.h>
#include <time.h>
#include <utime.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "state_case.h"

#define DAY (24 * 60 * 60L)

/* Seconds within which a test gets from one line to the next. */
#define PATIENCE 60

/*
 * A table of mounts, in which "@" stands for the root of the made-up host, and
 * which begins with a disk at "/".
 */
static void
write_mounts(const char *table)
{
	LearnBuffer text;

	learn_buffer_init(&text, 0);
	learn_buffer_append_string(&text, "1 0 8:1 / / rw - ext4 /dev/a rw\n");
	for (const char *at = table; *at != '\0'; at++)
	{
		if (*at == '@')
			learn_buffer_append_string(&text, state_root);
		else
			learn_buffer_append(&text, at, 1);
	}
	assert_false(text.failed);
	state_write("/proc/self/mountinfo", text.data);
	learn_buffer_free(&text);
}

/*
 * Where a path below the root leads to; an error, or the number of the mount.
 */
static void
expect_way(const char *path, int error, const char *resolved, int id)
{
	LearnMounts mounts;
	const LearnMount *mount = NULL;
	char found[PATH_MAX];
	int result;

	assert_true(learn_mounts_read(&mounts, state_root));
	result = learn_mounts_resolve(&mounts, state_path(path), found, &mount);
	if (result != error)
		fail_msg("%s: %s, not %s", path, strerror(result), strerror(error));
	if (error == 0)
	{
		assert_string_equal(found, state_path(resolved));
		assert_non_null(mount);
		assert_int_equal(mount->id, id);
	}
	learn_mounts_free(&mounts);
}

/* What the tests of ways look at. */
static void
make_host(void)
{
	char chain[64];

	state_write("/srv/file", "");
	state_write("/srv/data/file", "");
	state_write("/far/file", "");
	state_write("/my disk/file", "");
	assert_int_equal(symlink("data/file", state_path("/srv/inside")), 0);
	assert_int_equal(symlink("../far/file", state_path("/srv/out")), 0);
	assert_int_equal(symlink(state_path("/far"), state_path("/srv/all")), 0);
	assert_int_equal(symlink("loop", state_path("/srv/loop")), 0);
	assert_int_equal(symlink("/", state_path("/srv/top")), 0);
	assert_int_equal(symlink("..", state_path("/srv/data/up")), 0);
	for (int i = 0; i < 50; i++)
	{
		char link[64];

		snprintf(chain, sizeof(chain), "chain%d", i + 1);
		snprintf(link, sizeof(link), "/srv/chain%d", i);
		assert_int_equal(symlink(chain, state_path(link)), 0);
	}
}

static void
test_ways(void **state)
{
	(void) state;
	make_host();
	write_mounts("2 1 8:2 / @/srv/data rw - xfs /dev/b rw\n"
				 "3 1 0:9 / @/far rw - nfs4 server:/far rw\n"
				 "4 1 8:4 / @/my\\040disk rw shared:1 - vfat /dev/c rw\n");
	expect_way("/srv/file", 0, "/srv/file", 1);
	expect_way("/srv//./file", 0, "/srv/file", 1);
	expect_way("/srv/data", 0, "/srv/data", 2);
	expect_way("/srv/data/file", 0, "/srv/data/file", 2);
	expect_way("/srv/inside", 0, "/srv/data/file", 2);
	expect_way("/srv/data/../file", 0, "/srv/file", 1);
	expect_way("/srv/data/up/file", 0, "/srv/file", 1);
	expect_way("/my disk/file", 0, "/my disk/file", 4);
	expect_way("/srv/none", ENOENT, "", 0);
	expect_way("/srv/file/x", ENOTDIR, "", 0);
	expect_way("/srv/loop", ELOOP, "", 0);
	expect_way("/srv/chain0", ELOOP, "", 0);
	expect_way("/srv/chain20", ENOENT, "", 0);
	/* All of these exist, and are not looked at. */
	expect_way("/far", EREMOTE, "", 0);
	expect_way("/far/file", EREMOTE, "", 0);
	expect_way("/far/../srv/file", EREMOTE, "", 0);
	expect_way("/srv/out", EREMOTE, "", 0);
	expect_way("/srv/all/file", EREMOTE, "", 0);
}

/*
 * One mount may lie on another, or hide those below it.
 */
static void
test_layers(void **state)
{
	(void) state;
	make_host();
	/* Mounted when it was looked at, which it has been. */
	write_mounts("2 1 0:9 / @/far rw - autofs none rw\n"
				 "3 2 8:3 / @/far rw - ext4 /dev/c rw\n");
	expect_way("/far/file", 0, "/far/file", 3);
	/* A server's files lie on those of a disk. */
	write_mounts("2 1 8:3 / @/far rw - ext4 /dev/c rw\n"
				 "3 2 0:9 / @/far rw - nfs server:/ rw\n");
	expect_way("/far/file", EREMOTE, "", 0);
	/* A disk is hidden below a server's files. */
	write_mounts("2 1 8:3 / @/srv/data rw - ext4 /dev/c rw\n"
				 "3 1 0:9 / @/srv rw - cifs server:/ rw\n");
	expect_way("/srv/data/file", EREMOTE, "", 0);
	/* A disk is hidden below a disk. */
	write_mounts("2 1 8:2 / @/srv/data rw - ext4 /dev/c rw\n"
				 "3 1 8:3 / @/srv rw - ext4 /dev/d rw\n");
	expect_way("/srv/data/file", 0, "/srv/data/file", 3);
	/* The root itself lies on another one, as behind an initial one. */
	write_mounts("9 1 8:9 / / rw - xfs /dev/z rw\n"
				 "2 9 8:2 / @/srv/data rw - ext4 /dev/c rw\n");
	expect_way("/srv/file", 0, "/srv/file", 9);
	expect_way("/srv/data/file", 0, "/srv/data/file", 2);
	/* A table that goes in circles. */
	write_mounts("2 2 8:2 / @/srv rw - ext4 /dev/c rw\n"
				 "3 4 8:3 / @/srv rw - ext4 /dev/c rw\n"
				 "4 3 8:4 / @/srv rw - ext4 /dev/c rw\n"
				 "5 1 8:5 / @/srv rw - ext4 /dev/c rw\n"
				 "1 5 8:5 / @/srv rw - ext4 /dev/c rw\n");
	expect_way("/srv/file", 0, "/srv/file", 1);
}

/*
 * Of a table that cannot be read whole nothing is taken for local, as what is
 * missing may be what is not.
 */
static void
test_unreadable_table(void **state)
{
	static char line[PATH_MAX * 8];

	(void) state;
	make_host();
	write_mounts("2 1 8:2 / @/sr");
	expect_way("/srv/file", EREMOTE, "", 0);
	write_mounts("2 1 8:2\n");
	expect_way("/srv/file", EREMOTE, "", 0);
	write_mounts("2 1 8:2 /  rw - nfs a rw\n");
	expect_way("/srv/file", EREMOTE, "", 0);
	write_mounts(" 1 8:2 / @/x rw - nfs a rw\n");
	expect_way("/srv/file", EREMOTE, "", 0);
	write_mounts("x 1 8:2 / @/x rw - nfs a rw\n");
	expect_way("/srv/file", EREMOTE, "", 0);
	write_mounts("99999999999 1 8:2 / @/x rw - nfs a rw\n");
	expect_way("/srv/file", EREMOTE, "", 0);
	memset(line, 'x', sizeof(line) - 1);
	memcpy(line, "2 1 8:2 / /", strlen("2 1 8:2 / /"));
	write_mounts(line);
	expect_way("/srv/file", EREMOTE, "", 0);
	/* The options of this one are cut, which does no harm. */
	memcpy(line, "2 1 8:2 / /x rw - overlay none rw,",
		   strlen("2 1 8:2 / /x rw - overlay none rw,"));
	write_mounts(line);
	expect_way("/srv/file", 0, "/srv/file", 1);
}

/*
 * The root of a process may be a directory of a file system that is not in its
 * table.
 */
static void
test_changed_root(void **state)
{
	LearnMounts mounts;
	const LearnMount *mount = NULL;
	char found[PATH_MAX];
	char table[STATE_PATH_MAX * 2];

	(void) state;
	make_host();
	snprintf(table, sizeof(table), "3 1 0:9 / %s/far rw - nfs a:/ rw\n",
			 state_root);
	state_write("/proc/self/mountinfo", table);
	assert_true(learn_mounts_read(&mounts, state_root));
	assert_int_equal(learn_mounts_resolve(&mounts, state_path("/srv/file"),
										  found, &mount),
					 0);
	assert_null(mount);
	assert_int_equal(learn_mounts_resolve(&mounts, state_path("/far/file"),
										  found, &mount),
					 EREMOTE);
	learn_mounts_free(&mounts);
}

/*
 * Which file systems are told of.  What is mounted here by the table has the
 * numbers of the disk that the test is on.
 */
static void
test_disks(void **state)
{
	static const char table[] =
		"2 1 8:2 / @/srv rw - xfs /dev/b rw\n"
		"3 1 8:2 /sub @/again rw - xfs /dev/b rw\n"
		"4 1 8:4 / @/far rw - ext4 /dev/c ro,errors=remount-ro\n"
		"5 1 0:5 / @/none rw - tmpfs none rw\n"
		"6 1 0:6 / @/net rw - nfs a:/ rw\n"
		"7 1 0:7 / @/file rw - ext4 /dev/f rw\n"
		"8 1 0:8 / /mnt rw - ext4 /dev/g rw\n"
		"9 1 0:9 / @/dev rw - devtmpfs dev rw\n"
		"10 9 0:10 / @/dev/shm rw - tmpfs shm rw\n"
		"11 1 0:11 / @/layers rw - overlay overlay rw\n";
	char value[STATE_PATH_MAX];
	const char *values[] = {value, NULL};
	json_object *host;
	json_object *disks;

	(void) state;
	make_host();
	state_write("/again/x", "");
	state_write("/net/x", "");
	state_write("/file", "");
	state_write("/dev/shm/x", "");
	state_write("/layers/x", "");
	write_mounts(table);
	snprintf(value, sizeof(value), "APP=%s", state_path("/srv/x"));
	host = state_capture(state_root, "disk_full", "{}", values);
	disks = learn_state_get(host, "disk");
	assert_non_null(learn_json_get(disks, "/"));
	assert_non_null(learn_json_get(disks, state_path("/srv")));
	assert_null(learn_json_get(disks, state_path("/again")));
	assert_null(learn_json_get(disks, state_path("/none")));
	assert_null(learn_json_get(disks, state_path("/net")));
	assert_null(learn_json_get(disks, state_path("/file")));
	assert_null(learn_json_get(disks, state_path("/dev")));
	assert_null(learn_json_get(disks, state_path("/layers")));
	assert_non_null(learn_json_get(disks, state_path("/dev/shm")));
	assert_json_text(learn_json_text(learn_json_get(disks, state_path("/far")),
									 NULL),
					 "{'read_only':true}");
	assert_non_null(learn_json_get(disks, "/mnt"));
	json_object_put(host);

	/* An archive is no service's business, unless the runbook says so. */
	snprintf(value, sizeof(value), "DIRECTORY=/mnt/");
	host = state_capture(state_root, "service_crash", "{}", values);
	assert_non_null(learn_json_get(learn_state_get(host, "disk"), "/mnt"));
	json_object_put(host);
	snprintf(value, sizeof(value), "APP=%s", state_path("/layers/x"));
	host = state_capture(state_root, "service_crash", "{}", values);
	disks = learn_state_get(host, "disk");
	assert_non_null(learn_json_get(disks, state_path("/layers")));
	json_object_put(host);
	host = state_capture(state_root, "service_crash", "{}", NULL);
	disks = learn_state_get(host, "disk");
	assert_non_null(learn_json_get(disks, state_path("/srv")));
	assert_null(learn_json_get(disks, "/mnt"));
	json_object_put(host);
}

/*
 * A file system that was asked for by a path on it is told of by that path,
 * or why it is not.
 */
static void
test_asked_disk(void **state)
{
	char text[STATE_PATH_MAX];
	const char *value[] = {text, NULL};
	json_object *host;

	(void) state;
	make_host();
	write_mounts("3 1 0:9 / @/far rw - nfs4 server:/far rw\n");
	snprintf(text, sizeof(text), "DISK=%s", state_path("/srv/data"));
	host = state_capture(
		state_root, "service_crash",
		"{'verification':{'method':'state','path':'disk.${DISK}.free_mb'}}",
		value);
	snprintf(text, sizeof(text), "disk.%s.free_mb", state_path("/srv/data"));
	assert_non_null(learn_state_get(host, text));
	json_object_put(host);

	snprintf(text, sizeof(text), "DISK=%s", state_path("/far"));
	host = state_capture(
		state_root, "service_crash",
		"{'verification':{'method':'state','path':'disk.${DISK}.free_mb'}}",
		value);
	snprintf(text, sizeof(text), "disk.%s", state_path("/far"));
	state_expect(host, text, "{'error':'not on a local file system'}");
	json_object_put(host);
}

/* What is told of a file below the root. */
static void
expect_file(const char *type, const char *path, const char *expected)
{
	char value[STATE_PATH_MAX];
	char place[STATE_PATH_MAX];
	const char *values[] = {value, NULL};
	json_object *host;

	snprintf(value, sizeof(value), "A_FILE=%s", state_path(path));
	snprintf(place, sizeof(place), "files.%s", state_path(path));
	host = state_capture(state_root, type, "{}", values);
	state_expect(host, place, expected);
	json_object_put(host);
}

/* A file below the root, of this age and size. */
static void
write_aged(const char *path, long age, const char *text)
{
	struct utimbuf times;

	times.actime = times.modtime = time(NULL) - age;
	state_write(path, text);
	assert_int_equal(utime(state_path(path), &times), 0);
}

/* The age that is told of a path, which may be a moment more by then. */
static void
expect_age(const char *path, long age, int size)
{
	char value[STATE_PATH_MAX];
	const char *values[] = {value, NULL};
	json_object *host;
	json_object *file;
	long told;

	snprintf(value, sizeof(value), "A_FILE=%s", state_path(path));
	host = state_capture(state_root, "backup_failure", "{}", values);
	file = learn_json_get(learn_state_get(host, "files"), state_path(path));
	assert_true(learn_json_get_boolean(file, "exists", false));
	told = (long) learn_json_get_number(file, "age_seconds", -PATIENCE);
	assert_true(told >= age && told <= age + PATIENCE);
	assert_int_equal(learn_json_get_number(file, "size", -1), size);
	json_object_put(host);
}

static void
test_files(void **state)
{
	(void) state;
	write_aged("/backup/old.tar", 5 * DAY, "12345");
	write_aged("/backup/new.tar", 2 * DAY, "123");
	write_aged("/backup/day/newest.tar", 60, "1");
	assert_int_equal(mkfifo(state_path("/backup/fifo"), 0600), 0);
	assert_int_equal(symlink("day/newest.tar", state_path("/backup/last")), 0);
	assert_int_equal(mkdir(state_path("/empty"), 0755), 0);
	expect_age("/backup/old.tar", 5 * DAY, 5);
	expect_age("/backup/last", 60, 1);
	/* The newest file directly in it, not what a link leads to. */
	expect_age("/backup", 2 * DAY, 3);
	expect_file("x", "/backup/none.tar", "{'exists':false}");
	expect_file("x", "/none/none.tar", "{'exists':false}");
	expect_file("x", "/empty", "{'exists':true,'directory':true}");
	write_aged("/backup/future", -DAY, "");
	expect_age("/backup", -DAY, 0);
}

static void
test_remote_files(void **state)
{
	(void) state;
	make_host();
	write_mounts("3 1 0:9 / @/far rw - nfs4 server:/far rw\n"
				 "4 1 0:10 / @/srv/file rw - nfs4 server:/file rw\n");
	write_aged("/srv/near", 5 * DAY, "");
	expect_file("x", "/far/file", "{'error':'not on a local file system'}");
	expect_file("x", "/srv/out", "{'error':'not on a local file system'}");
	/* Newer, but not of this host. */
	expect_age("/srv", 5 * DAY, 0);
}

/* A self-signed certificate, valid between two moments from now. */
static X509 *
make_certificate(EVP_PKEY *key, long from, long until)
{
	X509 *certificate = X509_new();
	X509_NAME *name = X509_get_subject_name(certificate);

	assert_true(X509_set_version(certificate, 2));
	assert_true(ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1));
	assert_non_null(X509_gmtime_adj(X509_getm_notBefore(certificate), from));
	assert_non_null(X509_gmtime_adj(X509_getm_notAfter(certificate), until));
	assert_true(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
										   (const unsigned char *) "test", -1,
										   -1, 0));
	assert_true(X509_set_issuer_name(certificate, name));
	assert_true(X509_set_pubkey(certificate, key));
	assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
	return certificate;
}

/* Appends one to a file, with the key before it, encrypted, in PEM or DER. */
static void
write_certificate(const char *path, EVP_PKEY *key, long from, long until,
				  bool binary)
{
	FILE *file = fopen(state_make_way(path), "a");
	X509 *certificate = make_certificate(key, from, until);

	assert_non_null(file);
	if (binary)
		assert_true(i2d_X509_fp(file, certificate));
	else
	{
		assert_true(PEM_write_PKCS8PrivateKey(file, key, EVP_aes_128_cbc(),
											  "secret", 6, NULL, NULL));
		assert_true(PEM_write_X509(file, certificate));
	}
	X509_free(certificate);
	assert_int_equal(fclose(file), 0);
}

/* What is told of a certificate; the caller's. */
static json_object *
capture_certificate(const char *path)
{
	char value[STATE_PATH_MAX];
	const char *values[] = {value, NULL};
	json_object *host;
	json_object *found;

	snprintf(value, sizeof(value), "CERT=%s", state_path(path));
	host = state_capture(state_root, "cert_expiry", "{}", values);
	found = learn_json_get(learn_state_get(host, "certificates"),
						   state_path(path));
	assert_non_null(found);
	found = json_object_get(found);
	json_object_put(host);
	return found;
}

static void
expect_days(const char *path, int days, bool not_yet)
{
	json_object *found = capture_certificate(path);
	const char *expires = learn_json_get_string(found, "expires_at", "");

	assert_int_equal(learn_json_get_number(found, "days_left", 9999), days);
	assert_int_equal(learn_json_get_boolean(found, "not_yet_valid", false),
					 not_yet);
	assert_int_equal(strlen(expires), strlen("2026-11-22T20:41:07.000000"
											 "+00:00"));
	json_object_put(found);
}

static void
expect_no_certificate(const char *path, const char *reason)
{
	json_object *found = capture_certificate(path);
	const char *error = learn_json_get_string(found, "error", "");

	assert_string_equal(error, reason);
	assert_int_equal(json_object_object_length(found), 1);
	json_object_put(found);
}

static void
test_certificates(void **state)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");

	(void) state;
	assert_non_null(key);
	write_certificate("/valid.pem", key, -DAY, 30 * DAY + 3600, false);
	write_certificate("/valid.der", key, -DAY, 30 * DAY + 3600, true);
	write_certificate("/today.pem", key, -DAY, 3600, false);
	write_certificate("/just.pem", key, -DAY, -3600, false);
	write_certificate("/expired.pem", key, -9 * DAY, -3 * DAY + 3600, false);
	write_certificate("/early.pem", key, DAY, 9 * DAY + 3600, false);
	write_certificate("/chain.pem", key, -DAY, 5 * DAY + 3600, false);
	write_certificate("/chain.pem", key, -DAY, 500 * DAY, false);
	EVP_PKEY_free(key);
	expect_days("/valid.pem", 30, false);
	expect_days("/valid.der", 30, false);
	expect_days("/today.pem", 0, false);
	expect_days("/just.pem", -1, false);
	expect_days("/expired.pem", -3, false);
	expect_days("/early.pem", 9, true);
	expect_days("/chain.pem", 5, false);
	assert_int_equal(symlink("valid.pem", state_path("/link.pem")), 0);
	expect_days("/link.pem", 30, false);
}

/*
 * None of these is one, and none is waited for.
 */
static void
test_no_certificates(void **state)
{
	size_t size = 2 * 1024 * 1024;
	char *data = calloc(1, size);

	(void) state;
	assert_non_null(data);
	state_write("/empty.pem", "");
	state_write("/text.pem", "hello\n");
	state_write("/broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n"
							   "-----END CERTIFICATE-----\n");
	state_write("/cut.pem", "-----BEGIN CERTIFICATE-----\nMIIB");
	/* For which OpenSSL would ask the terminal. */
	state_write("/encrypted.pem", "-----BEGIN CERTIFICATE-----\n"
								  "Proc-Type: 4,ENCRYPTED\n"
								  "DEK-Info: AES-128-CBC,"
								  "00000000000000000000000000000000\n\n"
								  "AAAA\n-----END CERTIFICATE-----\n");
	state_write_bytes("/zeros.pem", data, 65536);
	state_write_bytes("/huge.pem", data, size);
	free(data);
	assert_int_equal(mkfifo(state_path("/fifo.pem"), 0600), 0);
	assert_int_equal(mkdir(state_path("/directory.pem"), 0755), 0);
	assert_int_equal(symlink("fifo.pem", state_path("/link.pem")), 0);
	expect_no_certificate("/empty.pem", "no certificate in the file");
	expect_no_certificate("/text.pem", "no certificate in the file");
	expect_no_certificate("/broken.pem", "no certificate in the file");
	expect_no_certificate("/cut.pem", "no certificate in the file");
	expect_no_certificate("/encrypted.pem", "no certificate in the file");
	expect_no_certificate("/zeros.pem", "no certificate in the file");
	expect_no_certificate("/huge.pem", strerror(EFBIG));
	expect_no_certificate("/fifo.pem", "not a regular file");
	expect_no_certificate("/link.pem", "not a regular file");
	expect_no_certificate("/directory.pem", "not a regular file");
	expect_no_certificate("/none.pem", strerror(ENOENT));
	if (geteuid() != 0)
	{
		state_write("/secret.pem", "");
		assert_int_equal(chmod(state_path("/secret.pem"), 0), 0);
		expect_no_certificate("/secret.pem", strerror(EACCES));
	}
}

#define HOST_TEST(test)                                                       \
	cmocka_unit_test_setup_teardown(test, state_make_root, state_remove_root)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOST_TEST(test_ways),
		HOST_TEST(test_layers),
		HOST_TEST(test_unreadable_table),
		HOST_TEST(test_changed_root),
		HOST_TEST(test_disks),
		HOST_TEST(test_asked_disk),
		HOST_TEST(test_files),
		HOST_TEST(test_remote_files),
		HOST_TEST(test_certificates),
		HOST_TEST(test_no_certificates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
