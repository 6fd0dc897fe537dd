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

/* A row of learn.execution_results about to be stored. */
typedef struct LearnReport
{
	TupleDesc descriptor;
	Datum *values; /* by attribute number, from 0 */
	bool *nulls;
} LearnReport;

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
