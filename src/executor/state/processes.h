/*-------------------------------------------------------------------------
 *
 * processes.h
 *		The processes of this host, as far as it shows them to this user.
 *
 * Of what they were started with only the name of the program is read: the
 * rest may hold secrets.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_STATE_PROCESSES_H
#define LEARN_EXECUTOR_STATE_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the kernel keeps of a name, and the terminator. */
#define LEARN_PROCESS_NAME_SIZE 65

typedef struct LearnProcess
{
	int pid;
	int parent;
	char state;
	char name[LEARN_PROCESS_NAME_SIZE]; /* any bytes */
	uint64_t started;                   /* since boot; with the pid it says
										 * which process this is */
	uint64_t ticks;                     /* of CPU time */
	uint64_t pages;                     /* resident */
} LearnProcess;

/* By rising pid. */
typedef struct LearnProcesses
{
	LearnProcess *items; /* owned */
	int count;
	int capacity;
	bool complete; /* these are all: who is not among them does not run */
} LearnProcesses;

/*
 * Reads the processes below root ("" but in tests).  False: no memory.  They
 * are the caller's to free in any case; there are none where the system does
 * not show them, and few where it hides those of other users.
 */
extern bool learn_processes_read(LearnProcesses *processes, const char *root);

/*
 * Is this process alive, and called so: by its own name, or by that of the
 * program it was started as?
 */
extern bool learn_process_is_called(const LearnProcess *process,
									const char *name, const char *root);

/* The process of that id, or NULL. */
extern const LearnProcess *learn_processes_find(
	const LearnProcesses *processes, int pid);

extern void learn_processes_free(LearnProcesses *processes);

#endif /* LEARN_EXECUTOR_STATE_PROCESSES_H */
