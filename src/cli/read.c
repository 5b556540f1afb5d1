/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `loket read FILE...`: what the agent understands of messages. Changes nothing. Goes on after
 * files that are missing or kill their reader: each still gives its object, in order, with `held`
 * saying why.
 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clean.h"
#include "base/clock.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/readers.h"
#include "protocol.h"

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
		    json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "nama", text(p->nama),
			"nip", text(p->nip), "nik", text(p->nik), "jabatan", text(p->jabatan),
			"unit_kerja", text(p->unit_kerja), "email", text(p->email), "hp",
			text(p->hp), "source", text(p->source), "certain",
			facts_person_certain(f, p)));
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
		    json_pack("{s:o, s:o, s:o, s:o, s:I, s:I, s:o}", "authserv",
			text(e->results[i].authserv), "method",
			text(e->results[i].method), "result", text(e->results[i].result), "domain",
			text(e->results[i].domain), "field",
			(json_int_t)e->results[i].field, "received_above",
			(json_int_t)e->results[i].received_above, "by", text(e->results[i].by)));
	return json_pack(
	    "{s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
	    "from", text(e->from), "from_name", text(e->from_name), "n_from", (json_int_t)e->n_from,
	    "sender", text(e->sender), "reply_to", text(e->reply_to), "return_path",
	    text(e->return_path), "message_id", text(e->message_id), "in_reply_to",
	    text(e->in_reply_to), "references", texts(e->references, e->n_references), "to",
	    texts(e->to, e->n_to), "tokens", texts(e->tokens, e->n_tokens), "numbers",
	    texts(e->numbers, e->n_numbers), "authentication_results", auth, "results", results,
	    "failed_message_id", text(e->failed_message_id), "failed_address",
	    text(e->failed_address), "failed_status", text(e->failed_status),
	    "failed_original", text(e->failed_original), "failed_kind", text(e->failed_kind));
}

static json_t *
notice_json(const struct fact_notice *n)
{
	if (!n->sender)
		return json_null();
	return json_pack("{s:o, s:o, s:b, s:o}", "kind", text(n->kind), "ends", text(n->ends_day),
	    "sender", true, "rule", text(n->rule));
}

json_t *
readers_json(const char *file, const struct facts *f, int zone_minutes)
{
	/* several, or a word that fits several */
	bool ambiguous = f->service != NULL && strcmp(f->service, "?") == 0;
	char date[32];
	json_t *o;

	if (f->date != 0)
		clock_format(f->date, zone_minutes, date);
	o = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:b, s:o, s:o, s:o, s:b, s:o, s:o, "
		      "s:o, s:o, s:o, s:o, s:o, s:I, s:o}",
	    "file", text(file), "message_id", text(f->evidence.message_id), "from",
	    text(f->evidence.from), "subject", text(f->subject), "date",
	    f->date != 0 ? text(date) : json_null(), "class", text(class_name(f->class)), "service",
	    ambiguous ? json_null() : text(f->service), "ambiguous", ambiguous, "rule",
	    text(f->rule), "auto", f->is_auto, "auto_why", text(f->auto_why), "auto_mark", text(f->auto_mark), "new_text",
	    text(f->new_text), "quoted", f->quoted, "command", command_json(&f->command), "fields",
	    fields_json(f), "pemohon", people_json(f), "documents", documents_json(f), "evidence", evidence_json(&f->evidence),
	    "notice", notice_json(&f->notice), "held", text(f->held), "cuts", (json_int_t)f->cuts,
	    "limits", texts(f->limits, f->n_limits));
	return o;
}

static void
print_json(const struct cli *c, const char *file, const struct facts *f)
{
	json_t *o = readers_json(file, f, c->zone_minutes);

	json_dumpf(o, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	json_decref(o);
}

/* ---- for people ---- */

static void
say(const char *label, const char *value)
{
	char *clean = clean_text(value);

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
	say("automatic", f->auto_mark);
	if (f->evidence.failed_kind != NULL) {
		const struct evidence *ev = &f->evidence;
		char *line = xasprintf("%s %s, %s", ev->failed_kind,
		    ev->failed_status != NULL ? ev->failed_status : "-",
		    ev->failed_original != NULL   ? ev->failed_original :
			ev->failed_address != NULL ? ev->failed_address :
						     "nobody named");

		say("bounce", line);
		free(line);
	}
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

static int
read_file(struct cli *c, struct readers *r, const char *path)
{
	struct facts f = { 0 };
	const char *held = NULL;
	char *missing = NULL;
	int fd = readers_open(path), rc = EX_OK;

	if (fd < 0) {
		held = missing = xasprintf("file: %s", strerror(errno));
		rc = EX_DATAERR;
		cli_fail(rc, "%s: %s", path, strerror(errno));
	} else {
		readers_read(r, fd, &f, &held);
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

int
cli_read(struct cli *c, int argc, char **argv)
{
	const char *rules = NULL, *roots = NULL;
	const struct cli_option options[] = { { "rules", &rules, NULL },
		{ "roots", &roots, NULL } };
	struct readers r;
	int rc;

	if (cli_options(c, options, 2, &argc, argv) < 0)
		return EX_USAGE;
	if (argc < 1)
		return cli_fail(EX_USAGE,
		    "read wants at least one FILE: loket read [--json] [--rules DIR] [--roots "
		    "FILE] FILE...");
	rc = readers_start(&r, c, rules, roots);
	if (rc != EX_OK)
		return rc;
	for (int i = 0; i < argc; i++)
		if (read_file(c, &r, argv[i]) != EX_OK)
			rc = EX_DATAERR;
	readers_end(&r);
	return rc;
}
