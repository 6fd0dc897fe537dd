/*-------------------------------------------------------------------------
 *
 * fuzz_state_diff.c
 *		Two captured states: what changed between them.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include "core/state_diff.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FuzzPair pair = fuzz_pair(data, size);
	LearnProblem problem = {"", ""};
	char *difference = NULL;

	if (learn_state_diff(pair.first, pair.first_length, pair.second,
						 pair.second_length, &difference,
						 &problem) == LEARN_OK)
		fuzz_require_json(difference);
	else
		fuzz_require_reason(&problem);
	free(difference);
	fuzz_pair_free(&pair);
	return 0;
}
