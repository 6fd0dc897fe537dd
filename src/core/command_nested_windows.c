/*-------------------------------------------------------------------------
 *
 * command_nested_windows.c
 *		The commands that stand in the arguments of what runs on Windows.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_nested_windows.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Keys of the registry whose values are commands. */
static bool
is_command_key(const char *key)
{
	static const char *const parts[] = {
		"\\currentversion\\run",
		"\\explorer\\run",
		"\\winlogon",
		"\\image file execution options",
		"\\silentprocessexit",
		"\\services\\",
		"\\command",
		"\\active setup\\",
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
	{
		if (learn_windows_contains(key, parts[i]))
			return true;
	}
	return false;
}

/* The word behind another one; "" when there is none. */
static const char *
behind(const LearnWindowsCommand *nested, const char *option)
{
	for (int i = 1; i < nested->command.word_count; i++)
	{
		if (learn_windows_is(nested, i, option))
			return learn_windows_text(nested, i + 1);
	}
	return "";
}

/* Has it such a word? */
static bool
has(const LearnWindowsCommand *nested, const char *option)
{
	for (int i = 1; i < nested->command.word_count; i++)
	{
		if (learn_windows_is(nested, i, option))
			return true;
	}
	return false;
}

/* What begins with the sign of an option, or two backslashes. */
static bool
is_option(const LearnWindowsCommand *nested, int at)
{
	const char *text = learn_windows_text(nested, at);

	return text[0] == '/' || text[0] == '-' ||
		   (text[0] == '\\' && text[1] == '\\');
}

/* What is piped into a shell. */
static void
read_input(LearnWindowsCommand *nested, LearnShell shell)
{
	char *input = learn_windows_input(nested);

	if (input != NULL)
		learn_windows_read(nested, shell, input, LEARN_IN_SCRIPT);
	free(input);
}

/* cmd /c line, /k and /r likewise */
static void
read_cmd(LearnWindowsCommand *nested)
{
	for (int i = 1; i < nested->command.word_count; i++)
	{
		const char *text = learn_windows_text(nested, i);

		if (text[0] != '/' || text[1] == '\0' ||
			strchr("cCkKrR", text[1]) == NULL)
			continue;
		if (text[2] == '\0')
			learn_windows_read_words(nested, LEARN_SHELL_CMD, i + 1,
									 LEARN_IN_SCRIPT);
		else
		{
			char *line =
				learn_windows_join(nested, i, nested->command.word_count - 1);

			if (line != NULL)
				learn_windows_read(nested, LEARN_SHELL_CMD, line + 2,
								   LEARN_IN_SCRIPT);
			free(line);
		}
		return;
	}
	read_input(nested, LEARN_SHELL_CMD);
}

/* Parameters of powershell.exe and pwsh that have a value. */
static bool
has_value(const char *name)
{
	static const struct
	{
		const char *full;
		size_t shortest;
	} parameters[] = {
		{"executionpolicy", 2},
		{"ep", 2},
		{"windowstyle", 1},
		{"version", 1},
		{"inputformat", 2},
		{"outputformat", 1},
		{"psconsolefile", 1},
		{"configurationname", 4},
		{"configurationfile", 14},
		{"custompipename", 2},
		{"settingsfile", 2},
		{"workingdirectory", 2},
		{"wd", 2},
		{"encodedarguments", 8},
		{"ea", 2},
	};

	for (size_t i = 0; i < sizeof(parameters) / sizeof(*parameters); i++)
	{
		if (learn_windows_is_parameter(name, parameters[i].full,
									   parameters[i].shortest))
			return true;
	}
	return false;
}

/* The command of powershell.exe, from this word on; or what is piped in. */
static void
read_powershell_command(LearnWindowsCommand *nested, int first)
{
	const char *text = learn_windows_text(nested, first);

	if (first >= nested->command.word_count || strcmp(text, "-") == 0)
		read_input(nested, LEARN_SHELL_POWERSHELL);
	else if (text[0] != '{' || nested->command.shell != LEARN_SHELL_POWERSHELL)
	{
		/* A block, which PowerShell has read already, is left alone. */
		char *line =
			learn_windows_join(nested, first, nested->command.word_count - 1);

		if (line != NULL)
			learn_windows_read(nested, LEARN_SHELL_POWERSHELL, line,
							   LEARN_IN_SCRIPT);
		free(line);
	}
}

static void
read_powershell(LearnWindowsCommand *nested)
{
	for (int i = 1; i < nested->command.word_count; i++)
	{
		const char *name = learn_windows_parameter(nested, i);

		if (name == NULL)
		{
			/* pwsh takes it for a file, Windows PowerShell for a command. */
			if (strcmp(nested->command.program, "pwsh") != 0 ||
				strchr(learn_windows_text(nested, i), ' ') != NULL)
				read_powershell_command(nested, i);
			return;
		}
		if (learn_windows_is_parameter(name, "command", 1) ||
			learn_windows_is_parameter(name, "commandwithargs", 8) ||
			learn_windows_is_parameter(name, "cwa", 3))
		{
			read_powershell_command(nested, i + 1);
			return;
		}
		if (learn_windows_is_parameter(name, "encodedcommand", 1) ||
			learn_windows_is_parameter(name, "ec", 2))
		{
			if (learn_windows_is_known(nested, i + 1))
				learn_windows_read_encoded(nested,
										   learn_windows_text(nested, i + 1),
										   false);
			return;
		}
		if (learn_windows_is_parameter(name, "file", 1))
			return;
		if (has_value(name) && strchr(name, ':') == NULL)
			i++;
	}
	read_input(nested, LEARN_SHELL_POWERSHELL);
}

/* start "title" /switch program words */
static void
read_start(LearnWindowsCommand *nested)
{
	int at = 1;

	if (at < nested->command.word_count && nested->command.words[at].quoted &&
		nested->command.word_count > 2 && !is_option(nested, at))
		at++;
	for (; learn_windows_text(nested, at)[0] == '/'; at++)
	{
		if (learn_windows_is(nested, at, "/d") ||
			learn_windows_is(nested, at, "/node") ||
			learn_windows_is(nested, at, "/affinity"))
			at++;
	}
	learn_windows_run_words(nested, at, LEARN_BEHIND_WRAPPER);
}

/* call program words, but not call :label */
static void
read_call(LearnWindowsCommand *nested)
{
	if (learn_windows_text(nested, 1)[0] != ':')
		learn_windows_run_words(nested, 1, LEARN_BEHIND_WRAPPER);
}

/* All that is behind the options, as a line. */
static void
run_rest(LearnWindowsCommand *nested, int at, LearnNesting nesting)
{
	char *line;

	while (is_option(nested, at))
		at++;
	if (at >= nested->command.word_count)
		return;
	line = learn_windows_join(nested, at, nested->command.word_count - 1);
	if (line != NULL)
		learn_windows_run_line(nested, NULL, line, nesting);
	free(line);
}

/* runas /user:name "line" */
static void
read_runas(LearnWindowsCommand *nested)
{
	run_rest(nested, 1, LEARN_BEHIND_WRAPPER);
}

/* winrs -r:host line, which cmd.exe reads there */
static void
read_winrs(LearnWindowsCommand *nested)
{
	int at = 1;

	while (is_option(nested, at))
		at++;
	learn_windows_read_words(nested, LEARN_SHELL_CMD, at, LEARN_IN_REMOTE);
}

/* at \\host 12:00 /every:M line */
static void
read_at(LearnWindowsCommand *nested)
{
	for (int i = 1; i < nested->command.word_count; i++)
	{
		const char *text = learn_windows_text(nested, i);

		if (text[0] >= '0' && text[0] <= '9' && strchr(text, ':') != NULL)
		{
			run_rest(nested, i + 1, LEARN_BEHIND_WRAPPER);
			return;
		}
	}
}

/* wmic … process call create "line" */
static void
read_wmic(LearnWindowsCommand *nested)
{
	for (int i = 1; i + 2 < nested->command.word_count; i++)
	{
		if (learn_windows_is(nested, i, "call") &&
			learn_windows_is(nested, i + 1, "create"))
		{
			run_rest(nested, i + 2, LEARN_BEHIND_WRAPPER);
			return;
		}
	}
}

static void
read_schtasks(LearnWindowsCommand *nested)
{
	learn_windows_run_line(nested, NULL, behind(nested, "/tr"),
						   LEARN_BEHIND_WRAPPER);
}

static void
read_forfiles(LearnWindowsCommand *nested)
{
	learn_windows_run_line(nested, NULL, behind(nested, "/c"),
						   LEARN_BEHIND_WRAPPER);
}

/* sc create name binPath= "line"; the blank is often missing */
static void
read_sc(LearnWindowsCommand *nested)
{
	static const char option[] = "binpath=";

	if (!has(nested, "create") && !has(nested, "config"))
		return;
	for (int i = 1; i < nested->command.word_count; i++)
	{
		const char *text = learn_windows_text(nested, i);

		if (strncasecmp(text, option, strlen(option)) != 0)
			continue;
		text += strlen(option);
		if (*text == '\0')
			text = learn_windows_text(nested, i + 1);
		learn_windows_run_line(nested, NULL, text, LEARN_BEHIND_WRAPPER);
	}
}

/* reg add key /d "line" */
static void
read_reg(LearnWindowsCommand *nested)
{
	if (learn_windows_is(nested, 1, "add") &&
		is_command_key(learn_windows_text(nested, 2)))
		learn_windows_run_line(nested, NULL, behind(nested, "/d"),
							   LEARN_BEHIND_WRAPPER);
}

/* psexec \\host -u user -p password program words */
static void
read_psexec(LearnWindowsCommand *nested)
{
	static const char *const with_value[] = {"u", "p",   "w",  "r", "n",
											 "a", "rlo", "lo", "to"};
	int at = 1;

	for (; is_option(nested, at); at++)
	{
		const char *name = learn_windows_text(nested, at) + 1;

		if (strcasecmp(name, "i") == 0 &&
			strspn(learn_windows_text(nested, at + 1), "0123456789") > 0)
			at++;
		for (size_t i = 0; i < sizeof(with_value) / sizeof(*with_value); i++)
		{
			if (strcasecmp(name, with_value[i]) == 0)
			{
				at++;
				break;
			}
		}
	}
	learn_windows_run_words(nested, at, LEARN_IN_REMOTE);
}

/* wsl -d name -u user [-e|--] command, which sh reads */
static void
read_wsl(LearnWindowsCommand *nested)
{
	static const char *const with_value[] = {"-d", "--distribution", "-u",
											 "--user", "--cd"};
	int at = 1;

	for (; learn_windows_text(nested, at)[0] == '-'; at++)
	{
		const char *option = learn_windows_text(nested, at);

		if (strcmp(option, "--") == 0 || strcmp(option, "-e") == 0 ||
			strcmp(option, "--exec") == 0)
		{
			at++;
			break;
		}
		for (size_t i = 0; i < sizeof(with_value) / sizeof(*with_value); i++)
		{
			if (strcmp(option, with_value[i]) == 0)
			{
				at++;
				break;
			}
		}
	}
	learn_windows_read_words(nested, LEARN_SHELL_SH, at, LEARN_IN_REMOTE);
}

/* rundll32 shell32.dll,ShellExec_RunDLL program words */
static void
read_rundll32(LearnWindowsCommand *nested)
{
	static const char *const entries[] = {
		"shellexec_rundll", "routethecall",        "launchapplication",
		"registerocx",      "fileprotocolhandler",
	};
	const char *first = learn_windows_text(nested, 1);
	int at = 2;

	if (first[0] != '\0' && first[strlen(first) - 1] == ',')
		first = learn_windows_text(nested, at++);
	for (size_t i = 0; i < sizeof(entries) / sizeof(*entries); i++)
	{
		if (learn_windows_contains(first, entries[i]))
		{
			run_rest(nested, at, LEARN_BEHIND_WRAPPER);
			return;
		}
	}
}

/* SyncAppvPublishingServer "name;script": it puts it into a command. */
static void
read_publishing(LearnWindowsCommand *nested)
{
	const char *script = strchr(learn_windows_text(nested, 1), ';');

	if (script != NULL)
		learn_windows_read(nested, LEARN_SHELL_POWERSHELL, script + 1,
						   LEARN_IN_SCRIPT);
}

/* pcalua -a program -c words; conhost --headless program words */
static void
read_pcalua(LearnWindowsCommand *nested)
{
	if (has(nested, "-a"))
		learn_windows_run_line(nested, behind(nested, "-a"),
							   behind(nested, "-c"), LEARN_BEHIND_WRAPPER);
}

static void
read_conhost(LearnWindowsCommand *nested)
{
	run_rest(nested, 1, LEARN_BEHIND_WRAPPER);
}

/* bitsadmin /SetNotifyCmdLine job program words */
static void
read_bitsadmin(LearnWindowsCommand *nested)
{
	for (int i = 1; i + 2 < nested->command.word_count; i++)
	{
		if (learn_windows_is(nested, i, "/setnotifycmdline"))
			learn_windows_run_line(nested, learn_windows_text(nested, i + 2),
								   learn_windows_text(nested, i + 3),
								   LEARN_BEHIND_WRAPPER);
	}
}

/* New-ItemProperty and Set-ItemProperty, of a key whose values are commands */
static void
read_item_property(LearnWindowsCommand *nested)
{
	const char *value = learn_windows_value(nested, "value", 1);

	for (int i = 1; i < nested->command.word_count && value != NULL; i++)
	{
		if (is_command_key(learn_windows_text(nested, i)))
		{
			learn_windows_run_line(nested, NULL, value, LEARN_BEHIND_WRAPPER);
			return;
		}
	}
}

/* Programs, but for those that only cmd.exe has. */
static const struct
{
	const char *program;
	LearnWindowsReader reader;
	bool of_cmd;
} programs[] = {
	{"at", read_at, true},
	{"bitsadmin", read_bitsadmin, false},
	{"call", read_call, true},
	{"cmd", read_cmd, false},
	{"conhost", read_conhost, false},
	{"forfiles", read_forfiles, false},
	{"new-itemproperty", read_item_property, false},
	{"paexec", read_psexec, false},
	{"pcalua", read_pcalua, false},
	{"powershell", read_powershell, false},
	{"psexec", read_psexec, false},
	{"psexec64", read_psexec, false},
	{"pwsh", read_powershell, false},
	{"reg", read_reg, false},
	{"runas", read_runas, false},
	{"rundll32", read_rundll32, false},
	{"sc", read_sc, false},
	{"schtasks", read_schtasks, false},
	{"set-itemproperty", read_item_property, false},
	{"start", read_start, true},
	{"syncappvpublishingserver", read_publishing, false},
	{"syncappvpublishingserver.vbs", read_publishing, false},
	{"winrs", read_winrs, false},
	{"wmic", read_wmic, false},
	{"wsl", read_wsl, false},
};

static LearnWindowsReader
find_reader(const LearnSimpleCommand *command)
{
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
	{
		if (strcmp(programs[i].program, command->program) == 0)
			return programs[i].of_cmd && command->shell == LEARN_SHELL_SH
					   ? NULL
					   : programs[i].reader;
	}
	return command->shell == LEARN_SHELL_POWERSHELL
			   ? learn_windows_cmdlet(command->program)
			   : NULL;
}

void
learn_command_read_nested_windows(LearnCommandReader *reader, int index,
								  const LearnCommandPlace *place)
{
	LearnWindowsCommand nested = {
		.reader = reader,
		.command = reader->commands->items[index],
		.index = index,
		.place = *place,
		.inside = {.parent = index, .depth = place->depth + 1},
	};
	LearnWindowsReader read = find_reader(&nested.command);

	if (read != NULL)
		read(&nested);
}
