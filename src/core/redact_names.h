/*-------------------------------------------------------------------------
 *
 * redact_names.h
 *		Names that tell that what they name is a secret.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REDACT_NAMES_H
#define LEARN_CORE_REDACT_NAMES_H

#include "core/redact_judge.h"
#include "core/redact_text.h"

/* How what a name names is written. */
typedef enum LearnRedactForm
{
	LEARN_FORM_VALUE,
	LEARN_FORM_CREDENTIALS, /* a scheme, then the secret: Bearer x */
	LEARN_FORM_COOKIES      /* name=value; name=value */
} LearnRedactForm;

typedef struct LearnRedactName
{
	LearnRedactStrength strength;
	LearnRedactKind kind;
	LearnRedactForm form;
} LearnRedactName;

/* What a program, or a line of a known form, has where a password stands. */
extern const LearnRedactName learn_redact_password;

/*
 * Does the name in a text, from start to end, tell?  The words of a name are
 * told apart by "_", "-", "." and capitals; one or two words before it, such
 * as "api" before "key", are taken into account.
 */
extern bool learn_redact_name_tells(const LearnRedactText *text, size_t start,
									size_t end, LearnRedactName *name);

/* The same for a name alone, which may be several words. */
extern bool learn_redact_name_is_telling(const char *name,
										 LearnRedactName *tells);

#endif /* LEARN_CORE_REDACT_NAMES_H */
