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

/* clang-format off */

#define ERROR    [LEARN_TEXT_ERROR]
#define STEP     [LEARN_TEXT_STEP]
#define STEPS    [LEARN_TEXT_STEPS]
#define EARLIER  [LEARN_TEXT_EARLIER]
#define STATE    [LEARN_TEXT_STATE]
#define INCIDENT [LEARN_TEXT_INCIDENT]
#define NEED(kind) (1u << (LEARN_CLUE_##kind))

#define PORT_TAKEN \
	"address already in use|eaddrinuse|errno 98|errno 48|" \
	"port is already allocated|port * already in use|port * is in use|" \
	"already bound|only one usage of each socket address|" \
	"could not bind|problem binding|adresse wird bereits verwendet|" \
	"adresse déjà utilisée|la dirección ya se está usando"

/*
 * Who listens on a TCP port, from /proc alone, since neither ss nor lsof is
 * on every host; and which service unit a process belongs to.
 */
#define SH_LISTENERS \
	"inodes() {\n" \
	"\tcat /proc/net/tcp /proc/net/tcp6 2>/dev/null |\n" \
	"\t\tawk -v port=\"$(printf ':%04X' \"$port\")\" '\n" \
	"\t\t\t$4 == \"0A\" && substr($2, length($2) - 4) == port { print $10 }'\n" \
	"}\n" \
	"holders() {\n" \
	"\tls -l /proc/[0-9]*/fd 2>/dev/null |\n" \
	"\t\tawk -v list=\"$(inodes | tr '\\n' ' ')\" '\n" \
	"\t\t\tBEGIN { n = split(list, inode, \" \"); while (n > 0) held[\"socket:[\" inode[n--] \"]\"] = 1 }\n" \
	"\t\t\t/^\\/proc\\// { split($1, part, \"/\"); pid = part[3] }\n" \
	"\t\t\t$NF in held { print pid }' | sort -un\n" \
	"}\n" \
	"unit_of() {\n" \
	"\tsed -n 's|^[0-9]*:[^:]*:/system\\.slice/\\(.*/\\)*\\([^/]*\\.service\\)$|\\2|p' \\\n" \
	"\t\t\"/proc/$1/cgroup\" 2>/dev/null | head -n 1\n" \
	"}\n"

#define SH_FREE_PORT \
	"port=@PORT@\n" \
	"case $port in\n" \
	"''|*[!0-9]*) echo \"not a port: $port\" >&2; exit 2 ;;\n" \
	"esac\n" \
	SH_LISTENERS \
	"pids=$(holders | tr '\\n' ' ')\n" \
	"own=$(unit_of self)\n" \
	"for pid in $pids; do\n" \
	"\t[ -d \"/proc/$pid\" ] || continue\n" \
	"\tunit=$(unit_of \"$pid\")\n" \
	"\tname=$(cat \"/proc/$pid/comm\" 2>/dev/null)\n" \
	"\tcase $pid:$name:$unit in\n" \
	"\t1:*|$$:*|$PPID:*|*:docker-proxy:*|*:docker.service|*:containerd.service|*:ssh.service|*:sshd.service|*:systemd-*|*:dbus.service)\n" \
	"\t\techo \"port $port is held by process $pid ($name) of ${unit:-no unit}: left alone\" >&2\n" \
	"\t\texit 1 ;;\n" \
	"\tesac\n" \
	"\tif [ -n \"$unit\" ] && [ \"$unit\" != \"$own\" ] && command -v systemctl >/dev/null 2>&1; then\n" \
	"\t\techo \"stopping $unit, which holds port $port\"\n" \
	"\t\tsystemctl stop \"$unit\" || exit 1\n" \
	"\telse\n" \
	"\t\techo \"stopping process $pid ($name), which holds port $port\"\n" \
	"\t\tkill \"$pid\" 2>/dev/null\n" \
	"\tfi\n" \
	"done\n" \
	"waited=0\n" \
	"while [ -n \"$(inodes)\" ] && [ -n \"$pids\" ] && [ \"$waited\" -lt 10 ]; do\n" \
	"\tsleep 1\n" \
	"\twaited=$((waited + 1))\n" \
	"done\n" \
	"for pid in $(holders); do\n" \
	"\tcase \" $pids \" in\n" \
	"\t*\" $pid \"*) echo \"process $pid did not end: killing it\"; kill -KILL \"$pid\"; sleep 1 ;;\n" \
	"\tesac\n" \
	"done\n" \
	"if [ -n \"$(inodes)\" ]; then\n" \
	"\techo \"port $port is still held, by a process that cannot be stopped from here\" >&2\n" \
	"\texit 1\n" \
	"fi\n" \
	"echo \"port $port is free\"\n"

#define DARWIN_FREE_PORT \
	"port=@PORT@\n" \
	"case $port in\n" \
	"''|*[!0-9]*) echo \"not a port: $port\" >&2; exit 2 ;;\n" \
	"esac\n" \
	"holders() { lsof -nP -t -iTCP:\"$port\" -sTCP:LISTEN 2>/dev/null; }\n" \
	"pids=$(holders | tr '\\n' ' ')\n" \
	"for pid in $pids; do\n" \
	"\tname=$(ps -o comm= -p \"$pid\")\n" \
	"\tcase $pid:$name in\n" \
	"\t1:*|$$:*|$PPID:*|*:/System/*|*:/usr/libexec/*|*:/usr/sbin/sshd)\n" \
	"\t\techo \"port $port is held by process $pid ($name) of the system: left alone\" >&2\n" \
	"\t\texit 1 ;;\n" \
	"\tesac\n" \
	"\techo \"stopping process $pid ($name), which holds port $port\"\n" \
	"\tkill \"$pid\" 2>/dev/null\n" \
	"done\n" \
	"waited=0\n" \
	"while [ -n \"$(holders)\" ] && [ \"$waited\" -lt 10 ]; do\n" \
	"\tsleep 1\n" \
	"\twaited=$((waited + 1))\n" \
	"done\n" \
	"for pid in $(holders); do\n" \
	"\tcase \" $pids \" in\n" \
	"\t*\" $pid \"*) kill -KILL \"$pid\"; sleep 1 ;;\n" \
	"\tesac\n" \
	"done\n" \
	"[ -z \"$(holders)\" ] || { echo \"port $port is still held\" >&2; exit 1; }\n" \
	"echo \"port $port is free\"\n"

#define PS_FREE_PORT \
	"$ErrorActionPreference = 'Stop'\n" \
	"$port = [int] @PORT@\n" \
	"function Get-Holder { Get-NetTCPConnection -State Listen -LocalPort $port -ErrorAction SilentlyContinue | Select-Object -ExpandProperty OwningProcess -Unique }\n" \
	"foreach ($id in @(Get-Holder)) {\n" \
	"\tif ($id -le 4 -or $id -eq $PID) { throw \"port $port is held by the system (process $id): left alone\" }\n" \
	"\t$service = @(Get-CimInstance Win32_Service -Filter \"ProcessId = $id\")\n" \
	"\tif ($service.Count -gt 1) { throw \"port $port is held by a process shared by several services: left alone\" }\n" \
	"\tif ($service.Count -eq 1) {\n" \
	"\t\tWrite-Output \"stopping the service $($service[0].Name), which holds port $port\"\n" \
	"\t\tStop-Service -Name $service[0].Name\n" \
	"\t} else {\n" \
	"\t\tWrite-Output \"stopping process $id, which holds port $port\"\n" \
	"\t\tStop-Process -Id $id -Force\n" \
	"\t}\n" \
	"}\n" \
	"for ($i = 0; $i -lt 10 -and @(Get-Holder).Count -gt 0; $i++) { Start-Sleep -Seconds 1 }\n" \
	"if (@(Get-Holder).Count -gt 0) { throw \"port $port is still held\" }\n" \
	"Write-Output \"port $port is free\"\n"

/*
 * Starts the first of several names that exists here, with systemd or with a
 * script of init.
 */
#define SH_START_DEPENDENCY \
	"for service in @DEPENDENCY@; do\n" \
	"\tif systemctl cat \"$service.service\" >/dev/null 2>&1; then\n" \
	"\t\techo \"starting $service\"\n" \
	"\t\tsystemctl start \"$service.service\"\n" \
	"\t\texit\n" \
	"\telif [ -x \"/etc/init.d/$service\" ]; then\n" \
	"\t\t\"/etc/init.d/$service\" status >/dev/null 2>&1 && exit 0\n" \
	"\t\techo \"starting $service\"\n" \
	"\t\t\"/etc/init.d/$service\" start\n" \
	"\t\texit\n" \
	"\tfi\n" \
	"done\n" \
	"echo 'none of these services is installed:' @DEPENDENCY@ >&2\n" \
	"exit 1\n"

#define SH_DEPENDENCY_RUNS \
	"for service in @DEPENDENCY@; do\n" \
	"\tsystemctl is-active --quiet \"$service.service\" 2>/dev/null && exit 0\n" \
	"\t[ -x \"/etc/init.d/$service\" ] && \"/etc/init.d/$service\" status >/dev/null 2>&1 && exit 0\n" \
	"done\n" \
	"exit 1\n"

#define DARWIN_START_DEPENDENCY \
	"for service in @DEPENDENCY@; do\n" \
	"\tif brew list --versions \"$service\" >/dev/null 2>&1; then\n" \
	"\t\tbrew services start \"$service\"\n" \
	"\t\texit\n" \
	"\tfi\n" \
	"done\n" \
	"echo 'none of these services is installed:' @DEPENDENCY@ >&2\n" \
	"exit 1\n"

#define PS_START_DEPENDENCY \
	"$ErrorActionPreference = 'Stop'\n" \
	"$service = Get-Service -Name @DEPENDENCY@ -ErrorAction SilentlyContinue | Select-Object -First 1\n" \
	"if ($null -eq $service) { throw 'the service it needs is not installed' }\n" \
	"if ($service.Status -ne 'Running') { Start-Service -InputObject $service }\n" \
	"$service.WaitForStatus('Running', [TimeSpan]::FromSeconds(60))\n" \
	"Write-Output \"$($service.Name) is running\"\n"

/* Tests the configuration of the services whose own test is known. */
#define CONFIG_SERVICES \
	"nginx|apache|httpd|ssh|haproxy|named|bind9|postfix|squid|unbound|" \
	"rsyslog|fail2ban|dovecot|smbd|keepalived|monit"

#define SH_CONFIG_COPY \
	"file=@CONFIG?@\n" \
	"case $file in\n" \
	"/etc/*|/usr/local/etc/*) ;;\n" \
	"*) file= ;;\n" \
	"esac\n" \
	"broken=/var/backups/$(printf '%s' \"$file\" | tr '/' '_').broken\n"

#define SH_TEST_CONFIG \
	"PATH=$PATH:/usr/sbin:/sbin\n" \
	"service=@SERVICE@\n" \
	SH_CONFIG_COPY \
	"test_config() {\n" \
	"\tcase ${service%.service} in\n" \
	"\tnginx) nginx -t ;;\n" \
	"\tapache2|httpd) apachectl configtest ;;\n" \
	"\tssh|sshd) mkdir -p /run/sshd && sshd -t ;;\n" \
	"\thaproxy) haproxy -c -f /etc/haproxy/haproxy.cfg ;;\n" \
	"\tnamed|bind9) named-checkconf ;;\n" \
	"\tpostfix) postfix check ;;\n" \
	"\tsquid) squid -k parse ;;\n" \
	"\tunbound) unbound-checkconf ;;\n" \
	"\trsyslog) rsyslogd -N1 ;;\n" \
	"\tfail2ban) fail2ban-client -t ;;\n" \
	"\tdovecot) doveconf -n >/dev/null ;;\n" \
	"\tsmbd) testparm -s >/dev/null ;;\n" \
	"\tkeepalived) keepalived -t ;;\n" \
	"\tmonit) monit -t ;;\n" \
	"\t*) echo \"no test is known for $service\" ;;\n" \
	"\tesac\n" \
	"}\n" \
	"[ -z \"$file\" ] || rm -f \"$broken\"\n" \
	"test_config && exit 0\n" \
	"[ -n \"$file\" ] && [ -f \"$file\" ] && mkdir -p /var/backups || exit 1\n" \
	"for copy in \"$file.previous\" \"$file.bak\" \"$file.orig\" \"$file~\"; do\n" \
	"\t[ -f \"$copy\" ] || continue\n" \
	"\tcp -p \"$file\" \"$broken\" && cp -p \"$copy\" \"$file\" || exit 1\n" \
	"\tif test_config; then\n" \
	"\t\techo \"restored $copy; the broken file is kept as $broken\"\n" \
	"\t\texit 0\n" \
	"\tfi\n" \
	"\tcp -p \"$broken\" \"$file\" && rm -f \"$broken\"\n" \
	"done\n" \
	"echo 'the configuration is broken, and no good copy of it is there' >&2\n" \
	"exit 1\n"

#define SH_UNDO_CONFIG \
	SH_CONFIG_COPY \
	"[ -n \"$file\" ] && [ -f \"$broken\" ] || exit 0\n" \
	"cp -p \"$broken\" \"$file\" && rm -f \"$broken\"\n"

#define SH_REMOVE_LOCK \
	"lock=@LOCK@\n" \
	"[ -e \"$lock\" ] || exit 0\n" \
	"[ -f \"$lock\" ] && [ ! -L \"$lock\" ] || { echo \"$lock is no plain file: left alone\" >&2; exit 1; }\n" \
	"pid=$(tr -s ' \\t' '\\n\\n' <\"$lock\" | sed -n '/^[0-9][0-9]*$/{p;q;}')\n" \
	"if [ -z \"$pid\" ]; then\n" \
	"\techo \"$lock does not name its owner: left alone\" >&2\n" \
	"\texit 1\n" \
	"fi\n" \
	"if [ -d \"/proc/$pid\" ] || kill -0 \"$pid\" 2>/dev/null || ps -p \"$pid\" >/dev/null 2>&1; then\n" \
	"\techo \"$lock belongs to process $pid, which is running: left alone\" >&2\n" \
	"\texit 1\n" \
	"fi\n" \
	"if ls -l /proc/[0-9]*/fd 2>/dev/null | grep -qF -- \" -> $lock\"; then\n" \
	"\techo \"$lock is held open by a process: left alone\" >&2\n" \
	"\texit 1\n" \
	"fi\n" \
	"rm -f \"$lock\" && echo \"removed $lock of process $pid, which is gone\"\n"

#define SH_REMOVE_SOCKET \
	"socket=@SOCKET@\n" \
	"[ -S \"$socket\" ] || exit 0\n" \
	"if awk -v path=\"$socket\" '$NF == path || \"/var\" $NF == path || $NF == \"/var\" path { found = 1 } END { exit !found }' /proc/net/unix; then\n" \
	"\techo \"$socket is in use: left alone\" >&2\n" \
	"\texit 1\n" \
	"fi\n" \
	"rm -f \"$socket\" && echo \"removed the left-over socket $socket\"\n"

#define SH_FREE_SPACE \
	"where=@FULL?@\n" \
	"prune() {\n" \
	"\tfind \"$1\" -xdev -type f \\( -name '*.gz' -o -name '*.xz' -o -name '*.bz2' -o -name '*.old' \\\n" \
	"\t\t-o -name '*.log.[0-9]' -o -name '*.log.[0-9][0-9]' -o -name '*log.[0-9]' \\) \\\n" \
	"\t\t-mtime +7 -exec rm -f -- {} +\n" \
	"}\n" \
	"df -P / ${where:+\"$where\"} 2>/dev/null\n" \
	"if command -v journalctl >/dev/null 2>&1; then journalctl --vacuum-size=200M; fi\n" \
	"if command -v apt-get >/dev/null 2>&1; then apt-get clean; fi\n" \
	"if command -v dnf >/dev/null 2>&1; then dnf clean all\n" \
	"elif command -v yum >/dev/null 2>&1; then yum clean all; fi\n" \
	"if [ -d /var/log ]; then prune /var/log; fi\n" \
	"case $where in\n" \
	"*/log|*/log/*|*/logs|*/logs/*) if [ -d \"$where\" ]; then prune \"$where\"; fi ;;\n" \
	"esac\n" \
	"df -P / ${where:+\"$where\"} 2>/dev/null\n" \
	"exit 0\n"

#define PS_FREE_SPACE \
	"$old = (Get-Date).AddDays(-7)\n" \
	"foreach ($folder in \"$env:SystemRoot\\Temp\", \"$env:SystemRoot\\SoftwareDistribution\\Download\") {\n" \
	"\tGet-ChildItem -LiteralPath $folder -Recurse -Force -File -ErrorAction SilentlyContinue |\n" \
	"\t\tWhere-Object { $_.LastWriteTime -lt $old } |\n" \
	"\t\tRemove-Item -Force -ErrorAction SilentlyContinue\n" \
	"}\n" \
	"Get-PSDrive -PSProvider FileSystem | Select-Object Name, Free\n"

/* Makes each missing part of a path, with the owner of what is above it. */
#define SH_MAKE_DIRECTORY \
	"make() {\n" \
	"\t[ -d \"$1\" ] && return 0\n" \
	"\tmake \"$(dirname \"$1\")\" || return 1\n" \
	"\tmkdir \"$1\" || return 1\n" \
	"\tchown \"$(ls -ldn \"$(dirname \"$1\")\" | awk '{ print $3 \":\" $4 }')\" \"$1\"\n" \
	"}\n" \
	"make @DIRECTORY@\n"

/* Whatever serves TLS here takes up its new certificate. */
#define SH_RELOAD_TLS \
	"reloaded=0\n" \
	"for service in nginx apache2 httpd haproxy postfix dovecot exim4 lighttpd; do\n" \
	"\tsystemctl is-active --quiet \"$service\" 2>/dev/null || continue\n" \
	"\techo \"reloading $service\"\n" \
	"\tsystemctl reload-or-restart \"$service\" || exit 1\n" \
	"\treloaded=1\n" \
	"done\n" \
	"[ \"$reloaded\" -eq 1 ] || echo 'no service that is known to use certificates is running'\n"

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
