/*-------------------------------------------------------------------------
 *
 * extension.c
 *		Is the extension there, and is it the one this library is for?
 *
 * LEARN_VERSION is that of learn.control when the library was built.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/pg_extension.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"

#include "pg/worker/extension.h"

static LearnExtension
find_extension(Oid *oid)
{
	Relation relation = table_open(ExtensionRelationId, AccessShareLock);
	LearnExtension found = LEARN_EXTENSION_ABSENT;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple tuple;

	ScanKeyInit(&key, Anum_pg_extension_extname, BTEqualStrategyNumber,
				F_NAMEEQ, CStringGetDatum("learn"));
	scan = systable_beginscan(relation, ExtensionNameIndexId, true, NULL, 1,
							  &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
	{
		bool isnull;
		Datum version = heap_getattr(tuple, Anum_pg_extension_extversion,
									 RelationGetDescr(relation), &isnull);
		char *installed = isnull ? NULL : TextDatumGetCString(version);

		*oid = ((Form_pg_extension) GETSTRUCT(tuple))->oid;
		found = installed != NULL && strcmp(installed, LEARN_VERSION) == 0
					? LEARN_EXTENSION_READY
					: LEARN_EXTENSION_OTHER_VERSION;
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return found;
}

LearnExtension
learn_extension_look(void)
{
	Oid oid;

	return find_extension(&oid);
}

LearnExtension
learn_extension_hold(void)
{
	LearnExtension found;
	Oid oid = InvalidOid;
	Oid locked = InvalidOid;

	found = find_extension(&oid);
	if (found == LEARN_EXTENSION_ABSENT)
		return found;
	locked = oid;
	LockDatabaseObject(ExtensionRelationId, locked, 0, AccessShareLock);

	/* It may have been dropped, and created again, while we waited. */
	found = find_extension(&oid);
	return oid == locked ? found : LEARN_EXTENSION_ABSENT;
}
