/*-------------------------------------------------------------------------
 *
 * privileges.h
 *		Whom the executor runs as.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_SETUP_PRIVILEGES_H
#define LEARN_EXECUTOR_SETUP_PRIVILEGES_H

#include "core/problem.h"

/*
 * Started as root, becomes the user named (run_as of the configuration) for
 * good.  Who wants root must have written so: with nobody named it is refused,
 * and so is a program that has another user's rights than its caller's.
 * Started as anybody else, changes nothing.
 */
extern LearnStatus learn_privileges_settle(const char *run_as,
										   LearnProblem *problem);

#endif /* LEARN_EXECUTOR_SETUP_PRIVILEGES_H */
