/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One mail owed: an outbox row with Message-ID and token fixed, and the fields of its template,
 * sealed. What is said to whom is decided here: NIK always masked, the NIP in full only to
 * officials, to others only what their own letter said or, at the address on record, what is
 * recorded. The text itself is the template's.
 */
#include "case/post.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/people.h"
#include "case/register.h"
#include "store/journal.h"

#define DAY 86400
#define HOUR 3600
#define STRANGERS 4	/* of the mails of an hour one in so many may answer people not on record */
#define WORDS_SHOWN 160	/* bytes of what somebody wrote */
/* by name in a mail: a hundred photos must not push out the fields that a template needs */
#define FILES_SHOWN 50
#define DOUBTS_SHOWN 12

static void
field(struct mail *m, const char *name, const char *value)
{
	if (value == NULL || value[0] == '\0' || m->n_fields == MAIL_FIELDS)
		return;
	m->fields = grow(m->fields, m->n_fields, sizeof(*m->fields));
	m->fields[m->n_fields++] = (struct mail_field){ xstrdup(name), xstrdup(value) };
}

/* A form for a document that is missing; whether there is one the composer knows. */
static void
form(struct mail *m, const struct sop_dokumen *want)
{
	if (m->n_forms == MAIL_FORMS)
		return;
	m->forms = grow(m->forms, m->n_forms, sizeof(*m->forms));
	m->forms[m->n_forms++] = (struct mail_form){ xstrdup(want->id), xstrnutf8(want->nama, 200) };
}

/* What a form is filled with; unlike a mail it is signed and sent back, so nothing is masked. */
static void
known(struct mail *m, const char *name, const char *value)
{
	if (value == NULL || value[0] == '\0' || m->n_known == MAIL_KNOWN)
		return;
	m->known = grow(m->known, m->n_known, sizeof(*m->known));
	m->known[m->n_known++] = (struct mail_field){ xstrdup(name), xstrdup(value) };
}

static void
answer_button(struct mail *m, const char *word, const char *label, bool reason)
{
	if (m->n_answers == 16)
		return;
	m->answers = grow(m->answers, m->n_answers, sizeof(*m->answers));
	m->answers[m->n_answers++] =
	    (struct mail_answer){ xstrdup(word), xstrdup(label != NULL ? label : word),
		    reason ? xasprintf("%s ", word) : xstrdup(word) };
}

/* The words that the question prints: those of its tahap, or YA / TIDAK of a confirm round. */
static void
answers(struct mail *m, const struct post *p)
{
	size_t i;

	for (i = 0; i < p->n_offers; i++)
		answer_button(
		    m, p->offers[i].word, p->offers[i].label, p->offers[i].reason);
	if (p->task_id == 0)
		return;
	if (strcmp(p->task_kind, "konfirmasi") == 0 || strcmp(p->task_kind, "batal") == 0) {
		answer_button(m, "YA", "Ya, benar", false);
		answer_button(m, "TIDAK", "Bukan", false);
		return;
	}
	if (strcmp(p->task_kind, "alasan") == 0 || p->tahap == NULL)
		return;
	for (i = 0; i < p->tahap->n_jawaban; i++)
		if (p->tahap->jawaban[i].kata != NULL)
			answer_button(m, p->tahap->jawaban[i].kata, p->tahap->jawaban[i].label,
			    p->tahap->jawaban[i].alasan);
}

/*
 * The word that the question prints for a meaning: its own, that of another answer with the same
 * way, or the word of a confirm round.
 */
static const char *
word_of(const struct post *p)
{
	static const char *const others[][2] = { { "yes", "YA" }, { "no", "TIDAK" },
		{ "cancel", "BATAL" }, { "divert", "ALIHKAN" } };
	const struct sop_jawaban *j = NULL;
	size_t i, n = p->tahap != NULL ? p->tahap->n_jawaban : 0;

	if (p->means == NULL)
		return NULL;
	for (i = 0; i < n && j == NULL; i++)
		if (strcmp(p->tahap->jawaban[i].arti, p->means) == 0)
			j = &p->tahap->jawaban[i];
	if (j != NULL && j->kata != NULL)
		return j->kata;
	for (i = 0; i < n && j != NULL && j->ke != NULL; i++)
		if (p->tahap->jawaban[i].kata != NULL && p->tahap->jawaban[i].ke != NULL &&
		    strcmp(p->tahap->jawaban[i].ke, j->ke) == 0)
			return p->tahap->jawaban[i].kata;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(others[i][0], p->means) == 0)
			return others[i][1];
	return p->means;
}

/* Who is next and by when, in the office's words. */
static void
next_fields(struct desk *d, struct mail *m, const struct casefile *c)
{
	const struct sop_tahap *t = c->tahap != NULL ? sop_tahap(c->sop, c->tahap) : NULL;
	const struct sop_pelaku *pelaku = NULL;
	const struct office_peran *peran;
	const struct sop_baris *b;
	char text[64];
	int64_t due, minutes;
	bool ams;

	if (t == NULL)
		return;
	b = sop_baris_of(c->sop, t);
	if (t->tunggu != TUNGGU_DOKUMEN && t->tunggu != TUNGGU_PERKARA)
		pelaku = sop_pelaku(c->sop, t->kepada);
	peran = pelaku == NULL ? NULL : office_peran(d->office, t->kepada);
	ams = t->tunggu == TUNGGU_STATUS;
	field(m, "selanjutnya",
	    ams                                    ? "AMS (BSrE)" :
		peran != NULL                      ? peran->nama :
		pelaku != NULL && pelaku->official ? pelaku->nama :
						     "pemohon");
	field(m, "menunggu_pemohon",
	    !ams && peran == NULL && (pelaku == NULL || !pelaku->official) ? "ya" : NULL);
	calendar_say_day(d->office->calendar, c->entered_at, text);
	field(m, "sejak", text);
	minutes = b == NULL || b->waktu_min == 0 ?
	    0 :
	    b->waktu_min * (strcmp(b->satuan, "jam") == 0 ? 60 : 1);
	/*
	 * standard minutes are effort norms: people are told a day of office hours, never a
	 * five-minute deadline
	 */
	due = calendar_add_minutes(d->office->calendar, clock_now(), minutes > 450 ? minutes : 450);
	calendar_say_before(d->office->calendar, due, text);
	field(m, "tenggat", text);
}

/* What the role in the SOP gets attached (sop.h, berkas); NULL: everything. */
static const char *
berkas_of(const struct post *p)
{
	const struct sop_pelaku *who = sop_pelaku(p->c->sop, p->role);

	/* who writes down for another sees what that one sees */
	if (who == NULL && p->tahap != NULL)
		who = sop_pelaku(p->c->sop, p->tahap->kepada);
	return who != NULL ? who->berkas : NULL;
}

static bool
may_see(const struct post *p, const struct case_document *doc)
{
	const char *list = berkas_of(p);

	return list == NULL || (doc->stands_for != NULL && sop_lists(list, doc->stands_for));
}

/* Notes of officials to the next one, oldest first; an answer given anew replaces the older. */
static void
note_fields(struct desk *d, struct mail *m, const struct casefile *c)
{
	size_t i, k;

	for (i = 0; i < c->n_tasks; i++) {
		const struct case_task *t = &c->tasks[i];
		const struct office_peran *role = office_peran(d->office, t->role);
		bool newest = true;

		if (strcmp(t->kind, "tanya") != 0 || strcmp(t->state, "answered") != 0 ||
		    t->answer == NULL || strcmp(t->answer, "forward") != 0 || t->reason == NULL)
			continue;
		for (k = i + 1; k < c->n_tasks; k++)
			newest = newest && (strcmp(c->tasks[k].tahap, t->tahap) != 0 ||
			    strcmp(c->tasks[k].kind, "tanya") != 0 || c->tasks[k].of_task != 0 ||
			    strcmp(c->tasks[k].state, "withdrawn") == 0);
		if (!newest)
			continue;
		field(m, "catatan_dari", role != NULL ? role->nama : t->role);
		field(m, "catatan", t->reason);
	}
}

/* What the letter should have said and does not. */
static void
missing_fields(struct mail *m, const struct casefile *c, const struct sop_tahap *t)
{
	static const char *const names[][2] = { { "nama", "Nama lengkap" }, { "nip", "NIP" },
		{ "nik", "NIK" }, { "email", "Email" }, { "email_dinas", "Email dinas" },
		{ "hp", "Nomor HP/WA aktif" }, { "jabatan", "Jabatan" },
		{ "unit_kerja", "Unit kerja" } };
	size_t i;

	for (i = 0; t != NULL && i < sizeof(names) / sizeof(names[0]); i++)
		if (sop_lists(t->isian, names[i][0]) && !casefile_knows(c, names[i][0]))
			field(m, "isian_kurang", names[i][1]);
}

/* The name of what it stands for: a file's own name may say more than it should. */
static const char *
dokumen_name(const struct casefile *c, const struct case_document *doc)
{
	size_t i;

	for (i = 0; doc->stands_for != NULL && i < c->sop->n_dokumen; i++)
		if (strcmp(c->sop->dokumen[i].id, doc->stands_for) == 0)
			return c->sop->dokumen[i].nama;
	return "berkas lain";
}

static void
document_fields(struct mail *m, const struct post *p)
{
	const struct casefile *c = p->c;

	const struct case_task *led = casefile_task(c, c->came_by);
	size_t i, k, shown = 0;

	const struct sop_tahap *t = c->tahap != NULL ? sop_tahap(c->sop, c->tahap) : NULL;
	bool awaited = t == NULL || t->tunggu == TUNGGU_DOKUMEN;

	/* what a later step may want is not missing yet */
	for (i = 0; i < c->sop->n_dokumen; i++) {
		const struct sop_dokumen *want = &c->sop->dokumen[i];

		if (casefile_has(c, want->id)) {
			field(m, "ada", want->nama);
			continue;
		}
		if (!awaited && !want->wajib)
			continue;
		field(m, awaited ? "kurang" : "susulan", want->nama);
		if (p->role != NULL && strcmp(p->role, "pemohon") == 0)
			form(m, want);
	}
	missing_fields(m, c, t);
	for (k = 0; k < c->n_documents && shown < FILES_SHOWN; k++)
		if (!c->documents[k].rejected && !may_see(p, &c->documents[k])) {
			field(m, "disimpan", dokumen_name(c, &c->documents[k]));
			shown++;
		} else if (!c->documents[k].rejected) {
			field(m, "berkas",
			    c->documents[k].name != NULL ? c->documents[k].name :
							   c->documents[k].kind);
			field(m, "berkas_ttd",
			    c->documents[k].signature != NULL ? c->documents[k].signature : "-");
			field(m, "berkas_oleh",
			    c->documents[k].signer != NULL ? c->documents[k].signer : "-");
			shown++;
		}
	for (k = 0; k < c->n_documents; k++)
		if (awaited && strcmp(c->documents[k].kind, "tak-terbaca") == 0 &&
		    c->documents[k].message_id == c->documents[c->n_documents - 1].message_id)
			field(m, "tak_terbaca", c->documents[k].name);
	/* what the letter that is waited for has to say */
	if (awaited && ((led != NULL && led->answer != NULL && strcmp(led->answer, "change") == 0) ||
	    (led == NULL && c->from_number != NULL)))
		field(m, "ubah", c->alasan);
}

/*
 * Whoever wrote for the owner, or only claims to be him, is not told what AMS or the register know
 * of him.
 */
static bool
may_know(struct desk *d, const struct post *p)
{
	bool official = p->role != NULL && strcmp(p->role, "pemohon") != 0;
	char *trust = store_text(d->st, Q_ADDRESS_TRUST, "it", p->c->owner_id, p->to);
	bool own = trust != NULL && strcmp(trust, "seen") != 0;

	free(trust);
	return official || own;
}

/* What is known of the owner, on record or by a letter, of a field that may be in doubt. */
static const char *
known_value(const struct casefile *c, const struct person *owner, const char *name)
{
	const struct { const char *name, *recorded, *said; } known[] = {
		{ "nama", owner->nama, c->nama }, { "nip", owner->nip, c->nip },
		{ "nik", owner->nik, c->nik }, { "email", owner->address, c->email },
		{ "hp", owner->hp, c->hp } };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].name, name) == 0)
			return known[i].recorded != NULL ? known[i].recorded : known[i].said;
	return NULL;
}

/* Readings that are not sure, and are not what is known anyway. */
static void
doubt_fields(struct mail *m, const struct casefile *c, const struct person *owner)
{
	for (size_t i = 0, shown = 0; i < c->n_doubts && shown < DOUBTS_SHOWN; i++) {
		const struct case_doubt *doubt = &c->doubts[i];
		const char *known = known_value(c, owner, doubt->field);
		bool masked = strcmp(doubt->field, "nik") == 0;
		char last[32];

		if (known != NULL && strcasecmp(known, doubt->value) == 0)
			continue;
		people_mask(doubt->value, last);
		field(m, "ragu_isian", doubt->field);
		field(m, "ragu_nilai", masked ? last : doubt->value);
		field(m, "ragu_asal", doubt->ocr ? "pindai" : doubt->file != NULL ? "berkas" : "surat");
		field(m, "ragu_berkas", doubt->file != NULL && *doubt->file != '\0' ? doubt->file : "-");
		shown++;
	}
}

/* Whom AMS shows instead of the one person of the letter. */
static void
found_fields(struct desk *d, struct mail *m, int64_t case_id)
{
	struct rows *r = store_rows(d->st, Q_FOUND_OF_CASE, "i", case_id);

	if (rows_next(r)) {
		field(m, "ams_beda", rows_text(r, 0));
		field(m, "ams_temuan", rows_text(r, 1));
	}
	rows_end(r);
}

/* Email dinas, the key of AMS: on record, else as the letter or the office's people said. */
static const char *
email_of(struct desk *d, const struct casefile *c, const struct person *owner)
{
	if (owner->address != NULL && office_has_domain(d->office, owner->address))
		return owner->address;
	if (c->email != NULL && office_has_domain(d->office, c->email))
		return c->email;
	return owner->address != NULL ? owner->address : c->email != NULL ? c->email : c->sender;
}

/*
 * Officials see the owner as recorded, and so does he himself at an address on record, with numbers
 * by their last four; anybody else sees what the letter said.
 */
static void
owner_fields(struct desk *d, struct mail *m, const struct post *p)
{
	const struct casefile *c = p->c;
	bool official = p->role != NULL && strcmp(p->role, "pemohon") != 0;
	struct person owner = { 0 };
	char masked[32];

	if (official || may_know(d, p))
		person_load(d->st, c->owner_id, &owner);
#define EITHER(f) (owner.f != NULL ? owner.f : c->f)
	field(m, "nama", EITHER(nama));
	field(m, "jabatan", EITHER(jabatan));
	field(m, "unit_kerja", EITHER(unit_kerja));
	people_mask(EITHER(nik), masked);
	field(m, "nik", masked);
	people_mask(EITHER(nip), masked);
	field(m, "nip_samar", masked);
	people_mask(EITHER(hp), masked);
	field(m, "hp_samar", masked);
	field(m, "tercatat", !official && owner.verified ? "ya" : NULL);
	if (official) {
		field(m, "nip", EITHER(nip));
		field(m, "hp", EITHER(hp));
		field(m, "email", email_of(d, c, &owner));
		field(m, "belum_tercatat", owner.verified ? NULL : "ya");
		field(m, "status_ams", c->status_word);
		doubt_fields(m, c, &owner);
		found_fields(d, m, c->id);
	} else {
		known(m, "nama", EITHER(nama));
		known(m, "nip", EITHER(nip));
		known(m, "jabatan", EITHER(jabatan));
		known(m, "unit_kerja", EITHER(unit_kerja));
		known(m, "hp", EITHER(hp));
		known(m, "email", owner.address != NULL ? owner.address : c->email);
	}
#undef EITHER
	person_free(&owner);
}

/*
 * Until when the owner's certificate is valid: what AMS said in this case, or what the register has
 * learnt since, which is later.
 */
static void
end_fields(struct desk *d, struct mail *m, const struct post *p)
{
	const struct casefile *c = p->c;
	const struct calendar *cal = d->office->calendar;
	struct certificate known;
	const char *ends = c->ends_day;
	char text[64], days[24];
	int64_t end, now = clock_now();
	bool have;

	if (!may_know(d, p))
		return;
	have = register_current(d->st, c->owner_id, &known) == 0;

	if (have && known.ends_day != NULL && (ends == NULL || strcmp(known.ends_day, ends) > 0))
		ends = known.ends_day;
	end = clock_of_day(ends, calendar_zone_minutes(cal));
	if (end >= 0) {
		calendar_say_date(cal, end, text);
		field(m, "berakhir", text);
		snprintf(days, sizeof(days), "%lld", (long long)((end + DAY - now) / DAY));
		if (end + DAY <= now)
			field(m, "sudah_berakhir", "ya");
		else
			field(m, "sisa_hari", days);
		if (ends != c->ends_day && known.estimated)
			field(m, "perkiraan", "ya");
	}
	if (c->status_word != NULL && strcmp(c->status_word, "EXPIRED") == 0)
		field(m, "kedaluwarsa", "ya");
	if (have)
		certificate_free(&known);
}

static void
case_fields(struct desk *d, struct mail *m, const struct post *p)
{
	bool asked = strcmp(p->c->opened_by, "letter") == 0 || p->c->from_number != NULL;

	const struct office_layanan *l = office_layanan(d->office, p->c->service);
	const struct sop_tahap *t = p->c->tahap != NULL ? sop_tahap(p->c->sop, p->c->tahap) : NULL;
	const struct sop_akhir *a = p->c->akhir != NULL ? sop_akhir(p->c->sop, p->c->akhir) : NULL;
	const struct sop_baris *b = t != NULL ? sop_baris_of(p->c->sop, t) : NULL;
	char text[64];

	field(m, "nomor", p->c->number);
	field(m, "layanan", l != NULL ? l->nama : p->c->service);
	field(m, "tahap", b != NULL ? b->kegiatan : NULL);
	field(m, "akhir", a != NULL ? a->nama : NULL);
	calendar_say(d->office->calendar, p->c->opened_at, text);
	field(m, "diterima", text);
	next_fields(d, m, p->c);
	if (p->stranger)
		return;
	owner_fields(d, m, p);
	known(m, "nomor", p->c->number);
	known(m, "layanan", l != NULL ? l->nama : p->c->service);
	known(m, "kantor", d->office->nama);
	known(m, "kabupaten", d->office->kabupaten);
	end_fields(d, m, p);
	field(m, "diminta", asked ? "ya" : NULL);
	field(m, "perkara_asal", p->c->from_number);
	document_fields(m, p);
	if (p->role != NULL && strcmp(p->role, "pemohon") != 0)
		note_fields(d, m, p->c);
	if (p->reason == NULL)
		field(m, "alasan", p->c->alasan);
}

/*
 * The purpose notice stands in the first answer to an address (UU 27/2022): said once, not in every
 * mail.
 */
static void
office_fields(struct desk *d, struct mail *m, const struct post *p)
{
	bool first = p->role != NULL && strcmp(p->role, "pemohon") == 0 &&
	    store_int(d->st, Q_OUTBOX_COUNT_TO, "ti", p->to, (int64_t)0) == 0;

	field(m, "kantor", d->office->nama);
	field(m, "kantor_singkat", d->office->singkat);
	field(m, "kabupaten", d->office->kabupaten);
	field(m, "alamat", d->conf->address);
	field(m, "portal", d->office->portal_reset);
	if (first) {
		field(m, "tujuan", d->office->tujuan);
		field(m, "dasar", d->office->dasar_pdp);
	}
}

static void
words_fields(struct mail *m, const struct post *p)
{
	/* a long letter is not quoted whole on a phone */
	char *words = p->words == NULL ? NULL :
	    strlen(p->words) <= WORDS_SHOWN ?
					 xstrdup(p->words) :
					 xstrnutf8(p->words, WORDS_SHOWN);

	if (words != NULL && strlen(words) < strlen(p->words)) {
		char *cut = xasprintf("%s ...", words);

		free(words);
		words = cut;
	}
	field(m, "kata", words);
	free(words);
	field(m, "arti", word_of(p));
	if (p->reason != NULL)
		field(m, "alasan", p->reason);
	field(m, "detail", p->detail);
}

static void
list_services(struct desk *d, struct mail *m)
{
	size_t i;

	for (i = 0; i < d->office->n_layanan; i++)
		field(m, "layanan_daftar", d->office->layanan[i].nama);
}

static void
open_numbers(struct desk *d, struct mail *m, int64_t person_id)
{
	struct rows *r = store_rows(d->st, Q_TASKS_OPEN_OF_OFFICIAL, "i", person_id);

	while (rows_next(r))
		field(m, "nomor_daftar", rows_text(r, 2));
	rows_end(r);
}

static void
threads(struct mail *m, const struct post *p, const char *domain)
{
	char *root;

	m->in_reply_to = xstrdup(p->in_reply_to);
	if (p->c != NULL || p->matter != NULL) {
		root = xasprintf("%s.%lld.%lld@%s", p->c != NULL ? "kasus" : "bersama",
		    (long long)(p->c != NULL ? p->c->id : p->matter->id),
		    (long long)(p->c != NULL ? p->c->opened_at : p->matter->opened_at), domain);
		m->references = grow(m->references, m->n_references, sizeof(*m->references));
		m->references[m->n_references++].text = root;
	}
	if (p->in_reply_to != NULL) {
		m->references = grow(m->references, m->n_references, sizeof(*m->references));
		m->references[m->n_references++].text = xstrdup(p->in_reply_to);
	}
}

/* Once, however many cases it came for. */
static void
attach(struct mail *m, const char *name, const char *type, const char *archive)
{
	size_t i = 0;

	while (archive != NULL && i < m->n_attachments &&
	    strcmp(m->attachments[i].archive, archive) != 0)
		i++;
	if (archive == NULL || i < m->n_attachments || m->n_attachments == MAIL_ATTACHMENTS)
		return;
	m->attachments = grow(m->attachments, m->n_attachments, sizeof(*m->attachments));
	m->attachments[m->n_attachments++] = (struct mail_attachment){ xstrnutf8(name, 200),
		xstrnutf8(type != NULL ? type : "application/octet-stream", 200),
		xstrdup(archive) };
}

static void
attach_document(struct mail *m, const struct case_document *doc)
{
	if (!doc->rejected)
		attach(m, doc->name != NULL ? doc->name : doc->kind, doc->type, doc->archive);
}

static void
attachments(struct mail *m, const struct post *p)
{
	size_t i, k;

	if (p->documents && p->c->surat != NULL && sop_lists(berkas_of(p), "surat")) {
		char *name = xasprintf("Surat %s.txt", p->c->number);

		attach(m, name, "text/plain", p->c->surat);
		free(name);
	}
	for (i = 0; p->documents && i < p->c->n_documents; i++)
		if (may_see(p, &p->c->documents[i]))
			attach_document(m, &p->c->documents[i]);
	for (i = 0; i < p->n_cases; i++)
		for (k = 0; k < p->cases[i].n_documents; k++)
			attach_document(m, &p->cases[i].documents[k]);
	for (i = 0; i < p->n_files; i++)
		attach(m, p->files[i].name, p->files[i].type, p->files[i].archive);
	for (i = 0; p->of != NULL && i < p->of->facts->n_documents; i++) {
		const struct fact_document *doc = &p->of->facts->documents[i];

		if (p->of->documents != NULL && p->of->documents[i][0] != '\0')
			attach(m, doc->name != NULL ? doc->name : "berkas", doc->type,
			    p->of->documents[i]);
	}
}

static int64_t
smaller(struct desk *d, const char *key, int64_t limit)
{
	char *text = store_text(d->st, Q_META_GET, "t", key);
	int64_t told = text != NULL ? strtoll(text, NULL, 10) : 0;

	free(text);
	return told > 0 && told < limit ? told : limit;
}

/* How large files may be: the least of setting and servers; base64 makes a quarter more of them. */
static void
limit_field(struct desk *d, struct mail *m)
{
	int64_t bytes = smaller(
		    d, META_APPEND_LIMIT, smaller(d, META_SMTP_SIZE, d->conf->message_bytes)),
		mb = bytes / 5 * 4 / 1000000;
	char text[32];

	if (mb > 0)
		snprintf(text, sizeof(text), "%lld MB", (long long)mb);
	else
		snprintf(text, sizeof(text), "%lld KB", (long long)(bytes / 5 * 4 / 1000));
	field(m, "batas_berkas", text);
}

static void
fill(struct desk *d, struct mail *m, const struct post *p)
{
	size_t i;

	if (p->c != NULL)
		case_fields(d, m, p);
	else if (p->matter != NULL)
		field(m, "nomor", p->matter->number);
	words_fields(m, p);
	office_fields(d, m, p);
	field(m, "penerima", p->to_name);
	field(m, "petugas", p->role != NULL && strcmp(p->role, "pemohon") != 0 ? "ya" : NULL);
	limit_field(d, m);
	if (p->c == NULL) {
		list_services(d, m);
		open_numbers(d, m, p->person_id);
		if (p->service != NULL && office_layanan(d->office, p->service) != NULL)
			field(m, "layanan", office_layanan(d->office, p->service)->nama);
	}
	/* lists that belong together keep their places: an empty value counts */
	for (i = 0; p->extra != NULL && i < p->extra->n && m->n_fields < MAIL_FIELDS; i++) {
		m->fields = grow(m->fields, m->n_fields, sizeof(*m->fields));
		m->fields[m->n_fields++] = (struct mail_field){ xstrdup(p->extra->all[i].name),
			xstrnutf8(p->extra->all[i].value, LIMIT_LINE) };
	}
	answers(m, p);
	attachments(m, p);
}

/*
 * Caps stop loops, never a question: what a tahap asks, and mail to a role holder, always go out.
 * But what only answers a letter (also "not understood, asked again", whose older code goes on
 * counting) is worth one template a day so often, or a robot that quotes our code, or forged
 * letters, would make loket write for ever. Returns why it is dropped, NULL: it is not.
 */
static const char *
over_cap(struct desk *d, const struct post *p)
{
	bool official = p->role != NULL && strcmp(p->role, "pemohon") != 0;
	bool answers = p->again || (p->task_id == 0 && p->in_reply_to != NULL);
	int64_t since = clock_now() - DAY;

	/* a machine that answers our answer would get it once more, and so on */
	if (answers && d->replied != NULL && strcmp(d->replied, p->what) == 0)
		return "loop";

	if (answers &&
	    store_int(d->st, Q_OUTBOX_COUNT_SAME, "tti", p->to, p->what, since) >=
		d->conf->answers_per_day)
		return "cap";
	if (official || (p->task_id != 0 && !p->again))
		return NULL;
	return store_int(d->st, Q_OUTBOX_COUNT_TO, "ti", p->to, since) >= d->conf->answers_per_day ||
	    (p->c == NULL && p->person_id == 0 &&
		store_int(d->st, Q_OUTBOX_COUNT_STRANGERS, "i", clock_now() - HOUR) >=
		    (d->conf->answers_per_hour + STRANGERS - 1) / STRANGERS) ||
	    (p->c != NULL &&
		store_int(d->st, Q_OUTBOX_COUNT_CASE, "ii", p->c->id, since) >=
		    d->conf->answers_per_case) ||
	    (!office_has_domain(d->office, p->to) && strchr(p->to, '@') != NULL &&
		store_int(d->st, Q_OUTBOX_COUNT_DOMAIN, "ti", strrchr(p->to, '@') + 1, since) >=
		    d->conf->answers_per_domain) ?
	    "cap" :
	    NULL;
}

static const char *
parked_why(struct desk *d, const struct post *p)
{
	const char *service = p->c != NULL ? p->c->service : p->service;

	if (p->internal)
		return NULL;
	switch (conf_mode(d->conf, service)) {
	case MODE_PENUH:
		return p->c != NULL && p->c->petugas_at != 0 ? "person" : NULL;
	case MODE_DRAF:
		return "draft";
	default:
		return "mode";
	}
}

static void
journal_mail(struct desk *d, const struct post *p, int64_t id, const char *kind)
{
	journal_add(d->st,
	    &(struct entry){ .kind = kind,
		.case_id = p->c != NULL ? p->c->id : 0,
		.person_id = p->person_id,
		.task_id = p->task_id,
		.outbox_id = id,
		.code = p->what });
}

static void
keep_fields(struct desk *d, struct mail *m, const struct post *p)
{
	struct buf packed = BUF_INIT, sealed = BUF_INIT;
	char *about = xasprintf("mail %lld", (long long)m->id);

	wire_pack(&mail_wire, m, &packed);
	seal(d->keys, about, packed.data, packed.len, &sealed);
	store_do(d->st, Q_OUTBOX_DATA_ADD, "itb", m->id, p->to, sealed.data, sealed.len);
	wipe(packed.data, packed.len);
	buf_free(&packed);
	buf_free(&sealed);
	free(about);
}

int64_t
post_mail(struct desk *d, const struct post *p)
{
	const char *domain = strchr(d->conf->address, '@') + 1, *parked = parked_why(d, p);
	const char *dropped = over_cap(d, p);
	struct buf sealed = BUF_INIT;
	struct mail m = { 0 };
	unsigned char salt[10];
	char letters[20], salted[20];
	int64_t id;

	random_bytes(salt, sizeof(salt));
	token_letters(salt, salted);
	salted[9] = '\0';
	m.id = store_insert(d->st, Q_OUTBOX_ADD, "IIItttttiti",
	    p->c != NULL ? p->c->id : (int64_t)0, p->task_id, p->person_id, p->role, p->what,
	    p->c != NULL ? p->c->service : p->service, dropped != NULL ? "dropped" : "new",
	    dropped != NULL ? dropped : parked, (int64_t)(p->token != NULL), p->once, clock_now());
	if (m.id == 0)
		return 0;
	if (dropped != NULL) {
		store_do(d->st, Q_OUTBOX_DATA_ADD, "itb", m.id, p->to, "", (size_t)0);
		journal_mail(d, p, m.id, "mail.dropped");
		log_warn("mail outbox=%lld dropped=%s template=%s", (long long)m.id, dropped, p->what);
		return 0;
	}
	/*
	 * eight random letters keep the Message-ID from being guessed, so nobody can hang a letter
	 * on a thread he never saw
	 */
	m.blank_message_id = xasprintf("%lld.%s@%s", (long long)m.id, salted, domain);
	if (p->token != NULL) {
		token_letters(p->token, letters);
		m.token = xstrdup(letters);
		m.message_id = xasprintf("%s.%lld@%s", letters, (long long)m.id, domain);
		seal(d->keys, "token", p->token, 10, &sealed);
	} else
		m.message_id = xstrdup(m.blank_message_id);
	m.template = xstrdup(p->what);
	m.from = xstrdup(d->conf->address);
	m.from_name = xstrdup(d->conf->display);
	m.to = xstrdup(p->to);
	m.to_name = p->to_name != NULL ? xstrnutf8(p->to_name, 1000) : NULL;
	m.number = p->c != NULL ? xstrdup(p->c->number) :
	    p->matter != NULL   ? xstrdup(p->matter->number) :
				  NULL;
	if (p->matter != NULL)
		store_do(d->st, Q_OUTBOX_MATTER, "ii", m.id, p->matter->id);
	m.date = clock_now();
	m.zone_minutes = calendar_zone_minutes(d->office->calendar);
	m.replied = p->in_reply_to != NULL;
	threads(&m, p, domain);
	fill(d, &m, p);
	keep_fields(d, &m, p);
	if (p->after > 0)
		store_do(d->st, Q_OUTBOX_NOT_BEFORE, "ii", m.id,
		    calendar_add_minutes(d->office->calendar, clock_now(), p->after));
	store_do(d->st, Q_OUTBOX_IDENTIFY, "ittb", m.id, m.message_id, m.blank_message_id,
	    sealed.len > 0 ? sealed.data : NULL, sealed.len);
	journal_mail(d, p, m.id, "mail.owed");
	buf_free(&sealed);
	id = m.id;
	wire_free(&mail_wire, &m);
	return id;
}

bool
post_admin(struct desk *d, const char *what, const struct fields *extra)
{
	struct post p = { .what = what,
		.to = d->conf->admin,
		.role = "admin",
		.internal = true,
		.extra = extra };

	if (*p.to == '\0')
		return false;
	post_mail(d, &p);
	return true;
}
