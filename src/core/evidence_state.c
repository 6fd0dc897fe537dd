/*-------------------------------------------------------------------------
 *
 * evidence_state.c
 *		What the state of a host shows about a failure.
 *
 * The leaves of the state after the run become text, and numbers that matter
 * become signals, so that rules need no arithmetic.
 *
 *-------------------------------------------------------------------------
 */
#include "core/evidence_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/evidence_words.h"

/* Bounds, in bytes: of a state, of a path or a value in it. */
#define STATE_LIMIT 16384
#define PATH_LIMIT 256

/* A percentage from which a resource counts as used up, or free. */
#define FULL_PERCENT 95.0
#define FREE_PERCENT 3.0

/* The same for a share of whatever it is, and for what is free of a disk. */
#define USED_UP_PERCENT 99.0
#define FREE_SIZE 0.05

/* Percentage points that a remedy must have given back to count. */
#define FREED_POINTS 8.0

/* A number that moves by no more than this share of itself stayed the same. */
#define NOISE_SHARE 0.1

/* Clocks further apart than this (seconds) break tickets and tokens. */
#define CLOCK_SECONDS 0.9

/* Exit code of a process that the kernel killed. */
#define EXIT_KILLED 137

/* What is found, and the words that stand for it in the text of the state. */
enum
{
	DISK_FULL,
	INODES_FULL,
	MEMORY_FULL,
	OUT_OF_MEMORY,
	CLOCK_OFF,
	USED_UP,
	COMPONENT_DOWN,
	SIGNALS
};

static const char *const signal_words[SIGNALS] = {
	[DISK_FULL] = "[disk-full]\n",
	[INODES_FULL] = "[inodes-full]\n",
	[MEMORY_FULL] = "[memory-full]\n",
	[OUT_OF_MEMORY] = "[out-of-memory]\n",
	[CLOCK_OFF] = "[clock-off]\n",
	[USED_UP] = "[used-up]\n",
	[COMPONENT_DOWN] = "[component-down]\n",
};

/*
 * Of a resource, such as disks of which there are several, the one of which
 * most was used before, which is what a remedy is for; -1: none.
 */
typedef struct HighestShare
{
	double after;
	double before;
} HighestShare;

/* A walk over the leaves of the state after the run. */
typedef struct StateWalk
{
	LearnBuffer *text;        /* receives "path=value " */
	LearnBuffer *news;        /* receives those that "before" does not have */
	const LearnValue *before; /* the same place in the state before, or NULL */
	LearnBuffer path;         /* in lower case */
	LearnPatternScan *scan;   /* for the words in it */
	const LearnBuffer *steps; /* what was done */
	HighestShare disk;
	HighestShare memory;
	bool signals[SIGNALS];
	bool about_memory; /* the incident; else what memory does is noise */
	bool progressed;
} StateWalk;

/* Does what was scanned last hold this word? */
static bool
holds(const StateWalk *walk, size_t word)
{
	return learn_pattern_scan_shows(walk->scan, word, NULL);
}

static void
note(StateWalk *walk, int signal, bool given)
{
	walk->signals[signal] |= given;
}

static void
note_share(const StateWalk *walk, double value, HighestShare *highest)
{
	double before =
		learn_value_is_number(walk->before) ? walk->before->number : -1;

	if (before > highest->before ||
		(before == highest->before && value < highest->after))
		*highest = (HighestShare){.after = value, .before = before};
}

/*
 * A number whose path says that it is a share of something used.
 */
static void
look_at_share(StateWalk *walk, double value)
{
	bool full = value >= FULL_PERCENT && value <= 100;

	if (holds(walk, PATH_INODES))
		note(walk, INODES_FULL, full);
	else if (holds(walk, PATH_DISK))
	{
		note(walk, DISK_FULL, full);
		note_share(walk, value, &walk->disk);
	}
	else if (!holds(walk, PATH_NO_STOCK))
		note(walk, USED_UP, value >= USED_UP_PERCENT && value <= 100);
	if (holds(walk, PATH_MEMORY))
	{
		note(walk, MEMORY_FULL, full);
		note_share(walk, value, &walk->memory);
	}
}

/*
 * One number.  The unit of a clock's stands in its name: milliseconds, else
 * seconds.
 */
static void
look_at_number(StateWalk *walk, double value)
{
	double seconds = holds(walk, PATH_MILLISECONDS) ? value / 1000 : value;

	if (holds(walk, PATH_USED) && !holds(walk, PATH_NOT_USED))
		look_at_share(walk, value);
	else if (holds(walk, PATH_DISK_FREE) && !holds(walk, PATH_NO_STOCK))
		note(walk, DISK_FULL, value <= FREE_PERCENT);
	else if (holds(walk, PATH_FREE_SIZE) && !holds(walk, PATH_NO_STOCK))
		note(walk, DISK_FULL, value < FREE_SIZE);
	note(walk, CLOCK_OFF,
		 holds(walk, PATH_CLOCK) && fabs(seconds) >= CLOCK_SECONDS);
	note(walk, OUT_OF_MEMORY,
		 holds(walk, PATH_EXIT_CODE) && value == EXIT_KILLED);
}

/*
 * A number with a percent sign is a string, and a share whatever its name.
 */
static void
look_at_percentage(StateWalk *walk, const char *text)
{
	char *end;
	double share = strtod(text, &end);

	if (end != text && strcmp(end, "%") == 0)
		look_at_share(walk, share);
}

/*
 * Is the name at the end of the path in the steps?  Then it is what they
 * treated, and no other component.  So are the services that a state lists when
 * the steps know theirs as a parameter, $SERVICE.
 */
static bool
was_treated(const StateWalk *walk)
{
	const char *dot = strrchr(walk->path.data, '.');
	const char *name = dot != NULL ? dot + 1 : walk->path.data;

	if (walk->steps->data == NULL)
		return false;
	return (name[0] != '\0' && strstr(walk->steps->data, name) != NULL) ||
		   (strncmp(walk->path.data, "services.", strlen("services.")) == 0 &&
			learn_pattern_find("$*service", walk->steps->data,
							   walk->steps->length, NULL));
}

/*
 * Does the value differ from what it was before?  A number that moved by less
 * than a tenth does not: it does so all the time.
 */
static bool
is_changed(const LearnValue *before, const LearnValue *value)
{
	if (learn_value_is_number(before) && learn_value_is_number(value))
		return fabs(value->number - before->number) >
			   fabs(before->number) * NOISE_SHARE;
	return before != NULL && !learn_value_equals_scalar(before, value);
}

/*
 * A word or a truth value; "path=value" was scanned.
 */
static void
look_at_word(StateWalk *walk, const LearnValue *value, bool is_new)
{
	bool is_false = learn_value_is(value, LEARN_VALUE_BOOLEAN) &&
					!learn_value_is_true(value);

	note(walk, OUT_OF_MEMORY, !is_false && holds(walk, STATE_OUT_OF_MEMORY));
	note(walk, DISK_FULL, !is_false && holds(walk, STATE_DISK_FULL));
	note(walk, COMPONENT_DOWN,
		 is_new &&
			 (holds(walk, STATE_NO_CONNECTION) ||
			  (holds(walk, STATE_COMPONENT) &&
			   (holds(walk, STATE_DOWN) ||
				(is_false && holds(walk, PATH_ANSWERS))))) &&
			 !was_treated(walk));
}

/*
 * One leaf of the state after.
 */
static void
look_at_leaf(StateWalk *walk, const LearnValue *value)
{
	size_t start = walk->text->length;
	bool is_new = walk->before == NULL;
	bool changed = is_changed(walk->before, value);

	if (start > STATE_LIMIT)
		return;
	learn_buffer_append(walk->text, walk->path.data, walk->path.length);
	learn_buffer_append(walk->text, "=", 1);
	learn_pattern_normalize(walk->text, value->text, PATH_LIMIT);
	if (walk->text->failed)
		return;

	if (is_new)
		learn_buffer_append(walk->news, walk->text->data + start,
							walk->text->length - start);
	if (!learn_value_is_number(value))
	{
		learn_pattern_scan(walk->scan, walk->text->data + start,
						   walk->text->length - start);
		look_at_word(walk, value, is_new || changed);
	}
	learn_pattern_scan(walk->scan, walk->path.data, walk->path.length);
	if (changed && !holds(walk, PATH_LOAD))
		walk->progressed = true;
	if (learn_value_is_number(value))
		look_at_number(walk, value->number);
	else if (learn_value_is(value, LEARN_VALUE_STRING))
		look_at_percentage(walk, value->text);
}

static void walk_state(StateWalk *walk, const LearnValue *value);

/*
 * Goes one level down: to a member or an element.
 */
static void
walk_into(StateWalk *walk, const LearnValue *value, const LearnValue *before)
{
	size_t length = walk->path.length;
	const LearnValue *outer = walk->before;

	if (value->name != NULL && length + value->name_length + 2 < PATH_LIMIT)
	{
		if (length > 0)
			learn_buffer_append(&walk->path, ".", 1);
		learn_pattern_normalize(&walk->path, value->name, PATH_LIMIT);
		if (walk->path.failed)
		{
			walk->text->failed = true;
			return;
		}
		learn_buffer_truncate(&walk->path, walk->path.length - 1);
	}
	walk->before = before;
	walk_state(walk, value);
	walk->before = outer;
	learn_buffer_truncate(&walk->path, length);
}

/*
 * Visits every leaf.  The reader bounds the depth of the recursion.
 */
static void
walk_state(StateWalk *walk, const LearnValue *value)
{
	const LearnValue *before = walk->before;

	if (value->type == LEARN_VALUE_OBJECT)
	{
		for (const LearnValue *member = value->first; member != NULL;
			 member = member->next)
			walk_into(walk, member, learn_value_get_like(before, member));
	}
	else if (value->type == LEARN_VALUE_ARRAY)
	{
		bool paired = learn_value_is(before, LEARN_VALUE_ARRAY);

		before = paired ? before->first : NULL;
		for (const LearnValue *element = value->first; element != NULL;
			 element = element->next)
		{
			walk_into(walk, element,
					  learn_value_is(before, LEARN_VALUE_NULL) ? NULL
															   : before);
			before = before != NULL ? before->next : NULL;
		}
	}
	else if (value->type != LEARN_VALUE_NULL)
		look_at_leaf(walk, value);
}

/*
 * Writes whether a remedy gave something back, if that is known.
 */
static void
append_given_back(LearnBuffer *text, const HighestShare *share,
				  const char *freed, const char *not_freed)
{
	if (share->before >= 0)
		learn_buffer_append_string(text,
								   share->before - share->after >= FREED_POINTS
									   ? freed
									   : not_freed);
}

/*
 * Writes the words that sum up the state.
 */
static void
append_signals(const StateWalk *walk)
{
	for (int signal = 0; signal < SIGNALS; signal++)
	{
		if (walk->signals[signal])
			learn_buffer_append_string(walk->text, signal_words[signal]);
	}
	append_given_back(walk->text, &walk->disk, "[disk-freed]\n",
					  "[disk-not-freed]\n");
	if (walk->about_memory)
		append_given_back(walk->text, &walk->memory, "[memory-freed]\n",
						  "[memory-not-freed]\n");
}

void
learn_evidence_gather_state(LearnPatternScan *scan, const LearnFacts *facts,
							LearnEvidence *evidence)
{
	StateWalk walk = {.text = &evidence->texts[LEARN_TEXT_STATE],
					  .news = &evidence->texts[LEARN_TEXT_NEWS],
					  .before = facts->state_before,
					  .scan = scan,
					  .steps = &evidence->texts[LEARN_TEXT_STEPS],
					  .disk = {-1, -1},
					  .memory = {-1, -1}};

	walk.about_memory = learn_evidence_shows(evidence, LEARN_TEXT_INCIDENT,
											 "memory|oom|leak|swap", NULL);
	if (facts->state_after == NULL)
		return;
	learn_buffer_init(&walk.path, 0);
	if (learn_buffer_reserve(&walk.path, PATH_LIMIT))
		walk_state(&walk, facts->state_after);
	else
		walk.text->failed = true;
	learn_buffer_free(&walk.path);
	append_signals(&walk);
	if (walk.progressed)
		evidence->circumstances |= LEARN_STATE_PROGRESSED;
}
