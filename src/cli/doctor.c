/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket doctor: looks at everything the agent needs and says what to do about each thing that is
 * wrong. Servers are reached by the real workers in their real boxes, so what they can do here the
 * agent can do. Nothing is changed, no mail is sent (but by --alarm), and a running agent is not disturbed.
 */
#include <errno.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/health.h"
#include "base/mem.h"
#include "base/problem.h"
#include "base/worker.h"
#include "case/border.h"
#include "case/holder.h"
#include "case/practice.h"
#include "case/quota.h"
#include "case/restored.h"
#include "cli/alarm.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/servers.h"
#include "protocol.h"
#include "rules/office.h"
#include "store/journal.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define SOON (14 * 86400)	/* a certificate that ends within it is worth a warning */
#define PAGE_OLD (12 * 86400)	/* of the page; no row of holidays is as long */
#define DISK_LEAST (1ll << 30)

enum state { OK, WARNING, FAILURE };

struct doctor {
	struct cli *c;
	const struct conf *conf;
	struct table *t;
	int rc;
};

/* One line: what was looked at, what was found, and where it is not well, what to do. */
__attribute__((format(printf, 4, 5))) static void
tell(struct doctor *d, const char *what, enum state state, const char *fmt, ...)
{
	static const char *const words[] = { "ok", "warning", "failure" };
	char text[900];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	table_text(d->t, words[state]);
	table_text(d->t, what);
	table_text(d->t, text);
}

static void
fails(struct doctor *d, int rc)
{
	if (d->rc != EX_CONFIG)	/* what is wrong in the settings makes the rest follow */
		d->rc = rc;
}

/* ---- settings, rules ---- */

static void
first_problem(struct doctor *d, const char *what, const struct problems *p)
{
	char line[16] = "";

	if (p->items[0].line > 0)
		snprintf(line, sizeof(line), ":%d", p->items[0].line);
	tell(d, what, FAILURE, "%s%s: %s%s; run: loket check", p->items[0].file, line,
	    p->items[0].text, p->n_items > 1 ? ", and more" : "");
	fails(d, EX_CONFIG);
}

static void
settings(struct doctor *d)
{
	struct problems p = { 0 }, of_rules = { 0 };
	struct office *o = office_read(d->conf->rules, d->conf->office, &of_rules);

	conf_complete(d->conf, d->c->config, &p);
	if (o != NULL)
		office_settings(o, d->conf, d->c->config, &p);
	if (p.n_items > 0)
		first_problem(d, "settings", &p);
	else if (d->conf->admin[0] == '\0')
		tell(d, "settings", WARNING, "%s: admin in [agent] is empty: drafts, what would have been "
					     "sent, and alarms reach nobody; name a mail address",
		    d->c->config);
	else
		tell(d, "settings", OK, "%s", d->c->config);
	if (o == NULL)
		first_problem(d, "rules", &of_rules);
	else
		tell(d, "rules", OK, "office %s in %s", o->id, d->conf->rules);
	office_free(o);
	problems_free(&p);
	problems_free(&of_rules);
}

/* ---- files ---- */

static void
secret_file(struct doctor *d, const char *what, const char *path)
{
	struct buf secret = BUF_INIT;
	struct err e = { 0 };
	struct stat st;

	if (path[0] == '\0')
		return;
	if (stat(path, &st) < 0) {
		tell(d, what, FAILURE, "%s: %s; make it, readable for the agent's user only", path,
		    strerror(errno));
		fails(d, EX_CONFIG);
	} else if (!S_ISREG(st.st_mode)) {
		tell(d, what, FAILURE, "%s is no file; name the file in the settings", path);
		fails(d, EX_CONFIG);
	} else if ((st.st_mode & 027) != 0) {	/* as file_read_secret: 0640 is fine, a credential has it */
		tell(d, what, FAILURE, "%s is open to others (%03o); run: chmod 600 %s", path,
		    (unsigned)st.st_mode & 0777, path);
		fails(d, EX_CONFIG);
	} else if (access(path, R_OK) < 0) {
		tell(d, what, FAILURE, "%s cannot be read by this user; run doctor as the agent's "
				       "user, or: chown it to that user", path);
		fails(d, EX_CONFIG);
	} else if (file_read_secret(path, &secret, &e) < 0) {
		tell(d, what, FAILURE, "%s", e.msg);
		fails(d, EX_CONFIG);
	} else
		tell(d, what, OK, "%s, closed to others", path);
	if (secret.data != NULL)
		wipe(secret.data, secret.len);
	buf_free(&secret);
}

static void
roots(struct doctor *d)
{
	const char *path = d->conf->signature_roots;
	struct trust_roots *r;
	struct err e = { 0 };

	if (path[0] == '\0')
		return;		/* what nobody wants cannot fail */
	r = trust_roots_read(path, &e);
	if (r == NULL) {
		tell(d, "signatures", FAILURE, "%s; without roots leave signature-roots empty",
		    e.msg);
		fails(d, EX_CONFIG);
	} else
		tell(d, "signatures", OK, "%s", path);
	trust_roots_free(r);
}

/* The report's page, written on each office day into a folder that is there at the agent's start. */
static void
page(struct doctor *d)
{
	const char *path = d->conf->report_html;
	struct stat st;
	char when[32];

	if (path[0] == '\0')
		return;
	if (stat(path, &st) < 0) {
		tell(d, "report", WARNING,
		    "%s: %s; its folder must be there, and writable for the agent's user, when the "
		    "agent starts", path, strerror(errno));
		return;
	}
	print_time(d->c, st.st_mtime, when);
	if (st.st_mtime + PAGE_OLD < d->c->now - clock_offset())
		tell(d, "report", WARNING, "%s was last written %s; the log tells why", path, when);
	else
		tell(d, "report", OK, "%s, written %s", path, when);
}

static void
key(struct doctor *d)
{
	struct err e = { 0 };
	struct keys *k = keys_open(d->conf->key_file, &e);

	if (k == NULL && access(d->conf->key_file, F_OK) < 0) {
		tell(d, "key", FAILURE, "%s", e.msg);	/* it names the command */
		fails(d, EX_CONFIG);
	} else if (k == NULL) {
		tell(d, "key", FAILURE,
		    "%s; a new one is made by: loket key make %s (never over an "
		    "old one: the archive needs it)",
		    e.msg, d->conf->key_file);
		fails(d, EX_CONFIG);
	} else
		tell(d, "key", OK, "%s", d->conf->key_file);
	keys_free(k);
}

static void
directory(struct doctor *d)
{
	const char *path = d->conf->state;
	struct statvfs v;
	struct stat st;
	int64_t left, all;

	if (stat(path, &st) < 0) {
		tell(d, "state", WARNING,
		    "%s is not there yet: the agent makes it when its parent "
		    "directory lets it; or run: install -d -m 700 -o loket %s",
		    path, path);
		return;
	}
	if (!S_ISDIR(st.st_mode)) {
		tell(d, "state", FAILURE, "%s is no directory; name another one as state in [agent]", path);
		fails(d, EX_CONFIG);
	} else if ((st.st_mode & 077) != 0) {
		tell(d, "state", FAILURE, "%s must be a directory for the agent's user only; run: "
					  "chmod 700 %s", path, path);
		fails(d, EX_CONFIG);
	} else if (access(path, R_OK | W_OK | X_OK) < 0) {
		tell(d, "state", FAILURE, "%s belongs to another user; run doctor as the agent's "
					  "user, or: chown -R loket %s", path, path);
		fails(d, EX_CONFIG);
	} else
		tell(d, "state", OK, "%s, for its owner only", path);
	if (statvfs(path, &v) < 0)
		return;
	left = (int64_t)v.f_bavail * (int64_t)v.f_frsize;
	all = (int64_t)v.f_blocks * (int64_t)v.f_frsize;
	if (left < DISK_LEAST || left * 10 < all)
		tell(d, "disk", WARNING, "%lld MB are left below %s; make room before it is full: "
					 "then nothing is fetched any more",
		    (long long)(left >> 20), path);
	else
		tell(d, "disk", OK, "%lld MB are left", (long long)(left >> 20));
}

/* ---- store, clock ---- */

static bool
have_store(const struct conf *conf)
{
	char *path = xasprintf("%s/loket.db", conf->state);
	bool have = access(path, F_OK) == 0;

	free(path);
	return have;
}

/* Before the office goes live: who has not shown that his answers arrive and are understood. */
static void
practised(struct doctor *d, struct store *s, const struct office *o)
{
	size_t n;

	if (conf_mode(d->conf, NULL) == MODE_PENUH)
		return;
	n = practice_missing(s, o, clock_now());
	if (n > 0)
		tell(d, "practice", WARNING,
		    "%zu holders of roles have not passed the practice question, without which "
		    "mode = penuh is refused; run: loket latih", n);
	else
		tell(d, "practice", OK, "nobody holds a role who has not passed the practice question");
}

/* Roles that the SOPs ask and nobody can be asked in. */
static void
roles(struct doctor *d, struct store *s)
{
	struct problems p = { 0 };
	struct office *o = office_read(d->conf->rules, d->conf->office, &p);
	const struct office_peran **missing =
	    o != NULL ? xcalloc(o->n_peran + 1, sizeof(*missing)) : NULL;
	size_t n = o != NULL ? holders_missing(s, o, clock_now(), missing) : 0;

	for (size_t i = 0; i < n; i++)
		tell(d, "role", WARNING,
		    "nobody who can be reached holds %s; run: loket role set %s PERSON",
		    missing[i]->id, missing[i]->id);
	if (o != NULL && n == 0)
		tell(d, "roles", OK, "each has somebody who can be asked");
	if (o != NULL)
		practised(d, s, o);
	free(missing);
	office_free(o);
	problems_free(&p);
}

/* Whose word counts about a sender, and how letters from inside come (case/border.h). */
static void
border(struct doctor *d, struct store *s)
{
	struct problems p = { 0 };
	struct office *o = office_read(d->conf->rules, d->conf->office, &p);
	struct border b = { 0 };
	char when[32];

	if (o != NULL)
		border_read(s, o, &b);
	print_time(d->c, b.tried_at, when);
	if (o == NULL)
		;
	else if (b.state == BORDER_NONE)
		tell(d, "border", OK,
		    "the office file names no authserv-id: who writes is told by address and one-time "
		    "code alone; what wants identity selaras is always confirmed");
	else if (b.state == BORDER_UNTRIED)
		tell(d, "border", WARNING,
		    "not tried yet (belum diuji): what %s says of senders helps nobody; run: loket doctor "
		    "--test-mail >uji.eml and send that from outside, as: curl smtp://MX --mail-from %s "
		    "--mail-rcpt %s --upload-file uji.eml", o->authserv_id, d->conf->admin,
		    d->conf->address);
	else if (b.state == BORDER_SILENT)
		tell(d, "border", WARNING,
		    "tried %s: %s wrote no result of its own%s; have it check DKIM and DMARC, then try "
		    "again: loket doctor --test-mail", when, o->authserv_id,
		    b.leaves ? " and left a forged one" : "");
	else if (b.state == BORDER_BELOW)
		tell(d, "border", WARNING,
		    "tried %s: the result of %s stands above a Received field of \"%s\", not of %s; name "
		    "the right host as gerbang in the office file, and try again", when, o->authserv_id,
		    b.by, o->border);
	else
		tell(d, "border", b.leaves ? WARNING : OK, "tried %s: results of %s count below %lld "
		    "Received fields%s", when, o->authserv_id, (long long)b.hops,
		    b.leaves ? "; it leaves forged ones of its own name further down: loket believes none, "
			       "but have it remove them" :
			       "");
	if (o != NULL && b.with + b.without > 0)
		tell(d, "submission", OK,
		    "of %lld letters of the office's own people %lld came with results that count; whoever "
		    "submits inside is known by address and one-time code",
		    (long long)(b.with + b.without), (long long)b.with);
	office_free(o);
	problems_free(&p);
}

/* As the server told the agent within the hour. */
static void
quota(struct doctor *d, struct store *s)
{
	char said[64], when[32], day[11];
	struct quota q;

	if (!quota_read(s, &q))
		return;		/* it tells nothing */
	quota_say(&q.is, false, said);
	print_time(d->c, q.at, when);
	quota_before(d->c->now, d->c->zone_minutes, day);
	if (q.percent >= 100)
		fails(d, EX_TEMPFAIL);
	if (q.percent >= QUOTA_FIRST)
		tell(d, "quota", q.percent >= 100 ? FAILURE : WARNING,
		    "the mailbox is %lld%% full: %s, told %s; when it is full, letters are refused: empty "
		    "Trash and Junk, have more room given, or see what may be deleted: loket mailbox safe "
		    "--before %s", (long long)q.percent, said, when, day);
	else
		tell(d, "quota", OK, "the mailbox is %lld%% full: %s, told %s", (long long)q.percent,
		    said, when);
}

/* The state file that the agent writes each minute. */
static void
alive(struct doctor *d)
{
	struct health h;
	int64_t now = clock_now() - clock_offset();
	enum wrong wrong;
	char poll[32], sent[32];

	if (health_read(d->conf->state, &h) < 0)
		return;		/* it has never run: the store's line says so */
	wrong = health_wrong(&h, now, d->conf->poll_s);
	print_time(d->c, h.poll, poll);
	print_time(d->c, h.sent, sent);
	if (wrong != WRONG_NONE) {
		tell(d, "agent", FAILURE, "%s; mailbox last read %s, last mail sent %s; look at: "
					  "journalctl -u loket", wrong_says(wrong), poll, h.sent != 0 ? sent : "never");
		fails(d, EX_TEMPFAIL);
	} else
		tell(d, "agent", OK, "mailbox last read %s, last mail sent %s", poll,
		    h.sent != 0 ? sent : "never");
}

static void
store(struct doctor *d)
{
	struct err e = { 0 };
	unsigned char head[DIGEST_LEN];
	struct store *s;
	int64_t last = 0, rows = 0;
	int rc;

	if (!have_store(d->conf)) {
		tell(d, "store", OK, "there is none yet; the agent makes it at its first start");
		return;
	}
	if ((s = cli_store(d->c, STORE_READ, &rc)) == NULL) {
		tell(d, "store", FAILURE, "cannot be opened; what is wrong stands above");
		fails(d, rc);
		return;
	}
	if (journal_verify(s, &rows, head, &e) < 0) {
		tell(d, "store", FAILURE,
		    "%s; keep the files as they are, restore the last backup, "
		    "and tell its maker",
		    e.msg);
		fails(d, EX_DATAERR);
	} else
		tell(d, "store", OK, "%lld rows in the journal, its chain is whole",
		    (long long)rows);
	if (restored_from(s) != 0)
		tell(d, "restored", WARNING,
		    "this store comes from a backup: nothing leaves until somebody has looked and says: "
		    "loket resume");
	roles(d, s);
	border(d, s);
	quota(d, s);
	last = journal_last_at(s);
	if (d->conf->rehearsal) {
		tell(d, "rehearsal", WARNING,
		    "rehearsal = yes: the clock of this store may be set; "
		    "never in an office");
	} else if (clock_now() < last - 60) {
		tell(d, "clock", FAILURE,
		    "this machine's clock is %lld minutes behind the journal: "
		    "reminders wait; set the clock",
		    (long long)((last - clock_now()) / 60));
		fails(d, EX_TEMPFAIL);
	}
	store_close(s);
}

static void
clock_check(struct doctor *d)
{
	struct timex t = { 0 };
	char now[32];

	clock_format(clock_now(), d->c->zone_minutes, now);
	if (clock_now() < 1767225600)	/* 2026 */
		tell(d, "clock", FAILURE, "it says %s; set it, and switch time synchronisation on: "
					  "timedatectl set-ntp true", now);
	else if (adjtimex(&t) < 0 || (t.status & STA_UNSYNC) != 0)
		tell(d, "clock", WARNING, "%s, not synchronised; run: timedatectl set-ntp true",
		    now);
	else
		tell(d, "clock", OK, "%s, synchronised", now);
}

/* ---- servers, by the real workers ---- */

static void
tell_checked(struct doctor *d, const char *what, const struct checked *got)
{
	int64_t days = (got->tls_until - clock_now()) / 86400;

	if (got->lan)
		tell(d, what, WARNING, "%s, without TLS: its password can be read on this network; "
				       "have TLS switched on there", got->text);
	else if (got->tls_until != 0 && got->tls_until < clock_now() + SOON)
		tell(d, what, WARNING, "%s; its TLS certificate ends in %lld days: have it renewed",
		    got->text, (long long)days);
	else if (got->tls_until != 0)
		tell(d, what, OK, "%s; its TLS certificate is good for %lld days", got->text,
		    (long long)days);
	else
		tell(d, what, OK, "%s", got->text);
}

/* How large a letter may be: people are told so when documents are asked for. */
static void
tell_limit(struct doctor *d, const char *what, const struct checked *got)
{
	if (got->limit > 0 && got->limit < d->conf->message_bytes)
		tell(d, what, OK, "takes messages of up to %.1f MB, less than message-bytes in [limits]: "
				  "files of up to %lld MB are asked for",
		    (double)got->limit / 1e6, (long long)(got->limit / 5 * 4 / 1000000));
	else if (got->limit > 0)
		tell(d, what, OK, "takes messages of up to %.1f MB", (double)got->limit / 1e6);
}

static void
server(struct doctor *d, const char *what, const char *role)
{
	struct checked got = { 0 };
	char *why;
	int rc = server_look(d->c->config, role, &got, &why);

	if (rc != 0) {
		tell(d, what, FAILURE, "%s", why);
		fails(d, rc);
	} else {
		tell_checked(d, what, &got);
		tell_limit(d, what, &got);
		wire_free(&checked_wire, &got);
	}
	free(why);
}

/* The zygote says HELLO from inside its box; without it no letter can be read. */
static void
boxes(struct doctor *d)
{
	struct worker w = { 0 };
	struct err e;

	if (worker_spawn(&w, "zygote", d->c->config, &e) == 0 && hello_wait(&w.ch, &e) == 0)
		tell(d, "boxes", OK, "readers and composers run in their box");
	else if (w.pid != 0 && e.grade == GRADE_REFUSED) {
		tell(d, "boxes", FAILURE, "the readers do not start; run: loket check");
		fails(d, EX_CONFIG);
	} else {
		tell(d, "boxes", FAILURE, "no reader can be boxed: %s; this kernel must allow "
					  "seccomp (and in a container its own filter too)", e.msg);
		fails(d, EX_OSERR);
	}
	worker_kill(&w);
}

int
cli_doctor(struct cli *c, int argc, char **argv)
{
	static const struct column columns[] = {
		{ "state", "STATE", COL_TEXT, FIT_WHOLE },
		{ "what", "WHAT", COL_TEXT, FIT_WHOLE },
		{ "found", "FOUND", COL_TEXT, FIT_WHOLE },
	};
	bool alarm = false, stopped = false, test_mail = false;
	const struct cli_option options[] = { { "alarm", NULL, &alarm },
		{ "stopped", NULL, &stopped }, { "test-mail", NULL, &test_mail } };
	struct doctor d = { .c = c, .conf = c->conf, .rc = EX_OK };

	if (cli_options(c, options, N(options), &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	if (alarm || stopped)
		return alarm_look(c, stopped);
	if (test_mail)
		return alarm_test_mail(c);
	d.t = table_new(c, columns, N(columns));
	settings(&d);
	key(&d);
	roots(&d);
	page(&d);
	secret_file(&d, "mailbox password", d.conf->imap_password_file);
	secret_file(&d, "mailbox token", d.conf->imap_token_file);
	secret_file(&d, "smtp token", d.conf->smtp_token_file);
	secret_file(&d, "smtp password", d.conf->smtp_password_file);
	secret_file(&d, "ams password", d.conf->ams_password_file);
	if (d.conf->ams_driver == DRIVER_PORTAL && access(d.conf->portal_token, F_OK) < 0)
		tell(&d, "ams token", WARNING, "nobody has logged in yet; run: loket ams login");
	else if (d.conf->ams_driver == DRIVER_PORTAL)
		secret_file(&d, "ams token", d.conf->portal_token);
	directory(&d);
	store(&d);
	alive(&d);
	clock_check(&d);
	if (d.rc != EX_CONFIG) {	/* else each of them fails for that reason only */
		boxes(&d);
		server(&d, "mailbox", "fetcher");
		server(&d, "smtp", "smtp");
		if (d.conf->ams_driver == DRIVER_MANUAL)
			tell(&d, "ams", OK, "driver manual: nothing is asked, a person does it");
		if (d.conf->ams_driver != DRIVER_MANUAL && d.conf->ams_host[0] != '\0')
			server(&d, "ams", "esign");
		if (d.conf->ams_driver == DRIVER_PORTAL)
			server(&d, "ams portal", "portal");
	}
	table_end(d.t, "");
	return d.rc;
}
