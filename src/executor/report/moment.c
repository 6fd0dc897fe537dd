/*-------------------------------------------------------------------------
 *
 * moment.c
 *		Points in time, as they are reported.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/report/moment.h"

#include <stdio.h>

void
learn_moment_write(const struct timespec *time, char text[LEARN_MOMENT_SIZE])
{
	struct tm parts;
	char seconds[] = "YYYY-MM-DDTHH:MM:SS";

	gmtime_r(&time->tv_sec, &parts);
	strftime(seconds, sizeof(seconds), "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(text, LEARN_MOMENT_SIZE, "%s.%06u+00:00", seconds,
			 (unsigned int) (time->tv_nsec / 1000) % 1000000);
}

void
learn_moment_now(char text[LEARN_MOMENT_SIZE])
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	learn_moment_write(&now, text);
}
