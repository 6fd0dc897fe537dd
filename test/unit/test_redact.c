/*-------------------------------------------------------------------------
 *
 * test_redact.c
 *		Unit tests of what takes secrets out of text.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/json.h"
#include "redact_ordinary.h"
#include "redact_secrets.h"
#include "redacted.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* How many of these cases do not turn out as expected. */
static int
expect(const char *text, const char *expected)
{
	size_t count;
	size_t again;
	char *left = redacted(text, strlen(text), NULL, &count);
	char *twice = redacted(left, strlen(left), NULL, &again);
	bool right = strcmp(left, expected) == 0 &&
				 (count > 0) == (strcmp(text, expected) != 0);
	bool same = strcmp(left, twice) == 0 && again == 0;

	if (!right)
		print_error("%s\n  became   %s\n  expected %s\n", text, left,
					expected);
	if (!same)
		print_error("%s\n  became   %s\n  and then %s\n", text, left, twice);
	free(left);
	free(twice);
	return !right || !same;
}

static void
test_secrets(void **state)
{
	int wrong = 0;

	(void) state;
	for (size_t i = 0; i < COUNT(secret_cases); i++)
		wrong += expect(secret_cases[i].text, secret_cases[i].left);
	assert_int_equal(wrong, 0);
}

static void
test_ordinary(void **state)
{
	int wrong = 0;

	(void) state;
	for (size_t i = 0; i < COUNT(ordinary_lines); i++)
		wrong += expect(ordinary_lines[i], ordinary_lines[i]);
	assert_int_equal(wrong, 0);
}

/* A document in which the text is a string, as JSON; the caller's to free. */
static char *
as_json(const char *text)
{
	json_object *document = json_object_new_object();
	char *json;

	assert_true(
		learn_json_add(document, "output", json_object_new_string(text)));
	assert_true(learn_json_add(document, "code", json_object_new_int(1)));
	json = learn_json_text(document, NULL);
	assert_non_null(json);
	json_object_put(document);
	return json;
}

/* The same in a string of JSON, and in a string of JSON in JSON. */
static void
test_in_json(void **state)
{
	int wrong = 0;

	(void) state;
	for (size_t i = 0; i < COUNT(secret_cases); i++)
	{
		char *text = as_json(secret_cases[i].text);
		char *left = as_json(secret_cases[i].left);
		char *text_again = as_json(text);
		char *left_again = as_json(left);

		wrong += expect(text, left);
		wrong += expect(text_again, left_again);
		free(text);
		free(left);
		free(text_again);
		free(left_again);
	}
	for (size_t i = 0; i < COUNT(ordinary_lines); i++)
	{
		char *text = as_json(ordinary_lines[i]);
		char *text_again = as_json(text);

		wrong += expect(text, text);
		wrong += expect(text_again, text_again);
		free(text);
		free(text_again);
	}
	assert_int_equal(wrong, 0);
}

/* The same between lines that have nothing to do with it. */
static void
test_in_log(void **state)
{
	int wrong = 0;

	(void) state;
	for (size_t i = 0; i < COUNT(secret_cases) * COUNT(ordinary_lines); i++)
	{
		const SecretCase *secret = &secret_cases[i % COUNT(secret_cases)];
		const char *before = ordinary_lines[i / COUNT(secret_cases)];
		const char *after = ordinary_lines[i % COUNT(ordinary_lines)];
		char text[4096];
		char left[4096];

		/* One in ten of all pairs is enough. */
		if (i % 10 != 0)
			continue;
		snprintf(text, sizeof(text), "%s\n%s\n%s\n", before, secret->text,
				 after);
		snprintf(left, sizeof(left), "%s\n%s\n%s\n", before, secret->left,
				 after);
		wrong += expect(text, left);
	}
	assert_int_equal(wrong, 0);
}

/* Nothing of what the classifier's tests are made of is a secret. */
static void
test_failures(void **state)
{
#define FAILS(type, platform, incident, commands, exit_code, error)           \
	commands, error
#define NEVER FAILS
#define STAYS(type, platform, incident, commands, before, after)              \
	commands, before, after
#define STAYS_NEVER STAYS
#define UNVERIFIED(type, platform, incident, commands, unverified)            \
	commands, unverified
#define UNVERIFIED_NEVER UNVERIFIED
	static const char *const texts[] = {
#include "knowledge_cases.h"
#include "knowledge_cases_more.h"
#include "knowledge_cases_state.h"
#include "knowledge_cases_wrapped.h"
#include "knowledge_cases_last.h"
#include "knowledge_cases_kinds.h"
	};
	int wrong = 0;

	(void) state;
	for (size_t i = 0; i < COUNT(texts); i++)
	{
		size_t count = 0;

		if (texts[i] == NULL)
			continue;
		free(redacted_by(texts[i], strlen(texts[i]), NULL, &count));
		if (count > 0)
			print_error("%s\n  has no secret\n", texts[i]);
		wrong += count > 0;
	}
	assert_int_equal(wrong, 0);
}

/* Expects what is left of a text without known texts, and how many it had. */
static void
expect_known(const char *text, const char *const *known, const char *expected,
			 size_t expected_count)
{
	size_t count;
	char *left = redacted(text, strlen(text), known, &count);

	assert_string_equal(left, expected);
	assert_int_equal(count, expected_count);
	free(left);
}

#define KNOWN_MARK "[redacted: known]"

static void
test_known(void **state)
{
	static const char *const none[] = {NULL};
	static const char *const plain[] = {"hunter", "abc", "", "four", NULL};
	static const char *const overlapping[] = {"abcd", "cdef", "bcdefg",
											  "abcdefgh1", NULL};
	static const char *const nested[] = {"hunter2", "hunter", "unte", NULL};
	static const char *const touching[] = {"aaaa", NULL};
	static const char *const odd[] = {"\xe2\x82\xac\xe2\x82\xac",
									  "\xac\xe2\x82\xac", "redacted",
									  "a\nb\"c", NULL};

	(void) state;
	expect_known("hunter abc", none, "hunter abc", 0);
	expect_known("hunter abc four", plain, KNOWN_MARK " abc " KNOWN_MARK, 2);
	expect_known("xhunterx/hunter=", plain, "x" KNOWN_MARK "x/" KNOWN_MARK "=",
				 2);
	expect_known("Hunter hunte", plain, "Hunter hunte", 0);
	expect_known("hunterhunter", plain, KNOWN_MARK KNOWN_MARK, 2);
	expect_known("", plain, "", 0);

	/* What overlaps goes as one. */
	expect_known("xabcdefgx", overlapping, "x" KNOWN_MARK "x", 1);
	expect_known("xabcdefx", overlapping, "x" KNOWN_MARK "x", 1);
	expect_known("abcdefgh1 abcdefgh2", overlapping,
				 KNOWN_MARK " " KNOWN_MARK "h2", 2);
	expect_known("hunter2 hunter3", nested, KNOWN_MARK " " KNOWN_MARK "3", 2);
	expect_known("aaaaaaaaa", touching, KNOWN_MARK, 1);

	/* Characters stay whole, and marks as they are. */
	expect_known("\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac", odd, KNOWN_MARK, 1);
	expect_known("[redacted: password] redacted", odd,
				 "[redacted: password] " KNOWN_MARK, 1);
	expect_known("x a\nb\"c x", odd, "x " KNOWN_MARK " x", 1);

	/* What is known is redacted before what is recognised. */
	expect_known("password=hunter", plain, "password=" KNOWN_MARK, 1);
	expect_known("password=xhunter9", plain, "password=" PASSWORD, 2);
	expect_known("https://u:hunter@h/", plain, "https://u:" KNOWN_MARK "@h/",
				 1);
}

/* Thousands of known texts that all begin alike cost no more than one. */
static void
test_many_known(void **state)
{
	size_t size = 1024 * 1024;
	char *text = malloc(size);
	char(*names)[64] = malloc(5000 * sizeof(*names));
	const char **known = malloc(5001 * sizeof(*known));
	size_t count;
	char *left;

	(void) state;
	assert_non_null(text);
	assert_non_null(names);
	assert_non_null(known);
	memset(text, 'a', size);
	for (int i = 0; i < 5000; i++)
	{
		memset(names[i], 'a', 50);
		snprintf(names[i] + 50, sizeof(names[i]) - 50, "%d", i);
		known[i] = names[i];
	}
	known[5000] = NULL;
	left = redacted(text, size, known, &count);
	assert_int_equal(count, 0);
	assert_memory_equal(left, text, size);
	free(left);
	memcpy(text + size - 54, names[4999], 54);
	left = redacted(text, size, known, &count);
	assert_int_equal(count, 1);
	assert_int_equal(strlen(left), size - 54 + strlen(KNOWN_MARK));
	free(left);
	free(text);
	free(names);
	free(known);
}

static void
test_names(void **state)
{
	static const char *const telling[] = {
		"password",     "PASSWORD",         "DB_PASSWORD",
		"dbPassword",   "db-password",      "db.password",
		"PGPASSWORD",   "Password2",        "PASSWORD_PROD",
		"pwd",          "passwd",           "passphrase",
		"clientSecret", "secret",           "apiKey",
		"API Key",      "X-API-Key",        "accessKey",
		"AWSAccessKey", "private_key",      "token",
		"authToken",    "access_token",     "credentials",
		"auth",         "cookie",           "Authorization",
		"DB_PASS",      "connection string"};
	static const char *const others[] = {"",
										 "user",
										 "key",
										 "passwords",
										 "max_tokens",
										 "tokenizer",
										 "password_file",
										 "password_count",
										 "secret_name",
										 "token_type",
										 "api_key_id",
										 "primary_key",
										 "public_key",
										 "author",
										 "monkey",
										 "compass",
										 "keyboard",
										 "has_password",
										 "require_password",
										 "NOPASSWD",
										 "passwordless",
										 "secretary",
										 "-",
										 "5"};

	(void) state;
	for (size_t i = 0; i < COUNT(telling); i++)
	{
		if (!learn_redact_is_telling(telling[i]))
			fail_msg("%s does not tell", telling[i]);
	}
	for (size_t i = 0; i < COUNT(others); i++)
	{
		if (learn_redact_is_telling(others[i]))
			fail_msg("%s tells", others[i]);
	}
}

/* Expects what is left of what a member of this name holds. */
static void
expect_named(const char *name, const char *text, const char *expected)
{
	LearnBuffer buffer;
	size_t count = 0;

	learn_buffer_init(&buffer, 0);
	assert_true(learn_redact_append_named(&buffer, name, text, strlen(text),
										  NULL, &count));
	if (strcmp(buffer.data, expected) != 0)
		fail_msg("%s: %s became %s", name, text, buffer.data);
	assert_int_equal(count, strcmp(text, expected) != 0);
	learn_buffer_free(&buffer);
}

static void
test_named(void **state)
{
	(void) state;
	expect_named("password", "correct horse", PASSWORD);
	expect_named("password", "12345", PASSWORD);
	expect_named("password", "required", "required");
	expect_named("password", "$DB_PASSWORD", "$DB_PASSWORD");
	expect_named("password", "/run/secrets/db", "/run/secrets/db");
	expect_named("password", PASSWORD, PASSWORD);
	expect_named("password", "", "");
	expect_named("apiToken", "abc", TOKEN);
	expect_named("token", "5", "5");
	expect_named("auth", "degraded", "degraded");
	expect_named("auth", RANDOM_24, TOKEN);
	expect_named("private_key", BASE64_LINE, PRIVATE);
	expect_named("cookie", "a=b", COOKIE);
	expect_named("output", "password=x", "password=" PASSWORD);
	expect_named(NULL, "password=x", "password=" PASSWORD);
}

/* A buffer that is too small fails, and holds nothing that it should not. */
static void
test_limit(void **state)
{
	static const char *const known[] = {"hunter2", NULL};
	LearnRedactRules rules = {.known = known};
	const char *text = "password=hunter2 and more";
	LearnBuffer buffer;

	(void) state;
	learn_buffer_init(&buffer, 12);
	assert_false(learn_redact_append(&buffer, text, strlen(text), NULL, NULL));
	assert_true(buffer.failed);
	assert_int_equal(buffer.length, 0);
	learn_buffer_free(&buffer);

	learn_buffer_init(&buffer, 12);
	assert_false(
		learn_redact_append(&buffer, text, strlen(text), &rules, NULL));
	assert_true(buffer.failed);
	assert_int_equal(buffer.length, 0);
	learn_buffer_free(&buffer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_secrets),    cmocka_unit_test(test_ordinary),
		cmocka_unit_test(test_in_json),    cmocka_unit_test(test_in_log),
		cmocka_unit_test(test_failures),   cmocka_unit_test(test_known),
		cmocka_unit_test(test_many_known), cmocka_unit_test(test_names),
		cmocka_unit_test(test_named),      cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
