/*-------------------------------------------------------------------------
 *
 * policy_file.c
 *		Files that a runbook makes, and runs later.
 *
 *-------------------------------------------------------------------------
 */
#include "core/policy_scan.h"

#include <string.h>

static void
remember(LearnPolicyScan *scan, const char *path, bool downloaded)
{
	LearnPolicyFiles *files = scan->files;
	char *copy;

	if (files->count == LEARN_POLICY_FILES_MAX || *path == '\0')
		return;
	copy = strdup(path);
	if (copy == NULL)
	{
		scan->failed = true;
		return;
	}
	files->items[files->count].path = copy;
	files->items[files->count++].downloaded = downloaded;
}

/* Without a name given, a file gets the last part of its URL's path. */
static void
remember_urls(LearnPolicyScan *scan, const LearnSimpleCommand *command)
{
	for (int i = 1; i < command->word_count; i++)
	{
		const char *url = strstr(command->words[i].text, "://");
		const char *name = url != NULL ? strrchr(url + 3, '/') : NULL;

		if (name != NULL)
			remember(scan, name + 1, true);
	}
}

/* Does a program print what it is told? */
static bool
prints(const char *program)
{
	static const char *const programs[] = {"echo",        "printf",
										   "cat",         "tee",
										   "set-content", "out-file",
										   "add-content", "write-output"};

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
	{
		if (strcmp(program, programs[i]) == 0)
			return true;
	}
	return false;
}

void
learn_policy_note_files(LearnPolicyScan *scan, int index)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];
	const LearnPolicyPaths *paths;
	bool fetches = learn_policy_is_listed(command->program, "downloaders") ||
				   strcmp(command->program, "certutil") == 0;
	bool downloaded;

	/* What a pipeline downloads, a later command of it may store. */
	if (fetches)
		scan->fetching = command->pipeline;
	downloaded = command->pipeline == scan->fetching;
	if (!downloaded && !prints(command->program))
		return;
	paths = learn_policy_written(scan, index);
	for (int i = 0; i < paths->count; i++)
		remember(scan, paths->items[i].text, downloaded);
	if (fetches && paths->count == 0)
		remember_urls(scan, command);
}

bool
learn_policy_runs_file(LearnPolicyScan *scan, int index, bool downloaded)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];
	LearnPolicyPaths paths = {0};

	if (scan->files->count == 0 || command->word_count == 0)
		return false;
	if (strpbrk(command->words[0].text, "/\\") == NULL &&
		strcmp(command->program, "chmod") != 0 &&
		strcmp(command->program, "start-process") != 0 &&
		!learn_policy_is_listed(command->program, "interpreters"))
		return false;
	for (int i = 0; i < command->word_count; i++)
		learn_policy_path_add(scan, &paths, index, command->words[i].text,
							  command->words[i].length, false);
	for (int i = 0; i < paths.count; i++)
	{
		for (int j = 0; j < scan->files->count; j++)
		{
			if (scan->files->items[j].downloaded == downloaded &&
				strcmp(scan->files->items[j].path, paths.items[i].text) == 0)
				return true;
		}
	}
	return false;
}
