/*-------------------------------------------------------------------------
 *
 * clues.c
 *		What a remedy must know about a failure: which port, service, file.
 *
 *-------------------------------------------------------------------------
 */
#include "core/clues.h"

#include <string.h>

#include "core/clue_runbook.h"
#include "core/clue_search.h"

/* How much of a step of the runbook is looked at, in bytes. */
#define STEP_LIMIT 16384

/* Services that other services need, and how their absence sounds. */
static const struct
{
	const char *pattern;
	const char *names;
} dependencies[] = {
	{".s.pgsql.|port 5432 failed|:5432*refused|port 5432*refused|"
	 "localhost*5432|127.0.0.1*5432",
	 "postgresql"},
	{"local mysql server|mysqld.sock|:3306*refused|port 3306*refused|"
	 "localhost*3306|127.0.0.1*3306|mysql server on 'localhost'|"
	 "mysql server on '127.0.0.1'",
	 "mariadb mysql mysqld"},
	{"redis at 127.0.0.1|redis at localhost|:6379*refused|"
	 "redis*connection refused|localhost*6379|127.0.0.1*6379",
	 "redis-server redis"},
	{"connect to the docker daemon|docker.sock", "docker"},
	{":5672*refused|127.0.0.1*5672|localhost*5672", "rabbitmq-server"},
	{":27017*refused|127.0.0.1*27017|localhost*27017", "mongod mongodb"},
	{":11211*refused|127.0.0.1*11211|localhost*11211", "memcached"},
	{":9200*refused|127.0.0.1*9200|localhost*9200",
	 "elasticsearch opensearch"},
};

static bool
search_messages(const LearnFacts *facts, LearnClues *clues)
{
	bool ok = learn_clue_search_message(clues, facts->error_message);
	int first = facts->step_count > 16 ? facts->step_count - 16 : 0;

	for (int i = first; i < facts->step_count && ok; i++)
	{
		const LearnFactsStep *step = &facts->steps[i];

		if (facts->failed == NULL || facts->failed == step)
			ok = learn_clue_search_message(clues, step->error) &&
				 learn_clue_search_message(clues, step->output);
	}
	return ok;
}

/*
 * Which step of the runbook was the executed one?  The same place and action
 * or command, else the only step of that action.
 */
static int
runbook_step(const LearnValue *steps, const LearnFactsStep *executed)
{
	int found = -1;
	int i = 0;

	for (const LearnValue *step = steps->first; step != NULL;
		 step = step->next, i++)
	{
		const char *action = learn_value_get_string(step, "action", "");
		const char *command = learn_value_get_string(step, "command", "");
		bool same =
			strcmp(action, executed->action) == 0 ||
			(command[0] != '\0' && strcmp(command, executed->command) == 0);

		if (same && i == executed->number - 1)
			return i;
		if (same)
			found = found == -1 ? i : -2;
	}
	return found;
}

bool
learn_clues_starts(const char *action, const char *command)
{
	static const char words[] = "~start|restart|_start|~serve|~launch|~up -d|"
								"http.server|enable --now|kickstart|~nohup|"
								"~run_";
	LearnBuffer text;
	bool starts;

	learn_buffer_init(&text, 0);
	learn_pattern_normalize(&text, action, STEP_LIMIT);
	learn_pattern_normalize(&text, command, STEP_LIMIT);
	starts = !text.failed &&
			 learn_pattern_find(words, text.data, text.length, NULL);
	learn_buffer_free(&text);
	return starts;
}

/*
 * When no step failed, the last one that starts something is the one that
 * did not do what it should.
 */
static int
starting_step(const LearnValue *steps)
{
	int found = -1;
	int i = 0;

	for (const LearnValue *step = steps->first; step != NULL;
		 step = step->next, i++)
	{
		if (learn_clues_starts(learn_value_get_string(step, "action", ""),
							   learn_value_get_string(step, "command", "")))
			found = i;
	}
	return found;
}

/*
 * Finds the step of the runbook; *command is what it runs, or "".  When all
 * went well and no step starts anything, the last one tells what it was about.
 */
static void
find_step(const LearnFacts *facts, LearnClues *clues, const char **command)
{
	const LearnValue *steps =
		learn_value_get_typed(facts->runbook, "steps", LEARN_VALUE_ARRAY);
	const LearnValue *step;

	clues->step = -1;
	*command = "";
	if (steps == NULL)
		return;
	clues->step = facts->failed != NULL ? runbook_step(steps, facts->failed)
										: starting_step(steps);
	if (clues->step < 0)
		clues->step = -1;
	if (clues->step < 0 && facts->failed != NULL)
		return;
	step = steps->first;
	for (int i = 0; step != NULL && step->next != NULL && i != clues->step;
		 i++)
		step = step->next;
	*command = learn_value_get_string(step, "command", "");
}

/*
 * The dependency that a message blames, unless it is the service itself.
 */
static void
find_dependency(const LearnEvidence *evidence, LearnClues *clues)
{
	for (size_t i = 0; i < sizeof(dependencies) / sizeof(*dependencies); i++)
	{
		if (clues->items[LEARN_CLUE_DEPENDENCY].value[0] == '\0' &&
			learn_evidence_shows(evidence, LEARN_TEXT_ERROR,
								 dependencies[i].pattern, NULL))
			learn_clue_store(clues, LEARN_CLUE_DEPENDENCY,
							 dependencies[i].names,
							 strlen(dependencies[i].names));
	}
	if (strcmp(clues->items[LEARN_CLUE_DEPENDENCY].value,
			   clues->items[LEARN_CLUE_SERVICE].value) == 0)
		clues->items[LEARN_CLUE_DEPENDENCY].value[0] = '\0';
}

LearnStatus
learn_clues_find(const LearnFacts *facts, const LearnEvidence *evidence,
				 LearnClues *clues, LearnProblem *problem)
{
	const char *command;

	memset(clues, 0, sizeof(*clues));
	find_step(facts, clues, &command);
	if (!search_messages(facts, clues))
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	learn_clue_search_command(clues, command);
	if (facts->failed != NULL)
		learn_clue_search_command(clues, facts->failed->command);
	find_dependency(evidence, clues);
	learn_clue_find_script(facts, command, clues);

	for (int kind = 0; kind < LEARN_CLUE_KINDS; kind++)
	{
		LearnClue *clue = &clues->items[kind];

		if (!learn_clue_fits_platform((LearnClueKind) kind, clue->value,
									  facts->platform))
			clue->value[0] = '\0';
		if (learn_clue_prefer_runbook(facts, command, (LearnClueKind) kind,
									  clue))
			clues->own |= LEARN_CLUE_BIT(kind);
		if (clue->value[0] != '\0' || clue->parameter[0] != '\0')
			clues->known |= LEARN_CLUE_BIT(kind);
	}
	return LEARN_OK;
}
