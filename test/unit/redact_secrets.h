/*-------------------------------------------------------------------------
 *
 * redact_secrets.h
 *		Secrets in text, and what is left of it, for the test of redaction.
 *
 * None of them is anybody's.  They are put together from pieces, so that those
 * who search repositories for secrets find none.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_REDACT_SECRETS_H
#define LEARN_TEST_REDACT_SECRETS_H

#define PASSWORD "[redacted: password]"
#define TOKEN "[redacted: token]"
#define KEY "[redacted: key]"
#define PRIVATE "[redacted: private key]"
#define COOKIE "[redacted: cookie]"
#define URL "[redacted: url credentials]"
#define HASH "[redacted: hash]"

/* Characters that look random, as many as the name says. */
#define RANDOM_8 "x7Qm2LpZ"
#define RANDOM_16 RANDOM_8 "9vRt4KsW"
#define RANDOM_24 RANDOM_16 "b1NcY6hD"
#define RANDOM_32 RANDOM_24 "e3GfU8jA"
#define RANDOM_36 RANDOM_32 "o5Tz"
#define HEX_8 "3f9ac07e"
#define HEX_16 HEX_8 "b21d4586"
#define HEX_32 HEX_16 "90ce7a1f2b3d4c5e"
#define HEX_40 HEX_32 HEX_8
#define HEX_64 HEX_32 "d41c8b7a6f5e4d3c2b1a09f8e7d6c5b4"
#define BASE64_LINE                                                           \
	"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"
#define JWT_HEADER                                                            \
	"ey"                                                                      \
	"JhbGciOiJIUzI1NiJ9"
#define JWT_PAYLOAD                                                           \
	"ey"                                                                      \
	"JzdWIiOiIxMjM0NTY3ODkwIn0"
#define JWT JWT_HEADER "." JWT_PAYLOAD ".dozjgNryP4J3jVmNHl0w5N"
#define PEM(label) "-----BEGIN " label "-----"
#define PEM_END(label) "-----END " label "-----"
#define RSA                                                                   \
	"RSA "                                                                    \
	"PRIVATE KEY"
#define SALTED                                                                \
	"$6"                                                                      \
	"$" RANDOM_16 "$" RANDOM_36 RANDOM_32

typedef struct SecretCase
{
	const char *text;
	const char *left;
} SecretCase;

static const SecretCase secret_cases[] = {
	/* clouds */
	{"key AK"
	 "IA"
	 "QX7M2LPZ9VRT4KSW in use",
	 "key " KEY " in use"},
	{"key AS"
	 "IA"
	 "QX7M2LPZ9VRT4KSW",
	 "key " KEY},
	{"aws_access_key_id = AK"
	 "IA"
	 "QX7M2LPZ9VRT4KSW",
	 "aws_access_key_id = " KEY},
	{"aws_secret_access_key = " RANDOM_36 "/k+A",
	 "aws_secret_access_key = " KEY},
	{"aws_secret_access_key = /" RANDOM_36 "k+A",
	 "aws_secret_access_key = " KEY},
	{"AWS_SECRET_ACCESS_KEY=" RANDOM_36 "kAbc aws s3 ls",
	 "AWS_SECRET_ACCESS_KEY=" KEY " aws s3 ls"},
	{"\"SecretAccessKey\": \"" RANDOM_36 "kAbc\",",
	 "\"SecretAccessKey\": \"" KEY "\","},
	{"AWS secret access key: " RANDOM_36 "kAbc",
	 "AWS secret access key: " KEY},
	{"aws_session_token=" RANDOM_36 RANDOM_32, "aws_session_token=" TOKEN},
	{"X-Amz-Signature=" HEX_64 "&X-Amz-Date=20260102",
	 "X-Amz-Signature=" TOKEN "&X-Amz-Date=20260102"},
	{"?key=AI"
	 "za"
	 "SyA" RANDOM_32 "&v=1",
	 "?key=" KEY "&v=1"},
	{"AI"
	 "za" RANDOM_32 "abc",
	 KEY},
	{"token ya"
	 "29.a0Af" RANDOM_32,
	 "token " TOKEN},
	{"client_secret GOC"
	 "SPX-" RANDOM_24,
	 "client_secret " TOKEN},
	{"{\"type\": \"service_account\", \"private_key_id\": \"" HEX_40
	 "\", \"private_key\": \"" PEM(
		 "PRIVATE"
		 " KEY") "\\n" BASE64_LINE
				 "\\nabc\\n" PEM_END("PRIVATE"
									 " KEY") "\\n\", \"client_id\": \"1\"}",
	 "{\"type\": \"service_account\", \"private_key_id\": \"" HEX_40
	 "\", \"private_key\": \"" PRIVATE "\", \"client_id\": \"1\"}"},
	{"DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=" RANDOM_36
		 RANDOM_36 "==;EndpointSuffix=core.windows.net",
	 "DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=" KEY
	 ";EndpointSuffix=core.windows.net"},
	{"Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=Root;"
	 "SharedAccessKey=" RANDOM_36 "abcdefg=",
	 "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=Root;"
	 "SharedAccessKey=" KEY},
	{"https://a.blob.core.windows.net/c/b?sv=2022-11-02&sr=b&sig=" RANDOM_36
	 "%2Fab%3D&se=2026-01-01",
	 "https://a.blob.core.windows.net/c/b?sv=2022-11-02&sr=b&sig=" TOKEN
	 "&se=2026-01-01"},
	{"az storage blob list --account-key " RANDOM_36 RANDOM_36 "== -o table",
	 "az storage blob list --account-key " KEY " -o table"},
	{"doctl auth init -t do"
	 "p_v1_" HEX_64,
	 "doctl auth init -t " TOKEN},
	{"HEROKU_API_KEY=550e8400-e29b-41d4-a716-446655440000",
	 "HEROKU_API_KEY=" KEY},
	{"heroku HR"
	 "KU-" RANDOM_32,
	 "heroku " KEY},
	{"databricks dap"
	 "i" HEX_32,
	 "databricks " TOKEN},
	{"up --authkey ts"
	 "key-auth-" RANDOM_24,
	 "up --authkey " KEY},

	/* code and packages */
	{"remote: gh"
	 "p_" RANDOM_36 " is invalid",
	 "remote: " TOKEN " is invalid"},
	{"(gh"
	 "o_" RANDOM_36 ")",
	 "(" TOKEN ")"},
	{"gh"
	 "u_" RANDOM_36,
	 TOKEN},
	{"'gh"
	 "s_" RANDOM_36 "'",
	 "'" TOKEN "'"},
	{"gh"
	 "r_" RANDOM_36 ".",
	 TOKEN "."},
	{"git"
	 "hub_pat_11AAAAAAA0" RANDOM_24 "_" RANDOM_36,
	 TOKEN},
	{"a=%20gh"
	 "p_" RANDOM_36,
	 "a=%20" TOKEN},
	{"line\\ngh"
	 "p_" RANDOM_36 "\\n",
	 "line\\n" TOKEN "\\n"},
	{"PRIVATE-TOKEN: gl"
	 "pat-" RANDOM_24,
	 "PRIVATE-TOKEN: " TOKEN},
	{"curl --header 'PRIVATE-TOKEN: gl"
	 "pat-" RANDOM_24 "' https://x/",
	 "curl --header 'PRIVATE-TOKEN: " TOKEN "' https://x/"},
	{"gl"
	 "rt-" RANDOM_24,
	 TOKEN},
	{"//registry.npmjs.org/:_authToken=np"
	 "m_" RANDOM_36,
	 "//registry.npmjs.org/:_authToken=" TOKEN},
	{"np"
	 "m_" RANDOM_36,
	 TOKEN},
	{"password = py"
	 "pi-AgEIcHlwaS5vcmc" RANDOM_36,
	 "password = " PASSWORD},
	{"py"
	 "pi-AgEIcHlwaS5vcmc" RANDOM_36,
	 TOKEN},
	{"dckr"
	 "_pat_" RANDOM_24,
	 TOKEN},
	{"rubygems"
	 "_" HEX_40 HEX_8,
	 KEY},
	{"ATA"
	 "TT3xFfGF0" RANDOM_36 "=ABCD",
	 TOKEN "=ABCD"},

	/* infrastructure */
	{"export VAULT_TOKEN=hv"
	 "s.CAES" RANDOM_24,
	 "export VAULT_TOKEN=" TOKEN},
	{"Initial Root Token: hv"
	 "s." RANDOM_24,
	 "Initial Root Token: " TOKEN},
	{"Unseal Key 1: " RANDOM_36 "abcdefg=", "Unseal Key 1: " KEY},
	{"vault login s"
	 "." RANDOM_24,
	 "vault login " TOKEN},
	{"hv"
	 "b.AAAAA" RANDOM_36,
	 TOKEN},
	{RANDOM_8 "abcDE1"
			  ".atlasv1"
			  "." RANDOM_36 RANDOM_36,
	 TOKEN},
	{"gl"
	 "sa_" RANDOM_32 "_" HEX_8,
	 TOKEN},
	{"NR"
	 "AK-ABCDEFGHIJKLMNOPQRSTUVWXYZ1",
	 KEY},
	{"AGE-SECRET"
	 "-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ"
	 "QQQQQQ",
	 PRIVATE},
	{"kubeadm join 10.0.0.1:6443 --token abcdef.0123456789abcdef "
	 "--discovery-token-ca-cert-hash sha256:" HEX_64,
	 "kubeadm join 10.0.0.1:6443 --token " TOKEN
	 " --discovery-token-ca-cert-hash sha256:" HEX_64},
	{"    client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQo=",
	 "    client-key-data: " PRIVATE},

	/* messages, payments, models */
	{"SLACK xo"
	 "xb-123456789012-1234567890123-" RANDOM_24,
	 "SLACK " TOKEN},
	{"xo"
	 "xp-1-2-3-" HEX_32,
	 TOKEN},
	{"xa"
	 "pp-1-A012-3-" HEX_64,
	 TOKEN},
	{"curl https://hooks.sl"
	 "ack.com/services/T00000000/B00000000/" RANDOM_24 " -d x",
	 "curl https://hooks.sl"
	 "ack.com/services/" TOKEN " -d x"},
	{"https://disc"
	 "ord.com/api/webhooks/123456789012345678/" RANDOM_36 RANDOM_32,
	 "https://disc"
	 "ord.com/api/webhooks/" TOKEN},
	{"https://x.webhook.off"
	 "ice.com/webhookb2/" HEX_32 "@" HEX_32,
	 "https://x.webhook.off"
	 "ice.com/webhookb2/" TOKEN "@" HEX_32},
	{"https://api.telegram.org/bot123456789:"
	 "AA" RANDOM_32 "a/getMe",
	 "https://api.telegram.org/bot" TOKEN "/getMe"},
	{"bot token 123456789:"
	 "AA" RANDOM_32 "a",
	 "bot token " TOKEN},
	{"M"
	 "TA5NzI2MzE1NTQ2NTM1NzMx.GcVwxl." RANDOM_32 "abcdef",
	 TOKEN},
	{"sk"
	 "_live_" RANDOM_24,
	 KEY},
	{"rk"
	 "_live_" RANDOM_24,
	 KEY},
	{"STRIPE=sk"
	 "_test_" RANDOM_24 ";",
	 "STRIPE=" KEY ";"},
	{"wh"
	 "sec_" RANDOM_32,
	 KEY},
	{"twilio S"
	 "K" HEX_32,
	 "twilio " KEY},
	{"TWILIO_AUTH_TOKEN=" HEX_32, "TWILIO_AUTH_TOKEN=" TOKEN},
	{"S"
	 "G." RANDOM_16 "abcdef." RANDOM_32 "abcdefghijk",
	 KEY},
	{"mailgun key"
	 "-" HEX_32,
	 "mailgun " KEY},
	{HEX_32 "-us"
			"12",
	 KEY},
	{"OPENAI s"
	 "k-" RANDOM_36 "abcdefghijkl",
	 "OPENAI " KEY},
	{"s"
	 "k-proj-" RANDOM_36 "_" RANDOM_36,
	 KEY},
	{"x-api-key: s"
	 "k-ant-api03-" RANDOM_36,
	 "x-api-key: " KEY},
	{"login h"
	 "f_" RANDOM_32 "ab",
	 "login " TOKEN},
	{"gs"
	 "k_" RANDOM_36 RANDOM_16,
	 KEY},

	/* JSON web tokens */
	{JWT, TOKEN},
	{"token=" JWT "&x=1", "token=" TOKEN "&x=1"},
	{"got " JWT_HEADER "." JWT_PAYLOAD, "got " TOKEN},
	{"<" JWT ">", "<" TOKEN ">"},

	/* private keys */
	{PEM(RSA) "\n" BASE64_LINE "\n" BASE64_LINE "\nabc=\n" PEM_END(RSA),
	 PRIVATE},
	{"cat key\n" PEM("OPENSSH PRIVATE"
					 " KEY") "\n" BASE64_LINE "\n" PEM_END("OPENSSH PRIVATE"
														   " KEY") "\ndone",
	 "cat key\n" PRIVATE "\ndone"},
	{PEM("EC PRIVATE"
		 " KEY") "\\n" BASE64_LINE "\\n" PEM_END("EC PRIVATE"
												 " KEY") "\\n",
	 PRIVATE "\\n"},
	{PEM(RSA) "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC," HEX_32
			  "\n\n" BASE64_LINE "\n" PEM_END(RSA) "\n",
	 PRIVATE "\n"},
	{"key: " PEM(RSA) "\n" BASE64_LINE "\n" BASE64_LINE "\nMIIEv",
	 "key: " PRIVATE},
	{PEM(RSA) "\n" BASE64_LINE "\nerror: no end\n",
	 PRIVATE "\nerror: no end\n"},
	{PEM("PGP PRIVATE"
		 " KEY BLOCK") "\nVersion: 1\n\n" BASE64_LINE
					   "\n=abcd\n" PEM_END("PGP PRIVATE"
										   " KEY BLOCK"),
	 PRIVATE},
	{"  key: |\n    " PEM(RSA) "\n    " BASE64_LINE
							   "\n    " PEM_END(RSA) "\n  port: 1",
	 "  key: |\n    " PRIVATE "\n  port: 1"},
	{"\"" PEM(RSA) "\\n\" +\n  \"" BASE64_LINE "\\n\"",
	 "\"" PEM(RSA) "\\n\" +\n  \"" BASE64_LINE "\\n\""},
	{"PrivateKey = " RANDOM_36 "abcdefg=", "PrivateKey = " PRIVATE},

	/* in URLs */
	{"postgresql://app:s3cret@db.internal:5432/app?sslmode=require",
	 "postgresql://app:" URL "@db.internal:5432/app?sslmode=require"},
	{"DATABASE_URL=postgres://app:secret@db/app",
	 "DATABASE_URL=postgres://app:" URL "@db/app"},
	{"git clone https://bob:hunter2@git.example.com/x.git",
	 "git clone https://bob:" URL "@git.example.com/x.git"},
	{"redis://:hunter2@cache:6379/0", "redis://:" URL "@cache:6379/0"},
	{"mongodb+srv://u:p%40ss@c.example.net/?w=1",
	 "mongodb+srv://u:" URL "@c.example.net/?w=1"},
	{"amqp://guest:guest@mq:5672/%2f", "amqp://guest:" URL "@mq:5672/%2f"},
	{"https://" HEX_40 "@github.com/x/y", "https://" URL "@github.com/x/y"},
	{"https://x-access-token:" RANDOM_32 "@github.com/x",
	 "https://x-access-token:" URL "@github.com/x"},
	{"\"url\":\"https:\\/\\/u:pw12@h\\/\"",
	 "\"url\":\"https:\\/\\/u:" URL "@h\\/\""},
	{"http://u:p@ss@proxy:3128", "http://u:" URL "@proxy:3128"},
	{"postgres://app:a/b/c@db/app", "postgres://app:" URL "@db/app"},
	{"ftp://anonymous:me@example.com@mirror/",
	 "ftp://anonymous:" URL "@mirror/"},
	{"jdbc:mysql://db:3306/app?user=app&password=hunter2&useSSL=false",
	 "jdbc:mysql://db:3306/app?user=app&password=" PASSWORD "&useSSL=false"},
	{"GET /cb?access_token=" RANDOM_24 "&state=1 HTTP/1.1",
	 "GET /cb?access_token=" TOKEN "&state=1 HTTP/1.1"},
	{"/login?user=bob&password=a.b.c HTTP/1.1",
	 "/login?user=bob&password=" PASSWORD " HTTP/1.1"},

	/* headers */
	{"Authorization: Bearer " RANDOM_32, "Authorization: Bearer " TOKEN},
	{"authorization: bearer " RANDOM_16, "authorization: bearer " TOKEN},
	{"Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic " TOKEN},
	{"Authorization: token " HEX_40, "Authorization: token " TOKEN},
	{"Proxy-Authorization: Basic dXNlcjpwYXNz\r\nHost: x",
	 "Proxy-Authorization: Basic " TOKEN "\r\nHost: x"},
	{"curl -H \"Authorization: Bearer " RANDOM_24 "\" https://x",
	 "curl -H \"Authorization: Bearer " TOKEN "\" https://x"},
	{"{\"Authorization\": \"Bearer " RANDOM_24 "\"}",
	 "{\"Authorization\": \"Bearer " TOKEN "\"}"},
	{"{\\\"Authorization\\\": \\\"Bearer " RANDOM_24 "\\\"}",
	 "{\\\"Authorization\\\": \\\"Bearer " TOKEN "\\\"}"},
	{"Authorization: AWS4-HMAC-SHA256 Credential=AK"
	 "IA"
	 "QX7M2LPZ9VRT4KSW/"
	 "20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=" HEX_64,
	 "Authorization: AWS4-HMAC-SHA256 " TOKEN},
	{"Authorization: Digest username=\"bob\", response=\"" HEX_32 "\"",
	 "Authorization: Digest " TOKEN "\""},
	{"Authorization: " RANDOM_32, "Authorization: " TOKEN},
	{"sent Bearer " RANDOM_32 " to", "sent Bearer " TOKEN " to"},
	{"X-Api-Key: " HEX_32, "X-Api-Key: " KEY},
	{"X-Auth-Token: " RANDOM_24, "X-Auth-Token: " TOKEN},
	{"X-Vault-Token: s"
	 "." RANDOM_24,
	 "X-Vault-Token: " TOKEN},
	{"Cookie: session=abc; theme=dark", "Cookie: " COOKIE},
	{"Set-Cookie: sid=" RANDOM_16 "; Path=/; HttpOnly\r\nDate: x",
	 "Set-Cookie: " COOKIE "\r\nDate: x"},
	{"curl -H 'Cookie: a=1; b=2' http://x",
	 "curl -H 'Cookie: " COOKIE "' http://x"},
	{"\"cookie\": \"JSESSIONID=" HEX_32 "; x=y\", \"host\": \"h\"",
	 "\"cookie\": \"" COOKIE "\", \"host\": \"h\""},

	/* pairs */
	{"password=hunter2", "password=" PASSWORD},
	{"password=hunter", "password=" PASSWORD},
	{"password = hunter2 ", "password = " PASSWORD " "},
	{"PASSWORD=12345", "PASSWORD=" PASSWORD},
	{"passwd: hunter2", "passwd: " PASSWORD},
	{"pwd=hunter2;", "pwd=" PASSWORD ";"},
	{"export PGPASSWORD=hunter2 && psql",
	 "export PGPASSWORD=" PASSWORD " && psql"},
	{"PGPASSWORD=hunter2 pg_dump app", "PGPASSWORD=" PASSWORD " pg_dump app"},
	{"PGPASSWORD='a b;c' psql", "PGPASSWORD='" PASSWORD "' psql"},
	{"DB_PASSWORD=\"it's \\\"x\\\"\" run", "DB_PASSWORD=\"" PASSWORD "\" run"},
	{"DB_PASS=hunter2", "DB_PASS=" PASSWORD},
	{"MYSQL_PWD=hunter mysqldump", "MYSQL_PWD=" PASSWORD " mysqldump"},
	{"REDIS_PASSWORD_1=abc", "REDIS_PASSWORD_1=" PASSWORD},
	{"dbPassword: Tr0ub4dor&3", "dbPassword: " PASSWORD},
	{"db.password=a,b", "db.password=" PASSWORD},
	{"spring.datasource.password=x y",
	 "spring.datasource.password=" PASSWORD " y"},
	{"password=abc, host=db", "password=" PASSWORD ", host=db"},
	{"password=abc,host=db", "password=" PASSWORD ",host=db"},
	{"(user=bob password=abc)", "(user=bob password=" PASSWORD ")"},
	{"{user: bob, password: abc1}", "{user: bob, password: " PASSWORD "}"},
	{"host=db user=app password=hunter2 dbname=app",
	 "host=db user=app password=" PASSWORD " dbname=app"},
	{"host=db password='a b' user=app",
	 "host=db password='" PASSWORD "' user=app"},
	{"Server=db;Database=app;User Id=sa;Password=P@ss;w0rd;Encrypt=true;",
	 "Server=db;Database=app;User Id=sa;Password=" PASSWORD ";Encrypt=true;"},
	{"Server=db;Uid=sa;Pwd=hunter2", "Server=db;Uid=sa;Pwd=" PASSWORD},
	{"{\"user\": \"bob\", \"password\": \"hunter2\"}",
	 "{\"user\": \"bob\", \"password\": \"" PASSWORD "\"}"},
	{"{\"password\":\"a\\\"b\",\"x\":1}",
	 "{\"password\":\"" PASSWORD "\",\"x\":1}"},
	{"{\\\"password\\\":\\\"hunter2\\\",\\\"x\\\":1}",
	 "{\\\"password\\\":\\\"" PASSWORD "\\\",\\\"x\\\":1}"},
	{"\\\\\\\"password\\\\\\\": \\\\\\\"hunter2\\\\\\\"",
	 "\\\\\\\"password\\\\\\\": \\\\\\\"" PASSWORD "\\\\\\\""},
	{"\"password\":\n    \"hunter2\"", "\"password\":\n    \"" PASSWORD "\""},
	{"{'password': 'hunter2'}", "{'password': '" PASSWORD "'}"},
	{"config['password'] = 'hunter2'", "config['password'] = '" PASSWORD "'"},
	{"'password' => 'hunter2',", "'password' => '" PASSWORD "',"},
	{"$password = 'hunter2'", "$password = '" PASSWORD "'"},
	{"password := \"hunter2\"", "password := \"" PASSWORD "\""},
	{"login(password=\"hunter2\")", "login(password=\"" PASSWORD "\")"},
	{"setPassword(\"hunter2\");", "setPassword(\"" PASSWORD "\");"},
	{"SET PASSWORD = PASSWORD('hunter2')",
	 "SET PASSWORD = PASSWORD('" PASSWORD "')"},
	{"<password>hunter2</password>", "<password>" PASSWORD "</password>"},
	{"<add key=\"ApiKey\" value=\"" RANDOM_24 "\"/>",
	 "<add key=\"ApiKey\" value=\"" KEY "\"/>"},
	{"- name: DB_PASSWORD\n  value: hunter2\n",
	 "- name: DB_PASSWORD\n  value: " PASSWORD "\n"},
	{"{\"name\": \"DB_PASSWORD\", \"value\": \"hunter2\"}",
	 "{\"name\": \"DB_PASSWORD\", \"value\": \"" PASSWORD "\"}"},
	{"password: hunter2\nhost: db\n", "password: " PASSWORD "\nhost: db\n"},
	{"  password:   \"hunter2\"  # x", "  password:   \"" PASSWORD "\"  # x"},
	{"password: |\n  hunter2\n  more\nhost: db",
	 "password: |\n  " PASSWORD "\nhost: db"},
	{"password: correct-horse\n", "password: " PASSWORD "\n"},
	{"user: bob password: hunter host: db",
	 "user: bob password: " PASSWORD " host: db"},
	{"Password : hunter2", "Password : " PASSWORD},
	{"**Password**: hunter2", "**Password**: " PASSWORD},
	{"a log\\npassword=hunter2\\nnext",
	 "a log\\npassword=" PASSWORD "\\nnext"},
	{"cmd: \"PGPASSWORD=hunter2 psql\"",
	 "cmd: \"PGPASSWORD=" PASSWORD " psql\""},
	{"\"env\": [\"DB_PASSWORD=hunter2\", \"A=1\"]",
	 "\"env\": [\"DB_PASSWORD=" PASSWORD "\", \"A=1\"]"},
	{"${DB_PASSWORD:-hunter2}", "${DB_PASSWORD:-" PASSWORD "}"},
	{"passphrase=\"correct horse battery\"", "passphrase=\"" PASSWORD "\""},
	{"client_secret=abcdef", "client_secret=" PASSWORD},
	{"clientSecret: \"" RANDOM_24 "\"", "clientSecret: \"" PASSWORD "\""},
	{"secret: hunter2", "secret: " PASSWORD},
	{"SECRET_KEY = 'django-" RANDOM_32 "'", "SECRET_KEY = '" KEY "'"},
	{"api_key=" RANDOM_16, "api_key=" KEY},
	{"API Key: " HEX_32 ".", "API Key: " KEY},
	{"apiKey: '" RANDOM_24 "'", "apiKey: '" KEY "'"},
	{"access_key=" RANDOM_16 " region=x", "access_key=" KEY " region=x"},
	{"encryption-key: " HEX_64, "encryption-key: " KEY},
	{"auth_token = \"" HEX_40 "\"", "auth_token = \"" TOKEN "\""},
	{"token: " RANDOM_24, "token: " TOKEN},
	{"token=550e8400-e29b-41d4-a716-446655440000", "token=" TOKEN},
	{"csrf-token=" RANDOM_16, "csrf-token=" TOKEN},
	{"session_id=" HEX_32, "session_id=" TOKEN},
	{"credentials = admin:s3cret", "credentials = " PASSWORD},
	{"psk=\"my wifi\"", "psk=\"" PASSWORD "\""},
	{"Passwort: geheim7", "Passwort: " PASSWORD},
	{"mot de passe: secret7", "mot de passe: " PASSWORD},
	{"rootpw {SS"
	 "HA}" RANDOM_24,
	 "rootpw " PASSWORD},
	{"password=\xc3\xa9t\xc3\xa9\xe2\x82\xac!", "password=" PASSWORD},
	{"\xe2\x82\xac password=\xc3\xa9 \xe2\x82\xac",
	 "\xe2\x82\xac password=" PASSWORD " \xe2\x82\xac"},
	{"[db]\npassword=a#b\n[x]", "[db]\npassword=" PASSWORD "\n[x]"},
	{"PASSWORD=abc;ls", "PASSWORD=" PASSWORD},
	{"password=p(a)ss)", "password=" PASSWORD ")"},
	{"password: `hunter2`", "password: `" PASSWORD "`"},
	{"password=\"unclosed x\nnext", "password=\"" PASSWORD "\nnext"},
	{"echo DB_PASSWORD=abc >> .env", "echo DB_PASSWORD=" PASSWORD " >> .env"},
	{"kubectl create secret generic db --from-literal=password=hunter2",
	 "kubectl create secret generic db --from-literal=password=" PASSWORD},
	{"sc config svc obj= .\\bob password= hunter2",
	 "sc config svc obj= .\\bob password= " PASSWORD},
	{"net use /user:bob /password:hunter2",
	 "net use /user:bob /password:" PASSWORD},
	{"mount -t cifs //h/s /m -o username=bob,password=hunter2,uid=0,ro",
	 "mount -t cifs //h/s /m -o username=bob,password=" PASSWORD ",uid=0,ro"},

	/* passwords that look like something else */
	{"password=<p4ss", "password=" PASSWORD},
	{"password=<abc>1", "password=" PASSWORD},
	{"password={abc}1", "password=" PASSWORD},
	{"password=(abc)1", "password=" PASSWORD},
	{"password: !abc", "password: " PASSWORD},
	{"password=~abc1", "password=" PASSWORD},
	{"password=|abc", "password=" PASSWORD},
	{"password=:abc1", "password=" PASSWORD},
	{"password=\\abc1", "password=" PASSWORD},
	{"password=0x1234", "password=" PASSWORD},
	{"password=%abc%def", "password=" PASSWORD},
	{"password=$abc!x", "password=" PASSWORD},
	{"password=/x9f+Kq2LmZ8vRt4", "password=" PASSWORD},
	{"password=#abc", "password=" PASSWORD},
	{"password=pa$$word", "password=" PASSWORD},
	{"password=true1", "password=" PASSWORD},

	/* other ways to quote */
	{"password = '''hunter2'''", "password = '''" PASSWORD "'''"},
	{"password=\"\"\"a b\"\"\" x", "password=\"\"\"" PASSWORD "\"\"\" x"},
	{"\"{\"\"password\"\": \"\"hunter2\"\", \"\"a\"\": 1}\"",
	 "\"{\"\"password\"\": \"\"" PASSWORD "\"\", \"\"a\"\": 1}\""},
	{"PASSWORD 'it''s' x", "PASSWORD '" PASSWORD "' x"},
	{"{&quot;password&quot;:&quot;hunter2&quot;,&quot;a&quot;:1}",
	 "{&quot;password&quot;:&quot;" PASSWORD "&quot;,&quot;a&quot;:1}"},
	{"q=1%26password%3Dhunter2%26x=1", "q=1%26password%3D" PASSWORD "%26x=1"},
	{"Password: [hunter2]", "Password: [" PASSWORD "]"},
	{"define( 'DB_PASSWORD', 'hunter2' );",
	 "define( 'DB_PASSWORD', '" PASSWORD "' );"},
	{"p.setProperty(\"password\", \"hunter2\");",
	 "p.setProperty(\"password\", \"" PASSWORD "\");"},
	{"Uid=sa;Password=my pass;Encrypt=true",
	 "Uid=sa;Password=" PASSWORD ";Encrypt=true"},
	{"username | bob\npassword | hunter2\n",
	 "username | bob\npassword | " PASSWORD "\n"},
	{"password is 'hunter'", "password is '" PASSWORD "'"},
	{"SET PASSWORD FOR 'bob'@'%' = 'hunter2'",
	 "SET PASSWORD FOR 'bob'@'%' = '" PASSWORD "'"},
	{"ansible_become_pass=vagrant", "ansible_become_pass=" PASSWORD},
	{"LDAP_PASS: hunter", "LDAP_PASS: " PASSWORD},
	{"rootpw --plaintext hunter2", "rootpw --plaintext " PASSWORD},
	{"auth_pass hunter2", "auth_pass " PASSWORD},
	{"net user bob hunter2 /add", "net user bob " PASSWORD " /add"},
	{"Authorization: Custom " RANDOM_32, "Authorization: Custom " TOKEN},
	{"\"auth\": \"dXNlcjpwYXNz\"", "\"auth\": \"" TOKEN "\""},
	{"  tls.key: LS0tLS1CRUdJTiBS"
	 "U0EgUFJJVkFURSBLRVktLS0tLQpNSUlFcEFJ",
	 "  tls.key: " PRIVATE},
	{"-" PEM(RSA) "\n-" BASE64_LINE "\n-abc=\n-" PEM_END(RSA) "\n",
	 PRIVATE "\n"},
	{"+" PEM(RSA) "\n+" BASE64_LINE "\n+abc=\n+" PEM_END(RSA) "\n",
	 "+" PRIVATE "\n"},
	{"curl -b 'sid=" RANDOM_16 "' x", "curl -b '" COOKIE "' x"},
	{"curl --cert c.pem:hunter2 x", "curl --cert c.pem:" PASSWORD " x"},
	{"ssh-keygen -t rsa -N 'hunter2' -f k",
	 "ssh-keygen -t rsa -N '" PASSWORD "' -f k"},
	{"passwd --stdin bob <<< hunter2", "passwd --stdin bob <<< " PASSWORD},
	{"chpasswd <<< 'bob:hunter2'", "chpasswd <<< 'bob:" PASSWORD "'"},

	/* without a separator */
	{"tool --password hunter2 --host db",
	 "tool --password " PASSWORD " --host db"},
	{"tool --password 'a b' x", "tool --password '" PASSWORD "' x"},
	{"tool --db-password=hunter2 x", "tool --db-password=" PASSWORD " x"},
	{"tool --api-key " RANDOM_24, "tool --api-key " KEY},
	{"[\"tool\", \"--password\", \"hunter2\"]",
	 "[\"tool\", \"--password\", \"" PASSWORD "\"]"},
	{"tool \\\n  --token \\\n  " RANDOM_24 "\n",
	 "tool \\\n  --token \\\n  " TOKEN "\n"},
	{"keytool -storepass changeit -list",
	 "keytool -storepass " PASSWORD " -list"},
	{"gpg --passphrase hunter2 -d x", "gpg --passphrase " PASSWORD " -d x"},
	{"New-User -Password hunter2 -Name bob",
	 "New-User -Password " PASSWORD " -Name bob"},
	{"ConvertTo-SecureString 'hunter2' -AsPlainText -Force",
	 "ConvertTo-SecureString '" PASSWORD "' -AsPlainText -Force"},
	{"ConvertTo-SecureString -String \"hunter2\" -AsPlainText",
	 "ConvertTo-SecureString -String \"" PASSWORD "\" -AsPlainText"},
	{"$p = 'hunter2' | ConvertTo-SecureString -AsPlainText -Force",
	 "$p = '" PASSWORD "' | ConvertTo-SecureString -AsPlainText -Force"},
	{"CREATE ROLE app LOGIN PASSWORD 'hunter2';",
	 "CREATE ROLE app LOGIN PASSWORD '" PASSWORD "';"},
	{"ALTER USER app WITH ENCRYPTED PASSWORD 'hunter2'",
	 "ALTER USER app WITH ENCRYPTED PASSWORD '" PASSWORD "'"},
	{"CREATE USER 'a'@'%' IDENTIFIED BY 'hunter2';",
	 "CREATE USER 'a'@'%' IDENTIFIED BY '" PASSWORD "';"},
	{"ALTER USER a IDENTIFIED WITH mysql_native_password BY 'hunter2'",
	 "ALTER USER a IDENTIFIED WITH mysql_native_password BY '" PASSWORD "'"},
	{"IDENTIFIED BY PASSWORD '*" HEX_40 "'",
	 "IDENTIFIED BY PASSWORD '" PASSWORD "'"},
	{"machine h login bob password hunter",
	 "machine h login bob password " PASSWORD},
	{"machine h\n  login bob\n  password hunter\n",
	 "machine h\n  login bob\n  password " PASSWORD "\n"},
	{"requirepass foobared", "requirepass " PASSWORD},
	{"CONFIG SET requirepass foobared", "CONFIG SET requirepass " PASSWORD},
	{"setx DB_PASSWORD hunter", "setx DB_PASSWORD " PASSWORD},
	{"ENV DB_PASSWORD hunter", "ENV DB_PASSWORD " PASSWORD},
	{"set -gx API_TOKEN " RANDOM_24, "set -gx API_TOKEN " TOKEN},
	{"aws configure set aws_secret_access_key " RANDOM_36 "kAbc",
	 "aws configure set aws_secret_access_key " KEY},
	{"the password is hunter2.", "the password is " PASSWORD},
	{"A temporary password is generated for root@localhost: aB3,x!yZ",
	 "A temporary password is generated for root@localhost: " PASSWORD},
	{"db.internal:5432:app:app:hunter2", "db.internal:5432:app:app:" PASSWORD},
	{"# x\n*:*:*:postgres:a b\\:c\n", "# x\n*:*:*:postgres:a b\\:c\n"},
	{"x\nlocalhost:*:*:bob:a\\:c\ny", "x\nlocalhost:*:*:bob:" PASSWORD "\ny"},

	/* programs */
	{"mysql -u root -phunter2 app", "mysql -u root -p" PASSWORD " app"},
	{"mysql -uroot -p'hunter 2' -e 'a;b'",
	 "mysql -uroot -p'" PASSWORD "' -e 'a;b'"},
	{"mysql -e 'select 1; select 2' -phunter2",
	 "mysql -e 'select 1; select 2' -p" PASSWORD},
	{"/usr/bin/mysqldump -proot app > x",
	 "/usr/bin/mysqldump -p" PASSWORD " app > x"},
	{"docker exec -i db mysql -proot", "docker exec -i db mysql -p" PASSWORD},
	{"[\"mysql\", \"-phunter2\"]", "[\"mysql\", \"-p" PASSWORD "\"]"},
	{"a\\nmysql -phunter2\\nb", "a\\nmysql -p" PASSWORD "\\nb"},
	{"sshpass -p hunter2 ssh -p 22 bob@h",
	 "sshpass -p " PASSWORD " ssh -p 22 bob@h"},
	{"sshpass -phunter2 scp a b:", "sshpass -p" PASSWORD " scp a b:"},
	{"curl -u bob:hunter2 https://x", "curl -u bob:" PASSWORD " https://x"},
	{"curl -s --user 'bob:a b' https://x",
	 "curl -s --user 'bob:" PASSWORD "' https://x"},
	{"curl -ubob:hunter2 x", "curl -ubob:" PASSWORD " x"},
	{"[\"curl\",\"-u\",\"bob:hunter2\",\"x\"]",
	 "[\"curl\",\"-u\",\"bob:" PASSWORD "\",\"x\"]"},
	{"redis-cli -h h -a hunter2 ping", "redis-cli -h h -a " PASSWORD " ping"},
	{"mongodump --host h -u a -p hunter2 --db x",
	 "mongodump --host h -u a -p " PASSWORD " --db x"},
	{"docker login -u bob -p hunter2 reg",
	 "docker login -u bob -p " PASSWORD " reg"},
	{"ldapsearch -x -D cn=a -w hunter2 -b dc=x",
	 "ldapsearch -x -D cn=a -w " PASSWORD " -b dc=x"},
	{"sqlcmd -S h -U sa -P hunter2 -Q \"x\"",
	 "sqlcmd -S h -U sa -P " PASSWORD " -Q \"x\""},
	{"plink.exe -ssh bob@h -pw hunter2 ls",
	 "plink.exe -ssh bob@h -pw " PASSWORD " ls"},
	{"7z x -phunter2 a.7z", "7z x -p" PASSWORD " a.7z"},
	{"openssl rsa -in k -passin pass:hunter2",
	 "openssl rsa -in k -passin pass:" PASSWORD},
	{"smbclient //h/s -U bob%hunter2", "smbclient //h/s -U bob%" PASSWORD},
	{"lftp -u bob,hunter2 h", "lftp -u bob," PASSWORD " h"},
	{"sqlplus scott/tiger@db @x.sql", "sqlplus scott/" PASSWORD "@db @x.sql"},
	{"xfreerdp /u:bob /p:hunter2 /v:h",
	 "xfreerdp /u:bob /p:" PASSWORD " /v:h"},
	{"snmpwalk -v2c -c s3cret h", "snmpwalk -v2c -c " PASSWORD " h"},
	{"echo hunter2 | sudo -S ls", "echo " PASSWORD " | sudo -S ls"},
	{"echo 'bob:hunter2' | chpasswd", "echo 'bob:" PASSWORD "' | chpasswd"},
	{"echo -n hunter2 | docker login -u b --password-stdin",
	 "echo -n " PASSWORD " | docker login -u b --password-stdin"},

	/* hashes */
	{"bob:" SALTED ":19000:0:99999:7:::", "bob:" HASH ":19000:0:99999:7:::"},
	{"root:$y"
	 "$j9T$" RANDOM_24 "$" RANDOM_36 ":19000::",
	 "root:" HASH ":19000::"},
	{"bob:$2"
	 "y$10$" RANDOM_32 RANDOM_16 "abcde",
	 "bob:" HASH},
	{"hash $argon"
	 "2id$v=19$m=65536,t=3,p=4$" RANDOM_16 "$" RANDOM_32,
	 "hash " HASH},
	{"useradd -p '" SALTED "' bob", "useradd -p '" PASSWORD "' bob"},
	{"rolpassword | SCRAM-SHA"
	 "-256$4096:" RANDOM_24 "==$" RANDOM_36 "=:" RANDOM_36 "=",
	 "rolpassword | " PASSWORD},
	{"md"
	 "5" HEX_32,
	 HASH},
	{"userPassword: {SS"
	 "HA}" RANDOM_32,
	 "userPassword: " PASSWORD},
};

#endif /* LEARN_TEST_REDACT_SECRETS_H */
