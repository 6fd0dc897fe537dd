/*-------------------------------------------------------------------------
 *
 * redact_numbers.c
 *		Finds numbers of people by their form.
 *
 *-------------------------------------------------------------------------
 */
#include "core/redact_personal.h"

#include <string.h>

#include "core/redact_checks.h"

/* The digits of a telephone number, with and without blanks between them. */
#define TELEPHONE_MIN 8
#define TELEPHONE_WHOLE_MIN 10
#define TELEPHONE_MAX 15

/* Those of one without the code of a country. */
#define NATIONAL_MIN 9
#define NATIONAL_MAX 11

/* After so many of them a blank ends it. */
#define TELEPHONE_FULL 11

/*
 * How a number is written: "d" is a digit, "A" a capital, "X" either; all else
 * is itself.
 */
typedef struct Form
{
	const char *form;
	size_t digits; /* that it begins with */
	LearnRedactKind kind;
	LearnRedactCheck check; /* NULL: the form says it */
} Form;

/* Those that begin with no digit. */
static const Form lettered_forms[] = {
	{"(dd) dddd-dddd", 0, LEARN_REDACT_TELEPHONE, NULL},
	{"(dd) ddddd-dddd", 0, LEARN_REDACT_TELEPHONE, NULL},
	{"(ddd) ddd-dddd", 0, LEARN_REDACT_TELEPHONE, learn_redact_is_american},
	{"(ddd)ddd-dddd", 0, LEARN_REDACT_TELEPHONE, learn_redact_is_american},
	{"(ddd) ddd dddd", 0, LEARN_REDACT_TELEPHONE, learn_redact_is_american},
	{"(ddd) ddd.dddd", 0, LEARN_REDACT_TELEPHONE, learn_redact_is_american},
	{"AAddddddA", 0, LEARN_REDACT_IDENTITY, learn_redact_is_british},
	{"AA dd dd dd A", 0, LEARN_REDACT_IDENTITY, learn_redact_is_british},
	{"AA dddddd A", 0, LEARN_REDACT_IDENTITY, learn_redact_is_british},
	{"AAAAAddddA", 0, LEARN_REDACT_IDENTITY, learn_redact_is_indian_tax},
	{"AdddddddA", 0, LEARN_REDACT_IDENTITY, learn_redact_is_singaporean},
	{"AdddddddA", 0, LEARN_REDACT_IDENTITY, learn_redact_is_spanish},
	{"A-ddddddd-A", 0, LEARN_REDACT_IDENTITY, learn_redact_is_spanish},
	{"AAAAAAddAddAdddA", 0, LEARN_REDACT_IDENTITY, learn_redact_is_italian},
	{"AAAAddddddAAAAAAXd", 0, LEARN_REDACT_IDENTITY, learn_redact_is_mexican},
};

/* Sorted by how many digits they begin with. */
static const Form forms[] = {
	{"d-ddd-ddd-dddd", 1, LEARN_REDACT_TELEPHONE, learn_redact_is_american},
	{"d.ddd.ddd.dddd", 1, LEARN_REDACT_TELEPHONE, learn_redact_is_american},
	{"d (ddd) ddd-dddd", 1, LEARN_REDACT_TELEPHONE, learn_redact_is_american},
	{"d-(ddd)-ddd-dddd", 1, LEARN_REDACT_TELEPHONE, learn_redact_is_american},
	{"d dd dd dX ddd ddd dd", 1, LEARN_REDACT_IDENTITY,
	 learn_redact_is_french},
	{"dd.dd.dd-ddd.dd", 2, LEARN_REDACT_IDENTITY, learn_redact_is_belgian},
	{"dd dddddd A ddd", 2, LEARN_REDACT_IDENTITY, learn_redact_is_german},
	{"ddd-dd-dddd", 3, LEARN_REDACT_IDENTITY, learn_redact_is_social_security},
	{"ddd-ddd-dddd", 3, LEARN_REDACT_TELEPHONE, learn_redact_is_american},
	{"ddd.ddd.dddd", 3, LEARN_REDACT_TELEPHONE, learn_redact_is_american},
	{"ddd ddd-dddd", 3, LEARN_REDACT_TELEPHONE, learn_redact_is_american},
	{"ddd/ddd-dddd", 3, LEARN_REDACT_TELEPHONE, learn_redact_is_american},
	{"001-ddd-ddd-dddd", 3, LEARN_REDACT_TELEPHONE, learn_redact_is_american},
	{"ddd-ddd-ddd", 3, LEARN_REDACT_IDENTITY, learn_redact_is_canadian},
	{"ddd.ddd.ddd-dd", 3, LEARN_REDACT_IDENTITY, learn_redact_is_brazilian},
	{"ddd.dddd.dddd.dd", 3, LEARN_REDACT_IDENTITY, learn_redact_is_swiss},
	{"dddd dddd dddd dddd ddd", 4, LEARN_REDACT_CARD, learn_redact_is_card},
	{"dddd dddd dddd dddd", 4, LEARN_REDACT_CARD, learn_redact_is_card},
	{"dddd-dddd-dddd-dddd", 4, LEARN_REDACT_CARD, learn_redact_is_card},
	{"dddd dddddd ddddd", 4, LEARN_REDACT_CARD, learn_redact_is_card},
	{"dddd-dddddd-ddddd", 4, LEARN_REDACT_CARD, learn_redact_is_card},
	{"dddd dddddd dddd", 4, LEARN_REDACT_CARD, learn_redact_is_card},
	{"dddd-dddddd-dddd", 4, LEARN_REDACT_CARD, learn_redact_is_card},
	{"dddd dddd dddd", 4, LEARN_REDACT_IDENTITY, learn_redact_is_indian},
	{"dddd-dddd-dddd", 4, LEARN_REDACT_IDENTITY, learn_redact_is_indian},
	{"dddddd-dddX", 6, LEARN_REDACT_IDENTITY, learn_redact_is_finnish},
	{"dddddd+dddX", 6, LEARN_REDACT_IDENTITY, learn_redact_is_finnish},
	{"ddddddAdddX", 6, LEARN_REDACT_IDENTITY, learn_redact_is_finnish},
	{"dddddd-ddddddd", 6, LEARN_REDACT_IDENTITY, learn_redact_is_korean},
	{"ddddddddA", 8, LEARN_REDACT_IDENTITY, learn_redact_is_spanish},
	{"dddddddd-A", 8, LEARN_REDACT_IDENTITY, learn_redact_is_spanish},
	{"ddddddddAddd", 8, LEARN_REDACT_IDENTITY, learn_redact_is_german},
	{"dddddddddddddd", 14, LEARN_REDACT_CARD, learn_redact_is_card},
	{"ddddddddddddddd", 15, LEARN_REDACT_CARD, learn_redact_is_card},
	{"ddddddddddddddd", 15, LEARN_REDACT_IDENTITY, learn_redact_is_french},
	{"dddddddddddddddd", 16, LEARN_REDACT_CARD, learn_redact_is_card},
	{"dddddddddddddddddX", 17, LEARN_REDACT_IDENTITY, learn_redact_is_chinese},
	{"dddddddddddddddddd", 18, LEARN_REDACT_IDENTITY, learn_redact_is_chinese},
};

#define LETTERED_FORMS (sizeof(lettered_forms) / sizeof(lettered_forms[0]))
#define FORMS (sizeof(forms) / sizeof(forms[0]))

/* The states whose bank accounts are written alike, two letters each. */
static const char account_states[] =
	"ADAEALATAZBABEBGBHBRBYCHCRCYCZDEDKDOEEEGESFIFOFRGBGEGIGLGRGTHRHUIEILIQISIT"
	"JOKWKZLBLCLILTLULVLYMCMDMEMKMRMTMUNLNOPKPLPSPTQAROBARSSASCSESISKSMSTSVTLTN"
	"TRUAVAVGXK";

/*
 * Is a character what a form has at a place?
 */
static bool
fits(char character, char wanted)
{
	switch (wanted)
	{
		case 'd':
			return learn_redact_in(character, LEARN_SET_DIGIT);
		case 'A':
			return learn_redact_in(character, LEARN_SET_UPPER);
		case 'X':
			return learn_redact_in(character,
								   LEARN_SET_DIGIT | LEARN_SET_UPPER);
		default:
			return character == wanted;
	}
}

/*
 * Where a number of a form that begins at a place ends; 0: there is none.
 */
static size_t
form_end(const LearnRedactText *text, size_t at, const Form *form)
{
	char number[LEARN_REDACT_NUMBER_MAX];
	size_t length = 0;

	for (const char *wanted = form->form; *wanted != '\0'; wanted++, at++)
	{
		char character = learn_redact_at(text, at);

		if (!fits(character, *wanted))
			return 0;
		if (learn_redact_in(character, LEARN_SET_ALNUM))
			number[length++] = character;
	}
	return form->check == NULL || form->check(number, length) ? at : 0;
}

/*
 * May a number begin at a place?  Not within a larger one, or a name.
 */
static bool
may_begin(const LearnRedactText *text, size_t at)
{
	char before = learn_redact_before(text, at);

	return learn_redact_is_edge(text, at) &&
		   !learn_redact_in(before, LEARN_SET_DASH | LEARN_SET_DOT |
										LEARN_SET_UNDERSCORE) &&
		   !learn_redact_is_one_of(before, "+@$") &&
		   ((unsigned char) before & 0x80) == 0;
}

/*
 * May it end there?  In a row of numbers, none of some digits follows.
 */
static bool
may_end(const LearnRedactText *text, size_t start, size_t at)
{
	char next = learn_redact_at(text, at);
	char second = learn_redact_at(text, at + 1);

	if (learn_redact_in(next, LEARN_SET_WORD) ||
		((unsigned char) next & 0x80) != 0 ||
		(learn_redact_is_one_of(next, "-.:/,@") &&
		 learn_redact_in(second, LEARN_SET_DIGIT)))
		return false;
	if (memchr(text->start + start, ' ', at - start) == NULL)
		return true;
	if (next == ' ' && learn_redact_in(second, LEARN_SET_DIGIT))
	{
		size_t digits = learn_redact_run(text, at + 1, LEARN_SET_DIGIT, 7);

		return digits < 3 || digits > 6;
	}
	return true;
}

/*
 * Does a row of numbers go on to a place?  None in it is in groups.
 */
static bool
is_in_row(const LearnRedactText *text, size_t at)
{
	return at > 1 && learn_redact_before(text, at) == ' ' &&
		   learn_redact_in(learn_redact_before(text, at - 1), LEARN_SET_DIGIT);
}

/* The end of a telephone number's extension, "x123". */
static size_t
extension_end(const LearnRedactText *text, size_t at)
{
	size_t digits;

	if (learn_redact_at(text, at) != 'x')
		return at;
	digits = learn_redact_run(text, at + 1, LEARN_SET_DIGIT, 6);
	return digits > 0 && digits < 6 ? at + 1 + digits : at;
}

/*
 * Has a number at a place this form?
 */
static bool
has_form(const LearnRedactText *text, size_t at, const Form *form,
		 LearnRedactFound *found)
{
	size_t end;

	/* Most fail at the first character that is no digit. */
	if (form->form[form->digits] == ' ' && form->digits > 0 &&
		is_in_row(text, at))
		return false;
	if (form->form[form->digits] != '\0' &&
		!fits(learn_redact_at(text, at + form->digits),
			  form->form[form->digits]))
		return false;
	end = form_end(text, at, form);
	if (end > 0 && form->kind == LEARN_REDACT_TELEPHONE)
		end = extension_end(text, end);
	if (end == 0 || !may_end(text, at, end))
		return false;
	found->start = at;
	found->end = end;
	found->kind = form->kind;
	return true;
}

/*
 * Tries the forms that a number at a place, of which the first so many
 * characters are digits, could have.
 */
static bool
find_form(const LearnRedactText *text, size_t at, size_t digits,
		  LearnRedactFound *found)
{
	for (size_t i = 0; digits == 0 && i < LETTERED_FORMS; i++)
	{
		if (fits(text->start[at], lettered_forms[i].form[0]) &&
			has_form(text, at, &lettered_forms[i], found))
			return true;
	}
	for (size_t i = 0; i < FORMS && forms[i].digits <= digits; i++)
	{
		if (forms[i].digits == digits && has_form(text, at, &forms[i], found))
			return true;
	}
	return false;
}

/*
 * A telephone number with the code of a country: +44 20 7946 0958.
 */
static bool
find_international(const LearnRedactText *text, size_t start,
				   LearnRedactFound *found)
{
	size_t full = learn_redact_at(text, start + 1) == '1' ? TELEPHONE_FULL
														  : TELEPHONE_MAX;
	size_t least = TELEPHONE_WHOLE_MIN;
	size_t digits = 0;
	size_t at = start + 1;

	if (!learn_redact_in(learn_redact_at(text, at), LEARN_SET_DIGIT) ||
		text->start[at] == '0')
		return false;
	while (at - start < LEARN_REDACT_LOOK)
	{
		char character = learn_redact_at(text, at);
		char next = learn_redact_at(text, at + 1);

		if (learn_redact_in(character, LEARN_SET_DIGIT))
		{
			if (++digits > full)
				return false;
		}
		else if (digits >= full ||
				 !learn_redact_is_one_of(character, " -./()") ||
				 (!learn_redact_in(next, LEARN_SET_DIGIT) &&
				  !learn_redact_is_one_of(next, " -(")) ||
				 (character == ' ' && digits >= TELEPHONE_FULL))
			break;
		else
			least = TELEPHONE_MIN;
		at++;
	}
	at = extension_end(text, at);
	if (digits < least ||
		learn_redact_in(learn_redact_at(text, at), LEARN_SET_WORD))
		return false;
	*found = (LearnRedactFound){start, at, LEARN_REDACT_TELEPHONE};
	return true;
}

/*
 * A telephone number as it is dialled within a state: 0171 234 56 78.
 */
static bool
find_national(const LearnRedactText *text, size_t start,
			  LearnRedactFound *found)
{
	size_t digits =
		learn_redact_run(text, start, LEARN_SET_DIGIT, NATIONAL_MAX);
	size_t at = start + digits;
	char separator = learn_redact_at(text, at);
	int groups = 1;

	if (learn_redact_at(text, start + 1) == '0' || digits < 3 || digits > 5 ||
		!learn_redact_is_one_of(separator, " -./") || is_in_row(text, start))
		return false;
	while (learn_redact_at(text, at) == separator)
	{
		size_t group =
			learn_redact_run(text, at + 1, LEARN_SET_DIGIT, NATIONAL_MAX);

		if (group < 2 || group > 4)
			break;
		digits += group;
		at += group + 1;
		groups++;
	}
	if (groups < 3 || groups > 5 || digits < NATIONAL_MIN ||
		digits > NATIONAL_MAX || !may_end(text, start, at))
		return false;
	*found = (LearnRedactFound){start, at, LEARN_REDACT_TELEPHONE};
	return true;
}

static bool
is_account_state(const char *letters)
{
	for (size_t i = 0; account_states[i] != '\0'; i += 2)
	{
		if (memcmp(account_states + i, letters, 2) == 0)
			return true;
	}
	return false;
}

/*
 * A bank account, in one piece or in groups of four: the longest that is one.
 */
static bool
find_account(const LearnRedactText *text, size_t start,
			 LearnRedactFound *found)
{
	char number[LEARN_REDACT_NUMBER_MAX];
	size_t length = 0;
	size_t at = start;

	found->end = 0;
	if (!learn_redact_in(learn_redact_at(text, start + 2), LEARN_SET_DIGIT) ||
		!learn_redact_in(learn_redact_at(text, start + 3), LEARN_SET_DIGIT) ||
		!is_account_state(text->start + start))
		return false;
	while (length < sizeof(number) &&
		   learn_redact_in(learn_redact_at(text, at),
						   LEARN_SET_UPPER | LEARN_SET_DIGIT))
	{
		char next = learn_redact_at(text, at + 1);

		number[length++] = text->start[at++];
		if (!learn_redact_in(next, LEARN_SET_WORD | LEARN_SET_DASH) &&
			learn_redact_is_iban(number, length))
			found->end = at;
		if (next == ' ' && length % 4 == 0)
			at++;
	}
	found->start = start;
	found->kind = LEARN_REDACT_ACCOUNT;
	return found->end > 0;
}

bool
learn_redact_find_number(const LearnRedactText *text, size_t at,
						 LearnRedactFound *found)
{
	char first = text->start[at];
	size_t digits;

	if (first == '+')
		return may_begin(text, at) && find_international(text, at, found);
	if (!learn_redact_in(first, LEARN_SET_DIGIT | LEARN_SET_UPPER) &&
		(first != '(' ||
		 !learn_redact_in(learn_redact_at(text, at + 1), LEARN_SET_DIGIT)))
		return false;
	if (!may_begin(text, at))
		return false;
	if (first == '0' && find_national(text, at, found))
		return true;
	digits = learn_redact_run(text, at, LEARN_SET_DIGIT, 19);
	if (digits == 0 && first != '(')
	{
		size_t letters = learn_redact_run(text, at, LEARN_SET_UPPER, 7);
		char next = learn_redact_at(text, at + letters);

		if (!learn_redact_in(next, LEARN_SET_DIGIT) &&
			(!learn_redact_is_one_of(next, " -") ||
			 !learn_redact_in(learn_redact_at(text, at + letters + 1),
							  LEARN_SET_DIGIT)))
			return false;
		if (letters == 2 && find_account(text, at, found))
			return true;
	}
	return find_form(text, at, digits, found);
}
