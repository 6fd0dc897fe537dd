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
#define WEBHOOK (PATH | LEARN_SET_AT)
#define RUN (LEARN_SET_BASE64URL | LEARN_SET_PLUS)
#define UPPER_DIGIT (LEARN_SET_UPPER | LEARN_SET_DIGIT)
#define LOWER_DIGIT (LEARN_SET_LOWER | LEARN_SET_DIGIT)
#define ANY_HEX (LEARN_SET_HEX | LEARN_SET_UPPER_HEX)
#define UPPER_HEX (LEARN_SET_DIGIT | LEARN_SET_UPPER_HEX)

/* How far back stands what says that a run is no secret. */
#define AROUND_MAX 32

/* The shortest run that a shape without a literal begins with. */
#define RUN_MIN 8

/* How much of a block that is no secret is passed over at most. */
#define QUIET_MAX 65536

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
	{LEARN_REDACT_KEY, 0, {{"A3T", UPPER_DIGIT, 17, 17}}},
	{LEARN_REDACT_KEY, 0, {{"LTAI", LEARN_SET_ALNUM, 16, 24}}},
	{LEARN_REDACT_KEY, 0, {{"AKID", LEARN_SET_ALNUM, 32, 0}}},
	{LEARN_REDACT_KEY, 0, {{"GOOG1E", LEARN_SET_ALNUM, 50, 0}}},
	{LEARN_REDACT_KEY, 0, {{"SCW", UPPER_DIGIT, 17, 17}}},
	{LEARN_REDACT_TOKEN, 0, {{"v1.0-", LEARN_SET_BASE64URL, 100, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"AQVN", LEARN_SET_BASE64URL, 35, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"t1.", LEARN_SET_NAME, 80, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"nfp_", LEARN_SET_ALNUM, 36, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"rnd_", LEARN_SET_ALNUM, 28, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"fo1_", LEARN_SET_BASE64URL, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"fm1_", LEARN_SET_BASE64, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"napi_", LEARN_SET_ALNUM, 40, 0}}},
	{LEARN_REDACT_KEY, 0, {{"sb_secret_", LEARN_SET_BASE64URL, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"sha256~", LEARN_SET_BASE64URL, 43, 0}}},
	{LEARN_REDACT_TOKEN,
	 0,
	 {{"00D", LEARN_SET_ALNUM, 12, 15}, {"!", LEARN_SET_NAME, 60, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"sbp_", LEARN_SET_ALNUM, 40, 0}}},
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

	{LEARN_REDACT_TOKEN, 0, {{"GR1348941", LEARN_SET_BASE64URL, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"glffct-", LEARN_SET_NAME, 20, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"ATCTT3", LEARN_SET_NAME, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"CLOJARS_", LOWER_DIGIT, 60, 0}}},
	{LEARN_REDACT_KEY, 0, {{"AKCp", LEARN_SET_ALNUM, 60, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"cmVmdGtu", LEARN_SET_ALNUM, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"sgp_", LEARN_SET_WORD, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"slk_", LEARN_SET_HEX, 64, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"sqp_", LEARN_SET_HEX, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"squ_", LEARN_SET_HEX, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"sqa_", LEARN_SET_HEX, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"bkua_", LEARN_SET_HEX, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"CCIPAT_", LEARN_SET_WORD, 40, 0}}},

	/* infrastructure */
	{LEARN_REDACT_TOKEN, 0, {{"dp.ct.", LEARN_SET_ALNUM, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"dp.sa.", LEARN_SET_ALNUM, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"dp.scim.", LEARN_SET_ALNUM, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"dp.audit.", LEARN_SET_ALNUM, 40, 0}}},
	{LEARN_REDACT_TOKEN,
	 0,
	 {{"dt0c01.", UPPER_DIGIT, 24, 24}, {".", UPPER_DIGIT, 64, 0}}},
	{LEARN_REDACT_KEY, 0, {{"NRII-", LEARN_SET_BASE64URL, 32, 0}}},
	{LEARN_REDACT_KEY, 0, {{"NRJS-", LEARN_SET_BASE64URL, 19, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"eyJrIjoi", LEARN_SET_BASE64, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"hcaik_", LEARN_SET_ALNUM, 50, 0}}},
	{LEARN_REDACT_KEY, 0, {{"API-", UPPER_DIGIT, 25, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"jca_", LEARN_SET_ALNUM, 36, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"ops_eyJ", LEARN_SET_BASE64, 100, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"pnu_", LEARN_SET_ALNUM, 36, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"ico-", LEARN_SET_ALNUM, 32, 0}}},
	{LEARN_REDACT_KEY, 0, {{"dnkey-", LEARN_SET_BASE64URL, 40, 0}}},
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
	 {{"webhook.office.com/webhookb2/", WEBHOOK, 20, 0}}},
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
	{LEARN_REDACT_KEY,
	 0,
	 {{"A3-", UPPER_DIGIT, 6, 6}, {"-", UPPER_DIGIT | LEARN_SET_DASH, 23, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"EAA", LEARN_SET_ALNUM, 60, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"pscale_oauth_", LEARN_SET_NAME, 32, 0}}},
	{LEARN_REDACT_KEY, 0, {{"sk_prod_", LEARN_SET_ALNUM, 10, 0}}},
	{LEARN_REDACT_KEY, 0, {{"rk_prod_", LEARN_SET_ALNUM, 10, 0}}},
	{LEARN_REDACT_KEY, 0, {{"s-s4t2ud-", LEARN_SET_HEX, 64, 0}}},
	{LEARN_REDACT_KEY, 0, {{"s-s4t2af-", LEARN_SET_HEX, 64, 0}}},
	{LEARN_REDACT_KEY,
	 RANDOM,
	 {{"sc_", LEARN_SET_ALNUM, 5, 40}, {".", LEARN_SET_NAME, 30, 0}}},
	{LEARN_REDACT_TOKEN,
	 0,
	 {{"", LEARN_SET_DIGIT, 15, 16}, {"|", LEARN_SET_BASE64URL, 27, 40}}},
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

	{LEARN_REDACT_TOKEN,
	 0,
	 {{"O", LEARN_SET_BASE64URL, 23, 27},
	  {".", LEARN_SET_BASE64URL, 6, 6},
	  {".", LEARN_SET_BASE64URL, 27, 0}}},
	{LEARN_REDACT_KEY, 0, {{"xkeysib-", LEARN_SET_BASE64URL, 64, 0}}},
	{LEARN_REDACT_KEY, 0, {{"xsmtpsib-", LEARN_SET_BASE64URL, 64, 0}}},
	{LEARN_REDACT_KEY, RANDOM, {{"re_", LEARN_SET_WORD, 24, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"EAAA", LEARN_SET_BASE64URL, 56, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"EAACEdEose0cBA", LEARN_SET_ALNUM, 20, 0}}},
	{LEARN_REDACT_TOKEN,
	 0,
	 {{"access_token$production$", LEARN_SET_ALNUM | LEARN_SET_DOLLAR, 30,
	   0}}},
	{LEARN_REDACT_KEY, 0, {{"rzp_live_", LEARN_SET_ALNUM, 14, 0}}},
	{LEARN_REDACT_KEY, 0, {{"rzp_test_", LEARN_SET_ALNUM, 14, 0}}},
	{LEARN_REDACT_KEY, 0, {{"FLWSECK-", LEARN_SET_BASE64URL, 20, 0}}},
	{LEARN_REDACT_KEY, 0, {{"FLWSECK_TEST-", LEARN_SET_BASE64URL, 12, 0}}},
	{LEARN_REDACT_KEY, 0, {{"ak_live_", LEARN_SET_ALNUM, 30, 0}}},
	{LEARN_REDACT_KEY, 0, {{"ak_test_", LEARN_SET_ALNUM, 30, 0}}},
	{LEARN_REDACT_KEY, 0, {{"EZAK", LEARN_SET_ALNUM, 54, 0}}},
	{LEARN_REDACT_KEY, 0, {{"EZTK", LEARN_SET_ALNUM, 54, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"duffel_live_", LEARN_SET_BASE64URL, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"duffel_test_", LEARN_SET_BASE64URL, 40, 0}}},
	{LEARN_REDACT_KEY, 0, {{"shippo_live_", LEARN_SET_HEX, 40, 0}}},
	{LEARN_REDACT_KEY, 0, {{"shippo_test_", LEARN_SET_HEX, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"figd_", LEARN_SET_BASE64URL, 38, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"sl.", LEARN_SET_BASE64URL, 120, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"secret_", LEARN_SET_ALNUM, 43, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"CFPAT-", LEARN_SET_BASE64URL, 43, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"tfp_", LEARN_SET_BASE64URL, 40, 0}}},
	{LEARN_REDACT_TOKEN,
	 0,
	 {{"pat-", LOWER_DIGIT, 2, 4},
	  {"-", LEARN_SET_HEX | LEARN_SET_DASH, 36, 36}}},
	{LEARN_REDACT_TOKEN,
	 0,
	 {{"1000.", LEARN_SET_HEX, 32, 32}, {".", LEARN_SET_HEX, 30, 0}}},
	{LEARN_REDACT_TOKEN,
	 0,
	 {{"live_", LEARN_SET_DIGIT, 6, 12}, {"_", LEARN_SET_ALNUM, 24, 0}}},
	{LEARN_REDACT_TOKEN,
	 0,
	 {{"sk.eyJ", LEARN_SET_BASE64URL, 40, 0},
	  {".", LEARN_SET_BASE64URL, 20, 0}}},
	{LEARN_REDACT_TOKEN,
	 KEEP,
	 {{"hooks.zapier.com/hooks/catch/", PATH, 12, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"AAAAAAAAAAAAAAAAAAAAA", PATH, 40, 0}}},
	{LEARN_REDACT_KEY, 0, {{"BBFF-", LEARN_SET_ALNUM, 28, 0}}},
	{LEARN_REDACT_KEY, 0, {{"VF.DM.", LEARN_SET_NAME, 32, 0}}},
	{LEARN_REDACT_KEY, 0, {{"VF.WS.", LEARN_SET_NAME, 32, 0}}},
	{LEARN_REDACT_KEY, 0, {{"pub-c-", LEARN_SET_BASE64URL, 36, 36}}},
	{LEARN_REDACT_KEY, 0, {{"sub-c-", LEARN_SET_BASE64URL, 36, 36}}},
	{LEARN_REDACT_KEY, 0, {{"sec-c-", LEARN_SET_BASE64URL, 36, 0}}},

	/* models */
	{LEARN_REDACT_KEY, 0, {{"nvapi-", LEARN_SET_BASE64URL, 50, 0}}},
	{LEARN_REDACT_KEY, RANDOM, {{"fw_", LEARN_SET_ALNUM, 20, 0}}},
	{LEARN_REDACT_KEY, 0, {{"tgp_v1_", LEARN_SET_BASE64URL, 40, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"lsv2_pt_", LEARN_SET_WORD, 32, 0}}},
	{LEARN_REDACT_TOKEN, 0, {{"lsv2_sk_", LEARN_SET_WORD, 32, 0}}},
	{LEARN_REDACT_KEY, 0, {{"pcsk_", LEARN_SET_WORD, 40, 0}}},
	{LEARN_REDACT_KEY, 0, {{"sk_", LEARN_SET_HEX, 48, 0}}},
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
	{LEARN_REDACT_HASH, 0, {{"$8$", HASH, 40, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$9$", HASH, 40, 0}}},
	{LEARN_REDACT_HASH,
	 0,
	 {{"$krb5asrep$", HASH | LEARN_SET_COLON | LEARN_SET_AT, 40, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$krb5tgs$", HASH, 40, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$bcrypt-sha256$", HASH, 40, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$DCC2$", HASH, 20, 0}}},
	{LEARN_REDACT_HASH, 0, {{"$2x$", HASH, 20, 0}}},
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
	char second = learn_redact_at(text, at + 1);

	for (size_t i = chain; i != 0; i = index->next[i])
	{
		const Shape *shape = &shapes[i - 1];
		const char *start = shape->pieces[0].literal;
		size_t literal;
		size_t end;

		/* Most fail at the second character. */
		if (start[0] != '\0' && start[1] != '\0' && start[1] != second)
			continue;
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

/* Is the run at a place known to be no secret: a digest, a public key? */
static bool
is_public(const LearnRedactText *text, size_t at)
{
	static const char *const beginnings[] = {
		"AAAA",                    /* of a public key of SSH */
		"pk_",                     /* publishable */
		"LS0tLS1CRUdJTiBDRVJU",    /* -----BEGIN CERT */
		"LS0tLS1CRUdJTiBQVUJMSUM", /* -----BEGIN PUBLIC */
	};
	static const char *const words[] = {"sha1",        "sha256",
										"sha384",      "sha512",
										"public",      "digest",
										"certificate", "fingerprint",
										"/nix/store/"};
	size_t from =
		at - text->floor > AROUND_MAX ? at - AROUND_MAX : text->floor;
	bool found = false;

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
	{
		if (learn_redact_begins(text, at, beginnings[i], false))
			return true;
	}
	for (; from <= at; from++)
	{
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			found = found || learn_redact_begins(text, from, words[i], true);
		if (learn_redact_line_end(text, from) > 0)
			found = false;
	}
	return found;
}

/*
 * A run of letters and digits that is a key by how mixed it is.  It does not
 * begin with what belongs to an escape: the n of \n, the 20 of %20.
 */
static bool
find_dense(const LearnRedactText *text, size_t at, LearnRedactFound *found)
{
	char before = learn_redact_before(text, at);
	size_t length;

	if ((learn_redact_in(before, RUN) &&
		 !learn_redact_in(before, LEARN_SET_ALNUM)) ||
		(before == '\\' && learn_redact_is_one_of(text->start[at], "nrt")) ||
		(before == '%' && at + 2 < text->length &&
		 learn_redact_is_edge(text, at + 2)))
		return false;
	length = learn_redact_run(text, at, RUN, text->length);
	if (!learn_redact_is_dense(text->start + at, length) ||
		is_public(text, at))
		return false;
	found->start = at;
	found->end = at + length;
	found->kind = LEARN_REDACT_KEY;
	return true;
}

void
learn_redact_pass_block(LearnRedactShapes *index, const LearnRedactText *text,
						size_t at)
{
	if (learn_redact_begins(text, at, "--BEGIN ", false))
		index->quiet = at + QUIET_MAX;
	else if (learn_redact_begins(text, at, "--END ", false))
		index->quiet = 0;
}

bool
learn_redact_find_shape(const LearnRedactShapes *index,
						const LearnRedactText *text, size_t at,
						LearnRedactFound *found)
{
	unsigned char first = (unsigned char) text->start[at];

	if (index->first[first] != 0 &&
		find_in_chain(index, index->first[first], text, at, found))
		return true;

	/* Those without a literal are longer than most words. */
	if (!learn_redact_in(text->start[at], LEARN_SET_ALNUM) ||
		!learn_redact_in(learn_redact_at(text, at + RUN_MIN - 1), RUN))
		return false;
	return find_in_chain(index, index->any, text, at, found) ||
		   (at >= index->quiet && find_dense(text, at, found));
}
