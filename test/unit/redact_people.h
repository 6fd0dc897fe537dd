/*-------------------------------------------------------------------------
 *
 * redact_people.h
 *		Texts with personal data, and what is left of them; and texts that
 *		only look as if they had some.  All of it is made up.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_REDACT_PEOPLE_H
#define LEARN_TEST_REDACT_PEOPLE_H

#define EMAIL "[redacted: e-mail]"
#define TELEPHONE "[redacted: telephone]"
#define IDENTITY "[redacted: identity number]"
#define CARD "[redacted: payment card]"
#define ACCOUNT "[redacted: bank account]"
#define MEDICAL "[redacted: medical record number]"
#define BIRTH "[redacted: date of birth]"

typedef struct PersonCase
{
	const char *text;
	const char *left;
} PersonCase;

/* clang-format off */
static const PersonCase person_cases[] = {
	/* e-mail */
	{"mail from alice.b+ops@corp.example.com: bounced", "mail from " EMAIL ": bounced"},
	{"<alice@corp.io>,bob@corp.io;", "<" EMAIL ">," EMAIL ";"},
	{"\"alice@corp.io\"", "\"" EMAIL "\""},
	{"mailto:alice@corp.io", "mailto:" EMAIL},
	{"?user=alice%40corp.io&x=1", "?user=" EMAIL "&x=1"},
	{"h\xc3\xa9l\xc3\xa8ne@soci\xc3\xa9t\xc3\xa9.fr", EMAIL},
	{"Line\\nalice@corp.io\\n", "Line\\n" EMAIL "\\n"},
	{"to alice@corp.io.", "to " EMAIL "."},
	{"krb5: alice@CORP.EXAMPLE.COM", "krb5: " EMAIL},
	{"alice@xn--bcher-kva.xn--p1ai", EMAIL},

	/* telephones */
	{"call +44 20 7946 0958 now", "call " TELEPHONE " now"},
	{"+15552345678", TELEPHONE},
	{"+1 (555) 234-5678", TELEPHONE},
	{"+1-555-234-5678x12", TELEPHONE},
	{"+49 (0)171/2345678", TELEPHONE},
	{"+1 555 234 5678 2024-01-01", TELEPHONE " 2024-01-01"},
	{"(555) 234-5678", TELEPHONE},
	{"555-234-5678, 555.234.5678", TELEPHONE ", " TELEPHONE},
	{"1-555-234-5678", TELEPHONE},
	{"phone: 5552345678", "phone: " TELEPHONE},
	{"{\"mobile\": \"0171 2345678\"}", "{\"mobile\": \"" TELEPHONE "\"}"},
	{"{\"contact_phone\":\"020 7946 0958\"}", "{\"contact_phone\":\"" TELEPHONE "\"}"},
	{"Tel. 030/1234567", "Tel. 030/1234567"},
	{"Tel: 030/1234567", "Tel: " TELEPHONE},
	{"fax=0301234567", "fax=" TELEPHONE},

	/* cards and accounts */
	{"card 4024007193827465 declined", "card " CARD " declined"},
	{"4024 0071 9382 7465", CARD},
	{"4024-0071-9382-7465", CARD},
	{"3714 496353 98431", CARD},
	{"371449635398431", CARD},
	{"pan=5105105123456782 exp=12/27", "pan=" CARD " exp=12/27"},
	{"card number: 4024007193827466", "card number: " CARD},
	{"cvv: 123", "cvv: " CARD},
	{"DE57370400440532013091", ACCOUNT},
	{"IBAN DE57 3704 0044 0532 0130 91 ok", "IBAN " ACCOUNT " ok"},
	{"GB55WEST12345698765433", ACCOUNT},
	{"NL64 ABNA 0417 1643 01", ACCOUNT},

	/* identity numbers by their form */
	{"ssn 123-45-6789", "ssn " IDENTITY},
	{"user 123-45-6789 x", "user " IDENTITY " x"},
	{"AB123456C", IDENTITY},
	{"AB 12 34 56 C", IDENTITY},
	{"48219376Z", IDENTITY},
	{"X1234567L", IDENTITY},
	{"RSSMRA85T10A562S", IDENTITY},
	{"318.402.957-32", IDENTITY},
	{"185057800608491", IDENTITY},
	{"1 85 05 78 006 084 91", IDENTITY},
	{"2 84 05 2A 123 045 55", IDENTITY},
	{"85.07.30-033.28", IDENTITY},
	{"756.9217.6938.47", IDENTITY},
	{"130575-314W", IDENTITY},
	{"050805A216X", IDENTITY},
	{"11010519850314281X", IDENTITY},
	{"850314-1234562", IDENTITY},
	{"S8214365C G5214365P", IDENTITY " " IDENTITY},
	{"RUGM850314MDFZRL05", IDENTITY},
	{"4981 1723 0656", IDENTITY},
	{"15070649C103", IDENTITY},
	{"291-304-723", IDENTITY},
	{"ABCPE1234F", IDENTITY},

	/* by the names before them */
	{"SSN: 123456789", "SSN: " IDENTITY},
	{"{\"ssn\":123456789}", "{\"ssn\":" IDENTITY "}"},
	{"<ssn>123456789</ssn>", "<ssn>" IDENTITY "</ssn>"},
	{"userSsn='123 45 6789'", "userSsn='" IDENTITY "'"},
	{"social security number is 123456789", "social security number is " IDENTITY},
	{"Social Security No. 123456789", "Social Security No. " IDENTITY},
	{"NHS number 943 476 5927", "NHS number " IDENTITY},
	{"BSN 111222333", "BSN " IDENTITY},
	{"cpf=31840295732", "cpf=" IDENTITY},
	{"Passport No: X1234567", "Passport No: " IDENTITY},
	{"MRN 00123", "MRN " MEDICAL},
	{"mrn=A-99213", "mrn=" MEDICAL},
	{"Patient ID: PT-004521 admitted", "Patient ID: " MEDICAL " admitted"},
	{"{\"patientId\": \"550e8400-e29b-41d4-a716-446655440000\"}", "{\"patientId\": \"" MEDICAL "\"}"},
	{"medical record number 123456", "medical record number " MEDICAL},
	{"DOB 03/14/1985", "DOB " BIRTH},
	{"dob=1985-03-14", "dob=" BIRTH},
	{"date of birth: March 14, 1985", "date of birth: " BIRTH},
	{"born 14 March 1985 in", "born " BIRTH " in"},
	{"Geburtsdatum: 14.03.1985", "Geburtsdatum: " BIRTH},
};

static const char *const no_people[] = {
	"root@db01:~# uptime",
	"git clone git@github.com:org/repo.git",
	"git@git.corp.io",
	"rsync -a deploy@web01.corp.io:/srv/www .",
	"scp backup@host.corp.io:~/x .",
	"ssh://alice@web01.corp.io/x",
	"postgres://app@db.corp.io/app",
	"alice@web01",
	"From: noreply@corp.io, postmaster@corp.io",
	"systemctl status user@1000.service getty@tty1.service",
	"icon@2x.png",
	"lodash@4.17.21 @types/node@20.1.0",
	"image@sha256:abc.def",
	"com.corp.App@1b2c3d",
	"@corp.io a@ @ a@b a@.io a@b. a.@b.io",
	"pid 12345, took 1234567890 ms, 4111111111111112",
	"2024-01-31T10:20:30.123456+01:00 2024-01-31 10:20:30,123",
	"1700000000 1700000000000 1700000000000000",
	"10.20.30.40 255.255.255.255 192.168.100.200:54321",
	"550e8400-e29b-41d4-a716-446655440000",
	"blk_-4024007193827465 blk_4024007193827465",
	"id 0.4024007193827465 4024007193827465.5",
	"00:1a:2b:3c:4d:5e fe80::1 2001:db8::1234",
	"v1.2.3 1.23.456.7890 postgresql-15-15.4-1",
	"2048 4096 8192 4024 0071 9382 7465 12",
	"4024 0071 9382 7465 1234",
	"000-12-3456 666-12-3456 123-00-4567 123-45-0000 900-12-3456",
	"123-45-6789-0 x123-45-6789 123-45-67890",
	"+0100 UTC+10 -0800 +1 +12345 +++",
	"sin=1.5 tin roof, no phone, tel aviv",
	"phone: none, mobile: 3, cell: B12",
	"passport.js 0.6.0", "patient: 5, patient id: 12",
	"mrn: n/a", "dob: unknown", "born to run 24", "card: 7",
	"HTTP/1.1\" 200 4024 0071", "1-555-2345",
	"AB123456E ZZ123456A FF123456A 48219376A",
	"DE57370400440532013092", "ABCDE1234F",
	"11010519850314281Y", "850314-1234563", "12 345678 A 901",
	"uid=1000(alice) gid=1000(alice)", "@", "%40", "+", "(", "(555)",
};
/* clang-format on */

#endif /* LEARN_TEST_REDACT_PEOPLE_H */
