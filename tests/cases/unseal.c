/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unseal KEYFILE FILE...: what sealed files hold, one behind the other. Reads the format of base/crypt.h anew,
 * by GnuTLS alone, so that a test need not believe the program about what it has kept.
 */
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 65536
#define TAG 16

static unsigned char key[16][32];

static void
take_keys(const char *path)
{
	static const char label[] = "loket sealing";
	FILE *f = fopen(path, "r");
	unsigned char raw[32];
	char line[512], hex[65];
	unsigned id, byte;

	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, "%u %64s", &id, hex) != 2 || id >= 16)
			continue;
		for (int i = 0; i < 32; i++)
			raw[i] = sscanf(hex + 2 * i, "%2x", &byte) == 1 ? (unsigned char)byte : 0;
		gnutls_hmac_fast(GNUTLS_MAC_SHA256, raw, 32, label, strlen(label), key[id]);
	}
	if (f != NULL)
		fclose(f);
}

static int
unseal(const char *path)
{
	unsigned char head[17], nonce[12], in[CHUNK + TAG], out[CHUNK + TAG];
	FILE *f = fopen(path, "rb");
	gnutls_aead_cipher_hd_t h;
	gnutls_datum_t k;
	unsigned counter = 0;
	size_t n, plain;
	int c = 0, rc = 0;

	if (f == NULL || fread(head, 1, 16, f) != 16 || memcmp(head, "LKT1", 4) != 0 || head[7] >= 16)
		return fprintf(stderr, "unseal: %s\n", path), 1;
	k = (gnutls_datum_t){ key[head[7]], 32 };
	gnutls_aead_cipher_init(&h, GNUTLS_CIPHER_AES_256_GCM, &k);
	memcpy(nonce, head + 8, 8);
	while (rc == 0 && c != EOF && (n = fread(in, 1, sizeof(in), f)) > 0) {
		c = fgetc(f);
		if (c != EOF)
			ungetc(c, f);
		head[16] = c == EOF;
		for (int i = 0; i < 4; i++)
			nonce[8 + i] = (unsigned char)(counter >> (24 - 8 * i));
		counter++;
		plain = sizeof(out);
		rc = gnutls_aead_cipher_decrypt(h, nonce, 12, head, 17, TAG, in, n, out, &plain) < 0;
		if (rc == 0)
			fwrite(out, 1, plain, stdout);
	}
	if (rc != 0)
		fprintf(stderr, "unseal: %s: wrong key, or changed\n", path);
	fclose(f);
	return rc;
}

int
main(int argc, char **argv)
{
	int rc = argc < 3;

	if (rc == 0)
		take_keys(argv[1]);
	for (int i = 2; i < argc; i++)
		rc |= unseal(argv[i]);
	return rc;
}
