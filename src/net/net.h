/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All sockets and all TLS, by libcurl. Whoever talks to a server gets it from here: resolved,
 * connected, verified (chain and host name, TLS 1.2 or newer) and logged in, or a fault that says
 * what is wrong and what to do about it. Nothing secret is sent before the peer is verified; a
 * password goes unencrypted to this machine only, and over HTTP to the office's own network.
 */
#ifndef LOKET_NET_NET_H
#define LOKET_NET_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/*
 * An error with the word by which the parent tells servers from settings (protocol.h, struct
 * trouble).
 */
struct fault {
	struct err err;
	const char
	    *kind; /* "tls" "login" "network" "timeout" "protocol" "disk" "internal"; a constant */
};

/* Fills *f (cutting over-long text) and returns -1. `kind` must be a constant. */
int fault_again(struct fault *f, const char *kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
int fault_refused(struct fault *f, const char *kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Whom to talk to. All borrowed for as long as connections to it are opened. */
struct net_peer {
	const char *what;	/* for messages: "IMAP" "SMTP" */
	const char *scheme;	/* "imap" "smtp" "http" */
	const char *host;
	int64_t port;
	int64_t tls;		/* enum tls */
	const char *user, *password;	/* NULL: no login */
	/* NULL: the password. Else a file with an OAuth 2 access token, read at each login */
	const char *token_file;
	const char *ca;		/* PEM file of the only roots to trust; NULL: those of the system */
	const char *helo;	/* SMTP: our name; NULL: curl's own choice */
	int deadline_ms;	/* for connecting with login, and for one command */
};

/*
 * Once per process, before it enters its box: libcurl, for the scheme "imap" libetpan too, and the
 * resolver's modules. None of them can be loaded there, and no other process has them.
 */
int net_init(const char *scheme, struct err *e);

/*
 * True for an address that may stand in an SMTP command: ASCII, dot-atom local part of at most 64
 * bytes, one @, host name of letters, digits, hyphens and dots with at least one letter, 254 bytes
 * in all (RFC 5321 4.1.2 without quoted strings and address literals).
 */
bool net_address_ok(const char *address);
/* host name, IPv4 or IPv6 address, as it may stand in the settings */
bool net_host_ok(const char *host);

/*
 * A libcurl easy handle (CURL *) with everything set but what is to be done; caller frees with
 * curl_easy_cleanup.
 */
void *net_easy(const struct net_peer *p, struct fault *f);

/*
 * The token of the peer, as its file holds it now, for the next login of `easy`; nothing without a
 * token file. To be called before each transfer that may log in.
 */
int net_token(void *easy, const struct net_peer *p, struct fault *f);

/*
 * What a failed transfer of `easy` means. `code` is a CURLcode other than CURLE_OK; `reply` the
 * server's last line or "".
 */
int net_explain(void *easy, const struct net_peer *p, int code, const char *reply, struct fault *f);

/*
 * What a server said, for messages: as log_clean, and ASCII only, since nobody knows its charset.
 */
void net_clean(const char *text, size_t len, char *out, size_t n);

/*
 * The server's last reply, kept by the header callback; lines of an answer are joined by a blank.
 */
/* limit: what it said of the largest message it takes, SIZE (RFC 1870) or APPENDLIMIT (RFC 7889) */
struct net_reply { char text[512]; size_t len, seen; int64_t most, limit; bool more; };
/* The limit that a line of its greeting or capabilities tells; 0: none. */
int64_t net_limit(const char *line, size_t n);
/* a CURLOPT_HEADERFUNCTION */
size_t net_reply_line(char *line, size_t size, size_t n, void *reply);

/* The end of the peer's certificate, seconds UTC; 0 without TLS. Needs CURLOPT_CERTINFO. */
int64_t net_tls_until(void *easy);

struct checked;
/*
 * Connects to a mail server, logs in, says NOOP and goes. 0 with *out filled (texts the caller's),
 * or -1 with *f.
 */
int net_check(const struct net_peer *p, struct checked *out, struct fault *f);

/* A connection on which libcurl has logged in. */
struct net;
struct net *net_open(const struct net_peer *p, struct fault *f);
void net_close(struct net *n);			/* NULL is fine */

/*
 * Begins a command: from now on it has `ms` for everything, however the server spreads its bytes,
 * and may receive `most` bytes. Beyond either, reading and writing fail, and so does everything
 * after: the connection is to be closed.
 */
void net_command(struct net *n, int ms, int64_t most);

/*
 * Why reading or writing failed: fills *f after `doing` ("reading the message"). -1, or 0 when the
 * connection is well.
 */
int net_failed(struct net *n, const char *doing, struct fault *f);

/*
 * Waits at most ms until the server has sent something (1), `wake` is readable or at its end (2;
 * -1: no such descriptor) or the time is over (0). -1 when the connection has failed. With n NULL
 * it waits for `wake` only.
 */
int net_wait(struct net *n, int wake, int ms);

/*
 * The connection as libetpan's lower stream, made anew for its one reader, who frees it with
 * mailstream_close. Its first line is a made-up "* PREAUTH", since the greeting and the login are
 * past. Read and write return -1 exactly on error and on the end of the stream: libetpan spins for
 * ever on 0.
 */
struct _mailstream_low;
struct _mailstream_low *net_stream(struct net *n);

#endif
