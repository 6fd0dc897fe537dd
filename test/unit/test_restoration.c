/*-------------------------------------------------------------------------
 *
 * test_restoration.c
 *		Unit tests of what puts back into an answer what its question was
 *		without.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/json.h"
#include "core/restoration.h"
#include "json_text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A disguise that has seen these texts, in this order. */
static LearnDisguise *
disguise_of(bool hosts, const char *const *texts)
{
	const LearnRedactRules rules = {.personal = true};
	LearnDisguise *disguise = learn_disguise_create(hosts);
	LearnBuffer buffer;

	assert_non_null(disguise);
	learn_buffer_init(&buffer, 0);
	for (; *texts != NULL; texts++)
		assert_true(learn_disguise_append(disguise, &buffer, NULL, *texts,
										  strlen(*texts), &rules, NULL));
	learn_buffer_free(&buffer);
	return disguise;
}

static const char *const seen[] = {
	"mysql -pKranich-Feder-1",           /* password 1 */
	"password=Wolke-Tisch-2",            /* password 2 */
	"mail to jane.roe@clinic.example",   /* e-mail 3 */
	"curl https://db-7.acme-prod.net/x", /* host-4.invalid */
	NULL,
};

static void
expect_text(const LearnRestoration *restoration, const char *text,
			const char *expected)
{
	LearnBuffer buffer;

	learn_buffer_init(&buffer, 0);
	assert_true(learn_restore_text(restoration, &buffer, text, strlen(text)));
	assert_string_equal(buffer.length > 0 ? buffer.data : "", expected);
	learn_buffer_free(&buffer);
}

static void
test_texts(void **state)
{
	static const char *const unchanged[] = {
		"",
		"plain",
		"[",
		"[redacted",
		"[redacted: ",
		"[redacted: password 2",
		"[redacted: password 99]",
		"[redacted: token 1]",
		"[redacted: password]",
		"[redacted: e-mail 3]",
		"[redacted: password 2] of somebody",
		"host-99.invalid",
		"[[[redacted: x]]]",
	};
	LearnDisguise *disguise = disguise_of(true, seen);
	LearnArena arena;
	LearnRestoration nothing = {.disguise = disguise};
	LearnRestoration none = {.disguise = NULL};
	LearnRestoration runbook = {.disguise = disguise};

	(void) state;
	learn_arena_init(&arena);
	runbook.originals[1] =
		value_of(&arena, "{'steps': ['mysql -pKranich-Feder-1']}");
	for (size_t i = 0; i < COUNT(unchanged); i++)
	{
		expect_text(&nothing, unchanged[i], unchanged[i]);
		expect_text(&runbook, unchanged[i], unchanged[i]);
	}
	expect_text(&none, "host-4.invalid", "host-4.invalid");
	expect_text(&nothing, "[redacted: password 1] at host-4.invalid.",
				"[redacted: password 1] at db-7.acme-prod.net.");
	expect_text(&runbook, "-p[redacted: password 1] [redacted: password 2]",
				"-pKranich-Feder-1 [redacted: password 2]");

	/* What happened elsewhere names hosts that are none of this runbook's. */
	expect_text(&runbook, "ping host-4.invalid; ping x-host-4.invalid",
				"ping host-4.invalid; ping x-host-4.invalid");
	runbook.originals[0] =
		value_of(&arena, "['curl https://db-7.acme-prod.net/y']");
	expect_text(&runbook, "ping host-4.invalid host-5.invalid",
				"ping db-7.acme-prod.net host-5.invalid");
	learn_arena_free(&arena);
	learn_disguise_free(disguise);
}

/* Makes the restored text of a value, the caller's. */
static char *
restored(const LearnRestoration *restoration, const char *answer)
{
	LearnArena arena;
	const LearnValue *value;
	json_object *object;
	char *text;

	learn_arena_init(&arena);
	value = value_of(&arena, answer);
	assert_true(
		learn_restore_value(restoration, &arena, (LearnValue *) value));
	assert_true(learn_json_build(value, &object));
	text = learn_json_text(object, NULL);
	json_object_put(object);
	learn_arena_free(&arena);
	return text;
}

static void
test_values(void **state)
{
	static const char *const texts[] = {
		"password=1234567890", /* password 1 */
		"password='a\"b\\c'",  /* password 2 */
		NULL,
	};
	LearnDisguise *disguise = disguise_of(false, texts);
	LearnRestoration restoration = {.disguise = disguise};
	LearnArena arena;

	(void) state;
	learn_arena_init(&arena);
	restoration.originals[0] = value_of(
		&arena, "{'params': {'pin': 1234567890, 'n': 1}, 'x': 'a\\u0022b\\\\c "
				"1234567890'}");
	assert_json_text(
		restored(&restoration,
				 "{'pin': '[redacted: password 1]', 'other': '[redacted: "
				 "password 1]', 'in': ['[redacted: password 1] [redacted: "
				 "password 2]', {'pin': '[redacted: password 1].'}], 'n': 1}"),
		"{'pin': 1234567890, 'other': '1234567890', 'in': ['1234567890 "
		"a\\u0022b\\\\c', {'pin': '1234567890.'}], 'n': 1}");
	assert_json_text(restored(&restoration, "'[redacted: password 1]'"),
					 "'1234567890'");
	restoration.disguise = NULL;
	assert_json_text(restored(&restoration, "['[redacted: password 1]']"),
					 "['[redacted: password 1]']");
	learn_arena_free(&arena);
	learn_disguise_free(disguise);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
