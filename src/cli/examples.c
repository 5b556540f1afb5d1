/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * NAME.eml beside NAME.json: an object with some of the keys that `loket read --json` prints. What
 * it names must be read just so; what it does not name may be anything. For a list of values (the
 * fields) one text stands for "one of them".
 */
#include "cli/examples.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/files.h"
#include "base/mem.h"
#include "cli/readers.h"

struct looking { const char *file; struct problems *p; };

static void
miss(const struct looking *l, const char *key, const json_t *want, const json_t *got)
{
	char *a = json_dumps(want, JSON_ENCODE_ANY | JSON_COMPACT);
	char *b = got != NULL ? json_dumps(got, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;

	problem_add(l->p, l->file, 0, "%s: seharusnya %s, terbaca %.200s", key, a != NULL ? a : "?",
	    b != NULL ? b : "tidak ada");
	free(a);
	free(b);
}

/* One of the values of a field, [{"value": ...}, ...]. */
static bool
among(const json_t *want, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (json_equal(want, json_object_get(json_array_get(list, i), "value")))
			return true;
	return false;
}

static void
compare(const struct looking *l, const char *key, const json_t *want, const json_t *got)
{
	const char *name;
	json_t *part;

	if (json_is_array(got) && json_is_string(want)) {
		if (!among(want, got))
			miss(l, key, want, got);
		return;
	}
	if (!json_is_object(want)) {
		if (!json_equal(want, got != NULL ? got : json_null()))
			miss(l, key, want, got);
		return;
	}
	json_object_foreach((json_t *)(uintptr_t)want, name, part) {
		char *below = *key != '\0' ? xasprintf("%s.%s", key, name) : xstrdup(name);

		compare(l, below, part, json_object_get(got, name));
		free(below);
	}
}

static void
example(const struct cli *c, struct readers *r, const char *letter, struct problems *p)
{
	char *file = xasprintf("%.*s.json", (int)strlen(letter) - 4, letter);
	struct looking l = { file, p };
	struct facts f = { 0 };
	const char *held = NULL;
	json_error_t wrong;
	json_t *want = json_load_file(file, JSON_REJECT_DUPLICATES, &wrong), *got = NULL;
	int fd = open(letter, O_RDONLY | O_CLOEXEC);

	if (!json_is_object(want))
		problem_add(p, file, want == NULL ? wrong.line : 0,
		    "harus ada di samping suratnya dan berisi satu objek JSON");
	else if (fd < 0)
		problem_add(p, letter, 0, "tidak dapat dibaca: %s", strerror(errno));
	else {
		readers_read(r, fd, &f, &held);
		got = readers_json(letter, &f, c->zone_minutes);
		if (held != NULL)
			problem_add(p, letter, 0, "tidak terbaca: %s", held);
		else
			compare(&l, "", want, got);
	}
	if (fd >= 0)
		close(fd);
	wire_free(&facts_wire, &f);
	json_decref(want);
	json_decref(got);
	free(file);
}

size_t
examples_run(const struct cli *c, const char *rules, struct problems *p)
{
	char *dir = xasprintf("%s/office", rules), **files;
	size_t n = files_below(dir, ".eml", &files);
	struct readers r = { .now = c->now };
	bool up = n == 0 || readers_start(&r, c, rules, "") == EX_OK;

	if (!up)
		problem_add(p, dir, 0, "contoh surat tidak dapat dibaca");
	for (size_t i = 0; i < n; i++) {
		if (up)
			example(c, &r, files[i], p);
		free(files[i]);
	}
	readers_end(&r);
	free(files);
	free(dir);
	return n;
}
