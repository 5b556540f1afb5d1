/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Readers as they really run: forked from a warmed zygote, inside their box. That every allowed
 * charset is read there, in text and header; that a reader holds no descriptor but its own letter's;
 * that it ends by its limits and with its zygote; and what it sends: facts, the cleaned copy, the
 * documents' bytes. What the box forbids is box_test.c.
 */
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <iconv.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/mem.h"
#include "base/worker.h"
#include "box/charset.h"
#include "box/reader.h"
#include "protocol.h"

static struct worker zygote;

/* As worker_spawn does it, but this program is not loket: the role is called after the fork. */
static bool
start_zygote(void)
{
	struct frame f;
	struct err e;
	int fds[2];
	bool good;

	if (channel_pair(fds, &e) < 0)
		return false;
	zygote.pid = fork();
	if (zygote.pid == 0) {
		if (dup2(fds[1], WORKER_FD) < 0)
			_exit(9);
		close_range(WORKER_FD + 1, ~0u, 0);
		_exit(role_read("rules"));
	}
	close(fds[1]);
	channel_init(&zygote.ch, fds[0]);
	good = frame_wait(&zygote.ch, &f, 20000, &e) == 0 && f.type == FRAME_HELLO;
	if (good)
		frame_free(&f);
	return good;
}

static int
file_of(const char *bytes, size_t n)
{
	int fd = memfd_create("letter", 0);

	if (fd >= 0 && write(fd, bytes, n) != (ssize_t)n)
		_exit(9);
	return fd;
}

static void
order(int letter, struct channel *result)
{
	struct read_order o = { .id = 7, .own_address = (char *)(uintptr_t)"tte@tapinkab.go.id" };
	struct err e;
	int pair[2], fds[2];

	channel_pair(pair, &e);
	fds[0] = letter;
	fds[1] = pair[1];
	ok(record_send(zygote.ch.fd, FRAME_READ, &read_order_wire, &o, fds, 2, &e) == 0, "the zygote takes an order");
	close(pair[1]);
	channel_init(result, pair[0]);
}

/* The facts of a letter, read by the zygote's reader. */
static bool
read_letter(const char *bytes, size_t n, struct facts *f)
{
	struct channel result;
	struct frame frame;
	struct err e;
	int fd = file_of(bytes, n);
	bool good = false;

	memset(f, 0, sizeof(*f));
	order(fd, &result);
	if (frame_wait(&result, &frame, 15000, &e) == 0) {
		good = frame.type == FRAME_FACTS && wire_unpack(&facts_wire, frame.body.data, frame.body.len, f, &e) == 0;
		frame_free(&frame);
	}
	if (frame_wait(&result, &frame, 15000, &e) == 0) {
		good &= frame.type == FRAME_END;
		frame_free(&frame);
	}
	channel_close(&result);
	close(fd);
	return good;
}

/* ---- charsets ---- */

static const struct { const char *label, *sample; } samples[] = {
	{ "utf-8", "D\xc3\xa9wi \xe2\x80\x9csandi\xe2\x80\x9d" }, { "us-ascii", "Dewi" }, { "iso-8859-1", "D\xc3\xa9wi" },
	{ "iso-8859-2", "\xc5\x81\xc3\xb3" }, { "iso-8859-5", "\xd0\x9f\xd1\x80\xd0\xb8" }, { "iso-8859-7", "\xce\xb1\xce\xb2" },
	{ "iso-8859-9", "\xc5\x9f\xc4\xb1" }, { "iso-8859-15", "\xe2\x82\xac \xc5\x93" }, { "windows-1250", "\xc5\xbe" },
	{ "windows-1251", "\xd0\x9f\xd1\x80\xd0\xb8" }, { "windows-1252", "D\xc3\xa9wi \xe2\x80\x9csandi\xe2\x80\x9d" },
	{ "windows-1253", "\xce\xb1" }, { "windows-1254", "\xc4\x9f" }, { "windows-1255", "\xd7\xa9" },
	{ "windows-1256", "\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85" }, { "windows-1257", "\xc4\x81" }, { "windows-1258", "\xe2\x82\xab" },
	{ "koi8-r", "\xd0\xbf\xd1\x80\xd0\xb8" }, { "koi8-u", "\xd1\x97" }, { "macintosh", "D\xc3\xa9wi" },
	{ "gb18030", "\xe4\xbd\xa0\xe5\xa5\xbd" }, { "gb2312", "\xe4\xbd\xa0\xe5\xa5\xbd" }, { "big5", "\xe4\xbd\xa0\xe5\xa5\xbd" },
	{ "shift_jis", "\xe6\x97\xa5\xe6\x9c\xac" }, { "euc-jp", "\xe6\x97\xa5\xe6\x9c\xac" }, { "iso-2022-jp", "\xe6\x97\xa5\xe6\x9c\xac" },
	{ "euc-kr", "\xed\x95\x9c\xea\xb5\xad" }, { "tis-620", "\xe0\xb8\x81" }, { "utf-16", "D\xc3\xa9wi \xe4\xbd\xa0" },
	{ "utf-16le", "D\xc3\xa9wi" }, { "utf-16be", "D\xc3\xa9wi" }, { "utf-7", "D\xc3\xa9wi" },
	{ "utf8", "D\xc3\xa9wi" }, { "ascii", "Dewi" }, { "latin1", "D\xc3\xa9wi" }, { "cp1252", "D\xc3\xa9wi" },
	{ "iso-8859-3", "\xc4\xa7" }, { "iso-8859-4", "\xc4\x81" }, { "iso-8859-6", "\xd8\xb3\xd9\x84" }, { "gbk", "\xe4\xbd\xa0\xe5\xa5\xbd" },
	{ "ks_c_5601-1987", "\xed\x95\x9c\xea\xb5\xad" },
};

static void
base64(const unsigned char *p, size_t n, struct buf *out)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		unsigned v = (unsigned)p[i] << 16 | (i + 1 < n ? (unsigned)p[i + 1] << 8 : 0) | (i + 2 < n ? p[i + 2] : 0);

		buf_addc(out, letters[v >> 18]);
		buf_addc(out, letters[v >> 12 & 63]);
		buf_addc(out, i + 1 < n ? letters[v >> 6 & 63] : '=');
		buf_addc(out, i + 2 < n ? letters[v & 63] : '=');
	}
}

static void
one_charset(const char *label, const char *sample)
{
	char *text = xasprintf("Mohon reset passphrase a.n. %s", sample), coded[512], *in = text, *to = coded;
	size_t left = strlen(text), room = sizeof(coded);
	/* where the label means something else to iconv */
	iconv_t cd = iconv_open(strcmp(label, "ks_c_5601-1987") == 0 ? "CP949" : label, "UTF-8");
	struct buf mail = BUF_INIT, b64 = BUF_INIT;
	struct facts f;

	if (!ok(cd != (iconv_t)-1 && iconv(cd, &in, &left, &to, &room) != (size_t)-1 && iconv(cd, NULL, NULL, &to, &room) != (size_t)-1,
	    "%s: the sample can be written", label))
		return;
	iconv_close(cd);
	base64((unsigned char *)coded, (size_t)(to - coded), &b64);
	buf_addf(&mail, "From: a@tapinkab.go.id\nSubject: =?%s?B?%s?=\nContent-Type: text/plain; charset=%s\n"
	    "Content-Transfer-Encoding: base64\n\n%s\n", label, buf_str(&b64), label, buf_str(&b64));
	ok(read_letter(mail.data, mail.len, &f), "%s: a reader answers", label);
	is_str(f.new_text, text, "%s: text inside the box", label);
	is_str(f.subject, text, "%s: subject inside the box", label);
	is_int(f.n_limits, 0, "%s: nothing fell back", label);
	wire_free(&facts_wire, &f);
	buf_free(&mail);
	buf_free(&b64);
	free(text);
}

static void
charsets(void)
{
	size_t n = sizeof(samples) / sizeof(samples[0]), i;

	for (size_t c = 0; charset_allowed(c) != NULL; c++) {
		for (i = 0; i < n && strcmp(samples[i].label, charset_allowed(c)) != 0;)
			i++;
		if (ok(i < n, "%s: there is a sample", charset_allowed(c)))
			one_charset(samples[i].label, samples[i].sample);
	}
}

/* ---- descriptors, limits, ends ---- */

/*
 * Which child of the zygote is there? The readers of these tests wait on a pipe, so there is one to
 * find.
 */
static pid_t
child_of(pid_t parent)
{
	char path[64], text[64] = "";
	pid_t found = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)parent, (int)parent);
	f = fopen(path, "r");
	if (f != NULL) {
		if (fgets(text, sizeof(text), f) != NULL)
			found = (pid_t)atoi(text);
		fclose(f);
	}
	return found;
}

/* Descriptors above stderr of a process, or -1 when they may not be seen. */
static int
descriptors(pid_t pid)
{
	char path[64];
	struct dirent *d;
	DIR *dir;
	int n = 0;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	dir = opendir(path);
	if (dir == NULL)
		return -1;
	while ((d = readdir(dir)) != NULL)
		n += d->d_name[0] != '.' && atoi(d->d_name) > 2;
	closedir(dir);
	return n;
}

static void
alone(void)
{
	struct channel first, second;
	struct frame frame;
	struct err e;
	int a[2], b[2], n;
	int64_t until = clock_monotonic_ms() + 5000;
	pid_t reader = 0;

	if (pipe(a) < 0 || pipe(b) < 0)
		return;
	order(a[0], &first);
	order(b[0], &second);
	/* just forked it is not yet out of the zygote's conversation */
	for (n = 0; clock_monotonic_ms() < until && n != 2; sched_yield()) {
		reader = child_of(zygote.pid);
		n = reader != 0 ? descriptors(reader) : -1;
	}
	if (n >= 0)
		is_int(n, 2, "a reader holds its letter and its socket, not the other letter's");
	else
		printf("ok %d # SKIP descriptors of a boxed process may not be seen here\n", ++test_count);
	worker_kill(&zygote);
	ok(frame_wait(&first, &frame, 5000, &e) < 0 && strcmp(e.msg, "timeout") != 0, "readers end with their zygote");
	ok(frame_wait(&second, &frame, 5000, &e) < 0 && strcmp(e.msg, "timeout") != 0, "all of them");
	channel_close(&first);
	channel_close(&second);
	close(a[0]);
	close(a[1]);
	close(b[0]);
	close(b[1]);
}

/*
 * A letter that never ends its input: the clock of the box ends the reader, the zygote serves on.
 */
static void
time_limit(void)
{
	static const char small[] = "From: a@b.go.id\nSubject: x\n\nhalo\n";
	struct channel result;
	struct frame frame;
	struct facts f;
	struct err e;
	int p[2];
	int64_t began = clock_monotonic_ms();

	if (pipe(p) < 0)
		return;
	order(p[0], &result);
	ok(frame_wait(&result, &frame, 20000, &e) < 0 && strcmp(e.msg, "timeout") != 0, "a reader that waits for ever is ended");
	ok(clock_monotonic_ms() - began < (LIMIT_READ_SECONDS + 3) * 1000, "by its own clock");
	channel_close(&result);
	close(p[0]);
	close(p[1]);
	ok(read_letter(small, sizeof(small) - 1, &f), "the next letter is read as ever");
	is_str(f.evidence.from, "a@b.go.id", "and rightly");
	wire_free(&facts_wire, &f);
}

/* ---- what is sent ---- */

static const char letter[] =
    "From: Siti Aminah <siti@tapinkab.go.id>\nTo: tte@tapinkab.go.id\nSubject: lupa passphrase\nMessage-ID: <1@x>\n"
    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
    "Saya lupa passphrase. passphrase saya: Rahasia#123\n--b\nContent-Type: application/pdf; name=\"Surat Pernyataan.pdf\"\n"
    "Content-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n--b\nContent-Type: image/png; name=foto.png\nContent-Transfer-Encoding: base64\n\n"
    "iVBORw0KGgo=\n--b--\n";

static void
parts(const struct ruleset *rules)
{
	struct read_order o = { .id = 7 };
	struct buf got[3] = { BUF_INIT, BUF_INIT, BUF_INIT };
	struct channel result;
	struct frame frame;
	struct facts f = { 0 };
	struct err e;
	int pair[2], fd = file_of(letter, sizeof(letter) - 1), status, end = 0;
	unsigned char sum[DIGEST_LEN];
	char hex[2 * DIGEST_LEN + 1];
	pid_t pid;

	channel_pair(pair, &e);
	pid = fork();
	if (pid == 0)
		_exit(reader_run(&o, rules, NULL, fd, pair[1], true));
	close(pair[1]);
	channel_init(&result, pair[0]);
	while (!end && frame_wait(&result, &frame, 15000, &e) == 0) {
		const unsigned char *p = (unsigned char *)frame.body.data;

		if (frame.type == FRAME_FACTS)
			ok(wire_unpack(&facts_wire, p, frame.body.len, &f, &e) == 0, "facts come first and are well formed");
		else if (frame.type == FRAME_PART && frame.body.len >= 4 && p[3] < 3)
			buf_add(&got[p[3]], p + 4, frame.body.len - 4);
		end = frame.type == FRAME_END;
		frame_free(&frame);
	}
	ok(end, "the end is said");
	waitpid(pid, &status, 0);
	is_int(status, 0, "the reader ends well");
	is_int(f.id, 7, "facts carry the id of the order");
	is_int(f.n_documents, 2, "two documents");
	ok(strstr(buf_str(&got[0]), "Subject: lupa passphrase") != NULL, "the copy has the header");
	ok(strstr(buf_str(&got[0]), "Saya lupa passphrase.") != NULL, "and the text");
	ok(strstr(buf_str(&got[0]), "Rahasia") == NULL && f.cuts == 1, "without the secret");
	ok(strstr(buf_str(&got[0]), "Surat Pernyataan.pdf") != NULL && strstr(buf_str(&got[0]), "JVBER") == NULL, "and names its documents");
	is_str(buf_str(&got[1]), "%PDF-1.4\n", "the first document, decoded");
	is_int(got[2].len, 8, "the second document, decoded");
	if (f.n_documents == 2) {
		digest(got[2].data, got[2].len, sum);
		digest_hex(sum, hex);
		is_str(f.documents[1].sha256, hex, "its digest is of the bytes sent");
		is_str(f.documents[0].kind, "tak-terbaca", "a damaged document is not what its name says");
		is_str(f.documents[1].kind, "foto", "a picture that cannot be told is a foto");
	}
	for (int i = 0; i < 3; i++)
		buf_free(&got[i]);
	wire_free(&facts_wire, &f);
	channel_close(&result);
	close(fd);
}

int
main(void)
{
	struct problems p = { 0 };
	struct ruleset *rules;

	if (ok(start_zygote(), "the zygote starts")) {
		charsets();
		time_limit();
		alone();
	}
	rules = ruleset_read("rules", &p);
	reader_warm(rules);
	parts(rules);
	ruleset_free(rules);
	problems_free(&p);
	return done();
}
