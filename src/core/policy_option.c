/*-------------------------------------------------------------------------
 *
 * policy_option.c
 *		Finds the options of a command, in the ways in which they are written.
 *
 * How a rule writes an option tells how it may be written in a command; see
 * policy_rule.h.
 *
 *-------------------------------------------------------------------------
 */
#include "core/policy_scan.h"

#include <string.h>
#include <strings.h>

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_word(char c)
{
	return is_upper(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/*
 * The length of what stands for "-" in PowerShell, which takes dashes of other
 * kinds as well.
 */
static size_t
dash_length(const char *text)
{
	if (text[0] == '-')
		return text[1] == '-' ? 2 : 1;
	if (strncmp(text, "\xE2\x80", 2) == 0 && text[2] >= '\x93' &&
		text[2] <= '\x95')
		return 3;
	return 0;
}

/* "--name" and "--name=value"; the name may be shortened. */
static const char *
match_long(const char *option, const char *text)
{
	size_t length = strcspn(text, "=");

	if (length < 3 || strncmp(option, text, length) != 0)
		return NULL;
	return text[length] == '=' ? text + length + 1 : "";
}

/* "-x", alone, among others as in "-axf", or with its value as in "-xfile". */
static const char *
match_letter(char letter, const char *text)
{
	if (text[0] != '-' || text[1] == '-')
		return NULL;
	for (text++; is_word(*text); text++)
	{
		if (*text == letter)
			return text + 1;
	}
	return NULL;
}

/* "-name" as a whole; "--name" is the same to the programs that have it. */
static const char *
match_whole(const char *option, const char *text)
{
	size_t length = strlen(option);

	if (text[0] == '-' && text[1] == '-')
		text++;
	if (strncmp(option, text, length) != 0)
		return NULL;
	if (text[length] == '=')
		return text + length + 1;
	return text[length] == '\0' ? "" : NULL;
}

/* "-Name" of PowerShell: shortened, in any case, "-Name:value". */
static const char *
match_named(const char *option, const char *text)
{
	size_t dash = dash_length(text);
	size_t length = strcspn(text + dash, ":");

	if (dash == 0 || length == 0 ||
		strncasecmp(option + 1, text + dash, length) != 0)
		return NULL;
	text += dash + length;
	if (strcasecmp(text, ":$false") == 0)
		return NULL;
	return *text == ':' ? text + 1 : "";
}

/* "/x" of Windows: also "-x", several in one word, "/x:value". */
static const char *
match_windows(const char *option, const char *text)
{
	size_t wanted = strlen(option) - 1;

	if (text[0] != '/' && text[0] != '-')
		return NULL;
	while (*text != '\0')
	{
		size_t length = strcspn(++text, ":=/");

		if (text[0] == '-')
			continue;
		if (length == wanted && strncasecmp(option + 1, text, length) == 0)
			return text[length] == ':' || text[length] == '='
					   ? text + length + 1
					   : "";
		if (text[length] != '/')
			return NULL;
		text += length;
	}
	return NULL;
}

/*
 * What a word gives the option, "" when nothing; NULL: it is not there.  The
 * commands of PowerShell itself, Verb-Noun, have no options of one letter.
 */
static const char *
match_option(const LearnSimpleCommand *command, const char *option,
			 const char *text)
{
	if (option[0] == '/')
		return match_windows(option, text);
	if (option[1] == '-')
		return match_long(option, text);
	if (option[2] == '\0')
		return command->shell == LEARN_SHELL_POWERSHELL &&
					   strchr(command->program, '-') != NULL
				   ? match_whole(option, text)
				   : match_letter(option[1], text);
	if (is_upper(option[1]))
		return match_named(option, text);
	return match_whole(option, text);
}

bool
learn_policy_option_next(const LearnSimpleCommand *command, const char *option,
						 int *at, const char **value)
{
	for (int i = *at; i < command->word_count; i++)
	{
		const char *given;

		if (option[0] == '-' && strcmp(command->words[i].text, "--") == 0)
			break;
		given = match_option(command, option, command->words[i].text);
		if (given == NULL)
			continue;
		if (*given == '\0' && i + 1 < command->word_count)
			given = command->words[i + 1].text;
		if (value != NULL)
			*value = given;
		*at = i + 1;
		return true;
	}
	*at = command->word_count;
	return false;
}

int
learn_policy_options_end(const LearnSimpleCommand *command)
{
	int i = 1;

	while (i < command->word_count &&
		   strcmp(command->words[i].text, "--") != 0)
		i++;
	return i;
}

bool
learn_policy_is_option(const LearnSimpleCommand *command, int word, int end)
{
	const char *text = command->words[word].text;

	if (command->shell == LEARN_SHELL_CMD && text[0] == '/')
		return true;
	if (word == end)
		return true;
	return word < end && dash_length(text) > 0 && text[1] != '\0';
}
