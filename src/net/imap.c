/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RFC 3501 by libetpan, with what was learnt about it: its high-level drivers and its IDLE are not
 * used; ENVELOPE and BODYSTRUCTURE are never asked for (recursion); a body is streamed by a
 * handler, one UID a command, since the handler is not told the UID; its list of FETCH answers is
 * not used, which may lack some; after a line it cannot parse the tags are off, so every result but
 * success or a tagged NO ends the connection. Ranges end at the UIDNEXT of a fresh EXAMINE and are
 * asked in windows, so that neither a large folder nor a large gap of UIDs costs much memory or
 * many commands. What is new is known by UIDNEXT and never by EXISTS, which goes stale. IDLE is our
 * own: tags "idleN", lines read from libetpan's buffered stream, so nothing that arrived early is
 * missed.
 */
#include "net/imap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <libetpan/libetpan.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "net/etpan.h"

#define LOGOUT_MS 1000
/* IDLE anew before NAT and servers forget us (RFC 2177: below 29 minutes) */
#define RENEW_MS (9 * 60 * 1000)
#define COMMAND_BYTES (1 << 20)		/* answers of commands that are short */
/* a list of UIDs, sizes and dates: about 100 bytes a message */
#define LIST_BYTES (64 << 20)
#define BODY_SLACK 65536		/* what stands around a body, and untagged lines between */
/* bytes a second below which a body is given up, beyond the command's own time */
#define BODY_RATE 50000
#define WINDOW_FIRST 512		/* UIDs in the first range asked for; grows over gaps */
#define WINDOW_MOST 16384
#define LINE_MOST 8192			/* a line during IDLE */
#define STORE_SET 200			/* UIDs in one STORE */
#define ID_MOST 900			/* bytes of a Message-ID that is looked at */

struct known { char *folder; uint32_t validity, next; };	/* how far a scan has seen */

struct imap {
	const struct net_peer *peer;
	struct net *net;
	mailimap *session;
	char *folder;			/* opened by EXAMINE or SELECT; NULL: none */
	bool writable;
	uint32_t validity, next, exists;	/* of the folder when it was opened */
	int64_t limit;		/* APPENDLIMIT, 0: not told */
	bool can_idle, has_quota, bad;
	unsigned idles;
	struct known *known;
	size_t n_known;
};

/* ---- commands and their failures ---- */

/*
 * What a command asks for is made of many small reservations, none of which mailimap_uid_fetch
 * looks at again: without one, a list without UIDs or sizes would be ordered, and its letters be
 * passed over for ever.
 */
static void *
made(void *p)
{
	if (p == NULL)
		out_of_memory();
	return p;
}

static void
added(int rc)
{
	if (rc != 0)
		out_of_memory();
}

static void
command(struct imap *im, int64_t bytes)
{
	net_command(im->net, im->peer->deadline_ms, bytes);
}

/* The server's words to the last command: "[CODE] text". */
static void
response_text(const struct imap *im, char *out, size_t n)
{
	const struct mailimap_response_info *info = im->session->imap_response_info;
	const char *code = info != NULL ? info->rsp_atom : NULL, *text = im->session->imap_response;
	char raw[256];
	int len;

	len = snprintf(raw, sizeof(raw), "%s%.60s%s%s", code != NULL ? "[" : "",
	    code != NULL ? code : "", code != NULL ? "] " : "", text != NULL ? text : "");
	net_clean(raw, (size_t)len < sizeof(raw) ? (size_t)len : sizeof(raw) - 1, out, n);
}

/* The text of a "* BYE" line among what came last, or "". */
static void
bye_text(const struct imap *im, char *out, size_t n)
{
	const MMAPString *s = im->session->imap_stream_buffer;
	const char *p = s != NULL && s->len > 0 ? s->str : "";

	*out = '\0';
	for (; p != NULL; p = strchr(p, '\n')) {
		p += *p == '\n';
		if (strncasecmp(p, "* BYE ", 6) == 0)
			net_clean(p + 6, strcspn(p + 6, "\r\n"), out, n);
	}
}

/* A line that libetpan could not read; never called where the line may hold a letter. */
static void
log_line(const struct imap *im, const char *doing)
{
	const MMAPString *s = im->session->imap_stream_buffer;
	char clean[200];

	if (s == NULL || s->len == 0)
		return;
	net_clean(s->str, s->len < 160 ? s->len : 160, clean, sizeof(clean));
	log_warn("imap_line while=\"%s\" line=\"%s\"", doing, clean);
}

/*
 * Grades the result r of a command. `is_no` is libetpan's code for a tagged NO to it; `quiet`: the
 * line is a letter.
 */
static int
failed(struct imap *im, int r, int is_no, bool quiet, const char *doing, struct fault *f)
{
	const char *host = im->peer->host;
	char text[160];
	bool passing;

	response_text(im, text, sizeof(text));
	if (r == is_no) {
		passing = strstr(text, "UNAVAILABLE") != NULL || strstr(text, "INUSE") != NULL ||
		    strstr(text, "SERVERBUG") != NULL || strstr(text, "LIMIT") != NULL ||
		    strstr(text, "EXPUNGEISSUED") != NULL || strstr(text, "nternal error") != NULL;
		return passing ? fault_again(f, "protocol", "IMAP server %s: not now, while %s: %s",
				     host, doing, text) :
				 fault_refused(f, "protocol",
				     "IMAP server %s: refused, while %s: %s", host, doing, text);
	}
	im->bad = true;
	bye_text(im, text, sizeof(text));
	if (*text != '\0')
		return fault_again(
		    f, "network", "IMAP server %s: said good-bye, while %s: %s", host, doing, text);
	if (net_failed(im->net, doing, f) != 0)
		return -1;
	if (r == MAILIMAP_ERROR_MEMORY)
		return fault_again(f, "protocol",
		    "IMAP server %s: announced more than there is memory for, while %s", host,
		    doing);
	if (!quiet)
		log_line(im, doing);
	return fault_again(f, "protocol",
	    "IMAP server %s: answered something that cannot be understood (libetpan %d), while %s",
	    host, r, doing);
}

/* ---- opening ---- */

static bool
has_capability(const struct mailimap_capability_data *data, const char *name)
{
	for (clistiter *i = clist_begin(data->cap_list); i != NULL; i = clist_next(i)) {
		const struct mailimap_capability *c = clist_content(i);

		if (c->cap_type == MAILIMAP_CAPABILITY_NAME &&
		    strcasecmp(c->cap_data.cap_name, name) == 0)
			return true;
	}
	return false;
}

static int64_t
append_limit(const struct mailimap_capability_data *data)
{
	int64_t limit = 0;

	for (clistiter *i = clist_begin(data->cap_list); i != NULL; i = clist_next(i)) {
		const struct mailimap_capability *c = clist_content(i);

		if (c->cap_type == MAILIMAP_CAPABILITY_NAME && limit == 0)
			limit = net_limit(c->cap_data.cap_name, strlen(c->cap_data.cap_name));
	}
	return limit;
}

/*
 * An empty list to begin with: where the server answers without telling any, libetpan would read
 * the one that is not there.
 */
static bool
no_capabilities(mailimap *session)
{
	struct mailimap_connection_info *info = session->imap_connection_info;
	clist *none;

	if (info == NULL)
		info = session->imap_connection_info = mailimap_connection_info_new();
	if (info == NULL || info->imap_capability != NULL)
		return info != NULL;
	none = clist_new();
	info->imap_capability = none != NULL ? mailimap_capability_data_new(none) : NULL;
	if (info->imap_capability == NULL && none != NULL)
		clist_free(none);
	return info->imap_capability != NULL;
}

static int
begin_session(struct imap *im, struct fault *f)
{
	struct mailimap_capability_data *data = NULL;
	mailstream *stream = mailstream_new(net_stream(im->net), 8192);
	int r;

	command(im, COMMAND_BYTES);
	r = mailimap_connect(im->session, stream);
	if (r != MAILIMAP_NO_ERROR_AUTHENTICATED)
		return failed(im, r, -1, false, "beginning", f);
	if (!no_capabilities(im->session))
		return fault_again(f, "internal", "libetpan has no memory to give");
	r = mailimap_capability(im->session, &data);
	if (r != MAILIMAP_NO_ERROR)
		return failed(
		    im, r, MAILIMAP_ERROR_CAPABILITY, false, "asking for its capabilities", f);
	im->can_idle = has_capability(data, "IDLE");
	im->has_quota = has_capability(data, "QUOTA");
	im->limit = append_limit(data);
	mailimap_capability_data_free(data);
	return 0;
}

struct imap *
imap_open(const struct net_peer *p, struct fault *f)
{
	struct imap *im;
	struct net *n = net_open(p, f);

	if (n == NULL)
		return NULL;
	im = xcalloc(1, sizeof(*im));
	im->peer = p;
	im->net = n;
	im->session = mailimap_new(0, NULL);
	if (im->session == NULL)
		fault_again(f, "internal", "libetpan has no session to give");
	else if (begin_session(im, f) == 0)
		return im;
	imap_close(im);
	return NULL;
}

void
imap_close(struct imap *im)
{
	if (im == NULL)
		return;
	/*
	 * mailimap_free says LOGOUT by itself; a connection that has failed must not be waited for.
	 */
	net_command(im->net, im->bad ? 0 : LOGOUT_MS, im->bad ? 0 : COMMAND_BYTES);
	if (im->session != NULL)
		mailimap_free(im->session);
	net_close(im->net);
	for (size_t i = 0; i < im->n_known; i++)
		free(im->known[i].folder);
	free(im->known);
	free(im->folder);
	free(im);
}

bool
imap_well(const struct imap *im)
{
	return !im->bad;
}

/* ---- folders ---- */

/*
 * libetpan quotes what is no atom but does not escape; other characters come as the server lists
 * them (RFC 3501 5.1.3).
 */
static bool
folder_ok(const char *s)
{
	if (s == NULL || *s == '\0' || strlen(s) > 255)
		return false;
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || (unsigned char)*s > 0x7e ||
		    strchr("\"\\*%", *s) != NULL)
			return false;
	return true;
}

static int
folder_open(struct imap *im, const char *folder, bool writable, struct fault *f)
{
	const struct mailimap_selection_info *s;
	int r;

	if (!folder_ok(folder))
		return fault_refused(f, "protocol",
		    "the name of a folder in the settings must be written as the server lists it: "
		    "ASCII (modified UTF-7), without quotes, backslashes and wildcards");
	free(im->folder);
	im->folder = NULL;
	command(im, COMMAND_BYTES);
	r = writable ? mailimap_select(im->session, folder) : mailimap_examine(im->session, folder);
	if (r == (writable ? MAILIMAP_ERROR_SELECT : MAILIMAP_ERROR_EXAMINE)) {
		failed(im, r, r, false, "opening the folder", f);
		return err_wrap(&f->err, "folder %.80s", folder);
	}
	if (r != MAILIMAP_NO_ERROR)
		return failed(im, r, -1, false, "opening the folder", f);
	s = made(im->session->imap_selection_info);
	if (s->sel_uidvalidity == 0)
		return fault_refused(f, "protocol",
		    "IMAP server %s: folder %.80s has no lasting numbers (UIDVALIDITY), without "
		    "which no letter can be known again",
		    im->peer->host, folder);
	im->folder = xstrdup(folder);
	im->writable = writable;
	im->validity = s->sel_uidvalidity;
	im->next = s->sel_uidnext;
	im->exists = s->sel_has_exists ? s->sel_exists : 0;
	return 0;
}

/* The folder as it is, opened or not; UIDVALIDITY cannot change while it stays open. */
static int
folder_need(struct imap *im, const char *folder, struct fault *f)
{
	if (im->folder != NULL && !im->writable && folder != NULL &&
	    strcmp(im->folder, folder) == 0)
		return 0;
	return folder_open(im, folder, false, f);
}

static struct known *
known_of(struct imap *im, const char *folder, bool make)
{
	size_t i;

	for (i = 0; i < im->n_known; i++)
		if (strcmp(im->known[i].folder, folder) == 0)
			return &im->known[i];
	if (!make)
		return NULL;
	im->known = grow(im->known, im->n_known, sizeof(*im->known));
	im->known[i].folder = xstrdup(folder);
	im->n_known++;
	return &im->known[i];
}

/* ---- which folders there are ---- */

static bool
flag_named(const struct mailimap_mbx_list_flags *flags, const char *name)
{
	for (clistiter *i = clist_begin(flags->mbf_oflags); i != NULL; i = clist_next(i)) {
		const struct mailimap_mbx_list_oflag *o = clist_content(i);

		if (o->of_type == MAILIMAP_MBX_LIST_OFLAG_FLAG_EXT && o->of_flag_ext != NULL &&
		    strcasecmp(o->of_flag_ext + (*o->of_flag_ext == '\\'), name) == 0)
			return true;
	}
	return false;
}

/* What a folder is for (RFC 6154), as the server says; NULL: nothing special. */
static const char *
folder_use(const struct mailimap_mbx_list_flags *flags)
{
	static const char *const uses[] = { "sent", "trash", "drafts", "junk", "all", "flagged" };

	for (size_t i = 0; flags != NULL && i < sizeof(uses) / sizeof(uses[0]); i++)
		if (flag_named(flags, uses[i]))
			return uses[i];
	return NULL;
}

static bool
can_open(const struct mailimap_mailbox_list *l)
{
	const struct mailimap_mbx_list_flags *flags = l->mb_flag;

	return folder_ok(l->mb_name) &&
	    (flags == NULL ||
		(!flag_named(flags, "noselect") && !flag_named(flags, "nonexistent") &&
		    !(flags->mbf_type == MAILIMAP_MBX_LIST_FLAGS_SFLAG &&
			flags->mbf_sflag == MAILIMAP_MBX_LIST_SFLAG_NOSELECT)));
}

int
imap_list(struct imap *im, struct fetch_listed *out, struct fault *f)
{
	clist *list = NULL;
	int r;

	memset(out, 0, sizeof(*out));
	command(im, COMMAND_BYTES);
	r = mailimap_list(im->session, "", "*", &list);
	if (r != MAILIMAP_NO_ERROR)
		return failed(im, r, MAILIMAP_ERROR_LIST, false, "listing the folders", f);
	for (clistiter *i = clist_begin(list); i != NULL; i = clist_next(i)) {
		const struct mailimap_mailbox_list *l = clist_content(i);
		const char delimiter[2] = { l->mb_delimiter, '\0' };

		if (!can_open(l) || out->n_folders == FOLDERS_MOST)
			continue;
		if (out->delimiter == NULL && l->mb_delimiter > ' ' && l->mb_delimiter <= '~')
			out->delimiter = xstrdup(delimiter);
		out->folders = grow(out->folders, out->n_folders, sizeof(*out->folders));
		out->folders[out->n_folders++] =
		    (struct fetch_folder){ xstrdup(l->mb_name), xstrdup(folder_use(l->mb_flag)) };
	}
	mailimap_list_result_free(list);
	out->limit = im->limit;
	return 0;
}

/* ---- how full it is ---- */

/*
 * libetpan keeps 32 bits of a number and says nothing where there were more: what it read must stand
 * in the answer as it would be written.
 */
static bool
quota_as_told(const struct imap *im, const struct mailimap_quota_quota_resource *q)
{
	const MMAPString *s = im->session->imap_stream_buffer;
	const char *p = s != NULL && s->len > 0 ? s->str : "";
	char told[100];
	int n = snprintf(told, sizeof(told), "%.60s %lu %lu", q->resource_name,
	    (unsigned long)q->usage, (unsigned long)q->limit);

	while ((p = strstr(p, told)) != NULL && p[n] != ' ' && p[n] != ')')
		p++;
	return p != NULL;
}

/* The fuller one stays. */
static void
quota_take(uint32_t used, uint32_t most, int64_t *is, int64_t *is_most)
{
	if (most == 0 ||
	    (*is_most != 0 && (uint64_t)used * (uint64_t)*is_most <= (uint64_t)*is * most))
		return;
	*is = used;
	*is_most = most;
}

static void
quota_read(
    const struct imap *im, const struct mailimap_quota_quota_data *root, struct fetch_quota *out)
{
	for (clistiter *i = clist_begin(root->quota_list); i != NULL; i = clist_next(i)) {
		const struct mailimap_quota_quota_resource *q = clist_content(i);

		if (!quota_as_told(im, q))
			continue;
		if (strcasecmp(q->resource_name, "STORAGE") == 0)
			quota_take(q->usage, q->limit, &out->kib, &out->kib_most);
		else if (strcasecmp(q->resource_name, "MESSAGE") == 0)
			quota_take(q->usage, q->limit, &out->letters, &out->letters_most);
	}
}

/* MAILIMAP_ERROR_EXTENSION is its word for a tagged NO, and for an OK that tells of no root. */
int
imap_quota(struct imap *im, struct fetch_quota *out, struct fault *f)
{
	struct mailimap_quota_complete_data *data = NULL;
	int r;

	memset(out, 0, sizeof(*out));
	if (!im->has_quota)
		return 0;
	command(im, COMMAND_BYTES);
	r = mailimap_quota_getquotaroot(im->session, "INBOX", &data);
	if (r == MAILIMAP_NO_ERROR)
		for (clistiter *i = clist_begin(data->quota_list); i != NULL; i = clist_next(i))
			quota_read(im, clist_content(i), out);
	if (data != NULL)
		mailimap_quota_complete_data_free(data);
	if (r != MAILIMAP_NO_ERROR && r != MAILIMAP_ERROR_EXTENSION)
		return failed(im, r, -1, false, "asking how full the mailbox is", f);
	return 0;
}

/* ---- adding a message ---- */

static struct mailimap_date_time *
date_time(int64_t t)
{
	time_t at = (time_t)t;
	struct tm tm;

	gmtime_r(&at, &tm);
	return made(mailimap_date_time_new(tm.tm_mday, tm.tm_mon + 1, tm.tm_year + 1900, tm.tm_hour,
	    tm.tm_min, tm.tm_sec, 0));
}

int
imap_append(struct imap *im, const struct fetch_append *order, int fd, struct fault *f)
{
	struct mailimap_flag_list *flags;
	struct mailimap_date_time *date;
	struct buf bytes = BUF_INIT;
	int r;

	if (!folder_ok(order->folder))
		return fault_refused(f, "protocol", "not the name of a folder");
	if (file_read_fd(fd, (size_t)order->bytes, &bytes, &f->err) != 0 ||
	    (int64_t)bytes.len != order->bytes) {
		buf_free(&bytes);
		return fault_again(f, "internal", "the message to be kept cannot be read");
	}
	flags = made(mailimap_flag_list_new_empty());
	added(mailimap_flag_list_add(flags, made(mailimap_flag_new_seen())));
	date = date_time(order->internaldate);
	net_command(im->net, im->peer->deadline_ms + (int)(order->bytes / (BODY_RATE / 1000)),
	    COMMAND_BYTES);
	r = mailimap_append(im->session, order->folder, flags, date, bytes.data, bytes.len);
	mailimap_flag_list_free(flags);
	mailimap_date_time_free(date);
	wipe(bytes.data, bytes.len);
	buf_free(&bytes);
	if (r != MAILIMAP_NO_ERROR)
		return failed(im, r, MAILIMAP_ERROR_APPEND, true, "keeping a copy of a mail", f);
	return 0;
}

/* ---- scanning ---- */

static int64_t
internaldate_seconds(const struct mailimap_date_time *d)
{
	struct tm tm = { .tm_year = d->dt_year - 1900,
		.tm_mon = d->dt_month - 1,
		.tm_mday = d->dt_day,
		.tm_hour = d->dt_hour,
		.tm_min = d->dt_min,
		.tm_sec = d->dt_sec };
	int64_t zone = ((int64_t)d->dt_zone / 100 * 60 + d->dt_zone % 100) * 60, t;

	if (d->dt_year < 1970 || d->dt_year > 9999 || d->dt_month < 1 || d->dt_month > 12 ||
	    d->dt_day < 1 || d->dt_day > 31 || d->dt_hour < 0 || d->dt_hour > 24 ||
	    d->dt_min < 0 || d->dt_min > 60 || d->dt_sec < 0 || d->dt_sec > 60 ||
	    d->dt_zone < -1400 || d->dt_zone > 1400)
		return 0;
	t = (int64_t)timegm(&tm) - zone;
	return t > 0 ? t : 0;
}

/*
 * The ID in "Message-ID: <ID>" (RFC 5322 3.6.4), which the caller frees. NULL: none, or one that is
 * no printable ASCII and so none of ours.
 */
static char *
id_of(const struct mailimap_msg_att *att)
{
	const char *p = NULL, *end;
	size_t n = 0;

	for (clistiter *i = clist_begin(att->att_list); i != NULL; i = clist_next(i)) {
		const struct mailimap_msg_att_item *it = clist_content(i);

		if (it->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC &&
		    it->att_data.att_static->att_type == MAILIMAP_MSG_ATT_BODY_SECTION) {
			p = it->att_data.att_static->att_data.att_body_section->sec_body_part;
			n = it->att_data.att_static->att_data.att_body_section->sec_length;
		}
	}
	end = p != NULL ? p + n : NULL;
	p = p != NULL ? memchr(p, '<', n) : NULL;
	for (n = 1; p != NULL && p + n < end && p[n] > ' ' && p[n] <= '~' && p[n] != '>'; n++)
		;
	return p == NULL || p + n == end || p[n] != '>' || n == 1 || n > ID_MOST ?
	    NULL :
	    xstrndup(p + 1, n - 1);
}

static bool
has_answered(const struct mailimap_msg_att_dynamic *d)
{
	for (clistiter *i = d->att_list != NULL ? clist_begin(d->att_list) : NULL; i != NULL;
	     i = clist_next(i)) {
		const struct mailimap_flag_fetch *f = clist_content(i);

		if (f->fl_type == MAILIMAP_FLAG_FETCH_OTHER && f->fl_flag != NULL &&
		    f->fl_flag->fl_type == MAILIMAP_FLAG_ANSWERED)
			return true;
	}
	return false;
}

/* UID, size, date and \Answered out of one FETCH answer; what is not there stays 0. */
static struct fetch_item
item_of(const struct mailimap_msg_att *att)
{
	struct fetch_item item = { .bytes = -1 };

	for (clistiter *i = clist_begin(att->att_list); i != NULL; i = clist_next(i)) {
		const struct mailimap_msg_att_item *it = clist_content(i);
		const struct mailimap_msg_att_static *s = it->att_data.att_static;

		if (it->att_type == MAILIMAP_MSG_ATT_ITEM_DYNAMIC)
			item.answered = has_answered(it->att_data.att_dyn);
		if (it->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
			continue;
		if (s->att_type == MAILIMAP_MSG_ATT_UID)
			item.uid = s->att_data.att_uid;
		else if (s->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE)
			item.bytes = s->att_data.att_rfc822_size;
		else if (s->att_type == MAILIMAP_MSG_ATT_INTERNALDATE)
			item.internaldate = internaldate_seconds(s->att_data.att_internal_date);
	}
	return item;
}

static struct mailimap_fetch_type *
asks(void)
{
	return made(mailimap_fetch_type_new_fetch_att_list_empty());
}

static void
ask(struct mailimap_fetch_type *type, struct mailimap_fetch_att *att)
{
	added(mailimap_fetch_type_new_fetch_att_list_add(type, made(att)));
}

/* What a list of messages asks for; ids: their Message-IDs too. */
static struct mailimap_fetch_type *
item_type(bool ids)
{
	struct mailimap_fetch_type *type = asks();
	clist *names;

	ask(type, mailimap_fetch_att_new_uid());
	ask(type, mailimap_fetch_att_new_rfc822_size());
	ask(type, mailimap_fetch_att_new_internaldate());
	ask(type, mailimap_fetch_att_new_flags());
	if (ids) {
		names = made(clist_new());
		added(clist_append(names, xstrdup("Message-ID")));
		ask(type,
		    mailimap_fetch_att_new_body_peek_section(
			made(mailimap_section_new_header_fields(
			    made(mailimap_header_list_new(names))))));
	}
	return type;
}

static void
no_progress(size_t n, size_t all, void *context)
{
	(void)n;
	(void)all;
	(void)context;
}

/*
 * FETCH or UID FETCH; frees set and type. Each answer goes to `take` as it is read. libetpan's list
 * of them is not used: an answer that it has no memory for is left out of it without a word, and
 * where it holds any, a tagged NO behind them passes for OK. Letters would be missed for ever.
 */
static int
fetch(struct imap *im, bool by_uid, struct mailimap_set *set, struct mailimap_fetch_type *type,
    mailimap_msg_att_handler *take, void *context)
{
	clist *list = NULL;
	int r;

	/* the handler is called only where progress is told as well */
	mailimap_set_progress_callback(im->session, NULL, no_progress, NULL);
	mailimap_set_msg_att_handler(im->session, take, context);
	r = by_uid ? mailimap_uid_fetch(im->session, set, type, &list) :
		     mailimap_fetch(im->session, set, type, &list);
	mailimap_set_msg_att_handler(im->session, NULL, NULL);
	mailimap_set_progress_callback(im->session, NULL, NULL, NULL);
	if (r == MAILIMAP_NO_ERROR)
		mailimap_fetch_list_free(list);
	mailimap_fetch_type_free(type);
	mailimap_set_free(set);
	return r;
}

struct listing {
	uint32_t first, last;
	bool ids, in_part;
	struct fetch_item **items;
	size_t *n;
};

static void
list_item(struct mailimap_msg_att *att, void *context)
{
	struct listing *l = context;
	struct fetch_item item = item_of(att);

	/* an unasked answer has neither date nor size; one in part must not pass for it */
	if ((item.bytes >= 0 || item.internaldate != 0) && (item.bytes < 0 || item.uid == 0))
		l->in_part = true;
	/* `n:*` answers with the last message even where its UID is lower than n. */
	if (item.uid < l->first || (l->last != 0 && item.uid > l->last) || item.bytes < 0)
		return;
	/* no date that can be read: taken for new, so that nobody passes it over as old */
	if (item.internaldate == 0)
		item.internaldate = clock_now();
	item.message_id = l->ids ? id_of(att) : NULL;
	*l->items = grow(*l->items, *l->n, sizeof(**l->items));
	(*l->items)[(*l->n)++] = item;
}

/*
 * UID FETCH first:last (last 0: `*`) of UID, size, date and \Answered. Unasked FETCH answers lack
 * the size and are passed over.
 */
static int
fetch_range(struct imap *im, uint32_t first, uint32_t last, bool ids, struct fetch_item **items,
    size_t *n, struct fault *f)
{
	struct listing l = { first, last, ids, false, items, n };
	int r;

	command(im, LIST_BYTES);
	r = fetch(im, true, made(mailimap_set_new_interval(first, last)), item_type(ids), list_item,
	    &l);
	if (r != MAILIMAP_NO_ERROR)
		return failed(im, r, MAILIMAP_ERROR_UID_FETCH, false, "listing messages", f);
	if (l.in_part) {
		im->bad = true;
		return fault_again(f, "protocol",
		    "IMAP server %s: told of a message without its UID or size", im->peer->host);
	}
	return 0;
}

static int
item_order(const void *a, const void *b)
{
	const struct fetch_item *x = a, *y = b;

	return x->uid < y->uid ? -1 : x->uid > y->uid;
}

static void
items_sort(struct fetch_scanned *out)
{
	size_t kept = 0;

	if (out->n_items > 1)
		qsort(out->items, out->n_items, sizeof(*out->items), item_order);
	for (size_t i = 0; i < out->n_items; i++)
		if (kept == 0 || out->items[kept - 1].uid != out->items[i].uid)
			out->items[kept++] = out->items[i];
		else
			free(out->items[i].message_id);
	out->n_items = kept;
}

static void
take_first(struct mailimap_msg_att *att, void *context)
{
	if (att->att_number == 1)
		*(uint32_t *)context = (uint32_t)item_of(att).uid;
}

/*
 * The UID of the oldest message, 0 when there is none: UIDs may begin anywhere, and windows must
 * not feel their way there.
 */
static int
first_uid(struct imap *im, uint32_t *uid, struct fault *f)
{
	struct mailimap_fetch_type *type;
	int r;

	*uid = 0;
	if (im->exists == 0)
		return 0;
	type = asks();
	ask(type, mailimap_fetch_att_new_uid());
	command(im, COMMAND_BYTES);
	r = fetch(im, false, made(mailimap_set_new_single(1)), type, take_first, uid);
	return r == MAILIMAP_NO_ERROR ?
	    0 :
	    failed(im, r, MAILIMAP_ERROR_FETCH, false, "looking for the first message", f);
}

static int
scan_items(
    struct imap *im, const struct fetch_scan *order, struct fetch_scanned *out, struct fault *f)
{
	uint64_t at = order->from_uid > 0 ? (uint64_t)order->from_uid : 1, window = WINDOW_FIRST;
	/* behind the last UID there was */
	uint64_t end = im->next > 0 ? im->next : (uint64_t)UINT32_MAX + 1;
	uint32_t first = 0;
	size_t before;

	if (im->next > 0 && end > at + WINDOW_MOST && first_uid(im, &first, f) != 0)
		return -1;
	if (first > at)
		at = first;
	while (at <= UINT32_MAX && out->n_items <= (size_t)order->most) {
		uint64_t last = at + window - 1;
		bool rest = last + 1 >= end || im->next == 0;

		before = out->n_items;
		if (fetch_range(im, (uint32_t)at, rest ? 0 : (uint32_t)last, order->ids,
			&out->items, &out->n_items, f) != 0)
			return -1;
		if (rest) {
			at = (uint64_t)UINT32_MAX + 1;
			break;
		}
		at = last + 1;
		if (out->n_items - before < window / 4 && window < WINDOW_MOST)
			window *= 2;
	}
	items_sort(out);
	out->more = at <= UINT32_MAX || out->n_items > (size_t)order->most;
	while (out->n_items > (size_t)order->most)
		free(out->items[--out->n_items].message_id);
	return 0;
}

int
imap_scan(
    struct imap *im, const struct fetch_scan *order, struct fetch_scanned *out, struct fault *f)
{
	struct known *k;

	memset(out, 0, sizeof(*out));
	if (folder_open(im, order->folder, false, f) != 0)
		return -1;
	out->folder = xstrdup(im->folder);
	out->uidvalidity = im->validity;
	out->uidnext = im->next;
	out->exists = im->exists;
	if (order->most <= 0)
		return 0;
	if (scan_items(im, order, out, f) != 0) {
		wire_free(&fetch_scanned_wire, out);
		return -1;
	}
	k = known_of(im, im->folder, true);
	k->validity = im->validity;
	k->next = im->next;
	if (!out->more && out->n_items > 0 && out->items[out->n_items - 1].uid >= k->next)
		k->next = (uint32_t)out->items[out->n_items - 1].uid + 1;
	return 0;
}

/* ---- one body ---- */

struct body {
	int fd;
	int64_t bytes, most;
	bool over, write_failed;
	struct err err;
};

static bool
body_bytes(
    int type, struct mailimap_msg_att_body_section *section, const char *p, size_t n, void *context)
{
	struct body *b = context;

	(void)type;
	(void)section;
	if (b->over || b->write_failed)
		return false;
	b->bytes += (int64_t)n;
	if (b->bytes > b->most)
		b->over = true;
	else if (file_write_fd(b->fd, p, n, &b->err) != 0)
		b->write_failed = true;
	return !b->over && !b->write_failed;
}

/* -1 fault; 0 gone; 1 there, *bytes = RFC822.SIZE. */
static int
body_size(struct imap *im, uint32_t uid, int64_t *bytes, struct fault *f)
{
	struct fetch_item *items = NULL;
	size_t n = 0;
	int r = fetch_range(im, uid, uid, false, &items, &n, f);

	if (r == 0 && n > 0)
		*bytes = items[0].bytes;
	free(items);
	return r != 0 ? -1 : n > 0;
}

struct sections { uint32_t uid; int n; };

/* A server that sends no body section of the message, or two, or one of another, is not believed. */
static void
count_section(struct mailimap_msg_att *att, void *context)
{
	struct sections *s = context;
	bool same = item_of(att).uid == s->uid;

	for (clistiter *i = clist_begin(att->att_list); i != NULL; i = clist_next(i)) {
		const struct mailimap_msg_att_item *it = clist_content(i);

		if (it->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC &&
		    it->att_data.att_static->att_type == MAILIMAP_MSG_ATT_BODY_SECTION)
			s->n += same ? 1 : 2;
	}
}

static int
body_command(struct imap *im, uint32_t uid, int64_t size, struct body *b, int *sections)
{
	struct mailimap_fetch_type *type = asks();
	struct sections s = { uid, 0 };
	int r;

	ask(type, mailimap_fetch_att_new_uid());
	ask(type, mailimap_fetch_att_new_body_peek_section(made(mailimap_section_new(NULL))));
	net_command(im->net, im->peer->deadline_ms + (int)(size / (BODY_RATE / 1000)),
	    b->most + BODY_SLACK);
	mailimap_set_msg_body_handler(im->session, body_bytes, b);
	r = fetch(im, true, made(mailimap_set_new_single(uid)), type, count_section, &s);
	mailimap_set_msg_body_handler(im->session, NULL, NULL);
	*sections = s.n;
	return r;
}

static int
body_judge(struct imap *im, int r, int sections, const struct body *b, struct fetch_bodied *out,
    struct fault *f)
{
	char text[160];

	out->bytes = b->bytes;
	if (b->write_failed) {
		im->bad = true;
		f->err = b->err;
		f->kind = "disk";
		return err_wrap(&f->err,
		    "message %lld cannot be kept, free space on the disk of the state directory",
		    (long long)out->uid);
	}
	/* it said less by RFC822.SIZE; the rest of the literal is not read */
	if (b->over) {
		im->bad = true;
		out->status = BODY_OVERSIZE;
		return 0;
	}
	response_text(im, text, sizeof(text));
	if (r == MAILIMAP_ERROR_UID_FETCH &&
	    (strstr(text, "EXPUNGE") != NULL || strstr(text, "NONEXISTENT") != NULL)) {
		out->status = BODY_GONE;
		return 0;
	}
	if (r != MAILIMAP_NO_ERROR)
		return failed(im, r, MAILIMAP_ERROR_UID_FETCH, true, "reading a message", f);
	if (sections == 0 || (sections == 1 && b->bytes == 0)) {
		out->status = BODY_GONE;
		return 0;
	}
	if (sections != 1) {
		im->bad = true;
		return fault_again(f, "protocol",
		    "IMAP server %s: sent another message than the one asked for", im->peer->host);
	}
	out->status = BODY_OK;
	return 0;
}

int
imap_body(struct imap *im, const struct fetch_body *order, int fd, struct fetch_bodied *out,
    struct fault *f)
{
	struct body b = { .fd = fd, .most = order->most };
	int r, sections, there;
	int64_t size;

	*out = (struct fetch_bodied){ .uid = order->uid };
	if (folder_need(im, order->folder, f) != 0)
		return -1;
	if (im->validity != order->uidvalidity) {
		out->status = BODY_VALIDITY;
		return 0;
	}
	r = body_size(im, (uint32_t)order->uid, &out->bytes, f);
	if (r <= 0) {
		out->status = BODY_GONE;
		return r;
	}
	if (out->bytes > order->most) {
		out->status = BODY_OVERSIZE;
		return 0;
	}
	size = out->bytes;
	for (int tries = 0; tries < 2; tries++) {
		r = body_command(im, (uint32_t)order->uid, size, &b, &sections);
		if (r != MAILIMAP_NO_ERROR || b.bytes > 0 || sections > 1)
			break;
		/* empty, and yet there: once more, since who is taken for gone is never asked for again */
		there = body_size(im, (uint32_t)order->uid, &size, f);
		if (there < 0)
			return -1;
		if (there == 0 || size == 0)
			break;
	}
	return body_judge(im, r, sections, &b, out, f);
}

/* ---- IDLE ---- */

enum idle_line { IDLE_OTHER, IDLE_NEW, IDLE_PLUS, IDLE_TAGGED, IDLE_BYE, IDLE_REFUSED };

/*
 * One line from libetpan's buffered stream: blocks until the command's deadline. -1 when the
 * connection has failed.
 */
static int
idle_read(struct imap *im, struct buf *line)
{
	char c;

	buf_reset(line);
	do {
		if (mailstream_read(im->session->imap_stream, &c, 1) != 1)
			return -1;
		if (line->len < LINE_MOST)
			buf_addc(line, c);
	} while (c != '\n');
	return 0;
}

static bool
starts(const char *s, const char *word)
{
	return strncasecmp(s, word, strlen(word)) == 0;
}

static enum idle_line
idle_kind(const char *s, const char *tag)
{
	size_t n = strlen(tag);

	if (*s == '+')
		return IDLE_PLUS;
	if (strncmp(s, tag, n) == 0 && s[n] == ' ')
		return starts(s + n + 1, "OK") ? IDLE_TAGGED : IDLE_REFUSED;
	if (starts(s, "* BYE"))
		return IDLE_BYE;
	if (s[0] != '*' || s[1] != ' ')
		return IDLE_OTHER;
	s += 2;
	n = strspn(s, "0123456789");
	return n > 0 && (starts(s + n, " EXISTS") || starts(s + n, " RECENT")) ? IDLE_NEW :
										 IDLE_OTHER;
}

/*
 * Reads lines up to `until` (IDLE_OTHER: one line). 0, or -1 with *f; *new_mail is set on the way.
 */
static int
idle_until(struct imap *im, const char *tag, enum idle_line until, bool *new_mail, struct fault *f)
{
	struct buf line = BUF_INIT;
	enum idle_line kind = IDLE_OTHER;
	char text[160];
	int rc = -1;

	command(im, COMMAND_BYTES);
	do {
		if (idle_read(im, &line) != 0) {
			net_failed(im->net, "waiting for mail", f);
			goto out;
		}
		kind = idle_kind(buf_str(&line), tag);
		*new_mail = *new_mail || kind == IDLE_NEW;
		if (kind == IDLE_BYE || (kind == IDLE_REFUSED && until != IDLE_PLUS)) {
			net_clean(line.data, strcspn(line.data, "\r\n"), text, sizeof(text));
			fault_again(f, "network",
			    "IMAP server %s: said good-bye, while waiting for mail: %s",
			    im->peer->host, text);
			goto out;
		}
		if (kind == IDLE_REFUSED)
			im->can_idle = false;
	} while (until != IDLE_OTHER && kind != until && kind != IDLE_REFUSED);
	rc = 0;
out:
	buf_free(&line);
	return rc;
}

static int
idle_say(struct imap *im, const char *text, struct fault *f)
{
	mailstream *s = im->session->imap_stream;

	command(im, COMMAND_BYTES);
	if (mailstream_write(s, text, strlen(text)) == (ssize_t)strlen(text) &&
	    mailstream_flush(s) == 0)
		return 0;
	net_failed(im->net, "waiting for mail", f);
	return -1;
}

/* Between "+" and DONE. 1: something to do; 0: the time is over; -1. */
static int
idle_wait(struct imap *im, const char *tag, int wake, int64_t end, bool *new_mail, struct fault *f)
{
	while (!*new_mail) {
		int64_t left = end - clock_monotonic_ms();
		int r;

		if (left <= 0)
			return 0;
		/*
		 * What came in one segment with "+" lies in libetpan's buffer already, where no
		 * poll sees it.
		 */
		r = im->session->imap_stream->read_buffer_len > 0 ?
		    1 :
		    net_wait(im->net, wake, (int)left);
		if (r == 2)
			return 1;
		if (r < 0) {
			net_failed(im->net, "waiting for mail", f);
			return -1;
		}
		if (r == 1 && idle_until(im, tag, IDLE_OTHER, new_mail, f) != 0)
			return -1;
	}
	return 1;
}

/* One IDLE from begin to end; as idle_wait. */
static int
idle_round(struct imap *im, int wake, int64_t end, struct fault *f)
{
	int64_t renew = clock_monotonic_ms() + RENEW_MS;
	bool new_mail = false;
	char tag[24], line[40];
	int r;

	snprintf(tag, sizeof(tag), "idle%u", ++im->idles);
	snprintf(line, sizeof(line), "%s IDLE\r\n", tag);
	im->bad = true;
	if (idle_say(im, line, f) != 0 || idle_until(im, tag, IDLE_PLUS, &new_mail, f) != 0)
		return -1;
	if (!im->can_idle) {
		im->bad = false;
		return new_mail;
	}
	r = idle_wait(im, tag, wake, end < renew ? end : renew, &new_mail, f);
	if (r < 0 || idle_say(im, "DONE\r\n", f) != 0 ||
	    idle_until(im, tag, IDLE_TAGGED, &new_mail, f) != 0)
		return -1;
	im->bad = false;
	return r == 1 || new_mail;
}

int
imap_idle(struct imap *im, const struct fetch_idle *order, int wake, struct fault *f)
{
	int64_t now = clock_monotonic_ms(), end = now + order->seconds * 1000;
	const struct known *k;
	int r = 0;

	/*
	 * Looked at anew: what arrived since the scan was perhaps announced during another command.
	 */
	if (folder_open(im, order->folder, false, f) != 0)
		return -1;
	k = known_of(im, im->folder, false);
	if (k == NULL || k->validity != im->validity || k->next != im->next)
		return 0;
	while (r == 0 && im->can_idle && clock_monotonic_ms() < end)
		r = idle_round(im, wake, end, f);
	while (r == 0 && (now = clock_monotonic_ms()) < end)
		r = net_wait(NULL, wake, (int)(end - now));
	return r < 0 ? -1 : 0;
}

/* ---- keywords ---- */

static bool
keyword_ok(const char *s)
{
	if (s == NULL || *s == '\0' || strlen(s) > 64)
		return false;
	for (; *s != '\0'; s++)		/* RFC 3501 atom; a backslash would begin a system flag */
		if (*s <= ' ' || *s > '~' || strchr("(){%*\"\\]", *s) != NULL)
			return false;
	return true;
}

static int
store_keyword(struct imap *im, const char *keyword, struct mailimap_set *set, struct fault *f)
{
	struct mailimap_flag_list *flags = made(mailimap_flag_list_new_empty());
	struct mailimap_store_att_flags *store;
	int r;

	added(mailimap_flag_list_add(
	    flags, made(mailimap_flag_new_flag_keyword(xstrdup(keyword)))));
	store = made(mailimap_store_att_flags_new_add_flags_silent(flags));
	command(im, COMMAND_BYTES);
	r = mailimap_uid_store(im->session, set, store);
	mailimap_store_att_flags_free(store);
	if (r != MAILIMAP_NO_ERROR)
		return failed(im, r, MAILIMAP_ERROR_UID_STORE, false, "marking messages", f);
	return 0;
}

/*
 * RFC 6851. Without it nothing is moved: the older way, a copy and then EXPUNGE, would take away
 * what others have marked as deleted in the same folder.
 */
static int
move_to(struct imap *im, const char *folder, struct mailimap_set *set, struct fault *f)
{
	int r;

	if (!mailimap_has_extension(im->session, (char *)(uintptr_t)"MOVE"))
		return fault_refused(f, "protocol",
		    "IMAP server %s: has no MOVE (RFC 6851); set move = no in [mailbox]",
		    im->peer->host);
	command(im, COMMAND_BYTES);
	r = mailimap_uid_move(im->session, set, folder);
	if (r == MAILIMAP_ERROR_UID_MOVE) {	/* it is made when it is first needed */
		command(im, COMMAND_BYTES);
		r = mailimap_create(im->session, folder);
		if (r != MAILIMAP_NO_ERROR)
			return failed(
			    im, r, MAILIMAP_ERROR_CREATE, true, "making the folder for letters", f);
		command(im, COMMAND_BYTES);
		r = mailimap_uid_move(im->session, set, folder);
	}
	if (r != MAILIMAP_NO_ERROR)
		return failed(im, r, MAILIMAP_ERROR_UID_MOVE, true, "moving letters", f);
	return 0;
}

int
imap_flag(struct imap *im, const struct fetch_flag *order, struct fault *f)
{
	int rc = 0;

	if (!keyword_ok(order->keyword))
		return fault_refused(
		    f, "internal", "not a keyword of IMAP: letters and digits only");
	if (order->move_to != NULL && !folder_ok(order->move_to))
		return fault_refused(f, "protocol", "not the name of a folder");
	if (folder_open(im, order->folder, true, f) != 0)
		return -1;
	if (im->validity != order->uidvalidity)
		return fault_refused(f, "protocol",
		    "folder %.80s: has other UIDs than when the messages were read (UIDVALIDITY); "
		    "nothing was marked",
		    order->folder);
	for (size_t i = 0; i < order->n_items && rc == 0;) {
		struct mailimap_set *set = made(mailimap_set_new_empty());

		for (size_t n = 0; n < STORE_SET && i < order->n_items; n++, i++)
			added(mailimap_set_add_single(set, (uint32_t)order->items[i].uid));
		rc = store_keyword(im, order->keyword, set, f);
		if (rc == 0 && order->move_to != NULL)
			rc = move_to(im, order->move_to, set, f);
		mailimap_set_free(set);
	}
	return rc;
}
