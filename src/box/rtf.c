/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Braces, control words, text: what is not named here is format and passed over. Destinations that
 * begin with \* are skipped whole, but for text boxes and the ends of nested rows.
 */
#include "box/rtf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "box/charset.h"
#include "box/flow.h"

#define DEPTH_MOST 256

struct group {
	bool skip, hidden, footer;
	long uc;
};

struct rtf {
	struct group stack[DEPTH_MOST + 1], *g; /* g: the innermost */
	struct flow body, footer, cell;
	struct flow_row row;
	bool star, in_table; /* star: the next word names a destination that may be skipped */
	long drop;           /* characters that repeat the \u before them */
	char charset[24];
};

static const struct {
	const char *word;
	unsigned long c;
} characters[] = {
	{ "tab", '\t' },
	{ "~", 0xa0 },
	{ "_", '-' },
	{ "emdash", 0x2014 },
	{ "endash", 0x2013 },
	{ "lquote", 0x2018 },
	{ "rquote", 0x2019 },
	{ "ldblquote", 0x201c },
	{ "rdblquote", 0x201d },
	{ "bullet", 0x2022 },
	{ "{", '{' },
	{ "}", '}' },
	{ "\\", '\\' },
	{ "emspace", ' ' },
	{ "enspace", ' ' },
	{ "nestcell", '\t' },
};
static const char skipped[] = " fonttbl colortbl stylesheet info pict nonshppict object footnote "
			      "shprslt sp nonesttables filetbl listtable annotation ";

static struct flow *
flow_of(struct rtf *r)
{
	return r->g->footer ? &r->footer : r->in_table ? &r->cell : &r->body;
}

static void
put(struct rtf *r, unsigned long c)
{
	if (r->drop > 0)
		r->drop--;
	else if (!r->g->skip && !r->g->hidden)
		flow_char(flow_of(r), c);
}

static void
put_byte(struct rtf *r, unsigned char c)
{
	char byte = (char)c, *text;
	bool fell_back;

	if (c < 0x80 || r->drop > 0 || r->g->skip || r->g->hidden) {
		put(r, c);
		return;
	}
	text = charset_text(r->charset, &byte, 1, &fell_back);
	flow_add(flow_of(r), text, strlen(text));
	free(text);
}

static void
end_cell(struct rtf *r)
{
	flow_end(&r->cell);
	if (!flow_cell(&r->row, &r->cell.text, 1))
		r->body.cut |= r->cell.text.len > 0;
	buf_free(&r->cell.text);
}

static bool
is(const char *word, const char *list)
{
	char wrapped[40];

	snprintf(wrapped, sizeof(wrapped), " %s ", word);
	return strstr(list, wrapped) != NULL;
}

static void
obey(struct rtf *r, const char *word, long n, bool has)
{
	bool star = r->star;

	r->star = false;
	if (r->g->skip)
		return;
	for (size_t i = 0; i < sizeof(characters) / sizeof(characters[0]); i++)
		if (strcmp(word, characters[i].word) == 0)
			put(r, characters[i].c);
	if (strcmp(word, "*") == 0)
		r->star = true;
	else if ((star && !is(word, " shpinst nesttableprops ")) || is(word, skipped))
		r->g->skip = true;
	else if (is(word, " par line sect nestrow page column ") && !r->g->hidden)
		(strcmp(word, "page") == 0 && !r->in_table ? flow_page : flow_line)(flow_of(r));
	else if (strcmp(word, "pard") == 0)
		r->in_table = false;
	else if (strcmp(word, "intbl") == 0)
		r->in_table = true;
	else if (strcmp(word, "cell") == 0)
		end_cell(r);
	else if (strcmp(word, "row") == 0)
		flow_row(&r->body, &r->row);
	else if (is(word, " footer footerl footerr footerf "))
		r->g->footer = true;
	else if (is(word, " v deleted "))
		r->g->hidden = !has || n != 0;
	else if (strcmp(word, "plain") == 0)
		r->g->hidden = false;
	else if (strcmp(word, "uc") == 0)
		r->g->uc = n < 0 || n > 8 ? 1 : n;
	else if (strcmp(word, "ansicpg") == 0 && n > 0 && n < 10000)
		snprintf(r->charset, sizeof(r->charset), "windows-%d", (int)n);
	else if (strcmp(word, "u") == 0) {
		r->drop = 0;
		put(r, (unsigned long)(n < 0 ? n + 65536 : n));
		r->drop = r->g->uc;
	}
}

/* From behind the backslash; returns how many bytes were used. */
static size_t
control(struct rtf *r, const char *s, size_t left)
{
	char word[33] = "", digits[12] = "";
	size_t n = 0, k = 0;

	while (n < left && n < 32 && ((s[n] | 32) >= 'a' && (s[n] | 32) <= 'z')) {
		word[n] = s[n];
		n++;
	}
	if (n == 0 && left > 2 && s[0] == '\'') {
		char hex[3] = { s[1], s[2], '\0' };

		put_byte(r, (unsigned char)strtoul(hex, NULL, 16));
		return 3;
	}
	if (n == 0) {
		word[0] = left > 0 ? s[0] : '\0';
		obey(r, word[0] == '\n' || word[0] == '\r' ? "par" : word, 0, false);
		return left > 0;
	}
	while (n < left && k < 11 && ((s[n] >= '0' && s[n] <= '9') || (s[n] == '-' && k == 0)))
		digits[k++] = s[n++];
	n += n < left && s[n] == ' ';
	if (strcmp(word, "bin") == 0 && *digits != '\0' && *digits != '-')
		return strtoul(digits, NULL, 10) < left - n ? n + strtoul(digits, NULL, 10) : left;
	obey(r, word, strtol(digits, NULL, 10), k > 0);
	return n;
}

/* False: braces that do not match, or too deep. */
static bool
walk(struct rtf *r, const char *s, size_t n)
{
	for (size_t i = 0; i < n && !r->body.cut; i++) {
		if (s[i] == '{') {
			if (r->g == r->stack + DEPTH_MOST)
				return false;
			r->g[1] = r->g[0];
			r->g++;
			r->drop = 0;
		} else if (s[i] == '}') {
			if (r->g == r->stack)
				return false;
			if (--r->g == r->stack)
				return true;
			r->drop = 0;
			r->star = false;
		} else if (s[i] == '\\') {
			i += control(r, s + i + 1, n - i - 1);
		} else if (s[i] != '\r' && s[i] != '\n') {
			put_byte(r, (unsigned char)s[i]);
		}
	}
	return r->body.cut;
}

void
rtf_text(const void *bytes, size_t n, size_t most, struct document_text *out)
{
	struct rtf r = { .charset = "windows-1252" };
	bool good;

	r.g = r.stack;
	r.g->uc = 1;
	r.body.most = r.cell.most = r.footer.most = most;
	good = walk(&r, bytes, n);
	end_cell(&r);
	flow_row(&r.body, &r.row);
	flow_append(&r.body, &r.footer.text);
	buf_free(&r.footer.text);
	*out = (struct document_text){ DOCUMENT_BROKEN, BUF_INIT, 0, r.body.cut || r.footer.cut };
	if (good) {
		out->state = DOCUMENT_TEXT;
		out->text = r.body.text;
	} else {
		buf_free(&r.body.text);
	}
}
