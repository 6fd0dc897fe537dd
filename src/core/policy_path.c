/*-------------------------------------------------------------------------
 *
 * policy_path.c
 *		The paths in a command, in one form whatever way they are written.
 *
 *-------------------------------------------------------------------------
 */
#include "core/policy_scan.h"

#include <string.h>
#include <strings.h>

/* What ends a path within a text: in options, code, lists. */
#define PATH_ENDS " \t\r\n'\"`()[]{}<>|;,&=@"

/* A path while it is read. */
typedef struct Reader
{
	char *out; /* in the arena, with room for what prefixes add */
	size_t length;
	bool windows;
} Reader;

/* The longest that stands for a prefix, and some more. */
#define PREFIX_ROOM 32

/* What a path may begin with, in any case, and what stands for it. */
static const struct Prefix
{
	const char *text;
	const char *becomes;
} prefixes[] = {
	{"$HOME", "~"},
	{"${HOME}", "~"},
	{"$env:HOME", "~"},
	{"$env:USERPROFILE", "~"},
	{"${env:USERPROFILE}", "~"},
	{"%USERPROFILE%", "~"},
	{"%HOMEDRIVE%%HOMEPATH%", "~"},
	{"%SystemRoot%", "c:/windows"},
	{"%windir%", "c:/windows"},
	{"$env:SystemRoot", "c:/windows"},
	{"$env:windir", "c:/windows"},
	{"%SystemDrive%", "c:"},
	{"$env:SystemDrive", "c:"},
	{"%ProgramFiles%", "c:/program files"},
	{"$env:ProgramFiles", "c:/program files"},
	{"%ProgramData%", "c:/programdata"},
	{"$env:ProgramData", "c:/programdata"},
	{"%ALLUSERSPROFILE%", "c:/programdata"},
	{"%PUBLIC%", "c:/users/public"},
	{"$env:PUBLIC", "c:/users/public"},
	{"%APPDATA%", "~/appdata/roaming"},
	{"$env:APPDATA", "~/appdata/roaming"},
	{"%LOCALAPPDATA%", "~/appdata/local"},
	{"$env:LOCALAPPDATA", "~/appdata/local"},
	{"%TEMP%", "~/appdata/local/temp"},
	{"%TMP%", "~/appdata/local/temp"},
	{"$env:TEMP", "~/appdata/local/temp"},
	{"$env:TMP", "~/appdata/local/temp"},
	{"HKEY_LOCAL_MACHINE", "hklm"},
	{"HKLM:", "hklm"},
	{"HKEY_CURRENT_USER", "hkcu"},
	{"HKCU:", "hkcu"},
	{"HKEY_CLASSES_ROOT", "hkcr"},
	{"HKCR:", "hkcr"},
	{"HKEY_USERS", "hku"},
	{"/proc/self/root", ""},
	{"/proc/1/root", ""},
	{"/private/etc", "/etc"},
	{"/private/var", "/var"},
};

/* What may stand before a path and says nothing about it. */
static const char *const decorations[] = {
	"file://", "registry::", "filesystem::",
	"\\\\?\\", "//?/",       "microsoft.powershell.core\\"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_slash(char c)
{
	return c == '/' || c == '\\';
}

static bool
begins_with(const char *text, size_t length, const char *with)
{
	size_t wanted = strlen(with);

	return length >= wanted && strncasecmp(text, with, wanted) == 0;
}

static bool
has_drive(const char *text, size_t length)
{
	return length >= 2 && is_letter(text[0]) && text[1] == ':' &&
		   (length == 2 || is_slash(text[2]));
}

/* Writes one component; "." is left out, ".." takes the one before away. */
static void
write_component(Reader *reader, const char *text, size_t length)
{
	size_t last = reader->length;

	if (length == 0 || (length == 1 && text[0] == '.'))
		return;
	while (last > 0 && reader->out[last - 1] != '/')
		last--;
	if (length == 2 && text[0] == '.' && text[1] == '.' &&
		(reader->length > 0 && reader->out[0] != '.'))
	{
		/* Of "/usr" is left "/", of "c:/x" "c:", and "/.." is "/". */
		if (last > 0)
			reader->length = last > 1 ? last - 1 : 1;
		return;
	}
	if (reader->length > 0 && reader->out[reader->length - 1] != '/')
		reader->out[reader->length++] = '/';
	for (size_t i = 0; i < length; i++)
	{
		char c = text[i];

		if (reader->windows && c >= 'A' && c <= 'Z')
			c = (char) (c + ('a' - 'A'));
		reader->out[reader->length++] = c;
	}
}

static void
write_components(Reader *reader, const char *text, size_t length)
{
	size_t start = 0;

	for (size_t i = 0; i <= length; i++)
	{
		if (i < length &&
			!(text[i] == '/' || (text[i] == '\\' && reader->windows)))
			continue;
		write_component(reader, text + start, i - start);
		start = i + 1;
	}
}

/* What stands before the components: the root, or what a prefix becomes. */
static size_t
write_prefix(Reader *reader, const char *text, size_t length)
{
	for (size_t i = 0; i < COUNT(prefixes); i++)
	{
		size_t taken = strlen(prefixes[i].text);

		if (!begins_with(text, length, prefixes[i].text) ||
			(taken < length && !is_slash(text[taken])))
			continue;
		reader->length = strlen(prefixes[i].becomes);
		memcpy(reader->out, prefixes[i].becomes, reader->length);
		if (reader->length == 0)
			reader->out[reader->length++] = '/';
		return taken;
	}
	if (length > 0 && text[0] == '~')
	{
		size_t taken = 1;

		while (taken < length && !is_slash(text[taken]))
			taken++;
		reader->out[reader->length++] = '~';
		return taken;
	}
	if (length > 0 && (text[0] == '/' || (text[0] == '\\' && reader->windows)))
	{
		reader->out[reader->length++] = '/';
		if (reader->windows && length > 1 && is_slash(text[1]))
			reader->out[reader->length++] = '/';
		return 1;
	}
	return 0;
}

/* "/home/x/y", "/root/y" and "c:/users/x/y" become "~/y". */
static void
fold_home(Reader *reader)
{
	static const char *const homes[] = {"/home/", "/Users/", "c:/users/"};
	size_t taken = 0;

	if (begins_with(reader->out, reader->length, "/root/") ||
		begins_with(reader->out, reader->length, "/var/root/"))
		taken = reader->out[1] == 'r' ? 5 : 9;
	for (size_t i = 0; i < COUNT(homes) && taken == 0; i++)
	{
		const char *end;

		if (!begins_with(reader->out, reader->length, homes[i]))
			continue;
		taken = strlen(homes[i]);
		if (begins_with(reader->out + taken, reader->length - taken,
						"public/"))
			return;
		end = memchr(reader->out + taken, '/', reader->length - taken);
		if (end == NULL)
			return;
		taken = (size_t) (end - reader->out);
	}
	if (taken == 0)
		return;
	reader->out[0] = '~';
	memmove(reader->out + 1, reader->out + taken, reader->length - taken);
	reader->length -= taken - 1;
}

/* A place for one more; NULL: no memory. */
static LearnPolicyPath *
next_path(LearnPolicyScan *scan, LearnPolicyPaths *paths)
{
	if (paths->count == paths->capacity)
	{
		int capacity = paths->capacity == 0 ? 4 : paths->capacity * 2;
		LearnPolicyPath *grown =
			learn_arena_allocate(&scan->arena,
								 (size_t) capacity * sizeof(*grown));

		if (grown == NULL)
		{
			scan->failed = true;
			return NULL;
		}
		if (paths->count > 0)
			memcpy(grown, paths->items,
				   (size_t) paths->count * sizeof(*grown));
		paths->items = grown;
		paths->capacity = capacity;
	}
	return &paths->items[paths->count++];
}

void
learn_policy_path_add(LearnPolicyScan *scan, LearnPolicyPaths *paths,
					  int index, const char *text, size_t length, bool expands)
{
	const LearnSimpleCommand *command = &scan->commands->items[index];
	const char *directory = scan->views[index].directory;
	size_t room =
		length + PREFIX_ROOM + (directory != NULL ? strlen(directory) + 1 : 0);
	Reader reader = {.windows = command->shell != LEARN_SHELL_SH};
	LearnPolicyPath *path;
	size_t taken;

	for (size_t i = 0; i < COUNT(decorations); i++)
	{
		if (begins_with(text, length, decorations[i]))
		{
			text += strlen(decorations[i]);
			length -= strlen(decorations[i]);
		}
	}
	if (length == 0)
		return;
	path = next_path(scan, paths);
	reader.out = learn_arena_allocate(&scan->arena, room);
	if (path == NULL || reader.out == NULL)
	{
		scan->failed = true;
		paths->count -= path != NULL;
		return;
	}
	reader.windows = reader.windows || has_drive(text, length);
	taken = write_prefix(&reader, text, length);
	if (taken == 0 && directory != NULL && !has_drive(text, length) &&
		text[0] != '$' && text[0] != '%')
	{
		reader.length = strlen(directory);
		memcpy(reader.out, directory, reader.length);
	}
	write_components(&reader, text + taken, length - taken);
	fold_home(&reader);
	reader.out[reader.length] = '\0';
	path->text = reader.out;
	path->length = reader.length;
	path->is_glob = expands && strpbrk(reader.out, "*?[{") != NULL &&
					strpbrk(reader.out, "$`") == NULL;
	path->kinds = learn_policy_path_kinds(scan, path, text, length);
}

/* Is the part of a text from start to end "/", in quotes within code? */
static bool
is_quoted_root(const char *text, size_t length, size_t start, size_t end)
{
	return end == start + 1 && text[start] == '/' && start > 0 &&
		   end < length && text[end] == text[start - 1] &&
		   (text[end] == '"' || text[end] == '\'');
}

void
learn_policy_paths_in(LearnPolicyScan *scan, LearnPolicyPaths *paths,
					  int index, const char *text, size_t length, bool expands)
{
	size_t start = 0;

	/* A bare word is a file only where it is known in which directory. */
	if (scan->views[index].directory == NULL &&
		strcspn(text, "/\\~$%:.*?") >= length)
		return;
	learn_policy_path_add(scan, paths, index, text, length, expands);
	for (size_t i = 0; i <= length; i++)
	{
		size_t found = i - start;

		if (i < length && strchr(PATH_ENDS, text[i]) == NULL &&
			!(text[i] == ':' && found > 1))
			continue;
		/* An option may stand right before its value, "-I/etc/x". */
		if (found > 1 && text[start] == '-')
		{
			while (start < i && text[start] != '/')
				start++;
			found = i - start;
		}
		if (is_quoted_root(text, length, start, i))
			learn_policy_path_add(scan, paths, index, "/", 1, false);
		else if (found > 1 && found < length &&
				 (is_slash(text[start]) || text[start] == '~' ||
				  text[start] == '$' || text[start] == '%' ||
				  has_drive(text + start, found)))
			learn_policy_path_add(scan, paths, index, text + start, found,
								  expands);
		start = i + 1;
	}
}

/* Do they begin and end with the same characters?  Most do not. */
static bool
may_match(const char *glob, const LearnPolicyPath *path)
{
	char last;

	if (!learn_policy_may_begin(glob, path->text, false))
		return false;
	last = glob[strlen(glob) - 1];

	return path->length > 0 && (last == '*' || last == '?' ||
								last == path->text[path->length - 1]);
}

/* Could a path be, or become, one that a rule's glob speaks of? */
static bool
path_matches(const LearnPolicyPath *path, const char *glob)
{
	if (!path->is_glob)
		return may_match(glob, path) &&
			   learn_policy_glob(glob, path->text, path->length, false, true);

	/* Of what a rule looks for anywhere, that in a home alone could be. */
	if (strncmp(glob, "**", 2) != 0)
		return glob[0] == path->text[0] &&
			   learn_policy_globs_meet(glob, path->text, path->length);
	return strncmp(glob, "**/", 3) == 0 && path->length > 2 &&
		   strncmp(path->text, "~/", 2) == 0 &&
		   learn_policy_base_length(path->text, path->length) ==
			   path->length &&
		   learn_policy_globs_meet(glob + 3, path->text + 2, path->length - 2);
}

bool
learn_policy_paths_match(const LearnPolicyPaths *paths,
						 const LearnPolicyNode *node)
{
	for (int i = 0; i < paths->count; i++)
	{
		if ((paths->items[i].kinds & node->bits) != 0)
			return true;
		for (int j = 0; j < node->item_count; j++)
		{
			if (path_matches(&paths->items[i], node->items[j]))
				return true;
		}
	}
	return false;
}
