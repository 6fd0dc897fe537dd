/*-------------------------------------------------------------------------
 *
 * fingerprint_prefix.h
 *		What a log writes in front of a message.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_FINGERPRINT_PREFIX_H
#define LEARN_CORE_FINGERPRINT_PREFIX_H

#include <stdbool.h>

/*
 * The place in cleaned text behind the date and time, the host, the thread and
 * the level of the message: of those that there are.  A level alone counts
 * when a colon or a bracket sets it apart, and no number follows that could be
 * the code of an error.
 */
extern const char *learn_prefix_skip(const char *text, const char *end);

/*
 * Is the name of a month or day in a date, judging by the text behind it?
 */
extern bool learn_prefix_is_date(const char *after);

#endif /* LEARN_CORE_FINGERPRINT_PREFIX_H */
