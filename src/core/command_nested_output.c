/*-------------------------------------------------------------------------
 *
 * command_nested_output.c
 *		What commands write, when that is known: echo TEXT | base64 -d.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_nested.h"

#include <string.h>

/* How many commands of a pipeline a text is followed through. */
#define OUTPUT_DEPTH_MAX 8

/* What a command is given to decode. */
typedef struct Filter
{
	const char *programs;
	const char *options; /* one of which has to be given; or NULL */
	void (*run)(const LearnBuffer *input, LearnBuffer *output);
} Filter;

static int
base64_value(char byte)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
								 "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = byte == '\0' ? NULL : strchr(digits, byte);

	return found == NULL ? -1 : (int) (found - digits);
}

static int
base32_value(char byte)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	const char *found = byte == '\0' ? NULL : strchr(digits, byte);

	return found == NULL ? -1 : (int) (found - digits);
}

static int
hexadecimal_value(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	byte |= 0x20;
	return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/*
 * Puts digits of so many bits together; what is no digit is passed over.
 */
static void
decode(const LearnBuffer *input, LearnBuffer *output, int bits,
	   int (*digit_value)(char byte))
{
	unsigned int collected = 0;
	int count = 0;

	for (size_t i = 0; i < input->length; i++)
	{
		int value = digit_value(input->data[i]);
		char byte;

		if (value < 0)
			continue;
		collected = (collected << bits | (unsigned int) value) & 0xFFFF;
		count += bits;
		if (count < 8)
			continue;
		count -= 8;
		byte = (char) (collected >> count & 0xFF);
		learn_buffer_append(output, &byte, 1);
	}
}

static void
decode_base64(const LearnBuffer *input, LearnBuffer *output)
{
	decode(input, output, 6, base64_value);
}

static void
decode_base32(const LearnBuffer *input, LearnBuffer *output)
{
	decode(input, output, 5, base32_value);
}

static void
decode_hexadecimal(const LearnBuffer *input, LearnBuffer *output)
{
	decode(input, output, 4, hexadecimal_value);
}

static void
reverse(const LearnBuffer *input, LearnBuffer *output)
{
	size_t length = input->length;

	while (length > 0 && input->data[length - 1] == '\n')
		length--;
	while (length > 0)
		learn_buffer_append(output, &input->data[--length], 1);
}

static void
rotate(const LearnBuffer *input, LearnBuffer *output)
{
	for (size_t i = 0; i < input->length; i++)
	{
		char byte = input->data[i];
		char base = byte >= 'a' ? 'a' : 'A';

		if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'))
			byte = (char) (base + (byte - base + 13) % 26);
		learn_buffer_append(output, &byte, 1);
	}
}

static const Filter filters[] = {
	{"base64 gbase64", "-d -D --decode -di -id --decode=", decode_base64},
	{"openssl", "base64 -base64 -a -A", decode_base64},
	{"base32", "-d -D --decode -di", decode_base32},
	{"xxd", "-r -rp -pr -ps", decode_hexadecimal},
	{"rev", NULL, reverse},
	{"tr", "A-Za-z a-zA-Z", rotate},
	{"rot13", NULL, rotate},
};

/* Is one of the options given?  openssl has to be told to decode as well. */
static bool
has_option(const LearnSimpleCommand *command, const char *list)
{
	for (int i = 1; i < command->word_count && list != NULL; i++)
	{
		const LearnWord *word = &command->words[i];

		if (learn_nested_is_one_of(word->text, word->length, list))
			return true;
	}
	return list == NULL;
}

static const Filter *
find_filter(const LearnSimpleCommand *command)
{
	for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++)
	{
		const char *program = command->program;

		if (learn_nested_is_one_of(program, strlen(program),
								   filters[i].programs) &&
			has_option(command, filters[i].options) &&
			(strcmp(program, "openssl") != 0 || has_option(command, "-d")))
			return &filters[i];
	}
	return NULL;
}

/*
 * Appends text in which \n, \x41, \101 and the like stand for characters.
 */
static void
append_escaped(LearnBuffer *output, const char *text, size_t length)
{
	static const char names[] = "abefnrtv\\";
	static const char meanings[] = "\a\b\033\f\n\r\t\v\\";

	for (size_t i = 0; i < length; i++)
	{
		char byte = text[i];

		if (byte == '\\' && i + 1 < length)
		{
			const char *named = strchr(names, text[++i]);

			if (named != NULL && text[i] != '\0')
				byte = meanings[named - names];
			else if (text[i] == 'x' || (text[i] >= '0' && text[i] <= '7'))
			{
				int base = text[i] == 'x' ? 16 : 8;
				int digits = text[i] == 'x' ? 2 : text[i] == '0' ? 4 : 3;
				int value = 0;
				int digit;

				i += text[i] == 'x';
				while (digits-- > 0 && i < length &&
					   (digit = hexadecimal_value(text[i])) >= 0 &&
					   digit < base)
				{
					value = (value * base + digit) & 0xFF;
					i++;
				}
				i--;
				byte = (char) value;
			}
			else
			{
				learn_buffer_append(output, "\\", 1);
				byte = text[i];
			}
		}
		learn_buffer_append(output, &byte, 1);
	}
}

static void
write_echo(const LearnSimpleCommand *command, LearnBuffer *output)
{
	int at = 1;

	while (at < command->word_count && command->words[at].text[0] == '-' &&
		   command->words[at].length > 1 &&
		   strspn(command->words[at].text, "-neE") ==
			   command->words[at].length)
		at++;
	/* Some do what others do with -e alone. */
	for (; at < command->word_count; at++)
	{
		append_escaped(output, command->words[at].text,
					   command->words[at].length);
		learn_buffer_append(output, " ", 1);
	}
}

/*
 * printf: each %s and the like is replaced by the next argument; arguments
 * that are left over use the format again.
 */
static void
write_printf(const LearnSimpleCommand *command, LearnBuffer *output)
{
	int at = 1;
	int format;

	if (at < command->word_count && strcmp(command->words[at].text, "--") == 0)
		at++;
	format = at++;
	do
	{
		const LearnWord *word = &command->words[format];
		int used = at;
		size_t start = 0;

		if (format >= command->word_count)
			return;
		for (size_t i = 0; i + 1 < word->length; i++)
		{
			if (word->text[i] != '%')
				continue;
			append_escaped(output, word->text + start, i - start);
			if (word->text[i + 1] == '%')
				learn_buffer_append(output, "%", 1);
			else if (at < command->word_count)
			{
				append_escaped(output, command->words[at].text,
							   command->words[at].length);
				at++;
			}
			start = ++i + 1;
		}
		append_escaped(output, word->text + start, word->length - start);
		if (used == at)
			return;
	} while (at < command->word_count);
}

/* The text that a command is given by a here-document or here-string. */
static bool
append_redirected(const LearnSimpleCommand *command, LearnBuffer *input)
{
	for (int i = command->redirection_count - 1; i >= 0; i--)
	{
		const LearnRedirection *redirection = &command->redirections[i];

		if (strcmp(redirection->operator, "<<") == 0 ||
			strcmp(redirection->operator, "<<<") == 0)
			return learn_buffer_append(input, redirection->target.text,
									   redirection->target.length);
	}
	return false;
}

/*
 * Takes the cost of a search from the budget; false: there is no more.
 */
static bool
pay(LearnCommandReader *reader, size_t cost)
{
	if (cost > reader->budget)
	{
		learn_command_exceeds(reader, "too much text in pipelines");
		reader->budget = 0;
		return false;
	}
	reader->budget -= cost;
	return true;
}

bool
learn_nested_input(LearnCommandReader *reader, int index, LearnBuffer *input,
				   bool *encoded, int depth)
{
	const LearnSimpleCommand *command = &reader->commands->items[index];
	bool known = false;

	for (int i = index - 1; !known && i >= 0 && pay(reader, 1); i--)
	{
		const LearnSimpleCommand *before = &reader->commands->items[i];

		if (before->pipeline == command->pipeline &&
			before->pipeline_place == command->pipeline_place - 1)
			known = learn_nested_output(reader, i, input, encoded, depth + 1);
	}
	return known && pay(reader, input->length);
}

/*
 * Appends what a command reads, wherever from.
 */
static bool
append_input(LearnCommandReader *reader, int index, LearnBuffer *input,
			 bool *encoded, int depth)
{
	return append_redirected(&reader->commands->items[index], input) ||
		   learn_nested_input(reader, index, input, encoded, depth);
}

bool
learn_nested_output(LearnCommandReader *reader, int index, LearnBuffer *output,
					bool *encoded, int depth)
{
	const LearnSimpleCommand *command = &reader->commands->items[index];
	const char *program = command->program;
	const Filter *filter = find_filter(command);
	LearnBuffer input;
	bool known;

	if (depth > OUTPUT_DEPTH_MAX ||
		!pay(reader, (size_t) command->word_count + 1))
		return false;
	if (strcmp(program, "echo") == 0)
		write_echo(command, output);
	else if (strcmp(program, "printf") == 0)
		write_printf(command, output);
	else if (learn_nested_is_one_of(program, strlen(program),
									"cat tee sponge"))
		return append_input(reader, index, output, encoded, depth);
	else if (filter != NULL)
	{
		learn_buffer_init(&input, 0);
		known = append_input(reader, index, &input, encoded, depth);
		if (known)
			filter->run(&input, output);
		*encoded = *encoded || known;
		output->failed = output->failed || input.failed;
		learn_buffer_free(&input);
		return known;
	}
	else
		return false;
	return true;
}
