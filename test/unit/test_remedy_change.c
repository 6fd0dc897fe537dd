/*-------------------------------------------------------------------------
 *
 * test_remedy_change.c
 *		Unit tests of what remedies make of the command of a step.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "remedies.h"

static void
expect_quoted(const char *command, const char *quoted)
{
	char *text = learn_remedy_quote(command);

	if (quoted == NULL)
		assert_null(text);
	else
	{
		assert_non_null(text);
		assert_string_equal(text, quoted);
	}
	free(text);
}

static void
test_quotes(void **state)
{
	(void) state;
	expect_quoted("cp $A ${B}/x", "cp \"$A\" \"${B}\"/x");
	expect_quoted("[ $A = '$B' ] && echo \"$C\"",
				  "[ \"$A\" = '$B' ] && echo \"$C\"");
	expect_quoted("X=$A/y Y_1=$B run $C", "X=$A/y Y_1=$B run \"$C\"");
	expect_quoted("run --to=$A", "run --to=\"$A\"");
	expect_quoted("echo \"$A\"", NULL);
	expect_quoted("echo \\$A", NULL);
	expect_quoted("echo \"a\\\"$A\"", NULL);
	expect_quoted("run $OPTIONS $EXTRA_ARGS", NULL);
	expect_quoted("echo $a $? $1 $# $$", NULL);
	expect_quoted("cat <<END\n$A\nEND", NULL);
	expect_quoted("echo `ls $A`", NULL);
	expect_quoted("echo $((A + $B))", NULL);
	expect_quoted("for x in $A; do :; done", NULL);
	expect_quoted("echo $Abc ${A:-x}", NULL);
	expect_quoted("$A", "\"$A\"");
	expect_quoted("'", NULL);
	expect_quoted("", NULL);
	expect_quoted("echo $", NULL);
	expect_quoted("echo \\", NULL);
}

/* The command that the remedy makes, its option apart. */
static void
expect_change(const char *id, LearnClueKind kind, const LearnClue *clue,
			  const char *command, const char *expected)
{
	const LearnRemedy *remedy = remedy_named(id);
	LearnClues clues = {.step = 0};
	char *text;

	assert_non_null(remedy);
	clues.items[kind] = *clue;
	text = learn_remedy_change(remedy, command, &clues);
	if (expected == NULL)
		assert_null(text);
	else
	{
		size_t length = remedy->option != NULL ? strlen(remedy->option) : 0;

		assert_non_null(text);
		assert_true(strlen(text) >= length);
		assert_string_equal(text + length, expected);
	}
	free(text);
}

static void
test_scripts(void **state)
{
	static const LearnClue literal = {.value = "/srv/a.sh"};
	static const LearnClue named = {.parameter = "APP", .tail = "/bin/a"};
	static const char id[] = "run-by-interpreter";

	(void) state;
	expect_change(id, LEARN_CLUE_SCRIPT, &literal, "/srv/a.sh x; ls /srv/a.sh",
				  "run_script /srv/a.sh x; ls /srv/a.sh");
	expect_change(id, LEARN_CLUE_SCRIPT, &literal, "ls /srv/a.sh", NULL);
	expect_change(id, LEARN_CLUE_SCRIPT, &literal, "X=1 \"/srv/a.sh\"",
				  "X=1 run_script \"/srv/a.sh\"");
	expect_change(id, LEARN_CLUE_SCRIPT, &named,
				  "if \"$APP\"/bin/a; then b; fi",
				  "if run_script \"$APP\"/bin/a; then b; fi");
}

static void
test_services(void **state)
{
	static const LearnClue ssh = {.value = "sshd"};
	static const LearnClue other = {.value = "nosuch"};
	static const char found[] =
		"systemctl reload \"$(for name in ssh sshd; do systemctl cat "
		"\"$name.service\" >/dev/null 2>&1 && break; "
		"[ -x \"/etc/init.d/$name\" ] && break; done; echo \"$name\")\"";
	static const char id[] = "other-service-name";

	(void) state;
	expect_change(id, LEARN_CLUE_SERVICE, &ssh, "systemctl reload sshd",
				  found);
	expect_change(id, LEARN_CLUE_SERVICE, &ssh,
				  "systemctl reload sshd.service", found);
	expect_change(id, LEARN_CLUE_SERVICE, &ssh, "systemctl reload sshd-x",
				  NULL);
	expect_change(id, LEARN_CLUE_SERVICE, &ssh, "echo sshd", NULL);
	expect_change(id, LEARN_CLUE_SERVICE, &other, "systemctl reload nosuch",
				  NULL);
}

/* What the wrapped command prints, by the shells of this machine. */
static void
test_bash(void **state)
{
	const LearnRemedy *remedy = remedy_named("run-by-bash");
	LearnClues clues = {.step = 0};
	char *text =
		learn_remedy_change(remedy, "[[ $X == a* ]] && read y && echo \"$y\"",
							&clues);
	FILE *output;
	char line[16] = "";

	(void) state;
	assert_non_null(text);
	setenv("X", "abc", 1);
	setenv("COMMAND", text, 1);
	output = popen("echo in | sh -c \"$COMMAND\"", "r");
	assert_non_null(output);
	assert_non_null(fgets(line, sizeof(line), output));
	assert_int_equal(pclose(output), 0);
	assert_string_equal(line, "in\n");
	free(text);

	/* A command that would end the here-document itself. */
	assert_null(learn_remedy_change(remedy, "x\nEND-OF-BASH\nid", &clues));
}

static void
test_lists(void **state)
{
	(void) state;
	assert_true(learn_remedy_listed("a b", "a"));
	assert_true(learn_remedy_listed("a b", "b"));
	assert_false(learn_remedy_listed("ab", "a"));
	assert_false(learn_remedy_listed("ab", "b"));
	assert_false(learn_remedy_listed("", "a"));
	assert_false(learn_remedy_listed(NULL, "a"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quotes),   cmocka_unit_test(test_scripts),
		cmocka_unit_test(test_services), cmocka_unit_test(test_bash),
		cmocka_unit_test(test_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
