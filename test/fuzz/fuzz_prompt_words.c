/*-------------------------------------------------------------------------
 *
 * fuzz_prompt_words.c
 *		Wordings of questions, as administrators write them.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include "core/prompt_words.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FuzzPair pair;
	LearnPromptWords words = {0};
	LearnProblem problem = {"", ""};
	LearnBuffer buffer;
	bool has_schema;
	LearnStatus status;

	if (!fuzz_is_text(data, size))
		return FUZZ_USELESS;
	pair = fuzz_pair(data, size);
	words.purpose = LEARN_PROMPT_CATEGORIZE;
	words.system = pair.first;
	words.instructions = pair.second;
	status = learn_prompt_words_check(&words, &problem);
	if (status != LEARN_OK)
		fuzz_require_reason(&problem);
	else
	{
		learn_buffer_init(&buffer, 0);
		FUZZ_REQUIRE(learn_prompt_words_append(&buffer, &words, "{}",
											   &has_schema,
											   &problem) == LEARN_OK);
		FUZZ_REQUIRE(learn_is_utf8(buffer.data, buffer.length));
		learn_buffer_free(&buffer);
	}
	fuzz_pair_free(&pair);
	return 0;
}
