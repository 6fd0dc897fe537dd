/*-------------------------------------------------------------------------
 *
 * settings.c
 *		The configuration parameters learn.*
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>

#include "miscadmin.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/varlena.h"

#include "llm/client.h"
#include "llm/dialect.h"
#include "pg/engine/secret.h"
#include "pg/review/notify.h"
#include "pg/settings.h"

char *learn_setting_databases;
char *learn_setting_endpoint;
char *learn_setting_dialect;
char *learn_setting_api_key_file;
char *learn_setting_ca_file;
char *learn_setting_model_categorize;
char *learn_setting_model_improve;
int learn_setting_max_tokens_categorize;
int learn_setting_max_tokens_improve;
int learn_setting_max_prompt_tokens;
int learn_setting_structured_output;
int learn_setting_connect_timeout;
int learn_setting_request_timeout;
int learn_setting_max_reply_size;
int learn_setting_max_concurrent_requests;
int learn_setting_max_attempts;
int learn_setting_retry_delay;
int learn_setting_max_retry_delay;
int learn_setting_poll_interval;
int learn_setting_stall_after;
double learn_setting_rules_confidence;
double learn_setting_daily_budget;
int learn_setting_recheck_after;
int learn_setting_min_occurrences;
int learn_setting_recurrence_window;
int learn_setting_remedy_half_life;
int learn_setting_claim_ttl;
int learn_setting_review_sla;
int learn_setting_required_approvals;
bool learn_setting_require_passing_test;
double learn_setting_regression_probability;
char *learn_setting_webhook_url;
char *learn_setting_webhook_key_file;
char *learn_setting_webhook_ca_file;
char *learn_setting_webhook_events;
int learn_setting_retention;
int learn_setting_log_retention;
int learn_setting_review_retention;
bool learn_setting_disguise_hosts;
bool learn_setting_redact_on_insert;
int learn_setting_audit_head_interval;
char *learn_setting_trusted_gateways;
char *learn_setting_critical_incident_types;

static const struct config_enum_entry structured_output_options[] = {
	{"json_schema", LEARN_OUTPUT_JSON_SCHEMA, false},
	{"json_object", LEARN_OUTPUT_JSON_OBJECT, false},
	{"text", LEARN_OUTPUT_TEXT, false},
	{NULL, 0, false}};

/*
 * A bad URL is refused when it is set, not when the worker trips over it.
 */
static bool
check_endpoint(char **newval, void **extra, GucSource source)
{
	LearnProblem problem;

	if (*newval == NULL || **newval == '\0')
		return true;
	if (learn_transport_check_url(*newval, &problem) == LEARN_OK)
		return true;
	GUC_check_errdetail("The URL is refused: %s.", problem.message);
	GUC_check_errhint("Use https://, or http:// on a loopback address.");
	return false;
}

static bool
check_dialect(char **newval, void **extra, GucSource source)
{
	LearnBuffer names;

	if (learn_dialect_find(*newval) != NULL)
		return true;
	learn_buffer_init(&names, 0);
	learn_dialect_append_names(&names);
	if (!names.failed)
		GUC_check_errhint("Available values: %s.", names.data);
	learn_buffer_free(&names);
	return false;
}

static bool
check_absolute_path(char **newval, void **extra, GucSource source)
{
	if (*newval == NULL || **newval == '\0' || **newval == '/')
		return true;
	GUC_check_errdetail("The path must be absolute.");
	return false;
}

/*
 * A URL, or the file that holds it, since it may be a secret by itself.
 */
static bool
check_webhook_url(char **newval, void **extra, GucSource source)
{
	if (**newval == '/')
		return true;
	if (strlen(*newval) > LEARN_SECRET_MAX)
	{
		GUC_check_errdetail("The URL is too long.");
		return false;
	}
	return check_endpoint(newval, extra, source);
}

/*
 * A list of events of which the webhook is told.
 */
static bool
check_events(char **newval, void **extra, GucSource source)
{
	char *copy = pstrdup(*newval);
	List *names;
	ListCell *cell;
	bool valid = SplitIdentifierString(copy, ',', &names);

	foreach (cell, names)
		valid = valid && learn_notify_is_event(lfirst(cell));
	list_free(names);
	pfree(copy);
	if (!valid)
		GUC_check_errdetail(
			"The value must be names of learn.notification_event, separated by commas.");
	return valid;
}

static bool
check_name_list(char **newval, void **extra, GucSource source)
{
	char *copy = pstrdup(*newval);
	List *names;
	bool valid = SplitIdentifierString(copy, ',', &names);

	list_free(names);
	pfree(copy);
	if (!valid)
		GUC_check_errdetail("The value must be names separated by commas.");
	return valid;
}

/*
 * A number without its unit would be minutes, and what it says too little is
 * gone for good.
 */
static bool
check_retention(int *newval, void **extra, GucSource source)
{
	if (*newval == 0 || *newval >= MINS_PER_HOUR * HOURS_PER_DAY)
		return true;
	GUC_check_errdetail(
		"The value must be at least one day, or 0 to keep everything.");
	GUC_check_errhint("Give the unit, as in \"90d\".");
	return false;
}

static void
define_string(const char *name, const char *description, char **variable,
			  const char *initial, int flags, GucStringCheckHook check)
{
	DefineCustomStringVariable(name, description, NULL, variable, initial,
							   PGC_SIGHUP, flags, check, NULL, NULL);
}

static void
define_integer(const char *name, const char *description, int *variable,
			   int initial, int min, int max, int flags)
{
	DefineCustomIntVariable(name, description, NULL, variable, initial, min,
							max, PGC_SIGHUP, flags, NULL, NULL, NULL);
}

static void
define_retention(const char *name, const char *description, int *variable,
				 int initial)
{
	DefineCustomIntVariable(name, description, NULL, variable, initial, 0,
							INT_MAX, PGC_SIGHUP, GUC_UNIT_MIN, check_retention,
							NULL, NULL);
}

static void
define_model_settings(void)
{
	define_string(
		"learn.endpoint",
		"Base URL of the model's API; empty: the built-in engine does the work, without any network.",
		&learn_setting_endpoint, "", GUC_SUPERUSER_ONLY, check_endpoint);
	define_string(
		"learn.dialect",
		"How the endpoint is spoken to: openai, for all that are compatible with it, azure or anthropic.",
		&learn_setting_dialect, "openai", 0, check_dialect);
	define_string(
		"learn.api_key_file",
		"File that holds the API key; empty: the server's environment variable LEARN_API_KEY.",
		&learn_setting_api_key_file, "", GUC_SUPERUSER_ONLY,
		check_absolute_path);
	define_string(
		"learn.ca_file",
		"Certificate authorities to trust for the endpoint; empty: the system's.",
		&learn_setting_ca_file, "", GUC_SUPERUSER_ONLY, check_absolute_path);
	define_string("learn.model_categorize",
				  "Model that is asked why an execution failed.",
				  &learn_setting_model_categorize, "gpt-4o-mini", 0, NULL);
	define_string("learn.model_improve",
				  "Model that is asked for an improved runbook.",
				  &learn_setting_model_improve, "gpt-4o", 0, NULL);
	define_integer(
		"learn.max_tokens_categorize",
		"Longest answer when categorising, in tokens; doubled once when an answer is cut off.",
		&learn_setting_max_tokens_categorize, 200, 50, 100000, 0);
	define_integer(
		"learn.max_tokens_improve",
		"Longest improved runbook, in tokens; doubled once when an answer is cut off.",
		&learn_setting_max_tokens_improve, 2500, 200, 1000000, 0);
	define_integer(
		"learn.max_prompt_tokens",
		"Longest question, in estimated tokens; the least useful telemetry is left out of a longer one.",
		&learn_setting_max_prompt_tokens, 24000, 8000, 10000000, 0);
	DefineCustomEnumVariable(
		"learn.structured_output",
		"What the endpoint is asked to enforce on answers.", NULL,
		&learn_setting_structured_output, LEARN_OUTPUT_JSON_SCHEMA,
		structured_output_options, PGC_SIGHUP, 0, NULL, NULL, NULL);
	define_integer("learn.connect_timeout",
				   "Longest time to connect to the endpoint.",
				   &learn_setting_connect_timeout, 10000, 100, 600000,
				   GUC_UNIT_MS);
	define_integer("learn.request_timeout", "Longest time a request may take.",
				   &learn_setting_request_timeout, 120000, 100, 3600000,
				   GUC_UNIT_MS);
	define_integer("learn.max_reply_size",
				   "Largest reply that is read from the endpoint.",
				   &learn_setting_max_reply_size, 1024, 1, 65536, GUC_UNIT_KB);
	define_integer("learn.max_concurrent_requests",
				   "How many requests may be under way at once.",
				   &learn_setting_max_concurrent_requests, 16, 1,
				   LEARN_CONCURRENT_REQUESTS_MAX, 0);
}

static void
define_work_settings(void)
{
	define_string(
		"learn.databases",
		"Databases in which a worker runs; empty: all that have the extension, but templates.",
		&learn_setting_databases, "", GUC_LIST_INPUT, check_name_list);
	define_integer("learn.max_attempts",
				   "How often a job is tried before it is put aside as dead.",
				   &learn_setting_max_attempts, 10, 1, 100, 0);
	define_integer(
		"learn.retry_delay",
		"Delay before the second attempt; doubles with every further one.",
		&learn_setting_retry_delay, 5000, 1, 3600000, GUC_UNIT_MS);
	define_integer(
		"learn.max_retry_delay",
		"Longest delay between two attempts, also when the endpoint asks for more.",
		&learn_setting_max_retry_delay, 900000, 1, 86400000, GUC_UNIT_MS);
	define_integer(
		"learn.poll_interval",
		"How often the worker looks for jobs that nothing woke it for.",
		&learn_setting_poll_interval, 60000, 100, 3600000, GUC_UNIT_MS);
	define_integer(
		"learn.stall_after",
		"How long work may wait with nothing getting done until that is an alarm.",
		&learn_setting_stall_after, 900, 1, INT_MAX / 1000, GUC_UNIT_S);
	DefineCustomRealVariable(
		"learn.rules_confidence",
		"The model is not asked when the built-in rules are at least this sure.",
		NULL, &learn_setting_rules_confidence, 0.8, 0.0, 1.0, PGC_SIGHUP, 0,
		NULL, NULL, NULL);
}

static void
define_learning_settings(void)
{
	define_integer(
		"learn.recheck_after",
		"How long a model's answer holds for failures that are the same, and no draft is written for those where one was refused.",
		&learn_setting_recheck_after, 30 * HOURS_PER_DAY * MINS_PER_HOUR, 1,
		INT_MAX, GUC_UNIT_MIN);
	define_integer(
		"learn.min_occurrences",
		"How often a difference of the environment must be seen before a draft is written for it.",
		&learn_setting_min_occurrences, 2, 1, 1000000, 0);
	define_integer(
		"learn.recurrence_window",
		"A success does not count when the same incident comes back on the same host within this time.",
		&learn_setting_recurrence_window, HOURS_PER_DAY * MINS_PER_HOUR, 0,
		INT_MAX, GUC_UNIT_MIN);
	define_integer("learn.remedy_half_life",
				   "After this time what a remedy has done counts half.",
				   &learn_setting_remedy_half_life,
				   90 * HOURS_PER_DAY * MINS_PER_HOUR, 1, INT_MAX,
				   GUC_UNIT_MIN);
	DefineCustomRealVariable(
		"learn.daily_budget",
		"What requests to models may cost each day, in UTC, by the prices of learn_set_price(); -1: no limit.",
		NULL, &learn_setting_daily_budget, -1.0, -1.0, 1e12, PGC_SIGHUP, 0,
		NULL, NULL, NULL);
}

static void
define_review_settings(void)
{
	define_integer("learn.claim_ttl",
				   "How long a claimed review is kept for who claimed it.",
				   &learn_setting_claim_ttl, 4 * 3600, 1, INT_MAX, GUC_UNIT_S);
	define_integer("learn.review_sla",
				   "A review that waits longer than this is overdue.",
				   &learn_setting_review_sla, HOURS_PER_DAY * MINS_PER_HOUR, 1,
				   INT_MAX, GUC_UNIT_MIN);
	define_integer(
		"learn.required_approvals",
		"How many people must approve a runbook before it becomes active.",
		&learn_setting_required_approvals, 1, 1, 10, 0);
	DefineCustomBoolVariable(
		"learn.require_passing_test",
		"Approval needs a passed test of exactly that content, and none that failed last.",
		NULL, &learn_setting_require_passing_test, false, PGC_SIGHUP, 0, NULL,
		NULL, NULL);
	DefineCustomRealVariable(
		"learn.regression_probability",
		"A version is called better or worse than its parent when that is at least this probable.",
		NULL, &learn_setting_regression_probability, 0.95, 0.5, 1.0,
		PGC_SIGHUP, 0, NULL, NULL, NULL);
	define_string(
		"learn.trusted_gateways",
		"Login roles, such as PostgREST's authenticator, whose JWT claims say who is signed in.",
		&learn_setting_trusted_gateways, "", GUC_LIST_INPUT, check_name_list);
	define_string(
		"learn.critical_incident_types",
		"Incident types whose drafts are of high priority, separated by commas.",
		&learn_setting_critical_incident_types, "service_crash,backup_failure",
		0, NULL);
}

static void
define_webhook_settings(void)
{
	define_string(
		"learn.webhook_url",
		"URL that is told by POST of reviews, dead jobs and stalls, or the file that holds it; empty: nobody is.",
		&learn_setting_webhook_url, "", GUC_SUPERUSER_ONLY, check_webhook_url);
	define_string(
		"learn.webhook_key_file",
		"File that holds the key with which notifications are signed; empty: they are not.",
		&learn_setting_webhook_key_file, "", GUC_SUPERUSER_ONLY,
		check_absolute_path);
	define_string(
		"learn.webhook_ca_file",
		"Certificate authorities to trust for the webhook; empty: the system's.",
		&learn_setting_webhook_ca_file, "", GUC_SUPERUSER_ONLY,
		check_absolute_path);
	define_string(
		"learn.webhook_events",
		"Events of which the webhook is told, separated by commas; empty: all.",
		&learn_setting_webhook_events, "", GUC_LIST_INPUT, check_events);
}

static void
define_audit_settings(void)
{
	define_integer(
		"learn.audit_head_interval",
		"After this time at the latest the server's log and the webhook are told the number and the hash of the audit log's last row; 0: never.",
		&learn_setting_audit_head_interval, SECS_PER_DAY, 0, INT_MAX,
		GUC_UNIT_S);
}

static void
define_retention_settings(void)
{
	const int quarter = 90 * HOURS_PER_DAY * MINS_PER_HOUR;

	define_retention(
		"learn.retention",
		"How long executions are kept that are analysed and the evidence of nothing; 0: for ever.",
		&learn_setting_retention, 0);
	define_retention(
		"learn.log_retention",
		"How long requests to models, and notifications that were sent, are remembered; 0: for ever.",
		&learn_setting_log_retention, quarter);
	define_retention(
		"learn.review_retention",
		"How long decided reviews stay in the queue before they are archived; 0: for ever.",
		&learn_setting_review_retention, quarter);
}

/*
 * What nobody else is to see.
 */
static void
define_privacy_settings(void)
{
	DefineCustomBoolVariable(
		"learn.disguise_hosts",
		"Names of hosts and addresses are replaced in what is sent to a model, and put back in its answer.",
		"Secrets and personal data always are.", &learn_setting_disguise_hosts,
		false, PGC_SIGHUP, 0, NULL, NULL, NULL);
	DefineCustomBoolVariable(
		"learn.redact_on_insert",
		"Secrets and personal data are taken out of executions before they are stored.",
		NULL, &learn_setting_redact_on_insert, false, PGC_SIGHUP, 0, NULL,
		NULL, NULL);
}

void
learn_settings_define(void)
{
	define_model_settings();
	define_work_settings();
	define_learning_settings();
	define_review_settings();
	define_webhook_settings();
	define_audit_settings();
	define_retention_settings();
	define_privacy_settings();

	MarkGUCPrefixReserved("learn");
}

bool
learn_settings_have_endpoint(void)
{
	return learn_setting_endpoint != NULL && *learn_setting_endpoint != '\0';
}

bool
learn_settings_have_webhook(void)
{
	return learn_setting_webhook_url != NULL &&
		   *learn_setting_webhook_url != '\0';
}

int64
learn_settings_lease(void)
{
	return 2 * (int64) learn_setting_request_timeout + 60000;
}
