/*-------------------------------------------------------------------------
 *
 * parameters.c
 *		How the commands of a runbook use its parameters.
 *
 *-------------------------------------------------------------------------
 */
#include "core/parameters.h"

#include <stddef.h>
#include <string.h>

static const char name_bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

/*
 * Names that are not for parameters; * stands for any ending.
 *
 * Whoever approves a runbook reads its commands, and takes the values for
 * data.  So here is what the shell, the loader and the usual interpreters read
 * before any command has its say: with a value for one of these from outside,
 * harmless commands run something else.  What only tells a program something,
 * such as PGHOST, is not here: that is what parameters are for.
 */
static const struct
{
	const char *reason;
	const char *names[24]; /* ended by NULL */
} reserved[] = {
	{"it says where programs are found", {"PATH"}},
	{"it says how the shell reads commands",
	 {"BASHOPTS", "BASH_ENV", "CDPATH", "ENV", "GLOBIGNORE", "IFS", "PS4",
	  "SHELL", "SHELLOPTS"}},
	{"the shell gives it another value",
	 {"LINENO", "OLDPWD", "OPTIND", "PPID", "PWD", "RANDOM", "SECONDS"}},
	{"it says what is loaded into programs",
	 {"DYLD_*", "GCONV_PATH", "GLIBC_TUNABLES", "LD_*", "LOCPATH", "NLSPATH",
	  "OPENSSL_CONF", "OPENSSL_ENGINES", "OPENSSL_MODULES"}},
	{"it says what an interpreter loads", {"CLASSPATH",
										   "JAVA_TOOL_OPTIONS",
										   "JDK_JAVA_OPTIONS",
										   "LUA_CPATH*",
										   "LUA_INIT*",
										   "LUA_PATH*",
										   "NODE_OPTIONS",
										   "NODE_PATH",
										   "PERL5DB",
										   "PERL5LIB",
										   "PERL5OPT",
										   "PERLLIB",
										   "PHPRC",
										   "PHP_INI_SCAN_DIR",
										   "PYTHONBREAKPOINT",
										   "PYTHONHOME",
										   "PYTHONINSPECT",
										   "PYTHONPATH",
										   "PYTHONSTARTUP",
										   "PYTHONUSERBASE",
										   "PYTHONWARNINGS",
										   "RUBYLIB",
										   "RUBYOPT"}},
	{"it says whose settings programs read", {"HOME", "XDG_CONFIG_*"}},
	{"the executor uses it itself", {"LEARN_*", "PARAM_*"}},
};

/*
 * Copies the name of a parameter that text begins with; its length, or 0 when
 * there is none.
 */
static size_t
read_name(const char *text, char *name)
{
	size_t length = strspn(text, name_bytes);

	if (text[0] < 'A' || text[0] > 'Z' || length > LEARN_PARAMETER_MAX)
		return 0;
	memcpy(name, text, length);
	name[length] = '\0';
	return length;
}

bool
learn_parameter_is_name(const char *name)
{
	char copy[LEARN_PARAMETER_MAX + 1];
	size_t length = read_name(name, copy);

	return length > 0 && name[length] == '\0';
}

/* Is it the name in the table, or one that begins like it? */
static bool
is_like(const char *name, const char *pattern)
{
	size_t length = strcspn(pattern, "*");

	return strncmp(name, pattern, length) == 0 &&
		   (pattern[length] == '*' || name[length] == '\0');
}

bool
learn_parameter_is_reserved(const char *name, const char **reason)
{
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
	{
		for (const char *const *at = reserved[i].names; *at != NULL; at++)
		{
			if (!is_like(name, *at))
				continue;
			if (reason != NULL)
				*reason = reserved[i].reason;
			return true;
		}
	}
	return false;
}

bool
learn_parameter_read(const char *text, char *name)
{
	size_t length;

	if (strncmp(text, "${", 2) != 0)
		return false;
	length = read_name(text + 2, name);
	return length > 0 && text[2 + length] == '}';
}

bool
learn_parameter_next(const char **at, char *name)
{
	const char *dollar = *at;

	while ((dollar = strchr(dollar, '$')) != NULL)
	{
		const char *word = dollar + 1;
		size_t length;

		if (learn_parameter_read(dollar, name))
		{
			*at = dollar + strlen(name) + 3;
			return true;
		}
		if (strncmp(word, "env:", 4) == 0)
			word += 4;
		length = read_name(word, name);
		dollar = word + length;

		/* $Name is another variable than $N. */
		if (length > 0 && (*dollar < 'a' || *dollar > 'z'))
		{
			*at = dollar;
			return true;
		}
	}
	return false;
}

/* Is the word in front of at this one? */
static bool
follows(const char *command, const char *at, const char *word)
{
	size_t length = strlen(word);

	while (at > command && at[-1] == ' ')
		at--;
	return (size_t) (at - command) >= length &&
		   memcmp(at - length, word, length) == 0;
}

bool
learn_parameter_is_set(const char *command, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = strstr(command, name); at != NULL;
		 at = strstr(at + length, name))
	{
		char before = at == command ? ' ' : at[-1];

		if (strchr(" \t\n;&|($", before) == NULL ||
			(at[length] != '\0' && strchr(name_bytes, at[length]) != NULL))
			continue;
		if (at[length + strspn(at + length, " ")] == '=' ||
			(before == ' ' &&
			 (follows(command, at, "for") || follows(command, at, "read") ||
			  follows(command, at, "read -r"))))
			return true;
	}
	return false;
}
