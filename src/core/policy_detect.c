/*-------------------------------------------------------------------------
 *
 * policy_detect.c
 *		What a rule may ask for that no list of words can say.
 *
 *-------------------------------------------------------------------------
 */
#include "core/policy_detect.h"

#include <stdlib.h>
#include <string.h>

#include "core/character.h"
#include "core/policy_scan.h"
#include "core/redact.h"

/* So much in base64 is no name, key or checksum any more. */
#define ENCODED_MIN 160

bool
learn_policy_detector_by_name(const char *name, LearnPolicyDetector *detector)
{
	static const char *const names[LEARN_POLICY_DETECTORS] = {
		[LEARN_DETECT_HIDDEN_CHARACTERS] = "hidden-characters",
		[LEARN_DETECT_CREDENTIAL] = "clear-text-credential",
		[LEARN_DETECT_UNPARSABLE] = "unparsable",
		[LEARN_DETECT_UNKNOWN_PROGRAM] = "unknown-program",
		[LEARN_DETECT_DISGUISED_PROGRAM] = "disguised-program",
		[LEARN_DETECT_ENCODED_PAYLOAD] = "encoded-payload",
		[LEARN_DETECT_DOWNLOADED_FILE] = "downloaded-file",
		[LEARN_DETECT_FORK_BOMB] = "fork-bomb",
		[LEARN_DETECT_CODE_FILE] = "code-file",
		[LEARN_DETECT_ALTERNATE_STREAM] = "alternate-stream",
		[LEARN_DETECT_WRITTEN_FILE] = "written-file",
	};

	for (int i = 0; i < LEARN_POLICY_DETECTORS; i++)
	{
		if (strcmp(names[i], name) == 0)
		{
			*detector = (LearnPolicyDetector) i;
			return true;
		}
	}
	return false;
}

/* Is there a character that cannot be seen, but tabs and ends of lines? */
static bool
has_hidden_characters(const LearnPolicyScan *scan)
{
	uint32_t character;

	for (size_t i = 0; i < scan->length;)
	{
		const char *at = scan->text + i;

		i += learn_character_read(at, scan->length - i, &character);
		if (!learn_character_is_unseen(character) || character == '\n' ||
			character == '\t' ||
			(character == '\r' && i < scan->length && at[1] == '\n'))
			continue;
		return true;
	}
	return false;
}

static bool
has_credential(LearnPolicyScan *scan)
{
	LearnBuffer redacted;
	size_t count = 0;

	learn_buffer_init(&redacted, 0);
	if (!learn_redact_append(&redacted, scan->text, scan->length, NULL,
							 &count))
		scan->failed = true;
	learn_buffer_free(&redacted);
	return count > 0;
}

/* Asks those detectors of a text that were not asked yet. */
static bool
detect_in_text(LearnPolicyScan *scan, unsigned detectors)
{
	unsigned asked = detectors & LEARN_DETECT_IN_TEXT & ~scan->detected;

	scan->detected |= asked;
	if ((asked >> LEARN_DETECT_HIDDEN_CHARACTERS & 1) != 0 &&
		has_hidden_characters(scan))
		scan->found |= 1u << LEARN_DETECT_HIDDEN_CHARACTERS;
	if ((asked >> LEARN_DETECT_CREDENTIAL & 1) != 0 && has_credential(scan))
		scan->found |= 1u << LEARN_DETECT_CREDENTIAL;
	if ((asked >> LEARN_DETECT_UNPARSABLE & 1) != 0 &&
		scan->commands->incomplete)
		scan->found |= 1u << LEARN_DETECT_UNPARSABLE;
	return (scan->found & detectors) != 0;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_name_character(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static bool
is_base64(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
		   c == '=';
}

/*
 * Is a long encoded text within a word?  It has letters of both cases and
 * digits; checksums have not, and paths have many slashes.
 */
static bool
holds_encoded(const LearnWord *word)
{
	size_t run = 0, slashes = 0;
	unsigned kinds = 0;

	for (size_t i = 0; i <= word->length; i++)
	{
		char c = i < word->length ? word->text[i] : '\0';

		if (is_base64(c))
		{
			run++;
			slashes += c == '/';
			kinds |= c >= 'a' ? 1u : c >= 'A' ? 2u : c >= '0' ? 4u : 0;
			continue;
		}
		if (run >= ENCODED_MIN && kinds == 7 && slashes * 16 < run)
			return true;
		run = slashes = 0;
		kinds = 0;
	}
	return false;
}

static bool
is_encoded(const LearnSimpleCommand *command)
{
	if (command->nesting == LEARN_IN_ENCODED)
		return true;
	for (int i = 0; i < command->word_count; i++)
	{
		if (holds_encoded(&command->words[i]))
			return true;
	}
	for (int i = 0; i < command->redirection_count; i++)
	{
		if (holds_encoded(&command->redirections[i].target))
			return true;
	}
	return false;
}

/*
 * Types of files that Windows runs, or that make it run something; sorted.
 */
static const char *const code_types[] = {
	"application", "appref-ms", "appx",       "bat",
	"bgi",         "cab",       "chm",        "cmd",
	"cpl",         "csproj",    "ddf",        "diagcab",
	"diagpkg",     "dll",       "drv",        "exe",
	"gadget",      "hlp",       "hta",        "inf",
	"iso",         "jar",       "jnlp",       "job",
	"js",          "jse",       "library-ms", "lnk",
	"mof",         "msc",       "msi",        "msix",
	"msp",         "mst",       "msu",        "nupkg",
	"ocx",         "pif",       "proj",       "ps1",
	"ps1xml",      "psc1",      "psd1",       "psm1",
	"pssc",        "py",        "pyc",        "pyw",
	"reg",         "rsp",       "scf",        "scr",
	"sct",         "sdb",       "search-ms",  "settingcontent-ms",
	"shb",         "sys",       "targets",    "theme",
	"tlb",         "udl",       "url",        "vb",
	"vbe",         "vbproj",    "vbs",        "vhd",
	"vhdx",        "vsto",      "webpnp",     "website",
	"wim",         "winmd",     "ws",         "wsc",
	"wsf",         "wsh",       "xaml",       "xbap",
	"xlam",        "xll",       "xoml",       "xsl"};

/* The longest of them. */
#define CODE_TYPE_MAX 24

static int
compare_types(const void *left, const void *right)
{
	return strcmp(left, *(const char *const *) right);
}

static bool
is_code_type(const char *type)
{
	return bsearch(type, code_types, sizeof(code_types) / sizeof(*code_types),
				   sizeof(*code_types), compare_types) != NULL;
}

/* Does the name of a type of files that can be run begin at text? */
static bool
begins_code_type(const char *text)
{
	char type[CODE_TYPE_MAX + 1];
	size_t length = 0;

	while (length <= CODE_TYPE_MAX &&
		   (is_letter(text[length]) || text[length] == '-' ||
			(text[length] >= '0' && text[length] <= '9')))
	{
		if (length < CODE_TYPE_MAX)
			type[length] = (char) (text[length] | 0x20);
		length++;
	}
	if (length == 0 || length > CODE_TYPE_MAX)
		return false;
	type[length] = '\0';
	if (is_code_type(type))
		return true;
	type[strcspn(type, "-")] = '\0';
	return is_code_type(type);
}

static bool
names_code_file(const LearnSimpleCommand *command)
{
	for (int i = 1; i < command->word_count; i++)
	{
		const char *text = command->words[i].text;
		const char *dot = strchr(text, '.');

		for (; dot != NULL; dot = strchr(dot + 1, '.'))
		{
			if (dot > text && begins_code_type(dot + 1))
				return true;
		}
	}
	return false;
}

/*
 * Is there a colon between the end of a file's name, which has a type or a
 * folder, and another name?  What begins with a digit is a port.
 */
static bool
holds_stream(const LearnWord *word)
{
	const char *text = word->text;
	const char *colon = strchr(text, ':');
	bool named = false;
	size_t from = 0;

	for (; colon != NULL; colon = strchr(colon + 1, ':'))
	{
		size_t at = (size_t) (colon - text);

		for (; from < at; from++)
		{
			if (strchr(" \t\n\"'=,;", text[from]) != NULL)
				named = false;
			else if (text[from] == '@' || text[from] == '$' ||
					 strncmp(text + from, "://", 3) == 0)
				return false;
			else if ((text[from] == '.' || text[from] == '\\') && from > 0)
				named = true;
		}
		if (named && at > 1 && is_name_character(text[at - 1]) &&
			(is_letter(text[at + 1]) || text[at + 1] == '_'))
			return true;
	}
	return false;
}

static bool
names_stream(const LearnSimpleCommand *command)
{
	for (int i = 0; i < command->word_count; i++)
	{
		if (holds_stream(&command->words[i]))
			return true;
	}
	for (int i = 0; i < command->redirection_count; i++)
	{
		if (holds_stream(&command->redirections[i].target))
			return true;
	}
	return false;
}

/* Does a command stand in the text itself, not in one that was made of it? */
static bool
is_written_out(const LearnPolicyScan *scan, int index)
{
	for (; index >= 0; index = scan->commands->items[index].parent)
	{
		LearnNesting nesting = scan->commands->items[index].nesting;

		if (nesting == LEARN_IN_SCRIPT || nesting == LEARN_IN_ENCODED ||
			nesting == LEARN_IN_REMOTE)
			return false;
	}
	return true;
}

/*
 * Is the name of a program, letters only, written in pieces?  Quotes around it
 * and one backslash before it, which keeps aliases away, are usual.
 */
static bool
is_disguised(const LearnPolicyScan *scan, int index)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];
	const LearnWord *word = command->words;
	const char *written;
	size_t length;

	if (command->word_count == 0 || !word->quoted || word->expands ||
		command->program[0] == '\0' || word->end < word->start)
		return false;
	for (size_t i = 0; i < word->length; i++)
	{
		if (!is_letter(word->text[i]) && word->text[i] != '/')
			return false;
	}
	length = word->end - word->start;
	if (length <= word->length)
		return false;
	if (!is_written_out(scan, index) || word->end > scan->length)
		return length > word->length + 2;
	written = scan->text + word->start;
	if (length == word->length + 1)
		return written[0] != '\\';
	return length != word->length + 2 || written[0] != written[length - 1] ||
		   (written[0] != '"' && written[0] != '\'');
}

/*
 * Does a function run itself in a pipeline or in the background, so that there
 * are ever more of it?
 */
static bool
is_fork_bomb(const LearnPolicyScan *scan, int index)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];
	int above = command->parent;

	if (command->word_count != 1 ||
		!(command->in_background || command->pipeline_place > 0))
		return false;
	for (; above >= 0; above = scan->commands->items[above].parent)
	{
		const LearnSimpleCommand *outer = &scan->commands->items[above];

		if (strcmp(outer->program, "function") == 0 && outer->word_count > 1 &&
			strcmp(outer->words[1].text, command->words[0].text) == 0)
			return true;
	}
	return false;
}

/* Does a single detector, which is none of a text, find something? */
static bool
detect(LearnPolicyScan *scan, LearnPolicyDetector detector, int index)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];

	switch (detector)
	{
		case LEARN_DETECT_UNKNOWN_PROGRAM:
			return command->word_count > 0 && command->program[0] == '\0' &&
				   command->words[0].expands;
		case LEARN_DETECT_DISGUISED_PROGRAM:
			return is_disguised(scan, index);
		case LEARN_DETECT_ENCODED_PAYLOAD:
			return is_encoded(command);
		case LEARN_DETECT_CODE_FILE:
			return names_code_file(command);
		case LEARN_DETECT_ALTERNATE_STREAM:
			return names_stream(command);
		case LEARN_DETECT_FORK_BOMB:
			return is_fork_bomb(scan, index);
		case LEARN_DETECT_DOWNLOADED_FILE:
			return learn_policy_runs_file(scan, index, true);
		case LEARN_DETECT_WRITTEN_FILE:
			return learn_policy_runs_file(scan, index, false);
		default:
			return false;
	}
}

bool
learn_policy_detect(LearnPolicyScan *scan, unsigned detectors, int index)
{
	if ((detectors & LEARN_DETECT_IN_TEXT) != 0 &&
		detect_in_text(scan, detectors))
		return true;
	for (int i = 0; i < LEARN_POLICY_DETECTORS; i++)
	{
		if ((detectors >> i & 1) != 0 &&
			detect(scan, (LearnPolicyDetector) i, index))
			return true;
	}
	return false;
}
