/*-------------------------------------------------------------------------
 *
 * settings.h
 *		The configuration parameters learn.*
 *
 * All that says where data may go, or what runs, can be changed in the
 * server's configuration only, so by nobody who cannot change the server.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_SETTINGS_H
#define LEARN_PG_SETTINGS_H

/* The most that learn.max_concurrent_requests can be set to. */
#define LEARN_CONCURRENT_REQUESTS_MAX 1000

extern char *learn_setting_databases; /* "": all with the extension */
extern char *learn_setting_endpoint;  /* "": the built-in engine only */
extern char *learn_setting_dialect;   /* a name in llm/dialect.c */
extern char *learn_setting_api_key_file;
extern char *learn_setting_ca_file;
extern char *learn_setting_model_categorize;
extern char *learn_setting_model_improve;
extern int learn_setting_max_tokens_categorize;
extern int learn_setting_max_tokens_improve;
extern int learn_setting_max_prompt_tokens;
extern int learn_setting_structured_output; /* LearnStructuredOutput */
extern int learn_setting_connect_timeout;   /* ms */
extern int learn_setting_request_timeout;   /* ms */
extern int learn_setting_max_reply_size;    /* kB */
extern int learn_setting_max_concurrent_requests;
extern int learn_setting_max_attempts;
extern int learn_setting_retry_delay;     /* ms */
extern int learn_setting_max_retry_delay; /* ms */
extern int learn_setting_poll_interval;   /* ms */
extern int learn_setting_stall_after;     /* s */
extern double learn_setting_rules_confidence;
extern double learn_setting_daily_budget; /* negative: no limit */
extern int learn_setting_recheck_after;   /* min */
extern int learn_setting_min_occurrences;
extern int learn_setting_recurrence_window; /* min */
extern int learn_setting_remedy_half_life;  /* min */
extern int learn_setting_claim_ttl;         /* s */
extern int learn_setting_review_sla;        /* min */
extern int learn_setting_required_approvals;
extern bool learn_setting_require_passing_test;
extern double learn_setting_regression_probability;
extern char *learn_setting_webhook_url; /* "": nobody is told */
extern char *learn_setting_webhook_key_file;
extern char *learn_setting_webhook_ca_file;
extern char *learn_setting_webhook_events; /* "": all */
extern int learn_setting_retention;        /* min; 0: for ever */
extern int learn_setting_log_retention;    /* min; 0: for ever */
extern int learn_setting_review_retention; /* min; 0: for ever */
extern bool learn_setting_disguise_hosts;
extern bool learn_setting_redact_on_insert;
extern int learn_setting_audit_head_interval; /* s; 0: never */
extern char *learn_setting_trusted_gateways;
extern char *learn_setting_critical_incident_types;

/* Defines them all; called once, from _PG_init(). */
extern void learn_settings_define(void);

/* Is a model configured, or is the built-in engine alone? */
extern bool learn_settings_have_endpoint(void);

/* Is there somebody to tell what happens? */
extern bool learn_settings_have_webhook(void);

/*
 * How long a job is leased, in milliseconds: longer than the two requests it
 * can take.
 */
extern int64 learn_settings_lease(void);

#endif /* LEARN_PG_SETTINGS_H */
