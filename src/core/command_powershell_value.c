/*-------------------------------------------------------------------------
 *
 * command_powershell_value.c
 *		What expressions of PowerShell give, as far as the text tells.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_powershell.h"

#include <string.h>
#include <strings.h>

void
learn_powershell_value_init(LearnPowerShellText *text,
							LearnPowerShellValue *value)
{
	memset(value, 0, sizeof(*value));
	learn_buffer_init(&value->text, 0);
	value->known = true;
	value->start = value->name = value->end = text->at;
	value->count = 1;
}

void
learn_powershell_value_free(LearnPowerShellValue *value)
{
	learn_buffer_free(&value->text);
}

void
learn_powershell_value_unknown(LearnPowerShellValue *value)
{
	learn_buffer_truncate(&value->text, 0);
	value->known = false;
	value->number = false;
	value->quoted = false;
	value->expands = true;
	value->count = 1;
}

void
learn_powershell_value_append(LearnPowerShellText *text,
							  LearnPowerShellValue *value, const char *data,
							  size_t length)
{
	while (value->known && length > 0)
	{
		/* NUL is what ends elements. */
		size_t part = strnlen(data, length);

		if (!learn_buffer_append(&value->text, data, part))
		{
			text->reader->failed = true;
			return;
		}
		part += part < length ? 1 : 0;
		data += part;
		length -= part;
	}
}

bool
learn_powershell_spend(LearnPowerShellText *text, size_t bytes)
{
	if (bytes >= text->work)
		return false;
	text->work -= bytes + 1;
	return true;
}

void
learn_powershell_constant(LearnPowerShellText *text,
						  LearnPowerShellValue *value)
{
	static const struct
	{
		const char *name;
		const char *value;
	} constants[] = {
		{"$env:ComSpec", "C:\\Windows\\system32\\cmd.exe"},
		{"$env:SystemRoot", "C:\\Windows"},
		{"$env:windir", "C:\\Windows"},
		{"$env:public", "C:\\Users\\Public"},
		{"$PSHOME", "C:\\Windows\\System32\\WindowsPowerShell\\v1.0"},
		{"$ShellId", "Microsoft.PowerShell"},
		{"$VerbosePreference", "SilentlyContinue"},
	};

	if (!value->known || value->quoted || value->count != 1 ||
		value->text.length == 0)
		return;
	for (size_t i = 0; i < sizeof(constants) / sizeof(*constants); i++)
	{
		if (strcasecmp(constants[i].name, value->text.data) == 0)
		{
			learn_buffer_truncate(&value->text, 0);
			learn_powershell_value_append(text, value, constants[i].value,
										  strlen(constants[i].value));
			value->expands = false;
			break;
		}
	}
}
