/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/readers.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"

#define PICTURES_MOST 5
#define PAGES_MOST 5
#define OCR_MS 70000	/* its worker ends itself after 60 s */
#define READER_MS ((LIMIT_READ_SECONDS + 5) * 1000)	/* longer than the reader's own limit */

static int
start(struct readers *r, const char *rules, const char *roots, struct err *e)
{
	char *both = xasprintf("%s\n%s", rules, roots);
	int rc = worker_spawn(&r->w, "read", both, e);

	free(both);
	if (rc == 0 && hello_wait(&r->w.ch, e) < 0)
		rc = e->grade == GRADE_REFUSED ? -1 : err_wrap(e, "the readers did not start");
	return rc;
}

/* Orders one letter read; `out` -1: facts come over the returned channel, else text goes to out. */
static int
order(struct readers *r, const struct read_order *o, int letter, int out, struct channel *result,
    struct err *e)
{
	int pair[2], fds[3], rc;

	if (channel_pair(pair, e) < 0)
		return -1;
	fds[0] = letter;
	fds[1] = pair[1];
	fds[2] = out;
	rc = record_send(r->w.ch.fd, FRAME_READ, &read_order_wire, o, fds, out < 0 ? 2 : 3, e);
	close(pair[1]);
	channel_init(result, pair[0]);
	if (rc < 0)
		channel_close(result);
	return rc;
}

static void
keep_part(const struct frame *f, struct buf *parts, size_t n)
{
	const unsigned char *p = (const unsigned char *)f->body.data;
	size_t i;

	if (f->type != FRAME_PART || f->body.len < 4)
		return;
	i = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	if (i > 0 && i <= n)
		buf_add(&parts[i - 1], p + 4, f->body.len - 4);
}

/*
 * The facts of an open file, or a reason in *held. parts: NULL, or n empty bufs for the bytes of the
 * documents.
 */
static void
read_pass(struct readers *r, const struct read_order *o, int fd, struct facts *f, struct buf *parts,
    size_t n, const char **held)
{
	struct channel result;
	struct frame frame;
	struct err e;
	bool good = false;

	*held = NULL;
	lseek(fd, 0, SEEK_SET);
	if (order(r, o, fd, -1, &result, &e) < 0) {
		*held = "reader: none could be started";
		return;
	}
	if (frame_wait(&result, &frame, READER_MS, &e) == 0) {
		good = frame.type == FRAME_FACTS &&
		    wire_unpack(&facts_wire, buf_str(&frame.body), frame.body.len, f, &e) == 0;
		frame_free(&frame);
	}
	/* until it has ended well */
	while (good && frame_wait(&result, &frame, READER_MS, &e) == 0) {
		bool end = frame.type == FRAME_END;

		keep_part(&frame, parts, n);
		frame_free(&frame);
		if (end)
			break;
	}
	if (!good)
		*held = "reader: stopped by its limits";
	channel_close(&result);
}

/* ---- pictures ---- */

/* What OCR reads on it; NULL: nothing. The caller frees. */
static char *
ocr_words(const struct buf *bytes)
{
	struct ocr_order o = { .pages = PAGES_MOST };
	int fd = memory_fd(bytes->data, bytes->len);
	struct ocr_result result = { 0 };
	struct worker w = { 0 };
	char *words = NULL;
	struct frame f;
	struct err e;
	bool hello;

	if (fd < 0 || worker_spawn(&w, "ocr", "-", &e) < 0)
		goto out;
	if (record_send(w.ch.fd, FRAME_OCR, &ocr_order_wire, &o, &fd, 1, &e) < 0)
		goto out;
	while (frame_wait(&w.ch, &f, OCR_MS, &e) == 0) {
		hello = f.type == FRAME_HELLO;
		if (f.type == FRAME_OCRED &&
		    wire_unpack(&ocr_result_wire, buf_str(&f.body), f.body.len, &result, &e) == 0) {
			words = result.text != NULL ? xstrnutf8(result.text, LIMIT_TEXT - 1) : NULL;
			wire_free(&ocr_result_wire, &result);
		}
		frame_free(&f);
		if (!hello)
			break;
	}
out:
	worker_kill(&w);
	if (fd >= 0)
		close(fd);
	return words;
}

static bool
is_picture(const struct facts *f, size_t i)
{
	return i < PICTURES_MOST && f->documents[i].state != NULL &&
	    strcmp(f->documents[i].state, "scan") == 0;
}

/* Adds the words of its pictures to the order; false: there are none. */
static bool
read_pictures(struct readers *r, int fd, const struct facts *f, struct read_order *o)
{
	struct read_order again = { .now = r->now, .parts = true };
	struct buf *parts = xcalloc(f->n_documents + 1, sizeof(*parts));
	struct facts same = { 0 };
	const char *held;
	bool any = false;
	size_t i;

	for (i = 0; i < f->n_documents; i++)
		any |= is_picture(f, i);
	if (any)
		read_pass(r, &again, fd, &same, parts, f->n_documents, &held);
	for (i = 0; any && i < f->n_documents; i++) {
		char *words = is_picture(f, i) && parts[i].len > 0 ? ocr_words(&parts[i]) : NULL;

		if (words == NULL)
			continue;
		o->texts = grow(o->texts, o->n_texts, sizeof(*o->texts));
		o->texts[o->n_texts++] = (struct read_text){ (int64_t)i, words };
	}
	for (i = 0; i < f->n_documents; i++)
		buf_free(&parts[i]);
	free(parts);
	wire_free(&facts_wire, &same);
	return o->n_texts > 0;
}

static void
order_free(struct read_order *o)
{
	while (o->n_texts > 0)
		free(o->texts[--o->n_texts].text);
	free(o->texts);
}

void
readers_read(struct readers *r, int fd, struct facts *f, const char **held)
{
	struct read_order o = { .now = r->now, .own_address = (char *)(uintptr_t)r->own_address };

	if (r->own_address != NULL && strchr(r->own_address, '@') != NULL)
		o.own_domain = strchr(r->own_address, '@') + 1;
	read_pass(r, &o, fd, f, NULL, 0, held);
	if (*held == NULL && r->pictures && read_pictures(r, fd, f, &o)) {
		wire_free(&facts_wire, f);
		*f = (struct facts){ 0 };
		read_pass(r, &o, fd, f, NULL, 0, held);
	}
	order_free(&o);
}

/*
 * What comes out of a pipe or device, kept in memory, since it is read more than once: its first
 * LIMIT_MESSAGE bytes and one more, so that a reader sees that it is too large. -1 with errno, also
 * when it does not end in time. Closes fd.
 */
static int
collected(int fd)
{
	int64_t until = clock_monotonic_ms() + LIMIT_READ_SECONDS * 1000, left;
	struct buf bytes = BUF_INIT;
	int copy = -1, ready = 0;
	ssize_t got = 1;

	while (got != 0 && bytes.len <= LIMIT_MESSAGE) {
		left = until - clock_monotonic_ms();
		ready = poll(&(struct pollfd){ fd, POLLIN, 0 }, 1, left > 0 ? (int)left : 0);
		if (ready == 0 || left <= 0)
			errno = ETIMEDOUT;
		if (ready <= 0 || left <= 0)
			goto out;
		buf_reserve(&bytes, 65536);
		got = read(fd, bytes.data + bytes.len, 65536);
		if (got < 0 && errno != EAGAIN && errno != EINTR)
			goto out;
		bytes.len += got > 0 ? (size_t)got : 0;
	}
	copy = memory_fd(bytes.data, bytes.len);
out:
	buf_free(&bytes);
	close(fd);
	return copy;
}

int
readers_open(const char *path)
{
	/* without waiting: a pipe may have no other end */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;

	if (fd >= 0 && (fstat(fd, &st) < 0 || S_ISDIR(st.st_mode))) {
		close(fd);
		errno = EISDIR;
		fd = -1;
	}
	return fd < 0 || S_ISREG(st.st_mode) ? fd : collected(fd);
}

static const char *
rules_of(const struct cli *c, const char *option)
{
	if (option != NULL)
		return option;
	return c->conf != NULL && c->conf->rules != NULL ? c->conf->rules : LOKET_DATADIR "/rules";
}

static const char *
roots_of(const struct cli *c, const char *option)
{
	if (option != NULL)
		return option;
	return c->conf != NULL ? c->conf->signature_roots : "";
}

int
readers_start(struct readers *r, const struct cli *c, const char *rules, const char *roots)
{
	struct err e;

	*r = (struct readers){ .now = c->now, .pictures = true };
	if (start(r, rules_of(c, rules), roots_of(c, roots), &e) < 0) {
		worker_kill(&r->w);
		return cli_fail(EX_CONFIG, "%s", e.msg);
	}
	return EX_OK;
}

void
readers_end(struct readers *r)
{
	worker_kill(&r->w);
}

int
readers_explain(struct readers *r, int fd, int out, struct err *e)
{
	struct read_order o = { .now = r->now };
	struct facts facts = { 0 };
	struct channel result;
	const char *held;
	struct frame f;
	int rc = 0;

	read_pass(r, &o, fd, &facts, NULL, 0, &held);
	if (held == NULL && r->pictures)
		read_pictures(r, fd, &facts, &o);
	wire_free(&facts_wire, &facts);
	lseek(fd, 0, SEEK_SET);
	rc = order(r, &o, fd, out, &result, e);
	order_free(&o);
	if (rc < 0)
		return -1;
	/* the reader's end of the socket closes when it has written and ended */
	if (frame_wait(&result, &f, READER_MS, e) == 0)
		frame_free(&f);
	else if (strcmp(e->msg, "timeout") == 0)
		rc = err_refused(e, "the reader was stopped by its limits");
	channel_close(&result);
	return rc;
}
