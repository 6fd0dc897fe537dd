/*-------------------------------------------------------------------------
 *
 * command_nested_table.c
 *		The table of programs that run the command in their last arguments.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_nested_wrappers.h"

#include <string.h>

#define ASSIGNMENTS LEARN_WRAPPER_ASSIGNMENTS
#define JOINED LEARN_WRAPPER_JOINED
#define TEXT LEARN_WRAPPER_TEXT
#define REMOTE LEARN_WRAPPER_REMOTE
#define SHELL LEARN_WRAPPER_SHELL
#define SCRIPT LEARN_WRAPPER_SCRIPT
#define DASHES LEARN_WRAPPER_DASHES
#define COLONS LEARN_WRAPPER_COLONS

#define CONTAINER_RUN                                                         \
	"add-host annotation attach blkio-weight cap-add cap-drop cgroup-parent " \
	"cgroupns cidfile context cpu-period cpu-quota cpu-shares cpus "          \
	"cpuset-cpus cpuset-mems detach-keys device device-cgroup-rule dns "      \
	"dns-option dns-search domainname entrypoint env env-file expose gpus "   \
	"group-add health-cmd health-interval health-retries health-timeout "     \
	"host hostname ip ip6 ipc isolation label label-file link log-driver "    \
	"log-level log-opt mac-address memory memory-reservation memory-swap "    \
	"mount name net network network-alias oom-score-adj pid pids-limit "      \
	"platform pod publish pull restart runtime secret security-opt "          \
	"shm-size stop-signal stop-timeout storage-opt sysctl systemd tmpfs tz "  \
	"ulimit umask user userns uts volume volume-driver volumes-from workdir"

#define CONTAINER_EXEC                                                        \
	"config context detach-keys env env-file host index log-level profile "   \
	"project-directory project-name file user workdir namespace address"

#define KUBERNETES                                                            \
	"as as-group cache-dir certificate-authority client-certificate "         \
	"client-key cluster container context copy-to cluster env filename "      \
	"image image-pull-policy kubeconfig labels namespace overrides "          \
	"pod-running-timeout port profile request-timeout restart server "        \
	"service-account serviceaccount target tls-server-name token user"

static const LearnWrapper wrappers[] = {
	/* as somebody else */
	{"sudo sudoedit", NULL, "ugpCchrtTUDR",
	 "user group prompt close-from host role type other-user chdir chroot "
	 "command-timeout login-class",
	 "", "", 0, ASSIGNMENTS | SHELL},
	{"doas", NULL, "uC", "", "", "", 0, ASSIGNMENTS | SHELL},
	{"pkexec run0", NULL, "uDg",
	 "user group unit property slice nice chdir setenv background", "", "", 0,
	 SHELL},
	{"gosu su-exec", NULL, "", "", "", "", 1, 0},
	{"su", NULL, "gGsTw", "group supp-group shell whitelist-environment", "cC",
	 "command session-command", 1, SHELL | SCRIPT | DASHES},
	{"runuser", NULL, "ugGsw",
	 "user group supp-group shell whitelist-environment", "c",
	 "command session-command", 0, SHELL | SCRIPT | DASHES},
	{"sg newgrp", NULL, "", "", "c", "", 1, TEXT | SHELL | SCRIPT},
	{"setpriv", NULL, "",
	 "ambient-caps inh-caps bounding-set ruid euid reuid rgid egid regid "
	 "groups securebits pdeathsig selinux-label apparmor-profile",
	 "", "", 0, 0},
	{"capsh", NULL, "", "", "c", "", 0, SCRIPT},
	{"runcon", NULL, "trlu", "type role range user", "", "", 1, 0},
	{"sshpass", NULL, "pfdP", "", "", "", 0, 0},

	/* with another environment, priority, time or terminal */
	{"env genv", NULL, "uC", "unset chdir argv0", "S", "split-string", 0,
	 ASSIGNMENTS},
	{"nice gnice", NULL, "n", "adjustment", "", "", 0, 0},
	{"ionice", NULL, "cnpPu", "class classdata pid pgid uid", "", "", 0, 0},
	{"chrt", NULL, "TPD", "sched-runtime sched-period sched-deadline pid", "",
	 "", 1, 0},
	{"taskset", NULL, "", "", "", "", 1, 0},
	{"numactl", NULL, "mNCip",
	 "membind cpunodebind physcpubind interleave preferred", "", "", 0, 0},
	{"cgexec", NULL, "g", "", "", "", 0, 0},
	{"prlimit", NULL, "po", "pid output", "", "", 0, 0},
	{"softlimit", NULL, "acdflmoprst", "", "", "", 0, 0},
	{"choom", NULL, "np", "adjust pid", "", "", 0, 0},
	{"nohup setsid unbuffer catchsegv eatmydata noglob nocorrect builtin "
	 "dbus-run-session caffeinate coproc torify torsocks tsocks linux32 "
	 "linux64 setarch trickle chronic ifne pee proxychains proxychains4 tini "
	 "dumb-init gdbserver fakechroot catatonit rlwrap ccache valgrind busybox "
	 "toybox",
	 NULL, "", "", "", "", 0, 0},
	{"fakeroot", NULL, "lsib", "lib faked", "", "", 0, SHELL},
	{"timeout gtimeout", NULL, "ks", "kill-after signal", "", "", 1, 0},
	{"time gtime", NULL, "fo", "format output", "", "", 0, 0},
	{"stdbuf", NULL, "ioe", "input output error", "", "", 0, 0},
	{"watch", NULL, "nqs", "interval equexit shotsdir", "", "", 0, JOINED},
	{"xargs gxargs", NULL, "adEILnPsJRS",
	 "arg-file delimiter max-args max-procs max-chars process-slot-var", "",
	 "", 0, 0},
	{"parallel", NULL, "aIjnNLPSsdCEWXx",
	 "arg-file arg-sep arg-file-sep colsep delay delimiter halt jobs joblog "
	 "load max-args max-procs memfree nice retries results sshlogin "
	 "sshloginfile tempdir timeout tmpdir wd workdir basefile env return "
	 "trim tagstring block recstart recend",
	 "", "", 0, JOINED | COLONS},
	{"flock", NULL, "wE", "wait timeout conflict-exit-code", "c", "command", 1,
	 SCRIPT},
	{"lockf", NULL, "t", "", "", "", 1, 0},
	{"exec", NULL, "a", "", "", "", 0, 0},
	{"command", NULL, "vV", "", "", "", 0, 0},
	{"start-stop-daemon", NULL, "adkKnNpPstuUgceIr",
	 "name pidfile user group chdir chroot nicelevel procsched iosched umask "
	 "signal retry exec startas ppid pid notify-timeout output",
	 "xa", "exec startas", 0, SCRIPT},
	{"daemonize daemon", NULL, "acelopuE",
	 "name user chroot chdir umask env pidfile", "", "", 0, 0},
	{"faketime", NULL, "", "", "", "", 1, 0},
	{"script", NULL, "EIOBTotm",
	 "echo log-in log-out log-io log-timing output-limit timing", "c",
	 "command", 1, SCRIPT},
	{"screen", NULL, "cehpstSTX", "", "", "", 0, TEXT},
	{"dtach abduco", NULL, "eEr", "", "", "", 1, 0},
	{"tmux",
	 "new-session new neww new-window split-window splitw respawn-pane "
	 "respawn-window respawnp pipe-pane pipep",
	 "ceFfnstxylp", "", "", "", 0, TEXT},
	{"tmux", "run-shell run if-shell if", "cdt", "", "", "", 0, JOINED},
	{"tmux", "send-keys send", "tNLSf", "", "", "", 0, JOINED},
	{"entr", NULL, "", "", "s", "", 0, SCRIPT},

	/* under the eyes of another program */
	{"strace", NULL, "abeEIoOpPsSuUX",
	 "attach columns detach-on env expr interruptible output string-limit "
	 "summary-columns summary-sort-by trace user",
	 "", "", 0, 0},
	{"ltrace", NULL, "aADeFlnopsuwxX",
	 "align config debug indent library output where", "", "", 0, 0},
	{"perf", "record stat trace", "eopFGtCcmruD",
	 "event output pid tid cpu freq count call-graph", "", "", 0, 0},

	/* in another name space or service */
	{"chroot", NULL, "", "userspec groups", "", "", 1, SHELL},
	{"arch-chroot", NULL, "u", "", "", "", 1, SHELL},
	{"systemd-nspawn", NULL, "DiMupSE",
	 "directory image machine user bind bind-ro setenv hostname chdir template",
	 "", "", 0, SHELL},
	{"unshare", NULL, "RwSG",
	 "root wd setuid setgid setgroups map-user map-group map-users map-groups "
	 "propagation monotonic boottime",
	 "", "", 0, SHELL},
	{"nsenter", NULL, "tSG", "target setuid setgid", "", "", 0, SHELL},
	{"bwrap", NULL, "",
	 "chdir setenv unsetenv lock-file hostname uid gid dev proc tmpfs mqueue "
	 "dir exec-label file-label seccomp",
	 "", "", 0, SHELL | DASHES},
	{"firejail", NULL, "c", "", "", "", 0, SHELL},
	{"systemd-run", NULL, "pMEHu",
	 "unit property description slice service-type uid gid nice "
	 "working-directory setenv on-active on-boot on-startup on-unit-active "
	 "on-unit-inactive on-calendar timer-property path-property "
	 "socket-property machine host background",
	 "", "", 0, SHELL},
	{"systemd-inhibit", NULL, "", "what who why mode", "", "", 0, 0},
	{"systemd-cat", NULL, "tp", "identifier priority stderr-priority", "", "",
	 0, 0},
	{"ip", "netns/exec vrf/exec", "n", "", "", "", 1, 0},
	{"launchctl", "asuser bsexec", "", "", "", "", 1, 0},
	{"launchctl", "submit", "lpoe", "", "", "", 0, DASHES},
	{"machinectl", "shell", "HME", "host machine setenv uid", "", "", 1,
	 REMOTE | SHELL},

	/* elsewhere */
	{"ssh autossh slogin", NULL, "BbcDEeFIiJLlMmOopQRSWw", "", "", "", 1,
	 JOINED | REMOTE | SHELL},
	{"rsh remsh", NULL, "l", "", "", "", 1, JOINED | REMOTE},
	{"dsh pssh parallel-ssh pdsh clush", NULL, "lwghtxpoeHOm",
	 "hosts host user par outdir errdir timeout options nodes group machine",
	 "", "", 0, JOINED | REMOTE},
	{"mosh", NULL, "p", "client server ssh predict port", "", "", 1,
	 REMOTE | SHELL},
	{"docker podman nerdctl", "exec container/exec", "euwHcl", CONTAINER_EXEC,
	 "", "", 1, REMOTE},
	{"docker podman nerdctl", "run create container/run container/create",
	 "acehHlmpuvw", CONTAINER_RUN, "", "", 1, REMOTE},
	{"docker podman nerdctl docker-compose podman-compose",
	 "compose/exec compose/run exec run", "eufpvw", CONTAINER_EXEC, "", "", 1,
	 REMOTE},
	{"kubectl oc k3s k0s microk8s minikube",
	 "exec kubectl/exec debug run kubectl/debug kubectl/run rsh", "ncsflp",
	 KUBERNETES, "", "", 1, REMOTE | DASHES},
	{"minikube", "ssh", "pnl", "node profile", "", "", 0, JOINED | REMOTE},
	{"crictl ctr runc crun", "exec task/exec tasks/exec t/exec", "eup",
	 "timeout exec-id cwd user fifo-dir env process pid-file cap", "", "", 1,
	 REMOTE},
	{"lxc incus", "exec", "", "env user group cwd mode project", "", "", 1,
	 REMOTE | DASHES},
	{"lxc-attach lxc-execute", NULL, "nlopsvufc",
	 "name logpriority logfile set-var elevated-privileges arch namespaces",
	 "", "", 0, REMOTE | SHELL},
	{"pct vzctl", "exec exec2", "", "", "", "", 1, REMOTE},
	{"jexec", NULL, "uUd", "", "", "", 1, REMOTE},
	{"vagrant", "ssh", "", "", "c", "command", 1, REMOTE | SCRIPT},
	{"gcloud", "compute/ssh", "", "zone project ssh-flag ssh-key-file", "",
	 "command", 1, REMOTE | SCRIPT | DASHES},
	{"flatpak", "run enter", "", "command arch branch filesystem env", "", "",
	 1, 0},
	{"snap", "run", "", "shell", "", "", 0, 0},
	{"nix-shell", NULL, "AIp", "", "", "command run", 0, SCRIPT},
	{"npx", NULL, "p", "package", "c", "call", 0, SCRIPT},
	{"poetry pipenv uv rye hatch conda bundle pnpm yarn npm", "run exec", "np",
	 "name prefix", "", "", 0, 0},
};

const LearnWrapper *
learn_nested_wrappers(size_t *count)
{
	*count = sizeof(wrappers) / sizeof(*wrappers);
	return wrappers;
}

/*
 * The length of a word's match with the beginning of a subcommand's path; 0:
 * none.
 */
static size_t
match_step(const char *path, size_t length, const char *word)
{
	size_t word_length = strlen(word);

	return word_length > 0 && word_length <= length &&
				   strncmp(path, word, word_length) == 0 &&
				   (word_length == length || path[word_length] == '/')
			   ? word_length
			   : 0;
}

/*
 * How many words a path takes, which begins with the word at a place; 0: it
 * does not.
 */
static int
match_path(const LearnNested *nested, int at, const char *path, size_t length)
{
	int words = 0;

	while (length > 0)
	{
		size_t matched =
			match_step(path, length, learn_nested_word(nested, at + words));

		if (matched == 0)
			return 0;
		words++;
		path += matched;
		length -= matched;
		if (length > 0)
		{
			path++;
			length--;
		}
	}
	return words;
}

/*
 * The same for the first of several paths that fits.
 */
static int
find_path(const LearnNested *nested, int at, const char *paths)
{
	while (*paths != '\0')
	{
		size_t length = strcspn(paths, " ");
		int words = match_path(nested, at, paths, length);

		if (words > 0)
			return words;
		paths += length;
		paths += strspn(paths, " ");
	}
	return 0;
}

/*
 * Before a subcommand there may be options, each perhaps with a value.
 */
int
learn_nested_find_subcommand(const LearnNested *nested,
							 const LearnWrapper *wrapper)
{
	bool option = false;

	for (int at = 1; at < nested->command.word_count; at++)
	{
		const char *word = learn_nested_word(nested, at);
		int words = find_path(nested, at, wrapper->subcommands);

		if (words > 0)
			return at + words;
		if (word[0] != '-' && !option)
			break; /* another subcommand */
		option = word[0] == '-' && strchr(word, '=') == NULL;
	}
	return 0;
}
