/*-------------------------------------------------------------------------
 *
 * address.c
 *		Which network addresses may be connected to.
 *
 *-------------------------------------------------------------------------
 */
#include "llm/address.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <arpa/inet.h>
#include <netinet/in.h>

/* The well-known prefix under which NAT64 embeds IPv4 (RFC 6052). */
static const uint8_t nat64_prefix[12] = {0x00, 0x64, 0xff, 0x9b};

static bool
allowed_ipv4(const uint8_t *bytes, bool loopback_only)
{
	if (bytes[0] == 127)
		return true;
	if (loopback_only)
		return false;
	if (bytes[0] == 0 || bytes[0] >= 224)
		return false; /* this network; multicast, reserved, broadcast */
	return !(bytes[0] == 169 && bytes[1] == 254);
}

static bool
allowed_ipv6(const struct in6_addr *address, bool loopback_only)
{
	const uint8_t *bytes = address->s6_addr;

	if (IN6_IS_ADDR_LOOPBACK(address))
		return true;
	if (IN6_IS_ADDR_V4MAPPED(address))
		return allowed_ipv4(bytes + 12, loopback_only);
	if (loopback_only)
		return false;
	if (memcmp(bytes, nat64_prefix, sizeof(nat64_prefix)) == 0)
		return allowed_ipv4(bytes + 12, false);

	/* An IPv4-compatible address, or the unspecified one. */
	if (IN6_IS_ADDR_UNSPECIFIED(address) || IN6_IS_ADDR_V4COMPAT(address))
		return false;
	return !IN6_IS_ADDR_LINKLOCAL(address) && !IN6_IS_ADDR_MULTICAST(address);
}

bool
learn_address_allowed(const struct sockaddr *address, bool loopback_only)
{
	if (address->sa_family == AF_INET)
	{
		struct sockaddr_in in;

		memcpy(&in, address, sizeof(in));
		return allowed_ipv4((const uint8_t *) &in.sin_addr.s_addr,
							loopback_only);
	}
	if (address->sa_family == AF_INET6)
	{
		struct sockaddr_in6 in6;

		memcpy(&in6, address, sizeof(in6));
		return allowed_ipv6(&in6.sin6_addr, loopback_only);
	}
	return false;
}

bool
learn_address_is_loopback_name(const char *host)
{
	size_t length = strlen(host);
	struct in_addr ipv4;
	struct in6_addr ipv6;
	char text[INET6_ADDRSTRLEN];

	if (strcasecmp(host, "localhost") == 0)
		return true;
	if (inet_pton(AF_INET, host, &ipv4) == 1)
		return allowed_ipv4((const uint8_t *) &ipv4.s_addr, true);
	if (length < 3 || length - 2 >= sizeof(text) || host[0] != '[' ||
		host[length - 1] != ']')
		return false;
	snprintf(text, sizeof(text), "%.*s", (int) (length - 2), host + 1);
	return inet_pton(AF_INET6, text, &ipv6) == 1 && allowed_ipv6(&ipv6, true);
}
