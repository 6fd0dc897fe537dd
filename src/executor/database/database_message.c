/*-------------------------------------------------------------------------
 *
 * database_message.c
 *		What a server or libpq says, and what it means.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/database/database_message.h"

#include <string.h>

#include "core/buffer.h"
#include "core/character.h"
#include "core/redact.h"
#include "executor/utf8.h"

/* SQLSTATEs, or how they begin, that mean more than a refusal. */
static const struct
{
	const char *start;
	LearnDatabaseStatus meaning;
} meanings[] = {
	{"08", LEARN_DATABASE_AWAY},       /* the connection */
	{"25006", LEARN_DATABASE_AWAY},    /* a standby, which takes nothing */
	{"40", LEARN_DATABASE_AWAY},       /* deadlock, or a transaction's order */
	{"53", LEARN_DATABASE_AWAY},       /* no memory, disk or connection left */
	{"55", LEARN_DATABASE_AWAY},       /* locked, or in use */
	{"57", LEARN_DATABASE_AWAY},       /* stops or starts, or is late */
	{"58", LEARN_DATABASE_AWAY},       /* its operating system */
	{"3F000", LEARN_DATABASE_UNKNOWN}, /* no such schema */
	{"42703", LEARN_DATABASE_UNKNOWN}, /* no such column */
	{"42704", LEARN_DATABASE_UNKNOWN}, /* no such type */
	{"42883", LEARN_DATABASE_UNKNOWN}, /* no such function */
	{"42P01", LEARN_DATABASE_UNKNOWN}, /* no such view */
};

LearnDatabaseStatus
learn_database_meaning(const char *state)
{
	/* libpq has none for what it says itself, as of a broken connection. */
	if (state == NULL)
		return LEARN_DATABASE_AWAY;
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
	{
		if (strncmp(state, meanings[i].start, strlen(meanings[i].start)) == 0)
			return meanings[i].meaning;
	}
	return LEARN_DATABASE_REFUSED;
}

/*
 * Appends text as one line.  What was written before the server was told
 * which encoding we read may be in any.
 */
static void
append_line(LearnBuffer *line, const char *text)
{
	size_t length = strlen(text);
	bool valid = learn_is_utf8(text, length);
	const char *separator = "";

	for (size_t i = 0; i < length;)
	{
		uint32_t character = (unsigned char) text[i];
		size_t size = 1;

		if (valid)
			size = learn_character_read(text + i, length - i, &character);
		if (character <= ' ' || (character >= 0x7F && character < 0xA0) ||
			character == 0x2028 || character == 0x2029)
		{
			if (line->length > 0 && separator[0] != ';')
				separator = character == '\n' ? "; " : " ";
		}
		else
		{
			learn_buffer_append_string(line, separator);
			learn_buffer_append(line,
								valid || character < 0x80 ? text + i : "?",
								valid ? size : 1);
			separator = "";
		}
		i += size;
	}
}

/* Hands a line over as a problem, without the password. */
static void
say(PGconn *connection, const LearnBuffer *line, LearnProblem *problem)
{
	const char *password = connection != NULL ? PQpass(connection) : NULL;
	const char *const known[] = {password, NULL};
	const LearnRedactRules rules = {.known = known};
	LearnBuffer said;

	learn_buffer_init(&said, 0);
	if (line->length == 0)
		learn_problem_set(problem, LEARN_INVALID, NULL,
						  "the connection to the database is broken");
	else if (!line->failed && learn_redact_append(&said, line->data,
												  line->length, &rules, NULL))
		learn_problem_set(problem, LEARN_INVALID, NULL, "%s", said.data);
	else
		learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL, "out of memory");
	learn_buffer_free(&said);
}

void
learn_database_say(PGconn *connection, const char *text, LearnProblem *problem)
{
	LearnBuffer line;

	learn_buffer_init(&line, 0);
	append_line(&line, text);
	say(connection, &line, problem);
	learn_buffer_free(&line);
}

/* Appends a field of an error, if it is there; returns whether it is. */
static bool
append_field(LearnBuffer *line, const char *before, const PGresult *result,
			 int field)
{
	const char *text = PQresultErrorField(result, field);

	if (text == NULL)
		return false;
	learn_buffer_append_string(line, before);
	append_line(line, text);
	return true;
}

void
learn_database_say_result(PGconn *connection, const PGresult *result,
						  LearnProblem *problem)
{
	LearnBuffer line;
	bool detail;

	learn_buffer_init(&line, 0);
	if (!append_field(&line, "", result, PG_DIAG_MESSAGE_PRIMARY))
		append_line(&line, PQresultErrorMessage(result));
	detail = append_field(&line, " (", result, PG_DIAG_MESSAGE_DETAIL);
	if (append_field(&line, detail ? " " : " (", result,
					 PG_DIAG_MESSAGE_HINT) ||
		detail)
		learn_buffer_append_string(&line, ")");
	say(connection, &line, problem);
	learn_buffer_free(&line);
}
