/*-------------------------------------------------------------------------
 *
 * redact_commands.c
 *		Finds secrets that are given to known programs.
 *
 *-------------------------------------------------------------------------
 */
#include "core/redact_commands.h"

#include <stdlib.h>
#include <string.h>

#include "core/redact_values.h"

/* How much of a command is searched for what reads a secret. */
#define COMMAND_MAX 96

/* How a program takes a secret from an option. */
typedef enum Style
{
	STYLE_GLUED, /* -psecret only: alone, the option means something else */
	STYLE_WORD,  /* -p secret, or -psecret */
	STYLE_NEXT,  /* -p secret only */
	STYLE_PAIR,  /* -u user:secret */
	STYLE_PASS,  /* -passin pass:secret */
	STYLE_COOKIE /* -b name=secret, or a file */
} Style;

/* Programs that take a secret the same way. */
typedef enum Family
{
	FAMILY_NONE,
	FAMILY_MYSQL,
	FAMILY_ARCHIVE,
	FAMILY_RAR,
	FAMILY_LOWER_P, /* all that have nothing but -p for it */
	FAMILY_UPPER_P,
	FAMILY_REDIS,
	FAMILY_LDAP,
	FAMILY_PUTTY,
	FAMILY_SNMP,
	FAMILY_SWAKS,
	FAMILY_REMOTE_DESKTOP,
	FAMILY_CMDKEY,
	FAMILY_SCHTASKS,
	FAMILY_OPENSSL,
	FAMILY_CURL,
	FAMILY_ETCD,
	FAMILY_HTTPIE,
	FAMILY_SAMBA,
	FAMILY_SSH_KEYGEN,
	FAMILY_LFTP,
	FAMILY_ORACLE
} Family;

typedef struct Program
{
	const char *name;
	Family family;
} Program;

/*
 * Sorted by name.  Those of no family are run by others, or instead of them,
 * and their options are no secrets.
 */
static const Program programs[] = {
	{"7z", FAMILY_ARCHIVE},
	{"7za", FAMILY_ARCHIVE},
	{"7zr", FAMILY_ARCHIVE},
	{"bcp", FAMILY_UPPER_P},
	{"cmdkey", FAMILY_CMDKEY},
	{"cp", FAMILY_NONE},
	{"cqlsh", FAMILY_LOWER_P},
	{"crackmapexec", FAMILY_LOWER_P},
	{"curl", FAMILY_CURL},
	{"docker", FAMILY_NONE},
	{"etcdctl", FAMILY_ETCD},
	{"evil-winrm", FAMILY_LOWER_P},
	{"expdp", FAMILY_ORACLE},
	{"find", FAMILY_NONE},
	{"grep", FAMILY_NONE},
	{"http", FAMILY_HTTPIE},
	{"https", FAMILY_HTTPIE},
	{"impdp", FAMILY_ORACLE},
	{"innobackupex", FAMILY_MYSQL},
	{"ipmitool", FAMILY_UPPER_P},
	{"isql", FAMILY_UPPER_P},
	{"keydb-cli", FAMILY_REDIS},
	{"kubectl", FAMILY_NONE},
	{"ldapadd", FAMILY_LDAP},
	{"ldapcompare", FAMILY_LDAP},
	{"ldapdelete", FAMILY_LDAP},
	{"ldapmodify", FAMILY_LDAP},
	{"ldappasswd", FAMILY_LDAP},
	{"ldapsearch", FAMILY_LDAP},
	{"ldapwhoami", FAMILY_LDAP},
	{"lftp", FAMILY_LFTP},
	{"login", FAMILY_LOWER_P},
	{"lsof", FAMILY_NONE},
	{"mariabackup", FAMILY_MYSQL},
	{"mariadb", FAMILY_MYSQL},
	{"mariadb-admin", FAMILY_MYSQL},
	{"mariadb-backup", FAMILY_MYSQL},
	{"mariadb-check", FAMILY_MYSQL},
	{"mariadb-dump", FAMILY_MYSQL},
	{"mariadb-import", FAMILY_MYSQL},
	{"mkdir", FAMILY_NONE},
	{"mongo", FAMILY_LOWER_P},
	{"mongodump", FAMILY_LOWER_P},
	{"mongoexport", FAMILY_LOWER_P},
	{"mongoimport", FAMILY_LOWER_P},
	{"mongorestore", FAMILY_LOWER_P},
	{"mongosh", FAMILY_LOWER_P},
	{"mosquitto_pub", FAMILY_UPPER_P},
	{"mosquitto_sub", FAMILY_UPPER_P},
	{"mysql", FAMILY_MYSQL},
	{"mysqladmin", FAMILY_MYSQL},
	{"mysqlbinlog", FAMILY_MYSQL},
	{"mysqlcheck", FAMILY_MYSQL},
	{"mysqldump", FAMILY_MYSQL},
	{"mysqlimport", FAMILY_MYSQL},
	{"mysqlpump", FAMILY_MYSQL},
	{"mysqlsh", FAMILY_MYSQL},
	{"mysqlshow", FAMILY_MYSQL},
	{"mysqlslap", FAMILY_MYSQL},
	{"nc", FAMILY_NONE},
	{"ncftpget", FAMILY_LOWER_P},
	{"ncftpput", FAMILY_LOWER_P},
	{"nmap", FAMILY_NONE},
	{"nxc", FAMILY_LOWER_P},
	{"openssl", FAMILY_OPENSSL},
	{"osql", FAMILY_UPPER_P},
	{"plink", FAMILY_PUTTY},
	{"podman", FAMILY_NONE},
	{"ps", FAMILY_NONE},
	{"pscp", FAMILY_PUTTY},
	{"psexec", FAMILY_LOWER_P},
	{"psftp", FAMILY_PUTTY},
	{"putty", FAMILY_PUTTY},
	{"rabbitmqadmin", FAMILY_LOWER_P},
	{"rar", FAMILY_RAR},
	{"rdesktop", FAMILY_LOWER_P},
	{"redis-cli", FAMILY_REDIS},
	{"rman", FAMILY_ORACLE},
	{"rpcclient", FAMILY_SAMBA},
	{"rsync", FAMILY_NONE},
	{"schtasks", FAMILY_SCHTASKS},
	{"scp", FAMILY_NONE},
	{"sftp", FAMILY_NONE},
	{"smbclient", FAMILY_SAMBA},
	{"smbget", FAMILY_SAMBA},
	{"snmpbulkwalk", FAMILY_SNMP},
	{"snmpget", FAMILY_SNMP},
	{"snmpset", FAMILY_SNMP},
	{"snmptrap", FAMILY_SNMP},
	{"snmpwalk", FAMILY_SNMP},
	{"sqlcmd", FAMILY_UPPER_P},
	{"sqlldr", FAMILY_ORACLE},
	{"sqlplus", FAMILY_ORACLE},
	{"ss", FAMILY_NONE},
	{"ssh", FAMILY_NONE},
	{"ssh-keygen", FAMILY_SSH_KEYGEN},
	{"sshpass", FAMILY_LOWER_P},
	{"swaks", FAMILY_SWAKS},
	{"tar", FAMILY_NONE},
	{"tsql", FAMILY_UPPER_P},
	{"unrar", FAMILY_ARCHIVE},
	{"unzip", FAMILY_UPPER_P},
	{"useradd", FAMILY_LOWER_P},
	{"usermod", FAMILY_LOWER_P},
	{"valkey-cli", FAMILY_REDIS},
	{"wfreerdp", FAMILY_REMOTE_DESKTOP},
	{"winexe", FAMILY_LOWER_P},
	{"xfreerdp", FAMILY_REMOTE_DESKTOP},
	{"xtrabackup", FAMILY_MYSQL},
	{"zip", FAMILY_UPPER_P},
};

/* The longest of these names. */
#define PROGRAM_MAX 14

typedef struct Option
{
	Family family;
	const char *name;
	Style style;
} Option;

static const Option options[] = {
	{FAMILY_MYSQL, "-p", STYLE_GLUED},
	{FAMILY_ARCHIVE, "-p", STYLE_GLUED},
	{FAMILY_RAR, "-p", STYLE_GLUED},
	{FAMILY_RAR, "-hp", STYLE_GLUED},
	{FAMILY_LOWER_P, "-p", STYLE_WORD},
	{FAMILY_UPPER_P, "-P", STYLE_WORD},
	{FAMILY_REDIS, "-a", STYLE_NEXT},
	{FAMILY_REDIS, "--pass", STYLE_NEXT},
	{FAMILY_LDAP, "-w", STYLE_WORD},
	{FAMILY_LDAP, "-s", STYLE_WORD},
	{FAMILY_PUTTY, "-pw", STYLE_NEXT},
	{FAMILY_SNMP, "-c", STYLE_WORD},
	{FAMILY_SNMP, "-A", STYLE_WORD},
	{FAMILY_SNMP, "-X", STYLE_WORD},
	{FAMILY_SWAKS, "-ap", STYLE_NEXT},
	{FAMILY_REMOTE_DESKTOP, "/p:", STYLE_GLUED},
	{FAMILY_CMDKEY, "/pass:", STYLE_GLUED},
	{FAMILY_SCHTASKS, "/rp", STYLE_NEXT},
	{FAMILY_OPENSSL, "-k", STYLE_NEXT},
	{FAMILY_OPENSSL, "-passin", STYLE_PASS},
	{FAMILY_OPENSSL, "-passout", STYLE_PASS},
	{FAMILY_OPENSSL, "-pass", STYLE_PASS},
	{FAMILY_CURL, "-u", STYLE_PAIR},
	{FAMILY_CURL, "-U", STYLE_PAIR},
	{FAMILY_CURL, "--user", STYLE_PAIR},
	{FAMILY_CURL, "--proxy-user", STYLE_PAIR},
	{FAMILY_CURL, "-E", STYLE_PAIR},
	{FAMILY_CURL, "--cert", STYLE_PAIR},
	{FAMILY_CURL, "-b", STYLE_COOKIE},
	{FAMILY_CURL, "--cookie", STYLE_COOKIE},
	{FAMILY_SSH_KEYGEN, "-N", STYLE_NEXT},
	{FAMILY_SSH_KEYGEN, "-P", STYLE_NEXT},
	{FAMILY_ETCD, "--user", STYLE_PAIR},
	{FAMILY_HTTPIE, "-a", STYLE_PAIR},
	{FAMILY_HTTPIE, "--auth", STYLE_PAIR},
	{FAMILY_SAMBA, "-U", STYLE_PAIR},
	{FAMILY_LFTP, "-u", STYLE_PAIR},
};


static const LearnRedactName cookies = {LEARN_STRENGTH_ANY,
										LEARN_REDACT_COOKIE,
										LEARN_FORM_COOKIES};

/* What reads a secret from a pipe. */
static const char *const readers[] = {
	"passwd",
	"chpasswd",
	"sudo -s",
	"sudo -ks",
	"--password-stdin",
	"kinit",
	"cryptsetup",
	"--passphrase-fd",
	"convertto-securestring",
	"gpg ",
	"su ",
	"smbpasswd",
	"htpasswd",
};

static int
compare_programs(const void *name, const void *program)
{
	return strcmp(name, ((const Program *) program)->name);
}

void
learn_redact_follow(LearnRedactCommand *command, const LearnRedactText *text,
					size_t from, size_t to)
{
	for (size_t at = from; at < to && command->family != FAMILY_NONE; at++)
	{
		char character = text->start[at];
		bool ends = character == '\n' &&
					learn_redact_before(text, at) != '\\' &&
					learn_redact_before(text, at) != '^';

		if (character == '"' || character == '\'')
		{
			if (command->quote == '\0')
				command->quote = character;
			else if (command->quote == character)
				command->quote = '\0';
		}
		else if (command->quote == '\0')
			ends = ends || character == ';' || character == '|' ||
				   character == '&';
		if (ends)
			memset(command, 0, sizeof(*command));
	}
}

void
learn_redact_follow_word(LearnRedactCommand *command,
						 const LearnRedactText *text, size_t start, size_t end)
{
	char name[PROGRAM_MAX + 1];
	const Program *program;
	char next = learn_redact_at(text, end);

	if (next != '\0' && !learn_redact_in(next, LEARN_SET_SPACE) &&
		learn_redact_quote(text, end) == 0)
		return;

	/* The word may begin with the letter of an escape. */
	if (learn_redact_before(text, start) == '\\' &&
		learn_redact_is_one_of(text->start[start], "nrt"))
		start += end - start > 1;
	if (end - start > strlen(".exe") &&
		learn_redact_begins(text, end - strlen(".exe"), ".exe", true))
		end -= strlen(".exe");
	if (end - start > PROGRAM_MAX || end - start < 2)
		return;
	memcpy(name, text->start + start, end - start);
	name[end - start] = '\0';
	program = bsearch(name, programs, sizeof(programs) / sizeof(programs[0]),
					  sizeof(programs[0]), compare_programs);
	if (program != NULL)
	{
		command->family = program->family;
		command->quote = '\0';
	}
}

/*
 * The value of an option whose name ends at a place; 0: it has none.
 */
static size_t
find_argument(const LearnRedactText *text, size_t at, size_t end, Style style)
{
	char before = learn_redact_before(text, at);
	char next = learn_redact_at(text, end);
	size_t quote = learn_redact_quote(text, end);
	bool listed = learn_redact_in(before, LEARN_SET_QUOTE) && quote > 0 &&
				  text->start[end + quote - 1] == before;
	size_t word;

	if (!listed && !learn_redact_in(next, LEARN_SET_BLANK))
	{
		if ((unsigned char) next <= ' ')
			return 0;
		if (style == STYLE_GLUED)
			return end;
		if (next == '=')
			return end + 1;
		return style == STYLE_NEXT || end - at != 2 ? 0 : end;
	}
	word = style == STYLE_GLUED ? 0 : learn_redact_next_word(text, end);
	if (learn_redact_at(text, word) == '-' &&
		learn_redact_in(learn_redact_at(text, word + 1),
						LEARN_SET_LETTER | LEARN_SET_DASH))
		return 0;
	return word;
}

/*
 * The part behind the user in user:secret, user%secret and user,secret.
 */
static bool
find_paired(const LearnRedactText *text, size_t at, LearnRedactFound *found)
{
	LearnRedactValue value =
		learn_redact_value(text, at, LEARN_END_WORD, LEARN_REDACT_LOOK);
	size_t separator = value.start;
	size_t mark = 0;

	while (separator < value.end &&
		   !learn_redact_is_one_of(text->start[separator], ":%,"))
	{
		mark = learn_redact_mark(text, separator, NULL);
		separator += mark > 0 ? mark : 1;
	}
	if (separator + 1 >= value.end)
		return false;
	found->start = separator + 1;
	found->kind = LEARN_REDACT_PASSWORD;
	mark = learn_redact_mark(text, found->start, NULL);
	if (found->start + mark != value.end &&
		!learn_redact_is_secret(text->start + found->start,
								value.end - found->start, false,
								LEARN_STRENGTH_ANY))
		return false;
	found->end =
		learn_redact_value(text, at, LEARN_END_WORD, text->length).end;
	return true;
}

static bool
find_by_style(const LearnRedactText *text, size_t at, Style style,
			  LearnRedactFound *found)
{
	size_t quote = learn_redact_quote(text, at);

	if (style == STYLE_PAIR)
		return find_paired(text, at, found);
	if (style == STYLE_COOKIE)
	{
		size_t name = learn_redact_run(text, at + quote, LEARN_SET_NAME,
									   LEARN_REDACT_LOOK);

		return (learn_redact_at(text, at + quote + name) == '=' ||
				learn_redact_mark(text, at + quote, NULL) > 0) &&
			   learn_redact_find_value(text, at, LEARN_END_WORD, &cookies,
									   found);
	}
	if (style != STYLE_PASS)
		return learn_redact_find_value(text, at, LEARN_END_WORD,
									   &learn_redact_password, found);
	if (!learn_redact_begins(text, at + quote, "pass:", false))
		return false;
	return learn_redact_find_value(text, at + quote + strlen("pass:"),
								   LEARN_END_WORD, &learn_redact_password,
								   found);
}

/*
 * user/secret@database: finds the secret behind the slash at a place.
 */
static bool
find_logon(const LearnRedactText *text, size_t at, LearnRedactFound *found)
{
	size_t start = at;
	size_t end = at + 1;

	while (start > text->floor && at - start < LEARN_REDACT_LOOK &&
		   learn_redact_in(text->start[start - 1], LEARN_SET_WORD))
		start--;
	if (start == at ||
		!learn_redact_in(learn_redact_before(text, start),
						 LEARN_SET_SPACE | LEARN_SET_QUOTE | LEARN_SET_EQUALS))
		return false;
	while (end < text->length && end - at < LEARN_REDACT_LOOK &&
		   (unsigned char) text->start[end] > ' ' &&
		   !learn_redact_is_one_of(text->start[end], "@/\"'") &&
		   learn_redact_mark(text, end, NULL) == 0)
		end++;
	found->start = at + 1;
	found->end = end;
	found->kind = LEARN_REDACT_PASSWORD;
	return learn_redact_is_secret(text->start + at + 1, end - at - 1, true,
								  LEARN_STRENGTH_ANY);
}

bool
learn_redact_find_option(const LearnRedactText *text, size_t at,
						 const LearnRedactCommand *command,
						 LearnRedactFound *found)
{
	char before = learn_redact_before(text, at);

	if (command->family == FAMILY_ORACLE)
		return text->start[at] == '/' && find_logon(text, at, found);
	if (command->family == FAMILY_NONE ||
		(before != '\0' &&
		 !learn_redact_in(before, LEARN_SET_SPACE | LEARN_SET_QUOTE)))
		return false;
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
	{
		const Option *option = &options[i];
		size_t value;

		if ((int) option->family != command->family ||
			!learn_redact_begins(text, at, option->name, false))
			continue;
		value =
			find_argument(text, at, at + strlen(option->name), option->style);
		if (value > 0 && find_by_style(text, value, option->style, found))
			return true;
	}
	return false;
}

/*
 * 'secret' | ConvertTo-SecureString: the string before the pipe, and the
 * argument behind the word.
 */
static bool
find_secure_string(const LearnRedactText *text, size_t start, size_t end,
				   LearnRedactFound *found)
{
	size_t at = learn_redact_next_word(text, end);
	size_t last = start;
	char quote;

	if (at > 0 && learn_redact_begins(text, at, "-string ", true))
		at = learn_redact_next_word(text, at + strlen("-string"));
	if (at > 0 && learn_redact_quote(text, at) > 0 &&
		learn_redact_find_value(text, at, LEARN_END_WORD,
								&learn_redact_password, found))
		return true;
	while (last > text->floor &&
		   (text->start[last - 1] == ' ' || text->start[last - 1] == '|'))
		last--;
	quote = learn_redact_before(text, last);
	if (last == start || !learn_redact_in(quote, LEARN_SET_QUOTE))
		return false;
	at = last - 1;
	while (at > text->floor && last - at < LEARN_REDACT_LOOK &&
		   text->start[at - 1] != quote && text->start[at - 1] != '\n')
		at--;
	found->start = at;
	found->end = last - 1;
	found->kind = LEARN_REDACT_PASSWORD;
	return learn_redact_before(text, at) == quote &&
		   learn_redact_is_secret(text->start + at, last - 1 - at, false,
								  LEARN_STRENGTH_ANY);
}

/*
 * What reads a secret among the words from one place to another: how it reads
 * it; NULL: nothing does.
 */
static const char *
find_reader(const LearnRedactText *text, size_t from, size_t to)
{
	for (size_t at = from; at < to && at < text->length; at++)
	{
		if (at > from &&
			!learn_redact_in(text->start[at - 1],
							 LEARN_SET_BLANK | LEARN_SET_QUOTE) &&
			!learn_redact_starts_line(text, at))
			continue;
		for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		{
			if (learn_redact_begins(text, at, readers[i], true))
				return readers[i];
		}
	}
	return NULL;
}

/* The argument at a place, of a command that hands it to a reader. */
static bool
find_handed(const LearnRedactText *text, size_t at, const char *reader,
			LearnRedactFound *found)
{
	if (reader == NULL)
		return false;
	return strcmp(reader, "chpasswd") == 0
			   ? find_paired(text, at, found)
			   : learn_redact_find_value(text, at, LEARN_END_WORD,
										 &learn_redact_password, found);
}

/* Where a command ends that begins at a place, nearby. */
static size_t
command_end(const LearnRedactText *text, size_t at)
{
	size_t end = at;

	while (end < text->length && end - at < COMMAND_MAX &&
		   !learn_redact_is_one_of(text->start[end], "|;&\n"))
		end++;
	return end;
}

bool
learn_redact_find_piped(const LearnRedactText *text, size_t start, size_t end,
						LearnRedactFound *found)
{
	LearnRedactValue value;
	size_t at;
	size_t pipe;

	if (end - start == strlen("convertto-securestring") &&
		learn_redact_begins(text, start, "convertto-securestring", true))
		return find_secure_string(text, start, end, found);
	if ((end - start != 4 ||
		 !learn_redact_begins(text, start, "echo", true)) &&
		(end - start != 6 ||
		 !learn_redact_begins(text, start, "printf", true)))
		return false;
	at = learn_redact_next_word(text, end);
	if (at > 0 && learn_redact_at(text, at) == '-')
		at = learn_redact_next_word(
			text,
			at + 1 + learn_redact_run(text, at + 1, LEARN_SET_LETTER, 3));
	if (at == 0)
		return false;
	value = learn_redact_value(text, at, LEARN_END_WORD, LEARN_REDACT_LOOK);
	pipe = value.end + value.quoted;
	pipe += learn_redact_blanks(text, pipe);
	if (learn_redact_at(text, pipe) != '|')
		return false;
	pipe++;
	pipe += learn_redact_blanks(text, pipe);
	return find_handed(text, at,
					   find_reader(text, pipe, command_end(text, pipe)),
					   found);
}

bool
learn_redact_find_here_string(const LearnRedactText *text, size_t at,
							  LearnRedactFound *found)
{
	size_t start = at;
	size_t value = at + strlen("<<<");

	if (!learn_redact_begins(text, at, "<<<", false) ||
		learn_redact_before(text, at) == '<')
		return false;
	while (start > text->floor && at - start < COMMAND_MAX &&
		   !learn_redact_is_one_of(text->start[start - 1], "|;&\n<"))
		start--;
	return find_handed(text, value + learn_redact_blanks(text, value),
					   find_reader(text, start, at), found);
}
