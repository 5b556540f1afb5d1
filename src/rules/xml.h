/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XML that people wrote, read by libxml2 (no DTD, no entities, no network, depth 256) into plain
 * nodes, and checked against a table of elements and attributes. Every mistake of a file is added
 * to the problems with its line and, where a near word exists, "maksudnya ...?" (Indonesian).
 * Nothing of libxml2 leaves this file.
 */
#ifndef LOKET_RULES_XML_H
#define LOKET_RULES_XML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/problem.h"

struct xml_attr { char *name, *value; };
struct xml_node {
	char *name;
	char *text;			/* own text, white space folded, "" when none */
	int line;
	struct xml_attr *attrs; size_t n_attrs;
	struct xml_node *children, *next, *parent;
};

/* What an attribute's value must look like. */
enum xml_type {
	XML_TEXT,
	XML_ID,		/* letters, digits, - _ . (not first); at most 64 */
	XML_INT,	/* digits only */
	XML_RANGE,	/* "5" or "1-24" */
	XML_YESNO,	/* ya|tidak */
	XML_DATE,	/* YYYY-MM-DD, a day that exists */
	XML_WORD,	/* one of words */
	XML_IDS,	/* ids separated by blanks */
	XML_REGEX,	/* not empty; the caller compiles it */
	XML_TIME	/* HH.MM, 00.00 to 24.00 */
};
struct xml_attr_rule {
	const char *name;
	enum xml_type type;
	bool required;
	const char *words; /* "a|b|c" for XML_WORD */
};
/* The same name may stand in the table twice with other parents and other attributes. */
struct xml_rule {
	const char *name;			/* element */
	const char *parents;			/* "a|b"; "" = root */
	const struct xml_attr_rule *attrs; size_t n_attrs;
	bool text;				/* may (true) or must not hold text */
	int min, max;				/* how often in one parent; max 0 = any number */
};

/*
 * Reads and checks. Returns the root (caller frees with xml_free) when the file is well formed and
 * its root fits, also when problems were added; NULL when it cannot be read at all (a problem says
 * why). `bytes` NULL: read from file.
 */
struct xml_node *xml_read(const char *file, const char *bytes, size_t n,
    const struct xml_rule *rules, size_t n_rules, struct problems *p);
void xml_free(struct xml_node *root);

/* NULL when absent */
const char *xml_get(const struct xml_node *n, const char *attr);
int64_t xml_int(const struct xml_node *n, const char *attr, int64_t fallback);
bool xml_yes(const struct xml_node *n, const char *attr, bool fallback);
/* first of that name or NULL */
const struct xml_node *xml_child(const struct xml_node *n, const char *name);
/* next sibling of that name or NULL */
const struct xml_node *xml_next(const struct xml_node *n, const char *name);
bool xml_range(const struct xml_node *n, const char *attr, int64_t *low,
    int64_t *high); /* "5": 5 5, "1-24": 1 24; false and 0 0 when absent or wrong */
/* text of the first child of that name (caller frees), or NULL */
char *xml_text_of(const struct xml_node *n, const char *name);

/* True when the text is an XPath 1.0 expression. */
bool xml_xpath_ok(const char *expression);

#endif
