/*-------------------------------------------------------------------------
 *
 * knowledge_cases_kinds.h
 *		Kinds of failures that must be known, each with texts that look alike
 *		and are of another kind.
 *
 * The inside of an array of its own in test_rules_knowledge.c: therefore no
 * include guard.  Of these, every single one must be answered rightly.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	/* ---- the executor was ended, whatever was printed until then --------- */

	FAILS(EXTERNAL, "linux", "service_crash", "systemctl stop web\nsystemctl restart web", -1,
	      "the executor ended during step 2 (restart_service)"),
	FAILS(EXTERNAL, "linux", "deployment_failure", "apt-get -y install nginx", -1,
	      "the executor ended during step 1 (install)\nE: Could not get lock /var/lib/dpkg/lock-frontend\n"
	      "dpkg: error: requested operation requires superuser privilege: Permission denied"),
	FAILS(EXTERNAL, "linux", "disk_full", "journalctl --vacuum-size=1G", -1,
	      "the executor was told to stop (signal 15) during step 1 (vacuum)\nsh: 1: journalctl: command not found"),
	FAILS(EXTERNAL, "darwin", "disk_full", "du -sh /\ntmutil thinlocalsnapshots /", -1,
	      "the executor was told to stop (signal 2) after step 1 (measure)"),
	UNVERIFIED(EXTERNAL, "linux", "service_crash", "systemctl stop web\nrm -f /run/web.pid",
	      "the executor ended after step 2 (remove_pid_file), before another one was started"),
	NEVER(EXTERNAL, "linux", "deployment_failure", "python3 -m build", 1,
	      "the executor ended with an error: File \"setup.py\", line 3: SyntaxError: invalid syntax"),
	NEVER(EXTERNAL, "linux", "backup_failure", "pool-run backup", 1,
	      "job 7: the executor was told to stop: no space left on device"),

	/* ---- an action that the executor does not have -------------------------- */

	FAILS(ENVIRONMENT, "linux", "service_crash", "restart_service", -1,
	      "there is no action \"restart_service\", neither in \"/etc/learn/actions\" nor among those of the executor"),
	FAILS(ENVIRONMENT, "darwin", "service_crash", "restart_service", -1,
	      "there is no action \"restart_service\" among those of the executor, and it has no directory of actions"),
	FAILS(ENVIRONMENT, "linux", "disk_full", "clean", -1,
	      "the action \"clean\" in \"/etc/learn/actions\" is not run: it can be written by others than root and this user"),
	FAILS(ENVIRONMENT, "linux", "disk_full", "clean", -1,
	      "the action \"clean\" in \"/etc/learn/actions\" is not run: this user may not run it"),
	FAILS(ENVIRONMENT, "linux", "disk_full", "clean", -1,
	      "could not find the directory of actions \"/etc/learn/actions\": No such file or directory"),
	FAILS(ENVIRONMENT, "linux", "service_crash", "Restart-Service web", -1, "no powershell on this host"),
	FAILS(INCOMPLETE, "linux", "service_crash", "restart service", -1,
	      "\"../restart service\" cannot be the name of an action"),
	NEVER(ENVIRONMENT, "linux", "service_crash", "systemctl restart web", 1,
	      "there is no action taken: the unit is masked"),
	NEVER(ENVIRONMENT, "linux", "backup_failure", "backup.sh", 1,
	      "the action of the hook is not run: address already in use"),

	/* ---- a limit of open files that the step may raise itself ----------- */

	FAILS(INCOMPLETE, "linux", "backup_failure", "python3 index.py", 1,
	      "Traceback (most recent call last):\n  File \"<string>\", line 1, in <module>\n"
	      "OSError: [Errno 24] Too many open files: '/dev/null'"),
	FAILS(INCOMPLETE, "linux", "backup_failure", "find /srv -type f | xargs sort -m", 2,
	      "sort: open failed: /srv/part-1019: Too many open files"),
	FAILS(INCOMPLETE, "linux", "deployment_failure", "npm run build", 1,
	      "Error: EMFILE: too many open files, open '/srv/web/src/a.js'"),
	NEVER(INCOMPLETE, "linux", "backup_failure", "cp -r /srv /mnt/copy", 1,
	      "cp: cannot open '/srv/a' for reading: Too many open files in system"),
	NEVER(INCOMPLETE, "linux", "deployment_failure", "npm run watch", 1,
	      "Error: EMFILE: too many open files, watch '/srv/web/src'"),

	/* ---- a file changed while it was copied ----------------------------- */

	FAILS(INCOMPLETE, "linux", "backup_failure", "tar -C /srv/app -cf /backup/app.tar app.log", 1,
	      "tar: app.log: file changed as we read it"),
	FAILS(INCOMPLETE, "linux", "backup_failure", "tar -czf /backup/spool.tgz /var/spool/app", 1,
	      "tar: Removing leading `/' from member names\n"
	      "tar: /var/spool/app/17: File removed before we read it"),
	FAILS(INCOMPLETE, "linux", "backup_failure", "rsync -a /srv/ /backup/srv/", 24,
	      "file has vanished: \"/srv/tmp/session-77\"\nrsync warning: some files vanished before they could be "
	      "transferred (code 24) at main.c(1338) [sender=3.2.7]"),
	FAILS(INCOMPLETE, "linux", "backup_failure", "borg create /backup/repo::today /srv", 1,
	      "/srv/app.log: file changed while we backed it up"),
	NEVER(INCOMPLETE, "linux", "backup_failure", "tar -cf /backup/etc.tar /etc", 2,
	      "tar: /etc/shadow: Cannot open: Permission denied\ntar: /etc/mtab: file changed as we read it\n"
	      "tar: Exiting with failure status due to previous errors"),
	NEVER(INCOMPLETE, "linux", "backup_failure", "rsync -a /srv/ backup@nas01:/pool/", 12,
	      "file has vanished: \"/srv/tmp/session-77\"\nrsync: connection unexpectedly closed (91 bytes received so far) "
	      "[sender]"),

	/* ---- a proxy is asked for an address that means this host ----------- */

	FAILS(ENVIRONMENT, "linux", "service_crash", "python3 - \"http://127.0.0.1:$PORT/health.txt\" <ask.py", 1,
	      "urllib.error.HTTPError: HTTP Error 503: this proxy does not know the host"),
	FAILS(ENVIRONMENT, "linux", "service_crash", "curl -f http://localhost:8080/ready", 5,
	      "curl: (5) Could not resolve proxy: proxy.corp.example"),
	FAILS(ENVIRONMENT, "linux", "deployment_failure", "python3 smoke.py http://[::1]:9000/", 1,
	      "requests.exceptions.ProxyError: HTTPConnectionPool(host='10.0.0.9', port=3128): Max retries exceeded with "
	      "url: http://[::1]:9000/ (Caused by ProxyError('Unable to connect to proxy'))"),
	FAILS(ENVIRONMENT, "linux", "service_crash", "wget -qO- http://127.0.0.1:8080/ready", 8,
	      "Proxy request sent, awaiting response... 504 Gateway Timeout\nServer: squid/5.7"),
	NEVER(ENVIRONMENT, "linux", "service_crash", "curl -f https://api.example.com/status", 56,
	      "curl: (56) Received HTTP code 503 from proxy after CONNECT"),
	NEVER(ENVIRONMENT, "linux", "service_crash", "curl -f http://localhost/shop", 22,
	      "502 Proxy Error: The proxy server received an invalid response from an upstream server"),
	NEVER(ENVIRONMENT, "linux", "deployment_failure", "docker run -d -p 127.0.0.1:8080:80 nginx", 125,
	      "docker: Error response from daemon: driver failed programming external connectivity: Error starting "
	      "userland proxy: listen tcp4 127.0.0.1:8080: bind: address already in use."),

	/* ---- the file of a program is not executable ------------------------- */

	FAILS(ENVIRONMENT, "linux", "deployment_failure", "\"/srv/app/bin/deploy.sh\" /srv/app/released", 126,
	      "/bin/sh: 1: /srv/app/bin/deploy.sh: Permission denied"),
	FAILS(ENVIRONMENT, "linux", "deployment_failure", "./release.sh", 126,
	      "bash: line 1: ./release.sh: Permission denied"),
	FAILS(ENVIRONMENT, "linux", "service_crash", "nohup /opt/app/run >/dev/null", 126,
	      "nohup: failed to run command '/opt/app/run': Permission denied"),
	FAILS(ENVIRONMENT, "linux", "deployment_failure", "docker exec web /entry.sh", 126,
	      "OCI runtime exec failed: exec failed: unable to start container process: exec: \"/entry.sh\": "
	      "permission denied: unknown"),
	NEVER(ENVIRONMENT, "linux", "config_drift", "echo 1 >/etc/app.conf", 2,
	      "/bin/sh: 1: cannot create /etc/app.conf: Permission denied"),
	NEVER(ENVIRONMENT, "linux", "firewall_misconfig", "/usr/sbin/nft list ruleset", 126,
	      "/bin/sh: 1: /usr/sbin/nft: Permission denied"),
	NEVER(ENVIRONMENT, "linux", "service_crash", "docker run web", 126,
	      "docker: Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock"),

	/* ---- a certificate has to be renewed first ---------------------------- */

	FAILS(INCOMPLETE, "linux", "cert_expiry", "openssl x509 -in cert.pem -noout -checkend 0", 1,
	      "the certificate has expired"),
	FAILS(INCOMPLETE, "linux", "certificate_expired", "curl -f https://localhost/", 60,
	      "curl: (60) SSL certificate problem: certificate has expired"),
	FAILS(INCOMPLETE, "linux", "cert_expiry", "kubectl get nodes", 1,
	      "Unable to connect to the server: x509: certificate has expired or is not yet valid: current time "
	      "2026-03-01T10:00:00Z is after 2026-02-28T09:12:44Z"),
	FAILS(INCOMPLETE, "windows", "cert_expiry", "signtool verify app.exe", 1,
	      "A required certificate is not within its validity period when verifying against the current system clock. "
	      "0x800B0101"),
	NEVER(INCOMPLETE, "linux", "patch_failure", "curl -O https://dl.example.com/a.tgz", 60,
	      "curl: (60) SSL certificate problem: certificate has expired"),
	NEVER(INCOMPLETE, "linux", "cert_expiry", "certbot renew", 1,
	      "requests.exceptions.SSLError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has "
	      "expired (_ssl.c:1007) while asking acme-v02.api.example.org"),

	/* ---- the disk is full, as was believed -------------------------------- */

	FAILS(INCOMPLETE, "linux", "disk_full", "dd if=/dev/zero of=/x/log/app.log bs=64k count=8", 1,
	      "dd: error writing '/x/log/app.log': No space left on device\n3+0 records in\n2+0 records out"),
	FAILS(INCOMPLETE, "linux", "disk_full", "gzip /var/log/app.log.1", 1,
	      "gzip: /var/log/app.log.1.gz: No space left on device"),
	FAILS(INCOMPLETE, "windows", "low_disk_space", "Compress-Archive C:\\Logs C:\\Logs.zip", 1,
	      "Compress-Archive : There is not enough space on the disk."),
	NEVER(INCOMPLETE, "linux", "service_crash", "dd if=/dev/zero of=/x/log/app.log bs=64k count=8", 1,
	      "dd: error writing '/x/log/app.log': No space left on device"),
	NEVER(INCOMPLETE, "linux", "disk_full", "inotifywait -m /srv", 1,
	      "Failed to watch /srv; upper limit on inotify watches reached: No space left on device"),
	NEVER(DIAGNOSIS, "linux", "disk_full", "lvs --units g", 5,
	      "the disk is strange"),

	/* ---- an interface of this host is down -------------------------------- */

	FAILS(INCOMPLETE, "linux", "network_outage", "ping -c 1 \"$GATEWAY\"", 1,
	      "Network is unreachable: interface east is down"),
	FAILS(INCOMPLETE, "linux", "network_issue", "ip route add default via 192.0.2.1", 2,
	      "RTNETLINK answers: Network is down"),
	FAILS(INCOMPLETE, "windows", "network_outage", "Test-Connection 192.0.2.1", 1,
	      "The network adapter Ethernet 2 is disabled."),
	NEVER(INCOMPLETE, "linux", "network_outage", "ping -c 1 192.0.2.1", 1,
	      "Network is unreachable: the interface of the upstream router is down"),
	NEVER(INCOMPLETE, "linux", "network_outage", "ifup eth0", 1,
	      "eth0: link is down: no carrier, is the cable connected?"),
	NEVER(INCOMPLETE, "linux", "patch_failure", "apt-get update", 100,
	      "Could not connect to archive.example.org:80: Network is down"),

	/* ---- what was started was not waited for ------------------------------- */

	UNVERIFIED(INCOMPLETE, "linux", "service_crash",
	           "(sleep 3; exec python3 -m http.server --bind 127.0.0.1 8000) >/dev/null 2>&1 &",
	           "port: port 40275: [Errno 111] Connection refused"),
	UNVERIFIED(INCOMPLETE, "linux", "service_crash", "nohup /srv/app/bin/app >/dev/null 2>&1 </dev/null &",
	           "http: connect to 192.0.2.4 port 8080: Connection refused"),
	UNVERIFIED(INCOMPLETE, "linux", "deployment_failure", "docker compose pull\ndocker compose up -d",
	           "curl: (7) Failed to connect to localhost port 8080: Connection refused"),
	UNVERIFIED(INCOMPLETE, "linux", "service_crash", "systemctl start --no-block postgresql",
	           "psql: FATAL:  the database system is starting up"),
	UNVERIFIED_NEVER(INCOMPLETE, "linux", "service_crash",
	                 "systemctl restart app >/dev/null 2>&1 && systemctl status app",
	                 "port: port 40275: [Errno 111] Connection refused"),
	UNVERIFIED_NEVER(INCOMPLETE, "linux", "service_crash", "curl \"http://192.0.2.4/restart?a=1&b=2\"",
	                 "port: port 40275: [Errno 111] Connection refused"),
	UNVERIFIED_NEVER(INCOMPLETE, "windows", "service_crash", "& C:\\app\\restart.exe",
	                 "port: port 40275: Connection refused"),
	UNVERIFIED_NEVER(INCOMPLETE, "linux", "service_crash",
	                 "/srv/app/bin/app &\nuntil [ -e /run/app.ready ]; do sleep 1; done",
	                 "port: port 40275: [Errno 111] Connection refused"),
	UNVERIFIED_NEVER(INCOMPLETE, "linux", "service_crash", "/srv/app/bin/app &",
	                 "panic: runtime error: nil map\nport 40275: Connection refused"),

	/* ---- a state of several disks, and what of it always changes ------------ */

	STAYS(INCOMPLETE, "linux", "disk_full", "rm -rf /var/cache/app",
	      "{\"disk\": {\"/\": {\"used_percent\": 60}, \"/var\": {\"used_percent\": 99}}}",
	      "{\"disk\": {\"/\": {\"used_percent\": 60}, \"/var\": {\"used_percent\": 41}}}"),
	STAYS(RUNBOOK, "linux", "disk_full", "rm -rf /var/cache/app",
	      "{\"disk\": {\"/data\": {\"used_percent\": 91}, \"/var\": {\"used_percent\": 70}}}",
	      "{\"disk\": {\"/data\": {\"used_percent\": 91}, \"/var\": {\"used_percent\": 41}}}"),
	STAYS(INCOMPLETE, "linux", "disk_full", "rm -rf /var/cache/app",
	      "{\"disk\": {\"/\": {\"used_percent\": 99}}, \"files\": {\"/backup/full\": {\"size\": 7000}}}",
	      "{\"disk\": {\"/\": {\"used_percent\": 41}}, \"files\": {\"/backup/full\": {\"size\": 7000}}}"),
	STAYS_NEVER(INCOMPLETE, "linux", "network_issue", "systemctl restart docker",
	            "{\"docker\": \"active\", \"listeners\": {\"80\": [\"app (4711)\"]}}",
	            "{\"docker\": \"active\", \"route\": \"192.0.2.0/24\", \"listeners\": {\"80\": [\"app (5213)\"]}}"),
	STAYS_NEVER(INCOMPLETE, "linux", "network_issue", "systemctl restart docker",
	            "{\"docker\": \"active\", \"files\": {\"/srv/a\": {\"age_seconds\": 10}}}",
	            "{\"docker\": \"active\", \"route\": \"192.0.2.0/24\", \"files\": {\"/srv/a\": {\"age_seconds\": 40}}}"),
	STAYS_NEVER(INCOMPLETE, "linux", "network_issue", "systemctl restart docker",
	            "{\"docker\": \"active\", \"processes\": {\"count\": 40}}",
	            "{\"docker\": \"active\", \"route\": \"192.0.2.0/24\", \"processes\": {\"count\": 52}}"),
	STAYS_NEVER(DIAGNOSIS, "linux", "service_crash", "systemctl restart \"$SERVICE\"",
	            "{\"services\": {\"redis\": \"activating (auto-restart)\"}}",
	            "{\"services\": {\"redis\": \"failed\"}}"),
	STAYS(DIAGNOSIS, "linux", "service_crash", "systemctl restart app",
	      "{\"services\": {\"redis\": \"active\"}}", "{\"services\": {\"redis\": \"failed\"}}"),
