/*-------------------------------------------------------------------------
 *
 * redaction.h
 *		Executions without secrets, for those who do not want to store any.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_CAPTURE_REDACTION_H
#define LEARN_PG_CAPTURE_REDACTION_H

#include "access/tupdesc.h"

#include "pg/capture/report.h"

/*
 * Takes secrets and personal data out of a report, a row of this kind: out of
 * all texts and documents but those that say which execution of what it is,
 * and where it ran.  In the current memory context.
 */
extern void learn_report_redact(TupleDesc descriptor, LearnReport *report);

#endif /* LEARN_PG_CAPTURE_REDACTION_H */
