/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A template with its values as what a mail is made of: subject, text part, HTML part. */
#ifndef LOKET_BOX_RENDER_H
#define LOKET_BOX_RENDER_H

#include "base/buf.h"
#include "base/err.h"
#include "rules/template.h"

struct render_button { const char *label, *href; };	/* href percent-encoded already */
struct render_out { struct buf subject, text, html; };

/*
 * Adds to *out, which the caller frees with render_free also after a failure; buttons are for the
 * HTML part and may be none. Refused: as template_expand.
 */
int render_mail(const struct templates *t, const char *name, const struct mail_field *fields,
    size_t n_fields, const struct render_button *buttons, size_t n_buttons, struct render_out *out,
    struct err *e);
void render_free(struct render_out *out);

#endif
