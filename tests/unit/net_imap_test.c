/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mailbox against servers that no honest program would be. Each case forks a scripted server on
 * a free port: it answers login, CAPABILITY, EXAMINE and LOGOUT by itself, and the lines of the
 * script where a command matches. In an answer, %T is the tag of the command; CUT closes, HANG
 * answers nothing more, DRIP sends the rest a byte at a time, ZEROS sends without end. Deadlines
 * are short, so that a hang shows as a failure and not as a hanging test.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <libetpan/libetpan.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/log.h"
#include "base/mem.h"
#include "net/etpan.h"
#include "net/imap.h"
#include "test.h"

#define CUT "\001"
#define HANG "\002"
#define DRIP "\003"
#define ZEROS "\004"
#define DEADLINE_MS 600
#define CAPABILITIES "IMAP4rev1 LITERAL+ UIDPLUS"

/* The fetcher is refused what a server announces beyond its limit of memory; so is this with sanitizers. */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "max_allocation_size_mb=512:allocator_may_return_null=1";
}

struct step { const char *on, *say; };	/* on: text in the command; used once, in any order */

struct server {
	const char *greeting;		/* NULL: a good one */
	const char *idle;		/* capability IDLE or "" */
	const struct step *steps;
	pid_t pid;
	int port;
};

/* ---- the server ---- */

static void
say(int fd, const char *text, const char *tag)
{
	bool drip = false;
	static const char zeros[65536];

	for (; *text != '\0'; text++) {
		switch (*text) {
		case '\001':
			_exit(0);
		case '\002':
			pause();
			_exit(0);
		case '\003':
			drip = true;
			continue;
		case '\004':
			while (send(fd, zeros, sizeof(zeros), MSG_NOSIGNAL) > 0)
				;
			_exit(0);
		}
		if (text[0] == '%' && text[1] == 'T') {
			if (send(fd, tag, strlen(tag), MSG_NOSIGNAL) < 0)
				_exit(0);
			text++;
			continue;
		}
		if (drip)
			nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
		if (drip || strpbrk(text, "\001\002\003\004%") != NULL) {
			if (send(fd, text, 1, MSG_NOSIGNAL) < 0)
				_exit(0);
			continue;
		}
		if (send(fd, text, strlen(text), MSG_NOSIGNAL) < 0)
			_exit(0);
		break;
	}
}

static const char *
usual_answer(const char *line)
{
	if (strstr(line, "LOGIN") != NULL)
		return "%T OK in\r\n";
	if (strstr(line, "EXAMINE") != NULL || strstr(line, "SELECT") != NULL)
		return "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 10] x\r\n%T OK [READ-ONLY] open\r\n";
	if (strstr(line, "LOGOUT") != NULL)
		return "* BYE\r\n%T OK out\r\n" CUT;
	if (strstr(line, "RFC822.SIZE") != NULL)
		return "* 3 FETCH (UID 9 RFC822.SIZE 20 INTERNALDATE \"23-Nov-2026 08:30:00 +0800\")\r\n%T OK done\r\n";
	if (strcmp(line, "DONE") == 0)
		return "%T OK idle ends\r\n";
	return "%T BAD what\r\n";
}

static void
serve(const struct server *s, int listener)
{
	bool used[32] = { false };
	char line[1024], tag[32] = "", *word;
	int fd = accept(listener, NULL, NULL), now = 1;
	FILE *in = fdopen(fd, "r");

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &now, sizeof(now));
	say(fd, s->greeting != NULL ? s->greeting : "* OK [CAPABILITY " CAPABILITIES "] hello\r\n", "");
	while (fgets(line, sizeof(line), in) != NULL) {
		const char *answer = NULL;
		size_t i;

		line[strcspn(line, "\r\n")] = '\0';
		word = strchr(line, ' ');
		if (strcmp(line, "DONE") != 0 && word != NULL && (size_t)(word - line) < sizeof(tag))
			snprintf(tag, sizeof(tag), "%.*s", (int)(word - line), line);
		for (i = 0; s->steps != NULL && s->steps[i].on != NULL && answer == NULL; i++)
			if (!used[i] && strstr(line, s->steps[i].on) != NULL) {
				used[i] = true;
				answer = s->steps[i].say;
			}
		if (answer == NULL && strstr(line, "CAPABILITY") != NULL) {
			say(fd, *s->idle != '\0' ? "* CAPABILITY " CAPABILITIES " " : "* CAPABILITY " CAPABILITIES, tag);
			say(fd, s->idle, tag);
			say(fd, "\r\n%T OK done\r\n", tag);
			continue;
		}
		say(fd, answer != NULL ? answer : usual_answer(line), tag);
	}
	_exit(0);
}

static struct net_peer
server_start(struct server *s)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (s->idle == NULL)
		s->idle = "IDLE";
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, n) < 0 || listen(fd, 8) < 0 || getsockname(fd, (struct sockaddr *)&a, &n) < 0)
		exit(1);
	s->port = ntohs(a.sin_port);
	s->pid = fork();
	if (s->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(s, fd);
	}
	close(fd);
	return (struct net_peer){ .what = "IMAP", .scheme = "imap", .host = "127.0.0.1", .port = s->port, .tls = TLS_NONE,
		.user = "tte@tapinkab.go.id", .password = "rahasia", .deadline_ms = DEADLINE_MS };
}

static void
server_stop(struct server *s)
{
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
}

/* ---- connecting ---- */

static void
test_connect(void)
{
	static const struct { const char *name, *greeting; struct step step, then; const char *kind, *says; enum grade grade; } rows[] = {
		{ "BYE as greeting", "* BYE no room\r\n" CUT, { 0 }, { 0 }, "protocol", "no room", GRADE_AGAIN },
		{ "no greeting", HANG, { 0 }, { 0 }, "timeout", "no answer", GRADE_AGAIN },
		{ "another protocol", "SSH-2.0-x\r\n" HANG, { 0 }, { 0 }, "timeout", "no answer", GRADE_AGAIN },
		{ "cut at once", CUT, { 0 }, { 0 }, "network", "broke off", GRADE_AGAIN },
		{ "password refused", NULL, { "LOGIN", "%T NO [AUTHENTICATIONFAILED] no\r\n" }, { 0 }, "login", "AUTHENTICATIONFAILED",
			GRADE_REFUSED },
		{ "passwords not checked now", NULL, { "LOGIN", "%T NO [UNAVAILABLE] later\r\n" }, { 0 }, "login", "at the moment", GRADE_AGAIN },
		{ "cut at login", NULL, { "LOGIN", CUT }, { 0 }, "network", "broke off", GRADE_AGAIN },
		{ "dripping greeting", DRIP "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] welcome to this slow server\r\n", { 0 }, { 0 }, "timeout",
			"no answer", GRADE_AGAIN },
		{ "endless greeting", ZEROS, { 0 }, { 0 }, "", "", GRADE_AGAIN },
		{ "cut after login", NULL, { "CAPABILITY", "* CAPABILITY IMAP4rev1\r\n%T OK done\r\n" }, { "CAPABILITY", CUT }, "network", "was cut", GRADE_AGAIN },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct step steps[] = { rows[i].step, rows[i].then, { NULL, NULL } };
		struct server s = { .greeting = rows[i].greeting, .steps = steps };
		struct net_peer p = server_start(&s);
		struct fault f = { .kind = "none" };
		int64_t begin = clock_monotonic_ms();
		struct imap *im = imap_open(&p, &f);

		ok(im == NULL && (*rows[i].kind == '\0' || strcmp(f.kind, rows[i].kind) == 0) && strstr(f.err.msg, rows[i].says) != NULL &&
		    f.err.grade == rows[i].grade, "%s: %s: %s", rows[i].name, f.kind, f.err.msg);
		ok(clock_monotonic_ms() - begin < 4 * DEADLINE_MS, "%s: within the deadline", rows[i].name);
		ok(strstr(f.err.msg, "rahasia") == NULL, "%s: no password in the message", rows[i].name);
		imap_close(im);
		server_stop(&s);
	}
}

/* libetpan alone would read a list that is not there. */
static void
test_no_capabilities(void)
{
	const struct step steps[] = { { "A001 CAPABILITY", "* CAPABILITY IMAP4rev1\r\n%T OK done\r\n" }, { "1 CAPABILITY", "%T OK done\r\n" },
		{ NULL, NULL } };
	struct server s = { .steps = steps };
	struct net_peer p = server_start(&s);
	struct fetch_scan order = { .folder = (char *)(uintptr_t)"INBOX" };
	struct fetch_scanned out = { 0 };
	struct fault f = { .kind = "none" };
	struct imap *im = imap_open(&p, &f);

	ok(im != NULL && imap_scan(im, &order, &out, &f) == 0 && out.exists == 3, "a server that tells no capabilities is used as it is: %s", f.kind);
	wire_free(&fetch_scanned_wire, &out);
	imap_close(im);
	server_stop(&s);
}

static void
test_peers(void)
{
	static const struct { const char *host; int64_t tls; const char *kind, *says; } rows[] = {
		{ "mail.tapinkab.invalid", TLS_IMPLICIT, "network", "no such host" },
		{ "mail.tapinkab.invalid", TLS_NONE, "tls", "password would be readable" },
		{ "127.0.0.1", TLS_IMPLICIT, "network", "nothing listens" },
		{ "evil.test/x@", TLS_IMPLICIT, "internal", "not a host name" },
		{ "", TLS_IMPLICIT, "internal", "not a host name" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct net_peer p = { .what = "IMAP", .scheme = "imap", .host = rows[i].host, .port = 1, .tls = rows[i].tls, .user = "a",
			.password = "b", .deadline_ms = 5000 };
		struct fault f = { .kind = "none" };

		ok(imap_open(&p, &f) == NULL && strcmp(f.kind, rows[i].kind) == 0 && strstr(f.err.msg, rows[i].says) != NULL,
		    "%s: %s", rows[i].host, f.err.msg);
	}
}

/* ---- one letter ---- */

#define BODY20 "* 3 FETCH (UID 9 BODY[] {20}\r\n01234567890123456789)\r\n"

static void
test_body(void)
{
	static const struct { const char *name; struct step a, b; int want; int64_t status, bytes; const char *kind; } rows[] = {
		{ "whole", { "BODY.PEEK[]", BODY20 "%T OK done\r\n" }, { 0 }, 0, BODY_OK, 20, "" },
		{ "with lines between", { "BODY.PEEK[]", "* 4 EXISTS\r\n* 3 FETCH (FLAGS (\\Seen))\r\n" BODY20 "* 1 EXPUNGE\r\n%T OK done\r\n" },
			{ 0 }, 0, BODY_OK, 20, "" },
		{ "other size than said", { "BODY.PEEK[]", "* 3 FETCH (UID 9 BODY[] {4}\r\nabcd)\r\n%T OK done\r\n" }, { 0 }, 0, BODY_OK, 4, "" },
		{ "vanished before the size", { "RFC822.SIZE", "%T OK nothing\r\n" }, { 0 }, 0, BODY_GONE, 0, "" },
		{ "vanished after the size", { "BODY.PEEK[]", "%T OK nothing\r\n" }, { "BODY.PEEK[]", "%T OK nothing\r\n" }, 0, BODY_GONE, 0, "" },
		{ "NIL", { "BODY.PEEK[]", "* 3 FETCH (UID 9 BODY[] NIL)\r\n%T OK done\r\n" },
			{ "BODY.PEEK[]", "* 3 FETCH (UID 9 BODY[] NIL)\r\n%T OK done\r\n" }, 0, BODY_GONE, 0, "" },
		{ "whole, but the server says no", { "BODY.PEEK[]", BODY20 "%T NO [SERVERBUG] Internal error\r\n" }, { 0 }, -1, 0, 0, "protocol" },
		{ "empty once, and there", { "BODY.PEEK[]", "%T OK nothing\r\n" }, { "BODY.PEEK[]", BODY20 "%T OK done\r\n" }, 0, BODY_OK, 20, "" },
		{ "a size without its UID", { "RFC822.SIZE", "* 3 FETCH (RFC822.SIZE 20)\r\n%T OK done\r\n" }, { 0 }, -1, 0, 0, "protocol" },
		{ "a date without the size", { "RFC822.SIZE", "* 3 FETCH (UID 9 INTERNALDATE \"23-Nov-2026 08:30:00 +0800\")\r\n%T OK done\r\n" },
			{ 0 }, -1, 0, 0, "protocol" },
		{ "vanished, said by NO", { "BODY.PEEK[]", "%T NO [EXPUNGEISSUED] gone\r\n" }, { 0 }, 0, BODY_GONE, 0, "" },
		{ "too large by its size", { "RFC822.SIZE", "* 3 FETCH (UID 9 RFC822.SIZE 60000000 INTERNALDATE \"23-Nov-2026 08:30:00 +0800\")\r\n"
			"%T OK done\r\n" }, { "BODY.PEEK", CUT }, 0, BODY_OVERSIZE, 60000000, "" },
		{ "endless literal", { "BODY.PEEK[]", "* 3 FETCH (UID 9 BODY[] {50000000}\r\n" ZEROS }, { 0 }, 0, BODY_OVERSIZE, -1, "" },
		{ "literal of 4 GB", { "BODY.PEEK[]", "* 3 FETCH (UID 9 BODY[] {4294967200}\r\nabc" HANG }, { 0 }, -1, 0, 0, "timeout" },
		{ "literal of 4 GB and bytes", { "BODY.PEEK[]", "* 3 FETCH (UID 9 BODY[] {4294967200}\r\n" ZEROS }, { 0 }, 0, BODY_OVERSIZE, -1, "" },
		{ "cut in the literal", { "BODY.PEEK[]", "* 3 FETCH (UID 9 BODY[] {20}\r\n0123" CUT }, { 0 }, -1, 0, 0, "network" },
		{ "cut after the literal", { "BODY.PEEK[]", BODY20 CUT }, { 0 }, -1, 0, 0, "network" },
		{ "slow drip", { "BODY.PEEK[]", DRIP "* 3 FETCH (UID 9 BODY[] {60}\r\n01234567890123456789012345678901234567890123456789" },
			{ 0 }, -1, 0, 0, "timeout" },
		{ "another letter", { "BODY.PEEK[]", "* 2 FETCH (UID 8 BODY[] {4}\r\nabcd)\r\n%T OK done\r\n" }, { 0 }, -1, 0, 0, "protocol" },
		{ "two letters", { "BODY.PEEK[]", BODY20 BODY20 "%T OK done\r\n" }, { 0 }, -1, 0, 0, "protocol" },
		{ "nonsense", { "BODY.PEEK[]", "* 3 FETCH FETCH (\r\n%T OK done\r\n" }, { 0 }, -1, 0, 0, "protocol" },
		{ "BAD", { "BODY.PEEK[]", "%T BAD no\r\n" }, { 0 }, -1, 0, 0, "protocol" },
		{ "BYE", { "BODY.PEEK[]", "* BYE shutting down\r\n" CUT }, { 0 }, -1, 0, 0, "network" },
		{ "endless quoted string", { "RFC822.SIZE", "* OK [X \"" ZEROS }, { 0 }, -1, 0, 0, "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct step steps[] = { rows[i].a, rows[i].b, { NULL, NULL } };
		struct server s = { .steps = steps };
		struct net_peer p = server_start(&s);
		struct fault f = { .kind = "" };
		struct fetch_body order = { .folder = (char *)(uintptr_t)"INBOX", .uidvalidity = 7, .uid = 9, .most = 1000000 };
		struct fetch_bodied out = { 0 };
		struct imap *im = imap_open(&p, &f);
		int fd = memfd_create("letter", MFD_CLOEXEC), r;
		int64_t begin = clock_monotonic_ms();

		r = im != NULL ? imap_body(im, &order, fd, &out, &f) : -2;
		ok(r == rows[i].want && (r != 0 || (out.status == rows[i].status && (rows[i].bytes < 0 || out.bytes == rows[i].bytes))) &&
		    (*rows[i].kind == '\0' || strcmp(f.kind, rows[i].kind) == 0), "body, %s: %d status %lld bytes %lld %s %s", rows[i].name, r,
		    (long long)out.status, (long long)out.bytes, f.kind, r != 0 ? f.err.msg : "");
		ok(clock_monotonic_ms() - begin < 3 * DEADLINE_MS, "body, %s: within the deadline", rows[i].name);
		if (r == 0 && out.status == BODY_OK)
			is_int(lseek(fd, 0, SEEK_END), out.bytes, "body, %s: all bytes are there", rows[i].name);
		close(fd);
		imap_close(im);
		server_stop(&s);
	}
}

/* ---- scanning ---- */

static void
test_scan(void)
{
	static const struct step steps[] = {
		{ "UID FETCH 5:*", "* 3 FETCH (UID 9 RFC822.SIZE 20 INTERNALDATE \"23-Nov-2026 08:30:00 +0800\")\r\n"
			"* 1 FETCH (UID 6 RFC822.SIZE 10 INTERNALDATE \"22-Nov-2026 23:00:00 -0130\")\r\n"
			"* 2 FETCH (UID 8 FLAGS (\\Seen))\r\n"
			"* 1 FETCH (UID 6 RFC822.SIZE 10 INTERNALDATE \"22-Nov-2026 23:00:00 -0130\")\r\n%T OK done\r\n" },
		{ "UID FETCH 10:*", "* 3 FETCH (UID 9 RFC822.SIZE 20 INTERNALDATE \"23-Nov-2026 08:30:00 +0800\")\r\n%T OK done\r\n" },
		{ "EXAMINE Lain", "%T NO [NONEXISTENT] Mailbox doesn't exist\r\n" },
		{ NULL, NULL }
	};
	struct server s = { .steps = steps };
	struct net_peer p = server_start(&s);
	struct fault f = { .kind = "" };
	struct imap *im = imap_open(&p, &f);
	struct fetch_scan order = { .folder = (char *)(uintptr_t)"INBOX", .from_uid = 5, .most = 100 };
	struct fetch_scanned out;

	ok(im != NULL, "scan: connected");
	is_int(imap_scan(im, &order, &out, &f), 0, "scan: answered");
	is_int(out.uidvalidity, 7, "uidvalidity");
	is_int(out.uidnext, 10, "uidnext");
	is_int(out.exists, 3, "exists");
	is_int(out.n_items, 2, "each message once, none without size");
	is_int(out.items[0].uid, 6, "ascending");
	is_int(out.items[0].internaldate, 1795393800, "a date west of Greenwich");
	is_int(out.items[1].internaldate, 1795393800, "a date of Tapin");
	ok(!out.more, "nothing more");
	wire_free(&fetch_scanned_wire, &out);
	order.from_uid = 10;
	is_int(imap_scan(im, &order, &out, &f), 0, "scan: behind the last");
	is_int(out.n_items, 0, "the last message is not new");
	wire_free(&fetch_scanned_wire, &out);
	order.folder = (char *)(uintptr_t)"Lain";
	is_int(imap_scan(im, &order, &out, &f), -1, "scan: no such folder");
	ok(f.err.grade == GRADE_REFUSED && strstr(f.err.msg, "NONEXISTENT") != NULL && strstr(f.err.msg, "Lain") != NULL, "%s", f.err.msg);
	ok(imap_well(im), "a tagged NO does not end the connection");
	order.folder = (char *)(uintptr_t)"IN\"BOX";
	is_int(imap_scan(im, &order, &out, &f), -1, "scan: a folder name that would break the command");
	imap_close(im);
	server_stop(&s);
}

/* What comes before a refusal is not all there is: what it lacks would be passed over, and the next list begin behind it. */
static void
test_cut_short(void)
{
	static const struct { const char *no; enum grade grade; } rows[] = {
		{ "%T NO [SERVERBUG] Internal error\r\n", GRADE_AGAIN }, { "%T NO [EXPUNGEISSUED] Some messages could not be FETCHed\r\n", GRADE_AGAIN },
		{ "%T NO [CONTACTADMIN] a message cannot be read\r\n", GRADE_REFUSED },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *answer = xasprintf("* 1 FETCH (UID 6 RFC822.SIZE 10 INTERNALDATE \"23-Nov-2026 08:30:00 +0800\")\r\n%s", rows[i].no);
		const struct step steps[] = { { "UID FETCH", answer }, { NULL, NULL } };
		struct server s = { .steps = steps };
		struct net_peer p = server_start(&s);
		struct fault f = { .kind = "" };
		struct imap *im = imap_open(&p, &f);
		struct fetch_scan order = { .folder = (char *)(uintptr_t)"INBOX", .from_uid = 1, .most = 100 };
		struct fetch_scanned out;

		is_int(imap_scan(im, &order, &out, &f), -1, "a list cut short: no list");
		is_int(f.err.grade, rows[i].grade, "%s", f.err.msg);
		imap_close(im);
		server_stop(&s);
		free(answer);
	}
}

/* ---- a list is asked for whole or not at all ---- */

static int lacking;		/* which attribute, from 0, finds no memory */
static int (*list_add)(struct mailimap_fetch_type *, struct mailimap_fetch_att *);

static int
add_without_memory(struct mailimap_fetch_type *type, struct mailimap_fetch_att *att)
{
	return lacking-- == 0 ? MAILIMAP_ERROR_MEMORY : list_add(type, att);
}

/*
 * A list without UIDs, or without sizes, looks empty: its letters would be passed over, and the next
 * list begin behind them.
 */
static void
test_memory(void)
{
	for (int i = 0; i < 5; i++) {
		static const struct step steps[] = {
			{ "UID FETCH", "* 1 FETCH (RFC822.SIZE 10 INTERNALDATE \"23-Nov-2026 08:30:00 +0800\")\r\n%T OK done\r\n" }, { NULL, NULL }
		};
		struct server s = { .steps = steps };
		struct net_peer p = server_start(&s);
		struct fault f = { .kind = "" };
		struct imap *im = imap_open(&p, &f);
		struct fetch_scan order = { .folder = (char *)(uintptr_t)"INBOX", .from_uid = 1, .most = 100, .ids = true };
		struct fetch_scanned out;
		int status = 0;
		pid_t child = im != NULL ? fork() : -1;

		if (child == 0) {
			lacking = i;
			list_add = net_etpan.mailimap_fetch_type_new_fetch_att_list_add;
			net_etpan.mailimap_fetch_type_new_fetch_att_list_add = add_without_memory;
			_exit(imap_scan(im, &order, &out, &f) == 0 ? 0 : 1);
		}
		waitpid(child, &status, 0);
		ok(child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == EX_OSERR,
		    "no memory for attribute %d of a list ends the fetcher: status %#x", i + 1, status);
		server_stop(&s);
		imap_close(im);
	}
}

/*
 * UIDs begin at three thousand million, as some servers number by the time: found by one command,
 * not by feeling along.
 */
static void
test_far(void)
{
	static const struct step steps[] = {
		{ "EXAMINE", "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 3000000101] x\r\n%T OK done\r\n" },
		{ " FETCH 1 (UID)", "* 1 FETCH (UID 3000000000)\r\n%T OK done\r\n" },
		{ "UID FETCH 3000000000:*", "* 1 FETCH (UID 3000000000 RFC822.SIZE 5 INTERNALDATE \"23-Nov-2026 08:30:00 +0800\")\r\n"
			"* 2 FETCH (UID 3000000100 RFC822.SIZE 6 INTERNALDATE \"23-Nov-2026 08:30:00 +0800\")\r\n%T OK done\r\n" },
		{ NULL, NULL }
	};
	struct server s = { .steps = steps };
	struct net_peer p = server_start(&s);
	struct fault f = { .err = { .msg = "" }, .kind = "" };
	struct imap *im = imap_open(&p, &f);
	struct fetch_scan order = { .folder = (char *)(uintptr_t)"INBOX", .from_uid = 1, .most = 100 };
	struct fetch_scanned out = { 0 };

	ok(im != NULL && imap_scan(im, &order, &out, &f) == 0 && out.n_items == 2 && out.items[1].uid == 3000000100 && !out.more,
	    "scan: UIDs that begin far up: %s", f.err.msg);
	wire_free(&fetch_scanned_wire, &out);
	imap_close(im);
	server_stop(&s);
}

/* ---- how full it is ---- */

#define ROOT "* QUOTAROOT INBOX \"\"\r\n"
static void
test_quota(void)
{
	static const struct { const char *name, *quota; struct step step; int want; int64_t kib, most, letters, letters_most; const char *kind; } rows[] = {
		{ "room", "QUOTA", { "GETQUOTAROOT", ROOT "* QUOTA \"\" (STORAGE 83 100)\r\n%T OK done\r\n" }, 0, 83, 100, 0, 0, "" },
		{ "room and letters", "QUOTA", { "GETQUOTAROOT INBOX", ROOT "* QUOTA \"\" (STORAGE 1 100 MESSAGE 9 10 ANNOTATION-STORAGE 1 2)\r\n%T OK done\r\n" },
			0, 1, 100, 9, 10, "" },
		{ "several roots: the fullest", "QUOTA", { "GETQUOTAROOT", "* QUOTAROOT INBOX a b \"c d\"\r\n* QUOTA a (STORAGE 50 100)\r\n"
			"* QUOTA b (STORAGE 4000000000 4000000001)\r\n* QUOTA \"c d\" (STORAGE 1 2)\r\n%T OK done\r\n" }, 0, 4000000000, 4000000001, 0, 0, "" },
		{ "over it", "QUOTA", { "GETQUOTAROOT", ROOT "* QUOTA \"\" (STORAGE 130 100)\r\n%T OK done\r\n" }, 0, 130, 100, 0, 0, "" },
		{ "a root without limits", "QUOTA", { "GETQUOTAROOT", ROOT "* QUOTA \"\" ()\r\n%T OK done\r\n" }, 0, 0, 0, 0, 0, "" },
		{ "no root", "QUOTA", { "GETQUOTAROOT", "* QUOTAROOT INBOX\r\n%T OK done\r\n" }, 0, 0, 0, 0, 0, "" },
		{ "nothing at all", "QUOTA", { "GETQUOTAROOT", "%T OK done\r\n" }, 0, 0, 0, 0, 0, "" },
		{ "a limit of 0", "QUOTA", { "GETQUOTAROOT", ROOT "* QUOTA \"\" (STORAGE 7 0)\r\n%T OK done\r\n" }, 0, 0, 0, 0, 0, "" },
		{ "more than 32 bits: not told, never guessed", "QUOTA", { "GETQUOTAROOT", ROOT
			"* QUOTA \"\" (STORAGE 1073741824 5368709120 MESSAGE 3 4)\r\n%T OK done\r\n" }, 0, 0, 0, 3, 4, "" },
		{ "NO", "QUOTA", { "GETQUOTAROOT", "%T NO [NOPERM] not yours\r\n" }, 0, 0, 0, 0, 0, "" },
		{ "NO behind an answer", "QUOTA", { "GETQUOTAROOT", ROOT "* QUOTA \"\" (STORAGE 99 100)\r\n%T NO no\r\n" }, 0, 0, 0, 0, 0, "" },
		{ "not offered", "IDLE", { "GETQUOTAROOT", CUT }, 0, 0, 0, 0, 0, "" },
		{ "a limit below nothing", "QUOTA", { "GETQUOTAROOT", ROOT "* QUOTA \"\" (STORAGE 1 -1)\r\n%T OK done\r\n" }, 0, 0, 0, 0, 0, "" },
		{ "nonsense behind a root", "QUOTA", { "GETQUOTAROOT", ROOT "* QUOTA \"\" (STORAGE 99 100 (((\r\n%T OK done\r\n" }, -1, 0, 0, 0, 0, "protocol" },
		{ "BAD", "QUOTA", { "GETQUOTAROOT", "%T BAD what\r\n" }, -1, 0, 0, 0, 0, "protocol" },
		{ "cut", "QUOTA", { "GETQUOTAROOT", ROOT "* QUOTA \"\" (STORAGE 83" CUT }, -1, 0, 0, 0, 0, "network" },
		{ "BYE", "QUOTA", { "GETQUOTAROOT", "* BYE enough\r\n" CUT }, -1, 0, 0, 0, 0, "network" },
		{ "silence", "QUOTA", { "GETQUOTAROOT", HANG }, -1, 0, 0, 0, 0, "timeout" },
		{ "roots without end", "QUOTA", { "GETQUOTAROOT", "* QUOTAROOT INBOX \"" ZEROS }, -1, 0, 0, 0, 0, "" },
		{ "a name of 4 GB", "QUOTA", { "GETQUOTAROOT", "* QUOTAROOT INBOX {4294967200}\r\nabc" HANG }, -1, 0, 0, 0, 0, "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct step steps[] = { rows[i].step, { NULL, NULL } };
		struct server s = { .steps = steps, .idle = rows[i].quota };
		struct net_peer p = server_start(&s);
		struct fault f = { .kind = "" };
		struct fetch_quota out = { 0 };
		struct fetch_scan scan = { .folder = (char *)(uintptr_t)"INBOX" };
		struct fetch_scanned seen = { 0 };
		struct imap *im = imap_open(&p, &f);
		int64_t begin = clock_monotonic_ms();
		int r = im != NULL ? imap_quota(im, &out, &f) : -2;

		ok(r == rows[i].want && (r != 0 || (out.kib == rows[i].kib && out.kib_most == rows[i].most && out.letters == rows[i].letters &&
		    out.letters_most == rows[i].letters_most)) && (*rows[i].kind == '\0' || strcmp(f.kind, rows[i].kind) == 0),
		    "quota, %s: %d %lld/%lld %lld/%lld %s %s", rows[i].name, r, (long long)out.kib, (long long)out.kib_most, (long long)out.letters,
		    (long long)out.letters_most, f.kind, r != 0 ? f.err.msg : "");
		ok(clock_monotonic_ms() - begin < 3 * DEADLINE_MS, "quota, %s: within the deadline", rows[i].name);
		if (im != NULL)
			ok(r == 0 ? imap_scan(im, &scan, &seen, &f) == 0 && seen.exists == 3 : !imap_well(im),
			    "quota, %s: the connection %s", rows[i].name, r == 0 ? "goes on" : "ends");
		wire_free(&fetch_scanned_wire, &seen);
		imap_close(im);
		server_stop(&s);
	}
}

/* ---- waiting ---- */

static void
test_idle(void)
{
	static const struct { const char *name, *idle; struct step a, b; int want; bool quick; const char *kind; } rows[] = {
		{ "woken", NULL, { "IDLE", "+ idling\r\n* 4 EXISTS\r\n" }, { 0 }, 0, true, "" },
		{ "in the same segment, untagged first", NULL, { "IDLE", "* OK still here\r\n* 4 EXISTS\r\n+ idling\r\n" }, { 0 }, 0, true, "" },
		{ "unknown lines only", NULL, { "IDLE", "+ \r\n* XYZ 1\r\n* OK Still here\r\n* 2 FETCH (FLAGS ())\r\n* 1 EXPUNGE\r\n" }, { 0 }, 0, false, "" },
		{ "dripping", NULL, { "IDLE", "+ idling\r\n" DRIP "* 4 EXISTS\r\n" }, { 0 }, 0, true, "" },
		{ "refused", NULL, { "IDLE", "%T NO not now\r\n" }, { 0 }, 0, false, "" },
		{ "not offered", "", { "IDLE", CUT }, { 0 }, 0, false, "" },
		{ "BYE", NULL, { "IDLE", "+ idling\r\n* BYE timeout\r\n" CUT }, { 0 }, -1, true, "network" },
		{ "server killed", NULL, { "IDLE", "+ idling\r\n" CUT }, { 0 }, -1, true, "network" },
		{ "no +", NULL, { "IDLE", HANG }, { 0 }, -1, true, "timeout" },
		{ "DONE unanswered", NULL, { "IDLE", "+ idling\r\n* 4 EXISTS\r\n" }, { "DONE", HANG }, -1, true, "timeout" },
		{ "flood", NULL, { "IDLE", "+ idling\r\n" ZEROS }, { 0 }, -1, true, "*" },
		{ "arrived since the scan", NULL, { "EXAMINE", "* 4 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 10] x\r\n%T OK done\r\n" },
			{ "EXAMINE", "* 4 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 11] x\r\n%T OK done\r\n" }, 0, true, "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct step steps[] = { rows[i].a, rows[i].b, { NULL, NULL } };
		struct server s = { .steps = steps, .idle = rows[i].idle };
		struct net_peer p = server_start(&s);
		struct fault f = { .kind = "" };
		struct fetch_scan scan = { .folder = (char *)(uintptr_t)"INBOX", .from_uid = 10, .most = 100 };
		struct fetch_idle order = { .folder = (char *)(uintptr_t)"INBOX", .seconds = 1 };
		struct fetch_scanned out = { 0 };
		struct imap *im = imap_open(&p, &f);
		int64_t begin, took;
		int r = -2;

		begin = clock_monotonic_ms();
		if (im != NULL && imap_idle(im, &order, -1, &f) == 0 && clock_monotonic_ms() - begin < 500 &&
		    imap_scan(im, &scan, &out, &f) == 0) {
			begin = clock_monotonic_ms();
			r = imap_idle(im, &order, -1, &f);
		}
		took = clock_monotonic_ms() - begin;
		ok(r == rows[i].want && (PATIENCE > 1 || (took < 900) == rows[i].quick) && (*rows[i].kind == '*' || strcmp(f.kind, rows[i].kind) == 0), "idle, %s: %d after %lld ms %s %s",
		    rows[i].name, r, (long long)took, f.kind, r != 0 ? f.err.msg : "");
		wire_free(&fetch_scanned_wire, &out);
		out = (struct fetch_scanned){ 0 };
		ok(r != 0 || imap_scan(im, &scan, &out, &f) == 0, "idle, %s: the connection goes on", rows[i].name);
		wire_free(&fetch_scanned_wire, &out);
		imap_close(im);
		server_stop(&s);
	}
}

static void
test_wake(void)
{
	static const struct step steps[] = { { "IDLE", "+ idling\r\n" }, { NULL, NULL } };
	struct server s = { .steps = steps };
	struct net_peer p = server_start(&s);
	struct fault f = { .kind = "" };
	struct fetch_scan scan = { .folder = (char *)(uintptr_t)"INBOX", .from_uid = 10, .most = 100 };
	struct fetch_idle order = { .folder = (char *)(uintptr_t)"INBOX", .seconds = 30 };
	struct fetch_scanned out = { 0 };
	struct imap *im = imap_open(&p, &f);
	int64_t begin = clock_monotonic_ms();
	int fds[2];

	ok(im != NULL && imap_scan(im, &scan, &out, &f) == 0 && pipe(fds) == 0 && write(fds[1], "x", 1) == 1, "wake: ready");
	ok(imap_idle(im, &order, fds[0], &f) == 0 && clock_monotonic_ms() - begin < 1000, "wake: the next order ends the waiting");
	wire_free(&fetch_scanned_wire, &out);
	imap_close(im);
	server_stop(&s);
	close(fds[0]);
	close(fds[1]);
}

static void
test_addresses(void)
{
	static const char *const good[] = { "a@b.c", "A@B.C", "tte@tapinkab.go.id", "a.b+c@x-1.example", "!#$%&'*+-/=?^_`{|}~@a.id", "x@localhost" };
	static const char *const bad[] = { "", "a", "@b.c", "a@", "a@@b.c", "a@b@c", "a b@c.d", "a@b.c\r\nRCPT TO:<x@y.z>", "a@b.c\n", "a\t@b.c",
		".a@b.c", "a.@b.c", "a..b@c.d", "a@.b", "a@b.", "a@b..c", "a@-b.c", "a@b-.c", "a@[127.0.0.1]", "\"a b\"@c.d", "<a@b.c>", "a@b.c>",
		"a@127.0.0.1", "\303\240@b.c", "a@b\303\240.id", "a,b@c.d", "a@b.c SIZE=1", "a@b_c.d", "a@b.c-",
		"a@b[.c", "a@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.id", "a[b@c.d", "a{b@c.d\177", "a:b@c.d",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.c" };
	char longest[300], *at;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok(net_address_ok(good[i]), "address: %s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!net_address_ok(bad[i]), "no address: %zu", i);
	memcpy(longest, "a@", 3);
	for (at = longest + 2; at < longest + 252; at += 2)
		memcpy(at, "b.", 2);
	memcpy(at, "id", 3);
	is_int(strlen(longest), 254, "an address of 254 bytes");
	ok(net_address_ok(longest), "is one");
	memcpy(at, "idn", 4);
	ok(!net_address_ok(longest), "one of 255 is not");
	ok(net_host_ok("::1") && net_host_ok("mail.tapinkab.go.id") && net_host_ok("10.0.0.1") && !net_host_ok("a b") && !net_host_ok("a/b") &&
	    !net_host_ok(""), "host names");
	ok(!net_host_ok("::g") && !net_host_ok("0000:0000:0000:0000:0000:0000:0000:0000:0000:00"), "no IPv6 addresses");
	memset(longest, 0, sizeof(longest));
	for (at = longest; at < longest + 252; at += 2)
		memcpy(at, "b.", 2);
	*at = 'i';
	ok(net_host_ok(longest), "a host name of 253 bytes");
	at[1] = 'd';
	ok(!net_host_ok(longest), "one of 254 is none");
}

int
main(void)
{
#ifndef __SANITIZE_ADDRESS__	/* which keeps what was freed */
	struct rusage u;
#endif
	struct err e;

	alarm(120);
	log_init("test", LOG_ERROR_);
	if (net_init("imap", &e) != 0)
		return 1;
	test_addresses();
	test_no_capabilities();
	test_peers();
	test_connect();
	test_body();
	test_scan();
	test_cut_short();
	test_memory();
	test_far();
	test_quota();
	test_idle();
	test_wake();
#ifndef __SANITIZE_ADDRESS__
	getrusage(RUSAGE_SELF, &u);
	ok(u.ru_maxrss < 200000, "lying servers cost little memory: %ld kB", u.ru_maxrss);
#endif
	return done();
}
