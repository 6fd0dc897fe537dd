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
	 "client_secret " PASSWORD},
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
	{"//packages.example.org/:_authToken=np"
	 "m_" RANDOM_36,
	 "//packages.example.org/:_authToken=" TOKEN},
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

	/* by how mixed they are, whatever stands before them */
	{"sent 'T4rQ9zLm2XcV8bNw6KpJ3hYd7' back", "sent '" KEY "' back"},
	{"GET /x/T4rQ9zLm2XcV8bNw6KpJ3hYd7?a=1", "GET /x/" KEY "?a=1"},
	{"acme_" HEX_32 "x9 failed", KEY " failed"},
	{"q7w3e9r5t1y8u4i0o6p2a7s3d9f5g1h8", KEY},
	{"app-token-" HEX_32, "app-token-" KEY},
	{"POST /webhook/" HEX_16 "/" HEX_32, "POST /webhook/" HEX_16 "/" HEX_32},
	{"POST /webhook/" HEX_32 "/" HEX_32, "POST /webhook/" KEY},
	{"acme_key = " HEX_32, "acme_key = " KEY},
	{"ACME_TOKEN " HEX_32, "ACME_TOKEN " TOKEN},
	{"service key " HEX_32 " expired", "service key " KEY " expired"},
	{"api_key=123e4567-e89b-12d3-a456-426614174000", "api_key=" KEY},
	{"api_key=12345678901234567890", "api_key=" KEY},
	{"Jenkins-Crumb: " HEX_32, "Jenkins-Crumb: " TOKEN},
	{"use the following password to proceed to installation:\n\n" HEX_32 "\n",
	 "use the following password to proceed to installation:\n\n" PASSWORD
	 "\n"},

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
	 "ice.com/webhookb2/" TOKEN},
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

#include "redact_secrets_named.h"
};

#endif /* LEARN_TEST_REDACT_SECRETS_H */
