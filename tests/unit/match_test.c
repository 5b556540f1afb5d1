/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a letter is and which service it names, as the rules of the tree decide. Each row is a
 * subject and a text of a letter in plain text; a subject with "Re:" makes it a reply.
 */
#include "test.h"

#include <locale.h>
#include <stdlib.h>

#include "base/mem.h"
#include "box/html.h"
#include "box/letter.h"
#include "box/match.h"

static const struct { const char *name, *subject, *text, *class, *service; } rows[] = {
	{ "a sentence broken by the mail program", "Mohon bantuan",
	    "Jabatan pada sertifikat elektronik pejabat kami yang baru dilantik agar\n"
	    "disesuaikan dengan yang baru.\n", "request", "perubahan-data" },
	{ "full stops of titles end no sentence", "TTE Camat",
	    "Sertifikat Bapak Camat Piani (Drs. H. Sarwani, NIP 198503142010011009) sudah tidak berlaku.\n",
	    "request", "pembaharuan" },
	{ "a ticked box before all that a form is called", "Formulir permohonan TTE",
	    "FORMULIR PERMOHONAN SERTIFIKAT ELEKTRONIK\n[ ] Penerbitan baru\n[x] Pembaharuan\n", "request", "pembaharuan" },
	{ "what for is not what is wanted", "Permintaan desa",
	    "Mohon dibuatkan email dinas untuk keperluan pendaftaran tte kepala desa.\n", "request", "email-dinas" },
	{ "unless nothing else is", "Permintaan desa", "Mohon bantuannya supaya bisa mendaftar TTE.\n", "request", "penerbitan" },
	{ "mohon TTE ... dicabut asks for no new one", "Pegawai", "Mohon TTE nya dicabut per 1 Desember.\n", "request", "pencabutan" },
	{ "data in a reply answer a question", "Re: [TTE-2026-000123] Data belum lengkap",
	    "Selamat siang, berikut saya lengkapi:\nNIK 6305041106840002\n", "command", NULL },
	{ "numbers alone", "Re: Mohon nomor HP", "081250001111 pak, wa nya sama\n", "command", NULL },
	{ "an explanation, with the service", "Re: lupa password", "Yang saya maksud passphrase TTE pak.\n", "command", "lupa-passphrase" },
	{ "a reply that asks for something", "Re: TTE", "Sandi tte pak sekcam lupa lagi, mohon direset.\n", "request", "lupa-passphrase" },
	{ "a new letter that begins with sesuai decides nothing", "Perubahan jabatan",
	    "Sesuai SK Bupati jabatan beliau di sertifikat elektronik mohon disesuaikan menjadi Analis.\n", "request", "perubahan-data" },
	{ "a demand for a click", "Sertifikat Anda akan diblokir",
	    "Sistem kami mendeteksi sertifikat Anda belum diverifikasi. Klik tautan di bawah dalam 24 jam.\n", "other", NULL },
	{ "a question in Banjar", "tte", "kanapa tte ulun kada kawa dipakai lagi min\n", "request", NULL },
};

static void
read_row(const struct ruleset *rules, size_t i)
{
	char *mail = xasprintf("From: a@tapinkab.go.id\nTo: tte@tapinkab.go.id\nSubject: %s\nMIME-Version: 1.0\n"
	    "Content-Type: text/plain; charset=utf-8\n\n%s", rows[i].subject, rows[i].text);
	struct letter *l = letter_parse(mail, strlen(mail), rules, NULL);
	const struct read_order order = { 0 };
	struct buf copy = BUF_INIT;
	struct facts f;

	match_letter(l, &order, rules, NULL, &f, &copy, NULL);
	is_str(class_name(f.class), rows[i].class, "%s: class", rows[i].name);
	is_str(f.service, rows[i].service, "%s: service", rows[i].name);
	wire_free(&facts_wire, &f);
	buf_free(&copy);
	letter_free(l);
}

int
main(void)
{
	struct problems p = { 0 };
	struct ruleset *rules = ruleset_read("rules", &p);

	problems_print(&p, stdout);
	if (!ok(rules != NULL, "the rules of the tree can be read"))
		return done();
	setlocale(LC_ALL, "C.UTF-8");
	letter_init();
	html_warm();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		read_row(rules, i);
	ruleset_free(rules);
	problems_free(&p);
	return done();
}
