/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/holder.h"
#include "case/inquiry.h"
#include "case/monthly.h"
#include "case/post.h"
#include "case/quota.h"

#define DAY 86400
#define HELD_MOST 40		/* letters to be decided in one mail */
#define OTHER_MOST 100
#define SHADOWS_MOST 200	/* would-be mails in one mail */
#define PREVIEW_SHOWN 600	/* bytes of a would-be mail */
#define DAYS_AHEAD 40

/* Fields of one mail; the texts are owned. */
/* What a summary says, and the letters that its numbers stand for. */
struct summary { struct fields fields; int64_t *items; size_t n_items; };

static void
put_day(struct desk *d, struct fields *s)
{
	char text[64];

	calendar_say_date(d->office->calendar, clock_now(), text);
	fields_put(s, "hari_ini", text);
}

/* ---- ringkasan ---- */

/* Letters that wait for a person, numbered. Returns how many of them are new. */
static size_t
held(struct desk *d, struct summary *s)
{
	struct rows *r = store_rows(d->st, Q_SUMMARY_HELD, "i", (int64_t)HELD_MOST);
	char when[64];
	size_t news = 0, i;

	while (rows_next(r)) {
		s->items = grow(s->items, s->n_items, sizeof(*s->items));
		s->items[s->n_items++] = rows_int(r, 0);
		calendar_say_day(d->office->calendar, rows_int(r, 1), when);
		fields_put_number(&s->fields, "perlu_nomor", (long long)s->n_items);
		fields_put(&s->fields, "perlu_saat", when);
		fields_put(&s->fields, "perlu_dari", rows_text(r, 2));
		fields_put(&s->fields, "perlu_perihal", rows_text(r, 3));
		fields_put(&s->fields, "perlu_sebab", rows_text(r, 4));
		news += rows_int(r, 5) != 0;
	}
	rows_end(r);
	for (i = 0; i < s->n_items; i++)
		store_do(d->st, Q_SUMMARY_SHOWN, "i", s->items[i]);
	return news;
}

/* News told once: rows (id, then a text for each field), and the statement that marks them told. */
struct news { enum statement rows, told; const char *fields[6]; };
static const struct news letters = { Q_SUMMARY_OTHER, Q_SUMMARY_SHOWN,
	{ "lain_dari", "lain_perihal" } };
static const struct news failures = { Q_SUMMARY_FAILED, Q_OUTBOX_SHOWN, { "gagal" } };
static const struct news unreachable = { Q_SUMMARY_UNREACHABLE, Q_ADDRESS_SHOWN,
	{ "putus_nama", "putus_alamat", "putus_kode", "putus_perkara", "putus_kabar" } };

static size_t
put_news(struct desk *d, struct fields *s, const struct news *k)
{
	int64_t told[OTHER_MOST];
	size_t n = 0, i;
	struct rows *r = store_rows(d->st, k->rows, "i", (int64_t)OTHER_MOST);

	while (n < OTHER_MOST && rows_next(r)) {
		told[n++] = rows_int(r, 0);
		for (i = 0; k->fields[i] != NULL; i++)
			fields_put(s, k->fields[i], rows_text(r, (int)i + 1));
	}
	rows_end(r);
	for (i = 0; i < n; i++)
		store_do(d->st, k->told, "i", told[i]);
	return n;
}

static size_t
with_people(struct desk *d, struct fields *s)
{
	struct rows *r = store_rows(d->st, Q_SUMMARY_PETUGAS, "i", (int64_t)OTHER_MOST);
	size_t n = 0;

	for (; rows_next(r); n++)
		fields_put(s, "ditangani", rows_text(r, 0));
	rows_end(r);
	return n;
}

/* Roles without anybody who can be asked. */
static void
vacant(struct desk *d, struct fields *s)
{
	const struct office_peran **roles = xcalloc(d->office->n_peran + 1, sizeof(*roles));
	size_t n = holders_missing(d->st, d->office, clock_now(), roles), i;

	for (i = 0; i < n; i++)
		fields_put(s, "peran_kosong", roles[i]->nama);
	free(roles);
}

/* Edited rules that did not pass, so that the old ones go on. */
static bool
broken_rules(struct desk *d, struct fields *s)
{
	char *count = store_text(d->st, Q_META_GET, "t", "rules_mistakes");
	bool any = count != NULL && *count != '\0';

	if (any)
		fields_put(s, "keliru_jumlah", count);
	free(count);
	return any;
}

/* The mailbox nears its quota. */
static void
nearly_full(struct desk *d, struct fields *s)
{
	struct quota q;
	char said[64];

	if (!quota_read(d->st, &q) || q.percent < QUOTA_FIRST)
		return;
	quota_say(&q.is, true, said);
	fields_put_number(s, "penuh_persen", q.percent);
	fields_put(s, "penuh_isi", said);
}

/* The words that may stand behind a number: the office's services and roles. */
static void
words(struct desk *d, struct fields *s)
{
	const struct office *o = d->office;
	char *word;
	size_t i;

	for (i = 0; i < o->n_layanan; i++)
		if (o->layanan[i].kata != NULL) {
			fields_put(s, "kata_daftar", o->layanan[i].kata);
			fields_put(s, "kata_guna", o->layanan[i].nama);
		}
	for (i = 0; i < o->n_peran; i++) {
		word = xstrdup(o->peran[i].id);
		for (char *p = word; *p != '\0'; p++)
			if (*p >= 'a' && *p <= 'z')
				*p = (char)(*p - 'a' + 'A');
		fields_put(s, "kata_daftar", word);
		fields_put(s, "kata_guna", o->peran[i].nama);
		free(word);
	}
}

static int
ringkasan(struct desk *d, bool first)
{
	struct inquiry q = { .kind = "ringkasan", .role = "helpdesk" };
	struct summary s = { 0 };
	struct fields *f = &s.fields;
	int64_t junk = store_int(d->st, Q_SUMMARY_JUNK, "");
	size_t news, open;
	int owed = 0;

	put_day(d, f);
	news = held(d, &s) + put_news(d, f, &letters) + put_news(d, f, &failures) +
	    put_news(d, f, &unreachable);
	open = s.n_items + with_people(d, f) + broken_rules(d, f);
	/* told beside other things: by themselves they are no news each day */
	vacant(d, f);
	nearly_full(d, f);
	if (junk > 0) {
		fields_put_number(f, "spam", junk);
		store_do(d->st, Q_SUMMARY_JUNK_SHOWN, "");
	}
	if (s.n_items > 0)
		words(d, f);
	/* while nothing leaves, only the admin is written to */
	if (conf_mode(d->conf, NULL) == MODE_BAYANGAN && *d->conf->admin != '\0')
		q.role = NULL;
	q.extra = f;
	q.items = s.items;
	q.n_items = s.n_items;
	if (news > 0 || (first && (open > 0 || junk > 0)))
		owed = inquiry_ask(d, &q) != 0;
	if (news > 0 && owed == 0)
		log_warn("summary: nobody to send it to: no helpdesk (loket role set), no admin in "
			 "the settings");
	fields_free(f);
	free(s.items);
	return owed;
}

/* ---- bayangan ---- */
static int
shadows(struct desk *d)
{
	int64_t shown[SHADOWS_MOST];
	struct fields s = { 0 };
	struct rows *r;
	char *cut;
	size_t n = 0, i;

	if (*d->conf->admin == '\0')
		return 0;
	put_day(d, &s);
	r = store_rows(d->st, Q_SHADOW_MAILS, "i", (int64_t)SHADOWS_MOST);
	while (n < SHADOWS_MOST && rows_next(r)) {
		shown[n++] = rows_int(r, 0);
		cut = xstrnutf8(rows_text(r, 3) != NULL ? rows_text(r, 3) : "", PREVIEW_SHOWN);
		fields_put(&s, "akan_kepada", rows_text(r, 1));
		fields_put(&s, "akan_perihal", rows_text(r, 2));
		fields_put(&s, "akan_isi", cut);
		fields_put(&s, "akan_petugas", rows_text(r, 4));
		free(cut);
	}
	rows_end(r);
	fields_put_number(&s, "akan_jumlah", (long long)n);
	for (i = 0; i < n; i++)
		store_do(d->st, Q_OUTBOX_SHOWN, "i", shown[i]);
	if (n > 0)
		post_admin(d, "bayangan", &s);
	fields_free(&s);
	return n > 0;
}

/* ---- the coming year ---- */

/* From October on, once a year: the admin is told what the calendar lacks. */
static int
calendar_gap(struct desk *d)
{
	char what[64], number[16], *told = store_text(d->st, Q_META_GET, "t", "calendar_told");
	int year, month = calendar_month_of(d->office->calendar, clock_now(), &year);
	int lacks = calendar_lacks(d->office->calendar, year + 1);
	bool due = month >= 10 && lacks != 0 && (told == NULL || strtol(told, NULL, 10) <= year);
	struct fields about = { 0 };

	snprintf(number, sizeof(number), "%d", year + 1);
	calendar_say_lacks(lacks, what);
	fields_put(&about, "tahun_kurang", number);
	fields_put(&about, "kalender_kurang", what);
	due = due && post_admin(d, "kalender", &about);
	if (due)
		store_do(d->st, Q_META_SET, "tt", "calendar_told", number);
	fields_free(&about);
	free(told);
	return due;
}

int
summary_owe(struct desk *d, bool first)
{
	int owed = calendar_gap(d) + monthly_owe(d) + ringkasan(d, first), more;

	while ((more = shadows(d)) > 0)
		owed += more;
	return owed;
}

/* ---- when ---- */
int64_t
summary_next(const struct calendar *c, const char *hours, int64_t t)
{
	int64_t zone = calendar_zone_minutes(c) * 60, midnight = (t + zone) / DAY * DAY - zone, at;
	int day, h, m, n;
	const char *p;

	for (day = 0; day < DAYS_AHEAD; day++, midnight += DAY) {
		if (!calendar_is_office_day(c, midnight))
			continue;
		for (p = hours; sscanf(p, " %d:%d%n", &h, &m, &n) == 2; p += n) {
			at = midnight + h * 3600 + m * 60;
			if (at > t)
				return at;
		}
	}
	return 0;
}
