/*-------------------------------------------------------------------------
 *
 * wanted.c
 *		What of the host a run is about.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/state/wanted.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "executor/host.h"
#include "executor/verify/url.h"

/* How the names of parameters end that hold a service, a port, a file. */
static const char *const service_names[] = {"SERVICE", "SERVICE_NAME",
											"PROCESS", "PROCESS_NAME", NULL};
static const char *const port_names[] = {"PORT", NULL};
static const char *const file_names[] = {"FILE", NULL};

/* What has such a word in its name and none of the others is a certificate. */
static const char *const certificate_words[] = {"CERT", "CERTIFICATE", "CRT",
												NULL};
static const char *const other_words[] = {"KEY", "DIR", "DIRECTORY", "FOLDER",
										  NULL};

/* What of an incident's type it is about. */
static const struct
{
	const char *word;
	unsigned about;
} topics[] = {{"cpu", LEARN_ABOUT_CPU | LEARN_ABOUT_PROCESSES},
			  {"load", LEARN_ABOUT_CPU | LEARN_ABOUT_PROCESSES},
			  {"process", LEARN_ABOUT_CPU | LEARN_ABOUT_PROCESSES},
			  {"zombie", LEARN_ABOUT_PROCESSES},
			  {"memory", LEARN_ABOUT_MEMORY},
			  {"oom", LEARN_ABOUT_MEMORY},
			  {"leak", LEARN_ABOUT_MEMORY},
			  {"swap", LEARN_ABOUT_MEMORY},
			  {"disk", LEARN_ABOUT_DISKS},
			  {"storage", LEARN_ABOUT_DISKS},
			  {"space", LEARN_ABOUT_DISKS},
			  {"inode", LEARN_ABOUT_DISKS},
			  {"quota", LEARN_ABOUT_DISKS},
			  {"backup", LEARN_ABOUT_DISKS | LEARN_ABOUT_BACKUP}};

bool
learn_name_ends_with(const char *name, const char *const *endings)
{
	size_t length = strlen(name);

	for (; *endings != NULL; endings++)
	{
		size_t ending = strlen(*endings);

		if (length >= ending &&
			strcasecmp(name + length - ending, *endings) == 0 &&
			(length == ending || name[length - ending - 1] == '_'))
			return true;
	}
	return false;
}

/* Is one of these words in a name, in which "_" stands between words? */
static bool
has_word(const char *name, const char *const *words)
{
	for (; *words != NULL; words++)
	{
		size_t length = strlen(*words);

		for (const char *at = name; *at != '\0'; at++)
		{
			if ((at == name || at[-1] == '_') &&
				strncasecmp(at, *words, length) == 0 &&
				(at[length] == '_' || at[length] == '\0'))
				return true;
		}
	}
	return false;
}

static bool
add(LearnNames *names, const char *text)
{
	return learn_names_add(names, text, strlen(text));
}

/* Adds what is a path from the root. */
static bool
add_path(LearnNames *names, const char *text, size_t length)
{
	return text[0] != '/' || learn_names_add(names, text, length);
}

static bool
add_port(LearnWanted *wanted, int port)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", port);
	return add(&wanted->ports, text);
}

/* Adds a port in decimal digits, if that is one. */
static bool
read_port(LearnWanted *wanted, const char *text)
{
	int port;

	return !learn_url_read_port(text, strlen(text), &port) ||
		   add_port(wanted, port);
}

/*
 * What a parameter of this name and value is about.
 */
static bool
look_at_value(LearnWanted *wanted, const char *name, const char *value)
{
	if (learn_value_is_secret(name))
		return true;
	if (learn_name_ends_with(name, service_names))
		return add(&wanted->services, value);
	if (learn_name_ends_with(name, port_names))
		return read_port(wanted, value);
	if (value[0] != '/')
		return true;
	if (!add(&wanted->paths, value))
		return false;
	if (has_word(name, certificate_words) && !has_word(name, other_words))
		return add(&wanted->certificates, value);
	if (learn_name_ends_with(name, file_names) ||
		(wanted->about & LEARN_ABOUT_BACKUP))
		return add(&wanted->files, value);
	return true;
}

/*
 * The text with the values of parameters in it; the caller frees it.  NULL: no
 * memory.
 */
static char *
fill(const LearnStateRequest *request, const char *text)
{
	LearnBuffer filled;

	learn_buffer_init(&filled, 0);
	learn_values_fill(request->values, text, &filled);
	return learn_buffer_detach(&filled, NULL);
}

/*
 * The params of a step are looked at like parameters.
 */
static bool
look_at_step(LearnWanted *wanted, const LearnStateRequest *request,
			 json_object *step)
{
	json_object *params =
		learn_json_get_typed(step, "params", json_type_object);

	if (params == NULL)
		return true;
	json_object_object_foreach (params, name, value)
	{
		bool is_text = json_object_is_type(value, json_type_string) ||
					   json_object_is_type(value, json_type_int);
		char *text =
			is_text ? fill(request, json_object_get_string(value)) : NULL;
		bool done =
			!is_text || (text != NULL && look_at_value(wanted, name, text));

		free(text);
		if (!done)
			return false;
	}
	return true;
}

static bool
is_this_host(const char *host)
{
	static const char *const names[] = {"localhost", "::1", "[::1]",
										"0.0.0.0"};
	char own[LEARN_HOST_NAME_SIZE];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
	{
		if (strcasecmp(names[i], host) == 0)
			return true;
	}
	if (strncmp(host, "127.", strlen("127.")) == 0 &&
		host[strspn(host, "0123456789.")] == '\0')
		return true;
	return learn_host_name(own) && strcasecmp(own, host) == 0;
}

/*
 * The port of a URL of this host.
 */
static bool
look_at_url(LearnWanted *wanted, const char *text)
{
	LearnUrl url;
	LearnProblem problem;
	LearnStatus status = learn_url_read(text, &url, &problem);
	bool done = status == LEARN_OK && is_this_host(url.host)
					? add_port(wanted, url.port)
					: status != LEARN_OUT_OF_MEMORY;

	learn_url_free(&url);
	return done;
}

/*
 * Adds the path in "path.member", in which the path may hold dots, too.
 */
static bool
add_named(LearnNames *names, const char *rest, const char *const *members)
{
	const char *dot = strrchr(rest, '.');
	size_t length = strlen(rest);

	for (; dot != NULL && *members != NULL; members++)
	{
		if (strcmp(dot + 1, *members) == 0)
			length = (size_t) (dot - rest);
	}
	return add_path(names, rest, length);
}

/*
 * A path into the state says which of its parts is wanted.
 */
static bool
look_at_state_path(LearnWanted *wanted, const char *path)
{
	static const char *const disk[] = {"used_percent", "free_mb",
									   "inodes_used_percent", "read_only",
									   NULL};
	static const char *const certificate[] = {"days_left", "expires_at",
											  "not_yet_valid", "error", NULL};
	static const char *const file[] = {"exists",    "age_seconds", "size",
									   "directory", "error",       NULL};
	const struct
	{
		const char *part;
		LearnNames *names;
		const char *const *members;
		unsigned about;
	} parts[] = {
		{"services.", &wanted->services, NULL, 0},
		{"ports.", &wanted->ports, NULL, 0},
		{"listeners.", &wanted->ports, NULL, 0},
		{"disk.", &wanted->disks, disk, 0},
		{"certificates.", &wanted->certificates, certificate, 0},
		{"files.", &wanted->files, file, 0},
		{"memory.resident_mb.", &wanted->services, NULL, LEARN_ABOUT_MEMORY},
		{"memory.", NULL, NULL, LEARN_ABOUT_MEMORY},
		{"cpu.used_percent", NULL, NULL, LEARN_ABOUT_CPU},
		{"processes.top_cpu", NULL, NULL,
		 LEARN_ABOUT_CPU | LEARN_ABOUT_PROCESSES},
		{"processes.top_memory", NULL, NULL,
		 LEARN_ABOUT_MEMORY | LEARN_ABOUT_PROCESSES},
		{"processes.", NULL, NULL, LEARN_ABOUT_PROCESSES},
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
	{
		size_t length = strlen(parts[i].part);

		if (strncmp(path, parts[i].part, length) != 0)
			continue;
		wanted->about |= parts[i].about;
		path += length;
		if (parts[i].names == &wanted->ports)
			return read_port(wanted, path);
		if (parts[i].names == &wanted->services)
			return add(&wanted->services, path);
		return parts[i].names == NULL ||
			   add_named(parts[i].names, path, parts[i].members);
	}
	return true;
}

/*
 * A member of the verification: what it is about depends on the method.
 */
static bool
look_at_verified(LearnWanted *wanted, const char *method, const char *member,
				 const char *text)
{
	if (strcmp(member, "port") == 0)
		return read_port(wanted, text);
	if (strcmp(member, "url") == 0)
		return look_at_url(wanted, text);
	if (strcmp(method, "state") == 0)
		return look_at_state_path(wanted, text);
	return add_path(&wanted->paths, text, strlen(text)) &&
		   add_path(&wanted->files, text, strlen(text));
}

/* Is what is verified on another host, of which this one tells nothing? */
static bool
is_elsewhere(const LearnStateRequest *request, json_object *verification)
{
	const char *named = learn_json_get_string(verification, "host", NULL);
	char *host = named != NULL ? fill(request, named) : NULL;
	bool elsewhere = host != NULL && !is_this_host(host);

	free(host);
	return elsewhere;
}

static bool
look_at_verification(LearnWanted *wanted, const LearnStateRequest *request)
{
	static const struct
	{
		const char *method;
		const char *member;
	} looked_at[] = {{"http", "url"},
					 {"port", "port"},
					 {"state", "path"},
					 {"file_age", "path"}};
	json_object *verification =
		learn_json_get_typed(request->runbook, "verification",
							 json_type_object);
	const char *method = learn_json_get_string(verification, "method", "");

	for (size_t i = 0; i < sizeof(looked_at) / sizeof(*looked_at); i++)
	{
		json_object *value = learn_json_get(verification, looked_at[i].member);
		char *text;
		bool done;

		if (value == NULL || strcmp(method, looked_at[i].method) != 0 ||
			is_elsewhere(request, verification))
			continue;
		text = fill(request, json_object_get_string(value));
		done = text != NULL &&
			   look_at_verified(wanted, method, looked_at[i].member, text);
		free(text);
		if (!done)
			return false;
	}
	return true;
}

bool
learn_wanted_gather(LearnWanted *wanted, const LearnStateRequest *request)
{
	const char *type =
		request->incident_type != NULL ? request->incident_type : "";
	json_object *steps =
		learn_json_get_typed(request->runbook, "steps", json_type_array);
	size_t count = steps != NULL ? json_object_array_length(steps) : 0;

	memset(wanted, 0, sizeof(*wanted));
	for (size_t i = 0; i < sizeof(topics) / sizeof(*topics); i++)
	{
		if (strstr(type, topics[i].word) != NULL)
			wanted->about |= topics[i].about;
	}
	/* First what is asked for by name: there is room for some only. */
	if (!look_at_verification(wanted, request))
		return false;
	for (int i = 0; i < request->values->count; i++)
	{
		if (!look_at_value(wanted, request->values->items[i].name,
						   request->values->items[i].value))
			return false;
	}
	for (size_t i = 0; i < count; i++)
	{
		if (!look_at_step(wanted, request,
						  json_object_array_get_idx(steps, i)))
			return false;
	}
	return true;
}

void
learn_wanted_free(LearnWanted *wanted)
{
	learn_names_free(&wanted->services);
	learn_names_free(&wanted->ports);
	learn_names_free(&wanted->paths);
	learn_names_free(&wanted->disks);
	learn_names_free(&wanted->certificates);
	learn_names_free(&wanted->files);
}
