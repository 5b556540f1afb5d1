/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Handing one finished message to the submission server, for one recipient, by libcurl over a
 * connection that is kept. The answer is one of five words (protocol.h, enum delivery), and
 * "unknown" is used for exactly one thing: the whole message went out, and the server's final
 * answer did not come back (RFC 5321 4.5.3.2.6), so it may or may not have been taken.
 */
#ifndef LOKET_NET_SMTP_H
#define LOKET_NET_SMTP_H

#include "net/net.h"
#include "protocol.h"

struct smtp;

/* connects at the first mail; `p` is borrowed */
struct smtp *smtp_new(const struct net_peer *p);
void smtp_free(struct smtp *s);				/* says QUIT; NULL is fine */

/*
 * Sends the `bytes` of `message` from `from` ("": the null return path) to `to`. Addresses and line
 * ends are checked first, and nothing is said to the server about a message that does not pass.
 * Fills *out; out->text is the caller's to free. The connection stays open but after a fault of it.
 */
void smtp_send(struct smtp *s, const struct deliver *order, const char *message, size_t bytes,
    struct outcome *out);

#endif
