/*-------------------------------------------------------------------------
 *
 * policy_build.h
 *		What those who compile rules share.  Internal to policy_compile.c and
 *		policy_rule.c.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_CORE_POLICY_BUILD_H
#define LEARN_CORE_POLICY_BUILD_H

#include "core/policy_rule.h"

/* A list of pointers in the policy's arena. */
typedef struct LearnPolicyList
{
	void **items;
	int count;
	int capacity;
} LearnPolicyList;

/* What is known while rules are read. */
typedef struct LearnPolicyBuilder
{
	LearnPolicy *policy;
	LearnProblem *problem;
	LearnStatus status; /* the first that went wrong */
	char where[sizeof(((LearnProblem *) 0)->where)];
	LearnPolicyList patterns;      /* const char * */
	LearnPolicyList programs;      /* const char *, those without globs */
	LearnPolicyList program_nodes; /* those of LEARN_TEST_PROGRAM */
	LearnPolicyList trials;        /* LearnPolicyTrial * */
	LearnPolicyList relations;     /* LearnPolicyNode * */
	LearnPolicyList abouts;        /* LearnPolicyNode * */
} LearnPolicyBuilder;

/* Notes that what stands at the current place cannot be used. */
extern void learn_policy_refuse(LearnPolicyBuilder *builder,
								const char *message);

/* Memory of the policy's, zeroed; NULL, and noted, when there is none. */
extern void *learn_policy_allocate(LearnPolicyBuilder *builder, size_t size);

/* When there is no memory for it, that is noted. */
extern void learn_policy_list_add(LearnPolicyBuilder *builder,
								  LearnPolicyList *list, void *item);

/*
 * Adds a member, or (NULL) an index, to the path that problems name; returns
 * where the path ended before, for learn_policy_leave().
 */
extern size_t learn_policy_enter(LearnPolicyBuilder *builder,
								 const char *member, int index);
extern void learn_policy_leave(LearnPolicyBuilder *builder, size_t length);

/* Puts a test among those of a condition, by the order of trial. */
extern void learn_policy_insert(LearnPolicyNode *condition,
								LearnPolicyNode *node);

/*
 * Reads an object: all of its members must hold.  NULL when it cannot be used.
 */
extern LearnPolicyNode *learn_policy_read_condition(
	LearnPolicyBuilder *builder, const LearnValue *value);

#endif /* LEARN_CORE_POLICY_BUILD_H */
