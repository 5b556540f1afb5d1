/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The only file that knows PCRE2. No JIT: it needs memory that is writable and executable. The
 * limits stop every known bad pattern within a few milliseconds (match limit), with bounded depth
 * and heap. Whoever reads a letter validates its text once; here the check is switched off, because
 * it would cost more than the matching.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "rules/regex.h"

#define MATCH_LIMIT 200000
#define DEPTH_LIMIT 5000
#define HEAP_LIMIT_KIB 8192
#define WEAK_LINE 256	/* bytes; what backtracks without end is over the limit long before */

struct regex {
	pcre2_code *code;
	PCRE2_SIZE *groups; uint32_t n_groups;	/* of the last match: start and end of each */
};

/*
 * One for all patterns: PCRE2 keeps 20 KiB of frames with it, and a reader, which is forked, would else
 * pay for a copy of those of every pattern that it tries.
 */
static pcre2_match_data *shared;
static uint32_t shared_pairs;
static pcre2_match_context *limits;

/*
 * "lupa sandi" as a phrase: blanks outside of [classes] become \s+, word edges are added on both
 * sides.
 */
static char *
phrase(const char *pattern, size_t *ahead)
{
	static const char before[] = "(?<![\\p{L}\\p{N}])(?:";
	struct buf b = BUF_INIT;
	bool in_class = false;

	buf_adds(&b, before);
	*ahead = sizeof(before) - 1;
	for (const char *p = pattern; *p != '\0'; p++) {
		if (*p == '\\' && p[1] != '\0') {
			buf_add(&b, p++, 2);
			continue;
		}
		if (*p == '[' || *p == ']')
			in_class = *p == '[';
		if (*p == ' ' && !in_class) {
			bool optional = p[1] == '?' || p[1] == '*';

			buf_adds(&b, optional ? "\\s*" : "\\s+");
			p += optional;
		} else {
			buf_addc(&b, *p);
		}
	}
	buf_adds(&b, ")(?![\\p{L}\\p{N}])");
	return buf_take(&b);
}

/* Room for the match of a pattern with so many groups; the whole match is one. */
static bool
share(uint32_t pairs)
{
	if (limits == NULL && (limits = pcre2_match_context_create(NULL)) != NULL) {
		pcre2_set_match_limit(limits, MATCH_LIMIT);
		pcre2_set_depth_limit(limits, DEPTH_LIMIT);
		pcre2_set_heap_limit(limits, HEAP_LIMIT_KIB);
	}
	if (shared == NULL || pairs > shared_pairs) {
		pcre2_match_data_free(shared);
		shared = pcre2_match_data_create(pairs > 32 ? pairs : 32, NULL);
		shared_pairs = shared != NULL ? pcre2_get_ovector_count(shared) : 0;
	}
	return limits != NULL && shared != NULL;
}

struct regex *
regex_new(const char *pattern, unsigned flags, size_t *at, char *why, size_t n)
{
	uint32_t options = PCRE2_UTF | PCRE2_DOTALL | PCRE2_NEVER_BACKSLASH_C;
	struct regex *r = xcalloc(1, sizeof(*r));
	size_t ahead = 0;
	char *text = flags & REGEX_PHRASE ? phrase(pattern, &ahead) : xstrdup(pattern);
	PCRE2_SIZE offset = 0;
	int code = 0;

	if (!(flags & REGEX_EXACT))
		options |= PCRE2_CASELESS;
	if (flags & REGEX_LINE)
		options |= PCRE2_MULTILINE;
	r->code =
	    pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, options, &code, &offset, NULL);
	free(text);
	if (r->code == NULL && code == PCRE2_ERROR_HEAP_FAILED)
		out_of_memory();
	if (r->code == NULL) {
		*at = offset > ahead ? offset - ahead : 0;
		if (*at > strlen(pattern))
			*at = strlen(pattern);
		pcre2_get_error_message(code, (PCRE2_UCHAR *)why, n);
		regex_free(r);
		return NULL;
	}
	pcre2_pattern_info(r->code, PCRE2_INFO_CAPTURECOUNT, &r->n_groups);
	r->groups = xcalloc(++r->n_groups, 2 * sizeof(*r->groups));
	if (!share(r->n_groups))
		out_of_memory();
	return r;
}

void
regex_free(struct regex *r)
{
	if (r == NULL)
		return;
	pcre2_code_free(r->code);
	free(r->groups);
	free(r);
}

enum found
regex_find(struct regex *r, const char *text, size_t n, size_t from, bool anchored, struct span *m)
{
	uint32_t options = PCRE2_NO_UTF_CHECK | (anchored ? PCRE2_ANCHORED : 0);
	int rc = pcre2_match(r->code, (PCRE2_SPTR)text, n, from, options, shared, limits);
	PCRE2_SIZE *at = r->groups;

	if (rc == PCRE2_ERROR_NOMATCH)
		return FOUND_NO;
	if (rc < 0)
		return FOUND_UNDECIDED;
	memcpy(at, pcre2_get_ovector_pointer(shared), r->n_groups * 2 * sizeof(*at));
	m->start = at[0];
	m->end = at[1] < at[0] ? at[0] : at[1];	/* \K can turn them round */
	return FOUND_YES;
}

bool
regex_has_group(const struct regex *r, const char *name)
{
	return pcre2_substring_number_from_name(r->code, (PCRE2_SPTR)name) > 0;
}

bool
regex_group(const struct regex *r, const char *name, struct span *m)
{
	PCRE2_SPTR first, last, entry;
	const PCRE2_SIZE *at = r->groups;
	int size = pcre2_substring_nametable_scan(r->code, (PCRE2_SPTR)name, &first, &last);
	bool found = false;

	if (size <= 0)
		return false;
	for (entry = first; entry <= last; entry += size) {
		unsigned group = (unsigned)entry[0] << 8 | entry[1];

		if (group < r->n_groups && at[2 * group] != PCRE2_UNSET &&
		    (!found || at[2 * group + 1] - at[2 * group] > m->end - m->start)) {
			m->start = at[2 * group];
			m->end = at[2 * group + 1];
			found = true;
		}
	}
	return found;
}

static bool
fits(struct regex *r, const char *text)
{
	struct span m;

	return regex_find(r, text, strlen(text), 0, false, &m) == FOUND_YES;
}

const char *
regex_weak(struct regex *r)
{
	static const char fill[] = { 'a', '1', ' ', '-', '.' };
	char line[WEAK_LINE];
	struct span m;

	if (fits(r, ""))
		return "cocok dengan teks kosong";
	if (fits(r, "q") && fits(r, "7") && fits(r, ","))
		return "cocok dengan huruf apa saja";
	for (size_t i = 0; i < sizeof(fill); i++) {
		memset(line, fill[i], sizeof(line));
		line[sizeof(line) - 1] = '!';
		if (regex_find(r, line, sizeof(line), 0, true, &m) == FOUND_UNDECIDED)
			return "terlalu rumit: tidak selesai pada baris yang panjang";
	}
	return NULL;
}
