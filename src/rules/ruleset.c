/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules/letter/NAME.xml -> struct ruleset. One table of elements per file for the checker of xml.c,
 * one function per kind of rule. All files are read even when the first has mistakes, so that one
 * run shows all of them; a pattern that does not compile is a mistake like any other, with the line
 * of its element. Nothing here knows a word of any language.
 */
#include "rules/ruleset.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "protocol.h"
#include "rules/xml.h"

#define YES_NO(name) { name, XML_YESNO, false, NULL }
#define ROWS(a) (a), sizeof(a) / sizeof((a)[0])

/* ---- what the files may hold ---- */

static const struct xml_attr_rule term_attrs[] = { { "nama", XML_ID, true, NULL } };
static const struct xml_rule term_file[] = {
	{ "istilah-surat", "", NULL, 0, false, 1, 1 },
	{ "istilah", "istilah-surat", ROWS(term_attrs), true, 0, 0 },
};

static const struct xml_rule scan_file[] = {
	{ "pindai-surat", "", NULL, 0, false, 1, 1 },
	{ "label", "pindai-surat", NULL, 0, true, 1, 0 },
	{ "bulan", "pindai-surat", NULL, 0, true, 1, 0 },
	{ "unit", "pindai-surat", NULL, 0, true, 1, 0 },
	{ "biasa", "pindai-surat", NULL, 0, true, 0, 0 },
};

static const struct xml_attr_rule class_attrs[] = {
	{ "id", XML_WORD, true, "request|command|notice|auto|bounce|other" },
	{ "aturan", XML_ID, true, NULL },
	{ "beri", XML_ID, false, NULL },
	YES_NO("layanan"),
	YES_NO("jawaban"),
	YES_NO("dokumen"),
	YES_NO("balasan"),
	YES_NO("otomatis"),
	YES_NO("milik"),
	YES_NO("gagal"),
	YES_NO("ams"),
};
static const struct xml_attr_rule auto_attrs[] = { { "sebab", XML_ID, true, NULL },
	YES_NO("orang") };
static const struct xml_attr_rule condition_attrs[] = {
	{ "bagian", XML_WORD, true, "pengirim|nama|perihal|isi|kutipan|kepala|jalur-balik" },
	{ "kepala", XML_TEXT, false, NULL }, YES_NO("tidak"),
};
static const struct xml_rule class_file[] = {
	{ "kelas-surat", "", NULL, 0, false, 1, 1 },
	{ "otomatis", "kelas-surat", ROWS(auto_attrs), false, 1, 0 },
	{ "balasan", "kelas-surat", NULL, 0, true, 1, 0 },
	{ "terusan", "kelas-surat", NULL, 0, true, 1, 0 },
	{ "kelas", "kelas-surat", ROWS(class_attrs), false, 1, 0 },
	{ "syarat", "kelas|otomatis", ROWS(condition_attrs), true, 0, 0 },
};

static const struct xml_attr_rule id_name_attrs[] = { { "id", XML_ID, true, NULL },
	{ "nama", XML_TEXT, true, NULL } };
static const struct xml_attr_rule document_attrs[] = { { "id", XML_ID, true, NULL },
	{ "nama", XML_TEXT, true, NULL }, YES_NO("orang"), YES_NO("pindaian") };
static const struct xml_attr_rule weak_attrs[] = { YES_NO("lemah"), YES_NO("kalimat"),
	YES_NO("centang") };
static const struct xml_rule service_file[] = {
	{ "layanan-surat", "", NULL, 0, false, 1, 1 },
	{ "layanan", "layanan-surat", ROWS(id_name_attrs), false, 1, 0 },
	{ "ragu", "layanan-surat", NULL, 0, false, 0, 1 },
	{ "sambung", "layanan-surat", NULL, 0, false, 0, 1 },
	{ "tujuan", "layanan-surat", NULL, 0, true, 0, 0 },
	{ "pola", "layanan|ragu|sambung", ROWS(weak_attrs), true, 1, 0 },
};

static const struct xml_attr_rule field_attrs[] = {
	{ "id", XML_ID, true, NULL }, { "bentuk", XML_WORD, true, "teks|angka|alamat|nomor" },
};
static const struct xml_attr_rule exact_attrs[] = { YES_NO("huruf-tepat") };
static const struct xml_attr_rule pattern_attrs[] = { YES_NO("huruf-tepat"), YES_NO("lemah") };
static const struct xml_attr_rule label_name_attrs[] = { YES_NO("titik-dua") };
static const struct xml_attr_rule sentence_attrs[] = { YES_NO("huruf-tepat"),
	{ "orang", XML_WORD, false, "diri|lain|semua" } };
static const struct xml_rule field_file[] = {
	{ "isian-surat", "", NULL, 0, false, 1, 1 },
	{ "kalimat", "isian-surat", ROWS(sentence_attrs), true, 0, 0 },
	{ "isian", "isian-surat", ROWS(field_attrs), false, 1, 0 },
	{ "ekor-label", "isian-surat", NULL, 0, true, 0, 0 },
	{ "akhir-nilai", "isian-surat", NULL, 0, true, 0, 0 },
	{ "kolom-lama", "isian-surat", NULL, 0, true, 0, 0 },
	{ "kolom-akhir", "isian-surat", NULL, 0, true, 0, 0 },
	{ "label", "isian", ROWS(label_name_attrs), true, 0, 0 },
	{ "nilai", "isian", ROWS(exact_attrs), true, 0, 0 },
	{ "pola", "isian", ROWS(pattern_attrs), true, 0, 0 },
};

static const struct xml_rule document_file[] = {
	{ "dokumen-surat", "", NULL, 0, false, 1, 1 },
	{ "dokumen", "dokumen-surat", ROWS(document_attrs), false, 1, 0 },
	{ "berkas", "dokumen", NULL, 0, true, 0, 0 },
	{ "jenis", "dokumen", NULL, 0, true, 0, 0 },
	{ "isi", "dokumen", NULL, 0, true, 0, 0 },
};

static const struct xml_rule official_file[] = {
	{ "surat-dinas", "", NULL, 0, false, 1, 1 },
	{ "tempat-tanggal", "surat-dinas", NULL, 0, true, 1, 0 },
	{ "yth", "surat-dinas", NULL, 0, true, 1, 0 },
	{ "yth-lanjut", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "dikepalai-bawahan", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "di", "surat-dinas", NULL, 0, true, 1, 0 },
	{ "judul", "surat-dinas", NULL, 0, true, 1, 0 },
	{ "penanda", "surat-dinas", NULL, 0, true, 1, 0 },
	{ "tentang", "surat-dinas", NULL, 0, true, 1, 0 },
	{ "demikian", "surat-dinas", NULL, 0, true, 1, 0 },
	{ "penutup", "surat-dinas", NULL, 0, true, 1, 0 },
	{ "bukan-nama", "surat-dinas", NULL, 0, true, 1, 0 },
	{ "pangkat", "surat-dinas", NULL, 0, true, 1, 0 },
	{ "tembusan", "surat-dinas", NULL, 0, true, 1, 0 },
	{ "pribadi", "surat-dinas", NULL, 0, true, 1, 0 },
	{ "orang-lain", "surat-dinas", NULL, 0, true, 1, 0 },
	{ "obrolan", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "pengirim", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "butir", "surat-dinas", NULL, 0, true, 1, 0 },
	{ "nama", "surat-dinas", NULL, 0, true, 1, 0 },
	{ "unit", "surat-dinas", NULL, 0, true, 1, 0 },
	{ "saksi", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "jabatan", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "dikepalai", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "jabatan-pada", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "kop", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "kop-lanjut", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "kop-induk", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "isian-lanjut", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "memutuskan", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "bukan-pemohon", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "tetap-pemohon", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "pejabat", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "pimpinan", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "nilai-lama", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "habis-lama", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "bersama", "surat-dinas", NULL, 0, true, 0, 0 },
	{ "tugas", "surat-dinas", NULL, 0, true, 0, 0 },
};

static const struct xml_attr_rule means_attrs[] = {
	{ "id", XML_ID, true, NULL },
	YES_NO("alasan"), YES_NO("catatan"),
	YES_NO("tanya"),
	YES_NO("didukung"),
	{ "ikut", XML_IDS, false, NULL },
};
static const struct xml_attr_rule spelling_attrs[] = {
	{ "arti", XML_ID, true, NULL },
	{ "tingkat", XML_WORD, false, "1|2" },
};
static const struct xml_attr_rule word_attrs[] = {
	{ "tingkat", XML_WORD, true, "1|2|3" }, { "rinci", XML_ID, false, NULL }, YES_NO("utuh"),
	{ "di", XML_WORD, false, "awal|mana-saja|balasan" }, YES_NO("kalimat"),
	YES_NO("ragu"),
};
static const struct xml_attr_rule list_attrs[] = {
	{ "bagian", XML_WORD, true, "nomor|hingga|semua|kecuali|sisa|dan" },
};
static const struct xml_rule word_file[] = {
	{ "kata-surat", "", NULL, 0, false, 1, 1 },
	{ "istilah", "kata-surat", ROWS(term_attrs), true, 0, 0 },
	{ "eja", "kata-surat", ROWS(spelling_attrs), true, 0, 0 },
	{ "pendukung", "kata-surat", NULL, 0, true, 0, 0 },
	{ "andai", "kata-surat", NULL, 0, true, 0, 0 },
	{ "arti", "kata-surat", ROWS(means_attrs), false, 1, 0 },
	{ "ucapan", "arti", ROWS(word_attrs), true, 1, 0 },
	{ "salam", "kata-surat", NULL, 0, true, 1, 0 },
	{ "pembuka", "kata-surat", NULL, 0, true, 0, 0 },
	{ "ekor", "kata-surat", NULL, 0, true, 1, 0 },
	{ "penutup", "kata-surat", NULL, 0, true, 1, 0 },
	{ "gelar", "kata-surat", NULL, 0, true, 1, 0 },
	{ "daftar", "kata-surat", ROWS(list_attrs), true, 0, 0 },
	{ "ingkar", "kata-surat", NULL, 0, true, 1, 0 },
	{ "syarat", "kata-surat", NULL, 0, true, 1, 0 },
	{ "tanya", "kata-surat", NULL, 0, true, 1, 0 },
};

static const struct xml_attr_rule label_attrs[] = {
	{ "id", XML_WORD, true, "dari|kirim|kepada|tembusan|perihal" },
};
static const struct xml_attr_rule end_attrs[] = { { "sampai", XML_WORD, false, "baris|akhir" } };
static const struct xml_attr_rule mark_attrs[] = {
	{ "nama", XML_TEXT, false, NULL },
	{ "atribut", XML_TEXT, false, NULL },
	{ "nilai", XML_TEXT, false, NULL },
	{ "lingkup", XML_WORD, true, "isi|sisa" },
	{ "sebagai", XML_WORD, false, "kutipan|tanda-tangan" },
	{ "tanpa-anak", XML_TEXT, false, NULL },
};
static const struct xml_attr_rule card_attrs[] = {
	{ "milik", XML_WORD, true, "kantor|orang" },
};
static const struct xml_attr_rule own_attrs[] = {
	{ "bagian", XML_WORD, true, "awal|isi|akhir|sebaris" },
};
static const struct xml_rule quote_file[] = {
	{ "kutipan-surat", "", NULL, 0, false, 1, 1 },
	{ "atribusi", "kutipan-surat", NULL, 0, true, 1, 0 },
	{ "pemisah", "kutipan-surat", NULL, 0, true, 1, 0 },
	{ "kepala", "kutipan-surat", ROWS(label_attrs), true, 1, 0 },
	{ "tanda-tangan", "kutipan-surat", ROWS(end_attrs), true, 1, 0 },
	{ "kartu", "kutipan-surat", ROWS(card_attrs), true, 1, 0 },
	{ "surat-kami", "kutipan-surat", ROWS(own_attrs), true, 1, 0 },
	{ "penunjuk", "kutipan-surat", NULL, 0, true, 0, 0 },
	{ "reaksi", "kutipan-surat", NULL, 0, true, 0, 0 },
	{ "unsur", "kutipan-surat", ROWS(mark_attrs), false, 1, 0 },
};

static const struct xml_attr_rule secret_attrs[] = { { "id", XML_ID, true, NULL },
	YES_NO("huruf-tepat"), YES_NO("pemberitahuan") };
static const struct xml_rule secret_file[] = {
	{ "rahasia-surat", "", NULL, 0, false, 1, 1 },
	{ "rahasia", "rahasia-surat", ROWS(secret_attrs), true, 1, 0 },
};

static const struct xml_attr_rule domain_attrs[] = { { "nama", XML_TEXT, true, NULL } };
static const struct xml_attr_rule notice_attrs[] = {
	{ "id", XML_WORD, true, NOTICE_KINDS },
};
static const struct xml_attr_rule notice_condition_attrs[] = {
	{ "bagian", XML_WORD, true, "perihal|isi|surat|unsur" }, { "xpath", XML_TEXT, false, NULL },
	YES_NO("tidak"),
};
static const struct xml_rule notice_file[] = {
	{ "pemberitahuan-ams", "", NULL, 0, false, 1, 1 },
	{ "domain", "pemberitahuan-ams", ROWS(domain_attrs), false, 1, 0 },
	{ "pemberitahuan", "pemberitahuan-ams", ROWS(notice_attrs), false, 1, 0 },
	{ "syarat", "pemberitahuan", ROWS(notice_condition_attrs), true, 1, 0 },
	{ "berakhir", "pemberitahuan-ams", ROWS(notice_condition_attrs), true, 1, 0 },
};

static const struct xml_attr_rule fold_attrs[] = {
	{ "tampak", XML_TEXT, false, NULL }, { "kode", XML_TEXT, true, NULL },
};
static const struct xml_rule fold_file[] = {
	{ "huruf-surat", "", NULL, 0, false, 1, 1 },
	{ "huruf", "huruf-surat", ROWS(fold_attrs), false, 1, 0 },
	{ "tak-tampak", "huruf-surat", ROWS(fold_attrs), false, 1, 0 },
};

/* ---- patterns ---- */

struct loading {
	struct ruleset *r;
	const char *file;		/* as shown in problems */
	const char *name;		/* its last part, as shown in explanations */
	struct problems *p;
};

static char *
place_of(const struct loading *l, const struct xml_node *n)
{
	return xasprintf("%s:%d", l->name, n->line);
}

static void
rule_free(struct rule *rule)
{
	regex_free(rule->re);
	free(rule->text);
	free(rule->where);
	free(rule->id);
	free(rule->detail);
}

/* The term that p, at its brace, names; NULL: none, which is a mistake. *end: its last brace. */
static const struct term *
term_at(const struct loading *l, const struct xml_node *n, const char *p, const char **end)
{
	size_t len;
	/* not the braces of \x{e9} or \p{latin}, but those behind \b */
	bool escape = p >= n->text + 2 && p[-2] == '\\' && strchr("xopPgkN", p[-1]) != NULL;

	*end = *p == '{' && islower((unsigned char)p[1]) && !escape ? strchr(p, '}') : NULL;
	if (*end == NULL)
		return NULL;
	len = (size_t)(*end - p) - 1;
	for (size_t i = 0; i < l->r->n_terms; i++)
		if (strlen(l->r->terms[i].name) == len &&
		    memcmp(l->r->terms[i].name, p + 1, len) == 0)
			return &l->r->terms[i];
	problem_add(l->p, l->file, n->line, "<%s>: {%.*s} bukan <istilah> di atas", n->name,
	    (int)len, p + 1);
	return NULL;
}

/* The text with each {name} put in its place: its text, or a call of it. The caller frees. */
static char *
expand_terms(const struct loading *l, const struct xml_node *n)
{
	struct buf out = BUF_INIT;

	for (const char *p = n->text, *end; *p != '\0'; p++) {
		const struct term *term = term_at(l, n, p, &end);

		if (end == NULL)
			buf_addc(&out, *p);
		else if (term != NULL && term->called)
			buf_addf(&out, "(?&%s)", term->call);
		else if (term != NULL)
			buf_addf(&out, "(?:%s)", term->text);
		p = end != NULL ? end : p;
	}
	return buf_take(&out);
}

/* False when the pattern does not compile; the problem is noted and *rule is empty. */
static bool
rule_make(const struct loading *l, const struct xml_node *n, unsigned flags, struct rule *rule)
{
	char why[160], *text;
	size_t at = 0;

	*rule = (struct rule){ 0 };
	if (*n->text == '\0') {
		problem_add(l->p, l->file, n->line, "<%s> kosong", n->name);
		return false;
	}
	text = expand_terms(l, n);
	if (xml_yes(n, "huruf-tepat", false))
		flags |= REGEX_EXACT;
	rule->re = regex_new(text, flags, l->r->parts, &at, why, sizeof(why));
	free(text);
	if (rule->re == NULL) {
		problem_add(l->p, l->file, n->line,
		    "<%s>: pola \"%s\" tidak sah pada huruf ke-%zu: %s", n->name, n->text, at + 1,
		    why);
		return false;
	}
	rule->text = xstrdup(n->text);
	rule->where = place_of(l, n);
	return true;
}

static struct rule *
rule_add(const struct loading *l, const struct xml_node *n, unsigned flags, struct rules *to)
{
	struct rule rule;
	const char *weak;

	if (!rule_make(l, n, flags, &rule))
		return NULL;
	/* not asked of conditions: there a whole field may be wanted, whatever it says */
	if (!(flags & REGEX_OPTIONAL) && (weak = regex_weak(rule.re)) != NULL)
		problem_add(
		    l->p, l->file, n->line, "<%s>: pola \"%.60s\" %s", n->name, n->text, weak);
	to->items = grow(to->items, to->n, sizeof(*to->items));
	to->items[to->n] = rule;
	return &to->items[to->n++];
}

static void
rules_all(const struct loading *l, const struct xml_node *parent, const char *name, unsigned flags,
    struct rules *to)
{
	for (const struct xml_node *n = xml_child(parent, name); n != NULL; n = xml_next(n, name))
		rule_add(l, n, flags, to);
}

static void
rules_free(struct rules *rules)
{
	for (size_t i = 0; i < rules->n; i++)
		rule_free(&rules->items[i]);
	free(rules->items);
}

/* ---- one function per file ---- */

static enum tri
tri_of(const struct xml_node *n, const char *attr)
{
	if (xml_get(n, attr) == NULL)
		return TRI_ANY;
	return xml_yes(n, attr, false) ? TRI_YES : TRI_NO;
}

static void
load_conditions(const struct loading *l, const struct xml_node *n, struct class_rule *c)
{
	static const char *const places[PLACE__N] = { "pengirim", "nama", "perihal", "isi",
		"kutipan", "kepala", "jalur-balik" };

	for (const struct xml_node *s = xml_child(n, "syarat"); s != NULL;
	     s = xml_next(s, "syarat")) {
		const char *place = xml_get(s, "bagian"), *header = xml_get(s, "kepala");
		struct condition condition = { 0 };

		while (place != NULL && condition.place < PLACE__N &&
		    strcmp(places[condition.place], place) != 0)
			condition.place++;
		if (place == NULL || condition.place == PLACE__N)
			continue;		/* the checker has told */
		if ((condition.place == PLACE_HEADER) != (header != NULL)) {
			problem_add(l->p, l->file, s->line,
			    "<syarat>: atribut \"kepala\" wajib untuk bagian=\"kepala\", dan hanya "
			    "di situ");
			continue;
		}
		condition.absent = xml_yes(s, "tidak", false);
		if (!rule_make(l, s, REGEX_LINE, &condition.rule))
			continue;
		condition.header = xstrdup(header);
		c->conditions = grow(c->conditions, c->n_conditions, sizeof(*c->conditions));
		c->conditions[c->n_conditions++] = condition;
	}
}

static void
load_classes(const struct loading *l, const struct xml_node *root)
{
	struct ruleset *r = l->r;

	for (const struct xml_node *n = root->children; n != NULL; n = n->next) {
		struct class_rule c = { .where = place_of(l, n), .class = -1 };

		if (strcmp(n->name, "kelas") == 0) {
			c.id = xstrdup(xml_get(n, "aturan"));
			c.class = xml_get(n, "id") != NULL ? class_of(xml_get(n, "id")) : -1;
			c.service = xstrdup(xml_get(n, "beri"));
			c.service_known = tri_of(n, "layanan");
			c.answer = tri_of(n, "jawaban");
			c.documents = tri_of(n, "dokumen");
			c.reply = tri_of(n, "balasan");
			c.automatic = tri_of(n, "otomatis");
			c.ours = tri_of(n, "milik");
			c.failure = tri_of(n, "gagal");
			c.of_ams = tri_of(n, "ams");
			load_conditions(l, n, &c);
			r->classes = grow(r->classes, r->n_classes, sizeof(c));
			r->classes[r->n_classes++] = c;
		} else if (strcmp(n->name, "otomatis") == 0) {
			c.id = xstrdup(xml_get(n, "sebab"));
			c.by_person = xml_yes(n, "orang", false);
			load_conditions(l, n, &c);
			r->autos = grow(r->autos, r->n_autos, sizeof(c));
			r->autos[r->n_autos++] = c;
		} else {
			free(c.where);
		}
	}
	rules_all(l, root, "balasan", REGEX_LINE, &r->reply_subjects);
	rules_all(l, root, "terusan", REGEX_LINE, &r->forward_subjects);
}

static enum strength
strength_of(const struct xml_node *n)
{
	return xml_yes(n, "lemah", false)  ? WEAK :
	    xml_yes(n, "kalimat", false) ? LOOSE :
	    xml_yes(n, "centang", false) ? TICKED :
					   CLEAR;
}

static void
load_services(const struct loading *l, const struct xml_node *root)
{
	struct ruleset *r = l->r;

	for (const struct xml_node *n = xml_child(root, "layanan"); n != NULL;
	     n = xml_next(n, "layanan")) {
		struct service *s;

		r->services = grow(r->services, r->n_services, sizeof(*s));
		s = &r->services[r->n_services++];
		s->id = xstrdup(xml_get(n, "id"));
		s->name = xstrdup(xml_get(n, "nama"));
		for (const struct xml_node *pola = xml_child(n, "pola"); pola != NULL;
		     pola = xml_next(pola, "pola")) {
			struct rule *rule = rule_add(l, pola, REGEX_PHRASE, &s->patterns);

			if (rule != NULL)
				rule->strength = strength_of(pola);
		}
	}
	if (xml_child(root, "ragu") != NULL)
		for (const struct xml_node *n = xml_child(xml_child(root, "ragu"), "pola");
		     n != NULL; n = xml_next(n, "pola")) {
			struct rule *rule = rule_add(l, n, REGEX_PHRASE, &r->ambiguous);

			if (rule != NULL)
				rule->strength = strength_of(n);
		}
	if (xml_child(root, "sambung") != NULL)
		for (const struct xml_node *n = xml_child(xml_child(root, "sambung"), "pola");
		     n != NULL; n = xml_next(n, "pola"))
			rule_add(l, n, REGEX_PHRASE, &r->links);
	rules_all(l, root, "tujuan", REGEX_LINE, &r->purposes);
}

/* A term may use those above it. */
static struct term *
load_term(const struct loading *l, const struct xml_node *n)
{
	struct ruleset *r = l->r;
	char *text = expand_terms(l, n);

	for (size_t i = 0; i < r->n_terms; i++)
		if (strcmp(r->terms[i].name, xml_get(n, "nama")) == 0)
			problem_add(l->p, l->file, n->line,
			    "<istilah>: nama=\"%s\" sudah ada; pakai nama lain", r->terms[i].name);
	r->terms = grow(r->terms, r->n_terms, sizeof(*r->terms));
	r->terms[r->n_terms] = (struct term){ .name = xstrdup(xml_get(n, "nama")), .text = text };
	return &r->terms[r->n_terms++];
}

static void
load_terms(const struct loading *l, const struct xml_node *root)
{
	for (const struct xml_node *n = xml_child(root, "istilah"); n != NULL;
	     n = xml_next(n, "istilah"))
		load_term(l, n);
}

/* Shared by files: called where they hold no group of their own, whose match a call would lose. */
static void
load_shared_terms(const struct loading *l, const struct xml_node *root)
{
	for (const struct xml_node *n = xml_child(root, "istilah"); n != NULL;
	     n = xml_next(n, "istilah")) {
		struct term *term = load_term(l, n);
		const char *group = term->text;

		while ((group = strstr(group, "(?<")) != NULL && !islower((unsigned char)group[3]))
			group += 3;
		term->called = group == NULL;
		term->call = xasprintf("t_%s", term->name);
		for (char *p = term->call; *p != '\0'; p++)
			if (*p == '-')
				*p = '_';
		if (term->called)
			regex_parts_add(l->r->parts, term->call, term->text);
	}
}

/* Each names the field of every group that it has; one at least. */
static void
load_sentences(const struct loading *l, const struct xml_node *root)
{
	struct ruleset *r = l->r;

	for (const struct xml_node *n = xml_child(root, "kalimat"); n != NULL;
	     n = xml_next(n, "kalimat")) {
		struct rule *rule = rule_add(l, n, REGEX_LINE, &r->sentences);
		const char *who = xml_get(n, "orang");
		bool any = rule == NULL;

		for (size_t i = 0; !any && i < r->n_fields; i++)
			any = regex_has_group(rule->re, r->fields[i].id);
		if (!any)
			problem_add(l->p, l->file, n->line,
			    "<kalimat> harus memuat kelompok bernama isian, misalnya (?<nama>...)");
		if (rule == NULL)
			continue;
		rule->own = who != NULL && strcmp(who, "diri") == 0;
		rule->other = who != NULL && strcmp(who, "lain") == 0;
		rule->all = who != NULL && strcmp(who, "semua") == 0;
	}
}

static void
load_fields(const struct loading *l, const struct xml_node *root)
{
	struct ruleset *r = l->r;

	for (const struct xml_node *n = xml_child(root, "isian"); n != NULL;
	     n = xml_next(n, "isian")) {
		const char *form = xml_get(n, "bentuk");
		struct field_rule *f;

		r->fields = grow(r->fields, r->n_fields, sizeof(*f));
		f = &r->fields[r->n_fields++];
		f->id = xstrdup(xml_get(n, "id"));
		if (form != NULL)
			f->form = strcmp(form, "angka") == 0 ? FORM_DIGITS :
			    strcmp(form, "alamat") == 0      ? FORM_ADDRESS :
			    strcmp(form, "nomor") == 0       ? FORM_NUMBER :
							       FORM_TEXT;
		for (const struct xml_node *label = xml_child(n, "label"); label != NULL;
		     label = xml_next(label, "label")) {
			struct rule *rule = rule_add(l, label, REGEX_PHRASE, &f->labels);

			if (rule != NULL)
				rule->whole = xml_yes(label, "titik-dua", false);
		}
		rules_all(l, n, "nilai", 0, &f->values);
		for (const struct xml_node *pola = xml_child(n, "pola"); pola != NULL;
		     pola = xml_next(pola, "pola")) {
			struct rule *rule = rule_add(l, pola, REGEX_LINE, &f->patterns);

			if (rule != NULL)
				rule->strength = strength_of(pola);
		}
		for (size_t i = 0; i < f->patterns.n; i++)
			if (!regex_has_group(f->patterns.items[i].re, "v"))
				problem_add(l->p, l->file, n->line,
				    "<isian id=\"%s\">: <pola> harus memuat kelompok (?<v>...)",
				    f->id);
	}
	rules_all(l, root, "ekor-label", REGEX_OPTIONAL, &r->label_tails);
	rules_all(l, root, "akhir-nilai", 0, &r->value_ends);
	rules_all(l, root, "kolom-lama", 0, &r->former);
	rules_all(l, root, "kolom-akhir", 0, &r->last_counts);
	load_sentences(l, root);
}

static void
load_documents(const struct loading *l, const struct xml_node *root)
{
	struct ruleset *r = l->r;

	for (const struct xml_node *n = xml_child(root, "dokumen"); n != NULL;
	     n = xml_next(n, "dokumen")) {
		struct document_rule *d;

		r->documents = grow(r->documents, r->n_documents, sizeof(*d));
		d = &r->documents[r->n_documents++];
		d->id = xstrdup(xml_get(n, "id"));
		d->where = place_of(l, n);
		d->people = xml_yes(n, "orang", false);
		d->scanned = xml_yes(n, "pindaian", false);
		rules_all(l, n, "berkas", REGEX_PHRASE, &d->names);
		rules_all(l, n, "jenis", 0, &d->types);
		rules_all(l, n, "isi", REGEX_LINE, &d->contents);
	}
}

/* The lists of dinas.xml by their element. */
static struct rules *
official_list(struct official_rules *o, size_t i, const char **element)
{
	static const char *const elements[] = { "tempat-tanggal", "yth", "di", "judul", "penanda",
		"tentang", "demikian", "penutup", "bukan-nama", "pangkat", "tembusan", "pribadi", "yth-lanjut", "dikepalai-bawahan",
		"butir", "nama", "unit", "orang-lain", "saksi", "jabatan", "bukan-pemohon",
		"tetap-pemohon", "dikepalai", "jabatan-pada", "kop", "kop-lanjut", "kop-induk", "isian-lanjut",
		"memutuskan", "pejabat", "pimpinan", "nilai-lama",
		"habis-lama", "bersama", "tugas", "obrolan", "pengirim" };
	struct rules *lists[] = { &o->place_dates, &o->addressed, &o->address_ends, &o->titles,
		&o->signing, &o->about, &o->closings, &o->endings, &o->no_names, &o->ranks,
		&o->copies, &o->personal, &o->address_rests, &o->headed_below, &o->items, &o->names, &o->places, &o->others, &o->witnesses,
		&o->positions, &o->strangers, &o->applicants, &o->headed, &o->parted, &o->heads, &o->head_rests, &o->head_parents,
		&o->rests, &o->decisions, &o->offices, &o->leaders,
		&o->former, &o->outdated, &o->together, &o->duties, &o->chats, &o->senders };

	if (i >= sizeof(lists) / sizeof(lists[0]))
		return NULL;
	*element = elements[i];
	return lists[i];
}

static void
load_official(const struct loading *l, const struct xml_node *root)
{
	struct rules *list;
	const char *element;

	for (size_t i = 0; (list = official_list(&l->r->official, i, &element)) != NULL; i++)
		rules_all(l, root, element, 0, list);
}

static void
load_gives_way(const struct xml_node *n, struct means *m)
{
	char *copy = xstrdup(xml_get(n, "ikut"));

	for (char *save, *w = copy != NULL ? strtok_r(copy, " ", &save) : NULL; w != NULL;
	     w = strtok_r(NULL, " ", &save)) {
		m->gives_way = grow(m->gives_way, m->n_gives_way, sizeof(*m->gives_way));
		m->gives_way[m->n_gives_way++] = xstrdup(w);
	}
	free(copy);
}

/* Every "ikut" must name an answer of the file. */
static void
check_gives_way(const struct loading *l, const struct xml_node *root)
{
	for (const struct xml_node *n = xml_child(root, "arti"); n != NULL;
	     n = xml_next(n, "arti")) {
		const struct means *m = ruleset_means(l->r, xml_get(n, "id"));

		for (size_t i = 0; m != NULL && i < m->n_gives_way; i++)
			if (ruleset_means(l->r, m->gives_way[i]) == NULL)
				problem_add(l->p, l->file, n->line,
				    "<arti id=\"%s\">: ikut=\"%s\" tidak ada", m->id,
				    m->gives_way[i]);
	}
}

/* Blanks stand between the words of an <eja>. */
static void
load_spellings(const struct loading *l, const struct xml_node *root)
{
	struct ruleset *r = l->r;
	char *list, *rest, *word;

	for (const struct xml_node *n = xml_child(root, "eja"); n != NULL; n = xml_next(n, "eja")) {
		if (ruleset_means(r, xml_get(n, "arti")) == NULL)
			problem_add(l->p, l->file, n->line, "<eja>: arti=\"%s\" tidak ada",
			    xml_get(n, "arti"));
		rest = list = xstrdup(n->text);
		while ((word = strsep(&rest, " \n\t")) != NULL) {
			if (*word == '\0')
				continue;
			r->spellings = grow(r->spellings, r->n_spellings, sizeof(*r->spellings));
			r->spellings[r->n_spellings++] = (struct spelling){ xstrdup(word),
				{ .id = xstrdup(xml_get(n, "arti")), .tier = xml_int(n, "tingkat", 2),
				    .where = place_of(l, n) } };
		}
		free(list);
	}
}

/* "SETUJU nomor 1 sampai 3": the words of a list. */
static void
load_list_words(const struct loading *l, const struct xml_node *root)
{
	struct ruleset *r = l->r;
	const struct { const char *part; struct rules *to; bool signs; } parts[] = {
		{ "nomor", &r->list_number, false }, { "hingga", &r->list_through, true },
		{ "semua", &r->list_all, false }, { "kecuali", &r->list_except, false },
		{ "sisa", &r->list_rest, false }, { "dan", &r->list_and, true },
	};

	for (const struct xml_node *n = xml_child(root, "daftar"); n != NULL;
	     n = xml_next(n, "daftar"))
		for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
			if (strcmp(parts[i].part, xml_get(n, "bagian")) == 0)
				rule_add(l, n, parts[i].signs ? 0 : REGEX_PHRASE, parts[i].to);
}

static void
load_words(const struct loading *l, const struct xml_node *root)
{
	struct ruleset *r = l->r;

	load_terms(l, root);
	for (const struct xml_node *n = xml_child(root, "arti"); n != NULL;
	     n = xml_next(n, "arti")) {
		struct means *m;

		r->means = grow(r->means, r->n_means, sizeof(*m));
		m = &r->means[r->n_means++];
		m->id = xstrdup(xml_get(n, "id"));
		m->note = xml_yes(n, "catatan", false);
		m->reason = m->note || xml_yes(n, "alasan", false);
		m->question = xml_yes(n, "tanya", false);
		m->supported = xml_yes(n, "didukung", false);
		load_gives_way(n, m);
		for (const struct xml_node *u = xml_child(n, "ucapan"); u != NULL;
		     u = xml_next(u, "ucapan")) {
			struct rule *rule = rule_add(l, u, REGEX_PHRASE, &r->words);
			const char *where = xml_get(u, "di");

			if (rule == NULL)
				continue;
			rule->id = xstrdup(xml_get(n, "id"));
			rule->detail = xstrdup(xml_get(u, "rinci"));
			rule->tier = xml_int(u, "tingkat", 3);
			rule->whole = xml_yes(u, "utuh", false);
			rule->sentence = xml_yes(u, "kalimat", false);
			rule->doubt = xml_yes(u, "ragu", false);
			rule->anywhere = where != NULL && strcmp(where, "awal") != 0;
			rule->reply_only = where != NULL && strcmp(where, "balasan") == 0;
		}
	}
	load_list_words(l, root);
	check_gives_way(l, root);
	load_spellings(l, root);
	rules_all(l, root, "pendukung", REGEX_PHRASE, &r->supports);
	rules_all(l, root, "andai", REGEX_PHRASE, &r->maybes);
	rules_all(l, root, "salam", REGEX_PHRASE, &r->salam);
	rules_all(l, root, "pembuka", REGEX_PHRASE, &r->openings);
	rules_all(l, root, "ekor", REGEX_PHRASE, &r->tails);
	rules_all(l, root, "penutup", REGEX_PHRASE, &r->closings);
	rules_all(l, root, "gelar", REGEX_PHRASE, &r->titles);
	rules_all(l, root, "ingkar", REGEX_PHRASE, &r->negations);
	rules_all(l, root, "syarat", REGEX_PHRASE, &r->conditions);
	rules_all(l, root, "tanya", REGEX_PHRASE, &r->questions);
}

static void
load_mark(const struct loading *l, const struct xml_node *n)
{
	struct ruleset *r = l->r;
	struct mark *m;
	const char *as = xml_get(n, "sebagai"), *scope = xml_get(n, "lingkup");

	if ((xml_get(n, "atribut") == NULL) != (xml_get(n, "nilai") == NULL) ||
	    (xml_get(n, "atribut") == NULL && xml_get(n, "nama") == NULL)) {
		problem_add(l->p, l->file, n->line,
		    "<unsur>: perlu \"nama\", atau \"atribut\" bersama \"nilai\"");
		return;
	}
	r->marks = grow(r->marks, r->n_marks, sizeof(*m));
	m = &r->marks[r->n_marks++];
	m->element = xstrdup(xml_get(n, "nama"));
	m->attr = xstrdup(xml_get(n, "atribut"));
	m->value = xstrdup(xml_get(n, "nilai"));
	m->unless_child = xstrdup(xml_get(n, "tanpa-anak"));
	m->where = place_of(l, n);
	m->rest = scope != NULL && strcmp(scope, "sisa") == 0;
	m->signature = as != NULL && strcmp(as, "tanda-tangan") == 0;
}

static void
load_quotes(const struct loading *l, const struct xml_node *root)
{
	struct ruleset *r = l->r;

	rules_all(l, root, "atribusi", 0, &r->attributions);
	rules_all(l, root, "pemisah", 0, &r->separators);
	rules_all(l, root, "penunjuk", 0, &r->pointers);
	rules_all(l, root, "reaksi", 0, &r->reactions);
	for (const struct xml_node *n = xml_child(root, "kartu"); n != NULL; n = xml_next(n, "kartu")) {
		const char *of = xml_get(n, "milik");

		rule_add(l, n, 0,
		    of != NULL && strcmp(of, "kantor") == 0 ? &r->card_office : &r->card_own);
	}
	for (const struct xml_node *n = xml_child(root, "surat-kami"); n != NULL;
	     n = xml_next(n, "surat-kami")) {
		const char *part = xml_get(n, "bagian");

		rule_add(l, n, 0,
		    part == NULL || strcmp(part, "isi") == 0 ? &r->own_line :
			strcmp(part, "awal") == 0	     ? &r->own_first :
			strcmp(part, "sebaris") == 0	     ? &r->own_whole :
							       &r->own_last);
	}
	for (const struct xml_node *n = xml_child(root, "kepala"); n != NULL;
	     n = xml_next(n, "kepala")) {
		struct rule *rule = rule_add(l, n, 0, &r->labels);

		if (rule != NULL)
			rule->id = xstrdup(xml_get(n, "id"));
	}
	for (const struct xml_node *n = xml_child(root, "tanda-tangan"); n != NULL;
	     n = xml_next(n, "tanda-tangan")) {
		struct rule *rule = rule_add(l, n, 0, &r->signatures);

		if (rule != NULL)
			rule->to_end = xml_get(n, "sampai") != NULL &&
			    strcmp(xml_get(n, "sampai"), "akhir") == 0;
	}
	for (const struct xml_node *n = xml_child(root, "unsur"); n != NULL;
	     n = xml_next(n, "unsur"))
		load_mark(l, n);
}

static void
load_secrets(const struct loading *l, const struct xml_node *root)
{
	for (const struct xml_node *n = xml_child(root, "rahasia"); n != NULL;
	     n = xml_next(n, "rahasia")) {
		struct rule *rule = rule_add(l, n, REGEX_LINE, &l->r->secrets);

		if (rule == NULL)
			continue;
		rule->id = xstrdup(xml_get(n, "id"));
		rule->notice = xml_yes(n, "pemberitahuan", false);
	}
}

/*
 * Long patterns are written over several lines, each begun behind a "|"; the blank that is left of
 * a line end there is not part of the pattern.
 */
static bool
wrapped_rule(const struct loading *l, const struct xml_node *n, struct rule *rule)
{
	struct xml_node whole = *n;
	char *to = whole.text = xstrdup(n->text);
	bool made;

	for (const char *c = n->text; *c != '\0'; c++)
		if (*c != ' ' || c == n->text || c[-1] != '|')
			*to++ = *c;
	*to = '\0';
	made = rule_make(l, &whole, REGEX_LINE, rule);
	free(whole.text);
	return made;
}

static bool
notice_condition(
    const struct loading *l, const struct xml_node *n, struct notice_condition *out)
{
	const char *place = xml_get(n, "bagian"), *xpath = xml_get(n, "xpath");
	bool node = place != NULL && strcmp(place, "unsur") == 0;

	memset(out, 0, sizeof(*out));
	if (node != (xpath != NULL)) {
		problem_add(l->p, l->file, n->line,
		    "<%s>: atribut \"xpath\" wajib untuk bagian=\"unsur\", dan hanya di situ",
		    n->name);
		return false;
	}
	if (xpath != NULL && !xml_xpath_ok(xpath)) {
		problem_add(l->p, l->file, n->line, "<%s>: xpath=\"%s\" tidak dapat dibaca",
		    n->name, xpath);
		return false;
	}
	if (!wrapped_rule(l, n, &out->rule))
		return false;
	out->xpath = xstrdup(xpath);
	out->subject = place != NULL && strcmp(place, "isi") != 0 && !node;
	out->text = place != NULL && strcmp(place, "perihal") != 0 && !node;
	out->absent = xml_yes(n, "tidak", false);
	return true;
}

static void
load_notice(const struct loading *l, const struct xml_node *n)
{
	struct notice_rule rule = { .id = xstrdup(xml_get(n, "id")), .where = place_of(l, n) };

	for (const struct xml_node *s = xml_child(n, "syarat"); s != NULL;
	     s = xml_next(s, "syarat")) {
		struct notice_condition c;

		if (!notice_condition(l, s, &c))
			continue;
		rule.conditions =
		    grow(rule.conditions, rule.n_conditions, sizeof(*rule.conditions));
		rule.conditions[rule.n_conditions++] = c;
	}
	l->r->notices = grow(l->r->notices, l->r->n_notices, sizeof(rule));
	l->r->notices[l->r->n_notices++] = rule;
}

static void
load_notices(const struct loading *l, const struct xml_node *root)
{
	struct ruleset *r = l->r;
	struct notice_condition c;

	for (const struct xml_node *n = root->children; n != NULL; n = n->next) {
		if (strcmp(n->name, "domain") == 0 && xml_get(n, "nama") != NULL) {
			r->ams_domains =
			    grow(r->ams_domains, r->n_ams_domains, sizeof(*r->ams_domains));
			r->ams_domains[r->n_ams_domains++] = xstrdup(xml_get(n, "nama"));
		} else if (strcmp(n->name, "pemberitahuan") == 0) {
			load_notice(l, n);
		} else if (strcmp(n->name, "berakhir") == 0 && notice_condition(l, n, &c)) {
			if (!regex_has_group(c.rule.re, "v"))
				problem_add(l->p, l->file, n->line,
				    "<berakhir>: pola tanpa kelompok (?<v>...)");
			r->ends = grow(r->ends, r->n_ends, sizeof(*r->ends));
			r->ends[r->n_ends++] = c;
		}
	}
}

/* kode="0430 FF41-FF5A": hexadecimal code points; of a range tampak counts on from its letter. */
static void
load_fold(const struct loading *l, const struct xml_node *n)
{
	const char *looks = xml_get(n, "tampak"), *p = xml_get(n, "kode");
	bool visible = strcmp(n->name, "huruf") == 0;
	char *end;

	if (visible && (looks == NULL || strlen(looks) != 1)) {
		problem_add(l->p, l->file, n->line, "<huruf>: tampak harus satu huruf biasa");
		return;
	}
	while (p != NULL && *(p += strspn(p, " ")) != '\0') {
		unsigned long from = strtoul(p, &end, 16), to = from;

		if (end != p && *end == '-')
			to = strtoul(end + 1, &end, 16);
		if (end == p || (*end != ' ' && *end != '\0') || from < 0x80 || to > 0x10ffff ||
		    to < from || to - from > 64) {
			problem_add(l->p, l->file, n->line,
			    "<%s>: kode \"%s\" bukan deret bilangan heksadesimal", n->name, p);
			return;
		}
		for (unsigned long c = from; c <= to; c++) {
			l->r->folds = grow(l->r->folds, l->r->n_folds, sizeof(*l->r->folds));
			l->r->folds[l->r->n_folds++] = (struct letter_fold){ (uint32_t)c,
				visible ? (char)(looks[0] + (char)(c - from)) : '\0' };
		}
		p = end;
	}
}

static int
by_code(const void *a, const void *b)
{
	const struct letter_fold *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

static void
load_folds(const struct loading *l, const struct xml_node *root)
{
	struct ruleset *r = l->r;

	for (const struct xml_node *n = root->children; n != NULL; n = n->next)
		if (strcmp(n->name, "huruf") == 0 || strcmp(n->name, "tak-tampak") == 0)
			load_fold(l, n);
	if (r->n_folds > 1)
		qsort(r->folds, r->n_folds, sizeof(*r->folds), by_code);
}

/* Lists of words, by their element. */
static struct scan_words *
scan_list(struct scan_rules *s, size_t i, const char **element)
{
	static const char *const elements[] = { "label", "bulan", "unit", "biasa" };
	struct scan_words *lists[] = { &s->labels, &s->months, &s->offices, &s->common };

	if (i >= sizeof(lists) / sizeof(lists[0]))
		return NULL;
	*element = elements[i];
	return lists[i];
}

static void
load_scan(const struct loading *l, const struct xml_node *root)
{
	struct scan_words *list;
	const char *element;

	for (size_t i = 0; (list = scan_list(&l->r->scan, i, &element)) != NULL; i++)
		for (const struct xml_node *n = xml_child(root, element); n != NULL;
		     n = xml_next(n, element)) {
			char *copy = xstrdup(n->text), *rest = copy, *word;

			while ((word = strsep(&rest, " \n\t")) != NULL) {
				if (*word == '\0')
					continue;
				list->items = grow(list->items, list->n, sizeof(*list->items));
				list->items[list->n++] = xstrdup(word);
			}
			free(copy);
		}
}

static const struct {
	const char *name;
	const struct xml_rule *rules;
	size_t n;
	void (*load)(const struct loading *l, const struct xml_node *root);
} files[] = {
	{ "istilah.xml", ROWS(term_file), load_shared_terms },
	{ "kelas.xml", ROWS(class_file), load_classes },
	{ "layanan.xml", ROWS(service_file), load_services },
	{ "isian.xml", ROWS(field_file), load_fields },
	{ "dokumen.xml", ROWS(document_file), load_documents },
	{ "kata.xml", ROWS(word_file), load_words },
	{ "dinas.xml", ROWS(official_file), load_official },
	{ "kutipan.xml", ROWS(quote_file), load_quotes },
	{ "rahasia.xml", ROWS(secret_file), load_secrets },
	{ "ams.xml", ROWS(notice_file), load_notices },
	{ "huruf.xml", ROWS(fold_file), load_folds },
	{ "pindai.xml", ROWS(scan_file), load_scan },
};

const struct xml_rule *
ruleset_format(size_t i, const char **name, size_t *n)
{
	if (i >= sizeof(files) / sizeof(files[0]))
		return NULL;
	*name = files[i].name;
	*n = files[i].n;
	return files[i].rules;
}

struct ruleset *
ruleset_read(const char *rules_dir, struct problems *p)
{
	struct ruleset *r = xcalloc(1, sizeof(*r));
	size_t before = p->n_items;

	r->parts = regex_parts_new();
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char *path = xasprintf("%s/letter/%s", rules_dir, files[i].name);
		struct loading l = { r, path, files[i].name, p };
		struct xml_node *root = xml_read(path, NULL, 0, files[i].rules, files[i].n, p);

		if (root != NULL)
			files[i].load(&l, root);
		xml_free(root);
		free(path);
	}
	if (p->n_items > before) {
		ruleset_free(r);
		return NULL;
	}
	return r;
}

/* ---- the rest ---- */

static void
classes_free(struct class_rule *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(c[i].id);
		free(c[i].where);
		free(c[i].service);
		for (size_t k = 0; k < c[i].n_conditions; k++) {
			free(c[i].conditions[k].header);
			rule_free(&c[i].conditions[k].rule);
		}
		free(c[i].conditions);
	}
	free(c);
}

static void
notice_conditions_free(struct notice_condition *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(c[i].xpath);
		rule_free(&c[i].rule);
	}
	free(c);
}

static void
notices_free(struct ruleset *r)
{
	for (size_t i = 0; i < r->n_ams_domains; i++)
		free(r->ams_domains[i]);
	for (size_t i = 0; i < r->n_notices; i++) {
		free(r->notices[i].id);
		free(r->notices[i].where);
		notice_conditions_free(r->notices[i].conditions, r->notices[i].n_conditions);
	}
	notice_conditions_free(r->ends, r->n_ends);
	free(r->ams_domains);
	free(r->notices);
}

static void
scan_free(struct scan_rules *s)
{
	struct scan_words *list;
	const char *element;

	for (size_t i = 0; (list = scan_list(s, i, &element)) != NULL; i++) {
		for (size_t k = 0; k < list->n; k++)
			free(list->items[k]);
		free(list->items);
	}
}

static void
means_free(struct means *m, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(m[i].id);
		for (size_t k = 0; k < m[i].n_gives_way; k++)
			free(m[i].gives_way[k]);
		free(m[i].gives_way);
	}
	free(m);
}

void
ruleset_free(struct ruleset *r)
{
	if (r == NULL)
		return;
	classes_free(r->autos, r->n_autos);
	classes_free(r->classes, r->n_classes);
	for (size_t i = 0; i < r->n_services; i++) {
		free(r->services[i].id);
		free(r->services[i].name);
		rules_free(&r->services[i].patterns);
	}
	for (size_t i = 0; i < r->n_fields; i++) {
		free(r->fields[i].id);
		rules_free(&r->fields[i].labels);
		rules_free(&r->fields[i].values);
		rules_free(&r->fields[i].patterns);
	}
	for (size_t i = 0; i < r->n_documents; i++) {
		free(r->documents[i].id);
		free(r->documents[i].where);
		rules_free(&r->documents[i].names);
		rules_free(&r->documents[i].types);
		rules_free(&r->documents[i].contents);
	}
	for (size_t i = 0; i < r->n_marks; i++) {
		free(r->marks[i].element);
		free(r->marks[i].attr);
		free(r->marks[i].value);
		free(r->marks[i].unless_child);
		free(r->marks[i].where);
	}
	means_free(r->means, r->n_means);
	notices_free(r);
	for (size_t i = 0; i < r->n_terms; i++) {
		free(r->terms[i].name);
		free(r->terms[i].call);
		free(r->terms[i].text);
	}
	for (size_t i = 0; i < r->n_spellings; i++) {
		free(r->spellings[i].word);
		rule_free(&r->spellings[i].rule);
	}
	free(r->terms);
	free(r->spellings);
	struct rules *list, *lists[] = { &r->supports, &r->maybes, &r->reply_subjects, &r->forward_subjects, &r->ambiguous, &r->purposes, &r->links, &r->words, &r->salam,
		&r->openings, &r->tails, &r->closings, &r->titles, &r->negations, &r->conditions,
		&r->questions, &r->attributions, &r->separators, &r->own_first, &r->own_line, &r->own_last, &r->own_whole, &r->card_office, &r->card_own, &r->labels,
		&r->signatures, &r->pointers, &r->reactions, &r->list_number, &r->list_through, &r->list_all,
		&r->list_except, &r->list_rest, &r->list_and,
		&r->secrets, &r->sentences, &r->label_tails, &r->value_ends,
		&r->former, &r->last_counts };
	const char *element;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		rules_free(lists[i]);
	for (size_t i = 0; (list = official_list(&r->official, i, &element)) != NULL; i++)
		rules_free(list);
	free(r->services);
	free(r->fields);
	free(r->documents);
	free(r->marks);
	regex_parts_free(r->parts);
	scan_free(&r->scan);
	free(r->folds);
	free(r);
}

const struct means *
ruleset_means(const struct ruleset *r, const char *id)
{
	for (size_t i = 0; id != NULL && i < r->n_means; i++)
		if (strcmp(r->means[i].id, id) == 0)
			return &r->means[i];
	return NULL;
}

size_t
ruleset_count(const struct ruleset *r)
{
	size_t n = r->words.n + r->salam.n + r->openings.n + r->tails.n + r->closings.n +
	    r->titles.n + r->negations.n + r->conditions.n + r->questions.n + r->attributions.n +
	    r->separators.n + r->own_first.n + r->own_line.n + r->own_last.n +
	    r->own_whole.n + r->card_office.n + r->card_own.n + r->labels.n + r->signatures.n + r->pointers.n + r->reactions.n +
	    r->list_number.n + r->list_through.n + r->list_all.n + r->list_except.n +
	    r->list_rest.n + r->list_and.n + r->secrets.n + r->reply_subjects.n +
	    r->forward_subjects.n +
	    r->ambiguous.n + r->purposes.n + r->links.n + r->sentences.n + r->label_tails.n + r->value_ends.n + r->former.n + r->last_counts.n + r->n_autos + r->n_classes + r->n_marks + r->n_notices + r->n_ends;
	struct official_rules all = r->official;
	const struct rules *list;
	const char *element;

	for (size_t i = 0; i < r->n_services; i++)
		n += r->services[i].patterns.n;
	for (size_t i = 0; i < r->n_fields; i++)
		n += r->fields[i].labels.n + r->fields[i].values.n + r->fields[i].patterns.n;
	for (size_t i = 0; i < r->n_documents; i++)
		n += r->documents[i].names.n + r->documents[i].types.n +
		    r->documents[i].contents.n;
	for (size_t i = 0; (list = official_list(&all, i, &element)) != NULL; i++)
		n += list->n;
	return n;
}
