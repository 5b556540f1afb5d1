/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mailbox of a server that says anything: what it answers to each command of ours is a piece of the
 * input, ended by a byte 0; "%T" stands for the tag of that command. What waits for more than it got is
 * given the next piece. Login and the first EXAMINE are answered well unless the input begins with '!'.
 */
#include <sys/mman.h>

#include "base/conf.h"
#include "base/log.h"
#include "net/imap.h"
#include "peer.h"

#define BODY_MOST 100000

static bool wild;
static unsigned commands;

/* With %T as the tag. */
static void
say(const uint8_t *p, size_t n, const char *tag)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < n; i++)
		if (p[i] == '%' && i + 1 < n && p[i + 1] == 'T') {
			buf_adds(&b, tag);
			i++;
		} else
			buf_addc(&b, (char)p[i]);
	peer_say(buf_str(&b), b.len);
	buf_free(&b);
}

static const char *
usual(const char *line)
{
	if (strstr(line, " LOGIN") != NULL || strstr(line, "AUTHENTICATE") != NULL)
		return "%T OK in\r\n";
	if (strstr(line, "CAPABILITY") != NULL && commands < 4)
		return "* CAPABILITY IMAP4rev1 LITERAL+ UIDPLUS IDLE MOVE QUOTA SPECIAL-USE APPENDLIMIT=35651584\r\n%T OK x\r\n";
	if (strstr(line, " EXAMINE") != NULL && commands < 6)
		return "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 10] x\r\n%T OK [READ-ONLY] open\r\n";
	return NULL;
}

static void
answer(const char *written, size_t n)
{
	static char tag[32];
	char line[200];
	const char *good = NULL;
	const uint8_t *p;
	size_t len;

	if (written == NULL && !wild) {
		peer_say("* OK [CAPABILITY IMAP4rev1] hello\r\n", 35);
		return;
	}
	snprintf(line, sizeof(line), "%.*s", (int)(n < 199 ? n : 199), written != NULL ? written : "");
	if (n > 0) {
		snprintf(tag, sizeof(tag), "%.*s", (int)strcspn(line, " \r\n"), line);
		commands++;
		good = wild ? NULL : usual(line);
	}
	if (good != NULL)
		say((const uint8_t *)good, strlen(good), tag);
	else if (peer_next(&p, &len))
		say(p, len, tag);
	else
		peer_end();
}

static char inbox[] = "INBOX", word[] = "LoketSelesai", away[] = "Selesai";
static struct fetch_item item = { .uid = 9 };

static void
scan(struct imap *im, int fd, struct fault *f)
{
	struct fetch_scan order = { .folder = inbox, .from_uid = 1, .most = 100, .ids = true };
	struct fetch_scanned out = { 0 };

	(void)fd;
	if (imap_scan(im, &order, &out, f) == 0)
		fuzz_wire(&fetch_scanned_wire, &out);
	wire_free(&fetch_scanned_wire, &out);
}

static void
body(struct imap *im, int fd, struct fault *f)
{
	struct fetch_body order = { .folder = inbox, .uidvalidity = 7, .uid = 9, .most = BODY_MOST };
	struct fetch_bodied out = { 0 };

	if (imap_body(im, &order, fd, &out, f) != 0)
		return;
	fuzz_wire(&fetch_bodied_wire, &out);
	if (out.status == BODY_OK && (out.bytes > BODY_MOST || lseek(fd, 0, SEEK_END) != out.bytes))
		broken("imap", "another number of bytes than it says");
}

static void
list(struct imap *im, int fd, struct fault *f)
{
	struct fetch_listed out = { 0 };

	(void)fd;
	if (imap_list(im, &out, f) == 0)
		fuzz_wire(&fetch_listed_wire, &out);
	wire_free(&fetch_listed_wire, &out);
}

static void
flag(struct imap *im, int fd, struct fault *f)
{
	struct fetch_flag order = { .folder = inbox, .uidvalidity = 7, .keyword = word, .move_to = away, .items = &item, .n_items = 1 };

	(void)fd;
	imap_flag(im, &order, f);
}

static void
idle(struct imap *im, int fd, struct fault *f)
{
	struct fetch_idle order = { .folder = inbox, .seconds = 1 };

	(void)fd;
	imap_idle(im, &order, -1, f);
}

static void
quota(struct imap *im, int fd, struct fault *f)
{
	struct fetch_quota out = { 0 };

	(void)fd;
	if (imap_quota(im, &out, f) == 0)
		fuzz_wire(&fetch_quota_wire, &out);
}

static void
append(struct imap *im, int fd, struct fault *f)
{
	struct fetch_append order = { .folder = inbox, .internaldate = 1795000000, .bytes = 4 };

	if (ftruncate(fd, 0) == 0 && pwrite(fd, "a\r\n\n", 4, 0) == 4 && lseek(fd, 0, SEEK_SET) == 0)
		imap_append(im, &order, fd, f);
}

/*
 * libetpan 1.9.4 frees a list that is not there when a PERMANENTFLAGS cannot be read: the fetcher
 * ends, in its box, and is started anew. Such inputs show nothing else, so they are passed over.
 */
static bool
ends_libetpan(const uint8_t *data, size_t n)
{
	static const char good[] = "PERMANENTFLAGS (\\Seen \\*)]";

	for (size_t i = 0; i + 14 <= n; i++)
		if (strncasecmp((const char *)data + i, good, 14) == 0 &&
		    (n - i < sizeof(good) - 1 || memcmp(data + i, good, sizeof(good) - 1) != 0))
			return true;
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct net_peer server = { .what = "IMAP", .scheme = "imap", .host = "127.0.0.1", .port = 143, .tls = TLS_NONE,
		.user = "tte@tapinkab.go.id", .password = "rahasia", .deadline_ms = 2000 };
	static void (*const orders[])(struct imap *, int, struct fault *) = { scan, body, list, flag, idle, append, quota };
	static bool begun;
	struct imap *im = NULL;
	struct err e;

	if (ends_libetpan(data, n))
		return 0;
	if (!begun && net_init("imap", &e) != 0)
		broken("libcurl", e.msg);
	if (!begun)
		log_init("fuzz", LOG_ERROR_);
	begun = true;
	wild = n > 0 && data[0] == '!';
	peer_begin(data + wild, n - wild, answer);
	/* an order that went wrong ends its connection; the next has its own while there is input left */
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]) && (im != NULL || peer.p < peer.end || i == 0); i++) {
		int fd = memfd_create("body", MFD_CLOEXEC);
		struct fault f = { .kind = "none" };

		commands = 0;
		if (im == NULL)
			im = imap_open(&server, &f);
		if (im != NULL)
			orders[i](im, fd, &f);
		/* unless the server said it by chance */
		if (strstr(f.err.msg, "rahasia") != NULL && memmem(data, n, "rahasia", 7) == NULL)
			broken("imap", "a password in a message");
		if (im != NULL && !imap_well(im)) {
			imap_close(im);
			im = NULL;
		}
		close(fd);
	}
	imap_close(im);
	return 0;
}
