/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whom a letter is about, as the rules of the tree read it. Each row is the text of a letter; `want`
 * is all that is told of people: "field=value" of one person ("?" where it is not certain), a line
 * "N name, number, position, office, telephone" for each of several.
 */
#include "test.h"

#include <stdlib.h>

#include "base/mem.h"
#include "box/official.h"

static const struct { const char *name, *text, *want; } rows[] = {
	{ "what does not say whose it is belongs to who was named last",
	    "Mohon dibuatkan TTE atas nama staf kami Bapak Ardi Wirawan, S.Kom., CPNS, NIP 199907112026041003,\n"
	    "yang ditempatkan sebagai Pranata Komputer Ahli Pertama pada Badan Keuangan Daerah.\n",
	    "nama=Ardi Wirawan, S.Kom.; nip=199907112026041003; jabatan=Pranata Komputer Ahli Pertama; unit_kerja=Badan Keuangan Daerah" },
	{ "the writer's own data are not the applicant's",
	    "Saya Lina Marlina, S.E., NIP 199003032015032002, Kasubbag Umum, memohonkan reset passphrase atas nama\n"
	    "Bapak Ardi Wirawan, S.Kom., Arsiparis Terampil.\n",
	    "nama=Ardi Wirawan, S.Kom.; jabatan=Arsiparis Terampil" },
	{ "three in one sentence, with what they are in brackets",
	    "Mohon bagi panitia kami, yaitu Rusli Noor, S.Pd. (ketua, NIP 197809092005011012), Mariati, S.Pd.\n"
	    "(sekretaris, NIP 198601042009042005) dan Kamal Hasan, S.Kom. (operator, NIP 199505152022211008)\n"
	    "dibuatkan TTE.\n",
	    "1 Rusli Noor, S.Pd., 197809092005011012, ketua, -, -\n"
	    "2 Mariati, S.Pd., 198601042009042005, sekretaris, -, -\n"
	    "3 Kamal Hasan, S.Kom., 199505152022211008, operator, -, -\n" },
};

static const char *
or_dash(const char *s)
{
	return s != NULL ? s : "-";
}

static char *
shown(const struct facts *f)
{
	static const char *const names[] = { "nama", "nip", "nik", "jabatan", "unit_kerja", "email",
		"hp", "yth", "sifat", "lampiran", "hal", "penanda_tangan" };
	struct buf out = BUF_INIT;

	for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
		for (size_t i = 0; i < f->n_fields; i++)
			if (strcmp(f->fields[i].name, names[k]) == 0)
				buf_addf(&out, "%s%s=%s%s", out.len > 0 ? "; " : "", names[k],
				    f->fields[i].value, f->fields[i].certain ? "" : "?");
	if (out.len > 0 && f->n_applicants > 0)
		buf_addc(&out, '\n');
	for (size_t i = 0; i < f->n_applicants; i++) {
		const struct fact_person *p = &f->applicants[i];

		buf_addf(&out, "%zu %s, %s, %s, %s, %s\n", i + 1, or_dash(p->nama),
		    or_dash(p->nip != NULL ? p->nip : p->nik), or_dash(p->jabatan),
		    or_dash(p->unit_kerja), or_dash(p->hp));
	}
	return out.data != NULL ? buf_take(&out) : xstrdup("");
}

int
main(void)
{
	struct problems p = { 0 };
	struct ruleset *rules = ruleset_read("rules", &p);

	problems_print(&p, stdout);
	if (!ok(rules != NULL, "the rules of the tree can be read"))
		return done();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct facts f = { 0 };
		const struct sheet_order order = { .text = rows[i].text, .source = "body" };
		bool undecided = official_read(&order, rules, &f, NULL);
		char *got = shown(&f);

		is_str(got, rows[i].want, "%s", rows[i].name);
		ok(!undecided, "%s: no pattern at its limit", rows[i].name);
		free(got);
		wire_free(&facts_wire, &f);
	}
	ruleset_free(rules);
	problems_free(&p);
	return done();
}
