/*-------------------------------------------------------------------------
 *
 * improve_case.h
 *		Failures and what is known of remedies against them, for unit tests.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_IMPROVE_CASE_H
#define LEARN_TEST_IMPROVE_CASE_H

#include "core/improve.h"
#include "json_text.h"

/* A failure for which the remedies that the engine comes with are free-port
 * (which needs the port) and, for the same message, none other. */
#define BIND "bind: Address already in use, port 8080"

#define RUNBOOK(steps, more)                                                  \
	"{'id':'RB-1','name':'n','platform':'linux',"                             \
	"'incident_types':['service_crash'],'steps':[" steps "]" more "}"
#define LOOK "{'id':'look','action':'look','command':'true'}"
#define SERVE "{'id':'serve','action':'start','command':'appd'}"
#define VERIFIED ",'verification':{'method':'command','command':'v'}"
#define FACTS(runbook, message, more)                                         \
	"{'execution':{'execution_id':'exec-9','platform':'linux',"               \
	"'incident_type':'service_crash','executed_steps':["                      \
	"{'step_number':1,'action':'look','success':true},"                       \
	"{'step_number':2,'action':'start','command':'appd','success':false,"     \
	"'exit_code':1,'error':'" message "'}]},"                                 \
	"'runbook':" runbook ",'next_id':'RB-1-v2'" more "}"

/* The facts of a failure that no curated remedy knows, with remedies. */
#define UNKNOWN(runbook, more) FACTS(runbook, "the flux is out of phase", more)
#define PLAIN RUNBOOK(LOOK "," SERVE, VERIFIED)
#define REMEDIES(list) ",'remedies':[" list "]"

/* A mined remedy; more members begin with a comma. */
#define MINED(placement, steps, more)                                         \
	"{'id':'m1','origin':'mined','strength':0.8,'successes':3,'failures':1,"  \
	"'since':'2026-03-01T10:00:00+00:00','platform':'linux','what':'w',"      \
	"'why':'the coil was cold','executions':['exec-2','exec-3'],"             \
	"'placement':'" placement "','steps':[" steps "]" more "}"
#define WARM "{'id':'warm','action':'warm','command':'warm coil'}"
#define REASON                                                                \
	"learned from executions: the coil was cold "                             \
	"(worked in 3 of 4 attempts since 2026-03-01)"
#define BECAUSE                                                               \
	"'because':{'text':'" REASON "',"                                         \
	"'executions':['exec-9','exec-2','exec-3']}"
#define WARM_ADDED                                                            \
	"{'id':'warm','action':'warm','command':'warm coil'," BECAUSE "}"

/* Reads JSON text, which may have ' in strings. */
static inline json_object *
parse(const char *text)
{
	json_object *value;

	assert_int_equal(learn_json_parse(text, strlen(text), &value, NULL),
					 LEARN_OK);
	return value;
}

/* Improves; the content, and the changes if asked for.  NULL: no draft. */
static inline json_object *
improve(const char *facts, LearnStatus expected, LearnProblem *problem,
		json_object **changes)
{
	json_object *object = json_of(facts);
	char *text = learn_json_text(object, NULL);
	json_object *content = NULL;
	LearnProblem own = {"", ""};
	LearnDraft draft;
	LearnStatus status =
		learn_improve(text, strlen(text), &draft, problem ? problem : &own);

	if (status != expected)
		fail_msg("%s: %d, %s: %s", facts, (int) status,
				 problem ? problem->where : own.where,
				 problem ? problem->message : own.message);
	if (status == LEARN_OK)
	{
		content = parse(draft.content);
		if (changes != NULL)
			*changes = parse(draft.changes);
	}
	learn_draft_free(&draft);
	free(text);
	json_object_put(object);
	return content;
}

#endif /* LEARN_TEST_IMPROVE_CASE_H */
