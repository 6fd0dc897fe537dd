/*-------------------------------------------------------------------------
 *
 * redaction.c
 *		Executions without secrets, for those who do not want to store any.
 *
 * A document is walked as jsonb, not read by core/: what is nested deeper, or
 * has larger numbers, than that reads is evidence all the same.  Names of
 * members get marks with numbers, the same in all documents of an execution,
 * so that no two become one, and states can be compared.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"
#include "utils/palloc.h"

#include "core/disguise.h"
#include "core/redact_document.h"
#include "pg/capture/redaction.h"
#include "pg/foreign.h"

/* Columns by which an execution is found, and that others refer to. */
static const char *const kept_columns[] = {
	"execution_id",  "runbook_id", "incident_id",
	"incident_type", "client_id",  "hostname",
	"platform",      "status",     "evidence_bundle_id",
};

static const LearnDocumentRules rules = {.texts.personal = true};

static bool
is_kept(const char *column)
{
	for (size_t i = 0; i < lengthof(kept_columns); i++)
	{
		if (strcmp(kept_columns[i], column) == 0)
			return true;
	}
	return false;
}

/*
 * Takes over what core/ has made of a text; NULL when there was no secret in
 * it.
 */
static char *
take(LearnBuffer *buffer, bool done, size_t count)
{
	LearnProblem problem;
	char *redacted =
		done && count > 0 ? learn_buffer_detach(buffer, NULL) : NULL;

	learn_buffer_free(buffer);
	if (!done || (count > 0 && redacted == NULL))
		learn_foreign_check(LEARN_OUT_OF_MEMORY, &problem, "execution");
	return learn_foreign_take(redacted);
}

/*
 * A text without secrets; NULL when there are none.  name, which may be NULL,
 * tells what it is.
 */
static char *
redact(const char *name, const char *text, size_t length, bool number)
{
	LearnBuffer buffer;
	size_t count = 0;
	bool done;

	learn_buffer_init(&buffer, 0);
	done = learn_redact_append_scalar(&buffer, name, text, length, number,
									  &rules, &count);
	return take(&buffer, done, count);
}

static void
free_disguise(void *argument)
{
	LearnDisguise **disguise = argument;

	learn_disguise_free(*disguise);
	*disguise = NULL;
}

/*
 * What gives the names of members their numbers; it lives as long as the
 * current memory context.
 */
static LearnDisguise *
create_disguise(void)
{
	MemoryContextCallback *callback = palloc0(sizeof(*callback));
	LearnDisguise **disguise = palloc0(sizeof(*disguise));
	LearnProblem problem;

	callback->func = free_disguise;
	callback->arg = disguise;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, callback);
	*disguise = learn_disguise_create(false);
	if (*disguise == NULL)
		learn_foreign_check(LEARN_OUT_OF_MEMORY, &problem, "execution");
	return *disguise;
}

/*
 * Redacts the name of a member.
 */
static void
redact_name(LearnDisguise *disguise, JsonbValue *key, bool *changed)
{
	LearnBuffer buffer;
	size_t count = 0;
	char *redacted;
	bool done;

	learn_buffer_init(&buffer, 0);
	done = learn_disguise_append(disguise, &buffer, NULL, key->val.string.val,
								 key->val.string.len, &rules.texts, &count);
	redacted = take(&buffer, done, count);
	if (redacted == NULL)
		return;
	key->val.string.val = redacted;
	key->val.string.len = (int) strlen(redacted);
	*changed = true;
}

/*
 * Redacts a string or number in a document.
 */
static void
redact_scalar(const char *name, JsonbValue *value, bool *changed)
{
	char *redacted = NULL;

	if (value->type == jbvString)
		redacted =
			redact(name, value->val.string.val, value->val.string.len, false);
	else if (value->type == jbvNumeric)
	{
		char *digits = DatumGetCString(
			DirectFunctionCall1(numeric_out,
								NumericGetDatum(value->val.numeric)));

		redacted = redact(name, digits, strlen(digits), true);
	}
	if (redacted == NULL)
		return;
	value->type = jbvString;
	value->val.string.val = redacted;
	value->val.string.len = (int) strlen(redacted);
	*changed = true;
}

/* The members that a walk is in, the innermost last. */
typedef struct Names
{
	const char **names; /* what tells of the values at each depth, or NULL */
	int depth;
	int allocated;
} Names;

static void
enter(Names *names, const char *name)
{
	if (names->depth == names->allocated)
	{
		names->allocated = names->allocated * 2 + 16;
		names->names =
			names->names == NULL
				? palloc(sizeof(char *) * names->allocated)
				: repalloc(names->names, sizeof(char *) * names->allocated);
	}
	names->names[names->depth++] = name;
}

/*
 * A document without secrets; the same when there are none.
 */
static Datum
redact_document(LearnDisguise *disguise, Datum document, bool *changed)
{
	Jsonb *jsonb = DatumGetJsonbP(document);
	JsonbIterator *iterator = JsonbIteratorInit(&jsonb->root);
	JsonbParseState *state = NULL;
	JsonbValue *result = NULL;
	JsonbValue value;
	JsonbIteratorToken token;
	Names outer = {NULL, 0, 0};
	const char *name = NULL;
	bool redacted = false;

	while ((token = JsonbIteratorNext(&iterator, &value, false)) != WJB_DONE)
	{
		if (token == WJB_BEGIN_OBJECT || token == WJB_BEGIN_ARRAY)
			enter(&outer, name);
		else if (token == WJB_END_OBJECT || token == WJB_END_ARRAY)
			name = outer.names[--outer.depth];
		else if (token == WJB_KEY)
		{
			name = learn_redact_telling_name(outer.names[outer.depth - 1],
											 pnstrdup(value.val.string.val,
													  value.val.string.len));
			redact_name(disguise, &value, &redacted);
		}
		else
			redact_scalar(name, &value, &redacted);
		result = pushJsonbValue(&state, token,
								token < WJB_BEGIN_ARRAY ||
										(token == WJB_BEGIN_ARRAY &&
										 value.val.array.rawScalar)
									? &value
									: NULL);
	}
	if (!redacted)
		return document;
	*changed = true;
	return JsonbPGetDatum(JsonbValueToJsonb(result));
}

static Datum
redact_text(const char *name, Datum value, bool *changed)
{
	text *whole = DatumGetTextPP(value);
	char *redacted =
		redact(name, VARDATA_ANY(whole), VARSIZE_ANY_EXHDR(whole), false);

	if (redacted == NULL)
		return value;
	*changed = true;
	return CStringGetTextDatum(redacted);
}

static Datum
redact_texts(Datum array, bool *changed)
{
	ArrayType *texts = DatumGetArrayTypeP(array);
	bool redacted = false;
	Datum *values;
	bool *nulls;
	int count;

	deconstruct_array(texts, TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls,
					  &count);
	for (int i = 0; i < count; i++)
	{
		if (!nulls[i])
			values[i] = redact_text(NULL, values[i], &redacted);
	}
	if (!redacted)
		return array;
	*changed = true;
	return PointerGetDatum(construct_md_array(values, nulls, ARR_NDIM(texts),
											  ARR_DIMS(texts),
											  ARR_LBOUND(texts), TEXTOID, -1,
											  false, TYPALIGN_INT));
}

void
learn_report_redact(TupleDesc descriptor, LearnReport *report)
{
	LearnDisguise *disguise = create_disguise();

	for (int i = 0; i < descriptor->natts; i++)
	{
		const Form_pg_attribute column = TupleDescAttr(descriptor, i);
		Datum *value = &report->values[i];

		if (report->nulls[i] || column->attisdropped ||
			is_kept(NameStr(column->attname)))
			continue;
		if (column->atttypid == TEXTOID)
			*value = redact_text(NameStr(column->attname), *value,
								 &report->changed);
		else if (column->atttypid == JSONBOID)
			*value = redact_document(disguise, *value, &report->changed);
		else if (column->atttypid == TEXTARRAYOID)
			*value = redact_texts(*value, &report->changed);
	}
}
