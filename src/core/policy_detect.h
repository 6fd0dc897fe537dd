/*-------------------------------------------------------------------------
 *
 * policy_detect.h
 *		What a rule may ask for that no list of words can say.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_POLICY_DETECT_H
#define LEARN_CORE_POLICY_DETECT_H

#include <stdbool.h>

/*
 * Of the text: hidden-characters, clear-text-credential (redact.h),
 * unparsable.  Of one command:
 *
 *	unknown-program	a variable or substitution decides what runs
 *	disguised-program	its name is spelled so that it is hard to read: r\m,
 *						'r'm, c^md
 *	encoded-payload	it was encoded, or a long encoded text is among its words
 *	fork-bomb		a function that runs itself in the background
 *	code-file		a file of a type that Windows runs is among its words
 *	alternate-stream	a file within a file of Windows: notes.txt:x.exe
 *	written-file	it runs a file that an earlier command wrote, as echo does
 *	downloaded-file	it runs a file that an earlier command downloaded
 */
typedef enum LearnPolicyDetector
{
	LEARN_DETECT_HIDDEN_CHARACTERS,
	LEARN_DETECT_CREDENTIAL,
	LEARN_DETECT_UNPARSABLE,
	LEARN_DETECT_UNKNOWN_PROGRAM,
	LEARN_DETECT_DISGUISED_PROGRAM,
	LEARN_DETECT_ENCODED_PAYLOAD,
	LEARN_DETECT_DOWNLOADED_FILE,
	LEARN_DETECT_FORK_BOMB,
	LEARN_DETECT_CODE_FILE,
	LEARN_DETECT_ALTERNATE_STREAM,
	LEARN_DETECT_WRITTEN_FILE
} LearnPolicyDetector;

#define LEARN_POLICY_DETECTORS 11

/* Those that look at a text as a whole: a bit for each. */
#define LEARN_DETECT_IN_TEXT                                                  \
	(1u << LEARN_DETECT_HIDDEN_CHARACTERS | 1u << LEARN_DETECT_CREDENTIAL |   \
	 1u << LEARN_DETECT_UNPARSABLE)

struct LearnPolicyScan;

/* False when there is no detector of that name. */
extern bool learn_policy_detector_by_name(const char *name,
										  LearnPolicyDetector *detector);

/* Does one of the detectors (a bit for each) find something in a command? */
extern bool learn_policy_detect(struct LearnPolicyScan *scan,
								unsigned detectors, int index);

#endif /* LEARN_CORE_POLICY_DETECT_H */
