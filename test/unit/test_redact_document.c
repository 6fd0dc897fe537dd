/*-------------------------------------------------------------------------
 *
 * test_redact_document.c
 *		Unit tests of what takes secrets out of JSON documents; what there is
 *		to know of strings and names, test_executor_redaction.c has.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/redact_document.h"
#include "json_text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Expects what a document becomes, and that it is not touched itself. */
static void
expect(const char *document, const LearnDocumentRules *rules,
	   const char *expected)
{
	json_object *value = json_of(document);
	json_object *before = json_of(document);
	json_object *copy = learn_redact_document(value, rules);

	assert_non_null(copy);
	assert_true(learn_json_equal(value, before));
	assert_json_text(learn_json_text(copy, NULL), expected);
	json_object_put(value);
	json_object_put(before);
	json_object_put(copy);
}

/* A number is personal by what it is or is called, and known to nobody. */
static void
test_numbers(void **state)
{
	static const char *const known[] = {"1234567", NULL};
	const LearnDocumentRules secrets = {.texts.known = known};
	const LearnDocumentRules all = {.texts = {known, true}};

	(void) state;
	expect("{'n': 1234567, 's': '1234567', 'x': [-1.50, 1e3]}", &secrets,
		   "{'n': 1234567, 's': '[redacted: known]', 'x': [-1.50, 1e3]}");
	expect("{'card': 4111111111111111}", &secrets,
		   "{'card': 4111111111111111}");
	expect("{'card': 4111111111111111, 'bytes': 4111111111111112, "
		   "'pid': 4711}",
		   &all,
		   "{'card': '[redacted: payment card]', 'bytes': 4111111111111112, "
		   "'pid': 4711}");
	expect("{'password': 90817263}", &all,
		   "{'password': '[redacted: password]'}");
}

/* Only the members of the document itself are kept. */
static void
test_kept_members(void **state)
{
	static const char *const kept[] = {"id", "mail", NULL};
	const LearnDocumentRules rules = {.texts.personal = true, .kept = kept};

	(void) state;
	expect("{'id': 'password=hunter2', 'mail': {'to': 'a.b@corp.example'}, "
		   "'in': {'id': 'password=hunter2'}}",
		   &rules,
		   "{'id': 'password=hunter2', 'mail': {'to': 'a.b@corp.example'}, "
		   "'in': {'id': 'password=[redacted: password]'}}");
}

/* Takes a text for a secret that has a bang in it. */
static bool
redact_bangs(void *context, LearnBuffer *buffer, const char *name,
			 const char *text, size_t length, const LearnRedactRules *rules,
			 size_t *count)
{
	size_t *calls = context;

	(void) rules;
	(*calls)++;
	if (memchr(text, '!', length) == NULL)
		return learn_buffer_append(buffer, text, length);
	if (count != NULL)
		(*count)++;
	return learn_buffer_append_format(buffer, "%zu of %s", *calls,
									  name != NULL ? name : "nothing");
}

/* With a redactor of one's own, names of members are texts as well. */
static void
test_redactor(void **state)
{
	size_t calls = 0;
	const LearnDocumentRules rules = {.redact = redact_bangs,
									  .context = &calls};

	(void) state;
	expect("{'a!': ['x!', {'password': {'b': 'y!', 'c': 12}}], 'd': null, "
		   "'': true}",
		   &rules,
		   "{'7 of nothing': ['1 of a!', {'password': {'b': "
		   "'2 of password', 'c': 12}}], 'd': null, '': true}");
}

static void
test_telling_names(void **state)
{
	(void) state;
	assert_string_equal(learn_redact_telling_name(NULL, "a"), "a");
	assert_string_equal(learn_redact_telling_name("a", "b"), "b");
	assert_string_equal(learn_redact_telling_name("password", "b"),
						"password");
	assert_string_equal(learn_redact_telling_name("password", "api_token"),
						"api_token");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_kept_members),
		cmocka_unit_test(test_redactor),
		cmocka_unit_test(test_telling_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
