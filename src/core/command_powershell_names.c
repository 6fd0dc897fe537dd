/*-------------------------------------------------------------------------
 *
 * command_powershell_names.c
 *		The names that PowerShell knows in short, and in full.
 *
 *-------------------------------------------------------------------------
 */
#include "core/command_powershell.h"

#include <stdlib.h>
#include <string.h>

typedef struct ShortName
{
	const char *name;
	const char *full;
} ShortName;

/*
 * The aliases of Windows PowerShell 5.1, and its functions that only call a
 * cmdlet, in the order of strcmp().
 */
static const ShortName aliases[] = {
	{"%", "foreach-object"},
	{"?", "where-object"},
	{"ac", "add-content"},
	{"algm", "add-localgroupmember"},
	{"asnp", "add-pssnapin"},
	{"blsmba", "block-smbshareaccess"},
	{"cat", "get-content"},
	{"cd", "set-location"},
	{"cd..", "set-location"},
	{"cfs", "convertfrom-string"},
	{"chdir", "set-location"},
	{"clc", "clear-content"},
	{"clear", "clear-host"},
	{"clhy", "clear-history"},
	{"cli", "clear-item"},
	{"clp", "clear-itemproperty"},
	{"cls", "clear-host"},
	{"clv", "clear-variable"},
	{"cnsn", "connect-pssession"},
	{"compare", "compare-object"},
	{"copy", "copy-item"},
	{"cp", "copy-item"},
	{"cpi", "copy-item"},
	{"cpp", "copy-itemproperty"},
	{"curl", "invoke-webrequest"},
	{"cvpa", "convert-path"},
	{"dbp", "disable-psbreakpoint"},
	{"del", "remove-item"},
	{"diff", "compare-object"},
	{"dir", "get-childitem"},
	{"dlu", "disable-localuser"},
	{"dnsn", "disconnect-pssession"},
	{"ebp", "enable-psbreakpoint"},
	{"echo", "write-output"},
	{"elu", "enable-localuser"},
	{"epal", "export-alias"},
	{"epcsv", "export-csv"},
	{"epsn", "export-pssession"},
	{"erase", "remove-item"},
	{"etsn", "enter-pssession"},
	{"exsn", "exit-pssession"},
	{"fc", "format-custom"},
	{"fhx", "format-hex"},
	{"fimo", "find-module"},
	{"fl", "format-list"},
	{"foreach", "foreach-object"},
	{"ft", "format-table"},
	{"fw", "format-wide"},
	{"gal", "get-alias"},
	{"gbp", "get-psbreakpoint"},
	{"gc", "get-content"},
	{"gcb", "get-clipboard"},
	{"gci", "get-childitem"},
	{"gcim", "get-ciminstance"},
	{"gcls", "get-cimclass"},
	{"gcm", "get-command"},
	{"gcms", "get-cimsession"},
	{"gcs", "get-pscallstack"},
	{"gdr", "get-psdrive"},
	{"ghy", "get-history"},
	{"gi", "get-item"},
	{"gin", "get-computerinfo"},
	{"gip", "get-netipconfiguration"},
	{"gjb", "get-job"},
	{"gl", "get-location"},
	{"glg", "get-localgroup"},
	{"glgm", "get-localgroupmember"},
	{"glu", "get-localuser"},
	{"gm", "get-member"},
	{"gmo", "get-module"},
	{"gp", "get-itemproperty"},
	{"gps", "get-process"},
	{"gpv", "get-itempropertyvalue"},
	{"group", "group-object"},
	{"grsmba", "grant-smbshareaccess"},
	{"gsmba", "get-smbshareaccess"},
	{"gsmbb", "get-smbbandwidthlimit"},
	{"gsmbc", "get-smbconnection"},
	{"gsmbcc", "get-smbclientconfiguration"},
	{"gsmbo", "get-smbopenfile"},
	{"gsmbs", "get-smbshare"},
	{"gsmbsc", "get-smbserverconfiguration"},
	{"gsmbse", "get-smbsession"},
	{"gsn", "get-pssession"},
	{"gsnp", "get-pssnapin"},
	{"gsv", "get-service"},
	{"gtz", "get-timezone"},
	{"gu", "get-unique"},
	{"gv", "get-variable"},
	{"gwmi", "get-wmiobject"},
	{"h", "get-history"},
	{"help", "get-help"},
	{"history", "get-history"},
	{"icim", "invoke-cimmethod"},
	{"icm", "invoke-command"},
	{"iex", "invoke-expression"},
	{"ihy", "invoke-history"},
	{"ii", "invoke-item"},
	{"inmo", "install-module"},
	{"ipal", "import-alias"},
	{"ipcsv", "import-csv"},
	{"ipmo", "import-module"},
	{"ipsn", "import-pssession"},
	{"irm", "invoke-restmethod"},
	{"ise", "powershell_ise"},
	{"iwmi", "invoke-wmimethod"},
	{"iwr", "invoke-webrequest"},
	{"kill", "stop-process"},
	{"lp", "out-printer"},
	{"ls", "get-childitem"},
	{"man", "get-help"},
	{"md", "new-item"},
	{"measure", "measure-object"},
	{"mi", "move-item"},
	{"mkdir", "new-item"},
	{"more", "out-host"},
	{"mount", "new-psdrive"},
	{"move", "move-item"},
	{"mp", "move-itemproperty"},
	{"mv", "move-item"},
	{"nal", "new-alias"},
	{"ncim", "new-ciminstance"},
	{"ncms", "new-cimsession"},
	{"ncso", "new-cimsessionoption"},
	{"ndr", "new-psdrive"},
	{"ni", "new-item"},
	{"nlg", "new-localgroup"},
	{"nlu", "new-localuser"},
	{"nmo", "new-module"},
	{"npssc", "new-pssessionconfigurationfile"},
	{"nsmbm", "new-smbmapping"},
	{"nsmbs", "new-smbshare"},
	{"nsn", "new-pssession"},
	{"nv", "new-variable"},
	{"nwsn", "new-psworkflowsession"},
	{"ogv", "out-gridview"},
	{"oh", "out-host"},
	{"oss", "out-string"},
	{"popd", "pop-location"},
	{"ps", "get-process"},
	{"pumo", "publish-module"},
	{"pushd", "push-location"},
	{"pwd", "get-location"},
	{"r", "invoke-history"},
	{"rbp", "remove-psbreakpoint"},
	{"rcie", "register-cimindicationevent"},
	{"rcim", "remove-ciminstance"},
	{"rcjb", "receive-job"},
	{"rcms", "remove-cimsession"},
	{"rcsn", "receive-pssession"},
	{"rd", "remove-item"},
	{"rdr", "remove-psdrive"},
	{"ren", "rename-item"},
	{"ri", "remove-item"},
	{"rjb", "remove-job"},
	{"rksmba", "revoke-smbshareaccess"},
	{"rlg", "remove-localgroup"},
	{"rlgm", "remove-localgroupmember"},
	{"rlu", "remove-localuser"},
	{"rm", "remove-item"},
	{"rmdir", "remove-item"},
	{"rmo", "remove-module"},
	{"rni", "rename-item"},
	{"rnlg", "rename-localgroup"},
	{"rnlu", "rename-localuser"},
	{"rnp", "rename-itemproperty"},
	{"rp", "remove-itemproperty"},
	{"rsmbb", "remove-smbbandwidthlimit"},
	{"rsmbm", "remove-smbmapping"},
	{"rsmbs", "remove-smbshare"},
	{"rsn", "remove-pssession"},
	{"rsnp", "remove-pssnapin"},
	{"rujb", "resume-job"},
	{"rv", "remove-variable"},
	{"rvpa", "resolve-path"},
	{"rwmi", "remove-wmiobject"},
	{"sajb", "start-job"},
	{"sal", "set-alias"},
	{"saps", "start-process"},
	{"sasv", "start-service"},
	{"sbp", "set-psbreakpoint"},
	{"sc", "set-content"},
	{"scb", "set-clipboard"},
	{"scim", "set-ciminstance"},
	{"select", "select-object"},
	{"set", "set-variable"},
	{"shcm", "show-command"},
	{"si", "set-item"},
	{"sl", "set-location"},
	{"sleep", "start-sleep"},
	{"slg", "set-localgroup"},
	{"sls", "select-string"},
	{"slu", "set-localuser"},
	{"sort", "sort-object"},
	{"sp", "set-itemproperty"},
	{"spjb", "stop-job"},
	{"spps", "stop-process"},
	{"spsv", "stop-service"},
	{"ssmbb", "set-smbbandwidthlimit"},
	{"ssmbcc", "set-smbclientconfiguration"},
	{"ssmbs", "set-smbshare"},
	{"ssmbsc", "set-smbserverconfiguration"},
	{"start", "start-process"},
	{"stz", "set-timezone"},
	{"sujb", "suspend-job"},
	{"sv", "set-variable"},
	{"swmi", "set-wmiinstance"},
	{"tee", "tee-object"},
	{"tnc", "test-netconnection"},
	{"trcm", "trace-command"},
	{"type", "get-content"},
	{"ulsmba", "unblock-smbshareaccess"},
	{"upmo", "update-module"},
	{"wget", "invoke-webrequest"},
	{"where", "where-object"},
	{"wjb", "wait-job"},
	{"write", "write-output"},
};

/* Types with names of their own, in the order of strcmp(). */
static const ShortName types[] = {
	{"activator", "system.activator"},
	{"adsi", "system.directoryservices.directoryentry"},
	{"adsisearcher", "system.directoryservices.directorysearcher"},
	{"appdomain", "system.appdomain"},
	{"array", "system.array"},
	{"bigint", "system.numerics.biginteger"},
	{"bitconverter", "system.bitconverter"},
	{"bool", "system.boolean"},
	{"byte", "system.byte"},
	{"char", "system.char"},
	{"cimsession", "microsoft.management.infrastructure.cimsession"},
	{"console", "system.console"},
	{"convert", "system.convert"},
	{"datetime", "system.datetime"},
	{"decimal", "system.decimal"},
	{"delegate", "system.delegate"},
	{"double", "system.double"},
	{"enum", "system.enum"},
	{"environment", "system.environment"},
	{"gc", "system.gc"},
	{"guid", "system.guid"},
	{"hashtable", "system.collections.hashtable"},
	{"initialsessionstate",
	 "system.management.automation.runspaces.initialsessionstate"},
	{"int", "system.int32"},
	{"intptr", "system.intptr"},
	{"ipaddress", "system.net.ipaddress"},
	{"long", "system.int64"},
	{"mailaddress", "system.net.mail.mailaddress"},
	{"math", "system.math"},
	{"object", "system.object"},
	{"powershell", "system.management.automation.powershell"},
	{"psobject", "system.management.automation.psobject"},
	{"random", "system.random"},
	{"ref", "system.management.automation.psreference"},
	{"regex", "system.text.regularexpressions.regex"},
	{"runspace", "system.management.automation.runspaces.runspace"},
	{"runspacefactory",
	 "system.management.automation.runspaces.runspacefactory"},
	{"scriptblock", "system.management.automation.scriptblock"},
	{"string", "system.string"},
	{"timespan", "system.timespan"},
	{"type", "system.type"},
	{"uri", "system.uri"},
	{"version", "system.version"},
	{"void", "system.void"},
	{"wmi", "system.management.managementobject"},
	{"wmiclass", "system.management.managementclass"},
	{"wmisearcher", "system.management.managementobjectsearcher"},
	{"x509certificate",
	 "system.security.cryptography.x509certificates.x509certificate"},
	{"xml", "system.xml.xmldocument"},
};

/* What is below "System", which need not be written. */
static const char *const namespaces[] = {
	"codedom.",
	"collections.",
	"componentmodel.",
	"configuration.",
	"data.",
	"diagnostics.",
	"directoryservices.",
	"drawing.",
	"enterpriseservices.",
	"globalization.",
	"io.",
	"linq.",
	"management.",
	"media.",
	"messaging.",
	"net.",
	"numerics.",
	"printing.",
	"reflection.",
	"resources.",
	"runtime.",
	"security.",
	"servicemodel.",
	"serviceprocess.",
	"speech.",
	"text.",
	"threading.",
	"timers.",
	"transactions.",
	"web.",
	"windows.",
	"xml.",
};

static int
compare_names(const void *left, const void *right)
{
	return strcmp(((const ShortName *) left)->name,
				  ((const ShortName *) right)->name);
}

static const char *
find_name(const ShortName *names, size_t count, const char *name)
{
	ShortName key = {name, NULL};
	const ShortName *found =
		bsearch(&key, names, count, sizeof(*names), compare_names);

	return found != NULL ? found->full : NULL;
}

const char *
learn_powershell_full_name(const char *name)
{
	const char *full =
		find_name(aliases, sizeof(aliases) / sizeof(*aliases), name);

	return full != NULL ? full : name;
}

void
learn_powershell_type_name(LearnBuffer *name)
{
	const char *written = name->data != NULL ? name->data : "";
	const char *full =
		find_name(types, sizeof(types) / sizeof(*types), written);
	LearnBuffer longer;

	learn_buffer_init(&longer, 0);
	if (full != NULL)
		learn_buffer_append_string(&longer, full);
	for (size_t i = 0; i < sizeof(namespaces) / sizeof(*namespaces); i++)
	{
		if (strncmp(written, namespaces[i], strlen(namespaces[i])) == 0)
		{
			learn_buffer_append_string(&longer, "system.");
			learn_buffer_append_string(&longer, written);
			break;
		}
	}
	if (longer.length > 0 || longer.failed)
	{
		learn_buffer_free(name);
		*name = longer;
	}
}
