/*-------------------------------------------------------------------------
 *
 * test_remedy_cases.c
 *		Unit tests of when a remedy applies, and to what hostile text does.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/json.h"
#include "remedies.h"
#include "remedy_case.h"

#define CASES (sizeof(remedy_cases) / sizeof(*remedy_cases))

/* A failure as the improver sees it. */
typedef struct Seen
{
	LearnFacts facts;
	LearnEvidence evidence;
	LearnClues clues;
} Seen;

static json_object *
parse(const char *text)
{
	json_object *value;
	LearnProblem problem;

	assert_int_equal(learn_json_parse(text, strlen(text), &value, &problem),
					 LEARN_OK);
	return value;
}

/* The facts of a case, with another message if one is given. */
static json_object *
document(const struct RemedyCase *item, const char *message)
{
	json_object *facts = parse(
		"{\"execution\": {\"verification_passed\": false, \"executed_steps\":"
		"  [{\"action\": \"run\"}]},"
		" \"runbook\": {\"parameters\": {\"APP\": {}, \"PORT\": {},"
		"  \"NAME\": {}}, \"steps\": [{\"action\": \"run\"}]}}");
	json_object *execution = learn_json_get(facts, "execution");
	json_object *runbook = learn_json_get(facts, "runbook");
	json_object *executed =
		json_object_array_get_idx(learn_json_get(execution, "executed_steps"),
								  0);
	json_object *step =
		json_object_array_get_idx(learn_json_get(runbook, "steps"), 0);

	learn_json_add(execution, "platform",
				   json_object_new_string(item->platform));
	learn_json_add(execution, "incident_type",
				   json_object_new_string(item->incident));
	learn_json_add(step, "command", json_object_new_string(item->command));
	learn_json_add(executed, "command", json_object_new_string(item->command));
	learn_json_add(executed, "success",
				   json_object_new_boolean(message == NULL));
	if (message != NULL)
	{
		learn_json_add(executed, "error", json_object_new_string(message));
		learn_json_add(execution, "error_step", json_object_new_int(1));
	}
	if (item->state != NULL)
		learn_json_add(execution, "state_after", parse(item->state));
	return facts;
}

static void
see(const LearnPatternSet *words, const struct RemedyCase *item,
	const char *message, Seen *seen)
{
	json_object *facts = document(item, message);
	const char *text = json_object_to_json_string(facts);
	LearnProblem problem;

	assert_int_equal(learn_facts_read(text, strlen(text), &seen->facts,
									  &problem),
					 LEARN_OK);
	assert_int_equal(learn_evidence_gather(words, &seen->facts,
										   &seen->evidence, &problem),
					 LEARN_OK);
	assert_int_equal(learn_clues_find(&seen->facts, &seen->evidence,
									  &seen->clues, &problem),
					 LEARN_OK);
	json_object_put(facts);
}

static void
forget(Seen *seen)
{
	learn_evidence_free(&seen->evidence);
	learn_facts_free(&seen->facts);
}

static void
test_cases(void **state)
{
	LearnPatternSet *words = learn_evidence_words();
	bool *reached = calloc((size_t) learn_remedy_count, sizeof(bool));

	(void) state;
	assert_non_null(reached);
	for (size_t i = 0; i < CASES; i++)
	{
		const struct RemedyCase *item = &remedy_cases[i];
		const LearnRemedy *remedy = remedy_named(item->remedy);
		Seen seen;

		assert_non_null(remedy);
		see(words, item, item->message, &seen);
		if (template_of(remedy, item->platform) == NULL ||
			!learn_remedy_applies(remedy, &seen.evidence, &seen.clues))
			fail_msg("%s does not apply to: %s", item->remedy,
					 item->message != NULL ? item->message : "(green)");
		reached[remedy - learn_remedies] = true;
		if (changes_command(remedy))
		{
			char *changed =
				learn_remedy_change(remedy, item->command, &seen.clues);

			if (changed == NULL)
				fail_msg("%s does not change: %s", item->remedy,
						 item->command);
			free(changed);
		}
		forget(&seen);
	}
	for (int i = 0; i < learn_remedy_count; i++)
	{
		if (!reached[i])
			fail_msg("nothing reaches %s", learn_remedies[i].id);
	}
	free(reached);
	learn_pattern_set_free(words);
}

static void
test_harmless(void **state)
{
	static const char *const platforms[] = {"linux", "windows", "darwin"};
	LearnPatternSet *words = learn_evidence_words();

	(void) state;
	for (size_t i = 0;
		 i < sizeof(harmless_failures) / sizeof(*harmless_failures) * 3; i++)
	{
		struct RemedyCase item = {.platform = platforms[i % 3],
								  .incident = "service_crash",
								  .command = "app --port 80"};
		Seen seen;

		see(words, &item, harmless_failures[i / 3], &seen);
		for (int j = 0; j < learn_remedy_count; j++)
		{
			const LearnRemedy *remedy = &learn_remedies[j];

			if (remedy->kind != LEARN_REMEDY_WAIT &&
				template_of(remedy, item.platform) != NULL &&
				learn_remedy_applies(remedy, &seen.evidence, &seen.clues))
				fail_msg("%s applies to: %s", remedy->id,
						 harmless_failures[i / 3]);
		}
		forget(&seen);
	}
	learn_pattern_set_free(words);
}

/* Renders all of a remedy for a platform, and looks for a text in it. */
static bool
would_run(const LearnRemedy *remedy, const char *platform, const char *command,
		  const LearnClues *clues, const char *text)
{
	bool windows = strcmp(platform, "windows") == 0;
	const char *templates[] = {template_of(remedy, platform), remedy->wait_for,
							   remedy->rollback};
	bool found = false;

	for (int i = 0; i < (windows ? 1 : 3); i++)
	{
		char *rendered =
			templates[i] != NULL
				? learn_remedy_render(templates[i],
									  windows ? LEARN_SHELL_POWERSHELL
											  : LEARN_SHELL_SH,
									  clues)
				: NULL;

		found |= rendered != NULL && strstr(rendered, text) != NULL;
		free(rendered);
	}
	if (changes_command(remedy))
	{
		char *changed = learn_remedy_change(remedy, command, clues);

		found |= changed != NULL && strstr(changed, text) != NULL;
		free(changed);
	}
	return found;
}

/*
 * Whatever is put wherever into a message: what a shell would take for more
 * than a plain word never gets into a command.
 */
static void
test_injection(void **state)
{
	static const struct
	{
		const char *text;
		const char *harm; /* the part of it that must not be run */
	} attacks[] = {
		{"$(pwned)", "$(pwned"},       {"`pwned`", "`pwned"},
		{"';pwned;'", ";pwned"},       {"\";pwned;\"", ";pwned"},
		{"\npwned\n", "\npwned"},      {"&&pwned", "&pwned"},
		{"|pwned", "|pwned"},          {"x;pwned;", ";pwned"},
		{"$pwned", "$pwned"},          {"${pwned}", "${pwned"},
		{"%pwned%", "%pwned"},         {"@LOCK@';pwned", ";pwned"},
		{">pwned", ">pwned"},          {"\\';pwned", ";pwned"},
		{"\r\npwned", "\npwned"},      {"\xe2\x80\x99;pwned", ";pwned"},
		{"(pwned)", "(pwned"},         {" -pwned/../x", "-pwned/.."},
		{"*pwned", "*pwned"},          {"/../pwned", "../pwned"},
		{".\\..\\pwned", "..\\pwned"}, {"#pwned", "#pwned"},
	};
	LearnPatternSet *words = learn_evidence_words();
	size_t turn = 0;

	(void) state;
	for (size_t i = 0; i < CASES; i++)
	{
		const struct RemedyCase *item = &remedy_cases[i];
		const LearnRemedy *remedy = remedy_named(item->remedy);
		size_t length = item->message != NULL ? strlen(item->message) : 0;

		for (size_t at = 0; at < length; at++)
		{
			size_t attack = turn++ % (sizeof(attacks) / sizeof(*attacks));
			LearnBuffer message;
			Seen seen;

			learn_buffer_init(&message, 0);
			learn_buffer_append(&message, item->message, at);
			learn_buffer_append_string(&message, attacks[attack].text);
			learn_buffer_append_string(&message, item->message + at);
			see(words, item, message.data, &seen);
			if (would_run(remedy, item->platform, item->command, &seen.clues,
						  attacks[attack].harm))
				fail_msg("%s takes from: %s", item->remedy, message.data);
			forget(&seen);
			learn_buffer_free(&message);
		}
	}
	learn_pattern_set_free(words);
}

/* A clue as it is written into a command; NULL: there is none. */
static void
expect_clue(const char *template, const char *command, const char *message,
			const char *rendered)
{
	LearnPatternSet *words = learn_evidence_words();
	struct RemedyCase item = {.platform = "linux",
							  .incident = "x",
							  .command = command};
	Seen seen;
	char *text;

	see(words, &item, message, &seen);
	text = learn_remedy_render(template, LEARN_SHELL_SH, &seen.clues);
	if (rendered == NULL)
		assert_null(text);
	else
	{
		assert_non_null(text);
		assert_string_equal(text, rendered);
	}
	free(text);
	forget(&seen);
	learn_pattern_set_free(words);
}

static void
expect_path(const char *command, const char *message, const char *rendered)
{
	expect_clue("@LOCK@", command, message, rendered);
}

static void
expect_script(const char *command, const char *rendered)
{
	expect_clue("@SCRIPT@", command, "sh: 1: /srv/a/deploy.sh: not found",
				rendered);
}

static void
test_paths_of_parameters(void **state)
{
	static const char message[] = "pid file /srv/a/run/x.pid already exists";

	(void) state;
	expect_path("appd", message, "'/srv/a/run/x.pid'");
	expect_path("appd $APP/run/x.pid", message, "\"${APP}/run/x.pid\"");
	expect_path("appd \"${APP}\"/run/x.pid", message, "\"${APP}/run/x.pid\"");
	expect_path("appd \"$APP/run/y.pid\"", message, "'/srv/a/run/x.pid'");
	expect_path("appd \"$OTHER/run/x.pid\"", message, "'/srv/a/run/x.pid'");
	expect_path("appd \"$APP/x/../run/x.pid\"", message, "'/srv/a/run/x.pid'");
	expect_path("appd \"$APP/run/x.pid$(id)\"", message, "'/srv/a/run/x.pid'");
}

static void
test_scripts_of_runbook(void **state)
{
	(void) state;
	expect_script("$APP/deploy.sh", "\"${APP}/deploy.sh\"");
	expect_script("x; if \"${APP}\"/deploy.sh now; then y; fi",
				  "\"${APP}/deploy.sh\"");
	expect_script("sh -e \"$APP/deploy.sh\" now", "\"${APP}/deploy.sh\"");
	expect_script("/srv/a/deploy.sh", "'/srv/a/deploy.sh'");
	expect_script("/usr/bin/deploy.sh", NULL);
	expect_script("/srv/a/other.sh", NULL);
	expect_script("echo $APP/deploy.sh", NULL);
	expect_script("$NAME$APP/deploy.sh", NULL);
	expect_script("$OTHER/deploy.sh", NULL);
	expect_script("$APP/$NAME/deploy.sh", NULL);
	expect_script("$APP/x/../deploy.sh", NULL);
	expect_script("$(id)/deploy.sh", NULL);
	expect_script("'$APP/deploy.sh'", NULL);
	expect_script("./deploy.sh", NULL);
	expect_script("sh -c", NULL);
	expect_script("", NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_harmless),
		cmocka_unit_test(test_injection),
		cmocka_unit_test(test_paths_of_parameters),
		cmocka_unit_test(test_scripts_of_runbook),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
