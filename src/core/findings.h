/*-------------------------------------------------------------------------
 *
 * findings.h
 *		What a check found: a bounded list of (severity, name, path, message).
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_FINDINGS_H
#define LEARN_CORE_FINDINGS_H

#include <stdbool.h>

#include "core/problem.h"

/* More than this helps nobody; the rest is dropped. */
#define LEARN_FINDINGS_MAX 50

typedef enum LearnSeverity
{
	LEARN_SEVERITY_WARNING, /* shown to the reviewer */
	LEARN_SEVERITY_DANGER,  /* must be acknowledged by the reviewer */
	LEARN_SEVERITY_ERROR    /* never queued */
} LearnSeverity;

typedef struct LearnFinding
{
	LearnSeverity severity;
	char name[64];        /* what was found, to be acknowledged by; or "" */
	LearnProblem problem; /* where: path such as steps[2].timeout */
} LearnFinding;

typedef struct LearnFindings
{
	LearnFinding *items; /* malloc'ed */
	int count;
	int capacity;
	bool failed; /* out of memory: the list is incomplete */
} LearnFindings;

/* "warning", "danger" or "error". */
extern const char *learn_severity_name(LearnSeverity severity);

/*
 * Adds a finding.  In a full list it takes the place of the last one of the
 * lowest severity, or is dropped when none is milder: many warnings must not
 * hide an error.
 */
extern void learn_findings_add(LearnFindings *findings, LearnSeverity severity,
							   const char *where, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* The same for a finding that has a name of its own. */
extern void learn_findings_add_named(LearnFindings *findings,
									 LearnSeverity severity, const char *name,
									 const char *where, const char *format,
									 ...)
	__attribute__((format(printf, 5, 6)));

/* Is there one of this severity? */
extern bool learn_findings_has(const LearnFindings *findings,
							   LearnSeverity severity);

/* Frees the list and resets it; safe when only zeroed. */
extern void learn_findings_free(LearnFindings *findings);

#endif /* LEARN_CORE_FINDINGS_H */
