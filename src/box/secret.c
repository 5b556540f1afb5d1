/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One pass per rule; marks of an earlier rule are not cut again, because no rule matches
 * SECRET_MARK as a value.
 */
#include "box/secret.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

static char *
cut_one(char *text, const struct rule *rule, size_t *cuts, bool *undecided)
{
	struct buf out = BUF_INIT;
	size_t n = strlen(text), copied = 0, p = 0;
	struct span m, v;
	enum found found;

	while (p <= n && (found = regex_find(rule->re, text, n, p, false, &m)) != FOUND_NO) {
		if (found == FOUND_UNDECIDED) {
			*undecided = true;
			buf_free(&out);
			free(text);
			return xstrdup("");
		}
		if (!regex_group(rule->re, "v", &v))
			v = m;
		if (v.end > v.start &&
		    strncmp(text + v.start, SECRET_MARK, strlen(SECRET_MARK) - 1) != 0) {
			buf_add(&out, text + copied, v.start - copied);
			buf_adds(&out, SECRET_MARK);
			copied = v.end;
			++*cuts;
		}
		p = m.end > p ? m.end : p + 1;
		while (p < n && ((unsigned char)text[p] & 0xc0) == 0x80)
			p++;
	}
	if (copied == 0 && out.len == 0) {
		buf_free(&out);
		return text;
	}
	buf_add(&out, text + copied, n - copied);
	free(text);
	return buf_take(&out);
}

char *
secret_cut(const char *text, const struct ruleset *rules, bool notice, size_t *cuts,
    bool *undecided)
{
	char *now = xstrdup(text);

	for (size_t i = 0; i < rules->secrets.n; i++)
		if (notice || !rules->secrets.items[i].notice)
			now = cut_one(now, &rules->secrets.items[i], cuts, undecided);
	return now;
}
