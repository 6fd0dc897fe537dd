/*-------------------------------------------------------------------------
 *
 * json.c
 *		Strict reading and bounded walking of JSON, on json-c.
 *
 *-------------------------------------------------------------------------
 */
#include "core/json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/json_number.h"

/* What one byte becomes in a JSON string at most, and how many go at once. */
#define ESCAPE_MAX 6
#define ESCAPE_BYTES 128

/*
 * Adds an element or member to the object made of what it is in.
 */
static bool
build_into(json_object *container, const LearnValue *value)
{
	json_object *built;

	if (!learn_json_build(value, &built))
		return false;
	if (value->name != NULL
			? json_object_object_add(container, value->name, built) == 0
			: json_object_array_add(container, built) == 0)
		return true;
	json_object_put(built);
	return false;
}

static json_object *
build_scalar(const LearnValue *value)
{
	switch (value->type)
	{
		case LEARN_VALUE_BOOLEAN:
			return json_object_new_boolean(learn_value_is_true(value));
		case LEARN_VALUE_INTEGER:
		{
			uint64_t magnitude = learn_value_magnitude(value);

			if (value->text[0] == '-')
				return json_object_new_int64((int64_t) (0 - magnitude));
			return magnitude > INT64_MAX
					   ? json_object_new_uint64(magnitude)
					   : json_object_new_int64((int64_t) magnitude);
		}
		case LEARN_VALUE_DOUBLE:
			return json_object_new_double_s(value->number, value->text);
		default:
			return json_object_new_string_len(value->text,
											  (int) value->length);
	}
}

/*
 * The reader bounds the depth of the recursion.
 */
bool
learn_json_build(const LearnValue *value, json_object **object)
{
	bool built = true;

	*object = NULL;
	if (value->type == LEARN_VALUE_NULL)
		return true;
	if (value->type == LEARN_VALUE_OBJECT)
		*object = json_object_new_object();
	else if (value->type == LEARN_VALUE_ARRAY)
		*object = json_object_new_array_ext((int) value->length);
	else
		*object = build_scalar(value);
	if (*object == NULL)
		return false;

	for (const LearnValue *child = value->first; child != NULL && built;
		 child = child->next)
		built = build_into(*object, child);
	if (built)
		return true;
	json_object_put(*object);
	*object = NULL;
	return false;
}

LearnStatus
learn_json_parse(const char *text, size_t length, json_object **value,
				 LearnProblem *problem)
{
	LearnArena arena;
	const LearnValue *read;
	LearnStatus status;

	*value = NULL;
	learn_arena_init(&arena);
	status = learn_json_read(&arena, text, length, &read, problem);
	if (status == LEARN_OK && !learn_json_build(read, value))
		status = learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								   "out of memory");
	learn_arena_free(&arena);
	return status;
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

/*
 * The high bits of those of eight bytes that are a quote, a backslash or not
 * printable ASCII; of the bytes behind the first such one, perhaps of others.
 */
static uint64_t
special_bytes(uint64_t bytes)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t highs = ones << 7;
	uint64_t quote = bytes ^ (ones * '"');
	uint64_t backslash = bytes ^ (ones * '\\');
	uint64_t delete = bytes ^ (ones * 0x7F);

	/* Subtracting n borrows into the high bit of a byte smaller than n. */
	return (bytes | ((bytes - ones * ' ') & ~bytes) |
			((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) |
			((delete - ones) & ~delete)) &
		   highs;
}

size_t
learn_json_plain_length(const char *text, size_t length)
{
	size_t plain = 0;

	while (length - plain >= sizeof(uint64_t))
	{
		uint64_t bytes;
		uint64_t special;

		memcpy(&bytes, text + plain, sizeof(bytes));
		special = special_bytes(bytes);
		if (special != 0)
		{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
			return plain + (size_t) __builtin_ctzll(special) / 8;
#else
			break;
#endif
		}
		plain += sizeof(bytes);
	}
	while (plain < length && text[plain] >= ' ' && text[plain] < 0x7F &&
		   text[plain] != '"' && text[plain] != '\\')
		plain++;
	return plain;
}

/*
 * Writes one byte as it stands in a JSON string; returns how many it became.
 */
static size_t
escape_byte(char *to, unsigned char byte)
{
	static const char digits[] = "0123456789abcdef";
	static const char letters['\\' + 1] = {
		['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f',
		['\n'] = 'n', ['\r'] = 'r',  ['\t'] = 't',
	};

	if (byte < sizeof(letters) && letters[byte] != '\0')
	{
		to[0] = '\\';
		to[1] = letters[byte];
		return 2;
	}
	if (byte >= ' ')
	{
		to[0] = (char) byte;
		return 1;
	}
	memcpy(to, "\\u00", 4);
	to[4] = digits[byte / 16];
	to[5] = digits[byte % 16];
	return ESCAPE_MAX;
}

bool
learn_json_append_string(LearnBuffer *buffer, const char *text, size_t length)
{
	char escaped[ESCAPE_MAX * ESCAPE_BYTES];

	learn_buffer_reserve(buffer, length + 2);
	learn_buffer_append(buffer, "\"", 1);
	while (length > 0 && !buffer->failed)
	{
		size_t bytes = length < ESCAPE_BYTES ? length : ESCAPE_BYTES;
		char *to = escaped;

		for (size_t i = 0; i < bytes; i++)
			to += escape_byte(to, (unsigned char) text[i]);
		learn_buffer_append(buffer, escaped, (size_t) (to - escaped));
		text += bytes;
		length -= bytes;
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
 * Compares one of json-c's integers with a double.
 */
static int
compare_integer_double(json_object *integer, double number)
{
	int64_t value = json_object_get_int64(integer);
	bool negative = value < 0;

	return learn_json_compare_integer_double(
		negative,
		negative ? 0 - (uint64_t) value : json_object_get_uint64(integer),
		number);
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
learn_json_is_subset(json_object *array, json_object *other)
{
	size_t count = json_object_is_type(array, json_type_array)
					   ? json_object_array_length(array)
					   : 0;
	size_t others = json_object_is_type(other, json_type_array)
						? json_object_array_length(other)
						: 0;

	for (size_t i = 0; i < count; i++)
	{
		json_object *item = json_object_array_get_idx(array, i);
		bool found = false;

		for (size_t j = 0; !found && j < others; j++)
			found =
				learn_json_equal(item, json_object_array_get_idx(other, j));
		if (!found)
			return false;
	}
	return true;
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
