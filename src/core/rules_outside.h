/*-------------------------------------------------------------------------
 *
 * rules_outside.h
 *		Rules: what is outside the runbook refused, failed or differs.
 *
 * The inside of the array in rules_table.c, which includes it once: therefore
 * no include guard.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	/* ---- access refused ------------------------------------------------ */

	{PERMISSION, 87, 0,
	 {ERROR = "access is denied|access denied|accessdenied|access was denied|"
	          "zugriff verweigert|accès refusé|acceso denegado|"
	          "accesso negato|acesso negado|toegang geweigerd|"
	          "odmowa dostępu|åtkomst nekad|adgang nægtet|"
	          "отказано в доступе|アクセスが拒否|拒绝访问"},
	 {ERROR = "failed to execute operation: access denied"},
	 "access was denied"},
	MESSAGE(PERMISSION, 70, "failed to execute operation: access denied",
	        "the service manager denied access"),
	MESSAGE(PERMISSION, 88,
	        "permission denied|keine berechtigung|permission non accordée|"
	        "permiso denegado|permesso negato|permissão negada|"
	        "toestemming geweigerd|brak dostępu|доступ запрещ|权限不够|"
	        "許可がありません|eacces|errno 13",
	        "the permission was denied"),
	MESSAGE_BUT(PERMISSION, 84,
	        "operation not permitted|operation is not permitted|~eperm~|"
	        "vorgang nicht zulässig|opération non permise|"
	        "operación no permitida|operazione non permessa",
	        "modprobe|mount:|sysctl|cgroup",
	        "the system does not permit the operation"),
	MESSAGE(PERMISSION, 92,
	        "0x80070005|e_accessdenied|2147942405|-2147024891|"
	        "unauthorizedaccess|permissiondenied|0x80240044|0x80041003|"
	        "securityexception|requested registry access is not allowed",
	        "Windows answered with its code for denied access"),
	MESSAGE_BUT(PERMISSION, 92,
	        "must be root|run as root|run this as root|run it as root|"
	        "running as root|root privilege|requires root|require root|"
	        "need root|needs root|need to be root|are you root|"
	        "must be superuser|requires superuser|only root can|"
	        "you are not root|not running as root|with root permission|"
	        "with sudo|using sudo|als root|en tant que root|como root",
	        "as root for richer|not be run as root|not run as root|"
	        "cannot run as root|can't run as root|don't run * as root|"
	        "running as root is|unprivileged user|not permitted&postgresql|"
	        "do not run",
	        "the command needs root"),
	MESSAGE(PERMISSION, 93,
	        "requires elevation|elevated privilege|elevated permission|"
	        "elevated command|elevated prompt|elevated shell|elevated session|"
	        "run as administrator|run as an administrator|"
	        "administrative privilege|administrator privilege|"
	        "administrative right|administrator right|administrative access|"
	        "must be an administrator|must be administrator|as administrator|"
	        "error 740|erhöhte rechte|erhöhten rechten|als administrator|"
	        "en tant qu'administrateur|droits d'administrateur|"
	        "como administrador|requiere elevación|amministratore",
	        "the command needs an elevated session"),
	MESSAGE(PERMISSION, 94,
	        "sudo: a password is required|sudo: a terminal is required|"
	        "no tty present|missing sudo password|missing become password|"
	        "incorrect sudo password|incorrect become password|"
	        "not in the sudoers|sudo: sorry|sudo: no password|"
	        "sudo: interactive authentication|is not allowed to execute|"
	        "timeout * waiting for privilege escalation|"
	        "interactive authentication required|ein passwort ist notwendig|"
	        "un mot de passe est nécessaire|polkit|not authorized to manage",
	        "the rights could not be raised"),
	MESSAGE(PERMISSION, 90,
	        "(publickey|too many authentication failures|"
	        "authentication failed|authentication failure|auth failed|"
	        "authentication error|authentication required|"
	        "failed to authenticate|unable to authenticate|"
	        "could not authenticate|not authenticated|unauthenticated|"
	        "password authentication failed|no pg_hba.conf entry|"
	        "access denied for user|login failed|logon failure|logon failed|"
	        "logon denied|login incorrect|login denied|invalid credential|"
	        "invalid username or password|invalid user name or password|"
	        "bad username or password|user name or password is incorrect|"
	        "bad credentials|wrong password|incorrect password|"
	        "invalid password|password is incorrect|password expired|"
	        "account is locked|account locked|account has been locked|"
	        "account is disabled|requested logon type|error 1069|"
	        "log on as a service|anonymous logon|ora-01017|"
	        "anmeldung fehlgeschlagen|anmeldefehler|"
	        "échec de l'authentification|échec de l'ouverture de session|"
	        "error de inicio de sesión|autenticación fallida",
	        "the login was refused"),
	MESSAGE_BUT(PERMISSION, 86,
	        "401 unauthorized|~401~*unauthorized|unauthorized|403 forbidden|"
	        "http 403|status 403|code: 403|code 403|error 403|error: 403|"
	        "returned error: 401|returned error: 403|http 401|status 401|"
	        "code: 401|code 401|is forbidden|forbidden:|not authorized|"
	        "not authorised|unauthorised|accessdeniedexception|"
	        "you must be logged in|authorization failed|permission_denied",
	        "cluster_block|read-only / allow|acme|urn:ietf|rate limit|rate-limit",
	        "the server refused the credentials"),
	MESSAGE(PERMISSION, 88,
	        "insufficient privilege|insufficient permission|"
	        "insufficientprivilege|insufficient rights|insufficient access|"
	        "insufficient scope|insufficient authentication|"
	        "insufficient_scope|privilege is not held|privilege not held|"
	        "lacks privilege|lack of permission|lacks permission|"
	        "lacks the required|don't have permission|"
	        "do not have permission|does not have permission|"
	        "don't have * permission|do not have * permission|"
	        "does not have * permission|not have the required permission|"
	        "not have sufficient|not have enough * rights|"
	        "no permission|ora-01031|must be owner of|"
	        "you need * privilege|permission to perform|"
	        "missing permission|required permission|not allowed to access",
	        "the account lacks a right"),
	MESSAGE(PERMISSION, 88,
	        "pull access denied|requested access to the resource is denied|"
	        "no basic auth credentials|unable to locate credentials|"
	        "could not find default credentials|no credentials|"
	        "credentials have expired|credentials expired|expiredtoken|"
	        "expired token|token expired|token has expired|invalid token|"
	        "token is invalid|invalid api key|invalidclienttokenid|"
	        "signaturedoesnotmatch|invalid_grant|invalid_client|"
	        "aadsts|missing credential|credentials are invalid|"
	        "no kerberos credentials|credentials cache|preauthentication failed|"
	        "pre-authentication failed|wrong username|could not read username|"
	        "could not read password|noauth authentication|wrong passphrase",
	        "the credentials are missing, wrong or expired"),
	MESSAGE(PERMISSION, 76,
	        "host key verification failed|unprotected private key|"
	        "bad owner or permissions|bad permissions|"
	        "load key * invalid format|remote host identification has changed",
	        "the SSH keys were not accepted"),
	{PERMISSION, 88, LEARN_ON_DARWIN,
	 {ERROR = "full disk access|system integrity protection|"
	          "not authorized to send apple events|~-1743~|"
	          "not allowed assistive access|~tcc~|"
	          "csrutil|user interaction is not allowed|errsecauthfailed"},
	 {NULL}, "the privacy protection of macOS refused it"},
	{PERMISSION, 80, 0,
	 {ERROR = "avc: denied|selinux is preventing|apparmor=\"denied\"|"
	          "denied by policy|blocked by group policy|applocker|"
	          "blocked by your administrator|blocked by your organization|"
	          "administrator has blocked|blocked by policy|"
	          "not permitted by policy"},
	 {NULL}, "a security policy of the host refused it"},
	MESSAGE(PERMISSION, 66,
	        "running scripts is disabled|not digitally signed|"
	        "execution of scripts is disabled|execution_policies|"
	        "ausführung von skripts auf diesem system deaktiviert",
	        "the execution policy refused the script"),
	{PERMISSION, 82, GREEN,
	 {STATE = "tamper*=on|tamper*=enabled|tamper*=true|lockdown*=on|"
	          "group_policy*=enforced|gpo*=enforced|policy*=enforced|"
	          "selinux*denied|apparmor*denied|avc*denied|"
	          "full_disk_access=false|full_disk_access=denied|"
	          "tcc*=denied|access*=denied|permission*=denied|permission*denied"},
	 {NULL}, "a protection on the host undoes or blocks the change"},

	/* ---- outside services ---------------------------------------------- */

	{EXTERNAL, 87, 0,
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
	          "could not resolve hostname|host not found|0x80072ee7|"
	          "nom ou service inconnu|résolution de nom|"
	          "nombre o servicio desconocido|"
	          "der name oder der dienst ist nicht bekannt|"
	          "fehler bei der namensauflösung|nome o servizio sconosciuto"},
	 {INCIDENT = "dns", ERROR = "unable to resolve host *: sudo|" LOOPBACK},
	 "a host name could not be resolved"},
	{EXTERNAL, 70, 0,
	 {ERROR = "dns lookup|dns error|dns problem|servfail|nxdomain|"
	          "dns name does not exist|dns server failure"},
	 {INCIDENT = "dns"}, "a DNS lookup failed"},
	{EXTERNAL, 92, 0,
	 {ERROR = "rate limit|rate-limit|ratelimit|toomanyrequests|"
	          "too many requests|too many certificates|"
	          "too many failed authorizations|429 too|http 429|~429~|"
	          "throttl|rate exceeded|requestlimitexceeded|"
	          "api limit|quota exceeded for|pull limit|slowdown"},
	 {ERROR = "cpu thrott|disk quota|start-limit"},
	 "the service limits how often it may be asked"},
	{EXTERNAL, 87, 0,
	 {ERROR = "502 bad gateway|503 service|504 gateway|bad gateway|"
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
	 {ERROR = LOOPBACK, VERIFICATION = "~50"},
	 "a server answered with an error of its own"},
	{EXTERNAL, 86, 0,
	 {ERROR = "failed to fetch http|unable to fetch some archives|"
	          "failed to download metadata|cannot download repomd|"
	          "cannot download * repomd|repomd.xml|"
	          "could not retrieve mirrorlist|cannot find a valid baseurl|"
	          "no more mirrors|all mirrors were|all mirrors|"
	          "no longer has a release file|does not have a release file|"
	          "hash sum mismatch|some index files failed to download|"
	          "unable to retrieve file|mirror sync in progress|"
	          "file has unexpected size|errors during downloading metadata|"
	          "failed to synchronize cache|failed retrieving file|"
	          "failed to synchronize all databases|"
	          "could not download|failed to download|download failed|"
	          "unable to download|error downloading|failure when receiving"},
	 {ERROR = "not valid yet|permission denied|certificate|no space|signature|"
	          "public key|no_pubkey|expired|401|403|" LOOPBACK},
	 "a download or package mirror failed"},
	{EXTERNAL, 84, 0,
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
	 {ERROR = LOOPBACK "|waiting for|wait_for|timed out after",
	  EARLIER = "reboot|shutdown -r|restart-computer",
	  INCIDENT = "network|firewall|dns|vpn",
	  STATE = "[clock-off]|[disk-full]|[out-of-memory]|[memory-full]"},
	 "a remote host did not answer"},
	{EXTERNAL, 72, 0,
	 {ERROR = "connection refused|econnrefused|actively refused|"
	          "connection reset|econnreset|no route to host|ehostunreach|"
	          "forcibly closed|connection closed by remote|"
	          "failed to connect|could not connect|cannot connect|"
	          "can't connect|unable to connect|host is unreachable|"
	          "host unreachable|verbindungsaufbau abgelehnt|"
	          "connexion refusée|conexión rehusada|connessione rifiutata"},
	 {ERROR = LOOPBACK "|permission denied|daemon",
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
	{EXTERNAL, 78, 0,
	 {ERROR = "404 not found|404*not found|error: 404|http 404|(404)|"
	          "status 404|410 gone|end of life|~eol~|no longer maintained",
	  STEP = "apt|yum|dnf|zypper|apk |pacman|brew|choco|winget|snap|"
	         "pip|npm|gem |docker pull|helm|curl|wget|download|"
	         "invoke-webrequest|fetch|repo|update"},
	 {ERROR = LOOPBACK}, "what should be downloaded is not there any more"},
	{EXTERNAL, 74, 0,
	 {ERROR = "temporarily unavailable|try again later|retry later|"
	          "please try again in|insufficientinstancecapacity|"
	          "insufficient capacity|outage|under maintenance|"
	          "internal server error|internalerror|internal_error|"
	          "upstream connect error|upstream timed out"},
	 {ERROR = LOOPBACK "|resource temporarily unavailable"},
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

	/* ---- this environment differs -------------------------------------- */

	{ENVIRONMENT, 91, 0,
	 {ERROR = "command not found|~sh: *: not found|sh: *: not found|"
	          "/bin/sh: *: not found|is not recognized as|"
	          "not recognized as the name|not recognised as|"
	          "commandnotfound|befehl nicht gefunden|"
	          "kommando nicht gefunden|commande introuvable|"
	          "commande non trouvée|orden no encontrada|"
	          "no se encontró la orden|comando non trovato|"
	          "comando não encontrado|nie znaleziono polecenia|"
	          "opdracht niet gevonden|команда не найдена|"
	          "wurde nicht als name eines cmdlet|"
	          "nicht als name eines cmdlet|"
	          "ist entweder falsch geschrieben|n'est pas reconnu|"
	          "no se reconoce como|non è riconosciuto come|"
	          "não é reconhecido|não foi reconhecido|未找到命令|"
	          "不是内部或外部命令|コマンドが見つかりません|"
	          "executable file not found|no such command|"
	          "executable not found|program not found|unknown command|"
	          "no executable found|spawn * enoent|could not find command|"
	          "unable to find * executable|is not installed|not found in path|"
	          "not in path|not in your path|failed to find required executable"},
	 {ERROR = "\\r': command not found|^m: command"},
	 "a command does not exist here"},
	MESSAGE(ENVIRONMENT, 90,
	        "bad interpreter|exec format error|bad cpu type|"
	        "incompatible architecture|wrong architecture|"
	        "no matching manifest for|unsupported architecture|"
	        "not a valid win32|not compatible with the version of windows|"
	        "cannot execute binary file|wrong elf class|"
	        "does not match the host platform|illegal instruction",
	        "the program is not made for this system"),
	{ENVIRONMENT, 90, LEARN_ON_DARWIN,
	 {ERROR = "illegal option|unrecognized option|unknown option|"
	          "invalid option|extra characters at the end|"
	          "invalid command code|illegal byte sequence|"
	          "undefined label|unknown primary|illegal line count|"
	          "usage: sed|usage: date|usage: grep|usage: stat|"
	          "usage: readlink|usage: xargs|illegal time format|"
	          "bad flag in substitute|unterminated substitute|"
	          "expects \\ followed by text|read-only file system"},
	 {NULL}, "the BSD tools of macOS do not take these options"},
	MESSAGE(ENVIRONMENT, 82,
	        "illegal option|unrecognized option|unrecognised option|"
	        "unknown option|invalid option|unknown flag|"
	        "unknown shorthand flag|unrecognized argument|"
	        "unknown argument|unknown switch|no such option|"
	        "unknown parameter|a parameter cannot be found that matches|"
	        "parameter cannot be found|ungültige option|"
	        "unbekannte option|option non reconnue|option invalide|"
	        "opción no reconocida|opción inválida|opzione non",
	        "this version of the tool does not know the option"),
	MESSAGE(ENVIRONMENT, 85,
	        "modulenotfounderror|no module named|importerror|"
	        "cannot import name|required python library|python bindings|"
	        "python library|can't locate * in @inc|cannot load such file|"
	        "could not load file or assembly|"
	        "error while loading shared libraries|"
	        "cannot open shared object|library not loaded|version 'glibc|"
	        "glibcxx|undefined symbol|dll was not found|dll is missing|"
	        "unable to load dll|entry point not found|vcruntime|"
	        "unsupportedclassversion|unsupported class file|"
	        "unable to locate a java runtime|java_home|"
	        "was not loaded because no valid module file|"
	        "the specified module * was not loaded|.net framework|"
	        "you must install * .net|framework * was not found|"
	        "cannot find module|symbol not found",
	        "a library or runtime is missing here or has another version"),
	MESSAGE(ENVIRONMENT, 86,
	        "client-based operating system|unsupported platform|"
	        "platform not supported|platform is not supported|"
	        "unsupported operating system|operating system is not supported|"
	        "unsupported os|unsupported distribution|"
	        "distribution is not supported|not supported on this|"
	        "is not supported on|not supported by this|not supported in this|"
	        "not available on this|not available for this|"
	        "not applicable to|0x80240017|not applicable for|"
	        "only supported on|only available on|only works on|"
	        "requires windows|requires macos|requires a newer|"
	        "requires * or later|requires * or newer|"
	        "requires * or higher|or newer is required|or later is required|"
	        "version is too old|is too old|minimum required version|"
	        "unsupported version|version mismatch|requires version|"
	        "client version * too|does not support|doesn't support|"
	        "nicht unterstützt|pas pris en charge|no es compatible|"
	        "no se admite|non supportat|we do not provide support|"
	        "nicht anwendbar",
	        "this platform or version does not support it"),
	MESSAGE_BUT(ENVIRONMENT, 84,
	        "unit * not found|unit * could not be found|"
	        "unit * not loaded|unit file * does not exist|"
	        "could not find the requested service|"
	        "systemd could not find|no such service|unrecognized service|"
	        "unknown service|service name is invalid|"
	        "service * does not exist|service does not exist|"
	        "cannot find any service|service was not found|"
	        "failed to get unit file state|error 1060|service not found|"
	        "service * not found|der dienstname ist ungültig|"
	        "der angegebene dienst ist kein|le nom du service n'est pas|"
	        "could not find service|no service named|not a known service",
	        "{{|}}|dict_keys|nonetype|undefined|[object|$(",
	        "the service has another name here, or is not installed"),
	MESSAGE(ENVIRONMENT, 84,
	        "module * not found in directory|modprobe: fatal|"
	        "modprobe: error|invalid module format|"
	        "could not insert|operation not supported|"
	        "function not implemented|protocol not supported|"
	        "address family not supported|kernel does not|"
	        "swap * not supported|cgroup v2|cgroups v|missing cgroup|"
	        "unknown filesystem type|no such device|"
	        "not supported by the kernel|your kernel|"
	        "virtualization * not|hyper-v * not|"
	        "hardware assisted virtualization|no kvm|"
	        "table does not exist (do you need to insmod|"
	        "system has not been booted with systemd|"
	        "failed to connect to bus",
	        "the kernel or init system here lacks what is needed"),
	MESSAGE(ENVIRONMENT, 83,
	        "unable to locate package|no package * available|"
	        "no match for argument|unable to find a match|"
	        "nothing provides|has no installation candidate|"
	        "unmet dependencies|no available formula|no formulae|"
	        "couldn't find any package|package * is not available|"
	        "package * not found|no package found|no packages found|"
	        "no package matching|unable to select packages|"
	        "target not found:|could not find a version that satisfies|"
	        "no matching distribution found|no candidate version|"
	        "keine übereinstimmung|kann nicht gefunden werden*paket|"
	        "impossible de trouver le paquet|"
	        "no se ha podido localizar el paquete|"
	        "problem: conflicting requests|no matching package",
	        "the package does not exist for this system"),
	{ENVIRONMENT, 84, 0,
	 {ERROR = "not valid yet|is not yet valid|certificate is not yet"},
	 {INCIDENT = "auth|crash|login|cert", STATE = "[clock-off]"},
	 "the clock of this host is wrong"},
	MESSAGE(ENVIRONMENT, 85,
	        "cannot change locale|unsupported locale|"
	        "setting locale failed|codec can't|unicodedecodeerror|"
	        "unicodeencodeerror|invalid multibyte|code page|"
	        "invalid byte sequence",
	        "the locale or encoding differs here"),
	MESSAGE(ENVIRONMENT, 74,
	        "\\r': command not found|^m: command|$'\\r'|bash\\r|^m: bad",
	        "the file has the line ends of another platform"),
	{ENVIRONMENT, 62, 0,
	 {ERROR = "no such file or directory|cannot find the path|"
	          "cannot find the file|could not find file|"
	          "could not find a part of the path|path not found|"
	          "filenotfound|pathnotfound|enoent|cannot find path|"
	          "file not found|no such file|not a directory|"
	          "datei oder verzeichnis nicht gefunden|"
	          "das system kann * nicht finden|aucun fichier ou dossier|"
	          "no existe el fichero|no existe el archivo|"
	          "el sistema no puede encontrar|file o directory non esistente|"
	          "arquivo ou diretório inexistente|cannot access '|"
	          "directory does not exist|cannot open *: no such"},
	 {ERROR = ".sock~|unix socket|.pid~"},
	 "a path does not exist here"},
	MESSAGE(ENVIRONMENT, 66,
	        "x509: certificate|certificate verify failed|"
	        "ssl certificate problem|unable to get local issuer|"
	        "self signed certificate|self-signed certificate|"
	        "unknown authority|could not establish trust|"
	        "trust relationship for the ssl|no protocols available|"
	        "unsupported protocol|handshake failure|dh key too small|"
	        "could not create ssl/tls secure channel",
	        "the trust store or TLS version here differs"),
	MESSAGE(ENVIRONMENT, 70,
	        "no_pubkey|public key is not available|"
	        "signatures couldn't be verified|gpg check failed|"
	        "public key for * is not installed|unknown trust|"
	        "keyring * not|nokey",
	        "the package signing key is not known here"),
	MESSAGE(ENVIRONMENT, 74,
	        "not joined to|not part of a domain|not a member of|"
	        "not domain joined|not enrolled|has not been registered|"
	        "is not registered|not registered with|class not registered|"
	        "0x80040154|0x800106ba|0x80070426|third-party antivirus|"
	        "externally-managed-environment|not a terminal",
	        "this host is set up differently"),
