/*-------------------------------------------------------------------------
 *
 * json_number.c
 *		The numbers of JSON: what they are worth, and which is larger.
 *
 *-------------------------------------------------------------------------
 */
#include "core/json_number.h"

#include <math.h>
#include <stdlib.h>

#include <json-c/json.h>

/* Every integer of so many digits is a double; so is every such power. */
#define EXACT_DIGITS 15
#define EXACT_POWER 22

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * The value of a number with few digits and a small exponent: then both the
 * digits and the power of ten are doubles, and one operation rounds once.
 * False: it is not one of these.
 */
static bool
exact_double(const char *text, double *number)
{
	static const double powers[EXACT_POWER + 1] = {
		1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
		1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
	bool negative = *text == '-';
	bool fraction = false;
	uint64_t digits = 0;
	int count = 0;
	int power = 0;

	for (text += negative ? 1 : 0; is_digit(*text) || *text == '.'; text++)
	{
		if (*text == '.')
		{
			fraction = true;
			continue;
		}
		if (++count > EXACT_DIGITS)
			return false;
		digits = digits * 10 + (uint64_t) (*text - '0');
		power -= fraction ? 1 : 0;
	}
	if (*text != '\0')
	{
		bool below_one = text[1] == '-';
		int exponent = 0;

		for (text += below_one || text[1] == '+' ? 2 : 1; is_digit(*text);
			 text++)
		{
			exponent = exponent * 10 + (*text - '0');
			if (exponent > 2 * EXACT_POWER)
				return false;
		}
		power += below_one ? -exponent : exponent;
	}
	if (power < -EXACT_POWER || power > EXACT_POWER)
		return false;
	*number = power < 0 ? (double) digits / powers[-power]
						: (double) digits * powers[power];
	if (negative)
		*number = -*number;
	return true;
}

bool
learn_json_nearest_double(const char *text, double *number)
{
	json_object *parsed;

	if (exact_double(text, number))
		return true;

	/* json-c reads numbers by strtod(), whatever the locale. */
	parsed = json_tokener_parse(text);
	if (parsed == NULL)
		return false;
	*number = json_object_get_double(parsed);
	json_object_put(parsed);
	return true;
}

int
learn_json_compare_integer_double(bool negative, uint64_t magnitude,
								  double number)
{
	double whole = floor(number);
	int order;

	if (whole >= 18446744073709551616.0 || (negative && whole >= 0))
		return -1;
	if (whole < -9223372036854775808.0 || (!negative && whole < 0))
		return 1;
	if (negative)
	{
		/* The larger the magnitude, the smaller the number. */
		uint64_t other = (uint64_t) -whole;

		order = (magnitude < other) - (magnitude > other);
	}
	else
		order =
			(magnitude > (uint64_t) whole) - (magnitude < (uint64_t) whole);
	return order == 0 && number > whole ? -1 : order;
}
