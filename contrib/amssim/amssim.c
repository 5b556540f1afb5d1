/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * amssim: a stand-in for BSrE's eSign Client Service (face E) with a control face (X), for tests
 * and the demo; loopback only. One process, one port. What is known of the real service is kept:
 * paths, Basic authentication, bodies, the status words, HTTP 200 for junk numbers. What is not
 * known is invented and marked so, here and in amssim(1): the notices' wording, when notices are
 * sent, all numeric codes but four (they are drawn anew with each start, so that a client which
 * decides by them fails), the answer to a registration. Signing and sealing do not exist here on
 * purpose.
 *
 * All state lies in one table of users behind one lock; each request is logged with its effect.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include <curl/curl.h>
#include <jansson.h>
#include <microhttpd.h>

#define YEARS_2 ((2 * 365) * 86400ll)	/* validity, less one second */
#define BODY_MOST (4 << 20)
#define CERTS 8
#define ZONE (7 * 3600)			/* AMS tells times in WIB */

struct cert { char serial[41]; int64_t from, until; };
struct user {
	char nik[32], email[128], nama[128];
	bool verified;			/* account: else NEW */
	bool suspended, revoked, waiting, unset;	/* unset: issued, passphrase not made yet */
	struct cert certs[CERTS];
	int n_certs;
};
struct fault { char path[128], kind[32]; int64_t count, seconds; };
struct request {
	const char *method, *url;
	char *body;
	size_t len;
};
struct answer {
	unsigned status;
	char *body;			/* malloc'd */
	const char *type;
	const char *retry_after, *location;
	bool drop, huge;
};

static struct {
	pthread_mutex_t lock;
	struct user *users; size_t n_users;
	struct fault *faults; size_t n_faults;
	json_t *log, *sent;
	int64_t offset;			/* seconds beside the real clock */
	int codes[16];
	bool fixed_codes;
	const char *user, *password, *token, *smtp, *copy, *from, *notices, *cert, *key;
	char basic[512];
} sim = { .lock = PTHREAD_MUTEX_INITIALIZER, .user = "loket", .password = "rahasia-ams",
	.token = "control", .from = "noreply@bssn.go.id", .notices = "contrib/amssim/notices" };

static void
die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("amssim: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(64);
}

static int64_t now(void) { return (int64_t)time(NULL) + sim.offset; }

static char *
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

static void
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
static int64_t
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

/* ---- the state machine ---- */

static struct user *
find(const char *nik, const char *email)
{
	size_t i;

	for (i = 0; i < sim.n_users; i++)
		if ((nik != NULL && *nik != '\0' && strcmp(sim.users[i].nik, nik) == 0) ||
		    (email != NULL && *email != '\0' && strcasecmp(sim.users[i].email, email) == 0))
			return &sim.users[i];
	return NULL;
}

static const char *
word_of(const struct user *u)
{
	if (u == NULL)
		return "NOT_REGISTERED";
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
	unsigned char r[20];
	int i;

	if (u->n_certs == CERTS) {
		memmove(u->certs, u->certs + 1, (CERTS - 1) * sizeof(*c));
		u->n_certs--;
	}
	c = &u->certs[u->n_certs++];
	if (getrandom(r, sizeof(r), 0) != sizeof(r))
		abort();
	for (i = 0; i < 20; i++)
		snprintf(c->serial + 2 * i, 3, "%02x", r[i]);
	c->from = from;
	c->until = until;
}

static void
copy(char *to, size_t n, const char *from)
{
	snprintf(to, n, "%s", from != NULL ? from : "");
}

static const char *
seed_user(json_t *v)
{
	const char *word = json_string_value(json_object_get(v, "status"));
	int64_t until = time_of(json_object_get(v, "until"));
	struct user u = { .verified = true };

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
	sim.users = realloc(sim.users, (sim.n_users + 1) * sizeof(u));
	if (sim.users == NULL)
		abort();
	sim.users[sim.n_users++] = u;
	return strcmp(word_of(&u), word) == 0 ? NULL : "status and until do not go together";
}

/* ---- notices: wording invented, kept in files ---- */

struct upload { const char *p; size_t left; };

static size_t
give(char *to, size_t size, size_t n, void *context)
{
	struct upload *u = context;

	n *= size;
	if (n > u->left)
		n = u->left;
	memcpy(to, u->p, n);
	u->p += n;
	u->left -= n;
	return n;
}

static char *
read_file(const char *path)
{
	FILE *f = path != NULL ? fopen(path, "r") : NULL;
	char *text = NULL;
	size_t n = 0;

	if (f == NULL)
		return NULL;
	if (getdelim(&text, &n, '\0', f) < 0) {
		free(text);
		text = NULL;
	}
	fclose(f);
	return text;
}

static char *
read_notice(const char *id)
{
	char *path = text_of("%s/%s.txt", sim.notices, id), *text = read_file(path);

	free(path);
	return text;
}

/* Replaces each {name} by its value. */
static char *
fill(char *text, const char *name, const char *value)
{
	char *at, *out;

	while ((at = strstr(text, name)) != NULL) {
		*at = '\0';
		out = text_of("%s%s%s", text, value, at + strlen(name));
		free(text);
		text = out;
	}
	return text;
}

static char *
crlf(const char *text)
{
	char *out = malloc(2 * strlen(text) + 1), *to = out;

	if (out == NULL)
		abort();
	for (; *text != '\0'; text++) {
		if (*text == '\n')
			*to++ = '\r';
		*to++ = *text;
	}
	*to = '\0';
	return out;
}

static const char *
send_notice(const char *id, const struct user *u)
{
	char until[16] = "-", secret[33], date[64], *text = read_notice(id), *whole, *url, *wire;
	const char *body, *wrong = NULL;
	struct curl_slist *to = NULL;
	struct upload up;
	unsigned char r[16];
	time_t t = (time_t)now();
	struct tm tm;
	CURL *c;
	int i;

	if (text == NULL)
		return "no such notice; its text lies in a file of --notices";
	if (getrandom(r, sizeof(r), 0) != sizeof(r))
		abort();
	for (i = 0; i < 16; i++)
		snprintf(secret + 2 * i, 3, "%02x", r[i]);
	if (u->n_certs > 0)
		day_text(u->certs[u->n_certs - 1].until, until);
	t += ZONE;
	gmtime_r(&t, &tm);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S +0700", &tm);
	text = fill(fill(fill(text, "{nama}", u->nama), "{berakhir}", until), "{tautan}",
	    secret);
	text = fill(text, "{email}", u->email);
	body = strchr(text, '\n');	/* first line: the subject */
	whole = text_of(
	    "From: BSrE <%s>\nTo: %s\n%s%s%sSubject: %.*s\nDate: %s\n"
	    "Message-ID: <%s.amssim@bssn.go.id>\nX-AMS-Sim: 1\nMIME-Version: 1.0\n"
	    "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n%s",
	    sim.from, u->email, sim.copy != NULL ? "Cc: " : "", sim.copy != NULL ? sim.copy : "",
	    sim.copy != NULL ? "\n" : "", (int)(body != NULL ? body - text : 0), text, date, secret,
	    body != NULL ? body : "\n");
	wire = crlf(whole);
	json_array_append_new(sim.sent,
	    json_pack("{s:s, s:s, s:s, s:b}", "notice", id, "to", u->email, "secret", secret,
		"invented", 1));
	c = curl_easy_init();
	if (sim.smtp != NULL && c != NULL) {
		url = text_of("smtp://%s/bsre.invalid", sim.smtp);
		to = curl_slist_append(to, u->email);
		if (sim.copy != NULL)
			to = curl_slist_append(to, sim.copy);
		up = (struct upload){ wire, strlen(wire) };
		curl_easy_setopt(c, CURLOPT_URL, url);
		curl_easy_setopt(c, CURLOPT_MAIL_FROM, sim.from);
		curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
		curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
		curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
		curl_easy_setopt(c, CURLOPT_READDATA, &up);
		curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
		curl_easy_setopt(c, CURLOPT_TIMEOUT, 20L);
		if (curl_easy_perform(c) != CURLE_OK)
			wrong = "the mail server did not take the notice";
		free(url);
	}
	curl_easy_cleanup(c);
	curl_slist_free_all(to);
	free(wire);
	free(whole);
	free(text);
	return wrong;
}

/* ---- what people and BSrE do (face X) ---- */

static const char *
act(struct user *u, const char *event)
{
	bool had = u->n_certs > 0;

	if (strcmp(event, "activate") == 0)
		return u->verified ? "the account is active already" : (u->verified = true, NULL);
	if (strcmp(event, "request") == 0) {
		if (!u->verified)
			return "the account is not active";
		if (strcmp(word_of(u), "ISSUE") == 0)
			return "a certificate is still active";
		u->waiting = true;
		return NULL;
	}
	if (strcmp(event, "ra_approve") == 0) {
		if (!u->waiting)
			return "nothing was requested";
		u->waiting = u->revoked = false;
		issue(u, now(), now() + YEARS_2 - 1);
		return send_notice(had ? "M9" : "M3", u);
	}
	if (strcmp(event, "ra_deny") == 0)
		return u->waiting ? (u->waiting = false, NULL) : "nothing was requested";
	if (strcmp(event, "renew") == 0) {	/* request and approval in one, for tests */
		u->waiting = u->revoked = false;
		issue(u, now(), now() + YEARS_2 - 1);
		return send_notice("M9", u);
	}
	if (strcmp(event, "expire") == 0) {
		if (!had)
			return "there is no certificate";
		u->certs[u->n_certs - 1].until = now() - 1;
		return send_notice("M4", u);
	}
	if (strcmp(event, "revoke") == 0)
		return u->revoked = true, send_notice("M10", u);
	if (strcmp(event, "suspend") == 0)
		return u->suspended = true, NULL;
	if (strcmp(event, "resume") == 0)
		return u->suspended = false, NULL;
	if (strcmp(event, "set_passphrase") == 0)
		return u->unset = false, send_notice("M6", u);
	return "no such event; amssim(1) lists them";
}

static json_t *
reply(const char *wrong)
{
	return wrong == NULL ? json_pack("{s:b}", "ok", 1) : json_pack("{s:b, s:s}", "ok", 0,
							 "wrong", wrong);
}

static json_t *
control(const struct request *q)
{
	json_t *in = q->len > 0 ? json_loadb(q->body, q->len, 0, NULL) : json_object(), *v, *out;
	const char *what = q->url + 6, *email, *event, *wrong = NULL;
	struct fault f = { .count = 1 };
	struct user *u;
	size_t i;

	if (in == NULL)
		return reply("the body is not JSON");
	email = json_string_value(json_object_get(in, "email"));
	event = json_string_value(json_object_get(in, "event"));
	if (strcmp(what, "log") == 0 || strcmp(what, "outbox") == 0) {
		out = json_incref(strcmp(what, "log") == 0 ? sim.log : sim.sent);
		json_decref(in);
		return out;
	}
	if (strcmp(what, "reset") == 0) {
		sim.n_users = sim.n_faults = 0;
		json_array_clear(sim.log);
		json_array_clear(sim.sent);
	} else if (strcmp(what, "seed") == 0) {
		json_array_foreach(json_object_get(in, "users"), i, v)
			if (wrong == NULL)
				wrong = seed_user(v);
	} else if (strcmp(what, "clock") == 0) {
		if (json_object_get(in, "now") != NULL)
			sim.offset = time_of(json_object_get(in, "now")) - (int64_t)time(NULL);
		sim.offset += json_integer_value(json_object_get(in, "advance_s"));
	} else if (strcmp(what, "act") == 0 || strcmp(what, "notice") == 0) {
		u = find(NULL, email);
		wrong = u == NULL || event == NULL ? "email of a user and event are needed" :
		    strcmp(what, "act") == 0       ? act(u, event) :
						     send_notice(event, u);
	} else if (strcmp(what, "fault") == 0) {
		copy(f.path, sizeof(f.path), json_string_value(json_object_get(in, "path")));
		copy(f.kind, sizeof(f.kind), json_string_value(json_object_get(in, "kind")));
		if (json_object_get(in, "count") != NULL)
			f.count = json_integer_value(json_object_get(in, "count"));
		f.seconds = json_integer_value(json_object_get(in, "seconds"));
		sim.faults = realloc(sim.faults, (sim.n_faults + 1) * sizeof(f));
		if (sim.faults == NULL)
			abort();
		sim.faults[sim.n_faults++] = f;
		if (f.kind[0] == '\0' || strcmp(f.kind, "none") == 0)
			sim.n_faults = 0;
	} else
		wrong = "no such control call";
	json_decref(in);
	return reply(wrong);
}

/* ---- face E ---- */

/* Codes known from the service: v1 1111 and 1110, v2 2011 and 2021. All others are invented. */
static int
code_of(const char *word, bool v1)
{
	static const char *const words[] = { "ISSUE", "EXPIRED", "RENEW",
		"WAITING_FOR_VERIFICATION", "NEW", "NO_CERTIFICATE", "NOT_REGISTERED", "SUSPEND",
		"REVOKE" };
	int i, n = (int)(sizeof(words) / sizeof(words[0]));

	for (i = 0; i < n - 1 && strcmp(words[i], word) != 0; i++)
		;
	if (v1 && (i == 0 || i == 6))
		return i == 0 ? 1111 : 1110;
	if (!v1 && (i == 6 || i == 5))
		return i == 6 ? 2011 : 2021;
	return sim.codes[i];
}

static json_t *
status_body(const struct user *u, bool v1)
{
	const char *word = word_of(u);
	char message[160];

	if (u == NULL)
		snprintf(message, sizeof(message), "User belum terdaftar");
	else
		snprintf(message, sizeof(message),
		    "User sudah terdaftar dan memiliki sertifikat dengan status %s", word);
	return json_pack("{s:i, s:s, s:s}", "status_code", code_of(word, v1), "status", word,
	    "message", message);
}

static void
profile(const struct user *u, struct answer *a, json_t **body)
{
	json_t *list = json_array();
	char day[16];
	int i;

	if (u == NULL) {
		a->status = 404;
		*body = json_pack("{s:b, s:s}", "success", 0, "message", "User tidak ditemukan");
		json_decref(list);
		return;
	}
	for (i = u->n_certs - 1; i >= 0; i--) {
		day_text(u->certs[i].until, day);
		json_array_append_new(list, json_pack("{s:s}", "berlaku_sampai", day));
	}
	*body = json_pack("{s:b, s:{s:o}}", "success", 1, "data", "sertifikat", list);
}

/* The shape of its answers is invented. */
static bool
registration(json_t *in, struct answer *a, json_t **body)
{
	const char *nama = json_string_value(json_object_get(in, "nama"));
	const char *email = json_string_value(json_object_get(in, "email"));
	struct user u = { .verified = false };

	if (nama == NULL || email == NULL || strchr(email, '@') == NULL) {
		a->status = 400;
		*body = json_pack("{s:i, s:s}", "status_code", sim.codes[10], "error",
		    "nama dan email wajib diisi");
		return false;
	}
	if (find(NULL, email) != NULL) {
		a->status = 409;
		*body = json_pack("{s:i, s:s}", "status_code", sim.codes[11], "error",
		    "email sudah terdaftar");
		return false;
	}
	copy(u.email, sizeof(u.email), email);
	copy(u.nama, sizeof(u.nama), nama);
	sim.users = realloc(sim.users, (sim.n_users + 1) * sizeof(u));
	if (sim.users == NULL)
		abort();
	sim.users[sim.n_users++] = u;
	*body = json_pack("{s:i, s:s}", "status_code", sim.codes[12], "message",
	    "Registrasi berhasil, tautan aktivasi dikirim ke email");
	send_notice("M1", &sim.users[sim.n_users - 1]);
	return true;
}

/* True when the call had an effect. */
static bool
service(const struct request *q, struct answer *a, json_t **body)
{
	bool post = strcmp(q->method, "POST") == 0, effect = false;
	json_t *in = post ? json_loadb(q->body, q->len, 0, NULL) : NULL;

	a->status = 200;
	if (post && strcmp(q->url, "/api/v2/user/check/status") == 0)
		*body = status_body(find(json_string_value(json_object_get(in, "nik")),
					json_string_value(json_object_get(in, "email"))),
		    false);
	else if (!post && strncmp(q->url, "/api/user/status/", 17) == 0)
		*body = status_body(find(q->url + 17, NULL), true);
	else if (!post && strncmp(q->url, "/api/user/profile/", 18) == 0)
		profile(find(q->url + 18, NULL), a, body);
	else if (post &&
	    (strcmp(q->url, "/api/v2/user/registration") == 0 ||
		strcmp(q->url, "/api/v2/user/register") == 0))
		effect = registration(in, a, body);
	else {
		a->status = 404;
		*body = json_pack("{s:i, s:s, s:s}", "status", 404, "error", "Not Found", "path",
		    q->url);
	}
	json_decref(in);
	return effect;
}

/* ---- faults ---- */

static bool
fault_of(const char *url, struct fault *out)
{
	size_t i;

	for (i = 0; i < sim.n_faults; i++)
		if (sim.faults[i].count != 0 && strncmp(url, sim.faults[i].path,
			strlen(sim.faults[i].path)) == 0) {
			*out = sim.faults[i];
			if (sim.faults[i].count > 0)
				sim.faults[i].count--;
			return true;
		}
	return false;
}

/* Before the call is carried out. True: it never is. */
static bool
fault_before(const struct fault *f, const struct request *q, struct answer *a, json_t **body)
{
	static const struct { const char *kind; unsigned status; } statuses[] = { { "401", 401 },
		{ "403", 403 }, { "429", 429 }, { "500", 500 }, { "503", 503 }, { "504", 504 } };
	size_t i;

	if (strcmp(f->kind, "drop_before_effect") == 0)
		return a->drop = true;
	if (strcmp(f->kind, "redirect") == 0) {
		a->status = 302;
		a->location = "http://127.0.0.1:9/elsewhere";
		return true;
	}
	for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (strcmp(f->kind, statuses[i].kind) == 0) {
			a->status = statuses[i].status;
			a->retry_after = a->status == 429 || a->status == 503 ? "120" : NULL;
			*body = json_pack("{s:I, s:i, s:s, s:s}", "timestamp",
			    (json_int_t)now() * 1000,
			    "status", (int)a->status, "error",
			    a->status == 401 ? "Unauthorized" : "fault", "path", q->url);
			return true;
		}
	return false;
}

/* After it was carried out: the answer is spoilt. */
static void
fault_after(const struct fault *f, struct answer *a, json_t **body)
{
	if (strcmp(f->kind, "drop_after_effect") == 0)
		a->drop = true;
	else if (strcmp(f->kind, "html_200") == 0 || strcmp(f->kind, "html_502") == 0) {
		a->status = f->kind[5] == '2' ? 200 : 502;
		a->type = "text/html";
		a->body = text_of("<html><body><h1>%u</h1></body></html>", a->status);
	} else if (strcmp(f->kind, "wrong_type") == 0) {
		json_object_set_new(*body, "status", json_integer(7));
		json_object_set_new(*body, "message", json_array());
	} else if (strcmp(f->kind, "list") == 0) {
		json_decref(*body);
		*body = json_pack("[i]", 1);
	} else if (strcmp(f->kind, "truncated") == 0) {
		a->body = json_dumps(*body, JSON_COMPACT);
		a->body[strlen(a->body) / 2] = '\0';
	} else if (strcmp(f->kind, "huge") == 0)
		a->huge = true;
	else if (strcmp(f->kind, "unknown_word") == 0)
		json_object_set_new(*body, "status", json_string("MENUNGGU_KIAMAT"));
}

/* ---- HTTP ---- */

static ssize_t
flood(void *context, uint64_t pos, char *buf, size_t max)
{
	(void)context;
	memset(buf, pos == 0 ? '{' : ' ', max);
	return pos > (100u << 20) ? MHD_CONTENT_READER_END_OF_STREAM : (ssize_t)max;
}

static void
log_call(const struct request *q, const struct answer *a, const char *fault, bool effect)
{
	char path[160];
	size_t n = strspn(q->url, "/abcdefghijklmnopqrstuvwxyz2_");

	/* the path without the number that stands in it */
	snprintf(path, sizeof(path), "%.*s", (int)n, q->url);
	json_array_append_new(sim.log,
	    json_pack("{s:I, s:s, s:s, s:i, s:b, s:s*}", "at", (json_int_t)now(), "method",
		q->method, "path", path, "status", a->drop ? 0 : (int)a->status, "effect", effect,
		"fault", fault));
}

static void
handle(const struct request *q, const char *basic, const char *token, struct answer *a)
{
	struct fault f = { .kind = "" };
	json_t *body = NULL;
	bool effect = false, hit;

	a->type = "application/json";
	pthread_mutex_lock(&sim.lock);
	if (strncmp(q->url, "/_sim/", 6) == 0) {
		a->status = token != NULL && strcmp(token, sim.token) == 0 ? 200 : 403;
		body = a->status == 200 ? control(q) : reply("wrong X-Sim-Token");
	} else {
		hit = fault_of(q->url, &f);
		if (hit && strcmp(f.kind, "delay") == 0) {
			pthread_mutex_unlock(&sim.lock);
			sleep((unsigned)f.seconds);
			pthread_mutex_lock(&sim.lock);
		}
		if (basic == NULL || strcmp(basic, sim.basic) != 0) {
			a->status = 401;
			body =
			    json_pack("{s:I, s:i, s:s, s:s}", "timestamp", (json_int_t)now() * 1000,
				"status", 401, "error", "Unauthorized", "path", q->url);
		} else if (!hit || !fault_before(&f, q, a, &body)) {
			effect = service(q, a, &body);
			if (hit)
				fault_after(&f, a, &body);
		}
		log_call(q, a, hit ? f.kind : NULL, effect);
	}
	if (a->body == NULL && body != NULL)
		a->body = json_dumps(body, JSON_COMPACT);
	json_decref(body);
	pthread_mutex_unlock(&sim.lock);
}

static enum MHD_Result
respond(struct MHD_Connection *c, struct answer *a)
{
	struct MHD_Response *r;
	enum MHD_Result rc;

	if (a->drop) {
		free(a->body);
		return MHD_NO;
	}
	if (a->huge)
		r = MHD_create_response_from_callback(
		    MHD_SIZE_UNKNOWN, 65536, flood, NULL, NULL);
	else
		r = MHD_create_response_from_buffer(
		    a->body != NULL ? strlen(a->body) : 0, a->body, MHD_RESPMEM_MUST_COPY);
	MHD_add_response_header(r, "Content-Type", a->type);
	if (a->retry_after != NULL)
		MHD_add_response_header(r, "Retry-After", a->retry_after);
	if (a->location != NULL)
		MHD_add_response_header(r, "Location", a->location);
	if (a->status == 401)
		MHD_add_response_header(r, "WWW-Authenticate", "Basic realm=\"esign\"");
	rc = MHD_queue_response(c, a->status, r);
	MHD_destroy_response(r);
	free(a->body);
	return rc;
}

static enum MHD_Result
on_request(void *cls, struct MHD_Connection *c, const char *url, const char *method,
    const char *version, const char *data, size_t *n, void **context)
{
	struct request *q = *context;
	struct answer a = { 0 };

	(void)cls;
	(void)version;
	if (q == NULL) {
		q = calloc(1, sizeof(*q));
		*context = q;
		return q != NULL ? MHD_YES : MHD_NO;
	}
	if (*n > 0) {
		if (q->len + *n > BODY_MOST)
			return MHD_NO;
		q->body = realloc(q->body, q->len + *n);
		if (q->body == NULL)
			return MHD_NO;
		memcpy(q->body + q->len, data, *n);
		q->len += *n;
		*n = 0;
		return MHD_YES;
	}
	q->url = url;
	q->method = method;
	handle(q, MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Authorization"),
	    MHD_lookup_connection_value(c, MHD_HEADER_KIND, "X-Sim-Token"), &a);
	return respond(c, &a);
}

static void
on_end(void *cls, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode why)
{
	struct request *q = *context;

	(void)cls;
	(void)c;
	(void)why;
	if (q != NULL)
		free(q->body);
	free(q);
}

/* ---- start ---- */

static void
base64(const char *in, char *out)
{
	static const char set[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t n = strlen(in), i;
	unsigned v;

	for (i = 0; i < n; i += 3) {
		v = (unsigned)(unsigned char)in[i] << 16 |
		    (i + 1 < n ? (unsigned)(unsigned char)in[i + 1] << 8 : 0) |
		    (i + 2 < n ? (unsigned char)in[i + 2] : 0);
		*out++ = set[v >> 18];
		*out++ = set[v >> 12 & 63];
		*out++ = i + 1 < n ? set[v >> 6 & 63] : '=';
		*out++ = i + 2 < n ? set[v & 63] : '=';
	}
	*out = '\0';
}

static void
draw_codes(void)
{
	unsigned r;
	size_t i;

	for (i = 0; i < sizeof(sim.codes) / sizeof(sim.codes[0]); i++) {
		if (getrandom(&r, sizeof(r), 0) != sizeof(r))
			abort();
		sim.codes[i] = sim.fixed_codes ? 3000 + (int)i : 3000 + (int)(r % 6000);
	}
}

static size_t
print_body(char *p, size_t size, size_t n, void *context)
{
	(void)context;
	return fwrite(p, size, n, stdout) * size;
}

/* amssim --ctl PORT TOKEN PATH [BODY]: one control call, its answer on stdout. */
static int
control_client(char **argv)
{
	CURL *c = curl_easy_init();
	bool tls = strncmp(argv[0], "tls:", 4) == 0;	/* the caller knows whom it started */
	char *url =
	    text_of("http%s://127.0.0.1:%s%s", tls ? "s" : "", argv[0] + (tls ? 4 : 0), argv[2]);
	char *token = text_of("X-Sim-Token: %s", argv[1]);
	struct curl_slist *h = curl_slist_append(NULL, token);
	CURLcode r;

	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, h);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, print_body);
	if (argv[3] != NULL)
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, argv[3]);
	curl_easy_setopt(c, CURLOPT_FAILONERROR, 1L);
	r = curl_easy_perform(c);
	putchar('\n');
	if (r != CURLE_OK)
		fprintf(stderr, "amssim: %s\n", curl_easy_strerror(r));
	curl_slist_free_all(h);
	curl_easy_cleanup(c);
	free(url);
	free(token);
	return r != CURLE_OK;
}

static const char usage[] =
    "usage: amssim [--port N] [--user NAME] [--password TEXT] [--token TEXT] [--now TIME]\n"
    "              [--smtp HOST:PORT] [--from ADDRESS] [--copy ADDRESS] [--notices DIR]\n"
    "              [--tls-cert FILE --tls-key FILE] [--fixed-codes] [--parent-dies]\n"
    "       amssim --ctl PORT TOKEN PATH [JSON]\n"
    "A stand-in for the eSign Client Service, for tests. Loopback only. Prints port=N when it is\n"
    "ready; ends on SIGTERM. amssim(1) tells paths, events, faults, and what of it is invented.\n";

static void
options(int argc, char **argv, int *port)
{
	static const struct option all[] = { { "port", 1, 0, 'p' }, { "user", 1, 0, 'u' },
		{ "password", 1, 0, 'w' }, { "token", 1, 0, 't' }, { "now", 1, 0, 'n' },
		{ "smtp", 1, 0, 's' }, { "from", 1, 0, 'f' }, { "copy", 1, 0, 'c' },
		{ "notices", 1, 0, 'd' }, { "fixed-codes", 0, 0, 'x' },
		{ "parent-dies", 0, 0, 'k' }, { "tls-cert", 1, 0, 'C' }, { "tls-key", 1, 0, 'K' },
		{ "help", 0, 0, 'h' }, { 0, 0, 0, 0 } };
	json_t *when;
	int o;

	while ((o = getopt_long(argc, argv, "h", all, NULL)) != -1)
		switch (o) {
		case 'p': *port = atoi(optarg); break;
		case 'u': sim.user = optarg; break;
		case 'w': sim.password = optarg; break;
		case 't': sim.token = optarg; break;
		case 's': sim.smtp = optarg; break;
		case 'f': sim.from = optarg; break;
		case 'c': sim.copy = optarg; break;
		case 'd': sim.notices = optarg; break;
		case 'C': sim.cert = optarg; break;
		case 'K': sim.key = optarg; break;
		case 'x': sim.fixed_codes = true; break;
		case 'k': prctl(PR_SET_PDEATHSIG, SIGTERM); break;
		case 'n':
			when = json_string(optarg);
			sim.offset = time_of(when) - (int64_t)time(NULL);
			if (time_of(when) < 0)
				die("--now %s: write 2026-11-23T08:30:00+08:00", optarg);
			json_decref(when);
			break;
		case 'h': fputs(usage, stdout); exit(0);
		default: fputs(usage, stderr); exit(64);
		}
	if (optind < argc || *port < 0 || *port > 65535)
		die("%s is not understood; see amssim --help",
		    optind < argc ? argv[optind] : "--port");
}

int
main(int argc, char **argv)
{
	struct sockaddr_in here = { .sin_family = AF_INET };
	struct MHD_Daemon *d;
	char plain[256];
	sigset_t ends;
	char *cert = NULL, *key = NULL;
	int port = 0, which;

	curl_global_init(CURL_GLOBAL_DEFAULT);
	if (argc >= 5 && argc <= 6 && strcmp(argv[1], "--ctl") == 0)
		return control_client(argv + 2);
	options(argc, argv, &port);
	snprintf(plain, sizeof(plain), "%s:%s", sim.user, sim.password);
	memcpy(sim.basic, "Basic ", 6);
	base64(plain, sim.basic + 6);
	sim.log = json_array();
	sim.sent = json_array();
	draw_codes();
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	signal(SIGPIPE, SIG_IGN);
	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	here.sin_port = htons((uint16_t)port);
	if (sim.cert != NULL &&
	    ((cert = read_file(sim.cert)) == NULL || (key = read_file(sim.key)) == NULL))
		die("certificate or key cannot be read");
	d = MHD_start_daemon(MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
		(cert != NULL ? MHD_USE_TLS : 0),
	    (uint16_t)port, NULL, NULL, on_request, NULL, MHD_OPTION_SOCK_ADDR, &here,
	    MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL, MHD_OPTION_CONNECTION_TIMEOUT, 60u,
	    cert != NULL ? MHD_OPTION_HTTPS_MEM_CERT : MHD_OPTION_END, cert,
	    MHD_OPTION_HTTPS_MEM_KEY, key, MHD_OPTION_END);
	if (d == NULL)
		die("port %d cannot be used: %s", port, strerror(errno));
	printf("port=%u\n", MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	sigwait(&ends, &which);
	MHD_stop_daemon(d);
	json_decref(sim.log);
	json_decref(sim.sent);
	free(sim.users);
	free(sim.faults);
	free(cert);
	free(key);
	curl_global_cleanup();
	return 0;
}
