/*-------------------------------------------------------------------------
 *
 * handout.c
 *		The runbook that the database hands out, checked.
 *
 * The database checks all this before it hands a runbook out.  It is checked
 * again because it is here that commands are run, whoever sent them.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/database/handout.h"

#include <stdlib.h>
#include <string.h>

#include "core/runbook.h"
#include "executor/database/digest.h"
#include "executor/database/glob.h"

/* Columns of what is handed out. */
enum
{
	COLUMN_RUNBOOK_ID,
	COLUMN_DIGEST,
	COLUMN_CONTENT,
	COLUMNS
};

static LearnHandoutStatus
say_away(LearnProblem *problem)
{
	learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL, "out of memory");
	return LEARN_HANDOUT_AWAY;
}

/* Asks for the one named, or for the next. */
static LearnDatabaseStatus
ask(LearnDatabase *database, const LearnHandoutRequest *request,
	PGresult **result, LearnProblem *problem)
{
	const char *named[] = {request->runbook_id};
	const char *next[] = {request->incident_type, request->platform,
						  request->incident_id,   request->client_id,
						  request->hostname,      request->platform_version};

	if (request->runbook_id != NULL)
		return learn_database_ask(
			database,
			request->draft
				? "SELECT runbook_id, digest, content::pg_catalog.text "
				  "FROM %s.learn_draft_to_test($1)"
				: "SELECT runbook_id, digest, content::pg_catalog.text "
				  "FROM %s.learn_active_runbook($1)",
			1, named, result, problem);
	return learn_database_ask(
		database,
		"SELECT runbook_id, digest, content::pg_catalog.text "
		"FROM %s.learn_next_runbook($1, $2, $3, $4, $5, $6)",
		6, next, result, problem);
}

/* What it means for a run that the database gave no answer. */
static LearnHandoutStatus
judge_failure(const LearnDatabase *database, LearnDatabaseStatus status)
{
	if (status != LEARN_DATABASE_REFUSED)
		return LEARN_HANDOUT_AWAY;
	if (strcmp(database->state, "PT404") == 0)
		return LEARN_HANDOUT_NONE;
	if (strncmp(database->state, "PT4", 3) == 0)
		return LEARN_HANDOUT_REFUSED;
	return LEARN_HANDOUT_AWAY;
}

/* Is there exactly one runbook, with all that belongs to it? */
static LearnHandoutStatus
check_shape(const LearnDatabase *database, const LearnHandoutRequest *request,
			const PGresult *result, LearnProblem *problem)
{
	const char *warning = database->warning.message;

	if (PQntuples(result) == 0)
	{
		learn_problem_set(
			problem, LEARN_NOTHING, NULL,
			"there is no approved runbook for \"%s\" on %s%s%s",
			request->incident_type != NULL ? request->incident_type : "",
			request->platform, warning[0] == '\0' ? "" : ": ", warning);
		return LEARN_HANDOUT_NONE;
	}
	if (PQntuples(result) > 1 || PQnfields(result) != COLUMNS ||
		PQgetisnull(result, 0, COLUMN_RUNBOOK_ID) ||
		PQgetisnull(result, 0, COLUMN_DIGEST) ||
		PQgetisnull(result, 0, COLUMN_CONTENT))
	{
		learn_problem_set(problem, LEARN_REFUSED, NULL,
						  "the database handed out something else than one "
						  "runbook");
		return LEARN_HANDOUT_REFUSED;
	}
	return LEARN_HANDOUT_OK;
}

/* Is it the text that was approved, and the runbook that was asked for? */
static LearnHandoutStatus
check_identity(const LearnHandoutRequest *request, const PGresult *result,
			   LearnProblem *problem)
{
	const char *id = PQgetvalue(result, 0, COLUMN_RUNBOOK_ID);
	const char *given = PQgetvalue(result, 0, COLUMN_DIGEST);
	int length = PQgetlength(result, 0, COLUMN_CONTENT);
	char digest[LEARN_DIGEST_SIZE];

	if (request->runbook_id != NULL && strcmp(id, request->runbook_id) != 0)
		learn_problem_set(problem, LEARN_REFUSED, NULL,
						  "the database handed out \"%s\" when asked for "
						  "\"%s\"",
						  id, request->runbook_id);
	else if (length > LEARN_RUNBOOK_SIZE_MAX)
		learn_problem_set(problem, LEARN_REFUSED, NULL,
						  "runbook \"%s\" has %d bytes, and may have %d", id,
						  length, LEARN_RUNBOOK_SIZE_MAX);
	else if (!learn_digest(PQgetvalue(result, 0, COLUMN_CONTENT),
						   (size_t) length, digest))
		learn_problem_set(problem, LEARN_REFUSED, NULL,
						  "the digest of runbook \"%s\" cannot be computed",
						  id);
	else if (strcmp(digest, given) != 0)
		learn_problem_set(problem, LEARN_REFUSED, NULL,
						  "runbook \"%s\" is not what its digest says: it has "
						  "%s, not %.64s",
						  id, digest, given);
	else
		return LEARN_HANDOUT_OK;
	return LEARN_HANDOUT_REFUSED;
}

/* Reads the content, and checks that it is a runbook. */
static LearnHandoutStatus
read_content(const PGresult *result, LearnHandout *handout,
			 LearnProblem *problem)
{
	LearnFindings findings = {0};
	LearnProblem reason;
	LearnStatus status =
		learn_json_parse(PQgetvalue(result, 0, COLUMN_CONTENT),
						 (size_t) PQgetlength(result, 0, COLUMN_CONTENT),
						 &handout->content, &reason);

	if (status == LEARN_OK)
	{
		status = learn_runbook_check(handout->content, &findings);
		for (int i = findings.count - 1; i >= 0; i--)
		{
			if (findings.items[i].severity == LEARN_SEVERITY_ERROR)
				reason = findings.items[i].problem;
		}
	}
	learn_findings_free(&findings);
	if (status == LEARN_OK)
		return LEARN_HANDOUT_OK;
	if (status == LEARN_OUT_OF_MEMORY)
		return say_away(problem);
	learn_problem_set(problem, LEARN_REFUSED, NULL,
					  "runbook \"%s\" is not valid: %s%s%s",
					  handout->runbook_id, reason.where,
					  reason.where[0] == '\0' ? "" : " ", reason.message);
	return LEARN_HANDOUT_REFUSED;
}

/* Is a client one of those listed?  An empty list is for all of them. */
static bool
is_for_client(json_object *clients, const char *client)
{
	size_t count = clients != NULL ? json_object_array_length(clients) : 0;

	for (size_t i = 0; i < count && client != NULL; i++)
	{
		if (strcmp(json_object_get_string(
					   json_object_array_get_idx(clients, i)),
				   client) == 0)
			return true;
	}
	return count == 0;
}

/*
 * Is it for this host?  By the rule of learn.applies_to(): what is not known
 * does not match.
 */
static LearnHandoutStatus
check_place(const LearnHandoutRequest *request, const LearnHandout *handout,
			LearnProblem *problem)
{
	json_object *applies = learn_json_get(handout->content, "applies_to");
	const char *id = learn_json_get_string(handout->content, "id", "");
	const char *platform =
		learn_json_get_string(handout->content, "platform", "");
	const char *hosts = learn_json_get_string(applies, "hosts", NULL);
	const char *version =
		learn_json_get_string(applies, "platform_version", NULL);
	const char *what = NULL;

	if (strcmp(id, handout->runbook_id) != 0)
		what = "has another id in its content";
	else if (request->platform == NULL ||
			 strcmp(platform, request->platform) != 0)
		what = "is for another platform";
	else if (!is_for_client(learn_json_get_typed(applies, "clients",
												 json_type_array),
							request->client_id))
		what = "is for other clients";
	else if (hosts != NULL && (request->hostname == NULL ||
							   !learn_glob_matches(hosts, request->hostname)))
		what = "is for other hosts";
	else if (version != NULL &&
			 (request->platform_version == NULL ||
			  strcmp(version, request->platform_version) != 0))
		what = "is for another version of the platform";
	if (what == NULL)
		return LEARN_HANDOUT_OK;
	learn_problem_set(problem, LEARN_REFUSED, NULL, "runbook \"%s\" %s",
					  handout->runbook_id, what);
	return LEARN_HANDOUT_REFUSED;
}

/* Takes what was handed out, if it may be run. */
static LearnHandoutStatus
take(const LearnHandoutRequest *request, const PGresult *result,
	 LearnHandout *handout, LearnProblem *problem)
{
	LearnHandoutStatus status = check_identity(request, result, problem);

	if (status != LEARN_HANDOUT_OK)
		return status;
	handout->runbook_id = strdup(PQgetvalue(result, 0, COLUMN_RUNBOOK_ID));
	handout->digest = strdup(PQgetvalue(result, 0, COLUMN_DIGEST));
	if (handout->runbook_id == NULL || handout->digest == NULL)
		return say_away(problem);
	status = read_content(result, handout, problem);
	if (status == LEARN_HANDOUT_OK)
		status = check_place(request, handout, problem);
	return status;
}

LearnHandoutStatus
learn_handout_ask(LearnDatabase *database, const LearnHandoutRequest *request,
				  LearnHandout *handout, LearnProblem *problem)
{
	LearnHandoutStatus status = LEARN_HANDOUT_OK;
	LearnDatabaseStatus asked;
	PGresult *result;

	*handout = (LearnHandout){.content = NULL};
	asked = ask(database, request, &result, problem);
	if (asked != LEARN_DATABASE_OK)
		return judge_failure(database, asked);
	status = check_shape(database, request, result, problem);
	if (status == LEARN_HANDOUT_OK)
		status = take(request, result, handout, problem);
	PQclear(result);
	if (status != LEARN_HANDOUT_OK)
		learn_handout_free(handout);
	return status;
}

void
learn_handout_free(LearnHandout *handout)
{
	free(handout->runbook_id);
	free(handout->digest);
	json_object_put(handout->content);
	*handout = (LearnHandout){.content = NULL};
}
