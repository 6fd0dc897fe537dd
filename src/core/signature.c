/*-------------------------------------------------------------------------
 *
 * signature.c
 *		By what failures are told apart: the problem, not the occurrence.
 *
 *-------------------------------------------------------------------------
 */
#include "core/signature.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/fingerprint.h"
#include "core/runbook.h"

/* Of a step's output, so many lines and bytes are read, from its end. */
#define OUTPUT_LINES 3
#define OUTPUT_MAX 1024

/* Longest introduction that a runner puts before a message, in bytes. */
#define INTRODUCTION_MAX 160

/* Most introductions before one message. */
#define INTRODUCTIONS 4

/* Most signals that a state shows. */
#define SIGNALS_MAX 16

#define BLANK " \t\r\n\v\f"

/* What an introduction begins with, and what it tells. */
static const char *const runners_words[] = {"action",      "command",
											"execution",   "playbook",
											"remediation", "runbook",
											"step",        "verification",
											"workflow"};
static const char *const failure_words[] = {
	"abort",  "aborted", "error",   "errored", "exited",      "fail",
	"failed", "fails",   "failure", "stopped", "unsuccessful"};

/* With these and numbers alone, nothing is said about what went wrong. */
static const char *const empty_words[] = {
	"a",         "after",    "an",     "and",         "at",    "but",
	"check",     "code",     "did",    "during",      "error", "errors",
	"exit",      "exitcode", "has",    "in",          "is",    "it",
	"not",       "number",   "of",     "on",          "pass",  "passed",
	"reason",    "result",   "return", "returned",    "see",   "status",
	"succeeded", "succeed",  "the",    "unknown",     "was",   "while",
	"with",      "nonzero",  "non",    "zero",        "run",   "running",
	"complete",  "log",      "no",     "unspecified", "to"};

#define COUNT(words) (sizeof(words) / sizeof(*(words)))

static bool
is_one_of(LearnSpan word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		if (strlen(words[i]) == word.length &&
			strncasecmp(words[i], word.start, word.length) == 0)
			return true;
	}
	return false;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/*
 * Splits the next word of ASCII letters, or number, off a span; false: there
 * is none.
 */
static bool
next_word(LearnSpan *rest, LearnSpan *word)
{
	const char *end = rest->start + rest->length;
	const char *at = rest->start;

	while (at < end && !is_letter(*at) && !is_digit(*at))
		at++;
	word->start = at;
	while (at < end && (is_letter(*at) || is_digit(*at)))
		at++;
	word->length = (size_t) (at - word->start);
	rest->start = at;
	rest->length = (size_t) (end - at);
	return word->length > 0;
}

static bool
is_word(LearnSpan word, const char *expected)
{
	return is_one_of(word, &expected, 1);
}

/*
 * Is a number that of a step, or the exit code, which is known without it?
 */
static bool
is_known_number(LearnSpan number, LearnSpan before, const LearnFacts *facts)
{
	return is_word(before, "step") ||
		   (facts->exit_code_known &&
			strtoul(number.start, NULL, 10) ==
				(unsigned long) labs(facts->exit_code));
}

/*
 * Does text speak of the run alone: "step 3 failed with exit code 1"?
 */
static bool
says_nothing(LearnSpan text, const LearnFacts *facts)
{
	LearnSpan before = {"", 0};
	LearnSpan word;

	if (text.length > INTRODUCTION_MAX)
		return false;
	for (size_t i = 0; i < text.length; i++)
	{
		if (((unsigned char) text.start[i] & 0x80) != 0)
			return false;
	}
	while (next_word(&text, &word))
	{
		if (is_digit(*word.start)
				? !is_known_number(word, before, facts)
				: !is_one_of(word, runners_words, COUNT(runners_words)) &&
					  !is_one_of(word, failure_words, COUNT(failure_words)) &&
					  !is_one_of(word, empty_words, COUNT(empty_words)))
			return false;
		before = word;
	}
	return true;
}

/*
 * Is text what a runner says before the message of a step?
 */
static bool
is_introduction(LearnSpan text)
{
	bool of_runner = false;
	bool of_failure = false;
	LearnSpan word;

	for (bool first = true; next_word(&text, &word); first = false)
	{
		/* Elsewhere than in front, "command" and such are common words. */
		if (first)
			of_runner = is_one_of(word, runners_words, COUNT(runners_words));
		of_runner |= is_word(word, "step") || is_word(word, "runbook");
		of_failure |= is_one_of(word, failure_words, COUNT(failure_words));
	}
	return of_runner && of_failure;
}

/*
 * Where an introduction would end: at the end of its line, behind a colon or
 * behind a dash.  0: there is none.
 */
static size_t
introduction_length(LearnSpan text)
{
	size_t limit =
		text.length < INTRODUCTION_MAX ? text.length : INTRODUCTION_MAX;

	for (size_t i = 0; i + 1 < limit; i++)
	{
		char c = text.start[i];

		if (c == '\n' ||
			((c == ':' || (c == '-' && i > 0 && text.start[i - 1] == ' ')) &&
			 strchr(BLANK, text.start[i + 1]) != NULL))
			return i + 1;
	}
	return 0;
}

/*
 * The message without its introductions; empty when there is nothing else.
 */
static LearnSpan
strip_introductions(const char *text, const LearnFacts *facts)
{
	LearnSpan left = {text, strlen(text)};
	LearnSpan rest = left;

	for (int i = 0; i < INTRODUCTIONS; i++)
	{
		LearnSpan head = {rest.start, introduction_length(rest)};

		if (head.length == 0)
			break;
		rest.start += head.length;
		rest.length -= head.length;
		if (is_introduction(head))
			left = rest;
		else if (!says_nothing(head, facts))
			break; /* an "error: " before an introduction goes with it */
	}
	while (left.length > 0 && strchr(BLANK, *left.start) != NULL)
	{
		left.start++;
		left.length--;
	}
	while (left.length > 0 &&
		   strchr(BLANK, left.start[left.length - 1]) != NULL)
		left.length--;
	if (says_nothing(left, facts))
		left.length = 0;
	return left;
}

/*
 * Is one template the beginning or the end of another, in whole words?
 */
static bool
is_part_of(const LearnBuffer *part, const LearnBuffer *whole)
{
	const char *tail;

	if (part->length > whole->length || strchr(part->data, ' ') == NULL)
		return part->length == whole->length &&
			   memcmp(part->data, whole->data, part->length) == 0;
	tail = whole->data + whole->length - part->length;
	return (memcmp(whole->data, part->data, part->length) == 0 &&
			(whole->data[part->length] == ' ' ||
			 whole->data[part->length] == '\0')) ||
		   (memcmp(tail, part->data, part->length) == 0 &&
			tail > whole->data && tail[-1] == ' ');
}

/*
 * Writes the template of text; none, when it has no words.
 */
static void
write_template(LearnBuffer *buffer, LearnSpan text)
{
	size_t begin = buffer->length;

	if (text.length == 0 ||
		!learn_fingerprint_template(buffer, text.start, text.length))
		return;
	if (buffer->length > begin &&
		strcmp(buffer->data + begin, LEARN_FINGERPRINT_PLACEHOLDER) == 0)
		learn_buffer_truncate(buffer, begin);
}

/*
 * The message of the execution or the error of its failed step.
 */
static void
write_message(LearnBuffer *message, const LearnFacts *facts)
{
	LearnSpan own = strip_introductions(facts->error_message, facts);
	LearnSpan of_step = {"", 0};
	LearnBuffer error;

	write_template(message, own);
	if (facts->failed != NULL)
		of_step = strip_introductions(facts->failed->error, facts);
	if (own.length == of_step.length &&
		memcmp(own.start, of_step.start, own.length) == 0)
		return;

	learn_buffer_init(&error, 0);
	write_template(&error, of_step);
	if (error.length > 0 &&
		(message->length == 0 || is_part_of(&error, message)))
	{
		learn_buffer_truncate(message, 0);
		learn_buffer_append(message, error.data, error.length);
	}
	message->failed |= error.failed;
	learn_buffer_free(&error);
}

static void
write_word(LearnBuffer *buffer, const char *word, size_t length)
{
	if (buffer->length > 0)
		learn_buffer_append(buffer, " ", 1);
	learn_buffer_append(buffer, word, length);
}

static void
write_exit_code(LearnBuffer *message, const LearnFacts *facts)
{
	char word[32];
	int length;

	if (!facts->exit_code_known)
		return;
	length = snprintf(word, sizeof(word), "exit code %d", facts->exit_code);
	write_word(message, word, (size_t) length);
}

/*
 * The last lines of what the step printed: there, programs say why they end.
 */
static void
write_output(LearnBuffer *message, const char *output)
{
	size_t length = strlen(output);
	size_t start;
	int lines = 0;

	while (length > 0 && strchr(BLANK, output[length - 1]) != NULL)
		length--;
	for (start = length; start > 0 && length - start < OUTPUT_MAX; start--)
	{
		if (output[start - 1] == '\n' && start < length &&
			output[start] != '\n' && output[start] != '\r' &&
			++lines == OUTPUT_LINES)
			break;
	}
	write_template(message, (LearnSpan){output + start, length - start});
}

static int
compare_spans(const void *left, const void *right)
{
	const LearnSpan *a = left;
	const LearnSpan *b = right;
	size_t length = a->length < b->length ? a->length : b->length;
	int order = memcmp(a->start, b->start, length);

	return order != 0 ? order
					  : (a->length > b->length) - (a->length < b->length);
}

/*
 * The signals are the lines of the state text that are one word in brackets.
 */
static void
write_signals(LearnBuffer *message, const LearnBuffer *state)
{
	LearnSpan signals[SIGNALS_MAX] = {{NULL, 0}};
	size_t count = 0;
	const char *line = state->data;

	while (line != NULL && *line != '\0' && count < SIGNALS_MAX)
	{
		size_t length = strcspn(line, "\n");

		if (length > 2 && line[0] == '[' && line[length - 1] == ']' &&
			memchr(line, '=', length) == NULL)
			signals[count++] = (LearnSpan){line, length};
		line += length + (line[length] == '\n' ? 1 : 0);
	}
	qsort(signals, count, sizeof(*signals), compare_spans);
	for (size_t i = 0; i < count; i++)
		write_word(message, signals[i].start, signals[i].length);
}

/*
 * Why it failed, in words that are the same for all its occurrences.
 */
static void
write_reason(LearnBuffer *message, const LearnFacts *facts,
			 const LearnEvidence *evidence)
{
	write_message(message, facts);
	if (message->length > 0 || message->failed)
		return;
	if (facts->failed != NULL)
	{
		write_output(message, facts->failed->output);
		write_exit_code(message, facts);
		return;
	}
	write_template(message, (LearnSpan){facts->verification_method,
										strlen(facts->verification_method)});
	if (facts->exit_code != 0)
		write_exit_code(message, facts);
	if (evidence != NULL)
		write_signals(message, &evidence->texts[LEARN_TEXT_STATE]);
}

static void
write_action(LearnBuffer *action, const LearnFactsStep *step)
{
	if (step == NULL)
		return;
	write_template(action, (LearnSpan){step->action, strlen(step->action)});
	if (action->length == 0)
		write_template(action,
					   (LearnSpan){step->command, strlen(step->command)});
}

LearnStatus
learn_signature_of(const LearnFacts *facts, const LearnEvidence *evidence,
				   LearnSignature *signature, LearnProblem *problem)
{
	char line[LEARN_RUNBOOK_ID_MAX + 1] = "";
	LearnBuffer action;
	LearnBuffer message;
	LearnBuffer text;

	learn_buffer_init(&action, 0);
	learn_buffer_init(&message, 0);
	learn_buffer_init(&text, 0);
	write_action(&action, facts->failed);
	write_reason(&message, facts, evidence);
	learn_runbook_split_id(facts->runbook_id, line);

	signature->action = learn_buffer_detach(&action, NULL);
	signature->message = learn_buffer_detach(&message, NULL);
	if (signature->action != NULL && signature->message != NULL)
		learn_buffer_append_format(&text, "%d\n%s\n%s\n%s",
								   LEARN_FINGERPRINT_VERSION, line,
								   signature->action, signature->message);
	else
		text.failed = true;
	signature->text = learn_buffer_detach(&text, NULL);
	if (signature->text != NULL)
		return LEARN_OK;
	learn_signature_free(signature);
	return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
							 "out of memory");
}

void
learn_signature_free(LearnSignature *signature)
{
	free(signature->action);
	free(signature->message);
	free(signature->text);
	memset(signature, 0, sizeof(*signature));
}
