/*-------------------------------------------------------------------------
 *
 * json_text.c
 *		Writes small JSON objects as text.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/json.h"
#include "utils/timestamp.h"

#include "pg/json_text.h"

void
learn_json_begin(StringInfo buffer)
{
	initStringInfo(buffer);
	appendStringInfoChar(buffer, '{');
}

static void
add_key(StringInfo buffer, const char *key)
{
	if (buffer->len > 1)
		appendStringInfoString(buffer, ", ");
	escape_json(buffer, key);
	appendStringInfoString(buffer, ": ");
}

void
learn_json_add_string(StringInfo buffer, const char *key, const char *value)
{
	add_key(buffer, key);
	if (value == NULL)
		appendStringInfoString(buffer, "null");
	else
		escape_json(buffer, value);
}

void
learn_json_add_boolean(StringInfo buffer, const char *key, bool value)
{
	learn_json_add_json(buffer, key, value ? "true" : "false");
}

void
learn_json_add_integer(StringInfo buffer, const char *key, int64 value)
{
	add_key(buffer, key);
	appendStringInfo(buffer, INT64_FORMAT, value);
}

void
learn_json_add_time(StringInfo buffer, const char *key, TimestampTz value)
{
	char text[MAXDATELEN + 1];

	JsonEncodeDateTime(text, TimestampTzGetDatum(value), TIMESTAMPTZOID, NULL);
	learn_json_add_string(buffer, key, text);
}

void
learn_json_add_json(StringInfo buffer, const char *key, const char *value)
{
	add_key(buffer, key);
	appendStringInfoString(buffer, value);
}

char *
learn_json_end(StringInfo buffer)
{
	appendStringInfoChar(buffer, '}');
	return buffer->data;
}

Datum
learn_jsonb_datum(const char *text)
{
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(text));
}

Datum
learn_json_return(MemoryContext context, const char *text)
{
	MemoryContext spi = MemoryContextSwitchTo(context);
	Datum result = learn_jsonb_datum(text);

	MemoryContextSwitchTo(spi);
	SPI_finish();
	return result;
}
