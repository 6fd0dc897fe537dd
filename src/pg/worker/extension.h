/*-------------------------------------------------------------------------
 *
 * extension.h
 *		Is the extension there, and is it the one this library is for?
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_WORKER_EXTENSION_H
#define LEARN_PG_WORKER_EXTENSION_H

#include "postgres.h"

typedef enum LearnExtension
{
	LEARN_EXTENSION_ABSENT,
	LEARN_EXTENSION_OTHER_VERSION,
	LEARN_EXTENSION_READY
} LearnExtension;

/*
 * Looks for the extension in this database.  When it is there it stays, as it
 * is, until the transaction ends: DROP EXTENSION begins with the lock that is
 * taken here, so neither can it take the tables from under us, nor can the two
 * deadlock over them.
 */
extern LearnExtension learn_extension_hold(void);

/*
 * The same without the lock, for when nobody may be waited for.
 */
extern LearnExtension learn_extension_look(void);

#endif /* LEARN_PG_WORKER_EXTENSION_H */
