/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pre-scan keeps a stack of boundaries of at most LIMIT_MIME_DEPTH and looks at each line once.
 * It need not agree with the parser on every odd letter: it has to stop what would make a parser
 * slow or deep. The reading of From follows RFC 5322 for comments, quoted strings and angle
 * brackets, and is deliberately narrower in what it takes for an address.
 */
#include "box/scan.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"
#include "protocol.h"

/* ---- limits ---- */

struct boundary { const char *text; size_t n; };

struct scan {
	struct boundary stack[LIMIT_MIME_DEPTH];
	size_t depth, parts, fields, header_bytes, brackets;
	bool in_header, top;		/* reading a header; that of the message itself */
	bool attached;			/* its Content-Type says that an attached message follows */
	/* attached messages open; never closed, which errs on the strict side */
	size_t nested;
	/* the field that is being read */
	const char *field;
	size_t field_n;
	/* bits of the fields that may stand only once, in this header */
	unsigned seen;
	bool of_people;		/* in a field of addresses, or what looks like one */
	size_t groups;		/* its colons */
};

static const char *const once[] = { "from", "sender", "subject", "message-id", "content-type",
	"content-transfer-encoding", "mime-version", "content-disposition" };

/* fields that the mail library reads as addresses */
static const char *const people[] = { "from", "sender", "reply-to", "to", "cc", "bcc" };

static const char *
find_fold(const char *p, size_t n, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i + len <= n; i++)
		if (strncasecmp(p + i, word, len) == 0)
			return p + i;
	return NULL;
}

/* Content-Type of a part: a new boundary, or an attached message whose header follows. */
static const char *
content_type(struct scan *s, const char *p, size_t n)
{
	const char *at;
	size_t len = 0;

	s->attached = find_fold(p, n < 200 ? n : 200, "message/rfc822") != NULL ||
	    find_fold(p, n < 200 ? n : 200, "message/global") != NULL;
	if (find_fold(p, n < 200 ? n : 200, "multipart/") == NULL ||
	    (at = find_fold(p, n, "boundary")) == NULL)
		return NULL;
	at += strlen("boundary");
	while (at < p + n && (*at == ' ' || *at == '\t' || *at == '='))
		at++;
	if (at < p + n && *at == '"') {
		at++;
		while (at + len < p + n && at[len] != '"')
			len++;
	} else {
		while (at + len < p + n && strchr(" \t\r\n;", at[len]) == NULL)
			len++;
	}
	if (len == 0)
		return NULL;
	if (s->depth + s->nested >= LIMIT_MIME_DEPTH)
		return "depth";
	s->stack[s->depth++] = (struct boundary){ at, len };
	return NULL;
}

/* The field that has just ended. */
static const char *
end_field(struct scan *s)
{
	const char *p = s->field, *colon, *wrong = NULL;
	size_t n = s->field_n, depth = 0;

	s->field = NULL;
	if (p == NULL || (colon = memchr(p, ':', n)) == NULL)
		return NULL;
	for (size_t i = 0; i < sizeof(once) / sizeof(once[0]); i++) {
		if (strlen(once[i]) != (size_t)(colon - p) ||
		    strncasecmp(p, once[i], (size_t)(colon - p)) != 0)
			continue;
		/* two From are counted where the sender is read */
		if (s->seen & 1u << i && i > 0 && (s->top || i >= 4))
			wrong = "double";
		s->seen |= 1u << i;
	}
	for (const char *c = colon; c < p + n; c++) {
		depth += *c == '(' || *c == '<' || *c == '[';
		depth -= depth > 0 && (*c == ')' || *c == '>' || *c == ']');
		if (depth > LIMIT_BRACKET_DEPTH)
			return "brackets";
	}
	if (colon - p == 12 && strncasecmp(p, "content-type", 12) == 0)
		return content_type(s, colon + 1, n - (size_t)(colon + 1 - p)) != NULL ? "depth" :
											 wrong;
	return wrong;
}

static const char *
header_line(struct scan *s, const char *line, size_t n)
{
	const char *wrong;

	s->header_bytes += n + 1;
	if (s->header_bytes > LIMIT_HEADER_BYTES)
		return "header";
	if (s->field != NULL && n > 0 && (*line == ' ' || *line == '\t')) {
		s->field_n = (size_t)(line + n - s->field);
		return NULL;
	}
	wrong = end_field(s);
	s->field = line;
	s->field_n = n;
	if (++s->fields > LIMIT_HEADER_FIELDS)
		return "fields";
	return wrong;
}

static void
start_header(struct scan *s)
{
	s->in_header = true;
	s->top = s->attached = false;
	s->header_bytes = s->fields = 0;
	s->field = NULL;
	s->seen = 0;
}

/* A line of a body that begins with "--": does it open or close one of the boundaries? */
static const char *
boundary_line(struct scan *s, const char *line, size_t n)
{
	for (size_t i = s->depth; i > 0; i--) {
		const struct boundary *b = &s->stack[i - 1];

		if (n < b->n + 2 || memcmp(line + 2, b->text, b->n) != 0)
			continue;
		if (n >= b->n + 4 && memcmp(line + 2 + b->n, "--", 2) == 0) {
			s->depth = i - 1;
			return NULL;
		}
		if (n > b->n + 2 && strchr(" \t\r", line[2 + b->n]) == NULL)
			continue;
		s->depth = i;
		start_header(s);
		return ++s->parts > LIMIT_PARTS ? "parts" : NULL;
	}
	return NULL;
}

/*
 * Groups of addresses may stand in each other ("a:b:c:") and the mail library follows them as deep.
 * So the colons of such a field are counted, wherever it stands: what is a header and what a body
 * is for the library to say, not for us.
 */
static bool
too_many_groups(struct scan *s, const char *line, size_t n)
{
	size_t colon = 0, name;

	if (n == 0 || (*line != ' ' && *line != '\t')) {
		s->groups = 0;
		s->of_people = false;
		while (colon < n && colon < 32 && line[colon] != ':')
			colon++;
		for (name = colon; name > 0 && strchr(" \t", line[name - 1]) != NULL;)
			name--;
		for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++)
			s->of_people |= strlen(people[i]) == name &&
			    strncasecmp(line, people[i], name) == 0;
	}
	for (size_t i = 0; s->of_people && i < n; i++)
		s->groups += line[i] == ':';
	return s->groups > LIMIT_BRACKET_DEPTH;
}

static const char *
scan_line(struct scan *s, const char *line, size_t n)
{
	const char *wrong;

	if (n > LIMIT_BODY_LINE)
		return "line";
	if (n > 0 && line[n - 1] == '\r')
		n--;
	if (too_many_groups(s, line, n))
		return "brackets";
	if (s->in_header && n > 0)
		return header_line(s, line, n);
	if (s->in_header) {
		wrong = end_field(s);
		s->in_header = false;
		if (wrong == NULL && s->attached) {
			if (s->depth + ++s->nested > LIMIT_MIME_DEPTH)
				return "depth";
			start_header(s);
		}
		return wrong;
	}
	if (n > 2 && line[0] == '-' && line[1] == '-')
		return boundary_line(s, line, n);
	return NULL;
}

const char *
scan_limits(const char *bytes, size_t n)
{
	struct scan s = { .in_header = true, .top = true };
	const char *wrong = NULL, *end = bytes + n;

	if (n > LIMIT_MESSAGE)
		return "size";
	for (const char *line = bytes; line < end && wrong == NULL;) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));
		size_t len = (size_t)((stop != NULL ? stop : end) - line);

		wrong = scan_line(&s, line, len);
		line += len + 1;
	}
	return wrong;
}

size_t
scan_mbox_line(const char *bytes, size_t n)
{
	const char *stop;

	if (n < 6 || (memcmp(bytes, "From ", 5) != 0 && memcmp(bytes, ">From ", 6) != 0))
		return 0;
	stop = memchr(bytes, '\n', n);
	return stop != NULL ? (size_t)(stop + 1 - bytes) : 0;
}

/* ---- From ---- */

/* local@domain in plain ASCII, one @, labels of letters, digits and hyphens. */
static bool
is_address(const char *s, size_t n)
{
	const char *at = memchr(s, '@', n);
	size_t local, label = 0;

	if (at == NULL || n > 254 || memchr(at + 1, '@', n - (size_t)(at + 1 - s)) != NULL)
		return false;
	local = (size_t)(at - s);
	if (local == 0 || local > 64 || s[0] == '.' || s[local - 1] == '.')
		return false;
	for (size_t i = 0; i < local; i++)
		if (!isalnum((unsigned char)s[i]) && strchr(".!#$%&'*+/=?^_`{|}~-", s[i]) == NULL)
			return false;
	for (const char *c = at + 1; c < s + n; c++) {
		if (*c == '.' && label == 0)
			return false;
		if (*c != '.' && !isalnum((unsigned char)*c) && *c != '-')
			return false;
		label = *c == '.' ? 0 : label + 1;
	}
	return label > 0;
}

/*
 * Comments out, quoted strings apart, the rest as it is. *angles counts <...>; the last one goes to
 * `inner`.
 */
struct split { struct buf outer, quoted, inner; size_t angles; bool broken; };

static void
split_value(const char *p, struct split *s)
{
	size_t comment = 0;
	bool quote = false, angle = false;

	for (; *p != '\0'; p++) {
		struct buf *to = angle ? &s->inner : quote ? &s->quoted : &s->outer;

		if (*p == '\\' && (quote || comment > 0) && p[1] != '\0') {
			p++;
			if (comment == 0)
				buf_addc(to, *p);
		} else if (comment > 0) {
			comment += *p == '(';
			comment -= *p == ')';
		} else if (*p == '"' && !angle) {
			quote = !quote;
		} else if (quote) {
			buf_addc(to, *p);
		} else if (*p == '(') {
			comment++;
		} else if (*p == '<') {
			s->broken |= angle;
			angle = true;
			s->angles++;
			buf_reset(&s->inner);
		} else if (*p == '>') {
			s->broken |= !angle;
			angle = false;
		} else {
			buf_addc(to, *p);
		}
	}
	s->broken |= quote || angle || comment > 0;
}

static char *
trimmed(const char *s)
{
	size_t n;

	s += strspn(s, " \t,;");
	n = strlen(s);
	while (n > 0 && strchr(" \t,;", s[n - 1]) != NULL)
		n--;
	return xstrndup(s, n);
}

static size_t
count_char(const char *s, char c)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += *s == c;
	return n;
}

/* Judges what split_value found. Returns why there is no single address, or NULL and *address. */
static const char *
judge(struct split *s, char **address)
{
	char *inner = trimmed(buf_str(&s->inner)), *outer = trimmed(buf_str(&s->outer));
	const char *why = NULL, *one = s->angles == 1 ? inner : outer;
	bool same = strcasecmp(inner, outer) == 0 || strcasecmp(inner, buf_str(&s->quoted)) == 0;

	if (s->broken)
		why = "broken";
	else if (s->angles > 1 ||
	    (s->angles == 0 && count_char(outer, '@') > 1 && count_char(outer, ',') > 0))
		why = "several";
	else if (s->angles == 1 && strchr(outer, '@') != NULL && strcasecmp(inner, outer) != 0)
		why = "several";
	else if (!is_address(one, strlen(one)))
		why = "not an address";
	else
		*address = xstrdup(one);
	if (*address != NULL && s->angles == 1 && strchr(buf_str(&s->quoted), '@') != NULL && !same)
		why = "another address in the name";
	free(inner);
	free(outer);
	return why;
}

void
sender_read(const char *value, struct sender *s)
{
	struct split split = { BUF_INIT, BUF_INIT, BUF_INIT, 0, false };

	*s = (struct sender){ 0 };
	split_value(value, &split);
	s->count = split.angles > 0 ? split.angles : 0;
	if (split.angles == 0)
		s->count = count_char(buf_str(&split.outer), '@') > 1 &&
			strchr(buf_str(&split.outer), ',') != NULL ?
		    count_char(buf_str(&split.outer), '@') :
		    strchr(buf_str(&split.outer), '@') != NULL;
	else if (strchr(buf_str(&split.outer), '@') != NULL)
		s->count++;
	s->why = judge(&split, &s->address);
	for (char *c = s->address; c != NULL && *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	if (s->address != NULL && split.angles == 1) {
		const char *angle = strrchr(value, '<');

		s->count = 1;
		s->name = xstrndup(value, angle != NULL ? (size_t)(angle - value) : 0);
	}
	buf_free(&split.outer);
	buf_free(&split.quoted);
	buf_free(&split.inner);
}

void
sender_free(struct sender *s)
{
	free(s->address);
	free(s->name);
	*s = (struct sender){ 0 };
}
