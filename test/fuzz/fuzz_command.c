/*-------------------------------------------------------------------------
 *
 * fuzz_command.c
 *		Command lines of the three shells: what is read lies within them.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include "core/command.h"

static void
check_word(const LearnWord *word)
{
	FUZZ_REQUIRE(word->text != NULL);
	FUZZ_REQUIRE(word->start <= word->end);
	FUZZ_REQUIRE(strlen(word->text) <= word->length);
}

static void
check_command(const LearnCommands *commands, int index)
{
	const LearnSimpleCommand *command = &commands->items[index];

	FUZZ_REQUIRE(command->program != NULL);
	FUZZ_REQUIRE(command->parent >= -1 && command->parent < index);
	FUZZ_REQUIRE((command->parent == -1) ==
				 (command->nesting == LEARN_NESTED_NOT));
	for (int i = 0; i < command->word_count; i++)
		check_word(&command->words[i]);
	for (int i = 0; i < command->assignment_count; i++)
		check_word(&command->assignments[i]);
	for (int i = 0; i < command->redirection_count; i++)
	{
		FUZZ_REQUIRE(command->redirections[i].operator!= NULL);
		check_word(&command->redirections[i].target);
	}
}

/* The first byte chooses the shell. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LearnCommands commands = {0};
	char *text;

	if (size == 0)
		return FUZZ_USELESS;
	text = fuzz_text(data + 1, size - 1);
	FUZZ_REQUIRE(learn_commands_parse(data[0] % 3, text, size - 1,
									  &commands) == LEARN_OK);
	FUZZ_REQUIRE(commands.count <= LEARN_COMMANDS_MAX);
	FUZZ_REQUIRE(!commands.incomplete || commands.why.message[0] != '\0');
	for (int i = 0; i < commands.count; i++)
		check_command(&commands, i);
	learn_commands_free(&commands);
	free(text);
	return 0;
}
