/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * struct xml_rule -> RELAX NG. One definition per row of the table, because the same element may
 * have other attributes in another parent. Children stand in any order, as the checker takes them.
 */
#include "rules/schema.h"

#include <stdio.h>
#include <string.h>

#include "rules/calendar.h"
#include "rules/office.h"
#include "rules/ruleset.h"
#include "rules/sop.h"
#include "rules/xml.h"

#define ID_PATTERN "[A-Za-z0-9][A-Za-z0-9_.\\-]{0,63}"
#define FIXED 3		/* kinds before those of rules/letter */

static const char *const fixed_names[FIXED] = { "sop", "office", "calendar" };

static const struct xml_rule *
format_of(size_t i, const char **name, size_t *n)
{
	static char letter[32];
	const char *file;
	const struct xml_rule *rules;

	*name = i < FIXED ? fixed_names[i] : NULL;
	if (i < FIXED)
		return i == 0 ? sop_format(n) : i == 1 ? office_format(n) : calendar_format(n);
	rules = ruleset_format(i - FIXED, &file, n);
	if (rules == NULL)
		return NULL;
	snprintf(letter, sizeof(letter), "letter-%.*s", (int)strcspn(file, "."), file);
	*name = letter;
	return rules;
}

const char *
schema_name(size_t i)
{
	const char *name;
	size_t n;

	return format_of(i, &name, &n) != NULL ? name : NULL;
}

/* ---- values ---- */

static void
text_of(const char *pattern, const char *type, struct buf *out)
{
	buf_addf(out, "\t\t\t\t<data type=\"%s\"><param name=\"pattern\">%s</param></data>\n", type,
	    pattern);
}

static void
words_of(const char *words, struct buf *out)
{
	buf_adds(out, "\t\t\t\t<choice>");
	for (; *words != '\0'; words += *words == '|') {
		size_t n = strcspn(words, "|");

		buf_addf(out, "<value type=\"string\">%.*s</value>", (int)n, words);
		words += n;
	}
	buf_adds(out, "</choice>\n");
}

static void
value_of(const struct xml_attr_rule *a, struct buf *out)
{
	static const char *const patterns[] = {
		[XML_ID] = ID_PATTERN,
		[XML_INT] = "[0-9]{1,15}",
		[XML_RANGE] = "[0-9]{1,15}(-[0-9]{1,15})?",
		[XML_DATE] = "(19|[2-9][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}",
		[XML_IDS] = " *" ID_PATTERN "( +" ID_PATTERN ")* *",
		[XML_TIME] = "([01][0-9]|2[0-3])\\.[0-5][0-9]|24\\.00",
	};

	switch (a->type) {
	case XML_TEXT:
		if (!a->required) {
			buf_adds(out, "\t\t\t\t<text/>\n");
			return;
		}
		/* not empty */
		__attribute__((fallthrough));
	case XML_REGEX:
		buf_adds(out,
		    "\t\t\t\t<data type=\"string\"><param name=\"minLength\">1</param></data>\n");
		return;
	case XML_YESNO:
		words_of("ya|tidak", out);
		return;
	case XML_WORD:
		words_of(a->words, out);
		return;
	default:
		/* the type date knows which days exist */
		text_of(patterns[a->type], a->type == XML_DATE ? "date" : "string", out);
	}
}

static void
attribute(const struct xml_attr_rule *a, struct buf *out)
{
	buf_addf(out, "\t\t\t%s<attribute name=\"%s\">\n", a->required ? "" : "<optional>", a->name);
	value_of(a, out);
	buf_addf(out, "\t\t\t</attribute>%s\n", a->required ? "" : "</optional>");
}

/* ---- elements ---- */

static bool
stands_in(const struct xml_rule *rule, const char *parent)
{
	size_t n = strlen(parent);
	const char *at = rule->parents;

	for (; *at != '\0'; at += *at == '|') {
		size_t len = strcspn(at, "|");

		if (len == n && strncmp(at, parent, n) == 0)
			return true;
		at += len;
	}
	return false;
}

/* So often as the table says; several are one group: a name may stand in one branch only. */
static void
child(const struct xml_rule *rule, size_t i, struct buf *out)
{
	char ref[96];

	snprintf(ref, sizeof(ref), "<ref name=\"%s.%zu\"/>", rule->name, i);
	if (rule->max == 0) {
		buf_addf(out, "\t\t\t\t<%s>%s</%s>\n", rule->min > 0 ? "oneOrMore" : "zeroOrMore",
		    ref, rule->min > 0 ? "oneOrMore" : "zeroOrMore");
		return;
	}
	buf_adds(out, "\t\t\t\t<group>");
	for (int k = 0; k < rule->max; k++)
		buf_addf(out, k < rule->min ? "%s" : "<optional>%s</optional>", ref);
	buf_adds(out, "</group>\n");
}

static void
element(const struct xml_rule *rules, size_t n, size_t at, struct buf *out)
{
	const struct xml_rule *rule = &rules[at];
	size_t inside = 0;

	buf_addf(out, "\t<define name=\"%s.%zu\">\n\t\t<element name=\"%s\">\n", rule->name, at,
	    rule->name);
	for (size_t i = 0; i < rule->n_attrs; i++)
		attribute(&rule->attrs[i], out);
	for (size_t i = 0; i < n; i++)
		inside += stands_in(&rules[i], rule->name);
	if (inside > 0)
		buf_adds(out, "\t\t\t<interleave>\n");
	for (size_t i = 0; i < n; i++)
		if (stands_in(&rules[i], rule->name))
			child(&rules[i], i, out);
	if (rule->text)
		buf_adds(out, "\t\t\t\t<text/>\n");
	if (inside > 0)
		buf_adds(out, "\t\t\t</interleave>\n");
	else if (!rule->text)
		buf_adds(out, "\t\t\t<empty/>\n");
	buf_adds(out, "\t\t</element>\n\t</define>\n");
}

void
schema_print(size_t i, struct buf *out)
{
	const char *name;
	size_t n;
	const struct xml_rule *rules = format_of(i, &name, &n);

	buf_adds(out,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<!-- SPDX-License-Identifier: GPL-3.0-or-later -->\n");
	buf_addf(out,
	    "<!-- Printed by `loket sop schema %s` from the tables that loket check follows. -->\n",
	    name);
	buf_adds(out,
	    "<grammar xmlns=\"http://relaxng.org/ns/structure/1.0\" "
	    "datatypeLibrary=\"http://www.w3.org/2001/XMLSchema-datatypes\">\n\t<start>\n");
	for (size_t k = 0; k < n; k++)
		if (rules[k].parents[0] == '\0')
			buf_addf(out, "\t\t<ref name=\"%s.%zu\"/>\n", rules[k].name, k);
	buf_adds(out, "\t</start>\n");
	for (size_t k = 0; k < n; k++)
		element(rules, n, k, out);
	buf_adds(out, "</grammar>\n");
}
