/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One HTTP exchange with a server of AMS, or with that of alive-url, by libcurl: bounded in time and
 * bytes, no redirects, no cookies. An answer of AMS counts only as a whole JSON object; a login page
 * in HTML or a cut body is a fault. What a fault means for the call is said here once, for every
 * driver: reading may be repeated, an effect whose answer is not known never.
 */
#ifndef LOKET_NET_HTTP_H
#define LOKET_NET_HTTP_H

#include "net/net.h"
#include "protocol.h"

struct http;
struct json_t;				/* Jansson's */

/* p is borrowed; connects at the first exchange. */
struct http *http_new(const struct net_peer *p);
void http_free(struct http *h);		/* NULL is fine */
/* The handle is there, and with it the server's certificate is kept for http_tls_until; -1 with *f. */
int http_ready(struct http *h, struct fault *f);
int64_t http_tls_until(struct http *h);

/* What is asked. */
struct http_ask {
	const char *path;
	struct json_t *json;		/* POST with this body; borrowed */
	const char *form;		/* POST, application/x-www-form-urlencoded, encoded already */
	const char *const *headers;	/* "Name: value", NULL-terminated; NULL: none */
	/*
	 * It has an effect: a connection of its own, because curl repeats a request by itself when
	 * a kept connection dies under it.
	 */
	bool effect;
};
/* What became of it. */
struct exchange {
	int r;			/* CURLcode */
	long code;		/* HTTP status, 0: none came */
	bool begun;		/* something of the request may have left */
	struct json_t *json;	/* the answer when it is a JSON object, else NULL; the caller's */
};
void http_exchange(struct http *h, const struct http_ask *q, struct exchange *x);

/* One form field for http_ask.form, percent-encoded: "name=value"; caller frees, wiping secrets. */
char *http_form_field(const char *name, const char *value);

/*
 * Fetches an https address, for nothing but to have been there: 0 when the server says 2xx. `ca` as
 * in net_peer. The address is a secret and in no message.
 */
int http_touch(const char *url, const char *ca, int deadline_ms, struct fault *f);

/* ---- what it means ---- */

/* outcome and "AMS server HOST: WHAT" into *out, instead of what stood there */
void called_says(
    struct http *h, struct called *out, enum called_outcome outcome, const char *what);
/*
 * Judges what is no answer that the caller understands: curl failed, the credential was refused
 * (`whose` says what to compare), the server is busy or out of service, a redirect, no JSON. False
 * when x is a JSON object with another status than these: the caller judges.
 */
bool http_fault(struct http *h, const struct exchange *x, bool effect, const char *whose,
    struct called *out);
/* The same for an answer that the caller does not understand either. */
void http_not_understood(
    struct http *h, const struct exchange *x, bool effect, struct called *out);
/* The server's own words, cleaned: its "message", else its "error"; NULL none. Caller frees. */
char *http_reason(const struct exchange *x);
/* cleaned and cut copy of what a server said; caller frees */
char *http_clean(const char *text);

#endif
