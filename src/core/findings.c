/*-------------------------------------------------------------------------
 *
 * findings.c
 *		What a check found: a bounded list of (severity, name, path, message).
 *
 *-------------------------------------------------------------------------
 */
#include "core/findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *
learn_severity_name(LearnSeverity severity)
{
	switch (severity)
	{
		case LEARN_SEVERITY_WARNING:
			return "warning";
		case LEARN_SEVERITY_DANGER:
			return "danger";
		case LEARN_SEVERITY_ERROR:
			break;
	}
	return "error";
}

/*
 * Makes room in a full list for a finding of this severity.
 */
static bool
displace_milder(LearnFindings *findings, LearnSeverity severity)
{
	int mildest = findings->count - 1;

	for (int i = findings->count - 2; i >= 0; i--)
	{
		if (findings->items[i].severity < findings->items[mildest].severity)
			mildest = i;
	}
	if (findings->items[mildest].severity >= severity)
		return false;
	findings->count--;
	memmove(&findings->items[mildest], &findings->items[mildest + 1],
			(size_t) (findings->count - mildest) * sizeof(LearnFinding));
	return true;
}

/*
 * Returns the place for one more finding, NULL when there is none.
 */
static LearnFinding *
next_place(LearnFindings *findings, LearnSeverity severity)
{
	if (findings->count == LEARN_FINDINGS_MAX &&
		!displace_milder(findings, severity))
		return NULL;
	if (findings->count == findings->capacity)
	{
		int capacity = findings->capacity == 0 ? 4 : findings->capacity * 2;
		LearnFinding *grown =
			realloc(findings->items, (size_t) capacity * sizeof(LearnFinding));

		if (grown == NULL)
		{
			findings->failed = true;
			return NULL;
		}
		findings->items = grown;
		findings->capacity = capacity;
	}
	return &findings->items[findings->count++];
}

static void add(LearnFindings *findings, LearnSeverity severity,
				const char *name, const char *where, const char *format,
				va_list arguments) __attribute__((format(printf, 5, 0)));

static void
add(LearnFindings *findings, LearnSeverity severity, const char *name,
	const char *where, const char *format, va_list arguments)
{
	LearnFinding *finding = next_place(findings, severity);

	if (finding == NULL)
		return;
	finding->severity = severity;
	snprintf(finding->name, sizeof(finding->name), "%s", name);
	learn_problem_set_arguments(&finding->problem, LEARN_INVALID, where,
								format, arguments);
}

void
learn_findings_add(LearnFindings *findings, LearnSeverity severity,
				   const char *where, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(findings, severity, "", where, format, arguments);
	va_end(arguments);
}

void
learn_findings_add_named(LearnFindings *findings, LearnSeverity severity,
						 const char *name, const char *where,
						 const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(findings, severity, name, where, format, arguments);
	va_end(arguments);
}

bool
learn_findings_has(const LearnFindings *findings, LearnSeverity severity)
{
	for (int i = 0; i < findings->count; i++)
	{
		if (findings->items[i].severity == severity)
			return true;
	}
	return false;
}

void
learn_findings_free(LearnFindings *findings)
{
	free(findings->items);
	memset(findings, 0, sizeof(*findings));
}
