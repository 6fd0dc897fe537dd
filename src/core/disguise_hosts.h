/*-------------------------------------------------------------------------
 *
 * disguise_hosts.h
 *		Finds the names of hosts, and addresses, in text.
 *
 * What is found and is none after all does no harm: it is put back.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_DISGUISE_HOSTS_H
#define LEARN_CORE_DISGUISE_HOSTS_H

#include "core/redact_text.h"

/*
 * The length of the address that begins at a place and could be somebody's
 * (private_addresses.h); 0: there is none.
 */
extern size_t learn_disguise_address(const LearnRedactText *text, size_t at);

/*
 * The length of the name of a host that begins at a place; 0: there is none.
 * It is one by what stands before it, as in URLs and user@host, or by how it
 * ends, as in db.internal.  *name becomes the length of whatever name begins
 * there, 0 if none does.  Names that are reserved, such as localhost and
 * example.com, are nobody's.
 */
extern size_t learn_disguise_host(const LearnRedactText *text, size_t at,
								  size_t *name);

/* Could a text be the name of a host, and no common word? */
extern bool learn_disguise_is_name(const char *text, size_t length);

/* Is what a member of this name holds the name of a host? */
extern bool learn_disguise_names_host(const char *name);

#endif /* LEARN_CORE_DISGUISE_HOSTS_H */
