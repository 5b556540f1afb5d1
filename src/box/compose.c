/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The composer. Holds one mail at a time; opens nothing (attachments and outputs come as
 * descriptors, boundaries are derived from the Message-ID, the zone is a number). Every value that
 * reaches a header is checked or cleaned here, once. What is wrong with one mail is told in
 * FRAME_COMPOSED and ends there; a broken frame ends the process.
 */
#include "box/compose.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/worker.h"
#include "box/form.h"
#include "box/render.h"

#define BLANK_CODE "----"

void
compose_warm(void)
{
	form_warm();
	g_mime_init();
}

/* ---- header values ---- */

static int
refuse(struct err *e, const char *what)
{
	return err_refused(e, "bad %s for a header", what);
}

static bool
is_line(const char *s)
{
	return s == NULL || strpbrk(s, "\r\n") == NULL;
}

/* One @, printable ASCII, nothing that ends an address or an id early. */
static bool
is_address(const char *s)
{
	const char *at = s != NULL ? strchr(s, '@') : NULL;

	if (at == NULL || at == s || at[1] == '\0' || strchr(at + 1, '@') != NULL ||
	    strlen(s) > 900)
		return false;
	for (; *s != '\0'; s++)
		if (*s <= ' ' || *s > '~' || strchr("<>\"(),:;\\", *s) != NULL)
			return false;
	return true;
}

/* As an address, but the local part of an id may hold more. */
static bool
is_message_id(const char *s)
{
	if (s == NULL || strchr(s, '@') == NULL || strlen(s) > 900)
		return false;
	for (; *s != '\0'; s++)
		if (*s <= ' ' || *s > '~' || *s == '<' || *s == '>')
			return false;
	return true;
}

static bool
is_word(const char *s, const char *more)
{
	for (; s != NULL && *s != '\0'; s++)
		if (!g_ascii_isalnum(*s) && strchr(more, *s) == NULL)
			return false;
	return true;
}

static bool
is_media_type(const char *s)
{
	return s == NULL ||
	    (is_word(s, "/.+-_") && strchr(s, '/') != NULL && strchr(s, '/') == strrchr(s, '/') &&
		*s != '/' && s[strlen(s) - 1] != '/');
}

static int
check_headers(const struct mail *m, struct err *e)
{
	if (!is_address(m->from))
		return refuse(e, "sender address");
	if (!is_address(m->to))
		return refuse(e, "receiver address");
	if (!is_line(m->from_name) || !is_line(m->to_name))
		return refuse(e, "display name");
	if (!is_message_id(m->message_id) ||
	    (m->blank_message_id != NULL && !is_message_id(m->blank_message_id)))
		return refuse(e, "Message-ID");
	if (m->in_reply_to != NULL && !is_message_id(m->in_reply_to))
		return refuse(e, "In-Reply-To");
	for (size_t i = 0; i < m->n_references; i++)
		if (!is_message_id(m->references[i].text))
			return refuse(e, "References");
	if (!is_word(m->number, "-"))
		return refuse(e, "case number");
	if (!is_word(m->token, "-"))
		return refuse(e, "code");
	for (size_t i = 0; i < m->n_attachments; i++) {
		if (!is_line(m->attachments[i].name))
			return refuse(e, "attachment name");
		if (!is_media_type(m->attachments[i].type))
			return refuse(e, "attachment type");
	}
	return 0;
}

/* ---- what the template gets ---- */

static const char *
label_of(const struct mail_answer *a)
{
	if (a->label != NULL && *a->label != '\0')
		return a->label;
	return a->word != NULL ? a->word : "";
}

static bool
has_form(const struct templates *t, const struct mail_form *wanted)
{
	const struct template_form *f;

	for (size_t i = 0; (f = template_form(t, i)) != NULL; i++)
		if (wanted->kind != NULL && strcmp(f->kind, wanted->kind) == 0)
			return true;
	return false;
}

/* How many of the mail's forms go along: none where the template does not speak of them. */
static size_t
count_forms(const struct mail *m, const struct templates *t)
{
	size_t n = 0;

	if (m->template == NULL || !template_uses(t, m->template, "formulir"))
		return 0;
	for (size_t i = 0; i < m->n_forms; i++)
		n += has_form(t, &m->forms[i]);
	return n;
}

/* The fields of the mail and those that are made here; names and values are borrowed. */
static struct mail_field *
all_fields(const struct mail *m, const struct templates *t, const char *code, size_t *n)
{
	static char name_kode[] = "kode", name_kata[] = "jawab_kata", name_label[] = "jawab_label",
		    name_alamat[] = "alamat", name_formulir[] = "formulir";
	size_t forms = count_forms(m, t);
	struct mail_field *out =
	    xcalloc(m->n_fields + 2 * m->n_answers + m->n_forms + 2, sizeof(*out));
	bool address = false;

	*n = 0;
	for (size_t i = 0; i < m->n_fields; i++) {
		const char *name = m->fields[i].name;

		if (name == NULL || strcmp(name, name_kode) == 0 || strcmp(name, name_kata) == 0 ||
		    strcmp(name, name_label) == 0)
			continue;
		address |= strcmp(name, name_alamat) == 0;
		out[(*n)++] = m->fields[i];
	}
	if (!address)
		out[(*n)++] = (struct mail_field){ name_alamat, m->from };
	if (code != NULL)
		out[(*n)++] = (struct mail_field){ name_kode, (char *)code };
	for (size_t i = 0; i < m->n_answers; i++) {
		out[(*n)++] = (struct mail_field){ name_kata, m->answers[i].word };
		out[(*n)++] = (struct mail_field){ name_label, (char *)label_of(&m->answers[i]) };
	}
	for (size_t i = 0; forms > 0 && i < m->n_forms; i++)
		if (has_form(t, &m->forms[i]))
			out[(*n)++] = (struct mail_field){ name_formulir, m->forms[i].name };
	return out;
}

static void
add_percent(const char *s, struct buf *out)
{
	for (; *s != '\0'; s++) {
		if (g_ascii_isalnum(*s) || strchr("-._~", *s) != NULL)
			buf_addc(out, *s);
		else
			buf_addf(out, "%%%02X", (unsigned)(unsigned char)*s);
	}
}

/*
 * RFC 6068: answer in the body, code in body and subject, so that it works from any account of a
 * phone.
 */
static char *
button_href(const struct mail *m, const struct mail_answer *a, const char *code)
{
	struct buf href = BUF_INIT, subject = BUF_INIT, body = BUF_INIT;

	if (m->number != NULL)
		buf_addf(&subject, "[%s]", m->number);
	if (code != NULL)
		buf_addf(&subject, "%s%s", subject.len > 0 ? " " : "", code);
	buf_adds(&body,
	    a->fill != NULL && *a->fill != '\0' ? a->fill :
		a->word != NULL                 ? a->word :
						  "");
	buf_adds(&body, "\r\n\r\n");
	if (code != NULL)
		buf_addf(&body, "Kode: %s\r\n", code);
	buf_addf(&href, "mailto:%s?subject=", m->from);
	add_percent(buf_str(&subject), &href);
	buf_adds(&href, "&body=");
	add_percent(buf_str(&body), &href);
	buf_free(&subject);
	buf_free(&body);
	return buf_take(&href);
}

static int
render(const struct mail *m, const struct templates *t, const char *code, struct render_out *out,
    struct err *e)
{
	struct render_button *buttons = xcalloc(m->n_answers, sizeof(*buttons));
	size_t n_fields;
	struct mail_field *fields = all_fields(m, t, code, &n_fields);
	int rc;

	for (size_t i = 0; i < m->n_answers; i++) {
		buttons[i].label = label_of(&m->answers[i]);
		buttons[i].href = button_href(m, &m->answers[i], code);
	}
	rc = render_mail(t, m->template, fields, n_fields, buttons, m->n_answers, out, e);
	for (size_t i = 0; i < m->n_answers; i++)
		free((char *)buttons[i].href);
	free(buttons);
	free(fields);
	return rc;
}

/* ---- the message ---- */

static void
add_address(GMimeMessage *msg, GMimeAddressType type, const char *name, const char *address)
{
	struct buf clean = BUF_INIT;
	InternetAddress *ia;

	template_value(name != NULL ? name : "", false, 120, &clean);
	ia = internet_address_mailbox_new(clean.len > 0 ? clean.data : NULL, address);
	internet_address_set_charset(ia, "utf-8");
	internet_address_list_add(g_mime_message_get_addresses(msg, type), ia);
	g_object_unref(ia);
	buf_free(&clean);
}

static GMimeObject *
text_part(const char *subtype, const struct buf *text)
{
	GMimeTextPart *part = g_mime_text_part_new_with_subtype(subtype);

	g_mime_text_part_set_charset(part, "utf-8");
	g_mime_text_part_set_text(part, text->data != NULL ? text->data : "");
	g_mime_part_set_content_encoding(GMIME_PART(part), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	return GMIME_OBJECT(part);
}

/* "=_" stands in no quoted-printable and no base64 line. */
static GMimeMultipart *
new_multipart(const char *subtype, const char *message_id)
{
	GMimeMultipart *mp = g_mime_multipart_new_with_subtype(subtype);
	unsigned char d[DIGEST_LEN];
	char hex[2 * DIGEST_LEN + 1], boundary[64];

	digest(message_id, strlen(message_id), d);
	digest_hex(d, hex);
	snprintf(boundary, sizeof(boundary), "=_%.24s_%s", hex, subtype);
	g_mime_multipart_set_boundary(mp, boundary);
	return mp;
}

/* `coded`: how the bytes are coded already; what comes out is base64. */
static void
add_part(GMimeMultipart *to, const char *called, const char *media_type, const char *bytes, size_t n,
    GMimeContentEncoding coded)
{
	struct buf name = BUF_INIT;
	GMimeContentType *type;
	GMimeDataWrapper *content;
	GMimeStream *stream;
	GMimePart *part;

	template_value(called != NULL ? called : "lampiran", false, 200, &name);
	type =
	    g_mime_content_type_parse(NULL, media_type != NULL ? media_type : "application/octet-stream");
	part = g_mime_part_new();
	g_mime_object_set_content_type(GMIME_OBJECT(part), type);
	g_object_unref(type);
	g_mime_object_set_disposition(GMIME_OBJECT(part), "attachment");
	g_mime_part_set_filename(part, name.len > 0 ? name.data : "lampiran");
	stream = g_mime_stream_mem_new_with_buffer(bytes, n);
	content = g_mime_data_wrapper_new_with_stream(stream, coded);
	g_mime_part_set_content(part, content);
	g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
	g_mime_multipart_add(to, GMIME_OBJECT(part));
	g_object_unref(stream);
	g_object_unref(content);
	g_object_unref(part);
	buf_free(&name);
}

/* A document is only named: its bytes never come here. */
static void
add_attachment(GMimeMultipart *to, const struct mail_attachment *a)
{
	char *line = xasprintf(ATTACHED_LINE "%s", a->archive != NULL ? a->archive : "");

	add_part(to, a->name, a->type, line, strlen(line), GMIME_CONTENT_ENCODING_BASE64);
	free(line);
}

/* ---- forms ---- */

/* In each format there is. A form that cannot be filled stays away; the mail says enough without. */
static void
add_form(GMimeMultipart *to, const struct mail *m, const struct templates *t,
    const struct mail_form *wanted)
{
	const struct template_form *f;

	for (size_t i = 0; (f = template_form(t, i)) != NULL; i++) {
		struct buf bytes = BUF_INIT;
		struct err e;
		char *name;

		if (wanted->kind == NULL || strcmp(f->kind, wanted->kind) != 0)
			continue;
		name = xasprintf("Formulir %s%s", wanted->name != NULL ? wanted->name : f->kind, f->end);
		if (form_fill(f, m->known, m->n_known, &bytes, NULL, &e) == 0)
			add_part(to, name, form_type(f), buf_str(&bytes), bytes.len,
			    GMIME_CONTENT_ENCODING_DEFAULT);
		else
			log_error("form %s%s: %s", f->kind, f->end, e.msg);
		free(name);
		buf_free(&bytes);
	}
}

static GMimeObject *
make_body(const struct mail *m, const struct templates *t, const char *message_id,
    const struct render_out *r)
{
	GMimeMultipart *both = new_multipart("alternative", message_id), *mixed;
	GMimeObject *part;

	part = text_part("plain", &r->text);
	g_mime_multipart_add(both, part);
	g_object_unref(part);
	part = text_part("html", &r->html);
	g_mime_multipart_add(both, part);
	g_object_unref(part);
	if (m->n_attachments == 0 && count_forms(m, t) == 0)
		return GMIME_OBJECT(both);
	mixed = new_multipart("mixed", message_id);
	g_mime_multipart_add(mixed, GMIME_OBJECT(both));
	g_object_unref(both);
	for (size_t i = 0; i < m->n_attachments; i++)
		add_attachment(mixed, &m->attachments[i]);
	for (size_t i = 0; count_forms(m, t) > 0 && i < m->n_forms; i++)
		add_form(mixed, m, t, &m->forms[i]);
	return GMIME_OBJECT(mixed);
}

static void
set_thread(GMimeMessage *msg, const struct mail *m)
{
	struct buf ids = BUF_INIT;

	for (size_t i = 0; i < m->n_references; i++)
		buf_addf(&ids, "%s<%s>", i > 0 ? " " : "", m->references[i].text);
	if (ids.len > 0)
		g_mime_object_set_header(GMIME_OBJECT(msg), "References", ids.data, NULL);
	buf_reset(&ids);
	buf_addf(&ids, "<%s>", m->in_reply_to != NULL ? m->in_reply_to : "");
	if (m->in_reply_to != NULL)
		g_mime_object_set_header(GMIME_OBJECT(msg), "In-Reply-To", ids.data, NULL);
	buf_free(&ids);
}

static void
set_date(GMimeMessage *msg, const struct mail *m)
{
	GTimeZone *zone = g_time_zone_new_offset((gint32)(m->zone_minutes * 60));
	GDateTime *utc = g_date_time_new_from_unix_utc(m->date),
		  *local = utc != NULL ? g_date_time_to_timezone(utc, zone) : NULL;

	if (local != NULL) {
		g_mime_message_set_date(msg, local);
		g_date_time_unref(local);
	}
	if (utc != NULL)
		g_date_time_unref(utc);
	g_time_zone_unref(zone);
}

static GMimeMessage *
make_message(const struct mail *m, const char *message_id, const char *subject, GMimeObject *body)
{
	GMimeMessage *msg = g_mime_message_new(TRUE);

	add_address(msg, GMIME_ADDRESS_TYPE_FROM, m->from_name, m->from);
	add_address(msg, GMIME_ADDRESS_TYPE_TO, m->to_name, m->to);
	g_mime_message_set_subject(msg, subject, "utf-8");
	set_date(msg, m);
	g_mime_message_set_message_id(msg, message_id);
	set_thread(msg, m);
	g_mime_object_set_header(GMIME_OBJECT(msg), "Auto-Submitted",
	    m->replied ? "auto-replied" : "auto-generated", NULL);
	g_mime_object_set_header(GMIME_OBJECT(msg), "Content-Language", "id", NULL);
	g_mime_message_set_mime_part(msg, body);
	return msg;
}

static int
write_message(GMimeMessage *msg, int fd, struct err *e)
{
	GMimeFormatOptions *format = g_mime_format_options_new();
	GMimeStream *stream = g_mime_stream_mem_new();
	GByteArray *bytes;
	int rc = -1;

	g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
	if (g_mime_object_write_to_stream(GMIME_OBJECT(msg), format, stream) < 0) {
		err_refused(e, "GMime cannot write the message");
	} else {
		bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
		rc = file_write_fd(fd, bytes->data, bytes->len, e);
	}
	g_object_unref(stream);
	g_mime_format_options_free(format);
	return rc;
}

static char *
whole_subject(const struct mail *m, const struct render_out *r)
{
	if (m->number == NULL || *m->number == '\0')
		return xstrdup(r->subject.data != NULL ? r->subject.data : "");
	return xasprintf("[%s] %s", m->number, r->subject.data != NULL ? r->subject.data : "");
}

/* The code must be gone from everything that is kept readable. */
static bool
holds(const struct render_out *r, const char *code)
{
	const struct buf *all[] = { &r->text, &r->html, &r->subject };

	for (size_t i = 0; i < 3; i++)
		if (all[i]->len > 0 && strstr(all[i]->data, code) != NULL)
			return true;
	return false;
}

/* One copy: with the code, or (blank) without it under the other Message-ID. */
static int
copy(const struct mail *m, const struct templates *t, bool blank, int fd, char **subject, char **text,
    struct err *e)
{
	const char *code = m->token != NULL && blank ? BLANK_CODE : m->token;
	const char *id = blank && m->blank_message_id != NULL ? m->blank_message_id : m->message_id;
	struct render_out r = { BUF_INIT, BUF_INIT, BUF_INIT };
	GMimeObject *body = NULL;
	GMimeMessage *msg;
	int rc = -1;

	if (render(m, t, code, &r, e) != 0)
		goto out;
	if (m->token != NULL && holds(&r, m->token) == blank) {
		err_refused(e, "template %s: the code %s", m->template,
		    blank ? "stands outside its place" : "is not shown");
		goto out;
	}
	body = make_body(m, t, id, &r);
	free(*subject);
	*subject = whole_subject(m, &r);
	if (text != NULL)
		*text = xstrnutf8(buf_str(&r.text), PREVIEW_MOST);
	msg = make_message(m, id, *subject, body);
	rc = write_message(msg, fd, e);
	g_object_unref(msg);
	g_object_unref(body);
out:
	render_free(&r);
	return rc;
}

int
compose(const struct mail *m, const struct templates *t, int out, int blank, char **subject,
    char **text, struct err *e)
{
	*subject = NULL;
	if (text != NULL)
		*text = NULL;
	if (check_headers(m, e) != 0)
		return -1;
	if (m->token != NULL && m->blank_message_id == NULL)
		return err_refused(e, "a mail with a code needs a second Message-ID");
	if ((m->n_answers > 0 || m->token != NULL) && templates_have(t, m->template) &&
	    !template_shows_answers(t, m->template))
		return err_refused(
		    e, "template %s does not show the answers: {{tombol}} is missing", m->template);
	/* what has no code is the same in both */
	if (copy(m, t, false, out, subject, m->token == NULL ? text : NULL, e) != 0 ||
	    (m->token != NULL && blank >= 0 && copy(m, t, true, blank, subject, text, e) != 0)) {
		free(*subject);
		*subject = NULL;
		return -1;
	}
	return 0;
}

/* ---- serving ---- */

/* What the mail's parts say, without the message around them. */
static int
preview(const struct mail *m, const struct templates *t, int text, int html, char **subject,
    struct err *e)
{
	struct render_out r = { BUF_INIT, BUF_INIT, BUF_INIT };
	int rc = render(m, t, m->token, &r, e);

	if (rc == 0)
		rc = file_write_fd(text, buf_str(&r.text), r.text.len, e);
	if (rc == 0)
		rc = file_write_fd(html, buf_str(&r.html), r.html.len, e);
	if (rc == 0)
		*subject = whole_subject(m, &r);
	render_free(&r);
	return rc;
}

/* Every form with samples: what is wrong with it, a line each. */
static int
serve_forms(int fd, const struct templates *t, struct err *e)
{
	struct mail_field values[MAIL_KNOWN];
	const struct template_field *k;
	const struct template_form *f;
	struct buf said = BUF_INIT;
	struct composed done = { .ok = true };
	size_t n = 0;
	int rc;

	for (; n < MAIL_KNOWN && (k = template_form_field_at(n)) != NULL; n++)
		values[n] = (struct mail_field){ (char *)(uintptr_t)k->name, (char *)(uintptr_t)k->sample };
	for (size_t i = 0; (f = template_form(t, i)) != NULL; i++) {
		struct buf bytes = BUF_INIT, unknown = BUF_INIT;
		struct err why;

		if (form_fill(f, values, n, &bytes, &unknown, &why) != 0)
			buf_addf(&said, "%s: %s\n", f->file, why.msg);
		for (char *name = unknown.data, *end; name != NULL && *name != '\0'; name = end + 1) {
			end = strchr(name, '\n');
			buf_addf(&said, "%s: {{%.*s}}: isian formulir tidak dikenal\n", f->file,
			    (int)(end - name), name);
		}
		buf_free(&bytes);
		buf_free(&unknown);
	}
	done.text = xstrnutf8(buf_str(&said), PREVIEW_MOST);
	rc = record_send(fd, FRAME_COMPOSED, &composed_wire, &done, NULL, 0, e);
	wire_free(&composed_wire, &done);
	buf_free(&said);
	return rc;
}

static int
serve_one(int fd, const struct templates *t, const struct frame *f, struct err *e)
{
	struct composed done = { 0 };
	struct mail m;
	int rc;

	if (f->type == FRAME_FORMS)
		return serve_forms(fd, t, e);
	if ((f->type != FRAME_COMPOSE && f->type != FRAME_PREVIEW) ||
	    wire_unpack(&mail_wire, buf_str((struct buf *)&f->body), f->body.len, &m, e) != 0)
		return err_refused(e, "composer: not a mail to compose");
	done.id = m.id;
	done.ok = f->fds[0] >= 0 &&
	    (f->type == FRAME_PREVIEW ?
		    preview(&m, t, f->fds[0], f->fds[1], &done.subject, e) :
		    compose(&m, t, f->fds[0], f->fds[1], &done.subject, &done.text, e)) == 0;
	if (!done.ok)
		done.why = xstrdup(f->fds[0] >= 0 ? e->msg : "no output descriptor");
	/* our own disk or memory is in the way: this composer ends, and the mail is tried once more */
	if (!done.ok && f->type == FRAME_COMPOSE && e->grade == GRADE_AGAIN)
		rc = -1;
	else
		rc = record_send(fd, FRAME_COMPOSED, &composed_wire, &done, NULL, 0, e);
	wire_free(&composed_wire, &done);
	wire_free(&mail_wire, &m);
	return rc;
}

int
composer_serve(int fd, const struct templates *t)
{
	struct channel ch;
	struct frame f;
	struct err e = { .grade = GRADE_OK };
	int rc = 0;

	channel_init(&ch, fd);
	while (rc == 0) {
		memset(&f, 0, sizeof(f));
		if (frame_wait(&ch, &f, -1, &e) != 0)
			break;
		rc = serve_one(fd, t, &f, &e);
		frame_free(&f);
	}
	if (rc != 0)
		log_error("composer: %s", e.msg);
	return rc == 0 ? EX_OK : EX_SOFTWARE;
}
