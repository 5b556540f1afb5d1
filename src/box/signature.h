/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The signature in a PDF, judged by bytes: which of the file's bytes were signed, by whom, and
 * whether that leads to a CA that the office believes. What the file itself says about it (field
 * name, /Name, /Reason, /M) is never looked at.
 */
#ifndef LOKET_BOX_SIGNATURE_H
#define LOKET_BOX_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/crypt.h"

struct signature {
	bool present;		/* something in it wants to be a signature */
	bool relied;		/* the whole file is as `signer` signed it */
	char *signer;		/* common name of the certificate, one line; NULL: not relied */
	/*
	 * Why not; NULL: relied.
	 *   none      no signature
	 *   several   more than one
	 *   range     it does not cover the whole file but for its own place: cut, longer or
	 *             shorter, or with something added behind it
	 *   changed   the bytes are not those that were signed
	 *   chain     good, but the certificate leads to none of the roots, or is none for signing
	 *   expired   good, but a certificate of the chain is not valid, nor was when it signed
	 *   form      of a kind that is not relied on: weak digest, another format, several signers
	 *   no-roots  good, but no roots are set
	 *   broken    its own bytes cannot be read
	 */
	char *reason;
};

/*
 * Relied on is: one signature in the file; /ByteRange begins at 0, ends with the file, and leaves
 * out one hex string, the /Contents of the same dictionary; that is a detached CMS signature over
 * all the rest (base/crypt.h says what is good). roots NULL: nothing is relied on. Fills *out, for
 * signature_free; never fails.
 */
void signature_check(const void *pdf, size_t n, const struct trust_roots *roots, int64_t now,
    struct signature *out);
void signature_free(struct signature *s);

#endif
