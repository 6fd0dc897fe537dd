/*-------------------------------------------------------------------------
 *
 * runbook.h
 *		The runbook document: its schema, validation and version ids.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_RUNBOOK_H
#define LEARN_CORE_RUNBOOK_H

#include <stdbool.h>

#include "core/findings.h"
#include "core/problem.h"

/* The longest id accepted, in bytes. */
#define LEARN_RUNBOOK_ID_MAX 128

/* The largest document accepted, in bytes of JSON text. */
#define LEARN_RUNBOOK_SIZE_MAX (1024 * 1024)

struct json_object;

/*
 * The JSON Schema of a runbook, as text (static storage).  It is
 * src/core/runbook.schema.json, embedded by make.
 */
extern const char *learn_runbook_schema(void);

/*
 * Checks a document: JSON, the schema, and what a schema cannot say (step ids
 * are unique in steps and rollback together, no parameter has a reserved name,
 * a ${NAME} in a command that is written like a parameter but declared nowhere
 * is a warning, verification is present, else a warning).  The schema's
 * findings come first, each kind in document order.  LEARN_OK: no finding of
 * severity error.
 */
extern LearnStatus learn_runbook_validate(const char *content, size_t length,
										  LearnFindings *findings);

/* The same for a parsed document. */
extern LearnStatus learn_runbook_check(struct json_object *runbook,
									   LearnFindings *findings);

/*
 * Splits "RB-X-v3" into its line "RB-X" and version 3; an id without a suffix
 * -vN (N >= 2, no leading zero) is version 1 of the line of that name.  line
 * must hold LEARN_RUNBOOK_ID_MAX + 1 bytes.  Returns the version, or 0 when
 * the id is empty or too long.
 */
extern int learn_runbook_split_id(const char *id, char *line);

/*
 * Writes the id of a version ("RB-X" for 1, "RB-X-v2" for 2) into id, which
 * must hold LEARN_RUNBOOK_ID_MAX + 1 bytes.  Returns false when the id would
 * be longer than allowed, or would not be read back as that version.
 */
extern bool learn_runbook_version_id(const char *line, int version, char *id);

#endif /* LEARN_CORE_RUNBOOK_H */
