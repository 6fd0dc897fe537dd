/*-------------------------------------------------------------------------
 *
 * remedies_scripts.h
 *		Remedies: scripts, tools, their environment, missing rights.
 *
 * The inside of the array in remedy_table.c, which includes it once:
 * therefore no include guard.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	/* ---- scripts as they come from other systems ------------------------- */

	{
		.id = "convert-line-ends",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "^m|\\r|bad interpreter|required file not found|"
		                "not found|illegal option -|invalid option|"
		                "syntax error|unexpected"},
		.owns = NEED(SCRIPT),
		.action = "convert_line_ends",
		.linux_sh = SH_CONVERT_LINES,
		.darwin_sh = SH_CONVERT_LINES,
		.rollback = SH_UNDO_CONVERT_LINES,
		.timeout = 30,
		.what = "ends the lines of the script as on Unix, if they do not, "
		        "keeping the file as it was",
		.why = "a script that was saved on Windows names an interpreter that "
		       "does not exist, and its words end with a carriage return",
	},
	{
		.id = "run-by-interpreter",
		.kind = LEARN_REMEDY_SCRIPT,
		.has = {ERROR = "permission denied|not executable|bad interpreter|"
		                "exec format error|cannot execute"},
		.owns = NEED(SCRIPT),
		.done = "run_script() {",
		.option = SH_RUN_SCRIPT,
		ON_UNIX,
		.what = "runs the script by the interpreter that it names",
		.why = "the script could not be executed by itself: its mode was lost "
		       "on the way, or its interpreter is elsewhere; no right is "
		       "needed to have it read by its interpreter",
	},
	{
		.id = "run-by-bash",
		.kind = LEARN_REMEDY_WRAP,
		.has = {ERROR = "[[: not found|bad substitution|"
		                "syntax error: \"(\" unexpected|"
		                "illegal option -o pipefail|source: not found|"
		                "declare: not found|shopt: not found|"
		                "redirection unexpected|local: not in a function|"
		                "let: not found|pushd: not found|"
		                "syntax error: bad for loop variable"},
		.done = "exec bash /dev/fd/",
		.option = "exec bash /dev/fd/9 9<<'END-OF-BASH'\n",
		.suffix = "\nEND-OF-BASH\n",
		ON_UNIX,
		.what = "runs the command by bash",
		.why = "the command uses what bash knows and sh does not",
	},
	{
		.id = "quote-parameters",
		.kind = LEARN_REMEDY_QUOTE,
		.has = {ERROR = "too many arguments|binary operator expected|"
		                "unexpected operator|unary operator expected|"
		                "argument expected|ambiguous redirect|"
		                "is not a directory|cannot stat|cannot access|"
		                "target '*no such file|extra operand"},
		ON_UNIX,
		.what = "puts quotes around the parameters",
		.why = "a parameter without quotes falls apart where its value has a "
		       "blank, and vanishes where it is empty",
	},
	{
		.id = "gnu-tools",
		.kind = LEARN_REMEDY_PREFIX,
		.has = {ERROR = "sed: illegal option|date: illegal option|"
		                "stat: illegal option|readlink: illegal option|"
		                "grep: invalid option|xargs: illegal option|"
		                "extra characters at the end of|"
		                "invalid command code|sed: * unterminated substitute"},
		.done = "gsed|gdate",
		.option = DARWIN_GNU_TOOLS,
		ON_DARWIN,
		.what = "uses the tools of GNU, or says that they are missing",
		.why = "the command was written for the tools of Linux, whose options "
		       "those of macOS do not have",
	},

	/* ---- tools, folders, the environment --------------------------------- */

	{
		.id = "replace-tool",
		.kind = LEARN_REMEDY_TOOL,
		.has = {ERROR = NOT_FOUND},
		.needs = NEED(TOOL),
		ON_UNIX,
		.what = "uses the successor of a tool that is missing here",
		.why = "the command does not exist on this host; its successor does "
		       "the same",
	},
	{
		.id = "search-path",
		.kind = LEARN_REMEDY_PREFIX,
		.has = {ERROR = NOT_FOUND},
		.lacks = {ERROR = "[[: not found|source: not found|"
		                  "declare: not found|shopt: not found|"
		                  "let: not found|pushd: not found"},
		.needs = NEED(TOOL),
		.unless = "replace-tool run-by-bash",
		.done = "path=$path",
		.option = SH_SEARCH_PATH,
		ON_UNIX,
		.what = "looks for programs also where administrators' ones are",
		.why = "a job without a terminal has a short search path; the command "
		       "may be installed where that does not lead",
	},
	{
		.id = "make-directory",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = NO_DIRECTORY "|could not find a part of the path"},
		.needs = NEED(DIRECTORY),
		.action = "make_directory",
		.linux_sh = SH_MAKE_DIRECTORY,
		.darwin_sh = SH_MAKE_DIRECTORY,
		.powershell = PS_MAKE_DIRECTORY,
		.timeout = 30,
		.what = "makes the directory first, owned like the one above it",
		.why = "the step writes into a directory that did not exist",
	},
	{
		.id = "utf8-locale",
		.kind = LEARN_REMEDY_PREFIX,
		.has = {ERROR = "unicodedecodeerror|unicodeencodeerror|"
		                "'ascii' codec|click will abort further execution|"
		                "setting locale failed"},
		.done = "lc_all=",
		.option = SH_LOCALE,
		ON_LINUX,
		.what = "runs the command with a UTF-8 locale",
		.why = "the command met text outside ASCII, and the executor has no "
		       "locale for it",
	},
	{
		.id = "utf8-locale-darwin",
		.kind = LEARN_REMEDY_PREFIX,
		.has = {ERROR = "unicodedecodeerror|unicodeencodeerror|"
		                "'ascii' codec|click will abort further execution|"
		                "illegal byte sequence|setting locale failed"},
		.done = "lc_all=",
		.option = DARWIN_LOCALE,
		ON_DARWIN,
		.what = "runs the command with a UTF-8 locale",
		.why = "the command met text outside ASCII, and the executor has none "
		       "of the locales of macOS for it",
	},
	{
		.id = "set-home",
		.kind = LEARN_REMEDY_PREFIX,
		.has = {ERROR = "home not set|$home is not defined|"
		                "home is not set|home environment variable|"
		                "home: unbound variable|home: parameter not set|"
		                "$home not set|could not determine home"},
		.done = "home=",
		.option = SH_HOME,
		ON_UNIX,
		.what = "tells the command the home directory",
		.why = "a job without a login is not told its home directory",
	},
	{
		.id = "set-term",
		.kind = LEARN_REMEDY_PREFIX,
		.has = {ERROR = "term environment variable not set|"
		                "term environment variable is not|"
		                "term: unbound variable|no value for $term|"
		                "error opening terminal: unknown"},
		.done = "term=",
		.option = SH_TERM,
		ON_UNIX,
		.what = "tells the command that there is no terminal",
		.why = "a job without a terminal is not told what kind it has",
	},

	/* ---- missing rights: who may give them is asked ---------------------- */

	{
		.id = "report-missing-right",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "permission denied|operation not permitted|"
		                "keine berechtigung|permission non accordée|"
		                "permiso denegado"},
		.needs = NEED(FILE),
		.unless = "run-by-interpreter",
		.action = "report_missing_right",
		.linux_sh = SH_REPORT_RIGHT,
		.darwin_sh = SH_REPORT_RIGHT,
		.timeout = 30,
		.what = "says who lacks which right on which file, and stops",
		.why = "the step lacked a right; whether it is given, the owner "
		       "decides",
	},
	{
		.id = "report-confinement",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "avc: denied|selinux|apparmor"},
		.lacks = {ERROR = "python|module"},
		.action = "report_confinement",
		.linux_sh = SH_REPORT_CONFINEMENT,
		.timeout = 30,
		.what = "says what SELinux or AppArmor denied, and stops then",
		.why = "a policy of this host denied what the step does; whether it "
		       "is changed, a human decides",
	},
	{
		.id = "report-account",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "password has expired|password expired|"
		                "account is locked|account has expired|"
		                "account locked"},
		.action = "report_account",
		.linux_sh = SH_REPORT_ACCOUNT,
		.darwin_sh = SH_REPORT_ACCOUNT,
		.timeout = 30,
		.what = "says which account it is, and stops",
		.why = "the login was refused, and only a human can renew it",
	},
	{
		.id = "report-elevation",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "access is denied|access to the * is denied|"
		                "requires elevation|run as administrator|"
		                "0x80070005|elevated|zugriff verweigert|"
		                "accès refusé|acceso denegado"},
		.action = "report_elevation",
		.powershell = PS_REPORT_ELEVATION,
		.timeout = 30,
		.what = "says who runs the step and that the session is not elevated, "
		        "and stops then",
		.why = "the step needs the rights of an administrator",
	},
	{
		.id = "report-privacy",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "operation not permitted|full disk access|~tcc~"},
		.action = "report_privacy",
		.darwin_sh = DARWIN_REPORT_PRIVACY,
		.timeout = 30,
		.what = "says which program lacks access to the disk, and stops then",
		.why = "macOS keeps folders from programs that nobody gave access to "
		       "them",
	},
