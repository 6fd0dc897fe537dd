/*-------------------------------------------------------------------------
 *
 * test_remedies.c
 *		Unit tests of the table of remedies: its entries and templates.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include <ctype.h>
#include <sys/wait.h>
#include <unistd.h>

#include "remedies.h"

/* Is there anything left that looks like a placeholder? */
static bool
has_placeholder(const char *text)
{
	for (; (text = strchr(text, '@')) != NULL; text++)
	{
		size_t length = 1;

		while (isupper((unsigned char) text[length]))
			length++;
		if (length > 1 && (text[length] == '@' || text[length] == '?'))
			return true;
	}
	return false;
}

/* The clues that a remedy asks for, as values or as parameters, or both. */
static LearnClues
clues_for(const LearnRemedy *remedy, bool parameters, bool optional)
{
	static const char *const values[LEARN_CLUE_KINDS] = {
		[LEARN_CLUE_PORT] = "8080",
		[LEARN_CLUE_SERVICE] = "app",
		[LEARN_CLUE_DEPENDENCY] = "redis-server redis",
		[LEARN_CLUE_TOOL] = "netstat",
		[LEARN_CLUE_INTERFACE] = "eth0",
		[LEARN_CLUE_POOL] = "Intranet",
	};
	LearnClues clues = {.step = 0};

	for (int kind = 0; kind < LEARN_CLUE_KINDS; kind++)
	{
		LearnClue *clue = &clues.items[kind];

		if (!optional &&
			((remedy->needs | remedy->owns) & LEARN_CLUE_BIT(kind)) == 0)
			continue;
		strcpy(clue->value, values[kind] != NULL ? values[kind] : "/srv/x");
		if (parameters)
			strcpy(clue->parameter, "NAME");
		if (parameters && values[kind] == NULL)
			strcpy(clue->tail, "/run/x");
		clues.known |= LEARN_CLUE_BIT(kind);
		clues.own |= LEARN_CLUE_BIT(kind);
	}
	return clues;
}

static bool
is_id(const char *id)
{
	size_t length = strlen(id);

	if (length == 0 || length > 64 || !isalnum((unsigned char) id[0]))
		return false;
	return strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_.-") == length;
}

static void
check_entry(const LearnRemedy *remedy)
{
	assert_true(is_id(remedy->id));
	assert_ptr_equal(remedy_named(remedy->id), remedy); /* no second one */
	assert_true(strlen(remedy->what) > 20 && strlen(remedy->what) < 2000);
	assert_true(strlen(remedy->why) > 20 && strlen(remedy->why) < 2000);
	assert_true(islower((unsigned char) remedy->what[0]));

	/* By its reason it is known which remedy a change comes from. */
	for (int i = 0; i < learn_remedy_count; i++)
	{
		if (&learn_remedies[i] != remedy)
			assert_null(strstr(learn_remedies[i].why, remedy->why));
	}
	assert_true(remedy->linux_sh != NULL || remedy->darwin_sh != NULL ||
				remedy->powershell != NULL);
	if (adds_step(remedy))
	{
		assert_non_null(remedy->action);
		assert_true(strlen(remedy->action) <= 100);
		assert_true(remedy->timeout >= 10 && remedy->timeout <= 86400);
	}
	if (remedy->kind == LEARN_REMEDY_RETRY ||
		remedy->kind == LEARN_REMEDY_TIME)
	{
		assert_in_range(remedy->attempts, 2, 100);
		assert_true(remedy->delay > 0 && remedy->delay <= 3600);
	}
	if (remedy->wait_for != NULL || remedy->rollback != NULL)
		assert_non_null(remedy->linux_sh);

	/* What says when it applies; waiting is for when nothing else does. */
	if (remedy->kind != LEARN_REMEDY_WAIT)
	{
		bool any = false;

		for (int i = 0; i < LEARN_EVIDENCE_TEXTS; i++)
			any |= remedy->has[i] != NULL;
		assert_true(any);
	}
}

static void
test_entries(void **state)
{
	int platforms[3] = {0};

	(void) state;
	for (int i = 0; i < learn_remedy_count; i++)
	{
		const LearnRemedy *remedy = &learn_remedies[i];
		const char *list = remedy->unless;

		check_entry(remedy);
		platforms[0] += remedy->linux_sh != NULL;
		platforms[1] += remedy->powershell != NULL;
		platforms[2] += remedy->darwin_sh != NULL;
		while (list != NULL && *list != '\0')
		{
			char id[65] = "";
			size_t length = strcspn(list, " ");

			assert_true(length < sizeof(id));
			memcpy(id, list, length);
			assert_non_null(remedy_named(id));
			assert_true(remedy_named(id) < remedy); /* tried before */
			list += length + (list[length] == ' ' ? 1 : 0);
		}
	}
	print_message("%d remedies: linux %d, windows %d, darwin %d\n",
				  learn_remedy_count, platforms[0], platforms[1],
				  platforms[2]);
	assert_in_range(learn_remedy_count, 60, 1000);
}

/* Calls check with each template of each remedy, rendered in every way. */
static void
each_rendered(LearnShell shell,
			  void (*check)(const char *id, const char *text, void *context),
			  void *context)
{
	for (int i = 0; i < learn_remedy_count; i++)
	{
		const LearnRemedy *remedy = &learn_remedies[i];
		const char *templates[] = {remedy->linux_sh, remedy->darwin_sh,
								   remedy->wait_for, remedy->rollback,
								   remedy->powershell};
		int first = shell == LEARN_SHELL_SH ? 0 : 4;
		int last = shell == LEARN_SHELL_SH ? 3 : 4;

		for (int j = first; j <= last; j++)
		{
			if (templates[j] == NULL || templates[j][0] == '\0')
				continue;
			for (int way = 0; way < 4; way++)
			{
				LearnClues clues =
					clues_for(remedy, (way & 1) != 0, (way & 2) != 0);
				char *text = learn_remedy_render(templates[j], shell, &clues);

				assert_non_null(text);
				check(remedy->id, text, context);
				free(text);
			}
		}
	}
}

static void
check_rendered(const char *id, const char *text, void *context)
{
	(void) context;
	if (has_placeholder(text))
		fail_msg("%s: a placeholder is left in: %s", id, text);
	assert_in_range(strlen(text), 1, 16384);
	assert_int_equal(text[strlen(text) - 1], '\n');
}

static void
test_rendered(void **state)
{
	LearnClues none = {.step = 0};

	(void) state;
	each_rendered(LEARN_SHELL_SH, check_rendered, NULL);
	each_rendered(LEARN_SHELL_POWERSHELL, check_rendered, NULL);

	/* Without a clue that it cannot do without, a template is nothing. */
	for (int i = 0; i < learn_remedy_count; i++)
	{
		const LearnRemedy *remedy = &learn_remedies[i];
		char *text;

		if (!adds_step(remedy) || (remedy->needs | remedy->owns) == 0 ||
			remedy->linux_sh == NULL)
			continue;
		text = learn_remedy_render(remedy->linux_sh, LEARN_SHELL_SH, &none);
		assert_null(text);
	}
}

/* Has a shell read the text without running it; its path is the context. */
static void
check_syntax(const char *id, const char *text, void *context)
{
	const char *shell = context;
	char path[] = "/tmp/learn-remedy-XXXXXX";
	int file = mkstemp(path);
	char command[128];

	assert_true(file >= 0);
	assert_true(write(file, text, strlen(text)) == (ssize_t) strlen(text));
	close(file);
	snprintf(command, sizeof(command), "%s -n %s", shell, path);
	if (system(command) != 0)
		fail_msg("%s: %s does not accept: %s", id, shell, text);
	unlink(path);
}

/* What remedies put around a command is read along with it. */
static void
check_changes(const char *shell)
{
	static const char step[] =
		"cd /tmp && \"${NAME}/run/x\" --now >log 2>&1\n";

	for (int i = 0; i < learn_remedy_count; i++)
	{
		const LearnRemedy *remedy = &learn_remedies[i];
		LearnClues clues = clues_for(remedy, true, true);
		char *text;

		if (!changes_command(remedy) || template_of(remedy, "linux") == NULL)
			continue;
		text = learn_remedy_change(remedy, step, &clues);
		if (text != NULL)
			check_syntax(remedy->id, text, (void *) shell);
		free(text);
	}
}

static void
check_shell(const char *shell, const char *program)
{
	char command[128];

	snprintf(command, sizeof(command), "command -v %s >/dev/null", program);
	if (system(command) != 0)
	{
		print_message("no %s on this machine\n", program);
		skip();
	}
	each_rendered(LEARN_SHELL_SH, check_syntax, (void *) shell);
	check_changes(shell);
}

static void
test_dash(void **state)
{
	(void) state;
	check_shell("dash", "dash");
}

static void
test_bash(void **state)
{
	(void) state;
	check_shell("bash --posix", "bash");
}

static void
test_busybox(void **state)
{
	(void) state;
	check_shell("busybox ash", "busybox");
}

/*
 * Reads PowerShell up to a closing bracket or the end: strings, comments and
 * brackets must pair.  Returns where it stopped; NULL when they do not.
 */
static const char *
read_powershell(const char *at, char closing)
{
	while (*at != '\0' && *at != closing)
	{
		char c = *at++;

		if (c == '`' && *at != '\0')
			at++;
		else if (c == '#')
			at += strcspn(at, "\n");
		else if (c == '\'')
		{
			at = strchr(at, '\'');
			if (at == NULL)
				return NULL;
			at++;
		}
		else if (c == '"')
		{
			for (; *at != '"'; at++)
			{
				if (*at == '\0')
					return NULL;
				if (*at == '`' && at[1] != '\0')
					at++;
				else if (at[0] == '$' && at[1] == '(')
				{
					at = read_powershell(at + 2, ')');
					if (at == NULL)
						return NULL;
				}
			}
			at++;
		}
		else if (strchr("([{", c) != NULL)
		{
			at = read_powershell(at, c == '(' ? ')' : c == '[' ? ']' : '}');
			if (at == NULL)
				return NULL;
			at++;
		}
		else if (strchr(")]}", c) != NULL)
			return NULL;
	}
	return *at == closing ? at : NULL;
}

static void
check_powershell(const char *id, const char *text, void *context)
{
	(void) context;
	if (read_powershell(text, '\0') == NULL)
		fail_msg("%s: quotes or brackets do not pair: %s", id, text);
}

static void
test_powershell(void **state)
{
	(void) state;
	assert_null(read_powershell("if (1) { 'a }", '\0'));
	assert_null(read_powershell("\"$(1\"", '\0'));
	assert_null(read_powershell("(]", '\0'));
	assert_non_null(read_powershell("\"$(f \"x\")\" # '", '\0'));
	each_rendered(LEARN_SHELL_POWERSHELL, check_powershell, NULL);
	for (int i = 0; i < learn_remedy_count; i++)
	{
		const LearnRemedy *remedy = &learn_remedies[i];

		if (changes_command(remedy) && remedy->powershell != NULL)
			check_powershell(remedy->id, remedy->option, NULL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entries), cmocka_unit_test(test_rendered),
		cmocka_unit_test(test_dash),    cmocka_unit_test(test_bash),
		cmocka_unit_test(test_busybox), cmocka_unit_test(test_powershell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
