/*-------------------------------------------------------------------------
 *
 * fuzz_reply_category.c
 *		A model's answer to the question why something failed.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include "core/disguise.h"
#include "core/reply.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LearnCategory category = {0};
	LearnProblem problem = {"", ""};
	LearnDisguise *disguise;
	char *text;

	/* A reader of answers lets nothing else through. */
	if (!fuzz_is_text(data, size))
		return FUZZ_USELESS;
	text = fuzz_text(data, size);
	disguise = learn_disguise_create(false);
	FUZZ_REQUIRE(disguise != NULL);
	if (learn_reply_category(text, size, disguise, &category, &problem) ==
		LEARN_OK)
	{
		FUZZ_REQUIRE(category.confidence >= 0 && category.confidence <= 1);
		FUZZ_REQUIRE(category.reasoning != NULL);
		FUZZ_REQUIRE(
			learn_is_utf8(category.reasoning, strlen(category.reasoning)));
		FUZZ_REQUIRE(strlen(category.reasoning) <= 2000);
	}
	else
		fuzz_require_reason(&problem);
	learn_category_free(&category);
	learn_disguise_free(disguise);
	free(text);
	return 0;
}
