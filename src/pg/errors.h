/*-------------------------------------------------------------------------
 *
 * errors.h
 *		SQLSTATEs a client can act on.
 *
 * PostgREST turns class PT into the HTTP status of that number and makes the
 * message the reason phrase, so the message of a PT error is constant text;
 * particulars go to DETAIL.  Bad input is 22023 (HTTP 400), not allowed is
 * 42501 (HTTP 403).
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_PG_ERRORS_H
#define LEARN_PG_ERRORS_H

#define LEARN_ERRCODE_NOT_FOUND MAKE_SQLSTATE('P', 'T', '4', '0', '4')
#define LEARN_ERRCODE_CONFLICT MAKE_SQLSTATE('P', 'T', '4', '0', '9')
#define LEARN_ERRCODE_UNAVAILABLE MAKE_SQLSTATE('P', 'T', '5', '0', '3')

#endif /* LEARN_PG_ERRORS_H */
