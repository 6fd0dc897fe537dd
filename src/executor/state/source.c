/*-------------------------------------------------------------------------
 *
 * source.c
 *		Reads what the system tells in files, such as those below /proc.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/state/source.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
learn_source_open(const char *path, int flags)
{
	/* Opening a FIFO waits for a writer; opening a terminal may take it. */
	int file =
		open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | flags);
	struct stat status;

	if (file < 0)
		return -1;
	if (fstat(file, &status) == 0 && S_ISREG(status.st_mode))
		return file;
	close(file);
	errno = EINVAL;
	return -1;
}

static int
open_below(const char *root, const char *path)
{
	char whole[PATH_MAX];
	int length = snprintf(whole, sizeof(whole), "%s%s", root, path);

	if (length < 0 || (size_t) length >= sizeof(whole))
		return -1;
	return learn_source_open(whole, 0);
}

static ssize_t
read_some(int file, char *data, size_t size)
{
	ssize_t count;

	do
		count = read(file, data, size);
	while (count < 0 && errno == EINTR);
	return count;
}

bool
learn_lines_open(LearnLines *lines, const char *root, const char *path,
				 size_t limit)
{
	lines->file = open_below(root, path);
	lines->left = limit;
	lines->start = lines->end = 0;
	lines->cut = false;
	return lines->file >= 0;
}

/*
 * Moves what is left to the front, and reads more behind it.
 */
static bool
refill(LearnLines *lines)
{
	size_t kept = lines->end - lines->start;
	size_t room = LEARN_LINE_MAX - kept;
	ssize_t count;

	memmove(lines->data, lines->data + lines->start, kept);
	lines->start = 0;
	lines->end = kept;
	if (room > lines->left)
		room = lines->left;
	count = room > 0 ? read_some(lines->file, lines->data + kept, room) : 0;
	if (count <= 0)
		return false;
	lines->left -= (size_t) count;
	lines->end += (size_t) count;
	return true;
}

/*
 * Takes all that was read as one line, or as a part of one.
 */
static char *
take_rest(LearnLines *lines)
{
	char *line = lines->data + lines->start;

	lines->data[lines->end] = '\0';
	lines->start = lines->end;
	return line;
}

char *
learn_lines_next(LearnLines *lines)
{
	for (;;)
	{
		char *line = lines->data + lines->start;
		size_t length = lines->end - lines->start;
		char *end = memchr(line, '\n', length);
		bool was_cut = lines->cut;

		if (end != NULL)
		{
			*end = '\0';
			lines->start += (size_t) (end - line) + 1;
			lines->cut = false;
			if (!was_cut)
				return line;
		}
		else if (length == LEARN_LINE_MAX)
		{
			lines->cut = true;
			line = take_rest(lines);
			if (!was_cut)
				return line;
		}
		else if (!refill(lines))
		{
			if (was_cut || length == 0)
				return NULL;
			lines->cut = lines->left == 0;
			return take_rest(lines);
		}
	}
}

void
learn_lines_close(LearnLines *lines)
{
	close(lines->file);
	lines->file = -1;
}

long
learn_source_read(const char *root, const char *path, char *text, size_t size)
{
	int file = open_below(root, path);
	size_t length = 0;
	ssize_t count = -1;

	if (file >= 0)
	{
		do
		{
			count = read_some(file, text + length, size - 1 - length);
			length += count > 0 ? (size_t) count : 0;
		} while (count > 0 && length < size - 1);
		close(file);
	}
	text[length] = '\0';
	return count < 0 ? -1 : (long) length;
}

bool
learn_source_number(const char **text, int base, uint64_t *number)
{
	const char *at = *text + strspn(*text, " \t");
	char *end;

	/* strtoull() would take a sign, and 0x. */
	if (!isxdigit((unsigned char) at[0]))
		return false;
	errno = 0;
	*number = strtoull(at, &end, base);
	if (end == at || errno != 0)
		return false;
	*text = end;
	return true;
}

/*
 * The length of the character at the beginning of text, of which left bytes
 * are there; 0: it is not valid UTF-8, or a control character.
 */
static size_t
character_length(const unsigned char *text, size_t left)
{
	static const struct
	{
		unsigned char mask;
		unsigned char lead;
		uint32_t least; /* less than that has a shorter form */
	} forms[] = {{0x80, 0x00, ' '},
				 {0xE0, 0xC0, 0xA0},
				 {0xF0, 0xE0, 0x800},
				 {0xF8, 0xF0, 0x10000}};

	for (size_t more = 0; more < 4 && more < left; more++)
	{
		uint32_t character;

		if ((text[0] & forms[more].mask) != forms[more].lead)
			continue;
		character = text[0] & (unsigned char) ~forms[more].mask;
		for (size_t i = 1; i <= more; i++)
		{
			if ((text[i] & 0xC0) != 0x80)
				return 0;
			character = character << 6 | (text[i] & 0x3F);
		}
		if (character < forms[more].least || character == 0x7F ||
			character > 0x10FFFF ||
			(character >= 0xD800 && character <= 0xDFFF))
			return 0;
		return more + 1;
	}
	return 0;
}

void
learn_source_clean(const char *bytes, size_t length, char *clean)
{
	for (size_t i = 0; i < length;)
	{
		size_t taken =
			character_length((const unsigned char *) bytes + i, length - i);

		if (taken > 0)
			memcpy(clean, bytes + i, taken);
		else
			memcpy(clean, "\xEF\xBF\xBD", 3);
		clean += taken > 0 ? taken : 3;
		i += taken > 0 ? taken : 1;
	}
	*clean = '\0';
}
