/*-------------------------------------------------------------------------
 *
 * verdicts.c
 *		What the rules in force say of runbooks.
 *
 * The rules are read under a snapshot taken now: who looks at the past is
 * handed nothing that is forbidden today.  A change of learn.policies sends an
 * invalidation of that table's cache entry (learn_sql_note_policy()), which
 * reaches every process with the commit, standbys too, and takes the change
 * back in this process when the transaction that made it ends in nothing.
 *
 * core/policy.h speaks of json-c's objects, so utils/builtins.h, which has a
 * function of their name, must stay away from here.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "lib/stringinfo.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "core/policy.h"
#include "core/runbook_policy.h"
#include "pg/errors.h"
#include "pg/foreign.h"
#include "pg/review/verdicts.h"
#include "pg/statement.h"

/* What is remembered; more is forgotten at once, and looked at again. */
#define VERDICTS_MAX 5000
#define FINDINGS_MAX 10000

/* The rules in force as this process knows them. */
static LearnPolicy *rules = NULL; /* NULL: they are not known */
static bool outdated = false;     /* they have changed since they were read */
static Oid rules_relation = InvalidOid;

/* What they have said so far. */
static MemoryContext verdict_context = NULL;
static HTAB *verdicts = NULL; /* NULL: it could not be made */
static int findings_kept = 0;

/*
 * Called wherever invalidations are taken in, so it only takes a note.
 */
static void
note_change(Datum argument, Oid relation)
{
	if (!OidIsValid(relation) || relation == rules_relation)
		outdated = true;
}

static void
forget_verdicts(void)
{
	HASHCTL control = {.keysize = LEARN_DIGEST_LENGTH,
					   .entrysize = sizeof(LearnVerdict)};

	verdicts = NULL;
	findings_kept = 0;
	if (verdict_context == NULL)
		verdict_context =
			AllocSetContextCreate(TopMemoryContext, "learn verdicts",
								  ALLOCSET_DEFAULT_SIZES);
	MemoryContextReset(verdict_context);
	control.hcxt = verdict_context;
	verdicts = hash_create("learn verdicts", 64, &control,
						   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/*
 * Reads and compiles the rules, unless those known are in force.  LEARN_OK, or
 * LEARN_INVALID with the reason in *problem.
 */
static LearnStatus
read_rules(LearnProblem *problem)
{
	static LearnStatement statement = {
		"SELECT coalesce(jsonb_agg(jsonb_build_object('name', p.name,"
		" 'severity', p.severity, 'message', p.message, 'rule', p.rule)"
		" ORDER BY p.name COLLATE \"C\"), '[]')::text"
		" FROM learn.current_policies p WHERE p.enabled",
		{InvalidOid}};
	static bool registered = false;
	LearnStatus status;
	char *text;

	AcceptInvalidationMessages();
	if (rules != NULL && verdicts != NULL && !outdated)
		return LEARN_OK;

	if (!registered)
		CacheRegisterRelcacheCallback(note_change, (Datum) 0);
	registered = true;
	learn_policy_free(rules);
	rules = NULL;
	forget_verdicts();

	/* What changes from here on is read the next time. */
	rules_relation =
		get_relname_relid("policies", get_namespace_oid("learn", false));
	outdated = false;

	SPI_connect();
	learn_statement_read_now(&statement, NULL, NULL);
	text = learn_statement_text(0, 1);
	status = learn_policy_compile(text, strlen(text), &rules, problem);
	SPI_finish();
	if (status != LEARN_OK)
		rules = NULL;
	if (status == LEARN_OUT_OF_MEMORY)
		learn_foreign_check(status, problem, "policy");
	return status;
}

/*
 * Raises when the rules cannot be used: what nobody can look at is not handed
 * out, and not approved.
 */
static void
require_rules(void)
{
	LearnProblem problem;

	if (read_rules(&problem) == LEARN_OK)
		return;
	ereport(
		ERROR,
		(errcode(LEARN_ERRCODE_UNAVAILABLE), errmsg("policy cannot be used"),
		 errdetail("At %s: %s.", problem.where, problem.message),
		 errhint(
			 "An administrator sets that rule again, or disables it, with learn_set_policy().")));
}

char *
learn_verdict_obstacle(void)
{
	LearnProblem problem;

	return read_rules(&problem) == LEARN_OK
			   ? NULL
			   : psprintf("at %s: %s", problem.where, problem.message);
}

LearnStatus
learn_verdict_try(const char *policy, LearnProblem *problem)
{
	LearnPolicy *compiled = NULL;
	LearnStatus status =
		learn_policy_compile(policy, strlen(policy), &compiled, problem);

	if (status == LEARN_OK)
		learn_policy_free(compiled);
	return status;
}

/*
 * Looks at a content.  Returns the findings, palloc'ed.
 */
static LearnFinding *
look_at(const char *content, size_t length, int *count)
{
	LearnFindings findings = {0};
	LearnProblem problem;
	LearnStatus status = learn_runbook_check_policy(rules, content, length,
													&findings, &problem);

	if (status == LEARN_INVALID)
		learn_findings_add_named(&findings, LEARN_SEVERITY_ERROR,
								 LEARN_VERDICT_UNREADABLE, problem.where,
								 "cannot be read: %s", problem.message);
	if (status == LEARN_OUT_OF_MEMORY)
		findings.failed = true;
	return learn_foreign_findings(&findings, count);
}

/*
 * Keeps what was found under the digest.  Nothing is entered before all of it
 * is there: who comes next must not find less.
 */
static const LearnVerdict *
keep(const char *digest, const LearnFinding *found, int count)
{
	LearnVerdictFinding *findings;
	LearnVerdict *verdict;

	if (hash_get_num_entries(verdicts) >= VERDICTS_MAX ||
		findings_kept > FINDINGS_MAX)
		forget_verdicts();
	findings =
		MemoryContextAlloc(verdict_context, sizeof(*findings) * Max(count, 1));
	for (int i = 0; i < count; i++)
	{
		const LearnProblem *problem = &found[i].problem;

		findings[i].severity = found[i].severity;
		findings[i].name = MemoryContextStrdup(verdict_context, found[i].name);
		findings[i].where =
			MemoryContextStrdup(verdict_context, problem->where);
		findings[i].message =
			MemoryContextStrdup(verdict_context, problem->message);
	}
	findings_kept += count;
	verdict = hash_search(verdicts, digest, HASH_ENTER, NULL);
	verdict->count = count;
	verdict->findings = findings;
	return verdict;
}

/*
 * Looks at a content that is not known.
 */
static const LearnVerdict *
judge(const char *content, size_t length, const char *digest)
{
	int count;
	LearnFinding *found = look_at(content, length, &count);
	const LearnVerdict *verdict = keep(digest, found, count);

	pfree(found);
	return verdict;
}

const LearnVerdict *
learn_verdict_known(const char *digest)
{
	require_rules();
	return hash_search(verdicts, digest, HASH_FIND, NULL);
}

const LearnVerdict *
learn_verdict(const char *content, size_t length, const char *digest)
{
	const LearnVerdict *verdict;

	if (digest == NULL)
		digest = learn_digest(content, length, NULL, 0);
	verdict = learn_verdict_known(digest);
	return verdict != NULL ? verdict : judge(content, length, digest);
}

/*
 * Lists the errors, with their messages or without.
 */
static char *
list_errors(const LearnVerdict *verdict, bool with_messages,
			const char *separator)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < verdict->count; i++)
	{
		const LearnVerdictFinding *finding = &verdict->findings[i];

		if (finding->severity != LEARN_SEVERITY_ERROR)
			continue;
		appendStringInfo(&text, "%s%s", text.len > 0 ? separator : "",
						 finding->where);
		if (with_messages)
			appendStringInfo(&text, "%s%s",
							 finding->where[0] != '\0' ? ": " : "",
							 finding->message);
		appendStringInfo(&text, " (%s)", finding->name);
	}
	if (text.len > 0)
		return text.data;
	pfree(text.data);
	return NULL;
}

char *
learn_verdict_errors(const LearnVerdict *verdict)
{
	return list_errors(verdict, true, "\n");
}

char *
learn_verdict_refusal(const LearnVerdict *verdict)
{
	return list_errors(verdict, false, "; ");
}
