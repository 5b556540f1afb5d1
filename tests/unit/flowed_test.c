/* SPDX-License-Identifier: GPL-3.0-or-later */
/* format=flowed: soft line ends, quotations of several depths, stuffed blanks, DelSp, signatures. */
#include "test.h"

#include "box/flowed.h"

static const struct { const char *name, *text, *want; bool delsp; } rows[] = {
	{ "hard lines stay", "a\nb\n", "a\nb\n", false },
	{ "a soft line goes on", "KURANG: halaman \nkedua\n", "KURANG: halaman kedua\n", false },
	{ "three lines, no last line end", "a \nb \nc", "a b c\n", false },
	{ "soft at the very end", "a ", "a \n", false },
	{ "DelSp", "sertifi \nkat\n", "sertifikat\n", true },
	{ "stuffed", " From here\n >not quoted\n", "From here\n>not quoted\n", false },
	{ "a quotation goes on", "> a \n> b\nc\n", "> a b\nc\n", false },
	{ "of another depth it does not", "> a \n>> b\nc\n", "> a \n>> b\nc\n", false },
	{ "nor into new text", "> a \nSETUJU\n", "> a \nSETUJU\n", false },
	{ "an empty line ends it", "a \n\nb\n", "a \nb\n", false },
	{ "a quoted empty line is empty", "> a\n> \n> b\n", "> a\n>\n> b\n", false },
	{ "a signature never goes on", "-- \nSiti\n", "-- \nSiti\n", false },
	{ "nor does a line go on into it", "a \n-- \nSiti\n", "a \n-- \nSiti\n", false },
	{ "CR LF", "a \r\nb\r\n", "a b\n", false },
	{ "nothing", "", "", false },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf out = BUF_INIT;

		flowed_join(rows[i].text, rows[i].delsp, &out);
		is_str(buf_str(&out), rows[i].want, "%s", rows[i].name);
		buf_free(&out);
	}
	return done();
}
