/*-------------------------------------------------------------------------
 *
 * fuzz_answer.c
 *		The body of an endpoint's answer, in each dialect.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include "llm/dialect.h"

/* The first byte chooses the dialect. */
static const LearnDialect *const dialects[] = {
	&learn_dialect_openai,
	&learn_dialect_azure,
	&learn_dialect_anthropic,
};

#define DIALECTS (sizeof(dialects) / sizeof(dialects[0]))

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LearnModelReply reply = {0};
	char *body;

	if (size == 0)
		return FUZZ_USELESS;
	body = fuzz_text(data + 1, size - 1);
	reply.http_status = 200;
	reply.tokens_in = -1;
	reply.tokens_out = -1;
	dialects[data[0] % DIALECTS]->reader.read(body, size - 1, &reply);
	FUZZ_REQUIRE(reply.tokens_in >= -1 && reply.tokens_out >= -1);
	FUZZ_REQUIRE(learn_is_utf8(reply.model, strlen(reply.model)));
	FUZZ_REQUIRE(learn_is_utf8(reply.error, strlen(reply.error)));
	if (reply.outcome == LEARN_MODEL_ANSWERED)
		FUZZ_REQUIRE(reply.text != NULL);
	else
		FUZZ_REQUIRE(reply.error[0] != '\0');
	if (reply.text != NULL)
		FUZZ_REQUIRE(strlen(reply.text) == reply.text_length &&
					 learn_is_utf8(reply.text, reply.text_length));
	learn_model_reply_free(&reply);
	free(body);
	return 0;
}
