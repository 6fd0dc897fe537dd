/*-------------------------------------------------------------------------
 *
 * alarm.c
 *		What a worker tells the world of, once: that nothing gets done, and
 *		that the model is away or back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "commands/dbcommands.h"
#include "miscadmin.h"
#include "utils/timestamp.h"

#include "pg/engine/guarded.h"
#include "pg/review/notify.h"
#include "pg/settings.h"
#include "pg/statement.h"
#include "pg/worker/alarm.h"

void
learn_alarm_progress(LearnAlarm *alarm)
{
	alarm->progress_at = GetCurrentTimestamp();
	alarm->told_stalled = false;
}

static bool
is_overdue(const LearnAlarm *alarm, const LearnCondition *condition)
{
	return !condition->paused &&
		   TimestampDifferenceExceeds(alarm->progress_at,
									  GetCurrentTimestamp(),
									  learn_setting_stall_after * 1000);
}

bool
learn_alarm_is_due(const LearnAlarm *alarm, const LearnCondition *condition)
{
	return is_overdue(alarm, condition) ||
		   condition->model_away != alarm->told_away;
}

/*
 * Does work wait, and nothing get done?
 */
static void
check_progress(LearnAlarm *alarm)
{
	static LearnStatement statement = {
		"SELECT count(*), learn.stalled(min(created_at), $1), min(created_at)"
		" FROM learn.jobs WHERE dead_at IS NULL AND NOT held",
		{TIMESTAMPTZOID, InvalidOid}};
	Datum value = TimestampTzGetDatum(alarm->progress_at);
	int64 jobs;
	TimestampTz since;
	bool isnull;

	alarm->progress_at = GetCurrentTimestamp();
	learn_statement_run(&statement, &value, NULL);
	if (!DatumGetBool(learn_statement_datum(0, 2, &isnull)) ||
		alarm->told_stalled)
		return;
	jobs = DatumGetInt64(learn_statement_datum(0, 1, &isnull));
	since = DatumGetTimestampTz(learn_statement_datum(0, 3, &isnull));
	ereport(
		LOG,
		(errmsg("learning has stalled in database \"%s\"",
				get_database_name(MyDatabaseId)),
		 errdetail(
			 INT64_FORMAT
			 " jobs wait, the oldest since %s; nothing was done for \"%s\".",
			 jobs, learn_statement_text(0, 3), "learn.stall_after"),
		 errhint("learn_worker_status shows the latest error.")));
	alarm->told_stalled = true;
	learn_notify_stalled(jobs, since);
}

/* What learn_alarm_raise() was called with. */
typedef struct Look
{
	LearnAlarm *alarm;
	const LearnCondition *condition;
} Look;

static void
raise_step(void *argument)
{
	const Look *look = argument;
	LearnAlarm *alarm = look->alarm;

	if (is_overdue(alarm, look->condition))
		check_progress(alarm);
	if (look->condition->model_away != alarm->told_away)
	{
		alarm->told_away = look->condition->model_away;
		learn_notify_breaker(alarm->told_away);
	}
}

void
learn_alarm_raise(LearnAlarm *alarm, const LearnCondition *condition)
{
	Look look = {alarm, condition};
	LearnFailure failure;

	if (!learn_run_guarded(CurrentMemoryContext, raise_step, &look, false,
						   &failure))
		ereport(LOG,
				(errmsg("could not raise an alarm in database \"%s\": %s",
						get_database_name(MyDatabaseId), failure.message)));
}
