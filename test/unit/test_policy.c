/*-------------------------------------------------------------------------
 *
 * test_policy.c
 *		Unit tests of the rules that are shipped.
 *
 *-------------------------------------------------------------------------
 */
#include "policy_case.h"

#include <time.h>

#include "core/json.h"
#include "core/remedy.h"
#include "policy_dangerous.h"
#include "policy_ordinary.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static LearnPolicy *policy;

static int
setup(void **state)
{
	(void) state;
	policy = compiled(shipped_rules);
	return 0;
}

static int
teardown(void **state)
{
	(void) state;
	learn_policy_free(policy);
	return 0;
}

static void
test_dangerous(void **state)
{
	int wrong = 0;

	(void) state;
	for (size_t i = 0; i < COUNT(dangerous_commands); i++)
	{
		const DangerousCommand *item = &dangerous_commands[i];
		LearnFindings findings =
			findings_of(policy, item->shell, item->command);

		if (finding_named(&findings, item->rule) == NULL)
		{
			print_error("%s\n  is not found by %s\n", item->command,
						item->rule);
			print_findings(&findings);
			wrong++;
		}
		learn_findings_free(&findings);
	}
	assert_int_equal(wrong, 0);
}

static void
test_ordinary(void **state)
{
	int wrong = 0;

	(void) state;
	for (size_t i = 0; i < COUNT(ordinary_commands); i++)
	{
		const OrdinaryCommand *item = &ordinary_commands[i];
		LearnFindings findings =
			findings_of(policy, item->shell, item->command);

		if (findings.count > 0)
		{
			print_error("%s\n", item->command);
			print_findings(&findings);
			wrong++;
		}
		learn_findings_free(&findings);
	}
	assert_int_equal(wrong, 0);
}

/* Does the text need no acknowledgement, and is it not refused? */
static int
expect_harmless(const char *what, LearnShell shell, const char *text)
{
	LearnFindings findings;
	int wrong;

	if (*text == '\0')
		return 0;
	findings = findings_of(policy, shell, text);
	wrong = learn_findings_has(&findings, LEARN_SEVERITY_DANGER) ||
			learn_findings_has(&findings, LEARN_SEVERITY_ERROR);
	if (wrong)
	{
		print_error("%s\n", what);
		print_findings(&findings);
	}
	learn_findings_free(&findings);
	return wrong;
}

/*
 * A template as it will be read: a variable stands for each mark, @PORT@.  The
 * caller frees it.
 */
static char *
without_marks(const char *template)
{
	char *text = strdup(template != NULL ? template : "");

	assert_non_null(text);
	for (char *at = strchr(text, '@'); at != NULL; at = strchr(at + 1, '@'))
	{
		size_t length =
			strspn(at + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789?");

		if (length == 0 || at[length + 1] != '@')
			continue;
		at[0] = '$';
		if (at[length] == '?')
			at[length] = 'X';
		memmove(at + length + 1, at + length + 2, strlen(at + length + 1));
	}
	return text;
}

static int
expect_harmless_template(const char *what, LearnShell shell,
						 const char *template)
{
	char *text = without_marks(template);
	int wrong = expect_harmless(what, shell, text);

	free(text);
	return wrong;
}

/* What is proposed to reviewers by this very extension. */
static void
test_remedies(void **state)
{
	int wrong = 0;

	(void) state;
	assert_true(learn_remedy_count > 0);
	for (int i = 0; i < learn_remedy_count; i++)
	{
		const LearnRemedy *remedy = &learn_remedies[i];
		const char *const scripts[] = {remedy->linux_sh, remedy->darwin_sh,
									   remedy->wait_for};

		for (size_t j = 0; j < COUNT(scripts); j++)
			wrong += expect_harmless_template(remedy->id, LEARN_SHELL_SH,
											  scripts[j]);
		wrong += expect_harmless_template(remedy->id, LEARN_SHELL_POWERSHELL,
										  remedy->powershell);
	}
	assert_int_equal(wrong, 0);
}

/* The actions that the executor comes with. */
static const struct
{
	const char *name;
	const char *text;
} actions[] = {
#include "executor/steps/actions.inc"
};

static void
test_actions(void **state)
{
	int wrong = 0;

	(void) state;
	for (size_t i = 0; i < COUNT(actions); i++)
		wrong +=
			expect_harmless(actions[i].name, LEARN_SHELL_SH, actions[i].text);
	assert_int_equal(wrong, 0);
}

/* The rule of a list that has this name. */
static json_object *
rule_named(json_object *rules, const char *name)
{
	for (size_t i = 0; i < json_object_array_length(rules); i++)
	{
		json_object *rule = json_object_array_get_idx(rules, i);

		if (strcmp(learn_json_get_string(rule, "name", ""), name) == 0)
			return rule;
	}
	return NULL;
}

static bool
is_tested(json_object *rules, const char *member, const char *value,
		  unsigned shells)
{
	for (size_t i = 0; i < COUNT(dangerous_commands); i++)
	{
		json_object *rule = rule_named(rules, dangerous_commands[i].rule);

		if ((shells >> dangerous_commands[i].shell & 1) != 0 &&
			strcmp(learn_json_get_string(rule, member, ""), value) == 0)
			return true;
	}
	return false;
}

/* Every rule is tested, and every category for every shell. */
static void
test_each_is_tested(void **state)
{
	json_object *rules;
	int wrong = 0;

	(void) state;
	assert_int_equal(learn_json_parse(shipped_rules, strlen(shipped_rules),
									  &rules, NULL),
					 LEARN_OK);
	assert_true(json_object_array_length(rules) >= 20);
	for (size_t i = 0; i < json_object_array_length(rules); i++)
	{
		json_object *rule = json_object_array_get_idx(rules, i);
		const char *name = learn_json_get_string(rule, "name", "");
		const char *category = learn_json_get_string(rule, "category", "");

		if (!is_tested(rules, "name", name, 7))
		{
			print_error("no test of %s\n", name);
			wrong++;
		}
		for (LearnShell shell = LEARN_SHELL_SH; shell <= LEARN_SHELL_CMD;
			 shell++)
		{
			if (is_tested(rules, "category", category, 1u << shell))
				continue;
			print_error("no test of category %s for shell %d\n", category,
						(int) shell);
			wrong++;
		}
	}
	json_object_put(rules);
	assert_int_equal(wrong, 0);
}

/* A quote in a finding shows what hides, and hides what must not be shown. */
static void
test_quotes(void **state)
{
	LearnFindings findings = findings_of(policy, LEARN_SHELL_SH,
										 "echo a\xE2\x80\xAE"
										 "b");
	const LearnFinding *finding =
		finding_named(&findings, "hidden-characters");

	(void) state;
	assert_non_null(finding);
	assert_int_equal(finding->severity, LEARN_SEVERITY_ERROR);
	assert_string_equal(finding->problem.where, "command");
	assert_non_null(strstr(finding->problem.message, "a\\u202eb"));
	learn_findings_free(&findings);

	findings = findings_of(policy, LEARN_SHELL_SH,
						   "mysql --password=hUnter2-x9Qr shop");
	finding = finding_named(&findings, "clear-text-credential");
	assert_non_null(finding);
	assert_null(strstr(finding->problem.message, "hUnter2"));
	learn_findings_free(&findings);
}

/* What a command will print is read as well, and need not be text. */
static void
test_quotes_of_bytes(void **state)
{
	static const char zero[] = "rm /srv\0\0b /etc\0";
	LearnFindings findings =
		findings_of(policy, LEARN_SHELL_SH,
					"printf 'rm -rf /etc \\377\\303' | sh");
	const LearnFinding *finding = finding_named(&findings, "removes-root");

	(void) state;
	assert_non_null(finding);
	assert_non_null(strstr(finding->problem.message, ": rm -rf /etc ??"));
	learn_findings_free(&findings);

	assert_int_equal(learn_policy_check_command(policy, LEARN_SHELL_SH, zero,
												sizeof(zero) - 1, "command",
												&findings),
					 LEARN_OK);
	assert_non_null(finding_named(&findings, "hidden-characters"));
	learn_findings_free(&findings);
}

/* The time of one check of a text, in seconds. */
static double
time_of(LearnShell shell, const char *text, size_t length)
{
	LearnFindings findings = {0};
	clock_t start = clock();

	assert_int_equal(learn_policy_check_command(policy, shell, text, length,
												"command", &findings),
					 LEARN_OK);
	learn_findings_free(&findings);
	return (double) (clock() - start) / CLOCKS_PER_SEC;
}

/*
 * Twice the text takes about twice the time, whatever it is made of: four
 * times would be what grows with the square.
 */
static void
test_linear(void **state)
{
	static const char *const pieces[] = {
		"rm -rf /tmp/x; ",
		"curl x | ",
		"a=$(curl x | sh) ",
		"/etc/a?c/*/[b]/{c,d} ",
		"-a --b=c /d e@f.com:g ",
		"'\"' ; ",
		"cd x; ",
		"http://a.b.c/d?e ",
		"sudo ",
		"{ ",
		"aB3/",
		"$X/* ",
	};

	(void) state;
	for (size_t i = 0; i < COUNT(pieces); i++)
	{
		for (LearnShell shell = LEARN_SHELL_SH; shell <= LEARN_SHELL_CMD;
			 shell++)
		{
			size_t length = strlen(pieces[i]);
			size_t times = 16000 / length;
			char *text = malloc(length * times * 2);
			double once, twice;

			assert_non_null(text);
			for (size_t j = 0; j < times * 2; j++)
				memcpy(text + j * length, pieces[i], length);
			once = time_of(shell, text, length * times);
			twice = time_of(shell, text, length * times * 2);
			if (twice > once * 3.5 + 0.02)
				fail_msg("%s by shell %d: %.3f s, then %.3f s", pieces[i],
						 (int) shell, once, twice);
			free(text);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dangerous),
		cmocka_unit_test(test_ordinary),
		cmocka_unit_test(test_remedies),
		cmocka_unit_test(test_actions),
		cmocka_unit_test(test_each_is_tested),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_quotes_of_bytes),
		cmocka_unit_test(test_linear),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
