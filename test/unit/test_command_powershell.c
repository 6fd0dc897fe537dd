/*-------------------------------------------------------------------------
 *
 * test_command_powershell.c
 *		How PowerShell is read: words, expressions and statements.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "command_list.h"

static const CommandCase words[] = {
	{"Remove-Item -Recurse -Force 'C:\\a b' C:\\x*",
	 "remove-item <-Recurse> <-Force> <C:\\a b> <C:\\x*>~\n"},
	{"Get-Item \"a\"\"b\" 'c''d' \"e`\"f`tg\" h`ti `$x",
	 "get-item <a\"b> <c'd> <e\"f\tg> <h\ti> <$x>\n"},
	{"Write-Host a\"b c\"d; Write-Host \"a\"b; Write-Host $env:TEMP\\x $a.Name ${a b}",
	 "write-host <ab cd>\n"
	 "write-host <a> <b>\n"
	 "write-host <$env:TEMP\\x>~ <$a.Name>~ <${a b}>~\n"},
	{"Stop-Service a, b,\"c d\" ; rundll32 user32.dll,LockWorkStation ; net.exe stop a,b",
	 "stop-service <a> <b> <c d>\n"
	 "rundll32 <user32.dll,LockWorkStation>\n"
	 "net <stop> <a,b>\n"},
	{"Get-Item -Name:$true -Path:\"a b\" -Force:(Get-Date) @splat -- -x",
	 "get-item <-Name:$true>~ <-Path:a b> <-Force:(Get-Date)>~ <@splat>~ <--> <-x>\n"
	 "0$ get-date\n"},
	{"echo a # b\n"
	 "echo c <# d\n"
	 "e #> f `\n"
	 " g; echo h#i",
	 "write-output <a>\n"
	 "write-output <c> <f> <g>\n"
	 "write-output <h#i>\n"},
	{"icacls --% C:\\x /grant \"a b\":F %USER% | more",
	 "icacls <C:\\x> </grant> <a b:F> <%USER%>~\n"
	 "| out-host\n"},
	{"Get-Process –Name “a b” ‘c’", "get-process <-Name> <a b> <c>\n"},
	{"Remove-Item (\"C:\" + \"\\\") ; Stop-Service @(\"a\", \"b\")",
	 "remove-item <C:\\>\n"
	 "stop-service <a> <b>\n"},
	{"foo 2>&1 >> out.txt *> $null; \"a\" > b.txt; foo 2> a b",
	 "foo [2>&1 ] [>> out.txt] [*> $null]\n"
	 "write-output <a> [> b.txt]\n"
	 "foo <b> [2> a]\n"},
	{"a | b |\n"
	 " c\n"
	 "a\n"
	 "| b; a && b || c; a &",
	 "a\n"
	 "| b\n"
	 "| c\n"
	 "a\n"
	 "| b\n"
	 "a\n"
	 "b\n"
	 "c\n"
	 "a &\n"},
	{"7z x a.7z; .\\b.ps1 c; ..\\d.exe; C:\\Windows\\System32\\cmd.exe; 5 | foo",
	 "7z <x> <a.7z>\n"
	 "b.ps1 <c>\n"
	 "d\n"
	 "cmd\n"
	 "write-output <5>\n"
	 "| foo\n"},
	{"% { a }; ? Name -eq b; Microsoft.PowerShell.Management\\Remove-Item c; sc.exe query; sc a b; ls.exe",
	 "foreach-object <{ a }>~\n"
	 "0b a\n"
	 "where-object <Name> <-eq> <b>\n"
	 "remove-item <c>\n"
	 "sc <query>\n"
	 "set-content <a> <b>\n"
	 "ls\n"},
	{"& \"C:\\Program Files\\a\\b.exe\" c; . .\\d.ps1; & $e f; . { g }; &{ h }; & (Get-Command i) j",
	 "b <c>\n"
	 "d.ps1\n"
	 " <f>\n"
	 "& <{ g }>~\n"
	 "3b g\n"
	 "& <{ h }>~\n"
	 "5b get-history\n"
	 " <j>\n"
	 "7$ get-command <i>\n"},
};

static const CommandCase strings[] = {
	{"foo \"a$(Get-Date -Format \"yyyy\")b\"; foo \"a $b c\"; foo '$(bar)'",
	 "foo <a$(Get-Date -Format \"yyyy\")b>~\n"
	 "0$ get-date <-Format> <yyyy>\n"
	 "foo <a $b c>~\n"
	 "foo <$(bar)>\n"},
	{"foo @\"\n"
	 "a \"b\" $(bar)\n"
	 "\"@ c\n"
	 "foo @'\n"
	 "d 'e' $(f)\n"
	 "'@",
	 "foo <a \"b\" $(bar)>~ <c>\n"
	 "0$ bar\n"
	 "foo <d 'e' $(f)>\n"},
	{"foo \"`$a `u{41}`n\" \"$\" \"a$\"", "foo <$a A\n"
										  "> <$> <a$>\n"},
	{"foo \"${a}b\" \"$env:X\" \"$a:b\" $(bar; baz) @(1, 2) @{ a = 1; \"b\" = (bar) }",
	 "foo <${a}b>~ <$env:X>~ <$a:b>~ <$(bar; baz)>~ <@(1, 2)> <@{ a = 1; \"b\" = (bar) }>~\n"
	 "0$ bar\n"
	 "0$ baz\n"
	 "0$ write-output <(bar)>~\n"
	 "3$ bar\n"},
};

static const CommandCase expressions[] = {
	{"$a = 1; $b = \"x y\"; $c = foo d | e; $f = $g = 3; $h.i = 4; $j[0] += 5",
	 " {$a=1}\n"
	 " {$b=x y}\n"
	 "foo <d> {$c=foo d}~\n"
	 "| e\n"
	 " {$f=$g}~ {$g=3}\n"
	 " {$h.i=4}\n"
	 " {$j[0]+=5}\n"},
	{"$password = 'secret'; [string] $token = \"abc\"; $env:PATH += \";C:\\x\"",
	 " {$password=secret}\n"
	 " {$token=abc}\n"
	 " {$env:PATH+=;C:\\x}\n"},
	{"\"a\", \"b\" | foo; $a | foo; (foo).Count | bar; 1 + 2; $i++; -not $a",
	 "write-output <a> <b>\n"
	 "| foo\n"
	 "write-output <$a>~\n"
	 "| foo\n"
	 "write-output <(foo).Count>~\n"
	 "4$ foo\n"
	 "| bar\n"},
	{"$a = if ($b) { foo } else { bar }; $c = { baz }; $d = foreach ($e in $f) { g $e }",
	 " {$a=if ($b) { foo } else { bar }}~\n"
	 "0$ foo\n"
	 "0$ bar\n"
	 " {$c={ baz }}~\n"
	 "3b baz\n"
	 " {$d=foreach ($e in $f) { g $e }}~\n"
	 "5$ g <$e>~\n"},
	{"[System.IO.File]::Delete(\"C:\\x\"); [IO.File]::ReadAllText($a); [Convert]::ToInt32(\"3\")",
	 "write-output <[System.IO.File]::Delete(\"C:\\x\")>~\n"
	 "0$ system.io.file::delete <C:\\x>\n"
	 "write-output <[IO.File]::ReadAllText($a)>~\n"
	 "2$ system.io.file::readalltext <$a>~\n"
	 "write-output <[Convert]::ToInt32(\"3\")>~\n"
	 "4$ system.convert::toint32 <3>\n"},
	{"(New-Object Net.WebClient).DownloadString(\"http://a/b\") | iex",
	 "write-output <(New-Object Net.WebClient).DownloadString(\"http://a/b\")>~\n"
	 "0$ new-object <Net.WebClient>\n"
	 "0$ .downloadstring <http://a/b>\n"
	 "| invoke-expression\n"},
	{"$a.b.C(\"d\", $e, (foo)).F(); $a::G(1); $a.\"H\"(2); $a.Where{ i }; $x[0].J()",
	 "write-output <$a.b.C(\"d\", $e, (foo)).F()>~\n"
	 "0$ .c <d> <$e>~ <(foo)>~\n"
	 "1$ foo\n"
	 "0$ .f\n"
	 "write-output <$a::G(1)>~\n"
	 "4$ ::g <1>\n"
	 "write-output <$a.\"H\"(2)>~\n"
	 "6$ .h <2>\n"
	 "write-output <$a.Where{ i }>~\n"
	 "8b i\n"
	 "write-output <$x[0].J()>~\n"
	 "10$ .j\n"},
	{"[ValidateSet(\"a\", \"b\")] [int] $c = 3; [a.b[c]]::d(); [void] (foo)",
	 " {$c=3}\n"
	 "write-output <[a.b[c]]::d()>~\n"
	 "1$ a.b[c]::d\n"
	 "write-output <[void] (foo)>~\n"
	 "3$ foo\n"},
	{"$a -is [int] -or $b -as [c.d] -eq (foo); $e = [int]; [int[]] $f = 1, 2; (([string], [bool]))",
	 "write-output <$a -is [int] -or $b -as [c.d] -eq (foo)>~\n"
	 "0$ foo\n"
	 " {$e=[int]}~\n"
	 " {$f=1, 2}\n"},
	{"$a -replace \"b\", (foo) -eq 3; $a ? (foo) : (bar); $a ?"
	 "? (foo); $a?.b",
	 "write-output <$a -replace \"b\", (foo) -eq 3>~\n"
	 "0$ foo\n"
	 "write-output <$a ? (foo) : (bar)>~\n"
	 "2$ foo\n"
	 "2$ bar\n"
	 "write-output <$a ?"
	 "? (foo)>~\n"
	 "5$ foo\n"},
};

static const CommandCase statements[] = {
	{"if ($a -eq (foo)) { b } elseif (c) { d }\n"
	 "else { e } f",
	 "write-output <$a -eq (foo)>~\n"
	 "0$ foo\n"
	 "b\n"
	 "c\n"
	 "d\n"
	 "e\n"
	 "f\n"},
	{"foreach ($a in foo) { b $a }; foreach ($c in 1..3) { d } ; e | foreach { f }",
	 "foo\n"
	 "b <$a>~\n"
	 "d\n"
	 "e\n"
	 "| foreach-object <{ f }>~\n"
	 "4b f\n"},
	{"for ($i = 0; $i -lt 3; $i++) { a } while (b) { c; continue } do { d; break } until (e)",
	 " {$i=0}\n"
	 "a\n"
	 "b\n"
	 "c\n"
	 "d\n"
	 "e\n"},
	{"switch -Regex ($a) { \"b\" { c } { d } { e } 1 { f } g { h } default { i } }",
	 "c\n"
	 "write-output\n"
	 "1b d\n"
	 "e\n"
	 "f\n"
	 "get-history\n"
	 "i\n"},
	{"try { a } catch [B], [C] { d } catch { e } finally { f }; trap { g }",
	 "a\n"
	 "d\n"
	 "e\n"
	 "f\n"
	 "trap <{ g }>~\n"
	 "4b g\n"},
	{"function A([int] $b = (c), [Parameter(Mandatory = $true)] $d) { e } filter F { g }",
	 "write-output\n"
	 "0$ c\n"
	 "e\n"
	 "g\n"},
	{"[CmdletBinding()] param([int] $a = [b]::C(), [switch] $d = $true)\n"
	 "foo",
	 "write-output\n"
	 "0$ b::c\n"
	 "foo\n"},
	{"[CmdletBinding()]\n"
	 "param([string] $a = (b), [switch] $c)\n"
	 "begin { d } process { e } end { f }",
	 "write-output\n"
	 "0$ b\n"
	 "d\n"
	 "e\n"
	 "f\n"},
	{"class A : B { [int] $c = 3; A() { d } [void] E([int] $f) { g } } enum H { I }",
	 "d\n"
	 "g\n"},
	{"return foo a; throw \"b\"; exit 3; exit; :label while ($true) { break label }",
	 "foo <a>\n"},
	{"Invoke-Command -ComputerName a { b } -ArgumentList c; Start-Job { d }; icm { e }",
	 "invoke-command <-ComputerName> <a> <{ b }>~ <-ArgumentList> <c>\n"
	 "0r b\n"
	 "start-job <{ d }>~\n"
	 "2b d\n"
	 "invoke-command <{ e }>~\n"
	 "4r e\n"},
};

static const CommandCase unfinished[] = {
	{"foo 'a b", "foo <a b>\n"
				 "incomplete: a closing quote is missing\n"},
	{"foo \"a", "foo <a>\n"
				"incomplete: a closing quote is missing\n"},
	{"foo (bar", "foo <(bar>~\n"
				 "0$ bar\n"
				 "incomplete: a closing bracket is missing\n"},
	{"if (a) { b", "a\n"
				   "b\n"
				   "incomplete: a closing bracket is missing\n"},
	{"foo <# a", "foo\n"
				 "incomplete: the end of a comment is missing\n"},
	{"foo @'\n"
	 "a",
	 "foo <a>\n"
	 "incomplete: the end of a here-string is missing\n"},
	{"foo )", "foo\n"
			  "incomplete: a closing bracket closes nothing\n"},
	{"foo }; bar", "foo\n"
				   "bar\n"
				   "incomplete: a closing bracket closes nothing\n"},
	{"$a $b", " <$b>~\n"
			  "incomplete: what follows a variable cannot be read\n"},
	{"if a", "a\n"
			 "incomplete: \"(\" is missing\n"},
	{"foo @{ a = (bar)", "foo <@{ a = (bar)>~\n"
						 "0$ write-output <(bar)>~\n"
						 "1$ bar\n"
						 "incomplete: a closing brace is missing\n"},
	{"[int", "incomplete: a closing bracket is missing\n"},
	{"$a.b(c", "write-output <$a.b(c>~\n"
			   "0$ .b\n"
			   "incomplete: an argument cannot be read\n"},
	{"foo |", "foo\n"
			  "incomplete: a command is missing behind a pipe\n"},
	{"a | ; b", "a\n"
				"b\n"
				"incomplete: a command is missing behind a pipe\n"},
	{"$a\\b.exe -c", "b <-c>\n"
					 "incomplete: what follows a variable cannot be read\n"},
	{"$a.b $c", "incomplete: what follows a command cannot be read\n"},
	{"= 3", "= <3>\n"},
	{"foo ${a", "foo <$> <{a>~\n"
				"0b a\n"
				"incomplete: a closing bracket is missing\n"},
};

static void
words_become_what_the_command_gets(void **state)
{
	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_POWERSHELL, words);
}

static void
strings_keep_what_expands_as_it_is_written(void **state)
{
	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_POWERSHELL, strings);
}

static void
expressions_show_the_commands_and_methods_in_them(void **state)
{
	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_POWERSHELL, expressions);
}

static void
statements_show_what_is_in_their_blocks(void **state)
{
	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_POWERSHELL, statements);
}

static void
what_is_unfinished_is_read_as_far_as_it_goes(void **state)
{
	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_POWERSHELL, unfinished);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_become_what_the_command_gets),
		cmocka_unit_test(strings_keep_what_expands_as_it_is_written),
		cmocka_unit_test(expressions_show_the_commands_and_methods_in_them),
		cmocka_unit_test(statements_show_what_is_in_their_blocks),
		cmocka_unit_test(what_is_unfinished_is_read_as_far_as_it_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
