/*-------------------------------------------------------------------------
 *
 * json.h
 *		Strict reading and bounded walking of JSON, on json-c.
 *
 * Included by core/ and llm/ only.  Headers that pg/ sees speak of JSON as
 * text, because PostgreSQL declares a function named like json-c's type.
 *
 * All objects are json-c's and reference-counted; who calls
 * learn_json_parse() puts its result with json_object_put().  The getters
 * borrow: what they return lives as long as the object asked.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_JSON_H
#define LEARN_CORE_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include <json-c/json.h>

#include "core/buffer.h"
#include "core/json_read.h"
#include "core/problem.h"

/*
 * Parses exactly one JSON value of length bytes, as learn_json_read() does,
 * for those who want to change it or to keep parts of it.
 *
 * LEARN_OK: *value is the caller's (NULL for the JSON null).  Otherwise
 * LEARN_INVALID or LEARN_OUT_OF_MEMORY with the reason in *problem.
 */
extern LearnStatus learn_json_parse(const char *text, size_t length,
									json_object **value,
									LearnProblem *problem);

/*
 * Makes json-c's object of a value that was read.  False: no memory.  *object
 * is the caller's (NULL for the JSON null).
 */
extern bool learn_json_build(const LearnValue *value, json_object **object);

/* The member of an object, or NULL when absent, null, or not an object. */
extern json_object *learn_json_get(json_object *object, const char *key);

/* The member when it is of this type, else NULL. */
extern json_object *learn_json_get_typed(json_object *object, const char *key,
										 json_type type);

/* The member's text when it is a string, else fallback (which may be NULL). */
extern const char *learn_json_get_string(json_object *object, const char *key,
										 const char *fallback);

/* The member as a number or fallback, when it is not one. */
extern double learn_json_get_number(json_object *object, const char *key,
									double fallback);

/* The member as a boolean, or fallback when it is not one. */
extern bool learn_json_get_boolean(json_object *object, const char *key,
								   bool fallback);

/*
 * Appends value as compact JSON text with the members of every object sorted
 * by key (bytewise), so that equal values give equal text.
 */
extern bool learn_json_append_sorted(LearnBuffer *buffer, json_object *value);

/*
 * Appends text of length bytes as a JSON string, quotes included, in the form
 * in which learn_json_text() writes one.  The text is taken to be valid UTF-8.
 */
extern bool learn_json_append_string(LearnBuffer *buffer, const char *text,
									 size_t length);

/*
 * How many bytes from the start of text, of which length are left, stand for
 * themselves in a JSON string: printable ASCII but the quote and the
 * backslash.
 */
extern size_t learn_json_plain_length(const char *text, size_t length);

/* A deep copy, the caller's; NULL when out of memory or value is NULL. */
extern json_object *learn_json_copy(json_object *value);

/* Compact JSON text, malloc'ed, members as they stand; NULL: no memory. */
extern char *learn_json_text(json_object *value, size_t *length);

/* Is the value a number? */
extern bool learn_json_is_number(json_object *value);

/* Negative, 0 or positive as left is below, equal to or above right; exact. */
extern int learn_json_compare_numbers(json_object *left, json_object *right);

/*
 * Are the values equal?  Numbers by value (1 equals 1.0), objects whatever the
 * order of their members.
 */
extern bool learn_json_equal(json_object *left, json_object *right);

/*
 * Is every element of an array also in the other?  What is no array holds
 * nothing.
 */
extern bool learn_json_is_subset(json_object *array, json_object *other);

/*
 * Builders.  Each returns false when memory is out and then leaves nothing to
 * free but the container.
 *
 * add and append take value over, even when they fail, and take NULL for a
 * constructor that failed.  share borrows it, so that it lives in both places,
 * and takes NULL for the JSON null.
 */
extern bool learn_json_add(json_object *object, const char *key,
						   json_object *value);
extern bool learn_json_share(json_object *object, const char *key,
							 json_object *value);
extern bool learn_json_append(json_object *array, json_object *value);

#endif /* LEARN_CORE_JSON_H */
