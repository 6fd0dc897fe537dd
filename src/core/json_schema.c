/*-------------------------------------------------------------------------
 *
 * json_schema.c
 *		Validates a JSON value against a JSON Schema (a subset of 2020-12).
 *
 * A check has two passes.  The first reads the schema alone and makes sure
 * that every keyword is one of the table below, is written as it should be
 * and leads nowhere in a circle; the second relies on that and reads the value.
 *
 *-------------------------------------------------------------------------
 */
#include "core/json_schema.h"
#include "core/json_schema_rules.h"

#include <locale.h>
#include <regex.h>
#include <string.h>

#include <json-c/json_pointer.h>

/*
 * How deep schemas may lead into each other, so that a "$ref" that leads back
 * to itself is found.
 */
#define MAX_DEPTH (2 * LEARN_JSON_DEPTH)

static bool check_value(LearnSchemaChecker *checker, json_object *schema,
						json_object *value);
static bool check_schema(LearnSchemaChecker *checker, json_object *schema);

/*
 * Nothing more can be reported: a document with a million faults need not be
 * read to its end.
 */
static bool
is_full(const LearnSchemaChecker *checker)
{
	const LearnFindings *findings = checker->findings;

	return findings->failed ||
		   (checker->quiet == 0 && findings->count == LEARN_FINDINGS_MAX &&
			!learn_findings_has(findings, LEARN_SEVERITY_WARNING) &&
			!learn_findings_has(findings, LEARN_SEVERITY_DANGER));
}

/* ----- the second pass: the value ----- */

/*
 * Tries value against a schema without reporting anything.
 */
static bool
is_valid(LearnSchemaChecker *checker, json_object *schema, json_object *value)
{
	bool valid;

	checker->quiet++;
	valid = check_value(checker, schema, value);
	checker->quiet--;
	return valid;
}

/* ----- objects and arrays ----- */

static bool
check_name(LearnSchemaChecker *checker, json_object *rule, const char *name)
{
	json_object *value = json_object_new_string(name);
	bool valid;

	if (value == NULL)
	{
		checker->findings->failed = true;
		return false;
	}
	checker->naming = true;
	valid = check_value(checker, rule, value);
	checker->naming = false;
	json_object_put(value);
	return valid;
}

/*
 * The members of an object, in the order in which they stand, each against
 * propertyNames and its own schema.
 */
static bool
check_members(LearnSchemaChecker *checker, json_object *schema,
			  json_object *value)
{
	json_object *properties = learn_json_get(schema, "properties");
	json_object *others = learn_json_get(schema, "additionalProperties");
	json_object *names = learn_json_get(schema, "propertyNames");
	bool valid = true;

	json_object_object_foreach (value, name, member)
	{
		json_object *rule = learn_json_get(properties, name);
		size_t before = learn_schema_enter_member(checker, name);

		if (rule == NULL)
			rule = others;
		if (names != NULL && !check_name(checker, names, name))
			valid = false;
		if (rule != NULL && !check_value(checker, rule, member))
			valid = false;
		learn_schema_leave(checker, before);
		if (!valid && (checker->quiet > 0 || is_full(checker)))
			break;
	}
	return valid;
}

static bool
check_items(LearnSchemaChecker *checker, json_object *rule, json_object *value)
{
	bool valid = true;

	for (size_t i = 0; i < json_object_array_length(value); i++)
	{
		size_t before = learn_schema_enter_element(checker, i);

		if (!check_value(checker, rule, json_object_array_get_idx(value, i)))
			valid = false;
		learn_schema_leave(checker, before);
		if (!valid && (checker->quiet > 0 || is_full(checker)))
			break;
	}
	return valid;
}

/* ----- schemas made of schemas ----- */

static bool
check_all_of(LearnSchemaChecker *checker, json_object *rule,
			 json_object *value)
{
	bool valid = true;

	for (size_t i = 0; i < json_object_array_length(rule); i++)
	{
		if (!check_value(checker, json_object_array_get_idx(rule, i), value))
			valid = false;
	}
	return valid;
}

/*
 * Names what the branches ask for when each is just one required member;
 * otherwise there is no short way to say what was expected.
 */
static bool
list_alternatives(json_object *branches, char *list, size_t size)
{
	json_object *names = json_object_new_array();
	bool listed = names != NULL;

	for (size_t i = 0; listed && i < json_object_array_length(branches); i++)
	{
		json_object *branch = json_object_array_get_idx(branches, i);
		json_object *required =
			learn_json_get_typed(branch, "required", json_type_array);

		listed =
			required != NULL && json_object_object_length(branch) == 1 &&
			json_object_array_length(required) == 1 &&
			learn_json_append(names,
							  json_object_get(
								  json_object_array_get_idx(required, 0)));
	}
	for (size_t i = 0; listed && i < json_object_array_length(names); i++)
		learn_schema_list(list, size, i, json_object_array_length(names),
						  " or ",
						  learn_schema_text(
							  json_object_array_get_idx(names, i)));
	json_object_put(names);
	return listed;
}

static bool
check_any_of(LearnSchemaChecker *checker, json_object *rule,
			 json_object *value)
{
	char list[160];

	for (size_t i = 0; i < json_object_array_length(rule); i++)
	{
		if (is_valid(checker, json_object_array_get_idx(rule, i), value))
			return true;
	}
	if (checker->findings->failed)
		return false;
	if (list_alternatives(rule, list, sizeof(list)))
		return learn_schema_report(checker, "must have %s", list);
	return learn_schema_report(checker, "has none of the allowed forms");
}

static json_object *
resolve(LearnSchemaChecker *checker, json_object *rule)
{
	const char *reference = json_object_get_string(rule);
	json_object *target = NULL;

	if (reference[0] != '#' ||
		json_pointer_get(checker->root, reference + 1, &target) != 0)
		return NULL;
	return target;
}

static bool
check_reference(LearnSchemaChecker *checker, json_object *rule,
				json_object *value)
{
	json_object *target = resolve(checker, rule);

	if (target == NULL)
	{
		/* The first pass resolved it: memory is out. */
		checker->findings->failed = true;
		return false;
	}
	return check_value(checker, target, value);
}

/* ----- the keywords ----- */

/* How a keyword's own value is written. */
typedef enum Form
{
	FORM_ANY,
	FORM_COUNT,      /* an integer from 0 */
	FORM_NUMBER,     /* a number */
	FORM_VALUES,     /* an array with something in it */
	FORM_NAMES,      /* an array of strings */
	FORM_TYPES,      /* a type's name, or an array of them */
	FORM_PATTERN,    /* a regular expression */
	FORM_REFERENCE,  /* # and a JSON pointer into the schema */
	FORM_SCHEMA,     /* a schema */
	FORM_SCHEMAS,    /* an array of schemas */
	FORM_SCHEMA_MAP, /* an object whose members are schemas */
} Form;

typedef struct Keyword
{
	const char *name;
	Form form;
	LearnSchemaRule check;
} Keyword;

/*
 * In the order in which they are checked: what concerns the value itself comes
 * before what concerns its members.  Those without a function say nothing
 * about validity, or are read together with another one.
 */
static const Keyword keywords[] = {
	{"type", FORM_TYPES, learn_schema_type},
	{"enum", FORM_VALUES, learn_schema_enum},
	{"const", FORM_ANY, learn_schema_const},
	{"minimum", FORM_NUMBER, learn_schema_minimum},
	{"maximum", FORM_NUMBER, learn_schema_maximum},
	{"minLength", FORM_COUNT, learn_schema_min_length},
	{"maxLength", FORM_COUNT, learn_schema_max_length},
	{"pattern", FORM_PATTERN, learn_schema_pattern},
	{"minItems", FORM_COUNT, learn_schema_min_items},
	{"maxItems", FORM_COUNT, learn_schema_max_items},
	{"maxProperties", FORM_COUNT, learn_schema_max_properties},
	{"required", FORM_NAMES, learn_schema_required},
	{"anyOf", FORM_SCHEMAS, check_any_of},
	{"allOf", FORM_SCHEMAS, check_all_of},
	{"$ref", FORM_REFERENCE, check_reference},
	{"if", FORM_SCHEMA, NULL},
	{"then", FORM_SCHEMA, NULL},
	{"items", FORM_SCHEMA, NULL},
	{"properties", FORM_SCHEMA_MAP, NULL},
	{"additionalProperties", FORM_SCHEMA, NULL},
	{"propertyNames", FORM_SCHEMA, NULL},
	{"$defs", FORM_SCHEMA_MAP, NULL},
	{"$schema", FORM_ANY, NULL},
	{"title", FORM_ANY, NULL},
	{"description", FORM_ANY, NULL},
	{"default", FORM_ANY, NULL},
};

#define KEYWORDS (sizeof(keywords) / sizeof(keywords[0]))

/*
 * Checks value against the keywords of a schema object, the first fault being
 * enough: an enum has nothing to add to a wrong type, and a pattern must not
 * run over a text that is too long.
 */
static bool
check_keywords(LearnSchemaChecker *checker, json_object *schema,
			   json_object *value)
{
	json_object *condition = learn_json_get(schema, "if");
	json_object *consequence = learn_json_get(schema, "then");
	json_object *items = learn_json_get(schema, "items");
	bool valid = true;

	for (size_t i = 0; i < KEYWORDS; i++)
	{
		json_object *rule;

		if (keywords[i].check == NULL ||
			!json_object_object_get_ex(schema, keywords[i].name, &rule) ||
			keywords[i].check(checker, rule, value))
			continue;
		valid = false;

		/* Of an object or array that is incomplete the rest is read on. */
		if (checker->quiet > 0 || strcmp(keywords[i].name, "type") == 0 ||
			!(json_object_is_type(value, json_type_object) ||
			  json_object_is_type(value, json_type_array)))
			return false;
	}
	if (condition != NULL && consequence != NULL &&
		is_valid(checker, condition, value) &&
		!check_value(checker, consequence, value))
		valid = false;
	if (json_object_is_type(value, json_type_object) &&
		!check_members(checker, schema, value))
		valid = false;
	if (items != NULL && json_object_is_type(value, json_type_array) &&
		!check_items(checker, items, value))
		valid = false;
	return valid;
}

static bool
check_value(LearnSchemaChecker *checker, json_object *schema,
			json_object *value)
{
	if (json_object_is_type(schema, json_type_boolean))
		return json_object_get_boolean(schema) ||
			   learn_schema_report(checker, "is not allowed here");
	return !is_full(checker) && check_keywords(checker, schema, value);
}

/* ----- the first pass: is the schema one? ----- */

static bool
compiles(LearnSchemaChecker *checker, json_object *rule)
{
	regex_t regex;
	int error = regcomp(&regex, json_object_get_string(rule),
						REG_EXTENDED | REG_NOSUB);

	if (error == 0)
		regfree(&regex);
	if (error == REG_ESPACE)
		checker->findings->failed = true;
	return error == 0;
}

/* Is it an array of at least this many elements, all of this type? */
static bool
is_array_of(json_object *rule, size_t least, json_type type)
{
	if (!json_object_is_type(rule, json_type_array) ||
		json_object_array_length(rule) < least)
		return false;
	for (size_t i = 0; i < json_object_array_length(rule); i++)
	{
		if (!json_object_is_type(json_object_array_get_idx(rule, i), type))
			return false;
	}
	return true;
}

static bool
names_types(json_object *rule)
{
	if (json_object_is_type(rule, json_type_string))
		return learn_schema_is_type(json_object_get_string(rule));
	if (!is_array_of(rule, 1, json_type_string))
		return false;
	for (size_t i = 0; i < json_object_array_length(rule); i++)
	{
		if (!learn_schema_is_type(
				json_object_get_string(json_object_array_get_idx(rule, i))))
			return false;
	}
	return true;
}

static bool
check_schema_array(LearnSchemaChecker *checker, json_object *schemas)
{
	if (!json_object_is_type(schemas, json_type_array) ||
		json_object_array_length(schemas) == 0)
		return learn_schema_report(checker, "is no list of schemas");
	for (size_t i = 0; i < json_object_array_length(schemas); i++)
	{
		size_t before = learn_schema_enter_element(checker, i);

		if (!check_schema(checker, json_object_array_get_idx(schemas, i)))
			return false;
		learn_schema_leave(checker, before);
	}
	return true;
}

static bool
check_schema_map(LearnSchemaChecker *checker, json_object *schemas)
{
	if (!json_object_is_type(schemas, json_type_object))
		return learn_schema_report(checker, "is no map of schemas");
	json_object_object_foreach (schemas, name, schema)
	{
		size_t before = learn_schema_enter_member(checker, name);

		if (!check_schema(checker, schema))
			return false;
		learn_schema_leave(checker, before);
	}
	return true;
}

/*
 * Is the keyword's own value written as it should be?
 */
static bool
check_form(LearnSchemaChecker *checker, Form form, json_object *rule)
{
	bool is_string = json_object_is_type(rule, json_type_string);
	json_object *target;
	bool valid = true;

	switch (form)
	{
		case FORM_ANY:
			break;
		case FORM_COUNT:
			valid = json_object_is_type(rule, json_type_int) &&
					json_object_get_int64(rule) >= 0;
			break;
		case FORM_NUMBER:
			valid = learn_json_is_number(rule);
			break;
		case FORM_VALUES:
			valid = json_object_is_type(rule, json_type_array) &&
					json_object_array_length(rule) > 0;
			break;
		case FORM_NAMES:
			valid = is_array_of(rule, 0, json_type_string);
			break;
		case FORM_TYPES:
			valid = names_types(rule);
			break;
		case FORM_PATTERN:
			valid = is_string && compiles(checker, rule);
			break;
		case FORM_REFERENCE:
			target = is_string ? resolve(checker, rule) : NULL;
			if (target == NULL)
				return learn_schema_report(checker, "leads nowhere");
			return check_schema(checker, target);
		case FORM_SCHEMA:
			return check_schema(checker, rule);
		case FORM_SCHEMAS:
			return check_schema_array(checker, rule);
		case FORM_SCHEMA_MAP:
			return check_schema_map(checker, rule);
	}
	return valid || learn_schema_report(checker, "is malformed in the schema");
}

static const Keyword *
find_keyword(const char *name)
{
	for (size_t i = 0; i < KEYWORDS; i++)
	{
		if (strcmp(keywords[i].name, name) == 0)
			return &keywords[i];
	}
	return NULL;
}

/*
 * Checks a schema and all that it leads to; stops at the first fault.
 */
static bool
check_schema(LearnSchemaChecker *checker, json_object *schema)
{
	if (json_object_is_type(schema, json_type_boolean))
		return true;
	if (!json_object_is_type(schema, json_type_object))
		return learn_schema_report(checker, "is no schema");
	if (checker->depth == MAX_DEPTH)
		return learn_schema_report(checker, "leads too deep in the schema");

	checker->depth++;
	json_object_object_foreach (schema, name, rule)
	{
		const Keyword *keyword = find_keyword(name);
		size_t before = learn_schema_enter_member(checker, name);

		if (keyword == NULL)
			return learn_schema_report(checker,
									   "is no known keyword of a schema");
		if (!check_form(checker, keyword->form, rule))
			return false;
		learn_schema_leave(checker, before);
	}
	checker->depth--;
	if (json_object_object_get_ex(schema, "if", NULL) !=
		json_object_object_get_ex(schema, "then", NULL))
		return learn_schema_report(checker,
								   "has only one of \"if\" and \"then\"");
	return true;
}

LearnStatus
learn_json_schema_check(json_object *schema, json_object *value,
						LearnFindings *findings)
{
	LearnSchemaChecker checker = {.root = schema, .findings = findings};
	locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t) 0);
	locale_t previous;
	bool valid;

	if (c_locale == (locale_t) 0)
		return LEARN_OUT_OF_MEMORY;

	/* What [a-z] matches must not depend on the server's locale. */
	previous = uselocale(c_locale);
	valid =
		check_schema(&checker, schema) && check_value(&checker, schema, value);
	uselocale(previous);
	freelocale(c_locale);

	if (findings->failed)
		return LEARN_OUT_OF_MEMORY;
	return valid ? LEARN_OK : LEARN_INVALID;
}
