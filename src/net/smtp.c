/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What became of a mail is read from three things: how far curl got (has it asked for the last byte
 * of the message?), the last reply code of the server, and only then curl's own error code, which
 * says "weird reply" for a plain 450 after the final dot. curl passes line breaks in an address
 * through as further commands and sends a bare line feed as it is, so both are refused here. One
 * recipient a transaction: with several, curl does not tell which of them was refused.
 */
#include "net/smtp.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <curl/curl.h>

#include "base/log.h"
#include "base/mem.h"
#include "net/curl.h"

#define REPLIES_MOST (64 << 10)		/* bytes of replies in one transaction */
#define LINE_MOST 998			/* RFC 5321 4.5.3.1.6, without CR LF */
#define DEADLINE_MOST_MS 300000
/* slowest line worth waiting for, beside the deadline of the peer */
#define BYTES_A_MS 20

struct smtp {
	const struct net_peer *peer;
	CURL *easy;			/* NULL until the first mail */
	struct net_reply reply;
	const char *message;
	size_t bytes, given;		/* of the message in hand */
	int64_t size;			/* the largest mail the server takes, 0: not told */
};

struct smtp *
smtp_new(const struct net_peer *p)
{
	struct smtp *s = xcalloc(1, sizeof(*s));

	s->peer = p;
	return s;
}

void
smtp_free(struct smtp *s)
{
	if (s == NULL)
		return;
	curl_easy_cleanup(s->easy);
	free(s);
}

/* ---- before anything is said ---- */

/* NULL when every line ends in CR LF and none is too long, else what is wrong. */
static const char *
lines_wrong(const char *p, size_t n)
{
	if (n < 2 || p[n - 2] != '\r' || p[n - 1] != '\n')
		return "the message does not end with CR LF";
	if (memchr(p, '\0', n) != NULL)
		return "the message holds a NUL byte";
	for (const char *line = p, *end, *cr; line < p + n; line = end + 1) {
		end = memchr(line, '\n', n - (size_t)(line - p));
		cr = memchr(line, '\r', n - (size_t)(line - p));
		if (cr == NULL || cr + 1 != end)
			return "the message holds a bare CR or LF";
		if (cr - line > LINE_MOST)
			return "the message holds a line of more than 998 bytes";
	}
	return NULL;
}

static const char *
order_wrong(const struct deliver *d, const char *message, size_t bytes)
{
	if (d->to == NULL || !net_address_ok(d->to))
		return "the recipient is not a mail address";
	if (d->from == NULL || (*d->from != '\0' && !net_address_ok(d->from)))
		return "the sender is not a mail address";
	if (d->bytes != (int64_t)bytes)
		return "the message has another length than announced";
	return lines_wrong(message, bytes);
}

/* ---- the transaction ---- */

static size_t
give(char *to, size_t size, size_t n, void *context)
{
	struct smtp *s = context;

	n *= size;
	if (n > s->bytes - s->given)
		n = s->bytes - s->given;
	memcpy(to, s->message + s->given, n);
	s->given += n;
	return n;
}

/* The whole transaction; the parent gives up on us a little later. */
static long
deadline_ms(const struct smtp *s)
{
	long ms = s->peer->deadline_ms + (long)(s->bytes / BYTES_A_MS);

	return ms < DEADLINE_MOST_MS ? ms : DEADLINE_MOST_MS;
}

static CURLcode
perform(struct smtp *s, const struct deliver *d, bool fresh)
{
	struct curl_slist *to = curl_slist_append(NULL, d->to);
	CURL *c = s->easy;
	CURLcode r = to == NULL ? CURLE_OUT_OF_MEMORY : CURLE_OK;

	s->given = 0;
	s->reply = (struct net_reply){ .most = REPLIES_MOST };
	r = r ? r : curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	/* NULL: <> */
	r = r ? r : curl_easy_setopt(c, CURLOPT_MAIL_FROM, *d->from != '\0' ? d->from : NULL);
	r = r ? r : curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
	r = r ? r : curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)s->bytes);
	r = r ? r : curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
	r = r ? r : curl_easy_setopt(c, CURLOPT_READDATA, s);
	r = r ? r : curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, net_reply_line);
	r = r ? r : curl_easy_setopt(c, CURLOPT_HEADERDATA, &s->reply);
	r = r ? r : curl_easy_setopt(c, CURLOPT_MAXCONNECTS, 1L);
	r = r ? r : curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
	r = r ? r : curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, deadline_ms(s));
	r = r ? r : curl_easy_perform(c);
	curl_easy_setopt(c, CURLOPT_MAIL_RCPT, NULL);
	curl_slist_free_all(to);
	return r;
}

static long
last_code(struct smtp *s)
{
	long code = 0;

	curl_easy_getinfo(s->easy, CURLINFO_RESPONSE_CODE, &code);
	return code > 0 && code <= 999 ? code : 0;
}

/*
 * A kept connection that the server has closed meanwhile says nothing about the mail: worth one new
 * connection at once.
 */
static bool
was_stale(struct smtp *s, CURLcode r)
{
	long connects = 1, code = last_code(s);

	curl_easy_getinfo(s->easy, CURLINFO_NUM_CONNECTS, &connects);
	return r != CURLE_OK && connects == 0 && s->given == 0 && (code < 400 || code == 421) &&
	    r != CURLE_OPERATION_TIMEDOUT;
}

/*
 * After anything but a plain refusal the connection is in no known state: a late answer would be
 * taken for that to the next mail's command, and curl would wait two minutes for the answer to its
 * QUIT. Cut, it is seen to be dead and left.
 */
static void
cut(struct smtp *s)
{
	curl_socket_t sock = CURL_SOCKET_BAD;

	if (s->easy != NULL &&
	    curl_easy_getinfo(s->easy, CURLINFO_ACTIVESOCKET, &sock) == CURLE_OK &&
	    sock != CURL_SOCKET_BAD)
		shutdown(sock, SHUT_RDWR);
}

/* ---- what it means ---- */

/* RFC 4954 6, RFC 3207 4: log in first, or otherwise, or under TLS. */
static bool
wants_login(long code)
{
	return code == 530 || code == 534 || code == 535 || code == 538;
}

static bool
is_channel(CURLcode r, long code)
{
	if (code >= 400 && code < 500)
		return false;
	if (code == 0)		/* not a word from it */
		return true;
	switch (r) {
	case CURLE_LOGIN_DENIED:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_USE_SSL_FAILED:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_REMOTE_ACCESS_DENIED:	/* 5xx to EHLO and HELO */
	case CURLE_WEIRD_SERVER_REPLY:		/* here: before any message, so the greeting */
		return true;
	default:
		return wants_login(code);
	}
}

static enum delivery
outcome_of(struct smtp *s, CURLcode r, long code)
{
	bool begun = s->given > 0, whole = s->given == s->bytes;

	if (r == CURLE_OK || (whole && code >= 200 && code < 300 && r == CURLE_WEIRD_SERVER_REPLY))
		return DELIVERY_SENT;
	if (whole && code < 400)
		return DELIVERY_UNKNOWN;
	if (begun && code < 400)
		return DELIVERY_RETRY;		/* cut before the final dot could be sent */
	if (!begun && is_channel(r, code))
		return DELIVERY_STOP;
	return code >= 500 ? DELIVERY_FAILED : DELIVERY_RETRY;
}

static char *
outcome_text(struct smtp *s, CURLcode r, enum delivery outcome, long code)
{
	struct fault f = { .err = { .msg = "" } };

	if (outcome == DELIVERY_SENT || (code >= 400 && outcome != DELIVERY_STOP))
		return xstrdup(s->reply.text);
	if (outcome == DELIVERY_UNKNOWN)
		return xasprintf(
		    "%s server %s: the whole mail was sent, but the final answer did not come (%s)",
		    s->peer->what, s->peer->host, curl_easy_strerror(r));
	if (r != CURLE_LOGIN_DENIED && wants_login(code))
		return xasprintf(
		    "%s server %s: wants another login or TLS before it takes mail: %s",
		    s->peer->what, s->peer->host, s->reply.text);
	net_explain(s->easy, s->peer, (int)r, s->reply.text, &f);
	return xstrdup(f.err.msg);
}

void
smtp_send(struct smtp *s, const struct deliver *order, const char *message, size_t bytes,
    struct outcome *out)
{
	const char *wrong = order_wrong(order, message, bytes);
	bool no_token = false;
	struct fault f;
	CURLcode r;

	*out = (struct outcome){ .id = order->id, .outcome = DELIVERY_FAILED };
	if (wrong != NULL) {
		out->text = xstrdup(wrong);
		return;
	}
	/* a kept connection goes on with the token it was opened with, unless there is a new one */
	if (s->easy == NULL)
		s->easy = net_easy(s->peer, &f);
	else if (net_token(s->easy, s->peer, &f) < 0)
		no_token = true;
	if (s->easy == NULL || no_token) {
		out->outcome = DELIVERY_STOP;
		out->text = xstrdup(f.err.msg);
		return;
	}
	s->message = message;
	s->bytes = bytes;
	r = perform(s, order, false);
	if (was_stale(s, r))
		r = perform(s, order, true);
	out->code = last_code(s);
	if (r != CURLE_OK && out->code < 400)
		cut(s);
	if (s->reply.limit > 0)
		s->size = s->reply.limit;
	out->size = s->size;
	out->outcome = outcome_of(s, r, out->code);
	out->text = outcome_text(s, r, (enum delivery)out->outcome, out->code);
	log_debug("smtp_send id=%lld outcome=%lld code=%lld curl=%d", (long long)out->id,
	    (long long)out->outcome, (long long)out->code, (int)r);
}
