/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mailbox, by libetpan's low level over a connection of net.h: one command at a time, each with
 * a deadline and a cap of bytes. Everything is asked by UID. Nothing is deleted, nothing moved unless
 * ordered, \Seen is never set: folders are opened by EXAMINE but for the moment in which a keyword
 * is stored, bodies are read by BODY.PEEK. After any fault but a tagged NO the connection cannot be used again;
 * callers close it after every fault.
 */
#ifndef LOKET_NET_IMAP_H
#define LOKET_NET_IMAP_H

#include "net/net.h"
#include "protocol.h"

struct imap;

/* Connects and logs in. `p` is borrowed until imap_close. NULL with *f filled. */
struct imap *imap_open(const struct net_peer *p, struct fault *f);
void imap_close(struct imap *im);	/* says LOGOUT where that is possible; NULL is fine */
bool imap_well(const struct imap *im);	/* false: the connection is dead, close it */

/*
 * Each carries out the order of its name (protocol.h) and fills *out, whose texts and lists the
 * caller frees by wire_free. internaldate is the server's own (unshifted), seconds UTC; now, where
 * it told none. -1 with *f filled.
 */
int imap_scan(
    struct imap *im, const struct fetch_scan *order, struct fetch_scanned *out, struct fault *f);

/*
 * Writes the message to fd. out->status tells what became of it; only with BODY_OK are the bytes on
 * fd whole.
 */
int imap_body(struct imap *im, const struct fetch_body *order, int fd, struct fetch_bodied *out,
    struct fault *f);

/*
 * Returns 0 when the folder may have new mail since the last scan on this connection, when `wake`
 * has become readable, or when order->seconds are over. A server without IDLE (RFC 2177) is waited
 * for in the same way, woken by `wake` and time only.
 */
int imap_idle(struct imap *im, const struct fetch_idle *order, int wake, struct fault *f);

/*
 * Adds a keyword (an atom; never a system flag) to the messages, then moves them to
 * order->move_to, which is made where it is missing (NULL: they stay). Refused when the folder's
 * UIDVALIDITY is another, the server has no MOVE (RFC 6851), or says NO.
 */
int imap_flag(struct imap *im, const struct fetch_flag *order, struct fault *f);

/*
 * Adds the message on fd (order->bytes of it, CRLF lines) to the folder, marked \Seen, with
 * order->internaldate as the day it arrived. It may be there even after a fault. Refused when the
 * server says NO (no such folder, over quota).
 */
int imap_append(struct imap *im, const struct fetch_append *order, int fd, struct fault *f);

/* The folders that can be opened, as the server lists them (RFC 3501 LIST, RFC 6154). */
int imap_list(struct imap *im, struct fetch_listed *out, struct fault *f);

/*
 * How full the mailbox is. What the server does not tell - it has no QUOTA (RFC 9208), says NO, sets
 * no limit - is 0 in *out.
 */
int imap_quota(struct imap *im, struct fetch_quota *out, struct fault *f);

#endif
