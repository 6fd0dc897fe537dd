/*-------------------------------------------------------------------------
 *
 * fuzz_fingerprint.c
 *		Messages and what stays of them: their template.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include "core/fingerprint.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LearnBuffer buffer;
	char *text;

	if (!fuzz_is_text(data, size))
		return FUZZ_USELESS;
	text = fuzz_text(data, size);
	learn_buffer_init(&buffer, 0);
	FUZZ_REQUIRE(learn_fingerprint_template(&buffer, text, size));
	FUZZ_REQUIRE(
		learn_is_utf8(buffer.data != NULL ? buffer.data : "", buffer.length));
	learn_buffer_free(&buffer);
	free(text);
	return 0;
}
