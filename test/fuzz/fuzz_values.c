/*-------------------------------------------------------------------------
 *
 * fuzz_values.c
 *		A runbook that was handed out, and what is put into its commands.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include "core/runbook.h"
#include "executor/steps/values.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FuzzPair pair = fuzz_pair(data, size);
	LearnProblem problem = {"", ""};
	LearnValues given = {0};
	LearnValues taken = {0};
	json_object *runbook = NULL;
	LearnBuffer filled;

	learn_buffer_init(&filled, 0);
	if (learn_json_parse(pair.first, pair.first_length, &runbook, &problem) ==
			LEARN_OK &&
		json_object_is_type(runbook, json_type_object) &&
		learn_values_take(runbook, &given, &taken, &problem) == LEARN_OK)
		FUZZ_REQUIRE(learn_values_fill(&taken, pair.second, &filled));
	learn_buffer_free(&filled);
	learn_values_free(&taken);
	learn_values_free(&given);
	json_object_put(runbook);
	fuzz_pair_free(&pair);
	return 0;
}
