/*-------------------------------------------------------------------------
 *
 * test_redact_random.c
 *		What holds for redaction whatever the text is: the result is valid
 *		UTF-8, and redacting it again changes nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "random.h"
#include "redact_ordinary.h"
#include "redact_secrets.h"
#include "redacted.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define ROUNDS 60000
#define PIECES_MAX 12

/* What secrets stand in, and what looks like the beginning of one. */
static const char *const pieces[] = {
	"password",
	"Password",
	"DB_PASSWORD",
	"token",
	"api_key",
	"secret",
	"private_key",
	"Authorization",
	"Cookie",
	"Bearer ",
	"Basic ",
	"value",
	"name",
	"auth",
	"credentials",
	"pass",
	"identified by ",
	"login ",
	"=",
	":",
	": ",
	" = ",
	" ",
	"  ",
	"\t",
	"\n",
	"\r\n",
	"\\n",
	"\\t",
	"\"",
	"'",
	"`",
	"\\\"",
	"\\\\\\\"",
	"\\",
	"\\'",
	",",
	", ",
	";",
	"&",
	"|",
	"||",
	"&&",
	"&amp;",
	"(",
	")",
	"[",
	"]",
	"{",
	"}",
	"<",
	">",
	"</",
	"<password>",
	"</password>",
	"=>",
	":=",
	"==",
	":-",
	"::",
	"?",
	"!",
	"*",
	"**",
	"***",
	"%",
	"%s",
	"%40",
	"$",
	"$(",
	"${",
	"${x}",
	"$PASSWORD",
	"@",
	"://",
	"://u:",
	"@host/",
	"https://",
	":\\/\\/",
	"#",
	"/",
	"/etc/x",
	".",
	"...",
	"-",
	"--",
	"--password ",
	"-p",
	" -p",
	" -p ",
	"-u ",
	"-a ",
	"mysql ",
	"curl ",
	"sshpass ",
	"openssl ",
	"sqlplus ",
	"echo ",
	"| ",
	"sudo -S",
	"ssh ",
	"-passin pass:",
	" is ",
	" for ",
	" was ",
	"set ",
	"ConvertTo-SecureString ",
	"| ConvertTo-SecureString",
	"machine h login ",
	"-----BEGIN ",
	"PRIVATE"
	" KEY",
	"-----",
	"-----END ",
	"ey"
	"J",
	"gh"
	"p_",
	"s"
	"k-",
	"xo"
	"xb-",
	"AK"
	"IA",
	"$6"
	"$",
	"S"
	"G.",
	"md"
	"5",
	"hv"
	"s.",
	RANDOM_8,
	RANDOM_16,
	RANDOM_36,
	HEX_8,
	HEX_32,
	HEX_40,
	BASE64_LINE,
	"hunter2",
	"hunter",
	"required",
	"expired",
	"true",
	"null",
	"5",
	"12345",
	"a",
	"b",
	"A",
	"0",
	"word",
	"host",
	"db=",
	"h:5432:",
	"*:*:a:a:",
	PASSWORD,
	TOKEN,
	KEY,
	PRIVATE,
	COOKIE,
	URL,
	HASH,
	"[redacted: known]",
	"[redacted: ",
	"known]",
	"\xc3\xa9",
	"\xe2\x82\xac",
	"\xf0\x9f\x94\x91",
	"\xe2\x80\xa2\xe2\x80\xa2",
	"\x01",
	"|\n  ",
	"\n  ",
	"\n-",
};

static const char *const known_sets[][5] = {
	{NULL},
	{"hunter2", "hunter", "unterwegs", NULL},
	{"pass", "password", "word", NULL},
	{RANDOM_8,
	 "W"
	 "b1Nc",
	 "true", "null", NULL},
	{"redacted", "known]", "[redacted: ", "\xe2\x82\xac\xe2\x82\xac", NULL},
	{"aaaa", "://u", "\": \"", "host", NULL},
};

/* Is a text valid UTF-8? */
static bool
is_valid(const char *text, size_t length)
{
	const unsigned char *bytes = (const unsigned char *) text;

	for (size_t i = 0; i < length;)
	{
		size_t size = bytes[i] < 0x80    ? 1
					  : bytes[i] >= 0xF0 ? 4
					  : bytes[i] >= 0xE0 ? 3
					  : bytes[i] >= 0xC2 ? 2
										 : 0;

		if (size == 0 || size > length - i)
			return false;
		for (size_t j = 1; j < size; j++)
		{
			if ((bytes[i + j] & 0xC0) != 0x80)
				return false;
		}
		i += size;
	}
	return true;
}

/* Asserts what holds for all texts; returns how many secrets were in it. */
static size_t
check(const char *text, size_t length, const char *const *known)
{
	size_t count;
	size_t again;
	char *once = redacted(text, length, known, &count);
	char *twice = redacted(once, strlen(once), known, &again);

	if (strcmp(once, twice) != 0 || again != 0)
		fail_msg("%s\n  became   %s\n  and then %s", text, once, twice);
	if (!is_valid(once, strlen(once)))
		fail_msg("%s\n  became %s, which is not valid", text, once);
	if (count == 0)
		assert_string_equal(once, text);
	free(once);
	free(twice);
	return count;
}

/* Appends a piece of a random kind. */
static void
append_piece(LearnBuffer *text, uint64_t *random)
{
	int kind = random_below(random, 10);

	if (kind == 0)
		learn_buffer_append_string(
			text,
			secret_cases[random_below(random, COUNT(secret_cases))].text);
	else if (kind == 1)
		learn_buffer_append_string(
			text, ordinary_lines[random_below(random, COUNT(ordinary_lines))]);
	else
		learn_buffer_append_string(
			text, pieces[random_below(random, COUNT(pieces))]);
}

static void
test_mixtures(void **state)
{
	uint64_t random = 20260102;
	size_t found = 0;

	(void) state;
	for (int round = 0; round < ROUNDS; round++)
	{
		const char *const *known =
			known_sets[random_below(&random, COUNT(known_sets))];
		int count = 1 + random_below(&random, PIECES_MAX);
		LearnBuffer text;

		learn_buffer_init(&text, 0);
		for (int i = 0; i < count; i++)
			append_piece(&text, &random);
		found += check(text.data, text.length, known);
		learn_buffer_free(&text);
	}
	assert_true(found > ROUNDS / 2);
}

/* Every text of the tables, cut off anywhere between two characters. */
static void
test_cut_off(void **state)
{
	(void) state;
	for (size_t i = 0; i < COUNT(secret_cases); i++)
	{
		const char *text = secret_cases[i].text;
		char *cut = strdup(text);

		assert_non_null(cut);
		for (size_t length = strlen(text); length > 0; length--)
		{
			cut[length] = '\0';
			if (((unsigned char) text[length] & 0xC0) != 0x80)
				check(cut, length, NULL);
		}
		free(cut);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mixtures),
		cmocka_unit_test(test_cut_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
