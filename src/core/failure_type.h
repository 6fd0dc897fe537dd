/*-------------------------------------------------------------------------
 *
 * failure_type.h
 *		The six reasons why a runbook execution fails.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_FAILURE_TYPE_H
#define LEARN_CORE_FAILURE_TYPE_H

#include <stdbool.h>
#include <stddef.h>

typedef enum LearnFailureType
{
	LEARN_FAILURE_UNKNOWN = 0, /* the classifier abstains */
	LEARN_FAILURE_WRONG_DIAGNOSIS,
	LEARN_FAILURE_WRONG_RUNBOOK,
	LEARN_FAILURE_RUNBOOK_INSUFFICIENT,
	LEARN_FAILURE_ENVIRONMENT_DIFFERENCE,
	LEARN_FAILURE_EXTERNAL_DEPENDENCY,
	LEARN_FAILURE_PERMISSION_DENIED
} LearnFailureType;

#define LEARN_FAILURE_TYPES (LEARN_FAILURE_PERMISSION_DENIED + 1)

/* Where a category came from. */
typedef struct LearnCategory
{
	LearnFailureType type; /* UNKNOWN: abstained */
	double confidence;     /* 0..1; 0 when abstained */
	char *reasoning;       /* malloc'ed; one sentence naming the evidence */
} LearnCategory;

/* "wrong_diagnosis" ...; NULL for LEARN_FAILURE_UNKNOWN. */
extern const char *learn_failure_type_name(LearnFailureType type);

/* What the type means, in a few words for prompts and comments. */
extern const char *learn_failure_type_meaning(LearnFailureType type);

/* LEARN_FAILURE_UNKNOWN when name (length bytes) is none of the six. */
extern LearnFailureType learn_failure_type_parse(const char *name,
												 size_t length);

/* Can a better runbook mend a failure of this type? */
extern bool learn_failure_type_improvable(LearnFailureType type);

/* Frees what the category owns and resets it; safe when only zeroed. */
extern void learn_category_free(LearnCategory *category);

#endif /* LEARN_CORE_FAILURE_TYPE_H */
