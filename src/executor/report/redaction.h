/*-------------------------------------------------------------------------
 *
 * redaction.h
 *		What leaves this process has no secrets in it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_REPORT_REDACTION_H
#define LEARN_EXECUTOR_REPORT_REDACTION_H

#include "core/json.h"
#include "core/redact_document.h"
#include "executor/steps/values.h"

/*
 * A copy of a document in which secrets are redacted in all strings (see
 * core/redact_document.h), and so are the values of parameters that are secret by
 * their name, wherever they stand, also when only a line of one stands there.
 * A string below a member whose name tells that it is a secret is redacted as
 * a whole.  Names of members stay, and so do those members of the document
 * that say which report it is, such as execution_id and status.  NULL when out
 * of memory.  The caller's.  values may be NULL.
 */
extern json_object *learn_redacted(json_object *document,
								   const LearnValues *values);

#endif /* LEARN_EXECUTOR_REPORT_REDACTION_H */
