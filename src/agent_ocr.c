/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pictures of a letter into words, one document at a time, before the letter is settled: a worker
 * of its own for each, in a box of its own, given the bytes as they were kept. What it read goes
 * back to a reader, which sees the letter a second time; where nothing could be read, the first
 * reading stands. Letters behind it wait: they may be about the same case.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent_steps.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#define PICTURES_MOST 5
#define PAGES_MOST 5
#define OCR_MS 70000		/* the worker ends itself after 60 s */

static bool
is_picture(const struct reading *r, size_t i)
{
	const struct fact_document *d = &r->facts.documents[i];

	return i < PICTURES_MOST && d->state != NULL && strcmp(d->state, "scan") == 0 &&
	    r->documents[i][0] != '\0';
}

bool
ocr_wanted(const struct reading *r)
{
	size_t i;

	if (r->facts.class != CLASS_REQUEST && r->facts.class != CLASS_COMMAND &&
	    r->facts.class != CLASS_OTHER)
		return false;
	for (i = 0; i < r->facts.n_documents; i++)
		if (is_picture(r, i))
			return true;
	return false;
}

static void
down(struct agent *a)
{
	starter_kill(&a->starter, &a->ocr);
	a->ocr_message = 0;
}

static struct reading *
reading_of(struct agent *a, int64_t message_id)
{
	size_t i;

	for (i = 0; i < a->n_readings; i++) {
		struct reading *r = &a->readings[(a->first + i) % READINGS];

		if (r->message_id == message_id && r->pictures)
			return r;
	}
	return NULL;
}

static int
begin(struct agent *a, const struct reading *r, size_t i)
{
	struct ocr_order order = { r->facts.documents[i].type, PAGES_MOST };
	struct buf bytes = BUF_INIT;
	struct err e;
	int fd = -1, rc = -1;

	if (archive_read(a->archive, ROOM_ARCHIVE, r->documents[i], 64u << 20, &bytes, &e) < 0 ||
	    (fd = memory_fd(bytes.data, bytes.len)) < 0 ||
	    starter_spawn(&a->starter, &a->ocr, "ocr", &e) < 0)
		goto out;
	a->ocr_message = r->message_id;
	a->ocr_index = (int64_t)i;
	a->ocr_deadline_ms = clock_monotonic_ms() + OCR_MS;
	rc = record_send(a->ocr.ch.fd, FRAME_OCR, &ocr_order_wire, &order, &fd, 1, &e);
	if (rc < 0)
		down(a);
out:
	if (fd >= 0)
		close(fd);
	buf_free(&bytes);
	if (rc < 0)
		log_warn("letter message=%lld document=%zu ocr=failed", (long long)r->message_id, i + 1);
	return rc;
}

/* All pictures are looked at: the letter is read with their words, or stays as it was read. */
static void
finish(struct agent *a, struct reading *r)
{
	r->pictures = false;
	if (r->n_texts > 0 && read_again(a, r) < 0)
		r->failed = true;
}

void
ocr_step(struct agent *a)
{
	size_t i;

	if (a->ocr.pid != 0) {
		if (clock_monotonic_ms() <= a->ocr_deadline_ms)
			return;
		down(a);
	}
	for (i = 0; i < a->n_readings && !a->stopping; i++) {
		struct reading *r = &a->readings[(a->first + i) % READINGS];

		if (!r->pictures)
			continue;
		while (r->picture < r->facts.n_documents) {
			size_t k = r->picture++;

			if (is_picture(r, k) && begin(a, r, k) == 0)
				return;
		}
		finish(a, r);
	}
}

static void
take(struct agent *a, struct ocr_result *result)
{
	struct reading *r = reading_of(a, a->ocr_message);

	log_info("letter message=%lld document=%lld ocr=%s pages=%lld confidence=%lld",
	    (long long)a->ocr_message, (long long)a->ocr_index + 1, ocr_state_name(result->state),
	    (long long)result->pages, (long long)result->confidence);
	if (r == NULL || result->text == NULL || *result->text == '\0')
		return;
	r->texts = grow(r->texts, r->n_texts, sizeof(*r->texts));
	r->texts[r->n_texts++] =
	    (struct read_text){ a->ocr_index, xstrnutf8(result->text, LIMIT_TEXT - 1) };
}

void
ocr_frame(struct agent *a)
{
	struct ocr_result result;
	struct frame f;
	struct err e;
	int rc = frame_poll(&a->ocr.ch, &f, &e);

	if (rc == 0)
		return;
	if (rc > 0 && f.type == FRAME_HELLO) {
		frame_free(&f);
		return;
	}
	if (rc > 0 && f.type == FRAME_OCRED &&
	    wire_unpack(&ocr_result_wire, f.body.data, f.body.len, &result, &e) == 0) {
		take(a, &result);
		wire_free(&ocr_result_wire, &result);
	} else {
		log_warn("letter message=%lld document=%lld ocr=failed", (long long)a->ocr_message,
		    (long long)a->ocr_index + 1);
	}
	if (rc > 0)
		frame_free(&f);
	down(a);
}

void
ocr_end(struct agent *a)
{
	starter_kill(&a->starter, &a->ocr);
}
