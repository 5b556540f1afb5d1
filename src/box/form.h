/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A form of the office (DOCX or ODT) with the data of one request filled in: {{nama}} wherever it
 * stands in the text, also where the editor split it over several runs. What is not known becomes a
 * dotted line to be filled in by hand. Nothing else of the file changes.
 */
#ifndef LOKET_BOX_FORM_H
#define LOKET_BOX_FORM_H

#include "base/buf.h"
#include "base/err.h"
#include "protocol.h"
#include "rules/template.h"

/* Before the box. */
void form_warm(void);

/*
 * Adds the bytes of the filled file to *out. unknown (may be NULL) gets the marks that are no field
 * of forms, each on a line; they become dotted lines too. Refused: the file is no DOCX or ODT, or its
 * XML is broken.
 */
int form_fill(const struct template_form *f, const struct mail_field *values, size_t n,
    struct buf *out, struct buf *unknown, struct err *e);

/* application/..., by its end */
const char *form_type(const struct template_form *f);

#endif
