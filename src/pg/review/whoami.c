/*-------------------------------------------------------------------------
 *
 * whoami.c
 *		learn_whoami(): who is signed in, and what that person may do.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "pg/json_text.h"
#include "pg/review/identity.h"
#include "pg/settings.h"
#include "pg/statement.h"

PG_FUNCTION_INFO_V1(learn_sql_whoami);

/* What somebody may do. */
typedef struct Rights
{
	bool may_test;
	bool may_decide;
	bool may_operate;
} Rights;

/*
 * May this role call learn_add_test(), learn_approve(), learn_import()?  Those
 * of the extension, whatever else has their name.
 */
static void
read_rights(const LearnIdentity *identity, Rights *rights)
{
	static LearnStatement statement = {
		"SELECT coalesce(bool_or(p.proname = 'learn_add_test'), false),"
		" coalesce(bool_or(p.proname = 'learn_approve'), false),"
		" coalesce(bool_or(p.proname = 'learn_import'), false)"
		" FROM pg_proc p"
		" JOIN pg_depend d ON d.classid = 'pg_proc'::regclass"
		" AND d.objid = p.oid AND d.deptype = 'e'"
		" JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass"
		" AND d.refobjid = e.oid AND e.extname = 'learn'"
		" WHERE p.proname IN ('learn_add_test', 'learn_approve',"
		" 'learn_import') AND has_function_privilege($1, p.oid, 'EXECUTE')",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(identity->role);
	bool isnull;

	learn_statement_read(&statement, &value, NULL);
	rights->may_test = DatumGetBool(learn_statement_datum(0, 1, &isnull));
	rights->may_decide = DatumGetBool(learn_statement_datum(0, 2, &isnull));
	rights->may_operate = DatumGetBool(learn_statement_datum(0, 3, &isnull));
}

Datum
learn_sql_whoami(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	LearnIdentity identity;
	StringInfoData receipt;
	Rights rights;

	SPI_connect();
	learn_identity_caller(&identity);
	read_rights(&identity, &rights);

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "reviewer", identity.actor);
	learn_json_add_string(&receipt, "role", identity.role);
	learn_json_add_boolean(&receipt, "may_test", rights.may_test);
	learn_json_add_boolean(&receipt, "may_decide", rights.may_decide);
	learn_json_add_boolean(&receipt, "may_operate", rights.may_operate);
	learn_json_add_integer(&receipt, "required_approvals",
						   learn_setting_required_approvals);
	learn_json_add_boolean(&receipt, "require_passing_test",
						   learn_setting_require_passing_test);
	learn_json_add_integer(&receipt, "claim_ttl_seconds",
						   learn_setting_claim_ttl);
	learn_json_add_integer(&receipt, "review_sla_seconds",
						   (int64) learn_setting_review_sla * 60);
	return learn_json_return(caller, learn_json_end(&receipt));
}
