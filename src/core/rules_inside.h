/*-------------------------------------------------------------------------
 *
 * rules_inside.h
 *		Rules: the runbook lacks something, or another one was needed.
 *
 * The inside of the array in rules_table.c, which includes it once: therefore
 * no include guard.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	/* ---- exit codes, for messages that nobody knows --------------------- */

	{ENVIRONMENT, 82, LEARN_STEP_FAILED, {STEP = "[exit 127]|[exit 9009]"},
	 {NULL}, "the exit code says that a command does not exist here"},
	{PERMISSION, 60, LEARN_STEP_FAILED, {STEP = "[exit 126]"}, {NULL},
	 "the exit code says that a command cannot be executed"},
	{PERMISSION, 78, LEARN_STEP_FAILED | LEARN_ON_WINDOWS,
	 {STEP = "[exit 5]|[exit -2147024891]|[exit 740]|[exit 1314]|[exit 1326]"},
	 {NULL}, "the exit code of Windows says that access was denied"},
	{INCOMPLETE, 78, LEARN_STEP_FAILED | LEARN_ON_WINDOWS,
	 {STEP = "[exit 1618]|[exit 3010]|[exit 1641]|[exit 1056]|[exit 1058]|"
	         "[exit 1062]|[exit 1068]|[exit 1072]|[exit 1051]"},
	 {NULL}, "the exit code of Windows asks for a step before this one"},
	{ENVIRONMENT, 78, LEARN_STEP_FAILED | LEARN_ON_WINDOWS,
	 {STEP = "[exit 1060]|[exit 193]|[exit 216]|[exit 1633]|[exit -1073741515]"},
	 {NULL}, "the exit code of Windows says that it is not made for this host"},
	{ENVIRONMENT, 56, LEARN_STEP_FAILED | LEARN_ON_WINDOWS,
	 {STEP = "[exit 1053]"}, {NULL},
	 "the service did not answer at its start, as without its runtime"},
	{INCOMPLETE, 74, LEARN_STEP_FAILED, {STEP = "[exit 124]"}, {NULL},
	 "the exit code of timeout says that it had too little time"},
	{DIAGNOSIS, 50, LEARN_STEP_FAILED, {STEP = "[exit 137]"},
	 {INCIDENT = MEMORY_INCIDENT},
	 "the exit code says that the process was killed, as when memory runs out"},
	{EXTERNAL, 60, LEARN_STEP_FAILED,
	 {STEP = "curl&[exit 6]|curl&[exit 28]|curl&[exit 35]|curl&[exit 56]|"
	         "wget&[exit 4]|wget&[exit 8]"},
	 {STEP = LOOPBACK}, "the exit code says that a remote host failed"},

	/* ---- the runbook lacks something ----------------------------------- */

	MESSAGE(INCOMPLETE, 84,
	        "address already in use|eaddrinuse|address in use|"
	        "already bound|port is already allocated|"
	        "port * already in use|port * is in use|port * in use|"
	        "could not bind|cannot bind|can't bind|failed to bind|"
	        "unable to bind|problem binding|"
	        "only one usage of each socket address|"
	        "adresse wird bereits verwendet|adresse déjà utilisée|"
	        "la dirección ya se está usando|indirizzo già in uso",
	        "something else holds the port or socket"),
	MESSAGE_BUT(INCOMPLETE, 86,
	        "already locked|~locked by|lock file|lockfile|could not get lock|"
	        "unable to lock|unable to acquire|could not acquire|"
	        "failed to acquire|unable to create lock|"
	        "unable to obtain lock|cannot obtain lock|can't lock|"
	        "held by process|waiting for lock|waiting for cache lock|"
	        "another instance|another process|state lock|index.lock|"
	        "lock is held|failed to create/acquire|"
	        "another app is currently holding|lock at|pid file|pidfile|"
	        "another installation is|another operation is|"
	        "installation is already in progress|operation in progress|"
	        "is already in progress|~1618~|0x80070652|error 1618",
	        "permission denied|account|read-only|bind",
	        "a lock of another or an earlier run stands in the way"),
	MESSAGE(INCOMPLETE, 84,
	        "device or resource busy|resource busy|target is busy|"
	        "device is busy|text file busy|being used by another|"
	        "used by another process|in use by another|0x80070020|"
	        "sharing violation|is currently in use|is in use by|"
	        "in use by container|file is in use|currently checked out|"
	        "von einem anderen prozess|utilisé par un autre processus|"
	        "utilizado por otro proceso",
	        "something that has to be stopped first is still in use"),
	MESSAGE_BUT(INCOMPLETE, 82,
	        "already exists|file exists|already present|eexist|"
	        "is already in use|already registered|already loaded|"
	        "already bootstrapped|not overwriting|"
	        "refusing to overwrite|is not empty|not empty|"
	        "duplicate key|duplicate entry|already installed|"
	        "already running|already started|already mounted|error 1056|"
	        "existiert bereits|existe déjà|ya existe|esiste già|já existe",
	        "lock|pid",
	        "something an earlier run left behind stands in the way"),
	MESSAGE(INCOMPLETE, 84,
	        "bootstrap failed: 5|load failed: 5|bootstrap failed: 37|"
	        "operation already in progress",
	        "launchd was not given time between unloading and loading"),
	MESSAGE(INCOMPLETE, 85,
	        "undefined variable|is undefined|variable is not defined|"
	        "unbound variable|parameter not set|parameter null or not set|"
	        "no value for required|missing required|required argument|"
	        "required parameter|required option|required flag|"
	        "missing argument|requires an argument|requires a value|"
	        "expects an argument|option requires|too few arguments|"
	        "too many arguments|missing operand|must be specified|"
	        "must be provided|not specified|cannot bind argument|"
	        "cannot validate argument|missing an argument|"
	        "missing mandatory parameter|mandatory parameter|"
	        "invalid value for|dict_keys|nonetype|has no attribute|"
	        "templatesyntaxerror|undefinederror|template error|"
	        "argument is null or empty|null-valued expression|keyerror|"
	        "typeerror|nameerror|indexerror",
	        "the runbook passes a wrong or no value"),
	MESSAGE(INCOMPLETE, 84,
	        "syntax error|parse error|parseerror|unexpected token|"
	        "unexpected end of|unexpected eof|unterminated|unmatched|"
	        "mapping values are not allowed|invalid syntax|"
	        "could not find expected|did not find expected|"
	        "error converting yaml|error parsing|failed to parse|"
	        "cannot parse|could not parse|invalid json|invalid character '|"
	        "missing terminator|missing closing|invalid expression|"
	        "unexpected string|unknown directive|unknown key|unknown field|"
	        "unsupported parameter|configuration file * test failed|[emerg]|"
	        "bad configuration option|invalid configuration|"
	        "configuration error|error in config|config * invalid|"
	        "not allowed here|validation failed|schema validation|"
	        "parsererror|the string is missing the terminator|"
	        "errors found in configuration|configtest failed",
	        "a script or configuration is not valid"),
	MESSAGE(INCOMPLETE, 84,
	        "start request repeated too quickly|start-limit-hit|"
	        "daemon-reload|changed on disk|is masked|error 1058|"
	        "0x80070422|service is disabled|service cannot be started, either|"
	        "marked for deletion|dependency failed for|error 1068|"
	        "dependent services|has dependent|services that depend|"
	        "dependency service or group|abhängige dienste|"
	        "services dépendants|servicios dependientes",
	        "the service manager needs a step before this one"),
	MESSAGE(INCOMPLETE, 84,
	        "dpkg was interrupted|dpkg --configure|--fix-broken|"
	        "broken packages|do you want to continue|aborted by user|"
	        "stdin is not a|not a tty|inappropriate ioctl|"
	        "debconf|conffile|confirm prompt|non-interactive|"
	        "noninteractive|cannot prompt|use --yes|use --force|"
	        "license agreement|accept the license|agree to|"
	        "eof when reading a line|end of file on stdin|"
	        "reboot is required|reboot required|requires a reboot|"
	        "requires a restart|restart is required|pending reboot|"
	        "reboot is pending|restart is pending|pending restart|"
	        "needs to be restarted|must be restarted|neustart erforderlich|"
	        "redémarrage|reinicio",
	        "the command needs a preparation or an answer"),
	MESSAGE(INCOMPLETE, 78,
	        "must be run before|must be called before|must first|"
	        "you must run|you must set|before you can|please run|"
	        "run * first|needs to be run|is required before|"
	        "must be stopped|must be running|must be started|"
	        "please stop|stop it first|not been initialized|"
	        "not initialized|not initialised|uninitialized|"
	        "has not been started|is not started|not started|"
	        "is not running|isn't running|not currently running|"
	        "error 1062|is the server running|is the docker daemon running|"
	        "is the agent running|no running|is not mounted|not mounted|"
	        "not ready|starting up|still starting|"
	        "unless you use|add the following|set \"su\" directive|"
	        "insecure permissions|try again with|"
	        "did you forget|has no default|must be enabled|"
	        "is not enabled|not configured|no configuration|"
	        "out of date|needs upgrade|must be upgraded",
	        "a step that has to come first is missing"),
	MESSAGE(INCOMPLETE, 76,
	        "timed out waiting|timeout * waiting|timed out after|"
	        "timeout expired|timeout was reached|deadline exceeded|"
	        "did not become|failed to become|not become ready|"
	        "not become healthy|exceeded its progress deadline|"
	        "timeoutexpired|retries exhausted|max attempts|maximum attempts|"
	        "giving up after|start operation timed out|"
	        "operation timed out * wait|did not exit in time|"
	        "timeout waiting|job timed out|step timed out",
	        "it was not given enough time"),
	{INCOMPLETE, 82, LEARN_STEP_FAILED,
	 {ERROR = "connection refused&localhost|connection refused&127.0.0.1|"
	          "connection refused&[::1]|econnrefused&localhost|"
	          "econnrefused&127.0.0.1|connection refused&.sock~|"
	          "cannot connect to the docker daemon|"
	          "can't connect to local|could not connect to redis|"
	          "connection to server on socket|actively refused"},
	 {ERROR = "permission denied"},
	 "a service on this host is not up (yet) when the step needs it"},
	{INCOMPLETE, 84, LEARN_STEP_FAILED,
	 {ERROR = "unreachable|could not be sent|reached over ssh|"
	          "connection closed|connection refused|connection reset|"
	          "timed out|timeout|not reachable|winrm|no route to host|"
	          "failed to connect",
	  EARLIER = "reboot|shutdown -r|shutdown /r|restart-computer|restart host"},
	 {NULL}, "the host was not given time to come back from its reboot"},
	{INCOMPLETE, 76, LEARN_STEP_FAILED,
	 {ERROR = "connection refused|econnrefused|could not connect|"
	          "failed to connect|unable to connect|not ready|503 service",
	  EARLIER = "restart|~start|~up -d|launch|deploy|~apply|rollout"},
	 {ERROR = "permission denied"},
	 "what an earlier step started was not waited for"},
	MESSAGE(INCOMPLETE, 80,
	        "not be run as root|not run as root|cannot run as root|"
	        "can't run as root|running as root is|don't run * as root|"
	        "do not run * as root|should not be run as|unprivileged user|"
	        "refusing to run as root|root user is not allowed",
	        "the step must not run as root"),
	MESSAGE(INCOMPLETE, 66, "database is locked|database table is locked",
	        "a database is locked by another process"),
	MESSAGE(INCOMPLETE, 80,
	        "0x800f081f|0x800f0906|0x800f0907|0x800f0915|"
	        "source files could not be found|use the \"source\" option|"
	        "use the 'source' option",
	        "the source of the repair files has to be given"),
	MESSAGE(INCOMPLETE, 62,
	        "manifest unknown|manifest for * not found|tag * not found|"
	        "revision not found|did not match any file|"
	        "pathspec|couldn't find remote ref|unknown revision|"
	        "invalid reference|no such image|no such container|"
	        "no such volume|no such network|no such table|"
	        "relation * does not exist|unknown database|not a git repository|"
	        "no such remote|namespaces * not found|error from server (notfound)",
	        "the runbook names something that does not exist"),
	MESSAGE(INCOMPLETE, 72,
	        "would be overwritten|local changes|unstaged changes|"
	        "merge conflict|divergent branches|dubious ownership|"
	        "non-fast-forward|have diverged|unrelated histories|"
	        "immutable|field is immutable|cannot be changed|"
	        "in conflict|conflicts with|conflicting|conflict:",
	        "a conflict with what is there is not handled"),

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
	{DIAGNOSIS, 77, LEARN_STEP_FAILED, {STATE = "[disk-full]|[inodes-full]"},
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
	{DIAGNOSIS, 84, GREEN,
	 {STATE = "ext4-fs error|xfs*corruption|i/o error|bad sector|"
	          "hardware error|smart*fail|smart*bad|mce:|raid*degraded|"
	          "filesystem*read-only|mount*read-only|=read-only|"
	          "buffer i/o|reallocated|remount*ro"},
	 {INCIDENT = DISK_INCIDENT},
	 "the storage or the hardware is damaged"},
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
	          "certificate is expired|x509: certificate has expired"},
	 {INCIDENT = "cert|tls|ssl"},
	 "a certificate has expired, which is another incident"},
	{DIAGNOSIS, 80, GREEN,
	 {NEWS = "dns*fail|dns*timeout|dns*=down|resolver*fail|resolv*=fail|"
	         "dns*servfail|dns*nxdomain|dns*unreachable|dns*no answer|"
	         "nameserver*unreachable|gateway*=down|link*=down|"
	         "packet_loss|upstream*=down|upstream*fail|network*=down|"
	         "replication*=broken|database*=down|db*=down"},
	 {INCIDENT = "dns|network"},
	 "another component than the one treated is down"},
	{DIAGNOSIS, 80, GREEN,
	 {STATE = "[memory-full]", INCIDENT = "cpu|network|dns|auth|latency"},
	 {NULL}, "memory is used up, which is another incident"},
	{DIAGNOSIS, 66, GREEN,
	 {NEWS = "kernel_log=|dmesg=|journal=|syslog=|kernel*error"},
	 {NULL}, "the kernel reports something else than was believed"},
	{DIAGNOSIS, 60, GREEN,
	 {NEWS = "attack|brute|bot|crawler|malware|miner|ddos|"
	         "requests_per|traffic"},
	 {NULL}, "the load comes from outside"},

	/* ---- the remedy is the wrong one ----------------------------------- */

	{RUNBOOK, 86, GREEN,
	 {INCIDENT = DISK_INCIDENT, STATE = "[disk-not-freed]"},
	 {STEPS = "~rm *.log|~rm *log/|delete * log|remove log|unlink|"
	          "del *.log|logrotate"},
	 "the clean-up freed nothing, so something else fills the disk"},
	{RUNBOOK, 84, GREEN, {INCIDENT = DISK_INCIDENT, ERROR = NO_SPACE},
	 {STATE = "[disk-freed]"},
	 "the clean-up did not free what was short"},
	{RUNBOOK, 78, GREEN, {INCIDENT = DISK_INCIDENT},
	 {STATE = "[disk-freed]",
	  STEPS = "~rm *.log|~rm *log/|delete * log|remove log|unlink|del *.log"},
	 "the clean-up did not free what was short"},
	{RUNBOOK, 86, GREEN | LEARN_ONLY_RESTARTS,
	 {INCIDENT = MEMORY_INCIDENT "|cpu"}, {NULL},
	 "a restart does not remove the cause of growing use"},
	{RUNBOOK, 83, SILENT | LEARN_ONLY_RESTARTS,
	 {NEWS = "limit|max|config|setting|corrupt|version|=off|=disabled|"
	         "=false|stale|orphan|leak|heap|enabled|resource|queue|"
	         "backlog|deadlock|cache|pool|timeout|type="},
	 {STATE = "[disk-full]|[out-of-memory]|[clock-off]"},
	 "only restarted, while the state shows a setting or data to mend"},
	{RUNBOOK, 76, SILENT | LEARN_ONLY_RESTARTS, {NULL},
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
	{RUNBOOK, 74, GREEN | LEARN_ONLY_RESTARTS,
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

	{INCOMPLETE, 85, GREEN, {INCIDENT = "cert"},
	 {STATE = "[clock-off]|[disk-full]", ERROR = "acme|rate|timeout|resolve"},
	 "renewed, but what uses the certificate was not brought to use it"},
	{INCOMPLETE, 84, GREEN, {INCIDENT = DISK_INCIDENT, STATE = "[disk-freed]"},
	 {NULL}, "space was freed, but what had stopped was not set going again"},
	{INCOMPLETE, 82, GREEN,
	 {INCIDENT = DISK_INCIDENT,
	  STEPS = "~rm *.log|~rm *log/|delete * log|remove log|unlink|del *.log"},
	 {STATE = "[disk-freed]"},
	 "removed files stay on disk while a process holds them open"},
	{INCOMPLETE, 72, SILENT | LEARN_STATE_PROGRESSED, {NULL},
	 {STATE = "[disk-full]|[out-of-memory]|[clock-off]", INCIDENT = DISK_INCIDENT},
	 "part of the state got better, part of it did not"},
	{INCOMPLETE, 74, GREEN, {INCIDENT = "firewall"},
	 {NEWS = "policy|selinux"},
	 "the rules were changed, but what depends on them was not"},
	{INCOMPLETE, 62, SILENT, {INCIDENT = "backup|patch|deploy"}, {NULL},
	 "every step succeeded, but a step that makes it take effect is missing"},
	{PERMISSION, 50, SILENT, {INCIDENT = "config"}, {NULL},
	 "the change was accepted and did not stay"},
