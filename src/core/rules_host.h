/*-------------------------------------------------------------------------
 *
 * rules_host.h
 *		Rules: this host differs from what the runbook expects.
 *
 * The inside of the array in rules_table.c, which includes it once: therefore
 * no include guard.
 *
 *-------------------------------------------------------------------------
 */
/* clang-format off */

	/* ---- this environment differs -------------------------------------- */

	/* Others may have it, as they may have a command that is missing here. */
	MESSAGE(ENVIRONMENT, 95,
	        "there is no action \"|the action \"&\" is not run: |"
	        "directory of actions \"|no powershell on this host|"
	        "no cmd on this host",
	        "the executor here cannot do what the step leaves to it"),

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
	          "nicht als name eines cmdlet|"
	          "ist entweder falsch geschrieben|n'est pas reconnu|"
	          "no se reconoce como|non è riconosciuto come|"
	          "não é reconhecido|não foi reconhecido|未找到命令|"
	          "不是内部或外部命令|コマンドが見つかりません|"
	          "executable file not found|no such command|"
	          "executable not found|program not found|unknown command|"
	          "no executable found|spawn * enoent|could not find command|"
	          "unable to find * executable|is not installed|not found in path|"
	          "not in path|not in your path|"
	          "failed to find required executable"},
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
	{ENVIRONMENT, 94, FAILED,
	 {STEP = "[exit 126]",
	  ERROR = "sh: *: permission denied|sh: permission denied: |"
	          "sh: *: keine berechtigung|sh: *: permission non accordée|"
	          "sh: *: permiso denegado|env: *: permission denied|"
	          "run command *: permission denied|exec: *: permission denied"},
	 {ERROR = ": /bin/|: /sbin/|: /usr/bin/|: /usr/sbin/|: /usr/lib|"
	          "docker daemon|docker.sock|avc: |cannot create"},
	 "the program is there, but its file is not executable"},
	{ENVIRONMENT, 92, FAILED,
	 {STEP = "~localhost~|~127.|[::1]",
	  ERROR = "~proxy~|_proxy|proxyerror|proxyconnect|"
	          "tunnel connection failed|~squid"},
	 {STEP = "proxy|squid| -x ",
	  ERROR = "upstream|reverse proxy|invalid response|kube-proxy|"
	          "docker-proxy|userland|in use"},
	 "the proxy of this host is asked for an address that means the host"},
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
	        "unknown parameter|"
	        "parameter cannot be found|ungültige option|"
	        "unbekannte option|option non reconnue|option invalide|"
	        "opción no reconocida|opción inválida|opzione non",
	        "this version of the tool does not know the option"),
	MESSAGE(ENVIRONMENT, 85,
	        "modulenotfounderror|no module named|importerror|"
	        "cannot import name|can't locate * in @inc|cannot load such file|"
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
	        "is too old|minimum required version|"
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
	 {ERROR = "cannot find the path|"
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

	/* ---- this environment differs: versions ----------------------------- */

	MESSAGE(ENVIRONMENT, 86,
	        "no matches for kind|no kind is registered|"
	        "doesn't have a resource type|is not a docker command|"
	        "could not find the requested resource|unknown api version|"
	        "is not a * command. see|unrecognized subcommand|"
	        "unknown subcommand|invalid subcommand|invalid choice|"
	        "unknown collation|unknown character set|"
	        "unknown system variable|unrecognized configuration parameter|"
	        "function * does not exist|no such function|unknown function|"
	        "files are incompatible|incompatible with server|"
	        "was initialized by|server version mismatch|"
	        "incompatible version|version incompatib|not compatible with|"
	        "is incompatible with|is not available (ed|"
	        "could not open extension control|"
	        "plugin * is not loaded|cannot be loaded: * plugin|"
	        "unknown storage engine|deprecated and removed|"
	        "has been removed in|has been removed from|was removed in|"
	        "no longer supported|is deprecated in favor",
	        "the version here is another one than expected"),
	MESSAGE(ENVIRONMENT, 86,
	        "not compiled in|compiled without|built without|"
	        "was not compiled|without support for|does not include support|"
	        "kernel module|kernel does not support|"
	        "multi-call binary|busybox|unsupported engine|ebadengine|"
	        "requires node|requires python|requires php|requires ruby|"
	        "requires java|requires perl|requires powershell|"
	        "requires .net|requires bash|requires systemd|"
	        "python interpreter|"
	        "interpreter * not found|python: not found|/python: no such|"
	        "no jdk|no jre|unsupported major.minor|"
	        "invalid target release|install or update .net|hostfxr|"
	        "api-ms-win|side-by-side configuration|0x8007007e|0x8007007f|"
	        "0xc000007b|0xc0000135|0xc0000139|"
	        "specified module could not be found|"
	        "specified procedure could not be found|bad image|"
	        "not a valid application|wrong fs type|glibc_|libstdc++|"
	        "libssl.|libcrypto.|dyld: |dyld[|dlopen|rosetta|"
	        "have 'x86_64'|have 'arm64'|mach-o|no module named|"
	        "modulenotfound|missing module|missing dependency|"
	        "missing library|missing package|aren't installed|"
	        "isn't installed|not installed|not been installed|"
	        "nicht installiert|n'est pas installé|no está instalado|"
	        "non è installato|não está instalado",
	        "a part of the system is missing here or built differently"),

	/* ---- this environment differs: Windows ------------------------------ */

	{ENVIRONMENT, 85, LEARN_ON_WINDOWS,
	 {ERROR = "object was not found on the computer|"
	          "angegebene objekt wurde nicht|"
	          "cannot find the drive|cannot find drive|"
	          "a drive with the name|feature name * unknown|0x800f080c|"
	          "0x800f0805|0x800f081e|invalid class|invalid namespace|"
	          "0x8004100e|0x80041010|0x80041014|provider load failure|"
	          "unable to find type|cannot find type|"
	          "does not contain a method|method invocation failed|"
	          "the property * cannot be found|requires -version|"
	          "scriptrequires|requires * edition|home edition|"
	          "not available in this edition|server core|rsat|"
	          "security protocol|could not create ssl/tls|"
	          "do not possess a common algorithm|0x80090331|"
	          "app installer|0x80070424|0x80040154|0x800700c1|tpm * not|"
	          "no tpm|tpm is not|not installed|"
	          "no instance * found|element not found|is not a valid * path|"
	          "not a domain|domain * does not exist|cannot find module|"
	          "the term '|commandnotfoundexception|is not recognized|"
	          "failed 1060|system error 1060|specified service does not|"
	          "no service * was found|cannot find any service|"
	          "client-based|windows client|not supported on this|"
	          "this operating system|this version of windows|"
	          "dieser version von windows|not applicable to your"},
	 {NULL}, "this Windows lacks what the step expects"},

	{ENVIRONMENT, 74, LEARN_ON_WINDOWS,
	 {ERROR = "0x8a150|0x80073cf|0x80070490|0x80070002|0x80070003|0x80070032|"
	          "0x80070078|0x8007000b|0x80090034|0x80310|0x80284|0x80041|"
	          "0x800106ba|0x800f0922"},
	 {NULL}, "a component of this Windows lacks something"},
	MESSAGE_BUT(ENVIRONMENT, 82, "python bindings|libselinux",
	            "failed to import",
	            "a library for the interpreter of this host is missing"),
	MESSAGE(ENVIRONMENT, 78, "python library",
	        "a library for the interpreter of this host is missing"),

	/* ---- this environment differs: macOS -------------------------------- */

	{ENVIRONMENT, 85, LEARN_ON_DARWIN,
	 {ERROR = "invalid active developer path|xcode-select|xcrun: error|"
	          "command line tools|command line developer tools|"
	          "no available formula|no such keg|cask * unavailable|"
	          "no cask|is not installed|is not a mach-o|"
	          "/opt/homebrew/* no such|/usr/local/* no such|"
	          "this version of macos|os version|pre-release version|"
	          "unsupported configuration|unsupported on this|"
	          "unrecognized subcommand|unrecognized target|"
	          "command not found|: not found|illegal option|usage: |"
	          "sed: |module not found|~gnu~"},
	 {ERROR = "not permitted|already|in use|denied|"
	          "could not resolve|curl: |locked"},
	 "macOS has other tools and paths than the step expects"},

	{ENVIRONMENT, 93, LEARN_ON_DARWIN,
	 {ERROR = "port 5000 * in use|port 7000 * in use|:5000 * in use|"
	          ":7000 * in use|in use *:5000~|in use *:7000~|~controlce~|"
	          "controlcenter"},
	 {NULL}, "the AirPlay receiver of macOS holds this port"},

	/* ---- this environment differs: Linux -------------------------------- */

	{ENVIRONMENT, 84, LEARN_ON_LINUX,
	 {ERROR = "cannot open '/var/log|/var/log/* no such file|"
	          "/etc/* no such file|/usr/* no such file|/opt/* no such file|"
	          "/proc/* no such file|/sys/* no such file|"
	          "/lib/* no such file|/bin/* no such file|"
	          "/dev/* no such file|init system|upstart|openrc|"
	          "unit name * is not valid|no such unit|unrecognized service|"
	          "invoke-rc.d: unknown|failed to get d-bus|"
	          "connect to bus: no such|"
	          "nf_tables|iptables-legacy|iptables-nft|"
	          "protocol not available|could not fetch rule set|"
	          "not supported by device|sysctl: cannot stat|"
	          "unknown key * sysctl|not a valid * release|"
	          "does not have a * codename|unknown distribution|"
	          "snapd is not|no such file or directory: '/usr|"
	          "locale: cannot set|.so: cannot open|.so.* no such|"
	          "cannot find device|"
	          "interface * does not exist|no such interface|"
	          "special device * does not exist|can't find in /etc/fstab|"
	          "unknown terminal|running in chroot|"
	          "running in a container|inside a container"},
	 {ERROR = "permission denied|.sock|.pid|in use|locked"},
	 "this distribution or installation is set up differently"},
	{ENVIRONMENT, 74, LEARN_ON_LINUX,
	 {ERROR = "group * does not exist|user * does not exist|unknown user|"
	          "unknown group|invalid user:|invalid group:|no such user|"
	          "no such group"},
	 {ERROR = "password|denied|login|authenticat|database|role"},
	 "this distribution has other accounts"},

	/* ---- this environment differs: tools and their words ---------------- */

	MESSAGE_BUT(ENVIRONMENT, 84,
	            "modules are not loaded|not a btrfs|bad magic number|"
	            "no volume groups found|volume group * not found|"
	            "failed to find logical volume|no such pool|"
	            "no pools available|no such array|"
	            "could not select device driver|unknown runtime|"
	            "python 2 |python 2.|python3 support|requires-python|"
	            "none of the providers can be installed|"
	            "but it is not installable|but it is not going to be|"
	            "not supported by this processor|16-bit|0x80370102|"
	            "running version|engine * is incompatible|"
	            "envelope routines|call to undefined function|requires ext-|"
	            "extension * missing|your php version|your ruby version|"
	            "your node version|your python version|java: not found|"
	            "unrecognized vm option|unable to find utility|"
	            "requires xcode|missing parentheses in call|"
	            "tool not found|tool is missing|tool is not available|"
	            "is not available in your|not available in this version|"
	            "only available in|introduced in version|added in version|"
	            "since version|needs version|want version|"
	            "too old for|too new for|unknown release|unsupported release",
	            "denied|permission|http://|https://|timed out",
	            "a tool, a device or its version is another one here"),
