/*-------------------------------------------------------------------------
 *
 * remedies_network.h
 *		Remedies: networks and name resolution.
 *
 * The inside of the array in remedy_table.c, which includes it once:
 * therefore no include guard.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	{
		.id = "interface-up",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "network is down|network is unreachable|enetunreach|"
		                "enetdown|interface * is down|no route to host|"
		                "link * down"},
		.needs = NEED(INTERFACE),
		.action = "interface_up",
		.linux_sh = SH_INTERFACE_UP,
		.wait_for = SH_INTERFACE_IS_UP,
		.timeout = 60,
		.what = "brings the network interface up, and waits for its carrier",
		.why = "the network could not be reached because its interface was "
		       "down",
	},
	{
		.id = "flush-names",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = NO_NAME},
		.done = "flush-caches|flushcache|flushdns|clear-dnsclientcache",
		.action = "flush_names",
		.linux_sh = SH_FLUSH_DNS,
		.darwin_sh = DARWIN_FLUSH_DNS,
		.powershell = PS_FLUSH_DNS,
		.timeout = 60,
		.what = "forgets the names that this host has cached",
		.why = "a name could not be resolved; that it could not is cached too",
	},
	{
		.id = "no-proxy-for-this-host",
		.kind = LEARN_REMEDY_PREFIX,
		.has = {ERROR = "proxy", STEP = LOOPBACK},
		.done = "no_proxy=",
		.option = SH_NO_PROXY,
		ON_UNIX,
		.what = "asks what is on this host without a proxy",
		.why = "the proxy of this site cannot reach addresses that mean this "
		       "host",
	},
	{
		.id = "report-firewall",
		.kind = LEARN_REMEDY_BEFORE,
		.has = {ERROR = "no route to host|administratively prohibited|"
		                "host prohibited|ehostunreach|port * filtered"},
		.needs = NEED(PORT),
		.action = "report_firewall",
		.linux_sh = SH_REPORT_FIREWALL,
		.timeout = 30,
		.what = "says which rules of the firewall may refuse the port, and "
		        "stops when there are any",
		.why = "the connection was refused on its way; whether a port is to "
		       "be opened, only a human can decide",
	},
