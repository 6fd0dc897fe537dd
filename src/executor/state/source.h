/*-------------------------------------------------------------------------
 *
 * source.h
 *		Reads what the system tells in files, such as those below /proc.
 *
 * What stands there was partly chosen by somebody else: names of processes and
 * directories are any bytes.  Nothing here waits, or reads without a bound.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_STATE_SOURCE_H
#define LEARN_EXECUTOR_STATE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longest line that is read whole. */
#define LEARN_LINE_MAX 16384

/* A file that is read line by line. */
typedef struct LearnLines
{
	int file;
	size_t left; /* bytes of the file that may still be read */
	size_t start;
	size_t end;
	bool cut; /* the last line was longer than it looks */
	char data[LEARN_LINE_MAX + 1];
} LearnLines;

/*
 * Opens root and path, put together, if that is a regular file, as files below
 * /proc are.  At most limit bytes are read.  Without success there is nothing
 * to close.
 */
extern bool learn_lines_open(LearnLines *lines, const char *root,
							 const char *path, size_t limit);

/*
 * The next line, terminated, and valid until the next call; NULL: no more.  A
 * line that is too long is cut.
 */
extern char *learn_lines_next(LearnLines *lines);

extern void learn_lines_close(LearnLines *lines);

/*
 * Reads the beginning of such a file, up to size - 1 bytes, and terminates it.
 * Returns how many were read; negative: it cannot be read.
 */
extern long learn_source_read(const char *root, const char *path, char *text,
							  size_t size);

/* Opens a file without waiting, and only when it is a regular one; else -1,
 * with the reason in errno (EINVAL: it is of another kind). */
extern int learn_source_open(const char *path, int flags);

/*
 * Reads a number in decimal digits, or hexadecimal ones, at *text, after
 * blanks, and moves *text behind it.  False: there is none, or it does not
 * fit.
 */
extern bool learn_source_number(const char **text, int base, uint64_t *number);

/* Room for a cleaned text of so many bytes. */
#define LEARN_CLEAN_SIZE(length) (3 * (length) + 1)

/*
 * Writes any bytes as text: valid UTF-8, in which U+FFFD stands for each byte
 * that is none, and for control characters.  clean must have room for
 * LEARN_CLEAN_SIZE(length) bytes.
 */
extern void learn_source_clean(const char *bytes, size_t length, char *clean);

#endif /* LEARN_EXECUTOR_STATE_SOURCE_H */
