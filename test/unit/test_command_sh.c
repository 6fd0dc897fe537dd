/*-------------------------------------------------------------------------
 *
 * test_command_sh.c
 *		Unit tests of the reader of commands for sh.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "command_case.h"

static void
test_words(void **state)
{
	static const CommandCase cases[] = {
		{"a 'b  c' \"d \\\"\\$e\\\\\" f\\ g", "a [a][b  c][d \"$e\\][f g]\n"},
		{"a''b \"\" ''", "ab [ab][][]\n"},
		{"/usr/local/bin/Tool.exe x", "tool [/usr/local/bin/Tool.exe][x]\n"},
		{"$tool x; \"$HOME/bin/tool\" y; ./t?ol", " [$tool$][x]\n"
												  "tool [$HOME/bin/tool$][y]\n"
												  " [./t?ol$]\n"},
		{"$'\\x72\\u006d' $'a\\tb\\'c' $'\\101\\0hidden'd",
		 "rm [rm][a\tb'c][Ad]\n"
		 "$\\x72\\u006d [$\\x72\\u006d][$a\\tb\\c $1010hiddend]\n"},
		{"$\"rm\" x", "rm [rm][x]\n"},
		{"r''m -r\"f\" \\/; \\rm x; \"rm\" y; r\\\nm z", "rm [rm][-rf][/]\n"
														 "rm [rm][x]\n"
														 "rm [rm][y]\n"
														 "rm [rm][z]\n"},
		{"{rm,-r,/}; /bin/{rm,ls} a{b,c{d,e}}f {a..c} {x} {,y} '{p,q}'",
		 "rm [rm][-r][/]\n"
		 "rm [/bin/rm][/bin/ls][abf][acdf][acef][a][b][c][{x}][y][{p,q}]\n"},
		{"rm${IFS}-r$IFS/ \"$IFS\"; r$@m x", "rm [rm][-r][/][$IFS$]\n"
											 "rm [r$@m$][x]\n"},
		{"echo $HOME ${x:-a b} $1 $? $ \"$\" a$",
		 "echo [echo][$HOME$][${x:-a b}$][$1$][$?$][$][$][a$]\n"},
		{"echo ~ ~/x a~ *.c [ab] '*' [ x ]",
		 "echo [echo][~$][~/x$][a~][*.c$][[ab]$][*][[][x][]]\n"},
		{"echo $((1 + (2))) a#b # c | d", "echo [echo][$((1 + (2)))$][a#b]\n"},
		{"echo a\\\nb # c\nd", "echo [echo][ab]\n"
							   "d [d]\n"},
	};

	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_SH, cases);
}

/* Nothing is no command. */
static void
test_comments(void **state)
{
	static const CommandCase cases[] = {
		{"# nothing", ""},
		{"; ;", ""},
	};

	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_SH, cases);
}

static void
test_assignments(void **state)
{
	static const CommandCase cases[] = {
		{"A=1 B=\"x y\" C=$(d) e F=2", "e {A=1} {B=x y} {C=$(d)$} [e][F=2]\n"
									   "d [d] substitution of 0\n"},
		{"A=1", " {A=1}\n"},
		{"a[1]=x a+=y b=(1 \"2 3\" $(c)) 'd'=e",
		 "d=e {a[1]=x$} {a+=y} {b=(1 \"2 3\" $(c))$} [d=e]\n"
		 "c [c] substitution of 0\n"},
	};

	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_SH, cases);
}

static void
test_pipelines(void **state)
{
	static const CommandCase cases[] = {
		{"a | b |& c && d || e & f; g", "a [a] | &\n"
										"b [b] |1 | &\n"
										"c [c] |2 &\n"
										"d [d] &\n"
										"e [e] &\n"
										"f [f]\n"
										"g [g]\n"},
		{"! a | b", "a [a] |\n"
					"b [b] |1\n"},
		{"a |\n b &&\n\n c", "a [a] |\n"
							 "b [b] |1\n"
							 "c [c]\n"},
		{"time -p a; time -f %e b", "a [a]\n"
									"time [time][-f][%e][b]\n"
									"b [b] wrapper of 1\n"},
	};

	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_SH, cases);
}

/* What compound commands have besides commands is one, too. */
static void
test_compounds(void **state)
{
	static const CommandCase cases[] = {
		{"if a; then b; elif c; then d; else e; fi > f", "a [a]\n"
														 "b [b]\n"
														 "c [c]\n"
														 "d [d]\n"
														 "e [e]\n"
														 " {> f}\n"},
		{"while read x; do a; done < b | c", "read [read][x] |\n"
											 "a [a] |\n"
											 " {< b} |\n"
											 "c [c] |1\n"},
		{"until a; do b; done", "a [a]\n"
								"b [b]\n"},
		{"for x in 1 $(a) {2,3}; do b $x; done",
		 "for [for][x][in][1][$(a)$][2][3]\n"
		 "a [a] substitution of 0\n"
		 "b [b][$x$]\n"},
		{"for ((i=0; i<3; i++)) { a; }", "for [for]\n"
										 "a [a]\n"},
		{"for x do a; done; select y in z; do b; done",
		 "for [for][x]\n"
		 "a [a]\n"
		 "select [select][y][in][z]\n"
		 "b [b]\n"},
		{"case $x in (a|b) c;; \"d e\") f ;& *) g;; esac", "case [case][$x$]\n"
														   "c [c]\n"
														   "f [f]\n"
														   "g [g]\n"},
		{"case $x in $(a)) b; esac | c", "case [case][$x$] |\n"
										 "a [a] substitution of 0\n"
										 "b [b] |\n"
										 "c [c] |1\n"},
		{"(a; b | c) | d", "a [a] |\n"
						   "b [b] |\n"
						   "c [c] |1 |\n"
						   "d [d] |2\n"},
		{"{ a; { b; } | c; } &", "a [a] &\n"
								 "b [b] | &\n"
								 "c [c] |1 &\n"},
		{"f() { a; }; f", "function [function][f]\n"
						  "a [a] block of 0\n"
						  "f [f]\n"},
		{"function g { a; } ; function h() (b)", "function [function][g]\n"
												 "a [a] block of 0\n"
												 "function [function][h]\n"
												 "b [b] block of 2\n"},
		{":(){ :|:& };:", "function [function][:]\n"
						  ": [:] | & block of 0\n"
						  ": [:] |1 & block of 0\n"
						  ": [:]\n"},
		{"coproc N { a; }", "a [a]\n"},
		{"[[ $a == (b|c) && -f d || e < f ]] && g",
		 "[[ [[[][$a$][==][(][b][|][c][)][&&][-f][d][||][e][<][f]\n"
		 "g [g]\n"},
		{"((i++))", "(( [((][i++]\n"},
		{"i=1; do''ne=1; if=2", " {i=1}\n"
								" {done=1}\n"
								" {if=2}\n"},
	};

	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_SH, cases);
}

static void
test_substitutions(void **state)
{
	static const CommandCase cases[] = {
		{"a \"$(b \"$(c)\")\" `d` \"`e \\\"f\\\"`\" <(g) >(h)",
		 "a [a][$(b \"$(c)\")$][`d`$][`e \\\"f\\\"`$][<(g)$][>(h)$]\n"
		 "b [b][$(c)$] substitution of 0\n"
		 "c [c] substitution of 1\n"
		 "d [d] substitution of 0\n"
		 "e [e][f] substitution of 0\n"
		 "g [g] substitution of 0\n"
		 "h [h] substitution of 0\n"},
		{"a ${b:-$(c)} $((1 + $(d))) \"${e#$(f)}\" ${ g; }",
		 "a [a][${b:-$(c)}$][$((1 + $(d)))$][${e#$(f)}$][${ g; }$]\n"
		 "c [c] substitution of 0\n"
		 "d [d] substitution of 0\n"
		 "f [f] substitution of 0\n"
		 "g [g] substitution of 0\n"},
		{"a `b \\`c\\``", "a [a][`b \\`c\\``$]\n"
						  "b [b][`c`$] substitution of 0\n"
						  "c [c] substitution of 1\n"},
		{"a $(case x in x) b;; esac) c",
		 "a [a][$(case x in x) b;; esac)$][c]\n"
		 "case [case][x] substitution of 0\n"
		 "b [b] substitution of 0\n"},
		{"a $(b # )\n) c", "a [a][$(b # )\n"
						   ")$][c]\n"
						   "b [b] substitution of 0\n"},
	};

	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_SH, cases);
}

static void
test_redirections(void **state)
{
	static const CommandCase cases[] = {
		{"a > b >> c 2> d &> e < f <> g >| h",
		 "a [a] {> b} {>> c} {2> d} {&> e} {< f} {<> g} {> h}\n"},
		{"a 2>&1 >&2 1>&- >& b &>> c",
		 "a [a] {2>&1 } {>&2 } {>&- } {&> b} {&>> c}\n"},
		{"a {fd}> b 3< c 1> d 0< e 2> $f",
		 "a [a] {10> b} {3< c} {> d} {< e} {2> $f$}\n"},
		{"> a b", "b [b] {> a}\n"},
	};

	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_SH, cases);
}

static void
test_documents(void **state)
{
	static const CommandCase cases[] = {
		{"a <<E | b <<-F; c\n$x $(d) `e` \\$y \\\nz\nE\n\t1\n\tF\nf",
		 "a [a] {<< $x $(d) `e` $y z\n"
		 "$} |\n"
		 "b [b] {<< 1\n"
		 "} |1\n"
		 "c [c]\n"
		 "d [d] substitution of 0\n"
		 "e [e] substitution of 0\n"
		 "f [f]\n"},
		{"a <<'E' <<\"F\" <<\\G\n$(b)\nE\n$(c)\nF\n$(d)\nG", "a [a] {<< $(b)\n"
															 "} {<< $(c)\n"
															 "} {<< $(d)\n"
															 "}\n"},
		{"a <<< \"b $c\" d", "a [a][d] {<<< b $c$}\n"},
		{"cat <<E\nE \\\nE\nE\na", "cat [cat] {<< E E\n"
								   "}\n"
								   "a [a]\n"},
		{"a <<E && b\nx\nE", "a [a] {<< x\n"
							 "}\n"
							 "b [b]\n"},
		{"a $(b <<E\nx\nE\n) c", "a [a][$(b <<E\n"
								 "x\n"
								 "E\n"
								 ")$][c]\n"
								 "b [b] {<< x\n"
								 "} substitution of 0\n"},
	};

	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_SH, cases);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_comments),
		cmocka_unit_test(test_assignments),
		cmocka_unit_test(test_pipelines),
		cmocka_unit_test(test_compounds),
		cmocka_unit_test(test_substitutions),
		cmocka_unit_test(test_redirections),
		cmocka_unit_test(test_documents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
