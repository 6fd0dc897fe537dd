/*-------------------------------------------------------------------------
 *
 * private_names.c
 *		Keeps what belongs to one client out of what all clients get.
 *
 * Names and texts are turned into words, separated by one space whatever
 * stood between them, so that "web-1.acme.example" is found in
 * "web_1.acme.example:8080".  A run of words is looked up among the names, so
 * the time does not grow with their number.
 *
 *-------------------------------------------------------------------------
 */
#include "core/private_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/pattern.h"
#include "core/private_addresses.h"
#include "core/replacements.h"

/* A shorter name is found where nobody means it. */
#define NAME_MIN 4

/* A longer name has no more words than this that are compared. */
#define WORDS_MAX 16

/* How much of a name, an address or a place a message shows, in bytes. */
#define SHOWN_MAX 120

/* Words that no client or host can call its own; sorted. */
static const char *const common_words[] = {
	"access",     "account",     "address",    "admin",       "administrator",
	"agent",      "alert",       "apache",     "apache2",     "api",
	"app",        "auth",        "backup",     "backups",     "base",
	"bash",       "beta",        "build",      "cache",       "central",
	"cert",       "certificate", "check",      "chmod",       "chown",
	"clear",      "client",      "clients",    "cloud",       "cluster",
	"com",        "command",     "common",     "compute",     "conf",
	"config",     "console",     "container",  "control",     "copy",
	"cron",       "curl",        "customer",   "daemon",      "darwin",
	"dash",       "data",        "database",   "date",        "db",
	"debian",     "default",     "delete",     "demo",        "desktop",
	"dev",        "development", "device",     "dhcp",        "directory",
	"disable",    "disk",        "dns",        "docker",      "domain",
	"done",       "echo",        "else",       "email",       "enable",
	"error",      "example",     "exec",       "exit",        "export",
	"fail",       "false",       "file",       "files",       "find",
	"firewall",   "flush",       "free",       "gateway",     "generic",
	"global",     "grafana",     "grep",       "gzip",        "head",
	"health",     "home",        "host",       "hostname",    "hosts",
	"http",       "https",       "info",       "install",     "interface",
	"internal",   "intranet",    "invalid",    "item",        "journalctl",
	"kernel",     "kill",        "kubernetes", "lan",         "laptop",
	"launchctl",  "ldap",        "link",       "linux",       "list",
	"listen",     "load",        "local",      "localdomain", "localhost",
	"lock",       "login",       "logs",       "macos",       "mail",
	"main",       "make",        "manager",    "mariadb",     "master",
	"memory",     "metrics",     "mirror",     "mkdir",       "mktemp",
	"mobile",     "monitor",     "monitoring", "mount",       "move",
	"mysql",      "name",        "net",        "network",     "nginx",
	"node",       "none",        "null",       "object",      "office",
	"openssl",    "org",         "output",     "package",     "pass",
	"path",       "ping",        "pipe",       "pkill",       "platform",
	"pool",       "port",        "portal",     "postgres",    "postgresql",
	"powershell", "primary",     "print",      "printer",     "printf",
	"private",    "process",     "prod",       "production",  "prometheus",
	"proxy",      "public",      "python",     "python3",     "queue",
	"rabbitmq",   "read",        "redhat",     "redis",       "reload",
	"remote",     "remove",      "repair",     "replica",     "report",
	"reset",      "restart",     "resume",     "return",      "root",
	"router",     "rsync",       "sandbox",    "scheduler",   "script",
	"secondary",  "secure",      "security",   "select",      "sender",
	"server",     "servers",     "service",    "services",    "session",
	"shared",     "shell",       "shop",       "site",        "sleep",
	"smtp",       "socket",      "sort",       "squid",       "stage",
	"staging",    "standby",     "start",      "state",       "status",
	"stop",       "storage",     "store",      "sudo",        "support",
	"switch",     "sync",        "sysctl",     "syslog",      "system",
	"systemctl",  "systemd",     "table",      "tail",        "temp",
	"test",       "testing",     "tests",      "then",        "time",
	"timeout",    "tomcat",      "touch",      "true",        "type",
	"ubuntu",     "umount",      "unit",       "unknown",     "unlock",
	"until",      "update",      "user",       "users",       "value",
	"verify",     "version",     "virtual",    "vmware",      "volume",
	"wait",       "website",     "wget",       "where",       "which",
	"while",      "windows",     "worker",     "workgroup",   "workstation",
	"write",      "www",
};

static int
compare_words(const void *left, const void *right)
{
	return strcmp(*(const char *const *) left, *(const char *const *) right);
}

bool
learn_private_word_is_common(const char *word)
{
	return bsearch(&word, common_words,
				   sizeof(common_words) / sizeof(common_words[0]),
				   sizeof(common_words[0]), compare_words) != NULL;
}

static bool
is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		   ((unsigned char) c & 0x80) != 0;
}

/*
 * Appends the words of a text, each followed by one space; *count (which may
 * be NULL) becomes their number.  The buffer remembers a lack of memory.
 */
static void
append_words(LearnBuffer *buffer, const char *text, int *count)
{
	LearnBuffer plain;
	int words = 0;

	learn_buffer_init(&plain, 0);
	learn_pattern_normalize(&plain, text, strlen(text));
	buffer->failed = buffer->failed || plain.failed;
	for (size_t i = 0; !buffer->failed && i < plain.length;)
	{
		size_t length = 0;

		while (i + length < plain.length &&
			   is_word_byte(plain.data[i + length]))
			length++;
		if (length > 0)
		{
			learn_buffer_append(buffer, plain.data + i, length);
			learn_buffer_append(buffer, " ", 1);
			words++;
		}
		i += length + 1;
	}
	learn_buffer_free(&plain);
	if (count != NULL)
		*count = words;
}

/*
 * Do the words tell one client or host from others?  text is the name that
 * they are of.
 */
static bool
is_telling(char *words, const char *text)
{
	bool numeric = words[strspn(words, "0123456789 ")] == '\0';
	bool common = true;
	char *rest = words;

	if (strlen(words) - (words[0] != '\0') < NAME_MIN)
		return false;
	if (numeric)
	{
		LearnSpan found;

		return learn_private_address_find(text, strlen(text), &found, NULL);
	}
	while (common && *rest != '\0')
	{
		char *end = strchr(rest, ' ');

		*end = '\0';
		common = learn_private_word_is_common(rest);
		*end = ' ';
		rest = end + 1;
	}
	return !common;
}

/*
 * Adds a name, if it tells anything.  Returns false when out of memory.
 */
static bool
add_name(LearnPrivateNames *names, const char *text, size_t length)
{
	LearnPrivateName *name = &names->items[names->count];
	char *shown = learn_arena_copy(&names->arena, text, length);
	LearnBuffer words;
	int count;
	bool added = shown != NULL;

	if (!added)
		return false;
	learn_buffer_init(&words, 0);
	append_words(&words, shown, &count);
	added = !words.failed;
	if (added && count > 0 && count <= WORDS_MAX &&
		is_telling(words.data, shown))
	{
		name->words =
			learn_arena_copy(&names->arena, words.data, words.length);
		name->length = words.length;
		name->shown = shown;
		names->words_max = count > names->words_max ? count : names->words_max;
		added = name->words != NULL;
		names->count++;
	}
	learn_buffer_free(&words);
	return added;
}

/*
 * Adds a name and, when it is the full name of a host, its first label and
 * its domain.
 */
static bool
add_names(LearnPrivateNames *names, const char *text)
{
	size_t label = strcspn(text, ".");
	size_t length = strlen(text);

	if (!add_name(names, text, length))
		return false;
	if (text[label] == '\0' || text[label + 1] == '\0' ||
		strpbrk(text, " :/@") != NULL ||
		text[strspn(text, "0123456789.")] == '\0')
		return true;
	return add_name(names, text, label) &&
		   add_name(names, text + label + 1, length - label - 1);
}

static int
compare_names(const void *left, const void *right)
{
	return strcmp(((const LearnPrivateName *) left)->words,
				  ((const LearnPrivateName *) right)->words);
}

bool
learn_private_names_read(LearnPrivateNames *names, const LearnValue *list)
{
	size_t length = learn_value_is(list, LEARN_VALUE_ARRAY) ? list->length : 0;

	memset(names, 0, sizeof(*names));
	learn_arena_init(&names->arena);
	if (length == 0)
		return true;

	/* A name, its first label and its domain. */
	names->items = learn_arena_allocate(&names->arena,
										3 * length * sizeof(*names->items));
	if (names->items == NULL)
		return false;
	for (const LearnValue *name = list->first; name != NULL; name = name->next)
	{
		if (name->type == LEARN_VALUE_STRING && !add_names(names, name->text))
			return false;
	}
	qsort(names->items, names->count, sizeof(*names->items), compare_names);
	return true;
}

void
learn_private_names_free(LearnPrivateNames *names)
{
	learn_arena_free(&names->arena);
	memset(names, 0, sizeof(*names));
}

/* A search through a document. */
typedef struct Search
{
	const LearnPrivateNames *names;
	json_object *known; /* a set: what the known document holds */
	bool collecting;    /* known is being made */
	const char *member; /* where in the document */
	LearnBuffer path;   /* the same, whole */
	LearnProblem *problem;
} Search;

static LearnStatus
out_of_memory(const Search *search)
{
	return learn_problem_set(search->problem, LEARN_OUT_OF_MEMORY, NULL,
							 "out of memory");
}

/*
 * Something private was found: remembered, known, or the reason to refuse.
 * key is how it is compared.
 */
static LearnStatus
meet(Search *search, const char *key, const char *what, const char *shown)
{
	size_t length = learn_pattern_clip(shown, strlen(shown), SHOWN_MAX);
	size_t place =
		learn_pattern_clip(search->path.data, search->path.length, SHOWN_MAX);

	if (json_object_object_get_ex(search->known, key, NULL))
		return LEARN_OK;
	if (search->collecting)
		return learn_json_share(search->known, key, NULL)
				   ? LEARN_OK
				   : out_of_memory(search);
	return learn_problem_set(search->problem, LEARN_REFUSED, NULL,
							 "%.*s contains %s \"%.*s\"", (int) place,
							 search->path.data, what, (int) length, shown);
}

/* The name that begins these words and has so many bytes; NULL: none. */
static const LearnPrivateName *
look_up(const LearnPrivateNames *names, const char *words, size_t length)
{
	size_t low = 0;
	size_t high = names->count;

	while (low < high)
	{
		size_t middle = low + (high - low) / 2;
		const LearnPrivateName *name = &names->items[middle];
		int order = strncmp(name->words, words, length);

		if (order == 0 && name->length == length)
			return name;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/*
 * Looks for names in a text.
 */
static LearnStatus
search_names(Search *search, const char *text)
{
	LearnBuffer buffer;
	LearnStatus status = LEARN_OK;

	if (search->names->count == 0)
		return LEARN_OK;
	learn_buffer_init(&buffer, 0);
	append_words(&buffer, text, NULL);
	if (buffer.failed)
		status = out_of_memory(search);
	for (const char *word = buffer.data;
		 status == LEARN_OK && word != NULL && *word != '\0';
		 word = strchr(word, ' ') + 1)
	{
		const char *end = word;

		for (int i = 0; i < search->names->words_max && *end != '\0' &&
						status == LEARN_OK;
			 i++)
		{
			const LearnPrivateName *name;

			end = strchr(end, ' ') + 1;
			name = look_up(search->names, word, (size_t) (end - word));
			if (name != NULL)
				status = meet(search, name->words,
							  "the name of a client or host", name->shown);
		}
	}
	learn_buffer_free(&buffer);
	return status;
}

/*
 * Looks for addresses in a text.
 */
static LearnStatus
search_addresses(Search *search, const char *text)
{
	LearnStatus status = LEARN_OK;
	size_t length = strlen(text);
	const char *what;
	LearnSpan found;

	while (status == LEARN_OK &&
		   learn_private_address_find(text, length, &found, &what))
	{
		LearnBuffer key;
		char *shown = strndup(found.start, found.length);

		/* A key of names ends with a space, so the two do not mix. */
		learn_buffer_init(&key, 0);
		if (shown != NULL)
			learn_pattern_normalize(&key, shown, found.length);
		status = shown != NULL && !key.failed
					 ? meet(search, key.data, what, shown)
					 : out_of_memory(search);
		learn_buffer_free(&key);
		free(shown);
		length -= (size_t) (found.start + found.length - text);
		text = found.start + found.length;
	}
	return status;
}

/*
 * Looks for what a model was shown in the place of something else.  In an
 * explanation it does no harm.
 */
static LearnStatus
search_replacements(Search *search, const char *text)
{
	LearnStatus status = LEARN_OK;
	const char *what;
	LearnSpan found;

	if (search->member != NULL && (strcmp(search->member, "text") == 0 ||
								   strcmp(search->member, "description") == 0))
		return LEARN_OK;
	while (status == LEARN_OK && learn_replacement_find(text, &found, &what))
	{
		char *shown = strndup(found.start, found.length);

		status = shown == NULL ? out_of_memory(search)
							   : meet(search, shown, what, shown);
		free(shown);
		text = found.start + found.length;
	}
	return status;
}

static LearnStatus
search_text(Search *search, const char *text)
{
	LearnStatus status = search_names(search, text);

	if (status == LEARN_OK)
		status = search_addresses(search, text);
	return status == LEARN_OK ? search_replacements(search, text) : status;
}

static LearnStatus search_value(Search *search, json_object *value);

/* Does nobody write or read the member but the engine? */
static bool
is_left_out(const Search *search, const char *parent, const char *name)
{
	if (search->path.length == 0)
		return strcmp(name, "id") == 0 || strcmp(name, "applies_to") == 0;
	return strcmp(parent, "because") == 0 && strcmp(name, "executions") == 0;
}

/*
 * Searches the members of an object, their names included.
 */
static LearnStatus
search_members(Search *search, json_object *object)
{
	LearnStatus status = LEARN_OK;
	size_t length = search->path.length;
	const char *parent = search->member;

	json_object_object_foreach (object, name, member)
	{
		if (status != LEARN_OK || is_left_out(search, parent, name))
			continue;
		learn_buffer_append_format(&search->path, "%s%s",
								   length > 0 ? "." : "", name);
		search->member = name;
		status = search->path.failed ? out_of_memory(search)
									 : search_text(search, name);
		if (status == LEARN_OK)
			status = search_value(search, member);
		learn_buffer_truncate(&search->path, length);
	}
	search->member = parent;
	return status;
}

static LearnStatus
search_elements(Search *search, json_object *array)
{
	LearnStatus status = LEARN_OK;
	size_t length = search->path.length;

	for (size_t i = 0;
		 status == LEARN_OK && i < json_object_array_length(array); i++)
	{
		learn_buffer_append_format(&search->path, "[%zu]", i);
		status =
			search->path.failed
				? out_of_memory(search)
				: search_value(search, json_object_array_get_idx(array, i));
		learn_buffer_truncate(&search->path, length);
	}
	return status;
}

/*
 * Searches a value.  Documents were read with a bounded depth, so the
 * recursion is bounded as well.
 */
static LearnStatus
search_value(Search *search, json_object *value)
{
	switch (json_object_get_type(value))
	{
		case json_type_object:
			return search_members(search, value);
		case json_type_array:
			return search_elements(search, value);
		case json_type_string:
			return search_text(search, json_object_get_string(value));
		default:
			return LEARN_OK;
	}
}

LearnStatus
learn_private_names_check(const LearnPrivateNames *names, json_object *value,
						  json_object *known, LearnProblem *problem)
{
	Search search = {
		.names = names,
		.known = json_object_new_object(),
		.collecting = true,
		.member = "",
		.problem = problem,
	};
	LearnStatus status;

	/* A terminator also where there is no path. */
	learn_buffer_init(&search.path, 0);
	learn_buffer_append(&search.path, "", 0);
	status = search.known != NULL && !search.path.failed
				 ? search_value(&search, known)
				 : out_of_memory(&search);
	search.collecting = false;
	if (status == LEARN_OK)
		status = search_value(&search, value);
	learn_buffer_free(&search.path);
	json_object_put(search.known);
	return status;
}
