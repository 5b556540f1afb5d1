/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads pictures: one document per process. A PDF is drawn page by page by pdftoppm, a picture
 * decoded by Leptonica here; each page is made ready (picture.c), read by tesseract, and its words
 * put in lines (words.c). Which way is up is found by trying: first the way the lines run, upright
 * or as the page before; where that does not read well, the other ways, on a smaller picture. Both
 * programs work from stdin to stdout, with nothing else open. One clock runs for the whole
 * document: when it ends the worker tells what it has and ends, and its programs with it.
 */
#include "box/ocr.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/box.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/worker.h"
#include "box/charset.h"
#include "box/picture.h"
#include "box/scan.h"
#include "box/words.h"

#define EXIT_SOFTWARE 70
#define EXIT_OSERR 71
#define EXIT_TEMPFAIL 75

#define SIDE 2400		/* long side of a page for reading */
#define SIDE_TRIAL 1600		/* for finding out which way is up */
#define COLUMN "4"		/* how tesseract takes the page: one column, lines of any size */
#define BLOCK "6"		/* or one block, and nothing on it a picture */
#define GOOD 78			/* confidence with which a page is taken as the right way up */
#define ENOUGH 40		/* letters without which nothing is said of a page */
#define FORCED_END_S 5		/* seconds behind the document's time */

static int nowhere = -1;	/* /dev/null, opened before the box */

/* ---- programs ---- */

enum ran { RAN_WELL, RAN_BADLY, RAN_LATE };

/* In the child, until exec: only what is safe there. The filter is made by libseccomp, which is. */
static void
become(enum box_program which, char *const *argv, int in, int out, pid_t parent)
{
	static char threads[] = "OMP_THREAD_LIMIT=1", path[] = "PATH=/usr/bin",
		    language[] = "LC_ALL=C.UTF-8";
	char *const env[] = { threads, path, language, NULL };
	struct err e;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
		_exit(EXIT_OSERR);
	signal(SIGPIPE, SIG_DFL);
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(nowhere, 2) < 0 ||
	    close_range(3, ~0u, 0) < 0 || box_enter(BOX_PROGRAM, NULL, NULL, &e) < 0)
		_exit(EXIT_OSERR);
	execve(box_programs[which], argv, env);
	_exit(EXIT_OSERR);
}

static pid_t
start(enum box_program which, char *const *argv, int *to, int *from)
{
	int in[2], out[2];
	pid_t parent = getpid(), pid;

	if (pipe2(in, O_CLOEXEC) < 0)
		return -1;
	if (pipe2(out, O_CLOEXEC) < 0) {
		close(in[0]);
		close(in[1]);
		return -1;
	}
	pid = fork();
	if (pid == 0)
		become(which, argv, in[0], out[1], parent);
	close(in[0]);
	close(out[1]);
	if (pid < 0) {
		close(in[1]);
		close(out[0]);
		return -1;
	}
	fcntl(in[1], F_SETFL, O_NONBLOCK);
	*to = in[1];
	*from = out[0];
	return pid;
}

/* Writes what fits; closes when all is written or nobody reads. */
static void
feed(int *to, const struct buf *in, size_t *done)
{
	ssize_t n = write(*to, in->data + *done, in->len - *done);

	if (n > 0)
		*done += (size_t)n;
	if ((n < 0 && errno != EAGAIN && errno != EINTR) || *done == in->len) {
		close(*to);
		*to = -1;
	}
}

/* `in` to the program, what it writes into `out`, at most `most` bytes. */
static enum ran
run(enum box_program which, char *const *argv, const struct buf *in, struct buf *out, size_t most,
    int64_t until)
{
	int to, from, status = -1;
	pid_t pid = start(which, argv, &to, &from);
	enum ran how = RAN_BADLY;
	size_t done = 0;

	buf_reserve(out, 1);
	if (pid < 0)
		return RAN_BADLY;
	for (;;) {
		struct pollfd p[2] = { { from, POLLIN, 0 }, { to, POLLOUT, 0 } };
		int64_t left = until - clock_monotonic_ms();
		ssize_t n;

		if (left <= 0 || (poll(p, 2, (int)left) == 0 && clock_monotonic_ms() >= until)) {
			how = RAN_LATE;	/* it ends with this process; nothing here may kill */
			break;
		}
		if (p[1].revents != 0 && to >= 0)
			feed(&to, in, &done);
		if (p[0].revents == 0)
			continue;
		buf_reserve(out, 65536);
		n = read(from, out->data + out->len, 65536);
		if (n < 0 && errno == EINTR)
			continue;
		if (n > 0)
			out->len += (size_t)n;
		if (n <= 0 || out->len > most) {
			how = n == 0 ? RAN_WELL : RAN_BADLY;
			break;
		}
	}
	if (to >= 0)
		close(to);
	close(from);
	out->data[out->len] = '\0';
	if (how == RAN_WELL && (waitpid(pid, &status, 0) != pid || status != 0))
		how = RAN_BADLY;
	return how;
}

static enum ran
draw_page(const struct buf *pdf, int page, int side, struct buf *out, int64_t until)
{
	char name[] = "pdftoppm", scale[] = "-scale-to", from[] = "-f", last[] = "-l",
	     quiet[] = "-q", input[] = "-", number[16], size[16];
	char *const argv[] = { name, quiet, scale, size, from, number, last, number, input, NULL };

	snprintf(number, sizeof(number), "%d", page + 1);
	snprintf(size, sizeof(size), "%d", side);
	return run(PROGRAM_PDFTOPPM, argv, pdf, out, (size_t)LIMIT_OCR_PIXELS, until);
}

static enum ran
recognise(struct Pix *p, const char *layout, struct buf *tsv, int64_t until)
{
	char name[] = "tesseract", input[] = "stdin", output[] = "stdout", l[] = "-l",
	     language[] = "ind", psm[] = "--psm", dpi[] = "--dpi", density[] = "200", set[] = "-c",
	     table[] = "tessedit_create_tsv=1", mode[4];
	char *const argv[] = { name, input, output, l, language, dpi, density, psm, mode, set, table,
		NULL };
	struct buf bytes = BUF_INIT;
	enum ran how;

	snprintf(mode, sizeof(mode), "%s", layout);
	picture_bytes(p, &bytes);
	how = run(PROGRAM_TESSERACT, argv, &bytes, tsv, 16u << 20, until);
	buf_free(&bytes);
	return how;
}

/* ---- one page ---- */

/* ink: see picture.h */
struct shot { struct Pix *grey, *ink; };

/* tsv: what tesseract says of it; angle: how much it was turned beyond the quarters */
struct reading { struct buf tsv; struct words_measure m; int quarters; float angle; };

/* Reads the page turned by `quarters`; better than *best: takes its place. */
static enum ran
attempt(struct Pix *even, int quarters, struct reading *best, int64_t until)
{
	struct reading now = { .quarters = quarters };
	struct Pix *p = picture_upright(even, quarters, &now.angle);
	enum ran how = recognise(p, COLUMN, &now.tsv, until);

	picture_free(p);
	if (how == RAN_WELL && now.tsv.data != NULL)
		words_measure(now.tsv.data, &now.m);
	if (now.m.letters > best->m.letters ||
	    (now.m.letters == best->m.letters && now.m.confidence > best->m.confidence)) {
		struct buf old = best->tsv;

		*best = now;
		now.tsv = old;
	}
	buf_free(&now.tsv);
	return how;
}

static bool
reads_well(const struct reading *r)
{
	return r->m.letters >= ENOUGH && r->m.confidence >= GOOD;
}

/*
 * The page the right way up. `likely`: how the page before lay. The first attempt is the whole
 * reading where it succeeds, which it mostly does.
 */
static enum ran
find_way_up(struct Pix *grey, struct Pix *even, int likely, struct reading *best, int64_t until)
{
	static const int others[] = { 2, 1, 3 };
	int first = picture_sideways(even) ? 1 : 0;
	struct reading trial;
	struct Pix *small;
	enum ran how;

	if ((likely & 1) == first)
		first = likely;
	how = attempt(even, first, best, until);
	if (how == RAN_LATE || reads_well(best))
		return how;
	small = picture_even(grey, SIDE_TRIAL);
	trial = (struct reading){ .m = best->m, .quarters = first };
	for (size_t i = 0; i < 3 && how != RAN_LATE && !reads_well(&trial); i++)
		how = attempt(small, (first + others[i]) % 4, &trial, until);
	picture_free(small);
	if (how != RAN_LATE && trial.quarters != first) {
		best->m = (struct words_measure){ 0 };
		how = attempt(even, trial.quarters, best, until);
	}
	buf_free(&trial.tsv);
	return how;
}

/*
 * The text of a page. It is read a second time without stamps and pens, and as one block, since
 * what stands among them is no column to tesseract; of both the surer words are taken. Where time is
 * short, the pages that follow, `others` at most, are read once rather than this one twice.
 */
static enum ran
read_page(const struct shot *page, int likely, int64_t others, struct reading *best,
    struct buf *text, int64_t until)
{
	struct Pix *even = picture_even(page->grey, SIDE), *black;
	int64_t began = clock_monotonic_ms(), took;
	enum ran how = find_way_up(page->grey, even, likely, best, until);
	struct buf second = BUF_INIT;

	took = clock_monotonic_ms() - began;
	if (how != RAN_LATE && best->m.letters >= ENOUGH &&
	    until - clock_monotonic_ms() > (others + 1) * took) {
		if (page->ink != NULL) {
			picture_free(even);
			even = picture_even(page->ink, SIDE);
		}
		black = picture_black(even, best->quarters, best->angle);
		how = recognise(black, BLOCK, &second, until);
		picture_free(black);
	}
	if (best->tsv.data != NULL)
		words_text(best->tsv.data, how == RAN_WELL ? second.data : NULL, text, &best->m);
	buf_free(&second);
	picture_free(even);
	return how;
}

/* ---- the document ---- */

static bool
is_pdf(const struct buf *b)
{
	size_t within = b->len < 1024 ? b->len : 1024;

	return within > 8 && memmem(b->data, within, "%PDF-", 5) != NULL;
}

/* Page `n` in grey. PICTURE_END also when the time is over, which *how tells. */
static enum picture_state
take_page(struct buf *bytes, int n, int64_t until, struct shot *out, enum ran *how)
{
	struct buf drawn = BUF_INIT;
	enum picture_state state;

	*how = RAN_WELL;
	if (!is_pdf(bytes))
		return picture_page(bytes->data, bytes->len, n, &out->grey, &out->ink);
	*how = draw_page(bytes, n, SIDE, &drawn, until);
	if (*how == RAN_WELL && drawn.len > 0)
		state = picture_page(drawn.data, drawn.len, 0, &out->grey, &out->ink);
	else
		state = n == 0 ? PICTURE_BROKEN : PICTURE_END;
	buf_free(&drawn);
	return state;
}

static void
shot_free(struct shot *page)
{
	picture_free(page->grey);
	picture_free(page->ink);
}

/* Is there a page `n`? A tiny drawing tells, for a PDF. */
static bool
has_page(struct buf *bytes, int n, int64_t until)
{
	struct buf drawn = BUF_INIT;
	struct shot page;
	bool there;

	if (is_pdf(bytes)) {
		there = draw_page(bytes, n, 32, &drawn, until) == RAN_WELL && drawn.len > 0;
		buf_free(&drawn);
		return there;
	}
	there = picture_page(bytes->data, bytes->len, n, &page.grey, &page.ink) == PICTURE_READ;
	if (there)
		shot_free(&page);
	return there;
}

static void
add_page(struct buf *all, struct buf *text, bool first)
{
	bool fell_back;
	char *clean = charset_text(NULL, buf_str(text), text->len, &fell_back);

	if (!first)
		buf_addc(all, '\f');
	buf_adds(all, clean);
	free(clean);
}

void
ocr_document(struct buf *bytes, int64_t pages, int64_t until, struct ocr_result *r)
{
	enum picture_state state = PICTURE_READ;
	struct buf all = BUF_INIT;
	int64_t sum = 0, letters = 0;
	enum ran how = RAN_WELL;
	int turn = 0;

	*r = (struct ocr_result){ .state = OCR_BROKEN };
	while (r->pages < pages && how != RAN_LATE) {
		struct reading page = { .quarters = turn };
		struct buf text = BUF_INIT;
		int64_t others = pages - r->pages - 1;
		struct shot shot;

		state = take_page(bytes, (int)r->pages, until, &shot, &how);
		if (state != PICTURE_READ)
			break;
		if (others > 0 && !has_page(bytes, (int)r->pages + 1, until))
			others = 0;
		how = read_page(&shot, turn, others, &page, &text, until);
		shot_free(&shot);
		if (page.m.letters >= ENOUGH)
			turn = page.quarters;
		if (r->pages == 0)
			r->turned = 90 * turn;
		if (page.m.letters == 0)
			buf_reset(&text);
		add_page(&all, &text, r->pages == 0);
		sum += (int64_t)page.m.confidence * page.m.letters;
		letters += page.m.letters;
		r->cut |= page.m.cut;
		buf_free(&page.tsv);
		buf_free(&text);
		r->pages++;
	}
	if (how == RAN_LATE)
		r->state = OCR_TIMEOUT;
	else if (r->pages > 0)
		r->state = letters > 0 ? OCR_TEXT : OCR_NOTHING;
	if (r->pages == pages && how != RAN_LATE)
		r->cut |= has_page(bytes, (int)pages, until);
	r->cut |= how == RAN_LATE || (r->pages > 0 && state == PICTURE_BROKEN);
	r->confidence = letters > 0 ? sum / letters : 0;
	if (letters > 0) {
		r->text = buf_take(&all);
		r->cut |= charset_clip(r->text, LIMIT_TEXT);
	}
	buf_free(&all);
}

/* ---- the worker ---- */

static int
begin(struct err *e)
{
	signal(SIGPIPE, SIG_IGN);
	nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (nowhere < 0)
		return err_again(e, "/dev/null cannot be opened");
	charset_warm();
	picture_init();
	if (box_prepare(BOX_PROGRAM, e) < 0 || box_enter(BOX_OCR, NULL, NULL, e) < 0)
		return -1;
	return frame_send(WORKER_FD, FRAME_HELLO, NULL, 0, NULL, 0, 10000, e);
}

static int
carry_out(struct frame *f, struct err *e)
{
	struct buf bytes = BUF_INIT;
	struct ocr_result result;
	struct ocr_order order;
	int rc;

	if (f->type != FRAME_OCR || f->fds[0] < 0)
		return err_refused(e, "ocr knows no frame %u", (unsigned)f->type);
	if (wire_unpack(&ocr_order_wire, buf_str(&f->body), f->body.len, &order, e) < 0)
		return -1;
	alarm(LIMIT_OCR_SECONDS + FORCED_END_S);
	if (lseek(f->fds[0], 0, SEEK_SET) < 0)
		rc = err_again(e, "the document cannot be read from its start");
	else
		rc = file_read_fd(f->fds[0], LIMIT_MESSAGE, &bytes, e);
	if (rc == 0) {
		ocr_document(&bytes, order.pages,
		    clock_monotonic_ms() + LIMIT_OCR_SECONDS * 1000, &result);
		rc = record_send(
		    WORKER_FD, FRAME_OCRED, &ocr_result_wire, &result, NULL, 0, e);
		wire_free(&ocr_result_wire, &result);
	}
	buf_free(&bytes);
	wire_free(&ocr_order_wire, &order);
	return rc;
}

int
role_ocr(const char *config)
{
	struct channel ch;
	struct frame f;
	struct err e;
	int rc = EXIT_OSERR;

	(void)config;
	channel_init(&ch, WORKER_FD);
	if (begin(&e) < 0)
		goto out;
	if (frame_wait(&ch, &f, -1, &e) < 0) {
		channel_close(&ch);
		return e.grade == GRADE_AGAIN ? 0 : EXIT_SOFTWARE;	/* again: not wanted */
	}
	rc = carry_out(&f, &e) < 0 ? EXIT_TEMPFAIL : 0;
	frame_free(&f);
out:
	if (rc != 0) {
		log_error("ocr failed=%s", e.msg);
		trouble_send(WORKER_FD, &e, "internal", &(struct err){ 0 });
	}
	channel_close(&ch);
	return rc;
}
