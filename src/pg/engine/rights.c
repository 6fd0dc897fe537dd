/*-------------------------------------------------------------------------
 *
 * rights.c
 *		With which rights the engine works: those of the role learn_worker.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "commands/trigger.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "utils/acl.h"
#include "utils/guc.h"

#include "pg/engine/rights.h"

#define ROLE "learn_worker"

/* No SET ROLE, nothing temporary, nothing prepared, nothing deferred. */
#define CONTEXT (SECURITY_LOCAL_USERID_CHANGE | SECURITY_RESTRICTED_OPERATION)

/*
 * The role, looked up anew each time: it may have been dropped, and created
 * again with another OID.  InvalidOid when there is none that will do.
 */
static Oid
find_role(void)
{
	Oid role = get_role_oid(ROLE, true);

	return OidIsValid(role) && superuser_arg(role) ? InvalidOid : role;
}

static void
refuse(void)
{
	if (!OidIsValid(get_role_oid(ROLE, true)))
		ereport(
			ERROR,
			(errcode(ERRCODE_UNDEFINED_OBJECT),
			 errmsg("role \"%s\" does not exist", ROLE),
			 errdetail("The engine works with its rights only."),
			 errhint(
				 "Create it with NOLOGIN, and grant it what sql/98_privileges.sql does.")));
	ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					errmsg("role \"%s\" must not be a superuser", ROLE),
					errdetail("The engine works with its rights only."),
					errhint("ALTER ROLE %s NOSUPERUSER.", ROLE)));
}

void
learn_rights_lower(LearnRights *before)
{
	Oid role = find_role();

	if (!OidIsValid(role))
		refuse();
	GetUserIdAndSecContext(&before->role, &before->context);
	SetUserIdAndSecContext(role, before->context | CONTEXT);
}

void
learn_rights_restore(const LearnRights *before)
{
	SetUserIdAndSecContext(before->role, before->context);
}

/*
 * What would wait for the commit fires with its statement: the restricted
 * context allows no other triggers, and what they refuse costs one step, not
 * the whole transaction.
 */
static void
set_constraints_immediate(void)
{
	ConstraintsSetStmt *statement = makeNode(ConstraintsSetStmt);

	AfterTriggerSetState(statement);
	pfree(statement);
}

void
learn_rights_lower_transaction(void)
{
	Oid role = find_role();

	if (OidIsValid(role) && GetSessionUserId() != role)
		SetConfigOption("session_authorization", ROLE, PGC_SUSET,
						PGC_S_OVERRIDE);
	SetUserIdAndSecContext(OidIsValid(role) ? role : GetUserId(), CONTEXT);
	set_constraints_immediate();
}

void
learn_rights_end_transaction(void)
{
	SetUserIdAndSecContext(GetSessionUserId(), 0);
}

bool
learn_rights_are_lowered(void)
{
	Oid role = find_role();

	return OidIsValid(role) && GetUserId() == role;
}

void
learn_rights_require(void)
{
	if (!learn_rights_are_lowered())
		refuse();
}
