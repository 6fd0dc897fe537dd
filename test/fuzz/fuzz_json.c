/*-------------------------------------------------------------------------
 *
 * fuzz_json.c
 *		JSON from anywhere: what can be read is written and read again the same.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

/*
 * What is written, without regard to the order of members.
 */
static char *
write_sorted(json_object *value)
{
	LearnBuffer buffer;
	char *text;

	learn_buffer_init(&buffer, 0);
	FUZZ_REQUIRE(learn_json_append_sorted(&buffer, value));
	text = learn_buffer_detach(&buffer, NULL);
	fuzz_require_json(text);
	return text;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	LearnProblem problem = {"", ""};
	json_object *value = NULL;
	LearnStatus status = learn_json_parse(text, size, &value, &problem);

	FUZZ_REQUIRE((learn_json_check(text, size, &problem) == LEARN_OK) ==
				 (status == LEARN_OK));
	if (status == LEARN_OK)
	{
		char *written = write_sorted(value);
		json_object *again = NULL;
		char *rewritten;

		FUZZ_REQUIRE(learn_is_utf8(text, size));
		FUZZ_REQUIRE(learn_json_parse(written, strlen(written), &again,
									  &problem) == LEARN_OK);
		rewritten = write_sorted(again);
		FUZZ_REQUIRE(strcmp(written, rewritten) == 0);
		json_object_put(again);
		free(rewritten);
		free(written);
	}
	else
		fuzz_require_reason(&problem);
	json_object_put(value);
	free(text);
	return 0;
}
