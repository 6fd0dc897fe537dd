/*-------------------------------------------------------------------------
 *
 * improve_composition.h
 *		A proposal of the built-in improver while it is being composed.
 *
 * The functions that return a LearnStatus return LEARN_OK or
 * LEARN_OUT_OF_MEMORY unless they say otherwise; those that return bool return
 * false when out of memory.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_IMPROVE_COMPOSITION_H
#define LEARN_CORE_IMPROVE_COMPOSITION_H

#include "core/clues.h"
#include "core/facts.h"
#include "core/json.h"

/* Made by learn_improve_begin(). */
typedef struct LearnComposition
{
	const LearnFacts *facts;  /* borrowed */
	const LearnClues *clues;  /* borrowed */
	const LearnValue *record; /* of the remedy that is being tried
							   * (improve_record.h); borrowed; NULL: none */
	const char *platform;     /* of the runbook; borrowed, never NULL */
	json_object *parent;      /* owned: the runbook as it was */
	json_object *proposal;    /* owned: {"runbook", "changes"} */
	json_object *runbook;     /* borrowed from the proposal */
	json_object *changes;     /* borrowed from the proposal */
	int step;                 /* index in the runbook's steps as they are now
								* of the step that failed; -1: none */
	bool port_freed;          /* the port is the one the step listens on */
	bool port_awaited;        /* the port is one that refused connections */
} LearnComposition;

/* Starts with a copy of the runbook. */
extern LearnStatus learn_improve_begin(LearnComposition *composition,
									   const LearnFacts *facts,
									   const LearnClues *clues);

/* Frees what the composition owns. */
extern void learn_improve_end(LearnComposition *composition);

/* What a composition was like before a remedy was tried. */
typedef struct LearnCheckpoint
{
	LearnComposition state; /* what it borrows is not looked at */
	json_object *runbook;   /* owned */
	size_t changes;
} LearnCheckpoint;

/* Remembers the composition; ended by one of the two below. */
extern LearnStatus learn_improve_save(const LearnComposition *composition,
									  LearnCheckpoint *checkpoint);

/* Goes back to what was remembered. */
extern LearnStatus learn_improve_restore(LearnComposition *composition,
										 LearnCheckpoint *checkpoint);

/* Forgets it. */
extern void learn_improve_forget(LearnCheckpoint *checkpoint);

/* The steps of the runbook, borrowed. */
extern json_object *learn_improve_steps(const LearnComposition *composition);

/* The step that failed, borrowed; NULL when there is none. */
extern json_object *learn_improve_step(const LearnComposition *composition);

/* The rollback, borrowed; made when there is none.  NULL: no memory. */
extern json_object *learn_improve_rollback(LearnComposition *composition);

/* Is there a step of this id, in the steps or the rollback? */
extern bool learn_improve_has_id(const LearnComposition *composition,
								 const char *id);

/*
 * Gives a step the id base, or one made of it if that is taken; without base
 * one made of its action.
 */
extern bool learn_improve_name(const LearnComposition *composition,
							   json_object *step, const char *base);

/*
 * Inserts a value into an array at position, and takes it over unless it
 * fails.
 */
extern bool learn_improve_insert(json_object *array, size_t position,
								 json_object *value);

/*
 * Writes down why a step is as it is, in the step and among the changes, with
 * what the record says.
 */
extern LearnStatus learn_improve_explain(LearnComposition *composition,
										 json_object *step, const char *why);

/* Why there is more to undo than there was. */
#define LEARN_ROLLBACK_WHY                                                    \
	"what was added to the steps is undone when one fails for good"

/* Writes down why a member of the runbook is as it is, among the changes. */
extern LearnStatus learn_improve_claim(LearnComposition *composition,
									   const char *name, const char *why);

#endif /* LEARN_CORE_IMPROVE_COMPOSITION_H */
