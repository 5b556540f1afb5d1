/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether the HTML of a mail is what Gmail, Outlook and phones show: tags, attributes and CSS of an
 * allow-list, at most FACE_MOST bytes (Gmail cuts at 102 KB), alternatives for pictures, enough
 * contrast. A colour is set only together with its background, since all else turns dark at night.
 */
#ifndef LOKET_RULES_FACE_H
#define LOKET_RULES_FACE_H

#include <stddef.h>

#include "base/problem.h"

#define FACE_MOST (90u << 10)

/* Adds each mistake of html (a NUL-terminated page or a part of one) as one of `file`, with its line. */
void face_check(const char *html, const char *file, struct problems *p);
/* The same of the style attribute that all elements of that tag get. */
void face_check_style(
    const char *tag, const char *style, const char *file, int line, struct problems *p);

#endif
