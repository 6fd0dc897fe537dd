/*-------------------------------------------------------------------------
 *
 * request.c
 *		One HTTP request of a transport, on libcurl's easy interface.
 *
 * libcurl's callbacks only note what happened and return codes.
 *
 *-------------------------------------------------------------------------
 */
#include "llm/request.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/socket.h>

#include "llm/address.h"

#if LIBCURL_VERSION_NUM < 0x075800
#error "libcurl 7.88 or later is needed"
#endif

/* Longest URL accepted; longer ones are a mistake. */
#define URL_MAX 2048

/* Status lines and headers of one answer, in bytes. */
#define HEADERS_MAX (64 * 1024)

/*
 * What every request gets, whatever it is for.  There is no low speed limit:
 * a model is silent for minutes before it answers, and the time of the whole
 * request is bounded.
 */
static const struct
{
	CURLoption option;
	long value;
} fixed_numbers[] = {
	{CURLOPT_NOSIGNAL, 1}, /* signals belong to the server */

	/* A name server that hangs must hold up neither other requests nor us. */
	{CURLOPT_QUICK_EXIT, 1},
	{CURLOPT_POST, 1},
	{CURLOPT_FOLLOWLOCATION, 0}, /* a redirect would choose the target */
	{CURLOPT_MAXREDIRS, 0},
	{CURLOPT_SSL_VERIFYPEER, 1},
	{CURLOPT_SSL_VERIFYHOST, 2},
	{CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
	{CURLOPT_NETRC, CURL_NETRC_IGNORED}, /* nobody else's credentials */
	{CURLOPT_UNRESTRICTED_AUTH, 0},
	{CURLOPT_DISALLOW_USERNAME_IN_URL, 1},
	{CURLOPT_HTTP09_ALLOWED, 0},
	{CURLOPT_VERBOSE, 0}, /* it would print the key */

	/* Routers forget connections that are silent while a model thinks. */
	{CURLOPT_TCP_KEEPALIVE, 1},

	/* A thousand requests at once: libcurl would take 16 and 64 kB for each. */
	{CURLOPT_BUFFERSIZE, 4096},
	{CURLOPT_UPLOAD_BUFFERSIZE, 16384},
};

static const struct
{
	CURLoption option;
	const char *value;
} fixed_strings[] = {
	{CURLOPT_PROXY, ""}, /* not even one from the environment */
	{CURLOPT_NOPROXY, "*"},
	{CURLOPT_USERAGENT, "learn"},
};

/*
 * Parses a URL and checks it.  *host, malloc'ed, is as curl writes it.
 */
static LearnStatus
parse_url(const char *url, char **host, bool *plain, LearnProblem *problem)
{
	CURLU *parsed;
	char *scheme = NULL;
	char *name = NULL;
	const char *fault = NULL;

	for (const char *c = url; *c != '\0'; c++)
	{
		if (*c <= ' ' || *c > '~' || *c == '#' || *c == '\\')
			return learn_problem_set(problem, LEARN_INVALID, NULL,
									 "the URL holds a fragment or a character "
									 "that is not allowed");
		if (c - url >= URL_MAX)
			return learn_problem_set(problem, LEARN_INVALID, NULL,
									 "the URL is longer than %d bytes",
									 URL_MAX);
	}

	parsed = curl_url();
	if (parsed == NULL)
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	/* libcurl would take the first part of the path for a forgotten host. */
	if (strstr(url, ":///") != NULL ||
		curl_url_set(parsed, CURLUPART_URL, url, CURLU_DISALLOW_USER) !=
			CURLUE_OK ||
		curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
		curl_url_get(parsed, CURLUPART_HOST, &name, 0) != CURLUE_OK)
		fault = "the URL is malformed, or has a user name or password";
	else if (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0)
		fault = "the URL is neither https nor http";
	else if (strcmp(scheme, "http") == 0 &&
			 !learn_address_is_loopback_name(name))
		fault = "plain http is only allowed to a loopback address";

	if (fault == NULL)
	{
		*plain = strcmp(scheme, "http") == 0;
		*host = strdup(name);
	}
	curl_free(scheme);
	curl_free(name);
	curl_url_cleanup(parsed);
	if (fault != NULL)
		return learn_problem_set(problem, LEARN_INVALID, NULL, "%s", fault);
	if (*host == NULL)
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	return LEARN_OK;
}

LearnStatus
learn_transport_check_url(const char *url, LearnProblem *problem)
{
	char *host = NULL;
	bool plain;
	LearnStatus status = parse_url(url, &host, &plain, problem);

	free(host);
	return status;
}

/*
 * libcurl asks for a socket.  This is the place to judge the address: the name
 * may lead elsewhere than it did when the URL was checked.
 */
static curl_socket_t
open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	LearnRequest *request = context;
	curl_socket_t descriptor;

	if (purpose != CURLSOCKTYPE_IPCXN ||
		!learn_address_allowed(&address->addr, request->loopback_only))
	{
		request->use.address_refused = true;
		return CURL_SOCKET_BAD;
	}
	descriptor = socket(address->family, address->socktype | SOCK_CLOEXEC,
						address->protocol);
	if (descriptor < 0)
		request->use.socket_error = errno;
	return descriptor;
}

static size_t
take_header(char *data, size_t size, size_t count, void *context)
{
	LearnRequest *request = context;

	(void) data;
	request->use.header_bytes += size * count;
	if (request->use.header_bytes <= HEADERS_MAX)
		return size * count;
	request->use.too_large = true;
	return 0;
}

static size_t
take_body(char *data, size_t size, size_t count, void *context)
{
	LearnRequest *request = context;
	size_t length = size * count;

	if (length > request->use.reply_limit - request->use.body.length)
	{
		request->use.too_large = true;
		return 0;
	}
	if (!learn_buffer_append(&request->use.body, data, length))
	{
		request->use.out_of_memory = true;
		return 0;
	}
	return length;
}

static LearnStatus
copy_headers(LearnRequest *request, const char *const *headers,
			 LearnProblem *problem)
{
	/* Waiting for "100 Continue" would cost a round trip or a second. */
	request->use.headers = curl_slist_append(NULL, "Expect:");
	if (request->use.headers == NULL)
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	for (; headers != NULL && *headers != NULL; headers++)
	{
		struct curl_slist *longer;

		for (const char *c = *headers; *c != '\0'; c++)
		{
			if (*c < ' ' || *c > '~')
				return learn_problem_set(problem, LEARN_INVALID, NULL,
										 "a request header holds a character "
										 "that is not allowed");
		}
		longer = curl_slist_append(request->use.headers, *headers);
		if (longer == NULL)
			return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
									 "out of memory");
		request->use.headers = longer;
	}
	return LEARN_OK;
}

/*
 * Sets one option unless an earlier one failed.  The macro keeps libcurl's
 * compile-time check of the value's type.
 */
#define SET_OPTION(code, easy, option, value)                                 \
	do                                                                        \
	{                                                                         \
		if ((code) == CURLE_OK)                                               \
			(code) = curl_easy_setopt((easy), (option), (value));             \
	} while (0)

/*
 * The options of a request whatever it is used for.
 */
static CURLcode
set_lasting_options(LearnRequest *request)
{
	CURL *easy = request->easy;
	const char *scheme = request->loopback_only ? "http" : "https";
	CURLcode code = CURLE_OK;

	for (size_t i = 0; i < sizeof(fixed_numbers) / sizeof(*fixed_numbers); i++)
		SET_OPTION(code, easy, fixed_numbers[i].option,
				   fixed_numbers[i].value);
	for (size_t i = 0; i < sizeof(fixed_strings) / sizeof(*fixed_strings); i++)
		SET_OPTION(code, easy, fixed_strings[i].option,
				   fixed_strings[i].value);

	SET_OPTION(code, easy, CURLOPT_PROTOCOLS_STR, scheme);
	SET_OPTION(code, easy, CURLOPT_REDIR_PROTOCOLS_STR, scheme);
	SET_OPTION(code, easy, CURLOPT_URL, request->url);
	if (request->ca_file != NULL)
		SET_OPTION(code, easy, CURLOPT_CAINFO, request->ca_file);

	/*
	 * Nobody but who is in ca_file is to be trusted, so not the system's
	 * folder of certificates.  Where the system has a file, it is as good as
	 * the folder, and libcurl reads it once: with a folder it would read the
	 * file, a megabyte in memory, again for each connection.
	 */
	if (request->ca_file != NULL ||
		curl_version_info(CURLVERSION_NOW)->cainfo != NULL)
		(void) curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	SET_OPTION(code, easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET_OPTION(code, easy, CURLOPT_OPENSOCKETDATA, request);
	SET_OPTION(code, easy, CURLOPT_HEADERFUNCTION, take_header);
	SET_OPTION(code, easy, CURLOPT_HEADERDATA, request);
	SET_OPTION(code, easy, CURLOPT_WRITEFUNCTION, take_body);
	SET_OPTION(code, easy, CURLOPT_WRITEDATA, request);
	SET_OPTION(code, easy, CURLOPT_ERRORBUFFER, request->use.error);
	SET_OPTION(code, easy, CURLOPT_PRIVATE, request);
	return code;
}

/*
 * The options of one use.
 */
static CURLcode
set_options(LearnRequest *request, const LearnHttpRequest *wanted)
{
	CURL *easy = request->easy;
	CURLcode code = CURLE_OK;

	SET_OPTION(code, easy, CURLOPT_HTTPHEADER, request->use.headers);
	SET_OPTION(code, easy, CURLOPT_POSTFIELDSIZE_LARGE,
			   (curl_off_t) wanted->body_length);
	SET_OPTION(code, easy, CURLOPT_COPYPOSTFIELDS,
			   wanted->body_length > 0 ? wanted->body : "");
	SET_OPTION(code, easy, CURLOPT_CONNECTTIMEOUT_MS,
			   wanted->connect_timeout_ms);
	SET_OPTION(code, easy, CURLOPT_TIMEOUT_MS, wanted->timeout_ms);
	SET_OPTION(code, easy, CURLOPT_MAXFILESIZE_LARGE,
			   (curl_off_t) wanted->reply_limit);
	return code;
}

static LearnStatus
check_code(CURLcode code, LearnProblem *problem)
{
	if (code == CURLE_OK)
		return LEARN_OK;
	if (code == CURLE_OUT_OF_MEMORY)
		return learn_problem_set(problem, LEARN_OUT_OF_MEMORY, NULL,
								 "out of memory");
	return learn_problem_set(problem, LEARN_INVALID, NULL,
							 "libcurl refused an option: %s",
							 curl_easy_strerror(code));
}

/*
 * Fills a zeroed request; on failure its caller frees what it holds.
 */
static LearnStatus
fill(LearnRequest *request, const LearnHttpRequest *wanted,
	 LearnProblem *problem)
{
	LearnStatus status = parse_url(wanted->url, &request->host,
								   &request->loopback_only, problem);

	if (status != LEARN_OK)
		return status;
	request->url = strdup(wanted->url);
	if (wanted->ca_file != NULL)
		request->ca_file = strdup(wanted->ca_file);
	request->easy = curl_easy_init();
	if (request->easy == NULL || request->url == NULL ||
		(wanted->ca_file != NULL && request->ca_file == NULL))
		return check_code(CURLE_OUT_OF_MEMORY, problem);
	return check_code(set_lasting_options(request), problem);
}

LearnStatus
learn_request_create(const LearnHttpRequest *wanted, LearnRequest **request,
					 LearnProblem *problem)
{
	LearnRequest *created = calloc(1, sizeof(*created));
	LearnStatus status;

	*request = NULL;
	if (created == NULL)
		return check_code(CURLE_OUT_OF_MEMORY, problem);
	status = fill(created, wanted, problem);
	if (status == LEARN_OK)
		*request = created;
	else
		learn_request_free(created);
	return status;
}

bool
learn_request_fits(const LearnRequest *request, const LearnHttpRequest *wanted)
{
	if ((request->ca_file == NULL) != (wanted->ca_file == NULL))
		return false;
	return strcmp(request->url, wanted->url) == 0 &&
		   (request->ca_file == NULL ||
			strcmp(request->ca_file, wanted->ca_file) == 0);
}

LearnStatus
learn_request_prepare(LearnRequest *request, const LearnHttpRequest *wanted,
					  void *owner, LearnProblem *problem)
{
	LearnStatus status;

	if (wanted->timeout_ms <= 0 || wanted->connect_timeout_ms <= 0)
		return learn_problem_set(problem, LEARN_INVALID, NULL,
								 "the timeouts must be positive");
	status = copy_headers(request, wanted->headers, problem);
	if (status != LEARN_OK)
		return status;

	request->use.connect_timeout_ms = wanted->connect_timeout_ms;
	request->use.timeout_ms = wanted->timeout_ms;
	request->use.reply_limit = wanted->reply_limit;
	request->result.owner = owner;
	request->result.reader = wanted->reader;
	return check_code(set_options(request, wanted), problem);
}

static LearnHttpOutcome
outcome_of(const LearnRequest *request, CURLcode code)
{
	if (request->use.too_large)
		return LEARN_HTTP_TOO_LARGE;
	switch (code)
	{
		case CURLE_OK:
			return request->result.status != 0 ? LEARN_HTTP_REPLIED
											   : LEARN_HTTP_FAILED;
		case CURLE_OPERATION_TIMEDOUT:
			return LEARN_HTTP_TIMED_OUT;
		case CURLE_COULDNT_RESOLVE_HOST:
		case CURLE_COULDNT_CONNECT:
		case CURLE_SEND_ERROR:
		case CURLE_RECV_ERROR:
		case CURLE_GOT_NOTHING:
		case CURLE_PARTIAL_FILE:
		case CURLE_HTTP2:
		case CURLE_HTTP2_STREAM:
			return LEARN_HTTP_UNREACHABLE;
		case CURLE_SSL_CONNECT_ERROR:
		case CURLE_PEER_FAILED_VERIFICATION:
		case CURLE_SSL_CACERT_BADFILE:
		case CURLE_SSL_CERTPROBLEM:
		case CURLE_SSL_CIPHER:
		case CURLE_SSL_INVALIDCERTSTATUS:
		case CURLE_SSL_ISSUER_ERROR:
			return LEARN_HTTP_UNTRUSTED;
		case CURLE_FILESIZE_EXCEEDED:
			return LEARN_HTTP_TOO_LARGE;
		default:
			return LEARN_HTTP_FAILED;
	}
}

/*
 * Why a server is not trusted.  Here libcurl's particular text is worth
 * having, unless it names the host; of its reasons that do, the one that
 * matters is said in our words.
 */
static const char *
describe_distrust(const LearnRequest *request, CURLcode code)
{
	const char *text = request->use.error;

	if (text[0] == '\0')
		return curl_easy_strerror(code);
	if (strstr(text, request->host) == NULL)
		return text;
	if (code == CURLE_PEER_FAILED_VERIFICATION &&
		strstr(text, "subject name") != NULL)
		return "its certificate is for another host";
	return curl_easy_strerror(code);
}

/*
 * Says why a request failed, in our words and libcurl's fixed ones.
 */
static void
describe_failure(LearnRequest *request, CURLcode code)
{
	LearnHttpResult *result = &request->result;
	const char *reason = curl_easy_strerror(code);
	curl_off_t sent_after = 0;

	if (result->outcome == LEARN_HTTP_UNTRUSTED)
		reason = describe_distrust(request, code);
	if (code == CURLE_COULDNT_CONNECT && request->use.address_refused)
		reason = "the host name leads to an address that is not allowed";
	else if (code == CURLE_COULDNT_CONNECT && request->use.socket_error != 0)
		reason = strerror(request->use.socket_error);
	if (request->use.out_of_memory)
		reason = "out of memory";

	if (result->outcome == LEARN_HTTP_TOO_LARGE)
	{
		if (request->use.header_bytes > HEADERS_MAX)
			snprintf(result->error, sizeof(result->error),
					 "the answer's headers are larger than %d bytes",
					 HEADERS_MAX);
		else
			snprintf(result->error, sizeof(result->error),
					 "the answer is larger than %zu bytes",
					 request->use.reply_limit);
	}
	else if (result->outcome == LEARN_HTTP_TIMED_OUT)
	{
		/* libcurl measures it when the connection, TLS included, is ready. */
		(void) curl_easy_getinfo(request->easy, CURLINFO_PRETRANSFER_TIME_T,
								 &sent_after);
		if (sent_after == 0 &&
			request->use.connect_timeout_ms < request->use.timeout_ms)
			snprintf(result->error, sizeof(result->error),
					 "no connection within %g s",
					 (double) request->use.connect_timeout_ms / 1000);
		else
			snprintf(result->error, sizeof(result->error),
					 "timed out after %g s",
					 (double) request->use.timeout_ms / 1000);
	}
	else
		snprintf(result->error, sizeof(result->error), "%.*s",
				 (int) sizeof(result->error) - 1, reason);

	for (char *c = result->error; *c != '\0'; c++)
	{
		if (*c < ' ' || *c > '~')
			*c = '?';
	}
}

void
learn_request_finish(LearnRequest *request, CURLcode code)
{
	LearnHttpResult *result = &request->result;
	curl_off_t microseconds = 0;
	curl_off_t patience = 0;

	(void) curl_easy_getinfo(request->easy, CURLINFO_RESPONSE_CODE,
							 &result->status);
	(void) curl_easy_getinfo(request->easy, CURLINFO_TOTAL_TIME_T,
							 &microseconds);
	(void) curl_easy_getinfo(request->easy, CURLINFO_RETRY_AFTER, &patience);
	result->seconds = (double) microseconds / 1e6;

	/* libcurl reads both forms; a date gone by is negative, none is zero. */
	if (patience > LEARN_HTTP_RETRY_AFTER_MAX)
		patience = LEARN_HTTP_RETRY_AFTER_MAX;
	result->retry_after = patience > 0 ? (long) patience : -1;

	result->outcome = outcome_of(request, code);
	if (result->outcome == LEARN_HTTP_REPLIED)
	{
		result->body =
			learn_buffer_detach(&request->use.body, &result->body_length);
		if (result->body == NULL)
		{
			request->use.out_of_memory = true;
			result->outcome = LEARN_HTTP_FAILED;
		}
	}
	if (result->outcome != LEARN_HTTP_REPLIED)
		describe_failure(request, code);
}

void
learn_request_clear(LearnRequest *request)
{
	if (request->easy != NULL)
	{
		/* Clearing an option takes no memory and cannot fail. */
		(void) curl_easy_setopt(request->easy, CURLOPT_HTTPHEADER, NULL);
		(void) curl_easy_setopt(request->easy, CURLOPT_COPYPOSTFIELDS, NULL);
	}
	for (struct curl_slist *item = request->use.headers; item != NULL;
		 item = item->next)
		explicit_bzero(item->data, strlen(item->data));
	curl_slist_free_all(request->use.headers);
	learn_buffer_free(&request->use.body);
	memset(&request->use, 0, sizeof(request->use));
}

void
learn_request_free(LearnRequest *request)
{
	if (request == NULL)
		return;
	learn_request_clear(request);
	curl_easy_cleanup(request->easy);
	learn_http_result_free(&request->result);
	free(request->url);
	free(request->ca_file);
	free(request->host);
	free(request);
}

void
learn_http_result_free(LearnHttpResult *result)
{
	free(result->body);
	memset(result, 0, sizeof(*result));
}
