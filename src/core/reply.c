/*-------------------------------------------------------------------------
 *
 * reply.c
 *		Reads what a model answered.
 *
 *-------------------------------------------------------------------------
 */
#include "core/reply.h"

#include <stdlib.h>
#include <string.h>

#include "core/facts.h"
#include "core/json.h"
#include "core/restoration.h"

/* The longest reasoning kept, in bytes. */
#define REASONING_MAX 2000

/* The longest answer that is looked at; no model writes more. */
#define ANSWER_MAX (4 * 1024 * 1024)

/*
 * How many opening braces are tried.  Each costs one pass over the text, so
 * this keeps the time linear whatever the text.
 */
#define ATTEMPTS_MAX 32

/*
 * The length of the object that starts at text, up to its closing brace; 0
 * when it is never closed.
 */
static size_t
balanced_length(const char *text, size_t length)
{
	size_t depth = 0;
	bool in_string = false;

	for (size_t i = 0; i < length; i++)
	{
		char c = text[i];

		if (in_string)
		{
			if (c == '\\')
				i++;
			else if (c == '"')
				in_string = false;
		}
		else if (c == '"')
			in_string = true;
		else if (c == '{')
			depth++;
		else if (c == '}' && --depth == 0)
			return i + 1;
	}
	return 0;
}

/*
 * Does the brace at text begin an object, and not a figure of speech?
 */
static bool
begins_object(const char *text, size_t length)
{
	size_t at = 1;

	while (at < length && (text[at] == ' ' || text[at] == '\t' ||
						   text[at] == '\r' || text[at] == '\n'))
		at++;
	return at < length && text[at] == '"';
}

/*
 * Finds the first complete object in text, which may be fenced or surrounded
 * by chatter.  What looked like one and is none is skipped as a whole.  A
 * brace of the chatter that is never closed is passed over; an object that is
 * never closed is a broken answer, and what it holds is not taken for one.
 */
static LearnStatus
find_object(LearnArena *arena, const char *text, size_t length,
			const LearnValue **object, LearnProblem *problem)
{
	LearnProblem first = {"", ""};
	size_t at = 0;

	for (int attempt = 0; attempt < ATTEMPTS_MAX && at < length; attempt++)
	{
		const char *brace = memchr(text + at, '{', length - at);
		LearnProblem reason;
		LearnStatus status;
		size_t end;

		if (brace == NULL)
			break;
		at = (size_t) (brace - text);
		end = balanced_length(brace, length - at);
		if (end == 0 && begins_object(brace, length - at))
			break;
		if (end == 0)
		{
			at++;
			continue;
		}
		status = learn_json_read(arena, brace, end, object, &reason);
		if (status == LEARN_OK)
			return LEARN_OK;
		if (status == LEARN_OUT_OF_MEMORY)
			return learn_problem_set(problem, status, NULL, "out of memory");
		if (first.message[0] == '\0')
			first = reason;
		at += end;
	}
	if (first.message[0] != '\0')
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "the answer holds no valid JSON object: %s",
								 first.message);
	return learn_problem_set(problem, LEARN_INVALID, NULL,
							 "the answer holds no complete JSON object");
}

/*
 * The object an answer consists of; it lives in the arena.
 */
static LearnStatus
read_answer(LearnArena *arena, const char *text, size_t length,
			const LearnValue **object, LearnProblem *problem)
{
	LearnStatus status;
	const char *start = text;

	*object = NULL;
	if (length > ANSWER_MAX)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "the answer is longer than %d bytes",
								 ANSWER_MAX);
	while (start < text + length && strchr(" \t\r\n", *start) != NULL &&
		   *start != '\0')
		start++;
	if (start == text + length)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "the answer is empty");

	/* A whole value first: an array of objects is not an object. */
	status = learn_json_read(arena, text, length, object, NULL);
	if (status == LEARN_OUT_OF_MEMORY)
		return learn_problem_set(problem, status, NULL, "out of memory");
	if (status != LEARN_OK)
		return find_object(arena, text, length, object, problem);
	if (learn_value_is(*object, LEARN_VALUE_OBJECT))
		return LEARN_OK;
	return learn_problem_set(problem, LEARN_INVALID, NULL,
							 "the answer is JSON but not an object");
}

/*
 * Copies a reasoning: bounded, control characters made spaces.  NULL when out
 * of memory.
 */
static char *
copy_reasoning(const char *text, size_t length)
{
	char *copy;

	if (length > REASONING_MAX)
	{
		length = REASONING_MAX;
		while (length > 0 && ((unsigned char) text[length] & 0xC0) == 0x80)
			length--;
	}
	copy = malloc(length + 1);
	if (copy == NULL)
		return NULL;
	memcpy(copy, text, length);
	copy[length] = '\0';
	for (size_t i = 0; i < length; i++)
	{
		unsigned char c = (unsigned char) copy[i];

		if (c < ' ' || c == 0x7F)
			copy[i] = ' ';

		/* U+0080 to U+009F, which terminals obey as well */
		else if (c == 0xC2 && (unsigned char) copy[i + 1] >= 0x80 &&
				 (unsigned char) copy[i + 1] < 0xA0)
			copy[i] = copy[i + 1] = ' ';
	}
	return copy;
}

/*
 * A reasoning as it is kept.  It is read by all who have such failures, so
 * that nothing secret is put back.
 */
static char *
keep_reasoning(const char *reasoning, const LearnDisguise *disguise)
{
	const LearnRestoration restoration = {.disguise = disguise};
	LearnBuffer restored;
	char *copy = NULL;

	learn_buffer_init(&restored, 0);
	if (learn_restore_text(&restoration, &restored, reasoning,
						   strlen(reasoning)))
		copy = copy_reasoning(restored.data, restored.length);
	learn_buffer_free(&restored);
	return copy;
}

/*
 * Checks the three members and fills the category.
 */
static LearnStatus
read_category(const LearnValue *answer, const LearnDisguise *disguise,
			  LearnCategory *category, LearnProblem *problem)
{
	const char *type = learn_value_get_string(answer, "failure_type", NULL);
	const char *reasoning = learn_value_get_string(answer, "reasoning", "");
	double confidence = learn_value_get_number(answer, "confidence", -1);
	LearnFailureType parsed;

	if (type == NULL)
		return learn_problem_set(problem, LEARN_INVALID, "failure_type",
								 "the answer names no failure type");
	parsed = learn_failure_type_parse(type, strlen(type));
	if (parsed == LEARN_FAILURE_UNKNOWN && strcmp(type, "unknown") != 0)
		return learn_problem_set(problem, LEARN_INVALID, "failure_type",
								 "the answer names a failure type that does "
								 "not exist");
	if (reasoning[strspn(reasoning, " \t\r\n")] == '\0')
		return learn_problem_set(problem, LEARN_INVALID, "reasoning",
								 "the answer gives no reasoning");
	if (!(confidence >= 0 && confidence <= 1))
		return learn_problem_set(problem, LEARN_INVALID, "confidence",
								 "the answer's confidence is not a number "
								 "from 0 to 1");

	category->reasoning = keep_reasoning(reasoning, disguise);
	if (category->reasoning == NULL)
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	category->type = parsed;
	category->confidence = parsed != LEARN_FAILURE_UNKNOWN ? confidence : 0;
	return LEARN_OK;
}

LearnStatus
learn_reply_category(const char *text, size_t length,
					 const LearnDisguise *disguise, LearnCategory *category,
					 LearnProblem *problem)
{
	LearnArena arena;
	const LearnValue *answer;
	LearnStatus status;

	memset(category, 0, sizeof(*category));
	learn_arena_init(&arena);
	status = read_answer(&arena, text, length, &answer, problem);
	if (status == LEARN_OK)
		status = read_category(answer, disguise, category, problem);
	learn_arena_free(&arena);
	return status;
}

/*
 * Reads a proposal, as an object that can be changed: the caller's.  What was
 * taken out of the facts for the question is put back.
 */
static LearnStatus
read_proposal(const char *text, size_t length, const LearnDisguise *disguise,
			  const LearnFacts *facts, json_object **proposal,
			  LearnProblem *problem)
{
	const LearnRestoration restoration = {.disguise = disguise,
										  .originals = {facts->runbook,
														facts->draft}};
	LearnArena arena;
	const LearnValue *answer;
	LearnStatus status;

	*proposal = NULL;
	learn_arena_init(&arena);
	status = read_answer(&arena, text, length, &answer, problem);

	/* It was read for us alone, so it may be changed. */
	if (status == LEARN_OK &&
		!(learn_restore_value(&restoration, &arena, (LearnValue *) answer) &&
		  learn_json_build(answer, proposal)))
		status = learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								   "out of memory");
	learn_arena_free(&arena);
	return status;
}

LearnStatus
learn_reply_draft(const char *text, size_t length,
				  const LearnDisguise *disguise, const char *facts,
				  size_t facts_length, LearnDraft *draft,
				  LearnProblem *problem)
{
	json_object *proposal;
	LearnFacts read;
	LearnStatus status;

	memset(draft, 0, sizeof(*draft));
	status = learn_facts_read(facts, facts_length, &read, problem);
	if (status != LEARN_OK)
		return status;
	status = read_proposal(text, length, disguise, &read, &proposal, problem);
	if (status == LEARN_OK)
		status = learn_draft_finish(proposal, &read, draft, problem);
	learn_facts_free(&read);
	json_object_put(proposal);
	return status;
}
