/*-------------------------------------------------------------------------
 *
 * remedies_patience.h
 *		Remedies: waiting and trying again, when nothing better is known.
 *
 * The inside of the array in remedy_table.c, which includes it once:
 * therefore no include guard.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	{
		.id = "wait-for-database",
		.kind = LEARN_REMEDY_RETRY,
		.has = {ERROR = "database system is starting up|"
		                "loading the dataset in memory|"
		                "database system is in recovery|"
		                "not yet accepting connections|"
		                "server is still starting"},
		EVERYWHERE,
		.attempts = 24,
		.delay = 5,
		.what = "tries again while the database is starting",
		.why = "the database was there, and still starting",
	},
	{
		.id = "wait-for-lock",
		.kind = LEARN_REMEDY_RETRY,
		.has = {ERROR = "another instance|another process is|is locked|"
		                "already locked|lock is held|could not acquire|"
		                "failed to acquire|unable to lock|could not get lock|"
		                "cannot obtain lock|waiting for lock|"
		                "belongs to process|is held open by a process|"
		                "younger than ten minutes|database table is locked"},
		.lacks = {ERROR = "account"},
		.unless = "wait-for-package-lock wait-for-repository "
		          "unlock-repository remove-stale-lock remove-git-lock "
		          "wait-for-brew",
		EVERYWHERE,
		.attempts = 60,
		.delay = 5,
		.what = "tries again until who has the lock is done",
		.why = "something else was at work on the same thing, which ends by "
		       "itself",
	},
	{
		.id = "wait-while-busy",
		.kind = LEARN_REMEDY_RETRY,
		.has = {ERROR = "device or resource busy|resource busy|text file busy|"
		                "target is busy|used by another process|"
		                "file is in use|0x80070020|sharing violation|"
		                "resource temporarily unavailable|ebusy|"
		                "von einem anderen prozess|"
		                "utilisé par un autre processus"},
		.lacks = {ERROR = "cannot fork|fork: "},
		.unless = "wait-for-lock wait-for-package-lock remove-stale-lock",
		EVERYWHERE,
		.attempts = 30,
		.delay = 5,
		.what = "tries again while the file or device is in use",
		.why = "something else had it open, which ends by itself",
	},
	{
		.id = "retry-network",
		.kind = LEARN_REMEDY_RETRY,
		.has = {ERROR = "connection timed out|tls handshake timeout|"
		                "i/o timeout|connection reset by peer|"
		                "temporary failure|503 service unavailable|"
		                "502 bad gateway|504 gateway|429 too many|"
		                "the operation timed out|0x80072ee2|unexpected eof"},
		.lacks = {STEP = LOOPBACK},
		EVERYWHERE,
		.attempts = 4,
		.delay = 20,
		.what = "tries again when the network or a server fails for a moment",
		.why = "what is beyond this host fails now and then, and answers a "
		       "moment later",
	},
	{
		.id = "more-time",
		.kind = LEARN_REMEDY_TIME,
		.has = {ERROR = "timed out after|step timed out|command timed out|"
		                "timeoutexpired|timeout expired|deadline exceeded|"
		                "exceeded the timeout|exceeded its timeout|"
		                "killed after timeout|timed out waiting|"
		                "operation timed out|execution timed out"},
		.lacks = {ERROR = "connection timed out|could not resolve|i/o timeout|"
		                  "tls handshake"},
		EVERYWHERE,
		.attempts = 2,
		.delay = 10,
		.what = "gives the step four times as long, and a second attempt",
		.why = "the step was ended because its time was up, not because it "
		       "had failed",
	},
	{
		.id = "wait-ready",
		.kind = LEARN_REMEDY_WAIT,
		.lacks = {ERROR = "address already in use|permission denied|"
		                  "no space left|syntax error|not found"},
		EVERYWHERE,
		.what = "waits until what the step starts is ready",
		.why = "what was started needs a moment before it answers",
	},
