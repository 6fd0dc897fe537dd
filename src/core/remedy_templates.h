/*-------------------------------------------------------------------------
 *
 * remedy_templates.h
 *		The commands of the remedies, as templates.
 *
 * Private to remedy_table.c, whose head says what a template must fulfil.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REMEDY_TEMPLATES_H
#define LEARN_CORE_REMEDY_TEMPLATES_H

/* clang-format off */

#include "core/remedy.h"

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

#endif
