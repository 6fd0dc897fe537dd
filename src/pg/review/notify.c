/*-------------------------------------------------------------------------
 *
 * notify.c
 *		Tells reviewers and stakeholders: NOTIFY learn_review.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "pg/review/notify.h"
#include "pg/statement.h"

void
learn_notify_review(const char *event, const char *runbook_id,
					const char *status, const char *priority)
{
	static LearnStatement statement = {
		"SELECT pg_notify('learn_review', jsonb_build_object('event', $1,"
		" 'runbook_id', $2, 'status', $3, 'priority', $4)::text)",
		{TEXTOID, TEXTOID, TEXTOID, TEXTOID, InvalidOid}};
	Datum values[4];
	bool nulls[4];

	values[0] = learn_text_datum(event, &nulls[0]);
	values[1] = learn_text_datum(runbook_id, &nulls[1]);
	values[2] = learn_text_datum(status, &nulls[2]);
	values[3] = learn_text_datum(priority, &nulls[3]);
	learn_statement_run(&statement, values, nulls);
}
