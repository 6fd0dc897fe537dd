/*-------------------------------------------------------------------------
 *
 * memory.c
 *		How much memory there is, is left, and is held by whom.
 *
 * Swap is told of only when the incident is about memory: that it is full is
 * usual on a host that has been up for long, and no reason for much else.
 *
 *-------------------------------------------------------------------------
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "executor/state/part.h"
#include "executor/state/source.h"

/* Bytes of /proc/meminfo that are read. */
#define MEMINFO_LIMIT 65536

/* What is read of it, in kilobytes; negative: it does not tell. */
typedef struct Memory
{
	double total;
	double available;
	double swap_total;
	double swap_free;
} Memory;

static void
read_memory(const char *root, Memory *memory)
{
	const struct
	{
		const char *name;
		double *value;
	} lines_read[] = {{"MemTotal:", &memory->total},
					  {"MemAvailable:", &memory->available},
					  {"SwapTotal:", &memory->swap_total},
					  {"SwapFree:", &memory->swap_free}};
	LearnLines lines;
	const char *line;

#if !defined(__linux__) && defined(_SC_PHYS_PAGES)
	memory->total = (double) sysconf(_SC_PHYS_PAGES) *
					(double) sysconf(_SC_PAGESIZE) / 1024;
#endif
	if (!learn_lines_open(&lines, root, "/proc/meminfo", MEMINFO_LIMIT))
		return;
	while ((line = learn_lines_next(&lines)) != NULL)
	{
		for (size_t i = 0; i < sizeof(lines_read) / sizeof(*lines_read); i++)
		{
			size_t length = strlen(lines_read[i].name);
			const char *value = line + length;
			uint64_t number;

			if (strncmp(line, lines_read[i].name, length) == 0 &&
				learn_source_number(&value, 10, &number))
				*lines_read[i].value = (double) number;
		}
	}
	learn_lines_close(&lines);
}

static bool
add_megabytes(json_object *object, const char *name, double kilobytes)
{
	return kilobytes < 0 ||
		   learn_state_add_number(object, name, kilobytes / 1024, 0);
}

/*
 * Those who are suspected.
 */
static bool
add_resident(const LearnLook *look, json_object *memory)
{
	const LearnNames *services = &look->wanted.services;
	json_object *resident = NULL;

	for (int i = 0; i < services->count; i++)
	{
		double size = learn_state_resident(look, services->items[i]);

		if (size < 0)
			continue;
		if (resident == NULL)
			resident = learn_state_open(memory, "resident_mb");
		if (resident == NULL ||
			!learn_state_add_number(resident, services->items[i], size,
									size < 10 ? 1 : 0))
			return false;
	}
	return true;
}

bool
learn_state_add_memory(const LearnLook *look, json_object *state)
{
	Memory memory = {-1, -1, -1, -1};
	json_object *object;
	bool is_about_memory = (look->wanted.about & LEARN_ABOUT_MEMORY) != 0;

	read_memory(look->root, &memory);
	if (memory.total <= 0)
		return true;
	object = learn_state_open(state, "memory");
	if (object == NULL || !add_megabytes(object, "total_mb", memory.total) ||
		!add_megabytes(object, "available_mb", memory.available))
		return false;
	if (memory.available >= 0 && memory.available <= memory.total &&
		!learn_state_add_number(object, "used_percent",
								100 * (memory.total - memory.available) /
									memory.total,
								0))
		return false;
	if (!is_about_memory)
		return true;
	if (memory.swap_free >= 0 && memory.swap_free <= memory.swap_total &&
		(!add_megabytes(object, "swap_total_mb", memory.swap_total) ||
		 !add_megabytes(object, "swap_used_mb",
						memory.swap_total - memory.swap_free)))
		return false;
	return add_resident(look, object);
}
