/*-------------------------------------------------------------------------
 *
 * configuration.c
 *		Changes of the settings learn.* in the audit log.
 *
 * They are changed in the server's configuration, so nobody learns of it but
 * who reads it: the worker, when it starts and when it is told to reload.  What
 * the log knows is what its rows "configure" say, the latest of each setting;
 * of one that none speaks of, that it is as it was initially.
 *
 * Reviewers read the log, so of settings that are for superusers, among which
 * are URLs that can be secrets, it has no more than SHA-256.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "pg/compat.h"
#include "pg/digest.h"
#include "pg/json_text.h"
#include "pg/review/audit.h"
#include "pg/statement.h"
#include "pg/worker/configuration.h"

/* What all our settings begin with. */
#define PREFIX "learn."

/*
 * A value as the log may have it.
 */
static const char *
presentable(const struct config_generic *setting, const char *value)
{
	if ((setting->flags & GUC_SUPERUSER_ONLY) == 0 || *value == '\0')
		return value;
	return psprintf("sha256:%s", learn_digest(value, strlen(value), NULL, 0));
}

/*
 * What a setting is when nobody sets it, as GetConfigOption() would put it.
 */
static const char *
initial_value(struct config_generic *setting)
{
	const char *text;

	switch (setting->vartype)
	{
		case PGC_BOOL:
			return ((struct config_bool *) setting)->boot_val ? "on" : "off";
		case PGC_INT:
			return psprintf("%d", ((struct config_int *) setting)->boot_val);
		case PGC_REAL:
			return psprintf("%g", ((struct config_real *) setting)->boot_val);
		case PGC_ENUM:
			return config_enum_lookup_by_value(
				(struct config_enum *) setting,
				((struct config_enum *) setting)->boot_val);
		case PGC_STRING:
			break;
	}
	text = ((struct config_string *) setting)->boot_val;
	return text == NULL ? "" : text;
}

/*
 * The settings as JSON: {name: {"now", "initial"}}.
 */
static char *
current_settings(void)
{
	StringInfoData all;
	struct config_generic **settings;
	int count;

	learn_json_begin(&all);
	settings = learn_compat_settings(&count);
	for (int i = 0; i < count; i++)
	{
		struct config_generic *setting = settings[i];
		StringInfoData values;

		if (strncmp(setting->name, PREFIX, strlen(PREFIX)) != 0)
			continue;
		learn_json_begin(&values);
		learn_json_add_string(&values, "now",
							  presentable(setting,
										  GetConfigOption(setting->name, false,
														  false)));
		learn_json_add_string(&values, "initial",
							  presentable(setting, initial_value(setting)));
		learn_json_add_json(&all, setting->name, learn_json_end(&values));
	}
	return learn_json_end(&all);
}

/*
 * What has changed, as JSON: {name: {"before", "after"}}; NULL: nothing.
 */
static char *
changes(void)
{
	static LearnStatement statement = {
		"SELECT jsonb_object_agg(c.name, jsonb_build_object('before',"
		" c.before, 'after', c.after))"
		" FROM (SELECT n.key AS name, n.value ->> 'now' AS after,"
		" coalesce(k.value, n.value ->> 'initial') AS before"
		" FROM jsonb_each($1::jsonb) n LEFT JOIN (SELECT DISTINCT ON (s.key)"
		" s.key, s.value ->> 'after' AS value FROM learn.audit_log a,"
		" jsonb_each(a.details -> 'settings') s WHERE a.object_id = 'settings'"
		" AND a.action = 'configure' ORDER BY s.key, a.seq DESC) k"
		" ON k.key = n.key) c WHERE c.before IS DISTINCT FROM c.after",
		{TEXTOID, InvalidOid}};
	Datum value = CStringGetTextDatum(current_settings());

	learn_statement_run(&statement, &value, NULL);
	return learn_statement_text(0, 1);
}

bool
learn_configuration_record(void)
{
	LearnAuditEntry entry = {.action = "configure", .object_id = "settings"};
	LearnIdentity engine;
	StringInfoData details;
	char *changed = changes();

	if (changed == NULL)
		return true;
	if (!learn_audit_try_lock())
		return false;
	learn_json_begin(&details);
	learn_json_add_json(&details, "settings", changed);
	entry.details = learn_json_end(&details);
	learn_identity_engine(&engine);
	learn_audit_write(&engine, &entry);
	return true;
}
