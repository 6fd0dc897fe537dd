/*-------------------------------------------------------------------------
 *
 * activity.c
 *		How busy the processors are, and who keeps them so.
 *
 * A share of time needs an interval, which is waited for only when somebody
 * asks for it.
 *
 *-------------------------------------------------------------------------
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "executor/process/interrupt.h"
#include "executor/state/part.h"
#include "executor/state/source.h"

/* The interval, in nanoseconds. */
#define INTERVAL 200000000L

/*
 * Processes that are named, and how much they must have, in percent of a
 * processor and in megabytes.  In the interval one tick of the clock, which
 * anybody needs at some time, is less than that.
 */
#define TOP_COUNT 5
#define LEAST_CPU 5.0
#define LEAST_MEMORY 1.0

/* How long all processors were busy, and how long there were. */
typedef struct ProcessorTime
{
	double busy;
	double all;
} ProcessorTime;

/* A process and what it is sorted by. */
typedef struct Ranked
{
	const LearnProcess *process;
	double value;
} Ranked;

/* What was found out in the interval. */
typedef struct Activity
{
	double seconds;         /* 0: there was none */
	double used_percent;    /* negative: not known */
	LearnProcesses earlier; /* at its beginning */
	LearnProcesses later;   /* at its end */
} Activity;

/*
 * Reads "cpu  user nice system idle iowait irq softirq steal …"; the time of
 * guests is part of that of users.
 */
static bool
read_processor_time(const char *root, ProcessorTime *time)
{
	enum
	{
		IDLE = 3,
		IO_WAIT = 4,
		COLUMNS = 8
	};
	char line[1024];
	const char *at = line + strlen("cpu ");
	uint64_t number;

	*time = (ProcessorTime){0, 0};
	if (learn_source_read(root, "/proc/stat", line, sizeof(line)) < 0 ||
		strncmp(line, "cpu ", strlen("cpu ")) != 0)
		return false;
	for (int column = 0; column < COLUMNS; column++)
	{
		if (!learn_source_number(&at, 10, &number))
			return column > IDLE;
		time->all += (double) number;
		if (column != IDLE && column != IO_WAIT)
			time->busy += (double) number;
	}
	return true;
}

static void
wait_for_interval(void)
{
	struct timespec left = {0, INTERVAL};

	while (nanosleep(&left, &left) != 0)
		continue;
}

/*
 * Looks twice, with the interval between; at the processes outside it, as that
 * takes time itself.  False: no memory.
 */
static bool
observe(const LearnLook *look, Activity *activity)
{
	bool about_processes = (look->wanted.about & LEARN_ABOUT_PROCESSES) != 0;
	double start = learn_monotonic_seconds();
	ProcessorTime before;
	ProcessorTime after;
	bool known;

	if (about_processes &&
		!learn_processes_read(&activity->earlier, look->root))
		return false;
	known = read_processor_time(look->root, &before);
	wait_for_interval();
	known = read_processor_time(look->root, &after) && known;
	activity->seconds = learn_monotonic_seconds() - start;
	if (known && after.all > before.all && after.busy >= before.busy &&
		after.busy - before.busy <= after.all - before.all)
		activity->used_percent =
			100 * (after.busy - before.busy) / (after.all - before.all);
	return !about_processes ||
		   learn_processes_read(&activity->later, look->root);
}

static bool
add_cpu(const Activity *activity, json_object *state)
{
	double loads[2];
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	json_object *cpu = learn_state_open(state, "cpu");

	if (cpu == NULL)
		return false;
	if (getloadavg(loads, 2) == 2 &&
		(!learn_state_add_number(cpu, "load_1m", loads[0], 2) ||
		 !learn_state_add_number(cpu, "load_5m", loads[1], 2)))
		return false;
	if (processors > 0 &&
		!learn_state_add_number(cpu, "processors", (double) processors, 0))
		return false;
	return activity->used_percent < 0 ||
		   learn_state_add_number(cpu, "used_percent", activity->used_percent,
								  0);
}

static int
compare_ranked(const void *left, const void *right)
{
	const Ranked *one = left;
	const Ranked *other = right;

	return (one->value < other->value) - (one->value > other->value);
}

/*
 * Names those with the highest values; the array is sorted.
 */
static bool
add_top(json_object *object, const char *name, const char *unit, double least,
		Ranked *ranked, int count)
{
	json_object *top = json_object_new_array();

	if (!learn_json_add(object, name, top))
		return false;
	if (count > 0)
		qsort(ranked, (size_t) count, sizeof(*ranked), compare_ranked);
	for (int i = 0; i < count && i < TOP_COUNT && ranked[i].value >= least;
		 i++)
	{
		json_object *one = json_object_new_object();

		if (!learn_json_append(top, one) ||
			!learn_state_add_number(one, "pid", ranked[i].process->pid, 0) ||
			!learn_state_add_bytes(one, "name", ranked[i].process->name) ||
			!learn_state_add_number(one, unit, ranked[i].value, 0))
			return false;
	}
	return true;
}

/* The share of one processor that a process had in the interval. */
static double
cpu_percent(const Activity *activity, const LearnProcess *process)
{
	const LearnProcess *earlier =
		learn_processes_find(&activity->earlier, process->pid);
	long frequency = sysconf(_SC_CLK_TCK);

	if (earlier == NULL || earlier->started != process->started ||
		earlier->ticks > process->ticks || frequency <= 0 ||
		activity->seconds <= 0)
		return 0;
	return 100 * (double) (process->ticks - earlier->ticks) /
		   (double) frequency / activity->seconds;
}

static double
resident_megabytes(const LearnProcess *process)
{
	return (double) process->pages * (double) sysconf(_SC_PAGESIZE) / 1048576;
}

static bool
add_processes(const LearnLook *look, const Activity *activity,
			  json_object *state)
{
	const LearnProcesses *now = &look->processes;
	const LearnProcesses *later = &activity->later;
	int room = now->count > later->count ? now->count : later->count;
	json_object *object;
	Ranked *ranked;
	bool done;

	if ((look->wanted.about & (LEARN_ABOUT_PROCESSES | LEARN_ABOUT_MEMORY)) ==
			0 ||
		now->count == 0)
		return true;
	object = learn_state_open(state, "processes");
	ranked = malloc((size_t) room * sizeof(*ranked));
	done = object != NULL && ranked != NULL &&
		   (!now->complete ||
			learn_state_add_number(object, "count", now->count, 0));

	for (int i = 0; done && i < later->count; i++)
		ranked[i] = (Ranked){&later->items[i],
							 cpu_percent(activity, &later->items[i])};
	if (done && later->count > 0)
		done = add_top(object, "top_cpu", "cpu_percent", LEAST_CPU, ranked,
					   later->count);

	for (int i = 0; done && i < now->count; i++)
		ranked[i] =
			(Ranked){&now->items[i], resident_megabytes(&now->items[i])};
	if (done && (look->wanted.about & LEARN_ABOUT_MEMORY) != 0)
		done = add_top(object, "top_memory", "rss_mb", LEAST_MEMORY, ranked,
					   now->count);
	free(ranked);
	return done;
}

bool
learn_state_add_activity(const LearnLook *look, json_object *state)
{
	Activity activity = {.used_percent = -1};
	bool done = ((look->wanted.about & LEARN_ABOUT_CPU) == 0 ||
				 observe(look, &activity)) &&
				add_cpu(&activity, state) &&
				add_processes(look, &activity, state);

	learn_processes_free(&activity.earlier);
	learn_processes_free(&activity.later);
	return done;
}
