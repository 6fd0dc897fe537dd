/*-------------------------------------------------------------------------
 *
 * json.c
 *		Strict reading and bounded walking of JSON, on json-c.
 *
 *-------------------------------------------------------------------------
 */
#include "core/json.h"
#include "core/json_scan.h"

#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * Is every number below value finite?  The parser bounds the depth of the
 * recursion.
 */
static bool
is_finite(json_object *value)
{
	switch (json_object_get_type(value))
	{
		case json_type_double:
			return isfinite(json_object_get_double(value));
		case json_type_array:
			for (size_t i = 0; i < json_object_array_length(value); i++)
			{
				if (!is_finite(json_object_array_get_idx(value, i)))
					return false;
			}
			return true;
		case json_type_object:
		{
			json_object_object_foreach (value, key, member)
			{
				(void) key;
				if (!is_finite(member))
					return false;
			}
		}
			return true;
		default:
			return true;
	}
}

LearnStatus
learn_json_parse(const char *text, size_t length, json_object **value,
				 LearnProblem *problem)
{
	json_tokener *tokener;
	enum json_tokener_error error;
	size_t end;

	*value = NULL;
	if (length > INT_MAX - 1)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "JSON text is too long");
	if (learn_json_scan(text, length, problem) != LEARN_OK)
		return LEARN_INVALID;

	tokener = json_tokener_new_ex(LEARN_JSON_DEPTH);
	if (tokener == NULL)
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	json_tokener_set_flags(tokener, JSON_TOKENER_ALLOW_TRAILING_CHARS);
	*value = json_tokener_parse_ex(tokener, text, (int) length);
	error = json_tokener_get_error(tokener);

	/* A bare number has no end of its own: a final space gives it one. */
	if (error == json_tokener_continue)
	{
		*value = json_tokener_parse_ex(tokener, " ", 1);
		error = json_tokener_get_error(tokener);
		end = length;
	}
	else
		end = json_tokener_get_parse_end(tokener);
	json_tokener_free(tokener);

	while (error == json_tokener_success && end < length &&
		   strchr(" \t\r\n", text[end]) != NULL)
		end++;
	if (error == json_tokener_success && end == length && is_finite(*value))
		return LEARN_OK;

	json_object_put(*value);
	*value = NULL;
	if (error == json_tokener_success && end == length)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "JSON text holds a number out of range");
	if (error == json_tokener_continue)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "JSON text ends in the middle of a value");
	if (error != json_tokener_success)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "JSON text is malformed at byte %zu: %s",
								 end + 1, json_tokener_error_desc(error));
	return learn_problem_set(problem, LEARN_INVALID, NULL,
							 "JSON text has trailing characters at byte %zu",
							 end + 1);
}

json_object *
learn_json_get(json_object *object, const char *key)
{
	json_object *member = NULL;

	if (json_object_is_type(object, json_type_object))
		json_object_object_get_ex(object, key, &member);
	return member;
}

json_object *
learn_json_get_typed(json_object *object, const char *key, json_type type)
{
	json_object *member = learn_json_get(object, key);

	return json_object_is_type(member, type) ? member : NULL;
}

const char *
learn_json_get_string(json_object *object, const char *key,
					  const char *fallback)
{
	json_object *member = learn_json_get_typed(object, key, json_type_string);

	return member != NULL ? json_object_get_string(member) : fallback;
}

double
learn_json_get_number(json_object *object, const char *key, double fallback)
{
	json_object *member = learn_json_get(object, key);

	if (json_object_is_type(member, json_type_int) ||
		json_object_is_type(member, json_type_double))
		return json_object_get_double(member);
	return fallback;
}

bool
learn_json_get_boolean(json_object *object, const char *key, bool fallback)
{
	json_object *member = learn_json_get_typed(object, key, json_type_boolean);

	return member != NULL ? json_object_get_boolean(member) : fallback;
}

static int
compare_keys(const void *left, const void *right)
{
	return strcmp(*(const char *const *) left, *(const char *const *) right);
}

static void append_sorted(LearnBuffer *buffer, json_object *value);

static void
append_sorted_object(LearnBuffer *buffer, json_object *object)
{
	size_t count = (size_t) json_object_object_length(object);
	const char **keys = malloc((count + 1) * sizeof(*keys));
	size_t filled = 0;

	if (keys == NULL)
	{
		buffer->failed = true;
		return;
	}
	json_object_object_foreach (object, name, member)
	{
		(void) member;
		keys[filled++] = name;
	}
	qsort(keys, filled, sizeof(*keys), compare_keys);

	learn_buffer_append(buffer, "{", 1);
	for (size_t i = 0; i < filled; i++)
	{
		json_object *key = json_object_new_string(keys[i]);

		if (i > 0)
			learn_buffer_append(buffer, ",", 1);
		if (key == NULL)
			buffer->failed = true;
		else
			append_sorted(buffer, key);
		json_object_put(key);
		learn_buffer_append(buffer, ":", 1);
		append_sorted(buffer, json_object_object_get(object, keys[i]));
	}
	learn_buffer_append(buffer, "}", 1);
	free(keys);
}

static void
append_sorted(LearnBuffer *buffer, json_object *value)
{
	if (buffer->failed)
		return;
	switch (json_object_get_type(value))
	{
		case json_type_object:
			append_sorted_object(buffer, value);
			break;
		case json_type_array:
			learn_buffer_append(buffer, "[", 1);
			for (size_t i = 0; i < json_object_array_length(value); i++)
			{
				if (i > 0)
					learn_buffer_append(buffer, ",", 1);
				append_sorted(buffer, json_object_array_get_idx(value, i));
			}
			learn_buffer_append(buffer, "]", 1);
			break;
		default:
		{
			const char *text = json_object_to_json_string_ext(
				value,
				JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);

			if (text == NULL)
				buffer->failed = true;
			else
				learn_buffer_append_string(buffer, text);
		}
		break;
	}
}

bool
learn_json_append_sorted(LearnBuffer *buffer, json_object *value)
{
	append_sorted(buffer, value);
	return !buffer->failed;
}

/* Is one of the eight bytes a quote, a backslash, or not printable ASCII? */
static bool
any_special(uint64_t bytes)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t highs = ones << 7;
	uint64_t quote = bytes ^ (ones * '"');
	uint64_t backslash = bytes ^ (ones * '\\');
	uint64_t delete = bytes ^ (ones * 0x7F);

	/* Subtracting n borrows into the high bit of a byte smaller than n. */
	return ((bytes | ((bytes - ones * ' ') & ~bytes) |
			 ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) |
			 ((delete - ones) & ~delete)) &
			highs) != 0;
}

size_t
learn_json_plain_length(const char *text, size_t length)
{
	size_t plain = 0;

	while (length - plain >= sizeof(uint64_t))
	{
		uint64_t bytes;

		memcpy(&bytes, text + plain, sizeof(bytes));
		if (any_special(bytes))
			break;
		plain += sizeof(bytes);
	}
	while (plain < length && text[plain] >= ' ' && text[plain] < 0x7F &&
		   text[plain] != '"' && text[plain] != '\\')
		plain++;
	return plain;
}

bool
learn_json_append_string(LearnBuffer *buffer, const char *text, size_t length)
{
	static const char escaped[] = "\"\\\b\f\n\r\t";
	static const char letters[] = "\"\\bfnrt";
	size_t at = 0;

	learn_buffer_reserve(buffer, length + 2);
	learn_buffer_append(buffer, "\"", 1);
	while (at < length && !buffer->failed)
	{
		size_t plain = learn_json_plain_length(text + at, length - at);
		const char *found;

		learn_buffer_append(buffer, text + at, plain);
		at += plain;
		if (at == length)
			break;
		found = memchr(escaped, text[at], sizeof(escaped) - 1);
		if (found != NULL)
		{
			char sequence[2] = {'\\', letters[found - escaped]};

			learn_buffer_append(buffer, sequence, sizeof(sequence));
		}
		else if ((unsigned char) text[at] < ' ')
			learn_buffer_append_format(buffer, "\\u%04x", (unsigned) text[at]);
		else
			learn_buffer_append(buffer, text + at, 1);
		at++;
	}
	return learn_buffer_append(buffer, "\"", 1);
}

json_object *
learn_json_copy(json_object *value)
{
	json_object *copy = NULL;

	if (value == NULL || json_object_deep_copy(value, &copy, NULL) != 0)
		return NULL;
	return copy;
}

char *
learn_json_text(json_object *value, size_t *length)
{
	size_t bytes;
	const char *text = json_object_to_json_string_length(
		value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE,
		&bytes);
	char *copy = text != NULL ? malloc(bytes + 1) : NULL;

	if (copy == NULL)
		return NULL;
	memcpy(copy, text, bytes + 1);
	if (length != NULL)
		*length = bytes;
	return copy;
}

bool
learn_json_is_number(json_object *value)
{
	return json_object_is_type(value, json_type_int) ||
		   json_object_is_type(value, json_type_double);
}

/*
 * Compares two of json-c's integers, which are signed or unsigned within.
 */
static int
compare_integers(json_object *left, json_object *right)
{
	int64_t left_signed = json_object_get_int64(left);
	int64_t right_signed = json_object_get_int64(right);
	uint64_t left_unsigned = json_object_get_uint64(left);
	uint64_t right_unsigned = json_object_get_uint64(right);

	/* One that is negative shows as 0 when asked for unsigned. */
	if (left_signed < 0 || right_signed < 0)
		return (left_signed > right_signed) - (left_signed < right_signed);
	return (left_unsigned > right_unsigned) - (left_unsigned < right_unsigned);
}

/*
 * Compares an integer with a double, without rounding the integer to one.
 */
static int
compare_integer_double(json_object *integer, double number)
{
	int64_t value = json_object_get_int64(integer);
	uint64_t magnitude = json_object_get_uint64(integer);
	double whole = floor(number);
	int order;

	if (whole >= 18446744073709551616.0 || (value < 0 && whole >= 0))
		return -1;
	if (whole < -9223372036854775808.0 || (value >= 0 && whole < 0))
		return 1;
	if (value < 0)
		order = (value > (int64_t) whole) - (value < (int64_t) whole);
	else
		order =
			(magnitude > (uint64_t) whole) - (magnitude < (uint64_t) whole);
	return order == 0 && number > whole ? -1 : order;
}

int
learn_json_compare_numbers(json_object *left, json_object *right)
{
	double left_number = json_object_get_double(left);
	double right_number = json_object_get_double(right);

	if (json_object_is_type(left, json_type_int))
	{
		if (json_object_is_type(right, json_type_int))
			return compare_integers(left, right);
		return compare_integer_double(left, right_number);
	}
	if (json_object_is_type(right, json_type_int))
		return -compare_integer_double(right, left_number);
	return (left_number > right_number) - (left_number < right_number);
}

static bool
equal_objects(json_object *left, json_object *right)
{
	if (json_object_object_length(left) != json_object_object_length(right))
		return false;
	json_object_object_foreach (left, key, member)
	{
		json_object *other;

		if (!json_object_object_get_ex(right, key, &other) ||
			!learn_json_equal(member, other))
			return false;
	}
	return true;
}

bool
learn_json_equal(json_object *left, json_object *right)
{
	json_type type = json_object_get_type(left);

	if (left == right)
		return true;
	if (learn_json_is_number(left) && learn_json_is_number(right))
		return learn_json_compare_numbers(left, right) == 0;
	if (type != json_object_get_type(right))
		return false;
	switch (type)
	{
		case json_type_boolean:
			return json_object_get_boolean(left) ==
				   json_object_get_boolean(right);
		case json_type_string:
			return json_object_get_string_len(left) ==
					   json_object_get_string_len(right) &&
				   memcmp(json_object_get_string(left),
						  json_object_get_string(right),
						  (size_t) json_object_get_string_len(left)) == 0;
		case json_type_array:
			if (json_object_array_length(left) !=
				json_object_array_length(right))
				return false;
			for (size_t i = 0; i < json_object_array_length(left); i++)
			{
				if (!learn_json_equal(json_object_array_get_idx(left, i),
									  json_object_array_get_idx(right, i)))
					return false;
			}
			return true;
		case json_type_object:
			return equal_objects(left, right);
		default:
			return true; /* null */
	}
}

bool
learn_json_add(json_object *object, const char *key, json_object *value)
{
	if (value != NULL && json_object_object_add(object, key, value) == 0)
		return true;
	json_object_put(value);
	return false;
}

bool
learn_json_share(json_object *object, const char *key, json_object *value)
{
	if (json_object_object_add(object, key, json_object_get(value)) == 0)
		return true;
	json_object_put(value);
	return false;
}

bool
learn_json_append(json_object *array, json_object *value)
{
	if (value != NULL && json_object_array_add(array, value) == 0)
		return true;
	json_object_put(value);
	return false;
}
