/*-------------------------------------------------------------------------
 *
 * test_command_powershell_random.c
 *		What holds for PowerShell and cmd.exe whatever the text is: it is read
 *		in linear time, and what is read is in order.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <time.h>

#include "core/command.h"

#include "random.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define ROUNDS 20000
#define PIECES_MAX 24

/* How long the texts are that repeat one piece, in bytes. */
#define LONG_TEXT 150000

/* What is quadratic takes minutes for that. */
#define SECONDS_MAX 30

/* What texts are made of. */
static const char *const pieces[] = {
	"'",
	"\"",
	"`",
	"{",
	"}",
	"(",
	")",
	"[",
	"]",
	"$(",
	"@(",
	"@{",
	"\"$(",
	"@'\n",
	"\n'@",
	"@\"\n",
	"\n\"@",
	"${",
	"$a",
	"$a.",
	".b(",
	"[a]::b(",
	"[char[]]",
	"+",
	"-",
	"'a'",
	"'{0}'-f",
	"-join",
	"-replace 'a','bb'",
	"1..9",
	",",
	".Replace('a','bb')",
	"a ",
	" ",
	";",
	"|",
	"&",
	"&&",
	"if(",
	"foreach($a in ",
	"switch(",
	"function a",
	"class a{",
	"param(",
	"try{",
	"catch",
	"$a=",
	"<#",
	"#",
	"#>",
	"--% ",
	"`\n",
	"\n",
	"=",
	"iex '",
	"iex \"",
	"powershell -c ",
	"powershell -e ZQBjAGgAbwAgAGgAaQA=",
	"Start-Process a -ArgumentList ",
	"-a:",
	"%",
	"?",
	"2>&1",
	">",
	"<",
	"\xE2\x80\x9C",
	"\xE2\x80\x93",
	"\xC3\xA9",
	"^",
	"^\"",
	"%a%",
	"%a:~0,1%",
	"!a!",
	"for /f %i in ('",
	"') do ",
	"set a=",
	"cmd /c ",
	"cmd /c \"",
	"rem ",
	":",
	"\\",
	"\\\"",
	"start ",
	"call ",
	"if a==b ",
	"else ",
	"@",
	"\r",
	"schtasks /create /tr ",
	"'aa'[0,1]",
};

static const LearnShell shells[] = {LEARN_SHELL_POWERSHELL, LEARN_SHELL_CMD};

/* Are words where their lengths say that they are? */
static void
check_words(const LearnWord *words, int count)
{
	for (int i = 0; i < count; i++)
	{
		assert_int_equal(strlen(words[i].text), words[i].length);
		assert_true(words[i].start <= words[i].end);
	}
}

static void
check_commands(LearnShell shell, const char *text, size_t length)
{
	LearnCommands commands;

	assert_int_equal(learn_commands_parse(shell, text, length, &commands),
					 LEARN_OK);
	assert_true(commands.count <= LEARN_COMMANDS_MAX);
	assert_int_equal(commands.incomplete, commands.why.message[0] != '\0');
	for (int i = 0; i < commands.count; i++)
	{
		const LearnSimpleCommand *command = &commands.items[i];

		assert_true(command->parent < i);
		assert_int_equal(command->parent < 0,
						 command->nesting == LEARN_NESTED_NOT);
		assert_non_null(command->program);
		assert_true(command->pipeline_place >= 0);
		check_words(command->words, command->word_count);
		check_words(command->assignments, command->assignment_count);
		for (int j = 0; j < command->redirection_count; j++)
			check_words(&command->redirections[j].target, 1);
	}
	learn_commands_free(&commands);
}

/* Texts have exactly their own memory, so that nothing behind it is read. */
static void
whatever_is_written_is_read_in_order(void **state)
{
	uint64_t random = 20240607;

	(void) state;
	for (int round = 0; round < ROUNDS; round++)
	{
		int count = 1 + random_below(&random, PIECES_MAX);
		size_t length = 0;
		char *text = NULL;

		for (int i = 0; i < count; i++)
		{
			const char *piece = pieces[random_below(&random, COUNT(pieces))];
			size_t more = strlen(piece);

			text = realloc(text, length + more);
			assert_non_null(text);
			memcpy(text + length, piece, more);
			length += more;
		}
		check_commands(shells[round % 2], text, length);
		free(text);
	}
}

static void
long_texts_take_linear_time(void **state)
{
	char *text = malloc(LONG_TEXT);

	(void) state;
	assert_non_null(text);
	for (size_t i = 0; i < COUNT(pieces) * COUNT(shells); i++)
	{
		const char *piece = pieces[i / COUNT(shells)];
		size_t length = strlen(piece);
		clock_t start = clock();

		for (size_t at = 0; at < LONG_TEXT; at++)
			text[at] = piece[at % length];
		check_commands(shells[i % COUNT(shells)], text, LONG_TEXT);
		if (clock() - start > (clock_t) SECONDS_MAX * CLOCKS_PER_SEC)
			fail_msg("\"%s\" takes too long", piece);
	}
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_is_written_is_read_in_order),
		cmocka_unit_test(long_texts_take_linear_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
