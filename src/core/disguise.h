/*-------------------------------------------------------------------------
 *
 * disguise.h
 *		What is taken out of texts that somebody else will read, and put back
 *		into the answer.
 *
 * Secrets and personal data are taken out as redact.h does, but each gets a
 * mark of its own: "[redacted: password 2]".  With hosts, names of hosts and
 * addresses become "host-1.invalid" and the like: names by the rules of URLs
 * and shells, under a domain that belongs to nobody (RFC 2606).  The same text
 * gets the same replacement, and different texts different ones, in all that
 * goes through one disguise, but for a text that is known in one place and
 * recognised in another.  A text goes through once: what looks like a
 * replacement by itself gets one, too, so that none stands in any text but
 * those that were given.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_DISGUISE_H
#define LEARN_CORE_DISGUISE_H

#include "core/redact.h"

typedef struct LearnDisguise LearnDisguise;

/* A disguise that has seen nothing; NULL: no memory. */
extern LearnDisguise *learn_disguise_create(bool hosts);

/* Overwrites and frees what it has seen.  Safe on NULL. */
extern void learn_disguise_free(LearnDisguise *disguise);

/*
 * Has the name of a host, and its first label, replaced wherever it stands in
 * what comes later.  Names that everybody has, such as "server", are left.  A
 * text whose member is called "hostname" and the like does so by itself.
 * False: no memory.
 */
extern bool learn_disguise_add_host(LearnDisguise *disguise, const char *name);

/*
 * Appends text, valid UTF-8 of length bytes, in disguise; name, which may be
 * NULL, is what the text's member or parameter is called (redact.h).  *count,
 * which may be NULL, is increased by how much was replaced.  False when the
 * buffer fails or there is no memory; the buffer is then of no use.
 */
extern bool learn_disguise_append(LearnDisguise *disguise, LearnBuffer *buffer,
								  const char *name, const char *text,
								  size_t length, const LearnRedactRules *rules,
								  size_t *count);

/*
 * Appends text from whoever read the texts, with what was taken out put back
 * wherever a replacement stands.  A replacement that was never given stays.
 */
extern bool learn_disguise_restore(const LearnDisguise *disguise,
								   LearnBuffer *buffer, const char *text,
								   size_t length);

#endif /* LEARN_CORE_DISGUISE_H */
