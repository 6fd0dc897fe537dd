/*-------------------------------------------------------------------------
 *
 * secret.h
 *		Keys, and other short secrets: from files, or the environment.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_SECRET_H
#define LEARN_PG_ENGINE_SECRET_H

/* The longest secret accepted, in bytes. */
#define LEARN_SECRET_MAX 4096

typedef struct LearnSecret
{
	char text[LEARN_SECRET_MAX + 1]; /* "": there is none */
} LearnSecret;

/*
 * Reads the key that learn.api_key_file names, or else that in the server's
 * environment variable LEARN_API_KEY.  Raises when the file cannot be used:
 * missing, not a regular file, readable by group or others, owned by somebody
 * else, or not one line of printable ASCII.  No error quotes the file's
 * content.  The caller wipes the key with learn_secret_wipe().
 */
extern void learn_secret_read_api_key(LearnSecret *secret);

/* The same for the key that learn.webhook_key_file names, if it names one. */
extern void learn_secret_read_webhook_key(LearnSecret *secret);

/*
 * The same for the URL of the webhook, when learn.webhook_url names a file;
 * that setting must not be empty.
 */
extern void learn_secret_read_webhook_url(LearnSecret *secret);

/* Overwrites the secret. */
extern void learn_secret_wipe(LearnSecret *secret);

#endif /* LEARN_PG_ENGINE_SECRET_H */
