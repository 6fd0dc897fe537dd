/*-------------------------------------------------------------------------
 *
 * fingerprints.h
 *		Short names for texts that are the same but for what varies.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_FINGERPRINTS_H
#define LEARN_PG_FINGERPRINTS_H

/*
 * The name of a template (core/fingerprint.h), or of what is made of several:
 * the version of the rules they are made by, a hyphen, and 32 hexadecimal
 * digits of its SHA-256; palloc'ed.
 */
extern char *learn_fingerprint_name(const char *template, size_t length);

#endif /* LEARN_PG_FINGERPRINTS_H */
