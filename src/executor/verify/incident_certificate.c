/*-------------------------------------------------------------------------
 *
 * incident_certificate.c
 *		Are certificates valid for long enough?
 *
 *-------------------------------------------------------------------------
 */
#include "executor/verify/incident.h"

/* Days that must be left, where no parameter says how many. */
#define DAYS 14.0
#define DAYS_MAX 36500.0

/* Those that the state tells of, and what it tells. */
typedef struct Certificates
{
	const char *first; /* the path of the one that expires first */
	double days_left;  /* that it has */
	const char *other; /* the path of one that is not known, or NULL */
	const char *reason;
	const char *early; /* the path of one that is not valid yet, or NULL */
} Certificates;

static void
read_certificates(json_object *part, Certificates *certificates)
{
	json_object_object_foreach (part, path, certificate)
	{
		json_object *left = learn_json_get(certificate, "days_left");

		if (!learn_json_is_number(left))
		{
			certificates->other = path;
			certificates->reason =
				learn_json_get_string(certificate, "error",
									  "nothing is known of it");
			continue;
		}
		if (learn_json_get_boolean(certificate, "not_yet_valid", false))
			certificates->early = path;
		if (certificates->first == NULL ||
			json_object_get_double(left) < certificates->days_left)
		{
			certificates->first = path;
			certificates->days_left = json_object_get_double(left);
		}
	}
}

/* What is known to be bad counts, before what is not known. */
static LearnVerdict
judge(const Certificates *certificates, double days, LearnBuffer *seen)
{
	if (certificates->first != NULL && certificates->days_left <= days)
		return learn_verify_failed(
			seen, "%s has %.15g days left, expected more than %.15g",
			certificates->first, certificates->days_left, days);
	if (certificates->early != NULL)
		return learn_verify_failed(seen, "%s is not valid yet",
								   certificates->early);
	if (certificates->other != NULL)
		return learn_verify_unknown(seen, "%s: %s", certificates->other,
									certificates->reason);
	if (certificates->first == NULL)
		return learn_verify_unknown(
			seen, "no CERTIFICATE parameter says what to look at");
	learn_buffer_append_format(seen, "%s has %.15g days left, no other less",
							   certificates->first, certificates->days_left);
	return LEARN_VERDICT_PASSED;
}

LearnVerdict
learn_incident_cert_expiry(const LearnQuestion *question, LearnBuffer *seen)
{
	static const char *const endings[] = {"DAYS", "DAYS_LEFT", NULL};
	Certificates certificates = {0};
	LearnVerdict verdict;
	json_object *state;
	json_object *part;
	double days;

	if (!learn_incident_number(question, endings, DAYS, 0, DAYS_MAX, &days,
							   seen) ||
		!learn_incident_capture(question, "certificates", &state, &part, seen))
		return LEARN_VERDICT_UNKNOWN;
	if (part != NULL)
		read_certificates(part, &certificates);
	verdict = judge(&certificates, days, seen);
	json_object_put(state);
	return verdict;
}
