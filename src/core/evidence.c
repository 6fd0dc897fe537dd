/*-------------------------------------------------------------------------
 *
 * evidence.c
 *		What a failed execution shows, in the form that rules read.
 *
 *-------------------------------------------------------------------------
 */
#include "core/evidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Bounds, in bytes: of one message, of one step, of a state, of its paths. */
#define MESSAGE_LIMIT 16384
#define STEP_LIMIT 1024
#define STATE_LIMIT 16384
#define PATH_LIMIT 256

/* Steps looked at, from the end: what failed is there. */
#define STEPS_LIMIT 64

/* A percentage from which a resource counts as used up, or free. */
#define FULL_PERCENT 95.0
#define FREE_PERCENT 3.0

/* Percentage points that a clean-up must have freed to count. */
#define FREED_POINTS 8.0

/* Clocks further apart than this (seconds) break tickets and tokens. */
#define CLOCK_SECONDS 0.9

/* Exit code of a process that the kernel killed. */
#define EXIT_KILLED 137

static const char *const text_names[LEARN_EVIDENCE_TEXTS] = {
	[LEARN_TEXT_ERROR] = "the error text",
	[LEARN_TEXT_OUTPUT] = "the output of the steps",
	[LEARN_TEXT_STEP] = "the step",
	[LEARN_TEXT_STEPS] = "the steps",
	[LEARN_TEXT_EARLIER] = "the steps before it",
	[LEARN_TEXT_STATE] = "the state after the run",
	[LEARN_TEXT_NEWS] = "what is new in the state",
	[LEARN_TEXT_INCIDENT] = "the incident type",
	[LEARN_TEXT_VERIFICATION] = "the verification",
};

/* Words in the path of a value of the state, in its text, and in a step. */
enum
{
	PATH_LOAD,
	PATH_USED,
	PATH_NOT_USED,
	PATH_INODES,
	PATH_DISK,
	PATH_DISK_FREE,
	PATH_MILLISECONDS,
	PATH_CLOCK,
	PATH_MEMORY,
	PATH_EXIT_CODE,
	VALUE_OUT_OF_MEMORY,
	STEP_RESTARTS,
	WORDS
};

static const char *const word_patterns[WORDS] = {
	[PATH_LOAD] = "cpu|mem|load|uptime|timestamp|~disk_percent",
	[PATH_USED] = "percent|pct|usage|used|~use~|full",
	[PATH_NOT_USED] = "free|avail|_gb|_mb|bytes|_kb|count|limit",
	[PATH_INODES] = "inode",
	[PATH_DISK] = "disk|filesystem|volume|mount|storage",
	[PATH_DISK_FREE] = "free_percent|free_pct|disk_free_percent",
	[PATH_MILLISECONDS] = "_ms|millis",
	[PATH_CLOCK] = "clock&offset|clock&skew|clock&drift|time&offset|"
				   "time&skew|time&drift|ntp&offset|offset_to|"
				   "clock_diff|time_diff|~drift_s|~skew_s",
	[PATH_MEMORY] = "mem&percent|mem&pct|memory_used|memory.used",
	[PATH_EXIT_CODE] = "exit_code|exitcode",
	[VALUE_OUT_OF_MEMORY] = "~oom~|oomkill|oom-kill|oom_kill|"
							"out of memory|outofmemory",

	/* What only restarts or waits, and so changes nothing for good. */
	[STEP_RESTARTS] =
		"restart|reboot|recycle|respawn|~recreate|rollout latest|bounce|"
		"shutdown /r|shutdown -r|~sleep|start-sleep|~wait|kickstart|"
		"service * start|systemctl start|net start|net stop|sc start|sc stop|"
		"start-service|stop-service|scale up|scale down|relaunch|"
		"stop and start|~kill|taskkill|systemctl reload",
};

/* A walk over the leaves of the state after the run. */
typedef struct StateWalk
{
	LearnBuffer *text;        /* receives "path=value " */
	LearnBuffer *news;        /* receives those that "before" does not have */
	const LearnValue *before; /* the same place in the state before, or NULL */
	LearnBuffer path;         /* in lower case */
	LearnPatternScan *scan;   /* for the words in it */
	double disk_after;        /* the highest disk percentage seen; -1: none */
	double disk_before;       /* and what it was before */
	bool disk_full;
	bool inodes_full;
	bool memory_full;
	bool out_of_memory;
	bool clock_off;
	bool progressed;
} StateWalk;

LearnPatternSet *
learn_evidence_words(void)
{
	return learn_pattern_set_create(word_patterns, WORDS);
}

const char *
learn_evidence_text_name(LearnEvidenceText text)
{
	return text_names[text];
}

bool
learn_evidence_shows(const LearnEvidence *evidence, LearnEvidenceText text,
					 const char *pattern, LearnSpan *found)
{
	const LearnBuffer *buffer = &evidence->texts[text];

	return buffer->data != NULL &&
		   learn_pattern_find(pattern, buffer->data, buffer->length, found);
}

void
learn_evidence_free(LearnEvidence *evidence)
{
	for (int i = 0; i < LEARN_EVIDENCE_TEXTS; i++)
		learn_buffer_free(&evidence->texts[i]);
}

/*
 * Is this a percentage of something used, judging by its path?
 */
static bool
path_is_used_share(const LearnPatternScan *path)
{
	return learn_pattern_scan_shows(path, PATH_USED, NULL) &&
		   !learn_pattern_scan_shows(path, PATH_NOT_USED, NULL);
}

static void
look_at_disk(StateWalk *walk, double value)
{
	const LearnPatternScan *path = walk->scan;

	if (learn_pattern_scan_shows(path, PATH_INODES, NULL) &&
		path_is_used_share(path))
		walk->inodes_full |= value >= FULL_PERCENT && value <= 100;
	else if (learn_pattern_scan_shows(path, PATH_DISK, NULL) &&
			 path_is_used_share(path))
	{
		walk->disk_full |= value >= FULL_PERCENT && value <= 100;
		if (value >= walk->disk_after)
		{
			walk->disk_after = value;
			walk->disk_before = learn_value_is_number(walk->before)
									? walk->before->number
									: -1;
		}
	}
	else if (learn_pattern_scan_shows(path, PATH_DISK_FREE, NULL))
		walk->disk_full |= value <= FREE_PERCENT;
}

/*
 * Is a clock wrong?  The unit stands in the name: milliseconds, else seconds.
 */
static void
look_at_clock(StateWalk *walk, double value)
{
	if (!learn_pattern_scan_shows(walk->scan, PATH_CLOCK, NULL))
		return;
	if (learn_pattern_scan_shows(walk->scan, PATH_MILLISECONDS, NULL))
		value /= 1000;
	walk->clock_off |= fabs(value) >= CLOCK_SECONDS;
}

static void
look_at_number(StateWalk *walk, double value)
{
	look_at_disk(walk, value);
	look_at_clock(walk, value);
	if (learn_pattern_scan_shows(walk->scan, PATH_MEMORY, NULL) &&
		path_is_used_share(walk->scan))
		walk->memory_full |= value >= FULL_PERCENT && value <= 100;
	if (learn_pattern_scan_shows(walk->scan, PATH_EXIT_CODE, NULL) &&
		value == EXIT_KILLED)
		walk->out_of_memory = true;
}

/*
 * One leaf of the state after.
 */
static void
look_at_leaf(StateWalk *walk, const LearnValue *value)
{
	size_t start = walk->text->length;
	bool changed;

	if (start > STATE_LIMIT)
		return;
	learn_buffer_append(walk->text, walk->path.data, walk->path.length);
	learn_buffer_append(walk->text, "=", 1);
	learn_pattern_normalize(walk->text, value->text, PATH_LIMIT);
	if (walk->text->failed)
		return;

	changed = walk->before != NULL &&
			  !learn_value_equals_scalar(walk->before, value);
	if (walk->before == NULL)
		learn_buffer_append(walk->news, walk->text->data + start,
							walk->text->length - start);
	if (value->type == LEARN_VALUE_STRING)
	{
		learn_pattern_scan(walk->scan, walk->text->data + start,
						   walk->text->length - start);
		if (learn_pattern_scan_shows(walk->scan, VALUE_OUT_OF_MEMORY, NULL))
			walk->out_of_memory = true;
	}
	if (!changed && !learn_value_is_number(value))
		return;
	learn_pattern_scan(walk->scan, walk->path.data, walk->path.length);
	if (changed && !learn_pattern_scan_shows(walk->scan, PATH_LOAD, NULL))
		walk->progressed = true;
	if (learn_value_is_number(value))
		look_at_number(walk, value->number);
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
 * Writes the words that sum up the numbers of the state.
 */
static void
append_signals(const StateWalk *walk)
{
	const struct
	{
		bool given;
		const char *word;
	} signals[] = {
		{walk->disk_full, "[disk-full]\n"},
		{walk->inodes_full, "[inodes-full]\n"},
		{walk->memory_full, "[memory-full]\n"},
		{walk->out_of_memory, "[out-of-memory]\n"},
		{walk->clock_off, "[clock-off]\n"},
	};

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
	{
		if (signals[i].given)
			learn_buffer_append_string(walk->text, signals[i].word);
	}
	if (walk->disk_before < 0)
		return;
	learn_buffer_append_string(walk->text,
							   walk->disk_before - walk->disk_after >=
									   FREED_POINTS
								   ? "[disk-freed]\n"
								   : "[disk-not-freed]\n");
}

/*
 * Writes what the state after the run shows.
 */
static void
gather_state(LearnPatternScan *scan, const LearnFacts *facts,
			 LearnEvidence *evidence)
{
	StateWalk walk = {.text = &evidence->texts[LEARN_TEXT_STATE],
					  .news = &evidence->texts[LEARN_TEXT_NEWS],
					  .before = facts->state_before,
					  .scan = scan,
					  .disk_after = -1,
					  .disk_before = -1};

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

static void
append_step(LearnEvidence *evidence, LearnEvidenceText text,
			const LearnFactsStep *step)
{
	learn_pattern_normalize(&evidence->texts[text], step->action, STEP_LIMIT);
	learn_pattern_normalize(&evidence->texts[text], step->command, STEP_LIMIT);
}

static void
gather_steps(LearnPatternScan *scan, const LearnFacts *facts,
			 LearnEvidence *evidence)
{
	const LearnFactsStep *chosen = facts->failed;
	bool only_restarts = facts->step_count > 0;
	int first = facts->step_count - STEPS_LIMIT;

	if (chosen == NULL && facts->step_count > 0)
		chosen = &facts->steps[facts->step_count - 1];
	if (chosen != NULL)
		append_step(evidence, LEARN_TEXT_STEP, chosen);
	if (facts->failed != NULL && facts->exit_code_known)
		learn_buffer_append_format(&evidence->texts[LEARN_TEXT_STEP],
								   "[exit %d]\n", facts->exit_code);

	for (int i = first > 0 ? first : 0; i < facts->step_count; i++)
	{
		const LearnFactsStep *step = &facts->steps[i];
		LearnBuffer *steps = &evidence->texts[LEARN_TEXT_STEPS];
		size_t start = steps->length;

		append_step(evidence, LEARN_TEXT_STEPS, step);
		if (step < chosen)
			append_step(evidence, LEARN_TEXT_EARLIER, step);
		if (only_restarts && !steps->failed)
		{
			learn_pattern_scan(scan, steps->data + start,
							   steps->length - start);
			only_restarts =
				learn_pattern_scan_shows(scan, STEP_RESTARTS, NULL);
		}
		if (step == facts->failed)
			continue;
		learn_pattern_normalize(&evidence->texts[LEARN_TEXT_OUTPUT],
								step->output, STEP_LIMIT);
		if (facts->failed == NULL)
			learn_pattern_normalize(&evidence->texts[LEARN_TEXT_ERROR],
									step->error, STEP_LIMIT);
	}
	if (only_restarts)
		evidence->circumstances |= LEARN_ONLY_RESTARTS;
}

/*
 * The messages.  Runners repeat the failed step's error as the message of the
 * execution: it is read once.
 */
static void
gather_messages(const LearnFacts *facts, LearnEvidence *evidence)
{
	LearnBuffer *error = &evidence->texts[LEARN_TEXT_ERROR];
	const char *message = facts->error_message;

	learn_pattern_normalize(error, message, MESSAGE_LIMIT);
	if (facts->failed == NULL)
		return;
	if (strcmp(facts->failed->error, message) != 0)
		learn_pattern_normalize(error, facts->failed->error, MESSAGE_LIMIT);
	if (strcmp(facts->failed->output, message) != 0)
		learn_pattern_normalize(error, facts->failed->output, MESSAGE_LIMIT);
}

static void
note_circumstances(const LearnFacts *facts, LearnEvidence *evidence)
{
	const LearnBuffer *error = &evidence->texts[LEARN_TEXT_ERROR];
	size_t blank = error->data != NULL ? strspn(error->data, " \n") : 0;
	static const struct
	{
		const char *name;
		unsigned bit;
	} platforms[] = {{"linux", LEARN_ON_LINUX},
					 {"windows", LEARN_ON_WINDOWS},
					 {"darwin", LEARN_ON_DARWIN}};

	for (size_t i = 0; i < sizeof(platforms) / sizeof(*platforms); i++)
	{
		if (strcmp(facts->platform, platforms[i].name) == 0)
			evidence->circumstances |= platforms[i].bit;
	}
	if (facts->failed != NULL)
		evidence->circumstances |= LEARN_STEP_FAILED;
	else if (facts->step_count > 0)
		evidence->circumstances |= LEARN_ALL_GREEN;
	if (facts->verification == LEARN_VERIFIED_FAILED)
		evidence->circumstances |= LEARN_NOT_VERIFIED;
	if (blank == error->length)
		evidence->circumstances |= LEARN_NO_MESSAGE;
}

LearnStatus
learn_evidence_gather(const LearnPatternSet *words, const LearnFacts *facts,
					  LearnEvidence *evidence, LearnProblem *problem)
{
	LearnPatternScan scan;
	bool failed = !learn_pattern_scan_init(&scan, words);

	memset(evidence, 0, sizeof(*evidence));
	for (int i = 0; i < LEARN_EVIDENCE_TEXTS; i++)
		learn_buffer_init(&evidence->texts[i], 0);
	if (!failed)
	{
		gather_messages(facts, evidence);
		gather_steps(&scan, facts, evidence);
		gather_state(&scan, facts, evidence);
		learn_pattern_normalize(&evidence->texts[LEARN_TEXT_INCIDENT],
								facts->incident_type, STEP_LIMIT);
		learn_pattern_normalize(&evidence->texts[LEARN_TEXT_VERIFICATION],
								facts->verification_method, STEP_LIMIT);
		note_circumstances(facts, evidence);
	}
	learn_pattern_scan_free(&scan);

	for (int i = 0; i < LEARN_EVIDENCE_TEXTS; i++)
		failed |= evidence->texts[i].failed;
	if (!failed)
		return LEARN_OK;
	learn_evidence_free(evidence);
	return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
							 "out of memory");
}
