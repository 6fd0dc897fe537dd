/*-------------------------------------------------------------------------
 *
 * redact_document.h
 *		Takes secrets out of JSON documents.
 *
 * Texts are redacted one by one, as redact.h does, and the names of members
 * tell what they hold: what stands below a member that is called a password is
 * one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_REDACT_DOCUMENT_H
#define LEARN_CORE_REDACT_DOCUMENT_H

#include "core/redact.h"

/* Named only: pg/ includes this and must not see json-c. */
struct json_object;

/* How deep a document may be nested; what is deeper is left out. */
#define LEARN_REDACTED_DEPTH 64

/*
 * Appends a text without its secrets, as learn_redact_append_named() does, in
 * whatever way.
 */
typedef bool (*LearnTextRedactor)(void *context, LearnBuffer *buffer,
								  const char *name, const char *text,
								  size_t length, const LearnRedactRules *rules,
								  size_t *count);

/* All is borrowed. */
typedef struct LearnDocumentRules
{
	LearnRedactRules texts;

	/* NULL: learn_redact_append_named(), and names of members stay. */
	LearnTextRedactor redact;
	void *context;

	/* Members of the document itself that stay, ended by NULL; NULL: none. */
	const char *const *kept;
} LearnDocumentRules;

/*
 * A copy of a document without the secrets in its strings.  A number is one by
 * its name alone, or when it is personal data; in its place stands a string.
 * NULL when out of memory, and for the JSON null.  The caller's.
 */
extern struct json_object *learn_redact_document(
	struct json_object *document, const LearnDocumentRules *rules);

/*
 * Appends a text that a number is, or a string.  name may be NULL.  False
 * when the buffer fails or there is no memory.
 */
extern bool learn_redact_append_scalar(LearnBuffer *buffer, const char *name,
									   const char *text, size_t length,
									   bool number,
									   const LearnDocumentRules *rules,
									   size_t *count);

/*
 * Which name tells what a member holds: its own, unless only that of what it
 * stands in (outer, which may be NULL) tells of a secret.
 */
extern const char *learn_redact_telling_name(const char *outer,
											 const char *own);

#endif /* LEARN_CORE_REDACT_DOCUMENT_H */
