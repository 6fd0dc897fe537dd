/*-------------------------------------------------------------------------
 *
 * journal.c
 *		What a run has done so far, in case it does not live to tell.
 *
 * The whole text of a journal is kept in memory as well.  What could not be
 * written, or not be synced, is never tried again in the same file: a new one
 * with all of the text takes its place.  The lock on the old one is kept until
 * then, so that nobody takes the run for dead.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/spool/journal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "executor/report/moment.h"
#include "executor/spool/journal_line.h"
#include "executor/spool/spool_file.h"

/* What is borrowed may be freed meanwhile. */
static LearnStatus
out_of_memory(LearnJournal *journal)
{
	journal->broken = true;
	return learn_problem_set(&journal->problem, LEARN_OUT_OF_MEMORY, NULL,
							 "out of memory");
}

/* Puts a new file in the place of the old one. */
static LearnStatus
write_anew(LearnJournal *journal)
{
	int file;
	LearnStatus status =
		learn_spool_file_write(journal->spool, journal->name, &journal->text,
							   &file, &journal->problem);

	journal->broken = status != LEARN_OK;
	if (file >= 0)
	{
		if (journal->file >= 0)
			close(journal->file);
		journal->file = file;
	}
	return status;
}

/* Adds {kind: content, "at": now} to the text. */
static bool
add_line(LearnJournal *journal, const char *kind, json_object *content)
{
	json_object *line = json_object_new_object();
	char now[LEARN_MOMENT_SIZE];
	char *text = NULL;

	learn_moment_now(now);
	if (line != NULL && learn_json_share(line, kind, content) &&
		learn_json_add(line, LEARN_JOURNAL_AT, json_object_new_string(now)))
		text = learn_json_text(line, NULL);
	json_object_put(line);
	if (text != NULL && learn_buffer_reserve(&journal->text, strlen(text) + 1))
	{
		learn_buffer_append_string(&journal->text, text);
		learn_buffer_append_string(&journal->text, "\n");
	}
	free(text);
	return text != NULL && !journal->text.failed;
}

LearnStatus
learn_journal_begin(LearnJournal *journal, LearnSpool *spool,
					json_object *execution)
{
	const char *id = learn_json_get_string(execution, "execution_id", NULL);
	char name[LEARN_SPOOL_NAME_SIZE];

	*journal = (LearnJournal){.file = -1};
	if (spool == NULL || spool->path == NULL ||
		!learn_execution_id_is_plain(id))
	{
		journal->broken = true;
		return learn_problem_set(&journal->problem, LEARN_INVALID, NULL,
								 "there is no spool, or no id, for a journal");
	}
	learn_spool_journal_name(id, name);
	journal->name = strdup(name);
	if (journal->name == NULL)
		return out_of_memory(journal);
	journal->spool = spool;
	if (!add_line(journal, LEARN_JOURNAL_EXECUTION, execution))
		return out_of_memory(journal);
	return write_anew(journal);
}

/* Writes what happened to a step, and all that could not be written before. */
static void
record(LearnJournal *journal, const char *kind, json_object *step)
{
	size_t start = journal->text.length;

	if (journal->spool == NULL)
		return;
	if (step == NULL || !add_line(journal, kind, step))
	{
		out_of_memory(journal);
		return;
	}
	if (!journal->broken &&
		learn_spool_file_append(journal->file, journal->text.data + start,
								journal->text.length - start))
		return;
	write_anew(journal);
}

void
learn_journal_step_begins(LearnJournal *journal, json_object *step)
{
	record(journal, LEARN_JOURNAL_BEGINS, step);
}

void
learn_journal_step_ended(LearnJournal *journal, json_object *step)
{
	record(journal, LEARN_JOURNAL_ENDED, step);
}

LearnStatus
learn_journal_finish(LearnJournal *journal, LearnSpool *spool,
					 json_object *execution, LearnProblem *problem)
{
	LearnStatus status = learn_spool_put(spool, execution, problem);

	if (status == LEARN_OK)
		learn_journal_close(journal);
	return status;
}

void
learn_journal_discard(LearnJournal *journal)
{
	if (journal->spool != NULL)
		learn_spool_unlink(journal->spool, journal->spool->running,
						   journal->name, &journal->problem);
	learn_journal_close(journal);
}

void
learn_journal_close(LearnJournal *journal)
{
	/* One that is only zeroed has no name. */
	if (journal->name != NULL && journal->file >= 0)
		close(journal->file);
	free(journal->name);
	learn_buffer_free(&journal->text);
	*journal = (LearnJournal){.file = -1};
}
