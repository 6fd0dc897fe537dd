/*-------------------------------------------------------------------------
 *
 * redact_checks.c
 *		Do the digits of a number fit together, as those of identity numbers
 *		and payment cards do?
 *
 *-------------------------------------------------------------------------
 */
#include "core/redact_checks.h"

#include <string.h>

/* A range of the first four digits of payment cards, and their lengths. */
typedef struct Issuer
{
	unsigned first;
	unsigned last;
	unsigned lengths; /* a bit for each */
} Issuer;

#define LENGTH(digits) (1u << (digits))

static const Issuer issuers[] = {
	{1800, 1800, LENGTH(15)},
	{2131, 2131, LENGTH(15)},
	{2200, 2204, LENGTH(16)},
	{2221, 2720, LENGTH(16)},
	{3000, 3059, LENGTH(14)},
	{3095, 3095, LENGTH(14)},
	{3400, 3499, LENGTH(15)},
	{3528, 3589, LENGTH(16)},
	{3600, 3699, LENGTH(14)},
	{3700, 3799, LENGTH(15)},
	{3800, 3999, LENGTH(14)},
	{4000, 4999, LENGTH(13) | LENGTH(16) | LENGTH(19)},
	{5018, 5018, LENGTH(16)},
	{5020, 5020, LENGTH(16)},
	{5038, 5038, LENGTH(16)},
	{5100, 5599, LENGTH(16)},
	{5893, 5893, LENGTH(16)},
	{6011, 6011, LENGTH(16) | LENGTH(19)},
	{6200, 6299, LENGTH(16) | LENGTH(17) | LENGTH(18) | LENGTH(19)},
	{6304, 6304, LENGTH(16)},
	{6440, 6599, LENGTH(16) | LENGTH(19)},
	{6759, 6763, LENGTH(16)},
};

static unsigned
digit(char character)
{
	return (unsigned) (character - '0');
}

static bool
is_digit(char character)
{
	return character >= '0' && character <= '9';
}

/* The number that so many digits are. */
static unsigned
value_of(const char *digits, size_t length)
{
	unsigned value = 0;

	for (size_t i = 0; i < length; i++)
		value = value * 10 + digit(digits[i]);
	return value;
}

/* Are all the digits the same, as in numbers that stand for none? */
static bool
is_repeated(const char *number, size_t length)
{
	return memcmp(number, number + 1, length - 1) == 0;
}

/* The sum of digits, each times its weight. */
static unsigned
weighted(const char *number, const unsigned char *weights, size_t length)
{
	unsigned sum = 0;

	for (size_t i = 0; i < length; i++)
		sum += digit(number[i]) * weights[i];
	return sum;
}

/* Is there such a day? */
static bool
is_day(unsigned month, unsigned day)
{
	return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static bool
is_luhn(const char *number, size_t length)
{
	unsigned sum = 0;

	for (size_t i = 0; i < length; i++)
	{
		unsigned next = digit(number[length - 1 - i]);

		if (i % 2 == 1)
			next = next > 4 ? next * 2 - 9 : next * 2;
		sum += next;
	}
	return sum % 10 == 0;
}

bool
learn_redact_is_card(const char *number, size_t length)
{
	unsigned prefix = value_of(number, 4);

	if (length < 13 || length > 19)
		return false;
	for (size_t i = 0; i < sizeof(issuers) / sizeof(issuers[0]); i++)
	{
		if (prefix >= issuers[i].first && prefix <= issuers[i].last)
			return (issuers[i].lengths & LENGTH(length)) != 0 &&
				   is_luhn(number, length);
	}
	return false;
}

/* The remainder of a number and its letters, each a number from 10 on. */
static unsigned
remainder_of(const char *number, size_t length, unsigned remainder)
{
	for (size_t i = 0; i < length; i++)
		remainder =
			is_digit(number[i])
				? (remainder * 10 + digit(number[i])) % 97
				: (remainder * 100 + (unsigned) (number[i] - 'A' + 10)) % 97;
	return remainder;
}

bool
learn_redact_is_iban(const char *number, size_t length)
{
	return length >= 15 && length <= LEARN_REDACT_NUMBER_MAX &&
		   remainder_of(number, 4, remainder_of(number + 4, length - 4, 0)) ==
			   1;
}

bool
learn_redact_is_american(const char *number, size_t length)
{
	number += length - 10;
	return digit(number[0]) >= 2 && digit(number[3]) >= 2 &&
		   !is_repeated(number, 10);
}

bool
learn_redact_is_social_security(const char *number, size_t length)
{
	unsigned area = value_of(number, 3);
	unsigned group = value_of(number + 3, 2);

	(void) length;
	if (area == 0 || area == 666 || group == 0 || value_of(number + 5, 4) == 0)
		return false;
	return area < 900 || group >= 50; /* a taxpayer's without one */
}

bool
learn_redact_is_british(const char *number, size_t length)
{
	static const char *const never[] = {"BG", "GB", "KN", "NK",
										"NT", "TN", "ZZ"};

	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
	{
		if (memcmp(number, never[i], 2) == 0)
			return false;
	}
	return strchr("DFIQUV", number[0]) == NULL &&
		   strchr("DFIOQUV", number[1]) == NULL &&
		   strchr("ABCD", number[length - 1]) != NULL;
}

bool
learn_redact_is_british_health(const char *number, size_t length)
{
	static const unsigned char weights[] = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};

	return length == 10 && weighted(number, weights, 10) % 11 == 0;
}

bool
learn_redact_is_dutch(const char *number, size_t length)
{
	static const unsigned char weights[] = {9, 8, 7, 6, 5, 4, 3, 2};

	return length == 9 &&
		   weighted(number, weights, 8) % 11 == digit(number[8]) &&
		   !is_repeated(number, 9);
}

bool
learn_redact_is_french(const char *number, size_t length)
{
	char digits[13];
	unsigned month = value_of(number + 3, 2);
	unsigned remainder = 0;

	/* The departments of Corsica are 2A and 2B; they count as 19 and 18. */
	memcpy(digits, number, sizeof(digits));
	if (number[6] == 'A' || number[6] == 'B')
	{
		digits[5] = '1';
		digits[6] = number[6] == 'A' ? '9' : '8';
	}
	for (size_t i = 0; i < sizeof(digits); i++)
		remainder = (remainder * 10 + digit(digits[i])) % 97;
	return length == 15 && (number[0] == '1' || number[0] == '2') &&
		   ((month >= 1 && month <= 12) || (month >= 20 && month <= 42)) &&
		   97 - remainder == value_of(number + 13, 2);
}

bool
learn_redact_is_german(const char *number, size_t length)
{
	static const unsigned char weights[] = {2, 1, 2, 5, 7, 1,
											2, 1, 2, 1, 2, 1};
	unsigned letter = (unsigned) (number[8] - 'A' + 1);
	char digits[12];
	unsigned sum = 0;

	/* The letter that the name began with counts as two digits. */
	memcpy(digits, number, 8);
	digits[8] = (char) ('0' + letter / 10);
	digits[9] = (char) ('0' + letter % 10);
	memcpy(digits + 10, number + 9, 2);
	for (size_t i = 0; i < sizeof(digits); i++)
	{
		unsigned product = digit(digits[i]) * weights[i];

		sum += product / 10 + product % 10;
	}
	return length == 12 &&
		   is_day(value_of(number + 4, 2), value_of(number + 2, 2)) &&
		   sum % 10 == digit(number[11]);
}

bool
learn_redact_is_spanish(const char *number, size_t length)
{
	unsigned foreign = number[0] >= 'X' ? (unsigned) (number[0] - 'X') : 0;
	unsigned value = number[0] >= 'X'
						 ? foreign * 10000000 + value_of(number + 1, 7)
						 : value_of(number, 8);

	return length == 9 && (is_digit(number[0]) || number[0] >= 'X') &&
		   foreign <= 2 && "TRWAGMYFPDXBNJZSQVHLCKE"[value % 23] == number[8];
}

bool
learn_redact_is_italian(const char *number, size_t length)
{
	static const unsigned char odd[] = {1,  0,  5,  7,  9,  13, 15, 17, 19,
										21, 2,  4,  18, 20, 11, 3,  6,  8,
										12, 14, 16, 10, 22, 25, 24, 23};
	unsigned sum = 0;

	for (size_t i = 0; i < 15; i++)
	{
		unsigned value = is_digit(number[i]) ? digit(number[i])
											 : (unsigned) (number[i] - 'A');

		sum += i % 2 == 0 ? odd[value] : value;
	}
	return length == 16 && strchr("ABCDEHLMPRST", number[8]) != NULL &&
		   number[15] == (char) ('A' + sum % 26);
}

bool
learn_redact_is_brazilian(const char *number, size_t length)
{
	unsigned first = 0;
	unsigned second = 0;

	for (unsigned i = 0; i < 9; i++)
		first += digit(number[i]) * (10 - i);
	for (unsigned i = 0; i < 10; i++)
		second += digit(number[i]) * (11 - i);
	return length == 11 && !is_repeated(number, length) &&
		   first * 10 % 11 % 10 == digit(number[9]) &&
		   second * 10 % 11 % 10 == digit(number[10]);
}

bool
learn_redact_is_canadian(const char *number, size_t length)
{
	return length == 9 && number[0] != '0' && number[0] != '8' &&
		   !is_repeated(number, length) && is_luhn(number, length);
}

/* Verhoeff's check, by the multiplication of a dihedral group of ten. */
bool
learn_redact_is_indian(const char *number, size_t length)
{
	static const char *const times[] = {"0123456789", "1234067895",
										"2340178956", "3401289567",
										"4012395678", "5987604321",
										"6598710432", "7659821043",
										"8765932104", "9876543210"};
	static const char *const permuted[] = {"0123456789", "1576283094",
										   "5803796142", "8916043527",
										   "9453126870", "4286573901",
										   "2793806415", "7046913258"};
	unsigned check = 0;

	if (length != 12 || number[0] < '2')
		return false;
	for (size_t i = 0; i < length; i++)
		check = digit(times[check][digit(
			permuted[i % 8][digit(number[length - 1 - i])])]);
	return check == 0;
}

bool
learn_redact_is_indian_tax(const char *number, size_t length)
{
	return length == 10 && number[3] == 'P'; /* of a person */
}

bool
learn_redact_is_swiss(const char *number, size_t length)
{
	static const unsigned char weights[] = {1, 3, 1, 3, 1, 3, 1,
											3, 1, 3, 1, 3, 1};

	return length == 13 && memcmp(number, "756", 3) == 0 &&
		   weighted(number, weights, length) % 10 == 0;
}

bool
learn_redact_is_belgian(const char *number, size_t length)
{
	unsigned value = value_of(number, 9);
	unsigned check = value_of(number + 9, 2);

	/* Those who were born since 2000 have a 2 before their numbers. */
	return length == 11 &&
		   is_day(value_of(number + 2, 2), value_of(number + 4, 2)) &&
		   (97 - value % 97 == check ||
			97 - (value + 2000000000u) % 97 == check);
}

bool
learn_redact_is_finnish(const char *number, size_t length)
{
	const char *last = number + length - 4;
	unsigned value = value_of(number, 6) * 1000 + value_of(last, 3);

	return is_day(value_of(number + 2, 2), value_of(number, 2)) &&
		   "0123456789ABCDEFHJKLMNPRSTUVWXY"[value % 31] == last[3];
}

bool
learn_redact_is_chinese(const char *number, size_t length)
{
	static const unsigned char weights[] = {7, 9, 10, 5,  8, 4, 2, 1, 6,
											3, 7, 9,  10, 5, 8, 4, 2};
	unsigned year = value_of(number + 6, 4);

	return length == 18 && year >= 1900 && year <= 2100 &&
		   is_day(value_of(number + 10, 2), value_of(number + 12, 2)) &&
		   "10X98765432"[weighted(number, weights, 17) % 11] == number[17];
}

bool
learn_redact_is_korean(const char *number, size_t length)
{
	static const unsigned char weights[] = {2, 3, 4, 5, 6, 7,
											8, 9, 2, 3, 4, 5};

	return length == 13 && number[6] >= '1' && number[6] <= '8' &&
		   is_day(value_of(number + 2, 2), value_of(number + 4, 2)) &&
		   (11 - weighted(number, weights, 12) % 11) % 10 == digit(number[12]);
}

bool
learn_redact_is_mexican(const char *number, size_t length)
{
	unsigned sum = 0;

	/* A letter that is in no number here stands between N and O. */
	for (unsigned i = 0; i < 17; i++)
	{
		unsigned value = is_digit(number[i])
							 ? digit(number[i])
							 : (unsigned) (number[i] - 'A' + 10);

		sum += (value + (number[i] > 'N')) * (18 - i);
	}
	return length == 18 && (number[10] == 'H' || number[10] == 'M') &&
		   is_day(value_of(number + 6, 2), value_of(number + 8, 2)) &&
		   (10 - sum % 10) % 10 == digit(number[17]);
}

bool
learn_redact_is_singaporean(const char *number, size_t length)
{
	static const unsigned char weights[] = {2, 7, 6, 5, 4, 3, 2};
	unsigned sum = weighted(number + 1, weights, 7);

	if (number[0] == 'T' || number[0] == 'G')
		sum += 4;
	return length == 9 &&
		   (number[0] == 'S' || number[0] == 'T'
				? "JZIHGFEDCBA"
				: "XWUTRQPNMLK")[sum % 11] == number[8] &&
		   strchr("STFG", number[0]) != NULL;
}
