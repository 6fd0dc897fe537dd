/*-------------------------------------------------------------------------
 *
 * said.h
 *		What is written to standard output, for the tests that read it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_SAID_H
#define LEARN_TEST_SAID_H

#include <unistd.h>

/* Standard output as it was, and what takes its place. */
typedef struct Said
{
	int before;
	FILE *file;
} Said;

static inline void
listen_to_output(Said *said)
{
	fflush(stdout);
	said->file = tmpfile();
	assert_non_null(said->file);
	said->before = dup(STDOUT_FILENO);
	assert_true(said->before >= 0);
	assert_true(dup2(fileno(said->file), STDOUT_FILENO) >= 0);
}

/* Puts standard output back; what was written must be that. */
static inline void
expect_said(Said *said, const char *expected)
{
	char text[4096];
	size_t length;

	fflush(stdout);
	assert_true(dup2(said->before, STDOUT_FILENO) >= 0);
	close(said->before);
	rewind(said->file);
	length = fread(text, 1, sizeof(text) - 1, said->file);
	text[length] = '\0';
	fclose(said->file);
	assert_string_equal(text, expected);
}

#endif /* LEARN_TEST_SAID_H */
