/*-------------------------------------------------------------------------
 *
 * redaction.h
 *		Texts that leave the database, or are told to whoever reads the log.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_REDACTION_H
#define LEARN_PG_REDACTION_H

/*
 * A text without secrets and personal data, in the current memory context;
 * NULL for NULL.  Raises when out of memory.
 */
extern char *learn_without_secrets(const char *text);

#endif /* LEARN_PG_REDACTION_H */
