/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libcurl opens every connection: name, TCP, TLS, STARTTLS, login. For IMAP it stops there
 * (CURLOPT_CONNECT_ONLY) and the socket is read and written through curl_easy_recv/send, wrapped as
 * libetpan's lower stream, because libetpan's own TLS verifies nothing and its own socket driver
 * spins at the end of a stream. This file grades what goes wrong with a connection: what a person
 * must change (certificate, password, host name) is refused, what passes by itself is again. It
 * keeps the two bounds of each command, time and bytes, whatever the server does. It logs nothing,
 * knows no protocol, and its messages hold no address of a person and no password.
 */
#include "net/net.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include <curl/curl.h>
#include <libetpan/libetpan.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "net/curl.h"
#include "net/etpan.h"
#include "protocol.h"

#define GREETING "* PREAUTH curl\r\n"
#define REPLIES_MOST (256 << 10)	/* bytes of server replies during connecting and login */

/*
 * GnuTLS's verification bits as CURLINFO_SSL_VERIFYRESULT hands them on
 * (gnutls_certificate_status_t).
 */
enum {
	CERT_REVOKED = 1 << 5,
	CERT_UNKNOWN_CA = 1 << 6,
	CERT_WEAK = 1 << 8,
	CERT_EARLY = 1 << 9,
	CERT_EXPIRED = 1 << 10
};

enum net_state { NET_WELL, NET_CUT, NET_LATE, NET_FLOOD };

struct net {
	CURL *easy;
	curl_socket_t sock;
	char what[160];		/* "IMAP server HOST:PORT" */
	enum net_state state;
	int ms;			/* of the running command, for the message */
	int64_t deadline;	/* clock_monotonic_ms */
	int64_t left;		/* bytes it may still receive */
	const char *greeting;	/* what the reader has not had of GREETING */
	char ahead[4096];	/* taken from TLS while waiting, not read yet */
	size_t ahead_off, ahead_len;
};

__attribute__((format(printf, 4, 0))) static int
fault_set(struct fault *f, enum grade grade, const char *kind, const char *fmt, va_list ap)
{
	f->err.grade = grade;
	f->kind = kind;
	vsnprintf(f->err.msg, sizeof(f->err.msg), fmt, ap);
	return -1;
}

int
fault_again(struct fault *f, const char *kind, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fault_set(f, GRADE_AGAIN, kind, fmt, ap);
	va_end(ap);
	return -1;
}

int
fault_refused(struct fault *f, const char *kind, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fault_set(f, GRADE_REFUSED, kind, fmt, ap);
	va_end(ap);
	return -1;
}

int
net_init(const char *scheme, struct err *e)
{
	struct addrinfo *list = NULL;

	if (net_curl_open(e) != 0 || (strcmp(scheme, "imap") == 0 && net_etpan_open(e) != 0))
		return -1;
	unsetenv("SSLKEYLOGFILE");	/* libcurl would write the keys of every connection there */
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_again(e, "libcurl cannot be started");
	if (getaddrinfo("localhost", NULL, NULL, &list) == 0)
		freeaddrinfo(list);
	return 0;
}

/* ---- names ---- */

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * Labels of letters, digits and inner hyphens, joined by single dots (RFC 1123 2.1); 253 bytes at
 * most.
 */
static bool
labels_ok(const char *s)
{
	size_t n = strlen(s), label = 0;

	if (n == 0 || n > 253)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '.') {
			if (label == 0 || s[i - 1] == '-')
				return false;
			label = 0;
			continue;
		}
		if (!is_letter(s[i]) && !is_digit(s[i]) && (s[i] != '-' || label == 0))
			return false;
		if (++label > 63)
			return false;
	}
	return label > 0 && s[n - 1] != '-';
}

bool
net_address_ok(const char *address)
{
	const char *at = strchr(address, '@');
	bool letter = false;

	if (at == NULL || at == address || at - address > 64 || strlen(address) > 254)
		return false;
	for (const char *p = address; p < at; p++) {
		if (*p == '.' && (p == address || p[1] == '.' || p + 1 == at))
			return false;
		if (!is_letter(*p) && !is_digit(*p) && strchr(".!#$%&'*+-/=?^_`{|}~", *p) == NULL)
			return false;
	}
	for (const char *p = at + 1; *p != '\0'; p++)
		letter = letter || is_letter(*p);
	return letter && labels_ok(at + 1);
}

bool
net_host_ok(const char *host)
{
	if (strchr(host, ':') == NULL)
		return labels_ok(host);
	return strspn(host, "0123456789abcdefABCDEF:.") == strlen(host) && strlen(host) < 46;
}

static bool
is_loopback(const char *host)
{
	return strcasecmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
	    (strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == strlen(host));
}

/* ---- handles ---- */

/*
 * An address of this machine or of the office's own network: RFC 1918, RFC 4193, loopback. Looked
 * at with each connection, so no answer of the resolver can lead a password outside.
 */
static bool
is_private(const struct sockaddr *a)
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)(const void *)a;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)(const void *)a;
	const unsigned char *b;
	uint32_t n;

	if (a->sa_family == AF_INET) {
		n = ntohl(four->sin_addr.s_addr);
		return n >> 24 == 10 || n >> 24 == 127 || n >> 20 == (172 << 4 | 1) ||
		    n >> 16 == (192 << 8 | 168);
	}
	b = six->sin6_addr.s6_addr;
	return a->sa_family == AF_INET6 &&
	    ((b[0] & 0xfe) == 0xfc || IN6_IS_ADDR_LOOPBACK(&six->sin6_addr));
}

/* a CURLOPT_OPENSOCKETFUNCTION for what may go unencrypted through the office's network only */
static curl_socket_t
open_private(void *context, curlsocktype purpose, struct curl_sockaddr *a)
{
	(void)context;
	(void)purpose;
	if (!is_private(&a->addr))
		return CURL_SOCKET_BAD;
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static bool
is_http(const struct net_peer *p)
{
	return strcmp(p->scheme, "http") == 0;
}

static int
peer_check(const struct net_peer *p, struct fault *f)
{
	if (p->host == NULL || !net_host_ok(p->host))
		return fault_refused(f, "internal",
		    "%s: \"%.80s\" is not a host name; correct it in the settings", p->what,
		    p->host != NULL ? p->host : "");
	if (p->helo != NULL && !net_host_ok(p->helo))
		return fault_refused(f, "internal",
		    "%s: helo = %.80s is not a host name; correct it in the settings", p->what,
		    p->helo);
	if (p->tls == TLS_NONE && p->user != NULL && !is_http(p) && !is_loopback(p->host))
		return fault_refused(f, "tls",
		    "%s server %s: with tls = none the password would be readable on the way; "
		    "use tls = implicit or starttls",
		    p->what, p->host);
	return 0;
}

static char *
peer_url(const struct net_peer *p)
{
	bool six = strchr(p->host, ':') != NULL;

	return xasprintf("%s%s://%s%s%s:%d/%s", p->scheme, p->tls == TLS_IMPLICIT ? "s" : "",
	    six ? "[" : "", p->host, six ? "]" : "", (int)p->port, p->helo != NULL ? p->helo : "");
}

static CURLcode
easy_connection(CURL *c, const struct net_peer *p, const char *url)
{
	const char *schemes = strcmp(p->scheme, "imap") == 0 ? "imap,imaps" :
	    is_http(p)                                       ? "http,https" :
							       "smtp,smtps";
	CURLcode r = curl_easy_setopt(c, CURLOPT_URL, url);

	r = r ? r : curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, schemes);
	r = r ? r : curl_easy_setopt(c, CURLOPT_PROXY, "");	/* nor one from the environment */
	r = r ? r : curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	r = r ? r : curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)p->deadline_ms);
	r = r ? r : curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)p->deadline_ms);
	r = r ? r :
		curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT,
		    p->deadline_ms > 1000 ? p->deadline_ms / 1000L : 1L);
	r = r ? r : curl_easy_setopt(c, CURLOPT_TCP_KEEPALIVE, 1L);
	r = r ? r : curl_easy_setopt(c, CURLOPT_TCP_KEEPIDLE, 60L);
	r = r ? r : curl_easy_setopt(c, CURLOPT_TCP_KEEPINTVL, 30L);
	return r;
}

static CURLcode
easy_trust(CURL *c, const struct net_peer *p)
{
	CURLcode r = curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);

	r = r ? r : curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	r = r ? r : curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	r = r ? r :
		curl_easy_setopt(c, CURLOPT_USE_SSL,
		    p->tls == TLS_NONE ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	if (p->ca != NULL) {	/* CAINFO alone would still load the system's directory */
		r = r ? r : curl_easy_setopt(c, CURLOPT_CAINFO, p->ca);
		r = r ? r : curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
	}
	if (is_http(p)) {	/* of its names for a login only this one is wanted */
		r = r ? r : curl_easy_setopt(c, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		if (p->tls == TLS_NONE)
			r = r ? r : curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_private);
	}
	if (p->user != NULL) {
		r = r ? r : curl_easy_setopt(c, CURLOPT_USERNAME, p->user);
		if (p->password != NULL)
			r = r ? r : curl_easy_setopt(c, CURLOPT_PASSWORD, p->password);
		if (p->token_file != NULL)	/* else libcurl tries others first, with no password */
			r = r ? r : curl_easy_setopt(c, CURLOPT_LOGIN_OPTIONS,
			    "AUTH=OAUTHBEARER;AUTH=XOAUTH2");
	}
	return r;
}

int
net_token(void *easy, const struct net_peer *p, struct fault *f)
{
	struct buf token = BUF_INIT;
	struct err e;
	int rc = 0;

	if (p->token_file == NULL)
		return 0;
	if (file_read_secret(p->token_file, &token, &e) < 0)
		rc = fault_again(f, "login", "%s server %s:%d: no token: %.300s", p->what, p->host,
		    (int)p->port, e.msg);
	else if (curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, buf_str(&token)) != CURLE_OK)
		rc = fault_again(f, "internal", "libcurl does not take the token");
	if (token.data != NULL)
		wipe(token.data, token.cap);
	buf_free(&token);
	return rc;
}

void *
net_easy(const struct net_peer *p, struct fault *f)
{
	CURL *c;
	CURLcode r;
	char *url;

	if (peer_check(p, f) != 0)
		return NULL;
	c = curl_easy_init();
	if (c == NULL) {
		fault_again(f, "internal", "libcurl has no handle to give");
		return NULL;
	}
	url = peer_url(p);
	r = easy_connection(c, p, url);
	r = r ? r : easy_trust(c, p);
	free(url);
	if (r != CURLE_OK) {
		fault_refused(
		    f, "internal", "libcurl does not take a setting: %s", curl_easy_strerror(r));
		curl_easy_cleanup(c);
		return NULL;
	}
	if (net_token(c, p, f) < 0) {
		curl_easy_cleanup(c);
		return NULL;
	}
	return c;
}

void
net_clean(const char *text, size_t len, char *out, size_t n)
{
	log_clean(text, len, out, n);
	for (; *out != '\0'; out++)
		if ((unsigned char)*out >= 0x80)
			*out = '?';
}

#define TOLD_MOST (1ll << 40)	/* larger is no limit */

int64_t
net_limit(const char *line, size_t n)
{
	static const char *const names[] = { "250-SIZE ", "250 SIZE ", "APPENDLIMIT=" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t len = strlen(names[i]);

		for (size_t at = 0; at + len < n && (i == 2 || at == 0); at++) {
			int64_t limit = 0;

			if (strncasecmp(line + at, names[i], len) != 0)
				continue;
			for (at += len; at < n && is_digit(line[at]) && limit < TOLD_MOST; at++)
				limit = limit * 10 + line[at] - '0';
			return limit < TOLD_MOST ? limit : 0;
		}
	}
	return 0;
}

size_t
net_reply_line(char *line, size_t size, size_t n, void *reply)
{
	struct net_reply *r = reply;
	char clean[sizeof(r->text)];
	size_t len, all = size * n;

	n = all;
	r->seen += all;
	if (r->most > 0 && r->seen > (size_t)r->most)
		return 0;
	while (n > 0 && (line[n - 1] == '\r' || line[n - 1] == '\n'))
		n--;
	if (r->len > 0 && n > 3 && strncmp(line, "221", 3) == 0)
		return all;	/* the answer to QUIT, after the one that matters */
	net_clean(line, n, clean, sizeof(clean));
	if (net_limit(clean, strlen(clean)) > 0)
		r->limit = net_limit(clean, strlen(clean));
	if (!r->more)
		r->len = 0;
	len = strlen(clean);
	if (len + r->len + 2 < sizeof(r->text)) {
		if (r->len > 0)
			r->text[r->len++] = ' ';
		memcpy(r->text + r->len, clean, len + 1);
		r->len += len;
	}
	r->more = n > 3 && line[3] == '-' && is_digit(line[0]);	/* SMTP: "250-..." goes on */
	return all;
}

/* ---- what went wrong ---- */

static const char *
certificate_words(CURL *c)
{
	long bits = 0;

	curl_easy_getinfo(c, CURLINFO_SSL_VERIFYRESULT, &bits);
	if (bits & CERT_EXPIRED)
		return "its certificate has expired; it must be renewed there";
	if (bits & CERT_EARLY)
		return "its certificate is not valid yet; compare the clocks of both machines";
	if (bits & CERT_REVOKED)
		return "its certificate was revoked; it must be replaced there";
	if (bits & CERT_UNKNOWN_CA)
		return "its certificate is self-signed or from an unknown authority; name that "
		       "authority's file as the CA in the "
		       "settings, if it is yours";
	if (bits & CERT_WEAK)
		return "its certificate is signed with a broken algorithm; it must be replaced "
		       "there";
	if (bits != 0)
		return "its certificate cannot be verified";
	return "its certificate is for another host name; use the name it was issued for";
}

static int
explain_network(CURL *c, const struct net_peer *p, int code, const char *reply, struct fault *f)
{
	const char *host = p->host;
	int port = (int)p->port;
	long os = 0;

	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return fault_again(f, "network",
		    "%s server %s: no such host is known; check the name in the settings and the "
		    "resolver of this machine",
		    p->what, host);
	case CURLE_COULDNT_CONNECT:
		curl_easy_getinfo(c, CURLINFO_OS_ERRNO, &os);
		if (os == ECONNREFUSED)
			return fault_again(f, "network",
			    "%s server %s:%d: nothing listens there; check the port, and whether "
			    "the "
			    "server runs",
			    p->what, host, port);
		return fault_again(f, "network",
		    "%s server %s:%d: no connection (%s); check the network and the firewall",
		    p->what, host, port, os != 0 ? strerror((int)os) : "no reason given");
	case CURLE_OPERATION_TIMEDOUT:
		return fault_again(f, "timeout",
		    "%s server %s:%d: no answer within %d seconds; it is tried again later",
		    p->what, host, port, p->deadline_ms / 1000);
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_REMOTE_ACCESS_DENIED:
	case CURLE_WRITE_ERROR:		/* the header callback: more replies than anybody needs */
		return fault_again(f, "protocol",
		    "%s server %s:%d: turned us away or is no such server: %.160s", p->what, host,
		    port, reply);
	default:
		return fault_again(f, "network",
		    "%s server %s:%d: the connection broke off (%s)%s%.120s", p->what, host, port,
		    curl_easy_strerror((CURLcode)code), *reply != '\0' ? " after: " : "", reply);
	}
}

/* A server may also say for now what it says for good: RFC 5530 [UNAVAILABLE], SMTP 4xx. */
static bool
is_passing(CURL *c, const char *reply)
{
	long code = 0;

	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &code);
	return (code >= 400 && code < 500) || strstr(reply, "[UNAVAILABLE]") != NULL;
}

int
net_explain(void *easy, const struct net_peer *p, int code, const char *reply, struct fault *f)
{
	const char *host = p->host;
	int port = (int)p->port;

	switch (code) {
	case CURLE_PEER_FAILED_VERIFICATION:
		return fault_refused(
		    f, "tls", "%s server %s:%d: %s", p->what, host, port, certificate_words(easy));
	case CURLE_USE_SSL_FAILED:
		return fault_refused(f, "tls",
		    "%s server %s:%d: does not offer STARTTLS; nothing was sent to it; use tls = "
		    "implicit "
		    "with its other port, or have STARTTLS switched on there",
		    p->what, host, port);
	case CURLE_SSL_CACERT_BADFILE:
		return fault_refused(f, "tls",
		    "%s server %s: the file of trusted authorities %s cannot be read", p->what,
		    host, p->ca != NULL ? p->ca : "of the system");
	case CURLE_SSL_CONNECT_ERROR:
		return fault_again(f, "tls",
		    "%s server %s:%d: no TLS there, or none newer than 1.1; compare tls and port "
		    "in the "
		    "settings with what it offers",
		    p->what, host, port);
	case CURLE_LOGIN_DENIED:
		if (is_passing(easy, reply))
			return fault_again(f, "login",
			    "%s server %s:%d: cannot check passwords at the moment: %.160s",
			    p->what, host, port, reply);
		if (p->token_file != NULL)	/* it may be renewed any moment */
			return fault_again(f, "login",
			    "%s server %s:%d: user or token refused (%.120s); has %s been renewed? It "
			    "is read again at the next try", p->what, host, port, reply,
			    p->token_file);
		return fault_refused(f, "login",
		    "%s server %s:%d: user or password refused (%.120s); correct the user and the "
		    "password file",
		    p->what, host, port, reply);
	default:
		return explain_network(easy, p, code, reply, f);
	}
}

/* ---- a connection for a reader of its own ---- */

int64_t
net_tls_until(void *easy)
{
	struct curl_certinfo *info = NULL;
	struct curl_slist *l;
	char text[32];
	int64_t t = 0;

	if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &info) != CURLE_OK || info == NULL ||
	    info->num_of_certs < 1)
		return 0;
	for (l = info->certinfo[0]; l != NULL; l = l->next)
		if (strncasecmp(l->data, "Expire date:", 12) == 0) {
			/* "2027-01-31 04:02:06 GMT" */
			snprintf(text, sizeof(text), "%.19sZ", l->data + 12);
			if (clock_parse(text, &t) < 0)
				t = 0;
		}
	return t;
}

int
net_check(const struct net_peer *p, struct checked *out, struct fault *f)
{
	struct net_reply reply = { .most = REPLIES_MOST };
	CURL *c = net_easy(p, f);
	CURLcode r;
	int rc = 0;

	*out = (struct checked){ .lan = p->tls == TLS_NONE };
	if (c == NULL)
		return -1;
	r = curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, "NOOP");
	r = r ? r : curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
	r = r ? r : curl_easy_setopt(c, CURLOPT_CERTINFO, 1L);
	r = r ? r : curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, net_reply_line);
	r = r ? r : curl_easy_setopt(c, CURLOPT_HEADERDATA, &reply);
	r = r ? r : curl_easy_perform(c);
	if (r == CURLE_OK) {
		out->text = xasprintf("%s server %s:%d answers%s", p->what, p->host, (int)p->port,
		    p->user == NULL ? "" : p->token_file != NULL ? " and takes user and token" :
		    " and takes user and password");
		out->tls_until = net_tls_until(c);
		out->limit = reply.limit;
	} else
		rc = net_explain(c, p, (int)r, reply.text, f);
	curl_easy_cleanup(c);
	return rc;
}

struct net *
net_open(const struct net_peer *p, struct fault *f)
{
	struct net_reply reply = { .most = REPLIES_MOST };
	struct net *n = NULL;
	CURL *c = net_easy(p, f);
	CURLcode r;

	if (c == NULL)
		return NULL;
	curl_easy_setopt(c, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, net_reply_line);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, &reply);
	r = curl_easy_perform(c);
	if (r != CURLE_OK) {
		net_explain(c, p, (int)r, reply.text, f);
		goto out;
	}
	n = xcalloc(1, sizeof(*n));
	n->easy = c;
	c = NULL;
	curl_easy_setopt(n->easy, CURLOPT_HEADERDATA, NULL);
	curl_easy_setopt(n->easy, CURLOPT_HEADERFUNCTION, NULL);
	if (curl_easy_getinfo(n->easy, CURLINFO_ACTIVESOCKET, &n->sock) != CURLE_OK ||
	    n->sock == CURL_SOCKET_BAD) {
		fault_again(f, "network", "%s server %s: closed the connection after the login",
		    p->what, p->host);
		net_close(n);
		n = NULL;
		goto out;
	}
	snprintf(n->what, sizeof(n->what), "%s server %.120s:%d", p->what, p->host, (int)p->port);
	n->greeting = GREETING;
	net_command(n, p->deadline_ms, REPLIES_MOST);
out:
	curl_easy_cleanup(c);
	return n;
}

void
net_close(struct net *n)
{
	if (n == NULL)
		return;
	curl_easy_cleanup(n->easy);
	free(n);
}

void
net_command(struct net *n, int ms, int64_t most)
{
	n->ms = ms;
	n->deadline = clock_monotonic_ms() + ms;
	n->left = most;
}

int
net_failed(struct net *n, const char *doing, struct fault *f)
{
	switch (n->state) {
	case NET_CUT:
		return fault_again(f, "network",
		    "%s: the connection was cut while %s; it is tried again later", n->what, doing);
	case NET_LATE:
		return fault_again(f, "timeout",
		    "%s: no end within %d.%d seconds while %s; it is tried again later", n->what,
		    n->ms / 1000, n->ms % 1000 / 100, doing);
	case NET_FLOOD:
		return fault_again(f, "protocol",
		    "%s: sends without end while %s; its administrator should look", n->what,
		    doing);
	case NET_WELL:
		break;
	}
	return 0;
}

static int
net_fail(struct net *n, enum net_state state)
{
	if (n->state == NET_WELL)
		n->state = state;
	return -1;
}

/*
 * Waits for the socket until the deadline of the command. 0 when it is worth trying again, -1 when
 * late.
 */
static int
wait_socket(struct net *n, short events)
{
	struct pollfd p = { .fd = n->sock, .events = events };
	int64_t left = n->deadline - clock_monotonic_ms();
	int r;

	if (left <= 0)
		return net_fail(n, NET_LATE);
	r = poll(&p, 1, left > 3600000 ? 3600000 : (int)left);
	if (r < 0 && errno != EINTR)
		return net_fail(n, NET_CUT);
	return 0;
}

/* One non-blocking try: bytes taken, 0 when there are none now, -1 at the end or on error. */
static ssize_t
try_read(struct net *n, void *p, size_t most)
{
	size_t got = 0;
	CURLcode r = curl_easy_recv(n->easy, p, most, &got);

	if (r == CURLE_AGAIN)
		return 0;
	return r != CURLE_OK || got == 0 ? net_fail(n, NET_CUT) : (ssize_t)got;
}

static ssize_t
net_read(struct net *n, void *p, size_t most)
{
	ssize_t got = 0;

	if (n->state != NET_WELL)
		return -1;
	if (n->left <= 0)
		return net_fail(n, NET_FLOOD);
	if (most > (size_t)n->left)
		most = (size_t)n->left;
	if (n->ahead_len > 0) {
		got = (ssize_t)(most < n->ahead_len ? most : n->ahead_len);
		memcpy(p, n->ahead + n->ahead_off, (size_t)got);
		n->ahead_off += (size_t)got;
		n->ahead_len -= (size_t)got;
	}
	while (got == 0) {
		/* also when a byte is always there */
		if (clock_monotonic_ms() >= n->deadline)
			return net_fail(n, NET_LATE);
		got = try_read(n, p, most);
		if (got == 0 && wait_socket(n, POLLIN) != 0)
			return -1;
	}
	if (got > 0)
		n->left -= got;
	return got;
}

static ssize_t
net_write(struct net *n, const void *p, size_t len)
{
	size_t sent = 0;

	while (n->state == NET_WELL) {
		CURLcode r = curl_easy_send(n->easy, p, len, &sent);

		if (r == CURLE_OK && sent > 0)
			return (ssize_t)sent;
		if (r != CURLE_OK && r != CURLE_AGAIN)
			return net_fail(n, NET_CUT);
		wait_socket(n, POLLOUT);
	}
	return -1;
}

/*
 * What TLS holds already, poll does not see: so it is taken out before each wait. 1, 0 nothing
 * there, -1.
 */
static int
look_ahead(struct net *n)
{
	ssize_t got;

	if (n->state != NET_WELL)
		return -1;
	if (n->ahead_len > 0)
		return 1;
	got = try_read(n, n->ahead, sizeof(n->ahead));
	n->ahead_off = 0;
	n->ahead_len = got > 0 ? (size_t)got : 0;
	return got < 0 ? -1 : got > 0;
}

int
net_wait(struct net *n, int wake, int ms)
{
	int64_t end = clock_monotonic_ms() + ms, left;

	do {
		struct pollfd p[2] = { { .fd = wake, .events = POLLIN },
			{ .fd = n != NULL ? n->sock : -1, .events = POLLIN } };
		int r = n != NULL ? look_ahead(n) : 0;

		if (r != 0)
			return r;
		left = end - clock_monotonic_ms();
		if (poll(p, 2, left > 0 ? (int)left : 0) < 0 && errno != EINTR)
			return -1;
		if (wake >= 0 && p[0].revents != 0)
			return 2;
		if (p[1].revents != 0 && look_ahead(n) != 0)
			return n->state == NET_WELL ? 1 : -1;
	} while (left > 0);
	return 0;
}

/* ---- libetpan's side ---- */

static ssize_t
low_read(mailstream_low *s, void *p, size_t most)
{
	struct net *n = s->data;
	size_t len;

	if (n->greeting == NULL)
		return net_read(n, p, most);
	len = strlen(n->greeting);
	if (len > most)
		len = most;
	memcpy(p, n->greeting, len);
	n->greeting += len;
	if (*n->greeting == '\0')
		n->greeting = NULL;
	return (ssize_t)len;
}

static ssize_t
low_write(mailstream_low *s, const void *p, size_t len)
{
	return net_write(s->data, p, len);
}

static int
low_get_fd(mailstream_low *s)
{
	struct net *n = s->data;

	return n->sock;
}

static int
low_close(mailstream_low *s)
{
	(void)s;
	return 0;
}

static void
low_free(mailstream_low *s)
{
	free(s);
}

static void
low_cancel(mailstream_low *s)
{
	(void)s;
}

static struct mailstream_cancel *
low_get_cancel(mailstream_low *s)
{
	(void)s;
	return NULL;
}

struct _mailstream_low *
net_stream(struct net *n)
{
	static mailstream_low_driver driver = {
		.mailstream_read = low_read,
		.mailstream_write = low_write,
		.mailstream_close = low_close,
		.mailstream_get_fd = low_get_fd,
		.mailstream_free = low_free,
		.mailstream_cancel = low_cancel,
		.mailstream_get_cancel = low_get_cancel,
	};

	return mailstream_low_new(n, &driver);
}
