/*-------------------------------------------------------------------------
 *
 * journal_line.h
 *		The lines of a journal.
 *
 * Private to the journal.  The first line has the execution as it is known at
 * the start; each that follows has a step that begins or has ended.  All have
 * the time at which they were written.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_SPOOL_JOURNAL_LINE_H
#define LEARN_EXECUTOR_SPOOL_JOURNAL_LINE_H

#define LEARN_JOURNAL_EXECUTION "execution"
#define LEARN_JOURNAL_BEGINS "begins"
#define LEARN_JOURNAL_ENDED "ended"
#define LEARN_JOURNAL_AT "at"

#endif /* LEARN_EXECUTOR_SPOOL_JOURNAL_LINE_H */
