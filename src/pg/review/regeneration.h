/*-------------------------------------------------------------------------
 *
 * regeneration.h
 *		Drafts that the engine is to write again for another parent.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_REVIEW_REGENERATION_H
#define LEARN_PG_REVIEW_REGENERATION_H

/*
 * Tells the reviewer why the engine has not written a draft again, in what is
 * asked of it, and the audit log: a human has to write or reject it now.  Does
 * nothing when the review asks the engine for nothing any more.  The caller holds learn_audit_lock() and is
 * connected to SPI.
 */
extern void learn_regeneration_failed(const char *id, const char *reason);

#endif /* LEARN_PG_REVIEW_REGENERATION_H */
