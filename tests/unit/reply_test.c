/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * New text against quoted text in the layouts of the mail programs people use, Indonesian and
 * English. Each row is a whole text (plain, or HTML where it begins with "<"); `fresh` must come
 * out exactly, with nothing of the quotation.
 */
#include "test.h"

#include <stdlib.h>

#include "base/mem.h"
#include "box/html.h"
#include "box/reply.h"

#define QUOTE "> Cukup balas surat ini.\n> SETUJU atau TOLAK <alasan>\n> Kode: ABCD-EFGH-IJKL-MNOP\n"
#define BARE "Cukup balas surat ini.\nSETUJU atau TOLAK <alasan>\nKode: ABCD-EFGH-IJKL-MNOP\n"
#define HTML_BARE "<p>Cukup balas surat ini.</p><p>SETUJU atau TOLAK &lt;alasan&gt;</p><p>Kode: ABCD-EFGH-IJKL-MNOP</p>"

static const struct { const char *name, *text, *fresh; bool quoted; } rows[] = {
	{ "no quotation", "SETUJU\n", "SETUJU", false },
	{ "Gmail, Indonesian", "SETUJU\n\nPada Jum, 20 Nov 2026 pukul 09.15 Loket TTE Tapin <tte@tapinkab.go.id>\nmenulis:\n\n" QUOTE, "SETUJU", true },
	{ "Gmail, wrapped address", "SETUJU\n\nPada tanggal Jum, 20 Nov 2026 pukul 09.15 Loket TTE Tapin <\ntte@tapinkab.go.id> menulis:\n\n" QUOTE, "SETUJU", true },
	{ "Gmail, English", "SETUJU\n\nOn Fri, Nov 20, 2026 at 9:15 AM Loket TTE <tte@tapinkab.go.id> wrote:\n\n" QUOTE, "SETUJU", true },
	{ "Gmail, English, wrapped", "SETUJU\n\nOn Fri, Nov 20, 2026 at 9:15 AM Loket TTE Kabupaten Tapin <\ntte@tapinkab.go.id> wrote:\n" QUOTE, "SETUJU", true },
	{ "Gmail, narrow no-break blank", "SETUJU\n\nOn Fri, Nov 20, 2026 at 9:15\xe2\x80\xaf" "AM Loket <tte@tapinkab.go.id> wrote:\n" QUOTE, "SETUJU", true },
	{ "Roundcube", "SETUJU\n\nPada 2026-11-20 09:15, Loket TTE menulis:\n" QUOTE, "SETUJU", true },
	{ "Roundcube, below", "Pada 2026-11-20 09:15, Loket TTE menulis:\n" QUOTE "\nSETUJU\n", "SETUJU", true },
	{ "Roundcube, original message", "SETUJU\n\n-------- Pesan Asli --------\nJudul: Mohon keputusan\nTanggal: 2026-11-20 09:15\nPengirim: Loket <tte@tapinkab.go.id>\nPenerima: a@tapinkab.go.id\n\n" BARE, "SETUJU", true },
	{ "Thunderbird", "SETUJU\n\nLoket TTE menulis:\n" QUOTE, "SETUJU", true },
	{ "Thunderbird with date", "SETUJU\n\nPada 20/11/2026 09.15, Loket TTE menulis:\n" QUOTE, "SETUJU", true },
	{ "Thunderbird, date behind", "SETUJU\n\nLoket TTE menulis di 20/11/2026 09.15:\n" QUOTE, "SETUJU", true },
	{ "Thunderbird, below", "Pada 20/11/26 09.15, Loket TTE menulis:\n" QUOTE "\nSETUJU\n\n-- \nSiti Aminah\nTOLAK gratifikasi\n", "SETUJU", true },
	{ "Thunderbird, original message", "SETUJU\n\n-------- Pesan Asli --------\nSubjek: x\n\n" BARE, "SETUJU", true },
	{ "Thunderbird, English", "SETUJU\n\nOn 20/11/2026 09.15, Loket TTE wrote:\n" QUOTE, "SETUJU", true },
	{ "Zimbra", "SETUJU\n\n----- Pada 20 Nov 2026, jam 9:15, Loket TTE tte@tapinkab.go.id menulis:\n\n" QUOTE, "SETUJU", true },
	{ "Zimbra, header block", "SETUJU\n\n----- Pesan Asli -----\nDari: \"Loket TTE\" <tte@tapinkab.go.id>\nKepada: \"Siti\" <siti@tapinkab.go.id>\nTerkirim: Jumat, 20 November 2026 9:15:00\nPerihal: x\n\n" BARE, "SETUJU", true },
	{ "Zimbra, bare header block", "SETUJU\n\nDari: \"Loket TTE\" <tte@tapinkab.go.id>\nKepada: \"Siti\" <siti@tapinkab.go.id>\nDikirim: Jumat, 20 November 2026 9:15:00\nSubjek: x\n\n" BARE, "SETUJU", true },
	{ "SnappyMail", "SETUJU\n\n20 November 2026 09.15, tte@tapinkab.go.id ditulis:\n" QUOTE, "SETUJU", true },
	{ "SnappyMail without colon", "SETUJU\n\n20 November 2026 09.15, \"Loket TTE\" <tte@tapinkab.go.id> ditulis\n" QUOTE, "SETUJU", true },
	{ "SnappyMail, forwarded", "SETUJU\n\n-------- Pesan terusan -------\nDari: x\n" BARE, "SETUJU", true },
	{ "Outlook, Indonesian", "SETUJU\n\n________________________________\nDari: Loket TTE <tte@tapinkab.go.id>\nDikirim: Jumat, 20 November 2026 09:15\nKepada: Siti <siti@tapinkab.go.id>\nSubjek: Mohon keputusan\n\n" BARE, "SETUJU", true },
	{ "Outlook, English", "SETUJU\r\n\r\nFrom: Loket TTE <tte@tapinkab.go.id>\r\nSent: Friday, November 20, 2026 9:15 AM\r\nTo: Siti <siti@tapinkab.go.id>\r\nSubject: Mohon keputusan\r\n\r\n" BARE, "SETUJU", true },
	{ "Outlook, names only", "SETUJU\n\nFrom: Loket TTE\nSent: Friday, November 20, 2026 9:15 AM\nTo: Siti Aminah\nCc: Budi\nSubject: Mohon keputusan\n\n" BARE, "SETUJU", true },
	{ "Outlook, bold labels", "SETUJU\n\n*From:* Loket TTE <tte@tapinkab.go.id>\n*Sent:* Friday, November 20, 2026 9:15 AM\n*To:* Siti\n*Subject:* x\n\n" BARE, "SETUJU", true },
	{ "Outlook, original message", "SETUJU\n\n-----Original Message-----\nFrom: x\n" BARE, "SETUJU", true },
	{ "Outlook for Android", "SETUJU\n\nDapatkan Outlook untuk Android\n________________________________\nDari: Loket TTE <tte@tapinkab.go.id>\nDikirim: Jumat, 20 November 2026 09.15.12\nKepada: Siti <siti@tapinkab.go.id>\nSubjek: x\n\n" BARE, "SETUJU", true },
	{ "Outlook for iOS, English", "SETUJU\n\nGet Outlook for iOS\n________________________________\nFrom: Loket <tte@tapinkab.go.id>\nSent: Friday, November 20, 2026 9:15:12 AM\nTo: Siti\nSubject: x\n" BARE, "SETUJU", true },
	{ "Yahoo", "SETUJU\n\n    Pada Jumat, 20 November 2026 pukul 09.15.00 WITA, Loket TTE <tte@tapinkab.go.id> menulis:  \n \n " BARE, "SETUJU", true },
	{ "Yahoo for Android", "SETUJU\n\nDikirim dari Yahoo Mail di Android \n \n  Pada Jum, 20 Nov 2026 pukul 9:15, Loket TTE<tte@tapinkab.go.id> menulis:   Cukup balas\nTOLAK\n", "SETUJU", true },
	{ "Yahoo, English", "SETUJU\n\n On Friday, November 20, 2026 at 09:15:00 AM GMT+8, Loket TTE <tte@tapinkab.go.id> wrote:  \n \n " BARE, "SETUJU", true },
	{ "Samsung", "SETUJU\n\nDikirim dari Galaxy saya\n\n\n-------- Pesan asli --------\nDari: Loket TTE <tte@tapinkab.go.id> \nTanggal: 20/11/26  09.15  (GMT+08:00) \nKe: siti@tapinkab.go.id \nSubjek: x \n\n" BARE, "SETUJU", true },
	{ "Samsung, English", "SETUJU\n\nSent from my Galaxy\n\n-------- Original message --------\nFrom: Loket <tte@tapinkab.go.id> \nDate: 20/11/26  09:15  (GMT+08:00) \nTo: siti\nSubject: x\n\n" BARE, "SETUJU", true },
	{ "iPhone", "SETUJU\n\nDikirim dari iPhone saya\n\n> Pada 20 Nov 2026, pukul 09.15, Loket TTE <tte@tapinkab.go.id> menulis:\n> \n> \xef\xbb\xbf" "Cukup\n> TOLAK\n", "SETUJU", true },
	{ "iPhone, English", "SETUJU\n\nSent from my iPhone\n\n> On 20 Nov 2026, at 09.15, Loket TTE <tte@tapinkab.go.id> wrote:\n> \n> TOLAK\n", "SETUJU", true },
	{ "Apple Mail", "SETUJU\n\n> Pada 20 Nov 2026 pukul 09.15, Loket TTE <tte@tapinkab.go.id> menulis:\n>\n> TOLAK\n", "SETUJU", true },
	{ "K-9 Mail", "SETUJU\n\nPada 20 November 2026 09.15.00 WITA, Loket TTE <tte@tapinkab.go.id> menulis:\n>TOLAK\n-- \nDikirim dari perangkat Android saya dengan K-9 Mail. Maaf jika singkat.\n", "SETUJU", true },
	{ "Xiaomi", "SETUJU\n\nDikirim dari Xiaomi Mail\nPada 20 Nov 2026 09.15, Loket TTE <tte@tapinkab.go.id> menulis:\n" BARE, "SETUJU", true },
	{ "SOGo", "SETUJU\n\nPada Jumat, November 20, 2026 09:15 WITA, Loket TTE <tte@tapinkab.go.id> menulis:\n \n" QUOTE, "SETUJU", true },
	{ "Horde", "SETUJU\n\nMengutip Loket TTE <tte@tapinkab.go.id>:\n\n" QUOTE, "SETUJU", true },
	{ "Horde, English", "SETUJU\n\nQuoting Loket TTE <tte@tapinkab.go.id>:\n\n" QUOTE, "SETUJU", true },
	{ "forwarded, Gmail", "Mohon ditindaklanjuti\n\n---------- Forwarded message ---------\nDari: Budi <budi@x.go.id>\nDate: Jum, 20 Nov 2026\nSubject: x\n\nTOLAK\n", "Mohon ditindaklanjuti", true },
	{ "forwarded, Indonesian", "Mohon ditindaklanjuti\n\n---------- Pesan terusan ---------\nDari: Budi\n\nTOLAK\n", "Mohon ditindaklanjuti", true },
	{ "forwarded, Apple", "Mohon dibantu\n\nMulai pesan yang diteruskan:\n\n> Dari: Budi\n> TOLAK\n", "Mohon dibantu", true },
	{ "two rounds", "SETUJU\n\nPada Jum, 20 Nov 2026 pukul 10.00 Loket <tte@tapinkab.go.id> menulis:\n\n> Balas YA atau TIDAK\n>\n> Pada Jum, 20 Nov 2026 pukul 09.00 Siti menulis:\n>> ok\n", "SETUJU", true },
	{ "signature before the quotation", "SETUJU\n\n-- \nSiti Aminah, S.Sos.\nKepala Dinas\n\nPada Jum, 20 Nov 2026 pukul 10.00 Loket <tte@tapinkab.go.id> menulis:\n" QUOTE, "SETUJU", true },
	{ "disclaimer", "SETUJU\n\nDISCLAIMER: Surel ini rahasia. Jika Anda bukan penerima, TOLAK dan hapus.\nTOLAK\n", "SETUJU", false },
	{ "a nota dinas is no header block", "NOTA DINAS\nYth. : Kepala Dinas\nDari : Sekretaris\nTanggal : 20 November 2026\nPerihal : Reset passphrase\n\nMohon bantuan.", "NOTA DINAS\nYth. : Kepala Dinas\nDari : Sekretaris\nTanggal : 20 November 2026\nPerihal : Reset passphrase\n\nMohon bantuan.", false },
	{ "a form is no header block", "Nama : Siti\nDari : Dinas Kesehatan\nKepada : Kominfo\nEmail : siti@tapinkab.go.id\n", "Nama : Siti\nDari : Dinas Kesehatan\nKepada : Kominfo\nEmail : siti@tapinkab.go.id", false },
	{ "interleaved", QUOTE "SETUJU\n> lagi\n", "SETUJU", true },
	{ "an answer directly above an attribution", "<div>Tidak setuju, emailnya salah.</div><div>Pada Jum, 2026-11-27 pada 10:16 +0800, Loket TTE menulis:</div><blockquote>" HTML_BARE "</blockquote>", "Tidak setuju, emailnya salah.", true },
	{ "an attribution over two lines", "SETUJU\nLoket TTE\n20 November 2026 09.15 <tte@tapinkab.go.id> menulis:\n" QUOTE, "SETUJU\nLoket TTE", true },
	{ "Gmail, between two parts of the quotation", "<div>Lihat di bawah</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">Pada Jum, 20 Nov 2026 pukul 09.15 Loket TTE &lt;tte@tapinkab.go.id&gt; menulis:<br></div><blockquote class=\"gmail_quote\"><p>SETUJU atau TOLAK</p></blockquote><div>setuju</div><blockquote class=\"gmail_quote\">" HTML_BARE "</blockquote></div>", "Lihat di bawah\n\nsetuju", true },
	{ "Gmail, forwarded: all of it is quoted", "<div>Mohon dibantu</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">---------- Forwarded message ---------<br>Dari: Loket</div><p>SETUJU</p><div class=\"gmail_quote\"><blockquote>" HTML_BARE "</blockquote></div></div>", "Mohon dibantu", true },
	{ "Outlook, in red within the mail", "<p class=MsoNormal>Jawaban saya di bawah, warna merah</p><div>From: Loket &lt;tte@tapinkab.go.id&gt;<br>Sent: Friday, November 20, 2026 9:15 AM<br>To: Siti<br>Subject: x</div><p>Mohon diperiksa.</p><p class=MsoNormal><b><span style='color:#C00000'>SETUJU<o:p></o:p></span></b></p>" HTML_BARE, "Jawaban saya di bawah, warna merah\nSETUJU", true },
	{ "Outlook, the same without a word about it", "<p class=MsoNormal>Terima kasih</p><div>From: Loket &lt;tte@tapinkab.go.id&gt;<br>Sent: Friday, November 20, 2026 9:15 AM<br>To: Siti<br>Subject: x</div><p><font color=red>SETUJU</font></p>" HTML_BARE, "Terima kasih", true },
	{ "Outlook, links and greys are nobody's answer", "<p class=MsoNormal>Lihat di bawah</p><div>From: Loket &lt;tte@tapinkab.go.id&gt;<br>Sent: Friday, November 20, 2026 9:15 AM<br>To: Siti<br>Subject: x</div><p><span style='color:blue'><a href=x>SETUJU</a></span></p><p style='color:#777777'>SETUJU</p><p><font color=red>SETUJU</font> atau TOLAK</p>" HTML_BARE, "Lihat di bawah", true },
	{ "Word's paragraphs", "<p class=MsoNormal>SETUJU<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>Siti<o:p></o:p></p><p class=MsoNormal>Verifikator</p>", "SETUJU\n\nSiti\nVerifikator", false },
	{ "a reaction of Outlook", "<table><tr><td><img alt=\"\xe2\x9d\xa4\"></td><td>Siti bereaksi terhadap pesan Anda:</td></tr></table>", "\xe2\x9d\xa4", false },
	{ "a reaction of Gmail", "\xf0\x9f\x91\x8d\n\nNurul Huda bereaksi melalui Gmail\n<https://www.google.com/gmail/about/?x=emojireactionemail#app>\n", "\xf0\x9f\x91\x8d", false },
	{ "a disclaimer with a heading of its own", "SETUJU\n\nPERHATIAN: Surat elektronik ini beserta lampirannya bersifat rahasia. Jangan menyetujui isinya.\n", "SETUJU", false },
	/* HTML */
	{ "HTML, Gmail", "<div dir=\"ltr\">SETUJU</div><br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">Pada Jum, 20 Nov 2026 pukul 09.15 Loket &lt;<a href=\"mailto:t\">t</a>&gt; menulis:<br></div><blockquote class=\"gmail_quote\">" HTML_BARE "</blockquote></div>", "SETUJU", true },
	{ "HTML, Outlook web", "<html><body><div>SETUJU</div><div id=\"appendonsend\"></div><hr style=\"display:inline-block\"><div id=\"divRplyFwdMsg\" dir=\"ltr\"><font><b>Dari:</b> Loket<br><b>Dikirim:</b> x</font></div>" HTML_BARE "</body></html>", "SETUJU", true },
	{ "HTML, Outlook desktop", "<html><body><div class=WordSection1><p class=MsoNormal>SETUJU<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>From:</b> Loket &lt;tte@tapinkab.go.id&gt; <br><b>Sent:</b> Friday, November 20, 2026 9:15 AM<br><b>To:</b> Siti<br><b>Subject:</b> x<o:p></o:p></p></div></div>" HTML_BARE "</div></body></html>", "SETUJU", true },
	{ "HTML, Apple", "<html><body>SETUJU<br id=\"lineBreakAtBeginningOfSignature\"><div dir=\"ltr\">Dikirim dari iPhone saya</div><div dir=\"ltr\"><br><blockquote type=\"cite\">Pada 20 Nov 2026 menulis:<br>TOLAK</blockquote></div></body></html>", "SETUJU", true },
	{ "HTML, Thunderbird", "<html><body><p>SETUJU</p><div class=\"moz-cite-prefix\">Pada 20/11/26 09.15, Loket menulis:<br></div><blockquote type=\"cite\" cite=\"mid:x\">" HTML_BARE "</blockquote><pre class=\"moz-signature\">-- \nSiti</pre></body></html>", "SETUJU", true },
	{ "HTML, Yahoo", "<div>SETUJU</div><div><br></div><div id=\"ydp1yahoo_quoted_123\" class=\"ydp1yahoo_quoted\"><div>Pada Jumat, Loket menulis:</div>" HTML_BARE "</div>", "SETUJU", true },
	{ "HTML, Yahoo old", "<div>SETUJU</div><div class=\"yahoo_quoted\" id=\"yahoo_quoted_1\">" HTML_BARE "</div>", "SETUJU", true },
	{ "HTML, Samsung", "<html><body>SETUJU<div><br></div><div id=\"composer_signature\"><div>Dikirim dari Galaxy saya</div></div><div><br></div><div style=\"font-size:100%\"><!-- originalMessage --><div>-------- Pesan asli --------</div><div>Dari: Loket &lt;tte@tapinkab.go.id&gt; </div><div>Tanggal: 20/11/26</div></div>" HTML_BARE "</body></html>", "SETUJU", true },
	{ "HTML, Zimbra", "<html><body><div>SETUJU</div><div><br></div><hr id=\"zwchr\" data-marker=\"__DIVIDER__\"><div data-marker=\"__HEADERS__\"><b>Dari: </b>Loket<br></div><div data-marker=\"__QUOTED_TEXT__\">" HTML_BARE "</div></body></html>", "SETUJU", true },
	{ "HTML, Roundcube", "<html><body><p>SETUJU</p><p id=\"reply-intro\">Pada 2026-11-20 09:15, Loket menulis:</p><blockquote type=\"cite\">" HTML_BARE "</blockquote></body></html>", "SETUJU", true },
	{ "HTML, Proton", "<div>SETUJU</div><div class=\"protonmail_quote\">On Friday wrote:<blockquote>" HTML_BARE "</blockquote></div>", "SETUJU", true },
	{ "HTML, below", "<blockquote>" HTML_BARE "</blockquote><p>SETUJU</p>", "SETUJU", true },
};

int
main(void)
{
	struct problems p = { 0 };
	struct ruleset *rules = ruleset_read("rules", &p);

	problems_print(&p, stdout);
	if (!ok(rules != NULL, "the rules of the tree can be read"))
		return done();
	html_warm();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf text = BUF_INIT;
		struct reply r;

		if (rows[i].text[0] == '<')
			ok(html_text(rows[i].text, rules, &text), "%s: HTML is read", rows[i].name);
		else
			buf_adds(&text, rows[i].text);
		for (char *c = text.data; c != NULL && (c = strchr(c, '\r')) != NULL;)
			*c = ' ';
		reply_split(buf_str(&text), rules, &r, NULL);
		is_str(r.fresh, rows[i].fresh, "%s: new text", rows[i].name);
		is_int(r.has_quote, rows[i].quoted, "%s: quoted", rows[i].name);
		ok(strstr(rows[i].text, "ABCD-EFGH") == NULL || strstr(r.quoted, "ABCD-EFGH-IJKL-MNOP") != NULL, "%s: the code is in the quotation", rows[i].name);
		ok(!r.undecided, "%s: no pattern at its limit", rows[i].name);
		reply_free(&r);
		buf_free(&text);
	}
	ruleset_free(rules);
	problems_free(&p);
	return done();
}
