/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Faces B and P: the login server and the calls of the AMS portal. Recorded are the paths, the
 * bodies of search, detail, edit, queue and approval, three refusals, and that a refusal comes with
 * HTTP 200; the other texts are invented.
 */
#include "sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define REST "/api/rest/manage/"

/* ---- face B ---- */

/* The value of one field of a form, decoded; caller frees, NULL: none. */
static char *
form_field(const struct request *q, const char *name)
{
	const char *p = q->body, *end = p + q->len;
	size_t n = strlen(name);
	char *out, *to;

	for (; p != NULL && p < end; p = memchr(p, '&', (size_t)(end - p)), p = p != NULL ? p + 1 : NULL) {
		if ((size_t)(end - p) <= n || strncmp(p, name, n) != 0 || p[n] != '=')
			continue;
		out = to = calloc(1, q->len + 1);
		for (p += n + 1; p < end && *p != '&'; p++) {
			unsigned c;

			if (*p == '%' && end - p > 2 && sscanf(p + 1, "%2x", &c) == 1) {
				*to++ = (char)c;
				p += 2;
			} else
				*to++ = (char)(*p == '+' ? ' ' : *p);
		}
		return out;
	}
	return NULL;
}

static bool
is(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static json_t *
new_tokens(void)
{
	random_hex(sim.access, 64);
	random_hex(sim.refresh, 64);
	sim.access_until = now() + sim.token_s;
	sim.refresh_until = now() + sim.refresh_s;
	return json_pack("{s:s, s:s, s:I, s:I, s:s}", "access_token", sim.access, "refresh_token",
	    sim.refresh, "expires_in", (json_int_t)sim.token_s, "refresh_expires_in",
	    (json_int_t)sim.refresh_s, "token_type", "Bearer");
}

bool
beid(const struct request *q, struct answer *a, json_t **body)
{
	char *grant = form_field(q, "grant_type"), *client = form_field(q, "client_id");
	char *name = form_field(q, "username"), *password = form_field(q, "password");
	char *totp = form_field(q, "totp"), *refresh = form_field(q, "refresh_token");
	bool ok = false;

	if (is(client, "ams") && is(grant, "password"))
		ok = is(name, sim.operator_name) && is(password, sim.operator_password) &&
		    totp != NULL && totp_take(totp);
	else if (is(client, "ams") && is(grant, "refresh_token"))
		ok = is(refresh, sim.refresh) && now() < sim.refresh_until;
	a->status = ok ? 200 : is(grant, "refresh_token") ? 400 : 401;
	*body = ok ? new_tokens() :
		     json_pack("{s:s, s:s}", "error", "invalid_grant", "error_description",
			 is(grant, "refresh_token") ? "Token is not active" :
						      "Invalid user credentials");
	free(grant);
	free(client);
	free(name);
	free(password);
	free(totp);
	free(refresh);
	return false;
}

/* ---- face P ---- */

static json_t *
says(bool success, const char *message, json_t *data)
{
	return json_pack("{s:b, s:s, s:o}", "success", success, "message", message, "data",
	    data != NULL ? data : json_null());
}

/* AMS's clock, WIB */
static json_t *
time_text(int64_t at)
{
	char out[40];
	time_t t = (time_t)(at + ZONE);
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(out, sizeof(out), "%Y-%m-%d %H:%M:%S.000+0700", &tm);
	return json_string(out);
}

static json_t *
masked(const char *s)
{
	size_t n = strlen(s), i;
	char out[64];

	copy(out, sizeof(out), s);
	for (i = 0; i + 4 < n && i < sizeof(out); i++)
		out[i] = '*';
	return json_string(out);
}

static const char *
account_of(const struct user *u)
{
	return u->changing ? "UPDATE" : u->verified ? "VERIFIED" : "NEW";
}

/* As in a list: numbers come back empty. */
static json_t *
row_of(struct user *u)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id", u->uid, "nama",
	    u->nama, "emailAddress", u->email, "nik", "", "nip", "", "phone", "", "organisasi",
	    u->unit, "jabatanOrganisasi", u->post, "status", account_of(u), "certificateStatus",
	    word_of(u));
}

static bool
hits(const struct user *u, const char *key, const char *value)
{
	if (value == NULL || *value == '\0')
		return true;
	if (strcmp(key, "email") == 0)
		return strcasestr(u->email, value) != NULL;
	if (strcmp(key, "nik") == 0)
		return strcmp(u->nik, value) == 0;
	return true;
}

static bool
list(json_t *in, bool queue, json_t **body)
{
	json_t *filters = json_object_get(in, "filters"), *rows = json_array(), *v, *echo;
	json_int_t start = json_integer_value(json_object_get(in, "start"));
	json_int_t most = json_integer_value(json_object_get(in, "length")), n = 0;
	const char *key;
	size_t i;

	for (i = 0; i < sim.n_users; i++) {
		struct user *u = &sim.users[i];
		bool fits = !queue || (u->changing && u->consented);

		json_object_foreach(filters, key, v)
			fits = fits && hits(u, key, json_string_value(v));
		if (fits && n++ >= start && n <= start + most)
			json_array_append_new(rows, row_of(u));
	}
	echo = json_is_object(filters) ? json_copy(filters) : json_object();
	json_object_set_new(echo, "institution_id", json_string("instansi-uji"));
	*body = says(true, queue ? "List user verifikasi berhasil" : "List user berhasil",
	    json_pack("{s:o, s:I, s:I, s:o}", "aaData", rows, "records", n, "displayRecords",
		(json_int_t)json_array_size(rows), "filters", echo));
	return false;
}

/* Newest first, then oldest: in no order, as recorded. */
static json_t *
certificates(struct user *u)
{
	json_t *all = json_array();
	const char *word = word_of(u), *status;
	int i, k;

	for (k = 0; k < u->n_certs; k++) {
		struct cert *c = &u->certs[i = k % 2 == 0 ? k / 2 : u->n_certs - 1 - k / 2];

		status = c->revoked ? "REVOKE" :
		    i < u->n_certs - 1 ? "EXPIRED" :
		    strcmp(word, "RENEW") == 0 || strcmp(word, "NO_CERTIFICATE") == 0 ? "EXPIRED" :
											word;
		json_array_append_new(all,
		    json_pack("{s:s, s:s, s:o, s:o, s:s, s:s, s:s, s:s}", "id", c->serial,
			"serialNumber", c->serial, "notBeforeDate", time_text(c->from),
			"notAfterDate", time_text(c->until), "emailAddress", u->email, "status",
			status, "enrollment", "ESIGN", "jenisSertifikat", "INDIVIDU"));
	}
	if (u->waiting || u->denied)
		json_array_append_new(all,
		    json_pack("{s:s, s:s, s:s, s:s}", "id", "-", "status",
			u->denied ? "DENIED" : word, "enrollment", "ESIGN", "jenisSertifikat",
			"INDIVIDU"));
	return all;
}

static bool
details(struct user *u, struct answer *a, json_t **body)
{
	json_t *profile;

	if (u == NULL) {
		a->status = 404;
		*body = says(false, "User tidak ditemukan", NULL);
		return false;
	}
	profile = json_pack("{s:s, s:s, s:o, s:o, s:o, s:s, s:s, s:s, s:s, s:b, s:s, s:s, s:b}", "id",
	    u->uid, "nama", u->nama, "phone", masked(u->phone), "nip", masked(u->nip), "nik",
	    masked(u->nik), "emailAddress", u->email, "jabatanOrganisasi", u->post, "organisasi",
	    u->unit, "status", account_of(u), "enabled", 1, "role", "USER", "certificateStatus",
	    word_of(u), "phoneVerified", u->phone_verified);
	json_object_set_new(
	    profile, "linkAktif", u->link ? json_string("RESET_PASSPHRASE") : json_null());
	*body = says(true, "User details berhasil",
	    json_pack("{s:o, s:o}", "profile", profile, "sertifikat", certificates(u)));
	return false;
}

static bool
reset(struct user *u, const char *serial, struct answer *a, json_t **body)
{
	int i;

	for (i = u != NULL ? u->n_certs - 1 : -1; i >= 0; i--)
		if (strcmp(u->certs[i].serial, serial) == 0)
			break;
	if (i < 0) {
		a->status = 404;
		*body = says(false, "Serial number sertifikat tidak valid", NULL);
	} else if (i < u->n_certs - 1 || strcmp(word_of(u), "ISSUE") != 0)
		*body = says(false, "Sertifikat tidak dalam status ISSUE", NULL);
	else if (!u->phone_verified)
		*body = says(false, "Nomor telepon pengguna belum terverifikasi", NULL);
	else {
		u->link = true;
		*body = says(true,
		    "Link reset passphrase telah dikirimkan ke email pengguna", NULL);
		send_notice("M5", u, NULL);
		return true;
	}
	return false;
}

static bool
verify_phone(json_t *in, struct answer *a, json_t **body)
{
	const char *uid = json_string_value(json_object_get(in, "uid"));
	const char *phone = json_string_value(json_object_get(in, "phone"));
	struct user *u = uid != NULL ? find_uid(uid, strlen(uid)) : NULL;

	if (u == NULL || phone == NULL) {
		a->status = 404;
		*body = says(false, "User tidak ditemukan", NULL);
		return false;
	}
	copy(u->phone, sizeof(u->phone), phone);
	*body = says(true, "Link verifikasi telah dikirimkan ke WhatsApp pengguna", NULL);
	return true;
}

static bool
edit(struct user *u, json_t *in, struct answer *a, json_t **body)
{
	static const char *const keys[] = { "ktpId", "fotoId", "videoId", "nik", "nip",
		"emailAddress", "nama", "phone", "provinsi", "jabatanOrganisasi", "organisasi",
		"organisasiUnit" };
	size_t i, n = sizeof(keys) / sizeof(keys[0]);

	for (i = 0; i < n && json_object_get(in, keys[i]) != NULL; i++)
		;
	if (u == NULL || i < n || json_object_size(in) != n) {
		a->status = u == NULL ? 404 : 400;
		*body = says(false, u == NULL ? "User tidak ditemukan" : "Data tidak sesuai", NULL);
		return false;
	}
	json_decref(u->change);
	u->change = json_incref(in);
	u->changing = true;
	u->consented = false;
	*body = says(true,
	    "Update data berhasil, link persetujuan ubah data telah dikirimkan ke email pengguna",
	    NULL);
	send_notice("M7", u, NULL);
	return true;
}

static void
apply(struct user *u)
{
	const struct { const char *key; char *to; size_t n; } fields[] = {
		{ "nik", u->nik, sizeof(u->nik) }, { "nip", u->nip, sizeof(u->nip) },
		{ "emailAddress", u->email, sizeof(u->email) },
		{ "nama", u->nama, sizeof(u->nama) }, { "phone", u->phone, sizeof(u->phone) },
		{ "jabatanOrganisasi", u->post, sizeof(u->post) },
		{ "organisasi", u->unit, sizeof(u->unit) } };
	const char *s;
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		s = json_string_value(json_object_get(u->change, fields[i].key));
		if (s != NULL && *s != '\0' && strchr(s, '*') == NULL)
			copy(fields[i].to, fields[i].n, s);
	}
}

static bool
approve(json_t *in, struct answer *a, json_t **body)
{
	const char *uid = json_string_value(json_object_get(in, "id"));
	json_t *yes = json_object_get(in, "approve");
	struct user *u = uid != NULL ? find_uid(uid, strlen(uid)) : NULL;

	if (u == NULL || !json_is_string(yes)) {	/* a string, as recorded */
		a->status = u == NULL ? 404 : 400;
		*body = says(false, u == NULL ? "User tidak ditemukan" : "approve tidak valid", NULL);
		return false;
	}
	if (!u->changing || !u->consented) {
		*body = says(false, "Pengguna belum menyetujui perubahan data", NULL);
		return false;
	}
	if (is(json_string_value(yes), "true"))
		apply(u);
	u->changing = u->consented = false;
	*body = says(true, "Approval User Berhasil",
	    json_pack("{s:s, s:b, s:s, s:b, s:s, s:s, s:n}", "id", u->uid, "approve",
		is(json_string_value(yes), "true"), "message", "Data terverifikasi",
		"verifikator_kepegawaian", 0, "tahap", "VERIFIKATOR", "approvalBy",
		sim.operator_name, "ticket"));
	send_notice("M8", u, NULL);
	return true;
}

static bool
request_certificate(struct user *u, struct answer *a, json_t **body)
{
	char text[160];
	const char *wrong;

	if (u == NULL) {
		a->status = 404;
		*body = says(false, "User tidak ditemukan", NULL);
		return false;
	}
	if (strcmp(word_of(u), "ISSUE") == 0) {
		snprintf(text, sizeof(text),
		    "Terdapat sertifikat yang masih aktif dengan serial number %s",
		    u->certs[u->n_certs - 1].serial);
		*body = says(false, text, NULL);
		return false;
	}
	wrong = act(u, "request");
	*body = wrong != NULL ? says(false, wrong, NULL) :
				says(true, "Permintaan sertifikat berhasil dikirim", NULL);
	return wrong == NULL;
}

static struct user *
user_in(const char *url, const char *path, const char **behind)
{
	const char *uid = url + strlen(path);
	size_t n = strcspn(uid, "/");

	*behind = uid[n] == '/' ? uid + n + 1 : uid + n;
	return find_uid(uid, n);
}

static bool
may(const struct request *q, struct answer *a, json_t **body)
{
	const char *token = q->bearer != NULL && strncmp(q->bearer, "Bearer ", 7) == 0 ?
	    q->bearer + 7 :
	    NULL;

	if (sim.access[0] != '\0' && is(token, sim.access) && now() < sim.access_until &&
	    (!sim.strict_ip || q->user_ip != NULL))
		return true;
	a->status = 401;
	*body = fault_body(401, "Unauthorized", q->url);
	return false;
}

bool
portal(const struct request *q, struct answer *a, json_t **body)
{
	bool post = strcmp(q->method, "POST") == 0, effect = false;
	json_t *in;
	const char *behind;
	struct user *u;

	if (!may(q, a, body))
		return false;
	in = post ? json_loadb(q->body != NULL ? q->body : "", q->len, 0, NULL) : NULL;
#define AT(path) (strncmp(q->url, REST path, sizeof(REST path) - 1) == 0)
	a->status = 200;
	if (post && strcmp(q->url, REST "user/list") == 0)
		effect = list(in, false, body);
	else if (post && strcmp(q->url, REST "verify/user/update") == 0)
		effect = list(in, true, body);
	else if (post && strcmp(q->url, REST "verify/user/approval") == 0)
		effect = approve(in, a, body);
	else if (post && strcmp(q->url, REST "user/verify/phone") == 0)
		effect = verify_phone(in, a, body);
	else if (!post && AT("user/details/"))
		effect = details(user_in(q->url, REST "user/details/", &behind), a, body);
	else if (post && AT("user/edit/"))
		effect = edit(user_in(q->url, REST "user/edit/", &behind), in, a, body);
	else if (post && AT("cert/request/esign/"))
		effect = request_certificate(
		    user_in(q->url, REST "cert/request/esign/", &behind), a, body);
	else if (!post && AT("cert/passphrase/reset/")) {
		u = user_in(q->url, REST "cert/passphrase/reset/", &behind);
		effect = reset(u, behind, a, body);
	} else {
		a->status = 404;
		*body = says(false, "Tidak ditemukan", NULL);
	}
#undef AT
	json_decref(in);
	return effect;
}
