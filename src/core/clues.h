/*-------------------------------------------------------------------------
 *
 * clues.h
 *		What a remedy must know about a failure: which port, service, file.
 *
 * Telemetry is hostile: a clue ends up in a command that a machine runs.  So
 * a value is only taken when it consists of the few characters that a value
 * of its kind has, and whatever stands around it looks like the end of a
 * value; otherwise there is no clue, and the remedy does not apply.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_CLUES_H
#define LEARN_CORE_CLUES_H

#include "core/evidence.h"
#include "core/parameters.h"

typedef enum LearnClueKind
{
	LEARN_CLUE_PORT,       /* 1 to 65535 */
	LEARN_CLUE_SERVICE,    /* the service that the step starts */
	LEARN_CLUE_DEPENDENCY, /* names of a service it needs, blank-separated */
	LEARN_CLUE_TOOL,       /* the program that is missing */
	LEARN_CLUE_INTERFACE,  /* a network interface */
	LEARN_CLUE_POOL,       /* an application pool of IIS */
	LEARN_CLUE_LOCK,       /* a lock or pid file */
	LEARN_CLUE_SOCKET,     /* a Unix socket file */
	LEARN_CLUE_CONFIG,     /* a configuration file that is broken */
	LEARN_CLUE_DIRECTORY,  /* a directory that does not exist */
	LEARN_CLUE_FULL,       /* a directory whose file system is full */
	LEARN_CLUE_SCRIPT, /* a script that the step runs and the error names */
	LEARN_CLUE_FILE,   /* a file or directory that could not be used */
	LEARN_CLUE_MOUNT,  /* a mount point, or a path below it */
	LEARN_CLUE_DATA    /* the data directory of a database server */
} LearnClueKind;

#define LEARN_CLUE_KINDS (LEARN_CLUE_DATA + 1)

/* The bit of a kind in a set of kinds. */
#define LEARN_CLUE_BIT(kind) (1u << (kind))

/* The longest value, in bytes. */
#define LEARN_CLUE_MAX 200

typedef struct LearnClue
{
	char value[LEARN_CLUE_MAX + 1];          /* "": not known */
	char parameter[LEARN_PARAMETER_MAX + 1]; /* of the runbook that holds
												   * it, or the beginning of a
												   * path; "": none */
	char tail[LEARN_CLUE_MAX + 1];           /* the rest of that path */
} LearnClue;

typedef struct LearnClues
{
	LearnClue items[LEARN_CLUE_KINDS];
	unsigned known; /* LEARN_CLUE_BIT of those with a value or parameter */
	unsigned own;   /* of those that the step's own command names */
	int step;       /* index in the runbook's steps of the step that failed, or
					 * of the one that starts something; -1: not found */
} LearnClues;

/*
 * Looks for every kind of clue.  facts->runbook may be NULL: then there is no
 * step, and no parameters.
 */
extern LearnStatus learn_clues_find(const LearnFacts *facts,
									const LearnEvidence *evidence,
									LearnClues *clues, LearnProblem *problem);

/* Is the text (length bytes) a safe value of this kind? */
extern bool learn_clue_safe(LearnClueKind kind, const char *text,
							size_t length);

/* Does such a step of a runbook start something that then goes on running? */
extern bool learn_clues_starts(const char *action, const char *command);

#endif /* LEARN_CORE_CLUES_H */
