/*-------------------------------------------------------------------------
 *
 * json_text.h
 *		Writes small JSON objects as text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_JSON_TEXT_H
#define LEARN_PG_JSON_TEXT_H

#include "datatype/timestamp.h"
#include "lib/stringinfo.h"

/* Starts an object in buffer, which is initialised here. */
extern void learn_json_begin(StringInfo buffer);

/* Adds a member; a NULL value is written as null. */
extern void learn_json_add_string(StringInfo buffer, const char *key,
								  const char *value);
extern void learn_json_add_boolean(StringInfo buffer, const char *key,
								   bool value);
extern void learn_json_add_integer(StringInfo buffer, const char *key,
								   int64 value);
extern void learn_json_add_time(StringInfo buffer, const char *key,
								TimestampTz value);

/* Adds a member whose value is JSON text already. */
extern void learn_json_add_json(StringInfo buffer, const char *key,
								const char *value);

/* Ends the object; its text is buffer->data. */
extern char *learn_json_end(StringInfo buffer);

/*
 * JSON text as a jsonb Datum in the memory context given, for a function that
 * is about to return it; ends the connection to SPI.
 */
extern Datum learn_json_return(MemoryContext context, const char *text);

/* JSON text as a jsonb Datum; raises when it is none. */
extern Datum learn_jsonb_datum(const char *text);

#endif /* LEARN_PG_JSON_TEXT_H */
