/*-------------------------------------------------------------------------
 *
 * pipeline.h
 *		Recognises commands that run what nobody has seen.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_PIPELINE_H
#define LEARN_CORE_PIPELINE_H

#include <stdbool.h>

typedef enum LearnPipelineKind
{
	LEARN_PIPELINE_DOWNLOAD, /* curl ... | sh */
	LEARN_PIPELINE_DECODED   /* base64 -d ... | sh */
} LearnPipelineKind;

/*
 * Does the command, of a shell or PowerShell, give what it downloads or
 * decodes to an interpreter: through a pipe, by substitution, as an encoded
 * argument?  *runs tells.  Returns false when out of memory.
 */
extern bool learn_pipeline_runs(const char *command, LearnPipelineKind kind,
								bool *runs);

#endif /* LEARN_CORE_PIPELINE_H */
