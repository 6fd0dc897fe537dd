/*-------------------------------------------------------------------------
 *
 * resident.c
 *		How much memory a service has.
 *
 *-------------------------------------------------------------------------
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "executor/state/part.h"
#include "executor/state/source.h"

/* Processes of a service that are looked at. */
#define FAMILY_MAX 256

/* Members of a family found so far, and what they have. */
typedef struct Family
{
	const LearnProcess *members[FAMILY_MAX];
	int count;
} Family;

static bool
is_member(const Family *family, int pid)
{
	for (int i = 0; i < family->count; i++)
	{
		if (family->members[i]->pid == pid)
			return true;
	}
	return false;
}

/*
 * Finds those of this name, and all that they started and that is still
 * theirs.
 */
static void
find_family(const LearnLook *look, const char *name, Family *family)
{
	int known;

	family->count = 0;
	do
	{
		known = family->count;
		for (int i = 0; i < look->processes.count; i++)
		{
			const LearnProcess *process = &look->processes.items[i];

			if (family->count == FAMILY_MAX || is_member(family, process->pid))
				continue;
			if (is_member(family, process->parent) ||
				(known == 0 &&
				 learn_process_is_called(process, name, look->root)))
				family->members[family->count++] = process;
		}
	} while (family->count > known);
}

/*
 * Pages that processes share are counted once: the most that one of them has
 * of these, and what each has for itself.
 */
double
learn_state_resident(const LearnLook *look, const char *name)
{
	Family family;
	double own = 0;
	double shared = 0;

	find_family(look, name, &family);
	for (int i = 0; i < family.count; i++)
	{
		char path[64];
		char text[256];
		const char *at = text;
		uint64_t pages[3] = {0, 0, 0};

		snprintf(path, sizeof(path), "/proc/%d/statm", family.members[i]->pid);
		if (learn_source_read(look->root, path, text, sizeof(text)) <= 0)
			continue;
		for (int j = 0; j < 3; j++)
			learn_source_number(&at, 10, &pages[j]);
		if (pages[2] > pages[1])
			continue;
		own += (double) (pages[1] - pages[2]);
		if ((double) pages[2] > shared)
			shared = (double) pages[2];
	}
	return family.count == 0
			   ? -1
			   : (own + shared) * (double) sysconf(_SC_PAGESIZE) / 1048576;
}
