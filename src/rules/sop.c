/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads one SOP file into structs and proves that it holds together: ids exist, states can be
 * reached and end, questions have receivers and answers. The strings stay in the nodes of the file
 * (root); the structs point into them. The table of elements below is the definition of the file
 * format; its printed form is made in sopshow.c. Knows no case, no time and no templates (whether a
 * mail named here exists is asked by `loket check`). Mistakes end as problems with lines.
 */
#include "rules/sop.h"

#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"
#include "base/file.h"
#include "base/mem.h"
#include "protocol.h"
#include "rules/ruleset.h"
#include "rules/xml.h"

#define SOP_MOST (1u << 20)
#define WORKDAY_MINUTES 450
/* what a letter may have to say (struct casefile) */
#define ISIAN_WORDS "nama|nip|nik|email|email_dinas|hp|jabatan|unit_kerja"

/* ---- the format ---- */

static const struct xml_attr_rule sop_attrs[] = {
	{ "id", XML_ID, true, NULL },
	{ "layanan", XML_ID, true, NULL },
	{ "awal", XML_ID, true, NULL },
	{ "batal", XML_ID, false, NULL },
	{ "sertifikat-baru", XML_ID, false, NULL },
};
static const struct xml_attr_rule kepala_attrs[] = {
	{ "nama", XML_TEXT, true, NULL },
	{ "nomor", XML_TEXT, true, NULL },
	{ "instansi", XML_TEXT, true, NULL },
	{ "dibuat", XML_DATE, false, NULL },
	{ "revisi", XML_DATE, false, NULL },
	{ "efektif", XML_DATE, false, NULL },
	{ "disahkan", XML_TEXT, false, NULL },
};
#define JENIS_WORDS "pejabat|pemilik|luar|mitra"
static const struct xml_attr_rule pelaku_attrs[] = {
	{ "id", XML_ID, true, NULL },
	{ "nama", XML_TEXT, true, NULL },
	{ "jenis", XML_WORD, true, JENIS_WORDS },
	{ "asal", XML_WORD, false, ASAL_WORDS },
	{ "berkas", XML_IDS, false, NULL },
};
static const struct xml_attr_rule dokumen_attrs[] = {
	{ "id", XML_ID, true, NULL },
	{ "nama", XML_TEXT, true, NULL },
	{ "wajib", XML_YESNO, true, NULL },
};
static const struct xml_attr_rule baris_attrs[] = {
	{ "no", XML_ID, true, NULL },
	{ "pelaku", XML_ID, true, NULL },
	{ "waktu", XML_RANGE, false, NULL },
	{ "satuan", XML_WORD, false, "menit|jam|hari" },
	{ "asal", XML_WORD, false, ASAL_WORDS },
	{ "opsional", XML_YESNO, false, NULL },
	{ "kata", XML_WORD, false, "luas|sempit" },
	{ "kosong", XML_WORD, false, "lewati" },
	{ "identitas", XML_WORD, false, "tanpa|dikenal|selaras" },
	{ "token", XML_YESNO, false, NULL },
	{ "bersama", XML_ID, false, NULL },
};
#define TUNGGU_WORDS "dokumen|jawaban|panggilan|tidak|status|perkara|data"
static const struct xml_attr_rule tahap_attrs[] = {
	{ "id", XML_ID, true, NULL },
	{ "tunggu", XML_WORD, true, TUNGGU_WORDS },
	{ "lengkap", XML_ID, false, NULL },
	{ "tanya", XML_ID, false, NULL },
	{ "kepada", XML_ID, false, NULL },
	{ "panggil", XML_ID, false, NULL },
	{ "selesai", XML_ID, false, NULL },
	{ "gabung", XML_ID, false, NULL },
	{ "tanpa", XML_ID, false, NULL },
	{ "lain", XML_ID, false, NULL },
	{ "pantau", XML_INT, false, NULL },
	{ "perkara", XML_ID, false, NULL },
	{ "isian", XML_IDS, false, NULL },
	{ "pengingat", XML_ID, false, NULL },
	{ "kabar", XML_IDS, false, NULL },
	{ "opd", XML_YESNO, false, NULL },
};
static const struct xml_attr_rule status_attrs[] = {
	{ "kata", XML_TEXT, true, NULL },
	{ "ke", XML_ID, true, NULL },
	{ "baru", XML_YESNO, false, NULL },
	{ "sisa-lebih", XML_INT, false, NULL },
	{ "tautan", XML_YESNO, false, NULL },
};
#define BILA_WORDS "diminta|ditanya"
static const struct xml_attr_rule kirim_attrs[] = {
	{ "surat", XML_ID, true, NULL },
	{ "kepada", XML_ID, true, NULL },
	{ "bila", XML_WORD, false, BILA_WORDS },
};
static const struct xml_attr_rule jawaban_attrs[] = {
	{ "arti", XML_ID, true, NULL },
	{ "kata", XML_TEXT, false, NULL },
	{ "label", XML_TEXT, false, NULL },
	{ "ke", XML_ID, false, NULL },
	{ "alasan", XML_YESNO, false, NULL },
	{ "kali", XML_INT, false, NULL },
	{ "lewat", XML_ID, false, NULL },
	{ "kirim", XML_ID, false, NULL },
};
static const struct xml_attr_rule batas_attrs[] = {
	{ "hari", XML_INT, false, NULL },
	{ "jam", XML_INT, false, NULL },
	{ "hitung", XML_WORD, false, "kantor|kalender" },
	{ "ulang", XML_YESNO, false, NULL },
	{ "surat", XML_ID, false, NULL },
	{ "kepada", XML_ID, false, NULL },
	{ "tanya", XML_ID, false, NULL },
	{ "ke", XML_ID, false, NULL },
};
static const struct xml_attr_rule akhir_attrs[] = {
	{ "id", XML_ID, true, NULL },
	{ "nama", XML_TEXT, true, NULL },
	{ "berhasil", XML_YESNO, true, NULL },
	{ "hitung", XML_WORD, false, "terpisah" },
	{ "buka", XML_ID, false, NULL },
	{ "lanjut", XML_ID, false, NULL },
	{ "sertifikat", XML_WORD, false, "terbit|lepas" },
};
#define ATTRS(a) (a), sizeof(a) / sizeof((a)[0])
#define LISTS "dasar-hukum|keterkaitan|peringatan|kualifikasi|peralatan|pencatatan"
static const struct xml_rule format[] = {
	{ "sop", "", ATTRS(sop_attrs), false, 1, 1 },
	{ "kepala", "sop", ATTRS(kepala_attrs), false, 1, 1 },
	{ "dasar-hukum", "sop", NULL, 0, false, 0, 1 },
	{ "keterkaitan", "sop", NULL, 0, false, 0, 1 },
	{ "peringatan", "sop", NULL, 0, false, 0, 1 },
	{ "kualifikasi", "sop", NULL, 0, false, 0, 1 },
	{ "peralatan", "sop", NULL, 0, false, 0, 1 },
	{ "pencatatan", "sop", NULL, 0, false, 0, 1 },
	{ "butir", LISTS, NULL, 0, true, 0, 0 },
	{ "pelaku", "sop", ATTRS(pelaku_attrs), false, 1, 0 },
	{ "dokumen", "sop", ATTRS(dokumen_attrs), false, 0, 0 },
	{ "baris", "sop", ATTRS(baris_attrs), false, 1, 0 },
	{ "kegiatan", "baris", NULL, 0, true, 1, 1 },
	{ "kelengkapan", "baris", NULL, 0, true, 0, 1 },
	{ "keluaran", "baris", NULL, 0, true, 0, 1 },
	{ "keterangan", "baris", NULL, 0, true, 0, 1 },
	{ "tahap", "baris", ATTRS(tahap_attrs), false, 0, 0 },
	{ "kirim", "tahap|akhir", ATTRS(kirim_attrs), false, 0, 0 },
	{ "jawaban", "tahap", ATTRS(jawaban_attrs), false, 0, 0 },
	{ "batas", "tahap", ATTRS(batas_attrs), false, 0, 0 },
	{ "status", "tahap", ATTRS(status_attrs), false, 0, 0 },
	{ "akhir", "sop", ATTRS(akhir_attrs), false, 1, 0 },
};

/* ---- nodes into structs ---- */

static char *
value(const struct xml_node *n, const char *attr)
{
	for (size_t i = 0; i < n->n_attrs; i++)
		if (strcmp(n->attrs[i].name, attr) == 0)
			return *n->attrs[i].value != '\0' ? n->attrs[i].value : NULL;
	return NULL;
}

static char *
text(const struct xml_node *n, const char *child)
{
	const struct xml_node *k = xml_child(n, child);

	return k != NULL && *k->text != '\0' ? k->text : NULL;
}

/* Place of the attribute's value in "a|b|c"; fallback when absent or none of them. */
static int
word(const struct xml_node *n, const char *attr, const char *list, int fallback)
{
	const char *got = value(n, attr);
	int i = 0;

	for (; got != NULL; i++, list++) {
		size_t len = strcspn(list, "|");
		if (strlen(got) == len && strncmp(got, list, len) == 0)
			return i;
		list += len;
		if (*list == '\0')
			break;
	}
	return fallback;
}

/* Whether `one` (n bytes) stands in "a|b|c". */
static bool
word_in(const char *list, const char *one, size_t n)
{
	for (; *list != '\0'; list += *list == '|') {
		size_t len = strcspn(list, "|");

		if (len == n && strncmp(list, one, n) == 0)
			return true;
		list += len;
	}
	return false;
}

static char **
take_list(const struct xml_node *root, const char *name)
{
	const struct xml_node *list = xml_child(root, name);
	char **out = xcalloc(1, sizeof(*out));
	size_t n = 0;

	for (const struct xml_node *k = list != NULL ? list->children : NULL; k != NULL;
	     k = k->next) {
		out = xreallocarray(out, n + 2, sizeof(*out));
		out[n++] = k->text;
		out[n] = NULL;
	}
	return out;
}

static void
take_kirim(const struct xml_node *n, struct sop_kirim **items, size_t *count)
{
	for (const struct xml_node *k = xml_child(n, "kirim"); k != NULL;
	     k = xml_next(k, "kirim")) {
		int bila = word(k, "bila", BILA_WORDS, -1);

		*items = grow(*items, *count, sizeof(**items));
		(*items)[(*count)++] = (struct sop_kirim){ value(k, "surat"), value(k, "kepada"),
			bila == 0, bila == 1 };
	}
}

static void
take_jawaban(const struct xml_node *n, struct sop_tahap *t)
{
	for (const struct xml_node *k = xml_child(n, "jawaban"); k != NULL;
	     k = xml_next(k, "jawaban")) {
		t->jawaban = grow(t->jawaban, t->n_jawaban, sizeof(*t->jawaban));
		t->jawaban[t->n_jawaban++] = (struct sop_jawaban){
			.arti = value(k, "arti"),
			.kata = value(k, "kata"),
			.label = value(k, "label"),
			.ke = value(k, "ke"),
			.alasan = xml_yes(k, "alasan", false),
			.kali = xml_int(k, "kali", 0),
			.lewat = value(k, "lewat"),
			.kirim = value(k, "kirim"),
		};
	}
}

static void
take_batas(const struct xml_node *n, struct sop_tahap *t)
{
	for (const struct xml_node *k = xml_child(n, "batas"); k != NULL;
	     k = xml_next(k, "batas")) {
		t->batas = grow(t->batas, t->n_batas, sizeof(*t->batas));
		t->batas[t->n_batas++] = (struct sop_batas){
			.hari = xml_int(k, "hari", 0),
			.jam = xml_int(k, "jam", 0),
			.kalender = word(k, "hitung", "kantor|kalender", 0) == 1,
			.ulang = xml_yes(k, "ulang", false),
			.surat = value(k, "surat"),
			.kepada = value(k, "kepada"),
			.tanya = value(k, "tanya"),
			.ke = value(k, "ke"),
		};
	}
}

static void
take_status(const struct xml_node *n, struct sop_tahap *t)
{
	for (const struct xml_node *k = xml_child(n, "status"); k != NULL;
	     k = xml_next(k, "status")) {
		t->status = grow(t->status, t->n_status, sizeof(*t->status));
		t->status[t->n_status++] = (struct sop_status){
			.kata = value(k, "kata"),
			.ke = value(k, "ke"),
			.baru = xml_yes(k, "baru", false),
			.sisa_lebih = xml_int(k, "sisa-lebih", 0),
			.tautan = xml_yes(k, "tautan", false),
		};
	}
}

static void
take_tahap(struct sop *s, const struct xml_node *row)
{
	for (const struct xml_node *k = xml_child(row, "tahap"); k != NULL;
	     k = xml_next(k, "tahap")) {
		struct sop_tahap *t;

		s->tahap = grow(s->tahap, s->n_tahap, sizeof(*s->tahap));
		t = &s->tahap[s->n_tahap++];
		t->id = value(k, "id");
		t->baris = s->n_baris - 1;
		t->tunggu =
		    (enum tunggu)word(k, "tunggu", TUNGGU_WORDS, TUNGGU_TIDAK);
		t->lengkap = value(k, "lengkap");
		t->tanya = value(k, "tanya");
		t->kepada = value(k, "kepada");
		t->panggil = value(k, "panggil");
		t->selesai_ke = value(k, "selesai");
		t->gabung = value(k, "gabung");
		t->tanpa = value(k, "tanpa");
		t->lain = value(k, "lain");
		t->pantau = xml_int(k, "pantau", 0);
		t->perkara = value(k, "perkara");
		t->isian = value(k, "isian");
		t->pengingat = value(k, "pengingat");
		t->kabar = value(k, "kabar");
		t->opd = xml_yes(k, "opd", false);
		take_kirim(k, &t->kirim, &t->n_kirim);
		take_jawaban(k, t);
		take_batas(k, t);
		take_status(k, t);
	}
}

static void
take_baris(struct sop *s, const struct xml_node *root)
{
	for (const struct xml_node *k = xml_child(root, "baris"); k != NULL;
	     k = xml_next(k, "baris")) {
		struct sop_baris *b;

		s->baris = grow(s->baris, s->n_baris, sizeof(*s->baris));
		b = &s->baris[s->n_baris++];
		b->no = value(k, "no");
		b->pelaku = value(k, "pelaku");
		xml_range(k, "waktu", &b->waktu_min, &b->waktu_max);
		b->satuan = value(k, "satuan");
		b->asal = (enum asal)word(k, "asal", ASAL_WORDS, ASAL_RESMI);
		b->opsional = xml_yes(k, "opsional", false);
		b->kata_luas = word(k, "kata", "luas|sempit", 1) == 0;
		b->kosong = value(k, "kosong");
		b->identitas =
		    (enum identity)word(k, "identitas", "tanpa|dikenal|selaras", IDENTITY_TANPA);
		b->token = xml_yes(k, "token", false);
		b->bersama = value(k, "bersama");
		b->kegiatan = text(k, "kegiatan");
		b->kelengkapan = text(k, "kelengkapan");
		b->keluaran = text(k, "keluaran");
		b->keterangan = text(k, "keterangan");
		take_tahap(s, k);
	}
}

static void
take_people(struct sop *s, const struct xml_node *root)
{
	for (const struct xml_node *k = xml_child(root, "pelaku"); k != NULL;
	     k = xml_next(k, "pelaku")) {
		enum jenis jenis = (enum jenis)word(k, "jenis", JENIS_WORDS, JENIS_LUAR);
		enum asal asal = (enum asal)word(k, "asal", ASAL_WORDS, ASAL_RESMI);

		s->pelaku = grow(s->pelaku, s->n_pelaku, sizeof(*s->pelaku));
		s->pelaku[s->n_pelaku++] = (struct sop_pelaku){ value(k, "id"), value(k, "nama"),
			jenis, jenis == JENIS_PEJABAT, asal, value(k, "berkas") };
	}
	for (const struct xml_node *k = xml_child(root, "dokumen"); k != NULL;
	     k = xml_next(k, "dokumen")) {
		s->dokumen = grow(s->dokumen, s->n_dokumen, sizeof(*s->dokumen));
		s->dokumen[s->n_dokumen++] = (struct sop_dokumen){ value(k, "id"), value(k, "nama"),
			xml_yes(k, "wajib", true) };
	}
}

static void
take_akhir(struct sop *s, const struct xml_node *root)
{
	for (const struct xml_node *k = xml_child(root, "akhir"); k != NULL;
	     k = xml_next(k, "akhir")) {
		struct sop_akhir *a;

		s->akhir = grow(s->akhir, s->n_akhir, sizeof(*s->akhir));
		a = &s->akhir[s->n_akhir++];
		a->id = value(k, "id");
		a->nama = value(k, "nama");
		a->berhasil = xml_yes(k, "berhasil", false);
		a->hitung_terpisah = value(k, "hitung") != NULL;
		a->buka = value(k, "buka");
		a->lanjut = value(k, "lanjut");
		a->terbit = value(k, "sertifikat") != NULL &&
		    strcmp(value(k, "sertifikat"), "terbit") == 0;
		a->lepas = value(k, "sertifikat") != NULL && !a->terbit;
		take_kirim(k, &a->kirim, &a->n_kirim);
	}
}

static void
take_all(struct sop *s)
{
	const struct xml_node *root = s->root, *head = xml_child(root, "kepala");

	s->id = value(root, "id");
	s->layanan = value(root, "layanan");
	s->awal = value(root, "awal");
	s->batal = value(root, "batal");
	s->sertifikat_baru = value(root, "sertifikat-baru");
	if (head != NULL) {
		s->nama = value(head, "nama");
		s->nomor = value(head, "nomor");
		s->instansi = value(head, "instansi");
		s->dibuat = value(head, "dibuat");
		s->revisi = value(head, "revisi");
		s->efektif = value(head, "efektif");
		s->disahkan = value(head, "disahkan");
	}
	s->dasar = take_list(root, "dasar-hukum");
	s->keterkaitan = take_list(root, "keterkaitan");
	s->peringatan = take_list(root, "peringatan");
	s->kualifikasi = take_list(root, "kualifikasi");
	s->peralatan = take_list(root, "peralatan");
	s->pencatatan = take_list(root, "pencatatan");
	take_people(s, root);
	take_baris(s, root);
	take_akhir(s, root);
}

/* ---- does it hold together ---- */

struct proof {
	const char *file;
	const struct sop *s;
	struct problems *p;
};

static void
wrong_target(const struct proof *c, const struct xml_node *n, const char *attr, const char *what,
    const char *id, const char *const *names, size_t count)
{
	const char *meant = problem_meant(id, names, count);

	if (meant != NULL)
		problem_add(c->p, c->file, n->line,
		    "<%s>: %s %s=\"%s\" tidak ada; maksudnya \"%s\"?", n->name, what, attr, id,
		    meant);
	else
		problem_add(c->p, c->file, n->line, "<%s>: %s %s=\"%s\" tidak ada", n->name, what,
		    attr, id);
}

/* An end that the file itself writes, the only ones that its rows can lead to; NULL: none. */
static const struct sop_akhir *
own_akhir(const struct sop *s, const char *id)
{
	for (size_t i = 0; id != NULL && i < s->n_akhir; i++)
		if (s->akhir[i].id != NULL && strcmp(s->akhir[i].id, id) == 0)
			return &s->akhir[i];
	return NULL;
}

enum { TO_TAHAP = 1, TO_AKHIR = 2 };

/* The attribute, where it is there, names a tahap or an akhir. */
static void
check_target(const struct proof *c, const struct xml_node *n, const char *attr, int kinds)
{
	const char *id = value(n, attr), *names[256];
	size_t count = 0;

	if (id == NULL || ((kinds & TO_TAHAP) && sop_tahap(c->s, id) != NULL) ||
	    ((kinds & TO_AKHIR) && own_akhir(c->s, id) != NULL))
		return;
	for (size_t i = 0; (kinds & TO_TAHAP) && i < c->s->n_tahap && count < 256; i++)
		if (c->s->tahap[i].id != NULL)
			names[count++] = c->s->tahap[i].id;
	for (size_t i = 0; (kinds & TO_AKHIR) && i < c->s->n_akhir && count < 256; i++)
		if (c->s->akhir[i].id != NULL)
			names[count++] = c->s->akhir[i].id;
	wrong_target(c, n, attr, "tujuan", id, names, count);
}

/* The attribute, where it is there, names a pelaku that can get mail. */
static void
check_person(const struct proof *c, const struct xml_node *n, const char *attr, bool mail)
{
	const char *id = value(n, attr), *names[64];
	const struct sop_pelaku *who = sop_pelaku(c->s, id);
	size_t count = 0;

	if (id == NULL)
		return;
	if (who != NULL) {
		if (mail && who->jenis == JENIS_LUAR)
			problem_add(c->p, c->file, n->line,
			    "<%s>: pelaku %s=\"%s\" di luar kantor, tidak dapat disurati", n->name,
			    attr, id);
		return;
	}
	for (; count < c->s->n_pelaku && count < 64; count++)
		names[count] = c->s->pelaku[count].id != NULL ? c->s->pelaku[count].id : "";
	wrong_target(c, n, attr, "pelaku", id, names, count);
}

static void
need(const struct proof *c, const struct xml_node *n, const char *because, const char *attr)
{
	if (value(n, attr) == NULL)
		problem_add(c->p, c->file, n->line, "<%s>: %s memerlukan atribut \"%s\"", n->name,
		    because, attr);
}

static void
refuse(const struct proof *c, const struct xml_node *n, const char *because, const char *attr)
{
	if (value(n, attr) != NULL)
		problem_add(c->p, c->file, n->line, "<%s>: atribut \"%s\" tidak berlaku pada %s",
		    n->name, attr, because);
}

/* No value of `attr` twice among the siblings called `name`. */
static void
check_unique(
    const struct proof *c, const struct xml_node *parent, const char *name, const char *attr)
{
	for (const struct xml_node *a = xml_child(parent, name); a != NULL; a = xml_next(a, name)) {
		for (const struct xml_node *b = xml_next(a, name); b != NULL;
		     b = xml_next(b, name)) {
			if (value(a, attr) == NULL || value(b, attr) == NULL ||
			    strcmp(value(a, attr), value(b, attr)) != 0)
				continue;
			problem_add(c->p, c->file, b->line,
			    "<%s>: %s=\"%s\" sudah dipakai di baris %d berkas ini", name, attr,
			    value(a, attr), a->line);
			return;
		}
	}
}

/* ALIHKAN <layanan> ends the case; what it continues with is said by the answer alone. */
static void
check_divert(const struct proof *c, const struct xml_node *n, const char *asked)
{
	const struct sop_akhir *end = sop_akhir(c->s, value(n, "ke"));
	const struct sop_pelaku *who = sop_pelaku(c->s, asked);

	if (value(n, "arti") == NULL || strcmp(value(n, "arti"), "divert") != 0)
		return;
	need(c, n, "arti=\"divert\"", "alasan");
	if (end == NULL || end->lanjut != NULL)
		problem_add(c->p, c->file, n->line,
		    "<jawaban>: arti=\"divert\" memerlukan ke=\"...\" ke sebuah <akhir> tanpa "
		    "lanjut");
	if (who != NULL && !who->official)
		problem_add(c->p, c->file, n->line,
		    "<jawaban>: arti=\"divert\" hanya bagi pejabat, bukan \"%s\"", who->id);
}

static void
check_jawaban(const struct proof *c, const struct xml_node *n, const char *asked)
{
	check_target(c, n, "ke", TO_TAHAP | TO_AKHIR);
	check_target(c, n, "lewat", TO_TAHAP | TO_AKHIR);
	if (value(n, "kali") != NULL) {
		need(c, n, "kali", "lewat");
		need(c, n, "kali", "ke");
	} else {
		refuse(c, n, "jawaban tanpa kali", "lewat");
	}
	if (value(n, "kata") == NULL)
		refuse(c, n, "jawaban tanpa kata", "label");
	check_divert(c, n, asked);
}

static void
check_batas(const struct proof *c, const struct xml_node *n)
{
	if ((xml_int(n, "hari", 0) > 0) == (xml_int(n, "jam", 0) > 0))
		problem_add(c->p, c->file, n->line,
		    "<batas>: tulis salah satu, hari atau jam, lebih dari 0");
	if (value(n, "surat") == NULL && value(n, "tanya") == NULL && value(n, "ke") == NULL)
		problem_add(c->p, c->file, n->line,
		    "<batas>: tidak berbuat apa-apa; tulis surat, tanya, atau ke");
	if (value(n, "surat") != NULL)
		need(c, n, "surat", "kepada");
	if (value(n, "tanya") != NULL)
		refuse(c, n, "batas dengan tanya", "surat");
	if (value(n, "ke") != NULL)
		refuse(c, n, "batas dengan ke", "ulang");
	if (value(n, "hari") != NULL)
		refuse(c, n, "batas dengan hari", "hitung");
	check_target(c, n, "ke", TO_TAHAP | TO_AKHIR);
	check_person(c, n, "kepada", true);
}

static void
check_gabung(const struct proof *c, const struct xml_node *n)
{
	const struct sop_tahap *here = sop_tahap(c->s, value(n, "id")),
			       *there = sop_tahap(c->s, value(n, "gabung"));

	check_target(c, n, "gabung", TO_TAHAP);
	if (here == NULL || there == NULL)
		return;
	if (there->baris != here->baris + 1)
		problem_add(c->p, c->file, n->line,
		    "<tahap>: gabung=\"%s\" bukan tahap dari baris berikutnya", there->id);
	else if (here->kepada == NULL || there->kepada == NULL ||
	    strcmp(here->kepada, there->kepada) != 0)
		problem_add(c->p, c->file, n->line,
		    "<tahap>: gabung=\"%s\" ditanyakan kepada orang lain", there->id);
}

/* Each word of the attribute is one of "a|b|c". */
static void
check_words(const struct proof *c, const struct xml_node *n, const char *attr, const char *list)
{
	const char *at = value(n, attr);

	while (at != NULL && *at != '\0') {
		size_t len = strcspn(at, " ");

		if (len > 0 && !word_in(list, at, len))
			problem_add(c->p, c->file, n->line, "<%s>: %s=\"%.*s\" tidak dikenal; yang ada: %s",
			    n->name, attr, (int)len, at, list);
		at += len + strspn(at + len, " ");
	}
}

/* What a role gets attached are documents of this file. */
static void
check_berkas(const struct proof *c, const struct xml_node *n)
{
	const char *list = value(n, "berkas"), *at = list;

	while (at != NULL && *at != '\0') {
		size_t len = strcspn(at, " ");
		bool known = len == 5 && strncmp(at, "surat", 5) == 0;

		for (size_t i = 0; i < c->s->n_dokumen; i++)
			known |= c->s->dokumen[i].id != NULL && strlen(c->s->dokumen[i].id) == len &&
			    strncmp(c->s->dokumen[i].id, at, len) == 0;
		if (!known)
			problem_add(c->p, c->file, n->line,
			    "<pelaku>: berkas=\"%.*s\" bukan <dokumen> berkas ini", (int)len, at);
		at += len + strspn(at + len, " ");
	}
}

/* A vacant post can be passed over only where an answer leads on to the next one. */
static void
check_vacant(const struct proof *c, const struct xml_node *row)
{
	for (const struct xml_node *k = xml_child(row, "tahap");
	     value(row, "kosong") != NULL && k != NULL; k = xml_next(k, "tahap")) {
		const struct sop_tahap *t = sop_tahap(c->s, value(k, "id"));

		if (t != NULL && t->kepada != NULL && sop_forward(t) == NULL)
			problem_add(c->p, c->file, k->line,
			    "<tahap>: kosong=\"lewati\" memerlukan <jawaban arti=\"forward\" "
			    "ke=\"...\">");
	}
}

/* What each kind of waiting must say and must not; a question also where a call cannot be made. */
static const struct waiting {
	const char *name;
	const char *needs[3], *refuses[2];
	bool asks;
} waitings[] = {
	[TUNGGU_DOKUMEN] = { "tunggu=\"dokumen\"", { "lengkap" }, { "tanya", "panggil" }, false },
	[TUNGGU_PANGGILAN] = { "tunggu=\"panggilan\"", { "panggil", "selesai" }, { NULL }, true },
	[TUNGGU_JAWABAN] = { NULL, { NULL }, { NULL }, true },
	[TUNGGU_TIDAK] = { "tunggu=\"tidak\"", { "selesai" }, { NULL }, false },
	[TUNGGU_STATUS] = { "tunggu=\"status\"", { "tanpa", "lain" }, { "tanya", "pantau" }, false },
	[TUNGGU_PERKARA] = { "tunggu=\"perkara\"", { "perkara", "selesai", "lain" }, { "tanya" }, false },
	[TUNGGU_DATA] = { "tunggu=\"data\"", { "isian", "lengkap" }, { NULL }, true },
};

static void
check_waiting(const struct proof *c, const struct xml_node *n)
{
	int kind = word(n, "tunggu", TUNGGU_WORDS, -1);
	const struct waiting *w;

	if (kind < 0)
		return;
	w = &waitings[kind];
	for (size_t i = 0; i < 3 && w->needs[i] != NULL; i++)
		need(c, n, w->name, w->needs[i]);
	for (size_t i = 0; i < 2 && w->refuses[i] != NULL; i++)
		refuse(c, n, w->name, w->refuses[i]);
	if (w->asks) {
		need(c, n, "pertanyaan", "tanya");
		need(c, n, "pertanyaan", "kepada");
		if (xml_child(n, "jawaban") == NULL)
			problem_add(c->p, c->file, n->line, "<tahap>: pertanyaan tanpa <jawaban>");
	}
	if (kind == TUNGGU_STATUS && xml_child(n, "status") == NULL)
		problem_add(c->p, c->file, n->line, "<tahap>: tunggu=\"status\" tanpa <status>");
	if (kind == TUNGGU_DATA)
		check_words(c, n, "isian", ISIAN_WORDS);
}

/* A word of AMS; where a person is waited for, AMS is asked again and again. */
static void
check_status(const struct proof *c, const struct xml_node *n)
{
	bool waits = word(n, "tunggu", TUNGGU_WORDS, -1) == TUNGGU_STATUS;
	bool other = word(n, "tunggu", TUNGGU_WORDS, -1) == TUNGGU_PERKARA;
	const struct xml_node *k = xml_child(n, "status");
	const char *names[16], *meant;
	size_t count = 0;

	for (; count < 16 && status_words[count] != NULL; count++)
		names[count] = status_words[count];
	if (!waits) {
		refuse(c, n, "tahap ini", "tanpa");
		if (!other)
			refuse(c, n, "tahap ini", "lain");
	}
	if (!waits && k != NULL && xml_int(n, "pantau", 0) < 5)
		problem_add(c->p, c->file, n->line,
		    "<tahap>: <status> di sini memerlukan pantau=\"menit\", paling sedikit 5");
	if (k == NULL)
		refuse(c, n, "tahap tanpa <status>", "pantau");
	for (; k != NULL; k = xml_next(k, "status")) {
		check_target(c, k, "ke", TO_TAHAP | TO_AKHIR);
		if (value(k, "kata") == NULL || status_word_known(value(k, "kata")))
			continue;
		meant = problem_meant(value(k, "kata"), names, count);
		problem_add(c->p, c->file, k->line, "<status>: \"%s\" bukan kata status AMS%s%s%s",
		    value(k, "kata"), meant != NULL ? "; maksudnya \"" : "",
		    meant != NULL ? meant : "", meant != NULL ? "\"?" : "");
	}
}

/* Kinds of notices: those that letter/ams.xml may tell apart. */
static void
check_kabar(const struct proof *c, const struct xml_node *n)
{
	const char *at = value(n, "kabar");

	while (at != NULL && *at != '\0') {
		size_t len = strcspn(at, " ");

		if (len > 0 && !word_in(NOTICE_KINDS, at, len))
			problem_add(c->p, c->file, n->line,
			    "<tahap>: kabar=\"%.*s\" bukan pemberitahuan AMS; yang ada: %s",
			    (int)len, at, NOTICE_KINDS);
		at += len + strspn(at + len, " ");
	}
}

/* What the contact of the OPD may answer leads on as the official's word does. */
static void
check_opd(const struct proof *c, const struct xml_node *n)
{
	static const char *const arti[] = { "done", "renew" };
	const struct xml_node *k;

	for (size_t i = 0; xml_yes(n, "opd", false) && i < 2; i++) {
		k = xml_child(n, "jawaban");
		while (k != NULL &&
		    (value(k, "arti") == NULL || strcmp(value(k, "arti"), arti[i]) != 0 ||
			value(k, "ke") == NULL))
			k = xml_next(k, "jawaban");
		if (k == NULL)
			problem_add(c->p, c->file, n->line,
			    "<tahap>: opd=\"ya\" memerlukan <jawaban arti=\"%s\" ke=\"...\">",
			    arti[i]);
	}
}

static void
check_tahap(const struct proof *c, const struct xml_node *n)
{
	check_waiting(c, n);
	check_target(c, n, "lengkap", TO_TAHAP | TO_AKHIR);
	check_target(c, n, "selesai", TO_TAHAP | TO_AKHIR);
	check_target(c, n, "tanpa", TO_TAHAP | TO_AKHIR);
	check_target(c, n, "lain", TO_TAHAP | TO_AKHIR);
	check_status(c, n);
	check_kabar(c, n);
	check_opd(c, n);
	check_gabung(c, n);
	check_person(c, n, "kepada", true);
	check_unique(c, n, "jawaban", "arti");
	check_unique(c, n, "jawaban", "kata");
	for (const struct xml_node *k = n->children; k != NULL; k = k->next) {
		if (strcmp(k->name, "jawaban") == 0)
			check_jawaban(c, k, value(n, "kepada"));
		else if (strcmp(k->name, "batas") == 0)
			check_batas(c, k);
		else if (strcmp(k->name, "kirim") == 0)
			check_person(c, k, "kepada", true);
	}
}

static void
check_baris(const struct proof *c, const struct xml_node *n)
{
	const char *with = value(n, "bersama");
	bool found = false;

	check_person(c, n, "pelaku", false);
	check_vacant(c, n);
	if (value(n, "waktu") != NULL)
		need(c, n, "waktu", "satuan");
	if (with == NULL && xml_child(n, "tahap") == NULL)
		problem_add(c->p, c->file, n->line,
		    "<baris>: tidak ada <tahap> yang memenuhinya; tulis <tahap> atau "
		    "bersama=\"nomor baris\"");
	if (with != NULL && xml_child(n, "tahap") != NULL)
		problem_add(
		    c->p, c->file, n->line, "<baris>: bersama dan <tahap> tidak boleh keduanya");
	for (size_t i = 0; with != NULL && i < c->s->n_baris; i++)
		found |= c->s->baris[i].no != NULL && strcmp(c->s->baris[i].no, with) == 0 &&
		    (value(n, "no") == NULL || strcmp(with, value(n, "no")) != 0);
	if (with != NULL && !found)
		problem_add(c->p, c->file, n->line, "<baris>: bersama=\"%s\" tidak ada", with);
	for (const struct xml_node *k = xml_child(n, "tahap"); k != NULL; k = xml_next(k, "tahap"))
		check_tahap(c, k);
}

/* Ids of tahap and akhir are one set of names, whichever row they stand in. */
static void
check_state_names(const struct proof *c)
{
	const struct sop *s = c->s;

	for (const struct xml_node *row = xml_child(s->root, "baris"); row != NULL;
	     row = xml_next(row, "baris")) {
		for (const struct xml_node *k = xml_child(row, "tahap"); k != NULL;
		     k = xml_next(k, "tahap")) {
			const char *id = value(k, "id");
			size_t same = 0;

			for (size_t i = 0; id != NULL && i < s->n_tahap; i++)
				same += s->tahap[i].id != NULL && strcmp(s->tahap[i].id, id) == 0;
			if (same > 1 || sop_akhir(s, id) != NULL)
				problem_add(c->p, c->file, k->line,
				    "<tahap>: id=\"%s\" dipakai lebih dari sekali", id);
		}
	}
}

/* ---- ways ---- */

/*
 * Marks the tahap or akhir `id` (NULL: nothing); true when it was not marked before. Akhir stand
 * behind the tahap.
 */
static bool
mark(const struct sop *s, bool *seen, const char *id)
{
	const struct sop_tahap *t = sop_tahap(s, id);
	const struct sop_akhir *a = own_akhir(s, id);
	size_t i = t != NULL ? (size_t)(t - s->tahap) :
	    a != NULL        ? s->n_tahap + (size_t)(a - s->akhir) :
			       SIZE_MAX;

	if (i == SIZE_MAX || seen[i])
		return false;
	seen[i] = true;
	return true;
}

static bool
mark_ways_of(const struct sop *s, bool *seen, const struct sop_tahap *t)
{
	bool news = mark(s, seen, t->lengkap);

	news |= mark(s, seen, t->selesai_ke);
	news |= mark(s, seen, t->tanpa);
	news |= mark(s, seen, t->lain);
	for (size_t i = 0; i < t->n_status; i++)
		news |= mark(s, seen, t->status[i].ke);
	for (size_t i = 0; i < t->n_jawaban; i++) {
		news |= mark(s, seen, t->jawaban[i].ke);
		news |= mark(s, seen, t->jawaban[i].lewat);
	}
	for (size_t i = 0; i < t->n_batas; i++)
		news |= mark(s, seen, t->batas[i].ke);
	return news;
}

static bool
leads_on(const struct sop *s, const bool *good, const char *id)
{
	const struct sop_tahap *t = sop_tahap(s, id);

	return own_akhir(s, id) != NULL || (t != NULL && good[t - s->tahap]);
}

static bool
ends(const struct sop *s, const bool *good, const struct sop_tahap *t)
{
	bool yes = leads_on(s, good, t->lengkap) || leads_on(s, good, t->selesai_ke) ||
	    leads_on(s, good, t->tanpa) || leads_on(s, good, t->lain);

	for (size_t i = 0; i < t->n_jawaban; i++)
		yes |= leads_on(s, good, t->jawaban[i].ke);
	for (size_t i = 0; i < t->n_batas; i++)
		yes |= leads_on(s, good, t->batas[i].ke);
	return yes;
}

static const struct xml_node *
node_of(const struct sop *s, const char *element, const char *id)
{
	for (const struct xml_node *row = s->root->children; row != NULL; row = row->next) {
		if (strcmp(row->name, element) == 0 && value(row, "id") == id)
			return row;
		for (const struct xml_node *k = row->children; k != NULL; k = k->next)
			if (strcmp(k->name, element) == 0 && value(k, "id") == id)
				return k;
	}
	return s->root;
}

static void
check_reached(const struct proof *c)
{
	const struct sop *s = c->s;
	bool *seen = xcalloc(s->n_tahap + s->n_akhir, sizeof(*seen)), news = mark(s, seen, s->awal);

	mark(s, seen, s->batal);
	mark(s, seen, s->sertifikat_baru);
	while (news) {
		news = false;
		for (size_t i = 0; i < s->n_tahap; i++)
			if (seen[i])
				news |= mark_ways_of(s, seen, &s->tahap[i]);
		for (size_t i = 0; i < s->n_akhir; i++)
			if (seen[s->n_tahap + i])
				news |= mark(s, seen, s->akhir[i].buka);
	}
	for (size_t i = 0; i < s->n_tahap; i++)
		if (!seen[i])
			problem_add(c->p, c->file, node_of(s, "tahap", s->tahap[i].id)->line,
			    "<tahap>: \"%s\" tidak pernah tercapai dari \"%s\"", s->tahap[i].id,
			    s->awal);
	for (size_t i = 0; i < s->n_akhir; i++)
		if (!seen[s->n_tahap + i])
			problem_add(c->p, c->file, node_of(s, "akhir", s->akhir[i].id)->line,
			    "<akhir>: \"%s\" tidak pernah tercapai", s->akhir[i].id);
	free(seen);
}

static void
check_ends(const struct proof *c)
{
	const struct sop *s = c->s;
	bool *good = xcalloc(s->n_tahap + 1, sizeof(*good)), news = true;

	while (news) {
		news = false;
		for (size_t i = 0; i < s->n_tahap; i++) {
			if (!good[i] && ends(s, good, &s->tahap[i]))
				good[i] = news = true;
		}
	}
	for (size_t i = 0; i < s->n_tahap; i++)
		if (!good[i])
			problem_add(c->p, c->file, node_of(s, "tahap", s->tahap[i].id)->line,
			    "<tahap>: \"%s\" tidak pernah sampai ke <akhir>", s->tahap[i].id);
	free(good);
}

static void
prove(const struct proof *c)
{
	const struct sop *s = c->s;
	size_t before = c->p->n_items, good = 0;

	check_target(c, s->root, "awal", TO_TAHAP);
	check_target(c, s->root, "batal", TO_AKHIR);
	check_target(c, s->root, "sertifikat-baru", TO_AKHIR);
	check_unique(c, s->root, "pelaku", "id");
	check_unique(c, s->root, "dokumen", "id");
	check_unique(c, s->root, "baris", "no");
	check_unique(c, s->root, "akhir", "id");
	check_state_names(c);
	for (const struct xml_node *k = s->root->children; k != NULL; k = k->next) {
		if (strcmp(k->name, "pelaku") == 0)
			check_berkas(c, k);
		if (strcmp(k->name, "baris") == 0)
			check_baris(c, k);
		if (strcmp(k->name, "akhir") != 0)
			continue;
		check_target(c, k, "buka", TO_TAHAP);
		for (const struct xml_node *m = xml_child(k, "kirim"); m != NULL;
		     m = xml_next(m, "kirim"))
			check_person(c, m, "kepada", true);
	}
	for (size_t i = 0; i < s->n_akhir; i++)
		good += s->akhir[i].berhasil;
	if (good == 0)
		problem_add(c->p, c->file, s->root->line,
		    "<sop>: tidak ada <akhir> dengan berhasil=\"ya\"");
	if (c->p->n_items == before) {
		check_reached(c);
		check_ends(c);
	}
}

/* ---- doors ---- */

const struct xml_rule *
sop_format(size_t *n)
{
	*n = sizeof(format) / sizeof(format[0]);
	return format;
}

struct sop *
sop_read(const char *file, const char *bytes, size_t n, struct problems *p)
{
	struct sop *s = xcalloc(1, sizeof(*s));
	struct proof c = { file, s, p };
	size_t before = p->n_items;
	struct err e;

	if (bytes != NULL) {
		buf_add(&s->bytes, bytes, n);
	} else if (file_read(file, SOP_MOST, &s->bytes, &e) != 0) {
		problem_add(p, file, 0, "tidak dapat dibaca: %s", e.msg);
		goto out;
	}
	digest(buf_str(&s->bytes), s->bytes.len, s->digest);
	s->root = xml_read(
	    file, buf_str(&s->bytes), s->bytes.len, format, sizeof(format) / sizeof(format[0]), p);
	if (s->root != NULL) {
		take_all(s);
		prove(&c);
	}
	/* a version kept in the store goes on even where a newer checker would refuse it */
	if (bytes == NULL && p->n_items == before)
		sop_doubts(s, file, p);
out:
	if (p->n_items == before)
		return s;
	sop_free(s);
	return NULL;
}

void
sop_free(struct sop *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n_tahap; i++) {
		free(s->tahap[i].kirim);
		free(s->tahap[i].jawaban);
		free(s->tahap[i].batas);
		free(s->tahap[i].status);
	}
	for (size_t i = 0; i < s->n_akhir; i++)
		free(s->akhir[i].kirim);
	free(s->dasar);
	free(s->keterkaitan);
	free(s->peringatan);
	free(s->kualifikasi);
	free(s->peralatan);
	free(s->pencatatan);
	free(s->pelaku);
	free(s->dokumen);
	free(s->baris);
	free(s->tahap);
	free(s->akhir);
	buf_free(&s->bytes);
	xml_free(s->root);
	free(s);
}

const struct sop_tahap *
sop_tahap(const struct sop *s, const char *id)
{
	for (size_t i = 0; id != NULL && i < s->n_tahap; i++)
		if (s->tahap[i].id != NULL && strcmp(s->tahap[i].id, id) == 0)
			return &s->tahap[i];
	return NULL;
}

/* Ends that no SOP writes: people finished it beside loket, or it was a rehearsal. */
static const struct sop_akhir beside[] = {
	{ .id = (char *)"petugas", .nama = (char *)"Diselesaikan petugas", .hitung_terpisah = true },
	{ .id = (char *)"bayangan", .nama = (char *)"Masa bayangan selesai", .hitung_terpisah = true },
};

const struct sop_akhir *
sop_akhir(const struct sop *s, const char *id)
{
	const struct sop_akhir *own = own_akhir(s, id);

	if (own != NULL)
		return own;
	for (size_t i = 0; id != NULL && i < sizeof(beside) / sizeof(beside[0]); i++)
		if (strcmp(beside[i].id, id) == 0)
			return &beside[i];
	return NULL;
}

const struct sop_baris *
sop_baris_no(const struct sop *s, const char *no)
{
	for (size_t i = 0; no != NULL && i < s->n_baris; i++)
		if (strcmp(s->baris[i].no, no) == 0)
			return &s->baris[i];
	return NULL;
}

const struct sop_pelaku *
sop_pelaku(const struct sop *s, const char *id)
{
	for (size_t i = 0; id != NULL && i < s->n_pelaku; i++)
		if (s->pelaku[i].id != NULL && strcmp(s->pelaku[i].id, id) == 0)
			return &s->pelaku[i];
	return NULL;
}

const struct sop_jawaban *
sop_forward(const struct sop_tahap *t)
{
	for (size_t i = 0; i < t->n_jawaban; i++)
		if (t->jawaban[i].arti != NULL && strcmp(t->jawaban[i].arti, "forward") == 0 &&
		    t->jawaban[i].ke != NULL)
			return &t->jawaban[i];
	return NULL;
}

bool
sop_lists(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = list; at != NULL && *at != '\0';) {
		size_t len = strcspn(at, " ");

		if (len == n && strncmp(at, word, n) == 0)
			return true;
		at += len + strspn(at + len, " ");
	}
	return false;
}

const struct sop_baris *
sop_baris_of(const struct sop *s, const struct sop_tahap *t)
{
	return &s->baris[t->baris];
}

bool
sop_has_table(const struct sop *s)
{
	for (size_t i = 0; i < s->n_baris; i++)
		if (s->baris[i].asal == ASAL_RESMI)
			return true;
	return false;
}

void
sop_minutes(const struct sop *s, int64_t *all, int64_t *shortest)
{
	*all = *shortest = 0;
	for (size_t i = 0; i < s->n_baris; i++) {
		const struct sop_baris *b = &s->baris[i];
		int64_t unit = b->satuan == NULL || *b->satuan == 'm' ? 1 :
		    *b->satuan == 'j'                                 ? 60 :
									WORKDAY_MINUTES;

		if (b->asal != ASAL_RESMI)
			continue;
		*all += b->waktu_min * unit;
		*shortest += b->opsional ? 0 : b->waktu_min * unit;
	}
}

static void
add_use(
    struct sop_use **out, size_t *n, const struct xml_node *node, const char *attr, enum use kind)
{
	const char *name = value(node, attr);

	if (name == NULL)
		return;
	*out = grow(*out, *n, sizeof(**out));
	(*out)[(*n)++] = (struct sop_use){ kind, name, node->line };
}

static void
add_uses(struct sop_use **out, size_t *n, const struct xml_node *node)
{
	for (const struct xml_node *k = node->children; k != NULL; k = k->next) {
		add_use(out, n, k, "surat", USE_SURAT);
		add_use(out, n, k, "tanya", USE_TANYA);
		add_use(out, n, k, "pengingat", USE_TANYA);
		add_use(out, n, k, "lanjut", USE_LAYANAN);
		add_use(out, n, k, "perkara", USE_LAYANAN);
		add_use(out, n, k, "kirim", USE_SURAT);
		if (value(k, "arti") != NULL && strcmp(value(k, "arti"), "data") != 0)
			add_use(out, n, k, "arti", USE_ARTI);
		if (strcmp(k->name, "jawaban") == 0)
			add_use(out, n, k, "kata", USE_KATA);
		if (strcmp(k->name, "dokumen") == 0)
			add_use(out, n, k, "id", USE_DOKUMEN);
		add_uses(out, n, k);
	}
}

size_t
sop_uses(const struct sop *s, struct sop_use **out)
{
	size_t n = 0;

	*out = NULL;
	add_uses(out, &n, s->root);
	return n;
}
