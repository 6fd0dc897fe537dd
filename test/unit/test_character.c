/*-------------------------------------------------------------------------
 *
 * test_character.c
 *		Unit tests of single characters.
 *
 *-------------------------------------------------------------------------
 */
#include "unit.h"

#include "core/character.h"

static void
test_read(void **state)
{
	static const struct
	{
		const char *text;
		size_t length;
		uint32_t character;
	} cases[] = {
		{"a", 1, 'a'},
		{"\u00ad-", 2, 0xAD},
		{"\u20ac-", 3, 0x20AC},
		{"\U000E0041-", 4, 0xE0041},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		uint32_t character;

		assert_int_equal(learn_character_read(cases[i].text,
											  strlen(cases[i].text),
											  &character),
						 cases[i].length);
		assert_int_equal(character, cases[i].character);
	}
}

/* What is written is read as the same; half a surrogate pair is nothing. */
static void
test_write(void **state)
{
	static const uint32_t characters[] = {'a',     0x7F,    0x80,   0x7FF,
										  0x800,   0xD7FF,  0xE000, 0xFFFF,
										  0x10000, 0x10FFFF};
	char bytes[4];

	(void) state;
	for (size_t i = 0; i < sizeof(characters) / sizeof(characters[0]); i++)
	{
		size_t length = learn_character_write(characters[i], bytes);
		uint32_t character;

		assert_int_equal(learn_character_read(bytes, length, &character),
						 length);
		assert_int_equal(character, characters[i]);
	}
	assert_int_equal(learn_character_write(0xD800, bytes), 0);
	assert_int_equal(learn_character_write(0xDFFF, bytes), 0);
	assert_int_equal(learn_character_write(0x110000, bytes), 0);
}

/* Of a character that is cut off no more is read than is there. */
static void
test_read_cut_off(void **state)
{
	uint32_t character;

	(void) state;
	assert_int_equal(learn_character_read("\u20ac", 2, &character), 2);
}

static void
test_unseen(void **state)
{
	static const uint32_t unseen[] = {0,      '\n',    0x1F,    0x7F,
									  0x9F,   0xAD,    0x61C,   0x200B,
									  0x202E, 0x2066,  0xFE0F,  0xFEFF,
									  0xFFFB, 0xE0001, 0xE007F, 0xE0FFF};
	static const uint32_t seen[] = {' ',    'a',     0xA0,    0xAE,
									0x2010, 0x20AC,  0x2070,  0x4E2D,
									0xFFFD, 0x1F600, 0xDFFFF, 0xE1000};

	(void) state;
	for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++)
		assert_true(learn_character_is_unseen(unseen[i]));
	for (size_t i = 0; i < sizeof(seen) / sizeof(seen[0]); i++)
		assert_false(learn_character_is_unseen(seen[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_read_cut_off),
		cmocka_unit_test(test_unseen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
