/*-------------------------------------------------------------------------
 *
 * identity.h
 *		Who is deciding?
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_REVIEW_IDENTITY_H
#define LEARN_PG_REVIEW_IDENTITY_H

/*
 * All strings are palloc'ed in the caller's context.
 *
 * People, roles and the engine share one space of names: a person whose name
 * in a token is that of a role is taken for the same person.
 */
typedef struct LearnIdentity
{
	char *actor;      /* the person: the role, or the JWT's e-mail or
								 * subject behind a trusted gateway */
	char *role;       /* the role before SECURITY DEFINER */
	char *login_role; /* the role that logged in */
	char *subject;    /* the JWT's subject, or NULL */

	/*
	 * The login role when that is the same person under another name: who
	 * takes on another role is no other person.  NULL when it is not another
	 * name, behind a gateway, and for superusers, who can be anybody.
	 */
	char *other_name;
} LearnIdentity;

/*
 * Who called.  Raises 42501 when a trusted gateway's token does not say who
 * is signed in, and for a person who is called as the engine is, "learn".
 * Needs a connection to SPI; only reads.
 */
extern void learn_identity_caller(LearnIdentity *identity);

/* The engine itself, for what nobody called for. */
extern void learn_identity_engine(LearnIdentity *identity);

/*
 * Raises 42501 unless the caller is a human in a session of his own: neither
 * a background worker nor a trigger nor an index being built decides.
 */
extern void learn_identity_require_human(void);

/*
 * Raises 42501 unless the role before SECURITY DEFINER may call the function
 * itself: a function that lends its owner's rights does not lend the owner's
 * judgement.
 */
extern void learn_identity_require_grant(Oid function);

/*
 * Raises 42501 when reviewer, which may be NULL, is not the one signed in.
 */
extern void learn_identity_check_claim(const LearnIdentity *identity,
									   const char *reviewer);

#endif /* LEARN_PG_REVIEW_IDENTITY_H */
