/*-------------------------------------------------------------------------
 *
 * fuzz_runbook_diff.c
 *		Two runbooks: what differs, as data and as text.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include "core/runbook_diff.h"
#include "core/runbook_text.h"
#include "core/unified_diff.h"

/*
 * The difference of two runbooks as text, malformed documents passed over.
 */
static void
compare_texts(const FuzzPair *pair)
{
	LearnProblem problem = {"", ""};
	char *before = NULL;
	char *after = NULL;
	char *difference = NULL;

	if (learn_runbook_text(pair->first, pair->first_length, &before,
						   &problem) == LEARN_OK &&
		learn_runbook_text(pair->second, pair->second_length, &after,
						   &problem) == LEARN_OK)
	{
		LearnDiffText left = {before, strlen(before), "a"};
		LearnDiffText right = {after, strlen(after), "b"};

		if (learn_unified_diff(&left, &right, &difference, &problem) ==
			LEARN_OK)
		{
			FUZZ_REQUIRE(learn_is_utf8(difference, strlen(difference)));
			FUZZ_REQUIRE((*difference == '\0') ==
						 (strcmp(before, after) == 0));
		}
		else
			fuzz_require_reason(&problem);
	}
	free(difference);
	free(before);
	free(after);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FuzzPair pair = fuzz_pair(data, size);
	LearnProblem problem = {"", ""};
	char *difference = NULL;

	if (learn_runbook_diff(pair.first, pair.first_length, pair.second,
						   pair.second_length, &difference,
						   &problem) == LEARN_OK)
		fuzz_require_json(difference);
	else
		fuzz_require_reason(&problem);
	free(difference);
	difference = NULL;
	if (learn_runbook_diff(pair.first, pair.first_length, pair.first,
						   pair.first_length, &difference,
						   &problem) == LEARN_OK)
		FUZZ_REQUIRE(strstr(difference, "\"identical\":true") != NULL);
	free(difference);
	compare_texts(&pair);
	fuzz_pair_free(&pair);
	return 0;
}
