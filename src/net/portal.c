/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The driver `portal`: the calls that the AMS portal's own pages make. BSrE documents none of them
 * and may change them any day, so only those are made whose answers have been recorded: search,
 * detail, sending a passphrase reset link. A person logs in with a one-time password (`loket ams
 * login`); the token lies in a file of mode 0600, is refreshed here and written back through the
 * descriptor that was opened before the box. HTTP 200 with success:false is a refusal. The reset is
 * a GET with an effect: made once, on a connection of its own, only after the detail has shown one
 * certificate in force, a verified telephone and the person of the letter.
 */
#include "net/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/name.h"
#include "net/http.h"

#define TOKEN_PATH "/realms/external-service/protocol/openid-connect/token"
#define EARLY_S 30		/* a token is renewed so long before its end */
#define LOOK_S 86400		/* looked at daily: a month has more milliseconds than an int holds */
#define ROWS_MOST 10
static const char log_in[] = "wants a person to log in again; run: loket ams login";

struct portal {
	const struct net_peer *peer;
	const struct conf *conf;
	struct net_peer login_peer;
	struct http *api, *beid;
	int fd;				/* the token's file, -1: none */
	char *access, *refresh;
	int64_t access_until, refresh_until;	/* seconds */
};

/* What the detail of a person shows; texts borrowed from `json`. */
struct detail {
	json_t *json;
	const char *uid, *nama, *nik, *email, *word, *serial, *from, *until;
	bool phone, link;
};

/* ---- the token ---- */

static void
forget_token(struct portal *a)
{
	if (a->access != NULL)
		wipe(a->access, strlen(a->access));
	if (a->refresh != NULL)
		wipe(a->refresh, strlen(a->refresh));
	free(a->access);
	free(a->refresh);
	a->access = a->refresh = NULL;
	a->access_until = a->refresh_until = 0;
}

static bool
take_token(struct portal *a, json_t *t)
{
	const char *access = json_string_value(json_object_get(t, "access_token"));
	const char *refresh = json_string_value(json_object_get(t, "refresh_token"));

	if (access == NULL || refresh == NULL)
		return false;
	forget_token(a);
	a->access = xstrdup(access);
	a->refresh = xstrdup(refresh);
	a->access_until = json_integer_value(json_object_get(t, "access_until"));
	a->refresh_until = json_integer_value(json_object_get(t, "refresh_until"));
	return true;
}

/* The answer of the login server, with the ends of both tokens as times; false: it is none. */
static bool
token_of(const struct exchange *x, json_t **token)
{
	int64_t lives = json_integer_value(json_object_get(x->json, "expires_in"));
	int64_t rests = json_integer_value(json_object_get(x->json, "refresh_expires_in"));
	json_t *access = json_object_get(x->json, "access_token"),
	       *refresh = json_object_get(x->json, "refresh_token");

	*token = NULL;
	if (x->code != 200 || !json_is_string(access) || !json_is_string(refresh) || lives <= 0)
		return false;
	*token = json_pack("{s:O, s:O, s:I, s:I}", "access_token", access, "refresh_token",
	    refresh, "access_until", (json_int_t)(clock_now() + lives), "refresh_until",
	    (json_int_t)(clock_now() + (rests > 0 ? rests : lives)));
	return *token != NULL;
}

static void
read_token(struct portal *a)
{
	struct buf text = BUF_INIT;
	struct err e;
	json_t *t = NULL;

	if (a->fd >= 0 && file_read_fd(a->fd, LIMIT_TOKEN, &text, &e) == 0)
		t = json_loadb(buf_str(&text), text.len, 0, NULL);
	if (a->fd >= 0 && !take_token(a, t))
		log_warn("portal token: the file holds none; run: loket ams login");
	json_decref(t);
	if (text.data != NULL)
		wipe(text.data, text.cap);
	buf_free(&text);
}

/* Over the older one, in one write; what a longer older one leaves behind is cut off. */
static void
keep_token(struct portal *a, json_t *t)
{
	char *text = json_dumps(t, JSON_COMPACT);
	size_t n = text != NULL ? strlen(text) : 0;

	if (a->fd >= 0 && n > 0 &&
	    (pwrite(a->fd, text, n, 0) != (ssize_t)n || ftruncate(a->fd, (off_t)n) != 0))
		log_warn("portal token: cannot be kept: %s", strerror(errno));
	if (text != NULL)
		wipe(text, n);
	free(text);
}

/* Asks the login server; `form` is wiped and freed. */
static bool
ask_token(struct portal *a, char *form, const char *whose, json_t **token, struct called *out)
{
	struct exchange x = { 0 };
	struct fault f;
	bool got = false;

	*token = NULL;
	if (http_ready(a->beid, &f) != 0) {
		out->outcome = CALLED_STOP;
		free(out->text);
		out->text = xstrdup(f.err.msg);
	} else {
		http_exchange(a->beid, &(struct http_ask){ .path = TOKEN_PATH, .form = form }, &x);
		if (http_fault(a->beid, &x, false, whose, out))
			;
		else if (token_of(&x, token))
			got = true;
		else if (x.code == 400)		/* Keycloak: invalid_grant of a refresh token */
			called_says(a->beid, out, CALLED_STOP, whose);
		else
			http_not_understood(a->beid, &x, false, out);
		if (!got && x.code == 400)
			out->code = 401;
	}
	json_decref(x.json);
	wipe(form, strlen(form));
	free(form);
	return got;
}

static bool
renew_token(struct portal *a, struct called *out)
{
	char *field, *form;
	json_t *t;

	if (a->refresh == NULL || a->refresh_until <= clock_now()) {
		called_says(a->beid, out, CALLED_STOP, log_in);
		out->code = 401;
		return false;
	}
	field = http_form_field("refresh_token", a->refresh);
	form = xasprintf("grant_type=refresh_token&client_id=ams&%s", field);
	wipe(field, strlen(field));
	free(field);
	if (!ask_token(a, form, log_in, &t, out))
		return false;
	take_token(a, t);
	keep_token(a, t);
	json_decref(t);
	return true;
}

static int
login(void *driver, const struct login *who, char **token, struct fault *f)
{
	struct portal *a = driver;
	struct called said = { 0 };
	char *fields[3], *form;
	json_t *t;
	int rc = -1;
	size_t i;

	fields[0] = http_form_field("username", who->user);
	fields[1] = http_form_field("password", who->password);
	fields[2] = http_form_field("totp", who->totp);
	form = xasprintf("grant_type=password&client_id=ams&scope=openid&%s&%s&%s", fields[0],
	    fields[1], fields[2]);
	if (ask_token(a, form, "takes neither this name and password nor this code; codes live "
			       "for half a minute", &t, &said)) {
		*token = json_dumps(t, JSON_COMPACT);
		json_decref(t);
		rc = 0;
	} else
		fault_again(f, said.code == 401 ? "login" : "network", "%s", said.text);
	for (i = 0; i < 3; i++) {
		wipe(fields[i], strlen(fields[i]));
		free(fields[i]);
	}
	free(said.text);
	return rc;
}

/* Keeps the session alive while nothing is asked. */
static int
idle(void *driver)
{
	struct portal *a = driver;
	struct called said = { 0 };
	int64_t left;

	if (a->refresh == NULL)
		return -1;
	left = a->refresh_until - clock_now();
	if (left <= 0 || (left < 300 && !renew_token(a, &said))) {
		log_warn("portal: %s", said.text != NULL ? said.text : log_in);
		if (left <= 0 || said.outcome == CALLED_STOP)
			forget_token(a);
	}
	free(said.text);
	left = a->refresh_until - clock_now();
	if (left > LOOK_S)
		left = LOOK_S;
	return a->refresh == NULL ? -1 : left > 300 ? (int)(left - 299) * 1000 : 60000;
}

/* ---- exchanges with the portal ---- */

static void
ask_portal(struct portal *a, const char *path, json_t *json, bool effect, struct exchange *x)
{
	char *bearer = xasprintf("Authorization: Bearer %s", a->access),
	     *from = xasprintf("X-USER-IP: %s", a->conf->portal_address);
	const char *headers[] = { bearer, from, NULL };
	struct http_ask q = { path, json, NULL, headers, effect };

	http_exchange(a->api, &q, x);
	wipe(bearer, strlen(bearer));
	free(bearer);
	free(from);
}

/*
 * A call that only reads: with a fresh token, once more after a 401. The whole answer, whose
 * success is true, or NULL with *out.
 */
static json_t *
read_call(struct portal *a, const char *path, json_t *json, struct called *out)
{
	struct exchange x = { 0 };
	char *words;
	int turn;

	for (turn = 0; turn < 2; turn++) {
		json_decref(x.json);
		x.json = NULL;
		if ((turn > 0 || a->access == NULL || a->access_until < clock_now() + EARLY_S) &&
		    !renew_token(a, out))
			return NULL;
		ask_portal(a, path, json, false, &x);
		if (x.code != 401)
			break;
	}
	if (http_fault(a->api, &x, false, log_in, out))
		;
	else if (x.code == 200 && json_is_true(json_object_get(x.json, "success")))
		return x.json;
	else if ((words = http_reason(&x)) != NULL &&
	    (x.code == 404 || json_is_false(json_object_get(x.json, "success")))) {
		out->outcome = CALLED_REFUSED;
		free(out->text);
		out->text = words;
	} else {
		free(words);
		http_not_understood(a->api, &x, false, out);
	}
	json_decref(x.json);
	return NULL;
}

static const char *
text_in(json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s != NULL && *s != '\0' ? s : NULL;
}

static void
doubt(struct called *out, const char *what, const char *found)
{
	free(out->doubt);
	free(out->found);
	out->outcome = CALLED_REFUSED;
	out->doubt = xstrdup(what);
	out->found = found != NULL ? http_clean(found) : NULL;
}

/* Names of the people found, for who has to choose. */
static void
several(json_t *rows, struct called *out)
{
	struct buf names = BUF_INIT;
	const char *name, *unit;
	json_t *row;
	size_t i;

	json_array_foreach(rows, i, row) {
		name = text_in(row, "nama");
		unit = text_in(row, "organisasi");
		buf_addf(&names, "%s%s%s%s", i > 0 ? "; " : "", name != NULL ? name : "?",
		    unit != NULL ? ", " : "", unit != NULL ? unit : "");
	}
	doubt(out, "several", buf_str(&names));
	buf_free(&names);
}

/* 1: *uid is the one found (caller frees); 0: nobody; -1: *out says why not. */
static int
search(struct portal *a, const char *key, const char *value, char **uid, struct called *out)
{
	json_t *body = json_pack("{s:s, s:i, s:i, s:{s:s}}", "search", "", "start", 0, "length",
	    ROWS_MOST, "filters", key, value);
	json_t *answer, *data, *rows;
	const char *id;
	int rc = -1;

	if (body == NULL) {		/* not UTF-8 */
		doubt(out, "no-name", NULL);
		return -1;
	}
	answer = read_call(a, "/api/rest/manage/user/list", body, out);
	json_decref(body);
	if (answer == NULL)
		return -1;
	data = json_object_get(answer, "data");
	rows = json_object_get(data, "aaData");
	id = text_in(json_array_get(rows, 0), "id");
	if (!json_is_array(rows))
		called_says(a->api, out, CALLED_AGAIN, "answers a search without a list");
	else if (json_array_size(rows) > 1 ||
	    json_integer_value(json_object_get(data, "records")) > 1)
		several(rows, out);
	else if (json_array_size(rows) == 0)
		rc = 0;
	else if (id == NULL || strspn(id, "0123456789abcdefABCDEF-") != strlen(id))
		called_says(a->api, out, CALLED_AGAIN, "answers a search without an id");
	else {
		*uid = xstrdup(id);
		rc = 1;
	}
	json_decref(answer);
	return rc;
}

/* ---- the detail ---- */

/* The certificate in force, else the one that ends last. The list is in no order. */
static void
choose(json_t *list, struct detail *d)
{
	const char *word, *until;
	bool issue;
	json_t *c;
	size_t i;

	json_array_foreach(list, i, c) {
		word = text_in(c, "status");
		until = text_in(c, "notAfterDate");
		issue = word != NULL && strcmp(word, "ISSUE") == 0;
		if (d->word != NULL && !issue &&
		    (strcmp(d->word, "ISSUE") == 0 || until == NULL ||
			(d->until != NULL && strcmp(until, d->until) <= 0)))
			continue;
		if (word == NULL ||
		    (issue && d->word != NULL && strcmp(d->word, "ISSUE") == 0 && until != NULL &&
			d->until != NULL && strcmp(until, d->until) <= 0))
			continue;
		d->word = word;
		d->until = until;
		d->from = text_in(c, "notBeforeDate");
		d->serial = text_in(c, "serialNumber");
	}
	/* never issued: there is none */
	if (d->word == NULL || strcmp(d->word, "DENIED") == 0)
		d->word = "NO_CERTIFICATE";
}

/* A number as AMS masks it: "************0001" hides what the stars cover. */
static bool
masked_fits(const char *masked, const char *number)
{
	size_t n = strlen(masked);

	if (n != strlen(number))
		return strchr(masked, '*') != NULL && strspn(masked, "*") == n;
	for (; n-- > 0;)
		if (masked[n] != '*' && masked[n] != number[n])
			return false;
	return true;
}

static bool
is_the_person(const struct detail *d, const struct call *order, struct called *out)
{
	if (d->nama != NULL && order->nama != NULL && !name_same(d->nama, order->nama))
		doubt(out, "nama", d->nama);
	else if (d->nik != NULL && order->nik != NULL && !masked_fits(d->nik, order->nik))
		doubt(out, "nik", d->nik);
	else
		return true;
	return false;
}

static bool
detail(struct portal *a, const char *uid, const struct call *order, struct detail *d,
    struct called *out)
{
	char *path = xasprintf("/api/rest/manage/user/details/%s", uid);
	json_t *data, *profile, *phone;

	memset(d, 0, sizeof(*d));
	d->json = read_call(a, path, NULL, out);
	free(path);
	if (d->json == NULL)
		return false;
	data = json_object_get(d->json, "data");
	profile = json_object_get(data, "profile");
	phone = json_object_get(profile, "phoneVerified");
	if (!json_is_object(profile) || !json_is_array(json_object_get(data, "sertifikat"))) {
		called_says(a->api, out, CALLED_AGAIN, "answers a detail without a profile");
		return false;
	}
	d->uid = text_in(profile, "id");
	d->nama = text_in(profile, "nama");
	d->nik = text_in(profile, "nik");
	d->phone = !json_is_false(phone);	/* not told: AMS will say it at the call itself */
	d->link = text_in(profile, "linkAktif") != NULL;
	choose(json_object_get(data, "sertifikat"), d);
	return is_the_person(d, order, out);
}

/*
 * 1: *d shows the person of the order; 0: nobody of these is known; -1: *out says why not, and is as
 * it was where the order names neither.
 */
static int
find(struct portal *a, const struct call *order, struct detail *d, struct called *out)
{
	char *uid = NULL;
	int rc = order->email == NULL && order->nik == NULL ? -1 : 0;

	memset(d, 0, sizeof(*d));
	if (order->email != NULL)
		rc = search(a, "email", order->email, &uid, out);
	if (rc == 0 && order->nik != NULL)
		rc = search(a, "nik", order->nik, &uid, out);
	if (rc == 1 && !detail(a, uid, order, d, out))
		rc = -1;
	free(uid);
	return rc;
}

/* ---- operations ---- */

static void
status(void *driver, const struct call *order, struct called *out)
{
	struct portal *a = driver;
	struct detail d;
	int rc = find(a, order, &d, out);

	if (rc > 0 && !status_word_known(d.word))
		called_says(a->api, out, CALLED_REFUSED, "answers with a status that is not known");
	else if (rc >= 0) {
		out->outcome = CALLED_DONE;
		out->word = xstrdup(rc > 0 ? d.word : "NOT_REGISTERED");
		out->by = xstrdup(order->email != NULL ? "email" : "nik");
		out->link = d.link;
		if (d.serial != NULL && strlen(d.serial) <= 64)
			out->serial = xstrdup(d.serial);
		if (d.from != NULL && strlen(d.from) > 10)
			out->issued_day = xasprintf("%.10s", d.from);
		if (d.until != NULL && strlen(d.until) > 10)
			out->ends_day = xasprintf("%.10s", d.until);
	}
	json_decref(d.json);
}

/* The one call with an effect. Its answer lost, it is `unknown`, and `proof` says whether a link that
 * AMS shows later can only come from it. */
static void
reset_link(struct portal *a, const struct detail *d, struct called *out)
{
	char *path = xasprintf(
	    "/api/rest/manage/cert/passphrase/reset/%s/%s", d->uid, d->serial);
	struct exchange x;
	char *words;

	ask_portal(a, path, NULL, true, &x);
	free(path);
	words = http_reason(&x);
	if (http_fault(a->api, &x, true, "took no token any more; nothing was done", out)) {
		/* the token was fresh a moment ago: a refusal of it means no effect, so again */
		if (x.code == 401) {
			a->access_until = 0;
			out->outcome = CALLED_AGAIN;
		}
	} else if (x.code == 200 && json_is_true(json_object_get(x.json, "success")))
		out->outcome = CALLED_DONE;
	else if (words != NULL && json_is_false(json_object_get(x.json, "success")) &&
	    (x.code == 200 || x.code == 400 || x.code == 404 || x.code == 409)) {
		out->outcome = CALLED_REFUSED;
		free(out->text);
		out->text = xstrdup(words);
	} else
		http_not_understood(a->api, &x, true, out);
	out->proof = out->outcome == CALLED_UNKNOWN && !d->link;
	free(words);
	json_decref(x.json);
}

static void
send_reset(void *driver, const struct call *order, struct called *out)
{
	struct portal *a = driver;
	struct detail d;
	int rc = find(a, order, &d, out);

	if (rc == 0)
		doubt(out, "nobody", NULL);
	else if (rc > 0 && strcmp(d.word, "ISSUE") != 0)
		doubt(out, "not-issue", d.word);
	else if (rc > 0 && !d.phone)
		doubt(out, "phone", NULL);
	else if (rc > 0 &&
	    (d.serial == NULL || d.uid == NULL ||
		strspn(d.serial, "0123456789abcdefABCDEF") != strlen(d.serial)))
		called_says(a->api, out, CALLED_AGAIN, "shows a certificate without a number");
	else if (rc > 0)
		reset_link(a, &d, out);
	json_decref(d.json);
}

/* ---- the driver ---- */

static const char *
peer_of(struct role *r)
{
	struct net_peer *p = &r->peer;
	struct stat st;

	p->what = "AMS portal";
	p->deadline_ms = (int)r->conf.ams_timeout_s * 1000;
	p->scheme = "http";
	p->host = r->conf.portal_host;
	p->port = r->conf.portal_port;
	p->tls = r->conf.portal_tls;
	p->ca = role_text(r->conf.portal_ca);
	/* inside the box no file can be opened */
	r->kept_fd = open(r->conf.portal_token, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (r->kept_fd >= 0 && (fstat(r->kept_fd, &st) < 0 || (st.st_mode & 077) != 0)) {
		log_error("portal token: %s is open to others; run: chmod 600 on it",
		    r->conf.portal_token);
		close(r->kept_fd);
		r->kept_fd = -1;
	}
	return NULL;
}

static void *
open_it(struct role *r)
{
	struct portal *a = xcalloc(1, sizeof(*a));

	a->peer = &r->peer;
	a->conf = &r->conf;
	a->login_peer = r->peer;
	a->login_peer.what = "AMS login";
	a->login_peer.host = r->conf.login_host;
	a->login_peer.port = r->conf.login_port;
	a->api = http_new(a->peer);
	a->beid = http_new(&a->login_peer);
	a->fd = r->kept_fd;
	read_token(a);
	return a;
}

static void
close_it(void *driver)
{
	struct portal *a = driver;

	forget_token(a);
	http_free(a->api);
	http_free(a->beid);
	free(a);
}

static int
ready(void *driver, struct fault *f)
{
	struct portal *a = driver;

	return http_ready(a->api, f);
}

static int
check(void *driver, struct checked *out, struct fault *f)
{
	struct portal *a = driver;
	struct called said = { 0 };
	char *uid = NULL;
	int rc = 0;

	*out = (struct checked){ .lan = a->peer->tls == TLS_NONE };
	if (http_ready(a->api, f) != 0)
		return -1;
	if (search(a, "nik", "0000000000000000", &uid, &said) >= 0) {
		out->text = xasprintf("the AMS portal answers and takes the token");
		out->tls_until = http_tls_until(a->api);
	} else
		rc = fault_again(f, said.code == 401 ? "login" : "network", "%s",
		    said.text != NULL ? said.text : "no answer that is understood");
	free(uid);
	free(said.text);
	free(said.doubt);
	free(said.found);
	return rc;
}

static const struct operation operations[] = {
	{ "status", status },
	{ "send_reset", send_reset },
	{ NULL, NULL },
};

const struct driver portal_driver = { .name = "portal",
	.peer_of = peer_of,
	.open = open_it,
	.close = close_it,
	.operations = operations,
	.ready = ready,
	.check = check,
	.login = login,
	.idle = idle };
