/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The driver `esign`: the office's eSign Client Service (BSrE), JSON with Basic authentication. What
 * an answer means is decided by the status word, never by the service's numeric codes, which differ
 * between its versions. A number that is none answers like one that nobody has, so only digits are
 * asked about. NIK and mail address go to the service and nowhere else.
 */
#include "net/driver.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/log.h"
#include "base/mem.h"
#include "net/http.h"

#define NOBODY "0000000000000000"
static const char credential[] =
    "refused our credential; compare user and password-file in [ams] with its API Credentials, "
    "which are also tied to the address of this machine";

struct esign {
	const struct net_peer *peer;
	const struct conf *conf;
	struct http *http;
};

/* ---- status ---- */

/* Version 1 knows a person by his NIK only, and has it in the path. */
static bool
put(struct esign *a, const char *key, const char *value, struct exchange *x)
{
	json_t *question = a->conf->ams_version == 0 ? json_pack("{s:s}", key, value) : NULL;
	char *path = a->conf->ams_version == 0 ? xstrdup("/api/v2/user/check/status") :
						 xasprintf("/api/user/status/%s", value);
	bool can = a->conf->ams_version != 0 || question != NULL;	/* NULL: not UTF-8 */

	if (can)
		http_exchange(
		    a->http, &(struct http_ask){ .path = path, .json = question }, x);
	json_decref(question);
	free(path);
	return can;
}

/* One question, by NIK or by mail address. True when *out holds a word. */
static bool
ask(struct esign *a, const char *key, const char *value, struct called *out)
{
	struct exchange x;
	const char *word;
	char *quoted;

	if (!put(a, key, value, &x)) {
		called_says(a->http, out, CALLED_REFUSED, "cannot be asked about such a name");
		return false;
	}
	word = json_string_value(json_object_get(x.json, "status"));
	if (http_fault(a->http, &x, false, credential, out))
		;
	else if (x.code != 200 || word == NULL)
		http_not_understood(a->http, &x, false, out);
	else if (!status_word_known(word)) {
		quoted = http_clean(word);
		called_says(a->http, out, CALLED_REFUSED, "answers with a status that is not known");
		log_warn("ams status=\"%.40s\": not known", quoted);
		free(quoted);
	} else {
		free(out->word);
		out->word = xstrdup(word);
		free(out->by);
		out->by = xstrdup(key);
		out->outcome = CALLED_DONE;
	}
	json_decref(x.json);
	return out->word != NULL && out->outcome == CALLED_DONE;
}

/* "DD-MM-YYYY" -> "YYYY-MM-DD"; false when it is no such day. */
static bool
day_of(const char *text, char day[11])
{
	int d, m, y;
	char end;

	if (text == NULL || strlen(text) != 10 ||
	    sscanf(text, "%2d-%2d-%4d%c", &d, &m, &y, &end) != 3 || d < 1 || d > 31 || m < 1 ||
	    m > 12 || y < 2000 || y > 2199)
		return false;
	snprintf(day, 11, "%04d-%02d-%02d", y, m, d);
	return true;
}

/* The latest end of validity; what goes wrong here leaves the status as it is. */
static void
ask_end(struct esign *a, const char *nik, struct called *out)
{
	char *path = xasprintf("/api/user/profile/%s", nik), day[11], latest[11] = "";
	json_t *list, *item;
	struct exchange x;
	size_t i;

	http_exchange(a->http, &(struct http_ask){ .path = path }, &x);
	free(path);
	list = json_object_get(json_object_get(x.json, "data"), "sertifikat");
	if (x.code == 200)
		json_array_foreach(list, i, item)
		if (day_of(json_string_value(json_object_get(item, "berlaku_sampai")), day) &&
		    strcmp(day, latest) > 0)
			memcpy(latest, day, sizeof(latest));
	if (latest[0] != '\0')
		out->ends_day = xstrdup(latest);
	else
		log_info("ams profile code=%ld: no end of validity learnt", x.code);
	json_decref(x.json);
}

static bool
digits_only(const char *s)
{
	return s != NULL && *s != '\0' && strspn(s, "0123456789") == strlen(s);
}

static void
status(void *driver, const struct call *order, struct called *out)
{
	struct esign *a = driver;
	bool nik = digits_only(order->nik);
	bool email = order->email != NULL && a->conf->ams_version == 0;

	if (!nik && !email) {
		called_says(a->http, out, CALLED_UNSUPPORTED, "needs a NIK or a mail address");
		return;
	}
	if (nik && !ask(a, "nik", order->nik, out))
		return;
	if (email && (!nik || strcmp(out->word, "NOT_REGISTERED") == 0) &&
	    !ask(a, "email", order->email, out))
		return;
	if (a->conf->ams_profile && nik && strcmp(out->by, "nik") == 0 &&
	    strcmp(out->word, "NOT_REGISTERED") != 0 && strcmp(out->word, "NO_CERTIFICATE") != 0)
		ask_end(a, order->nik, out);
}

/* ---- register ---- */

static void
enroll(void *driver, const struct call *order, struct called *out)
{
	struct esign *a = driver;
	json_t *who;
	struct exchange x;
	char *reason;

	if (!a->conf->ams_register || order->nama == NULL || order->email == NULL) {
		called_says(a->http, out, CALLED_UNSUPPORTED, "is not to register people from here");
		return;
	}
	who = json_pack("{s:s, s:s}", "nama", order->nama, "email", order->email);
	if (who == NULL) {
		called_says(a->http, out, CALLED_REFUSED, "cannot be given such a name");
		return;
	}
	http_exchange(a->http,
	    &(struct http_ask){ "/api/v2/user/registration", who, NULL, NULL, true }, &x);
	json_decref(who);
	reason = http_reason(&x);
	if (http_fault(a->http, &x, true, credential, out))
		;
	else if (reason != NULL && x.code >= 200 && x.code < 300 &&
	    json_object_get(x.json, "error") == NULL)
		out->outcome = CALLED_DONE;
	else if (reason != NULL &&
	    (x.code == 400 || x.code == 409 || x.code == 422)) {
		free(out->text);
		out->text = xstrdup(reason);
		out->outcome = CALLED_REFUSED;
	} else
		http_not_understood(a->http, &x, true, out);
	free(reason);
	json_decref(x.json);
}

/* ---- the driver ---- */

static const char *
peer_of(struct role *r)
{
	struct net_peer *p = &r->peer;

	p->what = "AMS";
	p->deadline_ms = (int)r->conf.ams_timeout_s * 1000;
	p->scheme = "http";
	p->host = r->conf.ams_host;
	p->port = r->conf.ams_port;
	p->tls = r->conf.ams_tls;
	p->user = role_text(r->conf.ams_user);
	p->ca = role_text(r->conf.ams_ca);
	return role_text(r->conf.ams_password_file);
}

static void *
open_it(struct role *r)
{
	struct esign *a = xcalloc(1, sizeof(*a));

	a->peer = &r->peer;
	a->conf = &r->conf;
	a->http = http_new(&r->peer);
	return a;
}

static void
close_it(void *driver)
{
	struct esign *a = driver;

	http_free(a->http);
	free(a);
}

static int
ready(void *driver, struct fault *f)
{
	struct esign *a = driver;

	return http_ready(a->http, f);
}

static int
check(void *driver, struct checked *out, struct fault *f)
{
	struct esign *a = driver;
	struct called said = { 0 };
	int rc = -1;

	*out = (struct checked){ .lan = a->peer->tls == TLS_NONE };
	if (http_ready(a->http, f) != 0)
		return -1;
	if (ask(a, "nik", NOBODY, &said)) {
		out->text = xasprintf("eSign Client Service answers and takes the credential");
		out->tls_until = http_tls_until(a->http);
		rc = 0;
	} else if (said.outcome == CALLED_STOP && said.code == 401)
		fault_refused(f, "login", "%s", said.text);
	else
		fault_again(f, "network", "%s", said.text != NULL ? said.text : "no answer");
	free(said.word);
	free(said.by);
	free(said.text);
	return rc;
}

static const struct operation operations[] = {
	{ "status", status },
	{ "register", enroll },
	{ NULL, NULL },
};

const struct driver esign_driver = { .name = "esign",
	.peer_of = peer_of,
	.open = open_it,
	.close = close_it,
	.operations = operations,
	.ready = ready,
	.check = check };
