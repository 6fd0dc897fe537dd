/*-------------------------------------------------------------------------
 *
 * redact_checks.h
 *		Do the digits of a number fit together, as those of identity numbers
 *		and payment cards do?
 *
 * What is checked is the number alone, its letters in capitals and without
 * what separates its groups.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REDACT_CHECKS_H
#define LEARN_CORE_REDACT_CHECKS_H

#include <stdbool.h>
#include <stddef.h>

/* The longest number that has a check. */
#define LEARN_REDACT_NUMBER_MAX 34

typedef bool (*LearnRedactCheck)(const char *number, size_t length);

/* A payment card of a known issuer: Luhn's check digit, and its prefix. */
extern bool learn_redact_is_card(const char *number, size_t length);

/* Bank accounts of ISO 13616. */
extern bool learn_redact_is_iban(const char *number, size_t length);

/* Telephone numbers of North America: no area or exchange begins with 0. */
extern bool learn_redact_is_american(const char *number, size_t length);

/* Identity numbers, by the state that gives them. */
extern bool learn_redact_is_belgian(const char *number, size_t length);
extern bool learn_redact_is_brazilian(const char *number, size_t length);
extern bool learn_redact_is_british(const char *number, size_t length);
extern bool learn_redact_is_canadian(const char *number, size_t length);
extern bool learn_redact_is_chinese(const char *number, size_t length);
extern bool learn_redact_is_finnish(const char *number, size_t length);
extern bool learn_redact_is_french(const char *number, size_t length);
extern bool learn_redact_is_german(const char *number, size_t length);
extern bool learn_redact_is_indian(const char *number, size_t length);
extern bool learn_redact_is_indian_tax(const char *number, size_t length);
extern bool learn_redact_is_italian(const char *number, size_t length);
extern bool learn_redact_is_korean(const char *number, size_t length);
extern bool learn_redact_is_mexican(const char *number, size_t length);
extern bool learn_redact_is_singaporean(const char *number, size_t length);
extern bool learn_redact_is_social_security(const char *number, size_t length);
extern bool learn_redact_is_spanish(const char *number, size_t length);
extern bool learn_redact_is_swiss(const char *number, size_t length);

/* Those that are nothing but ten or nine digits: NHS, BSN. */
extern bool learn_redact_is_british_health(const char *number, size_t length);
extern bool learn_redact_is_dutch(const char *number, size_t length);

#endif /* LEARN_CORE_REDACT_CHECKS_H */
