/*-------------------------------------------------------------------------
 *
 * remedies.h
 *		What tests ask about the table of remedies.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_REMEDIES_H
#define LEARN_TEST_REMEDIES_H

#include <string.h>

#include "core/remedy.h"

static inline const char *
template_of(const LearnRemedy *remedy, const char *platform)
{
	if (strcmp(platform, "windows") == 0)
		return remedy->powershell;
	return strcmp(platform, "linux") == 0 ? remedy->linux_sh
										  : remedy->darwin_sh;
}

static inline const LearnRemedy *
remedy_named(const char *id)
{
	for (int i = 0; i < learn_remedy_count; i++)
	{
		if (strcmp(learn_remedies[i].id, id) == 0)
			return &learn_remedies[i];
	}
	return NULL;
}

static inline bool
adds_step(const LearnRemedy *remedy)
{
	return remedy->kind == LEARN_REMEDY_BEFORE ||
		   remedy->kind == LEARN_REMEDY_AFTER;
}

static inline bool
changes_command(const LearnRemedy *remedy)
{
	return !adds_step(remedy) && remedy->kind != LEARN_REMEDY_RETRY &&
		   remedy->kind != LEARN_REMEDY_TIME &&
		   remedy->kind != LEARN_REMEDY_WAIT;
}

#endif /* LEARN_TEST_REMEDIES_H */
