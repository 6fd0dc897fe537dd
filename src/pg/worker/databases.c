/*-------------------------------------------------------------------------
 *
 * databases.c
 *		Which databases there are, and which of them are to be served.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_database.h"
#include "utils/snapmgr.h"
#include "utils/varlena.h"

#include "pg/settings.h"
#include "pg/worker/databases.h"

/* The connection limit of a database whose DROP was interrupted. */
#define INVALID_DATABASE (-2)

bool
learn_database_is_wanted(const char *name, bool is_template)
{
	char *copy = pstrdup(learn_setting_databases);
	List *names;
	ListCell *cell;
	bool wanted = false;

	/* The setting's check has seen to it that it can be split. */
	(void) SplitIdentifierString(copy, ',', &names);
	if (names == NIL)
		wanted = !is_template;
	foreach (cell, names)
		wanted = wanted || strcmp(lfirst(cell), name) == 0;
	list_free(names);
	pfree(copy);
	return wanted;
}

List *
learn_databases_list(void)
{
	MemoryContext context = CurrentMemoryContext;
	List *databases = NIL;
	Relation relation;
	TableScanDesc scan;
	HeapTuple tuple;

	SetCurrentStatementStartTimestamp();
	StartTransactionCommand();
	(void) GetTransactionSnapshot();
	relation = table_open(DatabaseRelationId, AccessShareLock);
	scan = table_beginscan_catalog(relation, 0, NULL);
	while (HeapTupleIsValid(tuple = heap_getnext(scan, ForwardScanDirection)))
	{
		Form_pg_database form = (Form_pg_database) GETSTRUCT(tuple);
		MemoryContext previous = MemoryContextSwitchTo(context);
		LearnDatabase *database = palloc(sizeof(*database));

		database->oid = form->oid;
		database->name = pstrdup(NameStr(form->datname));
		database->wanted =
			form->datallowconn && form->datconnlimit != INVALID_DATABASE &&
			learn_database_is_wanted(database->name, form->datistemplate);
		databases = lappend(databases, database);
		MemoryContextSwitchTo(previous);
	}
	table_endscan(scan);
	table_close(relation, AccessShareLock);
	CommitTransactionCommand();
	MemoryContextSwitchTo(context);
	return databases;
}
