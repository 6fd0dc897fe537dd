/*-------------------------------------------------------------------------
 *
 * execution_id.c
 *		Names for runs that no two runs share.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/spool/execution_id.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

bool
learn_random_digits(char digits[LEARN_RANDOM_SIZE])
{
	uint64_t random;

	if (getentropy(&random, sizeof(random)) != 0)
		return false;
	snprintf(digits, LEARN_RANDOM_SIZE, "%016llx",
			 (unsigned long long) random);
	return true;
}

bool
learn_execution_id(char id[LEARN_EXECUTION_ID_SIZE])
{
	time_t now = time(NULL);
	char digits[LEARN_RANDOM_SIZE];
	char date[] = "YYYYMMDD";
	struct tm parts;

	if (!learn_random_digits(digits) || gmtime_r(&now, &parts) == NULL ||
		strftime(date, sizeof(date), "%Y%m%d", &parts) == 0)
		return false;
	snprintf(id, LEARN_EXECUTION_ID_SIZE, "exec-%s-%s", date, digits);
	return true;
}

bool
learn_execution_id_is_plain(const char *id)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
								"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	size_t length;

	if (id == NULL || id[0] == '\0' || strchr(plain, id[0]) == NULL)
		return false;
	for (length = 0; id[length] != '\0'; length++)
	{
		if (length == LEARN_EXECUTION_ID_MAX ||
			(strchr(plain, id[length]) == NULL &&
			 strchr("-_.", id[length]) == NULL))
			return false;
	}
	return true;
}
