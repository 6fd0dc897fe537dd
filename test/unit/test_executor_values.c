/*-------------------------------------------------------------------------
 *
 * test_executor_values.c
 *		Unit tests of the values of parameters, and of their names.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/parameters.h"
#include "executor/steps/values.h"
#include "json_text.h"

#define NAME_OF_16 "ABCDEFGHIJKLMNOP"
#define LONGEST_NAME NAME_OF_16 NAME_OF_16 NAME_OF_16 NAME_OF_16

static void
test_names(void **state)
{
	static const char *const good[] = {"A", "PORT", "A1_", "DB__NAME",
									   LONGEST_NAME};
	static const char *const bad[] = {"",      "a",        "Port",
									  "_A",    "1A",       "A-B",
									  "A B",   "A=B",      "A\n",
									  "A$(x)", "\303\204", LONGEST_NAME "A",
									  "A;id",  "${A}"};

	(void) state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(learn_parameter_is_name(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(learn_parameter_is_name(bad[i]));
}

static void
test_reserved_names(void **state)
{
	static const char *const reserved[] = {"PATH",
										   "IFS",
										   "ENV",
										   "BASH_ENV",
										   "SHELL",
										   "SHELLOPTS",
										   "BASHOPTS",
										   "PS4",
										   "CDPATH",
										   "HOME",
										   "PWD",
										   "PPID",
										   "LD_PRELOAD",
										   "LD_",
										   "LD_AUDIT",
										   "DYLD_INSERT_LIBRARIES",
										   "GCONV_PATH",
										   "PERL5LIB",
										   "PERL5OPT",
										   "PYTHONPATH",
										   "PYTHONHOME",
										   "PYTHONSTARTUP",
										   "RUBYLIB",
										   "RUBYOPT",
										   "NODE_OPTIONS",
										   "LEARN_X",
										   "PARAM_SERVICE",
										   "LUA_PATH_5_4",
										   "OPENSSL_CONF",
										   "SECONDS",
										   "XDG_CONFIG_HOME"};
	static const char *const open[] = {
		"P",           "PATHS",          "APP_PATH", "LD",     "LDAP_URL",
		"ENVIRONMENT", "HOMEPAGE",       "LEARN",    "PARAM",  "PERL",
		"PYTHON",      "PYTHON_VERSION", "NODE",     "PGHOST", "PGDATA",
		"HOST",        "PORT",           "TZ",       "LANG",   "USER"};
	const char *reason;

	(void) state;
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
	{
		reason = NULL;
		if (!learn_parameter_is_reserved(reserved[i], &reason))
			fail_msg("%s is not reserved", reserved[i]);
		assert_non_null(reason);
		assert_true(learn_parameter_is_reserved(reserved[i], NULL));
	}
	for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++)
	{
		if (learn_parameter_is_reserved(open[i], NULL))
			fail_msg("%s is reserved", open[i]);
	}
}

static void
test_add(void **state)
{
	LearnValues values = {0};
	LearnProblem problem;

	(void) state;
	assert_int_equal(learn_values_add(&values, "PORT=80", &problem), LEARN_OK);
	assert_int_equal(learn_values_add(&values, "EMPTY=", &problem), LEARN_OK);
	assert_int_equal(learn_values_add(&values, "ODD= $(id)\n'\"=;`x`\\",
									  &problem),
					 LEARN_OK);
	assert_int_equal(learn_values_add(&values, LONGEST_NAME "=x", &problem),
					 LEARN_OK);
	assert_string_equal(learn_values_get(&values, "PORT"), "80");
	assert_string_equal(learn_values_get(&values, "EMPTY"), "");
	assert_string_equal(learn_values_get(&values, "ODD"),
						" $(id)\n'\"=;`x`\\");
	assert_string_equal(learn_values_get(&values, LONGEST_NAME), "x");
	assert_null(learn_values_get(&values, "POR"));
	assert_null(learn_values_get(&values, "PORTS"));

	assert_int_equal(learn_values_add(&values, "PORT=81", &problem), LEARN_OK);
	assert_string_equal(learn_values_get(&values, "PORT"), "81");
	assert_int_equal(values.count, 4);
	assert_string_equal(values.items[0].name, "PORT");
	learn_values_free(&values);
	learn_values_free(&values);
	assert_int_equal(values.count, 0);
}

static void
test_add_refuses(void **state)
{
	static const struct
	{
		const char *text;
		const char *message;
	} cases[] = {
		{"hunter2secret", "a parameter must be written NAME=value"},
		{"=hunter2secret", "a parameter must be written NAME=value"},
		{"", "a parameter must be written NAME=value"},
		{"port=hunter2secret",
		 "\"port\" cannot be a parameter: its name must be upper case "
		 "letters, digits and \"_\", at most 64 of them, and begin with a "
		 "letter"},
		{"PATH=/hunter2secret",
		 "\"PATH\" cannot be a parameter: it says where programs are found"},
		{"LD_PRELOAD=/hunter2secret.so",
		 "\"LD_PRELOAD\" cannot be a parameter: it says what is loaded into "
		 "programs"},
	};
	static const char *const texts[] = {
		"A B=hunter2secret",      "A\n=hunter2secret",
		"A$(id)=hunter2secret",   "1=hunter2secret",
		"_=hunter2secret",        "A\303\204=hunter2secret",
		"IFS=hunter2secret",      LONGEST_NAME "A=hunter2secret",
		"BASH_ENV=hunter2secret", "PARAM_SERVICE=hunter2secret",
		"DB_PASSWORD=hunter2\377"};
	LearnValues values = {0};
	LearnProblem problem;

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		assert_int_equal(learn_values_add(&values, cases[i].text, &problem),
						 LEARN_INVALID);
		assert_string_equal(problem.message, cases[i].message);
	}
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
	{
		assert_int_equal(learn_values_add(&values, texts[i], &problem),
						 LEARN_INVALID);
		assert_null(strstr(problem.message, "hunter2"));
	}
	assert_int_equal(values.count, 0);
}

/* The values of a runbook's parameters, each as NAME=value, or the problem. */
static char *
taken_of(const char *parameters, const char *const *given_texts)
{
	json_object *runbook = json_of(parameters);
	LearnValues given = {0};
	LearnValues taken = {0};
	LearnProblem problem;
	LearnBuffer buffer;

	learn_buffer_init(&buffer, 0);
	for (; *given_texts != NULL; given_texts++)
		assert_int_equal(learn_values_add(&given, *given_texts, &problem),
						 LEARN_OK);
	if (learn_values_take(runbook, &given, &taken, &problem) != LEARN_OK)
		learn_buffer_append_format(&buffer, "problem: %s", problem.message);
	else
	{
		for (int i = 0; i < taken.count; i++)
			learn_buffer_append_format(&buffer, "%s%s=%s", i > 0 ? " " : "",
									   taken.items[i].name,
									   taken.items[i].value);
	}
	learn_values_free(&given);
	learn_values_free(&taken);
	json_object_put(runbook);
	return learn_buffer_detach(&buffer, NULL);
}

static void
test_take(void **state)
{
	static const struct
	{
		const char *runbook;
		const char *given[3];
		const char *taken;
	} cases[] = {
		{"{}", {NULL}, ""},
		{"{'parameters':{}}", {NULL}, ""},
		{"{'parameters':{'A':{},'B':{'required':false}}}", {NULL}, ""},
		{"{'parameters':{'A':{'default':'x y'},'B':{'default':80},"
		 "'C':{'default':true},'D':{'default':1.50},'E':{'default':''},"
		 "'F':{'default':-12345678901}}}",
		 {NULL},
		 "A=x y B=80 C=true D=1.50 E= F=-12345678901"},
		{"{'parameters':{'A':{'default':'x'},'B':{'default':1}}}",
		 {"B=2", "A=", NULL},
		 "A= B=2"},
		{"{'parameters':{'A':{'required':true,'default':'x'}}}",
		 {NULL},
		 "A=x"},
		{"{'parameters':{'A':{'required':true}}}", {"A=", NULL}, "A="},
		{"{'parameters':{'A':{'required':true},'B':{},"
		 "'C':{'required':true}}}",
		 {"B=1", NULL},
		 "problem: parameters that are required have no value: \"A\", \"C\""},
		{"{'parameters':{'A':{}}}",
		 {"A=1", "B=hunter2", NULL},
		 "problem: the runbook has no parameter \"B\""},
		{"{}", {"A=1", NULL}, "problem: the runbook has no parameter \"A\""},
		{"{'parameters':{'A':{},'PATH':{'default':'/tmp'}}}",
		 {NULL},
		 "problem: \"PATH\" cannot be a parameter: it says where programs are "
		 "found"},
		/* What a value says is not looked at. */
		{"{'parameters':{'A':{'default':'${B}'},'B':{'default':'$(id)'}}}",
		 {NULL},
		 "A=${B} B=$(id)"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		char *taken = taken_of(cases[i].runbook, cases[i].given);

		assert_string_equal(taken, cases[i].taken);
		free(taken);
	}
}

static void
test_fill(void **state)
{
	static const struct
	{
		const char *text;
		const char *filled;
	} cases[] = {
		{"", ""},
		{"http://${HOST}:${PORT}/", "http://a:80/"},
		{"${HOST}", "a"},
		{"${HOST}${HOST}", "aa"},
		/* Not again. */
		{"${LOOP}", "${HOST} ${LOOP}"},
		{"${NONE}", "${NONE}"},
		{"${NONE}${HOST}", "${NONE}a"},
		{"${EMPTY}", ""},
		{"$HOST $(HOST) ${HOST", "$HOST $(HOST) ${HOST"},
		{"${host} ${HOST:-x} ${ HOST}", "${host} ${HOST:-x} ${ HOST}"},
		{"${${HOST}}", "${a}"},
		{"$${HOST}", "$a"},
		{"${HOST\303\204} ${", "${HOST\303\204} ${"},
	};
	LearnValues values = {0};
	LearnBuffer buffer;

	(void) state;
	assert_true(learn_values_set(&values, "HOST", 4, "a"));
	assert_true(learn_values_set(&values, "PORT", 4, "80"));
	assert_true(learn_values_set(&values, "EMPTY", 5, ""));
	assert_true(learn_values_set(&values, "LOOP", 4, "${HOST} ${LOOP}"));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		learn_buffer_init(&buffer, 0);
		assert_true(learn_values_fill(&values, cases[i].text, &buffer));
		assert_string_equal(buffer.data, cases[i].filled);
		learn_buffer_free(&buffer);
	}

	/* What does not fit is not cut silently. */
	learn_buffer_init(&buffer, 3);
	assert_false(
		learn_values_fill(&values, "${HOST}${HOST}${HOST}x", &buffer));
	learn_buffer_free(&buffer);
	learn_values_free(&values);
}

static void
test_secret_names(void **state)
{
	static const char *const secret[] = {"PASSWORD",       "DB_PASSWORD",
										 "DBPASSWORD",     "PGPASSWORD",
										 "API_KEY",        "KEY",
										 "API_TOKEN",      "TOKEN",
										 "SECRET",         "CLIENT_SECRET",
										 "SSH_KEY",        "SSH_PASSPHRASE",
										 "MYSQL_PWD",      "ADMIN_PASS",
										 "AUTHTOKEN",      "SMTP_CREDENTIALS",
										 "PASSWORD_2",     "SESSION_COOKIE",
										 "ENCRYPTION_KEYS"};
	static const char *const open[] = {
		"SERVICE",   "PORT",        "PASSWORD_FILE", "KEY_PATH",
		"TOKEN_URL", "SECRET_NAME", "MONKEY",        "BYPASS",
		"COMPASS",   "MAX_TOKENS",  "PUBLIC_KEY",    "REGISTRY_KEY",
		"KEYBOARD",  "PASSIVE",     "TOKEN_TTL",     "A",
		"SPIN",      "PASSWORD_AGE"};

	(void) state;
	for (size_t i = 0; i < sizeof(secret) / sizeof(secret[0]); i++)
	{
		if (!learn_value_is_secret(secret[i]))
			fail_msg("%s is not secret", secret[i]);
	}
	for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++)
	{
		if (learn_value_is_secret(open[i]))
			fail_msg("%s is secret", open[i]);
	}
}

/* The value of a variable; fails when it is there twice. */
static const char *
variable_of(char *const *environment, const char *name)
{
	const char *value = NULL;
	size_t length = strlen(name);

	for (; *environment != NULL; environment++)
	{
		if (strncmp(*environment, name, length) != 0 ||
			(*environment)[length] != '=')
			continue;
		assert_null(value);
		value = *environment + length + 1;
	}
	return value;
}

static void
test_environment(void **state)
{
	LearnValues values = {0};
	LearnValues more = {0};
	char **environment;

	(void) state;
	setenv("PGPASSWORD", "hunter2", 1);
	setenv("LEARN_SPOOL", "x", 1);
	setenv("PARAM_LEFT", "x", 1);
	setenv("INHERITED", "a=b", 1);
	setenv("OVERRIDDEN", "old", 1);
	setenv("PATH", "/usr/bin:/bin", 1);
	assert_true(learn_values_set(&values, "OVERRIDDEN", 10, "new\nline"));
	assert_true(learn_values_set(&values, "OVERRIDDEN_TOO", 14, "1"));
	assert_true(learn_values_set(&values, "PGDATA", 6, "/data"));
	assert_true(learn_values_set(&more, "PARAM_A", 7, "$(id)"));
	environment = learn_values_environment(&values, &more);
	assert_non_null(environment);
	assert_null(variable_of(environment, "PGPASSWORD"));
	assert_null(variable_of(environment, "LEARN_SPOOL"));
	assert_null(variable_of(environment, "PARAM_LEFT"));
	assert_string_equal(variable_of(environment, "INHERITED"), "a=b");
	assert_string_equal(variable_of(environment, "OVERRIDDEN"), "new\nline");
	assert_string_equal(variable_of(environment, "OVERRIDDEN_TOO"), "1");
	assert_string_equal(variable_of(environment, "PGDATA"), "/data");
	assert_string_equal(variable_of(environment, "PARAM_A"), "$(id)");
	assert_string_equal(variable_of(environment, "PATH"), "/usr/bin:/bin");
	learn_environment_free(environment);
	learn_values_free(&values);
	learn_values_free(&more);
}

/* Without a PATH, or with one that means the current directory. */
static void
test_usual_path(void **state)
{
	static const char *const none[] = {NULL, ""};
	LearnValues values = {0};

	(void) state;
	for (size_t i = 0; i < 2; i++)
	{
		char **environment;

		if (none[i] == NULL)
			unsetenv("PATH");
		else
			setenv("PATH", none[i], 1);
		environment = learn_values_environment(&values, NULL);
		assert_string_equal(
			variable_of(environment, "PATH"),
			"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
		learn_environment_free(environment);
	}
	learn_environment_free(NULL);
}

/* More than the first rooms hold. */
static void
test_many(void **state)
{
	LearnValues values = {0};
	char **environment;
	char name[16];
	char text[32];

	(void) state;
	for (int i = 0; i < 300; i++)
	{
		snprintf(text, sizeof(text), "A%d=%d", i, i);
		assert_int_equal(learn_values_add(&values, text, NULL), LEARN_OK);
	}
	environment = learn_values_environment(&values, NULL);
	for (int i = 0; i < 300; i++)
	{
		snprintf(name, sizeof(name), "A%d", i);
		snprintf(text, sizeof(text), "%d", i);
		assert_string_equal(learn_values_get(&values, name), text);
		assert_string_equal(variable_of(environment, name), text);
	}
	learn_environment_free(environment);
	learn_values_free(&values);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_reserved_names),
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_add_refuses),
		cmocka_unit_test(test_take),
		cmocka_unit_test(test_fill),
		cmocka_unit_test(test_secret_names),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_usual_path),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
