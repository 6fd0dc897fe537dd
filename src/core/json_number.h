/*-------------------------------------------------------------------------
 *
 * json_number.h
 *		The numbers of JSON: what they are worth, and which is larger.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_JSON_NUMBER_H
#define LEARN_CORE_JSON_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The double nearest to a number as JSON writes it, terminated; infinite when
 * it is too large.  False: no memory.
 */
extern bool learn_json_nearest_double(const char *text, double *number);

/*
 * Negative, 0 or positive as the integer is below, equal to or above the
 * number; exact, without rounding the integer to a double.
 */
extern int learn_json_compare_integer_double(bool negative, uint64_t magnitude,
											 double number);

#endif /* LEARN_CORE_JSON_NUMBER_H */
