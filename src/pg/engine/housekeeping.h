/*-------------------------------------------------------------------------
 *
 * housekeeping.h
 *		Deletes what is older than it is to be kept, archives decided reviews.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_HOUSEKEEPING_H
#define LEARN_PG_ENGINE_HOUSEKEEPING_H

/*
 * Does one small batch of what is due, in the current transaction; connects to
 * SPI itself.  Returns true when there may be more, which is for another
 * transaction: then call it again, else in a minute or so.  Waits for no
 * review that somebody is deciding, but raises what its statements raise; what
 * raised is passed over for a day.
 *
 * anew: things may be kept shorter than before, so from here on each kind gets
 * its turn, also those that had theirs in the round that is under way.
 */
extern bool learn_housekeeping_step(bool anew);

#endif /* LEARN_PG_ENGINE_HOUSEKEEPING_H */
