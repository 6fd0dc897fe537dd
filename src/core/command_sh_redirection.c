/*-------------------------------------------------------------------------
 *
 * command_sh_redirection.c
 *		Redirections for sh.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_sh_list.h"

#include <string.h>

/* Larger numbers are no descriptors. */
#define DESCRIPTOR_DIGITS_MAX 6

/* Room for a descriptor, an operator, another descriptor and "-". */
#define SIGN_SIZE 24

/*
 * The length of the number, or {name}, that tells which descriptor is
 * redirected; 0: none, and *found is false when there is no redirection.
 */
static size_t
descriptor_length(const LearnShText *text, bool *found)
{
	const char *start = text->text + text->at;
	size_t left = text->length - text->at;
	size_t length = 0;

	if (left > 0 && start[0] == '{')
	{
		length = learn_sh_name_length(start + 1, left - 1);
		length = length > 0 && learn_sh_peek(text, length + 1) == '}'
					 ? length + 2
					 : 0;
	}
	else
	{
		while (length < left && start[length] >= '0' && start[length] <= '9')
			length++;
		if (length > DESCRIPTOR_DIGITS_MAX)
			length = 0;
	}
	*found = learn_sh_peek(text, length) == '<' ||
			 learn_sh_peek(text, length) == '>';
	return *found ? length : 0;
}

/*
 * The operator at the current place, the longest that fits; NULL: none.
 */
static const char *
read_operator(LearnShText *text)
{
	static const char *const operators[] = {"<<<", "<<-", "<<", "<&", "<>",
											"<",   ">>",  ">&", ">|", ">"};

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++)
	{
		size_t length = strlen(operators[i]);
		size_t matched = 0;

		while (matched < length &&
			   learn_sh_peek(text, matched) == operators[i][matched])
			matched++;
		if (matched == length)
		{
			text->at += length;
			return operators[i];
		}
	}
	return NULL;
}

/* Is a word a descriptor, or "-", so that nothing is opened? */
static bool
is_descriptor(const LearnWord *word)
{
	return word->length > 0 && word->length <= DESCRIPTOR_DIGITS_MAX &&
		   !word->expands && strspn(word->text, "0123456789-") == word->length;
}

/*
 * Writes the operator as whoever looks at it expects it: no descriptor that
 * is understood anyway, and the same one for what does the same.
 */
static void
name_operator(char *sign, const char *descriptor, size_t length,
			  const char *kind, const LearnWord *target)
{
	bool is_default =
		length == 1 && descriptor[0] == (kind[0] == '<' ? '0' : '1');

	sign[0] = '\0';
	if (length > 0 && descriptor[0] == '{')
		strcat(sign, "10"); /* the shell takes one of 10 and more */
	else if (!is_default)
		strncat(sign, descriptor, length);
	if (strcmp(kind, "<<-") == 0)
		kind = "<<";
	else if (strcmp(kind, ">|") == 0)
		kind = ">";
	if (kind[1] == '&' && is_descriptor(target))
	{
		strcat(sign, kind);
		strncat(sign, target->text, target->length);
	}
	else if (strcmp(kind, ">&") == 0 && sign[0] == '\0')
		strcat(sign, "&>");
	else
		strcat(sign, kind);
}

/*
 * Reads the target of a redirection and adds both to the command.
 */
static void
read_target(LearnShList *list, LearnShCommand *command, const char *descriptor,
			size_t length, const char *kind)
{
	LearnShText *text = list->text;
	int before = command->draft.redirection_count;
	bool document = strcmp(kind, "<<") == 0 || strcmp(kind, "<<-") == 0;
	char sign[SIGN_SIZE];
	LearnShWord word;
	LearnWord target;

	learn_sh_skip_blanks(text);
	if (!learn_sh_read_word(text, &word))
		learn_command_incomplete(text->reader, "redirection without a target");
	target = learn_sh_make_word(text, &word);
	name_operator(sign, descriptor, length, kind, &target);
	if (kind[1] == '&' && is_descriptor(&target))
		target.length = 0;
	learn_command_add_redirection(text->reader, &command->draft, sign,
								  &target);
	learn_sh_forget(text, word.first);
	if (document && command->draft.redirection_count > before)
		learn_sh_expect_document(list, command, kind[2] == '-');
}

bool
learn_sh_read_redirection(LearnShList *list, LearnShCommand *command)
{
	LearnShText *text = list->text;
	const char *descriptor = text->text + text->at;
	const char *kind;
	size_t length;
	bool found;

	if (learn_sh_peek(text, 0) == '&' && learn_sh_peek(text, 1) == '>')
	{
		bool appends = learn_sh_peek(text, 2) == '>';

		text->at += appends ? 3 : 2;
		read_target(list, command, descriptor, 0, appends ? "&>>" : "&>");
		return true;
	}
	length = descriptor_length(text, &found);
	if (!found || learn_sh_peek(text, length + 1) == '(')
		return false;
	text->at += length;
	kind = read_operator(text);
	read_target(list, command, descriptor, length, kind);
	return true;
}
