/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The office's eSign Client Service (BSrE), by libcurl and Jansson: JSON over HTTP with Basic
 * authentication, one call at a time. What an answer means is decided by the status word, never by
 * the service's numeric codes, which differ between its versions. A call that only reads may be
 * repeated by the parent whenever its outcome is not known; a call with an effect is `unknown` from
 * the moment its first byte may have left, until a well-formed answer says otherwise.
 */
#ifndef LOKET_NET_AMS_H
#define LOKET_NET_AMS_H

#include "base/conf.h"
#include "net/net.h"
#include "protocol.h"

struct ams;

/* connects at the first call; both borrowed */
struct ams *ams_new(const struct net_peer *p, const struct conf *conf);
void ams_free(struct ams *a);		/* NULL is fine */

/* Carries out one call. Fills *out; its texts are the caller's to free. */
void ams_call(struct ams *a, const struct call *order, struct called *out);

/*
 * Asks for a number that nobody has: the service runs and takes the credential. 0 with *out filled
 * (texts the caller's), or -1 with *f.
 */
int ams_check(struct ams *a, struct checked *out, struct fault *f);

#endif
