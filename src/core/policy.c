/*-------------------------------------------------------------------------
 *
 * policy.c
 *		Which runbooks may not run, or not without a second look.
 *
 * Every text of a runbook that a shell will read is taken apart into commands
 * (command.h), and the rules are tried on each of them.
 *
 *-------------------------------------------------------------------------
 */
#include "core/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/policy_detect.h"
#include "core/policy_scan.h"
#include "core/redact.h"
#include "core/visible_text.h"

/* How much of a command a finding quotes, in bytes. */
#define QUOTE_MAX 100

/*
 * How many words of commands in the params of one step are looked at each by
 * itself; what has more counts as not read to its end.
 */
#define PARAM_WORDS_MAX 100

/* The members of params that hold a command. */
static const char *const command_params[] = {"command", "cmd", "script",
											 "shell_command", "powershell"};

/* One runbook, or command, while it is looked at. */
typedef struct Check
{
	const LearnPolicy *policy;
	LearnFindings *findings;
	LearnShell shell; /* of a step that does not say */
	bool *abouts;     /* by number of the condition; owned, as is the rest */
	bool *seen;       /* by rule: found in this step already */
	LearnPolicyFiles files;
	LearnPolicyScan scan; /* of the current text */
	bool said;            /* that there are too many findings */
	int words;            /* seen in the params of this step */
} Check;

static void
check_free(Check *check)
{
	for (int i = 0; i < check->files.count; i++)
		free(check->files.items[i].path);
	learn_pattern_scan_free(&check->scan.patterns);
	learn_buffer_free(&check->scan.normalized);
	learn_arena_free(&check->scan.arena);
	free(check->abouts);
	free(check->seen);
}

static bool
check_init(Check *check, const LearnPolicy *policy, LearnFindings *findings)
{
	memset(check, 0, sizeof(*check));
	check->policy = policy;
	check->findings = findings;
	check->abouts = calloc((size_t) policy->about_count + 1, sizeof(bool));
	check->seen = calloc((size_t) policy->rule_count + 1, sizeof(bool));
	learn_buffer_init(&check->scan.normalized, 0);
	return check->abouts != NULL && check->seen != NULL &&
		   learn_pattern_scan_init(&check->scan.patterns, policy->patterns);
}

/* Starts a step, or what stands by itself. */
static void
next_step(Check *check)
{
	memset(check->seen, 0, (size_t) check->policy->rule_count * sizeof(bool));
	check->words = 0;
}

/*
 * Would one more finding of this severity be lost, or cost one that is no
 * mere warning?
 */
static bool
is_full(const LearnFindings *findings, LearnSeverity severity)
{
	return severity > LEARN_SEVERITY_WARNING &&
		   findings->count == LEARN_FINDINGS_MAX &&
		   !learn_findings_has(findings, LEARN_SEVERITY_WARNING);
}

/*
 * What was decoded on the way need not be UTF-8.  If it is not, a question
 * mark takes the place of each byte outside of ASCII.
 */
static void
make_utf8(LearnBuffer *text)
{
	LearnBuffer string;

	/* Reading it as a JSON string tells. */
	learn_buffer_init(&string, 0);
	if (text->failed ||
		!learn_json_append_string(&string, text->data, text->length))
		text->failed = true;
	else if (learn_json_check(string.data, string.length, NULL) != LEARN_OK)
	{
		for (size_t i = 0; i < text->length; i++)
		{
			if ((unsigned char) text->data[i] >= 0x80)
				text->data[i] = '?';
		}
	}
	learn_buffer_free(&string);
}

/* Appends the words of a command as they may be shown to anybody. */
static void
quote(LearnBuffer *quoted, const LearnSimpleCommand *command)
{
	LearnBuffer words, redacted;

	learn_buffer_init(&words, 0);
	learn_buffer_init(&redacted, 0);
	learn_buffer_append_string(&words, "");
	for (int i = 0; i < command->word_count; i++)
	{
		if (i > 0)
			learn_buffer_append(&words, " ", 1);
		learn_buffer_append(&words, command->words[i].text,
							command->words[i].length);
	}
	for (int i = 0; i < command->redirection_count; i++)
	{
		const LearnRedirection *redirection = &command->redirections[i];

		learn_buffer_append_format(&words, " %s %s", redirection->operator,
								   redirection->target.text);
	}
	make_utf8(&words);
	if (words.failed ||
		!learn_redact_append(&redacted, words.data, words.length, NULL, NULL))
		quoted->failed = true;
	else if (redacted.data != NULL)
		learn_visible_append(quoted, redacted.data,
							 learn_pattern_clip(redacted.data, redacted.length,
												QUOTE_MAX));
	learn_buffer_free(&words);
	learn_buffer_free(&redacted);
}

static void
report(Check *check, const LearnPolicyRule *rule,
	   const LearnSimpleCommand *command, const char *where)
{
	LearnFindings *findings = check->findings;
	LearnBuffer quoted;

	if (is_full(findings, rule->severity) && !check->said)
	{
		check->said = true;
		learn_findings_add_named(findings, LEARN_SEVERITY_ERROR,
								 "too-many-findings", where,
								 "has more dangers than can be listed");
	}
	learn_buffer_init(&quoted, 0);
	quote(&quoted, command);
	if (quoted.failed)
		findings->failed = true;
	else
		learn_findings_add_named(findings, rule->severity, rule->name, where,
								 "%s%s%s", rule->message,
								 quoted.length > 0 ? ": " : "",
								 quoted.length > 0 ? quoted.data : "");
	learn_buffer_free(&quoted);
}

/* Tries one way of a rule, unless it was found in this step already. */
static void
try_on(Check *check, int number, int index, const char *where)
{
	const LearnPolicyTrial *trial = &check->policy->trials[number];

	if (check->seen[trial->rule] || check->scan.failed ||
		!learn_policy_holds(&check->scan, trial->condition, index))
		return;
	check->seen[trial->rule] = true;
	report(check, &check->policy->rules[trial->rule],
		   &check->scan.commands->items[index], where);
}

/* Does a condition look at a text as a whole, whatever commands it has? */
static bool
looks_at_text(const LearnPolicyNode *node)
{
	if (node->test == LEARN_TEST_DETECTOR)
		return (node->bits & LEARN_DETECT_IN_TEXT) != 0;
	for (node = node->first; node != NULL; node = node->next)
	{
		if (looks_at_text(node))
			return true;
	}
	return false;
}

/*
 * Tries what looks at a text as a whole on one without commands, in the place
 * of which there is one that is empty.
 */
static void
try_on_nothing(Check *check, const char *where)
{
	for (int i = 0; i < check->policy->trial_count; i++)
	{
		if (looks_at_text(check->policy->trials[i].condition))
			try_on(check, i, 0, where);
	}
}

/* Tries all rules on all commands of a text. */
static void
try_commands(Check *check, const char *where)
{
	const LearnPolicy *policy = check->policy;
	LearnPolicyScan *scan = &check->scan;

	for (int i = 0; i < scan->commands->count && !scan->failed; i++)
	{
		int program = scan->views[i].program;
		const LearnPolicyBucket *bucket = &policy->buckets[program];

		for (int j = 0; program < policy->program_count && j < bucket->count;
			 j++)
		{
			if (learn_policy_is_possible(scan,
										 &policy->trials[bucket->trials[j]]))
				try_on(check, bucket->trials[j], i, where);
		}
		for (int j = 0; j < scan->active_count; j++)
			try_on(check, scan->active[j], i, where);
		learn_policy_note_files(scan, i);
	}
}

/* Tries the rules on commands, which were read from a text. */
static LearnStatus
check_commands(Check *check, const LearnCommands *commands, const char *text,
			   size_t length, const char *where)
{
	LearnSimpleCommand nothing = {.program = "",
								  .parent = -1,
								  .ends_pipeline = true};
	LearnCommands none = {.items = &nothing,
						  .count = 1,
						  .incomplete = commands->incomplete};
	LearnPolicyScan *scan = &check->scan;

	scan->policy = check->policy;
	scan->abouts = check->abouts;
	scan->files = &check->files;
	if (commands->count == 0)
	{
		if (learn_policy_scan_begin(scan, &none, text, length))
			try_on_nothing(check, where);
	}
	else if (learn_policy_scan_begin(scan, commands, text, length))
		try_commands(check, where);
	learn_arena_free(&scan->arena);
	return scan->failed || check->findings->failed ? LEARN_OUT_OF_MEMORY
												   : LEARN_OK;
}

static LearnStatus
check_text(Check *check, LearnShell shell, const char *text, size_t length,
		   const char *where)
{
	LearnCommands commands = {0};
	LearnStatus status = learn_commands_parse(shell, text, length, &commands);

	if (status == LEARN_OK)
		status = check_commands(check, &commands, text, length, where);
	learn_commands_free(&commands);
	return status;
}

/* The executor asks for a URL itself; that is looked at as if curl did. */
static LearnStatus
check_url(Check *check, json_object *object, const char *member,
		  const char *where)
{
	const char *url = learn_json_get_string(object, member, NULL);
	LearnWord words[] = {{.text = "curl", .length = 4}, {.text = url}};
	LearnSimpleCommand command = {.program = "curl",
								  .words = words,
								  .word_count = 2,
								  .parent = -1,
								  .ends_pipeline = true};
	LearnCommands commands = {.items = &command, .count = 1};

	if (url == NULL)
		return LEARN_OK;
	words[1].length = strlen(url);
	return check_commands(check, &commands, url, words[1].length, where);
}

/* The shell that runs an object's command. */
static LearnShell
shell_of(const Check *check, json_object *object)
{
	const char *name = learn_json_get_string(object, "shell", "");
	LearnShell shell;

	return learn_shell_by_name(name, &shell) ? shell : check->shell;
}

/* Checks a member of an object that is a command, if there is one. */
static LearnStatus
check_member(Check *check, LearnShell shell, json_object *object,
			 const char *member, const char *where)
{
	json_object *command =
		learn_json_get_typed(object, member, json_type_string);
	char place[96];

	if (command == NULL)
		return LEARN_OK;
	snprintf(place, sizeof(place), "%s.%s", where, member);
	return check_text(check, shell, json_object_get_string(command),
					  (size_t) json_object_get_string_len(command), place);
}

/*
 * Do a param and one that holds a command reach an action as the same
 * variable?  There, letters are upper case and the rest is underscores.
 */
static bool
is_param(const char *name, const char *command)
{
	for (; *name != '\0' && *command != '\0'; name++, command++)
	{
		char letter = *name;

		if (letter >= 'A' && letter <= 'Z')
			letter = (char) (letter - 'A' + 'a');
		else if ((letter < 'a' || letter > 'z') &&
				 (letter < '0' || letter > '9'))
			letter = '_';
		if (letter != *command)
			return false;
	}
	return *name == *command;
}

/*
 * Checks each string in what is, or is in, a list, and appends it to the
 * words of the command that all of them may be together.
 */
static LearnStatus
check_words(Check *check, LearnShell shell, json_object *value,
			const char *where, LearnBuffer *words)
{
	LearnStatus status = LEARN_OK;

	if (json_object_is_type(value, json_type_array))
	{
		size_t count = json_object_array_length(value);

		for (size_t i = 0; i < count && status == LEARN_OK; i++)
			status =
				check_words(check, shell, json_object_array_get_idx(value, i),
							where, words);
	}
	else if (json_object_is_type(value, json_type_object))
	{
		json_object_object_foreach (value, name, member)
		{
			(void) name;
			if (status == LEARN_OK)
				status = check_words(check, shell, member, where, words);
		}
	}
	else if (json_object_is_type(value, json_type_string))
	{
		const char *text = json_object_get_string(value);
		size_t length = (size_t) json_object_get_string_len(value);

		learn_buffer_append(words, text, length);
		learn_buffer_append(words, " ", 1);
		if (check->words++ < PARAM_WORDS_MAX)
			status = check_text(check, shell, text, length, where);
	}
	return words->failed ? LEARN_OUT_OF_MEMORY : status;
}

/* Checks a param that holds a command: as a text, or word by word. */
static LearnStatus
check_param(Check *check, LearnShell shell, json_object *value,
			const char *where)
{
	const LearnCommands unread = {.incomplete = true};
	LearnBuffer words;
	LearnStatus status;

	learn_buffer_init(&words, 0);
	status = check_words(check, shell, value, where, &words);
	if (status == LEARN_OK && words.length > 0 &&
		!json_object_is_type(value, json_type_string))
		status = check_text(check, shell, words.data, words.length, where);
	if (status == LEARN_OK && check->words > PARAM_WORDS_MAX)
		status = check_commands(check, &unread, "", 0, where);
	learn_buffer_free(&words);
	return status;
}

static LearnStatus
check_params(Check *check, LearnShell shell, json_object *params,
			 const char *where)
{
	const size_t count = sizeof(command_params) / sizeof(*command_params);
	LearnStatus status = LEARN_OK;

	if (!json_object_is_type(params, json_type_object))
		return LEARN_OK;
	json_object_object_foreach (params, name, value)
	{
		for (size_t i = 0; i < count && status == LEARN_OK; i++)
		{
			char place[96];

			if (!is_param(name, command_params[i]))
				continue;
			snprintf(place, sizeof(place), "%s.params.%s", where,
					 command_params[i]);
			status = check_param(check, shell, value, place);
		}
	}
	return status;
}

static LearnStatus
check_step(Check *check, json_object *step, const char *where)
{
	LearnShell shell = shell_of(check, step);
	json_object *wait = learn_json_get(step, "wait_for");
	char place[64];
	LearnStatus status;

	next_step(check);
	status = check_member(check, shell, step, "command", where);
	if (status == LEARN_OK)
		status =
			check_params(check, shell, learn_json_get(step, "params"), where);
	snprintf(place, sizeof(place), "%s.wait_for", where);
	if (status == LEARN_OK)
		status = check_member(check, shell, wait, "command", place);

	/* Actions have no shell: what they wait for is for the platform's. */
	if (status == LEARN_OK && shell != check->shell &&
		learn_json_get_string(step, "command", NULL) == NULL)
		status = check_member(check, check->shell, wait, "command", place);
	return status;
}

static LearnStatus
check_steps(Check *check, json_object *runbook, const char *list)
{
	json_object *steps = learn_json_get_typed(runbook, list, json_type_array);
	size_t count = steps != NULL ? json_object_array_length(steps) : 0;
	LearnStatus status = LEARN_OK;
	char where[48];

	for (size_t i = 0; i < count && status == LEARN_OK; i++)
	{
		snprintf(where, sizeof(where), "%s[%zu]", list, i);
		status = check_step(check, json_object_array_get_idx(steps, i), where);
	}
	return status;
}

/* Adds a string, or those in an array, to what a runbook says it is about. */
static void
add_subject(LearnBuffer *subject, json_object *value)
{
	size_t count = json_object_is_type(value, json_type_array)
					   ? json_object_array_length(value)
					   : 0;
	size_t length;

	for (size_t i = 0; i < count; i++)
		add_subject(subject, json_object_array_get_idx(value, i));
	if (!json_object_is_type(value, json_type_string))
		return;
	length = (size_t) json_object_get_string_len(value);
	if (learn_buffer_reserve(subject, length + 1))
		learn_pattern_normalize(subject, json_object_get_string(value),
								length);
}

/* Finds out which "about" of the rules hold for a runbook. */
static bool
find_abouts(Check *check, json_object *runbook)
{
	static const char *const members[] = {"id", "name", "description",
										  "incident_types"};
	json_object *parameters =
		learn_json_get_typed(runbook, "parameters", json_type_object);
	LearnBuffer subject;
	bool failed;

	learn_buffer_init(&subject, 0);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		add_subject(&subject, learn_json_get(runbook, members[i]));
	if (parameters != NULL)
	{
		json_object_object_foreach (parameters, name, parameter)
		{
			(void) parameter;
			if (learn_buffer_reserve(&subject, strlen(name) + 1))
				learn_pattern_normalize(&subject, name, strlen(name));
		}
	}
	for (int i = 0; i < check->policy->about_count && !subject.failed; i++)
	{
		const LearnPolicyNode *about = check->policy->abouts[i];

		for (int j = 0; j < about->item_count && !check->abouts[i]; j++)
			check->abouts[i] =
				learn_pattern_find(about->items[j],
								   subject.data != NULL ? subject.data : "",
								   subject.length, NULL);
	}
	failed = subject.failed;
	learn_buffer_free(&subject);
	return !failed;
}

static LearnStatus
check_runbook(Check *check, json_object *runbook)
{
	json_object *verification = learn_json_get(runbook, "verification");
	LearnStatus status;

	if (strcmp(learn_json_get_string(runbook, "platform", ""), "windows") == 0)
		check->shell = LEARN_SHELL_POWERSHELL;
	if (!find_abouts(check, runbook))
		return LEARN_OUT_OF_MEMORY;
	status = check_steps(check, runbook, "steps");
	if (status == LEARN_OK)
		status = check_steps(check, runbook, "rollback");
	next_step(check);
	if (status == LEARN_OK)
		status = check_member(check, shell_of(check, verification),
							  verification, "command", "verification");
	if (status == LEARN_OK)
		status = check_url(check, verification, "url", "verification.url");
	return status;
}

LearnStatus
learn_policy_check(const LearnPolicy *policy, json_object *runbook,
				   LearnFindings *findings)
{
	LearnStatus status = LEARN_OUT_OF_MEMORY;
	Check check;

	if (check_init(&check, policy, findings))
		status = check_runbook(&check, runbook);
	check_free(&check);
	return status;
}

LearnStatus
learn_policy_check_command(const LearnPolicy *policy, LearnShell shell,
						   const char *command, size_t length,
						   const char *where, LearnFindings *findings)
{
	LearnStatus status = LEARN_OUT_OF_MEMORY;
	Check check;

	if (check_init(&check, policy, findings))
		status = check_text(&check, shell, command, length, where);
	check_free(&check);
	return status;
}
