/*-------------------------------------------------------------------------
 *
 * remedies_storage.h
 *		Remedies: disks, mounts, backups, certificates.
 *
 * The inside of the array in remedy_table.c, which includes it once:
 * therefore no include guard.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	/* ---- full file systems ---------------------------------------------- */

	{
		.id = "free-inodes",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = NO_SPACE, STATE = "[inodes-full]"},
		.action = "free_inodes",
		.linux_sh = SH_FREE_INODES,
		.timeout = 300,
		.what = "removes old temporary files and sessions, and says where the "
		        "many files are",
		.why = "the file system had space, but no room for another file",
	},
	{
		.id = "free-space",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = NO_SPACE},
		.lacks = {ERROR = "file watchers|inotify", STATE = "[inodes-full]"},
		.done = "vacuum-size|vacuum-time",
		.action = "free_space",
		.linux_sh = SH_FREE_SPACE,
		.darwin_sh = DARWIN_FREE_SPACE,
		.powershell = PS_FREE_SPACE,
		.timeout = 300,
		.what = "frees space first: package caches, old journal and rotated "
		        "logs older than a week",
		.why = "the step failed because the file system was full",
	},
	{
		.id = "prune-images",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = NO_SPACE,
		        STEPS = "docker|podman|compose|buildx|container"},
		.lacks = {ERROR = "file watchers|inotify"},
		.done = "image prune|system prune|builder prune",
		.action = "prune_images",
		.linux_sh = SH_PRUNE_IMAGES,
		.timeout = 300,
		.what = "removes images that nothing names, and old build caches",
		.why = "builds leave unnamed images behind, which fill the disk",
	},
	{
		.id = "clean-temporary-files",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "/tmp/*no space left|no space left*/tmp/|"
		                "/tmp*disk full|/tmp is full"},
		.action = "clean_temporary_files",
		.linux_sh = SH_CLEAN_TMP,
		.timeout = 300,
		.what = "removes temporary files that nobody has used for ten days, "
		        "in /var/tmp thirty",
		.why = "the file system of temporary files was full",
	},
	{
		.id = "release-deleted-first",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = NO_SPACE,
		        STEPS = "~rm |unlink|-delete|logrotate|prune |vacuum-size"},
		.lacks = {ERROR = "file watchers|inotify", STATE = "[inodes-full]"},
		.done = "(deleted)",
		.action = "release_deleted_files",
		.linux_sh = SH_RELEASE_DELETED,
		.timeout = 60,
		.what = "empties logs that were deleted while a process writes to "
		        "them, and names other deleted files that are open",
		.why = "files were removed and the space did not come back: it does "
		       "only when the last process closes them",
	},
	{
		.id = "release-deleted-files",
		.kind = LEARN_REMEDY_AFTER,
		.when = GREEN,
		.has = {INCIDENT = "disk|space|storage",
		        STEPS = "~rm |unlink|-delete|logrotate"},
		.done = "(deleted)",
		.action = "release_deleted_files",
		.linux_sh = SH_RELEASE_DELETED,
		.timeout = 60,
		.what = "empties logs that were deleted while a process writes to "
		        "them, and names other deleted files that are open",
		.why = "files were removed and the disk stayed full: their space comes "
		       "back only when the last process closes them",
	},

	/* ---- damage, which is reported and never mended --------------------- */

	{
		.id = "report-read-only",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "read-only file system|erofs|"
		                "dateisystem ist nur lesbar"},
		.action = "report_read_only",
		.linux_sh = SH_REPORT_READ_ONLY,
		.timeout = 30,
		.what = "says which disk is read-only and why, and stops then",
		.why = "a disk becomes read-only by itself when it is damaged",
	},
	{
		.id = "report-disk-errors",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "input/output error|i/o error|medium error|"
		                "uncorrectable"},
		.lacks = {ERROR = "bootstrap failed|load failed"},
		.action = "report_disk_errors",
		.linux_sh = SH_REPORT_IO_ERRORS,
		.timeout = 30,
		.what = "says what the kernel reports of the disks, and stops when "
		        "that is an error",
		.why = "a disk that cannot be read fails whatever is tried",
	},

	/* ---- mounts ---------------------------------------------------------- */

	{
		.id = "remount-stale",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "stale file handle|stale nfs|"
		                "transport endpoint is not connected|estale"},
		.needs = NEED(MOUNT),
		.action = "remount",
		.linux_sh = SH_REMOUNT_STALE,
		.wait_for = SH_IS_MOUNTED,
		.timeout = 120,
		.what = "mounts the file system again if it does not answer",
		.why = "the server had been restarted, and knew the open mount no "
		       "more",
	},
	{
		.id = "mount-missing",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "not mounted|not a mountpoint|not a mount point|"
		                "isn't mounted|nicht eingehängt"},
		.needs = NEED(MOUNT),
		.action = "mount",
		.linux_sh = SH_MOUNT,
		.wait_for = SH_IS_MOUNTED,
		.timeout = 120,
		.what = "mounts what /etc/fstab says belongs there",
		.why = "the file system that the step needs was not mounted",
	},

	/* ---- backups --------------------------------------------------------- */

	{
		.id = "unlock-repository",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "repository is already locked", STEP = "~restic "},
		.done = "restic unlock",
		.action = "unlock_repository",
		.linux_sh = SH_UNLOCK_RESTIC,
		.darwin_sh = SH_UNLOCK_RESTIC,
		.powershell = PS_UNLOCK_RESTIC,
		.timeout = 120,
		.what = "removes stale locks of the backup repository",
		.why = "the repository was still locked by a run that is over; "
		       "unlock leaves the locks of running processes alone",
	},
	{
		.id = "wait-for-repository",
		.kind = LEARN_REMEDY_OPTION,
		.has = {ERROR = "failed to create/acquire the lock|lock.exclusive|"
		                "lockfailed|locktimeout",
		        STEP = "~borg "},
		.done = "--lock-wait",
		.option = "--lock-wait 900",
		.tools = "borg",
		ON_UNIX,
		.what = "waits up to 15 minutes for the backup repository",
		.why = "another backup had the repository",
	},
	{
		.id = "accept-vanished-files",
		.kind = LEARN_REMEDY_PREFIX,
		.has = {ERROR = "vanished before they could be transferred|"
		                "file has vanished|(code 24)",
		        STEP = "rsync"},
		.done = "rsync() {",
		.option = SH_ACCEPT_VANISHED,
		ON_UNIX,
		.what = "takes files that vanish while they are copied for no failure",
		.why = "rsync ended with 24, which only says that files were removed "
		       "meanwhile; every other error still counts",
	},
	{
		.id = "accept-changed-files",
		.kind = LEARN_REMEDY_PREFIX,
		.has = {ERROR = "file changed as we read it|file removed before we",
		        STEP = "~tar "},
		.lacks = {ERROR = "cannot open|cannot stat|no space left|i/o error"},
		.done = "tar() {",
		.option = SH_ACCEPT_CHANGED,
		ON_LINUX,
		.what = "takes files that change while they are read for no failure",
		.why = "tar ended with 1, which only says that files were written "
		       "meanwhile; every other error still counts",
	},
	{
		.id = "report-snapshot-space",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "insufficient free space*extents|"
		                "snapshot * invalid|snapshot is full|"
		                "insufficient suitable allocatable|"
		                "thin pool * full|data space|"
		                "has insufficient free space",
		        STEPS = "lvcreate|lvextend|snapshot|lvm"},
		.action = "report_snapshot_space",
		.linux_sh = SH_REPORT_SNAPSHOTS,
		.timeout = 60,
		.what = "says which volumes are full, and stops while there is no "
		        "space for a snapshot",
		.why = "a snapshot needs space in its volume group; which older one "
		       "may go, only a human can tell",
	},

	/* ---- certificates ----------------------------------------------------- */

	{
		.id = "renew-certificate",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "certificate has expired|certificate expired|"
		                "certificate is expired|cert_has_expired|"
		                "certificate will expire|not valid after|"
		                "zertifikat ist abgelaufen"},
		.done = "certbot renew|acme.sh|dehydrated|lego ",
		.action = "renew_certificate",
		.linux_sh = SH_RENEW_CERTIFICATE,
		.timeout = 600,
		.what = "renews what is due, and lets the services load it",
		.why = "a certificate of this host had expired",
	},
	{
		.id = "free-port-for-certbot",
		.kind = LEARN_REMEDY_OPTION,
		.has = {ERROR = PORT_TAKEN "|could not bind tcp port",
		        STEP = "certbot|letsencrypt"},
		.done = "--pre-hook",
		.option = "--pre-hook 'for s in nginx apache2 httpd lighttpd haproxy; do "
		          "systemctl -q is-active $s && systemctl stop $s && "
		          "echo $s >>/run/stopped-for-certbot; done; true' "
		          "--post-hook 'test ! -f /run/stopped-for-certbot || "
		          "xargs systemctl start </run/stopped-for-certbot && "
		          "rm -f /run/stopped-for-certbot'",
		.tools = "certbot certbot-auto letsencrypt letsencrypt-auto",
		ON_LINUX,
		.what = "stops the web server while a certificate is renewed, and "
		        "starts it again",
		.why = "certbot answers the challenge on the port of the web server",
	},
	{
		.id = "reload-tls-services",
		.kind = LEARN_REMEDY_AFTER,
		.when = GREEN,
		.has = {INCIDENT = "cert", STEPS = "renew|certbot|acme|lego|dehydrated"},
		.lacks = {STEPS = "reload|restart|kubeadm"},
		.done = "systemctl reload|systemctl restart|deploy-hook",
		.action = "reload_services",
		.linux_sh = SH_RELOAD_TLS,
		.timeout = 120,
		.what = "lets the services that use the certificate load it",
		.why = "the certificate was renewed, but the services went on using "
		       "the old one",
	},
	{
		.id = "refresh-authorities",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "unable to get local issuer|"
		                "unable to verify the first certificate|"
		                "signed by unknown authority|"
		                "self-signed certificate in certificate chain|"
		                "self signed certificate in certificate chain|"
		                "unable to get issuer certificate"},
		.done = "update-ca-certificates|update-ca-trust",
		.action = "refresh_authorities",
		.linux_sh = SH_REFRESH_AUTHORITIES,
		.timeout = 120,
		.what = "takes up the certificate authorities that are installed",
		.why = "the certificate's authority was not known to this host; that "
		       "its server leaves out part of the chain is the other cause",
	},
