/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cryptography by GnuTLS: formats are told in crypt.h. A failure of the library itself (no random
 * bytes, no AES) is no state to go on in: the process ends. Failures of data (wrong key, changed
 * bytes) are refused with what was found.
 */
#include "base/crypt.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/pkcs7.h>
#include <gnutls/x509.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#define KEY_LEN KEY_BYTES
#define NONCE_LEN 12
#define TAG_LEN 16
#define SMALL_VERSION 1
#define FILE_MAGIC "LKT1"
#define ROOTS_MOST (4u << 20)	/* bytes of a file of roots */
#define CERTIFICATES_MOST 32	/* that come with a signature */
#define CHAIN_MOST 8
#define CMS_DATA "1.2.840.113549.1.7.1"
#define FILE_HEADER 16		/* magic 4, key id 4, nonce prefix 8 */

struct key { uint32_t id, mark; unsigned char sealing[KEY_LEN], knowing[KEY_LEN]; };
struct trust_roots { gnutls_x509_trust_list_t list; };
struct keys { struct key *items; size_t n_items; };
struct digester { gnutls_hash_hd_t h; };
struct recogniser { gnutls_hmac_hd_t h; };
struct sealer {
	gnutls_aead_cipher_hd_t cipher;
	gnutls_hash_hd_t name;
	int fd;
	uint32_t counter;
	unsigned char header[FILE_HEADER];
	unsigned char plain[SEAL_CHUNK];
	size_t n_plain;
};

static void
must(int rc, const char *what)
{
	if (rc >= 0)
		return;
	log_error("crypt %s: %s", what, gnutls_strerror(rc));
	_exit(EX_SOFTWARE);
}

static uint32_t
get_u32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void
derive(const unsigned char key[KEY_LEN], const char *label, unsigned char out[KEY_LEN])
{
	must(
	    gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, KEY_LEN, label, strlen(label), out), "derive");
}

static uint32_t
mark_of(const unsigned char raw[KEY_LEN])
{
	unsigned char told[KEY_LEN];

	derive(raw, "loket telling apart", told);
	return get_u32(told);
}

static int
key_line(struct keys *k, const char *line, struct err *e)
{
	unsigned char raw[KEY_LEN];
	unsigned int byte;
	struct key *key;
	unsigned long id;
	char *end;
	size_t i;

	id = strtoul(line, &end, 10);
	if (end == line || *end != ' ' || id == 0 || id > UINT32_MAX)
		return err_refused(
		    e, "a line must be: number, blank, %d hexadecimal letters", 2 * KEY_LEN);
	for (i = 0, end++; i < KEY_LEN; i++, end += 2) {
		if (!isxdigit((unsigned char)end[0]) || !isxdigit((unsigned char)end[1]) ||
		    sscanf(end, "%2x", &byte) != 1)
			return err_refused(
			    e, "key %lu must have %d hexadecimal letters", id, 2 * KEY_LEN);
		raw[i] = (unsigned char)byte;
	}
	k->items = grow(k->items, k->n_items, sizeof(*k->items));
	key = &k->items[k->n_items++];
	key->id = (uint32_t)id;
	derive(raw, "loket sealing", key->sealing);
	derive(raw, "loket knowing", key->knowing);
	key->mark = mark_of(raw);
	wipe(raw, sizeof(raw));
	return 0;
}

struct keys *
keys_open(const char *path, struct err *e)
{
	struct keys *k = xcalloc(1, sizeof(*k));
	struct buf text = BUF_INIT;
	char *line, *rest = NULL;
	struct stat st;

	if (stat(path, &st) < 0) {
		err_refused(e, "%s: no key file; make one with: loket key make %s", path, path);
		goto fail;
	}
	if ((st.st_mode & 027) != 0) {
		err_refused(
		    e, "%s: others may read or write the key; run: chmod 600 %s", path, path);
		goto fail;
	}
	if (file_read(path, 65536, &text, e) < 0)
		goto fail;
	for (line = strtok_r(text.data, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest))
		if (*line != '#' && key_line(k, line, e) < 0) {
			err_wrap(e, "%s", path);
			goto fail;
		}
	if (k->n_items == 0) {
		err_refused(e, "%s: holds no key", path);
		goto fail;
	}
	wipe(text.data, text.len);
	buf_free(&text);
	return k;
fail:
	buf_free(&text);
	keys_free(k);
	return NULL;
}

void
keys_free(struct keys *k)
{
	if (k == NULL)
		return;
	if (k->items != NULL)
		wipe(k->items, k->n_items * sizeof(*k->items));
	free(k->items);
	free(k);
}

int
keys_write(const char *path, const char *lines, struct err *e)
{
	char *text;
	int rc;

	if (access(path, F_OK) == 0)
		return err_refused(e, "%s: is there already; it is never overwritten", path);
	text = xasprintf("# loket: key of the archive; without it nothing there can be read. Keep a copy "
			 "in the safe: loket key paper\n%s",
	    lines);
	rc = file_write(path, text, strlen(text), 0600, e);
	wipe(text, strlen(text));
	free(text);
	return rc;
}

int
keys_make(const char *path, struct err *e)
{
	unsigned char raw[KEY_LEN];
	char hex[2 * KEY_LEN + 1], *line;
	int rc;

	random_bytes(raw, sizeof(raw));
	digest_hex(raw, hex);
	line = xasprintf("1 %s\n", hex);
	rc = keys_write(path, line, e);
	wipe(line, strlen(line));
	wipe(hex, sizeof(hex));
	wipe(raw, sizeof(raw));
	free(line);
	return rc;
}

uint32_t
keys_newest(const struct keys *k)
{
	return k->items[k->n_items - 1].id;
}

static const struct key *
key_of(const struct keys *k, uint32_t id)
{
	size_t i;

	for (i = 0; i < k->n_items; i++)
		if (k->items[i].id == id)
			return &k->items[i];
	return NULL;
}

void
keys_mark(const struct keys *k, uint32_t id, char out[KEY_MARK])
{
	const struct key *key = key_of(k, id);

	out[0] = '\0';
	if (key != NULL)
		snprintf(out, KEY_MARK, "%lu-%08lX", (unsigned long)id, (unsigned long)key->mark);
}

void
key_mark(uint32_t id, const unsigned char raw[KEY_BYTES], char out[KEY_MARK])
{
	snprintf(out, KEY_MARK, "%lu-%08lX", (unsigned long)id, (unsigned long)mark_of(raw));
}

void
digest(const void *p, size_t n, unsigned char out[DIGEST_LEN])
{
	must(gnutls_hash_fast(GNUTLS_DIG_SHA256, p, n, out), "digest");
}

void
digest_hex(const unsigned char d[DIGEST_LEN], char out[2 * DIGEST_LEN + 1])
{
	size_t i;

	for (i = 0; i < DIGEST_LEN; i++)
		snprintf(out + 2 * i, 3, "%02x", d[i]);
}

struct digester *
digester_new(void)
{
	struct digester *d = xmalloc(sizeof(*d));

	must(gnutls_hash_init(&d->h, GNUTLS_DIG_SHA256), "digest");
	return d;
}

void
digester_add(struct digester *d, const void *p, size_t n)
{
	must(gnutls_hash(d->h, p, n), "digest");
}

void
digester_end(struct digester *d, unsigned char out[DIGEST_LEN])
{
	gnutls_hash_deinit(d->h, out);
	free(d);
}

struct recogniser *
recogniser_new(const struct keys *k, uint32_t id)
{
	const struct key *key = key_of(k, id);
	struct recogniser *r;

	if (key == NULL)
		return NULL;
	r = xmalloc(sizeof(*r));
	must(gnutls_hmac_init(&r->h, GNUTLS_MAC_SHA256, key->knowing, KEY_LEN), "hmac");
	return r;
}

void
recogniser_add(struct recogniser *r, const void *p, size_t n)
{
	must(gnutls_hmac(r->h, p, n), "hmac");
}

void
recogniser_end(struct recogniser *r, unsigned char out[DIGEST_LEN])
{
	gnutls_hmac_deinit(r->h, out);
	free(r);
}

void
random_bytes(void *p, size_t n)
{
	must(gnutls_rnd(GNUTLS_RND_KEY, p, n), "random");
}

static gnutls_aead_cipher_hd_t
cipher_of(const struct key *key)
{
	gnutls_datum_t d = { (unsigned char *)(uintptr_t)key->sealing, KEY_LEN };
	gnutls_aead_cipher_hd_t h;

	must(gnutls_aead_cipher_init(&h, GNUTLS_CIPHER_AES_256_GCM, &d), "cipher");
	return h;
}

static void
put_u32(unsigned char *p, uint32_t v)
{
	p[0] = (unsigned char)(v >> 24);
	p[1] = (unsigned char)(v >> 16);
	p[2] = (unsigned char)(v >> 8);
	p[3] = (unsigned char)v;
}

void
seal(const struct keys *k, const char *about, const void *p, size_t n, struct buf *out)
{
	const struct key *key = key_of(k, keys_newest(k));
	gnutls_aead_cipher_hd_t h = cipher_of(key);
	unsigned char head[5 + NONCE_LEN];
	size_t cipher_len = n + TAG_LEN;

	head[0] = SMALL_VERSION;
	put_u32(head + 1, key->id);
	random_bytes(head + 5, NONCE_LEN);
	buf_add(out, head, sizeof(head));
	buf_reserve(out, cipher_len);
	must(gnutls_aead_cipher_encrypt(h, head + 5, NONCE_LEN, about, strlen(about), TAG_LEN, p, n,
		 out->data + out->len, &cipher_len),
	    "seal");
	out->len += cipher_len;
	out->data[out->len] = '\0';
	gnutls_aead_cipher_deinit(h);
}

int
unseal(const struct keys *k, const char *about, const void *p, size_t n, struct buf *out,
    struct err *e)
{
	const unsigned char *b = p;
	const struct key *key;
	gnutls_aead_cipher_hd_t h;
	size_t plain;
	int rc;

	if (n < 5 + NONCE_LEN + TAG_LEN || b[0] != SMALL_VERSION)
		return err_refused(e, "%s: not a sealed value", about);
	key = key_of(k, get_u32(b + 1));
	if (key == NULL)
		return err_refused(e, "%s: sealed with key %u, which the key file does not hold",
		    about, get_u32(b + 1));
	h = cipher_of(key);
	plain = n - 5 - NONCE_LEN - TAG_LEN;
	buf_reserve(out, plain + 1);
	rc = gnutls_aead_cipher_decrypt(h, b + 5, NONCE_LEN, about, strlen(about), TAG_LEN,
	    b + 5 + NONCE_LEN, n - 5 - NONCE_LEN, out->data + out->len, &plain);
	gnutls_aead_cipher_deinit(h);
	if (rc < 0)
		return err_refused(e, "%s: sealed value was changed", about);
	out->len += plain;
	out->data[out->len] = '\0';
	return 0;
}

struct sealer *
sealer_new(const struct keys *k, int fd)
{
	struct sealer *s = xmalloc(sizeof(*s));

	memset(s, 0, offsetof(struct sealer, plain));
	s->n_plain = 0;
	s->fd = fd;
	memcpy(s->header, FILE_MAGIC, 4);
	put_u32(s->header + 4, keys_newest(k));
	random_bytes(s->header + 8, 8);
	s->cipher = cipher_of(key_of(k, keys_newest(k)));
	must(gnutls_hash_init(&s->name, GNUTLS_DIG_SHA256), "digest");
	return s;
}

static int
out_bytes(struct sealer *s, const void *p, size_t n, struct err *e)
{
	must(gnutls_hash(s->name, p, n), "digest");
	return file_write_fd(s->fd, p, n, e);
}

static int
chunk_out(struct sealer *s, bool last, struct err *e)
{
	unsigned char nonce[NONCE_LEN], about[FILE_HEADER + 1], cipher[SEAL_CHUNK + TAG_LEN];
	size_t n = sizeof(cipher);

	if (s->counter == 0 && out_bytes(s, s->header, FILE_HEADER, e) < 0)
		return -1;
	memcpy(nonce, s->header + 8, 8);
	put_u32(nonce + 8, s->counter++);
	memcpy(about, s->header, FILE_HEADER);
	about[FILE_HEADER] = last;
	must(gnutls_aead_cipher_encrypt(s->cipher, nonce, NONCE_LEN, about, sizeof(about), TAG_LEN,
		 s->plain, s->n_plain, cipher, &n),
	    "seal");
	s->n_plain = 0;
	return out_bytes(s, cipher, n, e);
}

int
sealer_add(struct sealer *s, const void *p, size_t n, struct err *e)
{
	const char *at = p;
	size_t part;

	while (n > 0) {
		/*
		 * a full chunk waits for more bytes, so that the last one is always known as last
		 */
		if (s->n_plain == SEAL_CHUNK && chunk_out(s, false, e) < 0)
			return -1;
		part = n < SEAL_CHUNK - s->n_plain ? n : SEAL_CHUNK - s->n_plain;
		memcpy(s->plain + s->n_plain, at, part);
		s->n_plain += part;
		at += part;
		n -= part;
	}
	return 0;
}

int
sealer_end(struct sealer *s, unsigned char name[DIGEST_LEN], struct err *e)
{
	int rc = chunk_out(s, true, e);

	if (rc == 0) {
		gnutls_hash_deinit(s->name, name);
		s->name = NULL;
	}
	sealer_drop(s);
	return rc;
}

void
sealer_drop(struct sealer *s)
{
	if (s == NULL)
		return;
	if (s->name != NULL)
		gnutls_hash_deinit(s->name, NULL);
	gnutls_aead_cipher_deinit(s->cipher);
	wipe(s->plain, sizeof(s->plain));
	free(s);
}

static int
chunk_in(gnutls_aead_cipher_hd_t h, const unsigned char *header, uint32_t counter, bool last,
    const char *p, size_t n, struct buf *out, struct err *e)
{
	unsigned char nonce[NONCE_LEN], about[FILE_HEADER + 1];
	size_t plain = n - TAG_LEN;

	memcpy(nonce, header + 8, 8);
	put_u32(nonce + 8, counter);
	memcpy(about, header, FILE_HEADER);
	about[FILE_HEADER] = last;
	buf_reserve(out, plain + 1);
	if (gnutls_aead_cipher_decrypt(h, nonce, NONCE_LEN, about, sizeof(about), TAG_LEN, p, n,
		out->data + out->len, &plain) < 0)
		return err_refused(e, "sealed file was changed or cut");
	out->len += plain;
	out->data[out->len] = '\0';
	return 0;
}

int
unseal_fd(const struct keys *k, int fd, size_t most, struct buf *out, struct err *e)
{
	struct buf raw = BUF_INIT;
	gnutls_aead_cipher_hd_t h = NULL;
	const struct key *key;
	uint32_t counter = 0;
	size_t at = FILE_HEADER, part;
	int rc = -1;

	if (file_read_fd(
		fd, most + most / SEAL_CHUNK * TAG_LEN + FILE_HEADER + 2 * TAG_LEN, &raw, e) < 0)
		goto out;
	if (raw.len < FILE_HEADER + TAG_LEN || memcmp(raw.data, FILE_MAGIC, 4) != 0) {
		err_refused(e, "not a sealed file");
		goto out;
	}
	key = key_of(k, get_u32((unsigned char *)raw.data + 4));
	if (key == NULL) {
		err_refused(e, "sealed with key %u, which the key file does not hold",
		    get_u32((unsigned char *)raw.data + 4));
		goto out;
	}
	h = cipher_of(key);
	do {
		part = raw.len - at < SEAL_CHUNK + TAG_LEN ? raw.len - at : SEAL_CHUNK + TAG_LEN;
		if (part < TAG_LEN) {
			err_refused(e, "sealed file was cut");
			goto out;
		}
		if (chunk_in(h, (unsigned char *)raw.data, counter++, at + part == raw.len,
			raw.data + at, part, out, e) < 0)
			goto out;
		at += part;
	} while (at < raw.len);
	rc = 0;
out:
	if (h != NULL)
		gnutls_aead_cipher_deinit(h);
	buf_free(&raw);
	return rc;
}

/* The chunks behind the header. One chunk is read ahead, since the last one is marked as last. */
static int
copy_chunks(gnutls_aead_cipher_hd_t h, const unsigned char *header, int from, int to, struct err *e)
{
	const size_t full = SEAL_CHUNK + TAG_LEN;
	char *now = xmalloc(full), *next = xmalloc(full), *other;
	struct buf plain = BUF_INIT;
	ssize_t n = read_full(from, now, full), m = 0;
	uint32_t counter = 0;
	int rc = 0;

	do {
		m = n == (ssize_t)full ? read_full(from, next, full) : 0;
		buf_reset(&plain);
		if (n < 0 || m < 0)
			rc = err_again(e, "cannot be read: %s", strerror(errno));
		else if (n < TAG_LEN)
			rc = err_refused(e, "sealed file was cut");
		else if ((rc = chunk_in(h, header, counter++, m == 0, now, (size_t)n, &plain, e)) == 0)
			rc = file_write_fd(to, plain.data, plain.len, e);
		other = now, now = next, next = other;
		n = m;
	} while (rc == 0 && m > 0);
	if (plain.data != NULL)
		wipe(plain.data, plain.cap);
	buf_free(&plain);
	free(now);
	free(next);
	return rc;
}

int
unseal_copy(const struct keys *k, int from, int to, uint32_t *id, struct err *e)
{
	unsigned char header[FILE_HEADER];
	gnutls_aead_cipher_hd_t h;
	const struct key *key;
	int rc;

	*id = 0;
	if (read_full(from, header, FILE_HEADER) != FILE_HEADER || memcmp(header, FILE_MAGIC, 4) != 0)
		return err_refused(e, "not a sealed file");
	*id = get_u32(header + 4);
	if ((key = key_of(k, *id)) == NULL)
		return err_refused(
		    e, "sealed with key %u, which the key file does not hold", (unsigned)*id);
	h = cipher_of(key);
	rc = copy_chunks(h, header, from, to, e);
	gnutls_aead_cipher_deinit(h);
	return rc;
}

/* ---- signatures ---- */

struct trust_roots *
trust_roots_read(const char *path, struct err *e)
{
	struct buf pem = BUF_INIT;
	struct trust_roots *r;
	gnutls_datum_t d;
	int n;

	if (file_read(path, ROOTS_MOST, &pem, e) < 0) {
		buf_free(&pem);
		return NULL;
	}
	r = xcalloc(1, sizeof(*r));
	must(gnutls_x509_trust_list_init(&r->list, 0), "roots");
	d = (gnutls_datum_t){ (unsigned char *)pem.data, (unsigned int)pem.len };
	n = pem.len > 0 ?
	    gnutls_x509_trust_list_add_trust_mem(r->list, &d, NULL, GNUTLS_X509_FMT_PEM, 0, 0) :
	    0;
	buf_free(&pem);
	if (n > 0)
		return r;
	err_refused(e, "%s: must hold CA certificates in PEM%s%s", path, n < 0 ? ": " : "",
	    n < 0 ? gnutls_strerror(n) : "");
	trust_roots_free(r);
	return NULL;
}

void
trust_roots_free(struct trust_roots *r)
{
	if (r == NULL)
		return;
	gnutls_x509_trust_list_deinit(r->list, 1);
	free(r);
}

/* The certificates that came with a signature; `chain` leads up from the signer. */
struct bundle {
	gnutls_x509_crt_t all[CERTIFICATES_MOST], chain[CHAIN_MOST];
	size_t n, n_chain;
};

/* GnuTLS loses memory with each look at a certificate whose key it cannot read. */
static bool
has_key(gnutls_x509_crt_t crt)
{
	gnutls_pubkey_t key;
	int rc;

	must(gnutls_pubkey_init(&key), "certificate");
	rc = gnutls_pubkey_import_x509(key, crt, 0);
	gnutls_pubkey_deinit(key);
	return rc >= 0;
}

static enum signed_state
bundle_read(gnutls_pkcs7_t cms, struct bundle *b)
{
	int n = gnutls_pkcs7_get_crt_count(cms);

	if (n < 0)
		return SIGNED_BROKEN;
	if (n == 0 || n > CERTIFICATES_MOST)
		return SIGNED_FORM;
	for (int i = 0; i < n; i++) {
		gnutls_datum_t raw;
		int rc;

		if (gnutls_pkcs7_get_crt_raw2(cms, i, &raw) < 0)
			continue;	/* another kind of certificate: of no use here */
		must(gnutls_x509_crt_init(&b->all[b->n]), "certificate");
		rc = gnutls_x509_crt_import(b->all[b->n], &raw, GNUTLS_X509_FMT_DER);
		gnutls_free(raw.data);
		if (rc >= 0 && has_key(b->all[b->n]))
			b->n++;
		else
			gnutls_x509_crt_deinit(b->all[b->n]);
	}
	return SIGNED_RELIED;
}

static void
bundle_free(struct bundle *b)
{
	for (size_t i = 0; i < b->n; i++)
		gnutls_x509_crt_deinit(b->all[i]);
}

/* Named by the signature: by issuer and number, or by the name of the key. */
static bool
is_signer(gnutls_x509_crt_t crt, const gnutls_pkcs7_signature_info_st *s)
{
	unsigned char id[128];
	size_t n = sizeof(id);
	gnutls_datum_t dn;
	bool same;

	if (s->issuer_dn.size == 0)
		return s->issuer_keyid.size > 0 &&
		    gnutls_x509_crt_get_subject_key_id(crt, id, &n, NULL) >= 0 &&
		    n == s->issuer_keyid.size && memcmp(id, s->issuer_keyid.data, n) == 0;
	if (gnutls_x509_crt_get_serial(crt, id, &n) < 0 || n != s->signer_serial.size ||
	    memcmp(id, s->signer_serial.data, n) != 0 ||
	    gnutls_x509_crt_get_raw_issuer_dn(crt, &dn) < 0)
		return false;
	same = dn.size == s->issuer_dn.size && memcmp(dn.data, s->issuer_dn.data, dn.size) == 0;
	gnutls_free(dn.data);
	return same;
}

/* The one certificate that the signature names becomes the begin of the chain. */
static bool
find_signer(struct bundle *b, const gnutls_pkcs7_signature_info_st *s)
{
	for (size_t i = 0; i < b->n; i++)
		if (is_signer(b->all[i], s)) {
			if (b->n_chain > 0)
				return false;
			b->chain[b->n_chain++] = b->all[i];
		}
	return b->n_chain > 0;
}

/*
 * Upwards from the signer, by what certificates claim of their issuers, until the issuer is a root:
 * that one; NULL: none is reached. Whether the claims are true is the trust list's to say.
 */
static gnutls_x509_crt_t
find_root(struct bundle *b, const struct trust_roots *roots)
{
	for (;;) {
		gnutls_x509_crt_t last = b->chain[b->n_chain - 1], next = NULL;

		if (gnutls_x509_trust_list_get_issuer(roots->list, last, &next, 0) >= 0)
			return next;
		next = NULL;
		for (size_t i = 0; i < b->n && next == NULL; i++)
			if (gnutls_x509_crt_check_issuer(last, b->all[i]) != 0)
				next = b->all[i];
		for (size_t i = 0; i < b->n_chain; i++)
			if (b->chain[i] == next)
				next = NULL;
		if (next == NULL || b->n_chain == CHAIN_MOST)
			return NULL;
		b->chain[b->n_chain++] = next;
	}
}

static bool
is_strong(gnutls_sign_algorithm_t how)
{
	switch (gnutls_sign_get_hash_algorithm(how)) {
	case GNUTLS_DIG_SHA256:
	case GNUTLS_DIG_SHA384:
	case GNUTLS_DIG_SHA512:
	case GNUTLS_DIG_SHA3_256:
	case GNUTLS_DIG_SHA3_384:
	case GNUTLS_DIG_SHA3_512:
		return true;
	default:
		return false;
	}
}

/* A CA, or a certificate that is only for machines, signs no letters. */
static bool
is_for_signing(gnutls_x509_crt_t crt)
{
	static const char *const machines[] = { GNUTLS_KP_TLS_WWW_SERVER, GNUTLS_KP_CODE_SIGNING,
		GNUTLS_KP_TIME_STAMPING, GNUTLS_KP_OCSP_SIGNING };
	unsigned int usage = 0, purposes = 0;
	int rc = gnutls_x509_crt_get_key_usage(crt, &usage, NULL);
	bool machine;
	char oid[128];
	size_t n;

	if (rc != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE &&
	    (rc < 0 || (usage & (GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_NON_REPUDIATION)) == 0))
		return false;
	if (gnutls_x509_crt_get_ca_status(crt, NULL) > 0)
		return false;
	for (;; purposes++) {
		n = sizeof(oid);
		rc = gnutls_x509_crt_get_key_purpose_oid(crt, (int)purposes, oid, &n, NULL);
		if (rc < 0)
			return purposes == 0 && rc == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE;
		machine = false;
		for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
			machine |= strcmp(oid, machines[i]) == 0;
		if (!machine)
			return true;
	}
}

static bool
is_valid_at(const struct bundle *b, gnutls_x509_crt_t root, int64_t t)
{
	bool valid = true;

	for (size_t i = 0; i < b->n_chain + 1; i++) {
		gnutls_x509_crt_t crt = i < b->n_chain ? b->chain[i] : root;

		valid &= gnutls_x509_crt_get_activation_time(crt) <= t &&
		    gnutls_x509_crt_get_expiration_time(crt) >= t;
	}
	return valid;
}

static enum signed_state
chain_check(struct bundle *b, const struct trust_roots *roots, int64_t now, int64_t signing)
{
	gnutls_x509_crt_t root = find_root(b, roots);
	unsigned int status = 0;

	if (root == NULL || !is_for_signing(b->chain[0]) ||
	    gnutls_x509_trust_list_verify_crt2(roots->list, b->chain, (unsigned int)b->n_chain,
		NULL, 0, GNUTLS_VERIFY_DISABLE_TIME_CHECKS |
		    GNUTLS_PROFILE_TO_VFLAGS(GNUTLS_PROFILE_MEDIUM), &status, NULL) < 0 ||
	    status != 0)
		return SIGNED_CHAIN;
	if (!is_valid_at(b, root, now) &&
	    (signing < 0 || signing > now || !is_valid_at(b, root, signing)))
		return SIGNED_EXPIRED;
	return SIGNED_RELIED;
}

/* NULL: it has none, or more than one, and nobody can say which of them a person would read. */
static char *
common_name(gnutls_x509_crt_t crt)
{
	char name[1024];
	size_t n = sizeof(name), none = 0;

	if (gnutls_x509_crt_get_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, &n) < 0 ||
	    n == 0 || memchr(name, '\0', n) != NULL ||
	    gnutls_x509_crt_get_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 1, 0, NULL, &none) !=
		GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
		return NULL;
	return xstrndup(name, n);
}

/* One signer, nothing inside, plain data: what else CMS can hold means something else. */
static bool
is_plain_detached(gnutls_pkcs7_t cms)
{
	const char *of = gnutls_pkcs7_get_embedded_data_oid(cms);
	gnutls_datum_t inside = { NULL, 0 };

	if (gnutls_pkcs7_get_embedded_data(cms, 0, &inside) >= 0) {
		gnutls_free(inside.data);
		return false;
	}
	return of != NULL && strcmp(of, CMS_DATA) == 0 &&
	    gnutls_pkcs7_get_signature_count(cms) == 1;
}

static time_t time_of_signer;

static time_t
tell_time_of_signer(time_t *to)
{
	if (to != NULL)
		*to = time_of_signer;
	return time_of_signer;
}

/*
 * By this key, over these bytes. GnuTLS also holds the certificate against the system's clock,
 * whatever the flags, so it is shown one by which that has just begun: time is chain_check's.
 */
static int
verify(gnutls_pkcs7_t cms, gnutls_x509_crt_t signer, const gnutls_datum_t *data)
{
	int rc;

	time_of_signer = gnutls_x509_crt_get_activation_time(signer);
	gnutls_global_set_time_function(tell_time_of_signer);
	rc = gnutls_pkcs7_verify_direct(cms, signer, 0, data, 0);
	gnutls_global_set_time_function(time);
	return rc;
}

static enum signed_state
cms_check(gnutls_pkcs7_t cms, const gnutls_datum_t *data, const struct trust_roots *roots,
    int64_t now, struct bundle *b)
{
	gnutls_pkcs7_signature_info_st s;
	enum signed_state state;
	int64_t signing;
	bool strong;
	int rc;

	if (!is_plain_detached(cms))
		return SIGNED_FORM;
	if (gnutls_pkcs7_get_signature_info(cms, 0, &s) < 0)
		return SIGNED_BROKEN;
	strong = is_strong(s.algo);
	signing = s.signing_time == (time_t)-1 ? -1 : (int64_t)s.signing_time;
	state = bundle_read(cms, b);
	if (state == SIGNED_RELIED && (!strong || !find_signer(b, &s)))
		state = SIGNED_FORM;
	gnutls_pkcs7_signature_info_deinit(&s);
	if (state != SIGNED_RELIED)
		return state;
	/* apart from the chain: together they tell both failures alike */
	rc = verify(cms, b->chain[0], data);
	if (rc < 0)
		return rc == GNUTLS_E_INSUFFICIENT_SECURITY ? SIGNED_FORM : SIGNED_CHANGED;
	return roots != NULL ? chain_check(b, roots, now, signing) : SIGNED_NO_ROOTS;
}

enum signed_state
signed_check(const void *der, size_t n_der, const void *p, size_t n,
    const struct trust_roots *roots, int64_t now, char **signer)
{
	gnutls_datum_t d = { (unsigned char *)(uintptr_t)der, (unsigned int)n_der };
	gnutls_datum_t data = { (unsigned char *)(uintptr_t)p, (unsigned int)n };
	enum signed_state state = SIGNED_BROKEN;
	struct bundle b = { .n = 0 };
	gnutls_pkcs7_t cms;

	*signer = NULL;
	if (n_der > UINT32_MAX || n > UINT32_MAX)
		return SIGNED_FORM;
	must(gnutls_pkcs7_init(&cms), "signature");
	if (gnutls_pkcs7_import(cms, &d, GNUTLS_X509_FMT_DER) >= 0)
		state = cms_check(cms, &data, roots, now, &b);
	if (state == SIGNED_RELIED && (*signer = common_name(b.chain[0])) == NULL)
		state = SIGNED_FORM;
	bundle_free(&b);
	gnutls_pkcs7_deinit(cms);
	return state;
}

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void
token_letters(const unsigned char raw[10], char out[20])
{
	unsigned int bits = 0;
	int have = 0;
	size_t i, o = 0;

	for (i = 0; i < 10; i++) {
		bits = (bits << 8 | raw[i]) & 0xffff;
		have += 8;
		while (have >= 5) {
			if (o == 4 || o == 9 || o == 14)
				out[o++] = '-';
			out[o++] = alphabet[bits >> (have - 5) & 31];
			have -= 5;
		}
	}
	out[o] = '\0';
}

int
token_raw(const char *text, unsigned char raw[10])
{
	unsigned int bits = 0;
	const char *found;
	int have = 0;
	size_t letters = 0, o = 0;

	for (; *text != '\0'; text++) {
		if (*text == '-' || *text == ' ')
			continue;
		found = strchr(alphabet, toupper((unsigned char)*text));
		if (found == NULL || ++letters > 16)
			return -1;
		bits = (bits << 5 | (unsigned int)(found - alphabet)) & 0xffff;
		have += 5;
		if (have >= 8) {
			raw[o++] = (unsigned char)(bits >> (have - 8));
			have -= 8;
		}
	}
	return letters == 16 ? 0 : -1;
}

void
base64_lines(const void *p, size_t n, struct buf *out)
{
	const gnutls_datum_t plain = { (unsigned char *)(uintptr_t)p, (unsigned)n };
	gnutls_datum_t coded;

	if (n == 0 || gnutls_base64_encode2(&plain, &coded) < 0)
		return;
	for (size_t at = 0, line; at < coded.size; at += line) {
		line = coded.size - at < 76 ? coded.size - at : 76;
		buf_add(out, coded.data + at, line);
		buf_adds(out, "\r\n");
	}
	gnutls_free(coded.data);
}
