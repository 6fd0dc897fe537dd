/*-------------------------------------------------------------------------
 *
 * api_key.h
 *		The endpoint's API key: from a file or the environment.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_API_KEY_H
#define LEARN_PG_ENGINE_API_KEY_H

#include <stdbool.h>

/* The longest key accepted, in bytes. */
#define LEARN_API_KEY_MAX 4096

typedef struct LearnApiKey
{
	char text[LEARN_API_KEY_MAX + 1]; /* "": there is none */
} LearnApiKey;

/*
 * Reads the key that learn.api_key_file names, or else that in the server's
 * environment variable LEARN_API_KEY.  Raises when the file cannot be used:
 * missing, not a regular file, readable by group or others, owned by somebody
 * else, or not one line of printable ASCII.  No error quotes the file's
 * content.  The caller wipes the key with learn_api_key_wipe().
 */
extern void learn_api_key_read(LearnApiKey *key);

/* Overwrites the key. */
extern void learn_api_key_wipe(LearnApiKey *key);

#endif /* LEARN_PG_ENGINE_API_KEY_H */
