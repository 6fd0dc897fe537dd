/*-------------------------------------------------------------------------
 *
 * improve_record.h
 *		How remedies have done so far.
 *
 * A record is an entry of the member "remedies" of a facts document: {"id",
 * "origin", "strength", "successes", "failures", "since", "executions"}.  All
 * functions take NULL for a remedy of which nothing is known.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_IMPROVE_RECORD_H
#define LEARN_CORE_IMPROVE_RECORD_H

#include "core/facts.h"
#include "core/json.h"

/* A remedy that is weaker is not proposed. */
#define LEARN_STRENGTH_MIN 0.3

/* The records, or NULL; the strongest first, those of mined ones before. */
extern const LearnValue *learn_records(const LearnFacts *facts);

/* Is it the record of a mined remedy, which brings its steps with it? */
extern bool learn_record_is_mined(const LearnValue *record);

/* The record of a curated remedy; NULL: nothing is known. */
extern const LearnValue *learn_record_find(const LearnFacts *facts,
										   const char *id);

/* From 0 to 1; in the middle while nothing is known. */
extern double learn_record_strength(const LearnValue *record);

/*
 * A reason, and behind it how often the remedy worked, of how many attempts,
 * and since when.  malloc'ed; NULL when out of memory.
 */
extern char *learn_record_reason(const LearnValue *record, const char *why);

/*
 * The ids of the executions that support the remedy, a new array; NULL when
 * out of memory.
 */
extern json_object *learn_record_executions(const LearnValue *record);

#endif /* LEARN_CORE_IMPROVE_RECORD_H */
