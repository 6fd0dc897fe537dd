/*-------------------------------------------------------------------------
 *
 * json_read.c
 *		Reads JSON, by the letter.
 *
 *-------------------------------------------------------------------------
 */
#include "core/json_read.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/json_token.h"

/*
 * A guess at how many values there are: one in so many bytes, and some more,
 * but not so many that a long string makes us ask for memory in vain.
 */
#define BYTES_PER_VALUE 20
#define VALUES_MIN 8
#define VALUES_MAX 4096

/* With more members than this an object is searched by halves. */
#define MEMBERS_FEW 12

/* An array or object of which a part was read. */
typedef struct Level
{
	LearnValue *container;
	LearnValue *last; /* what was read last; NULL: nothing */
	bool sorted;      /* its members stand in the order of their names */
} Level;

typedef struct Reader
{
	LearnTokens tokens;
	LearnArena *arena;
	LearnValue *root;
	bool after_comma;
	int depth; /* how many levels are open */
	Level levels[LEARN_JSON_DEPTH];
} Reader;

/* The next byte; 0 at the end. */
static int
peek(const Reader *reader)
{
	return reader->tokens.at < reader->tokens.end ? *reader->tokens.at : 0;
}

/* Skips white space; false when the text ends there. */
static bool
find_next(Reader *reader)
{
	learn_token_skip_space(&reader->tokens);
	return reader->tokens.at < reader->tokens.end ||
		   learn_token_fail(&reader->tokens, NULL);
}

/*
 * Adds a value to the array or object that is open.
 */
static LearnValue *
add_value(Reader *reader)
{
	LearnValue *value = learn_arena_allocate(reader->arena, sizeof(*value));
	Level *level;

	if (value == NULL)
	{
		learn_token_fail_memory(&reader->tokens);
		return NULL;
	}
	memset(value, 0, sizeof(*value));
	if (reader->depth == 0)
	{
		reader->root = value;
		return value;
	}
	level = &reader->levels[reader->depth - 1];
	if (level->last != NULL)
		level->last->next = value;
	else
		level->container->first = value;
	level->last = value;
	level->container->length++;
	return value;
}

/*
 * Reads the name of a member and the colon.
 */
static bool
read_name(Reader *reader, Level *level, const LearnValue *previous,
		  LearnValue *member)
{
	LearnTokens *tokens = &reader->tokens;

	if (peek(reader) != '"')
		return learn_token_fail(tokens,
								"quoted object property name expected");
	if (!learn_token_string(tokens, &member->name, &member->name_length))
		return false;
	if (previous != NULL && learn_value_compare_names(previous, member) >= 0)
		level->sorted = false;
	if (!find_next(reader))
		return false;
	if (peek(reader) != ':')
		return learn_token_fail(tokens,
								"object property name separator ':' expected");
	tokens->at++;
	return find_next(reader);
}

/*
 * Reads a value, of an array or object only how it opens.
 */
static bool
read_value(Reader *reader, bool *opened)
{
	LearnTokens *tokens = &reader->tokens;
	Level *level =
		reader->depth > 0 ? &reader->levels[reader->depth - 1] : NULL;
	const LearnValue *previous = level != NULL ? level->last : NULL;
	LearnValue *value;
	int byte;

	*opened = false;
	if (!find_next(reader))
		return false;
	if (reader->after_comma && (peek(reader) == ']' || peek(reader) == '}'))
		return learn_token_fail(tokens, "nothing follows a comma");
	value = add_value(reader);
	if (value == NULL)
		return false;
	if (level != NULL && level->container->type == LEARN_VALUE_OBJECT &&
		!read_name(reader, level, previous, value))
		return false;
	if (reader->depth == LEARN_JSON_DEPTH)
		return learn_token_fail(tokens, "nesting too deep");

	byte = peek(reader);
	if (byte == '"')
	{
		value->type = LEARN_VALUE_STRING;
		return learn_token_string(tokens, &value->text, &value->length);
	}
	if (byte == '-' || (byte >= '0' && byte <= '9'))
		return learn_token_number(tokens, value);
	if (byte != '{' && byte != '[')
		return learn_token_word(tokens, value);

	tokens->at++;
	value->type = byte == '{' ? LEARN_VALUE_OBJECT : LEARN_VALUE_ARRAY;
	level = &reader->levels[reader->depth++];
	level->container = value;
	level->last = NULL;
	level->sorted = true;
	reader->after_comma = false;
	*opened = true;
	return true;
}

/* By name, of one name by place: the names of a text stand in its order. */
static int
compare_members(const void *left, const void *right)
{
	const LearnValue *first = *(LearnValue *const *) left;
	const LearnValue *second = *(LearnValue *const *) right;
	int order = learn_value_compare_names(first, second);

	if (order != 0)
		return order;
	return (first->name > second->name) - (first->name < second->name);
}

/*
 * Of members with one name, the first keeps its place and gets the value of
 * the last.
 */
static void
drop_duplicates(LearnValue *object)
{
	LearnValue **members = object->sorted;
	uint32_t kept = 1;

	for (uint32_t i = 1; i < object->length; i++)
	{
		LearnValue *first = members[kept - 1];
		LearnValue *next = first->next;

		if (learn_value_compare_names(first, members[i]) != 0)
		{
			members[kept++] = members[i];
			continue;
		}
		*first = *members[i];
		first->next = next;
		members[i]->name = NULL;
	}
	if (kept == object->length)
		return;
	object->length = kept;
	for (LearnValue **link = &object->first; *link != NULL;)
	{
		if ((*link)->name == NULL)
			*link = (*link)->next;
		else
			link = &(*link)->next;
	}
}

/*
 * Puts the members of an object in order, for those who look for one.
 */
static bool
sort_members(Reader *reader, const Level *level)
{
	LearnValue *object = level->container;
	LearnValue **members;

	if (level->sorted && object->length <= MEMBERS_FEW)
		return true;
	members =
		learn_arena_allocate(reader->arena, object->length * sizeof(*members));
	if (members == NULL)
		return learn_token_fail_memory(&reader->tokens);
	object->sorted = members;
	for (LearnValue *member = object->first; member != NULL;
		 member = member->next)
		*members++ = member;
	if (!level->sorted)
	{
		qsort(object->sorted, object->length, sizeof(*members),
			  compare_members);
		drop_duplicates(object);
	}
	return true;
}

/* Does the array or object that is open end here? */
static bool
ends_here(const Reader *reader)
{
	LearnValueType type = reader->levels[reader->depth - 1].container->type;

	return peek(reader) == (type == LEARN_VALUE_OBJECT ? '}' : ']');
}

/*
 * Closes what ends here; then a comma must follow, unless all is closed.
 */
static bool
read_ends(Reader *reader)
{
	while (reader->depth > 0)
	{
		Level *level = &reader->levels[reader->depth - 1];
		bool object = level->container->type == LEARN_VALUE_OBJECT;

		if (!find_next(reader))
			return false;
		reader->after_comma = peek(reader) == ',';
		if (!reader->after_comma && !ends_here(reader))
			return learn_token_fail(
				&reader->tokens, object
									 ? "object value separator ',' expected"
									 : "array value separator ',' expected");
		reader->tokens.at++;
		if (reader->after_comma)
			return true;
		reader->depth--;
		if (object && !sort_members(reader, level))
			return false;
	}
	return true;
}

static bool
read_all(Reader *reader)
{
	do
	{
		bool opened;

		if (!read_value(reader, &opened))
			return false;
		learn_token_skip_space(&reader->tokens);
		if ((!opened || ends_here(reader)) && !read_ends(reader))
			return false;
	} while (reader->depth > 0);
	return true;
}

/*
 * Gets the memory for all texts and, as far as one can guess, all values.
 */
static bool
reserve(Reader *reader, size_t length)
{
	size_t values = length / BYTES_PER_VALUE + VALUES_MIN;

	if (values > VALUES_MAX)
		values = VALUES_MAX;
	if (learn_arena_reserve(reader->arena,
							length + 1 + values * sizeof(LearnValue)))
		reader->tokens.free = learn_arena_allocate(reader->arena, length + 1);
	return reader->tokens.free != NULL ||
		   learn_token_fail_memory(&reader->tokens);
}

/*
 * Says why the text was refused.
 */
static LearnStatus
refuse(const LearnTokens *tokens, LearnProblem *problem)
{
	if (tokens->out_of_memory)
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	if (tokens->reason == NULL)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "JSON text ends in the middle of a value");
	return learn_problem_set(problem, LEARN_INVALID, NULL,
							 "JSON text is malformed at byte %zu: %s",
							 (size_t) (tokens->at - tokens->start) + 1,
							 tokens->reason);
}

LearnStatus
learn_json_read(LearnArena *arena, const char *text, size_t length,
				const LearnValue **value, LearnProblem *problem)
{
	Reader reader;
	LearnTokens *tokens = &reader.tokens;

	*value = NULL;
	if (length > INT_MAX - 1)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "JSON text is too long");

	/* All but the levels, which are filled when they are opened. */
	memset(&reader, 0, offsetof(Reader, levels));
	reader.arena = arena;
	tokens->start = tokens->at = (const unsigned char *) text;
	tokens->end = tokens->start + length;
	if (!reserve(&reader, length) || !read_all(&reader))
		return refuse(tokens, problem);

	learn_token_skip_space(tokens);
	if (tokens->at < tokens->end)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "JSON text has trailing characters at byte "
								 "%zu",
								 (size_t) (tokens->at - tokens->start) + 1);
	if (tokens->infinite)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "JSON text holds a number out of range");
	*value = reader.root;
	return LEARN_OK;
}

LearnStatus
learn_json_check(const char *text, size_t length, LearnProblem *problem)
{
	LearnArena arena;
	const LearnValue *value;
	LearnStatus status;

	learn_arena_init(&arena);
	status = learn_json_read(&arena, text, length, &value, problem);
	learn_arena_free(&arena);
	return status;
}
