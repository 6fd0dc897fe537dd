/*-------------------------------------------------------------------------
 *
 * rules_state.h
 *		Rules: another incident, or another remedy, as the state shows.
 *
 * The inside of the array in rules_table.c, which includes it once: therefore
 * no include guard.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	/* ---- what humans said ----------------------------------------------- */

	{DIAGNOSIS, 96, LEARN_SAID_WRONG_DIAGNOSIS, {NULL}, {NULL},
	 "a human said that the diagnosis was wrong"},
	{RUNBOOK, 90, LEARN_SAID_WRONG_RUNBOOK, {NULL}, {NULL},
	 "a human said that the runbook was the wrong one"},

	/* ---- the incident is something else -------------------------------- */

	{DIAGNOSIS, 88, 0, {ERROR = NO_SPACE},
	 {INCIDENT = DISK_INCIDENT "|backup|deploy|patch|config"},
	 "the disk is full, which is another incident than the one believed"},
	{DIAGNOSIS, 82, 0, {ERROR = NO_SPACE, INCIDENT = "deploy|patch|config|backup"},
	 {NULL},
	 "the disk is full, which is another incident than the one believed"},
	{DIAGNOSIS, 89, GREEN, {STATE = "[disk-full]|[inodes-full]"},
	 {INCIDENT = DISK_INCIDENT, STATE = "[clock-off]"},
	 "the disk is full, which is another incident than the one believed"},
	{DIAGNOSIS, 80, LEARN_STEP_FAILED, {STATE = "[disk-full]|[inodes-full]"},
	 {INCIDENT = DISK_INCIDENT},
	 "the disk is full, which is another incident than the one believed"},
	{DIAGNOSIS, 89, GREEN, {STATE = "[out-of-memory]"},
	 {INCIDENT = MEMORY_INCIDENT},
	 "the kernel ended a process because memory ran out"},
	{DIAGNOSIS, 78, 0, {ERROR = NO_MEMORY},
	 {INCIDENT = MEMORY_INCIDENT},
	 "memory ran out, which is another incident than the one believed"},
	{DIAGNOSIS, 89, 0, {STATE = "[clock-off]"},
	 {INCIDENT = TIME_INCIDENT},
	 "a clock is wrong, which is another incident than the one believed"},
	{DIAGNOSIS, 86, 0, {ERROR = CLOCK_WORDS},
	 {INCIDENT = TIME_INCIDENT},
	 "a clock is wrong, which is another incident than the one believed"},
	{DIAGNOSIS, 86, GREEN, {STATE = DAMAGED},
	 {INCIDENT = DISK_INCIDENT "|hardware|raid"},
	 "the storage or the hardware is damaged"},
	{DIAGNOSIS, 84, GREEN, {STATE = MALICIOUS},
	 {INCIDENT = "security|malware|attack|intrusion"},
	 "somebody attacks or abuses the host"},
	{DIAGNOSIS, 82, GREEN,
	 {INCIDENT = "network|connect|firewall|vpn",
	  NEWS = "dns*fail|dns*timeout|dns*=down|resolver*fail|resolv*=fail|"
	         "dns*servfail|dns*nxdomain|nameserver*unreachable|"
	         "lookup*fail|lookup*servfail|lookup*tim|dns*timed out"},
	 {INCIDENT = "dns"}, "the name service is what fails"},
	{DIAGNOSIS, 82, GREEN,
	 {NEWS = "firewalld=|firewalld.|firewall*=active|firewall*=running|"
	         "firewall*=block|firewall*=drop|iptables*drop|iptables*reject|"
	         "security_group|blocked_by|~acl~"},
	 {INCIDENT = "firewall"},
	 "a firewall is in the way, which is another incident"},
	{DIAGNOSIS, 84, GREEN,
	 {STATE = "cert*=expired|cert*expired|cert*_days=-|cert*days_left=0|"
	          "cert*days_left=-|certificate*invalid|tls*=expired"},
	 {INCIDENT = "cert|tls|ssl"},
	 "a certificate has expired, which is another incident"},
	{DIAGNOSIS, 76, GREEN,
	 {ERROR = "certificate has expired|certificate expired|"
	          "certificate is expired"},
	 {INCIDENT = "cert|tls|ssl"},
	 "a certificate has expired, which is another incident"},
	{DIAGNOSIS, 82, GREEN,
	 {NEWS = "dns*fail|dns*timeout|dns*=down|resolver*fail|resolv*=fail|"
	         "dns*servfail|dns*nxdomain|dns*unreachable|dns*no answer|"
	         "nameserver*unreachable|gateway*=down|link*=down|"
	         "packet_loss|upstream*=down|upstream*fail|network*=down|"
	         "replication*=broken|database*=down|db*=down"},
	 {INCIDENT = "dns|network"},
	 "another component than the one treated is down"},
	{DIAGNOSIS, 82, GREEN, {STATE = "[component-down]"},
	 {INCIDENT = "dns|network|database|replic"},
	 "another component than the one treated is down"},
	{DIAGNOSIS, 72, GREEN, {STATE = "[component-down]"}, {NULL},
	 "another component than the one treated is down"},
	{DIAGNOSIS, 80, GREEN,
	 {STATE = "[memory-full]", INCIDENT = "cpu|network|dns|auth|latency"},
	 {NULL}, "memory is used up, which is another incident"},
	{DIAGNOSIS, 80, GREEN,
	 {STATE = "swap*=100|swap*=99|swap*exhausted|kswapd|thrash|"
	          "memorypressure|memory_pressure=high|memory_pressure=crit"},
	 {INCIDENT = MEMORY_INCIDENT}, "memory is short, not what was believed"},
	{DIAGNOSIS, 72, GREEN, {STATE = "[used-up]"},
	 {STATE = "[disk-full]|[inodes-full]"},
	 "another resource than the one treated is used up"},
	{DIAGNOSIS, 72, GREEN,
	 {NEWS = "kernel_log=|dmesg=|journal=|syslog=|kernel*error|event_log=|"
	         "eventlog=|system_log="},
	 {NULL}, "the system log reports something else than was believed"},
	{DIAGNOSIS, 60, GREEN, {NEWS = "~bot|crawler|requests_per|traffic"},
	 {NULL}, "the load comes from outside"},

	/* ---- the remedy is the wrong one ----------------------------------- */

	{RUNBOOK, 86, GREEN,
	 {INCIDENT = DISK_INCIDENT, STATE = "[disk-not-freed]"},
	 {STEPS = "~rm *.log|~rm *log/|delete * log|remove log|unlink|"
	          "del *.log|logrotate|" ENLARGES},
	 "the clean-up freed nothing, so something else fills the disk"},
	{RUNBOOK, 84, GREEN, {INCIDENT = DISK_INCIDENT, ERROR = NO_SPACE},
	 {STATE = "[disk-freed]"},
	 "the clean-up did not free what was short"},
	{RUNBOOK, 78, GREEN, {INCIDENT = DISK_INCIDENT},
	 {STATE = "[disk-freed]",
	  STEPS = "~rm *.log|~rm *log/|delete * log|remove log|unlink|del *.log"},
	 "the clean-up did not free what was short"},
	{RUNBOOK, 83, GREEN | LEARN_ONLY_RESTARTS,
	 {INCIDENT = MEMORY_INCIDENT},
	 {STATE = DAMAGED "|" MALICIOUS
	          "|[disk-full]|[clock-off]|[out-of-memory]|[used-up]"},
	 "a restart does not remove the cause of growing use"},
	{RUNBOOK, 78, GREEN | LEARN_ONLY_RESTARTS,
	 {INCIDENT = MEMORY_INCIDENT, STATE = "[out-of-memory]"},
	 {STATE = "[disk-full]|[clock-off]"},
	 "a restart does not remove the cause of growing use"},
	{RUNBOOK, 80, GREEN | LEARN_ONLY_RESTARTS, {INCIDENT = "cpu|load"},
	 {STATE = OTHER_TROUBLE},
	 "a restart does not remove the cause of the load"},
	{RUNBOOK, 80, GREEN,
	 {INCIDENT = MEMORY_INCIDENT, STATE = "[memory-not-freed]"},
	 {STATE = DAMAGED "|" MALICIOUS "|[disk-full]|[clock-off]|[out-of-memory]"},
	 "the remedy did not give back any memory"},
	{RUNBOOK, 82, GREEN | LEARN_ONLY_RESTARTS, {INCIDENT = "cert"},
	 {STATE = "[clock-off]"}, "a restart does not renew a certificate"},
	{RUNBOOK, 83, SILENT | LEARN_ONLY_RESTARTS, {NEWS = SETTINGS},
	 {STATE = OTHER_TROUBLE},
	 "only restarted, while the state shows a setting or data to mend"},
	{RUNBOOK, 80, SILENT | LEARN_ONLY_RESTARTS, {NULL},
	 {STATE = OTHER_TROUBLE, NEWS = "=", INCIDENT = "cert|" TIME_INCIDENT},
	 "only restarted, and the state stayed as it was"},
	{RUNBOOK, 62, SILENT | LEARN_ONLY_RESTARTS, {NULL},
	 {STATE = "[disk-full]|[out-of-memory]|[clock-off]",
	  INCIDENT = "cert|" TIME_INCIDENT},
	 "only restarted, and the incident stayed as it was"},
	{RUNBOOK, 76, SILENT,
	 {STEPS = "reinstall|~reset|rollback|roll back|downgrade|"
	          "older|previous version|clear cache|flush|prune|re-create|"
	          "recreate|reload|repair"},
	 {STATE = "[disk-full]|[out-of-memory]|[clock-off]|[disk-freed]",
	  INCIDENT = "cert"},
	 "the remedy ran well and changed nothing about the incident"},
	{RUNBOOK, 80, GREEN | LEARN_ONLY_RESTARTS,
	 {ERROR = "too many connections|remaining connection slots|"
	          "too many open files|emfile|max_connections|"
	          "worker_connections|max_children|limit reached|"
	          "limit exceeded|exceeded * limit|connection pool|deadlock|"
	          "database is locked|queue is full|table is full|"
	          "cannot assign requested address|resource temporarily"},
	 {NULL}, "a limit has to be raised, which a restart does not do"},
	{RUNBOOK, 70, GREEN, {INCIDENT = "network|dns|vpn|latency"},
	 {STATE = "[disk-full]|[out-of-memory]|[clock-off]|[memory-full]"},
	 "the remedy did not change what the network does"},
	{RUNBOOK, 58, SILENT, {NULL}, {INCIDENT = "cert|backup|patch|deploy|config"},
	 "the remedy ran well and the incident stayed"},

	/* ---- every step succeeded, yet something is left to do ------------- */

	{INCOMPLETE, 85, GREEN,
	 {INCIDENT = "cert",
	  STEPS = "renew|certbot|acme|~issue|request|import|certreq|certutil|"
	          "install|generate|openssl|~cert|~copy|~cp "},
	 {STATE = "[clock-off]|[disk-full]", ERROR = "acme|rate|timeout|resolve"},
	 "renewed, but what uses the certificate was not brought to use it"},
	{INCOMPLETE, 84, GREEN,
	 {INCIDENT = DISK_INCIDENT, STEPS = ENLARGES},
	 {STATE = "[disk-freed]"},
	 "the volume was enlarged, but what lies on it was not"},
	{INCOMPLETE, 84, GREEN, {INCIDENT = DISK_INCIDENT, STATE = "[disk-freed]"},
	 {NULL}, "space was freed, but what had stopped was not set going again"},
	{INCOMPLETE, 82, GREEN,
	 {INCIDENT = DISK_INCIDENT,
	  STEPS = "~rm *.log|~rm *log/|delete * log|remove log|unlink|del *.log"},
	 {STATE = "[disk-freed]"},
	 "removed files stay on disk while a process holds them open"},
	{INCOMPLETE, 72, SILENT | LEARN_STATE_PROGRESSED, {NULL},
	 {STATE = OTHER_TROUBLE, INCIDENT = DISK_INCIDENT},
	 "part of the state got better, part of it did not"},
	{INCOMPLETE, 74, GREEN, {INCIDENT = "firewall"},
	 {NEWS = "policy|selinux"},
	 "the rules were changed, but what depends on them was not"},
	{INCOMPLETE, 62, SILENT, {INCIDENT = "backup|patch|deploy"}, {NULL},
	 "every step succeeded, but a step that makes it take effect is missing"},
	{PERMISSION, 50, SILENT, {INCIDENT = "config"}, {NULL},
	 "the change was accepted and did not stay"},
