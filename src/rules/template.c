/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Template files into small programs (a list of steps with jumps), and those into Markdown with the
 * values of one mail. The table of fields is what may be used: a name beside it is a mistake of the
 * file, found when it is read (the table: templatefield.c). Owns all templates; touches no file
 * after reading. Here foreign values are made harmless, once and for all that is shown. Mistakes of
 * files end as problems, missing values as refused.
 */
#include "rules/template.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/files.h"
#include "base/mem.h"
#include "rules/face.h"

#define FILE_MOST (256u << 10)
#define FORM_MOST (2u << 20)
#define PART "bagian-"	/* begins the names of parts */
#define NESTING 8
#define SUBJECT_MOST 180	/* bytes of a subject before it is cut */
#define VALUE_MOST 8192		/* bytes of one value shown */

enum kind {
	STEP_TEXT,
	STEP_VALUE,
	STEP_THIS,
	STEP_EACH,
	STEP_IF,
	STEP_UNLESS,
	STEP_END,
	STEP_BUTTONS,
	STEP_SLOT,
	STEP_PART
};
struct step {
	enum kind kind;
	/* STEP_TEXT; STEP_IF: the word it must equal, or NULL; STEP_PART: its name */
	char *text;
	size_t field;		/* of template_field, or TEMPLATE_FIELDS */
	/* of a section: its STEP_END, of STEP_END: its section; STEP_PART: its line */
	size_t jump;
	int line;			/* STEP_VALUE */
};
struct program { struct step *steps; size_t n; };
struct template {
	char *name, *file;
	enum template_readers readers;
	struct program subject, body;
	bool buttons;
	bool own;		/* the office's own, in place of the shared one */
};
struct templates {
	struct template *items; size_t n;
	struct template_layout layout;
	struct template_form *forms; size_t n_forms;
};

static const char *const readers_words[READERS__N] = { [READERS_BOTH] = "keduanya",
	[READERS_APPLICANT] = "pemohon", [READERS_OFFICIAL] = "petugas",
	[READERS_PARTNER] = "mitra" };

const char *
template_readers_word(enum template_readers r)
{
	return r < READERS__N ? readers_words[r] : "";
}

/* ---- reading one template ---- */

struct reading {
	const char *file;
	struct problems *p;
	int line;
	struct program *into;
	struct { size_t step; int line; } open[NESTING];
	size_t n_open;
};

static struct step *
add_step(struct program *g, enum kind kind)
{
	g->steps = grow(g->steps, g->n, sizeof(*g->steps));
	g->steps[g->n].kind = kind;
	return &g->steps[g->n++];
}

static void
add_text(struct reading *r, const char *s, size_t n)
{
	if (n > 0)
		add_step(r->into, STEP_TEXT)->text = xstrndup(s, n);
	for (size_t i = 0; i < n; i++)
		r->line += s[i] == '\n';
}

/* Index of the field, or TEMPLATE_FIELDS with a problem. */
static size_t
want_field(struct reading *r, const char *name, size_t len)
{
	const char *names[TEMPLATE_FIELDS], *meant;
	size_t i = template_field_find(name, len), n = 0;
	char *copy;

	if (i < TEMPLATE_FIELDS)
		return i;
	for (const struct template_field *k; (k = template_field(n)) != NULL;)
		names[n++] = k->name;
	copy = xstrndup(name, len);
	meant = problem_meant(copy, names, n);
	if (meant != NULL)
		problem_add(r->p, r->file, r->line,
		    "{{%s}}: isian tidak dikenal; maksudnya {{%s}}?", copy, meant);
	else
		problem_add(r->p, r->file, r->line, "{{%s}}: isian tidak dikenal", copy);
	free(copy);
	return TEMPLATE_FIELDS;
}

static void
open_section(struct reading *r, enum kind kind, const char *name, size_t len)
{
	size_t word = kind == STEP_IF ? strcspn(name, "=}") : len, field;
	struct step *s;

	word = word < len ? word : len;
	field = want_field(r, name, word);
	if (r->n_open == NESTING) {
		problem_add(r->p, r->file, r->line, "bagian bersarang lebih dari %d", NESTING);
		return;
	}
	s = add_step(r->into, kind);
	s->field = field;
	if (word < len)
		s->text = xstrndup(name + word + 1, len - word - 1);
	r->open[r->n_open].step = r->into->n - 1;
	r->open[r->n_open++].line = r->line;
}

static void
close_section(struct reading *r, const char *name, size_t len)
{
	size_t field = want_field(r, name, len), open;

	if (r->n_open == 0) {
		problem_add(r->p, r->file, r->line, "{{/%.*s}}: tidak ada bagian yang terbuka",
		    (int)len, name);
		return;
	}
	open = r->open[--r->n_open].step;
	if (field != r->into->steps[open].field)
		problem_add(r->p, r->file, r->line,
		    "{{/%.*s}}: menutup bagian lain yang dibuka di baris %d", (int)len, name,
		    r->open[r->n_open].line);
	add_step(r->into, STEP_END)->jump = open;
	r->into->steps[open].jump = r->into->n - 1;
}

/* Parts stand inside other mails: the answers, the end of every mail, and what its name says. */
static bool
is_part(const char *name)
{
	return strcmp(name, "tombol") == 0 || strcmp(name, "penutup") == 0 ||
	    strncmp(name, PART, strlen(PART)) == 0;
}

static void
take_tag(struct reading *r, const char *tag, size_t len)
{
	switch (*tag) {
	case '#':
		open_section(r, STEP_EACH, tag + 1, len - 1);
		return;
	case '?':
		open_section(r, STEP_IF, tag + 1, len - 1);
		return;
	case '^':
		open_section(r, STEP_UNLESS, tag + 1, len - 1);
		return;
	case '/':
		close_section(r, tag + 1, len - 1);
		return;
	}
	if (len == 1 && *tag == '.') {
		add_step(r->into, STEP_THIS);
		if (r->n_open == 0)
			problem_add(r->p, r->file, r->line,
			    "{{.}}: hanya di dalam {{#daftar}}...{{/daftar}}");
	} else if (len == 6 && memcmp(tag, "tombol", 6) == 0) {
		add_step(r->into, STEP_BUTTONS);
	} else if (len == 12 && memcmp(tag, "kotak-tombol", 12) == 0) {
		add_step(r->into, STEP_SLOT);
	} else if (len > strlen(PART) && strncmp(tag, PART, strlen(PART)) == 0) {
		struct step *s = add_step(r->into, STEP_PART);

		s->text = xstrndup(tag, len);
		s->jump = (size_t)r->line;
	} else {
		size_t field = want_field(r, tag, len);
		struct step *s = add_step(r->into, STEP_VALUE);

		s->field = field;
		s->line = r->line;
	}
}

/*
 * A tag of a section or a part alone on its line takes the line with it. Returns how much of the text before it
 * and behind it belongs to it.
 */
static void
alone(const char *start, const char *tag, const char *end, size_t *before, size_t *behind)
{
	size_t front = 0, back = strspn(end, " \t");

	*before = *behind = 0;
	if (strchr("#?^/", tag[2]) == NULL && strncmp(tag + 2, PART, strlen(PART)) != 0)
		return;
	while (tag - front > start &&
	    (tag[-(ptrdiff_t)front - 1] == ' ' || tag[-(ptrdiff_t)front - 1] == '\t'))
		front++;
	if ((tag - front > start && tag[-(ptrdiff_t)front - 1] != '\n') ||
	    (end[back] != '\n' && end[back] != '\0'))
		return;
	*before = front;
	*behind = back + (end[back] == '\n');
}

static void
take_program(struct reading *r, const char *start, struct program *into)
{
	const char *s = start, *tag, *end;
	size_t before, behind;

	r->into = into;
	r->n_open = 0;
	while ((tag = strstr(s, "{{")) != NULL) {
		end = strstr(tag, "}}");
		if (end == NULL || end == tag + 2 ||
		    memchr(tag, '\n', (size_t)(end - tag)) != NULL) {
			add_text(r, s, (size_t)(tag - s));
			problem_add(
			    r->p, r->file, r->line, "{{ tanpa penutup }} di baris yang sama");
			s = tag + 2;
			continue;
		}
		alone(start, tag, end + 2, &before, &behind);
		add_text(r, s, (size_t)(tag - s) < before ? 0 : (size_t)(tag - s) - before);
		take_tag(r, tag + 2, (size_t)(end - tag) - 2);
		for (size_t i = 0; i < behind; i++)
			r->line += end[2 + i] == '\n';
		s = end + 2 + behind;
	}
	add_text(r, s, strlen(s));
	while (r->n_open > 0) {
		size_t open = r->open[--r->n_open].step;

		problem_add(r->p, r->file, r->open[r->n_open].line, "bagian {{%s}} tidak ditutup",
		    r->into->steps[open].field < TEMPLATE_FIELDS ?
			template_field(r->into->steps[open].field)->name :
			"?");
		r->into->steps[open].jump = r->into->n - 1;
	}
}

static void
free_program(struct program *g)
{
	for (size_t i = 0; i < g->n; i++)
		free(g->steps[i].text);
	free(g->steps);
}

static void
take_readers(struct reading *r, const char *word, size_t len, struct template *t)
{
	size_t i = 0;

	while (i < READERS__N &&
	    (strlen(readers_words[i]) != len || memcmp(readers_words[i], word, len) != 0))
		i++;
	if (i == READERS__N)
		problem_add(r->p, r->file, r->line,
		    "kepada: %.*s tidak dikenal; tulis pemohon, petugas, keduanya, atau mitra",
		    (int)len, word);
	else
		t->readers = (enum template_readers)i;
}

/*
 * Header lines until the first blank one: `perihal: ...`, `kepada: ...`, and comments. Returns the
 * place behind them.
 */
static const char *
take_header(struct reading *r, const char *s, struct template *t)
{
	bool subject = false;

	for (;; r->line++) {
		size_t len = strcspn(s, "\n");

		if (len == 0)
			break;
		if (strncmp(s, "perihal:", 8) == 0) {
			char *pattern =
			    xstrndup(s + 8 + strspn(s + 8, " "), len - 8 - strspn(s + 8, " "));

			if (subject)
				problem_add(r->p, r->file, r->line, "perihal ditulis dua kali");
			else
				take_program(r, pattern, &t->subject);
			subject = true;
			free(pattern);
		} else if (strncmp(s, "kepada:", 7) == 0) {
			size_t blanks = 7 + strspn(s + 7, " ");

			take_readers(r, s + blanks, len - blanks, t);
		} else if (strncmp(s, "<!--", 4) != 0) {
			problem_add(r->p, r->file, r->line,
			    "kepala surat hanya mengenal baris `perihal: ...` dan `kepada: ...`, "
			    "lalu satu baris kosong");
		}
		s += len + (s[len] == '\n');
	}
	if (!subject && !is_part(t->name))
		problem_add(r->p, r->file, 1, "baris `perihal: ...` tidak ada");
	return s;
}

static struct template *
find(const struct templates *t, const char *name)
{
	for (size_t i = 0; name != NULL && i < t->n; i++)
		if (strcmp(t->items[i].name, name) == 0)
			return &t->items[i];
	return NULL;
}

static void
free_template(struct template *t)
{
	free(t->name);
	free(t->file);
	free_program(&t->subject);
	free_program(&t->body);
}

/* The place of a template: a new one, or that of the shared one whose place the office's takes. */
static struct template *
place_for(struct templates *ts, const char *file, const char *name, bool own, struct problems *p)
{
	struct template *t = own ? find(ts, name) : NULL;

	if (own && t == NULL)
		problem_add(p, file, 0,
		    "tidak ada templat bersama %s.md yang digantikannya", name);
	if (t == NULL) {
		ts->items = grow(ts->items, ts->n, sizeof(*ts->items));
		t = &ts->items[ts->n++];
	} else {
		free_template(t);
	}
	*t = (struct template){ .name = xstrdup(name), .file = xstrdup(file), .own = own };
	return t;
}

/* The next character of UTF-8 text and its length; U+FFFD and 1 for a byte that is none. */
static uint32_t
next_char(const unsigned char *s, size_t *len)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = s[0] < 0x80    ? 1 :
	    (s[0] & 0xe0) == 0xc0 ? 2 :
	    (s[0] & 0xf0) == 0xe0 ? 3 :
	    (s[0] & 0xf8) == 0xf0 ? 4 :
				    0;
	uint32_t c = n <= 1 ? s[0] : s[0] & (0x7fu >> n);

	*len = 1;
	if (n == 0)
		return 0xfffd;
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0xfffd;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0xfffd;
	*len = n;
	return c;
}

/*
 * What editors of other systems leave (a mark of the byte order, CR before the end of a line) goes; what
 * no mail can show is told with its line.
 */
static void
tidy(struct buf *b, const char *file, struct problems *p)
{
	const char *from = buf_str(b), *end = from + b->len;
	char *to = b->data;
	int line = 1;
	size_t n;

	if (strncmp(from, "\xef\xbb\xbf", 3) == 0)
		from += 3;
	for (; from < end; from += n) {
		uint32_t c = next_char((const unsigned char *)from, &n);

		if (c == '\r' && from[1] == '\n')
			continue;
		if (c == 0xfffd && n == 1)
			problem_add(p, file, line, "bukan UTF-8; simpan berkas ini sebagai UTF-8");
		else if (c == '\0' || c == '\r' || strncmp(from, TEMPLATE_SLOT, n) == 0)
			problem_add(p, file, line, "berisi huruf yang tidak boleh: NUL, CR, atau U+E000");
		line += c == '\n';
		memmove(to, from, n);
		to += n;
	}
	*to = '\0';
	b->len = (size_t)(to - b->data);
}

static void
read_one(struct templates *ts, const char *file, const char *name, bool own, struct problems *p)
{
	struct reading r = { .file = file, .p = p, .line = 1 };
	struct buf b = BUF_INIT;
	struct template *t;
	struct err e;

	if (file_read(file, FILE_MOST, &b, &e) != 0) {
		problem_add(p, file, 0, "tidak dapat dibaca: %s", e.msg);
		buf_free(&b);
		return;
	}
	tidy(&b, file, p);
	t = place_for(ts, file, name, own, p);
	take_program(&r, take_header(&r, b.data, t), &t->body);
	for (size_t i = 0; i < t->body.n; i++)
		t->buttons |= t->body.steps[i].kind == STEP_BUTTONS;
	if (t->buttons && is_part(name))
		problem_add(p, file, 0, "{{tombol}} tidak boleh di dalam bagian");
	for (size_t i = 0; is_part(name) && i < t->body.n; i++)
		if (t->body.steps[i].kind == STEP_PART)
			problem_add(p, file, (int)t->body.steps[i].jump,
			    "{{%s}}: bagian tidak boleh di dalam bagian", t->body.steps[i].text);
	buf_free(&b);
}

/* ---- the layout ---- */

/* Cuts `FROM ... TO` out of *text and returns what stood between, or NULL. */
static char *
cut(char *text, const char *from, const char *to)
{
	char *at = strstr(text, from), *end = at != NULL ? strstr(at, to) : NULL, *inside;

	if (end == NULL)
		return NULL;
	inside = xstrndup(at + strlen(from), (size_t)(end - at) - strlen(from));
	memmove(at, end + strlen(to), strlen(end + strlen(to)) + 1);
	return inside;
}

static char *
read_button(
    struct templates *ts, const char *file, const char *name, bool required, struct problems *p)
{
	char *from = xasprintf("<!-- %s -->\n", name), *to = xasprintf("<!-- /%s -->\n", name);
	char *button = cut(ts->layout.page, from, to);

	if (button == NULL ?
		required :
		strstr(button, "{{href}}") == NULL || strstr(button, "{{label}}") == NULL)
		problem_add(
		    p, file, 0, "bagian <!-- %s --> dengan {{href}} dan {{label}} tidak ada", name);
	free(from);
	free(to);
	return button;
}

/* Blanks what the reading takes out, so that the rest is checked with its own lines. */
static void
blank_out(char *from, const char *to)
{
	for (; from < to; from++)
		if (*from != '\n')
			*from = ' ';
}

/* Tags and styles of the layout as mails will hold them. */
static void
check_layout(const char *text, const char *file, struct problems *p)
{
	static const char *const marks[] = { "<!-- SPDX", "<!-- gaya ", "<!-- tombol", "<!-- /tombol" };
	char *copy = xstrdup(text);

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		for (char *at = copy; (at = strstr(at, marks[i])) != NULL;) {
			char *end = strstr(at, "-->"), *colon = strchr(at, ':');
			int line = 1;

			if (end == NULL)
				break;
			for (const char *c = copy; c < at; c++)
				line += *c == '\n';
			if (i == 1 && colon != NULL && colon < end) {
				char *tag = xstrndup(at + strlen(marks[i]), (size_t)(colon - at) - strlen(marks[i])),
				     *style = xstrndup(colon + 1, (size_t)(end - colon) - 1);

				face_check_style(tag, style, file, line, p);
				free(tag);
				free(style);
			}
			blank_out(at, end + 3);
		}
	face_check(copy, file, p);
	free(copy);
}

static void
read_layout(struct templates *ts, const char *file, struct problems *p)
{
	struct buf b = BUF_INIT;
	char *style, *colon;
	struct err e;

	if (file_read(file, FILE_MOST, &b, &e) != 0) {
		problem_add(p, file, 0, "tidak dapat dibaca: %s", e.msg);
		goto out;
	}
	ts->layout.page = buf_take(&b);
	check_layout(ts->layout.page, file, p);
	free(cut(ts->layout.page, "<!-- SPDX", " -->\n"));
	while ((style = cut(ts->layout.page, "<!-- gaya ", " -->\n")) != NULL) {
		colon = strchr(style, ':');
		if (colon == NULL || strchr(style, '"') != NULL) {
			problem_add(p, file, 0,
			    "<!-- gaya %s -->: tulis unsur: gaya, tanpa tanda petik", style);
		} else {
			*colon = '\0';
			ts->layout.styles = grow(
			    ts->layout.styles, ts->layout.n_styles, sizeof(*ts->layout.styles));
			ts->layout.styles[ts->layout.n_styles].tag = xstrdup(style);
			ts->layout.styles[ts->layout.n_styles++].style =
			    xstrdup(colon + 1 + strspn(colon + 1, " "));
		}
		free(style);
	}
	ts->layout.button = read_button(ts, file, "tombol", true, p);
	ts->layout.other = read_button(ts, file, "tombol lain", false, p);
	if (strstr(ts->layout.page, "{{isi}}") == NULL ||
	    strstr(ts->layout.page, "{{judul}}") == NULL)
		problem_add(p, file, 0, "{{isi}} atau {{judul}} tidak ada");
out:
	buf_free(&b);
}

/* ---- all of them ---- */

/* Every part that a mail names must be there. */
static void
check_parts(const struct templates *ts, struct problems *p)
{
	for (size_t i = 0; i < ts->n; i++)
		for (size_t k = 0; k < ts->items[i].body.n; k++) {
			const struct step *s = &ts->items[i].body.steps[k];

			if (s->kind == STEP_PART && find(ts, s->text) == NULL)
				problem_add(p, ts->items[i].file, (int)s->jump,
				    "{{%s}}: tidak ada %s.md", s->text, s->text);
		}
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
is_template(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return d->d_name[0] != '.' && n > 3 && n < 64 && strcmp(d->d_name + n - 3, ".md") == 0 &&
	    strcmp(d->d_name, "README.md") != 0;
}

/* ---- forms ---- */

static struct template_form *
form_place(struct templates *ts, const char *kind, const char *end)
{
	for (size_t i = 0; i < ts->n_forms; i++)
		if (strcmp(ts->forms[i].kind, kind) == 0 && strcmp(ts->forms[i].end, end) == 0)
			return &ts->forms[i];
	ts->forms = grow(ts->forms, ts->n_forms, sizeof(*ts->forms));
	ts->forms[ts->n_forms] = (struct template_form){ .kind = xstrdup(kind), .end = end };
	return &ts->forms[ts->n_forms++];
}

/* DIR/formulir/KIND.docx and .odt; the office's own take the place of the shared ones. */
static void
read_forms(struct templates *ts, const char *dir, struct problems *p)
{
	static const char *const ends[] = { ".docx", ".odt" };
	char *below = xasprintf("%s/formulir", dir);

	for (size_t k = 0; k < sizeof(ends) / sizeof(ends[0]); k++) {
		char **files;
		size_t n = files_below(below, ends[k], &files);

		for (size_t i = 0; i < n; i++) {
			const char *base = strrchr(files[i], '/') + 1;
			char *kind = xstrndup(base, strlen(base) - strlen(ends[k]));
			struct template_form *f = form_place(ts, kind, ends[k]);
			struct err e;

			buf_free(&f->bytes);
			free(f->file);
			f->file = files[i];
			if (file_read(files[i], FORM_MOST, &f->bytes, &e) != 0)
				problem_add(p, files[i], 0, "tidak dapat dibaca: %s", e.msg);
			free(kind);
		}
		free(files);
	}
	free(below);
}

/* The mails of one folder; how many there are, or -1. */
static int
read_folder(struct templates *ts, const char *dir, bool own, struct problems *p)
{
	struct dirent **names = NULL;
	int n = scandir(dir, &names, is_template, by_name);

	for (int i = 0; i < n; i++) {
		char *name = xstrndup(names[i]->d_name, strlen(names[i]->d_name) - 3),
		     *file = xasprintf("%s/%s", dir, names[i]->d_name);

		read_one(ts, file, name, own, p);
		free(file);
		free(name);
		free(names[i]);
	}
	free(names);
	return n;
}

struct templates *
templates_read(const char *dir, const char *office, struct problems *p)
{
	struct templates *ts = xcalloc(1, sizeof(*ts));
	size_t before = p->n_items;
	char *own = office != NULL ? xasprintf("%s/%s", dir, office) : NULL,
	     *layout = xasprintf("%s/layout.html", own != NULL ? own : dir);
	int n = read_folder(ts, dir, false, p);

	if (n < 0)
		problem_add(p, dir, 0, "folder tidak dapat dibaca");
	if (own != NULL)
		read_folder(ts, own, true, p);
	if (own != NULL && access(layout, F_OK) != 0) {
		free(layout);
		layout = xasprintf("%s/layout.html", dir);
	}
	read_layout(ts, layout, p);
	read_forms(ts, dir, p);
	if (own != NULL)
		read_forms(ts, own, p);
	if (n >= 0 && (find(ts, "tombol") == NULL || find(ts, "penutup") == NULL))
		problem_add(p, dir, 0, "tombol.md dan penutup.md harus ada");
	check_parts(ts, p);
	free(layout);
	free(own);
	if (p->n_items == before)
		return ts;
	templates_free(ts);
	return NULL;
}

void
templates_free(struct templates *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++)
		free_template(&t->items[i]);
	for (size_t i = 0; i < t->layout.n_styles; i++) {
		free(t->layout.styles[i].tag);
		free(t->layout.styles[i].style);
	}
	for (size_t i = 0; i < t->n_forms; i++) {
		free(t->forms[i].kind);
		free(t->forms[i].file);
		buf_free(&t->forms[i].bytes);
	}
	free(t->items);
	free(t->forms);
	free(t->layout.styles);
	free(t->layout.page);
	free(t->layout.button);
	free(t->layout.other);
	free(t);
}

const struct template_form *
template_form(const struct templates *t, size_t i)
{
	return i < t->n_forms ? &t->forms[i] : NULL;
}

bool
templates_have(const struct templates *t, const char *name)
{
	return find(t, name) != NULL && !is_part(name);
}

size_t
templates_count(const struct templates *t)
{
	return t->n;
}

bool
template_shows_answers(const struct templates *t, const char *name)
{
	const struct template *m = find(t, name);

	return m != NULL && m->buttons;
}

/* ---- what has no value where ---- */

/* The i-th field of the program that lacks its value; *i counts down. */
static bool
lack_in(const struct templates *t, const struct program *g, unsigned about, size_t *i,
    struct template_lack *out)
{
	for (size_t at = 0; at < g->n; at++) {
		const struct step *s = &g->steps[at];
		bool section = s->kind == STEP_IF || s->kind == STEP_EACH;
		const struct template *part = s->kind == STEP_PART ? find(t, s->text) : NULL;

		if (part != NULL && lack_in(t, &part->body, about, i, out)) {
			out->line = (int)s->jump;	/* where the part is asked for; parts hold none */
			return true;
		}
		if (section && template_field_lacks(s->field, about) != 0)
			at = s->jump;	/* never entered there */
		else if (s->kind == STEP_VALUE && template_field_lacks(s->field, about) != 0 && (*i)-- == 0) {
			*out = (struct template_lack){ template_field(s->field)->name, s->line,
				template_field_lacks(s->field, about) };
			return true;
		}
	}
	return false;
}

bool
template_lacks(const struct templates *t, const char *name, unsigned about, size_t i,
    struct template_lack *out)
{
	const struct template *m = find(t, name);

	return m != NULL &&
	    (lack_in(t, &m->subject, about, &i, out) || lack_in(t, &m->body, about, &i, out));
}

const char *
templates_name(const struct templates *t, size_t i)
{
	return i < t->n ? t->items[i].name : NULL;
}

const char *
template_file(const struct templates *t, const char *name, bool *own)
{
	const struct template *m = find(t, name);

	if (own != NULL)
		*own = m != NULL && m->own;
	return m != NULL ? m->file : NULL;
}

enum template_readers
template_readers(const struct templates *t, const char *name)
{
	const struct template *m = find(t, name);

	return m != NULL ? m->readers : READERS_BOTH;
}

/* ---- what is asked of a program ---- */

/* A section that is left out where only what must be there has a value. */
static bool
is_optional(const struct step *s, size_t reader)
{
	return s->kind == STEP_EACH || (s->kind == STEP_IF && s->field != reader);
}

/* With the parts it holds: whether it asks for the field; free_only: outside optional sections. */
static bool
uses(const struct templates *t, const struct program *g, size_t field, bool free_only)
{
	size_t depth = 0, reader = template_field_find("petugas", 7);

	for (size_t i = 0; i < g->n; i++) {
		const struct step *s = &g->steps[i];
		const struct template *part = s->kind == STEP_PART ? find(t, s->text) : NULL;
		bool section = s->kind == STEP_EACH || s->kind == STEP_IF || s->kind == STEP_UNLESS;

		if (!free_only || depth == 0) {
			if ((section ? !free_only : s->kind == STEP_VALUE) && s->field == field)
				return true;
			if (part != NULL && uses(t, &part->body, field, free_only))
				return true;
		}
		depth += is_optional(s, reader) ? 1 : 0;
		depth -= s->kind == STEP_END && is_optional(&g->steps[s->jump], reader) ? 1 : 0;
	}
	return false;
}

bool
template_uses(const struct templates *t, const char *name, const char *field)
{
	const struct template *m = find(t, name);
	size_t i = template_field_find(field, strlen(field));

	return m != NULL && (uses(t, &m->subject, i, false) || uses(t, &m->body, i, false));
}

bool
template_needs(const struct templates *t, const char *name, const char *field)
{
	const struct template *m = find(t, name), *end = find(t, "penutup");
	size_t i = template_field_find(field, strlen(field));

	return m != NULL &&
	    (uses(t, &m->subject, i, true) || uses(t, &m->body, i, true) ||
		uses(t, &end->body, i, true));
}

#define WORDS "ABCDEFGHIJKLMNOPQRSTUVWXYZ "

size_t
template_words(const struct templates *t, const char *name, char words[][32], size_t most)
{
	const struct template *m = find(t, name);
	size_t n = 0, k;

	for (size_t i = 0; m != NULL && i < m->body.n; i++)
		for (const char *p = m->body.steps[i].text; p != NULL && n < most;) {
			size_t len;

			p = strstr(p, "**");
			if (p == NULL)
				break;
			p += 2;
			len = strspn(p, WORDS);
			if (m->body.steps[i].kind != STEP_TEXT || len < 2 || len > 31 ||
			    strncmp(p + len, "**", 2) != 0)
				continue;
			for (k = 0; k < n && (strncmp(words[k], p, len) != 0 || words[k][len] != '\0'); k++)
				;
			if (k == n)
				snprintf(words[n++], 32, "%.*s", (int)len, p);
			p += len + 2;
		}
	return n;
}

/* ---- values ---- */

static bool
is_space(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || c == 0x1680 ||
	    (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
	    c == 0x205f || c == 0x3000;
}

/* Controls, soft hyphen, direction marks, zero-width characters, tags, private use. */
static bool
is_unseen(uint32_t c)
{
	static const struct {
		uint32_t from, to;
	} ranges[] = { { 0, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad }, { 0x61c, 0x61c },
		{ 0x115f, 0x1160 }, { 0x180b, 0x180f }, { 0x200b, 0x200f }, { 0x202a, 0x202e },
		{ 0x2060, 0x206f }, { 0x3164, 0x3164 }, { 0xe000, 0xf8ff }, { 0xfeff, 0xfeff },
		{ 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb }, { 0xfffe, 0xffff }, { 0xe0000, 0xe0fff },
		{ 0xf0000, 0x10ffff } };

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (c >= ranges[i].from && c <= ranges[i].to)
			return true;
	return false;
}

void
template_value(const char *value, bool escape, size_t most, struct buf *out)
{
	size_t start = out->len, len;
	bool blank = false;

	for (const unsigned char *s = (const unsigned char *)value; *s != '\0'; s += len) {
		uint32_t c = next_char(s, &len);

		if (is_space(c)) {
			blank = true;
			continue;
		}
		if (is_unseen(c))
			continue;
		if (most > 0 && out->len - start + len + 2 > most)
			break;
		if (blank && out->len > start)
			buf_addc(out, ' ');
		blank = false;
		if (escape && c < 0x80 &&
		    strchr("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", (int)c) != NULL)
			buf_addc(out, '\\');
		if (c == 0xfffd)
			buf_adds(out, "\xef\xbf\xbd");
		else
			buf_add(out, s, len);
	}
}

/* ---- values into Markdown ---- */

struct rendering {
	const struct templates *all;
	const char *name;
	const struct mail_field *fields; size_t n_fields;
	bool plain;			/* a subject: nothing is escaped */
	struct err *e;
	/* the values of each known field, in their order */
	struct { const char **values; size_t n; } lists[TEMPLATE_FIELDS];
	struct { size_t step, field, index; } loops[NESTING * 2];
	size_t n_loops;
};

static void
index_values(struct rendering *r)
{
	for (size_t i = 0; i < r->n_fields; i++) {
		size_t k = r->fields[i].name == NULL ?
		    TEMPLATE_FIELDS :
		    template_field_find(r->fields[i].name, strlen(r->fields[i].name));

		if (k == TEMPLATE_FIELDS)
			continue;
		r->lists[k].values = grow(r->lists[k].values, r->lists[k].n, sizeof(char *));
		r->lists[k].values[r->lists[k].n++] =
		    r->fields[i].value != NULL ? r->fields[i].value : "";
	}
}

/* The index-th value of a known field, NULL when there are not so many. */
static const char *
value_at(const struct rendering *r, size_t field, size_t index)
{
	return index < r->lists[field].n ? r->lists[field].values[index] : NULL;
}

static size_t
count_of(const struct rendering *r, size_t field)
{
	return r->lists[field].n;
}

/*
 * The value of a field where we stand: of the same place as the innermost loop over a list of the
 * same length, else the first.
 */
static const char *
value_here(const struct rendering *r, size_t field)
{
	for (size_t i = r->n_loops; i > 0; i--)
		if (count_of(r, r->loops[i - 1].field) == count_of(r, field))
			return value_at(r, field, r->loops[i - 1].index);
	return value_at(r, field, 0);
}

/* In a loop {{?x=word}} asks about the element where we stand, if x is such a list. */
static bool
has_value(const struct rendering *r, size_t field, const char *word)
{
	const char *value = value_here(r, field);

	if (value == NULL || *value == '\0')
		return false;
	return word == NULL || strcmp(value, word) == 0;
}

static int expand(struct rendering *r, const struct program *g, struct buf *out);

/* A part in the midst of a mail: without the blank lines around its text. */
static int
add_part(struct rendering *r, const char *name, struct buf *out)
{
	struct buf part = BUF_INIT;
	int rc = expand(r, &find(r->all, name)->body, &part);
	const char *text = buf_str(&part) + strspn(buf_str(&part), "\n");

	buf_adds(out, text);
	buf_free(&part);
	return rc;
}

/* Puts another template's body in its place. */
static int
include(struct rendering *r, const char *name, struct buf *out)
{
	buf_adds(out, "\n\n");
	return expand(r, &find(r->all, name)->body, out);
}

static int
add_value(struct rendering *r, size_t field, struct buf *out)
{
	const char *value = value_here(r, field);

	if (value == NULL || (*value == '\0' && r->n_loops == 0))
		return err_refused(
		    r->e, "template %s: {{%s}} has no value", r->name, template_field(field)->name);
	template_value(value, !r->plain, VALUE_MOST, out);
	return 0;
}

/* Enters a section or jumps to its end; returns where to go on. */
static size_t
enter(struct rendering *r, const struct program *g, size_t at)
{
	const struct step *s = &g->steps[at];

	switch (s->kind) {
	case STEP_EACH:
		if (value_at(r, s->field, 0) == NULL)
			return s->jump + 1;
		r->loops[r->n_loops].step = at;
		r->loops[r->n_loops].field = s->field;
		r->loops[r->n_loops++].index = 0;
		return at + 1;
	case STEP_IF:
		return has_value(r, s->field, s->text) ? at + 1 : s->jump + 1;
	case STEP_UNLESS:
		return has_value(r, s->field, NULL) ? s->jump + 1 : at + 1;
	case STEP_END:
		if (g->steps[s->jump].kind != STEP_EACH)
			return at + 1;
		if (value_at(r, g->steps[s->jump].field, ++r->loops[r->n_loops - 1].index) != NULL)
			return s->jump + 1;
		r->n_loops--;
		return at + 1;
	default:
		return at + 1;
	}
}

static int
expand(struct rendering *r, const struct program *g, struct buf *out)
{
	int rc = 0;

	for (size_t at = 0; at < g->n && rc == 0; at = enter(r, g, at)) {
		const struct step *s = &g->steps[at];

		switch (s->kind) {
		case STEP_TEXT:
			buf_adds(out, s->text);
			break;
		case STEP_VALUE:
			rc = add_value(r, s->field, out);
			break;
		case STEP_THIS:
			if (r->n_loops > 0)
				template_value(value_at(r, r->loops[r->n_loops - 1].field,
						   r->loops[r->n_loops - 1].index),
				    !r->plain, VALUE_MOST, out);
			break;
		case STEP_BUTTONS:
			rc = include(r, "tombol", out);
			break;
		case STEP_PART:
			rc = add_part(r, s->text, out);
			break;
		case STEP_SLOT:
			buf_adds(out, "\n\n" TEMPLATE_SLOT "\n\n");
			break;
		default:
			break;
		}
	}
	return rc;
}

int
template_expand(const struct templates *t, const char *name, const struct mail_field *fields,
    size_t n_fields, struct buf *subject, struct buf *markdown, struct err *e)
{
	struct rendering r = { .all = t,
		.name = name,
		.fields = fields,
		.n_fields = n_fields,
		.plain = true,
		.e = e };
	const struct template *m = find(t, name);
	struct buf line = BUF_INIT;
	int rc;

	if (m == NULL || is_part(name))
		return err_refused(e, "no template %s", name != NULL ? name : "(none)");
	index_values(&r);
	rc = expand(&r, &m->subject, &line);
	if (rc == 0)
		template_value(buf_str(&line), false, SUBJECT_MOST, subject);
	r.plain = false;
	if (rc == 0)
		rc = expand(&r, &m->body, markdown);
	if (rc == 0)
		rc = include(&r, "penutup", markdown);
	for (size_t i = 0; i < TEMPLATE_FIELDS; i++)
		free(r.lists[i].values);
	buf_free(&line);
	return rc;
}

const struct template_layout *
template_layout(const struct templates *t)
{
	return &t->layout;
}
