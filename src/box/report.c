/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A report of RFC 3464 says all in fields. The free forms name the recipient on a line of its own
 * ("<a@b>:" of qmail) or in X-Failed-Recipients (Exim), the reason in the server's words, and hold
 * the head of the mail that came back. Of the reason only the codes of RFC 3463 and RFC 5321 are
 * read: words of servers come in every language.
 */
#include "box/report.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

/* "rfc822; Budi@X.go.id" -> "budi@x.go.id" */
static char *
report_address(const char *value)
{
	const char *at = strchr(value, ';');
	char *line;

	at = at != NULL ? at + 1 : value;
	at += strspn(at, " \t<");
	line = xstrndup(at, strcspn(at, " \t>,\r\n"));
	for (char *c = line; *c != '\0'; c++)
		*c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
	return line;
}

static char *
report_id(const char *value)
{
	return *value == '<' ? xstrndup(value + 1, strcspn(value + 1, "> \t")) : NULL;
}

static void
take(char **to, char *value)
{
	if (*to == NULL && value != NULL && *value != '\0')
		*to = value;
	else
		free(value);
}

/* "5.1.1" at p: class 2, 4 or 5, two numbers of up to three digits (RFC 3463). */
static size_t
enhanced(const char *p)
{
	size_t n = 2, digits;

	if (strchr("245", *p) == NULL || *p == '\0' || p[1] != '.')
		return 0;
	digits = strspn(p + n, "0123456789");
	n += digits;
	if (digits < 1 || digits > 3 || p[n] != '.')
		return 0;
	digits = strspn(p + ++n, "0123456789");
	return digits >= 1 && digits <= 3 ? n + digits : 0;
}

/* The code in a server's words: "550 5.1.1 ...", "(#5.1.1)", "said: 550 no such user". */
static char *
code_in(const char *line)
{
	for (const char *p = line; *p != '\0'; p++) {
		size_t n = p == line || !(isalnum((unsigned char)p[-1]) || p[-1] == '.') ? enhanced(p) : 0;

		if (n > 0 && *p != '2' && p[n] != '.' && !isdigit((unsigned char)p[n]))
			return xstrndup(p, n);
	}
	for (const char *p = line; *p != '\0'; p++)
		if ((p == line || strchr(" :(<#", p[-1]) != NULL) && (*p == '4' || *p == '5') &&
		    isdigit((unsigned char)p[1]) && p[1] <= '5' && isdigit((unsigned char)p[2]) &&
		    (p[3] == ' ' || p[3] == '-'))
			return xasprintf("%c.0.0", *p);
	return NULL;
}

static void
report_line(struct letter_report *r, const char *line)
{
	static const struct { const char *name; size_t n; } finals[] = { { "Final-Recipient", 15 },
		{ "X-Failed-Recipients", 19 } };
	const char *colon = strchr(line, ':'), *value;
	size_t n;

	if (colon == NULL)
		return;
	n = (size_t)(colon - line);
	value = colon + 1 + strspn(colon + 1, " \t");
	if (n == 6 && strncasecmp(line, "Action", n) == 0) {
		r->failed |= strncasecmp(value, "failed", 6) == 0;
		r->delayed |= strncasecmp(value, "delayed", 7) == 0;
	} else if (n == 6 && strncasecmp(line, "Status", n) == 0) {
		take(&r->status, xstrndup(value, enhanced(value)));
	} else if (n == 18 && strncasecmp(line, "Original-Recipient", n) == 0) {
		take(&r->original, report_address(value));
	} else if ((n == 10 && strncasecmp(line, "Message-ID", n) == 0) ||
	    (n == 21 && strncasecmp(line, "X-Original-Message-ID", n) == 0)) {
		take(&r->message_id, report_id(value));
	}
	for (size_t i = 0; i < sizeof(finals) / sizeof(finals[0]); i++)
		if (n == finals[i].n && strncasecmp(line, finals[i].name, n) == 0)
			take(&r->address, report_address(value));
}

void
report_text(struct letter_report *r, const char *text)
{
	char *copy = xstrdup(text), *save;

	for (char *line = strtok_r(copy, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save))
		report_line(r, line + strspn(line, " \t>"));
	free(copy);
}

/* A free form up to the mail that came back: "<a@b>:", then the reason; the first of each counts. */
static void
free_form(struct letter_report *r, const char *text)
{
	char *copy = xstrdup(text), *save, *code;
	bool ours = false;

	for (char *line = strtok_r(copy, "\n", &save); line != NULL && !ours;
	     line = strtok_r(NULL, "\n", &save)) {
		size_t n = strcspn(line, "\r"), from = strspn(line, " \t<");
		char *address = report_address(line + from);
		const char *end = line + from + strlen(address);

		ours = strncasecmp(line, "Received:", 9) == 0 || strncasecmp(line, "Return-Path:", 12) == 0;
		if (strchr(address, '@') != NULL && strcspn(address, "()[]\"") == strlen(address) &&
		    end[strspn(end, "> \t\r")] == ':') {
			take(&r->address, address);
			address = NULL;
		}
		if (!ours && n > 0 && (code = code_in(line)) != NULL)
			take(&r->status, code);
		free(address);
	}
	free(copy);
}

/* Is the address to blame, or was it this mail, or the time? (RFC 3463, section 3) */
static const char *
kind_of(const struct letter_report *r)
{
	static const char *const refused[] = { "2.2", "2.3", "3.4", "6.", "7." };

	if (!r->failed)
		return r->delayed ? "delayed" : "unknown";
	if (r->status == NULL)
		return "unknown";
	if (r->status[0] == '4')
		return "transient";
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (strncmp(r->status + 2, refused[i], strlen(refused[i])) == 0 &&
		    (strlen(refused[i]) < 3 || !isdigit((unsigned char)r->status[5])))
			return "refused";
	return "permanent";
}

void
report_judge(struct letter *l)
{
	struct letter_report *r = &l->report;
	const char *failed = letter_header(l, "X-Failed-Recipients"),
		   *path = letter_header(l, "Return-Path");
	bool daemon = l->address != NULL &&
	    (strncmp(l->address, "mailer-daemon@", 14) == 0 ||
		strncmp(l->address, "postmaster@", 11) == 0);

	if (failed != NULL && !r->is_report) {
		take(&r->address, report_address(failed));
		free_form(r, l->plain);
		if (r->status == NULL)
			r->status = xstrdup("5.0.0");	/* Exim names them only when it has given up */
		r->is_report = r->failed = true;
		report_text(r, l->plain);
		report_text(r, l->attached);
	} else if (!r->is_report && daemon && (path == NULL || strcmp(path, "<>") == 0)) {
		/* the old free form: the returned message stands in the text */
		r->is_report = r->failed = true;
		free_form(r, l->plain);
		report_text(r, l->plain);
		report_text(r, l->attached);
	}
	if (failed != NULL)
		take(&r->address, report_address(failed));
	if (!r->failed && !r->delayed && r->status != NULL && r->status[0] == '5')
		r->failed = true;
	if (r->is_report && r->message_id == NULL && (r->failed || r->delayed) &&
	    letter_raw(l, "In-Reply-To") != NULL)
		take(&r->message_id, report_id(letter_raw(l, "In-Reply-To")));
	if (r->is_report && !r->receipt && (r->failed || r->delayed))
		r->kind = kind_of(r);
}

void
report_free(struct letter_report *r)
{
	free(r->address);
	free(r->original);
	free(r->status);
	free(r->message_id);
	*r = (struct letter_report){ 0 };
}
