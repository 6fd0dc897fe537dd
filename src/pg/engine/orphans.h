/*-------------------------------------------------------------------------
 *
 * orphans.h
 *		Leases of processes that are gone.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_ORPHANS_H
#define LEARN_PG_ENGINE_ORPHANS_H

/*
 * Gives back the leases of processes that are gone, or run on another server
 * than this copy of the table: all but those of sessions of this database.
 * For a worker that has just started and holds none.  Needs a transaction and
 * a connection to SPI.
 *
 * Returns how many of the jobs may be to blame for that end: those that did
 * not come to an end twice before, or have no attempt left.  They will be
 * claimed first, and none of several has its last attempt counted: only what
 * ends a process alone is surely to blame.
 */
extern int learn_orphans_release(void);

#endif /* LEARN_PG_ENGINE_ORPHANS_H */
