/*-------------------------------------------------------------------------
 *
 * policy_compile.c
 *		Compiles the rules of a policy.
 *
 * Rules are read once and tried often.  So programs become numbers, a rule is
 * taken apart into the ways in which it can hold, and each of these is entered
 * under the programs that it can be about: for a command, only those of its
 * program are tried, and those that are about any.
 *
 *-------------------------------------------------------------------------
 */
#include "core/policy_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json_read.h"

void
learn_policy_refuse(LearnPolicyBuilder *builder, const char *message)
{
	if (builder->status == LEARN_OK)
		builder->status = learn_problem_set(builder->problem, LEARN_INVALID,
											builder->where, "%s", message);
}

static void
no_memory(LearnPolicyBuilder *builder)
{
	if (builder->status == LEARN_OK)
		builder->status =
			learn_problem_set(builder->problem, LEARN_OUT_OF_MEMORY,
							  builder->where, "out of memory");
}

void *
learn_policy_allocate(LearnPolicyBuilder *builder, size_t size)
{
	void *memory = learn_arena_allocate(&builder->policy->arena, size);

	if (memory == NULL)
		no_memory(builder);
	else
		memset(memory, 0, size);
	return memory;
}

void
learn_policy_list_add(LearnPolicyBuilder *builder, LearnPolicyList *list,
					  void *item)
{
	if (list->count == list->capacity)
	{
		int capacity = list->capacity == 0 ? 16 : list->capacity * 2;
		void **grown =
			learn_policy_allocate(builder,
								  (size_t) capacity * sizeof(*list->items));

		if (grown == NULL)
			return;
		if (list->count > 0)
			memcpy(grown, list->items,
				   (size_t) list->count * sizeof(*list->items));
		list->items = grown;
		list->capacity = capacity;
	}
	list->items[list->count++] = item;
}

size_t
learn_policy_enter(LearnPolicyBuilder *builder, const char *member, int index)
{
	size_t length = strlen(builder->where);
	size_t left = sizeof(builder->where) - length;

	if (member != NULL)
		snprintf(builder->where + length, left, "%s%s", length > 0 ? "." : "",
				 member);
	else
		snprintf(builder->where + length, left, "[%d]", index);
	return length;
}

void
learn_policy_leave(LearnPolicyBuilder *builder, size_t length)
{
	builder->where[length] = '\0';
}

/* Lower-case words with one hyphen between them. */
static bool
is_name(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return length > 0 && name[length] == '\0' &&
		   length < sizeof(((LearnFinding *) 0)->name) && name[0] != '-' &&
		   name[length - 1] != '-' && strstr(name, "--") == NULL;
}

static bool
severity_by_name(const char *name, LearnSeverity *severity)
{
	for (LearnSeverity i = LEARN_SEVERITY_WARNING; i <= LEARN_SEVERITY_ERROR;
		 i++)
	{
		if (strcmp(learn_severity_name(i), name) == 0)
		{
			*severity = i;
			return true;
		}
	}
	return false;
}

static void
read_rule(LearnPolicyBuilder *builder, const LearnValue *value,
		  LearnPolicyRule *rule)
{
	const LearnValue *condition = learn_value_get(value, "rule");
	size_t before;

	rule->name = learn_value_get_string(value, "name", "");
	rule->message = learn_value_get_string(value, "message", "");
	before = learn_policy_enter(builder, rule->name, 0);
	if (!is_name(rule->name))
		learn_policy_refuse(
			builder,
			"must be named by lower-case words with hyphens, 63 bytes at most");
	if (!severity_by_name(learn_value_get_string(value, "severity", ""),
						  &rule->severity))
		learn_policy_refuse(builder,
							"the severity must be \"warning\", \"danger\" or "
							"\"error\"");
	if (rule->message[0] == '\0')
		learn_policy_refuse(builder, "the message must not be empty");
	if (condition == NULL)
		learn_policy_refuse(builder, "has no member \"rule\"");
	else if (builder->status == LEARN_OK)
	{
		learn_policy_enter(builder, "rule", 0);
		rule->condition = learn_policy_read_condition(builder, condition);
	}
	learn_policy_leave(builder, before);
}

static void
read_rules(LearnPolicyBuilder *builder, const LearnValue *list)
{
	LearnPolicy *policy = builder->policy;

	if (list->type != LEARN_VALUE_ARRAY)
		return learn_policy_refuse(builder, "must be a list of rules");
	if (list->length > LEARN_POLICY_RULES_MAX)
		return learn_policy_refuse(builder, "has too many rules");
	policy->rules = learn_policy_allocate(builder, (list->length + 1) *
													   sizeof(*policy->rules));
	for (const LearnValue *value = list->first;
		 value != NULL && builder->status == LEARN_OK; value = value->next)
		read_rule(builder, value, &policy->rules[policy->rule_count++]);
}

static int
compare_names(const void *left, const void *right)
{
	return strcmp(*(const char *const *) left, *(const char *const *) right);
}

/* Gives each program a number: its place among all of them, sorted. */
static void
number_programs(LearnPolicyBuilder *builder)
{
	LearnPolicy *policy = builder->policy;
	LearnPolicyList *list = &builder->programs;
	int count = 0;

	if (list->count > 0)
		qsort(list->items, (size_t) list->count, sizeof(*list->items),
			  compare_names);
	for (int i = 0; i < list->count; i++)
	{
		if (count == 0 || strcmp(list->items[i], list->items[count - 1]) != 0)
			list->items[count++] = list->items[i];
	}
	policy->programs = (const char **) list->items;
	policy->program_count = count;
}

int
learn_policy_program(const LearnPolicy *policy, const char *name)
{
	const char **found = NULL;

	if (policy->program_count > 0)
		found =
			bsearch(&name, policy->programs, (size_t) policy->program_count,
					sizeof(*policy->programs), compare_names);
	return found != NULL ? (int) (found - policy->programs)
						 : policy->program_count;
}

/* Notes in a node which programs it lists; of its items only globs are left. */
static void
mark_programs(LearnPolicyBuilder *builder, LearnPolicyNode *node)
{
	const LearnPolicy *policy = builder->policy;
	uint8_t *bits =
		learn_policy_allocate(builder, (size_t) policy->program_count / 8 + 1);
	LearnPolicyList globs = {0};

	for (int i = 0; bits != NULL && i < node->item_count; i++)
	{
		int program = learn_policy_program(policy, node->items[i]);

		if (program < policy->program_count)
			bits[program / 8] |= (uint8_t) (1u << (program % 8));
		else
			learn_policy_list_add(builder, &globs, (void *) node->items[i]);
	}
	node->programs = bits;
	node->items = (const char *const *) globs.items;
	node->item_count = globs.count;
}

/*
 * Can a condition hold for programs of a list only?  Adds them to programs,
 * one byte for each program; false when it can hold for others.
 */
static bool
gather_programs(const LearnPolicyNode *node, int count, bool *programs)
{
	const LearnPolicyNode *part = node->first;

	switch (node->test)
	{
		case LEARN_TEST_PROGRAM:
			if (node->item_count > 0)
				return false;
			for (int i = 0; i < count; i++)
				programs[i] |= (node->programs[i / 8] >> (i % 8) & 1) != 0;
			return true;
		case LEARN_TEST_ALL:
			while (part != NULL && !gather_programs(part, count, programs))
				part = part->next;
			return part != NULL;
		case LEARN_TEST_ANY:
			while (part != NULL && gather_programs(part, count, programs))
				part = part->next;
			return part == NULL;
		default:
			return false;
	}
}

static void
bucket_add(LearnPolicyBuilder *builder, LearnPolicyBucket *bucket, int trial)
{
	/* Room doubles when their number is a power of two. */
	if ((bucket->count & (bucket->count - 1)) == 0)
	{
		int *grown =
			learn_policy_allocate(builder, (size_t) (bucket->count * 2 + 1) *
											   sizeof(int));

		if (grown == NULL)
			return;
		if (bucket->count > 0)
			memcpy(grown, bucket->trials,
				   (size_t) bucket->count * sizeof(int));
		bucket->trials = grown;
	}
	bucket->trials[bucket->count++] = trial;
}

/* Adds copies of the parts of a condition, but for one, to another. */
static void
copy_parts(LearnPolicyBuilder *builder, LearnPolicyNode *condition,
		   const LearnPolicyNode *parts, const LearnPolicyNode *but)
{
	for (; parts != NULL && builder->status == LEARN_OK; parts = parts->next)
	{
		LearnPolicyNode *copy;

		if (parts == but)
			continue;
		copy = learn_policy_allocate(builder, sizeof(*copy));
		if (copy == NULL)
			return;
		*copy = *parts;
		learn_policy_insert(condition, copy);
	}
}

static void
add_trial(LearnPolicyBuilder *builder, int rule, LearnPolicyNode *condition)
{
	LearnPolicyTrial *trial = learn_policy_allocate(builder, sizeof(*trial));

	if (trial == NULL)
		return;
	trial->rule = rule;
	trial->condition = condition;
	for (LearnPolicyNode *part = condition->first; part != NULL;
		 part = part->next)
	{
		if (part->test == LEARN_TEST_TEXT)
			trial->text = part;
	}
	learn_policy_list_add(builder, &builder->trials, trial);
}

/* Adds the ways in which a rule can hold: the alternatives of its "any". */
static void
add_trials(LearnPolicyBuilder *builder, int rule)
{
	LearnPolicyNode *condition = builder->policy->rules[rule].condition;
	const LearnPolicyNode *any = condition->first;

	while (any != NULL && any->test != LEARN_TEST_ANY)
		any = any->next;
	if (any == NULL)
	{
		add_trial(builder, rule, condition);
		return;
	}
	for (const LearnPolicyNode *part = any->first;
		 part != NULL && builder->status == LEARN_OK; part = part->next)
	{
		LearnPolicyNode *whole =
			learn_policy_allocate(builder, sizeof(*whole));

		if (whole == NULL)
			return;
		whole->test = LEARN_TEST_ALL;
		copy_parts(builder, whole, condition->first, any);
		copy_parts(builder, whole, part->first, NULL);
		add_trial(builder, rule, whole);
	}
}

/* Enters each trial under the programs that it can be about. */
static void
fill_buckets(LearnPolicyBuilder *builder)
{
	LearnPolicy *policy = builder->policy;
	int count = policy->program_count;
	bool *programs = learn_policy_allocate(builder, (size_t) count + 1);

	policy->buckets =
		learn_policy_allocate(builder,
							  ((size_t) count + 1) * sizeof(*policy->buckets));
	for (int i = 0; i < policy->trial_count && builder->status == LEARN_OK;
		 i++)
	{
		memset(programs, 0, (size_t) count);
		if (!gather_programs(policy->trials[i].condition, count, programs))
		{
			bucket_add(builder, &policy->buckets[count], i);
			continue;
		}
		for (int program = 0; program < count; program++)
		{
			if (programs[program])
				bucket_add(builder, &policy->buckets[program], i);
		}
	}
}

/* Makes the trials of all rules, which are known by their index then. */
static void
make_trials(LearnPolicyBuilder *builder)
{
	LearnPolicy *policy = builder->policy;
	LearnPolicyList *list = &builder->trials;

	for (int i = 0; i < policy->rule_count && builder->status == LEARN_OK; i++)
		add_trials(builder, i);
	policy->trials =
		learn_policy_allocate(builder, ((size_t) list->count + 1) *
										   sizeof(*policy->trials));
	for (int i = 0; i < list->count && policy->trials != NULL; i++)
		policy->trials[policy->trial_count++] =
			*(const LearnPolicyTrial *) list->items[i];
}

static void
finish(LearnPolicyBuilder *builder)
{
	LearnPolicy *policy = builder->policy;

	number_programs(builder);
	for (int i = 0; i < builder->program_nodes.count; i++)
		mark_programs(builder, builder->program_nodes.items[i]);
	if (builder->status == LEARN_OK)
		make_trials(builder);
	if (builder->status == LEARN_OK)
		fill_buckets(builder);
	policy->relations = (LearnPolicyNode **) builder->relations.items;
	policy->relation_count = builder->relations.count;
	policy->abouts = (LearnPolicyNode **) builder->abouts.items;
	policy->about_count = builder->abouts.count;
	policy->pattern_count = builder->patterns.count;
	policy->patterns =
		learn_pattern_set_create((const char *const *) builder->patterns.items,
								 (size_t) builder->patterns.count);
	if (policy->patterns == NULL)
		no_memory(builder);
}

LearnStatus
learn_policy_compile(const char *rules, size_t length, LearnPolicy **policy,
					 LearnProblem *problem)
{
	LearnPolicyBuilder builder = {.problem = problem};
	const LearnValue *list;

	*policy = NULL;
	builder.policy = calloc(1, sizeof(*builder.policy));
	if (builder.policy == NULL)
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, "",
								 "out of memory");
	learn_arena_init(&builder.policy->arena);
	builder.status =
		learn_json_read(&builder.policy->arena, rules, length, &list, problem);
	if (builder.status == LEARN_OK)
		read_rules(&builder, list);
	if (builder.status == LEARN_OK)
		finish(&builder);
	if (builder.status == LEARN_OK)
		*policy = builder.policy;
	else
		learn_policy_free(builder.policy);
	return builder.status;
}

void
learn_policy_free(LearnPolicy *policy)
{
	if (policy == NULL)
		return;
	learn_pattern_set_free(policy->patterns);
	learn_arena_free(&policy->arena);
	free(policy);
}
