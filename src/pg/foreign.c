/*-------------------------------------------------------------------------
 *
 * foreign.c
 *		The border between PostgreSQL's memory and that of core/ and llm/.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"

#include "core/buffer.h"
#include "core/runbook.h"
#include "pg/foreign.h"

static void
out_of_memory(void)
{
	ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
}

char *
learn_foreign_take(char *string)
{
	char *copy;
	size_t size;

	if (string == NULL)
		return NULL;
	size = strlen(string) + 1;
	copy = AllocSizeIsValid(size)
			   ? MemoryContextAllocExtended(CurrentMemoryContext, size,
											MCXT_ALLOC_NO_OOM)
			   : NULL;
	if (copy != NULL)
		memcpy(copy, string, size);
	free(string);
	if (copy == NULL)
		out_of_memory();
	return copy;
}

void
learn_foreign_check(LearnStatus status, const LearnProblem *problem,
					const char *what)
{
	if (status == LEARN_OUT_OF_MEMORY)
		out_of_memory();
	if (status == LEARN_INVALID)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("invalid %s: %s", what, problem->message),
						problem->where[0] != '\0'
							? errdetail("At %s.", problem->where)
							: 0));
}

char *
learn_foreign_json(Jsonb *value, size_t *length)
{
	char *text = JsonbToCString(NULL, &value->root, VARSIZE(value));

	*length = strlen(text);
	return text;
}

LearnFinding *
learn_foreign_findings(LearnFindings *findings, int *count)
{
	LearnFinding *copy =
		findings->failed
			? NULL
			: MemoryContextAllocExtended(CurrentMemoryContext,
										 sizeof(LearnFinding) *
											 Max(findings->count, 1),
										 MCXT_ALLOC_NO_OOM);

	*count = findings->count;
	if (copy != NULL && findings->count > 0)
		memcpy(copy, findings->items, sizeof(LearnFinding) * findings->count);
	learn_findings_free(findings);
	if (copy == NULL)
		out_of_memory();
	return copy;
}

char *
learn_foreign_runbook_errors(const char *content, size_t length)
{
	LearnFindings findings = {0};
	LearnStatus status = learn_runbook_validate(content, length, &findings);
	LearnBuffer lines;
	char *joined;

	if (status == LEARN_OK)
	{
		learn_findings_free(&findings);
		return NULL;
	}

	/* Joined on malloc: nothing may raise while the findings are held. */
	learn_buffer_init(&lines, 0);
	for (int i = 0; i < findings.count; i++)
	{
		const LearnFinding *finding = &findings.items[i];

		if (finding->severity != LEARN_SEVERITY_ERROR)
			continue;
		learn_buffer_append_format(&lines, "%s%s%s%s",
								   lines.length > 0 ? "\n" : "",
								   finding->problem.where,
								   finding->problem.where[0] ? ": " : "",
								   finding->problem.message);
	}
	learn_findings_free(&findings);
	joined = learn_buffer_detach(&lines, NULL);
	if (joined == NULL || status == LEARN_OUT_OF_MEMORY)
	{
		free(joined);
		out_of_memory();
	}
	return learn_foreign_take(joined);
}
