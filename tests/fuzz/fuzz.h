/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the targets share: the office's own rules, read once, and bytes as the clean text that the
 * parts behind charset.c are promised. A target is LLVMFuzzerTestOneInput, linked with all objects
 * but main.o; no box is entered. What a target finds wrong by itself it says with broken().
 */
#ifndef LOKET_FUZZ_H
#define LOKET_FUZZ_H

#include <ftw.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/problem.h"
#include "box/charset.h"
#include "box/html.h"
#include "box/letter.h"
#include "protocol.h"
#include "rules/ruleset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

__attribute__((unused, noreturn)) static void
broken(const char *what, const char *more)
{
	fprintf(stderr, "broken: %s%s%s\n", what, *more != '\0' ? ": " : "", more);
	abort();
}

/* The rules of the tree, which is the working directory; set up as a reader is. */
__attribute__((unused)) static const struct ruleset *
fuzz_rules(void)
{
	static struct ruleset *rules;
	struct problems p = { 0 };

	if (rules != NULL)
		return rules;
	setlocale(LC_ALL, "C.UTF-8");
	letter_init();
	html_warm();
	rules = ruleset_read("rules", &p);
	problems_print(&p, stderr);
	if (rules == NULL)
		broken("rules/ cannot be read", "run it from the top of the tree");
	return rules;
}

/* Caller frees. */
__attribute__((unused)) static char *
fuzz_text(const uint8_t *data, size_t n)
{
	bool fell_back;

	return charset_text(NULL, (const char *)data, n, &fell_back);
}

static char fuzz_folder[] = "/tmp/loket-fuzz.XXXXXX";

static int
fuzz_remove(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

static void
fuzz_folder_gone(void)
{
	nftw(fuzz_folder, fuzz_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/*
 * A folder of this program's own, which goes with all that is in it when the program ends. Called before anything forks, by a constructor.
 */
__attribute__((unused)) static void
fuzz_folder_make(void)
{
	if (mkdtemp(fuzz_folder) == NULL)
		broken("cannot make", fuzz_folder);
	atexit(fuzz_folder_gone);
}

/* The path of a name in that folder. Caller frees. */
__attribute__((unused)) static char *
fuzz_path(const char *name)
{
	return xasprintf("%s/%s", fuzz_folder, name);
}

__attribute__((unused)) static void
fuzz_put(const char *name, const void *p, size_t n)
{
	char *path = fuzz_path(name);
	FILE *f = fopen(path, "w");

	if (f == NULL || fwrite(p, 1, n, f) != n || fclose(f) != 0)
		broken("cannot write", path);
	free(path);
}

/* Packs as a worker would and unpacks as the parent does: what it would refuse is a finding. */
__attribute__((unused)) static void
fuzz_wire(const struct wire_table *t, const void *record)
{
	struct buf packed = BUF_INIT;
	void *copy = xmalloc(t->size);
	struct err e;

	wire_pack(t, record, &packed);
	if (wire_unpack(t, packed.data, packed.len, copy, &e) != 0)
		broken("the parent would refuse it", e.msg);
	wire_free(t, copy);
	free(copy);
	buf_free(&packed);
}

#endif
