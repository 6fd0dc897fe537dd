/*-------------------------------------------------------------------------
 *
 * policy_scan.c
 *		What is found out about the commands of a text before any rule asks.
 *
 *-------------------------------------------------------------------------
 */
#include "core/policy_scan.h"

#include <string.h>

/* Does a command say where those after it run? */
static bool
changes_directory(const LearnSimpleCommand *command)
{
	static const char *const programs[] = {"cd", "chdir", "pushd",
										   "set-location", "push-location"};

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
	{
		if (strcmp(command->program, programs[i]) == 0)
			return true;
	}
	return false;
}

/* Where a command that changes the directory goes; NULL: it is not known. */
static const char *
new_directory(LearnPolicyScan *scan, int index)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];
	int last = command->word_count - 1;
	LearnPolicyPaths paths = {0};
	const LearnPolicyPath *path;

	if (last < 1)
		return NULL;
	learn_policy_path_add(scan, &paths, index, command->words[last].text,
						  command->words[last].length, false);
	if (paths.count == 0)
		return NULL;
	path = &paths.items[0];
	if (path->text[0] == '/' || path->text[0] == '~' ||
		(path->length > 1 && path->text[1] == ':'))
		return path->text;
	return NULL;
}

/*
 * Finds out where commands run, as far as a cd before them tells: in the same
 * script or block, or around it.
 */
static bool
follow_directories(LearnPolicyScan *scan)
{
	int count = scan->commands->count;
	const char **inner =
		learn_arena_allocate(&scan->arena,
							 ((size_t) count + 1) * sizeof(*inner));

	if (inner == NULL)
	{
		scan->failed = true;
		return false;
	}
	inner[0] = NULL;
	for (int i = 0; i < count; i++)
	{
		const LearnSimpleCommand *command = &scan->commands->items[i];
		const char **current = &inner[command->parent + 1];

		scan->views[i].directory = *current;
		if (command->nesting != LEARN_BEHIND_WRAPPER &&
			changes_directory(command))
			*current = new_directory(scan, i);
		inner[i + 1] = scan->views[i].directory;
	}
	return true;
}

/* Does a command give values to the variables that its words name? */
static bool
sets_variables(const LearnSimpleCommand *command)
{
	static const char *const programs[] = {"read",    "export",    "local",
										   "declare", "typeset",   "readonly",
										   "for",     "foreach",   "set",
										   "mapfile", "readarray", "getopts"};

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
	{
		if (strcmp(command->program, programs[i]) == 0)
			return true;
	}
	return false;
}

static void
note_variables(LearnPolicyScan *scan, const LearnSimpleCommand *command)
{
	for (int i = 0; i < command->assignment_count; i++)
	{
		const LearnWord *assignment = &command->assignments[i];

		if (assignment->length > 0 &&
			assignment->text[assignment->length - 1] != '=')
			learn_policy_note_assigned(scan, assignment->text);
	}
	for (int i = 1; sets_variables(command) && i < command->word_count; i++)
		learn_policy_note_assigned(scan, command->words[i].text);
}

static void
add_field(LearnPolicyScan *scan, const LearnWord *word)
{
	if (learn_buffer_reserve(&scan->normalized, word->length + 1))
		learn_pattern_normalize(&scan->normalized, word->text, word->length);
}

void
learn_policy_normalize(LearnPolicyScan *scan, int index)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];

	for (int i = 0; i < command->assignment_count; i++)
		add_field(scan, &command->assignments[i]);
	for (int i = 0; i < command->word_count; i++)
		add_field(scan, &command->words[i]);
	for (int i = 0; i < command->redirection_count; i++)
		add_field(scan, &command->redirections[i].target);
	if (scan->normalized.failed)
		scan->failed = true;
}

/*
 * Looks for all patterns in all commands at once.  Most are in none of them,
 * and need not be looked for in each.
 */
static void
find_possible(LearnPolicyScan *scan)
{
	learn_buffer_truncate(&scan->normalized, 0);
	for (int i = 0; i < scan->commands->count && !scan->failed; i++)
		learn_policy_normalize(scan, i);
	if (scan->failed)
		return;
	learn_pattern_scan(&scan->patterns,
					   scan->normalized.data != NULL ? scan->normalized.data
													 : "",
					   scan->normalized.length);
	for (int i = 0; i < scan->policy->pattern_count; i++)
		scan->possible[i] =
			learn_pattern_scan_shows(&scan->patterns, (size_t) i, NULL);
}

bool
learn_policy_is_possible(const LearnPolicyScan *scan,
						 const LearnPolicyTrial *trial)
{
	if (trial->text == NULL)
		return true;
	for (int i = 0; i < trial->text->item_count; i++)
	{
		if (scan->possible[trial->text->number + i])
			return true;
	}
	return false;
}

/* Of the trials that are of no program, those that may hold. */
static void
find_active(LearnPolicyScan *scan)
{
	const LearnPolicy *policy = scan->policy;
	const LearnPolicyBucket *bucket = &policy->buckets[policy->program_count];

	scan->active_count = 0;
	for (int i = 0; i < bucket->count; i++)
	{
		if (learn_policy_is_possible(scan, &policy->trials[bucket->trials[i]]))
			scan->active[scan->active_count++] = bucket->trials[i];
	}
}

/* Memory of the scan's, zeroed; NULL, and noted, when there is none. */
static void *
allocate(LearnPolicyScan *scan, size_t count, size_t size)
{
	void *memory = learn_arena_allocate(&scan->arena, (count + 1) * size);

	if (memory == NULL)
		scan->failed = true;
	else
		memset(memory, 0, (count + 1) * size);
	return memory;
}

bool
learn_policy_scan_begin(LearnPolicyScan *scan, const LearnCommands *commands,
						const char *text, size_t length)
{
	const LearnPolicy *policy = scan->policy;
	size_t count = (size_t) commands->count;

	scan->commands = commands;
	scan->text = text;
	scan->length = length;
	scan->detected = scan->found = 0;
	scan->scanned = -1;
	scan->fetching = -1;
	memset(scan->assigned, 0, sizeof(scan->assigned));
	learn_arena_init(&scan->arena);
	scan->views = allocate(scan, count, sizeof(*scan->views));
	scan->relations = allocate(scan, (size_t) policy->relation_count,
							   sizeof(*scan->relations));
	scan->possible = allocate(scan, (size_t) policy->pattern_count,
							  sizeof(*scan->possible));
	scan->active =
		allocate(scan, (size_t) policy->trial_count, sizeof(*scan->active));
	if (scan->failed)
		return false;
	for (int i = 0; i < commands->count; i++)
	{
		scan->views[i].program =
			learn_policy_program(policy, commands->items[i].program);
		note_variables(scan, &commands->items[i]);
	}
	find_possible(scan);
	find_active(scan);
	return !scan->failed && follow_directories(scan);
}
