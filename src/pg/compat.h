/*-------------------------------------------------------------------------
 *
 * compat.h
 *		All that differs between the PostgreSQL versions we build for.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_COMPAT_H
#define LEARN_PG_COMPAT_H

#include "storage/latch.h"
#include "utils/memutils.h"
#include "utils/wait_event.h"
#if PG_VERSION_NUM >= 180000
#include "storage/waiteventset.h"
#endif

#if PG_VERSION_NUM < 150000
#error learn needs PostgreSQL 15 or later
#endif

/*
 * A wait event set that lives as long as the process: its owner became a
 * resource owner in 17.
 */
static inline WaitEventSet *
learn_compat_create_wait_event_set(int events)
{
#if PG_VERSION_NUM >= 170000
	return CreateWaitEventSet(NULL, events);
#else
	return CreateWaitEventSet(TopMemoryContext, events);
#endif
}

#endif /* LEARN_PG_COMPAT_H */
