/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tapin's SOP file as structs, its printed form, the office that uses it, and one damage per kind
 * of mistake: a piece of the real file is replaced, and the checker must name the line of the
 * damage and say what is wrong there.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "rules/office.h"
#include "rules/sop.h"
#include "test.h"

#define FILE_SOP "rules/sop/tapin/lupa-passphrase.xml"

static const struct { const char *name, *from, *to, *wanted; } damage[] = {
	{ "target", "label=\"Setuju\" ke=\"atur-ulang\"", "label=\"Setuju\" ke=\"atur-ulan\"",
	    "<jawaban>: tujuan ke=\"atur-ulan\" tidak ada; maksudnya \"atur-ulang\"?" },
	{ "target far off", "label=\"Setuju\" ke=\"atur-ulang\"", "label=\"Setuju\" ke=\"zzz\"",
	    "<jawaban>: tujuan ke=\"zzz\" tidak ada" },
	{ "start", "awal=\"cek\"", "awal=\"berkass\"", "<sop>: tujuan awal=\"berkass\" tidak ada; maksudnya \"berkas\"?" },
	{ "start at an end", "awal=\"cek\"", "awal=\"selesai\"", "<sop>: tujuan awal=\"selesai\" tidak ada" },
	{ "person", "surat=\"diterima\" kepada=\"pemohon\"", "surat=\"diterima\" kepada=\"pemohan\"",
	    "<kirim>: pelaku kepada=\"pemohan\" tidak ada; maksudnya \"pemohon\"?" },
	{ "person outside", "surat=\"diterima\" kepada=\"pemohon\"", "surat=\"diterima\" kepada=\"bsre\"",
	    "<kirim>: pelaku kepada=\"bsre\" di luar kantor, tidak dapat disurati" },
	{ "word twice", "kata=\"SELESAI\" label=\"Selesai di AMS\" ke=\"petunjuk\"/>\n\t\t\t<jawaban arti=\"reject\"",
	    "kata=\"SELESAI\" label=\"Selesai di AMS\" ke=\"petunjuk\"/> <jawaban arti=\"send\" kata=\"SELESAI\"/>\n"
	    "\t\t\t<jawaban arti=\"reject\"", "<jawaban>: kata=\"SELESAI\" sudah dipakai di baris 77 berkas ini" },
	{ "state twice", "<tahap id=\"saran\"", "<tahap id=\"petunjuk\"", "<tahap>: id=\"petunjuk\" dipakai lebih dari sekali" },
	{ "question without receiver", "tanya=\"periksa\" kepada=\"verifikator\" gabung=\"atur-ulang\"", "tanya=\"periksa\"",
	    "<tahap>: pertanyaan memerlukan atribut \"kepada\"" },
	{ "call without target", "panggil=\"send_reset\" selesai=\"petunjuk\"", "panggil=\"send_reset\"",
	    "<tahap>: tunggu=\"panggilan\" memerlukan atribut \"selesai\"" },
	{ "documents without target", "tunggu=\"dokumen\" lengkap=\"periksa\"", "tunggu=\"dokumen\"",
	    "<tahap>: tunggu=\"dokumen\" memerlukan atribut \"lengkap\"" },
	{ "limit does nothing", "<batas hari=\"14\" ke=\"tidak-dilengkapi\"/>", "<batas hari=\"14\"/>",
	    "<batas>: tidak berbuat apa-apa; tulis surat, tanya, atau ke" },
	{ "limit without time", "<batas hari=\"14\" ke=\"tidak-dilengkapi\"/>", "<batas ke=\"tidak-dilengkapi\"/>",
	    "<batas>: tulis salah satu, hari atau jam, lebih dari 0" },
	{ "times without way out", "kali=\"3\" lewat=\"bermasalah\"/>\n\t\t\t<batas",
	    "kali=\"3\"/>\n\t\t\t<batas", "<jawaban>: kali memerlukan atribut \"lewat\"" },
	{ "merged with another person", "tanya=\"periksa\" kepada=\"verifikator\" gabung=\"atur-ulang\"",
	    "tanya=\"periksa\" kepada=\"helpdesk\" gabung=\"atur-ulang\"",
	    "<tahap>: gabung=\"atur-ulang\" ditanyakan kepada orang lain" },
	{ "merged with a row further on", "kepada=\"verifikator\" gabung=\"atur-ulang\"", "kepada=\"verifikator\" gabung=\"saran\"",
	    "<tahap>: gabung=\"saran\" bukan tahap dari baris berikutnya" },
	{ "row unfulfilled", "waktu=\"7\" satuan=\"menit\" bersama=\"4\"", "waktu=\"7\" satuan=\"menit\"",
	    "<baris>: tidak ada <tahap> yang memenuhinya; tulis <tahap> atau bersama=\"nomor baris\"" },
	{ "row with nobody", "waktu=\"7\" satuan=\"menit\" bersama=\"4\"", "waktu=\"7\" satuan=\"menit\" bersama=\"9\"",
	    "<baris>: bersama=\"9\" tidak ada" },
	{ "time without unit", "waktu=\"7\" satuan=\"menit\" bersama=\"4\"", "waktu=\"7\" bersama=\"4\"",
	    "<baris>: waktu memerlukan atribut \"satuan\"" },
	{ "state never reached", "ke=\"bermasalah\"/>\n\t\t\t<jawaban arti=\"reject\" kata=\"TOLAK\"",
	    "ke=\"ditolak\"/> <!-- -->\n\t\t\t<jawaban arti=\"reject\" kata=\"TOLAK\"", NULL },
	{ "end never reached", "<akhir id=\"ditolak\"", "<akhir id=\"lain\" nama=\"Lain\" berhasil=\"ya\"/><akhir id=\"ditolak\"",
	    "<akhir>: \"lain\" tidak pernah tercapai" },
	{ "no status word", "<status kata=\"EXPIRED\"", "<status kata=\"EXPIRD\"",
	    "<status>: \"EXPIRD\" bukan kata status AMS; maksudnya \"EXPIRED\"?" },
	{ "status without a way where nobody can ask", "tunggu=\"status\" tanpa=\"berkas\"", "tunggu=\"status\"",
	    "<tahap>: tunggu=\"status\" memerlukan atribut \"tanpa\"" },
	{ "status in a tahap that never asks again", "<tahap id=\"petunjuk\" tunggu=\"jawaban\" tanya=\"petunjuk\" kepada=\"pemohon\" kabar=\"passphrase-diubah\">",
	    "<tahap id=\"petunjuk\" tunggu=\"jawaban\" tanya=\"petunjuk\" kepada=\"pemohon\"><status kata=\"ISSUE\" ke=\"selesai\"/>", "<tahap>: <status> di sini memerlukan pantau=\"menit\", paling sedikit 5" },
	{ "no such notice", "kabar=\"passphrase-diubah\"", "kabar=\"passphrase\"",
	    "<tahap>: kabar=\"passphrase\" bukan pemberitahuan AMS; yang ada: aktivasi|set-passphrase|terbit|kedaluwarsa|akan-berakhir|"
	    "reset-link|passphrase-diubah|persetujuan-data|data-diubah|diperpanjang|dicabut|sandi-akun" },
	{ "misspelt attribute", "<pelaku id=\"helpdesk\" nama=\"Petugas helpdesk\" jenis=\"pejabat\"",
	    "<pelaku id=\"helpdesk\" nama=\"Petugas helpdesk\" jeniss=\"pejabat\"", "<pelaku>: atribut \"jenis\" wajib ada" },
};

static int
line_of(const char *text, const char *at)
{
	int line = 1;

	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

static void
test_damage(const char *text, size_t i)
{
	const char *at = strstr(text, damage[i].from);
	struct problems p = { 0 };
	struct buf b = BUF_INIT;
	struct sop *s;
	bool found = false;

	if (!ok(at != NULL, "%s: the piece is in the file", damage[i].name))
		return;
	buf_add(&b, text, (size_t)(at - text));
	buf_adds(&b, damage[i].to);
	buf_adds(&b, at + strlen(damage[i].from));
	s = sop_read("x.xml", b.data, b.len, &p);
	if (damage[i].wanted == NULL) {
		ok(s != NULL, "%s: still reached another way", damage[i].name);
	} else {
		for (size_t k = 0; k < p.n_items; k++)
			found |= p.items[k].line == line_of(text, at) && strcmp(p.items[k].text, damage[i].wanted) == 0;
		if (!ok(s == NULL && found, "%s", damage[i].name)) {
			printf("# want x.xml:%d: %s\n", line_of(text, at), damage[i].wanted);
			for (size_t k = 0; k < p.n_items; k++)
				printf("#  got x.xml:%d: %s\n", p.items[k].line, p.items[k].text);
		}
	}
	sop_free(s);
	problems_free(&p);
	buf_free(&b);
}

static void
test_good(const struct sop *s)
{
	const struct sop_tahap *t = sop_tahap(s, "periksa");
	int64_t all, shortest;

	is_str(s->nomor, "000.6/138/Diskominfo/VII/2025", "number");
	is_str(s->layanan, "lupa-passphrase", "service");
	is_int(s->n_baris, 8, "five official rows and three of ours");
	sop_minutes(s, &all, &shortest);
	is_int(all, 19, "19 minutes");
	is_int(shortest, 19, "19 minutes the shortest way");
	ok(t != NULL && t->tunggu == TUNGGU_JAWABAN && t->n_jawaban == 9 && t->n_batas == 3, "tahap periksa");
	is_str(t->gabung, "atur-ulang", "merged with the next row");
	is_str(sop_baris_of(s, t)->no, "2", "its row");
	ok(sop_baris_of(s, t)->token && sop_baris_of(s, t)->identitas == IDENTITY_DIKENAL, "its minima");
	ok(t->jawaban[2].alasan && strcmp(t->jawaban[2].kata, "TOLAK") == 0, "a rejection needs a reason");
	ok(t->jawaban[8].ke == NULL, "later stays");
	ok(t->batas[1].ulang && t->batas[1].hari == 1, "each office day");
	t = sop_tahap(s, "atur-ulang");
	ok(t->tunggu == TUNGGU_PANGGILAN && strcmp(t->panggil, "send_reset") == 0 && strcmp(t->selesai_ke, "petunjuk") == 0,
	    "the call");
	is_int(sop_tahap(s, "saran")->jawaban[1].kali, 3, "three times");
	is_str(sop_akhir(s, "tanpa-konfirmasi")->buka, "petunjuk", "reopened");
	ok(sop_akhir(s, "tanpa-konfirmasi")->hitung_terpisah && !sop_akhir(s, "selesai")->hitung_terpisah, "counted apart");
	ok(sop_tahap(s, "selesai") == NULL && sop_akhir(s, NULL) == NULL && sop_pelaku(s, "x") == NULL, "lookups that find nothing");
	ok(sop_pelaku(s, "verifikator")->official && !sop_pelaku(s, "pemohon")->official, "official and owner");
	is_str(s->baris[4].bersama, "4", "row 5 closes with row 4");
}

static void
test_print(const struct sop *s)
{
	struct buf out = BUF_INIT;
	bool wide = false;

	sop_print(s, 100, &out);
	for (const char *p = out.data, *end; (end = strchr(p, '\n')) != NULL; p = end + 1)
		wide |= end - p > 100;
	ok(!wide, "no line is wider than asked");
	ok(strstr(out.data, "Jumlah waktu: 19 menit\n") != NULL, "total is printed");
	ok(strstr(out.data, "29 Juli 2025") != NULL, "date in words");
	ok(strstr(out.data, "Kendali loket") > strstr(out.data, "Jumlah waktu"), "our row stands apart, below the total");
	buf_reset(&out);
	sop_print_flow(s, &out);
	ok(strstr(out.data, "BELUM -> atur-ulang, paling banyak 3 kali, lalu bermasalah") != NULL, "flow names the limit");
	buf_free(&out);
}

static void
test_office(void)
{
	struct problems p = { 0 };
	struct office *o = office_read("rules", "tapin", &p);

	ok(o != NULL, "office of Tapin");
	problems_print(&p, stdout);
	if (o != NULL) {
		is_int(o->n_layanan, 7, "services");
		ok(office_layanan(o, "lupa-passphrase")->sop != NULL && office_layanan(o, "pencabutan")->sop != NULL, "every service has its SOP");
		ok(office_layanan(o, "x") == NULL && office_peran(o, "verifikator") != NULL, "lookups");
		ok(office_has_domain(o, "a@TapinKab.go.id"), "own domain");
		ok(!office_has_domain(o, "a@xtapinkab.go.id") && !office_has_domain(o, "a@tapinkab.go.id.example") &&
		    !office_has_domain(o, "tapinkab.go.id") && !office_has_domain(o, NULL), "not own domains");
	}
	office_free(o);
	ok(office_read("rules", "tidak-ada", &p) == NULL && p.n_items > 0, "an office that is not there");
	problems_free(&p);
}

int
main(void)
{
	struct problems p = { 0 };
	struct buf text = BUF_INIT;
	struct err e;
	struct sop *s = sop_read(FILE_SOP, NULL, 0, &p), *again;

	ok(s != NULL, "SOP of Tapin");
	problems_print(&p, stdout);
	if (s == NULL || file_read(FILE_SOP, 1 << 20, &text, &e) != 0)
		return done();
	test_good(s);
	test_print(s);
	again = sop_read("store", s->bytes.data, s->bytes.len, &p);
	ok(again != NULL && memcmp(again->digest, s->digest, 32) == 0, "the kept bytes read alike");
	sop_free(again);
	sop_free(s);
	for (size_t i = 0; i < sizeof(damage) / sizeof(damage[0]); i++)
		test_damage(text.data, i);
	test_office();
	buf_free(&text);
	problems_free(&p);
	return done();
}
