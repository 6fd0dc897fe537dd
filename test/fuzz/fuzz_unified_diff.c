/*-------------------------------------------------------------------------
 *
 * fuzz_unified_diff.c
 *		Two texts of any kind and their difference.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include "core/unified_diff.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FuzzPair pair;
	LearnDiffText before;
	LearnDiffText after;
	LearnProblem problem = {"", ""};
	char *difference = NULL;

	if (!fuzz_is_text(data, size))
		return FUZZ_USELESS;
	pair = fuzz_pair(data, size);
	before = (LearnDiffText){pair.first, pair.first_length, "a"};
	after = (LearnDiffText){pair.second, pair.second_length, "b"};
	if (learn_unified_diff(&before, &after, &difference, &problem) == LEARN_OK)
	{
		FUZZ_REQUIRE(learn_is_utf8(difference, strlen(difference)));
		FUZZ_REQUIRE((*difference == '\0') ==
					 (strcmp(pair.first, pair.second) == 0));
	}
	else
		fuzz_require_reason(&problem);
	free(difference);
	fuzz_pair_free(&pair);
	return 0;
}
