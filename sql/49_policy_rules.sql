--------------------------------------------------------------------------------
-- The rules that are shipped: what destroys, blinds, leaks, and hides.  The
-- comment of learn.policies.rule says what a rule is made of.
--
-- They state what is dangerous, not what somebody once did.  error: the host
-- or all of its data would be gone, or what is approved is not what is read.
-- danger: hardly ever part of a repair, or cannot be undone.  warning: worth a
-- look.  What is between the marks is a JSON array, which the unit tests read.
--------------------------------------------------------------------------------

INSERT INTO learn.policies (name, version, severity, category, message, rule)
SELECT shipped.name, 1, shipped.severity, shipped.category, shipped.message, shipped.rule
FROM pg_catalog.jsonb_to_recordset($rules$
[
{"name": "removes-root", "severity": "error", "category": "destruction",
 "message": "removes a file system, or a directory without which the host does not work",
 "rule": {
   "any": [
    {"removes": ["@root", "@system"], "not": {"program": ["rmdir", "unlink"], "shell": "sh"}},
    {"program": ["find"], "option": "-delete", "path": ["@root", "@system"], "not": {"option": "@find-tests"}},
    {"program": ["rm", "shred"], "any": [{"inside": {"program": ["find"], "path": ["@root", "@system"],
      "not": {"option": "@find-tests"}}}, {"fed_by": {"program": ["find"], "path": ["@root", "@system"],
      "not": {"option": ["@find-tests", "-exec", "-ok"]}}, "not": {"fed_by": {"program": ["grep", "egrep", "fgrep",
      "head", "tail", "awk", "sed", "cut", "uniq", "tr"]}}}]},
    {"program": ["remove-item"], "arguments": {"at_most": 0}, "fed_by": {"program": ["get-childitem", "get-item"],
      "path": ["@root", "@system"], "not": {"option": ["-Filter", "-Include"]}}},
    {"program": ["rsync"], "option": ["--delete", "--delete-before", "--delete-after", "--delete-during",
      "--delete-excluded", "--del"], "writes": ["@root", "@system"]},
    {"program": ["robocopy"], "option": ["/mir", "/purge"], "writes": ["@root", "@system"]},
    {"program": ["rm", "shred"], "holds": {"program": ["echo", "printf"], "path": ["@root", "@system"]}},
    {"program": ["rm", "shred"], "parent": {"program": ["xargs", "parallel"]}, "any": [{"path": ["@root", "@system"]},
      {"fed_by": {"program": ["echo", "printf"], "path": ["@root", "@system"]}}]},
    {"program": ["reg"], "argument": "delete", "path": ["@root", "@system"]},
    {"text": ["rmtree", "rm_rf", "unlink", "directory::delete", "directory]::delete", "rmsync", "rmdirsync"],
      "path": ["@root", "@system"]}]}},

{"name": "removes-data", "severity": "danger", "category": "destruction",
 "message": "removes all that users or a service have in a directory",
 "rule": {
   "any": [
    {"removes": "@data", "not": {"program": ["rmdir", "unlink"], "shell": "sh"}},
    {"program": ["rsync"], "option": ["--delete", "--delete-before", "--delete-after", "--delete-during",
      "--delete-excluded"], "writes": "@data"}]}},

{"name": "removes-what-is-not-known", "severity": "warning", "category": "destruction",
 "message": "removes everything if the variable is empty: write ${NAME:?}",
 "rule": {"removes": "@variable"}},

{"name": "overwrites-disk", "severity": "error", "category": "destruction",
 "message": "overwrites a disk",
 "rule": {
   "any": [
    {"writes": "@device", "not": {"program": ["ln", "mount"]}},
    {"removes": "@device"},
    {"program": ["blkdiscard"]},
    {"program": ["hdparm"], "option": ["--security-erase", "--security-erase-enhanced", "--trim-sector-ranges"]},
    {"program": ["nvme"], "argument": ["format", "sanitize"]},
    {"program": ["badblocks"], "option": "-w"},
    {"program": ["fsutil"], "argument": "setzerodata"}]}},

{"name": "encrypts-or-wipes-files", "severity": "danger", "category": "destruction",
 "message": "makes files unreadable",
 "rule": {
   "any": [
    {"program": ["cipher"], "option": ["/e", "/w"]},
    {"program": ["sdelete", "sdelete64", "sfill", "wipe", "srm", "shred", "scrub"], "not": {"option": ["--version",
      "--help"]}},
    {"program": ["openssl", "gpg", "gpg2", "7z", "zip", "age"], "option": ["-e", "-aes-256-cbc", "--symmetric",
      "--encrypt", "-P", "-pbkdf2"], "inside": {"program": ["find", "xargs", "for", "while", "foreach-object",
      "get-childitem"]}},
    {"program": ["manage-bde", "enable-bitlocker"], "word": ["-on", "-lock", "-mountpoint*"]}]}},

{"name": "formats-disk", "severity": "danger", "category": "destruction",
 "message": "makes a new file system or partition where others may be",
 "rule": {
   "any": [
    {"program": ["mkfs", "mkfs.*", "mke2fs", "mkswap", "newfs", "wipefs", "format-volume", "clear-disk",
      "initialize-disk", "remove-partition", "remove-physicaldisk", "diskpart", "luksformat"],
      "not": {"option": ["-n", "-V", "--version", "--help"]}},
    {"program": ["format"], "shell": ["cmd", "powershell"], "argument": ["?:", "?:\\"]},
    {"program": ["cryptsetup"], "argument": ["luksFormat", "erase", "luksErase", "luksKillSlot", "reencrypt"]},
    {"program": ["parted", "sgdisk", "sfdisk", "gdisk", "fdisk"], "any": [{"argument": ["mklabel", "mktable", "rm",
      "mkpart"]}, {"option": ["--zap-all", "-Z", "--zap", "-o", "--clear", "--delete", "--wipe"]},
      {"fed_by": {"program": ["echo", "printf", "cat"]}}, {"redirects": "<*"}]},
    {"program": ["mdadm"], "option": ["--zero-superblock"]},
    {"program": ["pvremove", "vgremove", "lvremove", "dmsetup"], "not": {"argument": ["ls", "info", "status", "table",
      "deps"]}},
    {"program": ["zpool"], "argument": ["destroy", "labelclear"]},
    {"program": ["zfs"], "argument": "destroy"},
    {"program": ["diskutil"], "argument": ["erase*", "partitionDisk", "zeroDisk", "randomDisk", "secureErase",
      "reformat"]}]}},

{"name": "fork-bomb", "severity": "error", "category": "destruction",
 "message": "starts itself without end",
 "rule": {"any": [{"detector": "fork-bomb"}, {"shell": "cmd", "text": "%0", "feeds": {"text": "%0"}}]}},

{"name": "rights-of-system-changed", "severity": "danger", "category": "destruction",
 "message": "changes the rights or owners of all files of the system",
 "rule": {
   "any": [
    {"program": ["chmod", "chown", "chgrp", "setfacl"], "option": ["-R", "--recursive"], "path": ["@root", "@system"]},
    {"program": ["icacls", "cacls", "takeown"], "option": ["/t", "/r"], "path": ["@root", "@system"]}]}},

{"name": "drops-database", "severity": "danger", "category": "destruction",
 "message": "removes data from a database",
 "rule": {
   "any": [
    {"program": ["dropdb", "mysqladmin"], "not": {"program": "mysqladmin", "not": {"argument": "drop"}}},
    {"program": ["psql", "mysql", "mariadb", "sqlcmd", "osql", "mongo", "mongosh", "redis-cli", "sqlite3",
      "clickhouse-client", "cqlsh", "invoke-sqlcmd", "sqlplus", "influx", "cockroach"], "text": ["drop database",
      "drop table", "drop schema", "drop keyspace", "drop user", "truncate table", "delete from", "flushall",
      "flushdb", "dropdatabase", "~drop()", "deletemany({})"]},
    {"text": ["drop database", "drop table", "drop schema", "drop keyspace", "truncate table", "delete from",
      "flushall", "dropdatabase"], "feeds": {"program": ["psql", "mysql", "mariadb", "sqlcmd", "mongo", "mongosh",
      "redis-cli", "sqlite3", "clickhouse-client", "cqlsh"]}}]}},

{"name": "removes-cluster-or-cloud", "severity": "danger", "category": "destruction",
 "message": "removes machines, volumes or whole environments",
 "rule": {
   "any": [
    {"program": ["terraform", "tofu", "pulumi", "cdk"], "argument": "destroy"},
    {"program": ["terraform", "tofu"], "option": ["-destroy", "-auto-approve"]},
    {"program": ["kubectl", "oc", "k3s"], "argument": "delete", "any": [{"argument": ["namespace*", "ns", "ns/*",
      "node*", "no", "pv", "pv/*", "pvc", "pvc/*", "persistentvolume*", "crd*", "customresourcedefinition*",
      "clusterrole*"]}, {"option": ["--all", "-A", "--all-namespaces"]}]},
    {"program": ["aws"], "argument": ["delete-*", "terminate-instances", "deregister-*", "rb",
      "schedule-key-deletion"]},
    {"program": ["aws"], "argument": "rm", "option": "--recursive"},
    {"program": ["gcloud", "az", "doctl", "hcloud", "openstack", "ibmcloud", "linode-cli", "gsutil", "s3cmd", "mc"],
      "argument": ["delete", "rb", "rm", "purge"]},
    {"program": ["docker", "podman", "nerdctl"], "argument": "prune", "option": ["--volumes", "-a", "--all"]},
    {"program": ["docker", "podman", "nerdctl"], "argument": "volume", "word": ["rm", "remove", "prune"]},
    {"program": ["docker-compose", "docker"], "argument": "down", "option": ["-v", "--volumes"]},
    {"program": ["etcdctl"], "argument": "del"},
    {"program": ["virsh"], "argument": ["undefine", "vol-delete", "pool-delete"]},
    {"program": ["remove-vm", "remove-azvm", "remove-azresourcegroup", "stop-vm"]}]}},

{"name": "stops-host", "severity": "warning", "category": "destruction",
 "message": "stops or restarts the host",
 "rule": {
   "not": {"about": ["reboot", "restart_host", "restart host", "shutdown", "shut down", "patching"]},
   "any": [
    {"program": ["shutdown", "reboot", "halt", "poweroff", "telinit", "restart-computer", "stop-computer",
      "pm-suspend", "kexec"], "not": {"option": ["-c", "/a", "--help", "--version"]}},
    {"program": ["init"], "argument": ["0", "1", "6", "s", "S"]},
    {"program": ["systemctl"], "argument": ["reboot", "poweroff", "halt", "kexec", "rescue", "emergency", "suspend",
      "hibernate", "soft-reboot", "isolate"]},
    {"writes": "/proc/sysrq-trigger"}]}},

{"name": "kills-everything", "severity": "danger", "category": "destruction",
 "message": "ends processes without which the host does not work",
 "rule": {
   "any": [
    {"program": ["killall5"]},
    {"program": ["kill"], "word": ["-1"], "arguments": {"at_most": 0}, "not": {"word": ["-l", "-L"]}},
    {"program": ["kill"], "argument": "1", "not": {"any": [{"option": ["-HUP", "-0", "-USR1", "-l"]}, {"word": "-1"},
      {"inside": {"program": ["docker", "podman", "kubectl", "oc", "nerdctl", "crictl"]}}]}},
    {"program": ["pkill", "skill", "slay"], "value": {"-u": ["root", "0"]}},
    {"program": ["pkill"], "argument": [".", ".*"]},
    {"program": ["killall", "pkill"], "argument": ["systemd", "init", "sshd", "dbus-daemon"]},
    {"program": ["taskkill"], "text": ["csrss", "wininit", "winlogon", "lsass", "smss"]},
    {"program": ["stop-process"], "text": ["csrss", "wininit", "winlogon", "lsass", "smss"]}]}},

{"name": "cuts-off-host", "severity": "warning", "category": "destruction",
 "message": "cuts the host off from its network, or from those who manage it",
 "rule": {
   "any": [
    {"program": ["ifdown"]},
    {"program": ["ifconfig", "ip"], "argument": "down"},
    {"program": ["ip"], "argument": "flush"},
    {"program": ["nmcli"], "argument": "off"},
    {"program": ["disable-netadapter", "remove-netipaddress", "remove-netroute"]},
    {"program": ["systemctl"], "argument": ["stop", "disable", "mask"], "word": ["ssh", "ssh.service", "sshd",
      "sshd.service", "network", "network.service", "networking", "NetworkManager", "NetworkManager.service",
      "systemd-networkd*", "systemd-resolved*"]},
    {"program": ["service"], "argument": "stop", "word": ["ssh", "sshd", "network", "networking", "NetworkManager"]},
    {"program": ["stop-service", "set-service"], "argument": ["winrm", "termservice", "dhcp", "dnscache",
      "lanmanserver", "netlogon"], "not": {"program": "set-service", "not": {"word": "disabled"}}}]}},

{"name": "disables-access-control", "severity": "danger", "category": "security",
 "message": "turns off access control that the system enforces",
 "rule": {
   "any": [
    {"program": ["setenforce"], "argument": ["0", "permissive", "Permissive"]},
    {"program": ["semanage"], "argument": "permissive", "option": ["-a", "--add"]},
    {"text": ["selinux=disabled", "selinux=permissive", "enforcing=0", "selinux=0", "apparmor=0"],
      "not": {"program": ["grep", "egrep", "awk", "echo"], "not": {"redirects": ">*"}}},
    {"program": ["aa-teardown", "aa-disable", "aa-complain"]},
    {"program": ["spctl"], "option": ["--master-disable", "--global-disable"]},
    {"program": ["csrutil"], "argument": "disable"},
    {"path": "hklm/software/microsoft/windows/currentversion/policies/system", "text": ["enablelua",
      "consentpromptbehavioradmin", "localaccounttokenfilterpolicy"], "not": {"word": "query", "program": "reg"}},
    {"program": ["set-executionpolicy"], "word": ["bypass", "unrestricted"], "not": {"word": ["process",
      "currentuser"]}},
    {"program": ["bcdedit"], "argument": ["testsigning", "nointegritychecks", "loadoptions", "disableelamdrivers"],
      "word": ["on", "yes", "ddisable_integrity_checks", "disable_integrity_checks"]}]}},

{"name": "disables-firewall", "severity": "danger", "category": "security",
 "message": "turns off the firewall",
 "rule": {
   "any": [
    {"program": ["iptables", "ip6tables", "iptables-legacy", "iptables-nft", "ebtables", "arptables"],
      "option": ["-F", "--flush", "-X", "--delete-chain"]},
    {"program": ["iptables", "ip6tables"], "option": ["-P", "--policy"], "argument": "ACCEPT"},
    {"program": ["iptables", "ip6tables"], "option": ["-A", "-I", "--append", "--insert"], "value": {"-j": "ACCEPT"},
      "not": {"option": ["-s", "-d", "-p", "-m", "-i", "-o", "--source", "--destination", "--protocol",
      "--in-interface", "--match"]}},
    {"program": ["nft"], "argument": "flush"},
    {"program": ["ufw"], "argument": ["disable", "reset"]},
    {"program": ["ufw"], "argument": "default", "word": "allow"},
    {"program": ["firewall-cmd"], "value": {"--set-default-zone": "trusted"}},
    {"program": ["pfctl"], "option": ["-d", "-F"]},
    {"program": ["systemctl", "service", "rc-service", "chkconfig"], "argument": ["stop", "disable", "mask", "kill",
      "off"], "word": ["firewalld*", "ufw*", "iptables*", "ip6tables*", "nftables*", "fail2ban*", "csf", "lfd"]},
    {"program": ["netsh"], "word": ["advfirewall", "firewall"], "text": ["~off~", "disable"]},
    {"program": ["set-netfirewallprofile"], "text": ["false"]},
    {"program": ["disable-netfirewallrule", "remove-netfirewallrule"], "not": {"option": ["-Name", "-DisplayName",
      "-InputObject"]}},
    {"program": ["stop-service", "set-service", "sc", "net"], "argument": ["mpssvc", "bfe"], "not": {"word": ["start",
      "query", "running", "automatic"]}}]}},

{"name": "disables-protection", "severity": "danger", "category": "security",
 "message": "turns off or blinds what looks for malware or intruders",
 "rule": {
   "any": [
    {"program": ["set-mppreference"], "text": ["-disable", "-exclusion", "-submitsamplesconsent", "-mapsreporting",
      "threatdefaultaction", "-enablecontrolledfolderaccess", "-attacksurfacereduction"]},
    {"program": ["add-mppreference"], "text": ["-exclusion", "-controlledfolderaccessallowed"]},
    {"program": ["mpcmdrun"], "option": ["/removedefinitions", "/restore"]},
    {"program": ["uninstall-windowsfeature", "remove-windowsfeature", "disable-windowsoptionalfeature", "dism"],
      "text": ["windows-defender"]},
    {"text": ["disableantispyware", "disableantivirus", "disablerealtimemonitoring", "disablebehaviormonitoring",
      "tamperprotection"], "not": {"program": ["get-mppreference", "get-itemproperty", "select-object"]}},
    {"program": ["systemctl", "service", "rc-service", "chkconfig", "update-rc.d"], "argument": ["stop", "disable",
      "mask", "kill", "off", "remove"], "word": ["clamav*", "clamd*", "falcon-sensor*", "ossec*", "wazuh*",
      "osquery*", "aide*", "samhain*", "rkhunter*", "snort*", "suricata*", "falco*", "mdatp*", "cbagentd*",
      "sentinelone*", "ds_agent*", "sysmon*", "crowdstrike*", "apparmor*", "usbguard*", "tripwire*"]},
    {"program": ["stop-service", "set-service", "remove-service", "sc", "net", "taskkill", "stop-process", "wmic"],
      "text": ["windefend", "msmpeng", "wdnissvc", "securityhealth", "~sense~", "mssense", "wscsvc", "csfalcon",
      "sentinelagent", "cbdefense", "sysmon", "mbamservice", "savservice", "mcafee", "symantec", "sophos",
      "carbonblack"], "not": {"word": ["query", "start", "get"]}},
    {"program": ["fltmc"], "argument": "unload"},
    {"program": ["rm", "rpm", "apt-get", "apt", "yum", "dnf", "dpkg"], "argument": ["*clamav*", "*falcon-sensor*",
      "*ossec*", "*wazuh*", "*auditd*", "*osquery*", "*aide*"], "word": ["remove", "purge", "erase", "-e", "-r", "-P",
      "--purge", "autoremove"]},
    {"text": ["amsiutils", "amsiinitfailed", "amsiscanbuffer", "amsicontext", "etweventwrite"]}]}},

{"name": "disables-audit", "severity": "danger", "category": "logging",
 "message": "turns off what records what happens on the host",
 "rule": {
   "any": [
    {"program": ["auditctl"], "option": ["-D"]},
    {"program": ["auditctl"], "value": {"-e": "0"}},
    {"program": ["systemctl", "service", "rc-service", "chkconfig", "initctl"], "argument": ["stop", "disable",
      "mask", "kill", "off"], "word": ["auditd*", "rsyslog*", "syslog*", "systemd-journald*", "journald*",
      "auditbeat*", "filebeat*", "fluentd*", "fluent-bit*", "td-agent*", "vector", "vector.service", "splunk*",
      "promtail*"]},
    {"program": ["kill", "killall", "pkill"], "argument": ["auditd", "rsyslogd", "syslogd", "systemd-journald",
      "rsyslog", "syslog*"], "not": {"option": ["-HUP", "-1", "-USR1"], "not": {"program": "false"}}},
    {"program": ["auditpol"], "text": ["disable", "/clear", "/remove"]},
    {"program": ["wevtutil"], "option": ["/e", "/enabled"], "text": ["/e:false", "/enabled:false"]},
    {"program": ["stop-service", "set-service", "sc", "net"], "argument": ["eventlog", "wecsvc"],
      "not": {"word": ["query", "start", "running", "automatic"]}},
    {"program": ["fsutil"], "argument": "deletejournal"},
    {"program": ["set-psreadlineoption"], "text": ["savenothing"]},
    {"program": ["set"], "word": "+o", "argument": "history"},
    {"program": ["unset"], "argument": ["HISTFILE", "HISTSIZE", "PROMPT_COMMAND"]},
    {"assigns": ["HISTFILE=/dev/null", "HISTFILE=", "HISTSIZE=0", "HISTFILESIZE=0"]},
    {"program": ["export", "declare", "typeset"], "word": ["HISTFILE=/dev/null", "HISTFILE=", "HISTSIZE=0",
      "HISTFILESIZE=0"]},
    {"text": ["enablescriptblocklogging", "enablemodulelogging", "enabletranscripting"],
      "not": {"program": ["get-itemproperty"]}}]}},

{"name": "erases-evidence", "severity": "danger", "category": "logging",
 "message": "removes what tells who did what on the host",
 "rule": {
   "any": [
    {"removes": ["/var/log/audit/**", "/var/log/auth.log*", "/var/log/secure*", "/var/log/wtmp*", "/var/log/btmp*",
      "/var/log/lastlog", "/var/log/faillog", "/var/run/utmp", "/run/utmp", "/var/log/journal/**", "/var/log/journal",
      "/run/log/journal/**", "/var/log/audit", "~/.*_history", "**/.*_history", "**/consolehost_history.txt",
      "**.evtx", "c:/windows/system32/winevt/**", "/var/account/**", "/var/log/sudo*"]},
    {"program": ["wevtutil"], "argument": ["cl", "clear-log"]},
    {"program": ["clear-eventlog", "remove-eventlog", "clear-history"]},
    {"program": ["history"], "option": ["-c", "-d"]},
    {"program": ["clear-winevent"]},
    {"text": ["cleareventlog", "eventlogsession*clearlog"]},
    {"program": ["utmpdump"], "option": ["-r", "--reverse"]},
    {"program": ["ausearch", "aureport"], "option": "--delete"}]}},

{"name": "empties-logs", "severity": "warning", "category": "logging",
 "message": "removes messages of the system",
 "rule": {
   "removes": ["/var/log/**", "/private/var/log/**"],
   "not": {"removes": ["/var/log/**.gz", "/var/log/**.[0-9]", "/var/log/**.old", "/var/log/**.1", "/var/log/**.xz",
     "/var/log/**.bz2"]}}},

{"name": "removes-backups", "severity": "danger", "category": "backups",
 "message": "removes backups, or the ways back to an earlier state",
 "rule": {
   "any": [
    {"program": ["vssadmin"], "argument": ["delete", "resize"]},
    {"program": ["wmic"], "argument": "shadowcopy", "word": "delete"},
    {"text": "win32_shadowcopy", "any": [{"feeds": {"program": ["remove-wmiobject", "remove-ciminstance",
      "foreach-object"]}}, {"text": "delete"}]},
    {"program": ["diskshadow"]},
    {"program": ["wbadmin"], "argument": ["delete", "disable"]},
    {"program": ["bcdedit"], "text": ["recoveryenabled&no", "ignoreallfailures"]},
    {"program": ["reagentc"], "option": "/disable"},
    {"program": ["disable-computerrestore", "remove-wbpolicy", "remove-wbbackuptarget"]},
    {"program": ["tmutil"], "argument": ["disable", "delete", "deletelocalsnapshots", "thinlocalsnapshots"]},
    {"program": ["btrfs"], "argument": "delete"},
    {"program": ["restic", "borg", "duplicity", "kopia", "duplicacy", "bacula", "rdiff-backup", "velero",
      "pgbackrest", "barman", "wal-g", "rclone"], "argument": ["forget", "delete", "prune", "remove-all-but-n-full",
      "remove-older-than", "purge", "expire", "stanza-delete"]},
    {"program": ["systemctl"], "argument": ["stop", "disable", "mask"], "word": ["*backup*", "*bacula*", "*borg*",
      "*restic*", "*snapper*", "*timeshift*"]},
    {"program": ["stop-service", "set-service", "sc", "net"], "argument": ["vss", "wbengine", "sdrsvc", "swprv",
      "*veeam*", "*backupexec*"], "not": {"word": ["start", "query", "running", "automatic"]}},
    {"program": ["snapper", "timeshift"], "word": ["delete", "--delete", "--delete-all"]},
    {"removes": ["/backup", "/backups", "/var/backups", "/var/backup", "**/backups/**", "**/backup/**", "**.vbk",
      "**.bak"], "option": ["-r", "-R", "--recursive", "-Recurse", "/s"]}]}},

{"name": "disables-updates", "severity": "warning", "category": "security",
 "message": "keeps the host from getting security updates",
 "rule": {
   "any": [
    {"program": ["systemctl"], "argument": ["disable", "mask"], "word": ["unattended-upgrades*", "apt-daily*",
      "dnf-automatic*", "yum-cron*", "packagekit*"]},
    {"program": ["sc", "set-service"], "argument": ["wuauserv", "usosvc", "waasmedicsvc"], "text": "disabled"},
    {"text": "noautoupdate", "not": {"program": ["get-itemproperty"]}}]}},

{"name": "skips-script-policy", "severity": "warning", "category": "security",
 "message": "runs scripts that the policy of the host would not run",
 "rule": {
   "any": [
    {"program": ["powershell", "pwsh"], "value": {"-ExecutionPolicy": ["bypass", "unrestricted", "remotesigned"]}},
    {"program": ["powershell", "pwsh"], "value": {"-ep": ["bypass", "unrestricted", "remotesigned"]}},
    {"program": "set-executionpolicy", "word": ["bypass", "unrestricted"]}]}},

{"name": "loads-driver", "severity": "warning", "category": "security",
 "message": "adds a driver, or a provider that the system itself will run",
 "rule": {
   "any": [
    {"program": ["pnputil"], "option": ["/add-driver", "/i", "/a"]},
    {"program": ["mofcomp", "ldifde", "csvde", "drvload", "register-cimprovider"]},
    {"program": ["dism"], "option": ["/add-driver", "/add-package"]},
    {"program": ["fltmc"], "argument": "load"}]}},

{"name": "watches-users", "severity": "warning", "category": "exfiltration",
 "message": "records what users do or send",
 "rule": {
   "any": [
    {"program": ["psr", "nmcap", "pktmon", "script", "scrot", "import", "screencapture", "arecord", "logkeys",
      "xinput", "xspy", "dsniff", "ettercap", "snoop"], "not": {"program": ["script", "import"]}},
    {"program": ["netsh"], "argument": "trace", "word": "start"},
    {"program": ["strace", "ltrace", "gdb", "dtrace", "bpftrace"], "option": "-p", "text": ["sshd", "~su~", "login"]},
    {"text": ["getasynckeystate", "copyfromscreen", "setwindowshookex"]}]}},

{"name": "weakens-login", "severity": "danger", "category": "security",
 "message": "lets more users log in, or with less proof",
 "rule": {
   "any": [
    {"text": ["permitrootlogin yes", "permitrootlogin*yes", "permitemptypasswords*yes", "passwordauthentication*yes",
      "pam_permit.so", "hosts.equiv", "nullok"], "not": {"program": ["grep", "egrep", "cat", "sshd"]}},
    {"writes": ["/etc/pam.d/**", "/etc/security/**", "/etc/hosts.equiv", "**/.rhosts", "/etc/login.defs"]},
    {"program": ["passwd"], "option": ["-d", "--delete", "-u", "--unlock"]},
    {"text": ["uselogoncredential", "runasppl", "disablerestrictedadmin", "restrictanonymous", "fdenytsconnections",
      "lmcompatibilitylevel", "allowinsecureguestauth", "nolmhash"], "not": {"program": ["get-itemproperty"],
      "not": {"word": "never"}}},
    {"program": ["net"], "argument": "accounts", "option": ["/lockoutthreshold", "/minpwlen", "/maxpwage"]},
    {"program": ["xhost"], "word": "+"}]}},

{"name": "skips-verification", "severity": "warning", "category": "security",
 "message": "does not verify whom it talks to, or what it installs",
 "rule": {
   "any": [
    {"program": ["curl"], "option": ["-k", "--insecure", "--proxy-insecure"]},
    {"program": ["wget"], "option": ["--no-check-certificate"]},
    {"program": ["ssh", "scp", "sftp", "rsync", "ssh-copy-id", "sshpass", "git", "export"],
      "text": ["stricthostkeychecking=no", "stricthostkeychecking no", "userknownhostsfile=/dev/null"]},
    {"text": ["http.sslverify=false", "http.sslverify false", "strict-ssl=false", "strict-ssl false",
      "node_tls_reject_unauthorized=0", "pythonhttpsverify=0", "git_ssl_no_verify",
      "servercertificatevalidationcallback", "trustallcertspolicy"]},
    {"option": ["-SkipCertificateCheck", "-SkipCACheck", "-SkipCNCheck", "-SkipPublisherCheck"],
      "shell": "powershell"},
    {"program": ["pip", "pip3", "python*"], "option": "--trusted-host"},
    {"program": ["apt-get", "apt", "aptitude"], "any": [{"option": ["--allow-unauthenticated",
      "--allow-insecure-repositories"]}, {"text": ["allowunauthenticated"]}]},
    {"program": ["yum", "dnf", "zypper", "microdnf"], "option": ["--nogpgcheck", "--no-gpg-checks"]},
    {"program": ["rpm"], "option": ["--nosignature", "--nodigest", "--nodeps"]},
    {"program": ["dpkg", "apk"], "option": ["--force-all", "--force-bad-verify", "--allow-untrusted"]},
    {"program": ["helm", "skopeo", "podman", "docker", "crane"], "option": ["--insecure-skip-tls-verify",
      "--tls-verify=false", "--insecure"]}]}},

{"name": "weakens-kernel", "severity": "danger", "category": "security",
 "message": "turns off protection that the kernel gives, or loads code into it",
 "rule": {
   "any": [
    {"text": ["kernel.randomize_va_space*0", "kernel.yama.ptrace_scope*0", "kernel.kptr_restrict*0",
      "fs.suid_dumpable*2", "fs.protected_symlinks*0", "fs.protected_hardlinks*0",
      "kernel.unprivileged_bpf_disabled*0", "kernel.modules_disabled", "kernel.modprobe", "kernel.core_pattern"],
      "program": ["sysctl", "echo", "tee", "printf"], "not": {"option": "-n"}},
    {"writes": ["/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/kernel/randomize_va_space",
      "/proc/sys/fs/binfmt_misc/**", "/sys/kernel/uevent_helper", "/proc/sys/kernel/yama/**", "/sys/kernel/debug/**"]},
    {"program": ["insmod", "kmodload"]},
    {"program": ["modprobe"], "path": ["/tmp/**", "/var/tmp/**", "/dev/shm/**"]}]}},

{"name": "reads-secrets", "severity": "danger", "category": "exfiltration",
 "message": "uses a file in which secrets are",
 "rule": {
   "path": "@secrets",
   "not": {"any": [{"program": ["ls", "stat", "chmod", "chown", "chgrp", "test", "[", "[[", "touch", "mkdir",
     "restorecon", "visudo", "ssh-keygen", "ssh-add", "get-acl", "test-path", "echo", "printf", "kinit", "klist",
     "rm", "getfacl", "realpath", "readlink", "dirname"]}, {"program": ["ssh", "scp", "sftp", "sshfs"],
     "option": "-i"}, {"program": ["kubectl", "helm", "oc"], "option": "--kubeconfig"}, {"program": ["export"],
     "word": ["KUBECONFIG=*", "PGPASSFILE=*", "AWS_SHARED_CREDENTIALS_FILE=*"]}, {"program": "",
     "assigns": "KUBECONFIG=*"}]}}},

{"name": "dumps-credentials", "severity": "danger", "category": "exfiltration",
 "message": "takes passwords or keys out of the system",
 "rule": {
   "any": [
    {"text": ["sekurlsa", "lsadump", "mimikatz", "comsvcs&minidump", "minidumpwritedump", "kerberos::", "~dcsync~",
      "sam::", "invoke-kerberoast"]},
    {"text": ["~lsass~", "lsass.exe"], "not": {"program": ["get-process", "tasklist", "taskkill", "stop-process"]}},
    {"program": ["reg"], "argument": ["save", "export"], "path": ["hklm/sam*", "hklm/security*", "hklm/system"]},
    {"program": ["ntdsutil", "dsdbutil"]},
    {"program": ["getent"], "argument": ["shadow", "gshadow"]},
    {"program": ["unshadow", "pwdump", "secretsdump.py", "hashdump", "gsecdump", "lazagne", "john", "hashcat"]},
    {"program": ["procdump", "procdump64", "gcore", "createdump", "sqldumper", "rdrleakdiag", "dotnet-dump"]},
    {"program": ["security"], "argument": ["dump-keychain", "find-generic-password", "find-internet-password",
      "export"]},
    {"program": ["vaultcmd", "cmdkey"], "word": ["/listcreds*", "/list*"]},
    {"program": ["netsh"], "argument": "wlan", "word": "key=clear"},
    {"program": ["vssadmin"], "argument": "create"},
    {"program": ["esentutl"], "option": ["/vss", "/y"]},
    {"program": ["wmic"], "argument": "shadowcopy", "word": "create"},
    {"program": ["gpg"], "option": ["--export-secret-keys", "--export-secret-subkeys"]},
    {"program": ["kubectl", "oc"], "argument": ["secret", "secrets"], "option": ["-o", "--output"]},
    {"program": ["aws"], "argument": ["get-secret-value", "get-session-token", "create-access-key",
      "export-credentials"]},
    {"program": ["gcloud"], "argument": ["print-access-token", "print-identity-token"]},
    {"text": ["security-credentials", "computemetadata*token", "metadata/identity/oauth2/token", "/latest/user-data"]}]}},

{"name": "sends-files-away", "severity": "danger", "category": "exfiltration",
 "message": "sends data to a host that is not one of ours",
 "rule": {
   "foreign_host": {},
   "any": [
    {"program": ["curl"], "option": ["-T", "-F", "-d", "--data", "--data-binary", "--data-raw", "--data-urlencode",
      "--data-ascii", "--upload-file", "--form", "--json"]},
    {"program": ["curl", "http", "https", "xh"], "argument": ["PUT", "POST", "PATCH"]},
    {"program": ["wget"], "option": ["--post-file", "--post-data", "--body-file", "--body-data", "--method"]},
    {"program": ["invoke-webrequest", "invoke-restmethod"], "option": ["-InFile", "-Body", "-Form"]},
    {"program": ["scp", "rsync", "sftp", "ftp", "tftp", "lftp", "ncftpput", "smbclient", "rclone", "mail", "mailx",
      "mutt", "sendmail", "send-mailmessage", "swaks"]},
    {"program": ["ssh", "nc", "ncat", "netcat", "socat", "telnet", "openssl", "curl"],
      "any": [{"fed_by": {"program": ["cat", "tar", "gzip", "base64", "dd", "zcat", "mysqldump", "pg_dump",
      "pg_dumpall", "get-content", "zip", "xz", "cpio", "xxd", "journalctl"]}}, {"redirects": "<*"}]},
    {"text": ["/dev/tcp/", "/dev/udp/"], "redirects": ["*> /dev/tcp/*", "*> /dev/udp/*"]},
    {"text": ["uploadfile(", "uploadstring(", "uploaddata(", "uploadvalues(", "postasync("]},
    {"program": ["bitsadmin"], "option": "/upload"},
    {"program": ["copy", "xcopy", "robocopy", "move", "copy-item", "type"]}]}},

{"name": "sends-data-by-name-lookup", "severity": "danger", "category": "exfiltration",
 "message": "hides data in what looks like the name of a host",
 "rule": {
   "program": ["dig", "nslookup", "host", "ping", "ping6", "resolve-dnsname", "drill", "kdig", "getent"],
   "holds": {"program": ["cat", "base64", "xxd", "od", "hexdump", "type", "get-content", "whoami", "id", "hostname",
     "uname", "head", "tail", "gzip"]}}},

{"name": "runs-what-it-downloads", "severity": "danger", "category": "download",
 "message": "runs what another host sends, whatever that will be",
 "rule": {
   "any": [
    {"program": ["@shells"], "not": {"option": ["-c", "-Command", "-File", "/c", "/k"]},
      "any": [{"arguments": {"at_most": 0}}, {"option": "-s"}, {"word": ["-", "/dev/stdin"]}],
      "fed_by": {"any": [{"program": ["@downloaders", "@netcats"]}, {"program": "openssl", "argument": "s_client"},
      {"program": ["dig", "nslookup", "host", "ssh", "aws", "gsutil"]}]}},
    {"program": ["python*", "perl*", "ruby*", "node", "nodejs", "php*", "lua*", "tclsh*", "osascript", "deno", "bun"],
      "any": [{"arguments": {"at_most": 0}, "not": {"option": ["-c", "-e", "-n", "-p", "-m", "-r", "-l"]}},
      {"word": ["-", "/dev/stdin"]}], "fed_by": {"any": [{"program": ["@downloaders", "@netcats"]},
      {"program": "openssl", "argument": "s_client"}]}},
    {"program": ["@shells", "eval"], "option": "-c", "fed_by": {"program": ["@downloaders", "@netcats"]},
      "any": [{"holds": {"nesting": "substitution", "program": ["cat", "tee", "dd"]}},
      {"inside": {"program": ["xargs", "parallel"]}}]},
    {"program": ["invoke-expression", "eval", "source", ".", "iex", "add-type"],
      "fed_by": {"program": ["@downloaders", "@netcats", "new-object"]}},
    {"program": ["invoke-expression", "foreach-object", "invoke-command"], "text": ["downloadstring", "downloaddata",
      "openread", "getstringasync"]},
    {"program": ["@downloaders"], "nesting": ["substitution", "block", "script"],
      "parent": {"any": [{"program": ["@shells", "eval", "invoke-expression", "source", ".", "exec", "python*",
      "perl*", "ruby*", "node", "php*"], "nesting": ["none", "wrapper", "substitution", "block", "remote"]},
      {"detector": "unknown-program"}]}, "not": {"nesting": "script", "parent": {"program": ["@shells", "eval",
      "source", "."]}}},
    {"text": ["downloadstring", "downloaddata"], "any": [{"text": ["~iex~", "invoke-expression", ".invoke(",
      "reflection.assembly", "[scriptblock]"]}, {"feeds": {"program": "invoke-expression"}},
      {"inside": {"program": "invoke-expression"}}]},
    {"detector": "downloaded-file"}]}},

{"name": "downloads-by-other-means", "severity": "warning", "category": "download",
 "message": "downloads with a program that is not made for it",
 "rule": {
   "any": [
    {"text": ["downloadstring", "downloaddata", "downloadfile(", "webclient", "xmlhttp", "winhttp.winhttprequest",
      "httpwebrequest"]},
    {"program": ["certutil"], "option": ["/urlcache", "/verifyctl", "/url"]},
    {"program": ["bitsadmin"], "option": ["/transfer", "/addfile", "/create", "/setnotifycmdline"]},
    {"program": ["tftp", "finger", "whois"], "not": {"program": "whois", "not": {"option": ["-p", "--port"]}}},
    {"program": ["python*", "perl*", "ruby*", "php*", "node", "lua*", "jrunscript", "jjs"], "text": ["urllib",
      "urlretrieve", "net::http", "open-uri", "lwp::", "http.get(", "file_get_contents*http", "requests.get",
      "socket.http"], "option": ["-c", "-e", "-r", "-M"]},
    {"program": ["bash", "cat", "exec"], "text": ["/dev/tcp/"], "foreign_host": {}}]}},

{"name": "installs-from-elsewhere", "severity": "warning", "category": "download",
 "message": "installs from an address, not from a source of packages that the host trusts",
 "rule": {
   "any": [
    {"program": ["msiexec"], "option": ["/i", "/package", "/update", "/p"],
      "not": {"path": ["c:/windows/installer/**"]}},
    {"program": ["winget"], "option": ["--manifest", "-m", "--ignore-security-hash"]},
    {"program": ["rpm", "dpkg", "yum", "dnf", "zypper", "apt", "apt-get", "pip", "pip3", "npm", "gem", "msiexec",
      "snap", "add-appxpackage", "winget", "install-package", "go", "cargo", "brew", "apk", "pkg", "kubectl", "helm",
      "docker"], "text": ["http://", "https://", "ftp://", "git+"], "foreign_host": {"allowed": ["*.debian.org",
      "*.ubuntu.com", "*.fedoraproject.org", "*.centos.org", "*.redhat.com", "*.almalinux.org", "*.rockylinux.org",
      "*.opensuse.org", "*.suse.com", "*.archlinux.org", "*.alpinelinux.org", "pypi.org", "*.pythonhosted.org",
      "*.npmjs.org", "*.rubygems.org", "rubygems.org", "*.postgresql.org", "*.docker.com", "*.microsoft.com",
      "*.k8s.io", "*.kubernetes.io", "*.mysql.com", "*.nginx.org"]}, "not": {"argument": ["get", "logs", "describe",
      "push"]}}]}},

{"name": "encoded-command", "severity": "danger", "category": "encoded",
 "message": "what it runs is encoded, so that nobody reads it",
 "rule": {
   "any": [
    {"nesting": "encoded"},
    {"program": ["powershell", "pwsh"], "option": ["-EncodedCommand", "-EncodedArguments", "-ec"]},
    {"program": ["@interpreters"], "fed_by": {"any": [{"program": ["base64", "base32", "basenc", "gbase64"],
      "option": ["-d", "-D", "--decode", "-di"]}, {"program": "openssl", "option": "-d"}, {"program": "xxd",
      "option": "-r"}, {"program": ["uudecode", "rev", "unxz", "gunzip", "zcat", "bzcat", "xzcat", "rot13",
      "mimencode"]}, {"program": ["tr"], "fed_by": {"program": ["echo", "printf"]}}, {"program": "gzip",
      "option": "-d"}]}, "any": [{"arguments": {"at_most": 0}}, {"option": "-s"}, {"word": ["-", "/dev/stdin"]}]},
    {"any": [{"program": ["base64", "base32", "basenc"], "option": ["-d", "-D", "--decode"]}, {"program": "xxd",
      "option": "-r"}, {"program": "openssl", "option": "-d"}], "nesting": "substitution",
      "parent": {"any": [{"program": ["@shells", "eval", "source", ".", "exec", "invoke-expression"]},
      {"detector": "unknown-program"}]}},
    {"any": [{"program": ["base64", "xxd", "openssl", "printf", "echo"]}], "nesting": "substitution",
      "parent": {"detector": "unknown-program"}},
    {"program": ["certutil"], "option": ["/decode", "/decodehex"]},
    {"text": ["frombase64string", "b64decode", "base64_decode", "decode_base64", "base64.decode64",
      "[char]*[char]*[char]", "-bxor", "string.fromcharcode", "fromcharcode", "convertto-securestring -key",
      "gzipstream", "deflatestream"], "any": [{"text": ["~iex~", "invoke-expression", "exec(", "eval(", "system(",
      ".invoke(", "[scriptblock]", "reflection.assembly", "os.system"]}, {"feeds": {"program": "invoke-expression"}},
      {"inside": {"program": ["invoke-expression"]}}]}]}},

{"name": "long-encoded-text", "severity": "warning", "category": "encoded",
 "message": "holds a long text that is encoded: nobody can read what it is",
 "rule": {"detector": "encoded-payload"}},

{"name": "decodes-text", "severity": "warning", "category": "encoded",
 "message": "decodes what nobody can read, or makes such a text",
 "rule": {
   "any": [
    {"text": ["frombase64string", "b64decode", "decode_base64", "base64.decode64"]},
    {"program": ["certutil"], "option": ["/encode", "/encodehex"]},
    {"program": ["base64", "base32", "basenc"], "option": ["-d", "-D", "--decode"], "fed_by": {"program": ["echo",
      "printf"], "not": {"word": ["$*", "*$*"]}}}]}},

{"name": "disguised-program", "severity": "danger", "category": "encoded",
 "message": "the name of the program is spelled so that it is hard to read",
 "rule": {"detector": "disguised-program"}},

{"name": "unknown-program", "severity": "warning", "category": "encoded",
 "message": "what runs is only known when it runs",
 "rule": {
   "any": [
    {"detector": "unknown-program", "not": {"holds": {"program": ["ssh-agent", "dircolors", "brew", "direnv",
      "resize", "docker-machine", "minikube", "pyenv", "rbenv"]}}},
    {"program": ["eval", "invoke-expression"], "text": ["$"], "not": {"holds": {"program": ["ssh-agent", "dircolors",
      "brew", "direnv", "resize", "docker-machine", "minikube", "pyenv", "rbenv", "getopt", "id", "echo"]}}},
    {"program": ["@shells"], "option": "-c", "word": ["$*"], "not": {"holds": {"nesting": "script",
      "not": {"program": ""}}}}]}},

{"name": "not-readable-to-its-end", "severity": "danger", "category": "encoded",
 "message": "cannot be read to its end, so that not all of it was looked at",
 "rule": {"detector": "unparsable"}},

{"name": "hidden-characters", "severity": "error", "category": "encoded",
 "message": "has characters that cannot be seen, or turn the direction of writing",
 "rule": {"detector": "hidden-characters"}}
]
$rules$) AS shipped (name text, severity text, category text, message text, rule jsonb);
