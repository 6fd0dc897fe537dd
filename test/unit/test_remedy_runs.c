/*-------------------------------------------------------------------------
 *
 * test_remedy_runs.c
 *		Unit tests that run remedies for services with a systemctl that is
 *		made up: what they ask it, and when they give up.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "remedies.h"

/*
 * Answers "show" from files named like the properties, notes what it is told
 * to do, and fails to do what is in the file "refused".
 */
static const char systemctl[] =
	"#!/bin/sh\n"
	"cd \"${0%/*}\" || exit\n"
	"case $1 in\n"
	"show) name=${2#--property=}; echo \"$name=$(cat \"$name\")\"; exit ;;\n"
	"is-active) exit 3 ;;\n"
	"esac\n"
	"echo \"$*\" >>told\n"
	"[ \"$1\" != kill ] || echo inactive >ActiveState\n"
	"! grep -qx \"$1\" refused\n";

static char folder[64];

/* Writes a file of the folder. */
static void
put(const char *name, const char *text, mode_t mode)
{
	char path[128];
	int file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), strlen(text));
	close(file);
}

/* Does a file of the folder hold the text? */
static bool
holds(const char *name, const char *text)
{
	char path[128];
	char content[4096] = "";
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "r");
	assert_non_null(file);
	content[fread(content, 1, sizeof(content) - 1, file)] = '\0';
	fclose(file);
	return strstr(content, text) != NULL;
}

static int
set_up(void **state)
{
	static const char *const properties[] = {
		"LoadState", "ActiveState",   "Requires",        "BindsTo",
		"Requisite", "MemoryCurrent", "TimeoutStartUSec"};
	char path[4096];

	(void) state;
	strcpy(folder, "/tmp/learn-remedy-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	put("systemctl", systemctl, 0755);
	put("told", "", 0644);
	put("refused", "", 0644);
	for (size_t i = 0; i < sizeof(properties) / sizeof(*properties); i++)
		put(properties[i], "", 0644);
	snprintf(path, sizeof(path), "%s:/usr/sbin:/usr/bin:/sbin:/bin", folder);
	return setenv("PATH", path, 1);
}

static int
tear_down(void **state)
{
	char command[96];

	(void) state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

/* Runs a remedy for the service "app"; its exit code, its output in "out". */
static int
run(const char *id, const char *lock)
{
	const LearnRemedy *remedy = remedy_named(id);
	LearnClues clues = {.known = ~0u, .own = ~0u};
	char *text;
	char command[160];
	int status;

	assert_non_null(remedy);
	strcpy(clues.items[LEARN_CLUE_SERVICE].value, "app");
	strcpy(clues.items[LEARN_CLUE_LOCK].value, lock);
	text = learn_remedy_render(remedy->linux_sh, LEARN_SHELL_SH, &clues);
	assert_non_null(text);
	put("script", text, 0644);
	free(text);
	snprintf(command, sizeof(command), "sh %s/script >%s/out 2>&1", folder,
			 folder);
	status = system(command);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
test_unmask(void **state)
{
	(void) state;
	put("LoadState", "loaded\n", 0644);
	assert_int_equal(run("unmask-service", ""), 0);
	assert_true(holds("out", "app.service is not masked but loaded"));

	/* Masked, and there is nothing behind the mask. */
	put("LoadState", "masked\n", 0644);
	assert_int_equal(run("unmask-service", ""), 1);
	assert_false(holds("told", "unmask"));
}

static void
test_required_units(void **state)
{
	(void) state;
	put("Requires", "system.slice db.service -.mount basic.target\n", 0644);
	put("BindsTo", "cache.socket\n", 0644);
	assert_int_equal(run("start-required-units", ""), 0);
	assert_true(holds("told", "start db.service"));
	assert_true(holds("told", "start cache.socket"));
	assert_false(holds("told", "slice"));
	assert_false(holds("told", "target"));
	assert_true(holds("out", "2 units"));

	put("refused", "start\n", 0644);
	assert_int_equal(run("start-required-units", ""), 1);
}

static void
test_stuck_service(void **state)
{
	(void) state;
	put("ActiveState", "active\n", 0644);
	assert_int_equal(run("stop-stuck-service", ""), 0);
	assert_false(holds("told", "kill"));

	put("ActiveState", "deactivating\n", 0644);
	assert_int_equal(run("stop-stuck-service", ""), 0);
	assert_true(holds("told", "kill --signal=TERM app.service"));
	assert_false(holds("told", "KILL"));
	assert_true(holds("out", "app.service has stopped"));
}

static void
test_leaking_service(void **state)
{
	(void) state;
	put("MemoryCurrent", "4096\n", 0644);
	assert_int_equal(run("restart-leaking-service", ""), 1);
	put("MemoryCurrent", "[not set]\n", 0644);
	assert_int_equal(run("restart-leaking-service", ""), 1);
	assert_false(holds("told", "restart"));
	put("MemoryCurrent", "99999999999999\n", 0644);
	assert_int_equal(run("restart-leaking-service", ""), 0);
	assert_true(holds("told", "restart app.service"));
}

static void
test_longer_start(void **state)
{
	(void) state;
	put("TimeoutStartUSec", "infinity\n", 0644);
	assert_int_equal(run("longer-start", ""), 0);
	put("TimeoutStartUSec", "1h 30min\n", 0644);
	assert_int_equal(run("longer-start", ""), 0);
	assert_false(holds("told", "daemon-reload"));
}

/* Only a lock of git, and not one that somebody has just made. */
static void
test_git_lock(void **state)
{
	char path[128];

	(void) state;
	snprintf(path, sizeof(path), "%s/.git", folder);
	assert_int_equal(mkdir(path, 0755), 0);
	put(".git/index.lock", "", 0644);
	put("other.lock", "", 0644);
	snprintf(path, sizeof(path), "%s/other.lock", folder);
	assert_int_equal(run("remove-git-lock", path), 1);
	snprintf(path, sizeof(path), "%s/.git/index.lock", folder);
	assert_int_equal(run("remove-git-lock", path), 1);
	assert_int_equal(access(path, F_OK), 0);
	snprintf(path, sizeof(path), "%s/.git/none.lock", folder);
	assert_int_equal(run("remove-git-lock", path), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_unmask),        TEST(test_required_units),
		TEST(test_stuck_service), TEST(test_leaking_service),
		TEST(test_longer_start),  TEST(test_git_lock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
