/*-------------------------------------------------------------------------
 *
 * platform.c
 *		Which version of its system this host has.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/platform_version.h"
#include "executor/state/part.h"

bool
learn_state_add_platform(const LearnLook *look, json_object *state)
{
	char version[LEARN_PLATFORM_VERSION_SIZE];

	learn_platform_version(look->root, version);
	return version[0] == '\0' ||
		   learn_state_add_text(state, "platform_version", version);
}
