/*-------------------------------------------------------------------------
 *
 * ports.c
 *		Who listens on which TCP port.
 *
 *-------------------------------------------------------------------------
 */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "executor/state/part.h"
#include "executor/state/source.h"

/* Bytes of a table of sockets that are read.  Those that listen come first. */
#define TABLE_LIMIT (4 * 1024 * 1024)

/* Sockets, and holders of them, that are kept of a port. */
#define SOCKETS_MAX 16
#define HOLDERS_MAX 4

/* Descriptors of other processes that are looked at. */
#define DESCRIPTORS_MAX 50000

/* The state of a socket that listens, as the table has it. */
#define LISTENING 0x0A

/* The sockets that listen on a port. */
typedef struct Port
{
	uint64_t number;
	uint64_t sockets[SOCKETS_MAX]; /* inodes */
	int socket_count;
	const LearnProcess *holders[HOLDERS_MAX];
	int holder_count;
} Port;

typedef struct Ports
{
	Port items[LEARN_NAMES_MAX];
	int count;
	bool known; /* there is a table that tells */
	bool any;   /* one of them has a socket */
} Ports;

/*
 * Reads "  0: 0100007F:1F90 00000000:0000 0A …", in which the second number
 * is a port in hexadecimal, and the tenth column an inode.
 */
static bool
read_socket(const char *line, uint64_t *port, uint64_t *inode)
{
	enum
	{
		LOCAL = 1,
		STATE = 3,
		INODE = 9
	};
	uint64_t state = 0;

	for (int column = 0; column <= INODE; column++)
	{
		const char *at;

		line += strspn(line, " ");
		at = line;
		line += strcspn(line, " ");
		if (column == LOCAL)
		{
			at += strcspn(at, ": ");
			if (*at++ != ':' || !learn_source_number(&at, 16, port))
				return false;
		}
		else if (column == STATE && !learn_source_number(&at, 16, &state))
			return false;
		else if (column == INODE && !learn_source_number(&at, 10, inode))
			return false;
	}
	return state == LISTENING;
}

static void
read_table(const char *root, const char *path, Ports *ports)
{
	LearnLines lines;
	const char *line;
	uint64_t port;
	uint64_t inode;

	if (!learn_lines_open(&lines, root, path, TABLE_LIMIT))
		return;
	ports->known = true;
	while ((line = learn_lines_next(&lines)) != NULL)
	{
		if (!read_socket(line, &port, &inode))
			continue;
		for (int i = 0; i < ports->count; i++)
		{
			Port *item = &ports->items[i];

			if (item->number != port || item->socket_count == SOCKETS_MAX)
				continue;
			item->sockets[item->socket_count++] = inode;
			ports->any = true;
		}
	}
	learn_lines_close(&lines);
}

/*
 * A process holds this socket.  Of those that share one, such as the workers
 * of a server, the first is named.
 */
static void
note_holder(Ports *ports, const LearnProcess *process, uint64_t inode)
{
	for (int i = 0; i < ports->count; i++)
	{
		Port *port = &ports->items[i];

		for (int j = 0; j < port->socket_count; j++)
		{
			if (port->sockets[j] != inode || port->holder_count == HOLDERS_MAX)
				continue;
			port->sockets[j] = port->sockets[--port->socket_count];
			if (port->holder_count == 0 ||
				port->holders[port->holder_count - 1] != process)
				port->holders[port->holder_count++] = process;
			break;
		}
	}
}

/*
 * Looks through the descriptors of a process, if it lets this user; returns
 * how many.
 */
static int
search_process(const char *root, const LearnProcess *process, Ports *ports)
{
	static const char socket[] = "socket:[";
	char path[PATH_MAX];
	const struct dirent *entry;
	DIR *directory;
	int count = 0;

	snprintf(path, sizeof(path), "%s/proc/%d/fd", root, process->pid);
	directory = opendir(path);
	if (directory == NULL)
		return 1;
	while (count < DESCRIPTORS_MAX && (entry = readdir(directory)) != NULL)
	{
		char target[64];
		const char *at = target + strlen(socket);
		ssize_t length = readlinkat(dirfd(directory), entry->d_name, target,
									sizeof(target) - 1);
		uint64_t inode;

		count++;
		if (length <= 0)
			continue;
		target[length] = '\0';
		if (strncmp(target, socket, strlen(socket)) == 0 &&
			learn_source_number(&at, 10, &inode))
			note_holder(ports, process, inode);
	}
	closedir(directory);
	return count;
}

static bool
add_listeners(json_object *listeners, const char *name, const Port *port)
{
	json_object *array = json_object_new_array();

	if (!learn_json_add(listeners, name, array))
		return false;
	for (int i = 0; i < port->holder_count; i++)
	{
		const LearnProcess *process = port->holders[i];
		char clean[LEARN_CLEAN_SIZE(LEARN_PROCESS_NAME_SIZE)];
		char text[sizeof(clean) + sizeof(" (2147483647)")];

		learn_source_clean(process->name, strlen(process->name), clean);
		snprintf(text, sizeof(text), "%s (%d)", clean, process->pid);
		if (!learn_json_append(array, json_object_new_string(text)))
			return false;
	}
	return true;
}

static bool
add_ports(const LearnNames *names, const Ports *ports, json_object *state)
{
	json_object *open = learn_state_open(state, "ports");
	json_object *listeners =
		ports->any ? learn_state_open(state, "listeners") : NULL;

	if (open == NULL || (ports->any && listeners == NULL))
		return false;
	for (int i = 0; i < ports->count; i++)
	{
		const Port *port = &ports->items[i];
		bool listening = port->socket_count > 0 || port->holder_count > 0;

		if (!learn_state_add_text(open, names->items[i],
								  listening ? "listening" : "closed") ||
			(listening && !add_listeners(listeners, names->items[i], port)))
			return false;
	}
	return true;
}

bool
learn_state_add_ports(const LearnLook *look, json_object *state)
{
	const LearnNames *names = &look->wanted.ports;
	Ports ports = {.count = names->count};
	int left = DESCRIPTORS_MAX;

	if (names->count == 0)
		return true;
	for (int i = 0; i < names->count; i++)
		ports.items[i].number = strtoul(names->items[i], NULL, 10);
	read_table(look->root, "/proc/net/tcp", &ports);
	read_table(look->root, "/proc/net/tcp6", &ports);
	if (!ports.known)
		return true;
	for (int i = 0; i < look->processes.count && ports.any && left > 0; i++)
		left -= search_process(look->root, &look->processes.items[i], &ports);
	return add_ports(names, &ports, state);
}
