/*-------------------------------------------------------------------------
 *
 * rules_access.h
 *		Rules: access was refused.
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
	        "you are not root|with root permission|"
	        "with sudo|using sudo|als root|en tant que root|como root",
	        "as root for richer|not be run as root|not run as root|"
	        "can't run as root|don't run * as root|"
	        "running as root is|unprivileged user|not permitted&postgresql|"
	        "do not run",
	        "the command needs root"),
	MESSAGE(PERMISSION, 93,
	        "requires elevation|elevated privilege|elevated permission|"
	        "elevated command|elevated prompt|elevated shell|elevated session|"
	        "run as an administrator|"
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
	        "(publickey|"
	        "authentication failed|authentication failure|auth failed|"
	        "authentication error|authentication required|"
	        "failed to authenticate|unable to authenticate|"
	        "could not authenticate|not authenticated|unauthenticated|"
	        "no pg_hba.conf entry|"
	        "access denied for user|login failed|logon failure|logon failed|"
	        "logon denied|login incorrect|login denied|invalid credential|"
	        "invalid username or password|invalid user name or password|"
	        "bad username or password|"
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
	        "~401~*unauthorized|unauthorized|403 forbidden|"
	        "http 403|status 403|code: 403|code 403|error 403|error: 403|"
	        "returned error: 401|http 401|status 401|"
	        "code: 401|code 401|is forbidden|forbidden:|not authorized|"
	        "not authorised|unauthorised|accessdeniedexception|"
	        "you must be logged in|authorization failed|permission_denied",
	        "cluster_block|read-only / allow|acme|urn:ietf|rate limit|"
	        "rate-limit",
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
	        "does not have * permission|"
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
	        "no kerberos credentials|credentials cache|"
	        "preauthentication failed|"
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
	          "tcc*=denied|access*=denied|permission*=denied|"
	          "permission*denied"},
	 {NULL}, "a protection on the host undoes or blocks the change"},

	/* ---- access refused: clouds, clusters, vaults ---------------------- */

	MESSAGE(PERMISSION, 90,
	        "invalidaccesskeyid|unauthorizedoperation|authfailure|"
	        "not authorized to perform|authorizationfailed|"
	        "does not have authorization|security token included in the|"
	        "invalid security token|unrecognizedclientexception|"
	        "explicit deny|"
	        "missingauthenticationtoken|authenticationfailed|"
	        "invalidauthenticationtoken|application default credentials|"
	        "could not load * credentials|reauthentication is needed|"
	        "caller does not have|iam_permission|'az login'|\"az login\"|"
	        "sso session * expired|aws sso login|gcloud auth login|"
	        "requestexpired|keybasedauthentication|invalid service principal|"
	        "public access is not permitted|does not have * access to|"
	        "requires one of the following permissions|"
	        "the provided token|bearer token|invalid bearer|jwt expired|"
	        "api key not valid|invalid_api_key|invalid api token|"
	        "invalid access token|personal access token|"
	        "requires authentication|authentication token",
	        "the account or key of the cloud or service is not accepted"),
	MESSAGE_BUT(PERMISSION, 90,
	            "(forbidden): |system:serviceaccount|cannot list resource|"
	            "cannot get resource|cannot create resource|"
	            "cannot patch resource|cannot delete resource|"
	            "you must be logged in to the server|"
	            "the server has asked for the client to provide credentials|"
	            "violates podsecurity|violates the * policy|rbac: |"
	            "is attempting to grant rbac",
	            "exceeded quota|not found",
	            "the cluster does not let this account do it"),
	MESSAGE(PERMISSION, 89,
	        "no supported authentication methods|"
	        "userauth|sign_and_send_pubkey|agent refused operation|"
	        "(password)|(gssapi|permissions * are too open|"
	        "enter passphrase|incorrect passphrase|bad passphrase|"
	        "passphrase you entered|no passphrase|"
	        "administratively prohibited|account is currently not available|"
	        "received disconnect * authentication|password has expired|"
	        "change your password|"
	        "password change required|password must be changed|"
	        "not listed in allowusers|publickey denied|"
	        "server refused our key|private key * password",
	        "the SSH login was not accepted"),

	/* ---- access refused: databases and message brokers ----------------- */

	MESSAGE(PERMISSION, 90,
	        "must be superuser|must be owner|must be member of|"
	        "is not permitted to log in|command denied to user|"
	        "peer authentication failed|ident authentication failed|"
	        "authentication plugin * denied|access denied; you need|"
	        "wrongpass|noperm|~noauth~|command * requires authentication|"
	        "login failed for user|requested by the login|"
	        "server principal|is not able to access the database|"
	        "execute permission|select permission|ora-01017|ora-01031|"
	        "ora-28000|sqlcode=-551|security_exception|"
	        "access_refused|access refused|erlang cookie|"
	        "topicauthorization|groupauthorization|saslauthentication|"
	        "not authorized on|scram * failed|sasl authentication|"
	        "535 5.7|535 authentication|530 5.7.0|5.7.1 client|"
	        "5.7.8|relay access denied|relaying denied|relay not permitted",
	        "the database, broker or mail server refused the login or "
	        "the right"),

	/* ---- access refused: directories and PAM --------------------------- */

	MESSAGE(PERMISSION, 88,
	        "ldap_bind|strong(er) authentication|invalid credentials|"
	        "password incorrect|incorrect while getting initial|"
	        "credentials have been revoked|key table entry not found|"
	        "no such file * keytab|gss failure|gssapi error|"
	        "unspecified gss|ticket expired|kdc_err_preauth|"
	        "kdc_err_client_revoked|krb_ap_err_modified|"
	        "no credentials were supplied|no credentials cache|"
	        "authentication token manipulation|pam: authentication|"
	        "pam_unix|pam_sss|system error in pam|su: authentication|"
	        "invalid user credentials|credentials were rejected|"
	        "could not be authenticated|cannot authenticate|"
	        "not been granted|has not been authenticated|"
	        "password is not correct|passphrase * not correct|"
	        "passwort ist falsch|falsches passwort|kennwort ist falsch|"
	        "benutzername oder * kennwort|mot de passe incorrect|"
	        "nom d'utilisateur ou * mot de passe|contraseña incorrecta|"
	        "nombre de usuario o * contraseña|senha incorreta|"
	        "password errata|nieprawidłowe hasło|неверный пароль",
	        "the account or its password was not accepted"),

	/* ---- access refused: Windows --------------------------------------- */

	MESSAGE(PERMISSION, 90,
	        "cannot open * service on computer|service cannot be opened|"
	        "openservice failed 5|openscmanager failed 5|"
	        "controlservice failed 5|createservice failed 5|"
	        "changeserviceconfig failed 5|system error 5 |"
	        "erreur système 5 |systemfehler 5 |error code 5.|"
	        "win32exception (5)|(win32 5)|error_access_denied|"
	        "registry key * is denied|access to the * is denied|"
	        "attempted to perform an unauthorized operation|"
	        "does not have permission to|do not have permission to|"
	        "0x8007052e|0x8007052f|0x80070569|0x80070533|0x80070532|"
	        "0x8009030e|0x8009030c|0x80090322|0x80090347|0x80041064|"
	        "0x80070721|0x80070775|0xc000006d|0xc000006e|0xc0000022|"
	        "0xc0000064|0xc000015b|0x80070005|0x800704ec|"
	        "logon session does not exist|logon type|logon failure|"
	        "unknown user name or bad password|not been granted the requested|"
	        "user profile cannot be loaded|multiple connections to a server|"
	        "not a member of the administrators|trustedhosts|credssp|"
	        "add the destination computer to the|default authentication may be|"
	        "secure channel * broken|trust relationship between this "
	        "workstation",
	        "Windows refused the account"),
	MESSAGE(PERMISSION, 86,
	        "forbidden by system policy|is disabled by group policy|"
	        "this program is blocked|blocked by application control|"
	        "application control policy|device guard|0x800711c7|"
	        "software restriction polic|controlled folder access|"
	        "tamper protection|virus or potentially unwanted|"
	        "~amsi~|constrainedlanguage|constrained language|"
	        "language mode|"
	        "scripts is disabled on this system|not digitally signed|"
	        "your it administrator|"
	        "managed by your organization|durch gruppenrichtlinie|"
	        "por directiva de grupo|stratégie de groupe",
	        "a policy of Windows forbids it"),

	/* ---- access refused: macOS ----------------------------------------- */

	{PERMISSION, 88, LEARN_ON_DARWIN,
	 {ERROR = "not privileged|~eperm~|failed: 1:|failed with error 1:|"
	          "errsecinteractionnotallowed|-25308|-25293|-60005|-60006|"
	          "-60007|-60008|deny(1)|sandbox: |requires full disk|"
	          "privacy & security|security & privacy|privacy tab|"
	          "secure token|securetoken|bootstrap token|"
	          "user could not be authenticated|authentication error|"
	          "not authorized|authorization failed|"
	          "must be supervised|requires mdm|user approved|"
	          "managed by a profile|managed by an administrator|"
	          "restricted by a profile|edspermissionerror|"
	          "edsauthenticationerror|rootless"},
	 {NULL}, "macOS refused it to this account or program"},
	{PERMISSION, 72, LEARN_ON_DARWIN,
	 {ERROR = "notarized|notarised|cannot be verified|unidentified developer|"
	          "quarantine|gatekeeper|code signature|codesign|rejected|"
	          "killed: 9|not signed"},
	 {NULL}, "Gatekeeper does not trust the program"},

	/* ---- access refused: Linux ----------------------------------------- */

	MESSAGE_BUT(PERMISSION, 86,
	            "you must be root|must be superuser to|only the superuser|"
	            "superuser privilege|requires superuser|"
	            "root access|root user|uid 0|"
	            "you cannot perform this operation unless you are root|"
	            "this command has to be run|not allowed to run sudo|"
	            "sudo: effective uid is not 0|sudo: unable to|"
	            "no new privileges|not allowed to set|cap_|"
	            "missing capability|needs * capability|seccomp|"
	            "operation requires root|you do not have enough privileges|"
	            "insufficient user privileges|polkit|org.freedesktop|"
	            "authorization required|not authorized for|"
	            "selinux is preventing|type=avc|avc: * denied|"
	            "apparmor=|denied_mask|audit: type=1400|"
	            "set quota|chown: changing|chmod: changing",
	            "not be run as root|not run as root|"
	            "resolve host|unprivileged user|root user is not allowed|"
	            "running as root is not|not be run under root",
	            "the account lacks the rights on this host"),

	/* ---- access refused: shares, repositories, tools -------------------- */

	MESSAGE(PERMISSION, 88,
	        "not writable|not writeable|unwritable|no write permission|"
	        "write access|not readable|mount error(13)|"
	        "nt_status_access_denied|nt_status_logon_failure|"
	        "nt_status_account|nt_status_password|nt_status_wrong_password|"
	        "session setup failed|auth failed on module|@error: auth|"
	        "530 login|530 user|550 permission|"
	        "not allowed to use this program|must be privileged|"
	        "are not privileged|you are not allowed to|"
	        "protected branch|password authentication was removed|"
	        "deploy key|invalid username or|operating system error 5(|"
	        "insuff_access_rights|management roles|edsauthfailed|"
	        "edsnotauthorized|user approval|clusterauthorization|"
	        "not permitted to|rights are required|rights required|"
	        "not a sudoer|requires sudo|try with sudo|try again as root|"
	        "only allowed for root|only usable by root|"
	        "should be run as root|run it with root|without root",
	        "the account lacks a right that the tool asks for"),
