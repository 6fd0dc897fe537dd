/*-------------------------------------------------------------------------
 *
 * fingerprint_writer.h
 *		Writes a template, word by word.
 *
 * Here is decided what a word or number means after those before it.  All
 * that counts is what the template shows: the words written, the word at hand
 * and the next word.  That is why a template is the template of itself.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_FINGERPRINT_WRITER_H
#define LEARN_CORE_FINGERPRINT_WRITER_H

#include "core/buffer.h"
#include "core/fingerprint_chunk.h"

typedef struct LearnTemplateWriter
{
	LearnBuffer *buffer; /* borrowed */
	size_t begin;        /* where the template begins in it */
	unsigned last;       /* what the last word is; 0: it was a placeholder */
	unsigned expects; /* what was announced: LEARN_WORD_CODE, _TELLS, _SAYS */
	bool counted;     /* the code announced may be a count as well */
	bool status;      /* ... or one of many figures */
	bool varied;      /* the last thing was a placeholder */
	bool any_varied;  /* so was one before */
	bool joined;      /* the last word is "and", after a placeholder */
	size_t joint;     /* where the template ended before that */
	bool full;        /* no more fits */
} LearnTemplateWriter;

/* Starts a template at the end of the buffer. */
extern void learn_template_start(LearnTemplateWriter *writer,
								 LearnBuffer *buffer);

/* Writes something that varies. */
extern void learn_template_variable(LearnTemplateWriter *writer);

/* Writes a word; is: see fingerprint_words.h.  It may turn out a name. */
extern void learn_template_word(LearnTemplateWriter *writer, LearnSpan word,
								unsigned is);

/* Writes what has digits, if it is a code; false: it is none. */
extern bool learn_template_code(LearnTemplateWriter *writer,
								const LearnChunk *chunk);

/*
 * Is a plain word the name of a user or a host, judging by the words around
 * it?  next is the text behind it.
 */
extern bool learn_template_names(const LearnTemplateWriter *writer,
								 unsigned is, const char *next);

/* Ends the template, which does not end with a placeholder. */
extern void learn_template_finish(LearnTemplateWriter *writer);

#endif /* LEARN_CORE_FINGERPRINT_WRITER_H */
