/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records of a hostile worker. The first byte says which record; the second whether the rest is the
 * record itself, or how to build one that mostly keeps its table, so that depths are reached which
 * no guessing reaches and no seed must follow the tables. What is accepted must be the same when
 * packed again.
 */
#include "fuzz.h"

static const struct wire_table *const tables[] = { &trouble_wire, &read_order_wire, &facts_wire, &mail_wire, &composed_wire,
	&fetch_scan_wire, &fetch_scanned_wire, &fetch_body_wire, &fetch_bodied_wire, &fetch_idle_wire, &fetch_flag_wire,
	&fetch_listed_wire, &fetch_append_wire, &deliver_wire, &outcome_wire, &call_wire, &called_wire, &checked_wire,
	&fetch_quota_wire };

struct bytes { const uint8_t *p, *end; };

static uint8_t
next(struct bytes *b)
{
	return b->p < b->end ? *b->p++ : 0;
}

static void
add(struct buf *out, uint64_t v, int bytes)
{
	while (bytes-- > 0)
		buf_addc(out, (char)(v >> 8 * bytes));
}

static void
build(const struct wire_table *t, struct bytes *b, struct buf *out)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct wire_field *f = &t->fields[i];
		uint8_t how = next(b);
		uint64_t n = how % 32, span = (uint64_t)f->max - (uint64_t)f->min;

		switch (f->kind) {
		case WIRE_INT:
		case WIRE_BOOL:
			/* within the bounds, at them, and rarely beyond */
			n = how == 255 ? (uint64_t)f->max + 1 : how == 254 ? (uint64_t)f->min - 1 :
			    how == 253 ? (uint64_t)f->max : (uint64_t)f->min + (span > 0 ? how % span : 0);
			add(out, n, 8);
			break;
		case WIRE_TEXT:
		case WIRE_BYTES:
			if (how == 255 || (how == 254 && f->max < 100000)) {
				n = how == 255 ? 0xffffffff : (uint64_t)f->max + next(b) % 2;
				add(out, n, 4);
				for (uint64_t k = 0; how == 254 && k < n; k++)
					buf_addc(out, 'a');
				break;
			}
			add(out, n, 4);
			for (uint64_t k = 0; k < n; k++)
				buf_addc(out, (char)(how < 32 ? 'a' + k % 26 : next(b)));
			break;
		case WIRE_LIST:
			n = how == 255 ? (uint64_t)f->max + 1 : how % 4;
			add(out, n, 4);
			for (uint64_t k = 0; k < n && k < 4; k++)
				build(f->of, b, out);
			break;
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf made = BUF_INIT, again = BUF_INIT;
	const struct wire_table *t;
	struct bytes b = { data, data + n };
	void *record;
	struct err e;

	if (n < 2)
		return 0;
	t = tables[next(&b) % (sizeof(tables) / sizeof(tables[0]))];
	if (next(&b) % 2 == 0)
		build(t, &b, &made);
	buf_add(&made, b.p, (size_t)(b.end - b.p));
	record = xmalloc(t->size);
	/* exactly as long as it is, so that a sanitizer sees its end */
	made.data = xreallocarray(made.data, 1, made.len > 0 ? made.len : 1);
	if (wire_unpack(t, made.data, made.len, record, &e) == 0) {
		wire_pack(t, record, &again);
		if (again.len != made.len || memcmp(again.data, made.data, made.len) != 0)
			broken("packed again it is another record", t->name);
		wire_free(t, record);
	}
	free(record);
	buf_free(&made);
	buf_free(&again);
	return 0;
}
