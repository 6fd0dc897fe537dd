/*-------------------------------------------------------------------------
 *
 * redact_shapes.c
 *		Finds keys, tokens and hashes that are known by their shape.
 *
 *-------------------------------------------------------------------------
 */
#include "core/redact_shapes.h"

#include <string.h>

#include "core/redact_judge.h"

/* Letters, digits, and what separates the parts of a hash. */
#define HASH                                                                  \
	(LEARN_SET_BASE64 | LEARN_SET_DOT | LEARN_SET_DOLLAR | LEARN_SET_DASH |   \
	 LEARN_SET_UNDERSCORE | LEARN_SET_COMMA)
#define PATH (LEARN_SET_NAME | LEARN_SET_SLASH | LEARN_SET_PERCENT)
#define UPPER_DIGIT (LEARN_SET_UPPER | LEARN_SET_DIGIT)
#define LOWER_DIGIT (LEARN_SET_LOWER | LEARN_SET_DIGIT)
#define ANY_HEX (LEARN_SET_HEX | LEARN_SET_UPPER_HEX)
#define UPPER_HEX (LEARN_SET_DIGIT | LEARN_SET_UPPER_HEX)

/* Bits of a shape's flags. */
enum
{
	KEEP = 1 << 0,  /* the first literal is not part of the secret */
	RANDOM = 1 << 1 /* words could look like this too: it must be random */
};

/* A literal, and from least to most (0: any number of) characters. */
typedef struct Piece
{
	const char *literal;
	unsigned sets;
	unsigned short least;
	unsigned short most;
} Piece;

#define PIECES_MAX 3

typedef struct Shape
{
	LearnRedactKind kind;
	unsigned flags;
	Piece pieces[PIECES_MAX];
} Shape;

/*
 * A piece that another one follows must not be able to read over it, so that
 * nothing is ever tried twice.
 */
static const Shape shapes[] = {
	/* clouds */
	{LEARN_REDACT_KEY, 0, {{"AKIA", UPPER_DIGIT, 16, 16}}},
	{LEARN_REDACT_KEY, 0, {{"ASIA", UPPER_DIGIT, 16, 16}}},
	{LEARN_REDACT_KEY, 0, {{"ABIA", UPPER_DIGIT, 16, 16}}},
	{LEARN_REDACT_KEY, 0, {{"ACCA", UPPER_DIGIT, 16, 16}}},
	{LEARN_REDACT_KEY, 0, {{"AIza", LEARN_SET_BASE64URL, 35, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"ya29.", LEARN_SET_NAME, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"GOCSPX-", LEARN_SET_BASE64URL, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"1//0", LEARN_SET_BASE64URL, 36, 0}}},
	{LEARN_REDACT_KEY,
	 0,
	 {{"AAAA", LEARN_SET_BASE64URL, 7, 7},
	  {":APA91b", LEARN_SET_BASE64URL, 100, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"dop_v1_", LEARN_SET_HEX, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"doo_v1_", LEARN_SET_HEX, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"dor_v1_", LEARN_SET_HEX, 40, 0}}},
	{LEARN_REDACT_KEY, 0, {{"HRKU-", LEARN_SET_BASE64URL, 30, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"fm2_", LEARN_SET_BASE64, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"dapi", LEARN_SET_HEX, 32, 32}}},
	{LEARN_REDACT_TOKEN, 0, {{"sbp_", LEARN_SET_HEX, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"pscale_tkn_", LEARN_SET_NAME, 32, 0}}},
	{LEARN_REDACT_PASSWORD, 0, {{"pscale_pw_", LEARN_SET_NAME, 32, 0}}},
	{LEARN_REDACT_KEY, 0, {{"tskey-", LEARN_SET_BASE64URL, 20, 0}}},

	/* where code and packages are */
	{LEARN_REDACT_TOKEN, 0, {{"ghp_", LEARN_SET_WORD, 30, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"gho_", LEARN_SET_WORD, 30, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"ghu_", LEARN_SET_WORD, 30, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"ghs_", LEARN_SET_WORD, 30, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"ghr_", LEARN_SET_WORD, 30, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"github_pat_", LEARN_SET_WORD, 22, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"glpat-", LEARN_SET_NAME, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"glptt-", LEARN_SET_NAME, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"gldt-", LEARN_SET_NAME, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"glrt-", LEARN_SET_NAME, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"glcbt-", LEARN_SET_NAME, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"glft-", LEARN_SET_NAME, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"glsoat-", LEARN_SET_NAME, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"glimt-", LEARN_SET_NAME, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"glagent-", LEARN_SET_NAME, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"gloas-", LEARN_SET_NAME, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"ATATT3", LEARN_SET_NAME, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"ATBB", LEARN_SET_ALNUM, 28, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"npm_", LEARN_SET_ALNUM, 36, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"pypi-AgE", LEARN_SET_BASE64URL, 40, 0}}},
	{LEARN_REDACT_KEY, 0, {{"rubygems_", LEARN_SET_HEX, 40, 0}}},
	{LEARN_REDACT_TOKEN, RANDOM, {{"cio", LEARN_SET_ALNUM, 32, 32}}},
	{LEARN_REDACT_KEY, RANDOM, {{"oy2", LOWER_DIGIT, 43, 43}}},
	{LEARN_REDACT_TOKEN, 0, {{"dckr_pat_", LEARN_SET_BASE64URL, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"dckr_oat_", LEARN_SET_BASE64URL, 20, 0}}},

	/* infrastructure */
	{LEARN_REDACT_TOKEN, 0, {{"hvs.", LEARN_SET_BASE64URL, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"hvb.", LEARN_SET_BASE64URL, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"hvr.", LEARN_SET_BASE64URL, 20, 0}}},
	{LEARN_REDACT_TOKEN, RANDOM, {{"s.", LEARN_SET_ALNUM, 24, 24}}},
	{LEARN_REDACT_TOKEN,
	 0,
	 {{"", LEARN_SET_ALNUM, 14, 14},
	  {".atlasv1.", LEARN_SET_BASE64URL, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"pul-", LEARN_SET_HEX, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"dp.pt.", LEARN_SET_ALNUM, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"dp.st.", LEARN_SET_NAME, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"glsa_", LEARN_SET_WORD, 32, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"glc_", LEARN_SET_BASE64, 32, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"sntrys_", LEARN_SET_NAME, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"sntryu_", LEARN_SET_HEX, 40, 0}}},
	{LEARN_REDACT_KEY, 0, {{"NRAK-", UPPER_DIGIT, 20, 0}}},
	{LEARN_REDACT_PRIVATE_KEY, 0, {{"AGE-SECRET-KEY-1", UPPER_DIGIT, 50, 0}}},

	/* messages and payments */
	{LEARN_REDACT_TOKEN, 0, {{"xoxa-", LEARN_SET_BASE64URL, 10, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"xoxb-", LEARN_SET_BASE64URL, 10, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"xoxc-", LEARN_SET_BASE64URL, 10, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"xoxd-", LEARN_SET_NAME, 10, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"xoxe-", LEARN_SET_BASE64URL, 10, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"xoxe.xox", LEARN_SET_BASE64URL, 10, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"xoxo-", LEARN_SET_BASE64URL, 10, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"xoxp-", LEARN_SET_BASE64URL, 10, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"xoxr-", LEARN_SET_BASE64URL, 10, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"xoxs-", LEARN_SET_BASE64URL, 10, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"xapp-", LEARN_SET_BASE64URL, 10, 0}}},
	{LEARN_REDACT_TOKEN, KEEP, {{"hooks.slack.com/services/", PATH, 20, 0}}},
	{LEARN_REDACT_TOKEN, KEEP, {{"hooks.slack.com/workflows/", PATH, 20, 0}}},
	{LEARN_REDACT_TOKEN, KEEP, {{"hooks.slack.com/triggers/", PATH, 20, 0}}},
	{LEARN_REDACT_TOKEN, KEEP, {{"discord.com/api/webhooks/", PATH, 20, 0}}},
	{LEARN_REDACT_TOKEN,
	 KEEP,
	 {{"discordapp.com/api/webhooks/", PATH, 20, 0}}},
	{LEARN_REDACT_TOKEN,
	 KEEP,
	 {{"webhook.office.com/webhookb2/", PATH | LEARN_SET_PERCENT, 20, 0}}},
	{LEARN_REDACT_TOKEN,
	 0,
	 {{"M", LEARN_SET_BASE64URL, 23, 27},
	  {".", LEARN_SET_BASE64URL, 6, 6},
	  {".", LEARN_SET_BASE64URL, 27, 0}}},
	{LEARN_REDACT_TOKEN,
	 0,
	 {{"N", LEARN_SET_BASE64URL, 23, 27},
	  {".", LEARN_SET_BASE64URL, 6, 6},
	  {".", LEARN_SET_BASE64URL, 27, 0}}},
	{LEARN_REDACT_TOKEN,
	 0,
	 {{"", LEARN_SET_DIGIT, 8, 10}, {":AA", LEARN_SET_BASE64URL, 30, 0}}},
	{LEARN_REDACT_TOKEN,
	 KEEP,
	 {{"bot", LEARN_SET_DIGIT, 8, 10}, {":AA", LEARN_SET_BASE64URL, 30, 0}}},
	{LEARN_REDACT_KEY, 0, {{"sk_live_", LEARN_SET_ALNUM, 10, 0}}},
	{LEARN_REDACT_KEY, 0, {{"sk_test_", LEARN_SET_ALNUM, 10, 0}}},
	{LEARN_REDACT_KEY, 0, {{"rk_live_", LEARN_SET_ALNUM, 10, 0}}},
	{LEARN_REDACT_KEY, 0, {{"rk_test_", LEARN_SET_ALNUM, 10, 0}}},
	{LEARN_REDACT_KEY, 0, {{"whsec_", LEARN_SET_BASE64, 20, 0}}},
	{LEARN_REDACT_KEY, 0, {{"SK", LEARN_SET_HEX, 32, 32}}},
	{LEARN_REDACT_KEY,
	 0,
	 {{"SG.", LEARN_SET_BASE64URL, 16, 64},
	  {".", LEARN_SET_BASE64URL, 16, 0}}},
	{LEARN_REDACT_KEY, 0, {{"key-", LEARN_SET_HEX, 32, 32}}},
	{LEARN_REDACT_KEY,
	 0,
	 {{"", LEARN_SET_HEX, 32, 32}, {"-us", LEARN_SET_DIGIT, 1, 2}}},
	{LEARN_REDACT_TOKEN, 0, {{"shpat_", ANY_HEX, 32, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"shpca_", ANY_HEX, 32, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"shppa_", ANY_HEX, 32, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"shpss_", ANY_HEX, 32, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"sq0atp-", LEARN_SET_BASE64URL, 22, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"sq0csp-", LEARN_SET_BASE64URL, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"lin_api_", LEARN_SET_ALNUM, 32, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"ntn_", LEARN_SET_ALNUM, 40, 0}}},
	{LEARN_REDACT_TOKEN,
	 0,
	 {{"pat", LEARN_SET_ALNUM, 14, 14}, {".", LEARN_SET_HEX, 64, 64}}},
	{LEARN_REDACT_KEY, 0, {{"PMAK-", LEARN_SET_BASE64URL, 50, 0}}},

	/* models */
	{LEARN_REDACT_KEY, RANDOM, {{"sk-", LEARN_SET_BASE64URL, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"hf_", LEARN_SET_ALNUM, 30, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"api_org_", LEARN_SET_ALNUM, 30, 0}}},
	{LEARN_REDACT_KEY, 0, {{"gsk_", LEARN_SET_ALNUM, 40, 0}}},
	{LEARN_REDACT_KEY, 0, {{"pplx-", LEARN_SET_ALNUM, 40, 0}}},
	{LEARN_REDACT_KEY, 0, {{"xai-", LEARN_SET_ALNUM, 60, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"r8_", LEARN_SET_ALNUM, 37, 0}}},

	/* JSON web tokens; one that was cut off may lack its signature */
	{LEARN_REDACT_TOKEN,
	 0,
	 {{"eyJ", LEARN_SET_BASE64URL, 8, 0}, {".", LEARN_SET_NAME, 10, 0}}},

	/* PEM blocks with private keys, in base64 once more */
	{LEARN_REDACT_PRIVATE_KEY,
	 0,
	 {{"LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBL", LEARN_SET_BASE64, 20, 0}}},
	{LEARN_REDACT_PRIVATE_KEY,
	 0,
	 {{"LS0tLS1CRUdJTiBQUklWQVRFIEt", LEARN_SET_BASE64, 20, 0}}},
	{LEARN_REDACT_PRIVATE_KEY,
	 0,
	 {{"LS0tLS1CRUdJTiBFQyBQUklWQVRFIEt", LEARN_SET_BASE64, 20, 0}}},
	{LEARN_REDACT_PRIVATE_KEY,
	 0,
	 {{"LS0tLS1CRUdJTiBEU0EgUFJJVkFURSBL", LEARN_SET_BASE64, 20, 0}}},
	{LEARN_REDACT_PRIVATE_KEY,
	 0,
	 {{"LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZBVEUgS0", LEARN_SET_BASE64, 20, 0}}},
	{LEARN_REDACT_PRIVATE_KEY,
	 0,
	 {{"LS0tLS1CRUdJTiBFTkNSWVBURUQgUFJJVkFURSBL", LEARN_SET_BASE64, 20, 0}}},

	/* hashes of passwords */
	{LEARN_REDACT_HASH, 0, {{"$1$", HASH, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$2a$", HASH, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$2b$", HASH, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$2y$", HASH, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$5$", HASH, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$6$", HASH, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$7$", HASH, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$y$", HASH, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$gy$", HASH, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$apr1$", HASH, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$sha1$", HASH, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$argon2", HASH, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$scrypt$", HASH, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$pbkdf2", HASH, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$P$", HASH, 28, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$H$", HASH, 28, 0}}},
	{LEARN_REDACT_HASH, 0, {{"pbkdf2_sha256$", HASH, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"pbkdf2_sha1$", HASH, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"bcrypt_sha256$", HASH, 20, 0}}},
	{LEARN_REDACT_HASH,
	 0,
	 {{"SCRAM-SHA-256$", HASH | LEARN_SET_COLON, 40, 0}}},
	{LEARN_REDACT_HASH, 0, {{"md5", LEARN_SET_HEX, 32, 32}}},
	{LEARN_REDACT_HASH, 0, {{"*", UPPER_HEX, 40, 40}}},
	{LEARN_REDACT_HASH, 0, {{"{SSHA}", LEARN_SET_BASE64, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"{SHA}", LEARN_SET_BASE64, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"{MD5}", LEARN_SET_BASE64, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"{SMD5}", LEARN_SET_BASE64, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"{SSHA512}", LEARN_SET_BASE64, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"{CRYPT}", HASH, 10, 0}}},
};

#define SHAPES (sizeof(shapes) / sizeof(shapes[0]))
_Static_assert(SHAPES < LEARN_REDACT_SHAPES_MAX, "too many shapes");

void
learn_redact_index_shapes(LearnRedactShapes *index)
{
	memset(index, 0, sizeof(*index));
	for (size_t i = SHAPES; i > 0; i--)
	{
		unsigned char first =
			(unsigned char) shapes[i - 1].pieces[0].literal[0];
		unsigned char *chain =
			first == '\0' ? &index->any : &index->first[first];

		index->next[i] = *chain;
		*chain = (unsigned char) i;
	}
}

/*
 * One that may turn out to be none only after a long run begins where the run
 * does, so that it is not tried again within it.
 */
static bool
may_begin(const LearnRedactText *text, size_t at, const Shape *shape)
{
	const Piece *first = &shape->pieces[0];

	return first->most > 0 ||
		   (!(shape->flags & RANDOM) && shape->pieces[1].literal == NULL) ||
		   !learn_redact_in(learn_redact_before(text, at), first->sets);
}

/*
 * Where a shape that begins at a place ends; 0: it does not begin there.
 */
static size_t
end_of(const LearnRedactText *text, size_t at, const Shape *shape)
{
	const Piece *piece = shape->pieces;

	for (size_t i = 0; i < PIECES_MAX && shape->pieces[i].literal != NULL; i++)
	{
		size_t run;

		piece = &shape->pieces[i];
		if (!learn_redact_begins(text, at, piece->literal, false))
			return 0;
		at += strlen(piece->literal);
		run = learn_redact_run(text, at, piece->sets,
							   piece->most > 0 ? piece->most + 1u
											   : text->length);
		if (run < piece->least || (piece->most > 0 && run > piece->most))
			return 0;
		at += run;
	}
	if (piece->most > 0 &&
		learn_redact_in(learn_redact_at(text, at), LEARN_SET_WORD))
		return 0;
	return at;
}

/*
 * Tries the shapes of a chain.
 */
static bool
find_in_chain(const LearnRedactShapes *index, size_t chain,
			  const LearnRedactText *text, size_t at, LearnRedactFound *found)
{
	for (size_t i = chain; i != 0; i = index->next[i])
	{
		const Shape *shape = &shapes[i - 1];
		size_t literal;
		size_t end;

		if (!may_begin(text, at, shape))
			continue;
		end = end_of(text, at, shape);
		if (end == 0)
			continue;
		literal = strlen(shape->pieces[0].literal);
		if ((shape->flags & RANDOM) &&
			!learn_redact_is_random(text->start + at + literal,
									end - at - literal))
			continue;
		found->start = shape->flags & KEEP ? at + literal : at;
		found->end = end;
		found->kind = shape->kind;
		return true;
	}
	return false;
}

bool
learn_redact_find_shape(const LearnRedactShapes *index,
						const LearnRedactText *text, size_t at,
						LearnRedactFound *found)
{
	unsigned char first = (unsigned char) text->start[at];

	return find_in_chain(index, index->first[first], text, at, found) ||
		   (learn_redact_in(text->start[at], LEARN_SET_ALNUM) &&
			find_in_chain(index, index->any, text, at, found));
}
