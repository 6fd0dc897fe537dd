/*-------------------------------------------------------------------------
 *
 * json_schema_rules.h
 *		The single rules of a JSON Schema, and how they are reported.
 *
 * Internal to json_schema.c, which walks schemas and values.  A rule gets the
 * keyword's own value, known to be well-formed, and the value to be checked;
 * it passes what it does not apply to.  It returns true, or reports and
 * returns false.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_JSON_SCHEMA_RULES_H
#define LEARN_CORE_JSON_SCHEMA_RULES_H

#include "core/findings.h"
#include "core/json.h"

typedef struct LearnSchemaChecker
{
	json_object *root; /* the schema; borrowed */
	LearnFindings *findings;
	char where[sizeof(((LearnProblem *) NULL)->where)];
	size_t where_length;
	int depth;   /* of the schema being read */
	int quiet;   /* above 0: only find out, as for "if" and "anyOf" */
	bool naming; /* the value is a member's name */
} LearnSchemaChecker;

typedef bool (*LearnSchemaRule)(LearnSchemaChecker *checker, json_object *rule,
								json_object *value);

/* Reports the current place, unless quiet; always returns false. */
extern bool learn_schema_report(LearnSchemaChecker *checker,
								const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Enter a place, and leave it again with what entering returned. */
extern size_t learn_schema_enter_member(LearnSchemaChecker *checker,
										const char *name);
extern size_t learn_schema_enter_element(LearnSchemaChecker *checker,
										 size_t index);
extern void learn_schema_leave(LearnSchemaChecker *checker, size_t before);

/* The JSON text of one of the schema's values; "" when out of memory. */
extern const char *learn_schema_text(json_object *rule);

/*
 * Appends item number i of count to list, so that it reads `a, b or c`; last
 * stands before the last item.  What does not fit is cut.
 */
extern void learn_schema_list(char *list, size_t size, size_t i, size_t count,
							  const char *last, const char *item);

/* Is it one of the names that "type" takes? */
extern bool learn_schema_is_type(const char *name);

extern bool learn_schema_type(LearnSchemaChecker *checker, json_object *rule,
							  json_object *value);
extern bool learn_schema_enum(LearnSchemaChecker *checker, json_object *rule,
							  json_object *value);
extern bool learn_schema_const(LearnSchemaChecker *checker, json_object *rule,
							   json_object *value);
extern bool learn_schema_minimum(LearnSchemaChecker *checker,
								 json_object *rule, json_object *value);
extern bool learn_schema_maximum(LearnSchemaChecker *checker,
								 json_object *rule, json_object *value);
extern bool learn_schema_min_length(LearnSchemaChecker *checker,
									json_object *rule, json_object *value);
extern bool learn_schema_max_length(LearnSchemaChecker *checker,
									json_object *rule, json_object *value);
extern bool learn_schema_pattern(LearnSchemaChecker *checker,
								 json_object *rule, json_object *value);
extern bool learn_schema_min_items(LearnSchemaChecker *checker,
								   json_object *rule, json_object *value);
extern bool learn_schema_max_items(LearnSchemaChecker *checker,
								   json_object *rule, json_object *value);
extern bool learn_schema_max_properties(LearnSchemaChecker *checker,
										json_object *rule, json_object *value);
extern bool learn_schema_required(LearnSchemaChecker *checker,
								  json_object *rule, json_object *value);

#endif /* LEARN_CORE_JSON_SCHEMA_RULES_H */
