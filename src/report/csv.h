/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registers that the SOPs demand (Pencatatan dan Pendataan) and the month's tables, as CSV. */
#ifndef LOKET_REPORT_CSV_H
#define LOKET_REPORT_CSV_H

#include "base/buf.h"
#include "report/figures.h"

enum csv {
	CSV_PENGGUNA,		/* Jumlah Pengguna TTE by unit and month */
	CSV_PENERBITAN,		/* Laporan Fasilitasi Layanan Penerbitan */
	CSV_PERKARA,
	CSV_BARIS,		/* rows of the SOPs: standard and real minutes */
	CSV_BARIS_PERKARA,
	CSV_PENGECUALIAN,
	CSV_SERTIFIKAT,		/* certificates by month of expiry */
	CSV_PENGINGAT,
	CSV_SURAT,		/* letters held and set aside */
	CSV__N
};
extern const char *const csv_names[CSV__N];	/* file names without .csv */

/*
 * Gathers, and writes each table into out[]. `order` may not have each and each_row of its own. The
 * figures are the caller's to free; NULL as figures_gather.
 */
struct figures *csv_gather(
    const struct figures_order *order, struct buf out[CSV__N], struct err *e);

#endif
