/*-------------------------------------------------------------------------
 *
 * test_command_powershell_nested.c
 *		What PowerShell runs that is hidden, or stands in arguments.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "command_list.h"
#include "core/command_reader.h"

static const CommandCase hidden[] = {
	{"i`e`x a; I`NvOke-Ex`PrEssion b; \"iex\" | c", "invoke-expression <a>\n"
													"0s a\n"
													"invoke-expression <b>\n"
													"2s b\n"
													"write-output <iex>\n"
													"| c\n"},
	{"& ('i'+'ex') a; & ('{1}{0}' -f 'x','ie') b; . ('ie','x' -join '') c; & (-join ('i','ex')) d",
	 "invoke-expression <a>\n"
	 "0s a\n"
	 "invoke-expression <b>\n"
	 "2s b\n"
	 "invoke-expression <c>\n"
	 "4s c\n"
	 "invoke-expression <d>\n"
	 "6s d\n"},
	{"& ([char]105+[char]101+[char]0x78) a; & (-join[char[]](105,101,120)) b; & ([string]::Join('', ('i','ex'))) c",
	 "invoke-expression <a>\n"
	 "0s a\n"
	 "invoke-expression <b>\n"
	 "2s b\n"
	 "invoke-expression <c>\n"
	 "4$ write-output <iex>\n"
	 "5$ system.string::join <> <('i','ex')>\n"
	 "4s c\n"},
	{"& ('xei'[-1..-3] -join '') a; & ('iQxZ'.Replace('Q','e').Replace('Z','')) b; & ('aex' -replace 'A','i') c",
	 "invoke-expression <a>\n"
	 "0s a\n"
	 "invoke-expression <b>\n"
	 "2$ write-output <iex>\n"
	 "3$ .replace <Q> <e>\n"
	 "3$ .replace <Z> <>\n"
	 "2s b\n"
	 "invoke-expression <c>\n"
	 "7s c\n"},
	{"& ($pshome[4]+$PSHOME[30]+'x') a; .($env:ComSpec[4,24,25]-join'') b; & $env:ComSpec /c c; & ( $VerbosePreference.ToString()[1,3]+'x'-Join'') d",
	 "invoke-expression <a>\n"
	 "0s a\n"
	 "invoke-expression <b>\n"
	 "2s b\n"
	 "cmd </c> <c>\n"
	 "4s c\n"
	 "invoke-expression <d>\n"
	 "6$ write-output <iex>\n"
	 "7$ .tostring\n"
	 "6s d\n"},
	{"&(\"{0}{1}\"-f 'Remove','-Item') -Recurse ('C:'+'\\'); & ('IEX'.ToLower()) x; & $x y; & ('a' + $b) c",
	 "remove-item <-Recurse> <C:\\>\n"
	 "invoke-expression <x>\n"
	 "1$ write-output <iex>\n"
	 "2$ .tolower\n"
	 "1s x\n"
	 " <y>\n"
	 " <c>\n"},
	{"(New-Object ('Net.'+'WebClient')).('Down'+'loadString').Invoke('http://a/'); $a.\"do`wnload\"('b')",
	 "write-output <(New-Object ('Net.'+'WebClient')).('Down'+'loadString').Invoke('http://a/')>~\n"
	 "0$ new-object <Net.WebClient>\n"
	 "0$ .downloadstring <http://a/>\n"
	 "write-output <$a.\"do`wnload\"('b')>~\n"
	 "3$ .download <b>\n"},
	{"'calc' | iex; ('ca'+'lc') | iex; iex ('ca'+'lc'); \"calc $x\" | iex",
	 "write-output <calc>\n"
	 "| invoke-expression\n"
	 "1s calc\n"
	 "write-output <calc>\n"
	 "| invoke-expression\n"
	 "4s calc\n"
	 "invoke-expression <calc>\n"
	 "6s calc\n"
	 "write-output <calc $x>~\n"
	 "| invoke-expression\n"
	 "9s calc <$x>~\n"},
};

static const CommandCase starting[] = {
	{"cmd /c \"del /s C:\\x & echo b\"; cmd.exe /k rd \"C:\\a b\" ; cmd /ccalc; echo \"del a\" | cmd",
	 "cmd </c> <del /s C:\\x & echo b>\n"
	 "0s del </s> <C:\\x>\n"
	 "0s echo <b>\n"
	 "cmd </k> <rd> <C:\\a b>\n"
	 "3s rd <C:\\a b>\n"
	 "cmd </ccalc>\n"
	 "5s calc\n"
	 "write-output <del a>\n"
	 "| cmd\n"
	 "8s del <a>\n"},
	{"powershell -NoProfile -w hidden -Command \"Get-Process | Stop-Process\"; powershell Get-Date; pwsh a.ps1; powershell -File b.ps1",
	 "powershell <-NoProfile> <-w> <hidden> <-Command> <Get-Process | Stop-Process>\n"
	 "0s get-process\n"
	 "0s | stop-process\n"
	 "powershell <Get-Date>\n"
	 "3s get-date\n"
	 "pwsh <a.ps1>\n"
	 "powershell <-File> <b.ps1>\n"},
	{"powershell -Command { Get-Date }; powershell -ExecutionPolicy Bypass -c \"& {foo 'a b'}\"; \"foo bar\" | powershell -",
	 "powershell <-Command> <{ Get-Date }>~\n"
	 "0b get-date\n"
	 "powershell <-ExecutionPolicy> <Bypass> <-c> <& {foo 'a b'}>\n"
	 "2s & <{foo 'a b'}>~\n"
	 "3b foo <a b>\n"
	 "write-output <foo bar>\n"
	 "| powershell <->\n"
	 "6s foo <bar>\n"},
	{"powershell -e ZQBjAGgAbwAgAGgAaQA=; powershell.exe -NoP -EnC \"ZQBjAGgAbwAgAGgAaQA=\"; pwsh /ec ZQBjAGgAbwAgAGgAaQA=; powershell –enc ZQBjAGgAbwAgAGgAaQA=; powershell -enc %%%; powershell -enc $a",
	 "powershell <-e> <ZQBjAGgAbwAgAGgAaQA=>\n"
	 "0e write-output <hi>\n"
	 "powershell <-NoP> <-EnC> <ZQBjAGgAbwAgAGgAaQA=>\n"
	 "2e write-output <hi>\n"
	 "pwsh </ec> <ZQBjAGgAbwAgAGgAaQA=>\n"
	 "4e write-output <hi>\n"
	 "powershell <-enc> <ZQBjAGgAbwAgAGgAaQA=>\n"
	 "6e write-output <hi>\n"
	 "powershell <-enc> <%%%>\n"
	 "powershell <-enc> <$a>~\n"
	 "incomplete: an encoded command cannot be decoded\n"},
	{"iex \"foo | bar\"; Invoke-Expression -Command 'foo $a'; iex $a; iex { b }; iex \"$a c; & $b\"",
	 "invoke-expression <foo | bar>\n"
	 "0s foo\n"
	 "0s | bar\n"
	 "invoke-expression <-Command> <foo $a>\n"
	 "3s foo <$a>~\n"
	 "invoke-expression <$a>~\n"
	 "invoke-expression <{ b }>~\n"
	 "6b b\n"
	 "invoke-expression <$a c; & $b>~\n"
	 "8s  <c>\n"
	 "8s \n"},
	{"[Text.Encoding]::Unicode.GetString([Convert]::FromBase64String(\"ZQBjAGgAbwAgAGgAaQA=\")) | iex; [Convert]::FromBase64String(\"Zm9vIGJhcg==\"); [Convert]::FromBase64String(\"/////w==\")",
	 "write-output <[Text.Encoding]::Unicode.GetString([Convert]::FromBase64String(\"ZQBjAGgAbwAgAGgAaQA=\"))>~\n"
	 "0$ .getstring <[Convert]::FromBase64String(\"ZQBjAGgAbwAgAGgAaQA=\")>~\n"
	 "1$ system.convert::frombase64string <ZQBjAGgAbwAgAGgAaQA=>\n"
	 "2e write-output <hi>\n"
	 "| invoke-expression\n"
	 "write-output <[Convert]::FromBase64String(\"Zm9vIGJhcg==\")>~\n"
	 "5$ system.convert::frombase64string <Zm9vIGJhcg==>\n"
	 "6e foo <bar>\n"
	 "write-output <[Convert]::FromBase64String(\"/////w==\")>~\n"
	 "8$ system.convert::frombase64string </////w==>\n"},
	{"Start-Process -FilePath powershell -ArgumentList \"-nop\", \"-c `\"iex foo`\"\" -Verb RunAs -Wait; saps cmd.exe \"/c del x\"; start notepad; Start-Process $a; Start-Process msiexec -Wait -ArgumentList \"/i a.msi\",\"/qn\"",
	 "start-process <-FilePath> <powershell> <-ArgumentList> <-nop> <-c \"iex foo\"> <-Verb> <RunAs> <-Wait>\n"
	 "0w powershell <-nop> <-c> <iex foo>\n"
	 "1s invoke-expression <foo>\n"
	 "2s foo\n"
	 "start-process <cmd.exe> </c del x>\n"
	 "4w cmd </c> <del> <x>\n"
	 "5s del <x>\n"
	 "start-process <notepad>\n"
	 "7w notepad\n"
	 "start-process <$a>~\n"
	 "9w \n"
	 "start-process <msiexec> <-Wait> <-ArgumentList> </i a.msi> </qn>\n"
	 "11w msiexec </i> <a.msi> </qn>\n"},
	{"[Diagnostics.Process]::Start(\"cmd.exe\", \"/c calc\"); (New-Object -ComObject WScript.Shell).Run(\"calc.exe a\"); $a.ShellExecute(\"b\", \"c\")",
	 "write-output <[Diagnostics.Process]::Start(\"cmd.exe\", \"/c calc\")>~\n"
	 "0$ system.diagnostics.process::start <cmd.exe> </c calc>\n"
	 "1w cmd </c> <calc>\n"
	 "2s calc\n"
	 "write-output <(New-Object -ComObject WScript.Shell).Run(\"calc.exe a\")>~\n"
	 "4$ new-object <-ComObject> <WScript.Shell>\n"
	 "4$ .run <calc.exe a>\n"
	 "6w calc <a>\n"
	 "write-output <$a.ShellExecute(\"b\", \"c\")>~\n"
	 "8$ .shellexecute <b> <c>\n"
	 "9w b <c>\n"},
	{"[scriptblock]::Create(\"foo\").Invoke(); $ExecutionContext.InvokeCommand.InvokeScript(\"bar\"); [powershell]::Create().AddScript(\"baz\").Invoke()",
	 "write-output <[scriptblock]::Create(\"foo\").Invoke()>~\n"
	 "0$ system.management.automation.scriptblock::create <foo>\n"
	 "1s foo\n"
	 "0$ .invoke\n"
	 "write-output <$ExecutionContext.InvokeCommand.InvokeScript(\"bar\")>~\n"
	 "4$ .invokescript <bar>\n"
	 "5s bar\n"
	 "write-output <[powershell]::Create().AddScript(\"baz\").Invoke()>~\n"
	 "7$ system.management.automation.powershell::create\n"
	 "7$ .addscript <baz>\n"
	 "9s baz\n"
	 "7$ .invoke\n"},
	{"Invoke-WmiMethod -Class Win32_Process -Name Create -ArgumentList \"calc a\"; New-Service -Name a -BinaryPathName \"C:\\Program Files\\b c\\d.exe -e\"; New-ScheduledTaskAction -Execute cmd.exe -Argument \"/c calc\"",
	 "invoke-wmimethod <-Class> <Win32_Process> <-Name> <Create> <-ArgumentList> <calc a>\n"
	 "0w calc <a>\n"
	 "new-service <-Name> <a> <-BinaryPathName> <C:\\Program Files\\b c\\d.exe -e>\n"
	 "2w d <-e>\n"
	 "new-scheduledtaskaction <-Execute> <cmd.exe> <-Argument> </c calc>\n"
	 "4w cmd </c> <calc>\n"
	 "5s calc\n"},
	{"Set-ItemProperty -Path HKLM:\\Software\\Microsoft\\Windows\\CurrentVersion\\Run -Name a -Value \"calc b\"; New-ItemProperty -Path HKCU:\\Software\\A -Name b -Value calc",
	 "set-itemproperty <-Path> <HKLM:\\Software\\Microsoft\\Windows\\CurrentVersion\\Run> <-Name> <a> <-Value> <calc b>\n"
	 "0w calc <b>\n"
	 "new-itemproperty <-Path> <HKCU:\\Software\\A> <-Name> <b> <-Value> <calc>\n"},
	{"bash -c \"rm a\"; ssh h \"rm b\"", "bash <-c> <rm a>\n"
										 "0s rm <a>\n"
										 "ssh <h> <rm b>\n"
										 "2r rm <b>\n"},
};

static void
names_made_of_constants_are_computed(void **state)
{
	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_POWERSHELL, hidden);
}

static void
what_stands_in_arguments_is_read(void **state)
{
	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_POWERSHELL, starting);
}

/* Aliases are looked up by halves, so their order matters. */
static void
all_aliases_are_found(void **state)
{
	static const char *const aliases[][2] = {
		{"%", "foreach-object"},
		{"?", "where-object"},
		{"ac", "add-content"},
		{"clc", "clear-content"},
		{"curl", "invoke-webrequest"},
		{"del", "remove-item"},
		{"erase", "remove-item"},
		{"gal", "get-alias"},
		{"gwmi", "get-wmiobject"},
		{"icm", "invoke-command"},
		{"iex", "invoke-expression"},
		{"ii", "invoke-item"},
		{"irm", "invoke-restmethod"},
		{"iwmi", "invoke-wmimethod"},
		{"iwr", "invoke-webrequest"},
		{"kill", "stop-process"},
		{"ni", "new-item"},
		{"rd", "remove-item"},
		{"ri", "remove-item"},
		{"rm", "remove-item"},
		{"rmdir", "remove-item"},
		{"rp", "remove-itemproperty"},
		{"sal", "set-alias"},
		{"saps", "start-process"},
		{"sc", "set-content"},
		{"si", "set-item"},
		{"sp", "set-itemproperty"},
		{"spps", "stop-process"},
		{"spsv", "stop-service"},
		{"start", "start-process"},
		{"wget", "invoke-webrequest"},
		{"write", "write-output"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++)
		assert_string_equal(learn_powershell_full_name(aliases[i][0]),
							aliases[i][1]);
	assert_string_equal(learn_powershell_full_name("none"), "none");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_made_of_constants_are_computed),
		cmocka_unit_test(what_stands_in_arguments_is_read),
		cmocka_unit_test(all_aliases_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
