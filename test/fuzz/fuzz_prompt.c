/*-------------------------------------------------------------------------
 *
 * fuzz_prompt.c
 *		Telemetry in a question: it stays between the markers, and in bounds.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include "core/prompt.h"

#define NONCE "0123456789abcdef"
#define END "\nEND DATA " NONCE "\n"
#define BEGIN "\nBEGIN DATA " NONCE "\n"
#define MAX_TOKENS 8000

/*
 * The data are one JSON value between the only markers there are.
 */
static void
check_prompt(const LearnPrompt *prompt)
{
	const char *begin = strstr(prompt->user, BEGIN);
	const char *end = strstr(prompt->user, END);
	LearnProblem problem;

	FUZZ_REQUIRE(begin != NULL && end != NULL && begin < end);
	FUZZ_REQUIRE(strstr(begin + 1, BEGIN) == NULL);
	FUZZ_REQUIRE(strstr(end + 1, END) == NULL);
	begin += strlen(BEGIN);
	FUZZ_REQUIRE(learn_json_check(begin, (size_t) (end - begin), &problem) ==
				 LEARN_OK);
	FUZZ_REQUIRE(learn_is_utf8(prompt->user, strlen(prompt->user)));
	FUZZ_REQUIRE(strlen(prompt->system) + strlen(prompt->user) +
					 strlen(prompt->schema) <=
				 (size_t) MAX_TOKENS * LEARN_PROMPT_TOKEN_BYTES);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LearnPromptWords words = {LEARN_PROMPT_CATEGORIZE, "You answer.",
							  "Answer this.\n{{schema}}\n"};
	LearnFacts facts = {0};
	LearnPrompt prompt = {0};
	LearnProblem problem = {"", ""};
	LearnDisguise *disguise;
	char *text;

	if (size == 0)
		return FUZZ_USELESS;
	words.purpose = data[0] % LEARN_PROMPT_PURPOSES;
	disguise = learn_disguise_create((data[0] & 0x80) != 0);
	FUZZ_REQUIRE(disguise != NULL);
	text = fuzz_text(data + 1, size - 1);
	if (learn_facts_read(text, size - 1, &facts, &problem) == LEARN_OK)
	{
		if (learn_prompt_render(&facts, &words, NONCE, disguise, MAX_TOKENS,
								&prompt, &problem) == LEARN_OK)
			check_prompt(&prompt);
		else
			fuzz_require_reason(&problem);
		learn_prompt_free(&prompt);
		learn_facts_free(&facts);
	}
	else
		fuzz_require_reason(&problem);
	learn_disguise_free(disguise);
	free(text);
	return 0;
}
