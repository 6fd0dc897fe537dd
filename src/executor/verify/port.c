/*-------------------------------------------------------------------------
 *
 * port.c
 *		Verifies that somebody takes connections.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/method.h"

#include <string.h>
#include <unistd.h>

#include "executor/verify/connect.h"
#include "executor/verify/url.h"

/*
 * The port of a verification: a number, or the value of a parameter.  False:
 * it is none, which seen then says.
 */
static bool
read_port(const LearnQuestion *question, int *port, LearnBuffer *seen)
{
	json_object *given = learn_json_get(question->verification, "port");
	const char *text =
		learn_json_get_string(question->verification, "port", NULL);
	LearnBuffer filled;
	bool valid;

	if (text == NULL)
	{
		*port = json_object_get_int(given);
		return true;
	}
	learn_buffer_init(&filled, 0);
	if (!learn_question_fill(question, text, &filled, seen))
		return false;
	valid = learn_url_read_port(filled.data, filled.length, port);
	if (!valid)
		learn_verify_unknown(seen, "the value of %s is not a port: \"%s\"",
							 text, filled.data);
	learn_buffer_free(&filled);
	return valid;
}

/* The host without the brackets that an address of IPv6 may stand in. */
static bool
read_host(const LearnQuestion *question, LearnBuffer *host, LearnBuffer *seen)
{
	const char *text =
		learn_json_get_string(question->verification, "host", "127.0.0.1");
	size_t length;

	if (!learn_question_fill(question, text, host, seen))
		return false;
	if (host->length == 0)
	{
		learn_verify_unknown(seen, "the value of %s is empty", text);
		return false;
	}
	length = host->length;
	if (length > 2 && host->data[0] == '[' && host->data[length - 1] == ']')
	{
		memmove(host->data, host->data + 1, length - 2);
		learn_buffer_truncate(host, length - 2);
	}
	return true;
}

LearnVerdict
learn_verify_port(const LearnQuestion *question, LearnBuffer *seen)
{
	LearnVerdict verdict = LEARN_VERDICT_UNKNOWN;
	LearnBuffer host;
	int descriptor;
	int port;

	learn_buffer_init(&host, 0);
	if (read_port(question, &port, seen) && read_host(question, &host, seen))
	{
		learn_buffer_append_format(seen, "%d at %s: ", port, host.data);
		verdict = learn_connect(host.data, port, question->deadline,
								&descriptor, seen);
		if (verdict == LEARN_VERDICT_PASSED)
		{
			close(descriptor);
			learn_buffer_append_string(seen, "open");
		}
	}
	learn_buffer_free(&host);
	return verdict;
}
