/*-------------------------------------------------------------------------
 *
 * evidence_words.h
 *		The words that gathering evidence looks for.
 *
 * Private to evidence.c and evidence_state.c.  Each is the index of a pattern
 * in the set that learn_evidence_words() makes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_EVIDENCE_WORDS_H
#define LEARN_CORE_EVIDENCE_WORDS_H

enum
{
	/* In the path of a value of the state. */
	PATH_LOAD,
	PATH_USED,
	PATH_NOT_USED,
	PATH_NO_STOCK,
	PATH_INODES,
	PATH_DISK,
	PATH_DISK_FREE,
	PATH_FREE_SIZE,
	PATH_MILLISECONDS,
	PATH_CLOCK,
	PATH_MEMORY,
	PATH_EXIT_CODE,
	PATH_ANSWERS,

	/* In such a path or its value. */
	STATE_COMPONENT,
	STATE_DOWN,
	STATE_NO_CONNECTION,
	STATE_OUT_OF_MEMORY,
	STATE_DISK_FULL,

	/* In a step, and in a message. */
	STEP_RESTARTS,
	STEP_DETACHES,
	TEXT_LOOPBACK,
	LEARN_EVIDENCE_WORDS
};

#endif /* LEARN_CORE_EVIDENCE_WORDS_H */
