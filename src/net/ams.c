/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One call is one HTTP exchange with a bound on time and bytes, no redirects, no cookies. An answer
 * counts only as a whole JSON object of the kind that was asked for, with a 2xx status; a login
 * page in HTML, a cut body or a number where a word should stand is a fault, not an answer. curl
 * repeats a request by itself when a kept connection dies under it, so calls with an effect always
 * get a connection of their own. NIK and mail address go to the service and nowhere else.
 */
#include "net/ams.h"

#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>
#include <jansson.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"

#define BODY_MOST (1 << 20)
#define CALL_MS 20000		/* one exchange, connecting included */
#define WAIT_MOST 86400
#define NOBODY "0000000000000000"

struct ams {
	const struct net_peer *peer;
	const struct conf *conf;
	CURL *easy;
	struct curl_slist *headers;
	struct buf body;
};

/* What became of one exchange. */
struct exchange {
	CURLcode r;
	long code;		/* HTTP status, 0: none came */
	bool begun;		/* something of the request may have left */
	json_t *json;		/* the answer when it is a JSON object, else NULL */
};

struct ams *
ams_new(const struct net_peer *p, const struct conf *conf)
{
	struct ams *a = xcalloc(1, sizeof(*a));

	a->peer = p;
	a->conf = conf;
	return a;
}

void
ams_free(struct ams *a)
{
	if (a == NULL)
		return;
	curl_easy_cleanup(a->easy);
	curl_slist_free_all(a->headers);
	buf_free(&a->body);
	free(a);
}

/* ---- one exchange ---- */

static size_t
take(char *p, size_t size, size_t n, void *context)
{
	struct ams *a = context;

	n *= size;
	if (a->body.len + n > BODY_MOST)
		return 0;
	buf_add(&a->body, p, n);
	return n;
}

static int
handle(struct ams *a, struct fault *f)
{
	CURLcode r = CURLE_OK;

	if (a->easy != NULL)
		return 0;
	a->easy = net_easy(a->peer, f);
	if (a->easy == NULL)
		return -1;
	if (a->headers == NULL) {
		a->headers = curl_slist_append(NULL, "Content-Type: application/json");
		a->headers = curl_slist_append(a->headers, "Accept: application/json");
		a->headers = curl_slist_append(a->headers, "Expect:");
	}
	r = curl_easy_setopt(a->easy, CURLOPT_HTTPHEADER, a->headers);
	r = r ? r : curl_easy_setopt(a->easy, CURLOPT_FOLLOWLOCATION, 0L);
	r = r ? r : curl_easy_setopt(a->easy, CURLOPT_TIMEOUT_MS, (long)CALL_MS);
	r = r ? r : curl_easy_setopt(a->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CALL_MS / 2);
	r = r ? r : curl_easy_setopt(a->easy, CURLOPT_WRITEFUNCTION, take);
	r = r ? r : curl_easy_setopt(a->easy, CURLOPT_WRITEDATA, a);
	r = r ? r : curl_easy_setopt(a->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	if (r == CURLE_OK)
		return 0;
	curl_easy_cleanup(a->easy);
	a->easy = NULL;
	return fault_refused(
	    f, "internal", "libcurl does not take a setting: %s", curl_easy_strerror(r));
}

static char *
url_of(const struct ams *a, const char *path)
{
	const struct net_peer *p = a->peer;
	bool six = strchr(p->host, ':') != NULL;

	return xasprintf("http%s://%s%s%s:%d%s", p->tls == TLS_IMPLICIT ? "s" : "", six ? "[" : "",
	    p->host, six ? "]" : "", (int)p->port, path);
}

/* `send` NULL: GET. `alone`: a connection of its own, so that curl cannot send it twice. */
static void
exchange(struct ams *a, const char *path, json_t *send, bool alone, struct exchange *x)
{
	char *url = url_of(a, path), *text = send != NULL ? json_dumps(send, JSON_COMPACT) : NULL;
	CURL *c = a->easy;
	long sent = 0;
	CURLcode r;

	memset(x, 0, sizeof(*x));
	a->body.len = 0;
	r = curl_easy_setopt(c, CURLOPT_URL, url);
	r = r ? r : curl_easy_setopt(c, CURLOPT_HTTPGET, 1L);
	if (text != NULL)
		r = r ? r : curl_easy_setopt(c, CURLOPT_COPYPOSTFIELDS, text);
	r = r ? r : curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, alone ? 1L : 0L);
	r = r ? r : curl_easy_setopt(c, CURLOPT_FORBID_REUSE, alone ? 1L : 0L);
	r = r ? r : curl_easy_perform(c);
	x->r = r;
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &x->code);
	curl_easy_getinfo(c, CURLINFO_REQUEST_SIZE, &sent);
	x->begun = sent > 0;
	if (r == CURLE_OK)
		x->json = json_loadb(a->body.data != NULL ? a->body.data : "", a->body.len,
		    JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(x->json)) {
		json_decref(x->json);
		x->json = NULL;
	}
	if (a->body.data != NULL)
		wipe(a->body.data, a->body.cap);
	a->body.len = 0;
	free(text);
	free(url);
}

static int64_t
wait_of(struct ams *a)
{
	curl_off_t s = 0;

	curl_easy_getinfo(a->easy, CURLINFO_RETRY_AFTER, &s);
	return s < 0 ? 0 : s > WAIT_MOST ? WAIT_MOST : (int64_t)s;
}

static char *
clean(const char *text)
{
	char out[256];

	net_clean(text, strlen(text), out, sizeof(out));
	return xstrdup(out);
}

/* The service writes its reason under "message" or under "error". */
static char *
reason_of(const struct exchange *x)
{
	const char *text = json_string_value(json_object_get(x->json, "message"));

	if (text == NULL)
		text = json_string_value(json_object_get(x->json, "error"));
	return text != NULL ? clean(text) : NULL;
}

/* ---- faults ---- */

static void
say(struct ams *a, struct called *out, enum called_outcome outcome, const char *what)
{
	free(out->text);
	out->outcome = outcome;
	out->text = xasprintf(
	    "%s server %s:%d: %s", a->peer->what, a->peer->host, (int)a->peer->port, what);
}

/* curl itself failed: the service cannot be spoken to, or broke off. */
static void
broken(struct ams *a, const struct exchange *x, bool effect, struct called *out)
{
	struct fault f = { .kind = "network" };

	if (x->r == CURLE_WRITE_ERROR) {
		say(a, out, CALLED_AGAIN, "the answer is larger than any of its answers can be");
	} else if (x->r == CURLE_COULDNT_CONNECT && a->peer->tls == TLS_NONE) {
		net_explain(a->easy, a->peer, (int)x->r, "", &f);
		free(out->text);
		out->outcome = CALLED_STOP;
		out->text = xasprintf("%s; with tls = none only a private or loopback address is "
				      "spoken to",
		    f.err.msg);
	} else {
		net_explain(a->easy, a->peer, (int)x->r, "", &f);
		free(out->text);
		out->outcome = x->begun ? CALLED_AGAIN : CALLED_STOP;
		out->text = xstrdup(f.err.msg);
	}
	if (effect && x->begun)
		out->outcome = CALLED_UNKNOWN;
}

/* Statuses that say the call was not carried out, whatever it was. */
static bool
not_carried_out(struct ams *a, const struct exchange *x, struct called *out)
{
	switch (x->code) {
	case 401:
	case 403:
		say(a, out, CALLED_STOP,
		    "refused our credential; compare user and password-file in [ams] with its API "
		    "Credentials, which are also tied to the address of this machine");
		return true;
	case 429:
		say(a, out, CALLED_AGAIN, "asks us to come less often");
		break;
	case 503:
		say(a, out, CALLED_AGAIN, "is out of service for now");
		break;
	default:
		return false;
	}
	out->wait_s = wait_of(a);
	return true;
}

/* What is neither an answer nor a known refusal. Reading may be repeated, an effect never. */
static void
no_answer(struct ams *a, const struct exchange *x, bool effect, struct called *out)
{
	char what[160];

	if (x->code >= 300 && x->code < 400)
		snprintf(what, sizeof(what),
		    "answers %ld, a redirect, which is not followed; correct host and port in "
		    "[ams]",
		    x->code);
	else if (x->json == NULL)
		snprintf(what, sizeof(what),
		    "answers %ld with something that is no JSON object; is this the eSign Client "
		    "Service?",
		    x->code);
	else
		snprintf(
		    what, sizeof(what), "answers %ld in a way that is not understood", x->code);
	say(a, out,
	    effect                              ? CALLED_UNKNOWN :
		x->code >= 300 && x->code < 400 ? CALLED_STOP :
						  CALLED_AGAIN,
	    what);
	if (!effect)
		out->wait_s = wait_of(a);
}

/* ---- status ---- */

/* One question, by NIK or by mail address. True when *out holds a word. */
static bool
ask(struct ams *a, const char *key, const char *value, struct called *out)
{
	json_t *question = json_pack("{s:s}", key, value);
	struct exchange x;
	const char *word;
	char *quoted;

	if (question == NULL) {		/* not UTF-8 */
		say(a, out, CALLED_REFUSED, "cannot be asked about such a name");
		return false;
	}
	exchange(a, "/api/v2/user/check/status", question, false, &x);
	json_decref(question);
	out->code = x.code;
	word = json_string_value(json_object_get(x.json, "status"));
	if (x.r != CURLE_OK)
		broken(a, &x, false, out);
	else if (not_carried_out(a, &x, out))
		;
	else if (x.code != 200 || word == NULL)
		no_answer(a, &x, false, out);
	else if (!status_word_known(word)) {
		quoted = clean(word);
		say(a, out, CALLED_REFUSED, "answers with a status that is not known");
		log_warn("ams status=\"%.40s\": not known", quoted);
		free(quoted);
	} else {
		free(out->word);
		out->word = xstrdup(word);
		out->by = (char *)(uintptr_t)key;
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
ask_end(struct ams *a, const char *nik, struct called *out)
{
	char *path = xasprintf("/api/user/profile/%s", nik), day[11], latest[11] = "";
	json_t *list, *item;
	struct exchange x;
	size_t i;

	exchange(a, path, NULL, false, &x);
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
status(struct ams *a, const struct call *order, struct called *out)
{
	bool nik = digits_only(order->nik);

	if (!nik && order->email == NULL) {
		say(a, out, CALLED_UNSUPPORTED, "needs a NIK or a mail address");
		return;
	}
	if (nik && !ask(a, "nik", order->nik, out))
		return;
	if (order->email != NULL && (!nik || strcmp(out->word, "NOT_REGISTERED") == 0) &&
	    !ask(a, "email", order->email, out))
		return;
	if (a->conf->ams_profile && nik && strcmp(out->by, "nik") == 0 &&
	    strcmp(out->word, "NOT_REGISTERED") != 0 && strcmp(out->word, "NO_CERTIFICATE") != 0)
		ask_end(a, order->nik, out);
}

/* ---- register ---- */

static void
enroll(struct ams *a, const struct call *order, struct called *out)
{
	json_t *who;
	struct exchange x;
	char *reason;

	if (!a->conf->ams_register || order->nama == NULL || order->email == NULL) {
		say(a, out, CALLED_UNSUPPORTED, "is not to register people from here");
		return;
	}
	who = json_pack("{s:s, s:s}", "nama", order->nama, "email", order->email);
	if (who == NULL) {
		say(a, out, CALLED_REFUSED, "cannot be given such a name");
		return;
	}
	exchange(a, "/api/v2/user/registration", who, true, &x);
	json_decref(who);
	out->code = x.code;
	reason = reason_of(&x);
	if (x.r != CURLE_OK)
		broken(a, &x, true, out);
	else if (not_carried_out(a, &x, out))
		;
	else if (x.json != NULL && reason != NULL && x.code >= 200 && x.code < 300 &&
	    json_object_get(x.json, "error") == NULL)
		out->outcome = CALLED_DONE;
	else if (x.json != NULL && reason != NULL &&
	    (x.code == 400 || x.code == 409 || x.code == 422)) {
		free(out->text);
		out->text = xstrdup(reason);
		out->outcome = CALLED_REFUSED;
	} else
		no_answer(a, &x, true, out);
	free(reason);
	json_decref(x.json);
}

/* ---- calls ---- */
static const struct {
	const char *name;
	void (*run)(struct ams *, const struct call *, struct called *);
} operations[] = { { "status", status }, { "register", enroll } };

void
ams_call(struct ams *a, const struct call *order, struct called *out)
{
	struct fault f;
	size_t i;

	*out = (struct called){ .id = order->id, .outcome = CALLED_UNSUPPORTED };
	for (i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		if (order->operation == NULL || strcmp(operations[i].name, order->operation) != 0)
			continue;
		if (handle(a, &f) != 0) {
			out->outcome = CALLED_STOP;
			out->text = xstrdup(f.err.msg);
		} else
			operations[i].run(a, order, out);
	}
	if (out->by != NULL)
		out->by = xstrdup(out->by);
	if (out->outcome != CALLED_DONE) {
		free(out->word);
		out->word = NULL;
	}
	log_debug("ams_call id=%lld outcome=%lld code=%lld", (long long)out->id,
	    (long long)out->outcome, (long long)out->code);
}

int
ams_check(struct ams *a, struct checked *out, struct fault *f)
{
	struct called said = { 0 };
	int rc = -1;

	*out = (struct checked){ .lan = a->peer->tls == TLS_NONE };
	if (handle(a, f) != 0)
		return -1;
	curl_easy_setopt(a->easy, CURLOPT_CERTINFO, 1L);
	if (ask(a, "nik", NOBODY, &said)) {
		out->text = xasprintf("eSign Client Service answers and takes the credential");
		out->tls_until = net_tls_until(a->easy);
		rc = 0;
	} else if (said.outcome == CALLED_STOP && said.code == 401)
		fault_refused(f, "login", "%s", said.text);
	else
		fault_again(f, "network", "%s", said.text != NULL ? said.text : "no answer");
	free(said.word);
	free(said.text);
	return rc;
}
