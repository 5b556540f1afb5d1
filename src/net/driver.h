/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The drivers of AMS: one interface, one process each (`loket @esign`, `loket @portal`), one call
 * at a time. A call that only reads may be repeated by the parent whenever its outcome is not known;
 * a call with an effect is `unknown` from the moment its first byte may have left, until a
 * well-formed answer says otherwise, and no driver makes it twice.
 */
#ifndef LOKET_NET_DRIVER_H
#define LOKET_NET_DRIVER_H

#include "net/net.h"
#include "net/role.h"
#include "protocol.h"

/*
 * One thing that a driver can do. `run` carries out one call: *out holds its id and the outcome
 * CALLED_UNSUPPORTED; its texts are the caller's to free.
 */
struct operation {
	const char *name;
	void (*run)(void *, const struct call *order, struct called *out);
};

struct driver {
	const char *name;		/* of its role */
	/* as role_begin wants it */
	const char *(*peer_of)(struct role *);
	/* inside the box; the role stays the caller's */
	void *(*open)(struct role *);
	void (*close)(void *);
	const struct operation *operations;	/* the last one without a name */
	/* The connection that all of them need: 0, or -1 with *f, when nothing can have happened. */
	int (*ready)(void *, struct fault *f);
	/* Looks at the server without changing anything: 0 with *out, or -1 with *f. */
	int (*check)(void *, struct checked *out, struct fault *f);
	/*
	 * A person logs in: 0 with the token as text (caller wipes and frees), or -1 with *f. NULL:
	 * no such thing.
	 */
	int (*login)(void *, const struct login *who, char **token, struct fault *f);
	/* While no order comes: keeps a session alive; in how many ms again, -1 never. NULL: nothing. */
	int (*idle)(void *);
};

extern const struct driver esign_driver, portal_driver;

#endif
