/*-------------------------------------------------------------------------
 *
 * policy_match.c
 *		Tries the conditions of rules on the commands of a text.
 *
 * Conditions on other commands (of the same pipeline, around, within) are
 * tried once on each command, not once for each pair.
 *
 *-------------------------------------------------------------------------
 */
#include "core/policy_scan.h"

#include <string.h>

#include "core/policy_detect.h"

static const LearnSimpleCommand *
command_at(const LearnPolicyScan *scan, int index)
{
	return &scan->commands->items[index];
}

static bool
folds(const LearnSimpleCommand *command)
{
	return command->shell != LEARN_SHELL_SH;
}

static bool
matches_any(const LearnPolicyNode *node, const char *text, size_t length,
			bool fold)
{
	for (int i = 0; i < node->item_count; i++)
	{
		if (learn_policy_may_begin(node->items[i], text, fold) &&
			learn_policy_glob(node->items[i], text, length, fold, false))
			return true;
	}
	return false;
}

static bool
has_program(const LearnPolicyScan *scan, const LearnPolicyNode *node,
			int index)
{
	const char *program = command_at(scan, index)->program;
	int number = scan->views[index].program;

	if ((node->programs[number / 8] >> (number % 8) & 1) != 0)
		return true;
	return node->item_count > 0 &&
		   matches_any(node, program, strlen(program), false);
}

static bool
has_option(const LearnSimpleCommand *command, const LearnPolicyNode *node)
{
	for (int i = 0; i < node->item_count; i++)
	{
		int at = 1;

		if (learn_policy_option_next(command, node->items[i], &at, NULL))
			return true;
	}
	return false;
}

static bool
has_value(const LearnSimpleCommand *command, const LearnPolicyNode *node)
{
	const char *value;
	int at = 1;

	while (learn_policy_option_next(command, node->option, &at, &value))
	{
		if (matches_any(node, value, strlen(value), folds(command)))
			return true;
	}
	return false;
}

/* Does one of the words behind the program match, or of its arguments? */
static bool
has_word(const LearnSimpleCommand *command, const LearnPolicyNode *node,
		 bool arguments_only)
{
	int end = learn_policy_options_end(command);

	for (int i = 1; i < command->word_count; i++)
	{
		if ((!arguments_only || !learn_policy_is_option(command, i, end)) &&
			matches_any(node, command->words[i].text, command->words[i].length,
						folds(command)))
			return true;
	}
	return false;
}

static bool
has_count(const LearnSimpleCommand *command, const LearnPolicyNode *node)
{
	int end = learn_policy_options_end(command);
	int count = 0;

	for (int i = 1; i < command->word_count; i++)
		count += !learn_policy_is_option(command, i, end);
	return count >= node->minimum && count <= node->maximum;
}

static bool
has_assignment(const LearnSimpleCommand *command, const LearnPolicyNode *node)
{
	for (int i = 0; i < command->assignment_count; i++)
	{
		if (matches_any(node, command->assignments[i].text,
						command->assignments[i].length, folds(command)))
			return true;
	}
	return false;
}

static bool
has_redirection(LearnPolicyScan *scan, const LearnPolicyNode *node, int index)
{
	const LearnSimpleCommand *command = command_at(scan, index);
	bool found = false;

	for (int i = 0; i < command->redirection_count && !found; i++)
	{
		const LearnRedirection *redirection = &command->redirections[i];
		LearnBuffer text;

		learn_buffer_init(&text, 0);
		learn_buffer_append_string(&text, redirection->operator);
		learn_buffer_append(&text, " ", 1);
		learn_buffer_append(&text, redirection->target.text,
							redirection->target.length);
		if (text.failed)
			scan->failed = true;
		else
			found = matches_any(node, text.data, text.length, folds(command));
		learn_buffer_free(&text);
	}
	return found;
}

/* Looks for all patterns in a command, unless that was done last. */
static void
scan_patterns(LearnPolicyScan *scan, int index)
{
	if (scan->scanned == index)
		return;
	scan->scanned = index;
	learn_buffer_truncate(&scan->normalized, 0);
	learn_policy_normalize(scan, index);
	if (!scan->failed)
		learn_pattern_scan(&scan->patterns,
						   scan->normalized.data != NULL
							   ? scan->normalized.data
							   : "",
						   scan->normalized.length);
}

static bool
has_text(LearnPolicyScan *scan, const LearnPolicyNode *node, int index)
{
	for (int i = 0; !scan->failed && i < node->item_count; i++)
	{
		if (!scan->possible[node->number + i])
			continue;
		scan_patterns(scan, index);
		if (!scan->failed &&
			learn_pattern_scan_shows(&scan->patterns,
									 (size_t) (node->number + i), NULL))
			return true;
	}
	return false;
}

/* The memory of a relation: size bytes, zeroed. */
static void *
remember(LearnPolicyScan *scan, const LearnPolicyNode *node, size_t size)
{
	void *memory = learn_arena_allocate(&scan->arena, size);

	if (memory == NULL)
		scan->failed = true;
	else
		memset(memory, 0, size);
	scan->relations[node->number] = memory;
	return memory;
}

/* For each command whether the condition holds for one around it. */
static bool
stands_inside(LearnPolicyScan *scan, const LearnPolicyNode *node, int index)
{
	bool *inside = scan->relations[node->number];
	int count = scan->commands->count;

	if (inside == NULL)
	{
		inside = remember(scan, node, (size_t) count);
		for (int i = 0; inside != NULL && i < count; i++)
		{
			int parent = command_at(scan, i)->parent;

			inside[i] =
				parent >= 0 && (inside[parent] ||
								learn_policy_holds(scan, node->first, parent));
		}
	}
	return inside != NULL && inside[index];
}

/* For each command whether the condition holds for one within it. */
static bool
holds_inner(LearnPolicyScan *scan, const LearnPolicyNode *node, int index)
{
	bool *holding = scan->relations[node->number];
	int count = scan->commands->count;

	if (holding == NULL)
	{
		holding = remember(scan, node, (size_t) count);
		for (int i = count - 1; holding != NULL && i >= 0; i--)
		{
			int parent = command_at(scan, i)->parent;

			if (parent >= 0 && !holding[parent])
				holding[parent] =
					holding[i] || learn_policy_holds(scan, node->first, i);
		}
	}
	return holding != NULL && holding[index];
}

/*
 * For each pipeline the last place (feeds) or the first one (fed_by) of a
 * command for which the condition holds, counted from 1; 0: there is none.
 * What stands in a command counts for that one's pipeline too.
 */
static int *
mark_pipelines(LearnPolicyScan *scan, const LearnPolicyNode *node)
{
	int pipelines = 0;
	int *places;

	for (int i = 0; i < scan->commands->count; i++)
	{
		if (command_at(scan, i)->pipeline >= pipelines)
			pipelines = command_at(scan, i)->pipeline + 1;
	}
	places = remember(scan, node, (size_t) pipelines * sizeof(int));
	for (int i = 0; places != NULL && i < scan->commands->count; i++)
	{
		if (!learn_policy_holds(scan, node->first, i))
			continue;
		for (int at = i; at >= 0; at = command_at(scan, at)->parent)
		{
			int place = command_at(scan, at)->pipeline_place + 1;
			int *marked = &places[command_at(scan, at)->pipeline];

			if (*marked == 0 ||
				(node->test == LEARN_TEST_FEEDS ? place > *marked
												: place < *marked))
				*marked = place;
		}
	}
	return places;
}

static bool
is_piped(LearnPolicyScan *scan, const LearnPolicyNode *node, int index)
{
	const int *places = scan->relations[node->number];

	if (places == NULL)
		places = mark_pipelines(scan, node);
	for (int at = index; places != NULL && at >= 0;
		 at = command_at(scan, at)->parent)
	{
		int place = command_at(scan, at)->pipeline_place + 1;
		int marked = places[command_at(scan, at)->pipeline];

		if (marked != 0 &&
			(node->test == LEARN_TEST_FEEDS ? marked > place : marked < place))
			return true;
	}
	return false;
}

static bool
hold_all(LearnPolicyScan *scan, const LearnPolicyNode *node, int index)
{
	for (node = node->first; node != NULL; node = node->next)
	{
		if (!learn_policy_holds(scan, node, index))
			return false;
	}
	return true;
}

static bool
holds_any(LearnPolicyScan *scan, const LearnPolicyNode *node, int index)
{
	for (node = node->first; node != NULL; node = node->next)
	{
		if (learn_policy_holds(scan, node, index))
			return true;
	}
	return false;
}

/* The conditions that look at the command's own words. */
static bool
holds_for_words(LearnPolicyScan *scan, const LearnPolicyNode *node, int index)
{
	const LearnSimpleCommand *command = command_at(scan, index);

	switch (node->test)
	{
		case LEARN_TEST_SHELL:
			return (node->bits >> command->shell & 1) != 0;
		case LEARN_TEST_PROGRAM:
			return has_program(scan, node, index);
		case LEARN_TEST_NESTING:
			return (node->bits >> command->nesting & 1) != 0;
		case LEARN_TEST_WRITTEN:
			return command->word_count > 0 &&
				   matches_any(node, command->words[0].text,
							   command->words[0].length, folds(command));
		case LEARN_TEST_ARGUMENTS:
			return has_count(command, node);
		case LEARN_TEST_OPTION:
			return has_option(command, node);
		case LEARN_TEST_VALUE:
			return has_value(command, node);
		case LEARN_TEST_ARGUMENT:
			return has_word(command, node, true);
		case LEARN_TEST_WORD:
			return has_word(command, node, false);
		case LEARN_TEST_ASSIGNS:
			return has_assignment(command, node);
		case LEARN_TEST_REDIRECTS:
			return has_redirection(scan, node, index);
		case LEARN_TEST_TEXT:
			return has_text(scan, node, index);
		default:
			return false;
	}
}

bool
learn_policy_holds(LearnPolicyScan *scan, const LearnPolicyNode *node,
				   int index)
{
	switch (node->test)
	{
		case LEARN_TEST_ABOUT:
			return scan->abouts[node->number];
		case LEARN_TEST_WRITES:
			return learn_policy_paths_match(learn_policy_written(scan, index),
											node);
		case LEARN_TEST_REMOVES:
			return learn_policy_paths_match(learn_policy_removed(scan, index),
											node);
		case LEARN_TEST_RUNS:
			return learn_policy_paths_match(learn_policy_run(scan, index),
											node);
		case LEARN_TEST_PATH:
			return learn_policy_paths_match(learn_policy_mentioned(scan,
																   index),
											node);
		case LEARN_TEST_FOREIGN_HOST:
			return learn_policy_foreign_host(scan, node, index);
		case LEARN_TEST_DETECTOR:
			return learn_policy_detect(scan, node->bits, index);
		case LEARN_TEST_NOT:
			return !learn_policy_holds(scan, node->first, index);
		case LEARN_TEST_ANY:
			return holds_any(scan, node, index);
		case LEARN_TEST_ALL:
			return hold_all(scan, node, index);
		case LEARN_TEST_PARENT:
			return command_at(scan, index)->parent >= 0 &&
				   learn_policy_holds(scan, node->first,
									  command_at(scan, index)->parent);
		case LEARN_TEST_INSIDE:
			return stands_inside(scan, node, index);
		case LEARN_TEST_HOLDS:
			return holds_inner(scan, node, index);
		case LEARN_TEST_FEEDS:
		case LEARN_TEST_FED_BY:
			return is_piped(scan, node, index);
		default:
			return holds_for_words(scan, node, index);
	}
}
