/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Digests, HMAC, random bytes and sealed bytes (AES-256-GCM), by GnuTLS. The key file holds 32
 * random bytes per key id, text: one line `ID HEX` each, newest last. Two keys are derived from
 * each by HMAC with a label: one for sealing, one for knowing a letter again, so that neither
 * reveals the other. And signatures: CMS (PKCS#7) against certificates that are relied on.
 */
#ifndef LOKET_BASE_CRYPT_H
#define LOKET_BASE_CRYPT_H

#include <stdint.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

#define KEY_BYTES 32		/* of a key as it stands in the key file */
#define DIGEST_LEN 32		/* SHA-256 and HMAC-SHA-256, bytes */
#define SEAL_CHUNK 65536	/* plain bytes per chunk of a sealed file */

struct keys;			/* all keys of the key file; the newest seals */

/* caller frees with keys_free; refused: no file, bad line, bad mode */
struct keys *keys_open(const char *path, struct err *e);
void keys_free(struct keys *k);					/* wiped */
/* new file 0600 with one key; refused if there already */
int keys_make(const char *path, struct err *e);
/* the same with these lines, "ID HEX" each */
int keys_write(const char *path, const char *lines, struct err *e);
uint32_t keys_newest(const struct keys *k);
/*
 * By what people tell keys apart: "1-9F3A06C2", id and eight hexadecimal letters that reveal nothing of the
 * key. "" when there is no such key.
 */
#define KEY_MARK 24
void keys_mark(const struct keys *k, uint32_t id, char out[KEY_MARK]);
void key_mark(uint32_t id, const unsigned char raw[KEY_BYTES], char out[KEY_MARK]);

void digest(const void *p, size_t n, unsigned char out[DIGEST_LEN]);		/* SHA-256 */
void digest_hex(const unsigned char d[DIGEST_LEN], char out[2 * DIGEST_LEN + 1]);

/* SHA-256 of bytes that come in pieces */
struct digester;
struct digester *digester_new(void);
void digester_add(struct digester *d, const void *p, size_t n);
void digester_end(struct digester *d, unsigned char out[DIGEST_LEN]);	/* and frees */

/* HMAC with the recognising key `id` of bytes in pieces */
struct recogniser;
struct recogniser *recogniser_new(const struct keys *k, uint32_t id);	/* NULL: no such key */
void recogniser_add(struct recogniser *r, const void *p, size_t n);
void recogniser_end(struct recogniser *r, unsigned char out[DIGEST_LEN]);	/* and frees */

/* GNUTLS_RND_KEY; the process ends if there are none */
void random_bytes(void *p, size_t n);

/*
 * Small things (a token, mail fields): sealed = u8 version, u32 key id, nonce 12, cipher, tag 16.
 * `about` is authenticated with it (which row it belongs to), so rows cannot be swapped.
 */
void seal(const struct keys *k, const char *about, const void *p, size_t n, struct buf *out);
int unseal(const struct keys *k, const char *about, const void *p, size_t n, struct buf *out,
    struct err *e);

/*
 * Files in chunks of SEAL_CHUNK: header "LKT1", u32 key id, nonce prefix 8; each chunk nonce =
 * prefix + u32 counter, the last one marked in its authenticated data, so cutting is seen. The name
 * is the SHA-256 of the file as it lies on disk.
 */
struct sealer;
/* fd stays the caller's */
struct sealer *sealer_new(const struct keys *k, int fd);
/* again: disk full */
int sealer_add(struct sealer *s, const void *p, size_t n, struct err *e);
/* writes the last chunk and frees s; no fsync */
int sealer_end(struct sealer *s, unsigned char name[DIGEST_LEN], struct err *e);
/* frees without finishing */
void sealer_drop(struct sealer *s);
/*
 * A sealed file of any size, as it lies from the begin of `from`, plain into `to`, chunk by chunk:
 * what is in `to` counts only when 0 comes back. Refused: changed, cut, or sealed with another key
 * (*id: with which one; 0: no sealed file). again: disk full.
 */
int unseal_copy(const struct keys *k, int from, int to, uint32_t *id, struct err *e);
/* whole file; refused when changed or cut */
int unseal_fd(const struct keys *k, int fd, size_t most, struct buf *out, struct err *e);

/*
 * Certificates of CAs (PEM, one behind the other) that signatures are to lead up to. All of memory:
 * nothing is opened once they are read.
 */
struct trust_roots;
struct trust_roots *trust_roots_read(const char *path, struct err *e);	/* refused: none in it */
void trust_roots_free(struct trust_roots *r);

enum signed_state {
	SIGNED_RELIED,
	SIGNED_BROKEN,		/* no CMS that can be read */
	SIGNED_FORM,		/* a kind that is not relied on: weak digest, several signers ... */
	SIGNED_CHANGED,		/* these are not the bytes that were signed, or not by this key */
	SIGNED_NO_ROOTS,	/* good, but nobody said whom to believe */
	SIGNED_CHAIN,		/* good, but by a certificate that leads to none of the roots */
	SIGNED_EXPIRED		/* good, and the chain too, but for its time */
};

/*
 * A detached CMS signature, DER, over the bytes at p. Its one signer must have signed with SHA-256
 * or better, and his certificate be with it, for signing, and lead to one of the roots (NULL: none)
 * by keys and digests that are good today. Every certificate of the chain must be valid now, or
 * have been at the time at which the signer says he signed, unless that lies ahead of now. That
 * time is his word only (a key stolen after its end could say it too), and no revocation is asked
 * for: that would take a network. RSA-PSS only with a salt as long as the digest, which is what
 * GnuTLS can check. *signer: when relied, the one common name of his certificate as it is written
 * there, for the caller to free; else NULL.
 */
enum signed_state signed_check(const void *der, size_t n_der, const void *p, size_t n,
    const struct trust_roots *roots, int64_t now, char **signer);

/* base32 (RFC 4648 alphabet, lower case shown upper): 10 bytes give 16 letters. */
void token_letters(const unsigned char raw[10], char out[20]);	/* "ABCD-EFGH-IJKL-MNOP" */
/* accepts blanks, dashes, any case; -1: not a token */
int token_raw(const char *text, unsigned char raw[10]);

/* base64 in lines of 76 letters that end in CR LF (RFC 2045 6.8), behind what is in out */
void base64_lines(const void *p, size_t n, struct buf *out);

#endif
