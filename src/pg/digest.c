/*-------------------------------------------------------------------------
 *
 * digest.c
 *		SHA-256, in hexadecimal.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/cryptohash.h"
#include "common/hmac.h"
#include "common/sha2.h"
#include "utils/builtins.h"

#include "pg/digest.h"

static char *
to_hexadecimal(const uint8 *digest)
{
	char *text = palloc(LEARN_DIGEST_LENGTH + 1);

	hex_encode((const char *) digest, PG_SHA256_DIGEST_LENGTH, text);
	text[LEARN_DIGEST_LENGTH] = '\0';
	return text;
}

char *
learn_digest(const char *data, size_t length, const char *more,
			 size_t more_length)
{
	pg_cryptohash_ctx *context = pg_cryptohash_create(PG_SHA256);
	uint8 digest[PG_SHA256_DIGEST_LENGTH];
	bool done;

	done = context != NULL && pg_cryptohash_init(context) >= 0 &&
		   pg_cryptohash_update(context, (const uint8 *) data, length) >= 0 &&
		   (more == NULL || pg_cryptohash_update(context, (const uint8 *) more,
												 more_length) >= 0) &&
		   pg_cryptohash_final(context, digest, sizeof(digest)) >= 0;
	if (context != NULL)
		pg_cryptohash_free(context);
	if (!done)
		elog(ERROR, "could not compute a SHA-256 digest");
	return to_hexadecimal(digest);
}

char *
learn_digest_sign(const char *key, const char *data, const char *more)
{
	pg_hmac_ctx *context = pg_hmac_create(PG_SHA256);
	uint8 digest[PG_SHA256_DIGEST_LENGTH];
	bool done;

	done = context != NULL &&
		   pg_hmac_init(context, (const uint8 *) key, strlen(key)) >= 0 &&
		   pg_hmac_update(context, (const uint8 *) data, strlen(data)) >= 0 &&
		   pg_hmac_update(context, (const uint8 *) more, strlen(more)) >= 0 &&
		   pg_hmac_final(context, digest, sizeof(digest)) >= 0;
	if (context != NULL)
		pg_hmac_free(context);
	return done ? to_hexadecimal(digest) : NULL;
}
