/*-------------------------------------------------------------------------
 *
 * test_executor_verify_incident_files.c
 *		Unit tests of what is known of incidents that are about files.
 *
 *-------------------------------------------------------------------------
 */
#include "verify_look.h"

#include "executor/verify/incident.h"

static const Case certificate_cases[] = {
	{{NULL},
	 NULL,
	 "{\"certificates\": {\"/a.pem\": {\"days_left\": 90}, \"/b.pem\": "
	 "{\"days_left\": 15}}}",
	 LEARN_VERDICT_PASSED,
	 "/b.pem has 15 days left, no other less"},
	{{NULL},
	 NULL,
	 "{\"certificates\": {\"/a.pem\": {\"days_left\": 90}, \"/b.pem\": "
	 "{\"days_left\": 14}}}",
	 LEARN_VERDICT_FAILED,
	 "/b.pem has 14 days left, expected more than 14"},
	{{"MIN_DAYS=30"},
	 NULL,
	 "{\"certificates\": {\"/a.pem\": {\"days_left\": 30}}}",
	 LEARN_VERDICT_FAILED,
	 "/a.pem has 30 days left, expected more than 30"},
	{{"DAYS=2"},
	 NULL,
	 "{\"certificates\": {\"/a.pem\": {\"days_left\": 3}}}",
	 LEARN_VERDICT_PASSED,
	 "/a.pem has 3 days left, no other less"},
	{{NULL},
	 NULL,
	 "{\"certificates\": {\"/a.pem\": {\"days_left\": -3}, \"/b.pem\": "
	 "{\"error\": \"cannot be read\"}}}",
	 LEARN_VERDICT_FAILED,
	 "/a.pem has -3 days left, expected more than 14"},
	{{NULL},
	 NULL,
	 "{\"certificates\": {\"/a.pem\": {\"days_left\": 300}, \"/b.pem\": "
	 "{\"error\": \"cannot be read\"}}}",
	 LEARN_VERDICT_UNKNOWN,
	 "not known: /b.pem: cannot be read"},
	{{NULL},
	 NULL,
	 "{\"certificates\": {\"/a.pem\": {\"days_left\": 300, "
	 "\"not_yet_valid\": true}}}",
	 LEARN_VERDICT_FAILED,
	 "/a.pem is not valid yet"},
	{{NULL},
	 NULL,
	 "{\"certificates\": {}}",
	 LEARN_VERDICT_UNKNOWN,
	 "not known: no CERTIFICATE parameter says what to look at"},
	{{"DAYS=-1"},
	 NULL,
	 "{}",
	 LEARN_VERDICT_UNKNOWN,
	 "not known: the value of DAYS is not a number from 0 to 36500: "
	 "\"-1\""},
};

static void
test_cert_expiry(void **state)
{
	(void) state;
	CHECK_CASES(learn_incident_cert_expiry, certificate_cases);
}

#define BACKUP(members) "{\"files\": {\"/b\": {" members "}}}"
#define FRESH BACKUP("\"exists\": true, \"age_seconds\": 5, \"size\": 4")
#define STALE BACKUP("\"exists\": true, \"age_seconds\": 90000, \"size\": 4")

static const Case backup_cases[] = {
	{{"BACKUP_FILE=/b"},
	 STALE,
	 FRESH,
	 LEARN_VERDICT_PASSED,
	 "/b is 5 s old, newer than before"},
	{{"NIGHTLY_BACKUP_DIR=/b"},
	 BACKUP("\"exists\": false"),
	 FRESH,
	 LEARN_VERDICT_PASSED,
	 "/b is 5 s old, there was none before"},
	{{"BACKUP_DIRECTORY=/b"},
	 BACKUP("\"exists\": true, \"directory\": true"),
	 FRESH,
	 LEARN_VERDICT_PASSED,
	 "/b is 5 s old, there was none before"},
	{{"BACKUP=/b"},
	 FRESH,
	 FRESH,
	 LEARN_VERDICT_FAILED,
	 "/b is 5 s old, no newer than before"},
	{{"BACKUP_FILE=/b"},
	 NULL,
	 FRESH,
	 LEARN_VERDICT_UNKNOWN,
	 "/b is 5 s old, not known: the state before does not tell how old it "
	 "was"},
	{{"BACKUP_FILE=/b"},
	 BACKUP("\"error\": \"it is far away\""),
	 FRESH,
	 LEARN_VERDICT_UNKNOWN,
	 "/b is 5 s old, not known: the state before does not tell how old it "
	 "was"},
	{{"BACKUP_FILE=/b"},
	 BACKUP("\"exists\": false"),
	 STALE,
	 LEARN_VERDICT_FAILED,
	 "/b is 90000 s old, expected 86400 at most"},
	{{"BACKUP_FILE=/b", "MAX_AGE=90000"},
	 BACKUP("\"exists\": false"),
	 STALE,
	 LEARN_VERDICT_PASSED,
	 "/b is 90000 s old, there was none before"},
	{{"BACKUP_FILE=/b"},
	 STALE,
	 BACKUP("\"exists\": true, \"age_seconds\": 5, \"size\": 0"),
	 LEARN_VERDICT_FAILED,
	 "/b is empty"},
	{{"BACKUP_FILE=/b"},
	 STALE,
	 BACKUP("\"exists\": false"),
	 LEARN_VERDICT_FAILED,
	 "/b does not exist"},
	{{"BACKUP_DIR=/b"},
	 STALE,
	 BACKUP("\"exists\": true, \"directory\": true"),
	 LEARN_VERDICT_FAILED,
	 "there is no file in /b"},
	{{"BACKUP_FILE=/b"},
	 STALE,
	 BACKUP("\"error\": \"it is far away\""),
	 LEARN_VERDICT_UNKNOWN,
	 "not known: /b: it is far away"},
	{{"BACKUP_DIR=/b"},
	 STALE,
	 BACKUP("\"exists\": true, \"directory\": true, \"error\": \"no way\""),
	 LEARN_VERDICT_UNKNOWN,
	 "not known: /b: no way"},
	{{"BACKUP_FILE=/b"},
	 STALE,
	 BACKUP("\"exists\": true, \"age_seconds\": -61, \"size\": 4"),
	 LEARN_VERDICT_UNKNOWN,
	 "not known: /b was written 61 s in the future"},
	{{"BACKUP_FILE=/b"},
	 STALE,
	 BACKUP("\"exists\": true, \"age_seconds\": -60, \"size\": 4"),
	 LEARN_VERDICT_PASSED,
	 "/b is 0 s old, newer than before"},
	{{"BACKUP_FILE=/b", "BACKUP_PATH=/c"},
	 STALE,
	 FRESH,
	 LEARN_VERDICT_UNKNOWN,
	 "/b is 5 s old, newer than before; not known: /c: the state of this "
	 "host does not tell"},
	{{"BACKUP_COMMAND=/b"},
	 STALE,
	 FRESH,
	 LEARN_VERDICT_UNKNOWN,
	 "not known: no BACKUP_FILE or BACKUP_DIRECTORY parameter says what "
	 "to look at"},
	{{"BACKUP_FILE=/b", "MAX_AGE=1d"},
	 STALE,
	 FRESH,
	 LEARN_VERDICT_UNKNOWN,
	 "not known: the value of MAX_AGE is not a number from 0 to "
	 "3153600000: \"1d\""},
};

static void
test_backup_failure(void **state)
{
	(void) state;
	CHECK_CASES(learn_incident_backup_failure, backup_cases);
}

/*
 * A backup that was young before the run, since it was the one that failed,
 * and one that the steps after it let grow as old as that.
 */
static void
test_backup_since(void **state)
{
	Look look = {.look = learn_incident_backup_failure,
				 .given = {"BACKUP_FILE=/b"},
				 .before = FRESH,
				 .states = {FRESH}};

	(void) state;
	look.since_before = 2.1;
	check_look(&look, LEARN_VERDICT_PASSED,
			   "/b is 5 s old, newer than before");
	/* The ages are whole seconds: one that was not written may look so. */
	look.since_before = 0.9;
	check_look(&look, LEARN_VERDICT_FAILED,
			   "/b is 5 s old, no newer than before");
	look.since_before = 90000 - 5;
	look.states[0] = STALE;
	look.given[1] = "MAX_AGE=90000";
	check_look(&look, LEARN_VERDICT_FAILED,
			   "/b is 90000 s old, no newer than before");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cert_expiry),
		cmocka_unit_test(test_backup_failure),
		cmocka_unit_test(test_backup_since),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
