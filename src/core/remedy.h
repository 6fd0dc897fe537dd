/*-------------------------------------------------------------------------
 *
 * remedy.h
 *		What helped against a kind of failure before: data and its rendering.
 *
 * A remedy says: when the evidence shows this and these clues are known, put
 * this step before or after the step that failed, or change that step so.
 * Templates are shell text in which @PORT@, @SERVICE@ ... stand for a clue;
 * a clue that is a parameter of the runbook is written as that parameter, any
 * other as a quoted literal.  @CONFIG?@ is empty when the clue is not known.
 * The table is in remedy_table.c, its templates in remedies_*.sh and .ps1.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REMEDY_H
#define LEARN_CORE_REMEDY_H

#include "core/clues.h"
#include "core/command.h"
#include "core/evidence.h"

typedef enum LearnRemedyKind
{
	LEARN_REMEDY_BEFORE, /* adds a step before the one that failed */
	LEARN_REMEDY_AFTER,  /* adds a step after it */
	LEARN_REMEDY_TOOL,   /* replaces a missing tool in its command */
	LEARN_REMEDY_OPTION, /* gives a tool in its command an option */
	LEARN_REMEDY_PREFIX, /* puts a line before its command */
	LEARN_REMEDY_WRAP,   /* puts its command between two lines */
	LEARN_REMEDY_SCRIPT, /* runs a script of its command by run_script(), which
						  * is put before */
	LEARN_REMEDY_ALIAS,  /* has its command find out a service's name */
	LEARN_REMEDY_QUOTE,  /* quotes the parameters in its command */
	LEARN_REMEDY_RETRY,  /* runs it again when it fails */
	LEARN_REMEDY_TIME,   /* gives it more time */
	LEARN_REMEDY_WAIT    /* waits until what it starts is ready */
} LearnRemedyKind;

typedef struct LearnRemedy
{
	const char *id; /* of the step it adds, and its mark in a runbook */
	LearnRemedyKind kind;
	unsigned when; /* circumstances (evidence.h), all of them */
	const char *has[LEARN_EVIDENCE_TEXTS]; /* patterns; NULL: none */
	const char *lacks[LEARN_EVIDENCE_TEXTS];
	unsigned needs; /* LEARN_CLUE_BIT of the clues it cannot do without */
	unsigned owns;  /* the same, of those that the runbook itself must name */
	const char *unless; /* ids of remedies, blank-separated: when one of them
						 * has changed the runbook, this one need not */
	const char *done;   /* a pattern: commands of the runbook that show that
					   * the remedy is there already; NULL: its id tells */
	const char *action;
	const char *linux_sh; /* the template by platform; NULL: not for it; "":
						   * for it, and changes the step that failed */
	const char *darwin_sh;
	const char *powershell;
	const char *wait_for; /* for linux; NULL: nothing to wait for */
	const char *rollback; /* for linux; NULL: nothing to undo */
	double timeout;       /* of the step, in seconds */
	int attempts;         /* LEARN_REMEDY_RETRY */
	double delay;
	const char *option; /* LEARN_REMEDY_OPTION, _PREFIX, _WRAP, _SCRIPT */
	const char *suffix; /* LEARN_REMEDY_WRAP: what follows the command */
	const char *tools;  /* LEARN_REMEDY_OPTION: blank-separated */
	const char *what;   /* what changes, for the reviewer */
	const char *why;    /* and why that helps */
} LearnRemedy;

extern const LearnRemedy learn_remedies[];
extern const int learn_remedy_count;

/* Does the evidence call for the remedy, and are its clues known? */
extern bool learn_remedy_applies(const LearnRemedy *remedy,
								 const LearnEvidence *evidence,
								 const LearnClues *clues);

/* The name of a kind: "before", "after", "tool" ... */
extern const char *learn_remedy_kind_name(LearnRemedyKind kind);

/* Is the id in the blank-separated list, which may be NULL? */
extern bool learn_remedy_listed(const char *list, const char *id);

/*
 * Fills a template, which is for this shell, sh or PowerShell.  The result is
 * malloc'ed; NULL when out of memory or when the template asks for a clue that
 * is not known.
 */
extern char *learn_remedy_render(const char *template, LearnShell shell,
								 const LearnClues *clues);

/*
 * What becomes of the command of a step by a remedy that changes it.  The
 * result is malloc'ed; NULL when the remedy has nothing to change in this
 * command or is of another kind, or no memory.
 */
extern char *learn_remedy_change(const LearnRemedy *remedy,
								 const char *command, const LearnClues *clues);

/*
 * Replaces the missing tool where it is a command word of an sh command, with
 * arguments where its successor takes others.  The result is malloc'ed; NULL
 * when there is no successor for this use of it, or no memory.
 */
extern char *learn_remedy_replace_tool(const char *command, const char *tool);

/*
 * Inserts an option behind each command word that is one of tools (blank-
 * separated, compared without case).  NULL when there is none that lacks it.
 */
extern char *learn_remedy_add_option(const char *command, const char *tools,
									 const char *option);

/*
 * Puts quotes around each $NAME that has none and is a word of a command, or
 * part of one.  NULL when there is none, or when the command holds what this
 * cannot tell apart, such as a here-document.
 */
extern char *learn_remedy_quote(const char *command);

#endif /* LEARN_CORE_REMEDY_H */
