/*-------------------------------------------------------------------------
 *
 * pseudonyms.h
 *		Numbers in place of private names, in text that others will read.
 *
 * Which names are private, and when two are the same, is decided by
 * private_names.h; here they are found where they stand, to be replaced.
 * Between two words of a name there is one character.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_PSEUDONYMS_H
#define LEARN_CORE_PSEUDONYMS_H

#include "core/facts.h"
#include "core/private_names.h"

typedef struct LearnPseudonyms
{
	LearnPrivateNames names; /* owned */
	size_t longest;          /* of the names, in bytes */
	bool begins[256];        /* does a name begin with this byte? */
} LearnPseudonyms;

/*
 * Collects the private names of the facts, and the client and the host of the
 * execution itself.  Returns false when out of memory.  The caller frees the
 * pseudonyms either way.
 */
extern bool learn_pseudonyms_collect(LearnPseudonyms *pseudonyms,
									 const LearnFacts *facts);

/*
 * Finds the first name in text (length bytes) that begins at *at or later, of
 * those that begin there the longest.  Returns its number, from 1, the same
 * for the same name, with *at and *found, its length in bytes, set; or 0 when
 * there is none.
 */
extern size_t learn_pseudonyms_find(const LearnPseudonyms *pseudonyms,
									const char *text, size_t length,
									size_t *at, size_t *found);

/*
 * Text is about to be cut, what stands between head and tail left out: moves
 * both apart so that neither goes through a name.
 */
extern void learn_pseudonyms_spare(const LearnPseudonyms *pseudonyms,
								   const char *text, size_t length,
								   size_t *head, size_t *tail);

/* Frees what the pseudonyms own; safe when only zeroed. */
extern void learn_pseudonyms_free(LearnPseudonyms *pseudonyms);

#endif /* LEARN_CORE_PSEUDONYMS_H */
