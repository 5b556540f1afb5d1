/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How words with places become lines, and how lines are mended. That pictures are read is tests/box/ocr.t. */
#include "test.h"

#include <stdlib.h>

#include "base/mem.h"
#include "box/mend.h"
#include "box/words.h"

#define ROW(block, line, n, x, y, w, h, conf, text) "5\t1\t" #block "\t1\t" #line "\t" #n "\t" #x "\t" #y "\t" #w "\t" #h "\t" #conf "\t" text "\n"
#define HEAD "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n1\t1\t0\t0\t0\t0\t0\t0\t1600\t2400\t-1\t\n"

static void
lines(const char *tsv, const char *want, const char *name)
{
	char *copy = xstrdup(tsv);
	struct words_measure m;
	struct buf out = BUF_INIT;

	words_text(copy, NULL, &out, &m);
	is_str(buf_str(&out), want, "%s", name);
	buf_free(&out);
	free(copy);
}

static void
words(void)
{
	struct words_measure m;
	struct buf out = BUF_INIT;
	char nothing[] = "", odd[] = "5\t1\n5\tx\n\t\t\t\n5\t1\t1\t1\t1\t1\t0\t0\t0\t0\t90\tx\n5\t1\t1\t1\t1\t1\tnan\t0\tinf\t9\t90\tx\n";

	lines(HEAD ROW(1, 1, 1, 100, 100, 100, 30, 95, "Nama") ROW(1, 2, 1, 100, 150, 75, 30, 95, "NIP") ROW(2, 1, 1, 400, 100, 5, 20, 80, ":")
		  ROW(2, 1, 2, 450, 100, 75, 30, 95, "Siti") ROW(2, 1, 3, 540, 100, 150, 30, 95, "Aminah") ROW(2, 2, 1, 400, 150, 5, 20, 40, "1")
		      ROW(2, 2, 2, 450, 150, 450, 30, 95, "198703122010012004") ROW(1, 3, 1, 100, 200, 75, 30, 95, "NIK") ROW(2, 3, 1, 400, 200, 5, 20, 80, ":")
			  ROW(2, 3, 2, 450, 200, 400, 30, 95, "6305045203870001"),
	    "Nama\t: Siti Aminah\nNIP\t: 198703122010012004\nNIK\t: 6305045203870001\n", "columns that OCR took for blocks are lines again, a speck is a colon");
	lines(HEAD ROW(1, 1, 1, 100, 100, 75, 30, 95, "Saya") ROW(1, 1, 2, 200, 103, 150, 30, 95, "mohon") ROW(1, 1, 3, 380, 108, 250, 30, 95, "penerbi-")
		  ROW(1, 2, 1, 100, 150, 75, 30, 95, "tan") ROW(1, 2, 2, 200, 153, 200, 30, 95, "sertifikat") ROW(1, 2, 3, 430, 160, 200, 30, 95, "pegawai"),
	    "Saya mohon penerbitan sertifikat pegawai\n", "a word cut at the end of a line is whole again");
	lines(HEAD ROW(1, 1, 1, 100, 100, 20, 150, 95, "miring") ROW(1, 1, 2, 150, 100, 60, 30, 96, " |6305|") ROW(1, 1, 3, 300, 100, 200, 4, 30, "———"),
	    "6305\n", "what stands on its side, lines and edges of cells are not words");
	words_text(nothing, NULL, &out, &m);
	is_int(m.n, 0, "an empty page has no words");
	words_text(odd, NULL, &out, &m);
	is_int(m.n, 0, "rows that are none are passed over");
	buf_free(&out);
}

/* Of the first and a second reading of one page. */
static void
both(const char *first, const char *second, const char *want, const char *name)
{
	char *a = xstrdup(first), *b = xstrdup(second);
	struct words_measure m;
	struct buf out = BUF_INIT;

	words_text(a, b, &out, &m);
	is_str(buf_str(&out), want, "%s", name);
	buf_free(&out);
	free(b);
	free(a);
}

#define LINE_OF(y, conf, text) ROW(1, y, 1, 100, y, 100, 30, 95, "Rantau,") ROW(1, y, 2, 220, y, 150, 30, conf, text)

static void
second_reading(void)
{
	both(HEAD LINE_OF(100, 40, "Nowemben") LINE_OF(150, 90, "Senin"), HEAD LINE_OF(100, 90, "November") LINE_OF(150, 60, "Semin"),
	    "Rantau, November\nRantau, Senin\n", "of each word the surer reading is taken");
	both(HEAD LINE_OF(100, 55, "a/b@c") LINE_OF(150, 65, "Senin"), HEAD LINE_OF(100, 90, "aibac") LINE_OF(150, 70, "Semin"),
	    "Rantau, a/b@c\nRantau, Senin\n", "but not where thin strokes are lost, nor where both are sure");
	both(HEAD LINE_OF(100, 90, "Senin") ROW(2, 1, 1, 100, 150, 60, 30, 40, "Mv") ROW(2, 1, 2, 180, 150, 60, 30, 30, "stempel"), HEAD LINE_OF(100, 90, "Senin"),
	    "Rantau, Senin\n", "what the second does not see, and the first hardly, was a stamp");
	both(HEAD LINE_OF(100, 90, "Senin"), HEAD LINE_OF(100, 90, "Senin") ROW(2, 1, 1, 100, 150, 60, 30, 50, "Noor") ROW(2, 1, 2, 180, 150, 120, 30, 90, "Latifah"),
	    "Rantau, Senin\nNoor Latifah\n", "what only the second sees counts where the line is sure as a whole");
	both(HEAD LINE_OF(100, 90, "Senin"), HEAD LINE_OF(100, 90, "Senin") ROW(2, 1, 1, 100, 150, 60, 30, 40, "xKoy") ROW(2, 1, 2, 180, 150, 120, 30, 50, "Lanfa"),
	    "Rantau, Senin\n", "and not where it is not");
	both(HEAD LINE_OF(100, 45, "Senin") LINE_OF(150, 90, "Selasa"), HEAD ROW(1, 1, 1, 100, 100, 100, 30, 95, "Rantau,"),
	    "Rantau, Senin\nRantau, Selasa\n", "on a faint page the second, which sees little, takes nothing away");
}

static void
surroundings(void)
{
	lines(HEAD LINE_OF(100, 95, "Senin") ROW(3, 1, 1, 10, 100, 20, 30, 70, "i") ROW(4, 1, 1, 700, 100, 20, 30, 70, "1") LINE_OF(150, 95, "Selasa"),
	    "Rantau, Senin\nRantau, Selasa\n", "what stands beside the text is the edge of the sheet");
	lines(HEAD LINE_OF(100, 95, "Senin") ROW(3, 1, 1, 110, 125, 20, 10, 70, ".") ROW(3, 1, 2, 150, 125, 20, 10, 70, "'x") LINE_OF(150, 95, "Selasa"),
	    "Rantau, Senin\nRantau, Selasa\n", "a line of specks is none");
	lines(HEAD LINE_OF(100, 95, "Senin") LINE_OF(150, 95, "Selasa") LINE_OF(200, 95, "Rabu") LINE_OF(300, 95, "Kamis"),
	    "Rantau, Senin\nRantau, Selasa\nRantau, Rabu\n\nRantau, Kamis\n", "an empty line parts paragraphs");
}

static void
mended(const struct ruleset *rules, const char *text, const char *want, const char *name)
{
	char *m = mend_scan(text, rules);

	is_str(m, want, "mended: %s", name);
	free(m);
}

static void
mending(void)
{
	struct problems p = { 0 };
	struct ruleset *rules = ruleset_read("rules", &p);

	mended(rules, "Narna\t: Siti Aminah\nN1P\t: 198703122010012004\n", "Nama\t: Siti Aminah\nNIP\t: 198703122010012004\n", "labels");
	mended(rules, "Nama Lengkap\" : Siti\n. Email\t: a@b.go.id\t:\t.\nNamaLengkap\tSiti\n", "Nama Lengkap\t: Siti\nEmail\t: a@b.go.id\nNama Lengkap\t: Siti\n",
	    "specks around labels, words that ran together");
	mended(rules, "Pangkat/Gol: Ruang\t: Penata (1I1/c)\n", "Pangkat/Gol Ruang\t: Penata (III/c)\n", "a point that was taken for a colon; Roman numbers");
	mended(rules, "NIP\t\xe2\x80\x9c" "1.196610051991031009\nNIP\t119740402 200701 1 018\nNo. HP\t: O81S 5144 7790\n",
	    "NIP\t: 196610051991031009\nNIP\t: 19740402 200701 1 018\nNo HP\t: 0815 5144 7790\n", "a colon that was taken for a figure, letters for figures");
	mended(rules, "Email\t: supardi.desaGtapinkab.go.id\nEmail\t: siti @ tapinkab.go.id\n", "Email\t: supardi.desa@tapinkab.go.id\nEmail\t: siti@tapinkab.go.id\n",
	    "the sign of an address");
	mended(rules, "SKPD\t\"4 UPTD Puskesmas Salam Babaris\n", "SKPD\t: UPTD Puskesmas Salam Babaris\n", "the line of a cell before a value");
	mended(rules, "(\tSURAT PERNYATAAN\n!\tBakarangan, 16 Novenmrber 2026 '\n", "SURAT PERNYATAAN\nBakarangan, 16 November 2026\n", "dirt beside a line, a month");
	mended(rules, "Unit Kerja\t: Dinas Pefrikanan\nDINAS KETENAGAKERJAAIN\n", "Unit Kerja\t: Dinas Perikanan\nDINAS KETENAGAKERJAAN\n", "words of offices");
	mended(rules, "Nama\t: Pefrikanan Kesehatam\n", "Nama\t: Pefrikanan Kesehatam\n", "names are left alone");
	mended(rules, "Hal\t: Permohonan Perubahan Data\n", "Hal\t: Permohonan Perubahan Data\n", "and words that are right");
	mended(rules, "No\tNama\tNIP\n1\tSiti\t198703122010012004\nNo\tPerangkat Daerah\tJumlah\n", "No\tNama\tNIP\n1\tSiti\t198703122010012004\nNo\tPerangkat Daerah\tJumlah\n",
	    "and tables");
	mended(rules, "a.\tNama :\nTanggal\t-\n1. Sekretaris\n\xe2\x80\xa2 Siti\nYang bertanda tangan di bawah ini :\n",
	    "a.\tNama :\nTanggal\t: -\n1. Sekretaris\n\xe2\x80\xa2 Siti\nYang bertanda tangan di bawah ini :\n", "items, labels without values, colons at an end");
	mended(rules, "\t:\n\x0c:\t1 :\t\t\n\"\n", "\n\x0c" "1 :\n\n", "nothing but marks");
	is_int(mend_distance("Narna", "nama", 4), 2, "letters that look alike count half");
	ruleset_free(rules);
	problems_free(&p);
}

int
main(void)
{
	words();
	second_reading();
	surroundings();
	mending();
	return done();
}
