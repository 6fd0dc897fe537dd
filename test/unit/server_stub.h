/*-------------------------------------------------------------------------
 *
 * server_stub.h
 *		A server that speaks as much of PostgreSQL's protocol as libpq needs
 *		to ask one question after another, and gives the answers of a script.
 *
 * It is a process of its own, which ends with the test.  What it was asked is
 * in memory that both share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef LEARN_TEST_SERVER_STUB_H
#define LEARN_TEST_SERVER_STUB_H

#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/buffer.h"
#include "executor/database/database.h"

#define STUB_COLUMNS_MAX 4
#define STUB_PARAMETERS_MAX 8
#define STUB_TEXT_MAX 8192
#define STUB_LOG_MAX 32

/* How it treats a connection. */
typedef enum StubManners
{
	STUB_POLITE,
	STUB_SILENT,    /* accepts it, and says nothing */
	STUB_CLOSING,   /* accepts it, and closes it */
	STUB_GARBAGE,   /* says something else */
	STUB_FATAL,     /* refuses it with a message */
	STUB_TALKATIVE, /* sends notices for ever instead of an answer */
	STUB_DEAF       /* reads no more than the first question */
} StubManners;

/* An answer to the statements that hold a text. */
typedef struct StubReply
{
	const char *when;
	const char *part;  /* that the first parameter must hold; NULL: anything */
	const char *state; /* SQLSTATE of an error; NULL: none */
	const char *message;
	const char *detail;
	const char *hint;
	const char *warning; /* sent before */
	int rows;            /* how often */
	const char *row[STUB_COLUMNS_MAX];
	int columns;
	bool silent; /* there is no answer */
	bool closes; /* the connection ends instead */
} StubReply;

/* One question. */
typedef struct StubQuestion
{
	char statement[STUB_TEXT_MAX];
	char parameters[STUB_PARAMETERS_MAX][STUB_TEXT_MAX];
	int count; /* of parameters */
} StubQuestion;

/* What was asked, but for what every connection begins with. */
typedef struct StubLog
{
	volatile int connections;
	volatile int count;
	StubQuestion questions[STUB_LOG_MAX];
	char startup[STUB_TEXT_MAX]; /* parameters of the last connection */
} StubLog;

typedef struct StubServer
{
	pid_t process;
	int port;
	StubManners manners;
	const StubReply *replies; /* ended by one that is for nothing */
	StubLog *log;
	char conninfo[200];
} StubServer;

/* Only in the server from here on; what goes wrong there ends it. */

static void
stub_take(int file, void *data, size_t length)
{
	char *to = data;

	while (length > 0)
	{
		ssize_t bytes = read(file, to, length);

		if (bytes <= 0)
			_exit(0);
		to += bytes;
		length -= (size_t) bytes;
	}
}

static uint32_t
stub_take_number(int file)
{
	uint32_t number;

	stub_take(file, &number, sizeof(number));
	return ntohl(number);
}

static void
stub_give(int file, const void *data, size_t length)
{
	const char *from = data;

	while (length > 0)
	{
		ssize_t bytes = send(file, from, length, MSG_NOSIGNAL);

		if (bytes <= 0)
			_exit(0);
		from += bytes;
		length -= (size_t) bytes;
	}
}

static void
stub_put_number(LearnBuffer *body, uint32_t number, int bytes)
{
	for (int i = bytes - 1; i >= 0; i--)
	{
		char byte = (char) (number >> (8 * i));

		learn_buffer_append(body, &byte, 1);
	}
}

/* Sends a message with what the buffer has, and empties it. */
static void
stub_give_message(int file, char type, LearnBuffer *body)
{
	uint32_t length = htonl((uint32_t) body->length + 4);

	stub_give(file, &type, 1);
	stub_give(file, &length, sizeof(length));
	stub_give(file, body->data, body->length);
	learn_buffer_truncate(body, 0);
}

static void
stub_put_field(LearnBuffer *body, char field, const char *text)
{
	if (text == NULL)
		return;
	learn_buffer_append(body, &field, 1);
	learn_buffer_append(body, text, strlen(text) + 1);
}

static void
stub_give_report(int file, char type, const char *severity,
				 const StubReply *reply, const char *message)
{
	LearnBuffer body = {0};

	stub_put_field(&body, 'S', severity);
	stub_put_field(&body, 'V', severity);
	stub_put_field(&body, 'C', reply->state != NULL ? reply->state : "01000");
	stub_put_field(&body, 'M', message);
	stub_put_field(&body, 'D', reply->detail);
	stub_put_field(&body, 'H', reply->hint);
	learn_buffer_append(&body, "", 1);
	stub_give_message(file, type, &body);
	learn_buffer_free(&body);
}

static void
stub_give_rows(int file, const StubReply *reply)
{
	LearnBuffer body = {0};

	stub_put_number(&body, (uint32_t) reply->columns, 2);
	for (int i = 0; i < reply->columns; i++)
	{
		learn_buffer_append(&body, "c", 2);
		stub_put_number(&body, 0, 4);
		stub_put_number(&body, 0, 2);
		stub_put_number(&body, 25, 4);
		stub_put_number(&body, 0xFFFF, 2);
		stub_put_number(&body, 0xFFFFFFFF, 4);
		stub_put_number(&body, 0, 2);
	}
	stub_give_message(file, 'T', &body);
	for (int row = 0; row < reply->rows; row++)
	{
		stub_put_number(&body, (uint32_t) reply->columns, 2);
		for (int i = 0; i < reply->columns; i++)
		{
			size_t length = reply->row[i] != NULL ? strlen(reply->row[i]) : 0;

			stub_put_number(&body,
							reply->row[i] != NULL ? (uint32_t) length
												  : 0xFFFFFFFF,
							4);
			learn_buffer_append(&body, reply->row[i], length);
		}
		stub_give_message(file, 'D', &body);
	}
	learn_buffer_append(&body, "SELECT 0", 9);
	stub_give_message(file, 'C', &body);
	learn_buffer_free(&body);
}

static void
stub_give_ready(int file)
{
	LearnBuffer body = {0};

	learn_buffer_append(&body, "I", 1);
	stub_give_message(file, 'Z', &body);
	learn_buffer_free(&body);
}

/* Answers one question. */
static void
stub_answer(const StubServer *server, int file, const StubQuestion *question)
{
	static const StubReply nothing = {.columns = 1};
	static const StubReply notice = {.state = "00000"};
	static const StubReply schema = {.rows = 1,
									 .row = {"\"the api\""},
									 .columns = 1};
	const StubReply *reply = server->replies;
	LearnBuffer body = {0};

	while (reply != NULL && reply->when != NULL &&
		   (strstr(question->statement, reply->when) == NULL ||
			(reply->part != NULL &&
			 strstr(question->parameters[0], reply->part) == NULL)))
		reply++;
	if (reply == NULL || reply->when == NULL)
		reply = strstr(question->statement, "pg_extension") != NULL ? &schema
																	: &nothing;
	while (reply == &nothing && server->manners == STUB_TALKATIVE &&
		   strstr(question->statement, "set_config") == NULL)
		stub_give_report(file, 'N', "NOTICE", &notice, "well");
	if (reply->closes)
		_exit(0);
	if (reply->silent)
	{
		for (;;)
			pause();
	}
	if (reply->warning != NULL)
		stub_give_report(file, 'N', "WARNING", &nothing, reply->warning);
	if (reply->state != NULL)
		stub_give_report(file, 'E', "ERROR", reply, reply->message);
	else
	{
		stub_give_message(file, '1', &body);
		stub_give_message(file, '2', &body);
		stub_give_rows(file, reply);
	}
	stub_give_ready(file);
}

/* Reads the parameters of a question. */
static void
stub_read_bind(const char *body, StubQuestion *question)
{
	uint16_t number;

	body += strlen(body) + 1;
	body += strlen(body) + 1;
	memcpy(&number, body, sizeof(number));
	body += sizeof(number) + (size_t) 2 * ntohs(number);
	memcpy(&number, body, sizeof(number));
	body += sizeof(number);
	question->count = ntohs(number);
	for (int i = 0; i < question->count && i < STUB_PARAMETERS_MAX; i++)
	{
		uint32_t length;

		memcpy(&length, body, sizeof(length));
		body += sizeof(length);
		length = ntohl(length);
		if (length == UINT32_MAX)
		{
			strcpy(question->parameters[i], "(null)");
			continue;
		}
		snprintf(question->parameters[i], STUB_TEXT_MAX, "%.*s", (int) length,
				 body);
		body += length;
	}
}

static void
stub_log(const StubServer *server, const StubQuestion *question)
{
	if (strstr(question->statement, "set_config") != NULL ||
		strstr(question->statement, "pg_extension") != NULL ||
		server->log->count == STUB_LOG_MAX)
		return;
	server->log->questions[server->log->count] = *question;
	server->log->count++;
}

/* Answers questions until there are no more. */
static void
stub_converse(const StubServer *server, int file)
{
	static StubQuestion question;

	for (;;)
	{
		char type;
		uint32_t length;
		char *body;

		stub_take(file, &type, 1);
		length = stub_take_number(file) - 4;
		body = calloc(1, (size_t) length + 1);
		if (body == NULL)
			_exit(1);
		stub_take(file, body, length);
		if (type == 'P')
			snprintf(question.statement, STUB_TEXT_MAX, "%s",
					 body + strlen(body) + 1);
		else if (type == 'B')
			stub_read_bind(body, &question);
		else if (type == 'S')
		{
			stub_log(server, &question);
			stub_answer(server, file, &question);
		}
		else if (type == 'X')
			_exit(0);
		free(body);
		while (server->manners == STUB_DEAF &&
			   strstr(question.statement, "pg_extension") != NULL &&
			   type == 'S')
			pause();
	}
}

/* Takes the first message, which says who connects, and welcomes him. */
static void
stub_welcome(const StubServer *server, int file)
{
	static const char parameters[] = "client_encoding\0UTF8";
	LearnBuffer body = {0};
	uint32_t length = stub_take_number(file) - 4;

	if (length > STUB_TEXT_MAX)
		_exit(1);
	stub_take(file, server->log->startup, length);
	for (uint32_t i = 0; i < length; i++)
	{
		if (server->log->startup[i] == '\0')
			server->log->startup[i] = ' ';
	}
	stub_put_number(&body, 0, 4);
	stub_give_message(file, 'R', &body);
	learn_buffer_append(&body, parameters, sizeof(parameters));
	stub_give_message(file, 'S', &body);
	stub_put_number(&body, 1, 4);
	stub_put_number(&body, 2, 4);
	stub_give_message(file, 'K', &body);
	stub_give_ready(file);
	learn_buffer_free(&body);
}

static void
stub_serve_one(const StubServer *server, int file)
{
	static const StubReply fatal = {.state = "53300"};

	switch (server->manners)
	{
		case STUB_SILENT:
			for (;;)
				pause();
		case STUB_CLOSING:
			_exit(0);
		case STUB_GARBAGE:
			stub_give(file, "HTTP/1.1 400 Bad Request\r\n\r\n", 28);
			_exit(0);
		case STUB_FATAL:
			stub_give_report(file, 'E', "FATAL", &fatal,
							 "no room for\tsecret-word\r\nand \xC3\xBC");
			_exit(0);
		case STUB_POLITE:
		case STUB_DEAF:
		case STUB_TALKATIVE:
			break;
	}
	stub_welcome(server, file);
	stub_converse(server, file);
}

static void
stub_serve(const StubServer *server, int listener)
{
	signal(SIGCHLD, SIG_IGN);
	for (;;)
	{
		int file = accept(listener, NULL, NULL);

		if (file < 0)
			continue;
		setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
		server->log->connections++;
		if (fork() == 0)
		{
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			close(listener);
			stub_serve_one(server, file);
			_exit(0);
		}
		close(file);
	}
}

/* In the test from here on. */

static void
stub_start(StubServer *server, StubManners manners, const StubReply *replies)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(listener, (struct sockaddr *) &address,
						  sizeof(address)),
					 0);
	assert_int_equal(listen(listener, 16), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *) &address,
								 &size),
					 0);
	server->port = ntohs(address.sin_port);
	server->manners = manners;
	server->replies = replies;
	server->log = mmap(NULL, sizeof(StubLog), PROT_READ | PROT_WRITE,
					   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(server->log != MAP_FAILED);
	snprintf(server->conninfo, sizeof(server->conninfo),
			 "host=127.0.0.1 port=%d user=robot dbname=fleet "
			 "password=secret-word sslmode=disable gssencmode=disable",
			 server->port);
	server->process = fork();
	assert_true(server->process >= 0);
	if (server->process == 0)
	{
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		stub_serve(server, listener);
	}
	close(listener);
}

static void
stub_stop(StubServer *server)
{
	kill(server->process, SIGKILL);
	waitpid(server->process, NULL, 0);
	munmap(server->log, sizeof(StubLog));
}

/* Connects to it; it is there. */
static inline void
stub_open(StubServer *server, LearnDatabase *database)
{
	LearnConnection connection = {.database = server->conninfo};
	LearnProblem problem = {"", ""};

	if (learn_database_open(&connection, database, &problem) !=
		LEARN_DATABASE_OK)
		fail_msg("%s", problem.message);
}

#endif /* LEARN_TEST_SERVER_STUB_H */
