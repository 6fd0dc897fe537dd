/*-------------------------------------------------------------------------
 *
 * buffer.c
 *		A string that grows, on malloc.
 *
 *-------------------------------------------------------------------------
 */
#include "core/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
learn_buffer_init(LearnBuffer *buffer, size_t limit)
{
	memset(buffer, 0, sizeof(*buffer));
	buffer->limit = limit;
}

bool
learn_buffer_reserve(LearnBuffer *buffer, size_t more)
{
	size_t needed;
	size_t capacity;
	char *grown;

	if (buffer->failed)
		return false;
	if (more >= SIZE_MAX / 2 - buffer->length ||
		(buffer->limit != 0 && more > buffer->limit - buffer->length))
	{
		buffer->failed = true;
		return false;
	}

	needed = buffer->length + more + 1; /* with a terminator */
	if (needed <= buffer->capacity)
		return true;

	capacity = buffer->capacity < 64 ? 64 : buffer->capacity;
	while (capacity < needed)
		capacity *= 2;
	grown = realloc(buffer->data, capacity);
	if (grown == NULL)
	{
		buffer->failed = true;
		return false;
	}
	if (buffer->data == NULL)
		grown[0] = '\0';
	buffer->data = grown;
	buffer->capacity = capacity;
	return true;
}

bool
learn_buffer_append(LearnBuffer *buffer, const char *data, size_t length)
{
	if (!learn_buffer_reserve(buffer, length))
		return false;
	if (length > 0)
		memcpy(buffer->data + buffer->length, data, length);
	buffer->length += length;
	buffer->data[buffer->length] = '\0';
	return true;
}

bool
learn_buffer_append_string(LearnBuffer *buffer, const char *string)
{
	return learn_buffer_append(buffer, string, strlen(string));
}

bool
learn_buffer_append_format(LearnBuffer *buffer, const char *format, ...)
{
	va_list arguments;
	size_t room = buffer->capacity - buffer->length;
	int length;

	/* Most texts fit what room there is, and are formatted once. */
	va_start(arguments, format);
	length = vsnprintf(room > 0 ? buffer->data + buffer->length : NULL, room,
					   format, arguments);
	va_end(arguments);
	if (length < 0)
		buffer->failed = true;
	if (length < 0 || !learn_buffer_reserve(buffer, (size_t) length))
	{
		if (room > 0)
			buffer->data[buffer->length] = '\0';
		return false;
	}
	if ((size_t) length >= room)
	{
		va_start(arguments, format);
		vsnprintf(buffer->data + buffer->length, (size_t) length + 1, format,
				  arguments);
		va_end(arguments);
	}
	buffer->length += (size_t) length;
	return true;
}

void
learn_buffer_truncate(LearnBuffer *buffer, size_t length)
{
	if (length >= buffer->length)
		return;
	buffer->length = length;
	buffer->data[length] = '\0';
}

char *
learn_buffer_detach(LearnBuffer *buffer, size_t *length)
{
	char *data;
	size_t limit = buffer->limit;

	if (!learn_buffer_reserve(buffer, 0))
	{
		learn_buffer_free(buffer);
		return NULL;
	}
	buffer->data[buffer->length] = '\0';
	data = buffer->data;
	if (length != NULL)
		*length = buffer->length;
	learn_buffer_init(buffer, limit);
	return data;
}

void
learn_buffer_free(LearnBuffer *buffer)
{
	free(buffer->data);
	buffer->data = NULL;
	buffer->length = 0;
	buffer->capacity = 0;
}
