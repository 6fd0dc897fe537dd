/*-------------------------------------------------------------------------
 *
 * redact_known.c
 *		Takes texts that are known to be secret out of text.
 *
 *-------------------------------------------------------------------------
 */
#include "core/redact_known.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>


/*
 * A tree of all beginnings of the known texts, each with the longest end of
 * itself that is a beginning too: so a text is read once, whatever is looked
 * for (Aho and Corasick).
 */
typedef struct Node
{
	uint32_t child;   /* the first that is longer by a byte; 0: none */
	uint32_t sibling; /* the next that differs in the last byte; 0: none */
	uint32_t suffix;  /* the longest end that is a beginning */
	uint32_t longest; /* bytes of the longest known text that ends here */
	uint32_t depth;   /* bytes */
	unsigned char byte;
} Node;

typedef struct Tree
{
	Node *nodes; /* owned; the first is the root */
	uint32_t count;
	uint32_t roots[256]; /* the root's children by their byte; 0: none */
} Tree;

static bool
is_continuation(char byte)
{
	return ((unsigned char) byte & 0xC0) == 0x80;
}

/* Is a text looked for?  It must begin with a character, not within one. */
static bool
is_wanted(const char *text)
{
	return strlen(text) >= LEARN_REDACT_KNOWN_MIN && !is_continuation(*text);
}

/* The child of a node for a byte; 0: there is none. */
static uint32_t
child_of(const Tree *tree, uint32_t node, unsigned char byte)
{
	uint32_t child;

	if (node == 0)
		return tree->roots[byte];
	child = tree->nodes[node].child;
	while (child != 0 && tree->nodes[child].byte != byte)
		child = tree->nodes[child].sibling;
	return child;
}

static void
add_text(Tree *tree, const char *text)
{
	uint32_t node = 0;

	for (const char *at = text; *at != '\0'; at++)
	{
		unsigned char byte = (unsigned char) *at;
		uint32_t child = child_of(tree, node, byte);

		if (child == 0)
		{
			child = tree->count++;
			tree->nodes[child].byte = byte;
			tree->nodes[child].depth = tree->nodes[node].depth + 1;
			tree->nodes[child].sibling = tree->nodes[node].child;
			tree->nodes[node].child = child;
			if (node == 0)
				tree->roots[byte] = child;
		}
		node = child;
	}
	tree->nodes[node].longest = tree->nodes[node].depth;
}

/* Where reading a byte leads. */
static uint32_t
step(const Tree *tree, uint32_t node, unsigned char byte)
{
	uint32_t child = child_of(tree, node, byte);

	while (child == 0 && node != 0)
	{
		node = tree->nodes[node].suffix;
		child = child_of(tree, node, byte);
	}
	return child;
}

/*
 * Finds the suffixes of all nodes, those of shorter ones first.  queue has
 * room for all.
 */
static void
link_suffixes(Tree *tree, uint32_t *queue)
{
	uint32_t last = 1;

	queue[0] = 0;
	for (uint32_t first = 0; first < last; first++)
	{
		uint32_t node = queue[first];

		for (uint32_t child = tree->nodes[node].child; child != 0;
			 child = tree->nodes[child].sibling)
		{
			uint32_t suffix = 0;

			if (node != 0)
				suffix = step(tree, tree->nodes[node].suffix,
							  tree->nodes[child].byte);
			tree->nodes[child].suffix = suffix;
			if (tree->nodes[child].longest == 0)
				tree->nodes[child].longest = tree->nodes[suffix].longest;
			queue[last++] = child;
		}
	}
}

/*
 * Makes the tree.  False: no memory, and nothing to free.
 */
static bool
make_tree(Tree *tree, const char *const *known)
{
	size_t size = 1;
	uint32_t *queue;

	memset(tree, 0, sizeof(*tree));
	for (size_t i = 0; known[i] != NULL; i++)
		size += strlen(known[i]);
	if (size > UINT32_MAX)
		return false;
	tree->nodes = calloc(size, sizeof(*tree->nodes));
	queue = malloc(size * sizeof(*queue));
	if (tree->nodes == NULL || queue == NULL)
	{
		free(tree->nodes);
		free(queue);
		return false;
	}
	tree->count = 1;
	for (size_t i = 0; known[i] != NULL; i++)
	{
		if (is_wanted(known[i]))
			add_text(tree, known[i]);
	}
	link_suffixes(tree, queue);
	free(queue);
	return true;
}

/*
 * Appends the text without what the tree finds in it.  A find is written when
 * no other one can overlap it any more.
 */
static void
append_unknown(LearnBuffer *buffer, const LearnRedactText *text,
			   const Tree *tree, const LearnRedactMarks *marks, size_t *count)
{
	size_t done = 0;
	size_t start = 0; /* of the latest find */
	size_t end = 0;   /* of it; 0: there is none */
	uint32_t node = 0;

	for (size_t at = 0; at <= text->length; at++)
	{
		size_t mark = learn_redact_mark(text, at, NULL);
		uint32_t longest;

		if (mark > 0)
			node = 0;
		else if (at < text->length)
			node = step(tree, node, (unsigned char) text->start[at]);
		if (end > 0 && (mark > 0 || at == text->length ||
						at + 1 - tree->nodes[node].depth >= end))
		{
			learn_buffer_append(buffer, text->start + done, start - done);
			learn_redact_mark_write(marks, buffer, LEARN_REDACT_KNOWN,
									text->start + start, end - start);
			(*count)++;
			done = end;
			end = 0;
		}
		if (mark > 0)
		{
			at += mark - 1;
			continue;
		}
		longest = tree->nodes[node].longest;
		if (at < text->length && longest > 0 &&
			!is_continuation(learn_redact_at(text, at + 1)))
		{
			if (end == 0 || at + 1 - longest < start)
				start = at + 1 - longest;
			end = at + 1;
		}
	}
	if (*count > 0)
		learn_buffer_append(buffer, text->start + done, text->length - done);
}

bool
learn_redact_known(LearnBuffer *buffer, const char *text, size_t length,
				   const char *const *known, const LearnRedactMarks *marks,
				   size_t *count)
{
	LearnRedactText whole = {text, length, 0};
	size_t replaced = 0;
	Tree tree;
	bool wanted = false;

	for (size_t i = 0; known != NULL && known[i] != NULL; i++)
		wanted = wanted || is_wanted(known[i]);
	if (!wanted)
		return true;
	if (!make_tree(&tree, known))
		return false;
	append_unknown(buffer, &whole, &tree, marks, &replaced);
	free(tree.nodes);
	*count += replaced;
	return !buffer->failed;
}
