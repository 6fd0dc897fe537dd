/*-------------------------------------------------------------------------
 *
 * test_command_sh_limits.c
 *		Unit tests of what the reader of commands for sh makes of odd texts.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "command_case.h"
#include "random.h"

/* What was read of a text is there, though it has no end. */
static void
test_unfinished(void **state)
{
	static const CommandCase cases[] = {
		{"a 'b", "a [a][b]\n"
				 "incomplete: missing \"'\"\n"},
		{"a \"b $(c", "a [a][b $(c$]\n"
					  "c [c] substitution of 0\n"
					  "incomplete: missing \")\"\n"},
		{"a `b", "a [a][`b$]\n"
				 "b [b] substitution of 0\n"
				 "incomplete: missing \"`\"\n"},
		{"a ${b", "a [a][${b$]\n"
				  "incomplete: missing '}'\n"},
		{"a | (b", "a [a] |\n"
				   "b [b] |1\n"
				   "incomplete: missing end of a compound command\n"},
		{"if a; then b", "a [a]\n"
						 "b [b]\n"
						 "incomplete: missing end of a compound command\n"},
		{"a <<E\nb", "a [a] {<< b}\n"
					 "incomplete: missing end of a here-document\n"},
		{"a ) b", "a [a]\n"
				  "b [b]\n"
				  "incomplete: unexpected \")\"\n"},
		{"a (b)", "a [a]\n"
				  "b [b]\n"
				  "incomplete: a parenthesis behind a word\n"},
		{"case a in b c", "case [case][a]\n"
						  "c [c]\n"
						  "incomplete: missing \")\" behind a pattern\n"},
		{"a; done; b",
		 "a [a]\n"
		 "b [b]\n"
		 "incomplete: a compound command ends where it should not\n"},
		{"{ a; } b", "a [a]\n"
					 "b [b]\n"
					 "incomplete: a word behind a compound command\n"},
		{"a >", "a [a] {> }\n"
				"incomplete: redirection without a target\n"},
		{"a; ;; b", "a [a]\n"
					"b [b]\n"
					"incomplete: unexpected \";;\"\n"},
	};

	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_SH, cases);
}

/* What one shell would run, and another would not, is there. */
static void
test_doubtful(void **state)
{
	static const CommandCase cases[] = {
		{"echo $'\\'; rm x #'", "echo [echo]['; rm x #]\n"
								"echo [echo][$\\]\n"
								"rm [rm][x]\n"},
		{"((rm x))", "(( [((][rm x]\n"
					 "rm [rm][x] block of 0\n"},
		{"((a) | b)", "\n"
					  "a [a] |\n"
					  "b [b] |1\n"},
		{"[[ a || rm x ]]", "[[ [[[][a][||][rm][x]\n"
							"[[ [[[][a]\n"
							"rm [rm][x][]]]\n"},
		{"a \"${x:-'}\"; rm y; a \"${x:-'}\"",
		 "a [a][${x:-'}\"; rm y; a \"${x:-'}$]\n"
		 "a [a][${x:-'}$]\n"
		 "rm [rm][y]\n"
		 "a [a][${x:-'}$]\n"},
		{"a $(b <<E)\nrm x\nE\nc", "a [a][$(b <<E)$]\n"
								   "b [b] {<< rm x\n"
								   "} substitution of 0\n"
								   "c [c]\n"
								   "a [a][$(b <<E)$]\n"
								   "b [b] {<< } substitution of 3\n"
								   "rm [rm][x]\n"
								   "e [E]\n"
								   "c [c]\n"},
		{"((i++)); [[ $a && $b == c ]]; [[ $a =~ ^(b|c)$ ]]\n",
		 "(( [((][i++]\n"
		 "[[ [[[][$a$][&&][$b$][==][c]\n"
		 "[[ [[[][$a$][=~][^][(][b][|][c][)][$]\n"},
	};

	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_SH, cases);
}


/* Neither a NUL nor broken UTF-8 does any harm. */
static void
test_odd_bytes(void **state)
{
	static const char script[] = "a\0b \xff\xfe'\0' | c \xc3(\n\0 d";
	LearnCommands commands;

	(void) state;
	assert_int_equal(learn_commands_parse(LEARN_SHELL_SH, script,
										  sizeof(script) - 1, &commands),
					 LEARN_OK);
	assert_int_equal(commands.items[0].words[0].length, 3);
	assert_memory_equal(commands.items[0].words[0].text, "a\0b", 3);
	assert_int_equal(commands.items[0].words[1].length, 3);
	assert_string_equal(commands.items[1].program, "c");
	learn_commands_free(&commands);
}

/* Where a word stands is told in its own script. */
static void
test_places(void **state)
{
	static const char script[] = "a  'b' $(c \"d\"); sh -c 'e f'";
	static const struct
	{
		int command;
		int word;
		const char *text;
	} cases[] = {
		{0, 0, "a"},     {0, 1, "'b'"},   {0, 2, "$(c \"d\")"},
		{1, 1, "\"d\""}, {2, 2, "'e f'"},
	};
	LearnCommands commands;

	(void) state;
	assert_int_equal(learn_commands_parse(LEARN_SHELL_SH, script,
										  strlen(script), &commands),
					 LEARN_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		const LearnWord *word =
			&commands.items[cases[i].command].words[cases[i].word];

		assert_int_equal(word->end - word->start, strlen(cases[i].text));
		assert_memory_equal(script + word->start, cases[i].text,
							strlen(cases[i].text));
	}
	assert_int_equal(commands.items[3].words[1].start, 2);
	learn_commands_free(&commands);
}

static void
test_shells(void **state)
{
	LearnShell shell;

	(void) state;
	assert_true(learn_shell_by_name("sh", &shell));
	assert_int_equal(shell, LEARN_SHELL_SH);
	assert_true(learn_shell_by_name("powershell", &shell));
	assert_int_equal(shell, LEARN_SHELL_POWERSHELL);
	assert_true(learn_shell_by_name("cmd", &shell));
	assert_int_equal(shell, LEARN_SHELL_CMD);
	assert_false(learn_shell_by_name("bash", &shell));
}

/*
 * A text of size bytes, of one piece again and again between two others.  The
 * caller frees it.
 */
static char *
repeat(const char *before, const char *piece, const char *behind, size_t size,
	   size_t *length)
{
	LearnBuffer text;

	learn_buffer_init(&text, 0);
	learn_buffer_append_string(&text, before);
	while (text.length + strlen(piece) + strlen(behind) <= size)
		learn_buffer_append_string(&text, piece);
	learn_buffer_append_string(&text, behind);
	return learn_buffer_detach(&text, length);
}

/* Reads such a text; returns whether the list is complete. */
static bool
is_complete(const char *before, const char *piece, const char *behind,
			size_t size)
{
	LearnCommands commands;
	size_t length;
	char *text = repeat(before, piece, behind, size, &length);
	bool complete;

	assert_int_equal(learn_commands_parse(LEARN_SHELL_SH, text, length,
										  &commands),
					 LEARN_OK);
	complete = !commands.incomplete;
	assert_true(commands.count <= LEARN_COMMANDS_MAX);
	learn_commands_free(&commands);
	free(text);
	return complete;
}

static void
test_many_commands(void **state)
{
	(void) state;
	assert_true(is_complete("", "a\n", "", 2 * LEARN_COMMANDS_MAX));
	assert_false(is_complete("", "a\n", "", 2 * LEARN_COMMANDS_MAX + 2));
	assert_false(is_complete("", "a ", "", 1 << 20));
}

/* How deep the commands of a text are. */
static int
depth_of(const char *script)
{
	LearnCommands commands;
	int deepest = 0;

	assert_int_equal(learn_commands_parse(LEARN_SHELL_SH, script,
										  strlen(script), &commands),
					 LEARN_OK);
	for (int i = 0; i < commands.count; i++)
	{
		int depth = 0;

		for (int at = i; commands.items[at].parent >= 0;
			 at = commands.items[at].parent)
		{
			assert_true(commands.items[at].parent < at);
			depth++;
		}
		deepest = depth > deepest ? depth : deepest;
	}
	learn_commands_free(&commands);
	return deepest;
}

static void
test_deep(void **state)
{
	static const char *const pieces[] = {"a $(", "a <(", "sudo ", "a \"$("};

	(void) state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
	{
		size_t length;
		char *text = repeat("", pieces[i], "b", 1000, &length);

		assert_int_equal(depth_of(text), LEARN_COMMAND_DEPTH_MAX);
		free(text);
	}
	assert_false(is_complete("", "sudo ", "b", 1000));
	assert_false(is_complete("", "${a:-", "", 1000));
	assert_false(is_complete("", "a=(", "", 1000));
	assert_false(is_complete("", "{ ", "", 1000));
}

/*
 * Long texts of the same things: that they end at all is what is tested here,
 * under a limit for all tests.
 */
static void
test_long(void **state)
{
	static const char *const pieces[] = {
		"'",
		"\"",
		"(",
		")",
		"$(",
		"$((",
		"${",
		"`",
		"\\",
		"\\\n",
		"<<A\n",
		"<<A ",
		"{a,",
		"{a,b}",
		"a ",
		"\n",
		";",
		"|",
		"[[ ",
		"if ",
		"case x in ",
		"f() ",
		"((a)",
		"(a)|",
		"{ a;}|",
		"\"$(",
		"\"${",
		"$'",
		"a=(",
		"@(",
		"a[",
		"<(",
		">",
		"2>&1 ",
		"<<<",
		"!",
		"time ",
		"function f ",
		"coproc a ",
		"$IFS",
		"{a..z}",
		"sh -c a;",
		"eval ",
		"sudo ",
		"``",
		"\\`",
		"a|sh;",
		"$((a) ",
		"\xff",
		"find . -exec a ; ",
		"echo a|sh|sh|",
		"env -S a ",
	};

	(void) state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
	{
		is_complete("", pieces[i], "", 1 << 15);
		is_complete("cat <<A\n", pieces[i], "\nA\n", 1 << 15);
		is_complete("sh -c '", pieces[i], "'", 1 << 15);
		is_complete("echo \"", pieces[i], "\" | sh", 1 << 15);
	}
	/* Each level would be read by two. */
	is_complete("sh -c \"$(sh -c \"$(sh -c \"$(sh -c \"$(sh -c \"$(sh -c \"$(",
				"x y ", ")\")\")\")\")\")\"", 1 << 15);
	/* Each of a pipeline could have its text from many. */
	is_complete("", "{ cat;cat;cat;cat;cat;cat;cat; } |", "sh", 1 << 14);
}

/* Checks that a list holds together, whatever was read. */
static void
check_list(const LearnCommands *commands)
{
	for (int i = 0; i < commands->count; i++)
	{
		const LearnSimpleCommand *command = &commands->items[i];

		assert_true(command->parent < i);
		assert_int_equal(command->parent < 0,
						 command->nesting == LEARN_NESTED_NOT);
		for (int j = 0; j < command->word_count; j++)
			assert_int_equal(command->words[j].text[command->words[j].length],
							 '\0');
		for (int j = 0; j < command->redirection_count; j++)
			assert_true(command->redirections[j].operator[0] != '\0');
		assert_int_equal(strlen(command->program) > 0 &&
							 command->word_count == 0,
						 false);
	}
	assert_int_equal(commands->incomplete, commands->why.message[0] != '\0');
}

static void
test_random(void **state)
{
	static const char *const pieces[] = {
		"'",      "\"",         "(",         ")",
		"$(",     "${",         "}",         "`",
		"\\",     "\n",         " ",         "<<A",
		"<<-'A'", "\nA\n",      ";",         "|",
		"&",      "{ ",         "; }",       "case x in",
		" esac",  "x) ",        ";;",        "if ",
		"fi ",    "then ",      "=",         "$((",
		"))",     "((",         "<<<",       "#",
		" do ",   " done",      "for x in ", "$x",
		"${x:-",  "!",          "[[ ",       " ]]",
		"a=(",    "$'",         "\\'",       "{a,b}",
		"f() ",   "sh -c ",     "eval ",     "sudo ",
		"echo ",  "base64 -d ", "YQ== ",     "find . -exec ",
		"ssh h ", "python -c ", "system(",   "awk ",
		">",      "2>&1",       "$IFS",      "a",
		"b ",     "function f", "time ",     "coproc ",
		"\t",     "\\\n",       "\xe2\x80",
	};
	uint64_t random = 7;

	(void) state;
	for (int round = 0; round < 5000; round++)
	{
		LearnCommands commands;
		LearnBuffer text;

		learn_buffer_init(&text, 0);
		for (int count = random_below(&random, 24); count >= 0; count--)
			learn_buffer_append_string(
				&text, pieces[random_below(&random, (int) (sizeof(pieces) /
														   sizeof(*pieces)))]);
		assert_int_equal(learn_commands_parse(LEARN_SHELL_SH, text.data,
											  text.length, &commands),
						 LEARN_OK);
		check_list(&commands);
		learn_commands_free(&commands);
		learn_buffer_free(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unfinished),
		cmocka_unit_test(test_doubtful),
		cmocka_unit_test(test_odd_bytes),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_shells),
		cmocka_unit_test(test_many_commands),
		cmocka_unit_test(test_deep),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
