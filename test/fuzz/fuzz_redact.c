/*-------------------------------------------------------------------------
 *
 * fuzz_redact.c
 *		Text with secrets: taken out once and for all, and put back as it was.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include "core/disguise.h"
#include "core/redact.h"

static char *
redact(const char *text, size_t size)
{
	static const LearnRedactRules rules = {.personal = true};
	LearnBuffer buffer;
	char *redacted;

	learn_buffer_init(&buffer, 0);
	FUZZ_REQUIRE(learn_redact_append(&buffer, text, size, &rules, NULL));
	redacted = learn_buffer_detach(&buffer, NULL);
	FUZZ_REQUIRE(redacted != NULL);
	FUZZ_REQUIRE(learn_is_utf8(redacted, strlen(redacted)));
	return redacted;
}

/*
 * What was taken out comes back in its place.
 */
static void
disguise(const char *text, size_t size, bool hosts)
{
	static const LearnRedactRules rules = {.personal = true};
	LearnDisguise *disguise = learn_disguise_create(hosts);
	LearnBuffer sent;
	LearnBuffer restored;

	FUZZ_REQUIRE(disguise != NULL);
	learn_buffer_init(&sent, 0);
	learn_buffer_init(&restored, 0);
	FUZZ_REQUIRE(learn_disguise_append(disguise, &sent, NULL, text, size,
									   &rules, NULL));
	FUZZ_REQUIRE(learn_disguise_restore(disguise, &restored,
										sent.length > 0 ? sent.data : "",
										sent.length));
	FUZZ_REQUIRE(restored.length == size);
	FUZZ_REQUIRE(size == 0 || memcmp(restored.data, text, size) == 0);
	learn_buffer_free(&sent);
	learn_buffer_free(&restored);
	learn_disguise_free(disguise);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;
	char *once;
	char *twice;

	if (!fuzz_is_text(data, size))
		return FUZZ_USELESS;
	text = fuzz_text(data, size);
	once = redact(text, size);
	twice = redact(once, strlen(once));
	FUZZ_REQUIRE(strcmp(once, twice) == 0);
	disguise(text, size, false);
	disguise(text, size, true);
	free(once);
	free(twice);
	free(text);
	return 0;
}
