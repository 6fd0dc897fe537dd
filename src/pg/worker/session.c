/*-------------------------------------------------------------------------
 *
 * session.c
 *		A worker's session: its settings and its transactions.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "pgstat.h"
#include "postmaster/interrupt.h"
#include "utils/guc.h"
#include "utils/snapmgr.h"

#include "pg/compat.h"
#include "pg/engine/rights.h"
#include "pg/worker/session.h"

/*
 * Whatever the database or the role is set to, the worker needs these.  Its
 * plans are kept: one that was made while a table was small must not scan it
 * when it is large.
 */
void
learn_session_fix_settings(void)
{
	static const char *const fixed[][2] = {
		{"search_path", "pg_catalog, pg_temp"},
		{"role", "none"},
		{"default_transaction_isolation", "read committed"},
		{"default_transaction_read_only", "off"},
		{"statement_timeout", "0"},
		/* Whoever does jobs by hand may hold a row for long: not ours to wait. */
		{"lock_timeout", "500ms"},
		{"client_min_messages", "warning"},
		{"plan_cache_mode", "force_generic_plan"},
		{"enable_seqscan", "off"},
		{"enable_hashjoin", "off"},
		{"enable_mergejoin", "off"},
		{"jit", "off"},
	};

	for (size_t i = 0; i < lengthof(fixed); i++)
		SetConfigOption(fixed[i][0], fixed[i][1], PGC_SUSET, PGC_S_OVERRIDE);
	learn_compat_lift_transaction_timeout();
}

void
learn_session_read_settings(void)
{
	ConfigReloadPending = false;
	ProcessConfigFile(PGC_SIGHUP);
}

void
learn_session_set_local(const char *name, const char *value)
{
	/* As a session's own setting: a stronger one would outlast it. */
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_LOCAL, true, 0, false);
}

void
learn_session_begin(const char *activity)
{
	SetCurrentStatementStartTimestamp();
	StartTransactionCommand();
	learn_rights_lower_transaction();
	PushActiveSnapshot(GetTransactionSnapshot());
	pgstat_report_activity(STATE_RUNNING, activity);
}

void
learn_session_commit(void)
{
	PopActiveSnapshot();

	/* Who sends a notification waits for others that do, and must not fail. */
	learn_session_set_local("lock_timeout", "0");
	CommitTransactionCommand();
	learn_rights_end_transaction();
	pgstat_report_activity(STATE_IDLE, NULL);
}
