/*-------------------------------------------------------------------------
 *
 * connect.c
 *		Connections by which a service is looked at.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/connect.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "executor/process/interrupt.h"
#include "executor/verify/method.h"
#include "executor/verify/resolve.h"
#include "executor/verify/wait.h"

/*
 * Is a socket connected to itself?  TCP has it so that a socket without a port
 * of its own, which wants to connect to one of this host on which nobody
 * listens, may get that very port, and be its own peer.
 */
static bool
is_own_peer(int descriptor)
{
	struct sockaddr_storage own;
	struct sockaddr_storage peer;
	socklen_t own_length = sizeof(own);
	socklen_t peer_length = sizeof(peer);

	memset(&own, 0, sizeof(own));
	memset(&peer, 0, sizeof(peer));
	return getsockname(descriptor, (struct sockaddr *) &own, &own_length) ==
			   0 &&
		   getpeername(descriptor, (struct sockaddr *) &peer, &peer_length) ==
			   0 &&
		   own_length == peer_length && memcmp(&own, &peer, own_length) == 0;
}

/* How connecting ended: 0, or an error number. */
static int
connection_error(int descriptor)
{
	int error = 0;
	socklen_t length = sizeof(error);

	if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) != 0)
		return errno;
	return error == 0 && is_own_peer(descriptor) ? ECONNREFUSED : error;
}

/* A socket that does not block, and that no program inherits; or -1. */
static int
open_socket(int family)
{
	int descriptor = socket(family, SOCK_STREAM, 0);

	if (descriptor < 0 || (fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 &&
						   fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0))
		return descriptor;
	close(descriptor);
	return -1;
}

static LearnVerdict
connect_to(const LearnAddress *address, double deadline, int *descriptor,
		   LearnBuffer *seen)
{
	const struct sockaddr *name = (const struct sockaddr *) &address->address;
	LearnVerdict verdict = LEARN_VERDICT_PASSED;
	int error = 0;

	*descriptor = open_socket(name->sa_family);
	if (*descriptor < 0)
		return learn_verify_unknown(seen, "could not create a socket: %s",
									strerror(errno));
	if (connect(*descriptor, name, address->length) != 0)
		error = errno;
	if (error == EINPROGRESS || error == EINTR)
	{
		error = 0;
		verdict = learn_verify_wait(*descriptor, POLLOUT, deadline, seen);
	}
	if (verdict == LEARN_VERDICT_PASSED && error == 0)
		error = connection_error(*descriptor);
	if (error != 0)
		verdict = learn_verify_failed(seen, "could not connect: %s",
									  strerror(error));
	if (verdict != LEARN_VERDICT_PASSED)
		close(*descriptor);
	return verdict;
}

LearnVerdict
learn_connect(const char *host, int port, double deadline, int *descriptor,
			  LearnBuffer *seen)
{
	LearnAddresses addresses;
	size_t kept = seen->length;
	LearnVerdict verdict =
		learn_resolve(host, port, deadline, &addresses, seen);

	if (verdict != LEARN_VERDICT_PASSED)
		return verdict;
	for (int i = 0; i < addresses.count; i++)
	{
		double now = learn_monotonic_seconds();

		learn_buffer_truncate(seen, kept);
		verdict = connect_to(&addresses.items[i],
							 now + (deadline - now) / (addresses.count - i),
							 descriptor, seen);
		if (verdict == LEARN_VERDICT_PASSED || learn_interrupt_count() > 0)
			break;
	}
	return verdict;
}
