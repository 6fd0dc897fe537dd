/*-------------------------------------------------------------------------
 *
 * wordings.c
 *		How models are asked: learn_set_prompt(), learn_activate_prompt().
 *
 * A wording is stored once and not changed: learn.llm_calls says by which one
 * a model was asked.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "core/prompt_words.h"
#include "pg/arguments.h"
#include "pg/digest.h"
#include "pg/errors.h"
#include "pg/foreign.h"
#include "pg/json_text.h"
#include "pg/review/audit.h"
#include "pg/statement.h"
#include "pg/trigger_data.h"

PG_FUNCTION_INFO_V1(learn_sql_make_way_for_prompt);
PG_FUNCTION_INFO_V1(learn_sql_set_prompt);
PG_FUNCTION_INFO_V1(learn_sql_activate_prompt);

/* The longest note, in bytes. */
#define NOTES_MAX 4000

/*
 * An argument that must be given, as text.
 */
static char *
get_text(FunctionCallInfo fcinfo, int number, const char *name)
{
	if (PG_ARGISNULL(number))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"%s\" must not be null", name)));
	return text_to_cstring(PG_GETARG_TEXT_PP(number));
}

/*
 * The purpose named by the first argument.
 */
static LearnPromptPurpose
get_purpose(FunctionCallInfo fcinfo)
{
	char *name = get_text(fcinfo, 0, "purpose");
	LearnPromptPurpose purpose;
	StringInfoData allowed;

	if (learn_prompt_purpose_parse(name, &purpose))
		return purpose;
	initStringInfo(&allowed);
	for (int i = 0; i < LEARN_PROMPT_PURPOSES; i++)
		appendStringInfo(&allowed, "%s'%s'", i > 0 ? ", " : "",
						 learn_prompt_purpose_name((LearnPromptPurpose) i));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid value for \"purpose\": \"%.*s\"",
					pg_mbcliplen(name, (int) strlen(name), NAMEDATALEN - 1),
					name),
			 errdetail("Allowed are %s.", allowed.data)));
}

static char *
get_notes(FunctionCallInfo fcinfo, int number)
{
	char *notes = learn_argument_text(fcinfo, number);

	if (notes != NULL && strlen(notes) > NOTES_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"notes\" is longer than %d bytes", NOTES_MAX)));
	return notes;
}

/*
 * What both functions end with: the audit row and the receipt.  digest is that
 * of the wording that is active now.
 */
static Datum
finish(MemoryContext caller, const LearnIdentity *identity, const char *action,
	   LearnPromptPurpose purpose, int32 version, const char *digest,
	   const char *notes)
{
	LearnAuditEntry entry = {.action = action, .digest_after = digest};
	StringInfoData receipt;

	learn_json_begin(&receipt);
	learn_json_add_string(&receipt, "purpose",
						  learn_prompt_purpose_name(purpose));
	learn_json_add_integer(&receipt, "version", version);
	learn_json_add_string(&receipt, "status", "active");
	learn_json_add_string(&receipt, "by", identity->actor);
	if (notes != NULL)
		learn_json_add_string(&receipt, "notes", notes);
	entry.object_id =
		psprintf("%s-%d", learn_prompt_purpose_name(purpose), version);
	entry.details = learn_json_end(&receipt);
	learn_audit_write(identity, &entry);
	return learn_json_return(caller, entry.details);
}

static char *
digest_of(const char *system, const char *instructions)
{
	return learn_digest(system, strlen(system), instructions,
						strlen(instructions));
}

/*
 * learn_set_prompt(purpose, system, instructions, notes)
 */
Datum
learn_sql_set_prompt(PG_FUNCTION_ARGS)
{
	static LearnStatement statement = {
		"INSERT INTO learn.prompts (purpose, version, system, instructions,"
		" active, created_at, created_by, notes)"
		" SELECT $1, coalesce(max(version), 0) + 1, $2, $3, true, $4, $5, $6"
		" FROM learn.prompts WHERE purpose = $1 RETURNING version",
		{TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, TEXTOID,
		 InvalidOid}};
	LearnPromptWords words = {.purpose = get_purpose(fcinfo)};
	char *notes = get_notes(fcinfo, 3);
	MemoryContext caller = CurrentMemoryContext;
	LearnIdentity identity;
	LearnProblem problem;
	Datum values[6];
	bool nulls[6] = {false};

	words.system = get_text(fcinfo, 1, "system");
	words.instructions = get_text(fcinfo, 2, "instructions");
	learn_foreign_check(learn_prompt_words_check(&words, &problem), &problem,
						"prompt");

	SPI_connect();
	learn_identity_require_human();
	learn_audit_lock();
	learn_identity_caller(&identity);
	values[0] = CStringGetTextDatum(learn_prompt_purpose_name(words.purpose));
	values[1] = CStringGetTextDatum(words.system);
	values[2] = CStringGetTextDatum(words.instructions);
	values[3] = TimestampTzGetDatum(GetCurrentTimestamp());
	values[4] = CStringGetTextDatum(identity.actor);
	values[5] = learn_text_datum(notes, &nulls[5]);
	learn_statement_run(&statement, values, nulls);
	return finish(caller, &identity, "set_prompt", words.purpose,
				  DatumGetInt32(learn_statement_datum(0, 1, &nulls[0])),
				  digest_of(words.system, words.instructions), notes);
}

/*
 * learn_activate_prompt(purpose, version)
 */
Datum
learn_sql_activate_prompt(PG_FUNCTION_ARGS)
{
	static LearnStatement statement = {"UPDATE learn.prompts SET active = true"
									   " WHERE purpose = $1 AND version = $2"
									   " RETURNING system, instructions",
									   {TEXTOID, INT4OID, InvalidOid}};
	LearnPromptPurpose purpose = get_purpose(fcinfo);
	MemoryContext caller = CurrentMemoryContext;
	LearnIdentity identity;
	Datum values[2];
	int32 version;

	if (PG_ARGISNULL(1))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"version\" must not be null")));
	version = PG_GETARG_INT32(1);
	values[0] = CStringGetTextDatum(learn_prompt_purpose_name(purpose));
	values[1] = Int32GetDatum(version);

	SPI_connect();
	learn_identity_require_human();
	learn_audit_lock();
	learn_identity_caller(&identity);
	if (learn_statement_run(&statement, values, NULL) == 0)
		ereport(ERROR,
				(errcode(LEARN_ERRCODE_NOT_FOUND), errmsg("prompt not found"),
				 errdetail("There is no version %d for \"%s\".", version,
						   learn_prompt_purpose_name(purpose)),
				 errhint("The table learn.prompts has all of them.")));
	return finish(caller, &identity, "activate_prompt", purpose, version,
				  digest_of(learn_statement_text(0, 1),
							learn_statement_text(0, 2)),
				  NULL);
}

/*
 * On learn.prompts, before INSERT and UPDATE: a wording that came with the
 * extension yields to one of the same version, and the active one to another
 * that becomes so.
 */
Datum
learn_sql_make_way_for_prompt(PG_FUNCTION_ARGS)
{
	static LearnStatement remove_shipped = {
		"DELETE FROM learn.prompts"
		" WHERE purpose = $1 AND version = $2 AND created_by IS NULL",
		{TEXTOID, INT4OID, InvalidOid}};
	static LearnStatement deactivate_others = {
		"UPDATE learn.prompts SET active = false"
		" WHERE purpose = $1 AND version <> $2 AND active",
		{TEXTOID, INT4OID, InvalidOid}};
	TriggerData *trigger = learn_trigger_data(fcinfo);
	bool inserted = TRIGGER_FIRED_BY_INSERT(trigger->tg_event);
	HeapTuple row = inserted ? trigger->tg_trigtuple : trigger->tg_newtuple;
	Datum values[2];

	values[0] = learn_trigger_column(trigger, "purpose");
	values[1] = learn_trigger_column(trigger, "version");
	SPI_connect();
	if (inserted)
		learn_statement_run(&remove_shipped, values, NULL);
	if (DatumGetBool(learn_trigger_column(trigger, "active")))
		learn_statement_run(&deactivate_others, values, NULL);
	SPI_finish();
	return PointerGetDatum(row);
}
