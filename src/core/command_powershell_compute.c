/*-------------------------------------------------------------------------
 *
 * command_powershell_compute.c
 *		Computes expressions of PowerShell in which only constants are.
 *
 * This is how names are hidden, so the operators are those that are used for
 * it.  What is computed may cost so many bytes in all, in proportion to the
 * text; then values are unknown, and are shown as they are written.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_powershell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/character.h"

/* The longest list that a range may be. */
#define RANGE_MAX 4096

/* Is it a constant that can be computed with? */
static bool
is_constant(const LearnPowerShellValue *value)
{
	return value->known && !value->text.failed &&
		   (value->quoted || !value->expands);
}

/* Its elements; NULL when there are none. */
static const char *
first_element(const LearnPowerShellValue *value)
{
	return value->text.data != NULL ? value->text.data : "";
}

/* The element behind another one; only when there is one. */
static const char *
next_element(const char *element)
{
	return element + strlen(element) + 1;
}

/* Puts a result in a value's place; the result is gone then. */
static void
replace(LearnPowerShellText *text, LearnPowerShellValue *value,
		LearnBuffer *result, int count)
{
	text->reader->failed = text->reader->failed || result->failed;
	learn_buffer_free(&value->text);
	value->text = *result;
	value->count = count;
	value->number = false;
	value->quoted = true;
}

/* Reads a whole number, decimal or 0x; false: it is none, or a large one. */
static bool
to_number(const char *element, long *number)
{
	bool negative = element[0] == '-';
	const char *digits = element + negative;
	bool hex = digits[0] == '0' && (digits[1] | 0x20) == 'x';
	char *end;

	digits += hex ? 2 : 0;
	if (strlen(digits) == 0 || strlen(digits) > 7 || digits[0] == '-' ||
		digits[0] == '+' || digits[0] == ' ')
		return false;
	*number = strtol(digits, &end, hex ? 16 : 10);
	if (*end != '\0')
		return false;
	if (negative)
		*number = -*number;
	return true;
}

/* Adds an element to a list that is being made. */
static void
add_element(LearnBuffer *list, int *count, const char *element, size_t length)
{
	if (*count > 0)
		learn_buffer_append(list, "", 1);
	learn_buffer_append(list, element, length);
	(*count)++;
}

/* The text of the second operand behind that of the first. */
static void
append_value(LearnPowerShellText *text, LearnPowerShellValue *left,
			 const LearnPowerShellValue *right, bool list)
{
	if (!learn_powershell_spend(text, right->text.length))
	{
		learn_powershell_value_unknown(left);
		return;
	}
	if (list)
	{
		learn_buffer_append(&left->text, "", 1);
		left->count += right->count;
	}
	learn_buffer_append(&left->text, first_element(right), right->text.length);
	text->reader->failed = text->reader->failed || left->text.failed;
	left->expands = left->expands || right->expands;
	left->quoted = left->quoted || right->quoted;
	left->number = false;
}

/* left..right: whole numbers, or characters of strings. */
static void
compute_range(LearnPowerShellText *text, LearnPowerShellValue *left,
			  const LearnPowerShellValue *right)
{
	LearnBuffer list;
	int count = 0;
	long first;
	long last;
	long step;

	if (!to_number(first_element(left), &first) ||
		!to_number(first_element(right), &last) ||
		labs(last - first) >= RANGE_MAX ||
		!learn_powershell_spend(text, (size_t) labs(last - first) * 8))
	{
		learn_powershell_value_unknown(left);
		return;
	}
	step = last < first ? -1 : 1;
	learn_buffer_init(&list, 0);
	for (long number = first;; number += step)
	{
		char digits[24];
		int length = snprintf(digits, sizeof(digits), "%ld", number);

		add_element(&list, &count, digits, (size_t) length);
		if (number == last)
			break;
	}
	replace(text, left, &list, count);
	left->quoted = false;
}

/* The argument that {n} in a format asks for; NULL: it cannot be told. */
static const char *
format_argument(const LearnPowerShellValue *arguments, const char **at)
{
	const char *element = first_element(arguments);
	char *end;
	long number = strtol(*at + 1, &end, 10);

	if (end == *at + 1 || *end != '}' || number < 0 ||
		number >= arguments->count)
		return NULL;
	for (long i = 0; i < number; i++)
		element = next_element(element);
	*at = end + 1;
	return element;
}

/* "{1}{0}" -f 'x', 'ie' */
static void
compute_format(LearnPowerShellText *text, LearnPowerShellValue *format,
			   const LearnPowerShellValue *arguments)
{
	LearnBuffer result;
	bool good = format->count == 1;

	learn_buffer_init(&result, 0);
	for (const char *at = first_element(format); good && *at != '\0';)
	{
		if ((at[0] == '{' || at[0] == '}') && at[1] == at[0])
		{
			learn_buffer_append(&result, at, 1);
			at += 2;
		}
		else if (at[0] == '{')
		{
			size_t cost = arguments->text.length;
			const char *argument = learn_powershell_spend(text, cost)
									   ? format_argument(arguments, &at)
									   : NULL;

			good = argument != NULL;
			if (good)
				learn_buffer_append_string(&result, argument);
		}
		else
			learn_buffer_append(&result, at++, 1);
	}
	if (good && learn_powershell_spend(text, result.length))
		replace(text, format, &result, 1);
	else
	{
		learn_buffer_free(&result);
		learn_powershell_value_unknown(format);
	}
}

/* The elements of a list, one after the other, with text between them. */
static void
join(LearnPowerShellText *text, LearnPowerShellValue *list,
	 const char *separator)
{
	LearnBuffer result;
	const char *element = first_element(list);

	if (list->text.failed ||
		!learn_powershell_spend(text,
								list->text.length +
									strlen(separator) * (size_t) list->count))
	{
		learn_powershell_value_unknown(list);
		return;
	}
	learn_buffer_init(&result, 0);
	for (int i = 0; i < list->count; i++)
	{
		if (i > 0)
		{
			learn_buffer_append_string(&result, separator);
			element = next_element(element);
		}
		learn_buffer_append_string(&result, element);
	}
	replace(text, list, &result, 1);
}

/* Does it mean nothing but itself in a regular expression? */
static bool
is_plain(const char *pattern)
{
	return strpbrk(pattern, "\\^$.|?*+()[]{}") == NULL;
}

/*
 * Replaces one text by another in a string.
 */
static void
substitute(LearnPowerShellText *text, LearnPowerShellValue *value,
		   const char *from, const char *to, bool any_case)
{
	LearnBuffer result;
	size_t length = strlen(from);
	size_t grown = 0;

	if (value->count != 1 || length == 0 ||
		!learn_powershell_spend(text, value->text.length *
										  (length < 16 ? 1 : length / 16)))
	{
		learn_powershell_value_unknown(value);
		return;
	}
	learn_buffer_init(&result, 0);
	for (const char *at = first_element(value); *at != '\0';)
	{
		if (any_case ? strncasecmp(at, from, length) == 0
					 : strncmp(at, from, length) == 0)
		{
			grown += strlen(to);
			if (grown > text->work)
				break;
			learn_buffer_append_string(&result, to);
			at += length;
		}
		else
			learn_buffer_append(&result, at++, 1);
	}
	if (learn_powershell_spend(text, grown))
		replace(text, value, &result, 1);
	else
	{
		learn_buffer_free(&result);
		learn_powershell_value_unknown(value);
	}
}

/* 'text' -replace 'from', 'to' */
static void
compute_replace(LearnPowerShellText *text, LearnPowerShellValue *value,
				const LearnPowerShellValue *pair, bool any_case)
{
	const char *from = first_element(pair);
	const char *to = pair->count == 2 ? next_element(from) : "";

	if (pair->count > 2 || !is_plain(from) || strchr(to, '$') != NULL)
		learn_powershell_value_unknown(value);
	else
		substitute(text, value, from, to, any_case);
}

void
learn_powershell_compute(LearnPowerShellText *text, const char *operator,
						 LearnPowerShellValue * left,
						 const LearnPowerShellValue *right)
{
	left->block = false;
	if (strcmp(operator, ",") == 0 && left->known && right->known)
		append_value(text, left, right, true);
	else if (!is_constant(left) || !is_constant(right))
		learn_powershell_value_unknown(left);
	else if (strcmp(operator, "+") == 0 && !left->number &&
			 (left->count > 1 || right->count == 1))
		append_value(text, left, right, left->count > 1);
	else if (strcmp(operator, "..") == 0)
		compute_range(text, left, right);
	else if (strcmp(operator, "f") == 0)
		compute_format(text, left, right);
	else if (strcmp(operator, "join") == 0 && right->count == 1)
		join(text, left, first_element(right));
	else if (strcmp(operator, "replace") == 0 ||
			 strcmp(operator, "ireplace") == 0)
		compute_replace(text, left, right, true);
	else if (strcmp(operator, "creplace") == 0)
		compute_replace(text, left, right, false);
	else
		learn_powershell_value_unknown(left);
}

void
learn_powershell_compute_join(LearnPowerShellText *text,
							  LearnPowerShellValue *value)
{
	if (is_constant(value))
		join(text, value, "");
	else
		learn_powershell_value_unknown(value);
}

/*
 * One element of a value by its index, from its end when negative: of a list,
 * or a character of a string.
 */
static bool
pick(const LearnPowerShellValue *value, long index, const char **element,
	 size_t *length)
{
	const char *at = first_element(value);
	bool list = value->count > 1;
	long count = list ? value->count : (long) value->text.length;

	if (index < 0)
		index += count;
	if (index < 0 || index >= count)
		return false;
	if (!list)
	{
		*element = at + index;
		*length = 1;
		return true;
	}
	for (long i = 0; i < index; i++)
		at = next_element(at);
	*element = at;
	*length = strlen(at);
	return true;
}

void
learn_powershell_compute_index(LearnPowerShellText *text,
							   LearnPowerShellValue *value,
							   const LearnPowerShellValue *index)
{
	LearnBuffer list;
	int count = 0;
	const char *at = first_element(index);
	bool good;

	learn_powershell_constant(text, value);
	good = is_constant(value) && is_constant(index) &&
		   learn_powershell_spend(text, (size_t) index->count);
	learn_buffer_init(&list, 0);
	for (int i = 0; good && i < index->count; i++)
	{
		const char *element;
		size_t length;
		long number;

		at = i > 0 ? next_element(at) : at;
		good =
			to_number(at, &number) &&
			learn_powershell_spend(text,
								   value->count > 1 ? value->text.length : 1);
		if (good && pick(value, number, &element, &length))
			add_element(&list, &count, element, length);
	}
	if (good && count > 0)
		replace(text, value, &list, count);
	else
	{
		learn_buffer_free(&list);
		learn_powershell_value_unknown(value);
	}
}

/* Numbers become the characters that they stand for. */
static void
cast_characters(LearnPowerShellText *text, LearnPowerShellValue *value)
{
	LearnBuffer list;
	int count = 0;
	const char *element = first_element(value);
	bool good = learn_powershell_spend(text, value->text.length);

	learn_buffer_init(&list, 0);
	for (int i = 0; good && i < value->count; i++)
	{
		long code;
		char bytes[4];

		element = i > 0 ? next_element(element) : element;
		if (to_number(element, &code) && (code > 9 || value->number))
		{
			size_t length =
				code > 0 ? learn_character_write((uint32_t) code, bytes) : 0;

			good = length > 0;
			add_element(&list, &count, bytes, length);
		}
		else
			add_element(&list, &count, element, strlen(element));
	}
	if (good)
		replace(text, value, &list, count);
	else
	{
		learn_buffer_free(&list);
		learn_powershell_value_unknown(value);
	}
}

/* A string becomes the list of its characters. */
static void
split_characters(LearnPowerShellText *text, LearnPowerShellValue *value)
{
	LearnBuffer list;
	int count = 0;

	if (!learn_powershell_spend(text, value->text.length * 2) ||
		value->text.length == 0)
	{
		learn_powershell_value_unknown(value);
		return;
	}
	learn_buffer_init(&list, 0);
	for (size_t i = 0; i < value->text.length; i++)
		add_element(&list, &count, value->text.data + i, 1);
	replace(text, value, &list, count);
}

void
learn_powershell_compute_cast(LearnPowerShellText *text, const char *type,
							  LearnPowerShellValue *value)
{
	bool character = strcmp(type, "char") == 0;

	value->block = false;
	if (!is_constant(value))
	{
		if (!value->known)
			return;
		learn_powershell_value_unknown(value);
	}
	else if ((character && value->count == 1) ||
			 (strcmp(type, "char[]") == 0 &&
			  (value->count > 1 || value->number)))
		cast_characters(text, value);
	else if (strcmp(type, "char[]") == 0)
		split_characters(text, value);
	else if (strcmp(type, "string") == 0)
	{
		value->number = false;
		value->quoted = true;
	}
	else if (strncmp(type, "string", 6) != 0 && strcmp(type, "int") != 0 &&
			 strcmp(type, "array") != 0)
		learn_powershell_value_unknown(value);
}

/* Makes the letters small or capital. */
static void
change_case(LearnPowerShellText *text, LearnPowerShellValue *value, bool lower)
{
	char first = lower ? 'A' : 'a';

	if (!learn_powershell_spend(text, value->text.length))
	{
		learn_powershell_value_unknown(value);
		return;
	}
	for (size_t i = 0; i < value->text.length; i++)
	{
		char *letter = &value->text.data[i];

		if (*letter >= first && *letter <= first + ('z' - 'a'))
			*letter ^= 0x20;
	}
}

void
learn_powershell_compute_method(LearnPowerShellText *text, const char *method,
								LearnPowerShellValue *value,
								const LearnPowerShellValue *arguments,
								int argument_count)
{
	bool constant = is_constant(value);

	for (int i = 0; i < argument_count && i < 2; i++)
		constant = constant && is_constant(&arguments[i]);
	value->block = false;
	if (value->known && strcmp(method, "tostring") == 0)
		return; /* of a variable too, which may be the same everywhere */
	if (!constant || argument_count > 2)
		learn_powershell_value_unknown(value);
	else if (strcmp(method, "replace") == 0 && argument_count == 2 &&
			 arguments[0].count == 1 && arguments[1].count == 1)
		substitute(text, value, first_element(&arguments[0]),
				   first_element(&arguments[1]), false);
	else if (strcmp(method, "join") == 0 && argument_count == 2 &&
			 arguments[0].count == 1)
	{
		/* [string]::Join(separator, list), which is called on nothing */
		learn_buffer_truncate(&value->text, 0);
		value->count = 1;
		append_value(text, value, &arguments[1], false);
		value->count = arguments[1].count;
		join(text, value, first_element(&arguments[0]));
	}
	else if (strcmp(method, "tochararray") == 0 && value->count == 1)
		split_characters(text, value);
	else if (strcmp(method, "tolower") == 0 || strcmp(method, "toupper") == 0)
		change_case(text, value, method[2] == 'l');
	else if (strcmp(method, "trim") != 0)
		learn_powershell_value_unknown(value);
}
