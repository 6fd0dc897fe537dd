/*-------------------------------------------------------------------------
 *
 * facts.h
 *		Everything known about one failed execution, in one document.
 *
 * The database gathers it (learn.facts() in sql/), core/ reads it.  Members:
 *
 *	execution			object; the columns of learn.execution_results by their
 *						names.  "steps" is accepted for "executed_steps".
 *	analysis			object or null: failure_type, reasoning, confidence
 *	runbook				the content of the runbook that ran, or null
 *	statistics			object or null: executions, successes of that runbook
 *	rejected			array of {runbook_id, reason, changes, content}: earlier
 *						drafts of this line that a reviewer rejected, newest first
 *	draft				the content of the draft under revision, or null
 *	requested_changes	the reviewer's words, or null
 *	next_id				the id the next draft will get
 *	group				object or null, the failures like this one: occurrences,
 *						hosts, clients (how many), first_seen, last_seen, others
 *						(array of {started_at, error_message ...})
 *	versions			array of {id, status, executions, successes, recurred}:
 *						this line, newest first
 *	remedies			array of {id, origin, strength, successes, failures,
 *						placement, steps, parameters, rollback, what, why,
 *						executions}: what has helped elsewhere, strongest first
 *	patterns			object or null: steps (array of {action, runs, succeeded,
 *						median_seconds, p95_seconds}), distinguishing_state (array
 *						of {path, when_succeeded, when_failed})
 *	differences			array of {path, here, elsewhere}: the state before, here
 *						and on hosts where this version works
 *	policy				array of texts: rules that a draft must respect
 *	private_names		array of texts: clients, hosts and addresses, which
 *						neither a draft nor a model may learn
 *	known_actions		array of texts, or null: what executors of the runbook's
 *						platform can do without a command, by what they have
 *						announced; null: none has announced anything
 *	scope				object or null: clients, hosts (a glob), platform_version;
 *						the draft is a branch that applies there only
 *
 * Whatever is absent is not known; a new deployment knows little.
 *
 * An execution alone (no member "execution") is read as {"execution": it}.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_FACTS_H
#define LEARN_CORE_FACTS_H

#include "core/arena.h"
#include "core/json_value.h"
#include "core/problem.h"

/* One executed step, in the order of execution. */
typedef struct LearnFactsStep
{
	int number;          /* step_number, else its position from 1 */
	const char *action;  /* never NULL, may be "" */
	const char *command; /* never NULL, may be "" */
	const char *output;  /* never NULL, may be "" */
	const char *error;   /* never NULL, may be "" */
	bool success;        /* false when unknown */
	bool success_known;
	int exit_code; /* meaningful when exit_code_known */
	bool exit_code_known;
	double duration;          /* seconds; negative when unknown */
	const LearnValue *object; /* the step as reported */
} LearnFactsStep;

typedef enum LearnVerified
{
	LEARN_VERIFIED_UNKNOWN,
	LEARN_VERIFIED_PASSED,
	LEARN_VERIFIED_FAILED
} LearnVerified;

typedef struct LearnFacts
{
	LearnArena arena;                /* owned; all below lives in it */
	const LearnValue *root;          /* what was read */
	const LearnValue *execution;     /* in the root, or the root itself */
	const LearnValue *runbook;       /* NULL when unknown */
	const LearnValue *draft;         /* NULL unless under revision */
	const LearnValue *rejected;      /* array, or NULL, as all arrays below */
	const LearnValue *group;         /* object, or NULL */
	const LearnValue *versions;      /* array */
	const LearnValue *remedies;      /* array */
	const LearnValue *patterns;      /* object, or NULL */
	const LearnValue *differences;   /* array */
	const LearnValue *policy;        /* array */
	const LearnValue *private_names; /* array */
	const LearnValue *scope;         /* object, or NULL: it applies anywhere */
	const char *execution_id;        /* "" when absent, as all strings below */
	const char *runbook_id;
	const char *incident_type;
	const char *platform;
	const char *error_message;
	const char *verification_method;
	const char *failure_type; /* of the analysis */
	const char *reasoning;    /* of the analysis */
	const char *requested_changes;
	const char *next_id;
	LearnVerified verification;
	const LearnValue *state_before; /* NULL when absent, as the two below */
	const LearnValue *state_after;
	const LearnValue *state_diff;
	LearnFactsStep *steps;
	int step_count;
	const LearnFactsStep *failed; /* the step that failed, or NULL */
	int exit_code;                /* of the failed step or the execution */
	bool exit_code_known;
} LearnFacts;

/*
 * Reads the document.  The failed step is the one error_step names, else the
 * last one that reports success false.  LEARN_OK, or LEARN_INVALID /
 * LEARN_OUT_OF_MEMORY with nothing to free.
 */
extern LearnStatus learn_facts_read(const char *text, size_t length,
									LearnFacts *facts, LearnProblem *problem);

/* The steps as reported, under whichever name they came; NULL: none. */
extern const LearnValue *learn_facts_steps(const LearnFacts *facts);

/* Frees what the facts own; safe when only zeroed. */
extern void learn_facts_free(LearnFacts *facts);

#endif /* LEARN_CORE_FACTS_H */
