/*-------------------------------------------------------------------------
 *
 * unit.h
 *		What every unit test includes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_UNIT_H
#define LEARN_TEST_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* cmocka 2 deprecates assertions for which cmocka 1 has no others. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

#endif /* LEARN_TEST_UNIT_H */
