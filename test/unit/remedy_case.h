/*-------------------------------------------------------------------------
 *
 * remedy_case.h
 *		Invented failures, each of which calls for one remedy.
 *
 * A failure is that of the last step of a runbook with the parameters APP,
 * PORT and NAME.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_REMEDY_CASE_H
#define LEARN_TEST_REMEDY_CASE_H

/* clang-format off */

#define L "linux"
#define W "windows"
#define D "darwin"

static const struct RemedyCase
{
	const char *remedy;
	const char *platform;
	const char *incident;
	const char *command;
	const char *message; /* NULL: all went well, and the incident stayed */
	const char *state;   /* JSON of the state after; NULL: not captured */
} remedy_cases[] = {
	/* services */
	{"free-port", L, "service_crash", "serve --port 8080", "listen tcp :8080: bind: address already in use", NULL},
	{"free-port", W, "service_crash", "node app.js", "Error: listen EADDRINUSE: address already in use :::3000", NULL},
	{"free-port", D, "service_crash", "flask run", "Port 5000 is in use by another program.", NULL},
	{"report-reserved-port", W, "service_crash", "app.exe", "An attempt was made to access a socket in a way forbidden by its access permissions, port 50051", NULL},
	{"remove-stale-socket", L, "service_crash", "appd", "bind() to unix:/run/app/app.sock failed (98: Address already in use)", NULL},
	{"remove-postmaster-pid", L, "service_crash", "pg_ctl start", "FATAL:  lock file \"postmaster.pid\" already exists\nHINT:  Is another postmaster (PID 714) running in data directory \"/var/lib/pg/data\"?", NULL},
	{"remove-postmaster-pid", D, "service_crash", "postgres -D /usr/local/var/postgres", "FATAL: lock file \"postmaster.pid\" already exists in data directory \"/usr/local/var/postgres\"", NULL},
	{"remove-git-lock", L, "deploy_failure", "git -C \"$APP\" pull", "fatal: Unable to create '/srv/app/.git/index.lock': File exists.\nfatal: lock file /srv/app/.git/index.lock", NULL},
	{"remove-stale-lock", L, "service_crash", "appd", "pid file /run/app.pid already exists", NULL},
	{"remove-stale-lock", D, "service_crash", "appd", "lockfile /var/run/app.lock: could not acquire", NULL},
	{"test-config", L, "service_crash", "systemctl restart nginx", "nginx: [emerg] unexpected \"}\" in /etc/nginx/nginx.conf:12", NULL},
	{"restore-config", L, "service_crash", "appd --config \"$APP/etc/app.json\"", "cannot parse /srv/app/etc/app.json: Expecting ',' delimiter: line 3 column 5", NULL},
	{"daemon-reload", L, "service_crash", "systemctl restart app", "Warning: The unit file of app.service changed on disk. Run 'systemctl daemon-reload'.", NULL},
	{"reset-failed", L, "service_crash", "systemctl start app", "app.service: Start request repeated too quickly.", NULL},
	{"unmask-service", L, "service_crash", "systemctl start app", "Failed to start app.service: Unit app.service is masked.", NULL},
	{"other-service-name", L, "config_drift", "systemctl reload sshd", "Failed to reload sshd.service: Unit sshd.service not found.", NULL},
	{"start-required-units", L, "service_crash", "systemctl start app", "A dependency job for app.service failed. See 'journalctl -xe' for details.", NULL},
	{"start-dependency", L, "service_crash", "app migrate", "Could not connect to Redis at 127.0.0.1:6379: Connection refused", NULL},
	{"start-dependency", W, "service_crash", "app migrate", "could not connect to server: Connection refused, is it running on localhost and accepting connections on port 5432?", NULL},
	{"stop-stuck-service", L, "service_crash", "systemctl restart app", "app.service: State 'stop-sigterm' timed out. Killing.", NULL},
	{"longer-start", L, "service_crash", "systemctl start app", "Job for app.service failed because a timeout was exceeded.", NULL},
	{"user-session", L, "service_crash", "systemctl --user restart app", "Failed to connect to bus: No medium found", NULL},
	{"more-open-files", L, "service_crash", "appd", "accept: Too many open files", NULL},
	{"more-file-watches", L, "service_crash", "npm start", "Error: ENOSPC: System limit for number of file watchers reached, watch '/srv/app'", NULL},
	{"more-memory-maps", L, "service_crash", "elasticsearch", "max virtual memory areas vm.max_map_count [65530] is too low, increase to at least [262144]", NULL},
	{"turn-swap-off", L, "service_crash", "kubelet", "running with swap on is not supported, please disable swap!", NULL},
	{"restart-leaking-service", L, "memory_leak", "systemctl reload app", NULL, "{\"memory_percent\": 98}"},
	{"report-memory", L, "service_crash", "appd", "fork: Cannot allocate memory", NULL},
	{"collect-zombies", L, "high_cpu", "check-processes", "CRITICAL: 412 zombie processes", NULL},
	{"flush-mail-queue", L, "mail_queue", "systemctl restart postfix", NULL, NULL},
	{"resume-printers", L, "print_failure", "lp test.txt", "lp: printer office disabled since Monday", NULL},
	{"report-replication", L, "replication_lag", "psql -c 'SELECT 1'", "ERROR:  requested WAL segment 000000010000000A has already been removed", NULL},
	{"set-clock", L, "patch_failure", "apt-get update", "Release file is not valid yet (invalid for another 17d 11h 5min 38s)", NULL},
	{"set-clock", W, "auth_failure", "gpupdate", "The time difference between the client and server is too large", NULL},

	/* Windows */
	{"enable-service", W, "service_crash", "Start-Service -Name AppSvc", "Service 'App (AppSvc)' cannot be started, either because it is disabled", NULL},
	{"start-required-services", W, "service_crash", "net start AppSvc", "System error 1068 has occurred. The dependency service or group failed to start.", NULL},
	{"end-stuck-service", W, "service_crash", "Restart-Service AppSvc", "The service cannot accept control messages at this time", NULL},
	{"stop-dependents", W, "service_crash", "Stop-Service AppSvc", "Cannot stop service 'App (AppSvc)' because it has dependent services.", NULL},
	{"retry-service-start", W, "service_crash", "net start AppSvc", "Error 1053: The service did not respond to the start or control request in a timely fashion.", NULL},
	{"start-app-pool", W, "service_crash", "Invoke-WebRequest http://localhost/", "Application pool 'Intranet' is being automatically disabled", NULL},
	{"start-web-server", W, "service_crash", "iisreset", "The World Wide Web Publishing Service (W3SVC) is not running", NULL},
	{"start-winrm", W, "config_drift", "Invoke-Command", "The WinRM client cannot complete the operation within the time specified", NULL},
	{"clear-print-queue", W, "print_failure", "Get-PrintJob", "The print spooler service is not responding", NULL},
	{"check-wmi", W, "monitoring", "Get-CimInstance Win32_Volume", "Invalid class 0x80041010", NULL},
	{"report-pending-reboot", W, "patch_failure", "setup.exe /quiet", "A restart is required before this installation can continue", NULL},
	{"wait-for-installer", W, "patch_failure", "msiexec /i app.msi", "Another installation is already in progress. (1618)", NULL},
	{"wait-for-backup", W, "backup_failure", "wbadmin start backup", "Only one backup or recovery operation can be performed at a time", NULL},
	{"repair-component-store", W, "patch_failure", "wusa update.msu", "Installer encountered an error: 0x80073712", NULL},
	{"reset-update-caches", W, "patch_failure", "Install-WindowsUpdate", "WindowsUpdate failed with 0x80248007", NULL},
	{"reset-winget-sources", W, "patch_failure", "winget upgrade --all", "0x8a15000f : Data required by the source is missing", NULL},
	{"restart-writers", W, "backup_failure", "backup.exe", "A writer has failed: VSS_E_WRITERERROR_TIMEOUT 0x800423f2", NULL},
	{"report-shadow-storage", W, "backup_failure", "backup.exe", "0x8004231f insufficient storage available for the shadow copy", NULL},
	{"use-tls-1.2", W, "deploy_failure", "Invoke-WebRequest https://example.com", "The request was aborted: Could not create SSL/TLS secure channel.", NULL},
	{"allow-local-scripts", W, "deploy_failure", ".\\deploy.ps1", "File C:\\app\\deploy.ps1 cannot be loaded because running scripts is disabled on this system.", NULL},
	{"utf8-output", W, "deploy_failure", "python report.py", "UnicodeEncodeError: 'charmap' codec can't encode character", NULL},
	{"report-elevation", W, "patch_failure", "sfc /scannow", "You must be in an elevated session: access is denied", NULL},

	/* macOS */
	{"enable-job", D, "service_crash", "launchctl bootstrap system /Library/LaunchDaemons/com.example.app.plist", "Bootstrap failed: 119: Service is disabled", NULL},
	{"load-job", D, "service_crash", "launchctl kickstart -k system/com.example.app", "Could not find service \"com.example.app\" in domain for system", NULL},
	{"restart-job", D, "service_crash", "launchctl bootstrap system /Library/LaunchDaemons/com.example.app.plist", "Bootstrap failed: 37: Operation already in progress", NULL},
	{"retry-bootstrap", D, "deploy_failure", "launchctl bootstrap gui/501 app.plist", "Bootstrap failed: 5: Input/output error", NULL},
	{"wait-for-brew", D, "patch_failure", "brew upgrade", "Error: Another active Homebrew update process is already in progress.", NULL},
	{"refresh-formulae", D, "patch_failure", "brew install jq", "Error: No available formula with the name \"jq\"", NULL},
	{"restart-software-update", D, "patch_failure", "softwareupdate -l", "Can't connect to the Apple Software Update server", NULL},
	{"stop-running-backup", D, "backup_failure", "tmutil startbackup", "Backup session is already running", NULL},
	{"report-stale-backup", D, "backup_failure", "tmutil verify", "found 2026-01-01-120000.inprogress", NULL},
	{"report-developer-tools", D, "deploy_failure", "git pull", "xcrun: error: invalid active developer path (/Library/Developer/CommandLineTools)", NULL},

	/* packages */
	{"finish-dpkg", L, "patch_failure", "apt-get install -y x", "E: dpkg was interrupted, you must manually run 'dpkg --configure -a'", NULL},
	{"complete-packages", L, "patch_failure", "apt-get install -y x", "E: Unmet dependencies. Try 'apt --fix-broken install' with no packages", NULL},
	{"accept-release-change", L, "patch_failure", "apt-get update", "E: Repository 'x' changed its 'Suite' value from 'stable' to 'oldstable'", NULL},
	{"refresh-package-lists", L, "patch_failure", "apt-get install -y jq", "E: Unable to locate package jq", NULL},
	{"drop-package-metadata", L, "patch_failure", "dnf -y install jq", "Error: Failed to download metadata: Cannot download repomd.xml", NULL},
	{"rebuild-package-database", L, "patch_failure", "yum -y install jq", "error: rpmdb: BDB0113 Thread/process failed: Thread died in Berkeley DB library", NULL},
	{"wait-for-package-lock", L, "patch_failure", "apt-get install -y jq", "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 2180", NULL},
	{"answer-yes", L, "patch_failure", "apt-get install jq", "Do you want to continue? [Y/n] Abort.", NULL},
	{"keep-config-files", L, "patch_failure", "apt-get -y upgrade", "dpkg: error processing package x: end of file on stdin at conffile prompt", NULL},
	{"report-repository-key", L, "patch_failure", "apt-get update", "GPG error: InRelease: NO_PUBKEY 0123456789ABCDEF", NULL},

	/* storage */
	{"free-inodes", L, "disk_full", "app import", "open: No space left on device", "{\"disk\": {\"inodes_used_percent\": 100}}"},
	{"free-space", L, "disk_full", "app import", "/var/log/app/a.log: No space left on device", NULL},
	{"free-space", W, "disk_full", "app import", "There is not enough space on the disk.", NULL},
	{"free-space", D, "disk_full", "app import", "write: No space left on device", NULL},
	{"prune-images", L, "disk_full", "docker build .", "write /var/lib/docker/overlay2/x: no space left on device", NULL},
	{"clean-temporary-files", L, "disk_full", "sort big", "sort: write failed: /tmp/sortX: No space left on device", NULL},
	{"release-deleted-first", L, "disk_full", "rm -f \"$APP/a.log\"; app import", "app: write: No space left on device", NULL},
	{"release-deleted-files", L, "disk_full", "rm -f /var/log/app/*.log", NULL, NULL},
	{"report-read-only", L, "disk_full", "touch x", "touch: cannot touch 'x': Read-only file system", NULL},
	{"report-disk-errors", L, "backup_failure", "cp a b", "cp: error reading 'a': Input/output error", NULL},
	{"remount-stale", L, "backup_failure", "ls /mnt/backup", "ls: cannot access '/mnt/backup': Stale file handle", NULL},
	{"mount-missing", L, "backup_failure", "backup", "error: /mnt/backup is not mounted", NULL},
	{"unlock-repository", L, "backup_failure", "restic backup /srv", "unable to create lock in backend: repository is already locked by PID 62", NULL},
	{"unlock-repository", W, "backup_failure", "& restic backup C:\\data", "repository is already locked by PID 62", NULL},
	{"wait-for-repository", L, "backup_failure", "borg create ::x /srv", "Failed to create/acquire the lock /backup/lock.exclusive (timeout).", NULL},
	{"accept-vanished-files", L, "backup_failure", "rsync -a /srv/ /backup/", "rsync warning: some files vanished before they could be transferred (code 24)", NULL},
	{"accept-changed-files", L, "backup_failure", "tar czf b.tgz /srv", "tar: /srv/a: file changed as we read it", NULL},
	{"report-snapshot-space", L, "backup_failure", "lvcreate -s -n snap -L 5G vg/data", "Volume group \"vg\" has insufficient free space (0 extents): 1280 required.", NULL},
	{"renew-certificate", L, "cert_expiry", "curl https://localhost/", "curl: (60) SSL certificate problem: certificate has expired", NULL},
	{"free-port-for-certbot", L, "cert_expiry", "certbot renew", "Problem binding to port 80: Could not bind to IPv4 or IPv6.", NULL},
	{"reload-tls-services", L, "cert_expiry", "certbot renew", NULL, NULL},
	{"refresh-authorities", L, "deploy_failure", "curl https://intranet/", "SSL certificate problem: unable to get local issuer certificate", NULL},

	/* networks */
	{"interface-up", L, "network_outage", "ping -c1 gateway", "Network is unreachable: interface eth1 is down", NULL},
	{"flush-names", L, "dns_failure", "curl https://example.com", "curl: (6) Could not resolve host: example.com", NULL},
	{"flush-names", W, "dns_failure", "Invoke-WebRequest", "The remote name could not be resolved: 'example.com'", NULL},
	{"flush-names", D, "dns_failure", "curl https://example.com", "nodename nor servname provided, or not known", NULL},
	{"no-proxy-for-this-host", L, "service_crash", "curl -f http://localhost:8080/health", "curl: (56) Received HTTP code 503 from proxy after CONNECT", NULL},
	{"report-firewall", L, "network_outage", "nc -z db 5432", "connect to db port 5432 failed: No route to host", NULL},

	/* scripts */
	{"convert-line-ends", L, "deploy_failure", "\"$APP/deploy.sh\" now", "sh: 1: /srv/app/deploy.sh: not found", NULL},
	{"convert-line-ends", D, "deploy_failure", "/srv/app/deploy.sh", "/srv/app/deploy.sh: /bin/bash^M: bad interpreter: No such file or directory", NULL},
	{"run-by-interpreter", L, "deploy_failure", "cd /tmp && \"${APP}\"/bin/deploy --now", "sh: 1: /srv/app/bin/deploy: Permission denied", NULL},
	{"run-by-bash", L, "deploy_failure", "if [[ -d x ]]; then ls; fi", "sh: 1: [[: not found", NULL},
	{"quote-parameters", L, "deploy_failure", "[ $NAME = x ]", "sh: 1: [: unexpected operator", NULL},
	{"quote-parameters", L, "deploy_failure", "cp $NAME $APP/live", "cp: target '/srv/app/live': No such file or directory", NULL},
	{"gnu-tools", D, "deploy_failure", "sed -i s/a/b/ x", "sed: 1: \"x\": extra characters at the end of p command", NULL},
	{"replace-tool", L, "deploy_failure", "netstat -tln", "sh: 1: netstat: not found", NULL},
	{"search-path", L, "deploy_failure", "sysctl -p", "sh: 1: sysctl: not found", NULL},
	{"make-directory", L, "deploy_failure", "date >\"$APP/run/stamp\"", "sh: 1: cannot create /srv/app/run/stamp: Directory nonexistent", NULL},
	{"make-directory", W, "deploy_failure", "Set-Content C:\\app\\run\\stamp x", "Could not find a part of the path 'C:\\app\\run\\stamp'.", NULL},
	{"utf8-locale", L, "deploy_failure", "python3 report.py", "UnicodeDecodeError: 'ascii' codec can't decode byte", NULL},
	{"utf8-locale-darwin", D, "deploy_failure", "sort names", "sort: Illegal byte sequence", NULL},
	{"set-home", L, "deploy_failure", "git config --global x y", "fatal: $HOME not set", NULL},
	{"set-term", L, "deploy_failure", "tput cols", "TERM environment variable not set.", NULL},
	{"report-missing-right", L, "deploy_failure", "cp x /etc/app.conf", "cp: cannot create regular file '/etc/app.conf': Permission denied", NULL},
	{"report-confinement", L, "service_crash", "systemctl start app", "avc: denied { name_bind } for pid=1", NULL},
	{"report-account", L, "deploy_failure", "ssh deploy@host", "Your password has expired. You must change your password.", NULL},
	{"report-privacy", D, "backup_failure", "cp ~/Library/Mail/x y", "cp: Operation not permitted", NULL},

	/* patience */
	{"wait-for-database", L, "service_crash", "psql -c 'SELECT 1'", "FATAL:  the database system is starting up", NULL},
	{"wait-for-lock", L, "backup_failure", "backup", "another instance of backup is running", NULL},
	{"wait-while-busy", W, "deploy_failure", "Copy-Item a b", "The process cannot access the file because it is being used by another process.", NULL},
	{"retry-network", L, "deploy_failure", "curl https://example.com", "curl: (28) Connection timed out after 10001 milliseconds", NULL},
	{"more-time", L, "deploy_failure", "migrate", "the step timed out after 60 s", NULL},
	{"wait-ready", L, "service_crash", "appd --daemon start", NULL, NULL},
};

/* What says nothing of any remedy, on any platform. */
static const char *const harmless_failures[] = {
	"the flux of the third coil is out of phase",
	"assertion failed: 3 == 4",
	"Segmentation fault (core dumped)",
	"java.lang.NullPointerException at Example.main(Example.java:12)",
	"exit code 1",
	"ERROR: relation \"orders\" does not exist",
	"invalid checksum of part 7",
	"the answer of the server was 500",
	"",
};

#undef L
#undef W
#undef D

#endif /* LEARN_TEST_REMEDY_CASE_H */
