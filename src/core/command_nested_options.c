/*-------------------------------------------------------------------------
 *
 * command_nested_options.c
 *		Options of programs whose value is a command.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_nested.h"

#include <string.h>

/*
 * What an option's value has to begin with to be a command, where it is one
 * in the language of the program only then.
 */
#define ALWAYS ""

typedef struct ScriptOption
{
	const char *programs;
	const char *option; /* ends with "=" when its value is in the same word */
	const char *escape; /* what leads to the shell */
} ScriptOption;

static const ScriptOption options[] = {
	{"tar gtar bsdtar", "--checkpoint-action=", "exec="},
	{"tar gtar bsdtar", "--checkpoint-action", "exec="},
	{"tar gtar bsdtar", "--to-command=", ALWAYS},
	{"tar gtar bsdtar", "--to-command", ALWAYS},
	{"tar gtar bsdtar", "--use-compress-program=", ALWAYS},
	{"tar gtar bsdtar", "--use-compress-program", ALWAYS},
	{"tar gtar bsdtar", "-I", ALWAYS},
	{"tar gtar bsdtar", "--rsh-command=", ALWAYS},
	{"tar gtar bsdtar", "--info-script=", ALWAYS},
	{"rsync", "-e", ALWAYS},
	{"rsync", "--rsh=", ALWAYS},
	{"rsync", "--rsync-path=", ALWAYS},
	{"ssh scp sftp", "-oProxyCommand=", ALWAYS},
	{"ssh scp sftp", "-oLocalCommand=", ALWAYS},
	{"ssh scp sftp", "-o", "ProxyCommand="},
	{"ssh scp sftp", "-o", "proxycommand="},
	{"ssh scp sftp", "-o", "ProxyCommand "},
	{"ssh scp sftp", "-o", "LocalCommand="},
	{"scp sftp", "-S", ALWAYS},
	{"zip", "-TT", ALWAYS},
	{"zip", "--unzip-command", ALWAYS},
	{"split", "--filter=", ALWAYS},
	{"split", "--filter", ALWAYS},
	{"sort", "--compress-program=", ALWAYS},
	{"sort", "--compress-program", ALWAYS},
	{"tcpdump", "-z", ALWAYS},
	{"gcc g++ cc clang", "-wrapper", ALWAYS},
	{"man", "-P", ALWAYS},
	{"man", "--pager=", ALWAYS},
	{"git", "-c", "core.pager="},
	{"git", "-c", "core.sshCommand="},
	{"git", "-c", "core.editor="},
	{"git", "-c", "core.fsmonitor="},
	{"git", "--upload-pack=", ALWAYS},
	{"git", "--exec", ALWAYS},
	{"git", "--tree-filter", ALWAYS},
	{"wget", "--use-askpass=", ALWAYS},
	{"vi vim nvim view rvim vimdiff ex gvim", "-c", ":!"},
	{"vi vim nvim view rvim vimdiff ex gvim", "-c", "!"},
	{"vi vim nvim view rvim vimdiff ex gvim", "--cmd", ":!"},
	{"vi vim nvim view rvim vimdiff ex gvim", "--cmd", "!"},
	{"vi vim nvim view rvim vimdiff ex gvim", "+!", ALWAYS},
	{"gdb", "-ex", "!"},
	{"gdb", "-ex", "shell "},
	{"gdb", "--eval-command", "!"},
	{"psql", "-c", "\\!"},
	{"psql", "--command", "\\!"},
	{"psql", "--command=", "\\!"},
	{"mysql mariadb", "-e", "\\!"},
	{"mysql mariadb", "-e", "system "},
	{"mysql mariadb", "--execute=", "\\!"},
	{"sqlite3", "-cmd", ".shell "},
	{"sqlite3", "-cmd", ".system "},
	{"less more most", "+!", ALWAYS},
	{"logrotate", "-m", ALWAYS},
	{"openvpn", "--up", ALWAYS},
	{"openvpn", "--down", ALWAYS},
	{"ncat nc netcat", "-c", ALWAYS},
	{"ncat nc netcat", "-e", ALWAYS},
	{"ncat nc netcat", "--exec", ALWAYS},
	{"ncat nc netcat", "--sh-exec", ALWAYS},
	{"socat", "EXEC:", ALWAYS},
	{"socat", "exec:", ALWAYS},
	{"socat", "SYSTEM:", ALWAYS},
	{"socat", "system:", ALWAYS},
	{"make gmake", "--eval=", "$(shell "},
	{"complete compgen", "-C", ALWAYS},
	{"ansible", "-a", ALWAYS},
	{"ansible", "--args", ALWAYS},
	{"ansible", "--args=", ALWAYS},
	{"salt salt-ssh salt-call", "cmd.run", ALWAYS},
	{"salt salt-ssh salt-call", "cmd.shell", ALWAYS},
	{"watchexec nodemon", "--exec", ALWAYS},
	{"apt apt-get", "-o", "APT::Update::Pre-Invoke::="},
	{"apt apt-get", "-o", "DPkg::Pre-Invoke::="},
	{"expect", "-c", "spawn "},
};

/* Does the option end with its sign, so that the value follows at once? */
static bool
has_sign(const char *option)
{
	char last = option[strlen(option) - 1];

	return last == '=' || last == ':' || last == '!';
}

/*
 * Reads the value of an option, which is the rest of a word.
 */
static void
read_value(const LearnNested *nested, const ScriptOption *option, int at,
		   size_t skip)
{
	const LearnWord *word = &nested->command.words[at];
	size_t escape = strlen(option->escape);
	const char *text = word->text + skip;
	const char *end = word->text + word->length;

	if (word->length < skip + escape ||
		memcmp(text, option->escape, escape) != 0)
		return;
	text += escape;
	if (option->option[strlen(option->option) - 1] == ':')
	{
		/* An address of socat: options follow behind a comma. */
		const char *comma = memchr(text, ',', (size_t) (end - text));

		end = comma == NULL ? end : comma;
	}
	learn_nested_script(nested, text, (size_t) (end - text), LEARN_IN_SCRIPT);
}

void
learn_nested_read_options(const LearnNested *nested)
{
	const char *program = nested->command.program;

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
	{
		const ScriptOption *option = &options[i];
		size_t length = strlen(option->option);

		if (!learn_nested_is_one_of(program, strlen(program),
									option->programs))
			continue;
		for (int at = 1; at < nested->command.word_count; at++)
		{
			const char *word = learn_nested_word(nested, at);

			if (has_sign(option->option))
			{
				if (strncmp(word, option->option, length) == 0)
					read_value(nested, option, at, length);
			}
			else if (strcmp(word, option->option) == 0 &&
					 at + 1 < nested->command.word_count)
				read_value(nested, option, at + 1, 0);
		}
	}
}
