/*-------------------------------------------------------------------------
 *
 * rules_runbook.h
 *		Rules: the runbook lacks something.
 *
 * The inside of the array in rules_table.c, which includes it once: therefore
 * no include guard.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	/* ---- the runbook lacks something ----------------------------------- */

	MESSAGE(INCOMPLETE, 95, "\" cannot be the name of an action",
	        "no executor can have an action of that name"),
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
	        "operation in progress|"
	        "is already in progress|~1618~|0x80070652|error 1618",
	        "permission denied|account|read-only|bind",
	        "a lock of another or an earlier run stands in the way"),
	MESSAGE(INCOMPLETE, 84,
	        "resource busy|target is busy|"
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
	        "~file *already|~directory *already|~name *already|"
	        "already bootstrapped|not overwriting|"
	        "refusing to overwrite|not empty|"
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
	        "mandatory parameter|"
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
	        "has not been started|not started|"
	        "is not running|isn't running|not currently running|"
	        "error 1062|is the server running|is the docker daemon running|"
	        "is the agent running|no running|not mounted|"
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
	{INCOMPLETE, 84, LEARN_STEP_FAILED | LEARN_LOOPBACK,
	 {ERROR = "refused|failed to connect|could not connect|"
	          "can't connect|cannot connect|unable to connect|not reachable|"
	          "unreachable|~502~|~503~|empty reply|reset by peer|"
	          "timed out|timeout"},
	 {ERROR = "permission denied|access denied|password|proxy"},
	 "a service on this host is not up (yet) when the step needs it"},
	{INCOMPLETE, 82, LEARN_STEP_FAILED,
	 {ERROR = "cannot connect to the docker daemon|"
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
	{INCOMPLETE, 82, GREEN | LEARN_IN_BACKGROUND,
	 {ERROR = "connection refused|econnrefused|errno 111|actively refused|"
	          "connection reset|not listening|nothing is listening|"
	          "nothing listens|no listener|not ready|starting up|"
	          "still starting|.sock* no such file|no such file*.sock~"},
	 {STEPS = "~until~|wait-for|wait_for|pg_isready|--retry",
	  ERROR = "in use|permission denied|not found|not recognized|traceback|"
	          "panic:|segmentation fault|core dumped|~killed~|syntax error"},
	 "what a step started in the background was not waited for"},
	MESSAGE(INCOMPLETE, 80,
	        "not be run as root|not run as root|"
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
	        "no such remote|namespaces * not found|"
	        "error from server (notfound)",
	        "the runbook names something that does not exist"),
	MESSAGE(INCOMPLETE, 72,
	        "would be overwritten|local changes|unstaged changes|"
	        "merge conflict|divergent branches|dubious ownership|"
	        "non-fast-forward|have diverged|unrelated histories|"
	        "immutable|cannot be changed|"
	        "in conflict|conflicts with|conflicting|conflict:",
	        "a conflict with what is there is not handled"),

	/* ---- the runbook lacks something: what stands in the way ------------ */

	MESSAGE_BUT(INCOMPLETE, 86,
	            "currently used by|currently in use|used by process|"
	            "filesystem in use|contains a filesystem|apparently in use|"
	            "is mounted;|already mounted or|will not make|dissented|"
	            "failed to unmount|couldn't unmount|could not unmount|"
	            "unmount failed|being accessed by other users|"
	            "is being accessed|other session|sessions are using|"
	            "lock wait timeout|lock timeout|could not obtain lock|"
	            "deadlock found|conflict. the container|is locked by|"
	            "locked by another|operation * is in progress|"
	            "currently in progress|update is in progress|"
	            "another update|another backup|another transaction|"
	            "another copy|another active|another job|another yum|"
	            "another program|another user|"
	            "another apt|another dnf|another zypp|"
	            "existing lock|waiting for process with pid|"
	            "lock-frontend|lock_error|locktimeout|lockerror|"
	            "repository is already locked|stale lock|"
	            "409 conflict|status 409|status code 409|error 409|"
	            "alreadyexists|resourceinuse|"
	            "dependencyviolation|deleteconflict|bucketnotempty|"
	            "still referenced|is referenced|"
	            "still in use|still running|still active|still mounted|"
	            "still has|still contains|has children|directory not empty|"
	            "is a directory|omitting directory|are the same file|"
	            "already being used|bereits verwendet|bereits vorhanden|"
	            "wird bereits|est déjà|ya está en uso|già in uso|"
	            "já está em uso|jest już|уже используется|已被|使用中",
	            "permission denied|account|too many certificates|login",
	            "something has to be stopped, unlocked or removed first"),

	/* ---- the runbook lacks something: what it needs of this host -------- */

	{INCOMPLETE, 82, FAILED,
	 {ERROR = "too many open files|~emfile~|~errno 24~"},
	 {ERROR = "files in system|~enfile~|inotify|~watch"},
	 "the step needs more open files than its limit, which it may raise"},
	{INCOMPLETE, 82, FAILED, {INCIDENT = DISK_INCIDENT, ERROR = NO_SPACE},
	 {ERROR = "inotify|~watch|semaphore|shared memory|~shm|semget|~remote"},
	 "no space is made before the step that needs it"},
	{INCOMPLETE, 82, FAILED,
	 {INCIDENT = "network|connectivity|vpn|latency",
	  ERROR = "interface * is down|interface is down|interface * is not up|"
	          "interface * is disabled|link * is down|link is down|"
	          "network is down|device is down|device is not up|"
	          "adapter * is disabled|adapter is disabled|tunnel * is down"},
	 {ERROR = "upstream|provider|~isp~|~peer|switch|router|gateway|~remote|"
	          "no carrier|no-carrier|cable|unplugged|disconnected|"
	          "permission denied|not permitted"},
	 "an interface of this host has to be brought up first"},
	{INCOMPLETE, 83, FAILED,
	 {INCIDENT = "cert|~tls|~ssl",
	  ERROR = "certificate has expired|certificate is expired|"
	          "certificate expired|certificate * has expired|"
	          "certificate * is expired|certificate will expire|"
	          "cert has expired|expired certificate|certificate_expired|"
	          "not within its validity period|0x800b0101|cert_e_expired|"
	          "zertifikat ist abgelaufen|certificat a expiré|"
	          "certificado ha caducado"},
	 {ERROR = "certificate verify failed|~acme|letsencrypt|authority|"
	          "is before|rate limit|too many|revoked|password|account",
	  STATE = "[clock-off]"},
	 "the certificate has to be renewed before the step that uses it"},
	{INCOMPLETE, 84, FAILED,
	 {ERROR = "file changed as we read it|file removed before we read it|"
	          "file shrank by|changed while we backed it up|"
	          "changed while reading|changed while being read|"
	          "modified while reading|modified while being read|"
	          "vanished before they could be transferred|"
	          "file has vanished|replaced while being copied"},
	 {ERROR = NO_SPACE "|permission denied|operation not permitted|i/o error|"
	          "input/output error|read-only file|connection|broken pipe|"
	          "cannot open|timed out"},
	 "that a file changed while it was copied is taken for a failure"},

	/* ---- the runbook lacks something: values and syntax ----------------- */

	MESSAGE_BUT(INCOMPLETE, 84,
	            "please specify|must specify|you must provide|"
	            "not specified|~no * specified|"
	            "~no * was provided|not provided|is a required|"
	            "are required|required field|required property|"
	            "required value|requires at least|requires exactly|"
	            "accepts * arg|accepts between|unexpected argument|"
	            "parameter is incorrect|0x80070057|cannot be null|"
	            "cannot be empty|must not be empty|can't be blank|"
	            "null or empty|object reference not set|nil pointer|"
	            "null reference|is null|null value|no attribute|"
	            "is not set|are not set|not defined|unset variable|"
	            "<no value>|missing key|missing field|"
	            "missing value|missing parameter|missing option|missing url|"
	            "missing file operand|missing destination|missing '|"
	            "invalid json|invalid yaml|yaml: |malformed json|"
	            "malformed yaml|malformed line|malformed entry|"
	            "malformed request|malformed expression|malformed header|"
	            ""
	            "unexpected * token|expecting '|expecting \"|"
	            "illegal character|unclosed|"
	            "unbalanced|mismatched input|mismatched tag|division by zero|"
	            "integer expression expected|unary operator|"
	            "positional parameter|ambiguous|cannot be resolved to a|"
	            "cannot convert|cannot be converted|could not convert|"
	            "invalid cast|wrong number of|wrong argument|"
	            "bad substitution|no matches found:|argument list too long|"
	            "here-document|unexpected end|unexpected indent|"
	            "parametrbinding|parameterbinding|cannot process argument|"
	            "parameter set cannot be resolved",
	            "password|credential|token|permission|license",
	            "a value or the syntax of the step is wrong"),
	MESSAGE_BUT(INCOMPLETE, 84,
	            "nginx: [emerg]|[alert] * config|ah00526|ah00112|syntax ok: no|"
	            "configuration file * invalid|invalid config|bad config|"
	            "config * error|error in configuration|"
	            "configuration is invalid|configuration has errors|"
	            "failed to load config|could not load config|"
	            "unable to load config|error loading config|"
	            "error reading config|unknown option * line|"
	            "invalid command '|bad directive|unknown configuration|"
	            "unsupported directive|duplicate * directive|"
	            "failed to validate|did not validate|does not validate|"
	            "validation error|is not valid under|"
	            "values don't meet the specifications|"
	            "error validating|immutable",
	            "bind|permission denied|no such file|not found|certificate",
	            "the configuration is not valid"),

	/* ---- the runbook lacks something: preparation ----------------------- */

	MESSAGE_BUT(INCOMPLETE, 82,
	            "noninteractive|non interactive|read and prompt|"
	            "the input device is not a tty|not a terminal|"
	            "no tty|cannot read from stdin|eof when reading|"
	            "[y/n]|(y/n)|(yes/no)|[y/n/|are you sure|press any key|"
	            "press enter|waiting for user input|requires confirmation|"
	            "user confirmation|without confirmation|use -f to|"
	            "use --force|use -force|force flag|rerun with|re-run with|"
	            "--break-system-packages|want to continue|"
	            "press * to continue",
	            "sudo|password|passphrase|credential|permission denied",
	            "the command waits for an answer that nobody gives"),
	MESSAGE(INCOMPLETE, 84,
	        "effective until * reboot|effective until * restart|"
	        "until the system is rebooted|restart the computer|"
	        "system restart|restart is needed|restart required|"
	        "requires restart|need to restart|needs to restart|"
	        "needs to be rebooted|needs a reboot|must reboot|"
	        "please reboot|please restart|after reboot|rebooten|"
	        "neu gestartet werden|pending.xml|0x80070bc9|0x80070bc2|"
	        "0x80240016|0x800f0831|0x800f0823|0x800f0954|"
	        "failed 1072|failed 1056|failed 1051|failed 1058|failed 1062|"
	        "failed 1068|failed 1061|system error 1058|system error 1068|"
	        "system error 1051|system error 1056|stop_pending|start_pending|"
	        "starting or stopping|cannot accept control messages|"
	        "failed to start dependent|dependency job|"
	        "failed with result 'dependency'|masked|start-limit|"
	        "repeated too quickly|warning: the unit file",
	        "a restart, a dependency or another state has to come first"),
	MESSAGE_BUT(INCOMPLETE, 81,
	            "cannot be performed with a running|cannot be performed while|"
	            "cannot be done while|while it is running|while * is running|"
	            "while the server is|while the service is|is still running|"
	            "currently running|has to be stopped|needs to be stopped|"
	            "must be stopped|must be unmounted|must be offline|"
	            "must be detached|must be removed|must be created|"
	            "must be installed first|must exist|must first be|"
	            "first run|run * first|you need to run|you should run|"
	            "you may need to|did you run|did you forget|"
	            "before running|before using|before starting|"
	            "before proceeding|ensure crds|"
	            "has not been configured|has not been created|"
	            "has not been initialized|not been set up|"
	            "needs to be initialized|needs to be configured|"
	            "needs to be enabled|needs to be created|must be configured|"
	            "must be initialized|must be set|please configure|"
	            "please initialize|please create|please set|please enable|"
	            "please add|please remove|please delete|"
	            "please stop|please start",
	            "try again|root|administrator|permission|privilege|sudo|"
	            "elevated|credential|password|login|authenticat|license",
	            "a step that has to come first is missing"),
	MESSAGE_BUT(INCOMPLETE, 80,
	            "timed out waiting for the condition|not ready within|"
	            "not become ready|was not ready|"
	            "is not ready|are not ready|not available yet|not yet|"
	            "readiness probe|liveness probe|still initializing|"
	            "starting up|database system is|in recovery mode|"
	            "loading the dataset|~loading~ redis|"
	            "containercreating|no endpoints available|"
	            "nothing is listening|not listening|"
	            "timeout exceeded while awaiting|exceeded timeout of|"
	            "step timeout|command timed out|execution timed out|"
	            "process timed out|script timed out|killed after|"
	            "within the time|within * seconds|"
	            "wait time|max wait|gave up waiting|"
	            "failed because a timeout|a timeout was exceeded",
	            "tls handshake|certificate|not valid yet|http|dns|download",
	            "what the step needs was not waited for"),

	/* ---- the runbook lacks something: tools and their words ------------- */

	MESSAGE_BUT(INCOMPLETE, 84,
	            "inside a transaction|has been modified; please apply|"
	            "strict decoding error|initialization required|"
	            "terraform init|inconsistent dependency lock|"
	            "reference to undeclared|unsupported argument|"
	            "missing required argument|no hosts matched|"
	            "couldn't resolve module|conflicting action|"
	            "is not a valid attribute|the role * was not found|"
	            "depends on undefined|invalid interpolation|"
	            "unsupported property|additional property|"
	            "refusing to merge|unstaged|commit your changes|"
	            "not possible to fast-forward|would clobber|"
	            "cannot be stopped|handle is invalid|"
	            "could not symlink|brew link|uncommitted changes|"
	            "missing command line flag|is there a repository at|"
	            "unable to open config file|repository does not exist|"
	            "not a restic repository|no such repository|"
	            "another shadow copy|shadow copy * in progress|"
	            "existing signature|contains a * signature|"
	            "running replica|running slave|has active|have active|"
	            "active connections|open connections|open handles|"
	            "open files|still attached|still connected|"
	            "not detached|cannot remove * mounted|"
	            "cannot delete * in use|cannot drop|cannot remove running|"
	            "stop the container|is not stopped|is not paused|"
	            "already stopped|already paused|already terminated|"
	            "already deleted|already disabled|already enabled",
	            "permission|denied|too many open|cannot open * service|"
	            "password|authenticat",
	            "the tool asks for another order or for other input"),
