/*-------------------------------------------------------------------------
 *
 * incident_backup.c
 *		Is there a new backup?
 *
 * Of a directory the newest file in it counts, as in the state.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/incident.h"

/* Seconds that a backup may be old, where no parameter says how many. */
#define AGE 86400.0
#define AGE_MAX (36500 * 86400.0)

/* Seconds by which the clock of whoever wrote it may be ahead. */
#define CLOCKS_DIFFER 60.0

/*
 * Seconds by which an age, which is whole seconds of a clock with ticks, may
 * have grown less than time has passed.
 */
#define ROUNDING 1.1

/* What a state tells of a file; NULL: nothing. */
static json_object *
find_file(json_object *state, const char *path)
{
	return learn_json_get(learn_json_get(state, "files"), path);
}

/*
 * Was the file written since the state before?  Of one that was not, the age
 * has grown by the time that has passed.
 */
static LearnVerdict
compare(const LearnVerifyRequest *request, const char *path, double age,
		LearnBuffer *seen)
{
	json_object *before = find_file(request->state_before, path);
	json_object *age_before = learn_json_get(before, "age_seconds");
	double grown = request->since_before - ROUNDING;

	learn_buffer_append_string(seen, ", ");
	if (age_before == NULL && learn_json_get(before, "error") == NULL &&
		learn_json_get(before, "exists") != NULL)
	{
		learn_buffer_append_string(seen, "there was none before");
		return LEARN_VERDICT_PASSED;
	}
	if (age_before == NULL)
		return learn_verify_unknown(
			seen, "the state before does not tell how old it was");
	if (age < json_object_get_double(age_before) + (grown > 0 ? grown : 0))
	{
		learn_buffer_append_string(seen, "newer than before");
		return LEARN_VERDICT_PASSED;
	}
	return learn_verify_failed(seen, "no newer than before");
}

static LearnVerdict
look_at_file(const LearnVerifyRequest *request, const char *path,
			 json_object *file, double max_age, LearnBuffer *seen)
{
	json_object *exists = learn_json_get(file, "exists");
	json_object *age = learn_json_get(file, "age_seconds");
	double seconds = json_object_get_double(age);

	if (exists == NULL || learn_json_get(file, "error") != NULL)
		return learn_verify_unknown(
			seen, "%s: %s", path,
			learn_json_get_string(file, "error",
								  "the state of this host does not tell"));
	if (!json_object_get_boolean(exists))
		return learn_verify_failed(seen, "%s does not exist", path);
	if (age == NULL)
		return learn_verify_failed(seen, "there is no file in %s", path);
	if (learn_json_get_number(file, "size", 0) <= 0)
		return learn_verify_failed(seen, "%s is empty", path);
	if (seconds < -CLOCKS_DIFFER)
		return learn_verify_unknown(seen,
									"%s was written %.15g s in the future",
									path, -seconds);
	learn_buffer_append_format(seen, "%s is %.15g s old", path,
							   seconds > 0 ? seconds : 0);
	if (seconds > max_age)
		return learn_verify_failed(seen, ", expected %.15g at most", max_age);
	return compare(request, path, seconds, seen);
}

LearnVerdict
learn_incident_backup_failure(const LearnQuestion *question, LearnBuffer *seen)
{
	static const char *const paths[] = {
		"BACKUP",           "BACKUP_FILE",   "BACKUP_PATH", "BACKUP_DIR",
		"BACKUP_DIRECTORY", "BACKUP_FOLDER", NULL};
	static const char *const ages[] = {"MAX_AGE", "MAX_AGE_SECONDS", NULL};
	LearnVerdict verdict = LEARN_VERDICT_PASSED;
	const LearnGivenValue *item;
	json_object *state;
	json_object *files;
	double max_age;
	int count = 0;
	int at = 0;

	if (!learn_incident_number(question, ages, AGE, 0, AGE_MAX, &max_age,
							   seen) ||
		!learn_incident_capture(question, "files", &state, &files, seen))
		return LEARN_VERDICT_UNKNOWN;
	while (verdict == LEARN_VERDICT_PASSED &&
		   (item = learn_incident_next(question, paths, &at)) != NULL)
	{
		if (count++ > 0)
			learn_buffer_append_string(seen, "; ");
		verdict =
			look_at_file(question->request, item->value,
						 learn_json_get(files, item->value), max_age, seen);
	}
	json_object_put(state);
	if (count == 0)
		return learn_verify_unknown(
			seen, "no BACKUP_FILE or BACKUP_DIRECTORY parameter says what to "
				  "look at");
	return verdict;
}
