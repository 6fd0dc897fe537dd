/*-------------------------------------------------------------------------
 *
 * policy_rule.c
 *		Reads what a rule of a policy says.
 *
 *-------------------------------------------------------------------------
 */
#include "core/policy_build.h"

#include <string.h>

#include "core/policy_detect.h"

/* The first element of a list; of a value that is none, the value. */
static const LearnValue *
first_of(const LearnValue *value)
{
	return value->type == LEARN_VALUE_ARRAY ? value->first : value;
}

static const LearnValue *
next_of(const LearnValue *value, const LearnValue *element)
{
	return value->type == LEARN_VALUE_ARRAY ? element->next : NULL;
}

/*
 * Reads a list of texts into a node.  "@name" is replaced by that list.
 */
static void
read_items(LearnPolicyBuilder *builder, LearnPolicyNode *node,
		   const LearnValue *value)
{
	LearnPolicyList items = {0};

	for (const LearnValue *element = first_of(value);
		 element != NULL && builder->status == LEARN_OK;
		 element = next_of(value, element))
	{
		const char *const *list;

		if (element->type != LEARN_VALUE_STRING)
			return learn_policy_refuse(
				builder, "must be a string, or a list of strings");
		if (element->text[0] != '@' || element->text[1] == '\0')
		{
			learn_policy_list_add(builder, &items, (void *) element->text);
			continue;
		}
		list = learn_policy_list(element->text + 1);
		if (list == NULL)
			return learn_policy_refuse(builder,
									   "names a list that is not built in");
		for (; *list != NULL; list++)
			learn_policy_list_add(builder, &items, (void *) *list);
	}
	node->items = (const char *const *) items.items;
	node->item_count = items.count;
	if (items.count == 0)
		learn_policy_refuse(builder, "must not be empty");
}

/* A name and the bit that stands for it. */
typedef struct Name
{
	const char *name;
	unsigned bit;
} Name;

static const Name shells[] = {{"sh", 1u << LEARN_SHELL_SH},
							  {"powershell", 1u << LEARN_SHELL_POWERSHELL},
							  {"cmd", 1u << LEARN_SHELL_CMD},
							  {NULL, 0}};

static const Name nestings[] = {{"none", 1u << LEARN_NESTED_NOT},
								{"substitution", 1u << LEARN_IN_SUBSTITUTION},
								{"script", 1u << LEARN_IN_SCRIPT},
								{"encoded", 1u << LEARN_IN_ENCODED},
								{"wrapper", 1u << LEARN_BEHIND_WRAPPER},
								{"remote", 1u << LEARN_IN_REMOTE},
								{"block", 1u << LEARN_IN_BLOCK},
								{NULL, 0}};

static const Name path_kinds[] = {{"@root", LEARN_PATH_ROOT},
								  {"@system", LEARN_PATH_SYSTEM},
								  {"@variable", LEARN_PATH_VARIABLE},
								  {"@device", LEARN_PATH_DEVICE},
								  {"@data", LEARN_PATH_DATA},
								  {NULL, 0}};

static unsigned
bit_of(const Name *names, const char *name)
{
	while (names->name != NULL && strcmp(names->name, name) != 0)
		names++;
	return names->bit;
}

/* Reads a list of names, each of which must be known. */
static void
read_names(LearnPolicyBuilder *builder, LearnPolicyNode *node,
		   const LearnValue *value, const Name *names)
{
	for (const LearnValue *element = first_of(value); element != NULL;
		 element = next_of(value, element))
	{
		unsigned bit = element->type == LEARN_VALUE_STRING
						   ? bit_of(names, element->text)
						   : 0;

		if (bit == 0)
			return learn_policy_refuse(
				builder, "must be one of the names that are known "
						 "here, or a list of them");
		node->bits |= bit;
	}
	if (node->bits == 0)
		learn_policy_refuse(builder, "must not be empty");
}

static void
read_shells(LearnPolicyBuilder *builder, LearnPolicyNode *node,
			const LearnValue *value)
{
	read_names(builder, node, value, shells);
}

static void
read_nestings(LearnPolicyBuilder *builder, LearnPolicyNode *node,
			  const LearnValue *value)
{
	read_names(builder, node, value, nestings);
}

static void
read_detectors(LearnPolicyBuilder *builder, LearnPolicyNode *node,
			   const LearnValue *value)
{
	for (const LearnValue *element = first_of(value); element != NULL;
		 element = next_of(value, element))
	{
		LearnPolicyDetector detector;

		if (element->type != LEARN_VALUE_STRING ||
			!learn_policy_detector_by_name(element->text, &detector))
			return learn_policy_refuse(
				builder, "must be the name of a detector, or a list "
						 "of them");
		node->bits |= 1u << detector;
	}
	if (node->bits == 0)
		learn_policy_refuse(builder, "must not be empty");
}

/* Reads paths: globs, and kinds that no glob describes. */
static void
read_paths(LearnPolicyBuilder *builder, LearnPolicyNode *node,
		   const LearnValue *value)
{
	LearnPolicyList items = {0};

	for (const LearnValue *element = first_of(value); element != NULL;
		 element = next_of(value, element))
	{
		if (element->type != LEARN_VALUE_STRING || element->length == 0)
			return learn_policy_refuse(builder,
									   "must be a path, or a list of paths");
		if (element->text[0] != '@')
			learn_policy_list_add(builder, &items, (void *) element->text);
		else if (bit_of(path_kinds, element->text) != 0)
			node->bits |= bit_of(path_kinds, element->text);
		else
		{
			const char *const *list = learn_policy_list(element->text + 1);

			if (list == NULL)
				return learn_policy_refuse(builder, "names no kind of paths");
			for (; *list != NULL; list++)
				learn_policy_list_add(builder, &items, (void *) *list);
		}
	}
	node->items = (const char *const *) items.items;
	node->item_count = items.count;
	if (items.count == 0 && node->bits == 0)
		learn_policy_refuse(builder, "must not be empty");
}

static void
read_programs(LearnPolicyBuilder *builder, LearnPolicyNode *node,
			  const LearnValue *value)
{
	read_items(builder, node, value);
	learn_policy_list_add(builder, &builder->program_nodes, node);
	for (int i = 0; i < node->item_count; i++)
	{
		for (const char *c = node->items[i]; *c != '\0'; c++)
		{
			if ((*c >= 'A' && *c <= 'Z') || *c == '/' || *c == '\\')
				return learn_policy_refuse(builder,
										   "must be the names of programs, in "
										   "lower case and without a path");
		}
		if (strpbrk(node->items[i], "*?") == NULL)
			learn_policy_list_add(builder, &builder->programs,
								  (void *) node->items[i]);
	}
}

static void
read_patterns(LearnPolicyBuilder *builder, LearnPolicyNode *node,
			  const LearnValue *value)
{
	read_items(builder, node, value);
	node->number = builder->patterns.count;
	for (int i = 0; i < node->item_count; i++)
	{
		for (const char *c = node->items[i]; *c != '\0'; c++)
		{
			if (*c >= 'A' && *c <= 'Z')
				return learn_policy_refuse(builder, "must be in lower case");
		}
		learn_policy_list_add(builder, &builder->patterns,
							  (void *) node->items[i]);
	}
}

static void
read_options(LearnPolicyBuilder *builder, LearnPolicyNode *node,
			 const LearnValue *value)
{
	read_items(builder, node, value);
	for (int i = 0; i < node->item_count; i++)
	{
		char first = node->items[i][0];

		if ((first != '-' && first != '/') || node->items[i][1] == '\0')
			return learn_policy_refuse(
				builder, "must be options, which begin with - or /");
	}
}

static void
read_value(LearnPolicyBuilder *builder, LearnPolicyNode *node,
		   const LearnValue *value)
{
	if (value->type != LEARN_VALUE_OBJECT || value->length != 1 ||
		(value->first->name[0] != '-' && value->first->name[0] != '/'))
		return learn_policy_refuse(builder,
								   "must be an object with one option");
	node->option = value->first->name;
	read_items(builder, node, value->first);
}

/* A bound of the number of arguments. */
static int
read_bound(LearnPolicyBuilder *builder, const LearnValue *value,
		   const char *name, int fallback)
{
	const LearnValue *bound = learn_value_get(value, name);

	if (bound == NULL)
		return fallback;
	if (bound->type != LEARN_VALUE_INTEGER || bound->number < 0 ||
		bound->number > 1000)
	{
		learn_policy_refuse(builder, "must be whole numbers from 0 to 1000");
		return fallback;
	}
	return (int) bound->number;
}

static void
read_count(LearnPolicyBuilder *builder, LearnPolicyNode *node,
		   const LearnValue *value)
{
	uint32_t known =
		learn_value_has(value, "at_least") + learn_value_has(value, "at_most");

	if (value->type != LEARN_VALUE_OBJECT || known == 0 ||
		value->length != known)
		return learn_policy_refuse(
			builder, "must be an object with at_least or at_most");
	node->minimum = read_bound(builder, value, "at_least", 0);
	node->maximum = read_bound(builder, value, "at_most", INT32_MAX);
}

static void
read_hosts(LearnPolicyBuilder *builder, LearnPolicyNode *node,
		   const LearnValue *value)
{
	const LearnValue *allowed = learn_value_get(value, "allowed");

	if (value->type != LEARN_VALUE_OBJECT ||
		value->length != (allowed != NULL ? 1 : 0))
		return learn_policy_refuse(
			builder, "must be an object with \"allowed\", or empty");
	if (allowed != NULL && first_of(allowed) != NULL)
		read_items(builder, node, allowed);
}

static void
read_about(LearnPolicyBuilder *builder, LearnPolicyNode *node,
		   const LearnValue *value)
{
	read_items(builder, node, value);
	node->number = builder->abouts.count;
	learn_policy_list_add(builder, &builder->abouts, node);
}

/* A condition on the same command, or (below) on others. */
static void
read_inner(LearnPolicyBuilder *builder, LearnPolicyNode *node,
		   const LearnValue *value)
{
	node->first = learn_policy_read_condition(builder, value);
}

static void
read_relation(LearnPolicyBuilder *builder, LearnPolicyNode *node,
			  const LearnValue *value)
{
	read_inner(builder, node, value);
	node->number = builder->relations.count;
	if (node->number >= LEARN_POLICY_RELATIONS_MAX)
		return learn_policy_refuse(
			builder, "is one condition on another command too many");
	learn_policy_list_add(builder, &builder->relations, node);
}

static void
read_conditions(LearnPolicyBuilder *builder, LearnPolicyNode *node,
				const LearnValue *value)
{
	LearnPolicyNode **end = &node->first;
	int index = 0;

	if (value->type != LEARN_VALUE_ARRAY || value->length == 0)
		return learn_policy_refuse(builder, "must be a list of conditions");
	for (const LearnValue *element = value->first;
		 element != NULL && builder->status == LEARN_OK;
		 element = element->next)
	{
		size_t before = learn_policy_enter(builder, NULL, index++);

		*end = learn_policy_read_condition(builder, element);
		learn_policy_leave(builder, before);
		if (*end != NULL)
			end = &(*end)->next;
	}
}

/* The members that a condition may have. */
static const struct Member
{
	const char *name;
	LearnPolicyTest test;
	void (*read)(LearnPolicyBuilder *builder, LearnPolicyNode *node,
				 const LearnValue *value);
} members[] = {{"shell", LEARN_TEST_SHELL, read_shells},
			   {"program", LEARN_TEST_PROGRAM, read_programs},
			   {"written", LEARN_TEST_WRITTEN, read_items},
			   {"option", LEARN_TEST_OPTION, read_options},
			   {"value", LEARN_TEST_VALUE, read_value},
			   {"argument", LEARN_TEST_ARGUMENT, read_items},
			   {"word", LEARN_TEST_WORD, read_items},
			   {"arguments", LEARN_TEST_ARGUMENTS, read_count},
			   {"assigns", LEARN_TEST_ASSIGNS, read_items},
			   {"redirects", LEARN_TEST_REDIRECTS, read_items},
			   {"text", LEARN_TEST_TEXT, read_patterns},
			   {"path", LEARN_TEST_PATH, read_paths},
			   {"writes", LEARN_TEST_WRITES, read_paths},
			   {"removes", LEARN_TEST_REMOVES, read_paths},
			   {"runs", LEARN_TEST_RUNS, read_paths},
			   {"nesting", LEARN_TEST_NESTING, read_nestings},
			   {"parent", LEARN_TEST_PARENT, read_inner},
			   {"inside", LEARN_TEST_INSIDE, read_relation},
			   {"holds", LEARN_TEST_HOLDS, read_relation},
			   {"feeds", LEARN_TEST_FEEDS, read_relation},
			   {"fed_by", LEARN_TEST_FED_BY, read_relation},
			   {"detector", LEARN_TEST_DETECTOR, read_detectors},
			   {"foreign_host", LEARN_TEST_FOREIGN_HOST, read_hosts},
			   {"about", LEARN_TEST_ABOUT, read_about},
			   {"any", LEARN_TEST_ANY, read_conditions},
			   {"all", LEARN_TEST_ALL, read_conditions},
			   {"not", LEARN_TEST_NOT, read_inner}};

#define MEMBER_COUNT (sizeof(members) / sizeof(members[0]))

void
learn_policy_insert(LearnPolicyNode *condition, LearnPolicyNode *node)
{
	LearnPolicyNode **place = &condition->first;

	while (*place != NULL && (*place)->test <= node->test)
		place = &(*place)->next;
	node->next = *place;
	*place = node;
}

LearnPolicyNode *
learn_policy_read_condition(LearnPolicyBuilder *builder,
							const LearnValue *value)
{
	LearnPolicyNode *condition =
		learn_policy_allocate(builder, sizeof(*condition));

	if (condition == NULL)
		return NULL;
	condition->test = LEARN_TEST_ALL;
	if (value->type != LEARN_VALUE_OBJECT || value->length == 0)
		learn_policy_refuse(builder,
							"must be an object with at least one member");
	for (const LearnValue *member = value->first;
		 member != NULL && builder->status == LEARN_OK; member = member->next)
	{
		LearnPolicyNode *node = learn_policy_allocate(builder, sizeof(*node));
		size_t before = learn_policy_enter(builder, member->name, 0);
		size_t i = 0;

		while (i < MEMBER_COUNT && strcmp(members[i].name, member->name) != 0)
			i++;
		if (i == MEMBER_COUNT)
			learn_policy_refuse(builder, "is no condition that is known");
		else if (node != NULL)
		{
			node->test = members[i].test;
			members[i].read(builder, node, member);
			learn_policy_insert(condition, node);
		}
		learn_policy_leave(builder, before);
	}
	return builder->status == LEARN_OK ? condition : NULL;
}
