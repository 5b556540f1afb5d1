/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text of a picture or of a PDF made of pictures. Runs in BOX_OCR, in a process that ends with
 * its document (role_ocr of protocol.h).
 */
#ifndef LOKET_BOX_OCR_H
#define LOKET_BOX_OCR_H

#include <stdint.h>

#include "base/buf.h"
#include "protocol.h"

/* Until `until` (clock_monotonic_ms); what is there by then is in *r. The caller frees r->text. */
void ocr_document(struct buf *bytes, int64_t pages, int64_t until, struct ocr_result *r);

#endif
