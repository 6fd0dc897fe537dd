/*-------------------------------------------------------------------------
 *
 * rules_hints.h
 *		Hints: words and circumstances that say little each.
 *
 * The inside of an array in rules_table.c, which includes it once: therefore
 * no include guard.  The columns are the weights for wrong_diagnosis,
 * wrong_runbook, runbook_insufficient, environment_difference,
 * external_dependency and permission_denied: 3 where the words alone make the
 * type likely, 2 where they make it likelier than any other, 1 where they
 * only go with it.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	/*                                WD WR RI ED XD PD */
	HINT(0, LEARN_TEXT_ERROR,         0, 0, 0, 0, 0, 3,
	     "denied|forbidden|unauthor|not permitted|not allowed|authoriz|"
	     "privilege|elevat|superuser|refused our|refused to",
	     "it speaks of rights"),
	HINT(0, LEARN_TEXT_ERROR,         0, 0, 0, 0, 0, 2,
	     "password|passphrase|credential|authenticat|logon|login|account|"
	     "~user~|administrator|~root~|~sudo~|~token~|certificate chain|"
	     "signature",
	     "it speaks of an account"),
	HINT(0, LEARN_TEXT_ERROR,         0, 0, 1, 0, 0, 2,
	     "permission|~owner|~acl~|~policy~|~secur",
	     "it speaks of rights"),
	HINT(0, LEARN_TEXT_ERROR,         0, 0, 0, 0, 2, 0,
	     "http://|https://|ftp://|www.|.com~|.org~|.io/|.net/",
	     "it names a remote address"),
	HINT(0, LEARN_TEXT_ERROR,         0, 0, 0, 0, 2, 0,
	     "download|~fetch|mirror|upstream|~remote|server|~repo|registry|"
	     "gateway|proxy|~dns~|resolv|~network|internet|~sync",
	     "it speaks of a remote service"),
	HINT(0, LEARN_TEXT_ERROR,         0, 0, 1, 0, 2, 0,
	     "timeout|timed out|time out|zeitüberschreitung|délai|"
	     "tiempo de espera",
	     "something took too long"),
	HINT(0, LEARN_TEXT_ERROR,         0, 0, 1, 0, 2, 0,
	     "unreachable|unavailable|refused|reset by|broken pipe|connection|"
	     "connect to|handshake|~tls~|~ssl|~socket|~eof~",
	     "a connection failed"),
	HINT(0, LEARN_TEXT_ERROR,         0, 0, 0, 0, 2, 0,
	     "~quota|throttl|~rate~|too many|~limit",
	     "it speaks of a limit"),
	HINT(FAILED, LEARN_TEXT_STEP,     0, 0, 0, 0, 1, 0,
	     "download|pull|fetch|clone|update|upgrade|install|curl|wget|sync|"
	     "certbot|acme|push",
	     "the step asks a remote service"),
	HINT(0, LEARN_TEXT_ERROR,         0, 0, 0, 3, 0, 0,
	     "not found|not be found|not find|no such|not exist|missing|"
	     "absent|nicht gefunden|introuvable|no encontr|no se encontr|"
	     "non trovat|não encontr",
	     "something is missing"),
	HINT(0, LEARN_TEXT_ERROR,         0, 0, 0, 2, 0, 0,
	     "support|version|compatib|release|platform|architecture|kernel|"
	     "module|library|python|java|.net|install|edition|windows 1|"
	     "client|operating system|distribution",
	     "it speaks of what this host is made of"),
	HINT(0, LEARN_TEXT_ERROR,         0, 0, 0, 1, 0, 0,
	     "unknown|unrecogni|not recogni|illegal|invalid|usage:|"
	     "cannot be a|option|/usr/|/etc/|/var/|/opt/|/lib|c:\\",
	     "it speaks of a path or an option"),
	HINT(0, LEARN_TEXT_ERROR,         0, 0, 0, 3, 0, 0,
	     "0x8|0xc|hresult|exception from",
	     "a component of Windows failed"),
	HINT(0, LEARN_TEXT_ERROR,         0, 0, 3, 0, 0, 0,
	     "~already|~in use|~busy~|~locked~|~lock~|~exists~|~conflict|"
	     "~another~|~held by|~still~|~pending~|in progress",
	     "something is in the way"),
	HINT(0, LEARN_TEXT_ERROR,         0, 0, 2, 0, 0, 0,
	     "~must~|~first~|~before~|~need|~require|~should~|~please~|"
	     "expected|to continue|prerequisite|~depend",
	     "it asks for something else before"),
	HINT(0, LEARN_TEXT_ERROR,         0, 0, 2, 0, 0, 0,
	     "undefined|~null~|~none~|~empty~|syntax|~pars|argument|parameter|"
	     "variable|template|traceback|expression|~line ",
	     "a value or the syntax is wrong"),
	HINT(0, LEARN_TEXT_ERROR,         0, 0, 2, 0, 0, 0,
	     "not running|not started|not ready|starting|restart|reboot|"
	     "waiting|retry|stopped|reload|input/output error|localhost|"
	     "127.0.0.1",
	     "something was not in the state that the step needs"),
	HINT(0, LEARN_TEXT_ERROR,         0, 0, 1, 0, 0, 0,
	     "config|overwrit|immutable|insufficient|failed",
	     "it speaks of a configuration"),
	HINT(FAILED, LEARN_TEXT_EARLIER,  0, 0, 1, 0, 0, 0,
	     "boot|restart|~start|~stop|uninstall|remove|delete",
	     "an earlier step changed what this one needs"),
	HINT(0, LEARN_TEXT_ERROR,         2, 0, 0, 0, 0, 0,
	     "~disk|~space~|~quota|~inode|~memory|~oom~|~killed|~clock|~skew|"
	     "hardware|i/o error|corrupt",
	     "it speaks of another resource than the incident"),
	HINT(0, LEARN_TEXT_INCIDENT,     -2, 0, 0, 0, 0, 0,
	     DISK_INCIDENT "|" MEMORY_INCIDENT "|" TIME_INCIDENT,
	     "the incident is about a resource itself"),
	HINT(GREEN | LEARN_RETRIED, LEARN_TEXT_ERROR, 0, 2, 0, 0, 0, 0,
	     NULL,
	     "it was tried again and did not help"),
