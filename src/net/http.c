/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/http.h"

#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>
#include <jansson.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/mem.h"
#include "net/curl.h"

#define BODY_MOST (1 << 20)
#define WAIT_MOST 86400

struct http {
	const struct net_peer *peer;
	CURL *easy;
	struct buf body;
};

struct http *
http_new(const struct net_peer *p)
{
	struct http *h = xcalloc(1, sizeof(*h));

	h->peer = p;
	return h;
}

void
http_free(struct http *h)
{
	if (h == NULL)
		return;
	curl_easy_cleanup(h->easy);
	buf_free(&h->body);
	free(h);
}

/* ---- one exchange ---- */

static size_t
take(char *p, size_t size, size_t n, void *context)
{
	struct http *h = context;

	n *= size;
	if (h->body.len + n > BODY_MOST)
		return 0;
	buf_add(&h->body, p, n);
	return n;
}

int
http_ready(struct http *h, struct fault *f)
{
	CURLcode r = CURLE_OK;

	if (h->easy != NULL)
		return 0;
	h->easy = net_easy(h->peer, f);
	if (h->easy == NULL)
		return -1;
	r = curl_easy_setopt(h->easy, CURLOPT_FOLLOWLOCATION, 0L);
	r = r ? r : curl_easy_setopt(h->easy, CURLOPT_TIMEOUT_MS, (long)h->peer->deadline_ms);
	r = r ? r : curl_easy_setopt(h->easy, CURLOPT_CONNECTTIMEOUT_MS,
		    (long)h->peer->deadline_ms / 2);
	r = r ? r : curl_easy_setopt(h->easy, CURLOPT_WRITEFUNCTION, take);
	r = r ? r : curl_easy_setopt(h->easy, CURLOPT_WRITEDATA, h);
	r = r ? r : curl_easy_setopt(h->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	r = r ? r : curl_easy_setopt(h->easy, CURLOPT_CERTINFO, 1L);
	if (r == CURLE_OK)
		return 0;
	curl_easy_cleanup(h->easy);
	h->easy = NULL;
	return fault_refused(
	    f, "internal", "libcurl does not take a setting: %s", curl_easy_strerror(r));
}

int64_t
http_tls_until(struct http *h)
{
	return net_tls_until(h->easy);
}

static char *
url_of(const struct http *h, const char *path)
{
	const struct net_peer *p = h->peer;
	bool six = strchr(p->host, ':') != NULL;

	return xasprintf("http%s://%s%s%s:%d%s", p->tls == TLS_IMPLICIT ? "s" : "", six ? "[" : "",
	    p->host, six ? "]" : "", (int)p->port, path);
}

/* A request that lacks a field or its body for want of memory would be another request. */
static struct curl_slist *
header_add(struct curl_slist *list, const char *field)
{
	list = curl_slist_append(list, field);
	if (list == NULL)
		out_of_memory();
	return list;
}

static struct curl_slist *
headers_of(const struct http_ask *q)
{
	struct curl_slist *list = header_add(NULL, "Accept: application/json");
	size_t i;

	list = header_add(list, "Expect:");
	if (q->json != NULL)
		list = header_add(list, "Content-Type: application/json");
	for (i = 0; q->headers != NULL && q->headers[i] != NULL; i++)
		list = header_add(list, q->headers[i]);
	return list;
}

static char *
body_of(const struct http_ask *q)
{
	char *text = q->json != NULL ? json_dumps(q->json, JSON_COMPACT) : NULL;

	if (q->json != NULL && text == NULL)
		out_of_memory();
	return text;
}

static void
wipe_text(char *s)
{
	if (s != NULL)
		wipe(s, strlen(s));
	free(s);
}

void
http_exchange(struct http *h, const struct http_ask *q, struct exchange *x)
{
	char *url = url_of(h, q->path);
	char *text = body_of(q);
	const char *send = text != NULL ? text : q->form;
	struct curl_slist *headers = headers_of(q);
	CURL *c = h->easy;
	long sent = 0;
	CURLcode r;

	memset(x, 0, sizeof(*x));
	h->body.len = 0;
	r = curl_easy_setopt(c, CURLOPT_URL, url);
	r = r ? r : curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	r = r ? r : curl_easy_setopt(c, CURLOPT_HTTPGET, 1L);
	if (send != NULL)
		r = r ? r : curl_easy_setopt(c, CURLOPT_COPYPOSTFIELDS, send);
	r = r ? r : curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, q->effect ? 1L : 0L);
	r = r ? r : curl_easy_setopt(c, CURLOPT_FORBID_REUSE, q->effect ? 1L : 0L);
	r = r ? r : curl_easy_perform(c);
	x->r = (int)r;
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &x->code);
	curl_easy_getinfo(c, CURLINFO_REQUEST_SIZE, &sent);
	x->begun = sent > 0;
	if (r == CURLE_OK)
		x->json = json_loadb(h->body.data != NULL ? h->body.data : "", h->body.len,
		    JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(x->json)) {
		json_decref(x->json);
		x->json = NULL;
	}
	if (h->body.data != NULL)
		wipe(h->body.data, h->body.cap);
	h->body.len = 0;
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(headers);
	wipe_text(text);
	free(url);
}

/* GET of what lies behind the peer's host; 0 for a 2xx. */
static int
touch(const struct net_peer *p, const char *path, struct fault *f)
{
	struct http *h = http_new(p);
	struct exchange x = { 0 };
	int rc = http_ready(h, f);

	if (rc == 0)
		http_exchange(h, &(struct http_ask){ .path = path }, &x);
	if (rc == 0 && x.r != CURLE_OK)
		rc = net_explain(h->easy, p, x.r, "", f);
	else if (rc == 0 && (x.code < 200 || x.code > 299))
		rc = fault_again(f, "protocol", "%s server %s: answers with status %ld; compare "
		    "alive-url with what the service shows", p->what, p->host, x.code);
	json_decref(x.json);
	http_free(h);
	return rc;
}

int
http_touch(const char *url, const char *ca, int deadline_ms, struct fault *f)
{
	struct net_peer p = { .what = "alive-url", .scheme = "http", .tls = TLS_IMPLICIT, .ca = ca,
		.deadline_ms = deadline_ms };
	char *scheme = NULL, *host = NULL, *port = NULL, *path = NULL, *query = NULL, *at;
	CURLU *u = curl_url();
	int rc;

	if (curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
	    strcmp(scheme, "https") != 0 ||
	    curl_url_get(u, CURLUPART_HOST, &host, 0) != CURLUE_OK || !net_host_ok(host) ||
	    curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_PATH, &path, 0) != CURLUE_OK) {
		rc = fault_refused(f, "internal", "alive-url is no https address");
	} else {
		curl_url_get(u, CURLUPART_QUERY, &query, 0);
		p.host = host;
		p.port = strtol(port, NULL, 10);
		at = xasprintf("%s%s%s", path, query != NULL ? "?" : "", query != NULL ? query : "");
		rc = touch(&p, at, f);
		free(at);
	}
	curl_free(query);
	curl_free(path);
	curl_free(port);
	curl_free(host);
	curl_free(scheme);
	curl_url_cleanup(u);
	return rc;
}

char *
http_form_field(const char *name, const char *value)
{
	char *coded = curl_easy_escape(NULL, value, (int)strlen(value)), *out;

	out = xasprintf("%s=%s", name, coded != NULL ? coded : "");
	if (coded != NULL)
		wipe(coded, strlen(coded));
	curl_free(coded);
	return out;
}

static int64_t
wait_of(struct http *h)
{
	curl_off_t s = 0;

	curl_easy_getinfo(h->easy, CURLINFO_RETRY_AFTER, &s);
	return s < 0 ? 0 : s > WAIT_MOST ? WAIT_MOST : (int64_t)s;
}

char *
http_clean(const char *text)
{
	char out[256];

	net_clean(text, strlen(text), out, sizeof(out));
	return xstrdup(out);
}

char *
http_reason(const struct exchange *x)
{
	const char *text = json_string_value(json_object_get(x->json, "message"));

	if (text == NULL)
		text = json_string_value(json_object_get(x->json, "error"));
	return text != NULL ? http_clean(text) : NULL;
}

/* ---- what it means ---- */

void
called_says(struct http *h, struct called *out, enum called_outcome outcome, const char *what)
{
	free(out->text);
	out->outcome = outcome;
	out->text = xasprintf(
	    "%s server %s:%d: %s", h->peer->what, h->peer->host, (int)h->peer->port, what);
}

/* curl itself failed: the server cannot be spoken to, or broke off. */
static void
broken(struct http *h, const struct exchange *x, bool effect, struct called *out)
{
	struct fault f = { .kind = "network" };

	if (x->r == CURLE_WRITE_ERROR) {
		called_says(
		    h, out, CALLED_AGAIN, "the answer is larger than any of its answers can be");
	} else {
		net_explain(h->easy, h->peer, x->r, "", &f);
		free(out->text);
		out->outcome = x->begun ? CALLED_AGAIN : CALLED_STOP;
		out->text = x->r == CURLE_COULDNT_CONNECT && h->peer->tls == TLS_NONE ?
		    xasprintf("%s; with tls = none only a private or loopback address is spoken to",
			f.err.msg) :
		    xstrdup(f.err.msg);
	}
	if (effect && x->begun)
		out->outcome = CALLED_UNKNOWN;
}

/* Statuses that say the call was not carried out, whatever it was. */
static bool
not_carried_out(
    struct http *h, const struct exchange *x, const char *whose, struct called *out)
{
	switch (x->code) {
	case 401:
	case 403:
		called_says(h, out, CALLED_STOP, whose);
		return true;
	case 429:
		called_says(h, out, CALLED_AGAIN, "asks us to come less often");
		break;
	case 503:
		called_says(h, out, CALLED_AGAIN, "is out of service for now");
		break;
	default:
		return false;
	}
	out->wait_s = wait_of(h);
	return true;
}

void
http_not_understood(struct http *h, const struct exchange *x, bool effect, struct called *out)
{
	bool redirect = x->code >= 300 && x->code < 400;
	char what[160];

	if (redirect)
		snprintf(what, sizeof(what),
		    "answers %ld, a redirect, which is not followed; correct host and port in "
		    "[ams]",
		    x->code);
	else if (x->json == NULL)
		snprintf(what, sizeof(what),
		    "answers %ld with something that is no JSON object; is this the server that "
		    "[ams] should name?",
		    x->code);
	else
		snprintf(
		    what, sizeof(what), "answers %ld in a way that is not understood", x->code);
	called_says(
	    h, out, effect ? CALLED_UNKNOWN : redirect ? CALLED_STOP : CALLED_AGAIN, what);
	if (!effect)
		out->wait_s = wait_of(h);
}

bool
http_fault(struct http *h, const struct exchange *x, bool effect, const char *whose,
    struct called *out)
{
	out->code = x->code;
	if (x->r != CURLE_OK) {
		broken(h, x, effect, out);
		return true;
	}
	if (not_carried_out(h, x, whose, out))
		return true;
	if (x->json != NULL && (x->code < 300 || x->code >= 400))
		return false;
	http_not_understood(h, x, effect, out);
	return true;
}
