/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mail out of its typed fields: finished bytes by GMime (RFC 5322, 2045-2047, 2231), CRLF, ASCII,
 * lines below 998 bytes, text and HTML part as multipart/alternative, inside multipart/mixed where
 * there are attachments. Twice: the real one, and the one for the Sent folder with the code blanked
 * and another Message-ID.
 */
#ifndef LOKET_BOX_COMPOSE_H
#define LOKET_BOX_COMPOSE_H

#include "base/err.h"
#include "rules/template.h"
#include "protocol.h"

/* Before the box: what GMime and GLib open or allocate once. */
void compose_warm(void);

/*
 * Writes the mail to out and, where it has a code, the copy without it to blank (-1: not wanted), and puts the subject into *subject
 * and, where text is not NULL, its words without the code into *text (caller frees both). Attachments are named, not put in (ATTACHED_LINE).
 * Refused: a header value with CR, LF or a bad address, a field without value, a code that the
 * template does not show; again: writing failed.
 */
int compose(const struct mail *m, const struct templates *t, int out, int blank, char **subject,
    char **text, struct err *e);

/*
 * Serves FRAME_COMPOSE (descriptors: out, blank) and FRAME_PREVIEW (text, HTML), and FRAME_FORMS, with
 * FRAME_COMPOSED on fd until the other side closes it. Returns the exit code of the process. Runs in BOX_COMPOSER, which the
 * caller has entered.
 */
int composer_serve(int fd, const struct templates *t);

#endif
