/*-------------------------------------------------------------------------
 *
 * certificates.c
 *		When certificates expire.
 *
 *-------------------------------------------------------------------------
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "executor/report/moment.h"
#include "executor/state/part.h"
#include "executor/state/source.h"

/* Largest file in which a certificate is looked for, in bytes. */
#define FILE_LIMIT (1024 * 1024)

/* What is in a file. */
typedef struct Content
{
	char *data; /* malloc'ed */
	int length;
} Content;

/*
 * Reads a file that has no links in its path.  Returns 0, or as in errno.
 */
static int
read_content(const char *path, Content *content)
{
	int file = learn_source_open(path, O_NOFOLLOW);
	ssize_t count = 1;

	if (file < 0)
		return errno;
	content->data = malloc(FILE_LIMIT + 1);
	if (content->data == NULL)
		count = 0;
	while (count > 0 && content->length <= FILE_LIMIT)
	{
		count = read(file, content->data + content->length,
					 (size_t) (FILE_LIMIT + 1 - content->length));
		if (count > 0)
			content->length += (int) count;
	}
	close(file);
	if (content->data == NULL)
		return ENOMEM;
	if (count < 0)
		return errno;
	return content->length > FILE_LIMIT ? EFBIG : 0;
}

/* Nobody is asked for a pass phrase: a certificate needs none. */
static int
no_pass_phrase(char *buffer, int size, int writing, void *data)
{
	(void) buffer;
	(void) size;
	(void) writing;
	(void) data;
	return -1;
}

/*
 * The first certificate, in either of the usual forms; NULL: there is none.
 */
static X509 *
read_certificate(const Content *content)
{
	BIO *bio = BIO_new_mem_buf(content->data, content->length);
	X509 *certificate =
		bio != NULL ? PEM_read_bio_X509(bio, NULL, no_pass_phrase, NULL)
					: NULL;
	const unsigned char *at = (const unsigned char *) content->data;

	if (certificate == NULL)
		certificate = d2i_X509(NULL, &at, content->length);
	BIO_free(bio);
	ERR_clear_error();
	return certificate;
}

/*
 * Days that are left, rounded down: one that expired an hour ago has -1.
 */
static bool
add_dates(json_object *object, const X509 *certificate)
{
	const ASN1_TIME *until = X509_get0_notAfter(certificate);
	const ASN1_TIME *from = X509_get0_notBefore(certificate);
	struct tm parts;
	char text[LEARN_MOMENT_SIZE];
	struct timespec moment = {0, 0};
	int days;
	int seconds;

	if (!ASN1_TIME_diff(&days, &seconds, NULL, until) ||
		!ASN1_TIME_to_tm(until, &parts))
		return learn_state_add_text(object, "error",
									"the certificate has no valid dates");
	moment.tv_sec = timegm(&parts);
	learn_moment_write(&moment, text);
	if (!learn_state_add_number(object, "days_left", days - (seconds < 0),
								0) ||
		!learn_state_add_text(object, "expires_at", text))
		return false;
	return X509_cmp_current_time(from) != 1 ||
		   learn_json_add(object, "not_yet_valid",
						  json_object_new_boolean(true));
}

static bool
add_certificate(const LearnLook *look, json_object *certificates,
				const char *path)
{
	char resolved[PATH_MAX];
	const LearnMount *mount;
	Content content = {NULL, 0};
	int error = learn_mounts_resolve(&look->mounts, path, resolved, &mount);
	X509 *certificate = NULL;
	const char *reason = "no certificate in the file";
	json_object *object;
	bool done;

	if (error == 0)
		error = read_content(resolved, &content);
	if (error == 0)
		certificate = read_certificate(&content);
	free(content.data);
	if (error == ENOMEM)
		return false;
	if (error != 0)
		reason = learn_mounts_reason(error);
	if (certificate == NULL)
		return learn_state_add_error(certificates, path, reason);
	object = learn_state_open(certificates, path);
	done = object != NULL && add_dates(object, certificate);
	X509_free(certificate);
	return done;
}

bool
learn_state_add_certificates(const LearnLook *look, json_object *state)
{
	return learn_state_add_each(look, state, "certificates",
								&look->wanted.certificates, add_certificate);
}
