/*-------------------------------------------------------------------------
 *
 * rules_remote.h
 *		Rules: an outside service or the way to it failed.
 *
 * The inside of the array in rules_table.c, which includes it once: therefore
 * no include guard.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	/* ---- the run was cut off --------------------------------------------- */

	/* As the executor says itself: whatever else was printed until then, it
	 * says nothing of the runbook. */
	MESSAGE(EXTERNAL, 96,
	        "the executor ended during step |the executor ended after step |"
	        "the executor ended while this step ran|"
	        "the executor was told to stop (signal ",
	        "the executor itself was ended or stopped"),

	/* ---- outside services ---------------------------------------------- */

	{EXTERNAL, 87, LEARN_NO_LOOPBACK,
	 {ERROR = "could not resolve host|couldn't resolve host|"
	          "could not resolve proxy|temporary failure in name resolution|"
	          "temporary failure resolving|name or service not known|"
	          "no such host|unknown host|nodename nor servname|getaddrinfo|"
	          "~enotfound~|eai_again|could not resolve '|"
	          "remote name could not be resolved|name resolution fail|"
	          "name resolution error|failed to resolve|"
	          "unable to resolve host|unable to resolve the host|"
	          "server misbehaving|no address associated with|"
	          "curl: (6)|curl error 6|curl error (6)|curl#6|"
	          "host not found|0x80072ee7|"
	          "nom ou service inconnu|résolution de nom|"
	          "nombre o servicio desconocido|"
	          "der name oder der dienst ist nicht bekannt|"
	          "fehler bei der namensauflösung|nome o servizio sconosciuto"},
	 {INCIDENT = "dns", ERROR = "unable to resolve host *: sudo"},
	 "a host name could not be resolved"},
	{EXTERNAL, 70, 0,
	 {ERROR = "dns lookup|dns error|dns problem|servfail|nxdomain|"
	          "dns name does not exist|dns server failure"},
	 {INCIDENT = "dns"}, "a DNS lookup failed"},
	{EXTERNAL, 92, 0,
	 {ERROR = "rate limit|rate-limit|ratelimit|toomanyrequests|"
	          "too many requests|too many certificates|"
	          "too many failed authorizations|429 too|http 429|http/1.1 429|error 429|status 429|"
	          "code 429|status code: 429|(429)|429 client|"
	          "throttl|rate exceeded|requestlimitexceeded|"
	          "api limit|quota exceeded for|pull limit|slowdown"},
	 {ERROR = "cpu thrott|disk quota|start-limit"},
	 "the service limits how often it may be asked"},
	{EXTERNAL, 87, LEARN_NO_LOOPBACK,
	 {ERROR = "503 service|504 gateway|bad gateway|"
	          "gateway time-out|gateway timeout|"
	          "http 500|http 502|http 503|http 504|"
	          "status 500|status 502|status 503|status 504|"
	          "status code 50|status code: 50|"
	          "error 500|error 502|error 503|error 504|"
	          "error: 500|error: 502|error: 503|error: 504|"
	          "response code: 50|code: 502|code: 503|code: 504|"
	          "(500)|(502)|(503)|(504)|~502~*bad|~503~*unavailable|"
	          "500 internal server error|503 backend|503 first byte|"
	          "service unavailable|service is unavailable|"
	          "service is currently unavailable|server is busy|"
	          "service busy|0x80244022|0x8024401f|0x80240438|0x80244018"},
	 {VERIFICATION = "~50"},
	 "a server answered with an error of its own"},
	{EXTERNAL, 86, LEARN_NO_LOOPBACK,
	 {ERROR = "failed to fetch http|unable to fetch some archives|"
	          "cannot download repomd|"
	          "cannot download * repomd|repomd.xml|"
	          "could not retrieve mirrorlist|"
	          "no more mirrors|all mirrors|"
	          "no longer has a release file|does not have a release file|"
	          "hash sum mismatch|"
	          "unable to retrieve file|mirror sync in progress|"
	          "file has unexpected size|errors during downloading metadata|"
	          "failed to synchronize cache|failed retrieving file|"
	          "failed to synchronize all databases|"
	          "could not download|failed to download|download failed|"
	          "unable to download|error downloading|failure when receiving"},
	 {ERROR = "not valid yet|permission denied|certificate|no space|signature|"
	          "public key|no_pubkey|expired|401|403"},
	 "a download or package mirror failed"},
	{EXTERNAL, 76, LEARN_NO_LOOPBACK, /* or the release here is too old */
	 {ERROR = "cannot find a valid baseurl"},
	 {ERROR = "permission denied|certificate|no space"},
	 "no package mirror is known or answers"},
	{EXTERNAL, 84, LEARN_NO_LOOPBACK,
	 {ERROR = "tls handshake timeout|connection timed out|"
	          "operation timed out|connection timeout|connect timeout|"
	          "connecttimeout|etimedout|i/o timeout|timed out connecting|"
	          "read timed out|readtimeout|client.timeout exceeded|"
	          "max retries exceeded with url|newconnectionerror|"
	          "network is unreachable|enetunreach|network unreachable|"
	          "unable to connect to the remote server|"
	          "unable to connect to remote|could not connect to server|"
	          "the operation has timed out|request timed out|"
	          "remote end hung up|early eof|the network path was not found|"
	          "0x80070035|0x80072ee2|0x80072efd|0x80072efe|0x8024402c|"
	          "0x8024401c|0x80240022|0x80244019|0x8024402f|0x80072f78|"
	          "rpc server is unavailable|0x800706ba|network name is no longer|"
	          "zeitüberschreitung|délai d'attente|"
	          "tiempo de espera agotado|tempo scaduto|npm err! network|"
	          "no internet|internet connection|proxy error|"
	          "curl: (28)|curl: (35)|curl: (52)|curl: (56)|curl: (18)|"
	          "ssl_error_syscall|unexpected eof while reading|"
	          "ssl connection * closed|gnutls_handshake"},
	 {ERROR = "waiting for|wait_for|timed out after",
	  EARLIER = "reboot|shutdown -r|restart-computer",
	  INCIDENT = "network|firewall|dns|vpn",
	  STATE = "[clock-off]|[disk-full]|[out-of-memory]|[memory-full]"},
	 "a remote host did not answer"},
	{EXTERNAL, 72, LEARN_NO_LOOPBACK,
	 {ERROR = "connection refused|econnrefused|actively refused|"
	          "connection reset|econnreset|no route to host|ehostunreach|"
	          "forcibly closed|connection closed by remote|"
	          "failed to connect|could not connect|cannot connect|"
	          "can't connect|unable to connect|host is unreachable|"
	          "host unreachable|verbindungsaufbau abgelehnt|"
	          "connexion refusée|conexión rehusada|connessione rifiutata"},
	 {ERROR = "permission denied|daemon",
	  EARLIER = "reboot|shutdown -r|restart|~start",
	  INCIDENT = "network|firewall|dns|vpn"},
	 "a remote host refused or dropped the connection"},
	{EXTERNAL, 82, 0,
	 {ERROR = "did not resync|no time data|no server suitable|"
	          "no usable * server|no reachable * server|not synchronized|"
	          "keine zeitdaten|nicht synchronisiert|no se sincronizó|"
	          "ne s'est pas synchronisé|não foi sincronizado|"
	          "no servers found|time server * not|sync*timed out",
	  INCIDENT = TIME_INCIDENT},
	 {NULL}, "the time source gave no time"},
	{EXTERNAL, 62, GREEN,
	 {INCIDENT = TIME_INCIDENT,
	  STATE = "no answer|unreachable|reach*=0|timeout|timed out|blocked|"
	          "refused|not responding|unsynchronised|unsynchronized"},
	 {NULL}, "the time source cannot be reached"},
	{EXTERNAL, 78, LEARN_NO_LOOPBACK,
	 {ERROR = "404 not found|404*not found|error: 404|http 404|(404)|"
	          "status 404|410 gone|end of life|~eol~|no longer maintained",
	  STEP = "apt|yum|dnf|zypper|apk |pacman|brew|choco|winget|snap|"
	         "pip|npm|gem |docker pull|helm|curl|wget|download|"
	         "invoke-webrequest|fetch|repo|update"},
	 {NULL}, "what should be downloaded is not there any more"},
	{EXTERNAL, 74, LEARN_NO_LOOPBACK,
	 {ERROR = "temporarily unavailable|try again later|retry later|"
	          "please try again in|insufficientinstancecapacity|"
	          "insufficient capacity|outage|under maintenance|"
	          "internal server error|internalerror|internal_error|"
	          "upstream connect error|upstream timed out"},
	 {ERROR = "resource temporarily unavailable"},
	 "the service says that it is unavailable for now"},
	{EXTERNAL, 72, 0,
	 {ERROR = "acme&unauthorized|acme&dns|acme&connection|"
	          "acme:error|challenge failed|failed authorization|"
	          "some challenges have failed|failed to authenticate some domains|"
	          "error creating new order|error creating new cert|"
	          "error finalizing order|"
	          "caa record|timeout during connect",
	  INCIDENT = "cert"},
	 {NULL}, "the certificate authority refused the request"},
	{EXTERNAL, 58, LEARN_STEP_FAILED,
	 {ERROR = "certificate has expired|certificate is expired|"
	          "certificate expired|sec_error_expired",
	  STEP = "apt|yum|dnf|curl|wget|git|pip|npm|docker|download|pull|fetch"},
	 {INCIDENT = "cert"}, "the certificate of a remote host has expired"},

	/* ---- outside services: HTTP ---------------------------------------- */

	{EXTERNAL, 87, LEARN_NO_LOOPBACK,
	 {ERROR = "unexpected http response code|unexpected http status|"
	          "unexpected status code|bad status code|bad http status|"
	          "http error 5|http status code: 5|http status 5|http code 5|"
	          "http response code 5|http/1.1 5|http/2 5|http/1.0 5|"
	          "server error: 5|server error 5|success: 500~|success: 502~|"
	          "success: 503~|success: 504~|status=50|status: 50|code=50|"
	          "code e50|statuscode: 50|"
	          "returned 500~|returned 502~|returned 503~|returned 504~|"
	          "received 500~|received 502~|received 503~|received 504~|"
	          "with 500~|with 502~|with 503~|with 504~|"
	          "~error 520|~error 521|~error 522|~error 523|~error 524|"
	          "origin is unreachable|http error: 50|~500~*internal|"
	          "~504~*time|~502~*gateway|5xx server error|(408)|~408~*timeout|"
	          "server encountered an|server experienced an|"
	          "backenderror|backend error|backend fetch failed|"
	          "guru meditation|over capacity|overloaded|"
	          "internal server error|temporarily unable"},
	 {VERIFICATION = "~50"},
	 "a server answered with an error of its own"},
	{EXTERNAL, 88, 0,
	 {ERROR = "limitexceeded|limit exceeded|quotaexceeded|quota exceeded|"
	          "exceeded your * quota|resource_exhausted|exceeds * quota|"
	          "insufficient quota|insufficient * quota|over quota|"
	          "service quota|allocationfailed|zonal allocation|"
	          "skunotavailable|capacity * not available|"
	          "insufficientinstance|not enough capacity|out of capacity|"
	          "capacity * unavailable|no capacity|"
	          "provisionedthroughput|slow down|retry-after|retry after|"
	          "retry later|too many requests|usage limit|daily limit|"
	          "download limit|bandwidth limit|hourly limit|abuse detection|"
	          "blocked for * requests|subscription * expired|"
	          "billing account|payment required|~402~ payment|"
	          "account suspended"},
	 {ERROR = "disk quota|user quota|inode|exceeded quota: |memory limit|"
	          "start-limit|cpu limit|job|retry limit exceeded|time limit|"
	          "open files"},
	 "the service does not give more for now"},

	/* ---- outside services: network ------------------------------------- */

	{EXTERNAL, 86, LEARN_NO_LOOPBACK,
	 {ERROR = "couldn't connect to server|failed to connect to * port|"
	          "connect to host * port|unable to access 'http|"
	          "could not read from remote|error fetching|"
	          "failed to fetch|unable to fetch|could not fetch|"
	          "cannot fetch|error: fetching|fetch failed|"
	          "could not retrieve|cannot retrieve|failed to retrieve|"
	          "unable to retrieve|failed to pull|error pulling|pull failed|"
	          "errimagepull|imagepullbackoff|"
	          "mirrorlist|cannot be reached|could not be reached|"
	          "unable to reach|failed to reach|cannot reach|could not reach|"
	          "host is down|network is down|100% packet loss|100% loss|"
	          "destination host unreachable|destination net unreachable|"
	          "no response from|host did not respond|server did not respond|"
	          "server not responding|server is not responding|"
	          "wsaetimedout|wsaeconn|wsahost_not_found|~10060~|~10054~|"
	          "error 10061|errno 10061|code 10061|(10061)|error 10065|"
	          "errno 10065|(10065)|error 11001|errno 11001|(11001)|connection to * lost|"
	          "lost connection|connection was lost|connection lost|"
	          "connection aborted|connection was aborted|"
	          "connection was closed|connection closed|socket hang up|"
	          "econnaborted|empty reply|transfer closed|"
	          "proxyconnect|tunnel connection failed|~407~|"
	          "proxy authentication|http proxy|unable to connect to proxy|"
	          "ssl handshake|tls handshake|kex_exchange_identification|"
	          "ssh_exchange_identification|request canceled while waiting|"
	          "context deadline exceeded (client|client.timeout|"
	          "i/o timeout|dial tcp"},
	 {ERROR = "permission denied|daemon.sock|.svc|no such file|"
	          "10.96.|10.100.|webhook|docker daemon|not found in|"
	          "certificate|x509|executable file|host key",
	  EARLIER = "reboot|shutdown -r|restart|~start",
	  INCIDENT = "network|firewall|dns|vpn",
	  STATE = "[clock-off]|[disk-full]|[out-of-memory]|[memory-full]"},
	 "the way to a remote host is broken"},
	{EXTERNAL, 86, LEARN_NO_LOOPBACK,
	 {ERROR = "name does not resolve|name resolution|no such host is known|"
	          "server can't find|could not be resolved|cannot resolve|"
	          "can't resolve|unable to resolve|could not resolve|"
	          "couldn't resolve|failed to resolve|resolving timed out|"
	          "nicht aufgelöst werden|auflösung * fehlgeschlagen|"
	          "n'a pas pu être résolu|impossible de résoudre|"
	          "no se pudo resolver|no se puede resolver|"
	          "impossibile risolvere|não foi possível resolver|"
	          "не удалось разрешить|无法解析|名前解決|"
	          "no nameservers|no servers could be reached|"
	          "communications error to|lookup * on *:53"},
	 {INCIDENT = "dns", ERROR = "unable to resolve host *: sudo|module|"
	  "import|dependency|dependencies|conflict"},
	 "a name could not be resolved"},
	{EXTERNAL, 86, LEARN_ON_WINDOWS,
	 {ERROR = "0x80072f76|0x80072f05|0x80072efd|0x80072ee|0x80072f8|"
	          "0x80072f7d|0x8024500c|0x80240437|0x80244|0x80d02002|"
	          "0x80d05001|0x80190194|0x801901f|0x801901ad|0x80200010|"
	          "0x80200053|0x8007054b|0x8007051f|0x80070043|0x800704cf|"
	          "0x8007003b|0x80070040|0x80072751|0x80070079|0x800706be|"
	          "0x800b0109|0x80092013|system error 53|systemfehler 53|"
	          "erreur système 53|error 53 |error 64 |error 67 |system error 67|"
	          "network name cannot be found|netzwerkpfad wurde nicht|"
	          "chemin réseau|ruta de acceso de la red|"
	          "no logon servers|domain controller * contacted|"
	          "domain * could not be contacted|could not be contacted|"
	          "lack of network connectivity|revocation server was offline|"
	          "rpc-server ist nicht verfügbar|serveur rpc|servidor rpc"},
	 {ERROR = "access denied|access is denied", INCIDENT = "network|firewall"},
	 "the way to a remote host is broken"},
	{EXTERNAL, 86, LEARN_ON_DARWIN,
	 {ERROR = "apple software update server|network problem|"
	          "internet connection appears|nsurlerror|kcferrordomain|"
	          "~-1001~|~-1003~|~-1004~|~-1005~|~-1009~|exchange failed|"
	          "network backup disk|backup disk * not available|"
	          "could not connect to the server|failed to download resource|"
	          "unable to find any * update servers"},
	 {NULL}, "a service outside this Mac does not answer"},

	/* ---- outside services: storage, directories, time, mail ------------- */

	{EXTERNAL, 82, 0,
	 {ERROR = "mount.nfs: * timed out|stale file handle|stale nfs|"
	          "nfs server|mount error(11|"
	          "~rpc: |can't contact ldap|contact ldap server|"
	          "cannot contact any kdc|cannot find kdc|cannot locate kdc|"
	          "cannot resolve * address for kdc|no kdc|"
	          "contact * domain controller|reach * domain controller|"
	          "locate * domain controller|find * domain controller|"
	          "domain controller * contacted|remote i/o error|"
	          "transport endpoint is not connected|backup target * not|"
	          "exchange failed|no reply from|"
	          "no servers suitable|no suitable server|no server suitable|"
	          "nicht synchronisiert werden|ocsp responder|crl distribution|"
	          "timestamp server|timestamping|greylist|status=deferred|"
	          "~421 4.|~450 4.|~451 4."},
	 {INCIDENT = "network|firewall|dns|vpn", STATE = "[clock-off]|[disk-full]"},
	 "a server that the step needs does not answer"},
	{EXTERNAL, 84, 0,
	 {ERROR = "service busy|urn:ietf:params:acme|acme server|acme-v0|"
	          "letsencrypt.org|error creating new order|"
	          "error creating new cert|error creating new authz|"
	          "error creating new registration|new-order|newordererror"},
	 {ERROR = "permission denied|bind|no such file|command not found|port 80"},
	 "the certificate authority did not accept the order"},
	{EXTERNAL, 83, LEARN_NO_LOOPBACK,
	 {ERROR = "hash mismatch|checksum mismatch|checksum does not match|"
	          "checksums * not match|~mirror~|~mirrors~|bad gateway|"
	          "packages.gz|repodata|repomd|"
	          "err:1 http|err:2 http|err:3 http|err:4 http|err:5 http|"
	          "e: failed to fetch|w: failed to fetch|"
	          "status code: 404 for|status code: 503 for|"
	          "npm err! network|npm err! code e5|npm err! code etimedout|"
	          "npm err! code econnreset|retrying (retry(total|"
	          "httpsconnectionpool|httpconnectionpool|"
	          "readtimeouterror|connecttimeouterror|incompleteread|"
	          "chunkedencodingerror|protocolerror|remotedisconnected|"
	          "urlerror|urlopen error|http.client|proxy.golang.org|"
	          "could not transfer artifact|could not get 'http|"
	          "the package source * unreachable|unable to load the service "
	          "index|failed when searching source|internetopenurl|"
	          "winhttp|bits * error|invalid response from|repository is down"},
	 {ERROR = "not valid yet|permission denied|no space|gpg|signature|"
	          "no_pubkey|"
	          "expired|certificate|unauthorized|401|403|unable to locate|"
	          "not resolve module|mirror urls are not",
	  INCIDENT = "network|firewall|dns|vpn"},
	 "a download or package mirror failed"},

	/* ---- outside services: tools and their words ------------------------ */

	{EXTERNAL, 85, LEARN_NO_LOOPBACK,
	 {ERROR = "mount error(115|mount error(110|nt_status_io_timeout|"
	          "nt_status_host_unreachable|nt_status_connection|"
	          "nt_status_bad_network|error in socket io|"
	          "timeout in data send|421 service not available|425 can't|"
	          "snap store|cannot query the store|"
	          "unable to load summary|spurious network error|"
	          "while downloading|could not be fully loaded|"
	          "unable to download data|valid metadata not found|"
	          "timeout exceeded when accessing|download (curl)|"
	          "broker transport failure|no resolvable bootstrap|"
	          "could not connect to the primary|"
	          "could not connect to the publisher|"
	          "the server is not operational|"
	          "server was not found or was not accessible|"
	          "network-related or instance-specific|named pipes provider|"
	          "unable to check revocation|crypt_e_revocation|"
	          "failed to establish a new connection|"
	          "establish connection|no network|not connected to the internet|"
	          "operation too slow|stream * was not closed cleanly|"
	          "http/2 stream|(18) transfer|partial file|"
	          "unable to negotiate with|remote error: |remote end closed|"
	          "server closed the connection|reset by remote|"
	          "reduce your request rate|error_no_logon_servers"},
	 {ERROR = "permission denied|access denied|certificate|no space",
	  EARLIER = "reboot|shutdown -r|restart|~start",
	  INCIDENT = "network|firewall|dns|vpn"},
	 "a service outside this host failed"},
