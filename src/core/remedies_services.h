/*-------------------------------------------------------------------------
 *
 * remedies_services.h
 *		Remedies: services, ports, locks, processes, on Linux first.
 *
 * The inside of the array in remedy_table.c, which includes it once:
 * therefore no include guard.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	/* ---- ports, sockets, locks ----------------------------------------- */

	{
		.id = "free-port",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = PORT_TAKEN},
		.lacks = {ERROR = "unix:|.sock~", STEP = "certbot|letsencrypt"},
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
		.id = "report-reserved-port",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "forbidden by its access permissions|wsaeacces|~10013~"},
		.needs = NEED(PORT),
		.action = "report_reserved_port",
		.powershell = PS_REPORT_RESERVED_PORT,
		.timeout = 60,
		.what = "says which range of reserved ports the port is in",
		.why = "Windows reserves ranges of ports for itself, and then nobody "
		       "may listen on them",
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
		.id = "remove-postmaster-pid",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "postmaster.pid"},
		.needs = NEED(DATA),
		.action = "remove_postmaster_pid",
		.linux_sh = SH_REMOVE_POSTMASTER_PID,
		.darwin_sh = SH_REMOVE_POSTMASTER_PID,
		.timeout = 30,
		.what = "removes postmaster.pid if no server has the data directory",
		.why = "after a crash the number in postmaster.pid may be that of "
		       "another program, and PostgreSQL then takes itself for running",
	},
	{
		.id = "remove-git-lock",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = ".git/*.lock|another git process"},
		.needs = NEED(LOCK),
		.action = "remove_git_lock",
		.linux_sh = SH_REMOVE_GIT_LOCK,
		.darwin_sh = SH_REMOVE_GIT_LOCK,
		.timeout = 30,
		.what = "removes the lock of git if no git runs and it is old",
		.why = "a lock left behind by a git that was ended kept the step from "
		       "running",
	},
	{
		.id = "remove-stale-lock",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "already exists|file exists|already running|"
		                "already locked|lock file|pid file|pidfile|lockfile|"
		                "stale|could not acquire|unable to lock|is locked"},
		.lacks = {ERROR = "dpkg|/var/lib/apt|rpm|.git/|postmaster.pid"},
		.needs = NEED(LOCK),
		.action = "remove_stale_lock",
		.linux_sh = SH_REMOVE_LOCK,
		.darwin_sh = SH_REMOVE_LOCK,
		.timeout = 30,
		.what = "removes the lock or pid file if its owner is gone",
		.why = "a file left behind by a process that is gone kept the step "
		       "from running",
	},

	/* ---- what a service manager wants done first ------------------------ */

	{
		.id = "test-config",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "syntax error|[emerg]|bad configuration option|"
		                "configuration file * test failed|"
		                "errors found in configuration|fatal errors found|"
		                "unknown directive|invalid command|parsing [|"
		                "config file * error|configuration error|"
		                "control process exited with error|terminating, * bad",
		        STEP = "nginx|apache|httpd|ssh|haproxy|named|bind9|postfix|"
		               "squid|unbound|rsyslog|fail2ban|dovecot|smbd|"
		               "keepalived|monit"},
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
		.id = "restore-config",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "syntax error|parse error|parsererror|unexpected token|"
		                "unexpected end of|invalid syntax|cannot parse|"
		                "could not parse|failed to parse|invalid json|"
		                "jsondecodeerror|expecting value|expecting property|"
		                "expecting ',' delimiter|scannererror|tomldecodeerror|"
		                "parsingerror|missingsectionheader|not well-formed|"
		                "bad configuration|invalid configuration|"
		                "configuration error|error in config|config * invalid|"
		                "errors found in configuration"},
		.owns = NEED(CONFIG),
		.action = "restore_config",
		.linux_sh = SH_RESTORE_CONFIG,
		.darwin_sh = SH_RESTORE_CONFIG,
		.rollback = SH_UNDO_RESTORE_CONFIG,
		.timeout = 60,
		.what = "goes back to a readable copy of the configuration that "
		        "stands beside it, if the file cannot be read as it is",
		.why = "the program was started with a configuration that it cannot "
		       "read",
	},
	{
		.id = "daemon-reload",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "daemon-reload|changed on disk"},
		.done = "daemon-reload",
		.action = "daemon_reload",
		.linux_sh = SH_DAEMON_RELOAD,
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
		.linux_sh = SH_RESET_FAILED,
		.timeout = 60,
		.what = "clears the start limit of the service first",
		.why = "systemd refused to start the service again after too many "
		       "attempts",
	},
	{
		.id = "unmask-service",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "is masked"},
		.needs = NEED(SERVICE),
		.done = "unmask",
		.action = "unmask_service",
		.linux_sh = SH_UNMASK,
		.rollback = SH_MASK_AGAIN,
		.timeout = 60,
		.what = "makes the service startable again, and says since when it "
		        "was not",
		.why = "the service was masked, so that nothing could start it; a "
		       "reviewer has to know whether that was meant",
	},
	{
		.id = "other-service-name",
		.kind = LEARN_REMEDY_ALIAS,
		.has = {ERROR = "unit * not found|unit * could not be found|"
		                "could not find the requested service|"
		                "unrecognized service|no such service|"
		                "unit * does not exist|unit * not loaded"},
		.needs = NEED(SERVICE),
		ON_LINUX,
		.what = "uses the name that the service has on this host",
		.why = "distributions name the same service differently, and the "
		       "runbook knew one name only",
	},
	{
		.id = "start-required-units",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "dependency job for|dependency failed for|"
		                "result 'dependency'"},
		.needs = NEED(SERVICE),
		.action = "start_required_units",
		.linux_sh = SH_START_REQUIRED,
		.timeout = 300,
		.what = "starts the units that the service requires, one by one",
		.why = "a unit that the service requires could not be started along "
		       "with it",
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
		.id = "stop-stuck-service",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "stop-sigterm|stop-sigkill|stop-final|"
		                "stopping timed out|still around after|"
		                "left-over process|state 'deactivating|"
		                "deactivating (|(stop-"},
		.needs = NEED(SERVICE),
		.action = "stop_stuck_service",
		.linux_sh = SH_STOP_STUCK,
		.timeout = 90,
		.what = "ends the processes of the service that do not stop",
		.why = "the service was about to stop and never did, so that it could "
		       "not be started again",
	},
	{
		.id = "longer-start",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "because a timeout was exceeded|"
		                "start operation timed out|start-pre operation timed|"
		                "result 'timeout'|start-post operation timed"},
		.needs = NEED(SERVICE),
		.action = "allow_longer_start",
		.linux_sh = SH_START_TIMEOUT,
		.rollback = SH_UNDO_START_TIMEOUT,
		.timeout = 60,
		.what = "gives the service 15 minutes to start, until the next boot",
		.why = "systemd ended the service while it was still starting",
	},
	{
		.id = "user-session",
		.kind = LEARN_REMEDY_PREFIX,
		.has = {ERROR = "failed to connect to bus: no medium|"
		                "$xdg_runtime_dir|xdg_runtime_dir not defined|"
		                "dbus_session_bus_address",
		        STEP = "--user|systemd-run|dbus|podman"},
		.done = "xdg_runtime_dir",
		.option = SH_USER_BUS,
		ON_LINUX,
		.what = "tells the command where the user's own services are",
		.why = "a job without a terminal is not told how to reach the user's "
		       "service manager",
	},

	/* ---- memory, processes, limits -------------------------------------- */

	{
		.id = "more-open-files",
		.kind = LEARN_REMEDY_PREFIX,
		.has = {ERROR = "too many open files|emfile"},
		.done = "ulimit -n",
		.option = SH_RAISE_FILE_LIMIT,
		ON_UNIX,
		.what = "lets the command open as many files as it may at most",
		.why = "the command had more files to open than its limit, which it "
		       "may raise by itself, allows",
	},
	{
		.id = "more-file-watches",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "file watchers reached|inotify_add_watch|"
		                "inotify watch*limit|inotify_init|inotify instances|"
		                "max_user_watches|max_user_instances"},
		.done = "max_user_watches",
		.action = "raise_watch_limit",
		.linux_sh = SH_RAISE_WATCHES,
		.timeout = 30,
		.what = "raises how many files may be watched, until the next boot",
		.why = "the kernel's limit of watched files was reached; the disk "
		       "is not full, though the message sounds like it",
	},
	{
		.id = "more-memory-maps",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "vm.max_map_count"},
		.done = "max_map_count",
		.action = "raise_map_count",
		.linux_sh = SH_RAISE_MAP_COUNT,
		.timeout = 30,
		.what = "raises the number of memory maps, until the next boot",
		.why = "the service refuses to start with the kernel's default",
	},
	{
		.id = "turn-swap-off",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "running with swap on is not supported|"
		                "please disable swap|fail-swap-on"},
		.done = "swapoff",
		.action = "turn_swap_off",
		.linux_sh = SH_SWAP_OFF,
		.rollback = SH_SWAP_ON,
		.timeout = 300,
		.what = "turns swap off if what lies in it fits into memory",
		.why = "the service refuses to start while swap is in use",
	},
	{
		.id = "restart-leaking-service",
		.kind = LEARN_REMEDY_AFTER,
		.when = GREEN,
		.has = {INCIDENT = "memory|oom|leak", STATE = "[memory-full]"},
		.needs = NEED(SERVICE),
		.done = "systemctl restart",
		.action = "restart_leaking_service",
		.linux_sh = SH_RESTART_LEAKING,
		.timeout = 120,
		.what = "restarts the service if it holds a quarter of all memory",
		.why = "memory was still used up after the other steps; this is the "
		       "last resort, and does not mend the leak",
	},
	{
		.id = "report-memory",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "cannot allocate memory|out of memory|enomem|"
		                "oom-kill|killed process|cannot fork"},
		.action = "report_memory",
		.linux_sh = SH_REPORT_MEMORY,
		.timeout = 30,
		.what = "says who uses the memory, and stops while there is too "
		        "little of it",
		.why = "the step failed for lack of memory; which process may go, "
		       "only a human can tell",
	},
	{
		.id = "collect-zombies",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "zombie|defunct"},
		.action = "collect_zombies",
		.linux_sh = SH_REAP_ZOMBIES,
		.timeout = 30,
		.what = "asks the parents of ended processes to take note of them",
		.why = "processes that ended stay in the table until their parent "
		       "takes note",
	},

	/* ---- queues, databases, time ---------------------------------------- */

	{
		.id = "flush-mail-queue",
		.kind = LEARN_REMEDY_AFTER,
		.when = GREEN,
		.has = {INCIDENT = "mail|smtp|queue",
		        STEPS = "postfix|exim|sendmail|mail"},
		.done = "postqueue -f|-qff|sendmail -q",
		.action = "flush_mail_queue",
		.linux_sh = SH_FLUSH_MAIL,
		.darwin_sh = SH_FLUSH_MAIL,
		.timeout = 60,
		.what = "delivers the mail that waits right away",
		.why = "mail that could not be delivered is tried again after hours "
		       "only",
	},
	{
		.id = "resume-printers",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "printer * disabled|printer * stopped|"
		                "is not accepting|printer * paused|lpstat|cups",
		        INCIDENT = "print|spool"},
		.done = "cupsenable",
		.action = "resume_printers",
		.linux_sh = SH_RESUME_PRINTING,
		.darwin_sh = SH_RESUME_PRINTING,
		.timeout = 60,
		.what = "resumes the printers that were paused",
		.why = "a printer is paused when a job fails, and stays so",
	},
	{
		.id = "report-replication",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "replication slot|requested wal segment|"
		                "max_replication_slots|max_slot_wal_keep_size"},
		.action = "report_replication",
		.linux_sh = SH_REPORT_REPLICATION,
		.darwin_sh = SH_REPORT_REPLICATION,
		.timeout = 60,
		.what = "says which replication slots nobody uses, and stops then",
		.why = "a slot without a reader keeps the server's log until the disk "
		       "is full, or was cut off from it",
	},
	{
		.id = "set-clock",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = UNTRUSTED_TIME},
		.done = "makestep|set-ntp|ntpdate|/resync|sntp ",
		.action = "set_clock",
		.linux_sh = SH_SYNC_CLOCK,
		.darwin_sh = DARWIN_SYNC_CLOCK,
		.powershell = PS_SYNC_CLOCK,
		.timeout = 120,
		.what = "sets the clock by the network first",
		.why = "what was valid was refused because the clock of this host is "
		       "wrong",
	},
