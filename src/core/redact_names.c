/*-------------------------------------------------------------------------
 *
 * redact_names.c
 *		Names that tell that what they name is a secret.
 *
 *-------------------------------------------------------------------------
 */
#include "core/redact_names.h"

#include <string.h>

#include "core/redact_letters.h"

/* A name that tells, in lower case and without what separates its words. */
typedef struct TellingWord
{
	const char *word;
	size_t length;
	bool whole; /* other letters directly before it make another word */
	LearnRedactName name;
} TellingWord;

#define TELLING(word) word, sizeof(word) - 1
#define NO_PASSWORD                                                           \
	{                                                                         \
		LEARN_STRENGTH_NONE, LEARN_REDACT_PASSWORD, LEARN_FORM_VALUE          \
	}
#define ANY_PASSWORD                                                          \
	{                                                                         \
		LEARN_STRENGTH_ANY, LEARN_REDACT_PASSWORD, LEARN_FORM_VALUE           \
	}
#define UNUSUAL_PASSWORD                                                      \
	{                                                                         \
		LEARN_STRENGTH_UNUSUAL, LEARN_REDACT_PASSWORD, LEARN_FORM_VALUE       \
	}
#define RANDOM_KEY                                                            \
	{                                                                         \
		LEARN_STRENGTH_RANDOM, LEARN_REDACT_KEY, LEARN_FORM_VALUE             \
	}
#define RANDOM_TOKEN                                                          \
	{                                                                         \
		LEARN_STRENGTH_RANDOM, LEARN_REDACT_TOKEN, LEARN_FORM_VALUE           \
	}
#define LONG_KEY                                                              \
	{                                                                         \
		LEARN_STRENGTH_LONG, LEARN_REDACT_KEY, LEARN_FORM_VALUE               \
	}
#define NO_KEY                                                                \
	{                                                                         \
		LEARN_STRENGTH_NONE, LEARN_REDACT_KEY, LEARN_FORM_VALUE               \
	}
#define HINT_OF_TOKEN                                                         \
	{                                                                         \
		LEARN_STRENGTH_HINT, LEARN_REDACT_TOKEN, LEARN_FORM_VALUE             \
	}

/*
 * Sorted by their last letters; of those that end alike the longer one comes
 * first.
 */
static const TellingWord telling_words[] = {
	{TELLING("clientkeydata"),
	 false,
	 {LEARN_STRENGTH_RANDOM, LEARN_REDACT_PRIVATE_KEY, LEARN_FORM_VALUE}},
	{TELLING("contrasena"), false, ANY_PASSWORD},
	{TELLING("senha"), true, ANY_PASSWORD},
	{TELLING("crumb"), true, HINT_OF_TOKEN},
	{TELLING("wachtwoord"), false, ANY_PASSWORD},
	{TELLING("sessionid"), false, RANDOM_TOKEN},
	{TELLING("password"), false, ANY_PASSWORD},
	{TELLING("secretid"), false, UNUSUAL_PASSWORD},
	{TELLING("nopasswd"), false, NO_PASSWORD},
	{TELLING("passwd"), false, ANY_PASSWORD},
	{TELLING("pwd"), false, ANY_PASSWORD},
	{TELLING("motdepasse"), false, ANY_PASSWORD},
	{TELLING("passphrase"), false, ANY_PASSWORD},
	{TELLING("signature"), true, HINT_OF_TOKEN},
	{TELLING("passcode"), false, UNUSUAL_PASSWORD},
	{TELLING("private"), true, LONG_KEY},
	{TELLING("cookie"),
	 false,
	 {LEARN_STRENGTH_RANDOM, LEARN_REDACT_COOKIE, LEARN_FORM_COOKIES}},
	{TELLING("connectionstring"), false, RANDOM_KEY},
	{TELLING("connstring"), false, RANDOM_KEY},
	{TELLING("sig"), true, HINT_OF_TOKEN},
	{TELLING("masterauth"), false, ANY_PASSWORD},
	{TELLING("auth"), true, HINT_OF_TOKEN},
	{TELLING("psk"), true, ANY_PASSWORD},
	{TELLING("credential"), false, UNUSUAL_PASSWORD},
	{TELLING("authorization"),
	 false,
	 {LEARN_STRENGTH_RANDOM, LEARN_REDACT_TOKEN, LEARN_FORM_CREDENTIALS}},
	{TELLING("token"), false, RANDOM_TOKEN},
	{TELLING("bearer"), true, HINT_OF_TOKEN},
	{TELLING("credentials"), false, UNUSUAL_PASSWORD},
	{TELLING("requirepass"), false, ANY_PASSWORD},
	{TELLING("adminpass"), false, ANY_PASSWORD},
	{TELLING("mysqlpass"), false, ANY_PASSWORD},
	{TELLING("storepass"), false, ANY_PASSWORD},
	{TELLING("authpass"), false, ANY_PASSWORD},
	{TELLING("mailpass"), false, ANY_PASSWORD},
	{TELLING("privpass"), false, ANY_PASSWORD},
	{TELLING("rootpass"), false, ANY_PASSWORD},
	{TELLING("smtppass"), false, ANY_PASSWORD},
	{TELLING("userpass"), false, ANY_PASSWORD},
	{TELLING("ftppass"), false, ANY_PASSWORD},
	{TELLING("keypass"), false, ANY_PASSWORD},
	{TELLING("sshpass"), false, ANY_PASSWORD},
	{TELLING("dbpass"), false, ANY_PASSWORD},
	{TELLING("creds"), true, UNUSUAL_PASSWORD},
	{TELLING("pass"), true, UNUSUAL_PASSWORD}, /* see is_password_of() */
	{TELLING("sas"), true, HINT_OF_TOKEN},
	{TELLING("access"), true, LONG_KEY},
	{TELLING("consumersecret"), false, ANY_PASSWORD},
	{TELLING("sessionsecret"), false, ANY_PASSWORD},
	{TELLING("signingsecret"), false, ANY_PASSWORD},
	{TELLING("webhooksecret"), false, ANY_PASSWORD},
	{TELLING("clientsecret"), false, ANY_PASSWORD},
	{TELLING("cookiesecret"), false, ANY_PASSWORD},
	{TELLING("sharedsecret"), false, ANY_PASSWORD},
	{TELLING("oauthsecret"), false, ANY_PASSWORD},
	{TELLING("apisecret"), false, ANY_PASSWORD},
	{TELLING("appsecret"), false, ANY_PASSWORD},
	{TELLING("jwtsecret"), false, ANY_PASSWORD},
	{TELLING("kennwort"), false, ANY_PASSWORD},
	{TELLING("passwort"), false, ANY_PASSWORD},
	{TELLING("secret"), false, UNUSUAL_PASSWORD},
	{TELLING("jwt"), true, RANDOM_TOKEN},
	{TELLING("pat"), true, HINT_OF_TOKEN},
	{TELLING("bindpw"), false, ANY_PASSWORD},
	{TELLING("rootpw"), false, ANY_PASSWORD},
	{TELLING("pw"), true, ANY_PASSWORD},
	{TELLING("subscriptionkey"), false, RANDOM_KEY},
	{TELLING("applicationkey"), false, RANDOM_KEY},
	{TELLING("encryptionkey"), false, RANDOM_KEY},
	{TELLING("functionskey"), false, RANDOM_KEY},
	{TELLING("presharedkey"), false, ANY_PASSWORD},
	{TELLING("consumerkey"), false, RANDOM_KEY},
	{TELLING("functionkey"), false, RANDOM_KEY},
	{TELLING("recoverykey"), false, RANDOM_KEY},
	{TELLING("accountkey"), false, RANDOM_KEY},
	{TELLING("encryptkey"), false, RANDOM_KEY},
	{TELLING("licensekey"), false, RANDOM_KEY},
	{TELLING("privatekey"),
	 false,
	 {LEARN_STRENGTH_RANDOM, LEARN_REDACT_PRIVATE_KEY, LEARN_FORM_VALUE}},
	{TELLING("servicekey"), false, RANDOM_KEY},
	{TELLING("sessionkey"), false, RANDOM_KEY},
	{TELLING("signingkey"), false, RANDOM_KEY},
	{TELLING("storagekey"), false, RANDOM_KEY},
	{TELLING("accesskey"), false, RANDOM_KEY},
	{TELLING("masterkey"), false, RANDOM_KEY},
	{TELLING("secretkey"), false, RANDOM_KEY},
	{TELLING("sharedkey"), false, RANDOM_KEY},
	{TELLING("unsealkey"), false, RANDOM_KEY},
	{TELLING("adminkey"), false, RANDOM_KEY},
	{TELLING("authkey"), false, RANDOM_KEY},
	{TELLING("hmackey"), false, RANDOM_KEY},
	{TELLING("aeskey"), false, RANDOM_KEY},
	{TELLING("apikey"), false, RANDOM_KEY},
	{TELLING("appkey"), false, RANDOM_KEY},
	{TELLING("idempotencykey"), false, NO_KEY},
	{TELLING("partitionkey"), false, NO_KEY},
	{TELLING("registrykey"), false, NO_KEY},
	{TELLING("foreignkey"), false, NO_KEY},
	{TELLING("primarykey"), false, NO_KEY},
	{TELLING("routingkey"), false, NO_KEY},
	{TELLING("lookupkey"), false, NO_KEY},
	{TELLING("objectkey"), false, NO_KEY},
	{TELLING("publickey"), false, NO_KEY},
	{TELLING("cachekey"), false, NO_KEY},
	{TELLING("hostkey"), false, NO_KEY},
	{TELLING("sortkey"), false, NO_KEY},
	{TELLING("rowkey"), false, NO_KEY},
	{TELLING("key"), true, LONG_KEY},
};

const LearnRedactName learn_redact_password = ANY_PASSWORD;

#define TELLING_WORDS (sizeof(telling_words) / sizeof(telling_words[0]))

/* Words behind a telling one that leave it what it is. */
static const char *const plain_suffixes[] = {
	"again", "b64",       "base64", "confirm",    "confirmation", "current",
	"data",  "default",   "dev",    "env",        "new",          "old",
	"plain", "plaintext", "prod",   "production", "raw",          "repeat",
	"stage", "staging",   "string", "test",       "text",         "value",
};

/* Words behind it that make it the name of something else. */
static const char *const other_suffixes[] = {
	"age",           "algorithm",    "alias",
	"arn",           "at",           "attempt",
	"attempts",      "auth",         "authentication",
	"authenticator", "bucket",       "bytes",
	"callback",      "change",       "changed",
	"check",         "checker",      "class",
	"cmd",           "col",          "column",
	"command",       "complexity",   "count",
	"created",       "date",         "days",
	"dir",           "directory",    "disabled",
	"enabled",       "encryption",   "endpoint",
	"endpoints",     "engine",       "error",
	"exp",           "expiration",   "expire",
	"expired",       "expires",      "expiry",
	"failed",        "failure",      "field",
	"file",          "filename",     "format",
	"from",          "generator",    "group",
	"handler",       "hash",         "header",
	"helper",        "hint",         "history",
	"host",          "id",           "ids",
	"index",         "input",        "interval",
	"invalid",       "issuer",       "keys",
	"kind",          "label",        "last",
	"len",           "length",       "less",
	"lifetime",      "limit",        "list",
	"location",      "manager",      "max",
	"method",        "min",          "mode",
	"mount",         "name",         "names",
	"namespace",     "needed",       "only",
	"option",        "options",      "path",
	"period",        "plugin",       "policies",
	"policy",        "port",         "prefix",
	"program",       "prompt",       "protected",
	"protection",    "provider",     "quality",
	"ref",           "reference",    "refs",
	"required",      "requirements", "reset",
	"retries",       "retry",        "role",
	"rotation",      "rule",         "rules",
	"salt",          "scope",        "scopes",
	"server",        "service",      "set",
	"size",          "source",       "state",
	"status",        "storage",      "store",
	"strategy",      "strength",     "table",
	"time",          "timeout",      "timestamp",
	"ttl",           "type",         "types",
	"unset",         "updated",      "uri",
	"url",           "usage",        "used",
	"user",          "username",     "valid",
	"validation",    "validator",    "validity",
	"version",       "warning",
};

/* First words of names that ask something about a password. */
static const char *const question_prefixes[] = {
	"allow",   "ask",      "blank",    "change", "check",    "disable",
	"empty",   "enable",   "expire",   "forgot", "has",      "is",
	"max",     "min",      "need",     "needs",  "no",       "prompt",
	"require", "required", "requires", "reset",  "save",     "show",
	"skip",    "store",    "use",      "uses",   "validate", "with",
	"without",
};

/* First words of names that end with "pass", which means something else. */
static const char *const pass_prefixes[] = {
	"build",     "by",     "fastcgi", "first", "grpc",   "last",
	"memcached", "multi",  "one",     "proxy", "render", "scgi",
	"second",    "single", "test",    "tests", "two",    "uwsgi",
};

/* Is one of these words where the letters say? */
static bool
is_word_of(const char *const *words, size_t count, const char *letters,
		   size_t length)
{
	for (size_t i = 0; i < count; i++)
	{
		if (strlen(words[i]) == length &&
			memcmp(words[i], letters, length) == 0)
			return true;
	}
	return false;
}

#define IS_WORD_OF(words, letters, length)                                    \
	is_word_of(words, sizeof(words) / sizeof((words)[0]), letters, length)

/*
 * What the words behind a telling one, which ends at "at", make of it.
 */
static LearnRedactStrength
weigh_suffix(const LearnRedactLetters *letters, size_t at,
			 LearnRedactStrength strength)
{
	bool unknown = false;

	while (at < letters->length &&
		   learn_redact_in(letters->letters[at], LEARN_SET_DIGIT))
		at++;
	while (at < letters->length)
	{
		size_t end = at + 1;

		while (!learn_redact_starts_word(letters, end))
			end++;
		if (IS_WORD_OF(other_suffixes, letters->letters + at, end - at))
			return LEARN_STRENGTH_NONE;
		unknown = unknown || !(IS_WORD_OF(plain_suffixes,
										  letters->letters + at, end - at));
		at = end;
	}
	if (unknown && strength == LEARN_STRENGTH_UNUSUAL)
		return LEARN_STRENGTH_RANDOM;
	return unknown && strength > LEARN_STRENGTH_UNUSUAL
			   ? LEARN_STRENGTH_UNUSUAL
			   : strength;
}

/* Where the first word of a name itself ends. */
static size_t
first_word_end(const LearnRedactLetters *letters)
{
	size_t end = letters->own + 1;

	while (!learn_redact_starts_word(letters, end))
		end++;
	return end;
}

/* Does a name ask whether there is a password, or how it must be? */
static bool
is_question(const LearnRedactLetters *letters, size_t word)
{
	size_t end = first_word_end(letters);

	return end <= word &&
		   IS_WORD_OF(question_prefixes, letters->letters + letters->own,
					  end - letters->own);
}

/*
 * Does a name say of what the word at a place is the password, as DB_PASS
 * does?  "pass" alone says little.
 */
static bool
is_password_of(const LearnRedactLetters *letters, size_t word)
{
	size_t end = first_word_end(letters);

	return end <= word &&
		   !IS_WORD_OF(pass_prefixes, letters->letters + letters->own,
					   end - letters->own);
}

static char
last_letter(const TellingWord *telling)
{
	return telling->word[telling->length - 1];
}

/*
 * The telling word that ends at a place in the letters; NULL: none does.
 */
static const TellingWord *
find_telling(const LearnRedactLetters *letters, size_t end)
{
	char last = letters->letters[end - 1];
	size_t low = 0;
	size_t high = TELLING_WORDS;

	while (low < high)
	{
		size_t middle = low + (high - low) / 2;

		if (last_letter(&telling_words[middle]) < last)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < TELLING_WORDS && last_letter(&telling_words[low]) == last;
		 low++)
	{
		const TellingWord *telling = &telling_words[low];
		size_t length = telling->length;

		if (length <= end &&
			letters->letters[end - length] == telling->word[0] &&
			memcmp(letters->letters + end - length, telling->word, length) ==
				0 &&
			(!telling->whole ||
			 learn_redact_starts_word(letters, end - length)))
			return telling;
	}
	return NULL;
}

bool
learn_redact_name_tells(const LearnRedactText *text, size_t start, size_t end,
						LearnRedactName *name)
{
	LearnRedactLetters letters;

	/* The shortest telling word has two letters; the others are before. */
	if (end - start < 2 &&
		(!learn_redact_in(text->start[start], LEARN_SET_DIGIT) ||
		 learn_redact_before(text, start) != ' ' ||
		 !learn_redact_in(learn_redact_before(text, start - 1),
						  LEARN_SET_LETTER)))
		return false;
	learn_redact_read_letters(&letters, text, start, end);

	/* "Unseal Key 1" is a name as well. */
	for (size_t at = letters.length; at > 0 && at >= letters.own; at--)
	{
		const TellingWord *telling;
		bool digits = at < letters.length &&
					  learn_redact_in(letters.letters[at], LEARN_SET_DIGIT);

		if (!learn_redact_starts_word(&letters, at) && !digits)
			continue;
		if (at == letters.own && !digits)
			break;
		telling = find_telling(&letters, at);
		if (telling == NULL)
			continue;
		if (is_question(&letters, at - telling->length))
			return false;
		*name = telling->name;
		if (strcmp(telling->word, "pass") == 0 &&
			is_password_of(&letters, at - telling->length))
			name->strength = LEARN_STRENGTH_LETTERS;
		name->strength = weigh_suffix(&letters, at, name->strength);
		return name->strength != LEARN_STRENGTH_NONE;
	}
	return false;
}

bool
learn_redact_name_is_telling(const char *name, LearnRedactName *tells)
{
	LearnRedactText text = {name, strlen(name), 0};
	size_t start = text.length;

	while (start > 0 && learn_redact_in(name[start - 1], LEARN_SET_NAME))
		start--;
	return start < text.length &&
		   learn_redact_name_tells(&text, start, text.length, tells);
}
