/*-------------------------------------------------------------------------
 *
 * prompt.h
 *		Renders the two questions a model is asked.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_PROMPT_H
#define LEARN_CORE_PROMPT_H

#include "core/facts.h"

/* Raised whenever the wording changes; stored with every call. */
#define LEARN_PROMPT_VERSION "1"

typedef struct LearnPrompt
{
	char *system;            /* malloc'ed, UTF-8 */
	char *user;              /* malloc'ed, UTF-8 */
	const char *schema_name; /* static */
	char *schema;            /* malloc'ed JSON text: the shape of the answer */
	bool strict;             /* may the endpoint enforce it strictly? */
} LearnPrompt;

/*
 * "Why did it fail?": the whole execution from the facts.  Telemetry is
 * quoted as JSON between markers made with nonce, a text of the caller's that
 * the telemetry cannot know (16 to 64 random letters and digits); the system
 * text says that nothing between them is an instruction.  Long texts are cut
 * in the middle, at character boundaries, with a note, and what does not fit
 * into a prompt of about 100 kB is left out, the least useful first.
 * LEARN_OK: *prompt is the caller's, learn_prompt_free().
 */
extern LearnStatus learn_prompt_categorize_facts(const LearnFacts *facts,
												 const char *nonce,
												 LearnPrompt *prompt,
												 LearnProblem *problem);

/* The same for the text of a facts document (facts.h). */
extern LearnStatus learn_prompt_categorize(const char *facts, size_t length,
										   const char *nonce,
										   LearnPrompt *prompt,
										   LearnProblem *problem);

/*
 * "Write a better one": the runbook and the whole failure context, with
 * earlier rejected attempts and a reviewer's requested changes where there are
 * any.  The runbook, and the draft under revision, are shown whole:
 * LEARN_INVALID when there is no runbook, or one of them is too large.
 */
extern LearnStatus learn_prompt_improve(const char *facts, size_t length,
										const char *nonce, LearnPrompt *prompt,
										LearnProblem *problem);

/* Frees what the prompt owns and resets it; safe when only zeroed. */
extern void learn_prompt_free(LearnPrompt *prompt);

#endif /* LEARN_CORE_PROMPT_H */
