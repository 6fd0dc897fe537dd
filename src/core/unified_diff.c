/*-------------------------------------------------------------------------
 *
 * unified_diff.c
 *		The difference between two texts, line by line, as diff -u writes it.
 *
 * This is the algorithm of Eugene W. Myers, "An O(ND) Difference Algorithm
 * and Its Variations" (1986), in its form that needs linear space: in the grid
 * whose columns are the lines of the older text and whose rows are those of
 * the newer one, a difference is a path from the top left corner to the bottom
 * right one; a step to the right removes a line, a step down adds one, and a
 * diagonal step keeps one.  Searching from both corners at once finds a point
 * in the middle of a shortest path, and the two halves are solved likewise.
 * The number of a diagonal is its column minus its row.
 *
 *-------------------------------------------------------------------------
 */
#include "core/unified_diff.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/visible_text.h"

/* Unchanged lines shown around a change. */
#define CONTEXT 3

/* Bytes of a line that are repeated to tell where a group of changes is. */
#define HEADING_MAX 80

/* Columns of diagonals that were not reached, from either corner. */
#define NOT_REACHED_FORWARD (-1)
#define NOT_REACHED_BACKWARD INT32_MAX

typedef struct Line
{
	const char *text;
	size_t length;  /* with its line end, if it has one */
	int32_t number; /* the same for lines that are the same */
	bool changed;   /* removed or added */
} Line;

typedef struct Text
{
	Line *lines;
	int32_t count;
} Text;

/* A part of the grid: columns and rows from ... up to, but without ... */
typedef struct Box
{
	int32_t left, right;
	int32_t top, bottom;
} Box;

typedef struct Search
{
	Text before;
	Text after;

	/*
	 * The column reached furthest on each diagonal, by its number; they point
	 * into storage, which has two more than there are diagonals.
	 */
	int32_t *storage[2];
	int32_t *forward;
	int32_t *backward;
	int64_t work; /* comparisons left */
} Search;

/*
 * Divides a text into lines; false: no memory.
 */
static bool
split_lines(Text *text, const LearnDiffText *from)
{
	const char *at = from->text;
	const char *end = at + from->length;
	size_t count = 0;

	while (at < end)
	{
		const char *line_end = memchr(at, '\n', (size_t) (end - at));

		at = line_end != NULL ? line_end + 1 : end;
		count++;
	}
	text->lines = calloc(count + 1, sizeof(*text->lines));
	if (text->lines == NULL)
		return false;
	for (at = from->text; at < end; at += text->lines[text->count++].length)
	{
		const char *line_end = memchr(at, '\n', (size_t) (end - at));
		Line *line = &text->lines[text->count];

		line->text = at;
		line->length = (size_t) ((line_end != NULL ? line_end + 1 : end) - at);
	}
	return true;
}

static int
compare_lines(const void *left, const void *right)
{
	const Line *first = *(Line *const *) left;
	const Line *second = *(Line *const *) right;

	if (first->length != second->length)
		return first->length < second->length ? -1 : 1;
	return memcmp(first->text, second->text, first->length);
}

/*
 * Numbers the lines of both texts.  By sorting: whoever writes the texts could
 * make hashes collide.
 */
static bool
number_lines(Text *before, Text *after)
{
	size_t count = (size_t) before->count + (size_t) after->count;
	Line **sorted = calloc(count + 1, sizeof(*sorted));
	int32_t number = 0;

	if (sorted == NULL)
		return false;
	for (int32_t i = 0; i < before->count; i++)
		sorted[i] = &before->lines[i];
	for (int32_t i = 0; i < after->count; i++)
		sorted[before->count + i] = &after->lines[i];
	qsort(sorted, count, sizeof(*sorted), compare_lines);
	for (size_t i = 0; i < count; i++)
	{
		if (i > 0 && compare_lines(&sorted[i - 1], &sorted[i]) != 0)
			number++;
		sorted[i]->number = number;
	}
	free(sorted);
	return true;
}

static bool
same(const Search *search, int32_t column, int32_t row)
{
	return search->before.lines[column].number ==
		   search->after.lines[row].number;
}

/*
 * Takes a step from the diagonal below or above this one, whichever leads
 * further, and then keeps lines as long as they are the same.
 */
static void
go_forward(Search *search, const Box *box, int32_t diagonal)
{
	int32_t below = search->forward[diagonal - 1];
	int32_t above = search->forward[diagonal + 1];
	int32_t column = NOT_REACHED_FORWARD;

	if (below != NOT_REACHED_FORWARD && below < box->right)
		column = below + 1;
	if (above > column && above - diagonal <= box->bottom)
		column = above;
	while (column != NOT_REACHED_FORWARD && column < box->right &&
		   column - diagonal < box->bottom &&
		   same(search, column, column - diagonal))
	{
		column++;
		search->work--;
	}
	search->work--;
	search->forward[diagonal] = column;
}

/*
 * The same from the other corner, where further means further to the left.
 */
static void
go_backward(Search *search, const Box *box, int32_t diagonal)
{
	int32_t below = search->backward[diagonal - 1];
	int32_t above = search->backward[diagonal + 1];
	int32_t column = NOT_REACHED_BACKWARD;

	if (above != NOT_REACHED_BACKWARD && above > box->left)
		column = above - 1;
	if (below < column && below - diagonal >= box->top)
		column = below;
	while (column != NOT_REACHED_BACKWARD && column > box->left &&
		   column - diagonal > box->top &&
		   same(search, column - 1, column - diagonal - 1))
	{
		column--;
		search->work--;
	}
	search->work--;
	search->backward[diagonal] = column;
}

/* The lowest diagonal in a box that so many edits from a corner's lead to. */
static int32_t
lowest_diagonal(const Box *box, int32_t corner, int32_t edits)
{
	int32_t lowest = box->left - box->bottom;
	int32_t reached = corner - edits;

	return reached >= lowest ? reached : lowest + ((lowest - reached) & 1);
}

/* The highest one; that it may not be reached exactly does no harm. */
static int32_t
highest_diagonal(const Box *box, int32_t corner, int32_t edits)
{
	int32_t highest = box->right - box->top;

	return corner + edits < highest ? corner + edits : highest;
}

/*
 * Sets the diagonals that are looked at for the first time with so many edits
 * from a corner's: nothing has reached them, but earlier searches have left
 * something there.
 */
static void
forget_diagonals(int32_t *reached, int32_t value, const Box *box,
				 int32_t corner, int32_t edits)
{
	if (corner - edits > box->left - box->bottom - 1)
		reached[corner - edits - 1] = value;
	if (corner + edits < box->right - box->top + 1)
		reached[corner + edits + 1] = value;
}

/*
 * Finds a point on a shortest path through a box whose first and last lines
 * differ, and in which there are lines on both sides.  False: it would take
 * too long.
 */
static bool
find_middle(Search *search, const Box *box, int32_t *column, int32_t *row)
{
	int32_t first = box->left - box->top;
	int32_t last = box->right - box->bottom;
	bool meets_forward = ((first - last) & 1) != 0;

	search->forward[first] = box->left;
	search->backward[last] = box->right;
	for (int32_t edits = 1; search->work > 0; edits++)
	{
		int32_t highest = highest_diagonal(box, first, edits);

		forget_diagonals(search->forward, NOT_REACHED_FORWARD, box, first,
						 edits);
		for (int32_t k = lowest_diagonal(box, first, edits); k <= highest;
			 k += 2)
		{
			go_forward(search, box, k);
			if (meets_forward && abs(k - last) < edits &&
				search->backward[k] <= search->forward[k])
			{
				*column = search->forward[k];
				*row = *column - k;
				return true;
			}
		}
		highest = highest_diagonal(box, last, edits);
		forget_diagonals(search->backward, NOT_REACHED_BACKWARD, box, last,
						 edits);
		for (int32_t k = lowest_diagonal(box, last, edits); k <= highest;
			 k += 2)
		{
			go_backward(search, box, k);
			if (!meets_forward && abs(k - first) <= edits &&
				search->backward[k] <= search->forward[k])
			{
				*column = search->backward[k];
				*row = *column - k;
				return true;
			}
		}
	}
	return false;
}

/* Makes a box smaller by what is the same at its two corners. */
static void
trim(const Search *search, Box *box)
{
	while (box->left < box->right && box->top < box->bottom &&
		   same(search, box->left, box->top))
	{
		box->left++;
		box->top++;
	}
	while (box->left < box->right && box->top < box->bottom &&
		   same(search, box->right - 1, box->bottom - 1))
	{
		box->right--;
		box->bottom--;
	}
}

/*
 * Marks what is removed and added within a box.  Each half has half of the
 * edits, so the recursion is as deep as their number has bits.
 */
static void
mark_changes(Search *search, Box box)
{
	int32_t column;
	int32_t row;

	trim(search, &box);
	if (box.left < box.right && box.top < box.bottom &&
		find_middle(search, &box, &column, &row))
	{
		mark_changes(search, (Box){box.left, column, box.top, row});
		mark_changes(search, (Box){column, box.right, row, box.bottom});
		return;
	}
	for (int32_t i = box.left; i < box.right; i++)
		search->before.lines[i].changed = true;
	for (int32_t i = box.top; i < box.bottom; i++)
		search->after.lines[i].changed = true;
}

/*
 * Compares the two texts of a search; false: no memory.
 */
static bool
compare_texts(Search *search)
{
	Box all = {0, search->before.count, 0, search->after.count};
	size_t size = (size_t) all.right + (size_t) all.bottom + 3;

	for (int i = 0; i < 2; i++)
	{
		search->storage[i] = malloc(size * sizeof(*search->storage[i]));
		if (search->storage[i] == NULL)
			return false;
	}
	search->forward = search->storage[0] + all.bottom + 1;
	search->backward = search->storage[1] + all.bottom + 1;
	search->work = LEARN_UNIFIED_DIFF_WORK;
	mark_changes(search, all);
	return true;
}

static bool
is_changed(const Text *text, int32_t line)
{
	return line < text->count && text->lines[line].changed;
}

static void
append_line(LearnBuffer *buffer, char sign, const Line *line)
{
	learn_buffer_append(buffer, &sign, 1);
	learn_buffer_append(buffer, line->text, line->length);
	if (line->text[line->length - 1] != '\n')
		learn_buffer_append_string(buffer, "\n\\ No newline at end of file\n");
}

/*
 * Appends lines from ... to, as diff -u counts them: of none the line before.
 */
static void
append_range(LearnBuffer *buffer, char sign, int32_t from, int32_t to)
{
	int count = to - from;

	learn_buffer_append_format(buffer, count == 1 ? " %c%d" : " %c%d,%d", sign,
							   count == 0 ? from : from + 1, count);
}

static bool
is_heading(const Line *line)
{
	return (line->text[0] >= 'a' && line->text[0] <= 'z') ||
		   (line->text[0] >= 'A' && line->text[0] <= 'Z');
}

/*
 * Appends the line, which may be NULL, under which a group of changes stands.
 */
static void
append_heading(LearnBuffer *buffer, const Line *line)
{
	size_t length = line != NULL ? line->length : 0;

	if (length > 0 && line->text[length - 1] == '\n')
		length--;
	if (length > HEADING_MAX)
	{
		length = HEADING_MAX;
		while (length > 0 &&
			   ((unsigned char) line->text[length] & 0xC0) == 0x80)
			length--;
	}
	if (length > 0)
	{
		learn_buffer_append(buffer, " ", 1);
		learn_buffer_append(buffer, line->text, length);
	}
	learn_buffer_append(buffer, "\n", 1);
}

/*
 * Appends a group of changes with the lines around it.
 */
static void
append_hunk(LearnBuffer *buffer, const Search *search, const Box *hunk,
			const Line *heading)
{
	int32_t column = hunk->left;
	int32_t row = hunk->top;

	learn_buffer_append(buffer, "@@", 2);
	append_range(buffer, '-', hunk->left, hunk->right);
	append_range(buffer, '+', hunk->top, hunk->bottom);
	learn_buffer_append(buffer, " @@", 3);
	append_heading(buffer, heading);
	while ((column < hunk->right || row < hunk->bottom) && !buffer->failed)
	{
		if (is_changed(&search->before, column))
			append_line(buffer, '-', &search->before.lines[column++]);
		else if (is_changed(&search->after, row))
			append_line(buffer, '+', &search->after.lines[row++]);
		else
		{
			append_line(buffer, ' ', &search->before.lines[column++]);
			row++;
		}
	}
}

/*
 * Finds the next group of changes from the bottom right corner of the last one
 * on; false: there is none.  Changes whose surroundings touch are one group.
 */
static bool
next_hunk(const Search *search, Box *hunk)
{
	const Text *before = &search->before;
	const Text *after = &search->after;
	int32_t column = hunk->right;
	int32_t row = hunk->bottom;
	int32_t unchanged = 0;
	bool found = false;

	while ((column < before->count || row < after->count) &&
		   (!found || unchanged <= 2 * CONTEXT))
	{
		bool removed = is_changed(before, column);
		bool added = is_changed(after, row);

		if ((removed || added) && !found)
		{
			int32_t context = unchanged < CONTEXT ? unchanged : CONTEXT;

			found = true;
			hunk->left = column - context;
			hunk->top = row - context;
		}
		unchanged = removed || added ? 0 : unchanged + 1;
		column += removed || !added;
		row += added || !removed;
	}
	if (unchanged > CONTEXT)
	{
		column -= unchanged - CONTEXT;
		row -= unchanged - CONTEXT;
	}
	hunk->right = column;
	hunk->bottom = row;
	return found;
}

static void
append_name(LearnBuffer *buffer, const char *sign, const char *name)
{
	learn_buffer_append_string(buffer, sign);
	learn_visible_append(buffer, name, strlen(name));
	learn_buffer_append(buffer, "\n", 1);
}

/*
 * Writes the difference of texts that were compared; NULL: no memory.
 */
static char *
write_difference(const Search *search, const char *before_name,
				 const char *after_name)
{
	const Line *heading = NULL;
	int32_t line = 0;
	LearnBuffer buffer;
	Box hunk = {0};

	learn_buffer_init(&buffer, 0);
	while (next_hunk(search, &hunk) && !buffer.failed)
	{
		for (; line < hunk.left; line++)
		{
			if (is_heading(&search->before.lines[line]))
				heading = &search->before.lines[line];
		}
		if (buffer.length == 0)
		{
			append_name(&buffer, "--- ", before_name);
			append_name(&buffer, "+++ ", after_name);
		}
		append_hunk(&buffer, search, &hunk, heading);
	}
	return learn_buffer_detach(&buffer, NULL);
}

LearnStatus
learn_unified_diff(const LearnDiffText *before, const LearnDiffText *after,
				   char **difference, LearnProblem *problem)
{
	Search search = {.work = 0};

	*difference = NULL;
	if (before->length > LEARN_UNIFIED_DIFF_SIZE_MAX ||
		after->length > LEARN_UNIFIED_DIFF_SIZE_MAX)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "text is longer than %d bytes",
								 LEARN_UNIFIED_DIFF_SIZE_MAX);
	if (split_lines(&search.before, before) &&
		split_lines(&search.after, after) &&
		number_lines(&search.before, &search.after) && compare_texts(&search))
		*difference = write_difference(&search, before->name, after->name);
	free(search.before.lines);
	free(search.after.lines);
	free(search.storage[0]);
	free(search.storage[1]);
	if (*difference == NULL)
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	return LEARN_OK;
}
