/*-------------------------------------------------------------------------
 *
 * prompt.h
 *		Renders the questions a model is asked.
 *
 * A question is a wording that administrators may edit (prompt_words.h),
 * around one JSON object of data (prompt_data.h).  What keeps it safe stands
 * here and is always added: which lines mark the data, that nothing between
 * them is an instruction, which members are the exception, and the schema of
 * the answer.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_PROMPT_H
#define LEARN_CORE_PROMPT_H

#include "core/disguise.h"
#include "core/facts.h"
#include "core/prompt_words.h"

typedef struct LearnPrompt
{
	char *system;            /* malloc'ed, UTF-8 */
	char *user;              /* malloc'ed, UTF-8 */
	const char *schema_name; /* static */
	char *schema;            /* malloc'ed JSON text: the shape of the answer */
	bool strict;             /* may the endpoint enforce it strictly? */
} LearnPrompt;

/*
 * How many bytes are taken for one token.  English text and JSON have about
 * four, so that a question is estimated too long rather than too short; of
 * other scripts and of random digits a token may hold fewer.
 */
#define LEARN_PROMPT_TOKEN_BYTES 3

/*
 * Renders the question of the wording's purpose.
 *
 * The data are quoted as JSON between markers made with nonce, a text of the
 * caller's that the telemetry cannot know (16 to 64 random letters and
 * digits).
 *
 * Secrets and personal data are taken out of all of the data, the runbook
 * included, and with them what else the disguise is to take out.  It is the
 * caller's, and puts back into the answer what the runbook needs (reply.h).
 *
 * All that is sent, the two texts and the schema, is estimated to have at most
 * max_tokens tokens.  Long texts are cut in the middle, at character
 * boundaries, with a note, and what does not fit is left out, the least useful
 * first (prompt_data.h).  To improve, the runbook is shown whole, to revise,
 * the draft as well.
 *
 * LEARN_OK: *prompt is the caller's, learn_prompt_free().  LEARN_INVALID when
 * the words may not be used, when there is no runbook or draft where one is
 * needed, or when what must be shown whole is too large; the problem is at the
 * part of the wording, or the member of the facts.
 */
extern LearnStatus learn_prompt_render(const LearnFacts *facts,
									   const LearnPromptWords *words,
									   const char *nonce,
									   LearnDisguise *disguise, int max_tokens,
									   LearnPrompt *prompt,
									   LearnProblem *problem);

/* Frees what the prompt owns and resets it; safe when only zeroed. */
extern void learn_prompt_free(LearnPrompt *prompt);

#endif /* LEARN_CORE_PROMPT_H */
