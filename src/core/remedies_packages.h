/*-------------------------------------------------------------------------
 *
 * remedies_packages.h
 *		Remedies: package managers, on Linux.
 *
 * The inside of the array in remedy_table.c, which includes it once:
 * therefore no include guard.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	{
		.id = "finish-dpkg",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "dpkg was interrupted|dpkg --configure -a"},
		.done = "dpkg --configure",
		.action = "finish_dpkg",
		.linux_sh = SH_FINISH_DPKG,
		.timeout = 900,
		.what = "finishes the interrupted package installation first",
		.why = "an earlier installation was interrupted, and dpkg refuses "
		       "everything else until it is finished",
	},
	{
		.id = "complete-packages",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "--fix-broken|unmet dependencies|"
		                "you have held broken packages"},
		.done = "--fix-broken|install -f",
		.action = "complete_packages",
		.linux_sh = SH_FIX_BROKEN,
		.timeout = 900,
		.what = "installs what half-installed packages lack, removing none",
		.why = "a package was installed without what it depends on, and apt "
		       "refuses everything else until that is there",
	},
	{
		.id = "accept-release-change",
		.kind = LEARN_REMEDY_OPTION,
		.has = {ERROR = "changed its 'suite' value|changed its 'codename'|"
		                "changed its 'version' value|"
		                "explicitly accepted before updates"},
		.done = "allowreleaseinfochange|allow-releaseinfo-change",
		.option = "-o Acquire::AllowReleaseInfoChange=true",
		.tools = "apt apt-get",
		ON_LINUX,
		.what = "accepts that the distribution's release was renamed",
		.why = "a release becomes oldstable when the next one appears, and "
		       "apt wants that to be accepted",
	},
	{
		.id = "refresh-package-lists",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "unable to locate package|"
		                "has no installation candidate|hash sum mismatch|"
		                "404 not found|no package * available|"
		                "nothing provides|no match for argument|"
		                "unable to find a match|package not found",
		        STEP = "apt|yum|dnf|zypper|apk"},
		.done = "apt-get update|apt update|makecache|zypper refresh|"
		        "apk update|lock::timeout=300 update",
		.action = "refresh_package_lists",
		.linux_sh = SH_REFRESH_LISTS,
		.timeout = 600,
		.what = "reads the lists of packages anew first",
		.why = "the lists of packages on this host were older than the "
		       "repository",
	},
	{
		.id = "drop-package-metadata",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "repomd.xml|metadata * checksum|"
		                "database disk image is malformed|errno 256|"
		                "cannot retrieve metalink|writestring to file",
		        STEP = "yum|dnf|apt"},
		.done = "clean metadata|clean all",
		.action = "drop_package_metadata",
		.linux_sh = SH_CLEAN_METADATA,
		.timeout = 600,
		.what = "drops the cached lists of packages, and reads them anew",
		.why = "the cached lists of packages were damaged or outdated",
	},
	{
		.id = "rebuild-package-database",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "rpmdb open failed|rpmdb: |db_runrecovery|"
		                "thread died in berkeley db|"
		                "cannot open packages database|"
		                "cannot open packages index"},
		.done = "--rebuilddb",
		.action = "rebuild_package_database",
		.linux_sh = SH_REBUILD_RPM,
		.timeout = 900,
		.what = "builds the database of packages anew, keeping a copy",
		.why = "the database of packages was damaged by an interrupted run",
	},
	{
		.id = "wait-for-package-lock",
		.kind = LEARN_REMEDY_RETRY,
		.has = {ERROR = "could not get lock /var/lib/|unable to lock|"
		                "unable to acquire the dpkg|"
		                "another app is currently holding the yum lock|"
		                "waiting for process with pid|waiting for cache lock|"
		                "system management is locked|"
		                "could not get lock|change in progress",
		        STEP = "apt|dpkg|yum|dnf|zypper|apk|pacman|snap"},
		ON_LINUX,
		.attempts = 90,
		.delay = 10,
		.what = "tries again until the other package manager has finished",
		.why = "another package manager held the lock, and that takes "
		       "minutes, not seconds",
	},
	{
		.id = "answer-yes",
		.kind = LEARN_REMEDY_OPTION,
		.has = {ERROR = "[y/n]&abort|do you want to continue|[y/d/n]|[y/n]:"},
		.option = "-y",
		.tools = "apt apt-get yum dnf",
		ON_LINUX,
		.what = "answers the package manager's question beforehand",
		.why = "the package manager asked a question that nobody answers",
	},
	{
		.id = "keep-config-files",
		.kind = LEARN_REMEDY_OPTION,
		.has = {ERROR = "conffile prompt|"
		                "what would you like to do about it|"
		                "configuration file * modified",
		        STEP = "apt"},
		.done = "force-confold",
		.option = "-o Dpkg::Options::=--force-confdef "
		          "-o Dpkg::Options::=--force-confold",
		.tools = "apt apt-get",
		ON_LINUX,
		.what = "keeps configuration files that were changed on this host",
		.why = "the package manager asked whether to replace a changed "
		       "configuration file, and nobody answers",
	},
	{
		.id = "report-repository-key",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "no_pubkey|expkeysig|keyexpired|"
		                "gpg key retrieval failed|"
		                "public key for * is not installed|"
		                "signatures couldn't be verified"},
		.action = "report_repository_key",
		.linux_sh = SH_REPORT_REPOSITORY_KEY,
		.timeout = 30,
		.what = "says which keys of repositories are here, and stops",
		.why = "a repository is signed with a key that this host does not "
		       "have; whom to trust, only a human can decide",
	},
