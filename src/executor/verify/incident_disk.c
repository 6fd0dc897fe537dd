/*-------------------------------------------------------------------------
 *
 * incident_disk.c
 *		Has a disk that was full space again?
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/incident.h"

/* Percent that may be used, where no parameter says how much. */
#define DISK_LIMIT 90.0

/* Is less than the limit used of one of both, space and inodes? */
static LearnVerdict
compare(json_object *disk, const char *member, const char *what,
		const char *mount, double limit, LearnBuffer *seen)
{
	double used = learn_json_get_number(disk, member, 0);

	learn_buffer_append_format(seen, "%.15g %% of %s%s used", used, what,
							   mount);
	if (used < limit)
		return LEARN_VERDICT_PASSED;
	return learn_verify_failed(seen, ", expected below %.15g %%", limit);
}

/*
 * Not every disk has a limit for inodes, and one that cannot be written has
 * neither.
 */
static LearnVerdict
look_at_disk(const char *mount, json_object *disk, double limit,
			 LearnBuffer *seen)
{
	LearnVerdict verdict;

	if (learn_json_get(disk, "used_percent") == NULL)
		return learn_verify_unknown(
			seen, "the state of this host does not tell how full %s is%s%s",
			mount, learn_json_get(disk, "error") != NULL ? ": " : "",
			learn_json_get_string(disk, "error", ""));
	verdict = compare(disk, "used_percent", "", mount, limit, seen);
	if (verdict != LEARN_VERDICT_PASSED ||
		learn_json_get(disk, "inodes_used_percent") == NULL)
		return verdict;
	learn_buffer_append_string(seen, ", ");
	return compare(disk, "inodes_used_percent", "the inodes of ", mount, limit,
				   seen);
}

/*
 * A runbook that asks for the disk of the path that is a parameter's value: so
 * the state tells of it, by the name of the path.  NULL when out of memory.
 */
static json_object *
build_runbook(const char *parameter)
{
	json_object *runbook = json_object_new_object();
	json_object *verification = json_object_new_object();
	LearnBuffer path;
	bool done;

	learn_buffer_init(&path, 0);
	done = runbook != NULL &&
		   learn_json_add(runbook, "verification", verification) &&
		   learn_json_add(verification, "method",
						  json_object_new_string("state")) &&
		   learn_buffer_append_format(&path, "disk.${%s}", parameter) &&
		   learn_json_add(verification, "path",
						  json_object_new_string(path.data));
	learn_buffer_free(&path);
	if (done)
		return runbook;
	if (runbook == NULL)
		json_object_put(verification);
	json_object_put(runbook);
	return NULL;
}

/* The disk that a path is on. */
static LearnVerdict
look_at_path(const LearnQuestion *question, const LearnGivenValue *item,
			 double limit, LearnBuffer *seen)
{
	LearnStateRequest about = *question->request->about;
	json_object *state = NULL;
	LearnVerdict verdict;

	about.runbook = build_runbook(item->name);
	if (about.runbook != NULL)
		state = question->capture(&about);
	verdict = state == NULL
				  ? learn_verify_out_of_memory(seen)
				  : look_at_disk(item->value,
								 learn_json_get(learn_json_get(state, "disk"),
												item->value),
								 limit, seen);
	json_object_put(state);
	json_object_put(about.runbook);
	return verdict;
}

/* All of those that can be written. */
static LearnVerdict
look_at_all(const LearnQuestion *question, double limit, LearnBuffer *seen)
{
	LearnVerdict verdict = LEARN_VERDICT_PASSED;
	size_t kept = seen->length;
	int count = 0;
	json_object *state;
	json_object *disks;

	if (!learn_incident_capture(question, "disk", &state, &disks, seen))
		return LEARN_VERDICT_UNKNOWN;
	if (disks != NULL)
	{
		json_object_object_foreach (disks, mount, disk)
		{
			if (verdict != LEARN_VERDICT_PASSED ||
				learn_json_get_boolean(disk, "read_only", false))
				continue;
			learn_buffer_truncate(seen, kept);
			verdict = look_at_disk(mount, disk, limit, seen);
			count++;
		}
	}
	json_object_put(state);
	if (verdict != LEARN_VERDICT_PASSED)
		return verdict;
	if (count == 0)
		return learn_verify_unknown(seen,
									"the state of this host has no disk");
	learn_buffer_truncate(seen, kept);
	learn_buffer_append_format(seen, "less than %.15g %% of each disk used",
							   limit);
	return LEARN_VERDICT_PASSED;
}

LearnVerdict
learn_incident_disk_full(const LearnQuestion *question, LearnBuffer *seen)
{
	static const char *const paths[] = {"MOUNT",      "MOUNT_POINT",
										"FILESYSTEM", "VOLUME",
										"DISK",       "PATH",
										"DIRECTORY",  "DIR",
										"FOLDER",     NULL};
	LearnVerdict verdict = LEARN_VERDICT_PASSED;
	const LearnGivenValue *item;
	double limit;
	int at = 0;
	int count = 0;

	if (!learn_incident_limit(question, DISK_LIMIT, &limit, seen))
		return LEARN_VERDICT_UNKNOWN;
	while (verdict == LEARN_VERDICT_PASSED &&
		   (item = learn_incident_next(question, paths, &at)) != NULL)
	{
		if (count++ > 0)
			learn_buffer_append_string(seen, "; ");
		verdict = look_at_path(question, item, limit, seen);
	}
	return count > 0 ? verdict : look_at_all(question, limit, seen);
}
