/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What fetcher and sender have in common: settings and password read, libcurl ready, the box
 * entered, HELLO said; then orders from the parent on WORKER_FD, one at a time, until it closes.
 */
#ifndef LOKET_NET_ROLE_H
#define LOKET_NET_ROLE_H

#include "base/conf.h"
#include "base/worker.h"
#include "net/net.h"

struct role {
	struct conf conf;
	struct buf password;
	struct net_peer peer;	/* borrows from conf and password */
	struct channel ch;
	const char *reads;	/* a further file that its box may read; NULL: none. Borrowed. */
	int kept_fd;		/* a file that peer_of opened to be kept; -1: none. Who opened it closes it. */
	/* called with the context of role_serve while no order comes: ms until again, -1 never */
	int (*idle)(void *context);
};

/*
 * `peer_of` fills role->peer but for the password, and returns the password file, or NULL for no
 * login. What is wrong is logged and told to the parent as FRAME_TROUBLE. Returns 0, or the exit
 * code.
 */
int role_begin(
    struct role *r, const char *name, const char *config, const char *(*peer_of)(struct role *));
void role_end(struct role *r);

/*
 * Calls `carry_out` for each order. It returns 0 to go on, -1 with *e when the parent is gone or
 * asks what it may not.
 */
int role_serve(
    struct role *r, int (*carry_out)(void *, struct frame *, struct err *e), void *context);

/* Carries out FRAME_CHECK for a mail server: answers FRAME_CHECKED or FRAME_TROUBLE. */
int role_check(struct role *r, struct err *e);

/* NULL for the empty texts of the settings. */
const char *role_text(const char *s);

#endif
