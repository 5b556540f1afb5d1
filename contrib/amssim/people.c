/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times and people: what AMS knows of each, and what may happen to it. */
#include "sim.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <time.h>

int64_t now(void) { return (int64_t)time(NULL) + sim.offset; }

char *
text_of(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		abort();
	va_end(ap);
	return s;
}

void
day_text(int64_t at, char out[16])
{
	time_t t = (time_t)(at + ZONE);
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(out, 16, "%d-%m-%Y", &tm);
}

/*
 * "2026-11-23T08:30:00+08:00", "2026-12-31" (its last second, WIB) or seconds; -1 when it is none.
 */
int64_t
time_of(json_t *v)
{
	struct tm tm = { 0 };
	const char *s = json_string_value(v), *rest;
	int h = 0, m = 0;
	int64_t at;

	if (json_is_integer(v))
		return json_integer_value(v);
	if (s == NULL)
		return -1;
	rest = strptime(s, "%Y-%m-%dT%H:%M:%S", &tm);
	if (rest == NULL) {
		memset(&tm, 0, sizeof(tm));
		rest = strptime(s, "%Y-%m-%d", &tm);
		return rest != NULL && *rest == '\0' ? timegm(&tm) - ZONE + 86399 : -1;
	}
	at = timegm(&tm);
	if (sscanf(rest, "%3d:%2d", &h, &m) == 2)
		at -= h * 3600 + (h < 0 ? -m : m) * 60;
	return at;
}

void
random_hex(char *to, size_t n)
{
	unsigned char r[64];
	size_t i;

	if (n > 2 * sizeof(r) || getrandom(r, sizeof(r), 0) != (ssize_t)sizeof(r))
		abort();
	for (i = 0; i < n; i++)
		to[i] = "0123456789abcdef"[r[i / 2] >> (i % 2 * 4) & 15];
	to[n] = '\0';
}

/* ---- the state machine ---- */

struct user *
find(const char *nik, const char *email)
{
	size_t i;

	for (i = 0; i < sim.n_users; i++)
		if ((nik != NULL && *nik != '\0' && strcmp(sim.users[i].nik, nik) == 0) ||
		    (email != NULL && *email != '\0' && strcasecmp(sim.users[i].email, email) == 0))
			return &sim.users[i];
	return NULL;
}

struct user *
find_uid(const char *uid, size_t n)
{
	size_t i;

	for (i = 0; i < sim.n_users; i++)
		if (strlen(sim.users[i].uid) == n && strncmp(sim.users[i].uid, uid, n) == 0)
			return &sim.users[i];
	return NULL;
}

struct user *
user_add(const struct user *u)
{
	char hex[33];
	struct user *to;

	sim.users = realloc(sim.users, (sim.n_users + 1) * sizeof(*u));
	if (sim.users == NULL)
		abort();
	to = &sim.users[sim.n_users++];
	*to = *u;
	random_hex(hex, 32);
	snprintf(to->uid, sizeof(to->uid), "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12,
	    hex + 16, hex + 20);
	return to;
}

void
users_clear(void)
{
	while (sim.n_users > 0)
		json_decref(sim.users[--sim.n_users].change);
}

static void issue(struct user *u, int64_t from, int64_t until);

/* BSrE approves by itself, some time after a request. */
static void
ripen(struct user *u)
{
	if (!u->waiting || u->ra_at == 0 || now() < u->ra_at)
		return;
	u->waiting = u->revoked = false;
	u->unset = true;		/* until its owner has made a passphrase */
	issue(u, u->ra_at, u->ra_at + YEARS_2 - 1);
	u->ra_at = 0;
	send_notice("M2", u, NULL);
}

const char *
word_of(struct user *u)
{
	if (u == NULL)
		return "NOT_REGISTERED";
	ripen(u);
	if (u->suspended)
		return "SUSPEND";
	if (u->waiting)
		return u->n_certs > 0 && !u->revoked ? "RENEW" : "WAITING_FOR_VERIFICATION";
	if (u->revoked)
		return "REVOKE";
	if (u->n_certs == 0)
		return "NO_CERTIFICATE";
	if (u->unset)
		return "NEW";
	return u->certs[u->n_certs - 1].until < now() ? "EXPIRED" : "ISSUE";
}

static void
issue(struct user *u, int64_t from, int64_t until)
{
	struct cert *c;

	if (u->n_certs == CERTS) {
		memmove(u->certs, u->certs + 1, (CERTS - 1) * sizeof(*c));
		u->n_certs--;
	}
	c = &u->certs[u->n_certs++];
	memset(c, 0, sizeof(*c));
	random_hex(c->serial, 40);
	c->from = from;
	c->until = until;
}

void
copy(char *to, size_t n, const char *from)
{
	snprintf(to, n, "%s", from != NULL ? from : "");
}

const char *
seed_user(json_t *v)
{
	const char *word = json_string_value(json_object_get(v, "status"));
	int64_t until = time_of(json_object_get(v, "until"));
	struct user u = { .verified = true, .phone_verified = true };

	copy(u.nip, sizeof(u.nip), json_string_value(json_object_get(v, "nip")));
	copy(u.phone, sizeof(u.phone), json_string_value(json_object_get(v, "phone")));
	copy(u.unit, sizeof(u.unit), json_string_value(json_object_get(v, "unit")));
	copy(u.post, sizeof(u.post), json_string_value(json_object_get(v, "jabatan")));
	u.phone_verified = !json_is_false(json_object_get(v, "phone_verified"));
	u.link = json_is_true(json_object_get(v, "link"));
	copy(u.nik, sizeof(u.nik), json_string_value(json_object_get(v, "nik")));
	copy(u.email, sizeof(u.email), json_string_value(json_object_get(v, "email")));
	copy(u.nama, sizeof(u.nama), json_string_value(json_object_get(v, "nama")));
	if (word == NULL)
		word = "ISSUE";
	if (strcmp(word, "NO_CERTIFICATE") != 0 && strcmp(word, "WAITING_FOR_VERIFICATION") != 0) {
		if (until < 0)
			until =
			    strcmp(word, "EXPIRED") == 0 ? now() - 86400 : now() + 365 * 86400ll;
		issue(&u, until - YEARS_2 + 1, until);
	}
	u.suspended = strcmp(word, "SUSPEND") == 0;
	u.revoked = strcmp(word, "REVOKE") == 0;
	u.unset = strcmp(word, "NEW") == 0;
	u.waiting = strcmp(word, "RENEW") == 0 || strcmp(word, "WAITING_FOR_VERIFICATION") == 0;
	user_add(&u);
	return strcmp(word_of(&u), word) == 0 ? NULL : "status and until do not go together";
}

/* ---- what people and BSrE do (face X) ---- */

static const char *
do_activate(struct user *u)
{
	if (u->verified)
		return "the account is active already";
	u->verified = true;
	return NULL;
}

static const char *
do_request(struct user *u)
{
	if (!u->verified)
		return "the account is not active";
	if (strcmp(word_of(u), "ISSUE") == 0)
		return "a certificate is still active";
	u->waiting = true;
	u->denied = false;
	u->ra_at = sim.ra_delay_s > 0 ? now() + sim.ra_delay_s : 0;
	return NULL;
}

static const char *
do_renew(struct user *u)		/* request and approval in one, for tests */
{
	u->waiting = u->revoked = false;
	issue(u, now(), now() + YEARS_2 - 1);
	return send_notice("M9", u, NULL);
}

static const char *
do_approve(struct user *u)
{
	bool had = u->n_certs > 0;

	if (!u->waiting)
		return "nothing was requested";
	u->waiting = u->revoked = false;
	issue(u, now(), now() + YEARS_2 - 1);
	return send_notice(had ? "M9" : "M3", u, NULL);
}

static const char *
do_deny(struct user *u)
{
	if (!u->waiting)
		return "nothing was requested";
	u->waiting = false;
	u->denied = true;
	return NULL;
}

static const char *
do_expire(struct user *u)
{
	if (u->n_certs == 0)
		return "there is no certificate";
	u->certs[u->n_certs - 1].until = now() - 1;
	return send_notice("M4", u, NULL);
}

static const char *
do_revoke(struct user *u)
{
	u->revoked = true;
	if (u->n_certs > 0)
		u->certs[u->n_certs - 1].revoked = true;
	return send_notice("M10", u, NULL);
}

static const char *
do_passphrase(struct user *u)
{
	bool first = u->unset;

	u->unset = u->link = false;
	return send_notice(first ? "M3" : "M6", u, NULL);
}

static const char *
do_consent(struct user *u)
{
	if (!u->changing)
		return "no change of data waits";
	u->consented = true;
	return NULL;
}

static const char *do_suspend(struct user *u) { return u->suspended = true, NULL; }
static const char *do_resume(struct user *u) { return u->suspended = false, NULL; }
static const char *do_phone(struct user *u) { return u->phone_verified = true, NULL; }
static const char *do_face(struct user *u) { return u->link || u->unset ? NULL : "no link is open"; }
static const char *do_no_link(struct user *u) { return u->link = false, NULL; }

const char *
act(struct user *u, const char *event)
{
	static const struct { const char *event; const char *(*act)(struct user *); } events[] = {
		{ "activate", do_activate }, { "request", do_request },
		{ "ra_approve", do_approve }, { "ra_deny", do_deny }, { "renew", do_renew },
		{ "expire", do_expire }, { "revoke", do_revoke }, { "suspend", do_suspend },
		{ "resume", do_resume }, { "set_passphrase", do_passphrase },
		{ "consent", do_consent }, { "confirm_phone", do_phone }, { "face_ok", do_face },
		{ "face_fail", do_face }, { "link_expires", do_no_link } };
	size_t i;

	ripen(u);
	for (i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (strcmp(events[i].event, event) == 0)
			return events[i].act(u);
	return "no such event; amssim(1) lists them";
}
