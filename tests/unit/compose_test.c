/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finished mails, read back here without the library that wrote them: line ends, lengths, headers,
 * encodings, buttons, attachments, the blanked copy, what is refused; and the composer as a process
 * in its box that gets frames and descriptors. Uses the shipped templates.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boxed.h"
#include "base/file.h"
#include "base/worker.h"
#include "box/compose.h"
#include "test.h"

static struct mail_field fields[] = { { "kantor", "Dinas Kominfo Kabupaten Contoh" }, { "nomor", "TTE-2026-000123" },
	{ "layanan", "lupa passphrase" }, { "nama", "Siti Aminah, S.Kom." }, { "nip", "198503032010012001" },
	{ "petugas", "ya" }, { "berkas", "surat pernyataan.pdf" }, { "kode", "ZZZZ-ZZZZ-ZZZZ-ZZZZ" } };
static struct mail_answer answers[] = { { "SETUJU", "Setuju", "SETUJU" }, { "TOLAK", "Tolak & tulis <alasan>", "TOLAK " },
	{ "TUNDA", NULL, NULL } };
static struct fact_text references[] = { { "kasus.1@contoh.go.id" }, { "CAF+a=b/c@mail.example" } };
#define ARCHIVED "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
static struct mail_attachment attachments[] = { { "Surat pernyataan é – \"lupa\".pdf", "application/pdf", ARCHIVED },
	{ "kecil.bin", NULL, ARCHIVED } };

static struct mail
base(void)
{
	return (struct mail){ .id = 7, .template = "periksa", .from = "loket@contoh.go.id", .from_name = "Layanan TTE – Contoh",
		.to = "rina@contoh.go.id", .to_name = "Rina, M.Kom.", .message_id = "ABCD-EFGH-IJKL-MNOP.7@contoh.go.id",
		.blank_message_id = "7.xyz@contoh.go.id", .in_reply_to = "CAF+a=b/c@mail.example", .references = references,
		.n_references = 2, .token = "ABCD-EFGH-IJKL-MNOP", .number = "TTE-2026-000123", .date = 1795392000, .zone_minutes = 480,
		.replied = true, .fields = fields, .n_fields = 8, .answers = answers, .n_answers = 3 };
}

static int
file_of(const void *bytes, size_t n)
{
	int fd = memfd_create("x", 0);
	struct err e;

	if (n > 0 && file_write_fd(fd, bytes, n, &e) != 0)
		printf("# %s\n", e.msg);
	return fd;
}

static char *
bytes_of(int fd)
{
	struct buf b = BUF_INIT;
	struct err e;

	lseek(fd, 0, SEEK_SET);
	if (file_read_fd(fd, 64 << 20, &b, &e) != 0)
		printf("# %s\n", e.msg);
	close(fd);
	buf_str(&b);
	return buf_take(&b);
}

/* Quoted-printable undone in place over the whole message: enough to look for words. */
static char *
unquoted(const char *s)
{
	char *out = malloc(strlen(s) + 1), *o = out;
	unsigned c;

	for (; *s != '\0'; s++) {
		if (strncmp(s, "=\r\n", 3) == 0)
			s += 2;
		else if (*s == '=' && sscanf(s + 1, "%2X", &c) == 1 && strspn(s + 1, "0123456789ABCDEF") >= 2) {
			*o++ = (char)c;
			s += 2;
		} else if (*s != '\r')
			*o++ = *s;
	}
	*o = '\0';
	return out;
}

static bool
well_formed(const char *s)
{
	size_t line = 0;

	for (; *s != '\0'; s++, line++) {
		if ((unsigned char)*s >= 0x7f || (*s < ' ' && strchr("\r\n\t", *s) == NULL))
			return false;
		if ((*s == '\r') != (s[1] == '\n') || line > 200)
			return false;
		if (*s == '\r') {
			s++;
			line = 0;
		}
	}
	return true;
}

static void
has(const char *text, const char *what)
{
	if (!ok(strstr(text, what) != NULL, "has: %.60s", what))
		printf("# %s\n", what);
}

static void
test_mail(const struct templates *t)
{
	struct mail m = base();
	int out = file_of("", 0), blank = file_of("", 0);
	char *subject, *real, *copy, *text, *blank_text;
	struct err e = { .msg = "" };

	ok(compose(&m, t, out, blank, &subject, NULL, &e) == 0, "composed %s", e.msg);
	is_str(subject, "[TTE-2026-000123] Mohon diperiksa: lupa passphrase a.n. Siti Aminah, S.Kom.", "subject");
	real = bytes_of(out);
	copy = bytes_of(blank);
	text = unquoted(real);
	blank_text = unquoted(copy);
	ok(well_formed(real) && well_formed(copy), "ASCII, CRLF, no long lines");
	has(real, "\r\nFrom: Layanan TTE ");
	has(real, " <loket@contoh.go.id>\r\n");
	has(real, "\r\nTo: \"Rina, M.Kom.\" <rina@contoh.go.id>\r\n");
	has(real, "Date: Mon, 23 Nov 2026 08:00:00 +0800\r\n");
	has(real, "\r\nMessage-Id: <ABCD-EFGH-IJKL-MNOP.7@contoh.go.id>\r\n");
	has(real, "\r\nIn-Reply-To: <CAF+a=b/c@mail.example>\r\n");
	has(real, "\r\nReferences: <kasus.1@contoh.go.id> <CAF+a=b/c@mail.example>\r\n");
	has(real, "\r\nAuto-Submitted: auto-replied\r\n");
	has(real, "\r\nMIME-Version: 1.0\r\n");
	has(real, "multipart/alternative");
	has(text, "\nCukup balas surat ini, jangan diteruskan.\n");
	has(text, "\n- SETUJU – Setuju\n- TOLAK – Tolak & tulis <alasan>\n- TUNDA – TUNDA\n");
	has(text, "\nKode: ABCD-EFGH-IJKL-MNOP\n");
	has(text, "href=\"mailto:loket@contoh.go.id?subject=%5BTTE-2026-000123%5D%20ABCD-EFGH-IJKL-MNOP&amp;"
		  "body=TOLAK%20%0D%0A%0D%0AKode%3A%20ABCD-EFGH-IJKL-MNOP%0D%0A\"");
	has(text, ">Tolak &amp; tulis &lt;alasan&gt;</a>");
	has(text, "body=TUNDA%0D%0A");
	ok(strstr(text, "ZZZZ") == NULL, "a field cannot pose as the code");
	ok(strstr(blank_text, "ABCD") == NULL && strstr(copy, "ABCD") == NULL, "the blanked copy holds nothing of the code");
	has(copy, "\r\nMessage-Id: <7.xyz@contoh.go.id>\r\n");
	has(blank_text, "\nKode: ----\n");
	free(subject);
	free(real);
	free(copy);
	free(text);
	free(blank_text);
}

static void
test_again(const struct templates *t)
{
	struct mail m = base();
	int a = file_of("", 0), b = file_of("", 0);
	char *subject, *x, *y;
	struct err e;

	compose(&m, t, a, -1, &subject, NULL, &e);
	free(subject);
	compose(&m, t, b, -1, &subject, NULL, &e);
	free(subject);
	x = bytes_of(a);
	y = bytes_of(b);
	is_str(x, y, "the same mail gives the same bytes");
	free(x);
	free(y);
}

static void
test_attachments(const struct templates *t)
{
	struct mail m = base();
	int out = file_of("", 0), blank = file_of("", 0);
	char *subject, *real;
	struct err e = { .msg = "" };

	m.attachments = attachments;
	m.n_attachments = 2;
	ok(compose(&m, t, out, blank, &subject, NULL, &e) == 0, "with attachments %s", e.msg);
	free(subject);
	real = bytes_of(out);
	ok(well_formed(real), "well formed");
	has(real, "multipart/mixed");
	has(real, "filename*=UTF-8''Surat%20pernyataan%20%C3%A9%20%E2%80%93%20%22lupa%22.pdf");
	has(real, "\r\nContent-Type: application/pdf");
	has(real, "\r\nContent-Type: application/octet-stream; name=kecil.bin\r\n");
	has(real, "\r\nContent-Transfer-Encoding: base64\r\n");
	has(real, "\r\n" ATTACHED_LINE ARCHIVED "\r\n--");
	free(real);
	real = bytes_of(blank);
	has(real, "\r\n" ATTACHED_LINE ARCHIVED "\r\n--");
	free(real);
}

static const struct { const char *what; size_t offset; const char *value; } bad[] = {
	{ "receiver with a line end", offsetof(struct mail, to), "a@b.id\r\nBcc: x@y.id" },
	{ "two receivers", offsetof(struct mail, to), "a@b.id,c@d.id" },
	{ "receiver without @", offsetof(struct mail, to), "ab.id" },
	{ "receiver with brackets", offsetof(struct mail, to), "a@b.id>" },
	{ "no receiver", offsetof(struct mail, to), NULL },
	{ "name with a line end", offsetof(struct mail, to_name), "a\nBcc: x@y.id" },
	{ "sender's name with a line end", offsetof(struct mail, from_name), "a\rb" },
	{ "Message-ID with bracket", offsetof(struct mail, message_id), "a>@b" },
	{ "Message-ID with blank", offsetof(struct mail, message_id), "a b@c" },
	{ "In-Reply-To with line end", offsetof(struct mail, in_reply_to), "a@b\r\nX: y" },
	{ "number with line end", offsetof(struct mail, number), "TTE\r\nX: y" },
	{ "code with blank", offsetof(struct mail, token), "AB CD" },
	{ "no second Message-ID", offsetof(struct mail, blank_message_id), NULL },
	{ "unknown template", offsetof(struct mail, template), "tidak-ada" },
	{ "template that hides the answers", offsetof(struct mail, template), "selesai" },
	{ "part as template", offsetof(struct mail, template), "tombol" },
};

static void
test_refused(const struct templates *t, size_t i)
{
	struct mail m = base();
	int out = file_of("", 0);
	struct err e = { .grade = GRADE_OK };
	char *subject, *got;

	*(const char **)((char *)&m + bad[i].offset) = bad[i].value;
	ok(compose(&m, t, out, -1, &subject, NULL, &e) != 0 && e.grade == GRADE_REFUSED && subject == NULL, "refused: %s (%s)",
	    bad[i].what, e.msg);
	got = bytes_of(out);
	is_str(got, "", "nothing was written");
	free(got);
}

/* The code in another field would survive blanking: refused. */
static void
test_code_elsewhere(const struct templates *t)
{
	struct mail m = base();
	struct mail_field more[9];
	int out = file_of("", 0), blank = file_of("", 0);
	struct err e;
	char *subject;

	memcpy(more, fields, sizeof(fields));
	more[8] = (struct mail_field){ "berkas", "ABCD-EFGH-IJKL-MNOP.pdf" };
	m.fields = more;
	m.n_fields = 9;
	ok(compose(&m, t, out, blank, &subject, NULL, &e) != 0, "a code outside its place is refused");
	close(out);
	close(blank);
}

static void
test_served(const struct templates *t)
{
	struct mail m = base();
	struct composed done;
	struct channel ch;
	struct frame f;
	struct err e;
	int pair[2], out = file_of("", 0), blank = file_of("", 0), status;
	char *real, *wanted;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
		return;
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		close(pair[0]);
		if (test_box(BOX_COMPOSER, &e) != 0)
			_exit(99);
		_exit(composer_serve(pair[1], t));
	}
	close(pair[1]);
	channel_init(&ch, pair[0]);
	for (int round = 0; round < 2; round++) {
		m.to = round == 0 ? (char *)"a@b@c" : (char *)"rina@contoh.go.id";
		ok(record_send(pair[0], FRAME_COMPOSE, &mail_wire, &m, (int[]){ out, blank }, 2, &e) == 0, "sent");
		if (!ok(frame_wait(&ch, &f, 10000, &e) == 0 && f.type == FRAME_COMPOSED, "answered"))
			break;
		ok(wire_unpack(&composed_wire, f.body.data, f.body.len, &done, &e) == 0 && done.id == 7, "unpacked");
		ok(done.ok == (round == 1), "a bad one is told, the next is made");
		is_str(round == 0 ? done.why : done.subject, round == 0 ? "bad receiver address for a header" :
		    "[TTE-2026-000123] Mohon diperiksa: lupa passphrase a.n. Siti Aminah, S.Kom.", "says");
		wire_free(&composed_wire, &done);
		frame_free(&f);
	}
	channel_close(&ch);
	ok(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0, "ends when the other side is gone");
	real = bytes_of(out);
	out = file_of("", 0);
	compose(&m, t, out, -1, &wanted, NULL, &e);
	free(wanted);
	wanted = bytes_of(out);
	is_str(real, wanted, "the same bytes as made here");
	free(real);
	free(wanted);
	close(blank);
}

int
main(void)
{
	struct problems p = { 0 };
	struct templates *t = templates_read("templates", NULL, &p);

	problems_print(&p, stdout);
	if (!ok(t != NULL, "templates"))
		return done();
	compose_warm();
	test_mail(t);
	test_again(t);
	test_attachments(t);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		test_refused(t, i);
	test_code_elsewhere(t);
	test_served(t);
	templates_free(t);
	return done();
}
