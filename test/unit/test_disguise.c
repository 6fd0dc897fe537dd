/*-------------------------------------------------------------------------
 *
 * test_disguise.c
 *		Unit tests of what takes secrets and hosts out of texts, and puts them
 *		back into the answer.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/disguise.h"
#include "redact_pieces.h"
#include "redacted.h"

#define ROUNDS 20000

static const LearnRedactRules everything = {.known = NULL, .personal = true};

/* What a text becomes; the caller's to free. */
static char *
disguised(LearnDisguise *disguise, const char *name, const char *text,
		  size_t length)
{
	LearnBuffer buffer;

	learn_buffer_init(&buffer, 0);
	assert_true(learn_disguise_append(disguise, &buffer, name, text, length,
									  &everything, NULL));
	return learn_buffer_detach(&buffer, NULL);
}

static char *
restored(const LearnDisguise *disguise, const char *text)
{
	LearnBuffer buffer;

	learn_buffer_init(&buffer, 0);
	assert_true(learn_disguise_restore(disguise, &buffer, text, strlen(text)));
	return learn_buffer_detach(&buffer, NULL);
}

/* Expects what a text becomes, and that it comes back. */
static void
expect(LearnDisguise *disguise, const char *text, const char *expected)
{
	char *given = disguised(disguise, NULL, text, strlen(text));
	char *back = restored(disguise, given);

	assert_string_equal(given, expected);
	assert_string_equal(back, text);
	free(given);
	free(back);
}

static void
expect_named(LearnDisguise *disguise, const char *name, const char *text,
			 const char *expected)
{
	char *given = disguised(disguise, name, text, strlen(text));
	char *back = restored(disguise, given);

	assert_string_equal(given, expected);
	assert_string_equal(back, text);
	free(given);
	free(back);
}

static void
expect_restored(const LearnDisguise *disguise, const char *text,
				const char *expected)
{
	char *back = restored(disguise, text);

	assert_string_equal(back, expected);
	free(back);
}

static void
test_numbers(void **state)
{
	LearnDisguise *disguise = learn_disguise_create(false);

	(void) state;
	assert_non_null(disguise);
	expect(disguise, "password=hunter2", "password=[redacted: password 1]");
	expect(disguise, "password=hunter3 and password=hunter2",
		   "password=[redacted: password 2] and "
		   "password=[redacted: password 1]");
	expect(disguise, "Authorization: Bearer hunter2",
		   "Authorization: Bearer [redacted: password 1]");
	expect(disguise, "nothing here, on db01.corp.com at 10.20.30.40",
		   "nothing here, on db01.corp.com at 10.20.30.40");
	expect(disguise, "", "");
	expect_named(disguise, "password", "hunter4", "[redacted: password 3]");
	expect_named(disguise, "password", "$PASSWORD", "$PASSWORD");
	learn_disguise_free(disguise);
	learn_disguise_free(NULL);
}

static void
test_marks(void **state)
{
	LearnDisguise *disguise = learn_disguise_create(false);

	(void) state;
	assert_non_null(disguise);

	/* A mark of before has no number, and stays; one that has one is new. */
	expect(disguise, "password=[redacted: password]",
		   "password=[redacted: password]");
	expect(disguise, "password=hunter2", "password=[redacted: password 1]");
	expect(disguise, "as in [redacted: password 1]",
		   "as in [redacted: password 2]");
	expect(disguise, "password=[redacted: password 2]x",
		   "password=[redacted: password 3]x");
	expect(disguise, "[redacted: password 01] [redacted: password -1]",
		   "[redacted: password 01] [redacted: password -1]");

	/* What was never given stays: no such number, another kind, no mark. */
	expect_restored(disguise, "x [redacted: password 1] y", "x hunter2 y");
	expect_restored(disguise, "[redacted: password 1][redacted: password 1]",
					"hunter2hunter2");
	expect_restored(disguise, "[redacted: password 9]",
					"[redacted: password 9]");
	expect_restored(disguise, "[redacted: password 999999999]",
					"[redacted: password 999999999]");
	expect_restored(disguise, "[redacted: password 1000000001]",
					"[redacted: password 1000000001]");
	expect_restored(disguise, "[redacted: token 1]", "[redacted: token 1]");
	expect_restored(disguise, "[redacted: password 01]",
					"[redacted: password 01]");
	expect_restored(disguise, "[redacted: password 1",
					"[redacted: password 1");
	expect_restored(disguise, "host-1.invalid", "host-1.invalid");
	learn_disguise_free(disguise);
}

/* Whatever has a mark is one secret with it, and comes back as it was. */
static void
test_within(void **state)
{
	static const char *const known[] = {"hunter2", NULL};
	const LearnRedactRules rules = {.known = known, .personal = true};
	LearnDisguise *disguise = learn_disguise_create(false);
	LearnBuffer buffer;
	size_t count = 0;
	const char *text = "password=xhunter2x, and hunter2";
	char *back;

	(void) state;
	assert_non_null(disguise);
	learn_buffer_init(&buffer, 0);
	assert_true(learn_disguise_append(disguise, &buffer, NULL, text,
									  strlen(text), &rules, &count));
	assert_string_equal(buffer.data, "password=[redacted: password 2], and "
									 "[redacted: known 1]");
	assert_int_equal(count, 3);
	back = restored(disguise, buffer.data);
	assert_string_equal(back, text);
	free(back);
	learn_buffer_free(&buffer);
	learn_disguise_free(disguise);
}

static void
test_hosts(void **state)
{
	LearnDisguise *disguise = learn_disguise_create(true);

	(void) state;
	assert_non_null(disguise);
	expect(disguise, "ping db01.corp.com (10.20.30.40)",
		   "ping host-1.invalid (address-2.invalid)");
	expect(disguise, "http://db01.corp.com:8080/x and http://build/x",
		   "http://host-1.invalid:8080/x and http://build/x");
	expect(disguise, "psql postgres://app:hunter2@db01.corp.com/app",
		   "psql postgres://app:[redacted: url credentials 3]"
		   "@host-1.invalid/app");
	expect(disguise, "ssh root@web-7 uptime",
		   "ssh root@host-4.invalid uptime");
	expect(disguise, "web-7 rebooted; web-70 did not",
		   "host-4.invalid rebooted; web-70 did not");
	expect(disguise, "2001:470:1f0b::5 is [2001:470:1f0b::5]:80",
		   "address-5.invalid is [address-5.invalid]:80");
	expect(disguise, "127.0.0.1 localhost example.com 192.0.2.7",
		   "127.0.0.1 localhost example.com 192.0.2.7");
	expect(disguise,
		   "systemctl restart getty@tty1.service; cat /etc/nginx/nginx.conf; "
		   "python3 main.py; nginx-1.24.0",
		   "systemctl restart getty@tty1.service; cat /etc/nginx/nginx.conf; "
		   "python3 main.py; nginx-1.24.0");

	/* What looks like a replacement is replaced, in words as well. */
	expect(disguise, "host-1.invalid xhost-4.invalid address-2.invalid",
		   "host-6.invalid xhost-7.invalid host-8.invalid");
	expect(disguise, "-h10.20.30.40", "-haddress-2.invalid");
	expect_restored(disguise, "curl http://host-1.invalid:9000/.",
					"curl http://db01.corp.com:9000/.");
	expect_restored(disguise, "host-2.invalid address-1.invalid",
					"host-2.invalid address-1.invalid");
	expect_restored(disguise, "host-99.invalid", "host-99.invalid");
	learn_disguise_free(disguise);
}

static void
test_named_hosts(void **state)
{
	LearnDisguise *disguise = learn_disguise_create(true);

	(void) state;
	assert_non_null(disguise);
	expect(disguise, "mailserver is down", "mailserver is down");
	expect_named(disguise, "hostname", "mailserver", "host-1.invalid");
	expect(disguise, "mailserver is down", "host-1.invalid is down");
	expect_named(disguise, "hostname", "server", "server");
	expect_named(disguise, "Hostname", "db-3.zone", "host-2.invalid");
	expect(disguise, "db-3 sshd[4]: db-3.log",
		   "host-3.invalid sshd[4]: "
		   "host-3.invalid.log");
	assert_true(learn_disguise_add_host(disguise, "ocean"));
	assert_true(learn_disguise_add_host(disguise, "not a host"));
	assert_true(learn_disguise_add_host(disguise, ""));
	expect(disguise, "ocean oceans /srv/ocean/x",
		   "host-4.invalid oceans /srv/host-4.invalid/x");
	learn_disguise_free(disguise);
}

/* Texts of pieces that hosts are found by, too. */
static void
append_host_piece(LearnBuffer *text, uint64_t *random)
{
	static const char *const host_pieces[] = {
		"host-",
		"address-",
		"1",
		"2",
		"12",
		".invalid",
		"host-1.invalid",
		"address-2.invalid",
		"[redacted: password 1]",
		"[redacted: known 2]",
		"[redacted: token 3]",
		" 1]",
		"10.20.30.40",
		"10.",
		"::",
		"2001:470::1",
		"db01",
		".corp.com",
		"user@",
		"http://",
		"-",
		".",
		"web-7",
	};

	learn_buffer_append_string(
		text, host_pieces[random_below(random, COUNT(host_pieces))]);
}

/* Whatever goes in comes back, and is redacted by what is read in between. */
static void
test_random(void **state)
{
	uint64_t random = 20260207;

	(void) state;
	for (int round = 0; round < ROUNDS; round++)
	{
		LearnDisguise *disguise = learn_disguise_create(round % 2 == 0);

		assert_non_null(disguise);
		for (int i = 0; i < 3; i++)
		{
			LearnBuffer text;
			char *given;
			char *again;
			char *back;
			size_t count;

			make_mixture(&text, &random);
			for (int j = random_below(&random, 6); j > 0; j--)
				append_host_piece(&text, &random);
			given = disguised(disguise, i == 1 ? "hostname" : NULL, text.data,
							  text.length);
			again = redacted(given, strlen(given), NULL, &count);
			back = restored(disguise, given);
			if (strcmp(back, text.data) != 0)
				fail_msg("%s\n  became    %s\n  and again %s", text.data,
						 given, back);
			if (round % 2 != 0 && strcmp(again, given) != 0)
				fail_msg("%s\n  is no more than %s", given, again);
			free(given);
			free(again);
			free(back);
			learn_buffer_free(&text);
		}
		learn_disguise_free(disguise);
	}
}

/* Many different texts cost no more than as many of the same. */
static void
test_many(void **state)
{
	LearnDisguise *disguise = learn_disguise_create(true);
	LearnBuffer text;
	char *given;
	char *back;

	(void) state;
	assert_non_null(disguise);
	learn_buffer_init(&text, 0);
	for (int i = 0; i < 100000; i++)
		learn_buffer_append_format(&text, "password=hunter%d on h%d.corp.com ",
								   i, i);
	given = disguised(disguise, NULL, text.data, text.length);
	back = restored(disguise, given);
	assert_string_equal(back, text.data);
	assert_non_null(strstr(given, "[redacted: password 99999]"));
	assert_non_null(strstr(given, "host-200000.invalid"));
	free(given);
	free(back);
	learn_buffer_free(&text);
	learn_disguise_free(disguise);
}

static void
test_limit(void **state)
{
	LearnDisguise *disguise = learn_disguise_create(false);
	const char *text = "password=hunter2";
	LearnBuffer buffer;

	(void) state;
	assert_non_null(disguise);
	learn_buffer_init(&buffer, 12);
	assert_false(learn_disguise_append(disguise, &buffer, NULL, text,
									   strlen(text), NULL, NULL));
	assert_true(buffer.failed);
	learn_buffer_free(&buffer);
	learn_disguise_free(disguise);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),     cmocka_unit_test(test_marks),
		cmocka_unit_test(test_within),      cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_named_hosts), cmocka_unit_test(test_random),
		cmocka_unit_test(test_many),        cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
