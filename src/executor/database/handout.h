/*-------------------------------------------------------------------------
 *
 * handout.h
 *		The runbook that the database hands out, checked.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_DATABASE_HANDOUT_H
#define LEARN_EXECUTOR_DATABASE_HANDOUT_H

#include "core/json.h"
#include "executor/database/database.h"

/* What for; borrowed, and NULL what is not known. */
typedef struct LearnHandoutRequest
{
	const char *runbook_id; /* this one; NULL: whichever is next */
	bool draft;             /* a draft in review, to be tried on staging */
	const char *incident_type;
	const char *incident_id;
	const char *platform;
	const char *client_id;
	const char *hostname;
	const char *platform_version;
} LearnHandoutRequest;

typedef struct LearnHandout
{
	char *runbook_id; /* malloc'ed, as digest is */
	char *digest;
	json_object *content; /* valid, and what the digest says; owned */
} LearnHandout;

typedef enum LearnHandoutStatus
{
	LEARN_HANDOUT_OK,
	LEARN_HANDOUT_NONE,    /* there is no approved runbook for it */
	LEARN_HANDOUT_REFUSED, /* there is one that must not be run here */
	LEARN_HANDOUT_AWAY     /* the database cannot be asked */
} LearnHandoutStatus;

/*
 * Asks for a runbook.  It is refused when the one named is not active (or, as
 * a draft, not pending), when the SHA-256 of its text is not the digest that
 * came with it, when its id or platform is another one, when it is not valid,
 * or when it applies to other clients, hosts or versions.  The handout is the
 * caller's to free in any case.
 */
extern LearnHandoutStatus learn_handout_ask(LearnDatabase *database,
											const LearnHandoutRequest *request,
											LearnHandout *handout,
											LearnProblem *problem);

extern void learn_handout_free(LearnHandout *handout);

#endif /* LEARN_EXECUTOR_DATABASE_HANDOUT_H */
