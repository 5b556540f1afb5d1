/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grammar of answers with the office's own rules: what acts, what is asked about, what never
 * acts. Each row is a new text as a person might write it. LOKET_RULES names the rules; without it
 * the ones of the tree are taken.
 */
#include "test.h"

#include <stdlib.h>

#include "base/mem.h"
#include "box/answer.h"
#include "box/letter.h"
#include "case/decisions.h"

static struct ruleset *rules;

/*
 * means NULL: decides nothing. tier 0: not looked at. why, detail, reason NULL: not looked at ("" =
 * none).
 */
static const struct row {
	const char *text, *means;
	int tier;
	const char *why, *detail, *reason;
} rows[] = {
	/* tier 1 */
	{ "SETUJU", "approve", 1, "", NULL, NULL },
	{ "setuju", "approve", 1, "", NULL, NULL },
	{ "Setuju.", "approve", 1, "", NULL, NULL },
	{ "*SETUJU*", "approve", 1, NULL, NULL, NULL },
	{ "\"SETUJU\"", "approve", 1, NULL, NULL, NULL },
	{ "SETUJU!!!", "approve", 1, NULL, NULL, NULL },
	{ "Selamat pagi\n\nSETUJU", "approve", 1, NULL, NULL, NULL },
	{ "Setuju, tolong diproses", "approve", 1, NULL, NULL, NULL },
	{ "SETUJU, mohon ditindaklanjuti segera. Terima kasih", "approve", 1, NULL, NULL, NULL },
	{ "Approve", "approve", 1, NULL, NULL, NULL },
	{ "APPROVED, thanks", "approve", 1, NULL, NULL, NULL },
	{ "Disetujui", "approve", 1, NULL, NULL, NULL },
	{ "ACC", "approve", 1, NULL, NULL, NULL },
	{ "acc pak", "approve", 1, NULL, NULL, NULL },
	{ "Assalamu'alaikum Wr. Wb.\n\nSetuju.\n\nWassalamu'alaikum Wr. Wb.\nSiti Aminah, S.Sos.", "approve", 1, NULL, NULL, NULL },
	{ "Yth. Admin Loket TTE\n\nSaya setuju, silakan dilanjutkan.\n\nHormat kami,\nDrs. H. Ahmad Fauzi, M.Si.\nKepala Dinas Kominfo\nNIP. 19700101 199503 1 001",
	    "approve", 1, NULL, NULL, NULL },
	{ "SETUJU\nSiti Aminah", "approve", 1, NULL, NULL, NULL },
	{ "Mohon izin pak, SETUJU", "approve", 1, NULL, NULL, NULL },
	{ "Selamat siang Pak Budi,\nSETUJU", "approve", 1, NULL, NULL, NULL },
	{ "SELESAI", "done", 1, NULL, NULL, NULL },
	{ "Sudah selesai pak", "done", 1, NULL, NULL, NULL },
	{ "SUDAH", "done", 1, NULL, NULL, NULL },
	{ "Sudah bisa, terima kasih", "done", 1, NULL, NULL, NULL },
	{ "Alhamdulillah sudah berhasil, terima kasih banyak", "done", 1, NULL, NULL, NULL },
	{ "TIDAK", "no", 1, NULL, NULL, NULL },
	{ "BATAL", "cancel", 1, NULL, NULL, NULL },
	{ "Tarik kembali", "cancel", 1, NULL, NULL, NULL },
	{ "tidak jadi", "cancel", 1, NULL, NULL, NULL },
	{ "SESUAI", "match", 1, NULL, NULL, NULL },
	{ "STATUS", "status", 1, NULL, NULL, NULL },
	/* as the button of a task mail writes it */
	{ "SETUJU\n\nKode: ABCD-EFGH-IJKL-MNOP", "approve", 1, NULL, NULL, NULL },
	{ "SELESAI\n\nKode: ABCD-EFGH-IJKL-MNOP", "done", 1, NULL, NULL, NULL },
	{ "Kode: ABCD-EFGH-IJKL-MNOP\nSETUJU", "approve", 1, NULL, NULL, NULL },
	{ "TOLAK surat belum ditandatangani\n\nKode: ABCD-EFGH-IJKL-MNOP", "reject", 1, NULL, NULL, "surat belum ditandatangani" },
	{ "YA\n\nKode: ABCD-EFGH-IJKL-MNOP", "yes", 2, NULL, NULL, NULL },
	{ "SETUJU\n\nSalam,\nSiti Aminah\nKepala Bidang Persandian\nJl. Brigjen H. Hasan Basri No. 12 Rantau\nHP 0812-3456-7890",
	    "approve", 1, NULL, NULL, NULL },
	{ "Setuju\xf0\x9f\x99\x8f", "approve", 1, NULL, NULL, NULL },
	{ "Setuju, trmksh", "approve", 1, NULL, NULL, NULL },
	/* reasons */
	{ "TOLAK, NIP tidak sesuai dengan surat", "reject", 1, NULL, NULL, "NIP tidak sesuai dengan surat" },
	{ "TOLAK", "reject", 1, NULL, NULL, "" },
	{ "Ditolak karena surat belum ditandatangani.\n\nTerima kasih\nSiti Aminah", "reject", 1, NULL, NULL, "karena surat belum ditandatangani" },
	{ "Selamat siang,\nKURANG surat pernyataan bermeterai", "incomplete", 1, NULL, NULL, "surat pernyataan bermeterai" },
	{ "GAGAL, HP belum terverifikasi di AMS", "failed", 1, NULL, NULL, "HP belum terverifikasi di AMS" },
	{ "UBAH no HP 081234567890", "change", 1, NULL, NULL, "no HP 081234567890" },
	{ "ALIHKAN pembaharuan", "divert", 1, NULL, NULL, "pembaharuan" },
	/* an applicant after the reset */
	{ "Pak, link reset passphrase belum masuk ke email saya sampai sekarang", "failed", 1, NULL, "link-tidak-masuk", NULL },
	{ "link tidak masuk", "failed", 1, NULL, "link-tidak-masuk", NULL },
	{ "Mohon maaf, sampai hari ini saya belum menerima link nya", "failed", 1, NULL, "link-tidak-masuk", NULL },
	{ "Link kedaluwarsa pak", "failed", 1, NULL, "link-kedaluwarsa", NULL },
	{ "Waktu saya klik, tautannya sudah kadaluarsa", "failed", 1, NULL, "link-kedaluwarsa", NULL },
	{ "Verifikasi wajah gagal terus", "failed", 1, NULL, "wajah-gagal", NULL },
	{ "Sudah saya coba tapi verifikasi wajah selalu gagal", "failed", 1, NULL, "wajah-gagal", NULL },
	{ "HP ganti, nomor baru 081234567890", "phone", 1, NULL, "hp-ganti", NULL },
	{ "Saya sudah ganti nomor HP", "phone", 1, NULL, "hp-ganti", NULL },
	/* tier 2 */
	{ "ok", "approve", 2, "informal", NULL, NULL },
	{ "Oke pak", "approve", 2, "informal", NULL, NULL },
	{ "siap", "approve", 2, NULL, NULL, NULL },
	{ "Siap, laksanakan", "approve", 2, "remainder", NULL, NULL },
	{ "acc, silakan", "approve", 2, "informal", NULL, NULL },
	{ "Silakan dilanjutkan", "approve", 2, NULL, NULL, NULL },
	{ "TL", "approve", 2, NULL, NULL, NULL },
	{ "monggo", "approve", 2, NULL, NULL, NULL },
	{ "inggih", "yes", 2, NULL, NULL, NULL },
	{ "\xf0\x9f\x91\x8d", "approve", 2, NULL, NULL, NULL },
	{ "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", "approve", 2, NULL, NULL, NULL },
	{ "ya", "yes", 2, NULL, NULL, NULL },
	{ "Iya benar pak", "yes", 2, NULL, NULL, NULL },
	{ "Ya, setuju", "approve", 1, "", NULL, NULL },
	{ "Setuju, berkas sudah kami cek di ruang arsip", "approve", 2, "remainder", NULL, NULL },
	/* not the sender, no closing */
	{ "SETUJU\nRahmat Hidayat", "approve", 2, "remainder", NULL, NULL },
	{ "Sudah saya periksa, SETUJU", "approve", 1, "", NULL, NULL },
	/* tier 3 */
	{ "tidak setuju", "unclear", 3, "negation", NULL, NULL },
	{ "Belum bisa disetujui", "unclear", 3, "negation", NULL, NULL },
	{ "jangan disetujui dulu", "unclear", 3, "negation", NULL, NULL },
	{ "Saya kurang setuju", "unclear", 3, NULL, NULL, NULL },
	{ "kurang setuju", "unclear", 3, NULL, NULL, NULL },
	{ "SETUJU tapi lengkapi dulu suratnya", "unclear", 3, "condition", NULL, NULL },
	{ "Setuju kalau Kabid sudah paraf", "unclear", 3, "condition", NULL, NULL },
	{ "Setuju asal suratnya asli", "unclear", 3, "condition", NULL, NULL },
	{ "SETUJU nanti setelah rapat", "unclear", 3, "condition", NULL, NULL },
	{ "APPROVE?", "unclear", 3, "question", NULL, NULL },
	{ "Apakah ini boleh saya setujui", "unclear", 3, "question", NULL, NULL },
	{ "TOLAK?", "unclear", 3, "question", NULL, NULL },
	{ "SETUJU\nTOLAK", "unclear", 3, "two", NULL, NULL },
	{ "SETUJU / TOLAK", "unclear", 3, "two", NULL, NULL },
	{ "TOLAK\nSETUJU", "unclear", 3, NULL, NULL, NULL },
	{ "SETUJU. Eh maaf, TOLAK", "unclear", 3, "two", NULL, NULL },
	{ "not approved", "unclear", 3, "negation", NULL, NULL },
	{ "don't approve", "unclear", 3, "negation", NULL, NULL },
	{ "\xd0\x90PPROVE", "unclear", 3, "lookalike", NULL, NULL },
	{ "S\xd0\x95TUJU", "unclear", 3, "lookalike", NULL, NULL },
	{ "SET\xe2\x80\x8bUJU", "unclear", 3, "lookalike", NULL, NULL },
	{ "\xe2\x80\xaeSETUJU", "unclear", 3, "lookalike", NULL, NULL },
	{ "\xef\xbc\xb3\xef\xbc\xa5\xef\xbc\xb4\xef\xbc\xb5\xef\xbc\xaa\xef\xbc\xb5", "unclear", 3, "lookalike", NULL, NULL },
	{ "belum", "later", 3, "later", "belum", NULL },
	{ "nanti dulu", "later", 3, "later", NULL, NULL },
	{ "Tunda", "later", 3, "later", NULL, NULL },
	{ "Belum, masih saya periksa", "later", 3, "later", NULL, NULL },
	{ "Saya setuju ditolak", "unclear", 3, NULL, NULL, NULL },
	{ "Setuju untuk ditolak", "unclear", 3, NULL, NULL, NULL },
	{ "tidak bisa saya setujui", "unclear", 3, "negation", NULL, NULL },
	{ "Disetujui dengan catatan", "unclear", 3, "condition", NULL, NULL },
	{ "Approve, but wait until Monday", "unclear", 3, "condition", NULL, NULL },
	{ "Never approved", "unclear", 3, "negation", NULL, NULL },
	{ "acc? belum", "unclear", 3, NULL, NULL, NULL },
	{ "Setuju nggak nih", "unclear", 3, "negation", NULL, NULL },
	/* asked about */
	{ "setujuu", "approve", 1, NULL, NULL, NULL },
	{ "SETUJU\nKirim ke Kabid", "approve", 2, "remainder", NULL, NULL },
	{ "\xf0\x9f\x91\x8d\n\nSiti Aminah reacted via Gmail", "approve", 2, "informal", NULL, NULL },
	/* nothing decided */
	{ "Terima kasih banyak atas bantuannya", NULL, 0, NULL, NULL, NULL },
	{ "Berikut saya kirimkan surat pernyataannya, mohon dicek", NULL, 0, NULL, NULL, NULL },
	{ "", NULL, 0, NULL, NULL, NULL },
	{ "Saya ingin bertanya jam pelayanan kantor", NULL, 0, NULL, NULL, NULL },
};

static void
check(const struct row *row)
{
	const struct answer_from from = { "Siti Aminah, S.Sos.", "siti.aminah@tapinkab.go.id", true, false, false };
	struct fact_command c;
	bool undecided = answer_read(row->text, &from, rules, &c, NULL);

	ok(!undecided, "no pattern at its limit");
	is_str(c.means, row->means, "\"%s\": means", row->text);
	if (row->tier != 0)
		is_int(c.tier, row->tier, "\"%s\": tier", row->text);
	if (row->why != NULL)
		is_str(c.why != NULL ? c.why : "", row->why, "\"%s\": why", row->text);
	if (row->detail != NULL)
		is_str(c.detail, row->detail, "\"%s\": detail", row->text);
	if (row->reason != NULL)
		is_str(c.reason != NULL ? c.reason : "", row->reason, "\"%s\": reason", row->text);
	fact_command_free(&c);
}

/* Tier 1 must be reached only when everything was consumed, whatever is added around an answer. */
static void
remainders(void)
{
	static const char *const more[] = { "xyz", "besok pagi", "tidak", "123", "bersama ini kami undang", "hapus semua data" };
	const struct answer_from from = { "Siti Aminah", "siti@tapinkab.go.id", true, false, false };

	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++)
		for (int before = 0; before < 2; before++) {
			char *text = before ? xasprintf("%s SETUJU", more[i]) : xasprintf("SETUJU %s", more[i]);
			struct fact_command c;

			answer_read(text, &from, rules, &c, NULL);
			ok(c.means == NULL || (c.tier > 1 && !c.consumed), "\"%s\" does not act", text);
			fact_command_free(&c);
			free(text);
		}
}

/* Decisions by number: list NULL is none; `only`: the list is the whole answer, which then is unclear. */
static const struct { const char *text, *list; bool only; } lists[] = {
	{ "SETUJU 1,3-5; TOLAK 2 SK belum ada", "approve 1,3-5|reject 2 (SK belum ada)", true },
	{ "setuju semua kecuali 2", "approve all but 2", true },
	{ "Setuju nomor 1 sampai 3", "approve 1-3", true },
	{ "SETUJU 1, 2 dan 5, tolong diproses. Terima kasih", "approve 1,2,5", true },
	{ "SETUJU 1", "approve 1", true },
	{ "Selamat pagi,\n\n1. Setuju\n2. Tolak, SK belum ada\n3-4 setuju\n\nTerima kasih\nSiti Aminah", "approve 1|reject 2 (SK belum ada)|approve 3-4", true },
	{ "setuju no 1 s.d. 3, no 4 kurang SK, no 5 tolak data salah", "approve 1-3|incomplete 4 (SK)|reject 5 (data salah)", true },
	{ "TOLAK 1-2 NIP salah\nKURANG 3 KTP buram; SETUJU selain itu", "reject 1-2 (NIP salah)|incomplete 3 (KTP buram)|approve all but 1-2,3", true },
	{ "Jangan setujui 1 dan 2", "reject 1,2", true },
	/* as well a reason that begins with a number: the word acts where one person is asked about */
	{ "TOLAK 2 SK belum ada", "reject 2 (SK belum ada)", false },
	{ "KURANG 2 lembar foto KTP", "incomplete 2 (lembar foto KTP)", false },
	/* no list */
	{ "KURANG SK terakhir, nomor HP", NULL, false },
	{ "KURANG\n1. SK terakhir\n2. KTP", NULL, false },
	{ "Setuju semua", "approve all but ", false },
	{ "TOLAK SEMUA NIP salah", "reject all but  (NIP salah)", false },
	{ "SELESAI 2 kali dicoba", NULL, false },
	{ "SELESAI 23 November", NULL, false },
	{ "SETUJU 12.30", NULL, false },
	{ "SETUJU 1000", NULL, false },
	{ "SETUJU 5-3", NULL, false },
	{ "SETUJU 1-3; TOLAK 2", NULL, false },
	{ "SETUJU 1, 1", NULL, false },
	{ "SETUJU semua kecuali 2; TOLAK 3", NULL, false },
	{ "SETUJU 1,3 kalau SK lengkap", NULL, false },
	{ "SETUJU 1,3?", NULL, false },
	{ "SETUJU 1,\xe2\x80\x8b" "3", NULL, false },
	{ "\xd0\x85" "ETUJU 1,3", NULL, false },
	{ "SETUJU 1, TOLAK", NULL, false },
};

static void
spell(const struct fact_command *c, struct buf *to)
{
	for (size_t i = 0; i < c->n_decisions; i++) {
		const struct fact_decision *d = &c->decisions[i];

		buf_addf(to, "%s%s %s", i > 0 ? "|" : "", d->means, d->all ? "all but " : "");
		for (size_t k = 0; k < d->n_ranges; k++) {
			buf_addf(to, "%s%d", k > 0 ? "," : "", (int)d->ranges[k].first);
			if (d->ranges[k].last > d->ranges[k].first)
				buf_addf(to, "-%d", (int)d->ranges[k].last);
		}
		if (d->reason != NULL)
			buf_addf(to, " (%s)", d->reason);
	}
}

static void
by_number(void)
{
	const struct answer_from from = { "Siti Aminah", "siti@tapinkab.go.id", true, false, false };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct fact_command c;
		struct buf got = BUF_INIT;

		answer_read(lists[i].text, &from, rules, &c, NULL);
		spell(&c, &got);
		is_str(buf_str(&got), lists[i].list != NULL ? lists[i].list : "", "\"%s\": by number", lists[i].text);
		is_int(c.why != NULL && strcmp(c.why, "by-number") == 0, lists[i].only, "\"%s\": the whole answer", lists[i].text);
		if (lists[i].only)
			ok(c.tier == 3, "\"%s\" does not act", lists[i].text);
		ok(decisions_sound(&c), "\"%s\" is well formed", lists[i].text);
		buf_free(&got);
		fact_command_free(&c);
	}
}

/* What a reader that is not believed might say. */
static void
unsound(void)
{
	struct fact_range up[] = { { 1, 2 }, { 4, 4 } }, down[] = { { 4, 4 }, { 1, 2 } }, lap[] = { { 1, 3 }, { 3, 4 } }, back[] = { { 3, 1 } }, two[] = { { 2, 2 } };
	char approve[] = "approve", loud[] = "APPROVE", empty[] = "", why[] = "by-number", unclear[] = "unclear";
	const struct { const char *name; struct fact_decision d[2]; size_t n; } bad[] = {
		{ "no word", { { NULL, 1, up, 2, false, NULL } }, 1 },
		{ "an empty word", { { empty, 1, up, 2, false, NULL } }, 1 },
		{ "no meaning of the rules", { { loud, 1, up, 2, false, NULL } }, 1 },
		{ "nobody", { { approve, 1, NULL, 0, false, NULL } }, 1 },
		{ "descending", { { approve, 1, down, 2, false, NULL } }, 1 },
		{ "overlapping", { { approve, 1, lap, 2, false, NULL } }, 1 },
		{ "backwards", { { approve, 1, back, 1, false, NULL } }, 1 },
		{ "twice", { { approve, 1, up, 2, false, NULL }, { approve, 1, two, 1, false, NULL } }, 2 },
		{ "all twice", { { approve, 1, two, 1, true, NULL }, { approve, 1, two, 1, true, NULL } }, 2 },
		{ "all but others than are named", { { approve, 1, up, 2, false, NULL }, { approve, 1, two, 1, true, NULL } }, 2 },
	};
	struct fact_decision good = { approve, 1, up, 2, false, NULL };
	struct fact_command c = { .decisions = &good, .n_decisions = 1 };

	ok(decisions_sound(&c), "a decision for 1, 2 and 4");
	c.why = why;
	ok(!decisions_sound(&c), "by number, and yet another answer beside it");
	c.means = unclear;
	c.tier = 3;
	ok(decisions_sound(&c), "by number, and nothing else");
	c.n_decisions = 0;
	ok(!decisions_sound(&c), "by number without a number");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct fact_decision d[2] = { bad[i].d[0], bad[i].d[1] };
		struct fact_command wrong = { .decisions = d, .n_decisions = bad[i].n };

		ok(!decisions_sound(&wrong), "refused: %s", bad[i].name);
	}
}

int
main(void)
{
	struct problems p = { 0 };

	rules = ruleset_read("rules", &p);
	problems_print(&p, stdout);
	if (!ok(rules != NULL, "the rules of the tree can be read"))
		return done();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(&rows[i]);
	remainders();
	by_number();
	unsound();
	ruleset_free(rules);
	problems_free(&p);
	return done();
}
