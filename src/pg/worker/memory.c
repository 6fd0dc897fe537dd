/*-------------------------------------------------------------------------
 *
 * memory.c
 *		Memory of the C library that a worker does not need any more.
 *
 * After a burst of requests, or a huge execution, the C library keeps what
 * these needed for another, tens of megabytes that may not be wanted for long.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "pg/worker/memory.h"

/* Free memory, in bytes, that may be kept. */
#define SPARE_MEMORY (4 * 1024 * 1024)

void
learn_memory_give_back(void)
{
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
	static size_t kept = 0; /* when it was asked last */

	if (mallinfo2().fordblks < kept + SPARE_MEMORY)
		return;
	(void) malloc_trim(0);

	/* What could not be given back, or was, and still counts as free. */
	kept = mallinfo2().fordblks;
#endif
}
