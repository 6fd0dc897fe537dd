/*-------------------------------------------------------------------------
 *
 * digest.c
 *		SHA-256, by OpenSSL.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/database/digest.h"

#include <openssl/evp.h>
#include <stdio.h>

bool
learn_digest(const char *data, size_t length, char digest[LEARN_DIGEST_SIZE])
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned int count = 0;

	if (EVP_Digest(data, length, bytes, &count, EVP_sha256(), NULL) != 1 ||
		count != (LEARN_DIGEST_SIZE - 1) / 2)
		return false;
	for (unsigned int i = 0; i < count; i++)
		snprintf(digest + (size_t) 2 * i, 3, "%02x", bytes[i]);
	return true;
}
