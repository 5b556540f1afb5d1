/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rule files as nodes, and the checker that says what is wrong with them. Owns all of libxml2 that
 * the rules need: no DTD (a DOCTYPE stops the parser), no entity but the five of XML, no network,
 * no file but the one named, depth 256 by the library. Promises every mistake of a well-formed file
 * in one run, each with its line (the line on which the start tag ends) and in the words of whoever
 * wrote the file: Indonesian. Does not know what the elements mean: whether a target exists or a
 * pattern compiles is the business of the caller, who adds to the same problems. Failures end as
 * problems.
 */
#include "rules/xml.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <libxml/xpath.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

#define RULE_FILE_MOST (4u << 20)	/* bytes of one rule file; written by hand, so far below */

/* What the callbacks of one parse know. */
struct reading {
	const char *file;
	struct problems *p;
	bool refused;			/* DOCTYPE seen */
	size_t n;			/* errors told so far */
};

/* ---- reading ---- */

/* libxml2's English for what people really get wrong; the rest keeps its own words. */
static const struct { int code; const char *text;
} xml_words[] = {
	{ XML_ERR_DOCUMENT_EMPTY, "berkas kosong atau bukan XML" },
	{ XML_ERR_DOCUMENT_END, "ada isi sesudah unsur akar ditutup" },
	{ XML_ERR_INVALID_CHAR, "huruf yang tidak boleh ada di XML, atau bukan UTF-8" },
	{ XML_ERR_INVALID_ENCODING, "bukan UTF-8" },
	{ XML_ERR_UNDECLARED_ENTITY,
	    "entitas tidak dikenal; hanya &amp; &lt; &gt; &quot; &apos; yang ada" },
	{ XML_WAR_UNDECLARED_ENTITY,
	    "entitas tidak dikenal; hanya &amp; &lt; &gt; &quot; &apos; yang ada" },
	{ XML_ERR_NAME_REQUIRED, "tanda < atau & berdiri sendiri; tulis &lt; atau &amp;" },
	{ XML_ERR_ENTITYREF_SEMICOL_MISSING, "tanda & berdiri sendiri; tulis &amp;" },
	{ XML_ERR_LT_IN_ATTRIBUTE, "tanda < di dalam nilai atribut; tulis &lt;" },
	{ XML_ERR_ATTRIBUTE_NOT_STARTED, "nilai atribut harus diapit tanda petik" },
	{ XML_ERR_ATTRIBUTE_NOT_FINISHED, "tanda petik penutup nilai atribut tidak ada" },
	{ XML_ERR_ATTRIBUTE_WITHOUT_VALUE, "atribut tanpa nilai; tulis nama=\"nilai\"" },
	{ XML_ERR_ATTRIBUTE_REDEFINED, "atribut yang sama ditulis dua kali" },
	{ XML_ERR_SPACE_REQUIRED, "spasi di antara atribut tidak ada" },
	{ XML_ERR_GT_REQUIRED, "tanda > penutup unsur tidak ada" },
	{ XML_ERR_LTSLASH_REQUIRED, "penutup unsur </...> tidak ada" },
	{ XML_ERR_TAG_NOT_FINISHED, "unsur tidak ditutup sampai akhir berkas" },
	{ XML_ERR_COMMENT_NOT_FINISHED, "komentar tidak ditutup dengan -->" },
	{ XML_ERR_HYPHEN_IN_COMMENT, "tanda -- di dalam komentar tidak boleh" },
};

static const char *
xml_word(int code)
{
	for (size_t i = 0; i < sizeof(xml_words) / sizeof(xml_words[0]); i++)
		if (xml_words[i].code == code)
			return xml_words[i].text;
	return NULL;
}

static void
on_error(void *data, xmlErrorPtr error)
{
	xmlParserCtxtPtr ctxt = data;
	struct reading *r = ctxt->_private;
	char *text;

	if (error->code == XML_ERR_NO_MEMORY)	/* no mistake of the file's */
		out_of_memory();
	if (r->refused || error->level == XML_ERR_WARNING || r->n++ >= 20)
		return;
	if (error->code == XML_ERR_TAG_NAME_MISMATCH && error->str1 != NULL &&
	    error->str2 != NULL) {
		problem_add(r->p, r->file, error->line, "<%s> dari baris %d ditutup dengan </%s>",
		    error->str1, error->int1, error->str2);
		return;
	}
	if (xml_word(error->code) != NULL) {
		problem_add(r->p, r->file, error->line, "XML rusak: %s", xml_word(error->code));
		return;
	}
	text = xstrdup(error->message != NULL ? error->message : "?");
	text[strcspn(text, "\r\n")] = '\0';
	problem_add(r->p, r->file, error->line, "XML rusak: %s", text);
	free(text);
}

/* Called at <!DOCTYPE, before anything it declares is read: nothing of it is wanted. */
static void
on_doctype(void *data, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
	xmlParserCtxtPtr ctxt = data;
	struct reading *r = ctxt->_private;

	(void)name, (void)public_id, (void)system_id;
	problem_add(r->p, r->file, xmlSAX2GetLineNumber(ctxt), "DOCTYPE tidak diperbolehkan");
	r->refused = true;
	xmlStopParser(ctxt);
}

static xmlParserInputPtr
no_entity(const char *url, const char *id, xmlParserCtxtPtr ctxt)
{
	(void)url, (void)id, (void)ctxt;
	return NULL;
}

static xmlDocPtr
parse(const char *file, const char *bytes, size_t n, struct problems *p)
{
	struct reading r = { file, p, false, 0 };
	xmlParserCtxtPtr ctxt;
	xmlDocPtr doc;

	xmlSetExternalEntityLoader(no_entity);
	ctxt = xmlNewParserCtxt();
	if (ctxt == NULL)
		out_of_memory();
	ctxt->_private = &r;
	ctxt->sax->serror = on_error;
	ctxt->sax->internalSubset = on_doctype;
	doc = xmlCtxtReadMemory(ctxt, bytes, (int)n, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_BIG_LINES | XML_PARSE_NOCDATA);
	if (doc != NULL && (r.refused || !ctxt->wellFormed || xmlDocGetRootElement(doc) == NULL)) {
		xmlFreeDoc(doc);
		doc = NULL;
	}
	if (doc == NULL && !r.refused && r.n == 0)
		problem_add(p, file, 1, "XML rusak");
	xmlFreeParserCtxt(ctxt);
	return doc;
}

/* ---- nodes ---- */

static void
add_text(struct buf *b, const char *s)
{
	for (; *s != '\0'; s++) {
		if (strchr(" \t\r\n", *s) == NULL)
			buf_addc(b, *s);
		else if (b->len > 0 && b->data[b->len - 1] != ' ')
			buf_addc(b, ' ');
	}
}

static char *
full_name(const xmlNs *ns, const xmlChar *name)
{
	if (ns == NULL || ns->prefix == NULL)
		return xstrdup((const char *)name);
	return xasprintf("%s:%s", ns->prefix, name);
}

static void
take_attrs(struct xml_node *n, xmlNodePtr from)
{
	for (const xmlNs *ns = from->nsDef; ns != NULL; ns = ns->next) {
		n->attrs = grow(n->attrs, n->n_attrs, sizeof(*n->attrs));
		n->attrs[n->n_attrs].name =
		    ns->prefix == NULL ? xstrdup("xmlns") : xasprintf("xmlns:%s", ns->prefix);
		n->attrs[n->n_attrs++].value = xstrdup("");
	}
	for (xmlAttrPtr attr = from->properties; attr != NULL; attr = attr->next) {
		xmlChar *value = xmlNodeListGetString(from->doc, attr->children, 1);

		if (value == NULL && attr->children != NULL)
			out_of_memory();
		n->attrs = grow(n->attrs, n->n_attrs, sizeof(*n->attrs));
		n->attrs[n->n_attrs].name = full_name(attr->ns, attr->name);
		n->attrs[n->n_attrs++].value = xstrdup(value != NULL ? (const char *)value : "");
		xmlFree(value);
	}
}

/* Depth is bounded by the parser (256), so recursion is. */
static struct xml_node *
take(xmlNodePtr from, struct xml_node *parent)
{
	struct xml_node *n = xcalloc(1, sizeof(*n)), **last = &n->children;
	struct buf text = BUF_INIT;

	n->name = full_name(from->ns, from->name);
	n->line = (int)xmlGetLineNo(from);
	n->parent = parent;
	take_attrs(n, from);
	for (xmlNodePtr child = from->children; child != NULL; child = child->next) {
		if (child->type == XML_ELEMENT_NODE) {
			*last = take(child, n);
			last = &(*last)->next;
		} else if ((child->type == XML_TEXT_NODE ||
			       child->type == XML_CDATA_SECTION_NODE) &&
		    child->content != NULL) {
			add_text(&text, (const char *)child->content);
		}
	}
	while (text.len > 0 && text.data[text.len - 1] == ' ')
		text.data[--text.len] = '\0';
	n->text = xstrdup(buf_str(&text));
	buf_free(&text);
	return n;
}

void
xml_free(struct xml_node *n)
{
	while (n != NULL) {
		struct xml_node *next = n->next;

		xml_free(n->children);
		for (size_t i = 0; i < n->n_attrs; i++) {
			free(n->attrs[i].name);
			free(n->attrs[i].value);
		}
		free(n->attrs);
		free(n->name);
		free(n->text);
		free(n);
		n = next;
	}
}

/* ---- checking ---- */

struct checking {
	const char *file;
	const struct xml_rule *rules;
	size_t n_rules;
	struct problems *p;
};

/* Is `word` (n bytes) one of "a|b|c"? */
static bool
one_of(const char *list, const char *word, size_t n)
{
	for (;;) {
		size_t len = strcspn(list, "|");
		if (len == n && memcmp(list, word, n) == 0)
			return true;
		if (list[len] == '\0')
			return false;
		list += len + 1;
	}
}

/*
 * "a|b|c" as strings for problem_meant, cut out of *copy; at most 64. Both are the caller's to
 * free.
 */
static size_t
split_words(const char *list, char **copy, const char *out[64])
{
	size_t n = 0;

	*copy = xstrdup(list);
	for (char *save, *w = strtok_r(*copy, "|", &save); w != NULL && n < 64;
	     w = strtok_r(NULL, "|", &save))
		out[n++] = w;
	return n;
}

static bool
is_digits(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i] >= '0' && s[i] <= '9')
		i++;
	return i == n && n > 0 && n <= 15;
}

static bool
is_int(const char *s)
{
	return is_digits(s, strlen(s));
}

static bool
is_range(const char *s)
{
	size_t n = strcspn(s, "-");

	if (!is_digits(s, n) || (s[n] != '\0' && !is_digits(s + n + 1, strlen(s + n + 1))))
		return false;
	return s[n] == '\0' || strtoll(s, NULL, 10) <= strtoll(s + n + 1, NULL, 10);
}

static bool
is_id_part(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool letter = (s[i] >= 'a' && s[i] <= 'z') || (s[i] >= 'A' && s[i] <= 'Z') ||
		    (s[i] >= '0' && s[i] <= '9');
		if (!letter && (i == 0 || strchr("-_.", s[i]) == NULL))
			return false;
	}
	return n > 0 && n <= 64;
}

static bool
is_id(const char *s)
{
	return is_id_part(s, strlen(s));
}

static bool
is_ids(const char *s)
{
	size_t n;

	s += strspn(s, " ");
	do {
		n = strcspn(s, " ");
		if (!is_id_part(s, n))
			return false;
		s += n;
		s += strspn(s, " ");
	} while (*s != '\0');
	return true;
}

static bool
is_yesno(const char *s)
{
	return strcmp(s, "ya") == 0 || strcmp(s, "tidak") == 0;
}

static bool
is_date(const char *s)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int y, m, d;

	if (strlen(s) != 10 || s[4] != '-' || s[7] != '-' || !is_digits(s, 4) ||
	    !is_digits(s + 5, 2) || !is_digits(s + 8, 2))
		return false;
	y = atoi(s), m = atoi(s + 5), d = atoi(s + 8);
	if (y < 1900 || m < 1 || m > 12 || d < 1 || d > days[m - 1])
		return false;
	return m != 2 || d < 29 || (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0));
}

static bool
is_time(const char *s)
{
	if (strlen(s) != 5 || s[2] != '.' || !is_digits(s, 2) || !is_digits(s + 3, 2))
		return false;
	return atoi(s) * 60 + atoi(s + 3) <= 24 * 60 && atoi(s + 3) < 60;
}

static bool
is_any(const char *s)
{
	(void)s;
	return true;
}

static bool
is_filled(const char *s)
{
	return *s != '\0';
}

static const struct { bool (*fits)(const char *); const char *want; } types[] = {
	[XML_TEXT] = { is_any, "teks" },
	[XML_ID] = { is_id, "satu kata dari huruf, angka, dan tanda hubung" },
	[XML_INT] = { is_int, "bilangan bulat, misalnya 5" },
	[XML_RANGE] = { is_range, "bilangan atau rentang, misalnya 5 atau 1-24" },
	[XML_YESNO] = { is_yesno, "ya atau tidak" },
	[XML_DATE] = { is_date, "tanggal TTTT-BB-HH, misalnya 2025-07-29" },
	[XML_WORD] = { is_any, NULL },
	[XML_IDS] = { is_ids, "kata-kata yang dipisahkan spasi" },
	[XML_REGEX] = { is_filled, "pola yang tidak kosong" },
	[XML_TIME] = { is_time, "jam JJ.MM, misalnya 07.30" },
};

static void
check_word(const struct checking *c, const struct xml_node *n, const struct xml_attr_rule *rule,
    const char *value)
{
	const char *words[64], *meant;
	char *copy;
	size_t count;

	if (one_of(rule->words, value, strlen(value)))
		return;
	count = split_words(rule->words, &copy, words);
	meant = problem_meant(value, words, count);
	if (meant != NULL) {
		problem_add(c->p, c->file, n->line,
		    "<%s>: %s=\"%s\" tidak dikenal; maksudnya \"%s\"?", n->name, rule->name, value,
		    meant);
	} else {
		problem_add(c->p, c->file, n->line, "<%s>: %s=\"%s\" tidak dikenal; boleh: %s",
		    n->name, rule->name, value, rule->words);
	}
	free(copy);
}

static void
check_attr(const struct checking *c, const struct xml_node *n, const struct xml_attr_rule *rule,
    const char *value)
{
	if (*value == '\0' && rule->required)
		problem_add(
		    c->p, c->file, n->line, "<%s>: atribut \"%s\" kosong", n->name, rule->name);
	else if (rule->type == XML_WORD)
		check_word(c, n, rule, value);
	else if (!types[rule->type].fits(value))
		problem_add(c->p, c->file, n->line, "<%s>: %s=\"%s\" salah; harus %s", n->name,
		    rule->name, value, types[rule->type].want);
}

static void
check_attrs(const struct checking *c, const struct xml_node *n, const struct xml_rule *rule)
{
	const char *names[64], *meant;
	size_t known = 0;

	for (size_t i = 0; i < rule->n_attrs; i++) {
		const char *value = xml_get(n, rule->attrs[i].name);

		if (known < 64)
			names[known++] = rule->attrs[i].name;
		if (value != NULL)
			check_attr(c, n, &rule->attrs[i], value);
		else if (rule->attrs[i].required)
			problem_add(c->p, c->file, n->line, "<%s>: atribut \"%s\" wajib ada",
			    n->name, rule->attrs[i].name);
	}
	for (size_t i = 0; i < n->n_attrs; i++) {
		const char *name = n->attrs[i].name;
		bool found = false;

		for (size_t k = 0; k < rule->n_attrs; k++)
			found |= strcmp(name, rule->attrs[k].name) == 0;
		if (found)
			continue;
		meant = problem_meant(name, names, known);
		if (meant != NULL)
			problem_add(c->p, c->file, n->line,
			    "<%s>: atribut \"%s\" tidak dikenal; maksudnya \"%s\"?", n->name, name,
			    meant);
		else
			problem_add(c->p, c->file, n->line, "<%s>: atribut \"%s\" tidak dikenal",
			    n->name, name);
	}
}

static bool
may_stand_in(const struct xml_rule *rule, const char *parent)
{
	return one_of(rule->parents, parent, strlen(parent));
}

static const struct xml_rule *
find_rule(const struct checking *c, const char *name, const char *parent)
{
	for (size_t i = 0; i < c->n_rules; i++)
		if (strcmp(c->rules[i].name, name) == 0 && may_stand_in(&c->rules[i], parent))
			return &c->rules[i];
	return NULL;
}

static void
unknown_element(const struct checking *c, const struct xml_node *n, const char *parent)
{
	const char *names[64], *meant;
	size_t count = 0;

	for (size_t i = 0; i < c->n_rules; i++) {
		if (strcmp(c->rules[i].name, n->name) == 0) {
			problem_add(c->p, c->file, n->line,
			    "<%s>: tidak boleh di dalam <%s>; tempatnya di dalam <%.*s>", n->name,
			    parent, (int)strcspn(c->rules[i].parents, "|"), c->rules[i].parents);
			return;
		}
		if (may_stand_in(&c->rules[i], parent) && count < 64)
			names[count++] = c->rules[i].name;
	}
	meant = problem_meant(n->name, names, count);
	if (meant != NULL)
		problem_add(c->p, c->file, n->line, "<%s>: unsur tidak dikenal; maksudnya <%s>?",
		    n->name, meant);
	else
		problem_add(c->p, c->file, n->line, "<%s>: unsur tidak dikenal di dalam <%s>",
		    n->name, parent);
}

static void
check_counts(const struct checking *c, const struct xml_node *n)
{
	for (size_t i = 0; i < c->n_rules; i++) {
		const struct xml_rule *rule = &c->rules[i];
		int count = 0;

		if (!may_stand_in(rule, n->name))
			continue;
		for (const struct xml_node *k = xml_child(n, rule->name); k != NULL;
		     k = xml_next(k, rule->name))
			if (++count == rule->max + 1 && rule->max > 0)
				problem_add(c->p, c->file, k->line,
				    "<%s>: paling banyak %d di dalam <%s>", k->name, rule->max,
				    n->name);
		if (count < rule->min)
			problem_add(c->p, c->file, n->line, "<%s>: unsur <%s> wajib ada", n->name,
			    rule->name);
	}
}

static void
check(const struct checking *c, const struct xml_node *n, const struct xml_rule *rule)
{
	check_attrs(c, n, rule);
	if (!rule->text && *n->text != '\0')
		problem_add(c->p, c->file, n->line, "<%s>: tidak boleh berisi teks \"%.40s\"",
		    n->name, n->text);
	check_counts(c, n);
	for (const struct xml_node *k = n->children; k != NULL; k = k->next) {
		const struct xml_rule *its = find_rule(c, k->name, n->name);

		if (its != NULL)
			check(c, k, its);
		else
			unknown_element(c, k, n->name);
	}
}

static struct xml_node *
check_root(const struct checking *c, struct xml_node *root)
{
	const char *names[64], *meant;
	size_t n = 0;
	const struct xml_rule *rule = find_rule(c, root->name, "");

	if (rule != NULL) {
		check(c, root, rule);
		return root;
	}
	for (size_t i = 0; i < c->n_rules && n < 64; i++)
		if (may_stand_in(&c->rules[i], ""))
			names[n++] = c->rules[i].name;
	meant = n == 1 ? names[0] : problem_meant(root->name, names, n);
	if (meant != NULL)
		problem_add(c->p, c->file, root->line,
		    "<%s>: bukan unsur akar di sini; seharusnya <%s>", root->name, meant);
	else
		problem_add(
		    c->p, c->file, root->line, "<%s>: bukan unsur akar di sini", root->name);
	xml_free(root);
	return NULL;
}

struct xml_node *
xml_read(const char *file, const char *bytes, size_t n, const struct xml_rule *rules,
    size_t n_rules, struct problems *p)
{
	struct checking c = { file, rules, n_rules, p };
	struct xml_node *root = NULL;
	struct buf own = BUF_INIT;
	struct err e;
	xmlDocPtr doc;

	if (bytes == NULL) {
		if (file_read(file, RULE_FILE_MOST, &own, &e) != 0) {
			problem_add(p, file, 0, "tidak dapat dibaca: %s", e.msg);
			goto out;
		}
		bytes = buf_str(&own);
		n = own.len;
	}
	if (n == 0 || n > RULE_FILE_MOST) {
		problem_add(p, file, 1, n == 0 ? "berkas kosong" : "berkas terlalu besar");
		goto out;
	}
	doc = parse(file, bytes, n, p);
	if (doc != NULL) {
		root = check_root(&c, take(xmlDocGetRootElement(doc), NULL));
		xmlFreeDoc(doc);
	}
out:
	buf_free(&own);
	return root;
}

/* ---- asking ---- */

const char *
xml_get(const struct xml_node *n, const char *attr)
{
	for (size_t i = 0; i < n->n_attrs; i++)
		if (strcmp(n->attrs[i].name, attr) == 0)
			return n->attrs[i].value;
	return NULL;
}

int64_t
xml_int(const struct xml_node *n, const char *attr, int64_t fallback)
{
	const char *value = xml_get(n, attr);

	return value != NULL && is_int(value) ? strtoll(value, NULL, 10) : fallback;
}

bool
xml_range(const struct xml_node *n, const char *attr, int64_t *low, int64_t *high)
{
	const char *value = xml_get(n, attr);

	*low = *high = 0;
	if (value == NULL || !is_range(value))
		return false;
	*low = *high = strtoll(value, NULL, 10);
	if (strchr(value, '-') != NULL)
		*high = strtoll(strchr(value, '-') + 1, NULL, 10);
	return true;
}

bool
xml_yes(const struct xml_node *n, const char *attr, bool fallback)
{
	const char *value = xml_get(n, attr);

	return value != NULL && is_yesno(value) ? strcmp(value, "ya") == 0 : fallback;
}

const struct xml_node *
xml_child(const struct xml_node *n, const char *name)
{
	const struct xml_node *k = n->children;

	while (k != NULL && strcmp(k->name, name) != 0)
		k = k->next;
	return k;
}

const struct xml_node *
xml_next(const struct xml_node *n, const char *name)
{
	const struct xml_node *k = n->next;

	while (k != NULL && strcmp(k->name, name) != 0)
		k = k->next;
	return k;
}

char *
xml_text_of(const struct xml_node *n, const char *name)
{
	const struct xml_node *k = xml_child(n, name);

	return k != NULL && *k->text != '\0' ? xstrdup(k->text) : NULL;
}

static void
quiet(void *data, xmlErrorPtr error)
{
	(void)data, (void)error;
}

bool
xml_xpath_ok(const char *expression)
{
	xmlXPathContextPtr c = xmlXPathNewContext(NULL);
	xmlXPathCompExprPtr e;

	if (c == NULL)
		return false;
	c->error = quiet;
	e = xmlXPathCtxtCompile(c, (const xmlChar *)expression);
	xmlXPathFreeCompExpr(e);
	xmlXPathFreeContext(c);
	return e != NULL;
}
