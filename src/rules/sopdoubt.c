/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is wrong with an SOP that could still be run: it would go round without anybody, wait for an
 * answer that nobody can give or that anybody can, or hold lines that never count. Asked of files,
 * not of versions kept in the store: a case that runs keeps its version even where a newer checker
 * would refuse it. Also: under what circumstances each mail of the SOP is written.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "protocol.h"
#include "rules/sop.h"
#include "rules/template.h"
#include "rules/xml.h"

struct looking { const struct sop *s; const char *file; struct problems *p; };

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* The element of a tahap, akhir or pelaku. */
static const struct xml_node *
node_of(const struct sop *s, const char *name, const char *id)
{
	for (const struct xml_node *k = s->root->children; k != NULL; k = k->next) {
		if (same(k->name, name) && same(xml_get(k, "id"), id))
			return k;
		for (const struct xml_node *m = k->children; m != NULL; m = m->next)
			if (same(m->name, name) && same(xml_get(m, "id"), id))
				return m;
	}
	return s->root;
}

/* The i-th child of that name. */
static const struct xml_node *
nth(const struct xml_node *n, const char *name, size_t i)
{
	const struct xml_node *k = xml_child(n, name);

	while (i-- > 0 && k != NULL)
		k = xml_next(k, name);
	return k != NULL ? k : n;
}

/* ---- people ---- */

static bool
used(const struct sop *s, const char *id)
{
	for (size_t i = 0; i < s->n_baris; i++)
		if (same(s->baris[i].pelaku, id))
			return true;
	for (size_t i = 0; i < s->n_tahap; i++) {
		const struct sop_tahap *t = &s->tahap[i];

		if (same(t->kepada, id))
			return true;
		for (size_t k = 0; k < t->n_kirim; k++)
			if (same(t->kirim[k].kepada, id))
				return true;
		for (size_t k = 0; k < t->n_batas; k++)
			if (same(t->batas[k].kepada, id))
				return true;
	}
	return false;
}

static void
look_at_people(const struct looking *l)
{
	bool owner = false;

	for (size_t i = 0; i < l->s->n_pelaku; i++) {
		const struct sop_pelaku *p = &l->s->pelaku[i];
		int line = node_of(l->s, "pelaku", p->id)->line;
		bool is_owner = p->jenis == JENIS_PEMILIK;

		owner |= is_owner;
		if (is_owner != same(p->id, "pemohon"))
			problem_add(l->p, l->file, line,
			    "<pelaku>: jenis=\"pemilik\" dan id=\"pemohon\" selalu bersama");
		if (p->jenis != JENIS_LUAR && !is_owner && !used(l->s, p->id))
			problem_add(l->p, l->file, line,
			    "<pelaku>: \"%s\" tidak mengerjakan baris apa pun dan tidak disurati",
			    p->id);
	}
	if (!owner)
		problem_add(l->p, l->file, l->s->root->line,
		    "<sop>: tidak ada <pelaku id=\"pemohon\" jenis=\"pemilik\">");
}

/* ---- one tahap ---- */

static void
look_at_call(const struct looking *l, const struct sop_tahap *t, int line)
{
	const char *names[32], *meant;
	size_t n = 0;

	if (t->panggil == NULL)
		return;
	for (; n < 32 && ams_operations[n] != NULL; n++) {
		if (same(ams_operations[n], t->panggil))
			return;
		names[n] = ams_operations[n];
	}
	meant = problem_meant(t->panggil, names, n);
	problem_add(l->p, l->file, line, "<tahap>: panggil=\"%s\" bukan operasi AMS%s%s%s", t->panggil,
	    meant != NULL ? "; maksudnya \"" : "", meant != NULL ? meant : "",
	    meant != NULL ? "\"?" : "");
}

/* Can it be answered, and by the right one only? */
static void
look_at_question(const struct looking *l, const struct sop_tahap *t, int line)
{
	const struct sop_baris *row = sop_baris_of(l->s, t);
	const struct sop_pelaku *who = sop_pelaku(l->s, t->kepada);
	bool printed = false, leads = t->n_status > 0 || t->selesai_ke != NULL;

	if (t->tanya == NULL)
		return;
	for (size_t i = 0; i < t->n_jawaban; i++) {
		printed |= t->jawaban[i].kata != NULL;
		leads |= t->jawaban[i].ke != NULL && !same(t->jawaban[i].ke, t->id);
	}
	if (!printed)
		problem_add(l->p, l->file, line,
		    "<tahap>: \"%s\" bertanya, tetapi tidak ada jawaban dengan kata=\"...\": "
		    "tidak ada yang tahu harus menjawab apa",
		    t->id);
	else if (!leads)
		problem_add(l->p, l->file, line,
		    "<tahap>: \"%s\" bertanya, tetapi tidak ada jawaban yang memindahkan perkara",
		    t->id);
	if (who != NULL && who->official && row->identitas == IDENTITY_TANPA && !row->token)
		problem_add(l->p, l->file, line,
		    "<tahap>: \"%s\" bertanya kepada pejabat, tetapi siapa pun dapat menjawabnya; "
		    "tulis identitas dan token pada <baris>",
		    t->id);
}

/* Whoever is waited for may forget it: is there anything that happens then? */
static void
look_at_silence(const struct looking *l, const struct sop_tahap *t, int line)
{
	if (t->n_batas == 0 && (t->tanya != NULL || t->tunggu == TUNGGU_DOKUMEN))
		problem_add(l->p, l->file, line,
		    "<tahap>: \"%s\" menunggu orang tanpa <batas>: bila ia diam, tidak ada yang "
		    "mengingatkannya",
		    t->id);
}

static int64_t
hours_of(const struct sop_batas *b)
{
	return b->hari > 0 ? b->hari * 24 : b->jam;	/* only compared: a day is longer than its hours */
}

/* Reminders that come after the case has moved on, words of AMS that an earlier line has taken. */
static void
look_at_order(const struct looking *l, const struct sop_tahap *t, const struct xml_node *node)
{
	const struct sop_batas *moves = NULL;

	for (size_t i = 0; i < t->n_batas; i++)
		if (t->batas[i].ke != NULL && (moves == NULL || hours_of(&t->batas[i]) < hours_of(moves)))
			moves = &t->batas[i];
	for (size_t i = 0; moves != NULL && i < t->n_batas; i++)
		if (&t->batas[i] != moves && hours_of(&t->batas[i]) >= hours_of(moves))
			problem_add(l->p, l->file, nth(node, "batas", i)->line,
			    "<batas>: tidak pernah berlaku, karena perkara lebih dahulu pindah ke \"%s\"",
			    moves->ke);
	for (size_t i = 0; i < t->n_status; i++)
		for (size_t k = 0; k < i; k++)
			if (same(t->status[k].kata, t->status[i].kata) && !t->status[k].baru &&
			    t->status[k].sisa_lebih == 0) {
				problem_add(l->p, l->file, nth(node, "status", i)->line,
				    "<status>: tidak pernah berlaku, karena \"%s\" sudah diterima di "
				    "baris %d berkas ini",
				    t->status[i].kata, nth(node, "status", k)->line);
				break;
			}
}

static void
look_at_documents(const struct looking *l, const struct sop_tahap *t, int line)
{
	bool any = false;

	if (t->tunggu != TUNGGU_DOKUMEN)
		return;
	for (size_t i = 0; i < l->s->n_dokumen; i++)
		any |= l->s->dokumen[i].wajib;
	if (!any)
		problem_add(l->p, l->file, line,
		    "<tahap>: \"%s\" menunggu dokumen, tetapi tidak ada <dokumen> dengan wajib=\"ya\"",
		    t->id);
}

/* ---- round and round ---- */

/* The i-th way that is gone without anybody's doing; NULL behind the last. */
static const char *
own_way(const struct sop_tahap *t, size_t i)
{
	/* also the end of another case: it may be there already */
	const char *ways[] = { t->selesai_ke, t->lengkap, t->tanpa, t->lain };
	size_t n = sizeof(ways) / sizeof(ways[0]), at = 0;

	for (size_t k = 0; k < n; k++)
		if (ways[k] != NULL && at++ == i)
			return ways[k];
	for (size_t k = 0; t->tunggu == TUNGGU_STATUS && k < t->n_status; k++)
		if (at++ == i)
			return t->status[k].ke;
	return NULL;
}

/* True when `to` is reached from t by such ways alone; depth by the number of tahap. */
static bool
returns(const struct sop *s, const struct sop_tahap *t, const struct sop_tahap *to, bool *seen)
{
	const char *way;

	for (size_t i = 0; (way = own_way(t, i)) != NULL; i++) {
		const struct sop_tahap *next = sop_tahap(s, way);

		if (next == NULL || seen[next - s->tahap])
			continue;
		seen[next - s->tahap] = true;
		if (next == to || returns(s, next, to, seen))
			return true;
	}
	return false;
}

static void
look_for_circles(const struct looking *l)
{
	const struct sop *s = l->s;

	for (size_t i = 0; i < s->n_tahap; i++) {
		bool *seen = xcalloc(s->n_tahap, sizeof(*seen));

		if (returns(s, &s->tahap[i], &s->tahap[i], seen)) {
			problem_add(l->p, l->file, node_of(s, "tahap", s->tahap[i].id)->line,
			    "<tahap>: \"%s\" kembali ke dirinya tanpa ada orang yang menjawab: "
			    "putaran tanpa jalan keluar",
			    s->tahap[i].id);
			i = s->n_tahap;		/* one tahap of the circle is enough */
		}
		free(seen);
	}
}

void
sop_doubts(const struct sop *s, const char *file, struct problems *p)
{
	struct looking l = { s, file, p };

	look_at_people(&l);
	for (size_t i = 0; i < s->n_tahap; i++) {
		const struct xml_node *node = node_of(s, "tahap", s->tahap[i].id);

		look_at_call(&l, &s->tahap[i], node->line);
		look_at_question(&l, &s->tahap[i], node->line);
		look_at_documents(&l, &s->tahap[i], node->line);
		look_at_silence(&l, &s->tahap[i], node->line);
		look_at_order(&l, &s->tahap[i], node);
	}
	for (size_t i = 0; i < s->n_akhir; i++)
		if (same(s->akhir[i].lanjut, s->layanan))
			problem_add(p, file, node_of(s, "akhir", s->akhir[i].id)->line,
			    "<akhir>: lanjut=\"%s\" membuka layanan yang sama lagi",
			    s->akhir[i].lanjut);
	look_for_circles(&l);
}

/* ---- mails ---- */

/* Every way into this tahap or akhir is an answer that must carry its reason. */
static bool
reason_sure(const struct sop *s, const char *id)
{
	size_t with = 0;

	for (size_t i = 0; i < s->n_tahap; i++) {
		const struct sop_tahap *t = &s->tahap[i];

		if (same(t->lengkap, id) || same(t->selesai_ke, id) || same(t->tanpa, id) ||
		    same(t->lain, id))
			return false;
		for (size_t k = 0; k < t->n_status; k++)
			if (same(t->status[k].ke, id))
				return false;
		for (size_t k = 0; k < t->n_batas; k++)
			if (same(t->batas[k].ke, id))
				return false;
		for (size_t k = 0; k < t->n_jawaban; k++) {
			const struct sop_jawaban *j = &t->jawaban[k];

			if (!same(j->ke, id) && !same(j->lewat, id))
				continue;
			if (!j->alasan)
				return false;
			with++;
		}
	}
	return with > 0 && !same(s->awal, id) && !same(s->batal, id) && !same(s->sertifikat_baru, id);
}

struct mails { const struct sop *s; struct sop_mail **out; size_t n; };

static void
add_mail(struct mails *m, const char *name, const char *to, unsigned about, int line)
{
	const struct sop_pelaku *who = sop_pelaku(m->s, to);

	if (name == NULL)
		return;
	about |= MAIL_CASE | (who == NULL ? MAIL_OFFICIAL | MAIL_OWNER :
		who->official		  ? MAIL_OFFICIAL :
					    MAIL_OWNER) |
	    (m->s->n_dokumen > 0 ? MAIL_DOCUMENTS : 0);
	*m->out = grow(*m->out, m->n, sizeof(**m->out));
	(*m->out)[m->n++] = (struct sop_mail){ name, about, line };
}

static void
mails_of_tahap(struct mails *m, const struct sop_tahap *t)
{
	const struct xml_node *n = node_of(m->s, "tahap", t->id);
	unsigned here = MAIL_OPEN | (reason_sure(m->s, t->id) ? MAIL_REASON : 0);

	for (size_t i = 0; i < t->n_kirim; i++)
		add_mail(m, t->kirim[i].surat, t->kirim[i].kepada, here, nth(n, "kirim", i)->line);
	add_mail(m, t->tanya, t->kepada, here | MAIL_ASKS, n->line);
	add_mail(m, t->pengingat, t->kepada, here | MAIL_ASKS, n->line);
	for (size_t i = 0; i < t->n_batas; i++) {
		int line = nth(n, "batas", i)->line;

		add_mail(m, t->batas[i].surat, t->batas[i].kepada, here | MAIL_ASKS, line);
		add_mail(m, t->batas[i].tanya, t->kepada, here | MAIL_ASKS, line);
	}
	for (size_t i = 0; i < t->n_jawaban; i++)
		add_mail(m, t->jawaban[i].kirim, t->kepada, here | MAIL_END | MAIL_REASON,
		    nth(n, "jawaban", i)->line);
}

size_t
sop_mails(const struct sop *s, struct sop_mail **out)
{
	struct mails m = { s, out, 0 };

	*out = NULL;
	for (size_t i = 0; i < s->n_tahap; i++)
		mails_of_tahap(&m, &s->tahap[i]);
	for (size_t i = 0; i < s->n_akhir; i++) {
		const struct sop_akhir *a = &s->akhir[i];
		const struct xml_node *n = node_of(s, "akhir", a->id);

		for (size_t k = 0; k < a->n_kirim; k++)
			add_mail(&m, a->kirim[k].surat, a->kirim[k].kepada,
			    MAIL_END | (reason_sure(s, a->id) ? MAIL_REASON : 0),
			    nth(n, "kirim", k)->line);
	}
	return m.n;
}
