/*-------------------------------------------------------------------------
 *
 * knowledge_cases_wrapped.h
 *		Invented failures as runners report them: wrapped, noisy, indirect.
 *
 * The inside of the array in test_rules_knowledge.c, behind that of
 * knowledge_cases_state.h: therefore no include guard.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	/* ---- permission_denied --------------------------------------------- */

	FAILS(PERMISSION, "linux", "config_drift", "template: src=motd.j2 dest=/etc/motd", 2,
	      "fatal: [web3]: FAILED! => {\"changed\": false, \"checksum\": \"9f\", \"msg\": "
	      "\"Destination /etc not writable\"}"),
	FAILS(PERMISSION, "linux", "backup_failure", "pg_dump shop", 1,
	      "pg_dump: error: query failed: ERROR:  permission denied for table invoices\n"
	      "pg_dump: detail: Query was: LOCK TABLE public.invoices IN ACCESS SHARE MODE"),
	FAILS(PERMISSION, "linux", "deployment_failure", "helm install web ./chart", 1,
	      "Error: INSTALLATION FAILED: secrets is forbidden: User \"system:serviceaccount:ci:default\" "
	      "cannot create resource \"secrets\" in API group \"\" in the namespace \"web\""),
	FAILS(PERMISSION, "linux", "service_crash", "service: name=app state=restarted", 2,
	      "fatal: [app1]: FAILED! => {\"msg\": \"Unable to restart service app: Failed to restart "
	      "app.service: Access denied\\nSee system logs for details.\"}"),
	FAILS(PERMISSION, "linux", "disk_full", "find /var -size +1G", 1,
	      "find: '/var/lib/private': Permission denied\nfind: '/var/cache/ldconfig': Permission denied"),
	FAILS(PERMISSION, "windows", "config_drift", "win_regedit: path=HKLM:\\Software\\X", 2,
	      "fatal: [dc1]: FAILED! => {\"msg\": \"kerberos: the specified credentials were rejected by the server\"}"),
	FAILS(PERMISSION, "windows", "service_crash", "Get-Service spooler | Restart-Service", 1,
	      "Restart-Service : Service 'Print Spooler (spooler)' cannot be stopped due to the following error: "
	      "Cannot open spooler service on computer '.'.\nAt line:1 char:23\n    + CategoryInfo          : "
	      "CloseError: (System.ServiceProcess.ServiceController:ServiceController) [Restart-Service]"),
	FAILS(PERMISSION, "windows", "disk_full", "Remove-Item C:\\Windows\\Temp\\* -Recurse", 1,
	      "Remove-Item : Cannot remove item C:\\Windows\\Temp\\x: Access to the path 'x' is denied.\n"
	      "    + CategoryInfo : PermissionDenied: (x:FileInfo) [Remove-Item], UnauthorizedAccessException"),
	FAILS(PERMISSION, "windows", "backup_failure", "Copy-Item D:\\Data \\\\nas01\\b$ -Recurse", 1,
	      "Copy-Item : The user name or password is incorrect."),
	FAILS(PERMISSION, "darwin", "disk_full", "du -sh /Users/*", 1,
	      "du: /Users/ann/Library/Caches: Operation not permitted"),

	/* ---- external_dependency ------------------------------------------- */

	FAILS(EXTERNAL, "linux", "patch_failure", "apt: name=nginx update_cache=yes", 2,
	      "fatal: [web2]: FAILED! => {\"msg\": \"Failed to update apt cache: W:Failed to fetch "
	      "http://de.archive.example.com/ubuntu/dists/jammy/InRelease  Could not connect\"}"),
	FAILS(EXTERNAL, "linux", "deployment_failure", "docker compose pull", 18,
	      "Error response from daemon: Get \"https://registry-1.example.io/v2/\": net/http: request "
	      "canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)"),
	FAILS(EXTERNAL, "linux", "deployment_failure", "get_url: url=https://dl.example.com/a.tgz", 2,
	      "fatal: [web1]: FAILED! => {\"msg\": \"Request failed\", \"response\": \"HTTP Error 503: Service "
	      "Unavailable\", \"status_code\": 503}"),
	FAILS(EXTERNAL, "linux", "cert_expiry", "certbot renew", 1,
	      "Attempting to renew cert from /etc/letsencrypt/renewal/x.conf produced an unexpected error: "
	      "HTTPSConnectionPool(host='acme-v02.example.org', port=443): Max retries exceeded with url: /directory. Skipping."),
	FAILS(EXTERNAL, "linux", "cert_expiry", "certbot certonly --webroot", 1,
	      "Detail: DNS problem: SERVFAIL looking up A for www.example.com - the domain's nameservers may be malfunctioning"),
	FAILS(EXTERNAL, "linux", "patch_failure", "yum -y update", 1,
	      "Errors during downloading metadata for repository 'appstream':\n  - Curl error (28): Timeout was "
	      "reached for http://mirror.example.org/x [Operation too slow]"),
	FAILS(EXTERNAL, "linux", "deployment_failure", "pip install ansible", 1,
	      "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by "
	      "'NewConnectionError: Failed to establish a new connection: [Errno 101] Network is unreachable'"),
	FAILS(EXTERNAL, "linux", "backup_failure", "aws s3 sync /srv s3://dumps", 1,
	      "fatal error: An error occurred (SlowDown) when calling the ListObjectsV2 operation: Please reduce your request rate."),
	FAILS(EXTERNAL, "windows", "patch_failure", "Get-WindowsUpdate -Install", 1,
	      "Get-WindowsUpdate : Value does not fall within the expected range. WININET_E_TIMEOUT 0x80072EE2"),
	FAILS(EXTERNAL, "windows", "deployment_failure", "choco upgrade all -y", 1,
	      "Unable to connect to source 'https://community.example.org/api/v2/':\n "
	      "The remote name could not be resolved: 'community.example.org'"),
	FAILS(EXTERNAL, "darwin", "patch_failure", "brew upgrade", 1,
	      "==> Downloading https://ghcr.example.io/v2/x/blobs/sha256:aa\ncurl: (92) HTTP/2 stream 0 was not "
	      "closed cleanly: INTERNAL_ERROR (err 2)\nError: Failed to download resource \"x\""),

	/* ---- environment_difference ---------------------------------------- */

	FAILS(ENVIRONMENT, "linux", "service_crash", "service: name=httpd state=restarted", 2,
	      "fatal: [u22]: FAILED! => {\"changed\": false, \"msg\": \"Could not find the requested service httpd: host\"}"),
	FAILS(ENVIRONMENT, "linux", "config_drift", "yum: name=chrony", 2,
	      "fatal: [deb1]: FAILED! => {\"msg\": \"The Python 2 yum module is needed for this module. If you require "
	      "Python 3 support use the `dnf` Ansible module instead.\"}"),
	FAILS(ENVIRONMENT, "linux", "patch_failure", "dnf -y install docker-ce", 1,
	      "Error: \n Problem: package docker-ce-3:25 requires containerd.io >= 1.6.24, but none of the providers can be installed"),
	FAILS(ENVIRONMENT, "linux", "service_crash", "ansible all -m ping", 2,
	      "alpine1 | FAILED! => {\"module_stderr\": \"/bin/sh: /usr/bin/python3: not found\\n\", \"rc\": 127}"),
	FAILS(ENVIRONMENT, "linux", "firewall_misconfig", "firewall-cmd --add-port=80/tcp", 127,
	      "sudo: firewall-cmd: command not found"),
	FAILS(ENVIRONMENT, "linux", "network_issue", "iptables -A INPUT -p tcp --dport 80 -j ACCEPT", 3,
	      "iptables v1.8.7 (legacy): can't initialize iptables table `filter': Table does not exist (do you need to insmod?)"),
	FAILS(ENVIRONMENT, "linux", "service_crash", "docker run app", 132,
	      "Illegal instruction (core dumped)"),
	FAILS(ENVIRONMENT, "windows", "config_drift", "Install-WindowsFeature Web-Server", 1,
	      "Install-WindowsFeature : The target of the specified cmdlet cannot be a Windows client-based operating system.\n"
	      "    + FullyQualifiedErrorId : WindowsClient_NotSupported"),
	FAILS(ENVIRONMENT, "windows", "service_crash", "sc.exe start AppSvc", 193,
	      "[SC] StartService FAILED 193:\n\n%1 is not a valid Win32 application."),
	FAILS(ENVIRONMENT, "windows", "deployment_failure", "python deploy.py", 9009,
	      "Python was not found; run without arguments to install from the Microsoft Store"),
	FAILS(ENVIRONMENT, "darwin", "disk_full", "find . -printf '%s %p\\n'", 1,
	      "find: -printf: unknown primary or operator"),
	FAILS(ENVIRONMENT, "darwin", "service_crash", "grep -oP 'x\\K.*' app.log", 2,
	      "grep: invalid option -- P\nusage: grep [-abcdDEFGHhIiJLlMmnOopqRSsUVvwXxZz]"),

	/* ---- runbook_insufficient ------------------------------------------ */

	FAILS(INCOMPLETE, "linux", "patch_failure", "apt: upgrade=dist", 2,
	      "fatal: [web1]: FAILED! => {\"msg\": \"'/usr/bin/apt-get dist-upgrade' failed: E: Could not get lock "
	      "/var/lib/dpkg/lock-frontend - open (11: Resource temporarily unavailable)\"}"),
	FAILS(INCOMPLETE, "linux", "deployment_failure", "docker_container: name=app", 2,
	      "fatal: [h1]: FAILED! => {\"msg\": \"Error starting container 3f: driver failed programming external "
	      "connectivity: Bind for 0.0.0.0:8080 failed: port is already allocated\"}"),
	FAILS(INCOMPLETE, "linux", "deployment_failure", "terraform apply -auto-approve", 1,
	      "Error: creating Security Group (web): InvalidGroup.Duplicate: The security group 'web' already exists for VPC"),
	FAILS(INCOMPLETE, "linux", "deployment_failure", "kubectl wait --for=condition=available deploy/web", 1,
	      "error: timed out waiting for the condition on deployments/web"),
	FAILS(INCOMPLETE, "linux", "service_crash", "shell: systemctl start app && curl -f http://localhost:9000/ready", 7,
	      "  % Total    % Received % Xferd\n  0     0    0     0\ncurl: (7) Failed to connect to localhost port 9000 "
	      "after 0 ms: Couldn't connect to server"),
	FAILS(INCOMPLETE, "linux", "backup_failure", "mongodump --out /backup", 1,
	      "error parsing command line options: unknown option \"outt\""),
	FAILS(INCOMPLETE, "linux", "config_drift", "ansible-playbook site.yml", 4,
	      "ERROR! We were unable to read either as JSON nor YAML, these are the errors we got from each:\n"
	      "Syntax Error while loading YAML. did not find expected key"),
	FAILS(INCOMPLETE, "linux", "memory_leak", "swapoff -a && mkswap /swapfile", 1,
	      "mkswap: error: /swapfile is mounted; will not make swapspace"),
	FAILS(INCOMPLETE, "linux", "disk_full", "pvresize /dev/sdb\nvgreduce vg0 /dev/sdb", 5,
	      "Physical volume \"/dev/sdb\" still in use"),
	FAILS(INCOMPLETE, "windows", "deployment_failure", "Expand-Archive app.zip C:\\App", 1,
	      "Expand-Archive : Failed to create file 'C:\\App\\app.exe' while expanding the archive file: it already "
	      "exists. Use the -Force parameter if you want to overwrite the existing directory"),
	FAILS(INCOMPLETE, "windows", "deployment_failure", "Stop-WebAppPool shop", 1,
	      "Stop-WebAppPool : The object on the target path is already stopped."),
	FAILS(INCOMPLETE, "windows", "service_crash", "Start-Service AppSvc", 1,
	      "Start-Service : Service 'AppSvc' cannot be started due to the following error: Cannot start service AppSvc on "
	      "computer '.'. ---> The dependency service does not exist or has been marked for deletion"),
	FAILS(INCOMPLETE, "darwin", "service_crash", "brew services start nginx", 1,
	      "Error: Service `nginx` already started, use `brew services restart nginx` to restart."),

	/* ---- wrong_diagnosis ----------------------------------------------- */

	FAILS(DIAGNOSIS, "linux", "service_crash", "docker compose up -d", 1,
	      "Error response from daemon: mkdir /var/lib/docker/overlay2/9f-init: no space left on device"),
	FAILS(DIAGNOSIS, "linux", "service_crash", "systemctl start mariadb", 1,
	      "[ERROR] InnoDB: Write to file ./ibdata1 failed at offset 0. Errno 28: No space left on device"),
	FAILS(DIAGNOSIS, "linux", "service_crash", "node server.js", 134,
	      "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"),
	FAILS(DIAGNOSIS, "linux", "auth_failure", "aws sts get-caller-identity", 254,
	      "An error occurred (RequestTimeTooSkewed): The difference between the request time and the current time is too large."),
	FAILS(DIAGNOSIS, "linux", "auth_failure", "ssh web1 true", 1,
	      "pam_unix(sshd:account): account has expired; useradd: cannot open /etc/passwd: No space left on device"),
