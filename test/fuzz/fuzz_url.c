/*-------------------------------------------------------------------------
 *
 * fuzz_url.c
 *		URLs that a runbook's verification asks.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include "executor/verify/url.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LearnUrl url = {0};
	LearnProblem problem = {"", ""};
	char *text;

	if (!fuzz_is_text(data, size))
		return FUZZ_USELESS;
	text = fuzz_text(data, size);
	if (learn_url_read(text, &url, &problem) == LEARN_OK)
	{
		FUZZ_REQUIRE(url.port >= 1 && url.port <= 65535);
		FUZZ_REQUIRE(*url.host != '\0' && *url.target != '\0');

		/* They go into a request: no line may end in them. */
		FUZZ_REQUIRE(strpbrk(url.target, "\r\n ") == NULL);
		FUZZ_REQUIRE(strpbrk(url.authority, "\r\n ") == NULL);
	}
	else
		fuzz_require_reason(&problem);
	learn_url_free(&url);
	free(text);
	return 0;
}
