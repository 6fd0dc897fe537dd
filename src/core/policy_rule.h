/*-------------------------------------------------------------------------
 *
 * policy_rule.h
 *		What a rule of the policy says: its language, and its compiled form.
 *
 * A rule is a JSON object: a condition on one simple command (command.h).  All
 * of its members must hold.  Where a member has a list, one element of it is
 * enough; a list of one may be written without brackets.
 *
 *	shell		"sh", "powershell", "cmd": by whose rules it was read
 *	program		globs for what runs: a base name in lower case, without .exe,
 *				an alias of PowerShell by its full name.  "@name": a list that
 *				is built in (policy_list.c)
 *	written		globs for the program as it is written
 *	option		"-r" (also within -rf), "--recursive" (also shortened, and with
 *				=value), "-delete" (as a whole), "-Recurse" (PowerShell's:
 *				shortened, in any case), "/s" (Windows: also -s, in any case)
 *	value		{option: globs}: what an option is given
 *	argument	globs for a word behind the program that is no option
 *	word		globs for any word behind the program
 *	arguments	{"at_least": number, "at_most": number}: how many there are
 *	assigns		globs for NAME=value before the program
 *	redirects	globs for a redirection: its sign, a blank and the target
 *	text		patterns (pattern.h) for the text of a word, an assignment, or
 *				what is redirected, in lower case
 *	path		paths that stand anywhere in the command, also within words
 *	writes		paths of files that it writes: >, tee, cp, dd of=, sed -i …
 *	removes		paths that it removes or empties: rm, shred, : >, Remove-Item …
 *	runs		paths of the program or the script that it runs
 *	nesting		"none", "substitution", "script", "encoded", "wrapper",
 *				"remote", "block": how it stands in another command
 *	parent		a condition on the command in which it stands directly
 *	inside		a condition on a command in which it stands
 *	holds		a condition on a command that stands in it
 *	feeds		a condition on a later command of its pipeline
 *	fed_by		a condition on an earlier command of its pipeline
 *	detector	what no list can say: see policy_detect.h
 *	foreign_host {"allowed": globs}: it names a host that is not one of ours:
 *				no parameter, loopback, private network, name without a domain
 *				or reserved name, and none that is allowed
 *	about		words: the runbook's id, name, description, incident_types or
 *				parameters speak of one of them
 *	any, all	lists of conditions
 *	not			a condition that must not hold
 *
 * Globs: * is any text, ? any character; all else stands for itself.  They are
 * compared with case in sh, without in PowerShell and cmd.
 *
 * Paths are compared after /./, //, /../ and \ are taken out, $HOME, /root,
 * /home/x and C:\Users\x have become ~, HKEY_LOCAL_MACHINE and HKLM: have
 * become hklm, %SystemRoot% c:/windows.  In them * does not match a slash, **
 * does.  A word that is a glob itself is compared by what it could become.
 * "@root": the root of a file system, or all that is in it; "@system": a
 * directory without which the host does not work, or all that is in it;
 * "@data": likewise one that holds what users or services have; "@variable":
 * a variable with nothing but a slash before or behind it, which is the root
 * when the variable is empty; "@device": a whole disk or partition.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_POLICY_RULE_H
#define LEARN_CORE_POLICY_RULE_H

#include <stdint.h>

#include "core/arena.h"
#include "core/json_value.h"
#include "core/pattern_set.h"
#include "core/policy.h"

/* More rules than this, or conditions on other commands, are refused. */
#define LEARN_POLICY_RULES_MAX 1000
#define LEARN_POLICY_RELATIONS_MAX 200

/* In the order in which the members of a condition are tried. */
typedef enum LearnPolicyTest
{
	LEARN_TEST_SHELL,
	LEARN_TEST_PROGRAM,
	LEARN_TEST_NESTING,
	LEARN_TEST_WRITTEN,
	LEARN_TEST_ABOUT,
	LEARN_TEST_ARGUMENTS,
	LEARN_TEST_OPTION,
	LEARN_TEST_VALUE,
	LEARN_TEST_ARGUMENT,
	LEARN_TEST_WORD,
	LEARN_TEST_ASSIGNS,
	LEARN_TEST_REDIRECTS,
	LEARN_TEST_TEXT,
	LEARN_TEST_WRITES,
	LEARN_TEST_REMOVES,
	LEARN_TEST_RUNS,
	LEARN_TEST_PATH,
	LEARN_TEST_FOREIGN_HOST,
	LEARN_TEST_DETECTOR,
	LEARN_TEST_NOT,
	LEARN_TEST_ANY,
	LEARN_TEST_ALL,
	LEARN_TEST_PARENT,
	LEARN_TEST_INSIDE,
	LEARN_TEST_HOLDS,
	LEARN_TEST_FEEDS,
	LEARN_TEST_FED_BY
} LearnPolicyTest;

/* Kinds of paths that no glob describes. */
#define LEARN_PATH_ROOT 0x1u
#define LEARN_PATH_SYSTEM 0x2u
#define LEARN_PATH_VARIABLE 0x4u
#define LEARN_PATH_DEVICE 0x8u
#define LEARN_PATH_DATA 0x10u

/* One condition.  Lives, as all it points to, in the policy's arena. */
typedef struct LearnPolicyNode
{
	LearnPolicyTest test;
	unsigned bits; /* shells, nestings, kinds of paths or detectors */
	const char *const *items; /* globs, options, words */
	int item_count;
	int minimum; /* of LEARN_TEST_ARGUMENTS */
	int maximum;
	int number;              /* of a pattern, a relation, or an "about" */
	const char *option;      /* of LEARN_TEST_VALUE */
	const uint8_t *programs; /* a bit for each program that is listed */
	struct LearnPolicyNode *first; /* what it is made of */
	struct LearnPolicyNode *next;  /* beside it */
} LearnPolicyNode;

typedef struct LearnPolicyRule
{
	const char *name;
	LearnSeverity severity;
	const char *message;
	LearnPolicyNode *condition;
} LearnPolicyRule;

/*
 * One way in which a rule can hold.  A rule that has "any" becomes as many as
 * there are alternatives, so that each is tried on its own programs only.
 */
typedef struct LearnPolicyTrial
{
	int rule;
	LearnPolicyNode *condition;
	const LearnPolicyNode
		*text; /* a LEARN_TEST_TEXT that must hold, or NULL */
} LearnPolicyTrial;

/* What is tried on a command; a list of indexes. */
typedef struct LearnPolicyBucket
{
	int *trials;
	int count;
} LearnPolicyBucket;

struct LearnPolicy
{
	LearnArena arena; /* owns everything but the set of patterns */
	LearnPolicyRule *rules;
	int rule_count;
	LearnPolicyTrial *trials;
	int trial_count;
	const char **programs; /* those that rules name without globs, sorted */
	int program_count;
	LearnPolicyBucket *buckets; /* by program; the last: all others */
	LearnPatternSet *patterns;
	int pattern_count;
	int relation_count;
	LearnPolicyNode **relations; /* by number */
	int about_count;
	LearnPolicyNode **abouts; /* by number */
};

/* The index of a program in the policy's list, or the number of them. */
extern int learn_policy_program(const LearnPolicy *policy, const char *name);

/*
 * The lists that are built in: the words of "@name", ended by NULL; NULL when
 * there is no such list.
 */
extern const char *const *learn_policy_list(const char *name);

#endif /* LEARN_CORE_POLICY_RULE_H */
