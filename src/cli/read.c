/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `loket read FILE...` and `loket explain FILE`: what the agent understands of messages, by the
 * agent's own readers (one boxed process per file, forked from a warmed one). Needs no settings,
 * server or store, changes nothing. Goes on after files that are missing or kill their reader: each
 * still gives its object, in order, with `held` saying why.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/worker.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "protocol.h"

#define PICTURES_MOST 5
#define PAGES_MOST 5
#define OCR_MS 70000	/* its worker ends itself after 60 s */
#define READER_MS ((LIMIT_READ_SECONDS + 5) * 1000)	/* longer than the reader's own limit */

/* ---- JSON ---- */

static json_t *
text(const char *s)
{
	json_t *j = s != NULL ? json_string(s) : json_null();

	return j != NULL ? j : json_null();
}

static json_t *
texts(const struct fact_text *list, size_t n)
{
	json_t *a = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(a, text(list[i].text));
	return a;
}

/* "1,3-5", "all but 2" */
static void
print_numbers(const struct fact_decision *d, struct buf *to)
{
	if (d->all)
		buf_adds(to, "all but ");
	for (size_t i = 0; i < d->n_ranges; i++) {
		buf_addf(to, "%s%lld", i > 0 ? "," : "", (long long)d->ranges[i].first);
		if (d->ranges[i].last > d->ranges[i].first)
			buf_addf(to, "-%lld", (long long)d->ranges[i].last);
	}
}

static json_t *
decisions_json(const struct fact_command *c)
{
	json_t *all = json_array();

	for (size_t i = 0; i < c->n_decisions; i++) {
		const struct fact_decision *d = &c->decisions[i];
		json_t *ranges = json_array();

		for (size_t k = 0; k < d->n_ranges; k++)
			json_array_append_new(ranges,
			    json_pack("[I, I]", (json_int_t)d->ranges[k].first,
				(json_int_t)d->ranges[k].last));
		json_array_append_new(all,
		    json_pack("{s:o, s:I, s:o, s:b, s:o}", "means", text(d->means), "tier",
			(json_int_t)d->tier, "numbers", ranges, "all_but", d->all, "reason",
			text(d->reason)));
	}
	return all;
}

static json_t *
command_json(const struct fact_command *c)
{
	if (c->means == NULL)
		return json_null();
	return json_pack("{s:o, s:o, s:I, s:o, s:o, s:o, s:b, s:o}", "word", text(c->word), "means",
	    text(c->means), "tier", (json_int_t)c->tier, "reason", text(c->reason), "why",
	    text(c->why), "detail", text(c->detail), "consumed", c->consumed,
	    "decisions", decisions_json(c));
}

static json_t *
fields_json(const struct facts *f)
{
	json_t *all = json_object();

	for (size_t i = 0; i < f->n_fields; i++) {
		const struct fact_field *field = &f->fields[i];
		json_t *list = json_object_get(all, field->name);

		if (list == NULL) {
			list = json_array();
			json_object_set_new(all, field->name, list);
		}
		json_array_append_new(list,
		    json_pack("{s:o, s:o, s:b, s:b}", "value", text(field->value), "source",
			text(field->source), "ocr", field->ocr, "certain", field->certain));
	}
	return all;
}

static json_t *
people_json(const struct facts *f)
{
	json_t *a = json_array();

	for (size_t i = 0; i < f->n_applicants; i++) {
		const struct fact_person *p = &f->applicants[i];

		json_array_append_new(a,
		    json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "nama", text(p->nama),
			"nip", text(p->nip), "nik", text(p->nik), "jabatan", text(p->jabatan),
			"unit_kerja", text(p->unit_kerja), "email", text(p->email), "hp",
			text(p->hp), "source", text(p->source)));
	}
	return a;
}

static json_t *
signature_json(const struct fact_document *d)
{
	bool relied = d->signature != NULL && strcmp(d->signature, "relied") == 0;

	if (d->signature == NULL)
		return json_null();
	return json_pack("{s:b, s:o, s:o}", "relied", relied, "signer", text(d->signer), "reason",
	    relied ? json_null() : text(d->signature));
}

static json_t *
documents_json(const struct facts *f)
{
	json_t *a = json_array();

	for (size_t i = 0; i < f->n_documents; i++) {
		const struct fact_document *d = &f->documents[i];

		json_array_append_new(a,
		    json_pack("{s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:b, s:o}", "name",
			text(d->name), "state", text(d->state), "type", text(d->type), "kind", text(d->kind), "bytes", (json_int_t)d->bytes,
			"sha256", text(d->sha256), "text", text(d->text), "ocr", d->ocr,
			"signature", signature_json(d)));
	}
	return a;
}

static json_t *
evidence_json(const struct evidence *e)
{
	json_t *auth = json_array(), *results = json_array();

	for (size_t i = 0; i < e->n_auth; i++)
		json_array_append_new(auth,
		    json_pack("{s:o, s:I}", "field", text(e->auth[i].field), "received_above",
			(json_int_t)e->auth[i].received_above));
	for (size_t i = 0; i < e->n_results; i++)
		json_array_append_new(results,
		    json_pack("{s:o, s:o, s:o, s:o, s:I, s:I}", "authserv",
			text(e->results[i].authserv), "method",
			text(e->results[i].method), "result", text(e->results[i].result), "domain",
			text(e->results[i].domain), "field",
			(json_int_t)e->results[i].field, "received_above",
			(json_int_t)e->results[i].received_above));
	return json_pack(
	    "{s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
	    "from", text(e->from), "from_name", text(e->from_name), "n_from", (json_int_t)e->n_from,
	    "sender", text(e->sender), "reply_to", text(e->reply_to), "return_path",
	    text(e->return_path), "message_id", text(e->message_id), "in_reply_to",
	    text(e->in_reply_to), "references", texts(e->references, e->n_references), "to",
	    texts(e->to, e->n_to), "tokens", texts(e->tokens, e->n_tokens), "numbers",
	    texts(e->numbers, e->n_numbers), "authentication_results", auth, "results", results,
	    "failed_message_id", text(e->failed_message_id), "failed_address",
	    text(e->failed_address), "failed_status", text(e->failed_status));
}

static json_t *
notice_json(const struct fact_notice *n)
{
	if (!n->sender)
		return json_null();
	return json_pack("{s:o, s:o, s:b, s:o}", "kind", text(n->kind), "ends", text(n->ends_day),
	    "sender", true, "rule", text(n->rule));
}

static void
print_json(const struct cli *c, const char *file, const struct facts *f)
{
	/* several, or a word that fits several */
	bool ambiguous = f->service != NULL && strcmp(f->service, "?") == 0;
	char date[32];
	json_t *o;

	if (f->date != 0)
		clock_format(f->date, c->zone_minutes, date);
	o = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:b, s:o, s:o, s:b, s:o, s:o, "
		      "s:o, s:o, s:o, s:o, s:o, s:I, s:o}",
	    "file", text(file), "message_id", text(f->evidence.message_id), "from",
	    text(f->evidence.from), "subject", text(f->subject), "date",
	    f->date != 0 ? text(date) : json_null(), "class", text(class_name(f->class)), "service",
	    ambiguous ? json_null() : text(f->service), "ambiguous", ambiguous, "rule",
	    text(f->rule), "auto", f->is_auto, "auto_why", text(f->auto_why), "new_text",
	    text(f->new_text), "quoted", f->quoted, "command", command_json(&f->command), "fields",
	    fields_json(f), "pemohon", people_json(f), "documents", documents_json(f), "evidence", evidence_json(&f->evidence),
	    "notice", notice_json(&f->notice), "held", text(f->held), "cuts", (json_int_t)f->cuts,
	    "limits", texts(f->limits, f->n_limits));
	json_dumpf(o, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	json_decref(o);
}

/* ---- for people ---- */

static void
say(const char *label, const char *value)
{
	char *clean = print_clean(value);

	if (clean != NULL && *clean != '\0')
		printf("  %-9s %s\n", label, clean);
	free(clean);
}

static void
print_text(const char *file, const struct facts *f)
{
	const struct fact_command *c = &f->command;
	char *answer = c->means != NULL ?
	    xasprintf("%s (tier %d%s%s)", c->means, (int)c->tier, c->why != NULL ? ", " : "",
		c->why != NULL ? c->why : "") :
	    NULL;

	say("file", file);
	say("from", f->evidence.from);
	say("subject", f->subject);
	say("class", class_name(f->class));
	say("service", f->service);
	say("rule", f->rule);
	say("answer", answer);
	say("reason", c->reason);
	for (size_t i = 0; i < c->n_decisions; i++) {
		struct buf line = BUF_INIT;

		buf_addf(&line, "%s ", c->decisions[i].means);
		print_numbers(&c->decisions[i], &line);
		if (c->decisions[i].reason != NULL)
			buf_addf(&line, ": %s", c->decisions[i].reason);
		say("decision", buf_str(&line));
		buf_free(&line);
	}
	if (f->notice.sender)
		say("notice", f->notice.kind != NULL ? f->notice.kind : "a wording that no rule knows");
	say("ends", f->notice.ends_day);
	for (size_t i = 0; i < f->n_fields; i++)
		say(f->fields[i].name, f->fields[i].value);
	for (size_t i = 0; i < f->n_documents; i++) {
		const struct fact_document *d = &f->documents[i];
		bool relied = d->signer != NULL;
		char *line = xasprintf("%s (%s, %s%s%s%s%s)", d->name, d->kind, d->type,
		    d->signature != NULL ? ", signature " : "",
		    d->signature != NULL ? d->signature : "", relied ? ": " : "",
		    relied ? d->signer : "");

		say("document", line);
		free(line);
	}
	say("held", f->held);
	putchar('\n');
	free(answer);
}

/* ---- the readers ---- */

struct readers { struct worker w; int64_t now; bool pictures; };

static int
readers_start(struct readers *r, const char *rules, const char *roots, struct err *e)
{
	char *both = xasprintf("%s\n%s", rules, roots);
	int rc = worker_spawn(&r->w, "read", both, e);
	struct frame f;

	free(both);
	if (rc < 0)
		return -1;
	if (frame_wait(&r->w.ch, &f, 20000, e) < 0) {
		err_refused(e, "the readers did not start");
		return -1;
	}
	if (f.type != FRAME_HELLO) {
		struct trouble t;

		if (f.type == FRAME_TROUBLE &&
		    wire_unpack(&trouble_wire, buf_str(&f.body), f.body.len, &t, e) == 0) {
			err_refused(e, "%s", t.text != NULL ? t.text : "the readers did not start");
			wire_free(&trouble_wire, &t);
		}
		frame_free(&f);
		return -1;
	}
	frame_free(&f);
	return 0;
}

/* Orders one letter read; `out` -1: facts come over the returned channel, else text goes to out. */
static int
order(struct readers *r, const struct read_order *o, int letter, int out, struct channel *result,
    struct err *e)
{
	int pair[2], fds[3], rc;

	if (channel_pair(pair, e) < 0)
		return -1;
	fds[0] = letter;
	fds[1] = pair[1];
	fds[2] = out;
	rc = record_send(r->w.ch.fd, FRAME_READ, &read_order_wire, o, fds, out < 0 ? 2 : 3, e);
	close(pair[1]);
	channel_init(result, pair[0]);
	if (rc < 0)
		channel_close(result);
	return rc;
}

static void
keep_part(const struct frame *f, struct buf *parts, size_t n)
{
	const unsigned char *p = (const unsigned char *)f->body.data;
	size_t i;

	if (f->type != FRAME_PART || f->body.len < 4)
		return;
	i = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	if (i > 0 && i <= n)
		buf_add(&parts[i - 1], p + 4, f->body.len - 4);
}

/*
 * The facts of an open file, or a reason in *held. parts: NULL, or n empty bufs for the bytes of the
 * documents.
 */
static void
read_pass(struct readers *r, const struct read_order *o, int fd, struct facts *f, struct buf *parts,
    size_t n, const char **held)
{
	struct channel result;
	struct frame frame;
	struct err e;
	bool good = false;

	*held = NULL;
	lseek(fd, 0, SEEK_SET);
	if (order(r, o, fd, -1, &result, &e) < 0) {
		*held = "reader: none could be started";
		return;
	}
	if (frame_wait(&result, &frame, READER_MS, &e) == 0) {
		good = frame.type == FRAME_FACTS &&
		    wire_unpack(&facts_wire, buf_str(&frame.body), frame.body.len, f, &e) == 0;
		frame_free(&frame);
	}
	/* until it has ended well */
	while (good && frame_wait(&result, &frame, READER_MS, &e) == 0) {
		bool end = frame.type == FRAME_END;

		keep_part(&frame, parts, n);
		frame_free(&frame);
		if (end)
			break;
	}
	if (!good)
		*held = "reader: stopped by its limits";
	channel_close(&result);
}

/* ---- pictures ---- */

/* What OCR reads on it; NULL: nothing. The caller frees. */
static char *
ocr_words(const struct buf *bytes)
{
	struct ocr_order o = { .pages = PAGES_MOST };
	int fd = memory_fd(bytes->data, bytes->len);
	struct ocr_result result = { 0 };
	struct worker w = { 0 };
	char *words = NULL;
	struct frame f;
	struct err e;
	bool hello;

	if (fd < 0 || worker_spawn(&w, "ocr", "-", &e) < 0)
		goto out;
	if (record_send(w.ch.fd, FRAME_OCR, &ocr_order_wire, &o, &fd, 1, &e) < 0)
		goto out;
	while (frame_wait(&w.ch, &f, OCR_MS, &e) == 0) {
		hello = f.type == FRAME_HELLO;
		if (f.type == FRAME_OCRED &&
		    wire_unpack(&ocr_result_wire, buf_str(&f.body), f.body.len, &result, &e) == 0) {
			words = result.text != NULL ? xstrnutf8(result.text, LIMIT_TEXT - 1) : NULL;
			wire_free(&ocr_result_wire, &result);
		}
		frame_free(&f);
		if (!hello)
			break;
	}
out:
	worker_kill(&w);
	if (fd >= 0)
		close(fd);
	return words;
}

static bool
is_picture(const struct facts *f, size_t i)
{
	return i < PICTURES_MOST && f->documents[i].state != NULL &&
	    strcmp(f->documents[i].state, "scan") == 0;
}

/* Adds the words of its pictures to the order; false: there are none. */
static bool
read_pictures(struct readers *r, int fd, const struct facts *f, struct read_order *o)
{
	struct read_order again = { .now = r->now, .parts = true };
	struct buf *parts = xcalloc(f->n_documents + 1, sizeof(*parts));
	struct facts same = { 0 };
	const char *held;
	bool any = false;
	size_t i;

	for (i = 0; i < f->n_documents; i++)
		any |= is_picture(f, i);
	if (any)
		read_pass(r, &again, fd, &same, parts, f->n_documents, &held);
	for (i = 0; any && i < f->n_documents; i++) {
		char *words = is_picture(f, i) && parts[i].len > 0 ? ocr_words(&parts[i]) : NULL;

		if (words == NULL)
			continue;
		o->texts = grow(o->texts, o->n_texts, sizeof(*o->texts));
		o->texts[o->n_texts++] = (struct read_text){ (int64_t)i, words };
	}
	for (i = 0; i < f->n_documents; i++)
		buf_free(&parts[i]);
	free(parts);
	wire_free(&facts_wire, &same);
	return o->n_texts > 0;
}

static void
order_free(struct read_order *o)
{
	while (o->n_texts > 0)
		free(o->texts[--o->n_texts].text);
	free(o->texts);
}

static void
read_one(struct readers *r, int fd, struct facts *f, const char **held)
{
	struct read_order o = { .now = r->now };

	read_pass(r, &o, fd, f, NULL, 0, held);
	if (*held == NULL && r->pictures && read_pictures(r, fd, f, &o)) {
		wire_free(&facts_wire, f);
		*f = (struct facts){ 0 };
		read_pass(r, &o, fd, f, NULL, 0, held);
	}
	order_free(&o);
}

/* -1 with errno when it cannot be read as a file. */
static int
open_letter(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat st;

	if (fd >= 0 && (fstat(fd, &st) < 0 || S_ISDIR(st.st_mode))) {
		close(fd);
		errno = EISDIR;
		fd = -1;
	}
	return fd;
}

static int
read_file(struct cli *c, struct readers *r, const char *path)
{
	struct facts f = { 0 };
	const char *held = NULL;
	char *missing = NULL;
	int fd = open_letter(path), rc = EX_OK;

	if (fd < 0) {
		held = missing = xasprintf("file: %s", strerror(errno));
		rc = EX_DATAERR;
		cli_fail(rc, "%s: %s", path, strerror(errno));
	} else {
		read_one(r, fd, &f, &held);
		close(fd);
	}
	if (held != NULL) {
		free(f.held);
		f.held = xstrdup(held);
	}
	if (c->json)
		print_json(c, path, &f);
	else
		print_text(path, &f);
	wire_free(&facts_wire, &f);
	free(missing);
	return rc;
}

static const char *
rules_of(const struct cli *c, const char *option)
{
	if (option != NULL)
		return option;
	return c->conf != NULL && c->conf->rules != NULL ? c->conf->rules : LOKET_DATADIR "/rules";
}

static const char *
roots_of(const struct cli *c, const char *option)
{
	if (option != NULL)
		return option;
	return c->conf != NULL ? c->conf->signature_roots : "";
}

int
cli_read(struct cli *c, int argc, char **argv)
{
	const char *rules = NULL, *roots = NULL;
	const struct cli_option options[] = { { "rules", &rules, NULL },
		{ "roots", &roots, NULL } };
	struct readers r = { .now = c->now, .pictures = true };
	struct err e;
	int rc = EX_OK;

	if (cli_options(c, options, 2, &argc, argv) < 0)
		return EX_USAGE;
	if (argc < 1)
		return cli_fail(EX_USAGE,
		    "read wants at least one FILE: loket read [--json] [--rules DIR] [--roots "
		    "FILE] FILE...");
	if (readers_start(&r, rules_of(c, rules), roots_of(c, roots), &e) < 0) {
		worker_kill(&r.w);
		return cli_fail(EX_CONFIG, "%s", e.msg);
	}
	for (int i = 0; i < argc; i++)
		if (read_file(c, &r, argv[i]) != EX_OK)
			rc = EX_DATAERR;
	worker_kill(&r.w);
	return rc;
}

int
cli_explain(struct cli *c, int argc, char **argv)
{
	const char *rules = NULL, *roots = NULL;
	const struct cli_option options[] = { { "rules", &rules, NULL },
		{ "roots", &roots, NULL } };
	struct readers r = { .now = c->now, .pictures = true };
	struct read_order o = { .now = c->now };
	struct facts facts = { 0 };
	struct channel result;
	const char *held;
	struct frame f;
	struct err e;
	int fd, rc = EX_OK;

	if (cli_options(c, options, 2, &argc, argv) < 0)
		return EX_USAGE;
	if (argc != 1)
		return cli_fail(
		    EX_USAGE, "explain wants one FILE: loket explain [--rules DIR] [--roots FILE] "
			      "FILE");
	fd = open_letter(argv[0]);
	if (fd < 0)
		return cli_fail(EX_DATAERR, "%s: %s", argv[0], strerror(errno));
	fflush(stdout);
	if (readers_start(&r, rules_of(c, rules), roots_of(c, roots), &e) < 0) {
		rc = cli_fail(EX_CONFIG, "%s", e.msg);
		goto out;
	}
	read_pass(&r, &o, fd, &facts, NULL, 0, &held);
	if (held == NULL)
		read_pictures(&r, fd, &facts, &o);
	wire_free(&facts_wire, &facts);
	lseek(fd, 0, SEEK_SET);
	if (order(&r, &o, fd, STDOUT_FILENO, &result, &e) < 0) {
		rc = cli_fail(EX_CONFIG, "%s", e.msg);
	} else {
		/*
		 * the reader writes to our output itself; its end of the socket closes when it has
		 * ended
		 */
		if (frame_wait(&result, &f, READER_MS, &e) == 0)
			frame_free(&f);
		else if (strcmp(e.msg, "timeout") == 0)
			rc = cli_fail(
			    EX_DATAERR, "%s: the reader was stopped by its limits", argv[0]);
		channel_close(&result);
	}
out:
	order_free(&o);
	worker_kill(&r.w);
	close(fd);
	return rc;
}
