/*-------------------------------------------------------------------------
 *
 * make_way.c
 *		Makes way for statements that need a database without sessions.
 *
 * DROP DATABASE, CREATE DATABASE … TEMPLATE and some ALTER DATABASE refuse to
 * run while somebody is connected to the database, and wait five seconds for
 * those who are to leave.  They would not know of our worker: so it is told to
 * leave before the statement begins, and the launcher looks again when its
 * transaction has ended.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "commands/dbcommands.h"
#include "commands/defrem.h"
#include "nodes/parsenodes.h"
#include "miscadmin.h"
#include "tcop/utility.h"

#include "pg/compat.h"
#include "pg/engine/shared.h"
#include "pg/worker/make_way.h"

/* Statements of one transaction that need a database; there is rarely two. */
#define WAYS_MAX 8

static ProcessUtility_hook_type previous_hook = NULL;
static Oid ways[WAYS_MAX];
static int way_count = 0;
static bool databases_changed = false;

/*
 * The database named by an option of CREATE or ALTER DATABASE, or NULL.
 */
static const char *
string_option(List *options, const char *name)
{
	ListCell *cell;

	foreach (cell, options)
	{
		DefElem *option = lfirst(cell);

		if (strcmp(option->defname, name) == 0 && option->arg != NULL)
			return defGetString(option);
	}
	return NULL;
}

/*
 * The database that a statement needs for itself, or NULL.
 */
static const char *
needed_database(Node *statement)
{
	const char *template;

	switch (nodeTag(statement))
	{
		case T_DropdbStmt:
			return ((DropdbStmt *) statement)->dbname;
		case T_CreatedbStmt:
			template = string_option(((CreatedbStmt *) statement)->options,
									 "template");
			return template != NULL ? template : "template1";
		case T_AlterDatabaseStmt:
			if (string_option(((AlterDatabaseStmt *) statement)->options,
							  "tablespace") != NULL)
				return ((AlterDatabaseStmt *) statement)->dbname;
			return NULL;
		case T_RenameStmt:
			if (((RenameStmt *) statement)->renameType == OBJECT_DATABASE)
				return ((RenameStmt *) statement)->subname;
			return NULL;
		default:
			return NULL;
	}
}

static void
make_way(PlannedStmt *planned, const char *query, bool read_only_tree,
		 ProcessUtilityContext context, ParamListInfo parameters,
		 QueryEnvironment *environment, DestReceiver *receiver,
		 QueryCompletion *completion)
{
	const char *name = needed_database(planned->utilityStmt);
	Oid database = name != NULL ? get_database_oid(name, true) : InvalidOid;

	if (name != NULL)
		databases_changed = true;
	/* Who may not do it shall not be able to send the worker away either. */
	if (OidIsValid(database) && way_count < WAYS_MAX &&
		learn_compat_owns_database(database, GetUserId()))
	{
		ways[way_count++] = database;
		learn_shared_make_way(database);
	}

	if (previous_hook)
		previous_hook(planned, query, read_only_tree, context, parameters,
					  environment, receiver, completion);
	else
		standard_ProcessUtility(planned, query, read_only_tree, context,
								parameters, environment, receiver, completion);
}

static void
at_transaction_end(XactEvent event, void *argument)
{
	if (!databases_changed ||
		(event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT))
		return;
	while (way_count > 0)
		learn_shared_end_way(ways[--way_count]);
	databases_changed = false;
	learn_shared_wake_launcher();
}

void
learn_make_way_register(void)
{
	previous_hook = ProcessUtility_hook;
	ProcessUtility_hook = make_way;
	RegisterXactCallback(at_transaction_end, NULL);
}
