/*-------------------------------------------------------------------------
 *
 * report.h
 *		One reported execution: completing and checking its columns.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_CAPTURE_REPORT_H
#define LEARN_PG_CAPTURE_REPORT_H

#include "access/tupdesc.h"

/* The columns that are looked at. */
typedef enum LearnColumn
{
	LEARN_COLUMN_EXECUTION_ID,
	LEARN_COLUMN_RUNBOOK_ID,
	LEARN_COLUMN_INCIDENT_ID,
	LEARN_COLUMN_INCIDENT_TYPE,
	LEARN_COLUMN_PLATFORM,
	LEARN_COLUMN_STARTED_AT,
	LEARN_COLUMN_COMPLETED_AT,
	LEARN_COLUMN_DURATION_SECONDS,
	LEARN_COLUMN_STATUS,
	LEARN_COLUMN_SUCCESS,
	LEARN_COLUMN_CONFIDENCE,
	LEARN_COLUMN_STATE_BEFORE,
	LEARN_COLUMN_STATE_AFTER,
	LEARN_COLUMN_STATE_DIFF,
	LEARN_COLUMN_EXECUTED_STEPS,
	LEARN_COLUMN_RETRY_COUNT,
	LEARN_COLUMN_EVIDENCE_BUNDLE_ID,
	LEARN_COLUMN_RECORDED_AT
} LearnColumn;

#define LEARN_COLUMNS (LEARN_COLUMN_RECORDED_AT + 1)

/* A row of learn.execution_results about to be stored. */
typedef struct LearnReport
{
	const int *numbers; /* of the columns in the arrays below */
	Datum *values;
	bool *nulls;
	bool changed; /* something was filled in */
} LearnReport;

/* Finds the columns by their names; once for many rows. */
extern void learn_report_find_columns(TupleDesc descriptor, int *numbers);

/*
 * Fills in what is absent and can be known: ids, times and durations, status
 * or success from one another, the state's difference, empty steps.
 */
extern void learn_report_complete(LearnReport *report);

/*
 * Raises 22023 for the first column, in the table's order, that does not hold
 * what it must.  No message quotes a long value.
 */
extern void learn_report_check(LearnReport *report);

#endif /* LEARN_PG_CAPTURE_REPORT_H */
