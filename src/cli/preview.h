/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mails with sample data, made by the agent's own composer in its box: for `loket template preview`
 * and for the checks of `loket check`. Needs no settings, store or server.
 */
#ifndef LOKET_CLI_PREVIEW_H
#define LOKET_CLI_PREVIEW_H

#include "base/problem.h"
#include "base/worker.h"
#include "cli/cli.h"
#include "rules/template.h"

struct preview {
	struct worker w;
	struct templates *mails;
	const char *kantor;	/* shown instead of the sample, or NULL */
};
struct preview_out { char *subject; struct buf text, html; };

/* office: whose own templates count, or NULL. EX_OK, or said why; its mistakes are added to *p. */
int preview_start(struct preview *v, const char *dir, const char *office, struct problems *p);
void preview_end(struct preview *v);
/* 0 with *out (preview_free), or -1 with *e: the template asks for what no sample gives. */
int preview_mail(struct preview *v, const char *name, bool official, enum template_sampling how,
    struct preview_out *out, struct err *e);
void preview_free(struct preview_out *out);

/* Every mail in every way it is sampled: what is wrong with its HTML; every form. How many mails. */
size_t preview_check(const char *dir, const char *office, struct problems *p);

#endif
