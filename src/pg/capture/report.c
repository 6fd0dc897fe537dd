/*-------------------------------------------------------------------------
 *
 * report.c
 *		One reported execution: completing and checking its columns.
 *
 * Checked here, and not by constraints alone, because a constraint's message
 * would show the whole row to the client and to the log.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "access/xact.h"
#include "catalog/namespace.h"
#include "commands/sequence.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "core/state_diff.h"
#include "pg/capture/report.h"
#include "pg/foreign.h"
#include "pg/json_text.h"

/* The longest id, in bytes. */
#define ID_MAX 128

/* States are compared up to this size, of both, in bytes of JSON text. */
#define STATE_MAX (8 * 1024 * 1024)

/* How much of a wrong value a message shows, in bytes. */
#define SHOWN_MAX 40

static const char *const column_names[] = {
	[LEARN_COLUMN_EXECUTION_ID] = "execution_id",
	[LEARN_COLUMN_RUNBOOK_ID] = "runbook_id",
	[LEARN_COLUMN_INCIDENT_ID] = "incident_id",
	[LEARN_COLUMN_INCIDENT_TYPE] = "incident_type",
	[LEARN_COLUMN_PLATFORM] = "platform",
	[LEARN_COLUMN_STARTED_AT] = "started_at",
	[LEARN_COLUMN_COMPLETED_AT] = "completed_at",
	[LEARN_COLUMN_DURATION_SECONDS] = "duration_seconds",
	[LEARN_COLUMN_STATUS] = "status",
	[LEARN_COLUMN_SUCCESS] = "success",
	[LEARN_COLUMN_CONFIDENCE] = "confidence",
	[LEARN_COLUMN_STATE_BEFORE] = "state_before",
	[LEARN_COLUMN_STATE_AFTER] = "state_after",
	[LEARN_COLUMN_STATE_DIFF] = "state_diff",
	[LEARN_COLUMN_EXECUTED_STEPS] = "executed_steps",
	[LEARN_COLUMN_RETRY_COUNT] = "retry_count",
	[LEARN_COLUMN_EVIDENCE_BUNDLE_ID] = "evidence_bundle_id",
	[LEARN_COLUMN_RECORDED_AT] = "recorded_at",
};

void
learn_report_find_columns(TupleDesc descriptor, int *numbers)
{
	for (int i = 0; i < LEARN_COLUMNS; i++)
	{
		numbers[i] = SPI_fnumber(descriptor, column_names[i]) - 1;
		if (numbers[i] < 0)
			elog(ERROR, "column \"%s\" is missing", column_names[i]);
	}
}

static bool
is_null(const LearnReport *report, LearnColumn column)
{
	return report->nulls[report->numbers[column]];
}

static Datum
get(const LearnReport *report, LearnColumn column)
{
	return report->values[report->numbers[column]];
}

static void
set(LearnReport *report, LearnColumn column, Datum value)
{
	report->values[report->numbers[column]] = value;
	report->nulls[report->numbers[column]] = false;
	report->changed = true;
}

/*
 * Gives ids of the form PREFIX-YYYYMMDD-NNNN to what has none.  All of a row
 * carry the same number.
 */
static void
complete_ids(LearnReport *report)
{
	static const struct
	{
		LearnColumn column;
		const char *prefix;
	} ids[] = {
		{LEARN_COLUMN_EXECUTION_ID, "exec"},
		{LEARN_COLUMN_INCIDENT_ID, "inc"},
		{LEARN_COLUMN_EVIDENCE_BUNDLE_ID, "EB"},
	};
	int64 number = 0;
	pg_time_t now =
		timestamptz_to_time_t(GetCurrentTransactionStartTimestamp());
	struct pg_tm *date = pg_gmtime(&now);

	for (size_t i = 0; i < lengthof(ids); i++)
	{
		if (!is_null(report, ids[i].column))
			continue;
		if (number == 0)
			number =
				nextval_internal(get_relname_relid("execution_number",
												   get_namespace_oid("learn",
																	 false)),
								 false);
		set(report, ids[i].column,
			CStringGetTextDatum(psprintf("%s-%04d%02d%02d-" INT64_FORMAT,
										 ids[i].prefix, date->tm_year + 1900,
										 date->tm_mon + 1, date->tm_mday,
										 number)));
	}
}

/*
 * The one follows from the other.
 */
static void
complete_outcome(LearnReport *report)
{
	bool no_status = is_null(report, LEARN_COLUMN_STATUS);
	bool no_success = is_null(report, LEARN_COLUMN_SUCCESS);

	if (no_status && !no_success)
		set(report, LEARN_COLUMN_STATUS,
			CStringGetTextDatum(DatumGetBool(get(report, LEARN_COLUMN_SUCCESS))
									? "success"
									: "failure"));
	else if (no_success && !no_status)
		set(report, LEARN_COLUMN_SUCCESS,
			BoolGetDatum(
				strcmp(TextDatumGetCString(get(report, LEARN_COLUMN_STATUS)),
					   "success") == 0));
}

static void
complete_times(LearnReport *report)
{
	TimestampTz started;
	TimestampTz completed;

	if (is_null(report, LEARN_COLUMN_STARTED_AT))
		set(report, LEARN_COLUMN_STARTED_AT,
			TimestampTzGetDatum(GetCurrentTransactionStartTimestamp()));
	if (!is_null(report, LEARN_COLUMN_DURATION_SECONDS) ||
		is_null(report, LEARN_COLUMN_COMPLETED_AT))
		return;
	started = DatumGetTimestampTz(get(report, LEARN_COLUMN_STARTED_AT));
	completed = DatumGetTimestampTz(get(report, LEARN_COLUMN_COMPLETED_AT));
	if (!TIMESTAMP_NOT_FINITE(started) && !TIMESTAMP_NOT_FINITE(completed))
		set(report, LEARN_COLUMN_DURATION_SECONDS,
			Float8GetDatum((double) (completed - started) / USECS_PER_SEC));
}

/*
 * A state too deep or too large to compare stays without a difference: it is
 * evidence all the same.
 */
static void
complete_state_diff(LearnReport *report)
{
	LearnProblem problem;
	LearnStatus status;
	size_t before_length;
	size_t after_length;
	char *before;
	char *after;
	char *difference = NULL;

	if (!is_null(report, LEARN_COLUMN_STATE_DIFF) ||
		is_null(report, LEARN_COLUMN_STATE_BEFORE) ||
		is_null(report, LEARN_COLUMN_STATE_AFTER))
		return;
	before = learn_foreign_json(DatumGetJsonbP(
									get(report, LEARN_COLUMN_STATE_BEFORE)),
								&before_length);
	after = learn_foreign_json(
		DatumGetJsonbP(get(report, LEARN_COLUMN_STATE_AFTER)), &after_length);
	if (before_length + after_length > STATE_MAX)
		return;
	status = learn_state_diff(before, before_length, after, after_length,
							  &difference, &problem);
	difference = learn_foreign_take(difference);
	if (status == LEARN_OUT_OF_MEMORY)
		learn_foreign_check(status, &problem, "state");
	if (status == LEARN_OK)
		set(report, LEARN_COLUMN_STATE_DIFF, learn_jsonb_datum(difference));
}

void
learn_report_complete(LearnReport *report)
{
	complete_ids(report);
	complete_outcome(report);
	complete_times(report);
	complete_state_diff(report);
	if (is_null(report, LEARN_COLUMN_EXECUTED_STEPS))
		set(report, LEARN_COLUMN_EXECUTED_STEPS, learn_jsonb_datum("[]"));
	if (is_null(report, LEARN_COLUMN_RETRY_COUNT))
		set(report, LEARN_COLUMN_RETRY_COUNT, Int32GetDatum(0));
	if (is_null(report, LEARN_COLUMN_RECORDED_AT))
		set(report, LEARN_COLUMN_RECORDED_AT,
			TimestampTzGetDatum(GetCurrentTransactionStartTimestamp()));
}

/*
 * Raises for one column; says in which execution, since an INSERT can bring
 * thousands.
 */
static void
refuse(const LearnReport *report, LearnColumn column, const char *rule)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid value for \"%s\": %s", column_names[column],
					rule),
			 column == LEARN_COLUMN_EXECUTION_ID
				 ? 0
				 : errdetail("In execution \"%s\".",
							 TextDatumGetCString(
								 get(report, LEARN_COLUMN_EXECUTION_ID)))));
}

static void
check_id(const LearnReport *report, LearnColumn column)
{
	char *value;
	size_t length;

	if (is_null(report, column))
		refuse(report, column, "it must not be null");
	value = TextDatumGetCString(get(report, column));
	length = strlen(value);
	if (length == 0 || length > ID_MAX ||
		strspn(
			value,
			"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-") !=
			length ||
		strchr("._:-", value[0]) != NULL)
		refuse(
			report, column,
			"it must be 1 to 128 letters, digits or ._:- and start with a letter or digit");
}

/*
 * A text of a closed set; allowed is its members, separated by ", ".
 */
static void
check_choice(const LearnReport *report, LearnColumn column,
			 const char *allowed)
{
	char *value;

	if (is_null(report, column))
		refuse(report, column,
			   psprintf("it must be one of %s, not null", allowed));
	value = TextDatumGetCString(get(report, column));
	for (const char *choice = allowed; *choice != '\0';)
	{
		size_t length = strcspn(choice, ",");

		if (strlen(value) == length && memcmp(choice, value, length) == 0)
			return;
		choice += length;
		choice += strspn(choice, ", ");
	}
	refuse(report, column,
		   psprintf("it must be one of %s, not \"%.*s\"", allowed,
					pg_mbcliplen(value, (int) strlen(value), SHOWN_MAX),
					value));
}

static void
check_number(const LearnReport *report, LearnColumn column, double min,
			 double max, const char *rule)
{
	double value;

	if (is_null(report, column))
		return;
	value = DatumGetFloat8(get(report, column));
	if (isnan(value) || isinf(value) || value < min || value > max)
		refuse(report, column, rule);
}

/* What a member of an executed step must be. */
typedef struct StepMember
{
	const char *name;
	enum jbvType type;
	const char *kind;
} StepMember;

static const StepMember step_members[] = {
	{"step_number", jbvNumeric, "a number"},
	{"action", jbvString, "a string"},
	{"command", jbvString, "a string"},
	{"started_at", jbvString, "a string"},
	{"completed_at", jbvString, "a string"},
	{"duration_seconds", jbvNumeric, "a number"},
	{"success", jbvBool, "true or false"},
	{"exit_code", jbvNumeric, "a number"},
	{"output", jbvString, "a string"},
	{"error", jbvString, "a string"},
};

static const char *
kind_of(const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvString:
			return "a string";
		case jbvNumeric:
			return "a number";
		case jbvBool:
			return "a boolean";
		case jbvBinary:
			return JsonContainerIsArray(value->val.binary.data) ? "an array"
																: "an object";
		default:
			return "null";
	}
}

static void
check_step(const LearnReport *report, const JsonbValue *step, int index)
{
	if (step->type != jbvBinary ||
		!JsonContainerIsObject(step->val.binary.data))
		refuse(report, LEARN_COLUMN_EXECUTED_STEPS,
			   psprintf("element %d must be an object, not %s", index,
						kind_of(step)));
	for (size_t i = 0; i < lengthof(step_members); i++)
	{
		const StepMember *member = &step_members[i];
		JsonbValue buffer;
		JsonbValue *value =
			getKeyJsonValueFromContainer(step->val.binary.data, member->name,
										 (int) strlen(member->name), &buffer);

		if (value != NULL && value->type != jbvNull &&
			value->type != member->type)
			refuse(report, LEARN_COLUMN_EXECUTED_STEPS,
				   psprintf("\"%s\" of element %d must be %s, not %s",
							member->name, index, member->kind,
							kind_of(value)));
	}
}

static void
check_steps(const LearnReport *report)
{
	Jsonb *steps = DatumGetJsonbP(get(report, LEARN_COLUMN_EXECUTED_STEPS));
	int count;

	if (!JB_ROOT_IS_ARRAY(steps) || JB_ROOT_IS_SCALAR(steps))
		refuse(report, LEARN_COLUMN_EXECUTED_STEPS,
			   "it must be an array of steps");
	count = (int) JB_ROOT_COUNT(steps);
	for (int i = 0; i < count; i++)
		check_step(report, getIthJsonbValueFromContainer(&steps->root, i), i);
}

static void
check_times(const LearnReport *report)
{
	TimestampTz started =
		DatumGetTimestampTz(get(report, LEARN_COLUMN_STARTED_AT));

	if (TIMESTAMP_NOT_FINITE(started))
		refuse(report, LEARN_COLUMN_STARTED_AT, "it must be a point in time");
	if (is_null(report, LEARN_COLUMN_COMPLETED_AT))
		return;
	if (TIMESTAMP_NOT_FINITE(
			DatumGetTimestampTz(get(report, LEARN_COLUMN_COMPLETED_AT))))
		refuse(report, LEARN_COLUMN_COMPLETED_AT,
			   "it must be a point in time");
	if (DatumGetTimestampTz(get(report, LEARN_COLUMN_COMPLETED_AT)) < started)
		refuse(report, LEARN_COLUMN_COMPLETED_AT,
			   "it must not be before \"started_at\"");
}

void
learn_report_check(LearnReport *report)
{
	check_id(report, LEARN_COLUMN_EXECUTION_ID);
	check_id(report, LEARN_COLUMN_RUNBOOK_ID);
	check_id(report, LEARN_COLUMN_INCIDENT_ID);
	check_id(report, LEARN_COLUMN_INCIDENT_TYPE);
	check_choice(report, LEARN_COLUMN_PLATFORM, "linux, windows, darwin");
	check_times(report);
	check_number(report, LEARN_COLUMN_DURATION_SECONDS, 0, HUGE_VAL,
				 "it must be a number of seconds, not negative");
	if (is_null(report, LEARN_COLUMN_STATUS))
		refuse(
			report, LEARN_COLUMN_STATUS,
			"it, or \"success\", must say how the run ended: success, failure or partial");
	check_choice(report, LEARN_COLUMN_STATUS, "success, failure, partial");
	if (DatumGetBool(get(report, LEARN_COLUMN_SUCCESS)) &&
		strcmp(TextDatumGetCString(get(report, LEARN_COLUMN_STATUS)),
			   "success") != 0)
		refuse(report, LEARN_COLUMN_SUCCESS,
			   "it must be false unless \"status\" is success");
	check_number(report, LEARN_COLUMN_CONFIDENCE, 0, 1,
				 "it must be a number from 0 to 1");
	check_steps(report);
	if (DatumGetInt32(get(report, LEARN_COLUMN_RETRY_COUNT)) < 0)
		refuse(report, LEARN_COLUMN_RETRY_COUNT, "it must not be negative");
	check_id(report, LEARN_COLUMN_EVIDENCE_BUNDLE_ID);
}
