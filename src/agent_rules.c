/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules in force. At the start, in each turn of the loop (so once a minute where nothing happens), at SIGHUP
 * and at `loket reload` the folders of the settings are looked at. What has changed is copied (store/rulebook.h) and checked as a
 * whole. A start needs rules that pass. Later ones that pass are in force once the letters and the
 * mail under way are done: the office is exchanged, readers and composers start anew from the copy;
 * cases that run keep their SOP. What does not pass is told to the admin, and the old rules go on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "agent_steps.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/border.h"
#include "case/post.h"
#include "rules/review.h"
#include "store/journal.h"
#include "store/rulebook.h"

#define LOOK_MS 1000		/* between two looks, while something happens */
#define AGAIN_MS 60000		/* what changed could not be copied */
#define TOLD_MOST 20		/* mistakes in one mail */
#define LINE_MOST 300		/* bytes of one of them */

#define IN_FORCE "rules_name"		/* meta: the rules that were journalled last */
#define REFUSED "rules_refused"		/* meta: those that did not pass, told already */
#define REFUSED_COUNT "rules_mistakes"	/* meta: how many mistakes they have; none: all is well */

/* ---- checking ---- */

static int
coming_year(void)
{
	time_t t = (time_t)clock_now();
	struct tm tm;

	return gmtime_r(&t, &tm) != NULL ? tm.tm_year + 1901 : 0;
}

/* Mails of versions that only running cases still follow must stay. */
static void
review_running(struct agent *a, struct review *r)
{
	struct rows *rows;

	if (a->st == NULL)
		return;		/* at the start: what runs was seen when the rules changed */
	rows = store_rows(a->st, Q_SOP_RUNNING, "");
	while (rows_next(rows)) {
		size_t n;
		const void *bytes = rows_blob(rows, 3, &n);
		char *label = xasprintf("versi SOP %s dari %lld perkara yang berjalan",
		    rows_text(rows, 0), (long long)rows_int(rows, 2));

		if (bytes != NULL)
			review_kept(r, label, bytes, n);
		free(label);
	}
	rows_end(rows);
}

/* The office of a copy that passes, or NULL with its mistakes, by the names of the settings. */
static struct office *
read_copy(struct agent *a, const char *which, struct problems *p)
{
	char *rules = rulebook_folder(a->conf->state, which, "rules"),
	     *templates = rulebook_folder(a->conf->state, which, "templates");
	struct review r = { .rules = rules, .templates = templates, .year = coming_year() };
	const char *const folders[][2] = { { rules, a->conf->rules },
		{ templates, a->conf->templates } };
	struct office *o = NULL;

	review_all(&r);
	review_running(a, &r);
	if (r.mistakes.n_items == 0)
		o = office_read(rules, a->conf->office, &r.mistakes);
	for (size_t i = 0; i < r.mistakes.n_items; i++) {
		const char *file = r.mistakes.items[i].file;

		for (size_t k = 0; k < 2; k++)
			if (strncmp(file, folders[k][0], strlen(folders[k][0])) == 0) {
				char *known = xasprintf(
				    "%s%s", folders[k][1], file + strlen(folders[k][0]));

				problem_add(p, known, r.mistakes.items[i].line, "%s",
				    r.mistakes.items[i].text);
				free(known);
				file = NULL;
				break;
			}
		if (file != NULL)
			problem_add(p, file, r.mistakes.items[i].line, "%s",
			    r.mistakes.items[i].text);
	}
	review_free(&r);
	free(rules);
	free(templates);
	return o;
}

/* ---- at the start ---- */

int
rules_open(struct agent *a)
{
	struct rulebook *b = &a->rules;
	struct problems p = { 0 };
	char kept[RULEBOOK_NAME];
	struct err e = { 0 };
	int rc;

	rulebook_current(a->conf->state, kept);
	rulebook_stamp(a->conf->rules, a->conf->templates, b->stamp);
	rc = rulebook_name(a->conf->rules, a->conf->templates, b->name, &b->n_files, &e);
	if (rc == 0 && strcmp(kept, b->name) == 0) {
		/* this copy has passed before */
		char *rules = rulebook_folder(a->conf->state, "current", "rules");

		a->office = office_read(rules, a->conf->office, &p);
		free(rules);
	} else if (rc == 0 &&
	    (rc = rulebook_copy(a->conf->state, a->conf->rules, a->conf->templates, b->name,
		 &b->n_files, &e)) == 0) {
		a->office = read_copy(a, "new", &p);
		if (a->office != NULL)
			rc = rulebook_accept(a->conf->state, b->name, &e);
	}
	if (rc < 0)
		problem_add(&p, a->conf->rules, 0, "%s", e.msg);
	if (a->office != NULL)
		rc = office_settings(a->office, a->conf, a->config, &p) < 0 ? -1 : rc;
	if (a->office == NULL || rc < 0) {
		problems_print(&p, stderr);
		log_error("rules: %zu mistake%s; loket check lists them", p.n_items,
		    p.n_items == 1 ? "" : "s");
		a->exit_code = EX_CONFIG;
	}
	b->look_ms = clock_monotonic_ms() + LOOK_MS;
	memcpy(b->resting, b->stamp, sizeof(b->resting));
	problems_free(&p);
	return a->exit_code == 0 ? 0 : -1;
}

/* ---- telling ---- */

static void
journal_sops(struct agent *a, const struct office *before, const struct office *now)
{
	for (size_t i = 0; i < now->n_layanan; i++) {
		const struct sop *s = now->layanan[i].sop;
		const struct office_layanan *was =
		    before != NULL ? office_layanan(before, now->layanan[i].id) : NULL;
		char name[RULEBOOK_NAME];

		if (s == NULL ||
		    (was != NULL && was->sop != NULL &&
			memcmp(was->sop->digest, s->digest, sizeof(s->digest)) == 0))
			continue;
		for (size_t k = 0; k < sizeof(s->digest); k++)
			snprintf(name + 2 * k, 3, "%02x", s->digest[k]);
		journal_add(a->st,
		    &(struct entry){
			.kind = "rules.sop", .code = now->layanan[i].id, .code2 = name });
	}
}

static bool
meta_is(struct agent *a, const char *key, const char *value)
{
	char *was = store_text(a->st, Q_META_GET, "t", key);
	bool same = strcmp(was != NULL ? was : "", value) == 0;

	free(was);
	return same;
}

/* In a transaction: these rules are in force. */
static void
note_accepted(struct agent *a, const struct office *before)
{
	store_do(a->st, Q_META_SET, "tt", REFUSED, "");
	store_do(a->st, Q_META_SET, "tt", REFUSED_COUNT, "");
	if (meta_is(a, IN_FORCE, a->rules.name))
		return;
	store_do(a->st, Q_META_SET, "tt", IN_FORCE, a->rules.name);
	journal_add(a->st,
	    &(struct entry){
		.kind = "rules.load", .code = a->rules.name, .n = (int64_t)a->rules.n_files });
	journal_sops(a, before, a->office);
	log_info("rules name=%.12s files=%zu in force", a->rules.name, a->rules.n_files);
}

static void
mail_admin(struct agent *a, const struct problems *p, const char *count)
{
	struct fields fields = { 0 };

	for (size_t i = 0; i < p->n_items && i < TOLD_MOST; i++) {
		char *line = p->items[i].line > 0 ?
		    xasprintf("%s:%d: %s", p->items[i].file, p->items[i].line, p->items[i].text) :
		    xasprintf("%s: %s", p->items[i].file, p->items[i].text);

		fields_put(&fields, "keliru", line);
		free(line);
	}
	fields_put(&fields, "keliru_jumlah", count);
	post_admin(&a->desk, "aturan-keliru", &fields);
	fields_free(&fields);
}

/* In a transaction: these rules did not pass. Said once for each edit. */
static void
note_refused(struct agent *a, const struct problems *p)
{
	char *count;

	if (meta_is(a, REFUSED, a->rules.refused))
		return;
	count = xasprintf("%zu", p->n_items);
	for (size_t i = 0; i < p->n_items && i < TOLD_MOST; i++)
		log_warn("rules %s:%d: %s", p->items[i].file, p->items[i].line, p->items[i].text);
	log_error("rules name=%.12s refused mistakes=%s; those of name=%.12s go on",
	    a->rules.refused, count, a->rules.name);
	store_do(a->st, Q_META_SET, "tt", REFUSED, a->rules.refused);
	store_do(a->st, Q_META_SET, "tt", REFUSED_COUNT, count);
	journal_add(a->st,
	    &(struct entry){
		.kind = "rules.refused", .code = a->rules.refused, .n = (int64_t)p->n_items });
	mail_admin(a, p, count);
	free(count);
}

void
rules_begin(struct agent *a)
{
	store_begin(a->st);
	note_accepted(a, NULL);
	border_begin(a->st, a->office);
	store_commit(a->st);
}

/* ---- while running ---- */

char *
rules_look(struct agent *a)
{
	struct rulebook *b = &a->rules;
	struct problems p = { 0 };
	char name[RULEBOOK_NAME], stamp[RULEBOOK_NAME];
	char *said = NULL;
	struct err e;

	rulebook_stamp(a->conf->rules, a->conf->templates, stamp);
	if (rulebook_copy(a->conf->state, a->conf->rules, a->conf->templates, name, &b->n_next,
		&e) < 0) {
		log_error("rules: %s", e.msg);
		b->look_ms = clock_monotonic_ms() + AGAIN_MS;
		return xasprintf("refused: %s", e.msg);
	}
	memcpy(b->stamp, stamp, sizeof(stamp));
	office_free(b->next);
	b->next = NULL;
	memset(b->refused, 0, sizeof(b->refused));
	if (strcmp(name, b->name) == 0) {
		note_accepted(a, NULL);
		return xasprintf("the rules %.12s are in force already", name);
	}
	b->next = read_copy(a, "new", &p);
	if (b->next != NULL) {
		memcpy(b->next_name, name, sizeof(name));
		said = xasprintf("the rules %.12s pass; they are in force once what is under way is done",
		    name);
	} else {
		memcpy(b->refused, name, sizeof(name));
		note_refused(a, &p);
		said = xasprintf(
		    "refused: %zu mistakes; the old rules go on; see: loket check", p.n_items);
	}
	problems_free(&p);
	return said;
}

/* Nothing that began under the old rules is under way. */
static void
exchange(struct agent *a)
{
	struct rulebook *b = &a->rules;
	struct office *before = a->office;
	struct err e;

	if (rulebook_accept(a->conf->state, b->next_name, &e) < 0) {
		log_error("rules: %s", e.msg);
		office_free(b->next);
		b->next = NULL;
		return;
	}
	post_renew(a);
	starter_kill(&a->starter, &a->zygote);
	a->zygote_again_ms = 0;
	a->office = b->next;
	b->next = NULL;
	memcpy(b->name, b->next_name, sizeof(b->name));
	b->n_files = b->n_next;
	sops_free(a->desk.sops);
	a->desk.office = a->office;
	a->desk.sops = sops_new(a->office);
	store_begin(a->st);
	note_accepted(a, before);
	border_begin(a->st, a->office);
	store_commit(a->st);
	office_free(before);
	modes_begin(a);
}

void
rules_step(struct agent *a)
{
	struct rulebook *b = &a->rules;
	char now[RULEBOOK_NAME];

	/* a turn too soon behind the last look has another behind it, or what woke it would go unseen */
	b->unseen = clock_monotonic_ms() < b->look_ms;
	if (!b->asked && !a->once && !b->unseen) {
		b->look_ms = clock_monotonic_ms() + LOOK_MS;
		rulebook_stamp(a->conf->rules, a->conf->templates, now);
		/* an edit counts when it has rested for a while: files are not saved at one moment */
		b->asked = strcmp(now, b->stamp) != 0 && strcmp(now, b->resting) == 0;
		memcpy(b->resting, now, sizeof(now));
	}
	if (b->asked) {
		b->asked = false;
		store_begin(a->st);
		free(rules_look(a));
		store_commit(a->st);
	}
	if (b->next != NULL && a->n_readings == 0 && a->n_composing == 0)
		exchange(a);
}

int64_t
rules_next_ms(const struct agent *a)
{
	const struct rulebook *b = &a->rules;

	return a->once || (!b->unseen && strcmp(b->resting, b->stamp) == 0) ? INT64_MAX : b->look_ms;
}

bool
rules_pending(const struct agent *a)
{
	return a->rules.next != NULL;
}

void
rules_end(struct agent *a)
{
	office_free(a->rules.next);
	office_free(a->office);
}
