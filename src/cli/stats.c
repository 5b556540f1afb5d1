/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket stats: what a monitor watches, as text in the exposition format of Prometheus. Codes and
 * counts only: no name, no address, no number of anybody, and no wish is left for the agent.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sysexits.h>

#include "base/buf.h"
#include "base/mem.h"
#include "case/quota.h"
#include "cli/cli.h"
#include "cli/print.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* Metrics in the order in which they are printed; the manual page has the same (a test compares). */
static const struct metric {
	const char *name, *type, *labels[2], *help;
} metrics[] = {
	{ "up", "gauge", { NULL, NULL }, "1 while an agent runs on this state directory." },
	{ "info", "gauge", { "version", "mode" }, "1; the version, and the mode of the settings." },
	{ "polled_timestamp_seconds", "gauge", { NULL, NULL }, "Last good look at the mailbox." },
	{ "sent_timestamp_seconds", "gauge", { NULL, NULL }, "Last mail that left." },
	{ "letters_total", "counter", { NULL, NULL }, "Letters taken from the mailbox." },
	{ "letters", "gauge", { "state", NULL }, "Letters by state." },
	{ "letters_held", "gauge", { "reason", NULL }, "Letters that wait for a person." },
	{ "letter_oldest_seconds", "gauge", { "state", NULL }, "Age of the oldest letter not done." },
	{ "cases_opened_total", "counter", { "service", NULL }, "Cases ever opened." },
	{ "cases_closed_total", "counter", { "service", "end" }, "Closed cases by how they ended." },
	{ "cases_open", "gauge", { "service", "step" }, "Open cases by step of the SOP." },
	{ "questions_open", "gauge", { "role", "kind" }, "Questions that wait for an answer." },
	{ "question_oldest_seconds", "gauge", { "role", NULL }, "Age of the oldest of them." },
	{ "outbox", "gauge", { "kind", "state" }, "Mails and calls of AMS by state." },
	{ "mails_sent_total", "counter", { NULL, NULL }, "Mails that left." },
	{ "certificates", "gauge", { "status", NULL }, "Certificates by their last known status." },
	{ "reminders_total", "counter", { "stage", "state" }, "Stages done, by days from the end." },
	{ "addresses_bounced", "gauge", { NULL, NULL }, "Addresses that take no mail." },
	{ "commands_waiting", "gauge", { NULL, NULL }, "Commands that the agent has not acted on." },
	{ "paused", "gauge", { "service", NULL }, "1 where sending is stopped." },
	{ "rules_mistakes", "gauge", { NULL, NULL }, "Mistakes in edited rules, not in force." },
	{ "mailbox_full_percent", "gauge", { NULL, NULL }, "How full the mailbox is, where its server tells." },
	{ "journal_rows_total", "counter", { NULL, NULL }, "Rows of the journal." },
	{ "store_bytes", "gauge", { NULL, NULL }, "Size of the store." },
	{ "disk_free_bytes", "gauge", { NULL, NULL }, "Room left below the state directory." },
};

struct sample { char *metric, *label[2]; int64_t value; };
struct stats { struct cli *c; struct sample *all; size_t n; };

static void
add(struct stats *s, const char *metric, const char *one, const char *two, int64_t value)
{
	s->all = grow(s->all, s->n, sizeof(*s->all));
	s->all[s->n++] = (struct sample){ xstrdup(metric),
		{ one != NULL ? xstrdup(one) : NULL, two != NULL ? xstrdup(two) : NULL }, value };
}

/* ---- what is looked at ---- */

/* Whether somebody holds the lock of the state directory; asked of the kernel, so as not to hold it. */
static bool
running(const char *state)
{
	char *path = xasprintf("%s/lock", state), line[256], want[64];
	struct stat st;
	bool found = false;
	FILE *f = stat(path, &st) == 0 ? fopen("/proc/locks", "re") : NULL;

	free(path);
	if (f == NULL)
		return false;
	snprintf(want, sizeof(want), " %02x:%02x:%llu ", major(st.st_dev), minor(st.st_dev),
	    (unsigned long long)st.st_ino);
	while (!found && fgets(line, sizeof(line), f) != NULL)
		found = strstr(line, " FLOCK ") != NULL && strstr(line, want) != NULL;
	fclose(f);
	return found;
}

static void
disk(struct stats *s)
{
	static const char *const files[] = { "loket.db", "loket.db-wal" };
	const char *state = s->c->conf->state;
	struct statvfs v;
	struct stat st;
	int64_t bytes = 0;

	for (size_t i = 0; i < N(files); i++) {
		char *path = xasprintf("%s/%s", state, files[i]);

		bytes += stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
		free(path);
	}
	add(s, "store_bytes", NULL, NULL, bytes);
	if (statvfs(state, &v) == 0)
		add(s, "disk_free_bytes", NULL, NULL, (int64_t)v.f_bavail * (int64_t)v.f_frsize);
}

static void
gather(struct stats *s, struct store *st)
{
	struct quota q;
	struct rows *r;

	add(s, "up", NULL, NULL, running(s->c->conf->state));
	add(s, "info", LOKET_VERSION, conf_mode_word(conf_mode(s->c->conf, NULL)), 1);
	disk(s);
	if (quota_read(st, &q))
		add(s, "mailbox_full_percent", NULL, NULL, q.percent);
	r = store_rows(st, Q_STATS, "i", s->c->now);
	while (rows_next(r)) {
		char *metric = rows_dup(r, 0), *one = rows_dup(r, 1);

		add(s, metric, one, rows_text(r, 2), rows_int(r, 3));
		free(metric);
		free(one);
	}
	rows_end(r);
}

/* ---- how it is told ---- */

/* name="value",...; what a value may not hold as it is, is escaped. Caller frees. */
static char *
labels(const struct metric *m, const struct sample *x)
{
	struct buf b = BUF_INIT;
	char *text;

	for (size_t i = 0; i < N(m->labels) && m->labels[i] != NULL; i++) {
		buf_addf(&b, "%s%s=\"", i > 0 ? "," : "", m->labels[i]);
		for (const char *p = x->label[i] != NULL ? x->label[i] : ""; *p != '\0'; p++)
			buf_addf(&b, "%s%c", *p == '"' || *p == '\\' ? "\\" : "",
			    *p == '\n' ? ' ' : *p);
		buf_addf(&b, "\"");
	}
	text = xstrdup(buf_str(&b));
	buf_free(&b);
	return text;
}

static void
print(const struct stats *s, struct table *t)
{
	for (size_t i = 0; i < N(metrics); i++) {
		const struct metric *m = &metrics[i];

		if (t == NULL)
			printf("# HELP loket_%s %s\n# TYPE loket_%s %s\n", m->name, m->help, m->name,
			    m->type);
		for (size_t k = 0; k < s->n; k++) {
			const struct sample *x = &s->all[k];
			char *text;

			if (strcmp(x->metric, m->name) != 0)
				continue;
			text = labels(m, x);
			if (t == NULL)
				printf("loket_%s%s%s%s %lld\n", m->name, *text != '\0' ? "{" : "",
				    text, *text != '\0' ? "}" : "", (long long)x->value);
			else {
				table_text(t, m->name);
				table_text(t, text);
				table_int(t, x->value);
			}
			free(text);
		}
	}
}

int
cli_stats(struct cli *c, int argc, char **argv)
{
	static const struct column columns[] = { { "metric", NULL, COL_TEXT, FIT_WHOLE },
		{ "labels", NULL, COL_TEXT, FIT_WHOLE }, { "value", NULL, COL_INT, FIT_WHOLE } };
	struct stats s = { .c = c };
	struct store *st;
	struct table *t;
	int rc = EX_OK;

	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	if ((st = cli_store(c, STORE_READ, &rc)) == NULL)
		return rc;
	gather(&s, st);
	store_close(st);
	t = c->json ? table_new(c, columns, N(columns)) : NULL;
	print(&s, t);
	if (t != NULL)
		table_end(t, "");
	for (size_t i = 0; i < s.n; i++) {
		free(s.all[i].metric);
		free(s.all[i].label[0]);
		free(s.all[i].label[1]);
	}
	free(s.all);
	return EX_OK;
}
