/*-------------------------------------------------------------------------
 *
 * test_runbook.c
 *		Unit tests of the runbook document and its ids.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/json_schema.h"
#include "core/runbook.h"
#include "json_text.h"

#define HEAD                                                                  \
	"'id':'RB-LNX-001','name':'n','platform':'linux',"                        \
	"'incident_types':['service_crash']"
#define STEP "{'id':'a','action':'run','command':'x'}"
#define VERIFIED ",'verification':{'method':'command','command':'true'}"

/* Validates a literal; "severity where: message" of each finding. */
static char *
findings_of(const char *literal)
{
	json_object *runbook = json_of(literal);
	size_t length;
	char *text = learn_json_text(runbook, &length);
	LearnFindings findings = {0};
	LearnStatus status = learn_runbook_validate(text, length, &findings);
	LearnBuffer buffer;

	assert_int_equal(status,
					 learn_findings_has(&findings, LEARN_SEVERITY_ERROR)
						 ? LEARN_INVALID
						 : LEARN_OK);
	learn_buffer_init(&buffer, 0);
	for (int i = 0; i < findings.count; i++)
		learn_buffer_append_format(&buffer, "%s%s %s: %s", i > 0 ? "; " : "",
								   learn_severity_name(
									   findings.items[i].severity),
								   findings.items[i].problem.where,
								   findings.items[i].problem.message);
	learn_findings_free(&findings);
	free(text);
	json_object_put(runbook);
	return learn_buffer_detach(&buffer, NULL);
}

static void
test_schema_is_one(void **state)
{
	const char *text = learn_runbook_schema();
	json_object *schema = json_of(text);
	json_object *anything = json_of("1");
	LearnFindings findings = {0};

	(void) state;
	/* A fault of the schema would be reported instead. */
	learn_json_schema_check(schema, anything, &findings);
	assert_int_equal(findings.count, 1);
	assert_string_equal(findings.items[0].problem.message,
						"must be an object, not an integer");
	learn_findings_free(&findings);
	json_object_put(schema);
	json_object_put(anything);
}

static void
test_full_runbook(void **state)
{
	char *found = findings_of(
		"{'id':'RB-LNX-SERVICE-001','name':'Restart','description':'d',"
		"'platform':'linux','incident_types':['service_crash'],"
		"'severity':'high','compliance':['HIPAA 164.308(a)(7)(ii)(C)'],"
		"'parameters':{'SERVICE':{'description':'d','required':true,"
		"'default':'nginx'}},"
		"'applies_to':{'clients':[],'hosts':'web*','platform_version':'12'},"
		"'steps':[{'id':'restart','action':'restart_service',"
		"'description':'d','shell':'sh','command':'systemctl ${SERVICE}',"
		"'params':{'a':1,'b':[1]},'timeout':60,"
		"'retry':{'attempts':2.0,'delay':5},'optional':false,"
		"'failure_is_success':false,"
		"'success_condition':{'exit_code':0,'output_matches':'x'},"
		"'wait_for':{'command':'true','timeout':30,'interval':0.5},"
		"'because':{'text':'t','executions':['exec-20240101-0001']}}],"
		"'verification':{'method':'port','port':'${SERVICE}'},"
		"'rollback':[{'action':'stop','params':{}}],"
		"'evidence_required':['log']}");

	(void) state;
	assert_string_equal(found, "");
	free(found);
}

static void
test_violations(void **state)
{
	static const struct
	{
		const char *runbook;
		const char *found;
	} cases[] = {
		{"{'steps':[" STEP "]" VERIFIED "}",
		 "error id: is required; error name: is required; "
		 "error platform: is required; error incident_types: is required"},
		{"{" HEAD ",'steps':[]" VERIFIED "}",
		 "error steps: must have at least 1 element, not 0"},
		{"{" HEAD ",'steps':[{'action':'a'}]" VERIFIED "}",
		 "error steps[0]: must have \"command\" or \"params\""},
		{"{" HEAD ",'steps':[{'command':'a','exec':'b'}]" VERIFIED "}",
		 "error steps[0].action: is required; "
		 "error steps[0].exec: is not allowed here"},
		{"{" HEAD
		 ",'steps':[{'action':'a','command':'b','timeout':0}]" VERIFIED "}",
		 "error steps[0].timeout: must be at least 0.1"},
		{"{" HEAD ",'steps':[" STEP "],'status':'active'" VERIFIED "}",
		 "error status: is not allowed here"},
		{"{" HEAD ",'steps':[" STEP "],'verification':{'method':'http'}}",
		 "error verification.url: is required"},
		{"{" HEAD ",'steps':[" STEP "],'verification':{'port':1}}",
		 "error verification.method: is required"},
		{"{" HEAD ",'steps':[" STEP "],"
		 "'verification':{'method':'port','port':'22; rm'}}",
		 "error verification.port: must match the pattern "
		 "^\\$\\{[A-Z][A-Z0-9_]*\\}$"},
		{"{" HEAD ",'steps':[" STEP "],'parameters':{'path':{}}" VERIFIED "}",
		 "error parameters.path: its name must match the pattern "
		 "^[A-Z][A-Z0-9_]*$"},
		{"{" HEAD ",'steps':[" STEP "],'parameters':{'A':{},'PATH':{},"
		 "'LD_PRELOAD':{'default':'/tmp/a.so'},'PARAM_A':{}}" VERIFIED "}",
		 "error parameters.PATH: its name is reserved: it says where programs "
		 "are found; "
		 "error parameters.LD_PRELOAD: its name is reserved: it says what is "
		 "loaded into programs; "
		 "error parameters.PARAM_A: its name is reserved: the executor uses it "
		 "itself"},
		/* Once is enough. */
		{"{" HEAD ",'steps':[" STEP "],'parameters':{'LD_x':{}}" VERIFIED "}",
		 "error parameters.LD_x: its name must match the pattern "
		 "^[A-Z][A-Z0-9_]*$"},
		{"{" HEAD ",'steps':[" STEP "],'rollback':[{'action':1}]" VERIFIED "}",
		 "error rollback[0]: must have \"command\" or \"params\"; "
		 "error rollback[0].action: must be a string, not an integer"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		char *found = findings_of(cases[i].runbook);

		assert_string_equal(found, cases[i].found);
		free(found);
	}
}

static void
test_beyond_the_schema(void **state)
{
	static const struct
	{
		const char *runbook;
		const char *found;
	} cases[] = {
		{"{" HEAD ",'steps':[" STEP "]}",
		 "warning verification: is absent: no execution can count as a "
		 "success"},
		{"{" HEAD ",'steps':[" STEP "," STEP "]" VERIFIED "}",
		 "error steps[1].id: is the id of an earlier step"},
		{"{" HEAD ",'steps':[" STEP "],'rollback':[" STEP "]" VERIFIED "}",
		 "error rollback[0].id: is the id of an earlier step"},
		{"{" HEAD ",'steps':[{'action':'a','command':'x'},"
		 "{'action':'a','command':'x'}]" VERIFIED "}",
		 ""},
		{"{" HEAD ",'parameters':{'A':{}},'steps':[{'action':'a',"
		 "'command':'${A} ${B} ${B} ${b} $C ${D:-x} ${_E} ${F'}]" VERIFIED "}",
		 "warning steps[0].command: uses ${B}, which \"parameters\" does "
		 "not declare"},
		{"{" HEAD ",'steps':[{'action':'a','command':'X=1; echo ${X}'},"
		 "{'action':'a','command':'$Y = 1; ${Y}','shell':'powershell'}]" VERIFIED
		 "}",
		 ""},
		{"{" HEAD ",'steps':[{'action':'a','command':'AX=1; echo ${X}',"
		 "'wait_for':{'command':'${W}','timeout':1}}],"
		 "'verification':{'method':'http','url':'http://${H}/'}}",
		 "warning steps[0].command: uses ${X}, which \"parameters\" does "
		 "not declare; "
		 "warning steps[0].wait_for.command: uses ${W}, which "
		 "\"parameters\" does not declare; "
		 "warning verification.url: uses ${H}, which \"parameters\" does "
		 "not declare"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		char *found = findings_of(cases[i].runbook);

		assert_string_equal(found, cases[i].found);
		free(found);
	}
}

static void
test_bad_documents(void **state)
{
	static const char *const texts[] = {
		"",
		"{",
		"null",
		"[]",
		"\"a\"",
		"{}",
		"{\"steps\":1}",
		"{\"steps\":[1,null,[]],\"rollback\":{}}"};
	LearnFindings findings = {0};
	char *huge;

	(void) state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
	{
		assert_int_equal(learn_runbook_validate(texts[i], strlen(texts[i]),
												&findings),
						 LEARN_INVALID);
		assert_true(learn_findings_has(&findings, LEARN_SEVERITY_ERROR));
		learn_findings_free(&findings);
	}

	huge = malloc(LEARN_RUNBOOK_SIZE_MAX + 1);
	memset(huge, ' ', LEARN_RUNBOOK_SIZE_MAX + 1);
	assert_int_equal(learn_runbook_validate(huge, LEARN_RUNBOOK_SIZE_MAX + 1,
											&findings),
					 LEARN_INVALID);
	assert_string_equal(findings.items[0].problem.message,
						"must have at most 1048576 bytes, not 1048577");
	learn_findings_free(&findings);
	free(huge);
}

/*
 * Warnings come in any number; the error at the end must not drown in them.
 */
static void
test_warnings_do_not_hide_errors(void **state)
{
	LearnBuffer buffer;
	LearnFindings findings = {0};

	(void) state;
	learn_buffer_init(&buffer, 0);
	learn_buffer_append_string(
		&buffer, "{\"id\":\"RB-1\",\"name\":\"n\",\"platform\":\"linux\","
				 "\"incident_types\":[\"a\"],\"steps\":["
				 "{\"id\":\"s\",\"action\":\"a\",\"command\":\"");
	for (int i = 0; i < 300; i++)
		learn_buffer_append_format(&buffer, "${A%d} ", i);
	learn_buffer_append_string(&buffer, "\"}],\"rollback\":[{\"id\":\"s\","
										"\"action\":\"a\",\"params\":{}}]}");
	assert_int_equal(learn_runbook_validate(buffer.data, buffer.length,
											&findings),
					 LEARN_INVALID);
	assert_int_equal(findings.count, LEARN_FINDINGS_MAX);
	assert_string_equal(findings.items[LEARN_FINDINGS_MAX - 1].problem.where,
						"rollback[0].id");
	learn_findings_free(&findings);
	learn_buffer_free(&buffer);
}

static void
test_split_id(void **state)
{
	static const struct
	{
		const char *id;
		const char *line;
		int version;
	} cases[] = {
		{"RB-X", "RB-X", 1},
		{"RB-X-v2", "RB-X", 2},
		{"RB-X-v10", "RB-X", 10},
		{"RB-X-v999999999", "RB-X", 999999999},
		{"RB-X-v1000000000", "RB-X-v1000000000", 1},
		{"RB-X-v99999999999999999999", "RB-X-v99999999999999999999", 1},
		{"RB-X-v1", "RB-X-v1", 1},
		{"RB-X-v0", "RB-X-v0", 1},
		{"RB-X-v02", "RB-X-v02", 1},
		{"RB-X-v", "RB-X-v", 1},
		{"RB-X-v2a", "RB-X-v2a", 1},
		{"RB-X-V2", "RB-X-V2", 1},
		{"RB-Xv2", "RB-Xv2", 1},
		{"RB-X-v2-v3", "RB-X-v2", 3},
		{"-v2", "-v2", 1},
		{"2", "2", 1},
		{"a-v2", "a", 2},
	};
	char line[LEARN_RUNBOOK_ID_MAX + 1];
	char id[LEARN_RUNBOOK_ID_MAX + 2];

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		assert_int_equal(learn_runbook_split_id(cases[i].id, line),
						 cases[i].version);
		assert_string_equal(line, cases[i].line);
		if (cases[i].version > 1)
		{
			assert_true(learn_runbook_version_id(line, cases[i].version, id));
			assert_string_equal(id, cases[i].id);
		}
	}
	assert_int_equal(learn_runbook_split_id("", line), 0);
	memset(id, 'a', sizeof(id));
	id[LEARN_RUNBOOK_ID_MAX + 1] = '\0';
	assert_int_equal(learn_runbook_split_id(id, line), 0);
	id[LEARN_RUNBOOK_ID_MAX] = '\0';
	assert_int_equal(learn_runbook_split_id(id, line), 1);
	assert_string_equal(line, id);
}

static void
test_version_id(void **state)
{
	char line[LEARN_RUNBOOK_ID_MAX + 2];
	char id[LEARN_RUNBOOK_ID_MAX + 1];

	(void) state;
	assert_true(learn_runbook_version_id("RB-X", 1, id));
	assert_string_equal(id, "RB-X");
	assert_true(learn_runbook_version_id("RB-X", 2, id));
	assert_string_equal(id, "RB-X-v2");
	assert_true(learn_runbook_version_id("RB-X", 999999999, id));
	assert_string_equal(id, "RB-X-v999999999");
	assert_false(learn_runbook_version_id("RB-X", 1000000000, id));
	assert_false(learn_runbook_version_id("RB-X", INT32_MAX, id));
	assert_false(learn_runbook_version_id("RB-X", 0, id));
	assert_false(learn_runbook_version_id("RB-X", -1, id));
	assert_false(learn_runbook_version_id("", 2, id));

	memset(line, 'a', sizeof(line));
	line[LEARN_RUNBOOK_ID_MAX - 3] = '\0';
	assert_true(learn_runbook_version_id(line, 9, id));
	assert_int_equal(strlen(id), LEARN_RUNBOOK_ID_MAX);
	assert_false(learn_runbook_version_id(line, 10, id));
	line[LEARN_RUNBOOK_ID_MAX - 3] = 'a';
	line[LEARN_RUNBOOK_ID_MAX + 1] = '\0';
	assert_false(learn_runbook_version_id(line, 1, id));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_schema_is_one),
		cmocka_unit_test(test_full_runbook),
		cmocka_unit_test(test_violations),
		cmocka_unit_test(test_beyond_the_schema),
		cmocka_unit_test(test_bad_documents),
		cmocka_unit_test(test_warnings_do_not_hide_errors),
		cmocka_unit_test(test_split_id),
		cmocka_unit_test(test_version_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
