/*-------------------------------------------------------------------------
 *
 * command_nested_windows_cmdlets.c
 *		The commands that stand in the arguments of cmdlets and methods.
 *
 * Blocks need nothing here: they were read where they stand.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_nested_windows.h"

#include <stdlib.h>
#include <string.h>

/* Invoke-Expression "text", or what is piped into it */
static void
read_expression(LearnWindowsCommand *nested)
{
	char *input;
	int first = 1;

	if (learn_windows_parameter(nested, first) != NULL &&
		nested->command.word_count > 2)
		first++;
	if (learn_windows_is_known(nested, first))
	{
		learn_windows_read(nested, LEARN_SHELL_POWERSHELL,
						   learn_windows_text(nested, first), LEARN_IN_SCRIPT);
		return;
	}
	if (first < nested->command.word_count)
		return;
	input = learn_windows_input(nested);
	if (input != NULL)
		learn_windows_read(nested, LEARN_SHELL_POWERSHELL, input,
						   LEARN_IN_SCRIPT);
	free(input);
}

/* A parameter of Start-Process that is only there or not. */
static bool
is_switch(const char *name)
{
	return learn_windows_is_parameter(name, "nonewwindow", 1) ||
		   learn_windows_is_parameter(name, "wait", 2) ||
		   learn_windows_is_parameter(name, "passthru", 1) ||
		   learn_windows_is_parameter(name, "usenewenvironment", 1) ||
		   learn_windows_is_parameter(name, "loaduserprofile", 1) ||
		   strchr(name, ':') != NULL;
}

/* Start-Process -FilePath program -ArgumentList words */
static void
read_start_process(LearnWindowsCommand *nested)
{
	const char *program = learn_windows_value(nested, "filepath", 1);
	LearnBuffer line;
	bool words = false;

	learn_buffer_init(&line, 0);
	for (int i = 1; i < nested->command.word_count; i++)
	{
		const char *name = nested->command.words[i].quoted
							   ? NULL
							   : learn_windows_parameter(nested, i);

		if (name == NULL || (words && name[-1] == '/'))
		{
			if (program == NULL)
				program = learn_windows_text(nested, i);
			else if (words || strcmp(program, learn_windows_text(nested, i)))
			{
				learn_buffer_append_string(&line,
										   learn_windows_text(nested, i));
				learn_buffer_append_string(&line, " ");
			}
			words = true;
			continue;
		}
		words = learn_windows_is_parameter(name, "argumentlist", 1) ||
				learn_windows_is_parameter(name, "args", 4);
		if (!words && !is_switch(name))
			i++;
	}
	if (line.failed)
		nested->reader->failed = true;
	else if (program != NULL)
		learn_windows_run_line(nested, program,
							   line.data != NULL ? line.data : "",
							   LEARN_BEHIND_WRAPPER);
	learn_buffer_free(&line);
}

/* New-ScheduledTaskAction -Execute program -Argument words */
static void
read_task_action(LearnWindowsCommand *nested)
{
	const char *program = learn_windows_value(nested, "execute", 1);
	const char *words = learn_windows_value(nested, "argument", 1);

	if (program != NULL)
		learn_windows_run_line(nested, program, words != NULL ? words : "",
							   LEARN_BEHIND_WRAPPER);
}

/* New-Service -BinaryPathName line */
static void
read_service(LearnWindowsCommand *nested)
{
	const char *line = learn_windows_value(nested, "binarypathname", 1);

	if (line != NULL)
		learn_windows_run_line(nested, NULL, line, LEARN_BEHIND_WRAPPER);
}

/* Invoke-WmiMethod -Class Win32_Process -Name Create -ArgumentList line */
static void
read_wmi_method(LearnWindowsCommand *nested)
{
	const char *line = learn_windows_value(nested, "argumentlist", 1);

	for (int i = 1; i < nested->command.word_count && line != NULL; i++)
	{
		if (learn_windows_is(nested, i, "create"))
		{
			learn_windows_run_line(nested, NULL, line, LEARN_BEHIND_WRAPPER);
			return;
		}
	}
}

/* Methods that run a script: [scriptblock]::Create('…'), .InvokeScript('…') */
static void
read_script(LearnWindowsCommand *nested)
{
	for (int i = 1; i < nested->command.word_count; i++)
	{
		if (learn_windows_is_known(nested, i))
			learn_windows_read(nested, LEARN_SHELL_POWERSHELL,
							   learn_windows_text(nested, i), LEARN_IN_SCRIPT);
	}
}

/* Methods that run a line: (New-Object -ComObject WScript.Shell).Run('…') */
static void
read_line(LearnWindowsCommand *nested)
{
	if (learn_windows_is_known(nested, 1))
		learn_windows_run_line(nested, NULL, learn_windows_text(nested, 1),
							   LEARN_BEHIND_WRAPPER);
}

/* Methods that start a program: [Diagnostics.Process]::Start('…', '…') */
static void
read_program(LearnWindowsCommand *nested)
{
	if (learn_windows_is_known(nested, 1))
		learn_windows_run_line(nested, learn_windows_text(nested, 1),
							   learn_windows_is_known(nested, 2)
								   ? learn_windows_text(nested, 2)
								   : "",
							   LEARN_BEHIND_WRAPPER);
}

/* [Convert]::FromBase64String('…'), when it is a text */
static void
read_base64(LearnWindowsCommand *nested)
{
	if (learn_windows_is_known(nested, 1))
		learn_windows_read_encoded(nested, learn_windows_text(nested, 1),
								   true);
}

LearnWindowsReader
learn_windows_cmdlet(const char *program)
{
	static const struct
	{
		const char *program;
		LearnWindowsReader reader;
	} cmdlets[] = {
		{".addscript", read_script},
		{".create", read_line},
		{".exec", read_line},
		{".invokescript", read_script},
		{".newscriptblock", read_script},
		{".run", read_line},
		{".shellexecute", read_program},
		{"invoke-cimmethod", read_wmi_method},
		{"invoke-expression", read_expression},
		{"invoke-wmimethod", read_wmi_method},
		{"new-scheduledtaskaction", read_task_action},
		{"new-service", read_service},
		{"set-service", read_service},
		{"start-process", read_start_process},
		{"system.convert::frombase64string", read_base64},
		{"system.diagnostics.process::start", read_program},
		{"system.management.automation.scriptblock::create", read_script},
	};

	for (size_t i = 0; i < sizeof(cmdlets) / sizeof(*cmdlets); i++)
	{
		if (strcmp(cmdlets[i].program, program) == 0)
			return cmdlets[i].reader;
	}
	return NULL;
}
