/*-------------------------------------------------------------------------
 *
 * dashboard.c
 *		The page where reviewers decide.
 *
 * The page is one document, assembled from src/dashboard by make, and the
 * same for everybody: it holds no data.  What it shows it asks for with the
 * reviewer's own token.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/guc.h"

#include "pg/dashboard.inc"

PG_FUNCTION_INFO_V1(learn_sql_dashboard);

/*
 * For PostgREST, which sends what it finds in response.headers.  The policy
 * keeps the page from running, loading and sending anything but its own, even
 * if a text of a failed machine found a way to become markup.
 */
static const char response_headers[] =
	"[{\"Content-Security-Policy\": \"" DASHBOARD_POLICY "\"},"
	" {\"X-Content-Type-Options\": \"nosniff\"},"
	" {\"X-Frame-Options\": \"DENY\"},"
	" {\"Referrer-Policy\": \"no-referrer\"},"
	" {\"Cross-Origin-Opener-Policy\": \"same-origin\"},"
	" {\"Cache-Control\": \"no-store\"}]";

Datum
learn_sql_dashboard(PG_FUNCTION_ARGS)
{
	/* Until the transaction ends, as SET LOCAL; writes nothing. */
	(void) set_config_option("response.headers", response_headers, PGC_USERSET,
							 PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0, false);
	PG_RETURN_TEXT_P(
		cstring_to_text_with_len(dashboard_page, sizeof(dashboard_page) - 1));
}
