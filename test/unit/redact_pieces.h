/*-------------------------------------------------------------------------
 *
 * redact_pieces.h
 *		Texts put together at random from what secrets stand in, for the tests
 *		of what holds for all texts.
 *
 * Included after cmocka.h.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_REDACT_PIECES_H
#define LEARN_TEST_REDACT_PIECES_H

#include "core/buffer.h"
#include "random.h"
#include "redact_ordinary.h"
#include "redact_people.h"
#include "redact_secrets.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

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
	"@",
	"a@b.co",
	"alice",
	"corp.io",
	"%40",
	"+1",
	"+44 20",
	"(555) ",
	"555-",
	"234-5678",
	"4024 ",
	"0071 9382 7465",
	"4024007193827465",
	"123-45-",
	"6789",
	"ssn ",
	"mrn: ",
	"phone",
	"dob ",
	"1985-03-14",
	"patient id",
	"DE57 3704 0044",
	" 0532 0130 91",
	EMAIL,
	TELEPHONE,
	IDENTITY,
	CARD,
	MEDICAL,
	"[redacted: e-mail 7]",
	"[redacted: password 12]",
	"[redacted: known 3]",
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

/* Appends a piece of a random kind. */
static inline void
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
	else if (kind == 2)
		learn_buffer_append_string(
			text,
			person_cases[random_below(random, COUNT(person_cases))].text);
	else
		learn_buffer_append_string(
			text, pieces[random_below(random, COUNT(pieces))]);
}

/* Starts a text of some pieces; the caller frees it. */
static inline void
make_mixture(LearnBuffer *text, uint64_t *random)
{
	int count = 1 + random_below(random, PIECES_MAX);

	learn_buffer_init(text, 0);
	for (int i = 0; i < count; i++)
		append_piece(text, random);
}

#endif /* LEARN_TEST_REDACT_PIECES_H */
