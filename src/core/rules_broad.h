/*-------------------------------------------------------------------------
 *
 * rules_broad.h
 *		Rules: single words that nearly always mean the same type.
 *
 * The inside of the array in rules_table.c, which includes it once: therefore
 * no include guard.  They answer where no rule knows the whole phrase, so none
 * is as sure as those are.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	{PERMISSION, 81, LEARN_STEP_FAILED,
	 {ERROR = "denied|verweigert|refusé|negato|negado|geweigerd|"
	          "отказано|拒绝|拒否"},
	 {ERROR = "pull access denied|failed to execute operation|relay|"
	          "rate limit|win32exception|no such file"},
	 "something was denied"},
	{PERMISSION, 80, LEARN_STEP_FAILED,
	 {ERROR = "password|passphrase|passwort|kennwort|mot de passe|contraseña|"
	          "credential|privilege|elevat|administrator|authentication|"
	          "unauthorized|unauthorised|forbidden|not permitted|not allowed|"
	          "insufficient permission|logon|login|~sudo~|superuser|"
	          "access token|api key"},
	 {ERROR = "not found|timed out|timeout|rate limit|acme|too many|"
	          "cluster_block|unprivileged|not be run as root|could not resolve|"
	          "connection refused|is not permitted. |undefined|not recognized|"
	          "no such|not supported|unsupported|invalid option|already|unable "
	          "to connect|in conflict|tls|ssl"},
	 "it speaks of rights or of a login"},
	{EXTERNAL, 81, LEARN_STEP_FAILED | LEARN_NO_LOOPBACK,
	 {ERROR = "http://&fail|https://&fail|http://&error|https://&error|"
	          "http://&timed out|https://&timed out|http://&could not|"
	          "https://&could not|http://&unable|https://&unable|"
	          "http://&cannot|https://&cannot|download&fail|download&error|"
	          "download&could not|mirror&error|mirror&fail|curl: (|"
	          "curl error|curl#|curl&error|wget: "},
	 {ERROR = "permission|denied|~401~|~403~|unauthorized|forbidden|"
	          "certificate|not valid yet|no such file|syntax|command not found|"
	          "no space|disk|not supported|unsupported|(22)|authentication|"
	          "see http|refer to http|docs|visit http|more info|documentation|"
	          "mirror urls are not",
	  EARLIER = "reboot|restart|~start",
	  INCIDENT = "network|firewall|dns|vpn"},
	 "a request to a remote address failed"},
	{EXTERNAL, 82, LEARN_STEP_FAILED,
	 {ERROR = "too many&request|too many&issued|rate&limit|rate&exceeded|"
	          "toomany|throttl|limit&hour|limit&per day|http 429|error 429|status 429|code 429|(429)"},
	 {ERROR = "open files|connections|disk|memory|start-limit|login|argument"},
	 "the service limits how often it may be asked"},
	{EXTERNAL, 80, LEARN_STEP_FAILED | LEARN_NO_LOOPBACK,
	 {ERROR = "could not resolve|name resolution|resolve&host|resolve&name|"
	          "resolve&dns|lookup&no such host"},
	 {ERROR = "unable to resolve host *: sudo", INCIDENT = "dns|network"},
	 "a name could not be resolved"},
	{INCOMPLETE, 78, LEARN_STEP_FAILED,
	 {ERROR = "~in use~|is busy|resource busy"},
	 {ERROR = "permission|denied|not recognized|license"},
	 "something else still uses what the step needs"},
	{INCOMPLETE, 78, LEARN_STEP_FAILED,
	 {ERROR = "already|bereits|déjà|ya existe|ya está|già|já existe"},
	 {ERROR = "too many|rate|limit|issued|account|denied|permission|expired|"
	          "latest version|newest version|up to date|up-to-date|"
	          "not supported|password"},
	 "an earlier run or another process is in the way"},
	{INCOMPLETE, 80, LEARN_STEP_FAILED,
	 {ERROR = "~lock~|~locked~|~locking~|lockfile|~lock-|_lock|.lock"},
	 {ERROR = "account|user|denied|permission|bitlocker|not found|unlock|"
	          "keychain|read-only"},
	 "a lock is in the way"},
	{ENVIRONMENT, 82, LEARN_STEP_FAILED,
	 {ERROR = "not recognized|unrecognized|unrecognised|not recognised|"
	          "illegal option|unknown option|invalid option|usage: |"
	          "not supported|unsupported|not compatible|incompatible|"
	          "not installed|n't installed|not available on|not applicable|"
	          "bad interpreter|architecture|"
	          "command not found|: not found"},
	 {ERROR = "user name|password|denied|protocol|404|sudo|{{|}}|dict_keys|"
	          "undefined|nonetype|object has no|\\r'"},
	 "this host does not know what the step uses"},
	{ENVIRONMENT, 80, LEARN_STEP_FAILED,
	 {ERROR = "no module named|module&not found|module&could not|"
	          "module&cannot|library&not found|"
	          "python&not found"},
	 {ERROR = "denied|permission|http"},
	 "a module or library is missing"},
	{ENVIRONMENT, 66, LEARN_STEP_FAILED,
	 {ERROR = "not found|not be found|could not find|cannot find|"
	          "can't find|couldn't find|unable to find|no such|"
	          "does not exist|doesn't exist|non trovat|nicht gefunden|"
	          "introuvable|no se encontró|no encontrad|não encontrad"},
	 {ERROR = "http://|https://|~404~|{{|}}|dict_keys|undefined|nonetype|"
	          "container|image|pod|branch|~tag~|table|database|dns|.sock|"
	          "master|host|domain|repair"},
	 "something that the step uses is not there"},
