/*-------------------------------------------------------------------------
 *
 * command_powershell_expression.c
 *		The expressions of PowerShell: operands and what is between them.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_powershell.h"

#include <string.h>
#include <strings.h>

/* The longest name of an operator, with a terminator. */
#define OPERATOR_MAX 16

/* An operator between two operands. */
typedef struct Operator
{
	char name[OPERATOR_MAX]; /* without its dash, in lower case */
	LearnPowerShellLevel level;
	size_t length; /* as it is written */
} Operator;

static bool
is_digit(char character)
{
	return character >= '0' && character <= '9';
}

static bool
is_hex(char character)
{
	return is_digit(character) ||
		   ((character | 0x20) >= 'a' && (character | 0x20) <= 'f');
}

/* The length of the digits, and of one dot among them. */
static size_t
digits_length(const LearnPowerShellText *text)
{
	size_t length = 0;

	if (learn_powershell_peek(text, 0) == '0' &&
		(learn_powershell_peek(text, 1) | 0x20) == 'x' &&
		is_hex(learn_powershell_peek(text, 2)))
	{
		for (length = 3; is_hex(learn_powershell_peek(text, length));)
			length++;
		return length;
	}
	while (is_digit(learn_powershell_peek(text, length)))
		length++;
	if (learn_powershell_peek(text, length) == '.' &&
		is_digit(learn_powershell_peek(text, length + 1)))
	{
		length++;
		while (is_digit(learn_powershell_peek(text, length)))
			length++;
	}
	return length;
}

size_t
learn_powershell_number(const LearnPowerShellText *text)
{
	static const char *const units[] = {"kb", "mb", "gb", "tb", "pb"};
	size_t length = digits_length(text);

	if (length == 0 || learn_powershell_peek(text, length - 1) == '.')
		return 0;
	if ((learn_powershell_peek(text, length) | 0x20) == 'e')
	{
		size_t sign = length + 1;

		if (learn_powershell_peek(text, sign) == '-' ||
			learn_powershell_peek(text, sign) == '+')
			sign++;
		if (is_digit(learn_powershell_peek(text, sign)))
		{
			length = sign;
			while (is_digit(learn_powershell_peek(text, length)))
				length++;
		}
	}
	if (strchr("lduysnLDUYSN", learn_powershell_peek(text, length)) != NULL &&
		learn_powershell_peek(text, length) != '\0')
		length++;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
	{
		if (text->length - text->at - length >= 2 &&
			strncasecmp(text->start + text->at + length, units[i], 2) == 0)
			return length + 2;
	}
	return length;
}

bool
learn_powershell_is_expression(LearnPowerShellText *text)
{
	char character = learn_powershell_peek(text, 0);
	size_t dash = learn_powershell_dash(text, text->at);
	size_t number;
	bool joins;
	char kind;

	if (learn_powershell_at_end(text))
		return false;
	if (learn_powershell_quote(text, text->at, &kind) > 0 ||
		(character != '\0' && strchr("$@[({!+,", character) != NULL))
		return true;
	number = learn_powershell_number(text);
	if (number > 0) /* unless it begins a name, such as 7z */
	{
		char next = learn_powershell_peek(text, number);

		return !learn_powershell_is_name(text, text->at + number) &&
			   next != '\\' && next != '/' && next != ':' &&
			   !(next == '.' &&
				 learn_powershell_peek(text, number + 1) != '.');
	}
	if (dash > 0)
	{
		LearnPowerShellText behind = *text;

		behind.at += dash;
		if (is_digit(learn_powershell_peek(&behind, 0)) ||
			strchr("$(", learn_powershell_peek(&behind, 0)) != NULL)
			return true;
		return learn_powershell_peek(&behind, 0) == '-' ||
			   learn_powershell_named_sign(text, &joins) > 0;
	}
	return false;
}

/* The level of an operator with a dash by its name; ANY: there is none. */
static LearnPowerShellLevel
named_level(const char *name)
{
	static const char *const logical[] = {"and",  "or",  "xor",
										  "band", "bor", "bxor"};
	static const char *const comparison[] = {
		"eq",          "ne",      "ge",    "gt",       "lt",      "le",
		"like",        "notlike", "match", "notmatch", "replace", "contains",
		"notcontains", "in",      "notin", "split",    "join",    "is",
		"isnot",       "as",      "shl",   "shr",
	};

	for (size_t i = 0; i < sizeof(logical) / sizeof(*logical); i++)
	{
		if (strcmp(name, logical[i]) == 0)
			return LEARN_LEVEL_LOGICAL;
	}
	if (strcmp(name, "f") == 0)
		return LEARN_LEVEL_FORMAT;
	for (size_t i = 0; i < sizeof(comparison) / sizeof(*comparison); i++)
	{
		if (strcmp(name, comparison[i]) == 0 ||
			((name[0] == 'i' || name[0] == 'c') &&
			 strcmp(name + 1, comparison[i]) == 0))
			return LEARN_LEVEL_COMPARISON;
	}
	return LEARN_LEVEL_ANY;
}

/* An operator with a dash, such as -join. */
static bool
find_named(const LearnPowerShellText *text, Operator *found)
{
	size_t dash = learn_powershell_dash(text, text->at);
	size_t length = 0;

	if (dash == 0)
		return false;
	while (length < OPERATOR_MAX - 1)
	{
		char letter = learn_powershell_peek(text, dash + length);

		if ((letter | 0x20) < 'a' || (letter | 0x20) > 'z')
			break;
		found->name[length++] = (char) (letter | 0x20);
	}
	found->name[length] = '\0';
	found->length = dash + length;
	found->level = length == 0 ? LEARN_LEVEL_SUM : named_level(found->name);
	if (length == 0)
		strcpy(found->name, "-");
	return found->level != LEARN_LEVEL_ANY;
}

/* The operator that stands here, if it is of this level or above. */
static bool
find_operator(const LearnPowerShellText *text, LearnPowerShellLevel level,
			  Operator *found)
{
	static const struct
	{
		const char *sign;
		LearnPowerShellLevel level;
	} signs[] = {
		{"??", LEARN_LEVEL_LOGICAL}, {"?", LEARN_LEVEL_LOGICAL},
		{":", LEARN_LEVEL_LOGICAL},  {"+", LEARN_LEVEL_SUM},
		{"*", LEARN_LEVEL_PRODUCT},  {"/", LEARN_LEVEL_PRODUCT},
		{"%", LEARN_LEVEL_PRODUCT},  {"..", LEARN_LEVEL_RANGE},
		{",", LEARN_LEVEL_COMMA},
	};

	char first = learn_powershell_peek(text, 0);

	/* Most operands are followed by none, and are asked at each level. */
	if (first == '\0' ||
		((unsigned char) first < 0x80 && strchr("-?:+*/%.,", first) == NULL))
		return false;
	if (find_named(text, found))
		return found->level >= level &&
			   learn_powershell_peek(text, found->length) != '=';
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
	{
		if (!learn_powershell_is(text, signs[i].sign))
			continue;
		if (text->commas_end && signs[i].level == LEARN_LEVEL_COMMA)
			return false;
		strcpy(found->name, signs[i].sign);
		found->length = strlen(signs[i].sign);
		found->level = signs[i].level;
		return found->level >= level &&
			   learn_powershell_peek(text, found->length) != '=';
	}
	return false;
}

void
learn_powershell_expression(LearnPowerShellText *text,
							LearnPowerShellElement *element,
							LearnPowerShellLevel level,
							LearnPowerShellValue *value)
{
	Operator operator;

	if (level >= LEARN_LEVEL_OPERAND)
	{
		learn_powershell_operand(text, element, value);
		return;
	}
	learn_powershell_expression(text, element, level + 1, value);
	for (;;)
	{
		LearnPowerShellValue right;

		learn_powershell_skip_blanks(text);
		if (!find_operator(text, level, &operator) || operator.level> level)
			break;
		text->at += operator.length;
		learn_powershell_skip_lines(text);
		learn_powershell_expression(text, element, level + 1, &right);
		learn_powershell_compute(text, operator.name, value, &right);
		value->end = right.end;
		learn_powershell_value_free(&right);
	}
}
