/*-------------------------------------------------------------------------
 *
 * policy_list.c
 *		Lists of words that many rules share.
 *
 *-------------------------------------------------------------------------
 */
#include "core/policy_rule.h"

#include <string.h>

static const char *const shells[] = {"sh",     "bash", "dash",  "ash",
									 "zsh",    "ksh",  "ksh93", "mksh",
									 "csh",    "tcsh", "fish",  "rbash",
									 "posh",   "yash", "sash",  "osh",
									 "elvish", "nu",   "xonsh", "powershell",
									 "pwsh",   "cmd",  NULL};

/* What runs the text that it is given. */
static const char *const interpreters[] = {
	"sh",         "bash",    "dash",   "ash",
	"zsh",        "ksh",     "ksh93",  "mksh",
	"csh",        "tcsh",    "fish",   "rbash",
	"powershell", "pwsh",    "cmd",    "python*",
	"perl*",      "ruby*",   "node",   "nodejs",
	"php*",       "lua*",    "tclsh*", "osascript",
	"source",     ".",       "eval",   "invoke-expression",
	"cscript",    "wscript", "mshta",  "add-type",
	"deno",       "bun",     NULL};

/* What fetches something from another host. */
static const char *const downloaders[] = {"curl",
										  "wget",
										  "wget2",
										  "fetch",
										  "aria2c",
										  "axel",
										  "lwp-download",
										  "lynx",
										  "links",
										  "w3m",
										  "http",
										  "https",
										  "xh",
										  "httpie",
										  "ftp",
										  "tftp",
										  "sftp",
										  "lftp",
										  "ncftp",
										  "scp",
										  "invoke-webrequest",
										  "invoke-restmethod",
										  "start-bitstransfer",
										  "bitsadmin",
										  NULL};

/* What talks to any port of another host. */
static const char *const netcats[] = {"nc",         "ncat",
									  "netcat",     "nc.traditional",
									  "nc.openbsd", "socat",
									  "telnet",     "cryptcat",
									  "pwncat",     NULL};

/* Files in which secrets of the host or of its users are. */
static const char *const secrets[] = {"/etc/shadow",
									  "/etc/shadow-",
									  "/etc/gshadow",
									  "/etc/gshadow-",
									  "/etc/master.passwd",
									  "/etc/security/opasswd",
									  "/etc/sudoers",
									  "/etc/sudoers.d/*",
									  "/etc/krb5.keytab",
									  "**/*.keytab",
									  "/etc/ssh/ssh_host_*_key",
									  "/etc/ssl/private/**",
									  "/etc/pki/tls/private/**",
									  "/etc/kubernetes/**/*.key",
									  "/etc/kubernetes/admin.conf",
									  "/etc/wireguard/**",
									  "/etc/ipsec.secrets",
									  "/etc/ppp/*-secrets",
									  "**/.ssh/id_*",
									  "**/.aws/credentials",
									  "**/.azure/**",
									  "**/.config/gcloud/**",
									  "**/.kube/config",
									  "**/.docker/config.json",
									  "**/.netrc",
									  "**/.pgpass",
									  "**/.my.cnf",
									  "**/.git-credentials",
									  "**/.gnupg/**",
									  "**/.vault-token",
									  "**/.npmrc",
									  "**/.pypirc",
									  "**/.bash_history",
									  "**/.zsh_history",
									  "**/.password-store/**",
									  "/proc/*/environ",
									  "/proc/*/mem",
									  "/proc/kcore",
									  "/dev/mem",
									  "/dev/kmem",
									  "/var/lib/sss/secrets/**",
									  "/var/run/secrets/**",
									  "/run/secrets/**",
									  "/private/var/db/dslocal/**",
									  "/var/db/dslocal/**",
									  "~/Library/Keychains/**",
									  "/Library/Keychains/**",
									  "c:/windows/system32/config/sam",
									  "c:/windows/system32/config/system",
									  "c:/windows/system32/config/security",
									  "c:/windows/repair/*",
									  "**/ntds.dit",
									  "hklm/sam",
									  "hklm/sam/**",
									  "hklm/security",
									  "hklm/security/**",
									  "**/microsoft/credentials/**",
									  "**/microsoft/protect/**",
									  "**/microsoft/vault/**",
									  "**/user data/*/login data",
									  "**/logins.json",
									  "**/key4.db",
									  "**/psreadline/consolehost_history.txt",
									  "**/unattend.xml",
									  NULL};

/* What is in these runs by itself: when the host starts, at a time, when
 * somebody logs in, or when a program starts. */
static const char *const startup[] = {
	"/etc/cron*",
	"/etc/cron*/**",
	"/etc/anacrontab",
	"/var/spool/cron/**",
	"/var/spool/at/**",
	"/etc/at.allow",
	"/etc/rc.local",
	"/etc/rc*.d/**",
	"/etc/init.d/**",
	"/etc/init/**",
	"/etc/inittab",
	"/etc/systemd/**",
	"/lib/systemd/**",
	"/usr/lib/systemd/**",
	"/run/systemd/**",
	"~/.config/systemd/**",
	"/etc/profile",
	"/etc/profile.d/**",
	"/etc/bash.bashrc",
	"/etc/bashrc",
	"/etc/zsh/**",
	"/etc/zshrc",
	"/etc/csh.*",
	"/etc/skel/**",
	"~/.bashrc",
	"~/.bash_profile",
	"~/.bash_login",
	"~/.bash_logout",
	"~/.profile",
	"~/.zshrc",
	"~/.zprofile",
	"~/.zshenv",
	"~/.kshrc",
	"~/.cshrc",
	"~/.config/autostart/**",
	"/etc/xdg/autostart/**",
	"/etc/update-motd.d/**",
	"/etc/udev/rules.d/**",
	"/lib/udev/rules.d/**",
	"/etc/xinetd.d/**",
	"/etc/inetd.conf",
	"/etc/apt/apt.conf.d/**",
	"/etc/NetworkManager/dispatcher.d/**",
	"/etc/network/if-*.d/**",
	"/etc/dhcp/**",
	"/etc/logrotate.d/**",
	"/etc/ppp/**",
	"/etc/acpi/**",
	"~/.gitconfig",
	"**/.git/hooks/**",
	"/Library/LaunchDaemons/**",
	"/Library/LaunchAgents/**",
	"~/Library/LaunchAgents/**",
	"**/start menu/programs/startup/**",
	"**/startup/*",
	"**/microsoft.powershell_profile.ps1",
	"**/profile.ps1",
	"c:/windows/system32/tasks/**",
	"hk*/software/microsoft/windows/currentversion/run*/**",
	"hk*/software/microsoft/windows/currentversion/run*",
	"hk*/software/microsoft/windows nt/currentversion/winlogon*",
	"$profile",
	NULL};

/* With these, find finds some files, not all. */
static const char *const find_tests[] = {
	"-name",   "-iname",    "-path",  "-ipath",   "-wholename", "-regex",
	"-iregex", "-lname",    "-mtime", "-mmin",    "-ctime",     "-cmin",
	"-atime",  "-amin",     "-newer", "-newermt", "-newerct",   "-newerat",
	"-cnewer", "-anewer",   "-size",  "-empty",   "-user",      "-nouser",
	"-group",  "-nogroup",  "-perm",  "-inum",    "-samefile",  "-links",
	"-xtype",  "-maxdepth", NULL};

static const struct NamedList
{
	const char *name;
	const char *const *words;
} lists[] = {{"shells", shells},           {"interpreters", interpreters},
			 {"downloaders", downloaders}, {"netcats", netcats},
			 {"secrets", secrets},         {"find-tests", find_tests},
			 {"startup", startup}};

const char *const *
learn_policy_list(const char *name)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
	{
		if (strcmp(lists[i].name, name) == 0)
			return lists[i].words;
	}
	return NULL;
}
