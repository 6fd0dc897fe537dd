/*-------------------------------------------------------------------------
 *
 * fuzz_http_status.c
 *		The beginning of a web server's answer.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include "executor/verify/http_status.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *bytes = fuzz_text(data, size);
	int status = 0;

	/* However much of it has arrived. */
	for (size_t length = 0; length <= size; length++)
	{
		if (learn_http_read_status(bytes, length, &status) ==
			LEARN_STATUS_READ)
			FUZZ_REQUIRE(status >= 100 && status <= 999);
	}
	free(bytes);
	return 0;
}
