/*-------------------------------------------------------------------------
 *
 * fuzz_policy.c
 *		Rules of a site, and a command that they are tried on.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include "core/policy.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FuzzPair pair;
	LearnPolicy *policy = NULL;
	LearnProblem problem = {"", ""};
	LearnFindings findings = {0};

	/* Both come out of the database. */
	if (!fuzz_is_text(data, size))
		return FUZZ_USELESS;
	pair = fuzz_pair(data, size);
	if (learn_policy_compile(pair.first, pair.first_length, &policy,
							 &problem) == LEARN_OK)
	{
		for (LearnShell shell = LEARN_SHELL_SH; shell <= LEARN_SHELL_CMD;
			 shell++)
			FUZZ_REQUIRE(learn_policy_check_command(policy, shell, pair.second,
													pair.second_length,
													"command",
													&findings) == LEARN_OK);
		FUZZ_REQUIRE(findings.count <= LEARN_FINDINGS_MAX);
		for (int i = 0; i < findings.count; i++)
			fuzz_require_reason(&findings.items[i].problem);
	}
	else
		fuzz_require_reason(&problem);
	learn_findings_free(&findings);
	learn_policy_free(policy);
	fuzz_pair_free(&pair);
	return 0;
}
