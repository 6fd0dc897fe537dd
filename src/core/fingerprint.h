/*-------------------------------------------------------------------------
 *
 * fingerprint.h
 *		What stays of a message when all that varies is taken out of it.
 *
 * Two messages with the same template tell of the same problem.  A template
 * is made of the words of one message alone, without memory of others, in
 * lower case, with one space between them and "<*>" for all that varies:
 *
 *	"10:02:11 ERROR sshd[812]: login of alice@web01 failed after 3 s"
 *	"sshd <*> login of <*> failed after"
 *
 * What varies, by its shape: numbers, counts, sizes and durations with their
 * units, percentages, versions, dates and times, addresses of all kinds (IP,
 * MAC, mail, URL), ports, numbers of processes, hexadecimal numbers, UUIDs,
 * names with digits or of hosts in a domain, dotted names of three parts or
 * more, names of data files, paths from the first part that is not the same
 * on every machine.  By what is around it: text in quotes, the value behind
 * an equals sign or of a member in JSON, names behind words such as "user" and
 * "host", lists.  Placeholders in a row are one; at the beginning and at the
 * end there are none; a noun behind one is singular.  Marks and the escape
 * sequences of terminals are left out, and so is what a log writes in front of
 * a message (time, host, thread, level).
 *
 * What stays although it looks like that: a number where a code is expected
 * ("exit code 127", "errno 13", "HTTP 503", "error 1053"), the codes of
 * Windows (0x80070005) and of well-known makers (ORA-00942); names behind
 * words such as "service", "package", "module" and "command", in quotes or
 * not, and names of units, programs and libraries, without their digits
 * ("php8.2-fpm.service" is "php-fpm.service"); names of exceptions; the fixed
 * beginning of system paths ("/etc/nginx/nginx.conf"); text in quotes that is
 * a sentence, or that follows a word such as "error" or "reason".
 *
 * Both goals, one template for one problem and two for two, conflict where a
 * plain word may or may not be a name.  A word that nothing marks as a name
 * stays: a problem in two groups costs one more answer, two problems in one
 * group cost a wrong one.  Where a number may be a code or a count it is a
 * code, unless a unit or a plural follows; but the status in a record of
 * figures ("status: 404 length: 176 time: 0.1") is one of them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_FINGERPRINT_H
#define LEARN_CORE_FINGERPRINT_H

#include "core/buffer.h"

/* Changes whenever a text may get another template than before. */
#define LEARN_FINGERPRINT_VERSION 1

/* What stands for all that varies. */
#define LEARN_FINGERPRINT_PLACEHOLDER "<*>"
#define LEARN_FINGERPRINT_PLACEHOLDER_LENGTH 3

/*
 * Appends the template of length bytes of text to the buffer, and returns
 * false when the buffer has failed.  The text may be any bytes; the template
 * is valid UTF-8 without control characters.  It is empty for a text without
 * words and values, and just a placeholder for one without words.
 *
 * The first 64 kB of the text are read, and the template ends, at a word, when
 * it would exceed 16 kB.  The time is linear in the length of the text.  White
 * space and case make no difference, and the template of a template is the
 * template itself.
 */
extern bool learn_fingerprint_template(LearnBuffer *buffer, const char *text,
									   size_t length);

#endif /* LEARN_CORE_FINGERPRINT_H */
