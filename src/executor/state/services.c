/*-------------------------------------------------------------------------
 *
 * services.c
 *		Whether services run: units of systemd, else processes of that name.
 *
 *-------------------------------------------------------------------------
 */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "executor/process/process.h"
#include "executor/state/part.h"
#include "executor/state/source.h"

/* Seconds that systemd has to answer. */
#define ANSWER_TIMEOUT 3.0

/* Words of the question besides the names of units. */
#define QUESTION_WORDS 5

/* What systemd says of a unit. */
typedef struct Unit
{
	char load[32];
	char active[32];
	char sub[32];
} Unit;

/*
 * systemctl takes names with "*", "?" and "[" for patterns.
 */
static bool
is_unit_name(const char *name)
{
	for (const char *at = name; *at != '\0'; at++)
	{
		if (!isalnum((unsigned char) *at) && strchr(":-_.\\@", *at) == NULL)
			return false;
	}
	return true;
}

/*
 * Runs systemctl for all of these units; false: no memory.  What cannot be had
 * leaves no output.
 */
static bool
ask_systemd(const LearnLook *look, const char *const *units, int count,
			LearnOutcome *outcome)
{
	static char *const environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin",
										"LC_ALL=C", "SYSTEMD_COLORS=0", NULL};
	const char *arguments[QUESTION_WORDS + LEARN_NAMES_MAX + 1] = {
		"systemctl", "show", "--no-pager",
		"--property=LoadState,ActiveState,SubState", "--"};
	char path[PATH_MAX];
	LearnCommand command = {.path = path,
							.arguments = arguments,
							.environment = environment,
							.timeout = ANSWER_TIMEOUT,
							.insistent = true};

	snprintf(path, sizeof(path), "%s/run/systemd/system", look->root);
	if (count == 0 || access(path, F_OK) != 0)
		return true;
	snprintf(path, sizeof(path), "%s/usr/bin/systemctl", look->root);
	if (access(path, X_OK) != 0)
		snprintf(path, sizeof(path), "%s/bin/systemctl", look->root);
	memcpy(arguments + QUESTION_WORDS, units, (size_t) count * sizeof(*units));
	return learn_process_run(&command, outcome);
}

/*
 * Reads "Name=value" into one of the members of a unit.
 */
static void
read_property(Unit *unit, const char *line, size_t length)
{
	const struct
	{
		const char *name;
		char *value;
	} properties[] = {{"LoadState=", unit->load},
					  {"ActiveState=", unit->active},
					  {"SubState=", unit->sub}};

	for (size_t i = 0; i < sizeof(properties) / sizeof(*properties); i++)
	{
		size_t name = strlen(properties[i].name);

		if (length > name && strncmp(line, properties[i].name, name) == 0)
			snprintf(properties[i].value, sizeof(unit->load), "%.*s",
					 (int) (length - name), line + name);
	}
}

/*
 * Reads what systemctl wrote: a paragraph for each unit, in the order of the
 * question.  Returns how many there are.
 */
static int
read_units(const char *output, Unit *units)
{
	int count = 0;
	bool inside = false;

	for (const char *line = output; *line != '\0';)
	{
		size_t length = strcspn(line, "\n");

		if (length == 0)
			inside = false;
		else if (inside || count < LEARN_NAMES_MAX)
		{
			count += !inside;
			inside = true;
			read_property(&units[count - 1], line, length);
		}
		line += length + (line[length] == '\n');
	}
	return count;
}

/*
 * A unit that is active, and yet nothing of it runs, or that is started over
 * and over, is told apart from one that is up.
 */
static bool
add_unit(json_object *services, const char *name, const Unit *unit)
{
	char text[sizeof(unit->active) + sizeof(unit->sub) + sizeof(" ()")];
	bool says_more = strcmp(unit->sub, "exited") == 0 ||
					 strcmp(unit->sub, "auto-restart") == 0;

	snprintf(text, sizeof(text), says_more ? "%s (%s)" : "%s", unit->active,
			 unit->sub);
	return learn_state_add_bytes(services, name, text);
}

static bool
runs(const LearnLook *look, const char *name)
{
	for (int i = 0; i < look->processes.count; i++)
	{
		if (learn_process_is_called(&look->processes.items[i], name,
									look->root))
			return true;
	}
	return false;
}

/*
 * A service that systemd does not know may run all the same.
 */
static bool
add_service(const LearnLook *look, json_object *services, const char *name,
			const Unit *unit)
{
	if (unit != NULL && unit->active[0] != '\0' &&
		strcmp(unit->load, "not-found") != 0)
		return add_unit(services, name, unit);
	if (runs(look, name))
		return learn_state_add_text(services, name, "running");
	return !look->processes.complete ||
		   learn_state_add_text(services, name, "not running");
}

bool
learn_state_add_services(const LearnLook *look, json_object *state)
{
	const LearnNames *names = &look->wanted.services;
	const char *asked[LEARN_NAMES_MAX];
	int place[LEARN_NAMES_MAX]; /* of a name among those asked; -1: none */
	Unit units[LEARN_NAMES_MAX] = {{{0}, {0}, {0}}};
	LearnOutcome outcome = {.output = NULL};
	json_object *services;
	int count = 0;
	bool done;
	bool answered;

	if (names->count == 0)
		return true;
	for (int i = 0; i < names->count; i++)
	{
		place[i] = is_unit_name(names->items[i]) ? count : -1;
		if (place[i] >= 0)
			asked[count++] = names->items[i];
	}
	done = ask_systemd(look, asked, count, &outcome);
	answered = outcome.output != NULL && outcome.exit_code == 0 &&
			   outcome.ending == LEARN_ENDED_NORMALLY &&
			   read_units(outcome.output, units) == count;
	learn_outcome_free(&outcome);

	services = done ? learn_state_open(state, "services") : NULL;
	done = services != NULL;
	for (int i = 0; i < names->count && done; i++)
		done =
			add_service(look, services, names->items[i],
						answered && place[i] >= 0 ? &units[place[i]] : NULL);
	if (done && json_object_object_length(services) == 0)
		json_object_object_del(state, "services");
	return done;
}
