/*-------------------------------------------------------------------------
 *
 * privileges.c
 *		Whom the executor runs as.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/setup/privileges.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Becomes that user, with the groups it has, and no way back. */
static LearnStatus
become(const struct passwd *user, LearnProblem *problem)
{
	if (initgroups(user->pw_name, user->pw_gid) != 0 ||
		setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)
		return learn_problem_set(problem, LEARN_REFUSED, user->pw_name,
								 "could not become this user: %s",
								 strerror(errno));
	if (user->pw_uid != 0 && setuid(0) == 0)
		return learn_problem_set(problem, LEARN_REFUSED, user->pw_name,
								 "could become root again");
	if (setenv("HOME", user->pw_dir, 1) != 0 ||
		setenv("USER", user->pw_name, 1) != 0 ||
		setenv("LOGNAME", user->pw_name, 1) != 0 ||
		unsetenv("XDG_STATE_HOME") != 0)
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, "",
								 "out of memory");
	return LEARN_OK;
}

LearnStatus
learn_privileges_settle(const char *run_as, LearnProblem *problem)
{
	const struct passwd *user;

	if (getuid() != geteuid() || getgid() != getegid())
		return learn_problem_set(problem, LEARN_REFUSED, "",
								 "must not be installed setuid or setgid");
	if (geteuid() != 0)
		return LEARN_OK;
	if (run_as == NULL)
		return learn_problem_set(
			problem, LEARN_REFUSED, "",
			"will not run as root unasked: name a user in the configuration, "
			"run_as = NAME, or root if the steps need it");
	errno = 0;
	user = getpwnam(run_as);
	if (user == NULL)
		return learn_problem_set(problem, LEARN_REFUSED, "run_as",
								 "there is no user \"%s\"%s%s", run_as,
								 errno != 0 ? ": " : "",
								 errno != 0 ? strerror(errno) : "");
	return user->pw_uid == 0 ? LEARN_OK : become(user, problem);
}
