/*-------------------------------------------------------------------------
 *
 * executors.c
 *		learn_register_executor(): who runs runbooks, and what they can do.
 *
 * Executors call it before every run.  So it is one read of one row by its
 * key, and writes only what is new, or has not been written for a while.
 *
 * A name belongs to who registered it: another's executor that has the same
 * name by chance must not take its place.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/arguments.h"
#include "pg/errors.h"
#include "pg/json_text.h"
#include "pg/review/identity.h"
#include "pg/rows.h"
#include "pg/statement.h"

PG_FUNCTION_INFO_V1(learn_sql_register_executor);

/* Longest name of an executor, in characters. */
#define NAME_CHARACTERS 200

/* Most actions of one, and the longest name of one, as in a runbook. */
#define ACTIONS_MAX 1000
#define ACTION_CHARACTERS 100

/* What an executor says of itself, and when. */
typedef struct Announcement
{
	char *name;
	char *platform;
	Datum actions; /* sorted, each once */
	int action_count;
	TimestampTz at;
} Announcement;

/* What there is under its name. */
typedef struct Registration
{
	char *owner; /* NULL: nothing */
	bool same;   /* as what is announced */
	bool fresh;  /* seen so lately that it is not worth a write */
	bool lapsed; /* not seen for so long that the name is free */
	TimestampTz first_seen;
	TimestampTz last_seen;
} Registration;

static void
read_name(Announcement *announcement, FunctionCallInfo fcinfo)
{
	announcement->name = learn_argument_required_text(fcinfo, 0, "name");
	learn_argument_check_length(announcement->name, "name", NAME_CHARACTERS);
}

static void
read_platform(Announcement *announcement, FunctionCallInfo fcinfo)
{
	static const char *const platforms[] = {"linux", "windows", "darwin"};
	char *platform = learn_argument_required_text(fcinfo, 2, "platform");

	announcement->platform = platform;
	for (size_t i = 0; i < lengthof(platforms); i++)
	{
		if (strcmp(platform, platforms[i]) == 0)
			return;
	}
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("invalid value for \"platform\": \"%.*s\"",
						   pg_mbcliplen(platform, (int) strlen(platform),
										NAMEDATALEN - 1),
						   platform),
					errdetail("Allowed are 'linux', 'windows', 'darwin'.")));
}

static int
compare_strings(const void *left, const void *right)
{
	return strcmp(*(const char *const *) left, *(const char *const *) right);
}

/*
 * The name of an action, checked; position counts from 1.
 */
static char *
read_action(Datum element, bool isnull, int position)
{
	char *action;
	int length;

	if (isnull)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"actions\" must not hold null"),
						errdetail("Element %d is null.", position)));
	action = TextDatumGetCString(element);
	length = pg_mbstrlen(action);
	if (length < 1 || length > ACTION_CHARACTERS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("name of an action must have 1 to %d characters",
						ACTION_CHARACTERS),
				 errdetail("Element %d of \"actions\" has %d.", position,
						   length)));
	return action;
}

static void
read_actions(Announcement *announcement, FunctionCallInfo fcinfo)
{
	ArrayType *array;
	Datum *elements;
	bool *nulls;
	const char **actions;
	int count;
	int distinct = 0;

	if (PG_ARGISNULL(1))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"actions\" must not be null")));
	array = PG_GETARG_ARRAYTYPE_P(1);
	if (ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array)) > ACTIONS_MAX)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"actions\" has more than %d elements",
							   ACTIONS_MAX)));
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements,
					  &nulls, &count);
	actions = palloc(sizeof(char *) * Max(count, 1));
	for (int i = 0; i < count; i++)
		actions[i] = read_action(elements[i], nulls[i], i + 1);
	qsort(actions, (size_t) count, sizeof(char *), compare_strings);
	for (int i = 0; i < count; i++)
	{
		if (distinct == 0 || strcmp(actions[distinct - 1], actions[i]) != 0)
			actions[distinct++] = actions[i];
	}
	announcement->actions = learn_rows_text_array(actions, distinct);
	announcement->action_count = distinct;
}

/*
 * Reads what there is under the name, as it is now.
 */
static void
read_registration(const Announcement *announcement, Registration *known)
{
	static LearnStatement statement = {
		"SELECT e.registered_by, e.platform = $2 AND e.actions = $3,"
		" e.last_seen > $4 - learn.executor_silence(),"
		" e.last_seen < learn.executors_since(), e.first_seen, e.last_seen"
		" FROM learn.executors e WHERE e.name = $1",
		{TEXTOID, TEXTOID, TEXTARRAYOID, TIMESTAMPTZOID, InvalidOid}};
	Datum values[4];
	bool isnull;

	memset(known, 0, sizeof(*known));
	values[0] = CStringGetTextDatum(announcement->name);
	values[1] = CStringGetTextDatum(announcement->platform);
	values[2] = announcement->actions;
	values[3] = TimestampTzGetDatum(announcement->at);
	if (learn_statement_run(&statement, values, NULL) == 0)
		return;
	known->owner = learn_statement_text(0, 1);
	known->same = DatumGetBool(learn_statement_datum(0, 2, &isnull));
	known->fresh = DatumGetBool(learn_statement_datum(0, 3, &isnull));
	known->lapsed = DatumGetBool(learn_statement_datum(0, 4, &isnull));
	known->first_seen =
		DatumGetTimestampTz(learn_statement_datum(0, 5, &isnull));
	known->last_seen =
		DatumGetTimestampTz(learn_statement_datum(0, 6, &isnull));
}

/* Is the caller a member of this role, if there is one? */
static bool
is_member(const char *role)
{
	Oid oid = get_role_oid(role, true);

	return OidIsValid(oid) && is_member_of_role(GetOuterUserId(), oid);
}

static void
check_owner(const Registration *known, const Announcement *announcement,
			const char *actor)
{
	if (known->owner == NULL || known->lapsed ||
		strcmp(known->owner, actor) == 0 || is_member(known->owner) ||
		is_member("learn_admin"))
		return;
	ereport(ERROR, (errcode(LEARN_ERRCODE_CONFLICT),
					errmsg("executor's name is taken by somebody else"),
					errdetail("\"%s\" was registered by \"%s\".",
							  announcement->name, known->owner),
					errhint("Give this executor a name of its own.")));
}

/*
 * Writes down what is announced, and in *known what there is then.  False:
 * since it was read somebody else has registered the name, or its owner has
 * come back.
 */
static bool
write_registration(const Announcement *announcement, Registration *known,
				   const char *actor)
{
	static LearnStatement statement = {
		"INSERT INTO learn.executors AS e (name, platform, actions,"
		" registered_by, first_seen, last_seen) VALUES ($1, $2, $3, $4, $5, $5)"
		" ON CONFLICT (name) DO UPDATE SET platform = excluded.platform,"
		" actions = excluded.actions, registered_by = excluded.registered_by,"
		" first_seen = CASE WHEN e.registered_by = excluded.registered_by"
		" THEN e.first_seen ELSE excluded.first_seen END,"
		" last_seen = greatest(e.last_seen, excluded.last_seen)"
		" WHERE e.registered_by = $6"
		" AND (e.registered_by = excluded.registered_by OR e.last_seen = $7)"
		" RETURNING e.first_seen, e.last_seen",
		{TEXTOID, TEXTOID, TEXTARRAYOID, TEXTOID, TIMESTAMPTZOID, TEXTOID,
		 TIMESTAMPTZOID, InvalidOid}};
	const char *before = known->owner != NULL ? known->owner : actor;
	const char *owner = known->lapsed ? actor : before;
	Datum values[7];
	bool isnull;

	values[0] = CStringGetTextDatum(announcement->name);
	values[1] = CStringGetTextDatum(announcement->platform);
	values[2] = announcement->actions;
	values[3] = CStringGetTextDatum(owner);
	values[4] = TimestampTzGetDatum(announcement->at);
	values[5] = CStringGetTextDatum(before);
	values[6] = TimestampTzGetDatum(known->last_seen);
	if (learn_statement_run(&statement, values, NULL) == 0)
		return false;
	known->owner = pstrdup(owner);
	known->first_seen =
		DatumGetTimestampTz(learn_statement_datum(0, 1, &isnull));
	known->last_seen =
		DatumGetTimestampTz(learn_statement_datum(0, 2, &isnull));
	return true;
}

/*
 * Sees to it that what is announced is there; tells what had to be done.
 */
static const char *
settle(const Announcement *announcement, Registration *known,
	   const char *actor)
{
	const char *status;

	do
	{
		read_registration(announcement, known);
		check_owner(known, announcement, actor);
		status = known->owner == NULL || known->lapsed ? "registered"
				 : !known->same                        ? "changed"
				 : !known->fresh                       ? "seen"
													   : "unchanged";
	} while (strcmp(status, "unchanged") != 0 &&
			 !write_registration(announcement, known, actor));
	return status;
}

/*
 * learn_register_executor(name, actions, platform)
 */
Datum
learn_sql_register_executor(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	Announcement announcement = {.at = GetCurrentTimestamp()};
	Registration known;
	LearnIdentity identity;
	StringInfoData receipt;
	const char *status;

	read_name(&announcement, fcinfo);
	read_actions(&announcement, fcinfo);
	read_platform(&announcement, fcinfo);

	SPI_connect();
	learn_identity_caller(&identity);
	status = settle(&announcement, &known, identity.actor);

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "name", announcement.name);
	learn_json_add_string(&receipt, "status", status);
	learn_json_add_string(&receipt, "platform", announcement.platform);
	learn_json_add_integer(&receipt, "actions", announcement.action_count);
	learn_json_add_string(&receipt, "registered_by", known.owner);
	learn_json_add_time(&receipt, "first_seen", known.first_seen);
	learn_json_add_time(&receipt, "last_seen", known.last_seen);
	return learn_json_return(caller, learn_json_end(&receipt));
}
