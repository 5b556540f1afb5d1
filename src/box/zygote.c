/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The warmed process that readers and composers are forked from. Opens rules, templates, converters
 * and locale, then enters its box and only forks: one reader per letter, which can neither touch
 * the next letter nor open anything. Readers die with the zygote, the zygote with the parent.
 * Reaping is the kernel's (SIGCHLD ignored): nothing here waits for a child. role_read is the same
 * for `loket read`: no settings, no templates, and no copy of the letter comes back. The roots of
 * signatures are read here too: a reader can open no file.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/box.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/worker.h"
#include "box/compose.h"
#include "box/reader.h"
#include "protocol.h"
#include "rules/ruleset.h"
#include "rules/template.h"

#define EXIT_SOFTWARE 70
#define EXIT_OSERR 71
#define EXIT_TEMPFAIL 75
#define EXIT_CONFIG 78

struct zygote {
	const struct ruleset *rules;
	const struct trust_roots *roots;	/* NULL: no signature is relied on */
	const struct templates *templates;	/* NULL: makes no composers */
	bool parts;				/* readers send the letter's parts as well */
	pid_t pid;
};

/* In the new child: bound to the zygote's life, without its conversation. */
static void
child_begin(const struct zygote *z)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != z->pid)
		_exit(EXIT_OSERR);
	close(WORKER_FD);
	signal(SIGCHLD, SIG_DFL);
}

static int
fork_reader(const struct zygote *z, struct frame *f, struct err *e)
{
	struct read_order order;
	pid_t pid;

	if (f->fds[0] < 0 || f->fds[1] < 0)
		return err_refused(e, "an order to read needs a letter and a socket");
	if (wire_unpack(&read_order_wire, buf_str(&f->body), f->body.len, &order, e) < 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		child_begin(z);
		if (f->fds[2] >= 0)
			_exit(reader_explain(&order, z->rules, z->roots, f->fds[0], f->fds[2]));
		_exit(reader_run(
		    &order, z->rules, z->roots, f->fds[0], f->fds[1],
		    (z->parts || order.parts) && order.n_texts == 0));
	}
	wire_free(&read_order_wire, &order);
	return pid < 0 ? err_again(e, "no process for a reader") : 0;
}

static int
fork_composer(const struct zygote *z, struct frame *f, struct err *e)
{
	struct err why;
	pid_t pid;

	if (f->fds[0] < 0 || z->templates == NULL)
		return err_refused(e, "no composer without socket and templates");
	pid = fork();
	if (pid == 0) {
		child_begin(z);
		if (box_enter(BOX_COMPOSER, NULL, NULL, &why) < 0) {
			log_error("composer failed=%s", why.msg);
			_exit(EXIT_OSERR);
		}
		_exit(composer_serve(f->fds[0], z->templates));
	}
	return pid < 0 ? err_again(e, "no process for a composer") : 0;
}

/* Until the parent hangs up. */
static int
serve(const struct zygote *z)
{
	struct channel ch;
	struct frame f;
	struct err e;
	int rc;

	channel_init(&ch, WORKER_FD);
	if (frame_send(WORKER_FD, FRAME_HELLO, NULL, 0, NULL, 0, 10000, &e) < 0)
		return EXIT_TEMPFAIL;
	while (frame_wait(&ch, &f, -1, &e) == 0) {
		rc = 0;
		if (f.type == FRAME_READ)
			rc = fork_reader(z, &f, &e);
		else if (f.type == FRAME_COMPOSER)
			rc = fork_composer(z, &f, &e);
		else
			rc = err_refused(&e, "the zygote knows no frame %u", (unsigned)f.type);
		if (rc < 0) {
			log_warn("zygote refused=%s", e.msg);
			trouble_send(WORKER_FD, &e, "internal", &(struct err){ 0 });
		}
		frame_free(&f);
	}
	return 0;
}

static int
start(struct zygote *z)
{
	struct err e;

	reader_warm(z->rules);
	signal(SIGCHLD, SIG_IGN);
	z->pid = getpid();
	if (box_prepare(BOX_READER, &e) < 0 || box_prepare(BOX_COMPOSER, &e) < 0 ||
	    box_enter(BOX_ZYGOTE, NULL, NULL, &e) < 0) {
		log_error("zygote failed=%s", e.msg);
		trouble_send(WORKER_FD, &e, "internal", &(struct err){ 0 });
		return EXIT_OSERR;
	}
	return serve(z);
}

/* Mistakes in rules or templates: all of them to the log, one sentence to the parent. */
static int
refuse(struct problems *p, const char *what)
{
	struct err e;

	problems_print(p, stderr);
	err_refused(&e, "%s cannot be used: %zu mistakes; see `loket check`", what, p->n_items);
	log_error("zygote failed=%s", e.msg);
	trouble_send(WORKER_FD, &e, "internal", &(struct err){ 0 });
	problems_free(p);
	return EXIT_CONFIG;
}

/* The roots of the file, none where none is named. -1: it was named, and cannot be used. */
static int
read_roots(const char *path, struct trust_roots **roots)
{
	struct err e;

	*roots = NULL;
	if (path == NULL || *path == '\0')
		return 0;
	*roots = trust_roots_read(path, &e);
	if (*roots != NULL)
		return 0;
	err_wrap(&e, "signature roots");
	log_error("zygote failed=%s", e.msg);
	trouble_send(WORKER_FD, &e, "internal", &(struct err){ 0 });
	return -1;
}

/*
 * The copy that the agent goes by (store/rulebook.h), or the folder of the settings where none has
 * been made yet. Caller frees.
 */
static char *
kept_or(const struct conf *conf, const char *sub, const char *dir)
{
	char *kept = xasprintf("%s/rules/current/%s", conf->state, sub);

	if (access(kept, R_OK) == 0)
		return kept;
	free(kept);
	return xstrdup(dir);
}

int
role_zygote(const char *config)
{
	struct problems p = { 0 };
	struct zygote z = { .parts = true };
	struct templates *templates = NULL;
	struct trust_roots *roots = NULL;
	struct ruleset *rules = NULL;
	struct conf conf;
	struct err e;
	int rc = EXIT_CONFIG;
	char *dir;

	if (conf_read(config, &conf, &p, &e) < 0)
		return refuse(&p, "settings");
	log_init("zygote", (enum log_level)conf.log_level);
	dir = kept_or(&conf, "rules", conf.rules);
	rules = ruleset_read(dir, &p);
	free(dir);
	dir = kept_or(&conf, "templates", conf.templates);
	templates = rules != NULL ? templates_read(dir, conf.office, &p) : NULL;
	free(dir);
	if (rules == NULL || templates == NULL) {
		rc = refuse(&p, rules == NULL ? "rules" : "templates");
		goto out;
	}
	if (read_roots(conf.signature_roots, &roots) < 0)
		goto out;
	compose_warm();
	z.rules = rules;
	z.roots = roots;
	z.templates = templates;
	rc = start(&z);
out:
	trust_roots_free(roots);
	templates_free(templates);
	ruleset_free(rules);
	problems_free(&p);
	conf_free(&conf);
	return rc;
}

int
role_read(const char *rules_and_roots)
{
	const char *line_end = strchrnul(rules_and_roots, '\n');
	char *dir = xstrndup(rules_and_roots, (size_t)(line_end - rules_and_roots));
	struct trust_roots *roots = NULL;
	struct problems p = { 0 };
	struct ruleset *rules;
	struct zygote z = { 0 };
	int rc = EXIT_CONFIG;

	log_init("read", LOG_WARN_);
	rules = ruleset_read(dir, &p);
	if (rules == NULL) {
		rc = refuse(&p, "rules");
	} else if (read_roots(*line_end != '\0' ? line_end + 1 : NULL, &roots) == 0) {
		z.rules = rules;
		z.roots = roots;
		rc = start(&z);
	}
	trust_roots_free(roots);
	ruleset_free(rules);
	problems_free(&p);
	free(dir);
	return rc;
}

int
role_preview(const char *templates_and_office)
{
	const char *line_end = strchrnul(templates_and_office, '\n'),
		   *office = *line_end != '\0' && line_end[1] != '\0' ? line_end + 1 : NULL;
	char *dir = xstrndup(templates_and_office, (size_t)(line_end - templates_and_office));
	struct problems p = { 0 };
	struct templates *t;
	int rc = EXIT_OSERR;
	struct err e;

	log_init("preview", LOG_WARN_);
	t = templates_read(dir, office, &p);
	free(dir);
	if (t == NULL)
		return refuse(&p, "templates");
	compose_warm();
	if (box_enter(BOX_COMPOSER, NULL, NULL, &e) < 0)
		log_error("preview failed=%s", e.msg);
	else if (frame_send(WORKER_FD, FRAME_HELLO, NULL, 0, NULL, 0, 10000, &e) < 0)
		rc = EXIT_TEMPFAIL;
	else
		rc = composer_serve(WORKER_FD, t);
	templates_free(t);
	problems_free(&p);
	return rc;
}
