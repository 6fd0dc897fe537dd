/*-------------------------------------------------------------------------
 *
 * remedy_table.c
 *		The remedies of the built-in improver.
 *
 * Each template must be safe to run twice, run under dash on a bare Debian
 * (linux), bash 3.2's sh (darwin) or Windows PowerShell 5.1, end with an
 * error when it could not do its work, and say what it did.  What would harm
 * when the guess is wrong must be checked by the template on the spot: a lock
 * goes only when its owner is gone, a process only gets KILL after TERM.
 *
 *-------------------------------------------------------------------------
 */
#include "core/remedy.h"
#include "core/remedy_templates.h"

/* clang-format off */

const LearnRemedy learn_remedies[] = {
	{
		.id = "free-port",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = PORT_TAKEN},
		.lacks = {ERROR = "unix:|.sock~"},
		.needs = NEED(PORT),
		.action = "free_port",
		.linux_sh = SH_FREE_PORT,
		.darwin_sh = DARWIN_FREE_PORT,
		.powershell = PS_FREE_PORT,
		.timeout = 60,
		.what = "stops what listens on the port before the service starts",
		.why = "the service could not start because its port was already in "
		       "use; the holder is stopped through its service manager, else "
		       "by TERM, and by KILL only after ten seconds",
	},
	{
		.id = "remove-stale-socket",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = PORT_TAKEN},
		.needs = NEED(SOCKET),
		.action = "remove_stale_socket",
		.linux_sh = SH_REMOVE_SOCKET,
		.timeout = 30,
		.what = "removes the socket file if nobody listens on it",
		.why = "a socket file left behind by an earlier run kept the service "
		       "from binding",
	},
	{
		.id = "remove-stale-lock",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "already exists|file exists|already running|"
		                "already locked|lock file|pid file|pidfile|lockfile|"
		                "stale|could not acquire|unable to lock|is locked"},
		.lacks = {ERROR = "dpkg|/var/lib/apt|rpm"},
		.needs = NEED(LOCK),
		.action = "remove_stale_lock",
		.linux_sh = SH_REMOVE_LOCK,
		.darwin_sh = SH_REMOVE_LOCK,
		.timeout = 30,
		.what = "removes the lock or pid file if its owner is gone",
		.why = "a file left behind by a process that is gone kept the step "
		       "from running",
	},
	{
		.id = "unlock-repository",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "repository is already locked", STEP = "~restic "},
		.done = "restic unlock",
		.action = "unlock_repository",
		.linux_sh = "restic unlock\n",
		.darwin_sh = "restic unlock\n",
		.timeout = 120,
		.what = "removes stale locks of the backup repository",
		.why = "the repository was still locked by a run that is over; "
		       "unlock leaves the locks of running processes alone",
	},
	{
		.id = "test-config",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "syntax error|[emerg]|bad configuration option|"
		                "configuration file * test failed|"
		                "errors found in configuration|fatal errors found|"
		                "unknown directive|invalid command|parsing [|"
		                "config file * error|configuration error|"
		                "control process exited with error|terminating, * bad",
		        STEP = CONFIG_SERVICES},
		.lacks = {ERROR = PORT_TAKEN},
		.needs = NEED(SERVICE),
		.done = "nginx -t|configtest|sshd -t|haproxy -c|named-checkconf|"
		        "postfix check|squid -k parse|unbound-checkconf|rsyslogd -n|"
		        "testparm|doveconf",
		.action = "test_config",
		.linux_sh = SH_TEST_CONFIG,
		.rollback = SH_UNDO_CONFIG,
		.timeout = 60,
		.what = "tests the configuration before the service is touched, and "
		        "goes back to the last good copy of the broken file",
		.why = "the service was restarted with a broken configuration and "
		       "stayed down",
	},
	{
		.id = "start-dependency",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "connection refused|econnrefused|is not running|"
		                "not active|inactive|cannot connect|can't connect|"
		                "could not connect|no such file or directory|"
		                "dependency failed|requires the service|refused"},
		.lacks = {ERROR = "permission denied|access denied"},
		.needs = NEED(DEPENDENCY),
		.action = "start_dependency",
		.linux_sh = SH_START_DEPENDENCY,
		.darwin_sh = DARWIN_START_DEPENDENCY,
		.powershell = PS_START_DEPENDENCY,
		.wait_for = SH_DEPENDENCY_RUNS,
		.timeout = 120,
		.what = "starts the service that the step needs, and waits for it",
		.why = "the step failed because a service that it needs was not "
		       "running",
	},
	{
		.id = "free-space",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "no space left|enospc|disk full|disk is full|"
		                "not enough space|not enough disk|out of disk space|"
		                "not enough free space|0x80070070|"
		                "kein speicherplatz|aucun espace|no queda espacio"},
		.done = "vacuum-size|vacuum-time",
		.action = "free_space",
		.linux_sh = SH_FREE_SPACE,
		.powershell = PS_FREE_SPACE,
		.timeout = 300,
		.what = "frees space first: package caches, old journal and rotated "
		        "logs older than a week",
		.why = "the step failed because the file system was full",
	},
	{
		.id = "replace-tool",
		.kind = LEARN_REMEDY_TOOL,
		.has = {ERROR = "not found|nicht gefunden|introuvable|"
		                "no encontrada|non trovato"},
		.needs = NEED(TOOL),
		.linux_sh = "",
		.darwin_sh = "",
		.what = "uses the successor of a tool that is missing here",
		.why = "the command does not exist on this host; its successor does "
		       "the same",
	},
	{
		.id = "daemon-reload",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "daemon-reload|changed on disk"},
		.done = "daemon-reload",
		.action = "daemon_reload",
		.linux_sh = "systemctl daemon-reload\n",
		.timeout = 60,
		.what = "makes systemd read the changed unit files first",
		.why = "systemd still knew the old unit file",
	},
	{
		.id = "reset-failed",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "start request repeated too quickly|start-limit"},
		.needs = NEED(SERVICE),
		.done = "reset-failed",
		.action = "reset_failed",
		.linux_sh = "systemctl reset-failed @SERVICE@\n",
		.timeout = 60,
		.what = "clears the start limit of the service first",
		.why = "systemd refused to start the service again after too many "
		       "attempts",
	},
	{
		.id = "finish-dpkg",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "dpkg was interrupted|dpkg --configure -a"},
		.done = "dpkg --configure",
		.action = "finish_dpkg",
		.linux_sh = "DEBIAN_FRONTEND=noninteractive dpkg --configure -a --force-confdef --force-confold\n",
		.timeout = 900,
		.what = "finishes the interrupted package installation first",
		.why = "an earlier installation was interrupted, and dpkg refuses "
		       "everything else until it is finished",
	},
	{
		.id = "wait-for-package-lock",
		.kind = LEARN_REMEDY_RETRY,
		.has = {ERROR = "could not get lock /var/lib/|unable to lock|"
		                "unable to acquire the dpkg|"
		                "another app is currently holding the yum lock|"
		                "waiting for process with pid|waiting for cache lock",
		        STEP = "apt|dpkg|yum|dnf"},
		.linux_sh = "",
		.attempts = 20,
		.delay = 30,
		.what = "tries again until the other package manager has finished",
		.why = "another package manager held the lock, and that takes "
		       "minutes, not seconds",
	},
	{
		.id = "answer-yes",
		.kind = LEARN_REMEDY_OPTION,
		.has = {ERROR = "[y/n]&abort|do you want to continue|[y/d/n]|[y/n]:"},
		.option = "-y",
		.tools = "apt apt-get yum dnf",
		.linux_sh = "",
		.what = "answers the package manager's question beforehand",
		.why = "the package manager asked a question that nobody answers",
	},
	{
		.id = "stop-dependents",
		.kind = LEARN_REMEDY_OPTION,
		.has = {ERROR = "has dependent services|dependent services|"
		                "abhängige dienste"},
		.option = "-Force",
		.tools = "Stop-Service Restart-Service",
		.powershell = "",
		.what = "lets the services stop that depend on this one",
		.why = "the service could not be stopped while others depend on it",
	},
	{
		.id = "utf8-locale",
		.kind = LEARN_REMEDY_PREFIX,
		.has = {ERROR = "unicodedecodeerror|unicodeencodeerror|"
		                "'ascii' codec|click will abort further execution|"
		                "setting locale failed"},
		.done = "c.utf-8",
		.option = "LC_ALL=C.UTF-8; export LC_ALL\n",
		.linux_sh = "",
		.what = "runs the command with a UTF-8 locale",
		.why = "the command met text outside ASCII, and the executor has no "
		       "locale for it",
	},
	{
		.id = "make-directory",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "no such file or directory|nonexistent directory|"
		                "directory nonexistent|can't cd to|"
		                "datei oder verzeichnis nicht gefunden"},
		.needs = NEED(DIRECTORY),
		.action = "make_directory",
		.linux_sh = SH_MAKE_DIRECTORY,
		.darwin_sh = SH_MAKE_DIRECTORY,
		.timeout = 30,
		.what = "makes the directory first, owned like the one above it",
		.why = "the step writes into a directory that did not exist",
	},
	{
		.id = "reload-tls-services",
		.kind = LEARN_REMEDY_AFTER,
		.when = LEARN_ALL_GREEN | LEARN_NOT_VERIFIED,
		.has = {INCIDENT = "cert", STEPS = "renew|certbot|acme|lego|dehydrated"},
		.lacks = {STEPS = "reload|restart|kubeadm"},
		.done = "systemctl reload|systemctl restart|deploy-hook",
		.action = "reload_services",
		.linux_sh = SH_RELOAD_TLS,
		.timeout = 120,
		.what = "lets the services that use the certificate load it",
		.why = "the certificate was renewed, but the services went on using "
		       "the old one",
	},
	{
		.id = "retry-bootstrap",
		.kind = LEARN_REMEDY_RETRY,
		.has = {ERROR = "bootstrap failed: 5|operation already in progress",
		        STEP = "launchctl"},
		.darwin_sh = "",
		.attempts = 5,
		.delay = 2,
		.what = "tries again until launchd has finished unloading",
		.why = "launchd unloads in the background, and refuses to load until "
		       "it is done",
	},
	{
		.id = "more-time",
		.kind = LEARN_REMEDY_TIME,
		.has = {ERROR = "timed out after|step timed out|command timed out|"
		                "timeoutexpired|timeout expired|deadline exceeded|"
		                "exceeded the timeout|exceeded its timeout|"
		                "killed after timeout|timed out waiting|"
		                "operation timed out|execution timed out"},
		.lacks = {ERROR = "connection timed out|could not resolve|i/o timeout|"
		                  "tls handshake"},
		.linux_sh = "",
		.darwin_sh = "",
		.powershell = "",
		.attempts = 2,
		.delay = 10,
		.what = "gives the step four times as long, and a second attempt",
		.why = "the step was ended because its time was up, not because it "
		       "had failed",
	},
	{
		.id = "wait-ready",
		.kind = LEARN_REMEDY_WAIT,
		.lacks = {ERROR = "address already in use|permission denied|"
		                  "no space left|syntax error|not found"},
		.linux_sh = "",
		.darwin_sh = "",
		.powershell = "",
		.what = "waits until what the step starts is ready",
		.why = "what was started needs a moment before it answers",
	},
};

const int learn_remedy_count =
	sizeof(learn_remedies) / sizeof(*learn_remedies);
