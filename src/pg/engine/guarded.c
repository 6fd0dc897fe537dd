/*-------------------------------------------------------------------------
 *
 * guarded.c
 *		Runs a step so that its failure costs that step alone.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"

#include "pg/engine/guarded.h"
#include "pg/redaction.h"

/* The longest message kept, in bytes: some quote what they are about. */
#define MESSAGE_MAX 1000

bool
learn_run_guarded(MemoryContext context, LearnStep step, void *argument,
				  bool cancellable, LearnFailure *failure)
{
	MemoryContext outer = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	volatile bool done = false;

	BeginInternalSubTransaction(NULL);
	PG_TRY();
	{
		SPI_connect();
		MemoryContextSwitchTo(context);
		PushActiveSnapshot(GetTransactionSnapshot());
		step(argument);
		PopActiveSnapshot();
		SPI_finish();
		ReleaseCurrentSubTransaction();
		done = true;
	}
	PG_CATCH();
	{
		ErrorData *data;
		int length;

		MemoryContextSwitchTo(context);
		data = CopyErrorData();
		if (cancellable && data->sqlerrcode == ERRCODE_QUERY_CANCELED)
			PG_RE_THROW();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		failure->sqlstate = data->sqlerrcode;
		failure->message = learn_without_secrets(
			data->detail != NULL
				? psprintf("%s: %s", data->message, data->detail)
				: data->message);
		length = (int) strlen(failure->message);
		failure->message[pg_mbcliplen(failure->message, length, MESSAGE_MAX)] =
			'\0';
		FreeErrorData(data);
	}
	PG_END_TRY();

	MemoryContextSwitchTo(outer);
	CurrentResourceOwner = owner;
	return done;
}

bool
learn_failure_was_held(const LearnFailure *failure)
{
	return failure->sqlstate == ERRCODE_LOCK_NOT_AVAILABLE ||
		   failure->sqlstate == ERRCODE_T_R_DEADLOCK_DETECTED ||
		   failure->sqlstate == ERRCODE_T_R_SERIALIZATION_FAILURE;
}
