/*-------------------------------------------------------------------------
 *
 * run.h
 *		One analysed execution, as what is remembered of it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_RUN_H
#define LEARN_PG_ENGINE_RUN_H

#include "datatype/timestamp.h"

typedef struct LearnRun
{
	const char *execution_id;
	const char *runbook_id;
	const char *incident_type;
	const char *platform;
	const char *client_id; /* "" when not told, as is the next */
	const char *hostname;
	TimestampTz started_at;
	TimestampTz ended_at; /* started_at when not told */
	double seconds;       /* how long it took; negative when not told */
	bool succeeded;
	bool verified;     /* with either result */
	bool intervention; /* a human had to step in, as the executor says */

	/* Of a failure; NULL when it could not be read. */
	const char *signature;
	const char *action;  /* of the step that failed, normalised */
	const char *message; /* the template of the error */

	/* What was found out about a failure, see learn.analyses. */
	const char *type;
	const char *reasoning;
	double confidence;
	const char *source;
	const char *model;
} LearnRun;

/* A copy, with all it points to, in the current memory context. */
extern LearnRun *learn_run_copy(const LearnRun *run);

#endif /* LEARN_PG_ENGINE_RUN_H */
