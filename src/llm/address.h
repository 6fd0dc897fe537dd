/*-------------------------------------------------------------------------
 *
 * address.h
 *		Which network addresses may be connected to.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_LLM_ADDRESS_H
#define LEARN_LLM_ADDRESS_H

#include <stdbool.h>

#include <sys/socket.h>

/*
 * May a request be sent to this address?  Link-local (where clouds keep their
 * metadata services), multicast, broadcast and unspecified addresses are
 * refused, also when written as IPv6; private networks are not, because the
 * endpoint is a superuser's setting.  With loopback_only nothing but the
 * machine itself is allowed.
 */
extern bool learn_address_allowed(const struct sockaddr *address,
								  bool loopback_only);

/* Is host "localhost" or a loopback address in text (IPv6 in brackets)? */
extern bool learn_address_is_loopback_name(const char *host);

#endif /* LEARN_LLM_ADDRESS_H */
