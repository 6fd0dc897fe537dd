/*-------------------------------------------------------------------------
 *
 * improve_mined.c
 *		What a mined remedy does to a runbook.
 *
 *-------------------------------------------------------------------------
 */
#include "core/improve_mined.h"

#include <stdlib.h>
#include <string.h>

#include "core/essence.h"
#include "core/findings.h"
#include "core/mined_remedy.h"
#include "core/parameters.h"
#include "core/runbook.h"

/* Variables that shells, awk and PowerShell set themselves; sorted. */
static const char *const environment[] = {
	"APPDATA",      "BASH_SOURCE", "COMPUTERNAME", "ENV",        "ENVIRON",
	"EUID",         "FILENAME",    "FNR",          "FS",         "FUNCNAME",
	"HOME",         "HOST",        "HOSTNAME",     "IFS",        "LANG",
	"LASTEXITCODE", "LC_ALL",      "LINENO",       "LOGNAME",    "NF",
	"NR",           "OFS",         "OLDPWD",       "OPTARG",     "OPTIND",
	"ORS",          "PATH",        "PID",          "PIPESTATUS", "PPID",
	"PROFILE",      "PROGRAMDATA", "PROGRAMFILES", "PSHOME",     "PWD",
	"RANDOM",       "REPLY",       "RS",           "SECONDS",    "SHELL",
	"SHLVL",        "SYSTEMDRIVE", "SYSTEMROOT",   "TEMP",       "TERM",
	"TMP",          "TMPDIR",      "UID",          "USER",       "USERNAME",
	"USERPROFILE",  "WINDIR"};

/* A remedy while it is being put into a runbook. */
typedef struct Remedy
{
	json_object *steps;      /* owned; new objects */
	json_object *rollback;   /* owned; the same; may be NULL */
	json_object *parameters; /* owned; may be NULL */
	const char *placement;   /* borrowed from the record */
	char *why;               /* owned */
} Remedy;

static size_t
length_of(json_object *array)
{
	return json_object_is_type(array, json_type_array)
			   ? json_object_array_length(array)
			   : 0;
}

static bool
is_placement(const char *text)
{
	return strcmp(text, "before") == 0 || strcmp(text, "after") == 0 ||
		   strcmp(text, "instead") == 0;
}

/*
 * Reads a member as json-c's object, a new one, when it has this type.
 */
static bool
read_member(const LearnValue *record, const char *name, LearnValueType type,
			json_object **member)
{
	const LearnValue *value = learn_value_get_typed(record, name, type);

	*member = NULL;
	return value == NULL || learn_json_build(value, member);
}

/*
 * Says what the remedy is, in front of why it helps.
 */
static char *
reason_of(const LearnValue *record)
{
	const char *why = learn_value_get_string(record, "why", "");
	LearnBuffer reason;

	if (why[0] == '\0')
		why = learn_value_get_string(record, "what", "");
	learn_buffer_init(&reason, 0);
	learn_buffer_append_string(&reason, LEARN_LEARNED_MARK);
	learn_buffer_append_string(&reason, why);
	return learn_buffer_detach(&reason, NULL);
}

/*
 * Do two steps do the same, how ever long and often?  By their commands,
 * without regard to white space around them; where there are none, by action
 * and arguments.
 */
static bool
does_the_same(json_object *step, json_object *other)
{
	static const char blanks[] = " \t\r\n";
	const char *command = learn_json_get_string(step, "command", NULL);
	const char *compared = learn_json_get_string(other, "command", NULL);
	size_t length;
	size_t size;

	if (command == NULL || compared == NULL)
		return command == compared &&
			   learn_json_equal(learn_json_get(step, "action"),
								learn_json_get(other, "action")) &&
			   learn_json_equal(learn_json_get(step, "params"),
								learn_json_get(other, "params"));
	command += strspn(command, blanks);
	compared += strspn(compared, blanks);
	length = strlen(command);
	size = strlen(compared);
	while (length > 0 && strchr(blanks, command[length - 1]) != NULL)
		length--;
	while (size > 0 && strchr(blanks, compared[size - 1]) != NULL)
		size--;
	return length == size && memcmp(command, compared, length) == 0;
}

/*
 * Can the remedy take the place of the step that failed?  Only where that does
 * what the step did in whose place it has helped: the same message may come
 * from a step that is about something else.
 */
static LearnStatus
check_replaced(const LearnComposition *composition)
{
	json_object *replaced;
	bool same;

	if (!read_member(composition->record, "replaces", LEARN_VALUE_OBJECT,
					 &replaced))
		return LEARN_OUT_OF_MEMORY;
	same = replaced != NULL &&
		   does_the_same(learn_improve_step(composition), replaced);
	json_object_put(replaced);
	return same ? LEARN_OK : LEARN_NOTHING;
}

/*
 * Reads the remedy; free_remedy() frees it, whatever the outcome.
 */
static LearnStatus
read_remedy(const LearnComposition *composition, Remedy *remedy)
{
	const LearnValue *record = composition->record;

	memset(remedy, 0, sizeof(*remedy));
	remedy->placement = learn_value_get_string(record, "placement", "");
	if (!is_placement(remedy->placement) || composition->step < 0 ||
		strcmp(learn_value_get_string(record, "platform",
									  composition->platform),
			   composition->platform) != 0)
		return LEARN_NOTHING;
	remedy->why = reason_of(record);
	if (remedy->why == NULL ||
		!read_member(record, "steps", LEARN_VALUE_ARRAY, &remedy->steps) ||
		!read_member(record, "rollback", LEARN_VALUE_ARRAY,
					 &remedy->rollback) ||
		!read_member(record, "parameters", LEARN_VALUE_OBJECT,
					 &remedy->parameters))
		return LEARN_OUT_OF_MEMORY;
	return length_of(remedy->steps) > 0 ? LEARN_OK : LEARN_NOTHING;
}

static void
free_remedy(Remedy *remedy)
{
	json_object_put(remedy->steps);
	json_object_put(remedy->rollback);
	json_object_put(remedy->parameters);
	free(remedy->why);
}

/* Does a step of the list do the same? */
static bool
has_like(json_object *steps, json_object *step)
{
	for (size_t i = 0; i < length_of(steps); i++)
	{
		if (does_the_same(json_object_array_get_idx(steps, i), step))
			return true;
	}
	return false;
}

/*
 * Is a step of the remedy in the runbook already?  The step that failed may
 * be part of what takes its place.
 */
static bool
is_present(const LearnComposition *composition, const Remedy *remedy)
{
	json_object *failed = learn_improve_step(composition);
	bool instead = strcmp(remedy->placement, "instead") == 0;

	for (size_t i = 0; i < length_of(remedy->steps); i++)
	{
		json_object *step = json_object_array_get_idx(remedy->steps, i);

		if (instead && does_the_same(failed, step))
			continue;
		if (has_like(learn_improve_steps(composition), step))
			return true;
	}
	return false;
}

/* Does the remedy leave the step that failed as it is, and add nothing? */
static LearnStatus
changes_nothing(const LearnComposition *composition, const Remedy *remedy,
				bool *nothing)
{
	json_object *failed =
		learn_essence_of_step(learn_improve_step(composition));
	json_object *step =
		learn_essence_of_step(json_object_array_get_idx(remedy->steps, 0));
	LearnStatus status =
		failed != NULL && step != NULL ? LEARN_OK : LEARN_OUT_OF_MEMORY;

	*nothing = length_of(remedy->steps) == 1 && learn_json_equal(failed, step);
	json_object_put(failed);
	json_object_put(step);
	return status;
}

/* Do the changes of a draft name the step? */
static bool
names_step(const LearnValue *changes, json_object *step)
{
	const char *id = learn_json_get_string(step, "id", NULL);

	for (const LearnValue *change = changes != NULL ? changes->first : NULL;
		 change != NULL && id != NULL; change = change->next)
	{
		if (strcmp(learn_value_get_string(change, "step", ""), id) == 0)
			return true;
	}
	return false;
}

/*
 * Has a reviewer rejected a draft that brought one of the steps?  Where the
 * content of the draft is not known, the ids among its changes tell.
 */
static LearnStatus
was_rejected(const LearnComposition *composition, const Remedy *remedy,
			 const LearnValue *rejected)
{
	const LearnValue *old =
		learn_value_get_typed(learn_value_get_typed(rejected, "content",
													LEARN_VALUE_OBJECT),
							  "steps", LEARN_VALUE_ARRAY);
	json_object *steps = NULL;
	LearnStatus status = LEARN_OK;

	if (old != NULL && !learn_json_build(old, &steps))
		return LEARN_OUT_OF_MEMORY;
	for (size_t i = 0; i < length_of(remedy->steps); i++)
	{
		json_object *step = json_object_array_get_idx(remedy->steps, i);
		bool had =
			old != NULL
				? has_like(steps, step) &&
					  !does_the_same(learn_improve_step(composition), step)
				: names_step(learn_value_get_typed(rejected, "changes",
												   LEARN_VALUE_ARRAY),
							 step);

		status = had ? LEARN_NOTHING : status;
	}
	json_object_put(steps);
	return status;
}

static LearnStatus
check_rejected(const LearnComposition *composition, const Remedy *remedy)
{
	const LearnValue *rejected = composition->facts->rejected;
	LearnStatus status = LEARN_OK;

	for (const LearnValue *draft = rejected != NULL ? rejected->first : NULL;
		 draft != NULL && status == LEARN_OK; draft = draft->next)
		status = was_rejected(composition, remedy, draft);
	return status;
}

static int
compare_names(const void *left, const void *right)
{
	return strcmp(*(const char *const *) left, *(const char *const *) right);
}

/* Is the variable set by whatever runs the command? */
static bool
is_environment(const char *name)
{
	return bsearch(&name, environment,
				   sizeof(environment) / sizeof(environment[0]),
				   sizeof(environment[0]), compare_names) != NULL;
}

/*
 * Adds a parameter to the runbook if it lacks it.  LEARN_NOTHING when nobody
 * declares it.
 */
static LearnStatus
need_parameter(LearnComposition *composition, const Remedy *remedy,
			   const char *name, json_object *needed)
{
	json_object *declared = learn_json_get(composition->runbook, "parameters");
	json_object *parameter = learn_json_get(remedy->parameters, name);

	if (json_object_object_get_ex(declared, name, NULL))
		return LEARN_OK;
	if (parameter == NULL)
		return LEARN_NOTHING;
	return learn_json_share(needed, name, parameter) ? LEARN_OK
													 : LEARN_OUT_OF_MEMORY;
}

/*
 * Collects the parameters that the strings of a value use and the runbook
 * lacks.
 */
static LearnStatus
need_parameters(LearnComposition *composition, const Remedy *remedy,
				json_object *value, json_object *needed)
{
	LearnStatus status = LEARN_OK;

	if (json_object_is_type(value, json_type_string))
	{
		const char *text = json_object_get_string(value);
		const char *at = text;
		char name[LEARN_PARAMETER_MAX + 1];

		while (status == LEARN_OK && learn_parameter_next(&at, name))
		{
			if (!learn_parameter_is_set(text, name) && !is_environment(name))
				status = need_parameter(composition, remedy, name, needed);
		}
	}
	for (size_t i = 0; status == LEARN_OK && i < length_of(value); i++)
		status = need_parameters(composition, remedy,
								 json_object_array_get_idx(value, i), needed);
	if (json_object_is_type(value, json_type_object))
	{
		json_object_object_foreach (value, name, member)
		{
			(void) name;
			if (status == LEARN_OK)
				status = need_parameters(composition, remedy, member, needed);
		}
	}
	return status;
}

/*
 * Declares what is needed; the object is shared with the runbook.
 */
static LearnStatus
declare_parameters(LearnComposition *composition, json_object *needed)
{
	json_object *declared =
		learn_json_get_typed(composition->runbook, "parameters",
							 json_type_object);
	bool built = true;

	if (json_object_object_length(needed) == 0)
		return LEARN_OK;
	if (declared == NULL)
		built = learn_json_share(composition->runbook, "parameters", needed);
	else
	{
		json_object_object_foreach (needed, name, parameter)
		{
			built = built && learn_json_share(declared, name, parameter);
		}
	}
	return built ? learn_improve_claim(composition, "parameters",
									   "the steps that were added use them")
				 : LEARN_OUT_OF_MEMORY;
}

static LearnStatus
add_parameters(LearnComposition *composition, const Remedy *remedy)
{
	json_object *needed = json_object_new_object();
	LearnStatus status = needed != NULL ? LEARN_OK : LEARN_OUT_OF_MEMORY;

	if (status == LEARN_OK)
		status = need_parameters(composition, remedy, remedy->steps, needed);
	if (status == LEARN_OK)
		status =
			need_parameters(composition, remedy, remedy->rollback, needed);
	if (status == LEARN_OK)
		status = declare_parameters(composition, needed);
	json_object_put(needed);
	return status;
}

/*
 * Names and explains a step, and inserts it at position.  The list and the
 * remedy share it.
 */
static LearnStatus
insert_step(LearnComposition *composition, const Remedy *remedy,
			json_object *list, size_t position, json_object *step)
{
	const char *base = learn_json_get_string(step, "id", NULL);
	char *copy = base != NULL ? strdup(base) : NULL;
	LearnStatus status = LEARN_OUT_OF_MEMORY;

	if (!json_object_is_type(step, json_type_object))
		status = LEARN_NOTHING;
	else if ((base == NULL || copy != NULL) &&
			 learn_improve_name(composition, step, copy))
		status = learn_improve_explain(composition, step, remedy->why);
	free(copy);
	if (status == LEARN_OK &&
		!learn_improve_insert(list, position, json_object_get(step)))
	{
		json_object_put(step);
		return LEARN_OUT_OF_MEMORY;
	}
	return status;
}

/*
 * Puts the steps in their place; composition->step stays the step that
 * failed, or becomes the first of what took its place.
 */
static LearnStatus
add_steps(LearnComposition *composition, const Remedy *remedy)
{
	json_object *steps = learn_improve_steps(composition);
	size_t position = (size_t) composition->step;
	LearnStatus status = LEARN_OK;

	if (strcmp(remedy->placement, "after") == 0)
		position++;
	else if (strcmp(remedy->placement, "instead") == 0)
		json_object_array_del_idx(steps, position, 1);
	else
		composition->step += (int) length_of(remedy->steps);
	for (size_t i = 0; i < length_of(remedy->steps) && status == LEARN_OK; i++)
		status = insert_step(composition, remedy, steps, position + i,
							 json_object_array_get_idx(remedy->steps, i));
	return status;
}

/*
 * Puts the steps that undo the remedy in front of the rollback: the last
 * thing done is the first undone.
 */
static LearnStatus
add_rollback(LearnComposition *composition, const Remedy *remedy)
{
	LearnStatus status = LEARN_OK;
	json_object *rollback;
	size_t position = 0;

	if (length_of(remedy->rollback) == 0)
		return LEARN_OK;
	rollback = learn_improve_rollback(composition);
	if (rollback == NULL)
		return LEARN_OUT_OF_MEMORY;
	for (size_t i = 0; i < length_of(remedy->rollback) && status == LEARN_OK;
		 i++)
	{
		json_object *step = json_object_array_get_idx(remedy->rollback, i);

		if (!has_like(rollback, step))
			status =
				insert_step(composition, remedy, rollback, position++, step);
	}
	if (status == LEARN_OK && position > 0)
		status =
			learn_improve_claim(composition, "rollback", LEARN_ROLLBACK_WHY);
	return status;
}

/*
 * A remedy comes from another runbook: what both make together must be one.
 */
static LearnStatus
check_result(const LearnComposition *composition)
{
	LearnFindings findings = {0};
	LearnStatus status = learn_runbook_check(composition->runbook, &findings);

	learn_findings_free(&findings);
	return status == LEARN_INVALID ? LEARN_NOTHING : status;
}

/*
 * Does the remedy fit?  LEARN_NOTHING: it does not.
 */
static LearnStatus
check_remedy(const LearnComposition *composition, const Remedy *remedy)
{
	bool nothing;
	LearnStatus status = changes_nothing(composition, remedy, &nothing);

	if (status == LEARN_OK && (nothing || is_present(composition, remedy)))
		status = LEARN_NOTHING;
	if (status == LEARN_OK && strcmp(remedy->placement, "instead") == 0)
		status = check_replaced(composition);
	if (status == LEARN_OK)
		status = check_rejected(composition, remedy);
	return status;
}

LearnStatus
learn_improve_mined(LearnComposition *composition)
{
	Remedy remedy;
	LearnStatus status = read_remedy(composition, &remedy);

	if (status == LEARN_OK)
		status = check_remedy(composition, &remedy);
	if (status == LEARN_OK)
		status = add_parameters(composition, &remedy);
	if (status == LEARN_OK)
		status = add_steps(composition, &remedy);
	if (status == LEARN_OK)
		status = add_rollback(composition, &remedy);
	if (status == LEARN_OK)
		status = check_result(composition);
	free_remedy(&remedy);
	return status;
}
