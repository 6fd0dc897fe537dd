/*-------------------------------------------------------------------------
 *
 * policy_scan.h
 *		One text while the rules of a policy are tried on its commands.
 *		Internal to policy*.c.
 *
 * What a rule asks about a command is worked out when the first one asks, and
 * kept, so that the time grows with the text and not with the rules.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_POLICY_SCAN_H
#define LEARN_CORE_POLICY_SCAN_H

#include "core/policy_rule.h"

/* A path in a command, in the form in which paths are compared. */
typedef struct LearnPolicyPath
{
	const char *text;
	size_t length;
	unsigned kinds; /* LEARN_PATH_ROOT … */
	bool is_glob;   /* * and the like in it stand for other paths */
} LearnPolicyPath;

typedef struct LearnPolicyPaths
{
	LearnPolicyPath *items; /* in the scan's arena */
	int count;
	int capacity;
	bool known; /* has been worked out */
} LearnPolicyPaths;

/* What was worked out about a command. */
typedef struct LearnPolicyView
{
	int program;           /* learn_policy_program() */
	const char *directory; /* where it runs, when a cd tells; else NULL */
	LearnPolicyPaths mentioned;
	LearnPolicyPaths written;
	LearnPolicyPaths removed;
	LearnPolicyPaths run;
} LearnPolicyView;

/* So many files are remembered that could be run later. */
#define LEARN_POLICY_FILES_MAX 64

/* A file that a runbook made, in the form in which paths are compared. */
typedef struct LearnPolicyFile
{
	char *path;      /* owned */
	bool downloaded; /* else written by what prints text */
} LearnPolicyFile;

typedef struct LearnPolicyFiles
{
	LearnPolicyFile items[LEARN_POLICY_FILES_MAX];
	int count;
} LearnPolicyFiles;

/*
 * The set of names is kept as bits, one for each hash: enough for the names of
 * a script to have different ones.
 */
#define LEARN_POLICY_NAME_BITS 4096

typedef struct LearnPolicyScan
{
	const LearnPolicy *policy;
	const bool *abouts;      /* by number: holds for this runbook */
	LearnPolicyFiles *files; /* of this runbook, so far */
	const char *text;
	size_t length;
	const LearnCommands *commands;
	LearnArena arena;       /* owns what follows */
	LearnPolicyView *views; /* by index of the command */
	void **relations;       /* by number; NULL: not worked out yet */
	uint64_t assigned[LEARN_POLICY_NAME_BITS / 64]; /* variables */
	unsigned detected; /* detectors of the text: those that were asked */
	unsigned found;    /* and those that found something */
	LearnPatternScan patterns;
	LearnBuffer normalized; /* what patterns has scanned */
	bool *possible;         /* by pattern: it is in some command of the text */
	int *active; /* trials of no program that may hold in this text */
	int active_count;
	int scanned;  /* the command that is, or -1 */
	int fetching; /* the last pipeline that downloads, or -1 */
	bool failed;  /* out of memory */
} LearnPolicyScan;

/*
 * Starts with the commands of a text, which live longer than the scan; policy,
 * abouts, files, patterns and normalized are set.  False: no memory.  The
 * caller frees the arena either way.
 */
extern bool learn_policy_scan_begin(LearnPolicyScan *scan,
									const LearnCommands *commands,
									const char *text, size_t length);

/* Adds the texts of a command to normalized, each as a field (pattern.h). */
extern void learn_policy_normalize(LearnPolicyScan *scan, int index);

/* May a trial hold for some command of the text? */
extern bool learn_policy_is_possible(const LearnPolicyScan *scan,
									 const LearnPolicyTrial *trial);

/* Does a condition hold for a command? */
extern bool learn_policy_holds(LearnPolicyScan *scan,
							   const LearnPolicyNode *node, int index);

/* Is a name one of a list (learn_policy_list()), which may have globs? */
extern bool learn_policy_is_listed(const char *name, const char *list);

/* policy_glob.c */

/* Does a glob begin with the character of a text, or with any?  Few do. */
static inline bool
learn_policy_may_begin(const char *glob, const char *text, bool fold)
{
	return *glob == '*' || *glob == '?' || *glob == *text ||
		   (fold && (*glob | 0x20) == (*text | 0x20));
}

/*
 * Does a glob match a text as a whole?  fold: whatever the case.  slashes: a
 * single * and ? do not match one, ** does.
 */
extern bool learn_policy_glob(const char *glob, const char *text,
							  size_t length, bool fold, bool slashes);

/* Is there a path that both globs match? */
extern bool learn_policy_globs_meet(const char *glob, const char *other,
									size_t length);

/* policy_option.c */

/*
 * Finds an option (as a rule writes it) among the words of a command.  *at is
 * where to begin, at first 1, and is moved behind it; *value (which may be
 * NULL) is what it is given, "" when that is nothing.
 */
extern bool learn_policy_option_next(const LearnSimpleCommand *command,
									 const char *option, int *at,
									 const char **value);

/* The index of "--", behind which no word is an option, or word_count. */
extern int learn_policy_options_end(const LearnSimpleCommand *command);

/*
 * Is the word at this index, behind the program, an option (or "--")?  end is
 * where options end.
 */
extern bool learn_policy_is_option(const LearnSimpleCommand *command, int word,
								   int end);

/* policy_path.c */

/*
 * Reads a text, which is one path, of the command at index and adds it;
 * expands tells whether globs in it will be expanded.
 */
extern void learn_policy_path_add(LearnPolicyScan *scan,
								  LearnPolicyPaths *paths, int index,
								  const char *text, size_t length,
								  bool expands);

/* Adds the paths that stand in a text, as a whole or within it. */
extern void learn_policy_paths_in(LearnPolicyScan *scan,
								  LearnPolicyPaths *paths, int index,
								  const char *text, size_t length,
								  bool expands);

/* policy_place.c */

/* The length of a path without what stands for all that is in it. */
extern size_t learn_policy_base_length(const char *text, size_t length);

/*
 * Which of the kinds that no glob describes is a path?  written is how it
 * stands in the command.
 */
extern unsigned learn_policy_path_kinds(const LearnPolicyScan *scan,
										const LearnPolicyPath *path,
										const char *written,
										size_t written_length);

/* Notes that a variable, the first of a text, is assigned a value. */
extern void learn_policy_note_assigned(LearnPolicyScan *scan,
									   const char *text);

/* Is one of the paths what a rule's node (its items and bits) speaks of? */
extern bool learn_policy_paths_match(const LearnPolicyPaths *paths,
									 const LearnPolicyNode *node);

/* policy_effect.c: the paths that a command mentions, writes, removes, runs. */
extern const LearnPolicyPaths *learn_policy_mentioned(LearnPolicyScan *scan,
													  int index);
extern const LearnPolicyPaths *learn_policy_written(LearnPolicyScan *scan,
													int index);
extern const LearnPolicyPaths *learn_policy_removed(LearnPolicyScan *scan,
													int index);
extern const LearnPolicyPaths *learn_policy_run(LearnPolicyScan *scan,
												int index);

/* policy_file.c: remembers the files that a command makes. */
extern void learn_policy_note_files(LearnPolicyScan *scan, int index);

/* Does a command run, or make one that can be run, such a file? */
extern bool learn_policy_runs_file(LearnPolicyScan *scan, int index,
								   bool downloaded);

/* policy_host.c: does it name a host that no glob of the node allows? */
extern bool learn_policy_foreign_host(LearnPolicyScan *scan,
									  const LearnPolicyNode *node, int index);

#endif /* LEARN_CORE_POLICY_SCAN_H */
