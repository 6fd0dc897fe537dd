/*-------------------------------------------------------------------------
 *
 * json_schema_rules.c
 *		The single rules of a JSON Schema, and how they are reported.
 *
 *-------------------------------------------------------------------------
 */
#include "core/json_schema_rules.h"

#include <math.h>
#include <regex.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Bytes of a member's name that are shown in a path. */
#define SHOWN_NAME 64

/* ----- places and reports ----- */

bool
learn_schema_report(LearnSchemaChecker *checker, const char *format, ...)
{
	LearnProblem problem;
	va_list arguments;

	if (checker->quiet > 0)
		return false;
	va_start(arguments, format);
	learn_problem_set_arguments(&problem, LEARN_INVALID, checker->where,
								format, arguments);
	va_end(arguments);
	learn_findings_add(checker->findings, LEARN_SEVERITY_ERROR, checker->where,
					   "%s%s", checker->naming ? "its name " : "",
					   problem.message);
	return false;
}

static void
append_where(LearnSchemaChecker *checker, char byte)
{
	if (checker->where_length + 1 < sizeof(checker->where))
	{
		checker->where[checker->where_length++] = byte;
		checker->where[checker->where_length] = '\0';
	}
}

/*
 * Enters a member.  Known names are plain ASCII; whatever else an unknown one
 * holds (control characters, text that runs backwards) is not shown.
 */
size_t
learn_schema_enter_member(LearnSchemaChecker *checker, const char *name)
{
	size_t before = checker->where_length;

	if (before > 0)
		append_where(checker, '.');
	for (size_t i = 0; name[i] != '\0'; i++)
	{
		if (i == SHOWN_NAME)
		{
			for (int dot = 0; dot < 3; dot++)
				append_where(checker, '.');
			break;
		}
		append_where(checker, name[i] > ' ' && name[i] < 0x7F ? name[i] : '?');
	}
	return before;
}

size_t
learn_schema_enter_element(LearnSchemaChecker *checker, size_t index)
{
	size_t before = checker->where_length;
	char text[32];

	snprintf(text, sizeof(text), "[%zu]", index);
	for (size_t i = 0; text[i] != '\0'; i++)
		append_where(checker, text[i]);
	return before;
}

void
learn_schema_leave(LearnSchemaChecker *checker, size_t before)
{
	checker->where_length = before;
	checker->where[before] = '\0';
}

const char *
learn_schema_text(json_object *rule)
{
	const char *text = json_object_to_json_string_ext(
		rule, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);

	return text != NULL ? text : "";
}

void
learn_schema_list(char *list, size_t size, size_t i, size_t count,
				  const char *last, const char *item)
{
	size_t used = i == 0 ? 0 : strlen(list);
	const char *separator = i == 0 ? "" : i + 1 < count ? ", " : last;

	snprintf(list + used, size - used, "%s%s", separator, item);
}

/* ----- type, enum, const ----- */

static const struct
{
	const char *name;
	const char *phrase;
} types[] = {
	{"null", "null"},          {"boolean", "a boolean"},
	{"integer", "an integer"}, {"number", "a number"},
	{"string", "a string"},    {"array", "an array"},
	{"object", "an object"},
};

#define TYPES (sizeof(types) / sizeof(types[0]))

bool
learn_schema_is_type(const char *name)
{
	for (size_t i = 0; i < TYPES; i++)
	{
		if (strcmp(types[i].name, name) == 0)
			return true;
	}
	return false;
}

static bool
is_of_type(json_object *value, const char *type)
{
	double number;

	switch (json_object_get_type(value))
	{
		case json_type_null:
			return strcmp(type, "null") == 0;
		case json_type_boolean:
			return strcmp(type, "boolean") == 0;
		case json_type_int:
			return strcmp(type, "integer") == 0 || strcmp(type, "number") == 0;
		case json_type_double:
			number = json_object_get_double(value);
			return strcmp(type, "number") == 0 ||
				   (strcmp(type, "integer") == 0 && floor(number) == number);
		case json_type_string:
			return strcmp(type, "string") == 0;
		case json_type_array:
			return strcmp(type, "array") == 0;
		case json_type_object:
			return strcmp(type, "object") == 0;
	}
	return false;
}

/* "a string" for the type's name; NULL asks for the type of value. */
static const char *
phrase_of(const char *name, json_object *value)
{
	for (size_t i = 0; i < TYPES; i++)
	{
		if (name != NULL ? strcmp(types[i].name, name) == 0
						 : is_of_type(value, types[i].name))
			return types[i].phrase;
	}
	return "";
}

bool
learn_schema_type(LearnSchemaChecker *checker, json_object *rule,
				  json_object *value)
{
	bool single = json_object_is_type(rule, json_type_string);
	size_t count = single ? 1 : json_object_array_length(rule);
	char list[160];

	for (size_t i = 0; i < count; i++)
	{
		const char *type = json_object_get_string(
			single ? rule : json_object_array_get_idx(rule, i));

		if (is_of_type(value, type))
			return true;
		learn_schema_list(list, sizeof(list), i, count, " or ",
						  phrase_of(type, NULL));
	}
	return learn_schema_report(checker, "must be %s, not %s", list,
							   phrase_of(NULL, value));
}

bool
learn_schema_enum(LearnSchemaChecker *checker, json_object *rule,
				  json_object *value)
{
	size_t count = json_object_array_length(rule);
	char list[320];

	for (size_t i = 0; i < count; i++)
	{
		json_object *allowed = json_object_array_get_idx(rule, i);

		if (learn_json_equal(allowed, value))
			return true;
		learn_schema_list(list, sizeof(list), i, count, ", ",
						  learn_schema_text(allowed));
	}
	return learn_schema_report(checker, "must be one of %s", list);
}

bool
learn_schema_const(LearnSchemaChecker *checker, json_object *rule,
				   json_object *value)
{
	return learn_json_equal(rule, value) ||
		   learn_schema_report(checker, "must be %s", learn_schema_text(rule));
}

/* ----- numbers, strings, counts ----- */

bool
learn_schema_minimum(LearnSchemaChecker *checker, json_object *rule,
					 json_object *value)
{
	if (!learn_json_is_number(value) ||
		learn_json_compare_numbers(value, rule) >= 0)
		return true;
	return learn_schema_report(checker, "must be at least %s",
							   learn_schema_text(rule));
}

bool
learn_schema_maximum(LearnSchemaChecker *checker, json_object *rule,
					 json_object *value)
{
	if (!learn_json_is_number(value) ||
		learn_json_compare_numbers(value, rule) <= 0)
		return true;
	return learn_schema_report(checker, "must be at most %s",
							   learn_schema_text(rule));
}

/*
 * Reports a count that is outside its limit; "more" tells which side.
 */
static bool
check_count(LearnSchemaChecker *checker, json_object *rule, size_t count,
			bool more, const char *unit)
{
	uint64_t limit = json_object_get_uint64(rule);

	if (more ? count <= limit : count >= limit)
		return true;
	return learn_schema_report(checker, "must have at %s %llu %s%s, not %zu",
							   more ? "most" : "least",
							   (unsigned long long) limit, unit,
							   limit == 1 ? "" : "s", count);
}

/* Unicode characters of a string; the parser made sure that it is UTF-8. */
static size_t
count_characters(json_object *value)
{
	const char *text = json_object_get_string(value);
	size_t bytes = (size_t) json_object_get_string_len(value);
	size_t count = 0;

	for (size_t i = 0; i < bytes; i++)
		count += ((unsigned char) text[i] & 0xC0) != 0x80;
	return count;
}

bool
learn_schema_min_length(LearnSchemaChecker *checker, json_object *rule,
						json_object *value)
{
	return !json_object_is_type(value, json_type_string) ||
		   check_count(checker, rule, count_characters(value), false,
					   "character");
}

bool
learn_schema_max_length(LearnSchemaChecker *checker, json_object *rule,
						json_object *value)
{
	return !json_object_is_type(value, json_type_string) ||
		   check_count(checker, rule, count_characters(value), true,
					   "character");
}

bool
learn_schema_min_items(LearnSchemaChecker *checker, json_object *rule,
					   json_object *value)
{
	return !json_object_is_type(value, json_type_array) ||
		   check_count(checker, rule, json_object_array_length(value), false,
					   "element");
}

bool
learn_schema_max_items(LearnSchemaChecker *checker, json_object *rule,
					   json_object *value)
{
	return !json_object_is_type(value, json_type_array) ||
		   check_count(checker, rule, json_object_array_length(value), true,
					   "element");
}

bool
learn_schema_max_properties(LearnSchemaChecker *checker, json_object *rule,
							json_object *value)
{
	return !json_object_is_type(value, json_type_object) ||
		   check_count(checker, rule,
					   (size_t) json_object_object_length(value), true,
					   "member");
}

bool
learn_schema_pattern(LearnSchemaChecker *checker, json_object *rule,
					 json_object *value)
{
	const char *text = json_object_get_string(value);
	regex_t regex;
	bool matches;

	if (!json_object_is_type(value, json_type_string))
		return true;
	if (regcomp(&regex, json_object_get_string(rule),
				REG_EXTENDED | REG_NOSUB) != 0)
	{
		/* The first pass compiled it: memory is out. */
		checker->findings->failed = true;
		return false;
	}

	/* regexec() would see no more than what stands before a NUL. */
	matches = strlen(text) == (size_t) json_object_get_string_len(value) &&
			  regexec(&regex, text, 0, NULL, 0) == 0;
	regfree(&regex);
	return matches || learn_schema_report(checker, "must match the pattern %s",
										  json_object_get_string(rule));
}

bool
learn_schema_required(LearnSchemaChecker *checker, json_object *rule,
					  json_object *value)
{
	bool valid = true;

	if (!json_object_is_type(value, json_type_object))
		return true;
	for (size_t i = 0; i < json_object_array_length(rule); i++)
	{
		const char *name =
			json_object_get_string(json_object_array_get_idx(rule, i));
		size_t before;

		if (json_object_object_get_ex(value, name, NULL))
			continue;
		before = learn_schema_enter_member(checker, name);
		valid = learn_schema_report(checker, "is required");
		learn_schema_leave(checker, before);
	}
	return valid;
}
