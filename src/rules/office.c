/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads one office file and everything it names: the SOP files of its services and its calendar,
 * all below one rules directory. Owns what it returns as a whole. A service without an SOP is known
 * by name only: people handle it. Who holds a role is not here but in the store. Mistakes, also
 * those of the named files, end as problems; then there is no office.
 */
#include "rules/office.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/conf.h"
#include "base/mem.h"
#include "rules/xml.h"

static const struct xml_attr_rule root_attrs[] = {
	{ "id", XML_ID, true, NULL },
	{ "nama", XML_TEXT, true, NULL },
	{ "singkat", XML_TEXT, true, NULL },
	{ "kabupaten", XML_TEXT, true, NULL },
	{ "kalender", XML_ID, true, NULL },
	{ "authserv-id", XML_TEXT, false, NULL },
	{ "gerbang", XML_TEXT, false, NULL },
	{ "tak-dikenal", XML_WORD, false, "tahan|jawab" },
};
static const struct xml_attr_rule domain_attrs[] = { { "nama", XML_TEXT, true, NULL } };
#define PEMOHON_WORDS "umum|domain|tercatat|opd"
static const struct xml_attr_rule layanan_attrs[] = {
	{ "id", XML_ID, true, NULL },
	{ "nama", XML_TEXT, true, NULL },
	{ "kata", XML_TEXT, false, NULL },
	{ "sop", XML_TEXT, false, NULL },
	{ "sesudah", XML_ID, false, NULL },
	{ "pemohon", XML_WORD, false, PEMOHON_WORDS },
};
static const struct xml_attr_rule peran_attrs[] = {
	{ "id", XML_ID, true, NULL },
	{ "nama", XML_TEXT, true, NULL },
	{ "banyak", XML_YESNO, false, NULL },
	{ "mencatat", XML_ID, false, NULL },
};
static const struct xml_attr_rule mitra_attrs[] = {
	{ "id", XML_ID, true, NULL },
	{ "nama", XML_TEXT, true, NULL },
	{ "alamat", XML_TEXT, true, NULL },
};
static const struct xml_attr_rule opd_attrs[] = {
	{ "nama", XML_TEXT, true, NULL },
	{ "email", XML_TEXT, true, NULL },
};
static const struct xml_attr_rule pengingat_attrs[] = {
	{ "layanan", XML_ID, true, NULL },
	{ "hari", XML_TEXT, true, NULL },
	{ "masa-berlaku", XML_INT, true, NULL },
};
#define SIMPAN_WORDS "berkas|perkara|lain|orang"
static const struct xml_attr_rule simpan_attrs[] = {
	{ "jenis", XML_WORD, true, SIMPAN_WORDS },
	{ "tahun", XML_INT, false, NULL },
	{ "hari", XML_INT, false, NULL },
};
#define ATTRS(a) (a), sizeof(a) / sizeof((a)[0])
static const struct xml_rule format[] = {
	{ "kantor", "", ATTRS(root_attrs), false, 1, 1 },
	{ "domain", "kantor", ATTRS(domain_attrs), false, 1, 0 },
	{ "layanan", "kantor", ATTRS(layanan_attrs), false, 1, 0 },
	{ "peran", "kantor", ATTRS(peran_attrs), false, 1, 0 },
	{ "opd", "kantor", ATTRS(opd_attrs), false, 0, 0 },
	{ "mitra", "kantor", ATTRS(mitra_attrs), false, 0, 0 },
	{ "tujuan", "kantor", NULL, 0, true, 1, 1 },
	{ "dasar-pdp", "kantor", NULL, 0, true, 1, 1 },
	{ "portal-reset", "kantor", NULL, 0, true, 1, 1 },
	{ "pengingat", "kantor", ATTRS(pengingat_attrs), false, 0, 1 },
	{ "simpan", "kantor", ATTRS(simpan_attrs), false, 0, KEEP__N },
};

struct loading {
	const char *file, *dir;
	struct office *o;
	struct problems *p;
};

static char *
dup(const struct xml_node *n, const char *attr)
{
	const char *value = xml_get(n, attr);

	return value != NULL && *value != '\0' ? xstrdup(value) : NULL;
}

static void
take_domains(const struct loading *l, const struct xml_node *root)
{
	struct office *o = l->o;

	for (const struct xml_node *k = xml_child(root, "domain"); k != NULL;
	     k = xml_next(k, "domain")) {
		const char *name = xml_get(k, "nama");

		if (name != NULL &&
		    (strchr(name, '@') != NULL || strchr(name, '.') == NULL ||
			strchr(name, ' ') != NULL))
			problem_add(l->p, l->file, k->line,
			    "<domain>: nama=\"%s\" bukan nama domain, misalnya contoh.go.id", name);
		o->domains = grow(o->domains, o->n_domains, sizeof(*o->domains));
		o->domains[o->n_domains++] = xstrdup(name != NULL ? name : "");
	}
}

static void
take_peran(const struct loading *l, const struct xml_node *root)
{
	struct office *o = l->o;

	for (const struct xml_node *k = xml_child(root, "peran"); k != NULL;
	     k = xml_next(k, "peran")) {
		if (office_peran(o, xml_get(k, "id")) != NULL)
			problem_add(l->p, l->file, k->line, "<peran>: id=\"%s\" ditulis dua kali",
			    xml_get(k, "id"));
		o->peran = grow(o->peran, o->n_peran, sizeof(*o->peran));
		o->peran[o->n_peran].id = dup(k, "id");
		o->peran[o->n_peran].nama = dup(k, "nama");
		o->peran[o->n_peran].banyak = xml_yes(k, "banyak", false);
		o->peran[o->n_peran++].mencatat = dup(k, "mencatat");
	}
	for (const struct xml_node *k = xml_child(root, "peran"); k != NULL;
	     k = xml_next(k, "peran"))
		if (xml_get(k, "mencatat") != NULL && office_peran(o, xml_get(k, "mencatat")) == NULL)
			problem_add(l->p, l->file, k->line,
			    "<peran>: mencatat=\"%s\" bukan <peran> kantor ini",
			    xml_get(k, "mencatat"));
}

static void
take_mitra(const struct loading *l, const struct xml_node *root)
{
	struct office *o = l->o;

	for (const struct xml_node *k = xml_child(root, "mitra"); k != NULL;
	     k = xml_next(k, "mitra")) {
		const char *to = xml_get(k, "alamat");

		if (to != NULL && (strchr(to, '@') == NULL || strpbrk(to, " ,;<>") != NULL))
			problem_add(l->p, l->file, k->line,
			    "<mitra>: alamat=\"%s\" bukan alamat email", to);
		o->mitra = grow(o->mitra, o->n_mitra, sizeof(*o->mitra));
		o->mitra[o->n_mitra].id = dup(k, "id");
		o->mitra[o->n_mitra].nama = dup(k, "nama");
		o->mitra[o->n_mitra++].alamat = dup(k, "alamat");
	}
}

/* Every official whom the SOP names must be a role here, or its mails would have no receiver. */
static void
check_roles(const struct loading *l, const struct xml_node *n, const struct sop *s)
{
	const char *names[64], *meant;
	size_t count = 0;

	for (; count < l->o->n_peran && count < 64; count++)
		names[count] = l->o->peran[count].id != NULL ? l->o->peran[count].id : "";
	for (size_t i = 0; i < s->n_pelaku; i++) {
		if (s->pelaku[i].jenis == JENIS_MITRA && office_mitra(l->o, s->pelaku[i].id) == NULL)
			problem_add(l->p, l->file, n->line,
			    "<layanan>: pelaku \"%s\" dari %s bukan <mitra> kantor ini",
			    s->pelaku[i].id, xml_get(n, "sop"));
		if (!s->pelaku[i].official || office_peran(l->o, s->pelaku[i].id) != NULL)
			continue;
		meant = problem_meant(s->pelaku[i].id, names, count);
		problem_add(l->p, l->file, n->line,
		    "<layanan>: pelaku \"%s\" dari %s bukan <peran> kantor ini%s%s%s",
		    s->pelaku[i].id, xml_get(n, "sop"), meant != NULL ? "; maksudnya \"" : "",
		    meant != NULL ? meant : "", meant != NULL ? "\"?" : "");
	}
}

static struct sop *
take_sop(const struct loading *l, const struct xml_node *n)
{
	const char *name = xml_get(n, "sop");
	struct sop *s;
	char *path;

	if (name == NULL || *name == '\0')
		return NULL;
	if (name[0] == '/' || strstr(name, "..") != NULL) {
		problem_add(l->p, l->file, n->line,
		    "<layanan>: sop=\"%s\" harus berkas di bawah folder sop", name);
		return NULL;
	}
	path = xasprintf("%s/sop/%s", l->dir, name);
	s = sop_read(path, NULL, 0, l->p);
	free(path);
	if (s == NULL)
		return NULL;
	if (xml_get(n, "id") != NULL && strcmp(s->layanan, xml_get(n, "id")) != 0)
		problem_add(l->p, l->file, n->line,
		    "<layanan>: id=\"%s\", tetapi %s untuk layanan \"%s\"", xml_get(n, "id"), name,
		    s->layanan);
	check_roles(l, n, s);
	return s;
}

/* The place of a word in "a|b|c"; the first where there is none. */
static int
word_index(const char *word, const char *words)
{
	size_t n = word != NULL ? strlen(word) : 0;
	int i = 0;

	for (; n > 0 && *words != '\0'; i++) {
		if (strncmp(words, word, n) == 0 && (words[n] == '|' || words[n] == '\0'))
			return i;
		words += strcspn(words, "|");
		words += *words == '|';
	}
	return 0;
}

static void
take_opd(const struct loading *l, const struct xml_node *root)
{
	struct office *o = l->o;

	for (const struct xml_node *k = xml_child(root, "opd"); k != NULL; k = xml_next(k, "opd")) {
		const char *email = xml_get(k, "email");

		if (email != NULL && !office_has_domain(o, email))
			problem_add(l->p, l->file, k->line,
			    "<opd>: email=\"%s\" bukan alamat di domain kantor", email);
		o->opd = grow(o->opd, o->n_opd, sizeof(*o->opd));
		o->opd[o->n_opd++] = (struct office_opd){ dup(k, "nama"), dup(k, "email") };
	}
}

static void
take_layanan(const struct loading *l, const struct xml_node *root)
{
	struct office *o = l->o;

	for (const struct xml_node *k = xml_child(root, "layanan"); k != NULL;
	     k = xml_next(k, "layanan")) {
		if (office_layanan(o, xml_get(k, "id")) != NULL)
			problem_add(l->p, l->file, k->line, "<layanan>: id=\"%s\" ditulis dua kali",
			    xml_get(k, "id"));
		o->layanan = grow(o->layanan, o->n_layanan, sizeof(*o->layanan));
		o->layanan[o->n_layanan].id = dup(k, "id");
		o->layanan[o->n_layanan].nama = dup(k, "nama");
		o->layanan[o->n_layanan].kata = dup(k, "kata");
		o->layanan[o->n_layanan].sesudah = dup(k, "sesudah");
		o->layanan[o->n_layanan].pemohon =
		    (enum pemohon)word_index(xml_get(k, "pemohon"), PEMOHON_WORDS);
		o->layanan[o->n_layanan++].sop = take_sop(l, k);
	}
}

/* "-60 -30 0 7": days from the last day of validity, ascending. */
static void
take_stages(const struct loading *l, const struct xml_node *n)
{
	const size_t most = sizeof(l->o->stages) / sizeof(l->o->stages[0]);
	const char *at = xml_get(n, "hari") != NULL ? xml_get(n, "hari") : "";
	struct office *o = l->o;
	char *end;
	int64_t day;

	for (; *at != '\0'; at = end + strspn(end, " ")) {
		day = strtoll(at, &end, 10);
		if (end == at || (*end != ' ' && *end != '\0') || day < -365 || day > 90 ||
		    (o->n_stages > 0 && day <= o->stages[o->n_stages - 1]) ||
		    o->n_stages == most) {
			problem_add(l->p, l->file, n->line,
			    "<pengingat>: hari=\"%s\": tulis paling banyak %zu bilangan dari -365 "
			    "sampai 90, makin besar, misalnya -60 -30 -7 0 7",
			    xml_get(n, "hari"), most);
			return;
		}
		o->stages[o->n_stages++] = day;
	}
}

static void
take_pengingat(const struct loading *l, const struct xml_node *root)
{
	const struct xml_node *n = xml_child(root, "pengingat");
	const struct office_layanan *s;

	if (n == NULL)
		return;
	s = office_layanan(l->o, xml_get(n, "layanan"));
	if (s == NULL || s->sop == NULL)
		problem_add(l->p, l->file, n->line,
		    "<pengingat>: layanan=\"%s\" bukan <layanan> dengan sop di berkas ini",
		    xml_get(n, "layanan") != NULL ? xml_get(n, "layanan") : "");
	l->o->remind_service = dup(n, "layanan");
	l->o->validity_months = xml_int(n, "masa-berlaku", 0);
	if (l->o->validity_months < 1 || l->o->validity_months > 120)
		problem_add(l->p, l->file, n->line,
		    "<pengingat>: masa-berlaku dihitung dalam bulan, 1 sampai 120");
	take_stages(l, n);
}

static void
take_simpan(const struct loading *l, const struct xml_node *root)
{
	for (const struct xml_node *k = xml_child(root, "simpan"); k != NULL; k = xml_next(k, "simpan")) {
		int which = word_index(xml_get(k, "jenis"), SIMPAN_WORDS);
		bool years = xml_get(k, "tahun") != NULL, days = xml_get(k, "hari") != NULL;
		int64_t n = xml_int(k, years ? "tahun" : "hari", 0);

		if (years == days || n < 1 || n > (years ? 100 : 36500))
			problem_add(l->p, l->file, k->line,
			    "<simpan>: tulis salah satu saja: tahun dari 1 sampai 100, atau hari dari 1 "
			    "sampai 36500");
		else if (l->o->keep_days[which] != 0)
			problem_add(l->p, l->file, k->line, "<simpan>: jenis=\"%s\" ditulis dua kali",
			    office_keep_word((enum keep)which));
		else
			l->o->keep_days[which] = years ? n * 1461 / 4 + 1 : n;
	}
}

const char *
office_keep_word(enum keep k)
{
	static const char *const words[KEEP__N] = { "berkas", "perkara", "lain", "orang" };

	return words[k];
}

static void
take_all(const struct loading *l, const struct xml_node *root)
{
	struct office *o = l->o;
	char *path;

	o->id = dup(root, "id");
	o->nama = dup(root, "nama");
	o->singkat = dup(root, "singkat");
	o->kabupaten = dup(root, "kabupaten");
	o->authserv_id = dup(root, "authserv-id");
	o->border = dup(root, xml_get(root, "gerbang") != NULL ? "gerbang" : "authserv-id");
	o->tujuan = xml_text_of(root, "tujuan");
	o->dasar_pdp = xml_text_of(root, "dasar-pdp");
	o->portal_reset = xml_text_of(root, "portal-reset");
	o->answers_unknown = word_index(xml_get(root, "tak-dikenal"), "tahan|jawab") == 1;
	take_domains(l, root);
	take_opd(l, root);
	take_peran(l, root);
	take_mitra(l, root);
	take_layanan(l, root);
	take_pengingat(l, root);
	take_simpan(l, root);
	path = xasprintf("%s/calendar/%s.xml", l->dir,
	    xml_get(root, "kalender") != NULL ? xml_get(root, "kalender") : "");
	o->calendar = calendar_read(path, l->p);
	free(path);
}

const struct xml_rule *
office_format(size_t *n)
{
	*n = sizeof(format) / sizeof(format[0]);
	return format;
}

struct office *
office_read(const char *rules_dir, const char *name, struct problems *p)
{
	char *file = xasprintf("%s/office/%s.xml", rules_dir, name);
	struct office *o = xcalloc(1, sizeof(*o));
	struct loading l = { file, rules_dir, o, p };
	size_t before = p->n_items;
	struct xml_node *root =
	    xml_read(file, NULL, 0, format, sizeof(format) / sizeof(format[0]), p);

	if (root != NULL)
		take_all(&l, root);
	xml_free(root);
	free(file);
	if (p->n_items == before)
		return o;
	office_free(o);
	return NULL;
}

void
office_free(struct office *o)
{
	if (o == NULL)
		return;
	for (size_t i = 0; i < o->n_domains; i++)
		free(o->domains[i]);
	for (size_t i = 0; i < o->n_layanan; i++) {
		free(o->layanan[i].id);
		free(o->layanan[i].nama);
		free(o->layanan[i].kata);
		free(o->layanan[i].sesudah);
		sop_free(o->layanan[i].sop);
	}
	for (size_t i = 0; i < o->n_peran; i++) {
		free(o->peran[i].id);
		free(o->peran[i].nama);
		free(o->peran[i].mencatat);
	}
	for (size_t i = 0; i < o->n_mitra; i++) {
		free(o->mitra[i].id);
		free(o->mitra[i].nama);
		free(o->mitra[i].alamat);
	}
	free(o->mitra);
	for (size_t i = 0; i < o->n_opd; i++) {
		free(o->opd[i].nama);
		free(o->opd[i].email);
	}
	free(o->opd);
	free(o->domains);
	free(o->layanan);
	free(o->peran);
	free(o->id);
	free(o->nama);
	free(o->singkat);
	free(o->kabupaten);
	free(o->authserv_id);
	free(o->border);
	free(o->tujuan);
	free(o->dasar_pdp);
	free(o->portal_reset);
	free(o->remind_service);
	calendar_free(o->calendar);
	free(o);
}

const struct office_layanan *
office_layanan(const struct office *o, const char *id)
{
	for (size_t i = 0; id != NULL && i < o->n_layanan; i++)
		if (o->layanan[i].id != NULL && strcmp(o->layanan[i].id, id) == 0)
			return &o->layanan[i];
	return NULL;
}

int
office_settings(const struct office *o, const struct conf *c, const char *path, struct problems *p)
{
	const char **names = xcalloc(o->n_layanan + 1, sizeof(*names));
	char hint[PROBLEM_HINT];
	size_t before = p->n_items;

	for (size_t i = 0; i < o->n_layanan; i++)
		names[i] = o->layanan[i].id;
	for (size_t i = 0; i < c->n_services; i++)
		if (office_layanan(o, c->services[i].name) == NULL)
			problem_add(p, path, 0, "[service %s]: the office %s has no such service%s",
			    c->services[i].name, o->id,
			    problem_hint(c->services[i].name, names, o->n_layanan, hint));
	free(names);
	return p->n_items == before ? 0 : -1;
}

const struct office_peran *
office_peran(const struct office *o, const char *id)
{
	for (size_t i = 0; id != NULL && i < o->n_peran; i++)
		if (o->peran[i].id != NULL && strcmp(o->peran[i].id, id) == 0)
			return &o->peran[i];
	return NULL;
}

/* `name` stands in the text as words of its own; "-" of an id is as good as a space. */
static bool
names(const char *text, const char *name)
{
	size_t n = name != NULL ? strlen(name) : 0, i;
	const char *p;

	for (p = text; n > 0 && *p != '\0'; p++) {
		for (i = 0; i < n && p[i] != '\0'; i++)
			if (tolower((unsigned char)p[i]) != tolower((unsigned char)name[i]) &&
			    !(name[i] == '-' && p[i] == ' '))
				break;
		if (i == n && !isalnum((unsigned char)p[n]) &&
		    (p == text || !isalnum((unsigned char)p[-1])))
			return true;
	}
	return false;
}

const struct office_layanan *
office_layanan_named(const struct office *o, const char *text)
{
	const struct office_layanan *one = NULL, *l;
	size_t i;

	for (i = 0; text != NULL && i < o->n_layanan; i++) {
		l = &o->layanan[i];
		if (!names(text, l->kata) && !names(text, l->id) && !names(text, l->nama))
			continue;
		if (one != NULL)
			return NULL;
		one = l;
	}
	return one;
}

const struct office_opd *
office_opd(const struct office *o, const char *nama)
{
	size_t i;

	for (i = 0; nama != NULL && i < o->n_opd; i++)
		if (strcasecmp(o->opd[i].nama, nama) == 0)
			return &o->opd[i];
	return NULL;
}

const struct office_mitra *
office_mitra(const struct office *o, const char *id)
{
	for (size_t i = 0; id != NULL && i < o->n_mitra; i++)
		if (o->mitra[i].id != NULL && strcmp(o->mitra[i].id, id) == 0)
			return &o->mitra[i];
	return NULL;
}

const struct office_peran *
office_recorder(const struct office *o, const char *id)
{
	for (size_t i = 0; id != NULL && i < o->n_peran; i++)
		if (o->peran[i].mencatat != NULL && strcmp(o->peran[i].mencatat, id) == 0)
			return &o->peran[i];
	return NULL;
}

bool
office_has_domain(const struct office *o, const char *address)
{
	const char *at = address != NULL ? strrchr(address, '@') : NULL;

	for (size_t i = 0; at != NULL && at != address && i < o->n_domains; i++)
		if (strcasecmp(at + 1, o->domains[i]) == 0)
			return true;
	return false;
}
