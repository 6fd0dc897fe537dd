/*-------------------------------------------------------------------------
 *
 * moment.h
 *		Points in time, as they are reported.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_REPORT_MOMENT_H
#define LEARN_EXECUTOR_REPORT_MOMENT_H

#include <time.h>

/* "2026-11-22T20:41:07.123456+00:00" and the terminator. */
#define LEARN_MOMENT_SIZE 33

/* Writes a time in UTC, as ISO 8601. */
extern void learn_moment_write(const struct timespec *time,
							   char text[LEARN_MOMENT_SIZE]);

/* Writes what time it is. */
extern void learn_moment_now(char text[LEARN_MOMENT_SIZE]);

#endif /* LEARN_EXECUTOR_REPORT_MOMENT_H */
