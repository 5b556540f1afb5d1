/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The life of one reader: clock set, box entered, letter read, parsed, matched, told, gone. It
 * holds the letter and one chunk at a time, no memory of other letters, and nothing that could open
 * anything. Its memory ends with its process.
 */
#include "box/reader.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/box.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/worker.h"
#include "box/html.h"
#include "box/letter.h"
#include "box/match.h"
#include "box/office.h"
#include "box/pdf.h"
#include "box/scan.h"
#include "box/trace.h"

#define EXIT_OSERR 71
#define SEND_MS 10000

/* A letter with a bit of everything; whose words do not matter. */
static const char rehearsal[] = "From: =?utf-8?q?a?= <a@example.go.id>\nTo: b@example.go.id\nDate: "
				"Fri, 20 Nov 2026 09:00:00 +0800\n"
				"Subject: Re: =?windows-1252?q?x?=\nMIME-Version: "
				"1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
				"--b\nContent-Type: multipart/alternative; "
				"boundary=c\n\n--c\nContent-Type: text/plain; charset=utf-8\n"
				"Content-Transfer-Encoding: quoted-printable\n\nx=20y\n> z\n--c\n"
				"Content-Type: text/html; charset=utf-8\n\n<div class=q><p "
				"style=\"x\">x y<br>z</p></div>\n--c--\n--b\n"
				"Content-Type: image/png; name=x.png\nContent-Transfer-Encoding: "
				"base64\n\niVBORw0KGgo=\n--b--\n";

void
reader_warm(const struct ruleset *rules)
{
	const struct read_order order = { 0 };
	struct buf copy = BUF_INIT;
	struct letter *l;
	struct facts f;

	if (setlocale(LC_ALL, "C.UTF-8") == NULL)
		log_warn("reader locale=missing: this system has no C.UTF-8");
	tzset();
	letter_init();
	html_warm();
	office_warm();
	pdf_warm();
	l = letter_parse(xstrdup(rehearsal), sizeof(rehearsal) - 1, rules, NULL);
	match_letter(l, &order, rules, NULL, &f, &copy, NULL);
	wire_free(&facts_wire, &f);
	buf_free(&copy);
	letter_free(l);
}

static int
enter(struct err *e)
{
	alarm(LIMIT_READ_SECONDS);
	return box_enter(BOX_READER, NULL, NULL, e);
}

/* The letter; one byte more than allowed is read so that the pre-scan sees that it is too large. */
static struct letter *
take_letter(
    const struct ruleset *rules, int fd, bool any, struct buf *trace_to, struct err *e)
{
	struct buf bytes = BUF_INIT;
	size_t n;

	if (lseek(fd, 0, SEEK_SET) < 0 && lseek(fd, 0, SEEK_CUR) >= 0) {
		err_again(e, "letter cannot be read from its start");
		return NULL;
	}
	buf_reserve(&bytes, 65536);
	for (;;) {
		ssize_t got;

		buf_reserve(&bytes, 65536);
		got = read(fd, bytes.data + bytes.len, 65536);
		if (got < 0) {
			err_again(e, "letter cannot be read");
			buf_free(&bytes);
			return NULL;
		}
		bytes.len += (size_t)got;
		if (got == 0 || bytes.len > LIMIT_MESSAGE)
			break;
	}
	n = bytes.len;
	return (any ? letter_parse_file : letter_parse)(buf_take(&bytes), n, rules, trace_to);
}

struct part { int fd; uint32_t index; struct err *e; };

/* As FRAME_PARTs: u32 index, then a chunk of its bytes. */
static int
send_part(struct part *part, const void *p, size_t n)
{
	static unsigned char body[4 + PART_CHUNK];

	for (const char *from = p; n > 0;) {
		size_t now = n < PART_CHUNK ? n : PART_CHUNK;

		body[0] = (unsigned char)(part->index >> 24);
		body[1] = (unsigned char)(part->index >> 16);
		body[2] = (unsigned char)(part->index >> 8);
		body[3] = (unsigned char)part->index;
		memcpy(body + 4, from, now);
		if (frame_send(part->fd, FRAME_PART, body, 4 + now, NULL, 0, SEND_MS, part->e) < 0)
			return -1;
		from += now;
		n -= now;
	}
	return 0;
}

static int
tell(const struct letter *l, const struct facts *f, struct buf *copy, int result, bool parts,
    struct err *e)
{
	struct part part = { result, 0, e };

	if (record_send(result, FRAME_FACTS, &facts_wire, f, NULL, 0, e) < 0)
		return -1;
	/* of class other only what has documents: they may be what a case waits for */
	if (parts && (f->class != CLASS_OTHER || f->n_documents > 0)) {
		if (send_part(&part, buf_str(copy), copy->len) < 0)
			return -1;
		for (size_t i = 0; i < f->n_documents; i++) {
			part.index = (uint32_t)i + 1;
			if (send_part(&part, l->documents[i].bytes.data, l->documents[i].bytes.len) < 0)
				return -1;
		}
	}
	return frame_send(result, FRAME_END, NULL, 0, NULL, 0, SEND_MS, e);
}

int
reader_run(const struct read_order *order, const struct ruleset *rules,
    const struct trust_roots *roots, int letter, int result, bool parts)
{
	struct buf copy = BUF_INIT;
	struct letter *l = NULL;
	struct facts f = { 0 };
	struct err e;
	int rc = EXIT_OSERR;

	if (enter(&e) < 0)
		goto out;
	l = take_letter(rules, letter, order->id == 0, NULL, &e);
	if (l == NULL)
		goto out;
	match_letter(l, order, rules, roots, &f, &copy, NULL);
	if (tell(l, &f, &copy, result, parts, &e) < 0)
		goto out;
	rc = 0;
out:
	if (rc != 0)
		log_error("reader failed=%s", e.msg);
	wire_free(&facts_wire, &f);
	buf_free(&copy);
	letter_free(l);
	return rc;
}

/* ---- explain ---- */

static void
tell_documents(const struct facts *f, struct buf *t)
{
	for (size_t i = 0; i < f->n_documents; i++) {
		const struct fact_document *d = &f->documents[i];

		trace(t, "  doc:%zu  %s  %s  %s, %s%s  %lld bytes  sha256 %.16s...", i + 1,
		    *d->name != '\0' ? d->name : "(no name)", d->type, d->kind, d->state,
		    d->ocr ? ", read by OCR" : "", (long long)d->bytes, d->sha256);
		if (d->signature != NULL)
			trace(t, "     signature %s%s%s", d->signature,
			    d->signer != NULL ? ": " : "", d->signer != NULL ? d->signer : "");
	}
}

static void
tell_all(const struct facts *f, struct buf *t)
{
	trace(t, "== result");
	trace(
	    t, "from      %s", f->evidence.from != NULL ? f->evidence.from : "(no single address)");
	trace(t, "subject   %s", f->subject);
	trace(t, "class     %s (%s)%s%s", class_name(f->class),
	    f->rule != NULL ? f->rule : "no rule", f->is_auto ? ", automatic: " : f->auto_why != NULL ? ", by a program: " : "",
	    f->auto_why != NULL ? f->auto_why : "");
	if (f->auto_mark != NULL)
		trace(t, "automatic %s", f->auto_mark);
	if (f->evidence.failed_kind != NULL)
		trace(t, "bounce    %s%s%s, of <%s> to %s", f->evidence.failed_kind,
		    f->evidence.failed_status != NULL ? " " : "",
		    f->evidence.failed_status != NULL ? f->evidence.failed_status : "",
		    f->evidence.failed_message_id != NULL ? f->evidence.failed_message_id : "",
		    f->evidence.failed_original != NULL   ? f->evidence.failed_original :
			f->evidence.failed_address != NULL ? f->evidence.failed_address :
							     "nobody named");
	trace(t, "service   %s",
	    f->service == NULL               ? "none" :
		strcmp(f->service, "?") == 0 ? "ambiguous" :
					       f->service);
	if (f->command.means != NULL)
		trace(t, "command   %s, tier %d%s%s%s%s, \"%s\"", f->command.means,
		    (int)f->command.tier, f->command.why != NULL ? ", because " : "",
		    f->command.why != NULL ? f->command.why : "",
		    f->command.detail != NULL ? ", " : "",
		    f->command.detail != NULL ? f->command.detail : "", f->command.word);
	else
		trace(t, "command   none");
	if (f->command.reason != NULL)
		trace(t, "reason    %s", f->command.reason);
	for (size_t i = 0; i < f->n_fields; i++)
		trace(t, "field     %s = %s (%s%s%s)", f->fields[i].name, f->fields[i].value,
		    f->fields[i].source, f->fields[i].ocr ? ", read by OCR" : "",
		    f->fields[i].certain ? "" : ", not certain");
	for (size_t i = 0; i < f->evidence.n_tokens; i++)
		trace(t, "token     %s", f->evidence.tokens[i].text);
	for (size_t i = 0; i < f->evidence.n_numbers; i++)
		trace(t, "number    %s", f->evidence.numbers[i].text);
	if (f->n_documents > 0)
		trace(t, "documents");
	tell_documents(f, t);
	for (size_t i = 0; i < f->n_limits; i++)
		trace(t, "limit     %s", f->limits[i].text);
	trace(t, "cuts      %lld", (long long)f->cuts);
	trace(t, "held      %s", f->held != NULL ? f->held : "no");
}

int
reader_explain(const struct read_order *order, const struct ruleset *rules,
    const struct trust_roots *roots, int letter, int out)
{
	struct buf copy = BUF_INIT, t = BUF_INIT;
	struct letter *l = NULL;
	struct facts f = { 0 };
	struct err e;
	int rc = EXIT_OSERR;

	if (enter(&e) < 0)
		goto out;
	trace(&t, "== steps");
	l = take_letter(rules, letter, order->id == 0, &t, &e);
	if (l == NULL)
		goto out;
	match_letter(l, order, rules, roots, &f, &copy, &t);
	tell_all(&f, &t);
	if (file_write_fd(out, buf_str(&t), t.len, &e) < 0)
		goto out;
	rc = 0;
out:
	if (rc != 0)
		log_error("reader failed=%s", e.msg);
	wire_free(&facts_wire, &f);
	buf_free(&copy);
	buf_free(&t);
	letter_free(l);
	return rc;
}
