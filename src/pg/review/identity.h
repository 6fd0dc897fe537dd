/*-------------------------------------------------------------------------
 *
 * identity.h
 *		Who is deciding?
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_REVIEW_IDENTITY_H
#define LEARN_PG_REVIEW_IDENTITY_H

/* All strings are palloc'ed in the caller's context. */
typedef struct LearnIdentity
{
	char *actor;      /* the person: the role, or the JWT's e-mail or
								 * subject behind a trusted gateway */
	char *role;       /* the role before SECURITY DEFINER */
	char *login_role; /* the role that logged in */
	char *subject;    /* the JWT's subject, or NULL */
} LearnIdentity;

/*
 * Who called.  Raises 42501 when a trusted gateway's token does not say who
 * is signed in.  The caller is connected to SPI.
 */
extern void learn_identity_caller(LearnIdentity *identity);

/* The engine itself, for what nobody called for. */
extern void learn_identity_engine(LearnIdentity *identity);

/*
 * Raises 42501 unless the caller is a human in a session of his own: neither
 * a background worker nor a trigger decides.
 */
extern void learn_identity_require_human(void);

/*
 * Raises 42501 when reviewer, which may be NULL, is not the one signed in.
 */
extern void learn_identity_check_claim(const LearnIdentity *identity,
									   const char *reviewer);

#endif /* LEARN_PG_REVIEW_IDENTITY_H */
