/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One-time codes of the operator's authenticator: RFC 6238 with HMAC-SHA-1, six digits, half a
 * minute each. As section 5.2 of it asks, a code is taken in its own half minute and the ones beside
 * it (clocks differ), and once.
 */
#include "sim.h"

#include <stdio.h>
#include <string.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#define STEP_S 30
#define KEY_MOST 64

/* RFC 4648 base32, spaces and case as people copy it; -1: it is none, or too short or long. */
static int
key_of(const char *secret, unsigned char key[KEY_MOST])
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned bits = 0, held = 0;
	const char *at;
	int n = 0;

	for (; *secret != '\0' && *secret != '='; secret++) {
		if (*secret == ' ')
			continue;
		at = strchr(alphabet, *secret >= 'a' && *secret <= 'z' ? *secret - 32 : *secret);
		if (at == NULL || n == KEY_MOST)
			return -1;
		bits = bits << 5 | (unsigned)(at - alphabet);
		held += 5;
		if (held >= 8)
			key[n++] = (unsigned char)(bits >> (held -= 8) & 255);
	}
	return n >= 10 ? n : -1;
}

bool
totp_secret(const char *secret)
{
	unsigned char key[KEY_MOST];

	return key_of(secret, key) > 0;
}

static bool
code_of(int64_t counter, char code[7])
{
	unsigned char key[KEY_MOST], text[8], mac[20], *p;
	int n = key_of(sim.totp_secret, key), i;

	for (i = 0; i < 8; i++)
		text[i] = (unsigned char)((uint64_t)counter >> (56 - 8 * i) & 255);
	if (n < 0 || gnutls_hmac_fast(GNUTLS_MAC_SHA1, key, (size_t)n, text, 8, mac) != 0)
		return false;
	p = mac + (mac[19] & 15);
	snprintf(code, 7, "%06u",
	    ((unsigned)(p[0] & 127) << 24 | (unsigned)p[1] << 16 | (unsigned)p[2] << 8 | p[3]) %
		1000000);
	return true;
}

bool
totp_take(const char *code)
{
	int64_t at = now() / STEP_S, c;
	char right[7];

	for (c = at - 1; c <= at + 1; c++)
		if (c > sim.totp_used && code_of(c, right) && strcmp(right, code) == 0) {
			sim.totp_used = c;
			return true;
		}
	return false;
}
