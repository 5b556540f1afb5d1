/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/words.h"

#include <stddef.h>
#include <string.h>

#include "base/conf.h"

struct word {
	const char *code, *says;
};

static const struct word reasons[] = {
	/* held (tests/lint/words.t: no code without a sentence) */
	{ "unreadable", "tidak dapat dibaca; mohon dilihat di kotak surat" },
	{ "too-large", "terlalu besar, tidak diambil" },
	{ "validity", "ditemukan lagi sesudah folder dinomori ulang" },
	{ "sender-unclear", "pengirimnya tidak jelas" },
	{ "unknown-sender", "pengirim belum tercatat dan bukan alamat dinas" },
	{ "address-shared", "alamatnya tercatat untuk lebih dari satu orang" },
	{ "elsewhere", "menyebut orang yang tercatat, tetapi dari alamat lain" },
	{ "owner-unclear", "pemilik sertifikatnya tidak dapat dipastikan" },
	{ "token-unknown", "kodenya tidak dikenal atau sudah lama" },
	{ "role-ended", "kodenya benar, tetapi pengirimnya tidak lagi memegang peran itu" },
	{ "token-of-another", "kodenya milik pertanyaan kepada orang lain" },
	{ "command-without-question", "menjawab sesuatu yang tidak kami tanyakan" },
	{ "stranger-in-thread", "orang lain menulis di percakapan sebuah perkara" },
	{ "case-unreadable", "versi SOP perkaranya tidak terbaca" },
	{ "gone", "sudah dilepas, tetapi suratnya tidak lagi di tempatnya" },
	{ "unclear-without-code", "jawabannya tidak jelas dan tanpa kode" },
	{ "documents-without-words", "berisi berkas tanpa kata-kata; gabungkan ke perkaranya" },
	{ "notice-unauthenticated",
	    "mengaku dari AMS, tetapi server surat kita tidak membenarkannya" },
	{ "notice-new-wording", "pemberitahuan AMS dengan redaksi baru" },
	{ "notice-unknown-person", "AMS menulis tentang orang yang belum tercatat" },
	{ "several-people", "permohonan untuk beberapa orang sekaligus" },
	{ "newcomers", "terlalu banyak orang yang belum tercatat menulis dalam satu jam" },
	{ "denied", "atas nama orang yang menyatakan itu bukan suratnya" },
	{ "opd-asked", "membawa surat OPD; OPD itu sedang ditanya" },
	{ "opd-unclear", "surat OPD-nya tidak dapat dikenali" },
	{ "too-many-people", "permohonan untuk terlalu banyak orang dalam satu surat" },
	{ "notice-several-people", "pemberitahuan AMS tentang beberapa orang" },
	{ "notice-disagrees", "pemberitahuan AMS yang tidak cocok dengan catatan" },
	{ "no-address", "orangnya belum punya alamat tercatat" },
	{ "no-sop", "layanan ini ditangani petugas" },
	{ "no-row", "perkaranya tidak menunggu surat seperti ini" },
	{ "sop-broken", "berkas SOP perkaranya keliru" },
	{ "telepon", "sudah dua kali ditanyakan tanpa jawaban jelas; mohon ditelepon" },
	{ "nobody-to-ask", "belum ada pemegang peran yang harus ditanya" },
	{ "nobody-to-write-to", "orang yang harus dijawab belum punya alamat" },
	{ "before-start", "permohonan dari sebelum loket mulai" },
	/* set aside */
	{ "rejected", "disisihkan petugas" },
	{ "robot", "balasan otomatis" },
	{ "ourselves", "surat kantor sendiri" },
	{ "sent-by-another", "dikirim dari alamat lain" },
	{ "other", "bukan urusan loket" },
	{ "delayed", "pemberitahuan surat tertunda" },
	{ "bounce-of-another", "surat kembali yang bukan milik loket" },
	{ "inquiry-over", "menjawab pertanyaan yang sudah selesai" },
	{ "notice-sender", "mengaku dari AMS, tetapi bukan alamat AMS" },
	{ "notice-for-addressee", "pemberitahuan AMS untuk pemiliknya sendiri" },
	{ "notice-without-case", "pemberitahuan AMS tanpa perkara" },
};

static const struct word states[] = {
	{ "new", "belum dikirim" },
	{ "parked", "ditahan" },
	{ "ready", "belum dikirim" },
	{ "sending", "sedang dikirim" },
	{ "sent", "terkirim" },
	{ "retry", "dicoba lagi" },
	{ "unknown", "tidak pasti terkirim" },
	{ "failed", "gagal" },
	{ "dropped", "dibatalkan" },
};

static const char *
say(const struct word *words, size_t n, const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i].code, code) == 0)
			return words[i].says;
	return code;
}

const char *
words_reason(const char *code)
{
	return say(reasons, sizeof(reasons) / sizeof(reasons[0]), code);
}

const char *
words_state(const char *state)
{
	return say(states, sizeof(states) / sizeof(states[0]), state);
}

const char *
words_mode(int mode)
{
	switch (mode) {
	case MODE_PENUH:
		return "penuh: surat dikirim sendiri";
	case MODE_DRAF:
		return "draf: setiap surat menunggu persetujuan admin";
	default:
		return "bayangan: surat dibaca, tidak ada yang dikirim";
	}
}
