/*-------------------------------------------------------------------------
 *
 * rules_exit.h
 *		Rules: exit codes, for messages that nobody knows.
 *
 * The inside of the array in rules_table.c, which includes it once: therefore
 * no include guard.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	/* ---- exit codes, for messages that nobody knows --------------------- */

	{ENVIRONMENT, 82, LEARN_STEP_FAILED, {STEP = "[exit 127]|[exit 9009]"},
	 {NULL}, "the exit code says that a command does not exist here"},
	{PERMISSION, 60, LEARN_STEP_FAILED, {STEP = "[exit 126]"}, {NULL},
	 "the exit code says that a command cannot be executed"},
	{PERMISSION, 78, LEARN_STEP_FAILED | LEARN_ON_WINDOWS,
	 {STEP = "[exit 5]|[exit -2147024891]|[exit 740]|[exit 1314]|[exit 1326]"},
	 {NULL}, "the exit code of Windows says that access was denied"},
	{INCOMPLETE, 78, LEARN_STEP_FAILED | LEARN_ON_WINDOWS,
	 {STEP = "[exit 1618]|[exit 3010]|[exit 1641]|[exit 1056]|[exit 1058]|"
	         "[exit 1062]|[exit 1068]|[exit 1072]|[exit 1051]"},
	 {NULL}, "the exit code of Windows asks for a step before this one"},
	{ENVIRONMENT, 78, LEARN_STEP_FAILED | LEARN_ON_WINDOWS,
	 {STEP = "[exit 1060]|[exit 193]|[exit 216]|[exit 1633]|"
	         "[exit -1073741515]"},
	 {NULL}, "the exit code of Windows says that it is not made for this host"},
	{ENVIRONMENT, 56, LEARN_STEP_FAILED | LEARN_ON_WINDOWS,
	 {STEP = "[exit 1053]"}, {NULL},
	 "the service did not answer at its start, as without its runtime"},
	{INCOMPLETE, 74, LEARN_STEP_FAILED, {STEP = "[exit 124]"}, {NULL},
	 "the exit code of timeout says that it had too little time"},
	{DIAGNOSIS, 50, LEARN_STEP_FAILED, {STEP = "[exit 137]"},
	 {INCIDENT = MEMORY_INCIDENT},
	 "the exit code says that the process was killed, as when memory runs out"},
	{EXTERNAL, 60, LEARN_STEP_FAILED | LEARN_NO_LOOPBACK,
	 {STEP = "curl&[exit 6]|curl&[exit 28]|curl&[exit 35]|curl&[exit 56]|"
	         "wget&[exit 4]|wget&[exit 8]"},
	 {NULL}, "the exit code says that a remote host failed"},
	{INCOMPLETE, 76, LEARN_STEP_FAILED | LEARN_STEP_TIMED_OUT, {NULL},
	 {ERROR = "denied|permission|password|resolve|http://|https://|"
	          "not found|no such|refused|unreachable"},
	 "the step took all the time that it was given"},
