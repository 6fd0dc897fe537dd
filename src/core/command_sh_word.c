/*-------------------------------------------------------------------------
 *
 * command_sh_word.c
 *		Words for sh, and what quotes and escapes do in them.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_sh.h"

#include <string.h>

#include "core/character.h"

/* How many plain letters a \x, \u or \U of $'…' takes, at most. */
#define HEX_DIGITS 2
#define UNICODE_DIGITS 4
#define UNICODE_DIGITS_LONG 8

LearnWord
learn_sh_make_word(const LearnShText *text, const LearnShWord *word)
{
	LearnWord made = {
		.text =
			text->letters.data == NULL ? "" : text->letters.data + word->first,
		.length = text->letters.length - word->first,
		.expands = word->expands,
		.quoted = word->quoted,
		.start = text->base + word->start,
		.end = text->base + word->end,
	};

	return made;
}

void
learn_sh_read_single(LearnShText *text)
{
	const char *start = text->text + text->at;
	size_t left = learn_sh_at_end(text) ? 0 : text->length - text->at;
	const char *end = left == 0 ? NULL : memchr(start, '\'', left);
	size_t length = end == NULL ? left : (size_t) (end - start);

	learn_sh_put_text(text, start, length, LEARN_SH_QUOTED);
	text->at += length;
	if (end == NULL)
		learn_command_incomplete(text->reader, "missing \"'\"");
	else
		text->at++;
}

static int
digit_value(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	byte |= 0x20;
	return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : 16;
}

/*
 * Reads up to count digits of a base; false: there is none.
 */
static bool
read_number(LearnShText *text, int base, int count, unsigned long *number)
{
	int read = 0;

	*number = 0;
	while (read < count && digit_value(learn_sh_peek(text, 0)) < base)
	{
		*number = *number * (unsigned long) base +
				  (unsigned long) digit_value(learn_sh_peek(text, 0));
		text->at++;
		read++;
	}
	return read > 0;
}

static void
put_character(LearnShText *text, unsigned long character)
{
	char bytes[4];
	size_t length = character <= UINT32_MAX
						? learn_character_write((uint32_t) character, bytes)
						: 0;

	learn_sh_put_text(text, bytes, length, LEARN_SH_QUOTED);
}

/*
 * Reads an escape of $'…' behind its backslash.  False: it stands for NUL,
 * which ends the word's text.
 */
static bool
read_ansi_escape(LearnShText *text)
{
	static const char names[] = "abeEfnrtv";
	static const char meanings[] = "\a\b\033\033\f\n\r\t\v";
	char byte = learn_sh_peek(text, 0);
	const char *named = byte == '\0' ? NULL : strchr(names, byte);
	unsigned long number;

	if (byte >= '0' && byte <= '7')
	{
		read_number(text, 8, 3, &number);
		number &= 0xFF;
		if (number != 0)
			learn_sh_put(text, (char) number, LEARN_SH_QUOTED);
		return number != 0;
	}
	text->at++;
	if (named != NULL)
		learn_sh_put(text, meanings[named - names], LEARN_SH_QUOTED);
	else if (byte == 'c' && !learn_sh_at_end(text))
	{
		learn_sh_put(text, learn_sh_peek(text, 0) & 0x1F, LEARN_SH_QUOTED);
		text->at++;
	}
	else if (byte == 'x' && read_number(text, 16, HEX_DIGITS, &number))
	{
		if (number == 0)
			return false;
		learn_sh_put(text, (char) number, LEARN_SH_QUOTED);
	}
	else if ((byte == 'u' || byte == 'U') &&
			 read_number(text, 16,
						 byte == 'u' ? UNICODE_DIGITS : UNICODE_DIGITS_LONG,
						 &number))
	{
		if (number == 0)
			return false;
		put_character(text, number);
	}
	else
	{
		if (strchr("\\'\"?", byte) == NULL)
			learn_sh_put(text, '\\', LEARN_SH_QUOTED);
		learn_sh_put(text, byte, LEARN_SH_QUOTED);
	}
	return true;
}

void
learn_sh_read_ansi(LearnShText *text)
{
	bool ended = false; /* by a NUL: the rest is read, but not put */
	size_t kept = 0;

	for (;;)
	{
		char byte = learn_sh_peek(text, 0);

		if (learn_sh_at_end(text))
		{
			learn_command_incomplete(text->reader, "missing \"'\"");
			break;
		}
		text->at++;
		if (byte == '\'')
			break;
		if (byte != '\\' || learn_sh_at_end(text))
			learn_sh_put(text, byte, LEARN_SH_QUOTED);
		else
		{
			/* Here the quoted text is over for others. */
			if (learn_sh_peek(text, 0) == '\'')
				text->reader->doubtful = true;
			if (!read_ansi_escape(text) && !ended)
			{
				ended = true;
				kept = text->letters.length;
			}
		}
	}
	if (ended)
		learn_sh_forget(text, kept);
}

/*
 * Reads one thing between double quotes, or in a here-document.
 */
static void
read_double_part(LearnShText *text, LearnShWord *word, bool document)
{
	size_t start = text->at;
	char byte = learn_sh_peek(text, 0);

	if (byte == '$')
		learn_sh_read_dollar(text, word, true);
	else if (byte == '`')
		learn_sh_read_backquotes(text, word, true);
	else if (byte == '\\')
	{
		char next = learn_sh_peek(text, 1);

		text->at++;
		if (next == '\n')
			text->at++;
		else if (next == '$' || next == '`' || next == '\\' ||
				 (next == '"' && !document))
		{
			learn_sh_put(text, next, LEARN_SH_QUOTED);
			text->at++;
		}
		else
			learn_sh_put(text, '\\', LEARN_SH_QUOTED);
	}
	else
	{
		/* Up to the next that is special; a newline may have tabs behind. */
		do
			text->at++;
		while (!learn_sh_at_end(text) &&
			   strchr("\"$`\\\n", text->text[text->at]) == NULL);
		learn_sh_put_text(text, text->text + start, text->at - start,
						  LEARN_SH_QUOTED);
	}
}

void
learn_sh_read_double(LearnShText *text, LearnShWord *word)
{
	while (!learn_sh_at_end(text))
	{
		if (learn_sh_peek(text, 0) == '"')
		{
			text->at++;
			return;
		}
		read_double_part(text, word, false);
	}
	learn_command_incomplete(text->reader, "missing '\"'");
}

void
learn_sh_read_document(LearnShText *text, LearnShWord *word, bool tabs)
{
	bool at_line = true;

	while (!learn_sh_at_end(text))
	{
		if (at_line && tabs && learn_sh_peek(text, 0) == '\t')
		{
			text->at++;
			continue;
		}
		at_line = learn_sh_peek(text, 0) == '\n';
		if (word->quoted)
		{
			learn_sh_put(text, text->text[text->at], LEARN_SH_QUOTED);
			text->at++;
		}
		else if (at_line)
		{
			learn_sh_put(text, '\n', LEARN_SH_QUOTED);
			text->at++;
		}
		else
			read_double_part(text, word, true);
	}
}

/*
 * Reads what stands in parentheses within a word: a pattern such as @(a|b).
 */
static void
read_pattern(LearnShText *text, LearnShWord *word)
{
	int open = 0;

	do
	{
		char byte = learn_sh_peek(text, 0);

		if (byte == '(')
			open++;
		else if (byte == ')')
			open--;
		else if (!learn_sh_ends_word(byte))
		{
			learn_sh_read_part(text, word);
			continue;
		}
		learn_sh_put(text, byte, LEARN_SH_RAW);
		text->at++;
	} while (open > 0 && !learn_sh_at_end(text));
	word->expands = true;
	if (open > 0)
		learn_command_incomplete(text->reader, "missing ')'");
}

/*
 * Reads NAME=(…), behind the "=".
 */
static void
read_array(LearnShText *text, LearnShWord *word)
{
	size_t start = text->at++;

	if (!learn_sh_enter(text))
		return;
	for (;;)
	{
		LearnShWord element;

		learn_sh_skip_blanks(text);
		if (learn_sh_at_end(text))
		{
			learn_command_incomplete(text->reader, "missing ')'");
			break;
		}
		if (learn_sh_peek(text, 0) == ')')
		{
			text->at++;
			break;
		}
		if (!learn_sh_read_word(text, &element))
			text->at++;
		learn_sh_forget(text, element.first);
	}
	text->nesting--;
	learn_sh_put_text(text, text->text + start, text->at - start,
					  LEARN_SH_RAW);
	word->expands = true;
}

/*
 * Does "(" belong to the word?  It does in name=(…) and @(…), but neither in
 * name() nor in (…).
 */
static bool
reads_parenthesis(LearnShText *text, const LearnShWord *word)
{
	size_t length = text->letters.length - word->first;
	size_t distance = 1;
	const char *letters;
	char last;

	if (length == 0 ||
		text->marks.data[text->marks.length - 1] != LEARN_SH_PLAIN)
		return false;
	letters = text->letters.data + word->first;
	last = letters[length - 1];
	if (last == '=')
	{
		size_t name = learn_sh_name_length(letters, length);

		return name > 0 && (name == length - 1 ||
							(name == length - 2 && letters[name] == '+'));
	}
	while (learn_sh_peek(text, distance) == ' ')
		distance++;
	return strchr("?*+@!", last) != NULL &&
		   learn_sh_peek(text, distance) != ')';
}

/*
 * Reads letters up to one that may be special.
 */
static void
read_letters(LearnShText *text, LearnShWord *word)
{
	size_t start = text->at;
	char byte = text->text[start];

	if (byte == '{')
		word->braces = true;
	else if (byte == '*' || byte == '?' || byte == '[' ||
			 (byte == '~' && text->letters.length == word->first))
		word->expands = true;
	do
		text->at++;
	while (!learn_sh_at_end(text) &&
		   strchr("\\'\"$`{*?[ \t\n;&|()<>", text->text[text->at]) == NULL);
	learn_sh_put_text(text, text->text + start, text->at - start,
					  LEARN_SH_PLAIN);
}

bool
learn_sh_read_part(LearnShText *text, LearnShWord *word)
{
	size_t start = text->at;
	char byte = learn_sh_peek(text, 0);

	if (learn_sh_at_end(text))
		return false;
	if (byte == '\\' && text->at + 1 < text->length)
	{
		if (learn_sh_peek(text, 1) != '\n')
		{
			learn_sh_put(text, learn_sh_peek(text, 1), LEARN_SH_QUOTED);
			word->quoted = true;
		}
		text->at += 2;
	}
	else if (byte == '\'' || byte == '"')
	{
		text->at++;
		word->quoted = true;
		if (byte == '\'')
			learn_sh_read_single(text);
		else
			learn_sh_read_double(text, word);
	}
	else if (byte == '$')
		learn_sh_read_dollar(text, word, false);
	else if (byte == '`')
		learn_sh_read_backquotes(text, word, false);
	else if ((byte == '<' || byte == '>') && learn_sh_peek(text, 1) == '(')
	{
		text->at += 2;
		learn_sh_read_substitution(text, ')');
		learn_sh_put_text(text, text->text + start, text->at - start,
						  LEARN_SH_RAW);
		word->expands = true;
	}
	else if (byte == '(' && reads_parenthesis(text, word))
	{
		if (text->text[start - 1] == '=')
			read_array(text, word);
		else
			read_pattern(text, word);
	}
	else if (learn_sh_ends_word(byte))
		return false;
	else
		read_letters(text, word);
	return true;
}

bool
learn_sh_read_word(LearnShText *text, LearnShWord *word)
{
	memset(word, 0, sizeof(*word));
	word->first = text->letters.length;
	word->start = text->at;
	while (learn_sh_read_part(text, word))
		;
	if (text->letters.length == word->first + 1 &&
		text->letters.data[word->first] == '[')
		word->expands = false; /* the program, no pattern */
	word->end = text->at;
	return word->end > word->start;
}
