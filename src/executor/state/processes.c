/*-------------------------------------------------------------------------
 *
 * processes.c
 *		The processes of this host, as far as it shows them to this user.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/state/processes.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "executor/state/source.h"

/* More are not looked at. */
#define PROCESSES_MAX 20000

/* Longest name that Linux shows of a process of its user's. */
#define SHOWN_NAME_LENGTH 15

/*
 * Fields of /proc/PID/stat, counted from the state, which follows the name.
 */
enum
{
	FIELD_PARENT = 1,
	FIELD_USER_TICKS = 11,
	FIELD_SYSTEM_TICKS = 12,
	FIELD_STARTED = 19,
	FIELD_PAGES = 21,
	FIELDS
};

/*
 * Reads "4711 (name) S 1 …".  The name may hold anything, also ") S 1".
 */
static bool
read_stat(const char *text, LearnProcess *process)
{
	const char *open = strchr(text, '(');
	const char *close = strrchr(text, ')');
	const char *at;
	uint64_t fields[FIELDS] = {0};
	size_t length;

	if (open == NULL || close == NULL || close < open || close[1] != ' ' ||
		close[2] == '\0')
		return false;
	length = (size_t) (close - open) - 1;
	if (length >= LEARN_PROCESS_NAME_SIZE)
		length = LEARN_PROCESS_NAME_SIZE - 1;
	memcpy(process->name, open + 1, length);
	process->name[length] = '\0';
	process->state = close[2];

	at = close + 3;
	for (int i = FIELD_PARENT; i < FIELDS; i++)
	{
		at += strspn(at, " ");
		/* Those that can be negative are of no interest. */
		if (*at == '-')
			at++;
		if (!learn_source_number(&at, 10, &fields[i]))
			return false;
	}
	if (fields[FIELD_PARENT] > INT_MAX)
		return false;
	process->parent = (int) fields[FIELD_PARENT];
	process->ticks = fields[FIELD_USER_TICKS] + fields[FIELD_SYSTEM_TICKS];
	process->started = fields[FIELD_STARTED];
	process->pages = fields[FIELD_PAGES];
	return true;
}

/*
 * Adds a process; one that has ended meanwhile is passed over.
 */
static bool
add_process(LearnProcesses *processes, const char *root, int pid)
{
	char path[64];
	char text[1024];
	LearnProcess *process;

	if (processes->count == processes->capacity)
	{
		int capacity = processes->capacity > 0 ? 2 * processes->capacity : 256;
		LearnProcess *items =
			realloc(processes->items, (size_t) capacity * sizeof(*items));

		if (items == NULL)
			return false;
		processes->items = items;
		processes->capacity = capacity;
	}
	process = &processes->items[processes->count];
	process->pid = pid;
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	if (learn_source_read(root, path, text, sizeof(text)) > 0 &&
		read_stat(text, process))
		processes->count++;
	return true;
}

static int
compare_processes(const void *left, const void *right)
{
	const LearnProcess *one = left;
	const LearnProcess *other = right;

	return (one->pid > other->pid) - (one->pid < other->pid);
}

bool
learn_processes_read(LearnProcesses *processes, const char *root)
{
	char path[PATH_MAX];
	const struct dirent *entry;
	bool added = true;
	DIR *directory;

	memset(processes, 0, sizeof(*processes));
	snprintf(path, sizeof(path), "%s/proc", root);
	directory = opendir(path);
	if (directory == NULL)
		return true;
	while (added && processes->count < PROCESSES_MAX &&
		   (entry = readdir(directory)) != NULL)
	{
		const char *name = entry->d_name;
		uint64_t pid;

		if (isdigit((unsigned char) name[0]) &&
			learn_source_number(&name, 10, &pid) && *name == '\0' && pid > 0 &&
			pid <= INT_MAX)
			added = add_process(processes, root, (int) pid);
	}
	closedir(directory);
	if (processes->count > 0)
		qsort(processes->items, (size_t) processes->count,
			  sizeof(*processes->items), compare_processes);
	/* The first process is always there, and somebody else's. */
	processes->complete = processes->count < PROCESSES_MAX &&
						  learn_processes_find(processes, 1) != NULL;
	return added;
}

bool
learn_process_is_called(const LearnProcess *process, const char *name,
						const char *root)
{
	char path[64];
	char program[PATH_MAX];
	const char *base;
	bool dead = strchr("ZXx", process->state) != NULL;

	if (dead)
		return false;
	if (strlen(name) <= SHOWN_NAME_LENGTH && strcmp(process->name, name) == 0)
		return true;
	snprintf(path, sizeof(path), "/proc/%d/cmdline", process->pid);
	if (learn_source_read(root, path, program, sizeof(program)) <= 0)
		return false;
	base = strrchr(program, '/');
	return strcmp(base != NULL ? base + 1 : program, name) == 0;
}

const LearnProcess *
learn_processes_find(const LearnProcesses *processes, int pid)
{
	LearnProcess wanted = {.pid = pid};

	return processes->count == 0
			   ? NULL
			   : bsearch(&wanted, processes->items, (size_t) processes->count,
						 sizeof(wanted), compare_processes);
}

void
learn_processes_free(LearnProcesses *processes)
{
	free(processes->items);
	memset(processes, 0, sizeof(*processes));
}
