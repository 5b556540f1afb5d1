/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Face E: the eSign Client Service. */
#include "sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Codes known from the service: v1 1111 and 1110, v2 2011 and 2021. All others are invented. */
static int
code_of(const char *word, bool v1)
{
	static const char *const words[] = { "ISSUE", "EXPIRED", "RENEW",
		"WAITING_FOR_VERIFICATION", "NEW", "NO_CERTIFICATE", "NOT_REGISTERED", "SUSPEND",
		"REVOKE" };
	int i, n = (int)(sizeof(words) / sizeof(words[0]));

	for (i = 0; i < n - 1 && strcmp(words[i], word) != 0; i++)
		;
	if (v1 && (i == 0 || i == 6))
		return i == 0 ? 1111 : 1110;
	if (!v1 && (i == 6 || i == 5))
		return i == 6 ? 2011 : 2021;
	return sim.codes[i];
}

static json_t *
status_body(struct user *u, bool v1)
{
	const char *word = word_of(u);
	char message[160];

	if (u == NULL)
		snprintf(message, sizeof(message), "User belum terdaftar");
	else
		snprintf(message, sizeof(message),
		    "User sudah terdaftar dan memiliki sertifikat dengan status %s", word);
	return json_pack("{s:i, s:s, s:s}", "status_code", code_of(word, v1), "status", word,
	    "message", message);
}

static void
profile(const struct user *u, struct answer *a, json_t **body)
{
	json_t *list = json_array();
	char day[16];
	int i;

	if (u == NULL) {
		a->status = 404;
		*body = json_pack("{s:b, s:s}", "success", 0, "message", "User tidak ditemukan");
		json_decref(list);
		return;
	}
	for (i = u->n_certs - 1; i >= 0; i--) {
		day_text(u->certs[i].until, day);
		json_array_append_new(list, json_pack("{s:s}", "berlaku_sampai", day));
	}
	*body = json_pack("{s:b, s:{s:o}}", "success", 1, "data", "sertifikat", list);
}

/* The shape of its answers is invented. */
static bool
registration(json_t *in, struct answer *a, json_t **body)
{
	const char *nama = json_string_value(json_object_get(in, "nama"));
	const char *email = json_string_value(json_object_get(in, "email"));
	struct user u = { .verified = false }, *added;

	if (nama == NULL || email == NULL || strchr(email, '@') == NULL) {
		a->status = 400;
		*body = json_pack("{s:i, s:s}", "status_code", sim.codes[10], "error",
		    "nama dan email wajib diisi");
		return false;
	}
	if (find(NULL, email) != NULL) {
		a->status = 409;
		*body = json_pack("{s:i, s:s}", "status_code", sim.codes[11], "error",
		    "email sudah terdaftar");
		return false;
	}
	copy(u.email, sizeof(u.email), email);
	copy(u.nama, sizeof(u.nama), nama);
	added = user_add(&u);
	*body = json_pack("{s:i, s:s}", "status_code", sim.codes[12], "message",
	    "Registrasi berhasil, tautan aktivasi dikirim ke email");
	send_notice("M1", added, NULL);
	return true;
}

/* ---- verifying a PDF: canned, by a marker in the file ---- */

/* Decoded in place; its length. */
static size_t
base64_read(char *s)
{
	static const char set[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = 0, held = 0;
	char *to = s, *begin = s;
	const char *at;

	for (; *s != '\0' && *s != '='; s++) {
		at = strchr(set, *s);
		if (at == NULL)
			continue;
		held = held << 6 | (unsigned)(at - set);
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			*to++ = (char)(held >> bits);
		}
	}
	*to = '\0';
	return (size_t)(to - begin);
}

static bool
verify(const char *file, size_t n, bool v1, struct answer *a, json_t **body)
{
	bool pdf = file != NULL && memmem(file, n, "%PDF", 4) != NULL;
	bool valid = pdf && memmem(file, n, "AMSSIM-VALID", 12) != NULL;
	bool changed = pdf && memmem(file, n, "AMSSIM-CHANGED", 14) != NULL;
	const char *word = valid ? "VALID" : changed ? "INVALID" : "NO_SIGNATURE";

	if (!pdf) {
		a->status = 500;
		*body = fault_body(500, "Internal Server Error", "/verify");
	} else if (v1)
		*body = json_pack("{s:i, s:s*, s:s, s:[]}", "jumlah_signature", valid || changed,
		    "summary",
		    valid ? "DOCUMENT VALID !!!" : changed ? "DOCUMENT NOT VALID !!!" : NULL, "notes",
		    valid       ? "Dokumen asli" :
			changed ? "Konten Dokumen mengalami perubahan oleh pihak yang tidak berhak" :
				  "Dokumen belum ditandatangani secara elektronik",
		    "details");
	else
		*body = json_pack("{s:s, s:s, s:i, s:[]}", "conclusion", word, "description", word,
		    "signatureCount", valid || changed, "signatureInformations");
	return false;
}

static bool
verify_v2(json_t *in, struct answer *a, json_t **body)
{
	const char *text = json_string_value(json_object_get(in, "file"));
	char *file = strdup(text != NULL ? text : "");
	size_t n = base64_read(file);
	bool effect = verify(file, n, false, a, body);

	free(file);
	return effect;
}

/* True when the call had an effect. */
bool
esign(const struct request *q, struct answer *a, json_t **body)
{
	bool post = strcmp(q->method, "POST") == 0, effect = false;
	json_t *in = post ? json_loadb(q->body, q->len, 0, NULL) : NULL;

	if (q->basic == NULL || strcmp(q->basic, sim.basic) != 0) {
		a->status = 401;
		*body = fault_body(401, "Unauthorized", q->url);
		json_decref(in);
		return false;
	}
	a->status = 200;
	if (post && strcmp(q->url, "/api/v2/user/check/status") == 0)
		*body = status_body(find(json_string_value(json_object_get(in, "nik")),
					json_string_value(json_object_get(in, "email"))),
		    false);
	else if (!post && strncmp(q->url, "/api/user/status/", 17) == 0)
		*body = status_body(find(q->url + 17, NULL), true);
	else if (!post && strncmp(q->url, "/api/user/profile/", 18) == 0)
		profile(find(q->url + 18, NULL), a, body);
	else if (post &&
	    (strcmp(q->url, "/api/v2/user/registration") == 0 ||
		strcmp(q->url, "/api/v2/user/register") == 0))
		effect = registration(in, a, body);
	else if (post && strcmp(q->url, "/api/v2/verify/pdf") == 0)
		effect = verify_v2(in, a, body);
	else if (post && strcmp(q->url, "/api/sign/verify") == 0)
		effect = verify(q->body, q->len, true, a, body);
	else {
		a->status = 404;
		*body = fault_body(404, "Not Found", q->url);
	}
	json_decref(in);
	return effect;
}

