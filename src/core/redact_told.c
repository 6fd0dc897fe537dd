/*-------------------------------------------------------------------------
 *
 * redact_told.c
 *		Finds personal data by the names before them.
 *
 *-------------------------------------------------------------------------
 */
#include "core/redact_personal.h"

#include <string.h>

#include "core/redact_letters.h"
#include "core/redact_values.h"

/* The most letters of a month's name that are looked at, and of a name. */
#define MONTH_LETTERS 3
#define MONTH_MAX 9

/* The letters that no number begins with. */
#define PLAIN_WORD_MIN 5

/* How what a name tells of is written. */
typedef enum Writing
{
	WRITTEN_DIGITS, /* in groups, with a few capitals */
	WRITTEN_TOKEN,  /* letters and digits, without blanks */
	WRITTEN_DATE
} Writing;

/* What a name may tell of: how many digits it has. */
typedef struct Data
{
	LearnRedactKind kind;
	Writing writing;
	size_t least;
	size_t most;
} Data;

static const Data identity = {LEARN_REDACT_IDENTITY, WRITTEN_DIGITS, 6, 18};
static const Data telephone = {LEARN_REDACT_TELEPHONE, WRITTEN_DIGITS, 7, 15};
static const Data card = {LEARN_REDACT_CARD, WRITTEN_DIGITS, 12, 19};
static const Data card_code = {LEARN_REDACT_CARD, WRITTEN_DIGITS, 3, 4};
static const Data account = {LEARN_REDACT_ACCOUNT, WRITTEN_TOKEN, 8, 34};
static const Data medical = {LEARN_REDACT_MEDICAL, WRITTEN_TOKEN, 3, 36};
static const Data birth = {LEARN_REDACT_BIRTH, WRITTEN_DATE, 4, 8};

/* A name that tells, in lower case and without what separates its words. */
typedef struct Telling
{
	const char *word;
	size_t length;
	const Data *data;
	bool alone; /* a blank is enough between it and what it tells of */
} Telling;

#define TELLING(word) word, sizeof(word) - 1

/*
 * Sorted by their last letters; of those that end alike the longer one comes
 * first.
 */
static const Telling tellings[] = {
	{TELLING("dob"), &birth, true},
	{TELLING("cvc"), &card_code, false},
	{TELLING("cc"), &card, true},
	{TELLING("medicalrecord"), &medical, true},
	{TELLING("healthrecord"), &medical, false},
	{TELLING("identitycard"), &identity, false},
	{TELLING("creditcard"), &card, true},
	{TELLING("healthcard"), &medical, false},
	{TELLING("nationalid"), &identity, false},
	{TELLING("personalid"), &identity, false},
	{TELLING("taxpayerid"), &identity, false},
	{TELLING("debitcard"), &card, true},
	{TELLING("patientid"), &medical, true},
	{TELLING("medicaid"), &medical, false},
	{TELLING("steuerid"), &identity, true},
	{TELLING("idcard"), &identity, false},
	{TELLING("taxid"), &identity, false},
	{TELLING("card"), &card, true},
	{TELLING("nationalinsurance"), &identity, true},
	{TELLING("datedenaissance"), &birth, true},
	{TELLING("healthinsurance"), &medical, false},
	{TELLING("securitesociale"), &identity, true},
	{TELLING("socialinsurance"), &identity, true},
	{TELLING("driverslicense"), &identity, false},
	{TELLING("drivinglicence"), &identity, false},
	{TELLING("drivinglicense"), &identity, false},
	{TELLING("codicefiscale"), &identity, true},
	{TELLING("driverlicense"), &identity, false},
	{TELLING("birthdate"), &birth, true},
	{TELLING("telephone"), &telephone, false},
	{TELLING("medicare"), &medical, false},
	{TELLING("telefone"), &telephone, false},
	{TELLING("mobile"), &telephone, false},
	{TELLING("insee"), &identity, false},
	{TELLING("phone"), &telephone, false},
	{TELLING("cpf"), &identity, true},
	{TELLING("nif"), &identity, false},
	{TELLING("dateofbirth"), &birth, true},
	{TELLING("dni"), &identity, false},
	{TELLING("pesel"), &identity, true},
	{TELLING("cell"), &telephone, false},
	{TELLING("tel"), &telephone, false},
	{TELLING("geboortedatum"), &birth, true},
	{TELLING("geburtsdatum"), &birth, true},
	{TELLING("nationalidentification"), &identity, false},
	{TELLING("telefon"), &telephone, false},
	{TELLING("bornon"), &birth, true},
	{TELLING("msisdn"), &telephone, true},
	{TELLING("born"), &birth, true},
	{TELLING("iban"), &account, true},
	{TELLING("itin"), &identity, true},
	{TELLING("bsn"), &identity, true},
	{TELLING("mrn"), &medical, true},
	{TELLING("pan"), &card, false},
	{TELLING("sin"), &identity, false},
	{TELLING("ssn"), &identity, true},
	{TELLING("tfn"), &identity, false},
	{TELLING("tin"), &identity, false},
	{TELLING("fechadenacimiento"), &birth, true},
	{TELLING("passportno"), &identity, true},
	{TELLING("patientno"), &medical, true},
	{TELLING("telefono"), &telephone, false},
	{TELLING("nino"), &identity, false},
	{TELLING("whatsapp"), &telephone, false},
	{TELLING("burgerservicenummer"), &identity, true},
	{TELLING("patientidentifier"), &medical, false},
	{TELLING("telephonenumber"), &telephone, true},
	{TELLING("passportnumber"), &identity, true},
	{TELLING("contactnumber"), &telephone, false},
	{TELLING("fodselsnummer"), &identity, true},
	{TELLING("licencenumber"), &identity, true},
	{TELLING("licensenumber"), &identity, true},
	{TELLING("patientnumber"), &medical, true},
	{TELLING("mobilenumber"), &telephone, true},
	{TELLING("personnummer"), &identity, true},
	{TELLING("steuernummer"), &identity, true},
	{TELLING("chartnumber"), &medical, false},
	{TELLING("phonenumber"), &telephone, true},
	{TELLING("cardnumber"), &card, true},
	{TELLING("sofinummer"), &identity, true},
	{TELLING("cprnummer"), &identity, true},
	{TELLING("aadhaar"), &identity, true},
	{TELLING("aadhar"), &identity, true},
	{TELLING("idnr"), &identity, false},
	{TELLING("nhs"), &identity, true},
	{TELLING("bankaccount"), &account, false},
	{TELLING("passport"), &identity, false},
	{TELLING("ahv"), &identity, true},
	{TELLING("cvv"), &card_code, false},
	{TELLING("fax"), &telephone, false},
	{TELLING("nationalidentity"), &identity, false},
	{TELLING("socialsecurity"), &identity, true},
	{TELLING("birthday"), &birth, false},
};

#define TELLINGS (sizeof(tellings) / sizeof(tellings[0]))

/* What may stand behind such a name, before what it tells of. */
static const char *const fillers[] = {
	"number", "no.", "no", "nr.", "nr", "num", "is", "was", "#", NULL,
};

static const char *const months[] = {
	"jan", "feb", "mar", "apr", "may", "jun", "jul",
	"aug", "sep", "oct", "nov", "dec", NULL,
};

static char
last_letter(const Telling *telling)
{
	return telling->word[telling->length - 1];
}

/*
 * The first of the names that may tell, of those with this last letter; NULL:
 * there is none.
 */
static const Telling *
first_telling(char last)
{
	size_t low = 0;
	size_t high = TELLINGS;

	if (learn_redact_in(last, LEARN_SET_UPPER))
		last = (char) (last - 'A' + 'a');
	while (low < high)
	{
		size_t middle = low + (high - low) / 2;

		if (last_letter(&tellings[middle]) < last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < TELLINGS && last_letter(&tellings[low]) == last
			   ? &tellings[low]
			   : NULL;
}

/*
 * What the name in a text, from start to end, tells of; NULL: nothing.
 */
static const Telling *
find_telling(const LearnRedactText *text, size_t start, size_t end)
{
	LearnRedactLetters letters;
	const Telling *telling =
		end > start ? first_telling(text->start[end - 1]) : NULL;

	if (telling == NULL)
		return NULL;
	learn_redact_read_letters(&letters, text, start, end);
	for (; telling < tellings + TELLINGS; telling++)
	{
		size_t at = letters.length - telling->length;

		if (last_letter(telling) != letters.letters[letters.length - 1])
			break;
		if (telling->length <= letters.length &&
			memcmp(letters.letters + at, telling->word, telling->length) ==
				0 &&
			learn_redact_starts_word(&letters, at))
			return telling;
	}
	return NULL;
}

/*
 * Moves behind what may stand between a name and what it tells of, which may
 * be in the next line; is it more than blanks?
 */
static bool
skip_between(const LearnRedactText *text, size_t *at)
{
	size_t start = *at;
	bool separated = false;

	while (*at - start < LEARN_REDACT_LOOK)
	{
		size_t length = learn_redact_quote(text, *at);
		char character = learn_redact_at(text, *at);

		if (length == 0 && learn_redact_in(character, LEARN_SET_BLANK))
			length = 1;
		if (length == 0 && learn_redact_is_one_of(character, ":=#|>*"))
		{
			length = 1;
			separated = true;
		}
		if (length == 0 &&
			learn_redact_in(learn_redact_before(text, *at), LEARN_SET_BLANK))
			length = learn_redact_begins_one(text, *at, fillers);
		if (length == 0)
			break;
		*at += length;
	}
	if (separated)
		*at += learn_redact_line_end(text, *at);
	return separated;
}

/* May what is told of start at a place? */
static bool
may_start(const LearnRedactText *text, size_t at)
{
	char first = learn_redact_at(text, at);

	return learn_redact_in(first, LEARN_SET_ALNUM) ||
		   learn_redact_is_one_of(first, "+(");
}

/* Does a word in lower case begin at a place, and no month and no number? */
static bool
is_plain_word(const LearnRedactText *text, size_t at)
{
	size_t letters =
		learn_redact_run(text, at, LEARN_SET_LOWER, PLAIN_WORD_MIN);

	return letters == PLAIN_WORD_MIN &&
		   learn_redact_begins_one(text, at, months) == 0;
}

/*
 * May what a name tells of follow it at a place: is there more than a blank
 * and a word?
 */
static bool
may_follow(const LearnRedactText *text, size_t at)
{
	char first = learn_redact_at(text, at);
	char second = learn_redact_at(text, at + 1);

	if (first != ' ')
		return learn_redact_in(first, LEARN_SET_QUOTE | LEARN_SET_BACKSLASH |
										  LEARN_SET_COLON | LEARN_SET_EQUALS |
										  LEARN_SET_BLANK) ||
			   learn_redact_is_one_of(first, "#|>*");
	if (!learn_redact_in(second, LEARN_SET_LOWER))
		return true;
	return learn_redact_is_one_of(second, "niwjfmasod") &&
		   (learn_redact_begins_one(text, at + 1, fillers) > 0 ||
			learn_redact_begins_one(text, at + 1, months) > 0);
}

/*
 * Where groups of digits end that begin at a place, with letters and marks
 * among them; 0: they are not so many.
 */
static size_t
digits_end(const LearnRedactText *text, size_t start, const Data *data)
{
	size_t at = start;
	size_t digits = 0;
	size_t letters = 0;

	while (at - start < LEARN_REDACT_LOOK)
	{
		char character = learn_redact_at(text, at);
		char next = learn_redact_at(text, at + 1);

		if (learn_redact_in(character, LEARN_SET_DIGIT))
			digits++;
		else if (learn_redact_in(character, LEARN_SET_UPPER))
			letters++;
		else if (!learn_redact_is_one_of(character, " -./()+") ||
				 !(learn_redact_in(next, LEARN_SET_DIGIT) ||
				   (next == '(' && character == ' ') ||
				   (next == ' ' && character == ')')) ||
				 (character == ' ' && digits >= data->least + 3))
			break;
		at++;
	}
	return digits >= data->least && digits <= data->most &&
				   letters <= digits + 2
			   ? at
			   : 0;
}

/* The same for letters and digits without blanks. */
static size_t
token_end(const LearnRedactText *text, size_t start, const Data *data)
{
	size_t length =
		learn_redact_run(text, start, LEARN_SET_BASE64URL, data->most + 1);
	size_t digits = 0;

	for (size_t i = 0; i < length; i++)
		digits += learn_redact_in(text->start[start + i], LEARN_SET_DIGIT);
	return length <= data->most && digits >= data->least ? start + length : 0;
}

/*
 * Where a date ends that begins at a place: numbers, one of which may be the
 * name of a month; 0: there is none.
 */
static size_t
date_end(const LearnRedactText *text, size_t start, const Data *data)
{
	size_t at = start;
	size_t end = 0;
	size_t digits = 0;

	for (int part = 0; part < 3; part++)
	{
		size_t run = learn_redact_run(text, at, LEARN_SET_DIGIT, 9);

		digits += run;
		if (run == 0 && learn_redact_begins_one(text, at, months) > 0)
			run = learn_redact_run(text, at, LEARN_SET_LETTER, MONTH_MAX + 1);
		if (run == 0 || run > MONTH_MAX)
			break;
		end = at + run;
		at = end;
		while (at - end < 2 &&
			   learn_redact_is_one_of(learn_redact_at(text, at), "-/., "))
			at++;
		if (at == end)
			break;
	}
	return digits >= data->least && digits <= data->most ? end : 0;
}

/*
 * Where what is told of ends, if it begins at a place; 0: it does not.
 */
static size_t
data_end(const LearnRedactText *text, size_t at, const Data *data)
{
	size_t end = 0;

	if (!may_start(text, at))
		return 0;
	switch (data->writing)
	{
		case WRITTEN_DIGITS:
			end = digits_end(text, at, data);
			break;
		case WRITTEN_TOKEN:
			end = token_end(text, at, data);
			break;
		case WRITTEN_DATE:
			end = date_end(text, at, data);
			break;
	}
	return learn_redact_in(learn_redact_at(text, end), LEARN_SET_WORD) ? 0
																	   : end;
}

bool
learn_redact_find_told(const LearnRedactText *text, size_t start, size_t end,
					   LearnRedactFound *found)
{
	const Telling *telling;
	size_t at = end;
	bool separated;

	/* Most words are followed by others. */
	if (!learn_redact_in(text->start[end - 1], LEARN_SET_LETTER) ||
		!may_follow(text, end))
		return false;
	separated = skip_between(text, &at);
	if (at == end || !may_start(text, at) || is_plain_word(text, at))
		return false;
	telling = find_telling(text, start, end);
	if (telling == NULL || (!separated && !telling->alone))
		return false;
	if (learn_redact_find_number(text, at, found))
		return true;
	found->start = at;
	found->end = data_end(text, at, telling->data);
	found->kind = telling->data->kind;
	return found->end > 0;
}

bool
learn_redact_is_told(const char *name, const LearnRedactText *text,
					 LearnRedactKind *kind)
{
	LearnRedactText whole = {name, strlen(name), 0};
	const Telling *telling = find_telling(&whole, 0, whole.length);

	if (telling == NULL || text->length == 0)
		return false;
	*kind = telling->data->kind;
	return data_end(text, 0, telling->data) == text->length;
}
