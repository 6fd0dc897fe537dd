/*-------------------------------------------------------------------------
 *
 * remedies_darwin.h
 *		Remedies: what only macOS needs.
 *
 * The inside of the array in remedy_table.c, which includes it once:
 * therefore no include guard.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	{
		.id = "enable-job",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "service is disabled|bootstrap failed: 119|"
		                "load failed: 119|service cannot be loaded"},
		.needs = NEED(SERVICE),
		.done = "launchctl enable",
		.action = "enable_job",
		.darwin_sh = DARWIN_ENABLE_JOB,
		.timeout = 60,
		.what = "enables the job for launchd, and loads it",
		.why = "the job was disabled; a reviewer has to know whether that was "
		       "meant",
	},
	{
		.id = "load-job",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "could not find service|could not find specified service|"
		                "no such process|service is not loaded"},
		.needs = NEED(SERVICE),
		.done = "launchctl bootstrap|launchctl load",
		.action = "load_job",
		.darwin_sh = DARWIN_LOAD_JOB,
		.timeout = 60,
		.what = "loads the job's file into launchd, if it is not loaded",
		.why = "launchd starts only what was loaded",
	},
	{
		.id = "restart-job",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "service already loaded|service already bootstrapped|"
		                "bootstrap failed: 37|load failed: 37|"
		                "throttled|spawn scheduled"},
		.needs = NEED(SERVICE),
		.done = "kickstart",
		.action = "restart_job",
		.darwin_sh = DARWIN_KICK_JOB,
		.timeout = 60,
		.what = "has launchd start the job anew",
		.why = "the job was loaded already, and launchd waits before it "
		       "starts one again that failed",
	},
	{
		.id = "retry-bootstrap",
		.kind = LEARN_REMEDY_RETRY,
		.has = {ERROR = "bootstrap failed: 5|operation already in progress",
		        STEP = "launchctl"},
		ON_DARWIN,
		.attempts = 5,
		.delay = 2,
		.what = "tries again until launchd has finished unloading",
		.why = "launchd unloads in the background, and refuses to load until "
		       "it is done",
	},
	{
		.id = "wait-for-brew",
		.kind = LEARN_REMEDY_RETRY,
		.has = {ERROR = "already locked|already in progress|"
		                "another active homebrew|another `brew",
		        STEP = "brew"},
		ON_DARWIN,
		.attempts = 10,
		.delay = 30,
		.what = "tries again until the other run of brew has finished",
		.why = "brew runs once at a time",
	},
	{
		.id = "refresh-formulae",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "no available formula|no available cask|"
		                "failed to download resource|"
		                "bottle * not found|brew update",
		        STEP = "brew"},
		.done = "brew update",
		.action = "refresh_formulae",
		.darwin_sh = DARWIN_REFRESH_BREW,
		.timeout = 600,
		.what = "brings brew's list of formulae up to date first",
		.why = "brew's list on this host was older than its servers",
	},
	{
		.id = "restart-software-update",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "apple software update server|softwareupdated|"
		                "update service|installer is already in use",
		        STEP = "softwareupdate"},
		.done = "com.apple.softwareupdated",
		.action = "restart_software_update",
		.darwin_sh = DARWIN_RESTART_UPDATE,
		.timeout = 60,
		.what = "has launchd start the update service anew",
		.why = "the update service hangs after an update that was broken off",
	},
	{
		.id = "stop-running-backup",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "backup already in progress|backup is in progress|"
		                "backup session is already running|"
		                "backup already running",
		        STEP = "tmutil"},
		.done = "stopbackup",
		.action = "stop_running_backup",
		.darwin_sh = DARWIN_STOP_BACKUP,
		.timeout = 180,
		.what = "stops the backup that is under way, and waits for that",
		.why = "Time Machine makes one backup at a time, and the one under "
		       "way did not get on",
	},
	{
		.id = "report-stale-backup",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = ".inprogress"},
		.action = "report_stale_backup",
		.darwin_sh = DARWIN_REPORT_STALE_BACKUP,
		.timeout = 120,
		.what = "says which backups were never finished, and stops then",
		.why = "a backup that was broken off stays on the disk; a human has "
		       "to remove it",
	},
	{
		.id = "report-developer-tools",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "invalid active developer path|"
		                "no developer tools were found|xcode-select"},
		.action = "report_developer_tools",
		.darwin_sh = DARWIN_REPORT_TOOLS,
		.timeout = 60,
		.what = "says whether the developer tools are there, and stops when "
		        "they are not",
		.why = "an upgrade of macOS removes the developer tools; installing "
		       "them asks for consent",
	},
