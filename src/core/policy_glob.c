/*-------------------------------------------------------------------------
 *
 * policy_glob.c
 *		Globs: whether one matches a text, and whether two match the same.
 *
 *-------------------------------------------------------------------------
 */
#include "core/policy_scan.h"

#include <string.h>

/* The longest name in a path, in bytes. */
#define PART_MAX 255

static char
folded(char c, bool fold)
{
	return fold && c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
}

/*
 * Matches from left to right.  When something does not fit, the last star
 * takes one character more; those before it need not be tried again, but where
 * ** stands before *, which stops at slashes: then that one is.
 */
bool
learn_policy_glob(const char *glob, const char *text, size_t length, bool fold,
				  bool slashes)
{
	const char *end = text + length;
	const char *star = NULL, *star_text = NULL;
	const char *wide = NULL, *wide_text = NULL;

	for (;;)
	{
		if (glob[0] == '*' && (glob[1] == '*' || !slashes))
		{
			while (*glob == '*')
				glob++;
			wide = glob;
			wide_text = text;
			star = NULL;
		}
		else if (glob[0] == '*')
		{
			star = ++glob;
			star_text = text;
		}
		else if (text < end && *glob != '\0' &&
				 (*glob == '?' ? !(slashes && *text == '/')
							   : folded(*glob, fold) == folded(*text, fold)))
		{
			glob++;
			text++;
		}
		else if (text == end && *glob == '\0')
			return true;
		else if (star != NULL && star_text < end && *star_text != '/')
		{
			glob = star;
			text = ++star_text;
		}
		else if (wide != NULL && wide_text < end)
		{
			glob = wide;
			text = ++wide_text;
			star = NULL;
		}
		else
			return false;
	}
}

bool
learn_policy_is_listed(const char *name, const char *list)
{
	const char *const *item = learn_policy_list(list);

	for (; item != NULL && *item != NULL; item++)
	{
		if (learn_policy_may_begin(*item, name, false) &&
			learn_policy_glob(*item, name, strlen(name), false, false))
			return true;
	}
	return false;
}

/* One place in a part of a path: what it takes there. */
typedef struct Piece
{
	enum
	{
		PIECE_CHARACTER,
		PIECE_SET, /* one of the characters in brackets */
		PIECE_ANY, /* one character */
		PIECE_STAR /* any number of them */
	} kind;
	char character;
	const char *set; /* what is in the brackets */
	size_t set_length;
} Piece;

/* The end of "{a,b}" or "{1..9}"; NULL: the brace stands for itself. */
static const char *
alternatives_end(const char *glob, size_t length)
{
	const char *close = memchr(glob, '}', length);

	if (close == NULL || (memchr(glob, ',', (size_t) (close - glob)) == NULL &&
						  memchr(glob, '.', (size_t) (close - glob)) == NULL))
		return NULL;
	return close;
}

/*
 * Reads a part of a path as a shell has it: * ? [set] {alternatives}.
 * Alternatives are taken for any text.  Returns how many pieces.
 */
static int
read_pieces(const char *glob, size_t length, Piece *pieces)
{
	int count = 0;

	for (size_t i = 0; i < length; i++)
	{
		const char *close = NULL;

		pieces[count].kind = PIECE_CHARACTER;
		pieces[count].character = glob[i];
		if (glob[i] == '[')
			close = memchr(glob + i, ']', length - i);
		else if (glob[i] == '{')
			close = alternatives_end(glob + i, length - i);
		if (close != NULL)
		{
			pieces[count].kind = glob[i] == '[' ? PIECE_SET : PIECE_STAR;
			pieces[count].set = glob + i + 1;
			pieces[count].set_length = (size_t) (close - glob) - i - 1;
			i = (size_t) (close - glob);
		}
		else if (glob[i] == '?')
			pieces[count].kind = PIECE_ANY;
		else if (glob[i] == '*')
			pieces[count].kind = PIECE_STAR;
		count++;
	}
	return count;
}

/* Is a character in a set: "a-z0", "!a" and "^a"? */
static bool
is_in_set(const Piece *piece, char character)
{
	bool others = piece->set_length > 0 &&
				  (piece->set[0] == '!' || piece->set[0] == '^');
	bool found = false;

	if (piece->set_length > 0 && piece->set[0] == '[')
		return true; /* [:class:] */
	for (size_t i = others; i < piece->set_length; i++)
	{
		if (i + 2 < piece->set_length && piece->set[i + 1] == '-')
		{
			found = found || (character >= piece->set[i] &&
							  character <= piece->set[i + 2]);
			i += 2;
		}
		else
			found = found || character == piece->set[i];
	}
	return found != others;
}

/* May the two pieces, neither a star, stand for the same character? */
static bool
pieces_fit(const Piece *left, const Piece *right)
{
	if (left->kind == PIECE_CHARACTER && right->kind == PIECE_CHARACTER)
		return left->character == right->character;
	if (left->kind == PIECE_SET && right->kind == PIECE_CHARACTER)
		return is_in_set(left, right->character);
	if (right->kind == PIECE_SET && left->kind == PIECE_CHARACTER)
		return is_in_set(right, left->character);
	return true;
}

/*
 * Is there a name that two parts of paths match?  row[j] tells whether the
 * pieces of the one before i, and those of the other before j, can stand for
 * the same text.
 */
static bool
pieces_meet(const Piece *left, int lefts, const Piece *right, int rights)
{
	bool rows[2][PART_MAX + 1] = {{true}};

	for (int j = 1; j <= rights; j++)
		rows[0][j] = rows[0][j - 1] && right[j - 1].kind == PIECE_STAR;
	for (int i = 1; i <= lefts; i++)
	{
		const bool *above = rows[(i - 1) % 2];
		bool *row = rows[i % 2];
		bool star = left[i - 1].kind == PIECE_STAR;

		row[0] = above[0] && star;
		for (int j = 1; j <= rights; j++)
		{
			if (star || right[j - 1].kind == PIECE_STAR)
				row[j] = above[j] || row[j - 1];
			else
				row[j] =
					above[j - 1] && pieces_fit(&left[i - 1], &right[j - 1]);
		}
	}
	return rows[lefts % 2][rights];
}

static bool
is_special(char c)
{
	return c == '*' || c == '?' || c == '[' || c == '{';
}

/*
 * Do two globs differ before anything in them is special?  Most do.  *same is
 * how many characters they have in common until then.
 */
static bool
differ_at_once(const char *left, size_t lefts, const char *right,
			   size_t rights, size_t *same)
{
	size_t i = 0;

	while (i < lefts && i < rights && left[i] == right[i] &&
		   !is_special(left[i]))
		i++;
	*same = i;
	if (i == lefts && i == rights)
		return false;
	return (i == lefts || !is_special(left[i])) &&
		   (i == rights || !is_special(right[i]));
}

/* The same for the parts as text. */
static bool
parts_meet(const char *left, size_t lefts, const char *right, size_t rights)
{
	Piece left_pieces[PART_MAX], right_pieces[PART_MAX];
	size_t same;

	if (differ_at_once(left, lefts, right, rights, &same))
		return false;
	if ((same == lefts && same == rights) || (lefts == 1 && left[0] == '*') ||
		(rights == 1 && right[0] == '*'))
		return true;
	if (lefts - same > PART_MAX || rights - same > PART_MAX)
		return true; /* longer than a name can be */
	return pieces_meet(left_pieces,
					   read_pieces(left + same, lefts - same, left_pieces),
					   right_pieces,
					   read_pieces(right + same, rights - same, right_pieces));
}

/* The length of the first part of a path. */
static size_t
part_length(const char *path, size_t length)
{
	const char *slash = memchr(path, '/', length);

	return slash != NULL ? (size_t) (slash - path) : length;
}

bool
learn_policy_globs_meet(const char *glob, const char *other, size_t length)
{
	size_t left = strlen(glob);
	size_t same;

	if (differ_at_once(glob, left, other, length, &same))
		return false;
	for (;;)
	{
		size_t mine = part_length(glob, left);
		size_t theirs = part_length(other, length);

		if (theirs == 2 && memcmp(other, "**", 2) == 0)
			return true;
		if (mine == 2 && memcmp(glob, "**", 2) == 0)
		{
			if (mine == left)
				return length > 0;
			for (;; theirs = part_length(other, length))
			{
				if (learn_policy_globs_meet(glob + 3, other, length))
					return true;
				if (theirs == length)
					return false;
				other += theirs + 1;
				length -= theirs + 1;
			}
		}
		if (!parts_meet(glob, mine, other, theirs))
			return false;
		if (mine == left || theirs == length)
			return mine == left && theirs == length;
		glob += mine + 1;
		left -= mine + 1;
		other += theirs + 1;
		length -= theirs + 1;
	}
}
