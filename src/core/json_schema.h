/*-------------------------------------------------------------------------
 *
 * json_schema.h
 *		Validates a JSON value against a JSON Schema (a subset of 2020-12).
 *
 * Understood: type, enum, const, properties, required, additionalProperties,
 * propertyNames, maxProperties, items, minItems, maxItems, minLength,
 * maxLength, pattern (POSIX extended), minimum, maximum, anyOf, allOf,
 * if/then, $ref into the same document.  title, description, $schema, $defs
 * and default say nothing about validity.  Any other keyword is an error of
 * the schema, found by the unit tests: a rule must never be skipped silently.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_JSON_SCHEMA_H
#define LEARN_CORE_JSON_SCHEMA_H

#include "core/findings.h"
#include "core/json.h"

/*
 * Adds one finding (severity error) for each place where value breaks the
 * schema, in document order, at most LEARN_FINDINGS_MAX.  Messages say what
 * was found and what is allowed, and never quote a value of the document
 * other than a member's name.  Returns LEARN_OK when nothing was added,
 * LEARN_INVALID when something was, LEARN_OUT_OF_MEMORY.
 */
extern LearnStatus learn_json_schema_check(json_object *schema,
										   json_object *value,
										   LearnFindings *findings);

#endif /* LEARN_CORE_JSON_SCHEMA_H */
