/*-------------------------------------------------------------------------
 *
 * test_pseudonyms.c
 *		Unit tests of pseudonyms.c: private names where they stand in text.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/pseudonyms.h"
#include "json_text.h"

static LearnFacts facts;
static LearnPseudonyms pseudonyms;

static int
set_up(void **state)
{
	static const char text[] =
		"{\"execution\": {\"client_id\": \"Blue Sky\", \"hostname\": "
		"\"web-1.blue.example\"}, \"private_names\": [\"WEB-1\", "
		"\"web-1-backup\", \"Stra\xC3\x9F"
		"e\", \"\xC3\x84rzte\", "
		"\"10.1.2.3\", \"localhost\", 7, null, {}]}";

	(void) state;
	assert_int_equal(learn_facts_read(text, strlen(text), &facts, NULL),
					 LEARN_OK);
	return learn_pseudonyms_collect(&pseudonyms, &facts) ? 0 : 1;
}

static int
tear_down(void **state)
{
	(void) state;
	learn_pseudonyms_free(&pseudonyms);
	learn_pseudonyms_free(&pseudonyms);
	learn_facts_free(&facts);
	return 0;
}

/*
 * Expects these to be the names in a text, each followed by a bar.
 */
static void
expect(const char *text, const char *expected)
{
	/* A copy of its exact size, so that a read beyond its end is caught. */
	size_t length = strlen(text);
	char *copy = malloc(length > 0 ? length : 1);
	LearnBuffer names;
	size_t found;

	assert_non_null(copy);
	memcpy(copy, text, length);
	learn_buffer_init(&names, 0);
	learn_buffer_append_string(&names, "");
	for (size_t at = 0;
		 learn_pseudonyms_find(&pseudonyms, copy, length, &at, &found) > 0;
		 at += found)
	{
		learn_buffer_append(&names, copy + at, found);
		learn_buffer_append_string(&names, "|");
	}
	assert_string_equal(names.data, expected);
	learn_buffer_free(&names);
	free(copy);
}

static void
test_find(void **state)
{
	(void) state;
	expect("", "");
	expect("web-1", "web-1|");
	expect("to WEB_1: Blue-sky!", "WEB_1|Blue-sky|");
	expect("web-10 xweb-1 web-1x web--1 web1 web", "");
	expect("web-1.blue.example.com", "web-1.blue.example|");
	expect("web-2.blue.example", "blue.example|");
	expect("web-1.green", "web-1|");
	expect("web-1-backup web-1-restore", "web-1-backup|web-1|");
	expect("STRA\xC3\x9F"
		   "E, \xC3\xA4rzte, \xC3\xA4rztes \xC3\x84RZTE",
		   "STRA\xC3\x9F"
		   "E|\xC3\xA4rzte|\xC3\x84RZTE|");
	expect("10.1.2.3 10.1.2.30 localhost 7", "10.1.2.3|");
	expect("blue sky blue", "blue sky|");
}

/* The same name has the same number, however it is written. */
static void
test_numbers(void **state)
{
	static const char *const texts[] = {"web-1", "WEB_1", "see web 1"};
	size_t numbers[3];
	size_t other;
	size_t found;

	(void) state;
	for (int i = 0; i < 3; i++)
	{
		size_t at = 0;

		numbers[i] = learn_pseudonyms_find(&pseudonyms, texts[i],
										   strlen(texts[i]), &at, &found);
		assert_int_equal(at, strlen(texts[i]) - 5);
		assert_int_equal(found, 5);
		assert_int_equal(numbers[i], numbers[0]);
	}
	assert_int_not_equal(numbers[0], 0);
	other = 0;
	assert_int_not_equal(learn_pseudonyms_find(&pseudonyms, "blue sky", 8,
											   &other, &found),
						 numbers[0]);
}

/* A cut anywhere goes around a name, and nowhere else. */
static void
test_spare(void **state)
{
	static const char text[] = "aaa web-1.blue.example bbb blue sky ccc";
	const size_t host = strlen("aaa ");
	const size_t host_end = host + strlen("web-1.blue.example");
	const size_t client = host_end + strlen(" bbb ");
	const size_t client_end = client + strlen("blue sky");

	(void) state;
	for (size_t cut = 0; cut < sizeof(text); cut++)
	{
		size_t head = cut;
		size_t tail = cut;

		learn_pseudonyms_spare(&pseudonyms, text, strlen(text), &head, &tail);
		if (cut > host && cut < host_end)
		{
			assert_int_equal(head, host);
			assert_int_equal(tail, host_end);
		}
		else if (cut > client && cut < client_end)
		{
			assert_int_equal(head, client);
			assert_int_equal(tail, client_end);
		}
		else
		{
			assert_int_equal(head, cut);
			assert_int_equal(tail, cut);
		}
	}
}

static void
test_nobody_is_private(void **state)
{
	LearnFacts others;
	LearnPseudonyms none;
	size_t at = 0;
	size_t found;
	size_t head = 2;
	size_t tail = 3;

	(void) state;
	assert_int_equal(learn_facts_read("{}", 2, &others, NULL), LEARN_OK);
	assert_true(learn_pseudonyms_collect(&none, &others));
	assert_int_equal(learn_pseudonyms_find(&none, "web-1", 5, &at, &found), 0);
	learn_pseudonyms_spare(&none, "web-1", 5, &head, &tail);
	assert_int_equal(head, 2);
	assert_int_equal(tail, 3);
	learn_pseudonyms_free(&none);
	learn_facts_free(&others);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_spare),
		cmocka_unit_test(test_nobody_is_private),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
