/*-------------------------------------------------------------------------
 *
 * incidents.c
 *		What is known of types of incidents, for runbooks without a
 *		verification.
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/incident.h"

#include <stdlib.h>
#include <string.h>

#include "executor/state/wanted.h"

LearnMethodLook *
learn_verify_find_incident(const char *incident_type)
{
	static const struct
	{
		const char *incident_type;
		LearnMethodLook *look;
	} known[] = {
		{"service_crash", learn_incident_service_crash},
		{"disk_full", learn_incident_disk_full},
		{"high_cpu", learn_incident_high_cpu},
		{"memory_leak", learn_incident_memory_leak},
		{"cert_expiry", learn_incident_cert_expiry},
		{"backup_failure", learn_incident_backup_failure},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
	{
		if (strcmp(known[i].incident_type, incident_type) == 0)
			return known[i].look;
	}
	return NULL;
}

const LearnGivenValue *
learn_incident_next(const LearnQuestion *question, const char *const *endings,
					int *at)
{
	const LearnValues *values = question->request->about->values;

	while (*at < values->count)
	{
		const LearnGivenValue *item = &values->items[(*at)++];

		if (item->value[0] != '\0' &&
			learn_name_ends_with(item->name, endings))
			return item;
	}
	return NULL;
}

bool
learn_incident_number(const LearnQuestion *question,
					  const char *const *endings, double fallback, double low,
					  double high, double *number, LearnBuffer *seen)
{
	int at = 0;
	const LearnGivenValue *item = learn_incident_next(question, endings, &at);
	char *end;

	*number = fallback;
	if (item == NULL)
		return true;
	*number = strtod(item->value, &end);
	if (end != item->value && *end == '\0' && *number >= low &&
		*number <= high)
		return true;
	learn_verify_unknown(seen,
						 "the value of %s is not a number from %.15g to "
						 "%.15g: \"%s\"",
						 item->name, low, high, item->value);
	return false;
}

bool
learn_incident_limit(const LearnQuestion *question, double fallback,
					 double *limit, LearnBuffer *seen)
{
	static const char *const endings[] = {"THRESHOLD", "THRESHOLD_PERCENT",
										  NULL};

	return learn_incident_number(question, endings, fallback, 0, 100, limit,
								 seen);
}

bool
learn_incident_capture(const LearnQuestion *question, const char *name,
					   json_object **state, json_object **part,
					   LearnBuffer *seen)
{
	*state = question->capture(question->request->about);
	*part = learn_json_get_typed(*state, name, json_type_object);
	if (*state == NULL)
		learn_verify_out_of_memory(seen);
	return *state != NULL;
}
