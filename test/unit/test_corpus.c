/*-------------------------------------------------------------------------
 *
 * test_corpus.c
 *		Scores the built-in classifier over labelled failures.
 *
 * The corpus is a file of JSON lines, each an execution with "label" and
 * perhaps "also", a second defensible label, which counts half.  Its path is
 * the first argument or LEARN_CORPUS; without one there is nothing to score,
 * and the program succeeds.  With "-v" after the path every answer that is
 * not right is listed.  Only what an executor would report reaches the
 * classifier.
 *
 *-------------------------------------------------------------------------
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/classify.h"
#include "core/json.h"

/* What is expected of a corpus: see learn.rules_confidence. */
#define SURE 0.8
#define LEAST_ACCURACY 0.70
#define LEAST_PRECISION 0.90
#define LEAST_SHARE 0.50

typedef struct Score
{
	int records;
	int abstained;
	int sure;
	double right;      /* labels met */
	double sure_right; /* of them with a confidence of at least SURE */
} Score;

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

/* Classifies a record; false when that cannot be done. */
static bool
classify(const LearnClassifier *classifier, json_object *record,
		 LearnCategory *category)
{
	json_object *execution = reported(record);
	const char *text =
		json_object_to_json_string_ext(execution, JSON_C_TO_STRING_PLAIN);
	LearnFacts facts;
	LearnProblem problem;
	LearnStatus status =
		learn_facts_read(text, strlen(text), &facts, &problem);

	json_object_put(execution);
	if (status != LEARN_OK)
		return false;
	status = learn_classify_facts(classifier, &facts, category, &problem);
	learn_facts_free(&facts);
	return status == LEARN_OK;
}

static bool
score_record(const LearnClassifier *classifier, const char *line,
			 size_t length, bool verbose, Score *score)
{
	json_object *record;
	LearnCategory category;
	LearnProblem problem;
	double earned;

	if (learn_json_parse(line, length, &record, &problem) != LEARN_OK)
		return false;
	if (!classify(classifier, record, &category))
	{
		json_object_put(record);
		return false;
	}

	earned = points(record, category.type);
	score->records++;
	score->abstained += category.type == LEARN_FAILURE_UNKNOWN;
	score->right += earned;
	if (category.confidence >= SURE)
	{
		score->sure++;
		score->sure_right += earned;
	}
	if (verbose && earned < 1)
		printf("%s: %s, not %s (%.2f): %s\n",
			   learn_json_get_string(record, "id", "?"),
			   category.type == LEARN_FAILURE_UNKNOWN
				   ? "abstained"
				   : learn_failure_type_name(category.type),
			   learn_json_get_string(record, "label", "?"),
			   category.confidence, category.reasoning);
	learn_category_free(&category);
	json_object_put(record);
	return true;
}

static bool
report(const Score *score)
{
	double accuracy = score->right / score->records;
	double share = (double) score->sure / score->records;
	double precision = score->sure > 0 ? score->sure_right / score->sure : 0;

	printf("records %d, abstained %d, accuracy %.3f; confidence >= %.1f: "
		   "share %.3f, precision %.3f\n",
		   score->records, score->abstained, accuracy, SURE, share, precision);
	return accuracy >= LEAST_ACCURACY && share >= LEAST_SHARE &&
		   precision >= LEAST_PRECISION;
}

int
main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : getenv("LEARN_CORPUS");
	bool verbose = argc > 2 && strcmp(argv[2], "-v") == 0;
	Score score = {0};
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;
	FILE *corpus;
	LearnClassifier *classifier;
	bool readable;

	if (path == NULL || path[0] == '\0')
	{
		printf("no corpus given: nothing to score\n");
		return 0;
	}
	corpus = fopen(path, "r");
	if (corpus == NULL)
	{
		perror(path);
		return 1;
	}
	classifier = learn_classifier_create();
	readable = classifier != NULL;
	while (readable && (length = getline(&line, &capacity, corpus)) >= 0)
	{
		if (length > 1)
			readable = score_record(classifier, line, (size_t) length, verbose,
									&score);
	}
	learn_classifier_free(classifier);
	free(line);
	fclose(corpus);
	if (!readable || score.records == 0)
	{
		fprintf(stderr, "%s: record %d cannot be scored\n", path,
				score.records + 1);
		return 1;
	}
	return report(&score) ? 0 : 1;
}
