/*-------------------------------------------------------------------------
 *
 * spool_put.c
 *		A result comes into the spool.
 *
 * A run has one file at any time, which moves on: its journal in running/,
 * its result in the place of the journal, the same in ready/.  So a run that
 * has ended is never taken for one that died, and a result that was delivered
 * leaves nothing from which it could come back.
 *
 *-------------------------------------------------------------------------
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "executor/spool/spool_file.h"

/* Where a result goes to, and whether there is room. */
typedef struct Place
{
	char journal[LEARN_SPOOL_NAME_SIZE]; /* in running/ */
	char result[LEARN_SPOOL_NAME_SIZE];  /* in ready/ */
	long long room;
	bool fits;
} Place;

/* When a run ended, in microseconds; now, when its result does not say. */
static long long
end_of(json_object *execution)
{
	const char *moment = learn_json_get_string(execution, "completed_at", "");
	struct tm parts = {0};
	struct timespec now;
	int microseconds = 0;
	int end = 0;

	if (sscanf(moment, "%4d-%2d-%2dT%2d:%2d:%2d.%6d+00:00%n", &parts.tm_year,
			   &parts.tm_mon, &parts.tm_mday, &parts.tm_hour, &parts.tm_min,
			   &parts.tm_sec, &microseconds, &end) == 7 &&
		end > 0 && moment[end] == '\0')
	{
		parts.tm_year -= 1900;
		parts.tm_mon -= 1;
		now = (struct timespec){timegm(&parts), microseconds * 1000L};
	}
	else
		clock_gettime(CLOCK_REALTIME, &now);
	return (long long) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Leaves out the output of a step, and most of a long error. */
static bool
shorten_step(json_object *step)
{
	const char *error = learn_json_get_string(step, "error", NULL);
	LearnProblem kept;

	json_object_object_del(step, "output");
	if (error == NULL)
		return true;
	/* That cuts what is long where a character ends. */
	learn_problem_set(&kept, LEARN_OK, NULL, "%s", error);
	return learn_json_add(step, "error", json_object_new_string(kept.message));
}

/*
 * A copy without what takes most of the room; NULL: no memory.
 */
static json_object *
shorten(json_object *execution)
{
	static const char *const states[] = {"state_before", "state_after",
										 "state_diff"};
	const char *notes = learn_json_get_string(execution, "notes", NULL);
	json_object *copy = learn_json_copy(execution);
	json_object *steps =
		learn_json_get_typed(copy, "executed_steps", json_type_array);
	size_t count = steps == NULL ? 0 : json_object_array_length(steps);
	bool complete = copy != NULL;
	LearnBuffer text;

	for (size_t i = 0; complete && i < sizeof(states) / sizeof(states[0]); i++)
		json_object_object_del(copy, states[i]);
	for (size_t i = 0; complete && i < count; i++)
		complete = shorten_step(json_object_array_get_idx(steps, i));

	learn_buffer_init(&text, 0);
	if (notes != NULL)
		learn_buffer_append_format(&text, "%s\n", notes);
	learn_buffer_append_string(&text, "The states and the outputs of the "
									  "steps were left out: the spool had no "
									  "room for them.");
	complete =
		complete && !text.failed &&
		learn_json_add(copy, "notes", json_object_new_string(text.data));
	learn_buffer_free(&text);
	if (complete)
		return copy;
	json_object_put(copy);
	return NULL;
}

/*
 * Writes a document in the place of the journal of its run.
 */
static LearnStatus
write_result(LearnSpool *spool, json_object *execution, Place *place,
			 bool only_if_it_fits, int *file, LearnProblem *problem)
{
	LearnBuffer text = {0};
	LearnStatus status = LEARN_REFUSED;

	text.data = learn_json_text(execution, &text.length);
	if (text.data == NULL)
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	place->fits = text.length <= LEARN_SPOOL_FILE_MAX &&
				  (long long) text.length <= place->room;
	if (place->fits || !only_if_it_fits)
		status = learn_spool_file_write(spool, place->journal, &text, file,
										problem);
	learn_buffer_free(&text);
	return status;
}

/* Writes as much of a result as there is room for. */
static LearnStatus
write_what_fits(LearnSpool *spool, json_object *execution, Place *place,
				int *file, LearnProblem *problem)
{
	json_object *shorter;
	LearnStatus status =
		write_result(spool, execution, place, true, file, problem);

	if (status == LEARN_OK || status == LEARN_OUT_OF_MEMORY || *file >= 0)
		return status;
	shorter = shorten(execution);
	if (shorter == NULL)
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	status = write_result(spool, shorter, place, false, file, problem);
	json_object_put(shorter);
	return status;
}

/* Finds out where a result goes; LEARN_NOTHING: it is there. */
static LearnStatus
find_place(const LearnSpool *spool, json_object *execution, Place *place,
		   LearnProblem *problem)
{
	const char *id = learn_json_get_string(execution, "execution_id", NULL);
	LearnStatus status;
	long long used;

	if (spool->path == NULL)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "there is no spool");
	if (!learn_execution_id_is_plain(id))
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "the result has no id that can be the name "
								 "of a file");
	learn_spool_journal_name(id, place->journal);
	snprintf(place->result, sizeof(place->result),
			 "%020lld-%s" LEARN_SPOOL_RESULT, end_of(execution), id);
	status = learn_spool_find(spool, spool->ready, id, place->result, problem);
	if (status != LEARN_NOTHING)
		return status == LEARN_OK ? LEARN_NOTHING : status;
	used = learn_spool_bytes(spool, spool->ready, problem);
	place->room = spool->limit - used;
	return used < 0 ? LEARN_INVALID : LEARN_OK;
}

LearnStatus
learn_spool_put(LearnSpool *spool, json_object *execution,
				LearnProblem *problem)
{
	Place place = {.fits = false};
	int file = -1;
	LearnStatus status = find_place(spool, execution, &place, problem);

	if (status == LEARN_NOTHING)
		return learn_spool_unlink(spool, spool->running, place.journal,
								  problem);
	if (status == LEARN_OK)
		status = write_what_fits(spool, execution, &place, &file, problem);
	if (status == LEARN_OK && place.fits)
		status = learn_spool_move(spool, spool->running, place.journal,
								  spool->ready, place.result, problem);
	else if (status == LEARN_OK)
		status = learn_problem_set(problem, LEARN_REFUSED, spool->path,
								   "the spool is full: results that wait have "
								   "%lld bytes, of %lld allowed",
								   spool->limit - place.room, spool->limit);
	/* Only now may others find it. */
	if (file >= 0)
		close(file);
	return status;
}
