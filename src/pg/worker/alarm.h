/*-------------------------------------------------------------------------
 *
 * alarm.h
 *		What a worker tells the world of, once: that nothing gets done, and
 *		that the model is away or back.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_WORKER_ALARM_H
#define LEARN_PG_WORKER_ALARM_H

#include "datatype/timestamp.h"

typedef struct LearnAlarm
{
	TimestampTz progress_at; /* a job was done, or it was looked whether
							  * nothing is */
	bool told_stalled;
	bool told_away;
} LearnAlarm;

/* What the worker sees. */
typedef struct LearnCondition
{
	bool paused;
	bool model_away; /* its breaker is open */
} LearnCondition;

/* A job was done, or the worker has just begun. */
extern void learn_alarm_progress(LearnAlarm *alarm);

/* Is it time to look whether there is something to tell? */
extern bool learn_alarm_is_due(const LearnAlarm *alarm,
							   const LearnCondition *condition);

/*
 * Tells what there is to tell: in the log, to who listens, to the webhook.
 * Needs a transaction; what goes wrong here costs nothing else.
 */
extern void learn_alarm_raise(LearnAlarm *alarm,
							  const LearnCondition *condition);

#endif /* LEARN_PG_WORKER_ALARM_H */
