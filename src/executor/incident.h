/*-------------------------------------------------------------------------
 *
 * incident.h
 *		What a run is about, as its report will name it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_INCIDENT_H
#define LEARN_EXECUTOR_INCIDENT_H

#include "core/problem.h"
#include "executor/setup/options.h"

/*
 * Would the database take a report with these names?  What it would refuse is
 * refused here, before anything is run: LEARN_INVALID.
 */
extern LearnStatus learn_incident_check(const LearnOptions *options,
										LearnProblem *problem);

#endif /* LEARN_EXECUTOR_INCIDENT_H */
