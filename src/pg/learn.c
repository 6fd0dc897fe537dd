/*-------------------------------------------------------------------------
 *
 * learn.c
 *		What happens when the library is loaded.
 *
 * In shared_preload_libraries: shared memory and the launcher of the
 * background workers.
 * Otherwise only the settings and functions; the work is then done by hand,
 * with learn_run_jobs().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"

#include "pg/engine/shared.h"
#include "pg/engine/wake.h"
#include "pg/settings.h"
#include "pg/worker/launcher.h"
#include "pg/worker/make_way.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	learn_settings_define();
	learn_wake_register();

	if (!process_shared_preload_libraries_in_progress)
		return;

	learn_shared_request();

	/* pg_upgrade's server is not one to write to. */
	if (!IsBinaryUpgrade)
	{
		learn_launcher_register();
		learn_make_way_register();
	}
}
