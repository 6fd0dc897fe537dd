/*-------------------------------------------------------------------------
 *
 * pattern_set.c
 *		Finds out in one pass which of many patterns a text may match.
 *
 * Of each alternative the longest piece is chosen, and of that one gram: four
 * bytes in a row, those that the fewest other alternatives have chosen.  At
 * each place of a text, its next four bytes are looked up; where they are a
 * gram, the piece is compared.  An alternative with shorter pieces only is
 * always tried.
 *
 *-------------------------------------------------------------------------
 */
#include "core/pattern_set.h"

#include <stdlib.h>
#include <string.h>

/* How many bits of a hash there are for the filter, and for the chains. */
#define FILTER_BITS 15
#define CHAIN_BITS 11

#define CANDIDATE_BITS 64

/* No next alternative in a chain. */
#define NONE UINT32_MAX

typedef struct Alternative
{
	LearnSpan text;    /* the alternative itself */
	LearnSpan literal; /* the bytes that a text must hold */
	uint32_t gram;     /* four of them */
	uint32_t offset;   /* where those are in the literal */
	uint32_t next;     /* of those that share a chain; NONE: the last */
} Alternative;

struct LearnPatternSet
{
	Alternative *alternatives; /* those of one pattern in a row */
	uint32_t count;
	uint32_t *first;  /* by pattern, and behind the last: an alternative */
	uint64_t *always; /* candidates of whatever text */
	size_t words;     /* of 64 bits that a set of candidates takes */
	uint32_t chains[1 << CHAIN_BITS];
	uint64_t filter[(1 << FILTER_BITS) / 64];
};

static uint32_t
gram_at(const char *text)
{
	uint32_t gram;

	memcpy(&gram, text, sizeof(gram));
	return gram;
}

/* So many bits of a hash, the same ones first. */
static uint32_t
gram_hash(uint32_t gram, int bits)
{
	return (gram * UINT32_C(0x9E3779B1)) >> (32 - bits);
}

static void
set_bit(uint64_t *words, uint32_t bit)
{
	words[bit / 64] |= UINT64_C(1) << (bit % 64);
}

static bool
has_bit(const uint64_t *words, uint32_t bit)
{
	return (words[bit / 64] >> (bit % 64) & 1) != 0;
}

/*
 * Puts an alternative where a scan will find it.  counts is how long each
 * chain is.
 */
static void
enter(LearnPatternSet *set, uint32_t number, uint16_t *counts)
{
	Alternative *alternative = &set->alternatives[number];
	LearnSpan literal = learn_pattern_literal(alternative->text);
	uint32_t best = 0;
	uint32_t chain;

	if (literal.length == 0)
		return; /* nothing matches it */
	if (literal.length < sizeof(uint32_t))
	{
		set_bit(set->always, number);
		return;
	}
	for (uint32_t at = 0; at + sizeof(uint32_t) <= literal.length; at++)
	{
		uint32_t other = gram_hash(gram_at(literal.start + at), CHAIN_BITS);

		chain = gram_hash(gram_at(literal.start + best), CHAIN_BITS);
		if (counts[other] < counts[chain])
			best = at;
	}
	alternative->literal = literal;
	alternative->offset = best;
	alternative->gram = gram_at(literal.start + best);
	chain = gram_hash(alternative->gram, CHAIN_BITS);
	counts[chain]++;
	alternative->next = set->chains[chain];
	set->chains[chain] = number;
	set_bit(set->filter, gram_hash(alternative->gram, FILTER_BITS));
}

/*
 * Splits all patterns; returns how many alternatives they have.  set may be
 * NULL, to count only.
 */
static uint32_t
split(const char *const *patterns, size_t count, LearnPatternSet *set)
{
	uint32_t total = 0;

	for (size_t i = 0; i < count; i++)
	{
		const char *pattern = patterns[i] != NULL ? patterns[i] : "";
		LearnSpan rest = {pattern, strlen(pattern)};

		if (set != NULL)
			set->first[i] = total;
		while (rest.length > 0)
		{
			LearnSpan alternative = learn_pattern_next(&rest);

			if (set != NULL)
				set->alternatives[total].text = alternative;
			total++;
		}
	}
	if (set != NULL)
		set->first[count] = total;
	return total;
}

LearnPatternSet *
learn_pattern_set_create(const char *const *patterns, size_t count)
{
	LearnPatternSet *set = calloc(1, sizeof(*set));
	uint16_t *counts = calloc(1 << CHAIN_BITS, sizeof(*counts));

	if (set != NULL)
	{
		set->count = split(patterns, count, NULL);
		set->words = set->count / 64 + 1;
		set->alternatives = calloc(set->count + 1, sizeof(Alternative));
		set->first = calloc(count + 1, sizeof(*set->first));
		set->always = calloc(set->words, sizeof(*set->always));
	}
	if (set == NULL || counts == NULL || set->alternatives == NULL ||
		set->first == NULL || set->always == NULL)
	{
		learn_pattern_set_free(set);
		free(counts);
		return NULL;
	}
	split(patterns, count, set);
	for (size_t i = 0; i < sizeof(set->chains) / sizeof(*set->chains); i++)
		set->chains[i] = NONE;
	for (uint32_t number = 0; number < set->count; number++)
		enter(set, number, counts);
	free(counts);
	return set;
}

void
learn_pattern_set_free(LearnPatternSet *set)
{
	if (set == NULL)
		return;
	free(set->alternatives);
	free(set->first);
	free(set->always);
	free(set);
}

bool
learn_pattern_scan_init(LearnPatternScan *scan, const LearnPatternSet *set)
{
	memset(scan, 0, sizeof(*scan));
	scan->set = set;
	scan->candidates = malloc(set->words * sizeof(*scan->candidates));
	return scan->candidates != NULL;
}

/*
 * Notes the alternatives of which the gram at this place is part.
 */
static void
note_candidates(LearnPatternScan *scan, size_t at, uint32_t gram)
{
	const LearnPatternSet *set = scan->set;
	uint32_t number = set->chains[gram_hash(gram, CHAIN_BITS)];

	for (; number != NONE; number = set->alternatives[number].next)
	{
		const Alternative *alternative = &set->alternatives[number];
		size_t start = at - alternative->offset;

		if (alternative->gram == gram && alternative->offset <= at &&
			alternative->literal.length <= scan->length - start &&
			!has_bit(scan->candidates, number) &&
			memcmp(scan->text + start, alternative->literal.start,
				   alternative->literal.length) == 0)
			set_bit(scan->candidates, number);
	}
}

void
learn_pattern_scan(LearnPatternScan *scan, const char *text, size_t length)
{
	const LearnPatternSet *set = scan->set;

	scan->text = text;
	scan->length = length;
	memcpy(scan->candidates, set->always,
		   set->words * sizeof(*scan->candidates));
	for (size_t at = 0; at + sizeof(uint32_t) <= length; at++)
	{
		uint32_t gram = gram_at(text + at);

		if (has_bit(set->filter, gram_hash(gram, FILTER_BITS)))
			note_candidates(scan, at, gram);
	}
}

bool
learn_pattern_scan_shows(const LearnPatternScan *scan, size_t pattern,
						 LearnSpan *found)
{
	const LearnPatternSet *set = scan->set;
	uint32_t number = set->first[pattern];
	uint32_t end = set->first[pattern + 1];

	if (scan->text == NULL)
		return false;
	while (number < end)
	{
		uint64_t word = scan->candidates[number / 64] >> (number % 64);

		if (word == 0)
		{
			number = (number / 64 + 1) * 64;
			continue;
		}
		number += (uint32_t) __builtin_ctzll(word);
		if (number < end && learn_pattern_try(set->alternatives[number].text,
											  scan->text, scan->length, found))
			return true;
		number++;
	}
	return false;
}

void
learn_pattern_scan_free(LearnPatternScan *scan)
{
	free(scan->candidates);
	memset(scan, 0, sizeof(*scan));
}
