/*-------------------------------------------------------------------------
 *
 * fingerprint_words.c
 *		Words that say what stands beside them.
 *
 *-------------------------------------------------------------------------
 */
#include "core/fingerprint_words.h"


/* clang-format off */

#define CODE LEARN_WORD_CODE
#define COUNTED LEARN_WORD_COUNTED
#define BETWEEN LEARN_WORD_BETWEEN
#define TELLS LEARN_WORD_TELLS
#define SAYS LEARN_WORD_SAYS
#define KIND LEARN_WORD_KIND
#define NAMES LEARN_WORD_NAMES
#define ORDINARY LEARN_WORD_ORDINARY
#define AT LEARN_WORD_AT
#define FOR LEARN_WORD_FOR
#define HOST LEARN_WORD_HOST
#define UNIT LEARN_WORD_UNIT
#define DATE LEARN_WORD_DATE
#define LEVEL LEARN_WORD_LEVEL
#define SINGULAR LEARN_WORD_SINGULAR
#define SWITCH LEARN_WORD_SWITCH
#define FIXED LEARN_WORD_FIXED
#define PROGRAM LEARN_WORD_PROGRAM
#define SOURCE LEARN_WORD_SOURCE
#define DATA LEARN_WORD_DATA
#define DOMAIN LEARN_WORD_DOMAIN

typedef struct Word
{
	const char *text;
	unsigned is;
} Word;

/* Sorted by their bytes. */
static const Word words[] = {
	{"3des", FIXED}, {"a", BETWEEN | ORDINARY}, {"aarch64", FIXED},
	{"abnormal", BETWEEN}, {"abort", ORDINARY}, {"aborted", ORDINARY},
	{"access", ORDINARY}, {"accessed", ORDINARY}, {"accessible", ORDINARY},
	{"account", NAMES | ORDINARY}, {"accounts", NAMES | ORDINARY},
	{"across", SINGULAR}, {"action", TELLS | ORDINARY}, {"actions", ORDINARY},
	{"active", ORDINARY}, {"add", ORDINARY}, {"added", ORDINARY},
	{"address", ORDINARY | AT}, {"addresses", ORDINARY}, {"after", ORDINARY},
	{"again", ORDINARY}, {"against", AT}, {"agent", ORDINARY},
	{"agents", ORDINARY}, {"ai", DOMAIN}, {"alert", LEVEL},
	{"allowed", ORDINARY}, {"already", ORDINARY}, {"also", ORDINARY},
	{"always", SINGULAR}, {"am", UNIT}, {"amd64", FIXED},
	{"an", BETWEEN | ORDINARY}, {"and", ORDINARY}, {"apache2", FIXED},
	{"apk", DATA}, {"app", TELLS | SOURCE}, {"application", TELLS | KIND},
	{"apr", DATE}, {"april", DATE}, {"ar", DOMAIN}, {"arc", DATA},
	{"are", ORDINARY}, {"arm64", FIXED}, {"armv7", FIXED}, {"arpa", DOMAIN},
	{"as", ORDINARY}, {"at", ORDINARY | AT | DOMAIN}, {"attribute", ORDINARY},
	{"attributes", ORDINARY}, {"au", DOMAIN}, {"aug", DATE}, {"august", DATE},
	{"authenticated", ORDINARY}, {"authentication", ORDINARY},
	{"authorization", ORDINARY}, {"authorized", ORDINARY},
	{"automount", PROGRAM}, {"available", ORDINARY}, {"avi", DATA},
	{"b", UNIT}, {"b/s", UNIT}, {"b64", FIXED}, {"backup", DATA},
	{"bad", BETWEEN}, {"bak", DATA}, {"base32", FIXED}, {"base64", FIXED},
	{"bash", SOURCE}, {"bat", SOURCE}, {"be", ORDINARY | DOMAIN},
	{"because", ORDINARY}, {"been", ORDINARY}, {"befehl", TELLS | KIND},
	{"before", ORDINARY}, {"being", ORDINARY}, {"benutzer", NAMES},
	{"besides", SINGULAR}, {"between", AT}, {"bg", DOMAIN}, {"bin", DATA},
	{"binary", TELLS}, {"bit", UNIT}, {"bits", UNIT}, {"biz", DOMAIN},
	{"bk", DATA}, {"bps", UNIT}, {"br", DOMAIN}, {"bst", UNIT},
	{"bug_check", CODE}, {"bugcheck", CODE}, {"bundle", SOURCE},
	{"but", ORDINARY}, {"by", ORDINARY | AT}, {"byte", UNIT}, {"bytes", UNIT},
	{"bytes/s", UNIT}, {"bz", DATA}, {"bzip2", FIXED}, {"c", SOURCE},
	{"ca", DOMAIN}, {"cab", DATA}, {"cache", DATA}, {"called", BETWEEN},
	{"can", ORDINARY}, {"can't", ORDINARY}, {"canceled", ORDINARY},
	{"cancelled", ORDINARY}, {"cannot", ORDINARY}, {"cask", TELLS},
	{"cause", TELLS}, {"causes", SINGULAR}, {"cc", SOURCE}, {"cdt", UNIT},
	{"cer", DATA}, {"certificate", ORDINARY}, {"certificates", ORDINARY},
	{"cest", UNIT}, {"cet", UNIT}, {"cfg", SOURCE}, {"ch", DOMAIN},
	{"change", ORDINARY}, {"changed", ORDINARY}, {"chart", TELLS},
	{"check", ORDINARY}, {"checked", ORDINARY}, {"checks", ORDINARY},
	{"chyba", CODE | COUNTED}, {"cl", DOMAIN}, {"class", ORDINARY},
	{"client", ORDINARY}, {"close", ORDINARY}, {"closed", ORDINARY},
	{"closing", ORDINARY}, {"cloud", DOMAIN}, {"cluster", DOMAIN},
	{"cmd", TELLS | SOURCE}, {"cmdlet", TELLS | KIND}, {"cn", DOMAIN},
	{"cnf", SOURCE}, {"co", DOMAIN}, {"code", CODE | BETWEEN | TELLS},
	{"code_http", CODE}, {"codes", CODE}, {"codice", CODE}, {"codigo", CODE},
	{"com", DOMAIN}, {"comando", TELLS}, {"command", TELLS | KIND},
	{"commande", TELLS}, {"commands", TELLS}, {"component", TELLS},
	{"conf", SOURCE}, {"config", ORDINARY | SOURCE},
	{"configuration", ORDINARY}, {"connect", ORDINARY},
	{"connected", ORDINARY}, {"connecting", ORDINARY},
	{"connection", ORDINARY}, {"connections", ORDINARY}, {"contact", AT},
	{"contains", SINGULAR}, {"context", ORDINARY}, {"controller", ORDINARY},
	{"core", DATA}, {"corp", DOMAIN}, {"could", ORDINARY},
	{"couldn't", ORDINARY}, {"count", ORDINARY}, {"counts", ORDINARY},
	{"cp1252", FIXED}, {"cpl", SOURCE}, {"cpp", SOURCE}, {"cpu", ORDINARY},
	{"create", ORDINARY}, {"created", ORDINARY}, {"creation", ORDINARY},
	{"credential", ORDINARY}, {"credentials", ORDINARY}, {"crit", LEVEL},
	{"critical", LEVEL}, {"crl", DATA}, {"crt", DATA}, {"cs", SOURCE},
	{"csr", DATA}, {"css", DATA}, {"cst", UNIT}, {"csv", DATA},
	{"curl", CODE}, {"cxx", SOURCE}, {"cz", DOMAIN}, {"código", CODE},
	{"d", LEVEL | SOURCE}, {"d3d11", FIXED}, {"da", BETWEEN},
	{"daemon", TELLS | KIND}, {"dat", DATA}, {"data", ORDINARY | DATA},
	{"database", ORDINARY}, {"day", UNIT}, {"days", UNIT}, {"db", DATA},
	{"db2", FIXED}, {"de", BETWEEN | DOMAIN}, {"deb", DATA}, {"debug", LEVEL},
	{"dec", DATE}, {"december", DATE}, {"defined", ORDINARY},
	{"delete", ORDINARY}, {"deleted", ORDINARY}, {"denied", ORDINARY},
	{"deny", ORDINARY}, {"dependency", TELLS}, {"der", DATA}, {"des3", FIXED},
	{"desc", SAYS}, {"description", SAYS}, {"detail", SAYS | ORDINARY},
	{"details", SAYS | ORDINARY}, {"dev", DOMAIN}, {"device", PROGRAM},
	{"di", BETWEEN}, {"did", ORDINARY}, {"didn't", ORDINARY},
	{"dienst", TELLS | KIND}, {"directories", ORDINARY},
	{"directory", ORDINARY}, {"disable", ORDINARY},
	{"disabled", ORDINARY | SWITCH}, {"disconnected", ORDINARY},
	{"disk", ORDINARY}, {"dk", DOMAIN}, {"dll", PROGRAM}, {"dmg", DATA},
	{"dmp", DATA}, {"do", ORDINARY}, {"doc", DATA}, {"docx", DATA},
	{"does", ORDINARY | SINGULAR}, {"doesn't", ORDINARY},
	{"domain", ORDINARY}, {"done", ORDINARY}, {"dotnet4", FIXED},
	{"down", ORDINARY}, {"driver", TELLS | KIND}, {"drv", SOURCE},
	{"du", BETWEEN}, {"dump", DATA}, {"dylib", PROGRAM}, {"e", LEVEL},
	{"e2fs", FIXED}, {"e2fsck", FIXED}, {"ear", SOURCE}, {"ec2", FIXED},
	{"edt", UNIT}, {"edu", DOMAIN}, {"ee", DOMAIN}, {"emerg", LEVEL},
	{"emergency", LEVEL}, {"enable", ORDINARY},
	{"enabled", ORDINARY | SWITCH}, {"endpoint", AT}, {"env", SOURCE},
	{"erl", SOURCE}, {"err", CODE | COUNTED | SAYS | LEVEL | DATA},
	{"errcode", CODE}, {"erreur", CODE | COUNTED | LEVEL},
	{"errno", CODE | TELLS},
	{"error", CODE | COUNTED | BETWEEN | SAYS | ORDINARY | LEVEL},
	{"error_code", CODE}, {"errorcode", CODE | SAYS}, {"errornumber", CODE},
	{"errors", ORDINARY}, {"es", DOMAIN}, {"es6", FIXED}, {"est", UNIT},
	{"etl", DATA}, {"eu", DOMAIN}, {"event", TELLS}, {"event_id", CODE},
	{"eventid", CODE}, {"evtx", DATA}, {"ex", SOURCE}, {"example", DOMAIN},
	{"exception", CODE | COUNTED | SAYS}, {"exe", PROGRAM},
	{"executable", TELLS}, {"exist", ORDINARY}, {"existing", ORDINARY},
	{"exists", ORDINARY | SINGULAR}, {"exit", CODE | COUNTED | BETWEEN},
	{"exit_code", CODE}, {"exit_status", CODE}, {"exitcode", CODE | SAYS},
	{"exited", CODE | COUNTED}, {"exitstatus", CODE}, {"expired", ORDINARY},
	{"expires", ORDINARY | SINGULAR}, {"expiry", ORDINARY}, {"exs", SOURCE},
	{"ext2", FIXED}, {"ext3", FIXED}, {"ext4", FIXED},
	{"extension", TELLS | KIND}, {"f", LEVEL}, {"fail", ORDINARY},
	{"fail2ban", FIXED}, {"failed", CODE | COUNTED | ORDINARY},
	{"failing", ORDINARY}, {"failover", ORDINARY},
	{"fails", ORDINARY | SINGULAR}, {"failure", CODE | COUNTED | ORDINARY},
	{"failures", ORDINARY}, {"false", SWITCH},
	{"fatal", CODE | COUNTED | LEVEL}, {"fault", CODE | COUNTED},
	{"feature", TELLS}, {"feb", DATE}, {"february", DATE},
	{"fehler", CODE | COUNTED | LEVEL}, {"fehlercode", CODE}, {"fejl", CODE},
	{"felkod", CODE}, {"fi", DOMAIN}, {"field", ORDINARY},
	{"fields", ORDINARY}, {"file", ORDINARY}, {"files", ORDINARY},
	{"for", ORDINARY | FOR}, {"forbidden", ORDINARY}, {"formula", TELLS},
	{"found", ORDINARY}, {"fps", UNIT}, {"fqdn", NAMES}, {"fr", DOMAIN},
	{"framework", PROGRAM}, {"fri", DATE}, {"friday", DATE},
	{"from", ORDINARY | AT}, {"function", TELLS}, {"g", UNIT}, {"gb", UNIT},
	{"gb/s", UNIT}, {"gbit", UNIT}, {"gbps", UNIT}, {"gbytes", UNIT},
	{"gebruiker", NAMES}, {"gem", TELLS}, {"get", ORDINARY}, {"ghz", UNIT},
	{"gib", UNIT}, {"gif", DATA}, {"gigabyte", UNIT}, {"gigabytes", UNIT},
	{"given", ORDINARY}, {"gmt", UNIT}, {"go", SOURCE}, {"gov", DOMAIN},
	{"gr", DOMAIN}, {"group", ORDINARY}, {"groups", ORDINARY},
	{"gtk3", FIXED}, {"gz", DATA}, {"h", UNIT | SOURCE}, {"h2", FIXED},
	{"h264", FIXED}, {"had", ORDINARY}, {"has", ORDINARY}, {"have", ORDINARY},
	{"having", ORDINARY}, {"heures", UNIT}, {"hh", SOURCE},
	{"hiba", CODE | COUNTED}, {"hk", DOMAIN}, {"home", ORDINARY | DOMAIN},
	{"horas", UNIT}, {"host", NAMES | AT}, {"hostname", NAMES},
	{"hostnames", NAMES}, {"hosts", NAMES}, {"hour", UNIT}, {"hours", UNIT},
	{"hpp", SOURCE}, {"hr", UNIT}, {"hresult", CODE}, {"hrs", UNIT},
	{"htm", DATA}, {"html", DATA}, {"http", CODE | BETWEEN}, {"http2", FIXED},
	{"http_code", CODE}, {"http_status", CODE}, {"https", CODE},
	{"hu", DOMAIN}, {"hz", UNIT}, {"i", LEVEL}, {"i18n", FIXED},
	{"i386", FIXED}, {"i686", FIXED}, {"ico", DATA},
	{"id", BETWEEN | ORDINARY | DOMAIN}, {"identity", ORDINARY},
	{"ids", ORDINARY}, {"idx", DATA}, {"ie", DOMAIN}, {"if", ORDINARY},
	{"image", TELLS}, {"img", DATA}, {"in", ORDINARY | DOMAIN},
	{"inactive", ORDINARY}, {"inet6", FIXED}, {"inf", SOURCE},
	{"info", ORDINARY | LEVEL | DOMAIN}, {"information", ORDINARY | LEVEL},
	{"informational", LEVEL}, {"ini", SOURCE}, {"input", ORDINARY},
	{"inputs", ORDINARY}, {"int", DOMAIN}, {"interaction", ORDINARY},
	{"interface", ORDINARY}, {"interfaces", ORDINARY}, {"internal", DOMAIN},
	{"interrupt", ORDINARY}, {"interrupted", ORDINARY}, {"into", ORDINARY},
	{"intranet", DOMAIN}, {"invalid", ORDINARY | DOMAIN}, {"io", DOMAIN},
	{"ip", ORDINARY}, {"ip4", FIXED}, {"ip6", FIXED}, {"ip6-localhost", HOST},
	{"ipv4", FIXED}, {"ipv6", FIXED}, {"is", BETWEEN | ORDINARY},
	{"isn't", ORDINARY}, {"iso", DATA}, {"iso8601", FIXED}, {"ist", UNIT},
	{"it", ORDINARY | DOMAIN}, {"its", ORDINARY}, {"jan", DATE},
	{"january", DATE}, {"jar", PROGRAM}, {"java", SOURCE}, {"jks", DATA},
	{"job", TELLS}, {"jours", UNIT}, {"jp", DOMAIN}, {"jpeg", DATA},
	{"jpg", DATA}, {"js", SOURCE}, {"json", SOURCE}, {"jst", UNIT},
	{"jsx", SOURCE}, {"jul", DATE}, {"july", DATE}, {"jun", DATE},
	{"june", DATE}, {"k", UNIT}, {"k8s", FIXED}, {"kb", UNIT}, {"kb/s", UNIT},
	{"kbit", UNIT}, {"kbps", UNIT}, {"kbytes", UNIT}, {"kext", SOURCE},
	{"key", ORDINARY | DATA}, {"keys", ORDINARY}, {"khz", UNIT},
	{"kib", UNIT}, {"kilobyte", UNIT}, {"kilobytes", UNIT}, {"ko", PROGRAM},
	{"kod", CODE}, {"kr", DOMAIN}, {"kt", SOURCE}, {"l10n", FIXED},
	{"l2", FIXED}, {"l2tp", FIXED}, {"l3", FIXED}, {"lan", DOMAIN},
	{"lasterror", CODE}, {"latin1", FIXED}, {"ldap", CODE}, {"ldf", DATA},
	{"less", SINGULAR}, {"level", ORDINARY}, {"lib", TELLS}, {"lib32", FIXED},
	{"lib64", FIXED}, {"library", TELLS}, {"libs", TELLS},
	{"limit", ORDINARY}, {"limited", ORDINARY}, {"limits", ORDINARY},
	{"list", ORDINARY}, {"listed", ORDINARY}, {"local", DOMAIN},
	{"localdomain", DOMAIN}, {"localhost", HOST},
	{"localhost.localdomain", HOST}, {"lock", ORDINARY | DATA},
	{"locked", ORDINARY}, {"log", ORDINARY | DATA}, {"log4j", FIXED},
	{"logged", ORDINARY}, {"login", NAMES | ORDINARY}, {"logins", ORDINARY},
	{"logname", NAMES}, {"logoff", ORDINARY}, {"logon", ORDINARY},
	{"logout", ORDINARY}, {"lookup", ORDINARY}, {"lost", ORDINARY},
	{"lt", DOMAIN}, {"lua", SOURCE}, {"lua5", FIXED}, {"lv", DOMAIN},
	{"lz4", FIXED}, {"m", UNIT | SOURCE}, {"management", ORDINARY},
	{"manager", ORDINARY}, {"map", ORDINARY}, {"maps", ORDINARY},
	{"mar", DATE}, {"march", DATE}, {"may", ORDINARY | DATE}, {"mb", UNIT},
	{"mb/s", UNIT}, {"mbit", UNIT}, {"mbps", UNIT}, {"mbytes", UNIT},
	{"md", DATA}, {"md5", FIXED}, {"mdb", DATA}, {"mdf", DATA}, {"mdt", UNIT},
	{"me", DOMAIN}, {"means", SINGULAR}, {"megabyte", UNIT},
	{"megabytes", UNIT}, {"memory", ORDINARY}, {"message", SAYS | ORDINARY},
	{"messages", ORDINARY}, {"method", TELLS}, {"mhz", UNIT}, {"mib", UNIT},
	{"microsecond", UNIT}, {"microseconds", UNIT}, {"might", ORDINARY},
	{"mil", DOMAIN}, {"millisecond", UNIT}, {"milliseconds", UNIT},
	{"min", UNIT}, {"mins", UNIT}, {"minute", UNIT}, {"minuten", UNIT},
	{"minutes", UNIT}, {"minutos", UNIT}, {"missing", ORDINARY},
	{"mm", SOURCE}, {"mode", ORDINARY}, {"module", TELLS | KIND},
	{"modules", TELLS}, {"mon", DATE}, {"monday", DATE}, {"month", UNIT},
	{"months", UNIT}, {"mount", PROGRAM}, {"mp", DATA}, {"mp3", FIXED},
	{"mp4", FIXED}, {"ms", UNIT}, {"msc", SOURCE}, {"msec", UNIT},
	{"msecs", UNIT}, {"msg", SAYS}, {"msi", DATA}, {"mst", UNIT},
	{"msu", DATA}, {"must", ORDINARY}, {"mx", DOMAIN}, {"my", ORDINARY},
	{"mysql8", FIXED}, {"n/a", SWITCH}, {"na", SWITCH},
	{"name", BETWEEN | ORDINARY}, {"name-resolution", ORDINARY},
	{"named", BETWEEN}, {"names", BETWEEN | ORDINARY}, {"nanosecond", UNIT},
	{"nanoseconds", UNIT}, {"ndf", DATA}, {"needs", SINGULAR},
	{"neo4j", FIXED}, {"net", DOMAIN}, {"network", ORDINARY},
	{"networks", ORDINARY}, {"nfs3", FIXED}, {"nfs4", FIXED},
	{"nfsv3", FIXED}, {"nfsv4", FIXED}, {"nil", SWITCH}, {"nl", DOMAIN},
	{"no", BETWEEN | ORDINARY | SWITCH | DOMAIN}, {"no-one", ORDINARY},
	{"non-zero", BETWEEN}, {"none", SWITCH}, {"nonzero", BETWEEN},
	{"not", ORDINARY}, {"not-found", ORDINARY}, {"notice", LEVEL},
	{"nov", DATE}, {"november", DATE}, {"now", ORDINARY}, {"nr", BETWEEN},
	{"ns", UNIT}, {"nsec", UNIT}, {"ntp4", FIXED}, {"ntstatus", CODE},
	{"null", SWITCH}, {"num", BETWEEN}, {"number", BETWEEN}, {"nz", DOMAIN},
	{"oauth1", FIXED}, {"oauth2", FIXED}, {"object", ORDINARY},
	{"objects", ORDINARY}, {"oct", DATE}, {"october", DATE}, {"ocx", SOURCE},
	{"of", BETWEEN | ORDINARY}, {"off", SWITCH}, {"offline", ORDINARY},
	{"old", DATA}, {"on", ORDINARY | AT | SWITCH},
	{"online", ORDINARY | DOMAIN}, {"only", ORDINARY}, {"op", TELLS},
	{"operating", ORDINARY}, {"operation", TELLS}, {"or", ORDINARY},
	{"org", DOMAIN}, {"orig", DATA}, {"os", BETWEEN}, {"oserror", CODE},
	{"our", ORDINARY}, {"out", DATA}, {"p12", FIXED},
	{"package", TELLS | KIND}, {"packages", TELLS}, {"paket", TELLS | KIND},
	{"panic", LEVEL}, {"paquet", TELLS}, {"paquete", TELLS},
	{"parameter", ORDINARY}, {"parameters", ORDINARY}, {"part", DATA},
	{"partial", DATA}, {"pass", ORDINARY}, {"passwd", ORDINARY},
	{"password", ORDINARY}, {"passwords", ORDINARY}, {"path", ORDINARY},
	{"paths", ORDINARY}, {"pct", UNIT}, {"pdf", DATA}, {"pdt", UNIT},
	{"peer", AT}, {"pem", DATA}, {"percent", UNIT}, {"perhaps", SINGULAR},
	{"permission", ORDINARY}, {"permissions", ORDINARY},
	{"permitted", ORDINARY}, {"pfx", DATA}, {"ph", DOMAIN}, {"php", SOURCE},
	{"php5", FIXED}, {"php7", FIXED}, {"php8", FIXED}, {"pid", DATA},
	{"pip2", FIXED}, {"pip3", FIXED}, {"pkcs12", FIXED}, {"pkcs7", FIXED},
	{"pkcs8", FIXED}, {"pkg", DATA}, {"pl", SOURCE}, {"please", ORDINARY},
	{"plist", SOURCE}, {"plugin", TELLS | KIND}, {"plus", SINGULAR},
	{"pm", UNIT | SOURCE}, {"png", DATA}, {"policy", SOURCE},
	{"port", ORDINARY}, {"ports", ORDINARY}, {"principal", NAMES},
	{"private", DOMAIN}, {"privilege", ORDINARY}, {"privileges", ORDINARY},
	{"process", BETWEEN | ORDINARY}, {"processes", ORDINARY},
	{"profile", ORDINARY}, {"profiles", ORDINARY}, {"program", TELLS | KIND},
	{"programs", TELLS}, {"properties", ORDINARY | SOURCE},
	{"property", ORDINARY}, {"provided", ORDINARY}, {"provider", TELLS},
	{"ps", SOURCE}, {"psm", SOURCE}, {"pst", UNIT}, {"pt", UNIT | DOMAIN},
	{"px", UNIT}, {"py", SOURCE}, {"python2", FIXED}, {"python3", FIXED},
	{"qcow", DATA}, {"qt5", FIXED}, {"qt6", FIXED}, {"quota", ORDINARY},
	{"quotas", ORDINARY}, {"r", SOURCE}, {"rar", DATA}, {"rb", SOURCE},
	{"rc", CODE | SOURCE}, {"reachable", ORDINARY},
	{"reason", BETWEEN | TELLS}, {"refuse", ORDINARY}, {"refused", ORDINARY},
	{"reg", SOURCE}, {"registry", ORDINARY}, {"reject", ORDINARY},
	{"rejected", ORDINARY}, {"remove", ORDINARY}, {"removed", ORDINARY},
	{"reply", CODE | COUNTED}, {"report", ORDINARY}, {"reported", ORDINARY},
	{"reports", ORDINARY | SINGULAR}, {"request", ORDINARY},
	{"requested", ORDINARY}, {"requests", ORDINARY}, {"require", ORDINARY},
	{"required", ORDINARY}, {"requirement", TELLS},
	{"requires", ORDINARY | SINGULAR}, {"resize2fs", FIXED},
	{"resolution", ORDINARY}, {"resolve", ORDINARY}, {"resolved", ORDINARY},
	{"resource", ORDINARY}, {"resources", ORDINARY}, {"response", BETWEEN},
	{"response_code", CODE}, {"result", CODE | COUNTED | TELLS},
	{"ret", CODE}, {"retcode", CODE}, {"retorno", BETWEEN},
	{"retour", BETWEEN}, {"return", ORDINARY}, {"return_code", CODE},
	{"returncode", CODE}, {"returned", CODE | COUNTED | BETWEEN | ORDINARY},
	{"returns", CODE | COUNTED | ORDINARY | SINGULAR}, {"retval", CODE},
	{"rfc1918", FIXED}, {"right", ORDINARY}, {"rights", ORDINARY},
	{"ro", DOMAIN}, {"role", NAMES}, {"rpm", UNIT | DATA}, {"rs", SOURCE},
	{"rst", DATA}, {"ru", DOMAIN}, {"rules", SOURCE}, {"running", ORDINARY},
	{"rückgabecode", CODE}, {"rückgabewert", CODE}, {"s", UNIT},
	{"s3", FIXED}, {"salida", BETWEEN}, {"saml2", FIXED}, {"sat", DATE},
	{"saturday", DATE}, {"save", DATA}, {"saída", BETWEEN}, {"scala", SOURCE},
	{"scope", PROGRAM}, {"se", DOMAIN}, {"sec", UNIT}, {"second", UNIT},
	{"secondes", UNIT}, {"seconds", UNIT}, {"secs", UNIT},
	{"seems", SINGULAR}, {"segundos", UNIT}, {"sekunde", UNIT},
	{"sekunden", UNIT}, {"sep", DATE}, {"sept", DATE}, {"september", DATE},
	{"server", ORDINARY | AT}, {"service", TELLS | KIND | ORDINARY | PROGRAM},
	{"services", TELLS | KIND | ORDINARY}, {"servicio", TELLS},
	{"servizio", TELLS}, {"session", ORDINARY}, {"sessions", ORDINARY},
	{"set", ORDINARY}, {"setting", ORDINARY}, {"settings", ORDINARY},
	{"severe", LEVEL}, {"sg", DOMAIN}, {"sh", SOURCE}, {"sha-1", FIXED},
	{"sha-256", FIXED}, {"sha1", FIXED}, {"sha256", FIXED}, {"sha512", FIXED},
	{"shall", ORDINARY}, {"should", ORDINARY}, {"sig", CODE},
	{"signal", CODE | TELLS}, {"since", ORDINARY}, {"site", DOMAIN},
	{"sk", DOMAIN}, {"slice", PROGRAM}, {"smb1", FIXED}, {"smb2", FIXED},
	{"smb3", FIXED}, {"smtp", CODE}, {"so", PROGRAM}, {"sock", DATA},
	{"socket", PROGRAM}, {"sortie", BETWEEN}, {"space", ORDINARY},
	{"specified", ORDINARY}, {"sql", DATA}, {"sqlcode", CODE},
	{"sqlite", DATA}, {"sqlstate", CODE}, {"sslv2", FIXED}, {"sslv3", FIXED},
	{"start", ORDINARY}, {"started", ORDINARY}, {"starting", ORDINARY},
	{"state", TELLS | ORDINARY},
	{"status", CODE | BETWEEN | TELLS | ORDINARY}, {"status_code", CODE},
	{"statuscode", CODE}, {"still", ORDINARY}, {"stop", ORDINARY},
	{"stopcode", CODE}, {"stopped", ORDINARY}, {"stopping", ORDINARY},
	{"store", ORDINARY}, {"stunden", UNIT}, {"subsystem", TELLS},
	{"sun", DATE}, {"sunday", DATE}, {"supported", ORDINARY}, {"svc", DOMAIN},
	{"svg", DATA}, {"swap", PROGRAM}, {"swift", SOURCE}, {"swp", DATA},
	{"sys", PROGRAM}, {"system", BETWEEN | ORDINARY}, {"system32", FIXED},
	{"syswow64", FIXED}, {"t", UNIT}, {"table", ORDINARY},
	{"tables", ORDINARY}, {"tage", UNIT}, {"tar", DATA}, {"target", PROGRAM},
	{"task", TELLS}, {"tb", UNIT}, {"tcp4", FIXED}, {"tcp6", FIXED},
	{"temp", DATA}, {"term", TELLS}, {"test", DOMAIN}, {"tgz", DATA},
	{"th", DOMAIN}, {"than", ORDINARY}, {"that", ORDINARY},
	{"the", BETWEEN | ORDINARY}, {"their", ORDINARY}, {"then", ORDINARY},
	{"there", ORDINARY}, {"these", ORDINARY}, {"this", ORDINARY | SINGULAR},
	{"those", ORDINARY}, {"thu", DATE}, {"thur", DATE}, {"thurs", DATE},
	{"thursday", DATE}, {"thus", SINGULAR}, {"tib", UNIT}, {"time", ORDINARY},
	{"time(s)", UNIT}, {"timed", ORDINARY}, {"timeout", ORDINARY},
	{"timer", PROGRAM}, {"times", ORDINARY | UNIT}, {"tls1.2", FIXED},
	{"tls1.3", FIXED}, {"tlsv1", FIXED}, {"tmp", DATA}, {"to", ORDINARY | AT},
	{"token", ORDINARY}, {"tokens", ORDINARY}, {"toml", SOURCE},
	{"tool", TELLS}, {"towards", SINGULAR}, {"tr", DOMAIN}, {"trace", LEVEL},
	{"trn", DATA}, {"true", SWITCH}, {"try", ORDINARY}, {"ts", SOURCE},
	{"tsv", DATA}, {"tsx", SOURCE}, {"tue", DATE}, {"tues", DATE},
	{"tuesday", DATE}, {"tv", DOMAIN}, {"tw", DOMAIN}, {"txt", DATA},
	{"type", BETWEEN | ORDINARY}, {"types", ORDINARY}, {"ua", DOMAIN},
	{"udp4", FIXED}, {"udp6", FIXED}, {"uid", NAMES}, {"uk", DOMAIN},
	{"unauthorized", ORDINARY}, {"unavailable", ORDINARY},
	{"undefined", SWITCH}, {"unexpected", BETWEEN}, {"unit", TELLS | KIND},
	{"units", TELLS}, {"unknown", ORDINARY}, {"unlocked", ORDINARY},
	{"unreachable", ORDINARY}, {"unset", ORDINARY | SWITCH},
	{"until", ORDINARY}, {"up", ORDINARY}, {"update", ORDINARY},
	{"updated", ORDINARY}, {"us", UNIT | DOMAIN}, {"uscita", BETWEEN},
	{"use", ORDINARY}, {"usec", UNIT}, {"usecs", UNIT}, {"used", ORDINARY},
	{"user", NAMES}, {"userid", NAMES}, {"username", NAMES},
	{"usernames", NAMES}, {"users", NAMES}, {"uses", ORDINARY | SINGULAR},
	{"using", ORDINARY}, {"usr64", FIXED}, {"usuario", NAMES},
	{"usuário", NAMES}, {"utc", UNIT}, {"utente", NAMES}, {"utf-16", FIXED},
	{"utf-8", FIXED}, {"utf16", FIXED}, {"utf8", FIXED},
	{"utilisateur", NAMES}, {"utility", TELLS}, {"valid", ORDINARY},
	{"value", BETWEEN | ORDINARY}, {"values", ORDINARY},
	{"variable", ORDINARY}, {"variables", ORDINARY}, {"vb", SOURCE},
	{"vbs", SOURCE}, {"verbose", LEVEL}, {"verification", ORDINARY},
	{"verified", ORDINARY}, {"verify", ORDINARY}, {"vhd", DATA},
	{"vhdx", DATA}, {"via", AT}, {"vmdk", DATA}, {"vn", DOMAIN}, {"w", LEVEL},
	{"w32tm", FIXED}, {"w3svc", FIXED}, {"w3wp", FIXED}, {"wal", DATA},
	{"war", PROGRAM}, {"warn", LEVEL}, {"warning", LEVEL}, {"warnung", LEVEL},
	{"was", BETWEEN | ORDINARY}, {"wasn't", ORDINARY}, {"wav", DATA},
	{"wed", DATE}, {"wednesday", DATE}, {"weds", DATE}, {"week", UNIT},
	{"weeks", UNIT}, {"were", ORDINARY}, {"when", ORDINARY},
	{"whereas", SINGULAR}, {"which", ORDINARY}, {"while", ORDINARY},
	{"who", ORDINARY}, {"whose", ORDINARY}, {"will", ORDINARY},
	{"win", BETWEEN}, {"win32", FIXED}, {"win64", FIXED}, {"winerror", CODE},
	{"with", BETWEEN | ORDINARY | AT}, {"without", ORDINARY},
	{"won't", ORDINARY}, {"would", ORDINARY}, {"wow64", FIXED},
	{"wsaerror", CODE}, {"x11", FIXED}, {"x509", FIXED}, {"x64", FIXED},
	{"x86", FIXED}, {"x86_64", FIXED}, {"xls", DATA}, {"xlsx", DATA},
	{"xml", SOURCE}, {"xyz", DOMAIN}, {"xz", DATA}, {"yaml", SOURCE},
	{"year", UNIT}, {"years", UNIT}, {"yes", SWITCH}, {"yml", SOURCE},
	{"your", ORDINARY}, {"z", UNIT}, {"za", DOMAIN}, {"zip", DATA},
	{"zst", DATA}, {"μs", UNIT}, {"ошибка", CODE | COUNTED},
};

/* clang-format on */

#define WORDS (sizeof(words) / sizeof(*words))

/*
 * Orders words by their bytes; none has a NUL in it.
 */
static int
compare(const char *word, size_t length, const char *text)
{
	size_t i = 0;

	while (i < length && word[i] == text[i] && text[i] != '\0')
		i++;
	if (i == length)
		return text[i] == '\0' ? 0 : -1;
	return (unsigned char) word[i] < (unsigned char) text[i] ? -1 : 1;
}

unsigned
learn_fingerprint_word(const char *word, size_t length)
{
	size_t low = 0;
	size_t high = WORDS;

	while (low < high)
	{
		size_t middle = (low + high) / 2;
		int order = compare(word, length, words[middle].text);

		if (order == 0)
			return words[middle].is;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return 0;
}

const char *
learn_fingerprint_word_at(size_t index)
{
	return index < WORDS ? words[index].text : NULL;
}
