/*-------------------------------------------------------------------------
 *
 * clues.c
 *		What a remedy must know about a failure: which port, service, file.
 *
 *-------------------------------------------------------------------------
 */
#include "core/clues.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* How much of each message is searched, in bytes. */
#define MESSAGE_LIMIT 16384

/* Marks after which a value stands, or (behind) before which it does. */
typedef struct Marker
{
	LearnClueKind kind;
	const char *mark;
	bool behind;        /* the value ends where the mark starts */
	const char *ending; /* how the value must end; NULL: any way */
} Marker;

static const Marker message_markers[] = {
	{LEARN_CLUE_PORT, "port ", false, NULL},
	{LEARN_CLUE_PORT, "port: ", false, NULL},
	{LEARN_CLUE_PORT, "port=", false, NULL},
	{LEARN_CLUE_PORT, "0.0.0.0:", false, NULL},
	{LEARN_CLUE_PORT, "127.0.0.1:", false, NULL},
	{LEARN_CLUE_PORT, "localhost:", false, NULL},
	{LEARN_CLUE_PORT, "[::]:", false, NULL},
	{LEARN_CLUE_PORT, "[::1]:", false, NULL},
	{LEARN_CLUE_PORT, ":::", false, NULL},
	{LEARN_CLUE_PORT, "listen tcp :", false, NULL},
	{LEARN_CLUE_PORT, "address *:", false, NULL},
	{LEARN_CLUE_PORT, "('', ", false, NULL},
	{LEARN_CLUE_PORT, "('127.0.0.1', ", false, NULL},
	{LEARN_CLUE_PORT, "('0.0.0.0', ", false, NULL},
	{LEARN_CLUE_SERVICE, "job for ", false, NULL},
	{LEARN_CLUE_SERVICE, "failed to start ", false, ".service"},
	{LEARN_CLUE_SERVICE, "failed to restart ", false, ".service"},
	{LEARN_CLUE_SERVICE, "systemctl status ", false, NULL},
	{LEARN_CLUE_SERVICE, "systemctl reset-failed ", false, NULL},
	{LEARN_CLUE_SERVICE, ": start request repeated", true, ".service"},
	{LEARN_CLUE_SERVICE, ": failed with result", true, ".service"},
	{LEARN_CLUE_SERVICE, " changed on disk", true, ".service"},
	{LEARN_CLUE_DEPENDENCY, ".service is not running", true, NULL},
	{LEARN_CLUE_DEPENDENCY, ".service is not active", true, NULL},
	{LEARN_CLUE_DEPENDENCY, ".service is inactive", true, NULL},
	{LEARN_CLUE_DEPENDENCY, "dependency failed for ", false, NULL},
	{LEARN_CLUE_DEPENDENCY, "requires the service ", false, NULL},
	{LEARN_CLUE_TOOL, ": command not found", true, NULL},
	{LEARN_CLUE_TOOL, ": not found", true, NULL},
	{LEARN_CLUE_TOOL, "command not found: ", false, NULL},
	{LEARN_CLUE_TOOL, ": kommando nicht gefunden", true, NULL},
	{LEARN_CLUE_TOOL, ": befehl nicht gefunden", true, NULL},
	{LEARN_CLUE_TOOL, ": commande introuvable", true, NULL},
	{LEARN_CLUE_TOOL, ": orden no encontrada", true, NULL},
	{LEARN_CLUE_TOOL, ": comando non trovato", true, NULL},
	{LEARN_CLUE_TOOL, "executable file not found: ", false, NULL},
	{LEARN_CLUE_TOOL, ": executable file not found", true, NULL},
	{LEARN_CLUE_LOCK, "lock file ", false, NULL},
	{LEARN_CLUE_LOCK, "lockfile ", false, NULL},
	{LEARN_CLUE_LOCK, "pid file ", false, NULL},
	{LEARN_CLUE_LOCK, "pidfile ", false, NULL},
	{LEARN_CLUE_LOCK, "lock ", false, NULL},
	{LEARN_CLUE_LOCK, " already exists", true, ".pid"},
	{LEARN_CLUE_LOCK, " already exists", true, ".lock"},
	{LEARN_CLUE_LOCK, ": file exists", true, ".pid"},
	{LEARN_CLUE_LOCK, ": file exists", true, ".lock"},
	{LEARN_CLUE_LOCK, " exists", true, ".pid"},
	{LEARN_CLUE_LOCK, " exists", true, ".lock"},
	{LEARN_CLUE_SOCKET, "unix:", false, NULL},
	{LEARN_CLUE_SOCKET, "unix socket ", false, NULL},
	{LEARN_CLUE_SOCKET, "socket ", false, NULL},
	{LEARN_CLUE_CONFIG, " in /", false, NULL},
	{LEARN_CLUE_CONFIG, "error in ", false, NULL},
	{LEARN_CLUE_CONFIG, "errors in ", false, NULL},
	{LEARN_CLUE_CONFIG, " of /", false, NULL},
	{LEARN_CLUE_CONFIG, "configuration file ", false, NULL},
	{LEARN_CLUE_CONFIG, "config file ", false, NULL},
	{LEARN_CLUE_CONFIG, "parsing [", false, NULL},
	{LEARN_CLUE_CONFIG, ": line ", true, NULL},
	{LEARN_CLUE_DIRECTORY, "cannot create ", false, NULL},
	{LEARN_CLUE_DIRECTORY, "can't create ", false, NULL},
	{LEARN_CLUE_DIRECTORY, "cannot touch ", false, NULL},
	{LEARN_CLUE_DIRECTORY, "cannot create regular file ", false, NULL},
	{LEARN_CLUE_DIRECTORY, "cannot create directory ", false, NULL},
	{LEARN_CLUE_DIRECTORY, "can't cd to ", false, NULL},
	{LEARN_CLUE_DIRECTORY, "cannot open ", false, NULL},
	{LEARN_CLUE_DIRECTORY, "could not open log file ", false, NULL},
	{LEARN_CLUE_FULL, ": no space left", true, NULL},
	{LEARN_CLUE_FULL, "write ", false, NULL},
	{LEARN_CLUE_FULL, "writing ", false, NULL},
	{LEARN_CLUE_FULL, "to file ", false, NULL},
	{LEARN_CLUE_FULL, "error writing ", false, NULL},
};

/* Where a command names what it starts or listens on. */
static const Marker command_markers[] = {
	{LEARN_CLUE_PORT, "--port ", false, NULL},
	{LEARN_CLUE_PORT, "--port=", false, NULL},
	{LEARN_CLUE_PORT, "0.0.0.0:", false, NULL},
	{LEARN_CLUE_PORT, "127.0.0.1:", false, NULL},
	{LEARN_CLUE_PORT, "localhost:", false, NULL},
	{LEARN_CLUE_SERVICE, "systemctl start ", false, NULL},
	{LEARN_CLUE_SERVICE, "systemctl restart ", false, NULL},
	{LEARN_CLUE_SERVICE, "systemctl reload ", false, NULL},
	{LEARN_CLUE_SERVICE, "systemctl enable --now ", false, NULL},
	{LEARN_CLUE_SERVICE, "restart-service ", false, NULL},
	{LEARN_CLUE_SERVICE, "start-service ", false, NULL},
	{LEARN_CLUE_SERVICE, "net start ", false, NULL},
	{LEARN_CLUE_SERVICE, "sc start ", false, NULL},
	{LEARN_CLUE_SERVICE, "brew services start ", false, NULL},
	{LEARN_CLUE_SERVICE, "brew services restart ", false, NULL},
	{LEARN_CLUE_SERVICE, "/etc/init.d/", false, NULL},
	{LEARN_CLUE_SERVICE, "rc-service ", false, NULL},
	{LEARN_CLUE_SERVICE, " restart", true, NULL},
	{LEARN_CLUE_SERVICE, " start", true, NULL},
};

/* Services that other services need, and how their absence sounds. */
static const struct
{
	const char *pattern;
	const char *names;
	const char *port;
} dependencies[] = {
	{".s.pgsql.|port 5432 failed|:5432*refused|port 5432*refused|"
	 "localhost*5432|127.0.0.1*5432",
	 "postgresql", "5432"},
	{"local mysql server|mysqld.sock|:3306*refused|port 3306*refused|"
	 "localhost*3306|127.0.0.1*3306|mysql server on 'localhost'|"
	 "mysql server on '127.0.0.1'",
	 "mariadb mysql mysqld", "3306"},
	{"redis at 127.0.0.1|redis at localhost|:6379*refused|"
	 "redis*connection refused|localhost*6379|127.0.0.1*6379",
	 "redis-server redis", "6379"},
	{"connect to the docker daemon|docker.sock", "docker", ""},
	{":5672*refused|127.0.0.1*5672|localhost*5672", "rabbitmq-server",
	 "5672"},
	{":27017*refused|127.0.0.1*27017|localhost*27017", "mongod mongodb",
	 "27017"},
	{":11211*refused|127.0.0.1*11211|localhost*11211", "memcached", "11211"},
	{":9200*refused|127.0.0.1*9200|localhost*9200",
	 "elasticsearch opensearch", "9200"},
};

static bool
is_plain(char c, const char *extra)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		   (c >= '0' && c <= '9') || (c != '\0' && strchr(extra, c) != NULL);
}

static bool
has_kind_path(LearnClueKind kind)
{
	return kind >= LEARN_CLUE_LOCK;
}

/* The characters, besides letters and digits, of a value of this kind. */
static const char *
extra_characters(LearnClueKind kind)
{
	if (has_kind_path(kind))
		return "/._@+-";
	return kind == LEARN_CLUE_DEPENDENCY ? "._@- " : "._@-";
}

static bool
port_in_range(const char *text, size_t length)
{
	long port = 0;

	if (length == 0 || length > 5 || text[0] == '0')
		return false;
	for (size_t i = 0; i < length; i++)
	{
		if (text[i] < '0' || text[i] > '9')
			return false;
		port = port * 10 + (text[i] - '0');
	}
	return port <= 65535;
}

/*
 * What a remedy may remove must look like what it is: no message can make it
 * remove another file.
 */
static bool
names_its_kind(LearnClueKind kind, const char *path, size_t length)
{
	static const char *const locks[] = {".pid", ".lock", ".lck", "/lock",
										"lockfile", ".PID", ".LOCK"};
	static const char *const sockets[] = {".sock", ".socket", "/socket"};
	bool lock = kind == LEARN_CLUE_LOCK;
	const char *const *endings = lock ? locks : sockets;
	size_t count = lock ? sizeof(locks) / sizeof(*locks)
						: sizeof(sockets) / sizeof(*sockets);

	if (!lock && kind != LEARN_CLUE_SOCKET)
		return true;
	for (size_t i = 0; i < count; i++)
	{
		size_t ending = strlen(endings[i]);

		if (length > ending &&
			memcmp(path + length - ending, endings[i], ending) == 0)
			return true;
	}
	return false;
}

bool
learn_clue_safe(LearnClueKind kind, const char *text, size_t length)
{
	if (kind == LEARN_CLUE_PORT)
		return port_in_range(text, length);
	if (length == 0 || length > LEARN_CLUE_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
	{
		if (!is_plain(text[i], extra_characters(kind)))
			return false;
		if (i > 0 && text[i] == '.' && text[i - 1] == '.')
			return false;
	}
	if (!has_kind_path(kind))
		return is_plain(text[0], "_");
	return length > 1 && text[0] == '/' && is_plain(text[1], "._") &&
		   names_its_kind(kind, text, length);
}

/*
 * May this character stand beside a value?  Anything else means that the
 * value was longer than what is safe of it.
 */
static bool
is_delimiter(char c)
{
	return c == '\0' || strchr(" \t\r\n\"'`,;:)](<>[", c) != NULL;
}

/*
 * Stores a value of a kind if it is safe and the first of its kind.
 */
static void
store(LearnClues *clues, LearnClueKind kind, const char *text, size_t length)
{
	LearnClue *clue = &clues->items[kind];

	if (clue->value[0] != '\0')
		return;
	if ((kind == LEARN_CLUE_SERVICE || kind == LEARN_CLUE_DEPENDENCY) &&
		length > 8 && memcmp(text + length - 8, ".service", 8) == 0)
		length -= 8;
	if (kind == LEARN_CLUE_DIRECTORY || kind == LEARN_CLUE_FULL)
	{
		/* What is missing or full is where the file was to be. */
		while (length > 1 && text[length - 1] != '/')
			length--;
		while (length > 1 && text[length - 1] == '/')
			length--;
	}
	if (!learn_clue_safe(kind, text, length))
		return;
	memcpy(clue->value, text, length);
	clue->value[length] = '\0';
}

/*
 * The value after the mark that starts at "at" and is mark_length long.
 */
static LearnSpan
value_after(const Marker *marker, const char *at, size_t mark_length)
{
	LearnSpan value = {at + mark_length, 0};
	const char *extra = extra_characters(
		marker->kind == LEARN_CLUE_DEPENDENCY ? LEARN_CLUE_SERVICE
											  : marker->kind);

	if (value.start[-1] == '/' && has_kind_path(marker->kind))
		value.start--;
	if (strchr("\"'`", *value.start) != NULL && *value.start != '\0')
		value.start++;
	while (is_plain(value.start[value.length], extra))
		value.length++;
	if (!is_delimiter(value.start[value.length]))
		value.length = 0;
	while (value.length > 0 && value.start[value.length - 1] == '.')
		value.length--;
	return value;
}

/* The value that ends at "at"; text is where it may start at the earliest. */
static LearnSpan
value_before(const Marker *marker, const char *text, const char *at)
{
	LearnSpan value = {at, 0};
	const char *extra = extra_characters(
		marker->kind == LEARN_CLUE_DEPENDENCY ? LEARN_CLUE_SERVICE
											  : marker->kind);

	if (at > text && strchr("\"'`", at[-1]) != NULL)
		value.start = --at;
	while (value.start > text && is_plain(value.start[-1], extra))
		value.start--;
	if (value.start == text || is_delimiter(value.start[-1]))
		value.length = (size_t) (at - value.start);
	return value;
}

static bool
ends_with(LearnSpan value, const char *ending)
{
	size_t length = ending != NULL ? strlen(ending) : 0;

	return length == 0 ||
		   (value.length > length &&
			memcmp(value.start + value.length - length, ending, length) == 0);
}

/*
 * Finds a marker without regard to case.  Texts are bounded, marks short.
 */
static const char *
find_mark(const char *text, const char *mark)
{
	size_t length = strlen(mark);

	for (; *text != '\0'; text++)
	{
		if (strncasecmp(text, mark, length) == 0)
			return text;
	}
	return NULL;
}

static void
search(LearnClues *clues, const Marker *markers, size_t count,
	   const char *text)
{
	for (size_t i = 0; i < count; i++)
	{
		const Marker *marker = &markers[i];
		const char *at = text;

		while (clues->items[marker->kind].value[0] == '\0' &&
			   (at = find_mark(at, marker->mark)) != NULL)
		{
			LearnSpan value = marker->behind
								  ? value_before(marker, text, at)
								  : value_after(marker, at,
												strlen(marker->mark));

			if (value.length > 0 && ends_with(value, marker->ending))
				store(clues, marker->kind, value.start, value.length);
			at++;
		}
	}
}

/* Searches head and tail of a message. */
static bool
search_message(LearnClues *clues, const char *message)
{
	size_t length = strlen(message);
	size_t head = learn_pattern_clip(message, length, MESSAGE_LIMIT / 2);
	char *part = malloc(head + 1);

	if (part == NULL)
		return false;
	memcpy(part, message, head);
	part[head] = '\0';
	search(clues, message_markers,
		   sizeof(message_markers) / sizeof(*message_markers), part);
	free(part);
	if (length > head)
		search(clues, message_markers,
			   sizeof(message_markers) / sizeof(*message_markers),
			   length - head > MESSAGE_LIMIT / 2
				   ? message + length - MESSAGE_LIMIT / 2
				   : message + head);
	return true;
}

static bool
search_messages(const LearnFacts *facts, LearnClues *clues)
{
	bool ok = search_message(clues, facts->error_message);
	int first = facts->step_count > 16 ? facts->step_count - 16 : 0;

	for (int i = first; i < facts->step_count && ok; i++)
	{
		const LearnFactsStep *step = &facts->steps[i];

		if (facts->failed == NULL || facts->failed == step)
			ok = search_message(clues, step->error) &&
				 search_message(clues, step->output);
	}
	return ok;
}

/*
 * Which step of the runbook was the executed one?  The same place and action
 * or command, else the only step of that action.
 */
static int
runbook_step(json_object *steps, const LearnFactsStep *executed)
{
	int found = -1;
	int count = (int) json_object_array_length(steps);

	for (int i = 0; i < count; i++)
	{
		json_object *step = json_object_array_get_idx(steps, (size_t) i);
		const char *action = learn_json_get_string(step, "action", "");
		const char *command = learn_json_get_string(step, "command", "");
		bool same = strcmp(action, executed->action) == 0 ||
					(command[0] != '\0' &&
					 strcmp(command, executed->command) == 0);

		if (same && i == executed->number - 1)
			return i;
		if (same)
			found = found == -1 ? i : -2;
	}
	return found;
}

bool
learn_clues_starts(json_object *step)
{
	static const char words[] = "~start|restart|_start|~serve|~launch|~up -d|"
								"http.server|enable --now|kickstart|~nohup|"
								"~run_";
	LearnBuffer text;
	bool starts;

	learn_buffer_init(&text, 0);
	learn_pattern_normalize(&text, learn_json_get_string(step, "action", ""),
							MESSAGE_LIMIT);
	learn_pattern_normalize(&text, learn_json_get_string(step, "command", ""),
							MESSAGE_LIMIT);
	starts = !text.failed &&
			 learn_pattern_find(words, text.data, text.length, NULL);
	learn_buffer_free(&text);
	return starts;
}

/*
 * When no step failed, the last one that starts something is the one that
 * did not do what it should.
 */
static int
starting_step(json_object *steps)
{
	for (int i = (int) json_object_array_length(steps) - 1; i >= 0; i--)
	{
		if (learn_clues_starts(json_object_array_get_idx(steps, (size_t) i)))
			return i;
	}
	return -1;
}

static void
find_step(const LearnFacts *facts, LearnClues *clues)
{
	json_object *steps =
		learn_json_get_typed(facts->runbook, "steps", json_type_array);

	clues->step = -1;
	if (steps == NULL)
		return;
	clues->step = facts->failed != NULL ? runbook_step(steps, facts->failed)
										: starting_step(steps);
	if (clues->step < 0)
		clues->step = -1;
}

/* Does a command use the parameter, as $NAME or ${NAME}? */
static bool
uses_parameter(const char *command, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = command; (at = strchr(at, '$')) != NULL; at++)
	{
		const char *word = at[1] == '{' ? at + 2 : at + 1;

		if (strncmp(word, "env:", 4) == 0)
			word += 4;
		if (strncmp(word, name, length) == 0 && !is_plain(word[length], "_"))
			return true;
	}
	return false;
}

/* Would a parameter of this name hold a value of this kind? */
static bool
names_kind(const char *name, LearnClueKind kind)
{
	size_t length = strlen(name);

	if (kind == LEARN_CLUE_PORT)
		return length >= 4 && strcmp(name + length - 4, "PORT") == 0;
	if (kind == LEARN_CLUE_SERVICE)
		return strstr(name, "SERVICE") != NULL || strcmp(name, "UNIT") == 0;
	if (kind == LEARN_CLUE_LOCK)
		return strstr(name, "PIDFILE") != NULL ||
			   strstr(name, "PID_FILE") != NULL ||
			   strstr(name, "LOCK") != NULL;
	return false;
}

/*
 * What the parameter was in this run: what the executor reported with the
 * step or the execution, else its default; NULL when not known.
 */
static const char *
parameter_value(const LearnFacts *facts, const char *name)
{
	json_object *declared = learn_json_get(
		learn_json_get(facts->runbook, "parameters"), name);
	json_object *value = NULL;

	if (facts->failed != NULL)
		value = learn_json_get(
			learn_json_get(facts->failed->object, "params"), name);
	if (value == NULL)
		value = learn_json_get(
			learn_json_get(facts->execution, "parameters"), name);
	if (value == NULL)
		value = learn_json_get(declared, "default");
	return value != NULL ? json_object_get_string(value) : NULL;
}

/*
 * Prefers the runbook's own parameter to a value, so that the improved
 * runbook stays as general as it was.
 */
static void
prefer_parameters(const LearnFacts *facts, const char *command,
				  LearnClueKind kind, LearnClue *clue)
{
	json_object *parameters = learn_json_get_typed(
		facts->runbook, "parameters", json_type_object);

	if (parameters == NULL)
		return;
	json_object_object_foreach (parameters, name, declared)
	{
		const char *value = parameter_value(facts, name);
		bool known = clue->value[0] != '\0' && value != NULL;

		(void) declared;
		if (strlen(name) > LEARN_CLUE_PARAMETER_MAX ||
			clue->parameter[0] != '\0')
			continue;
		if (known ? strcmp(value, clue->value) == 0 &&
						(names_kind(name, kind) || uses_parameter(command, name))
				  : names_kind(name, kind) && uses_parameter(command, name))
			strcpy(clue->parameter, name);
	}
}

/*
 * The dependency that a message blames, unless it is the service itself.
 */
static void
find_dependency(const LearnEvidence *evidence, LearnClues *clues)
{
	for (size_t i = 0; i < sizeof(dependencies) / sizeof(*dependencies); i++)
	{
		if (clues->items[LEARN_CLUE_DEPENDENCY].value[0] == '\0' &&
			learn_evidence_shows(evidence, LEARN_TEXT_ERROR,
								 dependencies[i].pattern, NULL))
			store(clues, LEARN_CLUE_DEPENDENCY, dependencies[i].names,
				  strlen(dependencies[i].names));
	}
	if (strcmp(clues->items[LEARN_CLUE_DEPENDENCY].value,
			   clues->items[LEARN_CLUE_SERVICE].value) == 0)
		clues->items[LEARN_CLUE_DEPENDENCY].value[0] = '\0';
}

LearnStatus
learn_clues_find(const LearnFacts *facts, const LearnEvidence *evidence,
				 LearnClues *clues, LearnProblem *problem)
{
	const char *command = "";

	memset(clues, 0, sizeof(*clues));
	find_step(facts, clues);
	if (clues->step >= 0)
		command = learn_json_get_string(
			json_object_array_get_idx(
				learn_json_get(facts->runbook, "steps"), (size_t) clues->step),
			"command", "");

	if (!search_messages(facts, clues))
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	search(clues, command_markers,
		   sizeof(command_markers) / sizeof(*command_markers), command);
	if (facts->failed != NULL)
		search(clues, command_markers,
			   sizeof(command_markers) / sizeof(*command_markers),
			   facts->failed->command);
	find_dependency(evidence, clues);

	for (int kind = 0; kind < LEARN_CLUE_KINDS; kind++)
	{
		LearnClue *clue = &clues->items[kind];

		prefer_parameters(facts, command, (LearnClueKind) kind, clue);
		if (clue->value[0] != '\0' || clue->parameter[0] != '\0')
			clues->known |= LEARN_CLUE_BIT(kind);
	}
	return LEARN_OK;
}
