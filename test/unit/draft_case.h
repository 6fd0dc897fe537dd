/*-------------------------------------------------------------------------
 *
 * draft_case.h
 *		Proposals, their parents and what becomes of them, for unit tests.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_DRAFT_CASE_H
#define LEARN_TEST_DRAFT_CASE_H

#include "core/draft.h"
#include "core/facts.h"
#include "core/runbook.h"
#include "json_text.h"

#define HEAD                                                                  \
	"'name':'n','platform':'linux','incident_types':['service_crash','oom']"
#define CHECK                                                                 \
	"{'id':'check','action':'check','command':'c',"                           \
	"'because':{'text':'parent','executions':['exec-1']}}"
#define RESTART "{'id':'restart','action':'restart','command':'r','timeout':5}"
#define PARENT_TAIL                                                           \
	",'steps':[" CHECK "," RESTART "],'rollback':["                           \
	"{'id':'undo','action':'undo','command':'u'}],"                           \
	"'verification':{'method':'port','port':80}}"
#define PARENT "{'id':'RB-1'," HEAD PARENT_TAIL

/* The parent's members around other steps. */
#define WITH_STEPS(steps)                                                     \
	"{'id':'x'," HEAD ",'steps':[" steps "],'rollback':["                     \
	"{'id':'undo','action':'undo','command':'u'}],"                           \
	"'verification':{'method':'port','port':80}}"

/* A restart that is given more time. */
#define SLOWER "'id':'restart','action':'restart','command':'r','timeout':60"
#define BECAUSE(text) "'because':{'text':'" text "','executions':['exec-9']}"
#define NO_REASON                                                             \
	"'because':{'text':'no reason was given',"                                \
	"'executions':['exec-9']}"

/* A draft under test, and what it was made of. */
typedef struct Attempt
{
	LearnFacts facts;
	json_object *parent;
	json_object *proposal;
	LearnDraft draft;
	LearnProblem problem;
	LearnStatus status;
} Attempt;

static inline void
start(Attempt *attempt, const char *parent, const char *proposal)
{
	memset(attempt, 0, sizeof(*attempt));
	attempt->parent = json_of(parent);
	attempt->proposal = json_of(proposal);
	attempt->facts.execution_id = "exec-9";
	attempt->facts.next_id = "RB-1-v2";
	attempt->facts.failure_type = "runbook_insufficient";
	attempt->facts.requested_changes = "";
}

static inline void
finish(Attempt *attempt)
{
	char *before = learn_json_text(attempt->proposal, NULL);
	char *parent = learn_json_text(attempt->parent, NULL);
	char *after;

	attempt->facts.runbook = value_of(&attempt->facts.arena, parent);
	free(parent);
	memset(&attempt->draft, 0xAA, sizeof(attempt->draft));
	attempt->status = learn_draft_finish(attempt->proposal, &attempt->facts,
										 &attempt->draft, &attempt->problem);
	after = learn_json_text(attempt->proposal, NULL);
	assert_string_equal(before, after);
	free(before);
	free(after);
	if (attempt->status != LEARN_OK)
	{
		assert_null(attempt->draft.content);
		assert_null(attempt->draft.changes);
	}
}

static inline void
end(Attempt *attempt)
{
	learn_draft_free(&attempt->draft);
	learn_draft_free(&attempt->draft);
	learn_arena_free(&attempt->facts.arena);
	json_object_put(attempt->parent);
	json_object_put(attempt->proposal);
}

/* Expects a draft with this content and these changes (NULL: any). */
static inline void
expect(Attempt *attempt, const char *content, const char *changes)
{
	LearnFindings findings = {0};

	finish(attempt);
	if (attempt->status != LEARN_OK)
		fail_msg("%s: %s", attempt->problem.where, attempt->problem.message);
	assert_int_equal(learn_runbook_validate(attempt->draft.content,
											strlen(attempt->draft.content),
											&findings),
					 LEARN_OK);
	learn_findings_free(&findings);
	if (content != NULL)
		assert_json_text(strdup(attempt->draft.content), content);
	if (changes != NULL)
		assert_json_text(strdup(attempt->draft.changes), changes);
	end(attempt);
}

/* Reads more members of the facts. */
static inline void
give(Attempt *attempt, const char *root)
{
	attempt->facts.root = value_of(&attempt->facts.arena, root);
	attempt->facts.execution =
		learn_value_get(attempt->facts.root, "execution");
	attempt->facts.rejected = learn_value_get(attempt->facts.root, "rejected");
}

static inline void
expect_problem(const char *parent, const char *proposal, LearnStatus status,
			   const char *where, const char *message)
{
	Attempt attempt;

	start(&attempt, parent, proposal);
	finish(&attempt);
	assert_int_equal(attempt.status, status);
	assert_string_equal(attempt.problem.where, where);
	assert_string_equal(attempt.problem.message, message);
	end(&attempt);
}

#define CONTENT(steps)                                                        \
	"{'id':'RB-1-v2'," HEAD ",'steps':[" steps "],'rollback':["               \
	"{'id':'undo','action':'undo','command':'u'}],"                           \
	"'verification':{'method':'port','port':80}}"

#endif /* LEARN_TEST_DRAFT_CASE_H */
