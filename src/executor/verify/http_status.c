/*-------------------------------------------------------------------------
 *
 * http_status.c
 *		The status that a server answers with.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/http_status.h"

#include <stdbool.h>
#include <string.h>

#define SWITCHING_PROTOCOLS 101

static const char protocol[] = "HTTP/";
#define PROTOCOL_LENGTH (sizeof(protocol) - 1)

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/*
 * Reads "HTTP/1.1 200 OK" without its end; the reason may be missing, and the
 * version be another.
 */
static bool
read_line(const char *line, size_t length, int *status)
{
	size_t at = PROTOCOL_LENGTH;

	if (length < PROTOCOL_LENGTH ||
		memcmp(line, protocol, PROTOCOL_LENGTH) != 0)
		return false;
	while (at < length && (is_digit(line[at]) || line[at] == '.'))
		at++;
	if (at == PROTOCOL_LENGTH || length - at < 4 || line[at] != ' ' ||
		line[at + 1] == '0')
		return false;
	*status = 0;
	for (at++; length - at > 0 && is_digit(line[at]) && *status < 1000; at++)
		*status = *status * 10 + (line[at] - '0');
	return *status >= 100 && *status <= 999 &&
		   (at == length || line[at] == ' ' || line[at] == '\r');
}

/* Is a line the empty one that ends a head? */
static bool
is_end_of_head(const char *line, size_t length)
{
	return length == 0 || (length == 1 && line[0] == '\r');
}

LearnStatusReading
learn_http_read_status(const char *bytes, size_t length, int *status)
{
	bool in_head = false; /* of an answer that is not the final one */
	size_t at = 0;

	for (;;)
	{
		const char *line = bytes + at;
		size_t left = length - at;
		const char *end = left > 0 ? memchr(line, '\n', left) : NULL;

		/* What does not begin like HTTP never will: do not wait for more. */
		if (!in_head &&
			memcmp(line, protocol,
				   left < PROTOCOL_LENGTH ? left : PROTOCOL_LENGTH) != 0)
			return LEARN_STATUS_NOT_HTTP;
		if (end == NULL)
			return LEARN_STATUS_UNFINISHED;
		if (in_head)
			in_head = !is_end_of_head(line, end - line);
		else if (!read_line(line, end - line, status))
			return LEARN_STATUS_NOT_HTTP;
		else if (*status >= 200 || *status == SWITCHING_PROTOCOLS)
			return LEARN_STATUS_READ;
		else
			in_head = true;
		at += end - line + 1;
	}
}
