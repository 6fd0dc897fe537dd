/*-------------------------------------------------------------------------
 *
 * remedies_windows.h
 *		Remedies: what only Windows needs.
 *
 * The inside of the array in remedy_table.c, which includes it once:
 * therefore no include guard.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	/* ---- services -------------------------------------------------------- */

	{
		.id = "enable-service",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "cannot be started, either because it is disabled|"
		                "error 1058|0x80070422|service is disabled|"
		                "der dienst kann nicht gestartet werden"},
		.needs = NEED(SERVICE),
		.done = "startuptype|start= ",
		.action = "enable_service",
		.powershell = PS_ENABLE_SERVICE,
		.timeout = 60,
		.what = "lets the service be started by hand, if it is disabled",
		.why = "the service was disabled; a reviewer has to know whether that "
		       "was meant",
	},
	{
		.id = "start-required-services",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "error 1068|dependency service or group failed|"
		                "abhängigkeitsdienst"},
		.needs = NEED(SERVICE),
		.action = "start_required_services",
		.powershell = PS_START_REQUIRED,
		.timeout = 300,
		.what = "starts the services that it needs, one by one",
		.why = "a service that it needs could not be started along with it",
	},
	{
		.id = "end-stuck-service",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "stop_pending|stoppending|stop pending|start_pending|"
		                "startpending|error 1061|"
		                "cannot accept control messages|"
		                "could not be stopped|service is starting or stopping"},
		.needs = NEED(SERVICE),
		.action = "end_stuck_service",
		.powershell = PS_CLEAR_STOP_PENDING,
		.timeout = 90,
		.what = "ends the process of the service if it neither stops nor "
		        "starts and shares it with no other",
		.why = "the service was on its way to another state and never got "
		       "there, so that it took no orders",
	},
	{
		.id = "stop-dependents",
		.kind = LEARN_REMEDY_OPTION,
		.has = {ERROR = "has dependent services|dependent services|"
		                "abhängige dienste"},
		.option = "-Force",
		.tools = "Stop-Service Restart-Service",
		ON_WINDOWS,
		.what = "lets the services stop that depend on this one",
		.why = "the service could not be stopped while others depend on it",
	},
	{
		.id = "retry-service-start",
		.kind = LEARN_REMEDY_RETRY,
		.has = {ERROR = "error 1053|did not respond to the start|"
		                "timely fashion"},
		ON_WINDOWS,
		.attempts = 3,
		.delay = 30,
		.what = "starts the service again when it did not answer in time",
		.why = "after a boot or an update a service may need longer than "
		       "Windows waits",
	},
	{
		.id = "start-app-pool",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "application pool|app pool|apppool"},
		.needs = NEED(POOL),
		.done = "start-webapppool",
		.action = "start_app_pool",
		.powershell = PS_START_APP_POOL,
		.timeout = 120,
		.what = "starts the application pool and what it needs, and waits",
		.why = "an application pool that fails a few times is stopped, and "
		       "its sites answer 503",
	},
	{
		.id = "start-web-server",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "w3svc|world wide web publishing|"
		                "windows process activation|was service"},
		.action = "start_web_server",
		.powershell = PS_START_IIS,
		.timeout = 180,
		.what = "starts the web server and the service that it needs",
		.why = "the web server was not running",
	},
	{
		.id = "start-winrm",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "winrm|ws-management|wsman|wsmanfault"},
		.lacks = {ERROR = "access is denied"},
		.done = "winrm quickconfig|enable-psremoting|test-wsman",
		.action = "start_winrm",
		.powershell = PS_START_WINRM,
		.timeout = 60,
		.what = "starts remote management on this host, and tests it",
		.why = "remote management did not answer",
	},
	{
		.id = "clear-print-queue",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "spooler|print job|printer|0x000006ba|0x00000709|"
		                "druckwarteschlange"},
		.done = "spool\\printers",
		.action = "clear_print_queue",
		.powershell = PS_CLEAR_SPOOLER,
		.timeout = 120,
		.what = "moves print jobs older than an hour out of the queue, and "
		        "restarts it",
		.why = "a print job that cannot be printed blocks all others",
	},
	{
		.id = "check-wmi",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "0x80041010|0x80041002|0x80041014|0x8004100e|"
		                "0x80041006|0x8004100a|invalid class|"
		                "wmi repository|wbem*corrupt|invalid namespace"},
		.done = "winmgmt",
		.action = "check_wmi",
		.powershell = PS_CHECK_WMI,
		.timeout = 600,
		.what = "verifies the WMI repository, salvages it if it is not "
		        "consistent, and restarts its service",
		.why = "the repository that management commands ask was damaged",
	},

	/* ---- updates, installers, packages ----------------------------------- */

	{
		.id = "report-pending-reboot",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "reboot is required|reboot required|pending reboot|"
		                "restart is required|restart is pending|"
		                "pending restart|reboot is pending|~3010~|~1641~|"
		                "requires a reboot|requires a restart|"
		                "neustart erforderlich|redémarrage"},
		.done = "rebootpending",
		.action = "report_pending_reboot",
		.powershell = PS_REPORT_REBOOT,
		.timeout = 60,
		.what = "says whether a restart is pending and for what, and stops "
		        "then",
		.why = "an earlier installation is finished by a restart only, whose "
		       "time a human chooses",
	},
	{
		.id = "wait-for-installer",
		.kind = LEARN_REMEDY_RETRY,
		.has = {ERROR = "error 1618|~1618~|0x80070652|"
		                "another installation is already in progress|"
		                "another installation is in progress|"
		                "msiexec is already running|"
		                "installer is already running"},
		ON_WINDOWS,
		.attempts = 20,
		.delay = 30,
		.what = "tries again until the other installation has finished",
		.why = "Windows installs one package at a time",
	},
	{
		.id = "wait-for-backup",
		.kind = LEARN_REMEDY_RETRY,
		.has = {ERROR = "0x80780048|another backup|"
		                "only one backup or recovery operation|"
		                "backup is already running|0x80042316|"
		                "another shadow copy creation is already"},
		ON_WINDOWS,
		.attempts = 10,
		.delay = 120,
		.what = "tries again until the other backup has finished",
		.why = "Windows runs one backup, or makes one shadow copy, at a time",
	},
	{
		.id = "repair-component-store",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "0x80073712|0x800f0831|0x800f0984|0x80073701|"
		                "0x800736cc|component store*corrupt|"
		                "component store is repairable|err_sxs"},
		.lacks = {STEPS = "restorehealth"},
		.done = "restorehealth",
		.action = "repair_component_store",
		.powershell = PS_REPAIR_STORE,
		.timeout = 7200,
		.what = "repairs the component store first",
		.why = "the store that updates are put together from was damaged",
	},
	{
		.id = "reset-update-caches",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "0x80248007|0x80248014|0x8024000b|0x80246008|"
		                "0x8024200d|0x80240fff|0x80070490|0x8024001e|"
		                "0x80246007|0x80246013|0x8024a10a|datastore*corrupt"},
		.done = "softwaredistribution",
		.action = "reset_update_caches",
		.powershell = PS_RESET_UPDATE,
		.timeout = 300,
		.what = "renames the caches of Windows Update, which makes them anew",
		.why = "what Windows Update remembers of earlier downloads was "
		       "damaged",
	},
	{
		.id = "reset-winget-sources",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "0x8a15000f|0x8a15000b|0x8a150045|"
		                "failed when opening source|"
		                "failed in attempting to update the source",
		        STEP = "winget"},
		.done = "source reset",
		.action = "reset_winget_sources",
		.powershell = PS_RESET_WINGET,
		.timeout = 300,
		.what = "resets the sources of winget, and reads them anew",
		.why = "what winget had cached of its sources was damaged",
	},

	/* ---- backups --------------------------------------------------------- */

	{
		.id = "restart-writers",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "0x800423f3|0x800423f4|0x800423f2|0x800423f0|"
		                "writer * failed|failed writer|vss_e_writer|"
		                "writer * retryable|~vss~*timed out|waiting for completion"},
		.done = "vssadmin",
		.action = "restart_writers",
		.powershell = PS_RESTART_WRITERS,
		.timeout = 300,
		.what = "restarts the services whose part in a shadow copy has failed",
		.why = "a writer that failed once refuses every shadow copy until its "
		       "service is restarted",
	},
	{
		.id = "report-shadow-storage",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "0x8004231f|0x80042317|"
		                "insufficient storage*shadow|shadow copy storage|"
		                "shadow * storage"},
		.action = "report_shadow_storage",
		.powershell = PS_REPORT_SHADOW_STORAGE,
		.timeout = 60,
		.what = "says how full the space for shadow copies is, and stops when "
		        "there is none",
		.why = "a shadow copy needs space; which older one may go, only a "
		       "human can tell",
	},

	/* ---- put before a command -------------------------------------------- */

	{
		.id = "use-tls-1.2",
		.kind = LEARN_REMEDY_PREFIX,
		.has = {ERROR = "could not create ssl/tls secure channel|"
		                "underlying connection was closed|"
		                "geschützten ssl/tls-kanal",
		        STEP = "invoke-webrequest|invoke-restmethod|webclient|"
		               "install-module|install-package|iwr |irm "},
		.done = "securityprotocol",
		.option = PS_TLS,
		ON_WINDOWS,
		.what = "lets the command use TLS 1.2",
		.why = "Windows PowerShell offers older versions of TLS only, which "
		       "servers refuse by now",
	},
	{
		.id = "allow-local-scripts",
		.kind = LEARN_REMEDY_PREFIX,
		.has = {ERROR = "running scripts is disabled|"
		                "ausführung von skripts auf diesem system deaktiviert|"
		                "l'exécution de scripts est désactivée"},
		.done = "set-executionpolicy|-executionpolicy",
		.option = PS_EXECUTION_POLICY,
		ON_WINDOWS,
		.what = "lets this one process run scripts that are on this host",
		.why = "the default of Windows is to run no scripts; what was "
		       "downloaded still needs a signature, and a policy of the "
		       "domain still holds",
	},
	{
		.id = "utf8-output",
		.kind = LEARN_REMEDY_PREFIX,
		.has = {ERROR = "unicodeencodeerror|unicodedecodeerror|'charmap' codec|"
		                "~cp1252~|~cp437~|~cp850~"},
		.done = "outputencoding",
		.option = PS_UTF8,
		ON_WINDOWS,
		.what = "exchanges text with programs as UTF-8",
		.why = "the console's old code page lacks characters that the command "
		       "prints",
	},
