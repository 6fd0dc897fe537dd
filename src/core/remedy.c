/*-------------------------------------------------------------------------
 *
 * remedy.c
 *		Whether a remedy applies, and its templates filled with clues.
 *
 *-------------------------------------------------------------------------
 */
#include "core/remedy.h"

#include <string.h>

/* The names of clues in templates. */
static const char *const placeholders[LEARN_CLUE_KINDS] = {
	[LEARN_CLUE_PORT] = "PORT",
	[LEARN_CLUE_SERVICE] = "SERVICE",
	[LEARN_CLUE_DEPENDENCY] = "DEPENDENCY",
	[LEARN_CLUE_TOOL] = "TOOL",
	[LEARN_CLUE_INTERFACE] = "INTERFACE",
	[LEARN_CLUE_POOL] = "POOL",
	[LEARN_CLUE_LOCK] = "LOCK",
	[LEARN_CLUE_SOCKET] = "SOCKET",
	[LEARN_CLUE_CONFIG] = "CONFIG",
	[LEARN_CLUE_DIRECTORY] = "DIRECTORY",
	[LEARN_CLUE_FULL] = "FULL",
	[LEARN_CLUE_SCRIPT] = "SCRIPT",
	[LEARN_CLUE_FILE] = "FILE",
	[LEARN_CLUE_MOUNT] = "MOUNT",
	[LEARN_CLUE_DATA] = "DATA",
};

static const char *const kind_names[] = {
	[LEARN_REMEDY_BEFORE] = "before", [LEARN_REMEDY_AFTER] = "after",
	[LEARN_REMEDY_TOOL] = "tool",     [LEARN_REMEDY_OPTION] = "option",
	[LEARN_REMEDY_PREFIX] = "prefix", [LEARN_REMEDY_WRAP] = "wrap",
	[LEARN_REMEDY_SCRIPT] = "script", [LEARN_REMEDY_ALIAS] = "alias",
	[LEARN_REMEDY_QUOTE] = "quote",   [LEARN_REMEDY_RETRY] = "retry",
	[LEARN_REMEDY_TIME] = "time",     [LEARN_REMEDY_WAIT] = "wait",
};

const char *
learn_remedy_kind_name(LearnRemedyKind kind)
{
	return kind_names[kind];
}

bool
learn_remedy_listed(const char *list, const char *id)
{
	size_t length = strlen(id);

	while (list != NULL && *list != '\0')
	{
		size_t entry = strcspn(list, " ");

		if (entry == length && memcmp(list, id, length) == 0)
			return true;
		list += entry + (list[entry] == ' ' ? 1 : 0);
	}
	return false;
}

bool
learn_remedy_applies(const LearnRemedy *remedy, const LearnEvidence *evidence,
					 const LearnClues *clues)
{
	if ((evidence->circumstances & remedy->when) != remedy->when ||
		(clues->known & remedy->needs) != remedy->needs ||
		(clues->own & remedy->owns) != remedy->owns)
		return false;
	for (int i = 0; i < LEARN_EVIDENCE_TEXTS; i++)
	{
		LearnEvidenceText text = (LearnEvidenceText) i;

		if (remedy->has[i] != NULL &&
			!learn_evidence_shows(evidence, text, remedy->has[i], NULL) &&
			!(text == LEARN_TEXT_ERROR &&
			  learn_evidence_shows(evidence, LEARN_TEXT_OUTPUT, remedy->has[i],
								   NULL)))
			return false;
		if (remedy->lacks[i] != NULL &&
			learn_evidence_shows(evidence, text, remedy->lacks[i], NULL))
			return false;
	}
	return true;
}

/*
 * How a clue that is a parameter, or begins with one, is written.
 */
static const char *
reference_format(const LearnClue *clue, LearnShell shell)
{
	if (shell == LEARN_SHELL_SH)
		return "\"${%s}%s\"";
	return clue->tail[0] == '\0' ? "$env:%s%s" : "\"${env:%s}%s\"";
}

/*
 * Writes a clue: a reference to the parameter that holds it, or literals.
 * Quotes need no escaping, because no safe value holds one.
 */
static void
append_clue(LearnBuffer *buffer, const LearnClue *clue, LearnShell shell)
{
	const char *rest = clue->value;

	if (clue->parameter[0] != '\0')
	{
		learn_buffer_append_format(buffer, reference_format(clue, shell),
								   clue->parameter, clue->tail);
		return;
	}
	do
	{
		size_t length = strcspn(rest, " ");

		learn_buffer_append_format(buffer, "'%.*s'", (int) length, rest);
		rest += length;
		if (*rest == ' ')
		{
			learn_buffer_append_string(buffer,
									   shell == LEARN_SHELL_SH ? " " : ", ");
			rest++;
		}
	} while (*rest != '\0');
}

/*
 * The kind of clue whose placeholder starts at text (behind the "@"), or -1.
 */
static int
placeholder_kind(const char *text, size_t *length, bool *optional)
{
	for (int kind = 0; kind < LEARN_CLUE_KINDS; kind++)
	{
		size_t name = strlen(placeholders[kind]);

		if (strncmp(text, placeholders[kind], name) != 0)
			continue;
		*optional = text[name] == '?';
		*length = name + (*optional ? 2 : 1);
		if (text[*length - 1] == '@')
			return kind;
	}
	return -1;
}

char *
learn_remedy_render(const char *template, LearnShell shell,
					const LearnClues *clues)
{
	LearnBuffer buffer;

	learn_buffer_init(&buffer, 0);
	while (*template != '\0')
	{
		size_t plain = strcspn(template, "@");
		size_t length;
		bool optional;
		int kind;

		learn_buffer_append(&buffer, template, plain);
		template += plain;
		if (*template == '\0')
			break;
		kind = placeholder_kind(template + 1, &length, &optional);
		if (kind < 0)
		{
			learn_buffer_append(&buffer, template ++, 1);
			continue;
		}
		if ((clues->known & LEARN_CLUE_BIT(kind)) == 0 && !optional)
		{
			learn_buffer_free(&buffer);
			return NULL;
		}
		append_clue(&buffer, &clues->items[kind], shell);
		template += length + 1;
	}
	return learn_buffer_detach(&buffer, NULL);
}
