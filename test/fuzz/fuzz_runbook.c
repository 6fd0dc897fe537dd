/*-------------------------------------------------------------------------
 *
 * fuzz_runbook.c
 *		Runbooks: what is wrong with them, and how they are shown.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include "core/runbook.h"
#include "core/runbook_text.h"

/*
 * What was found says where and why, and not more than a list may hold.
 */
static void
check_findings(const LearnFindings *findings, LearnStatus status)
{
	FUZZ_REQUIRE(!findings->failed);
	FUZZ_REQUIRE(findings->count <= LEARN_FINDINGS_MAX);
	FUZZ_REQUIRE((status == LEARN_OK) !=
				 learn_findings_has(findings, LEARN_SEVERITY_ERROR));
	for (int i = 0; i < findings->count; i++)
		fuzz_require_reason(&findings->items[i].problem);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	LearnFindings findings = {0};
	LearnStatus status = learn_runbook_validate(text, size, &findings);
	LearnProblem problem = {"", ""};
	char *shown = NULL;

	check_findings(&findings, status);
	if (learn_runbook_text(text, size, &shown, &problem) == LEARN_OK)
		FUZZ_REQUIRE(learn_is_utf8(shown, strlen(shown)));
	else
	{
		/* What is valid can be shown. */
		FUZZ_REQUIRE(status != LEARN_OK);
		fuzz_require_reason(&problem);
	}
	free(shown);
	learn_findings_free(&findings);
	free(text);
	return 0;
}
