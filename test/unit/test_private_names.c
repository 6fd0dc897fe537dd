/*-------------------------------------------------------------------------
 *
 * test_private_names.c
 *		Unit tests of what keeps clients' names and addresses out of drafts.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/private_addresses.h"
#include "core/private_names.h"
#include "json_text.h"

/* Expects this to be the address in a text; NULL: that there is none. */
static void
expect_address(const char *text, const char *expected)
{
	/* A copy of its exact size, so that a read beyond its end is caught. */
	size_t length = strlen(text);
	char *copy = malloc(length + 1);
	LearnSpan found = {NULL, 0};
	const char *what = NULL;
	bool is_found;

	memcpy(copy, text, length);
	is_found = learn_private_address_find(copy, length, &found, &what);
	if (is_found != (expected != NULL) ||
		(is_found && (found.length != strlen(expected) ||
					  memcmp(found.start, expected, found.length) != 0)))
		fail_msg("%s: found \"%.*s\"", text, is_found ? (int) found.length : 0,
				 found.start);
	assert_int_equal(learn_private_address_find(copy, length, &found, NULL),
					 is_found);
	free(copy);
}

static void
test_ipv4(void **state)
{
	(void) state;
	expect_address("10.1.2.3", "10.1.2.3");
	expect_address("ssh root@10.1.2.3:/x", "10.1.2.3");
	expect_address("http://172.16.0.9:80/", "172.16.0.9");
	expect_address("from 192.168.1.1-192.168.1.9", "192.168.1.1");
	expect_address("mysql -h10.0.0.5 -u x", "10.0.0.5");
	expect_address("It is 8.8.8.8.", "8.8.8.8");
	expect_address("10.0.0.0/8", "10.0.0.0");
	expect_address("::ffff:10.0.0.5", "10.0.0.5");
	expect_address("(010.001.002.003)", "010.001.002.003");
	expect_address("IP=10.0.0.5;x", "10.0.0.5");

	/* nobody's */
	expect_address("127.0.0.1 127.8.9.1 0.0.0.0 255.255.255.0 224.0.0.1",
				   NULL);
	expect_address("192.0.2.7 198.51.100.3 203.0.113.200", NULL);

	/* versions, and other numbers */
	expect_address("v1.2.3.4 nginx-1.2.3.4 nginx_1.2.3.4 1.2.3.4.5 1.2.3",
				   NULL);
	expect_address("1.2.3.4x 256.1.2.3 1.2.3.456 1..2.3 1.2.3. 10.0.19041.1",
				   NULL);
	expect_address("1.2.3.", NULL);
	expect_address("", NULL);
	expect_address("12345.1.2.3", NULL);
}

static void
test_ipv6(void **state)
{
	(void) state;
	expect_address("2a00:1450:4001:81b::200e", "2a00:1450:4001:81b::200e");
	expect_address("[fd12:3456::1]:80", "fd12:3456::1");
	expect_address("ping fe80::1%eth0", "fe80::1");
	expect_address("at 2a00::1: refused", "2a00::1");
	expect_address("addr:2A00::1.", "2A00::1");
	expect_address("::1 :: 2001:db8::1 ff02::1", NULL);
	expect_address("12:34:56 a::b std::dead [A]::Add Foo::Bee ::", NULL);
	expect_address("sed s:abc::", NULL);
	expect_address("2a00::1g 2a00:::1 2a00:1:2:3:4:5:6:7:8", NULL);
	expect_address("2a00:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000",
				   NULL);
}

static void
test_hardware_and_email(void **state)
{
	(void) state;
	expect_address("ether 52:54:00:ab:cd:ef;", "52:54:00:ab:cd:ef");
	expect_address("52-54-00-AB-CD-EF", "52-54-00-AB-CD-EF");
	expect_address("00:00:00:00:00:00 ff:ff:ff:ff:ff:ff", NULL);
	expect_address("52:54:00:ab:cd:ef:01 a52:54:00:ab:cd:ef 52:54:00-ab:cd:ef",
				   NULL);
	expect_address("2026-11-22-10-11", NULL);
	expect_address("52:54:00:ab:cd:e", NULL);

	expect_address("mail -s x ops+night@firm.co.uk <x",
				   "ops+night@firm.co.uk");
	expect_address("<a@b.io>", "a@b.io");
	expect_address("a@example.com b@mail.example.org c@x.example d@x.invalid",
				   NULL);
	expect_address("getty@tty1.service backup@daily.timer", NULL);
	expect_address("user@host lodash@4.17.21 @home.de a@.de a@b. a@b.c1",
				   NULL);
	expect_address("@", NULL);
}

/* The time is linear, whatever the text looks like. */
static void
test_long_texts(void **state)
{
	static const char *const pieces[] = {"a:", "1.", "a@", "@a", "::", "a.a@"};
	size_t size = 2 * 1024 * 1024;
	char *text = malloc(size);

	(void) state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
	{
		LearnSpan found;

		for (size_t j = 0; j < size; j++)
			text[j] = pieces[i][j % strlen(pieces[i])];
		assert_false(learn_private_address_find(text, size, &found, NULL));
	}
	free(text);
}

/* Expects this to be refused: a place, and what is there; NULL: accepted. */
static void
expect(const char *names, const char *value, const char *known,
	   const char *where, const char *message)
{
	LearnArena arena;
	LearnPrivateNames list;
	LearnProblem problem = {"", ""};
	json_object *document = json_of(value);
	json_object *other = known != NULL ? json_of(known) : NULL;
	LearnStatus status;
	char expected[700];

	snprintf(expected, sizeof(expected), "%s %s", where,
			 message != NULL ? message : "");
	learn_arena_init(&arena);
	assert_true(learn_private_names_read(&list, value_of(&arena, names)));
	learn_arena_free(&arena);
	status = learn_private_names_check(&list, document, other, &problem);
	if (status != (message != NULL ? LEARN_REFUSED : LEARN_OK) ||
		(message != NULL && strcmp(problem.message, expected) != 0))
		fail_msg("%s in %s: %d, %s", names, value, (int) status,
				 problem.message);
	assert_string_equal(problem.where, "");
	learn_private_names_free(&list);
	learn_private_names_free(&list);
	json_object_put(document);
	json_object_put(other);
}

#define FOUND(name) "contains the name of a client or host \"" name "\""

static void
test_names(void **state)
{
	static const struct
	{
		const char *names;
		const char *text;
		const char *found; /* NULL: nothing */
	} cases[] = {
		{"['acme']", "at ACME.", FOUND("acme")},
		{"['Acme']", "/opt/acme-app", FOUND("Acme")},
		{"['acme']", "acme_db", FOUND("acme")},
		{"['acme']", "acme1 tacme acmeson", NULL},
		{"['Acme Corp']", "acme-corp/x", FOUND("Acme Corp")},
		{"['Acme Corp']", "acme", NULL},
		{"['Acme Corp']", "corp acme", NULL},
		{"['web-1']", "web-1", FOUND("web-1")},
		{"['web-1']", "web-10 web-2", NULL},
		{"['web-1','web-10']", "rsync WEB_10:", FOUND("web-10")},
		{"['M\u00fcller']", "M\u00dcLLER", FOUND("M\u00fcller")},

		/* of a host's full name */
		{"['pluto.acme.example']", "ping pluto", FOUND("pluto")},
		{"['pluto.acme.example']", "x.acme.example", FOUND("acme.example")},
		{"['pluto.acme.example']", "acme", NULL},
		{"['pluto.acme.example.']", "acme example", FOUND("acme.example.")},
		{"['web.acme.example']", "the web", NULL},
		{"['pluto.local']", "/usr/local", NULL},
		{"['St. Mary']", "st st", NULL},

		/* what says nothing */
		{"['abc','1234','localhost','Server','linux','']", "abc 1234 linux",
		 NULL},
		{"['localhost.localdomain','default','-','...']",
		 "localhost.localdomain default - ...", NULL},
		{"['test-host','mail server']", "test-host: mail server", NULL},
		{"['kill','sleep']", "kill 1; sleep 2", NULL},
		{"['127.0.0.1','0.0.0.0','::1']", "127.0.0.1 0.0.0.0 1", NULL},
		{"[7,null,{},['acme'],true]", "acme 7", NULL},
		{"{'a':'acme'}", "acme", NULL},
		{"'acme'", "acme", NULL},

		/* addresses, in the shape that names of hosts have */
		{"['10.0.0.5']", "ip-10-0-0-5", FOUND("10.0.0.5")},
		{"['10.0.0.5']", "10.0.0.50 10 0 0 6",
		 "contains the IP address "
		 "\"10.0.0.50\""},
		{"[]", "x", NULL},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		char value[200];

		snprintf(value, sizeof(value), "{'steps':['%s']}", cases[i].text);
		expect(cases[i].names, value, NULL,
			   cases[i].found != NULL ? "steps[0]" : "", cases[i].found);
	}
}

static void
test_places(void **state)
{
	(void) state;
	expect("['acme']", "{'id':'acme','applies_to':{'clients':['acme']}}", NULL,
		   "", NULL);
	expect("['acme']", "{'a':{'id':'acme'}}", NULL, "a.id", FOUND("acme"));
	expect("['acme']", "{'a':{'applies_to':['acme']}}", NULL,
		   "a.applies_to[0]", FOUND("acme"));
	expect("['acme']",
		   "{'a':[{'because':{'text':'x','executions':['acme']}}]}", NULL, "",
		   NULL);
	expect("['acme']", "{'because':{'text':'acme','executions':['acme']}}",
		   NULL, "because.text", FOUND("acme"));
	expect("['acme']", "{'params':{'executions':['acme']}}", NULL,
		   "params.executions[0]", FOUND("acme"));
	expect("['acme']", "{'a':{'x-acme':1}}", NULL, "a.x-acme", FOUND("acme"));
	expect("['acme']", "[[7,'acme']]", NULL, "[0][1]", FOUND("acme"));
	expect("['acme']", "'acme'", NULL, "", FOUND("acme"));
	expect("['acme']", "null", NULL, "", NULL);
	expect("['acme']", "7", NULL, "", NULL);
}

static void
test_known(void **state)
{
	(void) state;
	expect("['acme','umbrella']", "['acme acme']", "{'x':['/ACME/']}", "",
		   NULL);
	expect("['acme','umbrella']", "['acme','umbrella']", "{'x':['/ACME/']}",
		   "[1]", FOUND("umbrella"));
	expect("[]", "['10.0.0.1 a@b.io']", "'A@B.IO 10.0.0.1'", "", NULL);
	expect("[]", "['10.0.0.1 10.0.0.2']", "'10.0.0.1'", "[0]",
		   "contains the IP address \"10.0.0.2\"");
	expect("['acme']", "['acme']", "{'applies_to':{'clients':['acme']}}",
		   "[0]", FOUND("acme"));

	/* Knowing the whole is not knowing the part. */
	expect("['pluto.acme.example']", "['pluto']", "'acme.example'", "[0]",
		   FOUND("pluto"));
	expect("['pluto.acme.example']", "['pluto.acme.example']",
		   "'pluto.acme.example'", "", NULL);
}

/* Thousands of hosts cost no more than a few. */
static void
test_many_names(void **state)
{
	LearnBuffer names;
	LearnBuffer value;

	(void) state;
	learn_buffer_init(&names, 0);
	learn_buffer_init(&value, 0);
	for (int i = 0; i < 20000; i++)
		learn_buffer_append_format(&names, "%s'web-%05d.acme.example'",
								   i > 0 ? "," : "[", i);
	learn_buffer_append_string(&names, "]");
	learn_buffer_append_string(&value, "['");
	for (int i = 0; i < 50000; i++)
		learn_buffer_append_string(&value, "web-99999.acme ");
	learn_buffer_append_string(&value, "']");
	expect(names.data, value.data, NULL, "", NULL);
	learn_buffer_truncate(&value, value.length - 2);
	learn_buffer_append_string(&value, "web_19999']");
	expect(names.data, value.data, NULL, "[0]", FOUND("web-19999"));
	learn_buffer_free(&names);
	learn_buffer_free(&value);
}

/* A message never grows beyond its place, and stays valid UTF-8. */
static void
test_long_name(void **state)
{
	LearnBuffer names;
	LearnBuffer message;

	(void) state;
	learn_buffer_init(&names, 0);
	learn_buffer_init(&message, 0);
	learn_buffer_append_string(&names, "['x");
	for (int i = 0; i < 5000; i++)
		learn_buffer_append_string(&names, "\u20ac");
	learn_buffer_append_string(&names, "']");

	/* 120 bytes are not at the end of a character, 118 are. */
	learn_buffer_append_format(&message,
							   "contains the name of a client or host "
							   "\"%.118s\"",
							   names.data + 2);
	expect(names.data, names.data, NULL, "[0]", message.data);
	learn_buffer_free(&names);
	learn_buffer_free(&message);
}

/* What a model was shown for a name is no host to run commands on. */
static void
test_pseudonyms(void **state)
{
	const char *message = "contains what stands for a name, \"[name 12]\"";

	(void) state;
	expect("[]", "{'command':'ping [name 12]'}", NULL, "command", message);
	expect("[]", "{'command':'ping [name x] [name ] [name 1'}", NULL, "",
		   NULL);
	expect("[]", "{'command':'ping [name 12]'}", "{'command':'[name 12]'}", "",
		   NULL);
	expect("[]", "{'command':'x [redacted: token 3]'}", NULL, "command",
		   "contains what stands for a secret, \"[redacted: token 3]\"");
	expect("[]", "{'command':'[redacted: t'}", NULL, "command",
		   "contains what stands for a secret, \"[redacted: t\"");
	expect("[]", "{'command':'[redacted: t]'}", "{'a':'x [redacted: t] y'}",
		   "", NULL);
	expect("[]", "{'command':'nc address-3.invalid 80'}", NULL, "command",
		   "contains what stands for a host, \"address-3.invalid\"");
	expect("[]", "{'command':'x.invalidate() .invalid a.invalid-b'}", NULL, "",
		   NULL);
	expect("[]", "{'because':{'text':'[redacted: t] at host-1.invalid'}}",
		   NULL, "", NULL);
	expect("[]", "{'because':{'text':'[name 12] had failed'}}", NULL, "",
		   NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ipv4),
		cmocka_unit_test(test_ipv6),
		cmocka_unit_test(test_hardware_and_email),
		cmocka_unit_test(test_long_texts),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_many_names),
		cmocka_unit_test(test_long_name),
		cmocka_unit_test(test_pseudonyms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
