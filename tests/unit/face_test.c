/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the allow-list of mails refuses, each on one planted mistake with its line, and what it takes. */
#include <stdlib.h>

#include "rules/face.h"
#include "test.h"

#define BOX "<table role=\"presentation\"><tr><td bgcolor=\"#0b5cad\" style=\"background-color:#0b5cad\">"
#define END "</td></tr></table>\n"

static const struct { const char *what, *html, *says; int line; } rows[] = {
	{ "a plain mail", "<!DOCTYPE html>\n<html lang=\"id\"><body style=\"margin:0\"><p style=\"margin:0 0 14px 0\">a<br>b</p></body></html>", NULL, 0 },
	{ "white on blue", BOX "<a href=\"mailto:a@b.id\" style=\"display:block;color:#ffffff\">x</a>" END, NULL, 0 },
	{ "the frame of Outlook", "<!--[if mso]><table><tr><td><![endif]-->\n<p>x</p>\n<!--[if mso]></td></tr></table><![endif]-->", NULL, 0 },
	{ "a script", "<p>x</p>\n<script>x</script>", "<script> tidak ditampilkan semua program surat", 2 },
	{ "a style block", "<style>p { color: red }</style>", "<style> tidak ditampilkan semua program surat", 1 },
	{ "a form", "<form><input></form>", "<form> tidak ditampilkan semua program surat", 1 },
	{ "an attribute", "\n\n<p onclick=\"x\">x</p>", "<p>: onclick= tidak boleh", 3 },
	{ "a value without a name", "<p =\"x\">x</p>", "<p>: = tanpa nama di depannya", 1 },
	{ "a class", "<p class=\"x\">x</p>", "<p>: class= tidak boleh", 1 },
	{ "without quotes", "<p style=margin:0>x</p>", "<p>: tulis style=\"...\"", 1 },
	{ "a property", "<p style=\"display:block;position:fixed\">x</p>", "gaya position tidak ditampilkan semua program surat", 1 },
	{ "nearly a property", "<p style=\"paddding:1px\">x</p>", "gaya paddding tidak ditampilkan semua program surat; maksudnya padding?", 1 },
	{ "flex", "<p style=\"display:flex\">x</p>", "gaya display: hanya block", 1 },
	{ "hidden", "<p style=\"display:none\">x</p>", "gaya display: hanya block", 1 },
	{ "url()", "<p style=\"background-color:url(https://x.id)\">x</p>", "gaya background-color: url(https://x.id) tidak boleh (url, rgb, calc, !important)", 1 },
	{ "!important", "<p style=\"margin:0 !important\">x</p>", "gaya margin: 0 !important tidak boleh (url, rgb, calc, !important)", 1 },
	{ "a named colour", "<p style=\"color:red\">x</p>", "warna red: tulis #rrggbb", 1 },
	{ "a colour alone", "<p style=\"color:#333333\">x</p>", "<p>: warna huruf tanpa warna latar tidak terbaca pada tampilan gelap", 1 },
	{ "grey on white", "<p style=\"color:#999999;background-color:#ffffff\">x</p>", "<p>: kontras huruf dan latar hanya 2.8, paling sedikit 4.5", 1 },
	{ "on the ground of an outer element", BOX "<p style=\"color:#333333\">x</p>" END, "<p>: kontras huruf dan latar hanya 1.9, paling sedikit 4.5", 1 },
	{ "a line that nobody sees", "<hr style=\"border-top:1px solid #eeeeee\">", "garis 1px solid #eeeeee tidak terlihat di latar terang atau gelap", 1 },
	{ "a picture without words", "<img src=\"cid:x\">", "<img>: alt=\"...\" tidak ada", 1 },
	{ "a picture from elsewhere", "<img src=\"https://x.id/a.png\" alt=\"a\">", "<img>: gambar dari luar tidak ditampilkan sebelum diizinkan; tulislah kata-kata", 1 },
	{ "a link to a program", "<a href=\"javascript:x\">x</a>", "<a>: hanya mailto:, https:, atau tel:", 1 },
	{ "not closed", "<p>x\n<table>", "<table> tidak ditutup", 2 },
	{ "closed otherwise", "<p>x</td></p>", "</td> menutup unsur yang tidak terbuka", 1 },
	{ "a comment", "<!-- rahasia --><p>x</p>", "komentar HTML ikut terkirim; hanya <!--[if mso]> boleh", 1 },
	{ "cut off", "<p style=\"margin:0\"", "tanda < tanpa penutup >", 1 },
};

static void
test_row(size_t i)
{
	struct problems p = { 0 };

	face_check(rows[i].html, "f", &p);
	if (rows[i].says == NULL) {
		is_int(p.n_items, 0, "%s: taken (%s)", rows[i].what, p.n_items > 0 ? p.items[0].text : "");
	} else if (ok(p.n_items > 0, "%s: refused", rows[i].what)) {
		is_str(p.items[0].text, rows[i].says, "%s: said", rows[i].what);
		is_int(p.items[0].line, rows[i].line, "%s: its line", rows[i].what);
	}
	problems_free(&p);
}

int
main(void)
{
	struct problems p = { 0 };
	char *large = malloc(100000);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		test_row(i);
	face_check_style("p", " margin:0;color:#333333", "f", 7, &p);
	is_int(p.n_items, 1, "a style for all");
	is_int(p.items[0].line, 7, "with its line");
	problems_free(&p);
	memset(large, 'x', 99999);
	large[99999] = '\0';
	face_check(large, "f", &p);
	is_str(p.items[0].text, "97 KB, paling banyak 90 KB: Gmail memotongnya", "too large");
	problems_free(&p);
	free(large);
	return done();
}
