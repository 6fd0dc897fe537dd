/*-------------------------------------------------------------------------
 *
 * command_sh_fields.c
 *		One word for sh that becomes several: $IFS in it, and {a,b}.
 *
 * Both are known tricks to write a command without blanks: "{rm,-r,/}" and
 * "rm$IFS-r$IFS/" are three words each.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_sh.h"

#include <stdlib.h>
#include <string.h>

/* Words that are longer, or become more than so many, stay as written. */
#define BRACES_LENGTH_MAX 4096
#define BRACES_WORDS_MAX 64

/* What the words of one word have in common. */
typedef struct Fields
{
	LearnShText *text;
	LearnCommandDraft *draft;
	LearnWord word;
	int left; /* how many may still come out of braces */
} Fields;

/* Letters with their marks. */
typedef struct Piece
{
	const char *letters;
	const char *marks;
	size_t length;
} Piece;

/* A pair of braces that stands for several words. */
typedef struct Braces
{
	size_t open;
	size_t close;
	bool series; /* {a..e}, not {a,b} */
} Braces;

static bool
add_piece(Fields *fields, const Piece *piece)
{
	LearnWord word = fields->word;

	word.text = piece->letters;
	word.length = piece->length;
	return learn_command_add_word(fields->text->reader, fields->draft, &word);
}

static bool
is_plain(const Piece *piece, size_t at, char letter)
{
	return piece->letters[at] == letter && piece->marks[at] == LEARN_SH_PLAIN;
}

/* Is it a series of letters, x..y? */
static bool
is_series(const Piece *piece, size_t open, size_t close)
{
	return close - open == 5 && is_plain(piece, open + 2, '.') &&
		   is_plain(piece, open + 3, '.');
}

/*
 * Finds the first braces that are neither empty of commas nor without an end.
 */
static bool
find_braces(const Piece *piece, Braces *found)
{
	struct
	{
		size_t open;
		bool comma;
	} levels[BRACES_WORDS_MAX];
	int depth = 0;
	bool any = false;

	for (size_t i = 0; i < piece->length; i++)
	{
		if (is_plain(piece, i, '{') && depth < BRACES_WORDS_MAX)
		{
			levels[depth].open = i;
			levels[depth++].comma = false;
		}
		else if (is_plain(piece, i, ',') && depth > 0)
			levels[depth - 1].comma = true;
		else if (is_plain(piece, i, '}') && depth > 0)
		{
			size_t open = levels[--depth].open;
			bool series = is_series(piece, open, i);

			if ((levels[depth].comma || series) &&
				(!any || open < found->open))
			{
				*found = (Braces){open, i, series && !levels[depth].comma};
				any = true;
			}
		}
	}
	return any;
}

static bool add_expanded(Fields *fields, const Piece *piece);

/*
 * Adds what a word is with one of the alternatives in place of the braces.
 */
static bool
add_alternative(Fields *fields, const Piece *piece, const Braces *braces,
				const Piece *alternative)
{
	size_t behind = piece->length - braces->close - 1;
	size_t length = braces->open + alternative->length + behind;
	char *letters = malloc(2 * length + 1);
	char *marks;
	Piece made;
	bool added;

	if (letters == NULL)
	{
		fields->text->reader->failed = true;
		return false;
	}
	marks = letters + length;
	made = (Piece){letters, marks, length};
	memcpy(letters, piece->letters, braces->open);
	memcpy(marks, piece->marks, braces->open);
	memcpy(letters + braces->open, alternative->letters, alternative->length);
	memcpy(marks + braces->open, alternative->marks, alternative->length);
	memcpy(letters + length - behind, piece->letters + braces->close + 1,
		   behind);
	memcpy(marks + length - behind, piece->marks + braces->close + 1, behind);
	added = add_expanded(fields, &made);
	free(letters);
	return added;
}

static bool
add_series(Fields *fields, const Piece *piece, const Braces *braces)
{
	char letter = piece->letters[braces->open + 1];
	char last = piece->letters[braces->close - 1];
	char mark = LEARN_SH_PLAIN;

	for (;;)
	{
		Piece alternative = {&letter, &mark, 1};

		if (!add_alternative(fields, piece, braces, &alternative))
			return false;
		if (letter == last || fields->left <= 0)
			return true;
		letter = (char) (letter + (letter < last ? 1 : -1));
	}
}

/*
 * Adds the words that a word with braces becomes.  That takes time for each,
 * which comes out of the budget.
 */
static bool
add_expanded(Fields *fields, const Piece *piece)
{
	LearnCommandReader *reader = fields->text->reader;
	Braces braces;
	size_t start;
	int depth = 0;

	if (piece->length > reader->budget || !find_braces(piece, &braces) ||
		--fields->left < 0)
		return piece->length == 0 || add_piece(fields, piece);
	reader->budget -= piece->length;
	if (braces.series)
		return add_series(fields, piece, &braces);
	start = braces.open + 1;
	for (size_t i = start; i <= braces.close; i++)
	{
		Piece alternative = {piece->letters + start, piece->marks + start,
							 i - start};

		if (i == braces.close || (is_plain(piece, i, ',') && depth == 0))
		{
			if (!add_alternative(fields, piece, &braces, &alternative))
				return false;
			start = i + 1;
		}
		else
			depth += is_plain(piece, i, '{') - is_plain(piece, i, '}');
	}
	return true;
}

static bool
add_field(Fields *fields, const Piece *piece)
{
	fields->left = BRACES_WORDS_MAX;
	if (memchr(piece->letters, '{', piece->length) == NULL ||
		piece->length > BRACES_LENGTH_MAX || fields->text->reader->plain)
		return add_piece(fields, piece);
	return add_expanded(fields, piece);
}

bool
learn_sh_add_fields(LearnShText *text, LearnCommandDraft *draft,
					const LearnShWord *word)
{
	Fields fields = {text, draft, learn_sh_make_word(text, word), 0};
	Piece piece = {fields.word.text, text->marks.data + word->first, 0};
	size_t length = fields.word.length;

	if (!word->splits && !word->braces)
		return learn_command_add_word(text->reader, draft, &fields.word);
	for (size_t i = 0; i <= length; i++)
	{
		if (i < length && text->marks.data[word->first + i] != LEARN_SH_SPLIT)
			continue;
		piece.length = (size_t) (fields.word.text + i - piece.letters);
		if (piece.length > 0 && !add_field(&fields, &piece))
			return false;
		piece.letters += piece.length + 1;
		piece.marks += piece.length + 1;
	}
	return true;
}
