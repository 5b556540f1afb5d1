/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One SOP file: the official document and the workflow, as structs. A baris is a row of the
 * official table; a row is fulfilled by one or more tahap (states of a case). Owned by struct sop,
 * freed as a whole; all strings are those of the file and live as long as the struct. What sop_read
 * returns is sound: every id that is named exists, every tahap can be reached and leads to an
 * akhir, every question has a receiver and answers.
 */
#ifndef LOKET_RULES_SOP_H
#define LOKET_RULES_SOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/problem.h"

/* none, address on record, authentication aligned */
enum identity { IDENTITY_TANPA, IDENTITY_DIKENAL, IDENTITY_SELARAS };
/*
 * row of the document, added by loket, borrowed from another document, assumed: no document is at
 * hand, the office writes it
 */
enum asal { ASAL_RESMI, ASAL_KENDALI, ASAL_PINJAMAN, ASAL_ASUMSI };
#define ASAL_WORDS "resmi|kendali|pinjaman|asumsi"
/*
 * documents, an answer, an AMS outcome, nothing, the status that AMS tells, the end of a case of
 * another service that this one opens, fields of the letter (a person is asked only for what is
 * missing)
 */
enum tunggu {
	TUNGGU_DOKUMEN,
	TUNGGU_JAWABAN,
	TUNGGU_PANGGILAN,
	TUNGGU_TIDAK,
	TUNGGU_STATUS,
	TUNGGU_PERKARA,
	TUNGGU_DATA
};

/*
 * holder of an office role, owner of the case, outside: only named, outside: with an address in
 * the office's file
 */
enum jenis { JENIS_PEJABAT, JENIS_PEMILIK, JENIS_LUAR, JENIS_MITRA };

struct xml_node;

struct sop_pelaku {
	char *id, *nama;
	enum jenis jenis;
	bool official;			/* JENIS_PEJABAT: id is a role of the office */
	enum asal asal;			/* ASAL_RESMI: stands in the document */
	/*
	 * ids of the documents that are attached to its mails, "surat" for the letter that opened
	 * the case; others are withheld. NULL: all documents
	 */
	char *berkas;
};
struct sop_dokumen { char *id, *nama; bool wajib; };
/*
 * template, pelaku id; diminta: only in a case that somebody asked for by letter; ditanya: also where
 * loket has asked its owner
 */
struct sop_kirim { char *surat, *kepada; bool diminta, ditanya; };

/*
 * An answer fits by the printed word first, whatever the general word rules make of it (BELUM is
 * `failed` where the question printed it, `later` elsewhere), then by what it means.
 */
struct sop_jawaban {
	/*
	 * means id: approve done reject ...; "data": no word, but a corrected NIK or email in the
	 * owner's reply
	 */
	char *arti;
	char *kata;			/* printed word: SETUJU; NULL: understood but not printed */
	char *label;			/* of the button */
	char *ke;			/* tahap or akhir id; NULL: stay */
	bool alasan;			/* a reason must stand behind the word */
	/*
	 * so often at most may this tahap lead to `ke` in one case, by whichever answer; 0 no limit
	 */
	int64_t kali;
	char *lewat;			/* where to instead when kali is used up */
	char *kirim;			/* template sent to the answerer on this answer, or NULL */
};
struct sop_batas {
	/* office days or office hours after entering the tahap; one of them is 0 */
	int64_t hari, jam;
	/* jam of the clock, not of the office: whoever is waited for knows no office hours */
	bool kalender;
	bool ulang; /* and again each time as long passes (hari="1" ulang="ya": each office day) */
	char *surat, *kepada;		/* reminder to send, or NULL */
	/* or: question to ask with the tahap's answers, template, or NULL */
	char *tanya;
	char *ke;			/* or: where to go */
};
/* What AMS says leads on: the first that fits. */
struct sop_status {
	char *kata;			/* status word */
	char *ke;			/* tahap or akhir id */
	bool baru;			/* only of a certificate that is newer than the case */
	/* only when its end is known and more than so many days away; 0: whatever it is */
	int64_t sisa_lebih;
	bool tautan;	/* only when it proves a reset whose answer was lost: its link is there */
};
struct sop_tahap {
	char *id;
	size_t baris;			/* index into sop.baris */
	enum tunggu tunggu;
	/*
	 * TUNGGU_DOKUMEN: where to when all wajib are there, also at once on entering (then nothing
	 * is sent)
	 */
	char *lengkap;
	/*
	 * question template and pelaku, TUNGGU_JAWABAN; also the to-do of a call that a person does
	 */
	char *tanya, *kepada;
	/* AMS operation: send_reset ...; done leads to `selesai_ke`, all else asks `tanya` */
	char *panggil;
	char *selesai_ke;	/* also of TUNGGU_PERKARA: its case ended well */
	/* tahap of the next row that the same mail covers (adjacent rows of one person), or NULL */
	char *gabung;
	/*
	 * TUNGGU_STATUS: where to when nobody can ask AMS, and with a word that has no <status>. In
	 * other tahap AMS is asked every `pantau` minutes, and its word is proof
	 */
	char *tanpa, *lain;		/* lain, TUNGGU_PERKARA: it ended otherwise */
	int64_t pantau;
	struct sop_status *status; size_t n_status;
	char *perkara;			/* TUNGGU_PERKARA: service of the case that is opened */
	char *isian;			/* TUNGGU_DATA: fields that must be known ("nama nip") */
	/*
	 * question to ask when a reminder of the certificate is due and the case waits here, or
	 * NULL
	 */
	char *pengingat;
	/*
	 * notices of AMS that concern it ("terbit diperpanjang"): AMS, or the person, is asked; or
	 * NULL
	 */
	char *kabar;
	bool opd;	/* the contact of the owner's OPD is asked beside the official */
	struct sop_kirim *kirim; size_t n_kirim;	/* mails on entering */
	struct sop_jawaban *jawaban; size_t n_jawaban;
	struct sop_batas *batas; size_t n_batas;
};
struct sop_baris {
	char *no, *pelaku;
	int64_t waktu_min, waktu_max;	/* in satuan; 0 0 = none given */
	char *satuan;			/* menit jam hari */
	enum asal asal;
	bool opsional;			/* not in the shortest way (totals show both) */
	/* kata="luas": informal consent acts at once, the rest of the answer is passed on */
	bool kata_luas;
	/* "lewati": with nobody in office its forward answer is taken as given; or NULL */
	char *kosong;
	/* no of the row together with which it is closed (it has no tahap), or NULL */
	char *bersama;
	enum identity identitas; bool token;	/* minima of an answer to this row */
	char *kegiatan, *kelengkapan, *keluaran, *keterangan;
};
struct sop_akhir {
	char *id, *nama;
	bool berhasil;			/* rows not yet closed are closed by it */
	bool hitung_terpisah;		/* counted apart (closed without confirmation) */
	char *buka;			/* tahap to which a later reply reopens the case, or NULL */
	/* service whose case is opened for the same owner, or NULL */
	char *lanjut;
	bool terbit;			/* a new certificate has come of it */
	bool lepas;			/* its owner needs none any more: reminders end */
	struct sop_kirim *kirim; size_t n_kirim;
};
struct sop {
	char *id, *layanan, *nama;
	char *nomor, *instansi, *dibuat, *revisi, *efektif, *disahkan;
	/* NULL-terminated lists */
	char **dasar, **keterkaitan, **peringatan, **kualifikasi, **peralatan, **pencatatan;
	struct sop_pelaku *pelaku; size_t n_pelaku;
	struct sop_dokumen *dokumen; size_t n_dokumen;
	struct sop_baris *baris; size_t n_baris;
	struct sop_tahap *tahap; size_t n_tahap;
	struct sop_akhir *akhir; size_t n_akhir;
	char *awal;			/* first tahap */
	char *batal;			/* akhir of a cancellation by the owner, or NULL */
	/*
	 * akhir when the register learns of a new certificate of the owner and the tahap has no
	 * <status baru="ya"> for it; NULL: the register moves no case
	 */
	char *sertifikat_baru;
	unsigned char digest[32];	/* SHA-256 of the file's bytes */
	struct buf bytes;		/* the file, kept in the store by digest */
	struct xml_node *root;		/* holds the strings; not for others */
};

/*
 * Reads and checks FILE (bytes NULL) or n bytes kept in the store (FILE then only names them in
 * problems). NULL when anything is wrong: see *p.
 */
struct sop *sop_read(const char *file, const char *bytes, size_t n, struct problems *p);
void sop_free(struct sop *s);

/*
 * What is wrong with a sound SOP all the same (sopdoubt.c): circles, questions that nobody can
 * answer or anybody may, lines that never count. sop_read asks this of files, not of kept bytes.
 */
void sop_doubts(const struct sop *s, const char *file, struct problems *p);

/* Lookups: NULL when there is no such id (id NULL included). */
const struct sop_tahap *sop_tahap(const struct sop *s, const char *id);
/* also "petugas" and "bayangan", which every SOP has */
const struct sop_akhir *sop_akhir(const struct sop *s, const char *id);
const struct sop_baris *sop_baris_of(const struct sop *s, const struct sop_tahap *t);
const struct sop_baris *sop_baris_no(const struct sop *s, const char *no);
const struct sop_pelaku *sop_pelaku(const struct sop *s, const char *id);

/* Each mail of the SOP, in the order of tahap and akhir: what it is about (MAIL_ of template.h). */
struct sop_mail { const char *name; unsigned about; int line; };
/* caller frees *out, names belong to s */
size_t sop_mails(const struct sop *s, struct sop_mail **out);

/* The table of its elements (rules/xml.h). */
struct xml_rule;
const struct xml_rule *sop_format(size_t *n);
/* The answer by which a tahap passes the case on to the next official (DISPOSISI), or NULL. */
const struct sop_jawaban *sop_forward(const struct sop_tahap *t);
/* Whether the word stands in the list of words with blanks between; a NULL list holds nothing. */
bool sop_lists(const char *list, const char *word);

/*
 * What an SOP names that stands elsewhere: mails, questions (mails that show answers), meanings of
 * answers, their printed words, kinds of documents, services.
 */
enum use { USE_SURAT, USE_TANYA, USE_ARTI, USE_KATA, USE_DOKUMEN, USE_LAYANAN };
struct sop_use { enum use kind; const char *name; int line; };
/* in the order of the file; caller frees *out, names belong to s */
size_t sop_uses(const struct sop *s, struct sop_use **out);

/*
 * Sum of the official rows in working minutes: with and without optional rows. A range counts its
 * lower end, an hour 60, a day 450 (7.5 hours).
 */
void sop_minutes(const struct sop *s, int64_t *all, int64_t *shortest);
/* Whether an official text has rows at all; an SOP made from practice has none, and so no sum. */
bool sop_has_table(const struct sop *s);

/* Standard time of a row as the document writes it: "5 menit", "1-24 jam", "-". */
void sop_waktu(const struct sop_baris *b, char out[32]);

/*
 * Adds the official document as text, `width` columns (at least 72), then what loket adds or
 * borrows, apart.
 */
void sop_print(const struct sop *s, int width, struct buf *out);

/*
 * Adds how loket runs it: each tahap with what it waits for, who is asked, which answer leads
 * where, what is due when.
 */
void sop_print_flow(const struct sop *s, struct buf *out);

/*
 * The same document as one HTML page for A4 paper: no script, nothing from elsewhere, every text
 * escaped (sophtml.c).
 */
void sop_print_html(const struct sop *s, struct buf *out);

/* The flow as a graph in the DOT language. */
void sop_print_dot(const struct sop *s, struct buf *out);

/* ---- for the printers ---- */
/* "29 Juli 2025"; "-" for NULL. */
void sop_say_date(const char *date, char out[32]);
const char *sop_say_person(const struct sop *s, const char *id);

#endif
