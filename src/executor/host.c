/*-------------------------------------------------------------------------
 *
 * host.c
 *		What this machine is called, and what it is.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/host.h"

#include <unistd.h>

const char *
learn_host_platform(void)
{
#if defined(__linux__)
	return "linux";
#elif defined(__APPLE__)
	return "darwin";
#else
	return NULL;
#endif
}

bool
learn_host_name(char name[LEARN_HOST_NAME_SIZE])
{
	if (gethostname(name, LEARN_HOST_NAME_SIZE) != 0)
		return false;
	name[LEARN_HOST_NAME_SIZE - 1] = '\0';
	return name[0] != '\0';
}
