/*-------------------------------------------------------------------------
 *
 * private_addresses.h
 *		Finds addresses of machines and people in a text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_PRIVATE_ADDRESSES_H
#define LEARN_CORE_PRIVATE_ADDRESSES_H

#include "core/pattern.h"

/*
 * Finds the first IPv4, IPv6, hardware or e-mail address in text (length
 * bytes) that could be somebody's.  Not anybody's are: loopback, the
 * unspecified address, multicast, broadcast and masks, the blocks and domains
 * reserved for documentation (RFC 5737, 3849, 2606), IPv6 outside the ranges
 * in use, and names of systemd units such as getty@tty1.service.  Four numbers
 * directly behind a letter, as in "v1.2.3.4" and "nginx-1.2.3.4", are a
 * version.
 *
 * *what (which may be NULL) becomes "the IP address" and the like.  The time
 * is linear in the length.
 */
extern bool learn_private_address_find(const char *text, size_t length,
									   LearnSpan *found, const char **what);

/* The length of the one of a machine that begins at position; 0: none does. */
extern size_t learn_private_address_at(const char *text, size_t length,
									   size_t position);

/* Could a domain be somebody's? */
extern bool learn_private_domain(const char *domain, size_t length);

#endif /* LEARN_CORE_PRIVATE_ADDRESSES_H */
