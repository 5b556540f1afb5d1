/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads letter rules, SOPs, offices, calendars and templates as the agent would, then asks what no
 * single file can know: whether the mails an SOP names exist, show their answers and can be filled
 * in there, whether its answers and documents are known to the letter rules. Changes nothing.
 */
#include "rules/review.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "base/mem.h"
#include "rules/calendar.h"
#include "rules/office.h"
#include "rules/ruleset.h"
#include "rules/sop.h"
#include "rules/template.h"

#define NAMES_MOST 256

/* Mails that the program itself asks for, whatever the SOP; tanya: it must show how to answer. */
static const struct {
	const char *name;
	bool asks;
} own_mails[] = { { "konfirmasi", true }, { "konfirmasi-batal", true }, { "tanya-alasan", true },
	{ "tanya-sudah", true }, { "tidak-paham", true }, { "bukan-itu", true },
	{ "sudah-dijawab", false }, { "ditarik", false }, { "tidak-bisa-ditarik", false },
	{ "rahasia-terkirim", false }, { "status", false }, { "sambung", false }, { "menu", false }, { "yang-mana", false },
	{ "diteruskan-petugas", false }, { "telepon", false },
	{ "kode-terlihat", false }, { "aturan-keliru", false }, { "kotak-penuh", false },
	{ "sudah-diperbarui", false }, { "sertifikat-belum-pasti", false } };

struct checking {
	struct review *r;
	struct problems *p;		/* r->mistakes */
	struct ruleset *letters;	/* NULL where they have mistakes */
	struct templates *mails;
};

/* "X tidak ada di Y", and which of the names was probably meant. */
static void
not_there(struct checking *c, const char *file, const struct sop_use *u, const char *what,
    const char *where, const char *const *names, size_t n)
{
	const char *meant = problem_meant(u->name, names, n);

	problem_add(c->p, file, u->line, "%s\"%s\" tidak ada di %s%s%s%s", what, u->name, where,
	    meant != NULL ? "; maksudnya \"" : "", meant != NULL ? meant : "",
	    meant != NULL ? "\"?" : "");
}

/* ---- one SOP against the rest ---- */

static void
check_mail(struct checking *c, const char *file, const struct sop_use *u)
{
	const char *names[NAMES_MOST], *name;
	size_t n = 0;

	if (c->mails == NULL)
		return;
	for (size_t i = 0; n < NAMES_MOST && (name = templates_name(c->mails, i)) != NULL; i++)
		if (templates_have(c->mails, name))
			names[n++] = name;
	if (!templates_have(c->mails, u->name))
		not_there(c, file, u, "surat ", c->r->templates, names, n);
	else if (u->kind == USE_TANYA && !template_shows_answers(c->mails, u->name))
		problem_add(c->p, file, u->line,
		    "surat \"%s\" bertanya, tetapi templatnya tanpa {{tombol}}", u->name);
}

/* What the SOP names must be known to the letter rules. */
static void
check_known(struct checking *c, const char *file, const struct sop_use *u)
{
	const struct ruleset *r = c->letters;
	const char *names[NAMES_MOST];
	size_t n = 0;

	if (r == NULL)
		return;
	if (u->kind == USE_ARTI)
		for (size_t i = 0; i < r->n_means && n < NAMES_MOST; i++)
			names[n++] = r->means[i].id;
	else if (u->kind == USE_DOKUMEN)
		for (size_t i = 0; i < r->n_documents && n < NAMES_MOST; i++)
			names[n++] = r->documents[i].id;
	/* whether an office serves it is said where it is opened: SOPs are shared between offices */
	else
		for (size_t i = 0; i < r->n_services && n < NAMES_MOST; i++)
			names[n++] = r->services[i].id;
	for (size_t i = 0; i < n; i++)
		if (names[i] != NULL && strcmp(names[i], u->name) == 0)
			return;
	not_there(c, file, u,
	    u->kind == USE_ARTI		? "<jawaban>: arti=" :
		u->kind == USE_DOKUMEN ? "<dokumen>: id=" :
					 "lanjut=",
	    u->kind == USE_ARTI		? "letter/kata.xml" :
		u->kind == USE_DOKUMEN ? "letter/dokumen.xml" :
					 "letter/layanan.xml",
	    names, n);
}

/* A word that the question prints must be one that somebody's answer is understood by. */
static void
check_word(struct checking *c, const char *file, const struct sop_use *u)
{
	struct span m;

	for (size_t i = 0; c->letters != NULL && i < c->letters->words.n; i++)
		if (regex_find(c->letters->words.items[i].re, u->name, strlen(u->name), 0, true,
			&m) == FOUND_YES &&
		    m.end == strlen(u->name))
			return;
	if (c->letters != NULL)
		problem_add(c->p, file, u->line,
		    "<jawaban>: kata=\"%s\" tidak dipahami; tidak ada <ucapan> yang cocok di "
		    "letter/kata.xml",
		    u->name);
}

/* Why a field has no value in a mail about something else. */
static const char *
lack_says(unsigned lacks)
{
	static const struct { unsigned bit; const char *says; } rows[] = {
		{ MAIL_DESK, "hanya ada pada surat di luar perkara" },
		{ MAIL_OFFICIAL, "hanya ada pada surat kepada pejabat" },
		{ MAIL_OWNER, "hanya ada pada surat kepada pemohon" },
		{ MAIL_OPEN, "tidak ada lagi pada surat penutup perkara" },
		{ MAIL_END, "baru ada pada surat penutup perkara" },
		{ MAIL_ASKS, "hanya ada pada surat yang bertanya" },
		{ MAIL_DOCUMENTS, "hanya ada bila SOP meminta dokumen" },
		{ MAIL_REASON, "hanya pasti ada bila setiap jalan ke sini jawaban dengan alasan=\"ya\"" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (lacks & rows[i].bit)
			return rows[i].says;
	return "tidak ada di sini";
}

static void
check_fields(struct checking *c, const char *file, const struct sop *s)
{
	struct sop_mail *mails;
	struct template_lack lack;
	size_t n = sop_mails(s, &mails);

	for (size_t i = 0; c->mails != NULL && i < n; i++)
		for (size_t k = 0;
		     template_lacks(c->mails, mails[i].name, mails[i].about, k, &lack); k++)
			problem_add(c->p, file, mails[i].line,
			    "surat \"%s\" memakai {{%s}} (%s.md baris %d), yang %s", mails[i].name,
			    lack.field, mails[i].name, lack.line, lack_says(lack.lacks));
	free(mails);
}

static void
check_sop(struct checking *c, const char *file)
{
	struct sop *s = sop_read(file, NULL, 0, c->p);
	struct sop_use *uses = NULL;
	size_t n = s != NULL ? sop_uses(s, &uses) : 0;

	for (size_t i = 0; i < n; i++) {
		if (uses[i].kind == USE_SURAT || uses[i].kind == USE_TANYA)
			check_mail(c, file, &uses[i]);
		else if (uses[i].kind == USE_KATA)
			check_word(c, file, &uses[i]);
		else
			check_known(c, file, &uses[i]);
	}
	if (s != NULL)
		check_fields(c, file, s);
	c->r->n_sop += s != NULL;
	free(uses);
	sop_free(s);
}

/* ---- offices and calendars ---- */

static void
check_calendar(struct checking *c, const char *file)
{
	struct calendar *k = calendar_read(file, c->p);
	char what[64];

	for (int year = c->r->year - 1; k != NULL && year <= c->r->year; year++)
		if (calendar_lacks(k, year) != 0) {
			calendar_say_lacks(calendar_lacks(k, year), what);
			problem_add(&c->r->warnings, file, 0, "peringatan: belum ada %s tahun %d",
			    what, year);
		}
	c->r->n_calendar += k != NULL;
	calendar_free(k);
}

static void
check_services(struct checking *c, const char *file, const struct office *o)
{
	for (size_t i = 0; c->letters != NULL && i < o->n_layanan; i++) {
		bool known = false;

		for (size_t k = 0; k < c->letters->n_services; k++)
			known |= strcmp(c->letters->services[k].id, o->layanan[i].id) == 0;
		if (!known)
			problem_add(c->p, file, 0,
			    "layanan \"%s\" tidak ada di letter/layanan.xml: surat tentangnya "
			    "tidak akan dikenali",
			    o->layanan[i].id);
	}
}

/* ALIHKAN wants another service to go to, be it one that people handle. */
static void
check_diverts(struct checking *c, const char *file, const struct office *o)
{
	const struct sop *s = o->n_layanan == 1 ? o->layanan[0].sop : NULL;

	for (size_t k = 0; s != NULL && k < s->n_tahap; k++)
		for (size_t j = 0; j < s->tahap[k].n_jawaban; j++)
			if (strcmp(s->tahap[k].jawaban[j].arti, "divert") == 0) {
				problem_add(&c->r->warnings, file, 0,
				    "peringatan: layanan \"%s\" dapat dialihkan (tahap \"%s\"), tetapi "
				    "tidak ada layanan lain",
				    o->layanan[0].id, s->tahap[k].id);
				return;
			}
}

static void
check_office(struct checking *c, const char *file)
{
	const char *name = strrchr(file, '/') + 1;
	char *id = xstrndup(name, strlen(name) - 4);
	struct problems found = { 0 };
	struct office *o = office_read(c->r->rules, id, &found);

	if (o != NULL) {
		check_services(c, file, o);
		check_diverts(c, file, o);
	}
	c->r->n_office += o != NULL;
	problems_merge(c->p, &found);
	office_free(o);
	free(id);
}

/* Runs `one` over the XML files of rules/SUB; there must be some. */
static void
check_files(struct checking *c, const char *sub, void (*one)(struct checking *, const char *))
{
	char *dir = xasprintf("%s/%s", c->r->rules, sub), **files;
	size_t n = files_below(dir, ".xml", &files);

	if (n == 0)
		problem_add(c->p, dir, 0, "tidak ada berkas .xml di sini");
	for (size_t i = 0; i < n; i++) {
		one(c, files[i]);
		free(files[i]);
	}
	free(files);
	free(dir);
}

/* ---- all ---- */

static void
check_own_mails(struct checking *c)
{
	for (size_t i = 0; c->mails != NULL && i < sizeof(own_mails) / sizeof(own_mails[0]); i++) {
		const char *at = template_file(c->mails, own_mails[i].name, NULL);
		char *file = at != NULL ? xstrdup(at) :
					  xasprintf("%s/%s.md", c->r->templates, own_mails[i].name);

		if (!templates_have(c->mails, own_mails[i].name))
			problem_add(c->p, file, 0, "surat ini harus ada");
		else if (own_mails[i].asks && !template_shows_answers(c->mails, own_mails[i].name))
			problem_add(c->p, file, 0, "surat ini bertanya, tetapi tanpa {{tombol}}");
		free(file);
	}
}

/* The mails of one SOP, once more with the templates that the office has put in place of others. */
static void
check_sop_mails(struct checking *c, const char *file)
{
	struct problems told = { 0 };	/* of the SOP itself: check_sop */
	struct sop *s = sop_read(file, NULL, 0, &told);
	struct sop_use *uses = NULL;
	size_t n = s != NULL ? sop_uses(s, &uses) : 0;

	for (size_t i = 0; i < n; i++)
		if (uses[i].kind == USE_SURAT || uses[i].kind == USE_TANYA)
			check_mail(c, file, &uses[i]);
	if (s != NULL)
		check_fields(c, file, s);
	problems_free(&told);
	free(uses);
	sop_free(s);
}

/* templates/OFFICE: the templates of one office, in place of the shared ones. */
static void
check_overrides(struct checking *c, const char *id)
{
	struct problems found = { 0 };
	struct review r = *c->r;
	struct checking own = { &r, &found, c->letters, templates_read(r.templates, id, &found) };
	char *office = xasprintf("%s/office/%s.xml", r.rules, id),
	     *dir = xasprintf("%s/%s", r.templates, id), *sub = xasprintf("sop/%s", id),
	     *sops = xasprintf("%s/%s", r.rules, sub);
	char **files;
	size_t n = files_below(sops, ".xml", &files);

	if (access(office, F_OK) != 0)
		problem_add(c->p, dir, 0, "tidak ada kantor \"%s\" (office/%s.xml)", id, id);
	check_own_mails(&own);
	for (size_t i = 0; i < n; i++) {
		if (own.mails != NULL)
			check_sop_mails(&own, files[i]);
		free(files[i]);
	}
	problems_merge(c->p, &found);
	templates_free(own.mails);
	free(files);
	free(office);
	free(dir);
	free(sub);
	free(sops);
}

size_t
review_own_folders(const char *templates, char ***out)
{
	struct dirent *d;
	DIR *dir = opendir(templates);
	size_t n = 0;

	*out = NULL;
	while (dir != NULL && (d = readdir(dir)) != NULL) {
		char *below = xasprintf("%s/%s", templates, d->d_name);
		struct stat st;

		if (d->d_name[0] != '.' && strcmp(d->d_name, "formulir") != 0 &&
		    stat(below, &st) == 0 && S_ISDIR(st.st_mode)) {
			*out = grow(*out, n, sizeof(**out));
			(*out)[n++] = xstrdup(d->d_name);
		}
		free(below);
	}
	if (dir != NULL)
		closedir(dir);
	return n;
}

static void
check_own_folders(struct checking *c)
{
	char **ids;
	size_t n = review_own_folders(c->r->templates, &ids);

	for (size_t i = 0; i < n; i++) {
		check_overrides(c, ids[i]);
		free(ids[i]);
	}
	free(ids);
}

static void
begin(struct checking *c, struct review *r)
{
	*c = (struct checking){ r, &r->mistakes, ruleset_read(r->rules, &r->mistakes),
		templates_read(r->templates, NULL, &r->mistakes) };
	r->n_patterns = c->letters != NULL ? ruleset_count(c->letters) : 0;
	r->n_templates = c->mails != NULL ? templates_count(c->mails) : 0;
}

static bool
end(struct checking *c)
{
	ruleset_free(c->letters);
	templates_free(c->mails);
	return c->p->n_items == 0;
}

bool
review_all(struct review *r)
{
	struct checking c;

	begin(&c, r);
	check_files(&c, "calendar", check_calendar);
	check_files(&c, "sop", check_sop);
	check_files(&c, "office", check_office);
	check_own_mails(&c);
	check_own_folders(&c);
	return end(&c);
}

bool
review_sop(struct review *r, const char *file)
{
	struct checking c;

	begin(&c, r);
	check_sop(&c, file);
	return end(&c);
}

bool
review_kept(struct review *r, const char *label, const void *bytes, size_t n)
{
	struct problems old = { 0 };	/* of a version that an older checker took */
	struct sop *s = sop_read(label, bytes, n, &old);
	struct sop_use *uses = NULL;
	struct checking c;
	size_t n_uses = s != NULL ? sop_uses(s, &uses) : 0;

	begin(&c, r);
	for (size_t i = 0; i < n_uses; i++)
		if (uses[i].kind == USE_SURAT || uses[i].kind == USE_TANYA)
			check_mail(&c, label, &uses[i]);
	free(uses);
	sop_free(s);
	problems_free(&old);
	return end(&c);
}

void
review_free(struct review *r)
{
	problems_free(&r->mistakes);
	problems_free(&r->warnings);
}
