/*-------------------------------------------------------------------------
 *
 * remedy_change.c
 *		What a remedy makes of the command of a step.
 *
 * Works on words, as remedy_tool.c: what stands in a string or an argument of
 * another command is left as it is.
 *
 *-------------------------------------------------------------------------
 */
#include "core/remedy.h"

#include <ctype.h>
#include <string.h>

#include "core/shell_words.h"

/* Names that one service has on different systems. */
static const char *const aliases[] = {
	"ssh sshd",
	"apache2 httpd",
	"cron crond cronie",
	"mariadb mysql mysqld",
	"named bind9",
	"redis redis-server",
	"nfs-server nfs-kernel-server nfs",
	"chrony chronyd",
	"ntp ntpd ntpsec",
	"dhcpd isc-dhcp-server",
	"smbd smb samba",
	"snmpd net-snmpd",
	"NetworkManager network-manager",
	"syslog rsyslog syslog-ng",
	"tomcat tomcat9 tomcat10",
	"squid squid3",
	"nut-server upsd",
	"isc-kea-dhcp4-server kea-dhcp4 kea-dhcp4-server",
	"libvirtd libvirt-bin",
	"mongod mongodb",
	"openvpn openvpn-server",
	"rabbitmq-server rabbitmq",
};

static char *
around(const char *before, const char *command, const char *after)
{
	LearnBuffer buffer;

	learn_buffer_init(&buffer, 0);
	learn_buffer_append_string(&buffer, before);
	learn_buffer_append_string(&buffer, command);
	if (after != NULL)
		learn_buffer_append_string(&buffer, after);
	return learn_buffer_detach(&buffer, NULL);
}

/*
 * Is the line of the suffix that ends a here-document in the command too?
 */
static bool
holds_line(const char *command, const char *line)
{
	return strstr(command, line + strspn(line, "\n")) != NULL;
}

/* The names of the service, or NULL. */
static const char *
names_of(const char *service)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++)
	{
		if (learn_remedy_listed(aliases[i], service))
			return aliases[i];
	}
	return NULL;
}

/*
 * Replaces the name of a service among the arguments of what manages services
 * by one that the host finds out.
 */
static char *
find_service(const char *command, const char *service)
{
	const char *names = names_of(service);
	LearnBuffer out;
	LearnShellCommand simple;
	size_t at = 0;
	size_t copied = 0;

	if (names == NULL)
		return NULL;
	learn_buffer_init(&out, 0);
	while (learn_shell_next(command, &at, &simple))
	{
		size_t word = simple.arguments;

		if (simple.arguments - simple.word < 7 ||
			(strncmp(command + simple.word, "systemctl", 9) != 0 &&
			 strncmp(command + simple.word, "service", 7) != 0))
			continue;
		while (word < simple.end)
		{
			size_t end = learn_shell_word_end(command, word);
			size_t length = strlen(service);

			if (end >= word + length &&
				strncmp(command + word, service, length) == 0 &&
				(end == word + length ||
				 (end == word + length + 8 &&
				  strncmp(command + word + length, ".service", 8) == 0)))
			{
				learn_buffer_append(&out, command + copied, word - copied);
				learn_buffer_append_format(
					&out,
					"\"$(for name in %s; do systemctl cat \"$name.service\" "
					">/dev/null 2>&1 && break; [ -x \"/etc/init.d/$name\" ] "
					"&& break; done; echo \"$name\")\"",
					names);
				copied = end;
			}
			word = end > word ? end : word + 1;
		}
	}
	if (copied > 0)
	{
		learn_buffer_append_string(&out, command + copied);
		return learn_buffer_detach(&out, NULL);
	}
	learn_buffer_free(&out);
	return NULL;
}

/* Does the word, quotes apart, end like the path of the clue? */
static bool
is_script(const char *word, size_t length, const LearnClue *clue)
{
	const char *path = clue->parameter[0] != '\0' ? clue->tail : clue->value;
	size_t tail = strlen(path);

	while (length > 0 && word[length - 1] == '"')
		length--;
	return length >= tail && memcmp(word + length - tail, path, tail) == 0;
}

/*
 * Has the script run by run_script(), which the option defines, wherever it is
 * a command word.
 */
static char *
run_script(const char *option, const char *command, const LearnClue *clue)
{
	LearnBuffer out;
	LearnShellCommand simple;
	size_t at = 0;
	size_t copied = 0;

	learn_buffer_init(&out, 0);
	learn_buffer_append_string(&out, option);
	while (learn_shell_next(command, &at, &simple))
	{
		if (!is_script(command + simple.word, simple.arguments - simple.word,
					   clue))
			continue;
		learn_buffer_append(&out, command + copied, simple.word - copied);
		learn_buffer_append_string(&out, "run_script ");
		learn_buffer_append(&out, command + simple.word,
							simple.arguments - simple.word);
		copied = simple.arguments;
	}
	if (copied > 0)
	{
		learn_buffer_append_string(&out, command + copied);
		return learn_buffer_detach(&out, NULL);
	}
	learn_buffer_free(&out);
	return NULL;
}

/*
 * The length of $NAME or ${NAME} at the beginning of text, where NAME could be
 * that of a parameter; else 0.  A name that ends like one for several words is
 * meant to fall apart.
 */
static size_t
parameter_length(const char *text)
{
	static const char *const several[] = {"S", "OPTIONS", "ARGS", "LIST"};
	bool braces = text[1] == '{';
	const char *name = text + (braces ? 2 : 1);
	size_t length = 0;

	if (name[0] < 'A' || name[0] > 'Z')
		return 0;
	while (isupper((unsigned char) name[length]) ||
		   isdigit((unsigned char) name[length]) || name[length] == '_')
		length++;
	if (islower((unsigned char) name[length]) ||
		(braces && name[length] != '}'))
		return 0;
	for (size_t i = 0; i < sizeof(several) / sizeof(*several); i++)
	{
		size_t ending = strlen(several[i]);

		if (length > ending &&
			memcmp(name + length - ending, several[i], ending) == 0)
			return 0;
	}
	return length + (braces ? 3 : 1);
}

/*
 * Does an assignment go on from the character behind at?  There nothing falls
 * apart.
 */
static bool
is_assigned(const char *command, const char *at)
{
	const char *word = at;

	while (word > command && strchr(" \t\n;&|(", word[-1]) == NULL)
		word--;
	return (isalpha((unsigned char) *word) || *word == '_') &&
		   memchr(word, '=', (size_t) (at - word)) != NULL;
}

char *
learn_remedy_quote(const char *command)
{
	LearnBuffer out;
	const char *copied = command;
	char quote = '\0';

	if (strstr(command, "<<") != NULL || strstr(command, "((") != NULL ||
		strchr(command, '`') != NULL || strchr(command, '#') != NULL ||
		strstr(command, "case ") != NULL || strstr(command, "for ") != NULL)
		return NULL;
	learn_buffer_init(&out, 0);
	for (const char *at = command; *at != '\0'; at++)
	{
		size_t length = 0;

		if (*at == '\\' && quote != '\'' && at[1] != '\0')
			at++;
		else if ((*at == '\'' || *at == '"') &&
				 (quote == '\0' || quote == *at))
			quote = quote == '\0' ? *at : '\0';
		else if (*at == '$' && quote == '\0' && !is_assigned(command, at))
			length = parameter_length(at);
		if (length == 0)
			continue;
		learn_buffer_append(&out, copied, (size_t) (at - copied));
		learn_buffer_append_format(&out, "\"%.*s\"", (int) length, at);
		copied = at + length;
		at = copied - 1;
	}
	if (copied > command)
	{
		learn_buffer_append_string(&out, copied);
		return learn_buffer_detach(&out, NULL);
	}
	learn_buffer_free(&out);
	return NULL;
}

char *
learn_remedy_change(const LearnRemedy *remedy, const char *command,
					const LearnClues *clues)
{
	switch (remedy->kind)
	{
		case LEARN_REMEDY_TOOL:
			return learn_remedy_replace_tool(
				command, clues->items[LEARN_CLUE_TOOL].value);
		case LEARN_REMEDY_OPTION:
			return learn_remedy_add_option(command, remedy->tools,
										   remedy->option);
		case LEARN_REMEDY_PREFIX:
			return around(remedy->option, command, NULL);
		case LEARN_REMEDY_WRAP:
			return holds_line(command, remedy->suffix)
					   ? NULL
					   : around(remedy->option, command, remedy->suffix);
		case LEARN_REMEDY_SCRIPT:
			return run_script(remedy->option, command,
							  &clues->items[LEARN_CLUE_SCRIPT]);
		case LEARN_REMEDY_ALIAS:
			return find_service(command,
								clues->items[LEARN_CLUE_SERVICE].value);
		case LEARN_REMEDY_QUOTE:
			return learn_remedy_quote(command);
		default:
			return NULL;
	}
}
