/*-------------------------------------------------------------------------
 *
 * run.c
 *		One analysed execution, as what is remembered of it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "pg/engine/run.h"

LearnRun *
learn_run_copy(const LearnRun *run)
{
	LearnRun *copy = palloc(sizeof(*copy));

#define COPY_STRING(field)                                                    \
	copy->field = run->field != NULL ? pstrdup(run->field) : NULL

	*copy = *run;
	COPY_STRING(execution_id);
	COPY_STRING(runbook_id);
	COPY_STRING(incident_type);
	COPY_STRING(platform);
	COPY_STRING(client_id);
	COPY_STRING(hostname);
	COPY_STRING(signature);
	COPY_STRING(action);
	COPY_STRING(message);
	COPY_STRING(type);
	COPY_STRING(reasoning);
	COPY_STRING(source);
	COPY_STRING(model);
	return copy;
}
