/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One office file (rules/office/NAME.xml): which SOP serves which service, names of its roles,
 * domains, calendar, words.
 */
#ifndef LOKET_RULES_OFFICE_H
#define LOKET_RULES_OFFICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/problem.h"
#include "rules/calendar.h"
#include "rules/sop.h"

/* sop NULL: service is recognised, handled by people */
/* kata: the word by which the helpdesk names it in answers to the summary, or NULL */
/*
 * Who may ask: people on record or of the office's domain; of the domain only; on record only; anybody
 * with a letter of an OPD, which is asked first.
 */
enum pemohon { PEMOHON_UMUM, PEMOHON_DOMAIN, PEMOHON_TERCATAT, PEMOHON_OPD };
/* another office of the regency, and where it is asked about letters in its name */
struct office_opd { char *nama, *email; };
/* sesudah: the service that comes first where one letter asks for both, or NULL */
struct office_layanan { char *id, *nama, *kata, *sesudah; enum pemohon pemohon; struct sop *sop; };
/*
 * verifikator helpdesk kadis ...; banyak: several people hold it at once, each is asked;
 * mencatat: role whose answers this one may write down (rows of broad words), or NULL
 */
struct office_peran { char *id, *nama, *mencatat; bool banyak; };
/* outside the office, but written to because an SOP says so */
struct office_mitra { char *id, *nama, *alamat; };
/* What is kept for how long: documents of closed cases, all else of them, letters of no case, people known from letters alone. */
enum keep { KEEP_BERKAS, KEEP_PERKARA, KEEP_LAIN, KEEP_ORANG, KEEP__N };
struct office {
	char *id, *nama, *singkat, *kabupaten;
	char **domains; size_t n_domains;			/* of its people's mail addresses */
	struct office_opd *opd; size_t n_opd;
	bool answers_unknown;	/* an unknown sender gets one short answer a day instead of waiting */
	/* who writes Authentication-Results at the office's border (RFC 8601), or NULL: nobody known */
	char *authserv_id;
	char *border;	/* host that its Received fields name behind "by"; the same unless said otherwise */
	struct office_layanan *layanan; size_t n_layanan;
	struct office_peran *peran; size_t n_peran;
	struct office_mitra *mitra; size_t n_mitra;
	/* purpose and lawful basis said in the first answer (UU 27/2022) */
	char *tujuan, *dasar_pdp;
	/* where in the AMS portal the reset is done: words for the to-do */
	char *portal_reset;
	struct calendar *calendar;
	/*
	 * reminders of certificates: the service they open, NULL none; days from the end, ascending
	 */
	char *remind_service;
	int64_t stages[16]; size_t n_stages;
	int64_t validity_months;	/* of a certificate, for an end that nobody told */
	int64_t keep_days[KEEP__N];	/* behind the end; 0: for ever */
};

/*
 * Reads rules_dir/office/NAME.xml and what it names (sop files, calendar). NULL when anything is
 * wrong: see *p.
 */
struct office *office_read(const char *rules_dir, const char *name, struct problems *p);
/* The table of its elements (rules/xml.h). */
const struct xml_rule *office_format(size_t *n);
void office_free(struct office *o);
/* the word of the file: berkas perkara lain orang */
const char *office_keep_word(enum keep k);
const struct office_layanan *office_layanan(const struct office *o, const char *id);
/* -1 where the settings (of the file PATH) name a service that the office has not: see *p */
struct conf;
int office_settings(const struct office *o, const struct conf *c, const char *path, struct problems *p);
/* the only service whose word, id or name stands in the text, case-free; NULL: none, or several */
const struct office_layanan *office_layanan_named(const struct office *o, const char *text);
const struct office_peran *office_peran(const struct office *o, const char *id);
/* by its name, as a person's unit kerja has it, case-free; NULL: none */
const struct office_opd *office_opd(const struct office *o, const char *nama);
/* NULL: no such partner */
const struct office_mitra *office_mitra(const struct office *o, const char *id);
/* the role that writes down answers of `id`, or NULL */
const struct office_peran *office_recorder(const struct office *o, const char *id);
/* address ends in @ + one of domains, case-free */
bool office_has_domain(const struct office *o, const char *address);

#endif
