/*-------------------------------------------------------------------------
 *
 * json_value.h
 *		JSON as it was read: to be looked at, not changed.
 *
 * Values live in an arena (arena.h) and are freed with it.  Whoever builds or
 * changes JSON uses json-c (json.h); nothing here needs it, so that headers
 * which PostgreSQL's share a file with may speak of values.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_JSON_VALUE_H
#define LEARN_CORE_JSON_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum LearnValueType
{
	LEARN_VALUE_NULL,
	LEARN_VALUE_BOOLEAN,
	LEARN_VALUE_INTEGER, /* fits int64_t or uint64_t */
	LEARN_VALUE_DOUBLE,
	LEARN_VALUE_STRING,
	LEARN_VALUE_ARRAY,
	LEARN_VALUE_OBJECT
} LearnValueType;

/*
 * One value.  The elements of an array and the members of an object are a
 * list: for (child = value->first; child != NULL; child = child->next).  No
 * two members of an object have the same name.
 */
typedef struct LearnValue
{
	LearnValueType type;
	uint32_t length; /* bytes of text; how many elements or members */

	/*
	 * Of a string its characters, of a number how it was written, else "true",
	 * "false" or "null"; terminated.  NULL for an array or object.
	 */
	const char *text;
	double number; /* the nearest one, of a number */

	struct LearnValue *first;   /* element or member */
	struct LearnValue **sorted; /* the members, by name; NULL: they are few,
								 * and stand in that order */

	/* Where it is. */
	struct LearnValue *next; /* in the same array or object */
	const char *name;        /* of a member, terminated; else NULL */
	uint32_t name_length;    /* in bytes */
} LearnValue;

/* Orders names: the shorter first, those of one length by their bytes. */
extern int learn_value_compare_names(const LearnValue *left,
									 const LearnValue *right);

/*
 * The member of an object, or NULL when absent, null, or not an object (which
 * may be NULL).  The time grows with the logarithm of the number of members.
 */
extern const LearnValue *learn_value_get(const LearnValue *object,
										 const char *name);

/* The member of the same name as another object's; likewise. */
extern const LearnValue *learn_value_get_like(const LearnValue *object,
											  const LearnValue *member);

/* Is there such a member, if only a null? */
extern bool learn_value_has(const LearnValue *object, const char *name);

/* The member when it is of this type, else NULL. */
extern const LearnValue *learn_value_get_typed(const LearnValue *object,
											   const char *name,
											   LearnValueType type);

/* The member's text when it is a string, else fallback (which may be NULL). */
extern const char *learn_value_get_string(const LearnValue *object,
										  const char *name,
										  const char *fallback);

/* The member as a number or fallback, when it is not one. */
extern double learn_value_get_number(const LearnValue *object,
									 const char *name, double fallback);

/* Is the value (which may be NULL) of this type? */
extern bool learn_value_is(const LearnValue *value, LearnValueType type);

/* Is the value (which may be NULL) a number? */
extern bool learn_value_is_number(const LearnValue *value);

/* Is it the word true? */
extern bool learn_value_is_true(const LearnValue *value);

/* An integer without its sign. */
extern uint64_t learn_value_magnitude(const LearnValue *integer);

/*
 * Are the two equal, the second not an array or object?  Numbers by value: 1
 * equals 1.0.
 */
extern bool learn_value_equals_scalar(const LearnValue *value,
									  const LearnValue *scalar);

#endif /* LEARN_CORE_JSON_VALUE_H */
