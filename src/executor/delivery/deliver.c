/*-------------------------------------------------------------------------
 *
 * deliver.c
 *		Brings what waits in the spool to the database, in order.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/delivery/deliver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "executor/spool/execution_id.h"

/*
 * What an executor may give.  Names in an INSERT are taken from here, never
 * from a document.
 */
static const char *const columns[] = {
	"execution_id",
	"runbook_id",
	"incident_id",
	"incident_type",
	"client_id",
	"hostname",
	"platform",
	"started_at",
	"completed_at",
	"duration_seconds",
	"status",
	"success",
	"verification_passed",
	"verification_method",
	"confidence",
	"state_before",
	"state_after",
	"state_diff",
	"executed_steps",
	"error_message",
	"error_step",
	"error_traceback",
	"retry_count",
	"was_correct_runbook",
	"was_correct_diagnosis",
	"manual_intervention_needed",
	"human_feedback",
	"evidence_bundle_id",
	"log_artifacts",
	"tags",
	"notes",
};

/*
 * What is the matter with what was given, and not with the database, the
 * privileges or this program: the same will be refused again.  P0 is what a
 * trigger of the user's may raise.
 */
static const char *const refusals[] = {"22", "23", "54", "P0", "PT4"};

/* Those that are about the moment. */
static const char *const later[] = {"PT408", "PT429"};

/* Asks for something of which only the outcome matters. */
static LearnDatabaseStatus
tell(LearnDatabase *database, const char *statement, int count,
	 const char *const *parameters, LearnProblem *problem)
{
	PGresult *result;
	LearnDatabaseStatus status =
		learn_database_ask(database, statement, count, parameters, &result,
						   problem);

	PQclear(result);
	return status;
}

/*
 * Appends the columns that a document has to a list, and what is in them to
 * another document: of what is not inserted nobody shall say that it is bad.
 */
static bool
collect_columns(json_object *execution, LearnBuffer *list, json_object *taken)
{
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
	{
		json_object *value = learn_json_get(execution, columns[i]);

		if (value == NULL)
			continue;
		learn_buffer_append_format(list, "%s%s", list->length > 0 ? ", " : "",
								   columns[i]);
		if (!learn_json_share(taken, columns[i], value))
			return false;
	}
	return !list->failed;
}

static LearnDatabaseStatus
insert(LearnDatabase *database, json_object *execution, LearnProblem *problem)
{
	json_object *taken = json_object_new_object();
	LearnDatabaseStatus status = LEARN_DATABASE_AWAY;
	LearnBuffer list = {0};
	LearnBuffer statement = {0};
	char *document = NULL;

	if (taken != NULL && collect_columns(execution, &list, taken))
	{
		document = learn_json_text(taken, NULL);
		learn_buffer_append_format(&statement,
								   "INSERT INTO %%s.learn_executions (%s) "
								   "SELECT %s "
								   "FROM pg_catalog.jsonb_populate_record("
								   "NULL::%%s.learn_executions, "
								   "$1::pg_catalog.jsonb) "
								   "ON CONFLICT (execution_id) DO NOTHING",
								   list.data, list.data);
	}
	if (document == NULL || statement.failed)
		learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL, "out of memory");
	else
	{
		const char *const parameters[] = {document};

		status = tell(database, statement.data, 1, parameters, problem);
	}
	learn_buffer_free(&statement);
	learn_buffer_free(&list);
	free(document);
	json_object_put(taken);
	return status;
}

/* What a reviewer is told of a test: a bounded text. */
static void
describe_test(json_object *execution, bool passed, LearnProblem *details)
{
	json_object *steps =
		learn_json_get_typed(execution, "executed_steps", json_type_array);
	const char *method =
		learn_json_get_string(execution, "verification_method",
							  "not verified");
	const char *message =
		learn_json_get_string(execution, "error_message", NULL);
	const char *id = learn_json_get_string(execution, "execution_id", "");

	/* What does not fit is cut off at the end. */
	if (passed || message == NULL)
		learn_problem_set(details, LEARN_OK, NULL,
						  "run %s: all %zu steps ran, %s", id,
						  steps == NULL ? 0 : json_object_array_length(steps),
						  method);
	else
		learn_problem_set(details, LEARN_OK, NULL, "run %s: %s; %s", id,
						  message, method);
}

/* Records a run of a draft on staging as a test of the draft. */
static LearnDatabaseStatus
add_test(LearnDatabase *database, json_object *execution,
		 LearnProblem *problem)
{
	json_object *staging =
		learn_json_get_typed(execution, "staging", json_type_object);
	bool passed =
		learn_json_get_boolean(execution, "success", false) &&
		learn_json_get_boolean(execution, "verification_passed", false);
	LearnProblem name;
	LearnProblem details;

	learn_problem_set(&name, LEARN_OK, NULL, "staging run on %s",
					  learn_json_get_string(execution, "hostname", "a host"));
	describe_test(execution, passed, &details);
	{
		const char *const parameters[] = {
			learn_json_get_string(execution, "runbook_id", NULL),
			name.message,
			passed ? "true" : "false",
			details.message,
			learn_json_get_string(staging, "digest", NULL),
		};

		return tell(database,
					"SELECT %s.learn_add_test(id => $1, test_name => $2, "
					"passed => $3, details => $4, digest => $5)",
					5, parameters, problem);
	}
}

LearnDatabaseStatus
learn_deliver_one(LearnDatabase *database, json_object *execution,
				  LearnProblem *problem)
{
	/* Without an id of its own it would be another one each time. */
	if (!learn_execution_id_is_plain(
			learn_json_get_string(execution, "execution_id", NULL)))
	{
		learn_problem_set(problem, LEARN_INVALID, "execution_id",
						  "the result has no id");
		snprintf(database->state, sizeof(database->state), "22023");
		return LEARN_DATABASE_REFUSED;
	}
	if (learn_json_get(execution, "staging") != NULL)
		return add_test(database, execution, problem);
	return insert(database, execution, problem);
}

static bool
begins_with_one_of(const char *state, const char *const *starts, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		if (strncmp(state, starts[i], strlen(starts[i])) == 0)
			return true;
	}
	return false;
}

/* Will it be refused whenever it is tried? */
static bool
is_final(const LearnDatabase *database, LearnDatabaseStatus status)
{
	return status == LEARN_DATABASE_REFUSED &&
		   begins_with_one_of(database->state, refusals,
							  sizeof(refusals) / sizeof(refusals[0])) &&
		   !begins_with_one_of(database->state, later,
							   sizeof(later) / sizeof(later[0]));
}

/* The two kinds of results: they need not wait for one another. */
typedef enum Kind
{
	KIND_EXECUTION,
	KIND_TEST,
	KINDS
} Kind;

/* What a delivery is about, while it goes on. */
typedef struct Carrier
{
	LearnDatabase *database;
	LearnSpool *spool;
	LearnDelivery *delivery;
	bool waits[KINDS]; /* no more of this kind is tried */
} Carrier;

/* Why something waits is told before why something else was refused. */
static void
explain(Carrier *carrier, const LearnProblem *problem)
{
	if (carrier->delivery->waiting == 0)
		carrier->delivery->problem = *problem;
}

/* One goes to refused/, or waits where that cannot be written. */
static void
refuse(Carrier *carrier, const char *name, const LearnProblem *reason)
{
	LearnProblem problem;
	LearnStatus status =
		learn_spool_refuse(carrier->spool, name, reason->message, &problem);

	/* Of one that is not there, somebody else has taken care. */
	if (status == LEARN_NOTHING)
		return;
	explain(carrier, reason);
	if (status == LEARN_INVALID)
	{
		explain(carrier, &problem);
		carrier->delivery->waiting++;
		return;
	}
	carrier->delivery->refused++;
	if (status == LEARN_REFUSED)
		carrier->delivery->dropped++;
}

/* Does what the database's answer asks for. */
static void
take_answer(Carrier *carrier, const char *name, Kind kind,
			LearnDatabaseStatus status, const LearnProblem *reason)
{
	LearnProblem problem;

	if (status == LEARN_DATABASE_OK)
	{
		carrier->delivery->delivered++;
		/* Then it is delivered again, which does no harm. */
		if (learn_spool_remove(carrier->spool, name, &problem) != LEARN_OK)
			explain(carrier, &problem);
		return;
	}
	if (is_final(carrier->database, status))
	{
		refuse(carrier, name, reason);
		return;
	}
	explain(carrier, reason);
	carrier->delivery->waiting++;
	carrier->waits[kind] = true;
	if (status == LEARN_DATABASE_AWAY)
		carrier->waits[KIND_EXECUTION] = carrier->waits[KIND_TEST] = true;
}

/* Delivers one that waits, unless those before it have to wait. */
static void
deliver_file(Carrier *carrier, const char *name)
{
	json_object *execution = NULL;
	LearnProblem problem;
	LearnStatus status;
	Kind kind;

	if (carrier->waits[KIND_EXECUTION] && carrier->waits[KIND_TEST])
	{
		carrier->delivery->waiting++;
		return;
	}
	status = learn_spool_read(carrier->spool, name, &execution, &problem);
	kind = learn_json_get(execution, "staging") != NULL ? KIND_TEST
														: KIND_EXECUTION;
	if (status == LEARN_INVALID)
		refuse(carrier, name, &problem);
	else if (status == LEARN_OK && !carrier->waits[kind])
	{
		LearnDatabaseStatus answer =
			learn_deliver_one(carrier->database, execution, &problem);

		take_answer(carrier, name, kind, answer, &problem);
	}
	/* Of one that is not there, somebody else has taken care. */
	else if (status != LEARN_NOTHING)
	{
		explain(carrier, &problem);
		carrier->delivery->waiting++;
	}
	json_object_put(execution);
}

void
learn_deliver_all(LearnDatabase *database, LearnSpool *spool,
				  LearnDelivery *delivery)
{
	Carrier carrier = {database, spool, delivery, {false}};
	json_object *names;

	*delivery = (LearnDelivery){.delivered = 0};
	if (spool->path == NULL)
		return;
	names = learn_spool_list(spool, &delivery->problem);
	if (names == NULL)
	{
		delivery->waiting = 1;
		return;
	}
	for (size_t i = 0; i < json_object_array_length(names); i++)
		deliver_file(&carrier, json_object_get_string(
								   json_object_array_get_idx(names, i)));
	json_object_put(names);
}
