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
	[LEARN_TEXT_BEFORE] = "the state before the run",
	[LEARN_TEXT_NEWS] = "what is new in the state",
	[LEARN_TEXT_INCIDENT] = "the incident type",
	[LEARN_TEXT_VERIFICATION] = "the verification",
};

/* What only restarts or waits, and so changes nothing for good. */
static const char restart_words[] =
	"restart|reboot|recycle|respawn|~recreate|rollout latest|bounce|"
	"shutdown /r|shutdown -r|~sleep|start-sleep|~wait|kickstart|"
	"service * start|systemctl start|net start|net stop|sc start|sc stop|"
	"start-service|stop-service|scale up|scale down|relaunch|stop and start|"
	"~kill|taskkill|systemctl reload";

/* A walk over the leaves of a state. */
typedef struct StateWalk
{
	LearnBuffer *text;     /* receives "path=value " */
	LearnBuffer *news;     /* receives those that "before" does not have */
	json_object *before;   /* the same place in the state before, or NULL */
	char path[PATH_LIMIT]; /* in lower case */
	double disk_after;     /* the highest disk percentage seen; -1: none */
	double disk_before;    /* and what it was before */
	bool disk_full;
	bool inodes_full;
	bool memory_full;
	bool out_of_memory;
	bool clock_off;
	bool progressed;
} StateWalk;

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

static bool
path_has(const StateWalk *walk, const char *pattern)
{
	return learn_pattern_find(pattern, walk->path, strlen(walk->path), NULL);
}

/*
 * Is this a percentage of something used, judging by its path?
 */
static bool
path_is_used_share(const StateWalk *walk)
{
	return path_has(walk, "percent|pct|usage|used|~use~|full") &&
		   !path_has(walk, "free|avail|_gb|_mb|bytes|_kb|count|limit");
}

static void
look_at_disk(StateWalk *walk, double value)
{
	double before = json_object_is_type(walk->before, json_type_int) ||
							json_object_is_type(walk->before, json_type_double)
						? json_object_get_double(walk->before)
						: -1;

	if (path_has(walk, "inode") && path_is_used_share(walk))
		walk->inodes_full |= value >= FULL_PERCENT && value <= 100;
	else if (path_has(walk, "disk|filesystem|volume|mount|storage") &&
			 path_is_used_share(walk))
	{
		walk->disk_full |= value >= FULL_PERCENT && value <= 100;
		if (value >= walk->disk_after)
		{
			walk->disk_after = value;
			walk->disk_before = before;
		}
	}
	else if (path_has(walk, "free_percent|free_pct|disk_free_percent"))
		walk->disk_full |= value <= FREE_PERCENT;
}

/*
 * Is a clock wrong?  The unit stands in the name: milliseconds, else seconds.
 */
static void
look_at_clock(StateWalk *walk, double value)
{
	double seconds = fabs(path_has(walk, "_ms|millis") ? value / 1000 : value);

	if (path_has(walk, "clock&offset|clock&skew|clock&drift|time&offset|"
					   "time&skew|time&drift|ntp&offset|offset_to|"
					   "clock_diff|time_diff|~drift_s|~skew_s"))
		walk->clock_off |= seconds >= CLOCK_SECONDS;
}

static void
look_at_number(StateWalk *walk, double value)
{
	look_at_disk(walk, value);
	look_at_clock(walk, value);
	if (path_has(walk, "mem&percent|mem&pct|memory_used|memory.used") &&
		path_is_used_share(walk))
		walk->memory_full |= value >= FULL_PERCENT && value <= 100;
	if (path_has(walk, "exit_code|exitcode") && value == EXIT_KILLED)
		walk->out_of_memory = true;
}

/*
 * One leaf of the state after.
 */
static void
look_at_leaf(StateWalk *walk, json_object *value)
{
	const char *text = json_object_get_string(value);
	size_t start = walk->text->length;
	bool load = path_has(walk, "cpu|mem|load|uptime|timestamp|~disk_percent");

	if (text == NULL || walk->text->length > STATE_LIMIT)
		return;
	learn_buffer_append_string(walk->text, walk->path);
	learn_buffer_append_string(walk->text, "=");
	learn_pattern_normalize(walk->text, text, PATH_LIMIT);
	if (walk->text->failed)
		return;

	if (walk->before == NULL)
		learn_buffer_append(walk->news, walk->text->data + start,
							walk->text->length - start);
	else if (!load && !learn_json_equal(walk->before, value))
		walk->progressed = true;

	if (json_object_is_type(value, json_type_int) ||
		json_object_is_type(value, json_type_double))
		look_at_number(walk, json_object_get_double(value));
	else if (json_object_is_type(value, json_type_string) &&
			 learn_pattern_find("~oom~|oomkill|oom-kill|oom_kill|"
								"out of memory|outofmemory",
								walk->text->data + start,
								walk->text->length - start, NULL))
		walk->out_of_memory = true;
}

static void walk_state(StateWalk *walk, json_object *value);

/*
 * Goes one level down: to a member (name) or an element (name NULL).
 */
static void
walk_into(StateWalk *walk, const char *name, json_object *member,
		  json_object *before)
{
	size_t length = strlen(walk->path);
	json_object *outer = walk->before;

	if (name != NULL && length + strlen(name) + 2 < PATH_LIMIT)
	{
		LearnBuffer lower;

		learn_buffer_init(&lower, PATH_LIMIT);
		learn_pattern_normalize(&lower, name, PATH_LIMIT);
		learn_buffer_truncate(&lower,
							  strcspn(lower.data != NULL ? lower.data : "",
									  "\n"));
		if (lower.data != NULL && !lower.failed)
		{
			if (length > 0)
				strcat(walk->path, ".");
			strcat(walk->path, lower.data);
		}
		learn_buffer_free(&lower);
	}
	walk->before = before;
	walk_state(walk, member);
	walk->before = outer;
	walk->path[length] = '\0';
}

/*
 * Visits every leaf.  The parser bounds the depth of the recursion.
 */
static void
walk_state(StateWalk *walk, json_object *value)
{
	if (json_object_is_type(value, json_type_object))
	{
		json_object *before = walk->before;

		json_object_object_foreach (value, name, member)
			walk_into(walk, name, member, learn_json_get(before, name));
	}
	else if (json_object_is_type(value, json_type_array))
	{
		bool paired = json_object_is_type(walk->before, json_type_array);

		for (size_t i = 0; i < json_object_array_length(value); i++)
		{
			json_object *before =
				paired ? json_object_array_get_idx(walk->before, i) : NULL;

			walk_into(walk, NULL, json_object_array_get_idx(value, i), before);
		}
	}
	else if (value != NULL)
		look_at_leaf(walk, value);
}

/*
 * Writes the two states and the words that sum up their numbers.
 */
static void
gather_state(const LearnFacts *facts, LearnEvidence *evidence)
{
	LearnBuffer *text = &evidence->texts[LEARN_TEXT_STATE];
	LearnBuffer ignored;
	StateWalk before = {.text = &evidence->texts[LEARN_TEXT_BEFORE],
						.news = &ignored};
	StateWalk after = {.text = text,
					   .news = &evidence->texts[LEARN_TEXT_NEWS],
					   .before = facts->state_before,
					   .disk_after = -1,
					   .disk_before = -1};

	learn_buffer_init(&ignored, 0);
	walk_state(&before, facts->state_before);
	if (ignored.failed)
		text->failed = true;
	learn_buffer_free(&ignored);
	walk_state(&after, facts->state_after);

	if (after.disk_full)
		learn_buffer_append_string(text, "[disk-full]\n");
	if (after.inodes_full)
		learn_buffer_append_string(text, "[inodes-full]\n");
	if (after.memory_full)
		learn_buffer_append_string(text, "[memory-full]\n");
	if (after.out_of_memory)
		learn_buffer_append_string(text, "[out-of-memory]\n");
	if (after.clock_off)
		learn_buffer_append_string(text, "[clock-off]\n");
	if (after.disk_before >= 0 &&
		after.disk_before - after.disk_after >= FREED_POINTS)
		learn_buffer_append_string(text, "[disk-freed]\n");
	else if (after.disk_before >= 0)
		learn_buffer_append_string(text, "[disk-not-freed]\n");
	if (after.progressed)
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
gather_steps(const LearnFacts *facts, LearnEvidence *evidence)
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
		if (steps->data != NULL &&
			!learn_pattern_find(restart_words, steps->data + start,
								steps->length - start, NULL))
			only_restarts = false;
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
learn_evidence_gather(const LearnFacts *facts, LearnEvidence *evidence,
					  LearnProblem *problem)
{
	memset(evidence, 0, sizeof(*evidence));
	for (int i = 0; i < LEARN_EVIDENCE_TEXTS; i++)
		learn_buffer_init(&evidence->texts[i], 0);

	gather_messages(facts, evidence);
	gather_steps(facts, evidence);
	gather_state(facts, evidence);
	learn_pattern_normalize(&evidence->texts[LEARN_TEXT_INCIDENT],
							facts->incident_type, STEP_LIMIT);
	learn_pattern_normalize(&evidence->texts[LEARN_TEXT_VERIFICATION],
							facts->verification_method, STEP_LIMIT);
	note_circumstances(facts, evidence);

	for (int i = 0; i < LEARN_EVIDENCE_TEXTS; i++)
	{
		if (evidence->texts[i].failed)
		{
			learn_evidence_free(evidence);
			return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
									 "out of memory");
		}
	}
	return LEARN_OK;
}
