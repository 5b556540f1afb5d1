/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How words with places become lines. That pictures are read is tests/box/ocr.t. */
#include "test.h"

#include <stdlib.h>

#include "base/mem.h"
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

int
main(void)
{
	words();
	return done();
}
