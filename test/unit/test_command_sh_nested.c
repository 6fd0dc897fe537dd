/*-------------------------------------------------------------------------
 *
 * test_command_sh_nested.c
 *		Unit tests of the commands that other commands for sh run.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "command_case.h"

static void
test_wrappers(void **state)
{
	static const CommandCase cases[] = {
		{"sudo -u root -E A=1 env -i B=2 nice -n 5 timeout -s KILL 10 a -b",
		 "sudo [sudo][-u][root][-E][A=1][env][-i][B=2][nice][-n][5][timeout][-s][KILL][10][a][-b]\n"
		 "env {A=1} [env][-i][B=2][nice][-n][5][timeout][-s][KILL][10][a][-b] wrapper of 0\n"
		 "nice {B=2} [nice][-n][5][timeout][-s][KILL][10][a][-b] wrapper of 1\n"
		 "timeout [timeout][-s][KILL][10][a][-b] wrapper of 2\n"
		 "a [a][-b] wrapper of 3\n"},
		{"doas -u x a; pkexec --user x a; setsid -f a; nohup a &",
		 "doas [doas][-u][x][a]\n"
		 "a [a] wrapper of 0\n"
		 "pkexec [pkexec][--user][x][a]\n"
		 "a [a] wrapper of 2\n"
		 "setsid [setsid][-f][a]\n"
		 "a [a] wrapper of 4\n"
		 "nohup [nohup][a] &\n"
		 "a [a] & wrapper of 6\n"},
		{"ionice -c2 -n7 a; chrt -f 10 a; taskset -c 0,1 a; stdbuf -oL a; time -f %e a; time a",
		 "ionice [ionice][-c2][-n7][a]\n"
		 "a [a] wrapper of 0\n"
		 "chrt [chrt][-f][10][a]\n"
		 "a [a] wrapper of 2\n"
		 "taskset [taskset][-c][0,1][a]\n"
		 "a [a] wrapper of 4\n"
		 "stdbuf [stdbuf][-oL][a]\n"
		 "a [a] wrapper of 6\n"
		 "time [time][-f][%e][a]\n"
		 "a [a] wrapper of 8\n"
		 "a [a]\n"},
		{"exec -a x a; command -p a; command -v a; builtin a; busybox a -b",
		 "exec [exec][-a][x][a]\n"
		 "a [a] wrapper of 0\n"
		 "command [command][-p][a]\n"
		 "a [a] wrapper of 2\n"
		 "command [command][-v][a]\n"
		 "builtin [builtin][a]\n"
		 "a [a] wrapper of 5\n"
		 "busybox [busybox][a][-b]\n"
		 "a [a][-b] wrapper of 7\n"},
		{"chroot /m a; unshare -r a; nsenter -t 1 -m -- a; systemd-run --unit=x -p A=b a; strace -f -o x a",
		 "chroot [chroot][/m][a]\n"
		 "a [a] wrapper of 0\n"
		 "unshare [unshare][-r][a]\n"
		 "a [a] wrapper of 2\n"
		 "nsenter [nsenter][-t][1][-m][--][a]\n"
		 "a [a] wrapper of 4\n"
		 "systemd-run [systemd-run][--unit=x][-p][A=b][a]\n"
		 "a [a] wrapper of 6\n"
		 "strace [strace][-f][-o][x][a]\n"
		 "a [a] wrapper of 8\n"},
		{"env -S 'a -b' c; env A=1 B=2; sudo -l", "env [env][-S][a -b][c]\n"
												  "a [a][-b] script of 0\n"
												  "c [c] wrapper of 0\n"
												  "env [env][A=1][B=2]\n"
												  "sudo [sudo][-l]\n"},
		{"xargs -0 -I{} -P 4 a {}; find / -name x -exec a {} + -o -ok b \\; -print",
		 "xargs [xargs][-0][-I{}][-P][4][a][{}]\n"
		 "a [a][{}] wrapper of 0\n"
		 "find [find][/][-name][x][-exec][a][{}][+][-o][-ok][b][;][-print]\n"
		 "a [a][{}] wrapper of 2\n"
		 "b [b] wrapper of 2\n"},
		{"flock -n /l a b; flock /l -c 'a | b'; script -qc 'a b' /dev/null; watch -n1 'a | b'",
		 "flock [flock][-n][/l][a][b]\n"
		 "a [a][b] wrapper of 0\n"
		 "flock [flock][/l][-c][a | b]\n"
		 "a [a] | script of 2\n"
		 "b [b] |1 script of 2\n"
		 "script [script][-qc][a b][/dev/null]\n"
		 "a [a][b] script of 5\n"
		 "watch [watch][-n1][a | b]\n"
		 "a [a] | script of 7\n"
		 "b [b] |1 script of 7\n"},
		{"su -c 'a b' x; su - x -c 'a b'; runuser -u x -- a b; runuser -l x -c 'a b'",
		 "su [su][-c][a b][x]\n"
		 "a [a][b] script of 0\n"
		 "su [su][-][x][-c][a b]\n"
		 "a [a][b] script of 2\n"
		 "runuser [runuser][-u][x][--][a][b]\n"
		 "a [a][b] wrapper of 4\n"
		 "runuser [runuser][-l][x][-c][a b]\n"
		 "a [a][b] script of 6\n"
		 "x [x][-c][a b] wrapper of 6\n"},
		{"parallel -j 4 a {} ::: b c; parallel ::: 'a b' c",
		 "parallel [parallel][-j][4][a][{}][:::][b][c]\n"
		 "a [a][{}] script of 0\n"
		 "parallel [parallel][:::][a b][c]\n"
		 "a [a][b] script of 2\n"
		 "c [c] script of 2\n"},
		{"screen -dmS x a b; tmux new-session -d -s x 'a b'; tmux -L y neww a b",
		 "screen [screen][-dmS][x][a][b]\n"
		 "a [a][b] wrapper of 0\n"
		 "tmux [tmux][new-session][-d][-s][x][a b]\n"
		 "a [a][b] script of 2\n"
		 "tmux [tmux][-L][y][neww][a][b]\n"
		 "a [a][b] wrapper of 4\n"},
		{"a | sudo -n b | xargs c", "a [a] |\n"
									"sudo [sudo][-n][b] |1 |\n"
									"b [b] |1 | wrapper of 1\n"
									"xargs [xargs][c] |2\n"
									"c [c] |2 wrapper of 3\n"},
	};

	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_SH, cases);
}

static void
test_remote(void **state)
{
	static const CommandCase cases[] = {
		{"ssh -p 22 -o X=y u@h 'a; b' c; ssh h",
		 "ssh [ssh][-p][22][-o][X=y][u@h][a; b][c]\n"
		 "a [a] remote of 0\n"
		 "b [b][c] remote of 0\n"
		 "ssh [ssh][h]\n"},
		{"docker exec -it -u x c a b; podman run --rm -v /:/m i a; docker compose exec s a; docker ps",
		 "docker [docker][exec][-it][-u][x][c][a][b]\n"
		 "a [a][b] remote of 0\n"
		 "podman [podman][run][--rm][-v][/:/m][i][a]\n"
		 "a [a] remote of 2\n"
		 "docker [docker][compose][exec][s][a]\n"
		 "a [a] remote of 4\n"
		 "docker [docker][ps]\n"},
		{"kubectl -n x exec p -c c -- a b; kubectl exec -it p -- sh -c 'a'",
		 "kubectl [kubectl][-n][x][exec][p][-c][c][--][a][b]\n"
		 "a [a][b] remote of 0\n"
		 "kubectl [kubectl][exec][-it][p][--][sh][-c][a]\n"
		 "sh [sh][-c][a] remote of 2\n"
		 "a [a] script of 3\n"},
		{"lxc exec x -- a; vagrant ssh -c 'a b'; gcloud compute ssh h --command='a b'",
		 "lxc [lxc][exec][x][--][a]\n"
		 "a [a] remote of 0\n"
		 "vagrant [vagrant][ssh][-c][a b]\n"
		 "a [a][b] remote of 2\n"
		 "gcloud [gcloud][compute][ssh][h][--command=a b]\n"
		 "a [a][b] remote of 4\n"},
	};

	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_SH, cases);
}

static void
test_shells(void **state)
{
	static const CommandCase cases[] = {
		{"sh -c 'a | b' c d; bash -lc \"a\"; /bin/dash -e -o pipefail -c a; zsh --login -c 'a'; bash x.sh a",
		 "sh [sh][-c][a | b][c][d]\n"
		 "a [a] | script of 0\n"
		 "b [b] |1 script of 0\n"
		 "bash [bash][-lc][a]\n"
		 "a [a] script of 3\n"
		 "dash [/bin/dash][-e][-o][pipefail][-c][a]\n"
		 "a [a] script of 5\n"
		 "zsh [zsh][--login][-c][a]\n"
		 "a [a] script of 7\n"
		 "bash [bash][x.sh][a]\n"},
		{"sh <<< 'a b'; bash -s x <<E\nc\nE", "sh [sh] {<<< a b}\n"
											  "a [a][b] script of 0\n"
											  "bash [bash][-s][x] {<< c\n"
											  "}\n"
											  "c [c] script of 2\n"},
		{"sudo bash <<E\na\nE\nsudo tee f <<E\nb\nE",
		 "sudo [sudo][bash] {<< a\n"
		 "}\n"
		 "bash [bash] {<< a\n"
		 "} wrapper of 0\n"
		 "a [a] script of 1\n"
		 "sudo [sudo][tee][f] {<< b\n"
		 "}\n"
		 "tee [tee][f] {<< b\n"
		 "} wrapper of 3\n"},
		{"ssh h <<E\na\nE\nssh h sudo b <<E\nc\nE",
		 "ssh [ssh][h] {<< a\n"
		 "}\n"
		 "a [a] remote of 0\n"
		 "ssh [ssh][h][sudo][b] {<< c\n"
		 "}\n"
		 "sudo [sudo][b] remote of 2\n"
		 "b [b] wrapper of 3\n"},
		{"eval a 'b; c'; trap 'a b' EXIT; trap - EXIT; alias x='a b' y",
		 "eval [eval][a][b; c]\n"
		 "a [a][b] script of 0\n"
		 "c [c] script of 0\n"
		 "trap [trap][a b][EXIT]\n"
		 "a [a][b] script of 3\n"
		 "trap [trap][-][EXIT]\n"
		 "alias [alias][x=a b][y]\n"
		 "a [a][b] script of 6\n"},
		{"at now <<< 'a b'; crontab - <<E\n# m h\nA=b\n1 2 * * * a | b\n@daily c d\nE",
		 "at [at][now] {<<< a b}\n"
		 "a [a][b] script of 0\n"
		 "crontab [crontab][-] {<< # m h\n"
		 "A=b\n"
		 "1 2 * * * a | b\n"
		 "@daily c d\n"
		 "}\n"
		 "a [a] | script of 2\n"
		 "b [b] |1 script of 2\n"
		 "c [c][d] script of 2\n"},
		{"sh -c 'sh -c \"sh -c \\\"a\\\"\"'",
		 "sh [sh][-c][sh -c \"sh -c \\\"a\\\"\"]\n"
		 "sh [sh][-c][sh -c \"a\"] script of 0\n"
		 "sh [sh][-c][a] script of 1\n"
		 "a [a] script of 2\n"},
	};

	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_SH, cases);
}

/* A script that another command writes. */
static void
test_written(void **state)
{
	static const CommandCase cases[] = {
		{"echo 'a b' | sh; printf 'a %s\\n' b | sudo bash -s; cat <<E | sh\nc\nE",
		 "echo [echo][a b] |\n"
		 "sh [sh] |1\n"
		 "printf [printf][a %s\\n][b] |\n"
		 "sudo [sudo][bash][-s] |1\n"
		 "bash [bash][-s] |1 wrapper of 3\n"
		 "cat [cat] {<< c\n"
		 "} |\n"
		 "sh [sh] |1\n"
		 "a [a][b] script of 1\n"
		 "a [a][b] script of 4\n"
		 "c [c] script of 6\n"},
		{"echo YSBiCg== | base64 -d | sh; base64 --decode <<< 'YyBk' | bash",
		 "echo [echo][YSBiCg==] |\n"
		 "base64 [base64][-d] |1 |\n"
		 "sh [sh] |2\n"
		 "base64 [base64][--decode] {<<< YyBk} |\n"
		 "bash [bash] |1\n"
		 "a [a][b] encoded of 2\n"
		 "c [c][d] encoded of 4\n"},
		{"echo 61206220 | xxd -r -p | sh; echo 'b a' | rev | sh; openssl base64 -d <<< YQo= | sh; echo n | tr A-Za-z N-ZA-Mn-za-m | sh",
		 "echo [echo][61206220] |\n"
		 "xxd [xxd][-r][-p] |1 |\n"
		 "sh [sh] |2\n"
		 "echo [echo][b a] |\n"
		 "rev [rev] |1 |\n"
		 "sh [sh] |2\n"
		 "openssl [openssl][base64][-d] {<<< YQo=} |\n"
		 "sh [sh] |1\n"
		 "echo [echo][n] |\n"
		 "tr [tr][A-Za-z][N-ZA-Mn-za-m] |1 |\n"
		 "sh [sh] |2\n"
		 "a [a][b] encoded of 2\n"
		 "a [a][b] encoded of 5\n"
		 "a [a] encoded of 7\n"
		 "a [a] encoded of 10\n"},
		{"eval \"$(echo YSBi | base64 -d)\"; bash <(echo 'a b'); $(echo a) b",
		 "eval [eval][$(echo YSBi | base64 -d)$]\n"
		 "echo [echo][YSBi] | substitution of 0\n"
		 "base64 [base64][-d] |1 substitution of 0\n"
		 " [$(echo YSBi | base64 -d)$] script of 0\n"
		 "echo [echo][YSBi] | substitution of 3\n"
		 "base64 [base64][-d] |1 substitution of 3\n"
		 "bash [bash][<(echo 'a b')$]\n"
		 "echo [echo][a b] substitution of 6\n"
		 " [$(echo a)$][b]\n"
		 "echo [echo][a] substitution of 8\n"
		 "a [a][b] encoded of 0\n"
		 "a [a][b] encoded of 3\n"
		 "a [a][b] script of 6\n"
		 "a [a][b] script of 8\n"},
		{"echo '* * * * * a b' | crontab -", "echo [echo][* * * * * a b] |\n"
											 "crontab [crontab][-] |1\n"
											 "a [a][b] script of 1\n"},
		{"curl x | sh; cat f | base64 -d | sh; echo $x | sh",
		 "curl [curl][x] |\n"
		 "sh [sh] |1\n"
		 "cat [cat][f] |\n"
		 "base64 [base64][-d] |1 |\n"
		 "sh [sh] |2\n"
		 "echo [echo][$x$] |\n"
		 "sh [sh] |1\n"
		 " [$x$] script of 6\n"},
		{"{ echo 'a b'; } | (cd /; sh)", "echo [echo][a b] |\n"
										 "cd [cd][/] |1\n"
										 "sh [sh] |1\n"
										 "a [a][b] script of 2\n"},
	};

	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_SH, cases);
}

/* Commands in texts of other languages. */
static void
test_code(void **state)
{
	static const CommandCase cases[] = {
		{"python3.11 -c 'import os; os.system(\"a b\")'",
		 "python3.11 [python3.11][-c][import os; os.system(\"a b\")]\n"
		 "a [a][b] script of 0\n"},
		{"python -c 'import subprocess as s; s.run([\"a\", \"b c\"]); s.call(\"d\", shell=True)'",
		 "python [python][-c][import subprocess as s; s.run([\"a\", \"b c\"]); s.call(\"d\", shell=True)]\n"
		 "a [a][b c] script of 0\n"
		 "d [d] script of 0\n"},
		{"python3 -c \"import pty; pty.spawn('/bin/sh')\"; python <<E\nimport os\nos.execl(\"/bin/sh\", \"sh\", \"-p\")\nE",
		 "python3 [python3][-c][import pty; pty.spawn('/bin/sh')]\n"
		 "sh [/bin/sh] script of 0\n"
		 "python [python] {<< import os\n"
		 "os.execl(\"/bin/sh\", \"sh\", \"-p\")\n"
		 "}\n"
		 "sh [/bin/sh][-p] script of 2\n"},
		{"perl -e 'exec \"/bin/sh\";'; perl -ne 'print `a b`'; perl -MFoo -we 'system(\"a\", \"-b\")'",
		 "perl [perl][-e][exec \"/bin/sh\";]\n"
		 "sh [/bin/sh] script of 0\n"
		 "perl [perl][-ne][print `a b`]\n"
		 "a [a][b] script of 2\n"
		 "perl [perl][-MFoo][-we][system(\"a\", \"-b\")]\n"
		 "a [a][-b] script of 4\n"},
		{"ruby -e 'exec \"a\"'; php -r 'passthru(\"a b\");'; lua -e 'os.execute(\"a\")'; node -e 'require(\"child_process\").execSync(\"a b\")'",
		 "ruby [ruby][-e][exec \"a\"]\n"
		 "a [a] script of 0\n"
		 "php [php][-r][passthru(\"a b\");]\n"
		 "a [a][b] script of 2\n"
		 "lua [lua][-e][os.execute(\"a\")]\n"
		 "a [a] script of 4\n"
		 "node [node][-e][require(\"child_process\").execSync(\"a b\")]\n"
		 "a [a][b] script of 6\n"},
		{"awk 'BEGIN {system(\"a b\")}'; awk -F: -v x=1 '{print | \"c d\"; \"e\" | getline y}' f; awk '{print \"z\"}'",
		 "awk [awk][BEGIN {system(\"a b\")}]\n"
		 "a [a][b] script of 0\n"
		 "awk [awk][-F:][-v][x=1][{print | \"c d\"; \"e\" | getline y}][f]\n"
		 "c [c][d] script of 2\n"
		 "e [e] script of 2\n"
		 "awk [awk][{print \"z\"}]\n"},
		{"vim -c ':!a b' -c 'py import os; os.system(\"c\")'; gdb -batch -ex '!a'",
		 "vim [vim][-c][:!a b][-c][py import os; os.system(\"c\")]\n"
		 "c [c] script of 0\n"
		 "a [a][b] script of 0\n"
		 "gdb [gdb][-batch][-ex][!a]\n"
		 "a [a] script of 3\n"},
	};

	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_SH, cases);
}

/* Options whose value is a command. */
static void
test_options(void **state)
{
	static const CommandCase cases[] = {
		{"tar cf /dev/null x --checkpoint=1 --checkpoint-action=exec='a b'; tar -I 'a -b' -xf x",
		 "tar [tar][cf][/dev/null][x][--checkpoint=1][--checkpoint-action=exec=a b]\n"
		 "a [a][b] script of 0\n"
		 "tar [tar][-I][a -b][-xf][x]\n"
		 "a [a][-b] script of 2\n"},
		{"rsync -e 'ssh -p 22' x y; ssh -o ProxyCommand='a b' h; nc -e /bin/sh h 1; socat TCP:h:1 EXEC:'a b',pty",
		 "rsync [rsync][-e][ssh -p 22][x][y]\n"
		 "ssh [ssh][-p][22] script of 0\n"
		 "ssh [ssh][-o][ProxyCommand=a b][h]\n"
		 "a [a][b] script of 2\n"
		 "nc [nc][-e][/bin/sh][h][1]\n"
		 "sh [/bin/sh] script of 4\n"
		 "socat [socat][TCP:h:1][EXEC:a b,pty]\n"
		 "a [a][b] script of 6\n"},
		{"split --filter='a b' x; man -P 'a b' x; git -c core.pager='a b' log; zip x y -T -TT 'a b'",
		 "split [split][--filter=a b][x]\n"
		 "a [a][b] script of 0\n"
		 "man [man][-P][a b][x]\n"
		 "a [a][b] script of 2\n"
		 "git [git][-c][core.pager=a b][log]\n"
		 "a [a][b] script of 4\n"
		 "zip [zip][x][y][-T][-TT][a b]\n"
		 "a [a][b] script of 6\n"},
		{"psql -c '\\! a b'; psql -c 'select 1'; mysql -e 'system a'",
		 "psql [psql][-c][\\! a b]\n"
		 "a [a][b] script of 0\n"
		 "psql [psql][-c][select 1]\n"
		 "mysql [mysql][-e][system a]\n"
		 "a [a] script of 3\n"},
	};

	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_SH, cases);
}

/* A script that a command elsewhere is given to read. */
static void
test_fed(void **state)
{
	static const CommandCase cases[] = {
		{"ssh h 'sudo bash -s' <<E\na\nE",
		 "ssh [ssh][h][sudo bash -s] {<< a\n"
		 "}\n"
		 "sudo [sudo][bash][-s] remote of 0\n"
		 "bash [bash][-s] wrapper of 1\n"
		 "a [a] script of 2\n"},
		{"echo 'a b' | ssh h sudo sh; ssh h cat <<< 'c'",
		 "echo [echo][a b] |\n"
		 "ssh [ssh][h][sudo][sh] |1\n"
		 "sudo [sudo][sh] remote of 1\n"
		 "sh [sh] wrapper of 2\n"
		 "ssh [ssh][h][cat] {<<< c}\n"
		 "cat [cat] remote of 4\n"
		 "a [a][b] script of 3\n"},
		{"sudo -i <<< 'a'; docker exec -i c sh <<< 'b'\n",
		 "sudo [sudo][-i] {<<< a}\n"
		 "a [a] script of 0\n"
		 "docker [docker][exec][-i][c][sh] {<<< b}\n"
		 "sh [sh] {<<< b} remote of 2\n"
		 "b [b] script of 3\n"},
	};

	(void) state;
	CHECK_COMMANDS(LEARN_SHELL_SH, cases);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrappers), cmocka_unit_test(test_remote),
		cmocka_unit_test(test_shells),   cmocka_unit_test(test_written),
		cmocka_unit_test(test_code),     cmocka_unit_test(test_options),
		cmocka_unit_test(test_fed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
