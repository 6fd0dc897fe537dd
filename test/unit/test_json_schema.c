/*-------------------------------------------------------------------------
 *
 * test_json_schema.c
 *		Unit tests of the JSON Schema interpreter.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/json_schema.h"
#include "json_text.h"

/* A value, and what is found: "where: message" of each, or "" when valid. */
typedef struct Case
{
	const char *schema;
	const char *value;
	const char *found;
} Case;

static void
check_case(const Case *expected)
{
	json_object *schema = json_of(expected->schema);
	json_object *value = json_of(expected->value);
	LearnFindings findings = {0};
	LearnStatus status = learn_json_schema_check(schema, value, &findings);
	LearnBuffer found;
	char *text;

	learn_buffer_init(&found, 0);
	for (int i = 0; i < findings.count; i++)
	{
		assert_int_equal(findings.items[i].severity, LEARN_SEVERITY_ERROR);
		learn_buffer_append_format(&found, "%s%s: %s", i > 0 ? "; " : "",
								   findings.items[i].problem.where,
								   findings.items[i].problem.message);
	}
	text = learn_buffer_detach(&found, NULL);
	if (strcmp(text, expected->found) != 0)
		fail_msg("%s against %s\nexpected %s\nfound    %s", expected->value,
				 expected->schema, expected->found, text);
	assert_int_equal(status, findings.count > 0 ? LEARN_INVALID : LEARN_OK);
	free(text);
	learn_findings_free(&findings);
	json_object_put(schema);
	json_object_put(value);
}

static void
check_cases(const Case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_case(&cases[i]);
}

#define CHECK_CASES(cases) check_cases(cases, sizeof(cases) / sizeof(cases[0]))

static void
test_type(void **state)
{
	static const Case cases[] = {
		{"{'type':'string'}", "'a'", ""},
		{"{'type':'string'}", "1", ": must be a string, not an integer"},
		{"{'type':'string'}", "null", ": must be a string, not null"},
		{"{'type':'null'}", "null", ""},
		{"{'type':'null'}", "{}", ": must be null, not an object"},
		{"{'type':'boolean'}", "false", ""},
		{"{'type':'boolean'}", "'true'", ": must be a boolean, not a string"},
		{"{'type':'integer'}", "1", ""},
		{"{'type':'integer'}", "1.0", ""},
		{"{'type':'integer'}", "1e3", ""},
		{"{'type':'integer'}", "1.5", ": must be an integer, not a number"},
		{"{'type':'number'}", "1", ""},
		{"{'type':'number'}", "1.5", ""},
		{"{'type':'number'}", "[]", ": must be a number, not an array"},
		{"{'type':'object'}", "true", ": must be an object, not a boolean"},
		{"{'type':['string','number','null']}", "null", ""},
		{"{'type':['string','number','null']}", "{}",
		 ": must be a string, a number or null, not an object"},
		/* One finding, not two: the rest has nothing to add. */
		{"{'type':'string','enum':['a']}", "1",
		 ": must be a string, not an integer"},
		{"{'type':'array','items':{'type':'string'}}", "{'a':1}",
		 ": must be an array, not an object"},
	};

	(void) state;
	CHECK_CASES(cases);
}

static void
test_enum_and_const(void **state)
{
	static const Case cases[] = {
		{"{'enum':['linux','windows','darwin']}", "'darwin'", ""},
		{"{'enum':['linux','windows','darwin']}", "'Linux'",
		 ": must be one of \"linux\", \"windows\", \"darwin\""},
		{"{'enum':[1,null,{'a':1}]}", "{'a':1.0}", ""},
		{"{'enum':[1,null]}", "null", ""},
		{"{'enum':[1]}", "'1'", ": must be one of 1"},
		{"{'const':'http'}", "'http'", ""},
		{"{'const':'http'}", "'secret'", ": must be \"http\""},
		{"{'const':null}", "null", ""},
		{"{'const':null}", "0", ": must be null"},
		{"{'const':[1]}", "[1.0]", ""},
	};

	(void) state;
	CHECK_CASES(cases);
}

static void
test_numbers(void **state)
{
	static const Case cases[] = {
		{"{'minimum':0.1}", "0.1", ""},
		{"{'minimum':0.1}", "0.09", ": must be at least 0.1"},
		{"{'minimum':0}", "-0.0", ""},
		{"{'minimum':0}", "-1e-300", ": must be at least 0"},
		{"{'minimum':0}", "'-1'", ""},
		{"{'maximum':86400}", "86400.0", ""},
		{"{'maximum':86400}", "86400.5", ": must be at most 86400"},
		{"{'maximum':9007199254740992}", "9007199254740993",
		 ": must be at most 9007199254740992"},
		{"{'maximum':9223372036854775807}", "18446744073709551615",
		 ": must be at most 9223372036854775807"},
		{"{'minimum':9007199254740993}", "9007199254740992.0",
		 ": must be at least 9007199254740993"},
		{"{'minimum':1,'maximum':5}", "0", ": must be at least 1"},
	};

	(void) state;
	CHECK_CASES(cases);
}

static void
test_strings(void **state)
{
	static const Case cases[] = {
		{"{'minLength':1}", "''", ": must have at least 1 character, not 0"},
		{"{'minLength':2}", "'\xf0\x9f\x98\x80'",
		 ": must have at least 2 characters, not 1"},
		{"{'maxLength':2}", "'\xf0\x9f\x98\x80\xc3\xa4'", ""},
		{"{'maxLength':2}", "'\\u00e4\\u00e4\\u00e4'",
		 ": must have at most 2 characters, not 3"},
		{"{'maxLength':0}", "12345", ""},
		{"{'pattern':'^[a-z]+$'}", "'abc'", ""},
		{"{'pattern':'^[a-z]+$'}", "'Abc'",
		 ": must match the pattern ^[a-z]+$"},
		{"{'pattern':'^[a-z]+$'}", "'abc\\n'",
		 ": must match the pattern ^[a-z]+$"},
		{"{'pattern':'^[a-z]+$'}", "'\xc3\xa4'",
		 ": must match the pattern ^[a-z]+$"},
		{"{'pattern':'b'}", "'abc'", ""},
		{"{'pattern':'^a$'}", "1", ""},
		/* A pattern does not run over what is too long. */
		{"{'maxLength':1,'pattern':'^a$'}", "'bb'",
		 ": must have at most 1 character, not 2"},
	};

	(void) state;
	CHECK_CASES(cases);
}

static void
test_objects_and_arrays(void **state)
{
	static const Case cases[] = {
		{"{'required':['a','b']}", "{'b':1}", "a: is required"},
		{"{'required':['a','b']}", "{}", "a: is required; b: is required"},
		{"{'required':['a']}", "{'a':null}", ""},
		{"{'required':['a']}", "[]", ""},
		{"{'properties':{'a':{'type':'string'}}}", "{'a':1,'b':2}",
		 "a: must be a string, not an integer"},
		{"{'properties':{'a':{}},'additionalProperties':false}",
		 "{'b':1,'a':1,'c':2}",
		 "b: is not allowed here; c: is not allowed here"},
		{"{'properties':{'a':{}},'additionalProperties':{'type':'null'}}",
		 "{'a':1,'b':null,'c':1}", "c: must be null, not an integer"},
		{"{'propertyNames':{'pattern':'^[A-Z]+$'}}", "{'A':1,'b':1}",
		 "b: its name must match the pattern ^[A-Z]+$"},
		{"{'propertyNames':{'maxLength':1},'additionalProperties':{'type':"
		 "'null'}}",
		 "{'AA':1}",
		 "AA: its name must have at most 1 character, not 2; "
		 "AA: must be null, not an integer"},
		{"{'maxProperties':1}", "{'a':1,'b':1}",
		 ": must have at most 1 member, not 2"},
		{"{'minItems':1}", "[]", ": must have at least 1 element, not 0"},
		{"{'maxItems':1}", "[1,2]", ": must have at most 1 element, not 2"},
		{"{'minItems':1,'maxItems':0,'maxProperties':0}", "'x'", ""},
		{"{'items':{'properties':{'a':{'minimum':1}}}}",
		 "[{'a':1},{'a':0},{'a':0}]",
		 "[1].a: must be at least 1; [2].a: must be at least 1"},
		/* An object that is incomplete is read on. */
		{"{'required':['a'],'properties':{'b':{'type':'null'}}}", "{'b':1}",
		 "a: is required; b: must be null, not an integer"},
		{"false", "1", ": is not allowed here"},
		{"true", "1", ""},
	};

	(void) state;
	CHECK_CASES(cases);
}

static void
test_schemas_of_schemas(void **state)
{
	static const Case cases[] = {
		{"{'anyOf':[{'required':['command']},{'required':['params']}]}",
		 "{'params':1}", ""},
		{"{'anyOf':[{'required':['command']},{'required':['params']}]}",
		 "{'x':1}", ": must have \"command\" or \"params\""},
		{"{'anyOf':[{'type':'string'},{'minimum':5}]}", "5", ""},
		{"{'anyOf':[{'type':'string'},{'minimum':5}]}", "4",
		 ": has none of the allowed forms"},
		{"{'allOf':[{'minimum':5},{'maximum':3}]}", "4",
		 ": must be at least 5; : must be at most 3"},
		{"{'if':{'properties':{'m':{'const':'a'}}},'then':{'required':['x']}"
		 "}",
		 "{'m':'a'}", "x: is required"},
		{"{'if':{'properties':{'m':{'const':'a'}}},'then':{'required':['x']}"
		 "}",
		 "{'m':'b'}", ""},
		{"{'if':false,'then':false}", "1", ""},
		{"{'if':true,'then':false}", "1", ": is not allowed here"},
		{"{'$ref':'#/$defs/a/properties/b','$defs':{'a':{'properties':{'b':{"
		 "'type':'null'}}}}}",
		 "1", ": must be null, not an integer"},
		/* Beside a $ref other keywords hold, too. */
		{"{'$ref':'#/$defs/a~1b','maximum':1,'$defs':{'a/b':{'type':"
		 "'integer'}}}",
		 "2", ": must be at most 1"},
		{"{'title':1,'description':2,'$schema':3,'default':4}", "5", ""},
	};

	(void) state;
	CHECK_CASES(cases);
}

/*
 * A schema at fault is told whatever the value, also where a fault of the
 * value would be tried silently.
 */
static void
test_schema_errors(void **state)
{
	static const Case cases[] = {
		{"{'minimun':1}", "1", "minimun: is no known keyword of a schema"},
		{"{'properties':{'a':{'format':'date'}}}", "{}",
		 "properties.a.format: is no known keyword of a schema"},
		{"{'anyOf':[true,{'not':{}}]}", "1",
		 "anyOf[1].not: is no known keyword of a schema"},
		{"{'if':{'oneOf':[]},'then':{}}", "1",
		 "if.oneOf: is no known keyword of a schema"},
		{"{'$defs':{'a':{'x':1}}}", "1",
		 "$defs.a.x: is no known keyword of a schema"},
		{"{'type':'text'}", "1", "type: is malformed in the schema"},
		{"{'type':[]}", "1", "type: is malformed in the schema"},
		{"{'type':['string','text']}", "1",
		 "type: is malformed in the schema"},
		{"{'enum':[]}", "1", "enum: is malformed in the schema"},
		{"{'minLength':-1}", "1", "minLength: is malformed in the schema"},
		{"{'maxItems':1.5}", "1", "maxItems: is malformed in the schema"},
		{"{'minimum':'1'}", "1", "minimum: is malformed in the schema"},
		{"{'required':'a'}", "1", "required: is malformed in the schema"},
		{"{'required':[1]}", "1", "required: is malformed in the schema"},
		{"{'pattern':'('}", "1", "pattern: is malformed in the schema"},
		{"{'pattern':1}", "1", "pattern: is malformed in the schema"},
		{"{'items':[]}", "1", "items: is no schema"},
		{"{'properties':[]}", "1", "properties: is no map of schemas"},
		{"{'allOf':[]}", "1", "allOf: is no list of schemas"},
		{"{'then':{}}", "1", ": has only one of \"if\" and \"then\""},
		{"{'$ref':'#/$defs/a'}", "1", "$ref: leads nowhere"},
		{"{'$ref':'http://example.com/'}", "1", "$ref: leads nowhere"},
		{"{'$ref':'#/title','title':'a'}", "1", "$ref: is no schema"},
		{"1", "1", ": is no schema"},
	};

	(void) state;
	CHECK_CASES(cases);
}

static void
test_circles_end(void **state)
{
	static const char *const schemas[] = {
		"{'$ref':'#'}",
		"{'anyOf':[{'$ref':'#'},{'$ref':'#'}]}",
		"{'$ref':'#/$defs/a','$defs':{'a':{'$ref':'#/$defs/b'},'b':{'$ref':"
		"'#/$defs/a'}}}",
		"{'items':{'$ref':'#'}}",
	};

	(void) state;
	for (size_t i = 0; i < sizeof(schemas) / sizeof(schemas[0]); i++)
	{
		json_object *schema = json_of(schemas[i]);
		LearnFindings findings = {0};

		assert_int_equal(learn_json_schema_check(schema, NULL, &findings),
						 LEARN_INVALID);
		assert_int_equal(findings.count, 1);
		assert_string_equal(findings.items[0].problem.message,
							"leads too deep in the schema");
		learn_findings_free(&findings);
		json_object_put(schema);
	}
}

/*
 * Names are shown, but harmlessly; values never are.
 */
static void
test_messages_hold_nothing_foreign(void **state)
{
	static const char schema[] =
		"{'additionalProperties':{'type':'string','enum':['x'],"
		"'maxLength':3}}";
	static const Case cases[] = {
		{schema, "{'a\\n\\u001b[31m\xe2\x80\xae':1}",
		 "a??[31m???: must be a string, not an integer"},
		{schema, "{'k':'hunter2'}", "k: must be one of \"x\""},
		{"{'additionalProperties':false}",
		 "{'"
		 "0123456789012345678901234567890123456789012345678901234567890123xyz"
		 "':1}",
		 "0123456789012345678901234567890123456789012345678901234567890123"
		 "...: is not allowed here"},
	};

	(void) state;
	CHECK_CASES(cases);
}

static void
test_findings_are_bounded(void **state)
{
	json_object *schema = json_of("{'items':{'additionalProperties':false}}");
	json_object *value = json_object_new_array();
	LearnFindings findings = {0};

	(void) state;
	for (int i = 0; i < 200000; i++)
		json_object_array_add(value, json_of("{'a':1}"));
	assert_int_equal(learn_json_schema_check(schema, value, &findings),
					 LEARN_INVALID);
	assert_int_equal(findings.count, LEARN_FINDINGS_MAX);
	assert_string_equal(findings.items[49].problem.where, "[49].a");
	learn_findings_free(&findings);
	json_object_put(schema);
	json_object_put(value);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_type),
		cmocka_unit_test(test_enum_and_const),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_objects_and_arrays),
		cmocka_unit_test(test_schemas_of_schemas),
		cmocka_unit_test(test_schema_errors),
		cmocka_unit_test(test_circles_end),
		cmocka_unit_test(test_messages_hold_nothing_foreign),
		cmocka_unit_test(test_findings_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
