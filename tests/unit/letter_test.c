/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parsing: who sent it (and when nobody can say), structure, documents, delivery reports, broken
 * and hostile mail. What is ambiguous must be held, what is large must be refused by the pre-scan
 * in linear time.
 */
#include "test.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "box/letter.h"
#include "box/match.h"
#include "box/scan.h"

static struct ruleset *rules;

static struct letter *
parse_bytes(const char *bytes, size_t n)
{
	char *copy = xmalloc(n + 1);

	memcpy(copy, bytes, n);
	return letter_parse(copy, n, rules, NULL);
}

static struct letter *
parse(const char *text)
{
	return parse_bytes(text, strlen(text));
}

/* ---- From ---- */

static const struct { const char *value, *address; bool held; } senders[] = {
	{ "siti@tapinkab.go.id", "siti@tapinkab.go.id", false },
	{ "Siti Aminah <Siti@TapinKab.go.id>", "siti@tapinkab.go.id", false },
	{ "Siti Aminah, S.Sos. <siti@tapinkab.go.id>", "siti@tapinkab.go.id", false },
	{ "Hj. Siti Aminah, S.Sos., M.Si., Ph.D. <siti@tapinkab.go.id>", "siti@tapinkab.go.id", false },
	{ "\"Siti Aminah, S.Sos.\" <siti@tapinkab.go.id>", "siti@tapinkab.go.id", false },
	{ "=?utf-8?q?Siti_Aminah=2C_S=2ESos=2E?= <siti@tapinkab.go.id>", "siti@tapinkab.go.id", false },
	{ "siti@tapinkab.go.id (Siti Aminah)", "siti@tapinkab.go.id", false },
	{ "<siti@tapinkab.go.id>", "siti@tapinkab.go.id", false },
	{ "\"siti@tapinkab.go.id\" <siti@tapinkab.go.id>", "siti@tapinkab.go.id", false },
	{ "siti@tapinkab.go.id <siti@tapinkab.go.id>", "siti@tapinkab.go.id", false },
	{ "Siti <siti@tapinkab.go.id>, Budi <budi@tapinkab.go.id>", NULL, true },
	{ "siti@tapinkab.go.id, budi@tapinkab.go.id", NULL, true },
	{ "x@tapinkab.go.id@evil.example", NULL, true },
	{ "<x@tapinkab.go.id@evil.example>", NULL, true },
	{ "\"kadis@tapinkab.go.id\" <orang@evil.example>", "orang@evil.example", true },
	{ "kadis@tapinkab.go.id <orang@evil.example>", NULL, true },
	{ "<kadis@tapinkab.go.id> <orang@evil.example>", NULL, true },
	{ "Kadis: kadis@tapinkab.go.id;", NULL, true },
	{ "Kadis:kadis@tapinkab.go.id;", NULL, true },
	{ "kadis@tapinkab.go.id\xd0\xb0", NULL, true },
	{ "k\xd0\xb0" "dis@tapinkab.go.id", NULL, true },
	{ "Siti <siti@tapinkab.go.id", NULL, true },
	{ "Siti (komentar <siti@tapinkab.go.id>", NULL, true },
	{ "\"Siti <siti@tapinkab.go.id>", NULL, true },
	{ "Siti <siti tapinkab.go.id>", NULL, true },
	{ "Siti", NULL, true },
	{ "", NULL, true },
	{ "Siti <@tapinkab.go.id>", NULL, true },
	{ "Siti <siti@>", NULL, true },
	{ "Siti <.siti@tapinkab.go.id>", NULL, true },
	{ "Siti <siti@tapinkab..go.id>", NULL, true },
	{ "(kadis@tapinkab.go.id) <siti@tapinkab.go.id>", "siti@tapinkab.go.id", false },
	{ "Siti <<siti@tapinkab.go.id>>", NULL, true },
	{ "Siti <siti@tapinkab.go.id> budi@evil.example", NULL, true },
};

static void
from(void)
{
	struct letter *l;

	for (size_t i = 0; i < sizeof(senders) / sizeof(senders[0]); i++) {
		char *mail = xasprintf("From: %s\nSubject: x\n\nhalo\n", senders[i].value);

		l = parse(mail);
		is_str(l->address, senders[i].address, "From: %s", senders[i].value);
		is_int(l->held != NULL, senders[i].held, "From: %s: held", senders[i].value);
		letter_free(l);
		free(mail);
	}
	l = parse("From: a@x.go.id\nFrom: b@x.go.id\n\nx\n");
	ok(l->held != NULL && l->address == NULL && l->n_from == 2, "two From fields: held, no sender");
	letter_free(l);
	l = parse("Subject: x\n\nx\n");
	ok(l->held != NULL && l->address == NULL, "no From: held");
	letter_free(l);
}

/* ---- structure ---- */

static void
structure(void)
{
	struct letter *l = parse("From: a@x.go.id\nSubject: =?iso-8859-1?q?D=E9wi?= =?utf-8?q?_lupa?=\nThis line has no colon\n"
	    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\nignored\n--b\nContent-Type: text/plain\n\nhalo\n--b\n"
	    "Content-Type: application/pdf\nContent-Disposition: attachment;\n filename*0*=utf-8''Surat%20;\n filename*1*=D%C3%A9wi.pdf\n"
	    "Content-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n--b\nContent-Type: application/octet-stream; name=\"../../etc/passwd\"\n\nx\n"
	    "--b\nContent-Type: image/jpeg; name=\"=?utf-8?q?KTP_D=C3=A9wi.jpg?=\"\nContent-Transfer-Encoding: base64\n\n/9j/4AAQ\n--b--\n");

	is_str(letter_header(l, "Subject"), "D\xc3\xa9wi lupa", "encoded words of two charsets");
	is_str(l->plain, "halo", "the text after a header line without colon");
	is_int(l->n_documents, 3, "its documents");
	if (l->n_documents == 3) {
		is_str(l->documents[0].name, "Surat D\xc3\xa9wi.pdf", "name in pieces (RFC 2231)");
		is_str(l->documents[0].type, "application/pdf", "type by content");
		is_int(l->documents[0].bytes.len, 9, "size decoded");
		is_str(l->documents[1].name, ".._.._etc_passwd", "a name is never a path");
		is_str(l->documents[2].name, "KTP D\xc3\xa9wi.jpg", "encoded word in a name");
	}
	ok(l->held == NULL, "not held");
	letter_free(l);

	l = parse("From a@x Mon Nov 20\nFrom: a@x.go.id\nContent-Type: text/plain; charset=x-unknown\n\nD\xe9wi \x93sandi\x94\n");
	is_str(l->address, "a@x.go.id", "an mbox line hides nothing");
	is_str(l->plain, "D\xc3\xa9wi \xe2\x80\x9csandi\xe2\x80\x9d\n", "unknown charset: windows-1252 at last");
	letter_free(l);
	l = parse_bytes("From: a@x.go.id\n\nse\0tuju\n", 25);
	is_str(l->plain, "se\xef\xbf\xbdtuju\n", "NUL becomes U+FFFD");
	letter_free(l);
	l = parse("From: a@x.go.id\nContent-Type: text/plain; charset=utf-8\n\n\xf4\x90\x80\x80\n");
	is_str(l->plain, "\xc3\xb4\xef\xbf\xbd\xe2\x82\xac\xe2\x82\xac\n", "what lies beyond Unicode is no UTF-8");
	letter_free(l);
	l = parse("From: a@x.go.id\nContent-Type: text/plain\nContent-Type: text/html\n\nx\n");
	ok(l->held != NULL, "two Content-Type: held");
	letter_free(l);
	l = parse("From: a@x.go.id\nContent-Type: multipart/mixed; boundary=zz\n\nno such boundary\n");
	ok(l->held != NULL, "a multipart without parts: held");
	letter_free(l);
	l = parse("From: a@x.go.id\nContent-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nAAAA\n");
	ok(l->held != NULL, "an encrypted message: held");
	letter_free(l);
	l = parse("From: a@x.go.id\nContent-Type: text/html\n\n<p>Se<b>tu</b>ju</p><!-- TOLAK --><p style='display: none'>TOLAK</p>"
	    "<script>TOLAK</script><blockquote>TOLAK<br>x</blockquote><div hidden>TOLAK</div><table><tr><td>Nama</td><td>Siti</td></tr></table>");
	is_str(l->plain, "Setuju\n\n> TOLAK\n> x\nNama\tSiti\n", "HTML: visible text, quotations marked, cells apart");
	letter_free(l);
	l = parse("From: a@x.go.id\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nsatu\n--b\n"
	    "Content-Type: text/html\n\n<b>dua</b>\n--b--\n");
	ok(l->two && strcmp(l->plain, "satu") == 0 && strcmp(l->rich, "dua\n") == 0, "both sides of an alternative");
	letter_free(l);
	l = parse("From: a@x.go.id\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nSubject: satu\n"
	    "Content-Type: multipart/mixed; boundary=c\n\n--c\n\nisi satu\n--c\nContent-Type: message/rfc822\n\nSubject: dalam\n\nisi dalam\n--c--\n"
	    "--b\nContent-Type: message/rfc822\n\nSubject: dua\n\nisi dua\n--b--\n");
	is_str(l->attached, "satu\nisi satu\ndalam\nisi dalam\ndua\nisi dua", "several attached messages: all of them, in their order");
	letter_free(l);
}

/* ---- delivery reports ---- */

static void
reports(void)
{
	struct letter *l = parse("From: MAILER-DAEMON@mx.go.id\nReturn-Path: <>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
	    "--b\nContent-Type: text/plain\n\nmaaf\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
	    "Final-Recipient: rfc822; Budi@x.go.id\nAction: failed\nStatus: 5.1.1\n--b\nContent-Type: message/rfc822\n\n"
	    "Message-ID: <abcd@tapinkab.go.id>\nFrom: tte@tapinkab.go.id\n\nisi\n--b--\n");

	ok(l->report.is_report && l->report.failed, "a report of a failure");
	is_str(l->report.address, "budi@x.go.id", "who was not reached");
	is_str(l->report.status, "5.1.1", "why");
	is_str(l->report.message_id, "abcd@tapinkab.go.id", "which of our mails");
	letter_free(l);
	l = parse("From: mailer-daemon@mx.go.id\nReturn-Path: <>\n\nHi. This is the qmail-send program.\n<budi@x.go.id>:\nSorry.\n\n"
	    "--- Below this line is a copy of the message.\n\nMessage-ID: <wxyz@tapinkab.go.id>\n");
	ok(l->report.failed, "the old free form");
	is_str(l->report.message_id, "wxyz@tapinkab.go.id", "the message in the text");
	letter_free(l);
}

#define DSN(action, status, more) \
	"From: MAILER-DAEMON@mx.go.id\nReturn-Path: <>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" \
	"--b\nContent-Type: text/plain\n\nmaaf\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n" \
	"Final-Recipient: rfc822; budi@x.go.id\n" more "Action: " action "\nStatus: " status "\n--b\nContent-Type: text/rfc822-headers\n\n" \
	"Message-ID: <abcd@tapinkab.go.id>\n--b--\n"
#define FREE(from, more, text) "From: " from "\nReturn-Path: <>\n" more "\n" text "\nMessage-ID: <abcd@tapinkab.go.id>\n"

/* Is the address to blame? */
static const struct { const char *name, *text, *kind, *address, *status; } kinds[] = {
	{ "no such user", DSN("failed", "5.1.1", ""), "permanent", "budi@x.go.id", "5.1.1" },
	{ "forwarded", DSN("failed", "5.1.1", "Original-Recipient: rfc822;budi@tapinkab.go.id\n"), "permanent", "budi@x.go.id", "5.1.1" },
	{ "with a remark behind", DSN("failed", "5.1.10 (no such user)", ""), "permanent", "budi@x.go.id", "5.1.10" },
	{ "mailbox full", DSN("failed", "5.2.2", ""), "refused", "budi@x.go.id", "5.2.2" },
	{ "mailbox disabled", DSN("failed", "5.2.1", ""), "permanent", "budi@x.go.id", "5.2.1" },
	{ "too large", DSN("failed", "5.3.4", ""), "refused", "budi@x.go.id", "5.3.4" },
	{ "policy", DSN("failed", "5.7.26", ""), "refused", "budi@x.go.id", "5.7.26" },
	{ "given up", DSN("failed", "4.4.7", ""), "transient", "budi@x.go.id", "4.4.7" },
	{ "late", DSN("delayed", "4.4.1", ""), "delayed", "budi@x.go.id", "4.4.1" },
	{ "no status", DSN("failed", "", ""), "unknown", "budi@x.go.id", NULL },
	{ "qmail", FREE("mailer-daemon@mx.go.id", "", "Hi. This is qmail.\n\n<budi@x.go.id>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line"), "permanent", "budi@x.go.id", "5.1.1" },
	{ "qmail, SMTP code alone", FREE("mailer-daemon@mx.go.id", "", "<budi@x.go.id>:\n10.1.2.3 does not like recipient.\nRemote host said: 550 unknown user\nGiving up."), "permanent", "budi@x.go.id", "5.0.0" },
	{ "qmail, given up", FREE("mailer-daemon@mx.go.id", "", "<budi@x.go.id>:\nI'm not going to try again; this message has been in the queue too long. (#4.4.1)"), "transient", "budi@x.go.id", "4.4.1" },
	{ "Exim", FREE("mailer-daemon@mx.go.id", "X-Failed-Recipients: budi@x.go.id\n", "failed:\n\n  budi@x.go.id\n    Unrouteable address\n\n------ This is a copy"), "permanent", "budi@x.go.id", "5.0.0" },
	{ "Exim, full", FREE("mailer-daemon@mx.go.id", "X-Failed-Recipients: budi@x.go.id\n", "  budi@x.go.id\n    host mx [10.0.0.1]: 552 5.2.2 mailbox full"), "refused", "budi@x.go.id", "5.2.2" },
	{ "an old server, all on one line", FREE("postmaster@mx.go.id", "", "<budi@x.go.id>: host mx[10.0.0.1] said: 550 5.1.1 User unknown (in reply to RCPT TO command)"), "permanent", "budi@x.go.id", "5.1.1" },
	{ "words without a code", FREE("postmaster@mx.go.id", "", "<budi@x.go.id>: surat tidak dapat disampaikan sejak 5.30.10.1, pukul 5.30"), "unknown", "budi@x.go.id", NULL },
	{ "a read receipt", "From: budi@x.go.id\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\nContent-Type: text/plain\n\ndibaca\n--b\n"
	    "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; budi@x.go.id\nOriginal-Message-ID: <abcd@tapinkab.go.id>\nDisposition: manual-action; displayed\n--b--\n", NULL, "budi@x.go.id", NULL },
	{ "no report", "From: budi@x.go.id\n\n<budi@x.go.id>: 550 5.1.1\n", NULL, NULL, NULL },
};

static void
report_kinds(void)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct letter *l = parse(kinds[i].text);

		is_str(l->report.kind, kinds[i].kind, "report, %s: kind", kinds[i].name);
		is_str(l->report.address, kinds[i].address, "report, %s: for whom", kinds[i].name);
		if (kinds[i].kind != NULL)
			is_str(l->report.status, kinds[i].status, "report, %s: status", kinds[i].name);
		if (kinds[i].kind != NULL)
			is_str(l->report.message_id, "abcd@tapinkab.go.id", "report, %s: which", kinds[i].name);
		letter_free(l);
	}
}

/* ---- hostile ---- */

static char *
repeat(const char *before, const char *what, size_t n, const char *behind)
{
	struct buf b = BUF_INIT;

	buf_adds(&b, before);
	for (size_t i = 0; i < n; i++)
		buf_adds(&b, what);
	buf_adds(&b, behind);
	return buf_take(&b);
}

static void
bomb(const char *name, char *mail, const char *held)
{
	int64_t began = clock_monotonic_ms();
	struct letter *l = parse(mail);

	is_str(l->held, held, "%s: held", name);
	ok(clock_monotonic_ms() - began < 2000 * PATIENCE, "%s: soon", name);
	letter_free(l);
	free(mail);
}

static char *
nested(size_t depth)
{
	struct buf b = BUF_INIT;

	buf_adds(&b, "From: a@x.go.id\n");
	for (size_t i = 0; i < depth; i++)
		buf_addf(&b, "Content-Type: multipart/mixed; boundary=b%zu\n\n--b%zu\n", i, i);
	buf_adds(&b, "\nx\n");
	return buf_take(&b);
}

static void
hostile(void)
{
	bomb("nested comments", repeat("From: a@x.go.id ", "(", 101, "\n\nx\n"), "brackets");
	bomb("many nested comments", repeat("From: a@x.go.id ", "(", 200000, "\n\nx\n"), "brackets");
	bomb("a long header", repeat("From: a@x.go.id\nX: ", "abcdefghij", 30000, "\n\nx\n"), "header");
	bomb("many fields", repeat("From: a@x.go.id\n", "X: y\n", 1001, "\nx\n"), "fields");
	bomb("nested multiparts", nested(33), "depth");
	bomb("very nested multiparts", nested(20000), "depth");
	bomb("nested messages", repeat("From: a@x.go.id\n", "Content-Type: message/rfc822\n\n", 50000, "\nx\n"), "depth");
	bomb("many parts", repeat("From: a@x.go.id\nContent-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n", 1001, "--b--\n"), "parts");
	bomb("a giant line", repeat("From: a@x.go.id\n\n", "abcdefghij", 200000, "\n"), "line");
	bomb("a giant message", repeat("From: a@x.go.id\n\n", "abcdefghijklmnopqrstuvwxyz\n", 1000000, "\n"), "size");
	bomb("nested HTML", repeat("From: a@x.go.id\nContent-Type: text/html\n\n", "<div>", 5000, "SETUJU\n"), "html");
	bomb("attributes without end", repeat("From: a@x.go.id\nContent-Type: text/html\n\nSETUJU<p ", "a='>' ", 100000, ">\n"), "html");
	bomb("200 attributes are fine", repeat("From: a@x.go.id\nContent-Type: text/html\n\nSETUJU<p ", "a='>' ", 200, ">\n"), NULL);
	bomb("groups of addresses in each other", repeat("From: a@x.go.id\nTo: ", "a:", 100000, "\n\nx\n"), "brackets");
	bomb("the same, folded", repeat("From: a@x.go.id\nTo: ", "a:\n ", 100000, "\n\nx\n"), "brackets");
	bomb("the same in what only the parser takes for a message",
	    repeat("From: a@x.go.id\nContent-Type: message (x) / rfc822\n\nTo: ", "a:", 100000, "\n\nx\n"), "brackets");
	bomb("marks on one letter", repeat("From: a@x.go.id\n\na", "\xcc\x81\xcc\x96", 100000, "\n"), NULL);
	bomb("accents without end", repeat("From: a@x.go.id\n\na", "\xc3\xa9", 500000, "\n"), NULL);
	bomb("31 levels are fine", nested(31), NULL);
}

int
main(void)
{
	struct problems p = { 0 };

	letter_init();
	rules = ruleset_read("rules", &p);
	problems_print(&p, stdout);
	if (!ok(rules != NULL, "the rules of the tree can be read"))
		return done();
	from();
	structure();
	reports();
	report_kinds();
	hostile();
	ruleset_free(rules);
	problems_free(&p);
	return done();
}
