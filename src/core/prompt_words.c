/*-------------------------------------------------------------------------
 *
 * prompt_words.c
 *		The wording of a question to a model: what administrators may edit.
 *
 *-------------------------------------------------------------------------
 */
#include "core/prompt_words.h"

#include <string.h>

#include "core/failure_type.h"

static const char failure_types_placeholder[] = "{{failure_types}}";
static const char schema_placeholder[] = "{{schema}}";

/* How much of an unknown placeholder is told. */
#define QUOTE_MAX 40

static const char *const purpose_names[LEARN_PROMPT_PURPOSES] = {
	[LEARN_PROMPT_CATEGORIZE] = "categorize",
	[LEARN_PROMPT_IMPROVE] = "improve",
	[LEARN_PROMPT_REVISE] = "revise",
};

const char *
learn_prompt_purpose_name(LearnPromptPurpose purpose)
{
	return purpose_names[purpose];
}

bool
learn_prompt_purpose_parse(const char *name, LearnPromptPurpose *purpose)
{
	for (int i = 0; i < LEARN_PROMPT_PURPOSES; i++)
	{
		if (strcmp(purpose_names[i], name) == 0)
		{
			*purpose = (LearnPromptPurpose) i;
			return true;
		}
	}
	return false;
}

/*
 * Does the placeholder stand here?
 */
static bool
stands_at(const char *text, const char *placeholder)
{
	return strncmp(text, placeholder, strlen(placeholder)) == 0;
}

static LearnStatus
refuse_placeholder(const char *where, const char *text, LearnProblem *problem)
{
	const char *end = strstr(text, "}}");
	size_t length = end != NULL ? (size_t) (end - text) + 2 : strlen(text);

	if (length > QUOTE_MAX)
		length = QUOTE_MAX;
	while (length > 0 && ((unsigned char) text[length] & 0xC0) == 0x80)
		length--;
	return learn_problem_set(
		problem, LEARN_INVALID, where,
		"\"%.*s\" is not a placeholder; in the instructions there may be %s "
		"and %s",
		(int) length, text, failure_types_placeholder, schema_placeholder);
}

static LearnStatus
refuse_blank(const char *where, const char *text, LearnProblem *problem)
{
	if (text[strspn(text, " \t\r\n")] != '\0')
		return LEARN_OK;
	return learn_problem_set(problem, LEARN_INVALID, where,
							 "it must not be empty");
}

LearnStatus
learn_prompt_words_check(const LearnPromptWords *words, LearnProblem *problem)
{
	size_t length = strlen(words->system) + strlen(words->instructions);
	const char *braces = strstr(words->system, "{{");
	LearnStatus status = refuse_blank("system", words->system, problem);

	if (status == LEARN_OK)
		status = refuse_blank("instructions", words->instructions, problem);
	if (status == LEARN_OK && braces != NULL)
		status = refuse_placeholder("system", braces, problem);
	if (status == LEARN_OK && length > LEARN_PROMPT_WORDS_MAX)
		status = learn_problem_set(problem, LEARN_INVALID, NULL,
								   "the two parts have %zu bytes, and %d are "
								   "allowed",
								   length, LEARN_PROMPT_WORDS_MAX);
	for (const char *at = words->instructions;
		 status == LEARN_OK && (at = strstr(at, "{{")) != NULL; at += 2)
	{
		if (!stands_at(at, failure_types_placeholder) &&
			!stands_at(at, schema_placeholder))
			status = refuse_placeholder("instructions", at, problem);
	}
	return status;
}

static void
append_failure_types(LearnBuffer *buffer)
{
	for (int type = 1; type < LEARN_FAILURE_TYPES; type++)
		learn_buffer_append_format(
			buffer, "- %s: %s\n",
			learn_failure_type_name((LearnFailureType) type),
			learn_failure_type_meaning((LearnFailureType) type));
	learn_buffer_append_string(buffer, "- unknown: the data does not tell");
}

LearnStatus
learn_prompt_words_append(LearnBuffer *buffer, const LearnPromptWords *words,
						  const char *schema, bool *has_schema,
						  LearnProblem *problem)
{
	const char *at = words->instructions;
	const char *next;
	LearnStatus status = learn_prompt_words_check(words, problem);

	*has_schema = false;
	if (status != LEARN_OK)
		return status;
	while ((next = strstr(at, "{{")) != NULL)
	{
		learn_buffer_append(buffer, at, (size_t) (next - at));
		if (stands_at(next, schema_placeholder))
		{
			learn_buffer_append_string(buffer, schema);
			*has_schema = true;
			at = next + strlen(schema_placeholder);
		}
		else
		{
			append_failure_types(buffer);
			at = next + strlen(failure_types_placeholder);
		}
	}
	learn_buffer_append_string(buffer, at);
	return LEARN_OK;
}
