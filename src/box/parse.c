/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes -> struct letter, by GMime behind the pre-scan of scan.c. Owns the decisions about
 * structure: which parts are what the person wrote, which side of an alternative, what is a
 * document, what a delivery report says. Promises one canonical reading; what is ambiguous or
 * beyond a limit becomes `held` with a word, never a guess. Judges no content.
 */
#include "box/letter.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/crypt.h"
#include "base/mem.h"
#include "box/charset.h"
#include "box/flowed.h"
#include "box/html.h"
#include "box/report.h"
#include "box/scan.h"
#include "box/zip.h"
#include "box/trace.h"
#include "protocol.h"

/* a picture of the layout that is larger may be a photo of a document */
#define ORNAMENT_BYTES 24576
#define HEAD_BYTES 4096		/* of a document, to tell its type */

static GMimeParserOptions *options;

void
letter_init(void)
{
	static const char *fallback[] = { "utf-8", "iso-8859-1", NULL };

	if (options != NULL)
		return;
	charset_warm();
	g_mime_init();
	options = g_mime_parser_options_new();
	g_mime_parser_options_set_fallback_charsets(options, fallback);
}

void
letter_note(struct letter *l, const char *limit)
{
	for (size_t i = 0; i < l->n_limits; i++)
		if (strcmp(l->limits[i], limit) == 0)
			return;
	l->limits = grow(l->limits, l->n_limits, sizeof(*l->limits));
	l->limits[l->n_limits++] = xstrdup(limit);
}

/* ---- header ---- */

static char *
valid_text(const char *bytes)
{
	bool fell_back;

	return charset_text(NULL, bytes, strlen(bytes), &fell_back);
}

static char *
decoded_line(const char *raw)
{
	char *decoded = g_mime_utils_header_decode_text(options, raw), *valid = valid_text(decoded),
	     *line;

	g_free(decoded);
	line = charset_line(valid, LIMIT_LINE);
	free(valid);
	return line;
}

static void
take_headers(struct letter *l, GMimeObject *o)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(o);
	int n = g_mime_header_list_get_count(list);

	for (int i = 0; i < n && l->n_headers < 2 * LIMIT_HEADER_FIELDS; i++) {
		GMimeHeader *h = g_mime_header_list_get_header_at(list, i);
		const char *raw = g_mime_header_get_raw_value(h);
		char *unfolded = g_mime_utils_header_unfold(raw != NULL ? raw : ""),
		     *valid = valid_text(unfolded);
		struct letter_header *to;

		g_free(unfolded);
		l->headers = grow(l->headers, l->n_headers, sizeof(*l->headers));
		to = &l->headers[l->n_headers++];
		to->name = xstrdup(g_mime_header_get_name(h));
		to->raw = xstrdup(valid + strspn(valid, " \t\r\n"));
		to->value = decoded_line(to->raw);
		free(valid);
	}
}

static const struct letter_header *
header(const struct letter *l, const char *name)
{
	for (size_t i = 0; i < l->n_headers; i++)
		if (strcasecmp(l->headers[i].name, name) == 0)
			return &l->headers[i];
	return NULL;
}

const char *
letter_header(const struct letter *l, const char *name)
{
	const struct letter_header *h = header(l, name);

	return h != NULL ? h->value : NULL;
}

const char *
letter_raw(const struct letter *l, const char *name)
{
	const struct letter_header *h = header(l, name);

	return h != NULL ? h->raw : NULL;
}

static void
take_sender(struct letter *l, struct buf *t)
{
	size_t fields = 0;

	for (size_t i = 0; i < l->n_headers; i++) {
		struct sender s;

		if (strcasecmp(l->headers[i].name, "From") != 0)
			continue;
		sender_read(l->headers[i].raw, &s);
		l->n_from += s.count;
		if (++fields == 1 && s.address != NULL) {
			l->address = xstrdup(s.address);
			l->from_name = s.name != NULL ? decoded_line(s.name) : NULL;
		}
		if (fields > 1 || s.why != NULL) {
			trace(t, "From: %s", s.why != NULL ? s.why : "a second field");
			l->held = "from";
		}
		sender_free(&s);
	}
	if (fields != 1 || l->address == NULL) {
		l->held = "from";
		free(l->address);
		free(l->from_name);
		l->address = l->from_name = NULL;
	}
	if (l->from_name != NULL) {
		size_t n = strlen(l->from_name);

		while (n > 0 && strchr("\" '", l->from_name[n - 1]) != NULL)
			l->from_name[--n] = '\0';
		memmove(l->from_name, l->from_name + strspn(l->from_name, "\" '"),
		    n + 1 - strspn(l->from_name, "\" '"));
	}
}

static void
add_addresses(struct letter *l, InternetAddressList *list, int depth)
{
	int n = internet_address_list_length(list);

	for (int i = 0; i < n && l->n_to < LIMIT_LIST; i++) {
		InternetAddress *a = internet_address_list_get_address(list, i);

		if (INTERNET_ADDRESS_IS_MAILBOX(a)) {
			const char *addr =
			    internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(a));
			char *valid = valid_text(addr != NULL ? addr : ""),
			     *line = charset_line(valid, LIMIT_LINE);

			for (char *c = line; *c != '\0'; c++)
				*c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
			l->to = grow(l->to, l->n_to, sizeof(*l->to));
			buf_adds(&l->to[l->n_to++], line);
			free(line);
			free(valid);
		} else if (INTERNET_ADDRESS_IS_GROUP(a) && depth == 0) {
			add_addresses(
			    l, internet_address_group_get_members(INTERNET_ADDRESS_GROUP(a)), 1);
		}
	}
}

static void
take_recipients(struct letter *l)
{
	for (size_t i = 0; i < l->n_headers; i++) {
		InternetAddressList *list;

		if (strcasecmp(l->headers[i].name, "To") != 0 &&
		    strcasecmp(l->headers[i].name, "Cc") != 0)
			continue;
		list = internet_address_list_parse(options, l->headers[i].raw);
		if (list == NULL)
			continue;
		add_addresses(l, list, 0);
		g_object_unref(list);
	}
}

static void
take_date(struct letter *l)
{
	const char *raw = letter_raw(l, "Date");
	GDateTime *when = raw != NULL ? g_mime_utils_header_decode_date(raw) : NULL;

	if (when == NULL)
		return;
	l->date = g_date_time_to_unix(when);
	g_date_time_unref(when);
}

/* ---- contents of parts ---- */

/* Decoded bytes of a part in chunks. */
static int
each_chunk(GMimePart *part, int (*take)(void *data, const void *p, size_t n), void *data)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *source = content != NULL ? g_mime_data_wrapper_get_stream(content) : NULL,
		    *stream;
	GMimeContentEncoding encoding = content != NULL ?
	    g_mime_data_wrapper_get_encoding(content) :
	    GMIME_CONTENT_ENCODING_DEFAULT;
	static char chunk[PART_CHUNK];
	ssize_t n;
	int rc = 0;

	if (source == NULL)
		return 0;
	g_mime_stream_reset(source);
	stream = g_mime_stream_filter_new(source);
	if (encoding == GMIME_CONTENT_ENCODING_BASE64 ||
	    encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE ||
	    encoding == GMIME_CONTENT_ENCODING_UUENCODE) {
		GMimeFilter *filter = g_mime_filter_basic_new(encoding, FALSE);

		g_mime_stream_filter_add(GMIME_STREAM_FILTER(stream), filter);
		g_object_unref(filter);
	}
	while (rc == 0 && (n = g_mime_stream_read(stream, chunk, sizeof(chunk))) > 0)
		rc = take(data, chunk, (size_t)n);
	g_object_unref(stream);
	return rc;
}

struct gather { struct buf *to; size_t most; bool cut; };

static int
gather(void *data, const void *p, size_t n)
{
	struct gather *g = data;
	size_t room = g->most - g->to->len;

	g->cut = n > room;
	buf_add(g->to, p, n < room ? n : room);
	return g->cut;
}

/* The text of a part as clean UTF-8; cut at LIMIT_BODY. */
static char *
part_text(struct letter *l, GMimePart *part)
{
	struct buf raw = BUF_INIT;
	struct gather g = { &raw, LIMIT_BODY, false };
	GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
	const char *charset = g_mime_content_type_get_parameter(type, "charset");
	bool fell_back;
	char *text;

	each_chunk(part, gather, &g);
	if (g.cut)
		letter_note(l, "text");
	text = charset_text(charset, buf_str(&raw), raw.len, &fell_back);
	if (raw.len > 0 && memchr(raw.data, '\0', raw.len) != NULL &&
	    strstr(text, "\xef\xbf\xbd") != NULL)
		letter_note(l, "nul");	/* in UTF-16 zero bytes are no NUL */
	if (fell_back)
		letter_note(l, "charset");
	buf_free(&raw);
	return text;
}

/* ---- documents ---- */

const char *
letter_magic(const void *head, size_t n)
{
	static const struct { const char *bytes; size_t n, at; const char *type;
	} magics[] = {
		{ "%PDF-", 5, 0, "application/pdf" },
		{ "\xff\xd8\xff", 3, 0, "image/jpeg" },
		{ "\x89PNG\r\n\x1a\n", 8, 0, "image/png" },
		{ "GIF8", 4, 0, "image/gif" },
		{ "WEBP", 4, 8, "image/webp" },
		{ "ftypheic", 8, 4, "image/heic" },
		{ "ftypmif1", 8, 4, "image/heic" },
		{ "II*\0", 4, 0, "image/tiff" },
		{ "MM\0*", 4, 0, "image/tiff" },
		{ "BM", 2, 0, "image/bmp" },
		{ "{\\rtf", 5, 0, "application/rtf" },
		{ "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, 0, "application/msword" },
	};

	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (n >= magics[i].at + magics[i].n &&
		    memcmp((const char *)head + magics[i].at, magics[i].bytes, magics[i].n) == 0)
			return magics[i].type;
	if (n > 10 && memmem(head, n < 1024 ? n : 1024, "%PDF-", 5) != NULL)
		return "application/pdf";	/* readers accept it within the first kilobyte */
	if (n < 4 || memcmp(head, "PK\x03\x04", 4) != 0)
		return NULL;
	if (memmem(head, n, "word/", 5) != NULL)
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
	if (memmem(head, n, "mimetypeapplication/vnd.oasis.opendocument.text", 47) != NULL)
		return "application/vnd.oasis.opendocument.text";
	return "application/zip";
}

/* A name is data, never a path: separators and controls go. */
static char *
clean_name(const char *name)
{
	char *valid = valid_text(name != NULL ? name : ""), *line = charset_line(valid, 255);

	free(valid);
	for (char *c = line; *c != '\0'; c++)
		if (*c == '/' || *c == '\\')
			*c = '_';
	return line;
}

static bool
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcasecmp(s + n - m, end) == 0;
}

static int
add_bytes(void *data, const void *p, size_t n)
{
	buf_add(data, p, n);
	return 0;
}

static void
add_document(struct letter *l, GMimePart *part, bool related)
{
	GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
	struct letter_document *d;
	unsigned char sum[DIGEST_LEN];
	const char *magic;
	char *declared;

	if (l->n_documents >= LIMIT_DOCUMENTS) {
		letter_note(l, "documents");
		return;
	}
	l->documents = grow(l->documents, l->n_documents, sizeof(*l->documents));
	d = &l->documents[l->n_documents++];
	each_chunk(part, add_bytes, &d->bytes);
	d->name = clean_name(g_mime_part_get_filename(part));
	digest(buf_str(&d->bytes), d->bytes.len, sum);
	digest_hex(sum, d->sha256);
	magic = letter_magic(d->bytes.data, d->bytes.len < HEAD_BYTES ? d->bytes.len : HEAD_BYTES);
	if (magic != NULL && strcmp(magic, "application/zip") == 0 && ends_with(d->name, ".docx"))
		magic = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
	declared = g_mime_content_type_get_mime_type(type);
	d->type = magic != NULL ? xstrdup(magic) : valid_text(declared);
	g_free(declared);
	for (char *c = d->type; *c != '\0'; c++)
		*c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
	charset_clip(d->type, 255);
	d->ornament = related && strncmp(d->type, "image/", 6) == 0 && d->bytes.len < ORNAMENT_BYTES &&
	    g_mime_object_get_content_id(GMIME_OBJECT(part)) != NULL;
}

/* ---- ZIP ---- */

static int
add_member(void *data, const char *name, const void *bytes, size_t n)
{
	struct letter *l = data;
	struct letter_document *d;
	const char *base = strrchr(name, '/'), *magic = letter_magic(bytes, n);
	unsigned char sum[DIGEST_LEN];

	if (l->n_documents >= LIMIT_DOCUMENTS || n == 0)
		return l->n_documents >= LIMIT_DOCUMENTS;
	l->documents = grow(l->documents, l->n_documents, sizeof(*l->documents));
	d = &l->documents[l->n_documents++];
	d->name = clean_name(base != NULL ? base + 1 : name);
	d->type = xstrdup(magic != NULL ? magic : "application/octet-stream");
	buf_add(&d->bytes, bytes, n);
	digest(bytes, n, sum);
	digest_hex(sum, d->sha256);
	return 0;
}

/* What a ZIP holds takes its place; one that cannot be unpacked stays, and says why (document.c). */
static void
unpack(struct letter *l)
{
	size_t n = l->n_documents;

	for (size_t i = 0; i < n; i++) {
		struct buf bytes = l->documents[i].bytes;	/* the array grows */
		size_t before = l->n_documents;

		if (strcmp(l->documents[i].type, "application/zip") != 0)
			continue;
		if (zip_each(buf_str(&bytes), bytes.len, add_member, l) != 0)
			letter_note(l, "zip");
		if (l->n_documents == before)
			continue;
		buf_free(&bytes);
		free(l->documents[i].name);
		free(l->documents[i].type);
		memmove(&l->documents[i], &l->documents[i + 1],
		    (--l->n_documents - i) * sizeof(*l->documents));
		i--;
		n--;
	}
}

/* ---- structure ---- */

struct sides { struct buf plain, rich; };

struct walk {
	struct letter *l;
	const struct ruleset *rules;
	bool alternative, related, attached, report;
	int depth;
	struct buf *trace;
};

/* What a leaf of the tree is for. */
enum role { ROLE_REPORT, ROLE_PLAIN, ROLE_HTML, ROLE_AGAIN, ROLE_SEALED, ROLE_DOCUMENT };

/* All parts together are no longer than one may be: what stands behind is not looked at. */
static void
add_part(struct letter *l, struct buf *to, const char *text)
{
	size_t n = strlen(text);

	if (n == 0)
		return;
	if (to->len > 0 && to->data[to->len - 1] != '\n')
		buf_addc(to, '\n');
	if (to->len + n > LIMIT_BODY) {
		letter_note(l, "text");
		n = to->len < LIMIT_BODY ? LIMIT_BODY - to->len : 0;
		while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
	}
	buf_add(to, text, n);
}

static bool
is_blank(const char *s)
{
	return s[strspn(s, " \t\n")] == '\0';
}

static bool
parameter_is(GMimePart *part, const char *name, const char *value)
{
	GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
	const char *is = g_mime_content_type_get_parameter(type, name);

	return is != NULL && strcasecmp(is, value) == 0;
}

static void
walk_text(struct walk w, GMimePart *part, struct sides *to, bool is_html)
{
	char *text = part_text(w.l, part);
	struct buf out = BUF_INIT;

	if (is_html && w.l->html == NULL && !w.report)
		w.l->html = xstrdup(text);
	if (is_html && !html_text(text, w.rules, &out))
		w.l->held = w.l->held != NULL ? w.l->held : "html";
	if (!is_html && parameter_is(part, "format", "flowed"))
		flowed_join(text, parameter_is(part, "delsp", "yes"), &out);
	else if (!is_html)
		buf_adds(&out, text);
	if (w.report)
		report_text(&w.l->report, buf_str(&out));
	if (!is_html || !w.alternative)
		add_part(w.l, &to->plain, buf_str(&out));
	if (is_html || !w.alternative)
		add_part(w.l, &to->rich, buf_str(&out));
	buf_free(&out);
	free(text);
}

static bool
is_type(GMimePart *part, const char *type, const char *sub)
{
	return g_mime_content_type_is_type(
	    g_mime_object_get_content_type(GMIME_OBJECT(part)), type, sub);
}

static enum role
role_of(const struct walk *w, GMimePart *part)
{
	const char *disposition = g_mime_object_get_disposition(GMIME_OBJECT(part));
	bool body = g_mime_part_get_filename(part) == NULL &&
	    (disposition == NULL || strcasecmp(disposition, "attachment") != 0);

	if (is_type(part, "message", "delivery-status") ||
	    is_type(part, "message", "global-delivery-status") ||
	    is_type(part, "message", "disposition-notification") ||
	    is_type(part, "text", "rfc822-headers"))
		return ROLE_REPORT;
	if (body && is_type(part, "text", "plain"))
		return ROLE_PLAIN;
	if (body && is_type(part, "text", "html"))
		return ROLE_HTML;
	if (body && w->alternative && is_type(part, "text", "*"))
		return ROLE_AGAIN;	/* calendar, amp, enriched: a third telling of the same */
	if (is_type(part, "application", "pkcs7-mime") ||
	    is_type(part, "application", "x-pkcs7-mime"))
		return ROLE_SEALED;
	return ROLE_DOCUMENT;
}

/* The rules of automatic mail look for invitations and reactions: the type of such a part, whole. */
static void
note_type(struct letter *l, GMimeObject *o)
{
	GMimeContentType *type = g_mime_object_get_content_type(o);
	const char *raw;
	struct letter_header *to;

	if (l->n_headers >= 2 * LIMIT_HEADER_FIELDS ||
	    !(g_mime_content_type_is_type(type, "text", "calendar") ||
		g_mime_content_type_is_type(type, "text", "vnd.google.email-reaction+json")))
		return;
	raw = g_mime_object_get_header(o, "Content-Type");
	l->headers = grow(l->headers, l->n_headers, sizeof(*l->headers));
	to = &l->headers[l->n_headers++];
	to->name = xstrdup("Content-Type-Part");
	to->raw = valid_text(raw != NULL ? raw : "");
	to->value = decoded_line(to->raw);
}

static void
walk_leaf(struct walk w, GMimePart *part, struct sides *to)
{
	if (!w.attached)
		note_type(w.l, GMIME_OBJECT(part));
	switch (role_of(&w, part)) {
	case ROLE_REPORT:
		w.l->report.receipt |= is_type(part, "message", "disposition-notification");
		w.report = true;
		walk_text(w, part, to, false);
		break;
	case ROLE_PLAIN:
		walk_text(w, part, to, false);
		break;
	case ROLE_HTML:
		walk_text(w, part, to, true);
		break;
	case ROLE_AGAIN:
		break;
	case ROLE_SEALED:
		w.l->held = w.l->held != NULL ? w.l->held : "encrypted";
		add_document(w.l, part, false);
		break;
	case ROLE_DOCUMENT:
		add_document(w.l, part, w.related);
		break;
	}
}

/* One line of the tree of parts. */
static void
trace_part(const struct walk *w, GMimeObject *o)
{
	static const char *const roles[] = { "a report of a mail server", "text", "text of the HTML side",
		"left out: the same once more", "sealed", "a document" };
	GMimeContentType *type = g_mime_object_get_content_type(o);
	char *mime;

	if (w->trace == NULL)
		return;
	mime = g_mime_content_type_get_mime_type(type);
	if (GMIME_IS_PART(o)) {
		const char *name = g_mime_part_get_filename(GMIME_PART(o));
		const char *charset = g_mime_content_type_get_parameter(type, "charset");

		trace(w->trace, "%*s- %s%s%s%s%s: %s%s", 2 * w->depth - 2, "", mime,
		    charset != NULL ? " " : "", charset != NULL ? charset : "",
		    name != NULL ? " " : "", name != NULL ? name : "",
		    roles[role_of(w, GMIME_PART(o))], w->attached ? ", quoted" : "");
	} else {
		trace(w->trace, "%*s- %s%s", 2 * w->depth - 2, "", mime,
		    GMIME_IS_MESSAGE_PART(o) ? ": a message, its text counts as quoted" : "");
	}
	g_free(mime);
}

static void walk(struct walk w, GMimeObject *o, struct sides *to);

static void
walk_multipart(struct walk w, GMimeMultipart *multi, struct sides *to)
{
	GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(multi));
	struct sides own = { BUF_INIT, BUF_INIT };
	bool here = g_mime_content_type_is_type(type, "multipart", "alternative");
	int n = g_mime_multipart_get_count(multi);

	w.alternative |= here;
	w.related |= g_mime_content_type_is_type(type, "multipart", "related");
	if (g_mime_content_type_is_type(type, "multipart", "report")) {
		const char *kind = g_mime_content_type_get_parameter(type, "report-type");

		w.report = true;
		w.l->report.is_report |= !w.attached;
		w.l->report.receipt |=
		    kind != NULL && strcasecmp(kind, "disposition-notification") == 0;
	}
	if (n == 0)
		w.l->held = w.l->held != NULL ? w.l->held : "mime";
	if (g_mime_content_type_is_type(type, "multipart", "encrypted"))
		w.l->held = w.l->held != NULL ? w.l->held : "encrypted";
	for (int i = 0; i < n; i++)
		walk(w, g_mime_multipart_get_part(multi, i), here ? &own : to);
	if (!here)
		return;
	if (!w.attached && !is_blank(buf_str(&own.plain)) && !is_blank(buf_str(&own.rich)))
		w.l->two = true;
	add_part(w.l, &to->plain, buf_str(is_blank(buf_str(&own.plain)) ? &own.rich : &own.plain));
	add_part(w.l, &to->rich, buf_str(is_blank(buf_str(&own.rich)) ? &own.plain : &own.rich));
	buf_free(&own.plain);
	buf_free(&own.rich);
}

/* A message inside the message: its text counts as quoted, its documents as sent. */
static void
walk_message(struct walk w, GMimeMessagePart *part, struct sides *to)
{
	GMimeMessage *inner = g_mime_message_part_get_message(part);
	struct sides own = { BUF_INIT, BUF_INIT };
	struct buf all = BUF_INIT;
	char *before = w.l->attached, *subject;

	(void)to;
	if (inner == NULL || g_mime_message_get_mime_part(inner) == NULL)
		return;
	if (w.report && g_mime_message_get_message_id(inner) != NULL &&
	    w.l->report.message_id == NULL)
		w.l->report.message_id = valid_text(g_mime_message_get_message_id(inner));
	w.attached = true;
	w.alternative = w.related = w.report = false;
	w.l->attached = xstrdup("");	/* of those inside of it */
	walk(w, g_mime_message_get_mime_part(inner), &own);
	add_part(w.l, &all, before);
	if (g_mime_message_get_subject(inner) != NULL) {
		subject = valid_text(g_mime_message_get_subject(inner));
		add_part(w.l, &all, subject);
		if (*subject != '\0')
			buf_addc(&all, '\n');
		free(subject);
	}
	add_part(w.l, &all, buf_str(&own.plain));
	add_part(w.l, &all, w.l->attached);
	free(before);
	free(w.l->attached);
	buf_str(&all);
	w.l->attached = buf_take(&all);
	w.l->attached = w.l->attached != NULL ? w.l->attached : xstrdup("");
	buf_free(&own.plain);
	buf_free(&own.rich);
}

static void
walk(struct walk w, GMimeObject *o, struct sides *to)
{
	if (o == NULL || ++w.depth > LIMIT_MIME_DEPTH + 2) {
		w.l->held = w.l->held != NULL ? w.l->held : "depth";
		return;
	}
	trace_part(&w, o);
	if (GMIME_IS_MULTIPART(o))
		walk_multipart(w, GMIME_MULTIPART(o), to);
	else if (GMIME_IS_MESSAGE_PART(o))
		walk_message(w, GMIME_MESSAGE_PART(o), to);
	else if (GMIME_IS_PART(o))
		walk_leaf(w, GMIME_PART(o), to);
}

static GMimeMessage *
construct(char *bytes, size_t n)
{
	GByteArray *array = g_byte_array_new_take((guint8 *)bytes, n);
	GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(array);
	GMimeParser *parser;
	GMimeMessage *m;

	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), TRUE);
	parser = g_mime_parser_new_with_stream(stream);
	g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
	g_mime_parser_set_persist_stream(parser, TRUE);
	m = g_mime_parser_construct_message(parser, options);
	g_object_unref(parser);
	g_object_unref(stream);
	return m;
}

/* NUL in the header would end C strings; bodies are decoded with their length known. */
static bool
blank_header_nul(char *bytes, size_t n)
{
	bool found = false;

	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == '\n' && i + 1 < n &&
		    (bytes[i + 1] == '\n' ||
			(bytes[i + 1] == '\r' && i + 2 < n && bytes[i + 2] == '\n')))
			break;
		if (bytes[i] == '\0') {
			bytes[i] = ' ';
			found = true;
		}
	}
	return found;
}

/* Some field that every message has one of, before the first empty line. */
static bool
has_header(const char *bytes, size_t n)
{
	static const char *const fields[] = { "from", "to", "date", "subject", "received",
		"message-id", "mime-version", "return-path", "content-type", "delivered-to", "x-" };
	size_t end = n < 65536 ? n : 65536;

	for (size_t at = 0; at < end;) {
		const char *line = bytes + at, *stop = memchr(line, '\n', end - at);
		size_t len = stop != NULL ? (size_t)(stop - line) : end - at;

		if (len == 0 || (len == 1 && *line == '\r'))
			return false;
		for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
			size_t k = strlen(fields[i]);

			if (len > k && strncasecmp(line, fields[i], k) == 0 &&
			    (line[k] == ':' || fields[i][k - 1] == '-' || strncmp(line, "From ", 5) == 0))
				return true;
		}
		at += len + 1;
	}
	return false;
}

/* Are the first bytes none of a header's name? Further on a picture may hold "X-" by chance. */
static bool
begins_otherwise(const char *bytes, size_t n)
{
	for (size_t i = 0; i < 4 && i < n; i++)
		if (!isalnum((unsigned char)bytes[i]) && strchr("-: ", bytes[i]) == NULL)
			return true;
	return false;
}

/*
 * A document by itself, as a message that holds nothing else. NULL: these bytes are a message. Frees
 * bytes when it returns one.
 */
static char *
as_message(char *bytes, size_t *n)
{
	const char *type = letter_magic(bytes, *n);
	struct buf message = BUF_INIT;
	char *coded;

	if (*n == 0 || (type != NULL && strcmp(type, "image/bmp") == 0) ||
	    ((type == NULL || !begins_otherwise(bytes, *n)) && has_header(bytes, *n)))
		return NULL;
	if (type == NULL)
		type = memchr(bytes, '\0', *n < 4096 ? *n : 4096) == NULL ? "text/plain" :
									     "application/octet-stream";
	coded = g_base64_encode((const guchar *)bytes, *n);
	buf_addf(&message,
	    "MIME-Version: 1.0\nContent-Type: %s\nContent-Transfer-Encoding: base64\n"
	    "Content-Disposition: attachment\n\n",
	    type);
	for (size_t at = 0, len = strlen(coded); at < len; at += 76) {
		buf_add(&message, coded + at, len - at < 76 ? len - at : 76);
		buf_addc(&message, '\n');
	}
	g_free(coded);
	free(bytes);
	*n = message.len;
	return buf_take(&message);
}

struct letter *
letter_parse(char *bytes, size_t n, const struct ruleset *rules, struct buf *t)
{
	struct letter *l = xcalloc(1, sizeof(*l));
	struct sides own = { BUF_INIT, BUF_INIT };
	struct walk w = { .l = l, .rules = rules, .trace = t };
	size_t skip = scan_mbox_line(bytes, n);
	const char *broken;

	l->attached = xstrdup("");
	memmove(bytes, bytes + skip, n - skip);
	broken = scan_limits(bytes, n - skip);
	if (blank_header_nul(bytes, n - skip))
		letter_note(l, "nul");
	l->held = broken;
	if (broken != NULL)
		letter_note(l, broken);
	trace(t, "pre-scan: %s", broken != NULL ? broken : "within the limits");
	if (broken == NULL || strcmp(broken, "double") == 0)
		l->mail = construct(bytes, n - skip);
	else
		free(bytes);
	if (l->mail == NULL) {
		l->held = l->held != NULL ? l->held : "mime";
	} else {
		take_headers(l, GMIME_OBJECT(l->mail));
		if (g_mime_message_get_mime_part(l->mail) != NULL) {
			take_headers(l, g_mime_message_get_mime_part(l->mail));
			trace(t, "-- parts");
			walk(w, g_mime_message_get_mime_part(l->mail), &own);
		}
		unpack(l);
		take_sender(l, t);
		take_recipients(l);
		take_date(l);
	}
	l->plain = buf_take(&own.plain);
	l->rich = buf_take(&own.rich);
	l->plain = l->plain != NULL ? l->plain : xstrdup("");
	l->rich = l->rich != NULL ? l->rich : xstrdup("");
	report_judge(l);
	return l;
}

struct letter *
letter_parse_file(char *bytes, size_t n, const struct ruleset *rules, struct buf *t)
{
	char *whole = n <= LIMIT_MESSAGE ? as_message(bytes, &n) : NULL;

	struct letter *l;

	if (whole != NULL)
		trace(t, "no message, but a document");
	l = letter_parse(whole != NULL ? whole : bytes, n, rules, t);
	if (whole != NULL && l->held != NULL && strcmp(l->held, "from") == 0)
		l->held = NULL;		/* a document has no sender */
	return l;
}

void
letter_free(struct letter *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->n_headers; i++) {
		free(l->headers[i].name);
		free(l->headers[i].raw);
		free(l->headers[i].value);
	}
	for (size_t i = 0; i < l->n_documents; i++) {
		free(l->documents[i].name);
		free(l->documents[i].type);
		buf_free(&l->documents[i].bytes);
	}
	free(l->html);
	for (size_t i = 0; i < l->n_to; i++)
		buf_free(&l->to[i]);
	for (size_t i = 0; i < l->n_limits; i++)
		free(l->limits[i]);
	free(l->headers);
	free(l->documents);
	free(l->to);
	free(l->limits);
	free(l->plain);
	free(l->rich);
	free(l->attached);
	report_free(&l->report);
	free(l->address);
	free(l->from_name);
	if (l->mail != NULL)
		g_object_unref(l->mail);
	free(l);
}
