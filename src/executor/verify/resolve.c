/*-------------------------------------------------------------------------
 *
 * resolve.c
 *		The addresses of a host, not later than they are wanted.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/resolve.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "executor/verify/errand.h"
#include "executor/verify/method.h"

typedef struct Asked
{
	const char *host;
	int port;
	int flags; /* of getaddrinfo() */
} Asked;

typedef struct Report
{
	int error; /* of getaddrinfo() */
	LearnAddresses addresses;
} Report;

_Static_assert(sizeof(Report) <= LEARN_ERRAND_RESULT_MAX,
			   "a pipe would take it in pieces");

static void
look_up(const void *data, void *result)
{
	const Asked *asked = data;
	Report *report = result;
	struct addrinfo hints = {.ai_flags = asked->flags | AI_NUMERICSERV,
							 .ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	LearnAddresses *addresses = &report->addresses;
	char service[16];

	snprintf(service, sizeof(service), "%d", asked->port);
	report->error = getaddrinfo(asked->host, service, &hints, &found);
	if (report->error != 0)
		return;
	for (struct addrinfo *one = found;
		 one != NULL && addresses->count < LEARN_ADDRESSES_MAX;
		 one = one->ai_next)
	{
		LearnAddress *address = &addresses->items[addresses->count];

		if (one->ai_addrlen > sizeof(address->address))
			continue;
		memcpy(&address->address, one->ai_addr, one->ai_addrlen);
		address->length = one->ai_addrlen;
		addresses->count++;
	}
	freeaddrinfo(found);
}

LearnVerdict
learn_resolve(const char *host, int port, double deadline,
			  LearnAddresses *addresses, LearnBuffer *seen)
{
	Asked asked = {host, port, AI_NUMERICHOST};
	Report report = {0};
	LearnVerdict verdict = LEARN_VERDICT_PASSED;

	/* An address in figures is only read; a name is asked about. */
	look_up(&asked, &report);
	if (report.error == EAI_NONAME)
	{
		asked.flags = 0;
		verdict = learn_verify_send(look_up, &asked, &report, sizeof(report),
									deadline, seen);
	}
	if (verdict != LEARN_VERDICT_PASSED)
		return verdict;
	if (report.error == EAI_MEMORY)
		return learn_verify_out_of_memory(seen);
	if (report.error == 0 && report.addresses.count == 0)
		report.error = EAI_NONAME;
	if (report.error != 0)
		return learn_verify_failed(seen, "could not look up \"%s\": %s", host,
								   gai_strerror(report.error));
	*addresses = report.addresses;
	return LEARN_VERDICT_PASSED;
}
