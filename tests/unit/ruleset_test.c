/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The letter rules: what stands in the tree loads whole; a mistake in any file is told with file
 * and line, all of them in one run; a pattern that runs into its limit is undecided, never "no".
 */
#include "test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "rules/ruleset.h"

static const char *const names[] = { "kelas", "layanan", "isian", "dokumen", "kata", "kutipan", "rahasia", "huruf" };
#define N_NAMES (sizeof(names) / sizeof(names[0]))

static char dir[] = "/tmp/loket-ruleset.XXXXXX";

/*
 * A copy of the rules; in NAME.xml the first `from` becomes `to` (NULL: the file is left out).
 * Returns the line of the change.
 */
static int
copy_rules(const char *name, const char *from, const char *to)
{
	int line = 0;

	for (size_t i = 0; i < N_NAMES; i++) {
		char *source = xasprintf("rules/letter/%s.xml", names[i]), *target = xasprintf("%s/letter/%s.xml", dir, names[i]);
		struct buf b = BUF_INIT, out = BUF_INIT;
		struct err e;
		char *at = NULL;

		unlink(target);
		if (file_read(source, 1 << 20, &b, &e) == 0 && strcmp(names[i], name) == 0)
			at = from != NULL ? strstr(b.data, from) : b.data;
		if (at != NULL && to != NULL) {
			buf_add(&out, b.data, (size_t)(at - b.data));
			line = 1;
			for (size_t k = 0; k < out.len; k++)
				line += out.data[k] == '\n';
			buf_adds(&out, to);
			buf_adds(&out, at + strlen(from));
		} else if (at == NULL) {
			buf_add(&out, b.data, b.len);
		}
		if (at == NULL || to != NULL)
			ok(file_write(target, out.data, out.len, 0600, &e) == 0, "%s.xml is copied", names[i]);
		buf_free(&b);
		buf_free(&out);
		free(source);
		free(target);
	}
	return line;
}

static void
broken(const char *name, const char *from, const char *to, const char *told)
{
	struct problems p = { 0 };
	int line = copy_rules(name, from, to);
	struct ruleset *r = ruleset_read(dir, &p);
	bool found = false;

	ok(r == NULL && p.n_items > 0, "%s.xml with \"%s\" is refused", name, to != NULL ? to : "nothing");
	for (size_t i = 0; i < p.n_items; i++)
		found |= strstr(p.items[i].file, name) != NULL && strstr(p.items[i].text, told) != NULL && (line == 0 || p.items[i].line == line);
	if (!ok(found, "told with its line %d: %s", line, told))
		problems_print(&p, stdout);
	ruleset_free(r);
	problems_free(&p);
}

static void
limits(void)
{
	char text[4096], why[160];
	size_t at;
	struct span m;
	struct regex *r = regex_new("^(a+)+$", 0, NULL, &at, why, sizeof(why));
	int64_t began = clock_monotonic_ms();

	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = '!';
	is_int(regex_find(r, text, sizeof(text), 0, false, &m), FOUND_UNDECIDED, "a pattern at its limit is undecided");
	ok(clock_monotonic_ms() - began < 1000, "and soon");
	is_int(regex_find(r, "aaa", 3, 0, false, &m), FOUND_YES, "it works where it can");
	is_int(regex_find(r, "b", 1, 0, false, &m), FOUND_NO, "and says no where that is sure");
	regex_free(r);
	ok(regex_new("a(b", 0, NULL, &at, why, sizeof(why)) == NULL && why[0] != '\0', "a wrong pattern is told");
	r = regex_new("lupa ?(kata )?sandi", REGEX_PHRASE, NULL, &at, why, sizeof(why));
	is_int(regex_find(r, "LUPA\n kata  sandi", 17, 0, false, &m), FOUND_YES, "a blank of a phrase is any white space");
	is_int(regex_find(r, "lupasandi", 9, 0, false, &m), FOUND_YES, "an optional one may be missing");
	is_int(regex_find(r, "pelupa sandi", 12, 0, false, &m), FOUND_NO, "a phrase begins no word in its middle");
	regex_free(r);
}

int
main(void)
{
	struct problems p = { 0 };
	struct ruleset *r = ruleset_read("rules", &p);
	char *letter;

	problems_print(&p, stdout);
	ok(r != NULL && ruleset_count(r) > 200, "the rules of the tree load");
	ruleset_free(r);
	if (!ok(mkdtemp(dir) != NULL, "a directory"))
		return done();
	letter = xasprintf("%s/letter", dir);
	mkdir(letter, 0700);
	broken("kata", ">setuju{1,9}|", ">(setuju{1,9}|", "tidak sah");
	broken("kata", "tingkat=\"1\"", "tingkat=\"4\"", "tingkat");
	broken("kata", "ikut=\"done forward\"", "ikut=\"donee\"", "donee");
	broken("kata", "<ekor>", "<ekorr>", "");
	broken("layanan", "\t</ragu>", "\t</raguu>", "");
	broken("layanan", "<pola>", "<pola kuat=\"ya\">", "kuat");
	broken("kelas", "bagian=\"kepala\" kepala=\"Auto-Submitted\"", "bagian=\"kepala\"", "kepala");
	broken("kelas", "id=\"bounce\"", "id=\"bounc\"", "bounce");
	broken("kutipan", "lingkup=\"isi\"/>", "lingkup=\"is\"/>", "lingkup");
	broken("isian", "bentuk=\"angka\"", "bentuk=\"angkaa\"", "angka");
	broken("huruf", "kode=\"FF21-FF3A\"", "kode=\"XY\"", "heksadesimal");
	broken("rahasia", NULL, NULL, "");
	limits();
	for (size_t i = 0; i < N_NAMES; i++) {
		char *path = xasprintf("%s/%s.xml", letter, names[i]);

		unlink(path);
		free(path);
	}
	rmdir(letter);
	rmdir(dir);
	free(letter);
	problems_free(&p);
	return done();
}
