/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails that AMS writes. Their wording is invented and lies in files; see amssim(1). */
#include "sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <curl/curl.h>

/* ---- notices: wording invented, kept in files ---- */

struct upload { const char *p; size_t left; };

static size_t
give(char *to, size_t size, size_t n, void *context)
{
	struct upload *u = context;

	n *= size;
	if (n > u->left)
		n = u->left;
	memcpy(to, u->p, n);
	u->p += n;
	u->left -= n;
	return n;
}

char *
read_file(const char *path)
{
	FILE *f = path != NULL ? fopen(path, "r") : NULL;
	char *text = NULL;
	size_t n = 0;

	if (f == NULL)
		return NULL;
	if (getdelim(&text, &n, '\0', f) < 0) {
		free(text);
		text = NULL;
	}
	fclose(f);
	return text;
}

/* With --shape vary one of its wordings: M3, M3-2, M3-3. */
static char *
read_notice(const char *id)
{
	unsigned turn = strcmp(sim.shape, "vary") == 0 ? sim.mails % 3 : 0;
	char *path, *text = NULL;

	if (turn > 0) {
		path = text_of("%s/%s-%u.txt", sim.notices, id, turn + 1);
		text = read_file(path);
		free(path);
	}
	path = text_of("%s/%s.txt", sim.notices, id);
	if (text == NULL)
		text = read_file(path);
	free(path);
	return text;
}

/* Replaces each {name} by its value. */
static char *
fill(char *text, const char *name, const char *value)
{
	char *at, *out;

	while ((at = strstr(text, name)) != NULL) {
		*at = '\0';
		out = text_of("%s%s%s", text, value, at + strlen(name));
		free(text);
		text = out;
	}
	return text;
}

static char *
crlf(const char *text)
{
	char *out = malloc(2 * strlen(text) + 1), *to = out;

	if (out == NULL)
		abort();
	for (; *text != '\0'; text++) {
		if (*text == '\n')
			*to++ = '\r';
		*to++ = *text;
	}
	*to = '\0';
	return out;
}

/* ---- shapes: how the text is put into a message ---- */

/* RFC 2045, lines of at most 76. */
static char *
quoted_printable(const char *text)
{
	char *out = malloc(4 * strlen(text) + 8), *to = out;
	size_t line = 0;

	if (out == NULL)
		abort();
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		bool plain = c == '\n' || (c >= 32 && c < 127 && c != '=' &&
						!(c == ' ' && text[1] == '\n'));

		if (c != '\n' && line > 70) {
			to = stpcpy(to, "=\n");
			line = 0;
		}
		to += sprintf(to, plain ? "%c" : "=%02X", c);
		line = c == '\n' ? 0 : line + (plain ? 1 : 3);
	}
	*to = '\0';
	return out;
}

static char *
base64_lines(const char *text)
{
	static const char set[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t n = strlen(text), i, line = 0;
	char *out = malloc(2 * n + 8), *to = out;

	if (out == NULL)
		abort();
	for (i = 0; i < n; i += 3) {
		unsigned v = (unsigned)(unsigned char)text[i] << 16 |
		    (i + 1 < n ? (unsigned)(unsigned char)text[i + 1] << 8 : 0) |
		    (i + 2 < n ? (unsigned char)text[i + 2] : 0);

		*to++ = set[v >> 18];
		*to++ = set[v >> 12 & 63];
		*to++ = i + 1 < n ? set[v >> 6 & 63] : '=';
		*to++ = i + 2 < n ? set[v & 63] : '=';
		if ((line += 4) == 76) {
			*to++ = '\n';
			line = 0;
		}
	}
	*to = '\0';
	return out;
}

/* Paragraphs in a table, a link as an anchor, as mail tools make them. */
static char *
html_of(const char *text)
{
	char *out = text_of("<html><body><table><tr><td><p>"), *next, *line, *copy_of = strdup(text), *at;

	for (at = copy_of; (line = strsep(&at, "\n")) != NULL;) {
		if (strncmp(line, "http", 4) == 0)
			next = text_of("%s<a href=\"%s\">Klik di sini</a>", out, line);
		else
			next = text_of("%s%s%s", out, line, *line == '\0' ? "</p><p>" : "<br>\n");
		free(out);
		out = next;
	}
	next = text_of("%s</p></td></tr></table></body></html>", out);
	free(out);
	free(copy_of);
	return next;
}

static char *
part(const char *type, const char *coding, const char *text)
{
	char *coded = strcmp(coding, "base64") == 0 ? base64_lines(text) :
	    strcmp(coding, "8bit") == 0             ? strdup(text) :
						      quoted_printable(text);
	char *out = text_of("Content-Type: %s; charset=UTF-8\nContent-Transfer-Encoding: %s\n\n%s\n",
	    type, coding, coded);

	free(coded);
	return out;
}

static char *
shaped(const char *shape, const char *text)
{
	char *html = html_of(text), *one, *two, *out;

	if (strcmp(shape, "html") == 0)
		out = part("text/html", "quoted-printable", html);
	else if (strcmp(shape, "base64") == 0)
		out = part("text/plain", "base64", text);
	else if (strcmp(shape, "alternative") == 0) {
		one = part("text/plain", "quoted-printable", text);
		two = part("text/html", "quoted-printable", html);
		out = text_of("Content-Type: multipart/alternative; boundary=\"=_ams\"\n\n"
			      "--=_ams\n%s\n--=_ams\n%s\n--=_ams--\n",
		    one, two);
		free(one);
		free(two);
	} else
		out = part("text/plain", "8bit", text);
	free(html);
	return out;
}

/* Each mail another shape. */
static const char *
shape_of(const char *wanted)
{
	static const char *const all[] = { "text", "alternative", "html", "base64" };

	if (wanted == NULL)
		wanted = sim.shape;
	return strcmp(wanted, "vary") == 0 ? all[sim.mails++ % 4] : wanted;
}

/* ---- sending ---- */

static const char *
post(const struct user *u, const char *wire)
{
	struct upload up = { wire, strlen(wire) };
	struct curl_slist *to = curl_slist_append(NULL, u->email);
	char *url = text_of("smtp://%s/bsre.invalid", sim.smtp);
	CURL *c = curl_easy_init();
	CURLcode r;

	if (sim.copy != NULL)
		to = curl_slist_append(to, sim.copy);
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_MAIL_FROM, sim.from);
	curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(c, CURLOPT_READDATA, &up);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, 20L);
	r = curl_easy_perform(c);
	curl_easy_cleanup(c);
	curl_slist_free_all(to);
	free(url);
	return r == CURLE_OK ? NULL : "the mail server did not take the notice";
}

static char *
head_of(const struct user *u, const char *subject, size_t n, const char *secret)
{
	time_t t = (time_t)now() + ZONE;
	char date[64];
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S +0700", &tm);
	return text_of("From: BSrE <%s>\nTo: %s\n%s%s%sSubject: %.*s\nDate: %s\n"
		       "Message-ID: <%s.amssim@bssn.go.id>\nX-AMS-Sim: 1\nMIME-Version: 1.0\n",
	    sim.from, u->email, sim.copy != NULL ? "Cc: " : "", sim.copy != NULL ? sim.copy : "",
	    sim.copy != NULL ? "\n" : "", (int)n, subject, date, secret);
}

const char *
send_notice(const char *id, const struct user *u, const char *shape)
{
	char until[16] = "-", secret[33], *text = read_notice(id), *head, *body, *whole, *wire;
	const char *wrong = NULL;
	size_t n;

	if (text == NULL)
		return "no such notice; its text lies in a file of --notices";
	random_hex(secret, 32);
	if (u->n_certs > 0)
		day_text(u->certs[u->n_certs - 1].until, until);
	text = fill(fill(fill(text, "{nama}", u->nama), "{berakhir}", until), "{tautan}", secret);
	text = fill(text, "{email}", u->email);
	n = strcspn(text, "\n");		/* first line: the subject */
	head = head_of(u, text, n, secret);
	body = shaped(shape_of(shape), text[n] != '\0' ? text + n + (text[n + 1] == '\n' ? 2 : 1) : "");
	whole = text_of("%s%s", head, body);
	wire = crlf(whole);
	json_array_append_new(sim.sent,
	    json_pack("{s:s, s:s, s:s, s:b}", "notice", id, "to", u->email, "secret", secret,
		"invented", 1));
	if (sim.smtp != NULL)
		wrong = post(u, wire);
	free(wire);
	free(whole);
	free(body);
	free(head);
	free(text);
	return wrong;
}
