/*-------------------------------------------------------------------------
 *
 * essence.h
 *		What of a runbook an executor acts on, without words for humans.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_ESSENCE_H
#define LEARN_CORE_ESSENCE_H

#include "core/json.h"

/*
 * A step without id, description and because, and without what says no more
 * than its absence does: false, and an empty object or array.  A new object
 * that shares its members with the step; NULL when out of memory.
 */
extern json_object *learn_essence_of_step(json_object *step);

/*
 * The same for a runbook: its steps and rollback so, its parameters and its
 * verification without their descriptions, and without id, name, description,
 * severity, compliance and applies_to.
 */
extern json_object *learn_essence_of_runbook(json_object *runbook);

#endif /* LEARN_CORE_ESSENCE_H */
