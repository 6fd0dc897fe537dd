/*-------------------------------------------------------------------------
 *
 * process.h
 *		Runs one program to its end, or until its time is up.
 *
 * The program leads a process group of its own, so that what it starts in
 * the foreground ends with it.  A service that it leaves running goes on: its
 * output is taken by somebody (drain.h) after nobody is interested any more.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_PROCESS_PROCESS_H
#define LEARN_EXECUTOR_PROCESS_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/problem.h"

/* Seconds between TERM and KILL. */
#define LEARN_PROCESS_GRACE 5.0

/* Bytes of a stream that are kept, head and tail together. */
#define LEARN_PROCESS_OUTPUT_MAX 16384

/* What is run; everything is borrowed. */
typedef struct LearnCommand
{
	const char *path;             /* of the program */
	const char *const *arguments; /* with its name, ended by NULL */
	char *const *environment;     /* NAME=value, ended by NULL */
	const char *input;            /* what it reads; NULL: nothing */
	size_t input_length;
	double timeout; /* seconds */
	bool insistent; /* also runs after the executor was told to stop, as
					 * what undoes must */
	double grace;   /* seconds between TERM and KILL; 0: the usual ones */
} LearnCommand;

typedef enum LearnEnding
{
	LEARN_ENDED_NORMALLY, /* it exited, or a signal of somebody's ended it */
	LEARN_ENDED_LATE,     /* its time was up */
	LEARN_ENDED_INTERRUPTED, /* the executor was told to stop */
	LEARN_NEVER_STARTED      /* see the problem */
} LearnEnding;

/* How it ended, and what it wrote. */
typedef struct LearnOutcome
{
	LearnEnding ending;
	int exit_code;        /* 128 + N for signal N, as a shell has it; -1 when
							* it did not end normally */
	char *output;         /* malloc'ed; valid UTF-8 without U+0000; what was */
	char *error;          /* cut out says so.  Never NULL but out of memory */
	LearnProblem problem; /* why it was not started */
} LearnOutcome;

/*
 * Runs a command.  When its time is up, or the executor is told to stop
 * (interrupt.h), the group gets TERM and, when all of it has ended but at most
 * LEARN_PROCESS_GRACE seconds later, or when the executor is told to stop once
 * more, KILL.  Nothing of its output is waited for that somebody writes whom
 * the program has left behind.
 *
 * Returns false when memory ran out; the outcome is the caller's to free in
 * any case.
 */
extern bool learn_process_run(const LearnCommand *command,
							  LearnOutcome *outcome);

/* The same for text that /bin/sh reads. */
extern bool learn_process_run_shell(const char *text, char *const *environment,
									double timeout, bool insistent,
									LearnOutcome *outcome);

/* Frees what an outcome owns; safe when only zeroed, and twice. */
extern void learn_outcome_free(LearnOutcome *outcome);

#endif /* LEARN_EXECUTOR_PROCESS_PROCESS_H */
