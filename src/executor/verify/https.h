/*-------------------------------------------------------------------------
 *
 * https.h
 *		Requests that are encrypted, by the program curl.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_EXECUTOR_VERIFY_HTTPS_H
#define LEARN_EXECUTOR_VERIFY_HTTPS_H

#include "executor/verify/method.h"
#include "executor/verify/url.h"

/*
 * Asks for a URL with curl.  PASSED: *status is the server's.  FAILED: there
 * was none, or its certificate is not good; UNKNOWN: it could not be asked, as
 * there is no curl.  Of the latter two, seen says why.
 */
extern LearnVerdict learn_verify_ask_curl(const LearnQuestion *question,
										  const LearnUrl *url, int *status,
										  LearnBuffer *seen);

#endif /* LEARN_EXECUTOR_VERIFY_HTTPS_H */
