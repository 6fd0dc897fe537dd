/*-------------------------------------------------------------------------
 *
 * document.h
 *		Executions as the documents that core/ reads (core/facts.h).
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ENGINE_DOCUMENT_H
#define LEARN_PG_ENGINE_DOCUMENT_H

#include "pg/engine/engine.h"
#include "pg/engine/run.h"

/* An execution that a job is about. */
typedef struct LearnExecution
{
	bool found; /* false: it was deleted, and the rest is empty */
	bool analysed;
	LearnRun run;   /* who, where, when; nothing yet of why it failed */
	char *document; /* {"execution", "runbook"}, when it is to be analysed */
} LearnExecution;

/*
 * Reads the executions of a batch of jobs, in its order, into the current
 * memory context; SPI is connected.
 */
extern LearnExecution *learn_executions_read(const LearnBatch *batch);

#endif /* LEARN_PG_ENGINE_DOCUMENT_H */
