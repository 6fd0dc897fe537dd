/*-------------------------------------------------------------------------
 *
 * utf8.c
 *		Is text from elsewhere UTF-8?
 *
 *-------------------------------------------------------------------------
 */
#include "executor/utf8.h"

#include "core/buffer.h"
#include "core/json.h"

bool
learn_is_utf8(const char *text, size_t length)
{
	LearnBuffer string;
	bool valid;

	/* Reading it as a JSON string tells. */
	learn_buffer_init(&string, 0);
	valid = learn_json_append_string(&string, text, length) &&
			learn_json_check(string.data, string.length, NULL) == LEARN_OK;
	learn_buffer_free(&string);
	return valid;
}
