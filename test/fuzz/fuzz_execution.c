/*-------------------------------------------------------------------------
 *
 * fuzz_execution.c
 *		A report of an executor: why it failed, what it is like, what would help.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include "core/classify.h"
#include "core/improve.h"
#include "core/runbook.h"

static LearnClassifier *classifier;

/*
 * The built-in improver on the same facts.
 */
static void
improve(const char *text, size_t length)
{
	LearnProblem problem = {"", ""};
	LearnDraft draft = {0};
	LearnFindings findings = {0};

	if (learn_improve(text, length, &draft, &problem) == LEARN_OK)
	{
		fuzz_require_json(draft.changes);
		FUZZ_REQUIRE(learn_runbook_validate(draft.content,
											strlen(draft.content),
											&findings) == LEARN_OK);
	}
	else
		fuzz_require_reason(&problem);
	learn_findings_free(&findings);
	learn_draft_free(&draft);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LearnProblem problem = {"", ""};
	LearnCategory category = {0};
	LearnSignature signature = {0};
	LearnFacts facts = {0};
	char *text = fuzz_text(data, size);

	if (classifier == NULL)
		classifier = learn_classifier_create();
	if (learn_facts_read(text, size, &facts, &problem) == LEARN_OK)
	{
		FUZZ_REQUIRE(learn_classify_facts(classifier, &facts, &category,
										  &signature, &problem) == LEARN_OK);
		FUZZ_REQUIRE(category.confidence >= 0 && category.confidence <= 1);
		FUZZ_REQUIRE(learn_is_utf8(signature.text, strlen(signature.text)));
		learn_category_free(&category);
		learn_signature_free(&signature);
		learn_facts_free(&facts);
		improve(text, size);
	}
	else
		fuzz_require_reason(&problem);
	free(text);
	return 0;
}
