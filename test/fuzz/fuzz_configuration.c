/*-------------------------------------------------------------------------
 *
 * fuzz_configuration.c
 *		The executor's configuration file.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "executor/setup/configuration.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LearnConfiguration configuration = {0};
	LearnProblem problem = {"", ""};
	int file = memfd_create("configuration", 0);
	char path[64];

	FUZZ_REQUIRE(file >= 0);
	FUZZ_REQUIRE(size == 0 || write(file, data, size) == (ssize_t) size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	if (learn_configuration_read(path, &configuration, &problem) == LEARN_OK)
		FUZZ_REQUIRE(configuration.spool_limit >= 0);
	else
		fuzz_require_reason(&problem);
	learn_configuration_free(&configuration);
	close(file);
	return 0;
}
