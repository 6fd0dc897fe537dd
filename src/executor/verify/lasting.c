/*-------------------------------------------------------------------------
 *
 * lasting.c
 *		By which processes a service runs, and whether they live on.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/lasting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "executor/state/source.h"

/* Bytes of the control groups of a process that are read. */
#define GROUPS_MAX 4096

#define SUFFIX ".service"

/* Has it ended, though its parent has taken no note of it so far? */
static bool
is_dead(const LearnProcess *process)
{
	return strchr("ZXx", process->state) != NULL;
}

/* Is this name of a group that of the unit? */
static bool
is_unit(const char *group, size_t length, const char *name)
{
	size_t name_length = strlen(name);

	if (length < name_length || strncmp(group, name, name_length) != 0)
		return false;
	return (length == name_length + strlen(SUFFIX) &&
			strncmp(group + name_length, SUFFIX, strlen(SUFFIX)) == 0) ||
		   (length == name_length && length > strlen(SUFFIX) &&
			strcmp(name + length - strlen(SUFFIX), SUFFIX) == 0);
}

/*
 * Is a process part of a systemd unit?  Its control group says so:
 * "0::/system.slice/nginx.service".
 */
static bool
is_in_unit(const LearnProcess *process, const char *name, const char *root)
{
	char path[64];
	char text[GROUPS_MAX];
	const char *at = text;

	snprintf(path, sizeof(path), "/proc/%d/cgroup", process->pid);
	if (is_dead(process) ||
		learn_source_read(root, path, text, sizeof(text)) < 0)
		return false;
	while (*at != '\0')
	{
		size_t length = strcspn(at, "/\n");

		if (is_unit(at, length, name))
			return true;
		at += length;
		at += strspn(at, "/\n");
	}
	return false;
}

/* Is it one of those that are looked for? */
typedef bool IsMeant(const LearnProcess *process, const char *name,
					 const char *root);

/* Adds those of all that are meant and that none of them has started. */
static bool
add_first_ones(const LearnProcesses *all, const char *root, const char *name,
			   IsMeant *is_meant, LearnProcesses *found)
{
	bool *meant = calloc((size_t) all->count, sizeof(*meant));

	if (meant == NULL)
		return false;
	for (int i = 0; i < all->count; i++)
		meant[i] = is_meant(&all->items[i], name, root);
	for (int i = 0; i < all->count; i++)
	{
		const LearnProcess *parent =
			learn_processes_find(all, all->items[i].parent);

		if (meant[i] && (parent == NULL || !meant[parent - all->items]))
			found->items[found->count++] = all->items[i];
	}
	free(meant);
	return true;
}

bool
learn_lasting_find(const char *root, const char *name, LearnProcesses *found)
{
	LearnProcesses all;
	bool done;

	*found = (LearnProcesses){0};
	done = learn_processes_read(&all, root);
	if (done && all.count > 0)
	{
		found->items = calloc((size_t) all.count, sizeof(*found->items));
		found->capacity = all.count;
		done =
			found->items != NULL &&
			add_first_ones(&all, root, name, is_in_unit, found) &&
			(found->count > 0 ||
			 add_first_ones(&all, root, name, learn_process_is_called, found));
	}
	learn_processes_free(&all);
	return done;
}

bool
learn_lasting_check(const char *root, const LearnProcesses *found, bool *live)
{
	LearnProcesses now;
	bool done = learn_processes_read(&now, root);

	*live = true;
	for (int i = 0; i < found->count && *live; i++)
	{
		const LearnProcess *process =
			learn_processes_find(&now, found->items[i].pid);

		*live = process != NULL && !is_dead(process) &&
				process->started == found->items[i].started;
	}
	learn_processes_free(&now);
	return done;
}
