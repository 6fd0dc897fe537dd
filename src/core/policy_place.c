/*-------------------------------------------------------------------------
 *
 * policy_place.c
 *		What is at a path: a root, what a system or users need, a disk.
 *
 *-------------------------------------------------------------------------
 */
#include "core/policy_scan.h"

#include <string.h>
#include <strings.h>

/* Without these a host does not work. */
static const char *const system_directories[] = {
	"/bin",
	"/boot",
	"/boot/efi",
	"/dev",
	"/etc",
	"/home",
	"/lib",
	"/lib32",
	"/lib64",
	"/proc",
	"/root",
	"/run",
	"/sbin",
	"/sys",
	"/usr",
	"/usr/bin",
	"/usr/lib",
	"/usr/lib64",
	"/usr/libexec",
	"/usr/sbin",
	"/usr/share",
	"/var",
	"/var/lib",
	"/etc/ssh",
	"/etc/systemd",
	"/etc/pam.d",
	"/etc/ssl",
	"/lib/modules",
	"/usr/lib/modules",
	"/usr/lib/systemd",
	"/lib/systemd",
	"/var/lib/dpkg",
	"/var/lib/rpm",
	"/Applications",
	"/Library",
	"/System",
	"/Users",
	"/private",
	"c:/windows",
	"c:/windows/system32",
	"c:/windows/syswow64",
	"c:/windows/system32/config",
	"c:/windows/system32/drivers",
	"c:/windows/winsxs",
	"c:/program files",
	"c:/program files (x86)",
	"c:/programdata",
	"c:/users",
	"c:/boot",
	"hklm",
	"hklm/software",
	"hklm/system",
	"hklm/system/currentcontrolset",
	"hklm/system/currentcontrolset/services",
	"hkcu",
	"hkcr",
	"hku"};

/* These hold what users and services have. */
static const char *const data_directories[] = {
	"~",
	"/opt",
	"/srv",
	"/mnt",
	"/media",
	"/data",
	"/usr/local",
	"/usr/local/bin",
	"/backup",
	"/backups",
	"/var/backups",
	"/var/www",
	"/var/mail",
	"/var/spool",
	"/var/log",
	"/var/cache",
	"/var/lib/postgresql",
	"/var/lib/pgsql",
	"/var/lib/mysql",
	"/var/lib/mongodb",
	"/var/lib/mongo",
	"/var/lib/redis",
	"/var/lib/docker",
	"/var/lib/containerd",
	"/var/lib/kubelet",
	"/var/lib/etcd",
	"/var/lib/rancher",
	"/var/lib/elasticsearch",
	"/var/lib/libvirt",
	"/Volumes",
	"c:/inetpub",
	"c:/windows/system32/winevt/logs"};

/* Whole disks and partitions begin like this. */
static const char *const devices[] = {
	"/dev/sd",      "/dev/hd",     "/dev/vd",           "/dev/xvd",
	"/dev/nvme",    "/dev/mmcblk", "/dev/dm-",          "/dev/md",
	"/dev/mapper/", "/dev/disk",   "/dev/rdisk",        "/dev/mem",
	"/dev/kmem",    "/dev/port",   "//./physicaldrive", "//./c:"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
begins_with(const char *text, size_t length, const char *with)
{
	size_t wanted = strlen(with);

	return length >= wanted && strncasecmp(text, with, wanted) == 0;
}

/* Does a component stand for all that is in its directory? */
static bool
is_everything(const char *text, size_t length)
{
	bool star = false;

	for (size_t i = 0; i < length; i++)
	{
		if (strchr("*?.{},[]!^", text[i]) == NULL)
			return false;
		star = star || text[i] == '*' || text[i] == '?';
	}
	return star;
}

size_t
learn_policy_base_length(const char *text, size_t length)
{
	for (;;)
	{
		size_t last = length;

		while (last > 0 && text[last - 1] != '/')
			last--;
		if (last == 0 || !is_everything(text + last, length - last))
			return length;
		length = last > 1 ? last - 1 : 1;
	}
}

static unsigned
name_bit(const char *name, size_t length)
{
	unsigned hash = 5381;

	for (size_t i = 0; i < length; i++)
		hash = hash * 33 + (unsigned char) name[i];
	return hash % LEARN_POLICY_NAME_BITS;
}

/* The length of a variable's name at the start of text. */
static size_t
name_length(const char *text)
{
	size_t length = 0;

	while (is_letter(text[length]) || text[length] == '_' ||
		   (text[length] >= '0' && text[length] <= '9'))
		length++;
	return length;
}

void
learn_policy_note_assigned(LearnPolicyScan *scan, const char *text)
{
	unsigned bit;

	if (*text == '$')
		text++;
	bit = name_bit(text, name_length(text));
	scan->assigned[bit / 64] |= UINT64_C(1) << (bit % 64);
}

/*
 * Is a text nothing but a variable of which this text does not say that it has
 * a value?  ${NAME:?} and the like see to it themselves.
 */
static bool
is_variable(const LearnPolicyScan *scan, const char *text, size_t length)
{
	size_t start = 1, name;
	unsigned bit;

	if (length < 2 || (text[0] != '$' && text[0] != '%'))
		return false;
	if (text[1] == '{')
		start++;
	else if (begins_with(text, length, "$env:"))
		start = 5;
	name = name_length(text + start);
	if (name == 0 || start + name + (start == 2 || text[0] == '%') != length)
		return false;
	bit = name_bit(text + start, name);
	return (scan->assigned[bit / 64] >> (bit % 64) & 1) == 0;
}

/* Is a path, of which base bytes count, or could it be, one of a list? */
static bool
is_one_of(const LearnPolicyPath *path, size_t base, const char *const *list,
		  size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		if (list[i][0] != path->text[0])
			continue;
		if ((strlen(list[i]) == base &&
			 memcmp(path->text, list[i], base) == 0) ||
			(path->is_glob && base > 1 &&
			 learn_policy_globs_meet(list[i], path->text, base)))
			return true;
	}
	return false;
}

/* Is it the home of a user? */
static bool
is_home(const char *text, size_t length)
{
	size_t above = begins_with(text, length, "/home/")      ? 6
				   : begins_with(text, length, "/Users/")   ? 7
				   : begins_with(text, length, "c:/users/") ? 9
															: 0;

	return above > 0 && length > above &&
		   memchr(text + above, '/', length - above) == NULL;
}

unsigned
learn_policy_path_kinds(const LearnPolicyScan *scan,
						const LearnPolicyPath *path, const char *written,
						size_t written_length)
{
	const char *text = path->text;
	size_t base = learn_policy_base_length(text, path->length);
	unsigned kinds = 0;

	if ((base == 1 && text[0] == '/') ||
		(is_letter(text[0]) && text[1] == ':' && base == 2))
		kinds |= LEARN_PATH_ROOT;
	if (text[0] == '/' && is_variable(scan, text + 1, base - 1))
		kinds |= LEARN_PATH_VARIABLE;
	if ((base < path->length ||
		 strchr("/\\", written[written_length - 1]) != NULL) &&
		is_variable(scan, text, base))
		kinds |= LEARN_PATH_VARIABLE;
	for (size_t i = 0; i < COUNT(devices); i++)
	{
		if (begins_with(text, path->length, devices[i]))
			kinds |= LEARN_PATH_DEVICE;
	}
	if (is_one_of(path, base, system_directories, COUNT(system_directories)))
		kinds |= LEARN_PATH_SYSTEM;
	if (is_one_of(path, base, data_directories, COUNT(data_directories)) ||
		is_home(text, base))
		kinds |= LEARN_PATH_DATA;
	return kinds;
}
