/*-------------------------------------------------------------------------
 *
 * json_value.c
 *		JSON as it was read: to be looked at, not changed.
 *
 *-------------------------------------------------------------------------
 */
#include "core/json_value.h"

#include <string.h>

#include "core/json_number.h"

/*
 * Orders two names as jsonb does: what comes from the database is in order
 * already, which is cheap to see.
 */
static int
compare_names(const char *left, size_t left_length, const char *right,
			  size_t right_length)
{
	if (left_length != right_length)
		return left_length < right_length ? -1 : 1;
	return memcmp(left, right, left_length);
}

int
learn_value_compare_names(const LearnValue *left, const LearnValue *right)
{
	return compare_names(left->name, left->name_length, right->name,
						 right->name_length);
}

/* Looks at the members one by one; they are in order. */
static const LearnValue *
find_in_list(const LearnValue *object, const char *name, size_t length)
{
	for (const LearnValue *member = object->first;
		 member != NULL && member->name_length <= length;
		 member = member->next)
	{
		if (member->name_length == length &&
			memcmp(member->name, name, length) == 0)
			return member;
	}
	return NULL;
}

static const LearnValue *
find_by_halves(const LearnValue *object, const char *name, size_t length)
{
	size_t low = 0;
	size_t high = object->length;

	while (low < high)
	{
		size_t middle = low + (high - low) / 2;
		const LearnValue *member = object->sorted[middle];
		int order =
			compare_names(member->name, member->name_length, name, length);

		if (order == 0)
			return member;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The member of an object, which may be a null. */
static const LearnValue *
find(const LearnValue *object, const char *name, size_t length)
{
	if (!learn_value_is(object, LEARN_VALUE_OBJECT))
		return NULL;
	return object->sorted != NULL ? find_by_halves(object, name, length)
								  : find_in_list(object, name, length);
}

bool
learn_value_has(const LearnValue *object, const char *name)
{
	return find(object, name, strlen(name)) != NULL;
}

const LearnValue *
learn_value_get(const LearnValue *object, const char *name)
{
	const LearnValue *member = find(object, name, strlen(name));

	return learn_value_is(member, LEARN_VALUE_NULL) ? NULL : member;
}

const LearnValue *
learn_value_get_like(const LearnValue *object, const LearnValue *member)
{
	const LearnValue *like = find(object, member->name, member->name_length);

	return learn_value_is(like, LEARN_VALUE_NULL) ? NULL : like;
}

const LearnValue *
learn_value_get_typed(const LearnValue *object, const char *name,
					  LearnValueType type)
{
	const LearnValue *member = learn_value_get(object, name);

	return learn_value_is(member, type) ? member : NULL;
}

const char *
learn_value_get_string(const LearnValue *object, const char *name,
					   const char *fallback)
{
	const LearnValue *member =
		learn_value_get_typed(object, name, LEARN_VALUE_STRING);

	return member != NULL ? member->text : fallback;
}

double
learn_value_get_number(const LearnValue *object, const char *name,
					   double fallback)
{
	const LearnValue *member = learn_value_get(object, name);

	return learn_value_is_number(member) ? member->number : fallback;
}

bool
learn_value_is(const LearnValue *value, LearnValueType type)
{
	return value != NULL && value->type == type;
}

bool
learn_value_is_number(const LearnValue *value)
{
	return learn_value_is(value, LEARN_VALUE_INTEGER) ||
		   learn_value_is(value, LEARN_VALUE_DOUBLE);
}

bool
learn_value_is_true(const LearnValue *value)
{
	return learn_value_is(value, LEARN_VALUE_BOOLEAN) && value->text[0] == 't';
}

uint64_t
learn_value_magnitude(const LearnValue *integer)
{
	uint64_t magnitude = 0;

	for (const char *digit = integer->text; *digit != '\0'; digit++)
	{
		if (*digit != '-')
			magnitude = magnitude * 10 + (uint64_t) (*digit - '0');
	}
	return magnitude;
}

static bool
same_text(const LearnValue *left, const LearnValue *right)
{
	return left->length == right->length &&
		   memcmp(left->text, right->text, left->length) == 0;
}

bool
learn_value_equals_scalar(const LearnValue *value, const LearnValue *scalar)
{
	const LearnValue *integer =
		scalar->type == LEARN_VALUE_INTEGER ? scalar : value;

	if (value->type == LEARN_VALUE_DOUBLE &&
		scalar->type == LEARN_VALUE_DOUBLE)
		return value->number == scalar->number;
	if (value->type == scalar->type)
		return same_text(value, scalar);
	if (!learn_value_is_number(value) || !learn_value_is_number(scalar))
		return false;

	/* An integer and a double: beyond 2^53 the nearest ones do not tell. */
	return learn_json_compare_integer_double(
			   integer->text[0] == '-', learn_value_magnitude(integer),
			   integer == scalar ? value->number : scalar->number) == 0;
}
