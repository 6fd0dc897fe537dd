/*-------------------------------------------------------------------------
 *
 * test_corpus.c
 *		Scores the built-in classifier over labelled failures.
 *
 * The corpus is a file of JSON lines, each an execution with "label" and
 * perhaps "also", a second defensible label, which counts half.  Its path is
 * the first argument or LEARN_CORPUS; without one there is nothing to score,
 * and the program succeeds.  Only what an executor would report reaches the
 * classifier.
 *
 * Rules that were written with the corpus at hand score too well on it.
 * Therefore the records are also scored in ten folds, and each alone: with a
 * table that lacks every alternative of a pattern that holds for no record
 * outside the fold, as if its author had not seen the fold.  That is a lower
 * bound, because it also takes away what was known without the corpus.
 *
 * After the path, "-v" lists each answer that is not right with all rules,
 * "-f" each that is not right in its fold, and "-1" each that is not right
 * alone.
 *
 *-------------------------------------------------------------------------
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/classify.h"
#include "core/json.h"
#include "core/rules.h"

/* See learn.rules_confidence. */
#define SURE 0.8

#define FOLDS 10
#define RECORDS_MAX 2000

/* To which fold a pattern's alternative belongs. */
#define IN_NO_FOLD (-1)
#define IN_SEVERAL (-2)

/* What is expected of a corpus. */
typedef struct Bounds
{
	double accuracy;
	double share; /* of the answers that are sure */
	double precision;
} Bounds;

static const Bounds trained = {0.85, 0.70, 0.95};
static const Bounds validated = {0.75, 0.60, 0.93};
static const Bounds alone = {0.75, 0.60, 0.93};

typedef struct Record
{
	json_object *object;
	LearnFacts facts;
	LearnEvidence evidence;
} Record;

typedef struct Score
{
	int records;
	int abstained;
	int sure;
	double right;      /* labels met */
	double sure_right; /* of them with a confidence of at least SURE */
	int of_type[LEARN_FAILURE_TYPES];
	double right_of_type[LEARN_FAILURE_TYPES];
} Score;

/* All that is read, and how it is to be told. */
typedef struct Corpus
{
	LearnPatternSet *words;
	Record records[RECORDS_MAX];
	int count;
} Corpus;

/*
 * The execution as the engine would see it: a copy of the record with the
 * reported members only, and nothing that the corpus adds to them.
 */
static json_object *
reported(json_object *record)
{
	static const char *const members[] = {
		"platform",     "incident_type",       "runbook_id",
		"steps",        "error_message",       "error_step",
		"exit_code",    "verification_passed", "verification_method",
		"state_before", "state_after"};
	json_object *execution = json_object_new_object();

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		json_object_object_add(execution, members[i],
							   json_object_get(
								   learn_json_get(record, members[i])));
	return execution;
}

static double
points(json_object *record, LearnFailureType type)
{
	const char *name = learn_failure_type_name(type);

	if (name == NULL)
		return 0;
	if (strcmp(name, learn_json_get_string(record, "label", "")) == 0)
		return 1;
	return strcmp(name, learn_json_get_string(record, "also", "")) == 0 ? 0.5
																		: 0;
}

/* False: the line is no record. */
static bool
read_record(Corpus *corpus, const char *line, size_t length)
{
	Record *record = &corpus->records[corpus->count];
	json_object *execution;
	const char *text;
	LearnProblem problem;
	LearnStatus status;

	if (corpus->count == RECORDS_MAX ||
		learn_json_parse(line, length, &record->object, &problem) != LEARN_OK)
		return false;
	corpus->count++;
	execution = reported(record->object);
	text = json_object_to_json_string_ext(execution, JSON_C_TO_STRING_PLAIN);
	status = learn_facts_read(text, strlen(text), &record->facts, &problem);
	json_object_put(execution);
	return status == LEARN_OK &&
		   learn_evidence_gather(corpus->words, &record->facts,
								 &record->evidence, &problem) == LEARN_OK;
}

static bool
read_corpus(Corpus *corpus, FILE *file)
{
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;
	bool readable = true;

	while (readable && (length = getline(&line, &capacity, file)) >= 0)
	{
		if (length > 1)
			readable = read_record(corpus, line, (size_t) length);
	}
	free(line);
	return readable && corpus->count > 0;
}

static void
free_corpus(Corpus *corpus)
{
	for (int i = 0; i < corpus->count; i++)
	{
		learn_evidence_free(&corpus->records[i].evidence);
		learn_facts_free(&corpus->records[i].facts);
		json_object_put(corpus->records[i].object);
	}
	learn_pattern_set_free(corpus->words);
	free(corpus);
}

/*
 * The only fold with records of which this text holds the alternative, or
 * IN_NO_FOLD, or IN_SEVERAL.
 */
static int
only_fold(const Corpus *corpus, int folds, LearnEvidenceText text,
		  LearnSpan alternative)
{
	int only = IN_NO_FOLD;

	for (int i = 0; i < corpus->count && only != IN_SEVERAL; i++)
	{
		const LearnBuffer *buffer = &corpus->records[i].evidence.texts[text];

		if (i % folds != only && buffer->data != NULL &&
			learn_pattern_try(alternative, buffer->data, buffer->length, NULL))
			only = only == IN_NO_FOLD ? i % folds : IN_SEVERAL;
	}
	return only;
}

/*
 * A pattern without the alternatives of the fold; the caller frees it.  What
 * remains of a pattern that loses all of them is a pattern that never holds.
 */
static char *
reduce(const Corpus *corpus, int folds, int fold, LearnEvidenceText text,
	   const char *pattern)
{
	LearnBuffer reduced;
	LearnSpan rest = {pattern, pattern != NULL ? strlen(pattern) : 0};

	if (pattern == NULL)
		return NULL;
	learn_buffer_init(&reduced, 0);
	learn_buffer_append_string(&reduced, "");
	while (rest.length > 0)
	{
		LearnSpan alternative = learn_pattern_next(&rest);

		if (only_fold(corpus, folds, text, alternative) == fold)
			continue;
		if (reduced.length > 0)
			learn_buffer_append(&reduced, "|", 1);
		learn_buffer_append(&reduced, alternative.start, alternative.length);
	}
	return learn_buffer_detach(&reduced, NULL);
}

/* A copy of the table whose patterns are its own. */
typedef struct ReducedTable
{
	LearnRuleTable table;
	LearnRule *rules;
	LearnHint *hints;
} ReducedTable;

static void
reduce_table(const Corpus *corpus, int folds, int fold, ReducedTable *reduced)
{
	const LearnRuleTable *whole = &learn_rule_table;
	size_t rules = (size_t) whole->rule_count * sizeof(*reduced->rules);
	size_t hints = (size_t) whole->hint_count * sizeof(*reduced->hints);

	reduced->table = *whole;
	reduced->table.rules = reduced->rules = malloc(rules);
	reduced->table.hints = reduced->hints = malloc(hints);
	if (reduced->rules == NULL || reduced->hints == NULL)
		abort();
	memcpy(reduced->rules, whole->rules, rules);
	memcpy(reduced->hints, whole->hints, hints);
	for (int i = 0; i < whole->rule_count; i++)
	{
		LearnRule *rule = &reduced->rules[i];

		for (LearnEvidenceText text = 0; text < LEARN_EVIDENCE_TEXTS; text++)
		{
			rule->has[text] =
				reduce(corpus, folds, fold, text, rule->has[text]);
			rule->lacks[text] =
				reduce(corpus, folds, fold, text, rule->lacks[text]);
		}
	}
	for (int i = 0; i < whole->hint_count; i++)
	{
		LearnHint *hint = &reduced->hints[i];

		hint->pattern = reduce(corpus, folds, fold, hint->text, hint->pattern);
	}
}

static void
free_table(ReducedTable *reduced)
{
	for (int i = 0; i < reduced->table.rule_count; i++)
	{
		for (int text = 0; text < LEARN_EVIDENCE_TEXTS; text++)
		{
			free((char *) reduced->rules[i].has[text]);
			free((char *) reduced->rules[i].lacks[text]);
		}
	}
	for (int i = 0; i < reduced->table.hint_count; i++)
		free((char *) reduced->hints[i].pattern);
	free(reduced->rules);
	free(reduced->hints);
}

static bool
score_record(const LearnClassifier *classifier, const Record *record,
			 bool verbose, Score *score)
{
	const char *label = learn_json_get_string(record->object, "label", "");
	LearnFailureType type = learn_failure_type_parse(label, strlen(label));
	LearnCategory category;
	LearnProblem problem;
	double earned;

	if (learn_classify_facts(classifier, &record->facts, &category, NULL,
							 &problem) != LEARN_OK)
		return false;
	earned = points(record->object, category.type);
	score->records++;
	score->abstained += category.type == LEARN_FAILURE_UNKNOWN;
	score->right += earned;
	score->of_type[type]++;
	score->right_of_type[type] += earned;
	if (category.confidence >= SURE)
	{
		score->sure++;
		score->sure_right += earned;
	}
	if (verbose && earned < 1)
		printf("%s: %s, not %s (%.2f): %s\n",
			   learn_json_get_string(record->object, "id", "?"),
			   category.type == LEARN_FAILURE_UNKNOWN
				   ? "abstained"
				   : learn_failure_type_name(category.type),
			   label, category.confidence, category.reasoning);
	learn_category_free(&category);
	return true;
}

/* Scores the records of a fold; with folds 0, all of them. */
static bool
score_fold(const Corpus *corpus, const LearnRuleTable *table, int folds,
		   int fold, bool verbose, Score *score)
{
	LearnClassifier *classifier = learn_classifier_create_from(table);
	bool scored = classifier != NULL;

	for (int i = 0; i < corpus->count && scored; i++)
	{
		if (folds == 0 || i % folds == fold)
			scored =
				score_record(classifier, &corpus->records[i], verbose, score);
	}
	learn_classifier_free(classifier);
	return scored;
}

static bool
score_folds(const Corpus *corpus, int folds, bool verbose, Score *score)
{
	bool scored = true;

	for (int fold = 0; fold < folds && scored; fold++)
	{
		ReducedTable reduced;

		reduce_table(corpus, folds, fold, &reduced);
		scored =
			score_fold(corpus, &reduced.table, folds, fold, verbose, score);
		free_table(&reduced);
	}
	return scored;
}

static bool
report(const char *name, const Score *score, const Bounds *bounds)
{
	double accuracy = score->right / score->records;
	double share = (double) score->sure / score->records;
	double precision = score->sure > 0 ? score->sure_right / score->sure : 0;

	printf("%s: records %d, accuracy %.3f, abstained %.3f; confidence >= "
		   "%.1f: share %.3f, precision %.3f\n",
		   name, score->records, accuracy,
		   (double) score->abstained / score->records, SURE, share, precision);
	for (int type = 1; type < LEARN_FAILURE_TYPES; type++)
		printf("    %s: %.2f of %d\n",
			   learn_failure_type_name((LearnFailureType) type),
			   score->of_type[type] > 0
				   ? score->right_of_type[type] / score->of_type[type]
				   : 0,
			   score->of_type[type]);
	return accuracy >= bounds->accuracy && share >= bounds->share &&
		   precision >= bounds->precision;
}

static bool
score_corpus(const Corpus *corpus, const char *option)
{
	Score score = {0};
	Score folds = {0};
	Score single = {0};
	bool enough;

	if (!score_fold(corpus, &learn_rule_table, 0, 0, strcmp(option, "-v") == 0,
					&score) ||
		!score_folds(corpus, FOLDS, strcmp(option, "-f") == 0, &folds) ||
		!score_folds(corpus, corpus->count, strcmp(option, "-1") == 0,
					 &single))
		return false;
	enough = report("all rules", &score, &trained);
	enough &= report("ten folds", &folds, &validated);
	enough &= report("each alone", &single, &alone);
	return enough;
}

int
main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : getenv("LEARN_CORPUS");
	Corpus *corpus;
	FILE *file;
	bool enough = false;

	if (path == NULL || path[0] == '\0')
	{
		printf("no corpus given: nothing to score\n");
		return 0;
	}
	file = fopen(path, "r");
	if (file == NULL)
	{
		perror(path);
		return 1;
	}
	corpus = calloc(1, sizeof(*corpus));
	if (corpus == NULL || (corpus->words = learn_evidence_words()) == NULL)
		abort();
	if (read_corpus(corpus, file))
		enough = score_corpus(corpus, argc > 2 ? argv[2] : "");
	else
		fprintf(stderr, "%s: record %d cannot be read\n", path, corpus->count);
	fclose(file);
	free_corpus(corpus);
	return enough ? 0 : 1;
}
