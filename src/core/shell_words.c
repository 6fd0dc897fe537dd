/*-------------------------------------------------------------------------
 *
 * shell_words.c
 *		The words of a command for sh.
 *
 *-------------------------------------------------------------------------
 */
#include "core/shell_words.h"

#include <string.h>

size_t
learn_shell_word_end(const char *text, size_t at)
{
	while (text[at] != '\0' && strchr(" \t\r\n;&|()<>", text[at]) == NULL)
	{
		if (text[at] == '\\' && text[at + 1] != '\0')
			at += 2;
		else if (text[at] == '\'' || text[at] == '"')
		{
			char quote = text[at++];

			while (text[at] != '\0' && text[at] != quote)
				at += quote == '"' && text[at] == '\\' && text[at + 1] != '\0'
						  ? 2
						  : 1;
			if (text[at] != '\0')
				at++;
		}
		else
			at++;
	}
	return at;
}

/*
 * Does another command word follow this word?
 */
static bool
leads_to_command(const char *word, size_t length)
{
	static const char *const leading[] = {
		"if", "then", "else", "elif", "while", "until", "do",
		"!",  "{",    "sudo", "exec", "time",  "nohup", "command",
	};

	for (size_t i = 0; i < sizeof(leading) / sizeof(*leading); i++)
	{
		if (strlen(leading[i]) == length &&
			memcmp(leading[i], word, length) == 0)
			return true;
	}
	return memchr(word, '=', length) != NULL; /* an assignment */
}

bool
learn_shell_next(const char *text, size_t *at, LearnShellCommand *simple)
{
	for (;;)
	{
		size_t end;

		while (text[*at] != '\0' && strchr(" \t\r\n;&|()", text[*at]) != NULL)
			(*at)++;
		if (text[*at] == '\0')
			return false;
		end = learn_shell_word_end(text, *at);
		if (end == *at) /* a redirection before the command */
		{
			(*at)++;
			continue;
		}
		if (leads_to_command(text + *at, end - *at))
		{
			*at = end;
			continue;
		}
		simple->word = *at;
		simple->arguments = end;
		while (text[end] == ' ' || text[end] == '\t' ||
			   (text[end] != '\0' && strchr("\r\n;&|()<>", text[end]) == NULL))
			end = text[end] == ' ' || text[end] == '\t'
					  ? end + 1
					  : learn_shell_word_end(text, end);
		simple->end = end;
		*at = end;

		/* What follows a redirection belongs to the same command. */
		while (text[*at] != '\0' && strchr("\n;|()", text[*at]) == NULL &&
			   !(text[*at] == '&' && (*at == 0 || text[*at - 1] != '>')))
			*at = strchr(" \t\r<>&", text[*at]) != NULL
					  ? *at + 1
					  : learn_shell_word_end(text, *at);
		return true;
	}
}
