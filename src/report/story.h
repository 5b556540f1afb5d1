/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One case as a page to be read and printed: who, what, the rows of the SOP beside the real
 * minutes, letters, documents, mails, the course of it. Also the cover of a case's archive. NIK and
 * NIP are masked; names and what people wrote stand in it, as in the case itself.
 */
#ifndef LOKET_REPORT_STORY_H
#define LOKET_REPORT_STORY_H

#include "base/buf.h"
#include "case/records.h"
#include "case/spans.h"

enum story_kind { STORY_LETTER, STORY_DOCUMENT, STORY_MAIL };
/* A file of the case: number n of its kind; kept: its name in the archive or NULL. */
struct story_file {
	enum story_kind kind;
	int n;
	const char *kept, *called;
	int64_t at;
};
struct story {
	struct store *st;
	const struct office *office;
	const struct casefile *file;
	const struct spans *spans;
	/* of an archive: who takes it, and where in it a file lies (caller frees; NULL: nowhere) */
	const char *taken_by;
	char *(*place)(const struct story_file *, void *);
	void *arg;
};
void story_print(const struct story *s, struct buf *out);

#endif
