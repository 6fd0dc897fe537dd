/*-------------------------------------------------------------------------
 *
 * identity.c
 *		Who is deciding?
 *
 * request.jwt.claims is an ordinary setting that any session can SET.  It is
 * believed only when the session logged in as a gateway that the server's
 * configuration names, since such a gateway sets it itself for every request.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/varlena.h"

#include "pg/compat.h"
#include "pg/review/identity.h"
#include "pg/settings.h"
#include "pg/statement.h"

/* Who writes and records what no human does. */
#define ENGINE "learn"

static bool
is_trusted_gateway(const char *login_role)
{
	List *names;
	ListCell *cell;

	if (learn_setting_trusted_gateways == NULL ||
		!SplitIdentifierString(pstrdup(learn_setting_trusted_gateways), ',',
							   &names))
		return false;
	foreach (cell, names)
	{
		if (strcmp(lfirst(cell), login_role) == 0)
			return true;
	}
	return false;
}

/*
 * Takes the person from the claims of the token.
 */
static void
read_claims(LearnIdentity *identity)
{
	static LearnStatement statement = {
		"SELECT coalesce(CASE WHEN c ->> 'email_verified' = 'false' THEN NULL"
		" ELSE nullif(c ->> 'email', '') END, nullif(c ->> 'sub', '')),"
		" nullif(c ->> 'sub', '') FROM (SELECT $1::jsonb AS c) x",
		{TEXTOID, InvalidOid}};
	const char *claims = GetConfigOption("request.jwt.claims", true, false);
	Datum value;

	identity->actor = NULL;
	if (claims != NULL && *claims != '\0')
	{
		value = CStringGetTextDatum(claims);
		learn_statement_read(&statement, &value, NULL);
		identity->actor = learn_statement_text(0, 1);
		identity->subject = learn_statement_text(0, 2);
	}
	if (identity->actor == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("nobody is signed in"),
				 errdetail("The token has neither \"email\" nor \"sub\"."),
				 errhint("Sign in with a token that says who you are.")));
}

/*
 * Claims in a session that took on another role come from a gateway nobody
 * has named: all its users would be recorded as one.
 */
static void
refuse_unknown_gateway(const LearnIdentity *identity)
{
	const char *claims = GetConfigOption("request.jwt.claims", true, false);

	if (claims == NULL || *claims == '\0' ||
		strcmp(identity->role, identity->login_role) == 0)
		return;
	ereport(
		ERROR,
		(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
		 errmsg("login role is not a trusted gateway"),
		 errdetail(
			 "Session of \"%s\" brings the claims of a token, which are believed of trusted gateways only.",
			 identity->login_role),
		 errhint("Add it to learn.trusted_gateways, if it is one.")));
}

/*
 * A person of the engine's name could not be told from it, neither in the
 * audit log nor as the author of a draft.
 */
static void
refuse_engine_name(const LearnIdentity *identity)
{
	if (strcmp(identity->actor, ENGINE) != 0)
		return;
	ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					errmsg("the name \"%s\" is the engine's", ENGINE),
					errdetail("What it does is recorded under that name."),
					errhint("Sign in as somebody of another name.")));
}

static void
read_roles(LearnIdentity *identity)
{
	identity->role = GetUserNameFromId(GetOuterUserId(), false);
	identity->login_role = GetUserNameFromId(GetSessionUserId(), false);
	identity->subject = NULL;
	identity->other_name = NULL;
}

void
learn_identity_caller(LearnIdentity *identity)
{
	read_roles(identity);
	if (is_trusted_gateway(identity->login_role))
		read_claims(identity);
	else
	{
		refuse_unknown_gateway(identity);
		identity->actor = pstrdup(identity->role);
		if (GetOuterUserId() != GetSessionUserId() &&
			!superuser_arg(GetSessionUserId()))
			identity->other_name = identity->login_role;
	}
	refuse_engine_name(identity);
}

void
learn_identity_engine(LearnIdentity *identity)
{
	read_roles(identity);
	identity->actor = pstrdup(ENGINE);
}

void
learn_identity_require_human(void)
{
	int depth =
		DatumGetInt32(DirectFunctionCall1(pg_trigger_depth, (Datum) 0));

	/* ANALYZE and REINDEX run functions of whoever owns the table. */
	if (MyBackendType == B_BACKEND && depth == 0 &&
		!InSecurityRestrictedOperation())
		return;
	ereport(
		ERROR,
		(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
		 errmsg("decisions are made by humans"),
		 errdetail(
			 "Neither a background worker nor a trigger nor maintenance of a table may decide about a runbook."),
		 errhint("Call this function from a session of your own.")));
}

void
learn_identity_require_grant(Oid function)
{
	if (learn_compat_may_execute(function, GetOuterUserId()))
		return;
	ereport(
		ERROR,
		(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
		 errmsg("permission denied for function %s", get_func_name(function)),
		 errdetail(
			 "Role \"%s\" may not call it itself; a SECURITY DEFINER function cannot decide on its behalf.",
			 GetUserNameFromId(GetOuterUserId(), false)),
		 errhint("Sign in as somebody who may.")));
}

void
learn_identity_check_claim(const LearnIdentity *identity, const char *reviewer)
{
	if (reviewer == NULL || strcmp(reviewer, identity->actor) == 0)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("\"reviewer\" is not who is signed in"),
			 errdetail("You are signed in as \"%s\".", identity->actor),
			 errhint("Leave \"reviewer\" out, or sign in as that person.")));
}
