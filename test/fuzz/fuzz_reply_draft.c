/*-------------------------------------------------------------------------
 *
 * fuzz_reply_draft.c
 *		A model's draft: whatever it says, what comes out is a valid runbook.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include <ctype.h>

#include "core/disguise.h"
#include "core/reply.h"
#include "core/runbook.h"

static const char facts[] =
	"{\"execution\": {\"execution_id\": \"exec-20260101-0001\", "
	"\"client_id\": \"northwind\", \"hostname\": \"web-17\", "
	"\"incident_type\": \"service_crash\", \"platform\": \"linux\", "
	"\"error_message\": \"bind() to 0.0.0.0:80 failed\"}, "
	"\"runbook\": {\"id\": \"RB-LNX-SVC-001\", \"name\": \"Restart\", "
	"\"platform\": \"linux\", \"incident_types\": [\"service_crash\"], "
	"\"steps\": [{\"id\": \"restart\", \"action\": \"restart_service\", "
	"\"command\": \"systemctl restart nginx\"}]}, "
	"\"private_names\": [\"northwind\"], "
	"\"next_id\": \"RB-LNX-SVC-001-v2\"}";

#define CLIENT "northwind"

static bool
is_letter(char character)
{
	return isalnum((unsigned char) character) || (character & 0x80) != 0;
}

/*
 * Does a text name the client, not only as a part of another word?
 */
static bool
names_client(const char *text)
{
	for (const char *at = text; (at = strcasestr(at, CLIENT)) != NULL; at++)
	{
		if ((at == text || !is_letter(at[-1])) &&
			!is_letter(at[strlen(CLIENT)]))
			return true;
	}
	return false;
}

/*
 * What a reviewer would be shown.
 */
static void
check_draft(const LearnDraft *draft)
{
	LearnFindings findings = {0};

	fuzz_require_json(draft->content);
	fuzz_require_json(draft->changes);
	FUZZ_REQUIRE(learn_runbook_validate(draft->content, strlen(draft->content),
										&findings) == LEARN_OK);
	FUZZ_REQUIRE(strstr(draft->content, "RB-LNX-SVC-001-v2") != NULL);
	FUZZ_REQUIRE(!names_client(draft->content));
	learn_findings_free(&findings);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LearnDraft draft = {0};
	LearnProblem problem = {"", ""};
	LearnDisguise *disguise;
	char *text;

	if (!fuzz_is_text(data, size))
		return FUZZ_USELESS;
	text = fuzz_text(data, size);
	disguise = learn_disguise_create(false);
	FUZZ_REQUIRE(disguise != NULL);
	if (learn_reply_draft(text, size, disguise, facts, sizeof(facts) - 1,
						  &draft, &problem) == LEARN_OK)
		check_draft(&draft);
	else
		fuzz_require_reason(&problem);
	learn_draft_free(&draft);
	learn_disguise_free(disguise);
	free(text);
	return 0;
}
