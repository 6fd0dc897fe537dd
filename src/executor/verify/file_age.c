/*-------------------------------------------------------------------------
 *
 * file_age.c
 *		Verifies that a file was written lately.
 *
 * It is not opened, which a pipe would let wait, and a child looks at it,
 * since a file server that has gone lets wait even who only looks.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/method.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "executor/verify/errand.h"

/*
 * Seconds by which the clock of whoever wrote a file may be ahead.  A file
 * from farther in the future proves that some clock is wrong, and nothing
 * else.
 */
#define CLOCKS_DIFFER 60.0

typedef struct Report
{
	int error; /* as in errno; 0: none */
	struct timespec written;
} Report;

static void
look(const void *path, void *result)
{
	Report *report = result;
	struct stat file;

	*report = (Report){0};
	if (stat(path, &file) == 0)
		report->written = file.st_mtim;
	else
		report->error = errno;
}

static double
seconds(struct timespec time)
{
	return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

/* What there is to say of a file that could be looked at. */
static LearnVerdict
judge(const char *path, const Report *report, double max_age,
	  LearnBuffer *seen)
{
	struct timespec now;
	double age;

	if (report->error == ENOENT || report->error == ENOTDIR)
		return learn_verify_failed(seen, "%s does not exist", path);
	if (report->error != 0)
		return learn_verify_unknown(seen, "could not look at %s: %s", path,
									strerror(report->error));
	clock_gettime(CLOCK_REALTIME, &now);
	age = seconds(now) - seconds(report->written);
	if (age < -CLOCKS_DIFFER)
		return learn_verify_unknown(seen,
									"%s was written %.0f s in the future",
									path, -age);
	if (age < 0)
		age = 0;
	learn_buffer_append_format(seen, "%s is %.0f s old", path, floor(age));
	if (age <= max_age)
		return LEARN_VERDICT_PASSED;
	return learn_verify_failed(seen, ", expected %.15g at most", max_age);
}

LearnVerdict
learn_verify_file_age(const LearnQuestion *question, LearnBuffer *seen)
{
	const char *path =
		learn_json_get_string(question->verification, "path", "");
	double max_age =
		learn_json_get_number(question->verification, "max_age", 0);
	size_t kept = seen->length;
	LearnVerdict verdict;
	LearnBuffer filled;
	Report report;

	if (!learn_question_fill(question, path, &filled, seen))
		return LEARN_VERDICT_UNKNOWN;
	verdict = learn_verify_send(look, filled.data, &report, sizeof(report),
								question->deadline, seen);
	if (verdict == LEARN_VERDICT_PASSED)
		verdict = judge(filled.data, &report, max_age, seen);
	else if (verdict == LEARN_VERDICT_FAILED)
	{
		/* Late is whoever has the file, not the file. */
		learn_buffer_truncate(seen, kept);
		verdict =
			learn_verify_unknown(seen, "%s: " LEARN_VERIFY_LATE, filled.data);
	}
	learn_buffer_free(&filled);
	return verdict;
}
