/*-------------------------------------------------------------------------
 *
 * attempt.h
 *		Runs a step once.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_STEPS_ATTEMPT_H
#define LEARN_EXECUTOR_STEPS_ATTEMPT_H

#include "executor/steps/steps.h"

/* What it is run with; borrowed. */
typedef struct LearnAttemptSetting
{
	const LearnStepsSetting *steps;
	char *const *environment; /* of commands */
	bool insistent;           /* see process.h */
} LearnAttemptSetting;

/* How it ended. */
typedef struct LearnAttempt
{
	bool success;
	bool hopeless;    /* so will any other attempt */
	bool interrupted; /* the executor was told to stop */
	int exit_code;    /* -1: there is none */
	char *output; /* malloc'ed, as error is: of the command or action, and */
	char *error;  /* behind it what else went wrong */
} LearnAttempt;

/*
 * Runs a step: its command or action, looks whether that did what was asked
 * for, and waits for what it is to wait for.  False: memory ran out.  The
 * attempt is the caller's to free in any case.
 */
extern bool learn_attempt_run(json_object *step,
							  const LearnAttemptSetting *setting,
							  LearnAttempt *attempt);

/*
 * The executor was told to stop before this attempt, which failed, could be
 * followed by another.  False: memory ran out.
 */
extern bool learn_attempt_interrupt(LearnAttempt *attempt);

/* Frees what an attempt owns; safe when only zeroed, and twice. */
extern void learn_attempt_free(LearnAttempt *attempt);

#endif /* LEARN_EXECUTOR_STEPS_ATTEMPT_H */
