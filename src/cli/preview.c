/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/preview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "protocol.h"
#include "rules/face.h"

#define PREVIEW_BYTES (4u << 20)
#define PREVIEW_MS 30000
#define SAMPLE_WORDS 4

int
preview_start(struct preview *v, const char *dir, const char *office, struct problems *p)
{
	char *both = xasprintf("%s\n%s", dir, office != NULL ? office : "");
	struct err e;
	int rc = EX_CONFIG;

	*v = (struct preview){ .mails = templates_read(dir, office, p) };
	if (v->mails == NULL)
		goto out;
	if (worker_spawn(&v->w, "preview", both, &e) < 0 ||
	    hello_wait(&v->w.ch, &e) < 0) {
		rc = cli_fail(EX_OSERR, "the composer did not start: %s", e.msg);
		preview_end(v);
	} else
		rc = EX_OK;
out:
	free(both);
	return rc;
}

void
preview_end(struct preview *v)
{
	worker_kill(&v->w);
	templates_free(v->mails);
	v->mails = NULL;
}

/* ---- the sample ---- */

struct need { const struct templates *t; const char *name; bool official; };

static bool
needed(const void *data, const char *field)
{
	const struct need *n = data;

	if (strcmp(field, "petugas") == 0)
		return n->official;
	return template_needs(n->t, n->name, field);
}

static void
sample_fields(struct preview *v, struct mail *m, bool official, enum template_sampling how)
{
	unsigned about = MAIL_CASE | MAIL_OPEN | MAIL_ASKS | MAIL_REASON | MAIL_DOCUMENTS | MAIL_DESK |
	    (official ? MAIL_OFFICIAL : MAIL_OWNER) | (how == SAMPLES_ALL ? MAIL_END : 0);
	struct need n = { v->mails, m->template, official };

	m->n_fields = template_samples(about, how, needed, &n, &m->fields);
	for (size_t i = 0; i < m->n_fields; i++)
		if (v->kantor != NULL && strcmp(m->fields[i].name, "kantor") == 0) {
			free(m->fields[i].value);
			m->fields[i].value = xstrdup(v->kantor);
		}
}

/* The words that the mail itself names, as buttons. */
static void
sample_answers(struct preview *v, struct mail *m)
{
	char words[SAMPLE_WORDS][32];
	size_t n = template_words(v->mails, m->template, words, SAMPLE_WORDS);

	if (!template_shows_answers(v->mails, m->template))
		return;
	m->token = xstrdup("ABCD-EFGH-IJKL-MNOP");
	for (; n < 2; n++)	/* it says no words itself: any will do */
		snprintf(words[n], sizeof(words[n]), "%s", n == 0 ? "SELESAI" : "TUNDA");
	for (size_t i = 0; i < n; i++) {
		char *word = words[i];
		char *label = xasprintf("%c%s", word[0], word + 1);

		for (char *c = label + 1; *c != '\0'; c++)
			*c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
		m->answers = grow(m->answers, m->n_answers, sizeof(*m->answers));
		m->answers[m->n_answers++] = (struct mail_answer){ xstrdup(word), label, xstrdup(word) };
	}
}

static int
ask(struct preview *v, const struct mail *m, int text, int html, struct preview_out *out,
    struct err *e)
{
	struct composed done = { 0 };
	struct frame f = { 0 };
	int rc = -1;

	if (record_send(v->w.ch.fd, FRAME_PREVIEW, &mail_wire, m, (int[]){ text, html }, 2, e) < 0 ||
	    frame_wait(&v->w.ch, &f, PREVIEW_MS, e) < 0)
		return -1;
	if (f.type == FRAME_COMPOSED &&
	    wire_unpack(&composed_wire, buf_str(&f.body), f.body.len, &done, e) == 0) {
		rc = done.ok ? 0 : err_refused(e, "%s", done.why != NULL ? done.why : "not made");
		out->subject = xstrdup(done.subject);
		wire_free(&composed_wire, &done);
	}
	frame_free(&f);
	if (rc == 0 && (lseek(text, 0, SEEK_SET) != 0 || lseek(html, 0, SEEK_SET) != 0))
		rc = err_again(e, "the mail cannot be read back");
	if (rc == 0 && (rc = file_read_fd(text, PREVIEW_BYTES, &out->text, e)) == 0)
		rc = file_read_fd(html, PREVIEW_BYTES, &out->html, e);
	return rc;
}

int
preview_mail(struct preview *v, const char *name, bool official, enum template_sampling how,
    struct preview_out *out, struct err *e)
{
	struct mail m = { .id = 1,
		.template = xstrdup(name),
		.from = xstrdup("tte@contoh.go.id"),
		.to = xstrdup("siti.rahmah@contoh.go.id"),
		.message_id = xstrdup("1@contoh.go.id") };
	int text = memory_fd(NULL, 0), html = memory_fd(NULL, 0), rc = -1;

	*out = (struct preview_out){ NULL, BUF_INIT, BUF_INIT };
	if (template_uses(v->mails, name, "nomor") || template_uses(v->mails, name, "layanan"))
		m.number = xstrdup("TTE-2026-000123");
	sample_fields(v, &m, official, how);
	sample_answers(v, &m);
	if (text < 0 || html < 0)
		err_again(e, "no memory for a preview");
	else
		rc = ask(v, &m, text, html, out, e);
	if (text >= 0)
		close(text);
	if (html >= 0)
		close(html);
	wire_free(&mail_wire, &m);
	return rc;
}

void
preview_free(struct preview_out *out)
{
	free(out->subject);
	buf_free(&out->text);
	buf_free(&out->html);
}

/* ---- all of them ---- */

static void
check_one(struct preview *v, const char *name, bool official, struct problems *p)
{
	const char *file = template_file(v->mails, name, NULL);

	for (int how = SAMPLES_LEAST; how <= SAMPLES_ALL; how++) {
		struct problems found = { 0 };
		struct preview_out out;
		struct err e = { .msg = "" };

		if (preview_mail(v, name, official, (enum template_sampling)how, &out, &e) != 0)
			problem_add(p, file, 0, "contohnya tidak dapat dibuat: %s", e.msg);
		else
			face_check(buf_str(&out.html), file, &found);
		for (size_t i = 0; i < found.n_items; i++)
			problem_add(p, file, 0, "bagian HTML%s%.0d: %s",
			    found.items[i].line > 0 ? " baris " : "", found.items[i].line,
			    found.items[i].text);
		problems_free(&found);
		preview_free(&out);
	}
}

static void
check_forms(struct preview *v, struct problems *p)
{
	struct composed done = { 0 };
	struct frame f = { 0 };
	struct err e;
	char *rest, *line;

	if (frame_send(v->w.ch.fd, FRAME_FORMS, NULL, 0, NULL, 0, 10000, &e) < 0 ||
	    frame_wait(&v->w.ch, &f, PREVIEW_MS, &e) < 0 ||
	    wire_unpack(&composed_wire, buf_str(&f.body), f.body.len, &done, &e) < 0) {
		problem_add(p, "formulir", 0, "tidak dapat diperiksa: %s", e.msg);
	} else {
		for (rest = done.text; (line = strsep(&rest, "\n")) != NULL;) {
			char *what = strstr(line, ": ");

			if (what == NULL)
				continue;
			*what = '\0';
			problem_add(p, line, 0, "%s", what + 2);
		}
		wire_free(&composed_wire, &done);
	}
	frame_free(&f);
}

size_t
preview_check(const char *dir, const char *office, struct problems *p)
{
	struct preview v;
	const char *name;
	size_t n = 0;

	if (preview_start(&v, dir, office, p) != EX_OK)
		return 0;
	for (size_t i = 0; (name = templates_name(v.mails, i)) != NULL; i++) {
		enum template_readers who = template_readers(v.mails, name);
		bool own;

		template_file(v.mails, name, &own);
		if (!templates_have(v.mails, name) || (office != NULL && !own))
			continue;
		if (who != READERS_OFFICIAL && who != READERS_PARTNER)
			check_one(&v, name, false, p);
		if (who != READERS_APPLICANT)
			check_one(&v, name, true, p);
		n++;
	}
	check_forms(&v, p);
	preview_end(&v);
	return n;
}
