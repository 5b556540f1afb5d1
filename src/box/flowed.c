/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RFC 3676, section 4: the marks of quotation come first, then one stuffed blank, then a blank at the
 * end says that the line goes on, if the next one is quoted as deep. The line "-- " of a signature
 * never goes on.
 */
#include "box/flowed.h"

#include <string.h>

#define DEPTH_MOST 100 /* deeper quotations are shown so deep */

struct flowed_line {
	const char *p;
	size_t n, depth;
	bool soft;
};

static struct flowed_line
line_at(const char *p, size_t n)
{
	struct flowed_line l = { 0 };

	if (n > 0 && p[n - 1] == '\r')
		n--;
	for (; n > 0 && *p == '>'; p++, n--)
		l.depth++;
	if (n > 0 && *p == ' ') {
		p++;
		n--;
	}
	l.p = p;
	l.n = n;
	l.soft = n > 0 && p[n - 1] == ' ' && !(n == 3 && memcmp(p, "-- ", 3) == 0);
	return l;
}

void
flowed_join(const char *text, bool delsp, struct buf *out)
{
	bool open = false;
	size_t depth = 0;

	for (const char *p = text; *p != '\0';) {
		size_t n = strcspn(p, "\n");
		struct flowed_line l = line_at(p, n);

		if (open && (l.depth != depth || (l.n == 3 && memcmp(l.p, "-- ", 3) == 0))) {
			buf_addc(out, '\n');
			open = false;
		}
		for (size_t i = 0; !open && i < l.depth && i < DEPTH_MOST; i++)
			buf_addc(out, '>');
		if (!open && l.depth > 0 && l.n > 0)
			buf_addc(out, ' ');
		buf_add(out, l.p, l.soft && delsp ? l.n - 1 : l.n);
		if (!l.soft)
			buf_addc(out, '\n');
		open = l.soft;
		depth = l.depth;
		p += n;
		p += *p == '\n';
	}
	if (open)
		buf_addc(out, '\n');
}
