/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a mail's fate is called, for every place in the dialogue where a server can refuse, vanish
 * or fall silent. Each case forks a scripted server that answers well but at one command; what it
 * was told lies in shared memory. CUT closes the connection, HANG answers nothing more.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/log.h"
#include "base/mem.h"
#include "net/net.h"
#include "net/smtp.h"
#include "test.h"

#define CUT "\001"
#define HANG "\002"
#define FLOOD "\003"
#define DEADLINE_MS (500 * PATIENCE)
#define IN_TIME_MS (3 * DEADLINE_MS + 1000)	/* curl 7.88 sees now and then only after a second's sleep that the time is up */
#define LETTER "From: tte@tapinkab.go.id\r\nSubject: x\r\n\r\n.titik\r\nisi\r\n"

/* What the server saw, over all its connections. */
struct seen { int connections, mails, lines; char commands[8192], data[8192]; };

struct server {
	const char *at, *say;	/* the command with this text is answered so; "greeting", "dot" the end of the data, "body" in it */
	int times;		/* that often; 0: always */
	const char *ehlo;	/* further EHLO lines, or NULL */
	int mails_per_connection;	/* closes after that many; 0: never */
	pid_t pid;
	struct seen *seen;
};

static void
say(int fd, const char *text)
{
	static char line[] = "250-more\r\n";

	switch (*text) {
	case '\001':
		_exit(0);
	case '\002':
		pause();
		_exit(0);
	case '\003':
		while (send(fd, line, sizeof(line) - 1, MSG_NOSIGNAL) > 0)
			;
		_exit(0);
	}
	if (send(fd, text, strlen(text), MSG_NOSIGNAL) < 0 || send(fd, "\r\n", 2, MSG_NOSIGNAL) < 0)
		_exit(0);
}

/* Answers with the script where `at` is its place. */
static bool
scripted(struct server *s, int fd, const char *at)
{
	if (s->at == NULL || strstr(at, s->at) == NULL || (s->times > 0 && s->seen->lines >= s->times))
		return false;
	s->seen->lines++;
	if (s->say[0] == '\001')
		shutdown(fd, SHUT_RDWR);
	say(fd, s->say);
	return true;
}

static void
take_data(struct server *s, int fd, FILE *in)
{
	char line[4096];

	s->seen->data[0] = '\0';
	while (fgets(line, sizeof(line), in) != NULL && strcmp(line, ".\r\n") != 0) {
		if (strlen(s->seen->data) + strlen(line) < sizeof(s->seen->data))
			strcat(s->seen->data, line);
		if (strncmp(line, "isi", 3) == 0)
			scripted(s, fd, "body");
	}
	s->seen->mails++;
	if (!scripted(s, fd, "dot"))
		say(fd, "250 2.0.0 taken");
}

static void
talk(struct server *s, int fd)
{
	char line[4096];
	FILE *in = fdopen(fd, "r");
	int mails = 0, now = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &now, sizeof(now));
	s->seen->connections++;
	if (!scripted(s, fd, "greeting"))
		say(fd, "220 mail.test ESMTP");
	while (fgets(line, sizeof(line), in) != NULL) {
		bool data = strcmp(line, "DATA\r\n") == 0, ehlo = strncmp(line, "EHLO", 4) == 0;

		if (strlen(s->seen->commands) + strlen(line) < sizeof(s->seen->commands))
			strcat(s->seen->commands, line);
		if (scripted(s, fd, line))
			continue;
		if (ehlo && s->ehlo != NULL)
			say(fd, s->ehlo);
		say(fd, data ? "354 go on" : strncmp(line, "QUIT", 4) == 0 ? "221 bye" : strncmp(line, "AUTH", 4) == 0 ? "334 " : "250 ok");
		if (strncmp(line, "AUTH", 4) == 0)
			say(fd, fgets(line, sizeof(line), in) != NULL && strcmp(line, "AHR0ZQByYWhhc2lh\r\n") == 0 ? "235 in" : "535 no");
		if (data) {
			take_data(s, fd, in);
			if (++mails == s->mails_per_connection)
				break;
		}
	}
	fclose(in);
}

static struct net_peer
server_start(struct server *s)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	s->seen = mmap(NULL, sizeof(*s->seen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, n) < 0 || listen(fd, 8) < 0 || getsockname(fd, (struct sockaddr *)&a, &n) < 0)
		exit(1);
	s->pid = fork();
	if (s->pid == 0)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (s->pid == 0) {
		int c = accept(fd, NULL, NULL);
		pid_t child = fork();

		if (child == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			talk(s, c);
			_exit(0);
		}
		close(c);
	}
	close(fd);
	return (struct net_peer){ .what = "SMTP", .scheme = "smtp", .host = "127.0.0.1", .port = ntohs(a.sin_port), .tls = TLS_NONE,
		.helo = "loket.test", .deadline_ms = DEADLINE_MS };
}

/* Its children, one for each connection, die with it. */
static void
server_stop(struct server *s)
{
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
	munmap(s->seen, sizeof(*s->seen));
}

static struct outcome
send_to(struct smtp *c, const char *from, const char *to, const char *message)
{
	struct deliver d = { .id = 1, .from = (char *)(uintptr_t)from, .to = (char *)(uintptr_t)to, .bytes = (int64_t)strlen(message) };
	struct outcome out;

	smtp_send(c, &d, message, strlen(message), &out);
	return out;
}

static const char *const names[DELIVERY__N] = { "sent", "retry", "failed", "unknown", "stop" };

static void
test_fates(void)
{
	static const struct { const char *name, *at, *say, *ehlo; bool login; enum delivery want; long code; } rows[] = {
		{ "well", NULL, NULL, NULL, false, DELIVERY_SENT, 250 },
		{ "well, with login", NULL, NULL, "250-AUTH PLAIN", true, DELIVERY_SENT, 250 },
		{ "greeting 421", "greeting", "421 busy", NULL, false, DELIVERY_RETRY, 421 },
		{ "greeting 554", "greeting", "554 not for you", NULL, false, DELIVERY_STOP, 554 },
		{ "greeting cut", "greeting", CUT, NULL, false, DELIVERY_STOP, 0 },
		{ "greeting silent", "greeting", HANG, NULL, false, DELIVERY_STOP, 0 },
		{ "EHLO and HELO 550", "LO loket", "550 go away", NULL, false, DELIVERY_STOP, 550 },
		{ "EHLO endless", "EHLO", FLOOD, NULL, false, DELIVERY_RETRY, 220 },
		{ "AUTH 535", "AUTH", "535 5.7.8 no", "250-AUTH PLAIN", true, DELIVERY_STOP, 535 },
		{ "AUTH 454", "AUTH", "454 4.7.0 later", "250-AUTH PLAIN", true, DELIVERY_RETRY, 454 },
		{ "MAIL 451", "MAIL", "451 later", NULL, false, DELIVERY_RETRY, 451 },
		{ "MAIL 550", "MAIL", "550 not you", NULL, false, DELIVERY_FAILED, 550 },
		{ "MAIL 530", "MAIL", "530 5.7.0 log in first", NULL, false, DELIVERY_STOP, 530 },
		{ "MAIL cut", "MAIL", CUT, NULL, false, DELIVERY_RETRY, -1 },
		{ "RCPT 452", "RCPT", "452 4.2.2 full", NULL, false, DELIVERY_RETRY, 452 },
		{ "RCPT 550", "RCPT", "550-5.1.1 no\r\n550 5.1.1 such user", NULL, false, DELIVERY_FAILED, 550 },
		{ "RCPT cut", "RCPT", CUT, NULL, false, DELIVERY_RETRY, -1 },
		{ "RCPT silent", "RCPT", HANG, NULL, false, DELIVERY_RETRY, -1 },
		{ "DATA 421", "DATA", "421 closing", NULL, false, DELIVERY_RETRY, 421 },
		{ "DATA 500", "DATA", "500 no", NULL, false, DELIVERY_FAILED, 500 },
		{ "DATA cut", "DATA", CUT, NULL, false, DELIVERY_RETRY, -1 },
		{ "cut in the body", "body", CUT, NULL, false, DELIVERY_UNKNOWN, 354 },
		{ "dot 450", "dot", "450 later", NULL, false, DELIVERY_RETRY, 450 },
		{ "dot 554", "dot", "554 no", NULL, false, DELIVERY_FAILED, 554 },
		{ "dot 251", "dot", "251 taken otherwise", NULL, false, DELIVERY_SENT, 251 },
		{ "dot cut", "dot", CUT, NULL, false, DELIVERY_UNKNOWN, 354 },
		{ "dot silent", "dot", HANG, NULL, false, DELIVERY_UNKNOWN, 354 },
		{ "dot nonsense", "dot", "taken!", NULL, false, DELIVERY_UNKNOWN, -1 },
		{ "dot endless", "dot", FLOOD, NULL, false, DELIVERY_UNKNOWN, -1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct server s = { .at = rows[i].at, .say = rows[i].say, .ehlo = rows[i].ehlo };
		struct net_peer p = server_start(&s);
		int64_t begin = clock_monotonic_ms();
		struct outcome o;
		struct smtp *c;

		if (rows[i].login) {
			p.user = "tte";
			p.password = "rahasia";
		}
		c = smtp_new(&p);
		o = send_to(c, "tte@tapinkab.go.id", "siti@tapinkab.go.id", LETTER);
		ok((enum delivery)o.outcome == rows[i].want && (rows[i].code < 0 || o.code == rows[i].code), "%s: %s %lld: %s", rows[i].name,
		    names[o.outcome], (long long)o.code, o.text);
		ok(rows[i].code < 400 || strstr(o.text, rows[i].say) != NULL || strchr(rows[i].say, '\n') != NULL, "%s: in the server's words",
		    rows[i].name);
		ok(clock_monotonic_ms() - begin < IN_TIME_MS && *o.text != '\0', "%s: in time, with words", rows[i].name);
		if (rows[i].want == DELIVERY_SENT) {
			is_str(s.seen->data, "From: tte@tapinkab.go.id\r\nSubject: x\r\n\r\n..titik\r\nisi\r\n", "%s: the bytes", rows[i].name);
			ok(strstr(s.seen->commands, "EHLO loket.test\r\n") != NULL && strstr(s.seen->commands, "MAIL FROM:<tte@tapinkab.go.id>") != NULL &&
			    strstr(s.seen->commands, "RCPT TO:<siti@tapinkab.go.id>") != NULL, "%s: the envelope", rows[i].name);
		}
		wire_free(&outcome_wire, &o);
		smtp_free(c);
		server_stop(&s);
	}
}

static void
test_refused_here(void)
{
	static const struct { const char *from, *to, *message, *says; } rows[] = {
		{ "a@b.id", "x@y.id\r\nRCPT TO:<evil@z.id>", LETTER, "recipient" },
		{ "a@b.id>\r\nDATA", "x@y.id", LETTER, "sender" },
		{ "a@b.id", "", LETTER, "recipient" },
		{ "a@b.id", "x@y.id", "A: b\r\n\r\nx\n.\nMAIL FROM:<evil@z.id>\r\n", "bare" },
		{ "a@b.id", "x@y.id", "A: b\r\n\r\nx\ry\r\n", "bare" },
		{ "a@b.id", "x@y.id", "A: b\r\n\r\nx", "end with" },
		{ "a@b.id", "x@y.id", "", "end with" },
	};
	struct server s = { .at = NULL };
	struct net_peer p = server_start(&s);
	struct smtp *c = smtp_new(&p);
	struct outcome o;
	char *line = xmalloc(1100);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		o = send_to(c, rows[i].from, rows[i].to, rows[i].message);
		ok(o.outcome == DELIVERY_FAILED && strstr(o.text, rows[i].says) != NULL, "refused here: %s", o.text);
		wire_free(&outcome_wire, &o);
	}
	memset(line, 'x', 999);
	memcpy(line + 999, "\r\n", 3);
	o = send_to(c, "a@b.id", "x@y.id", line);
	ok(o.outcome == DELIVERY_FAILED, "refused here: %s", o.text);
	wire_free(&outcome_wire, &o);
	is_int(s.seen->connections, 0, "the server heard nothing of it");
	o = send_to(c, "a@b.id", "x@y.id", line + 1);
	is_int(o.outcome, DELIVERY_SENT, "a line of 998 bytes is sent");
	wire_free(&outcome_wire, &o);
	free(line);
	smtp_free(c);
	server_stop(&s);
}

static void
test_connection(void)
{
	struct server s = { .mails_per_connection = 60 };
	struct net_peer p = server_start(&s);
	struct smtp *c = smtp_new(&p);
	struct outcome o;
	int sent = 0;

	for (int i = 0; i < 50; i++) {
		o = send_to(c, i % 2 ? "" : "a@b.id", "x@y.id", LETTER);
		sent += o.outcome == DELIVERY_SENT;
		wire_free(&outcome_wire, &o);
	}
	is_int(sent, 50, "50 mails");
	is_int(s.seen->connections, 1, "over one connection");
	ok(strstr(s.seen->commands, "MAIL FROM:<>") != NULL, "the null return path");
	for (int i = 0; i < 50; i++) {
		o = send_to(c, "a@b.id", "x@y.id", LETTER);
		sent += o.outcome == DELIVERY_SENT;
		wire_free(&outcome_wire, &o);
	}
	is_int(sent, 100, "a connection closed meanwhile costs no mail");
	is_int(s.seen->mails, 100, "and none is sent twice");
	is_int(s.seen->connections, 2, "a second connection");
	smtp_free(c);
	server_stop(&s);
}

/* A server that says 421 on the kept connection, as many do after some minutes. */
static void
test_goodbye(void)
{
	struct server s = { .at = "MAIL FROM:<b@b.id>", .say = "421 4.4.2 timeout", .times = 1 };
	struct net_peer p = server_start(&s);
	struct smtp *c = smtp_new(&p);
	struct outcome o = send_to(c, "a@b.id", "x@y.id", LETTER);

	wire_free(&outcome_wire, &o);
	o = send_to(c, "b@b.id", "x@y.id", LETTER);
	is_int(o.outcome, DELIVERY_SENT, "421 on a kept connection: a new one at once");
	is_int(s.seen->mails, 2, "each mail once");
	wire_free(&outcome_wire, &o);
	smtp_free(c);
	server_stop(&s);
}

static void
test_channel(void)
{
	struct net_peer p = { .what = "SMTP", .scheme = "smtp", .host = "127.0.0.1", .port = 1, .tls = TLS_NONE, .deadline_ms = DEADLINE_MS };
	struct server s = { .at = NULL };
	struct smtp *c = smtp_new(&p);
	struct outcome o = send_to(c, "a@b.id", "x@y.id", LETTER);

	ok(o.outcome == DELIVERY_STOP && strstr(o.text, "nothing listens") != NULL, "%s", o.text);
	wire_free(&outcome_wire, &o);
	smtp_free(c);
	p = server_start(&s);
	p.tls = TLS_STARTTLS;
	c = smtp_new(&p);
	o = send_to(c, "a@b.id", "x@y.id", LETTER);
	ok(o.outcome == DELIVERY_STOP && strstr(o.text, "STARTTLS") != NULL, "%s", o.text);
	ok(strstr(s.seen->commands, "MAIL") == NULL, "and nothing of the mail was said");
	wire_free(&outcome_wire, &o);
	smtp_free(c);
	server_stop(&s);
	p = (struct net_peer){ .what = "SMTP", .scheme = "smtp", .host = "mail.tapinkab.invalid", .port = 25, .tls = TLS_NONE, .user = "a",
		.password = "b", .deadline_ms = DEADLINE_MS };
	c = smtp_new(&p);
	o = send_to(c, "a@b.id", "x@y.id", LETTER);
	ok(o.outcome == DELIVERY_STOP && strstr(o.text, "readable on the way") != NULL, "%s", o.text);
	wire_free(&outcome_wire, &o);
	smtp_free(c);
}

static void
test_limit(void)
{
	static const struct { const char *line; long long limit; } rows[] = { { "250-SIZE 10240000", 10240000 },
		{ "250 size 35651584", 35651584 }, { "250 SIZE 0", 0 }, { "250-SIZE", 0 }, { "250-8BITMIME SIZE 5", 0 },
		{ "* CAPABILITY IMAP4rev1 IDLE APPENDLIMIT=35651584 MOVE", 35651584 }, { "APPENDLIMIT=12", 12 }, { "APPENDLIMIT", 0 },
		{ "250 SIZE 99999999999999999999999", 0 }, { "221 bye", 0 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_int(net_limit(rows[i].line, strlen(rows[i].line)), rows[i].limit, "%s", rows[i].line);
}

int
main(void)
{
	struct err e;

	alarm(120);
	log_init("test", LOG_ERROR_);
	signal(SIGPIPE, SIG_IGN);
	if (net_init("smtp", &e) != 0)
		return 1;
	test_fates();
	test_refused_here();
	test_connection();
	test_goodbye();
	test_channel();
	test_limit();
	return done();
}
