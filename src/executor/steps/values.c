/*-------------------------------------------------------------------------
 *
 * values.c
 *		The values of a runbook's parameters, and how steps see them.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/steps/values.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/parameters.h"
#include "executor/utf8.h"

/* POSIX has no header that declares it. */
extern char **environ;

/* Where programs are when nobody says; an empty PATH means "right here". */
#define USUAL_PATH                                                            \
	"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* What the steps' environment does not take over from the executor's. */
static const char *const own_prefixes[] = {"PG", "LEARN_", "PARAM_"};

#define OWN_PREFIXES (sizeof(own_prefixes) / sizeof(own_prefixes[0]))

typedef struct Environment
{
	char **entries; /* ended by NULL */
	size_t count;
	size_t capacity;
} Environment;

static LearnStatus
out_of_memory(LearnProblem *problem)
{
	return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, "",
							 "out of memory");
}

/* Where a name is among them; -1: it is not. */
static int
find(const LearnValues *values, const char *name, size_t length)
{
	for (int i = 0; i < values->count; i++)
	{
		const char *other = values->items[i].name;

		if (strncmp(other, name, length) == 0 && other[length] == '\0')
			return i;
	}
	return -1;
}

/* Adds a name that has no value yet; where it is, or -1: no memory. */
static int
add_name(LearnValues *values, const char *name, size_t length)
{
	char *copy;

	if (values->count == values->capacity)
	{
		int capacity = values->capacity == 0 ? 8 : values->capacity * 2;
		LearnGivenValue *items =
			realloc(values->items,
					(size_t) capacity * sizeof(LearnGivenValue));

		if (items == NULL)
			return -1;
		values->items = items;
		values->capacity = capacity;
	}
	copy = strndup(name, length);
	if (copy == NULL)
		return -1;
	values->items[values->count] = (LearnGivenValue){copy, NULL};
	return values->count++;
}

bool
learn_values_set(LearnValues *values, const char *name, size_t length,
				 const char *value)
{
	LearnGivenValue *item;
	char *copy = strdup(value);
	int place = find(values, name, length);

	if (copy != NULL && place < 0)
		place = add_name(values, name, length);
	if (copy == NULL || place < 0)
	{
		free(copy);
		return false;
	}
	item = &values->items[place];
	free(item->value);
	item->value = copy;
	return true;
}

/* Refuses a name that is reserved. */
static LearnStatus
check_reserved(const char *name, LearnProblem *problem)
{
	const char *reason;

	if (!learn_parameter_is_reserved(name, &reason))
		return LEARN_OK;
	return learn_problem_set(problem, LEARN_INVALID, "",
							 "\"%s\" cannot be a parameter: %s", name, reason);
}

LearnStatus
learn_values_add(LearnValues *values, const char *text, LearnProblem *problem)
{
	const char *equals = strchr(text, '=');
	size_t length = equals == NULL ? 0 : (size_t) (equals - text);
	char name[LEARN_PARAMETER_MAX + 1];
	LearnStatus status;

	/* Without a name, all of it may be a secret. */
	if (length == 0)
		return learn_problem_set(problem, LEARN_INVALID, "",
								 "a parameter must be written NAME=value");
	if (length <= LEARN_PARAMETER_MAX)
	{
		memcpy(name, text, length);
		name[length] = '\0';
	}
	if (length > LEARN_PARAMETER_MAX || !learn_parameter_is_name(name))
		return learn_problem_set(
			problem, LEARN_INVALID, "",
			"\"%.*s\" cannot be a parameter: its name must be upper case "
			"letters, digits and \"_\", at most %d of them, and begin with a "
			"letter",
			(int) (length < 2 * LEARN_PARAMETER_MAX ? length
													: 2 * LEARN_PARAMETER_MAX),
			text, LEARN_PARAMETER_MAX);
	status = check_reserved(name, problem);
	if (status != LEARN_OK)
		return status;
	/* It could be shown nowhere, and a secret not be found again. */
	if (!learn_is_utf8(equals + 1, strlen(equals + 1)))
		return learn_problem_set(problem, LEARN_INVALID, "",
								 "the value of \"%s\" is not UTF-8", name);
	return learn_values_set(values, name, length, equals + 1)
			   ? LEARN_OK
			   : out_of_memory(problem);
}

/* Is there something given that the runbook does not have? */
static LearnStatus
check_given(json_object *parameters, const LearnValues *given,
			LearnProblem *problem)
{
	for (int i = 0; i < given->count; i++)
	{
		const char *name = given->items[i].name;

		if (!json_object_object_get_ex(parameters, name, NULL))
			return learn_problem_set(problem, LEARN_INVALID, "",
									 "the runbook has no parameter \"%s\"",
									 name);
	}
	return LEARN_OK;
}

/* Takes the default of a parameter, if it has one; false: no memory. */
static bool
take_default(json_object *parameter, const char *name, LearnValues *taken)
{
	json_object *value = learn_json_get(parameter, "default");
	char *text;
	bool set;

	if (value == NULL)
		return true;
	if (json_object_is_type(value, json_type_string))
		return learn_values_set(taken, name, strlen(name),
								json_object_get_string(value));
	text = learn_json_text(value, NULL);
	set = text != NULL && learn_values_set(taken, name, strlen(name), text);
	free(text);
	return set;
}

/*
 * Takes the value of each parameter; the names of those that are required and
 * have none are appended to missing.
 */
static LearnStatus
take_each(json_object *parameters, const LearnValues *given,
		  LearnValues *taken, LearnBuffer *missing, LearnProblem *problem)
{
	json_object_object_foreach (parameters, name, parameter)
	{
		const char *value = learn_values_get(given, name);
		LearnStatus status = check_reserved(name, problem);

		if (status != LEARN_OK)
			return status;
		if (value != NULL ? !learn_values_set(taken, name, strlen(name), value)
						  : !take_default(parameter, name, taken))
			return out_of_memory(problem);
		if (learn_values_get(taken, name) == NULL &&
			learn_json_get_boolean(parameter, "required", false))
			learn_buffer_append_format(missing, "%s\"%s\"",
									   missing->length > 0 ? ", " : "", name);
	}
	return missing->failed ? out_of_memory(problem) : LEARN_OK;
}

LearnStatus
learn_values_take(json_object *runbook, const LearnValues *given,
				  LearnValues *taken, LearnProblem *problem)
{
	json_object *parameters =
		learn_json_get_typed(runbook, "parameters", json_type_object);
	LearnBuffer missing;
	LearnStatus status;

	*taken = (LearnValues){0};
	status = check_given(parameters, given, problem);
	if (status != LEARN_OK || parameters == NULL)
		return status;
	learn_buffer_init(&missing, 0);
	status = take_each(parameters, given, taken, &missing, problem);
	if (status == LEARN_OK && missing.length > 0)
		status = learn_problem_set(problem, LEARN_INVALID, "",
								   "parameters that are required have no "
								   "value: %s",
								   missing.data);
	learn_buffer_free(&missing);
	return status;
}

const char *
learn_values_get(const LearnValues *values, const char *name)
{
	int place = find(values, name, strlen(name));

	return place < 0 ? NULL : values->items[place].value;
}

static bool
is_one_of(const char *word, size_t length, const char *const *words)
{
	for (; *words != NULL; words++)
	{
		if (strlen(*words) == length && memcmp(word, *words, length) == 0)
			return true;
	}
	return false;
}

/* Does a word of a name say what is a secret? */
static bool
is_secret_word(const char *word, size_t length)
{
	static const char *const words[] = {"AUTHORIZATION", "BEARER", "COOKIE",
										"PASS",          "PIN",    NULL};
	/* Also as the end of a longer word, such as DBPASSWORD. */
	static const char *const endings[] = {
		"PASSWORD", "PASSWD", "PWD",    "PASSPHRASE", "PASSCODE",    "SECRET",
		"SECRETS",  "TOKEN",  "APIKEY", "CREDENTIAL", "CREDENTIALS", NULL};

	for (const char *const *ending = endings; *ending != NULL; ending++)
	{
		size_t ending_length = strlen(*ending);

		if (length >= ending_length &&
			memcmp(word + length - ending_length, *ending, ending_length) == 0)
			return true;
	}
	return is_one_of(word, length, words);
}

bool
learn_value_is_secret(const char *name)
{
	static const char *const keys[] = {"KEY", "KEYS", NULL};
	/* Before KEY: one that opens nothing. */
	static const char *const other_keys[] = {"CACHE",   "FOREIGN", "PARTITION",
											 "PRIMARY", "PUBLIC",  "REGISTRY",
											 "SORT",    NULL};
	/* At the end: not the secret, but something about it. */
	static const char *const about[] = {"AGE",  "COUNT",     "DAYS",
										"DIR",  "DIRECTORY", "EXPIRY",
										"FILE", "ID",        "LENGTH",
										"NAME", "PATH",      "SECONDS",
										"TTL",  "TYPE",      "URL",
										"USER", NULL};
	const char *before = ""; /* the word before this one */
	size_t before_length = 0;
	bool secret = false;

	for (const char *word = name; *word != '\0'; word += strspn(word, "_"))
	{
		size_t length = strcspn(word, "_");

		if (is_secret_word(word, length) ||
			(is_one_of(word, length, keys) &&
			 !is_one_of(before, before_length, other_keys)))
			secret = true;
		before = word;
		before_length = length;
		word += length;
	}
	return secret && !is_one_of(before, before_length, about);
}

bool
learn_values_fill(const LearnValues *values, const char *text,
				  LearnBuffer *filled)
{
	char name[LEARN_PARAMETER_MAX + 1];
	const char *rest = text;

	/* Once: what a value says is not filled again. */
	for (const char *at = strstr(text, "${"); at != NULL;
		 at = strstr(at + 2, "${"))
	{
		const char *value = learn_parameter_read(at, name)
								? learn_values_get(values, name)
								: NULL;

		if (value == NULL)
			continue;
		learn_buffer_append(filled, rest, (size_t) (at - rest));
		learn_buffer_append_string(filled, value);
		rest = at + strlen(name) + 3;
	}
	return learn_buffer_append_string(filled, rest);
}

/* Sets a variable, in the place of one of that name; false: no memory. */
static bool
set_variable(Environment *environment, const char *name, size_t length,
			 const char *value)
{
	LearnBuffer entry;
	char *text;
	size_t i = 0;

	if (environment->count + 2 > environment->capacity)
	{
		size_t capacity = environment->capacity * 2 + 64;
		char **grown =
			realloc(environment->entries, capacity * sizeof(char *));

		if (grown == NULL)
			return false;
		environment->entries = grown;
		environment->capacity = capacity;
		grown[environment->count] = NULL;
	}
	learn_buffer_init(&entry, 0);
	learn_buffer_append(&entry, name, length);
	learn_buffer_append_format(&entry, "=%s", value);
	text = learn_buffer_detach(&entry, NULL);
	if (text == NULL)
		return false;
	while (i < environment->count &&
		   strncmp(environment->entries[i], text, length + 1) != 0)
		i++;
	if (i == environment->count)
		environment->entries[++environment->count] = NULL;
	else
		free(environment->entries[i]);
	environment->entries[i] = text;
	return true;
}

/* Does the variable of an entry go to the steps? */
static bool
is_handed_on(const char *entry)
{
	if (strncmp(entry, "PATH=", 5) == 0)
		return entry[5] != '\0';
	for (size_t i = 0; i < OWN_PREFIXES; i++)
	{
		if (strncmp(entry, own_prefixes[i], strlen(own_prefixes[i])) == 0)
			return false;
	}
	return strchr(entry, '=') != NULL;
}

static bool
set_values(Environment *environment, const LearnValues *values)
{
	for (int i = 0; i < values->count; i++)
	{
		const LearnGivenValue *item = &values->items[i];

		if (!set_variable(environment, item->name, strlen(item->name),
						  item->value))
			return false;
	}
	return true;
}

char **
learn_values_environment(const LearnValues *values, const LearnValues *more)
{
	Environment environment = {0};
	bool set = set_variable(&environment, "PATH", 4, USUAL_PATH);

	for (char **entry = environ; set && *entry != NULL; entry++)
	{
		if (is_handed_on(*entry))
		{
			size_t length = strcspn(*entry, "=");

			set = set_variable(&environment, *entry, length,
							   *entry + length + 1);
		}
	}
	if (set && set_values(&environment, values) &&
		(more == NULL || set_values(&environment, more)))
		return environment.entries;
	learn_environment_free(environment.entries);
	return NULL;
}

void
learn_environment_free(char **environment)
{
	for (char **entry = environment; entry != NULL && *entry != NULL; entry++)
		free(*entry);
	free(environment);
}

void
learn_values_free(LearnValues *values)
{
	for (int i = 0; i < values->count; i++)
	{
		free(values->items[i].name);
		free(values->items[i].value);
	}
	free(values->items);
	*values = (LearnValues){0};
}
