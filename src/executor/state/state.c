/*-------------------------------------------------------------------------
 *
 * state.c
 *		The state of this host, as far as a run is about it.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/state/state.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "executor/state/part.h"
#include "executor/state/source.h"

/* In the order in which a reader wants them. */
static LearnStatePart *const parts[] = {
	learn_state_add_platform,     learn_state_add_services,
	learn_state_add_ports,        learn_state_add_disk,
	learn_state_add_memory,       learn_state_add_activity,
	learn_state_add_certificates, learn_state_add_files,
};

json_object *
learn_state_open(json_object *object, const char *name)
{
	json_object *opened = json_object_new_object();

	return learn_json_add(object, name, opened) ? opened : NULL;
}

bool
learn_state_add_number(json_object *object, const char *name, double value,
					   int digits)
{
	char text[64];

	if (!isfinite(value) || fabs(value) > 1e15)
		return true;
	if (digits == 0)
		return learn_json_add(object, name,
							  json_object_new_int64((int64_t) value));
	snprintf(text, sizeof(text), "%.*f", digits, value);
	return learn_json_add(object, name, json_object_new_double_s(value, text));
}

bool
learn_state_add_text(json_object *object, const char *name, const char *text)
{
	return learn_json_add(object, name, json_object_new_string(text));
}

bool
learn_state_add_bytes(json_object *object, const char *name, const char *bytes)
{
	char clean[LEARN_CLEAN_SIZE(LEARN_NAME_LENGTH)];

	learn_source_clean(bytes, strnlen(bytes, LEARN_NAME_LENGTH), clean);
	return learn_state_add_text(object, name, clean);
}

bool
learn_state_add_error(json_object *object, const char *name,
					  const char *reason)
{
	json_object *about = learn_state_open(object, name);

	return about != NULL && learn_state_add_text(about, "error", reason);
}

bool
learn_state_add_each(const LearnLook *look, json_object *state,
					 const char *part, const LearnNames *names,
					 LearnStateEntry *add)
{
	json_object *opened;
	bool done;

	if (names->count == 0)
		return true;
	opened = learn_state_open(state, part);
	done = opened != NULL;
	for (int i = 0; i < names->count && done; i++)
		done = add(look, opened, names->items[i]);
	return done;
}

/*
 * Are the processes looked through?  There may be thousands.
 */
static bool
needs_processes(const LearnWanted *wanted)
{
	return wanted->services.count > 0 || wanted->ports.count > 0 ||
		   (wanted->about & (LEARN_ABOUT_CPU | LEARN_ABOUT_MEMORY |
							 LEARN_ABOUT_PROCESSES)) != 0;
}

json_object *
learn_state_capture_below(const char *root, const LearnStateRequest *request)
{
	LearnLook look = {.root = root};
	json_object *state = json_object_new_object();
	bool done = state != NULL && learn_wanted_gather(&look.wanted, request) &&
				learn_mounts_read(&look.mounts, root) &&
				(!needs_processes(&look.wanted) ||
				 learn_processes_read(&look.processes, root));

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts) && done; i++)
		done = parts[i](&look, state);
	learn_processes_free(&look.processes);
	learn_mounts_free(&look.mounts);
	learn_wanted_free(&look.wanted);
	if (done)
		return state;
	json_object_put(state);
	return NULL;
}

json_object *
learn_state_capture(const LearnStateRequest *request)
{
	return learn_state_capture_below("", request);
}

json_object *
learn_state_get(json_object *state, const char *path)
{
	if (*path == '\0')
		return NULL;
	while (*path != '\0')
	{
		json_object *found = NULL;
		size_t longest = 0;

		if (!json_object_is_type(state, json_type_object))
			return NULL;
		json_object_object_foreach (state, name, value)
		{
			size_t length = strlen(name);

			if (length >= longest && strncmp(path, name, length) == 0 &&
				(path[length] == '.' || path[length] == '\0'))
			{
				found = value;
				longest = length;
			}
		}
		if (found == NULL)
			return NULL;
		state = found;
		path += longest;
		if (*path == '.' && *++path == '\0')
			return NULL;
	}
	return state;
}
