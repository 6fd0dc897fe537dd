/*-------------------------------------------------------------------------
 *
 * clue_search.c
 *		Finds values in messages and commands by the words around them.
 *
 *-------------------------------------------------------------------------
 */
#include "core/clue_search.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* How much of each message is searched, in bytes. */
#define MESSAGE_LIMIT 16384

/* The characters, besides letters and digits, of paths. */
#define UNIX_PATH "/._@+-"
#define WINDOWS_PATH "\\._@+-"

/* The length of "C:\\". */
#define DRIVE_LENGTH 3

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
	{LEARN_CLUE_SERVICE, " is masked", true, ".service"},
	{LEARN_CLUE_SERVICE, "unit ", false, ".service"},
	{LEARN_CLUE_SERVICE, "requested service ", false, NULL},
	{LEARN_CLUE_SERVICE, ": unrecognized service", true, NULL},
	{LEARN_CLUE_SERVICE, ")' cannot be", true, NULL},
	{LEARN_CLUE_SERVICE, ")'.", true, NULL},
	{LEARN_CLUE_SERVICE, "find service \"", false, NULL},
	{LEARN_CLUE_DEPENDENCY, ".service is not running", true, NULL},
	{LEARN_CLUE_DEPENDENCY, ".service is not active", true, NULL},
	{LEARN_CLUE_DEPENDENCY, ".service is inactive", true, NULL},
	{LEARN_CLUE_DEPENDENCY, "dependency failed for ", false, NULL},
	{LEARN_CLUE_DEPENDENCY, "requires the service ", false, NULL},
	{LEARN_CLUE_TOOL, "command not found: ", false, NULL},
	{LEARN_CLUE_TOOL, ": command not found", true, NULL},
	{LEARN_CLUE_TOOL, ": not found", true, NULL},
	{LEARN_CLUE_TOOL, ": kommando nicht gefunden", true, NULL},
	{LEARN_CLUE_TOOL, ": befehl nicht gefunden", true, NULL},
	{LEARN_CLUE_TOOL, ": commande introuvable", true, NULL},
	{LEARN_CLUE_TOOL, ": orden no encontrada", true, NULL},
	{LEARN_CLUE_TOOL, ": comando non trovato", true, NULL},
	{LEARN_CLUE_TOOL, "executable file not found: ", false, NULL},
	{LEARN_CLUE_TOOL, ": executable file not found", true, NULL},
	{LEARN_CLUE_INTERFACE, "interface ", false, NULL},
	{LEARN_CLUE_INTERFACE, ": network is down", true, NULL},
	{LEARN_CLUE_INTERFACE, "cannot find device ", false, NULL},
	{LEARN_CLUE_POOL, "application pool ", false, NULL},
	{LEARN_CLUE_POOL, "app pool ", false, NULL},
	{LEARN_CLUE_POOL, "apppool ", false, NULL},
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
	{LEARN_CLUE_CONFIG, "configuration ", false, NULL},
	{LEARN_CLUE_CONFIG, "cannot parse ", false, NULL},
	{LEARN_CLUE_CONFIG, "could not parse ", false, NULL},
	{LEARN_CLUE_CONFIG, "cannot read ", false, NULL},
	{LEARN_CLUE_CONFIG, ": line ", true, NULL},
	{LEARN_CLUE_DIRECTORY, "cannot create ", false, NULL},
	{LEARN_CLUE_DIRECTORY, "can't create ", false, NULL},
	{LEARN_CLUE_DIRECTORY, "cannot touch ", false, NULL},
	{LEARN_CLUE_DIRECTORY, "cannot create regular file ", false, NULL},
	{LEARN_CLUE_DIRECTORY, "cannot create directory ", false, NULL},
	{LEARN_CLUE_DIRECTORY, "can't cd to ", false, NULL},
	{LEARN_CLUE_DIRECTORY, "cannot open ", false, NULL},
	{LEARN_CLUE_DIRECTORY, "could not open log file ", false, NULL},
	{LEARN_CLUE_DIRECTORY, "part of the path ", false, NULL},
	{LEARN_CLUE_FULL, ": no space left", true, NULL},
	{LEARN_CLUE_FULL, "write ", false, NULL},
	{LEARN_CLUE_FULL, "writing ", false, NULL},
	{LEARN_CLUE_FULL, "to file ", false, NULL},
	{LEARN_CLUE_FULL, "error writing ", false, NULL},
	{LEARN_CLUE_FILE, ": permission denied", true, NULL},
	{LEARN_CLUE_FILE, "permission denied: ", false, NULL},
	{LEARN_CLUE_FILE, ": operation not permitted", true, NULL},
	{LEARN_CLUE_FILE, "operation not permitted: ", false, NULL},
	{LEARN_CLUE_MOUNT, ": stale file handle", true, NULL},
	{LEARN_CLUE_MOUNT, "stale file handle: ", false, NULL},
	{LEARN_CLUE_MOUNT, ": stale nfs file handle", true, NULL},
	{LEARN_CLUE_MOUNT, ": transport endpoint is not connected", true, NULL},
	{LEARN_CLUE_MOUNT, " is not mounted", true, NULL},
	{LEARN_CLUE_MOUNT, ": not mounted", true, NULL},
	{LEARN_CLUE_MOUNT, " not mounted", true, NULL},
	{LEARN_CLUE_MOUNT, " is not a mountpoint", true, NULL},
	{LEARN_CLUE_MOUNT, " is not a mount point", true, NULL},
	{LEARN_CLUE_MOUNT, "mount point ", false, NULL},
	{LEARN_CLUE_DATA, "data directory ", false, NULL},
	{LEARN_CLUE_DATA, "database directory ", false, NULL},
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
	{LEARN_CLUE_SERVICE, "systemctl --user start ", false, NULL},
	{LEARN_CLUE_SERVICE, "systemctl --user restart ", false, NULL},
	{LEARN_CLUE_SERVICE, "systemctl stop ", false, NULL},
	{LEARN_CLUE_SERVICE, "-service -name ", false, NULL},
	{LEARN_CLUE_SERVICE, "restart-service ", false, NULL},
	{LEARN_CLUE_SERVICE, "start-service ", false, NULL},
	{LEARN_CLUE_SERVICE, "stop-service ", false, NULL},
	{LEARN_CLUE_SERVICE, "net start ", false, NULL},
	{LEARN_CLUE_SERVICE, "net stop ", false, NULL},
	{LEARN_CLUE_SERVICE, "sc start ", false, NULL},
	{LEARN_CLUE_SERVICE, "sc.exe start ", false, NULL},
	{LEARN_CLUE_SERVICE, "brew services start ", false, NULL},
	{LEARN_CLUE_SERVICE, "brew services restart ", false, NULL},
	{LEARN_CLUE_SERVICE, "kickstart -k system/", false, NULL},
	{LEARN_CLUE_SERVICE, "kickstart system/", false, NULL},
	{LEARN_CLUE_SERVICE, "launchctl start ", false, NULL},
	{LEARN_CLUE_SERVICE, "launchdaemons/", false, ".plist"},
	{LEARN_CLUE_SERVICE, "launchagents/", false, ".plist"},
	{LEARN_CLUE_POOL, "webapppool -name ", false, NULL},
	{LEARN_CLUE_POOL, "webapppool ", false, NULL},
	{LEARN_CLUE_INTERFACE, "ip link set dev ", false, NULL},
	{LEARN_CLUE_INTERFACE, "ifup ", false, NULL},
	{LEARN_CLUE_MOUNT, "mountpoint -q ", false, NULL},
	{LEARN_CLUE_DATA, "pg_ctl -d ", false, NULL},
	{LEARN_CLUE_SERVICE, "/etc/init.d/", false, NULL},
	{LEARN_CLUE_SERVICE, "rc-service ", false, NULL},
	{LEARN_CLUE_SERVICE, " restart", true, NULL},
	{LEARN_CLUE_SERVICE, " start", true, NULL},
};

static bool
is_plain(char c, const char *extra)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		   (c >= '0' && c <= '9') || (c != '\0' && strchr(extra, c) != NULL);
}

/* Does text (length bytes) begin with a drive, as in "C:\\"? */
static bool
has_drive(const char *text, size_t length)
{
	return length > DRIVE_LENGTH && isalpha((unsigned char) text[0]) &&
		   text[1] == ':' && text[2] == '\\';
}

bool
learn_clue_is_path(LearnClueKind kind)
{
	return kind >= LEARN_CLUE_LOCK;
}

/* The characters, besides letters and digits, of a value of this kind. */
static const char *
extra_characters(LearnClueKind kind)
{
	if (learn_clue_is_path(kind))
		return UNIX_PATH;
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
	static const char *const locks[] = {".pid",     ".lock", ".lck", "/lock",
										"lockfile", ".PID",  ".LOCK"};
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
	bool drive = learn_clue_is_path(kind) && has_drive(text, length);
	size_t start = drive ? DRIVE_LENGTH : 0;

	if (kind == LEARN_CLUE_PORT)
		return port_in_range(text, length);
	if (length == 0 || length > LEARN_CLUE_MAX)
		return false;
	for (size_t i = start; i < length; i++)
	{
		if (!is_plain(text[i], drive ? WINDOWS_PATH : extra_characters(kind)))
			return false;
		if (i > 0 && text[i] == '.' && text[i - 1] == '.')
			return false;
	}
	if (!learn_clue_is_path(kind))
		return is_plain(text[0], "_");
	if (!drive && (text[0] != '/' || length == 1))
		return false;
	return is_plain(text[drive ? start : 1], "._") &&
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

size_t
learn_clue_path_length(const char *text)
{
	size_t length = 0;

	while (is_plain(text[length], UNIX_PATH))
	{
		if (length > 0 && text[length] == '.' && text[length - 1] == '.')
			return 0;
		length++;
	}
	return is_delimiter(text[length]) ? length : 0;
}

bool
learn_clue_fits_platform(LearnClueKind kind, const char *value,
						 const char *platform)
{
	return !learn_clue_is_path(kind) || value[0] == '\0' ||
		   (value[0] == '/') == (strcmp(platform, "windows") != 0);
}

void
learn_clue_store(LearnClues *clues, LearnClueKind kind, const char *text,
				 size_t length)
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
		while (length > 1 && strchr("/\\", text[length - 1]) == NULL)
			length--;
		while (length > 1 && strchr("/\\", text[length - 1]) != NULL)
			length--;
	}
	if (!learn_clue_safe(kind, text, length))
		return;
	memcpy(clue->value, text, length);
	clue->value[length] = '\0';
}

static bool
is_quote(char c)
{
	return c != '\0' && strchr("\"'`", c) != NULL;
}

/* The kind whose characters a single value of this kind has. */
static LearnClueKind
single_kind(LearnClueKind kind)
{
	return kind == LEARN_CLUE_DEPENDENCY ? LEARN_CLUE_SERVICE : kind;
}

/*
 * The value after the mark that starts at "at" and is mark_length long.  What
 * stands in quotes and goes on behind a blank is more than one could take.
 */
static LearnSpan
value_after(const Marker *marker, const char *at, size_t mark_length)
{
	LearnSpan value = {at + mark_length, 0};
	const char *extra = extra_characters(single_kind(marker->kind));
	bool path = learn_clue_is_path(marker->kind);
	bool quoted;

	if (value.start[-1] == '/' && path)
		value.start--;
	quoted = is_quote(*value.start);
	if (quoted)
		value.start++;
	if (path && has_drive(value.start, strlen(value.start)))
	{
		extra = WINDOWS_PATH;
		value.length = DRIVE_LENGTH;
	}
	while (is_plain(value.start[value.length], extra))
		value.length++;
	if (!is_delimiter(value.start[value.length]) ||
		(quoted && value.start[value.length] == ' '))
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
	const char *extra = extra_characters(single_kind(marker->kind));
	bool quoted = at > text && is_quote(at[-1]);

	if (quoted)
		value.start = --at;
	while (value.start > text && is_plain(value.start[-1], extra))
		value.start--;
	if (value.start == text ||
		(is_delimiter(value.start[-1]) && !(quoted && value.start[-1] == ' ')))
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
			LearnSpan value =
				marker->behind ? value_before(marker, text, at)
							   : value_after(marker, at, strlen(marker->mark));

			if (value.length > 0 && ends_with(value, marker->ending))
				learn_clue_store(clues, marker->kind, value.start,
								 value.length);
			at++;
		}
	}
}

bool
learn_clue_search_message(LearnClues *clues, const char *message)
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

void
learn_clue_search_command(LearnClues *clues, const char *command)
{
	search(clues, command_markers,
		   sizeof(command_markers) / sizeof(*command_markers), command);
}
