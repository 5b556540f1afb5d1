/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A reader that its letter has taken over. Linked into a program of its own in place of
 * src/box/reader.c: what stands behind "BOHONG N" in the subject of a letter says how it lies about
 * it, to whom it writes what it should not, or what it tries to reach. All other letters are read
 * as ever.
 */
#define reader_run honest_run
#include "../../src/box/reader.c"
#undef reader_run

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>

int reader_run(const struct read_order *order, const struct ruleset *rules,
    const struct trust_roots *roots, int letter, int result, bool parts);

static unsigned state;

static unsigned
dice(unsigned n)
{
	state = state * 1103515245u + 12345u;
	return (state >> 16) % n;
}

static void
put(char **where, const char *text)
{
	free(*where);
	*where = xstrdup(text);
}

static void
says(struct facts *f, const char *from, const char *means)
{
	put(&f->evidence.from, from);
	f->evidence.n_from = 1;
	f->class = CLASS_COMMAND;
	f->is_auto = false;
	f->says = true;
	put(&f->command.means, means);
	put(&f->command.word, "SETUJU");
	f->command.tier = 1;
	f->command.consumed = true;
}

static void
guess_tokens(struct facts *f)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	char t[20];

	f->evidence.tokens = xcalloc(LIMIT_LIST, sizeof(*f->evidence.tokens));
	for (f->evidence.n_tokens = 0; f->evidence.n_tokens < LIMIT_LIST; f->evidence.n_tokens++) {
		for (int i = 0; i < 19; i++)
			t[i] = i % 5 == 4 ? '-' : letters[dice(32)];
		t[19] = '\0';
		f->evidence.tokens[f->evidence.n_tokens].text = xstrdup(t);
	}
}

static void
guess_threads(struct facts *f)
{
	char id[64];

	f->evidence.references = xcalloc(LIMIT_LIST, sizeof(*f->evidence.references));
	for (size_t i = 0; i < LIMIT_LIST; i++) {
		snprintf(id, sizeof(id), "%zu.ABCD-%c%c%c%c@tapinkab.go.id", i, 'A' + (int)dice(26),
		    'A' + (int)dice(26), 'A' + (int)dice(26), 'A' + (int)dice(26));
		f->evidence.references[i].text = xstrdup(id);
	}
	f->evidence.n_references = LIMIT_LIST;
	put(&f->evidence.in_reply_to, id);
}

static void
vouched(struct facts *f)
{
	struct fact_result *r = xcalloc(1, sizeof(*r));

	*r = (struct fact_result){ xstrdup("mail.tapinkab.test"), xstrdup("dmarc"), xstrdup("pass"),
		xstrdup("tapinkab.go.id"), 0, 1, xstrdup("mail.tapinkab.test") };
	f->evidence.results = r;
	f->evidence.n_results = 1;
}

/* Lies that are well formed. */
static void
lie(struct facts *f, unsigned n)
{
	static const char *const words[] = { "approve", "reject", "done", "cancel", "yes", "forward" };

	says(f, n % 7 == 6 ? "siti@tapinkab.go.id" : "nurul@tapinkab.go.id", words[dice(6)]);
	switch (n % 6) {
	case 0:
		break;
	case 1:
		guess_tokens(f);
		break;
	case 2:
		guess_threads(f);
		break;
	case 3:
		vouched(f);
		guess_tokens(f);
		break;
	case 4:
		f->class = CLASS_BOUNCE;
		put(&f->evidence.failed_message_id, "1.ABCD-EFGH@tapinkab.go.id");
		put(&f->evidence.failed_kind, "permanent");
		put(&f->evidence.failed_original, "nurul@tapinkab.go.id");
		break;
	default:
		f->class = CLASS_NOTICE;
		put(&f->notice.kind, "passphrase-diubah");
		f->notice.sender = true;
		vouched(f);
	}
}

/* Records that are not: bytes changed, cut, made up. */
static void
broken(struct facts *f, int result, unsigned n)
{
	struct buf b = BUF_INIT;
	struct err e;
	unsigned char junk[512];

	wire_pack(&facts_wire, f, &b);
	switch (n % 4) {
	case 0:
		for (unsigned i = 0; i < 1 + n % 8; i++)
			b.data[dice((unsigned)b.len)] ^= (char)(1u << dice(8));
		break;
	case 1:
		b.len = dice((unsigned)b.len);
		break;
	case 2:
		for (size_t i = 0; i < sizeof(junk); i++)
			junk[i] = (unsigned char)dice(256);
		b.len = 0;
		buf_add(&b, junk, sizeof(junk));
		break;
	default:
		memset(b.data + dice((unsigned)b.len - 8), 0xff, 8);
	}
	frame_send(result, FRAME_FACTS, b.data, b.len, NULL, 0, SEND_MS, &e);
	frame_send(result, FRAME_END, NULL, 0, NULL, 0, SEND_MS, &e);
	buf_free(&b);
}

/* Frames in an order, of a kind or with descriptors that no reader sends. */
static void
out_of_turn(struct facts *f, int result, unsigned n)
{
	static const unsigned char part[8] = { 0, 0, 0, 200, 'x', 'x', 'x', 'x' };
	static char chunk[4 + PART_CHUNK];
	struct err e;
	int fds[1] = { STDERR_FILENO };

	switch (n % 8) {
	case 0:
		frame_send(result, FRAME_PART, part, 8, NULL, 0, SEND_MS, &e);
		return;
	case 1:
		frame_send(result, FRAME_END, NULL, 0, NULL, 0, SEND_MS, &e);
		return;
	case 2:
		frame_send(result, FRAME_OUTCOME, part, 8, NULL, 0, SEND_MS, &e);
		return;
	case 3:
		if (write(result, "\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377", 16) < 0)
			return;
		return;
	default:
		break;
	}
	record_send(result, FRAME_FACTS, &facts_wire, f, fds, n % 8 == 4 ? 1 : 0, &e);
	if (n % 8 == 5)
		record_send(result, FRAME_FACTS, &facts_wire, f, NULL, 0, &e);
	else if (n % 8 == 6)
		frame_send(result, FRAME_PART, part, 8, NULL, 0, SEND_MS, &e);
	else if (n % 8 == 7)
		while (frame_send(result, FRAME_PART, chunk, sizeof(chunk), NULL, 0, SEND_MS, &e) == 0)
			;
	frame_send(result, FRAME_END, NULL, 0, NULL, 0, SEND_MS, &e);
}

/* What is open here beside its own letter: said in the log, each as fd, kind and size. */
static void
look_around(int letter, int result)
{
	struct stat s;
	char byte;
	int found = 0;

	for (int fd = 0; fd < 1024; fd++) {
		if (fd == letter || fd == result || fd == STDERR_FILENO || fstat(fd, &s) < 0)
			continue;
		if (S_ISREG(s.st_mode) && pread(fd, &byte, 1, 0) == 1)
			found++;
	}
	log_warn("liar found=%d", found);
}

/* Each of these ends a reader at once, or is refused. */
static void
reach_out(unsigned n)
{
	int rc = 0;

	switch (n % 4) {
	case 0:
		rc = open("/etc/passwd", O_RDONLY);
		break;
	case 1:
		rc = socket(AF_INET, SOCK_STREAM, 0);
		break;
	case 2:
		rc = kill(getppid(), SIGKILL);
		break;
	default:
		rc = (int)fork();
	}
	log_warn("liar reached=%d", rc);
}

int
reader_run(const struct read_order *order, const struct ruleset *rules,
    const struct trust_roots *roots, int letter, int result, bool parts)
{
	struct buf copy = BUF_INIT;
	struct letter *l;
	struct facts f = { 0 };
	struct err e;
	unsigned kind = 0, n = 0;
	char sort = ' ';

	if (enter(&e) < 0 || (l = take_letter(rules, letter, order->id == 0, NULL, &e)) == NULL)
		return EXIT_OSERR;
	match_letter(l, order, rules, roots, &f, &copy, NULL);
	if (f.subject == NULL || sscanf(f.subject, "BOHONG %c%u", &sort, &n) != 2)
		return tell(l, &f, &copy, result, parts, &e) < 0 ? EXIT_OSERR : 0;
	state = n * 7919 + (unsigned)sort;
	kind = n;
	if (sort == 'L' || sort == 'B' || sort == 'O')
		lie(&f, kind);
	if (sort == 'B')
		broken(&f, result, kind);
	else if (sort == 'O')
		out_of_turn(&f, result, kind);
	else if (sort == 'R')
		reach_out(kind);
	else if (sort == 'F')
		look_around(letter, result);
	if (sort == 'L' || sort == 'F' || sort == 'R')
		tell(l, &f, &copy, result, parts, &e);
	return 0;
}
