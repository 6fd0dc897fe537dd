/*-------------------------------------------------------------------------
 *
 * digest.c
 *		SHA-256, in hexadecimal.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/cryptohash.h"
#include "common/sha2.h"
#include "utils/builtins.h"

#include "pg/digest.h"

char *
learn_digest(const char *data, size_t length, const char *more,
			 size_t more_length)
{
	pg_cryptohash_ctx *context = pg_cryptohash_create(PG_SHA256);
	uint8 digest[PG_SHA256_DIGEST_LENGTH];
	char *text = palloc(LEARN_DIGEST_LENGTH + 1);
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

	hex_encode((const char *) digest, sizeof(digest), text);
	text[LEARN_DIGEST_LENGTH] = '\0';
	return text;
}
