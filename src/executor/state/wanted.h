/*-------------------------------------------------------------------------
 *
 * wanted.h
 *		What of the host a run is about.
 *
 * Found in the type of the incident, the values of the parameters, the params
 * of the steps, and the verification; never in the text of commands, which
 * would be guessing.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_STATE_WANTED_H
#define LEARN_EXECUTOR_STATE_WANTED_H

#include <stdbool.h>

#include "executor/state/names.h"
#include "executor/state/state.h"

/* What is of interest beyond what a parameter names, as bits. */
#define LEARN_ABOUT_CPU (1u << 0)    /* how busy the processors are */
#define LEARN_ABOUT_MEMORY (1u << 1) /* who has the memory */
#define LEARN_ABOUT_DISKS (1u << 2)  /* all of them */
#define LEARN_ABOUT_BACKUP (1u << 3)
#define LEARN_ABOUT_PROCESSES (1u << 4) /* how many there are */

typedef struct LearnWanted
{
	unsigned about;
	LearnNames services;
	LearnNames ports; /* in decimal digits, valid */
	LearnNames paths; /* of which the file systems are wanted */
	LearnNames disks; /* paths that the verification asks for by name */
	LearnNames certificates;
	LearnNames files;
} LearnWanted;

/* False: no memory.  What is wanted is the caller's to free in any case. */
extern bool learn_wanted_gather(LearnWanted *wanted,
								const LearnStateRequest *request);

extern void learn_wanted_free(LearnWanted *wanted);

/*
 * Does the name of a parameter end with one of these (ended by NULL), as whole
 * words, in which "_" stands between words?  Case does not matter: params are
 * written in any.
 */
extern bool learn_name_ends_with(const char *name, const char *const *endings);

#endif /* LEARN_EXECUTOR_STATE_WANTED_H */
